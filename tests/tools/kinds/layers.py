"""Kinds of faults inside the model: what one layer gives to the next, states, attention, masks, a fixed batch."""

import keras
import numpy as np

from tools import structured
from tools.ground import LAYERS, Healthy, Program, chain, functional


def no_flatten(draw):
    """A convolution straight into Dense: one answer for each place, y has one for each sample."""
    rows, steps, size = draw.size(40, 80), draw.size(40, 60), draw.size(9, 13)
    pictures = draw.seed % 5 in (2, 4)
    x = structured.pictures(draw.rng, rows, size) if pictures else structured.beats(draw.rng, rows, steps)
    draw.loss = draw.turn("categorical", "sparse_categorical", "categorical", "categorical", "sparse_categorical")
    draw.loss += "_crossentropy"
    draw.outputs = draw.size(3, 8)
    x = draw.typed(x)
    y = draw.answers(x)

    def build(*between):
        pool, conv = (LAYERS.MaxPooling2D, LAYERS.Conv2D) if pictures else (LAYERS.MaxPooling1D, LAYERS.Conv1D)
        first = [conv(4, 3), pool(2)] if draw.seed % 5 in (1, 4) else [conv(4, 3)]
        return draw.made(x.shape[1:], [*first, *between, draw.head()])

    pooled = LAYERS.GlobalAveragePooling2D if pictures else LAYERS.GlobalAveragePooling1D
    repairs = {
        "Flatten": lambda: Healthy(build(LAYERS.Flatten()), x, y),
        "pooling": lambda: Healthy(build(pooled()), x, y),
    }
    return Program("raises", build(), x, y, ("target-shape",), repairs)


def two_branches_give_every_step(draw):
    """Branches that give every step are merged, y has one answer for each sample: all of them have to change."""
    many, rows, steps = draw.turn(2, 2, 3, 2, 2), draw.size(40, 80), draw.size(6, 15)
    features = [draw.size(2, 9) for _ in range(many)]
    x = [draw.typed(structured.smooth(draw.rng, rows, steps, one)) for one in features]
    y = structured.score(draw.rng, x[0])[:, None]
    merge = draw.turn(LAYERS.Add, LAYERS.Concatenate, LAYERS.Average, LAYERS.Multiply, LAYERS.Maximum)
    cell = draw.turn(LAYERS.LSTM, LAYERS.GRU, LAYERS.LSTM, LAYERS.SimpleRNN, LAYERS.LSTM)

    def build(every):
        given = [keras.Input((steps, one)) for one in features]
        branches = [cell(draw.units, return_sequences=every)(one) for one in given]
        loss = draw.turn("mse", "mae", "mse", "mae", "huber")
        return functional(given, LAYERS.Dense(1)(merge()(branches)), loss)

    repairs = {"return_sequences": lambda: Healthy(build(False), x, y)}
    return Program("silent", build(True), x, y, ("extra-return-sequences",), repairs, ("target-shape",))


def wrong_number_of_units(draw):
    """Another number of units than classes, with the activation, or more, as layers of their own behind Dense."""
    rows, steps, features = draw.size(45, 80), draw.size(8, 20), draw.size(2, 6)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    many, units = draw.size(3, 7), draw.size(11, 20)
    y = structured.one_hot(structured.classes(draw.rng, x, many), many)
    after = draw.turn(
        lambda: [LAYERS.Activation("softmax")],
        lambda: [LAYERS.Softmax()],
        lambda: [LAYERS.Dropout(0.1), LAYERS.Activation("softmax")],
        lambda: [LAYERS.BatchNormalization(), LAYERS.Activation("softmax")],
        lambda: [LAYERS.ReLU()],
    )
    loss = draw.turn(*["categorical_crossentropy"] * 4, "mse")

    def build(units):
        return draw.made((steps, features), [*draw.recurrent(), LAYERS.Dense(units), *after()], loss)

    repairs = {"units": lambda: Healthy(build(many), x, y)}
    return Program("raises", build(units), x, y, ("target-shape",), repairs, ("label-encoding",))


def answers_differ(model, x):
    """Whether a model answers two samples in two ways."""
    return bool(np.ptp(model.predict(x, verbose=0), axis=0).max() > 1e-5)


