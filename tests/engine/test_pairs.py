"""The slips are what they say: Keras runs each healthy plan, and each spoilt program raises, or runs on as the table says."""

import keras
import numpy as np
import pytest
from tools import ground, pairs

import lstm_shapes

pytestmark = pytest.mark.filterwarnings("ignore")
# What Keras does with one slip alone, on whatever plan: "builds not", "raises", "runs"; measured, and held.
TABLE = {
    ("runs",): (
        "reshape for transpose; newest first; answer in the window; holes in x; fractions as ids; "
        "as one step, declared; as single numbers, declared; swapped, declared; other mask; mask left out; "
        "one key; softmax of one; one sigmoid; -1 and 1; metric that stretches; infinity in y; no samples; "
        "y wide"
    ),
    ("raises",): (
        "ids beyond; other features; flattened; time first; samples last; without features; without steps; "
        "extra axis; merged; one-hot ids; declared turned; columns lost inside; states too wide; "
        "other units; y one-hot; y as labels; labels from one; y short; x short; batch left over; "
        "one of two; y as objects; lists; objects; text; ragged; dataset batched twice"
    ),
    ("raises", "runs"): (
        "other steps; swapped; table itself; as one step; as single numbers; rows for steps; "
        "every step given; one step given; Flatten left out; y with an axis; one sample; two of one; "
        "dataset of samples"
    ),
    ("builds not", "raises"): ("rows in front; steps lost between; Flatten before"),
    ("builds not",): ("declared short; old argument"),
}
ALONE = {name: set(does) for does, names in TABLE.items() for name in names.split("; ")}
# What stands in the program no more when it does not build, and what only the layers of a model inside know.
UNSEEN = {"old argument", "columns lost inside"}
# Slips of the values, of labels and of metrics: in a dataset, or where no model was compiled, nobody sees them.
OF_VALUES = {"reshape for transpose", "newest first", "answer in the window", "holes in x", "other mask", "infinity in y",
             "mask left out", "as one step, declared", "as single numbers, declared", "swapped, declared",
             "labels from one", "-1 and 1", "y one-hot", "y as labels", "ids beyond", "fractions as ids",
             "softmax of one", "metric that stretches", "one sigmoid"}  # fmt: skip
HIDDEN_BY = {"dataset of samples", "dataset batched twice", "objects", "text", "lists", "ragged", "no samples"}
FEW = 20  # singles and pairs that each run looks at; `make prove` looks at more
MANY = 200


def outcome(program):
    """Return what Keras does with it."""
    if program.model is None:
        return "builds not"
    return ground.does(program.model, program.x, program.y, program.options)


def spread(names, many):
    """Return so many of the names, from the first to the last."""
    names = list(names)
    return [names[at] for at in np.linspace(0, len(names) - 1, min(many, len(names))).astype(int)]


def some(few, many):
    return pytest.mark.parametrize("many", [few, pytest.param(many, marks=pytest.mark.ground)])


def test_there_are_enough_of_them():
    assert len(pairs.PLANS) >= 30
    assert len(pairs.SPOILERS) >= 25
    assert {one for _, one in pairs.single_names()} == set(pairs.SPOILERS)


@some(9, 99)
def test_the_healthy_plans_run(many):
    for name in spread(pairs.PLANS, many):
        assert np.isfinite(ground.ran(*pairs.healthy(pairs.plan(name, 1))[:4])).all(), name


@some(FEW, MANY)
def test_keras_does_with_one_slip_what_the_table_says(many):
    for name, one in spread(pairs.single_names(), many):
        assert outcome(pairs.single(name, one)) in ALONE[one], (name, one)


@some(10, 90)
def test_a_right_repair_of_one_slip_runs_and_is_known_as_one(many):
    for name, one in spread(pairs.single_names(), many):
        program = pairs.single(name, one)
        for at, end in enumerate(program.ends):
            repaired = end()
            ground.ran(*repaired[:4])
            assert pairs.ended(program, *repaired[:3]) == at, (name, one)
        if program.model is not None:
            assert pairs.ended(program, program.model, program.x, program.y) is None, (name, one)


