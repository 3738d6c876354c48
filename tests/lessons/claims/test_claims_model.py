"""What a loss makes of y, and what several inputs are; a name is the claim."""

import keras
import numpy as np
import pytest
from tools.small_models import X, Y, declared, every_step, fit, words_of

import lstm_shapes

LAYERS = keras.layers
IDS = np.arange(2000).reshape(100, 20) % 50
CLASSES = np.arange(100) % 4
ONE_HOT = np.eye(4)[CLASSES]


def mse(y, given):
    return float(np.mean(keras.losses.MeanSquaredError()(y, given)))


def test_mse_of_100_targets_against_every_step_compares_all_with_all():
    given = np.random.default_rng(1).random((100, 20, 1)).astype("float32")
    all_with_all = np.mean((Y[np.newaxis, np.newaxis, :] - given) ** 2)
    assert mse(Y, given) == pytest.approx(all_with_all, rel=1e-5)
    assert mse(Y, np.full_like(given, Y.mean())) == pytest.approx(Y.var(), rel=1e-4)


def test_mse_of_a_column_of_targets_trains_every_step_toward_its_own():
    given = np.random.default_rng(1).random((100, 20, 1)).astype("float32")
    assert mse(Y[:, np.newaxis], given) == pytest.approx(np.mean((Y[:, np.newaxis, np.newaxis] - given) ** 2), rel=1e-5)


@pytest.mark.parametrize("y", [X[:, :, :1], X[:, :6, 0]], ids=["every step", "a horizon"])
def test_mse_of_many_targets_against_one_answer_ends_at_the_variance_within_a_sample(y):
    many = y.reshape(100, -1)
    best = many.mean(axis=1, keepdims=True)
    assert mse(y, best) == pytest.approx(many.var(axis=1).mean(), rel=1e-4)
    assert mse(y, best + 0.1) > mse(y, best) < mse(y, best - 0.1)


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_the_stretched_loss_converges_to_the_variance_and_the_right_one_below(seed):
    losses = []
    for make in (declared, every_step):
        keras.utils.set_random_seed(seed)
        model = make()
        model.compile(keras.optimizers.Adam(0.01), "mse")
        losses.append(model.fit(X, Y, epochs=60, verbose=0).history["loss"][-1])
    assert losses[1] == pytest.approx(Y.var(), rel=0.15)
    assert losses[0] < losses[1] / 2


TABLE = {
    "one number": (1, None, "mse", False, [X.mean(axis=(1, 2)), X.mean(axis=(1, 2))[:, np.newaxis]]),
    "a number for each step": (1, None, "mse", True, [X[:, :, :1], X[:, :, 0]]),
    "a horizon": (6, None, "mse", False, [X[:, :6, 0]]),
    "yes or no": (1, "sigmoid", "binary_crossentropy", False, [CLASSES % 2]),
    "4 classes": (4, "softmax", "sparse_categorical_crossentropy", False, [CLASSES]),
    "4 classes, one-hot": (4, "softmax", "categorical_crossentropy", False, [ONE_HOT]),
    "a class for each step": (4, "softmax", "sparse_categorical_crossentropy", True, [IDS % 4]),
}


@pytest.mark.parametrize(("units", "activation", "loss", "every", "targets"), TABLE.values(), ids=TABLE)
def test_every_row_of_the_table_of_targets_fits_and_is_healthy(units, activation, loss, every, targets):
    for y in targets:
        layers = [LAYERS.LSTM(2, return_sequences=every), LAYERS.Dense(units, activation)]
        model = declared(layers=layers, loss=loss)
        model.compile("adam", loss, run_eagerly=True)
        assert lstm_shapes.diagnose(model, X, y).ok, lstm_shapes.diagnose(model, X, y)
        fit(model, X, y)


def test_a_decoder_takes_a_horizon_with_and_without_its_last_axis():
    for y in (X[:, :6, :1], X[:, :6, 0]):
        decoder = [LAYERS.LSTM(4), LAYERS.RepeatVector(6), LAYERS.LSTM(2, return_sequences=True), LAYERS.Dense(1)]
        model = declared(layers=decoder)
        model.compile("adam", "mse", run_eagerly=True)
        assert lstm_shapes.diagnose(model, X, y).ok
        fit(model, X, y)
    given = np.random.default_rng(1).random((100, 6, 1)).astype("float32")
    assert mse(X[:, :6, 0], given) == pytest.approx(np.mean((X[:, :6, :1] - given) ** 2), rel=1e-5)


def test_crossentropies_refuse_labels_of_the_other_form():
    softmax = [LAYERS.LSTM(2), LAYERS.Dense(4, "softmax")]
    assert "same rank" in words_of(lambda: fit(declared(layers=softmax, loss="categorical_crossentropy"), X, CLASSES))
    softmax = [LAYERS.LSTM(2), LAYERS.Dense(4, "softmax")]
    assert "rank" in words_of(lambda: fit(declared(layers=softmax, loss="sparse_categorical_crossentropy"), X, ONE_HOT))


def test_labels_above_1_under_a_yes_or_no_loss_drive_it_below_0():
    model = declared(layers=[LAYERS.LSTM(2), LAYERS.Dense(1, "sigmoid")], loss="binary_crossentropy")
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    assert lstm_shapes.diagnose(model, X, CLASSES).findings[0].cause == "label-encoding"
    losses = model.fit(X, CLASSES, epochs=60, verbose=0).history["loss"]
    assert losses[-1] < 0
    assert losses[-1] < losses[30]


def test_the_softmax_of_one_unit_is_always_1_and_keras_warns():
    with pytest.warns(UserWarning, match="softmax over axis -1"):
        assert np.allclose(LAYERS.Dense(1, "softmax")(X), 1)


def two_inputs():
    hours, place = keras.Input((20, 3), name="hours"), keras.Input((5,), name="place")
    joined = LAYERS.Concatenate()([LAYERS.LSTM(16)(hours), place])
    return keras.Model([hours, place], LAYERS.Dense(1)(joined), name="two")


def test_several_inputs_go_by_order_in_a_list_and_by_name_in_a_dict():
    facts, model = np.zeros((100, 5)), two_inputs()
    assert model([X, facts]).shape == model({"place": facts, "hours": X}).shape == (100, 1)
    assert "found shape=(100, 5)" in words_of(lambda: model([facts, X]))
    assert "expects 2" in words_of(lambda: model(X))
    assert lstm_shapes.diagnose(model, X).findings[0].cause == "input-count"


def test_two_inputs_of_one_shape_can_be_swapped_without_a_word():
    now, before = keras.Input((5,), name="now"), keras.Input((5,), name="before")
    change = keras.Model([now, before], LAYERS.Subtract()([now, before]))
    one, other = np.ones((100, 5)), np.zeros((100, 5))
    assert np.array_equal(change([one, other]), -np.array(change([other, one])))
    assert np.array_equal(change({"before": other, "now": one}), change([one, other]))


def test_a_metric_of_ones_own_gets_y_as_it_is_and_compares_all_pairs():
    pairs = []

    def apart(y, answers):
        pairs.append((y - answers).shape)
        return keras.ops.mean(y - answers)

    model = keras.Sequential([keras.Input((20, 3)), LAYERS.LSTM(4), LAYERS.Dense(1)])
    model.compile("adam", "mse", metrics=[apart], run_eagerly=True)
    model.fit(X, np.reshape(Y, 100), batch_size=100, verbose=0)
    assert tuple(pairs[0]) == (100, 100)
