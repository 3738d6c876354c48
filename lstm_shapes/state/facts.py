"""Read what a model declares and what data bring; nothing is called, changed, or consumed."""

import re
import sys
from typing import NamedTuple

import numpy as np

from ..program.reading import left_behind
from .layers import gives_every_step, is_recurrent

_FEW = 512  # rows that are looked at, of any number


class Data(NamedTuple):
    """What is known of x or y.

    Fields
    ------
    kind : str
        "none", "array", "frame", "list", "ragged", "object", "text", "several", "dataset", "stream" (a generator:
        it is not consumed) or "unknown".
    shape : tuple or None
    values : numpy.ndarray or None
        Numbers without a copy of the whole: the array itself, or the first rows of a table.
    parts : tuple
        For "several" and "dataset" the Data of each element.
    note : str
        What was found, in words: a type, a column, the lengths.

    Source
    ------
    Keras 3.15, ``trainers.data_adapters``: what ``fit`` accepts.

    Examples
    --------
    >>> data_facts(np.zeros((8, 5, 3))).shape
    (8, 5, 3)
    """

    kind: str
    shape: tuple | None = None
    values: object = None
    parts: tuple = ()
    note: str = ""


class Model(NamedTuple):
    """What is known of a model.

    Fields
    ------
    kind : str
        "sequential", "functional", "subclassed", "layer" or "not a model".
    declared, outputs : tuple of tuple
        One shape for each input and output, None for any number; empty where the model has none yet.
    layers : tuple
    loss : str
        "stretches" (mse and its like), "sparse", "categorical", "binary" or "unknown".
    spoilt : str
        Empty, "fit", "predict" or "built" (by data of another shape).

    Source
    ------
    Keras 3.15, ``Trainer``, ``Sequential``, ``Functional``.

    Examples
    --------
    >>> model_facts(None).kind
    'not a model'
    """

    kind: str
    declared: tuple = ()
    outputs: tuple = ()
    layers: tuple = ()
    loss: str = "unknown"
    loss_name: str = ""
    compiled: bool = False
    spoilt: str = ""
    built_for: tuple | None = None

    @property
    def last_recurrent(self):
        """The last recurrent layer, or None."""
        return next((layer for layer in reversed(self.layers) if is_recurrent(layer)), None)

    @property
    def stateful(self):
        return any(getattr(layer, "stateful", False) and is_recurrent(layer) for layer in self.layers)

    @property
    def every_step(self):
        return self.last_recurrent is not None and gives_every_step(self.last_recurrent)


def _lengths(items):
    found = sorted({len(item) for item in items if hasattr(item, "__len__") and not isinstance(item, str)})
    return found if len(found) > 1 else []


def _array_facts(array):
    if array.dtype.kind in "fiub" or (array.dtype.kind == "V" and "bfloat16" in str(array.dtype)):
        return Data("array", array.shape, array)
    if array.dtype.kind == "c":
        return Data("complex", array.shape)
    if array.dtype.kind == "O":
        items = array.ravel()[:_FEW].tolist() if array.size else []
        lengths = _lengths(items)
        if lengths:
            return Data("ragged", array.shape, note=f"lengths from {lengths[0]} to {lengths[-1]}")
        if items and all(isinstance(item, (list, tuple)) or getattr(item, "ndim", 0) for item in items):
            return Data("object", array.shape, note=f"arrays of shape {np.shape(items[0])}")
        texts = [item for item in items if isinstance(item, str)]
        return Data("object", array.shape, note=f"such as {texts[0]!r}" if texts else "objects")
    return Data("text" if array.dtype.kind in "US" else "object", array.shape, note=str(array.dtype))


def _frame_facts(frame):
    types = list(frame.dtypes) if hasattr(frame, "columns") else [frame.dtype]
    names = list(frame.columns) if hasattr(frame, "columns") else [frame.name]
    if not hasattr(frame, "columns") and getattr(types[0], "kind", "") == "O":
        return _array_facts(frame.to_numpy())
    wrong = [str(name) for name, kind in zip(names, types, strict=True) if getattr(kind, "kind", "O") not in "fiub"]
    if wrong:
        note = f"column {wrong[0]!r} holds no numbers" if names[0] is not None else f"such as {frame.iloc[0]!r}"
        return Data("text", frame.shape, note=note)
    return Data("frame", frame.shape, frame.iloc[:_FEW].to_numpy())


def _list_facts(items):
    if not items:
        return Data("list", (0,), note="an empty list")
    inner = [item[0] if isinstance(item, (list, tuple)) and len(item) == 1 else item for item in items]
    if all(hasattr(item, "dtype") and getattr(item, "ndim", 0) > 0 for item in inner):
        parts = tuple(data_facts(item) for item in inner)  # Keras takes nested lists apart
        return parts[0] if len(parts) == 1 else Data("several", None, None, parts, f"{len(parts)} arrays")
    lengths = _lengths(items)
    if lengths:
        return Data("ragged", (len(items),), note=f"lengths from {lengths[0]} to {lengths[-1]}")
    try:
        shape = np.shape(items[:2])[1:]
        if any(len(_lengths(item)) for item in items[:_FEW] if isinstance(item, (list, tuple))):
            return Data("ragged", (len(items),), note="uneven inner lists")
    except ValueError:
        return Data("ragged", (len(items),), note="uneven inner lists")
    return Data("list", (len(items), *shape), note=f"such as {items[0]!r}" if isinstance(items[0], str) else "a list")


