"""Slips in sizes: x has other steps or columns than declared, or Input declares what it should not."""

from math import prod

from ...axes import count
from ...checks import product
from ...program import changed, unbuilt
from ...program.changes import Change
from ..costs import price
from ..inputs import line, slip_of_input, with_x
from ..undo import Undo
from ..words import ONE_MOMENT, are, axes_words, expects, fit_all, numbers, unexplained
from .axes import AXES, declared, rows_of


def _reads_ids(state, one):
    first = state.model.layers[state.model.calls[0].layer].kind if state.model.calls else ""
    return first == "Embedding" and len(one.want) == 1


@slip_of_input("sizes", "axes", "states", "inside")
def other_sizes(state, one, known):
    """One size is another than declared, for no reason that the sizes tell."""
    x, want = one.x, one.want
    if len(x) == len(want) and want and want[-1] == 1:
        x = (*x, 1)  # Keras adds it
    elif len(x) == len(want) + 2 and x[-1] == 1:
        x = x[:-1]
    if len(x) != len(want) + 1:
        return
    for at, (got, wanted) in enumerate(zip(x[1:], want, strict=True)):
        if None in (got, wanted) or got == wanted:
            continue
        steps = at == 0 and (len(want) > 1 or _reads_ids(state, one))
        yield from (_other_steps if steps else _other_columns)(state, one, x, at)


def _other_steps(state, one, x, at):
    got, wanted = x[1], one.want[0]
    refused = state.model.kind == "functional"
    sentence = f"x has {count(got, 'timesteps')} for each sample; the model declares {wanted}."
    if not one.declared:
        sentence = f"x has {count(got, 'timesteps')} for each sample; the model was built for {wanted}."
    reason = f"{expects(state, one.want)} " + (
        "A functional model compares every size in its first fit or predict."
        if refused
        else "A Sequential model does not check timesteps."
    )
    cost = price("other size", sizes=1)
    if got > wanted:
        cut = with_x(state, one, (x[0], wanted, *one.x[2:]))
        question = f"{are(wanted, 'timesteps', 'the last')} of each sample what counts?"
        code = line(state, one, f"x[:, -{wanted}:]")
        yield Undo("wrong-timesteps", cost, cut, sentence, reason, code, (), question)
    if one.declared:
        question = f"{are(got, 'timesteps')} right, and the model is to be changed?"
        found, changes = declared(state, one, (got, *one.want[1:]))
        yield Undo("wrong-timesteps", cost, found, sentence, reason, "", changes, question)
        question = "Should the model read sequences of any length? Then None stands for the timesteps."
        found, changes = declared(state, one, (None, *one.want[1:]))
        cost += price("third choice")
        yield Undo("wrong-timesteps", cost, found, sentence, reason, "", changes, question)


def _other_columns(state, one, x, at):
    got, wanted, axis = x[at + 1], one.want[at], at + 1
    last = axis == len(x) - 1
    if last and (len(x) < 4 or not state.model.layers):
        place = "at each timestep" if len(x) > 2 else "in each row"
        sentence = f"x has {count(got, 'features')} {place}; the model was built for {wanted}."
        reason = f"{expects(state, one.want)} Every feature has weights of its own, so this size cannot differ."
    else:
        sentence = (
            f"x is {x}; the model declares {one.want} for one sample, and axis {axis} has {got} in place of {wanted}."
        )
        reason = expects(state, one.want)
    # So many columns that they could be several times those that are declared are no column too many.
    several = last and wanted > 1 and got > wanted and got % wanted == 0
    whole = several and None not in one.want and got == prod(one.want)  # a whole sample's numbers say more still
    cost = price("other size", *["chance"] * (several + whole), sizes=1)
    if last and got > wanted:
        question = f"{are(wanted, 'columns', 'the first')} what the model knows?"
        found = with_x(state, one, (*one.x[:axis], wanted, *one.x[len(x) :]))
        code = line(state, one, f"x[{':, ' * axis if len(one.x) > len(x) else '..., '}:{wanted}]")
        yield Undo("wrong-features", cost, found, sentence, reason, code, (), question)
    if one.declared:
        question = f"{are(got, 'columns', 'all' if got > 1 else 'the')} meant? Then the model has to be made for them."
        if not last:
            question = f"Is {got} the right size of axis {axis}? Then the model has to be made for it."
        found, changes = declared(state, one, (*one.want[:at], got, *one.want[at + 1 :]))
        yield Undo("wrong-features", cost + 0.1, found, sentence, reason, "", changes, question)
    elif last:
        question = f"{are(got, 'columns', 'all' if got > 1 else 'the')} meant? Then the model has to be made anew."
        lines = f"# make the model anew, as in your own code: its layers were built for {count(wanted, 'features')}"
        found = state._replace(model=unbuilt(state.model))
        yield Undo("wrong-features", cost + 0.1, found, sentence, reason, question=question, lines=lines)


