"""The cases as a benchmark: what was asked, what is right, and what to hand to a tool."""

import functools
import importlib
import json
import tomllib
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Case(NamedTuple):
    """One question: the first twelve fields tell it (cases.jsonl), the others say what is right (expected.toml)."""

    id: str
    source: str
    title: str
    original_message: str | None
    raw_data: str
    model: str
    cause: str
    fix: str
    outcome: str
    exception: str | None
    message: str | None
    notes: str
    causes: tuple[str, ...]
    reason: str
    any_order: bool = False
    also: tuple[str, ...] = ()
    cannot_tell: bool = False
    from_words: tuple[str, ...] = ()
    twin: tuple[str, ...] = ()


@functools.cache
def cases():
    """All cases, in the order of cases.jsonl. Keras is not imported."""
    expected = tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))
    lines = (HERE / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(entry, expected[entry["id"]]) for entry in map(json.loads, lines)]


def _case(entry, expected):
    answer = {name: tuple(value) if isinstance(value, list) else value for name, value in expected.items()}
    return Case(**entry, **{"from_words": answer["causes"], **answer})


def reproduction(case):
    """The case's module, imported; Keras with it."""
    return importlib.import_module(f"{__package__}.reproductions.{case.id.replace('-', '_')}")


def parts_or_error(case):
    """What a tool gets.

    `("parts", (model, x, y))`, where y is None for a prediction; `("error", exception)` with its traceback, where the
    failure comes before there are parts; `("silent", None)` where there are no parts and no error.
    """
    module = reproduction(case)
    try:
        if hasattr(module, "parts"):
            return "parts", module.parts()
        module.broken()
    except Exception as error:  # which one is the case's own matter
        return "error", error
    return "silent", None


def twin(case):
    """The healthy twin, `(model, x, y)`, or None where the case has none."""
    module = reproduction(case)
    return module.parts_fixed() if hasattr(module, "parts_fixed") else None


def is_right(case, named):
    """Whether the ids that a tool named for the parts or the error, the likeliest first, answer the case."""
    if case.outcome == "accepted_ok":
        return set(named) <= set(case.also)
    if not named:
        return case.cannot_tell
    if not case.causes:
        return named[0] in case.also
    return named[0] in (case.causes if case.any_order else case.causes[:1])


def is_right_from_words(case, named):
    """The same, for a tool that was given nothing but `case.original_message`."""
    if not case.from_words:  # the words do not tell
        return not named or named[0] in (*case.causes, *case.also)
    return named[0] in case.from_words if named else case.cannot_tell


def is_false_alarm(case, named):
    """Whether the ids that a tool named for the healthy twin hold one that is not true of it."""
    return not set(named) <= set(case.twin)
