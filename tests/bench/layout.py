"""How often the values of a block tell the order of its axes: `.venv/bin/python tests/bench/layout.py [draws]`.

The thresholds of `lstm_shapes/evidence/layout.py` were chosen on the kinds of CHOSEN. HOSTILE is right data made to look wrong: it
was used to find false alarms and to add guards, so it is no independent check. HELD_OUT and the real data are, but for
one guard that was made milder for `mixed`.
"""

import itertools
import sys

import numpy as np
from matplotlib.cbook import get_sample_data
from sklearn.datasets import load_digits

import helpers
from lstm_shapes import evidence
from lstm_shapes.evidence import layout

SIZES = {"samples": (20, 201), "timesteps": (5, 61), "features": (2, 9)}


def _units(random, block):
    """Give each feature a level and a scale of its own."""
    features = block.shape[2]
    return block * 10.0 ** random.uniform(-1, 2, features) + random.uniform(-200, 200, features)


def _time(random, size):
    samples, timesteps, features = size
    return np.arange(timesteps)[np.newaxis, :, np.newaxis] * np.ones((samples, 1, features))


def walk(random, size):
    return random.normal(size=size).cumsum(axis=1)


def sine(random, size):
    phase = random.uniform(0, 2 * np.pi, (size[0], 1, size[2]))
    period = random.uniform(5, 40, size[2])
    return np.sin(2 * np.pi * _time(random, size) / period + phase) + random.normal(0, 0.1, size)


def autoregressive(random, size):
    values = random.normal(size=size)
    for step in range(1, size[1]):
        values[:, step] = 0.5 * values[:, step - 1] + np.sqrt(0.75) * values[:, step]
    return values


def noise(random, size):
    return random.normal(size=size)


def sawtooth(random, size):
    start = random.uniform(0, 1, (size[0], 1, size[2]))
    return (_time(random, size) / random.uniform(4, 30, size[2]) + start) % 1


def regimes(random, size):
    switch = random.random(size) < 0.15
    levels = random.integers(0, 4, size).astype("float64")
    for step in range(1, size[1]):
        levels[:, step] = np.where(switch[:, step], levels[:, step], levels[:, step - 1])
    return levels


def decay(random, size):
    start = random.uniform(1, 5, (size[0], 1, size[2]))
    return start * np.exp(-_time(random, size) / random.uniform(3, 30, size[2])) + random.normal(0, 0.05, size)


def mixed(random, size):
    kinds = [walk, sine, noise, sawtooth, counts]
    parts = [kinds[feature % len(kinds)](random, (*size[:2], 1)) for feature in random.permutation(size[2])]
    return np.concatenate(parts, axis=2)


def counts(random, size):
    return random.poisson(
        np.exp(random.normal(0, 0.7, (size[0], 1, size[2]))) * random.uniform(0.5, 4, size[2]), size
    ).astype("float64")


def one_hot(random, size):
    state = regimes(random, (*size[:2], 1))[..., 0] % size[2]
    return (state[..., np.newaxis] == np.arange(size[2])).astype("float64")


def trends(random, size):
    slope = random.uniform(0.5, 2, (size[0], 1, size[2]))
    return slope * _time(random, size) + random.normal(0, 0.3, size)


def alike(random, size):
    """Sensors of one thing: they share their course and differ by noise."""
    return autoregressive(random, (*size[:2], 1)) + random.normal(0, 0.3, size)


def neighbours(random, size):
    """Bands of a spectrum: smooth along the features, rough along time."""
    return random.normal(size=size).cumsum(axis=2)


def season(random, size):
    """Features with one profile over time, all samples begun at the same hour."""
    profile = random.normal(0, 3, (1, size[1], 1))
    return profile * random.uniform(0.9, 1.1, (size[0], 1, 1)) + random.normal(0, 0.5, size)


def season_smooth(random, size):
    profile = 3 * np.sin(2 * np.pi * _time(random, size) / random.integers(3, 25))
    return profile * random.uniform(0.5, 1.5, (size[0], 1, 1)) + random.normal(0, 0.5, size)


def folded(random, size):
    """One smooth series, its hours written as features of its days."""
    return random.normal(size=size).reshape(size[0], -1).cumsum(axis=1).reshape(size)


def own_level(random, size):
    return random.normal(0, 2, (size[0], 1, size[2])) + random.normal(size=size)


def heating(random, size):
    """Sensors in one unit, and a course of levels that every sample shares."""
    return 100 * _time(random, size) ** 1.5 / size[1] + random.normal(0, 3, (size[0], 1, 1)) + random.normal(size=size)


