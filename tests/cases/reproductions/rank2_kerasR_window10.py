"""Case rank2-kerasR-window10.

Rows were never grouped into windows of 10 steps.

Source: https://github.com/statsmaths/kerasR/issues/14
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((10, 41)), LSTM(4), Dense(1))
    return model, rng.random((60, 41)), rng.random((60, 1))


def parts_fixed():
    model, x, y = parts()
    windows = np.stack([x[start : start + 10] for start in range(len(x) - 9)])
    return model, windows, y[9:]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
