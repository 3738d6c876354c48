"""Healthy programs about series: forecasts from windows, in the manner of tutorials on time series."""

import keras
import numpy as np
import pandas as pd
from keras import layers

from tools import structured
from tools.ground import Healthy, chain, functional


def of_windows(draw, table, *model_layers, ahead=1, loss="mse", given=True, flat_y=True):
    """Return the program of every window of a table and the value that follows."""
    steps = draw.size(6, 20)
    x, y = structured.windows(table, steps, ahead)
    model = chain(keras.Input(x.shape[1:]) if given else None, model_layers, loss, draw.functional and given)
    return Healthy(model, x, y if flat_y else y[:, None])


def rows(draw, most=160):
    return draw.size(80, most)


def vanilla_lstm_on_one_series(draw):
    ramp = np.arange(rows(draw))[:, None] * 10.0 + draw.rng.normal(0, 3, (1, 1))
    return of_windows(draw, ramp, layers.LSTM(8, activation="relu"), layers.Dense(1))


def stacked_lstm_on_one_series(draw):
    table = structured.waves(draw.rng, rows(draw))
    return of_windows(draw, table, layers.LSTM(6, return_sequences=True), layers.LSTM(5), layers.Dense(1))


def bidirectional_on_one_series(draw):
    return of_windows(
        draw, structured.waves(draw.rng, rows(draw)), layers.Bidirectional(layers.LSTM(5)), layers.Dense(1)
    )


def cnn_lstm_of_subsequences(draw):
    """Windows folded into subsequences, each read by a Conv1D before the LSTM."""
    parts, length = draw.size(2, 4), draw.size(5, 8)
    x, y = structured.windows(structured.waves(draw.rng, rows(draw)), parts * length)
    each = [layers.Conv1D(6, 2, activation="relu"), layers.MaxPooling1D(2), layers.Flatten()]
    model = [*map(layers.TimeDistributed, each), layers.LSTM(5), layers.Dense(1)]
    return Healthy(chain(keras.Input((None, length, 1)), model), x.reshape(-1, parts, length, 1), y)


def conv_lstm_of_subsequences(draw):
    """Windows folded into rows of a picture of height 1 for ConvLSTM2D."""
    parts, length = draw.size(2, 4), draw.size(5, 8)
    x, y = structured.windows(structured.counts(draw.rng, rows(draw)), parts * length)
    model = [layers.ConvLSTM2D(4, (1, 2), activation="relu"), layers.Flatten(), layers.Dense(1)]
    return Healthy(chain(keras.Input((parts, 1, length, 1)), model), x.reshape(-1, parts, 1, length, 1), y)


def several_input_series_one_answer(draw):
    """Two series and their sum: the answer is the sum at the last step of the window, which is no input."""
    table = structured.walk(draw.rng, rows(draw), 2, 50)
    steps = draw.size(4, 9)
    x = structured.cut(table, steps)
    model = chain(keras.Input((steps, 2)), [layers.LSTM(6, activation="relu"), layers.Dense(1)])
    return Healthy(model, x, table.sum(axis=1)[steps - 1 :])


def parallel_series(draw):
    """Every series has its next value to be told."""
    table = structured.weather(draw.rng, rows(draw), draw.size(3, 6))
    steps, columns = draw.size(8, 15), table.shape[1]
    x = structured.cut(table, steps)[:-1]
    model = chain(
        keras.Input((steps, columns)), [layers.LSTM(6, return_sequences=True), layers.LSTM(5), layers.Dense(columns)]
    )
    return Healthy(model, x, table[steps:])


def vector_of_several_steps(draw):
    steps, ahead = draw.size(9, 20), draw.size(3, 7)
    whole = structured.cut(structured.waves(draw.rng, rows(draw)), steps + ahead)
    model = chain(keras.Input((steps, 1)), [layers.LSTM(6), layers.Dense(ahead)], functional=draw.functional)
    return Healthy(model, whole[:, :steps], whole[:, steps:, 0])


def encoder_decoder_with_repeat_vector(draw):
    steps, ahead, columns = draw.size(9, 20), draw.size(3, 7), draw.size(2, 4)
    whole = structured.cut(structured.weather(draw.rng, rows(draw), columns), steps + ahead)
    model = [layers.LSTM(6), layers.RepeatVector(ahead), layers.LSTM(5, return_sequences=True)]
    model += [layers.TimeDistributed(layers.Dense(columns))]
    return Healthy(chain(keras.Input((steps, columns)), model), whole[:, :steps], whole[:, steps:])


