"""One change of a program's model, as a record, and the state that it leads to; `repair` says the same as code."""

from typing import NamedTuple

from .losses import loss_record
from .records import Call, Layer, Read, State
from .words import unbuilt, with_declared, with_layer


class Counted(int):
    """A size that the lines of a repair count anew in the data, for a setting's value.

    Examples
    --------
    >>> Counted(37, "int(x.max()) + 1") + 1, Counted(37, "int(x.max()) + 1").code
    (38, 'int(x.max()) + 1')
    """

    def __new__(cls, size, code):
        counted = super().__new__(cls, size)
        counted.code = code
        return counted


class Change(NamedTuple):
    """One thing that is made otherwise in a model.

    Fields
    ------
    what : str
        "input" (another shape of one sample is declared), "setting" (of a layer), "insert" (a layer before a call),
        "append" (a layer behind an output), "leave out" (a layer), "loss", "compile" (again, as it was),
        "stateless" (no layer keeps its states, and the batch is open), or "exchange" (the first two tensors of a call).
    place : int or tuple of int
        Of the input, the layer, the call, or the output; not of "loss", "compile" and "stateless". Of several numbers
        those before the last are places of layers: the models inside which it lies, from the outermost inwards.
    name : str
        Of the setting; of the output for "loss", empty for all of them.
    value : object
        The shape of one sample, the setting's value, the `Layer`, or the name of the loss.

    Examples
    --------
    >>> Change("input", 0, value=(20, 3)).what
    'input'
    """

    what: str
    place: int = 0
    name: str = ""
    value: object = None


def changed(state, *changes):
    """Return the state with a model that is made otherwise.

    Parameters
    ----------
    state : State
    *changes : Change
        One after the other; each place is meant in the model that the changes before it have made.

    Returns
    -------
    State
        Its layers are built anew, its weights not trained, except for "loss" and "compile".

    Raises
    ------
    ValueError
        For a `what` that is not known.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> state = program([layer("LSTM", units=4, return_sequences=True), layer("Dense", units=1)], (20, 3))
    >>> changed(state, Change("setting", 0, "return_sequences", False)).model.layers[0].get("return_sequences")
    False
    >>> flat = changed(state, Change("insert", 1, value=layer("Flatten"))).model
    >>> [flat.layers[call.layer].kind for call in flat.calls]
    ['LSTM', 'Flatten', 'Dense']
    """
    for change in changes:
        if change.what not in _WAYS:
            raise ValueError(f"what must be one of {', '.join(_WAYS)}; got {change.what!r}.")
        state = _made(state, change)
    return state


def _made(state, change):
    """Return the state after one change, also of a model that is called as a layer."""
    if not isinstance(change.place, tuple):
        return _WAYS[change.what](state, change)
    at, *rest = change.place
    if not rest:
        return _WAYS[change.what](state, change._replace(place=at))
    layer = state.model.layers[at]
    inside = _made(State(layer.model), change._replace(place=tuple(rest)))
    return with_layer(state, at, layer._replace(model=inside.model))


def _input(state, change):
    return with_declared(state, change.place, change.value)


def _setting(state, change):
    old = state.model.layers[change.place]
    state = with_layer(state, change.place, with_setting(old, change.name, change.value))
    if change.name != "return_sequences" or change.value:
        return state
    return state._replace(model=_without_steps(state.model, change.place))


def _without_steps(model, place):
    """Return a model in which a layer gives no steps any more: behind it no layer is wrapped to run on each of them."""
    gone, layers = set(), list(model.layers)
    for call in model.calls:
        layer = layers[call.layer]
        if call.layer != place and not gone & {one.tensor for one in call.reads}:
            continue
        if layer.kind == "TimeDistributed" and layer.inner:
            layers[call.layer] = layer.inner[0]
        if layer.kind not in ("RepeatVector", "Reshape"):  # these make steps anew
            gone |= set(call.gives)
    return model._replace(layers=tuple(layers))


def with_setting(layer, name, value):
    """Return a layer with another setting; one that wraps others has it where they do.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> two = layer("Bidirectional", layer("LSTM", units=4))
    >>> [one.get("return_sequences") for one in with_setting(two, "return_sequences", True).inner]
    [True, True]
    """
    own = not layer.inner or name in dict(layer.settings)
    if not own or any(name in dict(one.settings) for one in layer.inner):
        layer = layer._replace(inner=tuple(with_setting(one, name, value) for one in layer.inner), built_for=())
    return layer.with_settings(**{name: value}) if own else layer


