"""Cut one long series into samples."""

import numpy as np

from .axes import whole_number


def _rows(series, name):
    rows = np.asarray(series)
    if rows.dtype.kind not in "fiub":
        raise ValueError(f"{name} needs numbers only; got {rows.dtype}. Leave out columns of dates and text.")
    if rows.ndim == 1:
        rows = rows[:, np.newaxis]
    if rows.ndim != 2:
        raise ValueError(f"{name} needs 1 or 2 axes, (length,) or (length, features); got shape {rows.shape}.")
    return rows.astype("float32", copy=False)


def make_windows(series, sequence_length):
    """Cut one long series into overlapping windows.

    Parameters
    ----------
    series : array_like, shape (length,) or (length, features)
        One row for each time point, oldest first. Values keep their unit.
    sequence_length : int
        Rows in each window: the timesteps of one sample. Unit: time points, not seconds.

    Returns
    -------
    numpy.ndarray, shape (length - sequence_length + 1, sequence_length, features)
        ``float32``, read-only. Window ``i`` holds rows ``i`` to ``i + sequence_length - 1``.

    Raises
    ------
    ValueError
        If `series` has more than two axes or holds something else than numbers, or `sequence_length` is
        not a whole number from 1 to the length.

    Source
    ------
    NumPy reference, ``lib.stride_tricks.sliding_window_view``; the name `sequence_length` is the one of
    ``keras.utils.timeseries_dataset_from_array``.

    Examples
    --------
    >>> make_windows([10, 20, 30, 40], sequence_length=3)[1, :, 0].tolist()
    [20.0, 30.0, 40.0]
    """
    rows = _rows(series, "series")
    if len(rows) == 0:
        raise ValueError("series needs at least 1 row; got none.")
    sequence_length = whole_number(sequence_length, "sequence_length", most=len(rows))
    windows = np.lib.stride_tricks.sliding_window_view(rows, sequence_length, axis=0)
    return np.moveaxis(windows, -1, 1)  # a view: no value is copied


def windows_and_targets(series, targets, sequence_length, horizon=1):
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

    Returns
    -------
    x : numpy.ndarray, shape (length - sequence_length - horizon + 1, sequence_length, features)
        ``float32``, a read-only view.
    y : numpy.ndarray, shape (length - sequence_length - horizon + 1,)
        ``y[i]`` is ``targets[i + sequence_length + horizon - 1]``.

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
    rows, values = _rows(series, "series"), np.asarray(targets)
    if values.ndim != 1 or len(values) != len(rows):
        raise ValueError(f"targets needs one value for each of the {len(rows)} rows; got shape {values.shape}.")
    horizon = whole_number(horizon, "horizon")
    sequence_length = whole_number(sequence_length, "sequence_length")
    needed = sequence_length + horizon
    if needed > len(rows):
        raise ValueError(
            f"sequence_length {sequence_length} and horizon {horizon} need at least {needed} rows; got {len(rows)}."
        )
    y = _rows(values, "targets")[needed - 1 :, 0]
    return make_windows(rows, sequence_length)[: len(y)], y
