"""What NumPy remembers of how an array was made: certain where it does, and silent about a copy."""

import math
from typing import NamedTuple

import numpy as np

from .sample import PROOF


class Origin(NamedTuple):
    """What an array is a view of.

    `how` is "reshaped" (the same numbers in the same order, in another shape), "transposed" (axes exchanged) or
    "windows" (samples that overlap in memory). `shape` is that of the array behind it, () for windows. For "reshaped",
    `exchanged` is True where a reshape took the place of a transpose, and `mixed` where samples hold numbers of
    different rows. For "transposed", `axes` is the order of the axes, as ``transpose`` wants it. For "windows", `axis`
    is the axis that time runs over, and `shift` by how many of its steps the next sample is further on.
    """

    how: str
    shape: tuple
    exchanged: bool = False
    mixed: bool = False
    axes: tuple = ()
    axis: int | None = None
    shift: int = 0
    strength: str = PROOF


def _root(numbers):
    origin = numbers
    while isinstance(origin.base, np.ndarray):
        origin = origin.base
    return origin


def _exchanged(before, after):
    """True where a reshape was used to exchange axes: the same sizes, at each other's place."""
    inner = before[1:], after[1:]  # of some rows only, too
    turned = inner[0] != inner[1] and sorted(inner[0]) == sorted(inner[1]) and min(after[1:], default=0) > 1
    real = tuple(size for size in after if size > 1)  # an axis of 1 that comes or goes exchanges nothing
    whole = len({*real}) == len(real) == len(before) >= 3 and sorted(before) == sorted(real) and before != real
    return turned or whole


def _mixed(before, after):
    """True where samples hold numbers of different rows of the array before."""
    new, old = math.prod(after[1:]), math.prod(before[1:])
    series = len(before) == 2 and after[-1] in (1, before[1])  # a long table, or a sheet of days and hours
    joined = new % old == 0 and old % after[-1] == 0
    return old > 1 and old % new != 0 and not series and not joined


def origin(x):
    """Say what an array is a view of.

    Parameters
    ----------
    x : numpy.ndarray
        As the learner has it: of a sample, or a copy, nothing is known.

    Returns
    -------
    Origin or None
        None for a copy, for a slice, for a series cut into pieces (that is what ``reshape`` is for), and for anything
        that is no array.

    Source
    ------
    NumPy reference, ``ndarray.base`` and ``ndarray.strides``.

    Examples
    --------
    >>> origin(np.zeros((100, 3, 20)).reshape(100, 20, 3))[:3]
    ('reshaped', (100, 3, 20), True)
    >>> origin(np.zeros((100, 60)).reshape(-1, 20, 4)).mixed
    True
    >>> origin(np.zeros((100, 3, 20)).transpose(0, 2, 1)).axes
    (0, 2, 1)
    >>> origin(np.lib.stride_tricks.sliding_window_view(np.zeros((60, 3)), 10, axis=0)).axis
    2
    """
    if not isinstance(x, np.ndarray) or x.ndim < 2 or not x.size:
        return None
    step = x.strides[0]
    if step > 0 and len(x) > 1:
        for axis in range(1, x.ndim):
            stride = x.strides[axis]
            if x.shape[axis] > 1 and 0 < stride <= step and step % stride == 0 and step < stride * x.shape[axis]:
                others = [one for one in range(1, x.ndim) if one != axis and x.shape[one] > 1]
                if all(abs(x.strides[one]) < stride for one in others) or stride == step:
                    return Origin("windows", (), axis=axis, shift=step // stride)
    behind = _root(x)
    if behind is x or behind.dtype != x.dtype or behind.ndim < 2 or not behind.flags.c_contiguous:
        return None
    if x.flags.c_contiguous:
        if behind.shape == x.shape or behind.shape[1:] == x.shape[1:]:
            return None
        whole = behind.size == x.size
        exchanged, mixed = _exchanged(behind.shape, x.shape), whole and _mixed(behind.shape, x.shape)
        if whole or exchanged:
            return Origin("reshaped", behind.shape, exchanged, mixed and not exchanged)
        return None
    order = tuple(int(axis) for axis in np.argsort([-stride for stride in x.strides], kind="stable"))
    if behind.size == x.size and tuple(x.shape[axis] for axis in order) == behind.shape and order != (*range(x.ndim),):
        return Origin("transposed", behind.shape, axes=tuple(int(axis) for axis in np.argsort(order)))
    return None
