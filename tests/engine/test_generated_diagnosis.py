"""Generated cases of every cause: `diagnose`, or `explain`, names the cause, at the true level, and no healthy program."""

import pytest
from tools.generated import GENERATORS, generate, healthy
from tools.scoring import AT_LEAST, score, stumbled

import lstm_shapes

# Some cases write an Input in the old way on purpose; Keras warns of it.
pytestmark = pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`:UserWarning")
# How many cases of each cause: a few in each run, more in `make prove`.
each = pytest.mark.parametrize("many", [2, pytest.param(20, marks=pytest.mark.generated)])


def label(case):
    return f"{case.note}: x {getattr(case.x, 'shape', type(case.x).__name__)}, y {getattr(case.y, 'shape', None)}"


@each
@pytest.mark.parametrize("values", [True, False], ids=["values", "shapes"])
@pytest.mark.parametrize("cause", GENERATORS)
def test_the_cause_of_a_generated_case_is_named_at_its_level(cause, values, many):
    scores = [(case, score(case)) for case in generate(cause, many, seed=11, values=values)]
    fine = ("right", "nobody knows", "nothing named")
    missed = [(label(case), *one, f"a real run: {case.level}") for case, one in scores if one.verdict not in fine]
    unseen = [label(case) for case, one in scores if one.verdict == "nothing named"]
    assert missed == []
    assert len(unseen) <= many * (1 - AT_LEAST.get(cause, 1)), unseen


@each
@pytest.mark.parametrize("cause", GENERATORS)
def test_the_healthy_twin_of_a_generated_case_raises_no_alarm(cause, many):
    for case in generate(cause, many, seed=12):
        if case.twin is not None:
            found = lstm_shapes.diagnose(*case.twin)
            assert found.ok, (label(case), [one.sentence for one in found.findings])


@pytest.mark.parametrize("many", [60, pytest.param(300, marks=pytest.mark.generated)])
def test_healthy_programs_of_many_kinds_raise_no_alarm(many):
    alarms = []
    for model, x, y, note in healthy(many, seed=13):
        found = lstm_shapes.diagnose(model, x, y)
        assert not stumbled(found), (note, found.findings)
        if not found.ok:
            alarms.append((note, [one.sentence for one in found.findings]))
    assert alarms == []
