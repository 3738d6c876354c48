"""Cut one long series into samples."""

import numpy as np

from lstm_shapes.axes import whole_number


def _rows(series, name):
    rows = np.asarray(series)
    if rows.dtype.kind not in "fiub":
        raise ValueError(f"{name} needs numbers only; got {rows.dtype}. Leave out columns of dates and text.")
    if rows.ndim == 1:
        rows = rows[:, np.newaxis]
    if rows.ndim != 2:
        raise ValueError(f"{name} needs 1 or 2 axes, (length,) or (length, features); got shape {rows.shape}.")
    return rows.astype("float32", copy=False)


def window_count(length, sequence_length, sequence_stride=1, sampling_rate=1, horizon=0):
    """Count the windows that a series holds.

    Parameters
    ----------
    length : int
        Rows of the series.
    sequence_length, sequence_stride, sampling_rate : int
        As for `make_windows`.
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
    span = _span(sequence_length, sampling_rate) + (whole_number(horizon, "horizon") if horizon != 0 else 0)
    return max(0, (length - span) // whole_number(sequence_stride, "sequence_stride") + 1)


def _span(sequence_length, sampling_rate):
    """Return how many rows lie from the first of a window to its last, both counted."""
    length = whole_number(sequence_length, "sequence_length")
    return (length - 1) * whole_number(sampling_rate, "sampling_rate") + 1


def make_windows(series, sequence_length, sequence_stride=1, sampling_rate=1):
    """Cut one long series into overlapping windows.

    Parameters
    ----------
    series : array_like, shape (length,) or (length, features)
        One row for each time point, oldest first. Values keep their unit.
    sequence_length : int
        Rows in each window: the timesteps of one sample. Unit: time points, not seconds.
    sequence_stride : int
        Rows from the start of one window to the start of the next.
    sampling_rate : int
        Rows from one timestep of a window to its next; 1 takes every row.

    Returns
    -------
    numpy.ndarray, shape (windows, sequence_length, features)
        ``float32``, read-only. Timestep ``t`` of window ``i`` is row ``i * sequence_stride + t * sampling_rate``; with
        a stride and a rate of 1 there are length - sequence_length + 1 windows.

    Raises
    ------
    ValueError
        If `series` has more than two axes or holds something else than numbers, a size is not a whole number of
        at least 1, or a window is longer than the series.

    Source
    ------
    NumPy reference, ``lib.stride_tricks.sliding_window_view``; the names are those of
    ``keras.utils.timeseries_dataset_from_array``.

    Examples
    --------
    >>> make_windows([10, 20, 30, 40], sequence_length=3)[1, :, 0].tolist()
    [20.0, 30.0, 40.0]
    >>> make_windows(range(10), sequence_length=3, sequence_stride=2, sampling_rate=3)[1, :, 0].tolist()
    [2.0, 5.0, 8.0]
    """
    rows = _rows(series, "series")
    if len(rows) == 0:
        raise ValueError("series needs at least 1 row; got none.")
    sequence_length = whole_number(sequence_length, "sequence_length", most=len(rows))
    stride, span = whole_number(sequence_stride, "sequence_stride"), _span(sequence_length, sampling_rate)
    if span > len(rows):
        raise ValueError(
            f"sequence_length {sequence_length} with sampling_rate {sampling_rate} needs at least {span} rows; "
            f"got {len(rows)}."
        )
    windows = np.lib.stride_tricks.sliding_window_view(rows, span, axis=0)[::stride, :, ::sampling_rate]
    return np.moveaxis(windows, -1, 1)  # a view: no value is copied


def windows_and_targets(series, targets, sequence_length, horizon=1, sequence_stride=1, sampling_rate=1):
    """Cut windows and give each the value that follows it.

    Parameters
    ----------
    series : array_like, shape (length,) or (length, features)
        What the model may see, oldest row first.
    targets : array_like, shape (length,)
        What it should predict, on the same rows.
    sequence_length : int
        Timesteps of one sample.
    horizon : int
        How many time points after the window's last row the target lies.
    sequence_stride, sampling_rate : int
        As for `make_windows`.

    Returns
    -------
    x : numpy.ndarray, shape (windows, sequence_length, features)
        ``float32``, a read-only view; with a stride and a rate of 1 there are length - sequence_length - horizon + 1.
    y : numpy.ndarray, shape (windows,)
        ``y[i]`` lies `horizon` rows after the last row of ``x[i]``.

    Raises
    ------
    ValueError
        If the two differ in length, `targets` has not one axis, or no window with a target fits.

    Source
    ------
    As `make_windows`; for the alignment see ``keras.utils.timeseries_dataset_from_array``, which wants
    ``targets[i]`` to belong to the window that starts at row ``i``.

    Examples
    --------
    >>> x, y = windows_and_targets([10, 20, 30, 40], [1, 2, 3, 4], sequence_length=2)
    >>> x.shape, y.tolist()
    ((2, 2, 1), [3.0, 4.0])
    """
    rows, y = rows_and_targets(series, targets, sequence_length, horizon, sampling_rate)
    stride = whole_number(sequence_stride, "sequence_stride")
    y = y[::stride]
    return make_windows(rows, sequence_length, stride, sampling_rate)[: len(y)], y


def rows_and_targets(series, targets, sequence_length, horizon=1, sampling_rate=1):
    """Bring a series and its targets to the form from which windows are cut.

    Parameters
    ----------
    series, targets, sequence_length, horizon, sampling_rate
        As for `windows_and_targets`.

    Returns
    -------
    rows : numpy.ndarray of float32, shape (length, features)
    y : numpy.ndarray of float32
        ``y[i]`` belongs to the window that starts at row ``i``.

    Raises
    ------
    ValueError
        As `windows_and_targets`.

    Source
    ------
    As `windows_and_targets`.

    Examples
    --------
    >>> rows_and_targets([10, 20, 30, 40], [1, 2, 3, 4], sequence_length=2, horizon=2)[1:]
    (array([4.], dtype=float32),)
    """
    rows, values = _rows(series, "series"), np.asarray(targets)
    if values.ndim != 1 or len(values) != len(rows):
        raise ValueError(f"targets needs one value for each of the {len(rows)} rows; got shape {values.shape}.")
    horizon, span = whole_number(horizon, "horizon"), _span(sequence_length, sampling_rate)
    needed = span + horizon
    if needed > len(rows):
        sizes = f"sequence_length {sequence_length}"
        if sampling_rate != 1:
            sizes += f", sampling_rate {sampling_rate}"
        raise ValueError(f"{sizes} and horizon {horizon} need at least {needed} rows; got {len(rows)}.")
    return rows, _rows(values, "targets")[needed - 1 :, 0]
