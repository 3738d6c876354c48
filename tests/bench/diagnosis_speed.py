"""How long it takes to find causes, to show a diagnosis with its tried fixes, and to explain a pasted text."""

import statistics
import sys
import time
from itertools import chain
from pathlib import Path

import psutil

import lstm_shapes

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from cases import benchmark
from tools.quoted import LONG

CALLS = 200
ROUNDS = 6  # how often each fault of the lessons is shown
SAMPLES = 4_166_666  # of 20 timesteps and 3 features: 1 GB of float32
FREE = 4e9


def milliseconds(call):
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


def median_and_tail(what, times, limit):
    yield f"{what}: median of {len(times)}", statistics.median(times), limit, "ms"
    yield f"{what}: p95", statistics.quantiles(times, n=20)[-1], limit, "ms"


def finding(programs, limit, how):
    """Yield what it costs to find the causes of each program, without reading a fix."""
    from tools.small_models import declared

    model = declared()
    for name, (x, y) in programs.items():
        assert lstm_shapes.diagnose(model, x, y).ok is (name == "healthy"), name
        times = [milliseconds(lambda x=x, y=y: lstm_shapes.diagnose(model, x, y)) for _ in range(CALLS)]
        yield from median_and_tail(f"diagnose, {how}, {name}", times, limit)


def shapes_alone():
    """Return x and y without a value of their own, for a model of (20, 3)."""
    import numpy as np

    shapes = {
        "healthy": ((100, 20, 3), (100,)),
        "flat": ((100, 60), (100,)),
        "swapped": ((100, 3, 20), (100,)),
        "wrong features": ((100, 20, 4), (100,)),
        "target": ((100, 20, 3), (100, 5)),
    }
    one = np.float32(0.5)
    return {name: tuple(np.broadcast_to(one, shape) for shape in both) for name, both in shapes.items()}


def a_gigabyte():
    """Return the same programs as views of one array with values."""
    import numpy as np

    rng = np.random.default_rng(0)
    block, target = rng.random((SAMPLES, 20, 3), dtype="float32"), rng.random(SAMPLES, dtype="float32")
    return {
        "healthy": (block, target),
        "flat": (block.reshape(SAMPLES, 60), target),
        "swapped": (block.transpose(0, 2, 1), target),
        "wrong features": (block[:, :, :2], target),
        "target": (block, block[:, :5, 0]),
    }


def lessons():
    """Return the faults of the lessons, each with a model of its own: (model, x, y)."""
    from tools import small_models as small

    Y, X = small.Y, small.X
    return {
        "flat": (small.declared(), small.FLAT, Y),
        "flat, functional": (small.functional(), small.FLAT, Y),
        "one sample": (small.declared(), X[0], None),
        "swapped": (small.declared(), small.SWAPPED, Y),
        "wrong timesteps": (small.declared(), small.LONGER, Y),
        "wrong timesteps, functional": (small.functional(), small.LONGER, Y),
        "wrong features": (small.declared(), small.FOUR, Y),
        "one series": (small.declared(), X[:, 0, 0], None),
        "too many axes": (small.declared(), X[:, :, None], Y),
        "extra return_sequences": (small.every_step(), X, Y),
        "missing return_sequences": (small.declared(), X, X[:, :, :1]),
        "target shape": (small.declared(), X, X[:, :5, 0]),
        "sample count": (small.declared(), X, Y[:90]),
    }


def showing():
    """Yield what it costs to show a fresh diagnosis: its fixes are tried then."""
    faults = lessons()
    times = {name: [] for name in faults}
    first, again = None, []
    for _ in range(ROUNDS):
        for name, program in faults.items():
            found = lstm_shapes.diagnose(*program)
            took = milliseconds(found._repr_html_)
            if first is None:
                first = took
            else:
                times[name].append(took)
                again.append(milliseconds(found._repr_html_))
    yield "show a diagnosis, the very first call", first, 300, "ms"
    yield from median_and_tail(f"show {len(faults)} faults of the lessons", [*chain.from_iterable(times.values())], 300)
    yield from median_and_tail("write a report whose fixes were tried", again, 5)
    medians = {name: statistics.median(every) for name, every in times.items()}
    slowest = max(medians, key=medians.get)
    yield f"show the slowest of them ({slowest}): median", medians[slowest], 300, "ms"


def pasting():
    """Yield what it costs to explain the original words of the real cases."""
    from lstm_shapes.notebook.finder import finder_report

    words = [case.original_message for case in benchmark.cases() if case.original_message]
    yield "explain a pasted text, the very first call", milliseconds(lambda: finder_report(words[0])), 200, "ms"
    times = [milliseconds(lambda text=text: finder_report(text)) for text in words]
    yield from median_and_tail("explain the words of real cases", times, 200)
    slowest = max(milliseconds(lambda text=text: finder_report(text)) for text in LONG)
    yield "explain the slowest of the texts of 120,000 letters and more", slowest, 1000, "ms"


def measure():
    """Yield (what, milliseconds, limit, unit)."""
    yield from pasting()  # first, as for a learner who has imported nothing yet
    yield from showing()
    yield from finding(shapes_alone(), 2, "shapes")
    if psutil.virtual_memory().available < FREE:
        print("Left out: diagnose with the values of 1 GB, because less than 4 GB of memory are free.")
        return
    yield from finding(a_gigabyte(), 10, "1 GB")
