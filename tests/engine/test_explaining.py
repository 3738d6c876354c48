"""`explain` reads the words of today, of older Keras, of NumPy and scikit-learn; what can be raised is raised here."""

import re

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from tools import quoted
from tools.small_models import FLAT, FOUR, LONGER, SWAPPED, X, Y, build, declared, every_step, fit, functional

import lstm_shapes
from lstm_shapes.checks import complaints, layer_at
from lstm_shapes.diagnosis import state_of
from lstm_shapes.explaining import _of_weights
from lstm_shapes.messages.frames import Hands, hands
from lstm_shapes.messages.texts import plain
from lstm_shapes.messages.told import read_text
from lstm_shapes.messages.wordings import wordings
from lstm_shapes.program import State

layers = keras.layers
tensor, matmul = keras.ops.zeros, keras.ops.matmul


def error_of(call):
    """The real exception of a call, with its traceback."""
    try:
        call()
    except Exception as error:
        return error
    pytest.fail("it no longer raises: the lesson has to be rewritten")


def causes(diagnosis):
    return [one.cause for one in diagnosis.findings if one.cause]


def after(model, *steps):
    """The model after calls that may fail."""
    for step in steps:
        try:
            step(model)
        except Exception:
            continue
    return model


def stack(*first):
    return keras.Sequential([keras.Input((20, 3)), *first, layers.LSTM(2, name="memory")])


def no_input_fit(model):
    model.fit(FLAT, Y, verbose=0)


def unpack(array):
    samples, timesteps, features = array.shape
    return samples, timesteps, features


SCALER = StandardScaler().fit(X[:, 0])
# (first cause, call): errors of today, each explained from the exception alone.
TODAY = {
    "flat": ("flattened-steps", lambda: declared().fit(FLAT, Y, verbose=0)),
    "flat, functional": ("flattened-steps", lambda: functional().predict(FLAT, verbose=0)),
    "flat, called": ("flattened-steps", lambda: declared()(FLAT)),
    "flat, no Input": ("missing-timesteps-axis", lambda: build().fit(FLAT, Y, verbose=0)),
    "unknown rank": ("flattened-steps", lambda: fit(declared(), X).fit(FLAT, Y, verbose=0)),
    "as_list": ("flattened-steps", lambda: after(functional(), lambda model: model.predict(X, verbose=0)).predict(FLAT, verbose=0)),
    "one sample": ("missing-samples-axis", lambda: declared().predict(X[0], verbose=0)),
    "one sample later": ("missing-samples-axis", lambda: after(declared(), lambda model: model.predict(X, verbose=0)).predict(X[0], verbose=0)),
    "swapped": ("swapped-axes", lambda: declared().fit(SWAPPED, Y, verbose=0)),
    "swapped after a fit": ("swapped-axes", lambda: fit(declared(), X).fit(SWAPPED, Y, verbose=0)),
    "four features": ("wrong-features", lambda: declared().fit(FOUR, Y, verbose=0)),
    "longer, functional": ("wrong-timesteps", lambda: functional()(LONGER)),
    "stack": ("missing-return-sequences", lambda: stack(layers.LSTM(3, name="first"))),
    "Flatten": ("no-timesteps-before-rnn", lambda: stack(layers.Flatten())),
    "functional stack": ("missing-return-sequences", lambda: layers.LSTM(2)(layers.LSTM(2)(keras.Input((20, 3))))),
    "samples declared": ("samples-in-input-shape", lambda: build(keras.Input((100, 20, 3)))),
    "one axis declared": ("input-shape-missing-axis", lambda: build(keras.Input((20,)))),
    "second fit": ("spoilt-model", lambda: after(declared(), no_input_fit).fit(X, Y, verbose=0)),
    "second fit, no Input": ("spoilt-model", lambda: after(build(), no_input_fit).fit(X, Y, verbose=0)),
    "every step": ("extra-return-sequences", lambda: every_step("binary_crossentropy").fit(X, Y > 0.5, verbose=0)),
    "counts": ("sample-count-mismatch", lambda: declared().fit(X, Y[:90], verbose=0)),
    "objects": ("not-an-array", lambda: declared().fit(X.astype(object), Y, verbose=0)),
    "lists": ("not-an-array", lambda: declared().fit(X.tolist(), Y, verbose=0)),
    "input_length": ("outdated-keras-api", lambda: layers.LSTM(2, input_length=20)),
    "batch_input_shape": ("outdated-keras-api", lambda: layers.LSTM(2, batch_input_shape=(1, 20, 3))),
    "stateful": ("fixed-batch-size", lambda: build(keras.Input((20, 3)), stateful=True)),
    "impossible reshape": ("impossible-reshape", lambda: FLAT.reshape(100, 20, 4)),
    "impossible -1": ("impossible-reshape", lambda: FLAT.reshape(-1, 7, 11)),
    "scaler, one column": ("scaler-width", lambda: SCALER.inverse_transform(Y[:, np.newaxis])),
    "scaler, three axes": ("scaler-width", lambda: MinMaxScaler().fit(X)),
    "scaler, other columns": ("scaler-width", lambda: SCALER.transform(FOUR[:, 0])),
    "scikit-learn, one axis": ("missing-features-axis", lambda: MinMaxScaler().fit(Y)),
    "scikit-learn, three axes": ("extra-axis", lambda: LinearRegression().fit(X, Y)),
    "scikit-learn, other columns": ("wrong-features", lambda: LinearRegression().fit(X[:, 0], Y).predict(FOUR[:, 0])),
    "uneven lists": ("ragged-sequences", lambda: np.array([[1, 2], [3]])),
    "nothing left": ("empty-array", lambda: MinMaxScaler().fit(X[:0, 0])),
    "no windows": ("empty-array", lambda: np.stack([])),
    "window too long": ("empty-array", lambda: np.lib.stride_tricks.sliding_window_view(FLAT[:5], 10, axis=0)),
    "no features axis": ("flattened-steps", lambda: FLAT.reshape(100, 20, FLAT.shape[2])),
    "no second axis": ("empty-array", lambda: np.array([]).reshape(0, np.array([]).shape[1])),
    "three axes unpacked": ("flattened-steps", lambda: unpack(FLAT)),
    "three axes indexed": ("flattened-steps", lambda: FLAT[:, :, 0]),
    "three axes turned": ("flattened-steps", lambda: FLAT.transpose(0, 2, 1)),
    "two axes swapped": ("flattened-steps", lambda: FLAT.swapaxes(1, 2)),
    "uneven stack": ("ragged-sequences", lambda: np.stack([X[0], X[1, :4]])),
    "layer that reshapes": ("impossible-reshape", lambda: stack(layers.Reshape((7, 3)))),
    "not compiled": ("spoilt-model", lambda: keras.Sequential([keras.Input((20, 3)), layers.LSTM(2)]).fit(X, Y, verbose=0)),
    "classes for every step": ("extra-return-sequences", lambda: every_step("sparse_categorical_crossentropy").fit(X, Y, verbose=0)),
    "y left out": ("not-an-array", lambda: declared().fit(X, verbose=0)),
    "x is None": ("not-an-array", lambda: declared().fit(None, Y, verbose=0)),
    "two y": ("target-shape", lambda: declared().fit(X, [Y, Y], verbose=0)),
}  # fmt: skip


