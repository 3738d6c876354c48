"""Case target-sinewave.

Last LSTM keeps sequences.

Source: https://github.com/jaungiers/LSTM-Neural-Network-for-Time-Series-Prediction/issues/49
"""

import numpy as np
from keras.layers import LSTM, Dense, Dropout, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((49, 1)), LSTM(4, return_sequences=True), Dropout(0.1), LSTM(4, return_sequences=True), Dense(1)
    )
    return model, rng.random((39, 49, 1)), rng.random((39, 1))


def parts_fixed():
    model = sequential(Input((49, 1)), LSTM(4, return_sequences=True), Dropout(0.1), LSTM(4), Dense(1))
    return model, rng.random((39, 49, 1)), rng.random((39, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
