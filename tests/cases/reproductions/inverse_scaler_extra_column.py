"""Case inverse-scaler-extra-column.

One more column than the scaler knows.

Source: https://github.com/Housiadas/forecasting-energy-consumption-LSTM/issues/6
"""

import numpy as np

rng = np.random.default_rng(0)


def broken():
    values = rng.random((20, 5))
    values *= rng.random((4,))
    return values


def fixed():
    values = rng.random((20, 5))
    values[:, :4] *= rng.random((4,))
    return values
