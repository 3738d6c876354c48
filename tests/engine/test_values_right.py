"""Right data and right programs: their values give no cause for a complaint."""

import pytest
from cases import benchmark
from tools import healthy_programs
from tools.generated import healthy
from tools.slips_of_values import EXPECTED, program_of, right

from lstm_shapes.program import read_state
from lstm_shapes.search import wrong
from lstm_shapes.slips import known_of

pytestmark = pytest.mark.filterwarnings("ignore")


def against(model, x, y=None, **options):
    return wrong(read_state(model, x, y, **options), (), known_of(x, y))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.generated) for seed in range(1, 6))])
def test_right_values_of_many_kinds_are_not_accused(seed):
    for name, x, y in right([seed]):
        said = {(one.stage, one.what) for one in wrong(program_of(x, y), (), known_of(x, y))}
        assert {what for _, what in said} <= EXPECTED.get(name, set()), (name, said)


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.generated)])
def test_healthy_programs_are_not_accused(every):
    for name in list(healthy_programs.KINDS)[::every]:
        case = healthy_programs.program(name, 3)
        batch = (case.options or {}).get("batch_size")
        assert against(case.model, case.x, case.y, batch_size=batch) == (), name


@pytest.mark.parametrize("many", [30, pytest.param(300, marks=pytest.mark.generated)])
def test_generated_healthy_programs_are_not_accused(many):
    for model, x, y, note in healthy(many, seed=21):
        assert against(model, x, y) == (), note


def test_twins_of_the_real_cases_are_not_accused():
    for case in benchmark.cases():
        twin = benchmark.twin(case)
        assert twin is None or against(*twin) == (), case.id
