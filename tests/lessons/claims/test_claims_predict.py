"""What 07 says of predict, batches, state, length, files and scales, and of predictions fed back; a name is the claim."""

import subprocess
import sys
import time

import keras
import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler
from tools.small_models import words_of

import helpers
import lstm_shapes
from helpers.pictures.turns import turn_svg, turn_verdict, turn_words

PRICES = helpers.price_table().to_numpy()
SCALER = StandardScaler().fit(PRICES[:800])
SCALED = SCALER.transform(PRICES)
X, Y = helpers.windows_and_targets(SCALED, SCALED[:, 1], 10)
ONE = X[:, :, 1:2]


def build(timesteps=10, features=3, answers=1, batch=None, seed=0):
    """The model of 07."""
    keras.utils.set_random_seed(seed)
    given = keras.Input((timesteps, features), batch_size=batch, name="days")
    lstm = keras.layers.LSTM(16, stateful=bool(batch), name="lstm")
    model = keras.Sequential([given, lstm, keras.layers.Dense(answers, name="answer")], name="model")
    model.compile("adam", "mse")
    return model


def predict(model, x, **options):
    return model.predict(x, verbose=0, **options)


def taught(seed=0):
    model = build(seed=seed)
    model.fit(X[:790], Y[:790], epochs=20, verbose=0)
    return model


@pytest.fixture(scope="module")
def close():
    return taught()


def dollars(off):
    return np.sqrt(np.mean(off**2)) * SCALER.scale_[1]


def test_an_index_takes_the_samples_axis_away_and_a_slice_or_newaxis_keeps_it():
    model = build()
    assert "Expected shape (None, 10, 3), but input has incompatible shape (10, 3)" in words_of(
        lambda: predict(model, X[-1])
    )
    assert predict(model, X[-1:]).shape == (1, 1)
    assert np.array_equal(predict(model, X[-1:]), predict(model, X[-1][np.newaxis]))


def test_after_a_good_predict_the_same_mistake_is_told_without_a_shape_and_calling_the_model_states_it():
    model = build()
    predict(model, X[-1:])
    said = words_of(lambda: predict(model, X[-1]))
    assert "Cannot take the length of shape with unknown rank" in said
    assert "(10, 3)" not in said
    assert "Expected shape (None, 10, 3), but input has incompatible shape (10, 3)" in words_of(lambda: model(X[-1]))
    assert predict(model, X[-1:]).shape == (1, 1)


def test_calling_the_model_with_a_wrong_shape_spoils_nothing():
    model = build()
    words_of(lambda: model(X[-1]))
    assert predict(model, X[-1:]).shape == (1, 1)
    assert lstm_shapes.diagnose(model, X[-1:]).ok


def test_one_window_of_one_feature_gives_an_answer_for_each_day_as_if_it_were_a_sample_of_one_timestep():
    model = build(features=1)
    silent = predict(model, ONE[-1])
    assert silent.shape == (10, 1)
    assert np.allclose(silent, model(ONE[-1][:, np.newaxis]), atol=1e-5)
    assert not np.isclose(silent, np.array(model(ONE[-1:]))).any()


@pytest.mark.parametrize("cure", ["compile", "forget the function"])
def test_then_the_right_call_fails_until_the_function_that_predict_made_is_thrown_away(cure):
    model = build(features=1)
    predict(model, ONE[-1])
    assert "unknown rank" in words_of(lambda: predict(model, ONE[-1:]))
    assert lstm_shapes.diagnose(model, ONE[-1:]).findings[0].cause == "spoilt-model"
    before = model.get_weights()
    if cure == "compile":
        model.compile("adam", "mse")
    else:
        model.predict_function = None
    assert predict(model, ONE[-1:]).shape == (1, 1)
    assert all(np.array_equal(old, new) for old, new in zip(before, model.get_weights(), strict=True))


def test_diagnose_names_the_missing_samples_axis_also_where_nothing_raises():
    for model, x, level in [(build(), X[-1], "raises"), (build(features=1), ONE[-1], "silent")]:
        found = lstm_shapes.diagnose(model, x).findings[0]
        assert (found.cause, found.level) == ("missing-samples-axis", level)


@pytest.mark.parametrize(("size", "batches"), [(32, [32, 32, 16]), (7, [7] * 11 + [3]), (80, [80]), (100, [80])])
def test_predict_cuts_batches_with_a_short_last_one_and_the_answers_stay(close, size, batches):
    sizes = []
    spy = keras.callbacks.Callback()
    spy.on_predict_batch_end = lambda batch, logs: sizes.append(len(logs["outputs"]))
    answers = predict(close, X[:80], batch_size=size, callbacks=[spy])
    assert sizes == batches
    assert answers.shape == (80, 1)
    assert np.allclose(answers, close(X[:80]), atol=1e-5)


