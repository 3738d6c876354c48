"""Case features-4-vs-34.

Validation features were built with other columns than the training features.

Source: https://github.com/tensorflow/tensorflow/issues/53728
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def training():
    model = sequential(Input((1, 4)), LSTM(4), Dense(1))
    return model, rng.random((20, 1, 4)), rng.random((20, 1))


def broken():
    return fit(*training(), validation_data=(rng.random((10, 1, 34)), rng.random((10, 1))))


def fixed():
    return fit(*training(), validation_data=(rng.random((10, 1, 34))[..., :4], rng.random((10, 1))))
