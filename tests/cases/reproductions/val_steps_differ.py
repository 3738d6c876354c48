"""Case val-steps-differ.

Train and test are cut along time, so their step counts differ while the model fixes 973.

Source: https://github.com/keras-team/keras/issues/6351
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((97, 21)), LSTM(4, return_sequences=True), Dense(21))
    return model, rng.random((6, 97, 21)), rng.random((6, 97, 21))


def broken():
    return fit(*parts(), validation_data=(rng.random((6, 12, 21)), rng.random((6, 12, 21))))


def fixed():
    _, x, y = parts()
    model = sequential(Input((None, 21)), LSTM(4, return_sequences=True), Dense(21))
    return fit(model, x, y, validation_data=(rng.random((6, 12, 21)), rng.random((6, 12, 21))))
