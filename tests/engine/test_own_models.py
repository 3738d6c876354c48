"""A model of a class of one's own is diagnosed as the same layers in a Sequential without Input are."""

import random

import keras
import numpy as np
import pytest

import lstm_shapes
from lstm_shapes.diagnosis import state_of

R = np.random.default_rng(0)
X, Y = R.random((40, 20, 3)).astype("float32"), R.random(40).astype("float32")
IDS = R.integers(0, 50, (40, 20))
layers = keras.layers


class Line(keras.Model):
    """Layers in a line, made from numbers, so that Keras can make another one."""

    def __init__(self, kinds):
        super().__init__()
        self.line = [made(*kind) for kind in kinds]

    def call(self, x):
        for one in self.line:
            x = one(x)
        return x


def made(kind, *numbers):
    every = {"return_sequences": True} if kind == "LSTM" and numbers[1:] else {}
    return getattr(layers, kind)(*numbers[:1], **every) if kind != "Embedding" else layers.Embedding(*numbers)


LAST = [("LSTM", 8), ("Dense", 1)]
EVERY = [("LSTM", 8, True), ("Dense", 1)]
BROKEN = {
    "flat rows": (LAST, X.reshape(40, 60), Y),
    "one sample": (LAST, X[0], None),
    "an axis too many": (LAST, X[..., np.newaxis], Y),
    "one feature, no axis": (LAST, X[:, :, 0], Y),
    "fewer y": (LAST, X, Y[:30]),
    "six columns of y": (LAST, X, R.random((40, 6))),
    "every step for one y": (EVERY, X, Y),
    "one step for every y": (LAST, X, X[:, :, :1]),
    "a stack": ([("LSTM", 8), ("LSTM", 4), ("Dense", 1)], X, Y),
    "a stack of three": ([("LSTM", 8, True), ("LSTM", 8), ("GRU", 4), ("Dense", 1)], X, Y),
    "Flatten before": ([("Flatten",), ("LSTM", 8), ("Dense", 1)], X, Y),
    "pooling before": ([("GlobalAveragePooling1D",), ("LSTM", 8), ("Dense", 1)], X, Y),
    "ids beyond the table": ([("Embedding", 30, 4), *LAST], IDS, Y),
    "an axis behind ids": ([("Embedding", 50, 4), *LAST], IDS[..., np.newaxis], Y),
    "holes": (LAST, np.where(X > 0.99, np.nan, X), Y),
}
RIGHT = {
    "last step": (LAST, X, Y),
    "every step": (EVERY, X, X[:, :, :1]),
    "ids": ([("Embedding", 50, 4), *LAST], IDS, Y),
    "a stack": ([("LSTM", 8, True), ("LSTM", 4), ("Dense", 6)], X, R.random((40, 6))),
}
TRAINED = {
    "another feature": X[:, :, :2],
    "two features more": np.concatenate([X, X[:, :, :2]], axis=-1),
    "one sample": X[0],
    "exchanged": X.transpose(0, 2, 1),
    "flat rows": X.reshape(40, 60),
}


def both(kinds):
    models = Line(kinds), keras.Sequential([made(*kind) for kind in kinds])
    for model in models:
        model.compile("adam", "mse")
    return models


@pytest.mark.parametrize("name", BROKEN)
def test_a_class_of_ones_own_gets_the_causes_of_the_same_layers_in_a_sequential(name):
    kinds, x, y = BROKEN[name]
    mine, theirs = ([one.cause for one in lstm_shapes.diagnose(model, x, y).findings] for model in both(kinds))
    assert mine == theirs != []


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_class_of_ones_own_is_not_called_broken(name):
    kinds, x, y = RIGHT[name]
    for model in both(kinds):
        assert not lstm_shapes.diagnose(model, x, y).findings
        model.fit(x, y, verbose=0)
        assert not lstm_shapes.diagnose(model, x, y).findings


@pytest.mark.parametrize("name", TRAINED)
def test_a_trained_class_of_ones_own_keeps_what_it_was_built_for(name):
    model, _ = both(LAST)
    model.fit(X, Y, verbose=0)
    weights = model.get_weights()
    with pytest.raises(Exception) as error:
        model(TRAINED[name])
    expected = {"one sample": "missing-samples-axis", "exchanged": "swapped-axes", "flat rows": "flattened-steps"}
    for told in (lstm_shapes.diagnose(model, TRAINED[name]), lstm_shapes.explain(error.value)):
        assert told.findings[0].cause == expected.get(name, "wrong-features")
        for fix in told.findings[0].fixes:
            if fix.apply is not None:
                again, x, _ = fix.apply(model, TRAINED[name], None)
                assert again(x).shape[-1] == 1
    assert all(np.array_equal(one, other) for one, other in zip(weights, model.get_weights(), strict=True))


