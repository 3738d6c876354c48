"""The real cases: what is stored of each is what today's Keras does, and what is expected of each is well formed."""

import json
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor

import pytest
from cases import benchmark
from reference import ROOT

import helpers

CASES = benchmark.cases()
GROUPS = 2  # processes, each with one start of Keras for its cases


def python(*words):
    done = subprocess.run([sys.executable, *words], cwd=ROOT / "tests", capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def group_of(case):
    return CASES.index(case) % GROUPS


def run_group(number, *words):
    names = [case.id for case in CASES if group_of(case) == number]
    return json.loads(python("-m", "cases.run", *words, *names).splitlines()[-1])


@pytest.fixture(
    scope="module", params=["--eager", pytest.param("", marks=pytest.mark.generated)], ids=["eager", "graph"]
)
def groups(request):
    """What happened to each group's cases, as it comes in."""
    with ThreadPoolExecutor(GROUPS) as pool:
        yield [pool.submit(run_group, number, *request.param.split()) for number in range(GROUPS)]


def plain(words):
    return re.sub(r"\x1b\[[0-9;]*m", "", words)


def says(words, message):
    """Whether the pieces of the stored message stand in the text, in this order."""
    return re.search(".*".join(map(re.escape, message.split(" ... "))), words, re.DOTALL) is not None


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_case_does_today_what_is_stored(case, groups):
    today = groups[group_of(case)].result()[case.id]
    assert today["fixed"] is None
    if case.outcome == "raises":
        assert today["broken"]["exception"] == case.exception.split(".")[-1]
        assert says(plain(today["broken"]["words"]), case.message)
        assert today["kind"] in ("parts", "error")
    else:
        assert today["broken"] is None
        assert today["kind"] in ("parts", "silent")


def test_there_are_96_cases_and_each_is_told():
    assert len(CASES) == len({case.id for case in CASES}) == 96
    for case in CASES:
        assert case.source.startswith("https://"), case.id
        assert all((case.title, case.raw_data, case.model, case.cause, case.fix)), case.id
        assert case.outcome in ("raises", "silent_wrong", "accepted_ok"), case.id
        assert (case.exception is None) == (case.message is None) == (case.outcome != "raises"), case.id


def test_each_reproduction_belongs_to_one_case():
    files = {path.stem for path in (benchmark.HERE / "reproductions").glob("*.py")} - {"__init__"}
    assert files == {case.id.replace("-", "_") for case in CASES}
    for case in CASES:
        text = (benchmark.HERE / "reproductions" / f"{case.id.replace('-', '_')}.py").read_text(encoding="utf-8")
        assert text.startswith(f'"""Case {case.id}.\n'), case.id
        assert f"\nSource: {case.source}\n" in text, case.id


def test_each_case_has_an_expected_answer_with_known_ids():
    answers = tomllib.loads((benchmark.HERE / "expected.toml").read_text(encoding="utf-8"))
    assert list(answers) == [case.id for case in CASES]
    for case in CASES:
        assert case.reason.endswith("."), case.id
        named = (*case.causes, *case.also, *case.twin, *case.from_words)
        assert [name for name in named if name not in helpers.catalogue()] == [], case.id
        assert not set(case.causes) & set(case.also), case.id
        assert not case.any_order or len(case.causes) > 1, case.id
        assert case.any_order or len(case.causes) < 2, case.id
        assert not case.causes or case.outcome != "accepted_ok", case.id
        assert case.causes or case.outcome == "accepted_ok" or case.cannot_tell, case.id


def test_the_expected_answer_counts_as_right_and_a_wrong_one_does_not():
    for case in CASES:
        assert benchmark.is_right(case, list(case.causes)), case.id
        assert benchmark.is_right_from_words(case, list(case.from_words)), case.id
        assert not benchmark.is_right(case, ["not-finite"]), case.id
        assert not benchmark.is_right_from_words(case, ["not-finite"]), case.id
        assert benchmark.is_right(case, []) == (not case.causes or case.cannot_tell), case.id
        assert not benchmark.is_false_alarm(case, list(case.twin)), case.id
        assert benchmark.is_false_alarm(case, ["not-finite"]), case.id


def test_the_cases_are_read_without_keras():
    python("-c", "import sys; from cases import benchmark; benchmark.cases(); assert 'keras' not in sys.modules")
