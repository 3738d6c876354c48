"""Slips in the axes of x: one is missing, one is too many, several stand as one, or in another order."""

from math import log2, prod

from ...axes import count
from ...checks import fits, outputs_of, product, run
from ...program import changed
from ...program.changes import Change
from ..costs import SIZE, price
from ..inputs import line, slip_of_input, with_x
from ..seen import agrees, follow, moments
from ..undo import Undo
from ..words import ONE_MOMENT, are, axes_words, expects, fit_all, is_timed, numbers, unexplained
from .headers import names_of, stands_in_turn

_COLOURS = (1, 3, 4)  # of a picture, on its last axis
# The complaints that a slip in the axes of x can be the reason of.
AXES = ("counts", "axes", "sizes", "building", "inside", "states", "target", "values")


def rows_of(state):
    """Return the number of samples of y, None where nothing says it; the elements of a dataset do not."""
    if state.x.source != "arrays":
        return None
    shapes = [shape for shape in state.y.shapes if shape]
    return shapes[0][0] if shapes else None


def declared(state, one, shape):
    """Return (the state with another shape of one sample declared, the changes); as it is where nothing is declared."""
    if not one.declared or tuple(shape) == tuple(one.want):
        return state, ()
    change = Change("input", one.place, value=tuple(shape))
    return changed(state, change), (change,)


def fitting(shape, want):
    """Return what is to be declared for samples of a shape: a size that is open stays open.

    Examples
    --------
    >>> fitting((20, 3), (None, 5)), fitting((20, 3), (60,))
    ((None, 3), (20, 3))
    """
    if len(shape) != len(want):
        return tuple(shape)
    return tuple(None if size is None else got for size, got in zip(want, shape, strict=True))


def answers_for_one(state):
    """Return the state whose y has a samples axis in front of each of its parts."""
    parts = tuple(part._replace(shape=(1, *part.shape)) for part in state.y.parts)
    return state._replace(y=state.y._replace(parts=parts))


@slip_of_input(*AXES)
def one_sample(state, one, known):
    """One sample without its samples axis."""
    x, want = one.x, one.want
    laid = len(x) == 1 and len(want) > 1 and product(want) == x[0] is not None
    whole = laid or (x[-1:] == (1,) and x[:-1] == want)
    if state.x.source != "arrays" or x[:1] in ((), (None,)) or (len(x) != len(want) and not whole):
        return
    sentence = f"x has {axes_words(x)}: one sample without its samples axis."
    shape = (1, *want) if whole else (1, *x)
    reason = f"{expects(state, want)} {x} is the shape of a single sample, and a batch of one is {shape}."
    made = f"x.reshape(1, {numbers(want)})" if whole else "x[np.newaxis]"
    found = with_x(state, one, shape)
    code = line(state, one, made)
    if laid and 1 not in want:
        reason = f"{expects(state, want)} {x} holds as many numbers as one sample laid flat; a batch of one is {shape}."
        for made, question, more in orders((1, *x), want):
            code, question = line(state, one, made.replace("len(x)", "1")), question.replace("columns", "numbers")
            yield Undo("missing-samples-axis", price("one sample", *more), found, sentence, reason, code, (), question)
        return
    if state.y.form != "one":
        yield Undo("missing-samples-axis", price("one sample"), found, sentence, reason, code)
        return
    rows, y, outputs = rows_of(state), state.y.parts[0].shape, outputs_of(found)
    chance = ("against y",) if rows == x[0] else ()
    yield Undo("missing-samples-axis", price("one sample with y", *chance), found, sentence, reason, code)
    if y is not None and (not outputs or outputs[0] is None or len(y) < len(outputs[0])):
        both = f"{code}\ny = y[np.newaxis]" if len(y) else f"{code}\ny = np.reshape(y, (1,))"
        cost = price("one sample with y", *chance)
        yield Undo("missing-samples-axis", cost, answers_for_one(found), sentence, reason, both)


@slip_of_input("axes", "building", "counts")
def without_any_axis(state, one, known):
    """A single number."""
    if not one.x:
        shape = (1,) * (len(one.want) + 1)
        words = "x is a single number, without any axis."
        code = line(state, one, f"np.reshape(x, {shape})")
        yield Undo("missing-samples-axis", price("one sample"), with_x(state, one, shape), words, "", code)


