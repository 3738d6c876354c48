"""Case y-onehot-with-sparse-loss.

Sparse loss wants ids (32, 16) (or (32, 16, 1)).

Source: https://github.com/keras-team/keras/issues/6331
"""

import numpy as np
from keras.layers import LSTM, Activation, Dense, Input, RepeatVector, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def build(loss):
    return sequential(
        Input((9, 6)),
        LSTM(4),
        RepeatVector(16),
        LSTM(4, return_sequences=True),
        TimeDistributed(Dense(78)),
        Activation("softmax"),
        loss=loss,
    )


def parts():
    model = build("sparse_categorical_crossentropy")
    return model, rng.random((12, 9, 6)), np.eye(78)[rng.integers(0, 78, (12, 16))]


def parts_fixed():
    model = build("categorical_crossentropy")
    return model, rng.random((12, 9, 6)), np.eye(78)[rng.integers(0, 78, (12, 16))]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