def test_predict_reads_batches_of_32_and_the_other_two_ways_cut_none():
    steady = build(batch=32)
    for way in (steady, steady.predict_on_batch):
        assert "Received batch size: 80" in words_of(lambda way=way: way(X[:80]))
    assert predict(steady, X[:64]).shape == (64, 1)


def test_predict_on_batch_gives_an_array_and_calling_the_model_a_tensor(close):
    assert isinstance(close.predict_on_batch(X[:80]), np.ndarray)
    assert isinstance(predict(close, X[:80]), np.ndarray)
    assert not isinstance(close(X[:80]), np.ndarray)


def test_for_one_sample_again_and_again_predict_on_batch_is_by_far_the_fastest(close):
    def seconds(way):
        way(X[-1:])
        start = time.perf_counter()
        for _ in range(20):
            way(X[-1:])
        return time.perf_counter() - start

    fast = seconds(close.predict_on_batch)
    assert 5 * fast < seconds(close)
    assert 5 * fast < seconds(lambda x: predict(close, x))


def test_1000_samples_in_batches_of_64_are_16_with_40_in_the_last():
    parts = [len(part) for part in np.array_split(np.zeros(1000), range(64, 1000, 64))]
    assert (len(parts), parts[-1]) == (16, 40)


def test_a_fixed_batch_refuses_80_samples_in_two_wordings():
    steady = build(batch=32)
    assert helpers.outcome(lambda: predict(steady, X[:80])) == (
        "InvalidArgumentError: Incompatible shapes: [16,64] vs. [32,64]"
    )
    steady.compile("adam", "mse", run_eagerly=True)
    said = words_of(lambda: predict(steady, X[:80]))
    assert "Expected batch size: 32" in said
    assert "Received batch size: 16" in said
    assert lstm_shapes.diagnose(steady, X[:80]).findings[0].cause == "fixed-batch-size"


@pytest.mark.parametrize(
    ("y", "call"),
    [(None, "model.predict(x, batch_size=32)"), (Y[:80], "model.fit(x, y, batch_size=32, shuffle=False)")],
)
def test_the_repair_of_a_fixed_batch_predicts_where_no_targets_came(y, call):
    fixes = lstm_shapes.diagnose(build(batch=32), X[:80], y).findings[0].fixes
    assert call in [fix.code.splitlines()[-1] for fix in fixes]


def test_predict_goes_on_cutting_32_for_a_model_made_for_20():
    steady = build(batch=20)
    assert "Received batch size" in words_of(lambda: steady.predict_on_batch(X[:32]))
    assert not helpers.outcome(lambda: predict(steady, X[:80])).startswith("runs")
    assert predict(build(batch=20), X[:80], batch_size=20).shape == (80, 1)


def test_the_same_input_twice_gives_two_answers_until_the_layer_is_reset(close):
    steady = build(batch=32)
    steady.set_weights(close.get_weights())
    first, second = np.array(steady(X[:32])), np.array(steady(X[:32]))
    assert abs(first - second).max() > 0.01
    steady.layers[0].reset_state()
    assert np.array_equal(steady(X[:32]), first)
    assert not hasattr(steady, "reset_states")


def test_a_failed_predict_leaves_state_behind(close):
    steady = build(batch=32)
    steady.set_weights(close.get_weights())
    first = np.array(steady(X[:32]))
    steady.layers[0].reset_state()
    helpers.outcome(lambda: predict(steady, X[:80]))
    assert abs(np.array(steady(X[:32])) - first).max() > 0.01


def test_five_days_and_then_five_more_answer_like_ten_at_once(close):
    halves = build(timesteps=5, batch=32)
    halves.set_weights(close.get_weights())
    halves(X[:32, :5])
    assert np.allclose(halves(X[:32, 5:]), close(X[:32]), atol=1e-5)


def test_no_weight_knows_the_batch_or_the_timesteps(close):
    shapes = [weight.shape for weight in close.get_weights()]
    for other in (build(batch=32), build(timesteps=5), build(timesteps=None)):
        assert [weight.shape for weight in other.get_weights()] == shapes
        other.set_weights(close.get_weights())
    steady, twin = build(batch=32), build()
    steady.set_weights(close.get_weights())
    twin.set_weights(steady.get_weights())
    assert np.allclose(twin(X[7:8])[0], np.array(steady(X[:32]))[7], atol=1e-5)


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_a_model_that_learned_from_ten_days_is_wrong_on_one_and_here_little_worse_on_twenty(seed):
    open_end = build(timesteps=None)
    assert open_end.input_shape == (None, None, 3)
    open_end.set_weights(taught(seed).get_weights())
    errors = {}
    for days in (20, 10, 1):
        said = np.array(open_end(helpers.make_windows(SCALED, days)[-248:-1]))[:, 0]
        errors[days] = dollars(said - Y[790:])
    assert errors[1] > 3 * errors[10]
    assert errors[20] < 1.5 * errors[10]


