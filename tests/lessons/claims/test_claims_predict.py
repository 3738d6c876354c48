"""What 10 says of predict, batches, state, several inputs, length and files; a name is the claim."""

import subprocess
import sys
import time

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from keras import layers
from tools.small_models import words_of

import helpers
import lstm_shapes

LOG = helpers.weather_log(hours=21) * np.float32([1, 1, 100])  # pressure in Pa
MEAN, SPREAD = LOG[:80].mean(axis=(0, 1)), LOG[:80].std(axis=(0, 1))
SCALED = (LOG - MEAN) / SPREAD
X, Y = SCALED[:, :20], SCALED[:, 20, :1]
ONE = X[:, :, :1]
FACTS = np.random.default_rng(0).random((100, 5)).astype("float32")


def build(timesteps=20, features=3, batch=None, seed=0, functional=False):
    """The model of 10."""
    keras.utils.set_random_seed(seed)
    given = keras.Input((timesteps, features), batch_size=batch, name="readings")
    lstm, last = layers.LSTM(16, stateful=batch is not None, name="lstm"), layers.Dense(1, name="answer")
    model = keras.Model(given, last(lstm(given))) if functional else keras.Sequential([given, lstm, last], name="model")
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


def predict(model, x, **options):
    return model.predict(x, verbose=0, **options)


def taught(seed=0):
    model = build(seed=seed)
    model.fit(X[:80], Y[:80], epochs=40, verbose=0)
    return model


@pytest.fixture(scope="module")
def model():
    return taught()


def rmse(errors):
    return float(np.sqrt(np.mean(np.square(errors))))


# 10.1 --------------------------------------------------------------------------------------------------------

UNKNOWN = {
    False: "Cannot take the length of shape with unknown rank",
    True: "as_list() is not defined on an unknown TensorShape",
}


def test_an_index_takes_the_samples_axis_away_and_a_slice_or_newaxis_keeps_it():
    fresh = build()
    said = words_of(lambda: predict(fresh, X[7]))
    assert "Expected shape (None, 20, 3), but input has incompatible shape (20, 3)" in said
    assert predict(fresh, X[7:8]).shape == (1, 1)
    assert np.array_equal(predict(fresh, X[7:8]), predict(fresh, X[7][np.newaxis]))


@pytest.mark.parametrize("functional", [False, True])
def test_after_a_good_predict_the_same_mistake_is_told_without_a_shape_and_compute_output_shape_states_it(functional):
    fresh = build(functional=functional)
    predict(fresh, X[7:8])
    said = words_of(lambda: predict(fresh, X[7]))
    assert UNKNOWN[functional] in said
    assert "(20, 3)" not in said
    stated = words_of(lambda: fresh.compute_output_shape(X[7].shape))
    assert "expected shape=(None, 20, 3), found shape=(20, 3)" in stated
    assert predict(fresh, X[7:8]).shape == (1, 1)


@pytest.mark.parametrize("functional", [False, True])
@pytest.mark.parametrize("fitted", [False, True])
def test_one_station_of_one_feature_passes_as_20_and_then_the_right_call_fails_until_compile(functional, fitted):
    fresh = build(features=1, functional=functional)
    if fitted:
        fresh.fit(ONE, Y, verbose=0)
    silent = predict(fresh, ONE[7])
    assert silent.shape == (20, 1)
    if not functional:  # which refuses (20, 1, 1), of one timestep, and takes (20, 1) all the same
        assert np.allclose(silent, fresh(ONE[7][:, np.newaxis]), atol=1e-5), "each hour is a station of one timestep"
    for right in (ONE[7:8], ONE):
        assert UNKNOWN[functional] in words_of(lambda right=right: predict(fresh, right))
    before = fresh.get_weights()
    fresh.compile(keras.optimizers.Adam(0.01), "mse")
    assert predict(fresh, ONE[7:8]).shape == (1, 1)
    assert all(map(np.array_equal, before, fresh.get_weights()))


def test_calling_the_model_with_a_wrong_shape_spoils_nothing():
    fresh = build()
    words_of(lambda: fresh(X[7]))
    assert predict(fresh, X[7:8]).shape == (1, 1)
    assert lstm_shapes.diagnose(fresh, X[7:8]).ok


