"""What the values of an array tell about its axes; knows nobody but `axes`.

Every function looks at a bounded sample of rows and answers with one `Evidence`. "cannot tell" is an answer: it is
given wherever right data could look the same. Nothing here proves an order, except where NumPy remembers it.
"""

import math
import re
from typing import NamedTuple

import numpy as np

from .axes import AXES, count, whole_number

CANNOT_TELL = "cannot tell"
_ROWS, _VALUES, _FEW = 512, 200_000, 8  # rows looked at, numbers in them, and the fewest rows that tell something
_EXACT = 4_000_000  # an array of up to so many numbers is searched as a whole for NaN
_YEARS = (1900, 2100)
_MOVED = "From step to step values move by {:.2f} of their spread {}, and by {:.2f} {}."
_KEPT = "A feature keeps its level or spread from step to step for {:.0%} {}, for {:.0%} {}."
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Evidence(NamedTuple):
    """What the values say, the numbers behind it in one sentence, how strong it is from 0 to 1, and where."""

    answer: str
    words: str
    strength: float = 0.0
    where: tuple = ()


def _nothing(words):
    return Evidence(CANNOT_TELL, words)


_TOO_FEW = _nothing(f"Fewer than {_FEW} samples that are finite, small enough and differ: too little to tell.")
_CLUELESS = _nothing("The values show no order that only one reading has.")


def _numbers(array, name, axes):
    numbers = np.asarray(array)
    if numbers.dtype.kind not in "fiub":
        raise ValueError(f"{name} needs numbers only; got {numbers.dtype}.")
    if axes and numbers.ndim != len(axes):
        raise ValueError(f"{name} needs {len(axes)} axes ({', '.join(axes)}); got shape {numbers.shape}.")
    return numbers


