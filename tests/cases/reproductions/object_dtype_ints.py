"""Case object-dtype-ints.

Labels/ids read from a table keep dtype object.

Source: https://github.com/adamkusey/securitai-lstm-model/issues/5
"""

import numpy as np
from keras.layers import LSTM, Dense, Embedding, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((10,)), Embedding(50, 6), LSTM(4), Dense(1, activation="sigmoid"), loss="binary_crossentropy"
    )
    return model, rng.integers(0, 50, (12, 10)), (np.arange(12) % 2).astype(object)


def parts_fixed():
    model, x, y = parts()
    return model, x, y.astype("float32")


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
