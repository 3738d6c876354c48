"""What a slip leaves in the values is told: for each slip, on most kinds of data; and what the records hold."""

import collections

import numpy as np
import pytest
from tools.signals import SAMPLES, TABLES, cut, waves, windows_of
from tools.slips_of_values import ON_WINDOWS, complaints, on_others, on_samples, on_windows

from lstm_shapes import evidence

# The least share of 32 kinds of series on which a slip has to be told; measured shares lie a little above.
LEAST = {
    "exchanged": 0.94, "exchanged and shuffled": 0.8, "reshaped": 0.93, "reshaped the other way": 0.93, "laid flat": 0.3,
    "laid flat by feature": 0.9, "look-back as features": 0.93, "answer inside": 0.93, "answer inside, scaled": 0.87,
    "first of the window": 0.9, "answer long ago": 0.87, "horizon one early": 0.93, "padded": 0.84, "holes": 1,
    "read by feature": 0.65, "newest first": 0.84, "two groups": 0.65, "four groups, scaled": 0.7,
}  # fmt: skip


def random(seed=0):
    return np.random.default_rng(seed)


def shares(seeds):
    told = collections.defaultdict(list)
    for seed in seeds:
        for name in TABLES:
            for slip, said, x, y in on_windows(name, seed):
                told[slip].append(said in complaints(x, y))
    return {slip: np.mean(each) for slip, each in told.items()}


def test_slips_are_told_on_most_kinds_of_series():
    found = shares([0])
    assert set(found) == set(LEAST) > set(ON_WINDOWS)
    assert {slip: share for slip, share in found.items() if share < LEAST[slip]} == {}


@pytest.mark.generated
def test_slips_are_told_on_most_kinds_of_series_from_many_seeds():
    found = shares(range(20, 26))
    assert {slip: round(float(share), 3) for slip, share in found.items() if share < LEAST[slip]} == {}


@pytest.mark.parametrize("seed", range(3))
def test_slips_on_films_single_numbers_and_groups_are_told(seed):
    missed = [(kind, slip) for kind, slip, said, x, y in on_others(seed) if said not in complaints(x, y)]
    assert missed == []


@pytest.mark.parametrize("name", ["walk_samples", "wave_samples", "sensor_samples"])
def test_a_reshape_of_independent_samples_is_told_by_their_course(name):
    assert name in SAMPLES
    for slip, said, x, y in on_samples(name, 0):
        if slip in ("reshaped", "answer inside", "padded"):
            assert said in complaints(x, y), slip


# Overlap --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stride", [1, 2, 5])
@pytest.mark.parametrize("kind", ["noise", "waves", "counts", "levels"])
def test_an_overlap_says_the_axis_and_how_far(kind, stride):
    x = cut(TABLES[kind](random(), 400, 3), 12, stride)
    right = evidence.overlap(x)
    assert (right.over, right.shift, right.columns, right.was, right.was_axis) == ((1,), stride, 3 * stride, (12, 3), 0)
    turned = evidence.overlap(x.transpose(0, 2, 1))
    assert (turned.over, turned.shift, turned.was, turned.was_axis) == ((2,), stride, (3, 12), 1)
    folded = evidence.overlap(np.ascontiguousarray(x.transpose(0, 2, 1)).reshape(x.shape))
    assert (folded.over, folded.was, folded.was_axis) == ((), (3, 12), 1)
    for row in (x.reshape(len(x), 36), x.reshape(len(x), 36, 1), x.reshape(len(x), 36, 1, 1)):
        assert evidence.overlap(row)[:3] == ((1,), 3 * stride, 3 * stride)
    single = evidence.overlap(x[:, :, :1].transpose(0, 2, 1))
    assert (single.over, single.shift) == ((2,), stride)


