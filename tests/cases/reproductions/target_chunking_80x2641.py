"""Case target-chunking-80x2641.

Decoder layer drops the time axis.

Source: https://github.com/keras-team/keras/issues/14039
"""

import numpy as np
from keras.layers import LSTM, Bidirectional, Dense, Embedding, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((8,)),
        Embedding(50, 6),
        Bidirectional(LSTM(4, return_sequences=True)),
        LSTM(5),
        Dense(26, activation="softmax"),
        loss="categorical_crossentropy",
    )
    return model, rng.integers(0, 50, (31, 8)), np.eye(26)[rng.integers(0, 26, (31, 8))]


def parts_fixed():
    _, x, y = parts()
    model = sequential(
        Input((8,)),
        Embedding(50, 6),
        Bidirectional(LSTM(4, return_sequences=True)),
        LSTM(5, return_sequences=True),
        Dense(26, activation="softmax"),
        loss="categorical_crossentropy",
    )
    return model, x, y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
