"""What 06 says of Keras; a name is the claim."""

import sys

import keras
import numpy as np
import pytest
from tensorflow.errors import InvalidArgumentError
from tools.small_models import FLAT, X, Y, build, declared, every_step, fit, functional, words_of

import lstm_shapes

LAYERS = keras.layers
KINDS = [LAYERS.LSTM, LAYERS.GRU, LAYERS.SimpleRNN]
IDS = np.arange(2000).reshape(100, 20) % 50
CLASSES = np.arange(100) % 4
ONE_HOT = np.eye(4)[CLASSES]


@pytest.mark.parametrize("kind", KINDS)
def test_a_recurrent_layer_gives_its_last_step_or_every_step(kind):
    assert kind(16)(X).shape == (100, 16)
    assert kind(16, return_sequences=True)(X).shape == (100, 20, 16)


@pytest.mark.parametrize("kind", KINDS)
def test_a_recurrent_layer_counts_axes_in_the_same_words(kind):
    assert "expected ndim=3, found ndim=2. Full shape received: (100, 60)" in words_of(lambda: kind(16)(FLAT))


@pytest.mark.parametrize("kind", KINDS)
def test_the_message_of_a_broken_stack_names_the_victim_and_not_the_culprit(kind):
    layers = [kind(16, name="first"), kind(8, name="second")]
    said = words_of(lambda: keras.Sequential([keras.Input((20, 3)), *layers]))
    assert "'second'" in said
    assert "'first'" not in said
    assert "expected ndim=3, found ndim=2. Full shape received: (None, 16)" in said


def test_every_step_from_the_last_lstm_raises_nothing_and_answers_20_times():
    assert every_step().output_shape == (None, 20, 1)


@pytest.mark.parametrize(
    ("layer", "gives"),
    [
        (LAYERS.Conv1D(8, 3), (100, 18, 8)),
        (LAYERS.Conv1D(8, 3, padding="causal"), (100, 20, 8)),
        (LAYERS.Dense(8), (100, 20, 8)),
        (LAYERS.Flatten(), (100, 60)),
    ],
)
def test_what_stands_before_gives_the_shape_of_the_table(layer, gives):
    assert layer(X).shape == gives


def test_flatten_before_an_lstm_raises_at_build():
    layers = [LAYERS.Flatten(), LAYERS.LSTM(4)]
    assert "expected ndim=3, found ndim=2" in words_of(lambda: keras.Sequential([keras.Input((20, 3)), *layers]))


def test_embedding_gives_a_vector_for_each_id():
    assert LAYERS.Embedding(50, 8)(IDS).shape == (100, 20, 8)


def test_embedding_cuts_fractions_off():
    words = LAYERS.Embedding(50, 8)
    assert np.array_equal(words(IDS / 50), words(np.zeros_like(IDS)))


def test_embedding_reads_minus_one_from_the_end():
    words = LAYERS.Embedding(50, 8)
    assert np.array_equal(words(np.array([-1])), words(np.array([49])))


def test_embedding_raises_for_an_id_it_does_not_know_on_a_cpu():
    assert "indices[0] = 50 is not in [0, 50)" in words_of(
        lambda: LAYERS.Embedding(50, 8)(np.array([50])), InvalidArgumentError
    )


def test_embedding_of_one_hot_rows_raises_at_the_lstm():
    layers = [LAYERS.Embedding(50, 8), LAYERS.LSTM(4)]
    assert "expected ndim=3, found ndim=4" in words_of(lambda: keras.Sequential([keras.Input((20, 50)), *layers]))


def test_diagnose_sees_ids_that_are_fractions_negative_or_unknown():
    reader = keras.Sequential([keras.Input((20,)), LAYERS.Embedding(50, 8), LAYERS.LSTM(4)])
    assert lstm_shapes.diagnose(reader, IDS).ok
    found = [lstm_shapes.diagnose(reader, ids).findings[0] for ids in (IDS / 50, IDS - 1, IDS + 1)]
    assert [(one.cause, one.level) for one in found] == [
        ("embedding-input", level) for level in ("silent", "silent", "raises")
    ]


def test_bidirectional_doubles_the_features_and_sum_does_not():
    assert LAYERS.Bidirectional(LAYERS.LSTM(16))(X).shape == (100, 32)
    assert LAYERS.Bidirectional(LAYERS.LSTM(16), merge_mode="sum")(X).shape == (100, 16)


