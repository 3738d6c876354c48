"""The data, laid onto the slot that the model declares for one sample: both on one scale, corner on corner."""

from operator import itemgetter

import svg

from ..axes import AXES, any_for_none, count
from .compare import MISSING, compared
from .kit import FEATURES, arrow_down, boxes, fitted, kind_of, number, outline, picture, sheets, text, wide
from .verdicts import WRONG

_ALL = len(FEATURES)
_WIDEST, _TALLEST, _SMALLEST = 24, 12, 1.5  # px of a box; smaller ones are drawn as one bar
_MOST_ACROSS = 120  # boxes; of a longer row the first are drawn, and the picture says so
_LEFT, _TOP = 40, 46  # px: where slot and block begin
_FULL = 440  # px of a frame in which a box takes its full width
_UNKNOWN = 6  # rows or columns that are drawn where nobody knows their number
_WIDTH, _HEIGHT, _LINE = 248, 156, 18  # px of the picture in a report, and of a line of words below it


def laid(slot, down, across, frame, *, samples="", colours=_ALL, further=0, columns=False, flat="second"):
    """Draw the data laid onto the slot: what sticks out has a thick outline, what lacks is empty.

    Parameters
    ----------
    slot : tuple of 2 int or None
        Declared timesteps and features, None for any; or None where nothing is declared.
    down, across : int, None or MISSING
        What the data bring: rows and columns of one sample. MISSING where they have no such axis.
    frame : tuple of 2 int
        Width and height that the drawing may take, in px.
    samples : str or MISSING
        Words above the sheets behind the slot; no sheets without them. MISSING where the data have no such axis.
    colours : int
        The boxes of a row repeat the colours of so many features; 0 for grey ones.
    further : int
        How many axes the data have beyond those drawn.
    columns : bool
        What lies across are columns of a flat row, not features.
    flat : str
        How the axis is called that a flat row does not have.

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
    holds = slot and tuple((own or _UNKNOWN) if want is None else want for want, own in zip(slot, brought, strict=True))
    brought = tuple(want if own is None else own for want, own in zip(holds or (1, 1), brought, strict=True))
    brought = tuple(own or 1 for own in brought)
    rows, shown = brought[0], min(brought[1], _MOST_ACROSS)
    most_down, most_across = max(rows, holds[0] if holds else 1), max(shown, holds[1] if holds else 1)
    small = frame[0] < _FULL
    width = min(_WIDEST * frame[0] / _FULL if small else _WIDEST, (frame[0] - _LEFT - 16) / most_across)
    notes = _notes(slot, holds, down, across, brought, flat if columns else AXES[1], columns)
    if further:
        notes.append((0, 40, f"{count(further, 'axes')} more" if further > 1 else "one axis more"))
    if shown < brought[1]:
        notes.append((0, 80, f"the first {shown} of {brought[1]:,} are drawn"))
    behind = 21 if holds and samples not in ("", MISSING) else 0  # px of sheets behind the slot
    beside = _LEFT + max(width * shown, width * holds[1] + behind if holds else 0) + 16
    left, under, written = _spot(notes, frame, width, beside, rows, holds)
    spare = 14 + 18 * len(written) if left == _LEFT else 34
    height = min(_TALLEST, (frame[1] - _TOP - spare) / most_down)
    elements = _slot(holds, width, height, samples not in ("", MISSING)) if holds else []
    elements += _block(rows, shown, width, height, colours, further)
    if not columns and colours and width >= 9 and not small:
        foot = _TOP + most_down * height + 14
        letters = [(place, kind_of(place)[1]) for place in range(min(shown, colours))]
        elements += [text(_LEFT + width * (place + 0.5), foot, letter, 12, "middle") for place, letter in letters]
    if holds:
        elements += _misfit(holds, rows, shown, width, height, 2 if small else 3)
    alone = samples is MISSING
    above = f"no {AXES[0]} axis" if alone else samples if holds else "nothing declared, so no slot"
    if above:
        start = min(_LEFT + 24 + 3 * width if holds and not alone else _LEFT, frame[0] / 2)
        weight = "bold" if alone else "normal"
        elements.append(fitted(start, _TOP - 24, above, frame[0] - start - 8, weight=weight))
    elements += _written(written, frame, left, height, _TOP + height * under if under else 0)
    return elements, [above] * alone + [words for *_, words in notes]


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
        sides = {"width": number(max(2, across * width)), "height": number(max(2, rows * height))}
        return [svg.Rect(x=_LEFT, y=_TOP, **sides, fill="#9a9a9a", stroke="currentColor", stroke_width=1)]
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


def _misfit(holds, rows, across, width, height, stroke):
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
    elements = []
    for x, y, broad, tall in out:  # around the boxes, not over them: a flat row is low
        around = (x - 1, y - stroke / 2, broad + 1 + stroke / 2, tall + stroke)
        # The wider line below, in the colour of text, is for eyes that see no red beside yellow.
        elements += [outline(*around, stroke + 2), outline(*around, stroke, ink=WRONG)]
    return elements + [outline(*part, stroke, "7 5", ink=WRONG) for part in empty]


def _notes(slot, holds, down, across, brought, lacks, columns):
    """Return (row, px below it, words) for what sticks out and what lacks."""
    rows, broad = brought
    if not slot:
        flat = f"{count(broad, 'columns')}, no third axis"
        return [(0, 20, flat if down is MISSING else f"{rows} × {broad} in each sample")]
    notes = []
    if across is MISSING:
        notes.append((0, 20, f"no {AXES[2]} axis"))
    elif broad != holds[1]:
        words = "too many" if broad > holds[1] else "missing"
        notes.append((0, 20, f"{count(abs(broad - holds[1]), 'columns' if columns else AXES[2])} {words}"))
    if down is MISSING:
        empty = f": {count(holds[0] - 1, 'rows')} empty" if slot[0] and holds[0] > 1 else ""
        notes.append((0, 60, f"no {lacks} axis{empty}"))
    elif rows != holds[0]:
        words = "too many" if rows > holds[0] else "missing"
        notes.append(((rows + holds[0]) / 2, 4, f"{count(abs(rows - holds[0]), AXES[1])} {words}"))
    return notes


def _spot(notes, frame, width, beside, rows, holds):
    """Return where the notes begin, below how many rows, and the notes as they fit there.

    They stand beside everything; else below a block that is flatter than the slot, beside its sheets; else below both.
    """

    def fit(left, some):
        return all(left + wide(words, 13, "bold") <= frame[0] for *_, words in some)

    if fit(beside, notes):
        return beside, 0, notes
    deep, broad = holds or (rows + 1, 3)
    left = _LEFT + width * broad + 44
    lines = [(row, px, part) for row, px, words in notes for part in words.split(": ")]
    for some in (notes, lines):
        if rows < deep and fit(left, some):
            return left, rows, some
    return _LEFT, max(rows, deep), notes


def _written(notes, frame, left, height, below):
    """Write the notes beside what they speak of, or from `below` downwards."""
    elements, last = [], below
    placed = [(_TOP + height * row + px, words) for row, px, words in notes]
    for place, words in sorted(placed, key=itemgetter(0)):
        last = min(max(place, last + (22 if last == below else 18)), frame[1] - 4)
        elements.append(fitted(left, last, words, frame[0] - left - 2, weight="bold"))
    return elements


def laid_svg(declared, shape, axis=""):
    """Draw the data of a diagnosis laid onto the slot of its model, and say what is dashed and what is filled.

    Parameters
    ----------
    declared, shape : tuple
        Samples first; None for any number. The model declares 3 axes, and the data bring 1 to 4.
    axis : str
        As for `compared`, which finds out which axis is missing.

    Returns
    -------
    str
        An SVG, 248 px wide. The boxes have the colours of features where it is known which of them is which.

    Source
    ------
    `compared`, `laid`.

    Examples
    --------
    >>> "no timesteps axis" in laid_svg((None, 20, 3), (100, 60), "timesteps")
    True
    """
    rows, folded = compared(declared, shape, axis)
    samples, timesteps, features, *further = rows
    down, across, flat = timesteps.size, features.size, bool(folded)
    if flat:
        down, across = MISSING, shape[-1]
    elif down is MISSING and features.wrong:  # neither timesteps nor features: so many columns
        flat = True
    grey = flat or across in (None, MISSING) or (timesteps.wrong and features.wrong)
    elements, notes = laid(
        tuple(declared[1:]),
        down,
        across,
        (_WIDTH, _HEIGHT),
        samples=_samples(samples),
        colours=0 if grey else across,
        further=len(further),
        columns=flat,
        flat=AXES[1],
    )
    said = (f"the model declares {any_for_none(declared)}", f"your data bring {any_for_none(shape)}")
    filled = svg.Rect(x=1, y=_HEIGHT + 27, width=14, height=10, fill="#9a9a9a")
    signs = (outline(1, _HEIGHT + 9, 14, 10, 2, "4 3"), filled)
    for place, (sign, words) in enumerate(zip(signs, said, strict=True), start=1):
        elements += [sign, fitted(24, _HEIGHT + _LINE * place, words, _WIDTH - 24)]
    marked = [*notes, *([_samples(samples)] if samples.wrong and samples.size is not MISSING else [])]
    label = ". ".join([f"{said[0]}; {said[1]}", *(marked or ["the sizes agree"])])
    return picture(_WIDTH, _HEIGHT + 2 * _LINE + 6, elements, f"{label[0].upper()}{label[1:]}.")


def _samples(row):
    """Say how many samples there are, or that there is no axis for them."""
    if row.size is MISSING:
        return MISSING
    if row.wrong:
        return f"{row.name}: {row.words}"
    return f"any number of {row.name}" if row.size is None else count(row.size, row.name)
