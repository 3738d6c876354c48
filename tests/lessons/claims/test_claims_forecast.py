"""What 11 says of baselines, levels and changes, several steps, and predictions fed back; a name is the claim."""

import types

import keras
import numpy as np
import pytest
from keras import layers
from tools.reading import notebook_cells
from tools.reference import ROOT
from tools.small_models import words_of

import helpers
import lstm_shapes
from helpers.pictures.turns import turn_svg, turn_verdict, turn_words

CLOSE = helpers.price_table()["close"].to_numpy()
CELSIUS = helpers.weather_log(1, 1047)[0, :, 0]
CHANGE = np.concatenate([[0], 100 * (CLOSE[1:] / CLOSE[:-1] - 1)])
HIGHEST = CLOSE[:600].max()
PARTS = {"train": slice(0, 600), "validation": slice(600, 750), "test": slice(750, 1047)}
MEAN, SPREAD = CLOSE[:600].mean(), CLOSE[:600].std()
SCALED = (CLOSE - MEAN) / SPREAD
WARM = (CELSIUS - CELSIUS[:600].mean()) / CELSIUS[:600].std()


def cut(series, part, horizon=1):
    rows = np.lib.stride_tricks.sliding_window_view(series[PARTS[part]], 10 + horizon)
    return rows[:, :10, np.newaxis], rows[:, 10:]


def build(horizon=1, timesteps=10, features=1, seed=0):
    keras.utils.set_random_seed(seed)
    given = keras.Input((timesteps, features), name="days")
    return keras.Sequential([given, layers.LSTM(16, name="lstm"), layers.Dense(horizon, name="answer")], name="model")


def trained(series, horizon=1, seed=0):
    """The training of 11."""
    model = build(horizon, seed=seed)
    model.compile(keras.optimizers.Adam(0.01), "mse")
    stop = keras.callbacks.EarlyStopping(patience=40, restore_best_weights=True)
    settings = {"epochs": 200, "batch_size": 128, "callbacks": [stop], "verbose": 0}
    model.fit(*cut(series, "train", horizon), validation_data=cut(series, "validation", horizon), **settings)
    return model


def rmse(errors):
    return np.sqrt(np.mean(errors**2, axis=0))


def ratio(forecast, today, later):
    return rmse(forecast - later) / rmse(today - later)


def fed_back(model, window, turns):
    answers = []
    for _ in range(turns):
        answer = model.predict_on_batch(window)
        window = np.concatenate([window[:, 1:], answer[:, np.newaxis]], axis=1)
        answers.append(answer[:, 0])
    return np.stack(answers, axis=1)


# 11.1 --------------------------------------------------------------------------------------------------------


def test_the_parts_follow_each_other_in_time_and_no_target_reaches_into_another():
    days = np.arange(1047.0)
    for part, where in PARTS.items():
        x, y = cut(days, part, horizon=5)
        assert x[0, 0, 0] == where.start
        assert y[-1, -1] == where.stop - 1
        assert np.array_equal(y[:, 0], x[:, -1, 0] + 1)
        assert len(x) == where.stop - where.start - 14
    assert len(cut(days, "test")[0]) - len(cut(days, "test", horizon=12)[0]) == 11, "one window for each further hour"


