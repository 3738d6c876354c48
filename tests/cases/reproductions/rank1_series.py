"""Case rank1-series.

1-D series has neither time nor feature axis; output width 12 does not match 8 targets.

Source: https://github.com/keras-team/keras/issues/1881
"""

import numpy as np
from keras.layers import LSTM, Dense, Input, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((None, 1)), LSTM(4, return_sequences=True), LSTM(4, return_sequences=True), TimeDistributed(Dense(12))
    )
    return model, rng.random((64,)), rng.random((64, 8))


def parts_fixed():
    model = sequential(Input((None, 1)), LSTM(4, return_sequences=True), LSTM(4), Dense(8))
    return model, rng.random((64,)).reshape(-1, 1, 1), rng.random((64, 8))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
