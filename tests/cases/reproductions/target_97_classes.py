"""Case target-97-classes.

One class per sequence, model predicts per step.

Source: https://github.com/keras-team/keras/issues/5214
"""

import numpy as np
from keras.layers import LSTM, Dense, Input, Masking, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((None, 10)),
        Masking(0.0),
        LSTM(4, return_sequences=True),
        TimeDistributed(Dense(97, activation="softmax")),
        loss="categorical_crossentropy",
    )
    return model, rng.random((30, 8, 10)), np.eye(97)[np.arange(30)]


def parts_fixed():
    model = sequential(
        Input((None, 10)), Masking(0.0), LSTM(4), Dense(97, activation="softmax"), loss="categorical_crossentropy"
    )
    return model, rng.random((30, 8, 10)), np.eye(97)[np.arange(30)]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
