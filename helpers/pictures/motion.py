"""A flat row on its way into a block: reshape, against reshape and transpose."""

import functools

import svg

from lstm_shapes.axes import whole_number
from lstm_shapes.drawing.kit import boxes, line, number, outline, picture, text, wide
from lstm_shapes.drawing.verdicts import WRONG

from ..datasets import FEATURE_NAMES, ORDERS, address_codes, flat_file

TIMESTEPS, FEATURES = 20, 3
COLUMNS = TIMESTEPS * FEATURES
TRAVEL = 20  # steps of the way from the strip to the block
WIDTH, HEIGHT = 460, 252
_STRIP, _SIDE = (20, 22), (7, 14)  # px: where the row begins, and a box of it
_TOP, _LEFT, _ROOM, _TALL = 92, (62, 284), 164, 126  # px: where the blocks begin, and what each may take
_LAST_START, _EACH = 0.6, 0.4  # the last box sets out at 0.6 of a leg; each is 0.4 of it on its way


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
    if order not in ORDERS:
        raise ValueError(f"order must be 'hour by hour' or 'sensor by sensor'; got {order!r}.")
    codes = flat_file(address_codes(1, TIMESTEPS, FEATURES), order)[0]  # hour * 10 + feature
    return tuple(divmod(code, 10) for code in codes.tolist())


def landings(column, timesteps=TIMESTEPS, features=FEATURES):
    """Return where both ways of folding put one column.

    Parameters
    ----------
    column : int
        From 0 to 59.
    timesteps, features : int
        Of the block, from 1 to 60.

    Returns
    -------
    tuple of two (step, feature), or None
        After ``reshape(n, timesteps, features)``, and after ``reshape(n, features, timesteps).transpose(0, 2, 1)``;
        None where the block has no place for it.

    Raises
    ------
    ValueError
        If a number is not in its range.

    Source
    ------
    NumPy reference, ``reshape`` in C order: the last axis moves first.

    Examples
    --------
    >>> landings(40)
    ((13, 1), (0, 2))
    >>> landings(59, 19, 3)
    """
    column = whole_number(column, "column", COLUMNS - 1, least=0)
    timesteps, features = whole_number(timesteps, "timesteps", COLUMNS), whole_number(features, "features", COLUMNS)
    if column >= timesteps * features:
        return None
    return divmod(column, features), divmod(column, timesteps)[::-1]


def in_place(timesteps, features, order):
    """Count how many columns each way of folding puts where they truly belong.

    Parameters
    ----------
    timesteps, features : int
        Of the block, from 1 to 60.
    order : str
        Who wrote the file.

    Returns
    -------
    tuple of 2 int

    Source
    ------
    `true_places` and `landings`.

    Examples
    --------
    >>> in_place(20, 3, "hour by hour")
    (60, 2)
    """
    truth = true_places(order)
    found = [landings(column, timesteps, features) or (None, None) for column in range(COLUMNS)]
    return tuple(sum(both[way] == true for both, true in zip(found, truth, strict=True)) for way in (0, 1))