@pytest.mark.parametrize("epochs", [2, 30])
def test_early_stopping_puts_the_best_weights_back_also_when_it_did_not_end_the_fit(epochs):
    model = build()
    model.compile(keras.optimizers.Adam(0.3), "mse")
    x, y = cut(SCALED, "train")
    validation = x[:50], y[:50] + 1
    stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    found = model.fit(x[50:], y[50:], validation_data=validation, epochs=epochs, callbacks=[stop], verbose=0)
    losses = found.history["val_loss"]
    assert (len(losses) < epochs) is (epochs == 30)
    assert np.isclose(model.evaluate(*validation, verbose=0), min(losses), rtol=1e-3)


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_a_level_model_is_a_copy_of_today_within_the_known_prices_and_too_low_above_them_also_fed_back(seed):
    level, (x, y) = trained(SCALED, seed=seed), cut(SCALED, "test")
    forecast, today, tomorrow = (
        each * SPREAD + MEAN for each in (level.predict(x, verbose=0)[:, 0], x[:, -1, 0], y[:, 0])
    )
    above = today > HIGHEST
    assert (above.sum(), (~above).sum()) == (180, 107)
    assert 0.92 < ratio(forecast[~above], today[~above], tomorrow[~above]) < 1.15
    assert 1.3 < ratio(forecast[above], today[above], tomorrow[above]) < 3.5
    assert rmse((forecast - today)[~above]) < 0.6 * rmse((forecast - tomorrow)[~above])
    assert (forecast < tomorrow)[above].mean() > 0.62
    x_5, y_5 = cut(SCALED, "test", horizon=5)
    high = x_5[:, -1, 0] * SPREAD + MEAN > HIGHEST
    own, measured = fed_back(level, x_5[high], 5)[:, 4], level.predict(x[4:][high], verbose=0)[:, 0]
    assert (y_5[high, 4] - own).mean() > 1.5 * (y_5[high, 4] - measured).mean() > 0


def test_training_saw_prices_up_to_510_dollars_and_the_test_part_goes_up_to_742():
    assert (round(HIGHEST), round(CLOSE[750:].max())) == (510, 742)


# 11.2 --------------------------------------------------------------------------------------------------------


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_a_model_of_changes_is_about_as_good_as_the_baseline_and_says_nearly_no_change(seed):
    percent = trained(CHANGE, seed=seed).predict(cut(CHANGE, "test")[0], verbose=0)[:, 0]
    x, y = cut(CLOSE, "test")
    today, tomorrow = x[:, -1, 0], y[:, 0]
    assert 0.95 < ratio(today * (1 + percent / 100), today, tomorrow) < 1.05
    assert percent.std() < rmse(percent) < 0.6
    assert (percent > 0).mean() > 0.6
    assert ((percent > 0) & (percent < 0.5)).mean() > 0.5
    assert 0 < percent.mean() < 0.5, "the mean change of the training part, where nothing tells the next change"
    assert 0.2 < CHANGE[:600].mean() < 0.3


def test_the_changes_stay_around_0_have_calm_and_wild_periods_and_lie_nearly_all_where_training_was():
    train, validation, test = (CHANGE[days] for days in PARTS.values())
    assert max(abs(part.mean()) for part in (train, validation, test)) < 0.3
    assert validation.std() < 0.6 * train.std() < train.std() < test.std()
    months = np.lib.stride_tricks.sliding_window_view(CHANGE[1:], 60).std(axis=1)
    assert months.max() > 3 * months.min()
    assert np.mean((train.min() <= test) & (test <= train.max())) > 0.98
    sizes, turns = np.abs(CHANGE[1:]), CHANGE[1:]
    assert np.corrcoef(sizes[1:], sizes[:-1])[0, 1] > 0.1 > 0.05 > abs(np.corrcoef(turns[1:], turns[:-1])[0, 1])


def test_a_model_that_takes_2_from_the_price_before_the_newest_is_6_too_low_on_the_fifth_day_that_it_is_fed_back():
    two_less = keras.layers.Lambda(lambda window: window[:, -2] - 2)
    lower = keras.Sequential([keras.Input((10, 1)), two_less])
    assert fed_back(lower, np.full((1, 10, 1), 600.0), 5).tolist() == [[598, 598, 596, 596, 594]]


def test_the_humidity_of_24_hours_before_is_a_better_forecast_than_that_of_the_newest_hour():
    humidity = helpers.weather_log(stations=60, hours=32)[:, :, 1]
    second_hour = humidity[:, 31]
    assert rmse(humidity[:, 7] - second_hour) < 0.9 * rmse(humidity[:, 29] - second_hour)


def test_changes_become_prices_by_a_product_along_the_days():
    steps, now = CHANGE[101:106], CLOSE[100]
    assert np.allclose(now * np.cumprod(1 + steps / 100), CLOSE[101:106])


