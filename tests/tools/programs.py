"""Random programs of Keras, sound ones and spoilt ones: what the checker is compared on. The same seed, the same program."""

from typing import NamedTuple

import numpy as np


class Program(NamedTuple):
    """A program, or what is left of one that does not build.

    Fields
    ------
    model : keras.Model, list or None
        A list of layers where a Sequential does not build.
    x, y : object
    batch_size : int or None
    spoils : tuple of str
        What was done to it.
    raised : Exception or None
        Of building.
    failing : tuple or None
        (layer, args, kwargs) of the call that raised while a functional model was made.
    """

    model: object
    x: object
    y: object
    batch_size: int | None = None
    spoils: tuple = ()
    raised: Exception | None = None
    failing: tuple | None = None


class _Stopped(Exception):
    """A call of a layer, or a list of layers, raised while a model was made."""

    def __init__(self, error, call):
        super().__init__(str(error))
        self.error, self.call = error, call


def _one(random, *choices):
    return choices[int(random.integers(len(choices)))]


def _chance(random, share):
    return random.random() < share


def _padding(random):
    return _one(random, "valid", "same")


def _recurrent(random, **more):
    from keras import layers

    every, units = _chance(random, 0.5), int(random.integers(2, 6))
    kind = _one(random, layers.LSTM, layers.GRU, layers.SimpleRNN)
    made = kind(units, return_sequences=every, **more)
    style = random.random()
    if style < 0.25:
        return layers.Bidirectional(made, merge_mode=_one(random, "concat", "sum", "ave", "mul"))
    if style < 0.35:
        cell = _one(random, layers.LSTMCell, layers.GRUCell, layers.SimpleRNNCell)
        cells = cell(units) if _chance(random, 0.6) else [cell(units), layers.LSTMCell(units + 1)]
        return layers.RNN(cells, return_sequences=every)
    return made


def _reshape(random, shape):
    """A Reshape that mostly goes up."""
    from keras import layers

    sizes = [size for size in shape[1:] if size]
    number = int(np.prod(sizes)) if sizes else 6
    target = _one(random, (number, 1), (1, number), (-1,), (-1, sizes[-1] if sizes else 2), (2, -1), (3, 4), (number,))
    return layers.Reshape(target)


def _quiet(random):
    from keras import layers as L

    return _one(
        random,
        lambda: L.Dropout(0.2),
        lambda: L.Activation(_one(random, "relu", "tanh")),
        lambda: L.BatchNormalization(),
        lambda: L.LayerNormalization(),
        lambda: L.GaussianNoise(0.1),
        lambda: L.LeakyReLU(),
        lambda: L.PReLU(),
        lambda: L.Dense(int(random.integers(1, 7))),
        lambda: L.UnitNormalization(),
        lambda: L.Rescaling(0.5),
        lambda: L.Identity(),
    )()


