"""What 04 says of shapes that raise no error; a name is the claim."""

import keras
import numpy as np
import pytest
from tools.small_models import FLAT, FOUR, LONGER, ONE, SWAPPED, X, Y, build, declared, fit, functional, words_of

import helpers
import lstm_shapes
from helpers.exercises import exercises, normal

HOURS_FIRST, SCRAMBLED = X.transpose(1, 0, 2), SWAPPED.reshape(100, 20, 3)


# 4.1 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [10, 30])
def test_a_functional_model_refuses_other_hours_on_its_first_call(hours):
    assert f"found shape=(100, {hours}, 3)" in words_of(lambda: functional()(LONGER[:, :hours]))


@pytest.mark.parametrize("call", ["fit", "predict"])
def test_a_functional_model_lets_other_hours_pass_in_a_method_that_has_had_a_good_call(call):
    def ask(model, x):
        return fit(model, x) if call == "fit" else model.predict(x, verbose=0)

    fresh, run = functional(), functional()
    assert "found shape" in words_of(lambda: ask(fresh, LONGER))
    ask(run, X)
    ask(run, LONGER)
    if call == "predict":
        assert ask(run, HOURS_FIRST).shape == (20, 1)
    else:
        assert "found shape" in words_of(lambda: run.predict(LONGER, verbose=0)), "a method compares in its first call"


def test_fit_counts_samples_where_time_stands_first():
    assert "Data cardinality is ambiguous" in words_of(lambda: fit(declared(), HOURS_FIRST))


def test_time_first_passes_the_stricter_question_with_20_stations_and_with_no_other_number_that_the_guess_offers():
    assert declared().compute_output_shape((20, 20, 3)) == (20, 1)
    for stations in (3, 60):
        assert "expected shape=(None, 20, 3)" in words_of(
            lambda stations=stations: declared().compute_output_shape((20, stations, 3))
        )


# 4.2 ---------------------------------------------------------------------------------------------------------


def test_one_station_without_its_axis_is_answered_like_20_stations_of_one_hour():
    model = build(keras.Input((20, 1)))
    assert np.allclose(model(ONE[7]), model(ONE[7][:, np.newaxis]), atol=1e-6)


@pytest.mark.parametrize(("shape", "moved"), [((20, 1), 10_000), ((1, 20), 0)])
def test_lag_columns_as_one_timestep_leave_the_recurrent_weights_as_they_were(shape, moved):
    lstm = keras.layers.LSTM(50)
    model = build(keras.Input(shape), layers=[lstm, keras.layers.Dense(1)])
    before = lstm.get_weights()[1]
    fit(model, ONE.reshape(100, *shape))
    assert (before != lstm.get_weights()[1]).sum() == moved


def test_each_measurement_as_an_hour_of_its_own_fits():
    fit(build(keras.Input((60, 1))), FLAT[:, :, np.newaxis])


# 4.3 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("features", "weights"), [(3, 10_800), (20, 14_200), (100, 30_200)])
def test_the_weights_that_the_guess_offers_are_those_of_3_20_and_100_features(features, weights):
    assert 4 * (50 * (features + 50) + 50) == weights == helpers.lstm_weights(50, features)


def test_in_the_scrambled_log_the_last_pressure_keeps_its_place_and_mostly_tells_whether_the_pressure_fell():
    log = helpers.weather_log(stations=800)
    changes = log - log.mean(axis=1, keepdims=True)
    mixed = changes.transpose(0, 2, 1).reshape(800, 20, 3)
    assert np.array_equal(mixed[:, -1, 2], changes[:, -1, 2])
    falls = log[:, -1, 2] < log[:, 0, 2]
    assert ((mixed[:, -1, 2] < 0) == falls).mean() > 0.75


def test_reshaped_channel_0_of_the_eeg_runs_through_all_channels_and_moves_more_than_twice_as_far():
    eeg = helpers.eeg_recording().T
    wrong = eeg.reshape(800, 4)[:, 0]
    assert np.array_equal(wrong, np.concatenate([channel[::4] for channel in eeg]))
    assert np.abs(np.diff(wrong)).mean() > 2 * np.abs(np.diff(eeg[0])).mean()


# 4.4 ---------------------------------------------------------------------------------------------------------


def stopped_by(x, y, model):
    """The line of the pre-flight that stops this pair; None if the sizes pass."""
    if len(x) != len(y):
        return 1
    if x.ndim != len(model.input_shape):
        return 2
    try:
        answers = model.compute_output_shape(x.shape)
    except ValueError:
        return 3
    return None if y.size == np.prod(answers) else 4


