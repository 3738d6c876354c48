"""Case cardinality-nested-predict.

Nested Python lists are flattened, so the batch axis disappears.

Source: https://github.com/yacoubb/stock-trading-ml/issues/18
"""

import numpy as np
from keras.layers import LSTM, Dense, Input, concatenate

from ..common import functional

rng = np.random.default_rng(0)


def build():
    prices, indicator = Input((50, 5)), Input((1,))
    return functional([prices, indicator], Dense(1)(concatenate([LSTM(4)(prices), indicator])))


def broken():
    prices, indicator = rng.random((50, 5)), rng.random((1,))
    return build().predict([[prices], [indicator]], verbose=0)


def fixed():
    prices, indicator = rng.random((50, 5)), rng.random((1,))
    return build().predict([prices[None], indicator[None]], verbose=0)
