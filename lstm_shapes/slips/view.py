"""The values of x and y as they stand after the lines of a path: run once each, never in what the learner has."""

import math
import warnings

import numpy as np

from ..evidence.sample import FEW
from ..program.data import as_read, is_shape
from .undo import Known

_MOST = 4_000_000  # numbers in an array that is kept whole; a larger one is cut to its first samples
_TOO_MANY = 12 * _MOST  # numbers in what cannot be cut so, beyond which no line is run: each makes a copy of them
_TEXT = 20  # times as long as a number, text and objects take to be turned into one


def known_of(x, y=None):
    """Return what is at hand of x and y.

    Parameters
    ----------
    x, y : object
        As ``fit`` would be given them. Nothing is consumed: a dataset, a generator, a shape have no values.

    Returns
    -------
    Known
        Its `asked` runs lines in views that cannot be written to, each once. Where x and y are so large that they are
        cut, they keep their first samples; only where the first axis of all of them has one length, and is the longest.

    Examples
    --------
    >>> known = known_of(np.zeros((100, 60)), np.zeros(100))
    >>> known.asked(("x = x.reshape(len(x), 20, 3)", "x, y = x[:-1], y[1:]"))[0].shape
    (99, 20, 3)
    >>> known.asked(("x = x.reshape(len(x), 7)",)), known_of((100, 60)).asked(())
    ((None, None), (None, None))
    """
    views, answers = {}, {}

    def asked(data):
        if data not in views:
            views[data] = _ran(data[-1], *asked(data[:-1])) if data else _first_samples(_values(x), _values(y))
        return views[data]

    return Known(x, y, asked, lambda data: answers.setdefault(data, {}))


def _values(given):
    """Return arrays that cannot be written to, tables and lists as they are, None for what has no values at hand."""
    if given is None or is_shape(given):
        return None
    if isinstance(given, dict):
        made = {name: _values(one) for name, one in given.items()}
        return None if any(one is None for one in made.values()) else made
    if isinstance(given, (list, tuple)):
        if not any(hasattr(one, "shape") or isinstance(one, (dict, tuple)) for one in given):
            return list(given)
        made = [_values(one) for one in given]
        return None if any(one is None for one in made) else made
    if hasattr(given, "iloc"):
        try:
            return as_read(given) if given.size <= _MOST else given
        except Exception:  # text that says no number
            return given
    if not (hasattr(given, "shape") and hasattr(given, "dtype")) or isinstance(given, type):
        return None
    try:
        view = np.asarray(given).view()
    except Exception:  # a symbolic tensor, a ragged one
        return None
    view.flags.writeable = False
    return view


def leaves(values):
    """Return the arrays of x or of y in the order of their parts.

    Examples
    --------
    >>> len(leaves({"b": np.zeros(3), "a": [np.zeros(3), np.zeros(3)]}))
    3
    """
    if isinstance(values, dict):
        return [leaf for name in sorted(values, key=str) for leaf in leaves(values[name])]
    if isinstance(values, (list, tuple)) and any(isinstance(one, (list, tuple, dict)) for one in values[:1]):
        return [leaf for one in values for leaf in leaves(one)]
    if isinstance(values, (list, tuple)) and any(hasattr(one, "shape") for one in values):
        return [leaf for one in values for leaf in leaves(one)]
    return [] if values is None else [values]  # a list of numbers is one


def _first_samples(x, y):
    """Cut what is too large to be turned about whole; (None, None) for what is too large even so.

    Examples
    --------
    >>> x = np.broadcast_to(np.float32(0), (10**9, 20, 3))  # they take no memory
    >>> _first_samples(x, None)[0].shape
    (66666, 20, 3)
    >>> _first_samples(x.transpose(1, 0, 2), None)
    (None, None)
    """
    largest = _largest(x, y)
    if largest <= _MOST:
        return x, y
    lengths = {one.shape[0] if one.shape else 0 for one in _with_shape(x, y)}
    samples = lengths.pop()
    if not lengths and samples >= max(max(one.shape) for one in _with_shape(x, y)):
        rows = max(FEW, _MOST * samples // largest)
        x, y = _cut(x, rows), _cut(y, rows)
    return (None, None) if _largest(x, y) > _TOO_MANY else (x, y)


def _with_shape(*given):
    return [leaf for one in given for leaf in leaves(one) if hasattr(leaf, "shape")]


def _largest(x, y):
    kinds = ((math.prod(one.shape), getattr(getattr(one, "dtype", None), "kind", None)) for one in _with_shape(x, y))
    return max((many * (_TEXT if kind in ("O", "S", "U") else 1) for many, kind in kinds), default=0)


def _cut(values, rows):
    if isinstance(values, dict):
        return {name: _cut(one, rows) for name, one in values.items()}
    if isinstance(values, (list, tuple)):
        return [_cut(one, rows) for one in values]
    return values[:rows] if hasattr(values, "shape") else values


def _as_arrays(values):
    """Return tables as arrays."""
    if isinstance(values, dict):
        return {name: _as_arrays(one) for name, one in values.items()}
    if isinstance(values, (list, tuple)):
        return [_as_arrays(one) for one in values]
    return np.asarray(values) if hasattr(values, "iloc") else values


def _ran(lines, x, y):
    """Return (x, y) after some lines; (None, None) where these cannot be run on what there is."""
    if x is None and y is None:
        return None, None
    # A table goes on as a table where it can, for its index may hold dates.
    tables = any(hasattr(one, "iloc") for one in (*leaves(x), *leaves(y)))
    for given in ((x, y), (_as_arrays(x), _as_arrays(y))) if tables else ((x, y),):
        names = {"np": np, "x": given[0], "y": given[1]}
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(lines, names)
        except Exception:  # lines for a dataset, for Keras, or for what x is not
            continue
        return names["x"], names["y"]
    return None, None


def unseen(state, known=None):
    """Return (sentence, reason) where the values of a program were not looked at, None where they were.

    Parameters
    ----------
    state : State
    known : Known, optional
        The data that are at hand.

    Returns
    -------
    (str, str) or None
        For a finding of the level "cannot tell": what is not looked at is not called healthy.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> x = np.broadcast_to(np.float32(0), (20, 10**7, 3))
    >>> unseen(program(x=(20, 10**7, 3)), known_of(x))[0]
    'The shapes fit; the values of x were not looked at.'
    >>> unseen(program(x=(100, 20, 3))) is None
    True
    """
    if state.x.source == "dataset":
        one_batch = "Let one batch be looked at: diagnose(model, data, look=True)."
        return "The shapes fit; the values of the dataset were not looked at.", one_batch
    known = known or Known()
    given = [("x", known.x), ("y", known.y)]
    unread = [
        name for (name, one), read in zip(given, known.asked(()), strict=True) if read is None and _with_shape(one)
    ]
    if not unread:
        return None
    reason = "They cannot be read here, or are too many to be read whole. Let a few samples be looked at."
    return f"The shapes fit; the values of {' and '.join(unread)} were not looked at.", reason