# 11.3 and 11.4 -----------------------------------------------------------------------------------------------


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_a_temperature_is_forecast_far_better_than_by_the_baseline_at_once_and_step_after_step(seed):
    one_step, direct = trained(WARM, seed=seed), trained(WARM, 12, seed=seed)
    x, y = cut(WARM, "test")
    assert ratio(one_step.predict(x, verbose=0)[:, 0], x[:, -1, 0], y[:, 0]) < 0.55
    x, y = cut(WARM, "test", horizon=12)
    at_once, in_turn = (rmse(each - y) for each in (direct.predict(x, verbose=0), fed_back(one_step, x, 12)))
    assert at_once[11] < 1.5 * at_once[0]
    assert 0.87 < in_turn[11] / at_once[11] < 1.15
    assert at_once[11] < 0.09 * rmse(x[:, -1] - y)[11]
    day_before = cut(np.roll(WARM, 24), "test", horizon=12)[1]
    assert np.array_equal(day_before[0], WARM[736:748]), "hours 760 to 771, as they were 24 hours before"
    found = at_once / rmse(day_before - y)
    assert found.min() > 0.65 and found.max() < 0.88, "less is left beside the better baseline"
    x, y = cut(WARM, "test")
    found = ratio(one_step.predict(x, verbose=0), cut(np.roll(WARM, 24), "test")[1], y)[0]
    assert 0.7 < found < 0.88


def test_24_hours_before_is_the_better_baseline_of_a_temperature_and_does_not_grow_with_the_hours_ahead():
    x, y = cut(WARM, "test", horizon=12)
    day_before, persistence = (rmse(each - y) for each in (cut(np.roll(WARM, 24), "test", horizon=12)[1], x[:, -1]))
    assert (day_before < 0.6 * persistence).all()
    assert day_before[11] < 1.1 * day_before[0]


def test_persistence_grows_to_more_than_twice():
    for series, horizon in [(CLOSE, 5), (WARM, 12)]:
        x, y = cut(series, "test", horizon)
        grown = rmse(x[:, -1] - y)
        assert grown[horizon - 1] > 2.1 * grown[0]


def test_the_newest_ten_hours_are_no_window_of_cut():
    x, _ = cut(WARM, "test")
    assert not np.array_equal(x[-1, :, 0], WARM[-10:])
    assert np.array_equal(x[-1, 1:, 0], WARM[-10:-1])


def test_an_answer_needs_a_timesteps_axis_before_it_can_be_appended():
    window, answer = cut(WARM, "test")[0][-1:], np.zeros((1, 1))
    said = words_of(lambda: np.concatenate([window[:, 1:], answer], axis=1))
    assert "must have same number of dimensions" in said
    assert np.concatenate([window[:, 1:], answer[:, np.newaxis]], axis=1).shape == (1, 10, 1)


def test_a_window_that_grows_is_read_without_a_word_and_diagnose_sees_it():
    window = cut(WARM, "test")[0][-1:]
    grown, model = np.concatenate([window, window[:, -1:]], axis=1), build()
    model.compile("adam", "mse")
    assert model.predict(grown, verbose=0).shape == (1, 1)
    assert [(found.cause, found.level) for found in lstm_shapes.diagnose(model, grown).findings] == [
        ("wrong-timesteps", "silent")
    ]


def test_a_functional_model_refuses_a_window_that_grew_and_names_both_shapes():
    given = keras.Input((10, 3))
    functional = keras.Model(given, layers.Dense(3)(layers.LSTM(4)(given)))
    grown = np.zeros((1, 11, 3), dtype="float32")
    for way in (functional, functional.predict_on_batch):
        assert "expected shape=(None, 10, 3), found shape=(1, 11, 3)" in words_of(lambda way=way: way(grown))


