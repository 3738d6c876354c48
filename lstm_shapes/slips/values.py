"""Slips that only values show, where every shape fits."""

from math import prod

from .. import evidence
from ..axes import count
from ..checks import as_read
from ..evidence.memory import Origin
from ..program import changed, with_shape
from .axes import declared, fitting, rows_of
from .batch import with_shapes
from .costs import price
from .inputs import line, told_which, with_x
from .seen import inputs_of
from .told import told, told_of
from .undo import SLIPS, Slip, Undo, slip
from .words import made_x, numbers
from .words import with_x as named

_LENGTH = 10  # timesteps of a window where nothing says how many


def slip_of_values(*whats):
    """Make a function that yields undos a slip; it is asked for each complaint of the values that has such a name.

    The function is ``undos(state, one, complaint)`` with the `Input` that the complaint is about; None for y.
    """

    def register(function):
        def undos(state, wrong, known):
            each = inputs_of(state)
            for complaint in wrong:
                which, place = complaint.where if complaint.stage == "values" else ("", 0)
                if complaint.what in whats and which:
                    one = next((one for one in each if one.place == place), None) if which == "x" else None
                    for undo in function(state, one, complaint):
                        yield told_which(state, one, undo) if one is not None and len(each) > 1 else undo

        SLIPS.append(Slip(function.__name__, frozenset({"values"}), undos))
        return function

    return register


def _sizes(one):
    """The shape of one sample as Keras reads it."""
    return (as_read(one.x, (None, *one.want)) or one.x)[1:]


def _laid(state, one, turn, shape=None):
    """Return (state, code, changes) for samples in the order of `shape`, whose axes are then turned.

    `shape` is that of one sample, as Keras reads it where none is given; `turn` counts its axes from 0.
    """
    sizes = _sizes(one) if shape is None else tuple(shape)
    if len(sizes) == 1:
        sizes, turn = (*sizes, 1), (0, 1)
    made = f"x.reshape(len(x), {numbers(sizes)})" if sizes != one.x[1:] else "x"
    if tuple(turn) != tuple(range(len(sizes))):
        made += f".transpose{(0, *(axis + 1 for axis in turn))}"
    found = tuple(sizes[axis] for axis in turn)
    return *_declared(state, one, found), line(state, one, made)


def _declared(state, one, shape):
    """Return (the state with other samples, the changes of what is declared where that does not fit them)."""
    return declared(with_x(state, one, (one.x[0], *shape)), one, fitting(shape, one.want))


def _in_steps(steps, features, in_turn):
    """Return (turn, shape) of a sample of steps that stand in turn, or feature by feature."""
    return ((0, 1), (steps, features)) if in_turn else ((1, 0), (features, steps))


@slip_of_values("axis")
def time_elsewhere(state, one, complaint):
    """Time runs over another axis than the one that the model reads as timesteps."""
    came, sizes = complaint.came, _sizes(one)
    if sizes[0] == 1:
        yield from _one_step(state, one, complaint)
        return
    over = getattr(came, "over", None) or (getattr(came, "time", None) or came.axis,)
    turn = (*(axis - 1 for axis in over), *(axis for axis in range(len(sizes)) if axis + 1 not in over))
    found, changes, code = _laid(state, one, turn)
    sentence = f"x is {one.x}, and its two last axes look exchanged."
    question = f"Is x[0, 0] a whole course in time of one feature, rather than {sizes[-1]} features of one moment?"
    if len(sizes) > 2:
        sentence = f"x is {one.x}, and its timesteps stand on axis {over[0]}."
        question = f"Do the {sizes[over[0] - 1]} places along axis {over[0]} follow each other in time?"
    yield Undo("swapped-axes", price("proven"), found, sentence, told(complaint), code, changes, question)


