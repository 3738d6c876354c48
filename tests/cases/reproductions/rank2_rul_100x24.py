"""Case rank2-rul-100x24.

2-D sensor rows, not windows.

Source: https://github.com/austineaero/Remaining-Useful-Life-RUL-Estimation/issues/13
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((50, 24)), LSTM(4), Dense(1))
    return model, rng.random((100, 24)), rng.random((100, 1))


def parts_fixed():
    model, x, y = parts()
    return model, np.stack([x[start : start + 50] for start in range(51)]), y[49:]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
