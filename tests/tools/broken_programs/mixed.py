"""Broken in ways that meet less often: nested models, decoders, several outputs, tables, datasets, merges."""

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
    declares,
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


def pictures_given_back_smaller(draw):
    rows, size = draw.size(20, 30), 2 * draw.size(6, 9)
    layers = LAYERS.Conv2D(4, 3), LAYERS.MaxPooling2D(2), LAYERS.UpSampling2D(2), LAYERS.Conv2D(1, 1)
    x = noise(draw, rows, size, size, 1)
    model = seq(keras.Input((size, size, 1)), *layers)
    return Broken(model, x, x, ("target-shape",), has("Conv2D", "padding", "same"))


def encoder_inside_gets_flat_rows(draw):
    rows, steps, features, x = _block(draw)
    inside = keras.Sequential([keras.Input((steps, features)), LAYERS.GRU(5)])
    model = seq(keras.Input((steps, features)), inside, LAYERS.Dense(1))
    return Broken(model, x.reshape(rows, -1), noise(draw, rows), ("flattened-steps",), reads((rows, steps, features)))


def captions_of_other_lengths(draw):
    rows, facts, words = draw.size(40, 70), draw.size(20, 30), draw.size(8, 12)
    layers = LAYERS.RepeatVector(7), LAYERS.LSTM(6, return_sequences=True), LAYERS.Dense(15, activation="softmax")
    y = np.resize(classes(draw, rows * words, 15), (rows, words))
    model = seq(keras.Input((facts,)), *layers, loss=SPARSE)
    return Broken(model, noise(draw, rows, facts), y, ("target-shape",), has("RepeatVector", "n", words))


def attention_without_pooling(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.LayerNormalization()(LAYERS.Dense(8)(given))
    seen = LAYERS.Add()([seen, LAYERS.MultiHeadAttention(2, 4)(seen, seen)])
    model = fun(given, LAYERS.Dense(1)(seen))
    flat = lambda state: any(one.kind in ("Flatten", "GlobalAveragePooling1D") for one in state.model.layers)  # noqa: E731
    return Broken(model, x, noise(draw, rows, 1), ("target-shape",), flat)


def answers_in_a_list_of_arrays(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), LAYERS.Dense(1))
    y = list(noise(draw, rows, 1))
    return Broken(model, x, y, ("target-shape", "not-an-array"), answers((rows, 1)))


def series_of_answers_shorter_than_the_table(draw):
    import pandas as pd

    rows, columns = draw.size(40, 60), draw.size(6, 11)
    model = seq(keras.Input((columns,)), LAYERS.Dense(4), LAYERS.Dense(1))
    x, y = pd.DataFrame(noise(draw, rows, columns)), pd.Series(noise(draw, rows - 3))
    return Broken(model, x, y, ("sample-count-mismatch",), anything)


