"""Case silent-lookback-as-features.

The window sits on the feature axis, so the LSTM takes a single step; author reports test RMSE 13.97 before
and 2.27 after.

Source: https://github.com/omerbsezer/LSTM_RNN_Tutorials_with_Demo/pull/6
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, sequential


def parts():
    series = np.sin(np.arange(60) / 5)
    windows = np.stack([series[start : start + 10] for start in range(50)])
    model = sequential(Input((1, 10)), LSTM(4), Dense(1))
    return model, windows.reshape(50, 1, 10), series[10:]


def parts_fixed():
    series = np.sin(np.arange(60) / 5)
    windows = np.stack([series[start : start + 10] for start in range(50)])
    model = sequential(Input((10, 1)), LSTM(4), Dense(1))
    return model, windows.reshape(50, 10, 1), series[10:]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
