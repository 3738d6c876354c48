"""Slips between y and the output: another shape, or another number of answers."""

import re
from math import prod

import numpy as np

from ...axes import count
from ...checks import fits, last_activation, losses_of, outputs_of, product, run
from ...program import Change, Loss, changed, read_data, with_shape
from ..costs import price
from ..graph import last_width, layer_of, leading_to, steps_of, width_setting
from ..model.layers import recurrent_flip
from ..undo import Undo, remade, slip
from ..view import leaves
from ..words import are, called

_STRETCH = "{} does not refuse: it stretches the smaller array over the larger one, and the model learns a mean."
_OVER_ANSWERS = "{} does not refuse: it stretches y over the answer, and its numbers all learn the same target."
_ONE_FOR_ALL = "{} does not refuse: it compares the one answer of a sample with every timestep, and all learn the same."
_COMPARED = 100_000  # numbers of a sample up to which it is compared
ROWS = 64  # samples whose values are compared
SPARSE = "sparse_categorical_crossentropy"
_STEPS_AS_CLASSES = "{} does not refuse: it drops the last axis of 1 and reads the timesteps as the classes."


def wrong_targets(state, wrong):
    """Yield (place, shape of y, shape of the output with the samples of y, loss, complaint) of each misfit."""
    outputs = outputs_of(state)
    losses = losses_of(state, len(outputs))
    for one in wrong:
        if one.stage != "target" or one.what not in ("raises", "stretches") or one.where[0] != "y":
            continue
        place = one.where[1]
        y, out = part_of(state, place).shape, outputs[place] if place < len(outputs) else None
        if y and out:
            yield place, y, (y[0], *out[1:]), losses[place] or Loss(""), one


def _at(state, place):
    """Return the place among the parts of y of the one for an output: those of a dict stand by their names."""
    names = state.model.output_names
    if state.y.form == "dict" and place < len(names):
        return next((at for at, part in enumerate(state.y.parts) if part.name == names[place]), place)
    return place


def part_of(state, place):
    """Return the record of the y for an output."""
    return state.y.parts[_at(state, place)]


def with_y(state, place, **changes):
    """Return the state with another record of the y for an output."""
    parts = list(state.y.parts)
    parts[_at(state, place)] = part_of(state, place)._replace(**changes)
    return state._replace(y=state.y._replace(parts=tuple(parts)))


def ranges_after(known, code, many):
    """Return what is known of the values of the `many` parts of y, as a line of code leaves them: fields of a Data."""
    parts = read_data(known.asked((code,))[1]).parts
    if len(parts) != many:  # the values are not at hand
        return [{"low": None, "high": None, "whole": None}] * many
    return [{"low": one.low, "high": one.high, "whole": one.whole} for one in parts]


def y_name(state, place):
    """Return how the y for an output is written: y, or the place or the name that it has in y."""
    if state.y.form == "one" or len(state.y.parts) == 1:
        return "y"
    return f'y["{part_of(state, place).name}"]' if state.y.form == "dict" else f"y[{place}]"


def y_line(state, place, made):
    """Return the line that makes a new y, or a new one of its parts."""
    y, mine, name = state.y, y_name(state, place), part_of(state, place).name
    if mine == "y":
        return f"y = {made}"
    made = re.sub(r"\by\b", lambda _: mine, made)
    if y.form == "dict":
        return f'y = {{**y, "{name}": {made}}}'
    return f"y = [*y[:{place}], {made}, *y[{place + 1}:]]"


def because(state, place, out, loss, one):
    """Say which layer gives the output, and what the loss wants."""
    model = state.model
    makers = leading_to(model, model.outputs[place]) if place < len(model.outputs) else []
    made = f"{called(layer_of(model, makers[0]))} gives {out}. " if makers else ""
    name = loss.name or "The loss"
    if one.level == "silent":
        y = part_of(state, place).shape
        y_alone = y and len(y) == len(out) and all(one in (1, size) for one, size in zip(y[1:], out[1:], strict=True))
        one_for_all = out[-1:] == (1,) and y and len(y) == len(out) - 1 > 1 and set(y[1:]) == {1}
        words = _ONE_FOR_ALL if one_for_all else _OVER_ANSWERS if y_alone else _STRETCH
        return made + (_STEPS_AS_CLASSES if name == SPARSE else words).format(name)
    wants = {
        SPARSE: f"one integer for each answer, {out[:-1]}",
        "categorical_crossentropy": f"one column for each class, {out}",
    }
    return f"{made}{name} wants {wants.get(loss.name, f'a y of the same shape, {out}')}."


