"""Slips between the layers and what is to be answered: how many moments, places and pixels an output has."""

import numpy as np

from ...axes import count
from ...checks import fits
from ...program import Change, changed, layer
from ..costs import price
from ..graph import gives_every_step, last_wide, layer_of, leading_to, recurrent_calls, steps_of
from ..inputs import inputs, line, with_x
from ..model.layers import POOLING, recurrent_flip
from ..undo import Undo, remade, slip
from ..view import leaves
from ..words import are, called
from .target import ROWS, SPARSE, because, is_x, told, with_y, wrong_targets, y_line


@slip("target")
def horizon(state, wrong, known):
    """y has another number of moments than the model answers for."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        model = state.model
        at = last_wide(model, model.outputs[place])
        if len(y) != 3 or None in y[1:] or at is None or loss.name == SPARSE or layer_of(model, at).kind != "Dense":
            continue
        ahead, columns = y[1:]
        numbers, reason = ahead * columns, because(state, place, out, loss, one)
        units = Change("setting", model.calls[at].layer, "units", numbers)
        _, flips = recurrent_flip(state, model.outputs[place], False)
        reshape = Change("append", place, value=layer("Reshape", target_shape=(ahead, columns)))
        if len(out) == 2:
            words = f"{told(y, out)} y has {count(ahead, 'moments')} for each sample, and the model answers for one."
            question = f"Are all {numbers} numbers to be predicted at once?"
            found = with_y(changed(state, units), place, shape=(y[0], numbers))
            code = y_line(state, place, "y.reshape(len(y), -1)")
            changes = () if out[1] == numbers else (units,)
            yield Undo("target-shape", price("horizon"), found, words, reason, code, changes, question)
            changes = (units, reshape)
            question = f"Should y keep its axes, and the model give {count(ahead, 'moments')} of {columns}?"
            cost = price("horizon", "second choice")
            yield remade(state, "target-shape", cost, words, reason, *changes, question=question)
        elif out[1] != ahead and flips:
            words = f"{told(y, out)} y has {count(ahead, 'moments')} for each sample, "
            words += f"and the model answers at {out[1]} steps."
            question = (
                f"Are the {ahead} moments those that follow the {out[1]} steps? Then one vector has to give them all."
            )
            changes = (*flips, units, reshape)
            yield remade(state, "target-shape", price("horizon"), words, reason, *changes, question=question)


@slip("target")
def steps_without_answer(state, wrong, known):
    """An input goes on behind the last answer: y is what comes one step, or some, later."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        if len(out) < 3 or len(y) < 2 or None in (out[1], y[1]) or y[1] >= out[1]:
            continue
        late = out[1] - y[1]
        before, after = known.asked(())
        answers = leaves(after)[place] if place < len(leaves(after)) else None
        for given in inputs(state):
            if len(given.x) < 2 or given.x[1] != out[1] or given.want[0] is not None:
                continue
            values = leaves(before)[given.part] if given.part < len(leaves(before)) else None
            shown = _comes_later(values, answers, late)
            name = "x" if len(state.x.parts) == 1 else f"x[{state.x.parts[given.part].name or given.part!r}]"
            sentence = f"{told(y, out)} {name} has {count(out[1], 'steps')}, and y answers {y[1]} of them."
            question = f"Does y hold what comes {count(late, 'steps')} later? Then the end of {name} has no answer."
            reason = because(state, place, out, loss, one)
            found = with_x(state, given, (given.x[0], y[1], *given.x[2:]))
            code = line(state, given, f"x[:, :-{late}]")
            cost = price("proven") if shown else price("horizon", "third choice")
            yield Undo("target-shape", cost, found, sentence, reason, code, (), "" if shown else question)


def _comes_later(x, y, late):
    """True where values of x, some steps later, are those of y."""
    if x is None or y is None or not hasattr(x, "shape") or not hasattr(y, "shape") or x.shape[0] != y.shape[0]:
        return False
    later, answers = x[:ROWS, late:], y[:ROWS]
    return later.size == answers.size and np.array_equal(later.reshape(answers.shape), answers)


