"""Case multi-input-nested-predict.

Double nesting makes one input.

Source: https://github.com/percent4/keras_bert_multi_label_cls/issues/2
"""

import numpy as np
from keras.layers import LSTM, Dense, Embedding, Input, add

from ..common import functional


def build():
    first, second = Input((25,)), Input((25,))
    embed = Embedding(50, 4)
    return functional([first, second], Dense(2)(LSTM(4)(add([embed(first), embed(second)]))))


def broken():
    first, second = np.arange(25)[None], np.arange(25)[None]
    return build().predict(np.array([[first, second]]), verbose=0)


def fixed():
    first, second = np.arange(25)[None], np.arange(25)[None]
    return build().predict([first, second], verbose=0)
