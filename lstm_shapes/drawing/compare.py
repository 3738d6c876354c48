"""What a model declares beside what the data bring, axis by axis, on one scale."""

from itertools import combinations
from math import prod
from typing import NamedTuple

from ..axes import AXES, any_for_none
from .kit import fitted, outline, picture, text

MISSING = "missing"
TOP = 42
_MOST, _LEAST = 60, 5  # px of a bar


class Columns(NamedTuple):
    """Where the model's and the data's column begin, and how wide the picture is, in px."""

    left: int = 76
    right: int = 228
    width: int = 410


class Row(NamedTuple):
    """One axis of the picture.

    Fields
    ------
    name : str
    want, size
        What the model declares (None for any number, MISSING for nothing) and what the data bring.
    words : str
        Beside the bar of the data.
    wrong : bool
        Drawn with a thick outline.
    plain : bool
        Only words: there is no length to compare.
    """

    name: str
    want: object
    size: object
    words: str = ""
    wrong: bool = False
    plain: bool = False


def drawn_rows(rows, columns, bar, height, flat=0):
    """Draw the rows from the top of the picture downwards.

    Parameters
    ----------
    rows : sequence of Row
    columns : Columns
    bar : callable
        ``bar(size)`` gives a length in px.
    height : int
        Of one row, in px.
    flat : int
        How many rows at the end share the bar of the row before them.

    Returns
    -------
    list of svg elements
    """
    elements, (left, right, _) = [], columns
    first_flat = sum(row.want is not MISSING for row in rows) - flat - 1 if flat else -1
    for place, row in enumerate(rows):
        top = TOP + place * height
        elements.append(text(0, top + 19, row.name))
        if row.want is None:
            elements.append(text(left, top + 19, "any"))
        elif row.want is not MISSING:
            elements += [outline(left, top + 4, bar(row.want), 22), text(left + bar(row.want) + 8, top + 19, row.want)]
        if row.size is MISSING:
            slot = right + bar(rows[first_flat].size) + 12 if flat else right
            elements += [outline(slot, top + 4, 66, 22, dash="4 3"), text(slot + 8, top + 19, "missing")]
        elif row.plain:
            elements.append(fitted(right, top + 19, row.words, columns.width - right))
        else:
            tall = flat * height + 22 if place == first_flat else 22
            elements.append(outline(right, top + 4, bar(row.size), tall, stroke=4 if row.wrong else 1.5))
            beside = right + bar(row.size) + 12
            elements.append(fitted(beside, top + 19, row.words, columns.width - beside))
    return elements


def head(declares, brings, columns):
    """Return the two columns' headings, and the shapes below them."""
    left, right, width = columns
    return [
        text(left, 14, "the model declares", weight="bold"),
        fitted(left, 31, declares, right - left - 8),
        text(right, 14, "your data bring", weight="bold"),
        fitted(right, 31, brings, width - right),
    ]


def _differs(want, size, place):
    if size == 0:
        return True
    if want is None or size is None:
        return False
    return size % want != 0 if place == 0 and want else size != want


def _chosen(declared, shape, axis):
    """Return which axes of the longer shape belong to those of the shorter one: the fewest sizes differ."""
    names = _names(len(declared))

    def cost(places):
        if len(shape) <= len(declared):
            pairs = [(declared[place], size, place) for place, size in zip(places, shape, strict=True)]
            rest = -sum(name == axis for place, name in enumerate(names) if place not in places)
            if 0 in shape:  # what is left after a filter or a cut: no samples, rather than none of a moment
                rest = 0 not in places
            elif axis == AXES[0] and 0 in places and len(shape) < len(declared):  # one sample, or one long series
                return len(declared), rest
        else:
            pairs = [(want, shape[place], row) for row, (want, place) in enumerate(zip(declared, places, strict=True))]
            rest = sum(size != 1 for place, size in enumerate(shape) if place not in places)
            if axis == AXES[2] and len(declared) == 2:  # vectors where ids are read: their features are left over
                rest = len(shape) - 1 in places
        return sum(_differs(*pair) for pair in pairs), rest

    longer, shorter = sorted((len(declared), len(shape)), reverse=True)
    return min(combinations(range(longer), shorter), key=cost)


def _names(axes):
    return AXES if axes == 3 else ("samples", *(f"axis {place}" for place in range(1, axes)))


