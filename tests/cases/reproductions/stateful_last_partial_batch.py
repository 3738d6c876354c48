"""Case stateful-last-partial-batch.

500 is not a multiple of 16; the last batch has 4 rows.

Source: https://github.com/keras-team/keras/issues/1902
"""

import numpy as np
from keras.layers import LSTM, Dense, Embedding, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input(batch_shape=(16, 10)),
        Embedding(20, 6),
        LSTM(4, stateful=True),
        Dense(5, activation="sigmoid"),
        loss="binary_crossentropy",
    )
    return model, rng.integers(0, 20, (50, 10)), rng.integers(0, 2, (50, 5))


def broken():
    return fit(*parts(), batch_size=16)


def fixed():
    model, x, y = parts()
    return fit(model, x[:48], y[:48], batch_size=16)
