"""Old, goes with the rules: which way time runs, where dates say so."""

import numpy as np

from .days import YEARS, runs
from .old import Evidence, nothing

__all__ = ["YEARS", "newest_first"]


def newest_first(x):
    """Say in which direction time runs, by the dates in an array or a table.

    Parameters
    ----------
    x : pandas.DataFrame, pandas.Series or array_like of 1 to 3 axes
        Of a table the index and the columns are looked at; of an array each feature, along the timesteps of every
        sample.

    Returns
    -------
    Evidence
        ``"newest first"``, ``"oldest first"``, with the place in `where`. Only dates count: date types, text such as
        2024-01-31, and whole numbers that are years in equal steps, days such as 20240131 or seconds (to
        nanoseconds) since 1970. ``"cannot tell"``: for any other number that falls, be it a countdown; for the row
        numbers of a sorted or turned table; below 8 values, or 3 timesteps.

    Raises
    ------
    ValueError
        If an array has not 1 to 3 axes, or holds neither numbers nor dates.

    Source
    ------
    pandas reference, ``Index.is_monotonic_decreasing``; the ranges that count as dates are chosen here.

    Examples
    --------
    >>> newest_first(np.arange("2024-03", "2024-01", -1, dtype="M8[D]")).answer
    'newest first'
    """
    array = None if hasattr(getattr(x, "index", None), "is_monotonic_decreasing") else np.asarray(x)
    if array is not None and (array.dtype.kind not in "fiubM" or not 1 <= array.ndim <= 3):
        raise ValueError(f"x needs 1 to 3 axes of numbers or dates; got {array.dtype}, shape {array.shape}.")
    found = runs(x)
    if len(found) != 1:
        return nothing("Two dates run in opposite directions." if found else "No date says how time runs.")
    [(newest, name, first, last)] = found
    answer = "newest first" if newest else "oldest first"
    return Evidence(answer, f"{name[0].upper()}{name[1:]} runs from {first} to {last}.", 1.0, (name,))
