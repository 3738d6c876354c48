"""Broken between layers, in states, masks and attention."""

import keras
import numpy as np

from tools.broken_programs import (
    LAYERS,
    Broken,
    anything,
    calls,
    declares,
    either,
    fun,
    has,
    noise,
    seq,
    through,
)


def _sizes(draw):
    return draw.size(40, 70), draw.size(9, 19), draw.size(3, 7)


def _block(draw):
    rows, steps, features = _sizes(draw)
    return rows, steps, features, noise(draw, rows, steps, features), noise(draw, rows, 1)


def three_recurrent_layers(draw):
    _, steps, features, x, y = _block(draw)
    layers = [LAYERS.LSTM(8, return_sequences=True), LAYERS.Dropout(0.1), LAYERS.GRU(6), LAYERS.SimpleRNN(4)]
    right = has("GRU", "return_sequences", True)
    return Broken(
        [keras.Input((steps, features)), *layers, LAYERS.Dense(1)], x, y, ("missing-return-sequences",), right
    )


def each_step_of_a_last_step(draw):
    rows, steps, features, x, _ = _block(draw)
    layers = [LAYERS.Bidirectional(LAYERS.LSTM(5)), LAYERS.TimeDistributed(LAYERS.Dense(1))]
    y, right = noise(draw, rows, steps, 1), has("LSTM", "return_sequences", True)
    return Broken([keras.Input((steps, features)), *layers], x, y, ("missing-return-sequences",), right)


def films_through_two_convlstm(draw):
    rows, steps, size = draw.size(12, 20), draw.size(4, 6), draw.size(8, 11)
    layers = [LAYERS.ConvLSTM2D(3, 3), LAYERS.BatchNormalization(), LAYERS.ConvLSTM2D(2, 3), LAYERS.Flatten()]
    x, right = noise(draw, rows, steps, size, size, 1), has("ConvLSTM2D", "return_sequences", True)
    given = keras.Input((steps, size, size, 1))
    return Broken([given, *layers, LAYERS.Dense(1)], x, noise(draw, rows, 1), ("missing-return-sequences",), right)


def frames_flattened_with_their_time(draw):
    rows, steps, size = draw.size(20, 40), draw.size(4, 6), draw.size(8, 11)
    layers = [LAYERS.TimeDistributed(LAYERS.Conv2D(2, 3)), LAYERS.Flatten(), LAYERS.LSTM(4), LAYERS.Dense(1)]
    x, right = noise(draw, rows, steps, size, size, 3), calls("TimeDistributed", "TimeDistributed", "LSTM", "Dense")
    given = keras.Input((steps, size, size, 3))
    return Broken([given, *layers], x, noise(draw, rows, 1), ("no-timesteps-before-rnn",), right)


def convolution_of_pictures_on_films(draw):
    rows, steps, size = draw.size(20, 40), draw.size(4, 6), draw.size(8, 11)
    layers = [LAYERS.Conv2D(2, 3), LAYERS.TimeDistributed(LAYERS.Flatten()), LAYERS.GRU(4), LAYERS.Dense(1)]
    x, right = noise(draw, rows, steps, size, size, 3), has("Conv2D", "filters", 2)
    causes = ("no-timesteps-before-rnn", "extra-axis")
    return Broken([keras.Input((steps, size, size, 3)), *layers], x, noise(draw, rows, 1), causes, right)


def averaged_before_recurrent(draw):
    _, steps, features, x, y = _block(draw)
    layers = [LAYERS.Conv1D(6, 3), LAYERS.GlobalAveragePooling1D(), LAYERS.LSTM(4), LAYERS.Dense(1)]
    right = calls("Conv1D", "LSTM", "Dense")
    return Broken([keras.Input((steps, features)), *layers], x, y, ("no-timesteps-before-rnn",), right)


def flattened_before_recurrent(draw):
    _, steps, features, x, y = _block(draw)
    layers = [LAYERS.Dense(6), LAYERS.Flatten(), LAYERS.Bidirectional(LAYERS.GRU(4)), LAYERS.Dense(1)]
    right = calls("Dense", "Bidirectional", "Dense")
    return Broken([keras.Input((steps, features)), *layers], x, y, ("no-timesteps-before-rnn",), right)


