"""Layers that read several tensors: merges and attention."""

from .sizes import Refused, agrees, both, broadcast, fits, need_known, need_size, product

MERGES = ("Add", "Multiply", "Average", "Maximum", "Minimum", "Subtract", "Concatenate", "Dot")
ATTENTION = ("Attention", "AdditiveAttention", "MultiHeadAttention")


def elementwise(layer, shapes, symbolic):
    if layer.kind == "Subtract" and len(shapes) != 2:
        raise Refused("number", 2, len(shapes))
    _one_batch(shapes)
    out = shapes[0][1:]
    for place, shape in enumerate(shapes[1:], start=1):
        try:
            out = broadcast(out, shape[1:])
        except Refused as refusal:
            raise Refused("differ", shapes[0], shape, axis=refusal.why.axis + 1, tensor=place) from None
        if symbolic:  # while building, a size that is unknown on one side stays unknown
            out = tuple(
                None if None in _from_the_back(shapes[: place + 1], at) else out[at] for at in range(-len(out), 0)
            )
    return (next((shape[0] for shape in shapes if shape[0] is not None), None), *out)


def _from_the_back(shapes, at):
    """The sizes of some shapes on an axis that is counted from the back, those that have it."""
    return [shape[at] for shape in shapes if len(shape) - 1 >= -at]


def _one_batch(shapes):
    if len({shape[0] for shape in shapes} - {None}) > 1:
        raise Refused("differ", shapes[0], next(one for one in shapes if one[0] != shapes[0][0]), axis=0)


def concatenate(layer, shapes, symbolic):
    axis = layer.get("axis", -1)
    first = shapes[0]
    if not -len(first) <= axis < len(first):
        raise Refused("axes", (axis + 1 if axis >= 0 else -axis, 99), len(first))
    rest = _without(first, axis)
    for place, shape in enumerate(shapes[1:], start=1):
        if len(shape) != len(first):
            raise Refused("axes", (len(first), len(first)), len(shape), tensor=place)
        other = _without(shape, axis)
        if not agrees(rest, other):
            at = next(at for at in range(len(first)) if at != axis % len(first) and not fits(first[at], shape[at]))
            raise Refused("differ", first, shape, axis=at, tensor=place)
        rest = both(rest, other)
    rest = _without(first, axis) if symbolic else rest  # while building, the first one alone is asked
    sizes = [shape[axis] for shape in shapes]
    joined = None if None in sizes else sum(sizes)
    axis %= len(first)
    return (*rest[:axis], joined, *rest[axis:])


def _without(shape, axis):
    axis %= len(shape)
    return shape[:axis] + shape[axis + 1 :]


def dot(layer, shapes, symbolic):
    if len(shapes) != 2:
        raise Refused("number", 2, len(shapes))
    asked = layer.get("axes", -1)
    asked = (asked, asked) if isinstance(asked, int) else asked
    for place, (axis, shape) in enumerate(zip(asked, shapes, strict=True)):
        if not -len(shape) <= axis < len(shape):
            raise Refused("axes", (axis + 1 if axis >= 0 else -axis, 99), len(shape), tensor=place)
    one, other = (axis % len(shape) for axis, shape in zip(asked, shapes, strict=True))
    first, second = shapes
    # While building, a size that is unknown on one side alone is refused as well.
    if first[one] != second[other] if symbolic else not fits(first[one], second[other]):
        raise Refused("differ", first, second, axis=other, tensor=1)
    out = (*_without(first, one), *_without(second, other)[1:])
    return (*out, 1) if len(out) == 1 else out


def merge(layer, shapes, listed, symbolic):
    """Return the shape out of a layer that joins tensors.

    Parameters
    ----------
    layer : Layer
    shapes : tuple of tuple
    listed : bool
        Whether they came as a list; one tensor alone is refused.
    symbolic : bool

    Raises
    ------
    Refused

    Source
    ------
    Keras 3.15, ``Merge.build``, ``Concatenate.build``, ``Dot.build``.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> merge(layer("Concatenate"), ((8, 20, 3), (8, 20, 2)), True, True)
    (8, 20, 5)
    """
    if not listed or not shapes:
        raise Refused("number", 2, 1)
    rule = {"Concatenate": concatenate, "Dot": dot}.get(layer.kind, elementwise)
    return rule(layer, shapes, symbolic)


