"""What the layers of a model read, and which reading of the truth that is."""

from itertools import permutations
from unittest.mock import patch

import numpy as np

NEAR = 0.02  # of a standard deviation: what scaling back and forth, or float16, may change


def copy_of(model):
    """Return a copy of a Keras model with its weights, so that nothing happens to the learner's own.

    Parameters
    ----------
    model : keras.Model

    Returns
    -------
    keras.Model
        Not compiled.

    Raises
    ------
    TypeError, ValueError, NotImplementedError
        If Keras cannot copy the model, such as one of a class of one's own.

    Source
    ------
    Keras 3.15, ``keras.models.clone_model``.
    """
    import keras  # here, because it takes seconds

    def copied(layer):
        if isinstance(layer, keras.layers.Lambda):
            return layer  # Keras refuses to copy a function, and this layer has no weights
        return type(layer).from_config(layer.get_config())

    with patch.object(model, "compiled", False):  # a loss of one's own could not be copied either
        clone = keras.models.clone_model(model, clone_function=copied)
    if model.built and clone.built:  # what a Normalization layer has measured is a weight
        clone.set_weights(model.get_weights())
    return clone


def read_by(model, x, handed=None):
    """Run a model once and catch what its layers are given.

    Parameters
    ----------
    model : keras.Model
        A copy: a model without Input is built by this call.
    x : numpy.ndarray
    handed : callable, optional
        Of what the first recurrent layer is given; it returns an array of the same shape to be read in its place.

    Returns
    -------
    first : numpy.ndarray or None
        What the first layer with weights reads, before which values only change places or are scaled.
    sequences : list of numpy.ndarray
        What each recurrent layer reads, in the order of their calls.
    answers : numpy.ndarray
        What the model gives.

    Source
    ------
    Keras 3.15: every recurrent layer is an ``RNN``, also within ``Bidirectional``.
    """
    import keras  # here, because it takes seconds

    keep_places = (keras.Model, keras.layers.Normalization, keras.layers.BatchNormalization)
    both_ways = [one for one in model._flatten_layers() if isinstance(one, keras.layers.Bidirectional)]
    backward = {one.backward_layer for one in both_ways}
    usual, given = keras.layers.Layer.__call__, []

    def call(layer, values, *rest, **named):
        if not isinstance(values, keras.KerasTensor) and not isinstance(layer, keep_places):
            first = handed and isinstance(layer, (keras.layers.RNN, keras.layers.Bidirectional))
            if first and not any(isinstance(one, (keras.layers.RNN, keras.layers.Bidirectional)) for one, _ in given):
                values = keras.ops.convert_to_tensor(handed(keras.ops.convert_to_numpy(values)))
            turned = isinstance(layer, keras.layers.RNN) and layer.go_backwards and layer not in backward
            given.append((layer, keras.ops.flip(values, 1) if turned else values))
        return usual(layer, values, *rest, **named)

    with patch.object(keras.layers.Layer, "__call__", call):  # where a layer is inside of another one, too
        answers = keras.ops.convert_to_numpy(model(x, training=False))
    read = next((keras.ops.convert_to_numpy(values) for layer, values in given if layer.weights), None)
    recurrent = [(layer, values) for layer, values in given if isinstance(layer, keras.layers.RNN)]
    return read, [keras.ops.convert_to_numpy(values) for layer, values in recurrent if layer not in backward], answers


def changed_from(values):
    """Return one sequence for all samples, and the same with other numbers from a timestep on that each sample has.

    Parameters
    ----------
    values : numpy.ndarray, shape (samples, timesteps, features)
        For the shape; the numbers are small ones, as large ones hold a recurrent layer at the ends of its range.

    Returns
    -------
    plain, changed : numpy.ndarray, shape (samples, timesteps, features)
    start : numpy.ndarray of int, shape (samples,)
        0 to timesteps - 1, and timesteps where nothing was changed.

    Examples
    --------
    >>> plain, changed, start = changed_from(np.zeros((5, 3, 1)))
    >>> start.tolist(), (plain != changed)[:, :, 0].sum(axis=1).tolist()
    ([2, 3, 0, 1, 2], [1, 0, 3, 2, 1])
    """
    n, t, f = values.shape
    # From the back, as the last timesteps are those that a sample or two have to tell.
    start = (np.arange(n) + t - 1) % (t + 1)
    plain, other = np.random.default_rng(0).normal(scale=0.5, size=(2, 1, t, f)).astype("float32")
    changed = np.where((np.arange(t) >= start[:, np.newaxis])[:, :, np.newaxis], other, plain)
    return np.repeat(plain, n, axis=0), changed, start


def standard(values, axes=None):
    """Scale values to mean 0 and spread 1, over all or over some axes; what is constant becomes 0.

    Examples
    --------
    >>> standard(np.array([2.0, 4.0])).tolist()
    [-1.0, 1.0]
    """
    values = np.asarray(values, "float64")
    spread = values.std(axis=axes, keepdims=True)
    return (values - values.mean(axis=axes, keepdims=True)) / np.where(spread > 0, spread, np.inf)


def ranked(values, axes=None):
    """Replace values by their ranks, which no logarithm changes, and scale those as `standard` does.

    Examples
    --------
    >>> ranked(np.array([1.0, 10.0, 100.0])).round(1).tolist()
    [-1.2, 0.0, 1.2]
    """
    flat = np.asarray(values).reshape(-1, np.shape(values)[-1]) if axes else np.asarray(values).reshape(-1, 1)
    return standard(flat.argsort(axis=0).argsort(axis=0).reshape(np.shape(values)), axes)


