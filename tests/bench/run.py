"""Measure speed and memory: `make bench`. Numbers, not tests: the exit status is 0 also where one is over its limit."""

import sys
from itertools import chain
from pathlib import Path

import kernels
import speed
import windows

import reference  # isort: skip  (its folder is added by speed)

NOTEBOOKS = sorted((kernels.ROOT / "notebooks").glob("0[0-4]_*.ipynb"))


def line(what, value, limit, unit):
    verdict = "ok" if value <= limit else "OVER"
    print(f"| {what:<62} | {value:>8.2f} {unit:<5} | {limit:>5} {unit:<5} | {verdict:<4} |", flush=True)
    return value <= limit


def main():
    wanted = sys.argv[1:] or ["imports", "picture", "peaks", "growth", "windows", "keys"]
    parts = {
        "imports": lambda: kernels.imports(),
        "picture": lambda: kernels.first_picture(),
        "peaks": lambda: kernels.peaks(NOTEBOOKS),
        "growth": lambda: kernels.growth(),
        "windows": lambda: windows.measure(),
        "keys": lambda: speed.measure(NOTEBOOKS),
    }
    if "keys" in wanted and reference.chromium() is None:
        print("Left out: key to picture, because there is no Chromium (Debian: apt-get install chromium).")
        wanted.remove("keys")
    print(f"| {'what':<62} | {'measured':>14} | {'limit':>11} |      |")
    print(f"| {'-' * 62} | {'-' * 14} | {'-' * 11} | ---- |")
    results = [line(*row) for row in chain.from_iterable(parts[name]() for name in wanted)]
    over = results.count(False)
    print(f"{len(results)} measured, {'all within their limits' if not over else f'{over} OVER the limit'}.")
    print(f"Python {sys.version.split()[0]}, {Path(sys.executable).name}; a busy machine measures slower.")


if __name__ == "__main__":
    main()
