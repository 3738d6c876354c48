"""Kinds of faults in the axes of x, and in what x is."""

import numpy as np

from tools import structured
from tools.ground import LAYERS, Healthy, Program


def of_pictures(draw, conv=None):
    """Return fresh layers from pictures to an answer."""
    conv = conv or draw.turn("one", "pooled", "separable", "one", "two")
    first = {
        "one": lambda: [LAYERS.Conv2D(4, 3), LAYERS.Flatten()],
        "pooled": lambda: [LAYERS.Conv2D(4, 3, activation="relu"), LAYERS.MaxPooling2D(2), LAYERS.Flatten()],
        "separable": lambda: [LAYERS.SeparableConv2D(4, 3), LAYERS.GlobalAveragePooling2D()],
        "two": lambda: [LAYERS.Conv2D(4, 3), LAYERS.BatchNormalization(), LAYERS.Conv2D(2, 3), LAYERS.Flatten()],
    }
    return [*first[conv](), draw.head()]


def of_films(draw):
    """Return fresh layers from films to an answer."""
    if draw.seed % 2:
        return [LAYERS.ConvLSTM2D(3, 3), LAYERS.GlobalAveragePooling2D(), draw.head()]
    first = [LAYERS.TimeDistributed(LAYERS.Conv2D(2, 3)), LAYERS.TimeDistributed(LAYERS.Flatten())]
    return [*first, LAYERS.LSTM(draw.units), draw.head()]


def samples_last(draw):
    """An array whose samples stand last: (timesteps, features, samples), or pictures (height, width, channels, samples)."""
    rows = draw.size(45, 90)
    if draw.seed % 5 == 3:
        x = draw.typed(structured.pictures(draw.rng, rows, draw.size(11, 15), 3))
    else:
        x = draw.typed(structured.smooth(draw.rng, rows, draw.size(12, 25), draw.size(2, 7)))
    y = draw.answers(x)

    def build():
        layers = of_pictures(draw) if x.ndim == 4 else [*draw.recurrent(), draw.head()]
        return draw.made(x.shape[1:], layers)

    repairs = {"moveaxis": lambda: Healthy(build(), x, y)}
    causes, also = ("swapped-axes", "swapped-samples-timesteps"), ("sample-count-mismatch",)
    return Program("raises", build(), np.moveaxis(x, 0, -1), y, causes, repairs, also)


def time_first_open_length(draw):
    """Time first, (timesteps, samples, features), into a model of any length: y counts the second axis of x."""
    rows, steps, features = draw.size(28, 60), draw.size(12, 70), draw.turn(1, draw.size(2, 6), 1, draw.size(2, 7), 1)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    y = draw.answers(x)

    def build():
        return draw.made((None, features), [*draw.recurrent(), draw.head()])

    repairs = {"transpose": lambda: Healthy(build(), x, y)}
    also = ("sample-count-mismatch",)
    return Program("raises", build(), x.transpose(1, 0, 2), y, ("swapped-samples-timesteps",), repairs, also)


def flat_pictures(draw):
    """Flat rows for pictures, or for films: each sample laid flat, for any number of axes."""
    size, rows, channels = draw.size(7, 12), draw.size(40, 80), draw.turn(1, 3, 1, 2, 3)
    film = draw.seed % 5 == 2
    x = structured.films(draw.rng, rows, draw.size(3, 6) if film else 1, size, channels)
    x = draw.typed(x if film else x[:, 0])
    y = draw.answers(x)

    def build():
        return draw.made(x.shape[1:], of_films(draw) if film else of_pictures(draw))

    repairs = {"reshape": lambda: Healthy(build(), x, y)}
    return Program("raises", build(), x.reshape(rows, -1), y, ("flattened-steps",), repairs)


def block_for_dense(draw):
    """A block, or pictures, for Dense layers that read flat rows: the fold the other way round."""
    rows, steps, features = draw.size(40, 80), draw.size(8, 20), draw.size(2, 6)
    pictures = draw.seed % 5 == 1
    x = (
        structured.pictures(draw.rng, rows, steps)[..., 0]
        if pictures
        else structured.smooth(draw.rng, rows, steps, features)
    )
    x = draw.typed(x)
    y, numbers = draw.answers(x), x[0].size

    def build(given=(numbers,), *first):
        return draw.made(given, [*first, LAYERS.Dense(8, activation="relu"), draw.head()])

    repairs = {
        "reshape": lambda: Healthy(build(), x.reshape(rows, -1), y),
        "Flatten": lambda: Healthy(build(x.shape[1:], LAYERS.Flatten()), x, y),
    }
    return Program("raises", build(), x, y, ("extra-axis",), repairs)


