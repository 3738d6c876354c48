"""Slips in how samples were cut: a series that was not, samples that a reshape mixed, x and y exchanged."""

from math import prod

import numpy as np

from ...axes import count
from ...checks import fits
from ...evidence import origin
from ..costs import price
from ..inputs import inputs, line, rank_read, slip_of_input, with_x
from ..undo import Undo, after, slip
from ..view import leaves
from ..words import ONE_MOMENT, are, axes_words, expects, fit_all
from .axes import AXES, answers_for_one, declared, fitting, rows_of

_LENGTH = 10  # timesteps of a window where nothing says how many


def _holds_numbers(array):
    return isinstance(array, np.ndarray) and array.ndim > 0 and array.dtype.kind in "fiu"


def _moves_slowly(known):
    """True where each row of x is near the one before."""
    x, _ = known.asked(())
    if not _holds_numbers(x) or x.ndim > 2 or len(x) < 16:
        return False
    flat = x.reshape(len(x), -1)
    spread = flat.std(axis=0)
    moving = spread > 0
    return bool(moving.any() and np.median(np.diff(flat, axis=0).std(axis=0)[moving] / spread[moving]) < 0.7)


def _already_shifted(known):
    """True where y holds, on each row, what stands in a column of x on the next one."""
    x, y = known.asked(())
    if not _holds_numbers(x) or not _holds_numbers(y) or y.ndim != 1 or len(x) != len(y) or len(x) < 9:
        return False
    rows, following = np.flatnonzero(np.isfinite(y[:-1])), x.reshape(len(x), -1)[1:]
    if not len(rows) or (y[rows] == y[rows[0]]).all():
        return False
    few = rows[:64]  # they tell which columns are worth comparing whole
    likely = np.flatnonzero(np.isclose(y[few, np.newaxis], following[few]).all(axis=0))
    return any(np.allclose(y[rows], following[rows, at]) for at in likely)


@slip_of_input(*AXES)
def needs_windows(state, one, known):
    """One long series that was not cut into samples."""
    x, want = one.x, one.want
    wide = len(x) == 2
    table = x if wide else (*x, 1)
    if len(want) != 2 or len(table) != 2 or state.x.source != "arrays" or (wide and not fits(table[1], want[1])):
        return
    length = want[0] or _LENGTH
    if x[0] is not None and x[0] <= length:
        return
    rows = rows_of(state)
    on_each = "one value on each"
    if wide:
        on_each = "several columns on each" if x[1] is None else f"{count(x[1], 'columns')} on each"
    sentence = f"x has {axes_words(x)}: one long series of {x[0] or 'many'} rows, {on_each}, not yet cut into samples."
    reason = f"{expects(state, want)} A row of a series is one timestep, not a sample."
    question = (
        f"Do the rows follow each other in time, oldest first, all of one thing? Then {length} of them are one sample."
    )
    code, found = windows(state, one, length, known)
    samples = found.x.parts[one.part].shape[0]
    more, changes = [], ()
    if not fits(table[1], want[1]):
        found, changes = declared(found, one, (want[0], 1))
        question += f" And is there one measurement, not {want[1]}?"
        more.append("other size")
    if want[0] is None or want == (None, None):
        more.append("chance")
    if want[0] == 1:
        more.append("against y")
    if rows is not None and rows == samples:
        more.append("explained by y")
    if x[0] and _moves_slowly(known):
        more.append("moves slowly")
    if wide and want[1] is None:
        more.append("against y")
    yield Undo("needs-windows", price("series", *more), found, sentence, reason, code, changes, question)


