"""What 07 says of padding, masks, text and GPUs; a name is the claim."""

import importlib
import inspect
import warnings
from itertools import product

import keras
import numpy as np
import pytest
from tools.small_models import build, fit, words_of

import helpers
import lstm_shapes
from helpers.pictures import padding

HISTORIES, LEAVES = helpers.churn_histories()
BUSY = np.array([[0.5, 0.4], [0.4, 0.3], [0.6, 0.5]])
QUIET = np.concatenate([BUSY, np.zeros((2, 2))])
pad, layers = keras.utils.pad_sequences, keras.layers
SETTINGS = {"padding": "post", "dtype": "float32"}
BOTH = pad([BUSY, QUIET], value=-1, **SETTINGS)


def model_after(*first, seed=0):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((None, 2)), *first, layers.LSTM(4), layers.Dense(1)])


# 7.1 ---------------------------------------------------------------------------------------------------------


def test_numpy_and_keras_refuse_unequal_lengths():
    assert "inhomogeneous shape after 1 dimensions" in words_of(lambda: np.array(HISTORIES))
    model = build(keras.Input((None, 3)))
    ragged = np.array(HISTORIES, dtype=object)
    assert words_of(lambda: fit(model, ragged, LEAVES)) == "Invalid dtype: object"
    assert lstm_shapes.diagnose(model, ragged, LEAVES).findings[0].cause == "ragged-sequences"


def test_pad_sequences_cuts_decimals_off_and_pads_in_front_unless_it_is_told_otherwise():
    shares = [[0.25, 0.5], [0.75]]
    assert pad(shares).dtype == "int32"
    assert pad(shares).tolist() == [[0, 0], [0, 0]]
    assert pad(shares, dtype="float32").tolist() == [[0.25, 0.5], [0, 0.75]]
    assert pad([np.arange(40)], maxlen=10)[0].tolist() == list(range(30, 40)), "by default the newest stay"


@pytest.mark.parametrize("maxlen", range(1, padding.MOST + 1))
def test_the_panel_places_months_as_pad_sequences_does(maxlen):
    months = [np.arange(length)[:, np.newaxis] for length in padding.LENGTHS]
    for front, cut_at in product(padding.SIDES, padding.SIDES):
        block = pad(months, maxlen, padding=front, truncating=cut_at, value=-1)[:, :, 0]
        for length, row in zip(padding.LENGTHS, block, strict=True):
            placed, lost = padding.placed(length, maxlen, front, cut_at)
            assert [-1 if month is None else month for month in placed] == row.tolist()
            assert sorted({*row.tolist(), *lost} - {-1}) == list(range(length))


def test_what_the_answer_below_the_panel_says():
    assert (min(padding.LENGTHS), max(padding.LENGTHS)) == (2, 12)
    for front, mask in product(padding.SIDES, (False, True)):
        assert "Nothing is cut off." in padding.padding_words(12, front, "post", mask)
        assert "Cut off: customer 2, month 11." in padding.padding_words(11, front, "post", mask)
        assert "Cut off: customer 2, month 0." in padding.padding_words(11, front, "pre", mask)


# 7.2 ---------------------------------------------------------------------------------------------------------


def test_a_zero_month_and_zero_padding_are_one_array_and_a_mask_on_zero_skips_both(seed):
    zeros = pad([BUSY, QUIET], value=0, **SETTINGS)
    assert np.array_equal(zeros[0], zeros[1])
    said = np.array(model_after(layers.Masking(0.0), seed=seed)(zeros))
    alone = np.array(model_after(layers.Masking(0.0), seed=seed)(BUSY[np.newaxis].astype("float32")))
    assert np.allclose(said, alone, atol=1e-6)


