"""What 06 says of splits, leaks, stopping, scalers, NaN and names; a name is the claim."""

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from tools.small_models import build, fit, words_of

import helpers
import lstm_shapes

PRICES = helpers.price_table().to_numpy()
SCALED_PRICES = (PRICES - PRICES[:700].mean(axis=0)) / PRICES[:700].std(axis=0)
LOG = helpers.weather_log(hours=21)
X, Y = LOG[:, :20], LOG[:, 20, 1:2]
SCALER = StandardScaler().fit(X[:80].reshape(-1, 3))
SCALED = SCALER.transform(X.reshape(-1, 3)).reshape(X.shape)


def small(features=3):
    return build(keras.Input((20, features)))


# 6.1 ---------------------------------------------------------------------------------------------------------


def cut(first, last):
    starts = range(first, last - 29)
    x = np.array([SCALED_PRICES[day : day + 10] for day in starts])
    return x, np.array([10 * (PRICES[day + 29, 1] / PRICES[day + 9, 1] - 1) for day in starts])


def test_three_parts_that_are_cut_apart_lose_29_windows_at_each_border_and_share_no_day():
    whole, parts = cut(0, 1047), [cut(0, 700), cut(700, 850), cut(850, 1047)]
    assert [len(x) for x, _ in parts] == [671, 121, 168]
    assert len(whole[0]) - sum(len(x) for x, _ in parts) == 2 * 29
    assert 700 - 1 == 670 + 29, "the last target of training is a day of training"


def test_a_window_of_ten_days_shares_a_day_with_18_others():
    starts = np.arange(1018)
    near, drawn = np.abs(starts - 510) < 10, np.random.default_rng(0).permutation(1018)[:671]
    assert near.sum() - 1 == 18
    assert 510 not in drawn and near[drawn].sum() > 9, "most of them are for training"
    _, y = cut(0, 1047)
    assert np.abs(np.diff(y)).mean() < 0.5 * np.abs(y[np.random.default_rng(0).permutation(1018)] - y).mean()


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_a_random_split_of_overlapping_windows_scores_far_better_than_a_split_in_time(seed):
    def error(some, *new):
        keras.utils.set_random_seed(seed)
        model = keras.Sequential([keras.Input((10, 3)), keras.layers.LSTM(32), keras.layers.Dense(1)])
        model.compile(keras.optimizers.Adam(0.02), "mse")
        model.fit(*some, epochs=40, batch_size=128, verbose=0)
        return [model.evaluate(x, y, verbose=0) / np.mean(y**2) for x, y in new]

    x, y = cut(0, 1047)
    order = np.random.default_rng(seed).permutation(len(x))
    drawn, left = order[:671], order[671:]
    [at_random] = error((x[drawn], y[drawn]), (x[left], y[left]))
    assert at_random < 0.65
    on_validation, on_test = error(cut(0, 700), cut(700, 850), cut(850, 1047))
    assert on_validation > 2.5
    assert 0.78 < on_test < 1


def test_a_test_window_that_ends_with_the_last_target_of_training_asks_about_days_that_training_has_not_seen():
    first = np.arange(1018)
    ends, targets = first + 9, first + 29
    last_known = targets[670]  # 671 windows are for training
    earliest = np.flatnonzero(ends >= last_known)[0]
    assert (last_known, ends[earliest], first[earliest]) == (699, 699, 690)
    assert targets[earliest] > last_known and targets[earliest - 1] > last_known
    assert ends[earliest - 1] < last_known, "one window earlier, training knows a day that is still to come"
    assert np.array_equal(cut(700, 1047)[0][0], cut(0, 1047)[0][700]), "here it begins after that day"


# 6.2 ---------------------------------------------------------------------------------------------------------


def noted_rain():
    x, rained = helpers.rain_log(400)
    wrong = np.random.default_rng(0).random(400) < 0.2
    assert 0.15 < wrong.mean() < 0.25
    return x[:, :10], np.where(wrong, 1 - rained, rained)