def _one_step(state, one, complaint):
    """The look-back stands on the features axis."""
    came, columns = complaint.came, prod(_sizes(one))
    sentence = f"x is {one.x}: 1 timestep, and its features look like {columns} moments of one series."
    reason = f"{told(complaint)} With one timestep the recurrent weights are never used."
    apart = abs(getattr(came, "columns", 1))
    if getattr(came, "turns", 1) is None and columns % apart == 0:
        ways = [_in_steps(columns // apart, apart, True), _in_steps(columns, 1, True)]
    elif hasattr(came, "was") and len(came.was) == 2 and 1 not in came.was:
        ways = [((came.was_axis, 1 - came.was_axis), came.was)]
    else:
        ways = [_in_steps(columns, 1, True)]
    for place, (turn, shape) in enumerate(ways):
        steps, features = (shape[axis] for axis in turn)
        question = f"Are the {columns} columns one measurement at {columns} moments?"
        if features > 1:
            question = f"Are the {columns} columns {features} measurements at {steps} moments?"
            sentence = f"x is {one.x}: 1 timestep, and its features look like {steps} moments of {features} series."
        found, changes, code = _laid(state, one, turn, shape)
        cost = price("proven", *(["second choice"] * place))
        yield Undo("single-timestep", cost, found, sentence, reason, code, changes, question)


@slip_of_values("turns")
def measurements_in_turn(state, one, complaint):
    """Several features are written where the steps, or the features, of one should stand."""
    came = complaint.came
    found, changes, code = _laid(state, one, *_in_steps(came.steps, came.features, came.in_turn))
    if _sizes(one)[0] == 1:
        cause = "single-timestep"
        sentence = (
            f"x is {one.x}: 1 timestep, and its features look like {came.steps} moments of {came.features} series."
        )
    else:
        cause = "features-as-timesteps"
        how = "in turn" if came.in_turn else "one after the other"
        sentence = f"x is {one.x}: {came.features} measurements look written {how} as timesteps of their own."
    question = f"Are {came.features} measurements written in turn, moment by moment?"
    if not came.in_turn:
        question = f"Are {came.features} measurements written one after the other, {came.steps} moments of each?"
    yield Undo(cause, price("proven"), found, sentence, told(complaint), code, changes, question)


@slip_of_values("order")
def reshaped_for_transposed(state, one, complaint):
    """The numbers lie in the order of another shape: a reshape was used where a transpose was needed."""
    sentence = f"The shape {(one.x[0], *_sizes(one))} fits, and the values look scrambled."
    for (found, changes, code), question, cost in _ordered(state, one, complaint):
        yield Undo("scrambled-reshape", cost, found, sentence, told(complaint), code, changes, question)


def _ordered(state, one, complaint):
    """Yield ((state, changes, code), question, cost) for what brings numbers into the order of the shape they have."""
    came, sizes, cost = complaint.came, _sizes(one), price("proven")
    memory = isinstance(came, Origin)
    if memory and sorted(came.shape[1:]) != sorted(sizes):  # the samples moved as well
        whole = (one.x[0], *sizes)
        turned = f"x.reshape{came.shape}.transpose{_turn(came.shape, [size for size in whole if size > 1])}"
        code = line(state, one, turned if 1 not in whole else f"{turned}.reshape{whole}")
        yield (*_declared(state, one, sizes), code), f"Was the array {came.shape} before it was reshaped?", cost
        return
    was = came.shape[1:] if memory else came.was
    if not was:
        code = line(state, one, f"x.transpose(0, 2, 1).reshape(len(x), {numbers(sizes)})")
        question = "Was the block folded by the feature before its axes were exchanged?"
        yield (*_declared(state, one, sizes), code), question, cost
        return
    question = f"Was the array {(one.x[0], *was)} before it was reshaped?"
    if len(was) == 2 and was == sizes[::-1]:
        question = f"Were the rows written feature by feature, {was[1]} values of one feature in a row?"
    if complaint.wanted is not None:  # the overlap, which knows where time runs
        first = complaint.wanted.was_axis
        yield _laid(state, one, (first, *(axis for axis in range(len(was)) if axis != first)), was), question, cost
        return
    yield _laid(state, one, _turn(was, sizes), was), question, cost
    if memory:  # or it was right before, and its sizes are declared wrong
        question = f"Was the array {(one.x[0], *was)} right before it was reshaped?"
        yield _laid(state, one, tuple(range(len(was))), was), question, price("proven", "second choice", sizes=1)


def _turn(was, sizes):
    """Return the order of the axes of `was` that gives `sizes`; axes of one size stay in their order."""
    left, turn = list(range(len(was))), []
    for size in sizes:
        axis = next(axis for axis in left if was[axis] == size)
        left.remove(axis)
        turn.append(axis)
    return tuple(turn)


@slip_of_values("mixed")
def mixed_samples(state, one, complaint):
    """A reshape with -1 made samples of parts of several rows, as many as there are answers."""
    was = complaint.came.shape
    sentence = f"x holds {count(one.x[0], 'samples')} that mix rows of another array."
    reason = f"{told(complaint)} -1 makes the count fit, not the meaning."
    question = "How many samples were there before the reshape?"
    if len(was) == len(one.x) and rows_of(state) in (None, was[0]):
        found, changes = declared(with_x(state, one, was), one, fitting(was[1:], one.want))
        code = line(state, one, f"x.reshape{tuple(was)}")
        yield Undo("merged-samples", price("proven"), found, sentence, reason, code, changes, question)
    lines = f"x = x.reshape({was[0]}, -1)  # then fold with len(x)"
    cost = price("proven", "earlier line")
    settles = (("values", "mixed"),)
    yield Undo("merged-samples", cost, state, sentence, reason, "", (), question, lines, settles)


@slip_of_values("earlier")
def every_number_a_sample(state, one, complaint):
    """A series of which every row became a sample of one timestep, though y depends on the rows before."""
    sizes = _sizes(one)
    if state.x.form != "one" or state.y.form != "one" or one.x[0] is None or one.x[0] < 2 * _LENGTH:
        return
    features = prod(sizes)
    made = f"x.reshape(len(x), {features})" if len(one.x) != 2 else "x"
    code = f"windows = np.lib.stride_tricks.sliding_window_view({made}, {_LENGTH}, axis=0)\n"
    code += f"x = np.moveaxis(windows, -1, 1)\ny = y[{_LENGTH - 1}:]  # y stays with the last row of its window"
    y = state.y.parts[0].shape
    rows = one.x[0] - _LENGTH + 1
    found, changes = _declared(with_shape(state, "y", 0, (rows, *y[1:])), one, (_LENGTH, features))
    found = with_x(found, one, (rows, _LENGTH, features))
    sentence = f"x is {one.x}: every sample is 1 timestep, and y depends on the samples before."
    reason = f"{told(complaint)} With one timestep nothing of them is read."
    question = f"Do the rows follow each other in time, oldest first? Then {_LENGTH} of them, or another number, are one sample."
    yield Undo("single-timestep", price("proven"), found, sentence, reason, code, changes, question)


@slip_of_values("late")
def answer_inside(state, one, complaint):
    """y is not shifted: it stands in its own window, or before it."""
    came, windows = complaint.came, complaint.wanted
    sentence = "The answer stands in the window already: y repeats a value of x."
    if came.offset < 0:
        sentence = "The answer lies before its window: y repeats an earlier value of x."
    reason = f"{told(complaint)} The target of a window lies after its last row."
    apart = abs(windows.shift) if windows is not None and windows.ordered else 0
    rows = one.x[0]
    if apart and came.late % apart == 0 and rows is not None and came.late // apart < rows:
        by = came.late // apart
        cuts = (f"[:-{by}]", f"[{by}:]") if windows.shift > 0 else (f"[{by}:]", f"[:-{by}]")
        code = ", ".join(_cut(which, getattr(state, which), cut) for which, cut in zip("xy", cuts, strict=True))
        code = f"x, y = {code}"
        question = f"Do the windows follow each other, {count(apart, 'steps')} apart? Then y moves by {by}, behind the last row."
        question = question.replace("1 step apart", "one step apart")
        found = with_shapes(state, rows - by)
        yield Undo("target-misaligned", price("proven"), found, sentence, reason, code, (), question)
        return
    sizes = _sizes(one)
    if came.offset >= 0 and came.late < sizes[0] and len(sizes) > 1:
        found, changes = _declared(state, one, (sizes[0] - came.late, *sizes[1:]))
        code = line(state, one, f"x[:, :-{came.late}]")
        question = "Is y the value to predict? Then each sample ends before it."
        yield Undo("target-misaligned", price("proven"), found, sentence, reason, code, changes, question)
    lines = "y = series[steps:]  # where x is cut: the value behind each window"
    question = "Should y be the value that follows each sample?"
    cost, settles = price("proven", "earlier line"), (("values", "late"),)
    yield Undo("target-misaligned", cost, state, sentence, reason, "", (), question, lines, settles)


def _cut(which, given, cut):
    """Return x, or y, with some of its samples, be it one array, a list or a dict of them."""
    if given.form == "list":
        return f"[one{cut} for one in {which}]"
    return f"{{name: one{cut} for name, one in {which}.items()}}" if given.form == "dict" else f"{which}{cut}"


@slip("counts")
def rows_lost_in_front(state, wrong, known):
    """x, or y, lost its first rows: without them in the other y is what follows each window."""
    x, y = known.asked(())
    if not all(hasattr(one, "shape") and len(one.shape) for one in (x, y)) or len(x) == len(y):
        return
    least = min(len(x), len(y))
    windows = evidence.overlap(x[-least:]) if least else None
    place = evidence.target_place(x[-least:], y[-least:], windows) if windows is not None else None
    if place is None or place.late or place.strength != evidence.PROOF:
        return
    which, lost = ("x", len(y) - least) if len(x) == least else ("y", len(x) - least)
    sentence = f"x holds {count(len(x), 'samples')} and y holds {len(y):,}: the first {lost} of {which} are missing."
    reason = f"Row i of y is the answer for row i of x. {told_of(place)} So the rows that {which} lost stood in front."
    code = f"x, y = x[-{least}:], y[-{least}:]"
    yield Undo("sample-count-mismatch", price("counts"), with_shapes(state, least), sentence, reason, code)


@slip_of_values("borders")
def over_a_border(state, one, complaint):
    """Windows were cut over the border between two groups."""
    came, sentence = complaint.came, "Some windows of x cross the border between two groups."
    reason = f"{told(complaint)} The rows of one group do not follow those of another."
    question = (
        "Does that column number customers, machines or shops?"
        if came.by == "name"
        else ("Do the two sides belong to different customers, machines or shops?")
    )
    if came.by == "name" and len(one.x) == 3 and state.x.form == "one" and state.y.form in ("none", "one"):
        code = f"group = x[:, :, {came.feature}]\nusable = (group == group[:, :1]).all(axis=1)\n"
        if state.y.form == "one":
            code += "usable[:-1] &= usable[1:]  # the row behind a window is of its group as well\n"
        code += _usable(state)
        found = with_shapes(state, None)
        yield Undo("windows-cross-groups", price("proven"), found, sentence, reason, code, (), question)
    lines = "# cut the windows of each group alone, then put them together with np.concatenate"
    cost, settles = price("proven", "earlier line"), (("values", "borders"),)
    yield Undo("windows-cross-groups", cost, state, sentence, reason, "", (), question, lines, settles)


def _usable(state):
    return "x, y = x[usable], y[usable]" if state.y.form == "one" else "x = x[usable]"


@slip_of_values("newest first")
def newest_first(state, one, complaint):
    """The newest row comes first."""
    sentence, reason = "The newest row of x comes first.", told(complaint)
    if complaint.came.feature is None and len(one.x) < 3:
        code = line(state, one, "x.iloc[::-1]")
        code += "\ny = y[::-1]" if state.y.form == "one" else ""
        question = "Should the model read from the oldest to the newest?"
        yield Undo("reversed-time", price("proven"), state, sentence, reason, code, (), question)
        return
    lines = "table = table[::-1]  # oldest first; then cut x and y from it anew"
    question = "Was x cut from a table with its newest row first? Then y lies in the past as well."
    settles = (("values", "newest first"),)
    yield Undo("reversed-time", price("proven"), state, sentence, reason, "", (), question, lines, settles)
    question = "Does y follow the newest row of each sample? Then only the rows are turned."
    code = line(state, one, "x[:, ::-1]")
    yield Undo("reversed-time", price("proven", "second choice"), state, sentence, reason, code, (), question)


@slip_of_values("padding", "other mask")
def no_mask(state, one, complaint):
    """Samples are filled up with a constant, and the model reads it as data."""
    came, change = complaint.came, complaint.wanted
    nobody = "no layer masks it"
    if complaint.what == "other mask":
        nobody = f"the mask is for {state.model.layers[change.place].get('mask_value', 0.0):g}"
    sentence = f"Many samples are padded at the {came.side} with {came.value:g}, and {nobody}."
    reason = f"{told(complaint)} The model reads every padded step as data."
    question = f"Are steps that hold only {came.value:g} padding, and not measurements?"
    found = changed(state, change)
    yield Undo("unmasked-padding", price("proven"), found, sentence, reason, "", (change,), question)


@slip_of_values("holes")
def not_finite(state, one, complaint):
    """NaN or infinity in x or y."""
    which, place = complaint.where
    came, part = complaint.came, one.part if one is not None else place
    given = getattr(state, which)
    name = which
    if given.form != "one":
        name = f"{which}[{given.parts[part].name!r}]" if given.form == "dict" else f"{which}[{part}]"
    sentence = f"{name} holds values that are not numbers."
    reason = f"{told(complaint)} Every sum that such a value enters is lost, and so are loss and weights."
    good = f"(np.abs({name}) < 3e38)" if came.too_large else f"np.isfinite({name})"
    shape = given.parts[part].shape
    axes = tuple(range(1, len(shape)))
    if came.samples < (shape[0] or 0) and state.x.form == "one" and state.y.form in ("none", "one"):
        kept = f"{good}.all(axis={axes})" if axes else good
        found = with_shapes(state, shape[0] - came.samples if came.looked == prod(shape) else None)
        question = "May every sample with a hole be left out?"
        code = f"usable = {kept}\n{_usable(state)}"
        yield Undo("not-finite", price("proven"), found, sentence, reason, code, (), question)
    question = "Does a hole stand for 0? Then it may be filled."
    filled = named(f"np.where({good.replace(name, 'x')}, x, 0)", which if given.form == "one" else "x")
    code = made_x(state, part, filled) if which == "x" else f"y = {filled}"
    if which == "x" or given.form == "one":
        yield Undo("not-finite", price("proven", "second choice"), state, sentence, reason, code, (), question)