def one_of_two_answers_is_too_wide(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.GRU(4)(given)
    model = fun(given, [LAYERS.Dense(1, name="price")(seen), LAYERS.Dense(2, name="spread")(seen)])
    y = {"price": noise(draw, rows, 1), "spread": noise(draw, rows, 3)}
    return Broken(model, x, y, ("target-shape",), has("Dense", "units", 3))


def cropped_to_nothing(draw):
    rows, steps, features, x = _block(draw)
    layers = [keras.Input((steps, features)), LAYERS.Cropping1D(steps), LAYERS.LSTM(4), LAYERS.Dense(1)]
    return Broken(layers, x, noise(draw, rows, 1), ("wrong-timesteps",), anything)


def permuted_within(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((features, steps)), LAYERS.Permute((2, 1)), LAYERS.LSTM(4), LAYERS.Dense(1))
    return Broken(model, x, noise(draw, rows, 1), ("swapped-axes",), reads((rows, features, steps)))


def each_step_of_rows(draw):
    rows, steps = draw.size(40, 70), draw.size(12, 20)
    layers = [keras.Input((steps,)), LAYERS.TimeDistributed(LAYERS.Dense(3)), LAYERS.LSTM(4), LAYERS.Dense(1)]
    causes = ("input-shape-missing-axis", "missing-features-axis")
    return Broken(layers, noise(draw, rows, steps), noise(draw, rows, 1), causes, reads((rows, steps, 1)))


def another_batch_size_than_the_fixed_one(draw):
    batch, steps, features = draw.size(14, 20), draw.size(9, 13), draw.size(2, 5)
    model = seq(keras.Input(batch_shape=(batch, steps, features)), LAYERS.LSTM(4, stateful=True), LAYERS.Dense(1))
    x, y = noise(draw, 2 * batch, steps, features), noise(draw, 2 * batch, 1)
    right = either(lambda state: state.batch_size == batch, has("LSTM", "stateful", False))
    return Broken(model, x, y, ("fixed-batch-size",), right, batch - 4)


def categories_beyond_the_table(draw):
    rows = draw.size(40, 60)
    model = seq(keras.Input((2,)), LAYERS.Embedding(20, 4), LAYERS.Flatten(), LAYERS.Dense(1))
    x = draw.rng.integers(0, 50, (rows, 2))
    x[0] = 0, 49
    return Broken(model, x, noise(draw, rows, 1), ("embedding-input",), has("Embedding", "input_dim", 50))


def padded_with_minus_one(draw):
    rows, steps = draw.size(40, 60), draw.size(9, 19)
    model = seq(keras.Input((steps,)), LAYERS.Embedding(30, 4), LAYERS.LSTM(4), LAYERS.Dense(1))
    x = draw.rng.integers(0, 30, (rows, steps))
    x[:, -3:] = -1
    return Broken(model, x, noise(draw, rows, 1), ("embedding-input",), anything)


def two_columns_for_yes_or_no(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(1, activation="sigmoid"), loss=BINARY)
    y = np.eye(2)[classes(draw, rows, 2)]
    right = either(answers((rows,)), answers((rows, 1)), has("Dense", "units", 2))
    return Broken(model, x, y, ("label-encoding",), right)


def classes_under_squared_errors(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(3, activation="softmax"))
    causes = ("target-shape", "label-encoding")
    return Broken(model, x, classes(draw, rows, 3), causes, learns(SPARSE))


def answers_of_two_outputs_in_a_block(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    seen = LAYERS.LSTM(4)(given)
    model = fun(given, [LAYERS.Dense(1, name="near")(seen), LAYERS.Dense(1, name="far")(seen)])
    return Broken(model, x, noise(draw, rows, 2, 1), ("target-shape",), answers((rows, 1), (rows, 1)))


def ids_for_a_decoder_of_vectors(draw):
    rows, steps, features, x = _block(draw)
    one, other = keras.Input((steps, features)), keras.Input((None, 5))
    _, *states = LAYERS.LSTM(6, return_state=True)(one)
    out = LAYERS.LSTM(6, return_sequences=True)(other, initial_state=states)
    given = [x, noise(draw, rows, 8)]
    causes = ("missing-features-axis", "missing-timesteps-axis")
    return Broken(fun([one, other], LAYERS.Dense(1)(out)), given, noise(draw, rows, 8, 1), causes, anything)


def one_row_as_a_column(draw):
    columns = draw.size(6, 11)
    model = seq(keras.Input((columns,)), LAYERS.Dense(8), LAYERS.Dense(1))
    causes = ("swapped-axes", "missing-samples-axis")
    return Broken(model, noise(draw, columns, 1), None, causes, reads((1, columns)))


def one_picture_laid_flat(draw):
    size = draw.size(10, 16)
    model = seq(keras.Input((size, size, 1)), LAYERS.Conv2D(4, 3), LAYERS.Flatten(), LAYERS.Dense(1))
    causes = ("missing-samples-axis", "flattened-steps")
    return Broken(model, noise(draw, size * size), None, causes, reads((1, size, size, 1)))


def one_feature_with_time_first(draw):
    rows, steps = draw.size(40, 70), draw.size(9, 19)
    model = seq(keras.Input((None, 1)), LAYERS.LSTM(4), LAYERS.Dense(1))
    causes = ("swapped-samples-timesteps",)
    return Broken(model, noise(draw, steps, rows, 1), noise(draw, rows), causes, reads((rows, steps, 1)))


def a_block_for_layers_of_rows(draw):
    """Every step is a row of its own, and has an answer of its own."""
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((features,)), LAYERS.Dense(8), LAYERS.Dense(1))
    right = either(declares((steps, features)), both(reads((rows * steps, features)), answers((rows * steps, 1))))
    causes = ("extra-axis", "input-shape-missing-axis")
    return Broken(model, x, noise(draw, rows, steps, 1), causes, right)


def second_input_lost_rows(draw):
    rows, steps, features, x = _block(draw)
    facts = draw.size(20, 26)
    one, other = keras.Input((steps, features)), keras.Input((facts,))
    out = LAYERS.Concatenate()([LAYERS.LSTM(4)(one), LAYERS.Dense(3)(other)])
    given = [x, noise(draw, rows - 2, facts)]
    model = fun([one, other], LAYERS.Dense(1)(out))
    return Broken(model, given, noise(draw, rows, 1), ("sample-count-mismatch",), anything)


def labels_with_gaps(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(3, activation="softmax"), loss=SPARSE)
    return Broken(model, x, 2 * classes(draw, rows, 3), ("label-encoding",), anything)


def dataset_of_one_hot_labels(draw):
    import tensorflow as tf

    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), LAYERS.Dense(4, activation="softmax"), loss=SPARSE)
    data = tf.data.Dataset.from_tensor_slices((x, np.eye(4)[classes(draw, rows, 4)])).batch(8)
    right = either(answers((None,)), learns(CATEGORICAL))
    return Broken(model, data, None, ("label-encoding",), right)


def dataset_of_flat_rows(draw):
    import tensorflow as tf

    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    model = fun(given, through(given, LAYERS.Conv1D(4, 3), LAYERS.GRU(4), LAYERS.Dense(1)))
    data = tf.data.Dataset.from_tensor_slices((x.reshape(rows, -1), noise(draw, rows, 1))).batch(8)
    return Broken(model, data, None, ("flattened-steps",), reads((None, steps, features)))


