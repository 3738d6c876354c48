"""What 08 says of layers before, between and after LSTMs; a name is the claim."""

import sys
import warnings

import keras
import numpy as np
import pytest
from tensorflow.errors import InvalidArgumentError
from tools.small_models import FLAT, X, build, every_step, functional, notebook, words_of

import helpers
import lstm_shapes
from helpers.exercises import exercises, judge

LAYERS = keras.layers
KINDS = [LAYERS.LSTM, LAYERS.GRU, LAYERS.SimpleRNN]
IDS = np.arange(2000).reshape(100, 20) % 50
FILMS = helpers.cropped_digits()[:1795].reshape(359, 5, 8, 6) / 16
MOVIES = FILMS[..., np.newaxis]
EACH = LAYERS.TimeDistributed


def moves(layers, hour=12, x=X):
    """For each answer of a model, whether it moves when one hour of x is changed."""
    model = keras.Sequential([keras.Input(x.shape[1:]), *layers])
    changed = x.copy()
    changed[:, hour] += 1
    before, after = np.array(model(x)), np.array(model(changed))
    return ~np.isclose(before, after, atol=1e-6).all(axis=0)


# 8.1 ---------------------------------------------------------------------------------------------------------


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
    walked = words_of(lambda: layers[1](layers[0](X)))
    assert "'second'" in walked and "expected ndim=3, found ndim=2. Full shape received: (100, 16)" in walked


def test_every_step_from_the_last_lstm_raises_nothing_and_answers_20_times():
    assert every_step().output_shape == (None, 20, 1)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (lambda: LAYERS.Conv2D(4, 3, name="named"), "of layer 'named' is incompatible"),
        (lambda: LAYERS.Permute((2, 1, 3), name="named"), "of layer 'named' is incompatible"),
        (lambda: LAYERS.MaxPooling1D(30), "when calling MaxPooling1D.call()"),
        (lambda: LAYERS.Reshape((7, 7)), "when calling Reshape.call()"),
        (lambda: LAYERS.Cropping1D(30), "when calling Cropping1D.call()"),
    ],
)
def test_the_layer_that_a_message_names_may_be_the_culprit_itself(layer, said):
    assert said in words_of(lambda: keras.Sequential([keras.Input((20, 3)), layer()]))


def test_a_functional_stack_breaks_in_the_same_words():
    given = keras.Input((20, 3))
    assert "expected ndim=3, found ndim=2" in words_of(lambda: LAYERS.LSTM(8)(LAYERS.LSTM(16)(given)))
    assert functional().output_shape == build(keras.Input((20, 3))).output_shape


def test_attention_takes_the_samples_of_a_last_step_for_steps_and_mixes_them():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        given = keras.Input((20, 3))
        last = LAYERS.LSTM(16)(given)
        model = keras.Model(given, LAYERS.Attention()([last, last]))
        others = X.copy()
        others[1:] += 1
        assert not np.allclose(model(X)[0], model(others)[0], atol=1e-3)


def test_a_refusal_may_name_no_layer():
    stack = [keras.Input((20, 3)), LAYERS.LSTM(16, name="first"), EACH(LAYERS.Dense(4, name="inner"), name="each")]
    said = words_of(lambda: keras.Sequential(stack))
    assert not any(name in said for name in ("first", "inner", "each"))


@pytest.mark.parametrize("every", [False, True])
def test_what_the_answer_below_the_panel_says(every):
    ends = {
        "Dense": LAYERS.Dense(4),
        "TimeDistributed": EACH(LAYERS.Dense(4)),
        "Flatten": LAYERS.Flatten(),
        "pooling": LAYERS.GlobalAveragePooling1D(),
        "RepeatVector": LAYERS.RepeatVector(6),
    }
    raised = set()
    for name, end in ends.items():
        try:
            keras.Sequential([keras.Input((20, 3)), LAYERS.LSTM(2, return_sequences=every), end])
        except ValueError:
            raised.add(name)
    assert raised == ({"RepeatVector"} if every else {"TimeDistributed", "pooling"})


def test_unnamed_layers_are_numbered_through_all_models_of_a_session():
    keras.backend.clear_session()
    one = keras.Sequential([keras.Input((20, 3)), LAYERS.LSTM(2, return_sequences=True), LAYERS.LSTM(2)])
    other = keras.Sequential([keras.Input((20, 3)), LAYERS.LSTM(2)])
    assert [layer.name for layer in (*one.layers, *other.layers)] == ["lstm", "lstm_1", "lstm_2"]


