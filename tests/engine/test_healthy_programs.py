"""The healthy programs are healthy: Keras runs each, its loss is a number, and y has the shape that its loss compares."""

import keras
import numpy as np
import pytest
from tools import ground
from tools import healthy_programs as healthy

import lstm_shapes

pytestmark = pytest.mark.filterwarnings("ignore")
NAMES = list(healthy.KINDS)
OTHER = {"recognition_with_ctc", "quantiles"}  # losses of one's own that are meant to compare other shapes


def small_share(names):
    """Every eighth in each run, the others in `make prove`."""
    return [pytest.param(name, marks=pytest.mark.ground if at % 8 else ()) for at, name in enumerate(names)]


def test_there_are_many_kinds_and_each_is_told_apart():
    assert len(NAMES) >= 150
    assert set(NAMES) >= healthy.HARMLESS
    assert sum(len(healthy.kinds_of(room)) for room in healthy.ROOMS) == len(NAMES)


@pytest.mark.parametrize("name", small_share(NAMES))
def test_keras_runs_it_and_its_loss_is_a_number(name):
    for seed in (0, 1):
        program = healthy.program(name, seed)
        told = ground.ran(*program[:4])
        if program.y is not None or ground.holds_targets(program.x):
            assert np.isfinite(told).all(), seed


@pytest.mark.parametrize("name", small_share(NAMES))
def test_no_fault_is_found(name):
    for seed in (0, 1):
        program = healthy.program(name, seed)
        batch = (program.options or {}).get("batch_size")
        diagnosis = lstm_shapes.diagnose(program.model, program.x, program.y, batch)
        assert not [one.cause for one in diagnosis.findings if one.level in ("raises", "silent")], str(diagnosis)
        assert name in healthy.HARMLESS or "harmless" not in [one.level for one in diagnosis.findings], str(diagnosis)


@pytest.mark.parametrize("name", small_share(NAMES))
def test_y_has_the_shape_of_the_answers(name):
    program = healthy.program(name, 2)
    if program.y is None or name in OTHER:
        return
    answers = program.model.predict(program.x, verbose=0, batch_size=(program.options or {}).get("batch_size", 32))
    losses = program.model.loss if isinstance(program.model.loss, (list, dict)) else None
    named = isinstance(program.y, dict) and isinstance(answers, list)
    targets = [program.y[name] for name in program.model.output_names] if named else keras.tree.flatten(program.y)
    answers = keras.tree.flatten(answers)
    sparse = "sparse" in str(program.model.loss).lower() or isinstance(losses, (list, dict))
    for y, out in zip(targets, answers, strict=True):
        y = np.asarray(y)
        fits = [out.shape, out.shape[:-1]] if out.shape[-1] == 1 or sparse else [out.shape]
        fits += [(*out.shape[:-1], 1)] if sparse else []
        assert y.shape in fits, (y.shape, out.shape)


@pytest.mark.ground
@pytest.mark.parametrize("name", NAMES[::10])
def test_every_tenth_is_fitted(name):
    program = healthy.program(name, 0)
    if program.y is None and not ground.holds_targets(program.x):
        program = program._replace(x=None)
    if program.x is not None:
        options = {word: value for word, value in (program.options or {}).items() if word != "steps"}
        steps = {"steps_per_epoch": program.options["steps"]} if "steps" in (program.options or {}) else {}
        program.model.fit(program.x, program.y, epochs=1, verbose=0, **options, **steps)


def test_the_same_seed_gives_the_same_program():
    first, second, other = (healthy.program("cnn_lstm_of_subsequences", seed) for seed in (3, 3, 4))
    assert ground.equal(first.x, second.x) and ground.equal(first.y, second.y)
    assert ground.described(first.model) == ground.described(second.model)
    assert first.x.shape != other.x.shape
