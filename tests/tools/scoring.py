"""How the answer to a generated case is scored: for the tests, and for `make bench`."""

from typing import NamedTuple

import lstm_shapes
from tools.generated import ALSO_RIGHT

# Only values could show these, and often they do not: then "cannot tell" is the honest answer.
NOBODY_KNOWS = (
    "swapped, square",
    "swapped, no Input",
    "time first, any length, predict",
    "newest first, hours since the start",  # or hours that are left
    "3 customers",
    "4 customers",  # fewer than four borders could be anything
)
# A border between two customers is only sometimes wide enough to be told from a step within one.
AT_LEAST = {"windows-cross-groups": 0.5}


class Score(NamedTuple):
    """The causes that were named, with their levels, the first one first; and what that is worth."""

    levels: dict
    verdict: str  # "right", "wrong level", "another first", "nothing named", "nobody knows" or "a check stumbled"

    @property
    def first(self):
        return next(iter(self.levels), None)


def stumbled(diagnosis):
    """Whether one of the checks met something that it does not know."""
    return any("could not be made" in one.sentence for one in diagnosis.findings)


def levels_of(diagnosis, told=False):
    """The causes that raise or are silent, with their levels; `told`: of an error, all of whose causes raise."""
    if told:
        return {one.cause: "raises" for one in diagnosis.findings if one.cause}
    levels = {}
    for one in diagnosis.findings:
        if one.level in ("raises", "silent"):
            levels.setdefault(one.cause, one.level)
    return levels


def answered(case):
    """What is said of a case."""
    if case.how == "explain":
        return lstm_shapes.explain(case.error)
    return lstm_shapes.diagnose(case.model, case.x, case.y)


def score(case):
    """Ask, and score the answer."""
    diagnosis = answered(case)
    levels = levels_of(diagnosis, told=case.how == "explain")
    first = next(iter(levels), None)
    pieces = case.cause == "merged-samples" and case.y is None  # rows may be cut into pieces on purpose
    if stumbled(diagnosis):
        verdict = "a check stumbled"
    elif not levels:
        verdict = "nobody knows" if pieces or case.note.startswith(NOBODY_KNOWS) else "nothing named"
    elif case.cause not in levels or first not in {case.cause, *ALSO_RIGHT.get(case.cause, ())}:
        verdict = "another first"
    else:
        verdict = "right" if levels[case.cause] == case.level else "wrong level"
    return Score(levels, verdict)
