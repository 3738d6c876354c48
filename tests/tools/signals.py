"""Right data of many kinds, and what a slip makes of them: on both, what values tell is measured.

A kind is a function of a random generator that returns (x, y) as somebody would have them, right: values only, no
model. `TABLES` are series that windows are cut from, `SAMPLES` independent samples, `OTHERS` what is neither.
"""

import numpy as np

SLIDING = np.lib.stride_tricks.sliding_window_view


def cut(table, steps, stride=1):
    """Return windows (samples, steps, features) of a table, as an array of its own."""
    return np.ascontiguousarray(SLIDING(table, steps, axis=0).transpose(0, 2, 1)[::stride])


def sizes(random, features=(2, 7)):
    rows, steps = int(random.integers(120, 700)), int(random.integers(6, 31))
    return rows, steps, int(random.integers(*features))


def _noise(random, rows, features):
    return random.normal(size=(rows, features))


# Series: (rows, features) ----------------------------------------------------------------------------------------


def noise(random, rows, features):
    return _noise(random, rows, features)


def waves(random, rows, features):
    pace = random.uniform(0.1, 0.6, features)
    return np.sin(pace * np.arange(rows)[:, None] + np.arange(features)) + 0.05 * _noise(random, rows, features)


def clean_waves(random, rows, features):
    return np.sin(2 * np.pi / random.integers(6, 40) * np.arange(rows)[:, None] + np.arange(features))


def walks(random, rows, features):
    return _noise(random, rows, features).cumsum(axis=0)


def prices(random, rows, features):
    close = 50 * np.exp((0.02 * random.normal(size=(rows, 1))).cumsum(axis=0))
    return close * (1 + 0.004 * _noise(random, rows, features))


def open_high_low_close(random, rows, _features):
    steps = np.exp((0.015 * random.normal(size=rows * 8)).cumsum()).reshape(rows, 8) * 80
    return np.stack([steps[:, 0], steps.max(axis=1), steps.min(axis=1), steps[:, -1]], axis=1)


def returns(random, rows, features):
    spread = np.exp((0.1 * random.normal(size=(rows, 1))).cumsum(axis=0) * 0.3)
    return 0.01 * spread * random.standard_t(3, size=(rows, features))


def heavy_tails(random, rows, features):
    return random.standard_t(1.5, size=(rows, features))


def counts(random, rows, features):
    return random.poisson(np.exp(1 + np.sin(np.arange(rows) / 9))[:, None], (rows, features)).astype(float)


def few_counts(random, rows, features):
    return random.poisson(0.3, (rows, features)).astype(float)


def levels(random, rows, features):
    return waves(random, rows, features) * random.uniform(1, 6, features) + np.resize([5, 70, 1013, 230, -40], features)


def big_levels(random, rows, features):
    return 1e7 + walks(random, rows, features)


def weekly(random, rows, features):
    week = random.uniform(0, 10, (7, features))[np.arange(rows) % 7]
    return week * random.uniform(0.9, 1.1, (rows, 1)) + 0.5 * _noise(random, rows, features)


def daily(random, rows, features):
    hours = np.clip(np.sin(2 * np.pi * (np.arange(rows) % 24) / 24), 0, None)[:, None]
    return 800 * hours * random.uniform(0.6, 1, (rows, features))


def holidays(random, rows, features):
    base = random.poisson(40, (rows, features)).astype(float)
    first = int(random.integers(10, 40))
    base[first::60] *= 12
    base[first + 1 :: 60] *= 9
    return base


