"""Case steps-372-vs-28.

Sample count declared as time steps.

Source: https://github.com/aurelia/cli/issues/920
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((37, 1)), LSTM(4), Dense(1))
    return model, rng.random((37, 1, 28)), rng.random((37, 1))


def parts_fixed():
    model = sequential(Input((1, 28)), LSTM(4), Dense(1))
    return model, rng.random((37, 1, 28)), rng.random((37, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
