"""Case stateful-generate-one.

Stateful layers keep states of 128 rows.

Source: https://github.com/keras-team/keras/issues/1332
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def build(batch):
    return sequential(
        Input(batch_shape=(batch, 8, 12)),
        LSTM(4, stateful=True, return_sequences=True),
        LSTM(4, stateful=True),
        Dense(12, activation="softmax"),
        loss="categorical_crossentropy",
    )


def parts():
    model = build(16)
    fit(model, rng.random((32, 8, 12)), np.eye(12)[np.zeros(32, int)], batch_size=16)
    return model, rng.random((1, 8, 12)), None


def broken():
    model, x, _ = parts()
    return model.predict(x, verbose=0)


def fixed():
    model, x, _ = parts()
    single = build(1)
    single.set_weights(model.get_weights())
    return single.predict(x, verbose=0)
