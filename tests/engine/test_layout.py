"""What values alone tell about the axes: each answer, and the right data that must not raise an alarm."""

import importlib.util

import numpy as np
import pandas as pd
import pytest
from tools.reference import ROOT

import helpers
from lstm_shapes.evidence import CANNOT_TELL, layout, traces
from lstm_shapes.evidence.dates import newest_first
from lstm_shapes.evidence.layout import block_order, fold_order, made_from, merged
from lstm_shapes.evidence.traces import finite, group_borders, interleaved, lagged, padded, target_inside

SPEC = importlib.util.spec_from_file_location("bench_layout", ROOT / "tests" / "bench" / "layout.py")
bench = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(bench)

MADE = {kind.__name__: kind for kind in (*bench.CHOSEN, *bench.HELD_OUT, *bench.HOSTILE)}
KINDS = {**MADE, **bench.real()}
ON_BLOCKS = (block_order, merged, interleaved, lagged, newest_first, padded, group_borders, finite)
# Sizes that divide each other, and few samples, are where chance and seasons look most like an order.
SIZES = (
    bench.SIZES,
    {"samples": (8, 30), "timesteps": (3, 13), "features": (2, 13)},
    {"samples": (100, 600), "timesteps": (12, 25), "features": (2, 25)},
)


def random(seed=0):
    return np.random.default_rng(seed)


def walks(size=(60, 14, 5), seed=0):
    return random(seed).normal(size=size).cumsum(axis=1)


def scrambled(block):
    return block.transpose(0, 2, 1).reshape(block.shape).copy()


def windows(table, timesteps=24):
    return np.array(helpers.make_windows(table, timesteps), dtype="float64")


def answers(function, blocks):
    return {function(block).answer for block in blocks}


# The order of the axes


@pytest.mark.parametrize("order", ["hour by hour", "sensor by sensor"])
def test_the_order_of_a_flat_file_is_told_by_its_values(order):
    for block in (helpers.weather_log(), walks()):
        flat = helpers.flat_file(block, order).copy()
        assert fold_order(flat, *block.shape[1:]).answer == order


def test_units_alone_tell_the_order_of_a_flat_file_of_noise():
    noise = random().normal(size=(60, 14, 5)) * [1, 10, 2, 30, 5] + [0, 500, 20, 90, 0]
    assert fold_order(helpers.flat_file(noise, "sensor by sensor").copy(), 14, 5).answer == "sensor by sensor"
    assert fold_order(helpers.flat_file(noise).copy(), 14, 5).answer == "hour by hour"


def test_numpy_remembers_what_a_flat_file_was_made_from():
    noise = random().normal(size=(60, 3, 20))
    assert fold_order(noise.reshape(60, 60), 20, 3) == (
        "sensor by sensor",
        "The table is a reshape of an array of shape (60, 3, 20).",
        1.0,
        (),
    )


def test_noise_in_one_unit_tells_no_order():
    x, _ = helpers.rain_log()
    assert fold_order(x.reshape(800, 60).copy(), 20, 3).answer == CANNOT_TELL
    assert block_order(x).answer == CANNOT_TELL
    assert block_order(scrambled(x)).answer == CANNOT_TELL


def test_a_right_block_is_right_and_its_scrambled_twin_is_not():
    for block in (helpers.weather_log(), walks(), windows(helpers.price_table().to_numpy())):
        assert block_order(block).answer == "right"
        assert block_order(scrambled(block)).answer == "scrambled"


def test_a_block_turned_the_other_way_round_is_scrambled_too():
    block = walks()
    assert block_order(block.reshape(60, 5, 14).transpose(0, 2, 1).copy()).answer == "scrambled"


def test_a_reshape_for_a_transpose_of_any_two_axes_is_remembered():
    block = random().normal(size=(20, 100, 3)).reshape(100, 20, 3)
    assert block_order(block)[::3] == ("scrambled", (20, 100, 3))
    assert merged(block).answer == CANNOT_TELL
    assert made_from(block) == (20, 100, 3)


