"""Case declared-with-batch-1x6x30.

input_shape must not contain the batch axis.

Source: https://github.com/keras-team/keras/issues/11480
"""

import numpy as np
from keras.layers import LSTM, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((1, 6, 30)), LSTM(4, return_sequences=True))
    return model, rng.random((1, 6, 30)), rng.random((1, 6, 4))


def parts_fixed():
    model = sequential(Input((6, 30)), LSTM(4, return_sequences=True))
    return model, rng.random((1, 6, 30)), rng.random((1, 6, 4))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
