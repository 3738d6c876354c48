"""Slips where branches meet: what is added, joined, multiplied or compared does not go together."""

import itertools

from ...axes import count
from ...checks import ATTENTION, agrees, fits
from ...checks.several import MERGES, merge
from ...checks.sizes import Refused
from ...program import Change
from ..costs import price
from ..graph import last_wide, layer_of, maker, steps_of, width_setting
from ..undo import Undo, remade, slip
from ..words import are, called
from .layers import recurrent_flip, refused

_SAID = {"output_dim": "columns"}  # how settings of a width are called in a sentence


@slip("building", "inside", "axes", "sizes")
def branches_differ(state, wrong, known):
    """Branches that are put together have other numbers of axes or sizes."""
    one, model = refused(wrong), state.model
    if one is None or one.what not in ("differ", "axes") or one.where[0] != "layer":
        return
    place, steps = one.layer[0], steps_of(state)
    victim, reads = layer_of(model, place), model.calls[place].plain_reads
    shapes = steps[place].given if place in steps else ()
    if victim.kind not in (*MERGES, *ATTENTION) or len(reads) < 2 or len(shapes) != len(reads) or None in shapes:
        return
    pairs = list(zip([read.tensor for read in reads], shapes, strict=True))
    came = " and ".join(str((None, *shape[1:])) for shape in dict.fromkeys(shapes))
    sentence = f"{called(victim)} puts together {came}, which do not go together."
    if len({len(shape) for shape in shapes}) > 1:
        yield from _axes_differ(state, one, pairs, sentence)
    if victim.kind == "Dot":
        yield from _over_other_axes(state, place, shapes, sentence)
    if one.what == "differ":
        yield from _along_another_axis(state, place, shapes, sentence)
        yield from _widths_differ(state, one, pairs, sentence)
        lines = f"# make what {called(victim)} puts together of one shape, where the model is made"
        yield _settled(state, one, sentence, ("third choice",), lines, f"Which of the shapes is meant, {came}?")


def _settled(state, one, sentence, more, lines, question="", reason=""):
    """Return the Undo whose lines stand where the model is made; nobody can run them here."""
    settles = ((one.stage, one.what),)
    return Undo("inner-width", price("inner width", *more), state, sentence, reason, "", (), question, lines, settles)


def _axes_differ(state, one, pairs, sentence):
    """Yield what makes a vector of a sequence, or the other way round: a vector meets a sequence."""
    meets = layer_of(state.model, one.layer[0])
    victim = called(meets)
    for (_, vector), (tensor, sequence) in itertools.permutations(pairs, 2):
        if len(vector) != 2 or len(sequence) != 3:
            continue
        reason = f"{victim} wants the same number of axes from all that it reads."
        places, changes = recurrent_flip(state, tensor, False)
        if places:
            names = " and ".join(called(layer_of(state.model, place)) for place in places)
            question = f"Is the last step of {names} enough?"
            cost = price("one step given")
            yield remade(state, "extra-return-sequences", cost, sentence, reason, *changes, question=question)
        if sequence[1] == 1:
            lines = f"# keras.layers.Flatten() on the branch of {(None, *sequence[1:])}, before {victim}"
            question = f"Are the {sequence[2]} numbers of that one step a vector of the sample, as of one id?"
            yield _settled(state, one, sentence, (), lines, question, reason)
        repeated = [(shape[0], sequence[1], *shape[1:]) if shape == vector else shape for _, shape in pairs]
        if sequence[1] is not None and _go_together(meets, repeated):
            lines = (
                f"# keras.layers.RepeatVector({sequence[1]}) on the branch of {(None, *vector[1:])}, before {victim}"
            )
            question = f"Does the vector of {vector[1]} hold for each of the {sequence[1]} steps?"
            dear = ("second choice",) if sequence[1] == 1 else ()
            yield _settled(state, one, sentence, dear, lines, question, reason)


