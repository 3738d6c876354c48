"""Slips that run on in silence inside a model: a mask that is lost, attention over one key, states nobody reads."""

from ...axes import count
from ...checks import is_recurrent, layer_at
from ...program import Call, Change, Read, changed, layer, unbuilt
from ..costs import price
from ..graph import before, layer_of, maker, steps_of
from ..undo import Undo, remade, slip
from ..words import called
from .layers import recurrent_flip, refused

_LAYERS = ("Add", "Subtract", "Multiply", "Maximum", "Minimum")  # operations that layers do by the same names


@slip("masks")
def mask_lost(state, wrong, known):
    """A layer does not hand its mask on."""
    for one in wrong:
        if one.stage != "masks" or len(one.where[1]) != 1:
            continue
        place, layer = one.where[1][0], layer_at(state.model, one.where[1])
        sentence = f"{called(layer)} does not hand the mask on, so the layers behind it read the padding as data."
        reason = "Keras warns of it: the mask is destroyed there."
        if layer.own or layer.kind == "operation":
            reads = len(steps_of(state)[place].given)
            yield _handed_on(state, layer, sentence, reason, reads)
            continue
        change = Change("leave out", state.model.calls[place].layer)
        question = f"Can {called(layer)} be left out, or stand behind the layer that reads the mask?"
        yield remade(state, "unmasked-padding", price("mask lost"), sentence, reason, change, question=question)


def _handed_on(state, layer, sentence, reason, reads):
    """Return the undo in lines of the learner's own: nobody else can write to their class."""
    question = f"Does {called(layer)} leave each timestep at its place?"
    lines = f"self.supports_masking = True  # in __init__ of your class {layer.kind}"
    if layer.kind == "Lambda":
        lines = (
            "keras.layers.Lambda(function, mask=lambda inputs, mask: mask)  # your function, and the mask as it came"
        )
    elif layer.kind == "operation":
        what = layer.get("operation")
        question = f"Does {what} leave each timestep at its place?"
        if what in _LAYERS and reads > 1:
            question = "Are the same timesteps of a and b padding?"
        sentence = f"{what} is no layer, and drops the mask: the layers behind it read the padding as data."
        reason = "Keras hands a mask on from layer to layer. Where an operation stands between them, it does not warn."
        lines = "# in place of the operation: a layer of your own, with self.supports_masking = True in its __init__"
        if what in _LAYERS and reads > 1:
            lines = f"keras.layers.{what}()([a, b])  # in place of the operation on a and b"
    cost, settles = price("mask lost", "earlier line"), (("masks", "lost"),)
    return Undo("unmasked-padding", cost, state, sentence, reason, "", (), question, lines, settles)


@slip("meaning")
def reshaped_for_permuted(state, wrong, known):
    """A Reshape stands in a model where axes are to change places."""
    for one in wrong:
        if one.what != "exchanged by reshape" or len(one.where[1]) != 1:
            continue
        place, what = one.where[1][0], called(layer_at(state.model, one.where[1]))
        was = steps_of(state)[place].given[0]
        sentence = (
            f"{what} makes {(None, *one.came[1:])} of {(None, *was[1:])}: it cuts the numbers anew and moves no axis."
        )
        reason = (
            "The sizes are right, and the values of one step are then taken from several. Permute moves whole axes."
        )
        at = state.model.calls[place].layer
        changes = Change("insert", place, value=layer("Permute", dims=one.wanted)), Change("leave out", at)
        question = "Are the axes to change places?"
        yield remade(state, "scrambled-reshape", price("cut anew"), sentence, reason, *changes, question=question)


@slip("meaning")
def one_key(state, wrong, known):
    """Attention that has one key to choose from."""
    for one in wrong:
        if one.what != "one key" or len(one.where[1]) != 1:
            continue
        place, layer = one.where[1][0], layer_at(state.model, one.where[1])
        sentence = f"{called(layer)} has one key to choose from, so every weight is 1."
        reason = "A softmax over one key gives 1, whatever the query asks."
        change = Change("exchange", place)
        question = "Is the single vector the query, which asks, and the sequence the value, which is chosen from?"
        yield remade(state, "one-key-attention", price("one key"), sentence, reason, change, question=question)
        yield _whole_sequence(state, one, sentence, reason)


