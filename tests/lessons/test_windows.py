"""The panel of cuts counts windows as Keras cuts them, for every combination of sizes."""

from itertools import product

import keras
import numpy as np
import pytest

import helpers
from helpers.pictures.sizes import window_count

LENGTHS, SEQUENCES, STRIDES, RATES, HORIZONS = (7, 12, 41), (1, 3, 5), (1, 2, 4), (1, 2, 3), (0, 1, 6)
GRID = list(product(LENGTHS, SEQUENCES, STRIDES, RATES, HORIZONS))


# Every seventh size in each run, all of them in `make prove`.
@pytest.mark.parametrize("grid", [GRID[::7], pytest.param(GRID, marks=pytest.mark.generated)], ids=["some", "all"])
def test_there_are_as_many_windows_as_keras_cuts(grid):
    for length, sequence, stride, rate, horizon in grid:
        rows = np.arange(length, dtype="float32")[:, np.newaxis]
        needed = (sequence - 1) * rate + 1 + horizon
        many = window_count(length, sequence, stride, rate, horizon)
        assert (many == 0) == (needed > length)
        if many:
            later = rows[needed - 1 :, 0]  # the target of the window that starts at row i; its own last row for 0
            cut = keras.utils.timeseries_dataset_from_array
            [(x, y)] = cut(rows, later, sequence, stride, rate, batch_size=1000).as_numpy_iterator()
            assert len(x) == many and np.array_equal(y, x[:, -1, 0] + horizon)


def test_the_table_of_microsoft_stands_newest_first_as_in_its_file():
    table = helpers.newest_first_table()
    assert table.shape == (65, 3)
    assert list(table.columns) == ["open", "close", "volume"]
    assert table.index.is_monotonic_decreasing
