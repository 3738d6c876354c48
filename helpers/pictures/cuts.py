"""How one table is cut: the first windows over a curve, their targets, and the shapes that result."""

import svg

from lstm_shapes.axes import count, whole_number
from lstm_shapes.drawing.kit import INK, line, number, outline, picture, text
from lstm_shapes.notebook.display import show

from ..windows import window_count
from .blocks import _one_axis

DAYS = 40
MOST = {"sequence_length": 10, "sequence_stride": 10, "sampling_rate": 3, "horizon": 10}
_LEFT, _STEP, _TOP, _BOTTOM, _ROWS = 34, 10.4, 40, 118, 4
_BLUE, _ORANGE = "#0072B2", "#E69F00"


def _sizes(values, sequence_length, sequence_stride, sampling_rate, horizon):
    """Return the values and the four sizes; the first window and its target lie within the days that are drawn."""
    values = _one_axis(values)
    if len(values) < DAYS:
        raise ValueError(f"values needs at least {DAYS} days; got {len(values)}.")
    given = (sequence_length, sequence_stride, sampling_rate, horizon)
    return values, [whole_number(size, name, MOST[name]) for size, name in zip(given, MOST, strict=True)]


def _across(day):
    return _LEFT + _STEP * (day + 0.5)


def _dots(places, width, colour):
    path = "".join(f"M{number(x)} {number(y)}h0" for x, y in places)
    return svg.Path(d=path, fill="none", stroke=colour, stroke_width=width, stroke_linecap="round")


def cuts_svg(values, sequence_length, sequence_stride=1, sampling_rate=1, horizon=1):
    """Draw the first 40 days, the first window over them, and up to four windows below each other.

    Parameters
    ----------
    values : array_like, shape (length,)
        One value for each day, oldest first; at least 40.
    sequence_length, sequence_stride, sampling_rate, horizon : int
        As for `windows_and_targets`; at most 10, 10, 3 and 10.

    Returns
    -------
    str
        An SVG of 460 × 226 px.

    Raises
    ------
    ValueError
        If there are fewer values, or a size is not in its range.

    Source
    ------
    `windows_and_targets`.

    Examples
    --------
    >>> cuts_svg(range(50), 10, 3).count("<rect")  # the window and its target
    2
    """
    values, sizes = _sizes(values, sequence_length, sequence_stride, sampling_rate, horizon)
    length, stride, rate, ahead = sizes
    shown = values[:DAYS]
    low, high = min(shown), max(shown)
    points = [
        (_across(day), _BOTTOM - 8 - (_BOTTOM - _TOP - 16) * (value - low) / ((high - low) or 1))
        for day, value in enumerate(shown)
    ]
    held = [step * rate for step in range(length)]
    target = held[-1] + ahead
    elements = [
        line("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points), width=1),
        _dots(points, 3, INK),
        _dots([points[day] for day in held], 7, _BLUE),
        _dots([points[target]], 10, _ORANGE),
        outline(_across(0) - 5, _TOP - 4, _STEP * held[-1] + 10, _BOTTOM - _TOP + 8, stroke=2),
        outline(points[target][0] - 5, _TOP - 4, 10, _BOTTOM - _TOP + 8, dash="3 3"),
        text(_LEFT, 14, f"window 0 and its target, day {target}", weight="bold"),
        text(_LEFT, 30, "blue: its timesteps; dashed and orange: the target", size=12),
    ]
    below = f"the first windows, each {count(stride, 'days')} after the one above"
    for place in range(_ROWS):
        start, y = place * stride, _BOTTOM + 22 + 20 * place
        if start + target >= DAYS:
            below = f"window {place} reaches beyond the {DAYS} days drawn"
            break
        elements.append(text(_LEFT - 10, y + 5, place, anchor="end"))
        elements.append(line(f"M{number(_across(start))} {y}H{number(_across(start + target))}", width=1, dash="2 2"))
        elements.append(_dots([(_across(start + day), y) for day in held], 7, _BLUE))
        ring = {"fill": _ORANGE, "stroke": INK, "stroke_width": 1.5}
        elements.append(svg.Circle(cx=number(_across(start + target)), cy=y, r=5, **ring))
    elements.append(text(_LEFT, 220, below, size=12))
    return picture(460, 226, elements, cuts_words(values, *sizes))


def cuts_words(values, sequence_length, sequence_stride=1, sampling_rate=1, horizon=1, features=3):
    """Say what `cuts_svg` draws, and which shapes result.

    Parameters
    ----------
    values, sequence_length, sequence_stride, sampling_rate, horizon
        As for `cuts_svg`.
    features : int
        Columns of the table that is cut.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        As `cuts_svg`.

    Source
    ------
    `window_count`.

    Examples
    --------
    >>> print(cuts_words(range(50), 3, 4, 2, 5).replace(". ", ".\\n"))
    Window 0 holds every 2nd day from 0 to 4; its target is day 9.
    Window 1 starts at day 4.
    50 days: (50 - 10) // 4 + 1 = 11 windows, x (11, 3, 3), y (11,).
    """
    values, (length, stride, rate, ahead) = _sizes(values, sequence_length, sequence_stride, sampling_rate, horizon)
    last = (length - 1) * rate
    many = window_count(len(values), length, stride, rate, ahead)
    held = "day 0" if length == 1 else f"{('days', 'every 2nd day from', 'every 3rd day from')[rate - 1]} 0 to {last}"
    total = f"({len(values):,} - {last + 1 + ahead}) // {stride} + 1 = {count(many, 'windows')}"
    return (
        f"Window 0 holds {held}; its target is day {last + ahead}. Window 1 starts at day {stride}. "
        f"{len(values):,} days: {total}, x {(many, length, features)}, y ({many},)."
    )


def show_cuts(values, sequence_length, sequence_stride=1, sampling_rate=1, horizon=1):
    """Show how a series is cut, and print the same facts.

    Parameters
    ----------
    values, sequence_length, sequence_stride, sampling_rate, horizon
        As for `cuts_svg`.

    Raises
    ------
    ValueError
        As `cuts_svg`.

    Source
    ------
    `cuts_svg` and `cuts_words`.

    Examples
    --------
    >>> show_cuts(range(50), 11)
    Traceback (most recent call last):
    ValueError: sequence_length must be a whole number from 1 to 10; got 11.
    """
    sizes = (sequence_length, sequence_stride, sampling_rate, horizon)
    show(cuts_svg(values, *sizes), cuts_words(values, *sizes).replace(". ", ".\n"))
