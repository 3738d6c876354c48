"""Where in time the target stands: in the sample itself, before it, or behind it as it should."""

from typing import NamedTuple

import numpy as np

from .sample import FEW, PROOF, WEAK, explained, laid_flat, sample, whole_samples
from .windows import ASK, overlap

# What rounding to float32, or to float64, once or twice, may move a number by, relative to the largest.
_GRAIN, _FINE = 2.0**-21, 2.0**-44
_NEAR = 0.999  # a correlation below it is no affine relation
_VALUES, _CHANGES = 8, 30  # different values of a target that can be recognised; changes, where it has fewer
_COLUMNS, _BEYOND, _PROBED, _ROWS = 32, 64, 48, 2048  # columns of y, steps before and behind a window, samples that
# find a step, and that are compared


class Place(NamedTuple):
    """Where a column of y stands, all samples agreeing: y = scale * value + level.

    `column` is the column of y laid flat. `cell` is the place within a sample, one index for each of its axes; None
    where the value lies outside the sample. `offset` is the step that y stands at, counted from the first step of its
    sample; `steps` is how many steps a sample has, so the step that follows it is at `steps`. `late` is by how many
    samples y has to move on to stand behind its sample, 0 where it does, or would if each sample were turned about; of
    a y with one value for each step, by how many steps it lags behind its own. `exact` is True where scale is 1 and
    level 0, up to rounding. `feature` is the feature laid flat.
    """

    column: int
    offset: int
    feature: int
    cell: tuple | None
    scale: float
    level: float
    steps: int
    late: int
    exact: bool
    looked: int
    strength: str


def _line(values, wanted):
    """Return scale and level of the line that leads from values to what is wanted within rounding, or None."""
    spread, aim = values.std(), wanted.std()
    if not spread > 0 or not aim > 0:
        return None
    middle, goal = values.mean(), wanted.mean()
    scale = ((values - middle) * (wanted - goal)).mean() / spread**2
    largest = abs(scale) * abs(values).max() + abs(wanted).max()
    left = abs(wanted - goal - scale * (values - middle)).max()
    # Where numbers are so large that rounding may be the whole spread, nearness says nothing.
    if left > _GRAIN * largest or (left > _FINE * largest and _GRAIN * largest > 1e-3 * aim):
        return (1.0, 0.0) if np.array_equal(values, wanted) else None
    return float(scale), float(goal - scale * middle)


def _alike(values, wanted):
    """Return the size of the correlation of each column of `values` with `wanted`; 0 where one of them is still."""
    values, wanted = values - values.mean(axis=0), wanted - wanted.mean()
    with np.errstate(all="ignore"):
        size = abs(wanted @ values) / np.sqrt(np.einsum("ij,ij->j", values, values) * (wanted @ wanted))
    return np.nan_to_num(size)


def _rich(wanted):
    """True for a target that takes enough values, or changes often enough, to be recognised."""
    changed = np.count_nonzero(wanted[1:] != wanted[:-1])
    if changed >= 0.25 * len(wanted) and len(set(wanted[:64].tolist())) >= min(_VALUES, len(wanted)):
        return True
    # Few values: every change that is met would be one in two by chance.
    return changed >= _CHANGES


def _is_determined(course, scale, level):
    """True for a course that goes on by a rule without any error, so that the rule and not the place makes y."""
    if course.shape[1] < 2:
        return False
    ruled = abs(course[:, -1] - scale * course[:, -2] - level) <= _GRAIN * abs(course[:, -2:]).max()
    most = 1 if _is_one(scale, level, course[:, -1]) else 0.5  # to stand still now and then is no rule
    if ruled.mean() >= most or _line(course[:, -2], course[:, -1]) is not None:
        return True
    if course.shape[1] < 6 or len(course) < 2 * FEW:
        return False
    left = explained(course[:, -5:-1], course[:, -1], len(course))
    return bool(abs(left).max() <= 1e-5 * course[:, -1].std())