def test_numbers_that_count_show_a_scramble_and_nothing_where_both_readings_count():
    codes = helpers.address_codes()
    file = helpers.flat_file(codes, "sensor by sensor").copy()
    assert block_order(codes).answer == "right"
    assert block_order(file.reshape(100, 20, 3).copy()).answer == "scrambled"
    assert fold_order(file, 20, 3).answer == "sensor by sensor"
    assert block_order(np.arange(6000).reshape(100, 20, 3)).answer == CANNOT_TELL


def test_a_scramble_is_certain_where_numpy_remembers_it():
    noise = random().normal(size=(100, 3, 20))
    block = noise.reshape(100, 20, 3)
    assert block_order(block) == (
        "scrambled",
        "The block is a reshape of an array of shape (100, 3, 20): that moves values to other places.",
        1.0,
        (100, 3, 20),
    )
    assert block_order(block[:80]).answer == "scrambled"
    assert block_order(noise.transpose(0, 2, 1)).answer == CANNOT_TELL
    assert block_order(block.copy()).answer == CANNOT_TELL
    assert block_order(noise.reshape(100, 20, 3).reshape(100, 3, 20)).answer == CANNOT_TELL


@pytest.mark.parametrize("timesteps", [14, 20])
def test_exchanged_axes_are_found_if_each_feature_has_its_unit(timesteps):
    phase = random().uniform(0, 6, (80, 1, 5))
    block = np.sin(np.arange(timesteps)[:, np.newaxis] / 3 + phase) * [1, 50, 3, 400, 9] + [0, 900, -40, 20, 0]
    assert block_order(block).answer in ("right", CANNOT_TELL)
    assert block_order(block.transpose(0, 2, 1)).answer == "swapped"


def test_a_course_that_all_samples_share_is_no_exchange():
    hours = np.arange(12.0)[:, np.newaxis]
    for course in (100 * hours, np.exp(hours), 1000 * np.exp(-hours / 4), 50 * np.sin(hours / 2)):
        block = course + random().normal(size=(90, 12, 12)).cumsum(axis=2)
        assert block_order(block).answer in ("right", CANNOT_TELL)


def test_the_words_say_what_was_seen_and_leave_out_the_numbers_that_decided():
    evidence = block_order(scrambled(walks()))
    better, worse = "if read feature by feature", "as the block stands"
    assert evidence.words == f"From one step to the next, values go on more smoothly {better} than {worse}."
    assert 0.5 < evidence.strength < 1
    assert block_order(walks()).words == f"From one step to the next, values go on more smoothly {worse} than {better}."


@pytest.mark.parametrize("sizes", SIZES, ids=["usual", "small", "dividing"])
@pytest.mark.parametrize("kind", KINDS)
def test_right_blocks_raise_no_alarm(kind, sizes):
    for pair in bench.draw_blocks(KINDS[kind], 12, kind in MADE, seed=100, sizes=sizes):
        for block in pair:
            assert block_order(block).answer in ("right", CANNOT_TELL)
            for order in ("hour by hour", "sensor by sensor"):
                flat = helpers.flat_file(block, order).copy()
                assert fold_order(flat, *block.shape[1:]).answer in (order, CANNOT_TELL)


