"""The search for the cheapest repair: its order, two faults at once, health, and what stays unexplained."""

import pytest

from lstm_shapes import search as searching
from lstm_shapes.checks import complaints
from lstm_shapes.found import found
from lstm_shapes.program import layer, program
from lstm_shapes.search import DEPTH, MARGIN, WIDE, search, wrong
from lstm_shapes.slips import Known, known_of
from lstm_shapes.slips.costs import COSTS

LSTM, EVERY, DENSE = layer("LSTM", units=4), layer("LSTM", units=4, return_sequences=True), layer("Dense", units=1)


def causes(reading):
    return [step.undo.cause for step in reading.steps]


def test_a_healthy_program_has_one_reading_without_steps():
    assert search(program([LSTM, DENSE], (20, 3), (100, 20, 3), (100,), "mse"), Known()) == [searching.Reading(0.0, ())]


def test_the_cheapest_reading_stands_first_and_none_is_much_dearer():
    readings = search(program([LSTM, DENSE], (20, 3), (100, 3, 20), (100,), "mse"), Known())
    assert causes(readings[0]) == ["swapped-axes"]
    costs = [one.cost for one in readings]
    assert costs == sorted(costs)
    assert costs[-1] <= costs[0] + WIDE


def test_a_size_that_is_explained_is_cheaper_than_any_number():
    """60 = 20 × 3 is no chance; 59 is only another number."""
    flat, other = (search(program([LSTM, DENSE], (20, 3), (100, many), (100,), "mse"), Known()) for many in (60, 59))
    assert causes(flat[0]) == ["flattened-steps"]
    assert "flattened-steps" not in causes(other[0])
    assert flat[0].cost < other[0].cost


PAIRS = [
    ((100, 60), [EVERY, DENSE], (100, 1), ["flattened-steps", "extra-return-sequences"]),
    ((100, 3, 20), [LSTM, DENSE], (90,), ["swapped-axes", "sample-count-mismatch"]),
    ((100, 20, 3), [LSTM, LSTM, DENSE], (100, 5), ["missing-return-sequences", "target-shape"]),
    ((100, 3, 20), [LSTM, DENSE], (100, 7), ["swapped-axes", "target-shape"]),
]


@pytest.mark.parametrize("spoilt", ["", "fit"])
@pytest.mark.parametrize(("x", "layers", "y", "expected"), PAIRS)
def test_the_first_repair_is_that_of_the_cheapest_reading_also_after_a_failed_fit(x, layers, y, expected, spoilt):
    state = program(layers, (20, 3), x, y, "mse")._replace(spoilt=spoilt)
    steps = search(state, Known())[0].steps
    assert {*expected} <= {step.undo.cause for step in steps}
    first = {one.cause: one.undos[0] for one in found(state) if not one.instead}
    assert first == {step.undo.cause: step.undo for step in steps}


def test_no_repair_is_offered_that_leaves_the_fault_in_silence():
    state = program([LSTM, DENSE], (20, 3), (100, 20, 3), (100, 18, 1), "mse")
    assert complaints(state)[0].level == "silent"
    undos = [undo for one in found(state) for undo in one.undos if not undo.lines]
    assert len(undos) > 1
    assert "y = np.squeeze(y, axis=2)" not in [undo.data for undo in undos]


@pytest.mark.parametrize(("x", "layers", "y", "expected"), PAIRS)
def test_two_faults_are_named_in_the_order_of_the_pipeline_and_both_are_repaired(x, layers, y, expected):
    state = program(layers, (20, 3), x, y, "mse")
    first = search(state, Known())[0]
    assert sorted(causes(first)) == sorted(expected)
    assert not first.left
    assert complaints(first.steps[-1].undo.state) == ()
    assert all(step.undo.data or step.undo.changes or step.undo.lines for step in first.steps)
    # Each step starts where the one before it ends.
    assert first.steps[0].before == state
    assert first.steps[1].before == first.steps[0].undo.state


def test_what_a_step_accounts_for_raises_or_is_silent():
    state = program([EVERY, DENSE], (20, 3), (100, 60), (100, 1), "mse")
    levels = {step.undo.cause: step.level for step in search(state, Known())[0].steps}
    assert levels["flattened-steps"] == "raises"


def test_no_more_undos_than_the_depth():
    state = program([EVERY, DENSE], (20, 3), (100, 60), (90, 7), "mse")
    for depth in range(1, DEPTH + 1):
        assert all(len(one.steps) <= depth for one in search(state, Known(), depth))
    assert search(state, Known(), 1)[0].left


def test_few_states_are_looked_at(monkeypatch):
    """Where the limit comes first, what leads furthest is told."""
    state = program([EVERY, DENSE], (20, 3), (100, 60), (100, 1), "mse")
    monkeypatch.setattr(searching, "LIMIT", 1)
    (only,) = search(state, Known())
    assert only.left == complaints(state)
    assert [(one.cause, one.level) for one in found(state)] == [("", "raises")]


def test_what_no_slip_explains_stays_and_is_said(monkeypatch):
    state = program([LSTM, DENSE], (20, 3), (100, 60), (100,), "mse")
    monkeypatch.setattr(searching, "SLIPS", [])
    (only,) = search(state, Known())
    assert (only.steps, only.left) == ((), wrong(state, (), Known()))
    (told,) = found(state)
    assert (told.cause, told.level, told.undos) == ("", "raises", ())
    assert "not known here" in told.sentence


def test_readings_that_are_as_likely_are_shown_besides():
    told = found(program([LSTM, DENSE], (20, 20), (20, 20), None))
    readings = search(program([LSTM, DENSE], (20, 20), (20, 20), None), Known())
    near = {causes(one)[0] for one in readings if one.cost <= readings[0].cost + MARGIN}
    assert {one.cause for one in told} == near
    assert [one.instead for one in told] == [False] + [True] * (len(told) - 1)


def test_a_trained_model_is_rather_kept():
    fresh = program([LSTM, DENSE], (20, 3), (100, 20, 5), (100,), "mse")
    trained = fresh._replace(trained=True)
    for cost, state in ((0, fresh), (COSTS["trained"].bits, trained)):
        of_x, of_model = (
            next(one.cost for one in search(state, Known()) if bool(one.steps[0].undo.changes) == changes)
            for changes in (False, True)
        )
        assert of_model - of_x == pytest.approx(cost + 0.1)


def test_nothing_is_asked_of_values_while_shapes_are_wrong():
    asked = []
    known = Known(asked=lambda data: asked.append(data) or (None, None))
    wrong(program([LSTM, DENSE], (20, 3), (100, 60), (100,), "mse"), (), known)
    assert not asked


def test_shapes_alone_are_enough():
    state = program([LSTM, DENSE], (20, 3), (100, 60), (100,), "mse")
    assert causes(search(state, known_of((100, 60), (100,)))[0]) == ["flattened-steps"]