def _near(one, other):
    return np.quantile(abs(one - other), 0.99) < NEAR


def order_of(read, block):
    """Say which sample of the truth each sample is, if all of the truth was read in its place.

    Parameters
    ----------
    read, block : numpy.ndarray, shape (samples, timesteps, features)
        Samples and features may stand in another order, each feature may have been scaled, and up to three features
        may have been added.

    Returns
    -------
    numpy.ndarray of int, shape (samples,), or None
        None if this is another reading.

    Examples
    --------
    >>> block = np.random.default_rng(0).random((5, 4, 2))
    >>> order_of(10 * block[::-1, :, ::-1], block).tolist()
    [4, 3, 2, 1, 0]
    """
    if read.ndim != 3 or read.shape[:2] != block.shape[:2] or not 0 <= read.shape[2] - block.shape[2] <= 3:
        return None
    ways = [(standard, (0, 1)), (ranked, (0, 1))]
    # Each column of the table, or each sample, may have been scaled for itself.
    ways += [(standard, (axis,)) for axis in (0, 1) if block.shape[axis] > 4]
    for scale, axes in ways:
        all_given, true = scale(read, axes), scale(block, axes)
        for features in permutations(range(read.shape[2]), block.shape[2]):
            given = all_given[:, :, features]
            if not _near(np.sort(given, axis=None), np.sort(true, axis=None)):
                continue
            order = abs(given[:, np.newaxis] - true).mean(axis=(2, 3)).argmin(axis=1)
            if len({*order}) == len(true) and _near(given, true[order]):
                return order
    return None


def misreadings(block):
    """Yield the usual wrong readings of a block, as (cause, what was read, array).

    Parameters
    ----------
    block : numpy.ndarray, shape (samples, timesteps, features)

    Examples
    --------
    >>> next(misreadings(np.zeros((5, 4, 2))))[0]
    'single-timestep'
    """
    n, t, f = block.shape
    by_step, turned = block.reshape(n, -1), block.transpose(0, 2, 1)
    by_feature, by_moment, mixed = turned.reshape(n, -1), block.transpose(1, 0, 2), block.reshape(t, n, f)
    one_sample = "missing-samples-axis", "the timesteps of the one sample were read as samples"
    one_step = "single-timestep", "all values of a sample were read as one timestep"
    single = "features-as-timesteps", "each value was read as a timestep of its own"
    scattered = "scrambled-reshape", "the shape is right, and the values of one moment stand at several"
    merged, blended = f"the {n} samples were read as one", "values of several samples were mixed"
    yield from [(*one_sample, by_moment), (*one_sample, block.transpose(1, 2, 0))] if n == 1 else []
    yield from ((*one_step, flat[:, np.newaxis]) for flat in (by_step, by_feature))
    yield from ((*single, flat[:, :, np.newaxis]) for flat in (by_step, by_feature) if f > 1)
    yield "swapped-axes", "timesteps and features stand in each other's place", turned
    yield *scattered, by_feature.reshape(n, t, f)
    yield *scattered, by_step.reshape(n, f, t).transpose(0, 2, 1)
    yield "scrambled-reshape", "features stand before timesteps, and the values are mixed", by_step.reshape(n, f, t)
    yield "swapped-samples-timesteps", "timesteps were read as samples", by_moment
    yield "reversed-time", "the newest moment was read first", block[:, ::-1]
    yield "merged-samples", merged, block.reshape(1, n, t * f)
    yield "merged-samples", merged, block.reshape(1, n * t, f)
    yield "merged-samples", blended, mixed
    yield "merged-samples", blended, mixed.transpose(1, 0, 2)


def reading_of(read, block):
    """Say in which wrong way the truth was read.

    Parameters
    ----------
    read : numpy.ndarray
        What the first layer with weights was given.
    block : numpy.ndarray, shape (samples, timesteps, features)

    Returns
    -------
    cause : str
        An id of the catalogue; empty where none is known.
    told : str
        What was read, as the second half of a sentence.

    Examples
    --------
    >>> block = np.random.default_rng(0).random((5, 4, 2))
    >>> reading_of(block.transpose(0, 2, 1), block)
    ('swapped-axes', "timesteps and features stand in each other's place")
    """
    n, t, f = block.shape
    if read.size and np.ptp(read) == 0:
        return "", "every value is the same"
    for cause, told, other in misreadings(block):
        if read.shape == other.shape and _near(standard(read), standard(other)):
            return cause, told
    if read.ndim == 2:
        return "flattened-steps", "rows, in which a layer mixes the timesteps before they are told apart"
    if len(read) != n:
        cause = "merged-samples" if read.size == block.size else "sample-count-mismatch"
        return cause, f"the first axis holds {len(read)} instead of {n} samples"
    if read.shape[1] != t:
        return "wrong-timesteps", f"{read.shape[1]} timesteps were read, and there are {t}"
    if read.shape[2] != f:
        return "wrong-features", f"{read.shape[2]} features were read, and there are {f}"
    if _near(np.sort(standard(read), axis=None), np.sort(standard(block), axis=None)):
        return "scrambled-reshape", "the shape is right, and the values stand in other places"
    return "", "the values are no longer those of the data"
