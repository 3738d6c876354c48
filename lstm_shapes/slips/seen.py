"""What the values of x and y say against a program whose shapes fit, as complaints."""

from math import prod

import numpy as np

from .. import evidence
from ..checks import (
    Complaint,
    as_read,
    complaints,
    course,
    is_recurrent,
    last_activation,
    losses_of,
    outputs_of,
    uses_mask,
)
from ..checks.given import axes, for_inputs
from ..checks.plain import QUIET
from ..checks.several import ATTENTION
from ..evidence import PROOF
from ..program import changed, layer
from ..program.changes import Change
from .inputs import Input, inputs
from .steps import copied, ends_at_the_last_step
from .view import leaves
from .words import fit_all

# How far each is from health. What hides others weighs more than all of them, so that its repair comes nearer to it.
_GAPS = {"holes": 32, "mixed": 16, "order": 16, "axis": 16, "turns": 16, "earlier": 16, "late": 8,
         "given": 8, "seen": 8, "borders": 4, "sides": 4, "newest first": 2, "padding": 1,
         "other mask": 1, "masked row": 1, "several ones": 1, "one class": 1, "cut": 1, "flags": 1}  # fmt: skip
# They leave time and features where they are.
_KEEP = (*QUIET, "SpatialDropout1D", "BatchNormalization", "LayerNormalization", "Normalization", "Dense", "PReLU")
_TIMED = (*ATTENTION, "TimeDistributed", "Conv1D", "SeparableConv1D", "DepthwiseConv1D", "Conv1DTranspose",
          "MaxPooling1D", "AveragePooling1D")  # fmt: skip
_TABLE = 8  # rows from which on an Embedding is for more than a yes or no
_LAID = ("Flatten", "Reshape", "Permute")  # behind them another order of the numbers may be meant, or means nothing


def readers(model, tensor, calls=()):
    """Yield (path of calls, layer) for each layer that reads a tensor, through those that leave its axes alone.

    Parameters
    ----------
    model : Model
    tensor : int
    calls : tuple of int
        The path to the model.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> model = program([layer("Masking"), layer("LSTM", units=4)], (20, 3)).model
    >>> [one.kind for _, one in readers(model, model.inputs[0])]
    ['Masking', 'LSTM']
    """
    same = {tensor}
    for place, call in enumerate(model.calls):
        for one in call.reads:
            if one.tensor not in same:
                continue
            found = model.layers[call.layer]
            if found.model is not None:
                at = call.reads.index(one)
                if at < len(found.model.inputs):
                    yield from readers(found.model, found.model.inputs[at], (*calls, place))
                continue
            yield (*calls, place), found
            if found.kind in _KEEP:
                same.update(call.gives)


def way(model, place):
    """Say how an input is read: "time" (its first axis after the samples), "ids", "laid", "grid", "own", or "rows".

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> way(program([layer("Dense", units=4), layer("GRU", units=4)], (20, 3)).model, 0)
    'time'
    """
    if place >= len(model.inputs):
        return "own"
    read = [one for _, one in readers(model, model.inputs[place])]
    kinds = {one.kind for one in read}
    if any(is_recurrent(one) or (one.kind in _TIMED and one.get("data_format") != "channels_first") for one in read):
        return "time"
    for name, some in (("ids", ("Embedding",)), ("laid", _LAID)):
        if kinds & {*some}:
            return name
    if any(one.own or one.kind == "operation" for one in read):
        return "own"
    return "rows" if kinds <= {*_KEEP} else "grid"


def inputs_of(state):
    """Return the inputs of a program; for a model that does not say what it reads, one for each array."""
    if state.model.kind in ("none", "subclassed"):
        return [Input(at, one.shape, one.shape[1:], False, at) for at, one in enumerate(state.x.parts) if one.shape]
    return list(inputs(state))


def _read(state, x):
    """Yield (Input, array as Keras reads it, how it is read, the array as given) for each input with values at hand."""
    arrays = leaves(x)
    if len(arrays) != len(state.x.parts):
        return
    for one in inputs_of(state):
        given = array = arrays[one.part]
        if not fit_all(getattr(array, "shape", ()), one.x):
            continue  # what a line of the learner's own program would make of it, nobody knows
        read = as_read(array.shape, (None, *one.want)) or tuple(array.shape)
        if len(read) != len(array.shape):
            array = np.asarray(array).reshape(read)
        yield one, array, way(state.model, one.place), given


