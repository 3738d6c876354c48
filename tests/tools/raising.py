"""Small programs that raise today what stands in tests/cases/texts: each is a function without arguments.

Layers and models have names, so that few counters of Keras stand in their messages. All of them together take seconds:
most fail before anything is compiled into a graph.
"""

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.linear_model import LinearRegression
from sklearn.metrics import accuracy_score, mean_squared_error
from sklearn.preprocessing import MinMaxScaler, StandardScaler

layers, ops = keras.layers, keras.ops
Input, Dense = keras.Input, layers.Dense


def zeros(*shape):
    return np.zeros(shape, dtype="float32")


WEEKS, ANSWERS = zeros(30, 7, 2), zeros(30)


def made(*parts, loss="mse"):
    model = keras.Sequential(list(parts), name="sequential")
    model.compile("sgd", loss)
    return model


def memory(units=4, **settings):
    return layers.LSTM(units, name="lstm", **settings)


def answer(units=1):
    return Dense(units, name="dense")


def weekly(units=1, loss="mse", **settings):
    return made(Input((7, 2), name="keras_tensor"), memory(**settings), answer(units), loss=loss)


def functional():
    given = Input((7, 2), name="readings")
    model = keras.Model(given, answer()(memory()(given)), name="functional")
    model.compile("sgd", "mse")
    return model


def two_outputs():
    given = Input((7, 2), name="readings")
    kept = memory()(given)
    model = keras.Model(given, [Dense(1)(kept), Dense(1)(kept)], name="functional")
    model.compile("sgd", ["mse", "mse"])
    return model


def fixed_batch():
    return made(Input(batch_shape=(8, 7, 2)), memory(stateful=True), answer())


def fit(model, x, y, **settings):
    model.fit(x, y, verbose=0, **settings)


def predict(model, *arrays):
    for array in arrays:
        model.predict(array, verbose=0)


def compare(target, output, loss):
    keras.losses.get(loss)(ops.zeros(target), ops.zeros(output))


def failing(call, *given):
    """Run an earlier call that has to fail."""
    try:
        call(*given)
    except ValueError:
        return
    raise AssertionError("an earlier call that should have failed did not")


def with_states(layer, *shapes):
    """Predict with a layer that is given states of these shapes."""
    given = [Input((7, 3)), *map(Input, shapes)]
    states = given[1:] if len(shapes) > 1 else given[1]
    predict(
        keras.Model(given, layer(given[0], initial_state=states)), [zeros(5, 7, 3), *(zeros(5, *one) for one in shapes)]
    )


def states_of_another_width():
    given, *states = Input((9, 2)), Input((16,)), Input((16,))
    model = keras.Model([given, *states], memory(8)(given, initial_state=states), name="functional")
    predict(model, [zeros(5, 9, 2), zeros(5, 16), zeros(5, 16)])


def batches_of_two_ranks():
    yield zeros(4, 7, 2), zeros(4)
    yield zeros(4, 14), zeros(4)


def spoilt_by_a_first_fit():
    model = weekly()
    model.compile("adam", "mse")  # it makes variables in its first step
    failing(fit, model, zeros(30, 14), ANSWERS)
    fit(model, WEEKS, ANSWERS)


def built_by_wrong_data():
    model = made(memory(), answer())
    failing(fit, model, zeros(30, 14), ANSWERS)
    model.compile("sgd", "mse")
    predict(model, WEEKS)


def two_inputs():
    one, two = Input((6, 2), name="load"), Input((6, 3), name="weather")
    both = layers.concatenate([layers.LSTM(3)(one), layers.LSTM(3)(two)])
    return keras.Model([one, two], Dense(1)(both), name="functional")


def merged(layer, *shapes):
    layer([Input(shape) for shape in shapes])


def unpacked(array):
    samples, timesteps, features = array.shape
    return samples, timesteps, features


