"""Slips that only values show in what the rows are: answers, groups, dates, padding, holes."""

from math import prod

from ... import evidence
from ...axes import count
from ...checks import last_activation, losses_of
from ...evidence.targets import Place
from ...program import changed
from ..costs import price
from ..inputs import line
from ..undo import Undo, remade, slip
from ..words import called, made_x
from ..words import with_x as named
from ..x.batch import with_shapes
from ..y.labels import loss_instead, yes_or_no
from ..y.target import y_line
from .order import declared_for, sizes_of, slip_of_values
from .told import told, told_of


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
        far = "one step" if apart == 1 else f"{apart} steps"
        question = f"Do the windows follow each other, {far} apart? Then y moves by {by}, behind the last row."
        found = with_shapes(state, rows - by)
        yield Undo("target-misaligned", price("proven"), found, sentence, reason, code, (), question)
        return
    sizes = sizes_of(one)
    if came.offset >= 0 and came.late < sizes[0] and len(sizes) > 1:
        found, changes = declared_for(state, one, (sizes[0] - came.late, *sizes[1:]))
        code = line(state, one, f"x[:, :-{came.late}]")
        question = "Is y the value to predict? Then each sample ends before it."
        yield Undo("target-misaligned", price("proven"), found, sentence, reason, code, changes, question)
    lines = f"y = series[{came.steps}:]  # where x is cut: the value behind each window"
    if state.x.source == "dataset":
        cut = f"series[:-{came.late}], targets[{came.late}:], {came.steps}"
        lines = (
            f"# target i belongs to the window that begins at row i\nkeras.utils.timeseries_dataset_from_array({cut})"
        )
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
    if isinstance(complaint.came, Place):
        yield _newest_lag_first(state, one, complaint)
        return
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


def _newest_lag_first(state, one, complaint):
    """Return the undo for samples that run from the newest step to the oldest, as columns of lags mostly do."""
    came, steps = complaint.came, sizes_of(one)[0]
    later = "the next sample" if came.offset == -1 else f"the sample {-came.offset} further on"
    sentence = f"The {steps} timesteps of each sample of x run from the newest to the oldest."
    scaled = "" if came.exact else ", but for scale and level"
    reason = f"In all {came.looked:,} samples looked at, y is feature {came.feature} at step 0 of {later}{scaled}. "
    reason += "So step 0 is the newest: the model reads it first, and ends with the oldest."
    question = f"Does y follow step 0 of its sample, rather than step {steps - 1}?"
    code = line(state, one, "x[:, ::-1]")
    return Undo("reversed-time", price("proven"), state, sentence, reason, code, (), question)


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


@slip_of_values("masked row")
def scaled_padding(state, one, complaint):
    """Samples were filled up and scaled then, so the value that is masked is in none of their steps."""
    came, value = complaint.came, complaint.wanted
    sentence = f"Many samples are padded at the {came.side} with one row of numbers, and the mask is for {value:g}."
    reason = f"{told(complaint)} Padding that is scaled with the data is no longer the value that Masking looks for."
    question = "Is that row padding, and no measurement? Or scale first, and pad then."
    end = "-1" if came.side == "back" else "0"
    code = f"rows, many = np.unique(x[:, {end}], axis=0, return_counts=True)\n"
    code += "padded = (x == rows[many.argmax()]).all(axis=-1, keepdims=True)\n"
    code += line(state, one, f"np.where(padded, {value:g}, x)")
    yield Undo("unmasked-padding", price("proven"), state, sentence, reason, code, (), question)


@slip_of_values("cut")
def cut_to_whole(state, one, complaint):
    """Measured numbers were cut to whole ones where sequences were padded, and of what was left a mask skips zeros."""
    came, masked = complaint.came, complaint.wanted
    sentence = "Most of x is masked."
    if came.whole:
        sentence = "x holds whole numbers, and steps of it that are no padding hold only 0."
    reason = f"{told(complaint)} pad_sequences makes whole numbers unless it is given a dtype: 0.7 becomes 0."
    reason += " And what is 0 the mask skips." if masked else ""
    lines = 'x = keras.utils.pad_sequences(sequences, dtype="float32", padding="post")  # where x is made'
    question = "Were the sequences numbers such as 0.7? Then they are to be padded anew: what was cut is lost."
    if not came.whole:
        question = "Did an earlier line make whole numbers of x, or is another value than 0 its padding?"
    cost, settles = price("proven", "earlier line"), (("values", "cut"),)
    yield Undo("ragged-sequences", cost, state, sentence, reason, "", (), question, lines, settles)


