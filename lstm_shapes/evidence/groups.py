"""Windows that cross from one group to another: customers, machines or shops that stand in one table."""

import itertools
from typing import NamedTuple

import numpy as np

from .days import YEARS
from .sample import PROOF, WEAK, sample, whole_samples
from .windows import ASK, overlap

_ROWS, _FEATURES = 20_000, 16  # first steps of samples, and features, in which a border is sought
_SIDE = 100  # first steps on each side that tell its level and noise
_LEAST = 12  # of which so many are needed
_CANDIDATES = 24  # the widest steps, beside their neighbours, which may be borders


class Borders(NamedTuple):
    """Where groups meet within windows.

    `by` is "name" where a feature numbers the groups, or "noise" where each side of a jump has a level and a noise of
    its own, or "course" where the parts between jumps run through one course. `feature` is laid flat. `borders` counts
    the places that were seen; `samples` those of them that cross one of `looked`. `before` and `after` hold level and
    noise on the two sides of the widest jump; None for a name.
    """

    by: str
    feature: int
    borders: int
    samples: int
    looked: int
    before: tuple | None
    after: tuple | None
    strength: str


def names_groups(ids):
    """True for whole numbers that name groups in windows of one table: each in one piece, no flag, no year."""
    if (ids != np.round(ids)).any() or (YEARS[0] <= ids.min() and ids.max() <= YEARS[1]):
        return False
    changes = (ids[:, 1:] != ids[:, :-1]).sum(axis=1)
    whole = all(1 + np.count_nonzero(np.diff(ids[:, end])) == len(np.unique(ids[:, end])) for end in (0, -1))
    return whole and len(np.unique(ids[:, 0])) >= 4 and changes.max() <= 3 and 0 < (changes > 0).mean() < 0.5


