"""Case rank2-flat-4000x20.

Time and feature axes flattened into columns.

Source: https://www.ancisoft.com/blog/understanding-tensorflow-lstm-input-shape/
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((10, 2)), LSTM(4), Dense(1))
    return model, rng.random((64, 20)), rng.random((64, 1))


def parts_fixed():
    model, x, y = parts()
    return model, x.reshape(-1, 10, 2), y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
