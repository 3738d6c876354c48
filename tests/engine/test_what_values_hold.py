"""What values say beside their order, each beside healthy twins: what is not looked at, out of reach, or no number."""

import keras
import numpy as np
import pandas as pd
import pytest

from lstm_shapes import diagnose, explain

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(64, 20, 3)), RNG.random(64)
TAGS, CLASSES = (RNG.random((64, 4)) < 0.5) * 1.0, np.eye(4)[np.arange(64) % 4]
CROSS = "categorical_crossentropy"


def reader(activation=None, units=1, loss="mse", **options):
    layers = [keras.Input((None, 3)), keras.layers.LSTM(4), keras.layers.Dense(units, activation=activation)]
    model = keras.Sequential(layers)
    model.compile("adam", loss, **options)
    return model


def named(*given, **options):
    return [one.cause for one in diagnose(*given, **options).findings if one.level in ("raises", "silent")]


@pytest.mark.parametrize(
    ("activation", "wrong", "right"),
    [
        ("sigmoid", [100 * Y, Y * 4 - 2, Y > 2, np.arange(64) % 3], [Y, Y * 1.3 - 0.1, Y > 0.5]),
        ("tanh", [100 * Y, Y - 5], [Y, 2 * Y - 1, Y * 2.4 - 1.2]),
        ("relu", [Y - 0.5, -Y], [100 * Y, Y - 0.01]),
        ("softplus", [Y - 0.5], [100 * Y]),
        ("linear", [], [100 * Y, Y - 5]),
    ],
)
def test_y_is_named_where_the_last_activation_cannot_answer_it(activation, wrong, right):
    for y in wrong:
        assert named(reader(activation), X, y) == (["label-encoding"] if len(set(y)) > 1 else []), y[:4]
    for y in right:
        assert named(reader(activation), X, y) == [], y[:4]


@pytest.mark.parametrize("loss", [CROSS, "binary_crossentropy", "mse"])
def test_several_classes_in_a_row_are_named_under_a_softmax_alone(loss):
    assert named(reader("softmax", 4, loss), X, TAGS) == ["label-encoding"]
    assert named(reader("softmax", 4, loss), X, CLASSES) == (
        ["label-encoding"] if loss == "binary_crossentropy" else []
    )
    assert named(reader("softmax", 4, loss), X, CLASSES * 0.9 + 0.025) == []  # smoothed
    assert named(reader("sigmoid", 4, "binary_crossentropy"), X, TAGS) == []


@pytest.mark.parametrize("classes", [3, 20])
def test_one_class_under_a_softmax_with_a_loss_of_yes_and_no_is_named_and_two_classes_are_not(classes):
    one, binary = np.eye(classes)[np.arange(64) % classes], "binary_crossentropy"
    (finding,) = diagnose(reader("softmax", classes, binary), X, one).findings
    assert (finding.cause, finding.level) == ("label-encoding", "silent")
    mended, *_ = finding.fixes[0].apply(reader("softmax", classes, binary), X, one)
    assert mended.loss == CROSS
    assert named(reader("sigmoid", classes, binary), X, one) == named(reader("softmax", classes, CROSS), X, one) == []
    assert named(reader("softmax", 2, binary), X, np.eye(2)[np.arange(64) % 2]) == []


def test_weights_that_a_fit_left_as_no_numbers_are_named_also_where_the_data_are_right_now():
    model, holes = reader(), X.copy()
    holes[3, 2, 1] = np.nan
    model.fit(X, Y, verbose=0)
    assert diagnose(model, X, Y).findings == ()
    model.fit(holes, Y, verbose=0)
    (finding,) = diagnose(model, X, Y).findings
    assert (finding.cause, finding.level) == ("not-finite", "silent")
    assert len(diagnose(model, holes, Y).findings) == 2
    names = {"model": model, "keras": keras}
    exec(finding.fixes[0].code, names)
    assert np.isfinite(names["model"].fit(X, Y, verbose=0).history["loss"][0])
    assert diagnose(names["model"], X, Y).findings == ()


