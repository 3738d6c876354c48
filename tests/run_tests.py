"""Run the tests: `make test`, `make prove`, or `python tests/run_tests.py [prove]` where there is no make.

`make test` says in minutes whether a change broke something. `make prove` runs what takes longer, each part within
a budget; with FULL=1, also what does not fit into the budgets. Further words go to pytest, such as `-k windows`.
"""

import os
import subprocess
import sys
import time

import reference

IN_PARALLEL = ["-n", "2", "--dist", "loadfile"]
STRICT = [
    "--nbval",
    "--nbval-current-env",
    "--nbval-cell-timeout=120",
    "--nbval-sanitize-with",
    "tests/sanitize.cfg",
]
# Each is a mark of tests that `make test` leaves out; the minutes are those of two cores.
BUDGETS = {"processors": 10, "installs": 4, "matrix": 5, "generated": 5}
TITLES = {
    "processors": "other processors: weights off by a hair, oneDNN, one thread, other seeds",
    "installs": "installations into empty environments",
    "matrix": "every notebook and every report in JupyterLab in Chromium",
    "generated": "generated cases, sure fixes and fuzz",
}


def run(title, *words):
    """Run pytest once; True when everything passed."""
    print(f"\n== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", "--durations-min=1", *words]
    return subprocess.run(command, cwd=reference.ROOT).returncode == 0


def compared():
    """The words that make pytest run the notebooks and compare every output, where that can be done."""
    is_reference, reason = reference.is_reference()
    if is_reference:
        return [*STRICT, "notebooks"]
    print(f"Left out: comparing every stored output ({reason}); planned errors are compared instead.")
    return []


def has_browser():
    if reference.chromium() is not None:
        return True
    print("Left out: the tests of the browser, for want of a Chromium (Debian: apt-get install chromium).")
    # Where the proof is kept, a missing browser is a failure of its own, even if no test asks for one.
    return not reference.in_ci()


def test(words):
    longer = " or ".join([*BUDGETS, "full"])
    browser = has_browser()
    passed = run(
        "Notebooks, claims, panels, exercises, cases, one walk through JupyterLab",
        *(*IN_PARALLEL, *compared(), "tests", "--doctest-modules", "helpers", "-m", f"not ({longer})", *words),
    )
    return passed and browser


def prove(words):
    full = os.environ.get("FULL", "") not in ("", "0")
    passed, table = [has_browser()], []
    print("Minutes that each part may take on two cores:", ", ".join(f"{part} {most}" for part, most in BUDGETS.items()))
    for part, most in BUDGETS.items():
        began = time.perf_counter()
        chosen = part if full else f"{part} and not full"
        passed.append(run(TITLES[part].capitalize(), "tests", "-m", chosen, *IN_PARALLEL, *words))
        table.append(f"{part:<12}{(time.perf_counter() - began) / 60:5.1f} of {most} min")
    print("\n" + "\n".join(table))
    return all(passed)


def main(words):
    began = time.perf_counter()
    proving = words[:1] == ["prove"]
    passed = prove(words[1:]) if proving else test(words)
    print(f"\n{(time.perf_counter() - began) / 60:.1f} min.", "Everything passed." if passed else "Not everything passed.")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
