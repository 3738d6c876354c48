"""Case rank2-make-regression.

Tabular 2-D data given to an LSTM.

Source: https://www.pythond.com/52081/como-procesar-la-forma-de-entrada-y-salida-para-keras-lstm.html
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((None, 9)), LSTM(4), Dense(2))
    return model, rng.random((40, 9)), rng.random((40, 2))


def parts_fixed():
    model = sequential(Input((9, 1)), LSTM(4), Dense(2))
    return model, rng.random((40, 9))[..., None], rng.random((40, 2))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