@slip_of_values("flags")
def words_as_flags(state, one, complaint):
    """Rows say of each word whether it occurs, and an Embedding reads each 0 and 1 as the id of a word."""
    table = complaint.wanted
    sentence = f"x holds 0 and 1 alone, {one.x[1]} of them for each sample, and {called(table)} reads them as ids: "
    sentence += f"of its {table.get('input_dim')} rows it uses two."
    reason = f"{told(complaint)} Such a row says which words occur; an Embedding reads the ids of words in their order."
    lines = 'vectorize = keras.layers.TextVectorization(output_mode="int", output_sequence_length=20)  # ids in order'
    question = "Does each column stand for one word?"
    cost, settles = price("proven", "earlier line"), (("values", "flags"),)
    yield Undo("embedding-input", cost, state, sentence, reason, "", (), question, lines, settles)


@slip_of_values("sides")
def padded_at_other_ends(state, one, complaint):
    """Words are padded at one end and their answers at the other, so that no answer stands at its word."""
    came, place = complaint.came, complaint.wanted
    other, zeros = ("back", "(ids != 0).argmax()") if came.side == "front" else ("front", "-(ids[::-1] != 0).argmax()")
    sentence = f"x is padded at the {came.side} and y at the {other}: answers stand at other steps than their words."
    reason = f"{told(complaint)} Pad both with the same padding=, or move the rows of y."
    name = "x" if state.x.form == "one" else f"x[{state.x.parts[one.part].name or one.part!r}]"
    moved = f"np.roll(row, {zeros}, axis=0)"
    code = y_line(state, place, f"np.array([{moved} for row, ids in zip(y, {name})])")
    yield Undo("target-misaligned", price("proven"), state, sentence, reason, code)


@slip_of_values("several ones")
def several_classes(state, one, complaint):
    """A sample belongs to several classes at once, and a softmax, or its loss, knows one alone."""
    place, model = complaint.where[1], state.model
    name, maker = last_activation(model, place)
    loss = losses_of(state, len(model.outputs))[place]
    knows = f"the softmax of {called(maker)}" if name == "softmax" else loss.name
    sentence = f"y has several classes for one sample, and {knows} knows one for each."
    why = "What a softmax answers sums to 1" if name == "softmax" else "It divides the answers by their sum"
    reason = f"{told(complaint)} {why}: where one class gains, the others lose."
    question = "May a sample belong to several classes at once? Then each of them is a yes or no."
    yield yes_or_no(state, complaint, place, price("proven"), sentence, reason, question)


@slip_of_values("one class")
def one_class(state, one, complaint):
    """A sample belongs to one class, a softmax chooses it, and the loss asks a yes or no of each class."""
    place = complaint.where[1]
    sentence = "y has one class for each sample, and binary_crossentropy asks a yes or no of every class."
    reason = f"{told(complaint)} A softmax chooses one class; its loss is categorical_crossentropy."
    change = loss_instead(state, place, "categorical_crossentropy")
    yield remade(state, "label-encoding", price("proven"), sentence, reason, change)


@slip_of_values("holes", last=True)
def not_finite(state, one, complaint):
    """NaN or infinity in x or y; last, as without such samples values may no longer tell what else is wrong."""
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
        question = f"May every sample with a hole in {name} be left out?"
        code = f"usable = {kept}\n{_usable(state)}"
        yield Undo("not-finite", price("proven"), found, sentence, reason, code, (), question)
    question = "Does a hole stand for 0? Then it may be filled."
    filled = named(f"np.where({good.replace(name, 'x')}, x, 0)", which if given.form == "one" else "x")
    code = made_x(state, part, filled) if which == "x" else f"y = {filled}"
    if which == "x" or given.form == "one":
        yield Undo("not-finite", price("proven", "second choice"), state, sentence, reason, code, (), question)