@pytest.mark.parametrize("name", TODAY)
def test_an_error_of_today_is_explained_from_the_exception_alone(name):
    cause, call = TODAY[name]
    error = error_of(call)
    words = str(error)
    found = lstm_shapes.explain(error)
    assert causes(found)[0] == cause
    assert found.message in (words, found.message) and str(error) == words
    assert not found.ok or found.findings[0].level == "cannot tell"


@pytest.mark.parametrize("name", TODAY)
def test_the_words_of_an_error_of_today_name_its_cause_among_others(name):
    cause, call = TODAY[name]
    named = causes(lstm_shapes.explain(str(error_of(call))))
    # These five messages hold no shape, or only a count of axes; what they stand for is in model and x.
    silent_on = {"unknown rank", "as_list", "swapped after a fit", "objects", "one sample later"}
    silent_on |= {"no features axis", "no second axis", "three axes unpacked"}  # the line that failed tells these
    assert cause in named or name in silent_on


# (accepted first causes, words): older wordings, quoted from questions that people asked.
OLDER = [
    ({"flattened-steps", "missing-timesteps-axis"}, "Error when checking input: expected lstm_1_input to have 3 dimensions, but got array with shape (100, 60)"),
    ({"flattened-steps"}, 'Input 0 of layer "sequential" is incompatible with the layer: expected shape=(None, 20, 3), found shape=(None, 60)'),
    ({"wrong-timesteps"}, "Error when checking input: expected lstm_1_input to have shape (20, 3) but got array with shape (30, 3)"),
    ({"wrong-features"}, "Error when checking : expected lstm_1_input to have shape (None, 20, 3) but got array with shape (100, 20, 4)"),
    ({"swapped-axes"}, "Error when checking : expected lstm_1_input to have shape (None, 20, 3) but got array with shape (100, 3, 20)"),
    ({"missing-timesteps-axis", "missing-return-sequences"}, "Input 0 is incompatible with layer lstm_2: expected ndim=3, found ndim=2"),
    ({"samples-in-input-shape", "extra-axis"}, "Input 0 is incompatible with layer lstm_1: expected ndim=3, found ndim=4"),
    ({"extra-return-sequences"}, "Error when checking target: expected dense_1 to have 3 dimensions, but got array with shape (80, 1)"),
    ({"missing-return-sequences"}, "Error when checking target: expected dense_1 to have 2 dimensions, but got array with shape (80, 20, 1)"),
    ({"target-shape", "label-encoding"}, "Error when checking target: expected dense_1 to have shape (1,) but got array with shape (5,)"),
    ({"target-shape"}, "A target array with shape (1, 3, 12) was passed for an output of shape (None, 1) while using as loss `mse`"),
    ({"fixed-batch-size"}, "In a stateful network, you should only pass inputs with a number of samples that can be divided by the batch size."),
    ({"input-count"}, "Expected to see 2 array(s), but instead got the following list of 1 arrays"),
    ({"ragged-sequences"}, "Failed to convert a NumPy array to a Tensor (Unsupported object type numpy.ndarray)."),
    ({"flattened-steps"}, "----> 1 samples, timesteps, features = x.shape\n\nValueError: not enough values to unpack (expected 3, got 2)"),
    ({"flattened-steps"}, "not enough values to unpack (expected 3, got 2), in samples, timesteps, features = x.shape"),
    ({"wrong-features"}, 'Input 0 of layer "dense" is incompatible with the layer: expected axis -1 of input shape to have value 5, but received input with shape (None, 4)'),
    ({"wrong-features"}, "Layer lstm weight shape (3, 200) is not compatible with provided weight shape (4, 200)."),
    ({"wrong-timesteps"}, "Computed output size would be negative. Received `inputs shape=(None, 3, 20)`, `kernel shape=(5, 20, 16)`"),
    ({"not-an-array"}, "'DataFrame' object has no attribute 'reshape'"),
    ({"sample-count-mismatch"}, "Found input variables with inconsistent numbers of samples: [100, 90]"),
    ({"extra-return-sequences"}, "`logits` and `labels` must have the same shape, received ((None, 20, 1) vs (None, 1))."),
    ({"fixed-batch-size"}, "If a RNN is stateful, it needs to know its batch size."),
    ({"label-encoding"}, "Error when checking target: expected dense_3 to have shape (1,) but got array with shape (10,)"),
    ({"empty-array"}, "x_test = np.reshape(x_test, (x_test.shape[0], x_test.shape[1], 1))\nIndexError: tuple index out of range"),
]  # fmt: skip