@pytest.mark.parametrize(("steps", "fits", "padding"), [(30, 28, "valid"), (30, 28, "same"), (21, 20, "valid")])
def test_steps_that_a_pooling_loses_are_cut_off_so_that_an_autoencoder_gives_back_what_it_is_given(
    steps, fits, padding
):
    parts = [keras.layers.Conv1D(4, 3, padding="same"), keras.layers.MaxPooling1D(2, padding=padding)]
    shrunk = [keras.Input((steps, 2)), *parts, keras.layers.MaxPooling1D(2, padding=padding)]
    model = keras.Sequential([*shrunk, keras.layers.UpSampling1D(4), keras.layers.Conv1D(2, 3, padding="same")])
    model.compile("adam", "mse")
    x = RNG.normal(size=(32, steps, 2))
    finding = diagnose(model, x, x).findings[0]
    assert finding.cause == "target-shape"
    mended, short, y = finding.fixes[0].apply(model, x, x)
    assert short.shape == y.shape == (32, fits, 2)
    mended.fit(short, y, verbose=0)
    assert diagnose(mended, short, y).findings == ()
    repeated = [keras.layers.LSTM(4), keras.layers.RepeatVector(fits), keras.layers.LSTM(2, return_sequences=True)]
    model = keras.Sequential([keras.Input((steps, 2)), *repeated])
    model.compile("adam", "mse")
    assert "Shortened" not in " ".join(one.sentence for one in diagnose(model, x, x).findings)


def test_fewer_samples_than_a_model_with_states_reads_at_once_are_predicted_by_a_copy():
    model = keras.Sequential([keras.Input(batch_shape=(8, 5, 2)), keras.layers.LSTM(3, stateful=True)])
    x = RNG.normal(size=(1, 5, 2))
    (finding,) = diagnose(model, x).findings
    names = {"model": model, "keras": keras, "x": x}
    exec(finding.fixes[0].code.replace("batch_size=1)", "batch_size=1, verbose=0)"), names)
    alone = names["one"].get_weights()
    assert all(np.array_equal(*pair) for pair in zip(alone, model.get_weights(), strict=True))
    assert diagnose(names["one"], x, batch_size=1).findings == ()


def test_a_fold_of_one_feature_is_offered_and_no_single_sample():
    given = keras.Input((None, 7, 1))
    each = keras.layers.TimeDistributed(keras.layers.Flatten())(given)
    model = keras.Model(given, keras.layers.Dense(1)(keras.layers.LSTM(2)(each)))
    model.compile("adam", "mse")
    (finding,) = diagnose(model, RNG.normal(size=(64, 28, 1)), Y).findings
    assert [one.code for one in finding.fixes] == ["x = x.reshape(len(x), 4, 7, 1)"]


WORDS = RNG.integers(1, 900, size=(64, 20))


