"""`diagnose` keeps its promises: it names the cause, its fixes run, and it leaves everything as it was."""

import inspect
import re
import tracemalloc
from math import prod

import keras
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.reference import ROOT
from tools.small_models import (
    FLAT,
    FOUR,
    LONGER,
    ONE,
    SWAPPED,
    X,
    build,
    declared,
    every_step,
    fit,
    functional,
    quick_fit,
)

import helpers
import lstm_shapes
from lstm_shapes.diagnosis import UNREADABLE
from lstm_shapes.repair.trials import run
from lstm_shapes.report.text import LEVELS

layers = keras.layers
LOG = helpers.weather_log()
Y = np.random.default_rng(5).random(100).astype("float32")


def serious(diagnosis):
    """The causes that raise or are silent, in their order; what could not be read is a failure."""
    assert UNREADABLE not in [finding.sentence for finding in diagnosis.findings], diagnosis.findings
    return [finding.cause for finding in diagnosis.findings if finding.level in ("raises", "silent")]


def of(model, x, y=None, **options):
    return lstm_shapes.diagnose(model, x, y, **options)


RAGGED = np.empty(4, dtype=object)
RAGGED[:] = [X[0, :5], X[1, :9], X[2, :7], X[3]]
ONE_INPUT = keras.Input((20, 1), name="readings")
TABLE = pd.DataFrame({"price": [1.0, 2.0], "shop": ["a", "b"]})


