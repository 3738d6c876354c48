"""The flow picture and the flow panel: what they say is what Keras does."""

import itertools
import re
import subprocess
import sys
from html import unescape

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from tools.cores import core_of
from tools.healthy import Own, OwnShape, brought, healthy
from tools.images import words_of_svg
from tools.small_models import LONGER, X, build, declared, functional, words_of

import lstm_shapes
from helpers.panels.card import words_of as words_of_page
from helpers.panels.flow import AFTER, BEFORE, flow_panel, flow_report, flow_verdict, stack
from lstm_shapes.checks import run
from lstm_shapes.drawing.kit import FEATURES, wide
from lstm_shapes.drawing.verdicts import WRONG
from lstm_shapes.flows.picture import flow_svg, flow_words
from lstm_shapes.flows.rows import flow_rows
from lstm_shapes.flows.small import small_block
from lstm_shapes.program import read_model

LAYERS = keras.layers
SETTINGS = [
    (count, *switches, *[False] * (3 - count), before, after)
    for count in (1, 2, 3)
    for switches in itertools.product((False, True), repeat=count)
    for before in BEFORE
    for after in AFTER
]


def as_layer(record):
    """The layer of Keras that a record stands for."""
    inner = [as_layer(one) for one in record.inner]
    return getattr(LAYERS, record.kind)(*inner, name=record.name, **dict(record.settings))


def built(state):
    """The layers of a program, built by Keras on an Input of the shape of x."""
    samples, *sizes = state.x.shapes[0]
    return keras.Sequential([keras.Input(sizes, batch_size=samples), *map(as_layer, state.model.layers)])


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", AFTER)
def test_the_verdict_of_the_panel_is_what_keras_does_for_every_setting(before, after):
    chosen = [setting for setting in SETTINGS if setting[-2:] == (before, after)]
    assert len(chosen) == 14
    for setting in chosen:
        steps = run(stack(*setting)).steps
        verdict = flow_verdict(steps)
        try:
            gives = built(stack(*setting)).output_shape
        except ValueError as error:
            assert verdict.outcome == "raises", (setting, str(error))
            last = steps[-1]
            said = core_of(error)
            axes = f"expected ndim={last.why.wanted[0]}, found ndim={last.why.came}"
            assert said.startswith(axes) or "at least 3 dimensions" in said, (setting, said)
            assert "TimeDistributed" in said or repr(last.layer.name) in str(error), (setting, str(error))
        else:
            assert verdict.outcome == "fits", setting
            assert f"gives  {gives}\n" in words_of_page(flow_report(*setting)), setting


def test_settings_of_layers_that_are_not_there_change_nothing():
    for second, third in itertools.product((False, True), repeat=2):
        assert flow_report(1, True, second, third, "nothing", "Dense") == flow_report(
            1, True, False, False, "nothing", "Dense"
        )


