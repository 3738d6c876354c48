"""Which model, data and layers a failing call had in its hands, read from the traceback; nothing is kept."""

import sys
from typing import NamedTuple

from ..checker.walk import Step, wanted_axes

# The calls that read data as their first argument; the second of some is y.
_CALLS = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "__call__")
_WITH_TARGETS = ("fit", "evaluate", "train_on_batch", "test_on_batch")


class Hands(NamedTuple):
    """What was found.

    Fields
    ------
    model, x, y
        Of the outermost failing call of a model; None where there is none.
    steps : tuple of Step
        The layers up to the one that broke while a model was being built; empty otherwise.
    arrays : tuple
        Arrays that the failing lines of somebody's own code had at hand.
    validation : object
        What ``fit`` got as ``validation_data``.
    """

    model: object = None
    x: object = None
    y: object = None
    steps: tuple = ()
    arrays: tuple = ()
    validation: object = None


def _frames(error):
    trace = getattr(error, "__traceback__", None)
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def _steps_to(tensor):
    """Return the steps that made a symbolic tensor, first one first, along its first inputs."""
    steps = []
    for _ in range(200):
        history = getattr(tensor, "_keras_history", None)
        if history is None or type(history.operation).__name__ == "InputLayer":
            return steps[::-1]
        given = history.operation._inbound_nodes[history.node_index].input_tensors[0]
        steps.append(Step(history.operation, tuple(given.shape), tuple(tensor.shape), "", None))
        tensor = given
    return steps[::-1]


def _broken_build(layer, tensor):
    """Return the steps up to a layer that could not take a symbolic tensor; none where its number of axes is right."""
    given = tuple(tensor.shape)
    least, most = wanted_axes(layer)
    if least <= len(given) <= most:
        return ()
    return (*_steps_to(tensor), Step(layer, given, None, "axes", least if len(given) < least else most))


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
    Keras 3.15, ``traceback_utils.filter_traceback``: its wrapper's frame keeps the arguments of the failing call.

    Examples
    --------
    >>> hands(ValueError("no traceback")).model is None
    True
    """
    keras = sys.modules.get("keras")
    model = x = y = validation = None
    steps, arrays = (), []
    for frame in _frames(error):
        names = frame.f_locals
        if frame.f_code.co_name != "error_handler" or "args" not in names or keras is None:
            if "site-packages" not in frame.f_code.co_filename:
                arrays += [value for value in names.values() if _is_array(value)]
            continue
        args, kwargs = names["args"], names.get("kwargs") or {}
        call = getattr(names.get("fn"), "__name__", "")
        if not args or not isinstance(args[0], keras.layers.Layer) or call not in _CALLS:
            continue
        given = args[1] if len(args) > 1 else kwargs.get("x", kwargs.get("inputs"))
        if isinstance(given, keras.KerasTensor):
            steps = _broken_build(args[0], given) or steps
        elif model is None:
            model, x = args[0], given
            y = args[2] if len(args) > 2 and call in _WITH_TARGETS else kwargs.get("y")
            validation = kwargs.get("validation_data")
    return Hands(model, x, y, steps, tuple(arrays[:40]), validation)