class Halves(layers.Layer):
    """It takes the shape apart that it reads, and so has to be given three axes."""

    def call(self, x):
        _, steps, features = x.shape
        return ops.reshape(x, (-1, steps // 2, 2 * features))


class WithCalendar(keras.Model):
    """Its call names two inputs."""

    def __init__(self):
        super().__init__()
        self.read, self.answer = layers.LSTM(4), Dense(1)

    def call(self, x, calendar):
        return self.answer(self.read(x) + self.read(calendar))


def fit_of_two():
    model = WithCalendar()
    model.compile("sgd", "mse")
    fit(model, WEEKS, ANSWERS)


def series(values):
    return tf.data.Dataset.from_tensor_slices(values)


RAISING = {
    # What a model declares.
    "flat rows, first fit": lambda: fit(weekly(), zeros(30, 14), ANSWERS),
    "empty, other columns": lambda: fit(weekly(), zeros(0, 15), zeros(0)),
    "unbatched dataset": lambda: fit(weekly(), series((WEEKS, ANSWERS)), None),
    "flat rows, functional": lambda: predict(functional(), zeros(30, 14)),
    "longer, functional": lambda: predict(functional(), zeros(30, 9, 2)),
    "flat rows after a predict": lambda: predict(weekly(), WEEKS, zeros(30, 14)),
    "flat rows after a predict, functional": lambda: predict(functional(), WEEKS, zeros(30, 14)),
    # Layers that count axes or columns.
    "no Input, table": lambda: fit(made(memory(), answer()), zeros(30, 11), ANSWERS),
    "no Input, video": lambda: fit(made(memory(), answer()), zeros(30, 5, 8, 3), ANSWERS),
    "no Input, series": lambda: fit(made(memory(), answer()), ANSWERS, ANSWERS),
    "stack": lambda: made(Input((7, 2)), layers.LSTM(5, name="first"), layers.LSTM(3, name="second")),
    "stack behind Flatten": lambda: made(Input((7, 2)), layers.Flatten(), memory()),
    "samples declared": lambda: made(Input((30, 7, 2)), memory()),
    "one axis declared": lambda: made(Input((7,)), memory()),
    "Embedding of two axes": lambda: made(Input((7, 2)), layers.Embedding(50, 4), memory()),
    "convolution, one axis": lambda: made(Input((50,)), layers.Conv1D(4, 3, name="conv1d")),
    "pooling of a vector": lambda: made(Input((7, 2)), memory(), layers.MaxPooling1D(name="pool")),
    "images, three axes": lambda: made(Input((28, 28)), layers.Conv2D(4, 3, name="conv2d")),
    "images of five axes": lambda: made(Input((6, 12, 12, 1)), layers.Conv2D(4, 3, name="conv2d")),
    "video without time": lambda: made(Input((16, 16, 3)), layers.ConvLSTM2D(4, 3, name="film")),
    "RepeatVector of a sequence": lambda: made(Input((7, 2)), memory(return_sequences=True), layers.RepeatVector(5, name="repeat")),
    "a row at each timestep": lambda: made(Input((5,)), layers.TimeDistributed(Dense(2), name="each")),
    "columns for Dense": lambda: predict(made(Input((12,)), answer()), zeros(30, 9)),
    "columns for BatchNormalization": lambda: made(Input((7, 2)), layers.BatchNormalization(name="norm")).layers[0](zeros(5, 7, 3)),
    "three features for two": lambda: fit(weekly(), zeros(30, 7, 3), ANSWERS),
    "three features for two, eager": lambda: weekly()(zeros(30, 7, 3)),
    "as many features as units": lambda: weekly()(zeros(30, 7, 4)),
    "three features after a predict": lambda: predict(weekly(), WEEKS, zeros(30, 7, 3)),
    "swapped": lambda: fit(weekly(), zeros(30, 2, 7), ANSWERS),
    "given weights": lambda: weekly().layers[0].set_weights([zeros(3, 16), zeros(4, 16), zeros(16)]),
    # Building.
    "convolution longer than the steps": lambda: made(Input((1, 90)), layers.Conv1D(4, 10, name="conv1d")),
    "pooling longer than the steps": lambda: made(Input((3, 2)), layers.MaxPooling1D(5, name="pool")),
    "short sequences into a convolution": lambda: fit(made(Input((None, 2)), layers.Conv1D(4, 5, name="conv1d"), layers.GlobalAveragePooling1D()), zeros(30, 3, 2), zeros(30, 4)),
    "open length into Dense": lambda: made(Input((None, 3)), memory(6, return_sequences=True), layers.Flatten(), answer()),
    "Reshape": lambda: made(Input((7, 2)), layers.Reshape((5, 3), name="fold")),
    "Reshape of other steps": lambda: layers.Reshape((14,))(zeros(30, 9, 2)),
    "number as Input": lambda: Input("20"),
    "nested Input": lambda: Input(((7, 2),)),
    "fraction as Input": lambda: Input((7.0, 2)),
    "batch_input_shape": lambda: layers.LSTM(4, batch_input_shape=(8, 7, 2)),
    "input_length": lambda: layers.LSTM(4, input_length=20),
    "stateful without a batch": lambda: made(Input((7, 2)), memory(stateful=True)),
    "joined branches": lambda: merged(layers.Concatenate(axis=-1), (6, 4), (9, 4)),
    "added branches": lambda: merged(layers.Add(), (6, 4), (6, 5)),
    "dotted branches": lambda: merged(layers.Dot(axes=2), (6, 4), (9, 5)),
    "attention of other widths": lambda: layers.Attention()([zeros(5, 9, 4), zeros(5, 7, 6)]),
    # States and batches.
    "states of another width": states_of_another_width,
    "states of another width, eager": lambda: memory(8)(zeros(5, 9, 2), initial_state=[zeros(5, 16), zeros(5, 16)]),
    "GRU state of another width": lambda: layers.GRU(8)(zeros(5, 9, 2), initial_state=[zeros(5, 6)]),
    "state as wide as x": lambda: layers.GRU(4)(zeros(5, 9, 8), initial_state=[zeros(5, 8)]),
    "one state for two, eager": lambda: memory(8)(zeros(5, 9, 2), initial_state=[zeros(5, 8)]),
    "state of three axes": lambda: memory(8)(zeros(5, 9, 2), initial_state=[zeros(5, 9, 8), zeros(5, 9, 8)]),
    "four states for two": lambda: with_states(memory(8), (8,), (8,), (8,), (8,)),
    "one state for both directions": lambda: with_states(layers.Bidirectional(layers.GRU(8)), (8,)),
    "every step as a state": lambda: with_states(memory(8), (5, 8), (5, 8)),
    "one tensor for three names": lambda: [*memory(8)(Input((7, 3)))],
    "a function of TensorFlow": lambda: tf.expand_dims(Input((7, 3)), 1),
    "a function of NumPy": lambda: np.reshape(Input((7, 3)), (-1, 21)),
    "state of another batch": lambda: memory(8)(zeros(5, 9, 2), initial_state=[zeros(4, 8), zeros(4, 8)]),
    "fixed batch": lambda: predict(fixed_batch(), WEEKS),
    "spoilt first fit": spoilt_by_a_first_fit,
    "good data after bad ones, no Input": built_by_wrong_data,
    "not compiled": lambda: fit(keras.Sequential([Input((7, 2)), memory()]), WEEKS, ANSWERS),
    # y and the loss.
    "classes as integers": lambda: compare((20,), (20, 5), "categorical_crossentropy"),
    "column of integers": lambda: compare((20, 1), (20, 5), "categorical_crossentropy"),
    "yes or no for each step": lambda: compare((20, 1), (20, 7, 1), "binary_crossentropy"),
    "one-hot with sparse": lambda: compare((20, 5), (20, 5), "sparse_categorical_crossentropy"),
    "classes for each step, sparse": lambda: compare((20,), (20, 7, 5), "sparse_categorical_crossentropy"),
    "steps, sparse": lambda: compare((20, 4), (20, 7, 5), "sparse_categorical_crossentropy"),
    "other columns, mse, eager": lambda: compare((20, 4), (20, 3), "mse"),
    "integers fit": lambda: fit(weekly(5, "categorical_crossentropy"), WEEKS, ANSWERS),
    "every step, mse": lambda: fit(weekly(return_sequences=True), WEEKS, zeros(30, 4)),
    "other columns, mse": lambda: fit(weekly(3), WEEKS, zeros(30, 4)),
    "another horizon": lambda: fit(weekly(3), WEEKS, zeros(30, 5, 3)),
    "label out of range": lambda: fit(weekly(5, "sparse_categorical_crossentropy"), WEEKS, ANSWERS + 7),
    "y left out": lambda: fit(weekly(), WEEKS, None),
    "two y": lambda: fit(weekly(), WEEKS, [ANSWERS, ANSWERS]),
    # Kinds of data.
    "counts": lambda: fit(weekly(), WEEKS, zeros(28)),
    "weights of other samples": lambda: fit(weekly(), WEEKS, ANSWERS, sample_weight=zeros(20)),
    "class weights of two outputs": lambda: fit(
        two_outputs(), WEEKS, [ANSWERS, ANSWERS], class_weight={0: 1.0, 1: 2.0}
    ),
    "list of two arrays": lambda: predict(weekly(), [WEEKS, zeros(20, 7, 2)]),
    "objects": lambda: fit(weekly(), WEEKS.astype(object), ANSWERS),
    "words": lambda: fit(weekly(), WEEKS.astype(str), ANSWERS),
    "dates": lambda: fit(weekly(), WEEKS.astype("datetime64[ns]"), ANSWERS),
    "list of lists": lambda: fit(weekly(), [[0.5, 1.5], [2.5, 3.5]], [0, 1]),
    "list of words": lambda: fit(weekly(), ["warm", "cold"], [0, 1]),
    "no data": lambda: fit(weekly(), None, ANSWERS),
    "predict of nothing": lambda: predict(weekly(), zeros(0, 7, 2)),
    "one array for two inputs": lambda: predict(two_inputs(), zeros(20, 6, 2)),
    "two arrays for one input": lambda: predict(functional(), [WEEKS, WEEKS]),
    "a dict without a name": lambda: predict(two_inputs(), {"load": zeros(20, 6, 2)}),
    "generator of two ranks": lambda: fit(weekly(), batches_of_two_ranks(), None),
    "windows of datasets": lambda: fit(weekly(), series(zeros(30, 2)).window(7, 1, 1, True).batch(4), None),
    "id beyond the table": lambda: layers.Embedding(50, 4)(np.array([[3, 57]])),
    "pad_sequences of other columns": lambda: keras.utils.pad_sequences([zeros(2, 3), zeros(2, 4)]),
    "tensors of other lengths": lambda: tf.stack([zeros(3, 2), zeros(4, 2)]),
    "tensors that cannot be joined": lambda: ops.concatenate([zeros(3, 2), zeros(4, 3)]),
    "matmul of tensors": lambda: ops.matmul(zeros(3, 2), zeros(3, 2)),
    "batches of matrices": lambda: ops.matmul(zeros(4, 3, 2), zeros(5, 2, 2)),
    "objects into a tensor": lambda: tf.convert_to_tensor(np.array([zeros(2), zeros(3)], dtype=object)),
    "uneven into a tensor": lambda: tf.convert_to_tensor([[1, 2], [3]]),
    # NumPy.
    "reshape": lambda: zeros(30, 14).reshape(30, 7, 3),
    "reshape with -1": lambda: zeros(30, 14).reshape(-1, 11, 3),
    "broadcast": lambda: zeros(4, 3) + zeros(5, 2),
    "slice": lambda: zeros(3, 2).__setitem__(slice(None), zeros(4, 2)),
    "empty slice": lambda: zeros(3, 1)[2:2].__setitem__(slice(None), zeros(40, 1)),
    "indices": lambda: zeros(30, 14)[:, :, 0],
    "axis": lambda: zeros(30, 14).swapaxes(1, 2),
    "axes of transpose": lambda: zeros(30, 14).transpose(0, 2, 1),
    "uneven": lambda: np.array([[1, 2], [3]]),
    "uneven, one axis": lambda: zeros(3).__setitem__(0, [1, 2]),
    "stack of uneven": lambda: np.stack([zeros(4, 2), zeros(5, 2)]),
    "concatenate": lambda: np.concatenate([zeros(4, 2), zeros(4, 3)]),
    "concatenate ranks": lambda: np.concatenate([zeros(4, 2), zeros(4)]),
    "nothing to stack": lambda: np.stack([]),
    "window too long": lambda: np.lib.stride_tricks.sliding_window_view(zeros(5, 2), 9, axis=0),
    "dot": lambda: np.dot(zeros(3, 2), zeros(3, 2)),
    # Classes of one's own, and weights of another model.
    "own layer, two axes": lambda: Halves(name="halves")(Input((14,), name="weeks")),
    "call of two, fit of one": fit_of_two,
    "concatenate one": lambda: layers.Concatenate()(Input((6,))),
    "given weights of another model": lambda: made(Input((7, 2)), memory()).set_weights(weekly().get_weights()),
    "a split that leaves nothing": lambda: fit(weekly(), WEEKS, ANSWERS, validation_split=0.99),
    # Attention.
    "attention to nothing": lambda: layers.MultiHeadAttention(2, 4)(Input((20, 8))),
    "attention, one tensor": lambda: layers.Attention()(Input((20, 8))),
    "attention, longer keys": lambda: layers.MultiHeadAttention(2, 4)(*[Input((20, 8))] * 2, key=Input((19, 8))),
    "attention, other samples": lambda: layers.MultiHeadAttention(2, 4)(zeros(2, 20, 8), zeros(3, 20, 8)),
    # scikit-learn and pandas.
    "scaler, three axes": lambda: MinMaxScaler().fit(WEEKS),
    "scaler, other columns": lambda: StandardScaler().fit(zeros(30, 5)).transform(zeros(30, 4)),
    "scaler, inverse": lambda: StandardScaler().fit(zeros(30, 5)).inverse_transform(zeros(30, 1)),
    "scaler, inverse, minmax": lambda: MinMaxScaler().fit(zeros(30, 5)).inverse_transform(zeros(20, 2)),
    "scaler, one axis": lambda: MinMaxScaler().fit(ANSWERS),
    "scaler, nothing": lambda: MinMaxScaler().fit(zeros(0, 5)),
    "estimator, other columns": lambda: LinearRegression().fit(zeros(30, 5), ANSWERS).predict(zeros(9, 4)),
    "estimator, counts": lambda: LinearRegression().fit(zeros(30, 5), zeros(28)),
    "estimator, NaN": lambda: LinearRegression().fit(zeros(30, 5) * np.nan, ANSWERS),
    "estimator, three axes": lambda: LinearRegression().fit(zeros(30, 5, 2), ANSWERS),
    "metric, other columns": lambda: mean_squared_error(zeros(5, 2), zeros(5, 1)),
    "metric, one-hot": lambda: accuracy_score(np.eye(3), np.arange(3)),
    "DataFrame reshape": lambda: pd.DataFrame(zeros(30, 14)).reshape(30, 7, 2),
    "Series reshape": lambda: pd.Series(ANSWERS).reshape(-1, 1),
    "DataFrame of an array": lambda: pd.DataFrame(zeros(5, 7, 2)),
    "DataFrame columns": lambda: pd.DataFrame(zeros(5, 7), columns=["a", "b"]),
    "assign other rows": lambda: pd.DataFrame(zeros(5, 2)).assign(c=zeros(4)),
    "Series of a table": lambda: pd.Series(zeros(5, 2)),
}  # fmt: skip
