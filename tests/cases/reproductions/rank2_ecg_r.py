"""Case rank2-ecg-r.

No time axis in the table.

Source: https://github.com/rstudio/keras3/issues/332
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((1, 12)),
        LSTM(4, return_sequences=True),
        LSTM(4),
        Dense(2, activation="sigmoid"),
        loss="sparse_categorical_crossentropy",
    )
    return model, rng.random((50, 12)), np.arange(50) % 2


def parts_fixed():
    model, x, y = parts()
    return model, x[:, None, :], y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
