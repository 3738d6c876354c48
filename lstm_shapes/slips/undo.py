"""What a slip is: a way in which a program went wrong, told by what would undo it."""

from typing import NamedTuple

from ..program import State, changed


class Undo(NamedTuple):
    """One way back from a slip.

    Fields
    ------
    cause : str
        An id of the catalogue.
    cost : float
        Bits: how rare the slip is, and about 3 for each size that it leaves unexplained.
    state : State
        What it leads to.
    sentence : str
        What is wrong, in the learner's own numbers.
    reason : str
        Which layer or parameter expects something else, and why.
    data : str
        Lines that make a new x, or y, of the old ones; they are run to see what the values tell then.
    changes : tuple of Change
        What is made otherwise in the model.
    question : str
        The fact about the data that decides; empty where the repair can be nothing else.
    lines : str
        Lines of the learner's program that nobody can run here; then `data` and `changes` are not shown.
    settles : tuple of (str, str)
        Complaints, by stage and what, that no longer count after it though the state still has them: what only an
        earlier line of the program, or the learner, can change; mostly ().

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> Undo("swapped-axes", 2.5, program(), "x has its axes exchanged.").data
    ''
    """

    cause: str
    cost: float
    state: State
    sentence: str
    reason: str = ""
    data: str = ""
    changes: tuple = ()
    question: str = ""
    lines: str = ""
    settles: tuple = ()


def remade(state, cause, cost, sentence, reason, *changes, question=""):
    """Return the Undo that makes a model otherwise.

    Examples
    --------
    >>> from lstm_shapes.program import Change, layer, program
    >>> state = program([layer("LSTM", units=4)], (20, 3))
    >>> remade(state, "target-shape", 4.0, "", "", Change("setting", 0, "units", 5)).state.model.layers[0].get("units")
    5
    """
    kept, now = [], state
    for change in changes:
        if not _stands(now.model, change):
            kept, now = [*kept, change], changed(now, change)
    return Undo(cause, cost, now, sentence, reason, changes=tuple(kept), question=question)


def _stands(model, change):
    """True for a setting that the layer has already."""
    if change.what != "setting":
        return False
    *path, at = change.place if isinstance(change.place, tuple) else (change.place,)
    for one in path:
        model = model.layers[one].model
    layer = model.layers[at]
    return change.name in dict(layer.settings) and layer.get(change.name) == change.value


class Slip(NamedTuple):
    """A kind of slip.

    Fields
    ------
    name : str
    stages : frozenset of str
        The stages of the complaints that it can be the reason of.
    undos : callable
        ``undos(state, wrong, known)`` yields Undo; `wrong` is the tuple of complaints, `known` a `Known`.
    """

    name: str
    stages: frozenset
    undos: object


class Known(NamedTuple):
    """What is at hand beside the shapes, and does not change with the state.

    Fields
    ------
    x, y : object
        As they were given; None where only shapes are known.
    asked : callable
        ``asked(data)`` gives (x, y) as they stand after the lines `data`, a tuple of str; None for each that is not to
        be had.
    answers : callable
        ``answers(data)`` gives the dict that keeps what was asked of that view, so that nothing is asked twice.
    """

    x: object = None
    y: object = None
    asked: object = lambda data: (None, None)
    answers: object = lambda data: {}


def after(known, data):
    """Return what is at hand after lines: `asked` and `answers` then go on from there.

    Examples
    --------
    >>> known = Known(asked=lambda data: (data, None))
    >>> after(known, ("x = x[0]",)).asked(("y = y[0]",))[0]
    ('x = x[0]', 'y = y[0]')
    """
    if not data:
        return known
    asked, answers = known.asked, known.answers
    return known._replace(
        asked=lambda more: asked((*data, *more)),
        answers=lambda more: answers((*data, *more)),
    )


SLIPS = []


def slip(*stages):
    """Make a function that yields undos a slip; it is asked where a complaint of one of these stages stands.

    Parameters
    ----------
    *stages : str
        Of ``checks.STAGES``.
    """

    def register(function):
        SLIPS.append(Slip(function.__name__, frozenset(stages), function))
        return function

    return register
