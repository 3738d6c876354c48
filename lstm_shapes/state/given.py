"""Which shape x brings to each input of a model; nothing is copied, called or consumed."""

from numbers import Integral

from .facts import data_facts

_EXAMPLE = "such as (None, 20, 3)"


def is_shape(x):
    """True for a tuple or list of sizes, None for any number.

    Examples
    --------
    >>> is_shape((None, 20, 3)), is_shape([]), is_shape([0.5, 1.0])
    (True, False, False)
    """
    return (
        isinstance(x, (tuple, list))
        and len(x) > 0
        and all(n is None or (isinstance(n, Integral) and not isinstance(n, bool)) for n in x)
    )


def kind_named(x):
    """Return what something is, with its article.

    Examples
    --------
    >>> kind_named(3), kind_named("a.csv"), kind_named(int)
    ('an int', 'a str', 'the class int')
    """
    if isinstance(x, type):
        return f"the class {x.__name__}"
    name = type(x).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def unread(x):
    """Return one sentence where x can only be read by running or consuming it; empty where its shape can be seen.

    Examples
    --------
    >>> unread((100, 20, 3))
    ''
    >>> unread(iter([]))
    'x is a list_iterator, which is not read: give one batch of it, or its shape such as (None, 20, 3).'
    """
    if not _is_stream(x):
        return ""
    return f"x is {kind_named(x)}, which is not read: give one batch of it, or its shape {_EXAMPLE}."


def _is_stream(x):
    """A generator, an iterator, a keras.utils.PyDataset, a DataLoader: to look into it runs somebody's code."""
    if hasattr(x, "shape") or hasattr(x, "element_spec") or isinstance(x, (dict, list, tuple, str, bytes, type)):
        return False
    return hasattr(x, "__next__") or hasattr(x, "num_batches") or (hasattr(x, "__iter__") and hasattr(x, "dataset"))


def _leaf_shape(x, name):
    """Return one shape, None where nothing says it."""
    if x is None:
        return None
    if is_shape(x):
        return tuple(None if size is None else int(size) for size in x)
    if type(x).__name__.endswith("Spec") and hasattr(x, "shape"):  # of a tf.data dataset
        return None if x.shape.rank is None else tuple(x.shape)
    found = data_facts(x)
    if found.shape is None or found.kind in ("list", "ragged"):
        came = {"ragged": found.note, "several": found.note}.get(found.kind, kind_named(x))
        came = came.replace("lengths", "rows of lengths") if found.kind == "ragged" else came
        came += ", of which np.asarray makes an array" if found.kind == "list" and len(x) else ""
        raise ValueError(f"{name} needs to be an array, a table or a shape {_EXAMPLE}; got {came}.")
    return tuple(found.shape)


def _leaves(x):
    """Take nested lists, tuples and dicts of arrays, or of their shapes, apart."""
    if is_shape(x) or not isinstance(x, (dict, list, tuple)):
        return [x]
    return [leaf for one in ([x[key] for key in sorted(x)] if isinstance(x, dict) else x) for leaf in _leaves(one)]


def _said(names):
    return " and ".join(filter(None, [", ".join(repr(name) for name in names[:-1]), repr(names[-1])]))


def given_shapes(x, structure, names, keys=None):
    """Return the shape that x brings to each input.

    Parameters
    ----------
    x : object
        An array, a table, a dataset, a shape with the samples first, or a list, tuple or dict of them.
    structure : object
        How the model's inputs are nested, as Keras keeps it; one name, a list, a dict.
    names : list of str
        The inputs, in the order in which Keras flattens them.
    keys : list of str, optional
        By which a dict is read where the inputs are no dict themselves; they differ where an Input has no name.

    Returns
    -------
    list of (tuple or None)
        None where x does not say.

    Raises
    ------
    ValueError
        If x is no data, or brings another number of arrays, or other names, than the model reads.

    Source
    ------
    Keras 3.15, ``Functional._standardize_inputs``; ``tf.data.Dataset.element_spec``.

    Examples
    --------
    >>> given_shapes({"place": (100, 5), "hours": (100, 20, 3)}, ["hours", "place"], ["hours", "place"])
    [(100, 20, 3), (100, 5)]
    """
    if x is None or unread(x):
        return [None] * len(names)
    if hasattr(x, "element_spec"):
        x = x.element_spec
        x = x[0] if isinstance(x, tuple) else x
    if isinstance(x, dict):
        keys = sorted(structure) if isinstance(structure, dict) else keys or names
        missing = [key for key in keys if key not in x]
        if missing and len(names) == 1 and not isinstance(structure, dict):
            raise ValueError(f"x needs to be one array, for there is one input, {names[0]!r}; got {_came(x)} by name.")
        if missing:
            raise ValueError(f"x needs {_said(keys)}, by name; it brings {_came(x)}.")
        x = [x[key] for key in keys]
    elif isinstance(structure, dict) and list(structure) != sorted(structure):
        raise ValueError(f"x needs to be a dict with {_said(names)}, as the inputs are one; got {kind_named(x)}.")
    if len(names) == 1:
        return [_leaf_shape(_only(x), "x")]
    several = isinstance(x, (dict, list, tuple)) and not is_shape(x)
    leaves = _leaves(x) if several else [x]
    if len(leaves) != len(names):
        came = f"{len(leaves)} array{'s' * (len(leaves) != 1)}"
        raise ValueError(f"x needs an array for each of the {len(names)} inputs, {_said(names)}; it brings {came}.")
    return [_leaf_shape(leaf, name) for leaf, name in zip(leaves, names, strict=True)]


def _came(x):
    return _said(sorted(map(str, x))) if x else "nothing"


def _only(x):
    """Take the one array out of a list, tuple or dict that holds nothing else."""
    while isinstance(x, (dict, list, tuple)) and len(x) == 1 and not is_shape(x):
        (inner,) = x.values() if isinstance(x, dict) else x
        if not (isinstance(inner, (dict, list, tuple)) or hasattr(inner, "shape")):
            return x
        x = inner
    return x
