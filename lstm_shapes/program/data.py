"""What x and y are: shapes, kinds, and the range of a bounded sample of values; nothing is copied whole or consumed."""

from numbers import Integral, Real

import numpy as np

from .records import Data, Given

_FEW = 512  # items of a list or an object array that are looked at
_MOST = 500_000  # numbers of which the range is taken
_DTYPES = {"f": "float", "i": "int", "u": "int", "b": "bool", "c": "complex", "U": "text", "S": "text", "O": "object"}


def is_shape(value):
    """True for a tuple of sizes, None for any number; a list is data.

    Examples
    --------
    >>> is_shape((None, 20, 3)), is_shape([1, 2]), is_shape(())
    (True, False, False)
    """
    return (
        isinstance(value, tuple)
        and len(value) > 0
        and all(n is None or (isinstance(n, Integral) and not isinstance(n, bool)) for n in value)
    )


def kind_named(thing):
    """Return what something is, with its article.

    Examples
    --------
    >>> kind_named(3), kind_named("a.csv"), kind_named(int)
    ('an int', 'a str', 'the class int')
    """
    if isinstance(thing, type):
        return f"the class {thing.__name__}"
    name = type(thing).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _range(values):
    """Return (low, high, whole) of a bounded sample; None where they cannot be told."""
    if values.size == 0 or values.dtype.kind not in "fiub":
        return None, None, None
    for axis, size in enumerate(values.shape):  # one sample alone may hold too many
        if values.size > _MOST:
            values = values[(slice(None),) * axis + (slice(max(1, _MOST * size // values.size)),)]
    low, high = values.min(), values.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        return None, None, None
    whole = values.dtype.kind in "iub" or bool((np.floor(values) == values).all())
    return float(low), float(high), whole


def is_number(item):
    """True for a number, for text that says one, and for None, which becomes NaN.

    Examples
    --------
    >>> is_number("2.5"), is_number(None), is_number("?")
    (True, True, False)
    """
    try:
        return item is None or isinstance(item, Real) or (isinstance(item, str) and float(item) is not None)
    except ValueError:
        return False


def _of_items(items):
    """Say what items are that stand where numbers belong, by the first of them."""
    strange = next((item for item in items if not is_number(item)), None)
    if strange is not None:
        return f"such as {strange!r}"[:80]
    return "numbers as text" if any(isinstance(item, str) for item in items) else "numbers" if items else ""


def _lengths(items):
    found = sorted({len(item) for item in items if hasattr(item, "__len__") and not isinstance(item, str)})
    return found if len(found) > 1 else []


def _of_array(array):
    kind = _DTYPES.get(array.dtype.kind, "float" if "float" in str(array.dtype) else "object")
    if kind == "text":
        return Data("text", array.shape, "text", note=_of_items(array.flat[:_FEW].tolist()))
    if kind == "object":
        items = array.flat[:_FEW].tolist() if array.size else []  # ravel would copy what is a view
        lengths = _lengths(items)
        if lengths:
            return Data("ragged", array.shape, "object", note=f"lengths from {lengths[0]} to {lengths[-1]}")
        lists = bool(items) and all(isinstance(item, (list, tuple)) for item in items) and not _uneven(items)
        shapes = {_shape_of_list(item) if lists else getattr(item, "shape", None) for item in items}
        if len(shapes) == 1 and None not in shapes and () not in shapes:
            shape = shapes.pop()
            note = f"{'lists' if lists else 'arrays'} of shape {tuple(shape)}"
            return Data("object", (*array.shape, *shape), "object", note=note)
        texts = bool(items) and all(isinstance(item, str) for item in items)
        return Data("text" if texts else "object", array.shape, "object", note=_of_items(items))
    if kind in ("complex",) or array.dtype.kind == "V":
        return Data("array", array.shape, kind)
    return Data("array", array.shape, kind, *_range(array))


def _is_cast(table):
    """True for a table that Keras makes float32 as a whole: some column holds floats of another size."""
    types = getattr(table, "dtypes", None) if hasattr(table, "columns") else ()
    return any(getattr(one, "kind", "O") == "f" and one.itemsize != 4 for one in types)


def as_read(table):
    """Return a table as Keras reads it: one of several types is made float32 where some column holds other floats.

    Source
    ------
    Keras 3.15, ``array_slicing.convert_to_sliceable``; an error of pandas where text says no number.
    """
    if not _is_cast(table) or all(isinstance(one, np.dtype) and one.kind in "fiu" for one in table.dtypes):
        return table
    return table.astype("float32")


def _of_table(frame):
    types = list(frame.dtypes) if hasattr(frame, "columns") else [frame.dtype]
    names = list(frame.columns) if hasattr(frame, "columns") else [frame.name]
    wrong = [place for place, one in enumerate(types) if getattr(one, "kind", "O") not in "fiub"]
    if wrong and not hasattr(frame, "columns"):
        found = _of_array(frame.to_numpy())
        return found if found.kind == "ragged" else found._replace(kind="table of text")
    for place in wrong:
        strange = next((one for one in frame.iloc[:_FEW, place].tolist() if not is_number(one)), None)
        if strange is not None:
            note = f"column {str(names[place])!r} holds {'text' if isinstance(strange, str) else 'no numbers'}"
            return Data("table of text", tuple(frame.shape), "text", note=note)
    if wrong and not _is_cast(frame):
        note = _of_items(frame.iloc[:_FEW, wrong].to_numpy().ravel().tolist())
        return Data("table of text", tuple(frame.shape), "object", note=note)
    values = as_read(frame.iloc[: max(1, _MOST // max(1, len(names)))]).to_numpy()
    kind = _DTYPES.get(values.dtype.kind, "float")
    whole = _range(values) if len(values) == len(frame) else (*_range(values)[:2], None)
    return Data("table", tuple(frame.shape), kind, *whole)


def _one(data, name=""):
    """Return the Data of one leaf."""
    if data is None:
        return Data("none", None, "", name=name)
    if isinstance(data, np.ndarray):
        found = _of_array(data)
    elif hasattr(data, "row_splits"):
        found = Data("ragged tensor", tuple(data.shape), "float", note="a ragged tensor")
    elif hasattr(data, "iloc") and hasattr(data, "shape"):
        found = _of_table(data)
    elif is_shape(data):
        found = Data("array", tuple(None if n is None else int(n) for n in data))
    elif isinstance(data, (str, bytes)):
        found = Data("text", None, "text", note=kind_named(data))
    elif hasattr(data, "shape") and hasattr(data, "dtype") and not isinstance(data, type):
        found = _of_tensor(data)
    else:
        found = Data("unknown", None, "", note=kind_named(data))
    return found._replace(name=str(name))


def _of_tensor(tensor):
    shape = tuple(None if size is None else int(size) for size in tensor.shape)
    if "string" in str(tensor.dtype):
        return Data("text tensor", shape, "text")
    if callable(getattr(tensor, "numpy", None)) or (
        hasattr(tensor, "__array__") and not hasattr(tensor, "_keras_history")
    ):
        try:
            return _of_array(np.asarray(tensor))._replace(shape=shape)
        except Exception:  # a symbolic tensor of a graph has no values
            pass
    return Data("array", shape, "int" if "int" in str(tensor.dtype) else "float")


def _of_spec(spec):
    """The Data of one element of a tf.data dataset."""
    if hasattr(spec, "element_spec"):
        return Data("dataset", None, "", note="a dataset in the dataset")
    if hasattr(spec, "row_splits_dtype"):
        return Data("ragged tensor", None, "float", note="a ragged tensor")
    if not hasattr(spec, "shape") or not hasattr(spec.shape, "rank"):
        return Data("unknown", None, "", note=kind_named(spec))
    name = getattr(spec.dtype, "name", "")
    text = name == "string"
    kind = "bool" if name == "bool" else "int" if "int" in name else "float"
    shape = None if spec.shape.rank is None else tuple(spec.shape)
    return Data("text tensor" if text else "array", shape, "text" if text else kind)


def _taken_apart(structure, leaf):
    """Return the Given of nested lists, tuples and dicts, whose leaves `leaf` reads."""
    if isinstance(structure, dict):
        parts = []
        for key in sorted(structure, key=str):
            inner = _taken_apart(structure[key], leaf)
            parts += [one._replace(name=str(key)) for one in inner.parts]
        return Given("dict", tuple(parts))
    if isinstance(structure, (list, tuple)) and not is_shape(structure):
        return Given("list", tuple(part for one in structure for part in _taken_apart(one, leaf).parts))
    return Given("one", (leaf(structure),))


def _of_list(items):
    """A list of arrays is taken apart; of anything else it is no array."""
    if len(items) == 0:
        return Given("list", (Data("empty list", (0,), ""),))
    leaves = _leaves(items)
    parts = [one for one in leaves if one is not None]
    rows = any(isinstance(one, (int, float)) for one in parts)  # of numbers, in a list that somebody meant as an array
    if leaves and not rows and (not parts or any(map(_is_part, parts))):
        return _taken_apart(items, _one)
    if any(isinstance(one, (list, tuple)) for one in items) and _uneven(items):
        lengths = _lengths(items)
        note = f"lengths from {lengths[0]} to {lengths[-1]}" if lengths else "uneven inner lists"
        return Given("one", (Data("ragged list", (len(items),), "", note=note),))
    shape = _shape_of_list(items)
    text = isinstance(leaves[0], str) if leaves else False
    note = f"such as {leaves[0]!r}"[:80] if text else "a list"
    return Given("one", (Data("list", shape, "text" if text else "", note=note),))


def _is_part(leaf):
    """True for an array, or a shape: Keras takes a list that holds one apart."""
    return is_shape(leaf) or bool(hasattr(leaf, "dtype") and len(getattr(leaf, "shape", ())))


def _leaves(items):
    """The first leaves of a nested list; enough to tell what it is made of."""
    found, open_ = [], [items]
    while open_ and len(found) < _FEW:
        one = open_.pop(0)
        if isinstance(one, dict):
            open_ = list(one.values())[:_FEW] + open_
        elif isinstance(one, (list, tuple)) and not is_shape(one):
            open_ = list(one[:_FEW]) + open_
        else:
            found.append(one)
    return found


def _uneven(items):
    if any(isinstance(one, (list, tuple)) for one in items) and len({_depth(one) for one in items[:_FEW]}) > 1:
        return True
    if _lengths(items[:_FEW]):
        return True
    return any(_uneven(one) for one in items[:8] if isinstance(one, (list, tuple)) and one)


def _depth(one):
    return 0 if not isinstance(one, (list, tuple)) else 1


def _shape_of_list(items):
    shape = []
    while isinstance(items, (list, tuple)):
        shape.append(len(items))
        items = items[0] if len(items) else None
    return (*shape, *getattr(items, "shape", ()))


def read_data(data):
    """Return what is given as x or y.

    Parameters
    ----------
    data : object
        Anything that somebody might give to ``fit``: an array, a table, a tensor, a dataset, a list or dict of them, a
        generator, a shape such as (None, 20, 3). Nothing is consumed.

    Returns
    -------
    Given

    Source
    ------
    Keras 3.15, ``trainers.data_adapters``.

    Examples
    --------
    >>> read_data(np.zeros((8, 5, 3))).shapes, read_data([[1, 2], [3]]).parts[0].kind, read_data(iter([])).source
    (((8, 5, 3),), 'ragged list', 'stream')
    """
    if data is None:
        return Given("none")
    if hasattr(data, "element_spec") and not hasattr(data, "shape"):
        batch, samples = _batches_of(data)
        return _taken_apart(data.element_spec, _of_spec)._replace(source="dataset", batch=batch, samples=samples)
    if is_stream(data):
        note = "a keras.utils.PyDataset" if is_py_dataset(data) else kind_named(data)
        return Given("one", (Data("array", None, "", note=note),), "stream")
    if isinstance(data, dict):
        found = _taken_apart(data, _one)
    elif isinstance(data, (list, tuple)) and not is_shape(data):
        found = _of_list(list(data))
    else:
        found = Given("one", (_one(data),))
    if not found.parts:
        found = Given("one", (Data("unknown", None, "", note=f"{kind_named(data)} without arrays"),))
    return found


def is_py_dataset(data):
    """True for a ``keras.utils.PyDataset``, whose batches are asked for by number.

    Examples
    --------
    >>> is_py_dataset([])
    False
    """
    return any(one.__name__ == "PyDataset" for one in type(data).__mro__)


def is_stream(data):
    """True for a generator, an iterator, a keras.utils.PyDataset, a DataLoader: to look into it runs somebody's code.

    Examples
    --------
    >>> is_stream(iter([])), is_stream([])
    (True, False)
    """
    if (
        hasattr(data, "shape")
        or hasattr(data, "element_spec")
        or isinstance(data, (dict, list, tuple, str, bytes, type))
    ):
        return False
    return (
        hasattr(data, "__next__")
        or hasattr(data, "num_batches")
        or (hasattr(data, "__iter__") and hasattr(data, "dataset"))
    )


# What takes batches apart, or makes many elements of one: how the dataset was batched before says nothing behind it.
_APART = ("UnbatchDataset", "FlatMapDataset", "InterleaveDataset", "ParallelInterleaveDataset")


def _batches_of(dataset):
    """Return (batch, samples) of a dataset, as far as it says how it was made; nothing is read from it."""
    for _ in range(12):
        if type(dataset).__name__.strip("_") in _APART:
            return None, None
        batch = getattr(dataset, "_batch_size", None)
        before = getattr(dataset, "_input_dataset", None)
        try:
            if batch is not None and before is not None:
                count, drops = int(before.cardinality()), bool(getattr(dataset, "_drop_remainder", False))
                samples = count if count > 0 else None
                return int(batch), samples // int(batch) * int(batch) if samples and drops else samples
        except Exception:  # symbolic sizes, within a graph
            return None, None
        if before is None:
            return None, None
        dataset = before
    return None, None


def read_both(x, y):
    """Return (x, y) as two Given; a dataset of pairs is taken apart.

    Source
    ------
    Keras 3.15, ``unpack_x_y_sample_weight``: an element of a dataset is x, or (x, y), or (x, y, weights).
    """
    first = read_data(x)
    if first.source == "dataset" and hasattr(x, "element_spec") and isinstance(x.element_spec, tuple):
        spec = x.element_spec
        batch, samples = _batches_of(x)
        first = _taken_apart(spec[0], _of_spec)._replace(source="dataset", batch=batch, samples=samples)
        if y is not None or len(spec) < 2:
            return first, read_data(y)
        behind = tuple(part for one in spec[2:] for part in _taken_apart(one, _of_spec).parts)
        return first, _taken_apart(spec[1], _of_spec)._replace(source="dataset", behind=behind)
    return first, read_data(y)
