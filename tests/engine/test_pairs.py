"""The slips are what they say: Keras runs each healthy plan, and each spoilt program raises, or runs on as the table says."""

import numpy as np
import pytest
from tools import ground, pairs

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


def test_the_same_seed_gives_the_same_program():
    first, second, other = (pairs.pair("GRU, mae", "flattened", "every step given", seed) for seed in (2, 2, 3))
    assert ground.equal(first.x, second.x) and ground.described(first.model) == ground.described(second.model)
    assert first.x.shape != other.x.shape
