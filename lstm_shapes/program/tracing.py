"""What a model, or a layer, of a class of one's own does: a copy is called on a symbol, which computes nothing."""

import contextlib
import functools
import io
import itertools
import random
import re
import sys
import warnings
from math import prod

from .layers import is_layer, of_keras
from .reading import failing_calls, in_line, is_walkable, read_failing_call, read_graph, tree_leaves
from .records import Layer

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
    refused = None
    shapes = [shape[1:] if shape else None for shape in given.shapes]
    if None in shapes or given.form not in ("one", "list", "dict"):
        return None, ""
    try:
        with _quietly():
            for each in _tried(shapes, given):
                found, words = _called(model, each, given)
                if found is None or found.kind != "layers":
                    return found, words
                refused = refused or (found, words)
            return refused
    except Exception:  # a layer without a config, or somebody's own code, which may want anything
        return None, ""


def read_line(layers, record, given):
    """Return the record of layers in a line with what those of one's own give that nobody has called yet.

    Parameters
    ----------
    layers : list
        Of a Sequential without Input, or of a list that does not build; inputs among them are left out.
    record : Model
        Theirs.
    given : Given
        x; what is declared goes before it.

    Returns
    -------
    model : Model
        Its calls say what they read and gave, as far as layers before them did.
    words : str
        What a layer of one's own raised where its axes are not the reason, "" where it raised nothing.

    Examples
    --------
    >>> import keras
    >>> from lstm_shapes.program import Data, Given, read_model
    >>> class Last(keras.layers.Layer):
    ...     def call(self, x):
    ...         return x[:, -1]
    >>> model = keras.Sequential([Last(), keras.layers.Dense(1)])
    >>> read_line(model.layers, read_model(model), Given("one", (Data(shape=(8, 20, 3)),)))[0].calls[0].recorded
    (((None, 20, 3),), ((None, 3),))
    """
    layers = [one for one in layers if is_layer(one) and type(one).__name__ != "InputLayer"]
    declared, shapes = record.declared, [shape[1:] if shape else None for shape in given.shapes]
    if declared and declared[0].shape:
        tried, dtype = [declared[0].shape[1:]], declared[0].dtype
    elif given.form == "one" and None not in shapes:
        tried, dtype = [one for (one,) in _tried(shapes, given)], given.parts[0].dtype
    else:
        return record, ""
    first = None
    with _quietly():
        for sample in tried:
            found, words = _through(layers, record, sample, dtype)
            known = any(found.layers[one.layer].own and one.recorded for one in found.calls)
            if words or known or any(one.get("answers") for one in found.layers):
                return found, words
            first = first or found
    return first, ""


def _through(layers, record, sample, dtype):
    """Return (record, words) as `read_line` does, of copies that are called on one shape of a sample."""
    made, calls, words = {}, list(record.calls), ""
    x = sys.modules["keras"].Input(sample, dtype="int32" if dtype == "int" else None)
    for place, layer in enumerate(layers):
        read = _shapes(x)
        try:
            x = _copied(layer, made)(x)
        except Exception as error:
            if record.layers[place].somebodys:
                record = learned(record, [layer])
                words = "" if _counts(record.layers[place], read) else _told(record.layers[place], read, error)
            break
        calls[place] = calls[place]._replace(recorded=(read, _shapes(x)))
    return record._replace(calls=tuple(calls)), words


def _counts(layer, read):
    """True where a layer refuses a shape for the number of its axes, by the answers of its copies."""
    told = dict(layer.get("answers", ()))
    return bool(told) and len(read) == 1 and len(read[0]) not in told


def _told(layer, read, error):
    return f"{layer.called}, called on {' and '.join(map(str, read))}, raises {_quoted(error)}"


def _shapes(tensors):
    return tuple(tuple(one.shape) for one in tree_leaves(tensors))


# Far from each other, and from what people use; no product of some is one of others.
_SIZES = ((101, 131, 167), (211, 263, 307))


