"""What 05 says of holes, NaN, text, scalers, lags, channels, padding and masks; a name is the claim."""

import functools
import importlib
from itertools import product

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from tools.small_models import build, fit, notebook, words_of

import helpers
import lstm_shapes
from helpers.pictures import padding

PRICES = helpers.price_table()
TABLE = (PRICES - PRICES[:800].mean()) / PRICES[:800].std()
HOLES = TABLE.drop(TABLE.index[500:505]).reindex(TABLE.index)
LOG = helpers.weather_log()
HISTORIES, LEAVES = helpers.churn_histories()
SHARES = [history / np.concatenate(HISTORIES[:150]).max(axis=0) for history in HISTORIES]
pad = keras.utils.pad_sequences


def days(features=3):
    return build(keras.Input((10, features), name="days"))


def cut(table):
    return helpers.windows_and_targets(table, table["close"], 10)


# 5.1 ---------------------------------------------------------------------------------------------------------


def test_rows_dropped_from_x_alone_leave_two_counts_and_keras_names_both():
    dropped, (_, y) = helpers.make_windows(HOLES.dropna(), 10)[:-1], cut(TABLE)
    said = words_of(lambda: fit(days(), dropped, y))
    assert said.startswith("Data cardinality is ambiguous.")
    assert "'x' sizes: 1032\n'y' sizes: 1037" in said
    assert lstm_shapes.diagnose(days(), dropped, y).findings[0].cause == "sample-count-mismatch"


def test_if_y_is_cut_to_the_count_of_x_each_target_from_window_495_on_lies_inside_its_window():
    kept = np.flatnonzero(HOLES["close"].notna())
    windows = helpers.make_windows(kept, 10)[:-1, :, 0]
    answers = np.arange(10, 1047)[: len(windows)]  # y keeps all days
    inside = (windows == answers[:, np.newaxis]).any(axis=1)
    assert inside[495:].all() and not inside[:495].any()
    assert not inside[:491].any()


def test_ten_windows_with_their_targets_jump_over_a_hole_of_any_length_and_no_shape_says_so():
    for lost in (1, 5, 30):
        kept = np.delete(np.arange(1047), range(500, 500 + lost))
        spans = helpers.make_windows(kept, 11)[:, :, 0]
        assert (spans[:, -1] - spans[:, 0] > 10).sum() == 10
    x, y = cut(HOLES.dropna())
    assert (x.shape, y.shape) == ((1032, 10, 3), (1032,))
    assert lstm_shapes.diagnose(days(), x, y).findings == ()


def test_one_condition_drops_15_of_1037_windows_from_x_and_y():
    x, y = cut(HOLES)
    whole = np.isfinite(x).all(axis=(1, 2)) & np.isfinite(y)
    assert (len(x), whole.sum()) == (1037, 1022)
    full_x, full_y = cut(TABLE)
    assert np.array_equal(x[whole], full_x[whole])
    assert np.array_equal(y[whole], full_y[whole])


def test_filling_keeps_all_windows_and_draws_a_straight_line():
    filled = HOLES.interpolate()
    assert cut(filled)[0].shape == (1037, 10, 3)
    assert np.allclose(np.diff(filled["close"].to_numpy()[499:506], 2), 0)
    assert not np.allclose(filled["close"], TABLE["close"])


# 5.2 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("eagerly", [True, False])
def test_windows_with_nan_make_the_loss_and_all_weights_nan_without_an_error_and_compile_does_not_repair_them(eagerly):
    x, y = cut(HOLES)
    whole = np.isfinite(x).all(axis=(1, 2)) & np.isfinite(y)
    model = days()
    model.compile("adam", "mse", run_eagerly=eagerly)
    assert np.isnan(model.fit(x, y, verbose=0).history["loss"]).all()
    assert all(np.isnan(weights).all() for weights in model.get_weights())
    model.compile("adam", "mse", run_eagerly=eagerly)
    assert np.isnan(model.fit(x[whole], y[whole], verbose=0).history["loss"]).all()
    assert np.isfinite(days().fit(x[whole], y[whole], verbose=0).history["loss"]).all()
    assert lstm_shapes.diagnose(days(), x, y).findings[0].cause == "not-finite"