def high_season(random, rows, features):
    busy = ((np.arange(rows) // int(random.integers(25, 50))) % 2 == 1)[:, None]
    return np.where(busy, 900 + 60 * _noise(random, rows, features), 40 + 3 * _noise(random, rows, features)).round()


def trend(random, rows, features):
    return np.arange(rows)[:, None] * random.uniform(0.5, 2, features) + _noise(random, rows, features)


def line(_random, rows, features):
    return np.arange(rows, dtype=float)[:, None] * np.arange(1, features + 1)


def growth(random, rows, features):
    return np.exp(np.arange(rows)[:, None] * random.uniform(0.005, 0.02, features))


def one_jump(random, rows, features):
    place = int(random.integers(rows // 4, 3 * rows // 4))
    return waves(random, rows, features) + random.uniform(5, 40) * (np.arange(rows) >= place)[:, None]


def drift_jump(random, rows, features):
    place = int(random.integers(rows // 4, 3 * rows // 4))
    return walks(random, rows, features) + 200 * random.normal() * (np.arange(rows) >= place)[:, None]


def machine_states(random, rows, features):
    state = random.integers(0, 4, rows // 20 + 1).repeat(20)[:rows]
    return np.array([0, 10, 35, 80.0])[state][:, None] * random.uniform(0.5, 2, features) + _noise(
        random, rows, features
    )


def switched_off(random, rows, features):
    on = (np.arange(rows) >= rows // 2)[:, None]
    return np.where(on, 900 + 60 * _noise(random, rows, features), 0.3 * abs(_noise(random, rows, features)))


def heartbeat(random, rows, features):
    place = np.arange(rows) % int(random.integers(17, 40))
    beat = np.exp(-((place - 8) ** 2) / 4.0)[:, None]
    return beat * random.uniform(0.5, 2, features) + 0.03 * _noise(random, rows, features)


def sparse(random, rows, features):
    return np.where(random.random((rows, features)) < 0.05, _noise(random, rows, features), 0)


def steps_of_a_stair(random, rows, features):
    return random.normal(size=(rows // 9 + 1, features)).repeat(9, axis=0)[:rows]


def flags(random, rows, features):
    return (random.random((rows, features)) < 0.3).astype(float)


def calendar(random, rows, _features):
    day = np.arange(rows) + int(random.integers(365))
    columns = [walks(random, rows, 1)[:, 0], day % 7, day % 365 // 30, np.sin(2 * np.pi * day / 365), day % 7 >= 5]
    return np.stack(columns, axis=1).astype(float)


def one_hot_weekday(random, rows, _features):
    return np.column_stack([walks(random, rows, 1), np.eye(7)[np.arange(rows) % 7]])


def constant_column(random, rows, features):
    table = walks(random, rows, features + 1)
    table[:, 1] = 7
    return table


def own_past(random, rows, _features):
    series = waves(random, rows + 3, 1)[:, 0]
    return np.stack([series[3 - lag : rows + 3 - lag] for lag in range(4)], axis=1)


def alike(random, rows, features):
    return walks(random, rows, 1) + 0.2 * _noise(random, rows, features)


TABLES = {
    kind.__name__: kind
    for kind in (
        noise, waves, clean_waves, walks, prices, open_high_low_close, returns, heavy_tails, counts, few_counts, levels, big_levels,
        weekly, daily, holidays, high_season, trend, line, growth, one_jump, drift_jump, machine_states, switched_off, heartbeat,
        sparse, steps_of_a_stair, flags, calendar, one_hot_weekday, constant_column, own_past, alike,
    )
}  # fmt: skip


def windows_of(kind, random, features=(2, 7), steps=None, horizon=1):
    """Return right windows of a table, the values that follow them, the table and the steps."""
    rows, drawn, many = sizes(random, features)
    steps = steps or drawn
    table = TABLES[kind](random, rows, many)
    x = cut(table, steps)[:-horizon]
    y = table[steps:, 0] if horizon == 1 else SLIDING(table[steps:, 0], horizon)
    return x, y[: len(x)], table, steps


# Independent samples: (x, y) -------------------------------------------------------------------------------------


def _shape(random, features=(2, 7)):
    return int(random.integers(40, 400)), int(random.integers(6, 31)), int(random.integers(*features))


def noise_samples(random):
    shape = _shape(random)
    return random.normal(size=shape), random.normal(size=shape[0])


def walk_samples(random):
    shape = _shape(random)
    return random.normal(size=shape).cumsum(axis=1), random.integers(0, 3, shape[0])


def wave_samples(random):
    n, t, f = _shape(random)
    time = np.arange(t + 1)[:, None]
    x = np.sin(random.uniform(0.2, 0.5, (n, 1, f)) * time + random.uniform(0, 6, (n, 1, f)))
    return x[:, :-1] + 0.05 * random.normal(size=(n, t, f)), x[:, -1, 0]


def sensor_samples(random):
    n, t, f = _shape(random)
    x = random.normal(size=(n, t, f)).cumsum(axis=1) * random.uniform(0.2, 3, f)
    return x + np.resize([20, 60, 1013, 4, 250], f), random.integers(0, 2, n)


def profile_samples(random):
    n, t, f = _shape(random)
    profile = 5 * np.sin(2 * np.pi * np.arange(t) / t)[:, None]
    return profile * random.uniform(0.8, 1.2, (n, 1, f)) + 0.5 * random.normal(size=(n, t, f)), random.normal(size=n)


def rugged_profile(random):
    n, t, f = _shape(random)
    return 9 * random.normal(size=(1, t, 1)) + 0.5 * random.normal(size=(n, t, f)), random.normal(size=n)


def growing_samples(random):
    n, _, f = _shape(random, (5, 12))
    return np.exp(2 * np.arange(3.0))[:, None] * 5 + random.normal(size=(n, 3, f)), random.normal(size=n)


def spectra(random):
    n, t, _ = _shape(random)
    return random.normal(size=(n, t, 16)).cumsum(axis=2), random.integers(0, 4, n)


def spectrogram(random):
    n, t, _ = _shape(random)
    tone = np.exp(-np.arange(20) / 4) * 50
    return tone + random.normal(size=(n, t, 20)).cumsum(axis=1), random.integers(0, 4, n)


def pictures_as_rows(random):
    n = int(random.integers(40, 200))
    grid = np.add.outer(np.arange(14), np.arange(14)) / 5
    phase = random.uniform(0, 6, (n, 1, 1))
    return np.sin(grid + phase) + 0.1 * random.normal(size=(n, 14, 14)), random.integers(0, 10, n)


def one_hot_text(random):
    n, t = int(random.integers(40, 300)), int(random.integers(6, 25))
    return np.eye(9)[random.integers(0, 9, (n, t))], np.eye(9)[random.integers(0, 9, n)]


def word_ids(random):
    n, t = int(random.integers(40, 300)), int(random.integers(6, 25))
    return random.integers(1, 900, (n, t)), random.integers(0, 2, n)


def next_word(random):
    text = random.integers(0, 30, int(random.integers(200, 600)))
    x = SLIDING(text, 12)[:-1]
    return x, text[12:]


def every_next_word(random):
    text = random.integers(0, 30, int(random.integers(200, 600)))
    pieces = SLIDING(text, 13)[::12]
    return pieces[:, :-1], pieces[:, 1:]


def autoencoder(random):
    x, _ = walk_samples(random)
    return x, x


def window_autoencoder(random):
    x, *_ = windows_of("waves", random)
    return x, x


def remember_the_first(random):
    x = random.integers(0, 100, (300, 9, 1)).astype(float)
    return x, x[:, 0, 0]


def echo(random):
    x = random.random((300, 9, 1))
    return x, x[:, 3, 0]


def add_two(random):
    x = random.random((300, 20, 2))
    x[:, :, 1] = 0
    x[:, 4, 1] = x[:, 11, 1] = 1
    return x, x[:, 4, 0] + x[:, 11, 0]


def gestures(random):
    n, t, f = _shape(random, (3, 7))
    return random.normal(size=(n, 1, f)) + 0.3 * random.normal(size=(n, t, f)).cumsum(axis=1), random.integers(0, 5, n)


def days_of_hours(random):
    return random.normal(size=(200 * 24, 1)).cumsum(axis=0).reshape(200, 24, 1), random.normal(size=200)


def own_size(random):
    n, t, f = _shape(random)
    return np.exp(random.normal(0, 1, (n, 1, 1))) * (3 + random.normal(size=(n, t, f))), random.normal(size=n)


def sorted_by_class(random):
    x, _ = walk_samples(random)
    y = np.sort(random.integers(0, 3, len(x)))
    return x + 5 * y[:, None, None], y


def template_with_noise(random):
    n, t, f = _shape(random)
    return random.normal(size=(1, t, f)) + 0.01 * random.normal(size=(n, t, f)), random.integers(0, 2, n)


SAMPLES = {
    kind.__name__: kind
    for kind in (
        noise_samples, walk_samples, wave_samples, sensor_samples, profile_samples, rugged_profile, growing_samples, spectra,
        spectrogram, pictures_as_rows, one_hot_text, word_ids, next_word, every_next_word, autoencoder, window_autoencoder,
        remember_the_first, echo, add_two, gestures, days_of_hours, own_size, sorted_by_class, template_with_noise,
    )
}  # fmt: skip


# Neither --------------------------------------------------------------------------------------------------------


def shuffled(random):
    x, y, *_ = windows_of("waves", random)
    order = random.permutation(len(x))
    return x[order], y[order]


def strided(random):
    x, y, *_ = windows_of("walks", random)
    stride = int(random.integers(2, 5))
    return x[::stride], y[::stride]


def apart(random):
    x, y, _, steps = windows_of("walks", random)
    return x[::steps], y[::steps]


def horizon(random):
    x, y, *_ = windows_of("waves", random, horizon=5)
    return x, y


def far_horizon(random):
    x, y, *_ = windows_of("waves", random, horizon=12)
    return x, y[:, -1]


def all_features(random):
    x, _, table, steps = windows_of("prices", random)
    return x, table[steps:]


def direction_of_change(random):
    x, y, *_ = windows_of("prices", random)
    return x, (y > x[:, -1, 0]).astype(int)


def change(random):
    x, y, *_ = windows_of("walks", random)
    return x, y - x[:, -1, 0]


def scaled_by_itself(random):
    x, y, *_ = windows_of("prices", random)
    return x / x[:, :1, :1], y / x[:, 0, 0]


def in_parts(random):
    x, y, *_ = windows_of("waves", random, steps=12)
    return x.reshape(len(x), 3, 4, x.shape[2]), y


def patches(random):
    x, y, *_ = windows_of("waves", random, features=(1, 2), steps=12)
    return x.reshape(len(x), 3, 4), y


def films(random):
    grid = np.add.outer(np.arange(10), np.arange(10)) / 10
    start, pace = random.uniform(0, 6, (30, 1, 1, 1, 1)), random.uniform(0.2, 0.5, (30, 1, 1, 1, 1))
    time, colour = np.arange(6)[:, None, None, None], np.arange(3)
    x = np.sin(grid[:, :, None] + start + pace * time + colour)
    return x + 0.02 * random.normal(size=x.shape), random.integers(0, 3, 30)


def noisy_films(random):
    return random.normal(size=(30, 5, 6, 6, 2)), random.integers(0, 3, 30)


def pictures(random):
    grid = np.add.outer(np.arange(12), np.arange(12)) / 4
    x = np.sin(grid[:, :, None] + random.uniform(0, 6, (60, 1, 1, 3)))
    return x + 0.05 * random.normal(size=x.shape), random.integers(0, 10, 60)


def channels_first(random):
    x, y = pictures(random)
    return np.ascontiguousarray(x.transpose(0, 3, 1, 2)), y


def maps_in_time(random):
    field = random.normal(size=(200, 8, 8, 2)).cumsum(axis=0)
    return SLIDING(field, 5, axis=0).transpose(0, 4, 1, 2, 3)[:-1], field[5:, 3, 3, 0]


def measured_rows(random):
    x = random.normal(size=(300, 1, 6))
    return x, x[:, 0, 0] * 2 + x[:, 0, 1] + 0.1 * random.normal(size=300)


def measured_rows_in_time(random):
    x = waves(random, 300, 4)
    return x[:, None], x[:, 0] * x[:, 1] + 0.1 * random.normal(size=300)


def table_rows(random):
    x = random.normal(size=(300, 8))
    return x, x @ random.normal(size=8)


def one_feature(random):
    x, y, *_ = windows_of("waves", random, features=(1, 2))
    return x, y


def one_feature_no_axis(random):
    x, y, *_ = windows_of("walks", random, features=(1, 2))
    return x[:, :, 0], y


def one_season(random):
    x, y, *_ = windows_of("weekly", random, features=(1, 2), steps=28)
    return x[::7], y[::7]


def one_step(random):
    x = random.normal(size=(200, 1, 1))
    return x, 3 * x[:, 0, 0] + random.normal(size=200)


def few_samples(random):
    x, y, *_ = windows_of("waves", random)
    return x[:9], y[:9]


def very_few(random):
    return random.normal(size=(3, 12, 4)).cumsum(axis=1), random.normal(size=3)


def one_sample(random):
    return random.normal(size=(1, 12, 4)).cumsum(axis=1), random.normal(size=1)


def booleans(random):
    return random.random((100, 12, 5)) < 0.4, random.random(100) < 0.5


def halves(random):
    x, y, *_ = windows_of("waves", random)
    return x.astype("float16"), y.astype("float16")


def floats(random):
    x, y, *_ = windows_of("big_levels", random)
    return x.astype("float32"), y.astype("float32")


def bytes_(random):
    return random.integers(0, 256, (60, 16, 16), dtype="uint8"), random.integers(0, 10, 60)


def ints(random):
    x, y, *_ = windows_of("counts", random)
    return x.astype("int32"), y.astype("int32")


def standardised(random):
    x, y, table, _ = windows_of("levels", random)
    return (x - table.mean(axis=0)) / table.std(axis=0), (y - table[:, 0].mean()) / table[:, 0].std()


def only_x_scaled(random):
    x, y, table, _ = windows_of("prices", random)
    low, high = table.min(axis=0), table.max(axis=0)
    return (x - low) / (high - low), y


def groups_apart(random):
    parts = [cut(size * (10 + waves(random, 90, 2)), 8) for size in (1, 7, 40, 200)]
    return np.concatenate([part[:-1] for part in parts]), np.concatenate([part[1:, -1, 0] for part in parts])


def with_holes(random):
    x, y, *_ = windows_of("waves", random)
    x = x.copy()
    x[random.random(x.shape) < 0.01] = np.nan
    return x, y


def padded(random):
    x = random.normal(5, 1, (150, 15, 3))
    for row, long in enumerate(random.integers(5, 16, 150)):
        x[row, long:] = 0
    return x, random.integers(0, 2, 150)


def constants(_random):
    return np.ones((50, 12, 3)), np.zeros(50)


def counted(_random):
    return np.arange(100 * 20 * 3.0).reshape(100, 20, 3), np.arange(100.0)


def long_data(random):
    table = random.normal(size=(20_000, 3)).cumsum(axis=0)
    return cut(table, 10)[:-1], table[10:, 0]


OTHERS = {
    kind.__name__.rstrip("_"): kind
    for kind in (
        shuffled, strided, apart, horizon, far_horizon, all_features, direction_of_change, change, scaled_by_itself, in_parts,
        patches, films, noisy_films, pictures, channels_first, maps_in_time, measured_rows, measured_rows_in_time, table_rows,
        one_feature, one_feature_no_axis, one_season, one_step, few_samples, very_few, one_sample, booleans, halves, floats,
        bytes_, ints, standardised, only_x_scaled, groups_apart, with_holes, padded, constants, counted, long_data,
    )
}  # fmt: skip
