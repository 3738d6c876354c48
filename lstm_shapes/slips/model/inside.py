"""Slips that run on in silence inside a model: a mask that is lost, attention over one key, states nobody reads."""

from ...axes import count
from ...checks import is_recurrent, layer_at
from ...program import Change, changed
from ..costs import price
from ..graph import before, layer_of, maker
from ..undo import Undo, remade, slip
from ..words import called
from .layers import refused


@slip("masks")
def mask_lost(state, wrong, known):
    """A layer does not hand its mask on."""
    for one in wrong:
        if one.stage != "masks" or len(one.where[1]) != 1:
            continue
        place, layer = one.where[1][0], layer_at(state.model, one.where[1])
        sentence = f"{called(layer)} does not hand the mask on, so the layers behind it read the padding as data."
        reason = "Keras warns of it: the mask is destroyed there."
        change = Change("leave out", state.model.calls[place].layer)
        question = f"Can {called(layer)} be left out, or stand behind the layer that reads the mask?"
        yield remade(state, "unmasked-padding", price("mask lost"), sentence, reason, change, question=question)


@slip("meaning")
def one_key(state, wrong, known):
    """Attention that has one key to choose from, or none but the samples."""
    for one in wrong:
        if one.what not in ("one key", "attention over samples") or len(one.where[1]) != 1:
            continue
        place, layer = one.where[1][0], layer_at(state.model, one.where[1])
        sentence = f"{called(layer)} has one key to choose from, so every weight is 1."
        reason = "A softmax over one key gives 1, whatever the query asks."
        if one.what == "attention over samples":
            sentence = f"{called(layer)} reads vectors without a time axis, and compares the samples of a batch "
            sentence += "with each other."
            reason = "Attention chooses along the axis before the last; of (samples, features) that are the samples."
        change = Change("exchange", place)
        question = "Is the single vector the query, which asks, and the sequence the value, which is chosen from?"
        if one.what == "one key":
            cost = price("one key")
            yield remade(state, "one-key-attention", cost, sentence, reason, change, question=question)
        lines = "# give the attention the whole sequence as value (and key): return_sequences=True before it"
        question = "Which sequence should be chosen from?"
        cost, settles = price("one key", "third choice"), (("meaning", one.what),)
        yield Undo("one-key-attention", cost, state, sentence, reason, "", (), question, lines, settles)


@slip("states", "building")
def states_counted(state, wrong, known):
    """A recurrent layer that is given another number of states than it keeps."""
    model = state.model
    for one in wrong:
        counted = one.what in ("more states", "state") and isinstance(one.wanted, int) and isinstance(one.came, int)
        if not counted or len(one.layer) != 1:
            continue
        wanted, came, place = one.wanted, one.came, one.layer[0]
        keeper, call = layer_of(model, place), model.calls[place]
        first, states = call.reads[:1], call.reads[1:]
        makers = {maker(model, read.tensor) for read in states}
        giver = makers.pop() if len(makers) == 1 else None
        ways = 2 if keeper.kind == "Bidirectional" else 1
        sentence = f"{called(keeper)} is given {count(came, 'states')} and keeps {wanted}."
        if one.level == "silent":
            sentence = f"{called(keeper)} is given {came} states and reads {wanted}; the others are dropped."
        names = ["h", "c"][: wanted // ways] * ways if wanted <= 2 * ways else ["..."]
        hand = f"# hand {called(keeper)} {count(wanted, 'states')}: initial_state=[{', '.join(names)}]"
        reason, question, lines, kept = "An LSTM keeps two states, h and c; a GRU one.", "", hand, states[:wanted]
        if came > wanted:
            question = f"Which of the {came} states belong to it?"
        if came < wanted:
            kept = (states * wanted)[:wanted]
        if ways == 2 and came * 2 == wanted:
            reason, question = "Each direction has states of its own.", "Do both directions start from the same states?"
        elif giver is not None and layer_of(model, giver).kind == "Bidirectional" and came == 2 * wanted:
            reason = f"{called(layer_of(model, giver))} gives the states of both directions."
            made = "".join(
                f"{name} = keras.layers.Concatenate()([forward_{name}, backward_{name}])\n" for name in names
            )
            lines = f"{made}{hand}; it then has twice the units"
        elif giver is not None and came == wanted + 1 and states[0].tensor == model.calls[giver].gives[0]:
            kept = states[1:]
            reason = f"{called(layer_of(model, giver))} gives its output first, and its states behind it."
        calls = (*model.calls[:place], call._replace(reads=(*first, *kept)), *model.calls[place + 1 :])
        found = state._replace(model=model._replace(calls=calls))
        yield Undo("state-width", price("states"), found, sentence, reason, "", (), question, lines)


@slip("building")
def states_passed_on(state, wrong, known):
    """A recurrent layer gives its states besides what it gives, and the next layer reads one tensor."""
    one, model = refused(wrong), state.model
    if one is None or one.what != "number":
        return
    what = called(layer_of(model, one.layer[0]))
    for place in sorted(set(before(model, one.layer[0]))):
        guilty = layer_of(model, place)
        if is_recurrent(guilty) and guilty.get("return_state", guilty.inner and guilty.inner[0].get("return_state")):
            sentence = f"{called(guilty)} gives {one.came} tensors, its output and its states, and {what} reads one."
            reason = "With return_state=True a layer gives its states besides its output."
            # Whoever calls it for its states unpacks them; in a line nobody can.
            change = Change("setting", model.calls[place].layer, "return_state", False)
            lines = f"# in the layer {guilty.name!r}: leave out return_state=True; or take its output alone: "
            lines += f"output, *states = {guilty.name}(...)"
            found = changed(state, change)
            yield Undo("state-width", price("states"), found, sentence, reason, "", (), "", lines)
