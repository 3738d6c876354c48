"""Run the tests: `make test`, `make prove`, or `python tests/run_tests.py [prove]` where there is no make.

`make test` says in minutes whether a change broke something. `make prove` runs what takes longer, each part within
a budget; with FULL=1, each variant of another processor alone, every claim from two more sets of random numbers, graphs
as a learner has them, the programs on which the engine is measured, and every notebook with Keras 3.10. Further words
go to pytest, such as `-k windows`. With PROVE_UNTIL (seconds since 1970), a part that could not end by then is left
out, and said to be.
"""

import os
import subprocess
import sys
import time

from tools import reference

IN_PARALLEL = ["-n", "2", "--dist", "loadfile"]
STRICT = [
    "--nbval",
    "--nbval-current-env",
    "--nbval-cell-timeout=120",
    "--nbval-sanitize-with",
    "tests/sanitize.cfg",
]
# What `make prove` runs: the mark of tests that `make test` leaves out, minutes on two cores, and what it is.
PARTS = {
    "installs": (3, "Installations into empty environments"),
    "hub": (2, "A JupyterHub with two students"),
    "processors": (7, "Other processors: weights off by a hair, oneDNN, one thread, other seeds"),
    "matrix": (11, "Every notebook and every report in JupyterLab in Chromium"),
    "generated": (7, "Generated cases, sure fixes and fuzz"),
    "ground": (25, "What the engine is measured on, against Keras"),
}
SLOWER = 2  # how much longer a part may take on a busy machine
ONLY_FULL = "ground"  # these programs change seldom


LEFT_OUT = []  # parts for which there was no time
FAILURES = []  # the lines that name a failure, told once more at the end: a long log is often kept by its tail alone


def told(command, environment):
    """Run a command and print what it prints; True when it ended well."""
    with subprocess.Popen(command, cwd=reference.ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith(("FAILED ", "ERROR ")):
                FAILURES.append(line)
    return process.returncode == 0


def run(title, *words, **switches):
    """Run pytest once, with environment variables by name; True when everything passed."""
    print(f"\n== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", "--durations-min=1", *IN_PARALLEL, *words]
    # Two dozen Pythons are started; where a machine forbids to keep what was compiled, each compiles all it imports.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **switches}
    return told(command, environment)


def compared():
    """The words that make pytest run the notebooks and compare every output, where that can be done."""
    is_reference, reason = reference.is_reference()
    if is_reference:
        return [*STRICT, "notebooks"]
    print(f"Left out: comparing every stored output ({reason}); planned errors are compared instead.")
    return []


def left_out(words):
    """Say what is left out; True where that is allowed: where the proof is kept, it is a failure of its own."""
    print(f"Left out: {words}")
    return not reference.in_ci()


def has_browser():
    wanted = "the tests of the browser, for want of a Chromium (Debian: apt-get install chromium)."
    return reference.chromium() is not None or left_out(wanted)


def has_hub():
    from tools import hub  # it loads what students need, half a second that `make test` can do without

    reason = hub.lacks()
    return not reason or left_out(f"the tests of a JupyterHub. {reason}")


def test(words):
    browser = has_browser()
    passed = run(
        "Notebooks, claims, panels, exercises, cases, one walk through JupyterLab",
        *(
            *compared(),
            "tests",
            "--doctest-modules",
            "lstm_shapes",
            "helpers",
            "-m",
            f"not ({' or '.join(PARTS)})",
            *words,
        ),
    )
    return passed and browser


def processors(words, full):
    """The notebooks as other processors have them, then the claims that train, or all, from other random numbers."""
    passed = True
    if compared():
        print("\n== Notebooks as on other processors", flush=True)
        passed = told([sys.executable, "tests/processors/run.py", *(["each"] if full else [])], os.environ)
    claims = [str(path) for path in sorted((reference.ROOT / "tests").glob("lessons/claims/test_claims*.py"))]
    chosen = [*claims, *([] if full else ["-m", "processors"]), *words]
    for shift in ("1", "2") if full else ("1",):
        passed &= run(f"Claims from other random numbers, {shift}", *chosen, LSTM_SHAPES_SEED_SHIFT=shift)
    return passed


def older_keras():
    """Every notebook with Keras 3.10, and a table of what it says otherwise."""
    known, reason = reference.is_reference()
    if not known:
        return left_out(f"the notebooks with an older Keras ({reason}).")
    print("\n== Notebooks with Keras 3.10", flush=True)
    return told([sys.executable, "tests/install/older_keras.py"], os.environ)


def prove(words):
    full = os.environ.get("FULL", "") not in ("", "0")
    passed, table = has_browser() & has_hub(), []
    chosen = {part: PARTS[part] for part in PARTS if full or part != ONLY_FULL}
    print("Minutes on two cores:", ", ".join(f"{part} {most}" for part, (most, _) in chosen.items()))
    until = float(os.environ.get("PROVE_UNTIL", "inf"))
    for part, (most, title) in chosen.items():
        began = time.perf_counter()
        if time.time() + SLOWER * most * 60 > until:
            LEFT_OUT.append(part)
            table.append(f"{part:<12}left out: there is no time for its {most} min, which may be {SLOWER * most} here")
            continue
        marks = "generated or fuzz" if part == "generated" else part
        folder = "tests/hub" if part == "hub" else "tests"  # to look through all of them takes a fifth of its time
        passed &= run(title, folder, "-m", marks, *words, HYPOTHESIS_PROFILE="many")
        if part == "processors":
            passed &= processors(words, full)
        if part == "installs" and full:
            passed &= older_keras()
        table.append(f"{part:<12}{(time.perf_counter() - began) / 60:5.1f} of {most} min")
    print("\n" + "\n".join(table))
    return passed


def main(words):
    began = time.perf_counter()
    proving = words[:1] == ["prove"]
    passed = prove(words[1:]) if proving else test(words)
    print("\n" * bool(FAILURES) + "".join(FAILURES), end="")
    good = f"All passed but {', '.join(LEFT_OUT)}, left out." if LEFT_OUT else "Everything passed."
    print(f"\n{(time.perf_counter() - began) / 60:.1f} min.", good if passed else "Not everything passed.")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
