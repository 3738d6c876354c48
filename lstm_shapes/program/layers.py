"""A live layer as a record: its settings, what it wraps, what it was built for. Nothing is called or built."""

import inspect
import sys

from .records import Layer

# What decides shapes, in any layer of Keras; `_of` takes plain values only.
_SETTINGS = [
    "units",
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "dilation_rate",
    "data_format",
    "groups",
    "depth_multiplier",
    "output_padding",
    "return_sequences",
    "return_state",
    "stateful",
    "unroll",
    "go_backwards",
    "pool_size",
    "keepdims",
    "size",
    "cropping",
    "target_shape",
    "dims",
    "n",
    "axis",
    "axes",
    "normalize",
    "input_dim",
    "output_dim",
    "mask_zero",
    "mask_value",
    "num_heads",
    "key_dim",
    "value_dim",
    "attention_axes",
    "use_scale",
    "score_mode",
    "use_bias",
    "equation",
    "merge_mode",
    "rank",
    "output_shape",
    "output_size",
    "shared_axes",
    "scale",
    "center",
    "partial_output_shape",
    "output_mode",
    "num_tokens",
    "supports_masking",
    "zero_output_for_mask",
    "dropout",
    "axis_size",
    "renorm",
]
_OF_OPERATIONS = ("axis", "axes", "keepdims", "newshape")
# A name of which Keras keeps the setting under another, where the public one is a property of calls.
_PRIVATE = {"output_shape": "_output_shape"}
# Of these a property of one's own could run code, or the base class gives another thing by that name.
_ONLY_IN = {"output_shape": ("MultiHeadAttention",)}


def of_keras(thing):
    """True for an object whose class is Keras' own.

    Examples
    --------
    >>> of_keras(3)
    False
    """
    return type(thing).__module__.partition(".")[0] == "keras"


def is_layer(thing):
    """True for a layer of Keras; Keras is not imported for the question."""
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(thing, keras.Layer)


def hashable(value):
    """Return a plain value with tuples for lists, and ("slice", start, stop, step) for a slice; None where it is none.

    Examples
    --------
    >>> hashable([1, (2, 3)]), hashable(object())
    ((1, (2, 3)), None)
    """
    if value is None or value is Ellipsis or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, slice):
        return ("slice", value.start, value.stop, value.step)
    if isinstance(value, (list, tuple)):
        parts = tuple(hashable(one) for one in value)
        return parts if all(one is not None or item is None for one, item in zip(parts, value, strict=True)) else None
    return None


def shapes_in(structure):
    """Return the shapes that stand in nested lists and dicts, in order.

    Examples
    --------
    >>> shapes_in({"a": (None, 3), "b": [(None, 4), (None, 5)]})
    ((None, 3), (None, 4), (None, 5))
    """
    if structure is None:
        return ()
    if isinstance(structure, dict):
        return tuple(shape for one in structure.values() for shape in shapes_in(one))
    if all(size is None or isinstance(size, int) for size in structure):
        return (tuple(structure),)
    return tuple(shape for one in structure for shape in shapes_in(one))


def is_own(layer):
    """True for somebody's own layer, a Lambda, and whatever holds one."""
    inner = layer._flatten_layers() if hasattr(layer, "_flatten_layers") else [layer]
    cells = [one.cell for one in inner if of_keras(one) and hasattr(one, "cell")]  # a cell need not be a layer
    parts = [*inner, *cells, *(one for cell in cells for one in getattr(cell, "cells", None) or ())]
    return any(type(one).__name__ == "Lambda" or not of_keras(one) for one in parts)


def _settings(layer):
    found = {}
    kinds = {parent.__name__ for parent in type(layer).__mro__}
    for name in _SETTINGS:
        if name in _ONLY_IN and not kinds & set(_ONLY_IN[name]):
            continue
        value = hashable(getattr(layer, _PRIVATE.get(name, name), None))
        if value is not None:
            found[name] = value
    if getattr(layer, "merge_mode", "") is None:
        found["merge_mode"] = "none"  # both directions stay apart
    activation = getattr(layer, "activation", None)
    if activation is not None:
        found["activation"] = str(getattr(activation, "__name__", type(activation).__name__))
    return tuple(sorted(found.items()))


def _of_masks(layer):
    """Return what a layer of one's own does with a mask, by settings: "masks" is "passed", "own" or "dropped".

    What its compute_mask gives, where it has one of its own, nobody knows; nor what it does with a mask that it reads.
    """
    said = inspect.getattr_static(type(layer), "supports_masking", False)  # a property of one's own could run code
    supports = said if isinstance(said, bool) else vars(layer).get("_supports_masking", False)
    default = getattr(getattr(type(layer), "compute_mask", None), "_is_default", False)
    reads = vars(layer).get("_fn_expects_mask_arg", "mask" in vars(layer).get("call_signature_parameters", ()))
    does = "passed" if supports and default else "own" if supports or reads else "dropped"
    return (("masks", does),)


def _inner(layer):
    if hasattr(layer, "forward_layer"):
        return layer.forward_layer, layer.backward_layer
    if type(layer).__name__ == "StackedRNNCells":
        return tuple(layer.cells)
    if type(layer).__name__ == "RNN":
        return (layer.cell,)
    return (layer.layer,) if hasattr(layer, "layer") and is_layer(layer.layer) else ()


def _built_for(layer):
    shapes = getattr(layer, "_build_shapes_dict", None)
    if not getattr(layer, "built", False) or not shapes:
        return ()
    return shapes_in(dict(shapes))


def layer_record(layer, model_record=None):
    """Return the record of a live layer.

    Parameters
    ----------
    layer : keras.Layer or keras.Operation
    model_record : function, optional
        Makes the record of a model, for one that is called as a layer.

    Returns
    -------
    Layer

    Source
    ------
    Keras 3.15, ``Layer._build_shapes_dict``: what ``build`` was given.

    Examples
    --------
    >>> import keras
    >>> layer_record(keras.layers.Dense(4)).get("units")
    4
    """
    name = str(getattr(layer, "name", ""))
    if not is_layer(layer):
        told = {one: hashable(getattr(layer, one, None)) for one in _OF_OPERATIONS}
        settings = {
            "operation": type(layer).__name__,
            **{one: value for one, value in told.items() if value is not None},
        }
        return Layer("operation", name, tuple(settings.items()))
    inner_model = model_record(layer) if model_record is not None else None
    if inner_model is not None:
        return Layer(type(layer).__name__, name, model=inner_model, built_for=())
    kind, own = type(layer).__name__, is_own(layer)
    if own and not of_keras(layer):
        return Layer(kind, name, _of_masks(layer), built_for=_built_for(layer), own=True)
    if kind == "Lambda":  # its output_shape is what somebody says of it, not what it gives
        said = hashable(getattr(layer, "_output_shape", None))
        settings = () if said is None else (("said_output_shape", said),)
        return Layer(kind, name, (*_of_masks(layer), *settings), own=True)
    inner = tuple(layer_record(one, model_record) for one in _inner(layer))
    return Layer(kind, name, _settings(layer), inner, _built_for(layer), own)