@pytest.mark.parametrize("name", ["flat rows", "an axis too many", "one feature, no axis", "one sample"])
def test_the_first_repair_of_data_for_a_class_of_ones_own_was_run_and_fits(name):
    kinds, x, y = BROKEN[name]
    model, _ = both(kinds)
    fix = lstm_shapes.diagnose(model, x, y).findings[0].fixes[0]
    assert not fix.tried
    again, x, y = fix.apply(model, x, y)
    again.fit(x, Y[: len(x)] if y is None else y, verbose=0)


class Loud(Line):
    def call(self, x):
        print("called")
        return super().call(x)


class NoArguments(keras.Model):
    def __init__(self):
        super().__init__()
        self.lstm, self.dense = layers.LSTM(4), layers.Dense(1)

    def call(self, x, training=None):
        return self.dense(self.lstm(x) * 2)


class Given(keras.Model):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def call(self, x):
        return self.function(x)


class Scores(keras.layers.Layer):
    """Weights for each step, by hand."""

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], 1))

    def call(self, x):
        return keras.ops.sum(x * keras.ops.softmax(keras.ops.matmul(x, self.w), axis=1), axis=1)


class Parts(keras.Model):
    """Layers in a dict and a list, one of them twice, one of one's own, and a model inside."""

    def __init__(self, width, *, deep):
        super().__init__()
        self.width = width
        self.readers = {"first": layers.LSTM(width, return_sequences=True)}
        self.blocks = [layers.Dense(width) for _ in range(deep)]
        self.scores = Scores()
        self.head = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(1)])

    def call(self, x, training=False):
        x = self.readers["first"](x)
        for one in [*self.blocks, self.blocks[0]]:
            x = one(x) + x
        return self.head(self.scores(x))


@pytest.mark.parametrize("built", [False, True])
def test_parts_of_every_kind_are_followed(built):
    model = Parts(6, deep=2)
    model.compile("adam", "mse")
    if built:
        model.fit(X, Y, verbose=0)
    assert not lstm_shapes.diagnose(model, X, Y).findings
    (told,) = lstm_shapes.diagnose(model, X, Y[:30]).findings
    assert told.cause == "sample-count-mismatch"
    (first, *_) = lstm_shapes.diagnose(model, X, R.random((40, 6))).findings
    assert first.cause == "target-shape" and any("units=6" in fix.code for fix in first.fixes)
    assert lstm_shapes.diagnose(model, X[0]).findings[0].cause == "missing-samples-axis"
    if built:
        again, _, _ = lstm_shapes.diagnose(model, X[0]).findings[0].fixes[0].apply(model, X[0], None)
        assert np.allclose(again(X[:2]), model(X[:2]), atol=1e-6)


class Two(keras.Model):
    """Reads a sequence and a vector, as a list, a tuple or a dict."""

    def __init__(self):
        super().__init__()
        self.read, self.join, self.answer = layers.LSTM(8), layers.Concatenate(), layers.Dense(1)

    def call(self, given):
        x, z = (given["x"], given["z"]) if isinstance(given, dict) else given
        return self.answer(self.join([self.read(x), z]))


class Added(layers.Layer):
    """Adds what it gives to what it reads."""

    def __init__(self):
        super().__init__()
        self.read = layers.LSTM(16, return_sequences=True)

    def call(self, x):
        return x + self.read(x)


Z = R.random((40, 5)).astype("float32")


def as_given(form, x, z):
    return {"list": [x, z], "tuple": (x, z), "dict": {"z": z, "x": x}}[form]


@pytest.mark.parametrize("form", ["list", "tuple", "dict"])
def test_a_class_of_several_arrays_is_followed(form):
    def found(x, z, y):
        model = Two()
        model.compile("adam", "mse")
        return [one.cause for one in lstm_shapes.diagnose(model, as_given(form, x, z), y).findings]

    assert found(X, Z, Y) == []
    assert found(X, Z, R.random((40, 3)))[0] == "target-shape"
    (told,) = lstm_shapes.diagnose(Two(), as_given(form, X[..., 0], Z)).findings
    assert "a copy raised ValueError: Input 0" in told.sentence and "expected ndim=3, found ndim=2" in told.sentence
    assert found(X, Z[:30], Y)[0] == "sample-count-mismatch"


