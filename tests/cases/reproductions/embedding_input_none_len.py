"""Case embedding-input-none-len.

None for the batch was written inside shape, so the input is 3-D and Embedding makes it 4-D.

Source: https://github.com/keras-team/keras/issues/7821
"""

import numpy as np
from keras.layers import LSTM, Bidirectional, Dense, Embedding, Input

from ..common import fit, functional

rng = np.random.default_rng(0)


def build(shape):
    inputs = Input(shape, dtype="int32")
    return functional(inputs, Dense(2)(Bidirectional(LSTM(4))(Embedding(50, 6, mask_zero=True)(inputs))))


def broken():
    return build((None, 22))


def fixed():
    return fit(build((22,)), rng.integers(0, 50, (12, 22)), rng.random((12, 2)))