def _insert(state, change):
    model = unbuilt(state.model)
    call = model.calls[change.place]
    tensor = 1 + max((key for one in model.calls for key in one.gives), default=max(model.inputs, default=0))
    argument = call.reads[0].argument if call.reads else "inputs"
    place = len(model.layers)
    # The first argument may be a list; the layer stands before each tensor of it.
    reads, made = [], []
    for one in call.reads:
        if one.argument == argument and not one.argument.endswith("mask"):
            made.append(Call(place, (Read("inputs", one.tensor),), (tensor + len(made),)))
            reads.append(one._replace(tensor=made[-1].gives[0]))
        else:
            reads.append(one)
    calls = (*model.calls[: change.place], *made, call._replace(reads=tuple(reads)), *model.calls[change.place + 1 :])
    return _with_model(state, model._replace(layers=(*model.layers, change.value), calls=calls))


def _append(state, change):
    model = unbuilt(state.model)
    tensor = 1 + max((key for one in model.calls for key in one.gives), default=max(model.inputs, default=0))
    call = Call(len(model.layers), (Read("inputs", model.outputs[change.place]),), (tensor,))
    outputs = list(model.outputs)
    outputs[change.place] = tensor
    new = change.value
    while new.name in {one.name for one in model.layers}:
        new = new._replace(name=f"{new.name}_behind")
    layers, calls = (*model.layers, new), (*model.calls, call)
    return _with_outputs(state, model._replace(layers=layers, calls=calls), tuple(outputs))


def _leave_out(state, change):
    model = unbuilt(state.model)
    instead, calls = {}, []
    for call in model.calls:
        reads = tuple(one._replace(tensor=instead.get(one.tensor, one.tensor)) for one in call.reads)
        if call.layer == change.place and reads:
            instead.update({key: reads[0].tensor for key in call.gives})
        else:
            calls.append(call._replace(reads=reads))
    outputs = tuple(instead.get(key, key) for key in model.outputs)
    needed, kept = set(outputs), []
    for call in reversed(calls):  # what led to nothing but that layer is not a part of the model any more
        if needed & set(call.gives):
            needed |= {one.tensor for one in call.reads}
            kept.insert(0, call)
    return _with_outputs(state, model._replace(calls=tuple(kept)), outputs)


def _with_outputs(state, model, outputs):
    """Return a state with other outputs; those that no dict names, and their losses, are called as their layers."""
    makers = {key: model.layers[call.layer].name for call in model.calls for key in call.gives}
    pairs = zip(model.outputs, outputs, model.output_names, strict=False)
    names = [name if old == new or model.outputs_by_name else makers.get(new, name) for old, new, name in pairs]
    called = dict(zip(model.output_names, names, strict=False))
    losses, metrics = (
        tuple(one._replace(output=called.get(one.output, one.output)) for one in each)
        for each in (state.losses, state.metrics)
    )
    model = model._replace(outputs=outputs, output_names=tuple(names))
    return _with_model(state, model)._replace(losses=losses, metrics=metrics)


def _with_model(state, model):
    return state._replace(model=model, trained=False)


def _loss(state, change):
    if not change.name:
        return state._replace(losses=(loss_record(change.value),), compiled=True)
    losses = tuple(
        loss_record(change.value)._replace(output=one.output) if one.output == change.name else one
        for one in state.losses
    )
    return state._replace(losses=losses, compiled=True)


def _compile(state, change):
    return state._replace(spoilt="", traced=(), compiled=True)


def _stateless(state, change):
    model = unbuilt(state.model)
    declared = tuple(one._replace(shape=one.shape and (None, *one.shape[1:])) for one in model.declared)
    layers = tuple(_without_states(one) for one in model.layers)
    return _with_model(state, model._replace(declared=declared, layers=layers))


def _exchange(state, change):
    calls = list(state.model.calls)
    call = calls[change.place]
    first, second, *rest = call.reads
    reads = (first._replace(tensor=second.tensor), second._replace(tensor=first.tensor), *rest)
    calls[change.place] = call._replace(reads=reads, recorded=None)
    return _with_model(state, unbuilt(state.model)._replace(calls=tuple(calls)))


def _without_states(layer: Layer):
    inner, model = tuple(map(_without_states, layer.inner)), layer.model
    if model is not None:
        model = _stateless(State(model), None).model
    layer = layer._replace(inner=inner, model=model)
    return layer.with_settings(stateful=False) if layer.get("stateful") else layer


_WAYS = {
    "input": _input,
    "setting": _setting,
    "insert": _insert,
    "append": _append,
    "leave out": _leave_out,
    "loss": _loss,
    "compile": _compile,
    "stateless": _stateless,
    "exchange": _exchange,
}