def test_np_append_without_an_axis_flattens_and_reshaped_back_it_mixes_samples():
    many, answer = cut(WARM, "test")[0][-4:], np.full((4, 1), 9.0)
    parts = many[:, 1:], answer[:, np.newaxis]
    assert np.append(*parts).shape == (40,)
    mixed, right = np.append(*parts).reshape(many.shape), np.concatenate(parts, axis=1)
    assert (mixed == 9).sum() == (right == 9).sum() == 4
    assert (mixed[-1, -4:] == 9).all()


def test_one_answer_is_no_step_of_three_features_and_an_assignment_writes_it_into_all_three():
    window, answer = np.random.default_rng(0).random((1, 10, 3)), np.array([[0.5]])
    said = words_of(lambda: np.concatenate([window[:, 1:], answer[:, np.newaxis]], axis=1))
    assert "along dimension 2, the array at index 0 has size 3 and the array at index 1 has size 1" in said
    window[:, -1] = answer
    assert np.array_equal(window[0, -1], np.repeat(0.5, 3))


@pytest.mark.parametrize("timesteps", [2, 5, 10])
@pytest.mark.parametrize("features", [1, 3])
@pytest.mark.parametrize("drop", [True, False])
@pytest.mark.parametrize("every", [True, False])
def test_the_panel_says_what_happens_when_a_model_is_fed_its_own_answers(timesteps, features, drop, every):
    model = build(features if every else 1, timesteps, features)
    window = np.random.default_rng(0).random((1, timesteps, features)).astype("float32")
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


# 11.5 --------------------------------------------------------------------------------------------------------


def own_cell():
    """The cell of 11.5 without its last line, which asks diagnose."""
    (cell,) = [cell for cell in notebook_cells(ROOT / "notebooks/11_forecast.ipynb") if "my_model, my_x" in cell.source]
    lines = cell.source.splitlines()
    assert [line.split(" = ")[0] for line in lines[:3]] == ["my_model, my_x, my_y", "column, place", "naive"]
    assert lines[-1].startswith("lstm_shapes.diagnose(")
    return lines[:-1]


@pytest.mark.parametrize("column", range(3))
@pytest.mark.parametrize("answers", ["all features", "one feature", "horizon", "horizon of all features"])
def test_a_copy_of_the_naive_forecast_has_a_ratio_of_1_in_the_own_cell_whatever_the_column(column, answers, capsys):
    series = np.random.default_rng(0).normal(size=(200, 3)) * [1, 20, 400] + [15, 60, 1013]
    rows = np.lib.stride_tricks.sliding_window_view(series, 12, axis=0).transpose(0, 2, 1)
    x, y = rows[:, :10], rows[:, 10:]
    chosen = {
        "all features": (y[:, 0], x[:, -1], column),
        "one feature": (y[:, 0, column], x[:, -1, column], 0),
        "horizon": (y[:, :, column], x[:, [-1, -1], column], 0),
        "horizon of all features": (y, x[:, [-1, -1]], column),
    }
    y, said, place = chosen[answers]
    copy = types.SimpleNamespace(predict=lambda x, verbose: said)
    lines = own_cell()
    lines[:3] = [
        "my_model, my_x, my_y = GIVEN",
        f"column, place = {column}, {place}",
        "naive = {'now': my_x[:, -1, column]}",
    ]
    exec("\n".join(lines), {"np": np, "ratio": ratio, "GIVEN": (copy, x, y)})
    assert capsys.readouterr().out == "ratio to now: about 1.00\n"


def test_a_functional_model_refuses_a_grown_window_as_its_first_and_not_after_another():
    hours = keras.Input((10, 1))
    fresh, asked = (keras.Model(hours, keras.layers.Dense(1)(keras.layers.LSTM(3)(hours))) for _ in range(2))
    with pytest.raises(ValueError, match=r"expected shape=\(None, 10, 1\), found shape=\(1, 11"):
        fresh.predict_on_batch(np.zeros((1, 11, 1)))
    asked.predict_on_batch(np.zeros((1, 10, 1)))
    assert asked.predict_on_batch(np.zeros((1, 11, 1))).shape == (1, 1)
