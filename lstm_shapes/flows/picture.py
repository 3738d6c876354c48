"""The flow picture: what each layer receives and gives, block by block, and the first place where it breaks."""

from ..axes import AXES, any_for_none
from ..drawing.kit import INK, arrow_down, fitted, line, outline, picture, text, wide, wrapped
from ..drawing.verdicts import WRONG
from ..notebook.display import show
from .entering import unread
from .rows import flow_rows
from .small import small_block

# px: the picture's width; a layer's box; the room below it for a block, and for one that is a row; the heads above
_WIDTH, _LAYER, _SHAPE, _FLAT, _TOP = 440, 32, 54, 36, 24
_LINE, _LETTERS = 19, 16  # px: a line of words, and its letters: a telephone shows them at 9 px
_ARROW, _BLOCK = 22, 44  # px: where the arrow to the next layer and the block stand
_COLUMNS = (138, 232, 344)  # px: where samples, timesteps and features stand
_INSIDE = _WIDTH - 28  # px for words in a box


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
    """Draw the flow from the top downwards, a block below each layer and its sizes in a column for each axis.

    Parameters
    ----------
    rows : list of Row
    least : int
        Rows for which there is room at least, so that a panel keeps its height.

    Returns
    -------
    str
        An SVG 440 px wide.

    Source
    ------
    `flow_rows`.

    Examples
    --------
    >>> "It breaks" in flow_svg(flow_rows([], (100, 20, 3)))
    False
    """
    elements = [text(left, 14, name, _LETTERS, weight="bold") for left, name in zip(_COLUMNS, AXES, strict=True)]
    top = _TOP
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        box, foot = _layer_drawn(row, top)
        drawn, end = _shapes_drawn(row, foot) if row.state == "fits" else _stop_drawn(row, foot, below is None)
        # A layer that reads from elsewhere says so in words; an arrow would say something else.
        if below is not None and not _is_first(below) and not below.reads and not row.more and not row.ends:
            passes = row.state == "fits"
            drawn.append(arrow_down(_ARROW, foot + 3, end - 3) if passes else _gap(foot, end))
        elements += [*box, *drawn]
        top = end
    broken = next((row for row in rows if row.state == "breaks"), None)
    label = f"Flow through {len(rows)} rows. " + (
        f"It breaks at {broken.name}: {broken.words}." if broken else f"It ends as {_end(rows)}."
    )
    return picture(_WIDTH, max(top, _TOP + least * (_LAYER + _SHAPE)) + 4, elements, label)


def _layer_drawn(row, top):
    """Draw a layer's box from `top` px on; return the elements and where the box ends."""
    reached, broken = row.state in ("fits", "breaks"), row.state == "breaks"
    aside = (row.words if row.state == "fits" else "") if reached else row.state
    weight = "bold" if reached else "normal"
    lines = [(one, "normal") for one in wrapped(row.name, _INSIDE, _LETTERS)]
    beside = aside and wide(row.name, _LETTERS) + 16 + wide(aside, _LETTERS, weight) <= _INSIDE
    if row.reads:
        lines += [(one, "normal") for one in wrapped(f"reads {row.reads}", _INSIDE, _LETTERS)]
    if aside and not beside:
        lines += [(one, weight) for one in wrapped(aside, _INSIDE, _LETTERS, weight)]
    height = _LAYER + _LINE * (len(lines) - 1)
    thick, ink = (4, WRONG) if broken else (1.5, INK)
    elements = [outline(3, top, _WIDTH - 6, height, thick, None if reached else "5 4", ink)]
    for rank, (words, weight_of_line) in enumerate(lines):
        elements.append(text(14, top + 21 + _LINE * rank, words, _LETTERS, weight=weight_of_line))
    if beside:
        elements.append(text(_WIDTH - 14, top + 21, aside, _LETTERS, "end", weight))
    return elements, top + height


def _stop_drawn(row, top, last):
    """Say below a layer out of which nothing comes why that is so; return the elements and where they end."""
    broken = row.state == "breaks"
    elements = [text(38, top + 24, "✗", 20, weight="bold", fill=WRONG)] if broken else []
    weight = "bold" if broken else "normal"
    lines = wrapped(row.words, _WIDTH - 78, _LETTERS, weight)
    elements += [text(64, top + 22 + _LINE * rank, words, _LETTERS, weight=weight) for rank, words in enumerate(lines)]
    # The layer behind it stands where it would stand if something came out.
    return elements, top + (_LINE * len(lines) + 8 if last else max(_SHAPE, _LINE * len(lines) + 16))


def _gap(top, bottom):
    """Return the way to a layer that nothing reaches."""
    return line(f"M{_ARROW} {top + 4}V{bottom - 2}", 1, "2 4")


def _shapes_drawn(row, top):
    """Draw all that comes out of a layer, from `top` px on; return the elements and where they end."""
    elements = []
    for part, shape, axes in [("", row.gives, row.axes), *row.more]:
        words = ", ".join(filter(None, [part, _end_of(row, part or "it").strip(" ()")]))
        if words:
            elements.append(fitted(14, top + 16, words, _INSIDE, _LETTERS))
            top += _LINE
        flat = part and len(shape) == 2
        drawn, top = _shape_drawn(shape, axes, top, _FLAT if flat else _SHAPE, _is_first(row))
        elements += drawn
    return elements, top


def _end(rows):
    ends = [any_for_none(row.gives) for row in rows for one in row.ends if one == "it"]
    ends += [any_for_none(shape) for row in rows for part, shape, _ in row.more if part in row.ends]
    return " and ".join(ends) or (any_for_none(rows[-1].gives) if rows[-1].gives else rows[-1].state)


def _shape_drawn(shape, axes, top, height, measured):
    """Draw one shape: its block, and beside it the sizes below the heads, or in words where there is no such head."""
    if not 1 <= len(shape) <= 3:
        return _box_of_words(shape, axes, top, height)
    middle = top + height / 2
    elements = small_block(shape, axes, _BLOCK, middle, measured)
    if axes != tuple(name for name in AXES if name in axes):  # other axes, or in another order
        elements.append(fitted(_COLUMNS[0], middle - 3, any_for_none(shape), _WIDTH - _COLUMNS[0] - 4, _LETTERS))
        elements.append(fitted(_COLUMNS[0], middle + 16, ", ".join(axes), _WIDTH - _COLUMNS[0] - 4, _LETTERS))
        return elements, top + height
    sizes = dict(zip(axes, shape, strict=True))
    for left, name in zip(_COLUMNS, AXES, strict=True):
        if name in sizes:
            words = "any" if sizes[name] is None else f"{sizes[name]:,}"
            elements.append(fitted(left, middle + 5, words, 92, _LETTERS))
        else:  # the axis is lost: a slot that nothing fills
            elements += [outline(left - 6, middle - 11, 62, 22, 1, "3 3"), text(left, middle + 5, "none", _LETTERS)]
    return elements, top + height


def _box_of_words(shape, axes, top, height):
    """Draw a shape of which a stack of sheets is no picture, as a plain box with its words."""
    room = _WIDTH - _BLOCK - 24
    lines = [any_for_none(shape), *wrapped(", ".join(axes), room, _LETTERS)]
    tall = _LINE * len(lines) + 8
    height = max(height, tall + 14)
    start = top + (height - tall) / 2
    broad = max(wide(words, _LETTERS) for words in lines) + 20
    elements = [outline(_BLOCK, start, broad, tall, 1)]
    elements += [text(_BLOCK + 10, start + 17 + _LINE * rank, one, _LETTERS) for rank, one in enumerate(lines)]
    return elements, top + height


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