def _layers_for(random, axes, shape):
    """The layers that read this many axes, as functions that make one."""
    from keras import layers as L

    n, pad, every = int(random.integers(1, 5)), _padding(random), _chance(random, 0.5)
    window, step = int(random.integers(1, 4)), int(random.integers(1, 3))

    def number():
        return int(random.integers(2, 6))

    rank = max(1, min(3, axes - 2))
    conv = getattr(L, f"Conv{rank}D")
    spatial = [
        lambda: conv(number(), window, strides=step, padding=pad),
        lambda: conv(number(), window, dilation_rate=2, padding=pad),
        lambda: getattr(L, f"Conv{rank}DTranspose")(number(), window, strides=step, padding=pad),
        lambda: getattr(L, _one(random, f"MaxPooling{rank}D", f"AveragePooling{rank}D"))(
            _one(random, 2, 3), padding=pad
        ),
        lambda: getattr(L, _one(random, f"GlobalMaxPooling{rank}D", f"GlobalAveragePooling{rank}D"))(
            keepdims=_chance(random, 0.2)
        ),
        lambda: getattr(L, f"UpSampling{rank}D")(2),
        lambda: getattr(L, f"ZeroPadding{rank}D")(1),
        lambda: getattr(L, f"Cropping{rank}D")(1),
    ]
    if rank < 3:
        spatial += [
            lambda: getattr(L, f"SeparableConv{rank}D")(number(), window, padding=pad),
            lambda: getattr(L, f"DepthwiseConv{rank}D")(window, depth_multiplier=_one(random, 1, 2), padding=pad),
            lambda: getattr(L, f"SpatialDropout{rank}D")(0.1),
        ]
    common = [lambda: _quiet(random), lambda: _quiet(random), lambda: L.Flatten(), lambda: _reshape(random, shape)]

    def each():
        return L.TimeDistributed(_layer(random, (shape[0], *shape[2:])))

    return {
        2: [
            *common,
            lambda: L.RepeatVector(n),
            lambda: L.Dense(number()),
            lambda: L.EinsumDense("ab,bc->ac", number()),
        ],
        3: [
            *common,
            *[lambda: _recurrent(random)] * 5,
            *spatial,
            each,
            lambda: L.Conv1D(number(), window, padding="causal"),
            lambda: L.Permute((2, 1)),
            lambda: L.Masking(),
            lambda: L.EinsumDense("...b,bc->...c", number()),
            lambda: L.EinsumDense("abc,cd->abd", (None, number())),
        ],
        4: [
            *common,
            *spatial,
            each,
            each,
            lambda: L.ConvLSTM1D(number(), window, padding=pad, return_sequences=every),
            lambda: L.Permute(_one(random, (2, 1, 3), (3, 1, 2))),
        ],
        5: [*common, *spatial, each, each, lambda: L.ConvLSTM2D(number(), window, padding=pad, return_sequences=every)],
        6: [*common, each, lambda: L.ConvLSTM3D(number(), window, padding=pad, return_sequences=every)],
    }.get(axes, common)


def _layer(random, shape):
    """One layer that mostly suits what it is given."""
    axes = len(shape)
    if _chance(random, 0.05):
        axes = int(random.integers(2, 6))
    choices = _layers_for(random, axes, shape)
    return choices[int(random.integers(len(choices)))]()


def _shape_after(layer, shape):
    """The shape that comes out, for choosing what stands behind it; None where that is not told."""
    try:
        out = layer.compute_output_shape(shape)
    except Exception:
        return None
    return tuple(out) if out and not isinstance(out[0], (tuple, list)) else None


def _line(random, shape, most):
    """Layers that stand in a line."""
    made = []
    for _ in range(int(random.integers(1, most + 1))):
        made.append(_layer(random, shape))
        shape = _shape_after(made[-1], shape) or shape
        if len(shape) > 6 or (None not in shape[1:] and np.prod(shape[1:]) > 20_000):
            made.pop()
            break
    return made


def _sample_shape(random):
    """The shape of one sample that a model declares."""

    def small():
        return int(random.integers(2, 9))

    axes = int(_one(random, 1, 2, 2, 2, 2, 2, 3, 3, 4))
    shape = [small() for _ in range(axes)]
    if axes > 1 and _chance(random, 0.2):
        shape[0] = None
    if _chance(random, 0.15):
        shape[-1] = 1
    return tuple(shape)


def _called(layer, *args, **kwargs):
    try:
        return layer(*args, **kwargs)
    except Exception as error:
        raise _Stopped(error, (layer, args, kwargs)) from error


def _through(random, tensor, most):
    for layer in _line(random, tuple(tensor.shape), most):
        tensor = _called(layer, tensor)
    return tensor


