"""Kinds of faults in y, in the loss, in what a dataset holds as its labels, and in a metric."""

import keras

from tools import structured
from tools.ground import LAYERS, Healthy, Program


def ids_answered_at_every_step(draw):
    """An autoencoder of ids: y = x (samples, timesteps), and the output has a number for each id at each step."""
    rows, steps, ids = draw.size(40, 80), draw.size(6, 12), draw.size(4, 9)
    steps = ids if draw.seed % 5 == 0 else steps
    x, loss = draw.rng.integers(0, ids, (rows, steps)), draw.turn("mse", "mae", "mse", "mse", "huber")
    width = draw.size(13, 16)

    def build(loss, *last):
        layers = [LAYERS.Embedding(ids, width), *draw.recurrent(every=True), *last]
        return draw.made((steps,), layers, loss)

    sparse = "sparse_categorical_crossentropy"
    repairs = {
        "loss": lambda: Healthy(build(sparse, LAYERS.Dense(ids, activation="softmax")), x, x),
        "one unit": lambda: Healthy(build(loss, LAYERS.Dense(1)), x, x),
    }
    causes, also = ("target-shape", "label-encoding"), ()
    return Program("raises", build(loss, LAYERS.Dense(ids)), x, x, causes, repairs, also)


def another_horizon(draw):
    """As many answers as the input has steps, against fewer, or more, targets."""
    rows, steps, features = draw.size(40, 80), draw.size(14, 24), draw.size(2, 4)
    ahead = draw.size(5, 9) if draw.seed % 5 != 3 else draw.size(25, 31)
    columns = draw.turn(1, 1, features, 1, 1)
    table = structured.waves(draw.rng, rows + steps + ahead - 1, features)
    x = draw.typed(structured.cut(table, steps)[:rows])
    y = structured.cut(table[steps:, :columns], ahead)
    loss = draw.turn("mse", "mae", "huber", "mse", "mae")

    def build(*layers):
        return draw.made((steps, features), layers, loss)

    def decoder():
        return build(*draw.recurrent(), LAYERS.RepeatVector(ahead), *draw.recurrent(every=True), LAYERS.Dense(columns))

    def vector():
        return build(*draw.recurrent(), LAYERS.Dense(ahead * columns), LAYERS.Reshape((ahead, columns)))

    repairs = {"decoder": lambda: Healthy(decoder(), x, y), "Reshape": lambda: Healthy(vector(), x, y)}
    model = build(*draw.recurrent(every=True), LAYERS.Dense(columns))
    return Program("raises", model, x, y, ("target-shape",), repairs, open_layers=True)


def y_with_an_axis_too_many(draw):
    """y (samples, 1, answers) for an output (samples, answers)."""
    rows, steps, features, many = draw.size(40, 80), draw.size(8, 16), draw.size(2, 6), draw.size(3, 7)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    draw.loss = draw.turn("mse", "categorical_crossentropy", "mae", "categorical_crossentropy", "mse")
    draw.outputs = many
    y = draw.answers(x) if draw.loss.startswith("cat") else structured.noise(draw.rng, rows, many)
    level = "raises" if draw.loss.startswith("cat") else "silent"

    def build():
        return draw.made((steps, features), [*draw.recurrent(), draw.head()])

    repairs = {"squeeze": lambda: Healthy(build(), x, y)}
    return Program(level, build(), x, y[:, None], ("target-shape",), repairs)


def labels_and_loss(draw, given, one_hot):
    """Return the program whose labels are of the other kind than its loss wants; both repairs are right."""
    rows, steps, features, many = draw.size(45, 90), draw.size(8, 16), draw.size(2, 6), draw.size(3, 7)
    many = 2 if not one_hot and draw.seed % 5 == 0 else many
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    labels = structured.classes(draw.rng, x, many).astype(draw.turn("int64", "int32", "float32", "int64", "uint8"))
    coded = structured.one_hot(labels.astype(int), many)

    def build(loss):
        shape = (steps, features) if given else None
        return draw.made(shape, [*draw.recurrent(), LAYERS.Dense(many, activation="softmax")], loss)

    sparse, categorical = "sparse_categorical_crossentropy", "categorical_crossentropy"
    repairs = {"y": lambda: Healthy(build(categorical), x, coded), "loss": lambda: Healthy(build(sparse), x, labels)}
    if one_hot:
        repairs = {"y": repairs["loss"], "loss": repairs["y"]}
        return Program("raises", build(sparse), x, coded, ("label-encoding",), repairs)
    return Program("raises", build(categorical), x, labels, ("label-encoding",), repairs)


