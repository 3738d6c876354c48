"""Broken in the axes of x, and in what Input declares."""

import keras
import numpy as np

from tools.broken_programs import (
    LAYERS,
    Broken,
    answers,
    anything,
    declares,
    either,
    fun,
    noise,
    reads,
    seq,
    through,
)


def _sizes(draw):
    return draw.size(40, 70), draw.size(9, 19), draw.size(3, 7)


def _head():
    return LAYERS.Dense(1)


def rows_of_frames_laid_flat(draw):
    """The rows of each frame are laid flat, and the time axis stands."""
    rows, steps, wide, high = draw.size(30, 50), draw.size(5, 8), draw.size(9, 13), draw.size(2, 4)
    model = seq(keras.Input((steps, wide, high)), LAYERS.ConvLSTM1D(3, 3), LAYERS.Flatten(), _head())
    x = noise(draw, rows, steps, wide * high)
    return Broken(model, x, noise(draw, rows, 1), ("flattened-steps",), reads((rows, steps, wide, high)))


def volumes_with_channels_first(draw):
    rows, a, b, c, channels = draw.size(12, 20), draw.size(7, 9), draw.size(10, 12), draw.size(13, 15), 2
    model = seq(keras.Input((a, b, c, channels)), LAYERS.Conv3D(2, 3), LAYERS.GlobalAveragePooling3D(), _head())
    x = noise(draw, rows, channels, a, b, c)
    return Broken(model, x, noise(draw, rows, 1), ("swapped-axes",), reads((rows, a, b, c, channels)))


def grey_pictures_for_coloured(draw):
    rows, size = draw.size(30, 50), draw.size(10, 14)
    model = seq(keras.Input((size, size, 3)), LAYERS.Conv2D(4, 3), LAYERS.Flatten(), _head())
    x, y = noise(draw, rows, size, size, 1), noise(draw, rows, 1)
    right = either(declares((size, size, 1)), reads((rows, size, size, 3)))
    return Broken(model, x, y, ("wrong-features",), right)


def one_picture_to_be_told(draw):
    size = draw.size(10, 14)
    model = seq(keras.Input((size, size, 3)), LAYERS.Conv2D(4, 3), LAYERS.Flatten(), _head())
    return Broken(model, noise(draw, size, size, 3), None, ("missing-samples-axis",), reads((1, size, size, 3)))


def digits_laid_flat(draw):
    rows, size = draw.size(40, 60), draw.size(7, 10)
    model = seq(keras.Input((size, size, 1)), LAYERS.Conv2D(4, 3), LAYERS.Flatten(), _head())
    x = noise(draw, rows, size * size)
    return Broken(model, x, noise(draw, rows), ("flattened-steps",), reads((rows, size, size, 1)))


def height_for_width(draw):
    rows, high, wide = draw.size(30, 50), draw.size(9, 13), draw.size(15, 19)
    given = keras.Input((high, wide, 3))
    model = fun(given, through(given, LAYERS.Conv2D(4, 3), LAYERS.GlobalMaxPooling2D(), _head()))
    x = noise(draw, rows, wide, high, 3)
    right = either(reads((rows, high, wide, 3)), declares((wide, high, 3)))
    return Broken(model, x, noise(draw, rows, 1), ("swapped-axes",), right)


def rows_with_an_axis_between(draw):
    rows, columns = draw.size(40, 60), draw.size(6, 11)
    model = seq(keras.Input((columns,)), LAYERS.Dense(8), _head())
    return Broken(model, noise(draw, rows, 1, columns), noise(draw, rows, 1), ("extra-axis",), reads((rows, columns)))


def one_row_to_be_told(draw):
    columns = draw.size(6, 11)
    model = seq(keras.Input((columns,)), LAYERS.Dense(8), _head())
    return Broken(model, noise(draw, columns), None, ("missing-samples-axis",), reads((1, columns)))


def table_on_its_side(draw):
    rows, columns = draw.size(40, 60), draw.size(6, 11)
    model = seq(keras.Input((columns,)), LAYERS.Dense(8), _head())
    return Broken(model, noise(draw, columns, rows), noise(draw, rows, 1), ("swapped-axes",), reads((rows, columns)))


def batch_of_a_batch(draw):
    rows, steps, features = _sizes(draw)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(5), _head())
    x = noise(draw, 1, rows, steps, features)
    return Broken(model, x, noise(draw, rows, 1), ("extra-axis",), reads((rows, steps, features)))


