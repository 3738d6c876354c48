"""What 04 says of windows, splits, leaks and memory, and of Keras with them; a name is the claim."""

import subprocess
import sys
import warnings

import keras
import numpy as np
import pandas as pd
import pytest
from tools.reference import ROOT
from tools.small_models import build, fit, words_of

import helpers
import lstm_shapes
from helpers.windows import window_count

PRICES = helpers.price_table()
PAST = PRICES[:800]
SCALED = (PRICES - PAST.mean()) / PAST.std()
TABLE, CLOSE = SCALED.to_numpy("float32"), SCALED["close"].to_numpy("float32")
FILE = helpers.newest_first_table()
cut = keras.utils.timeseries_dataset_from_array


def days():
    return build(keras.Input((10, 3), name="days"))


SPREAD = PAST["close"].std()


def dollars(said, happened, spread=SPREAD):
    return np.sqrt(np.mean((said - happened) ** 2)) * spread


def lstm(x, y, unseen, seed=0):
    """What the LSTM of 04 says of windows that it has not seen."""
    keras.utils.set_random_seed(seed)
    model = build(keras.Input((10, 3)), layers=[keras.layers.LSTM(16), keras.layers.Dense(1)])
    model.fit(x, y, epochs=20, verbose=0)
    return np.array(model(unseen))[:, 0]


@pytest.mark.parametrize("size", ["sequence_stride", "sampling_rate", "horizon"])
def test_only_sequence_length_changes_the_timesteps(size):
    x, _ = helpers.windows_and_targets(PRICES, PRICES["close"], 10, **{size: 3})
    assert x.shape[1:] == (10, 3)
    assert helpers.windows_and_targets(PRICES, PRICES["close"], 12)[0].shape[1:] == (12, 3)


def test_ten_timesteps_of_every_third_day_reach_over_28_days_and_a_horizon_costs_one_window_a_day():
    assert window_count(28, 10, sampling_rate=3) == 1
    assert window_count(27, 10, sampling_rate=3) == 0
    assert window_count(1047, 10, horizon=1) - window_count(1047, 10, horizon=6) == 5


def test_the_count_is_days_minus_needed_over_stride_plus_one():
    assert window_count(50, 7, 4, horizon=3) == (50 - 10) // 4 + 1 == 11
    assert (7 - 1) * 1 + 1 + 3 == 10
    assert window_count(50, 7, horizon=3) == 41
    assert window_count(50, 7) == 44


def test_reshape_cuts_the_windows_of_a_stride_as_long_as_the_window_and_fails_if_a_day_is_left_over():
    cut_apart = helpers.make_windows(TABLE[:1040], 10, sequence_stride=10)
    assert np.array_equal(TABLE[:1040].reshape(104, 10, 3), cut_apart)
    assert "cannot reshape array" in words_of(lambda: TABLE.reshape(-1, 10, 3))


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_targets_that_are_not_shifted_report_a_lower_error_and_the_next_close_is_told_as_well_as_by_the_right_model(
    seed,
):
    x, y = helpers.windows_and_targets(SCALED, SCALED["close"], 10)
    right = dollars(lstm(x[:790], y[:790], x[790:], seed), y[790:])
    every, late = helpers.make_windows(SCALED, 10), CLOSE[9:]
    copied = lstm(every[:791], late[:791], every[791:], seed)
    assert dollars(copied, late[791:]) < right
    assert dollars(copied, late[791:]) < dollars(copied[:-1], late[792:])
    assert dollars(copied[:-1], late[792:]) == pytest.approx(right, rel=0.15)
    assert dollars(every[791:, -1, 1], late[791:]) == 0


def test_diagnose_sees_a_target_that_was_not_shifted_and_none_that_was():
    model, every = days(), helpers.make_windows(SCALED, 10)
    (found,) = lstm_shapes.diagnose(model, every, CLOSE[9:]).findings
    assert found.cause == "target-misaligned"
    (new_x, new_y) = found.fixes[0].apply(model, every, CLOSE[9:])[1:]
    x, y = helpers.windows_and_targets(SCALED, SCALED["close"], 10)
    assert np.array_equal(new_x, x)
    assert np.array_equal(new_y, y)
    assert lstm_shapes.diagnose(model, x, y).findings == ()