def test_one_row_stands_in_ten_windows_of_ten():
    x = np.zeros((100, 3))
    x[50] = np.nan
    assert np.isnan(helpers.make_windows(x, 10)).any(axis=(1, 2)).sum() == 10


# 5.3 ---------------------------------------------------------------------------------------------------------


def test_one_text_column_makes_objects_of_all_and_keras_refuses_them():
    named = TABLE.assign(weekday=PRICES.index.day_name())
    words = np.array([named[start : start + 10] for start in range(1037)])
    assert words.dtype == object
    assert words_of(lambda: fit(days(4), words, cut(TABLE)[1])) == "Invalid dtype: object"
    assert "could not convert string to float: 'Thursday'" in words_of(lambda: words.astype("float32"))
    assert lstm_shapes.diagnose(days(4), words).findings[0].cause == "not-an-array"


def test_numpy_makes_text_of_mixed_rows_and_pandas_objects():
    rows = [["Monday", 1.5], ["Tuesday", 2]]
    assert np.array(rows).dtype.kind == "U"
    assert np.array(rows)[0, 1] == "1.5"
    assert pd.DataFrame(rows).to_numpy().dtype == object


def test_an_array_of_text_alone_is_refused_as_text():
    assert words_of(lambda: fit(days(), cut(TABLE)[0].astype(str), cut(TABLE)[1])).startswith("Invalid dtype: str")


def test_one_hot_and_a_calendar_column_lengthen_the_features_axis_and_a_model_for_3_does_not_read_9():
    hot = pd.get_dummies(PRICES.index.day_name(), dtype="float32").set_index(TABLE.index)
    wide = TABLE.join(hot).assign(since=0.0)
    block, y = helpers.make_windows(wide, 10)[:-1], cut(TABLE)[1]
    assert block.shape == (1037, 10, 9)
    assert "Dimensions must be equal, but are 9 and 3" in words_of(lambda: fit(days(), block, y))
    assert lstm_shapes.diagnose(days(), block, y).findings[0].cause == "wrong-features"
    assert days(9)(block).shape == (1037, 1)


def test_three_new_days_get_three_columns_until_they_are_brought_to_those_of_training():
    names = pd.Series(PRICES.index.day_name())
    hot, new = pd.get_dummies(names, dtype="float32"), pd.get_dummies(names[:3], dtype="float32")
    assert (hot.shape[1], new.shape[1]) == (5, 3)
    brought = new.reindex(columns=hot.columns, fill_value=0)
    assert np.array_equal(brought, hot[:3])


# 5.4 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scaler", [StandardScaler, MinMaxScaler])
def test_a_scaler_reads_two_axes_and_there_and_back_keeps_each_value_in_its_place(scaler):
    said = words_of(lambda: scaler().fit(LOG[:80]))
    assert said == f"Found array with dim 3, while dim <= 2 is required by {scaler.__name__}."
    assert lstm_shapes.explain(said).findings[0].cause == "scaler-width"
    fitted = scaler().fit(LOG[:80].reshape(-1, 3))
    scaled = fitted.transform(LOG.reshape(-1, 3)).reshape(LOG.shape)
    assert np.allclose(fitted.inverse_transform(scaled[7]), LOG[7], atol=1e-3)
    assert np.allclose(scaled[7, 13], fitted.transform(LOG[7, 13:14])[0], atol=1e-5)


def test_a_scale_for_each_timestep_takes_the_course_of_the_day_away_and_knows_one_length():
    def course(block):
        return np.ptp(block[:80, :, 0].mean(axis=0))

    by_feature = StandardScaler().fit(LOG[:80].reshape(-1, 3))
    by_step = StandardScaler().fit(LOG[:80].reshape(80, 60))
    assert course(LOG) == pytest.approx(8.05, abs=0.01)
    assert course(by_feature.transform(LOG.reshape(-1, 3)).reshape(LOG.shape)) == pytest.approx(2.26, abs=0.01)
    assert course(by_step.transform(LOG.reshape(100, 60)).reshape(LOG.shape)) < 1e-4
    said = words_of(lambda: by_step.transform(LOG[:, :15].reshape(100, 45)))
    assert "X has 45 features, but StandardScaler is expecting 60 features" in said


