"""Case steps-mismatch-univariate-message.

Slice bounds (look_back*2 offsets) do not fit the data set, so the target slice is empty.

Source: https://github.com/omerbsezer/LSTM_RNN_Tutorials_with_Demo/issues/3
"""

import numpy as np

rng = np.random.default_rng(0)


def broken():
    plotted = np.full((100, 1), np.nan)
    prediction = rng.random((48, 1))
    plotted[60 + 48 + 1 : len(plotted) - 1, :] = prediction


def fixed():
    plotted = np.full((100, 1), np.nan)
    prediction = rng.random((48, 1))
    plotted[len(plotted) - len(prediction) :, :] = prediction
    return plotted
