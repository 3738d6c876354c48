"""Numbers of words, or of other things: whole, many, and in no order."""

from typing import NamedTuple

import numpy as np

from .sample import FEW, WEAK, gaps, sample

_KINDS = 50  # different numbers that are to be seen; counts and grades have fewer


class Ids(NamedTuple):
    """Between which numbers they lie, and how many different ones were seen."""

    low: int
    high: int
    kinds: int
    strength: str


class Between(NamedTuple):
    """In so many of the samples looked at a 0 stands between other numbers."""

    samples: int
    looked: int
    strength: str


def zeros_between(array):
    """Say whether 0 stands between the other ids of many samples, where padding does not.

    Parameters
    ----------
    array : array_like, shape (samples, timesteps)

    Returns
    -------
    Between or None
        Always weak: 0 may stand for what is missing there. None where fewer than one of 10 samples, or than 8, have
        such a 0.

    Source
    ------
    Keras API reference, ``Embedding``: with ``mask_zero`` 0 is no id of the vocabulary.

    Examples
    --------
    >>> words = np.random.default_rng(0).integers(0, 9, size=(40, 12))
    >>> zeros_between(words)[1:], zeros_between(np.maximum(words, 1))
    ((40, 'weak'), None)
    """
    some = sample(array)
    if some is None or some.ndim != 2:
        return None
    found = int(gaps(some != 0).any(axis=1).sum())
    return Between(found, len(some), WEAK) if found >= max(FEW, len(some) / 10) else None


def ids(array):
    """Say whether numbers along a time axis look like ids, such as those of words.

    Parameters
    ----------
    array : array_like, shape (samples, timesteps) or (samples, timesteps, 1)

    Returns
    -------
    Ids or None
        Always weak: what is counted may look so. None where a number is below 0 or no whole one, where fewer than 50
        different ones were seen, and where neighbours lie closer to each other than any two of a sample.

    Source
    ------
    Keras API reference, ``Embedding``: ids are whole numbers from 0 on.

    Examples
    --------
    >>> words = np.random.default_rng(0).integers(1, 900, size=(40, 12))
    >>> ids(words).strength, ids(np.sort(words, axis=1)), ids(words / 900)
    ('weak', None, None)
    """
    some = sample(array)
    if some is None or some.ndim not in (2, 3) or (some.ndim == 3 and some.shape[2] != 1) or some.shape[1] < 4:
        return None
    rows = some.reshape(len(some), -1)
    if len(rows) < FEW or not (rows >= 0).all() or (rows != np.rint(rows)).any():
        return None
    numbers = np.unique(rows[rows > 0])
    if len(numbers) < _KINDS:
        return None
    read = rows > 0  # what is padded has no neighbours
    near = abs(np.diff(rows, axis=1))[read[:, 1:] & read[:, :-1]]
    shuffled = np.random.default_rng(0).permuted(rows, axis=1)
    any_two = abs(np.diff(shuffled, axis=1))[(shuffled > 0)[:, 1:] & (shuffled > 0)[:, :-1]]
    if not near.size or not any_two.size or near.mean() < 0.8 * any_two.mean():
        return None
    return Ids(int(rows.min()), int(numbers[-1]), len(numbers), WEAK)
