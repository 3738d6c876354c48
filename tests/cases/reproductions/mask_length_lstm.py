"""Case mask-length-lstm.

Mask has one step less than the data.

Source: https://github.com/tensorflow/tensorflow/issues/45035
"""

import numpy as np
from keras.layers import LSTM


def run(mask_steps):
    x = np.ones((4, 6, 4), "float32")
    return LSTM(4, return_sequences=True)(x, mask=np.arange(mask_steps)[None] < np.array([1, 2, 3, 4])[:, None])


def broken():
    return run(5)


def fixed():
    return run(6)
