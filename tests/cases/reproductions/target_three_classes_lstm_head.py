"""Case target-three-classes-lstm-head.

No classification head, sequence output, integer labels with a one-hot loss.

Source: https://github.com/keras-team/keras/issues/12996
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((100, 20)), LSTM(32, return_sequences=True), loss="categorical_crossentropy")
    return model, rng.random((15, 100, 20)), np.arange(15).reshape(15, 1) % 3


def parts_fixed():
    model = sequential(
        Input((100, 20)), LSTM(32), Dense(3, activation="softmax"), loss="sparse_categorical_crossentropy"
    )
    return model, rng.random((15, 100, 20)), np.arange(15).reshape(15, 1) % 3


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
