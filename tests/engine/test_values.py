"""What only values tell: complaints at proof strength, the slips behind them, and their repairs."""

import collections

import keras
import numpy as np
import pandas as pd
import pytest
from tools import kinds, pairs, structured
from tools.slips_of_values import on_others, on_samples, on_windows, program_of

from lstm_shapes.checks import Complaint
from lstm_shapes.program import layer, program, read_state
from lstm_shapes.search import search, wrong
from lstm_shapes.slips import known_of
from lstm_shapes.slips.values.told import told
from lstm_shapes.slips.view import unseen

pytestmark = pytest.mark.filterwarnings("ignore")
RANDOM = np.random.default_rng(7)
WALK = RANDOM.normal(size=(220, 3)).cumsum(axis=0)
WINDOWS, NEXT = structured.windows(WALK, 12)  # (208, 12, 3)


def recurrent(x, y=None, declared=None, kind="LSTM"):
    """A program by hand of one recurrent layer that fits x and y."""
    units = 1 if y is None or np.ndim(y) == 1 else np.shape(y)[1]
    return program([layer(kind, units=4), layer("Dense", units=units)], declared or np.shape(x)[1:], x, y)


def against(model, x, y=None, **options):
    return wrong(read_state(model, x, y, **options), (), known_of(x, y))


def causes(reading):
    return [step.undo.cause for step in reading.steps]


def best(state, x, y=None):
    """The cheapest reading of a program, which has to end in health."""
    first = search(state, known_of(x, y))[0]
    assert not first.left, first.left
    return first


def view(reading, x, y=None):
    """x and y after the lines of a reading."""
    return known_of(x, y).asked(tuple(step.undo.data for step in reading.steps if step.undo.data))


# ---- the faults -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(kinds.VARIATIONS))
@pytest.mark.parametrize("name", [one.__name__ for one in kinds.values.KINDS])
def test_a_kind_that_only_values_show_is_named_and_its_twin_is_not(name, seed):
    case = kinds.program(name, seed)
    found = best(read_state(case.model, case.x, case.y), case.x, case.y)
    assert causes(found) == [case.causes[0]], case.note
    assert found.steps[0].level == "silent"
    assert against(*case.twin[:3]) == ()


@pytest.mark.parametrize("seed", range(kinds.VARIATIONS))
def test_a_mask_for_another_value_is_named(seed):
    case = kinds.program("mask_of_another_value", seed)
    found = best(read_state(case.model, case.x, case.y), case.x, case.y)
    assert causes(found) == ["unmasked-padding"]
    assert found.steps[0].undo.changes[0].name == "mask_value"


@pytest.mark.parametrize("seed", range(kinds.VARIATIONS))
def test_one_batch_of_a_dataset_counts_as_values(seed):
    case = kinds.program("label_of_the_window_as_dataset", seed)
    assert unseen(read_state(case.model, case.x)) and against(case.model, case.x) == ()
    x, y = next(iter(case.x))
    assert causes(best(read_state(case.model, x, y), x, y)) == ["target-misaligned"]
    assert unseen(read_state(case.model, x, y)) is None


SPOILERS = ["reshape for transpose", "answer in the window", "holes in x", "infinity in y", "other mask", "mask left out", "merged",
            "as one step, declared", "as single numbers, declared", "swapped, declared"]  # fmt: skip


@pytest.mark.parametrize("name", SPOILERS)
def test_one_slip_of_the_values_is_named_whatever_the_plan(name):
    plans = [plan for plan, one in pairs.single_names(0) if one == name]
    assert plans
    for plan in plans[:6]:
        case = pairs.single(plan, name)
        found = best(read_state(case.model, case.x, case.y, (case.options or {}).get("batch_size")), case.x, case.y)
        assert len(found.steps) == 1 and causes(found)[0] in (*case.causes, *case.also), (plan, causes(found))


SAID = {"axis": {"swapped-axes", "single-timestep"}, "order": {"scrambled-reshape"}, "turns": {"features-as-timesteps"}, "late": {"target-misaligned"},
        "padding": {"unmasked-padding"}, "borders": {"windows-cross-groups"}, "earlier": {"single-timestep"}, "newest first": {"reversed-time"},
        "holes": {"not-finite"}}  # fmt: skip
# A windowed series tells of each slip; independent samples mostly cannot.
CLEAR = ("walks", "waves", "levels", "drift_jump")
SELDOM = {"read by feature": 0.75, "two groups": 0.5, "four groups, scaled": 0.5, "laid flat": 0.5}


