"""Case target-pooling-keeps-time.

AveragePooling1D only halves the time axis.

Source: https://github.com/keras-team/keras/issues/6351
"""

import numpy as np
from keras.layers import LSTM, AveragePooling1D, Dense, GlobalAveragePooling1D, Input, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def build(pooling):
    return sequential(
        Input((120, 19)),
        LSTM(4, return_sequences=True),
        TimeDistributed(Dense(1)),
        pooling,
        Dense(2, activation="softmax"),
        loss="categorical_crossentropy",
    )


def parts():
    model = build(AveragePooling1D(2))
    return model, rng.random((11, 120, 19)), np.eye(2)[np.arange(11) % 2]


def parts_fixed():
    model = build(GlobalAveragePooling1D())
    return model, rng.random((11, 120, 19)), np.eye(2)[np.arange(11) % 2]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
