"""What Keras, TensorFlow and NumPy refuse today, and in which words.

The letters and numbers are rows of ROWS in test_rows.py. When a test fails on a newer Keras, the lesson that ROWS
names is rewritten; the test is not deleted.
"""

import functools
import re

import keras
import numpy as np
import pytest
from tensorflow.errors import InvalidArgumentError
from tools.cores import CORES
from tools.small_models import (
    FLAT,
    FOUR,
    LONGER,
    ONE,
    SWAPPED,
    X,
    Y,
    build,
    declared,
    every_step,
    fit,
    functional,
    words_of,
)

PROVED = set()  # the rows that a test below stands for
ERRORS = []  # for each mistake below, a function that makes it and returns the error's words


def raises(row, *words, kind=ValueError):
    """Turn a function that makes a mistake into the test of what it raises."""

    def make_test(mistake):
        text = functools.cache(lambda: words_of(mistake, kind))  # the tests of the cores read it again
        PROVED.add(row)
        ERRORS.append(text)

        @functools.wraps(mistake)
        def test():
            assert [part for part in words if part not in text()] == [], text()

        return test

    return make_test


@raises("S1", "Sequential.call()", "Expected shape (None, 20, 3), but input has incompatible shape (None, 60)")
def test_flat_rows_in_a_first_fit_are_told_the_expected_shape():
    fit(declared(), FLAT)


@raises("S1'", "Cannot take the length of shape with unknown rank.")
def test_flat_rows_after_a_good_fit_are_told_no_shape():
    fit(fit(declared(), X), FLAT)


@raises("S1f", "of layer 'functional'", "expected shape=(None, 20, 3), found shape=(None, 60)")
def test_flat_rows_in_a_functional_fit_are_told_none():
    fit(functional(), FLAT)


@raises("S1f", "expected shape=(None, 20, 3), found shape=(32, 60)")
def test_flat_rows_in_a_functional_fit_of_two_whole_batches_are_told_the_batch():
    fit(functional(), FLAT[:64], Y[:64])


@raises("S1f", "expected shape=(None, 20, 3), found shape=(32, 60)")
def test_flat_rows_in_a_functional_predict_are_told_the_batch():
    functional().predict(FLAT, verbose=0)


@raises("S1f'", "as_list() is not defined on an unknown TensorShape.")
def test_flat_rows_after_a_good_functional_fit_are_told_no_shape():
    fit(fit(functional(), X), FLAT)


@raises("S8", "expected ndim=3, found ndim=2. Full shape received: (None, 60)", "of layer 'lstm'")
def test_flat_rows_without_an_input_get_the_famous_sentence():
    fit(build(), FLAT)


@raises("S8", "has already been configured to use input shape (None, 60)")
def test_right_data_after_the_famous_sentence_find_another_shape_configured():
    model = build()
    words_of(lambda: fit(model, FLAT))
    model.compile("adam", "mse")  # cures a declared model, and not this one
    fit(model, X)


@raises("S1", "Creating variables on a non-first call")
def test_right_data_after_a_failed_first_fit_find_a_spoilt_model():
    model = declared()
    words_of(lambda: fit(model, FLAT))
    fit(model, X)


@raises("S2", "cannot reshape array of size 6000 into shape (100,20,4)")
def test_numpy_refuses_sizes_that_do_not_multiply():
    FLAT.reshape(100, 20, 4)


# 8 is 4 times the 2 units; with LSTM(50) it reads 200.
@raises("S3b", "LSTMCell.call()", "Dimensions must be equal, but are 20 and 3", "MatMul", "[?,20], [3,8]")
def test_swapped_axes_in_a_first_fit_are_told_a_failed_product():
    fit(declared(), SWAPPED)


@raises("S3b'", "Graph execution error", "Matrix size-incompatible", kind=InvalidArgumentError)
def test_swapped_axes_after_a_good_fit_are_a_graph_execution_error():
    fit(fit(declared(), X), SWAPPED)


@raises("S4", "of layer 'second'", "expected ndim=3, found ndim=2. Full shape received: (None, 2)")
def test_a_missing_return_sequences_names_the_second_layer_and_not_the_first():
    declared(layers=[keras.layers.LSTM(2, name="first"), keras.layers.LSTM(2, name="second")])


