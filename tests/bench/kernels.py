"""What imports and kernels cost: seconds, and memory."""

import statistics
import subprocess
import sys
import time

import nbformat
import tables  # noqa: F401  (it adds the folder of the tools)

from tools.kernels import displayed, kernel, printed  # isort: skip
from tools.reference import ROOT  # isort: skip

PEAK = """
import resource, sys
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""
NOW = "import psutil; print(psutil.Process().memory_info().rss)"
# What Keras costs without us: the example that every tutorial shows.
BARE_FIT = """
import keras
import numpy as np
x, y = np.random.rand(100, 20, 3), np.random.rand(100)
model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(50), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, epochs=10, verbose=0)
"""
# Each fit that Keras records as a graph keeps some 13 MB until its kernel ends.
COUNT_GRAPHS = """
def counted():
    import keras
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
    make = TensorFlowTrainer.make_train_function
    def make_counted(self, force=False):
        if (self.train_function is None or force) and not self.run_eagerly:
            graphs.append(self.name)
        return make(self, force)
    TensorFlowTrainer.make_train_function = make_counted
graphs = []
counted()
"""


def seconds(code):
    """Run code in a fresh interpreter that measures itself."""
    timed = f"import time; start = time.perf_counter()\n{code}\nprint(time.perf_counter() - start)"
    done = subprocess.run([sys.executable, "-c", timed], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def imports(rounds=11):
    """Yield the price of `import helpers` beside that of NumPy, taken in turns in fresh interpreters."""
    pairs = [(seconds("import helpers; helpers.describe_shape"), seconds("import numpy")) for _ in range(rounds)][1:]
    helpers, numpy = (statistics.median(times) for times in zip(*pairs, strict=True))
    yield "import helpers / import numpy", helpers / numpy, 1.3, "times"
    code = "import sys, helpers; helpers.describe_shape; print(sum(name in sys.modules for name in ('tensorflow', 'keras', 'matplotlib')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    yield "TensorFlow, Keras, Matplotlib loaded by it", int(done.stdout), 0, "of 3"


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def megabytes(run, measure):
    return float(printed(run(measure))) / 1e6


def peak(cells):
    """What a fresh kernel takes while it runs the cells: the most memory, in MB, and fits recorded as a graph."""
    with kernel(folder=ROOT / "notebooks") as run:
        run(COUNT_GRAPHS)
        for cell in cells:
            run(cell)
        return megabytes(run, PEAK), int(printed(run("print(len(graphs))")))


def peaks(notebooks):
    """Yield the peak memory of each notebook's kernel, beside that of a kernel that does nothing but fit an LSTM."""
    bare, _ = peak([BARE_FIT])
    yield "a bare fit of Keras: peak memory of its kernel", bare, 850, "MB"
    for path in notebooks:
        most, graphs = peak(cell.source for cell in code_cells(path))
        yield f"{path.stem}: peak / that of a bare fit", most / bare, 1.2, "times"
        yield f"{path.stem}: fits recorded as a graph", graphs, 10, ""


def first_picture(rounds=3):
    """Yield the time from a fresh kernel to the error finder of 00, which needs no Keras."""
    setup, *others = code_cells(ROOT / "notebooks" / "00_start_here.ipynb")
    (finder,) = [cell for cell in others if "show_finder(" in cell.source]
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        with kernel(folder=ROOT / "notebooks") as run:
            run(setup.source)
            assert any("text/html" in data for data in displayed(run(finder.source)))
            times.append(time.perf_counter() - start)
            assert printed(run("import sys; print('keras' in sys.modules)")).strip() == "False"
    yield f"fresh kernel to the error finder, median of {rounds}", statistics.median(times), 3, "s"


def growth(moves=500):
    """Yield how much a kernel grows while one panel of it is moved many times."""
    makers = (
        "block_panel()",
        "break_panel()",
        "motion_panel()",
        "window_panel(range(40))",
        "cut_panel(range(40))",
        "flow_panel()",
        "padding_panel()",
        "turn_panel()",
    )
    # In pieces, because a kernel throws messages away, the last one too, when a thousand wait to be read.
    move = "for step in range({}, {}): slider.value = low + step % (high - low + 1)"
    for maker in makers:
        with kernel() as run:
            run(
                f"import helpers\npanel = helpers.{maker}\n"
                "slider = next(control for control in panel.controls if hasattr(control, 'max'))\n"
                "low, high = slider.min, slider.max\npanel"
            )
            run(move.format(0, 70))  # what is loaded or cached once
            before = megabytes(run, NOW)
            for start in range(0, moves, 50):
                run(move.format(start, start + 50))
            yield f"{maker.split('(')[0]} moved {moves} times: growth", megabytes(run, NOW) - before, 5, "MB"
