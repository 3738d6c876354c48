"""Slips in the sizes between layers: widths, windows, states."""

from ...checks import is_recurrent, layer_at, product
from ...program import Change, layer
from ..costs import price
from ..graph import before, layer_of, maker, steps_of
from ..undo import Undo, remade, slip
from ..words import are, called
from .layers import POOLING, refused


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
        yield remade(state, "inner-width", price("open size"), sentence, reason, change, question=question)
    for place in [place for place in sorted(steps) if place < victim and layer_of(model, place).kind == "Flatten"]:
        given = steps[place].given[0]
        if given is None or len(given) not in POOLING:
            continue
        pooled = layer(POOLING[len(given)])
        changes = (Change("insert", place, value=pooled), Change("leave out", model.calls[place].layer))
        question = "May the steps be averaged? Then their number can stay open."
        cost = price("open size", "second choice")
        yield remade(state, "inner-width", cost, sentence, reason, *changes, question=question)


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
    right = f"Is a length of {one.came} right?"
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
            yield remade(state, "wrong-timesteps", price("too short"), sentence, reason, change, question=question)
    if "cropping" in dict(victim.settings):
        sentence = f"{called(victim)} takes away {one.wanted - 1} of {one.came}, and nothing is left."
        change, question = Change("leave out", at), f"Can {called(victim)} be left out?"
        yield remade(state, "wrong-timesteps", price("too short"), sentence, reason, change, question=question)


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
    question = f"{are(got, 'units')} right for {called(keeper)}?"
    if len(one.came) == 3:
        sentence = f"initial_state brings {one.came}, every step; {called(keeper)} keeps one vector of {kept} numbers."
        reason = "A state is what a layer has at its last step; return_state=True gives it."
        lines = f"# output, *states = ...return_state=True...; hand them to {called(keeper)}: initial_state=states"
        settles = ((one.stage, "state"),)
        yield Undo("state-width", price("states"), state, sentence, reason, "", (), "", lines, settles)
    if got is None or len(one.came) != 2:
        return
    yield remade(state, "state-width", price("states"), sentence, reason, change, question=question)
    reads = [read.tensor for read in model.calls[one.layer[0]].reads if read.argument == "initial_state"]
    places = {place for place in (maker(model, tensor) for tensor in reads) if place is not None}
    givers = {model.calls[place].layer for place in places}
    giver = model.layers[min(givers)] if len(givers) == 1 else None
    if giver is not None and is_recurrent(giver) and giver.get("units") == got:
        change = Change("setting", min(givers), "units", kept)
        question = f"{are(kept, 'units')} right for {called(giver)}?"
        cost = price("states", "second choice")
        yield remade(state, "state-width", cost, sentence, reason, change, question=question)


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
    yield Undo(
        "inner-width",
        price("inner width"),
        state._replace(model=_without_weights(model, victim, one.came)),
        sentence,
        reason,
        "",
        (),
        "Which of the two is meant?",
        lines,
    )


def _without_weights(model, place, came):
    """Return the model whose layer at a call forgets what it was built for, or declares what comes."""
    at = model.calls[place].layer
    layers = list(model.layers)
    one = layers[at]
    settings = (("declares", came),) if one.get("declares") else one.settings
    inner = tuple(each._replace(built_for=()) for each in one.inner)
    layers[at] = one._replace(built_for=(), inner=inner, settings=settings)
    return model._replace(layers=tuple(layers))


@slip("building", "inside")
def reshaped_otherwise(state, wrong, known):
    """Reshape is for another number of values than the layer before it gives."""
    one, model = refused(wrong), state.model
    if one is None or one.what != "product" or not isinstance(one.wanted, tuple) or product(one.came[1:]) is None:
        return
    values, sizes, at = product(one.came[1:]), one.wanted, model.calls[one.layer[0]].layer
    sentence = f"{called(model.layers[at])} is for {sizes}, and {values} values come."
    reason = f"It gets {one.came}; {' × '.join(map(str, sizes))} is another number."
    for place in range(len(sizes)):
        others = product(sizes[:place] + sizes[place + 1 :])
        if others and others > 0 and values % others == 0:
            shape = (*sizes[:place], values // others, *sizes[place + 1 :])
            change = Change("setting", at, "target_shape", shape)
            question = f"Is {shape} what is meant?"
            cost = price("inner width", *(["second choice"] if place else []))
            yield remade(state, "impossible-reshape", cost, sentence, reason, change, question=question)
