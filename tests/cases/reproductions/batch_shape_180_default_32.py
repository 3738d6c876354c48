"""Case batch-shape-180-default-32.

Sample count put in the batch slot while fit uses 32; a 1-unit output cannot be a class distribution either.

Source: https://github.com/keras-team/keras/issues/13858
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input(batch_shape=(180, 11, 1)), LSTM(1, return_sequences=True), LSTM(1), loss="sparse_categorical_crossentropy"
    )
    return model, rng.random((180, 11, 1)), np.arange(180) % 3


def parts_fixed():
    model = sequential(
        Input((11, 1)),
        LSTM(1, return_sequences=True),
        LSTM(4),
        Dense(3, activation="softmax"),
        loss="sparse_categorical_crossentropy",
    )
    return model, rng.random((180, 11, 1)), np.arange(180) % 3


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
