"""Case rank2-classify-60steps.

x lacks the features axis, and return_sequences=True gives one class vector per step while there is one label
per record.

Source: https://github.com/keras-team/keras/issues/7746
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((60, 1)),
        LSTM(4, return_sequences=True),
        Dense(2, activation="softmax"),
        loss="sparse_categorical_crossentropy",
    )
    return model, rng.random((32, 60)), np.arange(32).reshape(32, 1) % 2


def parts_fixed():
    model = sequential(Input((60, 1)), LSTM(4), Dense(2, activation="softmax"), loss="sparse_categorical_crossentropy")
    return model, rng.random((32, 60, 1)), np.arange(32).reshape(32, 1) % 2


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
