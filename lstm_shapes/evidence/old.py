"""Old, goes with the rules: an answer with its numbers, and the rows that are looked at."""

import math
from typing import NamedTuple

import numpy as np

CANNOT_TELL = "cannot tell"
ROWS, VALUES, FEW = 512, 200_000, 8  # rows looked at, numbers in them, and the fewest rows that tell something


class Evidence(NamedTuple):
    """What the values say, the numbers behind it in one sentence, how strong it is from 0 to 1, and where."""

    answer: str
    words: str
    strength: float = 0.0
    where: tuple = ()


def nothing(words):
    return Evidence(CANNOT_TELL, words)


TOO_FEW = nothing(f"Fewer than {FEW} samples that are finite, small enough and differ: too little to tell.")


def numbers_of(array, name, axes):
    numbers = np.asarray(array)
    if numbers.dtype.kind not in "fiub":
        raise ValueError(f"{name} needs numbers only; got {numbers.dtype}.")
    if axes and numbers.ndim != len(axes):
        raise ValueError(f"{name} needs {len(axes)} axes ({', '.join(axes)}); got shape {numbers.shape}.")
    return numbers


def some_rows(numbers, together=False):
    """Return some rows as float64, spread over all or in eight runs, or None where they cannot tell anything."""
    size = math.prod(numbers.shape[1:])
    rows = min(len(numbers), ROWS, VALUES // max(1, size))
    repeated = any(stride == 0 and many > 1 for stride, many in zip(numbers.strides, numbers.shape, strict=True))
    if rows < FEW or size == 0 or repeated:
        return None
    if together and rows < len(numbers):
        starts = np.linspace(0, len(numbers) - rows // 8, 8).astype(int)
        some = np.concatenate([numbers[start : start + rows // 8] for start in starts])
    else:
        some = numbers[:: len(numbers) // rows][:rows]
    with np.errstate(all="ignore"):
        some = some.astype("float64")
    some = some[np.isfinite(some).reshape(len(some), -1).all(axis=1)]
    return some if len(some) >= max(FEW, rows / 2) and some.max() > some.min() else None


def scores_of(some):
    """Return means and spreads of the columns over the samples, and the standard scores; NaN for still columns."""
    means, spreads = some.mean(axis=0), some.std(axis=0)
    moving = spreads > 1e-9 * abs(some).max()
    return means, spreads, np.where(moving, (some - means) / spreads, math.nan)


def origin_of(numbers):
    """Return the array in whose memory `numbers` lies as one whole piece, in the same order, or None."""
    origin = numbers
    while isinstance(origin.base, np.ndarray):
        origin = origin.base
    plain = numbers.flags.c_contiguous and origin.flags.c_contiguous and origin.dtype == numbers.dtype
    return origin if plain and origin is not numbers and origin.ndim > 1 and numbers.size else None