def _go_together(layer, shapes):
    """True where a layer takes these shapes; of an attention nothing is asked."""
    try:
        if layer.kind not in ATTENTION:
            merge(layer, tuple(shapes), True, False)
    except Refused:
        return False
    return True


def _over_other_axes(state, place, shapes, sentence):
    """Yield the axes of two branches over which products can be summed: those of the same size."""
    victim, at = layer_of(state.model, place), state.model.calls[place].layer
    reason = f"{called(victim)} sums over one axis of each of the two, and wants the same size on both."
    for axes in itertools.product(*(range(1, len(shape)) for shape in shapes)):
        size, other = (shape[axis] for axis, shape in zip(axes, shapes, strict=True))
        if size is None or size != other:
            continue
        one = axes[0] == axes[1]
        question = f"Are products to be summed over the {size} of both?"
        change = Change("setting", at, "axes", axes[0] if one else axes)
        cost = price("other axis", *([] if one or len(shapes[0]) != len(shapes[1]) else ["second choice"]))
        yield remade(state, "inner-width", cost, sentence, reason, change, question=question)


def _along_another_axis(state, place, shapes, sentence):
    """Yield the other axes along which branches can be joined."""
    victim, at = layer_of(state.model, place), state.model.calls[place].layer
    if victim.kind != "Concatenate" or len({len(shape) for shape in shapes}) > 1:
        return
    for axis in range(1, len(shapes[0])):
        must = [(*shape[:axis], *shape[axis + 1 :]) for shape in shapes]
        if not all(agrees(must[0], other) for other in must[1:]):
            continue
        question = "Do the steps of one branch come after those of the other?"
        if axis == len(shapes[0]) - 1:
            question = "Do the numbers of all branches stand side by side?"
        reason = f"On every axis but the one that it joins, {called(victim)} wants the same sizes."
        change = Change("setting", at, "axis", axis)
        yield remade(state, "inner-width", price("other axis"), sentence, reason, change, question=question)


def _widths_differ(state, one, pairs, sentence):
    """Yield what gives one branch the width, or the places, of another."""
    model, what = state.model, layer_of(state.model, one.layer[0])
    compares = what.kind in ("Attention", "AdditiveAttention", "Dot")  # of these the widths alone have to agree
    reason = f"{called(what)} wants the same {'width' if compares else 'sizes'} from all that it reads."
    for (tensor, mine), (_, theirs) in itertools.permutations(pairs, 2):
        if len(mine) != len(theirs) or what.kind == "MultiHeadAttention":
            continue
        wide, width = last_wide(model, tensor), theirs[-1]
        guilty = layer_of(model, wide) if wide is not None else None
        if not fits(mine[-1], width) and (compares or agrees(mine[:-1], theirs[:-1])):
            if guilty is not None:
                name = width_setting(guilty)
                change = Change("setting", model.calls[wide].layer, name, width)
                question = f"{are(width, _SAID.get(name, name))} right for {called(guilty)}?"
                cost = price("inner width")
                yield remade(state, "inner-width", cost, sentence, reason, change, question=question)
            at = maker(model, tensor)
            if at is not None and layer_of(model, at).get("merge_mode") == "concat" and mine[-1] == 2 * width:
                change = Change("setting", model.calls[at].layer, "merge_mode", "sum")
                question = f"May both directions of {called(layer_of(model, at))} be added?"
                cost = price("inner width")
                yield remade(state, "inner-width", cost, sentence, reason, change, question=question)
            lines = f"# keras.layers.Dense({width}) on the branch of {(None, *mine[1:])}, before {called(what)}"
            question = f"May a Dense layer make {count(width, 'columns')} of the {mine[-1]}?"
            yield _settled(state, one, sentence, ("second choice",), lines, question, reason)
        elif not compares and guilty is not None and guilty.get("padding") == "valid" and fits(mine[-1], width):
            change = Change("setting", model.calls[wide].layer, "padding", "same")
            question = f"May the ends be filled up with zeros, so that {called(guilty)} keeps the number of places?"
            yield remade(state, "inner-width", price("inner width"), sentence, reason, change, question=question)
