"""What 09 says of y, losses, metrics and broadcasting; a name is the claim."""

from itertools import product

import keras
import numpy as np
import pytest
from tensorflow.errors import InvalidArgumentError
from tools.small_models import words_of

import helpers
import lstm_shapes
from helpers.pictures import targets

LAYERS = keras.layers
LOG = helpers.weather_log(hours=26)
SEEN = LOG[:, :20]
X = (SEEN - SEEN.mean(axis=(0, 1))) / SEEN.std(axis=(0, 1))
HUMIDITY = (LOG[:, :, 1] - SEEN[:, :, 1].mean()) / SEEN[:, :, 1].std()
Y, SIX = HUMIDITY[:, 20], HUMIDITY[:, 20:]
IDS = np.searchsorted(np.quantile(Y, [0.25, 0.5, 0.75]), Y)
SPARSE, ONE_HOT = "sparse_categorical_crossentropy", "categorical_crossentropy"


def model_of(units=1, activation=None, loss="mse", every=False, rate=0.02, **options):
    lstm = LAYERS.LSTM(16, return_sequences=every)
    model = keras.Sequential([keras.Input((20, 3)), lstm, LAYERS.Dense(units, activation=activation)])
    model.compile(keras.optimizers.Adam(rate), loss, **options)
    return model


def trained(y, *, seed, **settings):
    keras.utils.set_random_seed(seed)
    model = model_of(**settings)
    return model, model.fit(X, y, epochs=30, verbose=0).history["loss"]


# 9.1 ---------------------------------------------------------------------------------------------------------


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
@pytest.mark.parametrize("start", range(2))
def test_one_bracket_decides_between_learning_and_the_mean(start):
    right, _ = trained(Y, seed=start)
    assert right.evaluate(X, Y, verbose=0) < Y.var() / 6
    every, _ = trained(Y, seed=start, every=True)
    assert every.output_shape == (None, 20, 1)
    assert 0.9 * Y.var() < every.evaluate(X, Y, verbose=0) < 1.1 * Y.var()


@pytest.mark.parametrize("loss", [keras.losses.MeanSquaredError(), keras.losses.mean_squared_error])
def test_a_loss_of_keras_adds_or_drops_a_last_axis_of_1_where_the_arrays_differ_by_one_axis_and_else_stretches(loss):
    y, once = np.array([1.0, 3.0]), np.array([[1.0], [3.0]])
    hourly = np.repeat(once[:, np.newaxis], 3, axis=1)
    found = [
        float(np.mean(loss(*pair))) for pair in [(y, once), (y, hourly), (y[:, np.newaxis], hourly), (hourly, once)]
    ]
    assert found == [0, 2, 0, 0]
    assert float(np.mean(loss(hourly[..., 0], hourly))) == 0, "dropped"
    assert (y - once).shape == (2, 2), "NumPy adds it in front"


def test_the_best_answer_to_the_y_of_a_whole_batch_is_its_mean_and_the_loss_is_then_the_variance():
    mse = keras.losses.MeanSquaredError()
    batch = Y[:32]
    answers = np.full((32, 20, 1), batch.mean(), dtype="float32")
    best = float(mse(batch, answers))
    assert best == pytest.approx(batch.var(), rel=1e-4)
    assert float(mse(batch, answers + 0.1)) > best < float(mse(batch, answers - 0.1))
    assert (batch - answers).shape == (32, 20, 32)


# 9.2 ---------------------------------------------------------------------------------------------------------


@pytest.mark.processors
@pytest.mark.parametrize("start", range(2))
def test_one_answer_for_six_hours_is_nearest_to_their_mean(start):
    answers = trained(SIX, seed=start)[0].predict(X, verbose=0)[:, 0]
    errors = [np.mean((answers - target) ** 2) for target in (SIX.mean(axis=1), SIX[:, 0], SIX[:, 5])]
    assert min(errors[1:]) > 3.5 * errors[0]