def reset(random, size):
    """Copies of one counter that begins again at equal distances."""
    period = int(random.integers(2, size[1] // 2 + 2))
    values = random.exponential(size=(*size[:2], 1))
    for step in range(1, size[1]):
        values[:, step] += values[:, step - 1] if step % period else 0
    return values + random.normal(0, 0.1, size)


def event(random, size):
    """Copies of one level that changes once, at the same step of each sample."""
    before, after = random.normal(size=(2, size[0], 1, 1))
    step = random.integers(1, size[1])
    return np.where(_time(random, size) < step, before, after) + random.normal(0, 0.3, size)


def own_season(random, size):
    """Copies of a season that each sample has for itself."""
    season = random.normal(size=(size[0], int(random.integers(2, 13)), 1))
    return season[:, np.arange(size[1]) % season.shape[1]] + random.normal(0, 0.3, size)


CHOSEN = (walk, sine, autoregressive, noise)
HELD_OUT = (sawtooth, regimes, decay, mixed, counts, one_hot, trends)
HOSTILE = (alike, neighbours, season, season_smooth, folded, own_level, heating, reset, event, own_season)


def windows(table):
    def cut(random, _size):
        timesteps = int(random.integers(5, 61))
        first = int(random.integers(0, len(table) - 3 * timesteps))
        last = int(random.integers(first + 2 * timesteps, len(table) + 1))
        return np.array(helpers.make_windows(table[first:last], timesteps), dtype="float64")

    return cut


def some_of(block):
    def pick(random, _size):
        rows = random.permutation(len(block))[: int(random.integers(20, 201))]
        return np.array(block[rows], dtype="float64")

    return pick


def real():
    """Return name and draw of each set of measured, or course, data."""
    eeg = np.frombuffer(get_sample_data("eeg.dat").read(), dtype="float64").reshape(800, 4)
    return {
        "prices": windows(helpers.price_table().to_numpy()),
        "eeg": windows(eeg),
        "digits": some_of(load_digits().images),
        "cropped digits": some_of(helpers.cropped_digits()),
        "weather log": some_of(helpers.weather_log(1000)),
        "rain log": some_of(helpers.rain_log()[0]),
    }


def draw_blocks(kind, draws, made, seed=0, sizes=SIZES):
    """Yield right blocks of one kind, raw and standardised, in sizes drawn by chance."""
    for draw in range(draws):
        random = np.random.default_rng([seed, draw])
        size = tuple(int(random.integers(*sizes[name])) for name in ("samples", "timesteps", "features"))
        block = kind(random, size)
        raw = _units(random, block) if made else block
        spread = block.std(axis=(0, 1))
        yield raw, (block - block.mean(axis=(0, 1))) / np.where(spread > 0, spread, 1)


def questions(block):
    """Yield each question with its answer and the right one; copies, so that no base betrays it."""
    samples, timesteps, features = block.shape
    for order in ("hour by hour", "sensor by sensor"):
        flat = helpers.flat_file(block, order).copy()
        yield f"fold_order, {order}", layout.fold_order(flat, timesteps, features).answer, order
    turned = np.ascontiguousarray(block.transpose(0, 2, 1))
    yield "block_order, right", layout.block_order(block.copy()).answer, "right"
    yield "block_order, scrambled", layout.block_order(turned.reshape(block.shape).copy()).answer, "scrambled"
    mirror = block.reshape(samples, features, timesteps).transpose(0, 2, 1)
    yield "block_order, mirrored", layout.block_order(mirror.copy()).answer, "scrambled"
    yield "block_order, swapped", layout.block_order(turned.copy()).answer, "swapped"


def table(draws, seed=0, sizes=SIZES):
    """Yield (group, kind, scale, question, right, wrong, cannot tell) for every kind of data."""
    groups = [("chosen", CHOSEN), ("held out", HELD_OUT), ("hostile", HOSTILE)]
    kinds = [(group, kind.__name__, kind, True) for group, made in groups for kind in made]
    kinds += [("real", name, kind, False) for name, kind in real().items()]
    for group, name, kind, made in kinds:
        tally = {}
        for pair in draw_blocks(kind, draws, made, seed, sizes):
            for scale, block in zip(("raw", "standardised"), pair, strict=True):
                for question, answer, right in questions(block):
                    # Scrambled and swapped are one thing where both axes have the same size.
                    same = block.shape[1] == block.shape[2] and {answer, right} == {"scrambled", "swapped"}
                    column = 0 if answer == right or same else 2 if answer == evidence.CANNOT_TELL else 1
                    tally.setdefault((scale, question), [0, 0, 0])[column] += 1
        for (scale, question), row in sorted(tally.items()):
            yield group, name, scale, question, *row


def show(draws, seed=0):
    """Print one line for each kind of data and scale: how often each question was answered right, and wrong."""
    columns = [question for question, _, _ in questions(np.zeros((8, 5, 3)))]
    print(f"\n### The order of the axes, from values: {draws} draws of each kind\n")
    print("Right / wrong; of the others it says that it cannot tell. Wrong about right data is a false alarm.\n")
    print("| group | kind | scale |", " | ".join(columns), "|")
    print("| --- | --- | --- |", " | ".join("---:" for _ in columns), "|")
    for kind, rows in itertools.groupby(table(draws, seed), key=lambda row: row[:3]):
        answered = {question: f"{right} / {wrong}" for *_, question, right, wrong, _ in rows}
        print("|", " | ".join([*kind, *(answered[column] for column in columns)]), "|", flush=True)


def main():
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    show(draws, int(sys.argv[2]) if len(sys.argv) > 2 else 0)


if __name__ == "__main__":
    main()
