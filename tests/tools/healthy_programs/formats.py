"""Healthy programs whose data come as frames, lists, tensors, datasets, feeders; of all types; of sizes of one."""

import keras
import numpy as np
import pandas as pd
from keras import layers

from tools import structured
from tools.ground import Healthy, chain

BINARY = "binary_crossentropy"


def recordings(draw, features=3, steps=None):
    return structured.smooth(draw.rng, draw.size(40, 80), steps or draw.size(9, 20), features)


def reader(draw, given, loss="mse", activation=None):
    """Return a small recurrent model with one answer."""
    return chain(keras.Input(given), [*draw.recurrent(), layers.Dense(1, activation=activation)], loss, draw.functional)


def scored(draw, x, **given):
    return Healthy(reader(draw, x.shape[1:], **given), x, structured.score(draw.rng, x))


def frame_with_a_model_of_rows(draw):
    x = pd.DataFrame(structured.weather(draw.rng, draw.size(50, 90), 4), columns=["wind", "rain", "sun", "air"])
    model = chain(keras.Input((4,)), [layers.Dense(6, activation="relu"), layers.Dense(1)])
    return Healthy(model, x, x["air"].shift(-1).fillna(0).to_frame())


def series_as_y(draw):
    program = scored(draw, recordings(draw))
    return program._replace(y=pd.Series(program.y, index=np.arange(len(program.y)) + 500))


def tensors(draw):
    import tensorflow as tf

    program = scored(draw, recordings(draw))
    return program._replace(x=tf.constant(program.x), y=tf.constant(program.y))


def y_as_a_list_of_one_array(draw):
    program = scored(draw, recordings(draw))
    return program._replace(x=[program.x], y=[program.y])


def whole_numbers(draw):
    x = structured.counts(draw.rng, draw.size(40, 80) * 8, 2).reshape(-1, 8, 2)
    return scored(draw, x)


def flags(draw):
    return scored(draw, recordings(draw) > 0.4)


def bytes_as_x(draw):
    return scored(draw, (40 * recordings(draw) + 120).astype("uint8"))


def half_precision(draw):
    return scored(draw, recordings(draw).astype("float16"))


def double_precision_in_other_order(draw):
    """Fortran order: the numbers lie in memory in another order, and are the same."""
    return scored(draw, np.asfortranarray(recordings(draw)))


def a_view_with_steps(draw):
    """Every second step of a longer recording."""
    return scored(draw, recordings(draw, steps=30)[:, ::2])


def turned_rightly(draw):
    """Stored as (samples, features, timesteps), handed over turned."""
    return scored(draw, recordings(draw).transpose(0, 2, 1).copy().transpose(0, 2, 1))


def folded_rightly(draw):
    x = recordings(draw)
    return scored(draw, x.reshape(len(x), -1).copy().reshape(x.shape))


def one_feature(draw):
    return scored(draw, recordings(draw, 1))


def one_feature_without_its_axis(draw):
    program = scored(draw, recordings(draw, 1))
    return program._replace(x=program.x[..., 0])


def one_axis_too_many_behind(draw):
    """(samples, timesteps, features, 1): Keras drops the last axis."""
    program = scored(draw, recordings(draw))
    return program._replace(x=program.x[..., np.newaxis])


def one_timestep(draw):
    """Customers: one step, whose columns are unrelated."""
    n = draw.size(50, 90)
    x = np.stack([draw.rng.integers(18, 80, n), draw.rng.integers(0, 2, n), draw.rng.gamma(2, 900, n)], axis=1)[:, None]
    return scored(draw, x.astype("float32"))


def one_sample_to_fit(draw):
    x = recordings(draw)[:1]
    return Healthy(reader(draw, x.shape[1:]), x, np.array([[0.7]]))


def one_sample_to_predict(draw):
    x = recordings(draw)[:1]
    return Healthy(reader(draw, x.shape[1:]), x)


def one_sample_of_one_feature_to_predict(draw):
    x = recordings(draw, 1)[:1]
    return Healthy(reader(draw, x.shape[1:]), x)