@pytest.mark.parametrize("kind", KINDS)
def test_right_blocks_raise_no_other_alarm_either(kind):
    for pair in bench.draw_blocks(KINDS[kind], 6, kind in MADE, seed=200):
        for block in pair:
            series = block.reshape(-1, block.shape[2])[:800]
            whole = block[:, :, :1].round()  # counts
            x, y = helpers.windows_and_targets(series, series[:, 0], min(24, len(series) // 3))
            for each in (block, np.array(x), np.concatenate([block, whole], axis=2)):
                assert padded(each).answer == padded(each[:, :, :1]).answer == CANNOT_TELL
                assert group_borders(each).answer == newest_first(each).answer == CANNOT_TELL
                assert interleaved(np.array(each[:, :, :1])).answer == merged(each).answer == CANNOT_TELL
            # One series folded into columns is what the next one looks for.
            if kind != "folded":
                assert lagged(block[:, :1].copy()).answer == CANNOT_TELL
            assert target_inside(x, y).answer == CANNOT_TELL


def test_the_bench_counts_every_answer_once():
    rows = list(bench.table(1))
    assert {row[1] for row in rows} == set(KINDS)
    assert all(sum(row[4:]) == 1 for row in rows)
    assert len(rows) == len(KINDS) * 2 * 6


# Where samples came from


def test_a_reshape_that_mixes_samples_is_remembered():
    assert merged(np.zeros((100, 60)).reshape(-1, 20, 4)) == (
        "merged",
        "The block is a reshape of an array of shape (100, 60): 60 numbers in each of its rows became 80 in each sample, "
        "so samples hold values of different rows.",
        1.0,
        (100,),
    )
    assert merged(np.zeros((100, 20, 3)).reshape(-1, 25, 3)).answer == "merged"
    assert merged(np.zeros((1000, 6)).reshape(-1, 15, 4)).answer == "merged"


@pytest.mark.parametrize(
    "block",
    [
        np.zeros((100, 60)).reshape(-1, 20, 3),
        np.zeros((100, 60)).reshape(-1, 20, 3)[:80],
        np.zeros((100, 60)).reshape(-1, 10, 3),
        np.zeros(6000).reshape(-1, 20, 3),
        np.zeros((2000, 3)).reshape(-1, 20, 3),
        np.zeros((6000, 1)).reshape(-1, 20, 3),
        np.zeros((365, 24)).reshape(-1, 20, 1),
        np.zeros((100, 8, 8)).reshape(-1, 10, 64),
        np.zeros((100, 20, 3)).reshape(-1, 40, 3),
        np.zeros((100, 60)).reshape(-1, 20, 4).copy(),
        helpers.make_windows(np.zeros((50, 3)), 20),
        np.zeros((4, 5, 3)).tolist(),
    ],
    ids=str,
)
def test_a_reshape_that_keeps_rows_whole_is_not_merged(block):
    assert merged(block).answer == CANNOT_TELL


# Features where timesteps belong, and the reverse


@pytest.mark.parametrize("features", [2, 3, 5])
def test_features_written_in_turn_are_counted(features):
    units = np.array([0, 1000, 60, 300, 5])[:features]
    scale = np.array([1, 5, 2, 9, 3])[:features]
    block = walks((80, 12, features)) * scale + units * 5
    evidence = interleaved(block.reshape(80, 12 * features, 1))
    assert (evidence.answer, evidence.where) == (f"interleaved {features}", (features,))


def test_the_weather_written_in_turn_is_recognised():
    assert interleaved(helpers.weather_log().reshape(100, 60, 1)).answer == "interleaved 3"


@pytest.mark.parametrize("aligned", [True, False])
@pytest.mark.parametrize("period", [2, 4, 7, 24])
@pytest.mark.parametrize("profile", ["smooth", "weekend", "erratic"])
def test_a_season_is_not_taken_for_features(profile, period, aligned):
    for seed in range(5):
        dice = random(seed)
        shape = {
            "smooth": 5 * np.sin(2 * np.pi * np.arange(period) / period),
            "weekend": np.where(np.arange(period) < max(1, period * 5 // 7), 10.0, 2.0),
            "erratic": dice.normal(0, 20, period),
        }[profile]
        length = period * 200
        for level in (dice.normal(size=length), dice.normal(size=length).cumsum() / 3):
            for strength in (1, np.repeat(dice.uniform(0.5, 1.5, length // period), period)):
                series = np.tile(shape, 200) * strength + level
                cut = windows(series, period * 4)
                assert interleaved(cut[:: period * 4] if aligned else cut).answer == CANNOT_TELL


def test_shops_with_their_own_size_and_week_are_not_taken_for_features():
    for seed in range(5):
        dice = random(seed)
        week = np.tile([10.0, 11, 12, 11, 15, 25, 3], 4)
        shops = dice.uniform(0.3, 3, (200, 1)) * week * dice.uniform(0.9, 1.1, (200, 28))
        assert interleaved(shops[:, :, np.newaxis]).answer == CANNOT_TELL


def test_the_look_back_on_the_features_axis_is_recognised():
    for series in (random().normal(size=300), walks((1, 300, 1))[0, :, 0]):
        for columns in (3, 6, 12):
            block = windows(series, columns).transpose(0, 2, 1)
            for rows in (block, block[::-1], block[:, :, ::-1], block[random().permutation(len(block))]):
                evidence = lagged(rows)
                assert (evidence.answer, evidence.where) == ("look-back", (1,))


def test_the_look_back_of_three_features_is_shifted_by_three():
    table = helpers.price_table().to_numpy()
    block = windows(table, 5).reshape(-1, 1, 15)
    assert lagged(block).where == (3,)


def test_rows_that_read_on_without_overlap_are_a_look_back():
    series = walks((1, 3000, 1))
    assert lagged(series.reshape(250, 1, 12)).answer == "look-back"


def test_measured_columns_are_not_a_look_back():
    dice = random()
    level = dice.normal(size=(200, 1))
    calendar = np.eye(7)[np.arange(200) % 7]
    for columns in (
        dice.normal(size=(200, 12)),
        dice.normal(size=(200, 12)).cumsum(axis=0),
        dice.normal(size=(200, 12)).cumsum(axis=1),
        level + 0.1 * dice.normal(size=(200, 12)),
        level.cumsum(axis=0) + 0.1 * dice.normal(size=(200, 12)).cumsum(axis=1),
        dice.integers(0, 5, (200, 12)),
        dice.integers(0, 10, (200, 4)),
        calendar,
        np.tile(np.arange(12.0), (200, 1)) + level,
        np.sort(dice.normal(size=(200, 12)), axis=1),
        helpers.cropped_digits()[:200, 3],
    ):
        assert lagged(columns[:, np.newaxis]).answer == CANNOT_TELL


# The direction of time


def test_a_table_whose_dates_fall_is_newest_first():
    table = helpers.price_table()
    assert newest_first(table).answer == "oldest first"
    assert newest_first(table[::-1]) == (
        "newest first",
        "The index runs from 2008-10-14 to 2004-08-19.",
        1.0,
        ("the index",),
    )
    assert newest_first(table["open"][::-1]).answer == "newest first"
    assert newest_first(table[::-1].reset_index()).where == ("column 'day'",)
    text = table[::-1].reset_index().astype({"day": str})
    assert newest_first(text).answer == "newest first"
    assert newest_first(table[::-1].tz_localize("Europe/Berlin")).answer == "newest first"
    assert newest_first(table.to_period("D")[::-1]).answer == "newest first"


def test_row_numbers_do_not_say_how_time_runs():
    table = helpers.price_table().reset_index(drop=True)
    assert newest_first(table).answer == CANNOT_TELL
    assert newest_first(table[::-1]).answer == CANNOT_TELL
    turned = helpers.price_table()[::-1].reset_index()  # read newest first, and repaired
    assert newest_first(turned.sort_values("day")).answer == "oldest first"
    assert newest_first(turned.sort_values("day")[["open"]]).answer == CANNOT_TELL


def test_years_and_other_numbers_of_dates_are_read_as_dates():
    years = pd.DataFrame({"sales": np.arange(20.0)}, index=pd.Index(np.arange(2020, 2000, -1), name="year"))
    assert newest_first(years).answer == "newest first"
    days = helpers.price_table().index
    numbers = np.array(days.strftime("%Y%m%d").astype(int))
    seconds = days.to_numpy().astype("M8[s]").astype("int64")
    for dates in (numbers, seconds, days.to_numpy()):
        assert newest_first(dates).answer == "oldest first"
        assert newest_first(dates[::-1]).answer == "newest first"
    table = np.stack([random().normal(size=len(days)), numbers], axis=1)  # float32 would round the days
    block = np.lib.stride_tricks.sliding_window_view(table, 10, axis=0).transpose(0, 2, 1)
    assert newest_first(block[:, ::-1]).where == ("feature 1",)


def test_what_falls_without_being_a_date_does_not_say_how_time_runs():
    falling = np.linspace(9, 1, 60)
    for values in (falling, falling.round(), np.arange(300, 240, -1), np.arange(1960.5, 1900, -1)):
        assert newest_first(values).answer == CANNOT_TELL
        assert newest_first(windows(values, 10)).answer == CANNOT_TELL
    remaining = np.stack([np.arange(1950 + engine, 1900 + engine, -1) for engine in range(9)])[:, :, np.newaxis]
    assert newest_first(remaining - 1900).answer == CANNOT_TELL


def test_dates_that_disagree_do_not_say_how_time_runs():
    day = helpers.price_table().index[:30]
    assert newest_first(pd.DataFrame({"shipped": day, "billed": day[::-1]})).answer == CANNOT_TELL


# The target, padding, groups, NaN


def test_a_target_that_stands_in_its_window_is_found():
    table = helpers.price_table().to_numpy()
    x, y = helpers.windows_and_targets(table, table[:, 1], 20)
    assert target_inside(x, y).answer == CANNOT_TELL
    late = windows(table, 20).astype("float32")
    evidence = target_inside(late, table[19:, 1])
    assert (evidence.answer, evidence.where) == ("inside", (19, 1))
    assert evidence.words == "In all 512 samples looked at, y is the value at step 19, feature 1."
    assert target_inside(late, table[7:-12, :1]).where == (7, 0)


def test_a_target_that_could_meet_a_value_by_chance_is_not_reported():
    dice = random()
    block = dice.integers(0, 3, (8, 40, 30)).astype("float64")
    assert target_inside(block, dice.integers(0, 3, 8)).answer == CANNOT_TELL
    steady = np.repeat([1.0, 2, 3, 4], 50)
    assert target_inside(windows(steady, 10)[:180:10], steady[10:190:10]).answer == CANNOT_TELL
    assert target_inside(np.ones((40, 5, 3)), np.ones(40)).answer == CANNOT_TELL
    assert target_inside(np.ones((40, 5, 3)), np.arange(39)).answer == CANNOT_TELL
    assert target_inside(windows(dice.normal(size=60), 5), np.zeros((56, 2))).answer == CANNOT_TELL


@pytest.mark.parametrize(
    ("side", "features", "constant"), [("back", 3, 0), ("front", 3, 0), ("back", 1, -1), ("front", 1, 0)]
)
def test_padding_is_found_at_its_side(side, features, constant):
    dice = random()
    block = dice.normal(5, 1, (90, 12, features))
    for sample, steps in enumerate(dice.integers(0, 9, 90)):
        block[sample, 12 - steps :] = constant
    block = block if side == "back" else block[:, ::-1]
    evidence = padded(block)
    assert evidence.answer == f"padded at the {side}"
    assert evidence.where[1] == 90


def test_word_numbers_padded_with_zero_are_found():
    dice = random()
    words = dice.integers(1, 500, (200, 30, 1))
    words[np.arange(30) < dice.integers(0, 25, (200, 1))] = 0
    assert padded(words).answer == "padded at the front"


def test_zeros_that_were_measured_are_no_padding():
    dice = random()
    hours = np.arange(24.0)
    half_day = dice.uniform(4, 8, (300, 1))
    sun = (1 - (abs(hours - 12) / half_day) ** 2).clip(0) * 800
    rain = dice.gamma(1, 2, (300, 24)) * (dice.random((300, 24)) < 0.2)
    fading = (dice.uniform(1, 9, (300, 1)) * np.exp(-hours / 3)).round(1)
    switched = (hours < dice.integers(3, 24, (300, 1))).astype(float)
    for readings in (sun, sun[:, 12:], sun[:, :12], rain, fading, switched, dice.poisson(0.5, (300, 24))):
        assert padded(readings[:, :, np.newaxis]).answer == CANNOT_TELL
        assert padded(np.stack([readings, 2 * readings], axis=2)).answer == CANNOT_TELL
    digits = helpers.cropped_digits()
    assert answers(padded, [digits, digits.transpose(0, 2, 1), digits[:, ::-1]]) == {CANNOT_TELL}


def grouped(dice, groups=12, rows=60):
    shop = np.repeat(np.arange(groups), rows)
    level = dice.normal(0, 30, (groups, 2))[shop]
    course = np.concatenate([dice.normal(size=(rows, 2)).cumsum(axis=0) for _ in range(groups)])
    return shop, level + course


def test_windows_across_the_border_of_groups_are_found():
    shop, readings = grouped(random())
    names = random(1).permutation(500)[:12][shop]
    for numbers in (shop, names):
        assert group_borders(windows(np.column_stack([readings, numbers]), 10)).where == (2,)


def test_windows_cut_in_each_group_are_not_reported():
    shop, readings = grouped(random())
    table = np.column_stack([shop, readings])
    inside = np.concatenate([windows(table[shop == number], 10) for number in range(12)])
    assert group_borders(inside).answer == CANNOT_TELL


def test_calendars_flags_and_nights_are_no_groups():
    dice = random()
    day = pd.date_range("2010-01-01", periods=3000)
    year, month, weekday, yearday = (
        np.array(getattr(day, name)) for name in ("year", "month", "day_of_week", "day_of_year")
    )
    course = dice.normal(size=3000).cumsum()
    month_number = (year - 2010) * 12 + month
    index_price = dice.normal(size=month_number.max() + 1).cumsum()[month_number]
    session = np.arange(3000) // 60
    nights = course + 3 * dice.normal(size=50).cumsum()[session]
    for columns in (
        (course, year, month, weekday, yearday),
        (course, year - 2010, yearday / 366),
        (course, month_number, index_price),
        (course, month_number, yearday / 31 % 1),
        (course, weekday >= 5, month),
        (nights, session),
        (course, np.arange(3000) // 100),
        (dice.normal(size=3000), np.arange(3000) // 100),
        (course, np.arange(3000)),
        (course, np.zeros(3000)),
    ):
        table = np.column_stack(columns).astype("float64")
        for timesteps in (7, 20):
            assert group_borders(windows(table, timesteps)).answer == CANNOT_TELL
            assert group_borders(windows(table[:330], timesteps)).answer == CANNOT_TELL


def test_nan_and_infinity_are_counted():
    values = np.ones((4, 5, 3))
    values[0, 0, 0], values[1, 1, 1], values[2, 2, 2] = np.nan, np.inf, -np.inf
    assert finite(values) == ("not finite", "Of 60 numbers, 1 is NaN and 2 are infinite.", 1.0, (1, 2, 0))
    assert finite(np.arange(6)).answer == finite(3.0).answer == finite([]).answer == "finite"
    large = np.ones((1_000_000, 5), dtype="float32")
    assert finite(large).words == "Of 2,560 looked at of 5,000,000 numbers, 0 are NaN and 0 are infinite."
    assert finite(np.full_like(large, np.nan)).where == (2560, 0, 0)
    assert (
        finite([1.0, 1e300]).words
        == "Of 2 numbers, 0 are NaN and 1 is infinite. 1 of them only in float32, which ends at 3.4e38."
    )
    assert finite([1.0, 1e300]).where == (0, 1, 1)


# What every one of them keeps


def strange(shape, dice):
    """Yield arrays that hold little or nothing, or numbers at the ends of their type."""
    values = dice.normal(size=shape)
    yield from (
        values,
        np.zeros(shape),
        np.full(shape, np.nan),
        np.full(shape, np.inf),
        values * 1e307,
        values * 1e-310,
    )
    yield from (
        values > 0,
        values.astype("float16"),
        np.asfortranarray(values),
        values[::-1],
        values.astype("longdouble"),
    )
    yield dice.integers(0, 255, shape).astype("uint8")
    yield dice.integers(-(2**62), 2**62, shape)
    yield np.broadcast_to(values[:1, :1], shape)
    yield np.broadcast_to(np.arange(shape[1])[:, np.newaxis] * 1.0, shape)
    holes = values.copy()
    holes[::2] = np.nan
    yield holes


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("samples", [0, 1, 8, 60])
@pytest.mark.parametrize("timesteps", [0, 1, 3, 12])
@pytest.mark.parametrize("features", [0, 1, 2, 6])
def test_no_array_of_numbers_makes_them_raise_or_alarm(samples, timesteps, features):
    shape = (samples, timesteps, features)
    for block in strange(shape, random()):
        before = block.copy()
        for function in ON_BLOCKS:
            assert function(block).answer in (CANNOT_TELL, "finite", "not finite"), function
        assert target_inside(block, np.arange(samples) / 7).answer == CANNOT_TELL
        if timesteps and features:
            assert fold_order(block.reshape(samples, -1 if samples else timesteps * features).copy(), *shape[1:])
        assert np.array_equal(before, block, equal_nan=block.dtype.kind == "f")


def test_a_few_samples_with_holes_do_not_hide_the_order():
    block = scrambled(walks())
    block[::9, 3, 1] = np.nan
    assert block_order(block).answer == "scrambled"


@pytest.mark.parametrize("function", [block_order, merged, interleaved, lagged, padded, group_borders])
def test_a_wrong_rank_is_one_clear_sentence(function):
    with pytest.raises(ValueError, match=r"block needs 3 axes \(samples, timesteps, features\); got shape \(8, 5\)\.$"):
        function(np.zeros((8, 5)))
    with pytest.raises(ValueError, match=r"block needs numbers only; got <U1\.$"):
        function([[["a"]]])


def test_a_table_that_does_not_fit_is_one_clear_sentence():
    with pytest.raises(ValueError, match=r"table needs 2 axes .*; got shape \(8, 5, 3\)\.$"):
        fold_order(np.zeros((8, 5, 3)), 5, 3)
    with pytest.raises(ValueError, match=r"table needs 5 \* 3 columns; got shape \(8, 16\)\.$"):
        fold_order(np.zeros((8, 16)), 5, 3)
    with pytest.raises(ValueError, match=r"x needs 1 to 3 axes of numbers or dates; got float64, shape \(\)\.$"):
        newest_first(3.0)
    with pytest.raises(ValueError, match=r"y needs numbers only; got <U1\.$"):
        target_inside(np.zeros((8, 5, 3)), ["a"] * 8)


def test_only_a_bounded_part_of_a_large_array_is_read(monkeypatch):
    looked = []
    take = layout.some_rows
    for module in (layout, traces):
        monkeypatch.setattr(
            module, "some_rows", lambda *words, **more: looked.append(take(*words, **more)) or looked[-1]
        )
    large = helpers.make_windows(random().normal(size=(200_000, 10)), 100)
    for function in (block_order, padded, group_borders):
        function(large)
    assert [rows.shape for rows in looked] == [(200, 100, 10)] * 3
