"""The costs of slips: each has a reason, and none of them decides by its last digit which answer is told first."""

import functools

import numpy as np
import pytest
from cases import benchmark
from tools import kinds, pairs

from lstm_shapes.program import read_state
from lstm_shapes.search import search
from lstm_shapes.slips import costs, known_of

pytestmark = pytest.mark.filterwarnings("ignore")
DRAWS, PAIRS = 20, 500


def of_pairs(many):
    names = list(pairs.pair_names())
    for at in np.linspace(0, len(names) - 1, many).astype(int):
        program = pairs.pair(*names[at])
        if program.model is not None:
            batch = (program.options or {}).get("batch_size")
            yield names[at], read_state(program.model, program.x, program.y, batch), known_of(program.x, program.y)


def of_kinds(variations):
    for program in kinds.programs(variations):
        model = program.model if program.model is not None else list(program.layers)
        yield program.kind, read_state(model, program.x, program.y), known_of(program.x, program.y)


def of_cases():
    for case in benchmark.cases():
        kind, parts = benchmark.parts_or_error(case)
        if kind == "parts":
            yield case.id, read_state(*parts), known_of(*parts[1:])


@functools.cache
def asked(many):
    """Return (name, state, what is known) of some programs in each run, of all in `make prove`."""
    if many:
        return [*of_cases(), *of_kinds(kinds.VARIATIONS), *of_pairs(PAIRS)]
    return list(of_kinds(1))


def firsts(programs):
    """Return the cause that is told first for each of some programs, None for none."""
    readings = [search(state, known)[0] for _, state, known in programs]
    return [one.steps[0].undo.cause if one.steps else None for one in readings]


def test_each_cost_has_a_reason_and_a_slip_that_asks_for_it():
    files = sorted((benchmark.HERE.parents[1] / "lstm_shapes").rglob("*.py"))
    source = "\n".join(path.read_text(encoding="utf-8") for path in files if path.name != "costs.py")
    for name, cost in costs.COSTS.items():
        assert len(cost.why.split()) > 2, name
        assert f'"{name}"' in source, name


@pytest.mark.parametrize(("many", "draws"), [(False, 3), pytest.param(True, DRAWS, marks=pytest.mark.ground)])
def test_other_costs_change_few_first_answers(many, draws, monkeypatch):
    """All costs at once, each by up to a quarter."""
    programs, kept = asked(many), dict(costs.COSTS)
    before = firsts(programs)
    for draw in range(draws):
        factors = np.random.default_rng(draw).uniform(0.75, 1.25, len(kept) + 1)
        for (name, cost), factor in zip(kept.items(), factors[1:], strict=True):
            monkeypatch.setitem(costs.COSTS, name, cost._replace(bits=cost.bits * factor))
        monkeypatch.setattr(costs, "SIZE", 3.0 * factors[0])
        others = [
            (programs[at][0], was, now)
            for at, (was, now) in enumerate(zip(before, firsts(programs), strict=True))
            if was != now
        ]
        assert len(others) <= 0.05 * len(programs), others
