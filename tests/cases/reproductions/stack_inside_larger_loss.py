"""Case stack-inside-larger-loss.

Model returns one vector while targets are sequences.

Source: https://github.com/google-parfait/tensorflow-federated/issues/3920
"""

import numpy as np
from keras.layers import LSTM, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((99, 12)), LSTM(6, return_sequences=True), LSTM(12))
    return model, rng.random((32, 99, 12)), rng.random((32, 99, 12))


def parts_fixed():
    model = sequential(Input((99, 12)), LSTM(6, return_sequences=True), LSTM(12, return_sequences=True))
    return model, rng.random((32, 99, 12)), rng.random((32, 99, 12))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
