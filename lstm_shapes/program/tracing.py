"""What a model of a class of one's own does with x: a copy is called on a symbol, which computes nothing."""

import contextlib
import functools
import io
import random
import sys

from .layers import of_keras
from .reading import is_walkable, read_failing_call, read_graph


def read_own(model, shape, dtype):
    """Return the record of a model whose class somebody wrote.

    Parameters
    ----------
    model : keras.Model
    shape : tuple
        Of x, samples first. Where the model refuses it, others with an axis more or fewer tell what the model does.
    dtype : str
        "float" or "int".

    Returns
    -------
    Model or None
        As of a Sequential without Input; of kind "layers", up to the call that refuses, where it takes none of these
        shapes. None where no copy can be made, or its call wants more than one array of symbols.

    Source
    ------
    Keras 3.10 to 3.15: a layer that is called on a ``keras.KerasTensor`` keeps the call, as in a functional model.

    Examples
    --------
    >>> import keras
    >>> class Net(keras.Model):
    ...     def __init__(self, units):
    ...         super().__init__()
    ...         self.read, self.answer = keras.layers.LSTM(units), keras.layers.Dense(1)
    ...     def call(self, x):
    ...         return self.answer(self.read(x))
    >>> [call.recorded[1][0] for call in read_own(Net(4), (100, 20, 3), "float").calls]
    [(None, 4), (None, 1)]
    >>> read_own(Net(4), (100, 60), "float").kind  # it reads (60, 1)
    'sequential'
    """
    before, sample, refused = random.getstate(), shape[1:], None
    try:
        for each in (sample, shape, (*sample, 1), (1, *sample), sample[:-1]):
            with contextlib.redirect_stdout(io.StringIO()):  # what somebody's call prints is for his own calls
                found = _called(model, each, dtype)
            if found is None or found.kind == "sequential":
                return found
            refused = refused or found
        return refused
    except Exception:  # somebody's own code, which may want anything
        return None
    finally:
        random.setstate(before)  # weights that are made draw their seeds from it


def _called(model, sample, dtype):
    """Return the record of a copy that is called on a symbol of this shape, or up to the layer that refuses."""
    keras, (copy, own) = sys.modules["keras"], another(model)
    own = {id(one): other for one, other in own}
    given = keras.Input(sample, dtype="int32" if dtype == "int" else None)
    try:
        graph = keras.Model(given, copy.call(given))
    except ValueError as error:
        return _refused(error, own)
    return read_graph(graph, "sequential", str(model.name), own)._replace(declared=())


def another(model):
    """Return a model, or layer, of the same class with layers of the same settings, and pairs of (new, old) layers.

    Its ``__init__`` is not called, because nobody remembers with what: it has the attributes that are there now. The
    weights of Keras' own layers are made when it is called.

    Raises
    ------
    Exception
        Where a layer has no config.
    """
    keras, made = sys.modules["keras"], {}
    parts = [one for one in model._flatten_layers() if not of_keras(one)]
    with keras.saving.custom_object_scope({type(one).__name__: type(one) for one in parts}):
        copy = _copied(model, made)
    return copy, [pair for pair in made.values() if pair[0] is not copy]


def _copied(thing, made):
    """Return a copy of a layer, or of what stands in an attribute; what is no layer is shared."""
    keras = sys.modules["keras"]
    if isinstance(thing, dict):
        return {key: _copied(one, made) for key, one in thing.items()}
    if isinstance(thing, (list, tuple)) and not hasattr(thing, "_fields"):
        return (tuple if isinstance(thing, tuple) else list)(_copied(one, made) for one in thing)
    if isinstance(thing, keras.Variable):
        return keras.Variable(thing.value, trainable=thing.trainable, dtype=thing.dtype, name=thing.name)
    if not isinstance(thing, keras.Layer):
        return thing
    if id(thing) not in made:
        if is_walkable(thing):
            new = keras.models.clone_model(thing)
        elif of_keras(thing):
            new = type(thing).from_config(thing.get_config())
        else:
            new = type(thing).__new__(type(thing))
            kind = keras.Model if isinstance(thing, keras.Model) else keras.Layer
            kind.__init__(new, name=thing.name)
            made[id(thing)] = new, thing
            for name in [one for one in vars(thing) if one not in _attributes(kind)]:
                setattr(new, name, _copied(getattr(thing, name), made))
            new.built = thing.built
        made[id(thing)] = new, thing
    return made[id(thing)][0]


@functools.cache
def _attributes(kind):
    """Return the names of what Keras itself keeps in a layer, or in a compiled model: a copy has its own."""
    one = kind()
    if hasattr(one, "compile"):
        one.compile("adam", "mse")
    return {*vars(one), "history", "train_function", "test_function", "predict_function"}


def _refused(error, own):
    """Return the record up to the call of a layer that refused; None where something else did."""
    keras, trace, found = sys.modules["keras"], error.__traceback__, None
    while trace is not None:
        names = trace.tb_frame.f_locals
        args = names.get("args") or ()
        if trace.tb_frame.f_code.co_name == "error_handler" and args and isinstance(args[0], keras.Layer):
            found = found or (args[0], args[1:], names.get("kwargs"))
        trace = trace.tb_next
    return None if found is None else read_failing_call(*found, own)._replace(declared=())