def test_the_panel_needs_no_keras():
    code = (
        "import sys; from helpers.panels.flow import flow_report\n"
        "assert 'BREAKS' not in flow_report(2, True, False, False, 'Conv1D', 'Dense')\n"
        "assert not {'keras', 'tensorflow'} & {*sys.modules}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_the_answer_under_the_panel_says():
    three = [setting for setting in SETTINGS if setting[0] == 3]
    assert {setting for setting in three if run(stack(*setting)).problem is None} == {
        setting
        for setting in three
        if setting[1:3] == (True, True)
        and setting[3] in {"TimeDistributed": (True,), "pooling": (True,), "RepeatVector": (False,)}.get(setting[-1], (True, False))
    }  # fmt: skip


def broken():
    return [keras.Input((20, 3)), LAYERS.LSTM(16, name="first"), LAYERS.LSTM(8, name="second"), LAYERS.Dense(1, name="answer")]  # fmt: skip


def states(rows):
    return [row.state for row in rows]


def test_a_list_that_does_not_build_is_followed_to_the_break():
    rows = flow_rows(broken(), X)
    assert states(rows) == ["fits", "fits", "breaks", "not reached"]
    assert [row.gives for row in rows] == [(100, 20, 3), (100, 16), None, None]
    assert rows[2].words == "reads 3 axes, gets 2"
    words = flow_words(rows)
    assert words.count("BREAKS HERE") == 1
    assert "LSTM 'second', last step: ✗ BREAKS HERE: reads 3 axes, gets 2" in words


def test_the_break_is_marked_by_a_sign_words_and_a_thick_line_and_by_nothing_else():
    svg = flow_svg(flow_rows(broken(), X))
    assert words_of_svg(svg).count("✗") == words_of_svg(svg).count("reads 3 axes, gets 2") == 1
    thick = re.findall(r'<rect[^>]*stroke-width="4"[^>]*>', svg)
    (name,) = re.findall(r'<text[^>]* y="([0-9.]+)"[^>]*>LSTM &#x27;second&#x27;', svg)
    top, height = (float(re.search(rf' {side}="([0-9.]+)"', thick[0])[1]) for side in ("y", "height"))
    assert len(thick) == 1 and f'stroke="{WRONG}"' in thick[0] and top < float(name) < top + height
    assert svg.count(WRONG) == 2
    assert "It breaks at LSTM &#x27;second&#x27;" in svg
    assert WRONG not in flow_svg(flow_rows(declared(), X)) and "✗" not in flow_svg(flow_rows(declared(), X))


@pytest.mark.parametrize("x", [X, X.shape, None])
def test_a_model_is_followed_as_keras_infers_its_shapes(x):
    layers = [LAYERS.LSTM(16, return_sequences=True), LAYERS.GRU(8), LAYERS.RepeatVector(6), LAYERS.Dense(2)]
    model = keras.Sequential([keras.Input((20, 3)), *layers])
    samples = None if x is None else 100
    expected = [(samples, *layer.output.shape[1:]) for layer in layers]
    assert [row.gives for row in flow_rows(model, x)][1:] == expected


def test_data_that_are_not_what_is_declared_break_at_the_input():
    model = keras.Sequential([keras.Input((20, 3)), LAYERS.LSTM(2), LAYERS.Dense(1)])
    rows = flow_rows(model, X.reshape(100, 60))
    assert states(rows) == ["breaks", "not reached", "not reached"]
    assert rows[0].words == "declares (any, 20, 3), gets (100, 60)"


def test_a_built_layer_says_how_many_features_it_was_built_for():
    model = keras.Sequential([LAYERS.LSTM(2, name="lstm")])
    model(X)
    assert flow_rows(model.layers, (100, 20, 4))[1].words == "was built for 3 features, gets 4"


def test_a_model_without_an_input_needs_data():
    with pytest.raises(ValueError, match=r"x is needed: without an Input nothing says which shape goes in\."):
        flow_rows(keras.Sequential([LAYERS.LSTM(2)]))


def two_inputs():
    hours, place = keras.Input((20, 3), name="hours"), keras.Input((5,), name="place")
    joined = LAYERS.Concatenate(name="joined")([LAYERS.LSTM(16, name="lstm")(hours), place])
    return keras.Model([hours, place], LAYERS.Dense(1, name="answer")(joined), name="two")


FACTS = np.zeros((100, 5))


@pytest.mark.parametrize("x", [[X, FACTS], {"place": FACTS, "hours": X}], ids=["list", "dict"])
def test_a_model_with_two_inputs_is_followed_along_both(x):
    rows = {row.name.split("'")[1]: row for row in flow_rows(two_inputs(), x)}
    assert set(states(rows.values())) == {"fits"}
    assert rows["joined"].gives == (100, 21)
    assert rows["joined"].reads == "lstm and place"
    assert "Concatenate 'joined' reads lstm and place: gives (100, 21)" in flow_words(list(rows.values()))


def test_two_inputs_in_the_wrong_order_break_at_the_first():
    rows = flow_rows(two_inputs(), [FACTS, X])
    assert states(rows).count("breaks") == 1
    assert states(rows)[0] == "breaks"


def test_a_layer_of_somebodys_own_that_says_nothing_is_cannot_tell():
    class Own(LAYERS.Layer):
        def compute_output_shape(self, shape):
            raise NotImplementedError

    assert states(flow_rows([Own(name="own"), LAYERS.Dense(1)], X)) == ["fits", "cannot tell", "cannot tell"]


def test_embedding_reads_timesteps_and_a_vector_has_features():
    rows = flow_rows([LAYERS.Embedding(50, 8), LAYERS.LSTM(16)], (100, 20))
    assert [row.axes for row in rows] == [
        ("samples", "timesteps"),
        ("samples", "timesteps", "features"),
        ("samples", "features"),
    ]


def test_other_timesteps_pass_a_sequential_as_they_pass_its_fit_and_stop_a_functional_model():
    assert declared().predict(LONGER, verbose=0).shape == (100, 1)
    rows = flow_rows(declared(), LONGER)
    assert [row.state for row in rows] == ["fits"] * 3
    assert rows[0].words == "! declares 20 timesteps, lets 30 pass"
    assert rows[0].words in flow_words(rows) and rows[0].words in flow_svg(rows)
    with pytest.raises(ValueError, match="expected shape"):
        functional()(LONGER)
    assert flow_rows(functional(), LONGER)[0].state == "breaks"


def test_a_last_axis_of_one_comes_and_goes_as_keras_has_it():
    one = build(keras.Input((20, 1)))
    for model, x in ((one, X[:, :, 0]), (declared(), X[..., np.newaxis])):
        assert model.predict(x, verbose=0).shape == (100, 1)
        rows = flow_rows(model, x)
        assert rows[0].gives == (100, *model.input_shape[1:])
        assert [row.state for row in rows] == ["fits"] * 3


def test_flow_shows_the_picture_and_prints_its_words(capsys):
    lstm_shapes.flow(broken(), X)
    assert flow_words(flow_rows(broken(), X)) in capsys.readouterr().out


def test_diagnose_takes_several_inputs_by_name_in_any_order():
    model = two_inputs()
    model.compile("adam", "mse")
    assert lstm_shapes.diagnose(model, {"place": FACTS, "hours": X}, X[:, -1, 0]).ok
    model.fit({"place": FACTS, "hours": X}, X[:, -1, 0], verbose=0)


def test_a_repeat_vector_that_gets_every_step_blames_the_layer_before():
    layers = [keras.Input((20, 3)), LAYERS.LSTM(16, return_sequences=True, name="encoder"), LAYERS.RepeatVector(6)]
    error = words_of(lambda: keras.Sequential(layers))
    assert "expected ndim=2, found ndim=3" in error
    try:
        keras.Sequential(layers)
    except ValueError as caught:
        finding = lstm_shapes.explain(caught).findings[0]
    assert finding.cause == "extra-return-sequences"
    assert "'encoder' gives every step" in finding.sentence


# ---- healthy models of every kind: flow says what Keras says ------------------------------------------------------


def said_by_keras(model, shapes):
    """What each call of each layer gives for data of these shapes: Keras runs it on zeros, call by call.

    What Keras infers is wrong for the scores of MultiHeadAttention.
    """
    graph = getattr(model, "_functional", None) or model
    nodes = [node for depth in graph._nodes_by_depth.values() for node in depth]
    tensors = [tensor for node in nodes for tensor in node.outputs]
    data = [np.zeros(shape, one.dtype) for shape, one in zip(shapes, graph.inputs, strict=True)]
    answers = keras.tree.flatten(keras.Model(graph.inputs, tensors)(data))
    given = {id(tensor): tuple(answer.shape) for tensor, answer in zip(tensors, answers, strict=True)}
    said = {}
    for node in nodes:
        said.setdefault(node.operation.name, []).append([given[id(one)] for one in node.outputs])
    return said


def said_by_flow(rows):
    said = {}
    for row in rows:
        said.setdefault(row.name.split("'")[1], []).append([row.gives, *[shape for _, shape, _ in row.more]])
    return said


def masks(model):
    """The keras.ops with which Keras works masks out; they are no rows."""
    return {one.name for one in model.operations if not isinstance(one, LAYERS.Layer)}


@pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")
@pytest.mark.parametrize(
    "first", [0, *(pytest.param(first, marks=pytest.mark.generated) for first in (20, 40, 60, 80))]
)
def test_what_flow_says_of_random_healthy_models_is_what_keras_gives(first):
    for seed in range(first, first + 20):
        model, draw = healthy(seed, own=False)
        shapes = brought(model, draw.rng)
        rows = flow_rows(model, shapes if len(shapes) > 1 else shapes[0])
        assert set(states(rows)) == {"fits"}, (seed, flow_words(rows))
        keras_says, flow_says = said_by_keras(model, shapes), said_by_flow(rows)
        assert set(keras_says) - set(flow_says) <= masks(model), seed
        for name, shapes_said in flow_says.items():
            assert sorted(shapes_said) == sorted(keras_says[name]), (seed, name)


@pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")
@pytest.mark.parametrize("first", [200, *(pytest.param(first, marks=pytest.mark.generated) for first in (220, 240))])
def test_a_layer_of_somebodys_own_is_never_run_and_what_is_said_behind_it_is_no_guess(first):
    for seed in range(first, first + 20):
        model, draw = healthy(seed)
        shapes = brought(model, draw.rng)
        runs, weights = Own.runs, [weight.numpy() for weight in model.weights]
        rows = flow_rows(model, shapes if len(shapes) > 1 else shapes[0])
        assert flow_svg(rows).startswith("<svg") and len(flow_words(rows).splitlines()) == len(rows)
        assert Own.runs == runs
        assert all((one == other.numpy()).all() for one, other in zip(weights, model.weights, strict=True))
        keras_says = said_by_keras(model, shapes)
        for name, calls in said_by_flow(rows).items():
            for said, known in zip(sorted(calls, key=str), sorted(keras_says[name], key=str), strict=True):
                pairs = [pair for one, other in zip(said, known, strict=True) for pair in zip(one, other, strict=True)]
                assert all(size is None or size == right for size, right in pairs), (seed, name, said, known)


@pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")
def test_without_data_the_recorded_shapes_are_told():
    for seed in range(20):
        model, _ = healthy(seed)
        for name, calls in said_by_flow(flow_rows(model)).items():
            nodes = next(one for one in model.operations if one.name == name)._inbound_nodes
            recorded = [[tuple(tensor.shape) for tensor in node.outputs] for node in nodes]
            assert all(call in recorded for call in calls), (seed, name)


def encoder_decoder():
    past, future = keras.Input((20, 3), name="past"), keras.Input((6, 2), name="future")
    _, *states = LAYERS.LSTM(16, return_state=True, name="encoder")(past)
    decoded = LAYERS.LSTM(16, return_sequences=True, name="decoder")(future, initial_state=states)
    return keras.Model([past, future], LAYERS.Dense(1, name="each")(decoded), name="forecast")


FUTURE = np.zeros((100, 6, 2))


def test_states_are_rows_of_their_own_and_who_reads_them_says_so():
    rows = {row.name: row for row in flow_rows(encoder_decoder(), [X, FUTURE])}
    encoder = rows["LSTM 'encoder', last step and states"]
    assert encoder.gives == (100, 16)
    assert [(part, shape) for part, shape, _ in encoder.more] == [("state 1", (100, 16)), ("state 2", (100, 16))]
    decoder = rows["LSTM 'decoder', every step"]
    assert decoder.reads == "future, initial_state from encoder's state 1 and encoder's state 2"
    svg = flow_svg(list(rows.values()))
    assert svg.count(">state 1<") == svg.count(">state 2<") == 1
    assert "reads future, initial_state from encoder" in " ".join(words_of_svg(svg))


@pytest.mark.parametrize(
    "x",
    [[X, FUTURE], (X, FUTURE), {"future": FUTURE, "past": X}, [X.shape, FUTURE.shape], {"past": X.shape, "future": FUTURE.shape}],
    ids=["list", "tuple", "dict", "list of shapes", "dict of shapes"],
)  # fmt: skip
def test_several_inputs_come_in_every_form_that_keras_takes(x):
    assert [row.gives for row in flow_rows(encoder_decoder(), x)][-1] == (100, 6, 1)


def test_inputs_that_are_a_dict_are_read_by_its_keys():
    hours, place = keras.Input((20, 3), name="hours"), keras.Input((5,), name="place")
    joined = LAYERS.Concatenate()([LAYERS.LSTM(4)(hours), place])
    model = keras.Model({"place": place, "hours": hours}, LAYERS.Dense(1)(joined))
    assert flow_rows(model, {"hours": X, "place": FACTS, "unread": X})[-1].gives == (100, 1)
    with pytest.raises(ValueError, match="x needs to be a dict with 'hours' and 'place'"):
        flow_rows(model, [X, FACTS])


def test_what_a_model_gives_out_is_marked_where_it_gives_several():
    past = keras.Input((20, 3), name="past")
    every, *states = LAYERS.LSTM(4, return_sequences=True, return_state=True, name="lstm")(past)
    rows = flow_rows(keras.Model(past, [LAYERS.Dense(1, name="answer")(every), states[1]]), X)
    assert [row.ends for row in rows] == [(), ("state 2",), ("it",)]
    words, svg = flow_words(rows), flow_svg(rows)
    assert words.count("an output of the model") == svg.count("an output of the model") == 2
    assert "It ends as (100, 20, 1) and (100, 4)." in svg


def test_attention_names_who_asks_and_whose_values():
    past = keras.Input((20, 3), name="past")
    keys = LAYERS.LSTM(8, return_sequences=True, name="keys")(past)
    asks = LAYERS.Dense(8, name="asks")(past)
    both = LAYERS.MultiHeadAttention(2, 4, name="heads")(value=keys, query=asks, return_attention_scores=True)
    rows = {row.name.split("'")[1]: row for row in flow_rows(keras.Model(past, list(both)), X)}
    assert rows["heads"].reads == "query from asks, value from keys"
    assert rows["heads"].more[0][:2] == ("output 2", (100, 2, 20, 20))
    plain = keras.Model(past, LAYERS.Attention(name="look")([asks, keys]))
    assert flow_rows(plain, X)[-1].reads == "asks and keys"


def test_a_layer_that_is_called_twice_has_two_rows():
    past = keras.Input((20, 3), name="past")
    shared = LAYERS.Dense(3, name="shared")
    rows = flow_rows(keras.Model(past, shared(shared(past))), X)
    assert [row.name for row in rows[1:]] == ["Dense 'shared', call 1", "Dense 'shared', call 2"]


def test_masks_are_no_rows():
    model = keras.Sequential([keras.Input((20,)), LAYERS.Embedding(50, 8, mask_zero=True), LAYERS.LSTM(4)])
    assert [row.reads for row in flow_rows(model, (100, 20))] == ["", "", ""]


def test_two_lengths_that_meet_in_one_layer_break_there():
    left, right = keras.Input((None, 8), name="left"), keras.Input((None, 8), name="right")
    for join in (LAYERS.Concatenate(name="join"), LAYERS.Add(name="join")):
        model = keras.Model([left, right], join([left, right]))
        assert flow_rows(model, [(4, 20, 8), (4, 20, 8)])[-1].state == "fits"
        broken = flow_rows(model, [(4, 20, 8), (4, 30, 8)])[-1]
        assert (broken.state, broken.words) == ("breaks", "cannot take (4, 20, 8) with (4, 30, 8)")
        with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
            model([np.zeros((4, 20, 8)), np.zeros((4, 30, 8))])


def test_other_numbers_of_samples_in_two_inputs_break_as_in_a_fit():
    model = encoder_decoder()
    model.compile("sgd", "mse")
    assert "Data cardinality is ambiguous" in words_of(lambda: model.fit([X, FUTURE[:80]], FUTURE[..., :1], verbose=0))
    rows = flow_rows(model, [X, FUTURE[:80]])
    assert [row.words for row in rows if row.state == "breaks"] == ["gets 80 samples, 'past' gets 100"]


def test_a_model_within_a_model_is_one_row_and_breaks_inside():
    inner = keras.Sequential([keras.Input((20, 3)), LAYERS.LSTM(4, name="deep"), LAYERS.Dense(2)], name="inner")
    model = keras.Sequential([keras.Input((20, 3)), inner, LAYERS.Dense(1)])
    assert [row.gives for row in flow_rows(model, X)] == [(100, 20, 3), (100, 2), (100, 1)]
    assert flow_rows(model, (100, 20, 4))[1].words == "inside it, LSTM 'deep' was built for 3 features, gets 4"


def test_batches_that_an_input_declares_are_what_its_layers_read():
    model = keras.Sequential(
        [keras.Input(batch_shape=(32, 20, 3)), LAYERS.LSTM(4, stateful=True), LAYERS.Reshape((2, 2))]
    )
    rows = flow_rows(model, X)
    assert rows[0].words == "in batches of 32"
    assert [row.gives for row in rows] == [(32, 20, 3), (32, 4), (32, 2, 2)]


@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
def test_a_sequential_that_is_given_several_arrays_reads_the_first_and_says_so():
    model = declared()
    assert model.predict([X, FACTS], verbose=0).shape == (100, 1)
    rows = flow_rows(model, [X, FACTS])
    assert rows[0].words == "! reads the first of 2 arrays" and rows[-1].gives == (100, 1)


def test_states_that_do_not_suit_their_reader_break_there():
    past, place = keras.Input((20, 3), name="past"), keras.Input((5,), name="place")
    for starts, words in (([place] * 2, "keeps states of 4, gets (100, 5)"), ([place], "keeps 2 states, gets 1")):
        model = keras.Model([past, place], LAYERS.LSTM(4)(past, initial_state=starts))
        (broken,) = [row for row in flow_rows(model, [X, FACTS]) if row.state == "breaks"]
        assert broken.words == words
        with pytest.raises((ValueError, IndexError, tf.errors.InvalidArgumentError)):
            model([X, FACTS])


def test_all_that_a_layer_gives_in_a_line_is_read_by_the_next():
    rows = flow_rows([LAYERS.LSTM(4, return_state=True), LAYERS.Add()], X)
    assert (states(rows), rows[-1].gives) == (["fits"] * 3, (100, 4))
    rows = flow_rows([LAYERS.LSTM(4, return_state=True), LAYERS.Dense(4)], X)
    assert rows[-1].words == "reads one tensor, gets 3"


def test_a_size_that_weights_are_made_of_has_to_be_known():
    layers = [keras.Input((None, None)), LAYERS.LSTM(4)]
    assert flow_rows(layers)[1].words == "must know the size of axis 2, gets (any, any, any)"
    with pytest.raises(ValueError, match="fully-defined"):
        keras.Sequential(layers)


def test_a_record_of_a_model_is_followed_too():
    assert flow_words(flow_rows(read_model(encoder_decoder()), [X, FUTURE])) == flow_words(
        flow_rows(encoder_decoder(), [X, FUTURE])
    )


# ---- where it breaks is where Keras raises ------------------------------------------------------------------------

STACKS = {
    "lstm": ((20, 3), lambda: [LAYERS.LSTM(2), LAYERS.Dense(1)]),
    "one feature": ((20, 1), lambda: [LAYERS.LSTM(2), LAYERS.Dense(1)]),
    "any length": ((None, 3), lambda: [LAYERS.LSTM(2, return_sequences=True), LAYERS.Dense(1)]),
    "mean": ((20, 3), lambda: [LAYERS.GlobalAveragePooling1D()]),
    "flat": ((20, 3), lambda: [LAYERS.Flatten(), LAYERS.Dense(1)]),
    "norm": ((20, 3), lambda: [LAYERS.LayerNormalization(), LAYERS.Conv1D(2, 3), LAYERS.GlobalMaxPooling1D()]),
    "each": ((20, 3), lambda: [LAYERS.TimeDistributed(LAYERS.Dense(2)), LAYERS.Permute((2, 1)), LAYERS.GRU(2)]),
    "ids": ((20,), lambda: [LAYERS.Embedding(9, 2), LAYERS.LSTM(2)]),
    "folded": ((60,), lambda: [LAYERS.Reshape((20, 3)), LAYERS.Bidirectional(LAYERS.LSTM(2))]),
}
BROUGHT = [
    (4, 20, 3),
    (4, 20, 4),
    (4, 30, 3),
    (4, 60),
    (4, 20),
    (4, 20, 1),
    (4, 20, 3, 1),
    (4, 3, 20),
    (20, 3),
    (4,),
    (4, 1),
]


@pytest.mark.parametrize("declared_as", ["sequential", "functional"])
@pytest.mark.parametrize("name", STACKS)
def test_flow_breaks_where_keras_raises_and_at_the_input_only_where_the_model_itself_refuses(name, declared_as):
    sizes, layers = STACKS[name]
    given = keras.Input(sizes, name="given")
    if declared_as == "sequential":
        model = keras.Sequential([given, *layers()])
    else:
        tensor = given
        for layer in layers():
            tensor = layer(tensor)
        model = keras.Model(given, tensor)
    for shape in BROUGHT:
        rows = flow_rows(model, shape)
        broken = [row for row in rows if row.state == "breaks"]
        try:
            gives = tuple(model(np.zeros(shape, "float32")).shape)
        except (ValueError, tf.errors.InvalidArgumentError) as error:
            model_refuses = re.search(
                r"Invalid input shape for input|of layer 'functional\S* is incompatible", str(error)
            )
            assert [row.name.startswith("Input") for row in broken] == [bool(model_refuses)], (shape, str(error))
        else:
            assert not broken and rows[-1].gives == gives, shape


# ---- data of every form, none of them touched ---------------------------------------------------------------------


def test_a_dataset_says_its_shapes_and_is_never_started():
    model, started = encoder_decoder(), []

    def rows():
        started.append(1)
        yield {"past": X[0], "future": FUTURE[0]}, np.zeros((6, 1))

    spec = ({"past": tf.TensorSpec((20, 3)), "future": tf.TensorSpec((6, 2))}, tf.TensorSpec((6, 1)))
    single = tf.data.Dataset.from_generator(rows, output_signature=spec)
    for batches, samples in ((single.batch(8), None), (single.batch(8, drop_remainder=True), 8)):
        assert flow_rows(model, batches)[-1].gives == (samples, 6, 1)
    assert flow_rows(model, single.batch(8).map(lambda x, y: ((x["past"], x["future"]), y)))[-1].gives == (None, 6, 1)
    (broken,) = [row for row in flow_rows(model, single) if row.state == "breaks"]
    assert broken.words == "declares (any, 20, 3), gets (20, 3): .batch() is missing"
    assert started == []


def test_an_iterator_of_a_dataset_stays_where_it_is():
    batches = iter(tf.data.Dataset.from_tensor_slices(X).batch(40))
    assert flow_rows(declared(), batches)[-1].gives == (None, 1)
    assert [len(batch) for batch in batches] == [40, 40, 20]


class Batches(keras.utils.PyDataset):
    """Counts how often it is read."""

    read = 0

    def __len__(self):
        return 3

    def __getitem__(self, index):
        Batches.read += 1
        return X, X[:, 0, 0]


def test_what_only_reading_would_show_is_left_alone_and_one_sentence_says_what_is_needed(capsys):
    numbers = (batch for batch in [1, 2, 3])
    for x, kind in ((numbers, "generator"), (Batches(), "Batches")):
        needed = f"x is a {kind}, which is not read: give one batch of it, or its shape such as (None, 20, 3)."
        lstm_shapes.flow(declared(), x)
        assert needed in " ".join(capsys.readouterr().out.split())
        assert flow_rows(declared(), x)[0][:2] == ("Input", (None, 20, 3))
        assert words_of(lambda x=x: flow_rows(keras.Sequential([LAYERS.LSTM(2)]), x)) == needed
    assert next(numbers) == 1 and Batches.read == 0


@pytest.mark.parametrize(
    "x",
    [pd.DataFrame(np.zeros((7, 5))), np.zeros((7, 5), "float16"), tf.zeros((7, 5)), [np.zeros((7, 5), int)], {"row": (7, 5)}],
    ids=["table", "array", "tensor", "list of one", "dict of one"],
)  # fmt: skip
def test_one_input_reads_tables_arrays_tensors_and_what_holds_one(x):
    model = keras.Sequential([keras.Input((5,), name="row"), LAYERS.Dense(1)])
    assert flow_rows(model, x)[-1].gives == (7, 1)


def test_flow_leaves_a_compiled_model_and_its_data_as_they_were():
    model = declared()
    before = [weight.numpy() for weight in (*model.weights, *model.optimizer.variables)]
    counted = {name: len(getattr(model.layers[0], name)) for name in ("_inbound_nodes", "_outbound_nodes")}
    x = X.copy()
    for data in (x, None, LONGER, X.reshape(100, 60)):
        flow_rows(model, data)
    assert (x == X).all()
    after = [weight.numpy() for weight in (*model.weights, *model.optimizer.variables)]
    assert all((one == other).all() for one, other in zip(before, after, strict=True))
    assert {name: len(getattr(model.layers[0], name)) for name in counted} == counted
    assert model.train_function is None and model.predict_function is None
    unbuilt = keras.Sequential([LAYERS.LSTM(2), OwnShape(), LAYERS.Dense(1)])
    runs = Own.runs
    assert states(flow_rows(unbuilt, X)) == ["fits", "fits", "cannot tell", "cannot tell"]
    assert not unbuilt.built and unbuilt.layers[0].weights == [] and Own.runs == runs


def test_no_automatic_name_is_taken_by_following_layers_that_read_one_tensor_each():
    model = functional()
    before = int(keras.Input((1,)).name.split("_")[-1])
    flow_rows(model, X)
    assert int(keras.Input((1,)).name.split("_")[-1]) == before + 1


# ---- what cannot be followed gets one sentence --------------------------------------------------------------------


class Net(keras.Model):
    def __init__(self):
        super().__init__(name="net")
        self.answer = LAYERS.Dense(1)

    def call(self, x):
        raise RuntimeError("flow ran somebody's own call()")


@pytest.mark.parametrize("x", [X, None, [X, FACTS], {"hours": X}], ids=["array", "none", "list", "dict"])
def test_a_model_whose_call_is_its_own_is_one_row_that_says_why(x):
    last = flow_rows(Net(), x)[-1]
    assert last[:5] == ("Net 'net'", None, (), "cannot tell", "its own call() orders its layers, and is not run")
    assert "Net 'net': cannot tell, its own call() orders its layers" in flow_words(flow_rows(Net(), x))
    assert "and is not run" in " ".join(words_of_svg(flow_svg(flow_rows(Net(), x))))


@pytest.mark.parametrize(
    ("model", "x", "words"),
    [
        (3, X, "flow needs a Keras model or a list of layers; got an int."),
        ([LAYERS.LSTM], X, "flow needs a list of layers, which may begin with a keras.Input; number 1 is the class LSTM."),
        (keras.Sequential(name="bare"), X, "flow needs layers to follow; the model 'bare' has none yet."),
        (None, X, "flow needs a Keras model or a list of layers; got a NoneType."),
        ([LAYERS.LSTM(2)], "prices.csv", "x needs to be an array, a table or a shape such as (None, 20, 3); got a str."),
        ([LAYERS.LSTM(2)], 3, "x needs to be an array, a table or a shape such as (None, 20, 3); got an int."),
        ([LAYERS.LSTM(2)], [], "x needs to be an array, a table or a shape such as (None, 20, 3); got a list."),
        ([LAYERS.LSTM(2)], [[1, 2], [3]], "x needs to be an array, a table or a shape such as (None, 20, 3); got rows of lengths from 1 to 2."),
        ([LAYERS.LSTM(2)], [X, X], "x needs to be an array, a table or a shape such as (None, 20, 3); got 2 arrays."),
        ("two", X, "x needs an array for each of the 2 inputs, 'hours' and 'place'; it brings 1 array."),
        ("two", {"hours": X}, "x needs 'hours' and 'place', by name; it brings 'hours'."),
        ("two", [X, "south"], "place needs to be an array, a table or a shape such as (None, 20, 3); got a str."),
    ],
)  # fmt: skip
def test_bad_input_gets_one_sentence_with_what_was_needed_and_what_came(model, x, words):
    assert words_of(lambda: flow_rows(two_inputs() if model == "two" else model, x)) == words


# ---- words --------------------------------------------------------------------------------------------------------


def test_an_axis_is_called_timesteps_only_where_a_layer_reads_or_makes_it_as_time():
    flat = keras.Sequential([keras.Input((28, 28)), LAYERS.Flatten(), LAYERS.Dense(1)])
    assert "timesteps" not in flow_words(flow_rows(flat, (100, 28, 28)))
    turned = keras.Sequential([keras.Input((3, 20)), LAYERS.Permute((2, 1)), LAYERS.LSTM(2)])
    assert [row.axes for row in flow_rows(turned)][:2] == [
        ("samples", "features", "timesteps"),
        ("samples", "timesteps", "features"),
    ]
    dense = [LAYERS.Dropout(0.1), LAYERS.Dense(4), LAYERS.Activation("relu"), LAYERS.LSTM(2)]
    assert {row.axes for row in flow_rows(dense, (100, 20, 3))[:-1]} == {("samples", "timesteps", "features")}
    films = [LAYERS.TimeDistributed(LAYERS.Conv2D(4, 3)), LAYERS.TimeDistributed(LAYERS.Flatten()), LAYERS.LSTM(2)]
    assert [row.axes for row in flow_rows(films, (100, 10, 8, 8, 1))] == [
        ("samples", "timesteps", "rows", "columns", "channels"),
        ("samples", "timesteps", "rows", "columns", "channels"),
        ("samples", "timesteps", "features"),
        ("samples", "features"),
    ]


def test_one_feature_is_not_called_features():
    one = build(keras.Input((20, 1)))
    assert flow_rows(one, (100, 20, 5))[1].words == "was built for 1 feature, gets 5"


def long_names():
    name = "the_first_of_all_layers_of_this_model_and_of_every_other"
    past = keras.Input((20, 3), name=name)
    every, *states = LAYERS.Bidirectional(LAYERS.LSTM(4, return_state=True), name=f"{name}_too")(past)
    return keras.Model(past, [LAYERS.Concatenate(name="all_of_them")([every, *states]), *states])


def films():
    return [LAYERS.TimeDistributed(LAYERS.Conv2D(4, 3)), LAYERS.TimeDistributed(LAYERS.Flatten()), LAYERS.LSTM(2)]


def scores():
    past = keras.Input((20, 3), name="past")
    return keras.Model(past, list(LAYERS.MultiHeadAttention(2, 4)(past, past, return_attention_scores=True)))


DRAWN = {
    "long names": lambda: flow_rows(long_names(), X),
    "break at a long name": lambda: flow_rows(long_names(), (100, 30, 4)),
    "own call": lambda: flow_rows(Net(), X),
    "break": lambda: flow_rows(broken(), X),
    "lets pass": lambda: flow_rows(declared(), LONGER),
    "large": lambda: flow_rows([LAYERS.LSTM(123_456, return_sequences=True)], (1_234_567, 234_567, 345_678)),
    "five axes": lambda: flow_rows(films(), (100, 10, 8, 8, 1)),
    "six axes": lambda: flow_rows([LAYERS.Dense(4)], (100, 10, 8, 8, 7, 6)),
    "turned": lambda: flow_rows([LAYERS.Permute((2, 1)), LAYERS.LSTM(2)], (100, 3, 20)),
    "scores": lambda: flow_rows(scores()),
    "two inputs": lambda: flow_rows(two_inputs()),
    "states": lambda: flow_rows(encoder_decoder()),
    "no samples": lambda: flow_rows([LAYERS.LSTM(2)], (0, 20, 3)),
    "one number": lambda: flow_rows(keras.Model(past := keras.Input((20, 3)), keras.ops.mean(past)), X),
}


@pytest.mark.parametrize("name", DRAWN)
def test_words_of_a_picture_are_whole_large_enough_and_within_it(name):
    rows = DRAWN[name]()
    svg = flow_svg(rows)
    width, height = (float(size) for size in re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg).groups())
    assert width == 440 and "…" not in svg
    for tag, words in re.findall(r"<text([^>]*)>([^<]*)</text>", svg):
        x, y, size = (float(re.search(rf' {key}="([0-9.]+)"', tag)[1]) for key in ("x", "y", "font-size"))
        assert size >= 13.2, "9 px on a telephone"
        taken = wide(unescape(words), size, "bold" if "bold" in tag else "normal")
        assert x + taken <= width - 4 if 'text-anchor="end"' not in tag else x - taken >= 14, words
        assert y < height, words
    said = "".join(unescape(" ".join(words_of_svg(svg))).split())
    for row in rows:
        assert all("".join(one.split()) in said for one in (row.name, row.reads, row.words)), row


