"""Layers that read one tensor: dense ones, embeddings, normalisations, those that only move axes, and quiet ones."""

from .sizes import Refused, as_tuple, broadcast, fits, need_axes, need_known, need_size, product

# Nothing about the shape changes, and any number of axes will do.
QUIET = [
    "Activation",
    "Dropout",
    "AlphaDropout",
    "GaussianDropout",
    "GaussianNoise",
    "ReLU",
    "LeakyReLU",
    "ELU",
    "Softmax",
    "Identity",
    "Masking",
    "Rescaling",
    "ActivityRegularization",
    "UnitNormalization",
]
_SPATIAL_DROPOUT = {"SpatialDropout1D": 3, "SpatialDropout2D": 4, "SpatialDropout3D": 5}
_NORMAL = ("BatchNormalization", "LayerNormalization", "RMSNormalization", "GroupNormalization", "Normalization")
KEEPS_SHAPE = (*QUIET, *_SPATIAL_DROPOUT, "PReLU", *_NORMAL)  # what comes out has the axes that went in


def dense(layer, shape, built, symbolic):
    need_axes(shape, 2, 99)
    need_size(shape, -1, built[0][-1] if built else None)
    if not built:
        need_known(shape, -1)
    return (*shape[:-1], layer.get("units"))


def embedding(layer, shape, built, symbolic):
    return (*shape, layer.get("output_dim"))


def quiet(layer, shape, built, symbolic):
    if layer.kind in _SPATIAL_DROPOUT and not layer.get("unchecked"):
        need_axes(shape, _SPATIAL_DROPOUT[layer.kind])
    return shape


def prelu(layer, shape, built, symbolic):
    shared = layer.get("shared_axes") or ()
    own = [axis for axis in range(1, len(shape)) if axis not in shared]
    if not built:
        need_known(shape, *own)
        return shape
    need_axes(shape, len(built[0]))
    if shared:
        for axis in own:
            need_size(shape, axis, built[0][axis])
    return shape if symbolic else stretched(shape, built[0], own)


def batch_normalization(layer, shape, built, symbolic):
    axis = layer.get("axis", -1)
    if built:
        need_axes(shape, len(built[0]))
        need_size(shape, axis, built[0][axis])
    elif not -len(shape) <= axis < len(shape):
        raise Refused("axes", (axis + 1 if axis >= 0 else -axis, 99), len(shape))
    else:
        need_known(shape, axis)
    return shape


def layer_normalization(layer, shape, built, symbolic):
    axes = layer.get("axis", -1)
    axes = sorted(axes) if isinstance(axes, tuple) else [axes]
    for axis in axes:
        if not -len(shape) <= axis < len(shape):
            raise Refused("axes", (axis + 1 if axis >= 0 else -axis, 99), len(shape))
    if not built:
        need_known(shape, *axes)
        return shape
    if symbolic:
        return shape
    if layer.kind == "RMSNormalization":  # its weights are multiplied on as they are, from the last axis on
        return broadcast(shape, tuple(built[0][axis] for axis in axes))
    if layer.get("scale", True) or layer.get("center", True):
        for axis in axes:
            need_size(shape, axis, built[0][axis])
    return shape


def stretched(shape, built, axes):
    """The shape after weights of some axes were multiplied onto it: an axis of length 1 is stretched.

    Raises
    ------
    Refused

    Examples
    --------
    >>> stretched((8, 20, 1), (None, 20, 3), [-1])
    (8, 20, 3)
    """
    weights = [1] * len(shape)
    for axis in axes:
        weights[axis] = built[axis]
    try:
        return broadcast(shape, tuple(weights))
    except Refused:
        axis = next(axis for axis in axes if not fits(shape[axis], built[axis]))
        raise Refused("size", built[axis], shape[axis], axis=axis % len(shape)) from None


def group_normalization(layer, shape, built, symbolic):
    axis = layer.get("axis", -1)
    need_axes(shape, axis + 1 if axis >= 0 else -axis, 99)
    if built:
        need_size(shape, axis, built[0][axis])
    else:
        need_known(shape, axis)
    return shape


def normalization(layer, shape, built, symbolic):
    axis = layer.get("axis", -1)
    for one in axis if isinstance(axis, tuple) else [axis]:
        if built and one is not None:
            need_axes(shape, len(built[0]))
            need_size(shape, one, built[0][one])
    return shape


def flatten(layer, shape, built, symbolic):
    need_axes(shape, 1, 99)
    return (shape[0], product(shape[1:]))