def softmax_of_one_as_a_layer(draw):
    """Softmax over one unit, as a layer of its own: it always answers 1."""
    rows, steps, features = draw.size(45, 80), draw.size(8, 20), draw.size(2, 6)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    y = structured.classes(draw.rng, x, 2).astype(draw.turn("float64", "int64", "bool", "float32", "int32"))
    y = y[:, None] if draw.seed % 2 else y

    def build(softmax):
        last = draw.turn(
            lambda: LAYERS.Softmax() if softmax else LAYERS.Activation("sigmoid"),
            lambda: LAYERS.Activation("softmax" if softmax else "sigmoid"),
        )
        return draw.made((steps, features), [*draw.recurrent(), LAYERS.Dense(1), last()], "binary_crossentropy")

    repairs = {"sigmoid": lambda: Healthy(build(False), x, y)}
    return Program("silent", build(True), x, y, ("label-encoding",), repairs, open_layers=True, proof=answers_differ)


def states_of_another_width(draw):
    """Encoder states of another width than the decoder keeps."""
    rows, steps, ahead, units, columns = (draw.size(*ends) for ends in ((36, 60), (9, 15), (3, 6), (5, 9), (2, 5)))
    x = [draw.typed(structured.smooth(draw.rng, rows, one, columns)) for one in (steps, ahead)]
    y = structured.smooth(draw.rng, rows, ahead, 1)
    both, cell = draw.turn(
        (True, LAYERS.LSTM), (True, LAYERS.GRU), (False, LAYERS.LSTM), (False, LAYERS.GRU), (True, LAYERS.LSTM)
    )
    other = draw.size(10, 16)

    def build(width):
        given, decoded = keras.Input((steps, columns)), keras.Input((ahead, columns))
        if both:
            _, *states = LAYERS.Bidirectional(cell(units, return_state=True))(given)
            half = len(states) // 2
            states = [LAYERS.Concatenate()(pair) for pair in zip(states[:half], states[half:], strict=True)]
        else:
            _, *states = cell(units, return_state=True)(given)
        out = cell(width, return_sequences=True)(decoded, initial_state=states if len(states) > 1 else states[0])
        return functional([given, decoded], LAYERS.Dense(1)(out))

    right = 2 * units if both else units
    wrong = units if both else other
    repairs = {"units": lambda: Healthy(build(right), x, y)}
    return Program("raises", build(wrong), x, y, ("state-width",), repairs, open_layers=True)


def several_keys(model, x):
    """Whether each attention of a functional model has more than one key to choose from."""
    inputs = [one.input for one in model.layers if "Attention" in type(one).__name__]
    return bool(inputs) and all(one[1].shape[1] != 1 for one in inputs)


def attention_over_one_step(draw):
    """Attention between a sequence and a single key: every weight is 1."""
    rows, steps, features = draw.size(40, 70), draw.size(9, 16), draw.size(2, 4)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    y = draw.answers(x)
    kind = draw.turn("Attention", "AdditiveAttention", "MultiHeadAttention", "Attention", "MultiHeadAttention")

    def build(one_key):
        given = keras.Input((steps, features))
        seen = LAYERS.LSTM(draw.units, return_sequences=True)(given)
        last = LAYERS.Reshape((1, draw.units))(LAYERS.LSTM(draw.units)(given))
        query, value = (seen, last) if one_key else (last, seen)
        if kind == "MultiHeadAttention":
            out = LAYERS.MultiHeadAttention(2, 3)(query, value)
        else:
            out = getattr(LAYERS, kind)()([query, value])
        return functional(given, draw.head()(LAYERS.GlobalAveragePooling1D()(out)), draw.loss)

    repairs = {"exchange": lambda: Healthy(build(False), x, y)}
    causes = ("one-key-attention",)
    return Program("silent", build(True), x, y, causes, repairs, open_layers=True, proof=several_keys)


def lambda_declares_another_shape(draw):
    """A Lambda gives fewer columns than its output_shape says: the layer behind it was built for those."""
    rows, steps, features = draw.size(40, 70), draw.size(6, 15), draw.size(8, 20)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    y, kept = draw.answers(x), draw.size(3, 7)
    after = draw.turn(draw.recurrent, draw.recurrent, lambda: [LAYERS.Conv1D(4, 3), LAYERS.GlobalMaxPooling1D()])

    def build(columns):
        declared = LAYERS.Lambda(lambda a: a[..., :kept], output_shape=(steps, columns))
        return draw.made((steps, features), [declared, *after(), draw.head()])

    repairs = {"output_shape": lambda: Healthy(build(kept), x, y)}
    return Program("raises", build(features), x, y, ("inner-width",), repairs)


