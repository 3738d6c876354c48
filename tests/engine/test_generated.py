"""The labels of the seeded cases are true: each broken case is run, and each twin, by Keras itself."""

import functools
import traceback

import numpy as np
import pytest
from tools import kinds
from tools.generated import GENERATORS, HEALTHY, VALUE_CAUSES, generate, healthy, holds_targets, run

import lstm_shapes

# Cases here are broken on purpose; what Keras warns of is not the matter.
pytestmark = pytest.mark.filterwarnings("ignore")
IDEAS = {
    "row-is-not-sample",
    "units-are-not-timesteps",
    "fit-is-not-learned",
    "no-time-no-lstm",
    "minus-one-is-not-safe",
}


def measured(model, x, y):
    """Return what a run does, in the word of the label."""
    try:
        run(model, x, y)
    except Exception:
        return "raises"
    return "silent"


def loss_or_answers(model, x, y):
    """Run a right program. Keras refuses in an evaluate what it refuses in a fit, in a fifth of the time."""
    if y is None and not holds_targets(x):
        return model.predict(x, verbose=0)
    return model.evaluate(x, y, verbose=0)


@functools.cache
def programs():
    return list(healthy(len(HEALTHY)))


# These are made by the kinds of faults, tests/tools/kinds.
BY_KIND = {"stretched-metric": "metric_that_broadcasts", "one-key-attention": "attention_over_one_step"}


def test_every_cause_with_a_fault_has_a_generator():
    others = {*IDEAS, *BY_KIND}
    assert list(GENERATORS) == [name for name in lstm_shapes.catalogue() if name not in others]
    assert set(BY_KIND.values()) <= set(kinds.KINDS)
    assert VALUE_CAUSES.issubset(GENERATORS)


@pytest.mark.generated
@pytest.mark.parametrize("cause", GENERATORS)
def test_the_level_is_what_keras_does_and_the_twin_runs(cause):
    for case in generate(cause, 2):
        assert case.cause == cause
        assert np.isfinite(loss_or_answers(*case.twin)).all(), case.note
        if case.how == "diagnose":
            assert measured(case.model, case.x, case.y) == case.level, case.note
        else:
            assert case.level == "raises"
            assert case.model is None
            assert traceback.extract_tb(case.error.__traceback__)[-1].name != "refused", case.note


@pytest.mark.generated
@pytest.mark.parametrize("turn", range(len(HEALTHY)))
def test_a_right_program_runs_and_its_loss_is_a_number(turn):
    *program, note = programs()[turn]
    assert note == list(HEALTHY)[turn]
    assert np.isfinite(loss_or_answers(*program)).all()


def test_the_same_seed_gives_the_same_cases():
    first, second, other = (list(generate("target-shape", 3, seed)) for seed in (4, 4, 5))
    assert [case.y.tolist() for case in first] == [case.y.tolist() for case in second]
    assert [case.x.shape for case in first] != [case.x.shape for case in other]


@pytest.mark.generated
def test_shapes_alone_cost_no_memory_and_share_their_models():
    cases = list(generate("flattened-steps", 200, values=False))
    assert {case.x.strides for case in cases} == {(0, 0)}
    assert len({id(case.model) for case in cases}) < 100