def seen(state, x, y, answers=None):
    """Say what values tell against a program in which nothing else is wrong.

    Parameters
    ----------
    state : State
    x, y : object
        Arrays, tables, lists or dicts of them, as ``known.asked`` gives them; None where they are not at hand.
    answers : dict, optional
        Keeps what was asked of this view.

    Returns
    -------
    tuple of Complaint
        Stage "values"; `came` is the record of the evidence, `where` the input ("x", place) or the answer ("y",
        place). Of proof alone: what right data could show as well is no complaint.

    Source
    ------
    Measured by ``tests/engine/test_values.py`` on programs that are right.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> table = np.random.default_rng(0).normal(size=(60, 3))
    >>> x = np.lib.stride_tricks.sliding_window_view(table, 10, axis=0)
    >>> state = program([layer("LSTM", units=4), layer("Dense", units=1)], (3, 10), x)
    >>> [one.what for one in seen(state, x, None)]
    ['axis']
    """
    found, answers = [], {} if answers is None else answers
    targets = [np.asarray(one) for one in leaves(y) if hasattr(one, "shape")]
    for one, array, read, given in _read(state, x):
        where = ("x", one.place)
        ask = _asks(answers, where, array)
        found += _holes(where, np.asarray(array))
        if ask("one_number"):  # zeros to try a model with: their order says nothing, and is slow to be looked for
            found += [_complaint(where, "cut", False, came) for came in [_cut(ask, array)] if came is not None]
            continue
        against = _layout(ask, array.shape[1:], read)
        if against:
            found.append(_complaint(where, *against))
            continue
        found += (_complaint(where, *against) for against in _content(state, one, ask, array, read, targets))
        dated = given if hasattr(given, "iloc") else array  # the index of a table may hold dates
        found += (_complaint(where, *against) for against in _dates(_asks(answers, where, dated), dated, read))
    for place, one in enumerate(targets):
        found += [*_holes(("y", place), one), *_several(state, place, one, answers)]
    return tuple(sorted(found, key=lambda one: -one.gap))


def agrees(state, x, y, answers=None):
    """Say what speaks for a view, in words; empty where values do not tell.

    Parameters
    ----------
    state : State
    x, y : object
        As `seen` gets them.
    answers : dict, optional

    Returns
    -------
    str
        Of the first input whose values prove that they stand as they are read.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 5)).cumsum(axis=1)
    >>> agrees(program([layer("LSTM", units=4)], (12, 5), walks), walks, None)
    'Read so, values move little from one timestep to the next; in the other order they jump.'
    """
    answers = {} if answers is None else answers
    for one, array, read, _ in _read(state, x):
        ask = _asks(answers, ("x", one.place), array)
        if read in ("time", "own") and array.ndim == 3 and min(array.shape[1:]) > 1 and not ask("one_number"):
            order = ask("order", ask("overlap"))
            if _is_proof(order) and order.right:
                return _AGREES[order.by]
    return ""


_AGREES = {
    "overlap": "Read so, each sample goes on in the next one, as windows do.",
    "course": "Read so, values move little from one timestep to the next; in the other order they jump.",
    "levels": "Read so, every feature keeps a level or spread of its own; in the other order none does.",
    "counting": "Read so, every feature counts on by one and the same step.",
}


def moments(known, one):
    """True where the rows of a table go on in the next ones: each column is a moment of one series.

    Parameters
    ----------
    known : Known
    one : Input

    Examples
    --------
    >>> from lstm_shapes.slips import known_of
    >>> series = np.random.default_rng(0).normal(size=40)
    >>> moments(known_of(np.lib.stride_tricks.sliding_window_view(series, 6)), Input(0, (35, 6), (1, 6), True, 0))
    True
    """
    ask = _asked_of_a_table(known, one)
    windows = ask("overlap")
    if windows is not None:
        return windows.over == (1,) and windows.turns == 1
    return ask("reading_on") is not None


def follow(known, one):
    """True where the columns of a table move little from one to the next, as moments do; features seldom lie so.

    Parameters
    ----------
    known : Known
    one : Input

    Examples
    --------
    >>> from lstm_shapes.slips import known_of
    >>> walks = np.random.default_rng(0).normal(size=(50, 18)).cumsum(axis=1)
    >>> follow(known_of(walks), Input(0, (50, 18), (None, None), False, 0))
    True
    """
    return _asked_of_a_table(known, one)("following") is not None


def _asked_of_a_table(known, one):
    """Return what asks evidence about a table of two axes; about anything else it says nothing."""
    arrays = leaves(known.asked(())[0])
    array = np.asarray(arrays[one.part]) if len(arrays) > one.part and hasattr(arrays[one.part], "shape") else None
    ask = None if array is None or array.ndim != 2 else _asks(known.answers(()), ("x", one.place), array)
    return (lambda name: None) if ask is None or ask("one_number") else ask