def mask_arrives(model, x):
    """Whether the first recurrent layer of a chain is handed a mask."""
    out = keras.ops.convert_to_tensor(x[:4])
    for layer in model.layers:
        if isinstance(layer, (LAYERS.RNN, LAYERS.Bidirectional)):
            return getattr(out, "_keras_mask", None) is not None
        out = out if isinstance(layer, LAYERS.InputLayer) else layer(out)
    return False


def mask_lost(draw):
    """A layer between the mask and the recurrent layer does not hand the mask on: the padding is read."""
    rows, steps = draw.size(40, 70), draw.size(10, 18)
    ids = draw.seed % 5 in (1, 4)
    if ids:
        x = structured.padded(draw.rng, structured.words(draw.rng, rows, steps, 40))
    else:
        x = draw.typed(structured.padded(draw.rng, structured.smooth(draw.rng, rows, steps, draw.size(2, 4))))
    y = draw.answers(x)
    between = draw.turn(
        lambda: [LAYERS.Conv1D(4, 3, padding="same")],
        lambda: [LAYERS.Conv1D(4, 3, padding="same", activation="relu")],
        lambda: [LAYERS.MaxPooling1D(2)],
        lambda: [LAYERS.ZeroPadding1D(1)],
        lambda: [LAYERS.SeparableConv1D(4, 3, padding="same")],
    )

    def build(*between):
        first = LAYERS.Embedding(40, 6, mask_zero=True) if ids else LAYERS.Masking(0.0)
        return draw.made(x.shape[1:], [first, *between, *draw.recurrent(), draw.head()])

    repairs = {"without the layer": lambda: Healthy(build(), x, y)}
    model, causes = build(*between()), ("unmasked-padding",)
    return Program("silent", model, x, y, causes, repairs, open_layers=True, proof=mask_arrives)


def mask_of_another_value(draw):
    """Padded with one value, masked for another: nothing is masked."""
    rows, steps, value = draw.size(40, 70), draw.size(10, 18), draw.turn(-1.0, -99.0, -1.0, 0.0, 9.0)
    block = structured.smooth(draw.rng, rows, steps, draw.turn(1, 2, 3, 2, 1))
    x = draw.typed(structured.padded(draw.rng, block, value, front=draw.seed % 5 == 2))
    y = draw.answers(x)

    def build(value):
        return draw.made(x.shape[1:], [LAYERS.Masking(value), *draw.recurrent(), draw.head()])

    repairs = {"mask_value": lambda: Healthy(build(value), x, y)}
    model = build(draw.turn(0.0, 0.0, 0.0, -1.0, 0.0))
    return Program("silent", model, x, y, ("unmasked-padding",), repairs, note=f"{value}")


def stateful_default_batch(draw):
    """A fixed batch, and predict, or evaluate, with its default of 32; the samples divide by the fixed one."""
    batch, times = draw.turn(16, 12, 20, 64, 24), draw.turn(3, 5, 4, 2, 3)
    steps, features, y = draw.size(5, 11), draw.size(2, 4), None
    x = draw.typed(structured.smooth(draw.rng, batch * times, steps, features))
    if draw.seed % 5 in (1, 4):
        y = structured.score(draw.rng, x)

    def build():
        cell = getattr(LAYERS, draw.turn("LSTM", "GRU", "SimpleRNN"))
        first = keras.Input(batch_shape=(batch, steps, features))
        return chain(first, [cell(draw.units, stateful=True), LAYERS.Dense(1)], "mse", draw.functional)

    repairs = {"batch_size": lambda: Healthy(build(), x, y, {"batch_size": batch})}
    return Program("raises", build(), x, y, ("fixed-batch-size",), repairs, note=f"batch_size={batch}")


KINDS = (
    no_flatten,
    two_branches_give_every_step,
    wrong_number_of_units,
    softmax_of_one_as_a_layer,
    states_of_another_width,
    attention_over_one_step,
    lambda_declares_another_shape,
    mask_lost,
    mask_of_another_value,
    stateful_default_batch,
)
