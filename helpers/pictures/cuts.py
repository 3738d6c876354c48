"""How one table is cut: the first windows over a curve, their targets, and the shapes that result."""

from lstm_shapes.axes import count, whole_number
from lstm_shapes.drawing.kit import boxes, fitted, hollow, line, number, outline, picture, slots, text

from .sizes import window_count
from .windows import BLUE, curve, dots, one_axis, ring

DAYS = 40
MOST = {"sequence_length": 10, "sequence_stride": 10, "sampling_rate": 3, "horizon": 10}
WIDTH, HEIGHT = 440, 300
_LEFT, _STEP, _TOP, _BOTTOM = 44, 9.8, 22, 92  # px: the curve and its frame
_STACK, _ROW, _TALL, _ROWS = 122, 22, 15, 7  # px: the rows below, and how many


def _sizes(values, sequence_length, sequence_stride, sampling_rate, horizon):
    """Return the values and the four sizes; the first window and its target lie within the days that are drawn."""
    values = one_axis(values)
    if len(values) < DAYS:
        raise ValueError(f"values needs at least {DAYS} days; got {len(values)}.")
    given = (sequence_length, sequence_stride, sampling_rate, horizon)
    return values, [whole_number(size, name, MOST[name]) for size, name in zip(given, MOST, strict=True)]


def cuts_svg(values, sequence_length, sequence_stride=1, sampling_rate=1, horizon=1):
    """Draw the first 40 days, the first window over them, and up to seven windows below each other.

    Parameters
    ----------
    values : array_like, shape (length,)
        One value for each day, oldest first; at least 40.
    sequence_length, sequence_stride, sampling_rate, horizon : int
        As for `window_count`; at most 10, 10, 3 and 10.

    Returns
    -------
    str
        An SVG of 440 × 300 px. A filled box is a day that a window holds, a dashed one is passed over, a hollow one
        is the target.

    Raises
    ------
    ValueError
        If there are fewer values, or a size is not in its range.

    Source
    ------
    ``keras.utils.timeseries_dataset_from_array``.

    Examples
    --------
    >>> cuts_svg(range(50), 10, 3).count("<rect")  # the window and its target
    2
    """
    values, sizes = _sizes(values, sequence_length, sequence_stride, sampling_rate, horizon)
    length, stride, rate, ahead = sizes
    held = [step * rate for step in range(length)]
    target = held[-1] + ahead
    points, elements = curve(values[:DAYS], _LEFT, _STEP, _TOP, _BOTTOM)
    elements.append(text(_LEFT, 14, f"window 0 and its target, day {target}", weight="bold"))
    elements += [*dots([points[day] for day in held], 7, BLUE), ring(*points[target])]
    elements.append(outline(_LEFT, _TOP, _STEP * (held[-1] + 1), _BOTTOM - _TOP, 2))
    elements.append(outline(points[target][0] - 5, _TOP, 10, _BOTTOM - _TOP, dash="3 3"))
    starts = [row * stride for row in range(_ROWS) if row * stride + target < DAYS]
    elements += _rows(starts, held, target)
    if len(starts) < _ROWS:
        below = f"x[{len(starts)}] reaches beyond the {DAYS} days drawn"
    else:
        below = f"and so on, each {count(stride, 'days')} after the one above"
    elements.append(fitted(_LEFT, _STACK + _ROW * len(starts) + 13, below, WIDTH - _LEFT - 4, 12))
    return picture(WIDTH, HEIGHT, elements, cuts_words(values, *sizes))


def _rows(starts, held, target):
    """Draw one window a row, each box below its day."""
    filled, skipped, targets, gaps, elements = [], [], [], "", []
    for row, start in enumerate(starts):
        top = _STACK + _ROW * row
        elements.append(text(_LEFT - 6, top + 12, f"x[{row}]", 12, "end"))
        filled += [(_LEFT + _STEP * (start + day), top, 0) for day in held]
        skipped += [(_LEFT + _STEP * (start + day + 1), top) for day in held[:-1]]
        targets.append((_LEFT + _STEP * (start + target), top, 0))
        last, answer = (_LEFT + _STEP * (start + day) for day in (held[-1] + 1, target))
        gaps += f"M{number(last)} {number(top + _TALL / 2)}H{number(answer)}"  # from the window to its target
    between = _STEP * (held[1] - held[0] - 1)  # what a sampling rate passes over, as one box
    elements += slots(skipped, between, _TALL) if between else []
    elements += [line(gaps, 1), *boxes(filled, _STEP, _TALL)]
    return elements + hollow(targets, _STEP, _TALL)


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
    total = f"({len(values):,} - {last + 1 + ahead}) // {stride} + 1 = {count(many, 'windows')}"
    return (
        f"Window 0 holds {_held(length, rate)}; its target is day {last + ahead}. Window 1 starts at day {stride}. "
        f"{len(values):,} days: {total}, x {(many, length, features)}, y ({many},)."
    )


def cut_facts(values, sequence_length, sequence_stride, sampling_rate, horizon, features=3):
    """Return what the cut panel says below its picture: six lines, the arithmetic and the shapes.

    Parameters
    ----------
    values, sequence_length, sequence_stride, sampling_rate, horizon, features
        As for `cuts_words`.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        As `cuts_svg`.

    Source
    ------
    `window_count`.

    Examples
    --------
    >>> print("\\n".join(cut_facts(range(50), 3, 4, 2, 5)))
    x[0]     days 0, 2, 4
    y[0]     day 9
    needed   (3-1)*2 + 1 + 5 = 10
    windows  (50 - 10) // 4 + 1 = 11
    x.shape  (11, 3, 3)
    y.shape  (11,)
    """
    values, (length, stride, rate, ahead) = _sizes(values, sequence_length, sequence_stride, sampling_rate, horizon)
    needed = (length - 1) * rate + 1 + ahead
    many = window_count(len(values), length, stride, rate, ahead)
    return [
        f"x[0]     days {_listed(range(0, length * rate, rate))}",
        f"y[0]     day {needed - 1}",
        f"needed   ({length}-1)*{rate} + 1 + {ahead} = {needed}",
        f"windows  ({len(values):,} - {needed}) // {stride} + 1 = {many:,}",
        f"x.shape  {(many, length, features)}",
        f"y.shape  ({many},)",
    ]


def _listed(days):
    """Write the days of a window so that the line has about the same length for each window."""
    return ", ".join(map(str, days)) if len(days) < 4 else f"{days[0]}, {days[1]}, ... {days[-1]}"


def _held(length, rate):
    """Say which days window 0 holds."""
    if length == 1:
        return "day 0"
    return f"{('days', 'every 2nd day from', 'every 3rd day from')[rate - 1]} 0 to {(length - 1) * rate}"
