"""Which way time runs, where dates say so."""

import math
import re

import numpy as np

from .old import FEW, ROWS, VALUES, Evidence, nothing

YEARS = (1900, 2100)
_ORDINALS = (693_596, 767_010)  # the same years as days since the year 1, as datetime.toordinal counts them
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _is_date(values):
    """True for dates, and for numbers that serve as dates: years, 20240131, day numbers, seconds since 1970."""
    if values.dtype.kind in "MU":
        return True
    if values.dtype.kind == "b" or not np.isfinite(values).all() or (values != np.round(values)).any():
        return False
    low, high = float(values.min()), float(values.max())
    if any(first <= low and high <= last for first, last in (YEARS, _ORDINALS)):
        return len(np.unique(np.diff(values, axis=-1))) == 1
    if YEARS[0] * 10_000 <= low and high <= YEARS[1] * 10_000:
        months, days = values // 100 % 100, values % 100
        return bool(((months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)).all())
    return any(3e8 * unit <= low and high <= 4e9 * unit for unit in (1, 1e3, 1e6, 1e9))


def _date_columns(x):
    """Yield a name and values, time along the last axis, for whatever in `x` could be a date."""
    if hasattr(getattr(x, "index", None), "is_monotonic_decreasing"):  # a pandas table, series or neither
        columns = [(f"column {name!r}", x[name]) for name in x.columns] if hasattr(x, "columns") else []
        for name, values in [("the index", x.index), *columns]:
            some, kind = values[:: max(1, len(values) // ROWS)], str(values.dtype)
            if kind.startswith(("datetime64", "period")):
                yield name, np.asarray(some.dropna().astype("str"), dtype="str")  # sorts as the dates do
            elif kind.startswith("int"):
                yield name, np.asarray(some)
            elif kind in ("object", "str", "string") and all(_DAY.match(str(each)) for each in some):
                yield name, np.asarray(some, dtype="str")
        return
    array = np.asarray(x)
    if array.dtype.kind not in "fiubM" or not 1 <= array.ndim <= 3:
        raise ValueError(f"x needs 1 to 3 axes of numbers or dates; got {array.dtype}, shape {array.shape}.")
    most = max(FEW, min(ROWS, VALUES // max(1, math.prod(array.shape[1:]))))
    rows = array[:: max(1, len(array) // most)]
    if array.ndim == 1:
        yield "the array", rows
        return
    rows = rows[:, :ROWS]
    yield from ((f"feature {place}", rows[..., place]) for place in range(min(rows.shape[-1], 256)))


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
    answers = {}
    for name, values in _date_columns(x):
        if values.size < FEW or values.shape[-1] < 3 or not _is_date(values):
            continue
        before, after = values[..., :-1], values[..., 1:]
        for answer, early, late in (("newest first", after, before), ("oldest first", before, after)):
            if (early <= late).all() and (early != late).any(axis=-1).all():
                answers.setdefault(answer, (name, values.reshape(-1, values.shape[-1])[0]))
    if len(answers) != 1:
        return nothing("Two dates run in opposite directions." if answers else "No date says how time runs.")
    [(answer, (name, values))] = answers.items()
    first, last = (str(each)[:16] if values.dtype.kind in "MU" else f"{each:.0f}" for each in values[[0, -1]])
    return Evidence(answer, f"{name[0].upper()}{name[1:]} runs from {first} to {last}.", 1.0, (name,))
