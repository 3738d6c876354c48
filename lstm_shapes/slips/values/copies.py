"""Slips in what each timestep is asked for: its answer stands in the input, at the same step or at one seen before."""

from ...axes import count
from ...checks.several import ATTENTION
from ...program import layer, with_shape
from ...program.changes import Change, changed
from ..costs import price
from ..inputs import line
from ..steps import sees_all, ways
from ..undo import Undo
from ..words import called
from .order import declared_for, sizes_of, slip_of_values
from .told import told


@slip_of_values("given")
def answer_given(state, one, complaint):
    """The answer of each timestep stands in x at the same timestep: y was not shifted, or the decoder's input."""
    came, place = complaint.came, complaint.wanted
    sizes = sizes_of(one)
    sentence = f"y repeats x at each of the {count(came.steps, 'timesteps')}: the model is given every answer."
    reason = f"{told(complaint)} No layer on the way gives one vector, or too few numbers: the model only has to copy."
    question = "Should each timestep be told from the ones before it? Then y is one timestep ahead."
    found, changes = declared_for(state, one, (came.steps - 1, *sizes[1:]))
    shape = state.y.parts[place].shape
    found = with_shape(found, "y", place, (shape[0], came.steps - 1, *shape[2:]))
    if state.x.form == state.y.form == "one":
        code = "x, y = x[:, :-1], y[:, 1:]"
    else:
        code = line(state, one, "x[:, :-1]")
        code += (
            "\ny = y[:, 1:]" if state.y.form == "one" else f"\ny = [*y[:{place}], y[{place}][:, 1:], *y[{place + 1}:]]"
        )
    yield Undo("target-misaligned", price("proven"), found, sentence, reason, code, changes, question)


@slip_of_values("seen")
def answer_seen(state, one, complaint):
    """y is the next timestep, and a layer has read the samples from their end too, or looks at all their steps."""
    model = state.model
    given = model.inputs[one.place]
    for call in (call for call in model.calls if model.layers[call.layer].kind in ATTENTION and sees_all(call)):
        if not any(ways(model, given, each.tensor) for each in call.plain_reads[1:]):
            continue  # it looks at something else, as a decoder does
        looks = called(model.layers[call.layer])
        sentence = f"y is the next timestep of x, and {looks} looks at all timesteps: it has seen every answer."
        reason = f"{told(complaint)} With a causal mask each timestep looks at those up to its own."
        lines = f"# in the call of {looks}: use_causal_mask=True"
        question, settles = "Should each timestep be told from the ones before it?", (("values", "seen"),)
        yield Undo("target-misaligned", price("proven"), state, sentence, reason, "", (), question, lines, settles)
        return
    both = [place for place, call in enumerate(model.calls) if model.layers[call.layer].kind == "Bidirectional"]
    if not both:
        return
    first = model.layers[model.calls[both[0]].layer]
    sentence = f"y is the next timestep of x, and {called(first)} has read x from its end: it has seen every answer."
    reason = f"{told(complaint)} A layer that reads in one direction knows only the timesteps up to its own."
    question = "Should each timestep be told from the ones before it? Then no layer may read from the end."
    changes = []
    for place in reversed(both):
        inner = model.layers[model.calls[place].layer].inner[0]
        fresh = layer(inner.kind, **{**dict(inner.settings), "units": inner.get("units"), "go_backwards": False})
        changes += [Change("insert", place, value=fresh), Change("leave out", model.calls[place].layer)]
    cost = price("proven")
    yield Undo("target-misaligned", cost, changed(state, *changes), sentence, reason, "", tuple(changes), question)
