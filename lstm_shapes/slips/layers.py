"""Slips between layers: one gives what the next one cannot take."""

from ..checks import fits, is_recurrent, layer_at, product
from ..program import Change, changed, layer
from .costs import price
from .graph import PASS_ON, before, gives_every_step, last_recurrent, layer_of, maker, recurrent_calls, steps_of
from .undo import Undo, slip
from .words import called

# They work on one picture, or one series, and make no difference between its steps and others.
_OF_EACH = ("Flatten", "Conv1D", "Conv2D", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv2D", "MaxPooling1D",
            "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
            "GlobalMaxPooling1D", "GlobalMaxPooling2D", "ZeroPadding2D", "UpSampling2D", "Cropping2D")  # fmt: skip
_POOLING = {3: "GlobalAveragePooling1D", 4: "GlobalAveragePooling2D", 5: "GlobalAveragePooling3D"}


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
        yield Undo(cause, price("one step given", *far), changed(state, change), sentence, reason, "", (change,))


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
            cost, found = price("for each step"), changed(state, *changes)
            yield Undo("no-timesteps-before-rnn", cost, found, sentence, reason, "", changes)
        if len(given) >= wanted > len(gives) and not is_recurrent(guilty):
            change = Change("leave out", model.calls[place].layer)
            sentence = f"{called(guilty)} takes the time axis away, and {what} needs it."
            question = "Is that layer needed before the recurrent one?"
            cost = price("taken away")
            yield Undo(
                "no-timesteps-before-rnn", cost, changed(state, change), sentence, reason, "", (change,), question
            )
        near = place == max(chain)
        if near and len(gives) > wanted and None not in gives[2:]:
            made = layer("Reshape", target_shape=(-1 if gives[1] is None else gives[1], product(gives[2:])))
            change = Change("insert", victim, value=made)
            embeds = guilty.kind == "Embedding"
            cause = "no-timesteps-before-rnn"
            cost = price("taken away", "second choice")
            sentence = f"{called(guilty)} gives {len(gives)} axes, and {what} reads {wanted}."
            if embeds:
                sentence = f"{called(guilty)} makes a vector of each number of {given}, and {what} reads {wanted} axes."
            question = f"Do all {' × '.join(map(str, gives[2:]))} numbers belong to one step?"
            if wanted == 3 and len(gives) == 4:
                yield Undo(cause, cost, changed(state, change), sentence, reason, "", (change,), question)
    if chain and one.came == wanted - 1 and wanted == 3 and not is_recurrent(layer_of(model, max(chain))):
        gives = steps[max(chain)].gives
        change = Change("insert", victim, value=layer("RepeatVector", n=1))
        sentence = f"{called(layer_of(model, max(chain)))} gives one vector for each sample, and {what} needs steps."
        reason = f"{what} reads 3 axes and gets {gives[0] if gives else one.came}."
        question = "Is one step for each sample meant? Then the recurrent layer has nothing to remember."
        cost = price("taken away", "third choice")
        yield Undo("no-timesteps-before-rnn", cost, changed(state, change), sentence, reason, "", (change,), question)


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
    sentence = f"{called(victim)} reads {one.wanted[1]} axes and gets {one.came}: one of what it reads at each step."
    reason = "TimeDistributed calls the layer that it wraps once for each step."
    cost, found = price("for each step"), changed(state, *changes)
    yield Undo("extra-axis", cost, found, sentence, reason, "", changes)


def for_each_step(model, place):
    """Return the changes that make a call's layer work on each step."""
    victim = layer_of(model, place)._replace(built_for=())
    wrapped = layer("TimeDistributed", victim, name=f"each_{victim.name}")
    return Change("insert", place, value=wrapped), Change("leave out", model.calls[place].layer)


@slip("building", "inside")
def open_size(state, wrong, known):
    """A size that a layer's weights are made of is open: Flatten over any number of steps, then Dense."""
    one, model = refused(wrong), state.model
    if one is None or one.what != "unknown":
        return
    victim = one.layer[0]
    reason = f"{called(layer_of(model, victim))} makes its weights of that size."
    sentence = f"{called(layer_of(model, victim))} needs a number of timesteps that is known, and Input leaves it open."
    steps = steps_of(state)
    x = state.x.parts[0].shape if len(state.x.parts) == 1 else None
    want = model.declared[0].shape if len(model.declared) == 1 else None
    if x and want and len(x) == len(want) and None not in x[1:]:
        change = Change("input", 0, value=x[1:])
        question = f"Has every sample {x[1]} timesteps?"
        yield Undo("inner-width", price("open size"), changed(state, change), sentence, reason, "", (change,), question)
    for place in [place for place in sorted(steps) if place < victim and layer_of(model, place).kind == "Flatten"]:
        given = steps[place].given[0]
        if given is None or len(given) not in _POOLING:
            continue
        pooled = layer(_POOLING[len(given)])
        changes = (Change("insert", place, value=pooled), Change("leave out", model.calls[place].layer))
        question = "May the steps be averaged? Then their number can stay open."
        cost = price("open size", "second choice")
        yield Undo("inner-width", cost, changed(state, *changes), sentence, reason, "", changes, question)


