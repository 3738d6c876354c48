"""The flow picture: what each layer receives and gives, axis by axis, and the first place where it breaks."""

from typing import NamedTuple

from .axes import AXES
from .compare import any_for_none
from .drawing import line, outline, picture, text
from .pictures import show
from .scene import as_read
from .walk import called, gives_every_step, is_recurrent, kind_of_layer, walk

# px: as narrow as a telephone lets letters be read; a layer's box, the shapes below it, the heads above
_WIDTH, _LAYER, _SHAPE, _TOP = 320, 34, 32, 24
_COLUMNS = (46, 140, 236)  # px: where samples, timesteps and features stand


class Row(NamedTuple):
    """One layer of the flow.

    Fields
    ------
    name : str
        Its class, its name, and for a recurrent layer what it gives.
    gives : tuple or None
        The shape that comes out; None where nothing does.
    axes : tuple of str
        The names of its axes.
    state : str
        "fits", "breaks", "not reached" or "cannot tell".
    words : str
        Why it breaks.

    Examples
    --------
    >>> Row("Dense 'answer'", None, (), "not reached").words
    ''
    """

    name: str
    gives: tuple | None
    axes: tuple
    state: str
    words: str = ""


def axis_names(shape, ids=False):
    """Return the names of the axes of what flows between layers.

    Parameters
    ----------
    shape : tuple
    ids : bool
        An Embedding reads it: the second of two axes is time.

    Returns
    -------
    tuple of str

    Source
    ------
    Keras 3.15: a recurrent layer reads (samples, timesteps, features) and gives its last step as (samples, features).

    Examples
    --------
    >>> axis_names((100, 16)), axis_names((100, 20), ids=True)
    (('samples', 'features'), ('samples', 'timesteps'))
    """
    if len(shape) == 2:
        return (AXES[0], AXES[1] if ids else AXES[2])
    return AXES if len(shape) == 3 else ("samples", *(f"axis {place}" for place in range(1, len(shape))))


def title(layer):
    """Return a layer's class and name, and for a recurrent layer what it gives out.

    Examples
    --------
    >>> import keras
    >>> title(keras.layers.LSTM(2, name="first"))
    "LSTM 'first', last step"
    """
    gives = f", {'every' if gives_every_step(layer) else 'last'} step" if is_recurrent(layer) else ""
    return f"{called(layer)}{gives}"


def why(step):
    """Say why a step of `walk` breaks, in a few words; empty where it does not.

    Examples
    --------
    >>> from helpers.walk import Step
    >>> why(Step(None, (None, 16), None, "axes", 3)), why(Step(None, (None, 20, 4), None, "size", (-1, 3)))
    ('reads 3 axes, gets 2', 'was built for 3 features, gets 4')
    """
    if step.problem == "axes":
        return f"reads {step.wants} axes, gets {len(step.given)}"
    if step.problem == "size":
        axis, size = step.wants
        return f"was built for {size} {axis_names(step.given)[axis]}, gets {step.given[axis]}"
    return f"cannot take {any_for_none(step.given)}" if step.problem else ""


def _shape_of(x):
    if x is None:
        return None
    return tuple(x) if isinstance(x, (tuple, list)) and all(isinstance(n, int) or n is None for n in x) else x.shape


def _input_row(name, declared, shape, ids, sequential=False):
    """The row of an Input, or of the data where nothing is declared."""
    shape = tuple(declared if shape is None else shape)
    wants = declared or (None,) * len(shape)
    read = as_read(shape, wants) or shape
    differ = [
        axis for axis, pair in enumerate(zip(wants, read, strict=False)) if axis and pair[0] not in (None, pair[1])
    ]
    if len(wants) != len(read) or (differ and not (sequential and differ == [1] and len(read) > 2)):
        words = f"declares {any_for_none(wants)}, gets {any_for_none(shape)}"
        return Row(name, shape, axis_names(shape, ids), "breaks", words)
    words = f"! declares {wants[1]} timesteps, lets {read[1]} pass" if differ else ""
    return Row(name, read, axis_names(read, ids), "fits", words)


def _list_rows(layers, declared, shape):
    """Rows of layers that stand in a line."""
    ids = bool(layers) and kind_of_layer(layers[0]) == "Embedding"
    rows = [_input_row("Input" if declared else "data", declared, shape, ids, sequential=True)]
    steps = walk(layers, rows[0].gives) if rows[0].state == "fits" else []
    for step in steps:
        names = axis_names(step.gives) if step.gives else ()
        rows.append(Row(title(step.layer), step.gives, names, "breaks" if step.problem else "fits", why(step)))
    rest = "cannot tell" if rows[-1].state == "fits" else "not reached"
    return rows + [Row(title(layer), None, (), rest) for layer in layers[len(steps) :]]


def _as_list(one):
    return list(one) if isinstance(one, (list, tuple)) else [one]


def _graph_rows(model, given):
    """Rows of a functional model, whose layers may read from several others."""
    rows, shapes, makers, stopped = [], {}, {}, False
    for place, layer in enumerate(model.layers):
        ends = _as_list(layer.output)
        if type(layer).__name__ == "InputLayer":
            ids = place + 1 < len(model.layers) and any(
                kind_of_layer(other) == "Embedding" and _as_list(other.input)[0] is ends[0] for other in model.layers
            )
            row = _input_row(f"Input {layer.name!r}", tuple(ends[0].shape), given.get(layer.name), ids)
            row = row._replace(state="not reached", words="") if stopped else row
        else:
            reads = _as_list(layer.input)
            got = [shapes.get(id(one), tuple(one.shape)) for one in reads]
            names = [makers.get(id(one), "") for one in reads]
            above = len(names) == 1 and rows and names[0] == model.layers[place - 1].name
            name = title(layer) + ("" if above else f" reads {' and '.join(names)}")
            if stopped:
                row = Row(name, None, (), "not reached")
            else:
                gives = tuple(layer.compute_output_shape(got if len(got) > 1 else got[0]))
                row = Row(name, gives, axis_names(gives), "fits")
        stopped = stopped or row.state == "breaks"
        rows.append(row)
        makers[id(ends[0])] = layer.name
        shapes[id(ends[0])] = row.gives
    return rows


