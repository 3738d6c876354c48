"""Play a class on this machine: .class/bin/python teaching/hub/load.py [STUDENTS] [--seconds 300]

Starts a JupyterHub with its proxy on loopback, logs STUDENTS in side by side, and for each starts a server, runs
notebook 01 (or another: --notebook), moves its sliders and saves it. Prints what it took, and ends all that it has
started.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import students

FIRST = "notebooks/01_correct_shape.ipynb"
MOST = 8
# MB, a little above what was measured (README.md): one more student, and hub, proxy and what the students share.
EACH, HUB = 600, 600
COLUMNS = ["who", "ready, s", "done, s", "slider, ms", "processor, s", "memory, MB (PSS)", "alone, MB (RSS)", "errors"]


@dataclass
class Row:
    """What one student met: seconds from the start, MB, and errors in words."""

    name: str
    ready: float = 0.0
    done: float = 0.0
    slider: float = 0.0
    processor: float = 0.0
    shared: float = 0.0
    alone: float = 0.0
    errors: list = field(default_factory=list)


def refused(count, path=FIRST, free=None):
    """Say in one sentence why a class is not played here; empty where it is.

    Examples
    --------
    >>> refused(12, free=20e9)
    'This plays 1 to 8 students at a time; 12 take about 7.8 GB of memory, and 20.0 GB are free here.'
    >>> refused(8, free=20e9)
    ''
    """
    if path not in {f"notebooks/{one.name}" for one in (students.ROOT / "notebooks").glob("*.ipynb")}:
        return f"There is no {path} here: give a path such as {FIRST}."
    free = psutil.virtual_memory().available if free is None else free
    needed = (HUB + count * EACH) * 1e6
    memory = f"{count} take about {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free here."
    if not 1 <= count <= MOST:
        return f"This plays 1 to {MOST} students at a time; {memory}"
    return f"This needs more memory: {memory}" if needed > free else ""


async def visit(hub, row, path, began):
    """One student's hour: log in, run the notebook, move its sliders, save it."""
    try:
        async with students.logged_in(hub, row.name) as student:
            await students.start_server(student)
            row.ready = time.perf_counter() - began
            notebook = await students.open_notebook(student, path)
            kernel = await students.start_kernel(student, path)
            async with students.connected(student, kernel) as connection:
                widgets, errors = await students.run_all(connection, notebook)
                seconds, unmoved = await students.move_sliders(connection, widgets)
            row.errors += errors + unmoved
            row.slider = max(seconds, default=0.0)
            await students.save_notebook(student, path, notebook)
            if await students.open_notebook(student, path) != notebook:
                row.errors.append("the notebook was not saved as it was run")
            row.done = time.perf_counter() - began
    except Exception as error:  # one student's failure is a line of the table, and the others go on
        row.errors.append(f"{type(error).__name__}: {error}")


def trees(hub):
    """Return {name: the processes of this student, server and kernel}; under "" the hub and its proxy."""
    found = {}
    for process in students.started_by(hub):
        with contextlib.suppress(psutil.Error, OSError):
            found.setdefault(process.environ().get("JUPYTERHUB_USER", ""), []).append(process)
    return found


def proportional(process):
    """Return the memory of a process in MB; what it shares with others counts by its share (PSS)."""
    lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def highest(process):
    """Return the most memory that a process has had, in MB; what it shares counts in full (peak RSS)."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e6


def look(hub, rows):
    """Bring the rows up to what the students' processes take now."""
    for name, processes in trees(hub).items():
        row = rows.get(name)
        if row is None:
            continue
        shared = alone = processor = 0.0
        for process in processes:
            with contextlib.suppress(psutil.Error, OSError):
                shared += proportional(process)
                alone += highest(process)
                processor += sum(process.cpu_times()[:2])
        row.shared, row.alone = max(row.shared, shared), max(row.alone, alone)
        row.processor = max(row.processor, processor)


async def keep_looking(hub, rows):
    while True:
        await asyncio.to_thread(look, hub, rows)
        await asyncio.sleep(2)


async def play(hub, count, seconds, path):
    """Let the students come all at once; return their rows, and one for hub and proxy."""
    rows = {f"student-{number}": Row(f"student-{number}") for number in range(1, count + 1)}
    for name in rows:
        students.give_copy(hub, name)
    watched = {**rows, "": Row("hub and proxy")}
    watching = asyncio.create_task(keep_looking(hub, watched))
    began = time.perf_counter()
    visits = [asyncio.create_task(visit(hub, row, path, began)) for row in rows.values()]
    try:
        _, late = await asyncio.wait(visits, timeout=seconds)
        for row, one in zip(rows.values(), visits, strict=True):
            if one in late:
                row.errors.append(f"not done after {seconds} s")
        await asyncio.to_thread(look, hub, watched)
    finally:
        for task in (watching, *visits):
            task.cancel()
        await asyncio.gather(watching, *visits, return_exceptions=True)
    return list(watched.values())


def table(rows):
    """Return the rows as the lines of a Markdown table."""
    cells = [COLUMNS, ["---"] * len(COLUMNS)]
    for row in rows:
        times = [f"{row.ready:.1f}", f"{row.done:.1f}", f"{row.slider * 1000:.0f}"] if row.ready else ["", "", ""]
        taken = [f"{row.processor:.1f}", f"{row.shared:.0f}", f"{row.alone:.0f}"]
        cells.append([row.name, *times, *taken, "; ".join(row.errors) or "none"])
    return [f"| {' | '.join(one)} |" for one in cells]


def machine():
    """Say on what this is measured, and how busy it is with other things."""
    memory, busy = psutil.virtual_memory(), psutil.cpu_percent(interval=0.5) / 100 * psutil.cpu_count()
    have = f"{psutil.cpu_count()} processors, {memory.total / 1e9:.1f} GB of memory"
    return f"{have}; before: {memory.available / 1e9:.1f} GB free, {busy:.1f} processors busy with other programs.\n"


def measure(count, seconds, path):
    """Play a class of `count` students with the JupyterHub of this Python; return its rows."""
    # Python's own temporary folder: it goes with the block, also where something fails.
    with tempfile.TemporaryDirectory(prefix="class-") as folder, students.running_hub(Path(folder)) as hub:
        return asyncio.run(play(hub, count, seconds, path))


def main(words):
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("students", nargs="?", type=int, default=2)
    reader.add_argument("--seconds", type=int, default=300, help="when to stop in any case")
    reader.add_argument("--notebook", default=FIRST, metavar="PATH", help=f"such as {FIRST}")
    asked = reader.parse_args(words)
    no = "" if sys.platform == "linux" else "This measures memory as Linux tells it, so it needs Linux."
    if no := no or students.missing() or refused(asked.students, asked.notebook):
        print(no, file=sys.stderr)
        return 2
    # A request to end is taken as Ctrl-C is: what was started is ended first. A shell that starts this in the
    # background has it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    print(machine(), flush=True)
    try:
        rows = measure(asked.students, asked.seconds, asked.notebook)
    except KeyboardInterrupt:
        print("Stopped; what was started has ended.", file=sys.stderr)
        return 130
    print("\n".join(table(rows)))
    return 1 if any(row.errors for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
