"""Slips between the last activation, what it can answer, and the loss that reads it."""

from math import inf

from ...checks import is_recurrent, last_activation, losses_of, outputs_of
from ...program import Change, layer
from ..costs import price
from ..graph import last_wide
from ..undo import Undo, remade, slip
from ..words import called
from .labels import BINARY, CATEGORICAL, SPARSE, classes_instead, in_an_inner_model, loss_instead, sigmoid_instead
from .target import part_of, with_y, y_name


@slip("labels")
def out_of_reach(state, wrong, known):
    """Measured numbers, or classes, where the last activation is bound to a range."""
    for one in (one for one in wrong if one.what == "out of reach"):
        place, (low, high), (least, most) = one.where[1], one.came, one.wanted
        name, maker = last_activation(state.model, place)
        bounds = f"numbers from {least:g} to {most:g} only" if most < inf else f"no number below {least:g}"
        sentence = f"{y_name(state, place)} goes from {low:g} to {high:g}, "
        sentence += f"and {called(maker)} answers {bounds}: its activation is {name}."
        reason = "The loss of what lies outside of that can never become small, and nothing is raised."
        cost, question = price("activation"), "Is y something measured, to be predicted in its own unit?"
        if maker not in state.model.layers:
            yield in_an_inner_model(state, one, cost, sentence, reason, question, "linear")
        else:
            at = state.model.layers.index(maker)
            change = Change("setting", at, "activation", "linear")
            if is_recurrent(maker):
                change = Change("append", place, value=layer("Dense", units=outputs_of(state)[place][-1]))
            elif maker.kind == "Softmax":
                change = Change("leave out", at)
            yield remade(state, "label-encoding", cost, sentence, reason, change, question=question)
        if state.y.form == "one" and most < inf and name != "softmax":
            code = "low, high = y.min(), y.max()  # of the training part\ny = (y - low) / (high - low)"
            code += f" * {most - least:g} - {-least:g}" if least else f" * {most:g}" if most != 1 else ""
            found = with_y(state, place, low=float(least), high=float(most), whole=None)
            question = f"Should y be scaled to {least:g} to {most:g}, and each prediction be turned back?"
            cost = price("activation", "second choice")
            yield Undo("label-encoding", cost, found, sentence, reason, code, (), question)
        if part_of(state, place).whole and low >= 0 and outputs_of(state)[place][-1] == 1:
            question = "Are there {} classes, counted from 0?"
            yield from classes_instead(state, place, int(high) + 1, SPARSE, sentence, reason, question)


@slip("labels", "meaning")
def last_activation_and_loss(state, wrong, known):
    """A last activation that makes no probabilities, or that always answers the same."""
    for one in wrong:
        if one.what not in ("no probabilities", "softmax of one", "one class") or one.where[0] != "output":
            continue
        place, model = one.where[1], state.model
        loss = losses_of(state, len(model.outputs))[place]
        name, maker = last_activation(model, place)
        if maker is None:
            continue
        at = model.layers.index(maker) if maker in model.layers else None
        last, wide = called(maker), last_wide(model, model.outputs[place])
        if one.what == "no probabilities":
            fitting = one.wanted
            reads = f"and {loss.name} reads its numbers as probabilities."
            sentence = f"The last layer, {last}, has no activation, {reads}"
            if name not in (None, "linear"):
                sentence = (
                    f"The last activation, of {last}, is {name}, and {loss.name} reads its numbers as probabilities."
                )
            reason = (
                f"Numbers outside of 0 to 1 are cut off there, and nothing is raised; {fitting} makes probabilities."
            )
            if at is None:
                yield in_an_inner_model(state, one, price("activation"), sentence, reason, "", fitting)
                continue
            change = Change("setting", at, "activation", fitting)
            if is_recurrent(maker):
                units = outputs_of(state)[place][-1]
                change = Change("append", place, value=layer("Dense", units=units, activation=fitting))
            yield remade(state, "label-encoding", price("activation"), sentence, reason, change)
            continue
        sentence = f"{last} is a softmax over one unit, which always answers 1."
        reason = "A softmax divides by the sum of its units; of one unit that is the unit itself."
        if one.what == "one class":
            sentence = f"{loss.name} compares one column with one unit, and its loss is 0 whatever the model answers."
            reason = "It wants a column for each class; one column is one class, which is always right."
        if at is None:
            yield in_an_inner_model(state, one, price("activation"), sentence, reason, "Is it a yes or no?", "sigmoid")
            continue
        changes = sigmoid_instead(model, at)
        if loss is not None and loss.name in (CATEGORICAL, SPARSE):
            changes.append(loss_instead(state, place, BINARY))
        part = part_of(state, place) if place < len(state.y.parts) else None
        question = "Is it a yes or no?"
        if part is None or part.high is None or part.high <= 1:
            yield remade(state, "label-encoding", price("activation"), sentence, reason, *changes, question=question)
        if part is not None and part.low == 1 and loss is not None and loss.name == BINARY:
            continue  # `classes_beyond` counts from 1
        if part is not None and part.whole and part.high is not None and part.low >= 0 and wide is not None:
            many = max(2, int(part.high) + 1)
            changes = [Change("setting", model.calls[wide].layer, "units", many)]
            if loss is not None and loss.name != SPARSE:
                changes.append(loss_instead(state, place, SPARSE))
            cost, question = price("activation", "second choice"), f"Are there {many} classes, counted from 0?"
            yield remade(state, "label-encoding", cost, sentence, reason, *changes, question=question)
