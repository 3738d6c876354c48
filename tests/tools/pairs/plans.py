"""Healthy programs as plans, so that a spoiler can change the data, the declaration, the layers or the loss of one.

A layer is told as (name, settings); what a wrapper wraps stands in its settings under "inner".
"""

import functools
from typing import NamedTuple

import keras
import numpy as np

from tools import structured
from tools.ground import ACTIVATIONS, LAYERS, Draw, Healthy

SPARSE, CATEGORICAL, BINARY = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "ConvLSTM2D")


class Plan(NamedTuple):
    """All that a program is made of."""

    what: str  # of x: "block" (samples, timesteps, features), "ids", "pictures", "films", "rows", "several"
    x: object
    y: object
    given: tuple | None  # what Input declares, without samples; a tuple of such for several inputs; None: nothing
    layers: tuple  # told one after the other; behind the branches where there are several inputs
    loss: str = "mse"
    functional: bool = False
    every: bool = False  # one answer for each step
    batch: int | None = None  # fixed
    table: object = None  # the rows that x is windows of
    branches: tuple = ()  # told layers of each input
    shape: str = "chain"  # "branches", "states" (encoder, decoder), "attention" (asked, then values)
    metrics: tuple = ()
    answers: int = 1  # columns of the output


def layer_of(told):
    """Return a fresh layer."""
    name, settings = told
    settings = dict(settings)
    if "inner" in settings:
        return getattr(LAYERS, name)(layer_of(settings.pop("inner")), **settings)
    return getattr(LAYERS, name)(**settings)


def through(out, told_layers):
    for told in told_layers:
        out = layer_of(told)(out)
    return out


def branched(plan):
    """Return inputs and output of a plan with several inputs, or with an attention."""
    inputs = [keras.Input(one) for one in (plan.given if plan.branches else (plan.given,))]
    if plan.shape == "states":
        encoder, decoder = (layer_of(one[0]) for one in plan.branches)
        _, *states = encoder(inputs[0])
        return inputs, through(decoder(inputs[1], initial_state=states), plan.layers)
    if plan.shape == "attention":
        read, last, *rest = plan.layers
        seen = layer_of(read)(inputs[0])
        asked = LAYERS.Reshape((1, seen.shape[-1]))(layer_of(last)(inputs[0]))
        pair = [seen, asked] if rest[0] == "one key" else [asked, seen]
        return inputs, through(LAYERS.Attention()(pair), rest[1:])
    ends = [through(one, chain) for one, chain in zip(inputs, plan.branches, strict=True)]
    return inputs, through(LAYERS.Concatenate()(ends), plan.layers)


def built(plan):
    """Return the compiled model of a plan, or raise what Keras raises."""
    if plan.shape != "chain":
        inputs, out = branched(plan)
        model = keras.Model(inputs if len(inputs) > 1 else inputs[0], out)
    else:
        first = []
        if plan.given is not None:
            batched = {"batch_shape": (plan.batch, *plan.given)} if plan.batch else {"shape": plan.given}
            first = [keras.Input(**batched)]
        if plan.functional and first:
            model = keras.Model(first[0], through(first[0], plan.layers))
        else:
            model = keras.Sequential([*first, *map(layer_of, plan.layers)])
    model.compile("adam", plan.loss, metrics=list(plan.metrics))
    return model


def healthy(plan):
    """Return the program of a plan."""
    options = {"batch_size": plan.batch} if plan.batch else None
    return Healthy(built(plan), plan.x, plan.y, options, plan.table)


# ---- the plans -------------------------------------------------------------------------------------------------


def cell(name, units, every=False, **more):
    if name == "Bidirectional":
        return (name, {"inner": ("LSTM", {"units": units, "return_sequences": every})})
    return (name, {"units": units, "return_sequences": every, **more})


def dense(units, activation=None):
    return ("Dense", {"units": units, "activation": activation})


