"""What the columns of one long row are: moments of one series, or several features written in turn."""

import math
from typing import NamedTuple

import numpy as np

from .sample import FEW, PROOF, WEAK, laid_flat, sample, scores, usual_step, whole_samples
from .windows import ASK, overlap

_PAIRS = 128  # samples that are compared with the next
_ORDERS = 50  # orders of the columns that no chance may have made as smooth


class Turns(NamedTuple):
    """Several features stand where one should.

    `features` of them, each with `steps` values. `in_turn` is True where they are written moment by moment, so that
    ``reshape(n, steps, features)`` undoes it, and False where they are written one after the other, so that it takes
    ``reshape(n, features, steps)`` and a transpose. `by` is "overlap" or "levels"; `same` is how far values move from
    one moment to the next, `near` from one column to the next, in spreads (NaN where the overlap tells).
    """

    features: int
    steps: int
    in_turn: bool
    by: str
    same: float
    near: float
    strength: str = PROOF


class Reading(NamedTuple):
    """Samples read on, one after the other, along `axis`: pieces of one series that do not overlap.

    Values move by `inside` from place to place, by `join` from the end of a sample to the start of the next, and by
    `down` from a sample to the next at the same place; medians, in spreads.
    """

    axis: int
    inside: float
    join: float
    down: float
    looked: int
    strength: str = PROOF


