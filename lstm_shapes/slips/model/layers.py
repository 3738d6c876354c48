"""Slips between layers: one gives what the next one cannot take."""

from ...checks import is_recurrent
from ...program import Change, layer
from ..costs import price
from ..graph import PASS_ON, before, gives_every_step, last_recurrent, layer_of, recurrent_calls, steps_of
from ..undo import remade, slip
from ..words import called

# They work on one picture, or one series, and make no difference between its steps and others.
_OF_EACH = ("Flatten", "Conv1D", "Conv2D", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv2D", "MaxPooling1D",
            "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
            "GlobalMaxPooling1D", "GlobalMaxPooling2D", "ZeroPadding2D", "UpSampling2D", "Cropping2D")  # fmt: skip
POOLING = {3: "GlobalAveragePooling1D", 4: "GlobalAveragePooling2D", 5: "GlobalAveragePooling3D"}


def refused(wrong):
    """Return the first complaint of a layer outside of models inside, None where there is none."""
    found = (one for one in wrong if one.stage in ("building", "inside", "states", "sizes", "axes"))
    return next((one for one in found if len(one.layer) == 1), None)


def axes_wanted(one):
    """Return the least number of axes that a refusing layer wants, None where it refuses something else."""
    return one.wanted[0] if one is not None and one.what == "axes" and one.where[0] == "layer" else None


@slip("building", "inside", "axes")
def one_step_given(state, wrong, known):
    """A recurrent layer gives its last step only, and the next one wants every step; or the other way round."""
    one, model = refused(wrong), state.model
    wanted = axes_wanted(one)
    if wanted is None and (one is None or one.what not in ("differ", "unknown", "axes")):
        return
    victim = one.layer[0]
    steps = steps_of(state)
    ways = [place for place in recurrent_calls(model) if place < victim and place in steps]
    for place in reversed(ways):
        guilty = layer_of(model, place)
        every = not gives_every_step(guilty)
        if one.what == "axes" and wanted is not None and every != (one.came < wanted):
            continue
        if one.what == "unknown" and every:
            continue
        what, name = called(layer_of(model, victim)), called(guilty)
        cause = "missing-return-sequences" if every else "extra-return-sequences"
        sentence = f"{name} gives its last step only, and {what} wants every step."
        if not every:
            sentence = f"{name} gives every step, and {what} wants one vector for each sample."
        gives = steps[place].gives
        came = steps[victim].given[0] if victim in steps and steps[victim].given else one.came
        reads = f"reads {wanted} axes" if wanted is not None else "wants another shape"
        reason = f"{what} {reads} and gets {came}; {name} before it gave {gives[0] if gives else 'no known shape'}."
        change = Change("setting", model.calls[place].layer, "return_sequences", every)
        far = () if maker_is_near(model, place, victim) else ("second choice",)
        repeated = every and _repeated(state, place, victim, sentence, reason)
        question = f"Is {what} to read every step of {name}?" if repeated else ""
        given = remade(state, cause, price("one step given", *far), sentence, reason, change, question=question)
        if repeated and _is_narrowest(model, place):
            given, repeated = given._replace(cost=repeated.cost), repeated._replace(cost=given.cost)
        yield given
        if repeated:
            yield repeated


def _is_narrowest(model, place):
    """True where recurrent layers have more units both before and behind: an encoder ends there, a decoder begins."""
    units = {at: layer_of(model, at).get("units") or 0 for at in recurrent_calls(model)}
    early = [many for at, many in units.items() if at < place]
    late = [many for at, many in units.items() if at > place]
    return bool(early and late) and max(early) > units[place] < max(late)


def _repeated(state, place, victim, sentence, reason):
    """Return what makes steps of a last step, for a decoder that answers each of them; None where nothing decodes."""
    model, given = state.model, steps_of(state)[place].given[0]
    y = state.y.shapes[0] if len(state.y.parts) == 1 else None
    numbers = (y[1] if y and len(y) > 2 else None) or (given[1] if given and len(given) == 3 else None)
    near, last = maker_is_near(model, place, victim), layer_of(model, victim)
    declares = last.get("declares")
    if declares and len(declares) == 3 and declares[1]:  # a model inside says how many steps it reads
        numbers = declares[1]
    elif not (is_recurrent(last) and gives_every_step(last)):
        return None
    if not (near and numbers):
        return None
    change = Change("insert", victim, value=layer("RepeatVector", n=numbers))
    question = f"Is one vector to hold the whole sample, and to be repeated for each of {numbers} steps to be answered?"
    cost = price("one step given", "second choice")
    return remade(state, "missing-return-sequences", cost, sentence, reason, change, question=question)


def maker_is_near(model, place, victim):
    """True where only layers that pass on what they get stand between two calls."""
    open_ = before(model, victim)
    while open_:
        at = open_.pop()
        if at == place:
            return True
        if layer_of(model, at).kind in PASS_ON or layer_of(model, at).kind == "TimeDistributed":
            open_ += before(model, at)
    return False


