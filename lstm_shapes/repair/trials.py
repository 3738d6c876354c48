"""What the lines of a fix are run on: copies of the model, and a bounded part of x and y."""

import linecache
import sys
from math import prod

import numpy as np

from ..checks import all_steps, is_recurrent
from ..checks import run as shapes_through
from ..program import is_walkable
from ..program.data import is_shape
from ..program.layers import is_layer, of_keras
from ..program.tracing import another

_WHOLE = 1_000_000  # values of x and y up to which they are not cut
_LOOKED_THROUGH = 1_000_000  # numbers of a weight
_UNKNOWN = 4  # samples of data of which only a shape is known


def run(code, model, x, y):
    """Run the lines of a fix; return what they leave as (model, x, y).

    Examples
    --------
    >>> run("x = x[np.newaxis]", None, np.zeros((20, 3)), None)[1].shape
    (1, 20, 3)
    """
    names = {"np": np, "keras": sys.modules.get("keras"), "model": model, "x": x, "y": y}
    linecache.cache["<fix>"] = len(code), None, code.splitlines(keepends=True), "<fix>"  # tf.data wants to read them
    exec(compile(code, "<fix>", "exec"), names)  # our own lines, the ones that are shown
    return names["model"], names["x"], names["y"]


# The model -------------------------------------------------------------------------------------------------


def is_copyable(model):
    """True for a model that can be made anew: its calls are known, and layers of one's own have a config.

    A vocabulary that was learned from texts is in no config and among no weights, so what holds one is not copied.
    """
    try:
        if not is_walkable(model):
            return is_layer(model) and hasattr(model, "fit") and another(model) is not None
        for layer in model._flatten_layers(include_self=False):
            if getattr(layer, "lookup_table", None) is not None:
                return False
            if not of_keras(layer) or type(layer).__name__ == "Lambda":
                type(layer).from_config(layer.get_config())
    except Exception:  # somebody's own code, without a config
        return False
    return True


def has_numbers(model):
    """False where weights of a model are NaN or infinite; those of more than a million numbers are not looked at."""
    arrays = (np.asarray(one) for one in model.trainable_weights if prod(one.shape) <= _LOOKED_THROUGH)
    return all(np.isfinite(one).all() for one in arrays)


def copy_of(model):
    """Return a compiled copy of a model with its weights; an error where it has no config."""
    keras = sys.modules["keras"]
    with keras.saving.custom_object_scope(_own_names(model)):
        if not is_walkable(model):
            copy, pairs = another(model)
            for new, old in pairs:
                if old.built and of_keras(old):  # those of one's own have the values already
                    if not new.built:
                        new.build_from_config(old.get_build_config())
                    new.set_weights(old.get_weights())
        elif isinstance(model, keras.Sequential) and not model.built:
            copy = keras.Sequential([type(layer).from_config(layer.get_config()) for layer in model.layers])
        else:
            copy = keras.models.clone_model(model)
            copy.set_weights(model.get_weights())
        if model.compiled and type(copy).compile is keras.Model.compile:
            # compile_from_config would make the optimizer's variables as well, which nobody asks of a copy.
            copy.compile(**keras.saving.deserialize_keras_object(model.get_compile_config()))
        elif model.compiled:
            copy.compile_from_config(model.get_compile_config())
    return copy


def _own_names(model):
    """Return {name: function or class} of the losses and metrics of somebody's own, as Keras asks for them by name."""
    given = getattr(getattr(model, "_compile_config", None), "config", {})
    parts = [one for one in sys.modules["keras"].tree.flatten(given) if one is not None]
    made = [one if hasattr(one, "__name__") else type(one) for one in parts]
    return {one.__name__: one for one in made if not one.__module__.startswith(("keras.", "builtins"))}


def weights_of(model):
    """Return the number of weights of a model, built or not."""
    return sum(prod(weight.shape) for weight in model.weights)


# x and y ---------------------------------------------------------------------------------------------------


def each_of(data, function):
    """Return what a function makes of x or y, or of each array in a list, tuple or dict."""
    if isinstance(data, dict):
        return {key: each_of(one, function) for key, one in data.items()}
    if isinstance(data, (list, tuple)) and not is_shape(data) and any(hasattr(one, "shape") for one in data):
        return type(data)(each_of(one, function) for one in data)
    return data if data is None or hasattr(data, "element_spec") else function(data)


def copies(*data):
    """Return copies of x and y; a dataset is as it was, as nothing changes it."""
    return [
        each_of(one, lambda array: array.copy() if callable(getattr(array, "copy", None)) else array) for one in data
    ]


def stand_in(data):
    """Return zeros for shapes that are given in place of x or y."""
    return each_of(data, lambda one: np.broadcast_to(np.float32(0), _known(one)) if is_shape(one) else one)


def _known(shape):
    return [_UNKNOWN if size is None else size for size in shape]


def bounded(x, y, state, then):
    """Return x and y, or their first samples where they are large: no axis is cut but that of the samples.

    Parameters
    ----------
    x, y : object
    state, then : State
        Before and after the lines that are to be run on them: the first axis of each array has to be the same in both.
    """
    shapes = [shape for one in (state, then) for shape in (*one.x.shapes, *one.y.shapes)]
    if (
        None in shapes
        or state.x.source != "arrays"
        or sum(prod(shape) for shape in shapes if None not in shape) < _WHOLE
    ):
        return x, y
    sizes = {shape[:1] for shape in shapes}
    if len(sizes) > 1 or any(shape[0] in shape[1:] for shape in shapes if shape):
        return x, y
    batch = state.batch_size or 32
    ((samples,),) = sizes
    rows = 2 * batch + samples % batch  # what is left over behind the last whole batch stays the same

    def cut(one):
        return one.iloc[:rows] if hasattr(one, "iloc") else one[:rows]

    return each_of(x, cut), each_of(y, cut)


def one_batch(x, y, state):
    """Return a few samples as (x, y); zeros for a dataset, whose pipeline is not run. None where that cannot be.

    Parameters
    ----------
    x, y : object
        As ``fit`` takes them.
    state : State
        Of the program: a fixed batch is filled.
    """
    fixed = [one.shape[0] for one in state.model.declared if one.shape]
    rows = (fixed[0] if fixed else None) or 2
    if hasattr(x, "element_spec"):
        spec = x.element_spec if isinstance(x.element_spec, tuple) else (x.element_spec, None)
        try:
            return _zeros(spec[0], rows), _zeros(spec[1], rows)
        except (AttributeError, TypeError):  # an open size, or no numbers
            return None
    shapes = (*state.x.shapes, *state.y.shapes)
    if state.x.source != "arrays" or not state.x.parts or any(shape and shape[0] == 0 for shape in shapes):
        return None

    def few(one):
        return one.to_numpy()[:rows] if hasattr(one, "iloc") else one[:rows]

    return each_of(x, few), each_of(y, few)


def _zeros(spec, rows):
    if isinstance(spec, dict):
        return {key: _zeros(one, rows) for key, one in spec.items()}
    if isinstance(spec, tuple):
        return tuple(_zeros(one, rows) for one in spec)
    if spec is None:
        return None
    sizes = [rows if size is None and at == 0 else size for at, size in enumerate(spec.shape)]
    return np.zeros(sizes, spec.dtype.as_numpy_dtype)


def steps_of(state):
    """Return how many steps all recurrent layers run for one batch: each is a call of its own."""
    found = 0
    for step in all_steps(shapes_through(state)):
        if is_recurrent(step.layer) and step.given[0]:
            found += (step.given[0][1] or 0) * (2 if step.layer.kind == "Bidirectional" else 1)
    return found
