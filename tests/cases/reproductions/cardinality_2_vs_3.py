"""Case cardinality-2-vs-3.

y rows of both samples were not grouped: y must be (2, 3, 3).

Source: https://github.com/keras-team/keras/issues/15641
"""

import numpy as np
from keras.layers import LSTM, Dense, Input, RepeatVector, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((2, 2)), LSTM(4, return_sequences=True), TimeDistributed(Dense(3)))
    return model, rng.random((2, 2, 2)), rng.random((3, 3))


def parts_fixed():
    model = sequential(Input((2,)), RepeatVector(3), LSTM(4, return_sequences=True), TimeDistributed(Dense(3)))
    return model, rng.random((2, 2)), rng.random((2, 3, 3))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