@slip("meaning")
def softmax_inside(state, wrong, known):
    """A softmax along an axis of 1, as of weights that a Dense gives one by one."""
    for one in wrong:
        if one.what != "softmax inside":
            continue
        name = called(layer_at(state.model, one.where[1]))
        sentence = f"{name} takes a softmax along an axis of 1, so it gives 1 everywhere."
        reason = "A softmax divides by the sum along its axis. Weights of timesteps sum to 1 along the timesteps."
        lines = f"# leave the softmax out of {name}, and put keras.layers.Softmax(axis=1) behind it"
        question, settles = "Are these the weights of the timesteps?", ((one.stage, one.what),)
        if len(one.where[1]) == 1 and layer_at(state.model, one.where[1]).kind == "Softmax":
            change = Change("setting", state.model.calls[one.where[1][0]].layer, "axis", 1)
            yield remade(state, "one-key-attention", price("one key"), sentence, reason, change, question=question)
            continue
        yield Undo("one-key-attention", price("one key"), state, sentence, reason, "", (), question, lines, settles)


def _whole_sequence(state, one, sentence, reason):
    lines = "# give the attention the whole sequence as value (and key): return_sequences=True before it"
    question = "Which sequence should be chosen from?"
    cost, settles = price("one key", "third choice"), ((one.stage, one.what),)
    return Undo("one-key-attention", cost, state, sentence, reason, "", (), question, lines, settles)


@slip("inside")
def over_samples(state, wrong, known):
    """Attention of which the query, or what it chooses from, is a vector for each sample: it compares the samples."""
    model, steps = state.model, steps_of(state)
    for one in wrong:
        if one.what != "attention over samples" or len(one.where[1]) != 1:
            continue
        place, what = one.where[1][0], called(layer_at(model, one.where[1]))
        given = steps[place].given[:2] if place in steps else ()
        vectors = {name: shape for name, shape in zip(("query", "value"), given, strict=False) if len(shape) < 3}
        names, vector = [*vectors], next(iter(vectors.values()), (None, None))
        sentence = (
            f"{what} gets {(None, *vector[1:])} as its {' and its '.join(names)}, without a time axis: it compares "
        )
        sentence += "the samples of a batch with each other."
        reason = "Attention chooses along the axis before the last; of (samples, features) that are the samples."
        if names == ["query"]:
            found = _one_question(state, place)
            lines = f"# query = keras.layers.RepeatVector(1)(query), before {what}: one question for each sample\n"
            lines += "# answer = keras.layers.Flatten()(answer), behind it, where one vector is wanted"
            yield Undo("one-key-attention", price("one key"), found, sentence, reason, lines=lines)
        tensors = [read.tensor for read in model.calls[place].plain_reads[1:2]]
        places, flips = recurrent_flip(state, tensors[0], True) if tensors and "value" in names else ((), ())
        if flips:
            givers = " and ".join(called(layer_of(model, at)) for at in places)
            question = f"Is it to be chosen from every step of {givers}?"
            yield remade(state, "one-key-attention", price("one key"), sentence, reason, *flips, question=question)
        yield _whole_sequence(state, one, sentence, reason)


def _one_question(state, place):
    """Return the state in which a query of one vector is a sequence of one, and its answer one vector again."""
    model = unbuilt(state.model)
    call, free = model.calls[place], 1 + max(key for one in model.calls for key in (*one.gives, *model.inputs))
    first, *rest = call.reads
    asked = Call(len(model.layers), (Read("inputs", first.tensor),), (free,))
    asks = call._replace(reads=(first._replace(tensor=free), *rest), gives=(free + 1, *call.gives[1:]), recorded=None)
    flat = Call(len(model.layers) + 1, (Read("inputs", free + 1),), call.gives[:1])
    calls = (*model.calls[:place], asked, asks, flat, *model.calls[place + 1 :])
    layers = (*model.layers, layer("RepeatVector", n=1), layer("Flatten"))
    return state._replace(model=model._replace(layers=layers, calls=calls), trained=False)


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
