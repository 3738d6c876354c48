"""Case silent-18-steps-vs-one.

One output is broadcast against 18 targets, so the model learns their mean; values also unscaled.

Source: https://github.com/keras-team/keras/issues/14630
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((150, 1)), LSTM(4, return_sequences=True), LSTM(4), Dense(1))
    return model, rng.random((32, 150, 1)), rng.random((32, 18, 1))


def parts_fixed():
    _, x, y = parts()
    model = sequential(Input((150, 1)), LSTM(4, return_sequences=True), LSTM(4), Dense(18))
    return model, x, y[..., 0]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