def jumps_with(readings, change):
    """True if a measured feature jumps at the changes as far as strangers lie apart; None if it was not measured."""
    steps = abs(np.diff(readings, axis=1))
    jump, usual = steps[change], steps[~change]
    if (readings == np.round(readings)).all() or np.median(usual) == 0:
        return None
    # A night between two days makes a jump too, but not one as wide as between any two days.
    apart = abs(readings[:, 1:][change] - np.roll(readings[:, :-1][change], len(jump) // 2))
    wide = np.median(jump) >= max(1.5 * np.quantile(usual, 0.95), 0.5 * np.median(apart))
    return bool(wide and jump.std() >= 0.1 * jump.mean())  # the hour of the day always falls by the same


def _named(blocks):
    """Return the borders that a feature names, or None."""
    for feature in range(min(blocks.shape[2], 64)):
        ids = blocks[:, :, feature]
        if not names_groups(ids):
            continue
        change = ids[:, 1:] != ids[:, :-1]
        borders = {*zip(ids[:, :-1][change], ids[:, 1:][change], strict=True)}
        others = [jumps_with(blocks[:, :, other], change) for other in range(blocks.shape[2]) if other != feature]
        judged = [jumps for jumps in others if jumps is not None]
        if len(borders) >= 4 and judged and np.mean(judged) >= 0.5:
            return Borders("name", feature, len(borders), int(change.any(axis=1).sum()), len(ids), None, None, PROOF)
    return None


def _sides(series, place, cuts):
    """Return the values before and behind a step, as far as they reach without another cut."""
    before = max([cut + 1 for cut in cuts if cut < place], default=0)
    after = min([cut + 1 for cut in cuts if cut > place], default=len(series))
    return series[max(before, place + 1 - _SIDE) : place + 1], series[place + 1 : min(after, place + 1 + _SIDE)]


def _is_apart(one, other):
    """True for two sides whose values lie apart, at a step wider than any usual one of either."""
    if min(len(one), len(other)) < _LEAST:
        return False
    jump = abs(other[0] - one[-1])
    gap = max(other.min() - one.max(), one.min() - other.max())
    return gap >= 0.3 * jump and jump >= 3 * max(_usual_step(one), _usual_step(other))


def _usual_step(side):
    """Return the step that nineteen of twenty stay below."""
    steps = abs(np.diff(side))
    place = int(0.95 * (len(steps) - 1))
    return np.partition(steps, place)[place]


def _noise(side):
    """Return how far values scatter around a straight line."""
    places = np.arange(len(side)) - (len(side) - 1) / 2
    left = side - side.mean()
    return float((left - places * (left @ places) / (places @ places)).std())


def _move(side):
    """Return the middle size of a step; of a walk it says more than how far values scatter."""
    return float(np.median(abs(np.diff(side))))


def _wide_steps(heads):
    """Return, for each feature, the places of steps far wider than those just before and just behind them."""
    steps = abs(np.diff(heads, axis=0))
    sums = np.concatenate([np.zeros((1, steps.shape[1])), np.cumsum(steps, axis=0)])
    usual = (sums[_LEAST:] - sums[:-_LEAST]) / _LEAST  # of the steps from a place on
    inner = steps[_LEAST:-_LEAST]
    beside = np.maximum(usual[: len(inner)], usual[_LEAST + 1 : _LEAST + 1 + len(inner)])
    ratio = np.where(inner > 0, inner / np.maximum(beside, 1e-300), 0)
    top = np.argsort(-ratio, axis=0)[:_CANDIDATES]
    return [
        sorted(int(place) + _LEAST for place in column if ratio[place, feature] >= 4)
        for feature, column in enumerate(top.T)
    ]


def _levels(series, cuts):
    """Return the borders of one series: (step, (level, noise, size of a step) before, the same behind)."""
    found = []
    near = [(series[cut + 1 - _LEAST : cut + 1], series[cut + 1 : cut + 1 + _LEAST]) for cut in cuts]
    cuts = [cut for cut, sides in zip(cuts, near, strict=True) if _is_apart(*sides)]
    for cut in cuts:
        one, other = _sides(series, cut, [each for each in cuts if each != cut])
        if _is_apart(one, other):
            found.append((cut, *((float(np.median(side)), _noise(side), _move(side)) for side in (one, other))))
    return found


def _comes_back(series, found):
    """True where values of one part, as far as it goes, stand in another: a state or a season, and no group."""
    parts = np.split(series, [cut + 1 for cut, *_ in found])
    ranges = sorted((part.min(), part.max()) for part in parts)
    return any(low <= high for (_, high), (low, _) in itertools.pairwise(ranges))


def _is_scaled(before, after):
    """True for two sides that are one course in two sizes: as many times the level, as many times the noise."""
    (level, noise, *_), (next_level, next_noise, *_) = before, after
    if min(noise, next_noise) <= 0 or min(abs(level), abs(next_level)) <= 0 or level * next_level < 0:
        return False
    levels, noises = next_level / level, next_noise / noise
    larger = max(levels, 1 / levels)
    return larger >= 4 and max(noises, 1 / noises) >= 3 and 0.4 <= levels / noises <= 2.5


def _is_graded(groups):
    """True for four groups and more whose noise, or whose steps, grow with their level, or shrink with it."""
    levels, *measures = np.array(groups).T
    for sizes in (each[np.argsort(levels)] for each in measures):
        in_order = (np.diff(sizes) > 0).all() or (np.diff(sizes) < 0).all()
        if in_order and len(groups) >= 4 and 0 < 3 * sizes.min() <= sizes.max():
            return True
    return False


def _is_one_course(series, found):
    """True where four parts and more run through one course, each from its own start: the same days, in other shops.

    A season of one series would go on over the jumps; and what a jump alone sets off would fade.
    """
    parts = [np.diff(part) for part in np.split(series, [cut + 1 for cut, *_ in found])]
    long = min(map(len, parts))
    if len(parts) < 4 or long < 4 * _LEAST:
        return False
    early, late = ([part[at : at + long // 3] for part in parts] for at in (0, long - long // 3))
    fades = np.median(np.std(early, axis=1) / np.std(late, axis=1))
    together = np.corrcoef([part[long // 3 : long] for part in parts])
    own = np.median(together[np.triu_indices(len(parts), 1)])
    if not own >= 0.5 or not 0.7 <= fades <= 1.4:
        return False
    lags = range(long // 4, long // 2 + 1)
    again = [np.median([np.corrcoef(part[lag:], part[:-lag])[0, 1] for part in parts]) for lag in lags]
    season = lags[int(np.argmax(again))]
    on = [np.corrcoef(one[1 - season :], other[: season - 1])[0, 1] for one, other in itertools.pairwise(parts)]
    return bool(max(np.median(on), 0) <= own - 0.3)


def _by_noise(heads):
    """Return (feature, borders, strength, what tells) for the feature whose jumps tell groups best, or None."""
    best, heads = None, heads[:, :_FEATURES]
    if len(heads) < 3 * _LEAST:
        return None
    for feature, cuts in enumerate(_wide_steps(heads)):
        found = _levels(heads[:, feature], cuts)
        if not found or _comes_back(heads[:, feature], found):
            continue
        groups = [found[0][1], *(each[2] for each in found)]
        sized = all(_is_scaled(*each[1:]) for each in found)
        by = "noise" if sized or _is_graded(groups) else ""
        by = by or ("course" if _is_one_course(heads[:, feature], found) else "")
        if by:
            return feature, found, PROOF, by
        if len(groups) >= 4:
            best = best or (feature, found, WEAK, "noise")
    return best


@np.errstate(all="ignore")
def borders(x, windows=ASK):
    """Say whether windows were cut across the border of two groups, such as customers or machines.

    Parameters
    ----------
    x : array_like, shape (samples, timesteps, ...)
        Windows in the order of their table. Of all samples only the first step is looked at.
    windows : Overlap or None, optional
        What ``overlap(x)`` said, where it was asked already.

    Returns
    -------
    Borders or None
        Proof: a feature numbers the groups, in one piece each, and where it changes most others jump; or values jump
        to a level that is several times the other, with a noise as many times the other's; or four groups and more
        whose noise, or whose steps, grow with their level, or which run through one course, each from its own start.
        Weak: four levels and more that never come back. None for one jump between levels of the same noise, for states
        and seasons, which come back, for spikes, for shuffled windows, and for windows cut in each group.

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> noise = np.random.default_rng(0).normal(size=300)
    >>> shops = np.concatenate([40 + 3 * noise[:150], 900 + 60 * noise[150:]])
    >>> found = borders(np.lib.stride_tricks.sliding_window_view(shops, 10))
    >>> found.by, found.borders, found.samples
    ('noise', 1, 9)
    """
    some = sample(x)
    if some is None or some.ndim < 2 or len(some) < _LEAST:
        return None
    windows = overlap(x) if windows == ASK else windows
    axis = windows.over[0] if windows is not None and len(windows.over) == 1 else 1
    turned = np.moveaxis(np.asarray(x), axis, 1)
    part = np.moveaxis(some, axis, 1)
    whole = whole_samples(part.reshape(len(part), -1))
    if whole is not None and part.shape[1] >= 3:
        blocks = whole[0].reshape(len(whole[0]), part.shape[1], -1)
        named = _named(blocks) if blocks.shape[2] >= 2 else None
        if named is not None:
            return named
    if windows is None or not windows.ordered or len(windows.over) != 1:
        return None
    heads = turned[:_ROWS, 0]
    if windows.shift == 1 and len(turned) <= _ROWS:
        heads = np.concatenate([heads, turned[-1, 1:]])
    heads = heads.reshape(len(heads), -1).astype("float64")
    if not np.isfinite(heads).all():
        return None
    found = _by_noise(heads)
    if found is None:
        return None
    feature, places, strength, by = found
    steps, shift = part.shape[1], abs(windows.shift)
    ahead = 1 if windows.shift > 0 else -1
    crossed = 0
    for place in (
        place for place, _, _ in places if place + 1 < len(turned)
    ):  # windows that were cut in each group do not go on over their border
        first, second = (turned[place], turned[place + 1])[::ahead]
        if np.array_equal(first[shift:], second[: steps - shift]):
            crossed += 1
    if not crossed:
        return None
    _, (*before, _), (*after, _) = max(places, key=lambda each: abs(each[2][0] - each[1][0]))
    samples = min(len(turned), crossed * ((steps - 1) // shift))
    return Borders(by, feature, crossed, samples, len(heads), tuple(before), tuple(after), strength)
