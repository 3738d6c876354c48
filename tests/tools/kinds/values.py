"""Kinds of faults that only values show: every shape fits."""

import numpy as np

from tools import structured
from tools.ground import LAYERS, Healthy, Program


def one_answer(draw, given, *first):
    """Return a compiled model with one answer for each sample."""
    loss = draw.turn("mse", "mae", "huber", "mse", "mae")
    return draw.made(given, [*first, *draw.recurrent(), LAYERS.Dense(1)], loss)


def turned(draw, x, y):
    """Return the program in which features and timesteps have changed places, and the declaration with them."""
    _, steps, features = x.shape
    given = draw.turn((features, steps), None, (features, steps), (None, steps), (features, steps))

    def right():
        shape = {None: None, (None, steps): (None, features)}.get(given, (steps, features))
        return Healthy(one_answer(draw, shape), x, y)

    model = one_answer(draw, given)
    return Program("silent", model, x.transpose(0, 2, 1), y, ("swapped-axes",), {"transpose": right})


def scaled_series(draw, rows, columns):
    """Return a table on one scale, so that no column stands out by its level."""
    values = draw.turn(structured.waves, structured.weather, structured.walk, structured.waves, structured.weather)
    return structured.standard(values(draw.rng, rows, columns))


def swapped_and_scaled(draw):
    """Overlapping windows (samples, features, timesteps), standardised: the overlap proves which axis is time."""
    steps, columns = draw.size(9, 20), draw.size(3, 7)
    table = scaled_series(draw, draw.size(200, 400), columns)
    x, y = structured.windows(table, steps)
    return turned(draw, x, y)


def swapped_independent(draw):
    """Independent samples (samples, features, timesteps) whose rows have levels: those are the features."""
    steps, features = draw.size(9, 20), draw.size(3, 6)
    x = structured.leveled(draw.rng, structured.smooth(draw.rng, draw.size(120, 240), steps, features))
    return turned(draw, x, structured.score(draw.rng, x))


def laid_flat_and_scaled(draw):
    """Windows of scaled features laid flat to one feature: a row moves by as many columns as there were features."""
    steps, columns = draw.size(8, 16), draw.size(2, 6)
    table = scaled_series(draw, draw.size(200, 400), columns)
    x, y = structured.windows(table, steps)
    x = np.ascontiguousarray(x)
    given = draw.turn((steps * columns, 1), (steps * columns, 1), None, (steps * columns, 1), (None, 1))

    def right():
        shape = {None: None, (None, 1): (None, columns)}.get(given, (steps, columns))
        return Healthy(one_answer(draw, shape), x, y)

    repairs = {"reshape": right}
    flat = x.reshape(len(x), -1, 1)
    return Program("silent", one_answer(draw, given), flat, y, ("features-as-timesteps",), repairs)


def every_number_a_sample(draw):
    """x (n, 1, 1) of a smooth series, whose y hangs on the numbers before: nothing earlier is in a sample."""
    back, rows = draw.size(3, 7), draw.size(200, 400)
    series = draw.turn(structured.waves, structured.walk)(draw.rng, rows)
    y = np.convolve(series[:, 0], np.ones(back) / back, "valid")
    x = series[back - 1 :, None]

    def right():
        steps = back + 2
        model, table = one_answer(draw, (steps, 1)), series[back - 1 :]
        return Healthy(model, structured.cut(table, steps), y[steps - 1 :], table=table)

    causes, also = ("single-timestep",), ("needs-windows",)
    return Program("silent", one_answer(draw, (1, 1)), x, y, causes, {"windows": right}, also)


def answer_in_the_window_scaled(draw):
    """x is scaled, y is not: through a scale and a shift the target stands in its own window."""
    steps, columns = draw.size(9, 18), draw.size(2, 5)
    table = draw.turn(structured.waves, structured.walk, structured.weather)(draw.rng, draw.size(200, 350), columns)
    scaled = structured.standard(table)
    column, back = int(draw.rng.integers(columns)), draw.turn(1, 1, 1, 2, 1)
    scale, shift = draw.turn(40, -3, 250, 0.5, 12), draw.turn(7, 100, 0, 2, -5)
    x, _ = structured.windows(scaled, steps)
    y = scale * scaled[:, column] + shift

    def build():
        return one_answer(draw, (steps, columns))

    inside = y[steps - back : len(y) - back]
    repairs = {
        "next": lambda: Healthy(build(), x, y[steps:]),
        "without the last": lambda: Healthy(build(), x[:-back], inside[back:]),
    }
    return Program("silent", build(), x, inside, ("target-misaligned",), repairs, note=f"{back} from the end")


