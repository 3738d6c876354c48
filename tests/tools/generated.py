"""Seeded broken cases with their healthy twins, one generator for each cause, and right programs of many kinds.

A case is labelled by how it was made, never by what `lstm_shapes.diagnose` says of it. Causes that only values show, and
what all cases are made of, stand in generated_values.py.
"""

import functools

import keras
import numpy as np
import pandas as pd

from tools import generated_values as made
from tools.generated_values import CELLS, LOSSES, VOCABULARY, Draw, Generated, Program, Spec, broken, program
from tools.ground import refused

BOTH = ("declared", "functional")
# These get a few real values even where shapes alone are asked for; so do single cases of other causes, such as the
# square blocks of `swapped-axes`.
VALUE_CAUSES = frozenset(
    {
        "merged-samples",
        "single-timestep",
        "features-as-timesteps",
        "scrambled-reshape",
        "target-misaligned",
        "reversed-time",
        "windows-cross-groups",
        "unmasked-padding",
        "label-encoding",
        "ragged-sequences",
        "not-an-array",
        "not-finite",
        "embedding-input",
        "spoilt-model",
    }
)
# Where the same x and y are also what another slip leaves behind, that answer is as right: in some cases of the cause.
ALSO_RIGHT = {
    "missing-timesteps-axis": {"needs-windows"},  # a table of rows: one for each customer, or one for each day?
    "needs-windows": {"missing-timesteps-axis", "sample-count-mismatch"},
    "missing-features-axis": {"missing-timesteps-axis", "wrong-features"},  # what are the columns of (100, 20)?
    "missing-samples-axis": {"sample-count-mismatch"},  # in a fit, its steps are counted as samples
    "swapped-samples-timesteps": {"sample-count-mismatch"},
    "merged-samples": {"sample-count-mismatch"},
    "samples-in-input-shape": {"wrong-timesteps"},
    "missing-return-sequences": {"target-shape"},
    "no-timesteps-before-rnn": {"embedding-input"},  # vectors for Embedding, and so four axes for the LSTM
    "extra-return-sequences": {"target-shape"},
    "target-shape": {"label-encoding"},  # seven columns of classes for a model of six
    "label-encoding": {"target-shape"},
}


def holds_targets(x):
    """Whether this is a tf.data dataset of (x, y)."""
    return isinstance(getattr(x, "element_spec", None), tuple)


def run(model, x, y):
    """Do what `level` speaks of: fit with default settings, or predict where there is no y."""
    if y is None and not holds_targets(x):
        return model.predict(x, verbose=0)
    return model.fit(x, y, epochs=1, verbose=0)


def explained(draw, note, good, call, x=None):
    """Return a case of which there is only an error."""
    error = refused(call)
    twin = (draw.model(good.spec), good.x, good.y)
    return Generated("", "raises", "explain", None, good.x if x is None else x, good.y, error, twin, note)


def no_target(good):
    return good._replace(y=None)


def missing_samples_axis(draw):
    """One sample without its samples axis; the declared steps show it."""
    style, kind = draw.variant(
        (draw.one_of(BOTH), "predict"),
        ("declared", "one feature, predict"),
        (draw.one_of(BOTH), "fit"),
        ("built", "predict"),
        ("functional", "one feature, predict"),
    )
    one = "one feature" in kind
    good = program(draw, style, features=1 if one else None)
    good = Program(good.spec, good.x[:1], good.y[:1] if kind == "fit" else None)
    return broken(draw, "silent" if one else "raises", f"x[0], {style}, {kind}", good, x=good.x[0])


def missing_timesteps_axis(draw):
    """A table (samples, features): no time in it, or time left out."""
    kind = draw.variant("customers", "last step only", "mean over time", "any length")
    if kind == "customers":  # unrelated columns: one step each is all there is
        features = draw.number(3, 9)
        spec = Spec(1, features, draw.one_of(BOTH), draw.one_of(CELLS))
        good = made.with_data(draw, spec, 1, features)
        return broken(draw, "raises", "customers without time", good, x=good.x[:, 0])
    good = program(draw, draw.one_of(BOTH), any_length=kind == "any length")
    x = good.x.mean(axis=1) if "mean" in kind and draw.values else good.x[:, -1]
    return broken(draw, "raises", kind, good, x=x)


def missing_features_axis(draw):
    """One value for each step, (samples, timesteps)."""
    kind = draw.variant("no Input", "for several features", "any length", "no Input, Conv1D")
    if "no Input" in kind:
        good = program(draw, "open", features=1)
        good = good._replace(spec=good.spec._replace(first="conv" if "Conv1D" in kind else ""))
        return broken(draw, "raises", kind, good, x=good.x[:, :, 0])
    good = program(draw, draw.one_of(BOTH), any_length=kind == "any length")
    if good.x.shape[1] % good.x.shape[2] == 0:  # it could be shorter sequences laid flat
        good = good._replace(x=good.x[:, 1:], spec=good.spec._replace(steps=good.spec.steps and good.spec.steps - 1))
    return broken(draw, "raises", kind, good, x=good.x[:, :, 0])


def flattened_steps(draw):
    """Each row a whole sample laid flat."""
    kind = draw.variant("declared", "functional", "any length", "predict")
    good = program(draw, kind if kind in BOTH else draw.one_of(BOTH), any_length=kind == "any length")
    good = no_target(good) if kind == "predict" else good
    return broken(draw, "raises", f"laid flat, {kind}", good, x=good.x.reshape(len(good.x), -1))


