"""Right and wrong repairs of the patients of the clinic (12), and how to run their programs."""

import keras
import numpy as np  # noqa: F401  (in the repairs)
from keras import Input
from keras.layers import GRU, LSTM, Dense, Normalization

import helpers  # noqa: F401  (in the programs)
from helpers.clinic.judge import judge_repair
from helpers.clinic.patients import patient, patients

NAMES = list(patients())


def m(*layers, loss="mse", optimizer="adam"):
    model = keras.Sequential(list(layers))
    model.compile(optimizer, loss)
    return model


def functional(shape, *layers, loss="mse"):
    given = out = Input(shape)
    for layer in layers:
        out = layer(out)
    model = keras.Model(given, out)
    model.compile("adam", loss)
    return model


def two_readers(shape):
    given = Input(shape)
    read = [LSTM(3)(given), GRU(3)(given)]
    model = keras.Model(given, Dense(1)(keras.layers.concatenate(read)))
    model.compile("adam", "mse")
    return model


def by_slices(columns, features):
    given = Input((columns,))
    block = keras.ops.stack([given[:, first::features] for first in range(features)], axis=-1)
    model = keras.Model(given, Dense(1)(LSTM(3)(block)))
    model.compile("adam", "mse")
    return model


def begun_by_the_first_step(steps, features):
    given = Input((steps, features))
    state = Dense(3)(given[:, 0])
    model = keras.Model(given, Dense(1)(LSTM(3)(given, initial_state=[state, state])))
    model.compile("adam", "mse")
    return model


def decoy(shape):
    given = Input(shape)
    answers = [Dense(1)(keras.layers.Flatten()(given)), keras.layers.Lambda(lambda z: 0 * z)(Dense(1)(LSTM(3)(given)))]
    model = keras.Model(given, keras.layers.add(answers))
    model.compile("adam", "mse")
    return model


def measured(x, *layers):
    scale = Normalization()
    scale.adapt(x)
    return m(Input(x.shape[1:]), scale, *layers)


class Own(keras.Model):
    """A class of one's own, which Keras cannot copy."""

    def __init__(self):
        super().__init__()
        self.reader, self.answer = LSTM(3), Dense(1)

    def call(self, x):
        return self.answer(self.reader(x))


def own():
    model = Own()
    model.compile("adam", "mse")
    return model


def tool_windows(table, steps):
    cut = keras.utils.timeseries_dataset_from_array(table, None, sequence_length=steps, batch_size=1000)
    return next(iter(cut)).numpy()


def data_of(name, again=0):
    """Our names, and the raw data under the names that the patient's program gives them."""
    names = patient(name, again).text("code").partition(" = ")[0].split(", ")
    # The repairs are told as text, which names layers, NumPy and the functions above.
    return {
        **vars(keras.layers),
        **globals(),
        **dict(zip(names, (array.copy() for array in patient(name, again).raw), strict=True)),
    }


def judged(name, line):
    """The verdict on `model; x; y`, three expressions with the patient's data."""
    names = data_of(name)
    model, x, *y = (eval(part, names) for part in line.split(";"))
    return judge_repair(patient(name), model, x, *y)


