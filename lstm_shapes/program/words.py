"""A program by hand, in a few words, and states with one thing changed; no Keras is needed."""

import itertools

from .data import read_both
from .losses import loss_record
from .reading import in_line
from .records import Declared, Layer, State


def layer(kind, *inner, name="", built_for=(), own=False, **settings):
    """Return the record of a layer.

    Parameters
    ----------
    kind : str
        The class in Keras.
    *inner : Layer
        What it wraps; one layer is both directions of a Bidirectional.
    name : str
        The kind in small letters where none is given.
    built_for : tuple of tuple
    own : bool
    **settings
        As its class takes them.

    Returns
    -------
    Layer

    Examples
    --------
    >>> layer("LSTM", units=50).get("units")
    50
    """
    if kind == "Bidirectional" and len(inner) == 1:
        inner = (*inner, *inner)
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in settings.items()}
    return Layer(kind, name or kind.lower(), tuple(sorted(plain.items())), tuple(inner), tuple(built_for), own)


def program(layers=(), declared=None, x=None, y=None, loss="mse", batch_size=None, functional=False):
    """Return the state of a program whose layers stand in a line.

    Parameters
    ----------
    layers : list of Layer
    declared : tuple, optional
        The shape of one sample: (20, 3); None for a model without Input.
    x, y : object
        Arrays, or shapes with the samples first.
    loss : str
    batch_size : int, optional
    functional : bool
        A functional model compares every size with what is declared; it needs `declared`.

    Returns
    -------
    State

    Examples
    --------
    >>> program([layer("LSTM", units=4)], (20, 3), (100, 20, 3)).model.declared[0].shape
    (None, 20, 3)
    """
    inputs = () if declared is None else (Declared((None, *declared)),)
    losses = (loss_record(loss),) if loss else ()
    kind = "functional" if functional else "sequential"
    return State(in_line(list(layers), inputs, kind), *read_both(x, y), losses, batch_size=batch_size)


def unbuilt(model):
    """Return a model whose layers forget what they were built for: their weights are thrown away.

    Whoever changes a layer, or what is declared, changes what the layers behind it are built for.

    Examples
    --------
    >>> from lstm_shapes.program.records import Model
    >>> unbuilt(Model("none")).layers
    ()
    """
    return model._replace(layers=tuple(_unbuilt_layer(one) for one in model.layers))


def _unbuilt_layer(one):
    inner = tuple(_unbuilt_layer(each) for each in one.inner)
    return one._replace(built_for=(), inner=inner, model=one.model and unbuilt(one.model))


def spread(model):
    """Return a model with the layers of models inside in their place, each behind a layer that reads what it declares.

    They forget what they were built for. Models of several inputs or outputs, and those that are called twice, stay as
    they are.

    Examples
    --------
    >>> inner = in_line([layer("LSTM", units=4)], (Declared((None, 20, 3)),))
    >>> outer = in_line([Layer("Sequential", "reader", model=inner), layer("Dense", units=1)])
    >>> [(one.kind, one.name) for one in spread(outer).layers]
    [('Sequential', 'reader'), ('LSTM', 'lstm'), ('Dense', 'dense')]
    """
    often = [call.layer for call in model.calls]
    taken = [*model.inputs, *(tensor for call in model.calls for tensor in call.gives)]
    layers, calls, numbers = [], [], itertools.count(1 + max(taken, default=0))
    for call in model.calls:
        one = model.layers[call.layer]
        inner = one.model and spread(unbuilt(one.model))
        opened = inner and len(inner.inputs) == len(inner.outputs) == len(call.reads) == len(call.gives) == 1
        if not opened or often.count(call.layer) > 1:
            layers.append(one)
            calls.append(call._replace(layer=len(layers) - 1))
            continue
        now = {inner.inputs[0]: call.reads[0].tensor, inner.outputs[0]: call.gives[0]}
        if inner.declared and inner.declared[0].shape:
            layers.append(Layer(one.kind, one.name, (("declares", inner.declared[0].shape),)))
            now[inner.inputs[0]] = next(numbers)
            calls.append(call._replace(layer=len(layers) - 1, gives=(now[inner.inputs[0]],), recorded=None))
        for each in inner.calls:
            layers.append(inner.layers[each.layer])
            reads = tuple(read._replace(tensor=_number(now, read.tensor, numbers)) for read in each.reads)
            gives = tuple(_number(now, tensor, numbers) for tensor in each.gives)
            calls.append(each._replace(layer=len(layers) - 1, reads=reads, gives=gives))
    return model._replace(layers=tuple(layers), calls=tuple(calls))


def _number(now, tensor, numbers):
    return now[tensor] if tensor in now else now.setdefault(tensor, next(numbers))


def with_declared(state, place, shape):
    """Return the state with another shape of one sample declared at one input, its layers built anew.

    A model in a line that declared nothing declares it then.

    Examples
    --------
    >>> with_declared(program([], (20, 3)), 0, (20, 4)).model.declared[0].shape
    (None, 20, 4)
    """
    declared = list(state.model.declared) or [Declared(None)]
    declared[place] = declared[place]._replace(
        shape=(declared[place].shape[0] if declared[place].shape else None, *shape)
    )
    return state._replace(model=unbuilt(state.model)._replace(declared=tuple(declared)), trained=False)


def with_layer(state, place, changed):
    """Return the state with another layer in one place, its layers built anew.

    Examples
    --------
    >>> with_layer(program([layer("LSTM", units=4)]), 0, layer("GRU", units=2)).model.layers[0].kind
    'GRU'
    """
    model = unbuilt(state.model)
    layers = (*model.layers[:place], changed._replace(built_for=()), *model.layers[place + 1 :])
    return state._replace(model=model._replace(layers=layers), trained=False)


def with_shape(state, which, place, shape):
    """Return the state with another shape of one array of "x" or "y".

    Examples
    --------
    >>> with_shape(program([], (20, 3), (9, 60)), "x", 0, (9, 20, 3)).x.shapes
    ((9, 20, 3),)
    """
    given = getattr(state, which)
    parts = list(given.parts)
    parts[place] = parts[place]._replace(shape=tuple(shape))
    return state._replace(**{which: given._replace(parts=tuple(parts))})
