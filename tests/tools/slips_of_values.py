"""What a slip makes of right values, and what evidence would complain of: for measuring recall and false alarms."""

import numpy as np

from lstm_shapes import evidence
from lstm_shapes.program import layer, program
from tools.signals import OTHERS, SAMPLES, SLIDING, TABLES, cut, waves, windows_of

# What is there by right: it is told, and no alarm. Columns that are lag 0, lag 1 and so on run backwards as timesteps.
EXPECTED = {"with_holes": {"holes"}, "padded": {"padding"}, "own_past, table": {"newest first"}}


def complaints(x, y):
    """Return what evidence says at proof strength against x and y, as an engine would ask it: a set of words."""
    said, proof = set(), evidence.PROOF
    windows = evidence.overlap(x)
    order = evidence.order(x, windows)
    levels = evidence.levels(x)
    place = evidence.target_place(x, y, windows) if y is not None else None
    turns = evidence.turns(x, windows)
    reading = evidence.reading_on(x)
    padding = evidence.padding(x)
    borders = evidence.borders(x, windows)
    single = np.ndim(x) == 3 and np.shape(x)[1] == 1  # one timestep: a layer asks for more
    earlier = evidence.needs_earlier(x, y) if y is not None and single else None
    direction = evidence.direction(x) if np.ndim(x) <= 3 else None
    if order is not None and not order.right and order.strength == proof:
        said.add("order")
    if windows is not None and windows.over and windows.over[0] != 1:
        said.add("axis")
    if levels is not None and np.ndim(x) == 3 and levels.axis != 2 and levels.strength == proof:
        said.add("axis")
    if place is not None and place.late and place.strength == proof:
        said.add("late")
    if turns is not None and turns.strength == proof:
        said.add("turns")
    if reading is not None and reading.axis != 1 and np.shape(x)[1] == 1:
        said.add("axis")
    if padding is not None and padding.strength == proof:
        said.add("padding")
    if borders is not None and borders.strength == proof:
        said.add("borders")
    if earlier is not None:
        said.add("earlier")
    lags = place is not None and place.offset < 0 and not place.late and place.strength == proof
    if lags or (direction is not None and direction.newest_first):
        said.add("newest first")
    if evidence.holes(x) is not None:
        said.add("holes")
    return said


def program_of(x, y):
    """A program by hand that fits x and y, whatever their axes are."""
    x, first, declared = np.asarray(x), [], np.shape(x)[1:]
    if x.ndim == 2 and x.dtype.kind in "iu":
        first = [layer("Embedding", input_dim=1000, output_dim=4)]
    elif x.ndim == 2:
        declared = (*declared, 1)
    elif x.ndim > 3:
        first = [layer("TimeDistributed", layer("Flatten"))]
    last = [layer("Dense", units=int(np.prod(np.shape(y)[1:])))]
    if np.ndim(y) > 2:
        last.append(layer("Reshape", target_shape=np.shape(y)[1:]))
    return program([*first, layer("LSTM", units=4), *last], declared, x, y)


def right(seeds):
    """Yield (name, x, y) of right data, each kind with each seed; windows of each series also scaled and shuffled."""
    for seed in seeds:
        for name in TABLES:
            random = np.random.default_rng([1, seed])
            x, y, table, _steps = windows_of(name, random)
            yield name, x, y
            spread = np.where(table.std(axis=0) > 0, table.std(axis=0), 1)
            yield f"{name}, standardised", (x - table.mean(axis=0)) / spread, y
            order = random.permutation(len(x))
            yield f"{name}, shuffled", x[order], y[order]
            yield f"{name}, one feature", x[:, :, :1], y
            yield f"{name}, table", table[:-1], table[1:, 0]
        for name, kind in (SAMPLES | OTHERS).items():
            yield name, *kind(np.random.default_rng([2, seed]))


def _scaled(table):
    return (table - table.mean(axis=0)) / np.where(table.std(axis=0) > 0, table.std(axis=0), 1)


def _fold_wrong(x):
    return np.ascontiguousarray(x.swapaxes(1, 2)).reshape(x.shape)


# Slips on windows of a table: (random, kind) to (x, y), and what has to be said ------------------------------------

