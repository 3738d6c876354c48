"""Case cardinality-1-vs-99.

All rows became one sample.

Source: https://openillumi.com/?p=77761
"""

import numpy as np
from keras.layers import LSTM, Dense, Flatten, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((99, 12)), LSTM(4), Dense(1))
    return model, rng.random((1, 99, 12)), rng.random((99, 1))


def parts_fixed():
    model = sequential(Input((1, 12)), LSTM(4), Dense(1))
    return model, rng.random((99, 1, 12)), rng.random((99, 1))


def broken():
    return fit(*parts())


def fixed():
    fit(
        sequential(Input((99, 12)), LSTM(4, return_sequences=True), Dense(1), Flatten()),
        rng.random((1, 99, 12)),
        rng.random((99, 1)).reshape(1, -1),
    )
    return fit(*parts_fixed())