def boxes_across_and_down(shape, axes):
    """Of the small block of a shape: how many boxes stand side by side, how many below each other, and its sheets."""
    elements = [str(one) for one in small_block(shape, axes, 44, 50)]
    filled = "".join(one for one in elements if 'fill="#' in one)
    places = re.findall(r"M([0-9.]+) ([0-9.]+)h[0-9.]+v", filled)
    behind = sum('fill="none"' in one and one.startswith("<path") for one in elements)
    return len({x for x, _ in places}), len({y for _, y in places}), behind


STEPS = ("samples", "timesteps", "features")


def test_an_axis_that_is_lost_is_lost_in_the_drawing():
    assert boxes_across_and_down((100, 20, 3), STEPS) == (3, 6, 3)
    assert boxes_across_and_down((100, 3), STEPS[::2]) == (3, 1, 3)
    assert boxes_across_and_down((100, 20), STEPS[:2]) == (1, 6, 3)
    assert boxes_across_and_down((100,), STEPS[:1]) == (1, 1, 3)
    assert boxes_across_and_down((1, 20, 3), STEPS) == (3, 6, 0)
    assert boxes_across_and_down((0, 20, 3), STEPS) == (0, 0, 0)
    drawn = flow_svg(flow_rows([LAYERS.LSTM(16), LAYERS.RepeatVector(6)], X))
    assert words_of_svg(drawn).count("none") == 1, "the slot of the axis that the LSTM takes away"


