"""Case horizon-weather-3-days.

Output must hold 3 x 12 numbers.

Source: https://github.com/tensorflow/tensorflow/issues/41422
"""

import numpy as np
from keras.layers import LSTM, Dense, Input, Reshape

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((None, 12)), LSTM(4), Dense(1))
    return model, rng.random((20, 7, 12)), rng.random((20, 3, 12))


def broken():
    return fit(*parts(), batch_size=1)


def fixed():
    _, x, y = parts()
    model = sequential(Input((None, 12)), LSTM(4), Dense(36), Reshape((3, 12)))
    return fit(model, x, y, batch_size=1)
