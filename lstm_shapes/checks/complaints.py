"""One function that says what Keras will do with a program: an ordered list of complaints, empty when it is healthy."""

import functools
from typing import NamedTuple

from . import given, targets
from .complaint import Complaint, in_order, sizes_apart
from .masks import keeps_steps, uses_mask
from .recurrent import is_recurrent, reads_first_alone
from .several import ATTENTION, keys_compared
from .sizes import agrees, fits, order_of_axes
from .walk import Run, Step, follow

_DEFAULT_BATCH = 32  # of Keras, for arrays


class Course(NamedTuple):
    """How shapes go through a program.

    Fields
    ------
    declared : Run or None
        What is declared, while the model is built; None where nothing is declared.
    meant : Run or None
        What is declared, as if data of that shape came.
    built : Run or None
        x, while a model without Input is built on it.
    data : Run or None
        x itself; None where it does not come that far.
    batches : tuple
        The sizes of batch that come: a full one, and what is left over; (None,) where nobody knows.
    """

    declared: Run | None
    meant: Run | None
    built: Run | None
    data: Run | None
    batches: tuple

    @property
    def outputs(self):
        """Shapes of the outputs as far as they can be told: of x, else of what is declared."""
        for one in (self.data, self.meant, self.declared):
            if one is not None and one.problem is None:
                return one.outputs
        return ()


def batches(state):
    """Return the sizes of batch that come: a full one, and what is left over.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> batches(program(x=(80, 20, 3))), batches(program(x=(20, 20, 3)))
    ((32, 16), (20,))
    """
    x = state.x
    if x.source == "dataset" and x.batch:
        rest = (x.samples or 0) % x.batch
        full = min(x.batch, x.samples or x.batch)
        return (full, rest) if rest and x.samples > x.batch else (full,)
    shapes = [shape for shape in (*x.shapes, *state.y.shapes) if shape]
    samples = next((shape[0] for shape in shapes if shape[0] is not None), None)
    if x.source != "arrays" or samples is None:
        return (samples,)
    batch = state.batch_size or _DEFAULT_BATCH
    samples = samples or _DEFAULT_BATCH  # without any, Keras still builds for a batch of its default
    full = min(batch, samples)
    return (full, samples % full) if samples % full else (full,)


def course(state, reads=None):
    """Run shapes through a program.

    Parameters
    ----------
    state : State
    reads : list, optional
        What each input reads of x, where that was found; None in it for an input that refuses.

    Returns
    -------
    Course
    """
    model, sizes = state.model, batches(state)
    if model.kind not in ("sequential", "functional", "layers"):
        return Course(None, None, None, None, sizes)
    declared, meant, made = _declared(model, sizes[0])
    weights, built, data = dict(made), None, None
    if reads and None not in reads and (declared is None or declared.problem is None):
        first = tuple((sizes[0], *shape[1:]) if shape else shape for shape in reads)
        if declared is None:
            built = _run(model, first, True, weights)
        if built is None or built.problem is None:
            data = _run(model, first, False, weights)
    return Course(declared, meant, built, data, sizes)


@functools.lru_cache(maxsize=512)
def _declared(model, batch):
    """Return (what is declared while the model is built, the same as data, what each layer is then built for).

    It is remembered: who tries other data on a model asks for it again and again.
    """
    if not model.declared:
        return None, None, ()
    weights, shapes = {}, tuple(one.shape for one in model.declared)
    declared = follow(model, shapes, True, weights)
    made = tuple(weights.items())
    if declared.problem is not None:
        return declared, None, made
    full = tuple(shape and (shape[0] or batch, *shape[1:]) for shape in shapes)
    return declared, follow(model, full, False, weights), made


def _run(model, shapes, symbolic, weights):
    """Several arrays for a model in a line without Input are read as one list."""
    if model.declared or len(shapes) == len(model.inputs):
        return follow(model, shapes, symbolic, weights)
    return follow(model, (), symbolic, weights, bundle={model.inputs[0]: shapes})


