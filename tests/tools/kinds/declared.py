"""Kinds of faults in what the model declares."""

import keras

from tools import structured
from tools.ground import LAYERS, Healthy, Program, refused


def of_a_table(draw, values, declared, right):
    """Return the program of a table whose number of rows is declared; whether its rows follow each other decides the repair.

    `declared` and `right` make a shape of (rows or timesteps, columns).
    """
    rows, columns, steps = draw.size(60, 110), draw.size(3, 8), draw.size(9, 20)
    follow = draw.seed % 2 == 0
    table = draw.typed(values(draw.rng, rows, columns) if follow else structured.noise(draw.rng, rows, columns))
    y = draw.answers(table)

    def build(given):
        return draw.made(given, [*draw.recurrent(), draw.head()])

    def cut():
        return Healthy(build(right(steps, columns)), structured.cut(table, steps), y[steps - 1 :], table=table)

    step = {"one step": lambda: Healthy(build(right(1, columns)), table[:, None], y)}
    long = {"columns are steps": lambda: Healthy(build(right(columns, 1)), table[..., None], y)}
    repairs = {"windows": cut, **step} if follow else {**step, **long}
    also = ("needs-windows", "missing-timesteps-axis")
    model, note = build(declared(rows, columns)), "rows follow each other" if follow else "rows are unrelated"
    return Program("raises", model, table, y, ("samples-in-input-shape",), repairs, also, note=note)


def whole_table_declared(draw):
    """Input holds the number of rows of the table that x is."""
    return of_a_table(draw, structured.waves, lambda *sizes: sizes, lambda *sizes: sizes)


def rows_declared_as_features(draw):
    """The number of rows stands where the features belong: Input((None, rows)) for x (rows, columns)."""
    return of_a_table(draw, structured.weather, lambda rows, _: (None, rows), lambda _, columns: (None, columns))


def declared_the_other_way_round(draw):
    """Input((features, steps)) for x (samples, steps, features): the declaration is turned, or x is."""
    steps, features = draw.size(9, 25), draw.turn(1, 1, draw.size(2, 6), 1, draw.size(3, 7))
    x = draw.typed(structured.smooth(draw.rng, draw.size(45, 90), steps, features))
    y = draw.answers(x)

    def build(given):
        return draw.made(given, [*draw.recurrent(), draw.head()])

    repairs = {
        "Input": lambda: Healthy(build((steps, features)), x, y),
        "transpose": lambda: Healthy(build((features, steps)), x.transpose(0, 2, 1), y),
    }
    also = ("features-as-timesteps", "single-timestep", "wrong-features")
    return Program(
        "raises", build((features, steps)), x, y, ("swapped-axes",), repairs, also, never_sure=True, note=f"{features}"
    )


def coincidence_on_a_trained_model(draw):
    """A trained model for (4, 3) is asked to predict x (4, 3, 7): equal numbers are evidence, never proof."""
    steps, features, rows = draw.size(4, 14), draw.size(2, 7), draw.size(15, 28)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    model = draw.made((steps, features), [*draw.recurrent(), draw.head()])
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(120)
    model.set_weights([one + 0.05 * draw.rng.normal(size=one.shape) for one in model.get_weights()])
    turned = x.transpose(1, 2, 0)
    repairs = {"transpose": lambda: Healthy(model, x)}  # the same model: its weights are what must be kept
    causes = ("swapped-axes", "swapped-samples-timesteps")
    also = ("samples-in-input-shape", "wrong-features", "wrong-timesteps")
    return Program("raises", model, turned, None, causes, repairs, also, never_sure=True)


def unbuilt(draw, level, given, first, x, y, causes, repairs, also=(), **more):
    """Return a program whose layers do not build; y is there, and so is x."""
    layers = (keras.Input(given), *first)
    error = refused(lambda: keras.Sequential(list(layers)))
    return Program(level, None, x, y, causes, repairs, also, error, layers, **more)