def test_six_hours_reshaped_to_600_rows_are_refused_and_six_targets_fit_six_units():
    assert "Data cardinality is ambiguous" in words_of(lambda: model_of().fit(X, SIX.reshape(600, 1), verbose=0))
    model = model_of(6, run_eagerly=True)
    assert lstm_shapes.diagnose(model, X, SIX).ok
    model.fit(X, SIX, verbose=0)
    assert lstm_shapes.diagnose(model_of(1), X, SIX).findings[0].cause == "target-shape"


def test_the_best_answer_to_several_targets_is_their_mean_for_mse_and_the_middle_one_for_mae():
    targets = np.array([[2.0, 2, 2, 2, 2, 8]])
    tried = np.arange(0, 16, 0.5)
    for loss, best in [(keras.losses.MeanSquaredError(), 3), (keras.losses.MeanAbsoluteError(), 2)]:
        assert tried[np.argmin([float(loss(targets, np.array([[one]]))) for one in tried])] == best
    assert float(keras.losses.MeanSquaredError()(targets, np.array([[3.0]]))) == targets.var() == 5


def test_two_measurements_of_six_hours_fit_twelve_units_and_as_they_are_a_decoder_of_two():
    later = (LOG[:, 20:, :2] - SEEN.mean(axis=(0, 1))[:2]) / SEEN.std(axis=(0, 1))[:2]
    lines = [LAYERS.LSTM(16), LAYERS.RepeatVector(6), LAYERS.LSTM(16, return_sequences=True), LAYERS.Dense(2)]
    pair = keras.Sequential([keras.Input((20, 3)), *lines])
    pair.compile("adam", "mse")
    for model, y in [(model_of(12), later.reshape(100, 12)), (pair, later)]:
        assert lstm_shapes.diagnose(model, X, y).ok
        model.fit(X, y, verbose=0)
    for units in (2, 6, 12):
        with pytest.raises((ValueError, InvalidArgumentError)):
            model_of(units).fit(X, later, verbose=0)


# 9.3 ---------------------------------------------------------------------------------------------------------

SETTINGS = [*product(targets.TASKS, (False, True), targets.LAST, targets.LOSSES, targets.SHAPES)]


def y_of(task, shape):
    draw = np.random.default_rng(3)
    if task == "yes or no":
        return draw.integers(0, 2, shape).astype("float32")
    if task == "one of 4 classes":
        return np.eye(4)[draw.integers(0, 4, 100)] if shape[-1:] == (4,) else draw.integers(0, 4, shape)
    return draw.normal(size=shape).clip(-2.5, 2.5)


@pytest.mark.parametrize("last", targets.LAST)
@pytest.mark.parametrize("every", [False, True])
def test_the_panel_raises_where_a_real_fit_raises_and_in_its_words(every, last):
    units, activation = targets.LAST[last].get("units"), targets.LAST[last].get("activation")
    for loss in targets.LOSSES:
        model = model_of(units, activation, loss, every)
        model.compile("sgd", loss, run_eagerly=True)
        for name, shape in targets.SHAPES.items():
            done = {}
            for task in targets.TASKS:
                y = y_of(task, shape)
                key = y.tobytes() if loss == SPARSE else "the others take any values"
                if key not in done:
                    try:
                        model.train_on_batch(X[:32], y[:32])  # what a fit does with each batch
                        done[key] = None
                    except (ValueError, InvalidArgumentError) as error:
                        done[key] = str(error)
                verdict = targets.targets_verdict(task, every, last, loss, name)
                setting = (task, every, last, loss, name, done[key])
                assert (verdict.outcome == "raises") == (done[key] is not None), setting
                if done[key] is not None:
                    words = verdict.words if loss != "mse" else "Incompatible shapes"
                    assert words in done[key], setting


