"""Broken where tensors meet: films before a recurrent layer, states for both directions, branches of other sizes."""

import keras

from lstm_shapes.program import read_failing_call
from tools.broken_programs import LAYERS, Broken, anything, both, calls, either, fun, has, noise


def _films(draw):
    return draw.size(20, 40), draw.size(4, 6), draw.size(8, 11)


def _flat_at_each_step(*before):
    return either(*(calls(*before, "TimeDistributed", kind, "Dense") for kind in ("LSTM", "GRU", "Bidirectional")))


def films_not_flattened(draw):
    rows, steps, size = _films(draw)
    layers = [
        LAYERS.TimeDistributed(LAYERS.Conv2D(2, 3)),
        LAYERS.TimeDistributed(LAYERS.MaxPooling2D()),
        LAYERS.LSTM(4),
    ]
    x, right = noise(draw, rows, steps, size, size, 3), _flat_at_each_step("TimeDistributed", "TimeDistributed")
    given = keras.Input((steps, size, size, 3))
    return Broken([given, *layers, LAYERS.Dense(1)], x, noise(draw, rows, 1), ("no-timesteps-before-rnn",), right)


def subsequences_not_flattened(draw):
    rows, steps, size = _films(draw)
    layers = [LAYERS.TimeDistributed(LAYERS.Conv1D(5, 2)), LAYERS.Dropout(0.1), LAYERS.Bidirectional(LAYERS.GRU(4))]
    x, right = noise(draw, rows, steps, size, 2), _flat_at_each_step("TimeDistributed", "Dropout")
    given = keras.Input((steps, size, 2))
    return Broken([given, *layers, LAYERS.Dense(1)], x, noise(draw, rows, 1), ("no-timesteps-before-rnn",), right)


def films_of_a_convlstm_not_flattened(draw):
    rows, steps, size = _films(draw)
    layers = [LAYERS.ConvLSTM2D(2, 3, return_sequences=True), LAYERS.GRU(4), LAYERS.Dense(1)]
    x, right = noise(draw, rows, steps, size, size, 1), _flat_at_each_step("ConvLSTM2D")
    given = keras.Input((steps, size, size, 1))
    return Broken([given, *layers], x, noise(draw, rows, 1), ("no-timesteps-before-rnn",), right)


def last_picture_of_a_convlstm(draw):
    rows, steps, size = _films(draw)
    layers = [LAYERS.ConvLSTM2D(2, 3), LAYERS.LSTM(4), LAYERS.Dense(1)]
    x = noise(draw, rows, steps, size, size, 1)
    right = both(has("ConvLSTM2D", "return_sequences", True), _flat_at_each_step("ConvLSTM2D"))
    given = keras.Input((steps, size, size, 1))
    return Broken([given, *layers], x, noise(draw, rows, 1), ("missing-return-sequences",), right)


def _two(draw):
    rows, steps, other = draw.size(30, 50), draw.size(9, 12), draw.size(5, 8)
    given = [keras.Input((steps, 4)), keras.Input((other, 3))]
    return given, [noise(draw, rows, steps, 4), noise(draw, rows, other, 3)], noise(draw, rows, other, 1), rows


def _reads(many):
    return lambda state: any(len(call.reads) == 1 + many for call in state.model.calls)


def states_of_one_direction_for_both(draw):
    (one, other), x, y, _ = _two(draw)
    _, *states = LAYERS.LSTM(6, return_state=True)(one)
    out = LAYERS.Bidirectional(LAYERS.LSTM(6, return_sequences=True))(other, initial_state=states)
    return Broken(fun([one, other], LAYERS.Dense(1)(out)), x, y, ("state-width",), _reads(4))


def state_of_a_gru_for_both_directions(draw):
    (one, other), x, y, _ = _two(draw)
    _, state = LAYERS.GRU(6, return_state=True)(one)
    out = LAYERS.Bidirectional(LAYERS.GRU(6, return_sequences=True))(other, initial_state=[state])
    return Broken(fun([one, other], LAYERS.Dense(1)(out)), x, y, ("state-width",), _reads(2))


