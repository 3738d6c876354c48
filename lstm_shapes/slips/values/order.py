"""Slips in how numbers lie, which only values show: time elsewhere, another order, features in turn."""

from math import prod

from ...axes import count
from ...checks import as_read
from ...checks.sizes import order_of_axes
from ...evidence.memory import Origin
from ...program import with_shape
from ..costs import price
from ..inputs import line, told_which, with_x
from ..seen import inputs_of
from ..undo import SLIPS, Slip, Undo
from ..words import numbers
from ..x.axes import declared, fitting, rows_of
from .told import told

_LENGTH = 10  # timesteps of a window where nothing says how many


def slip_of_values(*whats, last=False):
    """Make a function that yields undos a slip; it is asked for each complaint of the values that has such a name.

    The function is ``undos(state, one, complaint)`` with the `Input` that the complaint is about; None for y. A slip
    that comes `last` is asked only where nothing else is wrong with the values.
    """

    def register(function):
        def undos(state, wrong, known):
            each, found = inputs_of(state), [one for one in wrong if one.stage == "values"]
            if last and any(complaint.what not in whats for complaint in found):
                return
            for complaint in (complaint for complaint in found if complaint.what in whats):
                which, place = complaint.where
                one = next((one for one in each if one.place == place), None) if which == "x" else None
                for undo in function(state, one, complaint):
                    yield told_which(state, one, undo) if one is not None and len(each) > 1 else undo

        SLIPS.append(Slip(function.__name__, frozenset({"values"}), undos))
        return function

    return register


def sizes_of(one):
    """The shape of one sample as Keras reads it."""
    return (as_read(one.x, (None, *one.want)) or one.x)[1:]


def _laid(state, one, turn, shape=None):
    """Return (state, code, changes) for samples in the order of `shape`, whose axes are then turned.

    `shape` is that of one sample, as Keras reads it where none is given; `turn` counts its axes from 0.
    """
    sizes = sizes_of(one) if shape is None else tuple(shape)
    if len(sizes) == 1:
        sizes, turn = (*sizes, 1), (0, 1)
    made = f"x.reshape(len(x), {numbers(sizes)})" if sizes != one.x[1:] else "x"
    if tuple(turn) != tuple(range(len(sizes))):
        made += f".transpose{(0, *(axis + 1 for axis in turn))}"
    found = tuple(sizes[axis] for axis in turn)
    return *declared_for(state, one, found), line(state, one, made)


def declared_for(state, one, shape):
    """Return (the state with other samples, the changes of what is declared where that does not fit them)."""
    return declared(with_x(state, one, (one.x[0], *shape)), one, fitting(shape, one.want))


def _in_steps(steps, features, in_turn):
    """Return (turn, shape) of a sample of steps that stand in turn, or feature by feature."""
    return ((0, 1), (steps, features)) if in_turn else ((1, 0), (features, steps))


@slip_of_values("axis")
def time_elsewhere(state, one, complaint):
    """Time runs over another axis than the one that the model reads as timesteps."""
    came, sizes = complaint.came, sizes_of(one)
    if sizes[0] == 1:
        yield from _one_step(state, one, complaint)
        return
    over = getattr(came, "over", None) or (getattr(came, "time", None) or came.axis,)
    turn = (*(axis - 1 for axis in over), *(axis for axis in range(len(sizes)) if axis + 1 not in over))
    found, changes, code = _laid(state, one, turn)
    sentence = f"x is {one.x}, and its timesteps and features look exchanged."
    question = f"Is x[0, 0] a whole course in time of one feature, rather than {sizes[-1]} features of one moment?"
    if len(sizes) > 2:
        sentence = f"x is {one.x}, and its timesteps stand on axis {over[0]}."
        question = f"Do the {sizes[over[0] - 1]} places along axis {over[0]} follow each other in time?"
    yield Undo("swapped-axes", price("proven"), found, sentence, told(complaint), code, changes, question)


def _one_step(state, one, complaint):
    """The look-back stands on the features axis."""
    came, columns = complaint.came, prod(sizes_of(one))
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
    if sizes_of(one)[0] == 1:
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
    sentence = f"The shape {(one.x[0], *sizes_of(one))} fits, and the values look scrambled."
    for (found, changes, code), question, cost in _ordered(state, one, complaint):
        yield Undo("scrambled-reshape", cost, found, sentence, told(complaint), code, changes, question)


def _ordered(state, one, complaint):
    """Yield ((state, changes, code), question, cost) for what brings numbers into the order of the shape they have."""
    came, sizes, cost = complaint.came, sizes_of(one), price("proven")
    memory = isinstance(came, Origin)
    if memory and sorted(came.shape[1:]) != sorted(sizes):  # the samples moved as well
        whole = (one.x[0], *sizes)
        turned = f"x.reshape{came.shape}.transpose{order_of_axes(came.shape, [size for size in whole if size > 1])}"
        code = line(state, one, turned if 1 not in whole else f"{turned}.reshape{whole}")
        yield (*declared_for(state, one, sizes), code), f"Was the array {came.shape} before it was reshaped?", cost
        return
    was = came.shape[1:] if memory else came.was
    if not was:
        behind = "x.transpose(0, 2, 1)" if len(sizes) == 2 else "np.moveaxis(x, 1, -1)"
        code = line(state, one, f"{behind}.ravel().reshape(len(x), {numbers(sizes)})")
        question = f"Were the rows written timestep by timestep, {prod(sizes[1:])} values of one moment in a row?"
        yield (*declared_for(state, one, sizes), code), question, cost
        return
    question = f"Was the array {(one.x[0], *was)} before it was reshaped?"
    if len(was) == 2 and was == sizes[::-1]:
        question = f"Were the rows written feature by feature, {was[1]} values of one feature in a row?"
    if complaint.wanted is not None:  # the overlap, which knows where time runs
        first = complaint.wanted.was_axis
        yield _laid(state, one, (first, *(axis for axis in range(len(was)) if axis != first)), was), question, cost
        return
    yield _laid(state, one, order_of_axes(was, sizes), was), question, cost
    if memory:  # or it was right before, and its sizes are declared wrong
        question = f"Was the array {(one.x[0], *was)} right before it was reshaped?"
        yield _laid(state, one, tuple(range(len(was))), was), question, price("proven", "second choice", sizes=1)


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
    sizes = sizes_of(one)
    if state.x.form != "one" or state.y.form != "one" or one.x[0] is None or one.x[0] < 2 * _LENGTH:
        return
    features = prod(sizes)
    made = f"x.reshape(len(x), {features})" if len(one.x) != 2 else "x"
    code = f"windows = np.lib.stride_tricks.sliding_window_view({made}, {_LENGTH}, axis=0)\n"
    code += f"x = np.moveaxis(windows, -1, 1)\ny = y[{_LENGTH - 1}:]  # y stays with the last row of its window"
    y = state.y.parts[0].shape
    rows = one.x[0] - _LENGTH + 1
    found, changes = declared_for(with_shape(state, "y", 0, (rows, *y[1:])), one, (_LENGTH, features))
    found = with_x(found, one, (rows, _LENGTH, features))
    sentence = f"x is {one.x}: every sample is 1 timestep, and y depends on the samples before."
    reason = f"{told(complaint)} With one timestep nothing of them is read."
    question = (
        f"Do the rows follow each other in time, oldest first? Then {_LENGTH} of them, or any number, are one sample."
    )
    yield Undo("single-timestep", price("proven"), found, sentence, reason, code, changes, question)