def needs_windows(draw):
    """One long series that was never cut."""
    kind = draw.variant(
        "table, y for each row", "table, predict", "one column, no axis", "one column", "table, y that follow"
    )
    features = 1 if "column" in kind else draw.number(2, 8)
    timesteps = draw.number(5, 40, features, 32)
    spec = Spec(timesteps, features, draw.one_of(BOTH), draw.one_of(CELLS))
    length = draw.samples(timesteps, features, timesteps * features) + 2 * timesteps
    if draw.values:
        rows = made.series(draw.rng, length, features).astype("float32")
        x, y = made.windows(rows, timesteps)
    else:
        rows = np.broadcast_to(np.float32(0.5), (length, features))
        x = np.broadcast_to(np.float32(0.5), (length - timesteps, timesteps, features))
        y = np.broadcast_to(np.float32(0.5), (len(x),))
    every = rows[:, 0]
    good = Program(spec, x, None if "predict" in kind else y)
    data = {
        "table, y for each row": {"x": rows, "y": every},
        "table, predict": {"x": rows},
        "one column, no axis": {"x": every, "y": every},
        "one column": {"x": rows, "y": every},
        "table, y that follow": {"x": rows, "y": y},
    }[kind]
    return broken(draw, "silent" if kind == "one column" else "raises", kind, good, **data)


def extra_axis(draw):
    """One axis too many."""
    kind = draw.variant(
        "after samples", "before samples", "after steps", "two readings of each", "no Input", "two of length 1"
    )
    good = program(
        draw, "open" if kind == "no Input" else draw.one_of(BOTH), features=draw.one_of((4, 6, 8)), not_steps=(2, 3, 4)
    )
    x = {
        "after samples": lambda: good.x[:, np.newaxis],
        "before samples": lambda: good.x[np.newaxis],
        "after steps": lambda: good.x[:, :, np.newaxis],
        "two readings of each": lambda: good.x.reshape(*good.x.shape[:2], -1, 2),
        "no Input": lambda: good.x[:, np.newaxis],
        "two of length 1": lambda: good.x[..., np.newaxis, np.newaxis],
    }[kind]()
    return broken(draw, "raises", f"extra axis, {kind}", good, x=x)


def swapped_axes(draw):
    """(samples, features, timesteps)."""
    kind = draw.variant("declared", "functional", "square", "built", "any length", "no Input")
    if kind == "square":
        return swapped_square(draw.with_values())
    if kind == "no Input":  # nothing but the values can show it
        draw = draw.with_values()
    style = {"built": "built", "no Input": "open", "functional": "functional"}.get(kind, "declared")
    good = program(draw, style, any_length=kind == "any length")
    level = "silent" if kind == "no Input" else "raises"
    return broken(draw, level, f"swapped, {kind}", good, x=good.x.transpose(0, 2, 1))


def swapped_square(draw):
    """Swapped where both sizes are equal, so that no shape can show it."""
    size = draw.number(5, 8)
    spec = Spec(size, size, draw.one_of(BOTH), draw.one_of(CELLS))
    good = made.with_data(draw, spec, size, size)
    return broken(draw, "silent", "swapped, square", good, x=good.x.transpose(0, 2, 1))


def swapped_samples_timesteps(draw):
    """Time first: (timesteps, samples, features)."""
    kind = draw.variant("predict", "functional, predict", "any length, predict", "fit")
    style = "functional" if "functional" in kind else "declared"
    if "any length" in kind:  # nothing but the values can show it
        draw = draw.with_values()
    good = program(draw, style, any_length="any length" in kind)
    good = good if kind == "fit" else no_target(good)
    level = "silent" if kind in ("predict", "any length, predict") else "raises"
    return broken(draw, level, f"time first, {kind}", good, x=good.x.transpose(1, 0, 2))


def resized(draw, array, axis, size):
    """Return the array with another size on one axis: cut, or filled up from its own start."""
    if draw.values:
        return np.take(array, np.arange(size) % array.shape[axis], axis=axis)
    shape = list(array.shape)
    shape[axis] = size
    return np.broadcast_to(array.ravel()[0], shape)


def other_size(draw, low, high, *than):
    return int(draw.rng.choice([size for size in range(low, high + 1) if size not in than]))


def wrong_timesteps(draw):
    """Sequences longer or shorter than declared."""
    kind = draw.variant("declared", "functional", "predict", "built", "Flatten")
    good = program(draw, kind if kind in ("functional", "built") else "declared")
    if kind == "predict":
        good = no_target(good)
    steps = other_size(draw, 3, 60, *good.x.shape)
    x = resized(draw, good.x, 1, steps)
    if kind == "Flatten":
        return flatten_case(draw, good, x)
    level = "raises" if kind == "functional" else "silent"
    return broken(draw, level, f"{steps} steps for {good.spec.steps}, {kind}", good, x=x)


def flatten_after(spec):
    """Return a model whose Flatten counts the steps."""
    layers = [keras.Input((spec.steps, spec.features)), *made.recurrent_layers(spec._replace(every=True))]
    return made.sequential([*layers, keras.layers.Flatten(), made.head(spec)], spec.loss)


def flatten_case(draw, good, x):
    twin = (draw.make(flatten_after, good.spec), good.x, good.y)
    model = draw.make(flatten_after, good.spec)
    return Generated("", "raises", "diagnose", model, x, good.y, None, twin, "other steps before a Flatten")


def wrong_features(draw):
    """A features axis of another size."""
    kind = draw.variant("a column dropped", "columns added", "one-hot columns", "built", "any length", "predict")
    style, features = "built" if kind == "built" else draw.one_of(BOTH), draw.number(3, 8)
    apart = (features - 1, features + 4)
    good = program(draw, style, features=features, any_length=kind == "any length", not_steps=apart)
    good = no_target(good) if kind == "predict" else good
    n, timesteps, _ = good.x.shape
    if kind == "a column dropped":
        x = good.x[:, :, 1:]
    elif kind == "one-hot columns" and draw.values:
        classes = draw.rng.integers(0, 4, (n, timesteps))
        x = np.concatenate([good.x, np.eye(4, dtype="float32")[classes]], axis=2)
    else:
        x = resized(draw, good.x, 2, other_size(draw, 2, 20, features, timesteps))
    return broken(draw, "raises", f"{x.shape[2]} features for {features}, {kind}", good, x=x)


