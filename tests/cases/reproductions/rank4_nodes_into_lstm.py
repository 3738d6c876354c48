"""Case rank4-nodes-into-lstm.

Node axis must be folded into the batch (or features) axis.

Source: https://github.com/tensorflow/tensorflow/issues/46794
"""

import numpy as np
from keras.layers import LSTM, Input

from ..common import fit, functional, sequential

rng = np.random.default_rng(0)


def parts():
    inputs = Input((8, 4, 5))
    outputs = LSTM(6)(inputs)
    model = functional(inputs, outputs)
    return model, rng.random((10, 8, 4, 5)), rng.random((10, 6))


def broken():
    return fit(*parts())


def fixed():
    x = rng.random((10, 8, 4, 5)).transpose(0, 3, 2, 1).reshape(-1, 4, 8)
    return sequential(Input((4, 8)), LSTM(6)).predict(x, verbose=0)
