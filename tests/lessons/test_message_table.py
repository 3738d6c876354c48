"""Each row of the tables of messages in 00 is true: its fault raises its words, and its repair, run as it stands, cures it.

A fault makes the mistake that the row names, in the state in which people meet it. The repair is the code of the row,
line by line. Then `fit` and `predict` have to run, on the values that were meant. A row without a fault fails. The rows of
the last table raise nothing: their fault runs, and their line shows it.
"""

import functools
import re
from collections import defaultdict
from types import SimpleNamespace

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import StandardScaler
from tools.small_models import FLAT, FOUR, LONGER, ONE, SWAPPED, X, notebook

import lstm_shapes
from helpers import flat_file, weather_log
from lstm_shapes.messages.texts import plain

Dense, Input, LSTM = keras.layers.Dense, keras.Input, keras.layers.LSTM
Y = np.random.default_rng(1).random(100).astype("float32")
CLASSES = np.arange(100) % 5
LENGTHS = 18 + np.arange(100) % 3


def groups():
    """The lines of each table in 00: raised in building, raised in fitting, and wrong without a message."""
    (text,) = [cell.source for cell in notebook("00").cells if "| Your message contains |" in cell.source]
    return [table.strip().splitlines()[2:] for table in re.findall(r"(?:^\|.*\n?)+", text, flags=re.M)]


def quoted(text):
    """What is quoted in a cell; words with backticks of their own stand between double ones."""
    return [double or single for double, single in re.findall("`` ?(.+?) ?``(?!`)|`([^`]+)`", text)]


def row(line):
    """One line of a table: the words of today's Keras and all that are quoted, and the lines of the repair."""
    words, _, repair, _ = line.strip("|").split(" | ")
    return SimpleNamespace(
        name=words.strip(), today=quoted(words.split("older")[0]), words=quoted(words), repair="\n".join(quoted(repair))
    )


BUILDING, FITTING, SILENT = [[row(line) for line in lines] for lines in groups()]
ROWS = [*BUILDING, *FITTING]
FAULTS = defaultdict(list)  # by the beginning of a row's first column


def fault(row):
    """Register a function that makes the mistake of a row; it leaves model, x and y where people have them."""

    def register(mistake):
        FAULTS[row].append(mistake)
        return mistake

    return register


def faults_of(row):
    """The faults of a row; an older Keras cannot be run, so such a row has to cure what the row above it cures."""
    if not row.today:
        row = ROWS[ROWS.index(row) - 1]
    return [mistake for start, mistakes in FAULTS.items() if row.name.startswith(start) for mistake in mistakes]


def builder(*usual, loss="mse", functional=False):
    """The reader's own lines that build and compile a model; the layers in its brackets replace those of their kind."""

    def build_model(*changed):
        kinds = [keras.KerasTensor, LSTM, Dense]
        given = [[layer for layer in changed if isinstance(layer, kind)] for kind in kinds]
        others = [layer for layer in changed if not isinstance(layer, tuple(kinds))]
        own = [[layer() for layer in usual if layer.kind is kind] for kind in kinds]
        first, memory, last = (new or old for new, old in zip(given, own, strict=True))
        layers = [*others, *memory, *last]
        model = keras.Sequential([*first, *layers])
        if functional:
            out = first[0]
            for layer in layers:
                out = layer(out)
            model = keras.Model(first[0], out)
        model.compile("adam", loss)
        return model

    return build_model


def usual(kind, *settings, **named):
    """A layer of the usual model, made anew for each model."""
    make = (lambda: Input(*settings, **named)) if kind is keras.KerasTensor else (lambda: kind(*settings, **named))
    make.kind = kind
    return make


BLOCK, MEMORY, ANSWER = usual(keras.KerasTensor, (20, 3)), usual(LSTM, 2), usual(Dense, 1)
EVERY_STEP, FIVE = usual(LSTM, 2, return_sequences=True), usual(Dense, 5, activation="softmax")
YES = usual(Dense, 1, activation="sigmoid")


def names(x=X, y=Y, meant=X, build=None):
    """What the reader has: x and y, the lines that build the model, and what x should be in the end."""
    build = build or builder(BLOCK, MEMORY, ANSWER)
    return SimpleNamespace(x=x, y=y, meant=meant, build_model=build, model=None)


