"""Case timedistributed-no-channel.

Channel axis missing.

Source: https://github.com/keras-team/keras/issues/401
"""

import numpy as np
from keras.layers import LSTM, Conv2D, Dense, Flatten, Input, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def build(shape):
    return sequential(Input(shape), TimeDistributed(Conv2D(2, 3)), TimeDistributed(Flatten()), LSTM(4), Dense(1))


def broken():
    return build((5, 16, 16))


def fixed():
    return fit(build((5, 16, 16, 1)), rng.random((3, 5, 16, 16, 1)), rng.random((3, 1)))
