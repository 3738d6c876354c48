"""Which model, data and layers a failing call had in its hands, read from the traceback; nothing is kept."""

import sys
from typing import NamedTuple

from ..program import read_failing_call
from ..program.layers import is_layer
from ..program.reading import tree_leaves

# The calls that read data as their first argument; the second of some is y.
_CALLS = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "__call__")
_WITH_TARGETS = ("fit", "evaluate", "train_on_batch", "test_on_batch")


class Hands(NamedTuple):
    """What was found.

    Fields
    ------
    model, x, y
        Of the outermost failing call of a model; None where there is none.
    broken : program.Model or None
        Which does not build: the layers up to the one that refused a symbolic tensor.
    arrays : tuple
        Arrays that the failing lines of somebody's own code had at hand.
    validation : object
        What ``fit`` got as ``validation_data``.
    """

    model: object = None
    x: object = None
    y: object = None
    broken: object = None
    arrays: tuple = ()
    validation: object = None


def _frames(error):
    trace = getattr(error, "__traceback__", None)
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def calls(error):
    """Yield (name, args, kwargs) of each failing call of a layer, the outermost first; the layer is the first of args.

    Source
    ------
    Keras 3.15, ``traceback_utils.filter_traceback``: its wrapper's frame keeps the arguments of the failing call.

    Examples
    --------
    >>> list(calls(ValueError("no traceback")))
    []
    """
    for frame in _frames(error):
        names = frame.f_locals
        if frame.f_code.co_name == "error_handler" and names.get("args") and is_layer(names["args"][0]):
            yield getattr(names.get("fn"), "__name__", ""), names["args"], names.get("kwargs") or {}


def is_symbolic(given):
    """True for symbolic tensors, also in nested lists, tuples and dicts."""
    return any(isinstance(leaf, sys.modules["keras"].KerasTensor) for leaf in tree_leaves(given))


def _is_array(value):
    """True for arrays and tensors; a module such as NumPy has names called shape and dtype, too."""
    return isinstance(getattr(value, "shape", None), tuple) and hasattr(value, "dtype")


def hands(error):
    """Return what the failing call of an exception had in its hands.

    Parameters
    ----------
    error : Exception
        With its traceback.

    Returns
    -------
    Hands

    Source
    ------
    `calls`, and the lines of somebody's own code between them.

    Examples
    --------
    >>> hands(ValueError("no traceback")).model is None
    True
    """
    model = x = y = validation = refused = None
    for name, args, kwargs in calls(error):
        if name not in _CALLS:
            continue
        if is_symbolic([list(args[1:]), kwargs]):
            refused = args[0], args[1:], kwargs  # the innermost one
        elif model is None:
            model, x = args[0], args[1] if len(args) > 1 else kwargs.get("x", kwargs.get("inputs"))
            y = args[2] if len(args) > 2 and name in _WITH_TARGETS else kwargs.get("y")
            validation = kwargs.get("validation_data")
    own = [frame for frame in _frames(error) if "site-packages" not in frame.f_code.co_filename]
    arrays = [value for frame in own for value in frame.f_locals.values() if _is_array(value)]
    return Hands(model, x, y, refused and read_failing_call(*refused), tuple(arrays[:40]), validation)