def test_an_overlap_of_more_axes_is_told_and_parts_of_a_window_are_right():
    table = waves(random(), 300, 2)
    x = cut(table, 12)
    parts = evidence.overlap(x.reshape(-1, 3, 4, 2))
    assert (parts.over, parts.shift) == ((1, 2), 1)
    assert evidence.order(x.reshape(-1, 3, 4, 2)).right
    field = random().normal(size=(90, 5, 4, 2))
    maps = np.lib.stride_tricks.sliding_window_view(field, 6, axis=0)  # (samples, 5, 4, 2, 6)
    assert evidence.overlap(maps).over == (4,)
    assert evidence.overlap(maps.transpose(0, 4, 1, 2, 3)).over == (1,)


def test_an_overlap_of_shuffled_samples_and_of_time_that_runs_backwards():
    x = cut(waves(random(), 300, 3), 12)
    shuffled = evidence.overlap(x[random().permutation(len(x))])
    assert (shuffled.over, shuffled.ordered) == ((1,), False)
    flags = cut(TABLES["flags"](random(), 300, 3), 12)
    assert evidence.overlap(flags[random().permutation(len(flags))]).over == (1,)
    assert evidence.overlap(x[:, ::-1]).shift == evidence.overlap(x[::-1]).shift == -1


@pytest.mark.parametrize("kind", ["noise", "waves", "counts", "levels"])
def test_an_overlap_is_seen_in_one_batch_of_many_shuffled_windows(kind):
    """A batch of 64, and the part of all that is looked at: few of them lie side by side."""
    x = cut(TABLES[kind](random(), 3000, 3), 24)
    x = x[random().permutation(len(x))]
    for part in (x[:64], x):
        for turned, axis, was in ((part, 1, (24, 3)), (part.transpose(0, 2, 1), 2, (3, 24))):
            found = evidence.overlap(turned)
            assert (found.over, found.was, found.ordered, abs(found.shift)) == ((axis,), was, False, 1)
    flat = evidence.overlap(x.reshape(len(x), 72))
    # Three small counts in a line come back by chance; three rows of them hardly.
    assert flat is None if kind == "counts" else (flat.over, flat.columns) == ((1,), 3)
    apart = cut(TABLES[kind](random(), 9000, 3), 24, 6)
    assert evidence.overlap(apart[random().permutation(len(apart))]).shift == 6


def test_rows_that_stand_in_many_samples_are_no_overlap():
    words = random().zipf(1.5, (2000, 30))
    assert evidence.overlap(words) is None, "words come back, and others follow them"
    flags = (random().random((2000, 20, 4)) < 0.1).astype(float)
    assert evidence.overlap(flags) is None
    assert evidence.overlap(np.repeat(random().normal(size=(700, 20, 3)), 3, axis=0)) is None, "the same sample anew"
    padded = random().normal(size=(2000, 20, 3))
    padded[np.arange(20) >= random().integers(5, 20, 2000)[:, np.newaxis]] = 0
    assert evidence.overlap(padded) is None


def test_a_target_in_the_first_row_is_seen_in_one_shuffled_batch():
    table = waves(random(), 2000, 2)
    table[:, 0] = np.maximum(table[:, 0], np.median(table[:, 0]))  # as a sun that is down half of the time
    x, y = cut(table, 24), table[: 2000 - 23, 0]
    batch = random().permutation(len(x))[:64]
    place = evidence.target_place(x[batch], y[batch])
    assert (place.cell, place.late, place.strength) == ((0, 0), 24, evidence.PROOF)
    after = evidence.target_place(x[:-1][batch[batch < len(x) - 1]], table[24:, 0][batch[batch < len(x) - 1]])
    assert after is None or after.late == 0 or after.strength == evidence.WEAK