def failing(call):
    """An earlier call that failed."""
    with pytest.raises(ValueError):
        call()


# The mistakes ----------------------------------------------------------------------------------------------


@fault("`is incompatible with the layer`")
@fault("`expected ndim=3, found ndim=2`, when *fit* runs")
def flat_rows_without_an_input(now):
    now.x, now.model = FLAT, builder(MEMORY, ANSWER)()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`is incompatible with the layer`")
@fault("`Expected shape (None, 20, 3)")
def flat_rows_in_a_functional_model(now):
    now.x, now.build_model = FLAT, builder(BLOCK, MEMORY, ANSWER, functional=True)
    now.model = now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Expected shape (None, 20, 3)")
def flat_rows_in_a_first_fit(now):
    now.x, now.model = FLAT, now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`expected ndim=3, found ndim=2`, when the model is built")
def a_stack_without_return_sequences(now):
    now.build_model(LSTM(2), LSTM(2))


@fault("`expected ndim=3, found ndim=2. Full shape received: (None, 20)`")
def the_timesteps_alone(now):
    now.build_model(Input((20,)))


@fault("`expected ndim=3, found ndim=2. Full shape received: (None, 20)`")
def a_number_for_a_shape(now):
    now.build_model(Input(20))


@fault("`expected ndim=3, found ndim=4`")
def the_samples_written_into_input(now):
    now.build_model(Input(now.x.shape))


@fault("`expected ndim=3, found ndim=4`")
def a_picture_at_each_timestep(now):
    now.x = X.reshape(100, 5, 4, 3)
    now.meant = X.reshape(100, 5, 12)
    now.build_model(Input(now.x.shape[1:]))


@fault("`` `stateful=True` in a RNN")
def stateful_without_a_batch_size(now):
    now.build_model(LSTM(2, stateful=True))


@fault("`'DataFrame' object has no attribute 'reshape'`")
def a_table_of_pandas(now):
    now.x, now.model = pd.DataFrame(FLAT), now.build_model()
    now.x = now.x.reshape(len(now.x), 20, 3)


@fault("`Found array with dim 3`")
def a_block_for_a_scaler(now):
    now.scaler, now.model = StandardScaler(), now.build_model()
    now.meant = (X - X.mean(axis=(0, 1), dtype="float64")) / X.std(axis=(0, 1), dtype="float64")
    now.scaler.fit_transform(now.x)


@fault("`Expected 2D array, got 1D array`")
def a_row_of_targets_for_a_scaler(now):
    now.scaler, now.model = StandardScaler(), now.build_model()
    now.scaler.fit_transform(now.y)


@fault("`Unrecognized keyword arguments`")
def an_argument_that_is_gone(now):
    now.build_model(Input((20, 3)), LSTM(2, input_length=20))


@fault("`Dimensions must be equal, but are 4 and 3`")
def a_column_more_in_x(now):
    now.x = now.meant = FOUR
    now.model = now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Dimensions must be equal, but are 4 and 3`")
def a_column_more_after_a_good_predict(now):
    now.x = now.meant = FOUR
    now.model = now.build_model()
    now.model.predict(X, verbose=0)
    now.model.predict(now.x, verbose=0)


@fault("`Dimensions must be equal, but are 4 and 3`")
def a_column_more_in_y(now):
    now.y, now.model = FOUR[:, 0], now.build_model(Dense(3))
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Dimensions must be equal, but are 20 and 3`")
def swapped_axes_in_a_first_fit(now):
    now.x, now.model = SWAPPED, now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Dimensions must be equal, but are 20 and 3`")
def swapped_axes_after_a_good_predict(now):
    now.x, now.model = SWAPPED, now.build_model()
    now.model.predict(X, verbose=0)
    now.model.predict(now.x, verbose=0)


@fault("`Cannot take the length of shape with unknown rank`")
def one_sample_after_a_good_predict(now):
    now.model = now.build_model()
    now.model.predict(now.x, verbose=0)
    now.model.predict(now.x[0], verbose=0)


@fault("`Cannot take the length of shape with unknown rank`")
def one_sample_after_a_good_functional_predict(now):
    now.build_model = builder(BLOCK, MEMORY, ANSWER, functional=True)
    now.model = now.build_model()
    now.model.predict(now.x, verbose=0)
    now.model.predict(now.x[0], verbose=0)


@fault("`Cannot take the length of shape with unknown rank`")
def the_right_call_after_an_accepted_wrong_one(now):
    now.x = now.meant = ONE
    now.model = now.build_model(Input((20, 1)))
    now.model.predict(now.x[0], verbose=0)
    now.model.predict(now.x[:1], verbose=0)


@fault("`Cannot take the length of shape with unknown rank`")
def the_right_y_after_a_wrong_one_that_was_accepted(now):
    now.model = now.build_model()
    now.model.evaluate(now.x, np.zeros((100, 5)), verbose=0)  # mse stretches the one answer over five columns
    now.model.evaluate(now.x, now.y, verbose=0)


@fault("`Expected shape (None, 20, 3)")
def flat_rows_in_the_validation_data(now):
    now.x, now.model = FLAT, now.build_model()
    now.model.fit(X[:80], now.y[:80], validation_data=(now.x[80:], now.y[80:]), verbose=0)


