"""What the seeded cases are made of: models, right programs with data, and the causes that only values show.

Nothing here knows how `lstm_shapes.diagnose` judges: a case is labelled by how it was made. See generated.py.
"""

import functools
from typing import NamedTuple

import keras
import numpy as np
import pandas as pd

LOSSES = ("mse", "mae", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")
CELLS = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "stacked")
# Mean and spread of a feature, as far apart as in a weather log or a table of prices.
LEVELS = ((15, 4), (60, 9), (1013, 6), (0.4, 0.05), (250, 30), (3, 1), (7000, 800), (-20, 3))
POOL = 30  # so many plans of a model when shapes alone are asked for
VOCABULARY = 43


class Generated(NamedTuple):
    """A broken case: its label, what shows it, and the same story repaired."""

    cause: str
    level: str  # "raises" or "silent": what a fit of the fresh model does; a predict where y is None
    how: str  # "diagnose": model, x and y show it; "explain": there is only an error
    model: object | None
    x: object
    y: object | None
    error: Exception | None
    twin: tuple | None
    note: str


class Spec(NamedTuple):
    """All that a model is built from; hashable, so that models can be kept."""

    steps: int | None
    features: int
    style: str = "declared"  # Sequential with Input; "open": without; "built": without, then built; "functional"
    cell: str = "LSTM"
    every: bool = False  # one output for every step
    outputs: int = 1
    loss: str = "mse"
    activation: str = ""  # of the last layer; otherwise the one that its loss wants
    first: str = ""  # a layer before the recurrent one
    batch: int | None = None  # fixed, and the layer is stateful


class Program(NamedTuple):
    """A right program: what builds its model, and its data."""

    spec: Spec
    x: object
    y: object | None


def first_layers(spec):
    """Return the layers before the recurrent one."""
    if spec.first.startswith("masking"):
        return [keras.layers.Masking(mask_value=-1.0 if spec.first.endswith("-1") else 0.0)]
    if spec.first.startswith("embedding"):
        return [keras.layers.Embedding(VOCABULARY, 3, mask_zero=spec.first.endswith("masked"))]
    return [keras.layers.Conv1D(3, 2)] if spec.first == "conv" else []


def recurrent_layers(spec):
    """Return the recurrent layers, as small as they can be."""
    options = {"return_sequences": spec.every, "stateful": spec.batch is not None}
    if spec.cell == "Bidirectional":
        return [keras.layers.Bidirectional(keras.layers.LSTM(2, return_sequences=spec.every))]
    if spec.cell == "stacked":
        return [keras.layers.LSTM(3, return_sequences=True), keras.layers.GRU(2, return_sequences=spec.every)]
    return [getattr(keras.layers, spec.cell)(3, **options)]


def head(spec):
    """Return the last layer, with the activation that its loss wants."""
    wanted = {"binary_crossentropy": "sigmoid", "mse": None, "mae": None}.get(spec.loss, "softmax")
    return keras.layers.Dense(spec.outputs, activation=spec.activation or wanted)


def chain(given, layers, loss):
    """Return a compiled functional model of one layer after the other."""
    out = given
    for layer in layers:
        out = layer(out)
    model = keras.Model(given, out)
    model.compile("adam", loss)
    return model


def sequential(layers, loss="mse"):
    """Return a compiled Sequential."""
    model = keras.Sequential(layers)
    model.compile("adam", loss)
    return model


def build(spec):
    """Return the fresh compiled model of a spec."""
    layers = [*first_layers(spec), *recurrent_layers(spec), head(spec)]
    shape = (spec.steps,) if spec.first.startswith("embedding") else (spec.steps, spec.features)
    if spec.style in ("open", "built"):
        model = sequential(layers, spec.loss)
        if spec.style == "built":
            model.build((None, *shape))
        return model
    given = keras.Input(shape) if spec.batch is None else keras.Input(batch_shape=(spec.batch, *shape))
    if spec.style == "functional":
        return chain(given, layers, spec.loss)
    return sequential([given, *layers], spec.loss)


def dense_on_rows(features):
    """Return a model that reads rows of a table, without time."""
    return sequential([keras.Input((features,)), keras.layers.Dense(3), keras.layers.Dense(1)])


@functools.lru_cache(maxsize=600)
def cached(builder, *arguments):
    """Return what the builder makes, made once. Such a model must never be fitted."""
    return builder(*arguments)


