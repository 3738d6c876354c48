"""What kind of numbers an array holds: ids, one-hot rows, probabilities, constants, holes, repetitions."""

from typing import NamedTuple

import numpy as np

from .sample import FEW, NUMBERS, PROOF, WEAK, laid_flat, looked_at, sample

_EXACT = 4_000_000  # an array of up to so many numbers is searched as a whole for NaN
_ROUNDED = 1e-3  # how far rounding may move a sum of probabilities from 1


class Holes(NamedTuple):
    """How many of `looked` numbers are NaN, infinite, and infinite only in float32, in which Keras computes.

    `samples` is the number of samples that hold one, `features` the indices along the last axis that do, at most 16.
    """

    nan: int
    infinite: int
    too_large: int
    looked: int
    samples: int
    features: tuple
    strength: str = PROOF


class Whole(NamedTuple):
    """Whole numbers from `lowest` to `highest`, `different` of them; a share of `repeated` occur more than once."""

    lowest: int
    highest: int
    different: int
    repeated: float
    looked: int
    strength: str


class OneHot(NamedTuple):
    """Along `axis` exactly one place is 1 and all others are 0; so many `classes`, of which `seen` occur."""

    axis: int
    classes: int
    seen: int
    strength: str


class Several(NamedTuple):
    """In so many of the `looked` rows along the last axis several places are 1, at `most` so many; the others are 0."""

    rows: int
    looked: int
    most: int
    strength: str


class Probabilities(NamedTuple):
    """Along `axis` numbers from 0 to 1 sum to 1, and are not one-hot."""

    axis: int
    classes: int
    strength: str


class Labels(NamedTuple):
    """What a target holds.

    `kind` is "one-hot", "probabilities", "flags" (0 and 1 only), "signs" (-1 and 1), "ids" (few whole numbers from 0
    or 1 on, each of which occurs), "whole" (other whole numbers), "constant" or "measured". `classes` counts the
    classes, for "ids" up to the highest; None where there are none. `lowest` and `highest` are of what was looked at;
    `axis` is the axis of the classes.
    """

    kind: str
    classes: int | None
    lowest: float
    highest: float
    axis: int | None
    looked: int
    strength: str


class Still(NamedTuple):
    """Places of a sample that never change: so many of all `cells`, and whole features along the last axis."""

    cells: int
    of: int
    features: tuple
    strength: str = PROOF


class Repeated(NamedTuple):
    """So many of the samples looked at occur before; `neighbours` of them as the sample just before."""

    samples: int
    neighbours: int
    looked: int
    strength: str