@pytest.mark.parametrize(("accepted", "words"), OLDER)
def test_older_words_are_explained(accepted, words):
    found = lstm_shapes.explain(words)
    named = causes(found)
    assert named[0] in accepted or (words.count("1, 3, 12") and "target-shape" in named)
    assert found.message == words


def test_a_message_without_a_shape_is_explained_from_model_and_data():
    words = "Cannot take the length of shape with unknown rank."
    assert {one.level for one in lstm_shapes.explain(words).findings} == {"cannot tell"}
    assert causes(lstm_shapes.explain(words, declared(), X[0]))[0] == "missing-samples-axis"
    assert causes(lstm_shapes.explain(words, declared(), FLAT, Y))[0] == "flattened-steps"


def own_loss(y_true, y_pred):
    return no_such_name  # noqa: F821


# Errors about something else, raised with a model in the traceback: no story about its data is to be told.
ELSEWHERE = {
    "a loss that fails": lambda: declared(loss=own_loss).fit(X, Y, verbose=0),
    "epochs in words": lambda: declared().fit(FLAT, Y, epochs="ten", verbose=0),
    "no such folder": lambda: declared().save("/no/such/folder/model.keras"),
    "no such file": lambda: declared().load_weights("/no/such/file.weights.h5"),
    "no such layer": lambda: declared().get_layer("memory of nobody"),
    "no such optimizer": lambda: declared().compile("adamm", "mse"),
    "no such name": lambda: own_loss(declared(), FLAT),
    "a key": lambda: {"x": FLAT}["y"],
    "a tuple of one's own": lambda: (1, 2)[2],
    "a pair unpacked": lambda: dict([(1, 2, 3)]),
    "a row of a figure": lambda: Y[0, 1],
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_error_about_something_else_gets_no_story_about_the_data(name):
    (finding,) = lstm_shapes.explain(error_of(ELSEWHERE[name])).findings
    assert (finding.cause, finding.level) == ("", "cannot tell")


# Arrays of somebody's own, without a model: what does not fit together, and nothing else.
ALONE = {
    "sum": (lambda: np.zeros((3, 2)) + np.zeros((4, 2)), "(3, 2) and (4, 2)"),
    "slice": (lambda: np.zeros(5).__setitem__(slice(3), np.zeros(4)), "(4,) and (3,)"),
    "joined": (lambda: np.concatenate([np.zeros((5, 3)), np.zeros((4, 2))]), "on axis 1 one has 3, and another 2"),
    "tensors": (lambda: tensor((2, 3)) + tensor((4, 5)), "(2, 3) and (4, 5)"),
    "matrices": (lambda: matmul(tensor((2, 3)), tensor((2, 3))), "3 columns of the first meet 2 rows"),
}


@pytest.mark.parametrize("name", ALONE)
def test_two_arrays_that_do_not_fit_are_named_without_a_model_or_a_scaler(name):
    call, words = ALONE[name]
    (finding,) = lstm_shapes.explain(error_of(call)).findings
    assert finding.level == "cannot tell"
    assert words in finding.sentence
    assert not re.search("scaler|model|label", finding.sentence + finding.reason)


def test_a_scaler_that_works_in_place_is_known_by_its_shapes():
    def back():
        scaled = np.zeros((20, 5))
        scaled *= np.ones(4)

    assert causes(lstm_shapes.explain(error_of(back))) == ["scaler-width"]


def test_wrong_validation_data_are_named_and_not_x():
    model = declared()
    error = error_of(lambda: model.fit(X, Y, validation_data=(FLAT, Y), verbose=0))
    finding = lstm_shapes.explain(error).findings[0]
    assert finding.cause == "flattened-steps"
    assert finding.sentence.startswith("In validation_data: x has 2 axes")
    assert finding.fixes[0].code.startswith(
        "# x_val and y_val are the arrays of validation_data\nx_val = x_val.reshape("
    )
    short = error_of(lambda: declared().fit(X, Y, validation_data=(X[:50], Y[:40]), verbose=0))
    assert lstm_shapes.explain(short).findings[0].sentence == "In validation_data: x holds 50 samples and y holds 40."


def test_class_weight_for_an_answer_at_each_timestep_is_told_by_the_line_that_failed():
    classes = [layers.LSTM(2, return_sequences=True), layers.Dense(3, activation="softmax")]
    model = keras.Sequential([keras.Input((20, 3)), *classes])
    model.compile("sgd", "categorical_crossentropy")
    labels = np.eye(3)[np.random.default_rng(3).integers(0, 3, (100, 20))]
    error = error_of(lambda: model.fit(X, labels, class_weight={0: 1.0, 1: 2.0, 2: 1.0}, verbose=0))
    assert "class_weight" not in str(error)
    (finding,) = lstm_shapes.explain(error).findings
    assert (finding.cause, finding.level) == ("target-shape", "raises")
    lines = finding.fixes[0].code.replace("np.array([1.0, 5.0])", "np.array([1.0, 2.0, 1.0])")
    exec(lines.replace("sample_weight)", "sample_weight, verbose=0)"), {"np": np, "model": model, "x": X, "y": labels})


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ((100, 20), "sample_weight.mean(axis=1)"),
        ((3,), "class_weight=dict(enumerate(sample_weight))"),
        ((99,), "print"),
    ],
)
def test_weights_of_another_shape_are_named_where_x_and_y_are_right(shape, code):
    model = keras.Sequential([keras.Input((20, 3)), layers.LSTM(2), layers.Dense(3)])
    model.compile("sgd", "mse")
    y = np.zeros((100, 3))
    error = error_of(lambda: model.fit(X, y, sample_weight=np.ones(shape), verbose=0))
    (finding,) = lstm_shapes.explain(error).findings
    assert "sample_weight " in finding.sentence
    assert code in finding.fixes[0].code
    for right in ((100,), (100, 1)):
        model.compile("sgd", "mse")
        model.fit(X, y, sample_weight=np.ones(right), verbose=0)
        weighed = Hands(model, X, y, weights=np.ones(right))
        assert _of_weights(state_of(model, X, y)[0], weighed) is None
    steps = keras.Sequential([keras.Input((20, 3)), layers.LSTM(2, return_sequences=True), layers.Dense(3)])
    assert _of_weights(state_of(steps, X, np.zeros((100, 20, 3)))[0], Hands(weights=np.ones((100, 20)))) is None


