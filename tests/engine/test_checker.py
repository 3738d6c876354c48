"""The checker says what Keras does: on random programs, and on one small program for each fact."""

import subprocess
import sys

import keras
import numpy as np
import pytest
from engine import compare_checker
from keras import layers as L
from keras import ops
from tensorflow.errors import InvalidArgumentError

from lstm_shapes import checks, diagnose
from lstm_shapes.program import layer, program, read_failing_call, read_list, read_model, read_state

FEW, MANY = 150, 1000
SPARSE = "sparse_categorical_crossentropy"


def compared(first, count):
    """Compare programs in a process of their own; return its lines and how many differ."""
    words = [sys.executable, compare_checker.__file__, str(first), str(count), "here"]
    done = subprocess.run(words, capture_output=True, text=True)
    return done.stdout + done.stderr[-2000:], done.returncode


def test_random_programs_do_what_the_checker_says():
    lines, differing = compared(0, FEW)
    assert differing == 0, lines


@pytest.mark.ground
@pytest.mark.parametrize("first", range(FEW, FEW + MANY, compare_checker.EACH))
def test_many_random_programs_do_what_the_checker_says(first):
    lines, differing = compared(first, min(compare_checker.EACH, FEW + MANY - first))
    assert differing == 0, lines


def made(*lines, loss="mse", **more):
    model = keras.Sequential(list(lines))
    model.compile("sgd", loss, **more)
    return model


def stages(state):
    return [(one.stage, one.level) for one in checks.complaints(state)]


SOUND = [layer("LSTM", units=4), layer("Dense", units=1)]


@pytest.mark.parametrize(
    ("x", "y", "wanted"),
    [
        ((100, 20, 3), (100,), []),
        ((100, 20, 3), (100, 1), []),
        ((100, 60), (100,), [("axes", "raises")]),
        ((100, 30, 3), (100,), [("sizes", "silent")]),
        ((100, 20, 4), (100,), [("sizes", "raises")]),
        ((100, 20, 3), (90,), [("counts", "raises")]),
        ((100, 20, 3), (100, 20, 1), [("target", "silent")]),
        ((100, 20, 3), (100, 5, 4), [("target", "raises")]),
        ((100, 20, 3, 1), (100,), []),
        ((0, 20, 3), (0,), [("empty", "silent"), ("empty", "silent")]),
        ((None, 20, 3), (None,), []),
    ],
)
def test_a_program_by_hand_gets_its_complaints(x, y, wanted):
    assert stages(program(SOUND, (20, 3), x, y)) == wanted


def test_a_sequential_inside_compares_every_size_while_it_is_built_in_and_not_with_data():
    inside = read_model(keras.Sequential([keras.Input((20, 3)), L.LSTM(4)], name="inside"))
    lines = [layer("Sequential", name="inside")._replace(model=inside), layer("Dense", units=1)]
    assert stages(program(lines, (20, 3), (100, 20, 3))) == []
    assert stages(program(lines, (24, 3), (100, 24, 3)))[0] == ("building", "raises")
    with pytest.raises(ValueError, match=r"expected shape=.None, 20, 3., found shape=.None, 24, 3."):
        keras.Sequential([keras.Input((24, 3)), keras.Sequential([keras.Input((20, 3)), L.LSTM(4)])])
    made(keras.Input((20, 3)), keras.Sequential([keras.Input((20, 3)), L.LSTM(4)]), L.Dense(1))(np.zeros((2, 24, 3)))
    assert stages(program(lines, (20, 3), (100, 24, 3))) == [("sizes", "silent")]


def test_a_program_by_hand_needs_no_keras():
    lines = [
        "import sys",
        "from lstm_shapes.checks import complaints",
        "from lstm_shapes.program import layer, program",
        "found = complaints(program([layer('LSTM', units=4), layer('LSTM', units=4)], (20, 3), (100, 20, 3)))",
        "assert found[0].stage == 'building', found",
        "assert 'keras' not in sys.modules and 'tensorflow' not in sys.modules",
    ]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)


def test_a_live_model_and_one_by_hand_get_the_same_complaints():
    model = made(L.Input((20, 3)), L.LSTM(4, name="lstm"), L.Dense(1, name="dense"))
    for x, y in (((100, 60), (100,)), ((100, 20, 3), (100, 20, 1)), ((100, 7, 3), (100,))):
        live, hand = (checks.complaints(state) for state in (read_state(model, x, y), program(SOUND, (20, 3), x, y)))
        assert [one[:6] for one in live] == [one[:6] for one in hand]