class Draw:
    """The chances of one case. With shapes alone, all that a model is built from comes from a small pool of plans."""

    def __init__(self, seed, number, turn, values):
        self.rng = np.random.default_rng((seed, number, turn))
        self.turn, self.values, self.keep_models = seed + turn, values, not values
        self.plan = self.rng if values else np.random.default_rng(int(self.rng.integers(POOL)))

    def with_values(self):
        """Give this case a few real values even where shapes alone were asked for; models are still kept."""
        self.values = True
        return self

    def variant(self, *names):
        """Return the names in turn, so that none is left out by chance."""
        return names[self.turn % len(names)]

    def one_of(self, choices):
        """Return a choice that a model is built from."""
        return choices[int(self.plan.integers(len(choices)))]

    def number(self, low, high, *other_than):
        """Return a whole number that a model is built from."""
        return self.one_of([n for n in range(low, high + 1) if n not in other_than])

    def samples(self, *other_than):
        """Return a number of samples; 32 is left out, for it is the size of a batch."""
        most = 60 if self.values and self.keep_models else 200
        return int(self.rng.choice([n for n in range(40, most + 1) if n not in other_than]))

    def coin(self):
        return bool(self.rng.integers(2))

    def make(self, builder, *arguments):
        """Return a fresh model, or with shapes alone a kept one."""
        return cached(builder, *arguments) if self.keep_models else builder(*arguments)

    def model(self, spec):
        return self.make(build, spec)


def smooth(rng, shape):
    """Return series along the last axis that move slowly, about 0 with unit spread."""
    kind, steps = rng.integers(3), np.arange(shape[-1])
    noise = rng.normal(size=shape)
    if kind == 0:
        moves = 0.4 * noise.cumsum(axis=-1) + rng.normal(size=(*shape[:-1], 1))
    elif kind == 1:
        phase = rng.uniform(0, 6, (*shape[:-1], 1))
        moves = 1.3 * np.sin(2 * np.pi * steps / rng.uniform(11, 29) + phase) + 0.1 * noise
    else:
        moves = noise.copy()
        for step in steps[1:]:
            moves[..., step] = 0.9 * moves[..., step - 1] + 0.4 * noise[..., step]
    return moves


def series(rng, length, features):
    """Return (length, features), oldest row first, each column with a level of its own."""
    levels = rng.permutation(max(len(LEVELS), features))[:features] % len(LEVELS)
    columns = [smooth(rng, (length,)) * LEVELS[level][1] + LEVELS[level][0] for level in levels]
    return np.stack(columns, axis=1)


def block(rng, samples, timesteps, features):
    """Return (samples, timesteps, features): each sample a stretch of its own, each feature at its own level."""
    levels = rng.permutation(max(len(LEVELS), features))[:features] % len(LEVELS)
    columns = [smooth(rng, (samples, timesteps)) * LEVELS[level][1] + LEVELS[level][0] for level in levels]
    return np.stack(columns, axis=2).astype("float32")


def windows(rows, timesteps, column=0):
    """Return every window of a table and the value that follows it in one of its columns."""
    count = len(rows) - timesteps
    x = np.stack([rows[first : first + timesteps] for first in range(count)])
    return x, rows[timesteps:, column].copy()


