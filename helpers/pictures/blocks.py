"""Shapes drawn to scale, each with the same facts as words."""

from lstm_shapes.axes import count
from lstm_shapes.drawing.kit import FEATURES, arrow_down, boxes, kind_of, line, number, outline, picture, sheets, text
from lstm_shapes.notebook.display import show, show_image

from .sizes import block_shape, describe_shape

MOST = 1_000_000  # sizes above it would be a slip of the keyboard, not a data set
_WIDTH, _HEIGHT = 420, 320
_CARD_LEFT, _CARD_TOP = 96, 54
_LARGEST, _SMALLEST = 14, 4


def _shown(size, room):
    """Return which indices of an axis are drawn in `room` px, and whether that is all of them."""
    most = room // _SMALLEST
    if size <= most:
        return list(range(size)), True
    half = most // 2 - 1
    return [*range(half), None, *range(size - half, size)], False


def block_svg(shape):
    """Draw one block: the first sample as a card, the others behind it.

    Parameters
    ----------
    shape : sequence of 3 int
        (samples, timesteps, features).

    Returns
    -------
    str
        An SVG of 420 × 320 px, whatever the shape.

    Raises
    ------
    ValueError
        If `shape` is not three whole numbers from 1 to 1,000,000.

    Source
    ------
    The picture of a stack of cards: one card a sample, one line a timestep, one box a feature.

    Examples
    --------
    >>> block_svg((8, 5, 3)).startswith("<svg")
    True
    """
    samples, timesteps, features = block_shape(shape, most=MOST)
    rows, all_rows = _shown(timesteps, _HEIGHT - _CARD_TOP - 24)
    columns, all_columns = _shown(features, 150)
    size = max(_SMALLEST, min(_LARGEST, (_HEIGHT - _CARD_TOP - 24) / len(rows), 150 / len(columns)))
    width, height = size * len(columns), size * len(rows)
    right, bottom = _CARD_LEFT + width, _CARD_TOP + height
    cells = [
        (_CARD_LEFT + column * size, _CARD_TOP + row * size, feature)
        for row, step in enumerate(rows)
        for column, feature in enumerate(columns)
        if step is not None and feature is not None
    ]
    behind = min(samples - 1, 4)
    elements = sheets(_CARD_LEFT - 2, _CARD_TOP - 2, width + 3, height + 3, behind)
    elements += boxes(cells, size)
    elements.append(outline(_CARD_LEFT - 2, _CARD_TOP - 2, width + 3, height + 3))
    elements.append(text(right + 7 * behind + 12, _CARD_TOP - 7 * behind + 5, count(samples, "cards"), weight="bold"))
    elements.append(text(right + 7 * behind + 12, _CARD_TOP - 7 * behind + 22, "one card is one sample", size=12))
    elements.append(arrow_down(_CARD_LEFT - 16, _CARD_TOP, bottom))
    elements.append(text(_CARD_LEFT - 28, _CARD_TOP + 10, "step 0", size=12, anchor="end"))
    if timesteps > 1:
        elements.append(
            text(_CARD_LEFT - 28, max(bottom, _CARD_TOP + 24), f"step {timesteps - 1}", size=12, anchor="end")
        )
    legend_left = max(right + 7 * behind + 24, _CARD_LEFT + 110)
    for place, feature in enumerate(columns[: len(FEATURES)] if features <= len(FEATURES) else range(len(FEATURES))):
        top = _CARD_TOP + 40 + 20 * place
        elements += boxes([(legend_left, top, feature)], 14)
        elements.append(text(legend_left + 20, top + 11, kind_of(feature)[0]))
    if features > len(FEATURES):
        rest = features - len(FEATURES)
        elements.append(text(legend_left, _CARD_TOP + 175, f"and {rest:,} more"))
    if not (all_rows and all_columns):
        if not all_rows:
            middle = _CARD_TOP + rows.index(None) * size + size / 2
            zigzag = "l4 -4l4 4" * int(max(width, 16) // 8)
            elements.append(line(f"M{_CARD_LEFT} {number(middle)}{zigzag}"))
        elements.append(text(legend_left, _HEIGHT - 12, "not to scale"))
    return picture(_WIDTH, _HEIGHT, elements, describe_shape((samples, timesteps, features)))


def show_block(shape):
    """Show one block, drawn to scale, and print the same facts.

    Parameters
    ----------
    shape : sequence of 3 int
        (samples, timesteps, features).

    Raises
    ------
    ValueError
        As `block_svg` does.

    Source
    ------
    `block_svg` and `describe_shape`.

    Examples
    --------
    >>> show_block((8, 5))
    Traceback (most recent call last):
    ValueError: shape needs 3 sizes (samples, timesteps, features); got (8, 5).
    """
    show(block_svg(shape), describe_shape(shape))


def show_figure(figure, words):
    """Show a Matplotlib figure with its words as alternative text, and print them.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        It is closed afterwards, so that it is not shown twice.
    words : str
        The facts that the reader should see in it.

    Raises
    ------
    ValueError
        If `words` is empty.

    Source
    ------
    JupyterLab drops the alternative text of an image output; an ``img`` within HTML keeps it.

    Examples
    --------
    >>> show_figure(None, "")
    Traceback (most recent call last):
    ValueError: words needs at least one sentence that says what the figure shows; got ''.
    """
    if not str(words).strip():
        raise ValueError(f"words needs at least one sentence that says what the figure shows; got {words!r}.")
    import base64
    import io
    from html import escape

    import matplotlib.pyplot as plt

    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100)
    plt.close(figure)
    data = base64.b64encode(file.getvalue()).decode()
    alt = escape(" ".join(words.split()), quote=True)
    show_image(f'<img alt="{alt}" src="data:image/png;base64,{data}" style="max-width:100%">', words)
