"""What the data bring, laid onto the slot that the model declares: one sample of each, on one scale."""

import svg

from ..axes import AXES, count
from .compare import MISSING
from .kit import FEATURES, arrow_down, boxes, fitted, kind_of, number, outline, sheets, text, wide
from .verdicts import WRONG

_WIDEST, _TALLEST, _SMALLEST = 24, 12, 1.5  # px of a box; smaller ones are drawn as one bar
_MOST_ACROSS = 120  # boxes; of a longer row the first are drawn, and the picture says so
_LEFT, _TOP = 40, 46  # px: where slot and block begin


def laid(slot, down, across, frame, *, samples="", colours=6, further=0, columns=False):
    """Draw the data laid onto the slot: what sticks out has a thick outline, what lacks is empty.

    Parameters
    ----------
    slot : tuple of 2 int or None
        Declared timesteps and features, None for any; or None where nothing is declared.
    down, across : int, None or MISSING
        What the data bring: rows and columns of one sample. MISSING where they have no such axis.
    frame : tuple of 2 int
        Width and height that the drawing may take, in px.
    samples : str
        Words above the sheets behind the slot; no sheets without them.
    colours : int
        The boxes of a row repeat the colours of so many features; 0 for grey ones.
    further : int
        How many axes the data have beyond those drawn.
    columns : bool
        What lies across are columns of a flat row, not features.

    Returns
    -------
    elements : list of svg elements
    notes : list of str
        What sticks out, lacks, or is left over.

    Source
    ------
    A picture of a box that does or does not go into its place.
    """
    brought = tuple(1 if size is MISSING else size for size in (down, across))
    holds = slot and tuple(own if want is None else want for want, own in zip(slot, brought, strict=True))
    brought = tuple(want if own is None else own for want, own in zip(holds or (1, 1), brought, strict=True))
    brought = tuple(own or 1 for own in brought)
    rows, shown = brought[0], min(brought[1], _MOST_ACROSS)
    most_down, most_across = max(rows, holds[0] if holds else 1), max(shown, holds[1] if holds else 1)
    width = min(_WIDEST, (frame[0] - _LEFT - 16) / most_across)
    height = min(_TALLEST, (frame[1] - _TOP - 34) / most_down)
    elements = _slot(holds, width, height, bool(samples)) if holds else []
    elements += _block(rows, shown, width, height, colours, further)
    if not columns and colours and width >= 9:
        foot = _TOP + most_down * height + 14
        letters = [(place, kind_of(place)[1]) for place in range(min(shown, colours))]
        elements += [text(_LEFT + width * (place + 0.5), foot, letter, 12, "middle") for place, letter in letters]
    if holds:
        elements += _misfit(holds, rows, shown, width, height)
    above = samples if holds else "nothing declared, so no slot"
    if above:
        left = _LEFT + 24 + 3 * width if holds else _LEFT
        elements.append(fitted(min(left, frame[0] / 2), _TOP - 24, above, frame[0] / 2 - 8))
    placed = _notes(slot, holds, down, across, brought, height, columns)
    if further:
        placed.append((_TOP + 40, f"{count(further, 'axes')} more" if further > 1 else "one axis more"))
    if shown < brought[1]:
        placed.append((_TOP + 80, f"the first {shown} of {brought[1]:,} are drawn"))
    behind = 21 if holds and samples else 0  # px of sheets behind the slot
    right = _LEFT + max(width * shown, width * holds[1] + behind if holds else 0)
    elements += _written(placed, frame, right, _TOP + height * rows, width)
    return elements, [words for _, words in placed]


def _slot(holds, width, height, many):
    """The sheets of any number of samples, and the slot for one of them, dashed, with its empty grid."""
    broad, tall = holds[1] * width, holds[0] * height
    elements = sheets(_LEFT, _TOP, broad, tall, 3, "3 3") if many else []
    if min(width, height) >= 4:
        grid = "".join(f"M{_LEFT} {number(_TOP + row * height)}h{number(broad)}" for row in range(1, holds[0]))
        grid += "".join(f"M{number(_LEFT + place * width)} {_TOP}v{number(tall)}" for place in range(1, holds[1]))
        elements.append(svg.Path(d=grid, fill="none", stroke="currentColor", stroke_width=0.5, opacity=0.4))
    elements.append(outline(_LEFT, _TOP, broad, tall, 2, "6 4"))
    return [*elements, arrow_down(24, _TOP, _TOP + max(tall, 12)), text(6, _TOP + max(tall, 12) + 15, "time", size=12)]


