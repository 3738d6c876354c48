"""Case conv1d-24-columns.

24 declared as channels although they are positions; no time axis in x.

Source: https://github.com/keras-team/keras/issues/1348
"""

import numpy as np
from keras.layers import Conv1D, Dense, GlobalMaxPooling1D, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((None, 24)),
        Conv1D(8, 3),
        GlobalMaxPooling1D(),
        Dense(6, activation="softmax"),
        loss="categorical_crossentropy",
    )
    return model, rng.random((40, 24)), np.eye(6)[np.arange(40) % 6]


def parts_fixed():
    _, x, y = parts()
    model = sequential(
        Input((24, 1)),
        Conv1D(8, 3),
        GlobalMaxPooling1D(),
        Dense(6, activation="softmax"),
        loss="categorical_crossentropy",
    )
    return model, x[..., None], y


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