def test_a_generator_of_single_samples_is_told_of_what_it_yields():
    def samples():
        while True:
            yield X[0], Y[0]

    error = error_of(lambda: declared().fit(samples(), steps_per_epoch=2, verbose=0))
    finding, or_a_list = lstm_shapes.explain(error).findings
    assert finding.cause == "dataset-not-batched" and or_a_list.cause == "not-an-array"
    assert "yield x[np.newaxis]" in finding.fixes[0].code


def both_directions(answer):
    given = keras.Input((20, 3))
    encoder = layers.Bidirectional(layers.LSTM(4, return_state=True))
    output, h, c = encoder(given)
    return keras.Model(given, answer(output), name=f"{h}{c}")


def test_names_that_take_apart_what_a_layer_gives_are_told_by_the_layer_that_the_line_calls():
    (finding,) = lstm_shapes.explain(error_of(lambda: both_directions(layers.Dense(1)))).findings
    assert finding.cause == "state-width"
    assert "h_back, c_back = keras.layers.Bidirectional" in finding.fixes[0].code

    def no_layer():
        one, two = max([(1, 2, 3)])
        return one, two

    assert causes(lstm_shapes.explain(error_of(no_layer))) == []


class Weighing(layers.Layer):
    """Weighs what it reads by as many rows as one of its axes has."""

    def __init__(self, axis, **settings):
        super().__init__(**settings)
        self.axis = axis

    def build(self, input_shape):
        self.rows = self.add_weight(shape=(input_shape[self.axis], 1))

    def call(self, inputs):
        return keras.ops.sum(inputs * keras.ops.softmax(keras.ops.matmul(inputs, self.rows), axis=1), axis=1)

    def compute_output_shape(self, input_shape):
        return input_shape[0], input_shape[-1]


@pytest.mark.parametrize("eager", [False, True])
def test_a_product_in_ones_own_layer_is_told_of_that_layer_and_not_of_x(eager):
    def model_of(axis):
        model = keras.Sequential(
            [keras.Input((20, 3)), layers.LSTM(4, return_sequences=True), Weighing(axis), layers.Dense(1)]
        )
        model.compile("sgd", "mse", run_eagerly=eager)
        return model

    (finding,) = lstm_shapes.explain(error_of(lambda: model_of(1).fit(X, Y, verbose=0))).findings
    assert finding.cause == "inner-width"
    assert "Weighing" in finding.sentence
    assert "4 columns meet a weight of 20 rows" in finding.sentence
    assert "20 is the size of its axis 1" in finding.reason
    model_of(-1).fit(X, Y, verbose=0)
    other = lstm_shapes.explain(error_of(lambda: model_of(-1).fit(FOUR, Y, verbose=0)))
    assert causes(other)[0] == "wrong-features"


class Pieces(keras.utils.PyDataset):
    """One window for each item, which Keras reads as a batch."""

    def __len__(self):
        return 4

    def __getitem__(self, place):
        return np.random.default_rng(place).normal(size=(20, 3)), np.zeros(1)


def test_what_an_item_of_a_py_dataset_lacks_is_said_of_its_getitem():
    found = lstm_shapes.explain(error_of(lambda: declared().fit(Pieces(), verbose=0))).findings[0]
    assert found.cause == "missing-samples-axis"
    assert found.sentence.startswith("In what Pieces.__getitem__ gives: x has 2 axes, (20, 3)")
    assert found.fixes[0].code.startswith("# in Pieces.__getitem__, before it gives x and y:\nx = x[np.newaxis]")
    assert found.fixes[0].apply is None


class Cut(Pieces):
    def __getitem__(self, place):
        return np.zeros(60).reshape(1, 20, 4), np.zeros(1)


def test_what_an_item_of_a_py_dataset_raises_is_explained_by_its_words():
    found = lstm_shapes.explain(error_of(lambda: declared().fit(Cut(), verbose=0)))
    assert causes(found)[0] == "impossible-reshape"


def test_what_may_hold_instead_of_a_finding_or_is_left_behind_it_stays_behind_it():
    layers = [keras.layers.Embedding(40, 8), keras.layers.GRU(6), keras.layers.Dense(5, activation="softmax")]
    model = keras.Sequential([keras.Input((16,)), *layers])
    model.compile("adam", "categorical_crossentropy")
    tags = np.random.default_rng(0).integers(0, 5, (64, 16))
    error = error_of(lambda: model.fit(tags + 1, tags, verbose=0))
    expected = ["missing-return-sequences", "target-shape", "label-encoding"]
    assert causes(lstm_shapes.explain(error)) == expected == causes(lstm_shapes.diagnose(model, tags + 1, tags))[:3]


