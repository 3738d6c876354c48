"""Is an array smooth as it stands, or only in the order of another shape? Two axes: time and features, or the reverse.

The core (`fold`) compares the two readings of a flat row of steps and features. It was measured on 21 kinds of data
and on seasons, shared courses and events that look like another order; each of its conditions shuts out one of them.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np

from .runs import runs
from .sample import FEW, PROOF, laid_flat, sample, scores, usual_step, whole_samples
from .windows import ASK, overlap

_ROWS = 256  # samples that the core looks at
_AXES = 6  # axes of a sample, of which every order is tried
_CELLS = 16384  # numbers of a sample, likewise; of so many a few samples are looked at


class Order(NamedTuple):
    """Whether the numbers lie in the order of the shape that x has.

    `right` is True where they do. Where they do not, `was` is the shape of one sample in whose order they lie:
    ``x.reshape(len(x), *was)`` is smooth, and its axes in another order give the shape that x has. `by` is "overlap"
    (certain), "course", "levels" or "counting"; `here` and `there` are how far values move in one step along time, in
    spreads, as x stands and in the other reading (for "levels" the share that features explain).
    """

    right: bool
    was: tuple
    by: str
    here: float
    there: float
    strength: str


def _alike(first, second):
    """Return the correlations of columns; standard scores with the samples on the last axis."""
    return np.einsum("...i,...i->...", first, second) / first.shape[-1]


def _mean(values):
    values = values[np.isfinite(values)]
    return values.mean() if values.size else math.nan


def _roughness(table, reading, run):
    """Return how rough the steps of a reading are, as 1 - correlation, in six numbers.

    `table[t, f]` holds the scores of step t of feature f, `reading[t, f]` its column in the flat row, and `run` is how
    many columns in a row belong together in the other reading. The numbers: the steps that cross such a run, all other
    steps, most borders between features; the first two with squared correlation; the roughest crossing in a feature
    that has an order at all.
    """
    alike, border = _alike(table[:-1], table[1:]), _alike(table[-1, :-1], table[0, 1:])
    crossing, known = reading[:-1] // run != reading[1:] // run, np.isfinite(alike)
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


def _moves_on(scored, table, mine, worst, nested):
    """False if what looks like the smooth course of a feature could be a season, or a change in each sample."""
    if nested and not 1 - _mean(_alike(table[:-2], table[2:])) >= 1.2 * worst:
        return False
    shorter = _parts(table.shape[1]) if mine == 0 else []
    return all(1 - _mean(_alike(scored[:-size], scored[size:])) >= 1.5 * worst for size in shorter)


def belonging(levels, reading):
    """Return how much of the levels' variance the features of a reading explain, the largest step, the mean border."""
    table = levels[reading]
    explained = 1 - table.var(axis=0).mean() / max(levels.var(), 1e-300)
    return (
        explained,
        abs(np.diff(table, axis=0)).max(),
        abs(table[-1, :-1] - table[0, 1:]).sum() / (table.shape[1] - 1 or 1),
    )


@np.errstate(all="ignore")
def fold(flat, timesteps, features):
    """Compare the two orders in which a flat row may hold steps and features.

    Parameters
    ----------
    flat : numpy.ndarray of float64, shape (samples, timesteps * features)
        Finite.
    timesteps, features : int

    Returns
    -------
    (int or None, tuple, str)
        0 for all features of a step after each other, 1 for all steps of a feature, None where values do not tell; a
        number for each of the two readings; and what tells, "course" or "levels".

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 5)).cumsum(axis=1)
    >>> fold(walks.reshape(50, 60), 12, 5)[0], fold(walks.transpose(0, 2, 1).reshape(50, 60), 12, 5)[0]
    (0, 1)
    """
    places = np.arange(timesteps * features)
    readings, doubt = (places.reshape(timesteps, features), places.reshape(features, timesteps).T), len(flat) ** -0.5
    # Where one size divides the other, a season, or a level for each hour, can look like the other reading's features.
    nested = (timesteps % features == 0, features % timesteps == 0)
    means, spreads, scored = scores(flat)
    moving = np.isfinite(scored[0])
    scored = np.ascontiguousarray(scored.T)
    tables = (
        scored.reshape(timesteps, features, -1),
        scored.reshape(features, timesteps, -1).transpose(1, 0, 2),
    )
    runs = (timesteps, features)
    rough = [_roughness(*each) for each in zip(tables, readings, runs, strict=True)]
    smooth = [
        _is_smooth(rough[mine], rough[1 - mine], doubt, 0.35 if any(nested) else 0.6)
        and _moves_on(scored, tables[mine], mine, np.fmax(*rough[mine][:2]), nested[0])
        for mine in (0, 1)
    ]
    measures = [(means, max(1, 6 * doubt) * math.sqrt((spreads**2).mean()))]
    measures += [(np.log(spreads), max(math.log(2), 6 * doubt))] if moving.all() else []
    hits, fits = [0, 0], [0, 0]
    for levels, least in measures:
        found = [belonging(levels, reading) for reading in readings]
        for mine, (fit, step, border) in enumerate(found):
            own = fit >= (0.99 if nested[mine] else 0.95) and border >= max(least, 3 * step)
            seasons = [] if mine or not own else [places.reshape(-1, size) for size in _parts(features)]
            own = own and all(belonging(levels, season)[0] < 0.95 for season in seasons)
            if own and found[1 - mine][0] <= 0.5:
                hits[mine], fits = hits[mine] + 1, [max(0, each[0]) for each in found]
    apart = [hits[mine] > nested[mine] and not nested[1 - mine] for mine in (0, 1)]
    claims = [mine for mine in (0, 1) if smooth[mine] or apart[mine]]
    if len(claims) != 1 or moving.mean() < 0.5:
        return None, (), ""
    if not smooth[claims[0]]:
        return claims[0], tuple(fits), "levels"
    moves = [usual_step(np.fmax(*each[:2]) if mine == claims[0] else each[0]) for mine, each in enumerate(rough)]
    return claims[0], tuple(moves), "course"


