"""What the axes between layers are called: by who reads them, by who made them, else by a number."""

import re

from ..axes import AXES
from ..state.layers import is_recurrent, kind_of_layer

_GRIDS = {"1": ("timesteps",), "2": ("rows", "columns"), "3": (None, None, None)}
_CARRIES = ("Masking", "Identity", "Rescaling", "Normalization", "ActivityRegularization")


def _grid(layer, kind):
    """Names of what a layer with 1D or 2D in its name reads, samples first; None where it has no such name."""
    found = re.search(r"([123])D(Transpose)?$", kind)
    if not found:
        return None
    inner = [*_GRIDS[found[1]]]
    last = "features" if found[1] == "1" else "channels"
    if kind.startswith("ConvLSTM"):
        inner, last = ["columns"] if found[1] == "1" else inner, "channels"
    first = getattr(layer, "data_format", "channels_last") == "channels_first"
    inner = [last, *inner] if first else [*inner, last]
    return ("samples", *(["timesteps"] if kind.startswith("ConvLSTM") else []), *inner)


def _last(shape, name="features"):
    return (*[None] * (len(shape) - 1), name) if shape else ()


def _meaning(layer, given, gives, labels):
    """Return (names of what is read, names of what is given, pairs of axes that are the same).

    A pair is ((place among what is read, axis), (place among what is given, axis)).
    """
    kind = kind_of_layer(layer)
    module = type(layer).__module__
    read, made, pairs = [()] * len(given), [()] * len(gives), []
    first, out = given[0], gives[0]

    def carry(many, place=0, to=0, before=0):
        pairs.extend(((place, axis), (to, axis)) for axis in range(before, many))

    if not hasattr(layer, "weights"):  # of keras.ops: sizes that all differ and come out as they went in
        for place, shape in enumerate(given):
            if shape == out and len(set(shape)) == len(shape):
                carry(len(shape), place)
        return read, made, pairs
    if not module.startswith("keras.") or kind == "Lambda":
        return read, made, pairs
    grid = _grid(layer, kind)
    if kind == "TimeDistributed" and len(first) > 2 and len(out) > 1:
        inner, after, same = _meaning(layer.layer, [(first[0], *first[2:])], [(out[0], *out[2:])], labels)
        read, made = ([(one[0], "timesteps", *one[1:]) if one else ()] for one in (inner[0], after[0]))
        pairs = [((0, a + (a > 0)), (0, b + (b > 0))) for (_, a), (_, b) in same]
        read[0], made[0] = (one or ("samples", "timesteps") for one in (read[0], made[0]))
        pairs.append(((0, 1), (0, 1)))
    elif is_recurrent(layer):
        read = [grid or AXES if len(one) > 2 else AXES[::2] for one in given]
        steps = grid or AXES
        for place, shape in enumerate(gives):
            made[place] = steps if len(shape) == len(first) else (steps[0], *steps[2:])
            if len(shape) == len(first):
                carry(2, to=place)
    elif kind.startswith("Global") and grid:
        read, made = [grid], [("samples", grid[-1]) if len(out) == 2 else grid]
    elif grid:
        read, made = [grid], [grid]
    elif kind == "Embedding":
        read, made = [AXES[:2] if len(first) == 2 else ()], [_last(out)]
        carry(len(first))
    elif kind == "Dense":
        read, made = [_last(first)], [_last(out)]
        carry(len(first) - 1)
    elif kind == "Flatten":
        made = [AXES[::2]]
    elif kind == "RepeatVector":
        read, made = [AXES[::2]], [AXES]
    elif kind == "Permute":
        pairs = [((0, old), (0, new)) for new, old in enumerate(layer.dims, 1)]
    elif kind.endswith("Attention"):
        asks = labels.index("query") if "query" in labels else 0
        read, made[0] = [_last(one) for one in given], _last(out)
        carry(len(given[asks]) - 1, asks)
    elif ".merging." in module and kind != "Dot":
        for place, shape in enumerate(given):
            if len(shape) == len(out):
                carry(len(shape), place)
    elif kind in _CARRIES or any(part in module for part in (".activations.", ".regularization.", ".normalization.")):
        carry(len(first))
    return read, made, pairs


