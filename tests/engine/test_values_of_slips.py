"""Slips that only values show, each beside right data that look much like it, under several kinds of layers."""

import numpy as np
import pytest
from tools import structured

from lstm_shapes import evidence
from lstm_shapes.program import layer, program
from lstm_shapes.search import search, wrong
from lstm_shapes.slips import known_of

pytestmark = pytest.mark.filterwarnings("ignore")
SEEDS = range(3)
TABLES = {"walk": structured.walk, "waves": structured.waves, "weather": structured.weather}
READERS = {
    "LSTM": [layer("LSTM", units=4)],
    "two": [layer("GRU", units=4, return_sequences=True), layer("SimpleRNN", units=3)],
    "Conv1D": [layer("Conv1D", filters=4, kernel_size=3), layer("LSTM", units=4)],
}


def made(x, y, *layers):
    layers = layers or READERS["LSTM"]
    return program([*layers, layer("Dense", units=1)], np.shape(x)[1:], x, y)


def against(state, x, y):
    return [one.what for one in wrong(state, (), known_of(x, y))]


def repaired(state, x, y):
    """Return the causes of the cheapest reading, and x and y after its first repair."""
    first = search(state, known_of(x, y))[0]
    assert not first.left
    data = tuple(step.undo.data for step in first.steps if step.undo.data)
    return [step.undo.cause for step in first.steps], *known_of(x, y).asked(data)


# ---- rows of moments, read feature by feature -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("scaling", ["raw", "log", "standard"])
def test_rows_of_moments_that_were_read_feature_by_feature_are_read_anew(scaling, apart, seed):
    rng = np.random.default_rng([seed, 5])
    steps, features = [(12, 3), (10, 4), (9, 2)][seed]
    table = structured.waves(rng, 1200, features) + np.resize([3, 9, 27, 5], features)
    table = {"raw": table, "log": np.log(table), "standard": structured.standard(table)}[scaling]
    right, y = structured.windows(table, steps)
    right, y = (right[::steps], y[::steps]) if apart else (right, y)
    x = right.reshape(len(right), features, steps).transpose(0, 2, 1).copy(order="AC"[seed % 2])
    causes, new, _ = repaired(made(x, y), x, y)
    assert causes == ["scrambled-reshape"] and np.array_equal(new, right)
    assert against(made(right, y), right, y) == []


def test_frames_that_were_read_channel_by_channel_are_read_anew():
    table = structured.waves(np.random.default_rng(0), 400, 6) + np.arange(6) * 4
    right, y = structured.windows(table, 10)
    right = right.reshape(len(right), 10, 3, 2)
    x = np.moveaxis(right.reshape(len(right), 3, 2, 10), -1, 1)
    causes, new, _ = repaired(made(x, y, layer("TimeDistributed", layer("Flatten")), *READERS["LSTM"]), x, y)
    assert causes == ["scrambled-reshape"] and np.array_equal(new, right)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("apart", [1, 2, 4])
def test_parts_of_one_series_side_by_side_are_right(table, apart, seed):
    series = TABLES[table](np.random.default_rng(seed), 600, 1)
    x, y = structured.windows(series, 28)
    x = x[::apart].reshape(-1, 4, 7).transpose(0, 2, 1)
    assert against(made(x, y[::apart]), x, y[::apart]) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("season", [3, 6, 12])
@pytest.mark.parametrize("noise", [0.02, 0.1, 0.3])
def test_features_that_share_a_season_are_right(noise, season, seed):
    rng = np.random.default_rng(seed)
    course = np.resize(rng.normal(size=season), 100 * 12) * rng.uniform(0.3, 2, 100).repeat(12)
    x = (course[:, None] + noise * rng.normal(size=(1200, 3))).reshape(100, 12, 3)
    y = structured.score(rng, x)
    assert against(made(x, y), x, y) == []


# ---- lags, the newest first -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("features", [1, 4])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("reader", READERS)
def test_lags_from_the_newest_on_are_turned(reader, table, features, seed):
    series = TABLES[table](np.random.default_rng(seed), 240, features)
    right, y = structured.windows(series, 8 + 2 * seed)
    x, y = right[:, ::-1], y if seed else 40 * y + 7
    causes, new, _ = repaired(made(x, y, *READERS[reader]), x, y)
    assert causes == ["reversed-time"] and np.array_equal(new, right)
    assert against(made(right, y, *READERS[reader]), right, y) == []
    assert against(made(right[::-1], y[::-1], *READERS[reader]), right[::-1], y[::-1]) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "layers",
    [
        [layer("LSTM", units=4, go_backwards=True)],
        [layer("Bidirectional", layer("LSTM", units=4))],
        [layer("LSTM", units=4, return_sequences=True), layer("Flatten")],
        [layer("Conv1D", filters=4, kernel_size=3), layer("Flatten")],
        [layer("Flatten")],
    ],
)
def test_lags_from_the_newest_on_are_right_where_the_last_step_is_not_what_counts(layers, seed):
    right, y = structured.windows(structured.walk(np.random.default_rng(seed), 240), 12)
    x = right[:, ::-1]
    assert against(made(x, y, *layers), x, y) == []


