"""Slips in what stands around a fit: the batch, ids, compile, a model that a failure left half made."""

from ...axes import count
from ...checks import layer_at
from ...program import Change, with_shape
from ..costs import price
from ..inputs import inputs, line
from ..undo import Undo, remade, slip
from ..words import called


@slip("building")
def open_batch(state, wrong, known):
    """A layer that keeps its states has to know the batch, and Input leaves it open."""
    for one in wrong:
        if one.what == "unknown" and one.axis == 0 and len(one.layer) == 1:
            layer = layer_at(state.model, one.layer)
            sentence = f"{called(layer)} keeps its states, stateful=True, and the size of the batch is not declared."
            reason = "A state belongs to a sample, so the layer has to know how many of them come at once."
            change, question = Change("stateless"), "Is the state not needed from one batch to the next?"
            yield remade(state, "fixed-batch-size", price("batch"), sentence, reason, change, question=question)
            sizes = ", ".join(str(size) for size in one.came[1:])
            lines = f"keras.Input(batch_shape=(batch, {sizes}))  # batch: your own number; fit with batch_size=batch"
            question, settles = "Is the state needed? Then every batch has the same size.", ((one.stage, one.what),)
            cost = price("batch", "second choice")
            yield Undo("fixed-batch-size", cost, state, sentence, reason, "", (), question, lines, settles)


@slip("batch")
def fixed_batch(state, wrong, known):
    """A model that keeps states for a fixed batch gets another one."""
    for one in wrong:
        if one.stage != "batch":
            continue
        fixed, rows = one.wanted, next((shape[0] for shape in state.x.shapes if shape), None)
        batch = state.batch_size or 32
        reads = f"The model reads batches of exactly {count(fixed, 'samples')}"
        sentence = f"{reads}, and they come in batches of {batch}."
        if state.batch_size is None:
            sentence = f"{reads}, and without batch_size Keras makes batches of {batch}."
        if rows and rows % fixed:
            sentence = f"{reads}, and {rows} is no multiple of {fixed}."
        reason = "batch_shape and stateful=True make the batch part of the model; fit and predict also need "
        reason += f"batch_size={fixed}."
        call = f"model.predict(x, batch_size={fixed})"
        if state.y.form != "none":
            call = f"model.fit(x, y, batch_size={fixed}, shuffle=False)"
        if rows and rows % fixed == 0:
            found = state._replace(batch_size=fixed)
            question = "Is the state needed? Then every call has this size of batch."
            yield Undo("fixed-batch-size", price("batch"), found, sentence, reason, "", (), question, call)
        elif rows and rows > fixed:
            usable = rows // fixed * fixed
            found = with_shapes(state, usable)._replace(batch_size=fixed)
            cut = f"usable = len(x) // {fixed} * {fixed}\nx = x[:usable]"
            cut += "\ny = y[:usable]" if state.y.form != "none" else ""
            question = "Is the state needed? Then the last rows go."
            lines = f"{cut}\n{call}"
            yield Undo("fixed-batch-size", price("batch"), found, sentence, reason, cut, (), question, lines)
        elif rows and state.y.form == "none" and len(state.model.declared) == 1:
            sizes = ", ".join(str(size) for size in state.model.declared[0].shape[1:])
            lines = f"one = keras.models.clone_model(model, input_tensors=keras.Input(batch_shape=({rows}, {sizes})))\n"
            lines += f"one.set_weights(model.get_weights())\none.predict(x, batch_size={rows})"
            question = (
                "Is the state needed? Then a copy of the model reads so few at once, and keeps a state of its own."
            )
            settles = ((one.stage, one.what),)
            yield Undo("fixed-batch-size", price("batch"), state, sentence, reason, "", (), question, lines, settles)
        change = Change("stateless")
        question = "Is the state not needed from one batch to the next?"
        cost = price("batch", "second choice")
        yield remade(state, "fixed-batch-size", cost, sentence, reason, change, question=question)


def with_shapes(state, rows):
    """Return the state with so many samples in all of x and y."""
    for which in ("x", "y"):
        for place, shape in enumerate(getattr(state, which).shapes):
            if shape:
                state = with_shape(state, which, place, (rows, *shape[1:]))
    return state


def _with_values(state, part, **changes):
    parts = list(state.x.parts)
    parts[part] = parts[part]._replace(**changes)
    return state._replace(x=state.x._replace(parts=tuple(parts)))