def _row(name, want, size, place):
    if size is MISSING:
        return Row(name, want, MISSING, "missing", True)
    wrong = _differs(want, size, place)
    words = "any" if size is None else str(size)
    if size == 0:
        words = "0: empty"
    elif wrong:
        words = f"{size} ≠ n × {want}" if place == 0 else f"{size} ≠ {want}"
    # Any number of samples will do, so theirs is not compared by length.
    return Row(name, want, size, words, wrong, plain=size is None or (place == 0 and want is None and size > 0))


def _left_over(size):
    words = f"{'any' if size is None else size}, not declared"
    return Row("left over", MISSING, size, words, True, plain=size is None)


def compared(declared, shape, axis=""):
    """Put the axes of the data beside the declared ones.

    Parameters
    ----------
    declared, shape : tuple
        Samples first; None for any number.
    axis : str
        The axis that is said to be wrong; it decides where two places for a missing one are as good.

    Returns
    -------
    rows : list of Row
    flat : int
        How many missing axes lie folded in the last axis of the data.

    Source
    ------
    The axes are placed so that the fewest sizes differ.

    Examples
    --------
    >>> [row.words for row in compared((None, 20, 3), (100, 60))[0]]
    ['100', '60 ≠ 20', 'missing']
    >>> [row.words for row in compared((None, 20, 3), (20, 3), "samples")[0]]
    ['missing', '20', '3']
    """
    declared, shape = tuple(declared), tuple(shape)
    names, chosen = _names(len(declared)), _chosen(declared, shape, axis)
    if len(shape) > len(declared):
        kept = [shape[place] for place in chosen]
        each = enumerate(zip(names, declared, kept, strict=True))
        rows = [_row(*one, place) for place, one in each]
        over = [size for place, size in enumerate(shape) if place not in chosen]
        return rows + [_left_over(size) for size in over], 0
    flat = 0
    parts = declared[len(shape) - 1 :]
    sizes = {place: size for place, size in zip(chosen, shape, strict=True)}
    if 1 < len(shape) < len(declared) and None not in parts and shape[-1] == prod(parts):
        differing = any(_differs(declared[place], size, place) for place, size in sizes.items())
        if differing:
            flat, sizes = len(declared) - len(shape), dict(enumerate(shape))
    rows = [_row(name, declared[place], sizes.get(place, MISSING), place) for place, name in enumerate(names)]
    return rows, flat


def compare_svg(declared, shape, axis=""):
    """Draw what the model declares beside what the data bring, axis by axis, on one scale.

    Parameters
    ----------
    declared, shape : tuple
        Samples first; None for any number.
    axis : str
        As for `compared`.

    Returns
    -------
    str
        An SVG, 410 px wide. What differs has a thick outline and the sign ≠, what is missing a dashed one.

    Raises
    ------
    ValueError
        If `declared` or `shape` has no axis, or more than 8.

    Source
    ------
    `compared`.

    Examples
    --------
    >>> "20 ≠ 30" in compare_svg((None, 30, 3), (100, 20, 3))
    True
    """
    for value, name in ((declared, "declared"), (shape, "shape")):
        if not 1 <= len(value) <= 8:
            raise ValueError(f"{name} needs 1 to 8 axes; got {tuple(value)}.")
    rows, flat = compared(declared, shape, axis)
    columns, height = Columns(), 30
    sizes = [size for row in rows for size in (row.want, None if row.plain else row.size)]
    known = [size for size in sizes if isinstance(size, int)]
    unit = min(14, _MOST / max(1, *known)) if known else 1

    def bar(size):
        return max(_LEAST, unit * size)

    elements = head(any_for_none(declared), any_for_none(shape), columns)
    elements += drawn_rows(rows, columns, bar, height, flat)
    notes = []
    if flat:
        notes.append(f"{shape[-1]} = {' × '.join(map(str, declared[-flat - 1 :]))} laid flat")
    if not any(row.wrong for row in rows):
        notes.append("the sizes agree")
    if any(0 < unit * size < _LEAST / 2 for size in known):
        notes.append("not to scale")
    bottom = TOP + len(rows) * height
    room = columns.width - columns.right
    elements += [fitted(columns.right, bottom + 14 + 16 * place, note, room, 12) for place, note in enumerate(notes)]
    marked = "; ".join(f"{row.name}: {row.words}" for row in rows if row.wrong)
    label = f"The model declares {any_for_none(declared)}; the data bring {any_for_none(shape)}."
    return picture(columns.width, bottom + 6 + 16 * len(notes), elements, f"{label} {marked}." if marked else label)