def answered(draw, x, loss, every=False, answers=1):
    """Return a y of the kind that the loss wants, for each sample or for each step."""
    if every:
        score = np.cumsum(np.asarray(x, float).reshape(*x.shape[:2], -1).mean(axis=-1), axis=1)
        score = (score - score.mean()) / (score.std() + 1e-9)
    else:
        score = structured.score(draw.rng, x)
    if loss == BINARY:
        return (score[..., None] + 0.3 * draw.rng.normal(size=(*score.shape, answers)) > 0).astype("float32")
    if "categorical" in loss:
        many = max(answers, 2)
        labels = (score.argsort(axis=None).argsort() * many // score.size).reshape(score.shape)
        return structured.one_hot(labels, many) if loss == CATEGORICAL else labels
    return score[..., None] + 0.3 * draw.rng.normal(size=(*score.shape, answers))


def block(draw, layers, loss="mse", every=False, answers=1, features=None, windows=False, given="whole", **more):
    """Return a plan of recordings, or of windows; the last layer is added."""
    steps, rows = draw.size(11, 24), draw.size(48, 90)
    features, table = features or draw.size(3, 8), None
    if windows:
        table = structured.weather(draw.rng, 2 * rows + steps, features)
        x, y = structured.windows(table, steps)
        x, table = np.ascontiguousarray(x), table[:-1]
        y = y[:, None] if loss == "mse" and answers == 1 else answered(draw, x, loss, every, answers)
    else:
        x = structured.leveled(draw.rng, structured.smooth(draw.rng, rows, steps, features))
        y = answered(draw, x, loss, every, answers)
    shape = {"whole": (steps, features), "any": (None, features), "none": None}[given]
    layers = (*layers, dense(answers, ACTIVATIONS.get(loss)))
    functional = draw.functional and given != "none"
    return Plan("block", x, y, shape, layers, loss, functional, every, table=table, answers=answers, **more)


def ids(draw, layers, loss=BINARY, every=False, answers=1, masked=False):
    """Return a plan of words; masked ones are padded with 0."""
    steps, rows = draw.size(11, 24), draw.size(48, 90)
    x = structured.words(draw.rng, rows, steps, 40)
    x = structured.padded(draw.rng, x) if masked else x
    y = answered(draw, x, loss, every, answers)
    first = ("Embedding", {"input_dim": 40, "output_dim": draw.size(5, 9), "mask_zero": masked})
    layers = (first, *layers, dense(answers, ACTIVATIONS.get(loss)))
    return Plan("ids", x, y, (steps,), layers, loss, draw.functional, every, answers=answers)


def grid(draw, what, layers, loss="mse", answers=1):
    """Return a plan of pictures or films."""
    rows, size, channels = draw.size(40, 70), draw.size(9, 14), draw.size(2, 4)
    x = structured.films(draw.rng, rows, draw.size(5, 8), size, channels)
    x = x if what == "films" else x[:, 0]
    layers = (*layers, dense(answers, ACTIVATIONS.get(loss)))
    return Plan(
        what, x, answered(draw, x, loss, False, answers), x.shape[1:], layers, loss, draw.functional, answers=answers
    )


def flat_rows(draw, loss="mse", answers=1):
    x = structured.leveled(draw.rng, draw.rng.normal(size=(draw.size(50, 90), draw.size(5, 12))))
    layers = (dense(8, "relu"), dense(answers, ACTIVATIONS.get(loss)))
    return Plan(
        "rows", x, answered(draw, x, loss, False, answers), x.shape[1:], layers, loss, draw.functional, answers=answers
    )


def stateful(draw):
    plan = block(draw, (("LSTM", {"units": 4, "stateful": True, "return_sequences": False}),))
    batch = draw.size(14, 20)
    rows = len(plan.x) // batch * batch
    return plan._replace(batch=batch, x=plan.x[:rows], y=plan.y[:rows])


def masked(draw):
    plan = block(draw, (("Masking", {"mask_value": 0.0}), cell("LSTM", 5)))
    return plan._replace(x=structured.padded(draw.rng, plan.x))


def decoder(draw):
    plan = block(draw, (cell("LSTM", 5),), windows=True)
    ahead = draw.size(5, 9)
    whole = structured.cut(plan.table, plan.x.shape[1] + ahead)
    x, y = (np.ascontiguousarray(part) for part in np.split(whole, [plan.x.shape[1]], axis=1))
    layers = (cell("LSTM", 5), ("RepeatVector", {"n": ahead}), cell("GRU", 4, True), dense(1))
    return plan._replace(x=x, y=y[..., :1], layers=layers, every=True, table=None)


def two_inputs(draw, blocks):
    one = structured.smooth(draw.rng, draw.size(50, 80), draw.size(11, 20), draw.size(3, 6))
    other = structured.smooth(draw.rng, len(one), draw.size(5, 9), draw.size(3, 7))
    other = other if blocks else other[:, 0]
    ends = ((cell("LSTM", 5),), (cell("GRU", 4),) if blocks else (dense(4, "relu"),))
    y = structured.score(draw.rng, one)[:, None]
    given = (one.shape[1:], other.shape[1:])
    return Plan("several", [one, other], y, given, (dense(1),), functional=True, branches=ends, shape="branches")


def states(draw):
    one = structured.smooth(draw.rng, draw.size(50, 80), draw.size(11, 20), draw.size(3, 6))
    other = structured.smooth(draw.rng, len(one), draw.size(5, 9), draw.size(2, 7))
    ends = ((("LSTM", {"units": 6, "return_state": True}),), (("LSTM", {"units": 6, "return_sequences": True}),))
    given = (one.shape[1:], other.shape[1:])
    y = np.cumsum(other[..., :1], axis=1)
    return Plan(
        "several", [one, other], y, given, (dense(1),), functional=True, every=True, branches=ends, shape="states"
    )


def attention(draw):
    plan = block(draw, ())
    layers = (cell("LSTM", 6, True), cell("LSTM", 6), "one query", ("Flatten", {}), dense(1))
    return plan._replace(layers=layers, functional=True, shape="attention")


def gives_back(draw):
    plan = block(draw, (), every=True)
    steps, features = plan.x.shape[1:]
    layers = (cell("LSTM", 5), ("RepeatVector", {"n": steps}), cell("LSTM", 5, True), dense(features))
    return plan._replace(y=plan.x, layers=layers, answers=features)


def horizon(draw):
    plan = block(draw, (cell("GRU", 5),), windows=True)
    ahead, steps = draw.size(5, 9), plan.x.shape[1]
    whole = structured.cut(plan.table, steps + ahead)
    layers = (cell("GRU", 5), dense(ahead))
    return plan._replace(
        x=np.ascontiguousarray(whole[:, :steps]), y=whole[:, steps:, 0], layers=layers, answers=ahead, table=None
    )


CONV = ("Conv1D", {"filters": 5, "kernel_size": 3})
CONV2 = ("Conv2D", {"filters": 4, "kernel_size": 3})
EACH = tuple(("TimeDistributed", {"inner": one}) for one in (CONV2, ("Flatten", {})))
PLANS = {
    "windows, LSTM": lambda draw: block(draw, (cell("LSTM", 5),), windows=True),
    "windows, GRU": lambda draw: block(draw, (cell("GRU", 5),), windows=True),
    "windows, nothing declared": lambda draw: block(draw, (cell("LSTM", 5),), windows=True, given="none"),
    "windows, one feature": lambda draw: block(draw, (cell("LSTM", 5),), windows=True, features=1),
    "GRU, mae": lambda draw: block(draw, (cell("GRU", 5),), "mae"),
    "SimpleRNN, huber": lambda draw: block(draw, (cell("SimpleRNN", 5),), "huber"),
    "Bidirectional, binary": lambda draw: block(draw, (cell("Bidirectional", 4),), BINARY),
    "stacked, sparse": lambda draw: block(draw, (cell("LSTM", 5, True), cell("GRU", 4)), SPARSE, answers=draw.size(3, 7)),
    "SimpleRNN, categorical": lambda draw: block(draw, (cell("SimpleRNN", 5),), CATEGORICAL, answers=draw.size(3, 7)),
    "several answers": lambda draw: block(draw, (cell("LSTM", 5),), answers=draw.size(3, 7)),
    "several labels": lambda draw: block(draw, (cell("LSTM", 5),), BINARY, answers=draw.size(4, 8)),
    "y flat": lambda draw: (plan := block(draw, (cell("LSTM", 5),)))._replace(y=plan.y[:, 0]),
    "nothing declared, stacked": lambda draw: block(draw, (cell("LSTM", 5, True), cell("LSTM", 4)), given="none"),
    "nothing declared, sparse": lambda draw: block(draw, (cell("GRU", 5),), SPARSE, answers=draw.size(3, 7), given="none"),
    "any length": lambda draw: block(draw, (cell("LSTM", 5),), given="any"),
    "every step": lambda draw: block(draw, (cell("LSTM", 5, True),), every=True),
    "every step, mae": lambda draw: block(draw, (cell("Bidirectional", 4, True),), "mae", every=True),
    "every step, sparse": lambda draw: block(draw, (cell("GRU", 5, True),), SPARSE, every=True, answers=draw.size(3, 7)),
    "every step, y flat": lambda draw: (plan := block(draw, (cell("LSTM", 5, True),), every=True))._replace(y=plan.y[..., 0]),
    "Conv1D, LSTM": lambda draw: block(draw, (CONV, cell("LSTM", 5))),
    "Conv1D, pooling": lambda draw: block(draw, (CONV, ("GlobalMaxPooling1D", {})), SPARSE, answers=draw.size(3, 7)),
    "Conv1D, Flatten": lambda draw: block(draw, (CONV, ("Flatten", {})), BINARY),
    "deep head": lambda draw: block(draw, (cell("LSTM", 5), ("Dropout", {"rate": 0.2}), dense(6, "relu"), ("BatchNormalization", {}))),
    "every step, Flatten": lambda draw: block(draw, (cell("LSTM", 5, True), ("Flatten", {}))),
    "words, LSTM": lambda draw: ids(draw, (cell("LSTM", 5),)),
    "words, sparse": lambda draw: ids(draw, (cell("GRU", 5),), SPARSE, answers=draw.size(3, 7)),
    "words, masked": lambda draw: ids(draw, (cell("LSTM", 5),), masked=True),
    "words, tags": lambda draw: ids(draw, (cell("Bidirectional", 4, True),), SPARSE, every=True, answers=draw.size(3, 7)),
    "words, pooling": lambda draw: ids(draw, (("GlobalAveragePooling1D", {}),), CATEGORICAL, answers=draw.size(3, 7)),
    "decoder": decoder,
    "horizon": horizon,
    "gives back": gives_back,
    "stateful": stateful,
    "masked": masked,
    "pictures": lambda draw: grid(draw, "pictures", (CONV2, ("Flatten", {})), SPARSE, draw.size(5, 8)),
    "pictures, pooling": lambda draw: grid(draw, "pictures", (CONV2, ("GlobalAveragePooling2D", {}))),
    "films": lambda draw: grid(draw, "films", (*EACH, cell("LSTM", 5)), CATEGORICAL, draw.size(5, 8)),
    "films, ConvLSTM2D": lambda draw: grid(draw, "films", (("ConvLSTM2D", {"filters": 3, "kernel_size": 3, "return_sequences": False}), ("Flatten", {}))),
    "rows": flat_rows,
    "rows, sparse": lambda draw: flat_rows(draw, SPARSE, draw.size(3, 5)),
    "rows, binary": lambda draw: flat_rows(draw, BINARY),
    "block and facts": lambda draw: two_inputs(draw, False),
    "two blocks": lambda draw: two_inputs(draw, True),
    "states": states,
    "attention": attention,
}  # fmt: skip


@functools.lru_cache(maxsize=100)
def plan(name, seed):
    """Return a healthy plan; the same seed gives the same one, and nothing changes its arrays."""
    return PLANS[name](Draw(name, seed))
