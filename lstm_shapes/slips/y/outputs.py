"""Slips in which y is for which output: their number, their order, their names."""

import itertools

from ...checks import complaints, outputs_of
from ...program import Data
from ..costs import price
from ..undo import Undo, slip
from .target import ranges_after


@slip("target")
def number_of_targets(state, wrong, known):
    """y brings another number of arrays than the model has outputs."""
    for one in wrong:
        if one.stage == "target" and one.what == "number" and isinstance(one.wanted, int):
            many, came = one.wanted, one.came
            sentence = f"The model gives {many} output{'s' * (many > 1)}, and y brings {came} array{'s' * (came > 1)}."
            reason = "A model with several outputs wants a list with one y for each."
            y = state.y.parts[0]
            if many > 1 and came == 1 and y.shape and len(y.shape) > 1 and y.shape[1] == many:
                code = f"y = [y[:, each] for each in range({many})]"
                shape = (y.shape[0], *y.shape[2:])
                parts = tuple(Data("array", shape, y.dtype, **own) for own in ranges_after(known, code, many))
                found = state._replace(y=state.y._replace(form="list", parts=parts))
                question = "Does column i of y belong to output i?"
                yield Undo("target-shape", price("number of targets"), found, sentence, reason, code, (), question)
            elif many > 1:
                rows = next((shape[0] for shape in state.y.shapes if shape), None)
                parts = tuple(Data("array", shape and (rows, *shape[1:])) for shape in outputs_of(state))
                found = state._replace(y=state.y._replace(form="list", parts=parts))
                names = state.model.output_names
                dots, names = ", ".join(["..."] * many), ", ".join(names)
                lines = f"y = [{dots}]  # in place of each ... the array of one output: {names}"
                cost, question = price("number of targets"), "Which array is for which output?"
                yield Undo("target-shape", cost, found, sentence, reason, "", (), question, lines)
            if many == 1 and came > 1 and y.shape is not None and all(part.shape == y.shape for part in state.y.parts):
                rows = next((shape[0] for shape in state.x.shapes if shape), None)
                columns = y.shape and y.shape[0] == rows
                shape = (y.shape[0], came, *y.shape[1:]) if columns else (came, *y.shape)
                found = state._replace(y=state.y._replace(form="one", parts=(y._replace(shape=shape, name=""),)))
                question = "Is each array of y one column of the answer?" if columns else ""
                code = f"y = np.stack(y, axis={1 if columns else 0})"
                reason = "A list is one array for each output."
                yield Undo("target-shape", price("number of targets"), found, sentence, reason, code, (), question)


@slip("target", "labels")
def targets_exchanged(state, wrong, known):
    """Every y is there, in another order than the outputs: shapes tell, or the numbers that they hold."""
    bad = [one for one in wrong if one.stage == "target" and one.what in ("raises", "stretches")]
    labels = any(one.stage == "labels" and one.where[0] == "y" for one in wrong)
    parts, names = state.y.parts, state.model.output_names
    if (len(bad) < 2 and not labels) or not 1 < len(parts) <= 4 or state.y.form == "one":
        return
    came = " and ".join(map(str, state.y.shapes))
    if not bad:
        came = " and ".join(f"numbers from {part.low:g} to {part.high:g}" for part in parts if part.low is not None)
    sentence = f"y brings {came}, in another order than the outputs {', '.join(map(repr, names))}."
    for order in itertools.permutations(range(len(parts))):
        moved = tuple(parts[at]._replace(name=part.name) for at, part in zip(order, parts, strict=True))
        found = state._replace(y=state.y._replace(parts=moved))
        left = any(one.stage in ("target", "labels") for one in complaints(found))
        if order != tuple(range(len(parts))) and not left:
            code = f"y = [{', '.join(f'y[{at}]' for at in order)}]"
            question = f"Is y[{order[0]}] the answer for {names[0]!r}?" if names else ""
            if state.y.form == "dict":
                each = [(part.name, parts[at].name) for at, part in zip(order, parts, strict=True)]
                code = "y = {" + ", ".join(f'"{new}": y["{old}"]' for new, old in each) + "}"
                question = f"Is y[{each[0][1]!r}] the answer for {each[0][0]!r}?"
            reason = "Keras compares the first y with the first output, the second with the second."
            yield Undo("target-shape", price("exchanged"), found, sentence, reason, code, (), question)


@slip("target")
def other_names(state, wrong, known):
    """A dict names outputs, or losses, that the model does not have."""
    for one in wrong:
        if one.stage != "target" or one.what not in ("names", "loss names"):
            continue
        which = "y" if one.what == "names" else "the dict of losses"
        missing = [name for name in one.wanted if name not in one.came]
        unused = [name for name in one.came if name not in one.wanted]
        listed = ", ".join(map(repr, one.wanted))
        sentence = f"The outputs are called {listed}, and {which} names {', '.join(map(repr, one.came))}."
        reason = "A dict finds the output of each of its entries by name."
        renames = dict(zip(unused, missing, strict=False)) if len(unused) == len(missing) else {}
        if one.what == "names":
            spare = [part for part in state.y.parts if part.name in one.wanted]
            more = [part for part in state.y.parts if part.name not in one.wanted]
            made = [part._replace(name=name) for part, name in zip(more, missing, strict=False)]
            if len(spare) + len(made) < len(one.wanted):  # what is missing is as the output wants it
                made += [state.y.parts[0]._replace(name=name, shape=None) for name in missing[len(made) :]]
            parts = tuple(sorted((*spare, *made), key=lambda part: part.name))
            found = state._replace(y=state.y._replace(parts=parts))
            if len(renames) == 1:
                (old, new), (name,) = next(iter(renames.items())), missing
                code = f'y = {{**y, "{name}": y["{old}"]}}\ny.pop("{old}")'
                question = f"Is {old!r} the answer for {new!r}?"
                yield Undo("target-shape", price("names"), found, sentence, reason, code, (), question)
            else:
                lines = "y = {" + ", ".join(f'"{name}": ...' for name in one.wanted) + "}  # one array for each output"
                question = "Which array is for which output?"
                yield Undo("target-shape", price("names"), found, sentence, reason, "", (), question, lines)
        else:
            losses = tuple(loss._replace(output=renames.get(loss.output, loss.output)) for loss in state.losses)
            kept = tuple(loss for loss in losses if loss.output in one.wanted)
            lines = (
                "loss = {"
                + ", ".join(f'"{name}": ...' for name in one.wanted)
                + "}  # then model.compile(..., loss=loss)"
            )
            found = state._replace(losses=kept if len(kept) == len(one.wanted) else kept[:0])
            question = "Which loss is for which output?"
            yield Undo("target-shape", price("names"), found, sentence, reason, "", (), question, lines)