@slip("ids")
def ids(state, wrong, known):
    """Numbers that the table of an Embedding does not hold, or that are no ids."""
    model = state.model
    tables = [call for call in model.calls if model.layers[call.layer].kind == "Embedding"]
    for one in (one for one in wrong if one.stage == "ids" and tables):
        each = next((each for each in inputs(state) if each.place == one.where[1]), None)
        if each is None:
            continue
        read = model.inputs[each.place] if each.place < len(model.inputs) else None
        at = next((call for call in tables if read in [one.tensor for one in call.reads]), tables[0]).layer
        (low, high), (_, last) = one.came, one.wanted
        name = called(model.layers[at])
        sentence = f"x holds ids from {low:g} to {high:g}, and {name} knows 0 to {last}."
        reason = f"An Embedding has a row for each id from 0 to input_dim - 1; input_dim is {last + 1} here."
        whole = state.x.parts[each.part].whole is not False
        if low >= 0 and not whole:
            sentence = f"x holds numbers that are no ids, from {low:g} to {high:g}, and {name} reads ids."
            reason = "An Embedding cuts fractions off, and nothing is raised."
        if low == 1 and high == last + 1 and whole:
            found = _with_values(state, each.part, low=0, high=high - 1)
            code, question = line(state, each, "x - 1"), "Are the ids counted from 1?"
            cost = price("counted from 1")
            yield Undo("embedding-input", cost, found, sentence, reason, code, (), question)
        if whole and low >= 0 and high > last:
            change = Change("setting", at, "input_dim", int(high) + 1)
            question = "Are all these ids meant? Then the table needs a row for each."
            # A table that is far too small is seldom one that was counted without an id.
            cost = price("ids", *("chance",) * (high > 2 * last + 1))
            yield remade(state, "embedding-input", cost, sentence, reason, change, question=question)
        if not whole and low >= 0:
            # Scaled ids are lost, and no rounding brings them back.
            found = _with_values(state, each.part, low=0, high=last, whole=True)
            question = "Are they ids that became fractions? Numbers that are measured want no Embedding."
            lines = "# give the ids as they were before they were scaled: an id is a whole number"
            yield Undo("embedding-input", price("ids"), found, sentence, reason, "", (), question, lines)
        if low < 0:
            found = _with_values(state, each.part, low=0, high=high - low, whole=True)
            lines = "# give every word an id from 0 on: encode the text anew, with one table for all data"
            question = "Does a negative id stand for padding, or for an unknown word?"
            cost = price("ids", "second choice")
            yield Undo("embedding-input", cost, found, sentence, reason, "", (), question, lines)


@slip("axes", "sizes", "building", "inside")
def vectors_for_ids(state, wrong, known):
    """One-hot vectors where an Embedding reads ids."""
    for each in inputs(state):
        first = state.model.layers[state.model.calls[0].layer] if state.model.calls else None
        x, want = each.x, each.want
        if first is None or first.kind != "Embedding" or len(x) != 3 or (len(want) != 1 and each.declared):
            continue
        sentence = f"x is {x}: vectors where {called(first)} reads ids."
        reason = "An Embedding makes a vector of each id itself; it reads (samples, timesteps)."
        found = _with_values(state, each.part, shape=x[:2], low=0, high=x[2] and x[2] - 1, whole=True)
        code = line(state, each, "x.argmax(axis=-1)")
        question = "Is each of these vectors one-hot? Then the place of its 1 is the id."
        yield Undo("embedding-input", price("vectors for ids"), found, sentence, reason, code, (), question)


@slip("spoilt")
def spoilt(state, wrong, known):
    """A model that an earlier failure left half made."""
    for one in (one for one in wrong if one.stage == "spoilt"):
        sentence = f"An earlier {one.what} failed, and left a half-made function in the model."
        reason = "The next call meets that function, not the data. Compiling again throws it away; weights stay."
        if one.wanted:
            which = next(
                place for place, pair in enumerate(zip(one.wanted, one.came, strict=True)) if len(set(pair)) > 1
            )
            had, has = ("1 axis" if axes[which] == 1 else f"{axes[which]} axes" for axes in (one.wanted, one.came))
            name = "xy"[which]
            sentence = f"An earlier {one.what} read {name} with {had}; {name} has {has} now."
            reason = "Keras keeps the function that it made then, and its next one, for both, cannot count axes."
            reason += " Compiling again throws it away; weights stay."
        change = Change("compile")
        yield remade(state, "spoilt-model", price("spoilt"), sentence, reason, change)