def counts_on(flat, timesteps, features):
    """Return 0 or 1 for the one reading in which every feature counts on by one and the same step, else None.

    Only made-up numbers do, such as addresses; but those are what people try a reshape with.
    """
    hours = flat.reshape(-1, timesteps, features)
    sensors = flat.reshape(-1, features, timesteps).transpose(0, 2, 1)
    even = [bool(np.ptp(steps := np.diff(each, axis=1)) == 0 and steps.flat[0] != 0) for each in (hours, sensors)]
    return even.index(True) if sum(even) == 1 else None


def _two_axes(some):
    """Return an order for (samples, timesteps, features), or None."""
    samples, timesteps, features = some.shape
    counted = counts_on(some, timesteps, features)
    if counted is not None:
        return Order(
            counted == 0, (timesteps, features) if counted == 0 else (features, timesteps), "counting", 0.0, 0.0, PROOF
        )
    plain, numbers, by = fold(some.reshape(samples, -1), timesteps, features)
    if plain == 0:
        return Order(True, (timesteps, features), by, *map(float, numbers), PROOF)
    if plain == 1:
        return Order(False, (features, timesteps), by, *map(float, numbers), PROOF)
    apart = runs(some.reshape(samples, -1), timesteps, features)
    if apart is not None:
        return Order(False, (features, timesteps), "course", *apart, PROOF)
    if features % timesteps == 0:
        return None  # a season as long as the features axis looks like a turned block
    # Written step by step and read feature by feature: undone by the same reshape, after the transpose.
    rows = some.transpose(0, 2, 1).reshape(samples, -1)
    turned, numbers, by = fold(rows, timesteps, features)
    if turned == 0 and by == "course" and (timesteps % features or _fades(rows, timesteps, features)):
        return Order(False, (), by, float(numbers[1]), float(numbers[0]), PROOF)
    return None


def _fades(rows, timesteps, features):
    """True where a step is as small wherever it lies, and several are wider: no season that all features share."""
    scored, places = scores(rows)[2].T, np.arange(features, timesteps * features)
    step = 1 - _alike(scored[:-features], scored[features:])
    far = _mean(1 - _alike(scored[:-timesteps], scored[timesteps:]))
    crossing = places // timesteps != (places - features) // timesteps
    least, most = sorted((_mean(step[crossing]), _mean(step[~crossing])))
    return bool(most <= 1.5 * least and far >= 1.5 * most)


def _roughest(scored, shape):
    """Return the 0.9 quantile of the roughness of steps along each axis of a reading that has 4 places or more."""
    table = scored.reshape(*shape, -1)
    rough = {}
    for axis, size in enumerate(shape):
        if size >= 4:
            start, stop = (table[(slice(None),) * axis + (part,)] for part in (slice(None, -1), slice(1, None)))
            alike = _alike(start, stop)
            alike = alike[np.isfinite(alike)]
            rough[axis] = 1 - float(np.quantile(alike, 0.1)) if alike.size else math.nan
    return rough


