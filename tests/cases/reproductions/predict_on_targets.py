"""Case predict-on-targets.

The targets were passed to predict instead of an input window.

Source: https://github.com/rstudio/tensorflow/issues/190
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((5, 1)), LSTM(4), Dense(1))
    fit(model, rng.random((95, 5, 1)), rng.random((95, 1)))
    return model, rng.random((95, 1)), None


def broken():
    model, x, _ = parts()
    return model.predict(x, verbose=0)


def fixed():
    model, _, _ = parts()
    return model.predict(rng.random((3, 5, 1)), verbose=0)
