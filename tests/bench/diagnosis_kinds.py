"""How well the kinds of faults of tests/tools/kinds are answered, and whether a first fix is a right repair.

`python tests/bench/diagnosis_kinds.py [names of kinds] [seeds]`; every kind and seed without words.
"""

import sys
from collections import Counter

import tables  # it adds the folder of the tests

import lstm_shapes


def faults(diagnosis):
    return [one for one in diagnosis.findings if one.level in ("raises", "silent")]


def ends(program, fix):
    """Apply a fix to a program and say where it leads: "right", "text", "elsewhere" or "error"."""
    from tools import ground

    if fix.apply is None:
        return "text"
    try:
        return "right" if ground.mended(program, *fix.apply(program.model, program.x, program.y)) else "elsewhere"
    except Exception:  # that it does not run is the answer
        return "error"


def answer(task):
    """Return (kind, seed, what is named, "right", "wrong" or "alarm", where the fixes of the first finding lead)."""
    from tools import kinds

    name, seed = task
    program = kinds.program(name, seed)
    model = program.model if program.model is not None else list(program.layers)
    found = faults(lstm_shapes.diagnose(model, program.x, program.y))
    named = [one.cause for one in found]
    if program.level == "harmless":
        return name, seed, named, "alarm" if named else "right", []
    right = bool(named) and named[0] in program.causes
    # A model that does not build has nothing that a fix could be applied to.
    led = [ends(program, fix) for fix in found[0].fixes] if right and program.model is not None else []
    return name, seed, named, "right" if right else "wrong", led


def show(names=(), seeds=()):
    """Ask about all of them in two processes, and print what came of it."""
    from tools import kinds

    tasks = [(name, seed) for name in names or kinds.KINDS for seed in seeds or range(kinds.VARIATIONS)]
    answers = list(tables.in_processes(answer, tasks))
    count = Counter(verdict for *_, verdict, _ in answers)
    with_fixes = [(name, seed, led) for name, seed, _, _, led in answers if led]
    mended = [one for one in with_fixes if "right" in one[2]]
    tables.heading(f"{len(tasks)} programs of {len({name for name, _ in tasks})} kinds")
    rows = [
        ("right first, or calm where it is harmless", tables.of(count["right"], len(tasks))),
        ("alarms where it is harmless", count["alarm"]),
        ("a fix of the first finding is an accepted repair", tables.of(len(mended), len(with_fixes))),
        ("only lines to read", sum({*led} == {"text"} for *_, led in with_fixes)),
    ]
    tables.print_table(["what", "count"], rows)
    missed = [
        f"{name} {seed}: {', '.join(named) or 'nothing'}" for name, seed, named, said, _ in answers if said != "right"
    ]
    print("\nNot right:", "; ".join(sorted(missed)) or "none")
    other = [f"{name} {seed} ({', '.join(led)})" for name, seed, led in with_fixes if "right" not in led]
    print("\nNo fix is an accepted repair:", "; ".join(sorted(other)) or "none", flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    show([word for word in words if not word.isdigit()], [int(word) for word in words if word.isdigit()])