class Unpacked(keras.Model):
    """It hands a Dense all that an LSTM gives."""

    def __init__(self):
        super().__init__()
        self.read, self.answer = keras.layers.LSTM(4, return_state=True), keras.layers.Dense(1)

    def call(self, x):
        return self.answer(self.read(x))


def two_answers():
    inputs = keras.Input((20, 3))
    state = keras.layers.LSTM(4)(inputs)
    model = keras.Model(inputs, {name: keras.layers.Dense(1, name=name)(state) for name in ("wear", "fault")})
    model.compile("adam", {"wear": "mse", "fault": "mse"})
    return model


def test_words_that_nobody_knows_are_explained_by_what_raises_where_data_are_worked_on():
    unpacked = Unpacked()
    unpacked.compile("adam", "mse")
    for call, cause in (
        (lambda: unpacked.fit(X, Y, verbose=0), "state-width"),
        (lambda: two_answers().fit(X, {"wear": Y, "alarm": Y}, verbose=0), "target-shape"),
    ):
        assert causes(lstm_shapes.explain(error_of(call)))[0] == cause


def test_a_target_of_another_rank_is_named_and_not_x():
    model = fit(declared(), X)
    error = error_of(lambda: model.fit(X, np.zeros((100, 20, 3)), verbose=0))
    assert lstm_shapes.explain(error).findings[0].axis in ("target", "layer")


def test_an_error_that_was_raised_from_another_is_followed_to_its_source():
    def wrapped():
        try:
            declared().fit(FLAT, Y, verbose=0)
        except ValueError as error:
            raise RuntimeError("the training failed") from error

    found = lstm_shapes.explain(error_of(wrapped))
    assert causes(found)[0] == "flattened-steps"
    assert found.message == "the training failed"


def test_a_model_that_is_given_is_diagnosed_even_if_nobody_knows_the_words():
    found = lstm_shapes.explain("it does not work", declared(), FLAT, Y)
    assert [one.cause for one in found.findings] == ["", "flattened-steps"]


def test_colours_of_a_terminal_and_names_of_tensors_do_not_matter():
    words = '\x1b[1mInvalid input shape for input Tensor("data_17:0", shape=(None, 60)). Expected shape (None, 20, 3), but input has incompatible shape (None, 60)\x1b[0m'
    assert causes(lstm_shapes.explain(words)) == ["flattened-steps"]


@pytest.mark.parametrize("words", ["", "division by zero", "name 'x' is not defined", "CUDA out of memory", "é" * 5000])
def test_an_unknown_text_is_said_to_be_unknown(words):
    (finding,) = lstm_shapes.explain(words).findings
    assert (finding.cause, finding.level) == ("", "cannot tell")
    assert "x.shape" in finding.reason


def test_an_error_that_has_nothing_to_do_with_shapes_stays_unknown_with_a_healthy_model():
    assert causes(lstm_shapes.explain(ZeroDivisionError("division by zero"))) == []


@given(
    st.text(max_size=80)
    | st.from_regex(r"expected (ndim|shape)=[(\[]?[\dNone, L?]{0,12}[)\]]?, found (ndim|shape)=[\dNone, ()]{0,9}")
)
def test_whatever_is_pasted_an_explanation_comes_out(words):
    found = lstm_shapes.explain(words)
    assert found.findings
    assert "could not be read" not in found.findings[0].sentence, found.findings[0].reason


@pytest.mark.parametrize("thing", [None, 3, ["a"], ValueError(), KeyError("x"), Exception(3, None)])
def test_anything_may_be_asked(thing):
    assert lstm_shapes.explain(thing).findings


def test_every_wording_is_tried_here_or_in_a_case():
    from cases import benchmark, corpus

    texts = [words for _, words in OLDER]
    texts += [case.original_message or "" for case in benchmark.cases()]
    texts += [case.message or "" for case in benchmark.cases()]
    texts += [str(error_of(call)) for _, call in TODAY.values()]
    texts += [str(error_of(call)) for call, _ in ALONE.values()]
    texts += [
        "expected shape=(None, 20, 3), found shape=",
        "Invalid dtype: str128",
        "Cannot convert '20' to a shape.",
        "Input X contains NaN.",
        "indices[0,3] = 57 is not in [0, 50)",
        "Shape must be rank 3 but is rank 2",
        "cannot reshape array (7300 rows)",
        "Matrix size-incompatible",
        "expected ndim=3 in Conv1D",
        "logits and labels must have the same shape ((None, 20, 1) vs (None, 1))",
        "Model was constructed with shape (None, 20, 3) for input 'x', but it was called on an input with incompatible shape (None, 60)",
        "Argument `output` must have rank (ndim) `target.ndim - 1`.",
        "label value of 7 which is outside the valid range",
    ]
    texts += [words for _, words in [*quoted.FAMOUS, *quoted.OTHERS]]
    texts += [plain(text.text) for text in corpus.texts()]
    used = {
        next((number for number, (pattern, _) in enumerate(wordings()) if pattern.search(text)), None) for text in texts
    }
    never = [pattern.pattern for number, (pattern, _) in enumerate(wordings()) if number not in used]
    assert "\n".join(never) == ""


def test_a_cause_that_is_told_from_words_alone_has_lines_to_copy_that_are_not_run():
    for finding in lstm_shapes.explain("expected ndim=3, found ndim=2").findings:
        assert finding.fixes and all(fix.apply is None and fix.code for fix in finding.fixes)


