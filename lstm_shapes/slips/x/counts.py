"""Slips in how many samples there are, and in how a dataset batches them."""

from math import prod

from ...axes import count
from ...checks import outputs_of, product
from ..costs import price
from ..inputs import gives_samples, inputs, line, slip_of_input, with_part, with_x
from ..undo import Undo, slip
from ..words import expects, fit_all, numbers
from .axes import declared, fitting, rows_of
from .batch import with_shapes

_NAMED = 6  # numbers of samples in a sentence


def _listed(counts):
    """Write the numbers of samples of several arrays, the first of many."""
    more = f" and {len(counts) - _NAMED} others" if len(counts) > _NAMED else ""
    return ", ".join(f"{each:,}" for each in counts[:_NAMED]) + more


@slip("counts")
def other_counts(state, wrong, known):
    """x and y, or several inputs, hold other numbers of samples."""
    counts = [shape[0] for shape in (*state.x.shapes, *state.y.shapes) if shape]
    reason = "Row i of y is the answer for row i of x, so both have the same number of rows."
    if len(counts) < 2 or None in counts:
        return
    one = len(state.x.parts) == len(state.y.parts) == 1
    if one:
        x, y = state.x.shapes[0], state.y.shapes[0]
        sentence = f"x holds {count(x[0], 'samples')} and y holds {y[0]:,}."
        if y == (1, x[0]):
            found, words = with_part(state, "y", 0, shape=y[::-1]), f"{sentence} Its shape is {y}."
            yield Undo("sample-count-mismatch", price("counts, turned"), found, words, reason, "y = y.T")
        yield from _of_one_sample(state, x, y, sentence)
        yield from _laid_flat(state, x, y, sentence, reason)
        yield from _of_the_table(state, x, y, sentence)
        yield from _unpacked(state, x, y, sentence)
        yield from _time_first(state, x, y, sentence)
        outputs = outputs_of(state)
        if (
            len(y) > 2
            and y[1] == x[0]
            and len(outputs) == 1
            and outputs[0]
            and fit_all((*y[:1], *y[2:]), outputs[0][1:])
        ):
            order = (1, 0, *range(2, len(y)))
            found = with_part(state, "y", 0, shape=tuple(y[axis] for axis in order))
            words = f"{sentence} y is {y}: its samples stand on the second axis."
            cost, code = price("counts, turned"), f"y = y.transpose{order}"
            yield Undo("sample-count-mismatch", cost, found, words, reason, code)
    else:
        also = " and y" if state.y.form != "none" else ""
        sentence = f"The inputs{also} hold {_listed(counts)} samples."
        reason = "Row i of each input, and of y, belongs to sample i."
        rows = {shape[0] for shape in state.x.shapes if shape}
        if len(rows) == 1 and state.y.form == "one" and state.y.shapes[0]:
            timed = next((shape for shape in state.x.shapes if shape and len(shape) == 3), ())
            yield from _of_the_table(state, timed, state.y.shapes[0], sentence)
    least = min(counts)
    question = "Were rows lost only at the end? Otherwise the rows of x and y no longer belong to each other."
    found = with_shapes(state, least)
    near = 2 * least > max(counts)
    cost = price("counts", *([] if near else ["third choice"]))
    forms = {state.x.form, state.y.form}
    if forms == {"one"} and near:
        code = "usable = min(len(x), len(y))\nx, y = x[:usable], y[:usable]"
        yield Undo("sample-count-mismatch", cost, found, sentence, reason, code, (), question)
    else:
        lines = "print(len(x), len(y))" if one else "print([len(one) for one in x], len(y))"
        question = "Which of them lost rows, and in which step?"
        yield Undo("sample-count-mismatch", cost, found, sentence, reason, "", (), question, lines)


