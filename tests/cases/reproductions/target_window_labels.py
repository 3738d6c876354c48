"""Case target-window-labels.

Labels were cut into windows like the inputs.

Source: https://github.com/keras-team/keras/issues/13573
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((10, 12)),
        LSTM(4, return_sequences=True),
        Dense(4),
        LSTM(4),
        Dense(5, activation="softmax"),
        loss="categorical_crossentropy",
    )
    return model, rng.random((30, 10, 12)), np.eye(5)[rng.integers(0, 5, (30, 10))]


def parts_fixed():
    model, x, y = parts()
    return model, x, y[:, -1]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