def by_levels(some, scored):
    """Return turns for rows whose columns return to a level or spread of their own, every so many; or None."""
    steps = some.shape[1]
    following = 1 - (scored[:, :-1] * scored[:, 1:]).mean(axis=0)
    for turn in (turn for turn in range(2, min(steps // 3, 64) + 1) if steps % turn == 0):
        same = 1 - (scored[:, :-turn] * scored[:, turn:]).mean(axis=0).reshape(-1, turn).mean(axis=0).min()
        if not same <= 0.4:
            continue
        near = min(following[place::turn].mean() for place in range(turn))
        rounds = some.reshape(len(some), -1, turn)
        level, scale = rounds.mean(axis=(0, 1)), rounds.std(axis=(0, 1))
        after, gap = np.roll(scale, -1), np.roll(level, -1) - level
        own = rounds.mean(axis=1)
        always = (np.sign(np.roll(own, -1, axis=1) - own) == np.sign(gap)).all(axis=0)
        units = (always & (abs(gap) >= 2 * np.hypot(scale, after))) | (abs(np.log(after / scale)) >= math.log(3))
        # A season comes back too; but from one of its steps to the next it is smoother than features are.
        if units.all() and near >= max(0.5, 2 * same, same + 3 * len(some) ** -0.5):
            return Turns(turn, steps // turn, True, "levels", usual_step(same), usual_step(near))
    return None


@np.errstate(all="ignore")
def turns(x, windows=ASK):
    """Say whether the steps of one feature are several features.

    Parameters
    ----------
    x : array_like, shape (samples, steps), or with further axes of length 1
    windows : Overlap or None, optional
        What ``overlap(x)`` said, where it was asked already.

    Returns
    -------
    Turns or None
        Weak where windows move on by several columns, which may be steps of one feature. None for more than one long
        axis; for windows that move on by one step, as one feature's do; for a season, where the next step is as near as
        the step one season later; for independent samples whose features have no level or spread of their own; below 8
        samples, and below 3 rounds.

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 3)).cumsum(axis=1) + [0, 100, 900]
    >>> turns(walks.reshape(50, 36, 1)).features
    3
    """
    some = sample(x)
    if some is None or some.ndim < 2 or len(some) < FEW:
        return None
    flat = laid_flat(some)
    if max(some.shape[1:]) != flat.shape[1] or flat.shape[1] < 4:
        return None
    windows = overlap(x) if windows == ASK else windows
    if windows is not None and not windows.over:
        if len(windows.was) == 2:
            return Turns(windows.was[0], windows.was[1], False, "overlap", math.nan, math.nan)
        return None
    if windows is not None and windows.turns == 1:
        return None
    if windows is not None and windows.turns and flat.shape[1] % windows.turns == 0:
        return Turns(windows.turns, flat.shape[1] // windows.turns, True, "overlap", math.nan, math.nan)
    whole = whole_samples(flat)
    if whole is None or len(whole[0]) < FEW or flat.shape[1] < 6:
        return None
    found = by_levels(whole[0], scores(whole[0])[2])
    if found is None and windows is not None and flat.shape[1] % windows.columns == 0:
        many = abs(windows.columns)  # or one feature, and windows that move on by so many steps
        return Turns(many, flat.shape[1] // many, True, "overlap", math.nan, math.nan, WEAK)
    return found


def _reads_on(rows, following):
    """Return (inside, join, down) for samples of shape (samples, steps, features) and the next ones, or None."""
    spread = rows.std(axis=(0, 1))
    if rows.shape[1] < 4 or not (spread > 0).all():
        return None
    rows, following = rows / spread, following[:, 0] / spread
    level, width = rows.mean(axis=(0, 2)), rows.std(axis=(0, 2))
    if np.ptp(level) > 0.5 * width.mean() or width.max() > 1.3 * width.min():
        return None
    inside = np.median(abs(np.diff(rows, axis=1)))
    join, down = (np.median(abs(following - rows[:, place])) for place in (-1, 0))
    return (inside, join, down) if inside > 0 and join <= 1.5 * inside and down >= 2 * max(inside, join) else None


@np.errstate(all="ignore")
def reading_on(x):
    """Say along which axis samples read on, one after the other, where they do not overlap.

    Parameters
    ----------
    x : array_like, shape (samples, ...)
        Of any rank from 2.

    Returns
    -------
    Reading or None
        None where no axis or several can be it; below 30 samples and 4 places along an axis; for rows of few values,
        and for places with levels of their own.

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> walk = np.random.default_rng(0).normal(size=3000).cumsum()
    >>> reading_on(walk.reshape(250, 1, 12)).axis
    2
    """
    some = sample(x)
    if some is None or some.ndim < 2 or len(some) < 30:
        return None
    places = np.unique(np.linspace(0, len(some) - 2, _PAIRS).astype(int))
    rows, following = some[places], some[places + 1]
    head = np.sort(laid_flat(rows)[::4, :64], axis=1)
    few = np.median((np.diff(head, axis=1) > 0).sum(axis=1)) < min(3, head.shape[1] - 1)
    if few or not (np.isfinite(rows).all() and np.isfinite(following).all()):
        return None
    found = []
    for axis in range(1, some.ndim):
        turned = (np.moveaxis(each, axis, 1).reshape(len(places), some.shape[axis], -1) for each in (rows, following))
        told = _reads_on(*turned)
        if told is not None:
            found.append(Reading(axis, *map(float, told), len(some)))
    return found[0] if len(found) == 1 else None


class Following(NamedTuple):
    """Columns of a table that follow each other: `near` is how far values move to the next column, of the mean way
    from any column to any other."""

    near: float
    looked: int
    strength: str = WEAK


@np.errstate(all="ignore")
def following(x):
    """Say whether the columns of a table follow each other, as the moments of one measurement do.

    Parameters
    ----------
    x : array_like, shape (samples, columns)

    Returns
    -------
    Following or None
        None below 30 samples or 5 columns, and where the columns in another order are as near to each other, by their
        values or after each has lost its own level and spread. Features may lie so, such as the bands of a spectrum.

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> following(random.normal(size=(50, 18)).cumsum(axis=1)).near < 0.6
    True
    >>> following(random.normal(size=(50, 18))) is None
    True
    """
    some = sample(x)
    if some is None or some.ndim != 2 or len(some) < 30 or some.shape[1] < 5:
        return None
    some = some[:, :64].astype(float)
    spread = some.std(axis=0)
    if not np.isfinite(some).all() or not spread.all():
        return None
    ways, near = [], 0.0
    for table in (some, (some - some.mean(axis=0)) / spread):
        way = _ways_between(table)
        near = max(near, np.diagonal(way, 1).mean() / way[np.triu_indices(len(way), 1)].mean())
        if not near < 0.75:
            return None
        ways.append(way)
    random = np.random.default_rng(0)
    others = [random.permutation(some.shape[1]) for _ in range(_ORDERS)]
    for way in ways:
        inside = np.diagonal(way, 1).mean()
        if any(np.diagonal(way[other][:, other], 1).mean() <= inside for other in others):
            return None
    return Following(float(near), len(some))


def _ways_between(table):
    """Return how far values lie apart between each two columns, on average over the rows."""
    columns = np.ascontiguousarray(table.T)  # each in one piece, as they are gone through many times
    return np.stack([abs(columns - column).mean(axis=1) for column in columns])