def test_diagnose_names_the_missing_samples_axis_also_where_nothing_raises():
    for fresh, x, level in [(build(), X[7], "raises"), (build(features=1), ONE[7], "silent")]:
        found = lstm_shapes.diagnose(fresh, x).findings[0]
        assert (found.cause, found.level) == ("missing-samples-axis", level)


# 10.2 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "batches"), [(32, [32, 32, 32, 4]), (7, [7] * 14 + [2]), (100, [100]), (200, [100])])
def test_predict_cuts_batches_with_a_short_last_one_and_the_answers_stay(model, size, batches):
    sizes = []
    spy = keras.callbacks.Callback()
    spy.on_predict_batch_end = lambda batch, logs: sizes.append(len(logs["outputs"]))
    answers = predict(model, X, batch_size=size, callbacks=[spy])
    assert sizes == batches
    assert answers.shape == (100, 1)
    assert np.allclose(answers, model(X), atol=1e-5)


def test_predict_reads_batches_of_32_and_the_other_two_ways_cut_none(model):
    steady = build(batch=32)
    for way in (steady, steady.predict_on_batch):
        assert "Received batch size: 80" in words_of(lambda way=way: way(X[:80]))
    assert predict(steady, X[:64]).shape == (64, 1)
    assert isinstance(model.predict_on_batch(X), np.ndarray)
    assert isinstance(predict(model, X), np.ndarray)
    assert isinstance(model(X), tf.Tensor)


def test_for_one_sample_again_and_again_predict_on_batch_is_by_far_the_fastest(model):
    def seconds(way):
        way(X[7:8])
        start = time.perf_counter()
        for _ in range(20):
            way(X[7:8])
        return time.perf_counter() - start

    fast = seconds(model.predict_on_batch)
    assert 3 * fast < seconds(model)
    assert 3 * fast < seconds(lambda x: predict(model, x))


def test_a_fixed_batch_refuses_80_samples_at_the_third_batch_in_two_wordings():
    steady = build(batch=32)
    said = words_of(lambda: predict(steady, X[:80]), tf.errors.InvalidArgumentError)
    assert "Incompatible shapes: [16,64] vs. [32,64]" in said
    for size in (16, 80):
        said = words_of(lambda size=size: steady(X[:size]))
        assert "Expected batch size: 32" in said
        assert f"Received batch size: {size}" in said
    assert lstm_shapes.diagnose(steady, X[:80]).findings[0].cause == "fixed-batch-size"


@pytest.mark.parametrize(
    ("y", "call"),
    [(None, "model.predict(x, batch_size=32)"), (Y[:80], "model.fit(x, y, batch_size=32, shuffle=False)")],
)
def test_the_repair_of_a_fixed_batch_predicts_where_no_targets_came(y, call):
    fixes = lstm_shapes.diagnose(build(batch=32), X[:80], y).findings[0].fixes
    assert call in [fix.code.splitlines()[-1] for fix in fixes]


def test_a_stateful_layer_wants_a_batch_size_and_a_batch_of_20_wants_it_in_predict_too():
    assert "the batch size must be static" in words_of(
        lambda: keras.Sequential([keras.Input((20, 3)), layers.LSTM(4, stateful=True)])
    )
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        predict(build(batch=20), X[:80])
    assert predict(build(batch=20), X[:80], batch_size=20).shape == (80, 1)


def test_each_batch_of_one_predict_is_the_next_call_so_station_20_goes_on_with_the_memory_of_station_0(model):
    twenty, longer = build(batch=20), build(timesteps=None)
    for other in (twenty, longer):
        other.set_weights(model.get_weights())
    said, right = predict(twenty, X[:80], batch_size=20), predict(model, X[:80])
    assert [bool(batch.max() < 1e-3) for batch in np.split(abs(said - right), 4)] == [True, False, False, False]
    assert np.allclose(said[20:40], longer(np.concatenate([X[:20], X[20:40]], axis=1)), atol=1e-5)


