"""Where the columns of a flat row land: reshape against reshape and transpose."""

import functools

import numpy as np
import svg

from lstm_shapes.axes import whole_number
from lstm_shapes.drawing.kit import boxes, outline, picture, text
from lstm_shapes.notebook.display import show

from ..datasets import FEATURE_NAMES, ORDERS, address_codes, flat_file
from .blocks import fold_words

TIMESTEPS, FEATURES = 20, 3
COLUMNS = TIMESTEPS * FEATURES
_BOX = 13


def _check(column, order):
    if isinstance(column, bool) or not isinstance(column, (int, np.integer)) or not 0 <= column < COLUMNS:
        raise ValueError(f"column must be a whole number from 0 to {COLUMNS - 1}; got {column!r}.")
    if order not in ORDERS:
        raise ValueError(f"order must be 'hour by hour' or 'sensor by sensor'; got {order!r}.")


@functools.cache
def true_places(order):
    """Return what each column of a flat row truly holds.

    Parameters
    ----------
    order : str
        ``"hour by hour"`` or ``"sensor by sensor"``.

    Returns
    -------
    tuple of 60 (hour, feature)
        For each column.

    Raises
    ------
    ValueError
        If `order` is another word.

    Source
    ------
    `flat_file`, which writes the file of the course.

    Examples
    --------
    >>> true_places("hour by hour")[40], true_places("sensor by sensor")[33]
    ((13, 1), (13, 1))
    """
    _check(0, order)
    codes = flat_file(address_codes(1, TIMESTEPS, FEATURES), order)[0]  # hour * 10 + feature
    return tuple(divmod(code, 10) for code in codes.tolist())


def landings(column):
    """Return where both ways of folding put one column.

    Parameters
    ----------
    column : int
        From 0 to 59.

    Returns
    -------
    tuple of two (hour, feature)
        After ``reshape(n, 20, 3)``, and after ``reshape(n, 3, 20).transpose(0, 2, 1)``.

    Raises
    ------
    ValueError
        If `column` is not in its range.

    Source
    ------
    NumPy reference, ``reshape`` in C order: the last axis moves first.

    Examples
    --------
    >>> landings(40)
    ((13, 1), (0, 2))
    """
    _check(column, ORDERS[0])
    return tuple(map(int, divmod(column, FEATURES))), tuple(map(int, divmod(column, TIMESTEPS)[::-1]))


def map_words(column, order):
    """Say where one column lands, by arithmetic, and how many of the 60 land rightly.

    Parameters
    ----------
    column : int
        From 0 to 59.
    order : str
        Who wrote the file: ``"hour by hour"`` or ``"sensor by sensor"``.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If one of them is not in its range.

    Source
    ------
    `true_places` and `landings`.

    Examples
    --------
    >>> print(map_words(40, "hour by hour").replace(". ", "." + chr(10)))
    Column 40 holds hour 13, humidity.
    reshape: 40 // 3 = 13, 40 % 3 = 1, so hour 13, humidity: in place.
    reshape, transpose: 40 % 20 = 0, 40 // 20 = 2, so hour 0, pressure: wrong place.
    In place: 60 of 60 by reshape, 2 of 60 by reshape, transpose.
    """
    _check(column, order)
    truth = true_places(order)
    hour, feature = truth[column]
    folded, turned = landings(column)
    verdicts = ["in place" if place == truth[column] else "wrong place" for place in (folded, turned)]
    right = [sum(landings(each)[way] == truth[each] for each in range(COLUMNS)) for way in (0, 1)]
    return (
        f"Column {column} holds hour {hour}, {FEATURE_NAMES[feature]}. "
        f"reshape: {column} // 3 = {folded[0]}, {column} % 3 = {folded[1]}, "
        f"so hour {folded[0]}, {FEATURE_NAMES[folded[1]]}: {verdicts[0]}. "
        f"reshape, transpose: {column} % 20 = {turned[0]}, {column} // 20 = {turned[1]}, "
        f"so hour {turned[0]}, {FEATURE_NAMES[turned[1]]}: {verdicts[1]}. "
        f"In place: {right[0]} of 60 by reshape, {right[1]} of 60 by reshape, transpose."
    )


def _grid(left, top, way, order, column):
    """Draw the card of 20 rows and 3 boxes that one way of folding gives; wrong boxes are struck through."""
    truth = true_places(order)
    cells, struck = [], ""
    for each in range(COLUMNS):
        row, across = landings(each)[way]
        x, y = left + across * _BOX, top + row * _BOX
        cells.append((x, y, truth[each][1]))
        if (row, across) != truth[each]:
            struck += f"M{x} {y}l{_BOX - 1} {_BOX - 1}"
    row, across = landings(column)[way]
    elements = boxes(cells, _BOX)
    if struck:
        elements.append(svg.Path(d=struck, fill="none", stroke="#000000", stroke_width=1.5))
    elements += _double_outline(left + across * _BOX, top + row * _BOX)
    elements.append(text(left - 6, top + 10, "hour 0", size=12, anchor="end"))
    elements.append(text(left - 6, top + TIMESTEPS * _BOX - 2, "hour 19", size=12, anchor="end"))
    return elements


