"""Broken programs of many further kinds: the search names the cause first, and one of its repairs is what was meant."""

import random

import pytest
from tools import broken_programs, ground

import lstm_shapes
from lstm_shapes.checks import complaints
from lstm_shapes.found import found
from lstm_shapes.program import Model, read_state
from lstm_shapes.search import search
from lstm_shapes.slips import known_of

pytestmark = pytest.mark.filterwarnings("ignore")
NAMES = list(broken_programs.kinds())
each = pytest.mark.parametrize("name", NAMES)
seeds = pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.ground) for seed in (1, 2))])
# A fit of them raises before or after the batches that evaluate reads.
OTHERWISE = {"dataset_of_dicts_batched_twice"}


def state_of(program):
    return read_state(program.model, program.x, program.y, program.batch_size)


def test_there_are_many():
    assert len(NAMES) >= 130


@seeds
@each
def test_its_cause_comes_first_and_some_repair_is_the_one_that_was_meant(name, seed):
    program = broken_programs.program(name, seed)
    state = state_of(program)
    readings = search(state, known_of(program.x, program.y))
    causes = [step.undo.cause for step in readings[0].steps]
    assert causes[:1] and causes[0] in program.causes, (causes, readings[0].left)
    ends = [one.steps[-1].undo.state for one in readings if one.steps and not one.left]
    assert any(map(program.right, ends)), [
        [step.undo.data or step.undo.changes for step in one.steps] for one in readings
    ]


some = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if at % 9 == 0 else pytest.mark.ground) for at, name in enumerate(NAMES)]
)


@some
def test_it_raises_in_keras_where_a_complaint_says_so(name):
    program = broken_programs.program(name, 0)
    if isinstance(program.model, (list, Model)) or name in OTHERWISE:
        pytest.skip("it does not build, or hangs on its batches")
    raises = any(one.level == "raises" for one in complaints(state_of(program)))
    options = {"batch_size": program.batch_size} if program.batch_size else None
    assert (ground.does(program.model, program.x, program.y, options) == "raises") == raises


@some
def test_repairs_of_one_finding_are_told_apart_by_their_questions(name):
    program = broken_programs.program(name, 0)
    if isinstance(program.model, Model):
        pytest.skip("it is made of records, of which no repair is run")
    for finding in lstm_shapes.diagnose(program.model, program.x, program.y, program.batch_size).findings:
        asked = [fix.question for fix in finding.fixes if fix.question]
        assert len(set(asked)) == len(asked), asked


def with_holes(shape, chances, share):
    return shape and tuple(None if chances.random() < share else size for size in shape)


def unknown_in(given, chances, share):
    parts = (part._replace(shape=with_holes(part.shape, chances, share)) for part in given.parts)
    return given._replace(parts=tuple(parts))


@pytest.mark.parametrize("many", [1, pytest.param(20, marks=pytest.mark.ground)])
def test_no_slip_stumbles_over_a_size_that_nobody_knows(many):
    chances = random.Random(7)
    for name in NAMES:
        whole = state_of(broken_programs.program(name, 0))
        for _ in range(many):
            share = chances.choice((0.2, 0.5, 1))
            state = whole._replace(x=unknown_in(whole.x, chances, share), y=unknown_in(whole.y, chances, share))
            if chances.random() < 0.5:
                declared = (one._replace(shape=with_holes(one.shape, chances, share)) for one in state.model.declared)
                state = state._replace(model=state.model._replace(declared=tuple(declared)))
            found(state)


def test_the_same_seed_gives_the_same_program():
    first, second, other = (broken_programs.program("films_laid_flat", seed) for seed in (2, 2, 3))
    assert ground.equal(first.x, second.x) and first.x.shape != other.x.shape
