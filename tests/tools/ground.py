"""What generated programs are made of: records, chances with a seed, models of a few layers, and their comparison.

Nothing here knows how the package judges: a program is labelled by how it was made.
"""

import zlib
from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from tools import structured

LAYERS = keras.layers
CELLS = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "stacked")
TASKS = ("mse", "mae", "binary_crossentropy", "sparse_categorical_crossentropy", "categorical_crossentropy", "huber")
ACTIVATIONS = {"binary_crossentropy": "sigmoid", "categorical_crossentropy": "softmax"}
ACTIVATIONS["sparse_categorical_crossentropy"] = "softmax"


class Healthy(NamedTuple):
    """A program that runs and means what it says; y is None where it predicts, or where a dataset holds the targets."""

    model: keras.Model
    x: object
    y: object = None
    options: dict | None = None  # words of evaluate, predict and fit, such as batch_size; never changed
    table: object = None  # (rows, columns) where x is windows of it, and windows of another length are as right


class Program(NamedTuple):
    """A broken program: what is there, what is wrong with it, and which programs are right."""

    level: str  # what Keras does: "raises", "silent" or "harmless"
    model: object  # None where building raises
    x: object
    y: object
    causes: tuple  # ids, the right one first; any of them is right in the first place
    repairs: dict[str, Callable[[], Healthy]]  # words of a repair: what makes the repaired program, the usual one first
    also: tuple = ()  # ids of other readings of the same facts: may be named, even first, never as the only one
    error: Exception | None = None  # what building raises
    layers: tuple = ()  # what was handed to keras.Sequential where building raises
    open_layers: bool = False  # whether a repair may choose its layers, as long as shapes and loss are right
    proof: Callable[..., bool] | None = None  # of (model, x): what else a right repair has, where shapes do not tell
    never_sure: bool = False  # whether a repair that is called sure would be wrong, for the facts fit several
    kind: str = ""
    note: str = ""

    @property
    def twin(self):
        """The healthy program, fresh."""
        return next(iter(self.repairs.values()))()


class Draw:
    """The chances of one program: the same name and seed give the same ones. No two sizes are equal by accident."""

    def __init__(self, name, seed):
        self.seed, self.rng = seed, np.random.default_rng((zlib.crc32(name.encode()), seed))
        self.sizes = {1, 32}  # 32 is the default size of a batch
        self.loss, self.kind = self.turn(*TASKS), self.turn(*CELLS)
        self.functional = bool(seed % 2)
        self.dtype = self.turn("float64", "float32", "float32", "float64", "float16")
        self.units, self.outputs = self.size(4, 6), 1
        if "categorical" in self.loss:
            self.outputs = self.size(3, 7)

    def turn(self, *choices):
        """Return the choices in turn, so that none is left out by chance."""
        return choices[self.seed % len(choices)]

    def pick(self, *choices):
        return choices[int(self.rng.integers(len(choices)))]

    def size(self, low, high):
        """Return a number from low to high that is no size yet, nor a product of two sizes."""
        products = {a * b for a in self.sizes for b in self.sizes}
        free = [n for n in range(low, high + 1) if n not in products]
        size = int(self.rng.choice(free or [n for n in range(high + 1, 2 * high + 9) if n not in products][:3]))
        self.sizes.add(size)
        return size

    def typed(self, x):
        return np.ascontiguousarray(x, dtype=self.dtype)

    def recurrent(self, every=False):
        """Return fresh recurrent layers, the same ones each time."""
        if self.kind == "Bidirectional":
            return [LAYERS.Bidirectional(LAYERS.LSTM(self.units, return_sequences=every))]
        if self.kind == "stacked":
            return [LAYERS.LSTM(self.units, return_sequences=True), LAYERS.GRU(3, return_sequences=every)]
        return [getattr(LAYERS, self.kind)(self.units, return_sequences=every)]

    def head(self):
        """Return the last layer, as the loss wants it."""
        return LAYERS.Dense(self.outputs, activation=ACTIVATIONS.get(self.loss))

    def answers(self, x):
        """Return a y of one answer for each sample that fits the head and hangs on x."""
        score = structured.score(self.rng, x)
        if self.loss == "binary_crossentropy":
            y = (score > 0).astype(self.turn("int64", "float32", "bool"))
            return y if self.seed % 4 < 2 else y[:, np.newaxis]
        if "categorical" in self.loss:
            labels = score.argsort().argsort() * self.outputs // len(score)
            return structured.one_hot(labels, self.outputs) if self.loss.startswith("cat") else labels
        return score if self.seed % 3 else score[:, np.newaxis]

    def made(self, given, layers, loss=None, **options):
        """Return a compiled model of one layer after the other; `given` is a shape, or None where nothing is declared."""
        first = None if given is None else keras.Input(given)
        return chain(first, layers, loss or self.loss, self.functional and given is not None, **options)