@slip_of_input("counts")
def series_as_one_sample(state, one, known):
    """A whole series with a samples axis in front: y has an answer for each of its timesteps."""
    x, want, rows = one.x, one.want, rows_of(state)
    if state.x.source != "arrays" or len(x) != 3 or x[0] != 1 or None in (*x, rows) or len(want) != 2:
        return
    steps, length = x[1], want[0] or _LENGTH
    sentence = f"x holds 1 sample of {count(steps, 'timesteps')}, and y holds {rows:,}."
    reason = f"{expects(state, want)} Row i of y is the answer for row i of x."
    if length < steps and rows in (steps, steps - length, steps - length + 1):
        taken = line(state, one, "x[0]")
        table = with_x(state, one, x[1:])
        code, found = windows(table, one._replace(x=x[1:]), length, after(known, (taken,)))
        question = f"Is x[0] one long series, oldest first? Then {length} of its rows are one sample."
        cost = price("series", "second choice")
        yield Undo("needs-windows", cost, found, sentence, reason, f"{taken}\n{code}", (), question)
    elif rows == steps and state.y.form == "one":
        question = f"Is there an answer for each of the {steps} timesteps of this one sample?"
        cost = price("one sample with y", "explained by y")
        code = "y = y[np.newaxis]"
        yield Undo("sample-count-mismatch", cost, answers_for_one(state), sentence, reason, code, (), question)


def windows(state, one, length, known):
    """Return (lines that cut a table, or a series, into windows and y with it, the state that they lead to)."""
    x, rows = one.x, rows_of(state)
    table = x if len(x) == 2 else (*x, 1)
    lines = [] if len(x) == 2 else [line(state, one, "x[:, np.newaxis]")]
    lines.append(f"windows = np.lib.stride_tricks.sliding_window_view(x, {length}, axis=0)")
    samples, found, beside = x[0] and x[0] - length + 1, state, state.y.form != "none" and rows == x[0] is not None
    if beside and not _already_shifted(known):
        lines.append("x = np.moveaxis(windows, -1, 1)[:-1]  # the last window has no next row")
        lines.append(f"y = y[{length}:]  # the value that follows each window")
        samples -= 1
        found = _with_rows(state, samples)
    else:
        lines.append("x = np.moveaxis(windows, -1, 1)")
        if beside:
            lines.append(f"y = y[{length - 1}:]  # y holds the value that follows each row already")
            found = _with_rows(state, samples)
        elif rows is not None and samples and rows == samples - 1:
            lines[-1] += "[:-1]  # the last window has no next row"
            samples -= 1
    return "\n".join(lines), with_x(found, one, (samples, length, table[1]))


@slip_of_input(*AXES)
def rows_declared(state, one, known):
    """A table whose number of rows stands in Input: rows, or columns, of it are no size of a sample."""
    x, want, rows = one.x, one.want, rows_of(state)
    if state.x.source != "arrays" or not one.declared or not len(x) == len(want) == 2:
        return
    if None in x or rows not in (None, x[0]) or x[0] not in want or x == (want[1], want[1]):
        return
    if rank_read(state.model, 2) == 2:
        return  # the layers read rows
    n, columns = x
    at = want.index(n)
    sentence = f"Input declares {want}, and {n} is the number of rows of x, {x}."
    reason = "Input takes the shape of one sample; the number of rows does not belong into it."
    length = _LENGTH if want[1 - at] in (None, columns) else want[1 - at]
    steps = None if want[0] is None else length
    slow = _moves_slowly(known)
    ways = []
    if n > length:
        code, found = windows(state, one, length, known)
        question = f"Do the rows follow each other in time? Then {length} of them, or any number, are one sample."
        ways.append((code, found, (steps, columns), question, () if slow else ("chance",)))
    question = ONE_MOMENT
    found = with_x(state, one, (n, 1, columns))
    once = None if want[0] is None else 1
    ways.append(
        (
            line(state, one, f"x.reshape(len(x), 1, {columns})"),
            found,
            (once, columns),
            question,
            ("chance",) if slow else (),
        )
    )
    question = f"{are(columns, 'columns', 'the')} one measurement at {count(columns, 'moments')}? "
    question += "Then each column is a timestep."
    found = with_x(state, one, (n, columns, 1))
    long = None if want[0] is None else columns
    ways.append((line(state, one, "x[:, :, np.newaxis]"), found, (long, 1), question, ("chance", "second choice")))
    name = "count declared" if at == 0 or want[0] is None else "count declared, other sizes"
    alone = ("no targets",) if state.y.form == "none" and known.x is not None and x == want else ()
    for code, found, shape, question, more in ways:
        found, changes = declared(found, one, shape)
        yield Undo(
            "samples-in-input-shape", price(name, *alone, *more), found, sentence, reason, code, changes, question
        )