@fault("``You must call `compile()` before``")
def a_model_without_its_settings(now):
    now.model = keras.Sequential(now.build_model().layers)
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Received a label value of 5")
def classes_that_count_from_1(now):
    now.y, now.build_model = 1 + CLASSES, builder(BLOCK, MEMORY, FIVE, loss="sparse_categorical_crossentropy")
    now.model = now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Creating variables on a non-first call`")
def right_data_after_a_failed_first_fit(now):
    now.model = now.build_model()
    failing(lambda: now.model.fit(FLAT, now.y, verbose=0))
    now.model.fit(now.x, now.y, verbose=0)


@fault("`has already been configured to use input shape`")
def right_data_for_a_model_that_wrong_data_built(now):
    now.model = builder(MEMORY, ANSWER)()
    failing(lambda: now.model.fit(FLAT, now.y, verbose=0))
    now.model.compile("adam", "mse")
    now.model.fit(now.x, now.y, verbose=0)


@fault("`cannot reshape array of size`")
def other_sizes_than_there_are_values(now):
    now.x, now.model = FLAT, now.build_model()
    now.x = now.x.reshape(len(now.x), 20, 4)


@fault("`Data cardinality is ambiguous`, and x is one sample")
def one_sample_in_a_fit(now):
    now.x, now.y, now.meant, now.model = X[0], Y[:1], X[:1], now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Data cardinality is ambiguous`, and rows were dropped")
def rows_dropped_from_x_alone(now):
    now.x, now.meant, now.model = X.copy(), X[10:], now.build_model()
    now.x[:10, 5, 1] = np.nan
    now.model.fit(now.x[~np.isnan(now.x).any(axis=(1, 2))], now.y, verbose=0)


@fault("`` `target` and `output` must have the same ``")
def integers_for_the_crossentropy_of_one_hot_classes(now):
    now.y, now.build_model = CLASSES, builder(BLOCK, MEMORY, FIVE, loss="categorical_crossentropy")
    now.model = now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`` `target` and `output` must have the same ``")
def a_column_of_integers_for_the_crossentropy_of_one_hot_classes(now):
    now.y, now.build_model = CLASSES[:, None], builder(BLOCK, MEMORY, FIVE, loss="categorical_crossentropy")
    now.model = now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`` `output` must have rank")
def classes_for_every_step(now):
    now.y, now.build_model = CLASSES, builder(BLOCK, EVERY_STEP, FIVE, loss="sparse_categorical_crossentropy")
    now.model = now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`` `output` must have rank")
def yes_or_no_for_every_step(now):
    now.y, now.build_model = Y > 0.5, builder(BLOCK, EVERY_STEP, YES, loss="binary_crossentropy")
    now.model = now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Invalid dtype: object`")
def an_array_of_text(now):
    now.x, now.model = X.astype(str), now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Invalid dtype: object`")
def an_array_of_objects(now):
    now.x, now.model = X.astype(object), now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`Invalid dtype: object`")
def a_list_of_lists(now):
    now.x, now.model = X.tolist(), now.build_model()
    now.model.fit(now.x, now.y, verbose=0)