# A repair is written as model; x; y.
RIGHT = {
    "greenhouse": [
        "m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3); y",
        "m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(len(rows), -1, 3).astype('float64'); y",
        "m(Reshape((12, 3)), LSTM(8), Dense(1)); rows; y",
        "functional((36,), Reshape((12, 3)), GRU(4), Dense(1)); rows; y[:, None]",
        "m(Input((12, 3)), LSTM(8), Dense(1)); np.stack(np.split(rows, 12, axis=1), axis=1); y",
        "m(Input((12, 3)), Bidirectional(LSTM(4)), Dense(1)); np.array([row.reshape(12, 3) for row in rows]); y",
        "m(Input((None, 3)), LSTM(8), Dense(1), loss='mae', optimizer='sgd'); rows.reshape(40, 12, 3).copy(order='F'); y.astype('float64')",
        "m(Input((36,)), Lambda(lambda row: keras.ops.reshape(row, (-1, 12, 3))), LSTM(8), Dense(1)); rows; y",
        "m(Input((12, 3)), LSTM(8), Dense(1), loss=lambda a, b: keras.ops.mean((a - b) ** 2)); rows.reshape(40, 12, 3); y",
        "by_slices(36, 3); rows; y",
        "m(Input((12, 3)), LSTM(8), Dense(1)); np.log(rows.reshape(40, 12, 3)); np.log(y)",
        "m(Input((12, 4)), LSTM(8), Dense(1)); np.dstack([rows.reshape(40, 12, 3), np.tile(np.arange(12), (40, 1))]); y",
        "begun_by_the_first_step(12, 3); rows.reshape(40, 12, 3); y",
        "m(Input((36,)), Reshape((12, 3)), keras.Sequential([LSTM(4), Dense(3)]), Dense(1)); rows; y",
        "m(Input((12, 3)), Dense(8), LSTM(8), Dense(1)); rows.reshape(40, 12, 3); y",
        "m(Input((12, 3)), TimeDistributed(Dense(5, activation='relu')), LSTM(8), Dense(1)); rows.reshape(40, 12, 3); y",
        "m(Input((36,)), BatchNormalization(), Reshape((12, 3)), LSTM(8), Dense(1)); rows; y",
        "m(Input((12, 3)), LayerNormalization(), LSTM(8), Dense(1)); rows.reshape(40, 12, 3); y",
        "m(Input((12, 3)), Conv1D(4, 3), LSTM(8), Dense(1)); rows.reshape(40, 12, 3); y",
        "m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3)[:, :, ::-1]; y",
        "m(Input((12, 3)), LSTM(8), Dense(1)); np.dstack([rows[:, f::3] for f in (2, 0, 1)]); y",
    ],
    "river": [
        "m(Input((14, 2)), LSTM(8), Dense(1)); x; y",
        "m(Input(x.shape[1:]), LSTM(8), Dense(1)); x; y",
        "m(LSTM(8), Dense(1)); x; y",
        "m(Input((None, 2)), SimpleRNN(8), Dense(4), Dense(1)); x; y",
        "m(Input(batch_shape=(None, 14, 2)), LSTM(8), Dense(1)); x; y",
        "m(Input((14, 2)), LSTM(8), Dense(1)); x[::-1]; y[::-1]",
        "two_readers((14, 2)); x; y",
        "measured(x, LSTM(8), Dense(1)); x; y",
    ],
    "dough": [
        "m(LSTM(8), Dense(1)); heights[:, :, np.newaxis]; y",
        "m(Input((18, 1)), LSTM(8), Dense(1)); heights; y",
        "m(Input((18,)), Reshape((18, 1)), LSTM(8), Dense(1)); heights; y",
        "m(LSTM(8), Dense(1)); np.expand_dims(heights, -1); y",
        "m(LSTM(8), Dense(1)); heights.reshape(50, 18, 1) / 100; y",
        "m(Rescaling(0.01), LSTM(8), Dropout(0.2), Dense(1)); heights[..., None]; y",
        "m(RNN(LSTMCell(4)), Dense(1)); heights[..., None].astype('float16'); (y - y.mean()) / y.std()",
    ],
    "steps": [
        "m(Input((24, 1)), LSTM(8), Dense(1)); steps; y",
        "m(Input((24, 1)), LSTM(8), Dense(1)); steps[..., None]; y",
        "m(Input((24, 1)), LSTM(8), Dense(1)); steps; y[:, 0]",
        "functional((24, 1), LSTM(8), Dense(1)); steps[..., None]; y.ravel()",
        "m(LSTM(8, return_sequences=True), LSTM(4), Dense(1)); steps[..., None]; y",
    ],
    "turbine": [
        "m(Input((16, 4)), LSTM(8), Dense(1)); records[7:8]",
        "m(Input((16, 4)), LSTM(8), Dense(1)); records[7][np.newaxis]",
        "m(Input((16, 4)), LSTM(8), Dense(1)); records[[7]]",
        "m(Input((16, 4)), LSTM(8), Dense(1)); np.expand_dims(records[7], 0)",
        "m(Input((16, 4)), LSTM(8), Dense(1)); np.array([records[7]])",
        "keras.Sequential([Input((16, 4)), LSTM(8), Dense(1)]); records[7].reshape(1, 16, 4)",
    ],
    "tram": [
        "m(Input((15, 3)), LSTM(8), Dense(1)); rows.reshape(32, 3, 15).transpose(0, 2, 1); y",
        "m(Input((15, 3)), LSTM(8), Dense(1)); rows.reshape(-1, 3, 15).swapaxes(1, 2); y",
        "m(Reshape((3, 15)), Permute((2, 1)), LSTM(8), Dense(1)); rows; y",
        "functional((3, 15), Permute((2, 1)), LSTM(8), Dense(1)); rows.reshape(32, 3, 15); y",
        "m(Input((15, 3)), LSTM(8), Dense(1)); np.stack([rows[:, :15], rows[:, 15:30], rows[:, 30:]], axis=-1); y",
        "m(Input((15, 3)), GRU(8), Dense(1)); np.moveaxis(rows.reshape(32, 3, 15), 1, 2)[:, :, [1, 0, 2]]; y",
    ],
    "orchard": [
        "m(Input((10, 2)), LSTM(8), Dense(1)); rows.reshape(36, 10, 2); y",
        "m(Input((10, 2)), LSTM(8), Dense(1)); rows.reshape(1, 36, 20).reshape(36, 10, 2); y",
        "m(Input((20,)), Reshape((10, 2)), LSTM(8), Dense(1)); rows; y",
        "m(LSTM(8), Dense(1)); np.stack([rows[:, ::2], rows[:, 1::2]], axis=2); y",
        "m(Input((10, 2)), LSTM(8), Dense(1)); rows.reshape(36, 10, 2)[np.argsort(y)]; np.sort(y)",
    ],
    "store": [
        "m(Input((14, 1)), LSTM(8), Dense(1)); sales.reshape(60, 14, 1); y",
        "m(Input((14, 1)), LSTM(8), Dense(1)); sales; y",
        "m(Input((1, 14)), Permute((2, 1)), LSTM(8), Dense(1)); sales.reshape(60, 1, 14); y",
        "m(Input((1, 14)), Reshape((14, 1)), LSTM(8), Dense(1)); sales.reshape(60, 1, 14); y",
        "m(Input((14, 1)), LSTM(8, return_sequences=True), Flatten(), Dense(1)); sales[..., None]; y",
        "m(Input((14, 1)), LSTM(8, return_sequences=True), GlobalAveragePooling1D(), Dense(1)); sales[..., None]; y",
    ],
    "lift": [
        "m(Input((11, 3)), LSTM(8, return_sequences=True), LSTM(4), Dense(1)); x; y",
        "m(Input((11, 3)), LSTM(8), RepeatVector(11), LSTM(4), Dense(1)); x; y",
        "m(Input((11, 3)), LSTM(8), Dense(1)); x; y",
        "m(Input((11, 3)), GRU(8, return_sequences=True), Bidirectional(GRU(4)), Dense(1)); x; y",
        "functional((11, 3), LSTM(8, return_sequences=True), Dropout(0.1), LSTM(4), Dense(1)); x; y",
        "m(Input((11, 3)), LSTM(8, return_sequences=True), Conv1D(4, 3), LSTM(4), Dense(1)); x; y",
        "m(Input((11, 3)), LSTM(8, return_sequences=True), AveragePooling1D(2, padding='same'), LSTM(4), Dense(1)); x; y",
        "m(Input((11, 3)), Bidirectional(LSTM(8, return_sequences=True)), LSTM(4), Dense(1)); x; y",
        "m(Input((11, 3)), LSTM(8, return_sequences=True), LSTM(4), Dense(1)); (x - x.mean(axis=0)) / x.std(axis=0); y",
        "m(Input((11, 3)), LSTM(8, go_backwards=True), Dense(1)); x[:, ::-1]; y",
    ],
    "runner": [
        "m(Input((None, 2)), LSTM(8), Dense(1)); x",
        "m(Input((35, 2)), LSTM(8), Dense(1)); x",
        "m(LSTM(8), Dense(1)); x.copy()",
        "functional((None, 2), LSTM(8), Dense(1)); x.astype('float64')",
    ],
    "harbour": [
        "m(Input((20, 3)), LSTM(8), Dense(1)); records[:, -20:]",
        "m(Input((20, 3)), LSTM(8), Dense(1)); records[:, 40:60, :]",
        "functional((20, 3), LSTM(8), Dense(1)); records[:, records.shape[1] - 20:]",
        "m(Input((60, 3)), keras.layers.Cropping1D((40, 0)), LSTM(8), Dense(1)); records",
    ],
    "heart": [
        "m(Input((13, 2)), LSTM(8, return_sequences=True), LSTM(4), Dense(1)); x; y",
        "m(Input((13, 2)), LSTM(8), Dense(1)); x; y[:, 0]",
        "m(Input((13, 2)), LSTM(8, return_sequences=True), LSTM(4, return_sequences=True), Flatten(), Dense(1)); x; y",
        "m(Input((13, 2)), LSTM(8, return_sequences=True), LSTM(4, return_sequences=True), GlobalAveragePooling1D(), Dense(1)); x; y",
        "m(Masking(-1.0), LSTM(8), Dense(1)); x; y",
    ],
    "bees": [
        "m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='categorical_crossentropy'); x; y",
        "m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='sparse_categorical_crossentropy'); x; y.argmax(axis=1)",
        "m(Input((9, 2)), LSTM(8), Dense(3), loss=keras.losses.CategoricalCrossentropy(from_logits=True)); x; y",
        "m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss=keras.losses.SparseCategoricalCrossentropy()); x; y.argmax(axis=1)[:, None]",
        "m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='categorical_crossentropy'); x; y[:, [2, 0, 1]]",
        "m(Input((9, 2)), LSTM(8), Dense(3, activation='sigmoid'), loss='binary_crossentropy'); x; y",
    ],
    "pump": [
        "m(Input((10, 3)), LSTM(8), Dense(1)); np.array([table[i:i + 10] for i in range(71)]); y[9:]",
        "m(Input((10, 3)), LSTM(8), Dense(1)); np.moveaxis(np.lib.stride_tricks.sliding_window_view(table, 10, axis=0), -1, 1); y[9:]",
        "m(Input((10, 3)), LSTM(8), Dense(1)); tool_windows(table, 10); y[-71:]",
        "m(Input((10, 3)), LSTM(8), Dense(1)); np.stack([table[i:i + 71] for i in range(10)], axis=1); y[9:, None]",
        "m(Input((10, 3)), LSTM(8), Dense(1)); np.array([table[i - 10:i] for i in range(80, 9, -1)]); y[:8:-1]",
    ],
}  # fmt: skip