def test_the_same_input_twice_gives_two_answers_until_the_layer_is_reset(model):
    steady = build(batch=32)
    steady.set_weights(model.get_weights())
    first, second = np.array(steady(X[:32])), np.array(steady(X[:32]))
    assert abs(first - second).max() > 0.03
    longer = build(timesteps=None)
    longer.set_weights(model.get_weights())
    assert np.allclose(longer(np.concatenate([X[:32], X[:32]], axis=1)), second, atol=1e-5)
    steady.layers[0].reset_state()
    assert np.array_equal(steady(X[:32]), first)
    assert not hasattr(steady, "reset_states")


def test_a_failed_predict_leaves_state_behind(model):
    steady = build(batch=32)
    steady.set_weights(model.get_weights())
    first = np.array(steady(X[:32]))
    steady.layers[0].reset_state()
    words_of(lambda: predict(steady, X[:80]), tf.errors.InvalidArgumentError)
    assert abs(np.array(steady(X[:32])) - first).max() > 0.01


def test_12_hours_and_then_8_answer_like_20_at_once(model):
    parts = build(timesteps=None, batch=32)
    parts.set_weights(model.get_weights())
    parts(X[:32, :12])
    assert np.allclose(parts(X[:32, 12:]), model(X[:32]), atol=1e-5)


def test_no_weight_depends_on_the_batch_or_the_timesteps(model):
    shapes = [weight.shape for weight in model.get_weights()]
    for other in (build(batch=32), build(timesteps=5), build(timesteps=None)):
        assert [weight.shape for weight in other.get_weights()] == shapes
        other.set_weights(model.get_weights())
    steady = build(batch=32)
    steady.set_weights(model.get_weights())
    assert np.allclose(model(X[7:8])[0], np.array(steady(X[:32]))[7], atol=1e-5)


def test_return_state_gives_the_answer_and_two_parts_of_the_memory_and_initial_state_takes_them_back(model):
    lstm = layers.LSTM(16, return_state=True)
    answer, *state = lstm(X[:, :12])
    lstm.set_weights(model.layers[0].get_weights())
    answer, *state = lstm(X[:, :12])
    assert [array.shape for array in (answer, *state)] == [(100, 16)] * 3
    at_once = lstm(X)[0]
    assert np.allclose(lstm(X[:, 12:], initial_state=state)[0], at_once, atol=1e-5)
    assert np.abs(lstm(X[:, 12:])[0] - at_once).max() > 0.03
    assert len(layers.GRU(16, return_state=True)(X)) == 2


def test_in_a_sequential_model_a_layer_of_one_array_cannot_follow_one_that_returns_its_state():
    first = [keras.Input((20, 3)), layers.LSTM(4, return_state=True)]
    assert "expects 1 input(s), but it received 3" in words_of(lambda: keras.Sequential([*first, layers.Dense(1)]))
    assert len(keras.Sequential(first)(X)) == 3
    for takes_a_list, width in [(layers.Concatenate(), 12), (layers.Lambda(lambda given: given[0]), 4)]:
        assert keras.Sequential([*first, takes_a_list])(X).shape == (100, width)


def test_pieces_lead_a_stateful_model_through_the_seconds_of_each_machine():
    recording = np.random.default_rng(0).random((32, 300, 2)).astype("float32")
    parts = build(timesteps=None, features=2, batch=32)
    for piece in recording.reshape(32, 3, 100, 2).transpose(1, 0, 2, 3):
        answer = parts(piece)
    whole = build(timesteps=None, features=2)
    whole.set_weights(parts.get_weights())
    assert np.allclose(answer, whole(recording), atol=1e-4)


# 10.3 --------------------------------------------------------------------------------------------------------


def two_inputs(kind=list):
    hours, place = keras.Input((20, 3), name="hours"), keras.Input((5,), name="place")
    joined = layers.Concatenate()([layers.LSTM(4)(hours), place])
    given = [hours, place] if kind is list else {"hours": hours, "place": place}
    model = keras.Model(given, layers.Dense(1)(joined), name="two")
    model.compile("adam", "mse")
    return model


def ways(model, given):
    """A call, a predict and a fit."""
    return (
        lambda: model(given),
        lambda: predict(model, given),
        lambda: model.fit(given, Y, verbose=0),
    )


