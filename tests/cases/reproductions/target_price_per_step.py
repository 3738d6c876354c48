"""Case target-price-per-step.

y has one price per step, model returns one per sample.

Source: https://github.com/keras-team/keras/issues/11554
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((20, 4)), LSTM(4, return_sequences=True), LSTM(4), Dense(4, activation="relu"), Dense(1))
    return model, rng.random((64, 20, 4)), rng.random((64, 20, 1))


def parts_fixed():
    model = sequential(
        Input((20, 4)),
        LSTM(4, return_sequences=True),
        LSTM(4, return_sequences=True),
        Dense(4, activation="relu"),
        Dense(1),
    )
    return model, rng.random((64, 20, 4)), rng.random((64, 20, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
