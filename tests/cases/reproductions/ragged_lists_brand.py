"""Case ragged-lists-brand.

Non-rectangular lists.

Source: https://github.com/maciej-cecot/brand-detection/issues/2
"""

import keras
import numpy as np
from keras.layers import LSTM, Dense, Embedding, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def build():
    return sequential(Input((None,)), Embedding(50, 6), LSTM(4), Dense(1))


def data():
    x = np.empty(6, dtype=object)
    for row in range(6):
        x[row] = list(range(1, 3 + row))
    return x


def broken():
    return fit(build(), data(), rng.random((6, 1)))


def fixed():
    return fit(build(), keras.utils.pad_sequences(list(data())), rng.random((6, 1)))