# (cause, level, model, x, y): what the lessons show, each with its first and only serious finding.
SEEN = {
    "flat": ("flattened-steps", "raises", declared, FLAT, Y),
    "flat, functional": ("flattened-steps", "raises", functional, FLAT, Y),
    "swapped": ("swapped-axes", "raises", declared, SWAPPED, Y),
    "four features": ("wrong-features", "raises", declared, FOUR, Y),
    "longer": ("wrong-timesteps", "silent", declared, LONGER, Y),
    "longer, functional": ("wrong-timesteps", "raises", functional, LONGER, Y),
    "one sample": ("missing-samples-axis", "raises", declared, X[0], None),
    "one sample of one feature": ("missing-samples-axis", "silent", lambda: build(ONE_INPUT), ONE[0], None),
    "time first, for fit": ("swapped-samples-timesteps", "raises", declared, X.transpose(1, 0, 2), Y),
    "one series": ("needs-windows", "raises", declared, X[:, 0, 0], None),
    "too many axes": ("extra-axis", "raises", declared, X[:, :, np.newaxis], Y),
    "no samples": ("empty-array", "raises", declared, X[:0], None),
    "every step for one label": ("extra-return-sequences", "silent", every_step, X, Y),
    "every step under a crossentropy": ("extra-return-sequences", "raises", lambda: every_step("binary_crossentropy"), X, Y > 0.5),
    "one answer for every label": ("missing-return-sequences", "silent", declared, X, X[:, :, :1]),
    "five targets": ("target-shape", "silent", declared, X, X[:, :5, 0]),
    "90 targets": ("sample-count-mismatch", "raises", declared, X, Y[:90]),
    "a list": ("not-an-array", "raises", declared, X.tolist(), Y),
    "text": ("not-an-array", "raises", declared, X.astype(str), Y),
    "a table with text": ("not-an-array", "raises", declared, TABLE, None),
    "objects of one length": ("not-an-array", "raises", declared, X.astype(object), Y),
    "ragged": ("ragged-sequences", "raises", declared, RAGGED, None),
    "a hole": ("not-finite", "silent", declared, np.where(X > 0.999, np.nan, X), Y),
    "a hole in y": ("not-finite", "silent", declared, X, np.where(Y > 0.9, np.inf, Y)),
    "scrambled": ("scrambled-reshape", "silent", declared, LOG.transpose(0, 2, 1).reshape(100, 20, 3).copy(), Y),
    "two arrays": ("input-count", "raises", functional, [X, X[:, 0]], Y),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_a_fault_of_the_lessons_is_named_first_with_its_level(name):
    cause, level, model, x, y = SEEN[name]
    found = of(model(), x, y)
    assert serious(found)[0] == cause
    first = next(finding for finding in found.findings if finding.cause == cause)
    assert (first.level, first.axis) == (level, lstm_shapes.cause(cause).axis)
    assert not found.ok
    assert first.sentence.endswith(".") and first.reason


HEALTHY = {
    "right": (declared, X, Y),
    "right, functional": (functional, X, Y),
    "right, without Input": (build, X, Y),
    "a column of targets": (declared, X, Y[:, np.newaxis]),
    "one feature without its axis": (lambda: build(ONE_INPUT), ONE[..., 0], Y),
    "a last axis of 1": (declared, X[..., np.newaxis], Y),
    "every step for every label": (every_step, X, X[:, :, :1]),
    "labels without their last axis": (every_step, X, X[:, :, 0]),
    "the weather log": (declared, LOG, Y),
    "predict": (declared, X, None),
    "whole numbers": (declared, (X * 100).astype(int), Y),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_right_data_are_not_called_broken(name):
    model, x, y = HEALTHY[name]
    found = of(model(), x, y)
    assert serious(found) == []
    assert found.ok


def test_findings_come_in_the_order_of_the_pipeline():
    assert serious(of(every_step(), FOUR, X[:, :5, 0])) == ["wrong-features", "extra-return-sequences", "target-shape"]


def test_what_nobody_can_know_is_said_to_be_so():
    class Own(keras.Model):
        def call(self, inputs):
            return inputs.numpy()  # a symbol has no values

        def train_step(self, data):
            return {}

    own = Own()
    for model, x in [
        (own, X),
        (declared(), (row for row in X)),
        (None, X),
        (declared(), {1, 2}),
        (declared(), keras.Model),
    ]:
        found = of(model, x)
        assert [finding.level for finding in found.findings] == ["cannot tell"]
    stream = (row for row in X)
    of(declared(), stream)
    assert len(list(stream)) == 100  # not consumed


def test_the_culprit_is_named_and_not_the_victim():
    stack = [layers.LSTM(4, name="first"), layers.LSTM(5, name="second"), layers.Dense(1)]
    (finding,) = of(build(layers=stack), X, Y).findings
    assert finding.cause == "missing-return-sequences"
    assert finding.sentence.startswith("LSTM 'first' gives its last step only")
    flat = [layers.Flatten(name="flat"), layers.LSTM(4, name="memory")]
    finding, *besides = of(build(layers=flat), X, Y).findings
    assert [one.cause for one in besides] == ["target-shape"]  # and then four units answer, and y has one number
    assert finding.cause == "no-timesteps-before-rnn"
    assert finding.sentence.startswith("Flatten 'flat'")


def test_a_model_that_a_failed_fit_spoilt_is_named_and_cured():
    model = declared()
    with pytest.raises(ValueError):
        model.fit(FLAT, Y, verbose=0)
    assert serious(of(model, X, Y)) == ["spoilt-model"]
    assert serious(of(model, FLAT, Y)) == ["flattened-steps", "spoilt-model"]
    first, *_ = of(model, FLAT, Y).findings[0].fixes
    assert "model.compile(" in first.code  # repairing the array alone would be half of it
    (cure,) = of(model, X, Y).findings[0].fixes
    assert cure.confidence == "sure"
    exec(cure.code, {"model": model})
    fit(model, X)
    assert serious(of(model, X, Y)) == []


def test_a_good_fit_a_predict_and_a_compile_do_not_count_as_spoilt():
    model = fit(declared(), X)
    assert of(model, X, Y).ok
    model.predict(X, verbose=0)
    assert of(model, X, Y).ok
    model.compile("adam", "mse")
    assert of(model, X, Y).ok
    eager = declared()
    eager.compile("adam", "mse", run_eagerly=True)
    with pytest.raises(ValueError):
        eager.fit(FLAT, Y, verbose=0)
    assert of(eager, X, Y).ok


def test_a_predict_that_saw_one_sample_spoils_the_model_and_is_named():
    model = build(keras.Input((20, 1), name="readings"))
    model.predict(ONE[0], verbose=0)
    assert serious(of(model, ONE[:1])) == ["spoilt-model"]


HAD = {"x2 y1": (ONE[..., 0], Y), "x3 y1": (ONE, Y), "x2 y2": (ONE[..., 0], Y[:, None]), "x3 y2": (ONE, Y[:, None])}


@pytest.mark.parametrize("functional", [False, True])
@pytest.mark.parametrize(
    "call, first, then",
    [
        ("fit", "x3 y2", "x3 y2"),
        ("fit", "x3 y1", "x3 y2"),
        ("fit", "x3 y2", "x3 y1"),
        ("fit", "x2 y1", "x3 y1"),
        ("fit", "x3 y2", "x2 y2"),
        ("predict", "x2 y1", "x2 y2"),
        ("predict", "x2 y1", "x3 y1"),
        ("predict", "x3 y1", "x2 y1"),
    ],
)
def test_a_call_spoils_a_model_for_other_numbers_of_axes_than_it_read(call, first, then, functional):
    inside, lstm, dense = keras.Input((20, 1)), keras.layers.LSTM(4), keras.layers.Dense(1)
    model = keras.Model(inside, dense(lstm(inside))) if functional else keras.Sequential([inside, lstm, dense])
    model.compile("adam", "mse")
    read = {"fit": lambda x, y: model.fit(x, y, verbose=0), "predict": lambda x, y: model.predict(x, verbose=0)}[call]
    read(*HAD[first])
    x, y = HAD[then]
    if first == then or (call == "predict" and first[:2] == then[:2]):
        assert serious(of(model, x, y if call == "fit" else None)) == []
        read(x, y)
        return
    (finding,) = [one for one in of(model, x, y if call == "fit" else None).findings if one.cause == "spoilt-model"]
    assert re.search(r"read [xy] with \d ax[ie]s; [xy] has \d ax[ie]s now", finding.sentence)
    with pytest.raises(ValueError):
        read(x, y)
    exec(finding.fixes[0].code, {"model": model})
    read(x, y)


def test_a_model_without_input_keeps_the_shape_of_a_failed_fit():
    model = build()
    with pytest.raises(ValueError):
        model.fit(FLAT, Y, verbose=0)
    found = of(model, X, Y)
    assert serious(found) == ["spoilt-model"]
    fit(found.findings[0].fixes[0].apply(model, X, Y)[0], X)
    for finding in of(model, FLAT, Y).findings:  # the array alone would not do: the model keeps its shape
        for fix in finding.fixes:
            new, x, _ = fix.apply(model, FLAT, Y)
            fit(new, x)


def test_a_series_on_each_row_reads_as_timesteps_and_a_table_of_features_as_one_moment():
    table = np.random.default_rng(0).normal(size=(100, 18))
    for x, cause in [(table, "missing-timesteps-axis"), (table.cumsum(axis=1), "missing-features-axis")]:
        found = of(build(), x, Y).findings
        assert found[0].cause == cause and len(found) == 2
        assert all(fix.confidence != "sure" for one in found for fix in one.fixes)


def test_a_stateful_model_is_judged_by_the_batch_size_of_the_fit():
    inside = keras.Input(batch_shape=(20, 20, 3))
    model = build(inside, stateful=True)
    assert serious(of(model, X, Y)) == ["fixed-batch-size"]
    assert of(model, X, Y, batch_size=20).ok
    assert serious(of(model, X[:90], Y[:90], batch_size=20)) == ["fixed-batch-size"]


def test_without_a_contract_swapped_axes_of_the_lesson_are_seen_in_the_values():
    log = helpers.weather_log(hours=21) / 100
    block, y = log[:, :20], log[:, 20, 1]
    swapped = block.transpose(0, 2, 1)
    undeclared = fit(build(), swapped, y)
    assert serious(of(undeclared, swapped, y)) == ["swapped-axes"]
    assert serious(of(declared(), swapped, y)) == ["swapped-axes"]


def test_a_dataset_is_read_by_its_description():
    from tensorflow.data import Dataset

    rows = Dataset.from_tensor_slices((X, Y))
    assert serious(of(declared(), rows)) == ["dataset-not-batched"]
    assert serious(of(declared(), rows.batch(8).batch(2))) == ["dataset-not-batched"]
    assert of(declared(), rows.batch(8)).ok
    assert serious(of(every_step(), rows.batch(8))) == ["extra-return-sequences"]


def test_two_fixes_of_one_shape_are_shown_with_the_question_that_decides():
    fixes = of(declared(), FLAT, Y).findings[0].fixes
    assert [fix.code for fix in fixes] == [
        "x = x.reshape(len(x), 20, 3)",
        "x = x.reshape(len(x), 3, 20).transpose(0, 2, 1)",
    ]
    assert {fix.confidence for fix in fixes} == {"depends on your data"}
    assert all("?" in fix.question for fix in fixes)


def test_the_values_say_which_fold_is_likelier():
    for order, first in (("hour by hour", "20, 3)"), ("sensor by sensor", "transpose(0, 2, 1)")):
        finding = of(declared(), helpers.flat_file(LOG, order), Y).findings[0]
        assert finding.undos[0].data.endswith(first)
        assert f"look written {order}" in finding.reason


def state_of(model):
    """Everything of a model that a diagnosis could spoil."""
    optimizer = model.optimizer
    return {
        "weights": [weight.tolist() for weight in model.get_weights()],
        "optimizer": [variable.numpy().tolist() for variable in optimizer.variables],
        "functions": (id(model.train_function), id(model.predict_function), id(model.test_function)),
        "compiled": (model.compiled, id(optimizer), id(model.loss)),
        "layers": [(id(layer), layer.name, layer.built) for layer in model.layers],
        "built": model.built,
    }


@pytest.mark.parametrize("name", ["flat", "every step for one label", "longer", "four features", "one sample"])
def test_a_fix_is_the_code_that_is_shown_and_leaves_everything_as_it_was(name):
    cause, _, maker, x, y = SEEN[name]
    model, kept_x, kept_y = maker(), x.copy(), None if y is None else y.copy()
    before = state_of(model)
    finding = of(model, x, y).findings[0]
    assert finding.cause == cause and finding.fixes
    for fix in finding.fixes:
        new_model, new_x, new_y = fix.apply(model, x, y)
        assert new_model is not model and new_x is not x
        assert cause not in serious(of(new_model, new_x, new_y))
        by_hand = run(fix.code, maker(), x.copy(), None if y is None else y.copy())
        assert np.array_equal(by_hand[1], new_x)
        assert [weight.shape for weight in by_hand[0].get_weights()] == [
            weight.shape for weight in new_model.get_weights()
        ]
        if new_y is None:
            new_model.predict(new_x, verbose=0)
        else:
            quick_fit(new_model, new_x, new_y)
    assert state_of(model) == before
    assert np.array_equal(x, kept_x) and (y is None or np.array_equal(y, kept_y))


@pytest.mark.parametrize("kind", ["tensor", "table"])
def test_a_fix_for_a_tensor_or_a_table_makes_an_array_first(kind):
    from tensorflow import constant

    x = constant(FLAT) if kind == "tensor" else pd.DataFrame(FLAT)
    fixes = of(declared(), x, Y).findings[0].fixes
    assert len(fixes) == 2
    for fix in fixes:
        assert fix.code.startswith("x = np.asarray(x)\n")
        model, new_x, y = fix.apply(declared(), x, Y)
        assert new_x.shape == (100, 20, 3)
        quick_fit(model, new_x, y)


def test_each_input_of_a_model_with_several_is_judged():
    first, second = keras.Input((20, 3), name="days"), keras.Input((5,), name="shop")
    both = layers.Concatenate()([layers.LSTM(2)(first), second])
    model = keras.Model([first, second], layers.Dense(1)(both))
    model.compile("adam", "mse")
    shops = X[:, :5, 0]
    assert of(model, [X, shops], Y).ok
    assert of(model, {"days": X, "shop": shops}, Y).ok
    assert serious(of(model, [FLAT, shops], Y)) == ["flattened-steps"]
    assert of(model, [FLAT, shops], Y).findings[0].sentence.startswith("Input 0: ")
    assert serious(of(model, X, Y)) == ["input-count"]
    for x in ([SWAPPED, shops], {"shop": shops, "days": SWAPPED}):
        fix = of(model, x, Y).findings[0].fixes[0]
        new_model, new_x, y = fix.apply(model, x, Y)
        quick_fit(new_model, new_x, y)
        assert (x["days"] if isinstance(x, dict) else x[0]) is SWAPPED


def several(array):
    objects = np.empty(len(array), dtype=object)
    objects[:] = list(array)
    return objects


def yes_or_no():
    return build(
        keras.Input((20, 3)), layers=[layers.LSTM(2), layers.Dense(1, activation="sigmoid")], loss="binary_crossentropy"
    )


def words():
    return build(keras.Input((20,)), layers=[layers.Embedding(10, 4, name="words"), layers.LSTM(2), layers.Dense(1)])


IDS = np.arange(2000).reshape(100, 20) % 37
NAMES = ["stays" if value > 0.5 else "goes" for value in Y]
# (model, x, y, code): what people have in their hands; the first fix makes a real fit run.
IN_HAND = {
    "labels in words": (yes_or_no, X, np.array(NAMES), "classes, y = np.unique(y, return_inverse=True)"),
    "a list of words": (yes_or_no, X, NAMES, "classes, y = np.unique(y, return_inverse=True)"),
    "a column of words": (yes_or_no, X, pd.Series(NAMES), "classes, y = np.unique(y, return_inverse=True)"),
    "a list of samples": (declared, list(X), Y, "x = np.stack(x)"),
    "two lists": (declared, list(X), Y.tolist(), "x = np.stack(x)"),
    "nested lists": (declared, X.tolist(), Y.tolist(), 'x = np.asarray(x, dtype="float32")\ny = np.asarray(y'),
    "an array of arrays": (declared, several(X), Y, "x = np.stack(x)"),
    "ids beyond the table": (words, IDS, Y, 'settings["input_dim"] = 37'),
    "too large for float32": (declared, np.where(X > 0.999, 1e300, X.astype("float64")), Y, "3e38"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_HAND)
def test_what_people_have_in_their_hands_gets_lines_that_make_a_fit_run(name):
    maker, x, y, code = IN_HAND[name]
    model, lines = maker(), []
    while not (found := of(model, x, y)).ok and len(lines) < 3:
        fix = next(fix for fix in found.findings[0].fixes if fix.apply)
        lines.append(fix.code)
        model, x, y = fix.apply(model, x, y)
    assert found.ok and code in "\n".join(lines)
    assert np.isfinite(model.fit(x, y, verbose=0).history["loss"]).all()


WALK = np.random.default_rng(3).normal(size=398).cumsum()
WINDOWS = np.lib.stride_tricks.sliding_window_view(WALK, 20).copy()


@pytest.mark.parametrize("given", [keras.Input((1, 20)), keras.Input((7, 5)), None], ids=["one step", "other", "none"])
def test_windows_of_one_series_are_read_as_moments_and_not_as_features(given):
    model = build(given) if given is not None else build()
    finding = of(model, WINDOWS, WALK[:379]).findings[0]
    assert finding.cause == "missing-features-axis" and "moments of one series" in finding.sentence
    new_model, x, y = finding.fixes[0].apply(model, WINDOWS, WALK[:379])
    assert x.shape[1:] == (20, 1) and (given is None or new_model.input_shape == (None, 20, 1))
    assert of(new_model, x, y).findings[0].cause == "target-misaligned"  # y was cut without a shift


def both_inputs():
    hours, place = keras.Input((20, 3), name="hours"), keras.Input((5,), name="place")
    model = keras.Model([hours, place], layers.Dense(1)(layers.Concatenate()([layers.LSTM(2)(hours), place])))
    model.compile("adam", "mse")
    return model


PLACE = X[:, :5, 0]
# (cause, level, x, y): several inputs that do not belong together; the real fit agrees.
SEVERAL = {
    "uneven inputs": ("sample-count-mismatch", "raises", [X, PLACE[:90]], Y),
    "too few answers": ("sample-count-mismatch", "raises", {"hours": X, "place": PLACE}, Y[:90]),
    "a hole in the second": ("not-finite", "silent", [X, np.where(PLACE > 0.99, np.nan, PLACE)], Y),
    "one key more": ("", "", {"hours": X, "place": PLACE, "id": PLACE}, Y),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_several_inputs_are_compared_with_each_other_and_with_y(name):
    cause, level, x, y = SEVERAL[name]
    found = of(both_inputs(), x, y)
    assert [(one.cause, one.level) for one in found.findings] == ([(cause, level)] if cause else [])
    if level == "raises":
        with pytest.raises(ValueError, match="cardinality"):
            both_inputs().fit(x, y, verbose=0)
    else:
        loss = both_inputs().fit(x, y, verbose=0).history["loss"][0]
        assert np.isnan(loss) == (level == "silent")


def test_a_dataset_of_several_inputs_is_read_by_its_names_and_brings_its_own_answers():
    from tensorflow.data import Dataset

    right = Dataset.from_tensor_slices(({"hours": X, "place": PLACE}, Y)).batch(8)
    wrong = Dataset.from_tensor_slices(({"hours": X, "shop": PLACE}, Y)).batch(8)
    assert of(both_inputs(), right).ok
    assert serious(of(both_inputs(), wrong)) == ["input-count"]
    assert serious(of(both_inputs(), right, Y)) == ["input-count"]


def head(units, activation, loss):
    last = layers.Dense(units, activation=activation, name="answer")
    return build(keras.Input((20, 3)), layers=[layers.LSTM(2), last], loss=loss)


def decoder():
    steps = [layers.LSTM(2), layers.RepeatVector(6), layers.LSTM(4, name="decoder"), layers.Dense(1)]
    return build(keras.Input((20, 3)), layers=steps)


def two_directions():
    both = layers.Bidirectional(layers.LSTM(2, return_sequences=True), name="both")
    return build(keras.Input((20, 3)), layers=[both, layers.Dense(1)])


YES = (Y > 0.5).astype("int64")
SIX = X[:, :6, :1]
# (cause, level, model, x, y, code): the first fix makes a fit run, and leaves nothing that raises or is silently wrong.
REPAIRED = {
    "two units for yes or no": ("target-shape", "raises", lambda: head(2, "softmax", "binary_crossentropy"), X, YES, "sparse_categorical"),
    "no activation": ("label-encoding", "silent", lambda: head(1, None, "binary_crossentropy"), X, YES, '"sigmoid"'),
    "a decoder": ("missing-return-sequences", "silent", decoder, X, SIX, "return_sequences"),
    "both directions": ("extra-return-sequences", "silent", two_directions, X, Y, "backward_layer"),
    "exchanged": ("target-shape", "raises", declared, Y, X, "x, y = y, x"),
    "features first": ("swapped-axes", "raises", declared, X.transpose(2, 0, 1).copy(), Y, "transpose(1, 2, 0)"),
    "merged": ("merged-samples", "raises", declared, X.copy().reshape(1, -1, 3), Y, "x.reshape((100, 20, 3))"),
}  # fmt: skip


@pytest.mark.parametrize("name", REPAIRED)
def test_the_first_fix_leaves_nothing_wrong(name):
    cause, level, maker, x, y, code = REPAIRED[name]
    model = maker()
    finding = of(model, x, y).findings[0]
    assert (finding.cause, finding.level) == (cause, level)
    fix = finding.fixes[0]
    assert code in fix.code
    new_model, new_x, new_y = fix.apply(model, x, y)
    assert of(new_model, new_x, new_y).ok
    quick_fit(new_model, new_x, new_y)


def test_a_layer_that_refuses_a_shape_for_a_reason_of_its_own_is_named():
    conv = build(layers=[layers.Conv1D(4, 5, name="conv"), layers.LSTM(2), layers.Dense(1)])
    finding = of(conv, X.transpose(0, 2, 1).copy()).findings[0]
    assert (finding.cause, finding.level) == ("wrong-timesteps", "raises")
    assert "'conv' cannot take (None, 3, 20)" in finding.sentence


def test_an_autoencoder_of_one_feature_is_not_called_exchanged():
    steps = [layers.LSTM(2), layers.RepeatVector(20), layers.LSTM(2, return_sequences=True), layers.Dense(1)]
    model = build(keras.Input((20, 1)), layers=steps)
    assert of(model, X[:, :, 0], X[:, :, :1]).ok
    model.fit(X[:, :, 0], X[:, :, :1], verbose=0)


def test_a_fix_for_large_samples_is_tried_on_as_many_rows_of_x_as_of_y():
    large = np.zeros((300, 30, 400), dtype="float32")
    fix = of(build(keras.Input((400, 30))), large, np.zeros(300)).findings[0].fixes[0]
    assert "transpose(0, 2, 1)" in fix.code and "something else" not in fix.question


def test_a_task_of_memory_is_no_leak():
    memory = np.random.default_rng(1).random((300, 20, 1))
    assert of(build(keras.Input((20, 1))), memory, memory[:, 0, 0]).ok


def test_complex_numbers_lose_half_of_themselves_in_silence():
    (finding,) = of(declared(), X + 1j * X, Y).findings
    assert (finding.cause, finding.level) == ("not-an-array", "silent")


def test_a_table_with_text_gets_a_line_that_leaves_it_out():
    table = pd.DataFrame(X[:, 0]).assign(shop="north")
    fix = of(declared(), table, Y).findings[0].fixes[0]
    _, x, _ = fix.apply(declared(), table, Y)
    assert fix.question and x.shape == (100, 3)


@pytest.mark.parametrize(
    ("x", "fixes"), [(FLAT, 2), (SWAPPED, 1), (FOUR, 1), (LONGER, 1)], ids=["flat", "swapped", "four", "longer"]
)
def test_a_dataset_is_repaired_batch_by_batch(x, fixes):
    from tensorflow.data import Dataset

    dataset = Dataset.from_tensor_slices((x, Y)).batch(8)
    mapped = [fix for fix in of(declared(), dataset).findings[0].fixes if "x = x.map(repaired)" in fix.code]
    assert len(mapped) == fixes
    for fix in mapped:
        model, batches, _ = fix.apply(declared(), dataset, None)
        assert batches.element_spec[0].shape.as_list() == [None, 20, 3]
        assert of(model, batches).ok
        model.fit(batches, shuffle=False, verbose=0)  # a dataset has its own order
    if x is SWAPPED:
        assert np.array_equal(next(iter(batches))[0], X[:8])


def test_a_model_that_is_not_compiled_yet_is_told_of_where_there_is_a_y():
    model = keras.Sequential([keras.Input((20, 3)), layers.LSTM(2), layers.Dense(1)])
    (finding,) = of(model, X, Y).findings
    assert finding.level == "cannot tell" and "not compiled" in finding.sentence
    assert of(model, X).findings == ()


def test_readings_that_hold_instead_of_the_first_are_marked():
    first, second = of(declared(), X[:, 0], Y).findings
    assert (first.cause, first.instead) == ("needs-windows", False)
    assert (second.cause, second.instead) == ("missing-timesteps-axis", True)
    besides = of(every_step(), FOUR, Y[:90]).findings
    assert len(besides) > 1 and not any(one.instead for one in besides)


def test_a_mask_ends_the_warning_of_padding():
    padded = X.copy()
    for row in range(0, 100, 2):
        padded[row, 8 + row % 12 :] = 0
    masked = build(keras.Input((20, 3)), layers=[layers.Masking(), layers.LSTM(2), layers.Dense(1)])
    assert serious(of(declared(), padded, Y)) == ["unmasked-padding"]
    below = np.where(padded == 0, np.float32(-1), padded)
    assert "keras.layers.Masking(-1.0)" in of(declared(), below, Y).findings[0].fixes[0].code
    assert of(masked, padded, Y).ok


def test_a_fix_keeps_weights_where_shapes_allow_and_the_settings_of_compile():
    model = every_step()
    model.compile(keras.optimizers.Adam(0.02), "mae", metrics=["mse"])
    (fix, *_) = of(model, X, Y).findings[0].fixes
    new_model, _, _ = fix.apply(model, X, Y)
    for mine, new in zip(model.get_weights(), new_model.get_weights(), strict=True):
        assert np.array_equal(mine, new)
    assert new_model.loss == "mae"
    assert float(new_model.optimizer.learning_rate) == pytest.approx(0.02)
    assert 'keras.optimizers.Adam(learning_rate=0.02), loss="mae", metrics=["mse"]' in fix.code


def test_a_class_of_ones_own_without_a_config_gets_repairs_of_its_data():
    class Own(keras.Model):
        def __init__(self, core):
            super().__init__()
            self.core = core  # no config says what it was

        def call(self, inputs):
            return self.core(inputs)

    own = Own(declared())
    own.compile("adam", "mse")
    finding = next(one for one in of(own, X, Y[:90]).findings if one.cause == "sample-count-mismatch")
    again, x, y = finding.fixes[0].apply(own, X, Y[:90])
    assert again is not own and len(x) == len(y) == 90
    assert np.array_equal(again(X[:2]), own(X[:2]))


@pytest.mark.parametrize("state", ["fresh", "after a good fit", "after a failed fit", "not compiled"])
def test_a_diagnosis_leaves_the_next_fit_as_it_would_have_been(state):
    def made():
        keras.utils.set_random_seed(3)
        model = declared()
        if state == "after a good fit":
            fit(model, X)
        if state == "after a failed fit":
            with pytest.raises(ValueError):
                model.fit(FLAT, Y, verbose=0)
        return keras.Sequential([keras.Input((20, 3)), layers.LSTM(2)]) if state == "not compiled" else model

    alone, asked = made(), made()
    before = state_of(asked) if state != "not compiled" else None
    for x in (X, FLAT, SWAPPED, X[0], X.tolist()):
        text = str(of(asked, x, Y))  # the fixes are tried, too
        assert text
    if state == "not compiled":
        return
    assert state_of(asked) == before
    for model in (alone, asked):
        model.compile("adam", "mse")
        keras.utils.set_random_seed(4)
        model.fit(X, Y, verbose=0)
    assert np.array_equal(alone.predict(X, verbose=0), asked.predict(X, verbose=0))


def after_a_failed_fit():
    model = declared()
    with pytest.raises(ValueError):
        model.fit(FLAT, Y, verbose=0)
    return model


# Garbage in ------------------------------------------------------------------------------------------------

SIZES = st.integers(0, 6) | st.sampled_from([20, 60, 100])
HUGE = st.sampled_from([(10**9, 20, 3), (10**6, 10**6), (10**12,), (0, 20, 3), (5, 10**9, 3)])
ZERO_STRIDE = st.builds(
    lambda shape, kind: np.broadcast_to(np.array(1, dtype=kind), shape),
    st.lists(SIZES, max_size=5).map(tuple) | HUGE,
    st.sampled_from(["float32", "float64", "int8", "bool", "complex64", "datetime64[D]", "U3", "O"]),
)
THINGS = (
    ZERO_STRIDE
    | st.none()
    | st.text(max_size=5)
    | st.binary(max_size=5)
    | st.sets(st.integers(), max_size=3)
    | st.integers()
    | st.floats()
    | st.sampled_from([int, keras.Model, keras.layers.LSTM, print, ..., NotImplemented])
    | st.recursive(
        st.integers(0, 3) | st.none() | st.text(max_size=2), lambda inner: st.lists(inner, max_size=3), max_leaves=12
    )
    | st.dictionaries(st.text(max_size=2), ZERO_STRIDE, max_size=2)
    | st.builds(lambda shape: pd.DataFrame(np.ones(shape)), st.tuples(st.integers(0, 5), st.integers(0, 5)))
)
MODELS = {
    "after a good fit": fit(declared(), X),
    "after a failed fit": after_a_failed_fit(),
    "not compiled": keras.Sequential([keras.Input((20, 3)), layers.LSTM(2)]),
    "declared": declared(),
    "functional": functional(),
    "without Input": build(),
    "any length": build(keras.Input((None, 3))),
    "one feature": build(ONE_INPUT),
    "every step": every_step(),
    "stateful": build(keras.Input(batch_shape=(4, 20, 3)), stateful=True),
    "masked": build(keras.Input((20, 3)), layers=[layers.Masking(), layers.LSTM(2), layers.Dense(1)]),
    "ids": build(keras.Input((20,)), layers=[layers.Embedding(9, 2), layers.LSTM(2), layers.Dense(1)]),
    "labels": build(keras.Input((20, 3)), layers=[layers.LSTM(2), layers.Dense(4, activation="softmax")], loss="sparse_categorical_crossentropy"),
    "two inputs": keras.Model([first := keras.Input((20, 3)), second := keras.Input((5,))], layers.Concatenate()([layers.LSTM(2)(first), second])),
    "a layer": layers.LSTM(2),
    "a broken stack": keras.Sequential([layers.LSTM(2), layers.LSTM(2)]),
    "none": None,
    "a word": "model",
}  # fmt: skip


@given(name=st.sampled_from(sorted(MODELS)), x=THINGS, y=THINGS)
def test_whatever_comes_a_diagnosis_comes_out(name, x, y):
    found = lstm_shapes.diagnose(MODELS[name], x, y)
    assert UNREADABLE not in [one.sentence for one in found.findings], [one.reason for one in found.findings]
    for finding in found.findings:
        assert finding.level in LEVELS
        assert (
            finding.cause in lstm_shapes.catalogue()
            or finding.sentence.startswith("Something is wrong")
            or (finding.cause == "" and finding.level == "cannot tell")
        )
        assert finding.sentence.endswith((".", ":")) or finding.sentence
    assert found.ok is not any(one.level in ("raises", "silent") for one in found.findings)


SIZES = st.sampled_from([100, 20, 3, 1, 4, 18])  # of MODELS, or near them
ITS_OWN = st.lists(SIZES, max_size=4).map(tuple).filter(lambda shape: prod(shape) <= 10_000)


@given(name=st.sampled_from(sorted(MODELS)), x=ITS_OWN, y=ITS_OWN)
def test_whatever_axes_are_missing_a_diagnosis_comes_out(name, x, y):
    """Sizes that fit one another open doors of the search that sizes by chance do not."""
    found = lstm_shapes.diagnose(MODELS[name], np.ones((100, *x)), np.ones((100, *y)))
    assert UNREADABLE not in [one.sentence for one in found.findings], [one.reason for one in found.findings]
    found = lstm_shapes.diagnose(MODELS[name], np.ones(x), np.ones(y))
    assert UNREADABLE not in [one.sentence for one in found.findings], [one.reason for one in found.findings]


@pytest.mark.parametrize("shape", [(5, 10**9, 3), (10**9, 20, 3), (20, 10**8, 3)])
@pytest.mark.parametrize("kind", ["float32", "O"])
def test_a_view_of_thousands_of_millions_of_numbers_is_not_copied(shape, kind):
    x = np.broadcast_to(np.array(1, dtype=kind), shape)
    tracemalloc.start()
    lstm_shapes.diagnose(declared(), x, x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 800_000_000, peak  # the view of the smallest would take 24 GB


@given(
    name=st.sampled_from(
        [
            "declared",
            "functional",
            "any length",
            "every step",
            "stateful",
            "ids",
            "labels",
            "masked",
            "after a good fit",
            "after a failed fit",
        ]
    ),
    shape=st.lists(st.sampled_from([1, 3, 4, 8, 20, 60]), min_size=1, max_size=4).map(tuple),
    targets=st.lists(st.sampled_from([1, 4, 8, 20]), min_size=1, max_size=3).map(tuple),
)
def test_showing_a_diagnosis_changes_no_model_and_no_array(name, shape, targets):
    model = MODELS[name]
    x = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    y = np.ones(targets, dtype="float32")
    before, kept = state_of(model), (x.copy(), y.copy())
    text, html = str(found := lstm_shapes.diagnose(model, x, y)), found._repr_html_()
    assert text and html
    assert state_of(model) == before
    assert np.array_equal(x, kept[0]) and np.array_equal(y, kept[1])


def test_an_object_that_raises_on_every_question_is_said_to_be_unreadable():
    class Hostile:
        def __getattr__(self, name):
            raise RuntimeError(name)

    for model, x, y in [(declared(), Hostile(), None), (Hostile(), X, Y), (declared(), X, Hostile())]:
        assert all(one.level == "cannot tell" for one in lstm_shapes.diagnose(model, x, y).findings)


def test_the_lines_of_the_readme_run():
    (code,) = re.findall(
        r"```python\n(import lstm_shapes.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S
    )
    names = {"model": declared(), "x": FLAT, "y": Y, "error": ValueError("found ndim=2")}
    exec(code, names)


def test_the_promise_stands_in_the_signature():
    assert list(inspect.signature(lstm_shapes.diagnose).parameters) == ["model", "x", "y", "batch_size", "look"]
    assert list(inspect.signature(lstm_shapes.explain).parameters) == ["error", "model", "x", "y"]


def test_the_values_of_a_dataset_are_looked_at_when_it_is_asked_for():
    walk = WALK[:, np.newaxis]
    make = keras.utils.timeseries_dataset_from_array
    model = build(keras.Input((20, 1)))
    early, right = make(walk, WALK, 20, batch_size=16), make(walk[:-20], WALK[20:], 20, batch_size=16)
    for data in (early, right):
        assert [one.level for one in of(model, data).findings] == ["cannot tell"] and of(model, data).ok
    assert serious(lstm_shapes.diagnose(model, early, look=True)) == ["target-misaligned"]
    assert lstm_shapes.diagnose(model, right, look=True).findings == ()


class Batches(keras.utils.PyDataset):
    """Batches of one shape of x, with a class for each of 16 samples."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def __len__(self):
        return 4

    def __getitem__(self, place):
        return np.random.default_rng(place).normal(size=self.shape), np.arange(16) % 3


def test_of_a_py_dataset_one_batch_is_looked_at_when_it_is_asked_for():
    layers = [keras.Input((None, 9)), keras.layers.LSTM(4), keras.layers.Dense(3, activation="softmax")]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy")
    early, right = Batches((48, 16, 9)), Batches((16, 48, 9))
    assert serious(lstm_shapes.diagnose(model, early)) == []
    assert serious(lstm_shapes.diagnose(model, early, look=True)) == ["swapped-samples-timesteps"]
    assert lstm_shapes.diagnose(model, right, look=True).findings == ()


@pytest.mark.parametrize("shuffled", [False, True])
def test_ids_and_labels_of_a_dataset_that_is_looked_into_are_judged_as_those_of_arrays(shuffled):
    from tensorflow.data import Dataset

    layers = [keras.layers.Embedding(50, 4), keras.layers.GRU(4), keras.layers.Dense(3, activation="softmax")]
    model = keras.Sequential([keras.Input((7,)), *layers])
    model.compile("adam", "sparse_categorical_crossentropy")
    ids, labels = np.full((64, 7), 50), np.full(64, 3)
    for x, y in ((ids, labels), (ids - 1, labels), (ids, labels - 1), (ids - 1, labels - 1)):
        data = Dataset.from_tensor_slices((x, y))
        data = (data.shuffle(64) if shuffled else data).batch(32)
        seen = lstm_shapes.diagnose(model, data, look=True)
        assert {one.cause for one in seen.findings} == {one.cause for one in lstm_shapes.diagnose(model, x, y).findings}
        assert seen.ok == (x.max() < 50 and y.max() < 3)


def test_in_which_order_one_flat_sample_was_written_is_asked():
    model = keras.Sequential([keras.Input((12, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    (found,) = lstm_shapes.diagnose(model, np.arange(36.0)).findings
    assert [one.confidence for one in found.fixes] == ["depends on your data"] * 2
    assert {one.apply(model, np.arange(36.0), None)[1].shape for one in found.fixes} == {(1, 12, 3)}


def classes(units, activation, loss, **settings):
    model = keras.Sequential(
        [keras.Input((20, 3)), layers.LSTM(4, **settings), layers.Dense(units, activation=activation)]
    )
    model.compile("adam", loss)
    return model


SPARSE = "sparse_categorical_crossentropy"
NAMED = {  # two numbers for a yes and a no, or as many as there are units: (units, activation, loss, numbers, line)
    "1 and 2": (1, "sigmoid", "binary_crossentropy", (1, 2), "y = y - 1"),
    "5 and 7": (1, "sigmoid", "binary_crossentropy", (5, 7), "y = (y == 7).astype(int)"),
    "0 and 255": (1, "sigmoid", "binary_crossentropy", (0, 255), "y = (y == 255).astype(int)"),
    "tens": (3, "softmax", SPARSE, (10, 20, 30), "y = np.unique(y, return_inverse=True)[1].reshape(y.shape)"),
    "from 2": (4, "softmax", SPARSE, (2, 3, 4, 5), "y = np.unique(y, return_inverse=True)[1].reshape(y.shape)"),
}


@pytest.mark.parametrize("each_step", [False, True])
@pytest.mark.parametrize("name", NAMED)
def test_numbers_that_name_classes_are_counted_from_0_by_the_first_repair(name, each_step):
    units, activation, loss, numbers, line = NAMED[name]
    model = classes(units, activation, loss, return_sequences=each_step)
    y = np.random.default_rng(1).choice(numbers, (100, 20, 1) if each_step else 100)
    first = of(model, X, y).findings[0]
    assert first.cause == "label-encoding" and first.fixes[0].code.startswith(line)
    _, _, then = first.fixes[0].apply(model, X, y)
    assert then.shape == y.shape and sorted(np.unique(then)) == list(range(len(numbers)))
    assert of(model, X, then).ok


@pytest.mark.parametrize("units", [2, 3, 5])
@pytest.mark.parametrize("shape", [(100, 20), (100, 20, 1)])
def test_a_class_for_each_step_is_no_row_of_several_ones(units, shape):
    y = np.random.default_rng(2).integers(0, units, shape)
    assert not of(classes(units, "softmax", SPARSE, return_sequences=True), X, y).findings


@pytest.mark.parametrize("outputs", [1, 2])
def test_elements_of_a_dataset_that_stand_side_by_side_become_pairs(outputs):
    """from_tensor_slices((first, second, y)) gives triples: Keras reads the second as y, the third as weights."""
    import tensorflow

    first, second = keras.Input((12, 2), name="hours"), keras.Input((3,), name="station")
    joined = layers.Concatenate()([layers.LSTM(4)(first), second])
    model = keras.Model([first, second], [layers.Dense(1)(joined) for _ in range(outputs)])
    model.compile("adam", ["mse"] * outputs)
    arrays = np.zeros((40, 12, 2)), np.zeros((40, 3)), *[np.zeros((40, 1))] * outputs
    data = tensorflow.data.Dataset.from_tensor_slices(arrays).batch(8)
    with pytest.raises(ValueError, match=r"expects 2|expected to be in format"):
        model.fit(data, verbose=0)
    found = of(model, data).findings[0]
    assert (found.cause, found.level) == ("input-count", "raises")
    assert f"{2 + outputs} arrays side by side" in found.sentence
    mended, given, _ = found.fixes[0].apply(model, data, None)
    mended.fit(given, verbose=0)
    assert "x stands for your dataset" in str(of(model, data))


def test_weights_of_samples_in_a_dataset_are_no_third_array():
    import tensorflow

    model = build()
    rows = np.zeros((40, 20, 3)), np.zeros((40, 1)), np.ones(40)
    data = tensorflow.data.Dataset.from_tensor_slices(rows).batch(8)
    model.fit(data, verbose=0)
    assert serious(of(model, data)) == []
