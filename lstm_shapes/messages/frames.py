"""Which model, data and layers a failing call had in its hands, read from the traceback; nothing is kept."""

import re
import sys
import traceback
from typing import NamedTuple

from ..checks import complaints
from ..program import Model, State, learned, read_failing_call, tree_leaves
from ..program.layers import is_layer
from ..program.reading import failing_calls

# The calls that read data as their first argument; the second of some is y.
_CALLS = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "__call__")
_WITH_TARGETS = ("fit", "evaluate", "train_on_batch", "test_on_batch")
# Where Keras works on the data themselves, and not on the settings of a call.
_AT_WORK = re.compile(r"/keras/src/(?:backend/\w+/(?!trainer)|layers|losses|metrics|models|ops|tree)")


class Hands(NamedTuple):
    """What was found.

    Fields
    ------
    model, x, y
        Of the outermost failing call of a model; None where there is none.
    broken : Model or None
        The layers up to the one that broke while a model was being built.
    validation : object
        What ``fit`` got as ``validation_data``.
    weights : object
        What it got as ``sample_weight``.
    at_work : bool
        Whether the error was raised where the data are worked on: in a layer, a loss, or somebody's own ``call``.
    """

    model: object = None
    x: object = None
    y: object = None
    broken: Model | None = None
    validation: object = None
    weights: object = None
    at_work: bool = False


def line_that_failed(error):
    """Return the line that raised an exception and, behind it, what the layers are that it calls by a name.

    Examples
    --------
    >>> line_that_failed(ValueError("no traceback"))
    ''
    """
    trace = error.__traceback__
    if trace is None:
        return ""
    line = traceback.extract_tb(trace)[-1].line or ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    names = {**trace.tb_frame.f_globals, **trace.tb_frame.f_locals}
    called = []
    for path in re.findall(r"([A-Za-z_][\w.]*)\(", line):
        first, *rest = path.split(".")
        one = names.get(first)
        for name in rest:  # no property of anybody's is run
            one = getattr(one, "__dict__", {}).get(name)
        if is_layer(one) and not isinstance(one, type):
            wrapped = getattr(one, "forward_layer", one)
            states = "return_state=True" if getattr(wrapped, "return_state", False) else ""
            called.append(f"{path} is {type(one).__name__}({states})")
    return "; ".join([line, *called])


def _broken_build(args, kwargs):
    """Return the record of a model in the making of which one call refused; None where no shape is the reason."""
    model = learned(read_failing_call(args[0], args[1:], kwargs), [args[0]])
    return model if any(one.stage in ("building", "states") for one in complaints(State(model))) else None


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
    `failing_calls`.

    Examples
    --------
    >>> hands(ValueError("no traceback")).model is None
    True
    """
    keras = sys.modules.get("keras")
    model = x = y = validation = weights = None
    broken = None
    for args, kwargs, call in failing_calls(error) if keras is not None else ():
        if not isinstance(args[0], keras.layers.Layer) or call not in _CALLS:
            continue
        given = args[1] if len(args) > 1 else kwargs.get("x", kwargs.get("inputs"))
        if any(isinstance(leaf, keras.KerasTensor) for leaf in tree_leaves([list(args[1:]), kwargs])):
            broken = broken or _broken_build(args, kwargs)
        elif model is None:
            model, x = args[0], given
            y = args[2] if len(args) > 2 and call in _WITH_TARGETS else kwargs.get("y")
            validation, weights = kwargs.get("validation_data"), kwargs.get("sample_weight")
    last = traceback.extract_tb(error.__traceback__, limit=-1)  # the frame that raised, alone
    at_work = any(one.name == "call" or _AT_WORK.search(one.filename.replace("\\", "/")) for one in last)
    return Hands(model, x, y, broken, validation, weights, at_work)