def told(y, out):
    return f"y is {y} and the model gives {out}."


@slip("target")
def steps_answered(state, wrong, known):
    """Every step is answered where y has one answer for each sample; or the other way round."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        tensor, reason = state.model.outputs[place], because(state, place, out, loss, one)
        same = len(y) == len(out) and len(y) > 1 and y[1] != 1
        steps = steps_of(state)
        for every in (False, True):
            places, changes = recurrent_flip(state, tensor, every)
            if not changes:
                continue
            names = " and ".join(called(layer_of(state.model, at)) for at in places)
            many = "give" if len(places) > 1 else "gives"
            cause = "missing-return-sequences" if every else "extra-return-sequences"
            words = f"{names} {many} every step, and y has one answer for each sample."
            # y with a row for each step tells of steps, however many units there are.
            chance = same or (len(y) > 1 and y[1] == out[1] not in (None, 1))
            if every:
                read = steps[places[0]].given[0] if places[0] in steps and steps[places[0]].given else None
                if not read or len(read) < 3:
                    continue
                its = "their last steps" if len(places) > 1 else "its last step"
                each = {None: "each step", 1: "the one step"}.get(read[1], f"each of the {read[1]} steps")
                words = f"{names} {many} {its} only, and y has an answer for {each}."
                chance = same and y[1] != read[1]
            cost = price("steps answered", *(["against y"] if chance else []))
            sentence = f"{told(y, out)} {words}"
            made = remade(state, cause, cost, sentence, reason, *changes)
            yield made
            if every and run(made.state).problem is not None and len(y) > 2 and y[1] == read[1]:
                lines = f"# {names}: return_sequences=True, and each layer behind in keras.layers.TimeDistributed(...)"
                settles = ((one.stage, one.what),)
                question = "Is each step to be answered?"
                yield Undo(cause, cost, state, sentence, reason, "", (), question, lines, settles)


def is_x(known, place):
    """True where y is x, number by number, in the samples that are compared: what an autoencoder gives back."""
    x, y = (leaves(one) for one in known.asked(()))
    at = place if len(y) > place else 0
    if not x or not y or getattr(x[0], "shape", None) != getattr(y[at], "shape", ()):
        return False
    return prod(x[0].shape[1:]) <= _COMPARED and np.array_equal(np.asarray(x[0][:ROWS]), np.asarray(y[at][:ROWS]))


@slip("target")
def other_units(state, wrong, known):
    """The last layer has another number of units than y has columns."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        # Keras adds a last axis of 1 where y has one fewer: then one unit is meant.
        one_less = len(y) == len(out) - 1 and all(map(fits, y[1:], out[1:-1]))
        width = 1 if one_less or len(y) < 2 else y[-1]
        wide = last_width(state.model, state.model.outputs[place])
        if wide is None or width in (out[-1], None) or loss.name == SPARSE:
            continue
        if width == 1 and last_activation(state.model, place)[0] == "softmax":
            continue  # one unit of a softmax always answers 1
        at, of = wide
        inner = of.inner[0] if of.kind == "TimeDistributed" and of.inner else of
        change = Change("setting", at, width_setting(inner), width)
        question = f"{are(width, 'numbers')} to be predicted where the model gives {out[-1]}?"
        reason = because(state, place, out, loss, one)
        yield remade(state, "target-shape", price("units"), told(y, out), reason, change, question=question)
        if len(y) == len(out) and width > (out[-1] or width):
            first = "is only the first" if out[-1] == 1 else f"are only the first {out[-1]}"
            question = f"Of the {width} columns of y, {first} to be predicted?"
            code, shape = y_line(state, place, f"y[..., :{out[-1]}]"), (*y[:-1], out[-1])
            cost = price("units", "second choice", *["third choice"] * 2 * is_x(known, place))
            ranges = ranges_after(known, code, len(state.y.parts))
            found = with_y(state, place, shape=shape, **ranges[_at(state, place)])
            yield Undo("target-shape", cost, found, told(y, out), reason, code, (), question)


_TRIED = 16  # shorter windows that are asked about