def _matches(values, wanted):
    """Yield (column, scale, level) for the columns of `values` that `wanted` is a line of, equal ones first."""
    near = _alike(values, wanted)
    rows = slice(None, None, max(1, len(wanted) // FEW))
    apart = abs(values[rows] - wanted[rows, np.newaxis]).max(axis=0)
    for column in np.lexsort((-near, apart > _GRAIN * abs(wanted).max()))[:FEW]:
        line = _line(values[:, column], wanted) if near[column] >= _NEAR else None
        if line is not None:
            yield int(column), *line


def _inside(blocks, wanted):
    """Return [(step, feature, scale, level)] where a target stands in blocks of shape (samples, steps, features)."""
    samples, steps, features = blocks.shape
    found = [
        (column // features, column % features, scale, level)
        for column, scale, level in _matches(blocks.reshape(samples, steps * features), wanted)
    ]
    same = [each for each in found if _is_one(*each[2:], wanted)]
    # A line and a course that repeats are lines of themselves at many steps: then the place says nothing.
    return [] if len({each[0] for each in same or found}) > 1 else same or found


def _is_one(scale, level, wanted):
    allowed = 8 * _GRAIN
    return bool(abs(scale - 1) <= allowed and abs(level) <= allowed * max(abs(wanted).max(), 1e-300))


def _outside(series, wanted, moves):
    """Return (steps later, feature, scale, level) where y stands in a series at the place of another sample."""
    samples, far = len(wanted), abs(moves).max(initial=0)
    if samples < 2 * FEW or far > samples - FEW:
        return []
    first = (
        0 if moves[0] > 0 else far
    )  # a few samples, that have a neighbour at every move, say which moves are worth it
    few = first + np.linspace(0, samples - far - 1, min(_PROBED, samples - far)).astype(int)
    moved = series[few + moves[:, np.newaxis]]
    near = _alike(moved.transpose(1, 0, 2).reshape(len(few), -1), wanted[few]).reshape(len(moves), -1)
    found, worth = [], moves[(near >= _NEAR).any(axis=1)]
    for move in worth[:FEW]:
        rows, part = (series[move:], wanted[:-move]) if move > 0 else (series[:move], wanted[-move:])
        found += [(int(move), *each) for each in _matches(rows, part)]
    return found


def _nearest(found, wanted):
    """Return the nearest place of those outside, an exact one before others, and its strength."""
    best = min(found, key=lambda each: (not _is_one(*each[2:], wanted), abs(each[0])))
    alone = len({each[0] for each in found if _is_one(*each[2:], wanted) == _is_one(*best[2:], wanted)}) == 1
    return best, PROOF if alone else WEAK


def _alone(found, blocks):
    """Return a place within samples that do not overlap, with its strength."""
    step, feature, scale, level = found
    # Independent samples may ask for an earlier step: a task of memory. The last of a smooth course is the course.
    course = blocks[:, :, feature]
    smooth = step == blocks.shape[1] - 1 and blocks.shape[1] > 2 and scale > 0
    if smooth:
        smooth = np.square(np.diff(course, axis=1)).mean() <= course.var(axis=0).mean()
    return step, feature, scale, level, PROOF if smooth and not _is_determined(course, scale, level) else WEAK


def _in_time(found, steps, wanted, edges, way):
    """Return (offset, feature, scale, level, strength) for samples that overlap; `edges` are their first and last."""
    first, last = edges
    moves = way * np.arange(1, min(_BEYOND, len(wanted) // 2) + 1)
    after = _outside(last, wanted, moves)
    exact = bool(found) and _is_one(*found[0][2:], wanted)
    if found:  # other features may be the same series, some steps ago
        after = [each for each in after if each[1] == found[0][1]]
    # A course that repeats stands in the sample as well: the healthy reading holds, unless only the other is exact.
    if after and not (exact and not any(_is_one(*each[2:], wanted) for each in after)):
        (move, feature, scale, level), strength = _nearest(after, wanted)
        return steps - 1 + abs(move), feature, scale, level, WEAK if found else strength
    if found:
        return (*found[0], PROOF if len(wanted) >= max(2 * FEW, steps // 2) else WEAK)
    before = _outside(first, wanted, -moves)
    if before:
        (move, feature, scale, level), strength = _nearest(before, wanted)
        sure = len(wanted) >= steps + 4 * FEW
        return -abs(move), feature, scale, level, strength if sure else WEAK
    return None


def _edges(x, y, axis, column):
    """Return the first and the last step of neighbouring samples, and their column of y, or None."""
    turned, target = np.moveaxis(np.asarray(x)[:_ROWS], axis + 1, 1), np.asarray(y)[:_ROWS]
    wanted = target.reshape(len(target), -1)[:, column].astype("float64")
    edges = [turned[:, step].reshape(len(turned), -1).astype("float64") for step in (0, -1)]
    return (edges, wanted) if all(np.isfinite(each).all() for each in (*edges, wanted)) else None


def _judged(x, y, column, blocks, wanted, axis, windows):
    """Return (offset, feature, scale, level, strength) for one column of y, or None."""
    if not _rich(wanted):
        return None
    found = _inside(blocks, wanted)
    if windows is None:
        return _alone(found[0], blocks) if found and not column else None
    if column and not found:
        return None
    neighbours = _edges(x, y, axis, column) if windows.ordered and abs(windows.shift) == 1 else None
    if neighbours is not None:
        edges, every_wanted = neighbours
        return _in_time(found, blocks.shape[1], every_wanted, edges, windows.shift)
    if not found:
        return None
    sure = len(wanted) >= 2 * FEW and not _is_determined(blocks[:, :, found[0][1]], *found[0][2:])
    return (*found[0], PROOF if sure else WEAK)


@np.errstate(all="ignore")
def target_place(x, y, windows=ASK):
    """Say where in time the target stands, as far as it is a line of a value of x.

    Parameters
    ----------
    x : array_like, shape (samples, timesteps, ...)
        Where samples overlap, time may run over another axis.
    y : array_like, shape (samples, ...)
        One value for each sample, or several: each column is asked, until one stands inside the sample.
    windows : Overlap or None, optional
        What ``overlap(x)`` said, where it was asked already.

    Returns
    -------
    Place or None
        ``late > 0``: y has to move on. Strength ``"proof"``: the samples overlap, and nothing behind them is y as well;
        or, for other samples, y is the last value of a smooth course. ``"weak"``: y stands in samples that do not
        overlap, or has one value for each step, as an autoencoder's. ``late == 0``: y follows its sample. None for a
        target that is no line of a single value, for classes, lines, and below 8 samples.

    Source
    ------
    Keras API reference, ``keras.utils.timeseries_dataset_from_array``: which target belongs to a window.

    Examples
    --------
    >>> table = np.random.default_rng(0).normal(size=(60, 3))
    >>> windows = np.lib.stride_tricks.sliding_window_view(table, 10, axis=0).transpose(0, 2, 1)
    >>> place = target_place(windows, 40 * table[9:, 1] + 7)
    >>> place.cell, place.late, round(place.scale), place.strength
    ((9, 1), 1, 40, 'proof')
    >>> target_place(windows[:-1], table[10:, 1]).late
    0
    """
    some, target = sample(x), sample(y, like=x)
    if some is None or target is None or some.ndim < 2 or len(some) < FEW:
        return None
    whole = whole_samples(laid_flat(some), laid_flat(target))
    if whole is None or len(whole[0]) < FEW:
        return None
    windows = overlap(x) if windows == ASK else windows
    sizes, flat = some.shape[1:], whole[0]
    axis = windows.over[-1] - 1 if windows is not None and windows.over else 0
    blocks = np.moveaxis(flat.reshape(-1, *sizes), axis + 1, 1)
    rest, steps = blocks.shape[2:], sizes[axis]
    blocks = blocks.reshape(len(blocks), steps, -1)
    every = target.ndim > 1 and steps > 1 and target.shape[1] == steps
    first = None
    for column in range(min(whole[1].shape[1], _COLUMNS)):
        judged = _judged(x, y, column, blocks, whole[1][:, column], axis, windows)
        if judged is None:
            continue
        offset, feature, scale, level, strength = judged
        inside = 0 <= offset < steps
        cell = tuple(int(part) for part in np.unravel_index(feature, rest)) if rest else ()
        cell = (*cell[:axis], offset, *cell[axis:]) if inside else None
        exact = _is_one(scale, level, whole[1][:, column])
        ahead = column // (whole[1].shape[1] // steps) if every else steps  # the step that y belongs to
        # Where time runs backwards, what lies before the first step is what follows, if each window is turned.
        late = 0 if offset < 0 and windows.shift < 0 else max(0, ahead - offset)
        strength = WEAK if every or (windows is None and len(sizes) == 1) else strength
        place = Place(column, offset, feature, cell, scale, level, steps, late, exact, len(flat), strength)
        if inside or offset < 0:
            return place
        first = first or place
    return first