def run(state):
    """Run shapes through a program, x where it is given, else what is declared.

    Parameters
    ----------
    state : State

    Returns
    -------
    Run
        Outputs, each step, the first that refuses; without steps where x does not come in.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> run(program([layer("LSTM", units=4), layer("Dense", units=1)], (20, 3), (100, 20, 3))).outputs
    ((32, 1),)
    """
    ways = _ways(state)
    if state.x.form == "none" or ways.data is None:
        return next((one for one in (ways.built, ways.meant, ways.declared) if one is not None), Run())
    return ways.data


def outputs_of(state):
    """Return the shape of each output of one batch: of x where it comes that far, else of what is declared.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> outputs_of(program([layer("LSTM", units=4)], (20, 3), (100, 60)))
    ((32, 4),)
    """
    return _ways(state).outputs


_last = [(None, None)]  # the state that was asked last and its course: one slip after the other asks for it


def _ways(state, reads=None):
    """Return the course of a state."""
    if _last[0][0] is not state:
        if reads is None:
            reads, _ = given.axes(state, given.for_inputs(state)[0])
        _last[0] = (state, course(state, reads))
    return _last[0][1]


def complaints(state):
    """Say what Keras will do with a program.

    Parameters
    ----------
    state : State

    Returns
    -------
    tuple of Complaint
        In the order in which a fit meets them; empty where Keras would run it, and it compares what it should.

    Source
    ------
    Keras 3.15, TensorFlow 2.21; a test compares it with what Keras does with random programs.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> lines = [layer("LSTM", units=4), layer("Dense", units=1)]
    >>> complaints(program(lines, (20, 3), (100, 20, 3), (100,)))
    ()
    >>> [one.stage for one in complaints(program(lines, (20, 3), (100, 60), (100,)))]
    ['axes']
    """
    found = [*given.kinds(state), *given.empty(state), *given.counts(state)]
    if not state.compiled and state.y.form != "none" and state.model.kind in ("sequential", "functional", "subclassed"):
        found.append(Complaint("compile", "raises", "not compiled"))
    if state.model.kind in ("none", "subclassed"):
        return in_order([*found, *_spoilt(state)])
    parts, number = given.for_inputs(state)
    reads, axes = given.axes(state, parts)
    ways = _ways(state, reads)
    found += [*number, *axes, *_building(state, ways), *_over_samples(ways), *_layers(state, ways, reads)]
    found += [*_ids(state, ways, parts), *_batch(state, ways)]
    outputs = ways.outputs
    if outputs:
        masks = ways.data.masks if ways.data is not None else ()
        found += targets.compared(state, outputs, masks, ways.batches)
        found += targets.answers(state, outputs)
    found += [*_silent(state, ways), *_spoilt(state)]
    return in_order(found)


def _spoilt(state):
    if state.spoilt == "fit":
        yield Complaint("spoilt", "raises", state.spoilt)
    other = other_axes(state)
    if other is not None:
        yield Complaint("spoilt", "raises", *other)


def other_axes(state):
    """Return (call, axes of the arrays before, axes now) where a model has graphs for other numbers of axes, or None.

    Parameters
    ----------
    state : State

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> before = program(x=(100, 20, 3), y=(100, 1))._replace(traced=(("fit", ((3, 1),)),))
    >>> other_axes(before), other_axes(before._replace(traced=(("fit", ((3, 2),)),)))
    (('fit', (3, 1), (3, 2)), None)
    """
    call = "predict" if state.y.form == "none" else "fit"
    shapes = [shape for given in (state.x, state.y) for shape in given.shapes]
    before = [one[: len(shapes)] for one in dict(state.traced).get(call, ())]
    if state.x.source != "arrays" or len(state.x.shapes) != 1 or len(shapes) > 2 or None in shapes or not before:
        return None
    now = tuple(map(len, shapes))
    return None if now in before else (call, before[0], now)


def _refusal(stage, step, gap):
    why = step.why
    came = why.came if why.came is not None else (step.given[0] if step.given else None)
    return Complaint(stage, "raises", why.what, why.wanted, came, ("layer", step.path), why.axis, gap, step.path)