@pytest.mark.parametrize("way", range(3), ids=["call", "predict", "fit"])
def test_a_list_goes_by_order_and_a_dictionary_by_name_and_what_is_missing_is_named(way):
    model = two_inputs()
    for given in ([X, FACTS], {"place": FACTS, "hours": X}):
        ways(model, given)[way]()
    for given in ([FACTS, X], [X], [X, FACTS, FACTS], {"hours": X}, {"hour": X, "place": FACTS}):
        said = words_of(ways(two_inputs(), given)[way])
        if isinstance(given, dict):
            assert "Missing data for input" in said
            assert "Expected the following keys: ['hours', 'place']" in said
    assert "expected shape=(None, 20, 3), found shape=(32, 5)" in words_of(lambda: predict(two_inputs(), [FACTS, X]))
    assert lstm_shapes.diagnose(two_inputs(), X).findings[0].cause == "input-count"


@pytest.mark.parametrize("good_first", [False, True])
def test_a_misspelled_name_in_the_first_fit_spoils_the_next_one_until_compile(good_first):
    model, given = two_inputs(), {"hours": X, "place": FACTS}
    if good_first:
        model.fit(given, Y, verbose=0)
    assert "Missing data for input" in words_of(lambda: model.fit({"hour": X, "place": FACTS}, Y, verbose=0))
    if not good_first:
        assert "Creating variables on a non-first call" in words_of(lambda: model.fit(given, Y, verbose=0))
        model.compile("adam", "mse")
    model.fit(given, Y, verbose=0)


def test_arrays_of_unequal_numbers_of_samples_are_refused_and_predict_of_a_dictionary_does_not_say_why():
    ragged = {"hours": X, "place": FACTS[:99]}
    assert "Data cardinality is ambiguous" in words_of(lambda: predict(two_inputs(), [X, FACTS[:99]]))
    assert "Data cardinality is ambiguous" in words_of(lambda: two_inputs().fit(ragged, Y, verbose=0))
    said = words_of(lambda: predict(two_inputs(), ragged), AttributeError)
    assert said == "'str' object has no attribute 'shape'"


def test_validation_data_take_a_dictionary_too():
    given = {"place": FACTS, "hours": X}
    assert "val_loss" in two_inputs().fit(given, Y, validation_data=(given, Y), verbose=0).history


def differences(kind):
    now, before = keras.Input((20, 1), name="now"), keras.Input((20, 1), name="before")
    given = [now, before] if kind is list else {"now": now, "before": before}
    return keras.Model(given, layers.Subtract()([now, before]))


@pytest.mark.parametrize(("name", "misread"), [("also", True), ("mid", True), ("zed", False)])
def test_an_entry_without_an_input_is_left_aside_unless_the_model_was_made_with_a_dictionary(name, misread):
    given = {"before": ONE - 1, "now": ONE, name: np.full_like(ONE, 5)}
    assert np.allclose(predict(differences(list), given), 1, atol=1e-4)
    with pytest.warns(UserWarning, match="The structure of `inputs` doesn't match the expected structure"):
        answer = predict(differences(dict), given)
    assert (not np.allclose(answer, 1, atol=0.1)) is misread


def test_two_inputs_of_one_shape_in_the_wrong_order_change_the_sign_without_a_word():
    change, yesterday = differences(list), ONE - 1
    assert np.allclose(predict(change, [yesterday, ONE]), -1, atol=1e-4)
    for given in ({"before": yesterday, "now": ONE}, {"before": yesterday, "now": ONE, "station": np.arange(100)}):
        assert np.allclose(predict(change, given), 1, atol=1e-4)


# 10.4 --------------------------------------------------------------------------------------------------------


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_a_model_that_learned_from_20_hours_errs_as_much_on_19_and_three_times_as_much_on_one_or_two(seed):
    open_end = build(timesteps=None)
    assert open_end.input_shape == (None, None, 3)
    open_end.set_weights(taught(seed).get_weights())
    errors = {count: rmse(predict(open_end, X[80:, -count:]) - Y[80:]) for count in (20, 19, 2, 1)}
    assert errors[19] < 1.3 * errors[20]
    assert errors[2] > 2.5 * errors[20]
    assert errors[1] > 3 * errors[20]