def of_words(*first):
    model = keras.Sequential([*first, keras.layers.LSTM(4), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model


def test_ids_that_a_recurrent_layer_reads_as_amounts_are_asked_about_and_smooth_counts_are_not():
    amounts = of_words(keras.Input((20, 1)))
    for x in (WORDS, WORDS[..., np.newaxis], WORDS.astype("float32")):
        diagnosis = diagnose(amounts, x, Y)
        assert diagnosis.ok
        finding = next(one for one in diagnosis.findings if one.cause == "embedding-input")
        model, ids, _ = finding.fixes[0].apply(amounts, x, Y)
        assert (finding.level, ids.shape, model.layers[0].input_dim) == ("cannot tell", (64, 20), WORDS.max() + 1)
        assert diagnose(model, ids, Y).findings == ()
    counts = np.abs(RNG.normal(0, 9, size=(64, 20)).cumsum(axis=1)).round()
    assert len(np.unique(counts)) > 50
    for x in (counts, WORDS % 12, WORDS / 900, WORDS - 450):
        assert "embedding-input" not in [one.cause for one in diagnose(amounts, x, Y).findings]
    assert diagnose(of_words(keras.Input((20,)), keras.layers.Embedding(900, 4)), WORDS, Y).findings == ()


def test_texts_that_are_padded_want_an_embedding_before_a_mask():
    x = WORDS * (np.arange(20) < 4 + np.arange(64)[:, np.newaxis] % 15)
    first, second = diagnose(of_words(keras.Input((20, 1))), x[..., np.newaxis], Y).findings
    assert (first.cause, second.cause) == ("embedding-input", "unmasked-padding")
    assert "mask_zero=True" in first.fixes[0].code


@pytest.mark.parametrize("given", [(20,), (20, 1)])
def test_ids_are_told_with_a_model_that_does_not_build(given):
    lines = [keras.Input(given[:1]), keras.layers.GRU(4), keras.layers.Dense(1)]
    told = diagnose(lines, WORDS, Y).findings
    assert told[0].cause == "embedding-input"
    assert "input-shape-missing-axis" in [one.cause for one in told]


def test_one_hot_vectors_before_an_embedding_become_ids():
    lines = [keras.Input((20, 9)), keras.layers.Embedding(9, 4), keras.layers.LSTM(4), keras.layers.Dense(1)]
    hot = np.eye(9)[WORDS % 9]
    finding = diagnose(lines, hot, Y).findings[0]
    assert finding.cause == "embedding-input"
    assert "x = x.argmax(axis=-1)" in finding.fixes[0].code and "keras.Input((20,))" in finding.fixes[0].code
    with pytest.raises(ValueError, match="ndim=3") as refused:
        keras.Sequential(lines)
    assert explain(refused.value).findings[0].cause == "embedding-input"
    other = [keras.Input((20, 9)), keras.layers.Embedding(40, 4), keras.layers.LSTM(4), keras.layers.Dense(1)]
    assert diagnose(other, WORDS[..., np.newaxis] % np.arange(2, 11), Y).findings[0].cause != "embedding-input"


@pytest.mark.parametrize("side", ["front", "back"])
@pytest.mark.parametrize("value", [0.0, -7.0])
def test_padding_that_was_scaled_with_the_data_is_named_where_a_mask_no_longer_finds_it(side, value):
    x = RNG.normal([20, 300, 1], [5, 40, 0.2], size=(120, 15, 3))
    for row, steps in zip(x, np.arange(120) % 9, strict=True):
        row[:steps] = value
    x = (x if side == "front" else x[:, ::-1]).copy()
    masked = [keras.Input((15, 3)), keras.layers.Masking(value), keras.layers.LSTM(4), keras.layers.Dense(1)]
    model = keras.Sequential(masked)
    model.compile("adam", "mse")
    y = RNG.random(120)
    assert named(model, x, y) == []
    scaled = (x - x.mean(axis=(0, 1))) / x.std(axis=(0, 1))
    (finding,) = diagnose(model, scaled, y).findings
    assert (finding.cause, finding.level) == ("unmasked-padding", "silent")
    _, mended, _ = finding.fixes[0].apply(model, scaled, y)
    padded = (x == value).all(axis=-1)
    assert (mended[padded] == value).all() and np.array_equal(mended[~padded], scaled[~padded])
    assert diagnose(model, mended, y).findings == ()
    # That all begin alike is no padding.
    scaled[:, 0] = scaled[0, 0]
    still = scaled.copy()
    still[padded] = RNG.normal(size=(int(padded.sum()), 3))
    still[:, 0] = 1, 2, 3
    assert named(model, still, y) == []


@pytest.mark.parametrize("ends", [("pre", "post"), ("post", "pre")])
@pytest.mark.parametrize("column", [False, True])
def test_answers_that_are_padded_at_another_end_than_their_words_are_named(ends, column):
    words = [RNG.integers(1, 300, size=RNG.integers(4, 18)) for _ in range(120)]
    tags = [1 + one // 100 for one in words]
    pad = keras.utils.pad_sequences
    layers = [keras.Input((18,)), keras.layers.Embedding(300, 8, mask_zero=True)]
    layers += [keras.layers.GRU(4, return_sequences=True), keras.layers.Dense(4, activation="softmax")]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy")
    x, y = pad(words, 18, padding=ends[0]), pad(tags, 18, padding=ends[1])
    right = pad(tags, 18, padding=ends[0])
    y, right = (one[..., np.newaxis] if column else one for one in (y, right))
    assert named(model, x, right) == []
    (finding,) = diagnose(model, x, y).findings
    assert (finding.cause, finding.level) == ("target-misaligned", "silent")
    assert np.array_equal(finding.fixes[0].apply(model, x, y)[2], right)


@pytest.mark.parametrize("features", [1, 4])
def test_an_autoencoder_of_which_the_encoder_alone_was_compiled_gets_a_decoder(features):
    x = RNG.normal(size=(40, 31, features))
    model = keras.Sequential([keras.Input((31, features)), keras.layers.LSTM(5)])
    model.compile("adam", "mse")
    finding = diagnose(model, x, x).findings[0]
    mended, *data = finding.fixes[0].apply(model, x, x)
    mended.fit(*data, verbose=0)
    assert mended.output_shape == (None, 31, features)
    assert "y is x itself" not in diagnose(model, x, x[::-1].copy()).findings[0].sentence


@pytest.mark.parametrize("answers", [(9,), (1,)])
def test_the_answers_of_one_sample_get_their_samples_axis(answers):
    layers = [keras.Input((18,)), keras.layers.Embedding(300, 8)]
    layers += [keras.layers.GRU(4, return_sequences=True), keras.layers.Dense(*answers, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy" if answers == (9,) else "binary_crossentropy")
    x, y = RNG.integers(0, 300, size=(64, 18)), RNG.integers(0, *answers, size=(64, 18), endpoint=answers == (1,))
    finding = diagnose(model, x[:1], y[0]).findings[0]
    assert (finding.cause, finding.fixes[0].code) == ("missing-samples-axis", "y = y[np.newaxis]")
    assert finding.fixes[0].confidence == "sure"


def test_an_array_of_objects_says_in_which_feature_no_numbers_stand():
    x = RNG.normal(size=(40, 12, 3)).astype(object)
    x[..., 1] = RNG.choice(["mo", "tu"], size=(40, 12))
    first, later = diagnose(reader(), x, RNG.random(40)).findings[:2]
    assert "Feature 1, counted from 0, holds no numbers" in first.fixes[0].question
    assert first.fixes[0].code == 'x = np.delete(x, [1], axis=-1).astype("float32")'
    assert later.cause == "wrong-features"


def test_a_dict_for_inputs_without_names_of_their_own_becomes_a_list():
    """Keras asks a functional model's dict for the name of the layer and for that of the tensor."""
    given = [keras.Input((20, 3)), keras.Input((5,))]
    both = keras.layers.Concatenate()([keras.layers.LSTM(2)(given[0]), given[1]])
    model = keras.Model(given, keras.layers.Dense(1)(both))
    model.compile("adam", "mse")
    parts = [X, RNG.normal(size=(64, 5))]
    x = {one._keras_history.operation.name: part for one, part in zip(given, parts, strict=True)}
    with pytest.raises(ValueError):
        model.predict(x, verbose=0)
    model.compile("adam", "mse")
    finding = diagnose(model, x, Y).findings[0]
    assert finding.cause == "input-count"
    _, mended, y = finding.fixes[0].apply(model, x, Y)
    model.fit(mended, y, verbose=0)
    assert all(np.array_equal(*pair) for pair in zip(mended, parts, strict=True))


@pytest.mark.parametrize("x", [{}, [{}], {"left": []}])
def test_what_holds_no_array_is_said_to(x):
    assert diagnose(reader(), x, Y).findings
    assert "Reading them gave" not in diagnose(reader(), x, Y).findings[0].reason


def test_padding_of_ids_is_named_also_where_it_is_most_of_each_text():
    reads = of_words(keras.Input((None,)), keras.layers.Embedding(900, 4))
    lengths = 3 + np.arange(64)[:, np.newaxis] % 9
    for steps in (12, 20, 60):
        x = RNG.integers(1, 900, size=(64, steps)) * (np.arange(steps) < lengths)
        assert named(reads, x, Y) == named(reads, x[:, ::-1], Y) == ["unmasked-padding"]


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (1 + np.arange(64) % 4, "1:"),
        (2 + np.arange(64) % 4, "2:"),
        (1 + np.arange(64 * 20).reshape(64, 20) % 4, "1:"),
        (np.array([1, 2, 5, 7])[np.arange(64) % 4], "y.reshape(-1, y.shape[-1]).any(axis=0)"),
    ],
)
def test_one_hot_labels_that_were_not_counted_from_0_lose_the_columns_without_a_one(labels, columns):
    given = keras.Input((20, 3))
    kept = keras.layers.LSTM(4, return_sequences=labels.ndim > 1)(given)
    model = keras.Model(given, keras.layers.Dense(4, activation="softmax")(kept))
    model.compile("adam", CROSS)
    y = keras.utils.to_categorical(labels)
    (finding,) = diagnose(model, X, y).findings
    assert (finding.cause, finding.level) == ("label-encoding", "raises")
    assert [one.code for one in finding.fixes] == [f"y = y[..., {columns}]"]
    assert (finding.fixes[0].confidence, finding.fixes[0].tried) == ("sure", "")
    *_, mended = finding.fixes[0].apply(model, X, y)
    assert (np.unique(labels)[mended.argmax(axis=-1)] == labels).all()
    every = keras.utils.to_categorical(np.arange(64) % 5)  # a column more that is used is a class without a unit
    assert named(reader("softmax", 4, CROSS), X, every) == ["target-shape"]


@pytest.mark.parametrize(
    ("activation", "units", "loss", "y", "right"),
    [
        ("sigmoid", 1, "mse", 100 * Y, Y),
        ("tanh", 1, "mae", Y - 5, Y),
        ("softmax", 4, CROSS, TAGS, CLASSES),
        ("softmax", 4, "sparse_" + CROSS, TAGS, np.arange(64) % 4),
        ("linear", 1, "binary_crossentropy", Y > 0.5, None),
        ("softmax", 1, "mse", Y > 0.5, None),
    ],
)
def test_a_last_activation_within_an_inner_model_is_named_with_its_layer(activation, units, loss, y, right):
    head = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, activation=activation, name="answer")])
    model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4), head])
    model.compile("adam", loss)
    found = diagnose(model, X, y).findings
    assert {one.cause for one in found} == {"label-encoding"} and "'answer'" in found[0].fixes[0].code
    assert right is None or named(model, X, right) == []