def test_a_gap_falls_when_an_edit_brings_the_state_nearer():
    gaps = [
        checks.complaints(program(SOUND, (20, 3), x, (100,)))[0].gap
        for x in ((100, 5, 4, 7, 2), (100, 4, 5, 6), (100, 60))
    ]
    assert gaps == sorted(gaps, reverse=True)


def test_reading_changes_and_calls_nothing():
    class Loud(keras.layers.Layer):
        def call(self, inputs):
            assert not loud, "it was called"
            return inputs

    loud = []
    model = made(L.Input((20, 3)), Loud(), L.Lambda(lambda a: a), L.LSTM(4), L.Dense(1))
    before = [weight.numpy().copy() for weight in model.weights]
    nodes = [len(one._inbound_nodes) for one in model.layers]
    loud.append(True)
    x = np.zeros((8, 20, 3), "float32")
    state = read_state(model, x, np.zeros(8))
    assert checks.complaints(state) == ()
    assert nodes == [len(one._inbound_nodes) for one in model.layers]
    assert all(np.array_equal(*pair) for pair in zip(before, [one.numpy() for one in model.weights], strict=True))


def test_a_generator_is_not_consumed():
    def batches():
        yield np.zeros((8, 20, 3)), np.zeros(8)

    stream = batches()
    state = read_state(made(L.Input((20, 3)), L.LSTM(4), L.Dense(1)), stream)
    assert state.x.source == "stream" and checks.complaints(state) == ()
    assert len(list(stream)) == 1


def test_a_state_is_hashable_and_equal_to_another_of_the_same():
    model = made(L.Input((20, 3)), L.Bidirectional(L.LSTM(4)), L.Dense(1))
    one, other = (read_state(model, np.zeros((8, 20, 3)), np.zeros(8)) for _ in "ab")
    assert one == other and hash(one) == hash(other)


def test_a_list_that_does_not_build_names_the_layer_that_refuses():
    found = checks.complaints(read_state([keras.Input((20, 3)), L.LSTM(4), L.LSTM(4)], (100, 20, 3), (100,)))
    assert (found[0].stage, found[0].what, found[0].wanted, found[0].came, found[0].layer) == (
        "building",
        "axes",
        (3, 3),
        2,
        (1,),
    )
    assert read_list([keras.Input((20, 3)), L.LSTM(4)]).declared[0].shape == (None, 20, 3)


def test_a_half_made_model_names_the_layer_that_refuses():
    model = keras.Sequential([keras.Input((20, 3)), L.LSTM(4)])
    with pytest.raises(ValueError, match="expected ndim=3"):
        model.add(L.LSTM(4))
    state = read_state(model)
    assert state.spoilt == "built" and checks.complaints(state)[0].stage == "building"


def test_a_failing_call_brings_its_history():
    one, two = keras.Input((20, 3)), keras.Input((7, 4))
    left, right = L.LSTM(4, return_sequences=True)(one), L.LSTM(5, return_sequences=True)(two)
    layer_ = L.Add()
    with pytest.raises(ValueError, match="incompatible shapes"):
        layer_([left, right])
    record = read_failing_call(layer_, ([left, right],))
    assert [one.kind for one in record.layers] == ["LSTM", "LSTM", "Add"]
    found = checks.complaints(read_state(record))
    assert (found[0].stage, found[0].what) == ("building", "differ")


def test_shared_layers_nested_models_and_states_are_in_the_graph():
    encoder_in, decoder_in = keras.Input((10, 3), name="encoder"), keras.Input((4, 2), name="decoder")
    shared = L.Dense(6)
    inner = keras.Sequential([keras.Input((10, 6)), L.Dropout(0.1)], name="inner")
    _, *states = L.LSTM(8, return_state=True)(inner(shared(encoder_in)))
    out = L.Dense(1)(L.LSTM(8, return_sequences=True)(decoder_in, initial_state=states))
    model = keras.Model([encoder_in, decoder_in], out)
    record = read_model(model)
    assert any(one.model is not None for one in record.layers)
    assert [read.argument for call in record.calls for read in call.reads if read.argument == "initial_state"] == [
        "initial_state"
    ] * 2
    model.compile("sgd", "mse")
    x = [np.zeros((9, 10, 3)), np.zeros((9, 4, 2))]
    assert stages(read_state(model, x, np.zeros((9, 4, 1)))) == []
    assert stages(read_state(model, x[::-1], np.zeros((9, 4, 1)))) == [("sizes", "raises"), ("sizes", "raises")]
    assert stages(read_state(model, x[:1], np.zeros((9, 4, 1)))) == [("inputs", "raises")]


