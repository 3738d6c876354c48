"""What 05 says of windows, targets, groups and memory, and of Keras with them; a name is the claim."""

import subprocess
import sys
import warnings
from itertools import product

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from tools.reference import ROOT
from tools.small_models import build, fit, words_of

import helpers
import lstm_shapes

PRICES = helpers.price_table()
TABLE = PRICES.to_numpy()
SCALED = ((TABLE - TABLE[:800].mean(axis=0)) / TABLE[:800].std(axis=0)).astype("float32")
CLOSE = SCALED[:, 1]
FILE = helpers.newest_first_table()
cut, slide = keras.utils.timeseries_dataset_from_array, np.lib.stride_tricks.sliding_window_view


def windows_of(rows, timesteps=10):
    return np.moveaxis(slide(rows, timesteps, axis=0), -1, 1)


WINDOWS = windows_of(SCALED)


def days():
    return build(keras.Input((10, 3), name="days"))


def whole(dataset):
    """Windows and targets of all batches."""
    return [np.concatenate(parts) for parts in zip(*dataset.as_numpy_iterator(), strict=True)]


# 5.1 ---------------------------------------------------------------------------------------------------------


def test_the_loop_numpy_and_keras_cut_the_same_windows():
    by_loop = np.array([SCALED[first : first + 10] for first in range(1047 - 10 + 1)])
    assert slide(SCALED, 10, axis=0).shape == (1038, 3, 10)
    assert np.array_equal(by_loop, WINDOWS)
    assert np.array_equal(by_loop, np.concatenate(list(cut(SCALED, None, 10).as_numpy_iterator())))


def test_reshape_of_the_view_puts_three_days_of_one_column_into_a_timestep():
    sliding = slide(TABLE, 10, axis=0)
    assert np.array_equal(sliding.reshape(1038, 10, 3)[0, 0], TABLE[:3, 0])
    assert np.array_equal(sliding.reshape(1038, 10, 3)[0].ravel(), TABLE[:10].T.ravel())
    assert sliding.reshape(1038, 10, 3)[0, 3].tolist() == [TABLE[9, 0], TABLE[0, 1], TABLE[1, 1]]


def test_the_number_of_windows_is_rows_minus_needed_over_stride_plus_one_as_keras_counts():
    for rows, length, stride, rate, horizon in product((12, 41), (1, 3, 5), (1, 2, 4), (1, 2, 3), (1, 2, 6)):
        needed = (length - 1) * rate + 1 + horizon
        if needed <= rows:
            table = np.arange(float(rows))
            x, y = whole(cut(table, table[needed - 1 :], length, stride, rate))
            assert len(x) == len(y) == (rows - needed) // stride + 1
            assert np.array_equal(y, x[:, -1] + horizon)


def test_only_sequence_length_changes_the_timesteps_and_ten_of_every_third_day_reach_over_28_days():
    for sizes in ({"sequence_stride": 3}, {"sampling_rate": 3}):
        assert whole(cut(SCALED, CLOSE[29:], 10, **sizes))[0].shape[1:] == (10, 3)
    assert len(list(cut(np.arange(28.0), None, 10, sampling_rate=3))) == 1
    assert len(list(cut(np.arange(27.0), None, 10, sampling_rate=3))) == 0


def test_reshape_cuts_the_windows_of_a_stride_as_long_as_the_window():
    assert np.array_equal(TABLE[:1040].reshape(104, 10, 3), windows_of(TABLE)[::10])
    assert "cannot reshape array" in words_of(lambda: TABLE.reshape(-1, 10, 3))


# 5.2 ---------------------------------------------------------------------------------------------------------


def rmse(said, happened):
    return np.sqrt(np.mean((said - happened) ** 2))


def trained(x, y, seed):
    """The model of 05, whose weights are off by a millionth for another seed of the same tests."""
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.LSTM(16), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((10, 3)), *layers])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.set_weights([weights * (1 + 1e-6) for weights in model.get_weights()])
    model.fit(x[:771], y[:771], epochs=20, verbose=0)
    return model, rmse(model.predict(x[800:], verbose=0)[:, 0], y[800:])


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_targets_within_the_window_report_less_than_half_the_error_and_are_no_forecast(seed):
    x, y, late = WINDOWS[:-20], CLOSE[29:], CLOSE[9:]
    _, error = trained(x, y, seed)
    naive = rmse(x[800:, -1, 1], y[800:])
    assert error > 0.9 * naive, "no better than the naive baseline"
    copier, reported = trained(WINDOWS, late, seed)
    assert reported < error / 2
    later = rmse(copier.predict(WINDOWS[800:-20], verbose=0)[:, 0], CLOSE[829:])
    assert later > 2 * reported
    assert 0.85 * naive < later < 1.1 * naive, "a model that copies the last close errs as the naive baseline does"
    assert later < 1.02 * error, "and the first model errs more"
    assert rmse(WINDOWS[800:, -1, 1], late[800:]) == 0


