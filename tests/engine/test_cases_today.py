"""The real cases: what is stored of each is what today's Keras does, and what is expected of each is well formed."""

import re
import subprocess
import sys
import tomllib

import pytest
from cases import benchmark
from tools.reference import ROOT

import lstm_shapes

# Real programs as they were asked about; what Keras warns of in them is not the matter.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
CASES = benchmark.cases()


@pytest.fixture(scope="module", params=[True, pytest.param(False, marks=pytest.mark.generated)], ids=["eager", "graph"])
def what_happens(request):
    """What a case does today; its repaired twin trains without a graph in each run, and with one in `make prove`."""
    import keras
    from cases import run

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras.Model, "fit", run.build_optimizer_first(keras.Model.fit))
        yield lambda case: run.run(case, eager=request.param)


def plain(words):
    return re.sub(r"\x1b\[[0-9;]*m", "", words)


def says(words, message):
    """Whether the pieces of the stored message stand in the text, in this order."""
    return re.search(".*".join(map(re.escape, message.split(" ... "))), words, re.DOTALL) is not None


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_case_does_today_what_is_stored(case, what_happens):
    today = what_happens(case)
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
        assert [name for name in named if name not in lstm_shapes.catalogue()] == [], case.id
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
    code = "import sys; from cases import benchmark; benchmark.cases(); assert 'keras' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT / "tests", check=True)
