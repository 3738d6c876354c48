"""Slips in what is declared, where a model does not build and no data are at hand."""

from ..checks import is_recurrent
from ..program import Change, changed
from .costs import price
from .graph import PASS_ON, before, layer_of
from .layers import axes_wanted, refused
from .undo import Undo, slip
from .words import called, expects


def _reads_input(model, place):
    """True where only layers that pass on what they get stand before a call."""
    return all(layer_of(model, at).kind in PASS_ON and _reads_input(model, at) for at in before(model, place))


def _names(rank):
    """What the axes of one sample are called, for a layer that reads so many axes."""
    return {3: ("timesteps", "features"), 4: ("height", "width", "channels")}.get(
        rank, ("timesteps", "height", "width", "channels")
    )


@slip("building")
def declared_alone(state, wrong, known):
    """Input has an axis too few, or one too many: the number of samples."""
    model, one = state.model, refused(wrong)
    if state.x.form != "none" or len(model.declared) != 1 or model.declared[0].shape is None or one is None:
        return
    want, victim = model.declared[0].shape[1:], layer_of(model, one.layer[0])
    recurrent = is_recurrent(victim) or victim.kind == "Embedding"
    if len(want) > 1 and one.what in ("axes", "short"):
        change = Change("input", 0, value=want[1:])
        sentence = f"Input declares {want} for one sample, one axis too many for {called(victim)}."
        reason = "Input takes the shape of one sample; Keras adds the samples axis itself."
        question = "" if want[0] is None else f"Is {want[0]} the number of samples?"
        cost = price("count declared" if want[0] is None else "axis too many declared")
        found = changed(state, change)
        yield Undo("samples-in-input-shape", cost, found, sentence, reason, "", (change,), question)
        if not recurrent and want[0] is not None:
            question = f"Do the {want[0]} of the first axis belong to one sample? Then a layer has to read them, or they go."
            cost = price("axis of one")
            yield Undo("extra-axis", cost, found, sentence, expects(state, want), "", (change,), question)
    wanted = axes_wanted(one)
    if wanted is None or one.came >= wanted or not _reads_input(model, one.layer[0]):
        return
    sentence = f"Input declares {want} for one sample, and {called(victim)} reads {wanted} axes, samples first."
    reason = f"With the samples axis {want} makes {len(want) + 1} axes; {wanted - 1} sizes have to be declared."
    names = _names(wanted)
    for at in (len(names) - 1, 0):
        shape = [str(size) for size in want]
        shape.insert(at, names[at])
        lines = f"keras.Input(({', '.join(shape)}))  # {names[at]}: your own number"
        question = f"Is {want} the shape of a sample without its {names[at]}?"
        cost = price("axis missing in Input", *(["second choice"] if at == 0 and wanted == 3 else []))
        settles = ((one.stage, one.what),)
        if len(shape) == wanted - 1:
            yield Undo("input-shape-missing-axis", cost, state, sentence, reason, "", (), question, lines, settles=settles)