def _of_the_table(state, x, y, sentence):
    """Yield what gives each window the value behind it, where y still has a value for each row that x was cut from."""
    if len(x) != 3 or state.x.form not in ("one", "list") or state.y.form != "one" or None in x or y[0] is None:
        return
    steps = x[1]
    if y[0] - x[0] not in (steps - 1, steps) or steps < 2 or x[0] < 2:
        return
    last = y[0] - x[0] == steps - 1  # the last window ends with the last row, and no row follows it
    code, samples = f"y = y[{steps}:]  # the value that follows each window", y[0] - steps
    if last and state.x.form == "list":
        code = f"x = [one[:-1] for one in x]  # no row follows the last window\n{code}"
    elif last:
        code = f"x = x[:-1]  # no row follows the last window\n{code}"
    rows = f"{steps - 1} = {steps} - 1" if last else steps
    words = f"{sentence} The difference is {rows}, as for windows of {steps} rows and a y that was not cut with them."
    reason = f"A table of n rows has n - {steps} windows of {steps} rows that a row follows."
    question = "Does y hold a value for each row of the table that x was cut from?"
    found, cost = with_shapes(state, samples), price("counts, windows")
    yield Undo("sample-count-mismatch", cost, found, words, reason, code, (), question)


def _time_first(state, x, y, sentence):
    """Yield the order in which the samples stand in front, where they stand second, as many as y has rows."""
    each = next(iter(inputs(state)), None)
    if each is None or len(x) != 3 or None in x or y[0] != x[1] or len(each.want) != 2 or x[0] < 2:
        return
    if fit_all(x[::2], each.want):
        return  # where the model reads the samples so, `turned` has it
    turned, changes = declared(with_x(state, each, (x[1], x[0], x[2])), each, fitting(x[::2], each.want))
    words = f"{sentence} x is {x}: its {x[1]} samples stand on the second axis."
    reason = "Keras takes the first axis for samples."
    code, cost = line(state, each, "x.transpose(1, 0, 2)"), price("turned", "samples moved", "chance")
    question = f"Does x[0] hold the first timestep of all {x[1]} samples?"
    yield Undo("swapped-samples-timesteps", cost, turned, words, reason, code, changes, question)


def _unpacked(state, x, y, sentence):
    """Yield the order in which the parts of a split are given, where y holds samples and no answers."""
    outputs = outputs_of(state)
    out = outputs[0] if len(outputs) == 1 else None
    if len(x) < 2 or x[1:] != y[1:] or not out or out[1:] == y[1:]:
        return
    words = f"{sentence} A row of y has the shape of a row of x, {x[1:]}: y is a part of x."
    reason = "train_test_split(x, y) gives two parts of x, then two of y; other functions have orders of their own."
    lines = "x_train, x_test, y_train, y_test = train_test_split(x, y)  # in this order"
    found = with_part(state, "y", 0, shape=(x[0], *out[1:]), low=None, high=None, whole=None)
    question = "In which order do the parts come from the split?"
    yield Undo("sample-count-mismatch", price("counts, turned"), found, words, reason, "", (), question, lines)


def _of_one_sample(state, x, y, sentence):
    """Yield what gives the answers of a single sample their samples axis."""
    outputs = outputs_of(state)
    out = outputs[0] if len(outputs) == 1 else None
    if len(x) > 2 and y[:1] == x[1:2]:
        return  # series.py asks about the timesteps of that sample
    if x[0] != 1 or not out or len(y) not in (len(out) - 1, len(out) - 2) or not fit_all(y, out[1 : 1 + len(y)]):
        return
    words = f"{sentence} y is {y}: the answers of one sample, without a samples axis."
    reason = f"The model answers one sample with {(1, *out[1:])}."
    found = with_part(state, "y", 0, shape=(1, *y))
    yield Undo("missing-samples-axis", price("counts, turned"), found, words, reason, "y = y[np.newaxis]")