@pytest.mark.parametrize(
    ("x", "y", "line"),
    [
        (X, Y, None),
        (HOURS_FIRST, Y, 1),
        (X[7], Y, 1),
        (X[15:], Y, 1),
        (FLAT, Y, 2),
        (LONGER, Y, 3),
        (SWAPPED, Y, 3),
        (FOUR, Y, 3),
        (X, ONE, 4),
        (X, X[:, :5, 0], 4),
        (SCRAMBLED, Y, None),
    ],
)
def test_each_line_of_the_pre_flight_stops_what_its_row_says_and_a_scramble_passes(x, y, line):
    assert stopped_by(x, y, declared()) == line


def test_one_sample_of_one_feature_is_stopped_by_the_second_line_and_passes_the_third():
    assert stopped_by(ONE[7], Y[:20], build(keras.Input((20, 1)))) == 2
    assert build(keras.Input((20, 1))).compute_output_shape(ONE[7].shape) == (20, 1)


def asked_of_the_model(x, y, model):
    """Ask the model itself, as a learner may; its refusal counts as False."""
    try:
        return model.compute_output_shape(x.shape) == (y.size, 1)
    except ValueError:
        return False


MODEL, TEN = declared(), build(keras.Input((10, 3)))
CASES = [
    (X, Y, MODEL),
    (X[:80], Y[:80], MODEL),
    (LONGER, Y, MODEL),
    (X[:, :, :2], Y, MODEL),
    (X, Y[:90], MODEL),
    (X, X[:, :, 1], MODEL),
    (X[:, 10:], Y, TEN),
    (SCRAMBLED, Y, MODEL),
]
RIGHT = {
    "size of y": lambda x, y, model: y.size == len(x) and x.shape[1:] == model.input_shape[1:],
    "shape of y": lambda x, y, model: y.shape == (len(x),) and x.shape[1:] == model.input_shape[1:],
    "one sample": lambda x, y, model: x[0].shape == model.input_shape[1:] and y.shape == x.shape[:1],
    "with NumPy": lambda x, y, model: np.array_equal(x.shape, (y.size, *model.input_shape[1:])),
    "asked of the model": asked_of_the_model,
}
READY = {
    "two comparisons": lambda x, y, model: len(x) == len(y) and x.shape[1:] == model.input_shape[1:],
    "None is not 100": lambda x, y, model: x.shape == model.input_shape,
    "axes and samples": lambda x, y, model: x.ndim == 3 and len(x) == len(y),
    "axes alone": lambda x, y, model: x.ndim == 3,
    "x alone": lambda x, y, model: x.shape[1:] == model.input_shape[1:],
    "sizes of one model": lambda x, y, model: x.shape[1:] == (20, 3) and len(x) == len(y),
    "sizes of one model, y not counted": lambda x, y, model: x.shape[1:] == (20, 3),
    "100 samples of the right sizes": lambda x, y, model: len(x) == 100 and READY["two comparisons"](x, y, model),
    "one shape": lambda x, y, model: x.shape == (100, 20, 3) and len(y) == 100,
    "one shape, y not counted": lambda x, y, model: x.shape == (100, 20, 3),
    "100 samples in both": lambda x, y, model: len(x) == 100 == len(y),
    "100 samples alone": lambda x, y, model: len(x) == 100,
    "timesteps": lambda x, y, model: x.shape[1] == model.input_shape[1] and len(x) == len(y),
    "features": lambda x, y, model: x.shape[2] == model.input_shape[2] and len(x) == len(y),
    "values": lambda x, y, model: READY["two comparisons"](x, y, model) and x is not SCRAMBLED,
}


def told(write):
    return tuple(bool(write(*case)) for case in CASES)


@pytest.mark.parametrize("write", RIGHT.values(), ids=RIGHT)
def test_each_right_way_to_write_ready_is_right(write):
    assert [told(write)] == [normal(text) for text in exercises()["ready"]["right"]]


def test_each_wrong_way_to_write_ready_has_its_own_reason():
    assert sorted(map(told, READY.values())) == sorted(normal(text) for text in exercises()["ready"]["slips"])


# 4.5 ---------------------------------------------------------------------------------------------------------


def causes(x):
    return [finding.cause for finding in lstm_shapes.diagnose(declared(), x, Y).findings]


def test_diagnose_sees_a_scramble_in_values_that_have_a_course_and_in_no_others():
    log = helpers.weather_log() / 100
    assert causes(log) == []
    assert causes(log.transpose(0, 2, 1).reshape(100, 20, 3).copy()) == ["scrambled-reshape"]
    assert causes(SCRAMBLED.copy()) == []


def undeclared(x):
    return [finding.cause for finding in lstm_shapes.diagnose(build(), x, Y).findings]


def test_diagnose_sees_swapped_axes_without_input_where_measurements_keep_levels_and_not_in_noise():
    log = helpers.weather_log() / 100
    assert undeclared(log.transpose(0, 2, 1)) == ["swapped-axes"] and undeclared(log) == []
    assert undeclared(np.random.default_rng(0).normal(size=(100, 3, 20))) == []
    assert undeclared(log[:, :, 1].reshape(100, 1, 20)) == []