def rows_into_recurrent(draw):
    """Measurements without time, a Dense layer, then an LSTM."""
    rows, columns = draw.size(40, 70), draw.size(6, 12)
    layers = [keras.Input((columns,)), LAYERS.Dense(8), LAYERS.LSTM(4), LAYERS.Dense(1)]
    causes = ("no-timesteps-before-rnn", "input-shape-missing-axis", "missing-timesteps-axis", "missing-features-axis")
    return Broken(layers, noise(draw, rows, columns), noise(draw, rows, 1), causes, anything)


def words_of_any_number_flattened(draw):
    rows, steps = draw.size(40, 70), draw.size(9, 19)
    layers = [keras.Input((None,)), LAYERS.Embedding(30, 5), LAYERS.Flatten(), LAYERS.Dense(1)]
    x = draw.rng.integers(0, 30, (rows, steps))
    right = either(declares((steps,)), calls("Embedding", "GlobalAveragePooling1D", "Dense"))
    causes = ("inner-width", "input-shape-missing-axis", "wrong-timesteps")
    return Broken(layers, x, noise(draw, rows, 1), causes, right)


def padding_read_behind_a_convolution(draw):
    rows, steps = draw.size(40, 70), draw.size(9, 19)
    layers = LAYERS.Embedding(30, 5, mask_zero=True), LAYERS.Conv1D(6, 3), LAYERS.LSTM(4), LAYERS.Dense(1)
    x = draw.rng.integers(1, 30, (rows, steps))
    x[:, -4:] = 0
    return Broken(seq(keras.Input((steps,)), *layers), x, noise(draw, rows, 1), ("unmasked-padding",), anything)


def attention_of_vectors(draw):
    rows, columns = draw.size(40, 70), draw.size(6, 12)
    given = keras.Input((columns,))
    one = LAYERS.Dense(8)(given)
    model = fun(given, LAYERS.Dense(1)(LAYERS.Attention()([one, one])))
    return Broken(model, noise(draw, rows, columns), noise(draw, rows, 1), ("one-key-attention",), anything)


def heads_that_ask_one_step(draw):
    _, steps, features, x, y = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.GRU(6, return_sequences=True)(given)
    last = LAYERS.Reshape((1, 6))(LAYERS.GRU(6)(given))
    out = LAYERS.GlobalAveragePooling1D()(LAYERS.MultiHeadAttention(2, 3)(seen, last))
    return Broken(fun(given, LAYERS.Dense(1)(out)), x, y, ("one-key-attention",), anything)


def states_of_a_smaller_encoder(draw):
    rows, steps, features = _sizes(draw)
    one, other = keras.Input((steps, features)), keras.Input((None, 2))
    _, state = LAYERS.GRU(6, return_state=True)(one)
    out = LAYERS.GRU(8, return_sequences=True)(other, initial_state=state)
    x = [noise(draw, rows, steps, features), noise(draw, rows, 20, 2)]
    right = either(has("GRU", "units", 6), has("GRU", "units", 8))
    return Broken(fun([one, other], LAYERS.Dense(1)(out)), x, noise(draw, rows, 20, 1), ("state-width",), right)


def four_states_for_two(draw):
    rows, steps, features = _sizes(draw)
    one, other = keras.Input((steps, features)), keras.Input((None, 2))
    _, *states = LAYERS.Bidirectional(LAYERS.LSTM(6, return_state=True))(one)
    out = LAYERS.LSTM(6, return_sequences=True)(other, initial_state=states)
    x = [noise(draw, rows, steps, features), noise(draw, rows, 20, 2)]
    return Broken(fun([one, other], LAYERS.Dense(1)(out)), x, noise(draw, rows, 20, 1), ("state-width",), anything)


def timesteps_and_channels_declared_in_the_other_order(draw):
    rows, long = draw.size(30, 50), draw.size(90, 140)
    layers = [keras.Input((3, long)), LAYERS.Conv1D(4, 7), LAYERS.GlobalMaxPooling1D(), LAYERS.Dense(1)]
    x, right = noise(draw, rows, long, 3), declares((long, 3))
    return Broken(layers, x, noise(draw, rows, 1), ("swapped-axes",), right)


