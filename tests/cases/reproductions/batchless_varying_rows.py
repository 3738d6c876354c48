"""Case batchless-varying-rows.

Single variable-length sample passed without a batch axis.

Source: https://github.com/keras-team/keras-applications/issues/144
"""

import numpy as np
from keras.layers import LSTM, Bidirectional, Input, concatenate

from ..common import fit, functional

rng = np.random.default_rng(0)


def build():
    inputs = Input((None, 64))
    forward = LSTM(4, return_sequences=True)(inputs)
    both_ways = Bidirectional(LSTM(4, return_sequences=True))(inputs)
    return functional(inputs, LSTM(5, return_sequences=True)(concatenate([forward, both_ways])), "binary_crossentropy")


def parts():
    model = build()
    return model, rng.random((6, 64)), rng.random((6, 5))


def parts_fixed():
    model, x, y = parts()
    return model, x[None], y[None]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
