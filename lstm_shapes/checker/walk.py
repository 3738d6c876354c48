"""What each layer receives and gives, from shapes alone; no layer is called or built, none of one's own is run."""

from typing import NamedTuple

from ..state.layers import is_own, is_recurrent, kind_of_layer


class Step(NamedTuple):
    """One layer on the way: what it is, what it gets, what it gives.

    Fields
    ------
    layer : keras.layers.Layer
    given, gives : tuple
        Shapes with None for any number; `gives` is None where the layer cannot take what it is given.
    problem : str
        Empty, ``"axes"`` (another number of axes), ``"size"`` (an axis of another size) or ``"refused"`` (by the
        layer's own rules).
    wants : int or tuple or None
        The number of axes, or (axis, size), that it would take; the first sentence of its own words.

    Source
    ------
    Keras 3.15, ``InputSpec``: what a layer checks when it is called.

    Examples
    --------
    >>> Step(None, (None, 60), None, "axes", 3).wants
    3
    """

    layer: object
    given: tuple
    gives: tuple
    problem: str
    wants: object


def _first_spec(layer):
    spec = layer.input_spec
    return spec[0] if isinstance(spec, (list, tuple)) and spec else spec


def wanted_axes(layer):
    """Return (least, most) axes that a layer takes."""
    kind = kind_of_layer(layer)
    if kind == "TimeDistributed":
        least, most = wanted_axes(layer.layer)
        return max(3, least + 1), most + 1
    if kind.startswith(("Conv1D", "Conv2D", "Conv3D")):
        rank = int(kind[4]) + 2
        return rank, rank
    spec = _first_spec(layer)
    if spec is not None and getattr(spec, "shape", None) is None:
        if spec.ndim is not None:
            return spec.ndim, spec.ndim
        if spec.min_ndim is not None:
            return spec.min_ndim, spec.max_ndim or 99
    return (3, 3) if is_recurrent(layer) else (1, 99)


def agrees(given, recorded):
    """True where a shape could be another: as many axes, and no size that differs.

    Examples
    --------
    >>> agrees((100, 20, 3), (None, 20, 3)), agrees((100, 30, 3), (None, 20, 3))
    (True, False)
    """
    return len(given) == len(recorded) and all(
        one is None or other is None or one == other for one, other in zip(given, recorded, strict=True)
    )


def recorded(layer):
    """Return (shapes given, shapes that came out) of a layer's one symbolic call on one tensor, else (None, None).

    Examples
    --------
    >>> import keras
    >>> recorded(keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(2)]).layers[0])
    ([(None, 20, 3)], [(None, 2)])
    """
    nodes = getattr(layer, "_inbound_nodes", ())
    if len(nodes) != 1 or len(nodes[0].input_tensors) != 1:
        return None, None
    return [tuple(nodes[0].input_tensors[0].shape)], [tuple(one.shape) for one in nodes[0].outputs]


def _wanted_size(layer, given):
    """Return (axis, size) where a built layer wants another size than it is given, else None."""
    if kind_of_layer(layer) == "TimeDistributed":
        wanted = _wanted_size(layer.layer, (given[0], *given[2:]))
        return wanted and (wanted[0] if wanted[0] < 0 else wanted[0] + 1, wanted[1])
    spec = _first_spec(layer)
    axes = dict(getattr(spec, "axes", None) or {})
    if is_recurrent(layer):
        cell = getattr(getattr(layer, "forward_layer", layer), "cell", None)
        kernel = getattr((getattr(cell, "cells", None) or [cell])[0], "kernel", None)
        if kernel is not None and len(kernel.shape) == 2:
            axes[-1] = kernel.shape[0]
    gamma = getattr(layer, "gamma", None) if kind_of_layer(layer) == "LayerNormalization" else None
    if gamma is not None and len(gamma.shape) == 1:
        axes[layer.axis if isinstance(layer.axis, int) else layer.axis[0]] = gamma.shape[0]
    for axis, size in axes.items():
        if size is not None and given[axis] is not None and given[axis] != size:
            return axis, size
    return None


def refusal(layer, given):
    """Return the Step of a layer that cannot take a shape for its number of axes or a size; None where it can.

    Examples
    --------
    >>> import keras
    >>> refusal(keras.layers.LSTM(2), (None, 60)).wants
    3
    """
    least, most = wanted_axes(layer)
    if not least <= len(given) <= most:
        return Step(layer, given, None, "axes", least if len(given) < least else most)
    wanted = _wanted_size(layer, given)
    return Step(layer, given, None, "size", wanted) if wanted else None


def walk(layers, shape):
    """Follow a shape through a list of layers, up to the first that cannot take it.

    A layer of somebody's own, or a Lambda, is not run: what Keras recorded of it is told, else the walk ends there.

    Parameters
    ----------
    layers : list of keras.layers.Layer
        Of a Sequential model, built or not; an InputLayer is passed over.
    shape : tuple
        Of the data, samples first; None stands for any number.

    Returns
    -------
    list of Step
        The last one has a `problem` where the layers do not build, or do not run, on this shape.

    Source
    ------
    Keras 3.15, ``Layer.compute_output_shape``; about 0.1 ms a layer.

    Examples
    --------
    >>> walk([], (None, 20, 3))
    []
    """
    steps, given = [], tuple(shape)
    for layer in layers:
        if type(layer).__name__ == "InputLayer":
            continue
        refused = refusal(layer, given)
        if refused:
            return [*steps, refused]
        if is_own(layer):
            before, gave = recorded(layer)
            if before is None or len(gave) > 1 or not agrees(given, before[0]):
                return steps
            gives = gave[0]
        else:
            try:
                gives = tuple(layer.compute_output_shape(given))
            except ValueError as error:  # its words are about the shape that it is given
                return [*steps, Step(layer, given, None, "refused", str(error).split(". ")[0].split("\n")[0])]
            except Exception:  # a layer that reads several tensors, or wants its input first: no more can be said
                return steps
        if gives and isinstance(gives[0], (tuple, list)):  # states or further outputs: no layer in a line reads several
            return [*steps, Step(layer, given, tuple(gives[0]), "", None)]
        steps.append(Step(layer, given, gives, "", None))
        given = gives
    return steps