def _laid_flat(state, x, y, sentence, reason):
    """Yield what makes one row of y for each sample where the numbers of all of them stand under each other."""
    outputs, rows = outputs_of(state), x[0]
    each = product(outputs[0][1:]) if len(outputs) == 1 and outputs[0] else None
    if (
        not rows
        or not each
        or each < 2
        or None in y
        or y == outputs[0][1:]
        or prod(y) != rows * each
        or max(y) != prod(y)
    ):
        return
    shape = (rows, *outputs[0][1:])
    words = f"{sentence} {y[0]:,} = {rows} × {' × '.join(map(str, shape[1:]))}."
    code, question = f"y = y.reshape{shape}", f"Do the {each} numbers of a sample follow each other in y?"
    found = with_part(state, "y", 0, shape=shape)
    yield Undo("sample-count-mismatch", price("counts, laid flat"), found, words, reason, code, (), question)


@slip_of_input("counts", "axes")
def samples_laid_flat(state, one, known):
    """The parts of all samples stand under each other: y has one answer for each sample, and x many rows."""
    x, want, rows = one.x, one.want, rows_of(state)
    if not rows or rows < 2 or None in x or not x or x[0] == rows or len(want) < 2 or None in want[1:]:
        return
    shape = (rows, want[0] or x[0] // rows, *want[1:])
    if shape[1] < 2 or len(x) > len(shape) or prod(x) != prod(shape) or x[1:] != want[len(want) - len(x) + 1 :]:
        return
    sentence = f"x holds {count(x[0], 'samples')} and y holds {rows:,}: {x[0]:,} = {rows} × {x[0] // rows}."
    reason = f"{expects(state, want)} The parts of all samples stand under each other in x."
    question = f"Do the {x[0] // rows} parts of a sample follow each other in x?"
    found = with_x(state, one, shape)
    code = line(state, one, f"x.reshape({rows}, {numbers(shape[1:])})")
    cost = price("samples laid flat", *(["chance"] if want[0] is None else []))
    yield Undo("merged-samples", cost, found, sentence, reason, code, (), question)


@slip("axes", "building", "inside", "target", "sizes")
def dataset_batches(state, wrong, known):
    """A dataset that is not batched, or batched twice."""
    x = state.x
    if x.source != "dataset":
        return
    each = list(inputs(state))
    if not each:
        return
    single = gives_samples(state) or (x.batch is None and all(fit_all(one.x, one.want) for one in each))
    raised = all(_two_batches(one, x.batch) for one in each)
    if single:
        sentence = f"The dataset gives single samples of shape {each[0].x}, not batches."
        reason = f"The model reads {len(each[0].want) + 1} axes, samples first; .batch(32) puts them there."
        found = _moved(state, lambda shape: (None, *shape))
        yield Undo("dataset-not-batched", price("batches"), found, sentence, reason, "x = x.batch(32)")
    if raised:
        sentence = (
            f"The dataset is batched twice: it gives {each[0].x}, and the model reads {len(each[0].want) + 1} axes."
        )
        found = _moved(state, lambda shape: (None, *shape[2:]) if len(shape) > 1 else shape)
        # unbatch() would do where the batches leave no rest; else the dataset raises before it is asked for it.
        lines = "# leave one of the two calls of .batch() out, where the dataset is made"
        reason = "A batch of batches has two axes in front of each sample."
        question = "Which of the two makes batches of the size that you want?"
        yield Undo("dataset-not-batched", price("batches"), found, sentence, reason, "", (), question, lines)


def _moved(state, move):
    for which in ("x", "y"):
        for place, part in enumerate(getattr(state, which).parts):
            if part.shape is not None:
                state = with_part(state, which, place, shape=move(part.shape))
    batch = state.x.batch or 32
    return state._replace(x=state.x._replace(batch=batch, samples=None), y=state.y._replace(batch=None))


def _two_batches(one, batch):
    """True where the first two axes of an element are of any size, or as large as batches that leave no rest."""
    first, second = (*one.x, 0, 0)[:2]
    more = len(one.x) == len(one.want) + 2
    both = more or one.want[:1] != (None,) if second is None else more and second > 1
    return first in (None, batch) and both
