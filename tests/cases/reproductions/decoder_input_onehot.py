"""Case decoder-input-onehot.

Training used integer ids, inference passes one-hot.

Source: https://github.com/keras-team/keras/issues/12624
"""

import numpy as np
from keras.layers import LSTM, Dense, Embedding, Input

from ..common import functional


def build():
    inputs = Input((None,))
    return functional(inputs, Dense(5, activation="softmax")(LSTM(4, return_sequences=True)(Embedding(5, 3)(inputs))))


def broken():
    return build().predict(np.eye(5)[None], verbose=0)


def fixed():
    return build().predict(np.arange(5)[None], verbose=0)
