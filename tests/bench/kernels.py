"""What imports and kernels cost: seconds, and memory."""

import queue
import statistics
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parent.parent.parent
PEAK = """
import resource, sys
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
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


class Kernel:
    """A kernel that runs cells; a class because it has to be ended."""

    def __enter__(self):
        self.started = time.perf_counter()
        self.manager = KernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
        self.manager.start_kernel(cwd=str(ROOT / "notebooks"), extra_arguments=["--log-level=40"])
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.process = psutil.Process(self.manager.provisioner.process.pid)
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code, until=None):
        """Run one cell; return what it printed, or with `until` as soon as an output of that kind comes."""
        number = self.client.execute(code, store_history=True, stop_on_error=False)
        printed = ""
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=300)
            except queue.Empty:
                raise RuntimeError(f"no answer for 300 s to: {code[:60]}") from None
            if message["parent_header"].get("msg_id") != number:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                printed += content["text"]
            if until and until in content.get("data", {}):
                return time.perf_counter() - self.started
            if kind == "status" and content["execution_state"] == "idle":
                return printed

    def megabytes(self):
        return self.process.memory_info().rss / 1e6


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def peaks(notebooks):
    """Yield the peak memory of each notebook's kernel."""
    for path in notebooks:
        with Kernel() as kernel:
            for cell in code_cells(path):
                kernel.run(cell.source)
            yield f"{path.stem}: peak memory of its kernel", float(kernel.run(PEAK)) / 1e6, 850, "MB"


def first_picture(rounds=3):
    """Yield the time from a fresh kernel to the error finder of 00, which needs no Keras."""
    setup, *others = code_cells(ROOT / "notebooks" / "00_start_here.ipynb")
    (finder,) = [cell for cell in others if "show_finder(" in cell.source]
    times = []
    for _ in range(rounds):
        with Kernel() as kernel:
            kernel.run(setup.source)
            times.append(kernel.run(finder.source, until="text/html"))
            assert kernel.run("import sys; print('keras' in sys.modules)").strip() == "False"
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
        with Kernel() as kernel:
            kernel.run(
                f"import helpers\npanel = helpers.{maker}\n"
                "slider = next(control for control in panel.controls if hasattr(control, 'max'))\n"
                "low, high = slider.min, slider.max\npanel"
            )
            kernel.run(move.format(0, 70))  # what is loaded or cached once
            before = kernel.megabytes()
            for start in range(0, moves, 50):
                kernel.run(move.format(start, start + 50))
            yield f"{maker.split('(')[0]} moved {moves} times: growth", kernel.megabytes() - before, 5, "MB"
