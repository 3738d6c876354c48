"""Case target-seq-vs-one-118.

Model outputs one value per step, y has one per sample.

Source: https://newbe.dev/error-when-checking-target-expected-dense-1-to-have-3-dimensions-but-got-array-with-shape-118-1
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((45, 2)), LSTM(4, return_sequences=True), LSTM(4, return_sequences=True), Dense(1))
    return model, rng.random((32, 45, 2)), rng.random((32, 1))


def parts_fixed():
    model = sequential(Input((45, 2)), LSTM(4, return_sequences=True), LSTM(4), Dense(1))
    return model, rng.random((32, 45, 2)), rng.random((32, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
