"""Tables in Markdown, and work shared between two processes."""

import logging
import multiprocessing
import re
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

PROCESSES = 2
_NUMBER = re.compile(r"[\d.,]+( of \d+)?|-|")
TASKS_EACH = 12  # then a fresh process goes on: each fit leaves some 10 MB behind, whatever is cleared


def heading(title, *notes):
    print(f"\n### {title}\n")
    for note in notes:
        print(f"{note}\n")


def print_table(header, rows):
    """Print a table; the first column is words, the others are set to the right where they are numbers."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[column]) for line in (header, *rows)) for column in range(len(header))]
    numbers = [at > 0 and all(_NUMBER.fullmatch(row[at]) for row in rows) for at in range(len(header))]

    def line(cells):
        padded = zip(cells, widths, numbers, strict=True)
        return f"| {' | '.join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in padded)} |"

    print(line(header))
    rules = zip(widths, numbers, strict=True)
    print(f"| {' | '.join('-' * (width - 1) + (':' if right else '-') for width, right in rules)} |")
    for row in rows:
        print(line(row))
    sys.stdout.flush()


def share(part, whole):
    """Return a share as text; nothing where nothing was asked."""
    return f"{part / whole:.3f}" if whole else "-"


def of(part, whole):
    return f"{part} of {whole}"


def quiet():
    """What each process does first. Programs here are broken on purpose, so warnings tell nothing."""
    warnings.simplefilter("ignore")
    logging.getLogger("tensorflow").setLevel(logging.CRITICAL)
    import helpers  # before Keras, for a start without log lines

    assert helpers


def _one_process(work, tasks):
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), quiet) as pool:
        return list(pool.map(work, tasks))


def in_processes(work, tasks):
    """Yield what `work` returns for each task, as it comes in; slow tasks beside each other are dealt out."""
    count = -(-len(tasks) // TASKS_EACH)
    with ThreadPoolExecutor(PROCESSES) as threads:
        parts = [threads.submit(_one_process, work, tasks[number::count]) for number in range(count)]
        for part in as_completed(parts):
            yield from part.result()