def test_the_last_step_of_a_bidirectional_layer_is_the_backward_half_after_one_hour():
    both = LAYERS.Bidirectional(LAYERS.LSTM(16, return_sequences=True))
    steps, changed = np.array(both(X)), X.copy()
    changed[:, :19] = 0
    moved = ~np.isclose(np.array(both(changed))[:, -1], steps[:, -1], atol=1e-6).all(axis=0)
    assert moved[:16].all()
    assert not moved[16:].any()
    ends = LAYERS.Bidirectional(LAYERS.LSTM(16))
    ends(X)
    ends.set_weights(both.get_weights())
    expected = np.concatenate([steps[:, 19, :16], steps[:, 0, 16:]], axis=1)
    assert np.allclose(ends(X), expected, atol=1e-6)


def test_a_bidirectional_layer_without_every_step_breaks_the_next_one():
    layers = [LAYERS.Bidirectional(LAYERS.LSTM(16)), LAYERS.LSTM(8)]
    said = words_of(lambda: keras.Sequential([keras.Input((20, 3)), *layers]))
    assert "expected ndim=3, found ndim=2. Full shape received: (None, 32)" in said


def test_an_encoder_and_a_decoder_give_six_hours():
    decoder = [LAYERS.RepeatVector(6), LAYERS.LSTM(8, return_sequences=True), LAYERS.Dense(1)]
    model = keras.Sequential([keras.Input((20, 3)), LAYERS.LSTM(16), *decoder])
    assert model.output_shape == (None, 6, 1)


def test_repeat_vector_refuses_every_step():
    every = LAYERS.LSTM(16, return_sequences=True)(X)
    assert "expected ndim=2, found ndim=3" in words_of(lambda: LAYERS.RepeatVector(6)(every))


def test_time_distributed_dense_is_dense():
    each = LAYERS.Dense(2)
    assert np.allclose(each(X), LAYERS.TimeDistributed(each)(X), atol=1e-6)
    assert each(X).shape == (100, 20, 2)


def mse(y, given):
    return float(np.mean(keras.losses.MeanSquaredError()(y, given)))


def test_mse_of_100_targets_against_every_step_compares_all_with_all():
    given = np.random.default_rng(1).random((100, 20, 1)).astype("float32")
    all_with_all = np.mean((Y[np.newaxis, np.newaxis, :] - given) ** 2)
    assert mse(Y, given) == pytest.approx(all_with_all, rel=1e-5)
    assert mse(Y, np.full_like(given, Y.mean())) == pytest.approx(Y.var(), rel=1e-4)


def test_mse_of_a_column_of_targets_trains_every_step_toward_its_own():
    given = np.random.default_rng(1).random((100, 20, 1)).astype("float32")
    assert mse(Y[:, np.newaxis], given) == pytest.approx(np.mean((Y[:, np.newaxis, np.newaxis] - given) ** 2), rel=1e-5)


@pytest.mark.parametrize("y", [X[:, :, :1], X[:, :6, 0]], ids=["every step", "a horizon"])
def test_mse_of_many_targets_against_one_answer_ends_at_the_variance_within_a_sample(y):
    many = y.reshape(100, -1)
    best = many.mean(axis=1, keepdims=True)
    assert mse(y, best) == pytest.approx(many.var(axis=1).mean(), rel=1e-4)
    assert mse(y, best + 0.1) > mse(y, best) < mse(y, best - 0.1)


@pytest.mark.processors  # trains for seconds, as the notebook does in each run
def test_the_stretched_loss_converges_to_the_variance_and_the_right_one_below(seed):
    losses = []
    for make in (declared, every_step):
        keras.utils.set_random_seed(seed)
        model = make()
        model.compile(keras.optimizers.Adam(0.01), "mse")
        losses.append(model.fit(X, Y, epochs=60, verbose=0).history["loss"][-1])
    assert losses[1] == pytest.approx(Y.var(), rel=0.15)
    assert losses[0] < losses[1] / 2


