"""Does y repeat x step by step: the same step, or the next one?"""

from typing import NamedTuple

import numpy as np

from .content import one_hot
from .sample import FEW, PROOF, sample

_GRAIN = 2.0**-21  # what rounding to float32 may move a number by, relative to the largest
_CHANGES = 30  # steps that have to differ from the one before, and so from what another shift would give


class Copy(NamedTuple):
    """At every step y is what x holds `ahead` steps later, 0 for the same step.

    `how` is "all" (every feature), "class" (its number, of one-hot rows), or "feature" (one of several, `feature`).
    `steps` is how many steps a sample has.
    """

    ahead: int
    how: str
    feature: int | None
    steps: int
    looked: int
    strength: str = PROOF


def _as_classes(values):
    """Return the numbers of one-hot rows; None for what holds no such rows."""
    rows = one_hot(values) if values.ndim == 3 and values.shape[2] > 1 else None
    return values.argmax(axis=2) if rows is not None and rows.axis == 2 and rows.seen > 1 else None


def _pairs(x, y):
    """Yield (how, feature, x, y) for every form in which y may repeat x, both of shape (samples, steps, ...)."""
    plain_x = x[:, :, 0] if x.ndim == 3 and x.shape[2] == 1 else x
    plain_y = y[:, :, 0] if y.ndim == 3 and y.shape[2] == 1 else y
    if plain_x.shape == plain_y.shape:
        yield "all", None, plain_x, plain_y
    classes = [_as_classes(one) if one.ndim == 3 else None for one in (x, y)]
    for one, other in ((classes[0], plain_y), (plain_x, classes[1])):
        if one is not None and other is not None and one.ndim == other.ndim == 2:
            yield "class", None, one, other
    if plain_x.ndim == 3 and plain_y.ndim == 2:
        yield from (("feature", feature, plain_x[:, :, feature], plain_y) for feature in range(min(x.shape[2], 64)))


def _is_same(one, other):
    return bool(abs(one - other).max() <= _GRAIN * abs(other).max())


@np.errstate(all="ignore")
def copies(x, y):
    """Say whether y repeats x step by step.

    Parameters
    ----------
    x : array_like, shape (samples, timesteps) or (samples, timesteps, ...)
    y : array_like, shape (samples, timesteps) or (samples, timesteps, ...)

    Returns
    -------
    Copy or None
        None for steps that hardly change, for which the same step and the next one are alike; for values of which one
        differs, as where some of them are masked, or noise was added; below 8 samples and 3 timesteps.

    Source
    ------
    Measured by ``tests/engine/test_values_of_copies.py``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 13, 2)).cumsum(axis=1)
    >>> copies(walks, walks).ahead, copies(walks[:, :-1], walks[:, 1:]).ahead
    (0, 1)
    >>> copies(np.eye(5)[np.arange(60).reshape(12, 5) % 5], np.arange(60).reshape(12, 5) % 5).how
    'class'
    """
    some, target = sample(x), sample(y, like=x)
    if some is None or target is None or min(some.ndim, target.ndim) < 2 or len(some) < FEW:
        return None
    if some.shape[1] != target.shape[1] or some.shape[1] < 3:
        return None
    if not (np.isfinite(some).all() and np.isfinite(target).all()):
        return None
    for how, feature, one, other in _pairs(some, target):
        moved = one[:, 1:] != one[:, :-1]
        if moved.reshape(len(moved), moved.shape[1], -1).any(axis=2).sum() < _CHANGES:
            continue
        for ahead in (0, 1):
            if _is_same(one[:, ahead:], other[:, : other.shape[1] - ahead]):
                return Copy(ahead, how, feature, some.shape[1], len(some))
    return None
