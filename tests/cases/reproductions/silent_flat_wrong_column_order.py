"""Case silent-flat-wrong-column-order.

reshape(n, 10, 2) gives the right shape with steps and features mixed up.

Source: https://www.ancisoft.com/blog/understanding-tensorflow-lstm-input-shape/
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def data():
    first, second = np.tile(np.arange(10.0), (8, 1)), np.tile(100 + np.arange(10.0), (8, 1))
    return np.concatenate([first, second], axis=1)


def parts():
    model = sequential(Input((10, 2)), LSTM(4), Dense(1))
    return model, data().reshape(-1, 10, 2), rng.random((8, 1))


def parts_fixed():
    model, x, y = parts()
    x = data().reshape(-1, 2, 10).transpose(0, 2, 1)
    assert x[0, 3].tolist() == [3.0, 103.0]
    return model, x, y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