def _joined(random, tensors):
    """Two tensors made into one."""
    import keras
    from keras import layers as L

    one, two = tensors
    axes = len(one.shape)
    kind = _one(random, "merge", "merge", "concatenate", "attention", "dot", "heads", "states", "equal")
    if kind == "states" and axes == 3 and len(two.shape) == 3:
        units = int(random.integers(2, 6))
        _, *states = _called(L.LSTM(units, return_state=True), one)
        wide = units if _chance(random, 0.8) else units + 1
        return _called(L.LSTM(wide, return_sequences=_chance(random, 0.5)), two, initial_state=states)
    if kind == "attention":
        layer = _one(random, L.Attention, L.AdditiveAttention)()
        return _called(layer, [one, two] if _chance(random, 0.7) else [two, one, one])
    if kind == "heads" and axes > 2:
        return _called(L.MultiHeadAttention(2, 3), one, two)
    if kind == "dot":
        return _called(L.Dot(axes=_one(random, 1, -1, (1, 2), (2, 1))), [one, two])
    if kind == "equal" and axes > 1:  # both brought to the same width
        width = int(random.integers(2, 6))
        one, two = (_called(L.Dense(width), tensor) for tensor in (one, two))
        return _called(_one(random, L.Add, L.Multiply, L.Average, L.Maximum)(), [one, two])
    if kind == "concatenate":
        return _called(L.Concatenate(axis=_one(random, -1, -1, 1)), [one, two])
    if _chance(random, 0.2):
        return _called(keras.layers.Subtract(), [one, two])
    return _called(_one(random, L.Add, L.Multiply, L.Maximum, L.Minimum)(), [one, two])


def _inner_model(random, shape):
    """A model that is called as a layer."""
    import keras

    lines = _line(random, shape, 2)
    if _chance(random, 0.5):
        declared = [keras.Input(shape[1:])] if _chance(random, 0.7) else []
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
        raise _Stopped(error, layers) from error


def _functional(random):
    """Return (inputs, outputs) of a functional model."""
    import keras
    from keras import layers as L

    count = int(_one(random, 1, 1, 2, 2, 3))
    first = _sample_shape(random)
    shapes = [first, *(first if _chance(random, 0.6) else _sample_shape(random) for _ in range(count - 1))]
    inputs = [keras.Input(shape) for shape in shapes]
    shared = _chance(random, 0.3)
    if shared:
        lines = _line(random, (None, *first), 2)
        tensors = []
        for tensor in inputs:
            for layer in lines:
                tensor = _called(layer, tensor)
            tensors.append(tensor)
    else:
        tensors = [_through(random, tensor, 2) for tensor in inputs]
    if count == 1 and _chance(random, 0.4):
        tensors.append(_through(random, inputs[0], 2))
    while len(tensors) > 1:
        tensors = [_joined(random, tensors[:2]), *tensors[2:]]
    tensor = tensors[0]
    if _chance(random, 0.15):
        tensor = _called(_inner_model(random, tuple(tensor.shape)), tensor)
    if _chance(random, 0.1):
        tensor = tensor + 1.0
    if _chance(random, 0.3):
        tensor = _through(random, tensor, 2)
    outputs = [_called(L.Dense(*_head(random)), tensor)]
    if _chance(random, 0.15):
        outputs.append(_called(L.Dense(*_head(random)), tensor))
    return inputs if count > 1 else inputs[0], outputs if len(outputs) > 1 else outputs[0]


def _head(random):
    return _one(random, (1, None), (1, None), (3, "softmax"), (4, "softmax"), (1, "sigmoid"), (3, None))


def _values(random, shape, high=None):
    shape = tuple(size if size is not None else int(random.integers(2, 9)) for size in shape)
    return random.random(shape) if high is None else random.integers(0, high, shape)


def _loss(random, width):
    """A loss that mostly suits an output of this width."""
    if width == 1:
        return _one(random, "mse", "mae", "binary_crossentropy", "mse", "huber", "sparse_categorical_crossentropy")
    return _one(
        random, "mse", "categorical_crossentropy", "sparse_categorical_crossentropy", "kl_divergence", "log_cosh"
    )


def _target(random, loss, shape):
    """A y that suits an output of this shape."""
    width = shape[-1] or 3
    if loss == "sparse_categorical_crossentropy":
        classes = _values(random, shape[:-1], width)
        return classes[..., np.newaxis] if _chance(random, 0.3) else classes
    if loss == "categorical_crossentropy":
        return np.eye(width)[_values(random, shape[:-1], width)]
    y = _values(random, shape)
    return y[..., 0] if width == 1 and _chance(random, 0.4) else y