def test_rough_values_need_earlier_samples_where_these_tell_all():
    series = random().integers(0, 10, 1000).astype(float)
    x, mean = series[2:].reshape(-1, 1, 1), np.convolve(series, np.ones(3) / 3, "valid")
    found = evidence.needs_earlier(x, mean)
    assert (found.lags, found.slow) == (2, False)
    assert evidence.needs_earlier(x, 3 * series[2:]) is None, "its own number tells all"
    shuffled = random().permutation(len(x))
    assert evidence.needs_earlier(x[shuffled], mean[shuffled]) is None
    noisy = mean + random().normal(0, 1, len(mean))
    assert evidence.needs_earlier(x, noisy) is None


def test_a_series_with_its_own_past_as_features_is_right():
    x, *_ = windows_of("own_past", random())
    assert evidence.overlap(x).over == (1,)
    assert evidence.overlap(x).also == ((2,),)


def test_features_in_turn_are_told_from_one_feature_in_long_steps():
    features = cut(waves(random(), 400, 3), 12).reshape(-1, 36, 1)
    single = cut(waves(random(), 1300, 1), 36, stride=3)
    assert evidence.turns(features)[:3] == (3, 12, True)
    assert evidence.overlap(features).columns == evidence.overlap(single).columns == 3
    assert evidence.turns(single) is None
    by_feature = cut(waves(random(), 400, 3), 12).transpose(0, 2, 1).reshape(-1, 36, 1)
    assert evidence.turns(by_feature)[:3] == (3, 12, False)
    noise = evidence.turns(cut(random().normal(size=(300, 3)), 12).reshape(-1, 36, 1))
    assert (noise.features, noise.strength) == (3, evidence.WEAK)


# The target -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scale", "level"), [(1, 0), (40, 7), (-0.01, 3)])
@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_a_target_is_found_wherever_it_stands_in_time(scale, level, kind):
    table = waves(random(), 300, 2).astype(kind)
    x = cut(table, 12)
    for offset in (0, 5, 11):
        place = evidence.target_place(x, scale * x[:, offset, 1] + level)
        assert (place.cell, place.offset, place.late, place.strength) == ((offset, 1), offset, 12 - offset, "proof")
        assert (place.scale, place.level) == (pytest.approx(scale, rel=1e-4), pytest.approx(level, abs=1e-3))
        assert place.exact == (scale == 1)
    for ahead in (0, 1, 6):
        place = evidence.target_place(x[: -ahead - 1], scale * table[12 + ahead :, 0] + level)
        assert (place.offset, place.late) == (12 + ahead, 0)
    place = evidence.target_place(x[3:], scale * table[: len(x) - 3, 0] + level)
    assert (place.offset, place.late, place.cell, place.strength) == (-3, 15, None, "proof")


def test_a_target_of_several_columns_is_told_by_the_one_that_stands_inside():
    x, y, table, steps = windows_of("waves", random(), horizon=5)
    assert evidence.target_place(x, y).late == 0
    early = np.lib.stride_tricks.sliding_window_view(table[steps - 1 :, 0], 5)[: len(x)]
    assert evidence.target_place(x, early)[:2] == (0, steps - 1)
    assert evidence.target_place(x, x[:, -1]).late == 1


def test_a_target_that_each_step_has_or_that_may_be_asked_for_is_weak():
    x = cut(waves(random(), 300, 2), 12)
    every = [evidence.target_place(x, x[:, :, 0]), evidence.target_place(x[:-1], x[1:, :, 0])]
    assert [(place.strength, place.late) for place in every] == [("weak", 0), ("weak", 0)]
    memory = random().random((200, 9, 1))
    assert evidence.target_place(memory, memory[:, 2, 0]).strength == "weak"


def test_lines_constants_and_few_samples_say_nothing_of_the_target():
    line = cut(np.arange(300.0)[:, None], 12)
    for y in (line[:, -1, 0] * 3 + 1, np.arange(12.0, 301), np.zeros(289), np.arange(289) % 2):
        place = evidence.target_place(line, y)
        assert place is None or not place.late
    assert evidence.target_place(line, line[:, -1, 0]).late == 1  # that very number, not a line of it
    few = cut(waves(random(), 18, 2), 12)
    assert evidence.target_place(few, few[:, -1, 0]) is None