def motion_svg(timesteps, features, column, travel, order):
    """Draw the row of 60 columns, and how far each of them has come on its way into both blocks.

    Parameters
    ----------
    timesteps, features : int
        Of the blocks, from 1 to 60.
    column : int
        The column that is followed, from 0 to 59.
    travel : int
        From 0, where the row is whole, to 20, where every box has landed.
    order : str
        Who wrote the file: ``"hour by hour"`` or ``"sensor by sensor"``.

    Returns
    -------
    str
        An SVG of 460 × 252 px.

    Raises
    ------
    ValueError
        If one of them is not in its range.

    Source
    ------
    `true_places` and `landings`.

    Examples
    --------
    >>> "4 left over" in motion_svg(8, 7, 0, 20, "hour by hour")
    True
    """
    column, travel = (
        whole_number(column, "column", COLUMNS - 1, least=0),
        whole_number(travel, "travel", TRAVEL, least=0),
    )
    landings(column, timesteps, features)  # a size outside its range is said at once
    truth = true_places(order)
    strip = [(_STRIP[0] + _SIDE[0] * each, _STRIP[1]) for each in range(COLUMNS)]
    elements = [text(_STRIP[0], 13, f"one row of the file, written {order}", 12, weight="bold")]
    elements += boxes([(*place, truth[each][1]) for each, place in enumerate(strip)], *_SIDE)
    foot = _STRIP[1] + 12
    elements += [
        text(_STRIP[0] - 5, foot, 0, 12, "end"),
        text(_STRIP[0] + _SIDE[0] * COLUMNS + 3, foot, COLUMNS - 1, 12),
    ]
    elements += _loose(timesteps * features, strip)
    heads = (f"reshape(n, {timesteps}, {features})", f"reshape(n, {features}, {timesteps})\n.transpose(0, 2, 1)")
    for way, (left, head) in enumerate(zip(_LEFT, heads, strict=True)):
        elements += _landing(way, left, timesteps, features, truth, column, travel, strip)
        lines = enumerate(head.split("\n"))
        elements += [text(left, _TOP - 22 + 14 * rank, words, 12, weight="bold") for rank, words in lines]
    elements.append(_double(*strip[column], *_SIDE))
    ways = " and ".join(head.replace("\n", "") for head in heads)
    label = f"A row of 60 columns on its way into {ways}; {travel} of {TRAVEL} steps."
    return picture(WIDTH, HEIGHT, elements, label)


def _loose(places, strip):
    """Mark the boxes of the row that find no place, or say how many places stay empty."""
    foot = _STRIP[1] + _SIDE[1] + 16
    if places < COLUMNS:
        x, y = strip[places]
        words = f"{COLUMNS - places} left over"
        broad = _SIDE[0] * (COLUMNS - places)
        left = min(x, WIDTH - wide(words, 12, "bold"))
        return [
            outline(x - 1, y - 2, broad + 1, _SIDE[1] + 3, 3, ink=WRONG),
            text(left, foot, words, 12, weight="bold"),
        ]
    words = f"{places - COLUMNS:,} places stay empty"
    return [text(_STRIP[0], foot, words, 12, weight="bold")] if places > COLUMNS else []


def _landing(way, left, timesteps, features, truth, column, travel, strip):
    """One block with its empty places, the boxes that have landed, and those on their way."""
    broad, tall = min(14, _ROOM / features), min(6.3, _TALL / timesteps)
    elements = [outline(left - 1, _TOP - 1, features * broad + 1, timesteps * tall + 1, 1, "3 3")]
    elements.append(text(left - 5, _TOP + 9, "step 0", 12, "end"))
    if timesteps > 1:
        foot = max(_TOP + timesteps * tall, _TOP + 24)
        elements.append(text(left - 5, foot, f"step {timesteps - 1}", 12, "end"))
    flat_broad, flat_tall = min(8, _ROOM / timesteps), min(10, _TALL / features)
    landed, lying, moving, struck, right = [], [], [], "", 0
    legs = 1 + way  # at the right first into a lying block of one row for each feature, then over its diagonal
    if way and 0 < travel < TRAVEL:
        elements.append(outline(left - 1, _TOP - 1, timesteps * flat_broad + 1, features * flat_tall + 1, 1, "1 3"))
    for each in range(min(COLUMNS, timesteps * features)):
        row, place = landings(each, timesteps, features)[way]
        end = (left + place * broad, _TOP + row * tall)
        stops = [strip[each], (left + row * flat_broad, _TOP + place * flat_tall), end] if way else [strip[each], end]
        share = _share(travel * legs / TRAVEL, each)
        if each == column:
            elements += _trail(stops, share)
        if share == legs:
            landed.append((*end, truth[each][1]))
            right += (row, place) == truth[each]
            if (row, place) != truth[each]:
                struck += f"M{number(end[0])} {number(end[1])}l{number(broad - 1)} {number(tall - 1)}"
        elif share:
            (lying if share >= 1 else moving).append((*_on_the_way(stops, share), truth[each][1]))
    elements += boxes(landed, broad, tall) + boxes(lying, flat_broad, flat_tall) + boxes(moving, *_SIDE)
    if struck:
        elements.append(svg.Path(d=struck, fill="none", stroke="#ffffff", stroke_width=3))
        elements.append(svg.Path(d=struck, fill="none", stroke="#000000", stroke_width=1.5))
    if column < min(COLUMNS, timesteps * features) and travel == TRAVEL:
        row, place = landings(column, timesteps, features)[way]
        elements.append(_double(left + place * broad, _TOP + row * tall, broad, tall))
    return elements + _pill(left, right, timesteps * features == COLUMNS)


