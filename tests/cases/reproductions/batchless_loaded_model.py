"""Case batchless-loaded-model.

A single sample was passed without the batch axis.

Source: https://github.com/keras-team/keras/issues/9617
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((50, 9)), LSTM(4, return_sequences=True), LSTM(4), Dense(16))
    return model, rng.random((50, 9)), rng.random((16,))


def parts_fixed():
    model, x, y = parts()
    return model, x[None], y[None]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
