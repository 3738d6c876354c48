"""Slips between labels, the loss and the last activation."""

import numpy as np

from ...axes import count
from ...checks import is_recurrent, last_activation, losses_of, outputs_of
from ...evidence import one_hot, several_ones
from ...program import Change, changed, layer
from ..costs import price
from ..graph import last_wide, layer_of
from ..undo import Undo, remade, slip
from .target import SPARSE, because, part_of, told, with_y, wrong_targets, y_line, y_name

CATEGORICAL, BINARY = "categorical_crossentropy", "binary_crossentropy"
_FITTING = {BINARY: "sigmoid", CATEGORICAL: "softmax", SPARSE: "softmax"}


@slip("target")
def empty_columns(state, wrong, known):
    """One-hot rows with columns that hold no one: to_categorical counts from 0, and the labels did not."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        if len(y) != len(out) or not _is_one_hot(state, known, place):
            continue
        used = np.flatnonzero(np.asarray(_values(state, known, place)).reshape(-1, y[-1]).any(axis=0))
        if len(used) != out[-1] or used[-1] < out[-1]:
            continue  # columns that are empty at the end may be classes that did not come
        gaps = used[-1] - used[0] >= len(used)
        end = "" if used[-1] + 1 == y[-1] else used[-1] + 1
        columns = "y.reshape(-1, y.shape[-1]).any(axis=0)" if gaps else f"{used[0]}:{end}"
        words = f"{count(len(used), 'columns')} of y hold a one, from column {used[0]} on; the others are empty."
        if used[0] == 1 and not gaps:
            words = "Column 0 of y is empty: its labels count from 1, and to_categorical counts from 0."
        sentence = f"{told(y, out)} {words}"
        code, found = y_line(state, place, f"y[..., {columns}]"), with_y(state, place, shape=(*y[:-1], out[-1]))
        reason = because(state, place, out, loss, one)
        yield Undo("label-encoding", price("counted from 1"), found, sentence, reason, code)


def loss_instead(state, place, name):
    """Return the change of a loss: of one output where each has its own."""
    own = losses_of(state, len(state.model.outputs))[place]
    return Change("loss", name=own.output if own else "", value=name)


def _values(state, known, place):
    """Return the numbers of one part of y that were looked at, None where there are none."""
    _, y = known.asked(())
    if state.y.form == "list" and isinstance(y, (list, tuple)):
        y = y[place] if place < len(y) else None
    if isinstance(y, dict):
        y = y.get(part_of(state, place).name)
    return y if hasattr(y, "shape") else None


def _is_one_hot(state, known, place):
    """True or False where the values of y are at hand, else None."""
    y = _values(state, known, place)
    if y is None:
        return None
    found = one_hot(y)
    return found is not None and found.axis == y.ndim - 1


@slip("target")
def encoding(state, wrong, known):
    """One-hot rows where the loss wants whole numbers, or the other way round."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        reason, classes, columns = because(state, place, out, loss, one), out[-1] or 0, y[-1] if len(y) > 1 else 1
        each = "sample" if len(out) == 2 else "step"
        hot = _is_one_hot(state, known, place) if len(y) > 1 and columns != 1 else False
        if loss.name == SPARSE and len(y) == len(out) and (columns or 0) > 1 and hot is not False:
            sentence = f"y is {y}, one column for each class; {loss.name} wants one integer for each {each}."
            if columns == classes:
                change = loss_instead(state, place, CATEGORICAL)
                found = changed(with_y(state, place, low=0, high=1), change)
                yield Undo("label-encoding", price("encoding"), found, sentence, reason, "", (change,))
            found = with_y(state, place, shape=y[:-1], low=0, high=columns - 1, whole=True)
            code = y_line(state, place, "y.argmax(axis=-1)")
            question = "" if hot else "Is each row of y one-hot?"
            yield Undo("label-encoding", price("encoding"), found, sentence, reason, code, (), question)
        tags = loss.name == SPARSE and columns == classes > 1 and hot is False
        maker = last_activation(state.model, place)[1]
        if tags and maker is not None and several_ones(_values(state, known, place)):
            sentence = f"y is {y}, with several ones in a row; {loss.name} wants one integer for each {each}."
            question = f"May a {each} belong to several classes at once? Then each of them is a yes or no."
            yield yes_or_no(state, one, place, price("encoding"), sentence, reason, question)
        part = part_of(state, place)
        top = classes + (part.low is not None and part.low >= 1)  # of classes that are counted from 1
        whole = part.whole is not False and (part.low is None or (part.low >= 0 and part.high < top))
        if loss.name == CATEGORICAL and classes > 1 and whole and y in (out[:-1], (*out[:-1], 1)):
            sentence = f"y is {y}, one integer for each answer; {loss.name} wants {classes} columns."
            change = loss_instead(state, place, SPARSE)
            yield remade(state, "label-encoding", price("encoding"), sentence, reason, change)
            from_one = " - 1" if part.low is not None and part.high == classes else ""
            code = y_line(state, place, f"keras.utils.to_categorical(y{from_one}, {classes})")
            found = with_y(state, place, shape=(*out[:-1], classes), low=0, high=1, whole=True)
            cost = price("encoding", "second choice")
            yield Undo("label-encoding", cost, found, sentence, reason, code)
        if loss.name == BINARY and hot and classes == 1 and len(y) == len(out):
            sentence = f"y is {y}, one column for each class; the model has one unit, a yes or no."
            if columns == 2:
                found = with_y(state, place, shape=y[:-1], low=0, high=1, whole=True)
                code = y_line(state, place, "y.argmax(axis=-1)")
                yield Undo("label-encoding", price("encoding"), found, sentence, reason, code)
            yield from classes_instead(state, place, columns, CATEGORICAL, sentence, reason, "Are there {} classes?")


