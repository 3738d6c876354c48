"""Case rank2-tfjs-1606x73.

2-D input; the next attempt reshaped to an incompatible size.

Source: https://github.com/tensorflow/tfjs/issues/6553
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((1, 73)), LSTM(4), Dense(1))
    return model, rng.random((44, 73)), rng.random((44, 1))


def parts_fixed():
    model, x, y = parts()
    return model, x.reshape(len(x), 1, 73), y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