def test_reading_words_needs_no_keras():
    import subprocess
    import sys

    code = "import sys, lstm_shapes; lstm_shapes.explain('expected ndim=3, found ndim=2').findings[0].fixes; print('keras' in sys.modules, 'tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
    assert read_text("nothing") == []


BROKEN = {
    "stack": (lambda: stack(layers.LSTM(3, name="first")), "memory", ["first", "memory"]),
    "functional": (lambda: layers.LSTM(2, name="late")(layers.Flatten(name="flat")(keras.Input((20, 3)))), "late", ["flat", "late"]),
    "merge": (lambda: layers.Add(name="sum")([keras.Input((20, 3)), keras.Input((4, 5))]), "sum", ["sum"]),
    "state": (lambda: layers.LSTM(2, name="late")(keras.Input((20,)), initial_state=[keras.Input((2,))] * 2), "late", ["late"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_failing_call_has_a_model_in_its_hands_that_does_not_build(name):
    call, guilty, all_of_them = BROKEN[name]
    broken = hands(error_of(call)).broken
    assert [layer.name for layer in broken.layers] == all_of_them
    (complaint, *_) = complaints(State(broken))
    assert complaint.stage == "building" and layer_at(broken, complaint.layer).name == guilty
    assert hands(error_of(lambda: declared()(FLAT))).broken is None


def explained(call):
    return lstm_shapes.explain(error_of(call))


def test_lines_for_validation_data_leave_x_and_y_alone():
    model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    x, y, flat = np.zeros((40, 20, 3)), np.zeros(40), np.zeros((10, 60))
    found = explained(lambda: model.fit(x, y, validation_data=(flat, np.zeros(10)), verbose=0))
    names = {"x_val": flat, "y_val": np.zeros(10), "x": x, "y": y}
    exec(found.findings[0].fixes[0].code, names)
    assert names["x_val"].shape == (10, 20, 3) and names["y_val"].shape == (10,) and names["x"] is x


@pytest.mark.parametrize("loss", ["mse", "huber", "binary_crossentropy", "categorical_crossentropy"])
def test_weights_of_another_shape_are_not_told_as_y(loss):
    model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4, return_sequences=True), keras.layers.Dense(2)])
    model.compile("adam", loss)
    x, y = np.zeros((32, 20, 3)), np.zeros((32, 20, 2))
    counted = explained(lambda: model.fit(x, y, sample_weight=np.ones(30), verbose=0)).findings[0]
    assert counted.sentence == "x holds 32 samples and sample_weight holds 30 weights."
    shaped = explained(lambda: model.fit(x, y, sample_weight=np.ones((32, 19)), verbose=0)).findings[0]
    assert "sample_weight" in shaped.sentence and "sample_weight" in shaped.fixes[0].code


@pytest.mark.parametrize(
    ("axes", "shapes"), [((2, 2), ((20, 8), (8,))), (2, ((20, 8), (8,))), (1, ((8,), (20, 8))), (1, ((20, 8), (15, 8)))]
)
def test_a_dot_over_other_axes_is_repaired_with_axes_that_run(axes, shapes):
    given = [keras.Input(shape) for shape in shapes]
    found = explained(lambda: keras.layers.Dot(axes=axes)(given)).findings[0]
    line = found.fixes[0].code.splitlines()[-1]
    assert found.cause == "inner-width" and eval(line, {"keras": keras})(given).shape[0] is None


def test_a_single_number_is_said_of_no_dataset_alone():
    def single():
        yield np.zeros((20, 3)), 0.0

    model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    found = explained(lambda: model.fit(single(), steps_per_epoch=1, verbose=0)).findings[0]
    assert found.cause == "dataset-not-batched" and "generator" in found.sentence


def test_labels_laid_flat_have_as_many_numbers_as_classes():
    text = "logits and labels must have the same first dimension, got logits shape [32,10] and labels shape [320]"
    first = lstm_shapes.explain(text).findings[0]
    assert first.cause == "label-encoding" and "argmax" in first.fixes[0].code and "10 numbers" in first.sentence


@pytest.mark.parametrize(
    ("value", "many", "before", "after"),
    [(10, 10, [1, 10, 4], [0, 9, 3]), (-1, 2, [-1, 1, -1], [0, 1, 0]), (40, 3, [7, 40, 9], [0, 2, 1])],
)
def test_a_class_beyond_the_last_is_told_with_its_number_and_brought_within(value, many, before, after):
    text = f"Received a label value of {value} which is outside the valid range of [0, {many})."
    (found,) = lstm_shapes.explain(text).findings
    assert str(value) in found.sentence and f"0 to {many - 1}" in found.sentence
    names = {"np": np, "y": np.array(before)}
    exec(found.fixes[0].code, names)
    assert names["y"].tolist() == after


def test_a_negative_class_among_many_marks_what_is_to_be_left_out():
    text = "Received a label value of -1 which is outside the valid range of [0, 6)."
    loss = eval(lstm_shapes.explain(text).findings[0].fixes[0].code, {"keras": keras})
    labels, answers = np.array([[0, -1], [5, -1]]), np.random.default_rng(0).dirichlet(np.ones(6), size=(2, 2))
    assert float(loss(labels, answers)) == pytest.approx(-np.log(answers[[0, 1], 0, [0, 5]]).mean(), rel=1e-4)