@slip("target")
def another_length(state, wrong, known):
    """What pools and stretches again gives back another number of steps than it was given."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        x = state.x.shapes[0] if len(state.x.shapes) == len(state.model.declared) == 1 else None
        if not x or len(x) < 2 or len(y) < 3 or len(y) != len(out) or None in (*x[1:], *y):
            continue
        if y[1] != x[1] or out[1] == y[1] or out[2:] != y[2:]:
            continue
        if _given_back(state, place, y, x[1] // 2)[0] == out[1]:
            continue  # so many steps come out whatever goes in
        for steps in range(x[1] - 1, max(x[1] - _TRIED, 1), -1):
            given, found, change = _given_back(state, place, y, steps)
            if given == steps:
                sentence = f"{told(y, out)} Shortened and stretched again, {x[1]} steps come back as {out[1]}."
                reason = because(state, place, out, loss, one) + f" {steps} steps are given back as {steps}."
                gone = count(x[1] - steps, "steps")
                question = f"May the first {gone} of each sample go? Or cut windows of {steps} anew."
                code = f"x, y = x[:, -{steps}:], y[:, -{steps}:]"
                yield Undo("target-shape", price("shrunken"), found, sentence, reason, code, (change,), question)
                break


def _given_back(state, place, y, steps):
    """Return (how many steps come out where so many go in, the state with them, the change of Input)."""
    x = state.x.shapes[0]
    change = Change("input", 0, value=(steps, *x[2:]))
    cut = with_shape(state, "x", 0, (x[0], steps, *x[2:]))
    found = with_y(changed(cut, change), place, shape=(y[0], steps, *y[2:]))
    given = outputs_of(found)[place : place + 1]
    return given[0][1] if given and given[0] and len(given[0]) > 1 else None, found, change


@slip("target")
def axis_of_y(state, wrong, known):
    """y has an axis of 1 too many, or one too few; or its axes stand in another order."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        reason = because(state, place, out, loss, one)
        ones = [axis for axis, size in enumerate(y) if size == 1 and axis]
        wide = len(out) if loss.name != SPARSE else len(out) - 1
        if len(y) > wide:
            for axis in ones:
                code = y_line(state, place, f"np.squeeze(y, axis={axis})")
                found = with_y(state, place, shape=y[:axis] + y[axis + 1 :])
                sentence = f"{told(y, out)} Axis {axis} of y holds nothing."
                yield Undo("target-shape", price("axis of y"), found, sentence, reason, code)
        if len(y) < len(out) and loss.name != SPARSE:
            for axis in range(1, len(y) + 1):
                shape = (*y[:axis], 1, *y[axis:])
                if len(shape) == len(out) and all(map(fits, shape, out)):
                    index = ", ".join([":"] * axis + ["np.newaxis"]) if axis < len(y) else "..., np.newaxis"
                    code, found = y_line(state, place, f"y[{index}]"), with_y(state, place, shape=shape)
                    cost = price("axis of y", *(["second choice"] if axis < len(y) else []))
                    yield Undo("target-shape", cost, found, told(y, out), reason, code)
        if None not in y and len(y) > 1 and sorted(y[1:]) == sorted(size or 0 for size in out[1:]) and y[1:] != out[1:]:
            turn = _order(y, out)
            code, found = y_line(state, place, f"y.transpose{turn}"), with_y(state, place, shape=out)
            sentence = f"{told(y, out)} The axes of y stand in another order."
            yield Undo("target-shape", price("turned"), found, sentence, reason, code)
        if None not in y and len(y) > 2 and len(out) == 2 and prod(y[1:]) == out[1]:
            code, found = y_line(state, place, "y.reshape(len(y), -1)"), with_y(state, place, shape=out)
            sentence = f"{told(y, out)} The model gives all {out[1]} numbers in one row."
            yield Undo("target-shape", price("flat"), found, sentence, reason, code)
        if None not in y and len(y) == 2 and len(out) > 2 and product(out[1:]) == y[1] and 1 not in out[1:]:
            sizes = ", ".join(map(str, out[1:]))
            code, found = y_line(state, place, f"y.reshape(len(y), {sizes})"), with_y(state, place, shape=out)
            question = f"Do the {y[1]} numbers of a sample stand in the order {out[1:]}?"
            yield Undo("target-shape", price("flat"), found, told(y, out), reason, code, (), question)


def _order(y, out):
    free, turn = list(range(1, len(y))), [0]
    for size in out[1:]:
        axis = next(axis for axis in free if y[axis] == size)
        free.remove(axis)
        turn.append(axis)
    return tuple(turn)