@slip_of_input(*AXES)
def no_time(state, one, known):
    """The axis for timesteps is missing: a table, or a picture for each sample."""
    x, want = one.x, one.want
    kinds = [layer.kind for layer in state.model.layers]
    timeless = not is_timed(state.model) and (len(want) > 2 or kinds[:1] == ["Dense"])
    if len(x) != len(want) or len(x) < 2 or None in x[1:] or (timeless and kinds):
        return
    once = (x[0], 1, *x[1:])
    sentence = f"x has {axes_words(x)}: samples and features; the axis for timesteps is missing."
    if len(x) > 2:
        sentence = f"x has {axes_words(x)}: the axis for timesteps is missing."
    reason = f"{expects(state, want)} "
    if None not in want[1:] and fit_all(x[1:], want[1:]):
        reason += f"The sizes {x[1:]} are those of one step."
        if len(x) == 2:
            columns = count(x[1], "columns")
            reason = f"{expects(state, want)} The {columns} are as many as the features, so no time is in them."
    question = ONE_MOMENT
    found, changes = declared(with_x(state, one, once), one, (want[0] if want[0] is None else 1, *x[1:]))
    more = ("steps lost",) if want[0] not in (1, None) else ()
    if want[0] == x[0] is not None or (len(x) == 2 and follow(known, one)):
        more += ("chance",)
    if len(want) > 3 and x[-1] == x[-2] and x[-1] not in _COLOURS:
        more += ("chance", "second choice")  # pictures as high as they are wide, and no axis for their colours
    cost = price("no time", *more, sizes=unexplained(x[1:], want[1:]))
    code = line(state, one, f"x.reshape(len(x), 1, {numbers(x[1:])})")
    question = "" if want[0] == 1 and len(want) > 2 else question
    yield Undo("missing-timesteps-axis", cost, found, sentence, reason.strip(), code, changes, question)
    problem = run(found).problem
    if problem is not None and problem.why.what == "short":  # a window of a convolution reads several steps
        found = with_x(state, one, (x[0], None, *x[1:]))
        lines = "# one row has no time in it: put the rows of one thing together, (things, timesteps, columns)"
        question = "Which rows belong to one thing, one after the other?"
        yield Undo("missing-timesteps-axis", cost, found, sentence, reason.strip(), "", (), question, lines)


@slip_of_input(*AXES)
def no_features(state, one, known):
    """The axis for features is missing: one value on each step."""
    x, want = one.x, one.want
    if len(x) != len(want) or len(x) < 2:
        return
    sentence = f"x has {axes_words(x)}: samples and timesteps; the axis for features is missing."
    steps = x[1] if len(x) == 2 else x[1:]
    reason = f"{expects(state, want)} {steps} is its number of timesteps, with one value on each."
    if steps is None:
        reason = f"{expects(state, want)} Each row would be one series, with one value on each timestep."
    if len(x) > 2:
        sentence, reason = f"x has {axes_words(x)}: the last axis is missing.", expects(state, want)
    shape = (*want[:-1], 1) if fit_all(x[1:], want[:-1]) else (*x[1:], 1)
    found, changes = declared(with_x(state, one, (*x, 1)), one, shape)
    more = ("second choice",) if want[0] is None and want[-1] is not None else ()
    series = len(x) == 2 and not (want[0] and fit_all(x[1:], want[:-1])) and moments(known, one)
    if series:  # then the values explain the sizes
        sentence = f"x has {axes_words(x)}; its {x[1]} columns look like moments of one series."
    cost = price("no features", *more, sizes=0 if series else unexplained((*x[1:], 1), want))
    question, is_table = "", len(x) == 2 and steps is not None
    if x[1:] == (None,) and want[-1] is None:
        question = "Is each row one measurement at several moments?"
    if is_table and want[-1] is None:
        question = f"{are(steps, 'columns', 'the')} one measurement at {count(steps, 'moments')}?"
    if changes:
        question = f"Is there one feature, not {want[-1]}? Then the model has to declare one."
        if not fit_all(x[1:], want[:-1]) and is_table:
            question = f"{are(steps, 'columns', 'the')} one measurement at {count(steps, 'moments')}? "
            question += "Then each column is a timestep."
    code = line(state, one, "x[:, :, np.newaxis]" if len(x) == 2 else "x[..., np.newaxis]")
    yield Undo("missing-features-axis", cost, found, sentence, reason, code, changes, question)


