"""What each input reads: the arrays of x beside the shapes that they are meant to have."""

import functools
from typing import NamedTuple

from ..checks import follow
from ..checks.given import for_inputs
from ..program import with_shape
from .graph import PASS_ON
from .undo import SLIPS, Slip
from .words import made_x

_RANKS = (3, 2, 4, 5)  # the number of axes, samples included, that layers want; recurrent ones first
# What values say of themselves, however their axes lie.
_CONTENT = ("late", "given", "seen", "borders", "newest first", "padding", "other mask", "holes")
_SIZE = 64  # large enough for every window of a convolution that is tried


class Input(NamedTuple):
    """One input of a program.

    Fields
    ------
    place : int
        Among the inputs of the model.
    x : tuple
        The shape of its array, samples first.
    want : tuple
        The shape of one sample: as declared, or as far as layers without Input tell; None for a size that is open.
    declared : bool
    part : int
        The place of its array in x.
    """

    place: int
    x: tuple
    want: tuple
    declared: bool
    part: int

    @property
    def samples(self):
        return self.x[0] if self.x else None


@functools.lru_cache(maxsize=256)
def rank_read(model, came):
    """Return the number of axes, with the samples, that layers without Input read; `came` where they take that too."""

    kinds = [model.layers[call.layer].kind for call in model.calls]
    first = next((place for place, kind in enumerate(kinds) if kind not in PASS_ON), 0)

    def takes(rank):
        run = follow(model, ((8, *(_SIZE,) * (rank - 1)),), True, {})
        # What a layer further on refuses is no matter of the input.
        return run.problem is None or run.problem.why.what != "axes" or run.problem.path[0] > first

    if came and takes(came):
        return came
    return next((rank for rank in _RANKS if takes(rank)), None)


def inputs(state):
    """Yield an Input for each array of x that is read.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> [one.want for one in inputs(program([layer("LSTM", units=4)], (20, 3), (100, 60)))]
    [(20, 3)]
    >>> [one.want for one in inputs(program([layer("LSTM", units=4)], None, (100, 60)))]
    [(None, None)]
    """
    model = state.model
    parts, _ = for_inputs(state)
    for place, part in enumerate(parts):
        if part.shape is None:
            continue
        at = next(at for at, each in enumerate(state.x.parts) if each is part)
        if place < len(model.declared):
            if model.declared[place].shape is not None:
                yield Input(place, part.shape, model.declared[place].shape[1:], True, at)
        elif model.calls:
            yield Input(place, part.shape, _without_declaration(model, part.shape), False, at)


def _without_declaration(model, shape):
    built = model.layers[model.calls[0].layer].built_for
    if built and built[0]:
        return built[0][1:]
    rank = rank_read(model, len(shape)) or len(shape)
    return (None,) * (rank - 1)


def with_part(state, which, place, **changes):
    """Return the state with another record of one part of x or y."""
    given = getattr(state, which)
    parts = list(given.parts)
    parts[place] = parts[place]._replace(**changes)
    return state._replace(**{which: given._replace(parts=tuple(parts))})


def with_x(state, one, shape):
    """Return the state with another shape of one array of x."""
    return with_shape(state, "x", one.part, shape)


def line(state, one, made, note=""):
    """Return the line that makes a new x, or a new one of its arrays."""
    return made_x(state, one.part, made, note)


def told_which(state, one, undo):
    """Return an undo whose sentence says which input it speaks of."""
    name = state.x.parts[one.part].name
    which = f"Input {one.place if not name else repr(name)}"
    return undo._replace(sentence=f"{which}: {undo.sentence}")


def gives_samples(state):
    """True for a dataset that gives single samples: nobody batched it, and batches are of any size."""
    parts = [part.shape for part in state.x.parts]
    plain = state.x.source == "dataset" and state.x.batch is None
    return plain and None not in parts and all(shape[:1] != (None,) for shape in parts)


def slip_of_input(*stages):
    """Make a function that yields undos for one input a slip; it is asked for each of them.

    The function is ``undos(state, one, known)`` with an `Input`. Where there are several, sentences say which one.
    """

    def register(function):
        def undos(state, wrong, known):
            if all(one.stage == "spoilt" or one.what in _CONTENT for one in wrong):
                return  # no other axes would change what the values say
            each = [] if gives_samples(state) else list(inputs(state))
            for one in each:
                for undo in function(state, one, known):
                    yield told_which(state, one, undo) if len(each) > 1 else undo

        SLIPS.append(Slip(function.__name__, frozenset(stages), undos))
        return function

    return register
