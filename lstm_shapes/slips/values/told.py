"""What was looked at in the values, and what was seen, in words that a learner reads."""

from ...axes import count


def told(complaint):
    """Return what the evidence behind a complaint of the values says.

    Parameters
    ----------
    complaint : Complaint
        Of the stage "values".

    Returns
    -------
    str
        One sentence or more.

    Examples
    --------
    >>> from lstm_shapes.checks import Complaint
    >>> from lstm_shapes.evidence import holes
    >>> told(Complaint("values", "silent", "holes", None, holes([1.0, float("nan"), 3.0])))
    'Of 3 numbers, 1 is NaN.'
    """
    return told_of(complaint.came)


def told_of(came):
    """Return what one record of the evidence says, in words."""
    return _WORDS[type(came).__name__](came)


def _many(amount, what):
    return f"{amount:,} {'is' if amount == 1 else 'are'} {what}"


def _short(number):
    """A measured number in three digits: 0.0552, 82.1, 1,590."""
    return f"{float(f'{number:.3g}'):,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def _holes(came):
    parts = [_many(came.nan, "NaN")] if came.nan or not came.infinite else []
    parts += [_many(came.infinite, "infinite")] if came.infinite else []
    words = f"Of {count(came.looked, 'numbers')}, {' and '.join(parts)}."
    if came.too_large:
        words += f" {_many(came.too_large, 'so only')} in float32, in which Keras computes: it ends at 3.4e38."
    return words


_COMPARED = "Each sample was compared with the next one."
_LOOK = "That is evidence, and no proof: compare one inner value with your file."


def _as(shape):
    """In which order the numbers of a sample are read."""
    return f"as {shape[0]} rows of {shape[1]} numbers" if len(shape) == 2 else f"in the order of {shape}"


def _overlap(came):
    along = f"along axis {' and '.join(map(str, came.over))}"
    if not came.over:
        return f"{_COMPARED} It overlaps with it as windows do, but only if read {_as(came.was)}."
    if not came.ordered:
        return f"Samples overlap {along}: one begins with what stands at the end of another, as windows do."
    here, there = max(came.shift, 0), max(-came.shift, 0)
    same = f"what stands at place {here} of one stands at place {there} of the next"
    return f"{_COMPARED} They overlap {along} as windows do: {same}."


def _order(came):
    read = _as(came.was) if came.was else "in another order"
    if came.by == "overlap":
        return f"{_COMPARED} They overlap as windows do, but only if read {read}."
    if came.by == "counting":
        return f"Read {read}, every feature counts on by one and the same step."
    if came.by == "levels":
        return f"Read {read}, every feature keeps a level or spread of its own; as x stands, none does. {_LOOK}"
    times = came.here / came.there if came.there > 0 else 99
    far = f"about {times:.0f} times as far as" if 1.5 <= times < 20 else "far more than"
    return f"As x stands, values jump from one step to the next, {far} when each sample is read {read}. {_LOOK}"


def _origin(came):
    if came.how == "windows":
        return f"NumPy still knows how x was made: of windows that overlap in memory, along axis {came.axis}."
    words = f"x is a reshape of an array of shape {came.shape}"
    return f"{words}: samples hold values of different rows of it." if came.mixed else f"{words}: that moves values."


def _levels(came):
    some = ", ".join(map(_short, came.levels[:3])) + " ..." * (len(came.levels) > 3)
    what = "level" if came.by == "level" else "spread"
    course = f", and along axis {came.time} values move slowly" if came.time else ""
    return f"Each place along axis {came.axis} keeps a {what} of its own ({some}), as features do{course}."


def _turns(came):
    if came.by == "levels":
        return f"Every {came.features} columns values return to a level or spread of their own, and go on from there."
    if came.in_turn:
        many = came.features
        return f"{_COMPARED} They overlap, {many} columns apart, as windows of {many} features do that are laid flat."
    return f"{_COMPARED} In each of {came.features} blocks of {came.steps} columns they overlap as windows do."