def test_one_batch_holds_one_length():
    mixed, open_end = [X[0], X[1, :7], X[2]], build(timesteps=None)
    assert words_of(lambda: np.stack(mixed)) == "all input arrays must have the same shape"
    assert "Data cardinality is ambiguous" in words_of(lambda: predict(open_end, mixed))
    assert len(np.unique([7, 9, 12, 7, 9, 7])) == 3
    assert [open_end(X[:, :length]).shape for length in (7, 9, 12)] == [(100, 1)] * 3


# 10.5 --------------------------------------------------------------------------------------------------------


def whole_of(model):
    """The model of 10 that reads raw readings and answers in °C."""
    scale = layers.Normalization(mean=MEAN, variance=SPREAD**2)
    back = layers.Normalization(mean=MEAN[:1], variance=SPREAD[:1] ** 2, invert=True)
    return keras.Sequential([keras.Input((20, 3), name="T-H-P"), scale, *model.layers, back])


PROGRAM = """
import keras, numpy as np
for name in ("bare", "whole"):
    model = keras.models.load_model(name + ".keras")
    print(name, model.inputs[0].name, model.input_shape)
    np.save(name, model.predict(np.load("raw.npy"), verbose=0))
"""


def test_the_shape_and_the_name_of_the_input_travel_with_the_file_and_the_scale_only_inside(model, tmp_path):
    model.save(tmp_path / "bare.keras")
    whole_of(model).save(tmp_path / "whole.keras")
    np.save(tmp_path / "raw.npy", LOG[80:, :20])
    lines = subprocess.check_output([sys.executable, "-c", PROGRAM], cwd=tmp_path, text=True).splitlines()
    assert lines == ["bare readings (None, 20, 3)", "whole T-H-P (None, 20, 3)"]
    bare, whole = (np.load(tmp_path / f"{name}.npy") for name in ("bare", "whole"))
    assert np.allclose(whole, predict(model, X[80:]) * SPREAD[0] + MEAN[0], rtol=1e-3)
    assert np.allclose(bare, predict(model, LOG[80:, :20]), atol=1e-4)


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_raw_readings_get_answers_that_look_like_temperatures_and_are_far_off_and_the_scale_inside_repairs_it(seed):
    model, raw, true = taught(seed), LOG[80:, :20], LOG[80:, 20, :1]
    celsius, right = (predict(model, given) * SPREAD[0] + MEAN[0] for given in (raw, X[80:]))
    assert abs(celsius - true).mean() > 3.5 * abs(right - true).mean()
    assert celsius.min() > 5 and celsius.max() < 25
    assert np.ptp(celsius) < 0.7
    assert np.ptp(true) > 5
    held = np.array(model.layers[0](raw))
    assert np.ptp(held, axis=0).max() < 0.05, "each number is the same for all stations"
    assert np.mean(abs(held) < 0.01) > 0.2, "many of them are 0"
    whole = whole_of(model)
    off, turned = (abs(predict(whole, given) - true).mean() for given in (raw, raw[:, :, ::-1]))
    assert off < 0.7
    assert turned > 4 * off


def test_pieces_reshaped_in_front_hold_whole_machines_first_and_seconds_of_11():
    recording = np.arange(19200.0).reshape(32, 300, 2)
    machines = set((recording.reshape(3, 32, 100, 2)[0] // 600).ravel().astype(int).tolist())
    assert machines == set(range(11))


def test_constant_answers_for_raw_and_for_scaled_readings_are_those_of_a_model_that_says_the_mean(model):
    mean_only = build()
    mean_only.set_weights([0 * weights for weights in model.get_weights()])
    for way, scaled_differ in [(mean_only, False), (model, True)]:
        assert np.ptp(predict(way, LOG[80:, :20])) < 0.3
        assert bool(np.ptp(predict(way, X[80:])) > 0.5) is scaled_differ


def test_the_newest_batch_takes_its_columns_by_name():
    table = pd.DataFrame(LOG[85, ::-1], columns=["T", "H", "P"])[["P", "T", "H"]]
    batch = table[["T", "H", "P"]].to_numpy()[:20][::-1][np.newaxis]
    assert np.array_equal(batch, LOG[85:86, 1:])