def stateful_with_a_rest(draw):
    batch, steps, features = draw.size(14, 20), draw.size(9, 13), draw.size(2, 5)
    rows = batch * 3 + draw.size(3, 6)
    model = seq(keras.Input(batch_shape=(batch, steps, features)), LAYERS.GRU(4, stateful=True), LAYERS.Dense(1))
    x, y = noise(draw, rows, steps, features), noise(draw, rows, 1)
    right = either(lambda state: state.x.shapes[0][0] == batch * 3, has("GRU", "stateful", False))
    return Broken(model, x, y, ("fixed-batch-size",), right, batch)


def stateful_prediction_of_one(draw):
    batch, steps, features = draw.size(14, 20), draw.size(9, 13), draw.size(2, 5)
    model = seq(keras.Input(batch_shape=(batch, steps, features)), LAYERS.LSTM(4, stateful=True), LAYERS.Dense(1))
    right = has("LSTM", "stateful", False)
    return Broken(model, noise(draw, 1, steps, features), None, ("fixed-batch-size",), right)


def repeated_too_often(draw):
    """The decoder answers another number of steps than y has."""
    rows, steps, features, x, _ = _block(draw)
    ahead = draw.size(20, 25)
    layers = LAYERS.LSTM(5), LAYERS.RepeatVector(steps), LAYERS.LSTM(5, return_sequences=True), LAYERS.Dense(1)
    y, right = noise(draw, rows, ahead, 1), has("RepeatVector", "n", ahead)
    return Broken(seq(keras.Input((steps, features)), *layers), x, y, ("target-shape", "wrong-timesteps"), right)


def reshaped_to_other_numbers(draw):
    """Reshape for other sizes than the layer before it gives."""
    _, steps, features, x, y = _block(draw)
    layers = [LAYERS.LSTM(12), LAYERS.Reshape((5, 2)), LAYERS.GRU(3), LAYERS.Dense(1)]
    causes = ("impossible-reshape", "inner-width")
    return Broken([keras.Input((steps, features)), *layers], x, y, causes, anything)


def recurrent_behind_a_dense_answer(draw):
    """A second LSTM behind the layer that gives the answer for each sample."""
    _, steps, features, x, y = _block(draw)
    layers = [LAYERS.LSTM(12), LAYERS.Dense(6), LAYERS.LSTM(3), LAYERS.Dense(1)]
    right = has("LSTM", "return_sequences", True)
    causes = ("missing-return-sequences",)
    return Broken([keras.Input((steps, features)), *layers], x, y, causes, right)


def residual_of_other_widths(draw):
    """What a failing call had in its hands: Add of 6 and 5 columns."""
    from lstm_shapes.program import read_failing_call

    _, steps, features, x, y = _block(draw)
    given = keras.Input((steps, features))
    pair = [LAYERS.LSTM(6, return_sequences=True)(given), LAYERS.GRU(5, return_sequences=True)(given)]
    model = read_failing_call(LAYERS.Add(), (pair,))
    return Broken(model, x, y, ("inner-width",), either(has("LSTM", "units", 5), has("GRU", "units", 6)))


def branches_of_other_ranks(draw):
    """Concatenate of every step and of the last one."""
    from lstm_shapes.program import read_failing_call

    _, steps, features, x, y = _block(draw)
    given = keras.Input((steps, features))
    pair = [LAYERS.LSTM(6, return_sequences=True)(given), LAYERS.GRU(5)(given)]
    model = read_failing_call(LAYERS.Concatenate(), (pair,))
    causes = ("inner-width", "extra-return-sequences", "missing-return-sequences")
    right = either(has("LSTM", "return_sequences", False), has("GRU", "return_sequences", True))
    return Broken(model, x, y, causes, right)


def pooled_away(draw):
    """More poolings than the picture has pixels for."""
    rows, size = draw.size(30, 50), draw.size(8, 11)
    conv = [part for _ in range(3) for part in (LAYERS.Conv2D(4, 3), LAYERS.MaxPooling2D(2))]
    layers = [keras.Input((size, size, 1)), *conv, LAYERS.Flatten(), LAYERS.Dense(1)]
    x = noise(draw, rows, size, size, 1)
    return Broken(layers, x, noise(draw, rows, 1), ("wrong-timesteps", "wrong-features"), anything)


