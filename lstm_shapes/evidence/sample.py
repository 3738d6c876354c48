"""The numbers that are looked at: a bounded part of an array, taken without copying the rest."""

import math

import numpy as np

SAMPLES, NUMBERS, FEW = (
    512,
    200_000,
    8,
)  # samples looked at, numbers in them, and the fewest samples that tell something
_RUNS = 8
PROOF, WEAK = "proof", "weak"


def looked_at(samples, size):
    """Return the indices of the samples that are looked at: all of them as a slice, or eight runs of neighbours.

    Parameters
    ----------
    samples : int
        Samples there are.
    size : int
        Numbers in each.

    Returns
    -------
    slice or numpy.ndarray of int
        At most ``SAMPLES``, with at most ``NUMBERS`` numbers, but ``FEW`` of any size. Runs, because neighbours tell
        whether samples overlap; eight, because a table may be sorted.

    Source
    ------
    NumPy user guide, "Indexing on ndarrays": a slice is a view.

    Examples
    --------
    >>> looked_at(100, 60), len(looked_at(10_000, 60)), len(looked_at(10_000, 1_000_000))
    (slice(None, None, None), 512, 8)
    """
    many = min(SAMPLES, max(FEW, NUMBERS // max(1, size)))
    if samples <= many:
        return slice(None)
    runs = max(1, min(_RUNS, many // FEW))
    each = many // runs
    starts = np.linspace(0, samples - each, runs).astype(int)
    return (starts[:, np.newaxis] + np.arange(each)).ravel()


def sample(array, like=None):
    """Return a bounded part of an array as float64, or None where it holds no numbers.

    Parameters
    ----------
    array : array_like
        Of any rank from 1, samples first.
    like : array_like, optional
        Where given, the samples are those that would be looked at in this array: so a target stays beside its sample.

    Returns
    -------
    numpy.ndarray or None
        Of the same shape but for fewer samples. A small float64 array comes back as it is, not as a copy. None for
        text, objects, complex numbers, a scalar, and for an array without numbers.

    Source
    ------
    NumPy reference, ``numpy.dtype.kind``.

    Examples
    --------
    >>> sample(np.zeros((10_000, 20, 3), dtype="float32")).shape
    (512, 20, 3)
    >>> sample(["a", "b"]) is None
    True
    """
    numbers = np.asarray(array)
    if numbers.dtype.kind not in "fiub" or numbers.ndim < 1 or not numbers.size:
        return None
    guide = numbers if like is None else np.asarray(like)
    if guide.ndim < 1 or len(guide) != len(numbers):
        return None
    with np.errstate(over="ignore"):
        return numbers[looked_at(len(guide), math.prod(guide.shape[1:]))].astype("float64", copy=False)


def gaps(there):
    """Return where nothing is between things that are there, of rows of true and false."""
    before = np.logical_or.accumulate(there, axis=1)
    behind = np.logical_or.accumulate(there[:, ::-1], axis=1)[:, ::-1]
    return ~there & before & behind


def laid_flat(some):
    """Return samples as rows (samples, numbers of one sample); a view where memory allows."""
    return some.reshape(len(some), math.prod(some.shape[1:]))


def whole_samples(flat, *others):
    """Return `flat` and the others without the samples that hold NaN or infinities; None where few are left."""
    finite = np.isfinite(flat).all(axis=1)
    for other in others:
        finite &= np.isfinite(other.reshape(len(other), -1)).all(axis=1)
    if finite.all():
        return flat, *others
    if finite.sum() < max(FEW, len(flat) / 2):
        return None
    return tuple(each[finite] for each in (flat, *others))


def scores(flat):
    """Return means and spreads of the columns over the samples, and the standard scores; NaN for still columns."""
    means, spreads = flat.mean(axis=0), flat.std(axis=0)
    moving = spreads > 1e-9 * max(abs(means).max(), spreads.max())
    with np.errstate(all="ignore"):
        return means, spreads, np.where(moving, (flat - means) / spreads, math.nan)


def usual_step(roughness):
    """Turn 1 - correlation into the usual step, in spreads."""
    return math.sqrt(2 * max(0.0, roughness))


def explained(columns, wanted, fitted):
    """Return what the best line of `columns` leaves of `wanted`, fitted to the first `fitted` rows.

    By normal equations: for a few columns as exact as is needed, and without the threads that a solver may start.
    """
    middle, goal = columns[:fitted].mean(axis=0), wanted[:fitted].mean()
    table = columns - middle
    spread = np.sqrt(np.square(table[:fitted]).mean(axis=0))
    table = table / np.where(spread > 0, spread, 1)
    known = table[:fitted]
    gram = known.T @ known
    gram[np.diag_indices_from(gram)] += 1e-12 * max(len(known), 1)
    return wanted - goal - table @ np.linalg.solve(gram, known.T @ (wanted[:fitted] - goal))
