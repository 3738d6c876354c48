"""Random healthy functional models, seeded: branches, states, attention, shared layers, nested models, keras.ops."""

import keras
import numpy as np

LAYERS, OPS = keras.layers, keras.ops


@keras.saving.register_keras_serializable("tests")
class Own(LAYERS.Layer):
    """A layer of somebody's own; Keras runs it when a model is made, and flow must not."""

    runs = 0

    def call(self, x):
        Own.runs += 1
        return OPS.concatenate([x, x], axis=-1)


@keras.saving.register_keras_serializable("tests")
class OwnShape(Own):
    """The same, with a shape of its own too."""

    def compute_output_shape(self, shape):
        Own.runs += 1
        return (*shape[:-1], 2 * shape[-1])


class Draw:
    """A model that grows by random steps; `kinds` holds which were taken."""

    def __init__(self, seed, own=True):
        self.rng = np.random.default_rng(seed)
        self.own, self.kinds, self.inputs = own, [], []
        self.sequences, self.vectors, self.units = [], [], 0
        self.steps = int(self.rng.integers(4, 9))
        for number in range(int(self.rng.integers(1, 4))):
            self.add_input(number)
        if not self.sequences:
            self.add_input(9, "sequence")

    def size(self, most=6):
        return int(self.rng.integers(2, most))

    def pick(self, many):
        return many[int(self.rng.integers(len(many)))]

    def add_input(self, number, kind=None):
        kind = kind or self.pick(["sequence", "sequence", "any length", "vector", "ids"])
        name = f"in_{number}_{kind.replace(' ', '_')}"
        if kind == "vector":
            one = keras.Input((self.size(),), name=name)
            self.vectors.append(one)
        elif kind == "ids":
            one = keras.Input((self.steps,), dtype="int32", name=name)
            self.sequences.append(LAYERS.Embedding(9, self.size(), mask_zero=bool(self.rng.integers(2)))(one))
        else:
            one = keras.Input((None if kind == "any length" else self.steps, self.size()), name=name)
            self.sequences.append(one)
        self.inputs.append(one)
        self.kinds.append(kind)

    def sequence(self):
        return self.pick(self.sequences)

    def vector(self):
        if not self.vectors:
            self.vectors.append(LAYERS.GlobalAveragePooling1D()(self.sequence()))
        return self.pick(self.vectors)

    def known(self):
        """A sequence of a known length, for Flatten and its like."""
        known = [one for one in self.sequences if one.shape[1] is not None]
        return self.pick(known) if known else LAYERS.RepeatVector(self.steps)(self.vector())

    # What each step does: it returns what came out.
    def recurrent(self):
        kind = self.pick([LAYERS.LSTM, LAYERS.GRU, LAYERS.SimpleRNN])
        return kind(self.size(), return_sequences=bool(self.rng.integers(2)))(self.sequence())

    def encoder_decoder(self):
        units = self.size()
        first = LAYERS.LSTM(units, return_state=True, return_sequences=bool(self.rng.integers(2)))
        out, *states = first(self.sequence())
        after = LAYERS.LSTM(units, return_sequences=True)(self.sequence(), initial_state=states)
        return [out, *states[: int(self.rng.integers(3))], after]

    def bidirectional(self):
        mode = self.pick(["concat", "sum", None])
        inner = LAYERS.GRU(self.size(), return_state=bool(self.rng.integers(2)), return_sequences=True)
        return LAYERS.Bidirectional(inner, merge_mode=mode)(self.sequence())

    def cells(self):
        cells = [LAYERS.LSTMCell(self.size()), LAYERS.GRUCell(self.size())]
        return LAYERS.RNN(LAYERS.StackedRNNCells(cells), return_state=bool(self.rng.integers(2)))(self.sequence())

    def attention(self):
        width = self.size()
        query, value = (LAYERS.Dense(width)(self.sequence()) for _ in range(2))
        return self.pick([LAYERS.Attention, LAYERS.AdditiveAttention])()([query, value])

    def many_heads(self):
        layer, scores = LAYERS.MultiHeadAttention(2, self.size()), bool(self.rng.integers(2))
        query, value = self.sequence(), self.sequence()
        if self.rng.integers(2):
            return layer(value=value, query=query, return_attention_scores=scores)
        return layer(query, value, return_attention_scores=scores)

    def joined(self):
        return LAYERS.Concatenate()([self.vector(), self.vector()])

    def added(self):
        one = self.sequence()
        return self.pick([LAYERS.Add, LAYERS.Multiply, LAYERS.Maximum])()([one, LAYERS.Dense(one.shape[-1])(one)])

    def dotted(self):
        one, other = LAYERS.Dense(4)(self.sequence()), LAYERS.Dense(4)(self.sequence())
        return LAYERS.Dot(axes=-1)([one, other])

    def shared(self):
        layer = LAYERS.Dense(self.size())
        one = self.sequence()
        return [layer(one), layer(LAYERS.Dense(one.shape[-1])(one))]

    def nested(self):
        one, inputs = self.known(), None
        if self.rng.integers(2):
            inner = keras.Sequential([keras.Input(one.shape[1:]), LAYERS.Conv1D(self.size(), 2), LAYERS.Dense(2)])
        else:
            inputs = keras.Input(one.shape[1:])
            inner = keras.Model(inputs, [LAYERS.LSTM(self.size())(inputs), LAYERS.Dense(3)(inputs)])
        return inner(one)

    def convolved(self):
        layer = self.pick(
            [LAYERS.Conv1D(self.size(), 2), LAYERS.MaxPooling1D(2), LAYERS.Conv1D(2, 3, padding="causal")]
        )
        return layer(self.known())

    def pictures(self):
        one = LAYERS.Reshape((-1, 1, 1, 1))(self.vector())
        one = LAYERS.TimeDistributed(LAYERS.UpSampling2D(6))(one)
        return LAYERS.ConvLSTM2D(self.size(), 3, return_sequences=bool(self.rng.integers(2)))(one)

    def each_step(self):
        return LAYERS.TimeDistributed(LAYERS.Dense(self.size()))(self.sequence())

    def value_by_value(self):
        layers = [LAYERS.Dropout(0.1), LAYERS.LayerNormalization(), LAYERS.BatchNormalization(), LAYERS.Activation("relu"),
                  LAYERS.Masking(), LAYERS.Normalization(), LAYERS.SpatialDropout1D(0.1)]  # fmt: skip
        return self.pick(layers)(self.known())

    def reshaped(self):
        kinds = [LAYERS.Flatten(), LAYERS.Permute((2, 1)), LAYERS.Reshape((-1, 1))]
        return self.pick(kinds)(self.known())

    def repeated(self):
        return LAYERS.RepeatVector(self.size())(self.vector())

    def operations(self):
        one = self.sequence()
        return self.pick([
            lambda: one[:, -1], lambda: OPS.mean(one, axis=1), lambda: OPS.transpose(self.known(), (0, 2, 1)),
            lambda: OPS.concatenate([one, one], axis=-1), lambda: one * 2.0 + one, lambda: OPS.expand_dims(one, -1),
            lambda: OPS.reshape(self.known(), (-1, 1)), lambda: OPS.stack(OPS.split(self.known()[:, :2], 2, axis=1), axis=1),
        ])()  # fmt: skip

    def somebodys_own(self):
        if not self.own:
            return self.recurrent()
        return self.pick([Own(), LAYERS.Lambda(lambda x: x[:, -1]), OwnShape(), LAYERS.TimeDistributed(OwnShape())])(
            self.known()
        )

    def step(self):
        names = ["recurrent", "encoder_decoder", "bidirectional", "cells", "attention", "many_heads", "joined", "added",
                 "dotted", "shared", "nested", "convolved", "pictures", "each_step", "value_by_value", "reshaped",
                 "repeated", "operations", "somebodys_own"]  # fmt: skip
        kind = self.pick(names)
        made = getattr(self, kind)()
        self.kinds.append(kind)
        made = keras.tree.flatten(made)
        self.sequences += [one for one in made if len(one.shape) == 3 and kind != "dotted" and one.shape[0] is None
                           and one.shape[-1] is not None and (one.shape[1] is None or one.shape[1] > 3)]  # fmt: skip
        self.vectors += [
            one for one in made if len(one.shape) == 2 and one.shape[-1] is not None and kind != "operations"
        ]
        return made


def healthy(seed, own=True):
    """Return (model, what was drawn): a functional model that Keras builds."""
    draw = Draw(seed, own)
    made = [one for _ in range(int(draw.rng.integers(3, 8))) for one in draw.step()]
    outputs = [made[-1], *[one for one in made[:-1] if draw.rng.random() < 0.2]]
    return keras.Model(draw.inputs, outputs, name=f"healthy_{seed}"), draw


def brought(model, rng, samples=7, longest=6):
    """Return a shape for each input: the declared one, with a number in the place of each None."""
    length = int(rng.integers(4, longest + 1))
    return [(samples, *(length if size is None else size for size in one.shape[1:])) for one in model.inputs]