def several_steps_of_one_of_many_columns(draw):
    steps, ahead, columns = draw.size(9, 20), draw.size(3, 7), draw.size(2, 6)
    whole = structured.cut(structured.weather(draw.rng, rows(draw), columns), steps + ahead)
    model = [layers.LSTM(6), layers.RepeatVector(ahead), layers.GRU(5, return_sequences=True), layers.Dense(1)]
    return Healthy(chain(keras.Input((steps, columns)), model), whole[:, :steps], whole[:, steps:, :1])


def dense_and_reshape_for_several_steps(draw):
    steps, ahead, columns = draw.size(9, 20), draw.size(3, 7), draw.size(2, 6)
    whole = structured.cut(structured.standard(structured.weather(draw.rng, rows(draw), columns)), steps + ahead)
    model = [layers.Lambda(lambda x: x[:, -1:, :]), layers.Flatten(), layers.Dense(ahead * columns)]
    model += [layers.Reshape((ahead, columns))]
    return Healthy(chain(keras.Input((steps, columns)), model), whole[:, :steps], whole[:, steps:])


def linear_at_every_step(draw):
    """A dense model without memory, asked for the next hour at each hour."""
    steps, columns = draw.size(9, 20), draw.size(3, 7)
    whole = structured.cut(structured.standard(structured.weather(draw.rng, rows(draw), columns)), steps + 1)
    return Healthy(chain(keras.Input((steps, columns)), [layers.Dense(1)]), whole[:, :-1], whole[:, 1:, :1])


def lstm_at_every_step(draw):
    steps, columns = draw.size(9, 20), draw.size(3, 7)
    whole = structured.cut(structured.standard(structured.weather(draw.rng, rows(draw), columns)), steps + 1)
    model = chain(keras.Input((None, columns)), [layers.LSTM(8, return_sequences=True), layers.Dense(1)])
    return Healthy(model, whole[:, :-1], whole[:, 1:, :1])


def conv_as_wide_as_the_window(draw):
    """A convolution over the whole window, so that one step is left, and a y with one step."""
    steps, columns = draw.size(4, 9), draw.size(3, 7)
    table = structured.standard(structured.weather(draw.rng, rows(draw), columns))
    x, y = structured.windows(table, steps)
    model = [layers.Conv1D(8, steps, activation="relu"), layers.Dense(5, activation="relu"), layers.Dense(1)]
    return Healthy(chain(keras.Input((steps, columns)), model), x, y[:, None, None])


def residual_forecast(draw):
    """The model tells the change to the last row, which is added."""
    steps, columns = draw.size(9, 15), draw.size(3, 6)
    whole = structured.cut(structured.standard(structured.weather(draw.rng, rows(draw), columns)), steps + 1)
    given = keras.Input((steps, columns))
    delta = layers.Dense(columns, kernel_initializer="zeros")(layers.LSTM(6, return_sequences=True)(given))
    return Healthy(functional(given, layers.Add()([given, delta])), whole[:, :-1], whole[:, 1:])


def stateful_month_by_month(draw):
    """One row a batch, the state is carried on."""
    values = structured.standard(np.diff(structured.counts(draw.rng, draw.size(35, 50), mean=200), axis=0))
    model = chain(keras.Input(batch_shape=(1, 1, 1)), [layers.LSTM(4, stateful=True), layers.Dense(1)])
    return Healthy(model, values[:-1, None], values[1:], {"batch_size": 1})


def stateful_weather_row_by_row(draw):
    """Each sample is one row, and what came before it is in the states."""
    table = structured.standard(structured.weather(draw.rng, draw.size(120, 160), 4))
    model = chain(keras.Input(batch_shape=(1, 1, 4)), [layers.GRU(4, stateful=True), layers.Dense(1)])
    return Healthy(model, table[:-1, None], table[1:, 0], {"batch_size": 1})


def passengers_with_a_short_look_back(draw):
    back = draw.size(2, 5)
    values = structured.counts(draw.rng, rows(draw), mean=300) / 600
    x, y = structured.windows(values, back)
    model = chain(keras.Input((back, 1)), [layers.LSTM(4), layers.Dense(1)])
    return Healthy(model, x.astype("float32"), y.astype("float32"))


def air_quality_from_lagged_columns(draw):
    """One step of many columns, one row for each hour: no look-back at all, and nothing of it was asked for."""
    table = draw.rng.normal(size=(rows(draw), draw.size(5, 9)))
    model = chain(keras.Input((1, table.shape[1])), [layers.LSTM(6), layers.Dense(1)], "mae")
    return Healthy(
        model, table[:, None], table @ draw.rng.normal(size=table.shape[1]) + 0.3 * draw.rng.normal(size=len(table))
    )


