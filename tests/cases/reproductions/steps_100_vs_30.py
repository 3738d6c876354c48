"""Case steps-100-vs-30.

Look-back at run time differs from the saved model.

Source: https://github.com/amtsai96/Learning-Lip-Sync-from-Audio/issues/6
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((100, 26)), LSTM(4), Dense(1))
    return model, rng.random((4, 30, 26)), None


def broken():
    model, x, _ = parts()
    return model.predict(x, verbose=0)


def fixed():
    model, _, _ = parts()
    return model.predict(rng.random((4, 100, 26)), verbose=0)
