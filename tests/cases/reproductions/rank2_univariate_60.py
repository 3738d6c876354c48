"""Case rank2-univariate-60.

Each row already is a time window, but the trailing features axis of size 1 is missing.

Source: https://github.com/keras-team/keras/issues/1641
"""

import numpy as np
from keras.layers import LSTM, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((60, 1)), LSTM(1))
    return model, rng.random((32, 60)), rng.random((32, 1))


def parts_fixed():
    model, x, y = parts()
    return model, x[..., None], y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
