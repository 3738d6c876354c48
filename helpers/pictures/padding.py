"""Histories of different length as one block: what is padded, what is cut off, what a mask skips."""

import svg

from lstm_shapes.axes import count, whole_number
from lstm_shapes.drawing.kit import boxes, line, mark_path, numbers, outline, picture, slots, text
from lstm_shapes.drawing.verdicts import WRONG

LENGTHS = (9, 4, 12, 2, 7)  # months of five customers
MOST = 14
SIDES = ("pre", "post")
VALUE, FEATURES = -1, 3
WIDTH, HEIGHT = 440, 276
_LEFT, _TOP, _SIDE, _ROW, _APART = 97, 46, 24, 36, 7  # px


def _settings(maxlen, padding, truncating):
    for value, name in ((padding, "padding"), (truncating, "truncating")):
        if value not in SIDES:
            raise ValueError(f"{name} must be 'pre' or 'post'; got {value!r}.")
    return whole_number(maxlen, "maxlen", MOST)


def placed(length, maxlen, padding="pre", truncating="pre"):
    """Say which months of one history stand where, as `keras.utils.pad_sequences` places them.

    Parameters
    ----------
    length : int
        Months of the history.
    maxlen : int
        Timesteps of the block.
    padding, truncating : str
        ``"pre"`` pads or cuts at the front, ``"post"`` at the back.

    Returns
    -------
    row : list of int or None
        For each timestep its month, counted from 0, or None where it is padding.
    cut : range
        The months that are cut off.

    Raises
    ------
    ValueError
        If a size is not a whole number from 1 to its limit, or a side has another name.

    Source
    ------
    Keras 3.15, ``pad_sequences``; a test compares all settings with it.

    Examples
    --------
    >>> placed(4, 6)
    ([None, None, 0, 1, 2, 3], range(0, 0))
    >>> placed(4, 3, truncating="post")
    ([0, 1, 2], range(3, 4))
    """
    maxlen, length = _settings(maxlen, padding, truncating), whole_number(length, "length", 1000)
    over = max(0, length - maxlen)
    cut = range(over) if truncating == "pre" else range(length - over, length)
    kept = [month for month in range(length) if month not in cut]
    empty = [None] * (maxlen - len(kept))
    return (empty + kept if padding == "pre" else kept + empty), cut


def _span(cut):
    return f"month {cut[0]}" if len(cut) == 1 else f"months {cut[0]} to {cut[-1]}"


def padding_svg(maxlen, padding="pre", truncating="pre", mask=False):
    """Draw five histories as the rows of one block, with what is cut off beside it.

    Parameters
    ----------
    maxlen : int
        From 1 to 14.
    padding, truncating : str
        ``"pre"`` or ``"post"``.
    mask : bool
        Whether a mask skips what is padded.

    Returns
    -------
    str
        An SVG of 440 × 276 px. A box with a number is that month, a grey one is padding that is read, a dashed one
        is skipped, and what is cut off has a thick outline.

    Raises
    ------
    ValueError
        As `placed` does.

    Source
    ------
    `placed`.

    Examples
    --------
    >>> padding_svg(8).count(">-1<"), padding_svg(8, mask=True).count(">-1<")
    (11, 0)
    """
    rows = [placed(length, maxlen, padding, truncating) for length in LENGTHS]
    # The side that is cut moves and the other one stays, so that a longer block is seen to take more in.
    left = _LEFT + _SIDE * (max(0, max(LENGTHS) - maxlen) if truncating == "pre" else 0)
    data, padded, digits, lost, elements = [], [], [], [], []
    for customer, (row, cut) in enumerate(rows):
        top = _TOP + _ROW * customer
        elements.append(text(4, top + 16, f"{customer}: {count(LENGTHS[customer], 'months')}", 12))
        beside = left - _SIDE * len(cut) - _APART if truncating == "pre" else left + _SIDE * maxlen + _APART
        months = [(left + _SIDE * step, month) for step, month in enumerate(row)]
        months += [(beside + _SIDE * place, month) for place, month in enumerate(cut)]
        padded += [(x, top) for x, month in months if month is None]
        data += [(x, top, 0) for x, month in months if month is not None]
        digits += [(x + _SIDE / 2 - 0.5, top + 16, month) for x, month in months if month is not None]
        if cut:
            lost.append(outline(beside - 0.5, top - 1.5, _SIDE * len(cut) - 1, _SIDE + 2, 3, ink=WRONG))
    # A height given: month boxes carry their number in place of a letter.
    elements += [*boxes(data, _SIDE, _SIDE), *numbers(digits)]
    elements += slots(padded, _SIDE, _SIDE) if mask else _read_as_data(padded)
    elements += [*lost, *_frame(left, maxlen), *_legend(bool(padded), bool(lost), mask)]
    return picture(WIDTH, HEIGHT, elements, padding_words(maxlen, padding, truncating, mask))


def _read_as_data(padded):
    """Draw padding that the LSTM reads: no feature's colour, as nobody has measured it."""
    if not padded:
        return []
    inner = _SIDE - 1
    path = "".join(f"M{x} {y}h{inner}v{inner}h-{inner}z" for x, y in padded)
    hatch = "".join(mark_path("hatch", x, y, inner) for x, y in padded)
    grey, black = "#c4c4c4", "#000000"
    marks = svg.Path(d=hatch, fill="none", stroke=black, stroke_width=0.8, opacity=0.45)
    values = [text(x + inner / 2, y + 16, VALUE, 12, "middle", "bold", black, halo=grey) for x, y in padded]
    return [svg.Path(d=path, fill=grey), marks, *values]


