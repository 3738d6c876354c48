"""Repairs as lines that were checked, and the first of them run on copies, before they are shown."""

import re
from collections import Counter
from typing import NamedTuple

from ..checks import agrees, complaints, other_axes
from ..program import changed, read_both, read_state
from .compiling import compiled_again
from .edits import model_lines, without_weights
from .lines import for_arrays
from .trials import bounded, copies, copy_of, has_numbers, is_copyable, one_batch, run, stand_in, steps_of, weights_of

_FIRST = 3  # fixes that are run
_SMALL = 1_000_000  # weights of a model that is run
_STEPS = 120  # of recurrent layers, in all that is run; each takes one to two milliseconds
CHECKED, ELSEWHERE = "checked on shapes, not run", "not run"
_EITHER = "Each of these repairs it: which one goes with the rest of your program?"
_KEEP_MODEL = "Is the model to stay as it is, with its loss?"
_KEEP_DATA = "Are x and y to stay as they are?"
OTHERS = "Is the answer to the other questions no?"
_ANEW = "May the weights that were trained start anew?"
_NEXT = "It repairs this fault alone: run it, and diagnose again."


class Fix(NamedTuple):
    """One repair, tried before it is shown.

    Fields
    ------
    code : str
        Lines to copy; they name ``model``, ``x``, ``y``.
    confidence : str
        ``"sure"`` or ``"depends on your data"``.
    question : str
        The fact about the data that decides; empty when it is sure.
    apply : callable or None
        ``apply(model, x, y)`` runs the same code on copies and returns a new (model, x, y). None where the
        code cannot be run here, because the model cannot be copied or was never built.
    tried : str
        Empty where it was run on a few rows; else what was done instead, such as "checked on shapes, not run".

    Source
    ------
    `fixes`, which makes them of undos.

    Examples
    --------
    >>> Fix("x = x.transpose(0, 2, 1)", "sure", "", None).confidence
    'sure'
    """

    code: str
    confidence: str
    question: str
    apply: object
    tried: str = ""


def fixes(undos, model, x, y, state, before=()):
    """Turn the ways back from one fault into fixes.

    Each is checked on shapes: of what its lines leave, Keras complains no more than the undo says; one that does not
    do what it says is left out. The first three are run, forward and with the loss, on a few rows. Nothing is trained;
    `model`, `x` and `y` are as they were.

    Parameters
    ----------
    undos : sequence of Undo
        The likeliest first.
    model, x, y : object
        As given to `diagnose`; None for what is not at hand.
    state : State
        Of them, as `read_state` gives it, or as far as words tell.
    before : sequence of Undo
        What is to be repaired first: the fixes are for what these leave.

    Returns
    -------
    tuple of Fix

    Source
    ------
    Keras 3.15, ``Trainer.compute_loss``. On a small model three runs take less than 300 ms.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> from lstm_shapes.slips.undo import Undo
    >>> undo = Undo("empty-array", 1, program(), "x is empty.", lines="x = x[x.price > 0]  # where rows are left out")
    >>> fixes([undo], None, None, None, program())[0].tried
    'not run'
    """
    trial = _trial(model, stand_in(x), stand_in(y), state)
    for undo in before:
        trial = _after(undo, trial)
    undos = tuple(undos)
    among = "" if len(undos) == 1 else OTHERS if any(undo.question for undo in undos) else _EITHER
    return _once([_fix(undo, trial, _which(undo, undos, among)) for undo in undos])


def _once(found):
    """Return the fixes that there are, the same lines once: under the question that says when they are right."""
    kept = {}
    for one in filter(None, found):
        first = kept.get(one.code)
        if first is None:
            kept[one.code] = one
        elif first.question == OTHERS:
            kept[one.code] = first._replace(question=one.question)
    if len(kept) == 1 < len(found):
        return tuple(one._replace(question=one.question.replace(OTHERS, "").strip()) for one in kept.values())
    return tuple(kept.values())


def _which(undo, undos, among):
    """Return what decides between repairs that all work: one alone leaves the model, or x and y, as they are."""
    if among != _EITHER or undo.lines or bool(undo.data) == bool(undo.changes):
        return among
    if undo.data and all(other.changes for other in undos if other is not undo):
        return _KEEP_MODEL
    return _KEEP_DATA if undo.changes and all(other.data for other in undos if other is not undo) else among


class _Trial(NamedTuple):
    """What the fixes of one finding are tried on.

    `copy` is shared by those that leave it as it is; it is None where the model is not run, `copyable` False where it
    cannot be. `given` is False where no model is at hand at all, `sound` where its weights are no numbers. `spent`
    holds the number of "runs" and of "steps" so far.
    """

    model: object
    x: object
    y: object
    state: object
    copyable: bool
    copy: object
    given: bool
    sound: bool
    spent: dict


def _trial(model, x, y, state):
    copy, copyable = None, is_copyable(model)
    try:
        copy = copy_of(model) if copyable and weights_of(model) <= _SMALL else None
    except Exception:  # Keras takes it for another model, or somebody's own code does not come back from its config
        copyable = False
    given = model is not None
    sound = not given or not state.trained or has_numbers(model)
    return _Trial(model, x, y, state, copyable, copy, given, sound, {"runs": 0, "steps": 0})