@slip("target")
def classes_under_another_loss(state, wrong, known):
    """Whole numbers that are classes, and as many units, under a loss that compares numbers."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        part = part_of(state, place)
        if loss.name in (SPARSE, CATEGORICAL) or not part.whole or (out[-1] or 0) < 2:
            continue
        if y not in (out[:-1], (*out[:-1], 1)) or part.low < 0 or part.high >= out[-1]:
            continue
        sentence = f"{told(y, out)} y holds whole numbers from {part.low:g} to {part.high:g}, a class for each unit."
        question = f"Are the values of y classes, 0 to {out[-1] - 1}?"
        changes = [loss_instead(state, place, SPARSE)]
        at = last_wide(state.model, state.model.outputs[place])
        if (
            last_activation(state.model, place)[0] == "linear"
            and at is not None
            and layer_of(state.model, at).kind == "Dense"
        ):
            changes.insert(0, Change("setting", state.model.calls[at].layer, "activation", "softmax"))
        elif last_activation(state.model, place)[0] != "softmax":
            continue
        reason, cost = because(state, place, out, loss, one), price("encoding", "third choice")
        yield remade(state, "target-shape", cost, sentence, reason, *changes, question=question)


def classes_instead(state, place, classes, loss, sentence, reason, question):
    """Yield the undo that gives the last layer a unit for each class, a softmax and the loss for it."""
    at = last_wide(state.model, state.model.outputs[place])
    if at is None:
        return
    if layer_of(state.model, at).kind in ("Dense", "TimeDistributed"):
        where = state.model.calls[at].layer
        changes = [Change("setting", where, "units", classes)]
        if last_activation(state.model, place)[0] != "softmax":
            changes.append(Change("setting", where, "activation", "softmax"))
    else:  # the states of a recurrent layer, or what a filter finds, are no probabilities of classes
        changes = [Change("append", place, value=layer("Dense", units=classes, activation="softmax"))]
    own = losses_of(state, len(state.model.outputs))[place]
    if own.name != loss:
        changes.append(loss_instead(state, place, loss))
    question = question.format(classes)
    yield remade(state, "label-encoding", price("classes"), sentence, reason, *changes, question=question)


def yes_or_no(state, one, place, cost, sentence, reason, question):
    """Return the Undo under which every class of an output is a yes or no: a sigmoid, and the loss for it."""
    name, maker = last_activation(state.model, place)
    if name != "sigmoid" and maker not in state.model.layers:
        return in_an_inner_model(state, one, cost, sentence, reason, question, "sigmoid")
    changes = [] if name == "sigmoid" else sigmoid_instead(state.model, state.model.layers.index(maker))
    loss = losses_of(state, len(state.model.outputs))[place]
    changes += [] if loss is None or loss.name == BINARY else [loss_instead(state, place, BINARY)]
    return remade(state, "label-encoding", cost, sentence, reason, *changes, question=question)


def in_an_inner_model(state, one, cost, sentence, reason, question, activation):
    """Return the Undo of a last activation that stands in a model within this one: no Change reaches it from here."""
    maker = last_activation(state.model, one.where[1])[1]
    lines = f"# in the layer {maker.name!r}, where it is made: activation={activation!r}"
    settles = ((one.stage, one.what),)
    return Undo("label-encoding", cost, state, sentence, reason, "", (), question, lines, settles)


def sigmoid_instead(model, at):
    """Return the changes that make the layer at a place, which gives the last activation, a sigmoid."""
    if model.layers[at].kind != "Softmax":
        return [Change("setting", at, "activation", "sigmoid")]
    place = next(place for place, call in enumerate(model.calls) if call.layer == at)
    return [Change("insert", place, value=layer("Activation", activation="sigmoid")), Change("leave out", at)]


def _known(units):
    return "1 unit knows 0 alone" if units == 1 else f"{units} units know 0 to {units - 1}"


@slip("labels")
def classes_beyond(state, wrong, known):
    """A class that has no unit, or labels that a loss of yes and no does not know."""
    outputs = outputs_of(state)
    losses = losses_of(state, len(outputs))
    for one in wrong:
        if one.stage != "labels" or one.where[0] != "y":
            continue
        place = one.where[1]
        (low, high), out, loss, y = one.came, outputs[place], losses[place], part_of(state, place).shape
        shown = (y[0], *out[1:])
        reason = because(state, place, shown, loss, one._replace(level="raises"))
        measured, part = loss_instead(state, place, "mean_squared_error"), part_of(state, place)
        mine = y_name(state, place)
        if one.what == "not whole" or (one.what == "classes" and (part.whole is False or low < -1)):
            sentence = f"{mine} holds numbers that are no classes, from {low:g} to {high:g}; "
            sentence += f"{loss.name} wants whole ones, from 0 to {out[-1] - 1}."
            reason = "It cuts fractions off, and knows no class below 0."
            yield from _measured(state, place, measured, sentence, reason)
        elif one.what == "classes":
            sentence = f"{mine} holds classes from {low:g} to {high:g}; {_known(out[-1])}."
            if low == 1 and high == out[-1]:
                found = with_y(state, place, low=0, high=high - 1)
                code, question = y_line(state, place, "y - 1"), "Are the classes counted from 1?"
                yield Undo("label-encoding", price("counted from 1"), found, sentence, reason, code, (), question)
            if low == -1 and high == 1 and out[-1] in (2, 3):
                found = with_y(state, place, low=0, high=2 if out[-1] == 3 else 1)
                code = y_line(state, place, "y + 1" if out[-1] == 3 else "(y + 1) // 2")
                question = "Does -1 stand for the first class?"
                yield Undo("label-encoding", price("counted from 1"), found, sentence, reason, code, (), question)
            if low >= 0 and low != 1 and _kinds(_values(state, known, place)) == out[-1]:
                found = with_y(state, place, low=0, high=out[-1] - 1)
                code = y_line(state, place, "np.unique(y, return_inverse=True)[1].reshape(y.shape)")
                question = f"Are these {out[-1]} numbers the names of {out[-1]} classes? The smallest becomes 0."
                yield Undo("label-encoding", price("counted from 1"), found, sentence, reason, code, (), question)
            if low >= 0:
                question = "Are there {} classes, counted from 0?"
                yield from classes_instead(state, place, int(high) + 1, SPARSE, sentence, reason, question)
            elif high < out[-1]:
                lines = "# the loss: keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)"
                question, settles = "Does -1 stand for padding, or for what has no label?", ((one.stage, one.what),)
                cost = price("classes")
                yield Undo("label-encoding", cost, state, sentence, reason, "", (), question, lines, settles)
        elif one.what == "not from 0 to 1":
            sentence = f"{mine} holds labels from {low:g} to {high:g}; {loss.name} wants 0 and 1."
            reason = "A label outside of 0 to 1 makes the loss negative or without a bottom, and nothing is raised."
            two = part.whole and _are_two(_values(state, known, place), low, high)
            unlikely = price("third choice") if two else 0  # what is measured has more than two values
            if low == -1 and high == 1:
                question = "Does -1 stand for no?"
                yield _to_zero_and_one(state, wrong, place, "(y + 1) / 2", sentence, reason, question)
            elif two:
                way = "y - 1" if (low, high) == (1, 2) else f"(y == {high:g}).astype(int)"
                question = f"Does {high:g} stand for yes, and {low:g} for no?"
                yield _to_zero_and_one(state, wrong, place, way, sentence, reason, question)
            if part.whole and low == 1 and out[-1] == 1:
                counted, way = with_y(state, place, low=0, high=high - 1), y_line(state, place, "y - 1")
                question = "Are there {} classes, counted from 1?"
                for undo in classes_instead(counted, place, int(high), SPARSE, sentence, reason, question):
                    yield undo._replace(data=way, cost=undo.cost + unlikely)
            elif part.whole and low >= 0 and out[-1] == 1:
                question = "Are there {} classes, counted from 0?"
                yield from classes_instead(state, place, int(high) + 1, SPARSE, sentence, reason, question)
            for undo in _measured(state, place, measured, sentence, reason):
                yield undo._replace(cost=undo.cost + unlikely)


def _to_zero_and_one(state, wrong, place, way, sentence, reason, question):
    """Return the Undo that makes two labels 0 and 1, and a yes or no of what answers them otherwise."""
    cost, changes = price("encoding"), ()
    maker = last_activation(state.model, place)[1]
    unlike = {one.what for one in wrong if one.where == ("output", place)} & {"no probabilities", "softmax of one"}
    if unlike and maker in state.model.layers and not is_recurrent(maker):
        cost += price("third choice")
        reason += " And the last activation makes no yes or no of it; sigmoid does."
        changes = tuple(sigmoid_instead(state.model, state.model.layers.index(maker)))
    found = changed(with_y(state, place, low=0, high=1), *changes)
    return Undo("label-encoding", cost, found, sentence, reason, y_line(state, place, way), changes, question)


def _kinds(values):
    """Return how many numbers there are among labels, None where they are not at hand."""
    return len(np.unique(values)) if hasattr(values, "dtype") else None


def _are_two(values, low, high):
    """True where nothing stands between two whole numbers."""
    if high - low == 1 or values is None or not hasattr(values, "dtype"):
        return high - low == 1
    return bool(((values == low) | (values == high)).all())


@slip("target")
def measured_under_classes(state, wrong, known):
    """One measured number for each sample, where the loss compares a column for each class."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        part = part_of(state, place)
        if loss.name == CATEGORICAL and part.whole is False and y in ((out[0],), (out[0], 1)) and len(out) == 2:
            sentence = f"{y_name(state, place)} holds one number for each sample, "
            sentence += f"from {part.low:g} to {part.high:g}, and no classes."
            reason = because(state, place, out, loss, one)
            yield from _measured(state, place, loss_instead(state, place, "mean_squared_error"), sentence, reason)


