"""Case horizon-next-96.

Dense units are the features per step, not the horizon.

Source: https://github.com/keras-team/keras/issues/5663
"""

import numpy as np
from keras.layers import LSTM, Dense, Input, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((96, 1)), LSTM(4, return_sequences=True), TimeDistributed(Dense(96)))
    return model, rng.random((20, 96, 1)), rng.random((20, 96, 1))


def parts_fixed():
    model = sequential(Input((96, 1)), LSTM(4, return_sequences=True), TimeDistributed(Dense(1)))
    return model, rng.random((20, 96, 1)), rng.random((20, 96, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