@pytest.mark.parametrize("every", [False, True])
def test_the_lines_of_the_panel_join_what_mse_compares(every):
    draw = np.random.default_rng(4)
    for last, (name, shape) in product(targets.LAST, targets.SHAPES.items()):
        met = targets.pairs("one number", every, last, "mse", name)
        units = targets.LAST[last].get("units")
        answers = draw.normal(size=(3, *(20,) * every, units)).astype("float32")
        y = draw.normal(size=(3, *shape[1:])).astype("float32")
        if not met:
            with pytest.raises((ValueError, InvalidArgumentError)):
                keras.losses.MeanSquaredError()(y, answers)
            continue
        mine = np.mean([(y.ravel()[one] - answers.ravel()[other]) ** 2 for one, other in met])
        assert mine == pytest.approx(float(keras.losses.MeanSquaredError()(y, answers)), rel=1e-4)


def test_what_the_answer_below_the_panel_says():
    def fits(**known):
        names = ("task", "every", "last", "loss", "y")
        return {
            one[4]: one[3]
            for one in SETTINGS
            if all(dict(zip(names, one, strict=True))[name] == value for name, value in known.items())
            and targets.targets_verdict(*one).outcome == "fits"
        }

    assert set(fits(task="a number each hour")) == {"(100, 20)", "(100, 20, 1)"}
    assert fits(task="one of 4 classes") == {"(100,)": SPARSE, "(100, 1)": SPARSE, "(100, 4)": ONE_HOT}
    stretched = [
        one for one in SETTINGS if one[3] == "mse" and targets.complaints(targets.state_of(*one))[:1]
        and targets.complaints(targets.state_of(*one))[0].what == "stretches"
    ]  # fmt: skip
    assert ("one number", False, "Dense(1)", "mse", "(100, 6)") in stretched
    for task, every, last, _, y in stretched:
        assert targets.targets_verdict(task, every, last, "binary_crossentropy", y).outcome == "raises"


def test_where_the_panel_says_fits_or_unusual_diagnose_finds_nothing_and_elsewhere_something_or_another_task():
    for one in SETTINGS:
        verdict, found = targets.targets_verdict(*one), targets.complaints(targets.state_of(*one))
        if verdict.outcome in ("fits", "harmless"):
            assert found == ()
        elif found == ():
            assert verdict.words.startswith("It answers")


# 9.4 ---------------------------------------------------------------------------------------------------------


def test_a_fit_that_failed_on_y_leaves_a_model_that_compiling_repairs_and_the_weights_stay():
    model, hot = model_of(4, "softmax", ONE_HOT), np.eye(4)[IDS]
    before = [one.copy() for one in model.get_weights()]
    said = words_of(lambda: model.fit(X, IDS, verbose=0))
    assert "`target` and `output` must have the same rank (ndim)" in said
    assert "target.shape=(None,), output.shape=(None, 4)" in said
    assert model.predict(X, verbose=0).shape == (100, 4)
    assert "Creating variables on a non-first call" in words_of(lambda: model.fit(X, hot, verbose=0))
    model.compile("adam", ONE_HOT)
    assert all(map(np.array_equal, before, model.get_weights()))
    model.fit(X, hot, verbose=0)


def test_after_a_good_fit_one_that_fails_on_y_spoils_nothing():
    model, hot = model_of(4, "softmax", ONE_HOT), np.eye(4)[IDS]
    model.fit(X, hot, verbose=0)
    assert "must have the same rank" in words_of(lambda: model.fit(X, IDS, verbose=0))
    model.fit(X, hot, verbose=0)


AFTER_A_GOOD_FIT = {
    "every step": ({"every": True}, Y, HUMIDITY[:, 1:21]),
    "every step, a column": ({"every": True}, HUMIDITY[:, 1:21], HUMIDITY[:, 1:21, np.newaxis]),
    "one number": ({}, Y, Y[:, np.newaxis]),
    "one number, back": ({}, Y[:, np.newaxis], Y),
    "ids": ({"units": 4, "activation": "softmax", "loss": SPARSE}, IDS, IDS[:, np.newaxis]),
}