def test_values_that_are_too_many_to_be_read_are_said_and_not_called_healthy():
    many = np.broadcast_to(np.float32(0), (10, 10**7, 3))
    (one,) = diagnose(reader(), many, Y[:10]).findings
    assert one.level == "cannot tell" and "the values of x and y were not looked at" in one.sentence
    assert diagnose(reader(), X, Y).findings == ()


def test_text_of_a_trillion_items_is_told_at_once():
    words = np.broadcast_to(np.array("word"), (10**6, 10**6))
    assert diagnose(reader(), words, np.zeros(10**6)).findings[0].cause == "not-an-array"


def test_a_later_finding_is_told_as_what_the_first_repair_brings_to_light():
    model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4, return_sequences=True), keras.layers.Dense(4)])
    model.compile("adam", "mse")
    first, second = diagnose(model, X, RNG.normal(size=(64, 2))).findings
    assert "model gives (64, 20, 4)" in first.sentence
    assert second.sentence == "Once that is repaired: y is (64, 2) and the model gives (64, 4)."
    # What is so already is told as it is.
    first, second = diagnose(reader("softmax", 4, CROSS), X.transpose(0, 2, 1), np.arange(64) % 4).findings
    assert first.cause == "swapped-axes" and second.sentence.startswith("y is (64,), one integer")


