"""Case ragged-spectrograms.

np.array over unequal arrays inside the batch generator.

Source: https://github.com/aruno14/speechRecognition/issues/1
"""

import keras
import numpy as np
from keras.layers import LSTM, Dense, Input

from ..common import sequential

rng = np.random.default_rng(0)


class Batches(keras.utils.PyDataset):
    def __init__(self, pad):
        super().__init__()
        self.pad = pad

    def __len__(self):
        return 2

    def __getitem__(self, index):
        sounds = [rng.random((4 + index, 3)), rng.random((6 + index, 3))]
        x = keras.utils.pad_sequences(sounds, dtype="float32") if self.pad else np.array(sounds, dtype=object)
        return x, rng.random((2, 1))


def build():
    return sequential(Input((None, 3)), LSTM(4), Dense(1))


def broken():
    return build().fit(Batches(pad=False), epochs=1, verbose=0)


def fixed():
    return build().fit(Batches(pad=True), epochs=1, verbose=0)
