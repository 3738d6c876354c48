"""Case window-longer-than-test.

The window loop over a test slice shorter than the window yields an empty list, so shape has one axis.

Source: https://github.com/tensorflow/tensorflow/issues/37149
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential

rng = np.random.default_rng(0)


def windows(values, length):
    return np.array([values[end - length : end, 0] for end in range(length, len(values))])


def broken():
    series = rng.random((311, 1))
    test = series[291:]
    x = windows(test, 60)
    return np.reshape(x, (x.shape[0], x.shape[1], 1))


def fixed():
    series = rng.random((311, 1))
    test = series[291 - 60 :]
    x = windows(test, 60)
    x = np.reshape(x, (x.shape[0], x.shape[1], 1))
    return sequential(Input((60, 1)), LSTM(2), Dense(1)).predict(x, verbose=0)