def stopped(seed, restore):
    """The validation losses of a fit, and what its model is worth afterwards on validation and test stations."""
    x, noted = noted_rain()
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.LSTM(16), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((10, 3)), *layers])
    model.compile(keras.optimizers.Adam(0.03), "binary_crossentropy", metrics=["accuracy"])
    validation = x[100:200], noted[100:200]
    stop = keras.callbacks.EarlyStopping(patience=10, restore_best_weights=restore)
    settings = {"validation_data": validation, "epochs": 50, "batch_size": 60, "verbose": 0, "callbacks": [stop]}
    losses = model.fit(x[:60], noted[:60], **settings).history["val_loss"]
    return losses, model.evaluate(*validation, verbose=0)[0], model.evaluate(x[200:], noted[200:], verbose=0)


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_without_stopping_the_training_loss_goes_to_0_and_the_validation_loss_rises_above_that_of_one_half(seed):
    x, noted = noted_rain()
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((10, 3)), keras.layers.LSTM(16), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.Adam(0.03), "binary_crossentropy")
    validation = x[100:200], noted[100:200]
    history = model.fit(x[:60], noted[:60], validation_data=validation, epochs=50, batch_size=60, verbose=0).history
    assert history["loss"][-1] < 0.06
    assert min(history["val_loss"]) < 0.6 < np.log(2) < 1 < history["val_loss"][-1]
    assert np.argmin(history["val_loss"]) < 20


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_early_stopping_keeps_the_last_weights_unless_it_is_told_to_restore_the_best(seed):
    for restore, kept in [(False, lambda losses: losses[-1]), (True, min)]:
        losses, now, (loss, accuracy) = stopped(seed, restore)
        assert len(losses) - 1 - np.argmin(losses) == 10
        assert np.isclose(now, kept(losses), rtol=1e-3)
        assert losses[-1] > 1.1 * min(losses)
    assert loss < 0.66 and accuracy > 0.68, "on the test stations, with the best weights"


@pytest.mark.parametrize(("best", "epochs", "last"), [(12, 50, 22), (12, 18, 17), (44, 50, 49)])
def test_early_stopping_stops_ten_epochs_after_the_best_one_if_there_are_ten_more(best, epochs, last):
    stop = keras.callbacks.EarlyStopping(patience=10)
    model = build(keras.Input((10, 3)))
    stop.set_model(model)
    stop.on_train_begin()
    model.stop_training = False
    for epoch in range(epochs):
        stop.on_epoch_end(epoch, {"val_loss": 1.0 + abs(epoch - best)})
        if model.stop_training:
            break
    assert epoch == last


def test_the_losses_of_the_guess_stop_a_fit_of_patience_3_after_epoch_7():
    losses = [0.9, 0.7, 0.6, 0.65, 0.58, 0.61, 0.59, 0.62, 0.55, 0.57]
    assert keras.callbacks.EarlyStopping().patience == 0, "by default it stops at the first epoch without a new low"
    stop = keras.callbacks.EarlyStopping(patience=3)
    model = build(keras.Input((10, 3)))
    stop.set_model(model)
    stop.on_train_begin()
    model.stop_training = False
    ran = 0
    while not model.stop_training:
        stop.on_epoch_end(ran, {"val_loss": losses[ran]})
        ran += 1
    assert ran - 1 == 7


def test_validation_data_and_evaluate_train_nothing():
    x, noted = noted_rain()
    found = []
    for others in (x[100:200], x[200:300]):
        keras.utils.set_random_seed(0)
        model = build(keras.Input((10, 3)))
        model.fit(x[:60], noted[:60], validation_data=(others, noted[:100]), shuffle=False, verbose=0)
        model.evaluate(others, noted[:100], verbose=0)
        found.append(model.get_weights())
    assert all(np.array_equal(*pair) for pair in zip(*found, strict=True))


# 6.3 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scaler", [StandardScaler, MinMaxScaler])
def test_a_scaler_reads_two_axes_and_there_and_back_keeps_each_value_in_its_place(scaler):
    said = words_of(lambda: scaler().fit(X[:80]))
    assert said == f"Found array with dim 3, while dim <= 2 is required by {scaler.__name__}."
    assert lstm_shapes.explain(said).findings[0].cause == "scaler-width"
    fitted = scaler().fit(X[:80].reshape(-1, 3))
    scaled = fitted.transform(X.reshape(-1, 3)).reshape(X.shape)
    assert np.allclose(fitted.inverse_transform(scaled[7]), X[7], atol=1e-3)
    assert np.allclose(scaled[7, 13], fitted.transform(X[7, 13:14])[0], atol=1e-5)


