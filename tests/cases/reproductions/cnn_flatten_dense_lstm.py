"""Case cnn-flatten-dense-lstm.

Flatten/Dense give (batch, units): no time axis left.

Source: https://github.com/keras-team/keras/issues/9314
"""

import numpy as np
from keras.layers import LSTM, Conv2D, Dense, Flatten, Input, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def broken():
    return sequential(
        Input((12, 12, 3)), Conv2D(4, 5, strides=2), Flatten(), Dense(10, activation="relu"), LSTM(4), Dense(1)
    )


def fixed():
    model = sequential(
        Input((5, 12, 12, 3)),
        TimeDistributed(Conv2D(4, 5, strides=2)),
        TimeDistributed(Flatten()),
        TimeDistributed(Dense(10, activation="relu")),
        LSTM(4),
        Dense(1),
    )
    return fit(model, rng.random((6, 5, 12, 12, 3)), rng.random((6, 1)))
