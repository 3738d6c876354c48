"""The rows of a flow: what each layer of a model, or of a list, receives and gives, with names for the axes."""

import sys
from typing import NamedTuple

from ..axes import AXES, any_for_none, count
from ..checker.graph import Call, follow, follow_list, graph_of, read_by
from ..program.reading import is_walkable
from ..state.given import given_shapes, kind_named, unread
from ..state.layers import called, gives_every_step, is_recurrent
from .named_axes import named_axes

_MASKS = ("mask", "query_mask", "value_mask", "key_mask")


class Row(NamedTuple):
    """One layer of the flow.

    Fields
    ------
    name : str
        Its class, its name, and for a recurrent layer what it gives.
    gives : tuple or None
        The shape that comes out; None where nothing does, or nothing is known.
    axes : tuple of str
        The names of its axes.
    state : str
        "fits", "breaks", "not reached" or "cannot tell".
    words : str
        Why it breaks, or what the Input lets pass.
    reads : str
        From whom, where that is not the row above alone.
    more : tuple of (str, tuple, tuple)
        What else comes out, a state or a further output: its name, shape and axes.
    ends : tuple of str
        Which of them the model gives out: "it", or the names in `more`; empty for a model with one output.

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
    reads: str = ""
    more: tuple = ()
    ends: tuple = ()


def title(layer):
    """Return a layer's class and name, and for a recurrent layer what it gives out.

    Examples
    --------
    >>> import keras
    >>> title(keras.layers.LSTM(2, name="first")), title(keras.layers.GRU(2, return_state=True, name="encoder"))
    ("LSTM 'first', last step", "GRU 'encoder', last step and states")
    """
    if not hasattr(layer, "weights"):
        return f"keras.ops {layer.name!r}"
    if not is_recurrent(layer):
        return called(layer)
    states = " and states" if getattr(layer, "return_state", False) else ""
    return f"{called(layer)}, {'every' if gives_every_step(layer) else 'last'} step{states}"


def _sized(size, name):
    return count(size, name) if name in AXES else f"{size} on {name}" if name.startswith("axis") else f"{size} {name}"


def _passes(wants, read, axes):
    """Say which sizes an Input declares and lets pass all the same."""
    differ = [
        axis
        for axis, (want, size) in enumerate(zip(wants, read, strict=True))
        if axis and None not in (want, size) and want != size
    ]
    if len(differ) > 1:
        return f"! declares {any_for_none(wants)}, lets {any_for_none(read)} pass"
    return "".join(f"! declares {_sized(wants[axis], axes[axis])}, lets {read[axis]} pass" for axis in differ)


def _without_masks(calls, inputs):
    """Leave out the calls with which Keras works a mask out, and who reads it: no data flow there."""
    readers = {}
    for call in calls:
        for argument, key in call.reads:
            readers.setdefault(key, []).append((argument, call.keys))
    masks = set()
    for call in reversed(calls):
        read_by = [one for key in call.keys for one in readers.get(key, ())]
        as_mask = all(argument in _MASKS or set(keys) <= masks for argument, keys in read_by)
        if read_by and as_mask and not set(call.keys) & inputs:
            masks.update(call.keys)
    return [
        call._replace(reads=tuple(one for one in call.reads if one[1] not in masks))
        for call in calls
        if not set(call.keys) <= masks
    ]


def _sources(call, makers, above):
    """Say from whom a call reads; nothing where that is what the row above gives."""
    if len(call.reads) == 1 and call.reads[0][1] == above:
        return ""
    by_argument = {}
    for argument, key in call.reads:
        by_argument.setdefault(argument, []).append(makers[key])
    said = []
    for argument, sources in by_argument.items():
        *front, last = sources
        from_whom = f"{', '.join(front)} and {last}" if front else last
        said.append(f"{argument} from {from_whom}" if argument else from_whom)
    return ", ".join(said)


def _parts(call):
    """Names of what a call gives besides its first tensor."""
    states = is_recurrent(call.layer) and getattr(call.layer, "return_state", False)
    both = 1 if getattr(call.layer, "merge_mode", "") is None else 0  # Bidirectional: forwards, then backwards
    return [
        f"state {place - both}" if states and place > both else f"output {place + 1}"
        for place in range(1, len(call.keys))
    ]


def _row(call, name, reads, axes, ends):
    parts = _parts(call) if call.layer is not None else []
    gives = call.gives[0] if call.gives else None
    more = tuple(
        (part, shape, axes[key]) for part, key, shape in zip(parts, call.keys[1:], call.gives[1:], strict=False)
    )
    given_out = [part for part, key in zip(["it", *parts], call.keys, strict=False) if key in ends]
    return Row(
        name, gives, axes.get(call.keys[0], ()) if gives else (), call.state, call.words, reads, more, tuple(given_out)
    )


def _graph_rows(model, x):
    """Rows of a model whose layers may read from several others."""
    graph = graph_of(model)
    inputs = {id(tensor): tensor for tensor in graph.inputs}
    names = [tensor._keras_history.operation.name for tensor in graph.inputs]
    keys = [tensor.name for tensor in graph.inputs]
    brought = dict(zip(inputs, given_shapes(x, graph._inputs_struct, names, keys), strict=True))
    wanted, read, broken = {key: tuple(tensor.shape) for key, tensor in inputs.items()}, {}, {}
    samples = next(((name, got[0]) for name, got in zip(names, brought.values(), strict=True) if got), None)
    for key in inputs:
        want, got = wanted[key], brought[key]
        read[key] = want if got is None else read_by(got, want, compares=graph is model)
        if read[key] is None:
            unbatched = hasattr(x, "element_spec") and read_by((None, *got), want, compares=True)
            broken[key] = f"declares {any_for_none(want)}, gets {any_for_none(got)}"
            broken[key] += ": .batch() is missing" if unbatched else ""
        elif got and None not in (got[0], samples[1]) and got[0] != samples[1]:
            broken[key] = f"gets {count(got[0], 'samples')}, {samples[0]!r} gets {samples[1]}"
        elif want[0] is not None and not hasattr(
            x, "element_spec"
        ):  # fit cuts x into such batches, and layers may be made for them
            read[key] = (want[0], *read[key][1:])
    first = next(iter(broken), None)
    calls = follow(model, [read[key] or wanted[key] for key in inputs])
    if first is not None:
        calls = [
            call._replace(gives=(), state="breaks", words=broken[first])
            if first in call.keys
            else call._replace(given=(), gives=(), state="not reached", words="")
            for call in calls
        ]
    calls = _without_masks(calls, set(inputs))
    axes = named_axes(calls)
    ends = {id(tensor) for tensor in graph.outputs} if len(graph.outputs) > 1 else set()
    times = {}
    for call in calls:
        times.setdefault(id(call.layer), []).append(call)
    rows, makers, above = [], {}, None
    for call in calls:
        alike = times[id(call.layer)]
        again = f", call {alike.index(call) + 1}" if len(alike) > 1 else ""
        key = call.keys[0] if call.keys else None
        if key in inputs:
            name = "Input" if graph is not model else f"Input {call.layer.name!r}"
            if first is None:
                words = _passes(wanted[key], read[key], axes[key])
                if wanted[key][0] is not None and brought[key] and not words:
                    batch, got = wanted[key][0], brought[key][0]
                    same = got is None or not hasattr(x, "element_spec") or got == batch
                    words = f"in batches of {batch}" if same else f"! declares batches of {batch}, gets {got}"
                call = call._replace(words=words or ("! x is not read" if unread(x) else ""))
        else:
            name = title(call.layer) + again
        rows.append(_row(call, name, _sources(call, makers, above) if call.reads else "", axes, ends))
        source = call.layer.name + (f" (call {alike.index(call) + 1})" if again else "")
        for part, one in zip(["", *_parts(call)], call.keys, strict=False):
            makers[one] = f"{source}'s {part}" if part else source
        above = key
    return rows


def _list_rows(layers, declared, x):
    """Rows of layers that stand in a line."""
    (shape,) = given_shapes(x, "x", ["x"])
    if shape is None and declared is None:
        raise ValueError(unread(x) or "x is needed: without an Input nothing says which shape goes in.")
    name, words, read = "Input" if declared else "data", "", shape
    if declared:
        read = declared if shape is None else read_by(shape, declared, compares=False)
        words = "! x is not read" if unread(x) else ""
    if read is None:
        words = f"declares {any_for_none(declared)}, gets {any_for_none(shape)}"
        rest = [Row(title(layer), None, (), "not reached") for layer in layers]
        return [Row(name, shape, (), "breaks", words), *rest]
    calls = follow_list(layers, read)
    axes = named_axes(calls)
    if declared:
        words = words or _passes(declared, read, axes[calls[0].keys[0]])
    calls = [calls[0]._replace(words=words), *calls[1:]]
    return [_row(call, name if call.layer is None else title(call.layer), "", axes, set()) for call in calls]


def _taken_apart(model):
    """Return (declared shape or None, layers) of a list, a Sequential that is not built, or one layer."""
    keras = sys.modules.get("keras")
    if isinstance(model, (list, tuple)):
        layers = list(model)
    elif hasattr(model, "layers"):
        layers = list(model._layers)
    else:
        layers = [model]
    declared = None
    if layers and keras is not None and isinstance(layers[0], keras.KerasTensor):
        declared, layers = tuple(layers[0].shape), layers[1:]
    elif layers and type(layers[0]).__name__ == "InputLayer":
        declared, layers = tuple(layers[0].batch_shape), layers[1:]
    for place, layer in enumerate(layers, len(model) - len(layers) + 1 if isinstance(model, (list, tuple)) else 1):
        if keras is None or not isinstance(layer, keras.layers.Layer):
            raise ValueError(f"flow needs a list of layers, which may begin with a keras.Input; number {place} is "
                             f"{kind_named(layer)}.")  # fmt: skip
    return declared, [layer for layer in layers if type(layer).__name__ != "InputLayer"]


def _own_rows(model, x):
    """Rows of a model whose call() is somebody's own, and says alone in which order its layers stand."""
    rows = []
    if x is not None and not unread(x):
        parts = {f"data {name!r}": one for name, one in x.items()} if isinstance(x, dict) else {"data": x}
        try:
            shapes = {name: given_shapes(one, "x", ["x"])[0] for name, one in parts.items()}
        except ValueError:  # several arrays in a list: what reads them is not known
            shapes = {}
        for name, shape in shapes.items():
            if shape is not None:
                rows.append(_row(Call(None, (), (name,), (), (shape,)), name, "", {name: _plain(shape)}, set()))
    return [*rows, Row(called(model), None, (), "cannot tell", "its own call() orders its layers, and is not run")]


