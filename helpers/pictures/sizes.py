"""Arithmetic and one sentence for the sizes of a block."""

import math

from lstm_shapes.axes import AXES, count, whole_number


def block_shape(shape, most=None):
    """Return `shape` as three whole numbers (samples, timesteps, features).

    Parameters
    ----------
    shape : sequence of 3 int
    most : int, optional
        The largest size that one axis may have.

    Returns
    -------
    tuple of int, length 3

    Raises
    ------
    ValueError
        If there are not three sizes, or one of them is not a whole number of at least 1.

    Source
    ------
    Keras API reference, ``LSTM`` layer, call argument ``sequence`` (Keras 3.15).

    Examples
    --------
    >>> block_shape([8, 5, 3])
    (8, 5, 3)
    >>> block_shape((8, 5))
    Traceback (most recent call last):
    ValueError: shape needs 3 sizes (samples, timesteps, features); got (8, 5).
    """
    try:
        sizes = tuple(shape)
    except TypeError:
        sizes = None
    if sizes is None or isinstance(shape, str) or len(sizes) != 3:
        raise ValueError(f"shape needs 3 sizes (samples, timesteps, features); got {shape!r}.")
    return tuple(whole_number(size, name, most) for size, name in zip(sizes, AXES, strict=True))


def describe_shape(shape):
    """Return one sentence that names every axis of a block.

    Parameters
    ----------
    shape : sequence of 3 int
        (samples, timesteps, features).

    Returns
    -------
    str

    Raises
    ------
    ValueError
        As `block_shape` does.

    Source
    ------
    NumPy reference, ``ndarray.size``: the product of the shape.

    Examples
    --------
    >>> describe_shape((8, 5, 3))
    '(8, 5, 3): 8 samples, each with 5 timesteps of 3 features; 8 × 5 × 3 = 120 numbers.'
    """
    samples, timesteps, features = sizes = block_shape(shape)
    each = "with" if samples == 1 else "each with"
    return (
        f"{sizes}: {count(samples, AXES[0])}, {each} {count(timesteps, AXES[1])} of {count(features, AXES[2])}; "
        f"{samples:,} × {timesteps:,} × {features:,} = {count(math.prod(sizes), 'numbers')}."
    )


def lstm_weights(units, features):
    """Count the trainable numbers of one LSTM layer.

    Parameters
    ----------
    units : int
        Length of the vector that the layer gives out.
    features : int
        Length of the last axis of its input.

    Returns
    -------
    int
        4 × (units × (features + units) + units); no timesteps and no samples in it.

    Raises
    ------
    ValueError
        If one of them is not a whole number of at least 1.

    Source
    ------
    Keras source, ``LSTMCell.build``: kernel (features, 4 × units), recurrent kernel (units, 4 × units),
    bias (4 × units); a test compares with a real layer.

    Examples
    --------
    >>> lstm_weights(units=50, features=3)
    10800
    """
    units, features = whole_number(units, "units"), whole_number(features, "features")
    return 4 * (units * (features + units) + units)


def fold_choices(columns):
    """Return every (timesteps, features) that holds a flat row of `columns` numbers.

    Parameters
    ----------
    columns : int
        Numbers in one row.

    Returns
    -------
    list of tuple of int
        In the order of growing timesteps.

    Raises
    ------
    ValueError
        If `columns` is not a whole number from 1 to 1,000,000.

    Source
    ------
    NumPy reference, ``reshape``: the product of the sizes must stay the same.

    Examples
    --------
    >>> fold_choices(6)
    [(1, 6), (2, 3), (3, 2), (6, 1)]
    """
    columns = whole_number(columns, "columns", most=1_000_000)  # each number below it is tried
    return [(steps, columns // steps) for steps in range(1, columns + 1) if columns % steps == 0]


def window_count(length, sequence_length, sequence_stride=1, sampling_rate=1, horizon=0):
    """Count the windows that a series holds.

    Parameters
    ----------
    length : int
        Rows of the series.
    sequence_length, sequence_stride, sampling_rate : int
        The timesteps of a window, the rows from the start of one window to the start of the next, and the rows from
        one timestep to the next.
    horizon : int
        How many rows after the window's last the target lies; 0 for windows without a target.

    Returns
    -------
    int
        0 if not even one fits.

    Raises
    ------
    ValueError
        If a size is not a whole number of at least 1 (`horizon`: of at least 0).

    Source
    ------
    ``keras.utils.timeseries_dataset_from_array``; a test compares the two.

    Examples
    --------
    >>> window_count(1047, 10), window_count(1047, 10, horizon=1), window_count(1047, 10, sequence_stride=10)
    (1038, 1037, 104)
    """
    length = whole_number(length, "length")
    steps = whole_number(sequence_length, "sequence_length") - 1
    needed = steps * whole_number(sampling_rate, "sampling_rate") + 1
    needed += whole_number(horizon, "horizon") if horizon != 0 else 0
    return max(0, (length - needed) // whole_number(sequence_stride, "sequence_stride") + 1)