def matrix_product(one, other):
    """The shape of a matrix product over the last axis of one and the last but one of the other."""
    if len(one) < 2 or len(other) < 2:
        raise Refused("axes", (2, 99), min(len(one), len(other)))
    if not fits(one[-1], other[-2]):
        raise Refused("differ", one, other, axis=len(one) - 1, tensor=1)
    return (*broadcast(one[:-2], other[:-2]), one[-2], other[-1])


def attention(layer, shapes, listed, built, symbolic):
    """Return the shapes out of Attention or AdditiveAttention: the answer, then the weights.

    Raises
    ------
    Refused

    Source
    ------
    Keras 3.15, ``Attention.call``: nothing is compared while building.
    """
    if not listed or not 2 <= len(shapes) <= 3:
        raise Refused("number", (2, 3), len(shapes))
    query, value = shapes[:2]
    key = shapes[2] if len(shapes) > 2 else value
    if symbolic:
        if layer.kind == "AdditiveAttention" and layer.get("use_scale", True) and not built:
            need_known(query, -1)
        return (*query[:-1], value[-1]), (*query[:-1], key[-2] if len(key) > 1 else None)
    if min(len(query), len(key)) < 2:
        raise Refused("axes", (2, 99), min(len(query), len(key)))
    adds = layer.kind == "AdditiveAttention" or layer.get("score_mode") == "concat"
    if adds:
        pairs = broadcast((*query[:-1], 1, query[-1]), (*key[:-2], 1, *key[-2:]))
        if layer.kind == "AdditiveAttention" and built and layer.get("use_scale", True):
            pairs = broadcast(pairs, (built[0][-1],))
        scores = pairs[:-1]
    else:
        scores = matrix_product(query, (*key[:-2], key[-1], key[-2]))
    return matrix_product(scores, value), scores


def multi_head(layer, shapes, built, symbolic):
    """Return the shapes out of MultiHeadAttention: the answer, then the weights.

    Parameters
    ----------
    shapes : dict
        By "query", "value", "key".

    Raises
    ------
    Refused

    Source
    ------
    Keras 3.15, ``MultiHeadAttention.build`` and ``compute_output_shape``; each projection is an ``EinsumDense``.
    """
    query, value = shapes["query"], shapes["value"]
    key = shapes.get("key") or value
    if value[1:-1] != key[1:-1] if symbolic else not agrees(value[1:-1], key[1:-1]):
        raise Refused("differ", value, key, tensor=2)
    if not built:
        need_known(query, -1)
        need_known(value, -1)
        need_known(key, -1)
    wanted = list(built) + [built[1]] * (3 - len(built)) if len(built) > 1 else []
    for place, (shape, want) in enumerate(zip((query, value, key), wanted, strict=False)):
        if symbolic:
            continue
        if len(shape) != len(want):
            raise Refused("axes", (len(want), len(want)), len(shape), tensor=place)
        need_size(shape, -1, want[-1], tensor=place)
    if not symbolic and (len(query) != len(value) or len(query) < 3):
        least = min(len(query), len(value))
        raise Refused("axes", (max(3, len(query)), 99), least, tensor=int(len(value) == least))
    if not symbolic and not fits(query[0], value[0]):
        raise Refused("differ", query, value, axis=0, tensor=1)
    asked = layer.get("output_shape")
    last = (query[-1],) if asked is None else (asked,) if isinstance(asked, int) else tuple(asked)
    if built and asked is None:
        last = (built[0][-1],)
    heads = layer.get("num_heads")
    return (*query[:-1], *last), (query[0], heads, *query[1:-1], *key[1:-1])


def keys_compared(layer, shapes):
    """Return over how many keys an attention layer takes its softmax; None where that is unknown.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> keys_compared(layer("Attention"), ((8, 12, 4), (8, 1, 4)))
    1
    """
    key = shapes[2] if len(shapes) > 2 else shapes[1]
    if layer.kind != "MultiHeadAttention":
        return key[-2] if len(key) > 1 else None
    axes = layer.get("attention_axes")
    axes = (axes,) if isinstance(axes, int) else axes or range(1, len(key) - 1)
    return product(tuple(key[axis] for axis in axes))
