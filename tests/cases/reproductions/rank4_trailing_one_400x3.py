"""Case rank4-trailing-one-400x3.

Channel axis left over from the CNN version.

Source: https://github.com/keras-team/keras/issues/7403
"""

import numpy as np
from keras.layers import LSTM, Dense, Flatten, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((40, 3)),
        LSTM(4, return_sequences=True),
        Flatten(),
        Dense(3, activation="softmax"),
        loss="sparse_categorical_crossentropy",
    )
    return model, rng.random((30, 40, 3, 1)), np.arange(30) % 3


def parts_fixed():
    model, x, y = parts()
    return model, x[..., 0], y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
