"""Whether y suits the outputs: their number, their shapes under each loss, labels, and the last activation."""

from math import inf

from ..program import Loss
from .complaint import Complaint, sizes_apart
from .losses import accuracy_of, compare
from .sizes import fits

_PROBABILITIES = {
    "binary_crossentropy": "sigmoid",
    "binary_focal_crossentropy": "sigmoid",
    "categorical_crossentropy": "softmax",
    "categorical_focal_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
}
# What comes out of these goes beyond 1, where a crossentropy cuts it off; what tanh makes below 0 is cut off too, and a
# model may learn with it.
_NO_PROBABILITIES = (
    "linear", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "swish", "softplus", "exponential",
)  # fmt: skip
# One for equal shapes, one for classes: together they take what any loss does.
_BOTH = ("mean_squared_error", "sparse_categorical_crossentropy")
# What an activation can answer, and the losses under which y is to be met by that.
_REACH = {
    "sigmoid": (0, 1),
    "hard_sigmoid": (0, 1),
    "softmax": (0, 1),
    "tanh": (-1, 1),
    "softsign": (-1, 1),
    "relu6": (0, 6),
    "relu": (0, inf),
    "softplus": (0, inf),
    "exponential": (0, inf),
}
_DISTANCES = ("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "huber", "log_cosh")
_ACTIVATED = (
    "Activation", "Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose",
    "Conv3DTranspose", "SeparableConv1D", "SeparableConv2D", "LSTM", "GRU", "SimpleRNN",
)  # fmt: skip
# Between the last activation and the output they change no value.
_KEEP_VALUES = (
    "Reshape",
    "Flatten",
    "Permute",
    "Dropout",
    "Identity",
    "Cropping1D",
    "RepeatVector",
    "SpatialDropout1D",
)


def losses_of(state, count):
    """Return the loss of each output; None where there is none.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> losses_of(program(loss="mae"), 1)[0].name
    'mean_absolute_error'
    """
    named = {loss.output: loss for loss in state.losses if loss.output}
    if named:
        names = state.model.output_names
        return [named.get(names[place]) if place < len(names) else None for place in range(count)]
    return [state.losses[0] if state.losses else None] * count


def targets_of(state, count):
    """Return the part of y for each output, None where their numbers differ."""
    y, names = state.y, state.model.output_names
    if y.form == "dict":
        brought = {part.name: part for part in y.parts}
        return [brought[name] for name in names] if set(names) == set(brought) and count == len(names) > 1 else None
    return list(y.parts) if len(y.parts) == count else None


def compared(state, outputs, masks, batches):
    """Yield what is wrong with y.

    Parameters
    ----------
    state : State
    outputs : tuple
        Shapes of one batch, None where one is not known.
    masks : tuple
    batches : tuple of int or None
        The sizes of batch that come.

    Source
    ------
    Keras 3.15, ``CompileLoss.call``.
    """
    if state.y.form == "none" or not outputs:
        return
    targets = targets_of(state, len(outputs))
    if targets is None:
        came = tuple(part.name for part in state.y.parts) if state.y.form == "dict" else len(state.y.parts)
        wanted = state.model.output_names if state.y.form == "dict" else len(outputs)
        gap = max(1, abs(len(state.y.parts) - len(outputs)))
        what = "names" if state.y.form == "dict" else "number"
        yield Complaint("target", "raises", what, wanted, came, ("y", 0), gap=gap)
        return
    yield from _loss_names(state)
    losses = losses_of(state, len(outputs))
    for place, (part, output, loss) in enumerate(zip(targets, outputs, losses, strict=True)):
        if part.shape is None or output is None or not part.shape:
            continue
        if loss is None:
            yield from _any_loss(state, part, output, batches, place)
            continue
        mask = masks[place] if place < len(masks) else None
        each = state.y.source == "dataset" and part.shape[0] is not None
        did = _worst(loss, part, output, mask, batches, each)
        wrong = _shapes(loss, part, output, did, place)
        if wrong is not None:
            yield wrong
        elif output:
            yield from _out_of_reach(state, loss, part, place)
        if output and (wrong is None or wrong.level == "silent"):
            yield from _labels(loss, part, did.output, place, wrong is None)
        yield from _metrics(state, part, output, mask, batches, place)


def _loss_names(state):
    """Yield a dict of losses that does not name each output."""
    named, names = {loss.output for loss in state.losses if loss.output}, set(state.model.output_names)
    if named and (not named <= names or (named != names and not state.model.outputs_by_name)) and names:
        wanted, came = tuple(sorted(names)), tuple(sorted(named))
        yield Complaint("target", "raises", "loss names", wanted, came, gap=len(named ^ names))


def _any_loss(state, part, output, batches, place):
    """Yield what no loss compares, for layers that were never compiled."""
    if state.model.kind != "layers" or state.losses:
        return
    losses = _BOTH if output[-1:] != (1,) else _BOTH[:1]
    found = [
        _shapes(Loss(name), part, output, _worst(Loss(name), part, output, None, batches), place) for name in losses
    ]
    if None not in found:
        yield found[0]


def _worst(loss, part, output, mask, batches, each=False, metric=False):
    """Return what a loss does over all batches that come: raises before stretches before compares.

    `each` is True where the shape of y is that of one batch already, as a dataset that is not batched tells it.
    """
    found = []
    for batch in batches:
        y = part.shape if each else (_batch_of(part.shape[0], batch), *part.shape[1:])
        out = (_batch_of(output[0], batch, batches[0]), *output[1:])
        covers = mask and (_batch_of(mask[0], batch, batches[0]), *mask[1:])
        found.append(compare(loss, y, out, covers, metric))
    order = ("raises", "stretches", "unknown", "compares")
    return min(found, key=lambda one: order.index(one.does))


def _batch_of(size, batch, first=None):
    """The samples of one batch; an output that does not follow the batch keeps its own number."""
    if batch is None:
        return size
    return batch if size is None or first is None or size == first else size


def _shapes(loss, part, output, did, place):
    if did.does in ("compares", "unknown"):
        return None
    wanted = (part.shape[0], *output[1:])
    if loss.name == "sparse_categorical_crossentropy":
        wanted = wanted[:-1]
    level = "raises" if did.does == "raises" else "silent"
    gap = max(sizes_apart(part.shape[1:], wanted[1:]), 0.5)
    return Complaint("target", level, did.does, wanted, part.shape, ("y", place), gap=gap)


def _labels(loss, part, output, place, agrees=True):
    """Yield labels that the loss refuses, and where the shapes agree those that it misreads; `output` as compared."""
    if loss.given in ("own", "own class") or loss.ignores or None in (part.low, part.high):
        return
    low, high = part.low, part.high
    if loss.name == "sparse_categorical_crossentropy" and output[-1] is not None:
        if int(high) >= output[-1] or int(low) < 0:
            yield Complaint("labels", "raises", "classes", (0, output[-1] - 1), (int(low), int(high)), ("y", place))
        elif part.whole is False and agrees:
            yield Complaint("labels", "silent", "not whole", (0, output[-1] - 1), (low, high), ("y", place))
    if loss.name in ("binary_crossentropy", "categorical_crossentropy") and agrees and (low < 0 or high > 1):
        yield Complaint("labels", "silent", "not from 0 to 1", (0, 1), (low, high), ("y", place))


def _out_of_reach(state, loss, part, place):
    """Yield a y that the last activation cannot answer, by more than a scaler that was fitted on other rows leaves."""
    low, high = _REACH.get(last_activation(state.model, place)[0], (-inf, inf))
    if loss.name not in _DISTANCES or loss.given in ("own", "own class") or None in (part.low, part.high):
        return
    slack = (high - low) / 2 if high < inf else (part.high - part.low) / 10
    if part.low < low - slack or part.high > high + slack:
        yield Complaint("labels", "silent", "out of reach", (low, high), (part.low, part.high), ("y", place))


def _metrics(state, part, output, mask, batches, place):
    names = state.model.output_names
    for metric in state.metrics:
        if metric.output and place < len(names) and metric.output != names[place]:
            continue
        if metric.given == "own":
            if len(part.shape) != len(output) or not all(map(fits, part.shape[1:], output[1:])):
                gap = max(sizes_apart(part.shape[1:], output[1:]), 1)
                yield Complaint("metrics", "silent", "own metric", output, part.shape, ("y", place), gap=gap)
            continue
        name = accuracy_of(part.shape, output) if metric.name == "accuracy" else metric.name
        did = _worst(metric._replace(name=name), part, output, mask, batches, metric=True)
        if did.does == "raises":
            yield Complaint("metrics", "raises", metric.name, output, part.shape, ("y", place))


def last_activation(model, output):
    """Return (activation, its layer) that makes the values of an output; (None, None) where that is not known.

    Examples
    --------
    >>> from lstm_shapes.program import in_line, layer
    >>> last_activation(in_line([layer("Dense", units=1), layer("Activation", activation="softmax")]), 0)[0]
    'softmax'
    """
    makers = {key: call for call in model.calls for key in call.gives}
    tensor = model.outputs[output] if output < len(model.outputs) else None
    while tensor in makers:
        call = makers[tensor]
        layer = model.layers[call.layer]
        inner = layer.inner[0] if layer.kind == "TimeDistributed" and layer.inner else layer
        if inner.model is not None:
            return last_activation(inner.model, 0)
        if inner.kind == "Softmax":
            return "softmax", layer
        if inner.kind in _ACTIVATED:
            activation = inner.get("activation", "tanh" if inner.kind in ("LSTM", "GRU", "SimpleRNN") else "linear")
            if not (inner.kind == "Activation" and activation == "linear"):
                return activation, layer
        elif inner.kind not in _KEEP_VALUES:
            return None, None
        tensor = call.reads[0].tensor if call.reads else None
    return None, None


def answers(state, outputs):
    """Yield what the last activation makes impossible: one unit under a softmax, numbers read as probabilities."""
    losses = losses_of(state, len(outputs))
    for place, output in enumerate(outputs):
        activation, _ = last_activation(state.model, place)
        loss = losses[place]
        if activation == "softmax" and output and output[-1] == 1:
            yield Complaint("meaning", "silent", "softmax of one", 2, 1, ("output", place), len(output) - 1)
        elif loss is not None and loss.given in ("name", "object", "function") and not loss.from_logits:
            fitting = _PROBABILITIES.get(loss.name)
            if fitting is not None and activation in _NO_PROBABILITIES:
                yield Complaint("labels", "silent", "no probabilities", fitting, activation, ("output", place))
            elif fitting == "softmax" and output and output[-1] == 1 and loss.name != "sparse_categorical_crossentropy":
                yield Complaint("labels", "silent", "one class", 2, 1, ("output", place), len(output) - 1)
