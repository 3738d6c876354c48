"""Case convlstm-target-sequence.

Last ConvLSTM returns one frame, target has 5.

Source: https://github.com/keras-team/keras/issues/10572
"""

import numpy as np
from keras.layers import Conv2D, ConvLSTM2D, Input

from ..common import fit, sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(
        Input((5, 8, 8, 3)),
        ConvLSTM2D(2, 3, padding="same", return_sequences=True),
        ConvLSTM2D(2, 3, padding="same"),
        Conv2D(3, 1),
    )
    return model, rng.random((2, 5, 8, 8, 3)), rng.random((2, 5, 8, 8, 3))


def parts_fixed():
    model, x, y = parts()
    return model, x, y[:, -1]


def broken():
    return fit(*parts())


def fixed():
    return fit(*parts_fixed())
