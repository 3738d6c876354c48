"""Samples of different lengths that were filled up with a constant."""

from typing import NamedTuple

import numpy as np

from .sample import FEW, PROOF, WEAK, gaps, looked_at, sample, whole_samples

_WIDE = 64  # features of a step, up to which rows of several numbers are looked for


class Padding(NamedTuple):
    """What fills which end ("front" or "back") of how many samples, and for how many steps.

    `value` is the constant; None where each filled step is one and the same row of several numbers.
    """

    side: str
    value: float | None
    samples: int
    looked: int
    shortest: int
    longest: int
    steps: int
    strength: str


def edge(turned, different=3, ids=False):
    """Return how many samples begin with one row, its constant and the lengths of it; None if not padded."""
    row = _first_row(turned)
    if row is None:
        return None
    blank = (turned == row).all(axis=2)
    filled = np.logical_and.accumulate(blank, axis=1)
    lengths = filled.sum(axis=1)
    ends, inside = lengths > 0, blank[~filled]
    if ends.mean() < 0.1 or filled.all(axis=1).any() or len(set(lengths)) < different or np.median(lengths[ends]) < 2:
        return None
    # Where every sample ends so, it may be a night or a pause, unless the lengths lie far apart; ids have no nights.
    if not ids and ends.all() and (np.ptp(lengths) < turned.shape[1] / 2 or len(set(lengths)) < 5):
        return None
    # Readings that rest at zero now and then, or fade to it, are no padding; nor are levels that seldom change.
    size = abs(turned - row).max(axis=2)
    abrupt = np.median(size[ends, lengths[ends]]) >= 0.5 * np.median(size[~filled])
    still = (turned[:, 1:] == turned[:, :-1]).all(axis=2)[~filled[:, :-1]].mean() >= 0.5
    rare = inside.mean() <= (0 if turned.shape[2] == 1 else 0.005)
    if still or not abrupt or not rare or len(np.unique(turned[~filled])) < 10:
        return None
    return int(ends.sum()), float(row[0]) if (row == row[0]).all() else None, lengths[ends]


def _first_row(turned):
    """Return the row that begins most samples: of one constant, or any other that a tenth of them begin with."""
    first = turned[:, 0]
    level = first[(first == first[:, :1]).all(axis=1)]
    if len(level) >= 0.1 * len(first):
        values, many = np.unique(level[:, 0], return_counts=True)
        return np.full(first.shape[1], values[many.argmax()])
    if not 1 < first.shape[1] <= _WIDE:
        return None
    rows, many = np.unique(first, axis=0, return_counts=True)
    return rows[many.argmax()] if many.max() >= 0.1 * len(first) else None


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
            return Padding(side, value, many, len(blocks), least, most, some.shape[1], strength)
    return None


class Skipped(NamedTuple):
    """Of so many samples, those in which every step holds only 0, and those with such a step between others."""

    blank: int
    between: int
    looked: int
    whole: bool
    negative: bool
    strength: str


def skipped(x):
    """Count the samples in which steps hold only 0 where no padding is.

    Parameters
    ----------
    x : array_like, shape (samples, timesteps, features)

    Returns
    -------
    Skipped or None
        Weak: what rests reads 0 as well. `whole` says whether the numbers are kept as whole ones, `negative` whether
        some are below 0, as no counts are. None where fewer than half of the samples have such steps, or fewer than 8.

    Source
    ------
    Keras API reference, ``keras.utils.pad_sequences``: its `dtype` is int32 unless another is given.

    Examples
    --------
    >>> shares = np.random.default_rng(0).random((40, 9, 2))
    >>> skipped(shares.astype("int32"))[:4], skipped(shares)
    ((40, 0, 40, True), None)
    """
    some = sample(x)
    if some is None or some.ndim != 3:
        return None
    read = (some != 0).any(axis=2)
    blank = ~read.any(axis=1)
    between = gaps(read).any(axis=1)
    found = int((blank | between).sum())
    if found < max(FEW, len(some) / 2):
        return None
    whole, negative = getattr(x, "dtype", some.dtype).kind in "iu", bool((some < 0).any())
    return Skipped(int(blank.sum()), int(between.sum()), len(some), whole, negative, WEAK)


class Apart(NamedTuple):
    """Ids are padded with 0 at one end of so many samples, and their answers, as far, at the other."""

    side: str
    samples: int
    looked: int
    strength: str


def padded_apart(x, y):
    """Say whether ids and the answer of each of them are padded at different ends.

    Parameters
    ----------
    x : array_like, shape (samples, timesteps)
    y : array_like, shape (samples, timesteps) or (samples, timesteps, 1)

    Returns
    -------
    Apart or None
        `side` is that of x. None where fewer than a tenth of the samples, or than 8, are padded, where fewer than 3
        lengths occur, and where one of 20 samples has another number of zeros at the other end of y.

    Source
    ------
    Keras API reference, ``keras.utils.pad_sequences``: it pads in front unless it is told otherwise.

    Examples
    --------
    >>> words, tags = np.ones((40, 9), dtype=int), np.ones((40, 9), dtype=int)
    >>> for number, steps in enumerate(np.arange(40) % 6):
    ...     words[number, :steps], tags[number, 9 - steps :] = 0, 0
    >>> padded_apart(words, tags)[:3], padded_apart(words, tags[:, ::-1])
    (('front', 33, 40), None)
    """
    pair = np.asarray(x), np.asarray(y)
    if pair[0].ndim != 2 or pair[1].shape not in (pair[0].shape, (*pair[0].shape, 1)) or not pair[0].size:
        return None
    words, answers = (one[looked_at(len(one), one.shape[1])].reshape(-1, pair[0].shape[1]) for one in pair)
    for side, turn in (("front", slice(None)), ("back", slice(None, None, -1))):
        mine, other = _zeros(words[:, turn]), _zeros(answers[:, ::-1][:, turn])
        padded = mine > 0
        enough = padded.sum() >= max(FEW, len(mine) / 10) and len(set(mine[padded])) >= 3
        if enough and (mine == other)[padded].mean() >= 0.95 and not _zeros(answers[padded][:, turn]).all():
            return Apart(side, int(padded.sum()), len(mine), PROOF)
    return None


def _zeros(rows):
    """Return how many zeros each row begins with."""
    return np.logical_and.accumulate(rows == 0, axis=1).sum(axis=1)