def test_a_scale_for_each_column_takes_the_course_of_the_day_away():
    def course(block):
        return np.ptp(block[:80, :, 0].mean(axis=0))

    by_column = StandardScaler().fit(X[:80].reshape(80, 60))
    assert course(X) == pytest.approx(8.0, abs=0.05)
    assert course(SCALED) > 2
    assert course(by_column.transform(X.reshape(100, 60)).reshape(X.shape)) < 1e-4


def test_the_mean_over_samples_and_timesteps_is_that_of_the_scaler_and_of_keras_normalization(tmp_path):
    assert np.allclose(X[:80].mean(axis=(0, 1)), SCALER.mean_, rtol=1e-5)
    assert np.allclose(X[:80].std(axis=(0, 1)), SCALER.scale_, rtol=1e-4)
    normal = keras.layers.Normalization(axis=-1)
    normal.adapt(X[:80])
    assert np.allclose(normal(X), SCALED, atol=0.01)
    model = keras.Sequential([keras.Input((20, 3)), normal, keras.layers.LSTM(2), keras.layers.Dense(1)])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert np.allclose(again(X), model(X), atol=1e-6)


def test_a_scaler_fitted_on_all_rows_moves_little_for_stations_and_much_for_rising_prices():
    stations = (StandardScaler().fit(X.reshape(-1, 3)).mean_ - SCALER.mean_) / SCALER.scale_
    prices = (PRICES.mean(axis=0) - PRICES[:700].mean(axis=0)) / PRICES[:700].std(axis=0)
    assert np.abs(stations).max() < 0.1 < 0.5 < np.abs(prices).max()
    assert prices[1] > 0, "the later prices are higher"


def test_a_scaler_of_three_columns_does_not_invert_one_and_the_columns_own_numbers_do():
    forecast = ((Y - SCALER.mean_[1]) / SCALER.scale_[1])[80:]
    said = words_of(lambda: SCALER.inverse_transform(forecast))
    assert "with shape (20,1) doesn't match the broadcast shape (20,3)" in said
    assert lstm_shapes.explain(said).findings[0].cause == "scaler-width"
    assert np.allclose(forecast * SCALER.scale_[1] + SCALER.mean_[1], Y[80:], atol=1e-3)
    silent = forecast * SCALER.scale_[0] + SCALER.mean_[0]
    assert 5 < silent.min() < silent.max() < 25, "it looks like a temperature"
    own = StandardScaler().fit(Y[:80])
    assert np.allclose(own.inverse_transform(own.transform(Y)), Y, atol=1e-3)


def test_a_min_max_scaler_goes_back_by_min_and_scale_in_the_other_order():
    scaler = MinMaxScaler().fit(X[:80].reshape(-1, 3))
    forecast = scaler.transform(X[80:, -1])[:, 1]
    assert np.allclose((forecast - scaler.min_[1]) / scaler.scale_[1], X[80:, -1, 1], atol=1e-3)


# 6.4 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("eagerly", [True, False])
def test_one_nan_makes_the_loss_and_all_weights_nan_without_an_error_and_compile_does_not_repair_them(eagerly):
    holed, y = SCALED.copy(), Y[:, 0] / 100
    holed[7, 13, 1] = np.nan
    fresh = small()
    model = keras.models.clone_model(fresh)
    model.compile("adam", "mse", run_eagerly=eagerly)
    assert np.isnan(model.fit(holed, y, verbose=0).history["loss"]).all()
    assert all(np.isnan(weights).all() for weights in model.get_weights())
    others = np.delete(np.arange(100), 7)
    model.compile("adam", "mse", run_eagerly=eagerly)
    assert np.isnan(model.fit(holed[others], y[others], verbose=0).history["loss"]).all()
    assert np.isfinite(fresh.fit(holed[others], y[others], verbose=0).history["loss"]).all()
    clone = keras.models.clone_model(model)
    assert all(np.isfinite(weights).all() for weights in clone.get_weights())
    clone.compile("adam", "mse", run_eagerly=eagerly)
    assert np.isfinite(clone.fit(holed[others], y[others], verbose=0).history["loss"]).all()
    assert lstm_shapes.diagnose(small(), holed, y).findings[0].cause == "not-finite"