def test_slips_on_generated_series_are_named():
    asked, heard = collections.Counter(), collections.Counter()
    cases = [case for name in CLEAR for case in on_windows(name, 3)]
    cases += [case for case in on_samples("sensor_samples", 3) if case[0] in ("reshaped", "exchanged", "padded")]
    cases += [case[1:] for case in on_others(3)]
    for slip, said, x, y in cases:
        found = search(program_of(x, y), known_of(x, y))[0]
        asked[slip] += 1
        heard[slip] += not found.left and causes(found)[:1] != [] and causes(found)[0] in SAID[said]
    assert [slip for slip in asked if heard[slip] < SELDOM.get(slip, 1) * asked[slip]] == []


# ---- the repairs are asked again --------------------------------------------------------------------------------


def test_windows_laid_feature_first_are_turned_and_declared_anew():
    x = WINDOWS.transpose(0, 2, 1)
    found = best(recurrent(x, NEXT), x, NEXT)
    assert found.steps[0].undo.data == "x = x.transpose(0, 2, 1)"
    assert found.steps[0].undo.state.model.declared[0].shape == (None, 12, 3)
    assert np.array_equal(view(found, x)[0], WINDOWS)


def test_a_repair_that_leaves_values_wrong_is_no_health():
    flat = np.ascontiguousarray(WINDOWS.transpose(0, 2, 1)).reshape(len(WINDOWS), -1).copy()
    found = best(recurrent(flat, NEXT, (12, 3)), flat, NEXT)
    assert causes(found) == ["flattened-steps"]
    assert np.array_equal(view(found, flat)[0], WINDOWS)
    assert "sensor by sensor" in found.steps[0].undo.reason


def test_two_slips_of_the_values_are_named_together():
    x = WINDOWS.transpose(0, 2, 1)
    inside = WINDOWS[:, -1, 1]
    found = best(recurrent(x, inside), x, inside)
    assert causes(found) == ["swapped-axes", "target-misaligned"]
    assert all(map(np.array_equal, view(found, x, inside), (WINDOWS[:-1], inside[1:])))


@pytest.mark.parametrize("apart", [1, 2])
@pytest.mark.parametrize("back", [1, -1])
def test_an_answer_inside_moves_behind_its_window_whichever_way_the_samples_run(apart, back):
    x, y = WINDOWS[::apart][::back], WINDOWS[::apart][::back][:, -2, 0]
    found = best(recurrent(x, y), x, y)
    assert causes(found) == ["target-misaligned"]
    new_x, new_y = view(found, x, y)
    rows = {tuple(row): at for at, row in enumerate(WALK)}
    assert rows[tuple(WALK[WALK[:, 0] == new_y[0]][0])] > rows[tuple(new_x[0, -1])]


def test_an_answer_inside_independent_samples_is_cut_off():
    x = RANDOM.normal(size=(90, 14, 2)).cumsum(axis=1)
    y = x[:, -1, 1].copy()
    found = best(recurrent(x, y), x, y)
    assert found.steps[0].undo.data == "x = x[:, :-1]"
    assert found.steps[0].undo.state.model.declared[0].shape == (None, 13, 2)


def test_rows_that_were_lost_in_front_are_told_by_the_answers():
    found = best(recurrent(WINDOWS[5:], NEXT), WINDOWS[5:], NEXT)
    assert found.steps[0].undo.data == "x, y = x[-203:], y[-203:]"


def test_windows_over_a_border_that_a_column_names_are_left_out():
    shops = [
        np.column_stack([np.full(60, at), RANDOM.normal(0, 1, (60, 2)).cumsum(axis=0) + 80 * at])
        for at in RANDOM.permutation(9)
    ]
    x, _ = structured.windows(np.concatenate(shops), 8)
    y = RANDOM.normal(size=len(x))
    found = best(recurrent(x, y), x, y)
    assert causes(found) == ["windows-cross-groups"]
    new_x, new_y = view(found, x, y)
    assert len(new_x) == len(new_y) and (new_x[:, :, 0] == new_x[:, :1, 0]).all()