class Pooled(keras.Model):
    """A model of somebody's own, whose layers nobody sees called."""

    def __init__(self, every):
        super().__init__()
        self.first, self.second = layers.LSTM(4, return_sequences=every), layers.LSTM(4)
        self.pool, self.last = layers.GlobalAveragePooling1D(), layers.Dense(1)

    def call(self, x):
        out = self.first(x)
        return self.last(self.second(self.pool(out) if self.first.return_sequences else out))


@pytest.mark.parametrize(("every", "cause"), [(True, "no-timesteps-before-rnn"), (False, "missing-return-sequences")])
def test_of_the_usual_causes_those_that_model_and_x_contradict_are_left_out(every, cause):
    model = Pooled(every)
    model.compile("adam", "mse")
    found = explained(lambda: model.fit(np.zeros((40, 20, 3)), np.zeros(40), verbose=0)).findings
    named = [one.cause for one in found]
    assert named[0] == cause and not {"flattened-steps", "needs-windows", "missing-features-axis"} & set(named)


def test_of_a_model_in_the_making_neither_y_nor_the_order_of_inputs_is_judged():
    one, other = keras.Input((12, 3)), keras.Input((4,))
    x, y = [np.zeros((60, 12, 3)), np.zeros((60, 4))], np.zeros((60, 12, 3))
    error = error_of(lambda: layers.Concatenate()([layers.LSTM(8, return_sequences=True)(one), other]))
    assert {found.cause for found in lstm_shapes.explain(error, x=x).findings} <= {
        "extra-return-sequences",
        "inner-width",
    }
    line = [keras.Input((12, 3)), layers.LSTM(8), layers.LSTM(8, return_sequences=True), layers.Dense(3)]
    (found,) = lstm_shapes.explain(error_of(lambda: keras.Sequential(line)), x=x[0], y=y).findings
    assert found.cause == "missing-return-sequences" and len(found.fixes) == 2


def test_pictures_at_each_step_are_laid_flat_before_a_recurrent_layer():
    text = (
        'Input 0 of layer "lstm" is incompatible with the layer: expected ndim=3, found ndim=5. Full shape received: '
    )
    first = lstm_shapes.explain(f"{text}(None, 20, 7, 7, 512)").findings[0]
    flat = eval(first.fixes[0].code.split("  #")[0], {"keras": keras})
    assert flat(keras.Input((20, 7, 7, 512))).shape == (None, 20, 7 * 7 * 512)


@pytest.mark.parametrize("shape", [(64, 64), (16, 32, 32)])
def test_an_axis_for_colours_goes_behind_the_others(shape):
    layer = "conv2d" if len(shape) == 2 else "conv_lstm2d"
    axes = f"expected {'min_' * (len(shape) == 2)}ndim={len(shape) + 2}, found ndim={len(shape) + 1}"
    text = f'Input 0 of layer "{layer}" is incompatible with the layer: {axes}. Full shape received: {(None, *shape)}'
    names = {"np": np, "x": np.zeros((5, *shape))}
    exec(lstm_shapes.explain(text).findings[0].fixes[0].code, names)
    assert names["x"].shape == (5, *shape, 1)


FRAMES = {"Conv2D": (12, 12), "Conv3D": (5, 12, 12), "ConvLSTM1D": (5, 12), "ConvLSTM2D": (5, 12, 12)}
FRAMES |= {"ConvLSTM3D": (5, 4, 12, 12), "MaxPooling2D": (12, 12), "GlobalAveragePooling3D": (5, 12, 12)}


def of_frames(kind):
    return getattr(layers, kind)(*(4, 3) if "Conv" in kind else ())


@pytest.mark.parametrize("sizes", ["one fewer", "two fewer", "one more", "one more of length 1"])
@pytest.mark.parametrize("kind", FRAMES)
def test_the_lines_for_pictures_and_films_bring_the_axes_that_the_layer_reads(kind, sizes):
    right = (*FRAMES[kind], 3)
    given = {"one fewer": right[:-1], "two fewer": right[:-2], "one more": (7, *right)}.get(sizes, (1, *right))
    text = str(error_of(lambda: of_frames(kind)(keras.Input(given))))
    found = lstm_shapes.explain(text).findings
    assert found and not any(
        word in one.sentence for one in found for word in ("table", "LSTM took", "(samples, times")
    )
    lines = [fix.code for one in found for fix in one.fixes if fix.code.startswith("x = ")]
    assert lines
    for code in lines:
        names = {"np": np, "x": np.zeros((2, *given), "float32")}
        if "your" in code:  # the sizes of an example: 28 rows and columns
            names["x"] = np.zeros((2, *map(int, re.findall(r"\d+", code.split("#")[0]))), "float32").reshape(2, -1)
        exec(code, names)
        assert names["x"].ndim == len(right) + 1


@pytest.mark.parametrize("kind", ["Conv2D", "Conv3D", "MaxPooling2D"])
def test_a_layer_of_pictures_that_gets_one_at_each_step_is_wrapped(kind):
    given = (7, *FRAMES[kind], 3)
    first = lstm_shapes.explain(str(error_of(lambda: of_frames(kind)(keras.Input(given))))).findings[0]
    wrapped = eval(first.fixes[0].code.split("  #")[0], {"keras": keras, "layer": of_frames(kind)})
    assert first.cause == "extra-axis" and wrapped(keras.Input(given)).shape[:2] == (None, 7)


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_a_second_convolution_of_films_asks_for_the_steps_of_the_first(dimensions):
    kind = f"ConvLSTM{dimensions}D"
    line = [keras.Input((*FRAMES[kind], 3)), *(getattr(layers, kind)(8, 3, name=f"conv_lstm_{one}") for one in (1, 2))]
    first = lstm_shapes.explain(str(error_of(lambda: keras.Sequential(line)))).findings[0]
    assert first.cause == "missing-return-sequences"
    before = eval(first.fixes[0].code.split("  #")[0], {"keras": keras})
    assert type(before).__name__ == kind and before.return_sequences


