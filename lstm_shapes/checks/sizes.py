"""Arithmetic on sizes of which some are unknown, and the refusal of a layer."""

import math
from typing import NamedTuple


class Why(NamedTuple):
    """Why a layer cannot take what it is given.

    Fields
    ------
    what : str
        "axes" (another number of axes), "size" (an axis of another size), "unknown" (a size must be known), "short" (no
        step or pixel would be left), "product" (a reshape that does not go up), "number" (of tensors), "differ" (the
        tensors do not go together), "state" (a state of another width), "batch", "mask" or "refused".
    wanted, came : object
        A number of axes as (least, most), a size, a shape.
    axis : int or None
        The axis, counted from the front; the samples are axis 0.
    tensor : int
        Which of the tensors that it reads.

    Examples
    --------
    >>> Why("axes", (3, 3), 2).came
    2
    """

    what: str
    wanted: object = None
    came: object = None
    axis: int | None = None
    tensor: int = 0


class Refused(Exception):
    """A layer does not take what it is given; `why` says why."""

    def __init__(self, *words, **more):
        super().__init__(words)
        self.why = Why(*words, **more)


def fits(one, other):
    """True where two sizes could be the same.

    Examples
    --------
    >>> fits(None, 3), fits(4, 3)
    (True, False)
    """
    return one is None or other is None or one == other


def agrees(given, other):
    """True where two shapes could be the same.

    Examples
    --------
    >>> agrees((100, 20, 3), (None, 20, 3)), agrees((100, 30, 3), (None, 20, 3))
    (True, False)
    """
    return given is None or other is None or (len(given) == len(other) and all(map(fits, given, other)))


def product(sizes):
    """The product of sizes, None where one is unknown.

    Examples
    --------
    >>> product((20, 3)), product((None, 3))
    (60, None)
    """
    return None if None in sizes else math.prod(sizes)


def both(one, other):
    """What is known of a shape that is told twice.

    Examples
    --------
    >>> both((None, 3), (8, None))
    (8, 3)
    """
    return tuple(b if a is None else a for a, b in zip(one, other, strict=True))


def broadcast(one, other):
    """The shape that two shapes are stretched to; None in it where it is unknown.

    Raises
    ------
    Refused
        Where they cannot be.

    Examples
    --------
    >>> broadcast((8, 20), (8, 1)), broadcast((8,), (None, 20, 1))
    ((8, 20), (None, 20, 8))
    """
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    out = list(longer)
    for at in range(1, len(shorter) + 1):
        a, b = longer[-at], shorter[-at]
        if a == 1:
            out[-at] = b
        elif b == 1 or a == b:
            out[-at] = a
        elif a is None or b is None:
            out[-at] = a if b is None else b
        else:
            raise Refused("differ", one, other, axis=len(longer) - at)
    return tuple(out)


def need_axes(shape, least, most=None, tensor=0):
    """Raise where a shape has another number of axes.

    Raises
    ------
    Refused
    """
    most = least if most is None else most
    if not least <= len(shape) <= most:
        raise Refused("axes", (least, most), len(shape), tensor=tensor)


def order_of_axes(was, now):
    """Return the order of the axes of `was` that gives the sizes `now`; axes of one size stay in their order.

    Examples
    --------
    >>> order_of_axes((4, 24), (24, 4)), order_of_axes((2, 2, 3), (3, 2, 2))
    ((1, 0), (2, 0, 1))
    """
    left, order = list(range(len(was))), []
    for size in now:
        axis = next(axis for axis in left if was[axis] == size)
        left.remove(axis)
        order.append(axis)
    return tuple(order)


def need_size(shape, axis, wanted, tensor=0):
    """Raise where an axis has another size than the weights were made for.

    Raises
    ------
    Refused
    """
    if not fits(shape[axis], wanted):
        raise Refused("size", wanted, shape[axis], axis=axis % len(shape), tensor=tensor)


def need_known(shape, *axes):
    """Raise where a size that weights are made of is unknown.

    Raises
    ------
    Refused
    """
    for axis in axes:
        if shape[axis] is None:
            raise Refused("unknown", shape, None, axis=axis % len(shape))


def as_tuple(value, rank):
    """Return a setting that may be one number as one for each axis.

    Examples
    --------
    >>> as_tuple(3, 2), as_tuple((3, 5), 2)
    ((3, 3), (3, 5))
    """
    return (value,) * rank if isinstance(value, int) else tuple(value)
