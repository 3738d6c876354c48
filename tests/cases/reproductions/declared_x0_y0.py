"""Case declared-x0-y0.

1-D series gives windows without a features axis; declared shape comes from sample counts.

Source: https://github.com/keras-team/keras/issues/6351
"""

import keras
import numpy as np
from keras.layers import LSTM, Dense, Flatten, Input

from ..common import sequential

rng = np.random.default_rng(0)


def windows(series):
    return keras.utils.timeseries_dataset_from_array(
        series[:-1], series[10:].reshape(-1), sequence_length=10, batch_size=4
    )


def build(shape):
    return sequential(Input(shape), LSTM(4, return_sequences=True), Flatten(), Dense(1))


def broken():
    dataset = windows(rng.random((50,)))
    return build((40, 40)).fit(dataset, epochs=1, verbose=0)


def fixed():
    dataset = windows(rng.random((50, 1)))
    return build((10, 1)).fit(dataset, epochs=1, verbose=0)