@raises("S5", "Expected shape (None, 20, 3), but input has incompatible shape (20, 3)")
def test_one_sample_without_its_axis_in_a_first_predict_is_told_the_expected_shape():
    declared().predict(X[0], verbose=0)


@raises("S5", "Cannot take the length of shape with unknown rank.")
def test_one_sample_without_its_axis_after_a_good_predict_is_told_no_shape():
    model = declared()
    model.predict(X, verbose=0)
    model.predict(X[0], verbose=0)


@raises("S5u", "Cannot take the length of shape with unknown rank.")
def test_the_right_call_after_those_20_predictions_fails():
    model = build(keras.Input((20, 1)))
    model.predict(ONE[0], verbose=0)
    model.predict(ONE[:1], verbose=0)


@raises("S9", "Dimensions must be equal, but are 4 and 3")
def test_four_features_for_three_are_told_a_failed_product():
    fit(declared(), FOUR)


@raises("S10", "expected shape=(None, 20, 3), found shape=(None, 30, 3)")
def test_other_timesteps_raise_in_a_first_functional_fit():
    fit(functional(), LONGER)


@raises("S6g", "Data cardinality is ambiguous", "'x' sizes: 80", "'y' sizes: 100")
def test_unequal_numbers_of_samples_are_both_named():
    fit(declared(), X[:80], Y)


@raises("S6g", "Data cardinality is ambiguous", "'x' sizes: 20", "'y' sizes: 1")
def test_fitting_one_sample_without_its_axis_counts_its_steps_as_samples():
    fit(declared(), X[0], Y[:1])


@raises("S6h", "must have the same rank")
def test_a_crossentropy_refuses_one_y_for_every_step():
    fit(every_step("binary_crossentropy"), X)


@raises("S6h", "must have the same shape up until the last dimension")
def test_a_sparse_crossentropy_refuses_classes_for_other_steps():
    layers = [keras.layers.LSTM(4, return_sequences=True, activation="softmax")]
    fit(declared(layers=layers, loss="sparse_categorical_crossentropy"), X, np.zeros((100, 5)))


@raises("S7c", "Unrecognized keyword arguments passed to LSTM: {'input_length': 20}")
def test_input_length_is_gone():
    keras.layers.LSTM(2, input_length=20)


@raises("S7c", "Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': (32, 20, 3)}")
def test_batch_input_shape_is_gone():
    keras.layers.LSTM(2, batch_input_shape=(32, 20, 3))


@raises("S7e", "expected ndim=3, found ndim=2. Full shape received: (None, 20)")
@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`")
def test_one_declared_axis_fails_when_the_model_is_built():
    build(layers=[keras.layers.LSTM(2, input_shape=(20,))])


@raises("S7f", "expected ndim=3, found ndim=4. Full shape received: (None, 100, 20, 3)")
@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`")
def test_samples_written_into_input_shape_fail_when_the_model_is_built():
    build(layers=[keras.layers.LSTM(2, input_shape=(100, 20, 3))])


@raises("S22", "Incompatible shapes: [16,", "vs. [32,", kind=InvalidArgumentError)
def test_80_samples_leave_half_a_batch_for_a_model_fixed_to_32():
    fit(build(keras.Input(batch_shape=(32, 20, 3)), stateful=True), X[:80], Y[:80])


@raises("S22", "If an RNN is stateful, the batch size of the input sequences must be the same")
def test_the_same_half_batch_has_other_words_in_an_eager_fit():
    model = build(keras.Input(batch_shape=(32, 20, 3)), stateful=True)
    model.compile("adam", "mse", run_eagerly=True)
    fit(model, X[:80], Y[:80])


@raises("S23", "Invalid dtype: object")
def test_an_array_of_objects_is_refused():
    fit(declared(), X.astype(object))


@raises("S23", "Unrecognized data type: x=[[")
def test_a_list_is_refused():
    fit(declared(), X.tolist())


@raises("S23", "Invalid dtype: str")
def test_text_is_refused():
    fit(declared(), X.astype(str))


@functools.cache
def error_texts():
    """The words of every mistake above; one that no longer raises fails its own test, not each of these."""
    texts = []
    for text in ERRORS:
        try:
            texts.append(text())
        except (AssertionError, pytest.fail.Exception):
            continue
    return texts


@pytest.mark.parametrize("core", CORES)
def test_every_core_is_the_core_of_a_real_error(core):
    assert any(re.search(core, text) for text in error_texts())
