"""A y and the answers of a model: which number of one a loss compares with which number of the other."""

import numpy as np
import svg

from lstm_shapes.checks import compare, complaints, outputs_of
from lstm_shapes.drawing.kit import INK, boxes, line, number, picture, text
from lstm_shapes.drawing.verdicts import WRONG, Verdict, verdict_words
from lstm_shapes.program import layer, program

DATA = (100, 20, 3)
# The task, the shape of the answers that it wants, and (last layer, loss) as one usually writes them.
TASKS = {
    "one number": ((1,), {("Dense(1)", "mse")}),
    "six hours ahead": ((6,), {("Dense(6)", "mse")}),
    "a number each hour": ((20, 1), {("Dense(1)", "mse")}),
    "yes or no": ((1,), {('Dense(1, "sigmoid")', "binary_crossentropy")}),
    "one of 4 classes": (
        (4,),
        {('Dense(4, "softmax")', f"{kind}categorical_crossentropy") for kind in ("", "sparse_")},
    ),
}
LAST = {
    "Dense(1)": layer("Dense", units=1, activation="linear"),
    "Dense(6)": layer("Dense", units=6, activation="linear"),
    'Dense(1, "sigmoid")': layer("Dense", units=1, activation="sigmoid"),
    'Dense(4, "softmax")': layer("Dense", units=4, activation="softmax"),
}
LOSSES = ("mse", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")
SHAPES = {str(shape): shape for shape in [(100,), (100, 1), (100, 4), (100, 6), (100, 20), (100, 20, 1)]}
WIDTH, HEIGHT = 440, 262
_DRAWN = 3  # stations
_LEFT, _COLUMN, _APART = 8, 134, 145  # px: the first station, its width, and how far the next one is
_Y_TOP, _BOX, _OUT_TOP, _ROOM = 52, 18, 140, 66  # px


def state_of(task, every, last, loss, y):
    """Return the program that the panel's controls stand for.

    Parameters
    ----------
    task : str
        Of `TASKS`; it says what y holds: numbers on both sides of 0, 0 and 1, or ids from 0 to 3, which are one-hot
        where y has four columns.
    every : bool
        Whether the LSTM gives every step.
    last, loss, y : str
        Of `LAST`, `LOSSES` and `SHAPES`.

    Returns
    -------
    lstm_shapes.program.State

    Raises
    ------
    ValueError
        If a value is not one of those above.

    Source
    ------
    A test compares its complaints with a real fit, for every setting.

    Examples
    --------
    >>> state_of("one number", True, "Dense(1)", "mse", "(100,)").y.shapes
    ((100,),)
    """
    for value, known, name in ((task, TASKS, "task"), (last, LAST, "last"), (loss, LOSSES, "loss"), (y, SHAPES, "y")):
        if value not in [*known]:
            raise ValueError(f"{name} must be one of {', '.join(known)}; got {value!r}.")
    lines = [layer("LSTM", units=16, return_sequences=bool(every)), LAST[last]]
    state = program(lines, DATA[1:], DATA, SHAPES[y], loss=loss)
    low, high = (0, 1) if task == "yes or no" else (-2.5, 2.5)
    if task == "one of 4 classes":
        low, high = (0, 1) if SHAPES[y][-1:] == (4,) else (0, 3)
    part = state.y.parts[0]._replace(low=low, high=high, whole=isinstance(low, int))
    return state._replace(y=state.y._replace(parts=(part,)))


def _shapes(state, samples):
    """Return the shapes of y and of the answers for so many samples."""
    return (samples, *state.y.shapes[0][1:]), (samples, *outputs_of(state)[0][1:])


def pairs(task, every, last, loss, y):
    """Say which numbers of y and of the answers are compared, for three stations.

    Parameters
    ----------
    task, every, last, loss, y
        As for `state_of`.

    Returns
    -------
    list of (int, int)
        Places in y and in the answers, both laid flat; none where the loss refuses the shapes.

    Raises
    ------
    ValueError
        As `state_of` does.

    Source
    ------
    `checks.compare`, then NumPy's own stretching; a test compares the mean over all pairs with the mse of Keras.

    Examples
    --------
    >>> pairs("one number", False, "Dense(1)", "mse", "(100,)")
    [(0, 0), (1, 1), (2, 2)]
    >>> len(pairs("one number", True, "Dense(1)", "mse", "(100,)"))
    180
    """
    state = state_of(task, every, last, loss, y)
    shapes = _shapes(state, _DRAWN)
    found = compare(state.losses[0], *shapes)
    if found.does == "raises":
        return []
    mine, answers = (np.arange(np.prod(one)).reshape(seen) for one, seen in zip(shapes, found[1:3], strict=True))
    if loss == LOSSES[-1]:
        mine = mine[..., np.newaxis]  # each id is asked of all the numbers of its answer
    both = np.broadcast_arrays(mine, answers)
    return sorted({(int(one), int(other)) for one, other in zip(*(each.ravel() for each in both), strict=True)})


def targets_verdict(task, every, last, loss, y):
    """Say what a first fit does, and whether that is what the task asks.

    Parameters
    ----------
    task, every, last, loss, y
        As for `state_of`.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        As `state_of` does.

    Source
    ------
    `checks.complaints`, which a test compares with a real fit for every setting.

    Examples
    --------
    >>> targets_verdict("one number", False, "Dense(1)", "mse", "(100, 1)").outcome
    'fits'
    >>> targets_verdict("six hours ahead", False, "Dense(1)", "mse", "(100, 6)").words
    'One answer for 6 targets: their mean.'
    """
    state = state_of(task, every, last, loss, y)
    found = complaints(state)
    raised = next((one for one in found if one.level == "raises"), None)
    if raised is not None:
        return Verdict("raises", _refusal(raised, loss, *_compared(state)))
    if found:
        silent = found[0]
        met = pairs(task, every, last, loss, y)
        return Verdict("wrong", _stretched(met, loss) if silent.stage == "target" else _MISREAD[silent.what])
    wanted, usual = TASKS[task]
    given = outputs_of(state)[0][1:]
    if given == wanted:
        if (last, loss) in usual:
            what = "Each row of answers has an id" if loss.startswith("sparse") else "Each answer has a target"
            return Verdict("fits", f"{what} of its own.")
        return Verdict("harmless", "The shapes agree; another loss is usual.")
    if len(given) != len(wanted):
        return Verdict("wrong", f"It answers {'each hour, not once' if every else 'once, not each hour'}.")
    return Verdict("wrong", f"It answers with {given[0]}; the task wants {wanted[0]}.")


_MISREAD = {
    "not from 0 to 1": "This loss wants a y between 0 and 1.",
    "no probabilities": "This loss wants answers from 0 to 1.",
    "out of reach": "y holds numbers that no answer reaches.",
    "one class": "This loss wants a unit for each class.",
}


def _compared(state):
    found = compare(state.losses[0], *_shapes(state, 32))
    return found.y, found.output


def _refusal(raised, loss, y, output):
    """Return the stable core of what Keras says."""
    if raised.stage == "labels":
        return f"outside the valid range of [0, {output[-1]})"
    if loss == "mse":
        return "mse cannot stretch one over the other."
    if loss == LOSSES[-1]:
        if len(y) == len(output) - 1:
            return "the same shape up until the last"
        return "must have rank (ndim) `target.ndim - 1`"
    return "must have the same rank (ndim)" if len(y) != len(output) else "must have the same shape"


def _stretched(met, loss):
    """Say what meets what, from the pairs of three stations."""
    if loss == LOSSES[-1]:
        return "The 20 hours are read as 20 classes."
    mine, answers = ({one[side] for one in met} for side in (0, 1))
    first = {one for one, other in met if other == 0}
    if len(first) > 1:
        own = len(mine) // _DRAWN  # numbers of y of one station
        if any(one >= own for one in first):
            return "Each answer meets the y of all stations."
        return f"One answer for {len(first)} targets: their mean."
    return f"{len(answers) // len(mine)} answers share one target."


def _places(shape, top, room):
    """Return the corner, the width and the height of the box of each number: axis 1 across, axis 2 down."""
    across, down = (*shape[1:], 1, 1)[:2]
    wide, tall = min(_BOX, _COLUMN / across), min(_BOX, room / down)
    indent = (_COLUMN - wide * across) / 2
    places = [
        (_LEFT + _APART * station + indent + wide * column, top + tall * row)
        for station in range(_DRAWN)
        for column in range(across)
        for row in range(down)
    ]
    return places, wide, tall


def targets_svg(task, every, last, loss, y):
    """Draw three stations: their numbers of y above, their answers below, and lines between what is compared.

    Parameters
    ----------
    task, every, last, loss, y
        As for `state_of`.

    Returns
    -------
    str
        An SVG of 440 × 262 px. A filled box is a number of y, an empty one an answer; the lines are those of
        station 0.

    Raises
    ------
    ValueError
        As `state_of` does.

    Source
    ------
    `pairs`.

    Examples
    --------
    >>> "refused" in targets_svg("six hours ahead", False, "Dense(6)", "mse", "(100,)")
    True
    """
    state = state_of(task, every, last, loss, y)
    shapes = _shapes(state, _DRAWN)
    mine, broad, high = _places(shapes[0], _Y_TOP, _BOX)
    answers, wide, tall = _places(shapes[1], _OUT_TOP, _ROOM)
    met = pairs(task, every, last, loss, y)
    first = len(answers) // _DRAWN
    ends = {(one, answers[other][0]) for one, other in met if other < first}
    threads = "".join(
        f"M{number(mine[one][0] + broad / 2)} {_Y_TOP + _BOX + 2}L{number(x + wide / 2)} {_OUT_TOP - 3}"
        for one, x in sorted(ends)
    )
    elements = [text(_LEFT + _APART * n + _COLUMN / 2, 16, f"station {n}", 13, "middle") for n in range(_DRAWN)]
    elements.append(text(_LEFT, 40, f"y {SHAPES[y]}: {_held(task, SHAPES[y])}", weight="bold"))
    if threads:
        elements.append(line(threads, 0.8))
    else:
        elements.append(text(WIDTH / 2, 112, "✗ refused: no pairs", 15, "middle", "bold", WRONG))
    kind = 1 if _held(task, SHAPES[y]) == "scaled humidity" else 6  # of no feature's colour
    elements += boxes([(*place, kind) for place in mine], broad, high)
    across, down = number(wide - 1), number(tall - 1)
    paths = "".join(f"M{number(x)} {number(top)}h{across}v{down}h-{across}z" for x, top in answers)
    elements.append(svg.Path(d=paths, fill="none", stroke=INK, stroke_width=1))
    gives = (None, *outputs_of(state)[0][1:])
    elements.append(text(_LEFT, _OUT_TOP + _ROOM + 20, f"answers {gives}", weight="bold"))
    elements.append(text(_LEFT, HEIGHT - 12, "Lines: what the answers of station 0 are compared with.", 12))
    words = targets_words(task, every, last, loss, y)
    verdict = verdict_words(targets_verdict(task, every, last, loss, y))
    return picture(WIDTH, HEIGHT, elements, f"{words} {verdict}")


def _held(task, shape):
    if task == "one of 4 classes":
        return "one-hot" if shape[-1] == 4 else "ids from 0 to 3"
    return "0 or 1" if task == "yes or no" else "scaled humidity"


def targets_words(task, every, last, loss, y):
    """Say what `targets_svg` draws.

    Parameters
    ----------
    task, every, last, loss, y
        As for `state_of`.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        As `state_of` does.

    Source
    ------
    `pairs`.

    Examples
    --------
    >>> targets_words("one number", False, "Dense(1)", "mse", "(100,)")
    'y (100,), answers (None, 1). The first answer of station 0 is compared with 1 of the 3 numbers of y.'
    """
    state = state_of(task, every, last, loss, y)
    met = pairs(task, every, last, loss, y)
    gives = (None, *outputs_of(state)[0][1:])
    opening = f"y {SHAPES[y]}, answers {gives}."
    if not met:
        return f"{opening} The loss refuses these shapes and compares nothing."
    many = int(np.prod(_shapes(state, _DRAWN)[0]))
    first = sum(other == 0 for _, other in met)
    return f"{opening} The first answer of station 0 is compared with {first} of the {many} numbers of y."


def targets_facts(task, every, last, loss, y):
    """Return what the targets panel says below its picture.

    Parameters
    ----------
    task, every, last, loss, y
        As for `state_of`.

    Returns
    -------
    list of str
        Five lines, short enough for a narrow page.

    Raises
    ------
    ValueError
        As `state_of` does.

    Source
    ------
    `checks.compare`.

    Examples
    --------
    >>> print("\\n".join(targets_facts("one number", False, "Dense(1)", "mse", "(100,)")))
    mse
    y.shape       (100,)
    output_shape  (None, 1)
    compared      y as (n, 1)
                  with (n, 1)
    """
    state = state_of(task, every, last, loss, y)
    seen, output = (str(shape).replace("32", "n", 1) for shape in _compared(state))
    return [
        loss,
        f"y.shape       {SHAPES[y]}",
        f"output_shape  {(None, *outputs_of(state)[0][1:])}",
        f"compared      y as {seen}",
        f"              with {output}",
    ]
