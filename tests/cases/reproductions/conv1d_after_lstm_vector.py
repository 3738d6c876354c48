"""Case conv1d-after-lstm-vector.

Both BiLSTM return one vector, so the concatenation is 2-D.

Source: https://github.com/kaggler-tv/dku-kaggle-class/issues/35
"""

import numpy as np
from keras.layers import LSTM, Bidirectional, Concatenate, Conv1D, Dense, Embedding, GlobalMaxPooling1D, Input

from ..common import fit, functional

rng = np.random.default_rng(0)


def build(return_sequences):
    first, second = Input((35,)), Input((23,))
    encoded = [
        Bidirectional(LSTM(4, return_sequences=return_sequences))(Embedding(50, 6)(ids)) for ids in (first, second)
    ]
    pooled = GlobalMaxPooling1D()(Conv1D(8, 3)(Concatenate(axis=1)(encoded)))
    return functional([first, second], Dense(3, activation="softmax")(pooled), "sparse_categorical_crossentropy")


def broken():
    return build(False)


def fixed():
    return fit(build(True), [rng.integers(0, 50, (12, 35)), rng.integers(0, 50, (12, 23))], np.arange(12) % 3)
