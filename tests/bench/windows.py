"""How fast windows reach a fit, and how much memory that takes: cell J of 05, Keras' own cutter, the usual loop."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS, FEATURES, LENGTH, BATCH = 10_000_000, 8, 100, 32
LOOP_ROWS = 200_000  # what the loop makes of more does not fit a small machine
NAMES = {"cell": "cell J", "cutter": "timeseries_dataset_from_array", "loop": f"append loop, {LOOP_ROWS:,} rows"}
STEPS = {"lstm": "into a fit of LSTM(8)", "empty": "into an empty step"}
REPLACED = {"table": "rows", "column, timesteps, horizon, batch_size": f"0, {LENGTH}, 1, {BATCH}"}
# A fresh process each: what one way leaves in memory would count for the next.
CODE = f"""
import json, resource, sys, threading, time
import helpers, keras, numpy as np, psutil
way, step, source = sys.argv[1:]
rows = np.random.default_rng(0).random(({ROWS} if way != "loop" else {LOOP_ROWS}, {FEATURES}), dtype="float32")
targets = rows[:, 0].copy()


class Model(keras.Sequential):
    def train_step(self, data):
        return super().train_step(data) if step == "lstm" else {{"seen": keras.ops.shape(data[0])[0]}}


model = Model([keras.Input(({LENGTH}, {FEATURES})), keras.layers.LSTM(8), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(np.zeros((64, {LENGTH}, {FEATURES}), "float32"), np.zeros(64), verbose=0)  # what is made once
process, peak, done = psutil.Process(), 0, threading.Event()
before = process.memory_info().rss


def watch():
    global peak
    while not done.wait(0.005):
        peak = max(peak, process.memory_info().rss)


threading.Thread(target=watch, daemon=True).start()
start, options = time.perf_counter(), {{"shuffle": False}}
if way == "cell":
    names = {{"rows": rows}}
    exec(source, names)
    data = [names["batches"]]
elif way == "cutter":
    data = [keras.utils.timeseries_dataset_from_array(
        rows, targets[{LENGTH}:], {LENGTH}, batch_size={BATCH}, shuffle=True, seed=0)]
else:
    parts = []
    for first in range(len(rows) - {LENGTH}):
        parts.append(rows[first : first + {LENGTH}])
    data, options = [np.array(parts), targets[{LENGTH}:]], {{"batch_size": {BATCH}}}
batches = 400 if step == "lstm" else {{"cell": 4000, "cutter": 600, "loop": 4000}}[way]


class Clock(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if batch == 9:
            self.start, self.work = time.perf_counter(), time.process_time()
        self.end, self.worked = time.perf_counter(), time.process_time()


clock = Clock()
model.fit(*data, steps_per_epoch=batches, verbose=0, callbacks=[clock], **options)
done.set()
rate = (batches - 10) * {BATCH} / (clock.end - clock.start)
work = 1000 * (clock.worked - clock.work) / (batches - 10)
print(json.dumps({{"rate": rate, "work": work, "peak": (peak - before) / 1e6, "ready": clock.start - start, "table": rows.nbytes / 1e6}}))
"""


def cell_j():
    """Return the source of cell J as it stands in 05, with its lines to replace replaced."""
    cells = nbformat.read(ROOT / "notebooks" / "05_windows.ipynb", as_version=4).cells
    (source,) = [
        cell.source
        for before, cell in pairwise(cells)
        if re.search("^### Copy J: ", before.source, flags=re.M) and "copy-me" in cell.metadata.get("tags", [])
    ]
    for left, right in REPLACED.items():
        source, found = re.subn(rf"(?m)^{left} = .*# replace.*$", f"{left} = {right}", source)
        assert found == 1, left
    return source


def result(way, step):
    command = [sys.executable, "-c", CODE, way, step, cell_j()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1200)
    if done.returncode:
        raise RuntimeError(f"{way}, {step}: {done.stderr[-600:]}")
    return json.loads(done.stdout.splitlines()[-1])


def measure(rounds=3):
    """Yield samples per second and CPU time per batch, the best of some rounds in turns, and the peak over the table."""
    found = {}
    for _ in range(rounds):
        for way in NAMES:
            for step in STEPS:
                found.setdefault((way, step), []).append(result(way, step))
    rates = {key: max(one["rate"] for one in many) for key, many in found.items()}
    work = {key: min(one["work"] for one in many) for key, many in found.items()}
    for way, name in NAMES.items():
        for step, words in STEPS.items():
            yield f"{name}: {words}", rates[way, step], float("inf"), "per s"
            yield f"{name}: CPU time of a batch {words}", work[way, step], float("inf"), "ms"
        every = [one for step in STEPS for one in found[way, step]]
        yield f"{name}: first batches after", min(one["ready"] for one in every), float("inf"), "s"
        limit = 500 if way == "cell" else float("inf")
        yield f"{name}: peak over the {every[0]['table']:.0f} MB table", max(one["peak"] for one in every), limit, "MB"
    for step, words in STEPS.items():
        yield f"Keras' cutter / cell J, {words}", rates["cutter", step] / rates["cell", step], 1, ""
        yield f"cell J / Keras' cutter, CPU time {words}", work["cell", step] / work["cutter", step], 1, ""
