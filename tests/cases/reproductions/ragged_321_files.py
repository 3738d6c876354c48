"""Case ragged-321-files.

X_train.shape is (321,): object array.

Source: https://github.com/keras-team/keras/issues/13080
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def build():
    return sequential(
        Input((None, 16)),
        LSTM(4, return_sequences=True),
        LSTM(4),
        Dense(1, activation="sigmoid"),
        loss="binary_crossentropy",
    )


def data():
    x = np.empty(5, dtype=object)
    for file in range(5):
        x[file] = rng.random((4 + file, 16))
    return x, np.arange(5) % 2


def broken():
    return fit(build(), *data())


def fixed():
    import tensorflow as tf

    x, y = data()

    def batches():
        for sample, label in zip(x, y, strict=True):
            yield sample[None].astype("float32"), np.array([[label]], "float32")

    signature = tf.TensorSpec((1, None, 16)), tf.TensorSpec((1, 1))
    dataset = tf.data.Dataset.from_generator(batches, output_signature=signature)
    return build().fit(dataset, epochs=1, verbose=0)
