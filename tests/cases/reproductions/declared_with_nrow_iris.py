"""Case declared-with-nrow-iris.

Sample count in input_shape, and the feature slot holds the class count.

Source: https://github.com/rstudio/keras3/issues/201
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((100, 1, 3)), LSTM(5), Dense(3, activation="sigmoid"))
    return model, rng.random((100, 4)), np.eye(3)[np.arange(100) % 3]


def parts_fixed():
    model = sequential(Input((1, 4)), LSTM(5), Dense(3, activation="sigmoid"))
    return model, rng.random((100, 4)).reshape(100, 1, 4), np.eye(3)[np.arange(100) % 3]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
