"""Single operations of ``keras.ops`` in a model: the usual ones; of others Keras' record is taken."""

from .several import concatenate, matrix_product
from .sizes import Refused, broadcast, product

_TWO = ["Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Power", "Maximum", "Minimum", "Equal", "NotEqual",
        "Greater", "GreaterEqual", "Less", "LessEqual", "LogicalAnd", "LogicalOr", "FloorDivide", "Mod"]  # fmt: skip
_ONE = ["Relu", "Relu6", "Sigmoid", "Tanh", "Exp", "Log", "Sqrt", "Square", "Absolute", "Abs", "Negative", "Cast",
        "Sign", "Sin", "Cos", "Softplus", "Gelu", "Elu", "Selu", "Silu", "StopGradient", "Softmax", "LogSoftmax",
        "LeakyRelu", "Clip", "Round", "Floor", "Ceil", "LogicalNot", "HardSigmoid", "Softsign", "Identity", "Flip",
        "Roll", "Sort", "Cumsum"]  # fmt: skip


_OVER_AXES = ["Mean", "Sum", "Max", "Min", "Amax", "Amin", "Prod", "Std", "Var", "Median", "Any", "All", "Argmax",
              "Argmin"]  # fmt: skip


def _over_axes(layer, call, shape):
    axes = _places(layer.get("axis"), len(shape))
    if layer.get("keepdims"):
        return tuple(1 if at in axes else size for at, size in enumerate(shape))
    return tuple(size for at, size in enumerate(shape) if at not in axes)


def _places(axis, many):
    """The axes that are meant, from the front; all of them where none is named."""
    axes = range(many) if axis is None else (axis,) if isinstance(axis, int) else axis
    return {one % many for one in axes}


def _expand_dims(layer, call, shape):
    asked = layer.get("axis")
    left, many = iter(shape), len(shape) + (1 if isinstance(asked, int) else len(asked))
    new = _places(asked, many)
    return tuple(1 if at in new else next(left) for at in range(many))


def _squeeze(layer, call, shape):
    if layer.get("axis") is None:
        return None if None in shape[1:] else tuple(size for size in shape if size != 1)
    return tuple(size for at, size in enumerate(shape) if at not in _places(layer.get("axis"), len(shape)))


def _transpose(layer, call, shape):
    return tuple(shape[at] for at in layer.get("axes") or reversed(range(len(shape))))


def _reshape(layer, call, shape):
    asked = layer.get("newshape")
    asked = (asked,) if isinstance(asked, int) else asked
    size = product(shape)
    if asked is None or -1 not in asked:
        return asked
    rest = product(tuple(one for one in asked if one != -1))
    if size is not None and (not rest or size % rest):
        raise Refused("product", asked, shape)
    return tuple((size // rest if size is not None else None) if one == -1 else one for one in asked)


def _get_item(layer, call, shape):
    key = call.option("key")
    if key is None:  # an index that is a tensor or an array
        return None
    key = key if isinstance(key, tuple) and key[:1] != ("slice",) else (key,)
    used = sum(one is not None and one is not Ellipsis for one in key)
    out, left = [], list(shape)
    for one in key:
        if one is None:
            out.append(1)
        elif one is Ellipsis:
            many = len(shape) - used
            out, left = out + left[:many], left[many:]
        else:
            size = left.pop(0)
            if isinstance(one, tuple):
                out.append(None if size is None else len(range(*slice(*one[1:]).indices(size))))
    return (*out, *left)


_RULES = {
    **dict.fromkeys(_OVER_AXES, _over_axes),
    "ExpandDims": _expand_dims,
    "Squeeze": _squeeze,
    "Transpose": _transpose,
    "Reshape": _reshape,
    "GetItem": _get_item,
}


def operation(layer, call, shapes):
    """Return the shapes out of one operation, None where nothing is known of it.

    Parameters
    ----------
    layer : Layer
    call : Call
    shapes : tuple of tuple

    Raises
    ------
    Refused

    Source
    ------
    Keras 3.15, ``keras.ops``: the arithmetic of NumPy.

    Examples
    --------
    >>> from lstm_shapes.program import Call, layer
    >>> operation(layer("operation", operation="Add"), Call(0, (), ()), ((8, 20, 3), (8, 1, 3)))
    ((8, 20, 3),)
    """
    name, recorded = layer.get("operation"), call.recorded
    if name in _ONE and len(shapes) == 1:
        return shapes
    if name in _TWO and len(shapes) == 2:
        return (broadcast(*shapes),)
    if name == "Concatenate" and len(shapes) > 1:
        return (concatenate(layer, shapes, False),)
    if name == "Matmul" and len(shapes) == 2:
        return (matrix_product(*shapes),)
    if name in _RULES and len(shapes) == 1:
        out = _RULES[name](layer, call, shapes[0])
        return None if out is None else (out,)
    alone = name in _TWO and len(shapes) == 1 and recorded is not None  # the other one is a number or an array
    return shapes if alone and recorded[0] == recorded[1] and len(recorded[0][0]) == len(shapes[0]) else None