def test_one_batch_holds_one_length():
    mixed, model = [X[0], X[1, :7], X[2]], build(timesteps=None)
    assert "all input arrays must have the same shape" in words_of(lambda: np.stack(mixed))
    assert "Data cardinality is ambiguous" in words_of(lambda: predict(model, mixed))
    assert len(np.unique([7, 9, 12, 7, 9, 7])) == 3


def test_a_scaler_of_three_columns_refuses_a_prediction_of_one_and_undoes_a_table_of_three(close):
    said = np.array(close(X[-3:]))
    words = words_of(lambda: SCALER.inverse_transform(said))
    assert words == "non-broadcastable output operand with shape (3,1) doesn't match the broadcast shape (3,3)"
    assert lstm_shapes.explain(ValueError(words)).findings[0].cause == "scaler-width"
    table = np.zeros((3, 3))
    table[:, 1] = said[:, 0]
    by_hand = said[:, 0] * SCALER.scale_[1] + SCALER.mean_[1]
    assert np.allclose(SCALER.inverse_transform(table)[:, 1], by_hand)
    as_open = said[:, 0] * SCALER.scale_[0] + SCALER.mean_[0]
    assert np.allclose(as_open, by_hand, rtol=0.01)


def test_a_scaler_for_y_alone_undoes_one_column(close):
    alone = StandardScaler().fit(PRICES[:800, 1:2])
    said = np.array(close(X[-3:]))
    assert np.allclose(alone.inverse_transform(said)[:, 0], said[:, 0] * SCALER.scale_[1] + SCALER.mean_[1])


def whole_of(close):
    """The model of 07 that reads and answers dollars."""
    norm = keras.layers.Normalization
    scale = norm(mean=SCALER.mean_, variance=SCALER.var_, name="scale")
    back = norm(mean=SCALER.mean_[1:2], variance=SCALER.var_[1:2], invert=True, name="dollars")
    given = keras.Input((10, 3), name="open-close-volume")
    return keras.Sequential([given, scale, *close.layers, back], name="whole")


PROGRAM = """
import keras, numpy as np
for name in ("bare", "whole"):
    model = keras.models.load_model(name + ".keras")
    answer = model.predict(np.load("last.npy"), verbose=0)
    print(name, model.inputs[0].name, model.input_shape, answer.round(2))
"""


def test_the_shape_and_the_name_of_the_input_travel_with_the_file_and_the_scale_only_inside(close, tmp_path):
    close.save(tmp_path / "bare.keras")
    whole_of(close).save(tmp_path / "whole.keras")
    np.save(tmp_path / "last.npy", PRICES[np.newaxis, -10:])
    lines = subprocess.check_output([sys.executable, "-c", PROGRAM], cwd=tmp_path, text=True).splitlines()
    assert [line.split("[")[0] for line in lines] == [
        "bare days (None, 10, 3) ",
        "whole open-close-volume (None, 10, 3) ",
    ]
    bare, whole = (float(line.split("[[")[1].strip("]")) for line in lines)
    assert abs(bare) < 2  # a scaled number, of dollars that were read as scaled ones
    last = PRICES[-1, 1]
    assert round(last) == 363
    assert abs(whole - last) < 15
    assert 200 < bare * SCALER.scale_[1] + SCALER.mean_[1] < 600  # undone, it looks like a price


def test_columns_in_another_order_raise_nothing_and_close_before_open_hardly_shows(close):
    whole, last = whole_of(close), PRICES[np.newaxis, -10:]
    right = float(whole(last)[0, 0])
    swapped = float(whole(last[:, :, [1, 0, 2]])[0, 0])
    assert 0 < abs(swapped - right) < 0.01 * right
    assert abs(float(whole(last[:, :, [2, 0, 1]])[0, 0]) - right) > 0.1 * right


def test_normalization_inside_answers_as_the_scaler_outside(close):
    raw = helpers.make_windows(PRICES[:-1], 10)[-3:]
    by_hand = np.array(close(X[-3:])) * SCALER.scale_[1] + SCALER.mean_[1]
    assert np.allclose(whole_of(close)(raw), by_hand, rtol=1e-3)


def test_the_newest_ten_days_are_no_sample_of_x():
    newest = SCALED[-10:].astype("float32")
    assert not np.array_equal(X[-1], newest)
    assert np.array_equal(X[-1, 1:], newest[:-1])


