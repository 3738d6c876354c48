"""Windows over a curve, the rows of x that they become, and their targets, which become y."""

import numpy as np
import svg

from lstm_shapes.axes import count, whole_number
from lstm_shapes.drawing.kit import (
    FEATURES,
    arrow_down,
    boxes,
    hollow,
    line,
    number,
    numbers,
    outline,
    picture,
    slots,
    text,
)

LONGEST, LAST, WAY = 15, 9, 20  # the longest window, the last one that is drawn, steps of its way
DAYS = LONGEST + LAST + 1  # so that the last target is drawn too
BLUE = FEATURES[0][2]
WIDTH, HEIGHT = 440, 324
_LEFT, _DAY, _TOP, _BOTTOM = 44, 15.6, 22, 92  # px: the curve and its frame
_BOX, _ROW, _STACK, _STRIP = 20, 16, 140, 115  # px: a box of a row, and where rows and strip begin
_ANSWER, _APART = 26, 14  # px: a box of y, and how far it is from the row of x
LINED_UP = 8  # at this step of the way the values have left the curve and stand in line


def one_axis(values, least=3):
    """Return the values of a series as a list of floats.

    Examples
    --------
    >>> one_axis([1, 2])
    Traceback (most recent call last):
    ValueError: values needs one axis (length,) with at least 3 numbers; got shape (2,).
    """
    shape = np.shape(values)
    if len(shape) != 1 or shape[0] < least:
        raise ValueError(f"values needs one axis (length,) with at least {least} numbers; got shape {shape}.")
    return np.asarray(values, dtype="float64").tolist()


