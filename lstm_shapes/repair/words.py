"""Layers, inputs and changes of a model as one writes them in one's own code."""

import inspect
import sys

from ..program import State, changed
from .compiling import quoted

# Arguments that stand in front, without their names, in this order.
_IN_FRONT = ("units", "filters", "kernel_size", "input_dim", "output_dim", "num_heads", "key_dim", "n", "target_shape",
             "mask_value", "rate", "dims", "pool_size", "size")  # fmt: skip


def layer_as(layer, name=""):
    """Return a layer as code.

    Parameters
    ----------
    layer : Layer
        Its settings that are not the usual ones are written, where Keras is at hand; else all that are known.
    name : str
        Which it is given; empty for the one that Keras gives it.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> layer_as(layer("Reshape", target_shape=(5, 1))), layer_as(layer("Bidirectional", layer("LSTM", units=4)))
    ('keras.layers.Reshape((5, 1))', 'keras.layers.Bidirectional(keras.layers.LSTM(4))')
    """
    made = getattr(getattr(sys.modules.get("keras"), "layers", None), layer.kind, None)
    usual = made and {key: one.default for key, one in inspect.signature(made.__init__).parameters.items()}
    settings = {key: value for key, value in layer.settings if not usual or _is_told(key, value, usual)}
    front = [quoted(settings.pop(key)) for key in _IN_FRONT if key in settings]
    named = [f"{key}={quoted(value)}" for key, value in (*settings.items(), *([("name", name)] if name else []))]
    return f"keras.layers.{layer.kind}({', '.join([*[layer_as(one) for one in layer.inner[:1]], *front, *named])})"


def _is_told(name, value, usual):
    """True for an argument that its class has, with another value than the usual one."""
    one = value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value  # a stride of (1,) is one of 1
    same = (value, one, None if value == "linear" else value)
    return name in usual and not any(each == usual[name] for each in same)


def declared_as(declared, *more):
    """Return an input as code.

    Examples
    --------
    >>> from lstm_shapes.program import Declared
    >>> declared_as(Declared((None, 20))), declared_as(Declared((32, 20, 3)), 'name="hours"')
    ('keras.Input((20,))', 'keras.Input(batch_shape=(32, 20, 3), name="hours")')
    """
    batch, *shape = declared.shape
    whole = tuple(shape) if batch is None else f"batch_shape={tuple(declared.shape)}"
    return f"keras.Input({', '.join([str(whole), *more])})"


def in_own_code(record, changes, told=None):
    """Return what to write in one's own code for each change.

    Parameters
    ----------
    record : Model
    changes : tuple of Change
    told : tuple of str, optional
        Of which changes; of all where it is left out.

    Returns
    -------
    list of str
        Comments, and behind one of a setting the layer as it is then.
    """
    state, lines = State(record), []
    for change in changes:
        *inside, place = change.place if isinstance(change.place, tuple) else (change.place,)
        then = changed(state, change)
        one, other = state.model, then.model
        for at in inside:
            one, other = one.layers[at].model, other.layers[at].model
        if told is None or change.what in told:
            lines.append(f"# In your own code: {_NOTES[change.what](one, other, place, change)}.")
            if change.what == "setting" and other.layers[place].kind != "operation":
                lines.append(layer_as(other.layers[place]))
        state = then
    return lines


def _named(layer):
    return f"the layer {quoted(layer.name)}"


def _behind(model, place):
    """Return the words for the layer that gives an output."""
    makers = [model.layers[call.layer] for call in model.calls if model.outputs[place] in call.gives]
    return _named(makers[0]) if makers else "the input"


def _loss(model, then, place, change):
    output = f" for the output {quoted(change.name)}" if change.name else ""
    return f"loss={quoted(change.value)} in model.compile(...){output}"


_NOTES = {
    "input": lambda model, then, place, change: declared_as(then.declared[place]),
    "setting": lambda model, then, place, change: (
        f"{change.name}={quoted(change.value)} in {_named(model.layers[place])}"
    ),
    "insert": lambda model, then, place, change: (
        f"{layer_as(change.value)} before {_named(model.layers[model.calls[place].layer])}"
    ),
    "append": lambda model, then, place, change: f"{layer_as(change.value)} behind {_behind(model, place)}",
    "leave out": lambda model, then, place, change: f"leave {_named(model.layers[place])} out",
    "loss": _loss,
    "compile": lambda model, then, place, change: "model.compile(...) again, as before",
    "exchange": lambda model, then, place, change: (
        f"the first two arguments of {_named(model.layers[model.calls[place].layer])} exchanged"
    ),
    "stateless": lambda model, then, place, change: (
        f"no stateful=True, and {' and '.join(map(declared_as, then.declared)) or 'no fixed batch'}"
    ),
}
