"""Flat rows with one column more than a sample has numbers, and their healthy twin."""

import inspect

import numpy as np
from tools.reference import ROOT
from tools.small_models import FLAT, Y, declared

import lstm_shapes
from lstm_shapes.slips.costs import COSTS, price
from lstm_shapes.slips.x.sizes import one_column_more

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


def test_the_slip_that_contributing_shows_is_the_one_in_the_package():
    shown = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert inspect.getsource(one_column_more) in shown
    cost = COSTS["flat, one more"]
    assert f'"flat, one more": Cost({cost.bits}, "{cost.why}")' in shown
    assert price("flat") < price("flat, one more") < price("no time", "steps lost", sizes=1) == 6.75