# Groups, levels, order ------------------------------------------------------------------------------------------


def test_a_border_holds_the_noise_of_its_two_sides():
    noise = random().normal(size=(300, 1))
    shops = cut(np.concatenate([40 + 3 * noise[:150], 900 + 60 * noise[150:]]).round(), 10)
    found = evidence.borders(shops)
    assert (found.by, found.borders, found.samples, found.strength) == ("noise", 1, 9, "proof")
    assert found.before == (pytest.approx(40, abs=2), pytest.approx(3, abs=1))
    assert found.after == (pytest.approx(900, abs=20), pytest.approx(60, abs=15))
    apart = np.concatenate([cut(40 + 3 * noise[:150], 10), cut(900 + 60 * noise[150:], 10)])
    assert evidence.borders(apart) is None


@pytest.mark.parametrize("features", [2, 3, 6])
@pytest.mark.parametrize("steps", [6, 12, 30])
def test_levels_name_the_axis_of_features_in_any_order_of_the_axes(features, steps):
    x = (
        np.stack([waves(random(seed), steps, features) for seed in range(60)])
        + np.array([70, 5, 1013, 300, -40, 8])[:features]
    )
    for axes in ((0, 1, 2), (0, 2, 1)):
        found = evidence.levels(x.transpose(axes))
        assert (found.axis, found.by, found.strength) == (1 + axes[1:].index(2), "level", "proof")
    maps = x[:, :, None, :] + random().normal(size=(60, steps, 3, features))
    assert evidence.levels(maps).axis == 3
    assert evidence.levels(maps.transpose(0, 3, 2, 1)).axis == 1


def test_units_name_the_axis_of_features_too():
    phase = random().uniform(0, 6, (80, 1, 5))
    x = np.sin(np.arange(20)[:, None] / 3 + phase) * [1, 50, 3, 400, 9]
    assert (evidence.levels(x).axis, evidence.levels(x.transpose(0, 2, 1)).axis) == (2, 1)


def test_a_course_that_all_samples_share_names_no_axis():
    for name in (
        "profile_samples",
        "rugged_profile",
        "growing_samples",
        "spectra",
        "pictures_as_rows",
        "noise_samples",
    ):
        x, _ = SAMPLES[name](random())
        found = evidence.levels(x)
        assert found is None or found.strength == "weak", name


@pytest.mark.parametrize("was", [(6, 9, 12, 3), (3, 6, 9, 12), (6, 3, 9, 12), (9, 12, 3, 6)])
def test_frames_in_the_order_of_another_shape_are_told_from_frames_with_turned_axes(was):
    grid = np.add.outer(np.arange(9), np.arange(12)) / 12
    start = random().uniform(0, 6, (24, 1, 1, 1, 1))
    film = np.sin(grid[:, :, None] + start + np.arange(6)[:, None, None, None] / 3 + 2 * np.arange(3))
    sizes = film.shape[1:]
    turned = np.ascontiguousarray(film.transpose(0, *(1 + sizes.index(size) for size in was)))
    assert evidence.order(turned).right
    if was != sizes:
        found = evidence.order(film.reshape(24, *was))
        assert (found.right, found.was) == (False, sizes)


