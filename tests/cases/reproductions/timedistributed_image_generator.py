"""Case timedistributed-image-generator.

Image generator yields single frames, model wants frame sequences.

Source: https://github.com/keras-team/keras/issues/14836
"""

import numpy as np
from keras.layers import LSTM, Conv2D, Dense, Flatten, Input, TimeDistributed

from ..common import fit, sequential

rng = np.random.default_rng(0)


def build():
    return sequential(
        Input((5, 16, 16, 3)),
        TimeDistributed(Conv2D(2, 5, strides=3)),
        TimeDistributed(Flatten()),
        LSTM(4),
        Dense(2, activation="softmax"),
        loss="sparse_categorical_crossentropy",
    )


def broken():
    return fit(build(), rng.random((10, 16, 16, 3)), np.arange(10) % 2)


def fixed():
    return fit(build(), rng.random((10, 16, 16, 3)).reshape(2, 5, 16, 16, 3), np.arange(2))
