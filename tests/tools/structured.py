"""Values with structure: waves, walks, counts, ids, pictures, films, sounds; each from a generator of random numbers.

Axes in the order samples, timesteps, features; for pictures samples, (timesteps,) height, width, channels.
"""

import numpy as np

# Mean and spread of a feature, as far apart as in a weather log or a table of prices.
LEVELS = ((15, 4), (60, 9), (1013, 6), (0.4, 0.05), (250, 30), (3, 1), (7000, 800), (-20, 3))


def waves(rng, rows, columns=1, noise=0.05):
    """Return (rows, columns): a sine for each column, of its own period and phase, with a little noise."""
    time = np.arange(rows)[:, np.newaxis]
    periods, phases = rng.uniform(17, 41, columns), rng.uniform(0, 6, columns)
    return np.sin(2 * np.pi * time / periods + phases) + noise * rng.normal(size=(rows, columns))


def walk(rng, rows, columns=1, start=100.0, move=0.01):
    """Return (rows, columns) of prices: the next one is near the last one."""
    return start * np.exp(move * rng.normal(size=(rows, columns)).cumsum(axis=0))


def leveled(rng, table):
    """Give each column of values about 0 a level and a spread of its own."""
    order = rng.permutation(max(len(LEVELS), table.shape[-1]))[: table.shape[-1]] % len(LEVELS)
    means, spreads = np.array(LEVELS)[order].T
    return means + spreads * table


def weather(rng, rows, columns=4):
    """Return (rows, columns) of sensors, each at a level of its own, a day of 24 rows."""
    day = np.sin(2 * np.pi * (np.arange(rows)[:, np.newaxis] + rng.integers(0, 24, columns)) / 24)
    return leveled(rng, day + 0.3 * rng.normal(size=(rows, columns)).cumsum(axis=0) / 3)


def counts(rng, rows, columns=1, mean=20):
    """Return (rows, columns) of whole numbers with a week in them: sales, visitors, cases."""
    week = 1 + 0.5 * np.sin(2 * np.pi * np.arange(rows)[:, np.newaxis] / 7 + np.arange(columns))
    return rng.poisson(mean * week, (rows, columns))


def standard(table):
    """Return a table whose columns have mean 0 and spread 1."""
    return (table - table.mean(axis=0)) / table.std(axis=0)


def smooth(rng, samples, steps, features, noise=0.1):
    """Return (samples, steps, features): stretches of their own, each moving slowly, about 0 with unit spread."""
    time = np.arange(steps)[:, np.newaxis]
    phases = rng.uniform(0, 6, (samples, 1, features))
    periods = rng.uniform(11, 29, (samples, 1, features))
    return 1.3 * np.sin(2 * np.pi * time / periods + phases) + noise * rng.normal(size=(samples, steps, features))


def beats(rng, samples, steps, features=1):
    """Return (samples, steps, features) like heartbeats: flat, with a spike that comes back."""
    time = np.arange(steps)[:, np.newaxis] + rng.uniform(0, 20, (samples, 1, 1))
    spikes = np.exp(-0.5 * ((time % 20 - 10) / 1.2) ** 2)
    return spikes * rng.uniform(0.6, 1.4, (samples, 1, features)) + 0.02 * rng.normal(size=(samples, steps, features))


def noise(rng, *shape):
    """Return values without any order."""
    return rng.normal(size=shape)


def words(rng, samples, steps, vocabulary):
    """Return (samples, steps) of ids from 1, the small ones often, as words in a text."""
    return np.minimum(rng.zipf(1.5, (samples, steps)), vocabulary - 1)


def padded(rng, values, value=0, front=False, shortest=2):
    """Return a copy of (samples, steps, ...) whose samples end, or begin, with a value in the place of missing steps."""
    lengths = rng.integers(shortest, values.shape[1] + 1, len(values))
    lengths[0], lengths[1:3] = values.shape[1], shortest
    steps = np.arange(values.shape[1])
    missing = steps[::-1] >= lengths[:, np.newaxis] if front else steps >= lengths[:, np.newaxis]
    changed = values.copy()
    changed[missing] = value
    return changed


def films(rng, samples, steps, size, channels=1):
    """Return (samples, steps, size, size, channels): a soft blob that moves across each film."""
    at = np.arange(size)
    place = rng.uniform(0.2, 0.8, (samples, 1, 2)) * size + np.arange(steps)[:, np.newaxis] * rng.normal(
        0, 0.5, (samples, 1, 2)
    )
    rows = np.exp(-(((at - place[..., :1]) / (size / 5)) ** 2))
    columns = np.exp(-(((at - place[..., 1:]) / (size / 5)) ** 2))
    film = rows[..., :, np.newaxis] * columns[..., np.newaxis, :]
    tint = rng.uniform(0.4, 1, (samples, 1, 1, 1, channels))
    return film[..., np.newaxis] * tint + 0.01 * rng.normal(size=(samples, steps, size, size, channels))


def pictures(rng, samples, size, channels=1):
    """Return (samples, size, size, channels), each a soft blob somewhere."""
    return films(rng, samples, 1, size, channels)[:, 0]


def sounds(rng, samples, length):
    """Return (samples, length, 1): a tone of two partials that fades."""
    time = np.arange(length) / length
    pitch = rng.uniform(5, 25, (samples, 1))
    tone = np.sin(2 * np.pi * pitch * time) + 0.4 * np.sin(4 * np.pi * pitch * time + 1)
    return (tone * np.exp(-2 * time) + 0.01 * rng.normal(size=(samples, length)))[..., np.newaxis]


def cut(table, steps):
    """Return (windows, steps, columns): every window of a table, a view."""
    return np.moveaxis(np.lib.stride_tricks.sliding_window_view(table, steps, axis=0), -1, 1)


def windows(table, steps, ahead=1, column=0):
    """Return every window and the value that follows it `ahead` rows later in one of its columns."""
    return cut(table, steps)[: len(table) - steps - ahead + 1], table[steps + ahead - 1 :, column].copy()


def score(rng, x):
    """Return one number for each sample that hangs on its values, about 0 with unit spread."""
    flat = np.asarray(x, dtype=float).reshape(len(x), -1)
    flat = (flat - flat.mean(axis=0)) / (flat.std(axis=0) + 1e-6)
    mixed = flat @ rng.normal(size=flat.shape[1]) / np.sqrt(flat.shape[1])
    return (mixed - mixed.mean()) / (mixed.std() + 1e-6) + 0.3 * rng.normal(size=len(x))


def classes(rng, x, many):
    """Return (samples,) of whole numbers below `many`, each as often as the others, that hang on the values."""
    return score(rng, x).argsort().argsort() * many // len(x)


def one_hot(labels, many):
    """Return labels of any shape with an axis of `many` columns behind."""
    return np.eye(many, dtype="float32")[labels]
