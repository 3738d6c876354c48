"""Case stateful-batch-not-divisor.

batch_input_shape was not on the first layer, and sample count was no multiple of the batch size.

Source: https://github.com/keras-team/keras/issues/2030
"""

import numpy as np
from keras.layers import GRU, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((7, 3)), GRU(4, stateful=True, return_sequences=True), Dense(1))
    return model, rng.random((30, 7, 3)), rng.random((30, 7, 1))


def broken():
    return fit(*parts())


def fixed():
    return fit(
        sequential(Input(batch_shape=(10, 7, 3)), GRU(4, stateful=True, return_sequences=True), Dense(1)),
        rng.random((30, 7, 3)),
        rng.random((30, 7, 1)),
        batch_size=10,
    )
