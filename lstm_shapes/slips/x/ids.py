"""A slip of what x holds: ids of words, of which no layer makes vectors."""

from ...checks import is_recurrent
from ...evidence import ids
from ...program import Change, changed, layer
from ..costs import price
from ..inputs import inputs, line, slip_of_input, with_x
from ..undo import Undo, slip
from ..view import leaves

_WIDTH = 8  # numbers of a vector; any will run


@slip_of_input("axes", "building", "sizes")
def ids_without_embedding(state, one, known):
    """Ids of words go into a recurrent layer, as if they were measured."""
    for undo in of_ids(state, one, known):
        yield undo._replace(cost=undo.cost + price("chance"))  # amounts may look so


@slip("values")
def padded_ids(state, wrong, known):
    """Texts of different lengths, filled up, go into a recurrent layer as if they were measured."""
    padded = {one.where for one in wrong if one.what == "padding"}
    for one in inputs(state):
        if ("x", one.place) in padded:
            yield from of_ids(state, one, known, mask_zero=True)


def of_ids(state, one, known, **settings):
    """Yield the undo that puts an Embedding in front, where one input reads what looks like ids.

    Parameters
    ----------
    state : State
    one : Input
    known : Known
    **settings
        Of the Embedding.
    """
    model, x = state.model, one.x
    arrays = leaves(known.asked(())[0])
    place = _reader(model, one.place)
    if place is None or len(arrays) <= one.part or len(x) not in (2, 3) or (len(x) == 3 and x[2] != 1):
        return
    found = ids(arrays[one.part])
    if found is None:
        return
    what = model.layers[model.calls[place].layer]
    sentence = f"x holds whole numbers from {found.low} to {found.high:,} in no order, and {what.called} reads them "
    sentence += "as amounts."
    reason = "Ids are names: of two of them the larger one is not more. An Embedding makes a vector of each id."
    question = "Are they ids, of words or of other things?"
    table = layer("Embedding", name="embedding", input_dim=found.high + 1, output_dim=_WIDTH, **settings)
    changes = (Change("insert", place, value=table),)
    if one.declared and one.want != x[1:2]:
        changes = (Change("input", one.place, value=x[1:2]), *changes)
    made = changed(state if len(x) == 2 else with_x(state, one, x[:2]), *changes)
    data = line(state, one, "x[..., 0]") if len(x) == 3 else ""
    yield Undo("embedding-input", price("ids without a table"), made, sentence, reason, data, changes, question)


def _reader(model, place):
    """Return the place of the recurrent call that reads an input, None where another layer does."""
    if place >= len(model.inputs) or model.kind == "subclassed":
        return None
    reads = [at for at, call in enumerate(model.calls) for each in call.reads if each.tensor == model.inputs[place]]
    return reads[0] if len(reads) == 1 and is_recurrent(model.layers[model.calls[reads[0]].layer]) else None
