"""What a loss compares: y and the output, squeezed or stretched, or refused."""

from typing import NamedTuple

from .sizes import Refused, agrees, broadcast, fits, product

_CHECKED = ("categorical_crossentropy", "binary_crossentropy", "binary_focal_crossentropy")
_SPARSE = ("sparse_categorical_crossentropy",)
# They subtract, multiply or divide elements, so NumPy's stretching takes place.
_STRETCH = [
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "binary_accuracy",
    "huber",
    "log_cosh",
    "poisson",
    "kl_divergence",
    "cosine_similarity",
    "hinge",
    "squared_hinge",
    "categorical_hinge",
    "categorical_focal_crossentropy",
]


# Metrics that compare the place of the largest number.
_PLACES = ("sparse_categorical_accuracy", "categorical_accuracy")
_WHOLE = ("dice", "tversky")  # they stretch as well, and give one number


class Compared(NamedTuple):
    """What a loss does with a target and an output.

    Fields
    ------
    does : str
        "compares", "stretches", "raises" or "unknown".
    y, output : tuple
        The shapes as they were compared.
    values : tuple or None
        The shape of the losses before they are averaged.
    """

    does: str
    y: tuple
    output: tuple
    values: tuple | None = None


def squeezed(y, output):
    """Return both shapes after Keras has added or dropped a last axis of 1, where they differ by one axis.

    Source
    ------
    Keras 3.15, ``losses.loss.squeeze_or_expand_to_same_rank``.

    Examples
    --------
    >>> squeezed((80,), (80, 1)), squeezed((80, 20), (80, 20, 1))
    (((80, 1), (80, 1)), ((80, 20), (80, 20)))
    """
    if len(y) == len(output) + 1 and y[-1] == 1:
        return (y, (*output, 1)) if len(output) == 1 else (y[:-1], output)
    if len(output) == len(y) + 1 and output[-1] == 1:
        return ((*y, 1), output) if len(y) == 1 else (y, output[:-1])
    return y, output


def compare(loss, y, output, mask=None, metric=False):
    """Say what a loss does with a target and an output of one batch.

    Parameters
    ----------
    loss : Loss
    y, output : tuple
        Shapes of one batch; None for a size that nobody knows.
    mask : tuple or None
        Shape of the mask that comes with the output.
    metric : bool
        True where a metric compares: it stretches the mask to its values, and no value to the mask.

    Returns
    -------
    Compared

    Source
    ------
    Keras 3.15, ``LossFunctionWrapper.call``, the crossentropies of the TensorFlow backend, ``reduce_weighted_values``,
    ``reduce_to_samplewise_values``.

    Examples
    --------
    >>> from lstm_shapes.program import Loss
    >>> compare(Loss("mean_squared_error"), (80, 20, 1), (80, 1)).does
    'stretches'
    >>> compare(Loss("binary_crossentropy"), (80,), (80, 20, 1)).does
    'raises'
    >>> compare(Loss("sparse_categorical_crossentropy"), (80, 1), (80, 20, 1))[:3]
    ('stretches', (80,), (80, 20))
    """
    if loss.given == "own class":
        return Compared("unknown", y, output)
    first, second = (y, output) if loss.name in _PLACES else squeezed(y, output)
    try:
        found = _function(loss, first, second)
        if mask is not None and found.values is not None:
            _masked(found.values, mask, metric)
    except Refused:
        return Compared("raises", first, second)
    if loss.name in _SPARSE and len(second) < len(output) and found.does == "compares":
        return found._replace(does="stretches")  # without its axis of 1, the timesteps are read as the classes
    return found


def _function(loss, y, output):
    if loss.name in _SPARSE and loss.given != "own":
        return _sparse(y, output)
    if loss.name in _PLACES:
        return _places(y, output, loss.name == _PLACES[0])
    if loss.name in _CHECKED and loss.given != "own":
        if len(y) != len(output) or not all(map(fits, y, output)):
            raise Refused("differ", output, y)
        return Compared("compares", y, output, y[:-1])
    if loss.given == "own" or loss.name in (*_STRETCH, *_WHOLE):
        own = loss.given == "own"
        same = len(y) == len(output) and all(map(fits, y, output))
        if own and not same:
            return Compared("unknown", y, output)
        both = broadcast(y, output)
        values = None if own or loss.name in _WHOLE else both if loss.name == "binary_accuracy" else both[:-1]
        return Compared("compares" if same else "stretches", y, output, values)
    return Compared("unknown", y, output)


def _sparse(y, output):
    labels = y[:-1] if len(y) == len(output) and y[-1] == 1 else y
    if len(labels) != len(output) - 1 or not all(map(fits, labels, output)):
        raise Refused("differ", output[:-1], y)
    return Compared("compares", labels, output, labels)


def _places(y, output, sparse):
    """Labels and the places of the largest numbers are compared one by one; a last axis of 1 goes and comes back."""
    labels = y if sparse else y[:-1]
    listed = len(labels) == len(output) and (not sparse or fits(labels[-1], 1))
    if listed and not fits(labels[-1], 1):
        raise Refused("size", 1, labels[-1], axis=len(labels) - 1)
    compared = labels[:-1] if listed else labels
    values = broadcast(compared, output[:-1])
    does = "compares" if values == compared else "stretches"
    if listed and not fits(product(values), product(labels)):
        raise Refused("differ", output[:-1], labels)
    values = labels if listed else values
    return Compared(does, y, output, values[:-1] if sparse and len(values) > 1 and values[-1] == 1 else values)


def _masked(values, mask, metric):
    """The losses are multiplied with the mask."""
    values, mask = squeezed(values, mask)
    values = values[: len(mask)] if metric else values
    if not agrees(broadcast(values, mask), values) and metric:
        raise Refused("mask", values, mask)


def accuracy_of(y, output):
    """Return the name of the metric that "accuracy" stands for.

    Source
    ------
    Keras 3.15, ``compile_utils.is_binary_or_sparse_categorical``.

    Examples
    --------
    >>> accuracy_of((80,), (80, 3))
    'sparse_categorical_accuracy'
    """
    if output[-1] == 1:
        return "binary_accuracy"
    return _PLACES[not (len(y) < len(output) or (y[-1] == 1 and (output[-1] or 2) > 1))]
