"""Case declared-extra-axes-rl.

One 1 too many in the declared shape (batch is implicit).

Source: https://github.com/mjuchli/ctc-executioner/issues/23
"""

import numpy as np
from keras.layers import Dense, Flatten, Input, Reshape

from ..common import sequential

rng = np.random.default_rng(0)


def build(shape):
    return sequential(Input(shape), Reshape((51, 20)), Flatten(), Dense(3))


def broken():
    return build((1, 1, 51, 10, 2)).predict(rng.random((1, 1, 51, 10, 2)), verbose=0)


def fixed():
    return build((1, 51, 10, 2)).predict(rng.random((1, 1, 51, 10, 2)), verbose=0)