@slip_of_input(*AXES)
def one_column_more(state, one, known):
    """Flat rows with a column more: the number of a row in front of its values, or its answer behind them."""
    x, want = one.x, one.want
    if known.x is None or len(x) != 2 or len(want) != 2 or None in (x[1], *want) or 1 in want:
        return  # a text alone gives two sizes, which agree by chance too often
    if x[1] != prod(want) + 1:
        return
    sentence = f"x has {axes_words(x)}: one column more than the {prod(want)} numbers of a sample."
    fold = f"{x[1]} = {want[0]} × {want[1]} + 1"
    reason = f"{expects(state, want)} {fold}: without that column each row is a whole sample laid flat."
    found = with_x(state, one, (x[0], *want))
    for cut, told in (
        ("x[:, 1:]", "Does the first column number the rows"),
        ("x[:, :-1]", "Does the last column hold the answers"),
    ):
        code = line(state, one, f"{cut}.reshape(len(x), {numbers(want)})")
        question = f"{told}, and do the others stand timestep by timestep?"
        yield Undo("flattened-steps", price("flat, one more"), found, sentence, reason, code, (), question)


@slip_of_input(*AXES)
def samples_declared(state, one, known):
    """The number of samples stands in what is declared."""
    x, want, rows = one.x, one.want, rows_of(state)
    if not one.declared or not want or len(x) < 2 or state.x.source != "arrays":
        return
    n, reason = x[0], "Input takes the shape of one sample; Keras adds the samples axis itself."
    agree = rows in (None, n)
    if tuple(want) == tuple(x) and len(x) > 2 and agree:
        sentence = f"Input declares {want}, the whole shape of x: its {n} samples are written into it."
        reason += " y has a row for each sample." if rows else ""
        name = ("samples declared",) if rows else ("count declared",)
        yield _declares(state, one, x[1:], sentence, reason, price(*name), "" if rows else f"Are there {n} samples?")
    elif len(want) >= len(x) and want[0] in (n, None, 1) and agree:
        sentence = f"Input declares {want}, with the number of samples in it; x is {x}."
        kept = want[1:] if len(want) == len(x) else x[1:]
        name = "count declared" if want[0] == n else "count declared, other sizes"
        yield _declares(state, one, kept, sentence, reason, price(name), "")
    elif len(want) == len(x) - 1 and want[0] == n is not None and not fit_all(x[1:], want):
        if tuple(x[:-1]) == tuple(want):
            sentence = f"The model declares {want}, which begins with the {n} samples of x, {x}."
            cost = price("count declared", *([] if rows else ["chance"]))
            yield _declares(state, one, x[1:], sentence, reason, cost, "" if rows else f"Are there {n} samples?")
        else:
            sentence = f"The model declares {count(n, 'timesteps')}, and {n} is the number of samples of x, {x}."
            reason = f"Input takes the shape of one sample, {x[1:]}; Keras adds the samples axis itself."
            other = 2 * unexplained(x[2:], want[1:]) / 3
            more = ("one sample",) if rows is None else ()
            cost = price("count declared, other sizes", sizes=other) + (1.0 if more else 0)
            question = f"{are(x[1], 'timesteps')} right?" if x[1] else "Are the other sizes of x right?"
            yield _declares(state, one, x[1:], sentence, reason, cost, question)
    elif n in want and n is not None and rows == n and len(want) == len(x):
        at = want.index(n)
        kept = (*want[:at], *want[at + 1 :])
        if at and len(kept) == len(x) - 1:
            sentence = f"Input declares {want}, and {n} is the number of samples of x, {x}."
            yield _declares(state, one, x[1:], sentence, reason, price("count declared, other sizes"), "")