def test_771_windows_have_their_targets_in_the_first_800_days():
    assert CLOSE[29:][770] == CLOSE[799]
    assert (len(WINDOWS), len(WINDOWS[:-20]), len(CLOSE[29:])) == (1038, 1018, 1018)


def test_diagnose_sees_a_target_within_the_window_and_none_that_comes_after_it():
    model = days()
    (found,) = lstm_shapes.diagnose(model, WINDOWS, CLOSE[9:]).findings
    assert found.cause == "target-misaligned"
    new_x, new_y = found.fixes[0].apply(model, WINDOWS, CLOSE[9:])[1:]
    assert np.array_equal(new_x, WINDOWS[:-1])
    assert np.array_equal(new_y, CLOSE[10:])
    for horizon in (1, 20):
        assert lstm_shapes.diagnose(model, WINDOWS[:-horizon], CLOSE[9 + horizon :]).findings == ()


# 5.3 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shift", "first_day", "samples"), [(0, 0, 1038), (10, 10, 1037), (29, 29, 1018)])
def test_keras_own_cutter_pairs_targets_i_with_window_i(shift, first_day, samples):
    x, y = whole(cut(SCALED, CLOSE[shift:], 10))
    assert y[0] == CLOSE[first_day]
    assert np.array_equal(x, WINDOWS[:samples])
    assert np.array_equal(y, CLOSE[shift:][:samples])
    found = [finding.cause for finding in lstm_shapes.diagnose(days(), x, y).findings]
    assert found == (["target-misaligned"] if shift == 0 else [])


@pytest.mark.parametrize("stride", [1, 5, 10])
def test_the_cutter_takes_the_target_from_the_row_where_a_window_starts(stride):
    x, y = whole(cut(SCALED, np.arange(1047), 10, stride))
    assert np.array_equal(y, stride * np.arange(len(x)))
    assert np.array_equal(x, WINDOWS[::stride])


def test_a_batch_of_the_cutter_has_128_windows_and_shuffled_they_keep_their_targets():
    x, y = next(cut(SCALED, np.arange(1047), 10).as_numpy_iterator())
    assert len(x) == 128
    x, y = whole(cut(SCALED, np.arange(1047), 10, shuffle=True, seed=0))
    assert not np.array_equal(y, np.arange(1038))
    assert np.array_equal(x, WINDOWS[y])


def test_single_windows_of_three_features_lack_the_samples_axis_and_fit_refuses_them():
    single = cut(SCALED, CLOSE[29:], 10, batch_size=None)
    assert next(iter(single))[0].shape == (10, 3)
    # The cutter does not say how long a single window is.
    assert "incompatible shape (None, 3)" in words_of(lambda: days().fit(single, shuffle=False, verbose=0))
    single = tf.data.Dataset.from_tensor_slices((WINDOWS[:40], CLOSE[:40]))
    said = words_of(lambda: days().fit(single, shuffle=False, verbose=0))
    assert "Expected shape (None, 10, 3), but input has incompatible shape (10, 3)" in said
    assert lstm_shapes.diagnose(days(), single).findings[0].cause == "dataset-not-batched"


def functional(shape):
    inputs = keras.Input(shape)
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.LSTM(2)(inputs)))
    model.compile("adam", "mse")
    return model


@pytest.mark.parametrize(
    "made", [lambda shape: build(keras.Input(shape)), functional], ids=["sequential", "functional"]
)
@pytest.mark.parametrize("timesteps", [10, None])
def test_of_single_windows_of_one_feature_each_timestep_is_taken_for_a_sample_without_an_error(made, timesteps):
    single = cut(CLOSE[:40, np.newaxis], CLOSE[10:40], 10, batch_size=None)
    model = made((timesteps, 1))
    before = model.get_weights()
    assert np.isfinite(model.fit(single, shuffle=False, verbose=0).history["loss"]).all()
    assert not all(np.array_equal(one, other) for one, other in zip(before, model.get_weights(), strict=True))
    answers = model.predict(single, verbose=0)
    assert (len(list(single)), answers.shape) == (30, (300, 1))
    one_step = made((None, 1))
    one_step.set_weights(model.get_weights())
    alone = one_step.predict(CLOSE[:10].reshape(10, 1, 1), verbose=0)
    np.testing.assert_allclose(answers[:10], alone, atol=1e-6)