def _measured(state, place, change, sentence, reason):
    """Yield the undo for numbers that are measured: another loss, without an activation that binds them."""
    at = last_wide(state.model, state.model.outputs[place])
    changes = [change]
    if at is not None:
        last, where = layer_of(state.model, at), state.model.calls[at].layer
        if last.kind == "Dense" and last.get("activation") not in (None, "linear"):
            changes.insert(0, Change("setting", where, "activation", "linear"))
        if last.kind == "Dense" and part_of(state, place).shape[1:] in ((), (1,)) and last.get("units") != 1:
            changes.insert(0, Change("setting", where, "units", 1))
    question = "Is y something measured, and no class?"
    cost = price("classes", "second choice")
    yield remade(state, "label-encoding", cost, sentence, reason, *changes, question=question)


@slip("metrics")
def metric(state, wrong, known):
    """A metric that compares y and output pair by pair, or refuses them."""
    for one in wrong:
        if one.stage != "metrics" or one.where[0] != "y":
            continue
        place, y, out = one.where[1], one.came, one.wanted
        if one.what == "own metric":
            sentence = (
                f"A metric of your own gets y {y} and an output {(y[0], *out[1:])}, and compares every pair of them."
            )
            reason = (
                "Keras makes both shapes equal for its own losses and metrics, and hands them on as they are to yours."
            )
            if len(y) == len(out) - 1 and out[-1] == 1:
                found = with_y(state, place, shape=(*y, 1))
                code = y_line(state, place, "y[..., np.newaxis]" if len(y) > 1 else "y[:, np.newaxis]")
                yield Undo("stretched-metric", price("metric"), found, sentence, reason, code)
            continue
        sentence = f"The metric {one.what} cannot compare y {y} with an output {(y[0], *out[1:])}."
        reason = "Metrics compare after the loss, and some of them want one-hot rows, or whole numbers."
        kept = tuple(each for each in state.metrics if each.name != one.what)
        lines = f"# compile without the metric {one.what}, or with the one for this encoding of y"
        found = state._replace(metrics=kept)
        question = "Which metric is meant for such a y?"
        yield Undo("label-encoding", price("metric"), found, sentence, reason, "", (), question, lines)
