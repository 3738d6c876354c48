"""Case attention-on-vector.

Attention needs the sequence of states.

Source: https://github.com/philipperemy/keras-attention/issues/47
"""

import numpy as np
from keras.layers import LSTM, Attention, Dense, Flatten, Input

from ..common import fit, functional

rng = np.random.default_rng(0)


def build(return_sequences):
    inputs = Input((16, 18))
    hidden = LSTM(6, return_sequences=return_sequences)(inputs)
    attended = Attention()([hidden, hidden])
    return functional(inputs, Dense(2)(Flatten()(attended)))


def broken():
    model = build(False)
    return fit(model, rng.random((12, 16, 18)), rng.random((12, 2)))


def fixed():
    return fit(build(True), rng.random((12, 16, 18)), rng.random((12, 2)))
