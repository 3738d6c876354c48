"""Broken in what the values are: answers that no activation gives, several classes at once, text and objects."""

import keras
import numpy as np
import pandas as pd

from tools import structured
from tools.broken_programs import (
    LAYERS,
    Broken,
    answers,
    anything,
    both,
    calls,
    classes,
    declares,
    either,
    fun,
    has,
    learns,
    noise,
    reads,
    seq,
)

SPARSE, CATEGORICAL, BINARY = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"


def _block(draw):
    rows, steps, features = draw.size(40, 70), draw.size(9, 19), draw.size(3, 7)
    return rows, steps, features, noise(draw, rows, steps, features)


def _reader(steps, features, units=1, activation=None, loss="mse"):
    return seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(units, activation=activation), loss=loss)


def _tags(draw, rows, many=4):
    tags = (draw.rng.random((rows, many)) < 0.5) * 1.0
    tags[:2] = [[1, 1, *[0] * (many - 2)], [0] * many]
    return tags


def prices_under_a_sigmoid(draw):
    rows, steps, features, x = _block(draw)
    y, right = 100 + 20 * noise(draw, rows), has("Dense", "activation", "linear")
    return Broken(_reader(steps, features, 1, "sigmoid"), x, y, ("label-encoding",), right)


def changes_under_a_relu(draw):
    rows, steps, features, x = _block(draw)
    y, right = noise(draw, rows, 2), has("Dense", "activation", "linear")
    return Broken(_reader(steps, features, 2, "relu", "mae"), x, y, ("label-encoding",), right)


def prices_of_a_bare_recurrent_layer(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(1), loss="huber")
    return Broken(model, x, 500 + 20 * noise(draw, rows), ("label-encoding",), calls("GRU", "Dense"))


def several_tags_under_a_softmax(draw):
    rows, steps, features, x = _block(draw)
    model, right = _reader(steps, features, 4, "softmax", CATEGORICAL), has("Dense", "activation", "sigmoid")
    return Broken(model, x, _tags(draw, rows), ("label-encoding",), both(right, learns(BINARY)))


def several_tags_for_whole_numbers(draw):
    rows, steps, features, x = _block(draw)
    model, right = _reader(steps, features, 5, "softmax", SPARSE), has("Dense", "activation", "sigmoid")
    return Broken(model, x, _tags(draw, rows, 5), ("label-encoding",), both(right, learns(BINARY)))


def prices_for_whole_numbers(draw):
    rows, steps, features, x = _block(draw)
    y, right = 300 + 5 * noise(draw, rows), both(has("Dense", "units", 1), learns("mean_squared_error"))
    return Broken(_reader(steps, features, 4, "softmax", SPARSE), x, y, ("label-encoding",), right)


def changes_for_yes_or_no(draw):
    rows, steps, features, x = _block(draw)
    model, right = _reader(steps, features, 1, "sigmoid", BINARY), learns("mean_squared_error")
    return Broken(model, x, 3 * noise(draw, rows), ("label-encoding",), right)


def prices_for_one_hot_rows(draw):
    rows, steps, features, x = _block(draw)
    y, right = 300 + 5 * noise(draw, rows), both(has("Dense", "units", 1), learns("mean_squared_error"))
    return Broken(_reader(steps, features, 4, "softmax", CATEGORICAL), x, y, ("label-encoding",), right)


def measurements_for_ids(draw):
    rows, steps = draw.size(40, 70), draw.size(9, 19)
    model = seq(keras.Input((steps,)), LAYERS.Embedding(30, 4), LAYERS.LSTM(4), LAYERS.Dense(1))
    x = draw.rng.uniform(0.5, 29.5, size=(rows, steps))
    return Broken(model, x, noise(draw, rows), ("embedding-input",), anything)


def lists_in_an_array_of_objects(draw):
    rows, steps, features, x = _block(draw)
    held = np.empty(rows, dtype=object)
    held[:] = [one.tolist() for one in x]
    right = reads((rows, steps, features))
    return Broken(_reader(steps, features), held, noise(draw, rows), ("not-an-array",), right)


def a_mark_for_what_is_missing(draw):
    rows, columns = draw.size(40, 70), draw.size(4, 8)
    x = noise(draw, rows, columns).astype(object)
    x[draw.size(1, 5), 1] = "?"
    model = seq(keras.Input((columns,)), LAYERS.Dense(4), LAYERS.Dense(1))
    right = either(reads((rows, columns)), reads((rows - 1, columns)))
    return Broken(model, x, noise(draw, rows), ("not-an-array",), right)


def a_column_of_words_among_numbers(draw):
    rows, columns = draw.size(40, 70), draw.size(4, 8)
    x = noise(draw, rows, columns).astype(object)
    x[:, 2] = np.resize(["north", "south"], rows)
    model = seq(keras.Input((columns - 1,)), LAYERS.Dense(4), LAYERS.Dense(1))
    return Broken(model, x, noise(draw, rows), ("not-an-array",), reads((rows, columns - 1)))


