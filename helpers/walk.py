"""What each layer receives and gives, from shapes alone; no layer is called or built."""

from typing import NamedTuple

RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")


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


def kind_of_layer(layer):
    """Return the name of a layer's class; a Bidirectional layer counts as what it wraps."""
    inner = getattr(layer, "forward_layer", None)
    return type(inner if inner is not None else layer).__name__


def called(layer):
    """Return what a layer is called in a sentence: its class, also of what it wraps, and its name.

    Examples
    --------
    >>> import keras
    >>> called(keras.layers.Bidirectional(keras.layers.LSTM(2), name="both"))
    "Bidirectional(LSTM) 'both'"
    """
    inner = getattr(layer, "forward_layer", None) or getattr(layer, "layer", None)
    kind = type(layer).__name__
    return f"{kind}({type(inner).__name__}) {layer.name!r}" if inner is not None else f"{kind} {layer.name!r}"


def is_recurrent(layer):
    """True for LSTM, GRU, SimpleRNN and their like, also in a Bidirectional wrapper."""
    inner = getattr(layer, "forward_layer", None) or layer
    return any(parent.__name__ in RECURRENT for parent in type(inner).__mro__)


def gives_every_step(layer):
    """True for a recurrent layer with return_sequences=True."""
    return bool(getattr(layer, "return_sequences", False))


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


def _wanted_size(layer, given):
    """Return (axis, size) where a built layer wants another size than it is given, else None."""
    spec = _first_spec(layer)
    axes = dict(getattr(spec, "axes", None) or {})
    if is_recurrent(layer):
        cell = getattr(getattr(layer, "forward_layer", layer), "cell", None)
        kernel = getattr(cell, "kernel", None)
        if kernel is not None and len(kernel.shape) == 2:
            axes[-1] = kernel.shape[0]
    for axis, size in axes.items():
        if size is not None and given[axis] is not None and given[axis] != size:
            return axis, size
    return None


def walk(layers, shape):
    """Follow a shape through a list of layers, up to the first that cannot take it.

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
        least, most = wanted_axes(layer)
        if not least <= len(given) <= most:
            return [*steps, Step(layer, given, None, "axes", least if len(given) < least else most)]
        wanted = _wanted_size(layer, given)
        if wanted:
            return [*steps, Step(layer, given, None, "size", wanted)]
        try:
            gives = tuple(layer.compute_output_shape(given))
        except ValueError as error:
            if type(layer).__module__.startswith("keras."):  # its words are about the shape that it is given
                return [*steps, Step(layer, given, None, "refused", str(error).split(". ")[0].split("\n")[0])]
            return steps
        except Exception:  # a layer of somebody's own, or one that wants its input first: no more can be said
            return steps
        steps.append(Step(layer, given, gives, "", None))
        given = gives
    return steps