@pytest.mark.parametrize("pair", AFTER_A_GOOD_FIT)
def test_after_a_good_fit_a_y_with_another_number_of_axes_needs_compiling_again(pair):
    settings, first, then = AFTER_A_GOOD_FIT[pair]
    model = model_of(**settings)
    model.fit(X, first, verbose=0)
    for _ in range(2):
        said = words_of(lambda: model.fit(X, then, verbose=0))
        assert "Cannot take the length of shape with unknown rank" in said
    model.compile("adam", model.loss)
    model.fit(X, then, verbose=0)


def test_after_a_good_fit_a_y_with_as_many_axes_needs_no_compiling():
    model = model_of()
    model.fit(X, SIX, verbose=0)
    model.fit(X, Y[:, np.newaxis], verbose=0)


def test_without_running_eagerly_evaluate_refuses_a_y_with_another_number_of_axes_until_it_is_compiled_again():
    model = model_of()
    model.evaluate(X, Y, verbose=0)
    said = words_of(lambda: model.evaluate(X, Y[:, np.newaxis], verbose=0))
    assert "Cannot take the length of shape with unknown rank" in said
    model.compile("adam", "mse")
    model.evaluate(X, Y[:, np.newaxis], verbose=0)


def test_the_steps_of_adam_are_0_001_if_nothing_else_is_said():
    assert float(keras.optimizers.Adam().learning_rate) == pytest.approx(0.001)


def test_without_input_a_fit_that_failed_on_y_leaves_weights_that_compiling_does_not_repair():
    def made():
        model = keras.Sequential([LAYERS.LSTM(16), LAYERS.Dense(4, activation="softmax")])
        model.compile("adam", ONE_HOT)
        return model

    model, hot = made(), np.eye(4)[IDS]
    words_of(lambda: model.fit(X, IDS, verbose=0))
    for compiled in (False, True):
        if compiled:
            model.compile("adam", ONE_HOT)
        for call in (lambda: model.predict(X, verbose=0), lambda: model.fit(X, hot, verbose=0)):
            with pytest.raises(Exception):  # noqa: B017  TensorFlow's own kinds
                call()
    model = made()
    model.predict(X, verbose=0)  # makes the weights outside the fit
    words_of(lambda: model.fit(X, IDS, verbose=0))
    model.compile("adam", ONE_HOT)
    model.fit(X, hot, verbose=0)


def test_the_four_classes_have_25_stations_each():
    assert np.bincount(IDS).tolist() == [25] * 4


@pytest.mark.processors
@pytest.mark.parametrize("start", range(2))
def test_ids_up_to_3_drive_a_yes_or_no_loss_below_0_and_it_goes_on_falling(start):
    _, losses = trained(IDS, seed=start, activation="sigmoid", loss="binary_crossentropy")
    assert losses[-1] < -1 and losses[-1] < losses[-5] < losses[-10]


def test_a_yes_or_no_loss_is_not_below_0_for_a_y_from_0_to_1():
    y, answers = (draw.ravel()[:, np.newaxis] for draw in np.meshgrid(np.linspace(0, 1, 11), np.linspace(0, 1, 41)))
    each = keras.losses.BinaryCrossentropy(reduction=None)
    assert np.min(each(y, answers)) >= 0
    assert np.min(each(3 + 0 * y, answers)) < 0


def test_a_sparse_loss_refuses_an_id_without_a_unit_on_a_cpu_and_names_and_a_gpu_gives_nan_says_tensorflow():
    import tensorflow as tf

    model = model_of(4, "softmax", SPARSE, run_eagerly=True)
    said = words_of(lambda: model.fit(X, np.full(100, 4), verbose=0), InvalidArgumentError)
    assert "Received a label value of 4 which is outside the valid range of [0, 4)" in said
    told = " ".join(tf.nn.sparse_softmax_cross_entropy_with_logits.__doc__.split())
    assert "raise an exception when this op is run on CPU, and return `NaN`" in told
    names = np.array(["wet"] * 100)
    assert words_of(lambda: model.fit(X, names, verbose=0)).startswith("Invalid dtype: str")


