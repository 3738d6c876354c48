"""How long the fixes of one fault take until they are checked, and the first of them run."""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ROUNDS = 8
LIMIT = 300
TURNED = "x = x.reshape(len(x), 3, 20).transpose(0, 2, 1)"


def faults():
    """Return (name, model, x, y, undos) of small programs, each with as many repairs as are run."""
    import keras
    from tools import small_models as small

    from lstm_shapes.program import Change, changed, layer, read_state, with_shape
    from lstm_shapes.slips.undo import Undo

    def of(name, model, x, y, *ways):
        state, undos = read_state(model, x, y), []
        for data, shape, changes in ways:
            then = changed(with_shape(state, "x", 0, shape) if shape else state, *changes)
            undos.append(Undo("flattened-steps", 1, then, "", data=data, changes=tuple(changes), question="Which?"))
        return name, model, x, y, undos

    def wide(units):
        layers = [keras.layers.LSTM(units), keras.layers.Dense(1)]
        return small.build(keras.Input((20, 3)), layers=layers)

    fold = [("x = x.reshape(len(x), 20, 3)", (100, 20, 3), ()), (TURNED, (100, 20, 3), ())]
    every = Change("setting", 0, "return_sequences", False)
    pooled = Change("insert", 1, value=layer("GlobalAveragePooling1D"))
    flat = Change("insert", 1, value=layer("Flatten"))
    longer = [
        ("x = x[:, -20:]", (100, 20, 3), ()),
        ("", None, (Change("input", 0, value=(30, 3)),)),
        ("", None, (Change("input", 0, value=(None, 3)),)),
    ]
    return [
        of("two of x", small.declared(), small.FLAT, small.Y, *fold),
        of("one of x, two of the model", small.declared(), small.LONGER, small.Y, *longer),
        of("the same, functional", small.functional(), small.LONGER, small.Y, *longer),
        of(
            "three of the model",
            small.every_step(),
            small.X,
            small.Y,
            *[("", None, (one,)) for one in (every, flat, pooled)],
        ),
        of("not quite a million weights", wide(480), small.FLAT, small.Y, *fold),
        of("more than a million weights", wide(600), small.FLAT, small.Y, *fold),
    ]


def measure():
    """Yield (what, milliseconds, limit, unit)."""
    from lstm_shapes.program import read_state
    from lstm_shapes.repair.fixes import fixes

    for name, model, x, y, undos in faults():
        state, times = read_state(model, x, y), []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            found = fixes(undos, model, x, y, state)
            times.append(1000 * (time.perf_counter() - start))
            assert len(found) == len(undos), name
        yield f"fixes, {name}: median of {ROUNDS - 1}", statistics.median(times[1:]), LIMIT, "ms"
