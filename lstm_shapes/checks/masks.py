"""Where a mask goes: which layer makes one, passes it on, uses it, or loses it."""

from .recurrent import is_recurrent
from .several import MERGES
from .sizes import Refused, broadcast, fits

# They hand a mask on as it came.
_PASS = [
    "Activation",
    "ActivityRegularization",
    "AlphaDropout",
    "BatchNormalization",
    "Dense",
    "Dropout",
    "ELU",
    "GaussianDropout",
    "GaussianNoise",
    "GroupNormalization",
    "Identity",
    "LayerNormalization",
    "LeakyReLU",
    "Normalization",
    "PReLU",
    "ReLU",
    "Rescaling",
    "Softmax",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "TimeDistributed",
    "UnitNormalization",
]
# They end it knowingly.
_END = ("GlobalAveragePooling1D", "Dot")


def mask_after(layer, shapes, masks, outputs, symbolic=False):
    """Return (the mask of each output, whether a mask was lost on the way).

    Parameters
    ----------
    layer : Layer
    shapes, masks : tuple
        Of the tensors that it reads; a mask is a shape, or None.
    outputs : tuple of tuple
        Shapes of what it gives.
    symbolic : bool
        While a model is built; most layers do not look at the mask then.

    Raises
    ------
    Refused
        Where the mask itself cannot be used.

    Source
    ------
    Keras 3.15, ``Layer.compute_mask`` and ``supports_masking``: a layer that does not know masks warns, and drops it.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> mask_after(layer("Conv1D"), ((8, 20, 3),), ((8, 20),), ((8, 18, 4),))
    ((None,), True)
    """
    none = (None,) * len(outputs)
    shape = shapes[0] if shapes else None
    if layer.kind == "Masking":
        return (shape[:-1],), False
    if layer.kind == "Embedding":
        return ((shape if layer.get("mask_zero") else None),), bool(masks and masks[0]) and not layer.get("mask_zero")
    if not any(mask is not None for mask in masks):
        return none, False
    if is_recurrent(layer):
        # A mask of images is spread over what comes out of a convolution, which has other sizes.
        if not symbolic and masks[0] is not None and any(size != 1 for size in masks[0][2:]):
            raise Refused("mask", shape, masks[0])
        return ((masks[0] if layer.get("return_sequences") else None), *none[1:]), False
    if layer.kind in ("Attention", "AdditiveAttention", "MultiHeadAttention"):
        return (masks[0], *none[1:]), False
    if layer.kind in MERGES and layer.kind != "Dot":
        return (_joined(layer, shapes, masks),), False
    if layer.kind == "Softmax" and not symbolic:
        # The samples are not compared while the graph is made; they are stretched, or not, when it runs.
        pairs = zip(reversed(masks[0][1:]), reversed(shape), strict=False)
        broadcast(shape, masks[0])
        if any(one != 1 and not fits(one, size) for one, size in pairs):
            raise Refused("mask", shape, masks[0])
    if layer.kind == "BatchNormalization" and not symbolic and len(masks[0]) != len(shape) - 1:
        raise Refused("mask", shape, masks[0])
    if layer.kind in _PASS:
        return (masks[0],) * len(outputs), False
    if layer.get("masks") == "passed":  # of a list, each mask is that of its place
        return (*masks[: len(outputs)], *none[len(masks) :]), False
    if layer.own or layer.kind == "operation":
        # A layer that sums over the steps, say, ends a mask knowingly.
        return none, layer.get("masks", "dropped") == "dropped" and any(
            mask is not None and keeps_steps(each, outputs[0]) for each, mask in zip(shapes, masks, strict=True)
        )
    return none, layer.kind not in _END


def keeps_steps(shape, output):
    """True where what comes out has the samples and the steps of what went in.

    Examples
    --------
    >>> keeps_steps((None, 20, 3), (None, 20, 8)), keeps_steps((None, 20, 3), (None, 8))
    (True, False)
    """
    if None in (shape, output) or min(len(shape), len(output)) < 3:
        return False
    return all(fits(one, other) for one, other in zip(shape[:2], output[:2], strict=True))


def _joined(layer, shapes, masks):
    if layer.kind == "Concatenate":
        spread = []
        for shape, mask in zip(shapes, masks, strict=True):
            spread.append(shape if mask is None or len(mask) < len(shape) else mask)
            if mask is not None and len(mask) < len(shape):
                broadcast((*mask, 1), shape)
        return spread[0][:-1]
    if any(mask is None for mask in masks):
        return None
    out = masks[0]
    for mask in masks[1:]:
        out = broadcast(out, mask)
    return out


def uses_mask(layer):
    """True for a layer that reads a mask, so that losing it before changes what the program does.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> uses_mask(layer("LSTM")), uses_mask(layer("Dense"))
    (True, False)
    """
    return is_recurrent(layer) or layer.kind in (
        "Attention",
        "AdditiveAttention",
        "MultiHeadAttention",
        "GlobalAveragePooling1D",
    )