def _spoil_array(random, array, how):
    """One array with a slip; as it is where the slip does not apply."""
    axis = int(random.integers(array.ndim))
    if how == "transpose":
        return array.transpose(random.permutation(array.ndim))
    if how == "flat":
        return array.reshape(len(array), -1)
    if how == "more axes":
        return np.expand_dims(array, int(random.integers(array.ndim + 1)))
    if how == "fewer axes":
        return array.take(0, axis=axis)
    if how == "shorter":
        return array.take(range(max(1, array.shape[axis] - int(random.integers(1, 4)))), axis=axis)
    if how == "longer":
        return np.repeat(array, 2, axis=axis)
    if how == "one more":
        return np.concatenate([array, array.take([0], axis=axis)], axis=axis)
    if how == "wider":
        return np.repeat(array[..., np.newaxis], int(random.integers(1, 5)), axis=-1)
    if how == "last away":
        return array[..., 0] if array.ndim > 1 else array
    if how == "last only":
        return array[..., :1]
    if how == "merged":
        return array.reshape(-1, *array.shape[2:]) if array.ndim > 2 else array
    return array


_SLIPS = "transpose flat,more axes,fewer axes,shorter,longer,one more,wider,last away,last only,merged".replace(
    " flat", ",flat"
).split(",")
_KINDS = (
    "object",
    "text",
    "list",
    "ragged",
    "float16",
    "int",
    "bool",
    "tensor",
    "table",
    "dataset",
    "unbatched",
    "empty",
    "listed",
    "apart",
    "dict",
)


def _other_kind(random, x, y, how):
    """x and y as another kind of data."""
    if how == "object":
        return np.array([list(row.ravel()) for row in x] + [None], dtype=object)[:-1], y
    if how == "text":
        return x.astype(str), y
    if how == "list":
        return x.tolist(), y
    if how == "ragged":
        return [row.ravel()[: at % 3 + 1].tolist() for at, row in enumerate(x)], y
    if how in ("float16", "int", "bool"):
        return x.astype(how), y
    if how == "empty":
        return x[:0], y[:0] if _chance(random, 0.5) else y
    if how == "listed":
        return [x], y
    if how == "apart":
        return [x, x], y
    if how == "dict":
        return {"readings": x}, y
    if how == "table":
        import pandas

        return (pandas.DataFrame(x), y) if x.ndim == 2 else (x, pandas.Series(y) if y.ndim == 1 else y)
    import tensorflow as tf

    if how == "tensor":
        return tf.constant(x, "float32"), y
    if len(x) != len(y):
        return x, y
    data = tf.data.Dataset.from_tensor_slices((x.astype("float32"), y))
    return (data.batch(4) if how == "dataset" else data), None


def program(seed):
    """Return one random program.

    Parameters
    ----------
    seed : int

    Returns
    -------
    Program
        One in eight or so does not build; what raised, and on what, is kept.
    """
    import keras

    random = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    while True:
        made = _made(random)
        if made.raised is None or _chance(random, 0.1):
            return made


