"""Single operations of ``keras.ops`` in a model: those that work on elements; of others Keras' record is taken."""

from .sizes import broadcast

_TWO = [
    "Add",
    "Subtract",
    "Multiply",
    "Divide",
    "TrueDivide",
    "Power",
    "Maximum",
    "Minimum",
    "Equal",
    "NotEqual",
    "Greater",
    "GreaterEqual",
    "Less",
    "LessEqual",
    "LogicalAnd",
    "LogicalOr",
    "FloorDivide",
    "Mod",
]
_ONE = [
    "Relu",
    "Relu6",
    "Sigmoid",
    "Tanh",
    "Exp",
    "Log",
    "Sqrt",
    "Square",
    "Absolute",
    "Abs",
    "Negative",
    "Cast",
    "Sign",
    "Sin",
    "Cos",
    "Softplus",
    "Gelu",
    "Elu",
    "Selu",
    "Silu",
    "StopGradient",
    "Softmax",
    "LogSoftmax",
    "LeakyRelu",
    "Clip",
    "Round",
    "Floor",
    "Ceil",
    "LogicalNot",
    "HardSigmoid",
    "Softsign",
    "Identity",
]


def operation(name, shapes, recorded):
    """Return the shape out of one operation, None where only Keras' record can tell.

    Parameters
    ----------
    name : str
    shapes : tuple of tuple
    recorded : tuple or None
        (shapes read, shapes given) of its call.

    Raises
    ------
    Refused

    Examples
    --------
    >>> operation("Add", ((8, 20, 3), (8, 1, 3)), None)
    ((8, 20, 3),)
    """
    if name in _ONE and len(shapes) == 1:
        return shapes
    if name in _TWO and len(shapes) == 2:
        return (broadcast(*shapes),)
    alone = name in _TWO and len(shapes) == 1 and recorded is not None  # the other one is a number or an array
    return shapes if alone and recorded[0] == recorded[1] and len(recorded[0][0]) == len(shapes[0]) else None