def test_an_embedding_that_was_told_its_length_gets_an_input_of_that_length():
    text = "Unrecognized keyword arguments passed to Embedding: {'input_length': 100}"
    code = lstm_shapes.explain(text).findings[0].fixes[0].code
    assert eval(code.split("  #")[0], {"keras": keras}).shape == (None, 100)


def test_a_vector_that_meets_a_sequence_may_be_repeated_as_often():
    text = "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. Received: "
    found = lstm_shapes.explain(f"{text}input_shape=[(None, 20, 64), (None, 10)]").findings
    assert any("RepeatVector(20)" in fix.code for one in found for fix in one.fixes)
    assert not any("target" in one.sentence for one in found)


def test_the_vector_of_one_id_is_laid_flat_before_it_is_joined_with_the_vector_of_a_series():
    word = keras.layers.Embedding(50, 16)(keras.Input((1,)))
    error = error_of(lambda: keras.layers.Concatenate()([keras.layers.LSTM(8)(keras.Input((20, 3))), word]))
    assert "Flatten()" in lstm_shapes.explain(error).findings[0].fixes[0].code


@pytest.mark.parametrize("rows", [40, 44])
@pytest.mark.parametrize("steps", [35, 45])
def test_validation_samples_of_another_length_are_padded_as_x_was(rows, steps):
    """Of 40 rows nobody should think that they are declared: x has 40 timesteps."""
    random = np.random.default_rng(0)
    x, shorter = random.integers(1, 90, size=(140, 40)), random.integers(1, 90, size=(rows, steps))
    layers_of_it = [keras.Input((40,)), layers.Embedding(90, 4), layers.GRU(4, return_sequences=True), layers.Flatten()]
    model = keras.Sequential([*layers_of_it, layers.Dense(1)])
    model.compile("adam", "mse")
    error = error_of(lambda: model.fit(x, x[:, 0], validation_data=(shorter, shorter[:, 0]), verbose=0))
    finding = lstm_shapes.explain(error).findings[0]
    assert finding.cause == "wrong-timesteps" and f"x has {steps} timesteps" in finding.sentence
    assert "pad_sequences(x_val, maxlen=40)" in finding.fixes[0].code


@pytest.mark.parametrize(
    ("words", "lines", "cause", "code"),
    [
        (
            "ValueError: Error when checking target: expected time_distributed_1 to have 3 dimensions, but got array "
            "with shape (900, 40)",
            "model.add(TimeDistributed(Dense(n_tags, activation='softmax')))",
            "target-shape",
            "y[..., np.newaxis]",
        ),
        (
            "ValueError: Error when checking target: expected dense_2 to have 3 dimensions, but got array with shape "
            "(900, 40)",
            "model.add(LSTM(8, return_sequences=True))",
            "extra-return-sequences",
            "without return_sequences",
        ),
        (
            "ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concat axis. Got "
            "inputs shapes: [(None, 24, 64), (None, 8)]",
            "a = GRU(64, return_sequences=True)(days)\nb = Dense(8)(shop)\nboth = concatenate([a, b])",
            "extra-return-sequences",
            "without return_sequences",
        ),
        (
            "ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concat axis. Got "
            "inputs shapes: [(None, 24, 64), (None, 8)]",
            "a = GRU(64, return_sequences=True)(days)\nb = LSTM(8)(hours)\nboth = concatenate([a, b])",
            "missing-return-sequences",
            "return_sequences=True",
        ),
        (
            "ValueError: too many values to unpack (expected 3)",
            "\nencoder = Bidirectional(GRU(units, return_state=True))\noutput, h, c = encoder(given)",
            "state-width",
            "return_state=True",
        ),
        (
            "ValueError: Input 0 is incompatible with layer gru_1: expected ndim=3, found ndim=4",
            "model.add(Embedding(900, 16, input_shape=(40, 1)))\nmodel.add(GRU(8))",
            "embedding-input",
            "x[..., 0]",
        ),
        (
            "ValueError: Input 0 is incompatible with layer gru_1: expected ndim=3, found ndim=4",
            "model.add(GRU(8, input_shape=X.shape))",
            "samples-in-input-shape",
            "x.shape[1:]",
        ),
    ],
)
def test_lines_of_the_program_beside_the_words_say_which_cause_is_the_likelier(words, lines, cause, code):
    first = lstm_shapes.explain(f"{words}\n{lines}").findings[0]
    assert first.cause == cause and code in first.fixes[0].code


@pytest.mark.parametrize(
    ("layer", "argument", "code"),
    [
        ("LSTM", "{'batch_input_shape': (4, 12, 2)}", "keras.Input(batch_shape=(4, 12, 2))"),
        ("Embedding", "{'input_length': 40}", "keras.Input((40,))"),
        ("Embedding", "{'weights': [array([[0.1, 0.2]])]}", "keras.initializers.Constant(matrix)"),
        ("GRU", "{'time_major': True}", "x.transpose(1, 0, 2)"),
        ("LSTM", "{'implementation': 2}", "without implementation"),
    ],
)
def test_an_argument_that_keras_left_behind_is_named_and_replaced_by_what_stands_for_it(layer, argument, code):
    (found,) = lstm_shapes.explain(f"ValueError: Unrecognized keyword arguments passed to {layer}: {argument}").findings
    assert found.cause == "outdated-keras-api" and argument.split("'")[1] in found.sentence
    assert code in found.fixes[0].code and ("keras.Input" in found.reason) == ("keras.Input" in code)