def impossible_reshape(draw):
    """Sizes whose product is not the number of values."""
    kind = draw.variant("wrong features", "wrong steps", "series", "minus one", "wrong samples")
    good = program(draw, draw.one_of(BOTH))
    n, timesteps, features = good.x.shape
    rows = good.x.reshape(n, -1)
    x = rows.ravel() if kind == "series" else rows
    wrong = next(size for size in range(7, 99) if rows.size % (size * features) and rows.size % (size * timesteps))
    shape = {
        "wrong features": (n, timesteps, features + 1),
        "wrong steps": (n, timesteps + 1, features),
        "series": (n + 1, timesteps, features),
        "minus one": (-1, wrong, features),
        "wrong samples": (n - 1, timesteps, features),
    }[kind]
    return explained(draw, f"reshape{shape} of {x.shape}", good, lambda: x.reshape(shape), x)


def empty_array(draw):
    """No samples left."""
    kind = draw.variant("fit", "predict", "no windows", "functional")
    good = program(draw, "functional" if kind == "functional" else "declared")
    good = no_target(good) if kind == "predict" else good
    if kind == "no windows":  # what np.array makes of an empty list
        return broken(draw, "raises", "np.array([])", good, x=np.array([]), y=np.array([]))
    y = good.y if kind == "predict" else good.y[:0]
    return broken(draw, "raises" if kind == "predict" else "silent", f"no samples, {kind}", good, x=good.x[:0], y=y)


def from_layers(*layers, loss="mse"):
    return lambda: made.sequential([*(layer() for layer in layers)], loss)


def samples_in_input_shape(draw):
    """The sample count written into Input or input_shape."""
    kind = draw.variant("Input", "input_shape", "samples for steps", "None", "samples for steps, functional")
    good = program(draw, "functional" if "functional" in kind else "declared")
    if kind.startswith("samples for steps"):
        level = "raises" if "functional" in kind else "silent"
        return broken(draw, level, kind, good, good.spec._replace(steps=len(good.x)))
    shape = (None if kind == "None" else len(good.x), *good.x.shape[1:])
    return explained(draw, f"{kind}: {shape}", good, lambda: declare(good.spec, shape, kind == "input_shape"))


def declare(spec, shape, on_the_layer=False):
    """Build the model of a spec, but with this shape declared."""
    layers = made.recurrent_layers(spec)
    if on_the_layer:  # the older way
        given = [keras.layers.LSTM(3, input_shape=shape)]
        return made.sequential([*given, made.head(spec)], spec.loss)
    if spec.style == "functional":
        return made.chain(keras.Input(shape), [*layers, made.head(spec)], spec.loss)
    return made.sequential([keras.Input(shape), *layers, made.head(spec)], spec.loss)


def input_shape_missing_axis(draw):
    """One axis declared where steps and features were meant."""
    kind = draw.variant("Input((steps,))", "Input((features,))", "input_shape=(steps,)", "functional", "one feature")
    good = program(
        draw, "functional" if kind == "functional" else "declared", features=1 if kind == "one feature" else None
    )
    size = good.spec.features if "features" in kind else good.spec.steps
    return explained(draw, kind, good, lambda: declare(good.spec, (size,), "input_shape" in kind))


def fixed_batch_size(draw):
    """A stateful layer fixes the batch, and the samples do not divide by it."""
    kind = draw.variant("fit", "predict one sample", "functional", "predict")
    size = draw.one_of((8, 16, 24, 32)) if "predict" in kind else 32  # the default of fit is 32
    style = "functional" if kind == "functional" else "declared"
    good = program(draw, style, cells=("LSTM", "GRU", "SimpleRNN"))
    fixed = good.spec._replace(batch=size)
    # A last batch of one sample is stretched over the states of all, and runs.
    n = next(count for count in range(len(good.x), 0, -1) if count % size > 1 and count % 32 > 1)
    x, y = good.x[:n], good.y[:n]
    if "predict" in kind:
        good, y = no_target(good), None
        x = x[:1] if "one" in kind else x
    return broken(draw, "raises", f"{len(x)} samples for batches of {size}, {kind}", good, fixed, x=x, y=y)


def stack(spec, after):
    """Build a model whose first layer gives one vector to a layer that wants every step."""
    layers = [getattr(keras.layers, spec.cell)(3), after()]
    if spec.style == "functional":
        return made.chain(keras.Input((spec.steps, spec.features)), layers, spec.loss)
    given = [] if spec.style == "open" else [keras.Input((spec.steps, spec.features))]
    return made.sequential([*given, *layers, made.head(spec)], spec.loss)


def second_lstm():
    return keras.layers.LSTM(2)


WANT_STEPS = {
    "second LSTM": second_lstm,
    "TimeDistributed": lambda: keras.layers.TimeDistributed(keras.layers.Dense(2)),
    "pooling": lambda: keras.layers.GlobalMaxPooling1D(),
    "Conv1D": lambda: keras.layers.Conv1D(2, 2),
    "Bidirectional": lambda: keras.layers.Bidirectional(keras.layers.GRU(2)),
}


def missing_return_sequences(draw):
    """One vector for a layer, or a y, that wants every step."""
    kind = draw.variant(
        "second LSTM",
        "y (n, steps, 1)",
        "open",
        "TimeDistributed",
        "y (n, steps)",
        "Conv1D",
        "y of 0 and 1",
        "Bidirectional",
        "pooling",
    )
    cells = ("LSTM", "GRU", "SimpleRNN")
    if kind.startswith("y"):
        return vector_for_steps(draw, kind)
    style = "open" if kind == "open" else draw.one_of(BOTH)
    good = program(draw, style, cells=("stacked",))
    spec = good.spec._replace(cell=draw.one_of(cells))
    if kind == "open":
        model, twin = draw.make(stack, spec, second_lstm), (draw.model(good.spec), good.x, good.y)
        return Generated("", "raises", "diagnose", model, good.x, good.y, None, twin, "two layers, no Input")
    return explained(draw, f"one vector for {kind}", good, lambda: stack(spec, WANT_STEPS[kind]))


