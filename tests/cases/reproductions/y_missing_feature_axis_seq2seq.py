"""Case y-missing-feature-axis-seq2seq.

y (n, 200) lacks the last axis.

Source: https://github.com/keras-team/keras/issues/6861
"""

import numpy as np
from keras.layers import GRU, LSTM, Dense, Embedding, Input, RepeatVector, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((20,)),
        Embedding(50, 6),
        LSTM(4),
        RepeatVector(20),
        GRU(4, return_sequences=True),
        TimeDistributed(Dense(1, activation="sigmoid")),
        loss="binary_crossentropy",
    )
    return model, rng.integers(0, 50, (12, 20)), rng.integers(0, 2, (12, 20))


def parts_fixed():
    model, x, y = parts()
    return model, x, y[..., None]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
