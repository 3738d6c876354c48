"""Case rank4-singleton-middle.

Each frame feature kept its own batch axis.

Source: https://github.com/harvitronix/five-video-classification-methods/issues/120
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((40, 204)), LSTM(4), Dense(1))
    return model, rng.random((8, 40, 1, 204)), rng.random((8, 1))


def parts_fixed():
    model, x, y = parts()
    return model, x[:, :, 0, :], y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
