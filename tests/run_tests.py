"""Run every test: `make test`, or `python tests/run_tests.py` where there is no make.

Words after it go to the second pytest call, such as `-m "not slow"` or `-k windows`.
"""

import subprocess
import sys

import reference

IN_PARALLEL = ["-n", "2", "--dist", "loadfile"]
STRICT = [
    "--nbval",
    "--nbval-current-env",
    "--nbval-cell-timeout=120",
    "--nbval-sanitize-with",
    "tests/sanitize.cfg",
]


def pytest_run(title, *words):
    """Run pytest once; True when everything passed."""
    print(f"\n== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *IN_PARALLEL, *words]
    return subprocess.run(command, cwd=reference.ROOT).returncode == 0


def main(words):
    passed = []
    is_reference, reason = reference.is_reference()
    if is_reference:
        passed.append(pytest_run("Every notebook, every output compared", *STRICT, "notebooks"))
    else:
        print(f"Left out: comparing every stored output ({reason}); planned errors are compared instead.")
    if reference.chromium() is None:
        print("Left out: tests/test_browser.py, for want of a Chromium (Debian: apt-get install chromium).")
        # Where the proof is kept, a missing browser is a failure of its own, even if no test asks for one.
        passed.append(not reference.in_ci())
    passed.append(pytest_run("Claims, sliders, environment, doctests", "tests", "--doctest-modules", "helpers", *words))
    if not all(passed):
        print("\nNot everything passed; the failures are listed under each == above.")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
