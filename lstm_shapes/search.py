"""The cheapest repair: the fewest, likeliest undos that end in a program without complaints."""

import heapq
import itertools
from math import inf
from typing import NamedTuple

from .checks import STAGES, complaints, outputs_of
from .slips import SLIPS, Undo, seen
from .slips.costs import price
from .slips.undo import after

DEPTH = 3  # undos in one reading
MARGIN = 1.25  # bits within which another reading is as likely
WIDE = 3.0  # bits within which another repair of the same cause is shown
LIMIT = 400  # states that are looked at
_KEEP = ("loss", "compile")  # changes of a model that keep its weights


class Step(NamedTuple):
    """One undo of a reading.

    Fields
    ------
    undo : Undo
    level : str
        "raises" or "silent": what it accounts for.
    before : State
        What it is applied to.
    data : tuple of str
        Lines of the undos before it.
    """

    undo: Undo
    level: str
    before: object
    data: tuple = ()


class Reading(NamedTuple):
    """A sequence of undos.

    Fields
    ------
    cost : float
        In bits.
    steps : tuple of Step
    left : tuple of Complaint
        What stays wrong; () where it ends in health.
    """

    cost: float
    steps: tuple
    left: tuple = ()


def wrong(state, data, known, settled=frozenset()):
    """Return what is wrong with a program: what Keras complains of, and where that is nothing, what the values tell.

    Complaints that are `settled`, by (stage, what), do not count.
    """
    found = _open(complaints(state), settled)
    if all(one.stage == "spoilt" for one in found):
        found = (*_open(seen(state, *known.asked(data), known.answers(data)), settled), *found)
    return found


def _open(found, settled):
    return tuple(one for one in found if (one.stage, one.what) not in settled) if settled else found


def _distance(found):
    """How far complaints are from health: their first stage, and all that is wrong in it; smaller is nearer."""
    if not found:
        return (0, 0.0)
    stage = found[0].stage
    return (len(STAGES) - STAGES.index(stage), sum(one.gap for one in found if one.stage == stage))


def _level(before, after):
    """What an undo accounts for: raises where something that raises is gone, or was the first."""
    kept = {(one.stage, one.what, one.where) for one in after}
    gone = [one.level for one in before if (one.stage, one.what, one.where) not in kept] or [before[0].level]
    return "raises" if "raises" in gone else "silent"


def search(state, known, depth=DEPTH):
    """Find what would repair a program.

    Parameters
    ----------
    state : State
    known : Known
    depth : int
        The most undos in one reading.

    Returns
    -------
    list of Reading
        Those that end in health, the cheapest first, at most `WIDE` bits dearer; without any the one that leads
        furthest. One without steps for a healthy program.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> from lstm_shapes.slips import Known
    >>> state = program([layer("LSTM", units=4), layer("Dense", units=1)], (20, 3), (100, 60), (100,))
    >>> [step.undo.cause for step in search(state, Known())[0].steps]
    ['flattened-steps']
    """
    first = wrong(state, (), known)
    ticks, found, cheapest = itertools.count(), [], inf
    heap = [(0.0, next(ticks), state, (), (), first)]
    reached, furthest = {}, (_distance(first), 0.0, (), first)
    for _ in range(LIMIT):
        if not heap or heap[0][0] > cheapest + WIDE:
            break
        cost, _, now, data, steps, left = heapq.heappop(heap)
        settled = frozenset(pair for undo, *_ in steps for pair in undo.settles)
        if left is None:
            left = wrong(now, data, known, settled)
        if not left and steps and _loses_sight(state, now):
            continue  # a layer of one's own does something else then, and nobody knows what
        if not left:
            cheapest = min(cheapest, cost)
            found.append(Reading(cost, steps))
            continue
        distance = _distance(left)
        if steps and distance >= min(_distance(before) for _, before, _, _ in steps):
            cost += price("no nearer")
        furthest = min(furthest, (distance, cost, steps, left), key=lambda one: one[:2])
        if len(steps) < depth:
            for undo, price_now in _ways(now, left, after(known, data), state.trained):
                made = (undo.state._replace(traced=()), (*data, undo.data) if undo.data else data)
                key, total = (*made, settled.union(undo.settles)), cost + price_now
                if reached.get(key, inf) <= total - 1e-9 or total > cheapest + WIDE:
                    continue
                reached[key] = min(total, reached.get(key, inf))
                heapq.heappush(heap, (total, next(ticks), *made, (*steps, (undo, left, now, data)), None))
    if found:
        return [one._replace(steps=_told(one.steps, ())) for one in found]
    return [Reading(furthest[1], _told(furthest[2], furthest[3]), furthest[3])]


def facts(state, known):
    """Return the sentences that slips say of a program as it stands, before anything is repaired.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> from lstm_shapes.slips import Known
    >>> facts(program(x=(100, 20, 3)), Known())
    set()
    """
    return {undo.sentence for undo, _ in _ways(state, wrong(state, (), known), known, False)}


def _loses_sight(before, now):
    """True where a model no longer says what it gives, and did before."""
    return None in outputs_of(now) and None not in outputs_of(before)


def _ways(state, left, known, trained):
    stages = {one.stage for one in left}
    for slip in SLIPS:
        if slip.stages & stages:
            for undo in slip.undos(state, left, known):
                loses = trained and any(change.what not in _KEEP for change in undo.changes)
                yield undo, undo.cost + (price("trained") if loses else 0)


def _told(steps, last):
    """Turn (undo, complaints before, state before, data before) into steps with a level."""
    after = [before for _, before, _, _ in steps[1:]] + [last] * bool(steps)
    return tuple(
        Step(undo, _level(before, then), now, data)
        for (undo, before, now, data), then in zip(steps, after, strict=True)
    )