def test_a_later_hole_is_told_as_it_stands():
    holes = X.reshape(64, 60).copy()
    holes[3, 7] = np.nan
    model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    assert diagnose(model, holes, Y).findings[1].sentence == "x holds values that are not numbers."


def test_an_array_beside_a_failing_build_is_not_taken_for_x():
    another = np.zeros((50, 20, 9))
    try:
        keras.Sequential([keras.Input((20,)), keras.layers.LSTM(4, name="reader")])
    except ValueError as error:
        found = explain(error).findings
    assert found and not any("9" in one.sentence for one in found) and another.size


def test_what_a_failing_call_was_given_is_x():
    model = keras.Sequential([keras.layers.LSTM(4), keras.layers.LSTM(4), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    try:
        model.fit(X, Y, verbose=0)
    except ValueError as error:
        found = explain(error).findings
    assert found[0].cause == "missing-return-sequences"


class Batches(keras.utils.PyDataset):
    """Batches of one's own."""

    def __len__(self):
        return 2

    def __getitem__(self, at):
        return X[:32], Y[:32]


def test_what_makes_batches_by_itself_is_called_by_its_name():
    (one,) = diagnose(reader(), Batches()).findings
    assert one.sentence == "x is a keras.utils.PyDataset; it is not consumed to look inside."
    assert diagnose(reader(), iter([(X, Y)])).findings[0].sentence.startswith("x is a list_iterator;")


@pytest.mark.parametrize("parts", [(X,), (X, Y), (X, Y, Y)])
def test_a_dataset_with_one_two_or_three_values_is_looked_at_and_one_without_y_is_said(parts):
    tensorflow = pytest.importorskip("tensorflow")
    data = tensorflow.data.Dataset.from_tensor_slices(parts).batch(8)
    found = diagnose(reader(), data, look=True)
    assert found.ok and [one.level for one in found.findings] == ["cannot tell"] * (len(parts) == 1)
    assert len(parts) > 1 or "without y" in found.findings[0].sentence


def test_a_table_that_keras_makes_float32_is_right_and_one_of_other_types_is_not():
    floats = pd.DataFrame({"a": Y, "b": Y})
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    for column in ([True, False] * 32, [1, 2] * 32, ["1.5", "2"] * 32, pd.Categorical([1, 2] * 32)):
        right = floats.assign(c=column)
        assert named(model, right, Y) == []
        model.evaluate(right, Y, verbose=0)
    assert named(model, floats.assign(c=np.array([None, 1] * 32, dtype=object)), Y) == ["not-finite"]
    for column in ([True, False] * 32, ["1.5", "2"] * 32):
        wrong = floats.astype("float32").assign(c=column)
        assert named(model, wrong, Y) == ["not-an-array"]
        with pytest.raises((ValueError, TypeError)):
            model.evaluate(wrong, Y, verbose=0)


def test_whole_numbers_that_came_as_floats_are_ids():
    model = keras.Sequential([keras.Input((12,)), keras.layers.Embedding(50, 4), keras.layers.LSTM(4)])
    model.compile("adam", "mse")
    assert named(model, RNG.integers(1, 50, size=(40, 12)).astype("float32"), RNG.random((40, 4)) - 0.5) == []


def test_lines_for_several_inputs_name_no_array_that_nobody_has():
    given = [keras.Input((10, 3), name="past"), keras.Input((6, 2), name="plan")]
    read = keras.layers.Concatenate()([keras.layers.LSTM(3)(one) for one in given])
    model = keras.Model(given, keras.layers.Dense(1)(read))
    model.compile("adam", "mse")
    (fix,) = diagnose(model, np.zeros((40, 10, 3)), np.zeros(40)).findings[0].fixes
    exec(fix.code, {})
    assert "'past' (None, 10, 3)" in fix.code and fix.question


HEADERS = [  # the names of a column's feature and number, whether the columns stand timestep by timestep
    ("{feature}_{step}", False),
    ("{feature}_{step}", True),
    ("t{step} {feature}", True),
    ("{feature}(t-{step})", False),
    ("pm25 {feature} {step}", False),
]


@pytest.mark.parametrize(("name", "in_turn"), HEADERS)
def test_the_header_of_a_table_decides_in_which_order_its_columns_are_read(name, in_turn):
    names, steps = ("temp", "hum", "co2"), range(12)
    block = RNG.normal(size=(40, 12, 3))
    if in_turn:
        header = [name.format(feature=one, step=step) for step in steps for one in names]
        table = pd.DataFrame(block.reshape(40, 36), columns=header)
    else:
        header = [name.format(feature=one, step=step) for one in names for step in steps]
        table = pd.DataFrame(block.transpose(0, 2, 1).reshape(40, 36), columns=header)
    layers = [keras.Input((12, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)]
    model, y = keras.Sequential(layers), RNG.random(40)
    model.compile("adam", "mse")
    (finding,) = diagnose(model, table, y).findings
    (fix,) = finding.fixes
    assert fix.confidence == "sure" and header[0] in finding.reason
    assert np.array_equal(fix.apply(model, table, y)[1], block)
    # Names that say nothing, and such as were sorted as words, leave the question.
    for other in (range(36), sorted(header)):
        table.columns = other
        assert len(diagnose(model, table, y).findings[0].fixes) == 2 or list(other) == header


def test_classes_that_are_counted_from_1_become_columns_that_are_counted_from_0():
    stars = np.arange(64) % 5 + 1
    (finding,) = diagnose(reader("softmax", 5, CROSS), X, stars).findings
    for fix in finding.fixes:
        mended, *data = fix.apply(reader("softmax", 5, CROSS), X, stars)
        assert named(mended, *data) == [] or "alone" in fix.question, fix.code


def texts_model():
    vocabulary = keras.layers.TextVectorization(output_sequence_length=5)
    vocabulary.adapt(["a b c d e"])
    layers = [keras.Input((1,), dtype="string"), vocabulary, keras.layers.Embedding(10, 4), keras.layers.LSTM(4)]
    model = keras.Sequential([*layers, keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", CROSS)
    return model


def test_texts_for_a_model_that_begins_with_texts_become_a_tensor_and_its_vocabulary_is_not_lost():
    texts, labels = np.array([["a b"], ["c d e"]] * 20, dtype=object), np.arange(40) % 3
    model = texts_model()
    first = diagnose(model, texts, labels).findings[0]
    assert first.fixes[0].code == "x = keras.ops.convert_to_tensor(x)"
    tensor = keras.ops.convert_to_tensor(texts)
    model.fit(tensor, np.eye(3)[labels], verbose=0)
    # A copy that is made of the config has no vocabulary: its lines would be a model that does not run.
    fixes = [fix for one in diagnose(model, tensor, labels).findings for fix in one.fixes]
    assert fixes and not any("clone_model" in fix.code or "from_config" in fix.code for fix in fixes)