@pytest.mark.parametrize(
    ("lines", "loss", "wanted"),
    [
        ((L.Dense, 1, "softmax"), "mse", [("meaning", "silent")]),
        ((L.Dense, 1, None), "binary_crossentropy", [("labels", "silent")]),
        ((L.Dense, 1, "sigmoid"), "binary_crossentropy", []),
        ((L.Dense, 1, None), keras.losses.BinaryCrossentropy(from_logits=True), []),
    ],
)
def test_the_last_activation_has_to_suit_the_loss(lines, loss, wanted):
    kind, *words = lines
    model = made(L.Input((9, 2)), L.LSTM(4), kind(*words), loss=loss)
    assert stages(read_state(model, np.zeros((8, 9, 2)), np.zeros(8))) == wanted


@pytest.mark.parametrize(("classes", "level"), [(4, "silent"), (20, "silent"), (30, "raises")])
def test_ids_in_one_column_against_an_answer_for_each_step_are_read_as_places_among_the_steps(classes, level):
    """Keras drops the last axis of the output (n, 20, 1), and the ids (n, 1) then choose among 20 timesteps."""
    model = made(L.Input((20, 3)), L.LSTM(2, return_sequences=True), L.Dense(1, "sigmoid"), loss=SPARSE)
    ids = np.arange(60)[:, np.newaxis] % classes
    state = read_state(model, np.zeros((60, 20, 3)), ids)
    wanted = [("target", "silent")] + ([("labels", "raises")] if level == "raises" else [])
    assert stages(state) == wanted
    model.compile("sgd", SPARSE, run_eagerly=True)
    if level == "raises":
        with pytest.raises(InvalidArgumentError, match=r"outside the valid range of \[0, 20\)"):
            model.fit(np.zeros((60, 20, 3)), ids, verbose=0)
        return
    model.fit(np.zeros((60, 20, 3)), ids, verbose=0)
    found = diagnose(model, np.zeros((60, 20, 3)), ids).findings[0]
    assert (found.cause, found.level) == ("extra-return-sequences", "silent")
    assert "reads the timesteps as the classes" in str(found)
    loss = float(keras.losses.SparseCategoricalCrossentropy()(ids, np.full((60, 20, 1), 0.05, "float32")))
    assert loss == pytest.approx(np.log(20), rel=1e-4), "one of 20"


@pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")
def test_a_mask_that_is_lost_before_a_recurrent_layer_is_told():
    model = made(L.Input((12, 1)), L.Masking(), L.Conv1D(4, 3, padding="same"), L.LSTM(4), L.Dense(1))
    found = checks.complaints(read_state(model, np.zeros((8, 12, 1)), np.zeros(8)))
    assert [(one.stage, one.what, one.where) for one in found] == [("masks", "lost", ("layer", found[0].where[1]))]
    assert checks.layer_at(read_model(model), found[0].where[1]).kind == "Conv1D"


class Doubled(L.Layer):
    def call(self, h):
        return h * 2.0


class Handing(Doubled):
    def __init__(self, **settings):
        super().__init__(**settings)
        self.supports_masking = True


class Saying(Doubled):
    supports_masking = True


class Computing(Doubled):
    def compute_mask(self, inputs, previous_mask=None):
        return previous_mask


class Summing(L.Layer):
    def call(self, h):
        return keras.ops.sum(h, axis=1)


IN_BETWEEN = {
    "own": (lambda: Doubled(), True),
    "own, handing it on": (lambda: Handing(), False),
    "own, saying so": (lambda: Saying(), False),
    "own, computing it": (lambda: Computing(), False),
    "Lambda": (lambda: L.Lambda(lambda h: h * 2.0), True),
    "Lambda, handing it on": (lambda: L.Lambda(lambda h: h * 2.0, mask=lambda h, mask: mask), False),
    "times": (lambda: lambda h: h * 2.0, True),
    "residual": (lambda: lambda h: h + L.Dense(1)(h), True),
    "relu": (lambda: keras.ops.relu, True),
    "Add": (lambda: lambda h: L.Add()([h, L.Dense(1)(h)]), False),
    "behind a Dense": (lambda: lambda h: L.Dense(4)(Doubled()(h)), True),
    "masked again": (lambda: lambda h: L.Masking()(Doubled()(h)), False),
}


@pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")
@pytest.mark.parametrize("between", IN_BETWEEN)
def test_a_mask_is_told_to_be_lost_where_keras_loses_it(between):
    make, lost = IN_BETWEEN[between]
    given = keras.Input((12, 1))
    handed = make()(L.Masking()(given))
    assert (getattr(handed, "_keras_mask", None) is None) == lost, "what Keras does"
    model = keras.Model(given, L.Dense(1)(L.LSTM(4)(handed)))
    model.compile("sgd", "mse")
    found = diagnose(model, np.zeros((8, 12, 1)), np.zeros(8)).findings
    assert [(one.cause, one.level) for one in found] == [("unmasked-padding", "silent")] * lost
    if lost:
        assert "supports_masking" in str(found[0]) or "keras.layers." in str(found[0])


def test_a_mask_that_ends_where_the_steps_end_is_not_lost():
    """A sum over the steps has no use for it, and what is repeated has none."""
    given = keras.Input((12, 8))
    masked = L.Masking()(given)
    for summed in (Summing()(masked), keras.ops.sum(masked, axis=1), L.Dense(8)(keras.ops.mean(masked * 2.0, axis=1))):
        decoded = L.LSTM(4, return_sequences=True)(L.RepeatVector(12)(summed))
        model = keras.Model(given, L.Dense(1)(decoded))
        model.compile("sgd", "mse")
        assert stages(read_state(model, np.zeros((8, 12, 8)), np.zeros((8, 12, 1)))) == []


def test_a_mask_that_is_handed_over_by_hand_is_not_missed():
    given, read = keras.Input((12, 8)), keras.Input((12,), dtype="bool")
    doubled = L.Masking()(given) * 2.0
    for handed, wanted in (({"mask": read}, []), ({}, [("masks", "silent")])):
        model = keras.Model([given, read], L.Dense(1)(L.LSTM(4)(doubled, **handed)))
        model.compile("sgd", "mse")
        arrays = [np.zeros((8, 12, 8)), np.ones((8, 12), bool)]
        assert stages(read_state(model, arrays, np.zeros((8, 1)))) == wanted


def test_attention_over_one_key_is_told():
    given = keras.Input((12, 3))
    last = L.Reshape((1, 8))(L.LSTM(8)(given))
    seen = L.Attention()([L.LSTM(8, return_sequences=True)(given), last])
    model = keras.Model(given, L.Dense(1)(L.GlobalAveragePooling1D()(seen)))
    model.compile("sgd", "mse")
    assert stages(read_state(model, np.zeros((8, 12, 3)), np.zeros(8))) == [("meaning", "silent")]


def test_a_metric_of_ones_own_is_told_and_not_run():
    def metric(y, p):
        raise AssertionError("it was run")

    model = made(L.Input((9, 2)), L.LSTM(4), L.Dense(1), metrics=[metric])
    assert stages(read_state(model, np.zeros((8, 9, 2)), np.zeros(8))) == [("metrics", "silent")]
    assert stages(read_state(model, np.zeros((8, 9, 2)), np.zeros((8, 1)))) == []


OPERATIONS = {
    "last step": lambda x: x[:, -1],
    "every other": lambda x: x[:, ::2],
    "some steps of one feature": lambda x: x[:, 1:3, 1],
    "one feature": lambda x: x[..., 0],
    "new axis": lambda x: x[:, None],
    "first sample": lambda x: x[0],
    "mean of steps": lambda x: ops.mean(x, axis=1),
    "kept sum": lambda x: ops.sum(x, axis=-1, keepdims=True),
    "over two": lambda x: ops.max(x, axis=(1, 2)),
    "over all": lambda x: ops.mean(x),
    "place": lambda x: ops.argmax(x, axis=-1),
    "expanded": lambda x: ops.expand_dims(x, (1, -1)),
    "squeezed": lambda x: ops.squeeze(ops.expand_dims(x, 1), 1),
    "turned": lambda x: ops.transpose(x, (0, 2, 1)),
    "mirrored": lambda x: ops.transpose(x),
    "flat": lambda x: ops.reshape(x, (-1, 6)),
    "joined": lambda x: ops.concatenate([x, x[:, :2]], axis=1),
    "product": lambda x: ops.matmul(x, ops.transpose(x, (0, 2, 1))),
    "plus one": lambda x: ops.tanh(x + 1.0),
}