def _plain(shape):
    return ("samples", *(f"axis {axis}" for axis in range(1, len(shape))))


def flow_rows(model, x=None):
    """Follow data through a model, or through layers that may not build.

    Parameters
    ----------
    model : keras.Model, keras.Layer or list
        A list holds layers, and may begin with a ``keras.Input``.
    x : array_like, dataset or tuple, optional
        The data, or their shape with the samples first. For several inputs a list in their order, or a dict by their
        names. Without it, or where it cannot be seen without reading it (a generator, a ``keras.utils.PyDataset``),
        the declared shape is followed.

    Returns
    -------
    list of Row
        The first is the Input; from the first that breaks on, nothing is reached.

    Raises
    ------
    ValueError
        If neither `x` nor an Input gives a shape; if `model` is no model, or `x` no data for its inputs.

    Source
    ------
    `checker.graph`: what Keras 3.15 recorded when the model was made, and its arithmetic for the sizes of `x`.

    Examples
    --------
    >>> flow_rows([], (100, 60))[0][:4]
    ('data', (100, 60), ('samples', 'features'), 'fits')
    """
    keras = sys.modules.get("keras")
    if isinstance(model, (list, tuple)):
        declared, layers = _taken_apart(model)
        return _list_rows(layers, declared, x)
    if keras is None or not isinstance(model, keras.layers.Layer):
        raise ValueError(f"flow needs a Keras model or a list of layers; got {kind_named(model)}.")
    if not isinstance(model, keras.Model):
        return _list_rows([model], None, x)
    if not is_walkable(model):
        return _own_rows(model, x)
    if graph_of(model) is not None:
        return _graph_rows(model, x)
    declared, layers = _taken_apart(model)
    if not layers and declared is None:
        raise ValueError(f"flow needs layers to follow; the model {model.name!r} has none yet.")
    return _list_rows(layers, declared, x)