@pytest.mark.parametrize("timesteps", [50, 100, 128])
@pytest.mark.parametrize("channels", [2, 3, 5, 9])
@pytest.mark.parametrize("levels", [0, 3])
def test_channels_first_that_were_reshaped_are_told_within_a_sample_also_where_they_share_a_course(
    timesteps, channels, levels
):
    draw = random(timesteps + channels)
    beats = draw.uniform(1, 2.2, (120, 1, 1)) * np.arange(timesteps) / 15
    waves_of_each = np.sin(beats + 2 * np.pi * np.arange(channels)[:, None] / channels) + levels * draw.normal(
        size=(channels, 1)
    )
    waves_of_each = waves_of_each + 0.03 * draw.normal(size=waves_of_each.shape)
    found = evidence.order(waves_of_each.reshape(120, timesteps, channels))
    assert (found.right, found.was) == (False, (channels, timesteps))
    right = evidence.order(waves_of_each.transpose(0, 2, 1))
    assert right is None or right.right
    # Nor are hours of days that go on, or bins of a spectrum, which are smooth along the features, such channels.
    days = np.sin(np.arange(timesteps * channels) / 5 + draw.uniform(0, 6, (120, 1))).reshape(120, timesteps, channels)
    bins = np.cumsum(draw.normal(size=(120, timesteps, channels)), axis=2)
    for smooth in (days, bins):
        found = evidence.order(smooth)
        assert found is None or found.right


def test_a_view_that_undoes_a_slip_is_right():
    x, y, *_ = windows_of("levels", random())
    steps, features = x.shape[1:]
    for broken, undo in (
        (x.transpose(0, 2, 1).copy(), lambda a: a.transpose(0, 2, 1)),
        (x.transpose(0, 2, 1).copy().reshape(x.shape), lambda a: a.reshape(len(a), features, steps).transpose(0, 2, 1)),
        (x.reshape(len(x), -1, 1), lambda a: a.reshape(len(a), steps, features)),
    ):
        assert complaints(broken, y) and not complaints(undo(broken), y)
    late = evidence.target_place(x, x[:, -1, 0]).late
    assert not complaints(x[:-late], x[late:, -1, 0])


# Memory, contents -----------------------------------------------------------------------------------------------


def test_numpy_remembers_a_reshape_a_transpose_and_windows():
    zeros = np.zeros
    assert evidence.origin(zeros((100, 3, 20)).reshape(100, 20, 3)[:80]).exchanged
    assert evidence.origin(zeros((20, 100, 3)).reshape(100, 20, 3)).exchanged
    assert evidence.origin(zeros((24, 6, 12, 12, 3)).reshape(24, 6, 3, 12, 12)).exchanged
    assert evidence.origin(zeros((100, 60)).reshape(-1, 20, 4)).mixed
    assert evidence.origin(zeros((100, 20, 3)).reshape(-1, 25, 3)).mixed
    for whole in (
        zeros((100, 60)).reshape(-1, 20, 3),
        zeros((2000, 3)).reshape(-1, 20, 3),
        zeros((365, 24)).reshape(-1, 20, 1),
    ):
        found = evidence.origin(whole)
        assert not found.exchanged and not found.mixed
    assert evidence.origin(zeros((24, 6, 12, 3)).transpose(0, 1, 3, 2)).axes == (0, 1, 3, 2)
    noise = random().normal(size=(60, 3))
    windows = np.lib.stride_tricks.sliding_window_view(noise, 10, axis=0)[::2]
    assert (evidence.origin(windows).axis, evidence.origin(windows).shift) == (2, 2)
    assert evidence.origin(windows.transpose(0, 2, 1)).axis == 1
    for plain in (
        zeros((9, 5, 3)),
        zeros(60).reshape(4, 5, 3),
        windows.copy(),
        noise[::-1],
        noise[:, :2],
        zeros((9, 5, 3))[:, ::-1],
    ):
        assert evidence.origin(plain) is None


@pytest.mark.parametrize(
    ("y", "kind", "classes"),
    [
        (np.eye(4)[np.arange(40) % 4], "one-hot", 4),
        (np.eye(4)[np.arange(40).reshape(8, 5) % 4], "one-hot", 4),
        (np.full((9, 4), 0.25), "probabilities", 4),
        (np.arange(40) % 2, "flags", 2),
        (np.arange(40).reshape(-1, 1) % 2 == 0, "flags", 2),
        (np.where(np.arange(40) % 2, 1.0, -1.0), "signs", 2),
        (np.arange(40) % 5, "ids", 5),
        (np.arange(40) % 5 + 1.0, "ids", 6),
        (np.arange(40) * 37 % 1000, "whole", None),
        (np.ones(40), "constant", 1),
        (np.linspace(0, 1, 40), "measured", None),
    ],
    ids=str,
)
def test_labels_are_told_by_how_they_are_written(y, kind, classes):
    found = evidence.labels(y)
    assert (found.kind, found.classes) == (kind, classes)


