"""Slips in what Input declares, told by the layers alone: what x is need not be known."""

from ...checks import is_recurrent, product
from ...program import Change, changed
from ..costs import price
from ..graph import PASS_ON, before, layer_of, leading_to, maker
from ..inputs import inputs, line, with_x
from ..undo import Undo, remade, slip
from ..words import called
from .layers import axes_wanted, refused


def _inputs_of(state, place):
    """Yield (place of an input, its shape of one sample) for those that lead to a call."""
    model = state.model
    ways = {place, *(at for read in model.calls[place].reads for at in leading_to(model, read.tensor))}
    reads = {read.tensor for at in ways for read in model.calls[at].reads if maker(model, read.tensor) is None}
    for at, (tensor, declared) in enumerate(zip(model.inputs, model.declared, strict=False)):
        if tensor in reads and declared.shape is not None:
            yield at, declared.shape[1:]


def _from_x(state, place, want):
    """Return a last size that x has and Input has not, None where x does not tell it."""
    x = (
        state.x.shapes[place]
        if place < len(state.x.shapes) and len(state.x.shapes) == len(state.model.inputs)
        else None
    )
    if not x or None in want or not want:
        return None
    if len(x) > len(want) + 1 and x[-len(want) - 1 : -1] == want:
        return x[-1]
    return (
        x[1] // product(want) if len(x) == 2 and x[1] and x[1] % product(want) == 0 and x[1] > product(want) else None
    )


def _reads_input(model, place):
    """True where only layers that pass on what they get stand before a call."""
    return all(layer_of(model, at).kind in PASS_ON and _reads_input(model, at) for at in before(model, place))


@slip("building")
def declared_for_the_layer(state, wrong, known):
    """Input has another number of axes than the layers behind it read."""
    one = refused(wrong)
    wanted = axes_wanted(one)
    if wanted is None:
        return
    victim = layer_of(state.model, one.layer[0])
    what, near = called(victim), _reads_input(state.model, one.layer[0])
    for place, want in _inputs_of(state, one.layer[0]):
        reason = f"{what} reads {wanted} axes, samples first, and gets {one.came}."
        if one.came == wanted - 1:
            sentence = f"Input declares {want} for one sample, one axis too few for {what}."
            yield from _too_few(state, place, want, wanted, sentence, reason, near)
        elif one.came > wanted and len(want) > 1:
            yield from _too_many(state, place, want, what, reason, near, is_recurrent(victim))


def _too_few(state, place, want, wanted, sentence, reason, near):
    size = _from_x(state, place, want)
    last = f"Is there one value for each of {want}? Else their number stands in place of the 1."
    if wanted == 3 and len(want) == 1:
        last = "Is there one value on each timestep? Else their number stands in place of the 1."
    first = f"Is {want} what belongs to one moment? Then the timesteps stand in front; None is any number."
    # Pictures want their channels more often, films their timesteps: unless what stands last is no count of channels,
    # which are fewer than rows and columns.
    films = wanted == 5 and len(want) == 3 and (None in want or want[-1] < min(want[:-1]))
    moment = films or product(want) == 1
    ways = [((None, *want), first, () if moment else ("second choice",))]
    ways += [((*want, size or 1), "" if size else last, ("second choice",) if moment else ())]
    for shape, question, more in ways:
        change = Change("input", place, value=shape)
        # Where another layer stands before it, that layer reads what is declared.
        cost = price("axis missing in Input", *more, *([] if near else ["against y"]))
        yield remade(state, "input-shape-missing-axis", cost, sentence, reason, change, question=question)


def _too_many(state, place, want, what, reason, near, recurrent):
    samples = f"Input declares {want}, one axis too many for {what}: its first may be the number of samples."
    extra = f"Input declares {want} for one sample, one axis too many for {what}."
    ways = []
    for at in [at for at, size in enumerate(want) if size == 1]:
        # The last axis of a picture may hold one channel.
        names = ("axis of one", "chance") if at == len(want) - 1 > 2 else ("axis of one",)
        question = "Does the axis of 1 mean nothing?"
        ways.append(("extra-axis", (*want[:at], *want[at + 1 :]), extra, names, question))
    name = "count declared" if near and recurrent else "count declared, other sizes"
    names, question = (name,), f"Is {want[0]} the number of samples?"
    if want[0] is None:
        names, question = ("samples declared",), "Does None stand for the samples? Input adds them."
    ways.append(("samples-in-input-shape", want[1:], samples, names, question))
    if product(want[-2:]) and 1 not in want[-2:]:
        question = f"Are {want[-2]} × {want[-1]} numbers measured at the same moment?" if len(want) > 2 else ""
        ways.append(("extra-axis", (*want[:-2], product(want[-2:])), extra, ("axis too many declared",), question))
    for cause, shape, sentence, names, question in ways:
        change = Change("input", place, value=shape)
        names = names if near else (*names, "against y")  # the layer before it reads what is declared
        yield remade(state, cause, price(*names), sentence, reason, change, question=question)


@slip("building")
def one_hot_declared(state, wrong, known):
    """Input declares one-hot vectors where an Embedding reads ids: as long as it has rows."""
    model = state.model
    for place, (tensor, declared) in enumerate(zip(model.inputs, model.declared, strict=False)):
        want = declared.shape[1:] if declared.shape else ()
        readers = [
            layer_of(model, at) for at, call in enumerate(model.calls) if tensor in [one.tensor for one in call.reads]
        ]
        if (
            len(want) != 2
            or len(readers) != 1
            or readers[0].kind != "Embedding"
            or want[1] != readers[0].get("input_dim")
        ):
            continue
        sentence = f"Input declares {want}, {want[1]} numbers for each step, and {called(readers[0])} reads one id."
        reason = f"An Embedding makes a vector of each id itself, and it has a row for each of {want[1]} ids."
        question = "Is each of these vectors one-hot? Then the place of its 1 is the id"
        change = Change("input", place, value=want[:1])
        each = next((one for one in inputs(state) if one.place == place and len(one.x) == 3), None)
        cost = price("vectors for ids")
        if each is None:
            question += ": x = x.argmax(axis=-1)."
            yield remade(state, "embedding-input", cost, sentence, reason, change, question=question)
            continue
        found, code = changed(with_x(state, each, each.x[:2]), change), line(state, each, "x.argmax(axis=-1)")
        yield Undo("embedding-input", cost, found, sentence, reason, code, (change,), f"{question}.")


@slip("building")
def declared_turned(state, wrong, known):
    """Input has timesteps and features in the other order: a window of a convolution does not fit into it."""
    one = refused(wrong)
    if one is None or one.what != "short":
        return
    what = called(layer_of(state.model, one.layer[0]))
    for place, want in _inputs_of(state, one.layer[0]):
        if len(want) == 2 and want[0] != want[1]:
            sentence = f"Input declares {want}, and {what} needs more than {want[0]} in the first place."
            reason = "The first size of a sample is its timesteps, the last one its features."
            change = Change("input", place, value=want[::-1])
            question = f"Has a sample {want[1]} timesteps of {want[0]}?"
            cost = price("Input turned")
            yield remade(state, "swapped-axes", cost, sentence, reason, change, question=question)
