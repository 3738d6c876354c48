"""What an earlier line of the program did to x and y: a split, a loop, padding, labels. Each beside healthy twins."""

import keras
import numpy as np
import pandas as pd
import pytest
from tools.small_models import compiled

from lstm_shapes import diagnose

L = keras.layers
RNG = np.random.default_rng(9)


def forecast(*sample, **options):
    return compiled(keras.Input(sample), L.LSTM(4), L.Dense(1), **options)


def first_fix(model, x, y, **options):
    return diagnose(model, x, y, **options).findings[0].fixes[0]


def mended(model, x, y):
    """Return (model, x, y) after the first fix, of which nothing may be wrong."""
    after = first_fix(model, x, y).apply(model, x, y)
    assert diagnose(*after).findings == ()
    return after


# A split ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", [(20, 3), (12, 1)])
def test_answers_that_are_samples_come_from_a_split_in_another_order(sample):
    x = RNG.normal(size=(90, *sample)).cumsum(axis=1)
    found = diagnose(forecast(*sample), x[:70], x[70:]).findings
    assert [one.cause for one in found] == ["sample-count-mismatch"], "of samples nobody says that they are answers"
    assert found[0].fixes[0].code.startswith("x_train, x_test, y_train, y_test = train_test_split(x, y)")


def test_answers_of_a_model_that_gives_samples_back_lost_rows():
    model = compiled(keras.Input((20, 3)), L.LSTM(4, return_sequences=True), L.Dense(3))
    x = RNG.normal(size=(90, 20, 3)).cumsum(axis=1)
    assert "train_test_split" not in str(diagnose(model, x, x[:70]))


# Windows ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows_after", [True, False], ids=["a row follows", "none follows the last"])
def test_windows_beside_another_input_say_how_many_answers_to_leave_out(rows_after):
    table, steps = RNG.normal(size=(120, 2)).cumsum(axis=0), 14
    ends = range(steps, 120 if rows_after else 121)
    windows, days = np.stack([table[end - steps : end] for end in ends]), np.eye(7)[[end % 7 for end in ends]]
    inputs = keras.Input((steps, 2)), keras.Input((7,))
    model = keras.Model(inputs, L.Dense(1)(L.Concatenate()([L.LSTM(4)(inputs[0]), inputs[1]])))
    model.compile("adam", "mse")
    _, x, y = mended(model, [windows, days], table[:, 0])
    assert np.array_equal(y, table[steps:, 0]) and len(x[0]) == len(x[1]) == 120 - steps
    assert np.array_equal(x[0][-1], table[-steps - 1 : -1])


KEPT = {
    "a list": list,
    "objects": lambda rows: np.array(rows, dtype=object),
    "a column": lambda rows: pd.Series(rows, index=range(7, 57)),
}


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_windows_that_ran_past_the_end_are_left_out(kept):
    table, steps = RNG.normal(size=(200, 3)).cumsum(axis=0), 24
    pieces, next_rows = [table[at : at + steps] for at in range(0, 200, 4)], RNG.normal(size=50)
    _, x, y = mended(forecast(steps, 3), kept(pieces), next_rows)
    whole = sum(len(one) == steps for one in pieces)
    assert np.allclose(x, np.stack(pieces[:whole])) and np.array_equal(y, next_rows[:whole])


def test_sequences_of_any_lengths_are_no_windows_that_ran_past_the_end():
    texts = [RNG.normal(size=(many, 3)) for many in RNG.permutation(np.arange(5, 45))]
    assert "pad_sequences" in first_fix(forecast(None, 3), texts, RNG.normal(size=40)).code


# Padding ------------------------------------------------------------------------------------------------------


def shares(least=5, most=20, features=2):
    return [RNG.random((RNG.integers(least, most), features)) for _ in range(60)]


def masked(value=0.0, features=2):
    return compiled(keras.Input((None, features)), L.Masking(value), L.LSTM(4), L.Dense(1))


