"""Case fixed-batch-64-fit-32.

Fit called without batch_size, so Keras cut batches of 32.

Source: https://github.com/Housiadas/forecasting-energy-consumption-LSTM/issues/4
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input(batch_shape=(8, 10, 4)), LSTM(4, stateful=True, return_sequences=True), Dense(1))
    return model, rng.random((64, 10, 4)), rng.random((64, 10, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts(), batch_size=8)
