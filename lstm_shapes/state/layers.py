"""What a layer is; nothing is called or built."""

RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")


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


def is_own(operation):
    """True for somebody's own layer, a Lambda, and whatever holds one: its code is never run.

    Examples
    --------
    >>> import keras
    >>> is_own(keras.layers.LSTM(2)), is_own(keras.layers.TimeDistributed(keras.layers.Lambda(abs)))
    (False, True)
    """
    inner = operation._flatten_layers() if hasattr(operation, "_flatten_layers") else [operation]
    cells = [one.cell for one in inner if hasattr(one, "cell")]  # a cell need not be a layer
    parts = [*inner, *cells, *(one for cell in cells for one in getattr(cell, "cells", ()))]
    return any(type(one).__name__ == "Lambda" or not type(one).__module__.startswith("keras.") for one in parts)
