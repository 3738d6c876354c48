"""Slips that run on in silence inside a model: a mask that is lost, attention over one key, states nobody reads."""

from ...checks import layer_at
from ...program import Change
from ..costs import price
from ..undo import Undo, remade, slip
from ..words import called


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
def more_states(state, wrong, known):
    """A recurrent layer that is given more states than it keeps."""
    for one in wrong:
        counted = one.what in ("more states", "state") and isinstance(one.wanted, int) and isinstance(one.came, int)
        if counted and one.came > one.wanted and len(one.layer) == 1:
            layer = layer_at(state.model, one.layer)
            sentence = f"{called(layer)} is given {one.came} states and keeps {one.wanted}."
            if one.level == "silent":
                sentence = f"{called(layer)} is given {one.came} states and reads {one.wanted}; the others are dropped."
            place = one.layer[0]
            call = state.model.calls[place]
            kept = call.reads[: 1 + one.wanted]
            calls = (*state.model.calls[:place], call._replace(reads=kept), *state.model.calls[place + 1 :])
            found = state._replace(model=state.model._replace(calls=calls))
            lines = f"# hand {called(layer)} {one.wanted} state{'s' * (one.wanted > 1)}: initial_state=..."
            question = f"Which of the {one.came} states belong to it?"
            yield Undo("state-width", price("states"), found, sentence, "", "", (), question, lines)