def test_a_series_of_one_axis_and_a_model_without_input_refuse_single_windows_of_one_feature_too():
    of_a_series = cut(CLOSE[:40], CLOSE[10:40], 10, batch_size=None)
    assert "incompatible shape" in words_of(
        lambda: build(keras.Input((10, 1))).fit(of_a_series, shuffle=False, verbose=0)
    )
    of_a_column = cut(CLOSE[:40, np.newaxis], CLOSE[10:40], 10, batch_size=None)
    assert "expected ndim=3, found ndim=" in words_of(lambda: build().fit(of_a_column, shuffle=False, verbose=0))


@pytest.mark.parametrize(("options", "warned"), [({}, 1), ({"shuffle": True}, 1), ({"shuffle": False}, 0)])
def test_fit_warns_that_a_dataset_has_its_own_order_unless_it_is_told(options, warned):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        days().fit(cut(SCALED[:60], CLOSE[10:60], 10), verbose=0, **options)
    assert sum("`shuffle=True` was passed, but will be ignored" in str(one.message) for one in caught) == warned


def test_window_of_tf_data_gives_datasets_which_fit_refuses_and_flat_map_makes_arrays_of_them():
    windows = tf.data.Dataset.from_tensor_slices(SCALED[:40]).window(10, shift=1, drop_remainder=True)
    with pytest.raises(ValueError):
        build().fit(windows, verbose=0)
    arrays = windows.flat_map(lambda rows: rows.batch(10)).batch(32)
    np.testing.assert_array_equal(next(iter(arrays)), WINDOWS[:31])
    for options, count in [({"shift": 1}, 40), ({}, 4)]:
        short = tf.data.Dataset.from_tensor_slices(SCALED[:40]).window(10, **options)
        assert len(list(short)) == count, "without its settings it cuts others"


def test_keras_has_no_timeseries_generator_any_more_and_tensorflow_keeps_one():
    said = words_of(lambda: keras.preprocessing.sequence.TimeseriesGenerator, AttributeError)
    assert said == "module 'keras.preprocessing.sequence' has no attribute 'TimeseriesGenerator'"
    assert not hasattr(keras.utils, "TimeseriesGenerator")
    from tensorflow.keras.preprocessing.sequence import TimeseriesGenerator  # noqa: F401