def _table(draw, words):
    rows, columns = draw.size(40, 70), draw.size(4, 8)
    numbers = noise(draw, rows, columns).astype("float32")  # of other floats Keras would make one table of float32
    return rows, columns, pd.DataFrame(numbers).assign(shop=np.resize(words, rows))


def a_table_with_words_too_many(draw):
    rows, columns, x = _table(draw, ["north", "south"])
    model = seq(keras.Input((columns,)), LAYERS.Dense(4), LAYERS.Dense(1))
    return Broken(model, x, noise(draw, rows), ("not-an-array",), reads((rows, columns)))


def a_table_whose_words_count(draw):
    rows, columns, x = _table(draw, ["north", "south", "west"])
    model = seq(keras.Input((columns + 1,)), LAYERS.Dense(4), LAYERS.Dense(1))
    right = both(reads((rows, columns + 1)), declares((columns + 1,)))
    return Broken(model, x, noise(draw, rows), ("not-an-array",), right)


def a_table_of_numbers_as_text(draw):
    rows, columns, x = _table(draw, ["1.5", "2.5", "12"])
    model = seq(keras.Input((columns + 1,)), LAYERS.Dense(4), LAYERS.Dense(1))
    return Broken(model, x, classes(draw, rows, 3) * 1.0, ("not-an-array",), reads((rows, columns + 1)))


def _channels(draw):
    """Return (samples, timesteps, channels): smooth, each channel with a level and a scale of its own."""
    rows, steps, features = draw.size(90, 150), draw.size(14, 24), draw.size(4, 6)
    raw = draw.rng.normal(size=(rows, steps + 6, features))
    smooth = np.lib.stride_tricks.sliding_window_view(raw, 7, axis=1).mean(axis=-1)
    return smooth * draw.rng.uniform(1, 4, features) + 3 * draw.rng.permutation(features)


def channels_where_timesteps_belong(draw):
    """The channels differ in level and scale, and every timestep has the same distribution."""
    x = _channels(draw)
    rows, steps, features = x.shape
    model = seq(keras.Input((features, steps)), *draw.recurrent(), LAYERS.Dense(3, activation="softmax"), loss=SPARSE)
    right = reads((rows, steps, features))
    return Broken(model, x.transpose(0, 2, 1), classes(draw, rows, 3), ("swapped-axes",), right)


def _read_by(draw, steps, features, units=1):
    return seq(keras.Input((steps, features)), *draw.recurrent(), LAYERS.Dense(units))


def rows_of_moments_read_feature_by_feature(draw):
    """Rows were written moment by moment, and read as all moments of one feature after the other, then turned."""
    steps, features = draw.size(8, 14), draw.size(3, 5)
    table = draw.turn(structured.weather, structured.walk, structured.waves)(draw.rng, draw.size(300, 500), features)
    table = structured.standard(table) if draw.seed % 2 else table
    x, y = structured.windows(table, steps)
    x = x.reshape(len(x), features, steps).transpose(0, 2, 1)
    return Broken(_read_by(draw, steps, features), x, y, ("scrambled-reshape",), reads(x.shape))


def pieces_of_moments_read_feature_by_feature(draw):
    """The same of pieces that do not overlap."""
    steps, features = draw.turn((12, 3), (15, 4), (8, 2))
    draw.sizes |= {steps, features}
    many = draw.size(70, 110)
    x = structured.leveled(draw.rng, structured.smooth(draw.rng, many, steps, features))
    x = x.reshape(many, features, steps).transpose(0, 2, 1)
    return Broken(_read_by(draw, steps, features), x, noise(draw, many), ("scrambled-reshape",), reads(x.shape))


def lags_from_the_newest_on(draw):
    """Columns lag 0, lag 1, lag 2 and so on: each sample runs from the newest value to the oldest."""
    steps, features = draw.size(8, 14), draw.turn(1, 4, 1)
    table = draw.turn(structured.walk, structured.waves, structured.weather)(draw.rng, draw.size(200, 300), features)
    x, y = structured.windows(table, steps)
    layers = draw.turn([LAYERS.LSTM(4)], [LAYERS.GRU(4, return_sequences=True), LAYERS.LSTM(3)], [LAYERS.SimpleRNN(4)])
    model = seq(keras.Input((steps, features)), *layers, LAYERS.Dense(1))
    return Broken(model, x[:, ::-1], y, ("reversed-time",), reads(x.shape))


def five_shops_below_each_other(draw):
    """Windows over the borders of shops that sell on the same days, each at a level of its own."""
    steps, rows = draw.size(8, 14), draw.turn(117, 152, 107)
    week = np.array([0, 1, 1, 1, 2, 4, 3])[np.arange(rows) % 7]
    shops = [level + 4 * week + 0.6 * noise(draw, rows) for level in draw.rng.permutation([100, 220, 350, 500, 900])]
    x, y = structured.windows(np.concatenate(shops)[:, None], steps)
    return Broken(_read_by(draw, steps, 1), x, y, ("windows-cross-groups",), anything)