def _reading(came):
    return f"{_COMPARED} It begins near where this one ends, as if all were one series; down a column values jump."


def _earlier(came):
    some = "the sample before" if came.lags == 1 else f"the {came.lags} samples before"
    line = f"A line through its own numbers and those of {some} meets y far better than one through its own alone"
    slow = "x moves slowly from sample to sample. " if came.slow else ""
    return f"{slow}{line}, in samples that neither was fitted to."


def _place(came):
    where = f" at step {came.offset}, counted from 0"
    if came.offset >= came.steps:
        where = f", {count(came.offset - came.steps + 1, 'steps')} behind the last one"
    elif came.offset < 0:
        where = f", {count(-came.offset, 'steps')} before the first one"
    elif came.offset in (0, came.steps - 1):
        where = " at the last step" if came.offset else " at the first step"
    which = "y" if came.column == 0 else f"column {came.column} of y"
    scaled = "" if came.exact else f", times {_short(came.scale)} and plus {_short(came.level)}"
    scaled = scaled.replace("plus -", "minus ")
    return f"In all {came.looked:,} samples looked at, {which} is the value of feature {came.feature}{where}{scaled}."


def _copy(came):
    what = {"all": "x", "class": "the class of x"}.get(came.how, f"feature {came.feature} of x")
    where = "at the next one" if came.ahead else "at that very timestep"
    return f"In all {came.looked:,} samples looked at, y at a timestep is {what} {where}."


def _borders(came):
    if came.by == "name":
        windows = f"In {came.samples:,} of the {came.looked:,} windows looked at"
        return f"{windows} feature {came.feature} changes from one whole number to another, and others jump with it."
    before, behind = (f"near {_short(level)} and scatters by {noise:.2g}" for level, noise in (came.before, came.after))
    jumps = f"Feature {came.feature} jumps at {count(came.borders, 'places')}."
    if came.by == "course":
        jumps += " Behind each jump it begins anew with what it did before, as no season does."
    return f"{jumps} Before the widest jump it lies {before}; behind it, it lies {behind}."


def _direction(came):
    return f"{came.place[0].upper()}{came.place[1:]} runs from {came.first} to {came.last}."


def _padding(came):
    lengths = f"{came.shortest} to {came.longest}" if came.shortest < came.longest else came.longest
    words = f"At the {came.side} of {came.samples:,} of the {came.looked:,} samples looked at, {lengths} of "
    what = "one and the same row of numbers" if came.value is None else f"only {came.value:g}"
    return f"{words}{count(came.steps, 'steps')} hold {what}."


def _between(came):
    return f"In {came.samples:,} of the {came.looked:,} samples looked at a 0 has other ids on both sides."


def _skipped(came):
    words = [f"in {came.blank:,} every step holds only 0"] if came.blank else []
    words += [f"in {came.between:,} steps that hold only 0 stand between others"] if came.between else []
    return f"Of the {came.looked:,} samples looked at, {' and '.join(words)}."


def _apart(came):
    other = "back" if came.side == "front" else "front"
    rows = f"In {came.samples:,} of the {came.looked:,} samples looked at"
    return f"{rows} x has zeros at the {came.side}, and y as many at the {other}."


def _several(came):
    rows = f"In {came.rows:,} of the {came.looked:,} rows of y looked at"
    return f"{rows} more than one column is 1, at most {came.most}."


def _one_hot(came):
    return f"Each row of y has a single 1 in its {count(came.classes, 'columns')}."


_WORDS = {
    "Holes": _holes,
    "Overlap": _overlap,
    "Order": _order,
    "Origin": _origin,
    "Levels": _levels,
    "Several": _several,
    "OneHot": _one_hot,
    "Turns": _turns,
    "Reading": _reading,
    "Earlier": _earlier,
    "Place": _place,
    "Copy": _copy,
    "Borders": _borders,
    "Direction": _direction,
    "Padding": _padding,
    "Apart": _apart,
    "Skipped": _skipped,
    "Between": _between,
}