@slip("target")
def flatten_left_out(state, wrong, known):
    """Nothing makes one vector of the places that a convolution, or each step, gives."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        model, steps = state.model, steps_of(state)
        if len(out) < 3 or model.outputs[place] is None:
            continue
        reason = because(state, place, out, loss, one)
        way = sorted(leading_to(model, model.outputs[place]))
        at = last_wide(model, model.outputs[place])
        if at is None or layer_of(model, at).kind != "Dense" or at not in steps or len(model.calls[at].reads) != 1:
            continue
        given = steps[at].given[0]
        if given is None or len(given) not in POOLING:
            continue
        given = (y[0], *given[1:])
        maker = [one for one in way if one < at]
        name = called(layer_of(model, maker[-1])) if maker else "x"
        sentence = f"{told(y, out)} {name} gives {given}, and nothing makes one vector of it before "
        sentence += f"{called(layer_of(model, at))}."
        recurrent = bool(recurrent_calls(model, model.outputs[place]))
        more = (
            ["second choice", "third choice"]
            if recurrent and any(gives_every_step(layer_of(model, one)) for one in way)
            else []
        )
        for kind, words, dear in (
            ("Flatten", "Does each place count for itself?", []),
            (POOLING[len(given)], "May the places be averaged?", ["second choice"]),
        ):
            if kind == "Flatten" and None in given[1:]:
                continue
            change = Change("insert", at, value=layer(kind))
            cost = price("flatten left out", *more, *dear)
            yield remade(state, "target-shape", cost, sentence, reason, change, question=words)


@slip("target")
def repeated_otherwise(state, wrong, known):
    """A decoder answers as many steps as RepeatVector makes, and y has another number of them."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        model = state.model
        if len(y) < 2 or len(out) < 2 or y[1] is None or y[1] == out[1]:
            continue
        for at in leading_to(model, model.outputs[place]):
            repeats = layer_of(model, at)
            if repeats.kind == "RepeatVector" and repeats.get("n") == out[1]:
                change = Change("setting", model.calls[at].layer, "n", y[1])
                sentence = f"{told(y, out)} {called(repeats)} makes {count(out[1], 'steps')}, and y has {y[1]}."
                question = f"{are(y[1], 'steps')} to be answered?"
                reason, cost = because(state, place, out, loss, one), price("repeated")
                yield remade(state, "target-shape", cost, sentence, reason, change, question=question)


@slip("target")
def encoder_alone(state, wrong, known):
    """y is x itself, and the model gives one vector of each sample: nothing makes a series of it again."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        x = state.x.shapes[0] if len(state.x.shapes) == 1 else None
        if len(out) != 2 or len(y) != 3 or y != x or None in (*y, out[1]) or not is_x(known, place):
            continue
        decoder = layer("LSTM", units=out[1], return_sequences=True)
        made = (layer("RepeatVector", n=y[1]), decoder, layer("Dense", units=y[2]))
        sentence = f"{told(y, out)} y is x itself, and nothing makes {count(y[1], 'steps')} of that vector again."
        question = "Is it an autoencoder? Then a decoder follows. If you have one already, compile and fit both as one."
        reason, changes = because(state, place, out, loss, one), [Change("append", place, value=each) for each in made]
        yield remade(state, "target-shape", price("no decoder"), sentence, reason, *changes, question=question)


@slip("target")
def shrunken(state, wrong, known):
    """Convolutions without padding give fewer places than y has."""
    for place, y, out, loss, one in wrong_targets(state, wrong):
        model = state.model
        ends = 0 if loss.name == SPARSE else 1
        inner = list(zip(y[1 : len(y) - ends], out[1:-1], strict=False))
        if len(y) - ends != len(out) - 1 or not any(fits(a, b) is False and a > b for a, b in inner):
            continue
        ways = [at for at in leading_to(model, model.outputs[place]) if layer_of(model, at).get("padding") == "valid"]
        layers = list(
            dict.fromkeys(model.calls[at].layer for at in ways if layer_of(model, at).kind.startswith("Conv"))
        )
        changes = tuple(Change("setting", at, "padding", "same") for at in sorted(layers))
        if not changes:
            continue
        names = " and ".join(called(model.layers[at]) for at in sorted(layers))
        fewer = "gives fewer places than it gets" if len(layers) == 1 else "give fewer places than they get"
        sentence = f"{told(y, out)} {names} {fewer}."
        reason = f'{because(state, place, out, loss, one)} padding="same" keeps their number.'
        yield remade(state, "target-shape", price("shrunken"), sentence, reason, *changes)
