"""Slips between the values of y and what the last activation can answer."""

from math import inf

from ...checks import is_recurrent, last_activation, outputs_of
from ...program import Change, layer
from ..costs import price
from ..undo import Undo, remade, slip
from ..words import called
from .labels import SPARSE, classes_instead
from .target import part_of, with_y


@slip("labels")
def out_of_reach(state, wrong, known):
    """Measured numbers, or classes, where the last activation is bound to a range."""
    for one in (one for one in wrong if one.what == "out of reach"):
        place, (low, high), (least, most) = one.where[1], one.came, one.wanted
        name, maker = last_activation(state.model, place)
        at = state.model.layers.index(maker)
        bounds = f"numbers from {least:g} to {most:g} only" if most < inf else f"no number below {least:g}"
        sentence = f"y goes from {low:g} to {high:g}, and {called(maker)} answers {bounds}: its activation is {name}."
        reason = "The loss of what lies outside of that can never become small, and nothing is raised."
        change = Change("setting", at, "activation", "linear")
        if is_recurrent(maker):
            change = Change("append", place, value=layer("Dense", units=outputs_of(state)[place][-1]))
        elif maker.kind == "Softmax":
            change = Change("leave out", at)
        cost, question = price("activation"), "Is y something measured, to be predicted in its own unit?"
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