def sessions_of_trials(draw):
    sessions, trials, steps, features = draw.size(4, 7), draw.size(8, 12), draw.size(13, 19), draw.size(2, 3)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(5), _head())
    x, rows = noise(draw, sessions, trials, steps, features), sessions * trials
    return Broken(model, x, noise(draw, rows, 1), ("extra-axis",), reads((rows, steps, features)))


def flat_for_each_step_first(draw):
    rows, steps, features = _sizes(draw)
    layers = LAYERS.TimeDistributed(LAYERS.Dense(4)), LAYERS.Bidirectional(LAYERS.LSTM(3)), _head()
    model = seq(keras.Input((steps, features)), *layers)
    x = noise(draw, rows, steps * features)
    return Broken(model, x, noise(draw, rows), ("flattened-steps",), reads((rows, steps, features)))


def films_laid_flat(draw):
    rows, steps, size = draw.size(20, 40), draw.size(4, 6), draw.size(8, 11)
    each = [LAYERS.TimeDistributed(LAYERS.Conv2D(2, 3)), LAYERS.TimeDistributed(LAYERS.Flatten())]
    model = seq(keras.Input((steps, size, size, 1)), *each, LAYERS.LSTM(4), _head())
    x = noise(draw, rows, steps * size * size)
    return Broken(model, x, noise(draw, rows), ("flattened-steps",), reads((rows, steps, size, size, 1)))


def pictures_that_are_steps_of_films(draw):
    """Every picture is a sample; y has one answer for each film."""
    films, steps, size = draw.size(9, 14), draw.size(4, 6), draw.size(15, 18)
    each = [LAYERS.TimeDistributed(LAYERS.Conv2D(2, 3)), LAYERS.TimeDistributed(LAYERS.Flatten())]
    model = seq(keras.Input((steps, size, size, 3)), *each, LAYERS.LSTM(4), _head())
    x = noise(draw, films * steps, size, size, 3)
    causes = ("merged-samples", "missing-timesteps-axis", "missing-samples-axis")
    return Broken(model, x, noise(draw, films, 1), causes, reads((films, steps, size, size, 3)))


def steps_that_are_samples(draw):
    """Rows of all samples under each other, and y has one answer for each sample."""
    rows, steps, features = _sizes(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), _head())
    x = noise(draw, rows * steps, features)
    causes = ("merged-samples", "missing-timesteps-axis", "missing-samples-axis")
    return Broken(model, x, noise(draw, rows, 1), causes, reads((rows, steps, features)))


def stereo_with_channels_first(draw):
    rows, long = draw.size(30, 50), draw.size(90, 160)
    given = keras.Input((long, 2))
    model = fun(given, through(given, LAYERS.Conv1D(4, 5), LAYERS.MaxPooling1D(2), LAYERS.GRU(3), _head()))
    return Broken(model, noise(draw, rows, 2, long), noise(draw, rows, 1), ("swapped-axes",), reads((rows, long, 2)))


def time_first_for_both_directions(draw):
    rows, steps, features = _sizes(draw)
    model = seq(keras.Input((None, features)), LAYERS.Bidirectional(LAYERS.GRU(4)), _head())
    x = noise(draw, steps, rows, features)
    causes = ("swapped-samples-timesteps",)
    return Broken(model, x, noise(draw, rows, 1), causes, reads((rows, steps, features)))


def one_window_laid_flat(draw):
    _, steps, features = _sizes(draw)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), _head())
    causes = ("missing-samples-axis", "flattened-steps")
    return Broken(model, noise(draw, steps * features), None, causes, reads((1, steps, features)))


def one_series_uncut(draw):
    steps, long = draw.size(9, 15), draw.size(200, 300)
    model = seq(keras.Input((steps, 1)), LAYERS.SimpleRNN(4), _head())
    x = np.cumsum(draw.rng.normal(size=long))
    return Broken(model, x, None, ("needs-windows",), reads((long - steps + 1, steps, 1)))


def table_uncut_beside_targets_of_windows(draw):
    steps, long, features = draw.size(9, 15), draw.size(200, 300), draw.size(3, 6)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), _head())
    x = np.cumsum(draw.rng.normal(size=(long, features)), axis=0)
    y = noise(draw, long - steps, 1)
    return Broken(model, x, y, ("needs-windows",), reads((long - steps, steps, features)))