def holes(array):
    """Count NaN and infinities, also those that a number becomes in float32.

    Parameters
    ----------
    array : array_like
        Of any rank. Up to 4,000,000 numbers are all looked at, of a larger array a sample.

    Returns
    -------
    Holes or None
        None where all are finite, and for anything that holds no numbers.

    Source
    ------
    NumPy reference, ``isnan`` and ``isinf``; float32 ends at 3.4e38.

    Examples
    --------
    >>> holes([1.0, np.nan, 3.0])[:4]
    (1, 0, 0, 3)
    """
    numbers = np.asarray(array)
    if numbers.dtype.kind not in "f" or not numbers.size:
        return None
    if numbers.size > _EXACT and numbers.ndim:
        numbers = numbers[looked_at(len(numbers), numbers.size // len(numbers))]
    with np.errstate(over="ignore"):
        read = numbers.astype("float32", copy=False) if numbers.itemsize > 4 else numbers
    finite = np.isfinite(read)
    if finite.all():
        return None
    nan = int(np.isnan(read).sum())
    infinite = int(read.size - finite.sum()) - nan
    bad = ~finite.reshape(len(read), -1) if read.ndim else ~finite.reshape(1, 1)
    last = np.flatnonzero(~finite.reshape(-1, read.shape[-1]).all(axis=0)) if read.ndim > 1 else np.array([], dtype=int)
    too_large = infinite - int(np.isinf(numbers).sum())
    features = tuple(int(each) for each in last[:16])
    return Holes(nan, infinite, too_large, read.size, int(bad.any(axis=1).sum()), features)


def _few(array):
    """Return a small, finite, flat part of an array, or None."""
    some = sample(array)
    if some is None:
        return None
    flat = some.reshape(-1)
    flat = flat[:: -(-flat.size // 8192)]
    flat = flat[np.isfinite(flat)]
    return flat if flat.size else None


def whole_numbers(array):
    """Say whether an array holds whole numbers only, and which.

    Parameters
    ----------
    array : array_like
        Of any rank.

    Returns
    -------
    Whole or None
        Of up to 8,192 numbers looked at. Weak for floats below 8 numbers, and for constants.

    Source
    ------
    Keras API reference, ``Embedding``: ids are whole numbers from 0 on.

    Examples
    --------
    >>> whole_numbers([[3, 0, 2], [2, 2, 3]])[:3]
    (0, 3, 3)
    """
    flat = _few(array)
    if flat is None or (flat != np.rint(flat)).any():
        return None
    values, many = np.unique(flat, return_counts=True)
    sure = np.asarray(array).dtype.kind in "iub" or (flat.size >= FEW and len(values) > 1)
    repeated = float(many[many > 1].sum() / flat.size)
    return Whole(int(values[0]), int(values[-1]), len(values), repeated, flat.size, PROOF if sure else WEAK)


def _axes_from_the_back(some):
    return [axis for axis in range(some.ndim - 1, 0, -1) if some.shape[axis] >= 2]


def one_hot(array):
    """Say whether exactly one place along an axis is 1 and the others are 0.

    Parameters
    ----------
    array : array_like
        Of 2 axes or more. The last axis is asked first; the samples axis never.

    Returns
    -------
    OneHot or None
        Weak where fewer than 8 rows, or only one class, were seen.

    Source
    ------
    Keras API reference, ``keras.utils.to_categorical``.

    Examples
    --------
    >>> one_hot(np.eye(4)[[0, 3, 2, 2, 1, 0, 3, 1]])
    OneHot(axis=1, classes=4, seen=4, strength='proof')
    """
    some = sample(array)
    if some is None or some.ndim < 2 or some.size > 2 * NUMBERS or some.flat[0] not in (0, 1):
        return None
    ones = some == 1
    if not (ones | (some == 0)).all():
        return None
    for axis in _axes_from_the_back(some):
        if (ones.sum(axis=axis) == 1).all():
            rows = some.size // some.shape[axis]
            seen = int(ones.any(axis=tuple(one for one in range(some.ndim) if one != axis)).sum())
            return OneHot(axis, some.shape[axis], seen, PROOF if rows >= FEW and seen > 1 else WEAK)
    return None


def several_ones(array):
    """Say whether several places along the last axis are 1 at once and the others are 0.

    Parameters
    ----------
    array : array_like
        Of 2 axes or more.

    Returns
    -------
    Several or None
        None where that is so in fewer than one of 20 rows. Weak where fewer than 8 rows were seen.

    Source
    ------
    Keras API reference, ``categorical_crossentropy``: one class for each sample.

    Examples
    --------
    >>> several_ones([[1, 0, 1], [0, 0, 1], [1, 1, 1], [0, 0, 0]])
    Several(rows=2, looked=4, most=3, strength='weak')
    """
    some = sample(array)
    if some is None or some.ndim < 2 or some.size > 2 * NUMBERS or some.flat[0] not in (0, 1):
        return None
    ones = some == 1
    if not (ones | (some == 0)).all() or ones.all():
        return None
    sums = ones.sum(axis=-1)
    rows = int((sums > 1).sum())
    if rows < max(1, sums.size / 20):
        return None
    return Several(rows, sums.size, int(sums.max()), PROOF if sums.size >= FEW else WEAK)


def probabilities(array):
    """Say whether numbers from 0 to 1 sum to 1 along an axis.

    Parameters
    ----------
    array : array_like
        Of 2 axes or more. The last axis is asked first; the samples axis never.

    Returns
    -------
    Probabilities or None
        None for one-hot rows. Weak below 8 rows.

    Source
    ------
    Keras API reference, ``softmax``.

    Examples
    --------
    >>> probabilities(np.full((9, 4), 0.25)).classes
    4
    """
    some = sample(array)
    if some is None or some.ndim < 2 or not 0 <= some.flat[0] <= 1 or some.min() < 0 or some.max() > 1:
        return None
    for axis in _axes_from_the_back(some):
        sums = some.sum(axis=axis)
        if abs(sums - 1).max() <= _ROUNDED and ((some > 0) & (some < 1)).any():
            return Probabilities(axis, some.shape[axis], PROOF if sums.size >= FEW else WEAK)
    return None


def labels(y):
    """Say what a target holds: classes and how they are written, or measured numbers.

    Parameters
    ----------
    y : array_like, shape (samples, ...)

    Returns
    -------
    Labels or None
        None for text, for no numbers, and where all looked at are NaN. Weak below 8 numbers, and for "ids" that may as
        well be counts: more than 20 of them, or one that does not occur.

    Source
    ------
    Keras API reference, probabilistic losses: which encoding belongs to which crossentropy.

    Examples
    --------
    >>> labels([2, 0, 1, 1, 2, 0, 0, 2]).kind, labels(np.linspace(0, 1, 9)).kind
    ('ids', 'measured')
    """
    hot = one_hot(y) or probabilities(y)
    if hot is not None:
        kind = "one-hot" if isinstance(hot, OneHot) else "probabilities"
        return Labels(kind, hot.classes, 0.0, 1.0, hot.axis, int(np.size(y)), hot.strength)
    flat = _few(y)
    if flat is None:
        return None
    low, high, many = float(flat.min()), float(flat.max()), flat.size
    sure = PROOF if many >= FEW else WEAK
    if low == high:
        return Labels("constant", 1, low, high, None, many, sure)
    if (flat != np.rint(flat)).any():
        return Labels("measured", None, low, high, None, many, sure)
    if low == 0 and high == 1:
        return Labels("flags", 2, low, high, None, many, sure)
    if low == -1 and high == 1 and not (flat == 0).any():
        return Labels("signs", 2, low, high, None, many, sure)
    different = len(np.unique(flat))
    if low in (0, 1) and different * 2 <= many and different >= 0.5 * (high - low + 1):
        clear = different <= 20 and different == high - low + 1
        return Labels("ids", int(high) + 1, low, high, None, many, sure if clear else WEAK)
    return Labels("whole", None, low, high, None, many, sure)


def one_number(array):
    """Return True where all that is looked at is one and the same number.

    Parameters
    ----------
    array : array_like
        Of any rank from 1, samples first.

    Source
    ------
    NumPy reference, ``ndarray.min`` and ``ndarray.max``.

    Examples
    --------
    >>> one_number(np.zeros((100, 20, 3))), one_number(np.arange(3.0)), one_number(["a"])
    (True, False, False)
    """
    some = sample(array)
    return some is not None and bool(some.min() == some.max())


def still(x):
    """Count the places of a sample that are the same in all samples.

    Parameters
    ----------
    x : array_like, shape (samples, ...)

    Returns
    -------
    Still or None
        None where every place changes, and below 8 samples. NaN counts as no change.

    Source
    ------
    NumPy reference, ``ndarray.min`` and ``ndarray.max``.

    Examples
    --------
    >>> table = np.random.default_rng(0).normal(size=(20, 3)) * [1, 0, 1]
    >>> still(table)[:3]
    (1, 3, (1,))
    """
    some = sample(x)
    if some is None or some.ndim < 2 or len(some) < FEW:
        return None
    first = np.where(np.isnan(some[:1]), 0, some[:1])
    same = ((some == first) | np.isnan(some)).all(axis=0)
    if not same.any():
        return None
    features = np.flatnonzero(same.reshape(-1, same.shape[-1]).all(axis=0))
    return Still(int(same.sum()), same.size, tuple(int(each) for each in features[:16]))


def repeated(x):
    """Count samples that occur more than once.

    Parameters
    ----------
    x : array_like, shape (samples, ...)

    Returns
    -------
    Repeated or None
        None where every sample is another. Proof where samples hold more than one number and take enough values, so
        that chance does not repeat them; of a large array only what is looked at is compared.

    Source
    ------
    Python data model: bytes that are equal have one hash.

    Examples
    --------
    >>> table = np.random.default_rng(0).normal(size=(20, 3))
    >>> repeated(np.concatenate([table, table[:5]])).samples
    5
    """
    some = sample(x)
    if some is None or some.ndim < 2 or len(some) < 2:
        return None
    flat = laid_flat(np.ascontiguousarray(some))
    wide = flat[:, :64] if flat.shape[1] > 64 else flat
    sums = wide.sum(axis=1)  # equal samples have equal sums
    if len(np.unique(sums[np.isfinite(sums)])) == len(sums):
        return None
    seen, again = set(), 0
    for row in flat:
        key = row.tobytes()
        again += key in seen
        seen.add(key)
    if not again:
        return None
    neighbours = int((flat[1:] == flat[:-1]).all(axis=1).sum())
    values = len(np.unique(flat[: FEW * 8]))
    rich = flat.shape[1] > 1 and values >= 2 * FEW and values ** min(flat.shape[1], 8) > len(flat) ** 3
    return Repeated(again, neighbours, len(flat), PROOF if rich else WEAK)
