"""What the search finds, as findings whose repairs are still to be tried; and what a program is beside its faults."""

import re
from typing import NamedTuple

from .checks import as_read, complaints, layer_at
from .program import Change, State, changed, spread, unbuilt
from .repair.words import in_own_code
from .search import MARGIN, facts, search, wrong
from .slips import Known, Undo, inputs
from .slips.doubts import doubtful
from .slips.view import unseen
from .slips.words import axes_words, called, expects
from .slips.x.data import ARRAYS

ONE_BATCH = (
    "Take one batch and diagnose that: batch = next(iter(data)), then diagnose(model, *batch[:2]) where it is a tuple, "
    "(x, y) or (x, y, weights), and diagnose(model, batch) where it is x alone."
)

# Lines that give an array other axes and leave its values in their order.
_OTHER_AXES = re.compile(r"([xy]) = (np\.(squeeze|expand_dims)\(\1, [^()]*\)|\1\.reshape\((len\(\1\), )?[^()]*\))")


class Found(NamedTuple):
    """A finding before its repairs are tried; `Finding` says what the first four fields are.

    Fields
    ------
    undos : tuple of Undo
        What would repair it, the likeliest first.
    before : State or None
        What they are applied to, None where only words are known.
    instead : bool
        It holds instead of the one before it, and not besides.
    first : tuple of Undo
        What is repaired before it, on the way to the state `before`.
    """

    cause: str
    level: str
    sentence: str
    reason: str = ""
    undos: tuple = ()
    before: State | None = None
    instead: bool = False
    first: tuple = ()


def found(state, known=None):
    """Say what is wrong with a program, and what would repair it.

    Parameters
    ----------
    state : State
    known : Known, optional
        The data themselves, where they are at hand.

    Returns
    -------
    list of Found
        In the order in which they are to be repaired; readings that are as likely stand behind the first one of them.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> [one.cause for one in found(program([layer("LSTM", units=4)], (20, 3), (100, 60)))]
    ['flattened-steps']
    """
    known = known or Known()
    if any(part.kind == "unknown" for part in state.x.parts):
        return []  # what it is, nobody knows
    if state.spoilt == "built":
        return _built_by_a_failure(state, known)
    readings = search(state, known)
    first = readings[0]
    if first.left and not first.steps and first.left[0].where[0] == "layer":
        model = spread(state.model)
        inside = found(state._replace(model=model), known) if model != state.model else []
        if inside := [one for one in inside if one.cause]:
            return [_told_alone(one) for one in inside]
    told = [one for place in range(len(first.steps)) for one in _step(readings, place)]
    if len(first.steps) > 1:
        now = facts(state, known)
        # A hole is there however the axes lie.
        told = [one if one.sentence in now or one.cause == "not-finite" else _later(one) for one in told]
    if first.left:
        left = _unexplained(first.left[0], state.model)
        if told and first.left[0] not in wrong(state, (), known):
            left = left._replace(sentence=left.sentence.replace(" here:", " here, once that is repaired:"))
        told.append(left)
    return told or [*harmless(state), *doubts(state, known)]


def _told_alone(one):
    """Return a finding whose repairs are words: they change layers of models inside, which no Change reaches."""
    undos = []
    for undo in one.undos:
        code = [*filter(None, [undo.data]), *in_own_code(one.before.model, undo.changes)] if one.before else []
        question = undo.question or "Is that what one model is to hand on to the next?"
        undos.append(undo._replace(lines=undo.lines or "\n".join(code), data="", changes=(), question=question))
    return one._replace(undos=tuple(undos), before=None, first=())


def _later(one):
    """Return a finding that an earlier repair brings to light, told so: as the program stands, it is not yet so."""
    return one._replace(sentence=f"Once that is repaired: {one.sentence}")