def _made(random):
    """One program; it may not build."""
    import keras

    batch_size = _one(random, None, None, None, 2, 4)
    samples = (
        int(random.integers(2, 12))
        if batch_size is None or _chance(random, 0.5)
        else batch_size * int(random.integers(1, 4))
    )
    spoils = []
    for_x = None
    try:
        if _chance(random, 0.5):
            model, for_x = _sequential(random, samples, batch_size, spoils)
        else:
            model = keras.Model(*_functional(random))
    except _Stopped as stopped:
        if isinstance(stopped.call, list):
            return Program(stopped.call, None, None, batch_size, tuple(spoils), stopped.error)
        return Program(None, None, None, batch_size, (), stopped.error, stopped.call)
    shapes = [tuple(one.shape) for one in model.inputs] if for_x is None else [for_x]
    embeds = any(type(layer).__name__ == "Embedding" for layer in model.layers)
    x = [_values(random, (samples, *shape[1:]), 5 if embeds else None) for shape in shapes]
    outs = _outputs(model, x)
    losses = [_loss(random, out[-1]) for out in outs]
    y = [_target(random, loss, (samples, *out[1:])) for loss, out in zip(losses, outs, strict=True)]
    if _chance(random, 0.12):
        losses = [
            _one(random, "mse", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")
        ] * len(outs)
        spoils.append("other loss")
    metrics = _one(random, None, None, None, ["accuracy"], ["mae"]) if len(outs) == 1 else None
    model.compile("sgd", losses[0] if len(outs) == 1 else losses, metrics=metrics)
    x, y = _spoilt(random, x, y, embeds, spoils)
    return Program(model, x, y, batch_size, tuple(spoils))


def _spoilt(random, x, y, embeds, spoils):
    """x and y, with no slip, one, or two."""
    for _ in range(int(_one(random, 0, 0, 0, 1, 1, 2))):
        which, how = _one(random, x, x, y), _one(random, *_SLIPS)
        place = int(random.integers(len(which)))
        spoilt = _spoil_array(random, which[place], how)
        if spoilt.size < 100_000:
            which[place] = spoilt
        spoils.append(f"{'x' if which is x else 'y'} {how}")
    if embeds and _chance(random, 0.2):
        x[0] = x[0] * 2 - _one(random, 0, 1, 9)
        spoils.append("ids")
    x, y = x if len(x) > 1 else x[0], y if len(y) > 1 else y[0]
    if _chance(random, 0.15) and not isinstance(x, list) and not isinstance(y, list) and x.ndim and y.ndim:
        spoils.append(_one(random, *_KINDS))
        return _other_kind(random, x, y, spoils[-1])
    if isinstance(x, list) and _chance(random, 0.1):
        spoils.append("inputs")
        return x[:-1] if _chance(random, 0.5) else x[0], y
    if _chance(random, 0.04):
        spoils.append("outputs")
        return x, [y, y] if not isinstance(y, list) else y[0]
    return x, y


def _outputs(model, x):
    """The shapes that a model gives, of those that it declares, else of x; (None, 1) where it refuses."""
    if getattr(model, "outputs", None) if model.built else None:
        return [tuple(one.shape) for one in model.outputs]
    shape = x[0].shape
    for layer in model.layers:
        shape = _shape_after(layer, shape) or shape
    return [shape]


def _sequential(random, samples, batch_size, spoils):
    """Return (model, the shape that x should have)."""
    import keras
    from keras import layers as L

    shape = (None, *_sample_shape(random))
    first = []
    if len(shape) < 4 and _chance(random, 0.12):
        first, shape = [L.Embedding(5, 3, mask_zero=_chance(random, 0.4))], shape[:2]
    lines = [*first, *_line(random, _shape_after(first[0], shape) if first else shape, 4), L.Dense(*_head(random))]
    if _chance(random, 0.2):
        lines.append(_one(random, L.Activation("softmax"), L.Reshape((-1,)), L.Flatten(), L.Softmax()))
    declared = _one(random, "declared", "declared", "declared", "declared", "undeclared", "fixed", "stateful")
    for_x = shape
    if _chance(random, 0.1):
        wrong = list(shape)
        at = int(random.integers(1, len(wrong)))
        wrong[at] = int(random.integers(1, 9))
        shape = _one(random, tuple(wrong), (None, samples, *shape[1:]), shape[:-1] if len(shape) > 2 else shape)
        spoils.append("declared")
    batch = min(batch_size or 32, samples) if _chance(random, 0.6) else int(random.integers(2, 6))
    if declared == "stateful" and len(for_x) == 3:
        lines = [L.LSTM(3, stateful=True, return_sequences=_chance(random, 0.5)), *lines[-1:]]
    start = [] if declared == "undeclared" else [keras.Input(batch_shape=(batch, *shape[1:]))]
    if declared == "declared":
        start = [keras.Input(shape[1:])]
    return _in_line([*start, *lines]), for_x
