"""The flow picture: what each layer receives and gives, axis by axis, and the first place where it breaks."""

from textwrap import wrap

from ..axes import AXES, any_for_none
from ..drawing.kit import line, outline, picture, text
from ..notebook.display import show
from ..state.given import unread
from .rows import flow_rows

# px: as narrow as a telephone lets letters be read; a layer's box, the shapes below it, the heads above; a line of
# words in a box, or above a further shape
_WIDTH, _LAYER, _SHAPE, _TOP, _LINE = 320, 34, 32, 24, 16
_COLUMNS = (46, 140, 236)  # px: where samples, timesteps and features stand
_LETTERS, _LEAST = 42, 9.5  # letters of 12 px that a box is wide; the size below which a line is broken


def flow_words(rows):
    """Say what `flow_svg` draws, one line for each layer.

    Parameters
    ----------
    rows : list of Row

    Returns
    -------
    str

    Source
    ------
    `flow_rows`.

    Examples
    --------
    >>> flow_words(flow_rows([], (100, 60)))
    'data: (100, 60), samples, features'
    """
    said = []
    for row in rows:
        name = f"{row.name} reads {row.reads}" if row.reads else row.name
        if row.state == "fits":
            gives = "" if _is_first(row) else " gives"
            parts = [f"{any_for_none(row.gives)}, {', '.join(row.axes)}{_end_of(row, 'it')}"]
            parts += [
                f"{part} {any_for_none(shape)}, {', '.join(axes)}{_end_of(row, part)}" for part, shape, axes in row.more
            ]
            said.append(f"{name}:{gives} {'; '.join(parts)}" + (row.words and f" {row.words}"))
        elif row.state == "breaks":
            said.append(f"{name}: ✗ BREAKS HERE: {row.words}")
        else:
            said.append(f"{name}: {row.state}" + (row.words and f", {row.words}"))
    return "\n".join(said)


def _is_first(row):
    """True for an Input, or the data; a layer has its name behind its class."""
    return row.name.split(" ")[0] in ("data", "Input")


def _end_of(row, part):
    return " (an output of the model)" if part in row.ends else ""


def flow_svg(rows, least=0):
    """Draw the flow from the top downwards, with a column for each axis.

    Parameters
    ----------
    rows : list of Row
    least : int
        Rows for which there is room at least, so that a panel keeps its height.

    Returns
    -------
    str
        An SVG 320 px wide.

    Source
    ------
    `flow_rows`.

    Examples
    --------
    >>> "BREAKS HERE" in flow_svg(flow_rows([], (100, 20, 3)))
    False
    """
    elements = [text(left, 14, name, weight="bold") for left, name in zip(_COLUMNS, AXES, strict=True)]
    top = _TOP
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        # A layer that reads from elsewhere says so in words; an arrow would say something else.
        arrow = below is not None and not _is_first(below) and not below.reads
        drawn, height = _row_drawn(row, top, arrow)
        elements += drawn
        top += height
    broken = next((row for row in rows if row.state == "breaks"), None)
    label = f"Flow through {len(rows)} rows. " + (
        f"It breaks at {broken.name}: {broken.words}." if broken else f"It ends as {_end(rows)}."
    )
    return picture(_WIDTH, max(top, _TOP + least * (_LAYER + _SHAPE)) + 4, elements, label)