def _step(readings, place):
    """Return what one step of the cheapest reading finds, and what other readings have in its place."""
    first = readings[0]
    step = first.steps[place]
    same, others = [step.undo], {}
    causes = {one.undo.cause for one in first.steps}
    told = {one.undo.sentence for one in first.steps} - {step.undo.sentence}  # what has a finding of its own
    for reading in readings[1:]:
        if len(reading.steps) <= place or reading.steps[place].before != step.before:
            continue
        other = reading.steps[place]
        if other.undo.sentence in told:
            continue
        if other.undo.cause == step.undo.cause:
            # A longer way whose first step leaves the fault does by halves what another one does.
            if len(reading.steps) <= len(first.steps) or not _leaves(other):
                same.append(other.undo)
        elif reading.cost <= first.cost + MARGIN and other.undo.cause not in causes:
            others.setdefault(other.undo.cause, []).append(other)
    way = tuple(one.undo for one in first.steps[:place])
    yield _of(step, _different(same), way)
    for steps in others.values():
        yield _of(steps[0], _different([one.undo for one in steps]), way)._replace(instead=True)


def _leaves(step):
    """True where something raises behind an undo, or the stage that it was for is no better."""
    had = {one.stage for one in complaints(step.before)[:1]}
    left = [one for one in complaints(step.undo.state) if (one.stage, one.what) not in step.undo.settles]
    return any(one.stage != "spoilt" and (one.level == "raises" or one.stage in had) for one in left)


def _of(step, undos, way):
    undo = step.undo
    return Found(undo.cause, step.level, undo.sentence, undo.reason, undos, step.before, first=way)


def _different(undos):
    """Return undos in their order, without those that are lines of one before, or give its array in other words."""
    kept = {}
    for one in undos:
        kept.setdefault(_what_it_does(one), one)
    return tuple(kept.values())


def _what_it_does(undo):
    same_values = not undo.changes and _OTHER_AXES.fullmatch(undo.data)
    return undo.state if same_values else (undo.data, undo.changes, undo.lines)


def _unexplained(one, model):
    """Say what stays wrong where no slip explains it."""
    name = {"x": "x", "y": "y", "output": "an output"}.get(one.where[0], "the model")
    reason = "Compare x.shape, y.shape, model.input_shape and model.output_shape."
    wanted = f"; {one.wanted} would fit" if one.wanted is not None else ""
    came = f"{one.came} came{wanted}"
    if one.where[0] == "layer":
        name = called(layer_at(model, one.layer)) if one.layer and model.calls else "a layer"
        reason = f"Compare what the layers before it give with what {name} reads: model.summary() has their shapes."
    if one.what == "axes" and one.where[0] == "layer":
        least, most = one.wanted
        came = f"{one.came} axes came; it reads {least if least == most else f'at least {least}'}"
    if one.stage in ("ids", "labels") and isinstance(one.came, tuple):
        came = f"it holds numbers from {one.came[0]:g} to {one.came[1]:g}"
    cause, said = "", "that is not known here"
    if one.stage == "target" and one.where[0] == "y":  # which layer is to give another shape, nobody can say
        cause, said = "target-shape", "or with what the model gives"
    return Found(cause, one.level, f"Something is wrong with {name} {said}: {came}.", reason)


def harmless(state):
    """Return what Keras sets right by itself: a last axis of 1 that comes or goes."""
    told = []
    for one in inputs(state):
        want = (None, *one.want)
        if not one.declared or len(one.x) == len(want) or as_read(one.x, want) is None:
            continue
        more = len(one.x) > len(want)
        cause, words = "missing-features-axis", "adds the features axis itself, because the model declares one feature."
        if more:
            cause, words = "extra-axis", "drops the last axis of length 1."
        elif len(want) != 3:
            words = "adds the last axis itself, because the model declares 1 there."
        told.append(Found(cause, "harmless", f"x has {axes_words(one.x)}; Keras {words}", expects(state, one.want)))
    if state.spoilt == "fit" and state.y.form == "none":
        sentence = "An earlier fit failed, and left a half-made function in the model."
        reason = "predict has a function of its own; the next fit meets the old one. Compiling again throws it away."
        undo = Undo("spoilt-model", 1.0, state, sentence, reason, changes=(Change("compile"),))
        told.append(Found("spoilt-model", "harmless", sentence, reason, (undo,), state))
    return told


def doubts(state, known):
    """Return what the values make likely, and nobody can tell but who has them: questions, each with its repair."""
    undos = doubtful(state, known)
    return [Found(undo.cause, "cannot tell", undo.sentence, undo.reason, (undo,), state) for undo in undos]


