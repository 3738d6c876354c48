"""The rows of a flow: what each layer of a model, or of a list, receives and gives, with names for the axes."""

from typing import NamedTuple

from ..axes import any_for_none
from ..checks import Run, follow, is_recurrent
from ..checks.several import ATTENTION, MERGES
from ..program import Given, Model, State, read_both, read_list, read_model
from ..program.data import is_stream, kind_named
from ..program.layers import is_layer
from .entering import brought, followed, remark, sized, stopped, unread
from .named_axes import named_axes, tensors

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
    """Return what a layer is called, and for a recurrent layer what it gives out.

    Parameters
    ----------
    layer : program.Layer

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> title(layer("LSTM", units=2, name="first")), title(layer("GRU", units=2, return_state=True, name="encoder"))
    ("LSTM 'first', last step", "GRU 'encoder', last step and states")
    """
    if not is_recurrent(layer):
        return layer.called
    states = " and states" if _setting(layer, "return_state") else ""
    return f"{layer.called}, {'every' if _setting(layer, 'return_sequences') else 'last'} step{states}"


def _setting(layer, name):
    return (layer.inner[0] if layer.kind == "Bidirectional" else layer).get(name)


def why(step):
    """Say why a layer refuses, in a few words; empty where it does not.

    Examples
    --------
    >>> from lstm_shapes.checks import run
    >>> from lstm_shapes.program import layer, program
    >>> why(run(program([layer("LSTM", units=4)], None, (100, 60))).problem)
    'reads 3 axes, gets 2'
    """
    if step.inside is not None and step.inside.problem is not None:
        broken = step.inside.steps[-1]
        return f"inside it, {broken.layer.called} {why(broken)}"
    if step.why is None:
        return ""
    what, wanted, came, axis, place = step.why
    got = step.given[place] if place < len(step.given) else ()
    if step.layer.model is not None and what in ("axes", "size"):
        return f"declares {any_for_none(step.layer.model.declared[place].shape)}, gets {any_for_none(got)}"
    if what == "number" and wanted == 1:
        return f"reads one tensor, gets {came}"
    if what == "unknown":
        return f"must know the size of axis {axis}, gets {any_for_none(got)}"
    if what == "state":
        many = isinstance(wanted, int)
        return (
            f"keeps {wanted} states, gets {came}" if many else f"keeps states of {wanted[1]}, gets {any_for_none(came)}"
        )
    if what == "mask":
        return f"cannot use a mask of {any_for_none(came)}"
    if step.layer.kind not in (*MERGES, *ATTENTION, "operation"):
        if what == "axes":
            many = wanted[0] if came < wanted[0] else wanted[1]
            return f"reads {'1 axis' if many == 1 else f'{many} axes'}, gets {came}"
        if what == "size" and step.built and isinstance(wanted, int):
            return f"was built for {sized(wanted, 'features' if axis == len(got) - 1 else f'axis {axis}')}, gets {came}"
    return "cannot take " + " with ".join(any_for_none(one) for one in step.given if one is not None)


def _sources(reads, layer, makers, above):
    """Say from whom a call reads; nothing where that is what the row above gives."""
    if len(reads) == 1 and reads[0].tensor == above:
        return ""
    named = layer.kind != "operation" and len({one.argument for one in reads}) > 1  # keras.ops call theirs x1 and x2
    by_argument = {}
    for one in reads:
        label = one.argument if named and one.argument not in ("inputs", "sequences", "sequence") else ""
        by_argument.setdefault(label, []).append(makers[one.tensor])
    said = []
    for label, sources in by_argument.items():
        *front, last = sources
        from_whom = f"{', '.join(front)} and {last}" if front else last
        said.append(f"{label} from {from_whom}" if label else from_whom)
    return ", ".join(said)


def _parts(layer, many):
    """Names of what a call gives besides its first tensor."""
    states = is_recurrent(layer) and _setting(layer, "return_state")
    both = 1 if layer.get("merge_mode") == "none" else 0  # Bidirectional: forwards, then backwards
    return [f"state {place - both}" if states and place > both else f"output {place + 1}" for place in range(1, many)]


def _shown(model):
    """Return the calls that are rows, by place: without those with which Keras works a mask out, and who reads it."""
    readers = {}
    for call in model.calls:
        for one in call.reads:
            readers.setdefault(one.tensor, []).append((one.argument, call.gives))
    masks = set()
    for call in reversed(model.calls):
        read_by = [one for key in call.gives for one in readers.get(key, ())]
        as_mask = all(argument in _MASKS or set(keys) <= masks for argument, keys in read_by)
        if read_by and as_mask and not {*call.gives} & {*model.outputs}:
            masks.update(call.gives)
    return {
        place: call._replace(reads=tuple(one for one in call.reads if one.tensor not in masks))
        for place, call in enumerate(model.calls)
        if not {*call.gives} <= masks
    }


def _in_order(model, calls):
    """Yield (place of an input, None) and (None, place of a call): an input stands above the first that reads it."""
    open_ = dict(enumerate(model.inputs))
    for place, call in calls.items():
        for at in [at for at, key in open_.items() if key in {one.tensor for one in call.reads}]:
            yield at, None
            del open_[at]
        yield None, place
    yield from ((at, None) for at in open_)


def _run(model, shapes):
    """Run shapes through a model as data; up to the break where it cannot even be built."""
    weights, declared = {}, tuple(one.shape for one in model.declared)
    building = follow(model, declared or shapes, True, weights)
    if building.problem is None:
        return follow(model, shapes, False, weights)
    again = follow(model, shapes, True, {})
    return building if again.problem is None else again


