"""Case rank4-map-lstm.

LSTM accepts exactly one batch axis, unlike Dense.

Source: https://github.com/tensorflow/tensorflow/issues/45634
"""

import keras
import numpy as np
from keras.layers import LSTM, TimeDistributed


def broken():
    return keras.Sequential([LSTM(1)])(np.ones((9, 8, 6, 5)))


def fixed():
    return keras.Sequential([TimeDistributed(LSTM(1))])(np.ones((9, 8, 6, 5)))
