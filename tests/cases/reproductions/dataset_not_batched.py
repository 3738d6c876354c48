"""Case dataset-not-batched.

Dataset yields single rows, and the sample count 700 was declared as time steps.

Source: https://github.com/keras-team/tf-keras/issues/525
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential

rng = np.random.default_rng(0)


def rows_of(x, y):
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices((x, y))


def build(shape):
    return sequential(
        Input(shape),
        LSTM(4, return_sequences=True),
        LSTM(4),
        Dense(10, activation="softmax"),
        loss="sparse_categorical_crossentropy",
    )


def broken():
    dataset = rows_of(rng.random((70, 57)), np.arange(70) % 10)
    return build((70, 57)).fit(dataset, epochs=1, verbose=0)


def fixed():
    dataset = rows_of(rng.random((70, 57, 1)), np.arange(70) % 10)
    return build((57, 1)).fit(dataset.batch(32), epochs=1, verbose=0)
