"""Questions about values in which nothing is proven: right data could show them as well. Each has its repair."""

from .. import evidence
from ..axes import count
from ..checks import is_recurrent, losses_of, outputs_of
from ..program import Change
from .costs import price
from .inputs import inputs, line
from .seen import readers, way
from .undo import Undo, remade
from .values.order import declared_for
from .view import leaves
from .words import called, expects
from .x.ids import of_ids
from .y.labels import classes_instead
from .y.target import SPARSE

_ROUGH = 0.75  # steps beside the spread of a course: 1 for noise, near 0 for what wanders
_AMOUNTS = ("mean_squared_error", "mean_absolute_error")


def doubtful(state, known):
    """Yield the undos of what only those can decide who have the data.

    Parameters
    ----------
    state : State
        Of a program in which nothing else is wrong.
    known : Known

    Yields
    ------
    Undo
    """
    x, y = known.asked(())
    for one in inputs(state):
        yield from of_ids(state, one, known)
        arrays = leaves(x)
        if len(arrays) > one.part and hasattr(arrays[one.part], "shape"):
            yield from _moments_as_features(state, one, arrays[one.part])
            yield from _states_that_do_not_go_on(state, one, arrays[one.part])
            yield from _words_that_are_masked(state, one, arrays[one.part])
    for place, array in enumerate(leaves(y)):
        yield from _classes_as_amounts(state, place, array)


def _moments_as_features(state, one, array):
    """The features of a timestep follow each other as moments do, and where there are several timesteps, these jump."""
    x = one.x
    if way(state.model, one.place) != "time" or len(x) != 3 or None in x[1:] or len(array.shape) != 3:
        return
    if x[1] > 1:
        yield from _exchanged(state, one, evidence.courses(array))
        return
    if evidence.following(array[:, 0]) is None:
        return
    found, changes = declared_for(state, one, (x[2], 1))
    sentence = f"x is {x}: 1 timestep, and its {x[2]} features move little from one to the next, as moments do."
    reason = "With one timestep the recurrent weights are never used. Bands of a spectrum may lie so as well."
    question = f"Are the {x[2]} numbers one measurement at {x[2]} moments?"
    code = line(state, one, "x.transpose(0, 2, 1)")
    yield Undo("single-timestep", price("proven"), found, sentence, reason, code, changes, question)


def _exchanged(state, one, courses):
    x = one.x
    if courses is None or courses.axis != 2 or courses.rough[0] <= _ROUGH:  # NaN, of fewer than 5 places, says nothing
        return
    found, changes = declared_for(state, one, (x[2], x[1]))
    sentence = f"x is {x}; values move little along its last axis, as they do in time, and not along axis 1."
    reason = f"{expects(state, one.want)} Spectra are smooth along the last axis as well, and noise jumps in time."
    question = f"Are the {x[2]} places of the last axis moments, and the {x[1]} of axis 1 features?"
    code = line(state, one, "x.transpose(0, 2, 1)")
    yield Undo("swapped-axes", price("proven"), found, sentence, reason, code, changes, question)


def _states_that_do_not_go_on(state, one, array):
    """A state is handed to a sample that does not begin where the one before it ended."""
    kept = [layer for layer in state.model.layers if is_recurrent(layer) and layer.get("stateful")]
    batch = state.model.declared[0].shape[0] if state.model.declared else None
    if not kept or batch is None or one.x[0] is None or one.x[0] <= batch or way(state.model, one.place) != "time":
        return
    windows = evidence.overlap(array)
    if windows is None or windows.over != (1,) or not windows.ordered or windows.shift <= 0 or len(one.x) < 2:
        return
    steps, apart = one.x[1], batch * windows.shift
    if steps is None or apart == steps:
        return
    further = "the next sample" if batch == 1 else f"the sample {batch} further on"
    sentence = f"{called(kept[0])} hands the state of each sample to {further}, which begins {count(apart, 'steps')} "
    sentence += f"after it; a sample holds {count(steps, 'steps')}."
    reason = (
        "With stateful=True sample i of a batch goes on with the state of sample i of the batch before. That reads "
    )
    reason += "on where it ended only if the two lie as far apart as a sample is long."
    question = "Is the state not needed from one batch to the next?"
    yield remade(state, "fixed-batch-size", price("batch"), sentence, reason, Change("stateless"), question=question)


def _words_that_are_masked(state, one, array):
    """0 stands between words, and the Embedding masks it as padding."""
    if one.place >= len(state.model.inputs):
        return
    for path, layer in readers(state.model, state.model.inputs[one.place]):
        if layer.kind != "Embedding" or not layer.get("mask_zero") or len(path) > 1:
            continue
        came = evidence.zeros_between(array)
        if came is None:
            continue
        sentence = f"{called(layer)} masks the id 0, and 0 stands between other ids of x."
        reason = f"In {came.samples:,} of the {came.looked:,} samples looked at a 0 has other ids on both sides, so it "
        reason += "is no padding. With mask_zero=True the layers behind skip it."
        change = Change("setting", state.model.calls[path[0]].layer, "mask_zero", False)
        question = "Is 0 the id of a word, or of another thing? Or count ids from 1, and leave 0 to padding."
        yield remade(state, "embedding-input", price("proven"), sentence, reason, change, question=question)


def _classes_as_amounts(state, place, array):
    """The loss measures how far off an answer is, and the metric counts how often one is right."""
    outputs = outputs_of(state)
    losses = losses_of(state, len(outputs))
    loss = losses[place].name if place < len(losses) and losses[place] else ""
    counts = any(one.name == "accuracy" for one in state.metrics)
    if loss not in _AMOUNTS or not counts or len(outputs) != 1 or not outputs[0] or outputs[0][-1] != 1:
        return
    found = evidence.labels(array) if hasattr(array, "shape") and len(array.shape) else None
    if found is None or found.kind != "ids" or found.highest < 2:
        return
    sentence = f"y holds whole numbers from {found.lowest:g} to {found.highest:g}; {loss} reads them as amounts, and "
    sentence += "the metric accuracy as classes."
    reason = (
        "An amount of 5 is nearer to 4 than to 0; of classes none is nearer. Each class then has a unit for itself."
    )
    question = "Do the numbers name classes, {} with 0? If they are amounts, accuracy says nothing of them."
    yield from classes_instead(state, place, found.classes, SPARSE, sentence, reason, question)
