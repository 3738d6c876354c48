"""The break picture: the array that was brought, laid onto the slot that the model declares."""

from textwrap import wrap

import svg

from lstm_shapes.axes import count
from lstm_shapes.checker.verdicts import DECLARED, data_shape, first_fit
from lstm_shapes.drawing.kit import arrow_down, boxes, line, number, outline, picture, text
from lstm_shapes.drawing.verdicts import WRONG, banner, verdict_words
from lstm_shapes.notebook.display import show

_WIDTH, _HEIGHT = 480, 404
_LEFT, _TOP, _ROOM_ACROSS, _ROOM_DOWN = 40, 66, 424, 216  # px: where the slot begins, and what a block may take
_WIDEST, _TALLEST = 24, 12  # px of a box
_MOST_ACROSS = 120  # boxes; of a longer row the first are drawn, and the picture says so
_FACTS, _BANNER = 318, 336  # px from the top


def break_svg(axes, samples, timesteps, features, declared=True, functional=False):
    """Draw the data laid onto the slot that the model declares, and the verdict of a first fit.

    What sticks out of the slot has a thick outline, and what lacks is empty; corners and scale are the same for both.

    Parameters
    ----------
    axes : int
        2 lays each sample flat, 3 is a block, 4 adds a last axis of length 1.
    samples, timesteps, features : int
    declared : bool
        Whether the model has an ``Input((20, 3))``.
    functional : bool
        A functional model instead of a Sequential one; it always has an Input.

    Returns
    -------
    str
        An SVG of 480 × 404 px, whatever the sizes.

    Raises
    ------
    ValueError
        As `data_shape` does.

    Source
    ------
    The shapes are those of `data_shape`, the verdict is that of `first_fit`.

    Examples
    --------
    >>> "57 columns too many" in break_svg(2, 100, 20, 3)
    True
    """
    shape = data_shape(axes, samples, timesteps, features)
    verdict = first_fit(shape, declared, functional)
    declared = declared or functional
    down, across = (1, shape[1]) if axes == 2 else shape[1:3]
    shown = min(across, _MOST_ACROSS)
    slot_down, slot_across = DECLARED if declared else (0, 0)
    width = min(_WIDEST, _ROOM_ACROSS / max(slot_across, shown))
    height = min(_TALLEST, _ROOM_DOWN / max(slot_down, down))
    elements = [text(8, 18, "Does this array fit into this model?", size=15, weight="bold")]
    elements += _slot(width, height) if declared else [text(_LEFT, 40, "nothing declared, so no slot")]
    elements += _block(down, shown, features, width, height, inner=axes == 4)
    if declared:
        elements += _misfit(down, shown, width, height)
        elements.append(text(max(_LEFT + 3 * width + 24, 118), _TOP - 26, f"{count(samples, 'samples')}, any number"))
    notes = _notes(axes, down, across, shown, height, declared)
    beside = _LEFT + width * max(slot_across, shown) + 24
    if beside > _WIDTH - 150:  # a wide block: what is said of it stands below it
        beside = _LEFT + 3 * width + 24
        below = _TOP + down * height
        notes = [(max(place, below + 24 + 18 * rank), words) for rank, (place, words) in enumerate(notes)]
    elements += [text(beside, place, words, weight="bold") for place, words in notes if place < _FACTS - 20]
    wants = str((None, *DECLARED)) if declared else "nothing"
    elements.append(text(8, _FACTS, f"declared {wants}", family="monospace"))
    elements.append(text(_WIDTH / 2, _FACTS, f"brought {shape}", family="monospace"))
    elements += banner(verdict.outcome, wrap(verdict.words, 62, break_on_hyphens=False), _BANNER, _WIDTH)
    label = f"The model declares {wants}; the data bring {shape}. {'. '.join(words for _, words in notes)}."
    return picture(_WIDTH, _HEIGHT, elements, f"{label} {verdict_words(verdict)}.")