# ---- groups below each other ----------------------------------------------------------------------------------------


def shops(seed, kind, grows, rows=117):
    """Return five series below each other, each at a level of its own; those of one kind share their days."""
    rng, days = np.random.default_rng(seed), np.arange(rows)
    shared = {"walk": 0 * days, "week": 4 * np.array([0, 1, 1, 1, 2, 4, 3])[days % 7], "season": 5 * np.sin(days / 4)}[
        kind
    ]
    made = []
    for level in rng.permutation([100, 220, 350, 500, 900.0]):
        own = rng.normal(size=rows).cumsum() if kind == "walk" else 0.5 * rng.normal(size=rows)
        made.append(level + (shared + own) * (level / 400 if grows else 1))
    return np.concatenate(made)[:, np.newaxis]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["walk grows", "week grows", "week", "season"])
def test_windows_over_the_borders_of_five_shops_are_told(kind, reader, seed):
    x, y = structured.windows(shops(seed, kind.split()[0], "grows" in kind), 12)
    first = search(made(x, y, *READERS[reader]), known_of(x, y))[0]
    assert [step.undo.cause for step in first.steps] == ["windows-cross-groups"] and not first.left
    series = np.split(shops(seed, kind.split()[0], "grows" in kind), 5)
    x, y = (np.concatenate(parts) for parts in zip(*(structured.windows(one, 12) for one in series), strict=True))
    assert against(made(x, y, *READERS[reader]), x, y) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("many", [4, 5, 7])
@pytest.mark.parametrize("rows", [84, 117, 168])
@pytest.mark.parametrize("kind", ["week", "day", "settles", "noise"])
def test_a_machine_that_is_set_to_other_loads_is_right(kind, rows, many, seed):
    """One series with jumps that never come back: a season goes on over them, and what a jump sets off fades."""
    rng, time = np.random.default_rng(seed), np.arange(many * rows)
    level = rng.permutation([100, 220, 350, 500, 680, 900, 1300.0])[:many].repeat(rows)
    course = {
        "week": 4 * np.array([0, 1, 1, 1, 2, 4, 3])[time % 7],
        "day": 5 * np.sin(2 * np.pi * time / 24),
        "settles": 6 * np.exp(-(time % rows) / 12),
        "noise": 0 * time,
    }[kind]
    x, y = structured.windows((level + course + 0.5 * rng.normal(size=len(time)))[:, np.newaxis], 12)
    assert against(made(x, y), x, y) == []


# ---- features with a level and a scale of their own, where timesteps belong -----------------------------------------

LEVELS = {"in steps": (np.arange(4) * 3, 1 + np.arange(4)), "far": ([20, 60, 1013, 4], [4, 9, 6, 0.5]), "near": ([5, 9, 2, 6], [2, 1, 0.5, 3])}  # fmt: skip


def channels(seed, of):
    """Return 200 samples of 24 timesteps and 4 features, each with a level and a scale of its own."""
    rng = np.random.default_rng(seed)
    level, scale = map(np.array, LEVELS[of])
    smooth = np.lib.stride_tricks.sliding_window_view(rng.normal(size=(200, 32, 4)), 9, axis=1).mean(axis=-1)
    return smooth * scale + level, rng.integers(0, 3, 200)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("of", LEVELS)
@pytest.mark.parametrize("reader", READERS)
def test_features_that_differ_in_level_and_scale_are_told_where_timesteps_belong(reader, of, seed):
    right, y = channels(seed, of)
    x = right.transpose(0, 2, 1)
    causes, new, _ = repaired(made(x, y, *READERS[reader]), x, y)
    assert causes == ["swapped-axes"] and np.array_equal(new, right)
    assert against(made(right, y, *READERS[reader]), right, y) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_maps_whose_features_stand_in_front_of_time_are_told(seed):
    right, _ = channels(seed, "near")
    wide = np.random.default_rng(seed).normal(size=(200, 24, 3, 4)) * 0.1 + right[:, :, np.newaxis]
    assert evidence.levels(wide).axis == 3
    assert evidence.levels(wide.transpose(0, 3, 1, 2)).axis == 1
    assert evidence.levels(wide.transpose(0, 2, 3, 1)).axis == 2


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("steps", [4, 12])
@pytest.mark.parametrize("kept", [0.4, 0.7, 0.95])
def test_sensors_in_a_row_that_follow_a_course_are_right(kept, steps, seed):
    """Neighbouring sensors are alike, all have one distribution, and the timesteps have levels of their own."""
    rng = np.random.default_rng(seed)
    x = np.lib.stride_tricks.sliding_window_view(rng.normal(size=(200, steps, 20)), 5, axis=2).mean(axis=-1)
    for step in range(1, steps):
        x[:, step] = kept * x[:, step - 1] + (1 - kept**2) ** 0.5 * x[:, step]
    x = x * (1 + np.arange(steps)[:, None] / 4) + np.arange(steps)[:, None] * 2
    y = rng.integers(0, 3, 200)
    assert against(made(x, y), x, y) == []