@pytest.mark.parametrize("length", [1, 4, 7, 10])
@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("rate", [1, 2, 3])
def test_the_translation_of_the_generator_gives_its_windows_and_targets(length, stride, rate):
    from tensorflow.keras.preprocessing.sequence import TimeseriesGenerator

    rows = np.arange(93.0).reshape(31, 3)
    old = TimeseriesGenerator(rows, rows[:, 0], length, sampling_rate=rate, stride=stride, batch_size=128)
    x, y = old[0]
    assert y[0] == rows[length, 0], "row `length`, which with a sampling rate is not the row after the last timestep"
    new_x, new_y = whole(cut(rows, rows[length:, 0], -(-length // rate), stride, rate))
    np.testing.assert_array_equal(new_x, x)
    np.testing.assert_array_equal(new_y, y)
    word_by_word = whole(cut(rows, rows[:, 0], -(-length // rate), stride, rate))
    assert np.array_equal(word_by_word[1], word_by_word[0][:, 0, 0]), "its own first row"


def test_the_generator_shuffled_draws_windows_at_random_some_twice_and_ignores_its_stride():
    from tensorflow.keras.preprocessing.sequence import TimeseriesGenerator

    rows = np.arange(200.0)
    settings = {"length": 10, "stride": 3, "batch_size": 8}
    in_order, drawn = (
        np.concatenate([y for _, y in TimeseriesGenerator(rows, rows, shuffle=shuffle, **settings)])
        for shuffle in (False, True)
    )
    assert np.array_equal(in_order, np.arange(10, 200, 3))
    assert len(set(drawn)) < len(drawn)
    assert len(set(drawn % 3)) == 3, "also windows that the stride would leave out"


# 5.4 ---------------------------------------------------------------------------------------------------------


def test_of_a_window_longer_than_the_data_numpy_alone_complains():
    few = SCALED[:8]
    assert "window shape cannot be larger" in words_of(lambda: slide(few, 10, axis=0))
    assert np.array([few[first : first + 10] for first in range(8 - 10 + 1)]).shape == (0,)
    assert list(cut(few, None, 10)) == list(cut(few, CLOSE[:8], 10)) == []


def test_an_empty_array_is_reported_with_the_batch_size_as_its_shape():
    nothing = np.array([])
    assert "but input has incompatible shape (32,)" in words_of(lambda: fit(days(), nothing, np.empty(0)))
    assert lstm_shapes.diagnose(days(), nothing, np.empty(0)).findings[0].cause == "empty-array"
    said = words_of(lambda: days().fit(nothing, np.empty(0), batch_size=7, verbose=0))
    assert "but input has incompatible shape (7,)" in said


def test_a_fit_on_an_empty_dataset_runs_with_one_warning_and_trains_nothing():
    model = days()
    before = model.get_weights()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(cut(SCALED[:8], CLOSE[:8], 10), shuffle=False, verbose=0)
    assert [str(one.message)[:27] for one in caught] == ["Your input ran out of data;"]
    assert all(np.array_equal(one, other) for one, other in zip(before, model.get_weights(), strict=True))


def test_so_does_a_fit_on_an_empty_array_of_the_right_shape():
    model = days()
    before = model.get_weights()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        history = model.fit(np.empty((0, 10, 3)), np.empty(0), verbose=0).history
    assert history == {}
    assert [str(one.message)[:27] for one in caught] == ["Your input ran out of data;"]
    assert all(np.array_equal(one, other) for one, other in zip(before, model.get_weights(), strict=True))


def test_nine_windows_of_ten_cross_a_border_and_none_if_each_group_is_cut_alone():
    for groups in (2, 5, 100):
        held = slide(np.repeat(np.arange(groups), 12), 10)
        assert (held[:, 0] != held[:, -1]).sum() == 9 * (groups - 1)
    owner = np.repeat([0, 1], [len(PRICES), len(FILE)])
    alone = [len(slide(owner[owner == one], 10)) for one in (0, 1)]
    assert alone == [1038, 56]
    assert len(slide(owner, 10)) - sum(alone) == 9
    with_target = slide(owner, 10 + 5)
    crosses = with_target[:, 0] != with_target[:, -1]
    assert (crosses.sum(), (crosses & (with_target[:, 0] == with_target[:, 9])).sum()) == (14, 5)


def test_a_table_newest_day_first_has_targets_in_the_past_until_it_is_turned():
    for share, sign in [(FILE, -1), (FILE[::-1], 1)]:
        assert np.sign((share.index[10] - share.index[9]).days) == sign
    assert FILE[::-1].equals(FILE.sort_index())
    assert PRICES.index.is_monotonic_increasing and not FILE.index.is_monotonic_increasing


def test_is_monotonic_increasing_asks_whether_the_days_are_in_order_and_lets_one_stand_twice():
    assert PRICES.index.is_monotonic_increasing
    assert PRICES.index[[0, 1, 1, 2]].is_monotonic_increasing
    assert not PRICES.index[[0, 2, 1, 3]].is_monotonic_increasing, "the oldest stands first"
    assert not FILE.index.is_monotonic_increasing


def test_diagnose_reads_the_days_of_a_table_and_an_array_has_none():
    model, x = days(), windows_of(FILE.to_numpy("float32"))[:-1]
    assert lstm_shapes.diagnose(model, x, FILE["close"].to_numpy("float32")[10:]).findings == ()
    one, kept = build(keras.Input((10, 1))), pd.DataFrame(x[:, :, 1], index=FILE.index[:55])
    assert [each.cause for each in lstm_shapes.diagnose(one, kept).findings if each.level == "silent"] == [
        "reversed-time"
    ]
    assert not [each for each in lstm_shapes.diagnose(one, kept[::-1]).findings if each.level == "silent"]


def test_the_days_from_row_to_row_of_the_prices_are_one_to_five():
    apart = np.diff(PRICES.index) // np.timedelta64(1, "D")
    assert sorted(set(apart)) == [1, 2, 3, 4, 5]
    assert np.isin(apart, [1, 3]).mean() > 0.95


@pytest.mark.parametrize("seed_of_gaps", range(5))
def test_a_window_has_no_gap_if_its_last_hour_is_nine_more_than_its_first(seed_of_gaps):
    missing = np.random.default_rng(seed_of_gaps).choice(200, 30, replace=False)
    hours = np.delete(np.arange(200), missing)
    whole_windows = [set(range(held[0], held[0] + 10)) == set(held) for held in slide(hours, 10).tolist()]
    assert (hours[9:] - hours[:-9] == 9).tolist() == whole_windows
    with_target = [set(range(held[0], held[0] + 12)) == set(held) for held in slide(hours, 12).tolist()]
    assert (hours[11:] - hours[:-11] == 11).tolist() == with_target


# 5.5 ---------------------------------------------------------------------------------------------------------


def test_a_view_copies_nothing_and_cannot_be_written_to():
    assert np.shares_memory(WINDOWS, SCALED)
    assert words_of(lambda: WINDOWS.__setitem__(0, 0)) == "assignment destination is read-only"
    writeable = slide(SCALED.copy(), 10, axis=0, writeable=True)
    writeable[0, 0, 0] = 7
    assert writeable[0, 0, 0] == 7
    assert WINDOWS[:1000].copy().nbytes == WINDOWS[:1000].nbytes == 1000 * 10 * SCALED[0].nbytes


class Batches(keras.utils.PyDataset):
    """As in 05, with the number of the first window of each batch that is read."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y, self.read = x, y, []

    def __len__(self):
        return -(-len(self.y) // 32)

    def __getitem__(self, batch):
        rows = slice(32 * batch, min(32 * batch + 32, len(self.y)))
        self.read.append(self.y[rows])
        return self.x[rows], self.y[rows]


def test_a_fit_reads_batches_as_it_reads_arrays():
    def weights(*data):
        keras.utils.set_random_seed(0)
        model = days()
        model.fit(*data, verbose=0, shuffle=False, epochs=2)
        return model.get_weights()

    arrays, fed = (weights(*data) for data in ((WINDOWS[:90], CLOSE[:90]), (Batches(WINDOWS[:90], CLOSE[:90]),)))
    assert all(np.allclose(one, other, atol=1e-6) for one, other in zip(arrays, fed, strict=True))


def test_shuffle_mixes_the_batches_of_a_pydataset_and_each_keeps_its_windows():
    x, y = WINDOWS[:320], np.arange(320)
    orders = {}
    for shuffle in (True, False):
        keras.utils.set_random_seed(0)
        data = Batches(x, y)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            days().fit(data, shuffle=shuffle, verbose=0)
        read = [batch for batch in data.read if len(batch)][-10:]
        assert all(np.array_equal(batch, np.arange(batch[0], batch[0] + 32)) for batch in read)
        orders[shuffle] = [batch[0] for batch in read]
    assert orders[False] == sorted(orders[False]) == sorted(orders[True]) != orders[True]


PEAK = """
import helpers, keras, numpy as np, psutil, sys, threading
rows = np.random.default_rng(0).random((150_000, 8), dtype="float32")
model = keras.Sequential([keras.Input((100, 8)), keras.layers.LSTM(2), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(np.zeros((64, 100, 8), "float32"), np.zeros(64), verbose=0)
process, peak, done = psutil.Process(), 0, threading.Event()
before = process.memory_info().rss
def watch():
    global peak
    while not done.wait(0.005):
        peak = max(peak, process.memory_info().rss)
threading.Thread(target=watch, daemon=True).start()
x, y = np.moveaxis(np.lib.stride_tricks.sliding_window_view(rows, 100, axis=0), -1, 1)[:-1], rows[100:, 0]
class Batches(keras.utils.PyDataset):
    def __len__(self):
        return len(y) // 32
    def __getitem__(self, batch):
        return x[32 * batch : 32 * batch + 32], y[32 * batch : 32 * batch + 32]
data = [x, y] if sys.argv[1] == "view" else [Batches()]
model.fit(*data, steps_per_epoch=5, shuffle=False, verbose=0)
done.set()
print((peak - before) / 1e6)
"""


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_fit_on_a_view_takes_twice_the_size_of_all_windows_or_more_and_batches_nearly_none():
    def megabytes(way):
        command = [sys.executable, "-c", PEAK, way]
        return float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)

    windows = 150_000 * 100 * 8 * 4 / 1e6  # 480 MB, of a table of 4.8
    assert 1.6 * windows < megabytes("view") < 3.5 * windows
    assert megabytes("batches") < 0.25 * windows
