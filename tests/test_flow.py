"""The flow picture and the flow panel: what they say is what Keras does."""

import itertools
import re

import keras
import numpy as np
import pytest
from small_models import LONGER, X, build, declared, functional, words_of

import helpers
from helpers.flow_picture import flow_svg, flow_words
from helpers.flow_rows import flow_rows
from helpers.flow_sliders import AFTER, BEFORE, flow_report, flow_verdict, stack
from helpers.walk import walk

LAYERS = keras.layers
SETTINGS = [
    (count, *switches, *[False] * (3 - count), before, after)
    for count in (1, 2, 3)
    for switches in itertools.product((False, True), repeat=count)
    for before in BEFORE
    for after in AFTER
]


def fresh(shape, layers):
    """The same layers made anew, and built by Keras on an Input of this shape."""
    anew = [type(layer).from_config(layer.get_config()) for layer in layers]
    return keras.Sequential([keras.Input(shape[1:], batch_size=shape[0]), *anew])


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", AFTER)
def test_the_verdict_of_the_panel_is_what_keras_does_for_every_setting(before, after):
    chosen = [setting for setting in SETTINGS if setting[-2:] == (before, after)]
    assert len(chosen) == 14
    for setting in chosen:
        shape, layers = stack(*setting)
        steps = walk(layers, shape)
        verdict = flow_verdict(steps)
        try:
            gives = fresh(shape, layers).output_shape
        except ValueError as error:
            assert verdict.startswith("✗ RAISES"), (setting, str(error))
            last = steps[-1]
            said = helpers.core_of(error)
            axes = f"expected ndim={last.wants}, found ndim={len(last.given)}"
            assert said.startswith(axes) or "at least 3 dimensions" in said, (setting, said)
            assert "TimeDistributed" in said or repr(last.layer.name) in str(error), (setting, str(error))
        else:
            assert verdict.startswith(f"✓ BUILDS: gives {gives},"), setting


def test_settings_of_layers_that_are_not_there_change_nothing():
    for second, third in itertools.product((False, True), repeat=2):
        assert flow_report(1, True, second, third, "nothing", "Dense") == flow_report(
            1, True, False, False, "nothing", "Dense"
        )


def test_the_panel_builds_nothing_and_makes_its_layers_once():
    first, again = (
        stack(2, True, False, False, "Conv1D", "Dense")[1],
        stack(2, True, False, False, "Conv1D", "Dense")[1],
    )
    assert all(one is other for one, other in zip(first, again, strict=True))
    flow_report(2, True, False, False, "Conv1D", "Dense")
    assert [layer.name for layer in first if layer.weights] == []


def test_what_the_answer_under_the_panel_says():
    built = {setting for setting in SETTINGS if setting[0] == 3 and not walk(*reversed(stack(*setting)))[-1].problem}
    assert built == {
        setting
        for setting in SETTINGS
        if setting[0] == 3
        and setting[1:3] == (True, True)
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


def test_the_break_is_marked_by_a_sign_words_and_a_thick_line_and_not_by_colour():
    svg = flow_svg(flow_rows(broken(), X))
    assert svg.count("✗ reads 3 axes, gets 2") == svg.count('stroke-width="4"') == 1
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', svg)) <= {"currentColor", "none"}
    assert "It breaks at LSTM &#x27;second&#x27;" in svg


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
    helpers.flow(broken(), X)
    assert flow_words(flow_rows(broken(), X)) in capsys.readouterr().out


def test_diagnose_takes_several_inputs_by_name_in_any_order():
    model = two_inputs()
    model.compile("adam", "mse")
    assert helpers.diagnose(model, {"place": FACTS, "hours": X}, X[:, -1, 0]).ok
    model.fit({"place": FACTS, "hours": X}, X[:, -1, 0], verbose=0)


def test_a_repeat_vector_that_gets_every_step_blames_the_layer_before():
    layers = [keras.Input((20, 3)), LAYERS.LSTM(16, return_sequences=True, name="encoder"), LAYERS.RepeatVector(6)]
    error = words_of(lambda: keras.Sequential(layers))
    assert "expected ndim=2, found ndim=3" in error
    try:
        keras.Sequential(layers)
    except ValueError as caught:
        finding = helpers.explain(caught).findings[0]
    assert finding.cause == "extra-return-sequences"
    assert "'encoder' gives every step" in finding.sentence