def horizon_starts_one_early(draw):
    """y of several steps whose first one is the last step of the input."""
    steps, ahead, rows = draw.size(9, 18), draw.size(4, 8), draw.size(200, 350)
    values = draw.turn(structured.waves, structured.walk, structured.weather, structured.walk, structured.waves)
    table = values(draw.rng, rows, draw.turn(1, 1, 3, 1, 2))
    whole = structured.cut(table, steps + ahead)
    x, following = whole[:, :steps], structured.cut(table[:, :1], ahead)[..., 0]
    loss, last = draw.turn("mse", "mae", "huber"), draw.seed % 5 == 4

    def build():
        tail = [LAYERS.Reshape((ahead, 1))] if last else []
        return draw.made((steps, table.shape[1]), [*draw.recurrent(), LAYERS.Dense(ahead), *tail], loss)

    def targets(first):
        y = following[first : first + len(x)]
        return y[..., None] if last else y

    repairs = {
        "shift": lambda: Healthy(build(), x, targets(steps)),
        "without the last": lambda: Healthy(build(), x[:-1], targets(steps)[:-1]),
    }
    return Program("silent", build(), x, targets(steps - 1), ("target-misaligned",), repairs)


def two_shops_in_one_table(draw):
    """Windows over the border of groups that stand below each other, each with a level and a noise of its own."""
    steps, many = draw.size(8, 15), draw.turn(2, 2, 3, 2, 4)
    levels = draw.rng.permutation([40, 900, 230, 5200])[:many]
    spreads = draw.rng.uniform(0.03, 0.09, many)
    rows = [draw.size(110, 220) for _ in range(many)]
    shops = [
        level * (1 + spread * structured.waves(draw.rng, n))
        for level, spread, n in zip(levels, spreads, rows, strict=True)
    ]
    shops = [shop.round() if draw.seed % 2 == 0 else shop for shop in shops]
    x, y = structured.windows(np.concatenate(shops), steps)
    apart = [structured.windows(shop, steps) for shop in shops]
    right_x, right_y = (np.concatenate(parts) for parts in zip(*apart, strict=True))

    def build():
        return one_answer(draw, (steps, 1))

    repairs = {"each group": lambda: Healthy(build(), right_x, right_y)}
    return Program("silent", build(), x, y, ("windows-cross-groups",), repairs, note=f"{many} groups")


def frames_reshaped(draw):
    """Smooth values whose axes were put in order by reshape where transpose was needed: the shape fits."""
    rows, size, steps = draw.size(24, 40), draw.size(10, 14), draw.size(5, 9)
    kind = draw.turn("channels first", "colour pictures", "time last", "block", "channels first")
    if kind == "block":
        x = structured.smooth(draw.rng, rows + 60, steps + 11, draw.size(3, 4), noise=0.02)
        stored, order = x.transpose(0, 2, 1), (0, 2, 1)  # kept as (samples, features, timesteps)
    elif kind == "colour pictures":
        x = structured.pictures(draw.rng, rows + 40, size, 3)
        stored, order = x.transpose(0, 3, 1, 2), (0, 2, 3, 1)
    elif kind == "time last":
        x = structured.films(draw.rng, rows, steps, size, 3)
        stored, order = x.transpose(0, 2, 3, 4, 1), (0, 4, 1, 2, 3)
    else:  # a film with channels last, for a model that reads channels first
        stored = structured.films(draw.rng, rows, steps, size, 3)
        x, order = stored.transpose(0, 1, 4, 2, 3), (0, 1, 4, 2, 3)
    stored = np.ascontiguousarray(stored)
    x = stored.transpose(order)
    y = structured.score(draw.rng, x)

    def build():
        if x.ndim == 5:
            return one_answer(draw, x.shape[1:], LAYERS.TimeDistributed(LAYERS.Flatten()))
        flat = [LAYERS.Conv2D(4, 3), LAYERS.Reshape((-1, 4))] if x.ndim == 4 else []
        return one_answer(draw, x.shape[1:], *flat)

    repairs = {"transpose": lambda: Healthy(build(), x, y)}
    scrambled = stored.reshape(x.shape).copy()
    return Program("silent", build(), scrambled, y, ("scrambled-reshape",), repairs, note=kind)


KINDS = (
    swapped_and_scaled,
    swapped_independent,
    laid_flat_and_scaled,
    every_number_a_sample,
    answer_in_the_window_scaled,
    horizon_starts_one_early,
    two_shops_in_one_table,
    frames_reshaped,
)
