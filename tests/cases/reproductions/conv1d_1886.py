"""Case conv1d-1886.

Channel axis missing in the declared shape.

Source: https://github.com/tensorflow/tensorflow/issues/44065
"""

import numpy as np
from keras.layers import Conv1D, Dense, Flatten, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def broken():
    return sequential(Input((188,)), Conv1D(8, 1, strides=3))


def fixed():
    return fit(
        sequential(Input((188, 1)), Conv1D(8, 1, strides=3), Flatten(), Dense(1)),
        rng.random((12, 188))[..., None],
        rng.random((12, 1)),
    )