TABLE = {
    "one number": (1, None, "mse", False, [X.mean(axis=(1, 2)), X.mean(axis=(1, 2))[:, np.newaxis]]),
    "a number for each step": (1, None, "mse", True, [X[:, :, :1], X[:, :, 0]]),
    "a horizon": (6, None, "mse", False, [X[:, :6, 0]]),
    "yes or no": (1, "sigmoid", "binary_crossentropy", False, [CLASSES % 2]),
    "4 classes": (4, "softmax", "sparse_categorical_crossentropy", False, [CLASSES]),
    "4 classes, one-hot": (4, "softmax", "categorical_crossentropy", False, [ONE_HOT]),
    "a class for each step": (4, "softmax", "sparse_categorical_crossentropy", True, [IDS % 4]),
}


@pytest.mark.parametrize(("units", "activation", "loss", "every", "targets"), TABLE.values(), ids=TABLE)
def test_every_row_of_the_table_of_targets_fits_and_is_healthy(units, activation, loss, every, targets):
    for y in targets:
        layers = [LAYERS.LSTM(2, return_sequences=every), LAYERS.Dense(units, activation)]
        model = declared(layers=layers, loss=loss)
        model.compile("adam", loss, run_eagerly=True)
        assert lstm_shapes.diagnose(model, X, y).ok, lstm_shapes.diagnose(model, X, y)
        fit(model, X, y)


def test_a_decoder_takes_a_horizon_with_and_without_its_last_axis():
    for y in (X[:, :6, :1], X[:, :6, 0]):
        decoder = [LAYERS.LSTM(4), LAYERS.RepeatVector(6), LAYERS.LSTM(2, return_sequences=True), LAYERS.Dense(1)]
        model = declared(layers=decoder)
        model.compile("adam", "mse", run_eagerly=True)
        assert lstm_shapes.diagnose(model, X, y).ok
        fit(model, X, y)
    given = np.random.default_rng(1).random((100, 6, 1)).astype("float32")
    assert mse(X[:, :6, 0], given) == pytest.approx(np.mean((X[:, :6, :1] - given) ** 2), rel=1e-5)


def test_crossentropies_refuse_labels_of_the_other_form():
    softmax = [LAYERS.LSTM(2), LAYERS.Dense(4, "softmax")]
    assert "same rank" in words_of(lambda: fit(declared(layers=softmax, loss="categorical_crossentropy"), X, CLASSES))
    softmax = [LAYERS.LSTM(2), LAYERS.Dense(4, "softmax")]
    assert "rank" in words_of(lambda: fit(declared(layers=softmax, loss="sparse_categorical_crossentropy"), X, ONE_HOT))


def test_labels_above_1_under_a_yes_or_no_loss_drive_it_below_0():
    model = declared(layers=[LAYERS.LSTM(2), LAYERS.Dense(1, "sigmoid")], loss="binary_crossentropy")
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    assert lstm_shapes.diagnose(model, X, CLASSES).findings[0].cause == "label-encoding"
    losses = model.fit(X, CLASSES, epochs=60, verbose=0).history["loss"]
    assert losses[-1] < 0
    assert losses[-1] < losses[30]


def test_the_softmax_of_one_unit_is_always_1_and_keras_warns():
    with pytest.warns(UserWarning, match="softmax over axis -1"):
        assert np.allclose(LAYERS.Dense(1, "softmax")(X), 1)


def two_inputs():
    hours, place = keras.Input((20, 3), name="hours"), keras.Input((5,), name="place")
    joined = LAYERS.Concatenate()([LAYERS.LSTM(16)(hours), place])
    return keras.Model([hours, place], LAYERS.Dense(1)(joined), name="two")


def test_several_inputs_go_by_order_in_a_list_and_by_name_in_a_dict():
    facts, model = np.zeros((100, 5)), two_inputs()
    assert model([X, facts]).shape == model({"place": facts, "hours": X}).shape == (100, 1)
    assert "found shape=(100, 5)" in words_of(lambda: model([facts, X]))
    assert "expects 2" in words_of(lambda: model(X))
    assert lstm_shapes.diagnose(model, X).findings[0].cause == "input-count"


def test_two_inputs_of_one_shape_can_be_swapped_without_a_word():
    now, before = keras.Input((5,), name="now"), keras.Input((5,), name="before")
    change = keras.Model([now, before], LAYERS.Subtract()([now, before]))
    one, other = np.ones((100, 5)), np.zeros((100, 5))
    assert np.array_equal(change([one, other]), -np.array(change([other, one])))
    assert np.array_equal(change({"before": other, "now": one}), change([one, other]))