def a_decoder_that_is_given_its_answers(draw):
    """Teacher forcing without the shift: what the decoder reads at a step is what it has to tell there."""
    rows, steps, many, source = draw.size(50, 80), draw.size(8, 14), draw.size(15, 22), draw.size(5, 7)
    cell = draw.turn(LAYERS.LSTM, LAYERS.GRU, LAYERS.SimpleRNN)
    one, other = keras.Input((source, 3)), keras.Input((steps, many))
    _, *states = cell(6, return_state=True)(one)
    out = cell(6, return_sequences=True)(other, initial_state=states)
    model = fun([one, other], LAYERS.Dense(many, activation="softmax")(out), loss=CATEGORICAL)
    y = np.eye(many)[draw.rng.integers(0, many, (rows, steps))]
    right = both(reads((rows, source, 3), (rows, steps - 1, many)), answers((rows, steps - 1, many)))
    return Broken(model, [noise(draw, rows, source, 3), y], y, ("target-misaligned",), right)


def every_step_copied(draw):
    rows, steps, features = draw.size(50, 80), draw.size(9, 15), draw.size(2, 3)
    x = structured.smooth(draw.rng, rows, steps, features)
    model = seq(keras.Input((None, features)), *draw.recurrent(True), LAYERS.Dense(features))
    right = answers((rows, steps - 1, features))
    return Broken(model, x, x.copy(), ("target-misaligned",), right)


def the_next_step_of_both_directions(draw):
    rows, steps, features = draw.size(50, 80), draw.size(9, 15), draw.size(2, 5)
    whole = structured.smooth(draw.rng, rows, steps, features)
    inner = draw.turn(LAYERS.LSTM, LAYERS.GRU, LAYERS.SimpleRNN)(5, return_sequences=True)
    model = seq(keras.Input((None, features)), LAYERS.Bidirectional(inner), LAYERS.Dense(features))
    right = calls(type(inner).__name__, "Dense")
    return Broken(model, whole[:, :-1], whole[:, 1:], ("target-misaligned",), right)


def a_softmax_over_each_step_alone(draw):
    rows, steps, features, x = _block(draw)
    weights = [LAYERS.Dense(1, activation="softmax"), LAYERS.Flatten(), LAYERS.Dense(1)]
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4, return_sequences=True), *weights)
    return Broken(model, x, noise(draw, rows, 1), ("one-key-attention",), anything)


def a_softmax_layer_along_the_last_axis(draw):
    rows, steps, features, x = _block(draw)
    weights = [LAYERS.Dense(1), LAYERS.Softmax(), LAYERS.Flatten(), LAYERS.Dense(2)]
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4, return_sequences=True), *weights)
    return Broken(model, x, noise(draw, rows, 2), ("one-key-attention",), has("Softmax", "axis", 1))


def weights_of_steps_that_are_all_1(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    states = LAYERS.LSTM(4, return_sequences=True)(given)
    weighed = LAYERS.Multiply()([states, LAYERS.Dense(1, activation="softmax")(states)])
    model = fun(given, LAYERS.Dense(1)(LAYERS.Flatten()(weighed)))
    return Broken(model, x, noise(draw, rows, 1), ("one-key-attention",), anything)


def two_lists_of_ids_in_the_other_order(draw):
    rows, steps, few, many = draw.size(40, 70), draw.size(9, 19), draw.size(20, 30), draw.size(200, 300)
    user, history = keras.Input((None,), name="user"), keras.Input((None,), name="history")
    one = LAYERS.GlobalAveragePooling1D()(LAYERS.Embedding(few, 3)(user))
    other = LAYERS.LSTM(4)(LAYERS.Embedding(many, 3)(history))
    model = fun([user, history], LAYERS.Dense(1)(LAYERS.Concatenate()([one, other])))
    seen, who = draw.rng.integers(0, many, (rows, steps)), draw.rng.integers(0, few, (rows, 1))
    seen[0, 0] = many - 1
    return Broken(model, [seen, who], noise(draw, rows, 1), ("input-count",), reads((rows, 1), (rows, steps)))


def tags_that_are_padded_with_minus_one(draw):
    rows, steps, words = draw.size(40, 70), draw.size(9, 19), draw.size(30, 60)
    layers = [LAYERS.Embedding(words, 4, mask_zero=True), LAYERS.LSTM(4, return_sequences=True)]
    model = seq(keras.Input((steps,)), *layers, LAYERS.Dense(5, activation="softmax"), loss=SPARSE)
    x, y = draw.rng.integers(1, words, (rows, steps)), draw.rng.integers(0, 5, (rows, steps))
    behind = np.arange(steps) >= draw.rng.integers(4, steps, rows)[:, np.newaxis]
    return Broken(model, np.where(behind, 0, x), np.where(behind, -1, y), ("label-encoding",), anything)


KINDS = [
    one for name, one in list(globals().items())
    if callable(one) and getattr(one, "__module__", "") == __name__ and not name.startswith("_")
]  # fmt: skip