def test_keras_normalization_over_the_last_axis_is_the_standard_scaler_and_is_saved_with_the_model(tmp_path):
    scaler = StandardScaler().fit(LOG[:80].reshape(-1, 3))
    normal = keras.layers.Normalization(axis=-1)
    normal.adapt(LOG[:80])
    assert normal.mean.shape[-1] == np.size(normal.mean) == 3
    assert np.allclose(normal(LOG), scaler.transform(LOG.reshape(-1, 3)).reshape(LOG.shape), atol=0.01)
    model = keras.Sequential([keras.Input((20, 3)), normal, keras.layers.LSTM(2), keras.layers.Dense(1)])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert np.allclose(again(LOG), model(LOG), atol=1e-6)


def test_a_scaler_of_three_columns_does_not_invert_one_and_the_columns_own_numbers_do():
    scaler = StandardScaler().fit(LOG[:80].reshape(-1, 3))
    scaled = scaler.transform(LOG.reshape(-1, 3)).reshape(LOG.shape)
    forecast, humidity = scaled[80:, -1, 1:2], LOG[80:, -1, 1:2]
    said = words_of(lambda: scaler.inverse_transform(forecast))
    assert "with shape (20,1) doesn't match the broadcast shape (20,3)" in said
    assert lstm_shapes.explain(said).findings[0].cause == "scaler-width"
    assert np.allclose(forecast * scaler.scale_[1] + scaler.mean_[1], humidity, atol=1e-3)
    silent = forecast * scaler.scale_[0] + scaler.mean_[0]
    assert 10 < silent.min() < silent.max() < 25, "it looks like a temperature"
    own = StandardScaler().fit(LOG[:80, -1, 1:2])
    assert np.allclose(own.inverse_transform(own.transform(humidity)), humidity, atol=1e-3)


def test_a_min_max_scaler_goes_back_by_min_and_scale_in_the_other_order():
    scaler = MinMaxScaler().fit(LOG[:80].reshape(-1, 3))
    forecast = scaler.transform(LOG[80:, -1])[:, 1]
    assert np.allclose((forecast - scaler.min_[1]) / scaler.scale_[1], LOG[80:, -1, 1], atol=1e-3)


# 5.5 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shape", "moved"), [((30, 1), 1024), ((1, 30), 0)])
def test_with_one_timestep_the_recurrent_weights_stay_bit_for_bit_the_same_and_the_loss_does_not_tell(
    shape, moved, seed
):
    close = TABLE["close"]
    lags = pd.concat([close.shift(days) for days in range(30, 0, -1)], axis=1).dropna()
    x, y = lags.to_numpy("float32").reshape(1017, *shape), close[30:].to_numpy("float32")
    keras.utils.set_random_seed(seed)
    lstm = keras.layers.LSTM(16)
    model = build(keras.Input(shape), layers=[lstm, keras.layers.Dense(1)])
    before = lstm.get_weights()[1]
    loss = model.fit(x, y, epochs=10, verbose=0).history["loss"][-1]
    assert (lstm.get_weights()[1] != before).sum() == moved
    assert loss < 0.05 < y.var()
    found = [finding.cause for finding in lstm_shapes.diagnose(model, x, y).findings]
    assert ("single-timestep" in found) is (shape == (1, 30))


# 5.6 ---------------------------------------------------------------------------------------------------------


def test_channels_first_reshaped_run_through_all_channels_in_turn_and_look_alike():
    recording = helpers.eeg_recording().T
    wrong = recording.reshape(800, 4)
    for channel in range(4):
        assert np.array_equal(wrong[200 * channel : 200 * (channel + 1), 0], recording[channel, ::4])
        assert np.array_equal(wrong[200 * channel : 200 * (channel + 1), 1], recording[channel, 1::4])
    assert np.corrcoef(recording)[0, 1] == pytest.approx(0.08, abs=0.01)
    assert np.corrcoef(wrong.T)[0, 1] == pytest.approx(0.87, abs=0.01)
    assert np.abs(np.diff(wrong, axis=0)).mean() > 2 * np.abs(np.diff(recording)).mean()