def named_axes(calls, known=None):
    """Return the names of the axes of everything that flows between calls.

    Parameters
    ----------
    calls : sequence of checker.graph.Call
    known : dict, optional
        Names that are known already, by key: of the inputs of a model within a model.

    Returns
    -------
    dict
        By key a tuple of str: "samples", "timesteps", "features" and their like where a layer reads or makes such an
        axis, else "axis 1".

    Source
    ------
    Keras 3.15: a recurrent layer reads (samples, timesteps, features) and gives its last step as (samples, features);
    Permute, merges and layers that work value by value keep what their axes mean.

    Examples
    --------
    >>> from lstm_shapes.checker.graph import follow_list
    >>> named_axes(follow_list([], (100, 60)))
    {'data': ('samples', 'features')}
    """
    shapes = {key: shape for call in calls for key, shape in zip(call.keys, call.gives, strict=False)}
    same, direct = {}, {"read": {}, "made": {}}  # axes that are one and the same; what a layer says of one

    def root(axis):
        while same.get(axis, axis) != axis:
            axis = same[axis]
        return axis

    def say(kind, key, names):
        for axis, name in enumerate(names[: len(shapes.get(key, ()))]):
            if name:
                direct[kind].setdefault((key, axis), name)

    bare = set()  # made by keras.ops or somebody's own: nothing says that their first axis is the samples
    for call in calls:
        if not call.reads or not call.given:
            continue
        if not call.gives:  # what it would read, where its number of axes is right
            read = _meaning(call.layer, call.given, call.given, [name for name, _ in call.reads])[0]
            for (_, key), names, shape in zip(call.reads, read, call.given, strict=False):
                say("read", key, names if len(names) == len(shape) > 2 else ())
            continue
        if call.inside:
            read, made, pairs = _meaning_within(call)
        else:
            read, made, pairs = _meaning(call.layer, call.given, call.gives, [name for name, _ in call.reads])
        for (_, key), names in zip(call.reads, read, strict=False):
            say("read", key, names)
        for key, names in zip(call.keys, made, strict=False):
            say("made", key, names)
        for (place, axis), (to, after) in pairs:
            same[root((call.keys[to], after))] = root((call.reads[place][1], axis))
        kind = type(call.layer)
        if not hasattr(call.layer, "weights") or kind.__name__ == "Lambda" or not kind.__module__.startswith("keras."):
            bare.update(call.keys)
    for key, names in (known or {}).items():
        say("read", key, names)
    of_class = {}
    for kind in ("read", "made"):
        for axis, name in direct[kind].items():
            of_class.setdefault(root(axis), name)

    def name_of(key, axis, rank):
        name = direct["read"].get((key, axis)) or direct["made"].get((key, axis)) or of_class.get(root((key, axis)))
        if name or key in bare:
            return name or f"axis {axis}"
        return "samples" if axis == 0 else "features" if rank == 2 else f"axis {axis}"

    named = {}
    for key, shape in shapes.items():
        names = [name_of(key, axis, len(shape)) for axis in range(len(shape))]
        named[key] = tuple(one if one not in names[:axis] else f"axis {axis}" for axis, one in enumerate(names))
    return named


def _meaning_within(call):
    """What a model that is called as a layer says of its axes, from within."""
    named = named_axes(call.inside)
    known = [tuple(None if name.startswith("axis") else name for name in named.get(key, ())) for key in _ends(call)]
    many = len(call.given)
    if len(known) < many:
        return [()] * many, [()] * len(call.gives), []
    return known[:many], known[many:], []


def _ends(call):
    """Keys of the tensors at the two ends of a model within a model: its inputs, then its outputs."""
    graph = getattr(call.layer, "_functional", None) or call.layer
    if not hasattr(graph, "inputs") or getattr(call.layer, "_functional", call.layer) is None:
        return [call.inside[0].keys[0], *call.inside[-1].keys[:1]]
    return [id(one) for one in (*graph.inputs, *graph.outputs)]
