"""Which axis holds the features: the one along which values change their level or their unit."""

import itertools
import math
from typing import NamedTuple

import numpy as np

from .orders import belonging
from .sample import FEW, PROOF, WEAK, laid_flat, sample, scores, whole_samples

_ROWS = 200  # samples looked at
_LEVEL, _REST = 0.9, 0.05  # share of the variance that levels along the axis explain, and along any other
_APART = 3  # how many spreads neighbouring levels must lie apart
_PLACES = 64  # places along an axis that are compared with each other
_MANY = 30  # samples that tell whether places have one distribution
_COURSE = 0.4  # roughness (1 - correlation) of a course in time


class Courses(NamedTuple):
    """How rough samples are along each axis, 1 - correlation of neighbours: near 0 for a course, near 1 for noise.

    `rough` holds NaN for an axis of fewer than 5 places. `axis` is the only smooth one, None where none or several are.
    """

    rough: tuple
    axis: int | None
    strength: str = WEAK


class Levels(NamedTuple):
    """Along `axis` of x each place has its own level (`by` "level") or unit (`by` "spread").

    `levels` holds the mean, or the spread, at the first eight places; `share` is the share of the variance that they
    explain. `time` is the axis with a smooth course, None where no axis has one.
    """

    axis: int
    by: str
    levels: tuple
    share: float
    time: int | None
    strength: str


def _courses(some):
    """Return how rough steps along each axis are beside the spread of one sample's course along it; NaN if short.

    1 - correlation of neighbours, after each course got the level 0: a course that wanders is near 0, noise near 1.
    """
    rough = []
    for axis in range(1, some.ndim):
        if some.shape[axis] < 5:
            rough.append(math.nan)
            continue
        course = some - some.mean(axis=axis, keepdims=True)
        moved = np.diff(some, axis=axis)
        sizes = np.square(course).mean(axis=(0, axis)), np.square(moved).mean(axis=(0, axis))
        moves = sizes[0] > 1e-12 * some.var()  # what stays as it is has no course
        ratio = sizes[1] / np.where(moves, 2 * sizes[0], math.nan)  # of each feature, whatever its unit
        rough.append(float(np.nanmean(ratio)) if np.isfinite(ratio).any() else math.nan)
    return rough


def _by_level(some):
    """Yield levels for each axis whose places have levels that outweigh all else."""
    total = some.var()
    means = [some.mean(axis=tuple(one for one in range(some.ndim) if one != axis)) for axis in range(1, some.ndim)]
    shares = [float(mean.var() / total) for mean in means]
    for place, (mean, share) in enumerate(zip(means, shares, strict=True)):
        others = [each for each in range(len(means)) if each != place]
        if len(mean) < 2 or share < _LEVEL or any(shares[each] > _REST for each in others):
            continue
        inner = tuple(one for one in range(some.ndim) if one != place + 1)
        spread = some.std(axis=inner)
        steps = abs(np.diff(mean))
        if (steps < _APART * np.maximum(spread[1:], spread[:-1])).mean() > 0.25:
            continue
        # A course that all samples share has levels too: then no other axis is smooth.
        rough = _courses(some)
        smooth = [each for each in others if rough[each] <= _COURSE]
        if not any(some.shape[each + 1] >= 3 for each in others):
            continue
        time = smooth[0] + 1 if smooth else None
        # What grows along an axis, and hangs together from place to place, is a course all the same.
        grows = len({*np.sign(np.diff(mean))}) == 1 and len(mean) > 2
        grows = grows and _related(np.moveaxis(some, place + 1, 1).reshape(len(some), len(mean), -1))[1]
        sure = PROOF if smooth and not grows else WEAK
        yield Levels(place + 1, "level", tuple(map(float, mean[:8])), share, time, sure)


