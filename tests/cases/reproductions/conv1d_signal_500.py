"""Case conv1d-signal-500.

x has no channel axis.

Source: https://github.com/keras-team/keras/issues/983
"""

import numpy as np
from keras.layers import Conv1D, Dense, Flatten, Input, MaxPooling1D

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((500, 1)), Conv1D(2, 25, activation="relu"), MaxPooling1D(), Flatten(), Dense(2, activation="softmax")
    )
    return model, rng.random((12, 500)), rng.random((12, 2))


def parts_fixed():
    model, x, y = parts()
    return model, x[..., None], y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