def _slot(width, height):
    """The sheets of any number of samples, and the slot for one of them, dashed and empty."""
    down, across = DECLARED
    wide, tall = across * width, down * height
    elements = [
        line(f"M{number(_LEFT + 6 * sheet)} {_TOP - 6 * sheet}h{number(wide)}v{number(tall)}", 1, "3 3")
        for sheet in (3, 2, 1)
    ]
    elements.append(outline(_LEFT, _TOP, wide, tall, 2, "6 4"))
    elements += [arrow_down(24, _TOP, _TOP + tall), text(8, _TOP + tall + 14, "time", size=12)]
    return elements


def _block(down, across, features, width, height, inner):
    """The data, one box a value; in a flat row every box has the colour that it would have in the block."""
    cells = [
        (_LEFT + column * width, _TOP + row * height, column % features)
        for row in range(down)
        for column in range(across)
    ]
    elements = boxes(cells, width, height)
    if inner and min(width, height) > 5:  # a box within each box: one axis more
        sides = f"h{number(width - 5)}v{number(height - 5)}h{number(5 - width)}z"
        frames = "".join(f"M{number(x + 2)} {number(y + 2)}{sides}" for x, y, _ in cells)
        elements.append(svg.Path(d=frames, fill="none", stroke="#ffffff", stroke_width=1.5))
    return elements


def _misfit(down, across, width, height):
    """A thick outline around what lies outside of the slot."""
    slot_down, slot_across = DECLARED
    elements = []
    if across > slot_across:
        left = _LEFT + slot_across * width
        elements.append(outline(left, _TOP, (across - slot_across) * width, down * height, 3, ink=WRONG))
    if down > slot_down:
        top = _TOP + slot_down * height
        elements.append(
            outline(_LEFT, top, min(across, slot_across) * width, (down - slot_down) * height, 3, ink=WRONG)
        )
    return elements


def _notes(axes, down, across, shown, height, declared):
    """Return (y, words) for what sticks out, lacks, or is left over."""
    notes = []
    what = "columns" if axes == 2 else "features"
    if not declared:
        said = f"{count(across, 'columns')}, no third axis" if axes == 2 else f"{down} × {across} in each sample"
        notes.append((_TOP + 20, said))
    elif across != DECLARED[1]:
        words = "too many" if across > DECLARED[1] else "missing"
        notes.append((_TOP + 20, f"{count(abs(across - DECLARED[1]), what)} {words}"))
    if axes == 4:
        notes.append((_TOP + 40, "one axis more, of length 1"))
    if declared and axes == 2:
        notes.append((_TOP + 60, "no second axis: 19 rows empty"))
    elif declared and down != DECLARED[0]:
        middle = _TOP + height * (down + DECLARED[0]) / 2 + 4
        words = "too many" if down > DECLARED[0] else "missing"
        notes.append((middle, f"{count(abs(down - DECLARED[0]), 'timesteps')} {words}"))
    if shown < across:
        notes.append((_TOP + 80, f"the first {shown} of {across:,} are drawn"))
    placed = []
    for place, words in sorted(notes):
        placed.append((max(place, placed[-1][0] + 18) if placed else place, words))
    return placed


def show_break(axes=2, samples=100, timesteps=20, features=3, declared=True, functional=False):
    """Show the data laid onto the slot that the model declares, and print the verdict of a first fit.

    Parameters
    ----------
    axes, samples, timesteps, features, declared, functional
        As for `break_svg`.

    Raises
    ------
    ValueError
        As `data_shape` does.

    Source
    ------
    `first_fit`, which a test compares with real fits.

    Examples
    --------
    >>> show_break(axes=5)
    Traceback (most recent call last):
    ValueError: axes must be 2, 3 or 4; got 5.
    """
    verdict = first_fit(data_shape(axes, samples, timesteps, features), declared, functional)
    show(break_svg(axes, samples, timesteps, features, declared, functional), verdict_words(verdict))