def reshape(layer, shape, built, symbolic):
    target = as_tuple(layer.get("target_shape"), 1)
    size, known = product(shape[1:]), 1
    for one in target:
        known *= 1 if one == -1 else one
    if size is None:
        return (shape[0], *(None if one == -1 else one for one in target))
    if (-1 in target and (known == 0 or size % known)) or (-1 not in target and size != known):
        raise Refused("product", target, shape)
    return (shape[0], *(size // known if one == -1 else one for one in target))


def permute(layer, shape, built, symbolic):
    dims = layer.get("dims")
    need_axes(shape, len(dims) + 1)
    return (shape[0], *(shape[at] for at in dims))


def repeat_vector(layer, shape, built, symbolic):
    need_axes(shape, 2)
    return (shape[0], layer.get("n"), shape[1])


def einsum_dense(layer, shape, built, symbolic):
    reads, weights, gives = _letters(layer.get("equation"), len(shape))
    if len(reads) != len(shape):
        raise Refused("axes", (len(reads), len(reads)), len(shape))
    if built:
        need_axes(shape, len(built[0]))
        if not symbolic:
            for axis, letter in enumerate(reads):
                if letter in weights:
                    need_size(shape, axis, built[0][axis])
    sizes = dict(zip(reads, shape, strict=True))
    asked = layer.get("partial_output_shape")
    asked = as_tuple(asked, 1) if asked is not None else ()
    told = dict(zip(reversed(gives[1:]), reversed(asked), strict=False))
    for letter, size in told.items():
        if size is not None and letter in sizes and not fits(sizes[letter], size):
            raise Refused("size", size, sizes[letter], axis=reads.index(letter))
    if not built:
        made = {**sizes, **told}
        need_known(tuple(made.get(letter) for letter in weights), *range(len(weights)))
    # While a model is built, an axis that was asked for as None stays unknown.
    known = {**sizes, **told} if symbolic else {**told, **sizes}
    return tuple(known.get(one) for one in gives)


def _letters(equation, axes):
    """Return the letters of what is read, of the weights, and of what comes out; "..." is as many as are left."""
    reads, _, rest = equation.replace(" ", "").partition(",")
    weights, _, gives = rest.partition("->")
    more = [f"more{n}" for n in range(max(0, axes - len(reads.replace("...", ""))))]

    def spread(word):
        before, dots, after = word.partition("...")
        return [*before, *(more if dots else []), *after]

    return spread(reads), spread(weights), spread(gives)


_AROUND = {"ZeroPadding": 1, "Cropping": -1}


def around(layer, shape, built, symbolic):
    """ZeroPadding and Cropping, for one to three axes."""
    rank = int(layer.kind[-2])
    need_axes(shape, rank + 2)
    sign = _AROUND[layer.kind[:-2]]
    asked = layer.get("padding" if sign > 0 else "cropping", 1)
    first = 2 if layer.get("data_format") == "channels_first" and not layer.kind.startswith("Cropping1D") else 1
    pairs = _pairs(asked, rank)
    out = list(shape)
    for axis, (before, after) in enumerate(pairs, start=first):
        if out[axis] is not None:
            out[axis] += sign * (before + after)
            if out[axis] <= 0:
                raise Refused("short", before + after + 1, shape[axis], axis=axis)
    return tuple(out)


def _pairs(asked, rank):
    if isinstance(asked, int):
        return [(asked, asked)] * rank
    if rank == 1:
        return [tuple(asked)]
    return [(one, one) if isinstance(one, int) else tuple(one) for one in asked]


def up_sampling(layer, shape, built, symbolic):
    rank = int(layer.kind[-2])
    need_axes(shape, rank + 2)
    times = as_tuple(layer.get("size", 2), rank)
    first = 2 if layer.get("data_format") == "channels_first" and rank > 1 else 1
    out = list(shape)
    for axis, one in enumerate(times, start=first):
        out[axis] = None if out[axis] is None else out[axis] * one
    return tuple(out)


RULES = {
    **dict.fromkeys((*QUIET, *_SPATIAL_DROPOUT), quiet),
    "Dense": dense,
    "Embedding": embedding,
    "PReLU": prelu,
    "BatchNormalization": batch_normalization,
    "LayerNormalization": layer_normalization,
    "RMSNormalization": layer_normalization,
    "GroupNormalization": group_normalization,
    "Normalization": normalization,
    "Flatten": flatten,
    "Reshape": reshape,
    "Permute": permute,
    "RepeatVector": repeat_vector,
    "EinsumDense": einsum_dense,
    **{f"{kind}{rank}D": around for kind in _AROUND for rank in (1, 2, 3)},
    **{f"UpSampling{rank}D": up_sampling for rank in (1, 2, 3)},
}