def orders(x, want):
    """Yield (expression, question, more cost) for the two ways in which numbers of a sample may be laid flat."""
    first = f"x.reshape(len(x), {numbers(want)})"
    if len(want) == 2 and want[1] != 1 and want[0] != 1:
        steps, features = want if None not in want else (prod(x[1:]) // (want[1] or 1), want[1])
        yield first, f"Do the first {features} columns belong to one timestep (hour by hour)?", ()
        turned = f"x.reshape(len(x), {features}, {steps}).transpose(0, 2, 1)"
        yield turned, f"Do the first {steps} columns belong to one feature (sensor by sensor)?", ("second choice",)
    elif len(want) > 2 and want[-1] not in (1, None):
        yield first, f"Do the {want[-1]} numbers of one place stand next to each other (channels last)?", ()
        turned = f"np.moveaxis(x.reshape(len(x), {numbers((want[-1], *want[:-1]))}), 1, -1)"
        yield turned, "Does one channel follow the other (channels first)?", ("second choice",)
    else:
        yield first, "", ()


@slip_of_input(*AXES)
def flat(state, one, known):
    """Each sample laid flat, for any number of axes; or all its numbers on one axis, with an axis of 1 beside it."""
    x, want = one.x, one.want
    if len(x) < 2 or len(want) < 2 or None in x[1:] or tuple(x[1:]) == tuple(want):
        return
    all_numbers, known_sizes = prod(x[1:]), prod(size for size in want if size is not None)
    exact = None not in want
    open_sizes = [at for at, size in enumerate(want) if size is None]
    if all_numbers != known_sizes if exact else (len(open_sizes) != 1 or known_sizes < 2 or all_numbers % known_sizes):
        return
    shape = tuple(all_numbers // known_sizes if size is None else size for size in want)
    if shape == tuple(x[1:]) or (not exact and shape[open_sizes[0]] < 2):
        return
    reason, name = expects(state, want), "flat" if exact else "flat, open"
    fold = " × ".join(map(str, shape))
    if len(x) == 2 and 1 not in shape:
        cause, sentence = (
            "flattened-steps",
            f"x has {axes_words(x)}; the timesteps are laid flat in its {x[1]} columns.",
        )
        if len(want) > 2:
            sentence = f"x has {axes_words(x)}; each sample is laid flat in its {x[1]} columns."
        reason += f" {x[1]} = {fold}: each row is a whole sample laid flat."
    elif len(x) == 2 and len(shape) > 2:
        cause, sentence = "flattened-steps", f"x has {axes_words(x)}; each sample is laid flat in its {x[1]} columns."
        reason += f" {x[1]} = {fold}: each row is a whole sample laid flat."
    elif len(x) == len(want) + 1 == 3 and 1 in x[1:] and 1 not in shape:
        cause, name = ("single-timestep" if x[1] == 1 else "features-as-timesteps"), "laid on one axis"
        words = f"every one of {x[1]} numbers is a timestep of its own"
        if x[1] == 1:
            words = f"all {x[2]} numbers of a sample stand on the features axis of 1 timestep"
        sentence = f"x is {x}: {words}."
    elif 2 < len(x) <= len(want) and shape.count(1) <= tuple(x[1:]).count(1):
        cause, sentence = "flattened-steps", f"x has {axes_words(x)}; some axes of each sample are laid flat."
        reason += f" {' × '.join(map(str, x[1:]))} = {fold}."
    else:
        return
    chance = ("against y",) if rows_of(state) not in (None, x[0]) else ()
    names = names_of(known.x) if state.x.form == "one" and len(x) == 2 == len(shape) else []
    in_turn = stands_in_turn(names, *shape) if names else None
    if in_turn is not None:
        reason += f" Its columns are called {names[0]}, {names[1]}, ...: "
        reason += "one timestep follows the other." if in_turn else "one feature follows the other."
    for made, question, more in orders(x, shape):
        if in_turn is not None:
            if in_turn is bool(more):
                continue
            question = ""
        found = with_x(state, one, (x[0], *shape))
        if name == "laid on one axis":
            steps, features = shape
            question = f"Do the {all_numbers} numbers of a sample stand timestep by timestep, {features} on each?"
            if more:
                question = f"Do they stand feature by feature, {steps} on each?"
        code = line(state, one, made)
        speaks = agrees(found, *known.asked((code,)), known.answers((code,)))
        if speaks and len(shape) == 2:
            speaks = f"The values look written {'sensor by sensor' if more else 'hour by hour'}. {speaks}"
        why = f"{reason} {speaks}".strip()
        # One of two numbers is a multiple of 2: that explains one bit of a size.
        left = max(0, SIZE - log2(known_sizes)) if name == "laid on one axis" and not exact else 0
        yield Undo(cause, price(name, *more, *chance) + left, found, sentence, why, code, (), question)


@slip_of_input(*AXES)
def axis_too_many(state, one, known):
    """An axis of 1 that holds nothing, or two axes that are meant as one."""
    x, want = one.x, one.want
    if len(x) <= len(want) + 1:
        return
    reason = expects(state, want)
    sentence = f"x has {axes_words(x)}, one too many: the model reads {len(want) + 1}."
    if len(x) > len(want) + 2:
        sentence = f"x has {axes_words(x)}; the model reads {len(want) + 1}."
    ones = [axis for axis, size in enumerate(x) if size == 1]
    for axis in ones:
        found = with_x(state, one, x[:axis] + x[axis + 1 :])
        more = ("second choice",) if axis == 0 else ()
        cost = price("axis of one", *more, sizes=unexplained(found.x.parts[one.part].shape[1:], want) / 3)
        question = "Is this the axis that means nothing?" if len(ones) > 1 and x.count(1) > 1 else ""
        code = line(state, one, f"np.squeeze(x, axis={axis})")
        yield Undo("extra-axis", cost, found, sentence, reason, code, (), question)
    if None in x[1:]:
        return
    for merged, made, question in _merged(x, want):
        found, changes = with_x(state, one, merged), ()
        if len(merged) > 2 and merged[1] == x[1] and not fits(merged[-1], want[-1]):
            found, changes = declared(found, one, (want[0] and merged[1], *merged[2:]))
        cost = price("two axes in one", sizes=unexplained(merged[1:], want))
        yield Undo("extra-axis", cost, found, sentence, reason, line(state, one, made), changes, question)
    if len(x) == len(want) + 2 and rows_of(state) in (None, x[0] * x[1] if x[0] else None):
        cost = price("samples folded", sizes=unexplained(x[2:], want))
        found = with_x(state, one, (x[0] and x[0] * x[1], *x[2:]))
        question = f"Does each of {x[0]} × {x[1]} pieces have an answer of its own? Then every one is a sample."
        code = line(state, one, f"x.reshape(-1, {numbers(x[2:])})")
        yield Undo("extra-axis", cost, found, sentence, reason, code, (), question)


def _merged(x, want):
    """Yield (shape, expression, question) where neighbouring axes of a sample become one."""
    if len(want) == 1:
        yield (x[0], prod(x[1:])), "x.reshape(len(x), -1)", ""
    elif len(want) == 2:
        size = prod(x[2:])
        if 1 in x[2:]:
            return  # an axis of 1 is left out
        question = f"Are {' × '.join(map(str, x[2:]))} = {size} numbers measured at the same moment?"
        yield (*x[:2], size), f"x.reshape(*x.shape[:2], {size})", question
    else:
        for at in range(1, len(x) - 1):
            merged = (*x[:at], x[at] * x[at + 1], *x[at + 2 :])
            if fit_all(merged[1:], want):
                question = f"Do axes {at} and {at + 1} of x belong to one?"
                yield merged, f"x.reshape(len(x), {numbers(merged[1:])})", question
