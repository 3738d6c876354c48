"""Case rank5-raw-video-into-lstm.

Raw frames sent to the model that expects extracted features.

Source: https://github.com/FrederikSchorr/sign-language/issues/4
"""

import numpy as np
from keras.layers import LSTM, Conv2D, Dense, GlobalAveragePooling2D, Input

from ..common import sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((40, 16)), LSTM(4), Dense(3))
    return model, rng.random((1, 40, 8, 8, 2)), None


def broken():
    model, x, _ = parts()
    return model.predict(x, verbose=0)


def fixed():
    model, x, _ = parts()
    cnn = sequential(Input((8, 8, 2)), Conv2D(16, 3), GlobalAveragePooling2D())
    features = cnn.predict(x.reshape(-1, 8, 8, 2), verbose=0).reshape(1, 40, 16)
    return model.predict(features, verbose=0)