def _share(travel, each):
    """Return how many legs of its way a box has come; all have ended the first before one begins the second."""
    leg = min(int(travel), 1)
    part = (travel - leg - _LAST_START * each / (COLUMNS - 1)) / _EACH
    return leg + min(1, max(0, part))


def _on_the_way(stops, share):
    """Return the point that a box has reached after so many legs."""
    leg = min(int(share), len(stops) - 2)
    (x, y), (to_x, to_y) = stops[leg], stops[leg + 1]
    return x + (to_x - x) * (share - leg), y + (to_y - y) * (share - leg)


def _trail(stops, share):
    """The way that the followed box has come."""
    points = [*stops[: int(share) + 1], _on_the_way(stops, share)] if share else []
    path = "M" + "L".join(f"{number(x + 4)} {number(y + 4)}" for x, y in points)
    return [svg.Path(d=path, fill="none", stroke="currentColor", stroke_width=2, opacity=0.45)] if points else []


def _double(x, y, width, height):
    """A double outline around one box: the column that is followed."""
    sides = (f"M{number(x - gap)} {number(y - gap)}h{number(width + 2 * gap - 1)}v{number(height + 2 * gap - 1)}"
             f"h-{number(width + 2 * gap - 1)}z" for gap in (1.5, 4.5))  # fmt: skip
    return line("".join(sides), 1.5)


def _pill(left, right, fits):
    """How many of the 60 stand where they belong by now, in words that need no colour."""
    words = f"{'✓' if right == COLUMNS else '!'} {right} of {COLUMNS} in place" if fits else "✗ no such block"
    broad = wide(words, 12, "bold") + 18
    return [
        svg.Rect(x=left - 1, y=HEIGHT - 24, width=number(broad), height=22, rx=11, fill="none", stroke="currentColor"),
        text(left + 8, HEIGHT - 9, words, 12, weight="bold"),
    ]


def motion_words(timesteps, features, column, order):
    """Say by arithmetic where one column lands.

    Parameters
    ----------
    timesteps, features, column, order
        As for `motion_svg`.

    Returns
    -------
    list of 3 str

    Raises
    ------
    ValueError
        As `motion_svg`.

    Source
    ------
    `true_places` and `landings`.

    Examples
    --------
    >>> print(*motion_words(20, 3, 40, "hour by hour"), sep=chr(10))
    column 40  holds hour 13, humidity
    reshape    40 // 3 = 13, 40 % 3 = 1: step 13, feature 1
    transposed 40 % 20 = 0, 40 // 20 = 2: step 0, feature 2
    """
    hour, feature = true_places(order)[whole_number(column, "column", COLUMNS - 1, least=0)]
    held = f"{f'column {column}':10} holds hour {hour}, {FEATURE_NAMES[feature]}"
    found = landings(column, timesteps, features)
    if found is None:
        last = timesteps * features - 1
        return [held, f"reshape    stays loose: the last place is {last}", "transposed stays loose"]
    (row, place), (step, way) = found
    return [
        held,
        f"reshape    {column} // {features} = {row}, {column} % {features} = {place}: step {row}, feature {place}",
        f"transposed {column} % {timesteps} = {step}, {column} // {timesteps} = {way}: step {step}, feature {way}",
    ]
