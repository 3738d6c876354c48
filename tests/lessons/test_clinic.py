"""The clinic of 12: many right and wrong repairs of each patient, what a check leaves alone, and how a patient returns."""

import json
from itertools import permutations

import numpy as np
import pytest
from keras import Sequential
from keras.layers import LSTM, Layer
from tools.clinic import ALL_RIGHT, ALL_WRONG, NAMES, judged, m, own, program, repaired
from tools.reading import notebook_cells, tags
from tools.reference import ROOT

import helpers
from helpers.clinic import visits
from helpers.clinic.judge import judge_repair
from helpers.clinic.patients import patient, patients
from helpers.clinic.read import order_of
from lstm_shapes.causes import catalogue

CELLS = notebook_cells(ROOT / "notebooks" / "12_shape_clinic.ipynb")
each_patient = pytest.mark.parametrize("name", NAMES)


def test_there_are_twelve_broken_patients_and_two_healthy_ones_each_from_a_question_that_was_asked():
    asked = {
        json.loads(line)["id"]: json.loads(line) for line in (ROOT / "tests/cases/cases.jsonl").open(encoding="utf-8")
    }
    causes = [patients()[name]["cause"] for name in NAMES]
    assert (len(NAMES), causes.count("healthy")) == (14, 2)
    assert len({*causes}) == 13, "no two broken patients have one cause"
    for name in NAMES:
        entry = patients()[name]
        assert (asked[entry["case"]]["outcome"] == "accepted_ok") == (entry["cause"] == "healthy"), name
        assert {*entry["also"], entry["cause"]} - {*catalogue(), "healthy"} == set()
        assert {*entry["axes"]} <= {*visits.AXES}
        assert entry["cause"] == "healthy" or entry["axes"][0] == catalogue()[entry["cause"]].axis


def test_at_least_sixty_repairs_of_each_kind_are_tried():
    assert len(ALL_RIGHT) >= 60 and len(ALL_WRONG) >= 60
    assert len({line for _, line in ALL_RIGHT}) == len(ALL_RIGHT)


@pytest.mark.parametrize(("name", "line"), ALL_RIGHT)
def test_a_repair_is_accepted_whatever_way_it_takes(name, line):
    verdict = judged(name, line)
    assert verdict.right, verdict
    assert verdict.told.startswith("One value followed: ")


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis -1")  # one of them does
@pytest.mark.parametrize(("name", "line", "cause"), ALL_WRONG)
def test_a_wrong_repair_is_refused_with_the_idea_that_it_comes_from(name, line, cause):
    verdict = judged(name, line)
    assert not verdict.right
    assert verdict.told.endswith(".")
    if cause is None:  # more than one idea may be behind it
        assert verdict.cause in catalogue(), verdict
    else:
        assert verdict.cause == cause, verdict


@pytest.mark.parametrize("again", [1])
@each_patient
def test_a_patient_that_returns_has_other_sizes_the_same_fault_and_a_solution(name, again):
    one, first = patient(name, again), patient(name)
    assert one.block.shape != first.block.shape
    assert one.text("story")[:40] != first.text("story")[:40]
    assert "{" not in one.text("story") + one.text("code").replace("{who}", "")
    assert judge_repair(one, *repaired(name, again)).right
    names, raised = program(name, again)
    stored = next(cell for cell in CELLS if cell.source == first.text("code"))
    assert raised == ("raises-exception" in tags(stored))
    if name in ("river", "lift"):
        return  # there is no model
    x = names.get("x", one.raw[0])
    verdict = judge_repair(one, names["model"], x, *([names["y"]] if one.y is not None else []))
    entry = one.entry
    if entry["cause"] == "healthy":
        assert verdict.right
    elif name not in ("turbine", "dough"):  # their arrays are right, or one column, until the program takes one of them
        assert verdict.cause in [entry["cause"], *entry["also"]], verdict
    assert not verdict.right or entry["cause"] == "healthy"


