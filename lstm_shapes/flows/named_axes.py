"""What the axes between layers are called: by who reads them, by who made them, else by a number."""

import re

from ..axes import AXES
from ..checks import KEEPS_SHAPE, is_recurrent
from ..checks.several import MERGES

_GRIDS = {"1": ("timesteps",), "2": ("rows", "columns"), "3": (None, None, None)}


def tensors(call, gives):
    """Return the keys of all that a call gives: in a line its record lists the first tensor alone.

    Examples
    --------
    >>> from lstm_shapes.program import Call
    >>> tensors(Call(0, (), (1,)), ((8, 4), (8, 4)))
    (1, (1, 1))
    """
    return (*call.gives, *((call.gives[0], place) for place in range(len(call.gives), len(gives or ()))))


def _read_keys(call, given):
    """Return the keys of all that a call reads; in a line one call reads all that the one before gives."""
    keys = [one.tensor for one in call.plain_reads]
    return (*keys, *((keys[0], place) for place in range(len(keys), len(given)) if keys))


def _grid(layer, kind):
    """Names of what a layer with 1D or 2D in its name reads, samples first; None where it has no such name."""
    found = re.search(r"([123])D(Transpose)?$", kind)
    if not found:
        return None
    inner = [*_GRIDS[found[1]]]
    last = "features" if found[1] == "1" else "channels"
    if kind.startswith("ConvLSTM"):
        inner, last = ["columns"] if found[1] == "1" else inner, "channels"
    inner = [last, *inner] if layer.get("data_format") == "channels_first" else [*inner, last]
    return ("samples", *(["timesteps"] if kind.startswith("ConvLSTM") else []), *inner)


def _last(shape, name="features"):
    return (*[None] * (len(shape) - 1), name) if shape else ()


def _meaning(layer, given, gives, labels):
    """Return (names of what is read, names of what is given, pairs of axes that are the same).

    A pair is ((place among what is read, axis), (place among what is given, axis)).
    """
    layer = layer.inner[0] if layer.kind == "Bidirectional" and layer.inner else layer
    kind = layer.kind
    read, made, pairs = [()] * len(given), [()] * len(gives), []
    first, out = given[0], gives[0]

    def carry(many, place=0, to=0, before=0):
        pairs.extend(((place, axis), (to, axis)) for axis in range(before, many))

    if kind == "operation":  # sizes that all differ and come out as they went in
        for place, shape in enumerate(given):
            if shape == out and len(set(shape)) == len(shape):
                carry(len(shape), place)
        return read, made, pairs
    if layer.somebodys:
        return read, made, pairs
    grid = _grid(layer, kind)
    if kind == "TimeDistributed" and len(first) > 2 and len(out) > 1:
        inner, after, same = _meaning(layer.inner[0], [(first[0], *first[2:])], [(out[0], *out[2:])], labels)
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
        pairs = [((0, old), (0, new)) for new, old in enumerate(layer.get("dims"), 1)]
    elif kind.endswith("Attention"):
        asks = labels.index("query") if "query" in labels else 0
        read, made[0] = [_last(one) for one in given], _last(out)
        carry(len(given[asks]) - 1, asks)
    elif kind in MERGES and kind != "Dot":
        for place, shape in enumerate(given):
            if len(shape) == len(out):
                carry(len(shape), place)
    elif kind in KEEPS_SHAPE:
        carry(len(first))
    return read, made, pairs


def named_axes(model, run, inputs=()):
    """Return the names of the axes of everything that flows between the calls of a model.

    Parameters
    ----------
    model : Model
    run : checks.Run
        Of shapes through it.
    inputs : sequence of tuple
        The shapes that its inputs read, where no layer does.

    Returns
    -------
    dict
        By key (of `tensors`) a tuple of str: "samples", "timesteps", "features" and their like where a layer reads or
        makes such an axis, else "axis 1".

    Source
    ------
    Keras 3.15: a recurrent layer reads (samples, timesteps, features) and gives its last step as (samples, features);
    Permute, merges and layers that work value by value keep what their axes mean.

    Examples
    --------
    >>> from lstm_shapes.checks import Run
    >>> from lstm_shapes.program import in_line
    >>> named_axes(in_line([]), Run(), [(100, 60)])
    {0: ('samples', 'features')}
    """
    shapes = {key: shape for key, shape in zip(model.inputs, inputs, strict=False) if shape is not None}
    same, direct = {}, {"read": {}, "made": {}}  # axes that are one and the same; what a layer says of one
    bare = set()  # made by keras.ops or somebody's own: nothing says that their first axis is the samples
    steps = [(model.calls[step.call], step) for step in run.steps]
    for call, step in steps:
        for key, shape in zip(_read_keys(call, step.given), step.given, strict=False):
            if shape is not None:
                shapes.setdefault(key, shape)
        known = zip(tensors(call, step.gives), step.gives or (), strict=False)
        shapes.update({key: shape for key, shape in known if shape is not None})

    def root(axis):
        while same.get(axis, axis) != axis:
            axis = same[axis]
        return axis

    def say(kind, key, names):
        for axis, name in enumerate(names[: len(shapes.get(key, ()))]):
            if name:
                direct[kind].setdefault((key, axis), name)

    for call, step in steps:
        reads, keys = _read_keys(call, step.given), tensors(call, step.gives)
        if step.layer.kind == "operation" or step.layer.somebodys:
            bare.update(keys)
        if not reads or None in step.given:
            continue
        labels = [one.argument for one in call.plain_reads]
        if not step.gives or None in step.gives:  # what it would read, where its number of axes is right
            read = _meaning(step.layer, step.given, step.given, labels)[0]
            for key, names, shape in zip(reads, read, step.given, strict=False):
                say("read", key, names if len(names) == len(shape) > 2 else ())
            continue
        within = step.inside is not None
        read, made, pairs = _meaning_within(step) if within else _meaning(step.layer, step.given, step.gives, labels)
        for key, names in zip(reads, read, strict=False):
            say("read", key, names)
        for key, names in zip(keys, made, strict=False):
            say("made", key, names)
        for (place, axis), (to, after) in pairs:
            same[root((keys[to], after))] = root((reads[place], axis))
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


def _meaning_within(step):
    """What a model that is called as a layer says of its axes, from within."""
    model = step.layer.model
    named = named_axes(model, step.inside)
    read, made = (
        [tuple(None if name.startswith("axis") else name for name in named.get(key, ())) for key in ends]
        for ends in (model.inputs, model.outputs)
    )
    return read, made, []
