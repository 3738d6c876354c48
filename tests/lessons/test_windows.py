"""Windows and targets are exactly what Keras' own function gives, for every combination of sizes."""

from itertools import product

import keras
import numpy as np
import pandas as pd
import pytest

import helpers
from helpers.windows import window_count

LENGTHS, SEQUENCES, STRIDES, RATES, HORIZONS = (7, 12, 41), (1, 3, 5), (1, 2, 4), (1, 2, 3), (1, 2, 6)
GRID = [
    sizes
    for sizes in product(LENGTHS, SEQUENCES, STRIDES, RATES, HORIZONS)
    if (sizes[1] - 1) * sizes[3] + 1 + sizes[4] <= sizes[0]
]
TOO_SHORT = sorted(set(product(LENGTHS, SEQUENCES, STRIDES, RATES, HORIZONS)) - set(GRID))


def series(length):
    """Rows that say where they stand, three features of them, and targets that do."""
    rows = np.arange(length)[:, np.newaxis] * 10.0 + np.arange(3)
    return rows.astype("float32"), np.arange(length, dtype="float32") * 1000


def by_keras(rows, targets, sequence, stride, rate, horizon, **options):
    later = targets[(sequence - 1) * rate + horizon :]
    return keras.utils.timeseries_dataset_from_array(
        rows, later, sequence_length=sequence, sequence_stride=stride, sampling_rate=rate, **options
    )


def arrays(dataset):
    return [(np.array(x), np.array(y)) for x, y in dataset]


def same(one, other):
    return len(one) == len(other) and all(
        np.array_equal(a, b) for pair in zip(one, other, strict=True) for a, b in zip(*pair, strict=True)
    )


# Every seventh size in each run, all of them in `make prove`.
each_size = pytest.mark.parametrize(
    "sizes_of_grid", [GRID[::7], pytest.param(GRID, marks=pytest.mark.generated)], ids=["some", "all"]
)


def test_the_grid_is_large():
    assert len(GRID) > 120
    assert len(TOO_SHORT) > 30


@each_size
def test_windows_and_targets_are_those_of_keras_at_every_size(sizes_of_grid):
    for length, *sizes in sizes_of_grid:
        rows, targets = series(length)
        sequence, stride, rate, horizon = sizes
        [(x, y)] = arrays(by_keras(rows, targets, *sizes, batch_size=10_000))
        ours = helpers.windows_and_targets(rows, targets, sequence, horizon, stride, rate)
        assert same([ours], [(x, y)]), sizes
        assert len(x) == window_count(length, sequence, stride, rate, horizon), sizes
        assert np.array_equal(ours[1], (ours[0][:, -1, 0] / 10 + horizon) * 1000), "the target lies after the last row"


@pytest.mark.parametrize("length", LENGTHS)
def test_windows_without_targets_are_those_of_keras_at_every_size(length):
    rows, _ = series(length)
    for sequence, stride, rate in product(SEQUENCES, STRIDES, RATES):
        many = window_count(length, sequence, stride, rate)
        if many == 0:
            with pytest.raises(ValueError, match="rows; got"):
                helpers.make_windows(rows, sequence, stride, rate)
            continue
        dataset = keras.utils.timeseries_dataset_from_array(rows, None, sequence, stride, rate, batch_size=10_000)
        [x] = [np.array(x) for x in dataset]
        ours = helpers.make_windows(rows, sequence, stride, rate)
        assert np.array_equal(ours, x)
        assert len(x) == many


@pytest.mark.parametrize("sizes", [(10, 1, 1), (10, 4, 1), (5, 2, 3)])
@pytest.mark.parametrize("axes", [1, 2])
def test_windows_are_a_view_of_the_series_and_cannot_be_written(sizes, axes):
    rows = np.arange(120.0, dtype="float32").reshape((120,) if axes == 1 else (40, 3))
    windows = helpers.make_windows(rows, *sizes)
    assert np.shares_memory(windows, rows)
    assert not windows.flags.writeable


@pytest.mark.parametrize("kind", [list, pd.Series, np.array])
def test_one_feature_may_come_as_a_list_a_column_or_an_array(kind):
    x, y = helpers.windows_and_targets(kind([10, 20, 30, 40, 50]), kind([1, 2, 3, 4, 5]), 2, sampling_rate=2)
    assert x[:, :, 0].tolist() == [[10, 30], [20, 40]]
    assert y.tolist() == [4, 5]


def test_a_table_is_cut_as_its_array_is():
    table = pd.DataFrame(series(12)[0], columns=list("abc"))
    assert np.array_equal(helpers.make_windows(table, 3, 2), helpers.make_windows(table.to_numpy(), 3, 2))


@pytest.mark.parametrize("sizes", TOO_SHORT[::5])
def test_a_window_longer_than_the_series_is_refused_with_the_rows_that_it_needs(sizes):
    length, sequence, stride, rate, horizon = sizes
    rows, targets = series(length)
    needed = (sequence - 1) * rate + 1 + horizon
    assert window_count(length, sequence, stride, rate, horizon) == 0
    with pytest.raises(ValueError, match=rf"need at least {needed} rows; got {length}\."):
        helpers.windows_and_targets(rows, targets, sequence, horizon, stride, rate)


def test_the_table_of_microsoft_stands_newest_first_as_in_its_file():
    table = helpers.newest_first_table()
    assert table.shape == (65, 3)
    assert list(table.columns) == ["open", "close", "volume"]
    assert table.index.is_monotonic_decreasing