def _double_outline(x, y):
    return [
        outline(x - 1.5, y - 1.5, _BOX + 2, _BOX + 2, stroke=2),
        outline(x - 4.5, y - 4.5, _BOX + 8, _BOX + 8, stroke=1),
    ]


def map_svg(column, order):
    """Draw one flat row and both ways of folding it.

    Parameters
    ----------
    column : int
        The column that is followed, from 0 to 59.
    order : str
        Who wrote the file: ``"hour by hour"`` or ``"sensor by sensor"``.

    Returns
    -------
    str
        An SVG of 440 × 380 px.

    Raises
    ------
    ValueError
        If one of them is not in its range.

    Source
    ------
    `true_places` and `landings`.

    Examples
    --------
    >>> map_svg(40, "hour by hour").startswith("<svg")
    True
    """
    _check(column, order)
    truth = true_places(order)
    left, top = 26, 20
    places = [(left + each % 30 * _BOX, top + each // 30 * 20) for each in range(COLUMNS)]
    elements = [text(0, 12, f"one row of the file, written {order}", weight="bold")]
    elements += boxes([(*place, feature) for place, (_, feature) in zip(places, truth, strict=True)], _BOX)
    for each in (0, 30):
        elements.append(text(left - 5, places[each][1] + 11, each, size=12, anchor="end"))
    for each in (29, 59):
        elements.append(text(places[each][0] + _BOX + 4, places[each][1] + 11, each, size=12))
    elements += _double_outline(*places[column])
    elements.append(text(0, 80, "reshape(n, 20, 3)", weight="bold"))
    elements.append(text(200, 80, "reshape(n, 3, 20)", weight="bold"))
    elements.append(text(200, 97, ".transpose(0, 2, 1)", weight="bold"))
    elements += _grid(70, 112, 0, order, column) + _grid(270, 112, 1, order, column)
    return picture(440, 380, elements, map_words(column, order))


def fold_svg(timesteps):
    """Draw how the 60 numbers of a row written hour by hour fold into rows; what is left over lies loose.

    Parameters
    ----------
    timesteps : int
        From 1 to 60.

    Returns
    -------
    str
        An SVG of 440 × 296 px.

    Raises
    ------
    ValueError
        If `timesteps` is not a whole number from 1 to 60.

    Source
    ------
    NumPy reference, ``reshape``.

    Examples
    --------
    >>> "left over" in fold_svg(8), "left over" in fold_svg(20)
    (True, False)
    """
    timesteps = whole_number(timesteps, "timesteps", COLUMNS)
    features, left_over = divmod(COLUMNS, timesteps)
    size = min(24, 264 / timesteps, 370 / features)
    truth = [feature for _, feature in true_places(ORDERS[0])]
    full = timesteps * features
    cells = [(58 + each % features * size, 20 + each // features * size, truth[each]) for each in range(full)]
    elements = [text(0, 12, f"{timesteps} timesteps of {features}", weight="bold")]
    elements += boxes(cells, size)
    elements.append(outline(56, 18, features * size + 3, timesteps * size + 3, stroke=1))
    elements.append(text(50, 31, "step 0", size=12, anchor="end"))
    if timesteps > 1:
        last = 20 + timesteps * size
        elements.append(text(50, max(last - size / 2 + 4, 45), f"step {timesteps - 1}", size=12, anchor="end"))
    if left_over:
        loose = 58 + features * size + 26
        # At most 4 in a row, below each other: up to 29 boxes can be left over.
        elements += boxes(
            [(loose + each % 4 * 18, 44 + each // 4 * 18, truth[full + each]) for each in range(left_over)],
            13,
        )
        elements.append(text(loose, 34, f"left over: {left_over}", weight="bold"))
    return picture(440, 296, elements, fold_words(timesteps))


def show_map(column=40, order="hour by hour"):
    """Show where one column lands, and print the same facts.

    Parameters
    ----------
    column, order
        As for `map_svg`.

    Raises
    ------
    ValueError
        As `map_svg` does.

    Source
    ------
    `map_svg` and `map_words`.

    Examples
    --------
    >>> show_map(60)
    Traceback (most recent call last):
    ValueError: column must be a whole number from 0 to 59; got 60.
    """
    show(map_svg(column, order), map_words(column, order).replace(". ", ".\n"))


def show_fold(timesteps=20):
    """Show how 60 numbers fold into rows, and print the same facts.

    Parameters
    ----------
    timesteps : int
        From 1 to 60.

    Raises
    ------
    ValueError
        As `fold_svg` does.

    Source
    ------
    `fold_svg` and `fold_words`.

    Examples
    --------
    >>> show_fold(61)
    Traceback (most recent call last):
    ValueError: timesteps must be a whole number from 1 to 60; got 61.
    """
    show(fold_svg(timesteps), fold_words(timesteps))
