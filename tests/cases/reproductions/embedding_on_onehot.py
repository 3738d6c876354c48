"""Case embedding-on-onehot.

One-hot rows sent to a layer that wants integer ids.

Source: https://github.com/keras-team/keras/issues/1726
"""

import numpy as np
from keras.layers import LSTM, Dense, Embedding, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((20,)),
        Embedding(50, 6),
        LSTM(4, return_sequences=True),
        LSTM(4),
        Dense(50, activation="softmax"),
        loss="categorical_crossentropy",
    )
    return model, np.eye(50)[rng.integers(0, 50, (12, 20))], np.eye(50)[np.arange(12)]


def parts_fixed():
    model, x, y = parts()
    return model, x.argmax(-1), y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