def vector_for_steps(draw, kind):
    loss = "binary_crossentropy" if "0 and 1" in kind else draw.one_of(("mse", "mae"))
    good = program(draw, draw.one_of(BOTH), losses=(loss,), many=False, every=True)
    y = good.y.reshape(*good.x.shape[:2], *(() if kind == "y (n, steps)" else (1,)))
    level = "raises" if "0 and 1" in kind else "silent"
    return broken(draw, level, f"one output for {kind}", good, good.spec._replace(every=False), y=y)


def extra_return_sequences(draw):
    """Every step where y has one value for each sample."""
    kind = draw.variant(
        "mse",
        "mae",
        "binary_crossentropy",
        "sparse_categorical_crossentropy",
        "several outputs",
        "categorical_crossentropy",
    )
    loss = "mse" if kind == "several outputs" else kind
    many = kind == "several outputs"
    good = program(draw, draw.one_of((*BOTH, "open")), losses=(loss,), many=False)
    if many:
        good = made.with_data(draw, good.spec._replace(outputs=3), *good.x.shape[1:])
    level = "silent" if kind in ("mse", "mae") else "raises"
    return broken(draw, level, f"every step, {kind}", good, good.spec._replace(every=True))


def flat_head(first, spec):
    """Build a model in which a layer before the recurrent one takes the time away."""
    layers = [*BEFORE[first](spec), keras.layers.LSTM(3), made.head(spec)]
    shape = (spec.features,) if first == "Dense on a table" else (spec.steps, spec.features)
    if spec.style == "open":
        return made.sequential(layers, spec.loss)
    if spec.style == "functional":
        return made.chain(keras.Input(shape), layers, spec.loss)
    return made.sequential([keras.Input(shape), *layers], spec.loss)


BEFORE = {
    "Flatten": lambda spec: [keras.layers.Flatten()],
    "Flatten, Dense": lambda spec: [keras.layers.Flatten(), keras.layers.Dense(4)],
    "pooling": lambda spec: [keras.layers.Conv1D(3, 2), keras.layers.GlobalAveragePooling1D()],
    "Embedding": lambda spec: [keras.layers.Embedding(VOCABULARY, 3)],
    "Reshape": lambda spec: [keras.layers.Reshape((spec.steps * spec.features,))],
    "Dense on a table": lambda spec: [keras.layers.Dense(4)],
    "Conv2D": lambda spec: [keras.layers.Reshape((spec.steps, spec.features, 1)), keras.layers.Conv2D(3, 2)],
}


def no_timesteps_before_rnn(draw):
    """A layer before the recurrent one took the time axis away, or gave one more."""
    kind = draw.variant(
        "Flatten", "no Input", "Embedding", "pooling", "Dense on a table", "Reshape", "Conv2D", "Flatten, Dense"
    )
    good = program(draw, "open" if kind == "no Input" else draw.one_of(BOTH))
    if kind == "no Input":
        model, twin = draw.make(flat_head, "Flatten, Dense", good.spec), (draw.model(good.spec), good.x, good.y)
        return Generated("", "raises", "diagnose", model, good.x, good.y, None, twin, "Flatten first, no Input")
    return explained(draw, f"{kind} before the LSTM", good, lambda: flat_head(kind, good.spec))


def target_shape(draw):
    """y has not the shape of the output."""
    kind = draw.variant(
        "k for 1", "1 for k", "flat for k", "m for k", "k for 1, sigmoid", "classes", "steps", "predict many"
    )
    losses = {"k for 1, sigmoid": "binary_crossentropy", "classes": "categorical_crossentropy"}
    loss = losses.get(kind, draw.one_of(("mse", "mae")))
    one = kind in ("k for 1", "k for 1, sigmoid", "steps", "predict many")
    style, steps = draw.one_of(BOTH), kind == "steps"
    good = program(draw, style, losses=(loss,), many=False, every=steps)
    if not one and kind != "classes":
        k = draw.number(3, 7, *good.x.shape[1:])
        good = made.with_data(draw, good.spec._replace(outputs=k), *good.x.shape[1:])
    level = "silent" if kind in ("k for 1", "1 for k", "predict many") else "raises"
    y = good.y.reshape(len(good.x), -1)
    width = other_size(draw, 2, 9, *good.x.shape[1:], y.shape[1])
    changed = {
        "1 for k": lambda: y[:, :1],
        "flat for k": lambda: y[:, 0],
        "classes": lambda: one_hot(draw, len(y), width),
        "k for 1, sigmoid": lambda: resized(draw, y, 1, width),
        "predict many": lambda: resized(draw, y, 1, width)[..., np.newaxis],
        "steps": lambda: resized(draw, y, 1, other_size(draw, 3, 40, *good.x.shape))[..., np.newaxis],
    }
    y = changed.get(kind, lambda: resized(draw, y, 1, width))()
    return broken(draw, level, f"y {y.shape}, {kind}", good, y=y)


def one_hot(draw, samples, width):
    """Return one-hot rows of this width."""
    rows = np.eye(width, dtype="float32")
    return rows[draw.rng.integers(0, width, samples)] if draw.values else np.broadcast_to(rows[0], (samples, width))