def whole_block_declared(draw):
    rows, steps, features = _sizes(draw)
    layers = [keras.Input((rows, steps, features)), LAYERS.Bidirectional(LAYERS.LSTM(4)), _head()]
    x = noise(draw, rows, steps, features)
    return Broken(layers, x, noise(draw, rows, 1), ("samples-in-input-shape",), declares((steps, features)))


def pictures_declared_with_their_count(draw):
    rows, size = draw.size(30, 50), draw.size(10, 14)
    layers = [keras.Input((rows, size, size, 3)), LAYERS.Conv2D(4, 3), LAYERS.Flatten(), _head()]
    x = noise(draw, rows, size, size, 3)
    return Broken(layers, x, noise(draw, rows, 1), ("samples-in-input-shape",), declares((size, size, 3)))


def steps_alone_declared(draw):
    rows, steps, features = _sizes(draw)
    layers = [keras.Input((steps,)), LAYERS.Conv1D(4, 3), LAYERS.LSTM(3), _head()]
    x = noise(draw, rows, steps, features)
    return Broken(layers, x, noise(draw, rows, 1), ("input-shape-missing-axis",), declares((steps, features)))


def films_declared_without_time(draw):
    rows, steps, size = draw.size(20, 40), draw.size(4, 6), draw.size(8, 11)
    layers = [keras.Input((size, size, 3)), LAYERS.ConvLSTM2D(3, 3), LAYERS.GlobalAveragePooling2D(), _head()]
    x = noise(draw, rows, steps, size, size, 3)
    return Broken(layers, x, noise(draw, rows, 1), ("input-shape-missing-axis",), declares((steps, size, size, 3)))


def declared_the_other_way(draw):
    rows, steps, features = _sizes(draw)
    model = seq(keras.Input((features, steps)), LAYERS.GRU(4), _head())
    x = noise(draw, rows, steps, features)
    right = either(declares((steps, features)), reads((rows, features, steps)))
    return Broken(model, x, noise(draw, rows, 1), ("swapped-axes",), right)


def a_column_less_than_declared(draw):
    rows, steps, features = _sizes(draw)
    given = keras.Input((steps, features + 1))
    model = fun(given, through(given, LAYERS.LSTM(4), _head()))
    x = noise(draw, rows, steps, features)
    return Broken(model, x, noise(draw, rows, 1), ("wrong-features",), declares((steps, features)))


def fewer_steps_than_declared(draw):
    rows, steps, features = _sizes(draw)
    model = seq(keras.Input((steps + 5, features)), LAYERS.Conv1D(4, 3), LAYERS.LSTM(4), _head())
    x = noise(draw, rows, steps, features)
    right = either(declares((steps, features)), declares((None, features)))
    return Broken(model, x, noise(draw, rows, 1), ("wrong-timesteps",), right)


def second_input_has_a_column_more(draw):
    rows, steps, features = _sizes(draw)
    facts = draw.size(6, 11)
    one, other = keras.Input((steps, features), name="readings"), keras.Input((facts,), name="facts")
    out = LAYERS.Concatenate()([LAYERS.LSTM(4)(one), LAYERS.Dense(3)(other)])
    x = [noise(draw, rows, steps, features), noise(draw, rows, facts + 2)]
    right = either(reads((rows, steps, features), (rows, facts)), declares((steps, features), (facts + 2,)))
    return Broken(fun([one, other], _head()(out)), x, noise(draw, rows, 1), ("wrong-features",), right)


def second_input_lies_flat(draw):
    rows, steps, features = _sizes(draw)
    more = draw.size(20, 26)
    one, other = keras.Input((steps, features)), keras.Input((more, 2))
    out = LAYERS.Concatenate()([LAYERS.LSTM(4)(one), LAYERS.GRU(3)(other)])
    x = [noise(draw, rows, steps, features), noise(draw, rows, more * 2)]
    right = reads((rows, steps, features), (rows, more, 2))
    return Broken(fun([one, other], _head()(out)), x, noise(draw, rows, 1), ("flattened-steps",), right)


def inputs_in_the_other_order(draw):
    rows, steps, features = _sizes(draw)
    facts = draw.size(6, 11)
    one, other = keras.Input((steps, features)), keras.Input((facts,))
    out = LAYERS.Concatenate()([LAYERS.LSTM(4)(one), LAYERS.Dense(3)(other)])
    x = [noise(draw, rows, facts), noise(draw, rows, steps, features)]
    right = reads((rows, steps, features), (rows, facts))
    return Broken(fun([one, other], _head()(out)), x, noise(draw, rows, 1), ("input-count",), right)


