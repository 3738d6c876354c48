"""Case stack-functional-attention.

First of two stacked LSTM layers lacks return_sequences.

Source: https://github.com/bibtissam/LSTM-Attention-FraudDetection/pull/3
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import fit, functional

rng = np.random.default_rng(0)


def build(return_sequences):
    inputs = Input((5, 6))
    return functional(inputs, Dense(1)(LSTM(5)(LSTM(5, return_sequences=return_sequences)(inputs))))


def broken():
    return build(False)


def fixed():
    return fit(build(True), rng.random((12, 5, 6)), rng.random((12, 1)))
