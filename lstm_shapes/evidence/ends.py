"""Samples of different lengths that were filled up with a constant."""

from typing import NamedTuple

import numpy as np

from .sample import FEW, PROOF, WEAK, sample, whole_samples


class Padding(NamedTuple):
    """Which constant fills which end ("front" or "back") of how many samples, and for how many steps."""

    side: str
    value: float
    samples: int
    looked: int
    shortest: int
    longest: int
    steps: int
    strength: str


def edge(turned, different=3, ids=False):
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
    if ends.mean() < 0.1 or filled.all(axis=1).any() or len(set(lengths)) < different or np.median(lengths[ends]) < 2:
        return None
    # Where every sample ends so, it may be a night or a pause, unless the lengths lie far apart; ids have no nights.
    if not ids and ends.all() and (np.ptp(lengths) < turned.shape[1] / 2 or len(set(lengths)) < 5):
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
def padding(x, ids=False):
    """Say whether samples of different lengths were filled up with a constant.

    Parameters
    ----------
    x : array_like, shape (samples, timesteps, ...)
        From 2 axes on: word numbers (samples, timesteps), tables, frames.
    ids : bool
        An Embedding reads them, so that they are numbers of words and no measurements.

    Returns
    -------
    Padding or None
        Weak where all that are filled are filled to one length. None where no sample is padded, where every one is to
        nearly the same length (but for ids), where one is all padding, where the constant occurs among the readings or
        they fade to it, and below 8 samples or 4 timesteps.

    Source
    ------
    Keras API reference, ``keras.utils.pad_sequences``.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(5, 1, size=(40, 9, 2))
    >>> for number, steps in enumerate(np.arange(40) % 6):
    ...     x[number, 9 - steps :] = 0
    >>> padding(x)[:4]
    ('back', 0.0, 33, 40)
    """
    some = sample(x)
    if some is None or some.ndim < 2 or some.shape[1] < 4:
        return None
    whole = whole_samples(some.reshape(len(some), -1))
    if whole is None or len(whole[0]) < FEW:
        return None
    blocks = whole[0].reshape(len(whole[0]), some.shape[1], -1)
    sides = {"back": blocks[:, ::-1], "front": blocks}
    for strength, different in ((PROOF, 3), (WEAK, 2)):
        found = [(side, filled) for side, each in sides.items() if (filled := edge(each, different, ids))]
        if len(found) == 1:
            [(side, (many, value, lengths))] = found
            least, most = int(lengths.min()), int(lengths.max())
            return Padding(side, float(value), many, len(blocks), least, most, some.shape[1], strength)
    return None
