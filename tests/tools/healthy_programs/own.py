"""Healthy programs with code of one's own, states, cells, attention by hand, and models within models."""

import keras
import numpy as np
from keras import layers, ops

from tools import structured
from tools.ground import Healthy, chain, functional


def recordings(draw, features=3):
    return structured.smooth(draw.rng, draw.size(40, 80), draw.size(9, 20), features).astype("float32")


def scored(draw, model, x, loss="mse", **options):
    model.compile("adam", loss, **options)
    return Healthy(model, x, structured.score(draw.rng, x)[:, None])


class Reader(keras.Model):
    """A subclassed model, as converts from PyTorch write it: layers in __init__, the way through them in call."""

    def __init__(self, width):
        super().__init__()
        self.read, self.answer = layers.LSTM(width), layers.Dense(1)

    def call(self, x):
        return self.answer(self.read(x))


def subclassed(draw):
    return scored(draw, Reader(5), recordings(draw))


def subclassed_and_built(draw):
    x = recordings(draw)
    model = Reader(5)
    model(x[:2])
    return scored(draw, model, x)


class LastStep(keras.Model):
    """The PyTorch habit: every step from the LSTM, of which the last is taken."""

    def __init__(self, width):
        super().__init__()
        self.read, self.answer = layers.LSTM(width, return_sequences=True, return_state=True), layers.Dense(1)

    def call(self, x):
        out, _, _ = self.read(x)
        return self.answer(out[:, -1, :])


def subclassed_last_step(draw):
    return scored(draw, LastStep(5), recordings(draw))


class Feedback(keras.Model):
    """Goes on from its own answers, step by step."""

    def __init__(self, width, ahead, columns):
        super().__init__()
        self.cell, self.ahead = layers.LSTMCell(width), ahead
        self.warm, self.answer = layers.RNN(self.cell, return_state=True), layers.Dense(columns)

    def call(self, x):
        out, *states = self.warm(x)
        told = [self.answer(out)]
        for _ in range(self.ahead - 1):
            out, states = self.cell(told[-1], states)
            told.append(self.answer(out))
        return ops.stack(told, axis=1)


def goes_on_from_its_own_answers(draw):
    steps, ahead, columns = draw.size(9, 15), draw.size(3, 5), draw.size(2, 6)
    whole = structured.cut(
        structured.standard(structured.weather(draw.rng, draw.size(80, 110), columns)), steps + ahead
    )
    model = Feedback(5, ahead, columns)
    model.compile("adam", "mse")
    return Healthy(model, whole[:, :steps].astype("float32"), whole[:, steps:])


class ResidualWrapper(keras.Model):
    """Adds what a model tells to what it was given."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, x):
        return x + self.inner(x)


def wrapped_as_residual(draw):
    inner = keras.Sequential([layers.LSTM(5, return_sequences=True), layers.Dense(3, kernel_initializer="zeros")])
    model, steps = ResidualWrapper(inner), draw.size(9, 15)
    whole = structured.cut(structured.waves(draw.rng, draw.size(80, 110), 3).astype("float32"), steps + 1)
    model.compile("adam", "mse")
    return Healthy(model, whole[:, :-1], whole[:, 1:])


class WithTrainStep(keras.Model):
    """A functional model with a step of its own."""

    def train_step(self, data):
        return super().train_step(data)


def own_train_step(draw):
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    return scored(draw, WithTrainStep(given, layers.Dense(1)(layers.GRU(4)(given))), x)


class Linear(layers.Layer):
    """A dense layer by hand."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="random_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return ops.matmul(x, self.w) + self.b


def own_layer(draw):
    x = recordings(draw)
    return scored(draw, chain(keras.Input(x.shape[1:]), [Linear(6), layers.LSTM(5), Linear(1)]), x)


class Attention(layers.Layer):
    """Bahdanau over the steps: weights for each, and their sum."""

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], 1), initializer="glorot_uniform")
        self.b = self.add_weight(shape=(shape[1], 1), initializer="zeros")

    def call(self, x):
        weights = ops.softmax(ops.tanh(ops.matmul(x, self.w) + self.b), axis=1)
        return ops.sum(x * weights, axis=1)


def own_attention(draw):
    x = recordings(draw)
    return scored(
        draw, chain(keras.Input(x.shape[1:]), [layers.LSTM(5, return_sequences=True), Attention(), layers.Dense(1)]), x
    )