def chain(first, layers, loss="mse", functional=False, **options):
    """Return a compiled Sequential, or functional model, of one layer after the other."""
    if functional:
        out = first
        for layer in layers:
            out = layer(out)
        model = keras.Model(first, out)
    else:
        model = keras.Sequential([*([] if first is None else [first]), *layers])
    model.compile("adam", loss, **options)
    return model


def functional(inputs, outputs, loss="mse", **options):
    """Return a compiled functional model."""
    model = keras.Model(inputs, outputs)
    model.compile("adam", loss, **options)
    return model


def refused(call):
    """Return the error that the call raises, with its traceback."""
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def holds_targets(x):
    """Whether x is a dataset, or a feeder of batches, that brings its own targets."""
    spec = getattr(x, "element_spec", None)
    return isinstance(spec, tuple) or isinstance(x, keras.utils.PyDataset) or hasattr(x, "__next__")


def ran(model, x, y=None, options=None):
    """Do what a program does: evaluate, which refuses what a fit refuses in a fifth of its time, or predict."""
    options = {name: value for name, value in (options or {}).items() if name != "class_weight"}
    if y is None and not holds_targets(x):
        return model.predict(x, verbose=0, **options)
    return model.evaluate(x, y, verbose=0, **options)


def does(model, x, y=None, options=None):
    """Return what Keras does with a program, in the words of `Program.level`: "raises", or "runs"."""
    try:
        ran(model, x, y, options)
    except Exception:
        return "raises"
    return "runs"


# ---- is a repaired program the right one? ----------------------------------------------------------------------

TOLD = ("units", "filters", "return_sequences", "mask_value", "mask_zero", "activation", "target_shape", "dims", "n",
        "stateful", "input_dim", "merge_mode", "rate", "pool_size", "kernel_size")  # fmt: skip


def settings(layer):
    """Return what decides about a layer's shapes and meaning, as a tuple."""
    config = layer.get_config()
    inner = getattr(layer, "layer", None) or getattr(layer, "forward_layer", None)
    told = tuple((name, str(config[name])) for name in TOLD if name in config)
    return (type(layer).__name__, told, settings(inner) if inner is not None else None)


def described(model, layers=True):
    """Return (shapes, loss, layers) of a model, to be compared; shapes are None before it is built, layers if not asked for."""
    loss = getattr(model, "loss", None)
    loss = loss if isinstance(loss, str) else str(getattr(loss, "name", None) or getattr(loss, "__name__", loss))
    sizes = (str(getattr(model, "input_shape", "")), str(getattr(model, "output_shape", ""))) if model.built else None
    told = tuple(settings(one) for one in model.layers if not isinstance(one, LAYERS.InputLayer)) if layers else None
    return sizes, loss, told


def as_arrays(tensors):
    """Return the parts of a batch as arrays, each with a samples axis."""
    return [np.atleast_1d(np.asarray(one)) for one in tensors]


def equal(one, other):
    """Whether two x, or two y, hold the same values: arrays, frames, lists of them, dictionaries, or None."""
    if one is None or other is None:
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[name], other[name]) for name in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(equal, one, other))
    if hasattr(one, "element_spec") and hasattr(other, "element_spec"):
        firsts = [keras.tree.flatten(next(iter(data), None)) for data in (one, other)]
        return all(equal(a[: len(b)], b[: len(a)]) for a, b in zip(*map(as_arrays, firsts), strict=True))
    if isinstance(one, (list, tuple)) or isinstance(other, (list, tuple)):
        return False
    one, other = np.asarray(one), np.asarray(other)
    if one.dtype.kind in "OSU" or other.dtype.kind in "OSU":
        return False
    return one.shape == other.shape and bool(np.allclose(one.astype(float), other.astype(float), atol=1e-3))


def are_windows(x, table):
    """Whether x is every window of a table, or all but the last ones, of any length."""
    if getattr(x, "ndim", 0) != 3 or not 1 < x.shape[1] < len(table):
        return False
    whole = structured.cut(table, x.shape[1])
    return len(x) <= len(whole) and equal(x, whole[: len(x)])


def same(one, right, open_layers=False):
    """Whether two healthy programs are the same: shapes, values, loss, and layers where they are not open."""
    if right.table is not None:
        if not are_windows(one.x, right.table) or one.y is None or len(one.x) != len(one.y):
            return False
        rows = min(len(one.y), len(right.y))  # windows of any length end where the table ends, and so does y
        return equal(one.y[-rows:], right.y[-rows:])
    sizes, *others = described(one.model, not open_layers)
    right_sizes, *right_others = described(right.model, not open_layers)
    if others != right_others or (sizes and right_sizes and sizes != right_sizes):
        return False
    return equal(one.x, right.x) and equal(one.y, right.y)


def mended(program, model, x, y=None, options=None):
    """Return the words of the accepted repair that (model, x, y) is, or None. Runs what raised before."""
    for words, make in program.repairs.items():
        if same(Healthy(model, x, y), make(), program.open_layers):
            if program.level == "raises" and does(model, x, y, options) == "raises":
                return None
            return words if program.proof is None or program.proof(model, x) else None
    return None