def _by_spread(some):
    """Return levels if the places along axis 1 of three have units of their own, and axis 2 is a smooth course."""
    samples, places, steps = some.shape
    if places < 3 or steps < 5:
        return None
    means, spreads, scored = scores(some.reshape(samples, -1))
    means, spreads, scored = means.reshape(places, steps), spreads.reshape(places, steps), scored.reshape(some.shape)
    near, far = (1 - (scored[:, :, :-lag] * scored[:, :, lag:]).mean() for lag in (1, steps // 2))
    across = 1 - (scored[:, :-1] * scored[:, 1:]).mean()
    course = near <= 0.35 and far - near >= max(0.3 * near, 3 * samples**-0.5) and across >= max(0.6, 2 * near)
    if not course:
        return None
    reading = np.arange(places * steps).reshape(places, steps).T
    fit, step, border = belonging(np.log(spreads).ravel(), reading)
    # What grows or fades along axis 1 is a course in time, whatever its size.
    signs = {*np.sign(np.diff(abs(means).mean(axis=1))), *np.sign(np.diff(spreads.mean(axis=1)))}
    if fit >= 0.95 and border >= max(math.log(3), 3 * step) and len(signs) > 1:
        return Levels(1, "spread", tuple(map(float, spreads.mean(axis=1)[:8])), float(fit), 2, PROOF)
    return None


def _related(table):
    """Return the correlation of neighbours along axis 1 of three, and True where others are less alike, as in time."""
    table = table[:, :_PLACES]
    samples, places, _ = table.shape
    scored = table - table.mean(axis=(0, 2), keepdims=True)
    scored = scored / scored.std(axis=(0, 2), keepdims=True)
    related = np.einsum("ait,ajt->aij", scored, scored) / scored.shape[2]  # of each sample
    next_one = np.diagonal(related, 1, 1, 2).mean(axis=1)
    if places < 3:
        return float(next_one.mean()), False
    one, other = np.triu_indices(places, 2)
    more = next_one - related[:, one, other].mean(axis=1)
    return float(next_one.mean()), bool(more.mean() > 0.03 + 2.5 * more.std() * samples**-0.5)


def _by_distribution(some):
    """Yield levels for each axis whose places differ in level or spread, while those of a smooth axis are all alike.

    Features differ so whatever their order; a course that all samples share makes the places along its own axis
    differ, and those of one sample hang together. Further axes count as samples.
    """
    for axis, time in itertools.permutations(range(1, some.ndim), 2):
        table = np.moveaxis(some, (axis, time), (-2, -1)).reshape(-1, some.shape[axis], some.shape[time])
        samples, places, steps = table.shape
        if samples < _MANY or places < 3 or steps < 5:
            continue
        level, spread = table.mean(axis=(0, 2)), table.std(axis=(0, 2))
        scored = (table - level[:, np.newaxis]) / spread[:, np.newaxis]
        doubt = samples**-0.5
        alike = np.ptp(scored.mean(axis=(0, 1))) <= 0.1 + 4 * doubt
        widths = scored.std(axis=(0, 1))
        if not alike or not widths.max() <= (1.1 + 4 * doubt) * widths.min():
            continue
        apart, wider = abs(np.diff(level)) / np.maximum(spread[1:], spread[:-1]), np.diff(np.log(spread))
        # What follows a course along an axis, or grows or fades, is time, whatever its size.
        by_level = np.ptp(level) >= 2 * spread.max()
        by_level = by_level and (places < 5 or np.square(np.diff(level)).mean() > 2 * _COURSE * level.var())
        by_spread = abs(wider).sum() >= math.log(8) and len({*np.sign(wider)}) > 1
        if not (by_level or by_spread) or ((apart >= 0.5) | (abs(wider) >= math.log(1.5))).mean() < 0.75:
            continue
        near, far = (1 - (scored[:, :, :-lag] * scored[:, :, lag:]).mean() for lag in (1, steps // 2))
        next_one, in_order = _related(table)
        course = near <= 0.35 and far - near >= max(0.3 * near, 3 * doubt)
        if course and 1 - next_one >= max(0.6, 2 * near) and not in_order:
            share = float(level.var() / some.var())
            values = level if by_level else spread
            yield Levels(axis, "level" if by_level else "spread", tuple(map(float, values[:8])), share, time, PROOF)


def _finite(x):
    """Return some finite samples, or None."""
    some = sample(x)
    if some is None or some.ndim < 2 or len(some) < FEW:
        return None
    flat = laid_flat(some)
    whole = whole_samples(flat[:: -(-len(flat) // _ROWS)])
    if whole is None or len(whole[0]) < FEW or not np.ptp(whole[0]) > 0:
        return None
    return whole[0].reshape(-1, *some.shape[1:])


@np.errstate(all="ignore")
def courses(x):
    """Say along which axes samples are smooth. A weak sign of time: spectra and pictures are smooth along others.

    Parameters
    ----------
    x : array_like, shape (samples, ...)
        Of 2 axes or more.

    Returns
    -------
    Courses or None
        None below 8 samples, and where no axis has 5 places.

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 6)).cumsum(axis=1)
    >>> courses(walks).axis, courses(walks.transpose(0, 2, 1)).axis
    (1, 2)
    """
    some = _finite(x)
    if some is None or max(some.shape[1:]) < 5:
        return None
    rough = _courses(some)
    smooth = [axis for axis, each in enumerate(rough) if each <= _COURSE]
    return Courses(tuple(rough), smooth[0] + 1 if len(smooth) == 1 else None)


@np.errstate(all="ignore")
def levels(x):
    """Say which axis holds the features, where they have levels or units of their own.

    Parameters
    ----------
    x : array_like, shape (samples, ...)
        Of 3 axes or more, as it stands or a view of it.

    Returns
    -------
    Levels or None
        Proof: levels jump along the axis, several spreads at nearly each step, and along no other, and another axis is
        a smooth course; or its places differ in level or spread, do not hang together, and all places along another
        axis, a smooth course, have one distribution. Weak: they jump, but could be a course that all samples share.
        None: for features in one unit, below 8 samples, and where two axes have levels, as in pictures.

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 3)).cumsum(axis=1) + [5, 70, 1013]
    >>> levels(walks).axis, levels(walks.transpose(0, 2, 1)).axis
    (2, 1)
    """
    some = _finite(x)
    if some is None or some.ndim < 3:
        return None
    told = next(_by_level(some), None)
    if told is not None:
        return told
    found = _by_spread(some) if some.ndim == 3 else None
    if found is not None:
        return found
    found = _by_spread(some.transpose(0, 2, 1)) if some.ndim == 3 else None
    return found._replace(axis=2, time=1) if found is not None else next(_by_distribution(some), None)