@pytest.mark.parametrize("call", [lambda x: Added()(x), lambda x: x + layers.LSTM(16, return_sequences=True)(x)])
def test_what_a_call_raises_itself_is_quoted(call):
    class Own(keras.Model):
        def call(self, x):
            return call(x)

    told = lstm_shapes.diagnose(Own(), X)
    (one,) = told.findings
    assert (
        one.level == "raises" and "a copy raised ValueError: " in one.sentence and "16" in one.sentence and not told.ok
    )
    with pytest.raises(Exception):  # noqa: B017 - what it is belongs to the class
        Own().predict(X, verbose=0)


class Pairs(keras.utils.PyDataset):
    def __init__(self, form):
        super().__init__()
        self.form = form

    def __len__(self):
        return 2

    def __getitem__(self, place):
        return self.form([X[:20], Y[:20]])


@pytest.mark.parametrize("form", [list, tuple])
def test_a_batch_may_be_a_list_or_a_tuple(form):
    model = keras.Sequential([keras.Input((20, 3)), layers.LSTM(4), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(Pairs(form), verbose=0)
    assert not lstm_shapes.diagnose(model, Pairs(form), look=True).findings


def test_a_class_without_arguments_is_read_too():
    assert [call.reads for call in state_of(NoArguments(), X)[0].model.calls]


def test_neither_seeds_nor_names_of_what_comes_later_nor_the_screen_show_that_a_copy_was_made(capsys):
    model = Loud(LAST)
    layer = model.line[0]
    before = random.getstate(), len(layer._inbound_nodes), layer.built
    assert lstm_shapes.diagnose(model, X.reshape(40, 60), Y).findings
    assert (random.getstate(), len(layer._inbound_nodes), layer.built) == before
    assert "called" not in capsys.readouterr().out


def test_what_cannot_be_called_on_a_symbol_is_said_to_be_unknown():
    assert not lstm_shapes.diagnose(Given(lambda x: 2 * x), X).findings
    (told,) = lstm_shapes.diagnose(Given(lambda x: 2 * x.numpy()), X).findings
    assert told.level == "raises" and "class of its own" in told.sentence
    eager = Given(lambda x: 2 * x.numpy())
    eager.compile("adam", "mse", run_eagerly=True)
    for model in (eager, StepsOfItsOwn()):
        (told,) = lstm_shapes.diagnose(model, X).findings
        assert told.level == "cannot tell" and "class of its own" in told.sentence


class StepsOfItsOwn(keras.Model):
    """Keras trains it without its call, which nobody wrote."""

    def train_step(self, data):
        return {}


class Taking(layers.Layer):
    """It takes the shape apart that it reads: three axes."""

    def call(self, x):
        _, steps, features = x.shape
        return keras.ops.reshape(x, (-1, steps * features))


class Last(layers.Layer):
    def call(self, x):
        return x[:, -1]


class Five(layers.Layer):
    def call(self, x):
        if x.shape[-1] != 5:
            raise ValueError(f"Five columns are wanted, and {x.shape[-1]} came.")
        return x


class Narrowing(layers.Layer):
    """Layers of Keras inside, and the last axis taken away."""

    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(6)

    def call(self, x):
        return self.dense(x)[..., 0]


# Layers in a line with one of one's own that nobody has called yet: (layers, x, y, the first cause).
WITH_OWN = {
    "too few axes for it": (lambda: [Taking(), layers.Dense(1)], X.reshape(40, 60), Y, "missing-timesteps-axis"),
    "one vector for it": (lambda: [layers.LSTM(4), Taking(), layers.Dense(1)], X, Y, "missing-return-sequences"),
    "it takes the time away": (lambda: [Last(), layers.LSTM(4), layers.Dense(1)], X, Y, "no-timesteps-before-rnn"),
    "the last step twice": (lambda: [layers.LSTM(4), Last(), layers.Dense(1)], X, Y, "missing-return-sequences"),
    "every step for one y": (lambda: [layers.LSTM(4, return_sequences=True), Narrowing()], X, Y, "extra-return-sequences"),
    "a sum of steps": (lambda: [layers.Lambda(lambda x: keras.ops.sum(x, axis=1)), layers.GRU(4)], X, None, "no-timesteps-before-rnn"),
}  # fmt: skip


LISTED = [(name, False) for name in WITH_OWN] + [(name, True) for name in WITH_OWN if name != "every step for one y"]


@pytest.mark.parametrize(("name", "listed"), LISTED)  # a list has no loss, so y is compared with nothing
def test_what_an_own_layer_in_a_line_gives_is_found_before_anybody_calls_it(name, listed):
    made, x, y, cause = WITH_OWN[name]
    model = made() if listed else keras.Sequential(made())
    if not listed:
        model.compile("adam", "mse")
    told = lstm_shapes.diagnose(model, x, y)
    first = told.findings[0]
    assert (first.cause, first.level, told.ok) == (cause, "raises", False)
    if listed:
        return
    with pytest.raises(Exception) as error:
        model.fit(x, y, verbose=0) if y is not None else model.predict(x, verbose=0)
    assert lstm_shapes.explain(error.value).findings[0].cause == cause
    for fix in first.fixes:
        if fix.apply is not None and fix.confidence == "sure":
            again, x, y = fix.apply(model, x, y)
            again.fit(x, y, verbose=0)


RIGHT_OWN = {
    "three axes": lambda: [Taking(), layers.Dense(1)],
    "the last step": lambda: [layers.LSTM(4, return_sequences=True), Last(), layers.Dense(1)],
    "five columns": lambda: [layers.LSTM(5, return_sequences=True), Five(), layers.LSTM(4), layers.Dense(1)],
    "inside": lambda: [layers.LSTM(4), Narrowing()],
}


@pytest.mark.parametrize("name", RIGHT_OWN)
def test_an_own_layer_that_fits_is_not_called_broken(name):
    model = keras.Sequential(RIGHT_OWN[name]())
    model.compile("adam", "mse")
    assert not lstm_shapes.diagnose(model, X, Y).findings
    model.fit(X, Y, verbose=0)
    assert not lstm_shapes.diagnose(model, X, Y).findings


def test_what_an_own_layer_raises_for_a_size_is_quoted_with_its_shape():
    def made():
        return [layers.LSTM(4, return_sequences=True), Five(), layers.LSTM(4), layers.Dense(1)]

    model = keras.Sequential(made())
    model.compile("adam", "mse")
    for given in (model, made()):
        told = lstm_shapes.diagnose(given, X, Y)
        (one,) = told.findings
        assert not told.ok and "(None, 20, 4)" in one.sentence and "Five columns are wanted, and 4 came" in one.sentence
    with pytest.raises(ValueError, match="Five columns") as error:
        model.fit(X, Y, verbose=0)
    for given in (error.value, str(error.value)):
        told = lstm_shapes.explain(given)
        assert not told.ok and "raises" in told.findings[0].sentence and "(None, 20, 4)" in told.findings[0].sentence


@pytest.mark.parametrize("built", [lambda own: keras.Sequential([keras.Input((20, 3)), layers.LSTM(4), own]),
                                   lambda own: own(layers.LSTM(4)(keras.Input((20, 3))))])  # fmt: skip
def test_an_own_layer_that_does_not_build_blames_the_layer_before_it(built):
    with pytest.raises(ValueError, match="unpack") as error:
        built(Taking())
    first = lstm_shapes.explain(error.value).findings[0]
    assert first.cause == "missing-return-sequences" and "Taking" in first.sentence


def test_a_call_of_one_s_own_that_reads_three_axes_says_so_of_x():
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, x):
            _, steps, features = x.shape
            return self.dense(keras.ops.reshape(x, (-1, steps * features)))

    model = Net()
    model.compile("adam", "mse")
    assert not lstm_shapes.diagnose(model, X, Y).findings
    told = lstm_shapes.diagnose(model, X.reshape(40, 60), Y)
    assert told.findings[0].level == "raises" and told.findings[0].cause == "missing-timesteps-axis"
    with pytest.raises(ValueError, match="unpack"):
        model.fit(X.reshape(40, 60), Y, verbose=0)


def test_a_call_with_functions_of_tensorflow_is_followed_as_a_whole():
    import tensorflow as tf

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.read, self.answer = layers.LSTM(4), layers.Dense(1)

        def call(self, x):
            return self.answer(tf.nn.relu(self.read(tf.reverse(x, [1]))))

    model = Net()
    model.compile("adam", "mse")
    assert not lstm_shapes.diagnose(model, X, Y).findings
    assert lstm_shapes.diagnose(model, X, R.random((40, 6))).findings[0].cause == "target-shape"
    model.fit(X, Y, verbose=0)


def test_an_own_layer_alone_is_read_too():
    assert not lstm_shapes.diagnose(Taking(), X).findings
    told = lstm_shapes.diagnose(Taking(), X.reshape(40, 60))
    assert not told.ok and "missing-timesteps-axis" in [one.cause for one in told.findings]
