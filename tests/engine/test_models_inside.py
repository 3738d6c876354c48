"""Layers within models that are called as layers are followed, and what goes wrong between them has its cause."""

import keras
import numpy as np
import pytest

import lstm_shapes

R = np.random.default_rng(0)
X, Y = R.random((40, 20, 3)).astype("float32"), R.random(40).astype("float32")
layers = keras.layers


def inside(*parts, shape=None):
    return keras.Sequential([*([keras.Input(shape)] if shape else []), *parts])


def functional(*parts, shape):
    given = out = keras.Input(shape)
    for one in parts:
        out = one(out)
    return keras.Model(given, out)


def every(units):
    return layers.LSTM(units, return_sequences=True)


def read(**shape):
    return inside(layers.LSTM(4), **shape)


def answer(**shape):
    return inside(layers.LSTM(4), layers.Dense(1), **shape)


# Models in a line of which one does not take what the one before it gives: (parts, cause, what a repair says).
BROKEN = {
    "no Input": (lambda: [read(), answer()], "missing-return-sequences", "return_sequences=True"),
    "three of them": (lambda: [inside(layers.Conv1D(8, 3)), read(), inside(every(5), layers.LSTM(3))],
                      "missing-return-sequences", "RepeatVector(18)"),
    "a number of steps is declared": (lambda: [read(shape=(20, 3)), answer(shape=(6, 4))],
                                      "missing-return-sequences", "RepeatVector(6)"),
    "functional": (lambda: [functional(layers.GRU(4), shape=(20, 3)), functional(layers.GRU(4), layers.Dense(1), shape=(5, 4))],
                   "missing-return-sequences", "RepeatVector(5)"),
    "another width": (lambda: [inside(every(4), shape=(20, 3)), answer(shape=(20, 8))], "inner-width", "(None, 20, 8)"),
    "time taken away": (lambda: [inside(every(4), layers.GlobalAveragePooling1D()), answer()],
                        "no-timesteps-before-rnn", "leave the layer"),
    "two levels": (lambda: [inside(read()), inside(answer())], "missing-return-sequences", "return_sequences=True"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_goes_wrong_between_models_in_a_line_has_its_cause(name):
    made, cause, words = BROKEN[name]
    with pytest.raises(Exception) as error:
        model = keras.Sequential(made())
        model.compile("adam", "mse")
        told = lstm_shapes.diagnose(model, X, Y)
        assert told.findings[0].cause == cause
        model.fit(X, Y, verbose=0)
    for told in (lstm_shapes.diagnose(made(), X, Y), lstm_shapes.explain(error.value)):
        first = told.findings[0]
        assert (first.cause, first.level) == (cause, "raises")
        assert any(words in fix.code for fix in first.fixes)


RIGHT = {
    "every step": lambda: [inside(every(4), shape=(20, 3)), answer(shape=(20, 4))],
    "repeated": lambda: [read(shape=(20, 3)), layers.RepeatVector(6), answer(shape=(6, 4))],
    "no Input": lambda: [inside(every(4)), answer()],
    "two levels": lambda: [inside(inside(every(4))), inside(answer())],
    "any steps": lambda: [inside(every(4), shape=(None, 3)), answer(shape=(None, 4))],
}


@pytest.mark.parametrize("name", RIGHT)
def test_models_in_a_line_that_fit_are_not_called_broken(name):
    model = keras.Sequential(RIGHT[name]())
    model.compile("adam", "mse")
    assert not lstm_shapes.diagnose(model, X, Y).findings
    model.fit(X, Y, verbose=0)
    assert not lstm_shapes.diagnose(model, X, Y).findings


def test_x_is_not_blamed_for_what_a_model_inside_gets_from_another_one():
    words = [inside(layers.Embedding(50, 8), shape=(20,)), inside(layers.Embedding(50, 8), layers.LSTM(4), shape=(20,))]
    ids = R.integers(0, 50, (40, 20))
    model = keras.Sequential(words)
    model.compile("adam", "mse")
    with pytest.raises(Exception) as error:
        model.fit(ids, R.random((40, 4)), verbose=0)
    for told in (lstm_shapes.diagnose(model, ids, R.random((40, 4))), lstm_shapes.explain(error.value)):
        (one,) = told.findings
        assert one.level == "raises" and "3 axes came; it reads 2" in one.sentence and " x" not in one.sentence