def trained_on_other_columns(draw):
    """A model that was built, and trained, for other columns than are to be told."""
    _, steps, features, x, _ = _block(draw)
    model = seq(LAYERS.LSTM(4), LAYERS.Dense(1))
    model.build((None, steps, features + 1))
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(30)
    return Broken(model, x, None, ("wrong-features",), anything)


def answers_of_every_layer(draw):
    """A forecast for each step, through two directions, against one answer."""
    _, steps, features, x, y = _block(draw)
    given = keras.Input((steps, features))
    out = through(
        given, LAYERS.Masking(), LAYERS.Bidirectional(LAYERS.GRU(4, return_sequences=True)), LAYERS.Dropout(0.1)
    )
    model = fun(given, through(out, LAYERS.Dense(6, activation="relu"), LAYERS.Dense(1)))
    right = has("GRU", "return_sequences", False)
    return Broken(model, np.abs(x) + 1, y, ("extra-return-sequences",), right)


def reshaped_where_axes_change_places(draw):
    """Channels first, and a Reshape in the model in place of a Permute."""
    rows, steps, features, _, y = _block(draw)
    steps += 20
    layers = [LAYERS.Reshape((steps, features)), draw.pick(LAYERS.LSTM(6), LAYERS.GRU(6)), LAYERS.Dense(1)]
    model = seq(keras.Input((features, steps)), *layers)
    right = calls("Permute", layers[1].__class__.__name__, "Dense")
    return Broken(model, noise(draw, rows, features, steps), y, ("scrambled-reshape",), right)


def asked_by_a_vector(draw):
    """Attention whose query is the last state: it compares samples, and what joins its answer refuses."""
    _, steps, features, x, y = _block(draw)
    given = keras.Input((steps, features))
    every, last, _ = LAYERS.LSTM(6, return_sequences=True, return_state=True)(given)
    answer = LAYERS.Attention()([last, every])
    out = LAYERS.Dense(1)(LAYERS.Concatenate()([answer, last]))
    return Broken(fun(given, out), x, y, ("one-key-attention",), anything)


def asked_by_a_vector_in_silence(draw):
    _, steps, features, x, y = _block(draw)
    given = keras.Input((steps, features))
    every, last = LAYERS.GRU(6, return_sequences=True, return_state=True)(given)
    out = LAYERS.Dense(1)(LAYERS.AdditiveAttention()([last, every]))
    return Broken(fun(given, out), x, y, ("one-key-attention",), anything)


def chosen_from_a_vector(draw):
    _, steps, features, x, y = _block(draw)
    given = keras.Input((steps, features))
    asks, value = LAYERS.LSTM(6, return_sequences=True)(given), LAYERS.GRU(6)(given)
    out = LAYERS.Dense(1)(LAYERS.GlobalAveragePooling1D()(LAYERS.Attention()([asks, value])))
    return Broken(fun(given, out), x, y, ("one-key-attention",), has("GRU", "return_sequences", True))


def one_vector_decoded(draw):
    """Without RepeatVector: as many steps are to be answered as y has, and these are not the steps that were read."""
    rows, steps, features, x, _ = _block(draw)
    ahead = steps - draw.size(2, 6)
    layers = [keras.Input((steps, features)), LAYERS.LSTM(8), LAYERS.GRU(8, return_sequences=True), LAYERS.Dense(1)]
    right = calls("LSTM", "RepeatVector", "GRU", "Dense")
    return Broken(layers, x, noise(draw, rows, ahead, 1), ("missing-return-sequences",), right)


def one_vector_rebuilt(draw):
    """An autoencoder, or a stack that tags each step: either may be meant."""
    _, steps, features, x, _ = _block(draw)
    layers = [keras.Input((steps, features)), LAYERS.GRU(8), LAYERS.LSTM(8, return_sequences=True)]
    layers.append(LAYERS.TimeDistributed(LAYERS.Dense(features)))
    right = calls("GRU", "RepeatVector", "LSTM", "TimeDistributed")
    return Broken(layers, x, x, ("missing-return-sequences",), right)


KINDS = [
    one for name, one in list(globals().items())
    if callable(one) and getattr(one, "__module__", "") == __name__ and not name.startswith("_")
]  # fmt: skip
