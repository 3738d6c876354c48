"""The data and the small models of the tests of Keras; none is larger than the claim needs."""

import functools
import re

import keras
import nbformat
import numpy as np
import pytest

from tools.reference import ROOT

NUMBERS = sorted(path.stem[:2] for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
X = np.random.default_rng(0).random((100, 20, 3)).astype("float32")
Y = X[:, -1, 0]
FLAT, SWAPPED = X.reshape(100, 60), X.transpose(0, 2, 1)
LONGER, FOUR = np.concatenate([X, X[:, :10]], axis=1), np.concatenate([X, X[:, :, :1]], axis=2)
ONE = X[:, :, :1]


def build(*first, layers=None, loss="mse", **options):
    """A fresh compiled Sequential of LSTM(2) and Dense(1); `first` is its Input, or nothing."""
    tail = layers or [keras.layers.LSTM(2, name="lstm", **options), keras.layers.Dense(1, name="answer")]
    model = keras.Sequential([*first, *tail], name="model")
    model.compile("adam", loss)
    return model


def compiled(*layers, loss="mse", **options):
    """Return a model of these layers, Input among them, compiled with Adam."""
    model = keras.Sequential([*layers])
    model.compile("adam", loss, **options)
    return model


def declared(*, layers=None, loss="mse", **options):
    return build(keras.Input((20, 3), name="readings"), layers=layers, loss=loss, **options)


def functional():
    given = keras.Input((20, 3), name="readings")
    model = keras.Model(given, keras.layers.Dense(1)(keras.layers.LSTM(2)(given)), name="functional")
    model.compile("adam", "mse")
    return model


def fit(model, x, y=Y):
    model.fit(x, y, verbose=0)
    return model


def quick_fit(model, x, y):
    """Train a model that is known to be right: with the optimizer's variables made before, Keras traces once, not twice."""
    if model.built:
        model.optimizer.build(model.trainable_variables)
    model.fit(x, y, verbose=0)


def every_step(loss="mse"):
    return declared(return_sequences=True, loss=loss)


@functools.cache
def notebook(number):
    """The stored notebook whose name begins with this number."""
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    return nbformat.read(path, as_version=4)


def words_of(call, kind=ValueError):
    """The words of the error that `call` must raise, without terminal colours."""
    with pytest.raises(kind) as caught:
        call()
    assert caught.type is kind
    return re.sub(r"\x1b\[[0-9;]*m", "", str(caught.value))
