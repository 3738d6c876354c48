"""The kinds of faults are what they say: Keras itself runs each program and each of its repairs."""

import warnings

import numpy as np
import pytest
from tools import ground, kinds
from tools.reference import ROOT

import lstm_shapes

# Programs here are broken on purpose; what Keras warns of is not the matter.
pytestmark = pytest.mark.filterwarnings("ignore")
# One variation of each kind in each run, the others in `make prove`.
seeds = pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.ground if seed else ()) for seed in range(kinds.VARIATIONS)]
)
each = pytest.mark.parametrize("name", kinds.KINDS)


@seeds
@each
def test_keras_does_what_the_level_says_and_every_repair_runs(name, seed):
    program = kinds.program(name, seed)
    if program.model is None:
        assert program.level == "raises" and program.error is not None and program.layers
    else:
        does = ground.does(program.model, program.x, program.y)
        assert does == ("raises" if program.level == "raises" else "runs"), program.note
    for words, make in program.repairs.items():
        right = make()
        assert np.isfinite(ground.ran(*right[:4])).all(), (words, program.note)
        repaired = kinds.program(name, seed).repairs[words]()
        assert ground.mended(program, *repaired[:4]), (words, program.note)
    if program.model is not None and program.level != "harmless":
        assert ground.mended(program, program.model, program.x, program.y) is None


# Their repair is what the learner writes elsewhere: another call of fit, or an earlier line of the program.
TOLD = {"stateful_default_batch", "nested_datasets", "two_shops_in_one_table"}
# The values of a dataset are not looked at, and that is said.
NOT_LOOKED_AT = {"label_of_the_window_as_dataset"}
# Nobody runs a Lambda: what it gives is known when Keras has failed.
TOLD_BY_THE_ERROR = {"lambda_declares_another_shape"}


@seeds
@each
def test_it_is_named_first_and_a_fix_leads_to_a_right_end(name, seed):
    program = kinds.program(name, seed)
    model = list(program.layers) if program.model is None else program.model
    diagnosis = lstm_shapes.diagnose(model, program.x, program.y)
    if name in TOLD_BY_THE_ERROR:
        assert diagnosis.findings[0].level == "cannot tell"
        with pytest.raises(Exception) as raised:
            ground.ran(kinds.program(name, seed).model, program.x, program.y)
        diagnosis = lstm_shapes.explain(raised.value, program.model, program.x, program.y)
    found = [one for one in diagnosis.findings if one.level in ("raises", "silent")]
    if name in NOT_LOOKED_AT:
        assert (found, diagnosis.findings[0].level) == ([], "cannot tell")
        return
    if program.level == "harmless":
        assert not found, (program.note, str(diagnosis))
        return
    assert found, program.note
    assert found[0].cause in program.causes, (program.note, str(diagnosis))
    fixes = found[0].fixes
    assert fixes, program.note
    if name in TOLD or program.model is None or name in TOLD_BY_THE_ERROR:
        return
    ends = [ground.mended(program, *fix.apply(program.model, program.x, program.y)) for fix in fixes if fix.apply]
    assert any(ends), (program.note, [fix.code for fix in fixes])


@seeds
@pytest.mark.parametrize("name", ["mask_lost", "mask_of_another_value"])
def test_a_mask_does_not_arrive_or_masks_nothing(name, seed):
    program = kinds.program(name, seed)
    if name == "mask_lost":
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            ground.ran(kinds.program(name, seed).model, program.x, program.y)
        assert any("mask" in str(one.message) for one in told), program.note
    else:
        masking = next(one for one in program.model.layers if type(one).__name__ == "Masking")
        assert not (np.asarray(program.x) == masking.mask_value).all(axis=-1).any()


@pytest.mark.ground
@each
def test_what_an_evaluate_says_a_fit_says_too(name):
    program = kinds.program(name, 1)
    if program.model is None or (program.y is None and not ground.holds_targets(program.x)):
        pytest.skip("builds not, or predicts")
    if program.level == "raises":
        with pytest.raises(Exception):  # noqa: B017
            program.model.fit(program.x, program.y, verbose=0)
    else:
        program.model.fit(program.x, program.y, verbose=0)


@seeds
def test_metrics_that_broadcast_say_another_number(seed):
    program = kinds.program("metric_that_broadcasts", seed)
    right = program.twin
    right.model.set_weights(program.model.get_weights())
    whole = len(program.x)  # in one batch, as the mean over batches is another number
    told, true = (
        ground.ran(*one, {"batch_size": whole})[1] for one in ((program.model, program.x, program.y), right[:3])
    )
    assert abs(told - true) > 1e-3


def test_the_same_seed_gives_the_same_program():
    first, second, other = (kinds.program("flat_pictures", seed) for seed in (3, 3, 4))
    assert ground.equal(first.x, second.x) and ground.equal(first.y, second.y)
    assert ground.described(first.model) == ground.described(second.model)
    assert first.x.shape != other.x.shape


def test_there_are_forty_two_kinds_whose_causes_are_in_the_catalogue():
    known = set()
    for line in (ROOT / "lstm_shapes" / "causes.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            known.add(line.strip("[]").strip('"'))
    assert len(kinds.KINDS) == 42
    new = {"state-width", "inner-width", "nested-dataset", "stretched-metric", "one-key-attention"}
    for program in kinds.programs(1):
        assert {*program.causes, *program.also} <= known | new, program.kind