@pytest.mark.parametrize(("shift", "first_day", "samples"), [(0, 0, 1038), (10, 10, 1037), (14, 14, 1033)])
def test_keras_own_cutter_pairs_targets_i_with_window_i(shift, first_day, samples):
    [(x, y)] = cut(TABLE, CLOSE[shift:], 10, batch_size=2000).as_numpy_iterator()
    assert y[0] == CLOSE[first_day]
    assert x.shape == (samples, 10, 3)
    found = [finding.cause for finding in lstm_shapes.diagnose(days(), x, y).findings]
    assert found == (["target-misaligned"] if shift == 0 else [])


def test_an_empty_array_is_reported_with_the_batch_size_as_its_shape():
    few = TABLE[:8]
    parts = np.array([few[start : start + 10] for start in range(len(few) - 10)])
    assert parts.shape == (0,)
    assert "but input has incompatible shape (32,)" in words_of(lambda: fit(days(), parts, np.empty(0)))
    assert lstm_shapes.diagnose(days(), parts, np.empty(0)).findings[0].cause == "empty-array"


def test_numpy_and_the_helper_refuse_a_window_longer_than_the_data():
    slide = np.lib.stride_tricks.sliding_window_view
    assert "window shape cannot be larger" in words_of(lambda: slide(TABLE[:8], 10, axis=0))
    assert "from 1 to 8; got 10" in words_of(lambda: helpers.make_windows(TABLE[:8], 10))


def test_keras_cutter_cuts_nothing_and_a_fit_on_nothing_runs_with_a_warning():
    nothing = cut(TABLE[:8], CLOSE[:8], 10)
    assert list(nothing) == []
    model = days()
    before = model.get_weights()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(nothing, shuffle=False, verbose=0)
    assert [str(one.message)[:27] for one in caught] == ["Your input ran out of data;"]
    assert all(np.array_equal(one, other) for one, other in zip(before, model.get_weights(), strict=True))


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_shuffled_the_lstm_beats_the_plain_rule_and_a_look_up_beats_both_and_in_time_the_plain_rule_wins(seed):
    x, y = helpers.windows_and_targets(SCALED, SCALED["close"], 10, horizon=20)
    errors = {}
    for split, order in [("shuffled", np.random.default_rng(seed).permutation(len(x))), ("time", np.arange(len(x)))]:
        train, test = order[:771], order[771:]
        nearest = train[abs(train[:, np.newaxis] - test).argmin(axis=0)]
        said = {"lstm": lstm(x[train], y[train], x[test], seed), "plain": x[test, -1, 1], "look-up": y[nearest]}
        errors[split] = {name: dollars(values, y[test]) for name, values in said.items()}
        if split == "shuffled":
            neighbours = np.isin(test - 1, train) | np.isin(test + 1, train)
            assert neighbours.mean() > 0.9
    assert 3 * errors["shuffled"]["look-up"] < errors["shuffled"]["lstm"] < errors["shuffled"]["plain"]
    assert errors["time"]["plain"] < errors["time"]["lstm"] < errors["time"]["look-up"]


def test_771_windows_have_their_targets_20_days_ahead_in_the_first_800_days():
    _, y = helpers.windows_and_targets(PRICES, PRICES["close"], 10, horizon=20)
    assert y[770] == np.float32(PRICES["close"].iloc[799])


def test_a_scale_of_all_days_carries_the_days_to_come_into_the_training_windows():
    other = PRICES.copy()
    other[800:] *= 2
    windows = [helpers.make_windows((one - one[:800].mean()) / one[:800].std(), 10)[:790] for one in (PRICES, other)]
    assert np.array_equal(*windows)
    windows = [helpers.make_windows((one - one.mean()) / one.std(), 10)[:790] for one in (PRICES, other)]
    assert abs(windows[0] - windows[1]).min() > 0


