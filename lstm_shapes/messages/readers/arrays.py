"""What NumPy, scikit-learn and pandas say of arrays before any model reads them."""

import re
from math import prod

from ..said import Said, Usual, pair, shape_of, usual

SERIES = ("needs-windows", "missing-timesteps-axis", "missing-samples-axis")
_TABLES = ("flattened-steps", "missing-features-axis", "missing-timesteps-axis", "needs-windows")


def aligned(one, other):
    """Two arrays of somebody's own that do not fit together: what that means, and no story about a model."""
    words = f"Two arrays do not fit together: {one} and {other}."
    reason = "Shapes are compared from the right; each pair of sizes must be equal, or one of them 1."
    return Said("arrays", usual=(Usual("target-shape", lines=""),), words=words, reason=reason, sure=False, alone=True)


def broadcast(match):
    return aligned(*pair(match))


def numpy_product(match):
    """NumPy's dot and matmul."""
    names = match.groupdict()
    return not_aligned(names["one"] or names["columns"], names["other"] or names["rows"])


def not_aligned(one, other):
    """Two matrices whose inner sizes differ, outside of any model."""
    words = f"Two matrices do not fit together: {one} columns of the first meet {other} rows of the second."
    reason = "In a matrix product these two numbers are equal."
    return Said(
        "arrays", usual=(Usual("wrong-features", lines=""),), words=words, reason=reason, sure=False, alone=True
    )


def reshape(match):
    """NumPy's reshape."""
    return reshaped(int(match["size"]), shape_of(match.groups()[-1]))


def reshaped(size, shape):
    """Values that do not fill a shape; None stands for a size that is left open."""
    places = prod(each for each in shape if each)
    words = f"{size} values cannot fill {shape}: {' × '.join(map(str, shape))} = {places:,}."
    if None in shape:
        words = f"{shape} wants a multiple of {places:,} values, and {size:,} came."
    elif size > places and size % places:
        words += f" With a -1, which the message leaves out, it would want a multiple of {places:,}."
    return Said("reshape", wanted=shape, got=(size,), usual=usual("impossible-reshape"), words=words)


def viewed(match):
    """PyTorch's view, which writes -1 where one size is left open."""
    shape = tuple(int(size) if int(size) >= 0 else None for size in re.findall(r"-?\d+", match.groups()[0]))
    return reshaped(int(match["size"]), shape)


def one_column(match):
    """scikit-learn reads tables."""
    column = Usual("missing-features-axis", "Is it one feature of many samples?", "x = x.reshape(-1, 1)  # one column")
    row = Usual("missing-samples-axis", "Is it one sample of many features?", "x = x.reshape(1, -1)  # one row")
    return Said(
        "axes", wanted=2, got=int(match["found"] or 0), usual=(column, row), words="scikit-learn reads two axes."
    )


def array_axes(match):
    """NumPy, or a line of one's own, asks an array for an axis that it does not have."""
    names = match.groupdict()
    wanted = int(names.get("wanted") or int(names["axis"]) + 1)
    found = int(names.get("found") or wanted - 1)
    said = Said("arrays", wanted=wanted, got=found)
    if wanted < 3:  # windows cut from too few rows leave an empty array with one axis
        words = f"The array has {found} axis, and {wanted} were asked for."
        return said._replace(usual=usual("empty-array", "needs-windows"), words=words)
    words = f"The array has {'1 axis' if found == 1 else f'{found} axes'}, and {wanted} were asked for."
    return said._replace(usual=usual(*(SERIES if found == 1 else _TABLES)), words=words)


def joined(match):
    """Arrays that differ on another axis than the one they are joined on."""
    axis, one, other = match.groups()
    words = f"Two arrays cannot be joined: on axis {axis} one has {one}, and another {other}."
    reason = "All axes but the joined one have to be equal. Print the shape of each array."
    names = ("wrong-features",) if axis != "0" else ("sample-count-mismatch",)
    causes = tuple(Usual(name, lines="") for name in names)
    return Said("arrays", usual=causes, words=words, reason=reason, sure=False, alone=True)


def joined_tensors(match):
    """The same of tensors: the sizes of the axis stand within the shapes."""
    axis, one, other = int(match[1]), shape_of(match[2]), shape_of(match[3])
    words = f"Two arrays cannot be joined: on axis {axis} one has {one[axis]}, and another {other[axis]}."
    reason = "All axes but the joined one have to be equal. Print the shape of each array."
    return Said(
        "arrays", usual=(Usual("wrong-features", lines=""),), words=words, reason=reason, sure=False, alone=True
    )