def _block(rows, across, width, height, colours, further):
    """The data, one box a value; where boxes would be too small, one bar of their size."""
    if min(width, height) < _SMALLEST or rows * across > 4000:
        sides = {
            "x": _LEFT,
            "y": _TOP,
            "width": number(max(2, across * width)),
            "height": number(max(2, rows * height)),
        }
        return [svg.Rect(**sides, fill="#9a9a9a", stroke="currentColor", stroke_width=1)]
    cells = [
        (_LEFT + column * width, _TOP + row * height, column % colours if colours else len(FEATURES))
        for row in range(rows)
        for column in range(across)
    ]
    elements = boxes(cells, width, height)
    if further and min(width, height) > 5:  # a box within each box: one axis more
        sides = f"h{number(width - 5)}v{number(height - 5)}h{number(5 - width)}z"
        frames = "".join(f"M{number(x + 2)} {number(y + 2)}{sides}" for x, y, _ in cells)
        elements.append(svg.Path(d=frames, fill="none", stroke="#ffffff", stroke_width=3))
        elements.append(svg.Path(d=frames, fill="none", stroke="#000000", stroke_width=1))
    return elements


def _misfit(holds, rows, across, width, height):
    """A thick outline around what lies outside of the slot, and a dashed one around what stays empty in it."""
    out, empty = [], []
    right, foot = _LEFT + min(across, holds[1]) * width, _TOP + min(rows, holds[0]) * height
    if across > holds[1]:
        out.append((_LEFT + holds[1] * width, _TOP, (across - holds[1]) * width, rows * height))
    elif across < holds[1]:
        empty.append((right, _TOP, (holds[1] - across) * width, holds[0] * height))
    if rows > holds[0]:
        out.append((_LEFT, _TOP + holds[0] * height, right - _LEFT, (rows - holds[0]) * height))
    elif rows < holds[0]:
        empty.append((_LEFT, foot, right - _LEFT, (holds[0] - rows) * height))
    # The wider line below, in the colour of text, is for eyes that see no red beside yellow.
    elements = [one for part in out for one in (outline(*part, 6), outline(*part, 3, ink=WRONG))]
    return elements + [outline(*part, 3, "7 5", ink=WRONG) for part in empty]


def _notes(slot, holds, down, across, brought, height, columns):
    """Return (y, words) for what sticks out and what lacks."""
    rows, broad = brought
    if not slot:
        flat = f"{count(broad, 'columns')}, no third axis"
        return [(_TOP + 20, flat if down is MISSING else f"{rows} × {broad} in each sample")]
    notes = []
    if across is MISSING:
        notes.append((_TOP + 20, "no features axis"))
    elif broad != holds[1]:
        words = "too many" if broad > holds[1] else "missing"
        notes.append((_TOP + 20, f"{count(abs(broad - holds[1]), 'columns' if columns else AXES[2])} {words}"))
    if down is MISSING:
        empty = f": {count(holds[0] - 1, 'rows')} empty" if slot[0] and holds[0] > 1 else ""
        notes.append((_TOP + 60, f"no second axis{empty}" if columns else f"no timesteps axis{empty}"))
    elif rows != holds[0]:
        words = "too many" if rows > holds[0] else "missing"
        notes.append((_TOP + height * (rows + holds[0]) / 2 + 4, f"{count(abs(rows - holds[0]), AXES[1])} {words}"))
    return notes


def _written(placed, frame, right, below, width):
    """Write the notes beside what they speak of, or below a block that leaves no room at its right."""
    left, placed = right + 16, sorted(placed)
    if placed and left + max(wide(words, 13, "bold") for _, words in placed) > frame[0]:
        left = _LEFT + 3 * width + 44  # beside the sheets
        placed = [(max(place, below + 22 + 18 * rank), words) for rank, (place, words) in enumerate(placed)]
    elements, last = [], 0
    for place, words in placed:
        last = min(max(place, last + 18), frame[1] - 4)
        elements.append(fitted(left, last, words, frame[0] - left - 2, weight="bold"))
    return elements
