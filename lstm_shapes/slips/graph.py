"""Questions to the graph of a model: who makes a tensor, who reads it, which layer decides the width of an output."""

from ..checks import is_recurrent, run

# They pass on what they get, as far as the number of axes and the width go.
PASS_ON = ("Activation", "Softmax", "ReLU", "LeakyReLU", "ELU", "PReLU", "Dropout", "BatchNormalization", "Masking",
           "LayerNormalization", "Identity", "SpatialDropout1D", "GaussianNoise", "GaussianDropout",
           "UnitNormalization",
           "Rescaling", "ActivityRegularization", "Normalization", "AlphaDropout", "GroupNormalization")  # fmt: skip


def maker(model, tensor):
    """Return the place of the call that gives a tensor, None for an input."""
    return next((place for place, call in enumerate(model.calls) if tensor in call.gives), None)


def before(model, place):
    """Return the places of the calls whose tensors a call reads."""
    made = [maker(model, read.tensor) for read in model.calls[place].reads]
    return [one for one in made if one is not None]


def leading_to(model, tensor):
    """Return the places of all calls on the way to a tensor, the last one first."""
    found, open_ = [], [maker(model, tensor)]
    while open_:
        place = open_.pop(0)
        if place is not None and place not in found:
            found.append(place)
            open_ += [maker(model, read.tensor) for read in model.calls[place].reads]
    return sorted(found, reverse=True)


def layer_of(model, place):
    """Return the record of the layer that a call runs."""
    return model.layers[model.calls[place].layer]


def gives_every_step(layer):
    """True for a recurrent layer that gives every step."""
    one = layer.inner[0] if layer.kind == "Bidirectional" and layer.inner else layer
    return bool(one.get("return_sequences"))


def recurrent_calls(model, tensor=None):
    """Return the places of the recurrent calls, or of those that lead to a tensor, in the order of the calls."""
    places = range(len(model.calls)) if tensor is None else sorted(leading_to(model, tensor))
    return [place for place in places if is_recurrent(layer_of(model, place))]


def last_recurrent(model, tensor):
    """Return the places of the recurrent calls from which no other recurrent call lies on the way to a tensor.

    Several of them stand side by side, in branches.
    """
    found, open_, seen = [], [maker(model, tensor)], set()
    while open_:
        place = open_.pop(0)
        if place is None or place in seen:
            continue
        seen.add(place)
        if is_recurrent(layer_of(model, place)):
            found.append(place)
        else:
            open_ += [maker(model, read.tensor) for read in model.calls[place].reads]
    return sorted(found)


def last_wide(model, tensor):
    """Return the place of the layer whose units, or filters, decide a tensor's width; None where that is unclear."""
    return _last(model, tensor, _has_width)


def last_width(model, tensor):
    """Return (place for a Change, the layer) as `last_wide`, also inside models that are called as layers; or None."""
    place = _last(model, tensor, lambda layer: layer.model is not None or _has_width(layer))
    if place is None:
        return None
    layer, at = layer_of(model, place), model.calls[place].layer
    if layer.model is None:
        return at, layer
    inside = last_width(layer.model, layer.model.outputs[0]) if len(layer.model.outputs) == 1 else None
    return inside and ((at, *(inside[0] if isinstance(inside[0], tuple) else inside[:1])), inside[1])


def _last(model, tensor, wanted):
    """Return the place of the last such layer on the way to a tensor, behind which layers pass on what they get."""
    place = maker(model, tensor)
    while place is not None and not wanted(layer_of(model, place)):
        reads = model.calls[place].reads
        if layer_of(model, place).kind not in PASS_ON or len(reads) != 1:
            return None
        place = maker(model, reads[0].tensor)
    return place


def _has_width(layer):
    return width_setting(layer.inner[0] if layer.kind == "TimeDistributed" and layer.inner else layer) is not None


def width_setting(layer):
    """Return the name of the setting that decides how wide a layer's output is, None for one without."""
    if layer.kind in ("Dense", "LSTM", "GRU", "SimpleRNN"):
        return "units"
    if layer.kind == "Embedding":
        return "output_dim"
    return "filters" if layer.kind.startswith(("Conv1D", "Conv2D")) else None


def steps_of(state):
    """Return {place of a call: its Step} as far as shapes run through a program."""
    return {step.path[0]: step for step in run(state).steps if len(step.path) == 1}