def any_moves(array, shape, random):
    """Reshape, turn, flip and roll an array at random, until it has the shape of the truth."""
    for _ in range(random.integers(1, 5)):
        axis = random.integers(array.ndim)
        move = random.integers(4)
        if move == 0:
            array = array.reshape(random.permutation(shape))
        elif move == 1:
            array = array.transpose(random.permutation(array.ndim))
        else:
            array = np.flip(array, axis) if move == 2 else np.roll(array, 1, axis)
    return array.reshape(shape)


@pytest.mark.parametrize("name", ["greenhouse", "river", "dough", "tram", "orchard", "store"])
def test_whatever_is_done_to_an_array_it_counts_as_read_in_its_place_when_each_sample_holds_its_own_values(name, seed):
    random = np.random.default_rng(seed)
    outcomes = {True: 0, False: 0}
    for turn in range(80):
        one = patient(name, turn % 4)
        n, t, f = one.block.shape
        array = any_moves(one.raw[0], (n, t, f), random)
        if turn % 5 == 0:  # in place, in another order of samples and features
            array = one.block[random.permutation(n)][:, :, random.permutation(f)]
        true = {sample.tobytes() for sample in one.block}
        kept = any(
            {sample.tobytes() for sample in np.ascontiguousarray(array[..., list(order)])} == true
            for order in permutations(range(f))
        )
        outcomes[kept] += 1
        assert (order_of(array, one.block) is not None) == kept, turn
    assert min(outcomes.values()) > 9, outcomes


def test_a_patient_is_the_same_each_time_and_its_data_are_copies():
    rows, y = helpers.patient_data("greenhouse")
    rows[:], y[:] = 0, 0
    again, _ = helpers.patient_data("greenhouse")
    assert again.any() and patient("greenhouse").block.any()
    assert np.array_equal(patient("tram", 3).block, patient.__wrapped__("tram", 3).block)
    with pytest.raises(ValueError, match="no patient is called 'trams'; there are greenhouse, river"):
        helpers.patient_data("trams")
    for odd in (-1, 1.5, True, "1", 10**9):
        with pytest.raises(ValueError, match="again must be a whole number"):
            helpers.patient_data("tram", again=odd)


@each_patient
def test_a_check_leaves_the_model_and_the_data_as_they_are_and_makes_no_graph(name, monkeypatch):
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer

    graphs = []
    make = TensorFlowTrainer.make_train_function
    monkeypatch.setattr(
        TensorFlowTrainer,
        "make_train_function",
        lambda self, force=False: (graphs.append(self.run_eagerly), make(self, force))[1],
    )
    model, *data = repaired(name)
    before_call = Layer.__call__
    before = [weight.copy() for weight in model.get_weights()], [array.copy() for array in data], model.built
    assert judge_repair(patient(name), model, *data).right
    for old, new in zip(before[0], model.get_weights(), strict=True):
        assert np.array_equal(old, new)
    assert all(np.array_equal(old, new) for old, new in zip(before[1], data, strict=True))
    assert (model.built, model.train_function, model.predict_function) == (before[2], None, None)
    assert all(graphs)  # each was a step without a graph
    assert Layer.__call__ is before_call


@pytest.mark.parametrize(
    "odd",
    [None, "model", 3, [], {}, np.zeros(3), LSTM(3), Sequential, own(), m(LSTM(3))],
    ids=lambda odd: type(odd).__name__,
)
def test_what_is_no_model_or_cannot_be_copied_is_told_in_one_sentence(odd):
    rows, y = helpers.patient_data("greenhouse")
    verdict = judge_repair(patient("greenhouse"), odd, rows.reshape(40, 12, 3), y)
    assert not verdict.right and verdict.told.endswith(".")


@pytest.mark.parametrize(
    "odd",
    [None, "x", 3, [], [[1], [1, 2]], {}, np.full((40, 12, 3), np.nan), np.array("x"), object()],
    ids=lambda odd: type(odd).__name__,
)
def test_what_is_no_array_is_told_in_one_sentence(odd):
    model, x, y = repaired("greenhouse")
    for given in ((odd, y), (x, odd)):
        verdict = judge_repair(patient("greenhouse"), model, *given)
        assert not verdict.right and verdict.told.endswith(".")