def _built_by_a_failure(state, known):
    """A model without Input that a failed call built keeps the shape that it saw then."""
    kept = state.model.declared[0].shape if state.model.declared else None
    fresh = state._replace(model=_undeclared(unbuilt(state.model)), spoilt="")
    told = [one for one in found(fresh, known) if one.level != "harmless"]
    x = state.x.shapes[0] if len(state.x.parts) == 1 else None
    if kept is None or (x is not None and x[1:] == kept[1:]):
        return [one._replace(undos=tuple(_made_anew(undo, kept) for undo in one.undos)) for one in told]
    sentence = f"The model without Input was built by data of shape {kept}, and keeps that shape."
    reason = "A failed fit leaves its shape behind; the model has to be made anew, best with an Input."
    undos = ()
    if x is not None and not told:
        change = Change("input", 0, value=x[1:])
        undos = (Undo("spoilt-model", 1.0, changed(state, change), sentence, reason, changes=(change,)),)
    return [*told, Found("spoilt-model", "raises", sentence, reason, undos, state)]


def _undeclared(model):
    """Return a model in a line that declares nothing, nor do those inside: a failed call leaves its shape in them."""
    inner = [one._replace(model=one.model and _undeclared(one.model)) for one in model.layers]
    return model._replace(layers=tuple(inner), declared=() if model.kind == "sequential" else model.declared)


def _made_anew(undo, kept):
    """Return an undo that makes the model anew as well, where it leaves x in another shape than the model keeps."""
    x = undo.state.x.shapes[0] if len(undo.state.x.parts) == 1 else None
    if undo.lines or x is None or x[1:] == kept[1:] or any(one.what == "input" for one in undo.changes):
        return undo
    change = Change("input", 0, value=x[1:])
    return undo._replace(state=changed(undo.state, change), changes=(change, *undo.changes))


def not_looked_at(state, known=None):
    """Say what nobody could look at: an own model, data that would be used up, a Lambda, and of `known` the values."""
    model, told = state.model, []
    if model.kind == "subclassed":
        sentence = "The model is a class of its own, and does not say what it reads."
        reason = "A copy of it that is called on a symbol would tell, and none could be made or called here."
        if model.raised:
            sentence = f"The model is a class of its own. Called on a symbol of x's shape, a copy raised {model.raised}"
            reason = "fit and predict call it on such a symbol, too, so what it raises there is to be mended first."
        reason += " What can be told from the data alone is told."
        # What was trained ran, whatever its copy says.
        told.append(Found("", "raises" if model.raised and not state.trained else "cannot tell", sentence, reason))
    elif model.raised:
        reason = "Its call is somebody's own code, where it says what it wants. The layers behind it were not reached."
        told.append(Found("", "raises", model.raised, reason))
    if state.x.source == "stream":
        sentence = f"x is {state.x.parts[0].note}; it is not consumed to look inside."
        reason = f"To look inside runs the code that makes it, and may use it up. {ONE_BATCH}"
        if "PyDataset" in state.x.parts[0].note:
            reason = "Let one batch be looked at: diagnose(model, data, look=True). It runs the code that makes it."
        told.append(Found("", "cannot tell", sentence, reason))
    if state.x.source == "dataset" and state.y.form == "none" and state.losses:
        sentence = "The dataset gives x alone, without y: predict reads it so, and fit would find nothing to compare."
        reason = "For a fit, put the answers beside it: tf.data.Dataset.zip((x, y))."
        told.append(Found("", "cannot tell", sentence, reason))
    told += [
        Found("not-an-array", "cannot tell", f"x is {part.note}, and its shape cannot be read.", ARRAYS)
        for part in state.x.parts
        if part.kind == "unknown"
    ]
    if state.y.form != "none" and not state.compiled and model.kind in ("sequential", "functional"):
        sentence = "The model is not compiled yet, so nothing says what its loss makes of y."
        told.append(Found("", "cannot tell", sentence, "fit wants model.compile(...) first; then ask again."))
    told += [
        Found("", "cannot tell", f"The layer {layer.name!r} says itself what it gives, and nobody ran it.",
              "If an error names the layer behind it, compare what it gives with its output_shape.")
        for layer in model.layers
        if layer.kind == "Lambda" and layer.get("said_output_shape") is not None and not state.trained
    ]  # fmt: skip
    values = unseen(state, known) if known is not None and not told else None
    return [Found("", "cannot tell", *values)] if values else told
