"""Which way time runs, where dates say so."""

import math
import re
from typing import NamedTuple

import numpy as np

from .sample import FEW, NUMBERS, PROOF, SAMPLES

YEARS = (1900, 2100)
_ORDINALS = (693_596, 767_010)  # the same years as days since the year 1, as datetime.toordinal counts them
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_date(values):
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


def date_columns(x):
    """Yield a name and values, time along the last axis, for whatever in `x` could be a date."""
    if hasattr(getattr(x, "index", None), "is_monotonic_decreasing"):  # a pandas table, series or neither
        columns = []
        if hasattr(x, "columns"):  # by place: two of them may have one name
            columns = [(f"column {name!r}", x.iloc[:, place]) for place, name in enumerate(x.columns)]
        for name, values in [("the index", x.index), *columns]:
            some, kind = values[:: max(1, len(values) // SAMPLES)], str(values.dtype)
            if kind.startswith(("datetime64", "period")):
                yield name, np.asarray(some.dropna().astype("str"), dtype="str")  # sorts as the dates do
            elif kind.startswith("int"):
                yield name, np.asarray(some)
            elif kind in ("object", "str", "string") and all(_DAY.match(str(each)) for each in some):
                yield name, np.asarray(some, dtype="str")
        return
    array = np.asarray(x)
    if array.dtype.kind not in "fiubM" or not 1 <= array.ndim <= 3 or not array.size:
        return
    most = max(FEW, min(SAMPLES, NUMBERS // max(1, math.prod(array.shape[1:]))))
    rows = array[:: max(1, len(array) // most)]
    if array.ndim == 1:
        yield "the array", rows
        return
    rows = rows[:, :SAMPLES]
    yield from ((f"feature {place}", rows[..., place]) for place in range(min(rows.shape[-1], 256)))


class Direction(NamedTuple):
    """How dates run. `place` says where they stand ("feature 2", "the index"), `feature` is its number in an array."""

    newest_first: bool
    place: str
    feature: int | None
    first: str
    last: str
    strength: str = PROOF


def runs(x):
    """Return (newest first, place, first date, last date) for each direction in which dates in an array or a table run.

    None of them where no date says it; two where dates disagree.
    """
    answers = {}
    for name, values in date_columns(x):
        if values.size < FEW or values.shape[-1] < 3 or not is_date(values):
            continue
        before, after = values[..., :-1], values[..., 1:]
        for newest, early, late in ((True, after, before), (False, before, after)):
            if (early <= late).all() and (early != late).any(axis=-1).all():
                ends = values.reshape(-1, values.shape[-1])[0, [0, -1]]
                texts = (str(each)[:16] if values.dtype.kind in "MU" else f"{each:.0f}" for each in ends)
                answers.setdefault(newest, (newest, name, *texts))
    return list(answers.values())


def direction(x):
    """Say in which direction time runs, by the dates in an array or a table.

    Parameters
    ----------
    x : pandas.DataFrame, pandas.Series or array_like of 1 to 3 axes
        Of a table the index and the columns are looked at; of an array each feature, along axis 1 of every sample. As
        it is, not a sample as float64: float32 rounds days such as 20240131.

    Returns
    -------
    Direction or None
        Only dates count: date types, text such as 2024-01-31, and whole numbers that are years in equal steps, days
        such as 20240131 or seconds (to nanoseconds) since 1970. None for any other number that falls, be it a
        countdown; for the row numbers of a sorted or turned table; below 8 values or 3 timesteps; for dates that
        disagree.

    Source
    ------
    pandas reference, ``Index.is_monotonic_decreasing``; the ranges that count as dates are chosen here.

    Examples
    --------
    >>> direction(np.arange("2024-03", "2024-01", -1, dtype="M8[D]")).newest_first
    True
    """
    found = runs(x)
    if len(found) != 1:
        return None
    [(newest, name, first, last)] = found
    feature = int(name.split()[1]) if name.startswith("feature ") else None
    return Direction(newest, name, feature, first, last)