def new_axis_for_one_window(draw):
    """The last window of a series, to be told what comes."""
    series = structured.walk(draw.rng, 60, 2)
    return Healthy(reader(draw, (12, 2)), series[-12:][np.newaxis])


def all_samples_to_predict(draw):
    x = recordings(draw)
    return Healthy(reader(draw, x.shape[1:]), x)


def ids_to_predict(draw):
    x = structured.words(draw.rng, 1, 9, 30)
    return Healthy(chain(keras.Input((None,)), [layers.Embedding(30, 5), layers.LSTM(4), layers.Dense(1)]), x)


def any_length(draw):
    x = recordings(draw)
    return Healthy(reader(draw, (None, 3)), x, structured.score(draw.rng, x))


def as_many_steps_as_features(draw):
    return scored(draw, recordings(draw, 7, 7))


def as_many_samples_as_steps(draw):
    """Square by chance: 24 samples of 24 steps, each a recording of its own."""
    return scored(draw, structured.smooth(draw.rng, 24, 24, 3))


def more_features_than_steps(draw):
    return scored(draw, recordings(draw, 25, 6))


def few_samples(draw):
    return scored(draw, recordings(draw)[:3])


def more_than_one_batch(draw):
    """300 rows of a model that shows one for two batches and a rest."""
    return scored(draw, structured.smooth(draw.rng, 300, 9, 2))


def dataset_in_batches(draw):
    import tensorflow as tf

    x, y = (program := scored(draw, recordings(draw))).x, program.y
    return program._replace(
        x=tf.data.Dataset.from_tensor_slices((x, y)).shuffle(50, seed=1).batch(16).prefetch(1), y=None
    )


def dataset_with_a_rest_dropped(draw):
    import tensorflow as tf

    x, y = (program := scored(draw, recordings(draw))).x, program.y
    return program._replace(x=tf.data.Dataset.from_tensor_slices((x, y)).batch(16, drop_remainder=True), y=None)


def dataset_that_repeats(draw):
    """Without an end; the steps of an epoch are told."""
    program = dataset_in_batches(draw)
    return program._replace(x=program.x.repeat(), options={"steps": 3})


def dataset_of_windows(draw):
    steps = draw.size(9, 15)
    table = structured.weather(draw.rng, draw.size(90, 140), 3).astype("float32")
    data = keras.utils.timeseries_dataset_from_array(table[:-steps], table[steps:, 0], steps, batch_size=16)
    return Healthy(reader(draw, (steps, 3)), data)


def dataset_of_windows_far_apart(draw):
    """Every sixth row, a target a day ahead."""
    table = structured.standard(structured.weather(draw.rng, 400, 3)).astype("float32")
    ahead = 20 * 6 + 24
    options = {"sequence_length": 20, "sampling_rate": 6, "batch_size": 32}
    data = keras.utils.timeseries_dataset_from_array(table[:-ahead], table[ahead:, :1], **options)
    return Healthy(reader(draw, (20, 3)), data)


def dataset_split_by_map(draw):
    """Windows split into inputs and labels, several steps of one column."""
    table = structured.standard(structured.weather(draw.rng, 150, 4)).astype("float32")
    whole = keras.utils.timeseries_dataset_from_array(table, None, 15, batch_size=16)
    model = chain(keras.Input((12, 4)), [layers.LSTM(5), layers.Dense(3), layers.Reshape((3, 1))])
    return Healthy(model, whole.map(lambda rows: (rows[:, :12], rows[:, 12:, :1])))


def dataset_of_windows_made_flat(draw):
    """window, flat_map, batch: datasets of datasets, made arrays."""
    import tensorflow as tf

    series = tf.data.Dataset.from_tensor_slices(structured.waves(draw.rng, 90).astype("float32"))
    whole = series.window(8, shift=1, drop_remainder=True).flat_map(lambda window: window.batch(8))
    return Healthy(reader(draw, (7, 1)), whole.map(lambda rows: (rows[:-1], rows[-1])).batch(16))


