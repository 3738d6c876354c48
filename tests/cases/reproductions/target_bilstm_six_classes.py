"""Case target-bilstm-six-classes.

Sequence output for per-sample labels, labels not one-hot.

Source: https://github.com/keras-team/keras/issues/11188
"""

import keras
import numpy as np
from keras.layers import LSTM, Bidirectional, Dense, Input, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((9, 4)),
        Bidirectional(LSTM(4, return_sequences=True)),
        TimeDistributed(Dense(6, activation="softmax")),
        loss="categorical_crossentropy",
    )
    return model, rng.random((30, 9, 4)), np.arange(30).reshape(30, 1) % 6


def parts_fixed():
    model = sequential(
        Input((9, 4)), Bidirectional(LSTM(4)), Dense(6, activation="softmax"), loss="categorical_crossentropy"
    )
    return model, rng.random((30, 9, 4)), keras.utils.to_categorical(np.arange(30) % 6)


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
