"""Execute notebooks and store them in the normal form: `make notebooks`.

`python tests/run_notebooks.py --check notebooks/*.ipynb` writes nothing, and fails if something would change.
"""

import argparse
import difflib
import os
import re
import sys
import sysconfig
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 300  # seconds for one cell
KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT_OF_A_CELL = ("jupyter", "scrolled", "slideshow", "tags")  # a long output scrolls
PATH = r"(?:~|[A-Za-z]:)?[/\\][^\s\x1b\"'<>()]*"


def execute(path, python=None, past_errors=False):
    """Return the notebook with the outputs of a fresh kernel, and None or why it stopped.

    The kernel is one of this Python, or of another; where it is to run past errors, none of them stops it.
    """
    notebook = nbformat.read(path, as_version=4)
    stored = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if "nbval-ignore-output" in cell_tags(cell):
                stored[cell.id] = cell.outputs
            cell.outputs, cell.execution_count = [], None
    # Only this environment's own kernel: somebody's "python3" elsewhere may be another Python.
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    if python is not None:
        manager.kernel_spec.argv[0] = str(python)
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=TIMEOUT,
        allow_errors=past_errors,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=40"],  # an error, not the usual word about unencrypted ports
        resources={"metadata": {"path": str(Path(path).resolve().parent)}},
    )
    try:
        # What a learner has kept of the clinic (12) is neither shown in a stored output nor changed.
        with tempfile.TemporaryDirectory() as kept:
            client.execute(env={**os.environ, "LSTM_SHAPES_CLINIC": kept})
    except CellExecutionError as error:
        return notebook, f"{place_of_error(notebook)} raised what was not planned: {error.ename}: {error.evalue}"
    except CellTimeoutError:
        return notebook, f"{place_of_error(notebook)} took more than {TIMEOUT} seconds"
    except DeadKernelError:
        return notebook, f"the kernel died in {place_of_error(notebook)}; perhaps the memory is too small"
    for cell in notebook.cells:
        if cell.id in stored and measured_apart(stored[cell.id]) == measured_apart(cell.outputs):
            cell.outputs = stored[cell.id]
    return notebook, None


def measured_apart(outputs):
    """Return outputs without their megabytes and seconds, which a cell that is not compared may print."""
    return outputs and re.sub(r"[\d,.]+ (MB|s|ms)\b", "", str([output.get("text") for output in outputs]))


def place_of_error(notebook):
    """Return which code cell ran last, and its first line."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    errors = [n for n, cell in enumerate(code) if any(output.output_type == "error" for output in cell.outputs)]
    unplanned = [n for n in errors if "raises-exception" not in cell_tags(code[n])]
    stopped = unplanned[0] if unplanned else next((n for n, cell in enumerate(code) if not cell.execution_count), 0)
    return f"code cell {stopped + 1} ({code[stopped].source.splitlines()[0]})"


def cell_tags(cell):
    return cell.metadata.get("tags", [])


def without_folders(text, root=ROOT):
    """Replace what names this machine: the environment, the clone, the file that a kernel makes of a cell."""
    text = re.sub(PATH + r"[/\\]site-packages[/\\]", ".../site-packages/", text)
    for folder, short in (
        (sysconfig.get_path("stdlib"), ".../python/"),
        (root, ""),
        (str(root).replace(str(Path.home()), "~"), ""),
    ):
        text = text.replace(f"{folder}/", short).replace(f"{folder}\\", short)
    return re.sub(PATH + r"ipykernel_\d+[/\\]\d+\.py", "<cell>", text)


def normal_output(output):
    """Take out of one output what differs from run to run."""
    if output.output_type == "stream":
        output.text = without_folders(output.text)
    elif output.output_type == "error":
        output.evalue = without_folders(output.evalue)
        # nbval does not compare tracebacks, so an address in one has to go here.
        output.traceback = [re.sub(r"0x[0-9a-f]{6,}", "0x...", without_folders(line)) for line in output.traceback]
    else:
        # The number of a widget dies with its kernel; without it readers see the words in its place.
        output.data.pop("application/vnd.jupyter.widget-view+json", None)
        for kind in ("text/plain", "text/html", "text/markdown"):
            if kind in output.data:
                output.data[kind] = without_folders(output.data[kind])
    return output


def normal(notebook):
    """Bring a notebook to the form in which it is stored; cell ids and terminal colours stay."""
    notebook.metadata = nbformat.from_dict(KERNEL)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in KEPT_OF_A_CELL if cell.metadata.get(key)}
        )
        hidden = cell.metadata.pop("jupyter", {})
        folded = {key: True for key in ("outputs_hidden", "source_hidden") if hidden.get(key)}
        if folded:
            cell.metadata.jupyter = nbformat.from_dict(folded)
        if cell.cell_type == "code":
            cell.outputs = [normal_output(output) for output in cell.outputs]
        else:
            cell.pop("attachments", None)
    return notebook


def as_text(notebook):
    """Return what stands in the file."""
    return nbformat.writes(notebook, version=4) + "\n"


def rerun(path):
    """Return (text, None), or (None, why not)."""
    notebook, reason = execute(path)
    return (None, reason) if reason else (as_text(normal(notebook)), None)


def without_plots(text):
    """Take the bytes of plots out: what training drew differs from processor to processor."""
    return re.sub(r"(image/png;base64,)[A-Za-z0-9+/=]+", r"\1", text)


def difference(path, old, new):
    """Return the first changed lines, each cut to a readable length."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), str(path), "a new run", n=0, lineterm=""))
    shown = [line[:160] for line in lines[:20]]
    more = [f"... and {len(lines) - 20} lines more"] if len(lines) > 20 else []
    return "\n".join(shown + more)


def main(words=None):
    parser = argparse.ArgumentParser(description="Execute notebooks and store them in the normal form.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if something would change")
    parser.add_argument("notebooks", nargs="+", type=Path)
    chosen = parser.parse_args(words)
    failed = False
    for path in chosen.notebooks:
        print(f"{path.name}: ", end="", flush=True)
        old = path.read_text(encoding="utf-8")
        new, reason = rerun(path)
        if new is None:
            print(f"left as it was: {reason}")
            failed = True
        elif new == old or (chosen.check and without_plots(new) == without_plots(old)):
            print("unchanged")
        elif chosen.check:
            print(f"would change:\n{difference(path, old, new)}")
            failed = True
        else:
            path.write_text(new, encoding="utf-8", newline="\n")
            print("stored")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
