"""Case reshape-7300-by-3.

7300 is not a multiple of 3, and after grouping y would still have 7300 entries; lag columns already hold the
time steps.

Source: https://github.com/keras-team/keras/issues/12958
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    x = rng.random((73, 58))
    model = sequential(Input((3, 58)), LSTM(4), Dense(1))
    return model, x.reshape(int(73 / 3), 3, 58), rng.random((73,))


def parts_fixed():
    x = rng.random((73, 58))
    whole = 73 // 3 * 3
    model = sequential(Input((3, 58)), LSTM(4), Dense(1))
    return model, x[:whole].reshape(-1, 3, 58), rng.random((73,))[:whole][2::3]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
