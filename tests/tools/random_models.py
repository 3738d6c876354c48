"""Random models of Keras, in a line and functional; some do not build."""

from tools.random_layers import chance, line_of, one_of, shape_after


class Stopped(Exception):
    """A call of a layer, or a list of layers, raised while a model was made."""

    def __init__(self, error, call):
        super().__init__(str(error))
        self.error, self.call = error, call


def sample_shape(random):
    """The shape of one sample that a model declares."""

    def small():
        return int(random.integers(2, 9))

    axes = int(one_of(random, 1, 2, 2, 2, 2, 2, 3, 3, 4))
    shape = [small() for _ in range(axes)]
    if axes > 1 and chance(random, 0.2):
        shape[0] = None
    if chance(random, 0.15):
        shape[-1] = 1
    return tuple(shape)


def _called(layer, *args, **kwargs):
    try:
        return layer(*args, **kwargs)
    except Exception as error:
        raise Stopped(error, (layer, args, kwargs)) from error


def _through(random, tensor, most):
    for layer in line_of(random, tuple(tensor.shape), most):
        tensor = _called(layer, tensor)
    return tensor


def _joined(random, tensors):
    """Two tensors made into one."""
    import keras
    from keras import layers as L

    one, two = tensors
    axes = len(one.shape)
    kind = one_of(random, "merge", "merge", "concatenate", "attention", "dot", "heads", "states", "equal")
    if kind == "states" and axes == 3 and len(two.shape) == 3:
        return _with_states(random, one, two)
    if kind == "attention":
        layer = one_of(random, L.Attention, L.AdditiveAttention)()
        return _called(layer, [one, two] if chance(random, 0.7) else [two, one, one])
    if kind == "heads" and axes > 2:
        return _called(L.MultiHeadAttention(2, 3), one, two)
    if kind == "dot":
        return _called(L.Dot(axes=one_of(random, 1, -1, (1, 2), (2, 1))), [one, two])
    if kind == "equal" and axes > 1:  # both brought to the same width
        width = int(random.integers(2, 6))
        one, two = (_called(L.Dense(width), tensor) for tensor in (one, two))
        return _called(one_of(random, L.Add, L.Multiply, L.Average, L.Maximum)(), [one, two])
    if kind == "concatenate":
        return _called(L.Concatenate(axis=one_of(random, -1, -1, 1)), [one, two])
    if chance(random, 0.2):
        return _called(keras.layers.Subtract(), [one, two])
    return _called(one_of(random, L.Add, L.Multiply, L.Maximum, L.Minimum)(), [one, two])


def _with_states(random, one, two):
    """A decoder that starts from the states of an encoder; they mostly suit it."""
    from keras import layers as L

    units = int(random.integers(2, 6))
    kinds = (L.LSTM, L.GRU, L.SimpleRNN)
    encoder = one_of(random, *kinds)
    decoder = encoder if chance(random, 0.8) else one_of(random, *kinds)
    wide = units if chance(random, 0.85) else units + 1
    first, second = encoder(units, return_state=True), decoder(wide, return_sequences=chance(random, 0.5))
    if chance(random, 0.2):
        first = L.Bidirectional(first)
        second = L.Bidirectional(second) if chance(random, 0.7) else second
    _, *states = _called(first, one)
    return _called(second, two, initial_state=states)


def _inner_model(random, shape):
    """A model that is called as a layer."""
    import keras

    lines = line_of(random, shape, 2)
    if chance(random, 0.5):
        declared = [keras.Input(shape[1:])] if chance(random, 0.7) else []
        return _in_line([*declared, *lines])
    given = tensor = keras.Input(shape[1:])
    for layer in lines:
        tensor = _called(layer, tensor)
    return keras.Model(given, tensor)


def _in_line(layers):
    import keras

    try:
        return keras.Sequential(layers)
    except Exception as error:
        raise Stopped(error, layers) from error


def functional_model(random):
    """Return (inputs, outputs) of a functional model."""
    import keras
    from keras import layers as L

    count = int(one_of(random, 1, 1, 2, 2, 3))
    first = sample_shape(random)
    shapes = [first, *(first if chance(random, 0.6) else sample_shape(random) for _ in range(count - 1))]
    inputs = [keras.Input(shape) for shape in shapes]
    shared = chance(random, 0.3)
    if shared:
        lines = line_of(random, (None, *first), 2)
        tensors = []
        for tensor in inputs:
            for layer in lines:
                tensor = _called(layer, tensor)
            tensors.append(tensor)
    else:
        tensors = [_through(random, tensor, 2) for tensor in inputs]
    if count == 1 and chance(random, 0.4):
        tensors.append(_through(random, inputs[0], 2))
    while len(tensors) > 1:
        tensors = [_joined(random, tensors[:2]), *tensors[2:]]
    tensor = tensors[0]
    if chance(random, 0.15):
        tensor = _called(_inner_model(random, tuple(tensor.shape)), tensor)
    if chance(random, 0.1):
        tensor = tensor + 1.0
    if chance(random, 0.3):
        tensor = _through(random, tensor, 2)
    outputs = [_called(L.Dense(*random_head(random)), tensor)]
    if chance(random, 0.15):
        outputs.append(_called(L.Dense(*random_head(random)), tensor))
    return inputs if count > 1 else inputs[0], outputs if len(outputs) > 1 else outputs[0]


def random_head(random):
    return one_of(random, (1, None), (1, None), (3, "softmax"), (4, "softmax"), (1, "sigmoid"), (3, None))


def sequential_model(random, samples, batch_size, spoils):
    """Return (model, the shape that x should have)."""
    import keras
    from keras import layers as L

    shape = (None, *sample_shape(random))
    first = []
    if len(shape) < 4 and chance(random, 0.12):
        first, shape = [L.Embedding(5, 3, mask_zero=chance(random, 0.4))], shape[:2]
    lines = [
        *first,
        *line_of(random, shape_after(first[0], shape) if first else shape, 4),
        L.Dense(*random_head(random)),
    ]
    if chance(random, 0.2):
        lines.append(one_of(random, L.Activation("softmax"), L.Reshape((-1,)), L.Flatten(), L.Softmax()))
    declared = one_of(random, "declared", "declared", "declared", "declared", "undeclared", "fixed", "stateful")
    for_x = shape
    if chance(random, 0.1):
        wrong = list(shape)
        at = int(random.integers(1, len(wrong)))
        wrong[at] = int(random.integers(1, 9))
        shape = one_of(random, tuple(wrong), (None, samples, *shape[1:]), shape[:-1] if len(shape) > 2 else shape)
        spoils.append("declared")
    batch = min(batch_size or 32, samples) if chance(random, 0.6) else int(random.integers(2, 6))
    if declared == "stateful" and len(for_x) == 3:
        lines = [L.LSTM(3, stateful=True, return_sequences=chance(random, 0.5)), *lines[-1:]]
    start = [] if declared == "undeclared" else [keras.Input(batch_shape=(batch, *shape[1:]))]
    if declared == "declared":
        start = [keras.Input(shape[1:])]
    return _in_line([*start, *lines]), for_x
