"""Case rank2-talos-gru.

Array API skips the generator that used to build the time axis.

Source: https://github.com/autonomio/talos/issues/47
"""

import numpy as np
from keras.layers import GRU, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((None, 21)), GRU(4), Dense(1, activation="sigmoid"), loss="mae")
    return model, rng.random((48, 21)), rng.random((48, 1))


def parts_fixed():
    model, x, y = parts()
    length = 8
    return model, np.stack([x[start : start + length] for start in range(len(x) - length + 1)]), y[length - 1 :]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
