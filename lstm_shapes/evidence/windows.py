"""Do samples overlap as windows do? The overlap proves where time runs, in whatever order the numbers lie."""

from typing import NamedTuple

import numpy as np

from .sample import PROOF, SAMPLES, laid_flat, sample

_PAIRS, _PROBES, _QUERIES = 128, 10, 10  # pairs that are compared in full; columns and samples that find a shift
_TRIED = 4  # shifts that are compared in full
_ALIKE, _WHOLE = 0.9, 0.95  # share of pairs in which a column goes on; share of columns that do as they should
ASK = "ask"  # stands for what `overlap` would say, where another function was not told it
_LINE, _LINES = 3, 6  # rows in a line that two samples share; pairs that do
_KEYED = 400_000  # numbers of which keys are made
_TRIES = 24  # numbers that must have moved and come back


class Overlap(NamedTuple):
    """How a sample goes on in the next one.

    `over` holds the axes of x that time runs over: (1,) as it should; (2,) exchanged; (1, 2) for a window cut into
    parts, or laid into the wrong shape; () where no axes can be it, so that the numbers lie in the order of another
    shape. `shift` is how far the next sample is further on, in steps of the last of these axes, and `columns` the same
    in numbers of the sample laid flat; both are negative where time runs backwards, within the samples or over them.
    `was` is the shape of one sample by which time runs over one axis, as far as sizes and features in turn tell: that
    of x where it does so already; `was_axis` is that axis, counted within a sample from 0. `turns` is the number of
    features that are written in turn along the axis, 1 for a single one, None where it cannot be told. `also` holds
    other axes that time may run over: of a series with its own past as features. `ordered` is False for shuffled
    samples. `share` of `tried` numbers that moved stand where the overlap says.
    """

    over: tuple
    shift: int
    columns: int
    was: tuple
    was_axis: int
    turns: int | None
    also: tuple
    ordered: bool
    share: float
    tried: int
    strength: str = PROOF


def _votes(first, second, probes):
    """Return how often what stands in a probed column of `second` stands so many columns further on in `first`.

    Row d of the answer is the share for a distance of d columns, of the numbers that moved.
    """
    columns = first.shape[1]
    hits, tries = np.zeros(columns), np.zeros(columns)
    for probe in probes:
        sought = second[:, probe]
        moved = (sought != first[:, probe]) & np.isfinite(sought)
        if moved.any():
            hits[: columns - probe] += (first[moved, probe:] == sought[moved, np.newaxis]).sum(axis=0)
            tries[: columns - probe] += moved.sum()
    hits[0] = 0
    return np.where(hits >= 6, hits / np.maximum(tries, 1), 0)


def _divisors(number):
    return [part for part in range(1, number + 1) if number % part == 0]


def _continued(first, second, distance):
    """Say which columns of `second` hold what stood `distance` columns further on in `first`.

    Returns (block, share, tried) or None: the columns form blocks, all of the sample or equal parts of it, and within
    each all but the last `distance` columns go on in this way.
    """
    columns = first.shape[1]
    moved = second[:, : columns - distance]
    free = (moved != first[:, : columns - distance]) & np.isfinite(moved)
    same = (moved == first[:, distance:]) & free
    tries, hits = free.sum(axis=0), same.sum(axis=0)
    known = tries >= min(4, len(first))
    if tries.sum() < _TRIES or not known.any():
        return None
    goes_on = hits >= _ALIKE * tries
    places, best = np.arange(columns - distance), (_WHOLE, None)
    for block in [columns, *(part for part in _divisors(columns)[::-1] if distance < part < columns)]:
        expected = places % block < block - distance
        agree, inside = (goes_on == expected)[known].mean(), known & expected
        if agree > best[0] and goes_on[inside].mean() >= _WHOLE:
            best = agree, (block, inside)
    if best[1] is None:
        return None
    block, inside = best[1]
    tried = int(tries[inside].sum())
    return (block, hits[inside].sum() / tried, tried) if tried >= _TRIES else None