def _near(why):
    """How far one refusal is from none, between 0 and 1."""
    if why.what == "axes":
        least, most = why.wanted
        return min(1, max(least - why.came, why.came - most, 0) / 9)
    return 0.5


def _building(state, ways):
    for one in (ways.declared, ways.built):
        if one is not None and one.problem is not None:
            left = len(state.model.calls) - one.problem.path[0]
            yield _refusal("building", one.problem, left + _near(one.problem.why))


_STAGE_OF = {"axes": "axes", "state": "states"}


def _layers(state, ways, reads):
    """Yield what layers refuse at data of the declared shape, then at x, then sizes that nobody refuses."""
    if ways.meant is not None and ways.meant.problem is not None:
        step = ways.meant.problem
        yield _refusal("states" if step.why.what == "state" else "inside", step, 1 + _near(step.why))
        return
    if ways.data is None:
        return
    others = list(_other_sizes(state, reads))
    if ways.data.problem is None:
        yield from others
        return
    step = ways.data.problem
    found = _refusal(_STAGE_OF.get(step.why.what, "sizes"), step, 1 + _near(step.why))
    if others:  # then it is x, and not the layer, that is other than it should be
        gap = sum(one.gap for one in others) + _near(step.why)
        yield others[0]._replace(stage=found.stage, level="raises", what=found.what, gap=gap, layer=step.path)
    else:
        yield found


def _other_sizes(state, reads):
    """Yield what each input reads, where it is other than declared."""
    for place, (read, declared) in enumerate(zip(reads, state.model.declared, strict=False)):
        want = declared.shape
        if read and want and not agrees(read[1:], want[1:]):
            axis = next(axis for axis in range(1, len(read)) if not fits(read[axis], want[axis]))
            gap = sizes_apart(read[1:], want[1:])
            yield Complaint("sizes", "silent", "other than declared", want, read, ("x", place), axis, gap)


def _ids(state, ways, parts):
    """Yield ids that an embedding does not know; Keras counts negative ones from the end and cuts fractions off."""
    model = state.model
    pairs = zip(parts, model.inputs, strict=False)
    read = [(place, part, layer) for place, (part, key) in enumerate(pairs) for layer in _embeddings(model, key)]
    for place, part, layer in read:
        if None in (part.low, part.high):
            continue
        known, low, high = layer.get("input_dim"), int(part.low), int(part.high)
        if high >= known or low < -known:
            yield Complaint("ids", "raises", "ids", (0, known - 1), (low, high), ("x", place))
        elif low < 0 or part.whole is False:
            yield Complaint("ids", "silent", "no ids", (0, known - 1), (part.low, part.high), ("x", place))


def _embeddings(model, tensor):
    """Yield the embeddings that read a tensor, those of models inside too."""
    for call in model.calls:
        layer = model.layers[call.layer]
        for place, one in enumerate(call.reads):
            if one.tensor == tensor and layer.kind == "Embedding":
                yield layer
            elif one.tensor == tensor and layer.model is not None and place < len(layer.model.inputs):
                yield from _embeddings(layer.model, layer.model.inputs[place])


def _batch(state, ways):
    """Yield batches of another size than a stateful layer keeps states for."""
    if ways.data is None or ways.batches == (None,):
        return
    for step in all_steps(ways.data):
        fixed = _keeps(step)
        wrong = [batch for batch in ways.batches if fixed is not None and batch != fixed]
        if wrong:
            # One sample that is left over is stretched to the states that are kept, and so is its y.
            stretched = wrong == [1] != list(ways.batches)
            sparse = any(loss.name == "sparse_categorical_crossentropy" for loss in state.losses)
            level = "silent" if stretched and not sparse else "raises"
            yield Complaint("batch", level, "stateful", fixed, wrong[0], ("layer", step.path), 0, len(wrong))
            return


def _keeps(step):
    """The number of samples for which a layer keeps its states."""
    if not is_recurrent(step.layer) or not step.layer.get("stateful"):
        return None
    inner = step.layer.inner[0].built_for if step.layer.inner else ()
    return (inner or step.built or ((None,),))[0][0]