def _dataset_facts(dataset):
    spec = dataset.element_spec
    elements = spec if isinstance(spec, tuple) else (spec,)
    parts = tuple(
        Data("array", tuple(one.shape) if one.shape.rank is not None else None)
        if hasattr(one, "shape") and hasattr(one.shape, "rank")
        else Data("unknown")
        for one in elements
    )
    return Data("dataset", parts[0].shape if parts else None, None, parts, "a tf.data dataset")


def data_facts(data):
    """Return what is known of x or y without consuming or copying it.

    Parameters
    ----------
    data : object
        Anything that somebody might give to ``fit``.

    Returns
    -------
    Data

    Source
    ------
    Keras 3.15, ``trainers.data_adapters``.

    Examples
    --------
    >>> data_facts([[1, 2], [3]]).kind, data_facts("prices.csv").kind
    ('ragged', 'text')
    """
    if data is None:
        return Data("none")
    if isinstance(data, (str, bytes)):
        return Data("text", note="a text")
    if isinstance(data, np.ndarray):
        return _array_facts(data)
    if hasattr(data, "element_spec"):
        return _dataset_facts(data)
    if hasattr(data, "row_splits"):
        return Data("ragged", None, note="a ragged tensor")
    if hasattr(data, "iloc") and hasattr(data, "shape"):
        return _frame_facts(data)
    if isinstance(data, dict):
        parts = tuple(data_facts(value) for value in data.values())
        return Data("several", None, None, parts, f"{len(parts)} named arrays")
    if isinstance(data, (list, tuple)):
        return _list_facts(data)
    if hasattr(data, "__next__") or (hasattr(data, "__getitem__") and hasattr(data, "num_batches")):
        return Data("stream", note=f"a {type(data).__name__}")
    shape = getattr(data, "shape", None)
    if shape is None or isinstance(data, type) or not hasattr(data, "dtype"):
        return Data("unknown", note=f"a {type(data).__name__}")
    shape = tuple(None if size is None else int(size) for size in shape)
    values = np.asarray(data) if callable(getattr(data, "numpy", None)) else None
    return Data("array", shape, values)


_STRETCHES = re.compile("mse|mae|mape|msle|squared|absolute|huber|log_?cosh|poisson|tversky|quantile")


def _loss_facts(loss):
    """Return (kind, name): what a loss does when the shapes of y and the output differ."""
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    if loss is None or isinstance(loss, (list, tuple, dict)):
        return "unknown", ""
    name = loss if isinstance(loss, str) else getattr(loss, "name", None) or getattr(loss, "__name__", "")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name)).lower()
    for part, kind in (("sparse_categorical", "sparse"), ("categorical", "categorical"), ("binary", "binary")):
        if part in words:
            return kind, name
    return ("stretches" if _STRETCHES.search(words) else "unknown"), str(name)


def model_facts(model):
    """Return what is known of a model without calling, building or changing it.

    Parameters
    ----------
    model : keras.Model, keras.layers.Layer or anything else

    Returns
    -------
    Model

    Source
    ------
    Keras 3.15: ``Sequential`` has no inputs until it is built; ``Functional`` and a built Sequential list them.

    Examples
    --------
    >>> model_facts("LSTM").kind
    'not a model'
    """
    keras = sys.modules.get("keras")
    if keras is None or not isinstance(model, keras.layers.Layer):
        return Model("not a model")
    if not isinstance(model, keras.Model):
        return Model("layer", layers=(model,))
    if isinstance(model, keras.Sequential):
        kind = "sequential"
    else:
        names = {parent.__name__ for parent in type(model).__mro__}
        kind = "functional" if "Functional" in names else "subclassed"
    declared = outputs = ()
    built_for = None
    if kind == "functional" or (kind == "sequential" and model.built and getattr(model, "_functional", None)):
        declared = tuple(tuple(tensor.shape) for tensor in model.inputs)
        outputs = tuple(tuple(tensor.shape) for tensor in model.outputs)
    elif kind == "sequential" and getattr(model, "_layers", None):
        first = model._layers[0]  # a failed build leaves its shape here; `layers` does not show it
        built_for = tuple(first.batch_shape) if type(first).__name__ == "InputLayer" else None
    loss, loss_name = _loss_facts(getattr(model, "loss", None))
    spoilt = "built" if built_for else left_behind(model, [len(one) for one in declared])
    layers = tuple(layer for layer in model.layers if type(layer).__name__ != "InputLayer")
    return Model(kind, declared, outputs, layers, loss, loss_name, bool(model.compiled), spoilt, built_for)