def test_what_an_earlier_line_has_to_change_is_settled_by_it():
    shops = np.concatenate([40 + 3 * RANDOM.normal(size=150), 900 + 60 * RANDOM.normal(size=150)])
    x, y = structured.windows(shops[:, None], 9)
    found = best(recurrent(x, y), x, y)
    undo = found.steps[0].undo
    assert undo.cause == "windows-cross-groups" and undo.lines and not undo.data
    assert undo.settles == (("values", "borders"),)


def test_the_newest_row_first_is_told_by_dates():
    days = np.arange(20240101, 20240129)
    table = np.column_stack([RANDOM.normal(size=28).cumsum(), days])[::-1]
    x, y = structured.windows(table, 5)
    readings = search(recurrent(x, y), known_of(x, y))
    assert {cause for one in readings for cause in causes(one)[:1]} == {"reversed-time"}
    assert readings[0].steps[0].undo.lines.startswith("table = table[::-1]")
    frame = pd.DataFrame({"a": RANDOM.normal(size=40)}, index=pd.date_range("2024-03-01", periods=40)[::-1])
    rows = program([layer("Dense", units=1)], (1,), frame, np.arange(40.0))
    assert best(rows, frame, np.arange(40.0)).steps[0].undo.data == "x = x.iloc[::-1]\ny = y[::-1]"


def test_holes_are_left_out_or_filled():
    x = WINDOWS.copy()
    x[[3, 50], 2, 1] = np.nan
    readings = search(recurrent(x, NEXT), known_of(x, NEXT))
    dropped, filled = (view(one, x, NEXT) for one in readings[:2])
    assert len(dropped[0]) == len(dropped[1]) == len(x) - 2
    assert np.isfinite(filled[0]).all() and len(filled[0]) == len(x)
    large = np.where(np.isnan(x), 1e39, x)
    assert "float32" in best(recurrent(large, NEXT), large, NEXT).steps[0].undo.reason
    everywhere = np.where(np.arange(12)[:, None] == 3, np.nan, x)
    assert best(recurrent(everywhere, NEXT), everywhere, NEXT).steps[0].undo.data.startswith("x = np.where")


def test_padding_that_nothing_masks_gets_the_mask_that_fits_its_layers():
    x, y = WINDOWS + 30, RANDOM.normal(size=len(WINDOWS))
    for row, long in enumerate(RANDOM.integers(3, 13, len(x))):
        x[row, long:] = -1
    change = best(recurrent(x, y), x, y).steps[0].undo.changes[0]
    assert (change.what, change.value.kind, change.value.get("mask_value")) == ("insert", "Masking", -1)
    conv = program(
        [layer("Conv1D", filters=4, kernel_size=3), layer("GlobalMaxPooling1D"), layer("Dense", units=1)], (12, 3), x, y
    )
    assert wrong(conv, (), known_of(x, y)) == ()  # a convolution reads no mask
    ids = np.where(x[:, :, 0] == -1, 0, RANDOM.integers(1, 90, x.shape[:2]))
    words = program(
        [layer("Embedding", input_dim=90, output_dim=4), layer("GRU", units=4), layer("Dense", units=1)], (12,), ids, y
    )
    assert best(words, ids, y).steps[0].undo.changes[0].name == "mask_zero"


def test_one_of_several_inputs_is_named_and_repaired_in_its_place():
    inputs = [keras.Input((3, 12), name="a"), keras.Input((2,), name="b")]
    out = keras.layers.Dense(1)(keras.layers.Concatenate()([keras.layers.LSTM(4)(inputs[0]), inputs[1]]))
    model = keras.Model(inputs, out)
    model.compile("adam", "mse")
    facts = RANDOM.normal(size=(len(WINDOWS), 2))
    for x in ([WINDOWS.transpose(0, 2, 1), facts], {"a": WINDOWS.transpose(0, 2, 1), "b": facts}):
        found = best(read_state(model, x, NEXT), x, NEXT)
        assert causes(found) == ["swapped-axes"] and found.steps[0].undo.sentence.startswith("Input ")
        new_x, _ = view(found, x, NEXT)
        assert np.array_equal(new_x["a"] if isinstance(x, dict) else new_x[0], WINDOWS)
        inside = WINDOWS[:, -1, 0]
        right_x = {"a": WINDOWS, "b": facts} if isinstance(x, dict) else [WINDOWS, facts]
        right_model = keras.Model([one := keras.Input((12, 3), name="a"), two := keras.Input((2,), name="b")],
                                  keras.layers.Dense(1)(keras.layers.Concatenate()([keras.layers.LSTM(4)(one), two])))  # fmt: skip
        right_model.compile("adam", "mse")
        late = best(read_state(right_model, right_x, inside), right_x, inside)
        moved, _ = view(late, right_x, inside)
        assert causes(late) == ["target-misaligned"]
        assert len(moved["b"] if isinstance(moved, dict) else moved[1]) == len(WINDOWS) - 1