def _filled(row, keys, shapes, axes, ends, parts=()):
    """Return a row with all that comes out of it."""
    more = tuple(
        (part, shape, axes[key]) for part, key, shape in zip(parts, keys[1:], shapes[1:], strict=False) if shape
    )
    given_out = tuple(part for part, key in zip(["it", *parts], keys, strict=False) if key in ends)
    return row._replace(gives=shapes[0], axes=axes[keys[0]], state="fits", more=more, ends=given_out)


def _rows(model, x, unread_words):
    """Rows of a model, or of layers in a line."""
    state, declares = State(model, x), bool(model.declared)
    names = [one.name for one in model.declared] or ["x"]
    parts = brought(state, names)
    stop, broken = stopped(state, parts, names)
    shapes = followed(state, parts)
    if not shapes or None in shapes:
        raise ValueError(unread_words or "x is needed: without an Input nothing says which shape goes in.")
    run = _run(model, shapes) if stop is None else Run()
    steps, calls = {step.call: step for step in run.steps}, _shown(model)
    axes, ends = named_axes(model, run, shapes), {*model.outputs} if len(model.outputs) > 1 else set()
    of_layers, turns, makers, rows, above = [call.layer for call in calls.values()], {}, {}, [], None
    by_name = model.kind == "functional" or len(names) > 1
    for at, place in _in_order(model, calls):
        if place is None:
            key = above = model.inputs[at]
            makers[key] = names[at]
            row = Row((f"Input {names[at]!r}" if by_name else "Input") if declares else "data", None, (), "not reached")
            if at == stop:
                row = row._replace(state="breaks", words=broken)
            elif stop is None:
                said = remark(state, at, parts[at], shapes[at], axes[key]) if declares and parts else ""
                row = _filled(row, (key,), (shapes[at],), axes, ends)
                row = row._replace(words="! x is not read" if unread_words and declares else said)
            rows.append(row)
            continue
        call, step, layer = calls[place], steps.get(place), model.layers[calls[place].layer]
        turns[call.layer] = turn = turns.get(call.layer, 0) + 1
        often = of_layers.count(call.layer) > 1
        gives = step.gives if step is not None and step.gives and step.gives[0] is not None else ()
        keys = tensors(call, gives)
        reads = _sources(call.reads, layer, makers, above) if call.reads else ""
        above, more = keys[0], _parts(layer, len(keys))
        source = f"{layer.name} (call {turn})" if often else layer.name
        makers.update(
            {key: f"{source}'s {part}" if part else source for part, key in zip(["", *more], keys, strict=True)}
        )
        row = Row(f"{title(layer)}, call {turn}" if often else title(layer), None, (), "not reached", "", reads)
        if step is not None and (words := why(step)):
            row = row._replace(state="breaks", words=words)
        elif gives:
            row = _filled(row, keys, gives, axes, ends, more)
        elif step is not None:
            row = row._replace(state="cannot tell")
        rows.append(row)
    return rows


def _own_rows(called, x):
    """Rows of a model whose call() is somebody's own, and says alone in which order its layers stand."""
    rows = []
    for part in x.parts if x.form != "list" or len(x.parts) == 1 else ():  # what reads several is not known
        if part.shape is not None:
            axes = ("samples", *(f"axis {axis}" for axis in range(1, len(part.shape))))
            rows.append(Row(f"data {part.name!r}" if part.name else "data", part.shape, axes, "fits"))
    return [*rows, Row(called, None, (), "cannot tell", "its own call() orders its layers, and is not run")]


def flow_rows(model, x=None):
    """Follow data through a model, or through layers that may not build.

    Parameters
    ----------
    model : keras.Model, keras.Layer, list or program.Model
        A list holds layers, and may begin with a ``keras.Input``.
    x : array_like, dataset or tuple, optional
        The data, or their shape with the samples first. For several inputs a list in their order, or a dict by their
        names. Without it, or where it cannot be seen without reading it (a generator, a ``keras.utils.PyDataset``),
        the declared shape is followed.

    Returns
    -------
    list of Row
        From the first that breaks on, nothing is reached.

    Raises
    ------
    ValueError
        If neither `x` nor an Input gives a shape; if `model` is no model, or `x` no data for its inputs.

    Source
    ------
    `checks.follow`: the calls that Keras 3.15 recorded when the model was made, and its arithmetic for the sizes of x.

    Examples
    --------
    >>> flow_rows([], (100, 60))[0][:4]
    ('data', (100, 60), ('samples', 'features'), 'fits')
    """
    given = Given("none") if is_stream(x) else read_both(x, None)[0]
    record = _record(model)
    if record.kind == "subclassed":
        return _own_rows(f"{type(model).__name__} {record.name!r}", given)
    return _rows(record, given, unread(x))


def _record(model):
    """Return the Model that is followed.

    Raises
    ------
    ValueError
    """
    if isinstance(model, Model):
        return model
    if isinstance(model, (list, tuple)):
        for place, layer in enumerate(model, 1):
            if not is_layer(layer) and not (place == 1 and hasattr(layer, "_keras_history")):
                raise ValueError(f"flow needs a list of layers, which may begin with a keras.Input; number {place} is "
                                 f"{kind_named(layer)}.")  # fmt: skip
        return read_list(model)
    record = read_model(model)
    if record.kind == "none":
        raise ValueError(f"flow needs a Keras model or a list of layers; got {kind_named(model)}.")
    if record.kind == "sequential" and not record.layers and not record.declared:
        raise ValueError(f"flow needs layers to follow; the model {model.name!r} has none yet.")
    return record
