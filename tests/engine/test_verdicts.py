"""The break panel says what a real first fit does."""

import itertools
import re

import keras
import numpy as np
import pytest

from helpers.pictures.breaks import data_shape, first_fit

SIZES = [(1, 1), (20, 1), (1, 3), (20, 3), (30, 3), (20, 4), (3, 20), (60, 6)]
MODELS = [("declared", True, False), ("no input", False, False), ("functional", True, True)]


def fresh_model(declared, functional):
    keras.utils.set_random_seed(0)
    tail = [keras.layers.LSTM(2, name="lstm"), keras.layers.Dense(1, name="dense")]
    if functional:
        given = keras.Input((20, 3), name="readings")
        model = keras.Model(given, tail[1](tail[0](given)), name="functional")
    else:
        model = keras.Sequential(
            ([keras.Input((20, 3), name="readings")] if declared else []) + tail, name="sequential"
        )
    model.compile(optimizer="adam", loss="mse")
    return model


@pytest.mark.parametrize(
    ("axes", "sizes"),
    [
        # A real fit for every third shape in each run, for all of them in `make prove`.
        pytest.param(*shape, marks=[pytest.mark.generated] if place % 3 else [])
        for place, shape in enumerate(itertools.product([2, 3, 4], SIZES))
    ],
)
@pytest.mark.parametrize(("name", "declared", "functional"), MODELS, ids=[model[0] for model in MODELS])
def test_the_verdict_equals_what_a_real_fit_does(name, declared, functional, axes, sizes):
    shape = data_shape(axes, 5, *sizes)
    verdict = first_fit(shape, declared, functional)
    x, y = np.zeros(shape, dtype="float32"), np.zeros((5, 1), dtype="float32")
    try:
        fresh_model(declared, functional).fit(x, y, verbose=0)
    except ValueError as error:
        message = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        assert verdict.outcome == "raises", message
        assert verdict.words in message
    else:
        assert verdict.outcome in ("fits", "wrong")
        # "Fits" is said of one case only: the declared sizes, with or without a last axis of length 1.
        assert (verdict.outcome == "fits") == (shape[1:3] == (20, 3))


def test_a_shape_without_axes_for_a_verdict_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match=r"shape needs 2 to 4 axes; got \(5,\)"):
        first_fit((5,))