@pytest.mark.parametrize("rate", [0.5, 1, 2])
def test_masked_minus_one_tells_them_apart_and_more_padding_moves_no_answer_but_those_without_a_mask(seed, rate):
    """Whatever the weights: also half as large and twice as large ones."""
    for first, value, apart, moved in [
        ((), 0, False, True),
        ((layers.Masking(0.0),), 0, False, False),
        ((layers.Masking(-1.0),), -1, True, False),
    ]:
        model = model_after(*first, seed=seed)
        model.set_weights([rate * weights for weights in model.get_weights()])
        short, long = (np.array(model(pad([BUSY, QUIET], size, value=value, **SETTINGS))) for size in (5, 12))
        assert bool(abs(short[0, 0] - short[1, 0]) > 1e-4) is apart
        assert bool(np.abs(short - long).max() > 1e-4) is moved


def test_240_months_of_zeros_would_be_skipped_by_a_mask_on_zero():
    empty = [(history == 0).all(axis=1) for history in HISTORIES]
    assert sum(one.sum() for one in empty) == 240
    block = pad(HISTORIES, value=-1, **SETTINGS)
    read = layers.Masking(0.0).compute_mask(block).numpy() & (block != -1).any(axis=2)
    assert read.sum() == sum(map(len, HISTORIES)) - 240


def test_a_scale_between_padding_and_mask_leaves_nothing_to_skip_and_no_warning():
    scale = layers.Normalization(mean=[0.4, 0.3], variance=[0.04, 0.04])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert layers.Masking(-1.0).compute_mask(scale(BOTH)).numpy().all()
        model_after(scale, layers.Masking(-1.0))(BOTH)


def test_masking_skips_a_step_where_all_features_have_the_value_and_an_lstm_keeps_its_memory_there():
    step = np.array([[[-1, -1, -1], [-1, -1, 0], [0.5, 0.2, 0.1]]], dtype="float32")
    assert layers.Masking(-1.0).compute_mask(step).numpy().tolist() == [[False, True, True]]
    assert (step != -1).any(axis=2).tolist() == [[False, True, True]]
    every = layers.LSTM(3, return_sequences=True)
    out = np.array(every(layers.Masking(-1.0)(BOTH)))
    assert np.array_equal(out[0, 2], out[0, 3]) and np.array_equal(out[0, 2], out[0, 4])


def test_the_mask_of_the_exercise_counts_the_steps_of_each_history():
    readings = np.random.default_rng(0).integers(-3, 9, (4, 6, 3)).astype("float32")
    readings[0, 4:], readings[1, 2:], readings[3, 5:] = -1, -1, -1
    readings[1, 0, 0] = readings[2, 3, 1] = -1
    read = (readings != -1).any(axis=2)
    assert read.sum(axis=1).tolist() == [4, 2, 6, 5]
    assert np.array_equal(read, layers.Masking(-1.0).compute_mask(readings))
    assert not np.array_equal(read, (readings != -1).all(axis=2))


# 7.3 ---------------------------------------------------------------------------------------------------------