def curve(values, left, day, top, bottom):
    """Return the points of a curve, one in the middle of each day, and its elements with an axis of days below.

    Examples
    --------
    >>> curve([1, 3], 0, 10, 0, 50)[0]
    [(5.0, 42.0), (15.0, 8.0)]
    """
    low, high = min(values), max(values)
    scale = (bottom - top - 16) / ((high - low) or 1)
    points = [(left + day * (place + 0.5), bottom - 8 - scale * (value - low)) for place, value in enumerate(values)]
    elements = [
        line("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points), 1),
        *dots(points, 3.5, "currentColor"),
    ]
    elements += [text(points[place][0], bottom + 15, place, 12, "middle") for place in range(0, len(points), 5)]
    return points, [*elements, text(left - 6, bottom + 15, "day", 12, "end")]


def dots(places, width, colour):
    """Draw round dots as one path.

    Examples
    --------
    >>> len(dots([(1, 2), (3, 4)], 5, "red"))
    1
    """
    path = "".join(f"M{number(x)} {number(y)}h0" for x, y in places)
    return [svg.Path(d=path, fill="none", stroke=colour, stroke_width=width, stroke_linecap="round")]


def ring(x, y):
    """Draw the target's day on a curve."""
    return svg.Circle(cx=number(x), cy=number(y), r=4.5, fill="#ffffff", stroke=BLUE, stroke_width=2.5)


def _between(start, end, share):
    return tuple(one + (other - one) * share for one, other in zip(start, end, strict=True))


def _on_the_way(points, length, first, travel):
    """Return (x, y) of each value of the window and of its target, and the widths of their boxes.

    First they leave the curve and line up above the rows, then the line sinks onto its own: so no value changes places.
    """
    lined_up = min(1, travel / LINED_UP)
    sunk = max(0, (travel - LINED_UP) / (WAY - LINED_UP))
    width, broad = (_DAY + (size - _DAY) * lined_up for size in (_BOX, _ANSWER))
    places = []
    for step, (x, y) in enumerate(points[first : first + length + 1]):
        aside = step * _BOX + (_APART if step == length else 0)
        left, top = _between((x - _DAY / 2, y - _ROW / 2), (_LEFT + aside, _STRIP), lined_up)
        places.append((left, top + (_STACK + _ROW * first - _STRIP) * sunk))
    return places, width, broad


def windows_svg(values, sequence_length, first, travel=WAY):
    """Draw the first days of a series, the windows up to one of them as rows of x, and their targets as y.

    Parameters
    ----------
    values : array_like, shape (length,)
        One value for each day, oldest first; at least 25.
    sequence_length, first : int
        Length of the window, at most 15, and the day on which it starts, at most 9.
    travel : int
        How far the window's values have come: 0 is in the curve, 20 is in their row.

    Returns
    -------
    str
        An SVG of 440 × 324 px. A filled box is a value of a window, with its day; a hollow one is a target.

    Raises
    ------
    ValueError
        If there are fewer values, or a size is not in its range.

    Source
    ------
    ``numpy.lib.stride_tricks.sliding_window_view``: window ``i`` starts at row ``i``.

    Examples
    --------
    >>> windows_svg(range(40), 10, 2) == windows_svg(range(40), 10, 2, travel=19)
    False
    """
    values = one_axis(values, least=DAYS)
    length = whole_number(sequence_length, "sequence_length", LONGEST)
    first, travel = whole_number(first, "first", LAST, least=0), whole_number(travel, "travel", WAY, least=0)
    points, elements = curve(values[:DAYS], _LEFT, _DAY, _TOP, _BOTTOM)
    target = first + length
    elements.append(text(_LEFT, 14, f"window {first}: {_days(first, length)}; its target: day {target}", weight="bold"))
    elements += [*dots(points[first:target], 7, BLUE), ring(*points[target])]
    elements.append(outline(_LEFT + _DAY * first, _TOP, _DAY * length, _BOTTOM - _TOP, 2))
    elements.append(outline(_LEFT + _DAY * target + 1.5, _TOP, _DAY - 3, _BOTTOM - _TOP, dash="3 3"))
    places, *sizes = _on_the_way(points, length, first, travel)
    elements += _rows(length, first, len(values) - length, places[0][1] if travel >= LINED_UP else _STRIP)
    elements += _travellers(places, *sizes, first, travel)
    return picture(WIDTH, HEIGHT, elements, window_words(values, length, first))


def _rows(length, first, many, covered):
    """Draw the rows of x and y: filled by earlier windows, dashed where one is still to come.

    What sinks past them lies at `covered`; rows below it have no digits, as they would be cut in two.
    """
    elements, filled, targets, digits, days = [], [], [], [], []
    answers = _LEFT + length * _BOX + _APART
    for row in range(LAST + 1):
        top, weight = _STACK + _ROW * row, "bold" if row == first else "normal"
        elements.append(text(_LEFT - 6, top + 12, f"x[{row}]", 12, "end", weight))
        elements.append(text(answers + _ANSWER + 5, top + 12, f"y[{row}]", 12, weight=weight))
        if row < first:
            filled += [(_LEFT + _BOX * step, top, 0) for step in range(length)]
            targets.append((answers, top, 0))
            if abs(top - covered) >= _ROW:
                digits += [(_LEFT + _BOX * (step + 0.5) - 0.5, top + 12, row + step) for step in range(length)]
                days.append((answers + _ANSWER / 2 - 0.5, top + 12, row + length))
    empty = range(first, LAST + 1)
    elements += slots([(_LEFT, _STACK + _ROW * row) for row in empty], _BOX * length, _ROW)
    elements += slots([(answers, _STACK + _ROW * row) for row in empty], _ANSWER, _ROW)
    elements += [*boxes(filled, _BOX, _ROW), *numbers(digits)]
    elements += [*hollow(targets, _ANSWER, _ROW), *numbers(days, "#000000")]
    if many > LAST + 1:
        elements.append(text(_LEFT, HEIGHT - 6, f"and so on, to x[{many - 1}]", 12))
    return elements


def _travellers(places, width, broad, first, travel):
    """Draw the window's values and its target where they are on their way, and what frames them."""
    *window, target = places
    length = len(window)
    elements = boxes([(x, y, 0) for x, y in window], width, _ROW)
    elements += hollow([(*target, 0)], broad, _ROW)
    if travel >= LINED_UP:
        # Before that, two digits would touch their neighbours and the days of the curve.
        elements += numbers([(x + width / 2 - 0.5, y + 12, first + step) for step, (x, y) in enumerate(window)])
        elements += numbers([(target[0] + broad / 2 - 0.5, target[1] + 12, first + length)], "#000000")
        x, y = window[0]
        row = _STACK + _ROW * first
        if row - y > _ROW:  # where it is going, between the rows of x and y
            elements.append(arrow_down(x + width * length + _APART / 2 - 1, y + 6, row + 11))
        elements.append(outline(x - 1.5, y - 1.5, width * length + 2, _ROW + 2, 2))
    return elements


def _days(first, length):
    last = first + length - 1
    return f"day {first}" if length == 1 else f"days {first} {'and' if length == 2 else 'to'} {last}"


def window_words(values, sequence_length, first):
    """Say what `windows_svg` draws.

    Parameters
    ----------
    values, sequence_length, first
        As for `windows_svg`.

    Returns
    -------
    str

    Source
    ------
    ``numpy.lib.stride_tricks.sliding_window_view``, and a horizon of 1.

    Examples
    --------
    >>> window_words([5.0, 6, 7, 8], 2, 1)
    'Window 1 holds days 1 and 2; its target is day 3, 8.00. 4 days make 2 windows with a target.'
    """
    values = one_axis(values)
    target, total = first + sequence_length, len(values)
    return (
        f"Window {first} holds {_days(first, sequence_length)}; its target is day {target}, {values[target]:.2f}. "
        f"{total:,} days make {count(total - sequence_length, 'windows')} with a target."
    )


def window_facts(values, sequence_length, first):
    """Return what the window panel says below its picture, five lines.

    Examples
    --------
    >>> print("\\n".join(window_facts(range(50), 10, 3)))
    x[3]     days 3 to 12
    y[3]     day 13, 13.00
    windows  50 - 10 = 40
    x.shape  (40, 10, 1)
    y.shape  (40,)
    """
    many, target = len(values) - sequence_length, first + sequence_length
    return [
        f"x[{first}]     {_days(first, sequence_length)}",
        f"y[{first}]     day {target}, {values[target]:.2f}",
        f"windows  {len(values):,} - {sequence_length} = {many:,}",
        f"x.shape  ({many}, {sequence_length}, 1)",
        f"y.shape  ({many},)",
    ]
