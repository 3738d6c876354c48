"""Case predict-fewer-steps.

Time length is fixed in the declared shape.

Source: https://github.com/keras-team/keras/issues/15797
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential

rng = np.random.default_rng(0)


def build(timesteps):
    return sequential(Input((timesteps, 28)), LSTM(4, return_sequences=True), LSTM(4), Dense(10))


def broken():
    return build(28).predict(rng.random((1, 10, 28)), verbose=0)


def fixed():
    return build(None).predict(rng.random((1, 10, 28)), verbose=0)