def answers(layer):
    """Return what a layer, or a model, of one's own gives for each number of axes that it reads, two to four.

    Parameters
    ----------
    layer : keras.Layer
        Copies of it are called on symbols of sizes that mean nothing.

    Returns
    -------
    tuple of (int, tuple of tuple)
        (axes that it reads, shapes that it gives): each size is a number, ("axes", 1, 2) for the product of those that
        it reads, or None. Numbers of axes that it refuses are left out; () where it refuses all, as for their sizes.

    Examples
    --------
    >>> import keras
    >>> class Flat(keras.layers.Layer):
    ...     def call(self, x):
    ...         samples, steps, features = x.shape
    ...         return keras.ops.reshape(x, (-1, steps * features))
    >>> answers(Flat())
    ((3, ((('axes', 0), ('axes', 1, 2)),)),)
    """
    found = []
    with _quietly():
        for count in range(1, len(_SIZES[0]) + 1):
            gives = _gives(layer, _SIZES[0][:count])
            if gives is None:
                continue
            told = [[_read_off(size) for size in shape] for shape in gives]
            if None in itertools.chain(*told):  # a number of its own, which other sizes leave as it is
                others = _gives(layer, _SIZES[1][:count]) or ()
                if [*map(len, others)] == [*map(len, gives)]:
                    pairs = [zip(*shapes, strict=True) for shapes in zip(told, gives, others, strict=True)]
                    told = [[known or (one if one == other else None) for known, one, other in each] for each in pairs]
            found.append((count + 1, tuple(map(tuple, told))))
    return tuple(found)


def _gives(layer, sample):
    """Return the shapes that a copy of a layer gives for a symbol of such samples; None where it refuses."""
    try:
        return _shapes(_copied(layer, {})(sys.modules["keras"].Input(sample)))
    except Exception:  # somebody's own code, which may want anything
        return None


def _read_off(size):
    """Return of which axes a size is the product, None for another one."""
    for many in range(1, len(_SIZES[0]) + 1):
        for axes in itertools.combinations(range(len(_SIZES[0])), many):
            if size == prod(_SIZES[0][axis] for axis in axes):
                return "axes", *(axis + 1 for axis in axes)
    return ("axes", 0) if size is None else None


def learned(record, layers):
    """Return the record of a model in which layers of one's own say what they give, by live layers of their names."""
    live = {one.name: one for one in layers if is_layer(one)}
    told = tuple(
        one._replace(settings=(*one.settings, ("answers", answers(live[one.name]))))
        if one.somebodys and one.name in live and {name for name, _ in one.settings} <= {"masks"}
        else one
        for one in record.layers
    )
    return record._replace(layers=told)


@contextlib.contextmanager
def _quietly():
    """Let somebody's own code run unseen: what it prints, what Keras warns of, and the seeds that its weights draw."""
    before = random.getstate()
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(before)


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
    kind = "sequential" if given.form == "one" else "functional"
    try:
        graph = keras.Model(inputs, copy.call(x))
    except Exception as error:
        found = _refused(error, own) if isinstance(error, ValueError) else None
        return (found, _quoted(error)) if found is not None else _as_one_layer(model, x, inputs, kind)
    return read_graph(graph, kind, str(model.name), own)._replace(declared=()), ""


def _as_one_layer(model, x, inputs, kind):
    """Return (record, words) as `read_own` does, where a call cannot be followed: of the whole, as Keras builds it."""
    keras, name = sys.modules["keras"], str(model.name)
    copy, _ = another(model)
    try:
        graph = keras.Model(inputs, copy(x))
    except Exception as error:
        found = learned(in_line([Layer(type(model).__name__, name, own=True)], name=name), [model])
        return (found, "") if _counts(found.layers[0], _shapes(x)) else (None, _quoted(error))
    return read_graph(graph, kind, name, {id(copy): model})._replace(declared=()), ""


def _quoted(error):
    """Return the kind of an error and its words."""
    return f"{type(error).__name__}: {_words_of(error)}"


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
        elif type(thing).__name__ == "Lambda":
            new = keras.layers.Lambda(thing.function, thing._output_shape, thing.mask, thing.arguments, name=thing.name)
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
    calls = [(args, kwargs) for args, kwargs, _ in failing_calls(error) if is_layer(args[0])]
    if not calls:
        return None
    (refusing, *args), kwargs = calls[0]
    return read_failing_call(refusing, args, kwargs, own)._replace(declared=())
