"""Case reshape-last-window-short.

Hard-coded slice index copied from a tutorial.

Source: https://github.com/krishnaik06/Stock-MArket-Forecasting/issues/6
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential

rng = np.random.default_rng(0)


def build():
    return sequential(Input((100, 1)), LSTM(2), Dense(1))


def broken():
    series = rng.random((440, 1))
    x = series[341:].reshape(1, -1)
    return build().predict(x.reshape(1, 100, 1), verbose=0)


def fixed():
    series = rng.random((440, 1))
    return build().predict(series[-100:].reshape(1, 100, 1), verbose=0)