@pytest.mark.parametrize("axis", [1, 2])
def test_a_block_grows_with_its_sizes_and_stays_within_its_room(axis):
    counts = []
    for size in [*range(1, 70), 10**3, 10**6]:
        shape = [100, 5, 5]
        shape[axis] = size
        counts.append(boxes_across_and_down(tuple(shape), STEPS)[2 - axis])
    assert counts == sorted(counts) and counts[:3] == [1, 2, 3]
    assert counts[-1] == (7 if axis == 1 else 10)


def test_only_what_is_measured_has_the_colours_of_features():
    drawn = flow_svg(flow_rows([LAYERS.LSTM(3, return_sequences=True)], X))
    assert all(drawn.count(f'fill="{colour}"') == 1 for _, _, colour, *_ in FEATURES[:3])
    assert drawn.count('fill="#9a9a9a"') == 1


def test_the_panel_says_nothing_twice_and_keeps_its_height():
    heights = set()
    for setting in [one for one in SETTINGS if one[0] != 2]:
        page = flow_report(*setting)
        heights.add(re.search(r'viewBox="0 0 440 ([0-9.]+)"', page)[1])
        drawn, below = words_of_svg(page.partition("</svg>")[0] + "</svg>"), words_of_page(page)
        assert not {one for one in drawn if " " in one} & {*below.splitlines()}, setting
        assert not any(one in below for one in drawn if one.startswith("reads")), setting
        assert len(below.splitlines()) == 3, "two facts and a verdict"
    assert len(heights) == 1


def test_the_panel_names_who_is_to_blame():
    assert "LSTM 'number_2' is to blame: it gives its last step only." in words_of_page(
        flow_report(3, True, False, True, "Conv1D", "Dense")
    )
    report = words_of_page(flow_report(1, True, False, False, "nothing", "RepeatVector"))
    assert "LSTM 'number_1' is to blame: it gives every step." in report
    assert "gets   (100, 20, 16)\nneeds  (samples, features)\n" in report


def test_each_control_of_the_panel_shows_what_the_callback_returns():
    panel = flow_panel(2)
    assert panel.values == (2, True, False, False, "nothing", "Dense")
    for control, values in zip(panel.controls, [(1, 3), *[(True, False)] * 3, BEFORE, AFTER], strict=True):
        for value in values:
            control.value = value
            assert panel.drawn.value == flow_report(*panel.values)
    assert panel.values == (3, False, False, False, BEFORE[-1], AFTER[-1])
    assert "data:image/svg" in panel.stored() and "needs  (samples, timesteps, features)" in repr(panel)
