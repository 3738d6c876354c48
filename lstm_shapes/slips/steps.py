"""What a model does with the steps of an input: in which order they are read, and which of them an answer has seen."""

from math import inf
from typing import NamedTuple

from ..checks import is_recurrent
from ..checks.several import ATTENTION
from .graph import PASS_ON

_NOISE = ("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "SpatialDropout1D", "ActivityRegularization")


def all_layers(model):
    """Yield every layer of a model, those of models within it and those that others wrap too.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> model = program([layer("Bidirectional", layer("LSTM", units=4)), layer("Dense", units=1)], (20, 3)).model
    >>> [one.kind for one in all_layers(model)]
    ['Bidirectional', 'LSTM', 'LSTM', 'Dense']
    """
    for one in model.layers:
        yield from _with_inner(one)


def _with_inner(layer):
    yield layer
    for inner in layer.inner:
        yield from _with_inner(inner)
    if layer.model is not None:
        yield from all_layers(layer.model)


def ends_at_the_last_step(model):
    """True where a recurrent layer reads the steps from the first to the last, and what it gives stands at the last.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> def ends(**settings):
    ...     return ends_at_the_last_step(program([layer("LSTM", units=4, **settings)], (20, 3)).model)
    >>> ends(), ends(go_backwards=True), ends(return_sequences=True)
    (True, False, False)
    """
    read = list(all_layers(model))
    free = any(one.somebodys or one.kind in ("Bidirectional", "operation", *ATTENTION) for one in read)
    recurrent = [one for one in read if is_recurrent(one)]
    if free or any(one.get("go_backwards") for one in recurrent):
        return False
    return any(not one.get("return_sequences") for one in recurrent)


class Way(NamedTuple):
    """A way from an input to an output on which every step stays where it is.

    `width` is the least that a layer gives for a step; `later` is True where an answer has seen steps behind its own,
    `noisy` where noise is added before any weight, `weighed` where weights stand on it, and `led` where a recurrent
    layer on it is given its first state, as a decoder is.
    """

    width: float = inf
    later: bool = False
    noisy: bool = False
    weighed: bool = False
    led: bool = False


def ways(model, start, goal):
    """Return the ways from one tensor to another; an empty set where a layer on each gives one vector, or is not known.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> def found(*layers):
    ...     model = program(layers, (20, 3)).model
    ...     return [(one.width, one.later) for one in ways(model, model.inputs[0], model.outputs[0])]
    >>> found(layer("LSTM", units=4, return_sequences=True), layer("Dense", units=3))
    [(3, False)]
    >>> found(layer("LSTM", units=4), layer("RepeatVector", n=20), layer("LSTM", units=3, return_sequences=True))
    []
    """
    found = {start: {Way()}}
    for call in model.calls:
        made = set()
        for at, one in enumerate(call.plain_reads):
            made |= {
                way for old in found.get(one.tensor, ()) if (way := _behind(model.layers[call.layer], call, at, old))
            }
        if made and call.gives:
            found.setdefault(call.gives[0], set()).update(made)
    return found.get(goal, set())


def _behind(layer, call, at, way):
    """Return the way behind a layer that reads it in one place, or None where steps do not stay apart."""
    if layer.kind in PASS_ON:
        return way._replace(noisy=way.noisy or (layer.kind in _NOISE and not way.weighed))
    added = layer.kind in ("Add", "Average", "Maximum") or layer.get("operation") == "Add"
    if added or (layer.kind == "Concatenate" and layer.get("axis", -1) in (-1, 2)):
        return way
    if layer.kind in ATTENTION:  # what it looks up stands behind the step that asks, too, unless somebody forbids it
        return way._replace(width=0, later=way.later or at > 0, weighed=True) if sees_all(call) else None
    width = None if at else _width(layer)
    if not width:
        return None
    led = way.led or (is_recurrent(layer) and len(call.plain_reads) > 1)
    later, width = way.later or layer.kind == "Bidirectional", min(way.width, width)
    return way._replace(width=width, later=later, weighed=True, led=led)


def sees_all(call):
    """True where a call of an attention looks up every step: nothing says that it is to leave those behind out."""
    names = ("use_causal_mask", "attention_mask", "mask")
    return not any(map(call.option, names)) and not any(one.argument == "attention_mask" for one in call.reads)


def _width(layer):
    """Return how many numbers a layer gives for each step, None where it does not give one answer for each."""
    if layer.kind == "TimeDistributed" and layer.inner:
        return layer.inner[0].get("units") if layer.inner[0].kind == "Dense" else None
    if layer.kind in ("Dense", "Embedding"):
        return layer.get("units") or layer.get("output_dim")
    if layer.kind == "Conv1D":
        whole = layer.get("padding") in ("same", "causal") and layer.get("strides", 1) in (1, (1,))
        return layer.get("filters") if whole else None
    one = layer.inner[0] if layer.kind == "Bidirectional" and layer.inner else layer
    if (
        one.kind not in ("LSTM", "GRU", "SimpleRNN", "RNN")
        or not one.get("return_sequences")
        or one.get("go_backwards")
    ):
        return None
    units = one.get("units") or (one.inner[-1].get("units") if one.inner else None)
    joined = layer.kind == "Bidirectional" and layer.get("merge_mode", "concat") == "concat"
    return 2 * units if joined and units else units


def copied(model, place, output, copy, width):
    """Return True where a model is given, at every step, the answer that it has to tell.

    Parameters
    ----------
    model : Model
    place, output : int
        Of the input and of the output.
    copy : Copy
        How y repeats x.
    width : int
        Numbers of one step of x.

    Examples
    --------
    >>> from lstm_shapes.evidence.copies import Copy
    >>> from lstm_shapes.program import layer, program
    >>> model = program([layer("LSTM", units=4, return_sequences=True), layer("Dense", units=3)], (20, 3)).model
    >>> copied(model, 0, 0, Copy(0, "all", None, 20, 100), 3), copied(model, 0, 0, Copy(1, "all", None, 20, 100), 3)
    (True, False)
    """
    if place >= len(model.inputs) or output >= len(model.outputs):
        return False
    found = ways(model, model.inputs[place], model.outputs[output])
    if copy.ahead:
        return any(way.later for way in found)
    if copy.how == "feature":
        return False  # a part of x may be asked for
    # Fewer numbers than a step has, or noise, make an autoencoder of it.
    return any(copy.how == "class" or way.led or (way.width >= width and not way.noisy) for way in found)