@slip("building", "inside", "sizes", "axes")
def too_short(state, wrong, known):
    """A convolution, or a pooling, whose window is longer than what there is."""
    one, model = refused(wrong), state.model
    if one is None or one.what != "short" or not isinstance(one.wanted, int):
        return
    victim = layer_of(model, one.layer[0])
    given = steps_of(state).get(one.layer[0])
    came = (None, *given.given[0][1:]) if given and given.given and given.given[0] else one.came
    sentence = (
        f"{called(victim)} cannot take {came}: its window is {one.wanted} long, and axis {one.axis} has {one.came}."
    )
    reason = "A window that is longer than what there is fits nowhere."
    right = f"{'Is' if one.came == 1 else 'Are'} {one.came} right?"
    at = model.calls[one.layer[0]].layer
    for name, value, question in (
        ("padding", "same", f"{right} Then the ends may be filled up with zeros."),
        ("kernel_size", one.came, f"{right} Then a shorter window fits."),
        ("pool_size", one.came, f"{right} Then a shorter window fits."),
    ):
        if name in dict(victim.settings):
            size = victim.get(name)
            if isinstance(size, tuple):
                value = tuple(min(each, one.came) for each in size)
            change = Change("setting", at, name, value)
            yield Undo(
                "wrong-timesteps", price("too short"), changed(state, change), sentence, reason, "", (change,), question
            )


@slip("building", "states")
def states_too_wide(state, wrong, known):
    """The states that a recurrent layer is given are wider, or less wide, than those that it keeps."""
    one = next((each for each in wrong if each.what == "state"), None)
    if one is None or len(one.layer) != 1 or not isinstance(one.came, tuple) or not isinstance(one.wanted, tuple):
        return
    keeper, model = layer_at(state.model, one.layer), state.model
    got, kept = one.came[-1], one.wanted[-1]
    sentence = f"{called(keeper)} keeps states of {kept} numbers, and initial_state brings {got}."
    reason = "A state has as many numbers as the layer has units; the columns of x have nothing to do with it."
    change = Change("setting", model.calls[one.layer[0]].layer, "units", got)
    question = f"Are {got} units right for {called(keeper)}?"
    if got is None or len(one.came) != 2:
        return
    yield Undo("state-width", price("states"), changed(state, change), sentence, reason, "", (change,), question)
    reads = [read.tensor for read in model.calls[one.layer[0]].reads if read.argument == "initial_state"]
    places = {place for place in (maker(model, tensor) for tensor in reads) if place is not None}
    givers = {model.calls[place].layer for place in places}
    giver = model.layers[min(givers)] if len(givers) == 1 else None
    if giver is not None and is_recurrent(giver) and giver.get("units") == got:
        change = Change("setting", min(givers), "units", kept)
        question = f"Are {kept} units right for {called(giver)}?"
        cost = price("states", "second choice")
        yield Undo("state-width", cost, changed(state, change), sentence, reason, "", (change,), question)


@slip("building", "inside", "sizes")
def inner_width(state, wrong, known):
    """A layer gives another width than the next one was built for, whatever x is."""
    one, model = refused(wrong), state.model
    if one is None or one.what not in ("size", "refused") or one.where[0] != "layer" or not one.layer:
        return
    victim = one.layer[0]
    makers = before(model, victim)
    if not makers:
        return
    guilty, what = layer_of(model, makers[0]), called(layer_of(model, victim))
    sentence = f"{what} was built for {one.wanted}, and {called(guilty)} before it gives {one.came}."
    reason = "The columns of x have nothing to do with it: both layers are inside the model."
    lines = f"# make {called(guilty)} give {one.wanted}, or build {what} for what it gives"
    healthy = model._replace(calls=tuple(call for call in model.calls))  # noqa: F841
    yield Undo(
        "inner-width",
        price("inner width"),
        state._replace(model=_without_weights(model, victim)),
        sentence,
        reason,
        "",
        (),
        "Which of the two is meant?",
        lines,
    )


def _without_weights(model, place):
    """Return the model whose layer at a call forgets what it was built for."""
    at = model.calls[place].layer
    layers = list(model.layers)
    layers[at] = layers[at]._replace(built_for=(), inner=tuple(one._replace(built_for=()) for one in layers[at].inner))
    return model._replace(layers=tuple(layers))


@slip("building", "inside")
def branches_differ(state, wrong, known):
    """Branches that are put together have other numbers of axes or sizes."""
    one, model = refused(wrong), state.model
    if one is None or one.what != "differ":
        return
    victim = one.layer[0]
    what = called(layer_of(model, victim))
    sentence = f"{what} puts together {one.wanted} and {one.came}, which do not go together."
    for place in before(model, victim):
        step = steps_of(state).get(place)
        gives = step.gives[0] if step and step.gives else None
        if gives is None or len(gives) not in _POOLING:
            continue
        change = Change("insert", _reading(model, victim, place), value=layer(_POOLING[len(gives)]))
        if change.place is None:
            continue
        question = f"May the steps of {called(layer_of(model, place))} be averaged?"
        yield Undo("inner-width", price("inner width"), changed(state, change), sentence, "", "", (change,), question)


def _reading(model, victim, place):
    """Return the call before which a layer may stand so that one branch goes through it; None where there is none."""
    return None if len(before(model, victim)) > 1 else victim


def recurrent_flip(state, tensor, every):
    """Return (places of layers, changes) that make the last recurrent layers before a tensor give every step."""
    model = state.model
    places = [place for place in last_recurrent(model, tensor) if gives_every_step(layer_of(model, place)) != every]
    layers = list(dict.fromkeys(model.calls[place].layer for place in places))
    return places, tuple(Change("setting", at, "return_sequences", every) for at in layers)


__all__ = ["axes_wanted", "fits", "maker", "recurrent_flip", "refused"]
