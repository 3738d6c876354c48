"""Case reshape-lookback-90.

Reshape used where sliding windows are needed.

Source: https://github.com/keras-team/autokeras/issues/1206
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    x = rng.random((40, 11))
    model = sequential(Input((9, 11)), LSTM(4), Dense(1))
    return model, np.reshape(x, (40, 9, 11)), rng.random((40, 1))


def parts_fixed():
    x = rng.random((40, 11))
    windows = np.stack([x[start : start + 9] for start in range(32)])
    model = sequential(Input((9, 11)), LSTM(4), Dense(1))
    return model, windows, rng.random((40, 1))[8:]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