def _some_rows(numbers, together=False):
    """Return some rows as float64, spread over all or in eight runs, or None where they cannot tell anything."""
    size = math.prod(numbers.shape[1:])
    rows = min(len(numbers), _ROWS, _VALUES // max(1, size))
    repeated = any(stride == 0 and many > 1 for stride, many in zip(numbers.strides, numbers.shape, strict=True))
    if rows < _FEW or size == 0 or repeated:
        return None
    if together and rows < len(numbers):
        starts = np.linspace(0, len(numbers) - rows // 8, 8).astype(int)
        some = np.concatenate([numbers[start : start + rows // 8] for start in starts])
    else:
        some = numbers[:: len(numbers) // rows][:rows]
    with np.errstate(all="ignore"):
        some = some.astype("float64")
    some = some[np.isfinite(some).reshape(len(some), -1).all(axis=1)]
    return some if len(some) >= max(_FEW, rows / 2) and some.max() > some.min() else None


def _scores(some):
    """Return means and spreads of the columns over the samples, and the standard scores; NaN for still columns."""
    means, spreads = some.mean(axis=0), some.std(axis=0)
    moving = spreads > 1e-9 * abs(some).max()
    return means, spreads, np.where(moving, (some - means) / spreads, math.nan)


def _origin(numbers):
    """Return the array in whose memory `numbers` lies as one whole piece, in the same order, or None."""
    origin = numbers
    while isinstance(origin.base, np.ndarray):
        origin = origin.base
    plain = numbers.flags.c_contiguous and origin.flags.c_contiguous and origin.dtype == numbers.dtype
    return origin if plain and origin is not numbers and origin.ndim > 1 and numbers.size else None


def _mean(values):
    values = values[np.isfinite(values)]
    return values.mean() if values.size else math.nan


def _alike(scores, first, second):
    """Return the correlations of the columns `first` and `second`; `scores` holds one row for each column."""
    return np.einsum("...i,...i->...", scores[first], scores[second]) / scores.shape[1]


def _moves(roughness):
    """Turn 1 - correlation into the usual step, in spreads."""
    return math.sqrt(2 * max(0.0, roughness))


def _roughness(scores, reading, run):
    """Return how rough the steps of a reading are, as 1 - correlation, in six numbers.

    `reading[t, f]` says which column of the flat table is step t of feature f, `run` how many columns in a row belong
    together in the other reading. The numbers: the steps that cross such a run, all other steps, most borders between
    features; the first two with squared correlation; the roughest crossing in a feature that has an order at all.
    """
    start, stop = reading[:-1], reading[1:]
    alike, border = _alike(scores, start, stop), _alike(scores, reading[-1, :-1], reading[0, 1:])
    crossing, known = start // run != stop // run, np.isfinite(alike)
    cross, rest = alike[crossing], alike[~crossing]
    ordered = crossing & known & (np.where(known, alike, 0).sum(axis=0) >= 0.25 * known.sum(axis=0))
    roughest = 1 - alike[ordered].min() if ordered.any() else math.nan
    middle = np.median(border[np.isfinite(border)]) if np.isfinite(border).any() else math.nan
    return [*(1 - each for each in (_mean(cross), _mean(rest), middle, _mean(cross**2), _mean(rest**2))), roughest]


def _is_smooth(mine, other, doubt, part):
    """True if the steps of one reading are smooth wherever they lie, and those of the other break where they cross."""
    cross, rest, border, cross_square, rest_square, roughest = mine
    worst = np.fmax(cross, rest)  # inside the other's runs steps are smooth too where features resemble each other
    return (
        math.isfinite(cross)
        and worst <= part * other[0]
        and other[0] - worst >= 3 * doubt
        and border - worst >= max(2 * doubt, 0.3 * worst)
        and not worst - np.fmin(cross, rest) > max(0.5 * worst, doubt)  # time goes on in the same way wherever it lies
        # One course that all features share, larger or smaller, makes columns equally near or opposite.
        and np.fmax(cross_square, rest_square) <= 0.85 * other[3]
        and roughest <= 0.9 * border  # nor does it break at the borders only
    )


def _parts(features):
    """Return the lengths of seasons that fit into the features axis, and so look like features hour by hour."""
    return [size for size in range(1, features) if features % size == 0]


def _moves_on(scores, mine, reading, worst, nested):
    """False if what looks like the smooth course of a feature could be a season, or a change in each sample."""
    places = np.arange(len(scores))
    if nested and not 1 - _mean(_alike(scores, reading[:-2], reading[2:])) >= 1.2 * worst:
        return False
    shorter = _parts(reading.shape[1]) if mine == 0 else []
    return all(1 - _mean(_alike(scores, places[:-size], places[size:])) >= 1.5 * worst for size in shorter)


def _belonging(levels, reading):
    """Return how much of the levels' variance the features of a reading explain, the largest step, the mean border."""
    table = levels[reading]
    explained = 1 - table.var(axis=0).mean() / max(levels.var(), 1e-300)
    return (
        explained,
        abs(np.diff(table, axis=0)).max(),
        abs(table[-1, :-1] - table[0, 1:]).sum() / (table.shape[1] - 1 or 1),
    )


def _fold(flat, timesteps, features):
    """Return 0 (hour by hour), 1 (sensor by sensor) or None; a number for each, and a sentence to fill with them."""
    places = np.arange(timesteps * features)
    readings, doubt = (places.reshape(timesteps, features), places.reshape(features, timesteps).T), len(flat) ** -0.5
    # Where one size divides the other, a season, or a level for each hour, can look like the other reading's features.
    nested = (timesteps % features == 0, features % timesteps == 0)
    with np.errstate(all="ignore"):
        means, spreads, scores = _scores(flat)
        moving = np.isfinite(scores[0])
        scores = np.ascontiguousarray(scores.T)
        rough = [_roughness(scores, *pair) for pair in zip(readings, (timesteps, features), strict=True)]
        smooth = [
            _is_smooth(rough[mine], rough[1 - mine], doubt, 0.35 if any(nested) else 0.6)
            and _moves_on(scores, mine, readings[mine], np.fmax(*rough[mine][:2]), nested[0])
            for mine in (0, 1)
        ]
        measures = [(means, max(1, 6 * doubt) * math.sqrt((spreads**2).mean()))]
        measures += [(np.log(spreads), max(math.log(2), 6 * doubt))] if moving.all() else []
        hits, fits = [0, 0], [0, 0]
        for levels, least in measures:
            found = [_belonging(levels, reading) for reading in readings]
            for mine, (fit, step, border) in enumerate(found):
                own = fit >= (0.99 if nested[mine] else 0.95) and border >= max(least, 3 * step)
                seasons = [] if mine else [places.reshape(-1, size) for size in _parts(features)]
                own = own and all(_belonging(levels, season)[0] < 0.95 for season in seasons)
                if own and found[1 - mine][0] <= 0.5:
                    hits[mine], fits = hits[mine] + 1, [max(0, each[0]) for each in found]
    apart = [hits[mine] > nested[mine] and not nested[1 - mine] for mine in (0, 1)]
    claims = [mine for mine in (0, 1) if smooth[mine] or apart[mine]]
    if len(claims) != 1 or moving.mean() < 0.5:
        return None, (), ""
    if not smooth[claims[0]]:
        return claims[0], fits, _KEPT
    moves = [_moves(np.fmax(*each[:2]) if mine == claims[0] else each[0]) for mine, each in enumerate(rough)]
    return claims[0], moves, _MOVED


def _told(answer, fold, names):
    _, (first, second), words = fold
    strength = 1 - min(first, second) / max(first, second)
    return Evidence(answer, words.format(first, names[0], second, names[1]), float(strength))


def fold_order(table, timesteps, features):
    """Say in which order a flat row was written: all features of an hour, or all hours of a feature.

    Parameters
    ----------
    table : array_like, shape (samples, timesteps * features)
        One whole sample in each row.
    timesteps, features : int
        What each row holds.

    Returns
    -------
    Evidence
        ``"hour by hour"``: reshape to (samples, timesteps, features). ``"sensor by sensor"``: reshape to
        (samples, features, timesteps), then transpose. ``"cannot tell"``: also below 8 samples, 3 timesteps or 2
        features, and for noise whose features share one level and spread.

    Raises
    ------
    ValueError
        If `table` has not two axes of numbers, or its rows do not hold timesteps * features of them.

    Source
    ------
    Measured by ``tests/bench/layout.py``. NumPy reference, ``ndarray.base``, for a table that was reshaped.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 5)).cumsum(axis=1)
    >>> fold_order(walks.transpose(0, 2, 1).reshape(50, 60).copy(), 12, 5).answer
    'sensor by sensor'
    """
    numbers = _numbers(table, "table", ("samples", "timesteps * features"))
    timesteps, features = whole_number(timesteps, AXES[1]), whole_number(features, AXES[2])
    if timesteps * features != numbers.shape[1]:
        raise ValueError(f"table needs {timesteps} * {features} columns; got shape {numbers.shape}.")
    names, origin = ("hour by hour", "sensor by sensor"), _origin(numbers)
    if origin is not None and timesteps != features and min(timesteps, features) > 1:
        shapes = [(timesteps, features), (features, timesteps)]
        if origin.shape[1:] in shapes:
            words = f"The table is a reshape of an array of shape {origin.shape}."
            return Evidence(names[shapes.index(origin.shape[1:])], words, 1.0)
    if timesteps < 3 or features < 2:
        return _nothing("Below 3 timesteps or 2 features both orders are the same or nearly so.")
    flat = _some_rows(numbers)
    if flat is None:
        return _TOO_FEW
    fold = _fold(flat, timesteps, features)
    return _CLUELESS if fold[0] is None else _told(names[fold[0]], fold, [f"if read {name}" for name in names])


def _swapped(some):
    """Return the words if the last two axes look exchanged: units along axis 1, a smooth course along axis 2."""
    samples, places, steps = some.shape
    if places < 3 or steps < 5:
        return None
    with np.errstate(all="ignore"):
        means, spreads, scores = _scores(some)
        near, far = (1 - (scores[:, :, :-lag] * scores[:, :, lag:]).mean() for lag in (1, steps // 2))
        across = 1 - (scores[:, :-1] * scores[:, 1:]).mean()
        reading = np.arange(places * steps).reshape(places, steps).T
        fit, step, border = _belonging(np.log(spreads).ravel(), reading)
        # What grows or fades along axis 1 is a course in time, whatever its size.
        signs = {*np.sign(np.diff(abs(means).mean(axis=1))), *np.sign(np.diff(spreads.mean(axis=1)))}
    units = fit >= 0.95 and border >= max(math.log(3), 3 * step) and len(signs) > 1
    course = near <= 0.35 and far - near >= max(0.3 * near, 3 * samples**-0.5) and across >= max(0.6, 2 * near)
    return (
        units
        and course
        and (
            f"Along the timesteps axis values change their unit, and move by {_moves(across):.2f} of their spread; "
            f"along the features axis they keep it, and move by {_moves(near):.2f}."
        )
    )


def block_order(block):
    """Say whether values lie where (samples, timesteps, features) wants them.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)

    Returns
    -------
    Evidence
        ``"right"``: smooth as it stands, and not otherwise. ``"scrambled"``: a reshape put values into other places;
        certain where NumPy still knows the array of shape (samples, features, timesteps) behind it.
        ``"swapped"``: units along the timesteps axis, a smooth course along the features axis. ``"cannot tell"``:
        also below 8 samples, 3 timesteps or 2 features. Where one size divides the other, and for features that
        resemble each other, the answer is mostly this one.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Measured by ``tests/bench/layout.py``. NumPy reference, ``ndarray.base``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 5)).cumsum(axis=1)
    >>> block_order(walks).answer, block_order(walks.transpose(0, 2, 1).reshape(50, 12, 5).copy()).answer
    ('right', 'scrambled')
    """
    numbers = _numbers(block, "block", AXES)
    _, timesteps, features = numbers.shape
    origin, sizes = _origin(numbers), (features, timesteps)
    if origin is not None and origin.shape[1:] == sizes and timesteps != features and min(sizes) > 1:
        words = f"The block is a reshape of an array of shape {origin.shape}: that moves values to other places."
        return Evidence("scrambled", words, 1.0)
    if timesteps < 3 or features < 2:
        return _nothing("Below 3 timesteps or 2 features there is no order to compare.")
    some = _some_rows(numbers)
    if some is None:
        return _TOO_FEW
    exchanged = _swapped(some)
    if exchanged:
        return Evidence("swapped", exchanged, 0.8)
    plain = _fold(some.reshape(len(some), -1), timesteps, features)
    turned = _fold(some.transpose(0, 2, 1).reshape(len(some), -1), timesteps, features)
    twin = "if the values are written the other way round"
    if plain[0] == 1:
        return _told("scrambled", plain, ("as the block stands", twin))
    if turned[0] == 0:
        # A season as long as the features axis, or a part of it, has levels like those of a turned block.
        sure = timesteps % features and features % timesteps and turned[2] == _MOVED
        return _told("scrambled", turned, (twin, "as the block stands")) if sure else _CLUELESS
    return _told("right", plain, ("as the block stands", twin)) if plain[0] == 0 else _CLUELESS


def merged(block):
    """Say whether a reshape mixed values of different samples, as far as NumPy remembers.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)

    Returns
    -------
    Evidence
        ``"merged"``, with the number of rows that there were in `where`. ``"cannot tell"``: also for a copy, for a
        long table or a series cut into pieces, for samples cut into equal parts or put end to end.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    NumPy reference, ``ndarray.base``: the array whose memory a view shows.

    Examples
    --------
    >>> merged(np.zeros((100, 60)).reshape(-1, 20, 4)).where
    (100,)
    """
    numbers = _numbers(block, "block", AXES)
    origin = _origin(numbers)
    new, old = math.prod(numbers.shape[1:]), math.prod(origin.shape[1:]) if origin is not None else 1
    if origin is None or old == 1:
        return _nothing("The block does not say which samples it was made from.")
    series = origin.ndim == 2 and numbers.shape[2] in (1, origin.shape[1])  # a long table, or a sheet of days and hours
    joined = new % old == 0 and old % numbers.shape[2] == 0
    if old % new == 0 or series or joined:
        return _nothing(f"The block is a reshape of an array of shape {origin.shape}; no step mixes two of its rows.")
    words = (
        f"The block is a reshape of an array of shape {origin.shape}: {old:,} numbers in each of its rows became "
        f"{new:,} in each sample, so samples hold values of different rows."
    )
    return Evidence("merged", words, 1.0, (len(origin),))


def interleaved(block):
    """Say whether the steps of one feature look like several features written in turn.

    Parameters
    ----------
    block : array_like, shape (samples, steps, 1)

    Returns
    -------
    Evidence
        ``"interleaved k"`` with the smallest k, also in `where`. ``"cannot tell"``: also for a season, where the next
        step is as near as the step one season later; for features without a level or spread of their own; below 8
        samples or 3 rounds.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Measured by ``tests/test_layout.py``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 3)).cumsum(axis=1) + [0, 100, 900]
    >>> interleaved(walks.reshape(50, 36, 1)).answer
    'interleaved 3'
    """
    numbers = _numbers(block, "block", AXES)
    _, steps, features = numbers.shape
    some = _some_rows(numbers) if features == 1 and steps >= 6 else None
    if some is None:
        return _TOO_FEW if features == 1 else _nothing("The block has more than one feature.")
    some = some[:, :, 0]
    with np.errstate(all="ignore"):
        _, _, scores = _scores(some)
        following = 1 - (scores[:, :-1] * scores[:, 1:]).mean(axis=0)
        for turn in (turn for turn in range(2, min(steps // 3, 64) + 1) if steps % turn == 0):
            same = 1 - (scores[:, :-turn] * scores[:, turn:]).mean(axis=0).reshape(-1, turn).mean(axis=0).min()
            if not same <= 0.4:
                continue
            near = min(following[place::turn].mean() for place in range(turn))
            rounds = some.reshape(len(some), -1, turn)
            level, scale = rounds.mean(axis=(0, 1)), rounds.std(axis=(0, 1))
            after, gap = np.roll(scale, -1), np.roll(level, -1) - level
            own = rounds.mean(axis=1)
            always = (np.sign(np.roll(own, -1, axis=1) - own) == np.sign(gap)).all(axis=0)
            units = (always & (abs(gap) >= 2 * np.hypot(scale, after))) | (abs(np.log(after / scale)) >= math.log(3))
            if units.all() and near >= max(0.5, 2 * same, same + 3 * len(some) ** -0.5):
                words = (
                    f"Every {turn} steps values return to their own level or spread: they move by {_moves(same):.2f} "
                    f"of their spread in {turn} steps, and by {_moves(near):.2f} or more in one."
                )
                return Evidence(f"interleaved {turn}", words, 0.9, (turn,))
    return _nothing("No number of features explains the steps better than one series does.")


def _overlap(rows):
    """Return the largest share of rows whose end is the beginning of another row, and the shift; 0 if by chance."""
    best = (0.0, 0)
    for shift in range(1, min(8, rows.shape[1] // 2) + 1):
        width = min(rows.shape[1] - shift, 32)
        heads, tails = rows[:, :width].copy(), rows[:, shift : shift + width].copy()
        begins = {head.tobytes() for head in heads}
        share = np.mean([tail.tobytes() in begins for tail in tails[(heads != tails).any(axis=1)]] or [0])
        chance = np.mean([tail[::-1].tobytes() in begins for tail in tails])
        best = max(best, (share, shift)) if chance <= share / 4 else best
    return best


@np.errstate(all="ignore")
def lagged(block):
    """Say whether the columns of a block with one timestep are the look-back of one series.

    Parameters
    ----------
    block : array_like, shape (samples, 1, columns)

    Returns
    -------
    Evidence
        ``"look-back"``: rows overlap, by the columns in `where`; or they read on, one row after the other.
        ``"cannot tell"``: also below 8 samples or 3 columns, for rows of fewer than 4 different values, and for
        shuffled rows without overlap.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Measured by ``tests/test_layout.py``.

    Examples
    --------
    >>> series = np.random.default_rng(0).normal(size=40)
    >>> lagged(np.lib.stride_tricks.sliding_window_view(series, 6)[:, np.newaxis]).where
    (1,)
    """
    numbers = _numbers(block, "block", AXES)
    columns = numbers.shape[2]
    if numbers.shape[1] != 1 or columns < 3:
        return _nothing("Only a block with one timestep and 3 columns or more can hold a look-back.")
    some = _some_rows(numbers, together=True)
    if some is None:
        return _TOO_FEW
    some = some[:, 0]
    rich = 1 + (np.diff(np.sort(some, axis=1), axis=1) > 0).sum(axis=1) >= min(4, columns)
    if rich.sum() < _FEW or rich.mean() < 0.5:
        return _nothing("Most rows hold fewer than 4 different values.")
    share, shift = _overlap(some[rich])
    if share >= 0.25:
        words = f"The end of {share:.0%} of the rows is the start of another, {count(shift, 'columns')} further on."
        return Evidence("look-back", words, float(share), (shift,))
    level, spread = some.mean(axis=0), some.std(axis=0)
    inside, join = np.median(abs(np.diff(some, axis=1))), np.median(abs(some[1:, 0] - some[:-1, -1]))
    down = np.median(abs(some[1:, 0] - some[:-1, 0]))
    alike = np.ptp(level) <= 0.5 * spread.mean() and spread.max() <= 1.3 * spread.min()
    enough = len(some) >= 30 and columns >= 4 and np.isfinite(spread).all()
    if enough and alike and inside > 0 and join <= 1.5 * inside and down >= 2 * max(inside, join):
        words = (
            f"From column to column values move by {inside:.3g} and from the end of a row to the next by {join:.3g}, "
            f"but down a column by {down:.3g}: the rows read on like one series."
        )
        return Evidence("look-back", words, 0.6)
    return _nothing("The columns do not continue one another.")


def _is_date(values):
    """True for dates, and for numbers that people use as dates: years, 20240131, seconds to nanoseconds since 1970."""
    if values.dtype.kind in "MU":
        return True
    if values.dtype.kind == "b" or not np.isfinite(values).all() or (values != np.round(values)).any():
        return False
    low, high = float(values.min()), float(values.max())
    if _YEARS[0] <= low and high <= _YEARS[1]:
        return len(np.unique(np.diff(values, axis=-1))) == 1
    if _YEARS[0] * 10_000 <= low and high <= _YEARS[1] * 10_000:
        months, days = values // 100 % 100, values % 100
        return bool(((months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)).all())
    return any(3e8 * unit <= low and high <= 4e9 * unit for unit in (1, 1e3, 1e6, 1e9))


def _date_columns(x):
    """Yield a name and values, time along the last axis, for whatever in `x` could be a date."""
    if hasattr(getattr(x, "index", None), "is_monotonic_decreasing"):  # a pandas table, series or neither
        columns = [(f"column {name!r}", x[name]) for name in x.columns] if hasattr(x, "columns") else []
        for name, values in [("the index", x.index), *columns]:
            some, kind = values[:: max(1, len(values) // _ROWS)], str(values.dtype)
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
    most = max(_FEW, min(_ROWS, _VALUES // max(1, math.prod(array.shape[1:]))))
    rows = array[:: max(1, len(array) // most)]
    if array.ndim == 1:
        yield "the array", rows
        return
    rows = rows[:, :_ROWS]
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
        if values.size < _FEW or values.shape[-1] < 3 or not _is_date(values):
            continue
        before, after = values[..., :-1], values[..., 1:]
        for answer, early, late in (("newest first", after, before), ("oldest first", before, after)):
            if (early <= late).all() and (early != late).any(axis=-1).all():
                answers.setdefault(answer, (name, values.reshape(-1, values.shape[-1])[0]))
    if len(answers) != 1:
        return _nothing("Two dates run in opposite directions." if answers else "No date says how time runs.")
    [(answer, (name, values))] = answers.items()
    first, last = (str(each)[:16] if values.dtype.kind in "MU" else f"{each:.0f}" for each in values[[0, -1]])
    return Evidence(answer, f"{name[0].upper()}{name[1:]} runs from {first} to {last}.", 1.0, (name,))


@np.errstate(all="ignore")
def target_inside(block, y):
    """Say whether the value to be predicted already stands in the sample.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)
    y : array_like
        One value for each sample: (samples,), or with further axes of length 1.

    Returns
    -------
    Evidence
        ``"inside"``, with (step, feature) in `where`: there, every sample that was looked at holds its target. If there
        are several such places, the last. ``"cannot tell"``: also below 8 samples, for a target of fewer than 3
        values or one that seldom changes, and if it could be chance.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers, or `y` holds something else.

    Source
    ------
    Keras API reference, ``keras.utils.timeseries_dataset_from_array``: which target belongs to a window.

    Examples
    --------
    >>> block = np.random.default_rng(0).normal(size=(30, 5, 3))
    >>> target_inside(block, block[:, 4, 1]).where
    (4, 1)
    """
    numbers, target = _numbers(block, "block", AXES), _numbers(y, "y", None)
    samples = len(numbers)
    if samples < _FEW or target.shape[:1] != (samples,) or target.size != samples or not numbers.size:
        return _nothing(f"Only {_FEW} samples or more with one target each can be compared.")
    kind = "float32" if "f2" in (numbers.dtype, target.dtype) or "f4" in (numbers.dtype, target.dtype) else "float64"
    rows = np.linspace(0, samples - 1, min(samples, _ROWS)).astype(int)
    wanted = target.reshape(-1)[rows].astype(kind)
    values, many = np.unique(wanted, return_counts=True)
    if len(values) < 3 or (wanted[1:] != wanted[:-1]).mean() < 0.25:
        return _nothing("The target takes too few values to be recognised.")
    step, feature = np.nonzero(numbers[0].astype(kind) == wanted[0])
    for row, value in zip(rows, wanted, strict=True):
        same = numbers[row, step, feature].astype(kind) == value
        step, feature = step[same], feature[same]
    # What would happen if every place drew from the target's own values.
    chance = numbers[0].size * ((many / len(rows)) ** 2).sum() ** len(rows)
    if not step.size or chance > 1e-4:
        return _nothing("No place in the samples always holds the target.")
    place, others = (int(step[-1]), int(feature[-1])), step.size - 1
    words = f"In all {len(rows):,} samples looked at, y is the value at step {place[0]}, feature {place[1]}"
    return Evidence("inside", words + (f", and at {count(others, 'other places')}." if others else "."), 1.0, place)


def _edge(turned):
    """Return how many samples begin with one constant, the constant and the lengths of it; None if not padded."""
    level = turned[(turned[:, 0] == turned[:, 0, :1]).all(axis=1), 0, 0]
    if len(level) < 0.1 * len(turned):
        return None
    values, many = np.unique(level, return_counts=True)
    value = values[many.argmax()]
    blank = (turned == value).all(axis=2)
    filled = np.logical_and.accumulate(blank, axis=1)
    lengths = filled.sum(axis=1)
    ends, inside = lengths > 0, blank[~filled]
    if not 0.1 <= ends.mean() < 1 or filled.all(axis=1).any() or len(set(lengths)) < 3 or np.median(lengths[ends]) < 2:
        return None
    # Readings that rest at zero now and then, or fade to it, are no padding; nor are levels that seldom change.
    size = abs(turned - value).max(axis=2)
    abrupt = np.median(size[ends, lengths[ends]]) >= 0.5 * np.median(size[~filled])
    still = (turned[:, 1:] == turned[:, :-1]).all(axis=2)[~filled[:, :-1]].mean() >= 0.5
    rare = inside.mean() <= (0 if turned.shape[2] == 1 else 0.005)
    if still or not abrupt or not rare or len(np.unique(turned[~filled])) < 10:
        return None
    return int(ends.sum()), value, lengths[ends]


@np.errstate(all="ignore")
def padded(block):
    """Say whether samples of different lengths were filled up with a constant.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)

    Returns
    -------
    Evidence
        ``"padded at the back"`` or ``"padded at the front"``, with the padded samples and those looked at in `where`.
        ``"cannot tell"``: also where every sample or none is padded, where one is all padding, where the constant
        occurs among the readings or they fade to it, and below 8 samples or 4 timesteps.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Keras API reference, ``keras.utils.pad_sequences``.

    Examples
    --------
    >>> block = np.random.default_rng(0).normal(5, 1, size=(40, 9, 2))
    >>> for sample, steps in enumerate(np.arange(40) % 6):
    ...     block[sample, 9 - steps :] = 0
    >>> padded(block).answer
    'padded at the back'
    """
    numbers = _numbers(block, "block", AXES)
    some = _some_rows(numbers) if numbers.shape[1] >= 4 else None
    if some is None:
        return _TOO_FEW
    found = [(side, edge) for side, edge in (("back", _edge(some[:, ::-1])), ("front", _edge(some))) if edge]
    if len(found) != 1:
        return _nothing("No constant fills the end or the start of many samples in different lengths.")
    [(side, (many, value, lengths))] = found
    words = (
        f"At the {side} of {many:,} of the {len(some):,} samples looked at, {lengths.min()} to {lengths.max()} of "
        f"{numbers.shape[1]} steps hold only {value:g}."
    )
    return Evidence(f"padded at the {side}", words, 0.9, (many, len(some)))


def _names_groups(ids):
    """True for whole numbers that name groups in windows of one table: each in one piece, no flag, no year."""
    if (ids != np.round(ids)).any() or (_YEARS[0] <= ids.min() and ids.max() <= _YEARS[1]):
        return False
    changes = (ids[:, 1:] != ids[:, :-1]).sum(axis=1)
    whole = all(1 + np.count_nonzero(np.diff(ids[:, end])) == len(np.unique(ids[:, end])) for end in (0, -1))
    return whole and len(np.unique(ids[:, 0])) >= 4 and changes.max() <= 3 and 0 < (changes > 0).mean() < 0.5


def _jumps(readings, change):
    """True if a measured feature jumps at the changes as far as strangers lie apart; None if it was not measured."""
    steps = abs(np.diff(readings, axis=1))
    jump, usual = steps[change], steps[~change]
    if (readings == np.round(readings)).all() or np.median(usual) == 0:
        return None
    # A night between two days makes a jump too, but not one as wide as between any two days.
    apart = abs(readings[:, 1:][change] - np.roll(readings[:, :-1][change], len(jump) // 2))
    wide = np.median(jump) >= max(1.5 * np.quantile(usual, 0.95), 0.5 * np.median(apart))
    return bool(wide and jump.std() >= 0.1 * jump.mean())  # the hour of the day always falls by the same


@np.errstate(all="ignore")
def group_borders(block):
    """Say whether windows were cut across the border of two groups, such as customers or machines.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)
        Windows in the order of their table.

    Returns
    -------
    Evidence
        ``"across groups"``, with the feature that names the group in `where`: whole numbers, each in one piece,
        constant in most windows; where they change, most measured features jump. ``"cannot tell"``: also for
        shuffled windows, for calendar columns and flags, below 4 groups or 4 borders, and without an id among the
        features.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Measured by ``tests/test_layout.py``.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> shop = np.repeat(np.arange(8), 50)
    >>> table = np.stack([shop, 100 * random.normal(size=8)[shop] + random.normal(size=400)], axis=1)
    >>> windows = np.lib.stride_tricks.sliding_window_view(table, 10, axis=0)
    >>> group_borders(np.moveaxis(windows, -1, 1)).where
    (0,)
    """
    numbers = _numbers(block, "block", AXES)
    some = _some_rows(numbers) if numbers.shape[1] >= 3 and numbers.shape[2] >= 2 else None
    if some is None:
        return _TOO_FEW
    for feature in range(min(numbers.shape[2], 64)):
        ids = some[:, :, feature]
        if not _names_groups(ids):
            continue
        change = ids[:, 1:] != ids[:, :-1]
        borders = {*zip(ids[:, :-1][change], ids[:, 1:][change], strict=True)}
        others = [_jumps(some[:, :, other], change) for other in range(numbers.shape[2]) if other != feature]
        judged = [jumps for jumps in others if jumps is not None]
        if len(borders) >= 4 and judged and np.mean(judged) >= 0.5:
            words = (
                f"In {change.any(axis=1).sum():,} of the {len(some):,} windows looked at feature {feature} changes "
                f"from one whole number to another, and {count(sum(judged), 'other features')} with it."
            )
            return Evidence("across groups", words, 0.8, (feature,))
    return _nothing("No feature names groups at whose borders the others jump.")


def finite(array):
    """Count NaN and infinities.

    Parameters
    ----------
    array : array_like
        Of any rank. Up to 4,000,000 numbers are all looked at, of a larger array a sample of its rows.

    Returns
    -------
    Evidence
        ``"finite"`` or ``"not finite"``, with the numbers of NaN and of infinities in `where`.

    Raises
    ------
    ValueError
        If `array` holds something else than numbers.

    Source
    ------
    NumPy reference, ``isnan`` and ``isinf``.

    Examples
    --------
    >>> finite([1.0, np.nan, 3.0]).words
    'Of 3 numbers, 1 is NaN and 0 are infinite.'
    """
    looked = numbers = _numbers(array, "array", None)
    if numbers.size > _EXACT:
        rows = max(1, min(len(numbers), _ROWS, _VALUES * len(numbers) // numbers.size))
        looked = numbers[:: len(numbers) // rows][:rows]
    found = int(np.isnan(looked).sum()), int(np.isinf(looked).sum())
    nans, infinite = (f"{each:,} {'is' if each == 1 else 'are'}" for each in found)
    share = "" if looked is numbers else f" {looked.size:,} looked at of"
    words = f"Of{share} {count(numbers.size, 'numbers')}, {nans} NaN and {infinite} infinite."
    return Evidence("not finite" if any(found) else "finite", words, 1.0, found)