def _declares(state, one, shape, sentence, reason, cost, question):
    found, changes = declared(state, one, tuple(shape))
    return Undo("samples-in-input-shape", cost, found, sentence, reason, "", changes, question)


@slip_of_input(*AXES)
def input_turned(state, one, known):
    """Input has the sizes of a sample in another order."""
    x, want = one.x, one.want
    if not one.declared or len(x) != len(want) + 1 or len(want) < 2 or None in (*x[1:], *want):
        return
    if sorted(x[1:]) == sorted(want) and tuple(x[1:]) != tuple(want):
        sentence = f"x is {x}, and Input declares {want}: the same sizes in another order."
        reason = expects(state, want)
        question = (
            f"Is x right as it is, {x[1]} timesteps of {x[2]}? Then Input is the one to turn."
            if len(x) == 3
            else ("Is x right as it is? Then Input is the one to turn.")
        )
        found, changes = declared(state, one, x[1:])
        yield Undo("swapped-axes", price("Input turned"), found, sentence, reason, "", changes, question)


@slip_of_input("axes", "building", "counts")
def axis_too_many_declared(state, one, known):
    """Input has an axis more than a sample has."""
    x, want, rows = one.x, one.want, rows_of(state)
    if not one.declared or len(want) < 3 or len(x) != len(want) or rows not in (None, x[0]):
        return
    shapes = [want[1:]] if len(want) > 3 else [(want[0], product(want[1:]))]
    for shape in [*shapes, x[1:]]:
        if fit_all(x[1:], shape):
            sentence = f"Input declares {want} for one sample, one axis too many: x has {axes_words(x)}."
            found, changes = declared(state, one, tuple(shape))
            cost = price("axis too many declared")
            yield Undo("extra-axis", cost, found, sentence, expects(state, want), "", changes, "")
            return


@slip_of_input("building", "axes")
def axis_missing_in_input(state, one, known):
    """Input has an axis fewer than the first layer reads."""
    x, want = one.x, one.want
    # Where nobody knows the layers, words say only that x has an axis more than the model was made for.
    if not one.declared or len(x) != len(want) + 2 or not state.model.layers:
        return
    sentence = f"Input declares {want} for one sample, one axis too few: x has {axes_words(x)}."
    found, changes = declared(state, one, x[1:])
    cost = price("axis missing in Input", sizes=0 if fit_all(x[1:-1], want) or fit_all(x[2:], want) else 1)
    yield Undo("input-shape-missing-axis", cost, found, sentence, expects(state, want), "", changes, "")


@slip_of_input("building", "axes", "sizes")
def axis_missing_in_both(state, one, known):
    """Neither x nor Input has the axis for features, or the one for timesteps."""
    x, want, model = one.x, one.want, state.model
    if not one.declared or len(x) != len(want) + 1 or not 1 <= len(want) <= 3:
        return
    for shape, made, name, where in (
        ((*want, 1), "x[..., np.newaxis]", "missing-features-axis", "features"),
        ((1, *want), "x[:, np.newaxis]", "missing-timesteps-axis", "timesteps"),
    ):
        new = (*x, 1) if where == "features" else (x[0], 1, *x[1:])
        sentence = f"x has {axes_words(x)}, and Input declares {want}; both lack the axis for {where}."
        change = Change("input", one.place, value=shape)
        found = changed(with_x(state, one, new), change)
        first = model.layers[model.calls[0].layer].name if model.calls else "the first layer"
        reason = f"{first!r} reads {len(want) + 2} axes, samples first."
        # Films lack their time more often than their channels.
        more = ("second choice",) if (where == "timesteps") == (len(want) < 3) else ()
        cost = price("axis missing in Input", *more) + 0.5
        question = ONE_MOMENT if where == "timesteps" else ""
        code = line(state, one, made)
        yield Undo(name, cost, found, sentence, reason, code, (change,), question)