def _complaint(where, what, wanted, came):
    return Complaint("values", "silent", what, wanted, came, where, gap=_GAPS[what])


def _asks(answers, where, array):
    """Return ``ask(name, *more)``, which asks evidence about an array once; `about` tells other arguments apart."""

    def ask(name, *more, about=()):
        key = (name, where, array.shape, about)
        if key not in answers:
            answers[key] = getattr(evidence, name)(array, *more)
        return answers[key]

    return ask


def _holes(where, array):
    came = evidence.holes(array)
    return [_complaint(where, "holes", None, came)] if came is not None else []


def _several(state, place, y, answers):
    """Return the complaint about several classes where the output, or its loss, knows one; or about the reverse."""
    losses = losses_of(state, len(state.model.outputs))
    name, maker = last_activation(state.model, place)
    loss = losses[place].name if place < len(losses) and losses[place] else ""
    binary = name == "softmax" and loss == "binary_crossentropy"
    if maker is None or maker.get("axis", -1) != -1 or (name != "softmax" and not loss.startswith("categorical")):
        return []
    given = outputs_of(state)[place : place + 1]
    if given and given[0] and y.shape[1:] != given[0][1:]:  # whole numbers, one for each step, are no rows
        return []
    ask = _asks(answers, ("y", place), y)
    came, hot = ask("several_ones"), ask("one_hot") if binary and y.ndim > 1 and y.shape[-1] > 2 else None
    if _is_proof(hot) and hot.axis == y.ndim - 1:  # of two classes the two losses are one
        return [_complaint(("y", place), "one class", None, hot)]
    return [_complaint(("y", place), "several ones", None, came)] if _is_proof(came) else []


def _is_proof(came):
    return came is not None and came.strength == PROOF


def _layout(ask, sizes, read):
    """Return (what, wanted, what says so) where numbers do not lie as they are read, or None."""
    behind = ask("origin")
    if behind is not None and (behind.mixed or behind.exchanged) and read not in ("laid", "rows", "ids"):
        return "mixed" if behind.mixed else "order", None, behind
    if len(sizes) < 2 or read not in ("time", "own", "grid") or (read == "own" and len(sizes) != 2):
        return None
    windows = ask("overlap")
    order = ask("order", windows)
    if _is_proof(order) and not order.right:
        return "order", windows if order.by == "overlap" and read != "grid" else None, order
    if read == "grid":
        return None
    if prod(sizes) == max(sizes):
        return _on_one_axis(ask, sizes, windows)
    if windows is not None and windows.over:
        return ("axis", 1, windows) if windows.over[0] != 1 else None
    if behind is not None and behind.how == "windows" and behind.axis != 1 and len(sizes) == 2:
        return "axis", 1, behind  # of few values, or so few samples that their overlap says nothing
    levels = ask("levels") if len(sizes) == 2 else None
    return ("axis", 1, levels) if _is_proof(levels) and levels.axis == 1 else None


def _on_one_axis(ask, sizes, windows):
    """The same where only one axis is longer than 1."""
    turns = ask("turns", windows)
    if sizes[0] > 1:
        return ("turns", 1, turns) if _is_proof(turns) else None
    if windows is not None:
        return "axis", 1, windows
    if _is_proof(turns):
        return "turns", 1, turns
    reading = ask("reading_on")
    return ("axis", 1, reading) if _is_proof(reading) and reading.axis != 1 else None


def _content(state, one, ask, array, read, targets):
    """Yield (what, wanted, what says so) against values whose order is right."""
    if read != "grid" and array.ndim > 1:
        yield from _against_y(state, ask, array, read, targets)
    if read in ("time", "ids") and array.ndim > 1:
        yield from _copied(state, one, ask, array, targets)
    if read in ("time", "own", "laid", "rows") and array.ndim > 1:
        borders = ask("borders", ask("overlap"))
        if _is_proof(borders):
            yield "borders", None, borders
    if read == "ids" and array.ndim == 2:
        yield from _flags(state, one, ask, array)
    for place, y in enumerate(targets if read == "ids" else ()):
        sides = ask("padded_apart", y, about=("sides", place))
        if _is_proof(sides):
            yield "sides", place, sides
    if read in ("time", "ids") and array.ndim > 1:
        yield from _unmasked(state, one, ask, array)


def _dates(ask, array, read):
    if hasattr(array, "iloc") or (array.ndim == 3 and read in ("time", "own", "laid")):
        direction = ask("direction")
        if direction is not None and direction.newest_first:
            yield "newest first", None, direction


