"""Case glucose-24x27-vs-12x1.

Evaluation pipeline uses another window/feature configuration than training.

Source: https://github.com/replicahealth/GluPredKit/issues/43
"""

import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential

rng = np.random.default_rng(0)


def parts():
    model = sequential(Input((24, 27)), LSTM(4), Dense(1))
    return model, rng.random((10, 12, 1)), None


def broken():
    model, x, _ = parts()
    return model.predict(x, verbose=0)


def fixed():
    model, _, _ = parts()
    return model.predict(rng.random((10, 24, 27)), verbose=0)
