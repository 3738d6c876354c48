"""Measure speed, memory and how well faults are named: `make bench`.

Numbers, not tests: the exit status is 0 also where one is over its limit. Words after it choose parts, such as
`python tests/bench/run.py cases diagnosis-speed`.
"""

import sys
import time
from itertools import chain
from pathlib import Path

import diagnosis
import diagnosis_generated
import diagnosis_kinds
import diagnosis_speed
import evidence
import kernels
import repair_speed
import speed
import texts
import windows

from tools import reference  # isort: skip  (its folder is added by speed)

NOTEBOOKS = sorted((kernels.ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
MEASURED = {
    "imports": lambda: kernels.imports(),
    "picture": lambda: kernels.first_picture(),
    "peaks": lambda: kernels.peaks(NOTEBOOKS),
    "growth": lambda: kernels.growth(),
    "windows": lambda: windows.measure(),
    "keys": lambda: speed.measure(NOTEBOOKS),
    "diagnosis-speed": lambda: diagnosis_speed.measure(),
    "repair-speed": lambda: repair_speed.measure(),
}
TABLES = {
    "cases": lambda: diagnosis.show(),
    "kinds": lambda: diagnosis_kinds.show(),
    "generated": lambda: diagnosis_generated.show(),
    "texts": lambda: texts.show(),
    "evidence": lambda: evidence.show(),
}


def line(what, value, limit, unit):
    verdict = "ok" if value <= limit else "OVER"
    print(f"| {what:<62} | {value:>8.2f} {unit:<5} | {limit:>5} {unit:<5} | {verdict:<4} |", flush=True)
    return value <= limit


def measure(names):
    print(f"| {'what':<62} | {'measured':>14} | {'limit':>11} |      |")
    print(f"| {'-' * 62} | {'-' * 14} | {'-' * 11} | ---- |")
    results = [line(*row) for row in chain.from_iterable(MEASURED[name]() for name in names)]
    over = results.count(False)
    print(f"{len(results)} measured, {'all within their limits' if not over else f'{over} OVER the limit'}.")


def main():
    wanted = sys.argv[1:] or [*MEASURED, *TABLES]
    if "keys" in wanted and reference.chromium() is None:
        print("Left out: key to picture, because there is no Chromium (Debian: apt-get install chromium).")
        wanted.remove("keys")
    measured = [name for name in wanted if name in MEASURED]
    if measured:
        measure(measured)
    for name in wanted:
        if name not in measured:
            start = time.perf_counter()
            TABLES[name]()
            print(f"\n{name}: {time.perf_counter() - start:.0f} s", flush=True)
    print(f"\nPython {sys.version.split()[0]}, {Path(sys.executable).name}; a busy machine measures slower.")


if __name__ == "__main__":
    main()