def y_of_every_step_unbuilt(draw):
    """Whole numbers under categorical_crossentropy, in a model that was never built."""
    return labels_and_loss(draw, given=False, one_hot=False)


def one_hot_with_sparse_loss(draw):
    """One-hot rows under sparse_categorical_crossentropy."""
    return labels_and_loss(draw, given=True, one_hot=True)


def windows_of(table, targets, steps, batch=16):
    """Return Keras' own dataset of windows; the row where a window begins names its target."""
    return keras.utils.timeseries_dataset_from_array(table, targets, steps, batch_size=batch)


def label_of_the_window_as_dataset(draw):
    """A dataset of windows whose labels stand where each window begins, or ends, and not behind it."""
    steps, rows, columns = draw.size(6, 14), draw.size(150, 300), draw.turn(1, draw.size(2, 5), 1, draw.size(2, 5), 1)
    values = draw.turn(structured.waves, structured.walk, structured.waves, structured.weather, structured.walk)
    table = values(draw.rng, rows, columns).astype("float32")
    loss = draw.turn("mse", "mae", "mse", "huber", "mae")

    def build():
        return draw.made((steps, columns), [*draw.recurrent(), LAYERS.Dense(1)], loss)

    shift = draw.turn(0, 0, steps - 1, 0, steps - 1)
    wrong = windows_of(table[: rows - shift], table[shift:, 0], steps)
    repairs = {"shift": lambda: Healthy(build(), windows_of(table[:-steps], table[steps:, 0], steps))}
    return Program("silent", build(), wrong, None, ("target-misaligned",), repairs, note=f"label at step {shift}")


def sequences_from_a_dataset_of_one_label(draw):
    """Any number of steps is declared, every step is answered, and the dataset has one label for each window."""
    steps, rows, columns = draw.size(6, 14), draw.size(150, 300), draw.turn(1, draw.size(2, 5), 1, draw.size(2, 5), 1)
    table = structured.waves(draw.rng, rows, columns).astype("float32")
    loss = draw.turn("mse", "mae", "mse", "huber", "mae")

    def build(every):
        return draw.made((None, columns), [*draw.recurrent(every), LAYERS.Dense(1)], loss)

    def data():
        return windows_of(table[:-steps], table[steps:, 0], steps)

    repairs = {"return_sequences": lambda: Healthy(build(False), data())}
    return Program("silent", build(True), data(), None, ("extra-return-sequences",), repairs, ("target-shape",))


def absolute(y, answers):
    return keras.ops.mean(keras.ops.abs(y - answers))


def root_of_squares(y, answers):
    return keras.ops.sqrt(keras.ops.mean((y - answers) ** 2))


def share_explained(y, answers):
    return 1 - keras.ops.sum((y - answers) ** 2) / keras.ops.sum((y - keras.ops.mean(y)) ** 2)


def metric_that_broadcasts(draw):
    """A metric of one's own gets y (n,) and an output (n, 1), and compares every pair."""
    rows, steps, features = draw.size(40, 80), draw.size(8, 16), draw.size(2, 6)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    y = structured.score(draw.rng, x).astype("float32")
    metric, loss = draw.turn(absolute, root_of_squares, share_explained), draw.turn("mse", "mae", "mse", "huber", "mae")

    def build():
        return draw.made((steps, features), [*draw.recurrent(), LAYERS.Dense(1)], loss, metrics=[metric])

    repairs = {"newaxis": lambda: Healthy(build(), x, y[:, None])}
    return Program("silent", build(), x, y, ("stretched-metric",), repairs, note=metric.__name__)


KINDS = (
    ids_answered_at_every_step,
    another_horizon,
    y_with_an_axis_too_many,
    y_of_every_step_unbuilt,
    one_hot_with_sparse_loss,
    label_of_the_window_as_dataset,
    sequences_from_a_dataset_of_one_label,
    metric_that_broadcasts,
)