def mask_behind(step):
    """The mask of what a step gives, and the warnings, of a new array under a mask."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        out = step(layers.Masking(-1.0)(BOTH))
    return getattr(out, "_keras_mask", None), [str(one.message) for one in told]


HAND_ON = {
    "LSTM": lambda: layers.LSTM(2, return_sequences=True),
    "GRU": lambda: layers.GRU(2, return_sequences=True),
    "Bidirectional": lambda: layers.Bidirectional(layers.LSTM(2, return_sequences=True)),
    "Dense": lambda: layers.Dense(2),
    "TimeDistributed": lambda: layers.TimeDistributed(layers.Dense(2)),
    "Dropout": lambda: layers.Dropout(0.2),
    "Activation": lambda: layers.Activation("relu"),
    "LayerNormalization": layers.LayerNormalization,
    "BatchNormalization": layers.BatchNormalization,
    "Normalization": lambda: layers.Normalization(mean=0.0, variance=1.0),
    "Rescaling": lambda: layers.Rescaling(2.0),
    "Add": lambda: lambda x: layers.Add()([x, x]),
    "Concatenate": lambda: lambda x: layers.Concatenate()([x, x]),
}
USE_UP = {
    "LSTM": lambda: layers.LSTM(2),
    "GRU": lambda: layers.GRU(2),
    "GlobalAveragePooling1D": layers.GlobalAveragePooling1D,
}
DESTROY = {
    "Conv1D": lambda: layers.Conv1D(2, 3, padding="same"),
    "MaxPooling1D": lambda: layers.MaxPooling1D(2),
    "GlobalMaxPooling1D": layers.GlobalMaxPooling1D,
    "Flatten": layers.Flatten,
    "Reshape": lambda: layers.Reshape((5, 2)),
    "Permute": lambda: layers.Permute((2, 1)),
    "Cropping1D": lambda: layers.Cropping1D(1),
    "ZeroPadding1D": lambda: layers.ZeroPadding1D(1),
    "Lambda": lambda: layers.Lambda(lambda x: x * 2),
}


@pytest.mark.parametrize("name", HAND_ON)
def test_these_layers_hand_the_mask_on(name):
    mask, told = mask_behind(HAND_ON[name]())
    assert np.array_equal(mask, layers.Masking(-1.0).compute_mask(BOTH))
    assert told == []


@pytest.mark.parametrize("name", USE_UP)
def test_these_layers_leave_no_timesteps_and_no_mask_and_do_not_warn(name):
    assert mask_behind(USE_UP[name]()) == (None, [])


@pytest.mark.parametrize("name", DESTROY)
def test_these_layers_destroy_the_mask_and_warn(name):
    mask, told = mask_behind(DESTROY[name]())
    assert mask is None
    assert len(told) == 1
    assert "this layer does not support masking and will therefore destroy the mask information" in told[0]


def half_masked(x):
    return layers.Add()([x, BOTH])


@pytest.mark.parametrize(
    "step", [lambda x: x * 2, lambda x: keras.ops.multiply(x, 2), lambda x: x[..., :1], half_masked]
)
def test_arithmetic_and_a_sum_of_which_one_part_is_masked_lose_the_mask_without_a_warning(step):
    assert mask_behind(step) == (None, [])


def test_behind_a_lost_mask_an_lstm_reads_the_padding_and_a_mask_that_is_handed_over_is_used():
    lstm, read = layers.LSTM(3), (BOTH != -1).any(axis=2)
    kept = np.array(lstm(BOTH, mask=read))
    assert np.allclose(kept[0], np.array(lstm(BUSY[np.newaxis].astype("float32")))[0], atol=1e-6)
    assert not np.allclose(np.array(lstm(layers.Masking(-1.0)(BOTH) * 1))[0], kept[0], atol=1e-4)
    given, told = keras.Input((5, 2)), keras.Input((5,), dtype="bool")
    model = keras.Model([given, told], lstm(given * 1, mask=told))
    assert np.allclose(model([BOTH, read]), kept, atol=1e-6)


@pytest.mark.filterwarnings("ignore:Layer 'conv1d")
def test_a_masked_loss_and_metric_are_the_mean_over_the_steps_that_are_read_and_without_the_mask_over_all(seed):
    y = np.random.default_rng(seed).random((2, 5, 1)).astype("float32")
    y_99 = np.where(BOTH[:, :, :1] == -1, 99, y)
    read = (BOTH != -1).any(axis=2)
    for last, masked in [(layers.Dense(1), True), (layers.Conv1D(1, 1), False)]:
        first = [layers.Masking(-1.0), layers.LSTM(4, return_sequences=True)]
        model = keras.Sequential([keras.Input((None, 2)), *first, last])
        model.compile("adam", "mse", metrics=["mae", "mse", "root_mean_squared_error"])
        found, found_99 = (np.array(model.evaluate(BOTH, each, verbose=0)) for each in (y, y_99))
        assert found_99[3] > 20 * found[3] or not masked  # this one counts every step
        found, found_99, same = found[:2], found_99[:2], np.allclose(found[2], found_99[2])
        assert same is masked
        off = (model.predict(BOTH, verbose=0) - y)[read] if masked else model.predict(BOTH, verbose=0) - y
        assert np.allclose(found, [(off**2).mean(), np.abs(off).mean()], rtol=1e-4)
        assert np.allclose(found, found_99) is masked
        assert masked or found_99[0] > 100 * found[0]
        one_off = model.predict(BOTH, verbose=0)
        one_off[1, 0] += 1
        assert 1 / model.evaluate(BOTH, one_off, verbose=0)[0] == pytest.approx(8 if masked else 10, rel=1e-3)


def test_accuracy_looks_at_a_mask_and_auc_precision_and_recall_count_every_step():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20, 6, 2)).astype("float32")
    x[:, 4:], x[3, 2:] = -1, -1
    y = (rng.random((20, 6, 1)) > 0.5).astype("float32")
    turned = np.where((x == -1).all(axis=2, keepdims=True), 1 - y, y)  # where nothing is read
    reader = layers.LSTM(4, return_sequences=True)
    model = keras.Sequential([keras.Input((6, 2)), layers.Masking(-1.0), reader, layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy", "auc", "precision", "recall"])
    one, other = (model.evaluate(x, each, verbose=0, return_dict=True) for each in (y, turned))
    assert {name for name in one if one[name] == other[name]} == {"loss", "accuracy"}


def test_the_loss_of_several_batches_is_no_mean_over_all_steps_that_are_read(seed):
    x = np.full((64, 5, 2), 0.5, "float32")
    x[:32, 1:] = -1  # one batch with a step to read in each sample, one with five
    y = np.where(np.arange(64) < 32, 0.0, 3.0)[:, np.newaxis, np.newaxis] * np.ones((64, 5, 1))
    model = keras.Sequential([keras.Input((5, 2)), layers.Masking(-1.0), layers.LSTM(4, return_sequences=True)])
    model.add(layers.Dense(1))
    model.compile("adam", "mse")
    of_batches = [model.evaluate(x[part], y[part], verbose=0) for part in (slice(32), slice(32, 64))]
    assert model.evaluate(x, y, verbose=0) == pytest.approx(np.mean(of_batches), rel=1e-3)
    read = (x != -1).any(axis=2)
    assert abs(((model.predict(x, verbose=0) - y)[read] ** 2).mean() / np.mean(of_batches) - 1) > 0.1


# 7.4 ---------------------------------------------------------------------------------------------------------


def test_text_becomes_padded_ids_from_2_on_and_an_unknown_word_is_1():
    notes = ["the pump is loud", "loud pump again and again", "all quiet"]
    to_ids = layers.TextVectorization()
    to_ids.adapt(notes)
    ids = to_ids(notes).numpy()
    assert set(ids.ravel()) == {0, *range(2, 10)}
    assert ids[2, 2:].tolist() == [0, 0, 0]
    assert to_ids.vocabulary_size() == 10
    assert to_ids.get_vocabulary()[:2] == ["", "[UNK]"]
    assert to_ids(["the motor is loud"]).numpy()[0, 1] == 1
    assert to_ids(["motor loud", "valve loud"]).numpy().tolist() == [[1, 3], [1, 3]]
    assert np.array_equal(to_ids(["The PUMP, is loud!!"]), to_ids(["the pump is loud"]))
    assert [to_ids(some).shape for some in (notes, notes[2:], notes[:1])] == [(3, 5), (1, 2), (1, 4)], "of the call"
    mask = layers.Embedding(10, 4, mask_zero=True).compute_mask(to_ids(notes)).numpy()
    assert np.array_equal(mask, ids != 0)


def test_of_letters_a_to_z_become_small_and_of_punctuation_that_of_ascii_goes_by_default():
    to_ids = layers.TextVectorization()
    to_ids.adapt(["Öl öl LOUD loud, don't – „quiet“"])
    assert sorted(map(str, to_ids.get_vocabulary()[2:])) == sorted(["Öl", "öl", "loud", "dont", "–", "„quiet“"])


def test_an_id_beyond_the_rows_of_an_embedding_is_refused_on_a_cpu_and_zero_on_a_gpu_says_tensorflow():
    import tensorflow as tf

    embed = layers.Embedding(10, 4)
    said = words_of(lambda: embed(np.array([[2, 10]])), tf.errors.InvalidArgumentError)
    assert "indices[0,1] = 10 is not in [0, 10)" in said
    told = " ".join(tf.gather.__doc__.split())
    assert "On CPU, if an out of bound index is found, an error is raised" in told
    assert "On GPU, if an out of bound index is found, a 0 is stored in the corresponding output value" in told


def test_a_model_compiled_with_jit_compile_raises_no_error_for_such_an_id_on_a_cpu():
    import tensorflow as tf

    def compiled(jit_compile):
        model = keras.Sequential([keras.Input((None,), dtype="int32"), layers.Embedding(10, 4)])
        model.compile("adam", "mse", jit_compile=jit_compile)
        return model

    ids, y = np.array([[2, 10]]), np.zeros((1, 2, 4))
    for jit_compile in (True, False):
        model = compiled(jit_compile)
        calls = [
            lambda model=model: model.fit(ids, y, verbose=0),
            lambda model=model: model.evaluate(ids, y, verbose=0),
            lambda model=model: model.predict(ids, verbose=0),
        ]
        for call in calls:
            if jit_compile:
                call()
            else:
                assert "is not in [0, 10)" in words_of(call, tf.errors.InvalidArgumentError)
        direct = words_of(lambda model=model: model(ids), tf.errors.InvalidArgumentError)
        assert "is not in [0, 10)" in direct, "a direct call raises with both settings"


def test_an_id_of_minus_1_is_read_from_the_end_of_the_table():
    table = layers.Embedding(10, 3)
    assert np.array_equal(table(np.array([-1])), table(np.array([9])))


def test_with_mask_zero_an_id_0_is_skipped_and_13_rows_hold_12_products_and_the_padding():
    orders = [[3, 0, 11], [7], [0, 0, 5, 2]]
    embed = layers.Embedding(13, 4, mask_zero=True)
    wrong, right = pad(orders, padding="post"), pad([np.array(one) + 1 for one in orders], padding="post")
    assert embed.compute_mask(wrong).numpy().sum(axis=1).tolist() == [2, 1, 2]
    assert embed.compute_mask(right).numpy().sum(axis=1).tolist() == [3, 1, 4]
    assert embed.compute_mask(wrong + 1).numpy().all()
    assert embed(right).shape == (3, 4, 4)


# 7.5 ---------------------------------------------------------------------------------------------------------


def test_with_a_mask_front_and_back_give_the_same_answer_on_a_cpu():
    model, front = model_after(layers.Masking(-1.0)), pad([BUSY, QUIET], value=-1, dtype="float32")
    assert np.allclose(model(front), model(BOTH), atol=1e-6)


def test_with_every_step_the_answers_stand_where_the_readings_stand():
    front, lstm = pad([BUSY, QUIET], value=-1, dtype="float32"), layers.LSTM(4, return_sequences=True)
    at_front, at_end = (np.array(lstm(layers.Masking(-1.0)(block))) for block in (front, BOTH))
    assert np.allclose(at_front[0, 2:], at_end[0, :3], atol=1e-6)
    assert not np.allclose(at_front[0], at_end[0], atol=1e-3)


def test_fit_and_predict_raise_for_a_mask_that_cudnn_does_not_take_and_a_direct_call_goes_on_without_it(monkeypatch):
    import tensorflow as tf

    rnn = importlib.import_module("keras.src.backend.tensorflow.rnn")
    assert "_assert_valid_mask(mask)" in inspect.getsource(rnn._cudnn_lstm)

    def as_cudnn(inputs, state, _, kernel, recurrent_kernel, bias, mask, *settings):  # 7 everywhere tells its answers
        rnn._assert_valid_mask(mask)
        nothing = 0 * sum(map(tf.reduce_sum, (kernel, recurrent_kernel, bias)))  # with gradients, for fit
        sevens = tf.zeros_like(state) + 7 + nothing
        return sevens, sevens[:, tf.newaxis], [sevens, sevens]

    monkeypatch.setattr(rnn, "cudnn_ok", lambda *_, **__: True)
    monkeypatch.setattr(rnn, "_cudnn_lstm", as_cudnn)
    model = keras.Sequential([keras.Input((None, 2)), layers.Masking(-1.0), layers.LSTM(4)])
    model.compile("adam", "mse")
    front, unread = pad([BUSY, QUIET], value=-1, dtype="float32"), np.full((2, 5, 2), -1, "float32")
    assert (np.array(model(BOTH)) == 7).all() and (model.predict(BOTH, verbose=0) == 7).all()
    for block in (front, unread):
        assert not (np.array(model(block)) == 7).any(), "calculated without cuDNN"
        for ask in (model.predict, lambda x, **quiet: model.fit(x, np.zeros((2, 4)), **quiet)):
            said = words_of(lambda ask=ask, block=block: ask(block, verbose=0), tf.errors.InvalidArgumentError)
            assert "does not correspond to right-padded sequences" in said


def right_padded(read):
    """As the cell of 7.5 has it."""
    return bool(read[:, 0].all() and (read[:, 1:] <= read[:, :-1]).all())


def test_cudnn_takes_a_mask_for_padding_at_the_end_and_the_check_of_the_lesson_says_the_same():
    import tensorflow as tf

    rnn = importlib.import_module("keras.src.backend.tensorflow.rnn")  # the package has a function of that name
    for read in product([True, False], repeat=4):
        mask = np.array([read, (True, True, True, False)])
        try:
            rnn._assert_valid_mask(tf.constant(mask))
            taken = True
        except tf.errors.InvalidArgumentError as error:
            taken = False
            said = str(error)
        assert taken is right_padded(mask), read
    assert (
        "You are passing a RNN mask that does not correspond to right-padded sequences, while using cuDNN, "
        "which is not supported." in said
    )
    assert "You can pass `use_cudnn=False` to your RNN layer to stop using cuDNN (this may be slower)." in said


def test_an_lstm_with_default_settings_may_use_cudnn_and_one_with_relu_or_use_cudnn_false_does_not():
    rnn = importlib.import_module("keras.src.backend.tensorflow.rnn")
    tanh, sigmoid = keras.activations.tanh, keras.activations.sigmoid
    suits = rnn._do_lstm_arguments_support_cudnn
    assert suits(activation=tanh, recurrent_activation=sigmoid, unroll=False, use_bias=True)
    assert not suits(activation=keras.activations.relu, recurrent_activation=sigmoid, unroll=False, use_bias=True)
    assert layers.LSTM(4).use_cudnn == "auto"


# Reports -----------------------------------------------------------------------------------------------------


def test_diagnose_stays_silent_where_zeros_are_readings_too_and_speaks_where_they_are_not():
    model = build(keras.Input((None, 3)))
    shares = [history / np.concatenate(HISTORIES[:150]).max(axis=0) for history in HISTORIES]
    assert lstm_shapes.diagnose(model, pad(shares, None, "float32", "post"), LEAVES).findings == ()
    never_zero = [np.random.default_rng(n).normal(5, 1, (len(one), 3)) for n, one in enumerate(shares)]
    found = lstm_shapes.diagnose(model, pad(never_zero, None, "float32", "post"), LEAVES).findings
    assert [finding.cause for finding in found] == ["unmasked-padding"]
