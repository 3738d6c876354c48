"""Case silent-mse-function-rank.

Broadcasting to (128, 128).

Source: https://github.com/tensorflow/tensorflow/issues/37770
"""

import keras
import numpy as np

rng = np.random.default_rng(0)


def loss(y_true, y_pred):
    return float(np.mean(np.asarray(keras.losses.mean_squared_error(y_true, y_pred))))


def broken():
    a, b = rng.random((32,)).astype("float32"), rng.random((32,)).astype("float32")
    values = [loss(a, b), loss(a[:, None], b), loss(a, b[:, None]), loss(a[:, None], b[:, None])]
    assert np.allclose(values, values[0])
    return values


def fixed():
    return loss(rng.random((32, 1)), rng.random((32, 1)))
