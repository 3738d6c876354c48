"""Case rank2-tfidf-binary.

input_dim=2 overrides the real 10 columns; return_sequences left on in the last LSTM.

Source: https://github.com/keras-team/keras/issues/12279
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((None, 2)),
        LSTM(4, return_sequences=True),
        LSTM(4, return_sequences=True),
        Dense(1, activation="sigmoid"),
        loss="binary_crossentropy",
    )
    return model, rng.random((51, 1, 10)), np.arange(51).reshape(51, 1) % 2


def parts_fixed():
    model = sequential(
        Input((1, 10)),
        LSTM(4, return_sequences=True),
        LSTM(4),
        Dense(1, activation="sigmoid"),
        loss="binary_crossentropy",
    )
    return model, rng.random((51, 1, 10)), np.arange(51).reshape(51, 1) % 2


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