def hidden_state_alone(draw):
    (one, other), x, y, _ = _two(draw)
    _, hidden, _ = LAYERS.LSTM(6, return_state=True)(one)
    out = LAYERS.LSTM(6, return_sequences=True)(other, initial_state=[hidden])
    return Broken(fun([one, other], LAYERS.Dense(1)(out)), x, y, ("state-width",), _reads(2))


def output_among_the_states(draw):
    (one, other), x, y, _ = _two(draw)
    out = LAYERS.LSTM(6, return_sequences=True)(other, initial_state=LAYERS.LSTM(6, return_state=True)(one))
    return Broken(fun([one, other], LAYERS.Dense(1)(out)), x, y, ("state-width",), _reads(2))


def every_step_as_a_state(draw):
    (one, other), x, y, _ = _two(draw)
    steps = LAYERS.GRU(6, return_sequences=True)(one)
    out = LAYERS.GRU(6, return_sequences=True)(other, initial_state=steps)
    return Broken(fun([one, other], LAYERS.Dense(1)(out)), x, y, ("state-width",), anything)


def states_passed_on(draw):
    rows, steps = draw.size(30, 50), draw.size(9, 12)
    layers = [LAYERS.GRU(6, return_state=True), LAYERS.Dense(1)]
    x, right = noise(draw, rows, steps, 3), has("GRU", "return_state", False)
    return Broken([keras.Input((steps, 3)), *layers], x, noise(draw, rows, 1), ("state-width",), right)


def _refused(draw, layer, pair, causes, right):
    (one, other), x, _, _ = _two(draw)
    model = read_failing_call(layer, (pair(one, other),))
    return Broken(model, x if len(model.inputs) > 1 else x[0], None, causes, right)


def joined_along_the_steps(draw):
    def pair(one, _):
        return [LAYERS.LSTM(6, return_sequences=True)(one), LAYERS.GRU(5, return_sequences=True)(one)]

    right = has("Concatenate", "axis", 2)
    return _refused(draw, LAYERS.Concatenate(axis=1), pair, ("inner-width",), right)


def multiplied_over_the_steps(draw):
    def pair(one, other):
        return [LAYERS.LSTM(6, return_sequences=True)(one), LAYERS.GRU(6, return_sequences=True)(other)]

    causes = ("inner-width", "extra-return-sequences")  # a size may agree by chance
    return _refused(draw, LAYERS.Dot(axes=1), pair, causes, has("Dot", "axes", 2))


def added_to_its_input(draw):
    def pair(one, _):
        return [one, LAYERS.LSTM(6, return_sequences=True)(one)]

    return _refused(draw, LAYERS.Add(), pair, ("inner-width",), has("LSTM", "units", 4))


def steps_joined_with_a_vector(draw):
    def pair(one, other):
        return [one, LAYERS.Dense(3)(LAYERS.Flatten()(other))]

    return _refused(draw, LAYERS.Concatenate(), pair, ("inner-width", "extra-axis"), anything)


def attention_to_what_was_not_read(draw):
    (one, other), x, _, rows = _two(draw)
    asked = LAYERS.Attention()([LAYERS.LSTM(6, return_sequences=True)(one), other])
    model = fun([one, other], LAYERS.Dense(1)(LAYERS.GlobalAveragePooling1D()(asked)))
    return Broken(model, x, noise(draw, rows, 1), ("inner-width",), has("LSTM", "units", 3))


def heads_that_ask_with_a_vector(draw):
    rows, steps = draw.size(30, 50), draw.size(9, 12)
    given = keras.Input((steps, 4))
    asked = LAYERS.MultiHeadAttention(2, 3)(LAYERS.LSTM(4)(given), given)
    model = fun(given, LAYERS.Dense(1)(asked))
    causes = ("missing-return-sequences", "inner-width")
    return Broken(model, noise(draw, rows, steps, 4), noise(draw, rows, 1), causes, anything)


KINDS = [
    one for name, one in list(globals().items())
    if callable(one) and getattr(one, "__module__", "") == __name__ and not name.startswith("_")
]  # fmt: skip