@slip("building", "inside", "axes")
def time_taken_away(state, wrong, known):
    """A layer takes the time axis away, or gives an axis too many, before a layer that needs it otherwise."""
    one, model = refused(wrong), state.model
    wanted = axes_wanted(one)
    if wanted is None:
        return
    victim, steps = one.layer[0], steps_of(state)
    what = called(layer_of(model, victim))
    chain = [place for place in sorted(steps) if place < victim]
    for place in chain:
        step, guilty = steps[place], layer_of(model, place)
        if not step.gives or not step.given or None in (step.given[0], step.gives[0]):
            continue
        given, gives = step.given[0], step.gives[0]
        reason = f"{what} reads {wanted} axes and gets {gives}; {called(guilty)} before it read {given}."
        if len(given) > wanted > len(gives) and guilty.kind in _OF_EACH:
            changes = for_each_step(model, place)
            sentence = f"{called(guilty)} makes one vector of all steps, and {what} needs one for each."
            yield remade(state, "no-timesteps-before-rnn", price("for each step"), sentence, reason, *changes)
        if len(given) >= wanted > len(gives) and not is_recurrent(guilty):
            change = Change("leave out", model.calls[place].layer)
            sentence = f"{called(guilty)} takes the time axis away, and {what} needs it."
            question = "Can that layer be left out before the recurrent one?"
            cost = price("taken away")
            yield remade(state, "no-timesteps-before-rnn", cost, sentence, reason, change, question=question)
        if place == max(chain) and len(gives) > wanted == 3 and None not in gives[2:]:
            yield from _one_vector_a_step(state, place, victim, given, gives, reason)
    had_time = any(
        steps[place].given[0] and len(steps[place].given[0]) >= wanted for place in chain if steps[place].given
    )
    last = max(chain, default=None)
    if chain and one.came == wanted - 1 and wanted == 3 and not had_time and not is_recurrent(layer_of(model, last)):
        gives = steps[max(chain)].gives
        change = Change("insert", victim, value=layer("RepeatVector", n=1))
        sentence = f"{called(layer_of(model, max(chain)))} gives one vector for each sample, and {what} needs steps."
        reason = f"{what} reads 3 axes and gets {gives[0] if gives else one.came}."
        question = "Is one step for each sample meant? Then the recurrent layer has nothing to remember."
        cost = price("taken away", "third choice")
        yield remade(state, "no-timesteps-before-rnn", cost, sentence, reason, change, question=question)


def _one_vector_a_step(state, place, victim, given, gives, reason):
    """Yield what makes one vector for each step of all that a layer gives, before a recurrent layer."""
    model = state.model
    guilty, at = layer_of(model, place), model.calls[place].layer
    what, flips, cause, names = called(layer_of(model, victim)), (), "no-timesteps-before-rnn", ("taken away",)
    sentence = f"{called(guilty)} gives {len(gives)} axes, and {what} reads 3."
    if guilty.kind == "Embedding":
        sentence = f"{called(guilty)} makes a vector of each number of {given}, and {what} reads 3 axes."
    elif is_recurrent(guilty) and not gives_every_step(guilty):  # films: what is left is one picture
        flips, cause, names = (Change("setting", at, "return_sequences", True),), "missing-return-sequences", ()
        sentence = f"{called(guilty)} gives its last step only, a picture of {gives[1:]}, and {what} wants every step."
        gives = (gives[0], given[1], *gives[1:])
    question = f"Do all {' × '.join(map(str, gives[2:]))} numbers belong to one step?"
    ways = [(layer("Flatten", name="flatten"), question, ("second choice",))]
    if len(gives) - 1 in POOLING and guilty.kind != "Embedding":
        pool = layer(POOLING[len(gives) - 1], name="pool")
        places = " × ".join(map(str, gives[2:-1]))
        ways.append((pool, f"Is the mean of {places} places enough for each step?", ("third choice",)))
    for made, question, more in ways:
        change = Change("insert", victim, value=layer("TimeDistributed", made, name=f"{made.name}_each_step"))
        cost = price(*names, *(["one step given"] if flips else []), *more)
        yield remade(state, cause, cost, sentence, reason, *flips, change, question=question)


@slip("building", "inside", "axes")
def one_at_each_step(state, wrong, known):
    """A layer that reads one picture, or one series, gets one at each step."""
    one, model = refused(wrong), state.model
    if one is None or one.what != "axes" or one.where[0] != "layer" or one.came != one.wanted[1] + 1:
        return
    victim = layer_of(model, one.layer[0])
    if victim.kind not in _OF_EACH or len(model.calls[one.layer[0]].reads) != 1:
        return
    changes = for_each_step(model, one.layer[0])
    sentence = f"{called(victim)} reads {one.wanted[1]} axes and gets {one.came}: what it reads comes at each step."
    reason = "TimeDistributed calls the layer that it wraps once for each step."
    yield remade(state, "extra-axis", price("for each step"), sentence, reason, *changes)


def for_each_step(model, place):
    """Return the changes that make a call's layer work on each step."""
    victim = layer_of(model, place)._replace(built_for=())
    wrapped = layer("TimeDistributed", victim, name=f"each_{victim.name}")
    return Change("insert", place, value=wrapped), Change("leave out", model.calls[place].layer)


def recurrent_flip(state, tensor, every):
    """Return (places of layers, changes) that make the last recurrent layers before a tensor give every step."""
    model = state.model
    places = [place for place in last_recurrent(model, tensor) if gives_every_step(layer_of(model, place)) != every]
    layers = list(dict.fromkeys(model.calls[place].layer for place in places))
    return places, tuple(Change("setting", at, "return_sequences", every) for at in layers)
