"""The notebooks with an older Keras 3: what it says otherwise, as a table, and whether that is its wording alone.

`python tests/install/older_keras.py` installs the lock with Keras 3.10 in the place of its own, runs every notebook
there, and compares each output with the stored one; words after it choose, such as `02` or `10`. It ends with 1 where
something differs beyond the wording of a message.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
from nbval.plugin import get_sanitize_patterns

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]
import run_notebooks  # noqa: E402
from tools.reference import pins  # noqa: E402

# TensorFlow 2.21 asks for a newer Keras.
OLDER = ["keras==3.10.*", "tensorflow-cpu==2.20.*"]
# How the older Keras words what the newer one says: each pattern is taken out of both before they are compared.
WORDINGS = (
    (r"Input (\d+) with name '[^']*' of layer '([^']*)'", r'Input \1 of layer "\2"'),  # 3.15 names the input, too
    (r" with name '[^']*' and path '[^']*'(?=\. Expected shape)", ""),  # the same where a model refuses an input
    (r"^Keras 3\.\d+\.\d+ on ", "Keras 3 on "),  # a report of 04 says its version
    # 10, a stateful layer and another batch size: 3.10 does not compare them, so TensorFlow's product says it.
    (r"Expected batch size: 32 Received batch size: 16|Incompatible shapes: \[16,64\] vs\. \[32,64\]", "refused"),
)
SANITIZED = get_sanitize_patterns((ROOT / "tests" / "sanitize.cfg").read_text(encoding="utf-8"))
WIDTH = 58  # of what one Keras says in the table


def rules_of_near():
    """The conftest.py of the repository, which compares the cells that are tagged `near`."""
    spec = importlib.util.spec_from_file_location("conftest_of_the_notebooks", ROOT / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RULES = rules_of_near()


def install(folder):
    """Make the environment and return its Python."""
    wanted = [str(pin) for pin in pins("binder/requirements.txt") if not re.match("keras|tensorflow", pin.name)]
    listed = Path(folder, "wanted.txt")
    listed.write_text("\n".join([*wanted, *OLDER]), encoding="utf-8")
    uv, python = [sys.executable, "-m", "uv"], Path(folder, "older", "bin", "python")
    subprocess.run([*uv, "venv", "-q", "--python", sys.executable, python.parents[1]], check=True)
    subprocess.run([*uv, "pip", "install", "-q", "--python", python, "-r", listed], check=True)
    return python


def said(cell):
    """Return all that a code cell shows as one text, without what differs from run to run."""
    found = []
    for output in cell.outputs:
        if output.output_type == "stream":
            found.append(output.text)
        elif output.output_type == "error":
            found.append(f"raises {output.ename}: {output.evalue}\n")
        else:
            found += [f"{text}\n" for kind, text in sorted(output.data.items()) if kind != "image/png"]
    return replaced("".join(found), SANITIZED)


def replaced(text, rules, flags=0):
    """Return a text in which each pattern of some rules is replaced, in their order."""
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text, flags=flags)
    return text


def tolerance(cell):
    """Return the tolerance of a cell's tag `near`, or None."""
    found = [RULES.TAG.fullmatch(tag) for tag in cell.metadata.get("tags", [])]
    return next((float(one[1]) for one in found if one), None)


def differs(stored, new, near=None):
    """Compare two texts, near where a tolerance is given."""
    if near is None:
        return stored != new
    stored = RULES.Near(stored)
    stored.tolerance = near
    return stored != new


def compared(stored, new):
    """Return None where two runs of a cell say the same, else (what the first says, what the second says, True where
    that is more than wording).
    """
    if "nbval-ignore-output" in stored.metadata.get("tags", []):
        return None
    texts, near = (said(stored), said(new)), tolerance(stored)
    if not differs(*texts, near):
        return None
    alike = tuple(replaced(text, WORDINGS, re.M) for text in texts)
    more = differs(*alike, near)
    # Where a difference of more than wording stands below one of wording, it is the one to show.
    return *first_difference(*(alike if more else texts)), more


def first_difference(one, other):
    """Return the first line of each text in which they differ, from a few words before the difference."""
    lines = [text.splitlines() for text in (one, other)]
    length = max(map(len, lines))
    pairs = list(zip(*(found + [""] * (length - len(found)) for found in lines), strict=True))
    first = next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])
    alike = next((n for n, (a, b) in enumerate(zip(*first, strict=False)) if a != b), min(map(len, first)))
    start = max(0, alike - 24)
    return tuple(("..." if start else "") + line[start:] for line in first)


def rows(path, python):
    """Run a notebook with another Python and return the rows of the table: (notebook, cell, one, other, more)."""
    executed, _ = run_notebooks.execute(path, python, past_errors=True)
    stored = nbformat.read(path, as_version=4)
    cells = [pair for pair in zip(stored.cells, executed.cells, strict=True) if pair[0].cell_type == "code"]
    for _, cell in cells:
        cell.outputs = [run_notebooks.normal_output(output) for output in cell.outputs]
    found = [(old.id, compared(old, new)) for old, new in cells]
    return [(path.stem, cell, *difference) for cell, difference in found if difference]


def table(found):
    """Return the rows as lines of text."""
    lines = [f"{'notebook':<22}{'cell':<16}{'the Keras of the lock says':<{WIDTH + 2}}Keras 3.10 says"]
    for notebook, cell, one, other, more in found:
        one, other = (text if len(text) <= WIDTH else f"{text[: WIDTH - 3]}..." for text in (one, other))
        lines.append(f"{notebook:<22}{cell:<16}{one:<{WIDTH + 2}}{other}")
        if more:
            lines.append(f"FAILED {notebook}: {cell} differs by more than the wording of a message")
    return lines


def main(words):
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    chosen = [path for path in paths if not words or path.stem[:2] in words]
    os.environ["PYTHONPATH"] = str(ROOT)  # the environment has no lstm_shapes and no helpers of its own
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as runs:
        each = runs.map(partial(rows, python=install(folder)), chosen)
        found = [row for of_one in each for row in of_one]
    print("\n".join(table(found)), flush=True)
    return int(any(more for *_, more in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