def test_flow_draws_a_list_of_layers_that_no_model_can_be_built_of(capsys):
    broken = [keras.Input((20, 3)), LAYERS.LSTM(16, name="first"), LAYERS.LSTM(8, name="second"), LAYERS.Dense(1)]
    lstm_shapes.flow(broken, X)
    assert "LSTM 'second', last step: ✗ BREAKS HERE: reads 3 axes, gets 2" in capsys.readouterr().out


@pytest.mark.parametrize("settings", [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)])
def test_in_the_exercise_the_first_and_the_third_lstm_must_give_every_step_and_the_second_must_not(settings):
    first, second, third = (LAYERS.LSTM(2, return_sequences=bool(every)) for every in settings)
    ends = [LAYERS.RepeatVector(6), third, EACH(LAYERS.Dense(4))]
    layers = [keras.Input((20, 3)), first, second, *ends]
    if settings == (1, 0, 1):
        assert keras.Sequential(layers).output_shape == (None, 6, 4)
    else:
        words_of(lambda: keras.Sequential(layers))


# 8.2 ---------------------------------------------------------------------------------------------------------


def test_an_lstm_has_four_times_the_weights_of_a_simple_rnn_and_a_gru_three_times_and_a_second_bias():
    counts = []
    for kind in KINDS:
        layer = kind(16)
        layer(X)
        counts.append(layer.count_params())
    lstm, gru, simple = counts
    assert (simple, gru, lstm) == (320, 3 * 320 + 3 * 16, 4 * 320)


@pytest.mark.parametrize("start", range(5))
def test_without_tanh_the_output_grows_with_the_data_and_with_it_none_is_above_1(start):
    log = helpers.weather_log(hours=20)
    x = (log - log.mean(axis=(0, 1))) / log.std(axis=(0, 1))
    largest = {}
    for activation in ("tanh", "relu"):
        for times in (1, 100):
            keras.utils.set_random_seed(start)
            largest[activation, times] = np.abs(LAYERS.LSTM(16, activation=activation)(times * x)).max()
    assert largest["tanh", 1] < largest["tanh", 100] <= 1
    assert largest["relu", 1] < 20
    assert largest["relu", 100] > 200


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


def test_a_gru_runs_on_cudnn_with_reset_after_and_a_simple_rnn_never_asks(monkeypatch):
    rnn = sys.modules["keras.src.backend.tensorflow.rnn"]
    monkeypatch.setattr(rnn, "_is_gpu_available", lambda: True)
    assert rnn.cudnn_ok(**DEFAULTS, reset_after=True)
    assert not rnn.cudnn_ok(**DEFAULTS, reset_after=False)
    assert LAYERS.GRU(2).get_config()["reset_after"] is True
    assert LAYERS.GRU(2).use_cudnn == LAYERS.LSTM(2).use_cudnn == "auto"
    assert not hasattr(LAYERS.SimpleRNN(2), "use_cudnn")


def test_with_recurrent_dropout_the_fast_way_is_not_taken(monkeypatch):
    asked = []
    backend = sys.modules["keras.src.layers.rnn.lstm"].backend
    given = backend.lstm
    monkeypatch.setattr(backend, "lstm", lambda *values, **named: (asked.append(1), given(*values, **named))[1])
    LAYERS.LSTM(2, recurrent_dropout=0.1)(X)
    assert asked == []
    LAYERS.LSTM(2)(X)
    assert asked == [1]


# 8.3 ---------------------------------------------------------------------------------------------------------


def test_a_convolution_of_5_has_16_places_among_20_hours_and_reads_five_hours_at_each():
    for hour in range(20):
        moved = moves([LAYERS.Conv1D(8, 5)], hour).any(axis=1)
        assert np.flatnonzero(moved).tolist() == [place for place in range(16) if place <= hour <= place + 4]


def test_pooling_keeps_the_larger_of_two_steps_and_leaves_a_last_one_without_a_partner_out():
    assert np.array_equal(LAYERS.MaxPooling1D(2)(X), np.maximum(X[:, ::2], X[:, 1::2]))
    assert np.array_equal(LAYERS.MaxPooling1D(2)(X[:, :19]), np.maximum(X[:, :18:2], X[:, 1:18:2]))
    assert LAYERS.MaxPooling1D(2)(LAYERS.Conv1D(8, 5)(X)).shape == (100, 8, 8)


@pytest.mark.parametrize(("padding", "ahead"), [("same", 2), ("causal", 0)])
def test_same_and_causal_keep_20_steps_and_same_reads_two_hours_ahead(padding, ahead):
    conv = LAYERS.Conv1D(8, 5, padding=padding)
    assert conv(X).shape == (100, 20, 8)
    assert np.flatnonzero(moves([conv]).any(axis=1)).tolist() == list(range(12 - ahead, 17 - ahead))