def _frame(left, maxlen):
    """Draw what frames the block, with the first and the last timestep above it."""
    broad = _SIDE * maxlen
    steps = f"timestep{'s' if maxlen > 1 else ''} 0{f' to {maxlen - 1}' if maxlen > 1 else ''}"
    middle = min(max(left + broad / 2, _LEFT + 50), WIDTH - 60)
    return [
        outline(left - 3.5, _TOP - 5, broad + 6, _ROW * (len(LENGTHS) - 1) + _SIDE + 9, 2),
        text(middle, 18, f"x: {steps}", 13, "middle", "bold"),
        text(4, 18, "customer", weight="bold"),
        line(f"M{left} {_TOP - 14}h{broad - 1}m-6 -4l6 4l-6 4", 1),
    ]


def _legend(padded, lost, mask):
    """Write what grey, dashed and outlined boxes are; always in the same places."""
    y = _TOP + _ROW * len(LENGTHS) + 10
    elements = [*boxes([(4, y, 0)], 16, 16), text(26, y + 12, "a month", 12)]
    if mask:
        elements += [*slots([(104, y)], 17, 17), text(128, y + 12, "skipped by the mask", 12)]
    else:
        small = svg.Rect(x=104, y=y, width=16, height=16, fill="#c4c4c4")
        marks = svg.Path(d=mark_path("hatch", 104, y, 16), stroke="#000000", stroke_width=0.8, opacity=0.45)
        elements += [small, marks, text(128, y + 12, "padding, read as data", 12)]
    return [*elements, outline(281.5, y + 0.5, 15, 15, 3, ink=WRONG), text(304, y + 12, "cut off", 12)]


def padding_words(maxlen, padding="pre", truncating="pre", mask=False):
    """Say what `padding_svg` draws.

    Parameters
    ----------
    maxlen, padding, truncating, mask
        As for `padding_svg`.

    Returns
    -------
    str
        Three lines.

    Raises
    ------
    ValueError
        As `placed` does.

    Source
    ------
    `placed`.

    Examples
    --------
    >>> print(padding_words(9, "post"))
    x (5, 9, 3): 5 customers, 9 timesteps, 3 features.
    14 of 45 steps are padding, at the back; the LSTM reads them as data.
    Cut off: customer 2, months 0 to 2.
    """
    rows = [placed(length, maxlen, padding, truncating) for length in LENGTHS]
    padded = sum(row.count(None) for row, _ in rows)
    read = "the mask skips them" if mask else "the LSTM reads them as data"
    steps = f"{padded} of {len(LENGTHS) * maxlen} steps are padding, at the {_end(padding)}; {read}."
    if padded == 1:
        steps = steps.replace("steps are", "steps is").replace("them", "it")
    lost = [f"customer {who}, {_span(cut)}" for who, (_, cut) in enumerate(rows) if cut]
    return "\n".join(
        [
            f"x ({len(LENGTHS)}, {maxlen}, {FEATURES}): {len(LENGTHS)} customers, {count(maxlen, 'timesteps')}, "
            f"{FEATURES} features.",
            steps if padded else "No step is padding.",
            f"Cut off: {'; '.join(lost)}." if lost else "Nothing is cut off.",
        ]
    )


def _end(side):
    return "front" if side == "pre" else "back"


def padding_facts(maxlen, padding="pre", truncating="pre", mask=False):
    """Return what the padding panel says below its picture: three counts, then the call.

    Parameters
    ----------
    maxlen, padding, truncating, mask
        As for `padding_svg`.

    Returns
    -------
    list of str
        Seven lines, short enough for a narrow page.

    Raises
    ------
    ValueError
        As `placed` does.

    Source
    ------
    `placed`.

    Examples
    --------
    >>> print("\\n".join(padding_facts(9, "post")))
    x.shape  (5, 9, 3)
    padded   14 of 45 steps, back
    cut off  3 of 34 months, front
    pad_sequences(histories,
      maxlen=9, padding="post",
      truncating="pre", value=-1,
      dtype="float32")
    """
    padded, lost = padded_and_lost(maxlen, padding, truncating)
    return [
        f"x.shape  ({len(LENGTHS)}, {maxlen}, {FEATURES})",
        f"padded   {padded} of {len(LENGTHS) * maxlen} steps{f', {_end(padding)}' if padded else ''}",
        f"cut off  {lost} of {sum(LENGTHS)} months{f', {_end(truncating)}' if lost else ''}",
        "pad_sequences(histories,",
        f'  maxlen={maxlen}, padding="{padding}",',
        f'  truncating="{truncating}", value={VALUE},',
        f'  dtype="float32"){f", Masking({VALUE})" if mask else ""}',
    ]


def padded_and_lost(maxlen, padding="pre", truncating="pre"):
    """Return how many steps of the block are padding, and how many months are cut off.

    Parameters
    ----------
    maxlen, padding, truncating
        As for `padding_svg`.

    Returns
    -------
    tuple of 2 int

    Raises
    ------
    ValueError
        As `placed` does.

    Source
    ------
    `placed`.

    Examples
    --------
    >>> padded_and_lost(8)
    (11, 5)
    """
    rows = [placed(length, maxlen, padding, truncating) for length in LENGTHS]
    return sum(row.count(None) for row, _ in rows), sum(len(cut) for _, cut in rows)
