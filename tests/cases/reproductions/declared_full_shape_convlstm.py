"""Case declared-full-shape-convlstm.

Full array shape given as input_shape.

Source: https://github.com/keras-team/keras/issues/10235
"""

import numpy as np
from keras.layers import ConvLSTM2D, Dense, Flatten, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    x = rng.random((8, 6, 1, 1, 7))
    model = sequential(Input(x.shape), ConvLSTM2D(2, (1, 1)), Flatten(), Dense(1))
    return model, x, rng.random((8, 1))


def parts_fixed():
    x = rng.random((8, 6, 1, 1, 7))
    model = sequential(Input(x.shape[1:]), ConvLSTM2D(2, (1, 1)), Flatten(), Dense(1))
    return model, x, rng.random((8, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