def test_one_row_stands_in_up_to_ten_windows_of_ten():
    for row, windows in [(50, 10), (0, 1), (99, 1), (3, 4)]:
        x = np.zeros(100)
        x[row] = np.nan
        assert np.isnan(np.lib.stride_tricks.sliding_window_view(x, 10)).any(axis=1).sum() == windows


@pytest.mark.parametrize("lost", [1, 5, 30])
def test_windows_of_ten_with_their_next_day_jump_over_days_that_were_taken_out_and_no_shape_says_so(lost):
    kept = np.delete(np.arange(1047), range(500, 500 + lost))
    spans = np.lib.stride_tricks.sliding_window_view(kept, 11)
    assert (spans[:, -1] - spans[:, 0] > 10).sum() == 10
    joined = SCALED_PRICES[kept]
    x = np.lib.stride_tricks.sliding_window_view(joined, 10, axis=0)[:-1].transpose(0, 2, 1)
    assert lstm_shapes.diagnose(build(keras.Input((10, 3))), x, joined[10:, 1]).findings == ()


def test_one_condition_keeps_x_and_y_together_without_a_hole():
    x, y = SCALED.copy(), Y[:, 0].copy()
    x[7, 13, 1] = x[40, 2:6] = y[25] = np.nan
    keep = np.isfinite(x).all(axis=(1, 2)) & np.isfinite(y)
    assert np.flatnonzero(~keep).tolist() == [7, 25, 40]
    assert np.isfinite(x[keep]).all() and np.isfinite(y[keep]).all()


def test_a_station_left_out_of_x_alone_is_refused_and_targets_cut_to_the_count_pair_92_stations_wrongly():
    others = np.delete(np.arange(100), 7)
    said = words_of(lambda: fit(small(), X[others], Y))
    assert said.startswith("Data cardinality is ambiguous.")
    assert "'x' sizes: 99\n'y' sizes: 100" in said
    assert lstm_shapes.diagnose(small(), X[others], Y).findings[0].cause == "sample-count-mismatch"
    assert (others != np.arange(99)).sum() == 92


def test_ffill_looks_back_and_interpolate_and_bfill_look_ahead():
    known, later = pd.Series([60.0, 62, np.nan, np.nan, 68]), pd.Series([60.0, 62, np.nan, np.nan, 99])
    assert known.ffill()[:4].equals(later.ffill()[:4])
    for look in (pd.Series.interpolate, pd.Series.bfill):
        assert not look(known)[:4].equals(look(later)[:4])
    first = pd.Series([np.nan, 60.0, 62])
    assert first.ffill().isna()[0] and first.interpolate().isna()[0]


# 6.5 ---------------------------------------------------------------------------------------------------------


def sky_table():
    return pd.DataFrame(SCALED[7], columns=["T", "H", "P"]).assign(sky=["clear"] * 8 + ["cloud"] * 7 + ["rain"] * 5)


def test_one_text_column_makes_objects_of_all_and_keras_refuses_them():
    words = sky_table().to_numpy()[np.newaxis]
    assert words.dtype == object
    assert words_of(lambda: small(4).predict(words, verbose=0)) == "Invalid dtype: object"
    assert lstm_shapes.diagnose(small(4), words).findings[0].cause == "not-an-array"


def test_numpy_makes_text_of_a_mixed_list_and_keras_says_so():
    assert np.array([["Monday", 1.5], ["Tuesday", 2]])[0, 1] == "1.5"
    assert words_of(lambda: small().predict(X[:2].astype(str), verbose=0)).startswith("Invalid dtype: str")