def names_on_the_wrong_arrays(draw):
    rows, steps, features = _sizes(draw)
    facts = draw.size(6, 11)
    one, other = keras.Input((steps, features), name="readings"), keras.Input((facts,), name="facts")
    out = LAYERS.Concatenate()([LAYERS.LSTM(4)(one), LAYERS.Dense(3)(other)])
    x = {"facts": noise(draw, rows, steps, features), "readings": noise(draw, rows, facts)}
    return Broken(fun([one, other], _head()(out)), x, noise(draw, rows, 1), ("input-count",), anything)


def two_arrays_for_three_inputs(draw):
    rows, steps, features = _sizes(draw)
    given = [keras.Input((steps, features)) for _ in range(3)]
    out = LAYERS.Concatenate()([LAYERS.LSTM(3)(one) for one in given])
    x = [noise(draw, rows, steps, features) for _ in range(2)]
    return Broken(fun(given, _head()(out)), x, noise(draw, rows, 1), ("input-count",), anything)


def pairs_stacked_in_one_array(draw):
    """Twins share one encoder; their two series stand in one array."""
    rows, steps, features = _sizes(draw)
    given, shared = [keras.Input((steps, features)) for _ in range(2)], LAYERS.LSTM(4)
    out = LAYERS.Subtract()([shared(one) for one in given])
    x = noise(draw, rows, 2, steps, features)
    right = reads((rows, steps, features), (rows, steps, features))
    return Broken(fun(given, _head()(out)), x, noise(draw, rows, 1), ("input-count",), right)


def several_windows_for_one(draw):
    """A model of one measurement gets the two last days as columns."""
    rows, steps = draw.size(40, 70), draw.size(9, 19)
    model = seq(keras.Input((steps, 1)), LAYERS.LSTM(4), _head())
    x = noise(draw, rows, steps, 2)
    right = either(reads((rows, steps, 1)), declares((steps, 2)))
    return Broken(model, x, noise(draw, rows, 1), ("wrong-features",), right)


def a_series_as_one_sample(draw):
    steps, features = draw.size(9, 19), draw.size(3, 7)
    rows = draw.size(200, 300)
    x, y = noise(draw, 1, rows, features), noise(draw, rows)
    model = seq(keras.Input((steps, features)), LAYERS.GRU(4), _head())
    return Broken(model, x, y, ("needs-windows",), reads((rows - steps, steps, features)))


def a_series_as_one_sample_with_the_targets_of_its_windows(draw):
    steps, features = draw.size(9, 19), draw.size(3, 7)
    rows = draw.size(200, 300)
    x, y = noise(draw, 1, rows, features), noise(draw, rows - steps)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), _head())
    return Broken(model, x, y, ("needs-windows",), reads((rows - steps, steps, features)))


def one_sample_answered_step_by_step(draw):
    _, steps, features = _sizes(draw)
    x, y = noise(draw, 1, steps, features), noise(draw, steps)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4, return_sequences=True), _head())
    return Broken(model, x, y, ("sample-count-mismatch",), lambda state: state.y.shapes[0][:2] == (1, steps))


def windows_beside_every_row_of_y(draw):
    rows, steps, features = _sizes(draw)
    x, y = noise(draw, rows, steps, features), noise(draw, rows + steps - 1)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), _head())
    return Broken(model, x, y, ("sample-count-mismatch",), answers((rows - 1,)))


def windows_with_a_next_row_beside_every_row_of_y(draw):
    rows, steps, features = _sizes(draw)
    x, y = noise(draw, rows, steps, features), noise(draw, rows + steps, 1)
    model = seq(keras.Input((steps, features)), LAYERS.LSTM(4), _head())
    return Broken(model, x, y, ("sample-count-mismatch",), answers((rows, 1)))


def gray_films(draw):
    """Films without an axis for their colours; nothing is declared."""
    rows, steps, side = draw.size(12, 20), draw.size(5, 9), draw.size(10, 14)
    layers = [LAYERS.ConvLSTM2D(3, 3), LAYERS.GlobalAveragePooling2D(), LAYERS.Dense(1)]
    x, right = noise(draw, rows, steps, side, side), reads((rows, steps, side, side, 1))
    return Broken(seq(*layers), x, noise(draw, rows), ("missing-features-axis",), right)


KINDS = [
    one for name, one in list(globals().items())
    if callable(one) and getattr(one, "__module__", "") == __name__ and not name.startswith("_")
]  # fmt: skip