def test_ids_in_a_column_against_one_unit_at_every_step_choose_among_the_steps():
    """As `squeeze_or_expand_to_same_rank` drops the last axis of the answers (n, 20, 1)."""
    shares = np.random.default_rng(0).random((5, 20, 1)).astype("float32")
    shares /= shares.sum(axis=1, keepdims=True)
    ids = np.array([[0], [7], [19], [3], [1]])
    found = float(keras.losses.SparseCategoricalCrossentropy()(ids, shares))
    assert found == pytest.approx(-np.log(shares[np.arange(5), ids[:, 0], 0]).mean(), rel=1e-4)


# 9.5 ---------------------------------------------------------------------------------------------------------


def test_numpy_compares_all_with_all_and_the_rmse_is_then_far_too_large():
    answers = Y[:, np.newaxis] + 0.1
    assert (Y - answers).shape == (100, 100)
    assert np.sqrt(np.mean((Y - answers) ** 2)) > 2 * np.sqrt(np.mean((Y - answers[:, 0]) ** 2))
    assert np.sqrt(np.mean((Y - answers) ** 2)) > 1.2 * Y.std()  # worse than the mean, though each is off by 0.1


def test_numpy_finds_a_squared_error_of_8_for_two_right_answers_in_a_column():
    y, answers = np.array([1.0, 5.0]), np.array([[1.0], [5.0]])
    assert np.mean((y - answers) ** 2) == 8
    assert float(keras.losses.MeanSquaredError()(y, answers)) == 0


def test_mae_adds_the_last_axis_and_a_metric_of_ones_own_gets_y_as_it_is():
    seen = []

    def own(y, answers):
        seen.append((tuple(y.shape), tuple(answers.shape), tuple((y - answers).shape)))
        return keras.ops.mean(keras.ops.abs(y - answers))

    model = model_of(metrics=["mae", own], run_eagerly=True)
    for y, compared in [(Y, (100, 100)), (Y[:, np.newaxis], (100, 1))]:
        seen.clear()
        _, mae, mine = model.evaluate(X, y, batch_size=100, verbose=0)
        assert seen[0] == (y.shape, (100, 1), compared)
        assert np.isclose(mae, mine, rtol=1e-4) is np.bool_(y.ndim == 2)
        assert mae == pytest.approx(np.abs(Y - model.predict(X, verbose=0)[:, 0]).mean(), rel=1e-4)


def decoder():
    lines = [LAYERS.LSTM(16), LAYERS.RepeatVector(6), LAYERS.LSTM(16, return_sequences=True), LAYERS.Dense(1)]
    model = keras.Sequential([keras.Input((20, 3)), *lines])
    model.compile("adam", "mse")
    return model


EACH = IDS[:, np.newaxis].repeat(20, axis=1)
TABLE = {
    "one number": (model_of, [Y, Y[:, np.newaxis]]),
    "mae": (lambda: model_of(loss="mae"), [Y, Y[:, np.newaxis]]),
    "six": (lambda: model_of(6), [SIX]),
    "six, with a decoder": (decoder, [SIX, SIX[:, :, np.newaxis]]),
    "each step": (lambda: model_of(every=True), [HUMIDITY[:, 1:21], HUMIDITY[:, 1:21, np.newaxis]]),
    "yes or no": (lambda: model_of(1, "sigmoid", "binary_crossentropy"), [IDS % 2, IDS[:, np.newaxis] % 2]),
    "several": (lambda: model_of(4, "sigmoid", "binary_crossentropy"), [np.arange(400).reshape(100, 4) % 3 % 2]),
    "ids": (lambda: model_of(4, "softmax", SPARSE), [IDS, IDS[:, np.newaxis]]),
    "one-hot": (lambda: model_of(4, "softmax", ONE_HOT), [np.eye(4)[IDS]]),
    "ids of each step": (lambda: model_of(4, "softmax", SPARSE, True), [EACH, EACH[:, :, np.newaxis]]),
}


