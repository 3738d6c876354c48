"""Case declared-one-axis-15.

The array lost its vector axis (ragged/ object), so only one axis is declared.

Source: https://github.com/shreyans29/thesemicolon/issues/5
"""

import numpy as np
from keras.layers import LSTM, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((15,)), LSTM(4, return_sequences=True))
    return model, rng.random((20, 15)), rng.random((20, 15, 4))


def parts_fixed():
    model = sequential(Input((15, 6)), LSTM(4, return_sequences=True))
    return model, rng.random((20, 15, 6)), rng.random((20, 15, 4))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
