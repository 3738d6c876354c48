"""Case keras3-batch-input-shape-removed.

Keras 2 keyword removed in Keras 3.

Source: https://github.com/keras-team/keras/issues/20106
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(LSTM(4, batch_input_shape=(1, 1, 7), stateful=True), Dense(1))
    return model, rng.random((12, 1, 7)), rng.random((12, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(
        sequential(Input(batch_shape=(1, 1, 7)), LSTM(4, stateful=True), Dense(1)),
        rng.random((12, 1, 7)),
        rng.random((12, 1)),
        batch_size=1,
        shuffle=False,
    )