def test_numbered_names_put_the_middle_one_halfway_between_the_others_in_what_enters_a_layer():
    weights = np.random.default_rng(0).normal(size=4)
    clear, cloud, rain = (number * weights for number in (0, 1, 2))
    assert np.allclose(cloud, (clear + rain) / 2)


def test_new_rows_get_the_columns_of_their_own_names_until_they_are_brought_to_those_of_training():
    table = sky_table()
    hot = pd.get_dummies(table, columns=["sky"], dtype="float32")
    later = table[10:].drop(columns="sky").assign(sky=["cloud"] * 6 + ["rain"] * 4)
    new = pd.get_dummies(later, columns=["sky"], dtype="float32")
    assert (hot.shape, new.shape) == ((20, 6), (10, 5))
    assert "Dimensions must be equal, but are 5 and 6" in words_of(
        lambda: small(6).predict(new.to_numpy()[np.newaxis], verbose=0)
    )
    same = new.reindex(columns=hot.columns, fill_value=0)
    assert list(same.columns) == list(hot.columns)
    strange = pd.get_dummies(later.assign(sky="snow"), columns=["sky"]).reindex(columns=hot.columns, fill_value=0)
    assert not strange.filter(like="sky").to_numpy().any()
    assert strange[["T", "H", "P"]].to_numpy().any(), "the measurements stay"
    skies = ["clear"] * 8 + ["rain"] * 8 + ["snow"] * 4
    replaced = pd.get_dummies(table.assign(sky=skies), columns=["sky"], dtype="float32")
    assert replaced.shape == hot.shape == (20, 6)
    assert [one == other for one, other in zip(replaced, hot, strict=True)] == [True] * 4 + [False] * 2
    assert replaced.columns[3:].tolist() == ["sky_clear", "sky_rain", "sky_snow"]
    assert np.isfinite(small(6).predict(replaced.to_numpy()[np.newaxis], verbose=0)).all(), "no error is raised"
    assert np.array_equal(replaced.reindex(columns=hot.columns, fill_value=0)["sky_rain"], replaced["sky_rain"])


def test_sine_and_cosine_put_hour_23_beside_hour_0_and_apart_from_12():
    hours = 2 * np.pi * np.arange(24) / 24
    places = np.stack([np.sin(hours), np.cos(hours)], axis=1)
    assert np.isclose(np.linalg.norm(places[23] - places[0]), np.linalg.norm(places[1] - places[0]))
    assert np.linalg.norm(places[12] - places[0]) > 7 * np.linalg.norm(places[23] - places[0])


def test_what_stays_the_same_is_repeated_along_a_new_axis():
    kind = np.random.default_rng(0).random((100, 3))
    each_hour = np.repeat(kind[:, np.newaxis], 20, axis=1)
    assert each_hour.shape == (100, 20, 3)
    assert all((each_hour[:, hour] == kind).all() for hour in range(20))
    assert np.concatenate([X, each_hour], axis=2).shape == (100, 20, 6)


def test_columns_of_noise_look_useful_on_the_rows_that_chose_them_and_on_no_others(seed):
    """A rule that adds up the ten chosen columns, each with the sign of its correlation."""
    random = np.random.default_rng(seed)
    noise, y = random.normal(size=(400, 1000)), random.permutation(np.arange(400) % 2)
    chosen_by, new = slice(0, 60), slice(60, 400)
    alike = np.array([np.corrcoef(column, y[chosen_by])[0, 1] for column in noise[chosen_by].T])
    best = np.argsort(np.abs(alike))[-10:]
    right = (noise[:, best] @ np.sign(alike[best]) > 0) == y
    assert right[chosen_by].mean() > 0.8
    assert abs(right[new].mean() - 0.5) < 0.1


def test_a_cloned_normalization_has_to_adapt_again():
    scale = keras.layers.Normalization()
    scale.adapt(np.array([[[900.0]], [[1100.0]]]))
    model = keras.Sequential([keras.Input((1, 1)), scale])
    value = np.full((1, 1, 1), 1000.0)
    np.testing.assert_allclose(model(value), 0, atol=1e-5)
    np.testing.assert_allclose(keras.models.clone_model(model)(value), 1000, rtol=1e-3)
