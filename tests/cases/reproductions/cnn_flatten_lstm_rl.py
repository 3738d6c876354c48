"""Case cnn-flatten-lstm-rl.

Flatten removes the axes an LSTM needs.

Source: https://github.com/keras-team/keras/issues/11506
"""

import numpy as np
from keras.layers import LSTM, Conv2D, Dense, Flatten, Input, Reshape

from ..common import fit, sequential

rng = np.random.default_rng(0)


def broken():
    return sequential(
        Input((6, 6, 1)), Conv2D(4, 3, padding="same"), Flatten(), LSTM(4, return_sequences=True), Dense(5)
    )


def fixed():
    model = sequential(Input((6, 6, 1)), Conv2D(4, 3, padding="same"), Reshape((6, 24)), LSTM(4), Dense(5))
    return fit(model, rng.random((8, 6, 6, 1)), rng.random((8, 5)))
