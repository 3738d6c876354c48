"""A layer within TimeDistributed, which runs its call() without what Keras asks before a layer of its own."""

# These do not count axes themselves.
_COUNT_NO_AXES = ("Global", "SpatialDropout")
# These compare no channels themselves: TensorFlow may take them in groups.
_COMPARE_NO_CHANNELS = ("Conv1D", "Conv2D", "Conv3D")
# Nor do these. The first kinds pool every axis between; the others say while the model is built that the axes which are
# too many are gone, and give them in a call.
_POOL_MORE = ("MaxPooling1D", "AveragePooling1D")
_TAKE_MORE = (*_POOL_MORE, "UpSampling1D", "UpSampling2D", "Cropping1D", "Cropping2D")


def unchecked(layer, shape, symbolic):
    """Return what its call() makes of a layer: (layer, shape it looks at, further axes that it leaves as they are).

    Parameters
    ----------
    layer : Layer
    shape : tuple
        Of one timestep, with the samples axis.
    symbolic : bool
        While the model is built, not in a call.

    Returns
    -------
    tuple or None
        None where no arithmetic is known.

    Source
    ------
    Keras 3.15, ``TimeDistributed.call``; ``ops.max_pool``, ``ops.average_pool`` and the convolutions of TensorFlow.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> unchecked(layer("Cropping1D", cropping=1), (32, 9, 3, 5), False)[1:]
    ((32, 9, 3), (5,))
    """
    more = ()
    if layer.kind in _TAKE_MORE and len(shape) > int(layer.kind[-2]) + 2:
        if layer.get("data_format") == "channels_first" or len(shape) > 5:
            return None
        if layer.kind in _POOL_MORE:
            settings = ((name, one[0] if isinstance(one, tuple) else one) for name, one in layer.settings)
            layer = layer._replace(kind=f"{layer.kind[:-2]}{len(shape) - 2}D", settings=tuple(settings))
        else:
            axes = int(layer.kind[-2]) + 2
            shape, more = shape[:axes], () if symbolic else shape[axes:]
    if layer.kind.startswith(_COUNT_NO_AXES) or layer.kind in _COMPARE_NO_CHANNELS:
        layer = layer._replace(settings=(*layer.settings, ("unchecked", True)))
    return layer, shape, more