def household_power_week_by_week(draw):
    """Weeks side by side, without overlap; the answer is the total of each day of the next week."""
    weeks, columns = draw.size(40, 60), draw.size(4, 8)
    table = structured.weather(draw.rng, weeks * 7, columns).reshape(weeks, 7, columns)
    model = [layers.LSTM(8, activation="relu"), layers.RepeatVector(7), layers.LSTM(6, return_sequences=True)]
    model += [layers.TimeDistributed(layers.Dense(5, activation="relu")), layers.TimeDistributed(layers.Dense(1))]
    return Healthy(chain(keras.Input((7, columns)), model), table[:-1], table[1:, :, :1])


def stock_prices_scaled(draw):
    prices = structured.walk(draw.rng, rows(draw))
    scaled = (prices - prices.min()) / np.ptp(prices)
    drop = [
        layers.LSTM(6, return_sequences=True),
        layers.Dropout(0.2),
        layers.LSTM(5),
        layers.Dropout(0.2),
        layers.Dense(1),
    ]
    return of_windows(draw, scaled, *drop)


def returns_up_or_down(draw):
    returns = np.diff(np.log(structured.walk(draw.rng, rows(draw), 3)), axis=0)
    steps = draw.size(9, 20)
    x, following = structured.windows(returns, steps)
    model = [layers.LSTM(6), layers.Dense(1, activation="sigmoid")]
    return Healthy(chain(keras.Input((steps, 3)), model, "binary_crossentropy"), x, (following > 0).astype(int))


def buy_hold_sell(draw):
    """Three actions as one-hot rows from indicators of the past."""
    table = structured.standard(structured.walk(draw.rng, rows(draw), 5))
    steps = draw.size(9, 20)
    x, following = structured.windows(table, steps)
    move = following - x[:, -1, 0]
    labels = (move > 0.05).astype(int) + (move > -0.05)
    model = [layers.GRU(6), layers.Dense(3, activation="softmax")]
    return Healthy(chain(keras.Input((steps, 5)), model, "categorical_crossentropy"), x, structured.one_hot(labels, 3))


def sales_of_many_shops(draw):
    """Windows of each shop, put below each other; no window crosses a border."""
    steps = draw.size(7, 14)
    shops = [structured.counts(draw.rng, draw.size(60, 90), mean=mean) for mean in (20, 150, 600)]
    x, y = (np.concatenate(parts) for parts in zip(*(structured.windows(shop, steps) for shop in shops), strict=True))
    return Healthy(chain(keras.Input((steps, 1)), [layers.GRU(6), layers.Dense(1)], "huber"), x, y)