def flow_rows(model, x=None):
    """Follow data through a model, or through layers that may not build.

    Parameters
    ----------
    model : keras.Model or list
        A list holds layers, and may begin with a ``keras.Input``.
    x : array_like or tuple, optional
        The data, or their shape with the samples first. For several inputs a dict, by the inputs' names. Without it
        the declared shape is followed.

    Returns
    -------
    list of Row
        The first is the Input; from the first that breaks on, nothing is reached.

    Raises
    ------
    ValueError
        If neither `x` nor an Input gives a shape.

    Source
    ------
    `walk`; for a functional model, ``layer.input`` and ``layer.output`` of Keras 3.15.

    Examples
    --------
    >>> flow_rows([], (100, 20, 3))
    [Row(name='data', gives=(100, 20, 3), axes=('samples', 'timesteps', 'features'), state='fits', words='')]
    """
    if type(model).__name__ == "Functional":
        return _graph_rows(model, {name: _shape_of(one) for name, one in _by_name(model, x).items()})
    layers = list(model) if isinstance(model, (list, tuple)) else model.layers
    declared = getattr(model, "input_shape", None) if getattr(model, "built", False) else None
    if layers and not hasattr(layers[0], "compute_output_shape") and hasattr(layers[0], "shape"):
        declared, layers = layers[0].shape, layers[1:]
    if declared is None and x is None:
        raise ValueError("x is needed: without an Input nothing says which shape goes in.")
    return _list_rows(layers, declared, _shape_of(x))


def _by_name(model, x):
    """Return data by the name of the input that reads them."""
    if x is None:
        return {}
    if isinstance(x, dict):
        return x
    several = len(model.inputs) > 1 and isinstance(x, (list, tuple))
    return dict(zip((one.name for one in model.inputs), x if several else [x], strict=False))


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
    >>> flow_words(flow_rows([], (100, 20, 3)))
    'data: (100, 20, 3), samples, timesteps, features'
    """
    said = []
    for row in rows:
        if row.state == "fits":
            gives = "" if row.name.startswith(("data", "Input")) else " gives"
            said.append(
                f"{row.name}:{gives} {any_for_none(row.gives)}, {', '.join(row.axes)}" + (row.words and f" {row.words}")
            )
        else:
            said.append(f"{row.name}: " + (f"✗ BREAKS HERE: {row.words}" if row.state == "breaks" else row.state))
    return "\n".join(said)


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
    for place, row in enumerate(rows):
        top = _TOP + place * (_LAYER + _SHAPE)
        reached = row.state in ("fits", "breaks")
        stroke = 4 if row.state == "breaks" else 1.5
        elements.append(outline(3, top, _WIDTH - 6, _LAYER - 4, stroke, None if reached else "5 4"))
        elements.append(text(14, top + 20, row.name, size=_fitted(row.name, _WIDTH - 28 - 85 * (not reached))))
        if not reached:
            elements.append(text(_WIDTH - 14, top + 20, row.state, size=12, anchor="end"))
        note = {"fits": row.words, "breaks": f"✗ {row.words}"}.get(row.state, "")
        if note:  # a layer that breaks gives no shape, so there is room below; an Input has a short name
            left, below, anchor = (14, 18, "start") if row.state == "breaks" else (_WIDTH - 14, 20 - _LAYER, "end")
            size = _fitted(note, _WIDTH - (28 if row.state == "breaks" else 75), 12)
            elements.append(text(left, top + _LAYER + below, note, size=size, anchor=anchor, weight="bold"))
        if row.gives and row.state == "fits":
            below = rows[place + 1].name if place + 1 < len(rows) else "Input"
            # A layer that reads from elsewhere says so in words; an arrow would say something else.
            elements += _shape_cells(row, top + _LAYER, not below.startswith("Input") and " reads " not in below)
    broken = next((row for row in rows if row.state == "breaks"), None)
    label = f"Flow through {len(rows)} rows. " + (
        f"It breaks at {broken.name}: {broken.words}." if broken else f"It ends as {_end(rows)}."
    )
    return picture(_WIDTH, _TOP + max(len(rows), least) * (_LAYER + _SHAPE) + 4, elements, label)


def _fitted(words, room, most=13):
    """Return the size of letters with which words take at most so many px."""
    return min(most, room / (0.55 * len(words)))


def _end(rows):
    return any_for_none(rows[-1].gives) if rows[-1].gives else rows[-1].state


def _shape_cells(row, top, arrow):
    """The sizes of one shape under their axes; an axis that is not there is a dashed, empty slot."""
    elements = [line(f"M22 {top - 4}v{_SHAPE - 3}m-4 -6l4 6l4 -6")] if arrow else []
    if not set(row.axes) <= set(AXES):
        shape = any_for_none(row.gives)
        return [*elements, text(_COLUMNS[0], top + 16, shape, size=_fitted(shape, _WIDTH - _COLUMNS[0] - 8))]
    sizes = dict(zip(row.axes, row.gives, strict=True))
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
    show(flow_svg(rows), flow_words(rows))