def test_no_shape_tells_a_transposed_recording_from_a_reshaped_one():
    recording = helpers.eeg_recording().T
    model = build(keras.Input((80, 4)))
    for table in (recording.T, recording.reshape(800, 4)):
        block = helpers.make_windows(table, 80, sequence_stride=40)
        assert block.shape == (19, 80, 4)
        assert model(block).shape == (19, 1)


# 5.7 ---------------------------------------------------------------------------------------------------------


def test_who_leaves_is_quiet_at_the_end_and_240_months_without_a_visit_are_rows_of_zeros():
    assert {len(history) for history in HISTORIES} <= set(range(8, 25))
    last = [history[-3:, 0].mean() / history[:, 0].max() for history in HISTORIES]
    assert np.mean(np.array(last)[LEAVES == 1]) < 0.2 < 0.5 < np.mean(np.array(last)[LEAVES == 0])
    empty = [(history == 0).all(axis=1) for history in HISTORIES]
    assert sum(one.sum() for one in empty) == 240
    for history, zeros in zip(HISTORIES, empty, strict=True):
        assert np.array_equal(history[:, 0] == 0, zeros)


def test_numpy_and_keras_refuse_unequal_lengths():
    assert "inhomogeneous shape after 1 dimensions" in words_of(lambda: np.array(HISTORIES))
    model = build(keras.Input((None, 3)))
    ragged = np.array(HISTORIES, dtype=object)
    assert words_of(lambda: fit(model, ragged, LEAVES)) == "Invalid dtype: object"
    assert lstm_shapes.diagnose(model, ragged, LEAVES).findings[0].cause == "ragged-sequences"


def test_pad_sequences_cuts_fractions_off_unless_it_is_told_a_dtype():
    cut_off, kept = pad(SHARES), pad(SHARES, dtype="float32")
    assert cut_off.dtype == "int32"
    assert cut_off.shape == kept.shape == (200, 24, 3)
    assert np.unique(cut_off).tolist() == [0, 1]
    assert (cut_off[kept < 1] == 0).all()
    assert len(np.unique(kept)) > 2000


@pytest.mark.parametrize("maxlen", range(1, padding.MOST + 1))
def test_the_panel_places_months_as_pad_sequences_does(maxlen):
    months = [np.arange(length)[:, np.newaxis] for length in padding.LENGTHS]
    for front, cut_at in product(padding.SIDES, padding.SIDES):
        block = pad(months, maxlen, padding=front, truncating=cut_at, value=-1)[:, :, 0]
        for length, row in zip(padding.LENGTHS, block, strict=True):
            placed, lost = padding.placed(length, maxlen, front, cut_at)
            assert [-1 if month is None else month for month in placed] == row.tolist()
            assert sorted({*row.tolist(), *lost} - {-1}) == list(range(length))


def test_what_the_answer_below_the_panel_says():
    assert max(padding.LENGTHS) == 12
    for front, mask in product(padding.SIDES, (False, True)):
        assert "Nothing is cut off." in padding.padding_words(12, front, "post", mask)
        assert "Cut off: customer 2, month 11." in padding.padding_words(11, front, "post", mask)
        assert "Cut off: customer 2, month 0." in padding.padding_words(11, front, "pre", mask)


def test_by_default_the_last_ten_of_40_months_stay():
    kept = pad([np.arange(40)], maxlen=10)[0]
    assert (kept[0], kept[-1]) == (30, 39)