# (model; x; y, and the cause whose idea it shows; "" where no cause of the catalogue is behind it)
WRONG = {
    "greenhouse": [
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows; y", "flattened-steps"),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 3, 12).transpose(0, 2, 1); y", "scrambled-reshape"),
        ("m(Input((3, 12)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3).transpose(0, 2, 1); y", "swapped-axes"),
        ("m(Input((3, 12)), LSTM(8), Dense(1)); rows.reshape(40, 3, 12); y", "scrambled-reshape"),
        ("m(Input((36, 1)), LSTM(8), Dense(1)); rows; y", "features-as-timesteps"),
        ("m(Input((36,)), Dense(36), Reshape((12, 3)), LSTM(8), Dense(1)); rows; y", "flattened-steps"),
        ("m(Input((36, 1)), LSTM(8), Dense(1)); rows[..., None]; y", "features-as-timesteps"),
        ("m(Input((1, 36)), LSTM(8), Dense(1)); rows[:, None]; y", "single-timestep"),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(12, 40, 3).transpose(1, 0, 2); y", "merged-samples"),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3)[:30]; y[:30]", "sample-count-mismatch"),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3)[::-1]; y", "target-misaligned"),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3) * 0; y", ""),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3); y * 0", ""),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); np.random.rand(40, 12, 3); y", ""),
        ("m(Input((12, 3)), Flatten(), Dense(1)); rows.reshape(40, 12, 3); y", ""),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3)[:, ::-1]; y", "reversed-time"),
        ("m(Input((12, 3)), LSTM(8), Dense(1)); rows.reshape(40, 12, 3); y[:39]", "sample-count-mismatch"),
    ],
    "river": [
        ("m(Input((14, 2)), LSTM(8), Dense(1)); x.tolist(); y.tolist()", "not-an-array"),
        ("m(Input((2, 14)), LSTM(8), Dense(1)); x.transpose(0, 2, 1); y", "swapped-axes"),
        ("m(Input((2, 14)), LSTM(8), Dense(1)); x; y", "swapped-axes"),
        ("m(Input((30, 2)), LSTM(8), Dense(1)); x.transpose(1, 0, 2); y[:14]", "swapped-samples-timesteps"),
        ("m(Input((30, 14)), LSTM(8), Dense(1)); x; y", None),
        ("m(Input((30, 28)), LSTM(8), Dense(1)); x.reshape(1, 30, 28); y[:1]", "merged-samples"),
        ("m(Input((14, 2)), LSTM(8), Dense(1)); x[:, :, :1]; y", "wrong-features"),
    ],
    "dough": [
        ("m(LSTM(8), Dense(1)); heights; y", None),
        ("m(LSTM(8), Dense(1)); heights[:, np.newaxis]; y", "single-timestep"),
        ("m(LSTM(8), Dense(1)); heights[np.newaxis]; y[:1]", "merged-samples"),
        ("m(LSTM(8), Dense(1)); heights.T[..., None]; y[:18]", "swapped-samples-timesteps"),
        ("m(LSTM(8, return_sequences=True), Dense(1)); heights[..., None]; y", "extra-return-sequences"),
        ("m(Dense(8), Dense(1)); heights; y", ""),
    ],
    "steps": [
        ("m(Input((24, 1)), LSTM(8), Dense(1, activation='softmax')); steps; y", "label-encoding"),
        ("m(Input((24, 1)), LSTM(8), Dense(1)); np.log(steps); -y", "target-misaligned"),
        ("m(Input((1, 24)), LSTM(8), Dense(1)); steps[:, None]; y", "single-timestep"),
        ("m(Input((24, 1)), LSTM(8), Dense(1)); steps; y.mean() + 0 * y", ""),
        ("m(Input((24, 1)), LSTM(8, return_sequences=True), Dense(1)); steps; np.repeat(y, 24, axis=1)", None),
        ("m(Input((24, 1)), LSTM(8), Dense(1)); steps[:, :12]; y", "wrong-timesteps"),
    ],
    "turbine": [
        ("m(Input((16, 4)), LSTM(8), Dense(1)); records[7]", "missing-samples-axis"),
        ("m(Input((16, 4)), LSTM(8), Dense(1)); [records[7]]", None),
        ("m(Input((16, 4)), Dense(4), LSTM(8), Dense(1)); records[8:9]", ""),
        ("m(Input((16, 4)), LSTM(8), Dense(1)); records", "sample-count-mismatch"),
        ("m(Input((16, 4)), LSTM(8), Dense(1)); records[:7]", "sample-count-mismatch"),
        ("m(Input((16, 4)), LSTM(8), Dense(1)); records[6:7]", ""),
        ("m(Input((1, 4)), LSTM(8), Dense(1)); records[7][:, None]", "missing-samples-axis"),
        ("m(Input((4, 16)), LSTM(8), Dense(1)); records[7:8].reshape(1, 4, 16)", "scrambled-reshape"),
        ("m(Input((16, 4)), LSTM(8), Dense(2)); records[7:8]", "target-shape"),
    ],
    "tram": [
        ("m(Input((15, 3)), LSTM(8), Dense(1)); rows.reshape(32, 15, 3); y", "scrambled-reshape"),
        ("m(Input((3, 15)), LSTM(8), Dense(1)); rows.reshape(32, 3, 15); y", "swapped-axes"),
        ("m(Input((45, 1)), LSTM(8), Dense(1)); rows; y", "features-as-timesteps"),
        ("m(Input((15, 3)), LSTM(8), Dense(1)); rows.reshape(32, 15, 3).transpose(0, 2, 1).reshape(32, 15, 3); y", "scrambled-reshape"),
        ("m(Input((15, 3)), LSTM(8), Dense(1)); rows.reshape(15, 32, 3).transpose(1, 0, 2); y", "scrambled-reshape"),
        ("m(Input((3, 15)), LSTM(8), Dense(1)); rows.reshape(32, 3, 15).transpose(0, 2, 1); y", "swapped-axes"),
    ],
    "orchard": [
        ("m(Input((36, 20)), LSTM(8), Dense(1)); rows.reshape(1, 36, 20); y[:1]", "merged-samples"),
        ("m(Input((36, 20)), LSTM(8), Dense(1)); rows.reshape(1, 36, 20); y", "sample-count-mismatch"),
        ("m(Input((1, 20)), LSTM(8), Dense(1)); rows.reshape(36, 1, 20); y", "single-timestep"),
        ("m(Input((20, 1)), LSTM(8), Dense(1)); rows[..., None]; y", "features-as-timesteps"),
        ("m(Input((36, 20)), LSTM(8, return_sequences=True), Dense(1)); rows[None]; y[None]", "merged-samples"),
        ("m(Input((10, 2)), LSTM(8), Dense(1)); rows.reshape(-1, 10, 2); np.roll(y, 1)", "target-misaligned"),
        ("m(Input((36, 2)), LSTM(8), Dense(1)); rows.reshape(36, 10, 2).transpose(1, 0, 2); y[:10]", "swapped-samples-timesteps"),
    ],
    "store": [
        ("m(Input((1, 14)), LSTM(8), Dense(1)); sales.reshape(60, 1, 14); y", "single-timestep"),
        ("m(Input((14, 1)), LSTM(8), Dense(1)); sales.reshape(14, 60).T[..., None]; y", "merged-samples"),
        ("m(Input((7, 2)), LSTM(8), Dense(1)); sales.reshape(60, 7, 2); y", "wrong-timesteps"),
        ("m(Input((14, 1)), LSTM(8), Dense(1)); sales[..., None][:, ::-1]; y", "reversed-time"),
        ("m(Input((14, 1)), LSTM(8), Dense(1)); sales[..., None]; sales[:, -1]", "target-misaligned"),
        ("m(Input((14, 1)), LSTM(8), Dense(1)); np.sort(sales, axis=1)[..., None]; y", "scrambled-reshape"),
    ],
    "lift": [
        ("m(Input((11, 3)), LSTM(8), Reshape((1, 8)), LSTM(4), Dense(1)); x; y", "single-timestep"),
        ("m(Input((11, 3)), LSTM(8), Reshape((8, 1)), LSTM(4), Dense(1)); x; y", "features-as-timesteps"),
        ("m(Input((11, 3)), LSTM(8), Dense(8), RepeatVector(1), LSTM(4), Dense(1)); x; y", "single-timestep"),
        ("m(Input((11, 3)), LSTM(8, return_sequences=True), LSTM(4, return_sequences=True), Dense(1)); x; y", "extra-return-sequences"),
        ("m(Input((11, 3)), LSTM(8), Reshape((1, 8)), LSTM(4), Dense(1)); x[:, :5]; y", "wrong-timesteps"),
        ("m(Input((11, 3)), Flatten(), Dense(4), Dense(1)); x; y", ""),
        ("m(Input((11, 3)), LSTM(8, return_sequences=True), Permute((2, 1)), LSTM(4), Dense(1)); x; y", ""),
        ("m(Input((11, 3)), LSTM(8, return_sequences=True), Lambda(lambda z: z[:, ::-1]), LSTM(4), Dense(1)); x; y", ""),
        ("m(Input((11, 3)), LSTM(8, return_sequences=True), Lambda(lambda z: z * 0), LSTM(4), Dense(1)); x; y", ""),
        ("m(Input((11, 3)), LSTM(8, return_sequences=True), Lambda(lambda z: z[:, 0]), Dense(1)); x; y", ""),
        ("m(Input((11, 3)), LSTM(8), Lambda(lambda z: keras.ops.roll(z, 1, axis=0)), Dense(1)); x; y", "merged-samples"),
        ("decoy((11, 3)); x; y", ""),
        ("m(Input((11, 3)), LSTM(8, return_sequences=True), LSTM(4), Dense(11)); x; y", None),
        ("m(Input((11, 3)), LSTM(8, return_sequences=True), LSTM(4), Dense(1), loss='binary_crossentropy'); x; y", "label-encoding"),
    ],
    "runner": [
        ("m(Input((20, 2)), LSTM(8), Dense(1)); x[:, :20]", "wrong-timesteps"),
        ("m(Input((20, 2)), LSTM(8), Dense(1)); x", "wrong-timesteps"),
        ("m(Input((None, 35)), LSTM(8), Dense(1)); x.transpose(0, 2, 1)", "swapped-axes"),
        ("m(Input((None, 2)), LSTM(8), Dense(1)); x.reshape(21, 20, 2)", "merged-samples"),
    ],
    "harbour": [
        ("m(Input((20, 3)), LSTM(8), Dense(1)); records[:, -9:]", "wrong-timesteps"),
        ("m(Input((9, 3)), LSTM(8), Dense(1)); records[:, -9:]", "wrong-timesteps"),
        ("m(Input((20, 3)), LSTM(8), Dense(1)); records[:, :20]", ""),
        ("m(Input((20, 3)), LSTM(8), Dense(1)); records[:, ::3]", ""),
        ("m(Input((None, 3)), LSTM(8), Dense(1)); records", "wrong-timesteps"),
        ("m(Input((20, 3)), LSTM(8), Dense(1)); records[:, -20:][:, ::-1]", "reversed-time"),
    ],
    "heart": [
        ("m(Input((13, 2)), LSTM(8, return_sequences=True), Dense(1)); x; y", "extra-return-sequences"),
        ("m(Input((13, 2)), LSTM(8, return_sequences=True), Dense(1)); x; np.repeat(y[:, None], 13, axis=1)", "target-shape"),
        ("m(Input((13, 2)), LSTM(8, return_sequences=True), TimeDistributed(Dense(1))); x; y[:, 0]", None),
        ("m(Input((13, 2)), LSTM(8, return_sequences=True), LSTM(4), Dense(13)); x; y", None),
        ("m(Input((13, 2)), LSTM(8), Dense(1)); x; y[::-1]", "target-misaligned"),
        ("m(Input((13, 2)), LSTM(8), Dense(1), optimizer=keras.optimizers.Adam(0.0)); x; y", ""),
        ("m(Input((13, 2)), LSTM(8), Dense(1), loss=lambda y, said: keras.ops.mean(said**2, axis=-1)); x; y", ""),
        ("m(Input((13, 2)), LSTM(8, trainable=False), Dense(1, trainable=False)); x; y", ""),
    ],
    "bees": [
        ("m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='sparse_categorical_crossentropy'); x; y", "label-encoding"),
        ("m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='categorical_crossentropy'); x; y.argmax(axis=1)", "label-encoding"),
        ("m(Input((9, 2)), LSTM(8), Dense(1)); x; y.argmax(axis=1)", "label-encoding"),
        ("m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='sparse_categorical_crossentropy'); x; y[:, 0]", "label-encoding"),
        ("m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='sparse_categorical_crossentropy'); x; y.argmax(axis=0)", None),
        ("m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='categorical_crossentropy'); x; np.roll(y, 1, axis=0)", "target-misaligned"),
        ("m(Input((9, 2)), LSTM(8), Dense(3, activation='softmax'), loss='categorical_crossentropy', optimizer=keras.optimizers.SGD(0.0)); x; y", ""),
    ],
    "pump": [
        ("m(Input((10, 3)), LSTM(8), Dense(1)); np.array([table[i:i + 10] for i in range(71)]); y", "sample-count-mismatch"),
        ("m(Input((10, 3)), LSTM(8), Dense(1)); np.array([table[i:i + 10] for i in range(71)]); y[:71]", "target-misaligned"),
        ("m(Input((10, 3)), LSTM(8), Dense(1)); table.reshape(8, 10, 3); y[9::10]", "sample-count-mismatch"),
        ("m(Input((10, 3)), LSTM(8), Dense(1)); np.lib.stride_tricks.sliding_window_view(table, 10, axis=0).reshape(71, 10, 3); y[9:]", "scrambled-reshape"),
        ("m(Input((3, 10)), LSTM(8), Dense(1)); np.lib.stride_tricks.sliding_window_view(table, 10, axis=0); y[9:]", "swapped-axes"),
        ("m(Input((1, 3)), LSTM(8), Dense(1)); table[:, None]; y", "sample-count-mismatch"),
    ],
}  # fmt: skip
ALL_RIGHT = [(name, line) for name in NAMES for line in RIGHT[name]]
ALL_WRONG = [(name, line, cause) for name in NAMES for line, cause in WRONG[name]]


def program(name, again=0):
    """The names after a patient's program has run, and whether it raised."""
    names = data_of(name, again)
    try:
        exec(patient(name, again).text("code"), names)
    except ValueError:
        return names, True
    return names, False


def repaired(name, again=0):
    """The arguments of check_repair for the solution of a patient, its program run without its last lines, which fail."""
    one = patient(name, again)
    names = data_of(name, again)
    lines = [
        line
        for line in one.text("code").splitlines()
        if not line.startswith(("print", "model.fit", "model.train", "model.pre"))
    ]
    if name != "river" and name != "lift":  # they stop while they are built
        exec("\n".join(lines), names)
    exec(one.text("lines"), names)
    data = [eval(one.text(part), names) for part in ("x", "y") if part == "x" or one.y is not None]
    return names["model"], *data
