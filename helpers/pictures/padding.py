"""Histories of different length as one block: what is padded, what is cut off, what a mask skips."""

import svg

from lstm_shapes.axes import count, whole_number
from lstm_shapes.drawing.kit import INK, number, picture, text
from lstm_shapes.notebook.display import show

LENGTHS = (9, 4, 12, 2, 7)  # months of five customers
MOST = 14
SIDES = ("pre", "post")
VALUE, FEATURES = -1, 3
_LEFT, _TOP, _SIDE, _ROW = 96, 46, 23, 36
_BLUE, _ORANGE = "#0072B2", "#E69F00"


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


def _hatch(x, y, side):
    """Return the path of three slanted lines that fill one square."""
    low, half = number(y + side), number(side / 2)
    return (
        f"M{number(x)} {number(y + side / 2)}l{half} -{half}M{number(x)} {low}l{number(side)} -{number(side)}"
        f"M{number(x + side / 2)} {low}l{half} -{half}"
    )


def _squares(places, side):
    return "".join(f"M{number(x)} {number(y)}h{side}v{side}h-{side}z" for x, y in places)


def padding_svg(maxlen, padding="pre", truncating="pre", mask=False):
    """Draw five histories as the rows of one block.

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
        An SVG of 420 × 252 px. A square with a number is that month; a hatched one is padding.

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
    inner = _SIDE - 2
    data, padded, labels = [], [], []
    for customer, length in enumerate(LENGTHS):
        top = _TOP + _ROW * customer
        row, cut = placed(length, maxlen, padding, truncating)
        labels.append(text(4, top + 9, f"{customer}: {count(length, 'months')}", size=12))
        if cut:
            labels.append(text(4, top + 23, f"cut: {_span(cut).split(maxsplit=1)[1]}", size=12, weight="bold"))
        for step, month in enumerate(row):
            x = _LEFT + _SIDE * step
            middle, foot = x + inner / 2, top + inner * 0.72
            (padded if month is None else data).append((x, top))
            if month is not None:
                labels.append(text(middle, foot, month, size=12, anchor="middle", fill="#ffffff"))
            elif not mask:
                labels.append(text(middle, foot, VALUE, 12, "middle", weight="bold", fill="#000000", halo=_ORANGE))
    slanted = "".join(_hatch(x, y, inner) for x, y in padded)
    elements = [svg.Path(d=_squares(data, inner), fill=_BLUE)] if data else []
    if padded and mask:
        elements.append(svg.Path(d=slanted, fill="none", stroke=INK, stroke_width=0.7))
        elements.append(
            svg.Path(d=_squares(padded, inner), fill="none", stroke=INK, stroke_width=1, stroke_dasharray="3 2")
        )
    elif padded:
        elements.append(svg.Path(d=_squares(padded, inner), fill=_ORANGE, stroke="#000000", stroke_width=0.5))
        elements.append(svg.Path(d=slanted, fill="none", stroke="#000000", stroke_width=0.8, opacity=0.45))
    last = f" to {maxlen - 1}" if maxlen > 1 else ""
    elements.append(text(4, 16, "customer", weight="bold"))
    elements.append(text(_LEFT, 16, f"timestep{'s' if maxlen > 1 else ''} 0{last}", weight="bold"))
    elements.append(text(_LEFT, 33, "a number: that month; hatched: padding", size=12))
    read = "dashed: skipped by the mask" if mask else f"{VALUE}: padding that the LSTM reads as data"
    elements.append(text(_LEFT, 244, read if padded else "no padding in this block", size=12))
    return picture(420, 252, elements + labels, padding_words(maxlen, padding, truncating, mask))


def padding_words(maxlen, padding="pre", truncating="pre", mask=False):
    """Say what `padding_svg` draws, and write the call.

    Parameters
    ----------
    maxlen, padding, truncating, mask
        As for `padding_svg`.

    Returns
    -------
    str
        Four lines.

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
    pad_sequences(histories, maxlen=9, padding="post", truncating="pre", value=-1, dtype="float32")
    """
    rows = [placed(length, maxlen, padding, truncating) for length in LENGTHS]
    padded = sum(row.count(None) for row, _ in rows)
    read = "the mask skips them" if mask else "the LSTM reads them as data"
    side = "front" if padding == "pre" else "back"
    steps = f"{padded} of {len(LENGTHS) * maxlen} steps are padding, at the {side}; {read}."
    if padded == 1:
        steps = steps.replace("steps are", "steps is").replace("them", "it")
    lost = [f"customer {who}, {_span(cut)}" for who, (_, cut) in enumerate(rows) if cut]
    sides = f'padding="{padding}", truncating="{truncating}"'
    call = f'pad_sequences(histories, maxlen={maxlen}, {sides}, value={VALUE}, dtype="float32")'
    return "\n".join(
        [
            f"x ({len(LENGTHS)}, {maxlen}, {FEATURES}): {len(LENGTHS)} customers, {count(maxlen, 'timesteps')}, "
            f"{FEATURES} features.",
            steps if padded else "No step is padding.",
            f"Cut off: {'; '.join(lost)}." if lost else "Nothing is cut off.",
            call + (f", then Masking({VALUE})" if mask else ""),
        ]
    )


def show_padding(maxlen, padding="pre", truncating="pre", mask=False):
    """Show five histories as one block, and print the same facts.

    Parameters
    ----------
    maxlen, padding, truncating, mask
        As for `padding_svg`.

    Raises
    ------
    ValueError
        As `placed` does.

    Source
    ------
    `padding_svg` and `padding_words`.

    Examples
    --------
    >>> show_padding(15)
    Traceback (most recent call last):
    ValueError: maxlen must be a whole number from 1 to 14; got 15.
    """
    settings = (maxlen, padding, truncating, mask)
    show(padding_svg(*settings), padding_words(*settings))
