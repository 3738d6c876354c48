"""The small block that stands for a shape between two layers: a stack of sheets, a row, a column or a plain box."""

from math import log2

from ..drawing.kit import FEATURES, boxes, outline, sheets

_BOX = (7, 5)  # px across and down
_MOST = (10, 7)  # boxes across and down
_BEHIND, _STEP = 3, 4  # sheets behind the first one, and px from one to the next
_GREY = len(FEATURES)


def drawn_boxes(size, most):
    """Return how many boxes stand for a size: few sizes are drawn as they are, large ones on a scale of doublings.

    Parameters
    ----------
    size : int or None
        None for any size.
    most : int

    Returns
    -------
    int

    Examples
    --------
    >>> [drawn_boxes(size, 10) for size in (1, 3, 6, 20, 60, 500, None)]
    [1, 3, 4, 6, 8, 10, 4]
    """
    if size is None:
        return 4
    return max(1, size) if size <= 3 else min(most, round(3 + 1.2 * log2(size / 3)))


def small_block(shape, axes, left, middle, measured=False):
    """Draw a shape of at most three axes; an axis that is not there is not drawn.

    Parameters
    ----------
    shape : tuple
        Samples first; None for any number.
    axes : tuple of str
        Their names.
    left, middle : float
        Where the block begins, and the middle of its height, in px.
    measured : bool
        The features are the data's own, not a layer's: they have colours where each has a box.

    Returns
    -------
    elements : list of svg elements

    Source
    ------
    The picture of a stack of cards: a sheet for each sample, on it a row for each step and a column for each feature.

    Examples
    --------
    >>> len(small_block((1, 20, 3), ("samples", "timesteps", "features"), 0, 30))
    2
    """
    samples, *rest = shape
    if axes[1:] == ("timesteps",):  # ids: one number for each step
        rest = [*rest, 1]
    down, across = [1] * (2 - len(rest)) + rest
    rows, columns = (drawn_boxes(size, most) for size, most in zip((down, across), reversed(_MOST), strict=True))
    width, height = columns * _BOX[0], rows * _BOX[1]
    behind = _BEHIND if samples is None else min(_BEHIND, max(0, samples - 1))
    top = middle + (_STEP * behind - height) / 2
    coloured = measured and axes[-1:] == ("features",) and columns == across
    cells = [
        (left + _BOX[0] * column, top + _BOX[1] * row, column if coloured else _GREY)
        for row in range(rows)
        for column in range(columns)
    ]
    dash = "3 3" if None in shape[1:] or 0 in shape else None  # of any size, or of none: its end is not known
    frame = (left - 2, top - 2, width + 3, height + 3)
    inside = boxes(cells, *_BOX) if 0 not in shape else []
    return [*sheets(*frame, behind, step=_STEP), *inside, outline(*frame, 1, dash)]