def input_of_images_one_axis_short(draw):
    """Input declares one axis too few for its first layer: no time before pictures, no features behind steps."""
    steps, size, channels, rows = draw.size(4, 7), draw.size(8, 13), draw.turn(3, 1, 2, 3, 1), draw.size(33, 60)
    film = draw.typed(structured.films(draw.rng, rows, steps, size, channels))
    if draw.turn(0, 0, 0, 1, 1):
        film = draw.typed(structured.smooth(draw.rng, rows, steps + 9, channels + 1))
    y = draw.answers(film)

    def tail():
        return [LAYERS.GlobalAveragePooling2D(), draw.head()]

    first = draw.turn(
        lambda: [LAYERS.ConvLSTM2D(4, 3), *tail()],
        lambda: [LAYERS.TimeDistributed(LAYERS.Conv2D(4, 3)), LAYERS.ConvLSTM2D(2, 2), *tail()],
        lambda: [LAYERS.Conv3D(4, 2), LAYERS.GlobalAveragePooling3D(), draw.head()],
        lambda: [LAYERS.LSTM(draw.units), draw.head()],
        lambda: [LAYERS.Conv1D(draw.units, 3), *draw.recurrent(), draw.head()],
    )
    short = film.shape[2:] if film.ndim == 5 else film.shape[1:2]
    repairs = {"Input": lambda: Healthy(draw.made(film.shape[1:], first()), film, y)}
    return unbuilt(draw, "raises", short, first(), film, y, ("input-shape-missing-axis",), repairs)


def conv_reads_channels_for_steps(draw):
    """Input is the wrong way round for Conv1D, whose kernel finds too few steps: (1, 90) for (90, 1)."""
    steps, channels, rows = draw.size(60, 120), draw.turn(1, 2, 1, 3, 1), draw.size(33, 58)
    x = draw.typed(structured.sounds(draw.rng, rows, steps) * draw.rng.uniform(0.5, 1, channels))
    y, kernel = draw.answers(x), draw.size(6, 10)
    first = draw.turn(
        lambda: [LAYERS.Conv1D(16, kernel), LAYERS.GlobalAveragePooling1D(), draw.head()],
        lambda: [LAYERS.Conv1D(8, kernel), LAYERS.MaxPooling1D(2), *draw.recurrent(), draw.head()],
        lambda: [LAYERS.SeparableConv1D(8, kernel), *draw.recurrent(), draw.head()],
        lambda: [LAYERS.AveragePooling1D(kernel), LAYERS.Conv1D(4, 3), LAYERS.Flatten(), draw.head()],
        lambda: [LAYERS.Conv1D(8, kernel, activation="relu"), LAYERS.Flatten(), LAYERS.Dense(4), draw.head()],
    )
    repairs = {"Input": lambda: Healthy(draw.made((steps, channels), first()), x, y)}
    also = ("single-timestep", "wrong-timesteps")
    return unbuilt(draw, "raises", (channels, steps), first(), x, y, ("swapped-axes",), repairs, also)


def unknown_steps_into_flatten(draw):
    """The number of timesteps is open, and Flatten with Dense needs it."""
    steps, features, rows = draw.size(8, 20), draw.size(2, 7), draw.size(40, 80)
    x = draw.typed(structured.smooth(draw.rng, rows, steps, features))
    y = draw.answers(x)
    before = draw.turn(
        lambda: draw.recurrent(every=True),
        lambda: [LAYERS.Conv1D(6, 3)],
        lambda: draw.recurrent(every=True),
        lambda: [LAYERS.Conv1D(6, 3), LAYERS.MaxPooling1D(2)],
        lambda: draw.recurrent(every=True),
    )
    short = (None, features)

    def build(given, *after):
        return draw.made(given, [*before(), *after, draw.head()])

    repairs = {
        "Input": lambda: Healthy(build((steps, features), LAYERS.Flatten()), x, y),
        "pooling": lambda: Healthy(build(short, LAYERS.GlobalAveragePooling1D()), x, y),
    }
    causes = ("inner-width", "input-shape-missing-axis")
    also = ("wrong-timesteps", "target-shape")
    if draw.seed % 5 in (0, 2, 4):
        repairs["last step"] = lambda: Healthy(draw.made(short, [*draw.recurrent(), draw.head()]), x, y)
        also = ("extra-return-sequences", *also)
    return unbuilt(draw, "raises", short, [*before(), LAYERS.Flatten(), draw.head()], x, y, causes, repairs, also)


KINDS = (
    whole_table_declared,
    rows_declared_as_features,
    declared_the_other_way_round,
    coincidence_on_a_trained_model,
    input_of_images_one_axis_short,
    conv_reads_channels_for_steps,
    unknown_steps_into_flatten,
)
