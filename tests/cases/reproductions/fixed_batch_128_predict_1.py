"""Case fixed-batch-128-predict-1.

Batch size is part of the declared shape.

Source: https://github.com/keras-team/keras/issues/4532
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input(batch_shape=(16, 23, 9)), LSTM(4), Dense(1))
    return model, rng.random((1, 23, 9)), None


def broken():
    model, x, _ = parts()
    return model.predict(x, verbose=0)


def fixed():
    return sequential(Input((23, 9)), LSTM(4), Dense(1)).predict(rng.random((1, 23, 9)), verbose=0)
