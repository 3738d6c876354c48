"""Case conv2d-on-video-5d.

2-D convolution applied to a frame sequence.

Source: https://github.com/iamrakesh28/Video-Prediction/issues/4
"""

import numpy as np
from keras.layers import Conv2D, Input, TimeDistributed

from ..common import sequential

rng = np.random.default_rng(0)


def broken():
    model = sequential(Input((5, 12, 12, 1)), Conv2D(2, 3))
    return model.predict(rng.random((4, 5, 12, 12, 1)), verbose=0)


def fixed():
    model = sequential(Input((5, 12, 12, 1)), TimeDistributed(Conv2D(2, 3)))
    return model.predict(rng.random((4, 5, 12, 12, 1)), verbose=0)