def attention_of_standard_layers(draw):
    """Dense, softmax over the steps, RepeatVector, Permute, Multiply, a sum."""
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    seen = layers.LSTM(6, return_sequences=True)(given)
    weights = layers.Activation("softmax")(layers.Flatten()(layers.Dense(1, activation="tanh")(seen)))
    spread = layers.Permute((2, 1))(layers.RepeatVector(6)(weights))
    summed = layers.Lambda(lambda a: ops.sum(a, axis=1), output_shape=(6,))(layers.Multiply()([seen, spread]))
    return scored(draw, keras.Model(given, layers.Dense(1)(summed)), x)


def attention_to_itself(draw):
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    seen = layers.Bidirectional(layers.LSTM(4, return_sequences=True))(given)
    out = layers.GlobalAveragePooling1D()(layers.Attention(use_scale=True)([seen, seen]))
    return scored(draw, keras.Model(given, layers.Dense(1)(out)), x)


def last_state_asks_the_sequence(draw):
    """One query, many keys."""
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    seen, last, _ = layers.LSTM(6, return_sequences=True, return_state=True)(given)
    context = layers.AdditiveAttention()([layers.Reshape((1, 6))(last), seen])
    return scored(
        draw, keras.Model(given, layers.Dense(1)(layers.Flatten()(layers.concatenate([context, context])))), x
    )


class MinimalCell(layers.Layer):
    """The smallest recurrent cell."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = self.state_size = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units))
        self.u = self.add_weight(shape=(self.units, self.units))

    def call(self, x, states):
        out = ops.matmul(x, self.w) + ops.matmul(states[0], self.u)
        return out, [out]


def own_cell(draw):
    x = recordings(draw)
    return scored(draw, chain(keras.Input((None, 3)), [layers.RNN(MinimalCell(5)), layers.Dense(1)]), x)


def stacked_cells(draw):
    x = recordings(draw)
    cells = [layers.LSTMCell(5), layers.GRUCell(4)]
    return scored(draw, chain(keras.Input(x.shape[1:]), [layers.RNN(cells), layers.Dense(1)]), x)


def states_handed_on(draw):
    """An encoder's states begin a decoder that reads another input."""
    first, second = recordings(draw), None
    second = structured.smooth(draw.rng, len(first), 5, 2).astype("float32")
    one, other = keras.Input(first.shape[1:]), keras.Input((5, 2))
    _, *states = layers.LSTM(5, return_state=True)(one)
    out = layers.LSTM(5, return_sequences=True)(other, initial_state=states)
    model = functional([one, other], layers.TimeDistributed(layers.Dense(1))(out))
    return Healthy(model, [first, second], second.cumsum(axis=1)[..., :1])


def states_of_both_directions_joined(draw):
    first = recordings(draw)
    second = structured.smooth(draw.rng, len(first), 5, 2).astype("float32")
    one, other = keras.Input((None, 3)), keras.Input((None, 2))
    _, a, b, c, d = layers.Bidirectional(layers.LSTM(4, return_state=True))(one)
    states = [layers.Concatenate()([a, c]), layers.Concatenate()([b, d])]
    out = layers.Dense(1)(layers.LSTM(8, return_sequences=True)(other, initial_state=states))
    return Healthy(functional([one, other], out), [first, second], second[..., :1])


def states_for_both_directions(draw):
    """Both directions of the reader start where one direction ended; a vector of the sample stands at each step."""
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    summary, hidden, cell = layers.LSTM(5, return_state=True)(given)
    two = layers.Bidirectional(layers.LSTM(5, return_sequences=True))(given, initial_state=[hidden, cell] * 2)
    joined = layers.Concatenate()([two, layers.RepeatVector(x.shape[1])(summary)])
    return scored(draw, functional(given, layers.Dense(1)(layers.GlobalAveragePooling1D()(joined))), x)