@pytest.mark.parametrize("padding", ["pre", "post"])
@pytest.mark.parametrize("scaled", [lambda one: one, lambda one: 3 * (one - one.mean())], ids=["0 to 1", "around 0"])
def test_numbers_that_were_cut_to_whole_ones_as_they_were_padded(padding, scaled):
    x = keras.utils.pad_sequences([scaled(one) for one in shares()], padding=padding)
    (found,) = diagnose(masked(), x, RNG.random(60)).findings
    assert (found.cause, found.level) == ("ragged-sequences", "silent")
    assert 'dtype="float32"' in found.fixes[0].code


def test_whole_numbers_that_are_nothing_but_zeros_are_told_without_a_mask_too():
    x = keras.utils.pad_sequences(shares())
    assert [one.cause for one in diagnose(forecast(None, 2), x, RNG.random(60)).findings] == ["ragged-sequences"]


@pytest.mark.parametrize(
    ("model", "x"),
    [
        (masked(), keras.utils.pad_sequences(shares(), dtype="float32", padding="post")),
        (masked(), keras.utils.pad_sequences([1 + RNG.poisson(3, one.shape) for one in shares()], padding="post")),
        (masked(), keras.utils.pad_sequences([RNG.poisson(0.5, one.shape) for one in shares()])),
        (masked(-1.0), keras.utils.pad_sequences([RNG.poisson(0.1, one.shape) for one in shares()], value=-1)),
        (forecast(12, 30), RNG.random((60, 12, 30)) < 0.05),
        (forecast(12, 5), np.eye(5, dtype=int)[RNG.integers(0, 5, size=(60, 12))]),
        (forecast(30, 2), np.maximum(RNG.normal(size=(60, 30, 2)) - 2, 0)),
    ],
    ids=[
        "floats",
        "counts from 1",
        "counts from 0",
        "rare counts under another mask",
        "a piano roll",
        "one-hot",
        "rain",
    ],
)
def test_zeros_that_were_measured_are_no_sign_of_it(model, x):
    assert diagnose(model, x, RNG.random(60)).ok


# Words --------------------------------------------------------------------------------------------------------


def reads_ids(rows, steps):
    return compiled(keras.Input((steps,)), L.Embedding(rows, 4), L.GRU(4), L.Dense(1))


@pytest.mark.parametrize("words", [40, 33])
def test_rows_that_say_which_words_occur_are_no_ids(words):
    flags = (RNG.random((80, words)) < 0.3).astype(int)
    (found,) = diagnose(reads_ids(40, words), flags, RNG.random(80)).findings
    assert (found.cause, found.level) == ("embedding-input", "silent") and 'output_mode="int"' in found.fixes[0].code


@pytest.mark.parametrize(
    ("rows", "steps", "most"), [(2, 20, 2), (3, 12, 2), (40, 40, 40)], ids=["a yes or no", "and a third", "words"]
)
def test_ids_of_a_table_that_is_used_are_right(rows, steps, most):
    assert diagnose(reads_ids(rows, steps), RNG.integers(0, most, size=(80, steps)), RNG.random(80)).ok


# Labels -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["sigmoid", "linear", "softmax", "relu"])
@pytest.mark.parametrize(("low", "high"), [(1, 2), (-1, 1), (2, 5)])
def test_two_labels_become_no_and_yes_and_so_does_the_last_layer(activation, low, high):
    x, labels = RNG.normal(size=(80, 12, 3)), np.where(RNG.random(80) < 0.5, low, high)
    model = compiled(keras.Input((12, 3)), L.LSTM(4), L.Dense(1, activation=activation), loss="binary_crossentropy")
    fixes = diagnose(model, x, labels).findings[0].fixes
    made = next(one for one in fixes if "yes" in one.question or "no?" in one.question).apply(model, x, labels)
    assert diagnose(*made).findings == () and np.array_equal(made[2], labels == high)
    assert made[0].layers[-1].activation.__name__ == "sigmoid"