@functools.cache
def trained(value, mask, side, seed):
    """The score on customers 150 to 199, and the answer for customer 151 with padding to 24, 30 and 48 months."""
    keras.utils.set_random_seed(seed)
    skip = [] if mask is None else [keras.layers.Masking(mask)]
    tail = [keras.layers.LSTM(8), keras.layers.Dense(1, "sigmoid")]
    model = keras.Sequential([keras.Input((None, 3)), *skip, *tail])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    blocks = [pad(SHARES, months, "float32", side, value=value) for months in (24, 30, 48)]
    model.fit(blocks[0][:150], LEAVES[:150], epochs=30, verbose=0)
    said = np.array([model(block[150:]) for block in blocks])[:, :, 0]
    return ((said[0] > 0.5) == LEAVES[150:]).mean(), said[:, 1], model


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_a_mask_on_a_value_that_no_data_have_scores_best_and_without_one_the_answer_moves_with_the_padding(seed):
    zeros, masked, own = (trained(value, mask, "post", seed) for value, mask in [(0, None), (0, 0.0), (-1, -1.0)])
    assert own[0] > max(zeros[0], masked[0]) + 0.05
    assert np.ptp(zeros[1]) > 0.05
    assert np.ptp(masked[1]) < 1e-5
    assert np.ptp(own[1]) < 1e-5


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_without_a_mask_padding_at_the_front_scores_better(seed):
    assert trained(0, None, "pre", seed)[0] > trained(0, None, "post", seed)[0] + 0.03


def test_with_a_mask_front_and_back_give_the_same_answer():
    model = trained(-1, -1.0, "post", 0)[2]
    front, back = (model(pad(SHARES, None, "float32", side, value=-1)) for side in padding.SIDES)
    assert np.allclose(front, back, atol=1e-5)


def test_a_mask_on_zero_skips_a_real_month_without_a_visit():
    masked, own = trained(0, 0.0, "post", 0)[2], trained(-1, -1.0, "post", 0)[2]
    differ = []
    for share in [share for share in SHARES[150:] if (share == 0).all(axis=1).any()][:10]:
        whole = share[np.newaxis].astype("float32")
        without = whole[:, (share != 0).any(axis=1)]
        assert np.allclose(masked(whole), masked(without), atol=1e-5)
        differ.append(not np.allclose(own(whole), own(without), atol=1e-3))
    assert np.mean(differ) > 0.5


def test_masking_skips_a_step_only_if_all_its_features_have_the_value():
    step = np.array([[[-1, -1, -1], [-1, -1, 0], [0.5, 0.2, 0.1]]], dtype="float32")
    assert keras.layers.Masking(-1.0).compute_mask(step).numpy().tolist() == [[False, True, True]]


def test_the_fast_kernel_of_a_gpu_takes_a_mask_only_for_padding_at_the_back():
    import tensorflow as tf

    rnn = importlib.import_module("keras.src.backend.tensorflow.rnn")  # the package has a function of that name
    back = tf.constant([[True, True, False]])
    rnn._assert_valid_mask(back)
    for front_or_between in (back[:, ::-1], tf.constant([[True, False, True]])):
        said = words_of(lambda mask=front_or_between: rnn._assert_valid_mask(mask), tf.errors.InvalidArgumentError)
        assert "right-padding" in said
        assert "You can pass `use_cudnn=False`" in said


def test_diagnose_stays_silent_where_zeros_are_readings_too_and_speaks_where_they_are_not():
    model = trained(0, None, "post", 0)[2]
    assert lstm_shapes.diagnose(model, pad(SHARES, None, "float32", "post"), LEAVES).findings == ()
    never_zero = [np.random.default_rng(n).normal(5, 1, (len(share), 3)) for n, share in enumerate(SHARES)]
    found = lstm_shapes.diagnose(model, pad(never_zero, None, "float32", "post"), LEAVES).findings
    assert [finding.cause for finding in found] == ["unmasked-padding"]


# The numbers that the text repeats ---------------------------------------------------------------------------


def printed():
    return "\n".join(
        output.text
        for cell in notebook("06").cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "text" in output
    )


@pytest.mark.parametrize(
    "line",
    [
        "one of them: 495 496 497 498 499 505 506 507 508 509 510",
        "cut, then dropped: (1022, 10, 3) (1022,)",
        "arrays of weights that are all NaN: 5 of 5",
        "channels 0 and 1 alike 0.87",
        "column 0: station 80 15.0, true 56.9",
        "months without a visit, all zeros: 240",
    ],
)
def test_a_number_in_the_text_stands_in_a_stored_output(line):
    assert line in printed()
