"""Flat rows with one column more than a sample has numbers, and their healthy twin."""

import numpy as np
from tools.small_models import FLAT, Y, declared

import lstm_shapes

NUMBERED = np.column_stack([np.arange(len(FLAT)), FLAT])  # (100, 61), as the newest file of 02


def first(x, y=Y):
    return lstm_shapes.diagnose(declared(), x, y).findings[0]


def test_a_column_more_than_flat_rows_have_is_named_with_a_line_for_each_end():
    found = first(NUMBERED)
    assert (found.cause, found.level) == ("flattened-steps", "raises")
    assert "61" in found.sentence and "61 = 20 × 3 + 1" in found.reason
    front, back = found.fixes
    assert front.code.startswith("x = x[:, 1:]") and back.code.startswith("x = x[:, :-1]")
    model, x, y = front.apply(declared(), NUMBERED, Y)
    np.testing.assert_array_equal(x, FLAT.reshape(len(FLAT), 20, 3))
    assert lstm_shapes.diagnose(model, x, y).ok


def test_flat_rows_with_no_column_more_or_with_three_are_answered_as_before():
    assert "61" not in first(FLAT).sentence and first(FLAT).fixes[0].code == "x = x.reshape(len(x), 20, 3)"
    assert first(np.tile(FLAT, 2)[:, :63]).cause != "flattened-steps"
