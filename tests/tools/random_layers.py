"""Random layers of Keras that mostly suit what stands before them, one or several in a line."""

import numpy as np


def one_of(random, *choices):
    return choices[int(random.integers(len(choices)))]


def chance(random, share):
    return random.random() < share


def _padding(random):
    return one_of(random, "valid", "same")


def recurrent(random, **more):
    from keras import layers

    every, units = chance(random, 0.5), int(random.integers(2, 6))
    kind = one_of(random, layers.LSTM, layers.GRU, layers.SimpleRNN)
    made = kind(units, return_sequences=every, **more)
    style = random.random()
    if style < 0.25:
        return layers.Bidirectional(made, merge_mode=one_of(random, "concat", "sum", "ave", "mul"))
    if style < 0.35:
        cell = one_of(random, layers.LSTMCell, layers.GRUCell, layers.SimpleRNNCell)
        cells = cell(units) if chance(random, 0.6) else [cell(units), layers.LSTMCell(units + 1)]
        return layers.RNN(cells, return_sequences=every)
    return made


def _reshape(random, shape):
    """A Reshape that mostly goes up."""
    from keras import layers

    sizes = [size for size in shape[1:] if size]
    number = int(np.prod(sizes)) if sizes else 6
    target = one_of(
        random, (number, 1), (1, number), (-1,), (-1, sizes[-1] if sizes else 2), (2, -1), (3, 4), (number,)
    )
    return layers.Reshape(target)


def _halved(values):
    return values / 2


def _quiet(random):
    from keras import layers as L

    return one_of(
        random,
        lambda: L.Dropout(0.2),
        lambda: L.Activation(one_of(random, "relu", "tanh")),
        lambda: L.BatchNormalization(),
        lambda: L.LayerNormalization(),
        lambda: L.GaussianNoise(0.1),
        lambda: L.LeakyReLU(),
        lambda: L.PReLU(),
        lambda: L.Dense(int(random.integers(1, 7))),
        lambda: L.UnitNormalization(),
        lambda: L.Rescaling(0.5),
        lambda: L.Identity(),
        lambda: L.RMSNormalization(),
        lambda: L.Lambda(_halved),
        lambda: L.ELU(),
        lambda: L.Softmax(),
    )()


def _layers_for(random, axes, shape):
    """The layers that read this many axes, as functions that make one."""
    from keras import layers as L

    n, pad, every = int(random.integers(1, 5)), _padding(random), chance(random, 0.5)
    window, step = int(random.integers(1, 4)), int(random.integers(1, 3))

    def number():
        return int(random.integers(2, 6))

    rank = max(1, min(3, axes - 2))
    conv = getattr(L, f"Conv{rank}D")
    spatial = [
        lambda: conv(number(), window, strides=step, padding=pad),
        lambda: conv(number(), window, dilation_rate=2, padding=pad),
        lambda: getattr(L, f"Conv{rank}DTranspose")(number(), window, strides=step, padding=pad),
        lambda: getattr(L, one_of(random, f"MaxPooling{rank}D", f"AveragePooling{rank}D"))(
            one_of(random, 2, 3), padding=pad
        ),
        lambda: getattr(L, one_of(random, f"GlobalMaxPooling{rank}D", f"GlobalAveragePooling{rank}D"))(
            keepdims=chance(random, 0.2)
        ),
        lambda: getattr(L, f"UpSampling{rank}D")(2),
        lambda: getattr(L, f"ZeroPadding{rank}D")(1),
        lambda: getattr(L, f"Cropping{rank}D")(1),
    ]
    if rank < 3:
        spatial += [
            lambda: getattr(L, f"SeparableConv{rank}D")(number(), window, padding=pad),
            lambda: getattr(L, f"DepthwiseConv{rank}D")(window, depth_multiplier=one_of(random, 1, 2), padding=pad),
            lambda: getattr(L, f"SpatialDropout{rank}D")(0.1),
        ]
    common = [lambda: _quiet(random), lambda: _quiet(random), lambda: L.Flatten(), lambda: _reshape(random, shape)]

    def each():
        return L.TimeDistributed(random_layer(random, (shape[0], *shape[2:])))

    return {
        2: [
            *common,
            lambda: L.RepeatVector(n),
            lambda: L.Dense(number()),
            lambda: L.EinsumDense("ab,bc->ac", number()),
        ],
        3: [
            *common,
            *[lambda: recurrent(random)] * 5,
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
            lambda: L.Permute(one_of(random, (2, 1, 3), (3, 1, 2))),
        ],
        5: [*common, *spatial, each, each, lambda: L.ConvLSTM2D(number(), window, padding=pad, return_sequences=every)],
        6: [*common, each, lambda: L.ConvLSTM3D(number(), window, padding=pad, return_sequences=every)],
    }.get(axes, common)


def random_layer(random, shape):
    """One layer that mostly suits what it is given."""
    axes = len(shape)
    if chance(random, 0.05):
        axes = int(random.integers(2, 6))
    choices = _layers_for(random, axes, shape)
    return choices[int(random.integers(len(choices)))]()


def shape_after(layer, shape):
    """The shape that comes out, for choosing what stands behind it; None where that is not told."""
    try:
        out = layer.compute_output_shape(shape)
    except Exception:
        return None
    return tuple(out) if out and not isinstance(out[0], (tuple, list)) else None


def line_of(random, shape, most):
    """Layers that stand in a line."""
    made = []
    for _ in range(int(random.integers(1, most + 1))):
        made.append(random_layer(random, shape))
        shape = shape_after(made[-1], shape) or shape
        if len(shape) > 6 or (None not in shape[1:] and np.prod(shape[1:]) > 20_000):
            made.pop()
            break
    return made