def test_a_table_newest_day_first_has_targets_in_the_past_until_it_is_turned():
    for share, sign in [(FILE, -1), (FILE[::-1], 1)]:
        _, rows = helpers.windows_and_targets(share, range(65), 10)
        last, answer = share.index[[9, int(rows[0])]]
        assert np.sign((answer - last).days) == sign
    assert FILE[::-1].equals(FILE.sort_index())


def test_diagnose_reads_the_days_of_a_table_and_an_array_has_none():
    x, y = helpers.windows_and_targets(FILE, FILE["close"], 10)
    assert lstm_shapes.diagnose(days(), x, y).findings == ()
    one, kept = build(keras.Input((10, 1))), pd.DataFrame(x[:, :, 1], index=FILE.index[:55])
    assert [each.cause for each in lstm_shapes.diagnose(one, kept).findings if each.level == "silent"] == [
        "reversed-time"
    ]
    assert not [each for each in lstm_shapes.diagnose(one, kept[::-1]).findings if each.level == "silent"]


def test_nine_windows_of_ten_cross_one_border_and_none_if_each_group_is_cut_alone():
    owner = np.repeat([0, 1], [len(PRICES), len(FILE)])
    held = helpers.make_windows(owner, 10)[:, :, 0]
    assert (held[:, 0] != held[:, -1]).sum() == 9
    alone = [helpers.make_windows(owner[owner == one], 10) for one in (0, 1)]
    assert len(held) - sum(map(len, alone)) == 9


def test_a_dataset_that_was_not_batched_lacks_the_samples_axis():
    single = helpers.feed_windows(SCALED, SCALED["close"], 10).unbatch()
    said = words_of(lambda: days().fit(single, shuffle=False, verbose=0))
    assert "Expected shape (None, 10, 3), but input has incompatible shape (10, 3)" in said
    assert lstm_shapes.diagnose(days(), single).findings[0].cause == "dataset-not-batched"
    whole = cut(TABLE, CLOSE[10:], 10, batch_size=None)
    assert "incompatible shape (None, 3)" in words_of(lambda: days().fit(whole, shuffle=False, verbose=0))


@pytest.mark.parametrize(("options", "warned"), [({}, 1), ({"shuffle": False}, 0)])
def test_fit_warns_that_a_dataset_has_its_own_order_unless_it_is_told(options, warned):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        days().fit(helpers.feed_windows(SCALED[:60], CLOSE[:60], 10), verbose=0, **options)
    assert sum("`shuffle=True` was passed, but will be ignored" in str(one.message) for one in caught) == warned


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
if sys.argv[1] == "view":
    data = helpers.windows_and_targets(rows, rows[:, 0], 100)
else:
    data = [helpers.feed_windows(rows, rows[:, 0], 100)]
model.fit(*data, steps_per_epoch=5, shuffle=False, verbose=0)
done.set()
print((peak - before) / 1e6)
"""


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_fit_on_a_view_takes_about_twice_the_size_of_all_windows_and_the_feeder_nearly_none():
    def megabytes(way):
        command = [sys.executable, "-c", PEAK, way]
        return float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)

    windows = 150_000 * 100 * 8 * 4 / 1e6  # 480 MB, of a table of 4.8
    assert 1.6 * windows < megabytes("view") < 3 * windows
    assert megabytes("feeder") < 0.25 * windows


def test_window_of_tf_data_gives_datasets_which_fit_refuses_and_flat_map_makes_arrays_of_them():
    from tensorflow.data import Dataset

    windows = Dataset.from_tensor_slices(TABLE[:40]).window(10, shift=1, drop_remainder=True)
    with pytest.raises(ValueError):
        build().fit(windows, verbose=0)
    arrays = windows.flat_map(lambda window: window.batch(10)).batch(32)
    np.testing.assert_array_equal(next(iter(arrays))[1], TABLE[1:11])
