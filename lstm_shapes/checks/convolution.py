"""Convolutions and pooling in one to three directions."""

from .sizes import Refused, as_tuple, need_axes, need_known, need_size


def _axes(layer, rank):
    """Return (the axes of space, the axis of channels)."""
    if layer.get("data_format") == "channels_first":
        return range(2, rank + 2), 1
    return range(1, rank + 1), rank + 1


def window(size, kernel, stride, padding, dilation=1):
    """Return how often a window fits into a size; None where the size is unknown.

    Source
    ------
    Keras 3.15, ``operation_utils.compute_conv_output_shape``.

    Examples
    --------
    >>> window(20, 3, 1, "valid"), window(20, 3, 2, "same"), window(2, 3, 1, "valid")
    (18, 10, 0)
    """
    if size is None:
        return None
    if padding in ("same", "causal"):
        return -(-size // stride)
    return (size - dilation * (kernel - 1) - 1) // stride + 1


def _left(size, counted, axis, kernel):
    """Return how often a window fits; raise where it fits nowhere."""
    if counted is not None and counted < 1:
        raise Refused("short", kernel, size, axis=axis)
    return counted


def convolve(layer, shape, rank, built):
    """Return the shape after one of the convolutions that slide a window."""
    need_axes(shape, rank + 2)
    space, channels = _axes(layer, rank)
    groups = layer.get("groups") or 1
    if built:
        if not (layer.get("unchecked") and _in_groups(layer, shape[channels], built[0][channels] // groups)):
            need_size(shape, channels, built[0][channels])
    else:
        need_known(shape, channels)
        if shape[channels] % groups:
            raise Refused("size", groups, shape[channels], axis=channels)
    kernels = as_tuple(layer.get("kernel_size", 1), rank)
    strides = as_tuple(layer.get("strides") or 1, rank)
    dilations = as_tuple(layer.get("dilation_rate") or 1, rank)
    padding = layer.get("padding", "valid")
    out = list(shape)
    for axis, kernel, stride, dilation in zip(space, kernels, strides, dilations, strict=True):
        counted = window(shape[axis], kernel, stride, padding, dilation)
        out[axis] = _left(shape[axis], counted, axis, dilation * (kernel - 1) + 1)
    if layer.kind.startswith("Depthwise"):
        out[channels] = None if shape[channels] is None else shape[channels] * (layer.get("depth_multiplier") or 1)
    else:
        out[channels] = layer.get("filters")
    return tuple(out)


def _in_groups(layer, channels, each):
    """True where TensorFlow takes more channels than `each` kernel has for groups of them."""
    return bool(channels) and channels % each == 0 and layer.get("filters") % (channels // each) == 0


def conv(layer, shape, built, symbolic):
    return convolve(layer, shape, _rank(layer), built)


def _rank(layer):
    return int(next(letter for letter in layer.kind if letter.isdigit()))


def conv_transpose(layer, shape, built, symbolic):
    rank = _rank(layer)
    need_axes(shape, rank + 2)
    space, channels = _axes(layer, rank)
    need_size(shape, channels, built[0][channels] if built else None)
    if not built:
        need_known(shape, channels)
    kernels = as_tuple(layer.get("kernel_size", 1), rank)
    strides = as_tuple(layer.get("strides") or 1, rank)
    dilations = as_tuple(layer.get("dilation_rate") or 1, rank)
    more = layer.get("output_padding")
    more = (None,) * rank if more is None else as_tuple(more, rank)
    out = list(shape)
    for axis, kernel, stride, dilation, extra in zip(space, kernels, strides, dilations, more, strict=True):
        if shape[axis] is not None:
            out[axis] = _transposed(shape[axis], (kernel - 1) * dilation + 1, stride, layer.get("padding"), extra)
    out[channels] = layer.get("filters")
    return tuple(out)


def _transposed(size, kernel, stride, padding, extra):
    if padding == "same":
        return size * stride if extra is None else (size - 1) * stride + kernel % 2 + extra
    extra = max(kernel, stride) - kernel if extra is None else extra
    return (size - 1) * stride + kernel + extra


def pooling(layer, shape, built, symbolic):
    rank = _rank(layer)
    need_axes(shape, rank + 2)
    space, _ = _axes(layer, rank)
    pools = as_tuple(layer.get("pool_size", 2), rank)
    strides = as_tuple(layer.get("strides") or pools, rank)
    out = list(shape)
    for axis, pool, stride in zip(space, pools, strides, strict=True):
        counted = window(shape[axis], pool, stride, layer.get("padding", "valid"))
        out[axis] = _left(shape[axis], counted, axis, pool)
    return tuple(out)


def global_pooling(layer, shape, built, symbolic):
    rank = _rank(layer)
    unchecked = layer.get("unchecked")
    if not unchecked:
        need_axes(shape, rank + 2)
    # While a model is built, Keras takes all axes but two for those of space.
    space, _ = _axes(layer, len(shape) - 2 if unchecked and symbolic else rank)
    need_axes(shape, space.stop, 99)
    if layer.get("keepdims"):
        return tuple(1 if axis in space else size for axis, size in enumerate(shape))
    return tuple(size for axis, size in enumerate(shape) if axis not in space)


def _kinds(pattern, ranks=(1, 2, 3)):
    return [pattern.format(rank) for rank in ranks]


RULES = {
    **dict.fromkeys(
        [*_kinds("Conv{}D"), *_kinds("SeparableConv{}D", (1, 2)), *_kinds("DepthwiseConv{}D", (1, 2))], conv
    ),
    **dict.fromkeys(_kinds("Conv{}DTranspose"), conv_transpose),
    **dict.fromkeys([*_kinds("MaxPooling{}D"), *_kinds("AveragePooling{}D")], pooling),
    **dict.fromkeys([*_kinds("GlobalMaxPooling{}D"), *_kinds("GlobalAveragePooling{}D")], global_pooling),
}