def _copied(state, one, ask, array, targets):
    """Yield what says that the answer of each step is in the input, at the same step or at one that was seen."""
    if state.model.kind not in ("sequential", "functional") or state.y.form == "dict":
        return
    for place, y in enumerate(targets):
        if y.ndim > 1 and y.shape[:2] == array.shape[:2]:
            came = ask("copies", y, about=("copies", place))
            if _is_proof(came) and copied(state.model, one.place, place, came, prod(array.shape[2:])):
                yield "seen" if came.ahead else "given", place, came
                return


def _against_y(state, ask, array, read, targets):
    # A state that is kept from batch to batch holds the samples before.
    kept = any(is_recurrent(layer) and layer.get("stateful") for layer in state.model.layers)
    if read == "time" and not kept and array.shape[1] == 1 and len(targets) == 1 and len(targets[0]) == len(array):
        earlier = ask("needs_earlier", targets[0])
        if _is_proof(earlier):
            yield "earlier", 1, earlier
    for place, y in enumerate(targets):
        if y.ndim and len(y) == len(array):
            windows = ask("overlap")
            at = ask("target_place", y, windows, about=place)
            if _is_proof(at) and at.late > 0:
                yield "late", windows, at
                return
            if _is_proof(at) and at.offset < 0 and read == "time" and ends_at_the_last_step(state.model):
                yield "newest first", None, at
                return


def _unmasked(state, one, ask, array):
    """Yield padding that no layer masks, or that one masks for another value; wanted is the Change that masks it."""
    model = state.model
    if state.model.kind not in ("sequential", "functional"):
        return
    read = list(readers(model, model.inputs[one.place]))
    masking = [(path, each) for path, each in read if each.kind == "Masking"]
    embedding = [(path, each) for path, each in read if each.kind == "Embedding"]
    padding = ask("padding", bool(embedding), about=("padding", bool(embedding)))
    values = [each.get("mask_value", 0.0) for _, each in masking] + [
        0.0 for _, each in embedding if each.get("mask_zero")
    ]
    lost = None if embedding else _cut(ask, array, 0.0 in values)
    if lost is not None:
        yield "cut", 0.0 in values, lost
        return
    if padding is None:
        return
    own = not values and any(each.argument.endswith("mask") for call in model.calls for each in call.reads)
    if own or padding.value in values or any(len(path) > 1 for path, _ in read[:1]):
        return
    if padding.value is None:
        if masking and array.ndim == 3 and state.x.form == "one" and padding.strength == PROOF:
            yield "masked row", masking[0][1].get("mask_value", 0.0), padding
        return
    if masking:
        what, change = "other mask", _setting(model, masking[0][0], "mask_value", padding.value)
    elif embedding:
        what, change = "padding", _setting(model, embedding[0][0], "mask_zero", True)
        if padding.value:
            return
    else:
        what = "padding"
        change = Change("insert", read[0][0][0], value=layer("Masking", mask_value=padding.value)) if read else None
    if change is not None and (what == "other mask" or padding.strength == PROOF) and _is_used(changed(state, change)):
        yield what, change, padding


def _flags(state, one, ask, array):
    """Yield rows of 0 and 1, one for each word, where an Embedding reads the ids of words."""
    tables = [each for _, each in readers(state.model, state.model.inputs[one.place]) if each.kind == "Embedding"]
    rows = tables[0].get("input_dim") if tables else None
    if not rows or rows < _TABLE or not rows / 2 < array.shape[1] <= rows:
        return
    came = ask("zeros_between")
    if came is not None and 2 * came.samples > came.looked and np.asarray(array).max() == 1:
        yield "flags", tables[0], came


def _cut(ask, array, masked=False):
    """Return what says that whole numbers were made of others, as `pad_sequences` does, or that all is masked; or None.

    Others than masked ones, and whole numbers of 32 bits, are not looked at.
    """
    came = ask("skipped") if masked or array.dtype == np.int32 else None
    if came is None:
        return None
    return came if 2 * came.blank >= came.looked or (masked and came.whole and came.negative) else None


def _setting(model, path, name, value):
    return Change("setting", model.calls[path[0]].layer, name, value)


def _is_used(state):
    """True where a mask is made, comes to a layer that reads it, and nothing is wrong then."""
    if any(one.stage != "spoilt" for one in complaints(state)):
        return False
    parts, _ = for_inputs(state)
    run = course(state, axes(state, parts)[0]).data
    return run is not None and any(
        uses_mask(step.layer) and any(mask is not None for mask in step.masks) for step in run.steps
    )
