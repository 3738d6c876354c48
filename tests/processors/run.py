"""Run every notebook as other processors of the reference platform would, and compare each output with the stored one.

`python tests/processors/run.py` tries the furthest of each kind in one run; words after it choose, such as `onednn`,
`off-1e-6,one-thread`, or `each` for one run of each. It prints which cells differ and the seconds of each run, and ends
with 1 where something differs.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
from run_tests import IN_PARALLEL, STRICT  # noqa: E402  The same words as in `make test`.

START = HERE / "00-other-weights.py"
ONE_THREAD = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
VARIANTS = {
    "off+1e-6": {"LSTM_SHAPES_WEIGHTS_OFF": "1e-6"},
    "off-1e-6": {"LSTM_SHAPES_WEIGHTS_OFF": "-1e-6"},
    "off+3e-5": {"LSTM_SHAPES_WEIGHTS_OFF": "3e-5"},
    "onednn": {"TF_ENABLE_ONEDNN_OPTS": "1"},
    "one-thread": dict.fromkeys(ONE_THREAD, "1"),
}
# What one run can have together: weights further off than any processor's, and sums in another order.
TOGETHER = ("off+3e-5,onednn,one-thread",)
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?:::(Cell \d+))?(?: - .*)?$", re.MULTILINE)


def differing_cells(variant, folders=("notebooks",)):
    """Return "notebook: cell" of each cell in these folders that differs; nbval counts code cells from 0.

    Raises RuntimeError where pytest could not do its work.
    """
    with tempfile.TemporaryDirectory() as folder:
        startup = Path(folder, "profile_default", "startup")
        startup.mkdir(parents=True)
        shutil.copy(START, startup)
        environment = {**os.environ, **variant, "IPYTHONDIR": folder}
        command = [sys.executable, "-m", "pytest", *STRICT, *IN_PARALLEL, "-q", "-rfE", "--color=no", *folders]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    found = [f"{Path(path).name}: {cell or 'as a whole'}" for path, cell in FAILED.findall(done.stdout)]
    if done.returncode not in (0, 1) or bool(found) is not bool(done.returncode):
        raise RuntimeError(f"pytest ended with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return found


def main(words):
    chosen = VARIANTS if words == ["each"] else words or TOGETHER
    unknown = {name for run in chosen for name in run.split(",")} - set(VARIANTS)
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. There are {', '.join(VARIANTS)}.")
        return 2
    differs = False
    for run in chosen:
        start = time.perf_counter()
        cells = differing_cells({key: value for name in run.split(",") for key, value in VARIANTS[name].items()})
        differs = differs or bool(cells)
        found = f"FAILED {run}: {'; '.join(cells)}" if cells else f"{run}: every output equal"
        print(f"{found} ({time.perf_counter() - start:.0f} s)", flush=True)
    return int(differs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