@pytest.mark.parametrize(
    ("layer", "gives"),
    [
        (LAYERS.Conv1D(6, 5), (100, 16, 6)),
        (LAYERS.MaxPooling1D(2), (100, 10, 3)),
        (LAYERS.Dense(7), (100, 20, 7)),
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
    assert np.array_equal(words(IDS / 20), words(IDS // 20))


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


def test_argmax_makes_ids_of_one_hot_rows():
    assert np.array_equal(np.eye(50)[IDS].argmax(axis=-1), IDS)


def test_an_lstm_refuses_films_and_takes_pictures_as_rows():
    assert "expected ndim=3, found ndim=4" in words_of(lambda: LAYERS.LSTM(4)(FILMS))
    assert "expected ndim=3, found ndim=5" in words_of(lambda: LAYERS.LSTM(4)(MOVIES))
    assert LAYERS.LSTM(4)(FILMS.reshape(359, 5, 48)).shape == (359, 4)


def test_a_convolution_of_pictures_takes_a_film_of_four_axes_for_one_picture():
    conv = LAYERS.Conv2D(4, 3)
    assert conv(FILMS).shape == (359, 3, 6, 4)
    assert conv.kernel.shape == (3, 3, 6, 4), "the 6 pixels of a row are its channels"
    changed = FILMS.copy()
    changed[:, 4] += 1
    moved = ~np.isclose(conv(FILMS), conv(changed), atol=1e-5).all(axis=(0, 3))
    assert moved[2].all() and not moved[:2].any(), "picture 4 lies within the last of three places"


def test_time_distributed_gives_each_picture_to_the_layer_inside_and_a_plain_flatten_takes_time_away():
    conv = LAYERS.Conv2D(4, 3)
    assert EACH(conv)(MOVIES).shape == (359, 5, 6, 4, 4)
    assert np.allclose(EACH(conv)(MOVIES)[:, 3], conv(MOVIES[:, 3]), atol=1e-5)
    assert EACH(LAYERS.Flatten())(EACH(conv)(MOVIES)).shape == (359, 5, 96)
    plain = [keras.Input((5, 8, 6, 1)), EACH(LAYERS.Conv2D(4, 3)), LAYERS.Flatten(), LAYERS.LSTM(16)]
    assert "expected ndim=3, found ndim=2. Full shape received: (None, 480)" in words_of(
        lambda: keras.Sequential(plain)
    )


def test_a_convolution_of_pictures_in_time_distributed_wants_the_axis_of_the_channel():
    assert "but received kernel of shape" in words_of(lambda: EACH(LAYERS.Conv2D(4, 3))(FILMS))


def test_conv_lstm_reads_five_axes_itself():
    assert LAYERS.ConvLSTM2D(4, 3)(MOVIES[:9]).shape == (9, 6, 4, 4)
    assert "expected ndim=5, found ndim=4" in words_of(lambda: LAYERS.ConvLSTM2D(4, 3)(FILMS[:9]))


def test_in_the_exercise_each_film_holds_one_plant_on_five_days():
    stills = np.broadcast_to(np.arange(60)[:, np.newaxis, np.newaxis], (60, 8, 6))  # 12 plants of day 0, of day 1 ...
    plants = stills.reshape(5, 12, 8, 6, 1).swapaxes(0, 1)
    assert plants.shape[1:] == MOVIES.shape[1:]
    assert plants[7, :, 0, 0, 0].tolist() == [7, 19, 31, 43, 55]


# 8.4 ---------------------------------------------------------------------------------------------------------


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


def test_the_states_of_both_directions_side_by_side_start_a_decoder_of_twice_the_units():
    _, h_forward, c_forward, h_back, c_back = LAYERS.Bidirectional(LAYERS.LSTM(16, return_state=True))(X)
    both = [keras.ops.concatenate(pair, axis=-1) for pair in ((h_forward, h_back), (c_forward, c_back))]
    assert LAYERS.LSTM(32)(X, initial_state=both).shape == (100, 32)


def test_with_every_step_both_directions_move_every_answer_and_one_direction_the_later_ones():
    assert moves([LAYERS.Bidirectional(LAYERS.LSTM(16, return_sequences=True))]).any(axis=1).all()
    assert np.flatnonzero(moves([LAYERS.LSTM(16, return_sequences=True)]).any(axis=1)).tolist() == list(range(12, 20))


# 8.5 ---------------------------------------------------------------------------------------------------------


EVERY = {"return_sequences": True}


def hourly(hours, padding="valid", lstm=None, last=1):
    """A try at the exercise; `last` None: without Dense."""
    layers = [LAYERS.Conv1D(8, hours, padding=padding), lstm or LAYERS.LSTM(16, **EVERY)]
    return [*layers, *([LAYERS.Dense(last)] if last else [])]


def both_ways():
    return LAYERS.Bidirectional(LAYERS.LSTM(16, **EVERY))


@pytest.mark.parametrize(
    ("layers", "found"),
    [
        (lambda: hourly(5, "same"), ((20, 1), 10)),
        (lambda: hourly(4, "same"), ((20, 1), 10)),
        (lambda: [*hourly(5, "same", LAYERS.GRU(16, **EVERY), None), EACH(LAYERS.Dense(1))], ((20, 1), 10)),
        (lambda: hourly(3, "same"), ((20, 1), 11)),
        (lambda: hourly(2, "same"), ((20, 1), 11)),
        (lambda: hourly(3, "causal"), ((20, 1), 12)),
        (lambda: hourly(5, "causal"), ((20, 1), 12)),
        (lambda: hourly(7, "same"), ((20, 1), 9)),
        (lambda: hourly(9, "same"), ((20, 1), 8)),
        (lambda: hourly(5), ((16, 1), 8)),
        (lambda: hourly(3), ((18, 1), 10)),
        (lambda: hourly(2), ((19, 1), 11)),
        (lambda: hourly(3, "same", both_ways()), ((20, 1), 0)),
        (lambda: hourly(5, lstm=both_ways()), ((16, 1), 0)),
        (lambda: hourly(3, "same", LAYERS.LSTM(16)), ((1,), 0)),
        (lambda: hourly(3, "same", LAYERS.LSTM(16), 20), ((20,), 0)),
        (lambda: hourly(3, "same", last=None), ((20, 16), 11)),
        (lambda: hourly(5, "same", last=None), ((20, 16), 10)),
        (lambda: hourly(5, "same", last=20), ((20, 20), 10)),
        (lambda: hourly(3, "causal", last=None), ((20, 16), 12)),
        (lambda: hourly(5, last=None), ((16, 16), 8)),
    ],
)
def test_the_exercise_finds_what_an_answer_has_read_and_tells_each_slip_its_reason(layers, found):
    (cell,) = [cell.source for cell in notebook("08").cells if cell.source.startswith("def tried(")]
    names = {"keras": keras, "np": np, "x": X}
    exec(cell, names)
    told = names["tried"](layers())
    assert told == found
    entry = exercises()["hourly"]
    reason = entry["why"] if found == ((20, 1), 10) else entry["slips"][str(found)]
    verdict, line = judge("hourly", told)
    assert verdict is (found == ((20, 1), 10))
    assert line.endswith(reason)


ORDERS = {
    "every copies last dense": "Input 0 with name 'None' of layer 'copies' is incompatible with the layer: expected ndim=2, "
    "found ndim=3. Full shape received: (None, 20, 16)",
    "every last copies dense": (6, 1),
    "last copies every dense": (6, 1),
    "last copies dense every": (6, 16),
}


def forecaster(order):
    """As the cell of 8.5 builds it."""
    (cell,) = [cell.source for cell in notebook("08").cells if cell.source.startswith("def build(order)")]
    names = {"keras": keras, "layers": LAYERS}
    exec(cell[: cell.index("orders =")], names)
    keras.utils.set_random_seed(0)
    return names["build"](order)


@pytest.mark.parametrize(("order", "found"), ORDERS.items())
def test_each_order_of_encoder_and_decoder_gives_what_its_reason_says(order, found):
    if isinstance(found, str):
        assert words_of(lambda: forecaster(order)) == found
        return
    model = forecaster(order)
    assert model.output_shape[1:] == found
    apart = np.ptp(model(X), axis=1).max()
    assert apart < 1e-6 if order == "every last copies dense" else apart > 1e-3


@pytest.mark.processors  # trains for seconds
def test_a_decoder_errs_less_than_a_tenth_of_a_naive_forecast_and_copies_of_one_answer_more():
    log = helpers.weather_log(hours=26)
    hours = log[:, :20]
    mean, spread = hours[:80].mean(axis=(0, 1)), hours[:80].std(axis=(0, 1))
    x, six = (hours - mean) / spread, (log[:, 20:, 1:2] - mean[1]) / spread[1]
    naive = np.mean((six[80:] - x[80:, 19:, 1:2]) ** 2)
    model = forecaster("last copies every dense")
    model.compile(keras.optimizers.Adam(0.02), "mse")
    model.fit(x[:80], six[:80], epochs=15, batch_size=20, verbose=0)
    assert model.evaluate(x[80:], six[80:], verbose=0) < 0.07 * naive
    assert np.ptp(model(x[80:]), axis=1).max() > 0.1, "no answer six times"
    assert six[80:].var(axis=1).mean() > 0.15 * naive, "the best that one answer for six hours can do"


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