def _by_chance(first, second, distance):
    """True where samples that do not follow each other agree as often: few values, or a short season."""
    columns = first.shape[1]
    moved, strangers = second[:, : columns - distance], np.roll(first, len(first) // 2, axis=0)
    free = moved != strangers[:, : columns - distance]
    agree = (moved == strangers[:, distance:]) & free
    return agree.sum() > 0.8 * free.sum()


def _over(sizes, block, distance):
    """Return the axes of x that time runs over, and how far it moves along the last of them; ((), 0) if none can."""
    inner = np.cumprod((1, *sizes[::-1]))[::-1]  # numbers from an axis on; the last is 1
    starts = [axis for axis in range(len(sizes)) if inner[axis] == block and sizes[axis] > 1]
    for start in starts[-1:]:
        for last in range(start, len(sizes)):
            if distance % inner[last + 1] == 0:
                return tuple(range(start + 1, last + 2)), distance // int(inner[last + 1])
    return (), 0


def _shape_before(sizes, over, block, distance, turns):
    """Return the shape of one sample by which time runs over one axis, and that axis."""
    if len(over) == 1 and not (np.prod(sizes[over[0] :]) == 1 and turns and turns > 1):
        return sizes, over[0] - 1
    columns, real = int(np.prod(sizes)), sorted(size for size in sizes if size > 1)
    fits = [part for part in _divisors(distance)[::-1] if block % part == 0]
    shapes = [(columns // block, block // part, part) for part in fits]
    same = [shape for shape in shapes if sorted(size for size in shape if size > 1) == real]
    in_turn = [shape for shape in shapes if turns and turns > 1 and shape[2] == turns]
    best = in_turn + same if len(over) == 1 else same + in_turn
    outer, steps, part = (best or shapes)[0]
    return ((outer,) if outer > 1 else ()) + ((steps, part) if part > 1 else (steps,)), int(outer > 1)


def _turns(flat, block, distance):
    """Return how many features are written in turn, each `turns` columns apart; 1 for one feature; None if unclear.

    Each column's place in turn gets the same level and spread first: what is left of a season that is as long as a
    turn is smooth, and what is left of several features is not.
    """
    if distance == 1:
        return 1
    if block % distance:
        return None
    rows = flat[:: -(-len(flat) // _PAIRS)].reshape(-1, block // distance, distance)
    if not np.isfinite(rows).all() or rows.shape[1] < 2:
        return None
    spread = rows.std(axis=(0, 1))
    rows = ((rows - rows.mean(axis=(0, 1))) / np.where(spread > 0, spread, 1)).reshape(len(rows), block)
    rough = {
        part: np.square(rows[:, part:] - rows[:, :-part]).mean() for part in _divisors(distance) if 2 * part <= block
    }
    best = min(rough, key=rough.get)
    if best == 1:
        return 1 if rough[1] <= 0.7 * min([2.0, *(rough[part] for part in rough if part > 1)]) else None
    return best if rough[best] <= 0.4 * min(rough[part] for part in rough if part < best) else None


def _pairs(flat):
    """Return two arrays of samples, each of the second followed by its neighbour in the first, evenly spread."""
    places = np.unique(np.linspace(0, len(flat) - 2, min(_PAIRS, len(flat) - 1)).astype(int))
    return flat[places], flat[places + 1]


def _differ(column):
    return np.isfinite(column).all() and len(np.unique(column)) >= 0.9 * len(column)


def _bits(numbers):
    """Return whole numbers to add up to keys: of a small number only the upper bits differ, so they move down too."""
    bits = (numbers + 0.0).view("uint64")  # -0.0 and 0.0 have other bits
    return bits ^ (bits >> np.uint64(32))


def _same_but_for_a_step(flat, sizes):
    """Return pairs of a sample and one that begins as it ends, along any axis, but for one step; for few values."""
    bits = _bits(flat).reshape(len(flat), *sizes)
    for axis in range(1, bits.ndim):
        if not sizes[axis - 1] >= 3:
            continue
        turned = np.moveaxis(bits, axis, 1)
        weights = np.random.default_rng(0).integers(1, 2**63, turned[0, 1:].shape, dtype="uint64")
        places = tuple(range(1, bits.ndim))
        tail, head = ((part * weights).sum(axis=places) for part in (turned[:, 1:], turned[:, :-1]))
        order = np.argsort(head)
        after = order[np.searchsorted(head[order], tail).clip(max=len(flat) - 1)]
        pair = np.flatnonzero((head[after] == tail) & (after != np.arange(len(flat))))[:_PAIRS]
        # Among few different beginnings one that fits is found by chance.
        if len(np.unique(head)) >= 0.9 * len(flat) and len(pair) >= max(4, min(len(flat) // 2, _PAIRS)):
            return flat[pair], flat[after[pair]]
    return None


def _successors(flat, sizes):
    """Return pairs of a sample and the one that goes on from it where samples are shuffled, or None."""
    samples, columns = flat.shape
    # The last columns are the newest of a feature in every order; one of them has to name its sample.
    names = [place for place in range(columns - 1, max(columns - 5, 1), -1) if _differ(flat[:, place])]
    if not names:
        return _same_but_for_a_step(flat, sizes)
    place = names[0]
    key = flat[:, place]
    found = np.zeros(columns, dtype=int)
    queries = np.linspace(0, samples - 1, _QUERIES).astype(int)
    for query in queries:
        found[: place + 1] += (flat[:, place::-1] == key[query]).any(axis=0)
    found[0] = 0
    distance = int(found.argmax())
    if found[distance] < 0.6 * len(queries):
        return None
    order = np.argsort(flat[:, place - distance])
    after = order[np.searchsorted(flat[order, place - distance], key).clip(max=samples - 1)]
    pair = np.flatnonzero(flat[after, place - distance] == key)[:_PAIRS]
    return (flat[pair], flat[after[pair]]) if len(pair) >= 4 else None


def _told(flat, sizes, first, second, ordered):
    """Yield an overlap for each shift that explains how samples go on."""
    columns = flat.shape[1]
    probes = np.unique(np.linspace(0, columns - 2, _PROBES).astype(int))
    few = np.linspace(0, len(first) - 1, min(_QUERIES, len(first))).astype(int)
    found = []
    for way, (one, other) in ((1, (first, second)), (-1, (second, first))):
        share = _votes(one[few], other[few], probes)
        best = np.argsort(-share, kind="stable")[:_TRIED]
        found += [(share[distance], int(distance), way) for distance in best if share[distance] >= 0.5]
    for _, distance, way in sorted(found, key=lambda each: (-each[0], each[1])):
        one, other = (first, second) if way > 0 else (second, first)
        goes_on = _continued(one, other, distance)
        if goes_on is None or _by_chance(one, other, distance):
            continue
        block, share, tried = goes_on
        over, shift = _over(sizes, block, distance)
        turns = _turns(flat, block, distance)
        was, axis = _shape_before(sizes, over, block, distance, turns)
        yield Overlap(over, way * shift, way * distance, was, axis, turns, (), ordered, float(share), tried)


def _rare(keys, most):
    """Return pairs of places that hold the same key, of keys that stand at no more than `most` places."""
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    ends = np.flatnonzero(np.append(~same, True))
    many = np.repeat(np.diff(ends, prepend=-1), np.diff(ends, prepend=-1))
    pair = np.flatnonzero(same & (many[:-1] <= most))
    return order[pair], order[pair + 1]


def _shared(some, flat):
    """Return the overlap of samples in any order, of which only some overlap: they hold the same rows in a line.

    Each line of a few rows along an axis has a key, which windows a step apart hold once for each step. Where one
    stands in two samples at different steps, all rows that they would share have to agree. Told of axes as they stand,
    the first one that this holds for.
    """
    some = some[:: -(-some.size // _KEYED)]
    sizes, bits = some.shape[1:], _bits(some)
    for axis, steps in enumerate(sizes):
        if steps < _LINE + 1:
            continue
        turned = np.moveaxis(bits, axis + 1, 1).reshape(len(bits), steps, -1)
        weights = np.random.default_rng(0).integers(1, 2**63, turned.shape[2], dtype="uint64")
        keys = (turned * weights).sum(axis=2)
        lines = sum(keys[:, at : steps - _LINE + at + 1] * (2 * at + 3) ** 20 for at in range(_LINE))
        one, other = (np.divmod(places, lines.shape[1]) for places in _rare(lines.reshape(-1), steps))
        apart = one[1] - other[1]
        usable = np.flatnonzero((one[0] != other[0]) & (apart != 0) & (abs(apart) <= steps - _LINE))
        usable = usable[np.unique(np.linspace(0, len(usable) - 1, _PAIRS).astype(int))] if len(usable) else usable
        agree, moves = [], []
        for place in usable:
            move, pair = int(apart[place]), (keys[one[0][place]], keys[other[0][place]])
            first, second = pair if move > 0 else pair[::-1]
            first, second = first[abs(move) :], second[: steps - abs(move)]
            if (first != first[0]).any():
                agree.append(bool((first == second).all()))
                moves.append(abs(move))
        if sum(agree) < _LINES or sum(agree) < _ALIKE * len(agree):
            continue
        inner = int(np.prod(sizes[axis + 1 :]))
        move = int(np.gcd.reduce([one for one, well in zip(moves, agree, strict=True) if well]))
        turns = _turns(flat, inner * steps, inner * move)
        was, was_axis = _shape_before(sizes, (axis + 1,), inner * steps, inner * move, turns)
        share = float(np.mean(agree))
        return Overlap((axis + 1,), move, inner * move, was, was_axis, turns, (), False, share, len(agree))
    return None


def overlap(x):
    """Say whether samples overlap as windows of one series do, and along which axis.

    Parameters
    ----------
    x : array_like, shape (samples, ...)
        Of any rank from 2; as it stands, or a view of it.

    Returns
    -------
    Overlap or None
        None where no overlap is seen: for independent samples, for windows further apart than they are long, for
        values that hardly move, below 4 samples, and for shuffled samples of which few overlap.

    Source
    ------
    Keras API reference, ``keras.utils.timeseries_dataset_from_array``: what windows are. Measured by
    ``tests/bench/evidence.py``.

    Examples
    --------
    >>> table = np.random.default_rng(0).normal(size=(60, 3))
    >>> windows = np.lib.stride_tricks.sliding_window_view(table, 10, axis=0)
    >>> overlap(windows).over, overlap(windows.transpose(0, 2, 1)).over
    ((2,), (1,))
    >>> overlap(windows.transpose(0, 2, 1).reshape(-1, 3, 10)).was
    (10, 3)
    """
    some = sample(x)
    if some is None or some.ndim < 2 or len(some) < 4:
        return None
    flat = laid_flat(some)
    if flat.shape[1] < 2:
        return None
    found = list(_told(flat, some.shape[1:], *_pairs(flat), True))
    if not found and len(np.asarray(x)) <= SAMPLES:
        pairs = _successors(flat, some.shape[1:])
        found = list(_told(flat, some.shape[1:], *pairs, False)) if pairs else []
    if not found:
        return _shared(some, flat)
    found.sort(key=lambda each: (each.over != (1,), each.over[:1] != (1,), not each.over))
    return found[0]._replace(also=tuple(dict.fromkeys(each.over for each in found[1:] if each.over != found[0].over)))
