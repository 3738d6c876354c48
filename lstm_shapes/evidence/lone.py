"""One number, or one row, for a sample of a series: what y needs stands in earlier samples."""

from typing import NamedTuple

import numpy as np

from .sample import FEW, PROOF, explained, looked_at, sample, whole_samples

_LAGS = 6  # earlier samples that are tried
_ROWS, _MOST = 48, 240  # samples needed, and looked at
_NUMBERS = 4  # numbers of a sample
_GAIN = 0.25  # what of the error may be left, once earlier samples are known
_SMOOTH, _EXACT = 0.4, 0.05  # of what is rougher, earlier samples have to tell nearly all


class Earlier(NamedTuple):
    """y follows from earlier samples: with `lags` of them `after` of its variance is left, without them `before`.

    `slow` is True where x moves little from sample to sample.
    """

    lags: int
    before: float
    after: float
    slow: bool
    looked: int
    strength: str = PROOF


def _error(columns, wanted):
    """Return the share of variance left in every second sample by the best line through the others."""
    order = np.concatenate([np.arange(0, len(wanted), 2), np.arange(1, len(wanted), 2)])
    half = (len(wanted) + 1) // 2
    left = explained(columns[order], wanted[order], half)[half:]
    return float(np.square(left).mean() / max(wanted[order][half:].var(), 1e-300))


@np.errstate(all="ignore")
def needs_earlier(x, y):
    """Say whether y depends on samples before its own, where a sample is one moment of a series.

    Parameters
    ----------
    x : array_like, shape (samples, 1, features), (samples, features, 1), (samples, features) or (samples,)
        At most 4 numbers in each sample, in the order of time.
    y : array_like
        One value for each sample.

    Returns
    -------
    Earlier or None
        Proof: x moves slowly from sample to sample, and in samples that were not fitted earlier ones leave at most a
        quarter of the error that the sample's own numbers leave, bent in any way (a polynomial of the fifth degree).
        Where x does not move slowly, they leave next to nothing. None for shuffled samples, for a walk, whose past adds
        nothing, and below 48 samples.

    Source
    ------
    Measured by ``tests/bench/evidence.py``.

    Examples
    --------
    >>> series = np.sin(np.arange(200) / 5) + 0.05 * np.random.default_rng(0).normal(size=200)
    >>> mean = np.convolve(series, np.ones(3) / 3, "valid")
    >>> found = needs_earlier(series[2:, np.newaxis, np.newaxis], mean)
    >>> found.before > 4 * found.after
    True
    """
    some, target = sample(x), sample(y, like=x)
    if some is None or target is None or target.size != len(target) or len(some) < _ROWS:
        return None
    rows = some.reshape(len(some), -1)
    if rows.shape[1] > _NUMBERS or len(np.unique(target)) < FEW:
        return None
    whole = whole_samples(rows, target)
    if whole is None or len(whole[0]) != len(rows):
        return None
    spread = rows.std(axis=0)
    rows = (rows - rows.mean(axis=0))[:, spread > 0] / spread[spread > 0]
    if not rows.shape[1]:
        return None
    slow = bool(np.square(np.diff(rows, axis=0)).mean() / 2 <= _SMOOTH)
    wanted = target.reshape(-1)
    # Of a large array runs of neighbours are looked at: those at the start of a run have none before them.
    places = np.arange(np.asarray(x).shape[0])[looked_at(len(x), np.asarray(x)[0].size)]
    here = _LAGS + np.flatnonzero(places[_LAGS:] - places[:-_LAGS] == _LAGS)
    here = here[np.unique(np.linspace(0, len(here) - 1, _MOST).astype(int))]
    own, wanted = rows[here], wanted[here]
    bent = np.concatenate([own**power for power in range(1, 6)], axis=1)
    before = min(_error(bent, wanted), _error(own, wanted), 1.0)
    for lags in (1, 2, 3, _LAGS):
        past = np.concatenate([rows[here - lag] for lag in range(lags + 1)], axis=1)
        after = _error(past, wanted)
        if before > 1e-6 and after <= _GAIN * before and after <= (0.5 if slow else _EXACT):
            return Earlier(lags, before, after, slow, len(rows))
    return None
