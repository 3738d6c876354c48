"""Case silent-labels-not-shifted.

targets[i] belongs to the window that STARTS at i (unlike TimeseriesGenerator), so unshifted y is a value
inside the window.

Source: https://github.com/tensorflow/tensorflow/issues/60135
"""

import keras
import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential


def table():
    return np.arange(30.0).reshape(10, 3), np.arange(10.0)


def build():
    return sequential(Input((4, 3)), LSTM(2), Dense(1))


def broken():
    x, y = table()
    dataset = keras.utils.timeseries_dataset_from_array(x, y, sequence_length=4, batch_size=8)
    _first, targets = next(iter(dataset))
    assert int(targets[0]) == 0  # the window of rows 0 to 3
    return build().fit(dataset, epochs=1, verbose=0)


def fixed():
    x, y = table()
    dataset = keras.utils.timeseries_dataset_from_array(x[:-1], y[4:], sequence_length=4, batch_size=8)
    _first, targets = next(iter(dataset))
    assert int(targets[0]) == 4
    return build().fit(dataset, epochs=1, verbose=0)