def test_grades_from_1_under_a_yes_or_no_are_classes_counted_from_1():
    x, grades = RNG.normal(size=(80, 12, 3)), 1 + np.arange(80) % 5
    model = compiled(keras.Input((12, 3)), L.LSTM(4), L.Dense(1, activation="sigmoid"), loss="binary_crossentropy")
    made = first_fix(model, x, grades).apply(model, x, grades)
    assert made[0].output_shape == (None, 5) and np.array_equal(made[2], grades - 1)


# Axes ---------------------------------------------------------------------------------------------------------


def test_time_in_front_of_as_many_samples_as_y_has_where_input_was_taken_from_x():
    x, y = RNG.normal(size=(12, 80, 5)).cumsum(axis=0), RNG.random(80)
    made = mended(forecast(80, 5), x, y)
    assert np.array_equal(made[1], x.transpose(1, 0, 2)) and made[0].input_shape == (None, 12, 5)


def test_one_axis_that_moved_comes_before_two_that_changed_places():
    model = compiled(keras.Input((9, 16, 16, 1)), L.ConvLSTM2D(2, 3), L.Flatten(), L.Dense(1))
    frames = RNG.random((20, 16, 16, 9, 1))
    assert first_fix(model, frames, RNG.random(20)).code.startswith("x = x.transpose(0, 3, 1, 2, 4)")


# Batches ------------------------------------------------------------------------------------------------------


class SideBySide(keras.utils.PyDataset):
    def __init__(self, *parts, **options):
        super().__init__(**options)
        self.parts = parts

    def __len__(self):
        return 3

    def __getitem__(self, at):
        return tuple(one[10 * at : 10 * at + 10] for one in self.parts)


def test_a_batch_of_two_inputs_and_answers_side_by_side_is_no_x_y_and_weights():
    inputs = keras.Input((12, 2)), keras.Input((4,))
    model = keras.Model(inputs, L.Dense(1)(L.Concatenate()([L.LSTM(4)(inputs[0]), inputs[1]])))
    model.compile("adam", "mse")
    parts = RNG.normal(size=(30, 12, 2)).cumsum(axis=1), RNG.random((30, 4)), RNG.random((30, 1))
    (found,) = diagnose(model, SideBySide(*parts), look=True).findings
    assert found.cause == "input-count" and found.fixes[0].code.endswith("return (x_1, x_2), y")
    weighed = SideBySide(parts[0], parts[2], np.ones(30))
    assert diagnose(forecast(12, 2), weighed, look=True).findings == (), "(x, y, weights) is what Keras reads"


# Models -------------------------------------------------------------------------------------------------------


def test_a_model_that_is_not_compiled_yet_gets_its_lines_too():
    model = keras.Sequential([keras.Input((20, 3)), L.LSTM(4), L.Dense(1)])
    x = RNG.normal(size=(50, 60))
    assert np.array_equal(first_fix(model, x, RNG.random(50)).apply(model, x, None)[1], x.reshape(50, 20, 3))


def of_words_alone(y, answers):
    """A sparse loss that leaves the padding out, as those who translate write it."""
    read = keras.ops.cast(keras.ops.not_equal(y, 0), "float32")
    return keras.ops.sum(read * keras.losses.sparse_categorical_crossentropy(y, answers)) / keras.ops.sum(read)


class OfSquares(keras.losses.Loss):
    def call(self, y, answers):
        return keras.ops.mean((y - answers) ** 2, axis=-1)


@pytest.mark.parametrize(
    ("loss", "y", "cause"),
    [
        (of_words_alone, RNG.integers(0, 6, size=(40, 16)), None),
        (of_words_alone, np.eye(6)[RNG.integers(0, 6, size=(40, 16))], "label-encoding"),
        (OfSquares(), np.eye(6)[RNG.integers(0, 6, size=(40, 16))], None),
        (OfSquares(), RNG.random((40, 16, 7)), "target-shape"),
        (lambda y, answers: keras.ops.matmul(y, answers), RNG.random((40, 3, 5)), ""),
    ],
    ids=["ids", "one-hot", "a class", "columns", "a product"],
)
def test_a_loss_of_ones_own_is_asked_what_fit_would_make_of_it(loss, y, cause):
    model = compiled(
        keras.Input((16, 3)), L.LSTM(4, return_sequences=True), L.Dense(6, activation="softmax"), loss=loss
    )
    x = RNG.normal(size=(40, 16, 3))
    found = diagnose(model, x, y)
    assert [one.cause for one in found.findings[:1]] == ([] if cause is None else [cause])
    try:
        model.fit(x, y, verbose=0)
    except Exception:
        assert not found.ok and "own loss" in found.findings[0].sentence
    else:
        assert found.ok