def dataset_of_two_inputs(draw):
    import tensorflow as tf

    x = recordings(draw)
    facts = draw.rng.normal(size=(len(x), 4))
    one, other = keras.Input(x.shape[1:], name="block"), keras.Input((4,), name="facts")
    model = keras.Model(
        {"block": one, "facts": other}, layers.Dense(1)(layers.concatenate([layers.LSTM(4)(one), other]))
    )
    model.compile("adam", "mse")
    pairs = ({"block": x, "facts": facts}, structured.score(draw.rng, x))
    return Healthy(model, tf.data.Dataset.from_tensor_slices(pairs).batch(8))


def dataset_padded_in_each_batch(draw):
    """Texts of other lengths, padded batch by batch."""
    import tensorflow as tf

    texts = [structured.words(draw.rng, 1, int(draw.rng.integers(4, 14)), 30)[0] for _ in range(50)]

    def feed():
        for at, text in enumerate(texts):
            yield text.astype("int32"), at % 2

    kinds = (tf.TensorSpec((None,), "int32"), tf.TensorSpec((), "int32"))
    data = tf.data.Dataset.from_generator(feed, output_signature=kinds).padded_batch(8)
    model = [layers.Embedding(30, 5, mask_zero=True), layers.LSTM(4), layers.Dense(1, activation="sigmoid")]
    return Healthy(chain(keras.Input((None,)), model, BINARY), data)


def dataset_with_weights(draw):
    import tensorflow as tf

    x, y = (program := scored(draw, recordings(draw))).x, program.y
    weights = np.linspace(0.1, 1, len(x))
    return program._replace(x=tf.data.Dataset.from_tensor_slices((x, y, weights)).batch(16), y=None)


def dataset_to_predict(draw):
    import tensorflow as tf

    x = recordings(draw)
    return Healthy(reader(draw, x.shape[1:]), tf.data.Dataset.from_tensor_slices(x).batch(16))


class Feeder(keras.utils.PyDataset):
    """Batches on demand."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x) // 8

    def __getitem__(self, at):
        return self.x[8 * at : 8 * at + 8], self.y[8 * at : 8 * at + 8]


def batches_on_demand(draw):
    program = scored(draw, recordings(draw))
    return program._replace(x=Feeder(program.x, program.y), y=None)


def batches_from_a_generator(draw):
    x, y = (program := scored(draw, recordings(draw))).x, program.y
    batches = ((x[at : at + 8], y[at : at + 8]) for at in range(0, 40, 8))
    return program._replace(x=batches, y=None)


def weights_for_samples(draw):
    program = scored(draw, recordings(draw))
    return program._replace(options={"sample_weight": np.linspace(0.1, 1, len(program.x))})


def fixed_batch_that_divides(draw):
    """Stateful, and as many samples as the batch has, three times."""
    x = structured.smooth(draw.rng, 3 * 14, 9, 2)
    model = chain(keras.Input(batch_shape=(14, 9, 2)), [layers.GRU(4, stateful=True), layers.Dense(1)])
    return Healthy(model, x, structured.score(draw.rng, x), {"batch_size": 14})


def labels_as_bytes(draw):
    x = recordings(draw)
    y = structured.classes(draw.rng, x, 3).astype("uint8")
    model = chain(
        keras.Input(x.shape[1:]),
        [layers.LSTM(4), layers.Dense(3, activation="softmax")],
        "sparse_categorical_crossentropy",
    )
    return Healthy(model, x, y[:, None])


def flags_as_y(draw):
    x = recordings(draw)
    return Healthy(reader(draw, x.shape[1:], BINARY, "sigmoid"), x, structured.classes(draw.rng, x, 2) > 0)


def minus_one_and_one_with_hinge(draw):
    """The hinge loss wants -1 and 1."""
    x = recordings(draw)
    return Healthy(
        reader(draw, x.shape[1:], "hinge", "tanh"), x, np.where(structured.classes(draw.rng, x, 2) > 0, 1.0, -1.0)
    )


def not_compiled(draw):
    """Only asked; never compiled."""
    x = recordings(draw)
    return Healthy(keras.Sequential([keras.Input(x.shape[1:]), layers.LSTM(4), layers.Dense(1)]), x)


def two_steps_and_two_samples(draw):
    """As small as it gets."""
    return Healthy(reader(draw, (2, 3)), draw.rng.normal(size=(2, 2, 3)), np.array([0.3, -0.2]))