def _with_rows(state, samples):
    parts = tuple(part._replace(shape=part.shape and (samples, *part.shape[1:])) for part in state.y.parts)
    return state._replace(y=state.y._replace(parts=parts))


@slip_of_input("counts")
def merged_samples(state, one, known):
    """A reshape with -1 that made another number of samples."""
    x, want, rows = one.x, one.want, rows_of(state)
    if not rows or None in x or len(x) < 2 or x[0] == rows or prod(x) % rows:
        return
    arrays = leaves(known.asked(())[0])
    behind = origin(arrays[one.part]) if len(arrays) > one.part else None
    reason = "Row i of y is the answer for row i of x, so both have the same number of rows."
    if behind is not None and behind.how == "reshaped" and behind.shape[0] == rows and _mixes(behind.shape, x):
        was = behind.shape
        sentence = f"x holds {count(x[0], 'samples')}, made by a reshape from {rows}; y holds {rows}."
        reason = f"x is a reshape of an array of shape {was}: -1 makes the count fit, not the meaning. {reason}"
        question, name = f"Did x have {rows} rows before its reshape?", "remade, seen"
        shapes = [was] if len(was) == len(x) else [(rows, *fold) for fold in _folds(prod(was[1:]), want)]
        if not shapes:
            found = with_x(state, one, (rows, *want))
            lines = f"x = x.reshape({rows}, -1)  # then fold each row"
            yield Undo("merged-samples", price(name), found, sentence, reason, "", (), question, lines)
    elif len(x) > 2:
        each = prod(x) // rows
        shape = (rows, *x[1:]) if each == prod(x[1:]) else (rows, each)
        if len(want) == 2 and want[-1] and each % want[-1] == 0:
            shape = (rows, each // want[-1], want[-1])
        sentence = f"x holds {x[0]} samples and y {rows}: a reshape with -1 made another number of samples."
        question, name, shapes = f"Were there {rows} samples before a reshape of x?", "remade", [shape]
        if min(rows, x[0]) > 1 and not (rows % x[0] and x[0] % rows):
            name = "remade, a multiple"
    else:
        return
    for shape in shapes:
        found, changes = with_x(state, one, shape), ()
        if name != "remade":
            found, changes = declared(found, one, fitting(shape[1:], want))
        if len(shapes) > 1:
            question = f"Did x have {rows} rows of {shape[1]} timesteps before its reshape?"
        code = line(state, one, f"x.reshape({tuple(shape)})")
        yield Undo("merged-samples", price(name), found, sentence, reason, code, changes, question)


def _mixes(was, x):
    """True where a reshape of one shape to the other does more than give, or take, axes of 1."""
    return prod(was) == prod(x) and [size for size in was if size != 1] != [size for size in x if size != 1]


def _folds(many, want):
    """Return the shapes of a sample of so many numbers that have the steps, or the features, that are declared."""
    if len(want) != 2:
        return []
    folds = [(many // want[1], want[1])] if want[1] and many % want[1] == 0 else []
    folds += [(want[0], many // want[0])] if want[0] and many % want[0] == 0 else []
    return list(dict.fromkeys(folds))


@slip(*AXES)
def exchanged(state, wrong, known):
    """x and y handed over in the wrong order."""
    each = list(inputs(state))
    if len(each) != 1 or len(state.y.parts) != 1 or state.x.form != "one" or state.y.form != "one":
        return
    one, y = each[0], state.y.parts[0].shape
    if y and one.declared and fit_all(y[1:], one.want) and len(one.x) < len(y) and one.x[:1] == y[:1]:
        sentence = f"x and y look exchanged: y is {y}, which the model reads, and x is {one.x}."
        found = state._replace(x=state.y, y=state.x)
        reason = "fit and diagnose want x first."
        yield Undo("target-shape", price("exchanged"), found, sentence, reason, "x, y = y, x")
