"""What 03 and 04 say of reshape, transpose and the network that reads the result; a name is the claim."""

import math

import keras
import numpy as np
import pandas as pd
import pytest
from tools.reference import ROOT
from tools.small_models import FLAT, build, fit, words_of

import helpers

CODES = helpers.address_codes()
BY_HOUR, BY_SENSOR = helpers.flat_file(CODES, "hour by hour"), helpers.flat_file(CODES, "sensor by sensor")
WRONG = BY_SENSOR.reshape(100, 20, 3)


def scrambled(x):
    return x.transpose(0, 2, 1).reshape(x.shape)


def accuracy(kind, x, y, seed):
    """The accuracy of the models of 03 on 200 stations, after a fit on 600."""
    keras.utils.set_random_seed(seed)
    flat = [keras.layers.Flatten(), keras.layers.Dense(32, activation="relu")]
    first = [keras.layers.LSTM(8)] if kind == "lstm" else flat
    model = keras.Sequential([keras.Input((20, 3)), *first, keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    model.fit(x[:600], y[:600], epochs=10, verbose=0)
    return model.evaluate(x[600:], y[600:], verbose=0)[1]


def test_7131_stands_in_column_40_hour_by_hour_and_in_column_33_sensor_by_sensor():
    assert (np.argwhere(BY_HOUR == 7131).tolist(), np.argwhere(BY_SENSOR == 7131).tolist()) == ([[7, 40]], [[7, 33]])


def test_a_column_lands_in_row_column_div_3_and_place_column_mod_3():
    folded = BY_HOUR.reshape(100, 20, 3)
    assert [folded[7, column // 3, column % 3] for column in range(60)] == BY_HOUR[7].tolist()
    assert folded[7, 13, 1] == 7131
    assert folded[4, 8, 2] == BY_HOUR[4, 26] == 4082
    assert BY_HOUR[7, 17] == 7052  # hour 5, pressure


def test_reshape_keeps_the_order_of_the_values_and_transpose_does_not():
    assert np.array_equal(WRONG.ravel(), BY_SENSOR.ravel())
    assert not np.array_equal(CODES.transpose(0, 2, 1).ravel(), CODES.ravel())


def test_numpy_takes_all_twelve_folds_of_60():
    taken = helpers.fold_choices(60)
    assert len(taken) == 12
    assert {BY_HOUR.reshape(100, *fold).shape for fold in taken} == {(100, *fold) for fold in taken}


def test_of_60_values_the_first_and_the_last_stay_in_place():
    assert np.argwhere((WRONG == CODES)[7].ravel()).ravel().tolist() == [0, 59]


def test_a_scramble_leaves_gcd_of_one_less_than_the_timesteps_and_the_features_plus_one_values_in_place():
    for timesteps, features in np.ndindex(24, 12):
        sample = np.arange((timesteps + 1) * (features + 1)).reshape(timesteps + 1, features + 1)
        assert (sample.T.reshape(sample.shape) == sample).sum() == math.gcd(timesteps, features) + 1
    assert math.gcd(20 - 1, 3 - 1) + 1 == 2
    assert math.gcd(21 - 1, 3 - 1) + 1 == 3


def test_a_scramble_leaves_no_inner_timestep_with_all_its_features_in_place():
    for timesteps, features in np.ndindex(24, 12):
        sample = np.arange((timesteps + 2) * (features + 2)).reshape(timesteps + 2, features + 2)
        in_place = (sample.T.reshape(sample.shape) == sample).all(axis=1)
        assert not in_place[1:-1].any()


def test_t8_lands_among_the_pressures_by_reshape_and_at_hour_8_by_reshape_and_transpose():
    names = np.array(header("sensor by sensor"))
    alone, turned = names.reshape(20, 3), names.reshape(3, 20).transpose()
    assert (names[8], alone[2, 2], turned[8, 0]) == ("T8", "T8", "T8")


def header(order):
    """The header of a file of the weather log."""
    hours = range(20)
    if order == "hour by hour":
        return [f"{letter}{hour}" for hour in hours for letter in "THP"]
    return [f"{letter}{hour}" for letter in "THP" for hour in hours]


@pytest.mark.parametrize(("name", "order"), [("weather_a", "hour by hour"), ("weather_b", "sensor by sensor")])
def test_a_file_of_the_weather_log_holds_its_readings_in_the_order_of_its_header(name, order):
    table = pd.read_csv(ROOT / "notebooks" / "data" / f"{name}.csv")
    assert list(table.columns) == header(order)
    # One decimal; where another processor's sine rounds the other way, a tenth more.
    assert np.abs(table.to_numpy() - helpers.flat_file(helpers.weather_log(), order)).max() < 0.1
    assert (table.to_numpy() == table.to_numpy().round(1)).all()


def test_folded_with_its_rows_a_header_says_what_each_place_holds():
    names = np.array(header("hour by hour")).reshape(20, 3)
    wrong = np.array(header("sensor by sensor")).reshape(20, 3)
    right = np.array(header("sensor by sensor")).reshape(3, 20).transpose()
    assert (names[14, 0], wrong[14, 0], right[14, 0]) == ("T14", "P2", "T14")
    assert np.argwhere((wrong == names).ravel()).ravel().tolist() == [0, 59]
    assert np.array_equal(right, names)


def test_the_scrambled_file_holds_a_temperature_of_1007_degrees():
    second = pd.read_csv(ROOT / "notebooks" / "data" / "weather_b.csv")
    wrong = second.to_numpy().reshape(100, 20, 3)
    right = second.to_numpy().reshape(100, 3, 20).transpose(0, 2, 1)
    assert round(wrong[7, 14, 0]) == 1007
    assert right[7, 14, 0] == second.loc[7, "T14"] < 30


@pytest.mark.parametrize("name", ["weather_a", "weather_b"])
def test_the_first_and_the_last_value_of_a_row_stay_in_place_in_all_twelve_folds_both_ways(name):
    row = pd.read_csv(ROOT / "notebooks" / "data" / f"{name}.csv").to_numpy()[7]
    for timesteps, features in helpers.fold_choices(60):
        for folded in (row.reshape(timesteps, features), row.reshape(features, timesteps).transpose()):
            assert (folded[0, 0], folded[-1, -1]) == (row[0], row[-1])


@pytest.mark.parametrize(
    ("line", "in_place"),
    [
        ("table.reshape(6, 9, 2).transpose(1, 0, 2)", 108),
        ("table.reshape(9, 6, 2)", 4),
        ("table.T.reshape(9, 6, 2)", 18),
    ],
)
def test_stations_side_by_side_are_cut_hour_by_hour_first(line, in_place):
    table = np.arange(108).reshape(6, 18)  # column: station * 2 + feature
    true = np.array(
        [[[table[hour, station * 2 + feature] for feature in range(2)] for hour in range(6)] for station in range(9)]
    )
    assert (eval(line, {"table": table}) == true).sum() == in_place


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_a_scramble_costs_an_lstm_accuracy_where_two_features_move_together_and_dense_nothing(seed):
    x, y = helpers.rain_log()
    assert accuracy("lstm", x, y, seed) >= 0.95
    assert accuracy("lstm", scrambled(x), y, seed) <= 0.92
    assert min(accuracy("dense", x, y, seed), accuracy("dense", scrambled(x), y, seed)) >= 0.95


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
@pytest.mark.parametrize("kind", ["lstm", "dense"])
def test_the_same_scramble_costs_nothing_where_one_number_at_each_end_is_enough(kind):
    log = helpers.weather_log(stations=800)
    x, y = log - log.mean(axis=1, keepdims=True), (log[:, -1, 2] < log[:, 0, 2]).astype("float32")
    right, wrong = accuracy(kind, x, y, 0), accuracy(kind, scrambled(x), y, 0)
    assert right > 0.85
    assert wrong > right - 0.04


def test_most_pixels_of_a_digit_leave_their_places_by_reshape_and_none_by_transpose():
    digits = helpers.cropped_digits()
    stored = digits.transpose(0, 2, 1)
    assert digits.shape == (1797, 8, 6)
    assert (stored.reshape(len(stored), 8, 6)[3] == digits[3]).mean() < 0.25
    assert np.array_equal(stored.transpose(0, 2, 1), digits)


def test_a_square_array_reshaped_wrongly_is_its_transpose():
    from sklearn.datasets import load_digits

    digits = load_digits().images
    assert digits.shape == (1797, 8, 8)
    assert np.array_equal(scrambled(digits), digits.transpose(0, 2, 1))
    assert not np.array_equal(scrambled(digits), digits)


@pytest.mark.parametrize(("steps", "features", "moved"), [(20, 3, 10_000), (60, 1, 10_000), (1, 60, 0)])
def test_with_one_timestep_the_recurrent_weights_stay_bit_identical(steps, features, moved):
    lstm = keras.layers.LSTM(50)
    model = build(keras.Input((steps, features)), layers=[lstm, keras.layers.Dense(1)])
    before = lstm.get_weights()[1]
    fit(model, FLAT.reshape(100, steps, features))
    assert before.shape == (50, 200)
    assert (before != lstm.get_weights()[1]).sum() == moved


def test_with_one_timestep_the_recurrent_weights_change_no_output():
    lstm = keras.layers.LSTM(5)
    before = lstm(FLAT[:, np.newaxis])
    kernel, recurrent, bias = lstm.get_weights()
    lstm.set_weights([kernel, recurrent + 1, bias])
    assert np.array_equal(lstm(FLAT[:, np.newaxis]), before)


def test_minus_one_makes_75_samples_that_a_model_for_20_4_predicts_on_and_no_fit_takes():
    folded = FLAT.reshape(-1, 20, 4)
    model = build(keras.Input((20, 4)))
    assert model.predict(folded, verbose=0).shape == (75, 1)
    assert "Data cardinality is ambiguous" in words_of(lambda: fit(model, folded))


def test_with_rows_of_120_minus_one_makes_14_stations_of_7_and_len_x_raises():
    x = np.zeros((7, 120))
    assert x.reshape(-1, 20, 3).shape == (14, 20, 3)
    assert "cannot reshape array of size 840" in words_of(lambda: x.reshape(len(x), 20, 3))
