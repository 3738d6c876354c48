"""Case embedding-input-120-data-3d.

Vectors sent to an id input; and one label per sentence while the model labels every token.

Source: https://github.com/keras-team/keras/issues/7403
"""

import numpy as np
from keras.layers import LSTM, Bidirectional, Dense, Embedding, Input, TimeDistributed

from ..common import fit, functional

rng = np.random.default_rng(0)


def parts():
    inputs = Input((12,))
    hidden = Bidirectional(LSTM(4, return_sequences=True))(Embedding(50, 10)(inputs))
    model = functional(inputs, TimeDistributed(Dense(5))(hidden))
    return model, rng.random((20, 12, 10)), rng.random((20,))


def parts_fixed():
    inputs = Input((12, 10))
    hidden = Bidirectional(LSTM(4, return_sequences=True))(inputs)
    model = functional(inputs, TimeDistributed(Dense(5))(hidden))
    return model, rng.random((20, 12, 10)), rng.random((20, 12, 5))


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
