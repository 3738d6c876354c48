"""Case number-to-sequence.

One-to-many: the vector must be repeated along time.

Source: https://askpythonquestions.com/2021/09/06/using-lstm-rnn-to-predict-a-sequence-of-numbers/
"""

import numpy as np
from keras.layers import LSTM, Dense, Input, RepeatVector

from ..common import fit, sequential

rng = np.random.default_rng(0)


def broken():
    return sequential(Input((1,)), Dense(32), LSTM(4), Dense(1))


def fixed():
    return fit(
        sequential(Input((1,)), Dense(32), RepeatVector(8), LSTM(4, return_sequences=True), Dense(1)),
        rng.random((10, 1)),
        rng.random((10, 8, 1)),
    )