def _row_drawn(row, top, arrow):
    """Draw one layer and what it gives, from `top` px on; return the elements and the height that they take."""
    reached = row.state in ("fits", "breaks")
    room = _WIDTH - 28 - 85 * (not reached)
    aside = not reached and _fitted(row.name, room) >= _LEAST  # there is room for the state beside the name
    names = _lines(row.name, room if aside else _WIDTH - 28)
    inside = wrap(f"reads {row.reads}", _LETTERS, break_on_hyphens=False) if row.reads else []
    note = row.words if row.state == "fits" else ""
    if note and (" " in row.name or _fitted(note, _WIDTH - 75, 12) < _LEAST):  # only "Input" leaves room beside it
        inside, note = [*inside, note], ""
    box = _LAYER + _LINE * (len(names) - 1 + len(inside))
    stroke = 4 if row.state == "breaks" else 1.5
    elements = [outline(3, top, _WIDTH - 6, box - 4, stroke, None if reached else "5 4")]
    size = min(_fitted(words, room if aside else _WIDTH - 28) for words in names)
    for number, words in enumerate([*names, *inside]):
        elements.append(text(14, top + 20 + _LINE * number, words, size=size if number < len(names) else 12))
    foot = top + box
    if note:
        size = _fitted(note, _WIDTH - 75, 12)
        elements.append(text(_WIDTH - 14, foot + 20 - _LAYER, note, size=size, anchor="end", weight="bold"))
    if aside:
        elements.append(text(_WIDTH - 14, top + 20, row.state, size=12, anchor="end"))
    if row.state != "fits":  # nothing comes out, so there is room below
        state = "" if reached or aside else row.state
        words = f"✗ {row.words}" if row.state == "breaks" else ": ".join(filter(None, [state, row.words]))
        weight = "bold" if row.state == "breaks" else "normal"
        below = _lines(words, _WIDTH - 28, 12) if words else []
        for number, one in enumerate(below):
            size = _fitted(one, _WIDTH - 28, 12)
            elements.append(text(14, foot + 18 + _LINE * number, one, size=size, weight=weight))
        return elements, box + _SHAPE + _LINE * max(0, len(below) - 1)
    if row.more or row.ends:
        arrow = False  # it says which of them goes where, in words
    shapes = [("", row.gives, row.axes), *row.more]
    for part, shape, axes in shapes:
        words = ", ".join(filter(None, [part, _end_of(row, part or "it").strip(" ()")]))
        if words:
            elements.append(text(_COLUMNS[0] - 32, foot + 10, words, size=12))
            foot += _LINE
        elements += _shape_cells(shape, axes, foot, arrow)
        foot += _SHAPE
    return elements, foot - top


def _lines(words, room, most=13):
    """Break words that would be too small to read on one line."""
    return [words] if _fitted(words, room, most) >= _LEAST else wrap(words, _LETTERS, break_on_hyphens=False)


def _fitted(words, room, most=13):
    """Return the size of letters with which words take at most so many px."""
    return min(most, room / (0.55 * len(words)))


def _end(rows):
    ends = [any_for_none(row.gives) for row in rows for one in row.ends if one == "it"]
    ends += [any_for_none(shape) for row in rows for part, shape, _ in row.more if part in row.ends]
    return " and ".join(ends) or (any_for_none(rows[-1].gives) if rows[-1].gives else rows[-1].state)


def _shape_cells(gives, axes, top, arrow):
    """The sizes of one shape under their axes; an axis that is not there is a dashed, empty slot."""
    elements = [line(f"M22 {top - 4}v{_SHAPE - 3}m-4 -6l4 6l4 -6")] if arrow else []
    if not set(axes) <= set(AXES):
        shape = any_for_none(gives)
        return [*elements, text(_COLUMNS[0], top + 16, shape, size=_fitted(shape, _WIDTH - _COLUMNS[0] - 8))]
    sizes = dict(zip(axes, gives, strict=True))
    for left, name in zip(_COLUMNS, AXES, strict=True):
        if name in sizes:
            elements.append(text(left + 6, top + 16, "any" if sizes[name] is None else f"{sizes[name]:,}"))
        else:
            elements += [outline(left, top + 1, 62, 20, 1, "3 3"), text(left + 6, top + 16, "none", size=12)]
    return elements


def flow(model, x=None):
    """Show what each layer receives and gives, and print the same facts.

    Parameters
    ----------
    model, x
        As for `flow_rows`.

    Raises
    ------
    ValueError
        As `flow_rows` does.

    Source
    ------
    `flow_rows`; nothing is called, built or trained.

    Examples
    --------
    >>> flow([])
    Traceback (most recent call last):
    ValueError: x is needed: without an Input nothing says which shape goes in.
    """
    rows = flow_rows(model, x)
    words = flow_words(rows)
    show(flow_svg(rows), f"{words}\n{unread(x)}" if unread(x) else words)