def frames_without_time(draw):
    """Pictures for a model of films of one picture: the time axis is missing, and not the samples."""
    rows, size, channels = draw.size(36, 70), draw.size(7, 12), draw.turn(1, 3, 1, 2, 2)
    x = draw.typed(structured.pictures(draw.rng, rows, size, channels))
    if draw.seed % 5 == 4:
        x = draw.typed(structured.smooth(draw.rng, rows, size, channels))  # rows of a sound for each step
    y = draw.answers(x)

    def build():
        if x.ndim == 4:
            return draw.made((1, *x.shape[1:]), of_films(draw))
        each = LAYERS.TimeDistributed(LAYERS.Conv1D(4, 3))
        return draw.made(
            (1, *x.shape[1:]), [each, LAYERS.TimeDistributed(LAYERS.Flatten()), *draw.recurrent(), draw.head()]
        )

    repairs = {"newaxis": lambda: Healthy(build(), x[:, None], y)}
    return Program("raises", build(), x, y, ("missing-timesteps-axis",), repairs)


def pictures_without_channel(draw):
    """Pictures, or films, without their axis of one channel: Keras adds it."""
    rows, size, film = draw.size(36, 70), draw.size(9, 14), draw.seed % 5 == 3
    x = structured.films(draw.rng, rows, 4 if film else 1, size)
    x = draw.typed(x if film else x[:, 0])
    y = draw.answers(x)

    def build():
        return draw.made(x.shape[1:], of_films(draw) if film else of_pictures(draw))

    repairs = {"newaxis": lambda: Healthy(build(), x, y)}
    return Program("harmless", build(), x[..., 0], y, ("missing-features-axis",), repairs)


def one_recording(draw):
    """One sample without its samples axis, with its one target: x (59, 8), y (1, 1)."""
    steps, features = draw.size(40, 80), draw.size(3, 9)
    given = draw.turn(None, (None, features), None, (steps, features), None)
    x = draw.typed(structured.smooth(draw.rng, 1, steps, features))
    loss = draw.turn("mse", "mae", "mse", "huber", "mse")
    y = draw.rng.normal(size=(1, 1))

    def build():
        return draw.made(given, [*draw.recurrent(), LAYERS.Dense(1)], loss)

    repairs = {"newaxis": lambda: Healthy(build(), x, y)}
    also = ("sample-count-mismatch", "missing-timesteps-axis")
    return Program("raises", build(), x[0], y, ("missing-samples-axis",), repairs, also)


def list_of_equal_arrays(draw):
    """x is a list of recordings of one shape, and so is y: they are meant to be joined."""
    many, rows = draw.size(3, 6), draw.size(40, 140)
    steps, features = draw.size(7, 15), draw.turn(1, draw.size(2, 5), 1, 1, draw.size(2, 6))
    x = draw.typed(structured.smooth(draw.rng, many * rows, steps, features))
    y = draw.answers(x)

    def build():
        return draw.made((steps, features), [*draw.recurrent(), draw.head()])

    repairs = {"concatenate": lambda: Healthy(build(), x, y)}
    causes, also = ("not-an-array", "input-count"), ("ragged-sequences",)
    return Program("raises", build(), np.split(x, many), np.split(y, many), causes, repairs, also)


def nested_datasets(draw):
    """Dataset.window() gives datasets of datasets, not windows."""
    import tensorflow as tf

    steps, columns, rows = draw.size(5, 12), draw.turn(1, draw.size(2, 5), 1, draw.size(2, 6), 1), draw.size(60, 120)
    series = structured.waves(draw.rng, rows, columns).astype("float32")
    batch = draw.turn(8, None, 16, None, 4)
    drawn = tf.data.Dataset.from_tensor_slices(series).window(steps + 1, 1, 1, drop_remainder=True)
    loss = draw.turn("mse", "mae", "huber", "mse", "mae")

    def build():
        return draw.made((steps, columns), [*draw.recurrent(), LAYERS.Dense(1)], loss)

    def flat():
        whole = drawn.flat_map(lambda window: window.batch(steps + 1))
        return Healthy(build(), whole.map(lambda window: (window[:-1], window[-1, :1])).batch(batch or 8))

    x = drawn.batch(batch) if batch else drawn
    return Program("raises", build(), x, None, ("nested-dataset",), {"flat_map": flat}, ("dataset-not-batched",))


KINDS = (
    samples_last,
    time_first_open_length,
    flat_pictures,
    block_for_dense,
    frames_without_time,
    pictures_without_channel,
    one_recording,
    list_of_equal_arrays,
    nested_datasets,
)
