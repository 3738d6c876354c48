"""What was looked at in the values, and what was seen, in words that a learner reads."""

from ..axes import count


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


def _numbers(amount, what):
    return f"{amount:,} {'is' if amount == 1 else 'are'} {what}"


def _holes(came):
    parts = [_numbers(came.nan, "NaN")] if came.nan or not came.infinite else []
    parts += [_numbers(came.infinite, "infinite")] if came.infinite else []
    words = f"Of {count(came.looked, 'numbers')}, {' and '.join(parts)}."
    if came.too_large:
        words += (
            f" {_numbers(came.too_large, 'so only')} in float32, in which Keras computes, and which ends at 3.4e38."
        )
    return words


_COMPARED = "Each sample was compared with the next one."


def _overlap(came):
    if not came.ordered:
        return (
            f"One sample begins as another ends: they overlap as windows do, and go on along axis {_axes(came.over)}."
        )
    far = count(abs(came.shift) if came.over else abs(came.columns), "places")
    if not came.over:
        return f"{_COMPARED} It goes on there as windows do, but only in the order of samples of shape {came.was}."
    return f"{_COMPARED} Along axis {_axes(came.over)} it goes on there as windows do, {far} further on."


def _axes(over):
    return " and ".join(map(str, over))


def _order(came):
    look = "Look at one sample to be sure."
    if came.by == "overlap":
        order = f"in the order of samples of shape {came.was}" if came.was else "in another order"
        return f"{_COMPARED} It goes on there as windows do, but only {order}."
    if came.by == "counting":
        return f"Read in the order of samples of shape {came.was}, every feature counts on by one and the same step."
    read = f"in the order of samples of shape {came.was}" if came.was else "in the other order"
    if came.by == "levels":
        return f"Read {read}, every feature keeps a level or spread of its own; as x stands, none does. {look}"
    times = came.here / came.there if came.there > 0 else 99
    far = f"about {times:.0f} times as far as" if 1.5 <= times < 20 else "far more than"
    return f"As x stands, values jump from one step to the next, {far} they do when read {read}. {look}"


def _origin(came):
    if came.how == "windows":
        return f"NumPy still knows how x was made: windows that overlap in memory, and go on along axis {came.axis}."
    words = f"x is a reshape of an array of shape {came.shape}"
    if came.mixed:
        return f"{words}: samples hold values of different rows of it."
    return f"{words}: that moves values to other places, where a transpose was meant."


def _levels(came):
    some = ", ".join(f"{one:.3g}" for one in came.levels[:3])
    what = "level" if came.by == "level" else "spread"
    course = f", and along axis {came.time} values move slowly" if came.time else ""
    return f"Each place along axis {came.axis} keeps a {what} of its own ({some} ...), as features do{course}."


def _turns(came):
    if came.by == "levels":
        return f"Every {came.features} columns values return to a level or spread of their own, and go on from there."
    if not came.in_turn:
        return f"{_COMPARED} Its columns form {came.features} blocks of {came.steps}, and each block goes on as windows do."
    return (
        f"{_COMPARED} It goes on there {came.features} columns further on, as rows of {came.features} measurements do."
    )


def _reading(came):
    return (
        f"{_COMPARED} Where one ends the next goes on, as near as from column to column; in one column values jump from "
        "sample to sample. So the rows read on like one series."
    )


def _earlier(came):
    some = "the sample before" if came.lags == 1 else f"the {came.lags} samples before"
    return (
        "A line was fitted to half of the samples, and tried on the others. x moves slowly from sample to sample, and "
        f"with {some} as well the line meets y far better than with a sample's own numbers alone."
    )


def _place(came):
    step = f"step {came.offset}, counted from 0,"
    if came.offset in (0, came.steps - 1):
        step = "the last step" if came.offset else "the first step"
    elif not 0 <= came.offset < came.steps:
        far = came.offset - came.steps + 1
        step = (
            f"{count(far, 'steps')} behind the last one"
            if far > 0
            else f"{count(-came.offset, 'steps')} before the first one"
        )
    which = "y" if came.column == 0 else f"column {came.column} of y"
    scaled = "" if came.exact else f", times {came.scale:.3g} and plus {came.level:.3g}".replace("plus -", "minus ")
    return (
        f"In all {came.looked:,} samples looked at, {which} is the value of feature {came.feature} at {step}{scaled}."
    )


def _borders(came):
    if came.by == "name":
        return (
            f"In {came.samples:,} of the {came.looked:,} windows looked at, feature {came.feature} changes from one whole "
            "number to another, and other features jump with it."
        )
    (level, noise), (other, other_noise) = came.before, came.after
    return (
        f"At {count(came.borders, 'places')} feature {came.feature} jumps. Before the widest jump it lies near {level:.3g} "
        f"and scatters by {noise:.2g}; behind it, it lies near {other:.3g} and scatters by {other_noise:.2g}."
    )


def _direction(came):
    return f"{came.place[0].upper()}{came.place[1:]} runs from {came.first} to {came.last}."


def _padding(came):
    lengths = f"{came.shortest} to {came.longest}" if came.shortest < came.longest else came.longest
    words = f"At the {came.side} of {came.samples:,} of the {came.looked:,} samples looked at, {lengths} of "
    return f"{words}{count(came.steps, 'steps')} hold only {came.value:g}."


_WORDS = {
    "Holes": _holes,
    "Overlap": _overlap,
    "Order": _order,
    "Origin": _origin,
    "Levels": _levels,
    "Turns": _turns,
    "Reading": _reading,
    "Earlier": _earlier,
    "Place": _place,
    "Borders": _borders,
    "Direction": _direction,
    "Padding": _padding,
}