def test_a_model_that_does_not_say_what_it_reads_is_judged_by_its_values():
    class Own(keras.Model):
        def call(self, inputs):
            return inputs

    assert [one.what for one in against(Own(), WINDOWS.transpose(0, 2, 1))] == ["axis"]
    assert against(Own(), WINDOWS) == ()


def test_an_axis_that_keras_adds_is_looked_at_as_keras_reads_it():
    flat = WINDOWS.reshape(len(WINDOWS), -1)
    found = best(recurrent(flat, NEXT, (36, 1)), flat, NEXT)
    assert causes(found) == ["features-as-timesteps"] and np.array_equal(view(found, flat)[0], WINDOWS)


def test_a_layer_that_lays_numbers_out_anew_may_want_another_order():
    x = WINDOWS.transpose(0, 2, 1)
    for first in (layer("Permute", dims=(2, 1)), layer("Reshape", target_shape=(12, 3)), layer("Flatten")):
        rest = (
            [layer("Dense", units=1)] if first.kind == "Flatten" else [layer("LSTM", units=4), layer("Dense", units=1)]
        )
        left = wrong(program([first, *rest], (3, 12), x, NEXT), (), known_of(x, NEXT))
        # No value is asked behind a Reshape; that it exchanges sizes, and no axes, is seen without any.
        assert [one.what for one in left] == (["exchanged by reshape"] if first.kind == "Reshape" else [])


# ---- the view ---------------------------------------------------------------------------------------------------


def test_lines_run_once_and_never_in_what_the_learner_has():
    x = np.zeros((30, 6))
    known = known_of(x, np.arange(30))
    first = known.asked(("x = x.reshape(len(x), 2, 3)",))
    assert known.asked(("x = x.reshape(len(x), 2, 3)",)) is first and known.answers(()) is known.answers(())
    assert known.asked(("x[0] = 9",)) == (None, None) and not x.any()
    assert known.asked(("model.predict(x)",)) == (None, None)


def test_a_large_array_is_cut_only_along_its_samples():
    wide = np.broadcast_to(np.float32(0), (300_000, 20, 3))
    assert known_of(wide, np.zeros(300_000)).asked(())[0].shape == (66_666, 20, 3)
    assert known_of(wide, np.zeros(7)).asked(())[0].shape == wide.shape  # y counts another axis
    assert known_of(wide.transpose(1, 0, 2)).asked(())[0].shape == (20, 300_000, 3)


def test_what_has_no_values_at_hand_has_none():
    data = (row for row in range(3))
    assert known_of((100, 20, 3)).asked(()) == (None, None)
    assert known_of(data).asked(()) == (None, None) and list(data) == [0, 1, 2]
    assert known_of(keras.Input((20, 3))).asked(()) == (None, None)


# ---- the words --------------------------------------------------------------------------------------------------


def test_every_record_is_told_in_whole_sentences():
    records = collections.defaultdict(list)
    for name in ("walks", "waves"):
        for _, _, x, y in on_windows(name, 5):
            for one in wrong(program_of(x, y), (), known_of(x, y)):
                records[type(one.came).__name__].append(one)
    for _, _, _, x, y in on_others(5):
        for one in wrong(program_of(x, y), (), known_of(x, y)):
            records[type(one.came).__name__].append(one)
    assert set(records) >= {
        "Overlap",
        "Origin",
        "Turns",
        "Place",
        "Padding",
        "Holes",
        "Borders",
        "Earlier",
        "Direction",
    }
    for one in (one for many in records.values() for one in many):
        words = told(one)
        assert isinstance(one, Complaint) and (words[0].isupper() or words.startswith("x ")) and words.endswith("."), (
            words
        )
        assert "nan" not in words.lower().replace("is nan", "") and "None" not in words, words


def test_a_hole_does_not_hide_what_else_is_wrong():
    x = WINDOWS.transpose(0, 2, 1).copy()
    x[[3, 50], 2, 1] = np.nan
    found = best(recurrent(x, NEXT), x, NEXT)
    assert causes(found) == ["swapped-axes", "not-finite"]