def answers(rng, score, spec):
    """Return a y that fits the output and hangs on the score, which has one number for each answer."""
    noisy = score[..., np.newaxis] + 0.3 * rng.normal(size=(*score.shape, spec.outputs))
    if spec.loss in ("mse", "mae"):
        y = noisy.astype("float32")
    elif spec.loss == "binary_crossentropy":
        y = (noisy > np.median(noisy)).astype("float32")
    else:
        classes = (noisy[..., 0].argsort(axis=None).argsort() * spec.outputs // score.size).reshape(score.shape)
        return np.eye(spec.outputs, dtype="float32")[classes] if spec.loss.startswith("cat") else classes
    return y[..., 0] if spec.outputs == 1 and rng.integers(2) else y


def shape_answers(rng, sizes, spec):
    """Return such a y without a value of its own."""
    if spec.loss.startswith("sparse"):
        return np.broadcast_to(np.int64(1), sizes)
    if spec.loss.startswith("cat"):
        return np.broadcast_to(np.eye(spec.outputs, dtype="float32")[0], (*sizes, spec.outputs))
    value = np.float32(1 if spec.loss.startswith("binary") else 0.5)
    return np.broadcast_to(value, sizes if spec.outputs == 1 and rng.integers(2) else (*sizes, spec.outputs))


def scored(x):
    """Return one number for each step, from the first feature: about 0 with unit spread."""
    return (x[..., 0] - x[..., 0].mean()) / x[..., 0].std()


def with_data(draw, spec, timesteps, features):
    """Return the program of a spec, with data of its own."""
    n = draw.samples(timesteps, features, timesteps * features, spec.outputs)
    if not draw.values:
        x = np.broadcast_to(np.float32(0.5), (n, timesteps, features))
        return Program(spec, x, shape_answers(draw.rng, (n, timesteps) if spec.every else (n,), spec))
    x = block(draw.rng, n, timesteps, features)
    score = scored(x)
    return Program(spec, x, answers(draw.rng, score if spec.every else score[:, -1], spec))


def program(
    draw,
    style="declared",
    features=None,
    losses=LOSSES,
    cells=CELLS,
    many=True,
    any_length=False,
    every=False,
    not_steps=(),
):
    """Return a right program; no two of its sizes are equal."""
    features = features or draw.number(2, 8)
    timesteps = draw.number(5, 40, features, 32, *not_steps)
    loss = draw.one_of(losses)
    k = draw.number(3, 7, features, timesteps)
    if loss in ("mse", "mae", "binary_crossentropy"):
        k = k if many and draw.number(1, 3) == 1 else 1
    spec = Spec(None if any_length else timesteps, features, style, draw.one_of(cells), every, k, loss)
    return with_data(draw, spec, timesteps, features)


def broken(draw, level, note, good, spec=None, **data):
    """Return the case in which some of the program is changed; where y was taken away, the twin predicts too."""
    x, y = data.get("x", good.x), data.get("y", good.y)
    twin_y = None if y is None else good.y
    model, twin = draw.model(spec or good.spec), draw.model(good.spec)
    return Generated("", level, "diagnose", model, x, y, None, (twin, good.x, twin_y), note)


def scrambled_reshape(draw):
    """The right shape, reached by reshape where transpose was needed."""
    draw = draw.with_values()
    good = program(draw, draw.one_of(("declared", "functional", "open")))
    kind = draw.variant("a view", "flat rows", "a copy", "time first")
    stored = good.x.transpose(1, 0, 2) if kind == "time first" else good.x.transpose(0, 2, 1)
    stored = stored.copy()
    if kind == "flat rows":
        stored = stored.reshape(len(good.x), -1).copy()
    x = stored.reshape(good.x.shape)
    return broken(draw, "silent", f"reshape for transpose, {kind}", good, x=x.copy() if kind == "a copy" else x)


def merged_samples(draw):
    """reshape(-1, ...) of flat rows that makes another number of samples."""
    draw = draw.with_values()
    features, timesteps = draw.number(2, 8), draw.one_of((9, 10, 12, 14, 15, 16, 18, 20))
    kind = draw.variant("wrong steps, predict", "wrong features, fit", "wrong features, predict", "wrong steps, fit")
    right = timesteps if "steps" in kind else features
    wrong = draw.one_of([size for size in range(2, 36) if size not in (timesteps, features) and 12 * right % size == 0])
    shape = (wrong, features) if "steps" in kind else (timesteps, wrong)
    most = 8 if draw.keep_models else 17
    counts = [n for n in range(48, 12 * most, 12) if n * right // wrong not in shape]  # 12 has many divisors
    n = int(draw.rng.choice(counts))
    rows = block(draw.rng, n, timesteps, features).reshape(n, -1).copy()
    spec = Spec(timesteps, features, draw.one_of(("declared", "functional")), draw.one_of(CELLS))
    y = draw.rng.normal(size=n).astype("float32") if "fit" in kind else None
    good = Program(spec, rows.reshape(-1, timesteps, features), y)
    level = "raises" if "fit" in kind else "silent"
    there = spec._replace(steps=shape[0], features=shape[1])
    return broken(draw, level, f"{rows.shape} as (-1, *{shape}), {kind}", good, there, x=rows.reshape(-1, *shape))


def looked_back(draw):
    """Return windows with the value that follows, of a series or two, and the spec that reads them right."""
    features = draw.one_of((1, 1, draw.number(2, 4)))
    timesteps = draw.number(5, 40, features, 32)
    spec = Spec(timesteps, features, draw.one_of(("declared", "functional", "open")), draw.one_of(CELLS))
    n = draw.samples(timesteps, features, timesteps * features)
    x, y = windows(series(draw.rng, n + timesteps, features), timesteps)
    return Program(spec, x.astype("float32"), (y if draw.coin() else y[:, np.newaxis]).astype("float32"))


def single_timestep(draw):
    """The look-back on the features axis: one step of many columns."""
    draw = draw.with_values()
    good = looked_back(draw)
    n, timesteps, features = good.x.shape
    x = good.x.reshape(n, 1, timesteps * features)
    spec = good.spec._replace(steps=1, features=timesteps * features)
    return broken(draw, "silent", f"a look-back of {timesteps} rows as columns of one step", good, spec, x=x)


def features_as_timesteps(draw):
    """Every measurement of a step became a step of its own."""
    draw = draw.with_values()
    kind = draw.variant("declared", "functional", "open", "any length")
    good = program(draw, "declared" if kind == "any length" else kind, any_length=kind == "any length")
    n, timesteps, features = good.x.shape
    steps = None if kind == "any length" else timesteps * features
    spec = good.spec._replace(steps=steps, features=1)
    return broken(draw, "silent", f"a column for each measurement, {kind}", good, spec, x=good.x.reshape(n, -1, 1))


def target_misaligned(draw):
    """y is a value that the window already holds, in place of the one that follows."""
    draw = draw.with_values()
    good = looked_back(draw)
    row = draw.variant(-1, 0, good.x.shape[1] // 2)
    y = good.x[:, row, 0].copy()
    return broken(draw, "silent", f"y is row {row} of its own window", good, y=y.reshape(good.y.shape))


def stamps(draw, length):
    """Return the times of the rows, oldest first, as people keep them in a column."""
    days = np.arange(length) + int(draw.rng.integers(5_000, 15_000))
    kind = draw.variant("day numbers", "seconds", "hours since the start")
    return kind, {"day numbers": days + 719_163.0, "seconds": days * 86_400.0}.get(kind, np.arange(length) * 1.0)


def reversed_time(draw):
    """Newest row first, so that the windows run backwards and y lies in the past."""
    draw = draw.with_values()
    features, timesteps = draw.number(2, 6), draw.number(8, 30)
    length = draw.samples(timesteps, features) + timesteps
    table = series(draw.rng, length, features)
    if draw.variant("windows", "windows", "windows", "DataFrame") == "DataFrame":
        return reversed_frame(draw, table)
    kind, times = stamps(draw, length)
    place = draw.one_of((0, features))
    rows = np.insert(table, place, times, axis=1)
    column = 1 if place == 0 else 0
    spec = Spec(timesteps, features + 1, draw.one_of(("declared", "functional")), draw.one_of(CELLS))
    x, y = windows(rows[::-1], timesteps, column)
    return broken(draw, "silent", f"newest first, {kind}", Program(spec, *windows(rows, timesteps, column)), x=x, y=y)


def reversed_frame(draw, table):
    """The same where the index of a DataFrame says so and a Dense model reads each row."""
    days = pd.date_range("2021-03-01", periods=len(table), freq="D")
    rows = pd.DataFrame(table, index=days, columns=[f"c{number}" for number in range(table.shape[1])])
    back, twin = rows[::-1], draw.make(dense_on_rows, table.shape[1])
    data = [(part.iloc[:-1], part["c0"].to_numpy()[1:]) for part in (back, rows)]
    model = draw.make(dense_on_rows, table.shape[1])
    return Generated("", "silent", "diagnose", model, *data[0], None, (twin, *data[1]), "DataFrame, newest first")


def windows_cross_groups(draw):
    """Windows cut over the border between two customers, whose number is a column."""
    draw = draw.with_values()
    features, timesteps = draw.number(2, 6), draw.number(8, 14)
    first, step = draw.variant((1, 1), (101, 1), (4711, 37))
    parts = []
    for group in range(int(draw.rng.integers(3, 10))):
        rows = series(draw.rng, timesteps + int(draw.rng.integers(9, 20)), features)
        parts.append(np.insert(rows, 0, first + step * group, axis=1))
    spec = Spec(timesteps, features + 1, draw.one_of(("declared", "functional")), draw.one_of(CELLS))
    pairs = [windows(part, timesteps, 1) for part in parts]
    good = Program(spec, *(np.concatenate([pair[side] for pair in pairs]) for side in (0, 1)))
    x, y = windows(np.concatenate(parts), timesteps, 1)
    return broken(draw, "silent", f"{len(parts)} customers in one series", good, x=x, y=y)


def padded(draw, kind):
    """Return a right program whose samples are padded to the longest, and masked."""
    features, timesteps = draw.number(2, 8), draw.number(9, 30)
    n = draw.samples(timesteps, features, timesteps * features)
    lengths = draw.rng.integers(3, timesteps + 1, n)
    lengths[0] = timesteps
    at = np.arange(timesteps)
    there = at >= timesteps - lengths[:, np.newaxis] if "front" in kind else at < lengths[:, np.newaxis]
    style, cell = draw.one_of(("declared", "functional")), draw.one_of(CELLS)
    y = draw.rng.normal(size=n).astype("float32")
    if "ids" in kind:
        x = np.where(there, draw.rng.integers(1, VOCABULARY, (n, timesteps)), 0)
        return Program(Spec(timesteps, 1, style, cell, first="embedding masked"), x, y), lengths
    filler = -1.0 if "-1" in kind else 0.0
    x = np.where(there[..., np.newaxis], block(draw.rng, n, timesteps, features), np.float32(filler))
    first = "masking -1" if "-1" in kind else "masking"
    return Program(Spec(timesteps, features, style, cell, first=first), x, y), lengths


def unmasked_padding(draw):
    """Padded steps that the model reads as data."""
    draw = draw.with_values()
    kind = draw.variant(
        "zeros at the back", "zeros in front", "ids, zeros at the back", "ids, zeros in front", "-1 in front"
    )
    good, _ = padded(draw, kind)
    first = "embedding" if "ids" in kind else ""
    return broken(draw, "silent", f"no mask: {kind}", good, good.spec._replace(first=first))


def not_finite(draw):
    """NaN or infinity in x or y."""
    draw = draw.with_values()
    kind = draw.variant("one nan in x", "nan in y", "inf in x", "a column of nan", "first rows nan", "-inf in y")
    good = program(
        draw, draw.one_of(("declared", "functional", "open")), losses=("mse", "mae") if "y" in kind else LOSSES
    )
    x, y = good.x.copy(), good.y.copy()
    n, timesteps, features = (int(draw.rng.integers(size)) for size in x.shape)
    if "in y" in kind:
        y[n] = -np.inf if "inf" in kind else np.nan
    elif kind == "a column of nan":
        x[:, :, features] = np.nan
    elif kind == "first rows nan":
        x[:3, 0] = np.nan  # as a lag or a change from the day before leaves them
    else:
        x[n, timesteps, features] = np.inf if "inf" in kind else np.nan
    return broken(draw, "silent", kind, good, x=x, y=y)


def cut_to(x, lengths, kind):
    """Return samples of different lengths, as people hold them."""
    front = kind == "ids in front"
    parts = [row[len(row) - length :] if front else row[:length] for row, length in zip(x, lengths, strict=True)]
    if kind == "lists":
        return [part.tolist() for part in parts]
    if kind == "list of arrays":
        return parts
    if kind == "ragged tensor":
        import tensorflow as tf

        return tf.RaggedTensor.from_row_lengths(np.concatenate(parts), lengths)
    objects = np.empty(len(parts), dtype=object)
    objects[:] = [part.tolist() for part in parts] if "ids" in kind else parts
    return objects


def ragged_sequences(draw):
    """Sequences of different lengths that were never padded."""
    draw = draw.with_values()
    kind = draw.variant("array of arrays", "list of arrays", "lists", "ids", "ragged tensor", "ids in front")
    good, lengths = padded(draw, kind)
    any_length = draw.one_of((True, False))
    spec = good.spec._replace(steps=None if any_length else good.spec.steps)
    spec = spec._replace(first="embedding" if "ids" in kind else "")
    return broken(draw, "raises", f"ragged: {kind}", good, spec, x=cut_to(good.x, lengths, kind))


def frame_with_text(draw):
    """A DataFrame with a column of text for a model that reads rows."""
    features = draw.number(2, 8)
    n = draw.samples(features)
    right = pd.DataFrame(series(draw.rng, n, features), columns=[f"c{number}" for number in range(features)])
    wrong = right.copy()
    wrong["c1"] = draw.rng.choice(["north", "south"], n)
    y = draw.rng.normal(size=n)
    models = [draw.make(dense_on_rows, features) for _ in "12"]
    note = "DataFrame with a column of text"
    return Generated("", "raises", "diagnose", models[0], wrong, y, None, (models[1], right, y), note)


def not_an_array(draw):
    """Lists, text, objects and dates where an array of numbers belongs."""
    draw = draw.with_values()
    kind = draw.variant(
        "lists", "objects", "text", "DataFrame", "y a list", "y text", "dates", "y objects", "list of samples"
    )
    if kind == "DataFrame":
        return frame_with_text(draw)
    good = program(draw, draw.one_of(("declared", "functional")), losses=("mse", "binary_crossentropy"), many=False)
    x, y = good.x, good.y
    changed = {
        "lists": lambda: {"x": x.tolist()},
        "objects": lambda: {"x": x.astype(object)},
        "text": lambda: {"x": x.astype(str)},
        "y a list": lambda: {"y": y.tolist()},
        "y text": lambda: {"y": np.where(y > y.mean(), "yes", "no")},
        "dates": lambda: {"x": (x * 1e6).astype("int64").astype("datetime64[s]")},
        "y objects": lambda: {"y": y.astype(object)},
        "list of samples": lambda: {"x": list(x)},
    }
    return broken(draw, "raises", f"not an array: {kind}", good, **changed[kind]())


def label_encoding(draw):
    """Integer labels and one-hot rows mixed up with the loss, or one softmax unit."""
    draw = draw.with_values()
    kind = draw.variant(*LABELS)
    level, loss = LABELS[kind]
    good = program(draw, draw.one_of(("declared", "functional")), losses=(loss,), many=False)
    spec, y, k = good.spec, good.y, good.spec.outputs
    whole = (y.reshape(-1) if k == 1 else y.argmax(axis=-1) if y.ndim == 2 else y).astype(int)
    if kind == "one softmax unit":
        return broken(draw, level, kind, good, spec._replace(activation="softmax"))
    changed = {
        "integers, categorical": lambda: whole,
        "a column of integers, categorical": lambda: whole[:, np.newaxis],
        "one-hot, sparse": lambda: np.eye(k)[whole],
        "labels from 1, sparse": lambda: whole + 1,
        "-1 and 1, sigmoid": lambda: 2 * y - 1,
        "two columns, one sigmoid": lambda: np.eye(2)[whole],
    }
    if kind in changed:
        return broken(draw, level, kind, good, y=changed[kind]())
    # The story: a model with one sigmoid for what is several classes.
    return broken(draw, level, kind, good, spec._replace(outputs=1, loss="binary_crossentropy"), y=whole)


LABELS = {
    "integers, categorical": ("raises", "categorical_crossentropy"),
    "one-hot, sparse": ("raises", "sparse_categorical_crossentropy"),
    "one softmax unit": ("silent", "binary_crossentropy"),
    "several classes, one sigmoid": ("silent", "sparse_categorical_crossentropy"),
    "labels from 1, sparse": ("raises", "sparse_categorical_crossentropy"),
    "-1 and 1, sigmoid": ("silent", "binary_crossentropy"),
    "a column of integers, categorical": ("raises", "categorical_crossentropy"),
    "two columns, one sigmoid": ("raises", "binary_crossentropy"),
}


def embedding_input(draw):
    """Vectors, one-hot rows, fractions or ids beyond the vocabulary for an Embedding."""
    draw = draw.with_values()
    level, kind = draw.variant(
        ("raises", "one-hot"),
        ("raises", "vectors"),
        ("silent", "fractions"),
        ("raises", "ids beyond the vocabulary"),
        ("silent", "scaled numbers"),
    )
    timesteps = draw.number(5, 30)
    n = draw.samples(timesteps, VOCABULARY)
    ids = draw.rng.integers(1, VOCABULARY, (n, timesteps))
    spec = Spec(timesteps, 1, draw.one_of(("declared", "functional")), draw.one_of(CELLS), first="embedding")
    good = Program(spec, ids, draw.rng.normal(size=n).astype("float32"))
    x = {
        "one-hot": lambda: np.eye(VOCABULARY, dtype="float32")[ids],
        "vectors": lambda: block(draw.rng, n, timesteps, draw.number(2, 8, timesteps)),
        "fractions": lambda: draw.rng.random((n, timesteps)).astype("float32"),
        "ids beyond the vocabulary": lambda: np.where(ids > VOCABULARY // 2, ids + VOCABULARY, ids),
        "scaled numbers": lambda: (smooth(draw.rng, (n, timesteps)) * 2 + 20).clip(0, VOCABULARY - 1),
    }[kind]()
    return broken(draw, level, f"Embedding given {kind}", good, x=x)