def test_an_answer_needs_a_timesteps_axis_before_it_can_be_appended():
    window, answer = ONE[-1:], np.array(build(features=1)(ONE[-1:]))
    assert answer.shape == (1, 1)
    said = words_of(lambda: np.concatenate([window[:, 1:], answer], axis=1))
    assert "must have same number of dimensions" in said
    assert np.concatenate([window[:, 1:], answer[:, np.newaxis]], axis=1).shape == (1, 10, 1)


def test_a_window_that_grows_is_read_without_a_word_and_diagnose_sees_it():
    grown = np.concatenate([X[-1:], X[-1:, -1:]], axis=1)
    model = build()
    assert predict(model, grown).shape == (1, 1)
    assert [(found.cause, found.level) for found in lstm_shapes.diagnose(model, grown).findings] == [
        ("wrong-timesteps", "silent")
    ]


def test_np_append_without_an_axis_flattens_and_reshaped_back_it_mixes_samples():
    model, many = build(features=1), ONE[-4:]
    flat = np.append(ONE[-1:, 1:], np.array(model(ONE[-1:])))
    assert flat.shape == (10,)
    assert "Expected shape (None, 10, 1), but input has incompatible shape (10,)" in words_of(lambda: model(flat))
    parts = many[:, 1:], np.array(model(many))[:, np.newaxis]
    mixed, right = np.append(*parts).reshape(many.shape), np.concatenate(parts, axis=1)
    assert mixed.shape == right.shape
    assert (mixed == right).mean() == 0.25


def test_one_answer_is_no_step_of_three_features_and_an_assignment_writes_it_into_all_three(close):
    answer = np.array(close(X[-1:]))
    said = words_of(lambda: np.concatenate([X[-1:, 1:], answer[:, np.newaxis]], axis=1))
    assert "along dimension 2, the array at index 0 has size 3 and the array at index 1 has size 1" in said
    window = X[-1:].copy()
    window[:, -1] = answer
    assert np.array_equal(window[0, -1], np.repeat(answer, 3))


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
@pytest.mark.parametrize("columns", [[1], [0, 1, 2]], ids=["one feature", "three features"])
def test_errors_grow_from_turn_to_turn_and_the_plain_rule_is_ahead_at_the_first_turns(columns, seed):
    model = build(features=len(columns), answers=len(columns), seed=seed)
    model.fit(X[:790, :, columns], SCALED[10:800, columns], epochs=20, verbose=0)
    window, errors, plain = X[790:1018, :, columns], [], []
    last = window[:, -1, columns.index(1)]
    for turn in range(20):
        answer = np.array(model(window))
        window = np.concatenate([window[:, 1:], answer[:, np.newaxis]], axis=1)
        happened = SCALED[800 + turn : 1028 + turn, 1]
        errors.append(dollars(answer[:, columns.index(1)] - happened))
        plain.append(dollars(last - happened))
    assert errors[0] < errors[4] < errors[19]
    assert all(errors[turn] > plain[turn] for turn in (0, 4))


@pytest.mark.parametrize("timesteps", [2, 5, 10])
@pytest.mark.parametrize("features", [1, 3])
@pytest.mark.parametrize("drop", [True, False])
@pytest.mark.parametrize("every", [True, False])
def test_the_panel_says_what_happens_when_a_model_is_fed_its_own_answers(timesteps, features, drop, every):
    model = build(timesteps, features, features if every else 1)
    window = SCALED[np.newaxis, :timesteps, :features]
    measured = np.ones(timesteps, dtype=bool)
    for turn in range(4):
        words = turn_words(turn, timesteps, features, drop, every)
        answer = np.array(model(window))
        assert f"In {window.shape}, out {answer.shape}: " in words
        assert f"{measured.sum()} measured, {(~measured).sum()} predicted" in words
        outcome = turn_verdict(turn, timesteps, features, drop, every).outcome
        assert (outcome == "wrong") is (not drop and answer.shape[1] == features)
        kept = window[:, 1:] if drop else window
        if outcome == "raises":
            parts = [kept, answer[:, np.newaxis]]
            assert "must match exactly" in words_of(lambda parts=parts: np.concatenate(parts, axis=1))
            later = (turn + 1, timesteps, features, drop, every)
            assert turn_verdict(*later).outcome == "raises"
            assert f"turn {turn + 1} never comes; this is turn 0" in turn_svg(*later)
            return
        window = np.concatenate([kept, answer[:, np.newaxis]], axis=1)
        measured = np.append(measured[1:] if drop else measured, False)


def test_from_turn_ten_on_nothing_in_a_window_of_ten_is_measured():
    held = [turn_words(turn, 10, 3).split(": ")[1].split(".")[0] for turn in (9, 10, 11)]
    assert held == ["1 measured, 9 predicted", "0 measured, 10 predicted", "0 measured, 10 predicted"]