def demand_with_calendar(draw):
    """Sales beside hour, weekday and a flag for holidays."""
    hours = np.arange(rows(draw) + 100)
    holiday = (draw.rng.random(len(hours) // 24 + 1) < 0.1).repeat(24)[: len(hours)]
    table = np.stack([structured.counts(draw.rng, len(hours))[:, 0], hours % 24, hours // 24 % 7, holiday], axis=1)
    return of_windows(draw, table, layers.LSTM(6), layers.Dense(8, activation="relu"), layers.Dense(1), loss="mae")


def sine_and_cosine_of_the_day(draw):
    hours = np.arange(rows(draw))
    angle = 2 * np.pi * hours / 24
    table = np.stack([structured.weather(draw.rng, len(hours), 1)[:, 0], np.sin(angle), np.cos(angle)], axis=1)
    return of_windows(draw, table, layers.Conv1D(5, 3, padding="causal"), layers.GRU(4), layers.Dense(1))


def windows_in_any_order(draw):
    program = of_windows(
        draw, structured.weather(draw.rng, rows(draw), 3), layers.GRU(5), layers.Dense(1), flat_y=False
    )
    order = draw.rng.permutation(len(program.x))
    return program._replace(x=program.x[order], y=program.y[order])


def three_days_ahead(draw):
    return of_windows(draw, structured.walk(draw.rng, rows(draw), 2), layers.LSTM(5), layers.Dense(1), ahead=3)


def quantiles(draw):
    """Three answers for one target: a pinball loss of one's own that is meant to stretch y."""

    def pinball(y, answers):
        error, shares = y - answers, keras.ops.convert_to_tensor([0.1, 0.5, 0.9])
        return keras.ops.mean(keras.ops.maximum(shares * error, (shares - 1) * error), axis=-1)

    table = structured.counts(draw.rng, rows(draw), 2)
    return of_windows(draw, table, layers.LSTM(5), layers.Dense(3), loss=pinball, flat_y=False)


def windows_without_overlap(draw):
    steps, many = draw.size(6, 14), draw.size(40, 60)
    table = structured.waves(draw.rng, (many + 1) * steps, 2)
    x = table[:-steps].reshape(many, steps, 2)
    return Healthy(chain(keras.Input((steps, 2)), [layers.SimpleRNN(5), layers.Dense(1)]), x, table[steps::steps, 0])


def nothing_declared(draw):
    return of_windows(draw, structured.walk(draw.rng, rows(draw), 4), layers.LSTM(5), layers.Dense(1), given=False)


def frame_and_series(draw):
    """A table with days as its index, for a model without time."""
    count = rows(draw)
    days = pd.date_range("2021-03-01", periods=count)
    x = pd.DataFrame(structured.weather(draw.rng, count, 5), index=days, columns=list("abcde"))
    y = pd.Series(structured.score(draw.rng, x), index=days)
    return Healthy(chain(keras.Input((5,)), [layers.Dense(8, activation="relu"), layers.Dense(1)], "mae"), x, y)


def gaps_masked(draw):
    """Days without a measurement hold -1 in every column and are masked."""
    steps = draw.size(9, 20)
    x = structured.smooth(draw.rng, draw.size(40, 80), steps, 3)
    y = structured.score(draw.rng, x)
    x = np.where(draw.rng.random((len(x), steps, 1)) < 0.15, -1.0, x)
    return Healthy(chain(keras.Input((steps, 3)), [layers.Masking(-1.0), layers.LSTM(5), layers.Dense(1)]), x, y)


def lags_from_the_newest_on_read_backwards(draw):
    """Columns lag 0, lag 1 and so on; the layer begins with the last of them, the oldest."""
    back = draw.size(6, 14)
    x, y = structured.windows(structured.walk(draw.rng, rows(draw), draw.turn(1, 3)), back)
    reader = draw.turn(layers.LSTM(5, go_backwards=True), layers.Bidirectional(layers.GRU(4)))
    return Healthy(chain(keras.Input((back, x.shape[2])), [reader, layers.Dense(1)]), x[:, ::-1], y)


def lags_from_the_newest_on_laid_flat(draw):
    """A convolution over lags, whose every step has weights of its own behind it."""
    back = draw.size(6, 14)
    x, y = structured.windows(structured.waves(draw.rng, rows(draw)), back)
    model = [layers.Conv1D(4, 3), layers.Flatten(), layers.Dense(1)]
    return Healthy(chain(keras.Input((back, 1)), model), x[:, ::-1], y)


def the_same_day_of_four_weeks(draw):
    """Days are steps, and the last weeks stand side by side as features: parts of one series, one after the other."""
    weeks = draw.size(3, 5)
    x, y = structured.windows(structured.counts(draw.rng, rows(draw)), 7 * weeks)
    x = x.reshape(len(x), weeks, 7).transpose(0, 2, 1)
    return Healthy(chain(keras.Input((7, weeks)), [layers.LSTM(5), layers.Dense(1)]), x, y)


def shops_that_share_their_week(draw):
    """Shops side by side, all with one season that is as long as there are shops, in pieces without overlap."""
    many, steps = draw.turn(3, 4, 6), draw.turn(12, 16, 18)
    draw.sizes |= {many, steps}
    pieces = draw.size(50, 80)
    season = np.tile(draw.rng.normal(size=many), pieces * steps // many)
    table = season[:, None] * draw.rng.uniform(0.5, 1.5, pieces).repeat(steps)[:, None]
    x = (table + 0.1 * draw.rng.normal(size=(pieces * steps, many))).reshape(pieces, steps, many)
    y = structured.score(draw.rng, x)
    return Healthy(chain(keras.Input((steps, many)), [layers.GRU(5), layers.Dense(1)]), x, y)


def a_machine_with_five_loads(draw):
    """One machine, set to one load after the other; its week goes on over the jumps."""
    part = draw.turn(117, 152, 107)
    load = draw.rng.permutation([100, 220, 350, 500, 900.0]).repeat(part)
    week = 4 * np.array([0, 1, 1, 1, 2, 4, 3])[np.arange(len(load)) % 7]
    table = (load + week + 0.6 * draw.rng.normal(size=len(load)))[:, None]
    return of_windows(draw, table, layers.LSTM(5), layers.Dense(1))


def sensors_in_a_row_that_heat_up(draw):
    """Neighbouring sensors are alike and share one distribution; with time all of them grow, and scatter more."""
    many, steps, places = draw.size(60, 90), draw.turn(4, 9, 12), draw.size(13, 19)
    draw.sizes.add(steps)
    raw = draw.rng.normal(size=(many, steps, places + 4))
    x = np.lib.stride_tricks.sliding_window_view(raw, 5, axis=2).mean(axis=-1)
    x = x.cumsum(axis=1) + 3 * np.arange(steps)[:, None]
    model = chain(keras.Input((steps, places)), [layers.LSTM(5), layers.Dense(1)])
    return Healthy(model, x, structured.score(draw.rng, x))