def _after(undo, trial):
    """Return what one repair leaves for those after it; without x and y, or the model, where that is not known here."""
    code, data, runs = _code(undo, trial)
    try:
        if runs and not undo.lines and (trial.copy is not None or code == data):
            made = run(code, trial.copy or trial.model, trial.x, trial.y)
            return _trial(*made, undo.state._replace(spoilt="", traced=()))
    except Exception:  # then its own fix is not shown either
        pass
    return _trial(None if undo.changes else trial.model, None, None, undo.state)._replace(given=trial.given)


def _fix(undo, trial, among):
    """Return one fix, None where its lines do not do what the undo says; `among` asks what decides between several."""
    if undo.lines:
        return Fix(undo.lines, "depends on your data", undo.question or among, None, ELSEWHERE)
    code, data, runs = _code(undo, trial)
    if not code:
        return None
    raising = (one for one in complaints(undo.state) if one.level == "raises" and one.stage != "spoilt")
    left = {(one.stage, one.what) for one in raising}
    blocked = bool(left - set(undo.settles))
    tried = CHECKED if runs else ELSEWHERE
    try:
        if runs and trial.copy is not None and trial.spent["runs"] < _FIRST:
            code, tried = _run_on_copies(undo, code, trial, not left)
        elif _at_hand(data, trial):
            _, x, y = run(data, None, *bounded(trial.x, trial.y, trial.state, undo.state))
            given = dict(zip("xy", read_both(x, y), strict=True))
            _compare(changed(trial.state._replace(**given), *undo.changes), undo.state)
    except Exception:  # what does not run is not shown
        return None
    loses = trial.state.trained and "old = model" in code and "set_weights" not in code
    question = undo.question or among or (_ANEW if loses else "")
    if blocked:
        question = f"{undo.question} {_NEXT}".strip()
    confidence = "depends on your data" if question else "sure"
    return Fix(code, confidence, question, _applied(code) if runs else None, tried)


def _code(undo, trial):
    """Return (all lines of a fix, those for x and y alone, whether they can be run)."""
    model, state = trial.model, trial.state
    data = for_arrays(undo.data, trial.x, trial.y)
    runs, lines = trial.copyable and _at_hand(data, trial), ""
    if undo.changes:
        lines = model_lines(model if trial.copyable else None, state.model, undo.changes)
        if not trial.sound:
            lines = without_weights(lines, "# the weights start anew: the old ones are no numbers")
        runs = runs and any(line.startswith("model") for line in lines.splitlines())
    elif state.spoilt == "fit" or other_axes(state._replace(x=undo.state.x, y=undo.state.y)) is not None:
        lines = compiled_again(model)
    elif not trial.given and state.model.kind != "layers" and data.startswith("x"):
        lines = 'model.compile(optimizer="adam", loss="mse")  # a failed fit spoilt it: compile as before'
    return "\n".join(filter(None, (data, lines))), data, runs


def _at_hand(data, trial):
    """True where the lines for x and y find what they start from."""
    y = trial.y is not None or hasattr(trial.x, "element_spec")
    return (trial.x is not None or not re.search(r"\bx\b", data)) and (y or not re.search(r"\by\b", data))


def _run_on_copies(undo, code, trial, forward):
    """Run a fix; return (its code, how it was tried). Repairs of data alone leave the copy as it is: they share it."""
    trial.spent["runs"] += 1
    kept = trial.model.built and ("old = model" in code or "model.compile(" not in code)
    copy = trial.copy if kept else copy_of(trial.model)
    few = bounded(trial.x, trial.y, trial.state, undo.state)
    try:
        model, x, y = run(code, copy, *few)
    except ValueError:
        if without_weights(code) == code:
            raise
        code = without_weights(code)
        model, x, y = run(code, copy, *few)
    state = read_state(model, x, y, trial.state.batch_size)
    _compare(state, undo.state)
    if not forward:
        return code, ""
    trial.spent["steps"] += steps_of(state)
    batch = one_batch(x, y, state) if trial.spent["steps"] <= _STEPS else None
    if batch is None:
        return code, CHECKED
    given = model(batch[0], training=False)
    if model.compiled and batch[1] is not None:
        model.compute_loss(x=batch[0], y=batch[1], y_pred=given)
    return code, ""


def _compare(state, wanted):
    """Raise where x or y has another shape than it should, or more is wrong with a program."""
    for one, other in ((state.x, wanted.x), (state.y, wanted.y)):
        if not all(map(agrees, *([shape and shape[1:] for shape in each.shapes] for each in (one, other)))):
            raise ValueError(f"The shapes are {one.shapes}, not {other.shapes}.")
    left, meant = (
        Counter((one.stage, one.what) for one in complaints(each) if one.stage not in ("spoilt", "compile"))
        for each in (state, wanted)
    )
    if left - meant:
        raise ValueError(f"{left - meant} is wrong besides.")


def _applied(code):
    def apply(model, x, y):
        """Run the lines that are shown on copies; return a new (model, x, y)."""
        return run(code, copy_of(model), *copies(x, y))

    return apply