@some(FEW, MANY)
def test_a_pair_is_no_healthy_program_and_does_not_build_where_one_slip_does_not(many):
    for name, first, second in spread(pairs.pair_names(), many):
        both = pairs.pair(name, first, second)
        assert both.causes == tuple(pairs.SPOILERS[one].cause for one in both.spoilers)
        if both.model is not None:
            assert pairs.ended(both, both.model, both.x, both.y) is None, both.spoilers
            assert all(pairs.single(name, one).model is not None for one in both.spoilers), both.spoilers


@some(FEW, MANY)
def test_a_pair_raises_where_neither_slip_runs(many):
    """Two slips could make good for each other; these do not."""
    for name, first, second in spread(pairs.pair_names(), many):
        if "runs" not in ALONE[first] | ALONE[second]:
            assert outcome(pairs.pair(name, first, second)) != "runs", (name, first, second)


def is_told(name, *spoilers):
    """Whether model and data say both slips: none that another hides, or that has no place in what is left."""
    slips = {*spoilers}
    hidden = slips & OF_VALUES and slips & HIDDEN_BY
    open_sizes = "nothing declared" in name and slips & {"flattened", "swapped", "as one step", "as single numbers"}
    return not (slips & UNSEEN or hidden or open_sizes)


def diagnosed(program):
    """Return the diagnosis of a pair as it stands; of one that does not build, of its layers behind its Input."""
    batch = (program.options or {}).get("batch_size")
    model = program.model
    if model is None:
        declared = [keras.Input(program.given, batch_size=batch)] if program.given is not None else []
        model = [*declared, *program.layers]
    return lstm_shapes.diagnose(model, program.x, program.y, batch)


def faults(diagnosis):
    return [one for one in diagnosis.findings if one.level in ("raises", "silent")]


@some(8, MANY)
def test_both_slips_are_named(many):
    told = [names for names in pairs.pair_names() if is_told(*names)]
    wrong = []
    for names in spread(told, many):
        program = pairs.pair(*names)
        if program.model is None and OF_VALUES & {*program.spoilers}:
            continue
        named = {one.cause for one in faults(diagnosed(program))}
        right = [{pairs.SPOILERS[one].cause, *pairs.SPOILERS[one].also} for one in program.spoilers]
        if not all(named & causes for causes in right):
            wrong.append((*names, sorted(named)))
    assert len(wrong) <= 0.05 * many, wrong


@some(6, 90)
def test_the_first_fixes_one_after_the_other_lead_to_health(many):
    """As long as they are lines that can be run; what only the learner can write ends the way."""
    told = [names for names in pairs.pair_names() if is_told(*names)]
    wrong = []
    for names in spread(told[3:], many):
        program = pairs.pair(*names)
        if program.model is None or not program.ends:
            continue
        now, batch, trail = (program.model, program.x, program.y), (program.options or {}).get("batch_size"), []
        while found := faults(lstm_shapes.diagnose(*now, batch)):
            trail.append(found[0].cause)
            fixes = found[0].fixes
            if (fixes and fixes[0].apply is None) or len(trail) > 4:
                break
            if not fixes:
                trail.append("no fix")
                break
            now = fixes[0].apply(*now)
        if trail[-1:] == ["no fix"] or len(trail) > 4:
            wrong.append((*names, trail))
        elif not found:
            assert ground.does(*now, program.options) == "runs", (names, trail)
    assert len(wrong) <= 0.05 * many, wrong


def test_the_same_seed_gives_the_same_program():
    first, second, other = (pairs.pair("GRU, mae", "flattened", "every step given", seed) for seed in (2, 2, 3))
    assert ground.equal(first.x, second.x) and ground.described(first.model) == ground.described(second.model)
    assert first.x.shape != other.x.shape