def test_a_loss_that_wants_numbers_is_left_to_a_model_that_runs_eagerly():
    def of_numbers(y, answers):
        return keras.ops.mean((y - answers) ** 2) + float(np.mean(y.numpy()))

    x, y = RNG.normal(size=(20, 12, 3)), RNG.random((20, 1))
    model = forecast(12, 3, loss=of_numbers, run_eagerly=True)
    assert diagnose(model, x, y).ok
    model.fit(x, y, verbose=0)
    assert not diagnose(forecast(12, 3, loss=of_numbers), x, y).ok


def of_one_number(y, answers):
    if y.shape[-1] != 1:
        raise ValueError("one number for each sample")
    return keras.ops.mean((y - answers) ** 2)


def test_a_model_with_a_loss_of_ones_own_is_compiled_again_with_it():
    model, x = forecast(12, 3, loss=of_one_number), RNG.normal(size=(20, 12, 3))
    with pytest.raises(ValueError, match="one number"):
        model.fit(x, RNG.random((20, 2)), verbose=0)
    fix = first_fix(model, x, RNG.random((20, 1)))
    assert fix.code.startswith("model.compile(") and "loss=model.loss" in fix.code
    exec(fix.code, {"model": model})
    model.fit(x, RNG.random((20, 1)), verbose=0)


class Tagger(keras.Model):
    def __init__(self):
        super().__init__()
        self.reads, self.tells = L.LSTM(4), L.Dense(1)

    def call(self, x):
        return self.tells(self.reads(x))


@pytest.mark.parametrize("own", [True, False], ids=["a class of its own", "of layers"])
def test_weights_that_are_no_numbers_are_not_kept(own):
    x, y = RNG.normal(size=(40, 12, 3)), RNG.normal(size=40)
    x[3, 2, 1] = np.nan
    model = Tagger() if own else compiled(keras.Input((12, 3)), L.LSTM(4), L.Dense(1, activation="relu"))
    model.compile("adam", "mse")
    model.fit(x, y, verbose=0)
    codes = [fix.code for found in diagnose(model, x, y).findings for fix in found.fixes]
    assert codes and not any("set_weights" in code for code in codes)
    assert not own or not any("clone_model" in code for code in codes)
    assert not any("a failed fit spoilt it" in code for code in codes), "no fit failed"


def test_one_answer_against_every_timestep_is_told_as_what_it_is():
    model = compiled(keras.Input((30, 3)), L.LSTM(4, return_sequences=True), L.Dense(1))
    x, y = RNG.normal(size=(40, 30, 3)), RNG.normal(size=(40, 1))
    assert "compares the one answer of a sample with every timestep" in str(diagnose(model, x, y)).replace("\n", " ")
    answers = model.predict(x, verbose=0)[..., 0]
    assert model.evaluate(x, y, verbose=0) == pytest.approx(np.mean((answers - y) ** 2), rel=1e-4)


def test_a_lambda_that_a_fit_has_run_is_no_longer_asked_about():
    means = L.Lambda(lambda steps: keras.ops.mean(steps, axis=1), output_shape=(4,))
    model = compiled(keras.Input((12, 3)), L.LSTM(4, return_sequences=True), means, L.Dense(1))
    x, y = RNG.normal(size=(20, 12, 3)), RNG.random((20, 1))
    assert [one.level for one in diagnose(model, x, y).findings] == ["cannot tell"]
    model.fit(x, y, verbose=0)
    assert diagnose(model, x, y).findings == ()