def pooled_to_nothing(draw):
    rows, features = draw.size(40, 60), draw.size(2, 4)
    pooled = LAYERS.Conv1D(4, 3), LAYERS.MaxPooling1D(4), LAYERS.Flatten(), LAYERS.Dense(1)
    x = noise(draw, rows, 5, features)
    return Broken([keras.Input((5, features)), *pooled], x, noise(draw, rows, 1), ("wrong-timesteps",), anything)


def spectra_with_one_channel_in_front(draw):
    rows, wide, high = draw.size(30, 50), draw.size(10, 14), draw.size(16, 20)
    model = seq(keras.Input((wide, high, 1)), LAYERS.Conv2D(4, 3), LAYERS.GlobalMaxPooling2D(), LAYERS.Dense(1))
    x = noise(draw, rows, 1, wide, high)
    right = either(reads((rows, wide, high, 1)), reads((rows, wide, high)))
    return Broken(model, x, noise(draw, rows, 1), ("swapped-axes", "extra-axis"), right)


def halves_of_an_odd_picture(draw):
    from lstm_shapes.program import read_failing_call

    rows = draw.size(20, 30)
    given = keras.Input((15, 15, 3))
    left = LAYERS.Conv2D(4, 3, padding="same")(given)
    right = LAYERS.UpSampling2D(2)(LAYERS.MaxPooling2D(2)(left))
    model = read_failing_call(LAYERS.Concatenate(), ([left, right],))
    return Broken(model, noise(draw, rows, 15, 15, 3), noise(draw, rows, 1), ("inner-width",), anything)


def attention_of_other_widths(draw):
    from lstm_shapes.program import read_failing_call

    _, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    pair = [LAYERS.LSTM(8, return_sequences=True)(given), LAYERS.Conv1D(5, 3)(given)]
    model = read_failing_call(LAYERS.Attention(), (pair,))
    right = either(has("LSTM", "units", 5), has("Conv1D", "filters", 8))
    return Broken(model, x, None, ("inner-width",), right)


def products_of_other_widths(draw):
    from lstm_shapes.program import read_failing_call

    rows = draw.size(40, 60)
    users, things = keras.Input((1,)), keras.Input((1,))
    pair = [LAYERS.Embedding(30, 8)(users), LAYERS.Embedding(40, 6)(things)]
    model = read_failing_call(LAYERS.Dot(axes=2), (pair,))
    x = [draw.rng.integers(0, 30, (rows, 1)), draw.rng.integers(0, 40, (rows, 1))]
    right = either(has("Embedding", "output_dim", 6), has("Embedding", "output_dim", 8))
    return Broken(model, x, noise(draw, rows, 1), ("inner-width",), right)


def state_from_a_smaller_dense(draw):
    rows, steps, features, x = _block(draw)
    facts = draw.size(20, 26)
    one, other = keras.Input((steps, features)), keras.Input((facts,))
    out = LAYERS.GRU(8)(one, initial_state=LAYERS.Dense(5, activation="tanh")(other))
    right = either(has("GRU", "units", 5), has("Dense", "units", 8))
    model = fun([one, other], LAYERS.Dense(1)(out))
    return Broken(model, [x, noise(draw, rows, facts)], noise(draw, rows, 1), ("state-width",), right)


def table_of_flat_rows(draw):
    import pandas as pd

    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    model = fun(given, through(given, LAYERS.LSTM(4), LAYERS.Dense(1)))
    table = pd.DataFrame(x.reshape(rows, -1))
    return Broken(model, table, noise(draw, rows), ("flattened-steps",), reads((rows, steps, features)))


def features_in_a_list(draw):
    """Two measurements, each (samples, timesteps), in a list."""
    rows, steps = draw.size(40, 60), draw.size(9, 19)
    model = seq(keras.Input((steps, 2)), LAYERS.LSTM(4), LAYERS.Dense(1))
    x = [noise(draw, rows, steps), noise(draw, rows, steps)]
    return Broken(model, x, noise(draw, rows, 1), ("input-count", "not-an-array"), reads((rows, steps, 2)))


def answers_with_time_first(draw):
    rows, steps, features, x = _block(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4, return_sequences=True), LAYERS.Dense(1))
    causes = ("sample-count-mismatch", "target-shape", "swapped-samples-timesteps")
    return Broken(model, x, noise(draw, steps, rows, 1), causes, answers((rows, steps, 1)))


def several_columns_for_each_day_ahead(draw):
    rows, steps, features, x = _block(draw)
    given = keras.Input((steps, features))
    model = fun(given, through(given, LAYERS.GRU(4), LAYERS.Dense(5)))
    right = either(has("Dense", "units", 15), calls("GRU", "Dense", "Reshape"))
    return Broken(model, x, noise(draw, rows, 5, 3), ("target-shape",), right)


KINDS = [
    one for name, one in list(globals().items())
    if callable(one) and getattr(one, "__module__", "") == __name__ and not name.startswith("_")
]  # fmt: skip