def all_steps(one):
    """Every step of a run, those of the models inside too, in order."""
    found = []
    for step in one.steps:
        found += all_steps(step.inside) if isinstance(step.inside, Run) else [step]
    return found


def _over_samples(ways):
    """Yield attention of which a part has no time axis: it compares samples, and what it gives has an axis of them.

    What comes behind it may refuse that axis, or the loss may: this is where it came from.
    """
    for step in all_steps(ways.data or ways.meant or Run()):
        given = step.given[:3]
        runs = step.layer.kind in ATTENTION and step.why is None and len(given) > 1 and None not in given
        if runs and min(map(len, given)) < 3:
            yield Complaint("inside", "silent", "attention over samples", 3, 2, ("layer", step.path))


def _exchanged(step):
    """Return the order of axes where a Reshape gives the same sizes in another order, and so scrambles values."""
    was, now = (shapes[0][1:] if shapes and shapes[0] else () for shapes in (step.given, step.gives))
    if len(was) != len(now) or was == now or None in (*was, *now) or sorted(was) != sorted(now):
        return None
    if [size for size in was if size != 1] == [size for size in now if size != 1]:
        return None  # an axis of 1 moves without any value
    return tuple(axis + 1 for axis in order_of_axes(was, now))


def _softmax_axis(step):
    """Return the axis along which a layer takes a softmax of one number, None where there is none."""
    one = step.layer.inner[0] if step.layer.kind == "TimeDistributed" and step.layer.inner else step.layer
    if one.kind != "Softmax" and (is_recurrent(one) or one.get("activation") != "softmax"):
        return None
    axis = one.get("axis", -1) if one.kind == "Softmax" else -1
    shape = step.gives[0] if step.gives else None
    alone = isinstance(axis, int) and shape and -len(shape) <= axis < len(shape) and shape[axis] == 1
    return axis % len(shape) if alone else None


def _is_missed(model, lost, later):
    """True where a mask that was lost would have come to a layer that reads it, through layers that keep the steps."""
    if len(lost.path) > 1:
        return any(uses_mask(step.layer) for step in later)
    without = {*model.calls[lost.call].gives}
    for step in later:
        call = model.calls[step.path[0]]
        handed = any(one.argument.endswith("mask") for one in call.reads)  # by hand: what was lost sends none
        if handed or not without & {one.tensor for one in call.reads}:
            continue
        if uses_mask(step.layer):
            return True
        shapes = (step.given, step.gives)
        if step.layer.kind != "Masking" and all(shapes) and keeps_steps(shapes[0][0], shapes[1][0]):
            without |= {*call.gives}
    return False


def _silent(state, ways):
    """Yield what runs and cannot mean what it says: a lost mask, attention over one key, a softmax of one number."""
    last = [targets.last_activation(state.model, place)[1] for place in range(len(state.model.outputs))]
    one = next((each for each in (ways.data, ways.meant) if each is not None and each.problem is None), None)
    steps: list[Step] = all_steps(one) if one is not None else []
    for place, step in enumerate(steps):
        if step.lost and _is_missed(state.model, step, steps[place + 1 :]):
            yield Complaint("masks", "silent", "lost", None, step.masks[0], ("layer", step.path))
        wanted = 2 if step.layer.kind == "Bidirectional" else 1
        if reads_first_alone(step.layer) and len(step.given) - 1 > wanted:
            came = len(step.given) - 1
            yield Complaint("states", "silent", "more states", wanted, came, ("layer", step.path), layer=step.path)
        axis = _softmax_axis(step)
        if axis is not None and all(step.layer is not one for one in last):
            yield Complaint("meaning", "silent", "softmax inside", 2, 1, ("layer", step.path), axis)
        if step.layer.kind == "Reshape" and (dims := _exchanged(step)):
            yield Complaint("meaning", "silent", "exchanged by reshape", dims, step.gives[0], ("layer", step.path))
        chooses = step.layer.kind in ATTENTION and len(step.given) > 1 and None not in step.given[:3]
        if chooses and keys_compared(step.layer, step.given) == 1:
            yield Complaint("meaning", "silent", "one key", 2, 1, ("layer", step.path))
