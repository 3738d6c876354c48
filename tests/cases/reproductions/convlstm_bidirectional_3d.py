"""Case convlstm-bidirectional-3d.

The 40 images were taken as samples, not as time steps.

Source: https://github.com/keras-team/keras/issues/9763
"""

import numpy as np
from keras.layers import Bidirectional, ConvLSTM2D, Input

from ..common import functional

rng = np.random.default_rng(0)


def build(shape):
    inputs = Input(shape)
    return functional(inputs, Bidirectional(ConvLSTM2D(2, 3, padding="same"))(inputs))


def broken():
    return build((8, 8, 1))


def fixed():
    return build((4, 8, 8, 1)).predict(rng.random((1, 4, 8, 8, 1)), verbose=0)