def sample_count_mismatch(draw):
    """x and y hold different numbers of samples."""
    kind = draw.variant("some y short", "y of the uncut series", "y of the test part", "some x short")
    good = program(draw, draw.one_of((*BOTH, "open")))
    n, timesteps, features = good.x.shape
    if kind == "some x short":
        return broken(draw, "raises", kind, good, x=good.x[: other_size(draw, n - 9, n - 1, timesteps, features)])
    sizes = {"some y short": (n - 9, n - 1), "y of the uncut series": (n + timesteps, n + timesteps)}
    size = other_size(draw, *sizes.get(kind, (n // 5, n // 3)), timesteps, features)
    return broken(draw, "raises", kind, good, y=resized(draw, good.y, 0, size))


def two_inputs(steps, features, extra):
    """Return a model of a block and a table."""
    block, table = keras.Input((steps, features), name="block"), keras.Input((extra,), name="table")
    both = keras.layers.concatenate([keras.layers.LSTM(3)(block), table])
    model = keras.Model([block, table], keras.layers.Dense(1)(both))
    model.compile("adam", "mse")
    return model


def input_count(draw):
    """Several inputs given one array, or the reverse."""
    kind = draw.variant(
        "one for two", "two for one, functional", "three for two", "two for one", "dict without a key", "one in a list"
    )
    good = program(draw, "functional" if "functional" in kind else "declared", losses=("mse", "mae"), many=False)
    extra = draw.number(2, 9, *good.x.shape[1:])
    table = resized(draw, good.x[:, 0], 1, extra)
    if kind.startswith("two for one"):
        level = "raises" if "functional" in kind else "silent"  # Sequential reads the first and drops the second
        return broken(draw, level, kind, good, x=[good.x, table])
    x = {
        "one for two": good.x,
        "one in a list": [good.x],
        "three for two": [good.x, table, table],
        "dict without a key": {"block": good.x},
    }[kind]
    sizes = (*good.x.shape[1:], extra)
    twin = (draw.make(two_inputs, *sizes), [good.x, table], good.y)
    return Generated("", "raises", "diagnose", draw.make(two_inputs, *sizes), x, good.y, None, twin, kind)


def dataset_not_batched(draw):
    """A tf.data dataset without batches, or with batches of batches."""
    import tensorflow as tf

    kind = draw.variant("unbatched", "twice", "one feature", "unbatched, predict", "functional")
    one = kind == "one feature"
    losses = ("mse", "mae") if one else LOSSES  # a crossentropy refuses the y of one sample
    style = "functional" if kind == "functional" else "declared"
    good = program(draw, style, features=1 if one else None, losses=losses, many=not one)
    data = good.x if "predict" in kind else (good.x, good.y)
    rows = tf.data.Dataset.from_tensor_slices(data)
    wrong = rows.batch(8).batch(4) if kind == "twice" else rows
    twin = (draw.model(good.spec), rows.batch(16), None)
    level = "silent" if one else "raises"
    return Generated("", level, "diagnose", draw.model(good.spec), wrong, None, None, twin, f"dataset, {kind}")


def scaler_width(draw):
    """A scaler asked for another number of columns, or given three axes."""
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    kind = draw.variant("invert one column", "three axes", "fit three axes", "a column less", "invert steps")
    good = program(draw, draw.one_of(BOTH), features=draw.number(3, 8))
    n, timesteps, features = good.x.shape
    rows = draw.rng.normal(size=(n, features))
    scaler = draw.variant(MinMaxScaler, StandardScaler)().fit(rows)
    call = {
        "invert one column": lambda: scaler.inverse_transform(rows[:, :1]),
        "three axes": lambda: scaler.transform(np.ones((n, timesteps, features))),
        "fit three axes": lambda: scaler.fit_transform(np.ones((n, timesteps, features))),
        "a column less": lambda: scaler.transform(rows[:, 1:]),
        "invert steps": lambda: scaler.inverse_transform(np.ones((n, timesteps, 1))),
    }[kind]
    return explained(draw, f"{type(scaler).__name__}, {kind}", good, call)


def spoilt(spec, way):
    """Return a model whose first fit failed."""
    steps, features, n = spec.steps, spec.features, 8
    x, y = np.ones((n, steps, features)), np.zeros(n, dtype=int)
    if way == "flat rows":
        x = x.reshape(n, -1)
    elif way == "swapped":
        x = x.transpose(0, 2, 1)
    else:
        y = np.zeros((n, spec.outputs + 2))  # a crossentropy refuses another width
    model = made.build(spec)
    refused(lambda: model.fit(x, y, verbose=0))
    return model


def spoilt_model(draw):
    """Right data for a model that an earlier failure spoilt."""
    draw = draw.with_values()
    kind = draw.variant("flat rows", "wrong y", "swapped", "no Input", "flat rows, functional")
    style = {"no Input": "open", "flat rows, functional": "functional"}.get(kind, "declared")
    losses = LOSSES[2:4] if kind == "wrong y" else LOSSES
    good = program(draw, style, losses=losses)
    way = {"wrong y": "y", "swapped": "swapped"}.get(kind, "flat rows")
    model, twin = draw.make(spoilt, good.spec, way), (draw.model(good.spec), good.x, good.y)
    return Generated("", "raises", "diagnose", model, good.x, good.y, None, twin, f"failed before: {kind}")


def outdated_keras_api(draw):
    """An argument that Keras 3 removed."""
    good = program(draw, "declared")
    n, (steps, features) = len(good.x), good.x.shape[1:]
    layers = keras.layers
    note, call = draw.variant(
        ("LSTM input_length", lambda: layers.LSTM(3, input_length=steps)),
        ("LSTM batch_input_shape", lambda: layers.LSTM(3, batch_input_shape=(n, steps, features))),
        ("LSTM input_dim, input_length", lambda: layers.LSTM(3, input_dim=features, input_length=steps)),
        ("Input batch_input_shape", lambda: keras.Input(batch_input_shape=(n, steps, features))),
        (
            "GRU batch_input_shape, stateful",
            lambda: layers.GRU(3, batch_input_shape=(8, steps, features), stateful=True),
        ),
        ("LSTM time_major", lambda: layers.LSTM(3, time_major=True)),
        (
            "Bidirectional batch_input_shape",
            lambda: layers.Bidirectional(layers.LSTM(3), batch_input_shape=(n, steps, features)),
        ),
        ("LSTM weights", lambda: layers.LSTM(3, weights=[np.ones((features, 12))])),
        ("Conv1D input_length", lambda: layers.Conv1D(3, 2, input_length=steps)),
    )
    return explained(draw, note, good, call)


def state_width(draw):
    """States of another width, number or rank than a layer keeps."""
    good = program(draw, "declared")
    n, (steps, features) = 4, good.x.shape[1:]
    units = draw.number(3, 9, features, steps)
    x, wide = np.zeros((n, steps, features), "float32"), np.zeros((n, 2 * units), "float32")
    fit, long = np.zeros((n, units), "float32"), np.zeros((n, steps, units), "float32")
    lstm, gru = keras.layers.LSTM(units), keras.layers.GRU(units)
    note, call = draw.variant(
        ("both directions joined", lambda: lstm(x, initial_state=[wide, wide])),
        ("one state for two", lambda: lstm(x, initial_state=[fit])),
        ("every step as a state", lambda: lstm(x, initial_state=[long, long])),
        ("a GRU with a state too wide", lambda: gru(x, initial_state=[wide])),
    )
    return explained(draw, note, good, call)


def inner_width(draw):
    """Branches within a model that do not fit each other."""
    good = program(draw, "declared")
    steps, features = good.x.shape[1:]
    first, layers = keras.Input((steps, features)), keras.layers
    other, shorter = keras.Input((steps, features + 2)), keras.Input((steps - 1, features + 1))
    note, call = draw.variant(
        ("added", lambda: layers.Add()([first, other])),
        ("joined", lambda: layers.Concatenate()([first, shorter])),
        ("multiplied", lambda: layers.Multiply()([first, other])),
        ("dotted", lambda: layers.Dot(axes=2)([first, other])),
    )
    return explained(draw, note, good, call)


def nested_dataset(draw):
    """Windows of a dataset that are datasets themselves."""
    import tensorflow as tf

    good = program(draw, "declared", losses=("mse", "mae"), many=False)
    steps, features = good.x.shape[1:]
    rows = tf.data.Dataset.from_tensor_slices(np.zeros((40, features), "float32"))
    windows = rows.window(steps, 1, 1, drop_remainder=True)
    note, data = draw.variant(("batched", windows.batch(4)), ("as it is", windows))
    return explained(draw, note, good, lambda: draw.model(good.spec).predict(data, verbose=0))


GENERATORS = {
    "missing-samples-axis": missing_samples_axis,
    "missing-timesteps-axis": missing_timesteps_axis,
    "missing-features-axis": missing_features_axis,
    "flattened-steps": flattened_steps,
    "needs-windows": needs_windows,
    "extra-axis": extra_axis,
    "swapped-axes": swapped_axes,
    "swapped-samples-timesteps": swapped_samples_timesteps,
    "merged-samples": made.merged_samples,
    "wrong-timesteps": wrong_timesteps,
    "wrong-features": wrong_features,
    "single-timestep": made.single_timestep,
    "features-as-timesteps": made.features_as_timesteps,
    "scrambled-reshape": made.scrambled_reshape,
    "impossible-reshape": impossible_reshape,
    "empty-array": empty_array,
    "samples-in-input-shape": samples_in_input_shape,
    "input-shape-missing-axis": input_shape_missing_axis,
    "fixed-batch-size": fixed_batch_size,
    "missing-return-sequences": missing_return_sequences,
    "extra-return-sequences": extra_return_sequences,
    "no-timesteps-before-rnn": no_timesteps_before_rnn,
    "target-shape": target_shape,
    "target-misaligned": made.target_misaligned,
    "reversed-time": made.reversed_time,
    "windows-cross-groups": made.windows_cross_groups,
    "unmasked-padding": made.unmasked_padding,
    "label-encoding": made.label_encoding,
    "sample-count-mismatch": sample_count_mismatch,
    "ragged-sequences": made.ragged_sequences,
    "not-an-array": made.not_an_array,
    "not-finite": made.not_finite,
    "input-count": input_count,
    "dataset-not-batched": dataset_not_batched,
    "scaler-width": scaler_width,
    "embedding-input": made.embedding_input,
    "spoilt-model": spoilt_model,
    "outdated-keras-api": outdated_keras_api,
    "state-width": state_width,
    "inner-width": inner_width,
    "nested-dataset": nested_dataset,
}


def generate(cause, count, seed=0, values=True):
    """Yield `count` broken cases of one cause; the same seed gives the same ones.

    With `values` False, x and y are shapes without values of their own and models are kept and shared, so never fit
    them; the causes of VALUE_CAUSES get a few real values all the same.
    """
    number = list(GENERATORS).index(cause)
    for turn in range(count):
        case = GENERATORS[cause](Draw(seed, number, turn, values))
        yield case._replace(cause=cause)


def walk(rng, length, features):
    """Prices: the next one is near the last one."""
    return 100 * np.exp(0.01 * rng.normal(size=(length, features)).cumsum(axis=0))


def seasons(rng, length, features, period):
    at = np.arange(length)[:, np.newaxis] + rng.integers(0, period, features)
    return 20 + 5 * np.sin(2 * np.pi * at / period) + rng.normal(0, 0.3, (length, features))


def with_calendar(rng, length):
    """Sales with hour, weekday and a flag for holidays."""
    hours = np.arange(length)
    holiday = (rng.random(length // 24 + 1) < 0.1).repeat(24)[:length]
    return np.stack([seasons(rng, length, 1, 24)[:, 0], hours % 24, hours // 24 % 7, holiday], axis=1)


def with_sine_of_day(rng, length):
    angle = 2 * np.pi * np.arange(length) / 365.25
    return np.stack([walk(rng, length, 1)[:, 0], np.sin(angle), np.cos(angle)], axis=1)


def with_date(rng, length):
    """A column of day numbers, oldest first."""
    return np.insert(walk(rng, length, 2), 2, 738_000 + np.arange(length), axis=1)


def with_lags(rng, length):
    """Lag columns beside the series itself, and steps as well."""
    values = seasons(rng, length + 7, 1, 7)[:, 0]
    return np.stack([values[7:], values[6:-1], values[:-7]], axis=1)


def with_one_hot(rng, length):
    return np.concatenate([walk(rng, length, 1), np.eye(4)[rng.integers(0, 4, length)]], axis=1)


def with_constant(rng, length):
    """A static fact, such as the height of the station, repeated for every step."""
    return np.insert(seasons(rng, length, 2, 24), 2, 431.0, axis=1)


def rainfall(rng, length):
    """Dry hours are zero in every column; nothing is padded."""
    wet = rng.random(length) < 0.4
    return np.stack([wet * rng.gamma(2, 2, length), wet * rng.uniform(1, 60, length)], axis=1)


def standard(table):
    return (table - table.mean(axis=0)) / table.std(axis=0)


# What is cut into windows; the value that follows in column 0 is y.
TABLES = {
    "prices": lambda rng, n: walk(rng, n, 3),
    "one price": lambda rng, n: walk(rng, n, 1),
    "daily season, one feature": lambda rng, n: seasons(rng, n, 1, 24),
    "weekly season, one feature": lambda rng, n: seasons(rng, n, 1, 7),
    "daily season, sensors on one scale": lambda rng, n: seasons(rng, n, 4, 24),
    "calendar and flags": with_calendar,
    "sine and cosine of the day": with_sine_of_day,
    "day numbers, oldest first": with_date,
    "lags beside steps": with_lags,
    "one-hot columns": with_one_hot,
    "a constant column": with_constant,
    "rainfall with dry hours": rainfall,
    "raw levels": lambda rng, n: made.series(rng, n, 4),
    "standardised": lambda rng, n: standard(made.series(rng, n, 4)),
    "counts": lambda rng, n: rng.poisson(6, (n, 2)),
    "counts, one feature": lambda rng, n: rng.poisson(30, (n, 1)),
    "daily returns": lambda rng, n: np.diff(np.log(walk(rng, n + 1, 3)), axis=0),
    "noise": lambda rng, n: rng.normal(size=(n, 3)),
    "a battery that runs down": lambda rng, n: (
        100 * np.exp(-np.arange(n)[:, np.newaxis] / 90) + rng.normal(0, 0.1, (n, 2))
    ),
    "a counter that grows": lambda rng, n: rng.poisson(4, (n, 1)).cumsum(axis=0) * 1.0,
}


def recurrent(draw, *shape, outputs=1, every=False, **options):
    """Return a fresh model for this shape of a sample."""
    spec = Spec(*shape, draw.one_of((*BOTH, "open")), draw.one_of(CELLS), every, outputs, **options)
    return made.build(spec)


def windowed(draw, name):
    """Windows of a table, with the value that follows."""
    timesteps = draw.number(5, 30)
    length = draw.samples(timesteps) + timesteps
    x, y = made.windows(TABLES[name](draw.rng, length), timesteps)
    if draw.coin():  # windows may come in any order, with their y
        order = draw.rng.permutation(len(x))
        x, y = x[order], y[order]
    return (
        recurrent(draw, *x.shape[1:]),
        x.astype("float32") if draw.coin() else x,
        y if draw.coin() else y[:, np.newaxis],
    )


def plain(draw):
    good = program(draw, draw.one_of((*BOTH, "open", "built")))
    return draw.model(good.spec), good.x, good.y


def plain_every(draw):
    good = program(draw, draw.one_of((*BOTH, "open")), every=True)
    return draw.model(good.spec), good.x, good.y


def any_length(draw):
    good = program(draw, draw.one_of(BOTH), any_length=True)
    return draw.model(good.spec), good.x, good.y


def predict_one(draw):
    good = program(draw, draw.one_of(BOTH))
    return draw.model(good.spec), good.x[:1], None


def predict_all(draw):
    good = program(draw, draw.one_of(BOTH))
    return draw.model(good.spec), good.x, None


def no_axis_for_one_feature(draw):
    good = program(draw, draw.one_of(BOTH), features=1)
    return draw.model(good.spec), good.x[:, :, 0], good.y


def trailing_one(draw):
    good = program(draw, draw.one_of(BOTH))
    return draw.model(good.spec), good.x[..., np.newaxis], good.y


def square(draw):
    size = draw.number(5, 8)
    good = made.with_data(draw, Spec(size, size), size, size)
    return made.build(good.spec), good.x, good.y


def more_features_than_steps(draw):
    good = made.with_data(draw, Spec(4, 7, draw.one_of(BOTH)), 4, 7)
    return made.build(good.spec), good.x, good.y


def convolution_first(draw):
    good = program(draw, draw.one_of(BOTH))
    return made.build(good.spec._replace(first="conv")), good.x, good.y


def flatten_last(draw):
    good = program(draw)
    return flatten_after(good.spec), good.x, good.y


def masked(draw, kind):
    good, _ = made.padded(draw, kind)
    return made.build(good.spec), good.x, good.y


def ids_of_one_length(draw):
    x = draw.rng.integers(0, VOCABULARY, (draw.samples(), draw.number(5, 30)))
    spec = Spec(x.shape[1], 1, draw.one_of(BOTH), first="embedding")
    return made.build(spec), x, draw.rng.normal(size=len(x))


def unrelated_columns(draw):
    """Customers: one step each, and nothing in the columns follows anything else."""
    n, rng = draw.samples(), draw.rng
    columns = [rng.integers(18, 80, n), rng.integers(0, 2, n), rng.gamma(2, 900, n), rng.poisson(3, n), rng.random(n)]
    x = np.stack(columns, axis=1)[:, np.newaxis].astype("float32")
    return recurrent(draw, 1, 5, loss="binary_crossentropy"), x, rng.integers(0, 2, n)


def several_hours_ahead(draw):
    timesteps, ahead = draw.number(9, 30), draw.number(2, 8)
    rows = seasons(draw.rng, draw.samples() + timesteps + ahead, 3, 24)
    x, _ = made.windows(rows[:-ahead], timesteps)
    y = np.stack([rows[first + timesteps : first + timesteps + ahead, 0] for first in range(len(x))])
    return recurrent(draw, timesteps, 3, outputs=ahead), x, y


def all_features_of_the_next_row(draw):
    timesteps = draw.number(9, 30)
    rows = walk(draw.rng, draw.samples() + timesteps, 3)
    x, _ = made.windows(rows, timesteps)
    return recurrent(draw, timesteps, 3, outputs=3), x, rows[timesteps:]


def three_days_ahead(draw):
    timesteps = draw.number(9, 30)
    rows = walk(draw.rng, draw.samples() + timesteps + 3, 2)
    x, y = made.windows(rows, timesteps)
    return recurrent(draw, timesteps, 2), x[:-2], y[2:]


def next_step_at_every_step(draw):
    """y is x one step later: most of it stands in the window, and is meant to. One direction alone has not seen it."""
    timesteps = draw.number(9, 30)
    cut, _ = made.windows(walk(draw.rng, draw.samples() + timesteps + 1, 2), timesteps + 1)
    cell = draw.one_of([cell for cell in CELLS if "Bidirectional" not in cell])
    model = made.build(Spec(timesteps, 2, draw.one_of((*BOTH, "open")), cell, True, 1))
    return model, cut[:, :-1], cut[:, 1:, :1]


def autoencoder(draw):
    """y is x: to give back what went in is the task."""
    good = program(draw, features=draw.number(2, 6), many=False)
    steps, features = good.x.shape[1:]
    layers = [keras.Input((steps, features)), keras.layers.LSTM(3), keras.layers.RepeatVector(steps)]
    tail = [keras.layers.LSTM(3, return_sequences=True), keras.layers.TimeDistributed(keras.layers.Dense(features))]
    return made.sequential([*layers, *tail]), good.x, good.x


def two_right_inputs(draw):
    good = program(draw, losses=("mse",), many=False)
    table = draw.rng.normal(size=(len(good.x), 4)).astype("float32")
    x = [good.x, table] if draw.coin() else {"block": good.x, "table": table}
    return two_inputs(*good.x.shape[1:], 4), x, good.y


def dividing_batch(draw):
    good = program(draw, draw.one_of(BOTH), cells=("LSTM", "GRU", "SimpleRNN"))
    n = len(good.x) // 32 * 32  # 32 is the default of fit
    return made.build(good.spec._replace(batch=32)), good.x[:n], good.y[:n]


def batched_dataset(draw):
    import tensorflow as tf

    good = program(draw, draw.one_of(BOTH))
    return draw.model(good.spec), tf.data.Dataset.from_tensor_slices((good.x, good.y)).batch(16), None


def dense_on_a_frame(draw):
    """Rows of a table, oldest first, for a model without time."""
    n, features = draw.samples(), draw.number(2, 8)
    days = pd.date_range("2019-05-01", periods=n)
    x = pd.DataFrame(made.series(draw.rng, n, features), index=days if draw.coin() else None)
    return made.dense_on_rows(features), x, pd.Series(draw.rng.normal(size=n), index=x.index)


def windows_of_each_customer(draw):
    """The customer's number is a column, and no window crosses a border."""
    return made.windows_cross_groups(draw).twin


def pictures(draw):
    """Hand-written digits, a row of ink a step; the margins are zeros and no padding."""
    from sklearn.datasets import load_digits

    import helpers

    some = draw.rng.permutation(1797)[: draw.samples()]
    loss = "sparse_categorical_crossentropy"
    return recurrent(draw, 8, 6, outputs=10, loss=loss), helpers.cropped_digits()[some], load_digits().target[some]


def transposed_rightly(draw):
    """Stored as (samples, features, timesteps), then transposed: the values are where they belong."""
    good = program(draw, draw.one_of(BOTH))
    stored = good.x.transpose(0, 2, 1).copy()
    return draw.model(good.spec), stored.transpose(0, 2, 1), good.y


def folded_rightly(draw):
    """Flat rows, hour by hour, folded by reshape."""
    good = program(draw, draw.one_of(BOTH))
    rows = good.x.reshape(len(good.x), -1).copy()
    return draw.model(good.spec), rows.reshape(good.x.shape), good.y


def cut_without_overlap(draw):
    timesteps, n = draw.number(5, 20), draw.samples()
    rows = seasons(draw.rng, (n + 1) * timesteps, 2, 24)
    return recurrent(draw, timesteps, 2), rows[:-timesteps].reshape(n, timesteps, 2), rows[timesteps::timesteps, 0]


def several_labels(draw):
    good = program(draw, draw.one_of(BOTH), losses=("binary_crossentropy",), many=False)
    spec = good.spec._replace(outputs=4)
    good = made.with_data(draw, spec, *good.x.shape[1:])
    return made.build(spec), good.x, good.y.astype(int)


HEALTHY = {
    "a block": plain,
    "y for every step": plain_every,
    "any length": any_length,
    "predict one sample": predict_one,
    "predict": predict_all,
    "one feature without its axis": no_axis_for_one_feature,
    "a last axis of 1": trailing_one,
    "as many steps as features": square,
    "more features than steps": more_features_than_steps,
    "Conv1D first": convolution_first,
    "Flatten last": flatten_last,
    "masked at the back": functools.partial(masked, kind="zeros at the back"),
    "masked in front with -1": functools.partial(masked, kind="-1 in front"),
    "masked ids": functools.partial(masked, kind="ids, zeros at the back"),
    "ids of one length": ids_of_one_length,
    "unrelated columns, one step": unrelated_columns,
    "several hours ahead": several_hours_ahead,
    "all features of the next row": all_features_of_the_next_row,
    "three days ahead": three_days_ahead,
    "the next step at every step": next_step_at_every_step,
    "autoencoder": autoencoder,
    "two inputs": two_right_inputs,
    "stateful, the batch divides": dividing_batch,
    "a batched dataset": batched_dataset,
    "DataFrame for Dense": dense_on_a_frame,
    "windows of each customer": windows_of_each_customer,
    "pictures": pictures,
    "transposed": transposed_rightly,
    "folded": folded_rightly,
    "cut without overlap": cut_without_overlap,
    "several labels": several_labels,
    **{f"windows: {name}": functools.partial(windowed, name=name) for name in TABLES},
}


def healthy(count, seed=0):
    """Yield `count` right programs (model, x, y, note), of all kinds in turn, with real values and fresh models."""
    for turn in range(count):
        note = list(HEALTHY)[turn % len(HEALTHY)]
        yield (*HEALTHY[note](Draw(seed, len(GENERATORS), turn, values=True)), note)
