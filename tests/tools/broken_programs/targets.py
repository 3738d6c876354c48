"""Broken in y, in the loss, and in what x and y are."""

import keras
import numpy as np

from tools.broken_programs import (
    LAYERS,
    Broken,
    answers,
    anything,
    both,
    calls,
    classes,
    either,
    fun,
    has,
    learns,
    noise,
    reads,
    seq,
    through,
)

SPARSE, CATEGORICAL, BINARY = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"


def _sizes(draw):
    return draw.size(40, 70), draw.size(9, 19), draw.size(3, 7)


def _block(draw):
    rows, steps, features = _sizes(draw)
    return rows, steps, features, noise(draw, rows, steps, features)


def _each(rows, steps, many, draw):
    return np.resize(classes(draw, rows * steps, many), (rows, steps))


def yes_or_no_by_softmax(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(1, activation="softmax"), loss=BINARY)
    right = has("Dense", "activation", "sigmoid")
    return Broken(model, x, classes(draw, rows, 2), ("label-encoding",), right)


def two_outputs_one_array(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.LSTM(4)(given)
    model = fun(given, [LAYERS.Dense(1, name="up")(seen), LAYERS.Dense(1, name="down")(seen)])
    return Broken(model, x, noise(draw, rows, 2), ("target-shape",), answers((rows,), (rows,)))


def two_outputs_in_the_other_order(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.LSTM(4)(given)
    outs = [LAYERS.Dense(1, name="price")(seen), LAYERS.Dense(4, activation="softmax", name="kind")(seen)]
    y = [np.eye(4)[classes(draw, rows, 4)], noise(draw, rows, 1)]
    model = fun(given, outs, loss=["mse", CATEGORICAL])
    return Broken(model, x, y, ("target-shape",), answers((rows, 1), (rows, 4)))


def _heat_and_rain(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.LSTM(4)(given)
    outs = [LAYERS.Dense(1, name="heat")(seen), LAYERS.Dense(1, activation="sigmoid", name="rain")(seen)]
    model = fun(given, outs, loss={"heat": "mse", "rain": BINARY})
    return model, x, 20 + 5 * noise(draw, rows), classes(draw, rows, 2)


def two_outputs_of_two_ranges_in_one_array(draw):
    model, x, heat, rain = _heat_and_rain(draw)
    return Broken(model, x, np.stack([heat, rain], axis=1), ("target-shape",), answers((len(x),), (len(x),)))


def two_outputs_exchanged_by_value(draw):
    model, x, heat, rain = _heat_and_rain(draw)
    return Broken(model, x, [rain, heat], ("target-shape",), lambda state: state.y.parts[0].high > 1)


def two_outputs_exchanged_by_name(draw):
    model, x, heat, rain = _heat_and_rain(draw)
    return Broken(model, x, {"heat": rain, "rain": heat}, ("target-shape",), lambda state: state.y.parts[0].high > 1)


def second_output_one_hot(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.LSTM(4)(given)
    outs = [LAYERS.Dense(1, name="price")(seen), LAYERS.Dense(4, activation="softmax", name="kind")(seen)]
    y = {"price": noise(draw, rows, 1), "kind": np.eye(4)[classes(draw, rows, 4)]}
    model = fun(given, outs, loss={"price": "mse", "kind": SPARSE})
    return Broken(model, x, y, ("label-encoding",), anything)


def a_name_that_no_output_has(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.LSTM(4)(given)
    model = fun(given, [LAYERS.Dense(1, name="price")(seen), LAYERS.Dense(1, name="volume")(seen)])
    y = {"price": noise(draw, rows, 1), "amount": noise(draw, rows, 1)}
    return Broken(model, x, y, ("target-shape",), anything)


def labels_counted_from_one(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(5, activation="softmax"), loss=SPARSE)
    right = either(lambda state: state.y.parts[0].low == 0, has("Dense", "units", 6))
    return Broken(model, x, classes(draw, rows, 5) + 1, ("label-encoding",), right)


def a_unit_too_few(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(4, activation="softmax"), loss=SPARSE)
    return Broken(model, x, classes(draw, rows, 6), ("label-encoding",), has("Dense", "units", 6))


def names_of_classes(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(3, activation="softmax"), loss=SPARSE)
    y = np.array(["sit", "walk", "run"])[classes(draw, rows, 3)]
    return Broken(model, x, y, ("not-an-array", "label-encoding"), anything)


def one_number_three_units(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(3), loss="mae")
    return Broken(model, x, noise(draw, rows), ("target-shape",), has("Dense", "units", 1))


def three_numbers_one_unit(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    model = fun(given, through(given, LAYERS.GRU(4), LAYERS.Dense(1)), loss="huber")
    return Broken(model, x, noise(draw, rows, 3), ("target-shape",), has("Dense", "units", 3))


def every_step_asked(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.SimpleRNN(4), LAYERS.Dense(1))
    y, right = noise(draw, rows, steps, 1), has("SimpleRNN", "return_sequences", True)
    return Broken(model, x, y, ("missing-return-sequences",), right)


def every_step_given(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4, return_sequences=True), LAYERS.Dense(1))
    right = has("GRU", "return_sequences", False)
    return Broken(model, x, noise(draw, rows, 1), ("extra-return-sequences",), right)


def tags_for_every_word(draw):
    rows, steps = draw.size(40, 70), draw.size(9, 19)
    layers = LAYERS.Embedding(30, 6), LAYERS.Bidirectional(LAYERS.LSTM(4)), LAYERS.Dense(5, activation="softmax")
    x, y = draw.rng.integers(0, 30, (rows, steps)), _each(rows, steps, 5, draw)
    right = has("LSTM", "return_sequences", True)
    return Broken(seq(keras.Input((steps,)), *layers, loss=SPARSE), x, y, ("missing-return-sequences",), right)


def tags_one_hot(draw):
    rows, steps = draw.size(40, 70), draw.size(9, 19)
    layers = LAYERS.Embedding(30, 6), LAYERS.GRU(4, return_sequences=True), LAYERS.Dense(5, activation="softmax")
    x, y = draw.rng.integers(0, 30, (rows, steps)), np.eye(5)[_each(rows, steps, 5, draw)]
    right = either(answers((rows, steps)), learns(CATEGORICAL))
    return Broken(seq(keras.Input((steps,)), *layers, loss=SPARSE), x, y, ("label-encoding",), right)


def several_days_of_two_numbers(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(10))
    right = either(answers((rows, 10)), calls("LSTM", "Dense", "Reshape"))
    return Broken(model, x, noise(draw, rows, 5, 2), ("target-shape",), right)


def gives_back_one_column(draw):
    _, steps, features, x = _block(draw)
    layers = LAYERS.LSTM(5), LAYERS.RepeatVector(steps), LAYERS.LSTM(5, return_sequences=True)
    model = seq(keras.Input((steps, features)), *layers, LAYERS.TimeDistributed(LAYERS.Dense(1)))
    return Broken(model, x, x, ("target-shape",), has("Dense", "units", features))


def masks_of_pictures_shrink(draw):
    """A convolution without padding gives fewer pixels than the mask to be learned has."""
    rows, size = draw.size(20, 30), draw.size(12, 16)
    layers = LAYERS.Conv2D(4, 3, padding="same", activation="relu"), LAYERS.Conv2D(1, 3, activation="sigmoid")
    model = seq(keras.Input((size, size, 3)), *layers, loss=BINARY)
    y = (noise(draw, rows, size, size, 1) > 0).astype("float32")
    return Broken(model, noise(draw, rows, size, size, 3), y, ("target-shape",), has("Conv2D", "padding", "same"))


def plus_and_minus_one(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(1, activation="sigmoid"), loss=BINARY)
    y = 2.0 * classes(draw, rows, 2) - 1
    return Broken(model, x, y, ("label-encoding",), lambda state: state.y.parts[0].low == 0)


def an_axis_in_the_middle_of_y(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(2))
    return Broken(model, x, noise(draw, rows, 1, 2), ("target-shape",), answers((rows, 2)))


def y_as_a_row(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(1))
    causes = ("sample-count-mismatch", "target-shape")
    return Broken(model, x, noise(draw, 1, rows), causes, either(answers((rows, 1)), answers((rows,))))


def y_of_two_numbers_laid_flat(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(2))
    causes = ("sample-count-mismatch", "target-shape", "merged-samples")
    return Broken(model, x, noise(draw, rows * 2), causes, answers((rows, 2)))


def answers_lost(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.Bidirectional(LAYERS.LSTM(3)), LAYERS.Dense(1))
    right = reads((rows - 2, steps, features))
    return Broken(model, x, noise(draw, rows - 2, 1), ("sample-count-mismatch",), right)


def whole_numbers_for_categorical(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    out = through(given, LAYERS.Conv1D(4, 3), LAYERS.GlobalMaxPooling1D(), LAYERS.Dense(4, activation="softmax"))
    right = either(learns(SPARSE), answers((rows, 4)))
    return Broken(fun(given, out, loss=CATEGORICAL), x, classes(draw, rows, 4), ("label-encoding",), right)


def categorical_of_one_unit(draw):
    rows, steps, features, x = _block(draw)
    layers = LAYERS.LSTM(4), LAYERS.Dense(1, activation="softmax")
    model = seq(keras.Input((steps, features)), *layers, loss=CATEGORICAL)
    right = both(learns(BINARY), has("Dense", "activation", "sigmoid"))
    return Broken(model, x, classes(draw, rows, 2)[:, None], ("label-encoding",), either(right, learns(SPARSE)))


def every_step_into_a_convolution_head(draw):
    """Nothing makes one vector of the places of a convolution."""
    rows, steps, features, x = _block(draw)
    layers = LAYERS.Conv1D(8, 3, activation="relu"), LAYERS.MaxPooling1D(2), LAYERS.Dense(1, activation="sigmoid")
    model = seq(keras.Input((steps, features)), *layers, loss=BINARY)
    right = either(
        calls("Conv1D", "MaxPooling1D", "Flatten", "Dense"),
        calls("Conv1D", "MaxPooling1D", "GlobalAveragePooling1D", "Dense"),
    )
    return Broken(model, x, classes(draw, rows, 2), ("target-shape",), right)


def _far(y, told):
    return keras.ops.max(keras.ops.abs(y - told))


def metric_of_pairs(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(1), metrics=[_far])
    return Broken(model, x, noise(draw, rows), ("stretched-metric",), answers((rows, 1)))


def list_of_windows(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(1))
    return Broken(model, list(x), noise(draw, rows, 1), ("not-an-array",), reads((rows, steps, features)))


def lists_of_numbers(draw):
    rows, columns = draw.size(40, 60), draw.size(6, 11)
    model = seq(keras.Input((columns,)), LAYERS.Dense(4), LAYERS.Dense(1))
    x, y = noise(draw, rows, columns), noise(draw, rows)
    return Broken(model, x.tolist(), y.tolist(), ("not-an-array",), reads((rows, columns)))


def table_with_a_date(draw):
    import pandas as pd

    rows, columns = draw.size(40, 60), draw.size(6, 11)
    model = seq(keras.Input((columns,)), LAYERS.Dense(4), LAYERS.Dense(1))
    x = pd.DataFrame(noise(draw, rows, columns))
    x.insert(0, "day", pd.date_range("2024-01-01", periods=rows).astype(str))
    return Broken(model, x, noise(draw, rows), ("not-an-array",), anything)


def arrays_in_an_array_of_objects(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(1))
    kept = np.empty(rows, dtype=object)
    kept[:] = list(x)
    return Broken(model, kept, noise(draw, rows, 1), ("not-an-array",), reads((rows, steps, features)))


def sentences_as_text(draw):
    rows, steps = draw.size(40, 60), draw.size(9, 19)
    model = seq(keras.Input((steps,)), LAYERS.Embedding(30, 6), LAYERS.LSTM(4), LAYERS.Dense(1))
    x = np.array(["it was fine", "never again"])[classes(draw, rows, 2)]
    return Broken(model, x, noise(draw, rows, 1), ("not-an-array",), anything)


def words_of_several_lengths(draw):
    rows, steps = draw.size(40, 60), draw.size(9, 19)
    model = seq(keras.Input((steps,)), LAYERS.Embedding(30, 6), LAYERS.LSTM(4), LAYERS.Dense(1))
    x = [draw.rng.integers(1, 30, int(draw.rng.integers(3, steps))).tolist() for _ in range(rows)]
    return Broken(model, x, noise(draw, rows, 1), ("ragged-sequences",), reads((rows, steps)))


def ids_counted_from_one(draw):
    rows, steps = draw.size(40, 60), draw.size(9, 19)
    model = seq(keras.Input((steps,)), LAYERS.Embedding(30, 6), LAYERS.GRU(4), LAYERS.Dense(1))
    x = draw.rng.integers(1, 31, (rows, steps))
    x[0, :2] = 1, 30
    right = either(has("Embedding", "input_dim", 31), lambda state: state.x.parts[0].low == 0)
    return Broken(model, x, noise(draw, rows, 1), ("embedding-input",), right)


def one_hot_words_for_an_embedding(draw):
    rows, steps = draw.size(40, 60), draw.size(9, 19)
    model = seq(LAYERS.Embedding(30, 6), LAYERS.LSTM(4), LAYERS.Dense(1))
    x = np.eye(30)[draw.rng.integers(0, 30, (rows, steps))]
    return Broken(model, x, noise(draw, rows, 1), ("embedding-input",), reads((rows, steps)))


def nothing_left(draw):
    _, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(1))
    return Broken(model, x[:0], noise(draw, 0, 1), ("empty-array",), anything)


def spectra(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.Conv1D(4, 3), LAYERS.Flatten(), LAYERS.Dense(1))
    return Broken(model, x + 1j * x, noise(draw, rows, 1), ("not-an-array",), reads((rows, steps, features)))


def dataset_of_pairs_unbatched(draw):
    import tensorflow as tf

    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(3, activation="softmax"), loss=SPARSE)
    data = tf.data.Dataset.from_tensor_slices((x, classes(draw, rows, 3))).shuffle(20)
    return Broken(model, data, None, ("dataset-not-batched",), reads((None, steps, features)))


def dataset_of_dicts_batched_twice(draw):
    import tensorflow as tf

    rows, steps, features, x = _block(draw)
    facts = draw.size(20, 26)
    one, other = keras.Input((steps, features), name="readings"), keras.Input((facts,), name="facts")
    out = LAYERS.Dense(1)(LAYERS.Concatenate()([LAYERS.LSTM(4)(one), LAYERS.Dense(3)(other)]))
    arrays = {"readings": x, "facts": noise(draw, rows, facts)}
    data = tf.data.Dataset.from_tensor_slices((arrays, noise(draw, rows, 1))).batch(8).batch(8)
    right = reads((None, facts), (None, steps, features))
    return Broken(fun([one, other], out), data, None, ("dataset-not-batched",), right)


def flat_rows_and_one_hot_labels(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(4, activation="softmax"), loss=SPARSE)
    y = np.eye(4)[classes(draw, rows, 4)]
    right = both(reads((rows, steps, features)), either(answers((rows,)), learns(CATEGORICAL)))
    return Broken(model, x.reshape(rows, -1), y, ("flattened-steps",), right)


def y_given_as_x(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(1))
    right = both(reads((rows, steps, features)), answers((rows, 1)))
    return Broken(model, noise(draw, rows, 1), x, ("target-shape",), right)


def prices_under_a_crossentropy(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(1, activation="sigmoid"), loss=BINARY)
    y, right = 100 + 20 * noise(draw, rows, 1), learns("mean_squared_error")
    return Broken(model, x, y, ("label-encoding",), right)


def classes_under_relu(draw):
    rows, steps, features, x = _block(draw)
    last = LAYERS.Dense(4, activation=draw.pick("relu", "elu", "softplus"))
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), last, loss=SPARSE)
    return Broken(model, x, classes(draw, rows, 4), ("label-encoding",), has("Dense", "activation", "softmax"))


def decoder_that_is_fed_one_step_more(draw):
    """The decoder's input goes on until the last answer, which nothing follows."""
    rows, steps, features, x = _block(draw)
    given, fed = keras.Input((steps, features)), keras.Input((None, 1))
    _, *states = LAYERS.LSTM(4, return_state=True)(given)
    out = LAYERS.Dense(1)(LAYERS.LSTM(4, return_sequences=True)(fed, initial_state=states))
    words = noise(draw, rows, steps - 4, 1)
    right = reads((rows, steps, features), (rows, steps - 5, 1))
    return Broken(fun([given, fed], out), [x, words], words[:, 1:], ("target-shape",), right)


def what_follows_each_step(draw):
    """Ids, and those one step later: the last id has no answer."""
    rows, steps, many, _ = _block(draw)
    many += 6
    ids = _each(rows, steps, many, draw)
    layers = [keras.Input((None,)), LAYERS.Embedding(many, 4), LAYERS.GRU(8, return_sequences=True)]
    model = seq(*layers, LAYERS.Dense(many, activation="softmax"), loss=SPARSE)
    return Broken(model, ids, ids[:, 1:], ("target-shape",), reads((rows, steps - 1)))


KINDS = [
    one for name, one in list(globals().items())
    if callable(one) and getattr(one, "__module__", "") == __name__ and not name.startswith("_")
]  # fmt: skip
