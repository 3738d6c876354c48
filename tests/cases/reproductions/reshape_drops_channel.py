"""Case reshape-drops-channel.

Target shape forgets a factor 3 (another axis exists).

Source: https://github.com/vedic-partap/Event-Driven-Stock-Prediction-using-Deep-Learning/issues/9
"""

import numpy as np
from keras.layers import Conv2D, Dense, Flatten, Input

from ..common import sequential

rng = np.random.default_rng(0)


def broken():
    return rng.random((4, 3000)).reshape(4, 20, 50, 1).astype("float32")


def fixed():
    x = rng.random((4, 3000)).reshape(4, 3, 20, 50).transpose(0, 2, 3, 1)
    return sequential(Input((20, 50, 3)), Conv2D(2, 3), Flatten(), Dense(1)).predict(x, verbose=0)