@pytest.mark.parametrize("sizes", [(6, 3), (None, 3)])
@pytest.mark.parametrize("name", OPERATIONS)
def test_what_an_operation_gives_is_what_keras_gives(name, sizes):
    given = keras.Input(sizes)
    model = keras.Model(given, OPERATIONS[name](given))
    for shape in [(8, 6, 3), (8, 12, 3)][: 1 if sizes[0] else 2]:
        gives = tuple(model(np.zeros(shape, "float32")).shape)
        assert checks.run(read_state(model, shape)).outputs == (gives,), shape


@pytest.mark.parametrize("shape", [(3, 8), (3, 8, 4), (3, 8, 4, 2), (3, 8, 6, 5, 2)])
@pytest.mark.parametrize(
    "kind",
    [
        L.GlobalMaxPooling1D,
        L.GlobalAveragePooling2D,
        lambda: L.SpatialDropout1D(0.1),
        lambda: L.LSTM(2),
        L.Cropping1D,
        lambda: L.Cropping2D(1),
        L.UpSampling1D,
        L.UpSampling2D,
        L.MaxPooling1D,
        lambda: L.AveragePooling1D(3, 2),
    ],
)
def test_time_distributed_does_not_ask_what_its_layer_would_ask(kind, shape):
    given = keras.Input(shape)
    try:
        model = keras.Model(given, L.TimeDistributed(kind())(given))
    except Exception:  # it does not build
        return
    state = read_state(model, np.zeros((2, *shape)))
    try:
        gives = model.predict(np.zeros((2, *shape)), verbose=0).shape
    except Exception:
        assert "raises" in [one.level for one in checks.complaints(state)]
    else:
        assert checks.complaints(state) == () and checks.run(state).outputs == (gives,)


@pytest.mark.parametrize("times", [0.5, 2, 3, 4])
@pytest.mark.parametrize(
    "kind", [lambda: L.Conv1D(4, 1), lambda: L.Conv1D(3, 2, padding="causal"), lambda: L.Conv1D(4, 1, groups=2),
             lambda: L.SeparableConv1D(4, 1), lambda: L.Conv1DTranspose(4, 1), lambda: L.DepthwiseConv1D(1)]
)  # fmt: skip
def test_time_distributed_does_not_ask_a_convolution_for_its_channels(kind, times):
    model = keras.Sequential([L.TimeDistributed(kind())])
    model.build((None, 6, 8, 2))
    x = np.zeros((3, 6, 8, int(2 * times)))
    try:
        model.predict(x, verbose=0)
        does = []
    except Exception:
        does = ["raises"]
    assert [one.level for one in checks.complaints(read_state(model, x)) if one.level == "raises"] == does


@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
@pytest.mark.parametrize("functional", [False, True])
def test_a_dict_brings_what_keras_asks_for_by_name(functional):
    """An Input without a name has one as a layer and another one as a tensor; a functional model asks for both."""
    for name in (None, "row"):
        given, answer = keras.Input((4,), name=name), L.Dense(1)
        model = keras.Model(given, answer(given)) if functional else keras.Sequential([given, answer])
        tensor = (model if functional else model._functional).inputs[0]
        key, layer_name = tensor.name, tensor._keras_history.operation.name
        for brings in ({"other"}, {key}, {layer_name}, {key, layer_name}, set()):
            x = {each: np.zeros((3, 4)) for each in brings}
            try:
                model.predict(x, verbose=0)
            except Exception:
                wanted = [("inputs" if brings else "kind", "raises")]
            else:
                wanted = []
            assert stages(read_state(model, x)) == wanted, (name, brings)


def test_a_list_that_holds_an_array_and_a_text_is_taken_apart():
    part = read_state(None, [np.zeros((8, 3)), "south"]).x.parts[1]
    assert (part.kind, part.note) == ("text", "a str")
    assert read_state(None, [[1.0, 2.0], np.zeros(2)]).x.form == "one"


def test_a_model_that_was_asked_and_never_compiled_is_read():
    model = keras.Sequential([keras.Input((4,)), L.Dense(1)])
    model.predict(np.zeros((3, 4)), verbose=0)
    assert stages(read_state(model, np.zeros((3, 4)))) == []
