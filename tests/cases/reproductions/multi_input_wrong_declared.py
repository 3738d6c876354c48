"""Case multi-input-wrong-declared.

Declared (rows, 51) instead of (51, 1).

Source: https://github.com/keras-team/keras/issues/13086
"""

import numpy as np
from keras.layers import LSTM, Dense, Input, concatenate

from ..common import fit, functional

rng = np.random.default_rng(0)


def build(shape):
    first, second = Input(shape), Input(shape)
    return functional([first, second], Dense(1)(concatenate([LSTM(4)(first), LSTM(4)(second)])))


def broken():
    return fit(build((60, 51)), [rng.random((60, 51, 1)), rng.random((60, 51, 1))], rng.random((60, 1)))


def fixed():
    return fit(build((51, 1)), [rng.random((60, 51, 1)), rng.random((60, 51, 1))], rng.random((60, 1)))
