"""Case target-7-vs-1x7.

Sequence output of length 1 against 2-D labels.

Source: https://github.com/keras-team/keras/issues/16228
"""

import numpy as np
from keras.layers import LSTM, Dense, Flatten, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((1, 5)), LSTM(4, return_sequences=True), Dense(7, activation="softmax"), loss="categorical_crossentropy"
    )
    return model, rng.random((21, 1, 5)), np.eye(7)[np.arange(21) % 7]


def parts_fixed():
    model = sequential(
        Input((1, 5)),
        LSTM(4, return_sequences=True),
        Flatten(),
        Dense(7, activation="softmax"),
        loss="categorical_crossentropy",
    )
    return model, rng.random((21, 1, 5)), np.eye(7)[np.arange(21) % 7]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
