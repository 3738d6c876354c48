"""Slips in the order of the axes of x: each size is there, somewhere else."""

import itertools

from ...checks import fits
from ..costs import price
from ..inputs import line, slip_of_input, with_x
from ..undo import Undo
from ..words import belong, expects, fit_all
from .axes import AXES, rows_of


@slip_of_input(*AXES)
def turned(state, one, known):
    """The axes of x stand in another order."""
    x, want, rows = one.x, one.want, rows_of(state)
    fixed = state.x.source == "arrays"  # of a dataset the samples stand in front
    if len(x) != len(want) + 1 or len(x) < 2 or None in x[fixed ^ 1 :]:
        return
    plain = tuple(range(len(x)))
    for turn in _turns(plain):
        new = tuple(x[axis] for axis in turn)
        moved = not all(map(fits, x, (rows, *want)))
        if (
            new == x
            or (turn[0] and not fixed)
            or not moved
            or not fit_all(new[1:], want)
            or (turn[0] and not fits(new[0], rows))
        ):
            continue
        if turn[0] and rows is None and not fits(x[0], want[turn.index(0) - 1]):
            continue
        yield _turn(state, one, known, turn, new, rows)


def _turns(plain):
    """Every order of three axes; of more those that exchange two, or move one elsewhere."""
    if len(plain) == 3:
        return list(itertools.permutations(plain))
    some = []
    for at, to in itertools.permutations(plain, 2):
        rest = [axis for axis in plain if axis != at]
        some.append((*rest[:to], at, *rest[to:]))
        other = list(plain)
        other[at], other[to] = to, at
        some.append(tuple(other))
    return list(dict.fromkeys(some))


def _is_move(turn):
    """True where one axis went elsewhere and the others kept their order: that is what loops and stacks do."""
    others = ([axis for axis in turn if axis != moved] for moved in turn)
    return any(left == sorted(left) for left in others)


_NOTES = {
    (0, 2, 1): 'with einops: rearrange(x, "n f t -> n t f")',
    (1, 2, 0): 'with einops: rearrange(x, "f n t -> n t f")',
}


def _turn(state, one, known, turn, new, rows):
    x, want, reason = one.x, one.want, expects(state, one.want)
    cause, question, note = "swapped-axes", "", ""
    samples = [] if rows is None and turn[0] == 0 else ["samples moved"] if turn[0] else []
    if turn == (1, 0, 2):
        cause = "swapped-samples-timesteps"
        sentence = f"x is {x}: time stands first, and the {x[1]} samples stand where timesteps belong."
        reason += f" Keras takes the first axis for samples, and sees {x[0]} of them."
        question = "" if rows == x[1] and x[0] > 1 else f"Is x[0] the first timestep of all {x[1]} samples?"
    elif turn == (0, 2, 1):
        sentence = f"x is {x}: its features stand where the timesteps belong."
        if None not in want:
            sentence = f"x is {x}: {x[1]} stands where {belong(want[0], 'timesteps')}, "
            sentence += f"and {x[2]} where {belong(want[1], 'features')}."
        elif want[1] is not None:
            sentence = f"x is {x}: its {want[1]} features stand where the timesteps belong."
        reason += " The two last axes of x are exchanged: (samples, features, timesteps)."
        question = "Is x[0, 0] all timesteps of one feature? Then the axes change places."
        note = _NOTES[turn] if None not in want else ""
    elif turn == (1, 2, 0):
        sentence = f"x is {x}: its {x[0]} features stand first, its {x[1]} samples second, and its timesteps last."
        note = _NOTES[turn]
    elif turn[0] == len(x) - 1 and turn[1:] == tuple(range(len(x) - 1)):
        sentence = f"x is {x}: its {new[0]} samples stand on the last axis."
        reason += f" With the samples in front it is {new}."
    else:
        sentence = f"x is {x}; with its axes in the order {turn} it is {new}, as the model reads it."
    if turn[0] and rows is None and cause == "swapped-axes":
        question = f"Are there {new[0]} samples?"
        if new[0] == x[0]:  # as many as stand in front now
            question = f"Do the {new[0]} samples stand on axis {turn[0]} of x?"
    if len(x) > 3 and not turn[0]:
        axes = " and ".join((", ".join(map(str, turn[1:-1])), str(turn[-1])))
        question = f"Are the axes {axes} of x, in this order, those that the model reads as {new[1:]}?"
    more = ["second choice"] * ((None in want) + (not _is_move(turn)))
    found = with_x(state, one, new)
    made = f"x.transpose{turn}" if len(turn) > 1 else "x"
    return Undo(
        cause, price("turned", *samples, *more), found, sentence, reason, line(state, one, made, note), (), question
    )
