"""What a model of a class of one's own does with x: a copy is called on a symbol, which computes nothing."""

import contextlib
import functools
import io
import random
import re
import sys

from .layers import of_keras
from .reading import failing_calls, is_walkable, read_failing_call, read_graph

_AROUND = ("Exception encountered", "Could not automatically infer", "Error encountered", "Arguments received")


def read_own(model, given):
    """Return the record of a model whose class somebody wrote.

    Parameters
    ----------
    model : keras.Model
    given : Given
        x. Where the model refuses one array, others with an axis more or fewer tell what the model does.

    Returns
    -------
    model : Model or None
        As of a Sequential without Input, or of a functional model where x is several arrays; of kind "layers", up to
        the call that refuses, where it takes none of these shapes. None where no copy can be made or called.
    words : str
        What the call raised, "" where it raised nothing.

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
    >>> from lstm_shapes.program import Data, Given
    >>> found, _ = read_own(Net(4), Given("one", (Data(shape=(100, 20, 3)),)))
    >>> [call.recorded[1][0] for call in found.calls]
    [(None, 4), (None, 1)]
    >>> read_own(Net(4), Given("one", (Data(shape=(100, 60)),)))[0].kind  # it reads (60, 1)
    'sequential'
    """
    before, refused = random.getstate(), None
    shapes = [shape[1:] if shape else None for shape in given.shapes]
    if None in shapes or given.form not in ("one", "list", "dict"):
        return None, ""
    try:
        for each in _tried(shapes, given):
            with contextlib.redirect_stdout(io.StringIO()):  # what somebody's call prints is for his own calls
                found, words = _called(model, each, given)
            if found is None or found.kind != "layers":
                return found, words
            refused = refused or (found, words)
        return refused
    except Exception:  # somebody's own code, which may want anything
        return None, ""
    finally:
        random.setstate(before)  # weights that are made draw their seeds from it


def _tried(shapes, given):
    """Return the shapes of samples that a model is called on, those of x first."""
    if given.form != "one":
        return [shapes]
    (sample,), (whole,) = shapes, given.shapes
    return [[one] for one in (sample, whole, (*sample, 1), (1, *sample), sample[:-1])]


def _called(model, samples, given):
    """Return (the record of a copy that is called on symbols of these shapes, words) as `read_own` does."""
    keras, (copy, own) = sys.modules["keras"], another(model)
    own = {id(one): other for one, other in own}
    parts = zip(samples, given.parts, strict=True)
    inputs = [keras.Input(one, dtype="int32" if part.dtype == "int" else None) for one, part in parts]
    if given.form == "dict":
        x = {part.name: one for part, one in zip(given.parts, inputs, strict=True)}
    else:
        x = inputs[0] if given.form == "one" else inputs
    try:
        graph = keras.Model(inputs, copy.call(x))
    except Exception as error:
        found = _refused(error, own) if isinstance(error, ValueError) else None
        return found, f"{type(error).__name__}: {_words_of(error)}"
    kind = "sequential" if given.form == "one" else "functional"
    return read_graph(graph, kind, str(model.name), own)._replace(declared=()), ""


def _words_of(error):
    """Return the line of an error that says what is wrong, without what Keras puts around it."""
    lines = [re.sub(r"\x1b\[\d*m", "", one).strip() for one in str(error).splitlines()]
    lines = [one for one in lines if one and not one.startswith(_AROUND)]
    return f"{next(iter(lines), 'no words').removesuffix('.')}."


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
    layer = sys.modules["keras"].Layer
    calls = [(args, kwargs) for args, kwargs, _ in failing_calls(error) if isinstance(args[0], layer)]
    if not calls:
        return None
    (refusing, *args), kwargs = calls[0]
    return read_failing_call(refusing, args, kwargs, own)._replace(declared=())