def test_relu_replaces_the_two_tanh_and_leaves_the_gates_their_sigmoid():
    layer = LAYERS.LSTM(2, activation="relu")
    layer(X)
    assert (layer.activation.__name__, layer.recurrent_activation.__name__) == ("relu", "sigmoid")
    kernel, recurrent, bias = (np.array(weight) for weight in layer.get_weights())
    state = memory = np.zeros((100, 2))
    for step in range(20):
        total = X[:, step] @ kernel + state @ recurrent + bias
        gate_in, forget, candidate, gate_out = np.split(total, 4, axis=1)
        gate_in, forget, gate_out = (1 / (1 + np.exp(-gate)) for gate in (gate_in, forget, gate_out))
        memory = forget * memory + gate_in * np.maximum(candidate, 0)
        state = gate_out * np.maximum(memory, 0)
    assert np.allclose(layer(X), state, atol=1e-4)


def test_without_tanh_the_output_grows_with_the_data():
    largest = {}
    for activation in ("tanh", "relu"):
        keras.utils.set_random_seed(0)
        largest[activation] = np.abs(LAYERS.LSTM(16, activation=activation)(1000 * X)).max()
    assert largest["tanh"] <= 1
    assert largest["relu"] > 100


DEFAULTS = {"activation": keras.activations.tanh, "recurrent_activation": keras.activations.sigmoid}
DEFAULTS |= {"unroll": False, "use_bias": True}


@pytest.mark.parametrize(
    ("other", "fast"),
    [
        ({}, True),
        ({"activation": keras.activations.relu}, False),
        ({"recurrent_activation": keras.activations.hard_sigmoid}, False),
        ({"unroll": True}, False),
        ({"use_bias": False}, False),
    ],
    ids=["the defaults", "relu", "hard sigmoid", "unroll", "no bias"],
)
def test_on_a_gpu_only_the_defaults_run_on_cudnn(other, fast, monkeypatch):
    # The package has a function of the same name, so the module is taken from where it was loaded.
    rnn = sys.modules["keras.src.backend.tensorflow.rnn"]
    monkeypatch.setattr(rnn, "_is_gpu_available", lambda: True)
    assert rnn.cudnn_ok(**DEFAULTS | other) is fast


def test_the_defaults_of_an_lstm_are_those_that_cudnn_runs():
    config = LAYERS.LSTM(2).get_config()
    chosen = {name: config[name] for name in (*DEFAULTS, "recurrent_dropout")}
    expected = {"activation": "tanh", "recurrent_activation": "sigmoid", "unroll": False, "use_bias": True}
    assert chosen == expected | {"recurrent_dropout": 0.0}


def test_a_functional_stack_breaks_in_the_same_words():
    given = keras.Input((20, 3))
    assert "expected ndim=3, found ndim=2" in words_of(lambda: LAYERS.LSTM(8)(LAYERS.LSTM(16)(given)))
    assert functional().output_shape == build(keras.Input((20, 3))).output_shape


def test_attention_that_is_given_one_step_gives_it_the_weight_1_and_keras_warns():
    asks, one = np.random.default_rng(0).random((4, 6, 8)), np.random.default_rng(1).random((4, 1, 8))
    with pytest.warns(UserWarning, match="softmax"):
        _, weights = LAYERS.Attention()([asks, one], return_attention_scores=True)
    np.testing.assert_allclose(weights, 1, rtol=1e-6)


def test_the_states_of_both_directions_side_by_side_start_a_decoder_of_twice_the_units():
    _, h_forward, c_forward, h_back, c_back = LAYERS.Bidirectional(LAYERS.LSTM(16, return_state=True))(X)
    both = [keras.ops.concatenate(pair, axis=-1) for pair in ((h_forward, h_back), (c_forward, c_back))]
    assert LAYERS.LSTM(32)(X, initial_state=both).shape == (100, 32)


def test_a_metric_of_ones_own_gets_y_as_it_is_and_compares_all_pairs():
    pairs = []

    def apart(y, answers):
        pairs.append((y - answers).shape)
        return keras.ops.mean(y - answers)

    model = keras.Sequential([keras.Input((20, 3)), LAYERS.LSTM(4), LAYERS.Dense(1)])
    model.compile("adam", "mse", metrics=[apart], run_eagerly=True)
    model.fit(X, np.reshape(Y, 100), batch_size=100, verbose=0)
    assert tuple(pairs[0]) == (100, 100)