ON_WINDOWS = {
    "exchanged": ("axis", lambda x, y, table, steps: (x.transpose(0, 2, 1), y)),
    "exchanged and shuffled": ("axis", lambda x, y, table, steps: (_shuffled(x.transpose(0, 2, 1)), y)),
    "reshaped": ("order", lambda x, y, table, steps: (_fold_wrong(x), y)),
    "reshaped the other way": ("order", lambda x, y, table, steps: (x.reshape(len(x), x.shape[2], steps), y)),
    "read by feature": ("order", lambda x, y, table, steps: (_read_by_feature(x), y)),
    "newest first": ("newest first", lambda x, y, table, steps: (x[:, ::-1], y)),
    "laid flat": ("turns", lambda x, y, table, steps: (x.reshape(len(x), -1, 1), y)),
    "laid flat by feature": ("turns", lambda x, y, table, steps: (x.transpose(0, 2, 1).reshape(len(x), -1, 1), y)),
    "look-back as features": ("axis", lambda x, y, table, steps: (x[:, :, :1].transpose(0, 2, 1), y)),
    "answer inside": ("late", lambda x, y, table, steps: (x, x[:, -1, 0])),
    "answer inside, scaled": ("late", lambda x, y, table, steps: (x, 40 * x[:, -1, 0] + 7)),
    "first of the window": ("late", lambda x, y, table, steps: (x, x[:, 0, 0])),
    "answer long ago": ("late", lambda x, y, table, steps: (x[3:], table[: len(x) - 3, 0])),
    "horizon one early": ("late", lambda x, y, table, steps: _early(table, steps)),
    "padded": ("padding", lambda x, y, table, steps: (_padded(x), y)),
    "holes": ("holes", lambda x, y, table, steps: (_holed(x), y)),
}


def _read_by_feature(x):
    return x.reshape(len(x), x.shape[2], x.shape[1]).transpose(0, 2, 1).copy()


def _shuffled(x):
    return x[:400][np.random.default_rng(0).permutation(min(400, len(x)))]


def _early(table, steps):
    x = cut(table, steps)[:-4]
    return x, SLIDING(table[steps - 1 :, 0], 5)[: len(x)]


def _padded(x):
    x = x.copy() + 3
    for row, long in enumerate(np.random.default_rng(0).integers(2, x.shape[1] + 1, len(x))):
        x[row, long:] = 0
    return x


def _holed(x):
    x = x.astype("float64", copy=True)
    x[len(x) // 2, 1, 0] = np.nan
    return x


def on_windows(name, seed):
    """Yield (slip, what has to be said, x, y) for one kind of series."""
    parts = windows_of(name, np.random.default_rng([3, seed]))
    for slip, (said, make) in ON_WINDOWS.items():
        x, y = make(*parts)
        yield slip, said, x, y[: len(x)]
    table = parts[2]
    steps = parts[3]
    sizes = np.random.default_rng(seed).permutation([1.0, 6, 30, 150])
    shop = table - table.min() + 3 * np.ptp(table)
    yield "two groups", "borders", cut(np.concatenate([shop, 20 * shop]), steps), None
    yield "four groups, scaled", "borders", cut(_scaled(np.concatenate([size * shop for size in sizes])), steps), None


def on_samples(name, seed):
    """Yield (slip, what has to be said, x, y) for one kind of independent samples."""
    x, y = SAMPLES[name](np.random.default_rng([4, seed]))
    if x.ndim == 3 and min(x.shape[1:]) > 1:
        yield "exchanged", "axis", np.ascontiguousarray(x.transpose(0, 2, 1)), y
        yield "reshaped", "order", _fold_wrong(x), y
        yield "laid flat", "turns", x.reshape(len(x), -1, 1), y
        yield "answer inside", "late", x, x[:, -1, 0]
        yield "padded", "padding", _padded(x), y


def on_others(seed):
    """Yield (kind, slip, what has to be said, x, y) for what is neither."""
    random = np.random.default_rng([5, seed])
    film, y = OTHERS["films"](random)
    n, t, h, w, c = film.shape
    yield "films", "colours first by reshape", "order", film.reshape(n, t, c, h, w), y
    yield "films", "time last by reshape", "order", film.reshape(n, h, w, c, t), y
    picture, y = OTHERS["pictures"](random)
    yield "pictures", "colours first by reshape", "order", picture.reshape(len(picture), 3, 12, 12), y
    series = waves(random, 300, 1)[:, 0]
    yield (
        "waves",
        "every number a sample, mean of 3",
        "earlier",
        series[2:, None, None],
        np.convolve(series, np.ones(3) / 3, "valid"),
    )
    clean = np.sin(random.uniform(0.1, 0.5) * np.arange(300)) + 0.005 * random.normal(size=300)
    yield "waves", "every number a sample, the next", "earlier", clean[:-1, None, None], clean[1:]
    walk = random.normal(size=300).cumsum()
    yield "walks", "every number a sample, change", "earlier", walk[1:, None, None], np.diff(walk)
    yield (
        "walks",
        "rows that read on",
        "axis",
        random.normal(size=2400).cumsum().reshape(200, 1, 12),
        random.normal(size=200),
    )
    ids = np.repeat(random.permutation(500)[:12], 60)
    level = random.normal(0, 30, (12, 2)).repeat(60, axis=0)
    walks = np.concatenate([random.normal(size=(60, 2)).cumsum(axis=0) for _ in range(12)])
    yield "walks", "groups with a number", "borders", cut(np.column_stack([level + walks, ids]), 10), None
    days = 20240101 + np.arange(28)
    yield "dates", "newest first", "newest first", cut(np.column_stack([walk[:28], days])[::-1], 5), None