def test_counts_of_many_values_are_no_sure_ids():
    assert evidence.labels(random().poisson(30, 400)).kind == "whole"
    assert evidence.labels(random().integers(0, 60, 400)).strength == "weak"


def test_padding_says_value_side_and_samples():
    x = random().normal(5, 1, (90, 12, 3))
    for row, long in enumerate(random().integers(3, 13, 90)):
        x[row, long:] = -1
    found = evidence.padding(x)
    assert (found.side, found.value, found.looked, found.longest) == ("back", -1, 90, 9)
    assert evidence.padding(x[:, ::-1]).side == "front"
    half = random().normal(5, 1, (90, 12))
    half[::2, 7:] = 0
    assert evidence.padding(half).strength == evidence.WEAK
    assert evidence.padding(x.reshape(90, 12, 3, 1)).value == -1


def test_holes_still_places_and_repeated_samples_are_counted():
    x = random().normal(size=(40, 5, 3))
    assert evidence.holes(x) is evidence.still(x) is evidence.repeated(x) is None
    x[3, 2, 1], x[4, 0, 1], x[5, 0, 0] = np.nan, np.inf, 1e39
    assert evidence.holes(x) == (1, 2, 1, 600, 3, (0, 1), "proof")
    x[:, :, 2] = 4
    assert (evidence.still(x).cells, evidence.still(x).features) == (5, (2,))
    again = np.concatenate([x[6:], x[6:16]])
    assert (evidence.repeated(again).samples, evidence.repeated(again).strength) == (10, "proof")
    assert evidence.repeated(np.arange(40).reshape(-1, 1) % 3).strength == "weak"


def test_dates_tell_the_direction_of_time():
    days = np.arange("2024-01", "2024-03", dtype="M8[D]")
    assert evidence.direction(days[::-1]).newest_first
    numbers = np.array([int(str(day).replace("-", "")) for day in days])
    x = cut(np.column_stack([random().normal(size=len(days)), numbers]), 10)
    assert evidence.direction(x)[:3] == (False, "feature 1", 1)
    assert evidence.direction(x[:, ::-1]).newest_first
    assert evidence.direction(np.arange(60.0)[::-1]) is None


def test_samples_that_read_on_are_told_along_any_axis():
    walk = random().normal(size=2400).cumsum()
    for shape, axis in (((200, 12, 1), 1), ((200, 1, 12), 2), ((200, 12), 1)):
        assert evidence.reading_on(walk.reshape(shape)).axis == axis
    assert evidence.reading_on(random().normal(size=(200, 12, 1))) is None


@pytest.mark.parametrize("name", ["walks", "prices", "levels", "one_jump", "own_past", "waves"])
def test_columns_that_are_moments_of_one_measurement_follow_each_other(name):
    rows = np.stack([TABLES[name](random(seed), 18, 1)[:, 0] for seed in range(60)])
    assert evidence.following(rows).near < 0.75
    shuffled = random().permutation(18)
    assert evidence.following(rows[:, shuffled]) is None


def test_columns_that_are_features_do_not_follow_each_other():
    told = {name for name, table in TABLES.items() if evidence.following(table(random(), 400, 12)) is not None}
    assert told <= {"clean_waves"}  # there each feature is a little later than the one before it
    some = random().normal(size=(200, 12))
    for features in (some + np.arange(12) * 5, some + some[:, :1] * 3, np.sort(some.std(axis=0)) * some):
        assert evidence.following(features) is None
