"""Case bidirectional-state-unpack.

The wrapper returns five tensors (one output, two states per direction).

Source: https://github.com/keras-team/keras/issues/8823
"""

import numpy as np
from keras.layers import LSTM, Bidirectional, Input

from ..common import functional

rng = np.random.default_rng(0)


def broken():
    outputs, hidden, cell = Bidirectional(LSTM(4, return_state=True), merge_mode="mul")(Input((None, 5)))
    return outputs, hidden, cell


def fixed():
    inputs = Input((None, 5))
    outputs, *_states = Bidirectional(LSTM(4, return_state=True), merge_mode="mul")(inputs)
    return functional(inputs, outputs).predict(rng.random((2, 6, 5)), verbose=0)