def _more_axes(flat, sizes):
    """Return an order for samples of three axes and more, or None: frames are smooth along time, rows and columns."""
    if flat.shape[1] > _CELLS or not 3 <= len(sizes) <= _AXES or max(sizes) < 4:
        return None
    few = flat[:: -(-len(flat) // 64)]
    _, _, scored = scores(few)
    if np.isfinite(scored[0]).mean() < 0.5:
        return None
    scored = np.ascontiguousarray(scored.T)
    here = _roughest(scored, sizes)
    doubt = 3 * len(few) ** -0.5
    smooth = 0.25 + 0.5 * len(few) ** -0.5  # so far off a correlation of 0.75 is measured, of so many samples
    if not here:
        return None
    if max(here.values()) <= 0.25:
        return Order(True, sizes, "course", usual_step(max(here.values())), math.nan, PROOF)
    found = []
    for was in sorted({*itertools.permutations(sizes)} - {sizes}):
        worst = max(_roughest(scored, was).values())
        if worst <= smooth and max(here.values()) >= max(2.5 * worst, worst + doubt):
            found.append((worst, was))
    if not found:
        return None
    # Where channels resemble each other, an order that mixes them with columns is about as smooth as the right one.
    least = min(found)[0]
    near = [one for one in found if one[0] <= least + doubt / 3]
    worst, was = min(near, key=lambda one: (not _one_moved(one[1], sizes), one[0]))
    return Order(False, was, "course", usual_step(max(here.values())), usual_step(worst), PROOF)


def _one_moved(was, sizes):
    """True where one axis alone stands at another place, as when channels or time were kept last."""
    rests = [{each[:n] + each[n + 1 :] for n in range(len(each))} for each in (was, sizes)]
    return not rests[0].isdisjoint(rests[1])


def _is_read_by_feature(some, windows):
    """True for overlapping rows that were written step by step, and read as all steps of one feature after another."""
    steps, features = some.shape[1], math.prod(some.shape[2:])
    if features < 2 or (windows is not None and (windows.over != (1,) or windows.shift % features)):
        return False
    rows = overlap(laid_flat(np.moveaxis(some, 1, -1)))
    if rows is None or rows.over != (1,) or abs(rows.shift) % features or rows.shift % steps == 0:
        return False
    # Or the features are parts of one series: then all places of a turn have the same level, spread and step.
    one_moment = abs(rows.shift) == features
    return rows.turns == features or (one_moment and _differ_in_turn(laid_flat(np.moveaxis(some, 1, -1)), features))


def _differ_in_turn(rows, features):
    """True where every so many columns come from one feature, told by its level, its spread or the step to the next."""
    far = 1 + 8 * len(rows) ** -0.5
    turns, following = (part.reshape(-1, features) for part in (rows[:, :-features], rows[:, 1 : 1 - features]))
    level = np.median(turns, axis=0)
    spread, step = (np.median(abs(part), axis=0) for part in (turns - level, following - turns))
    apart = np.ptp(level) >= 2 * far * spread.max()
    return bool(apart or any(part.min() > 0 and part.max() >= far * part.min() for part in (spread, step)))


@np.errstate(all="ignore")
def order(x, windows=ASK):
    """Say whether the numbers lie in the order of the shape that x has, or of another: a reshape for a transpose.

    Parameters
    ----------
    x : array_like, shape (samples, timesteps, features) or with more axes
        As it stands, or a view of it.
    windows : Overlap or None, optional
        What ``overlap(x)`` said, where it was asked already.

    Returns
    -------
    Order or None
        None: also below 8 samples, 3 timesteps or 2 features, for noise whose features share one level, and mostly
        where one size divides the other, or features resemble each other. ``was`` is () where a block was folded by
        the feature and then turned. Exchanged axes are not another order: that is what ``overlap`` and ``levels`` tell.

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 5)).cumsum(axis=1)
    >>> order(walks).right, order(walks.transpose(0, 2, 1).reshape(50, 12, 5)).was
    (True, (5, 12))
    """
    some = sample(x)
    if some is None or some.ndim < 3 or len(some) < FEW:
        return None
    sizes = some.shape[1:]
    real = tuple(size for size in sizes if size > 1)
    if len(real) < 2:
        return None
    windows = overlap(x) if windows == ASK else windows
    if _is_read_by_feature(some, windows):
        return Order(False, (), "overlap", math.nan, math.nan, PROOF)
    if windows is not None and len(windows.over) == 1:
        return Order(True, sizes, "overlap", math.nan, math.nan, PROOF)
    if windows is not None and not windows.over:
        return Order(False, windows.was, "overlap", math.nan, math.nan, PROOF)
    if windows is not None:  # over several axes: a window cut into parts, or features in turn in the wrong shape
        apart = abs(windows.columns)
        exchanged = sorted(windows.was) == sorted(real) and windows.was != real and apart == windows.was[-1]
        if math.prod(sizes[windows.over[-1] :]) == 1 and apart > 1 and (exchanged or (windows.turns or 1) > 1):
            return Order(False, windows.was, "overlap", math.nan, math.nan, PROOF)
        known = windows.turns or apart == 1 or math.prod(sizes[windows.over[-1] :]) > 1
        return Order(True, sizes, "overlap", math.nan, math.nan, PROOF) if known else None
    flat = laid_flat(some)
    whole = whole_samples(flat[:: -(-len(flat) // _ROWS)])
    if whole is None or len(whole[0]) < FEW or not np.ptp(whole[0]) > 0:
        return None
    if len(real) == 2 and real == sizes and sizes[0] >= 3:
        return _two_axes(whole[0].reshape(-1, *sizes))
    return _more_axes(whole[0], sizes) if len(real) >= 3 else None