def films_read_by_layers_of_one_axis(draw):
    """TimeDistributed hands a picture to MaxPooling1D, which takes its rows and columns for places."""
    x = recordings(draw, 32).reshape(-1, 4, 8, 1, order="F")
    x = x[: len(x) // 4 * 4].reshape(-1, 4, 4, 8, 1)
    each = [layers.Conv2D(2, 3), layers.MaxPooling1D(2), layers.Flatten()]
    parts = [*map(layers.TimeDistributed, each), layers.LSTM(4), layers.Dense(1)]
    return scored(draw, chain(keras.Input(x.shape[1:]), parts), x)


def decoder_asked_for_one_step(draw):
    """The second model of a translator: one letter and two states in, a letter and two states out."""
    letters = draw.size(9, 15)
    given, hidden, cell = keras.Input((1, letters)), keras.Input((6,)), keras.Input((6,))
    out, *states = layers.LSTM(6, return_sequences=True, return_state=True)(given, initial_state=[hidden, cell])
    model = keras.Model([given, hidden, cell], [layers.Dense(letters, activation="softmax")(out), *states])
    x = [np.eye(letters)[[2]][None], draw.rng.normal(size=(1, 6)), draw.rng.normal(size=(1, 6))]
    return Healthy(model, x)


def a_model_within_a_model(draw):
    x = recordings(draw)
    inner = keras.Sequential([keras.Input(x.shape[1:]), layers.GRU(5)], name="encoder")
    given = keras.Input(x.shape[1:])
    return scored(draw, keras.Model(given, layers.Dense(1)(layers.Dropout(0.1)(inner(given)))), x)


def a_model_for_each_step(draw):
    """TimeDistributed over a whole model of pictures."""
    x = structured.films(draw.rng, 36, draw.size(3, 5), draw.size(8, 11)).astype("float32")
    inner = keras.Sequential([keras.Input(x.shape[2:]), layers.Conv2D(3, 3), layers.GlobalMaxPooling2D()])
    return scored(
        draw, chain(keras.Input(x.shape[1:]), [layers.TimeDistributed(inner), layers.LSTM(4), layers.Dense(1)]), x
    )


def last_step_by_slicing(draw):
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    return scored(draw, keras.Model(given, layers.Dense(1)(layers.GRU(5, return_sequences=True)(given)[:, -1])), x)


def the_middle_of_both_directions(draw):
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    ahead = layers.LSTM(4, return_sequences=True)(given)
    back = layers.LSTM(4, return_sequences=True, go_backwards=True)(given)
    out = layers.GlobalMaxPooling1D()(layers.Maximum()([ahead, ops.flip(back, axis=1)]))
    return scored(draw, keras.Model(given, layers.Dense(1)(out)), x)


def channels_first_turned_by_the_model(draw):
    """A convert from PyTorch: (samples, channels, timesteps), which the first layer turns."""
    x = recordings(draw).transpose(0, 2, 1)
    model = chain(
        keras.Input(x.shape[1:]),
        [layers.Permute((2, 1)), layers.Conv1D(5, 3), layers.GlobalMaxPooling1D(), layers.Dense(1)],
    )
    return scored(draw, model, x)


def tables_folded_by_the_model(draw):
    """Flat rows go in; a Reshape in the model folds them."""
    x = recordings(draw)
    first = [layers.Reshape(x.shape[1:]), layers.LSTM(5), layers.Dense(1)]
    return scored(draw, chain(keras.Input((x[0].size,)), first), x.reshape(len(x), -1))


def metric_of_ones_own_with_columns(draw):
    """A metric that compares y (n, 1) with (n, 1)."""

    def largest(y, answers):
        return ops.max(ops.abs(y - answers))

    x = recordings(draw)
    return scored(draw, chain(keras.Input(x.shape[1:]), [layers.GRU(4), layers.Dense(1)]), x, metrics=[largest, "mae"])


def loss_weighted_by_hand(draw):
    """A loss of one's own with a factory around it."""

    def weighted(factor):
        def loss(y, answers):
            return ops.mean(ops.where(y > answers, factor, 1.0) * ops.square(y - answers))

        return loss

    x = recordings(draw)
    return scored(draw, chain(keras.Input(x.shape[1:]), [layers.LSTM(4), layers.Dense(1)]), x, weighted(3.0))


def saved_and_loaded(draw):
    """A model that came back from its config."""
    x = recordings(draw)
    model = chain(keras.Input(x.shape[1:]), [layers.Bidirectional(layers.GRU(4)), layers.Dense(1)])
    return scored(draw, keras.Sequential.from_config(model.get_config()), x)