@fault("`inhomogeneous shape`")
def sequences_of_different_length(now):
    now.x = [sample[:length].tolist() for sample, length in zip(X, LENGTHS, strict=True)]
    now.meant = np.where(np.arange(20)[:, None] < LENGTHS[:, None, None], X, 0)
    np.array(now.x)


# The proofs ------------------------------------------------------------------------------------------------


@functools.cache
def cured(repair, mistake):
    """Make the mistake, run the repair as it stands in the table, fit and predict; return the error's words."""
    now = names()
    with pytest.raises(Exception) as caught:
        mistake(now)
    before = now.model
    traced = before is not None and any([before.train_function, before.test_function, before.predict_function])
    known = {"np": np, "keras": keras, "LSTM": LSTM, "Dense": Dense, **vars(now)}
    exec(repair, known)
    model, x, y = known["model"], known["x"], known["y"]
    np.testing.assert_allclose(x, now.meant, rtol=1e-6, atol=1e-6)
    # What a graph remembers is cured in a graph. A model without a past, or one that the repair ran, may fit eagerly:
    # that is ten times as fast.
    model.run_eagerly = model is not before or not traced or ".predict(" in repair or ".fit(" in repair
    history = model.fit(x, y, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    if model.run_eagerly:
        assert len(model.predict(x[:2], verbose=0)) == len(x[:2])
    return plain(caught.value)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_repair_of_a_row_cures_each_fault_that_raises_its_words(row):
    texts = [cured(row.repair, mistake) for mistake in faults_of(row)]
    assert texts, "no fault proves this row"
    assert [words for words in row.today if not any(words in text for text in texts)] == []
    assert [text for text in texts if row.today and not any(words in text for words in row.today)] == []


@pytest.mark.parametrize("start", FAULTS)
def test_every_fault_belongs_to_one_row_of_the_table(start):
    assert len([row for row in ROWS if row.name.startswith(start)]) == 1


def test_a_group_says_when_its_messages_are_raised():
    """A mistake of the first group stops before any fit; one of the second has a model to fit."""
    for group, raised_in_building in [(BUILDING, True), (FITTING, False)]:
        for mistake in {mistake for row in group if row.today for mistake in faults_of(row)}:
            with pytest.MonkeyPatch.context() as patch:
                for call in ("fit", "evaluate", "predict"):
                    patch.setattr(keras.Model, call, lambda *_, **__: None)
                try:
                    mistake(names())
                    stopped = False
                except pytest.fail.Exception:  # an earlier call that should have failed: a call of the model
                    stopped = False
                except Exception:
                    stopped = True
                assert stopped is raised_in_building, mistake.__name__


# The rows without a message --------------------------------------------------------------------------------


def shown_by(row, capsys, **known):
    """What the line of a row prints for these names."""
    capsys.readouterr()
    exec(row.repair, {"np": np, **known})
    return capsys.readouterr().out.strip()


def silent(start):
    (found,) = [row for row in SILENT if row.name.startswith(start)]
    return found


def fitted(model, x, y):
    model.compile("adam", model.loss, run_eagerly=True)
    model.fit(x, y, batch_size=100, verbose=0)
    return model


def test_other_timesteps_and_time_first_run_and_the_line_raises(capsys):
    model = fitted(names().build_model(), LONGER, Y)
    assert len(model.predict(X.transpose(1, 0, 2), verbose=0)) == 20
    for x in (LONGER, X[:, :10], X.transpose(1, 0, 2)):
        with pytest.raises(ValueError, match=re.escape(f"found shape={x.shape}")):
            shown_by(silent("as many answers as timesteps"), capsys, model=model, x=x)
    assert shown_by(silent("as many answers as timesteps"), capsys, model=model, x=X) == "(100, 1)"


def test_one_sample_of_one_feature_gets_many_answers_and_the_line_shows_both_shapes(capsys):
    model = fitted(names().build_model(Input((20, 1))), ONE, Y)
    assert len(model.predict(ONE[0], verbose=0)) == 20
    assert shown_by(silent("many answers for one sample"), capsys, x=ONE) == "(20, 1) (1, 20, 1)"


@pytest.mark.parametrize("samples", [100, 96])  # of a multiple of the batch, the model keeps the batch
def test_a_model_that_built_itself_for_swapped_axes_says_so(samples, capsys):
    model = builder(MEMORY, ANSWER)()
    model.fit(SWAPPED[:samples], Y[:samples], verbose=0)
    assert model.input_shape[0] == (None if samples == 100 else 32)
    assert shown_by(silent("a model without `Input`"), capsys, model=model) == "(3, 20)"


def test_a_stretched_loss_runs_and_the_line_shows_two_shapes(capsys):
    model = fitted(builder(BLOCK, EVERY_STEP, ANSWER)(), X, Y)
    assert shown_by(silent("a loss that stops"), capsys, model=model, x=X, y=Y) == "(100, 20, 1) (100,)"
    undeclared = builder(EVERY_STEP, ANSWER)()
    undeclared.fit(X[:96], Y[:96], verbose=0)
    assert shown_by(silent("a loss that stops"), capsys, model=undeclared, x=X, y=Y) == "(100, 20, 1) (100,)"


def test_a_nan_makes_the_loss_nan_and_the_line_counts_it(capsys):
    x = X.copy()
    x[3, 5, 1] = np.nan
    model = fitted(names().build_model(), x, Y)
    assert np.isnan(model.get_weights()[0]).all()
    assert shown_by(silent("a loss that is nan"), capsys, x=x, y=Y) == "1 0"


def test_a_scramble_has_the_right_shape_and_the_line_shows_impossible_values(capsys):
    log = weather_log()
    wrong = flat_file(log, "sensor by sensor").reshape(100, 20, 3)
    fitted(names().build_model(), wrong, Y)
    read = shown_by(silent("values that cannot be"), capsys, x=wrong)
    assert max(map(float, re.findall(r"[\d.]+", read)[1:2])) > 900  # a humidity of more than 900 %
    assert min(log[..., 2].ravel()) > 900 > max(log[..., :2].ravel())


def test_a_target_inside_its_window_is_shown_by_the_line(capsys):
    model = fitted(names().build_model(Dense(1)), X, X[:, -1, 0])
    assert model.built
    last, answer = shown_by(silent("a score that is too good"), capsys, x=X, y=X[:, -1, 0]).split("]")
    assert float(answer) == pytest.approx(float(last.strip("[ ").split()[0]))


@pytest.mark.parametrize("words", [words for row in ROWS for words in row.words])
def test_the_words_of_each_row_are_known_to_explain(words):
    assert lstm_shapes.explain(words).findings[0].cause


@pytest.mark.parametrize(
    ("words", "row", "repair", "cause"),
    [
        ("Dimensions must be equal, but are 4 and 3", "are 4 and 3", "Input(x.shape[1:])", "wrong-features"),
        ("Dimensions must be equal, but are 20 and 3", "are 20 and 3", "transpose(0, 2, 1)", "swapped-axes"),
        ("Matrix size-incompatible: In[0]: [32,4], In[1]: [3,200]", "[32,4]", "Input(x.shape[1:])", "wrong-features"),
        ("Matrix size-incompatible: In[0]: [32,20], In[1]: [3,200]", "[32,20]", "transpose(0, 2, 1)", "swapped-axes"),
        ("ndim=3, found ndim=2. Full shape received: (None, 60)", "*fit* runs", "len(x), 20, 3", "flattened-steps"),
    ],
)
def test_the_table_and_the_finder_name_the_same_usual_cause(words, row, repair, cause):
    (found,) = [each for each in ROWS if row in each.name]
    assert repair in found.repair
    assert lstm_shapes.explain(f"expected {words}").findings[0].cause == cause


def test_compile_keeps_the_weights_and_starts_the_optimizer_afresh():
    model = names().build_model()
    model.compile("adam", "mse", run_eagerly=True)
    model.fit(X, Y, verbose=0)
    weights, steps = model.get_weights(), int(model.optimizer.iterations)
    model.compile("adam", "mse")
    assert steps == 4 and int(model.optimizer.iterations) == 0
    assert all(map(np.array_equal, model.get_weights(), weights))


def test_a_table_can_be_read_at_a_glance():
    assert [len(group) <= most for group, most in [(BUILDING, 10), (FITTING, 16), (SILENT, 8)]] == [True] * 3
    assert FITTING[0].words == ["is incompatible with the layer", "Input 0 is incompatible with layer model"]
