"""Case silent-reshape-30-into-5x6.

30 simultaneous features are cut into 5 fake time steps of 6 features: shape valid, meaning wrong.

Source: https://github.com/keras-team/keras/issues/8568
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    x = np.arange(60 * 30, dtype="float32").reshape(60, 30)
    model = sequential(Input((5, 6)), LSTM(4), Dense(1))
    return model, x.reshape(60, 5, 6), rng.random((60, 1))


def parts_fixed():
    x = np.arange(60 * 30, dtype="float32").reshape(60, 30)
    windows = np.stack([x[start : start + 5] for start in range(56)])
    model = sequential(Input((5, 30)), LSTM(4), Dense(1))
    return model, windows, rng.random((56, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
