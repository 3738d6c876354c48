"""The real cases, answered: the right cause first, no alarm on a healthy twin, and sure fixes that fit."""

import pytest
from cases import benchmark

import lstm_shapes

# Real programs as they were asked about; what Keras warns of in them is not the matter.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:keras")
CASES = benchmark.cases()
NAMED = [case.id for case in CASES]


def serious(diagnosis):
    assert not any("could not be made" in one.sentence for one in diagnosis.findings), diagnosis.findings
    return [one.cause for one in diagnosis.findings if one.level in ("raises", "silent")]


def told(diagnosis):
    """The causes that an explanation names; what it cannot tell counts as not named."""
    return [one.cause for one in diagnosis.findings if one.cause and one.level in ("raises", "silent")]


@pytest.fixture(scope="module")
def given():
    """What a tool gets for a case, made once."""
    made = {}

    def of(case):
        if case.id not in made:
            made[case.id] = benchmark.parts_or_error(case)
        return made[case.id]

    return of


@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_the_right_cause_comes_first(case, given):
    kind, what = given(case)
    found = {
        "parts": lambda: serious(lstm_shapes.diagnose(*what)),
        "error": lambda: told(lstm_shapes.explain(what)),
        "silent": list,
    }
    named = found[kind]()
    assert benchmark.is_right(case, named), (named, case.causes, case.reason)
    if kind == "parts" and not case.cannot_tell:
        assert set(named) <= {*case.causes, *case.also}, "a finding that is not true of this case"


@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_a_healthy_twin_raises_no_alarm(case):
    if not hasattr(benchmark.reproduction(case), "parts_fixed"):
        return
    named = serious(lstm_shapes.diagnose(*benchmark.twin(case)))
    assert not benchmark.is_false_alarm(case, named), named


WORDS = [case for case in CASES if case.original_message]


@pytest.mark.parametrize("case", WORDS, ids=[case.id for case in WORDS])
def test_the_words_that_somebody_pasted_are_explained(case):
    named = [one.cause for one in lstm_shapes.explain(case.original_message).findings if one.cause]
    assert benchmark.is_right_from_words(case, named), (case.original_message, named)


@pytest.mark.generated
@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_a_fix_that_is_called_sure_fits_and_repairs(case, given):
    kind, what = given(case)
    if kind != "parts" or case.outcome == "accepted_ok":
        return
    leading = next((one for one in lstm_shapes.diagnose(*what).findings if one.level in ("raises", "silent")), None)
    for fix in leading.fixes if leading else ():
        if fix.confidence != "sure" or fix.apply is None:
            continue
        model, x, y = fix.apply(*what)
        if y is None:
            model.predict(x, verbose=0)
        else:
            model.fit(x, y, verbose=0)
        assert leading.cause not in serious(lstm_shapes.diagnose(model, x, y))
        if hasattr(benchmark.reproduction(case), "parts_fixed") and not leading.cause.endswith("return-sequences"):
            accepted = benchmark.twin(case)
            assert getattr(x, "shape", None) == getattr(accepted[1], "shape", None)
