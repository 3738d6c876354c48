"""Right data raise no alarm: 32 kinds of series in five forms, and 63 kinds of other data, each from many seeds."""

import tracemalloc

import numpy as np
import pytest
from tools.slips_of_values import EXPECTED, complaints, right

from lstm_shapes import evidence

OF_TWO = {"copies", "looked_at", "needs_earlier", "padded_apart", "target_place"}  # or asked otherwise


def accused(seeds):
    return [
        (name, said)
        for name, x, y in right(seeds)
        for said in sorted(complaints(x, y) ^ EXPECTED.get(name, set()))  # what is there by right has to be told
    ]


@pytest.mark.parametrize("seed", range(2))
def test_right_data_raise_no_alarm(seed):
    assert accused([seed]) == []


@pytest.mark.generated
@pytest.mark.parametrize("seed", range(20, 30))
def test_right_data_of_many_seeds_raise_no_alarm(seed):
    assert accused([seed]) == []


def strange(random):
    """Yield arrays that nobody should choke on."""
    yield from (
        np.zeros(shape) for shape in [(0,), (0, 5, 3), (5, 0, 3), (5, 3, 0), (1,), (8,), (9, 1, 1), (9, 1), (1, 1, 1)]
    )
    values = random.normal(size=(40, 12, 3))
    yield from (
        values,
        values[::-1],
        values[:, ::-1],
        values.transpose(2, 1, 0),
        values[:, :, :1],
        values[:3],
        values[:1],
    )
    yield from (values.astype(kind) for kind in ("float16", "float32", "longdouble", "int8", "bool"))
    yield np.full((40, 12, 3), np.nan)
    yield np.full((40, 12, 3), np.inf)
    yield np.where(random.random((40, 12, 3)) < 0.3, np.nan, values)
    yield values * 1e300
    yield values * 1e-300
    yield random.integers(-(2**62), 2**62, (40, 12, 3))
    yield np.broadcast_to(values[:1, :1], (40, 12, 3))
    yield np.broadcast_to(np.arange(12.0)[:, None], (40, 12, 3))
    yield random.normal(size=(30, 2, 2, 2, 2, 2))
    yield random.normal(size=(9, 3, 40_000))
    yield from (
        np.array(["a", "b"] * 20),
        np.array([None] * 9),
        np.zeros((9, 3), complex),
        np.array(3.0),
        np.zeros((9, 3), "M8[D]"),
    )


@pytest.mark.filterwarnings("error")
def test_no_array_makes_them_raise_or_change_it():
    for x in strange(np.random.default_rng(0)):
        before = x.copy()
        for y in (np.arange(len(x)) / 7 if x.ndim else x, np.zeros((3, 2)), x):
            evidence.target_place(x, y)
            evidence.needs_earlier(x, y)
            evidence.copies(x, y)
        for name in sorted(set(evidence.__all__) - OF_TWO):
            ask = getattr(evidence, name)
            if name.islower():
                ask(x)
        assert np.array_equal(before, x, equal_nan=x.dtype.kind in "fc")


def test_a_large_array_is_read_in_part_only():
    series = np.random.default_rng(0).normal(size=(300_000, 4)).astype("float32")
    x = np.lib.stride_tricks.sliding_window_view(series, 50, axis=0).transpose(0, 2, 1)  # 240 MB, if it were copied
    y = series[49:, 0]
    tracemalloc.start()
    windows = evidence.overlap(x)
    assert windows.over == (1,) and windows.ordered
    assert evidence.target_place(x, y, windows).late == 1
    for ask in ("order", "levels", "borders", "padding", "courses", "repeated", "reading_on", "still", "whole_numbers"):
        getattr(evidence, ask)(x)
    assert tracemalloc.get_traced_memory()[1] < 30e6
    tracemalloc.stop()
    assert evidence.sample(x).size <= 200_000


def test_a_small_float_array_is_looked_at_where_it_lies():
    x = np.zeros((20, 5, 3)).transpose(0, 2, 1)
    assert evidence.sample(x).base is x.base or evidence.sample(x).base is x