@pytest.mark.parametrize("row", TABLE)
def test_every_row_of_the_table_to_look_up_fits_and_is_healthy(row):
    make, many = TABLE[row]
    for y in many:
        model = make()
        model.compile("adam", model.loss, run_eagerly=True)
        assert lstm_shapes.diagnose(model, X, y).ok, lstm_shapes.diagnose(model, X, y)
        model.fit(X, y, verbose=0)


# What a loss makes of other shapes ------------------------------------------------------------------------------


def mse(y, given):
    return float(np.mean(keras.losses.MeanSquaredError()(y, given)))


def test_mse_of_100_targets_against_every_step_compares_all_with_all_and_of_a_column_each_with_its_own():
    given = np.random.default_rng(1).random((100, 20, 1)).astype("float32")
    assert mse(Y, given) == pytest.approx(np.mean((Y[np.newaxis, np.newaxis, :] - given) ** 2), rel=1e-5)
    assert mse(Y, np.full_like(given, Y.mean())) == pytest.approx(Y.var(), rel=1e-4)
    assert mse(Y[:, np.newaxis], given) == pytest.approx(np.mean((Y[:, np.newaxis, np.newaxis] - given) ** 2), rel=1e-5)


@pytest.mark.parametrize("y", [X[:, :, :1], SIX], ids=["every step", "six hours"])
def test_mse_of_many_targets_against_one_answer_ends_at_the_variance_within_a_sample(y):
    many = y.reshape(100, -1)
    best = many.mean(axis=1, keepdims=True)
    assert mse(y, best) == pytest.approx(many.var(axis=1).mean(), rel=1e-4)
    assert mse(y, best + 0.1) > mse(y, best) < mse(y, best - 0.1)


def test_crossentropies_refuse_labels_of_the_other_form():
    for loss, y, words in [(ONE_HOT, IDS, "same rank"), (SPARSE, np.eye(4)[IDS], "rank")]:
        model = model_of(4, "softmax", loss, run_eagerly=True)
        assert words in words_of(lambda model=model, y=y: model.fit(X, y, verbose=0))


def test_the_softmax_of_one_unit_is_always_1_and_keras_warns():
    with pytest.warns(UserWarning, match="softmax over axis -1"):
        assert np.allclose(LAYERS.Dense(1, "softmax")(X), 1)


@pytest.mark.parametrize(
    ("loss", "units", "first", "second"),
    [
        ("binary_crossentropy", 1, np.arange(100)[:, np.newaxis] % 2, np.ones((100, 6), int)),
        ("binary_crossentropy", 6, np.ones((100, 6), int), np.arange(100)[:, np.newaxis] % 2),
        ("categorical_crossentropy", 4, np.eye(4)[np.arange(100) % 4], np.ones((100, 1))),
    ],
    ids=["six for one", "one for six", "ids for one-hot"],
)
def test_a_crossentropy_refuses_in_a_first_fit_what_it_takes_after_a_good_one_with_as_many_axes(
    loss, units, first, second
):
    def model():
        last = keras.layers.Dense(units, activation="softmax" if units == 4 else "sigmoid")
        made = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4), last])
        made.compile("adam", loss)
        return made

    x = np.random.default_rng(0).random((100, 20, 3))
    with pytest.raises(ValueError):
        model().fit(x, second, verbose=0)
    fitted = model()
    fitted.fit(x, first, verbose=0)
    fitted.fit(x, second, verbose=0)  # no error
    fitted.compile("adam", loss)
    with pytest.raises(ValueError):
        fitted.fit(x, second, verbose=0)
