"""Old, goes with the rules: in which order values lie, right, scrambled, swapped, or mixed.

Every function looks at a bounded sample of rows and answers with one `Evidence`. "cannot tell" is an answer: it is
given wherever right data could look the same. Nothing here proves an order, except where NumPy remembers it.
"""

import math

import numpy as np

from ..axes import AXES, whole_number
from .old import TOO_FEW, Evidence, nothing, numbers_of, origin_of, scores_of, some_rows
from .orders import belonging, counts_on, fold

_WORDS = {
    "course": "From one step to the next, values go on more smoothly {} than {}.",
    "levels": "From one step to the next, a feature keeps its level or spread better {} than {}.",
}
_CLUELESS = nothing("The values show no order that only one reading has.")


def _told(answer, told, names):
    likelier, numbers, by = told
    strength = 1 - min(numbers) / max(numbers)
    return Evidence(answer, _WORDS[by].format(names[likelier], names[1 - likelier]), float(strength))


def fold_order(table, timesteps, features):
    """Say in which order a flat row was written: all features of an hour, or all hours of a feature.

    Parameters
    ----------
    table : array_like, shape (samples, timesteps * features)
        One whole sample in each row.
    timesteps, features : int
        What each row holds.

    Returns
    -------
    Evidence
        ``"hour by hour"``: reshape to (samples, timesteps, features). ``"sensor by sensor"``: reshape to
        (samples, features, timesteps), then transpose. ``"cannot tell"``: also below 8 samples, 3 timesteps or 2
        features, and for noise whose features share one level and spread.

    Raises
    ------
    ValueError
        If `table` has not two axes of numbers, or its rows do not hold timesteps * features of them.

    Source
    ------
    Measured by ``tests/bench/layout.py``. NumPy reference, ``ndarray.base``, for a table that was reshaped.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 5)).cumsum(axis=1)
    >>> fold_order(walks.transpose(0, 2, 1).reshape(50, 60).copy(), 12, 5).answer
    'sensor by sensor'
    """
    numbers = numbers_of(table, "table", ("samples", "timesteps * features"))
    timesteps, features = whole_number(timesteps, AXES[1]), whole_number(features, AXES[2])
    if timesteps * features != numbers.shape[1]:
        raise ValueError(f"table needs {timesteps} * {features} columns; got shape {numbers.shape}.")
    names, origin = ("hour by hour", "sensor by sensor"), origin_of(numbers)
    if origin is not None and timesteps != features and min(timesteps, features) > 1:
        shapes = [(timesteps, features), (features, timesteps)]
        if origin.shape[1:] in shapes:
            words = f"The table is a reshape of an array of shape {origin.shape}."
            return Evidence(names[shapes.index(origin.shape[1:])], words, 1.0)
    if timesteps < 3 or features < 2:
        return nothing("Below 3 timesteps or 2 features both orders are the same or nearly so.")
    flat = some_rows(numbers)
    if flat is None:
        return TOO_FEW
    counted = counts_on(flat, timesteps, features)
    if counted is not None:
        return Evidence(
            names[counted], f"Read {names[counted]}, every feature counts on by one and the same step.", 1.0
        )
    told = fold(flat, timesteps, features)
    return _CLUELESS if told[0] is None else _told(names[told[0]], told, [f"if read {name}" for name in names])


def _swapped(some):
    """Return the words if the last two axes look exchanged: units along axis 1, a smooth course along axis 2."""
    samples, places, steps = some.shape
    if places < 3 or steps < 5:
        return None
    with np.errstate(all="ignore"):
        means, spreads, scores = scores_of(some)
        near, far = (1 - (scores[:, :, :-lag] * scores[:, :, lag:]).mean() for lag in (1, steps // 2))
        across = 1 - (scores[:, :-1] * scores[:, 1:]).mean()
        reading = np.arange(places * steps).reshape(places, steps).T
        fit, step, border = belonging(np.log(spreads).ravel(), reading)
        # What grows or fades along axis 1 is a course in time, whatever its size.
        signs = {*np.sign(np.diff(abs(means).mean(axis=1))), *np.sign(np.diff(spreads.mean(axis=1)))}
    units = fit >= 0.95 and border >= max(math.log(3), 3 * step) and len(signs) > 1
    course = near <= 0.35 and far - near >= max(0.3 * near, 3 * samples**-0.5) and across >= max(0.6, 2 * near)
    return (
        units
        and course
        and (
            "Along the timesteps axis values change their spread, as if each step had its own unit. "
            "Along the features axis they keep it, and go on more smoothly."
        )
    )


def _is_another_order(before, after):
    """True where a reshape was used to exchange two axes: the same sizes, two of them at each other's place."""
    large = sorted(size for size in after if size > 1)
    turned = before[1:] == after[:0:-1] and after[1] != after[2] and min(after[1:]) > 1  # also of some rows only
    return turned or (len(before) == 3 == len({*large}) and sorted(before) == large and before != after)


def block_order(block):
    """Say whether values lie where (samples, timesteps, features) wants them.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)

    Returns
    -------
    Evidence
        ``"right"``: smooth as it stands, and not otherwise. ``"scrambled"``: a reshape put values into other places;
        certain where NumPy still knows the array of shape (samples, features, timesteps) behind it.
        ``"swapped"``: units along the timesteps axis, a smooth course along the features axis. ``"cannot tell"``:
        also below 8 samples, 3 timesteps or 2 features. Where one size divides the other, and for features that
        resemble each other, the answer is mostly this one.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Measured by ``tests/bench/layout.py``. NumPy reference, ``ndarray.base``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 5)).cumsum(axis=1)
    >>> block_order(walks).answer, block_order(walks.transpose(0, 2, 1).reshape(50, 12, 5).copy()).answer
    ('right', 'scrambled')
    """
    numbers = numbers_of(block, "block", AXES)
    _, timesteps, features = numbers.shape
    origin = origin_of(numbers)
    if origin is not None and _is_another_order(origin.shape, numbers.shape):
        words = f"The block is a reshape of an array of shape {origin.shape}: that moves values to other places."
        return Evidence("scrambled", words, 1.0, origin.shape)
    if timesteps < 3 or features < 2:
        return nothing("Below 3 timesteps or 2 features there is no order to compare.")
    some = some_rows(numbers)
    if some is None:
        return TOO_FEW
    counted = counts_on(some, timesteps, features)
    if counted is not None:
        way = ("as the block stands", "if read feature by feature")[counted]
        return Evidence(
            ("right", "scrambled")[counted], f"Every feature counts on by one and the same step {way}.", 1.0
        )
    exchanged = _swapped(some)
    if exchanged:
        return Evidence("swapped", exchanged, 0.8)
    plain = fold(some.reshape(len(some), -1), timesteps, features)
    turned = fold(some.transpose(0, 2, 1).reshape(len(some), -1), timesteps, features)
    names = ("as the block stands", "if read feature by feature")
    if plain[0] == 1:
        return _told("scrambled", plain, names)
    if turned[0] == 0:
        # A season as long as the features axis, or a part of it, has levels like those of a turned block.
        sure = timesteps % features and features % timesteps and turned[2] == "course"
        return _told("scrambled", turned, ("if read in another order", names[0])) if sure else _CLUELESS
    return _told("right", plain, names) if plain[0] == 0 else _CLUELESS


def made_from(block):
    """Return the shape of the array that a block is a reshape of, as far as NumPy remembers; else ().

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)

    Returns
    -------
    tuple of int

    Source
    ------
    NumPy reference, ``ndarray.base``: the array whose memory a view shows.

    Examples
    --------
    >>> made_from(np.zeros((100, 60)).reshape(-1, 20, 4)), made_from(np.zeros((8, 5, 3)))
    ((100, 60), ())
    """
    numbers = np.asarray(block)
    origin = origin_of(numbers)
    return origin.shape if origin is not None and origin.size == numbers.size and origin.shape != numbers.shape else ()


def merged(block):
    """Say whether a reshape mixed values of different samples, as far as NumPy remembers.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)

    Returns
    -------
    Evidence
        ``"merged"``, with the number of rows that there were in `where`. ``"cannot tell"``: also for a copy, for a
        long table or a series cut into pieces, for samples cut into equal parts or put end to end.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    NumPy reference, ``ndarray.base``: the array whose memory a view shows.

    Examples
    --------
    >>> merged(np.zeros((100, 60)).reshape(-1, 20, 4)).where
    (100,)
    """
    numbers = numbers_of(block, "block", AXES)
    origin = origin_of(numbers)
    new, old = math.prod(numbers.shape[1:]), math.prod(origin.shape[1:]) if origin is not None else 1
    if origin is None or old == 1:
        return nothing("The block does not say which samples it was made from.")
    series = origin.ndim == 2 and numbers.shape[2] in (1, origin.shape[1])  # a long table, or a sheet of days and hours
    joined = new % old == 0 and old % numbers.shape[2] == 0
    if old % new == 0 or series or joined or _is_another_order(origin.shape, numbers.shape):
        return nothing(f"The block is a reshape of an array of shape {origin.shape}; no step mixes two of its rows.")
    words = (
        f"The block is a reshape of an array of shape {origin.shape}: {old:,} numbers in each of its rows became "
        f"{new:,} in each sample, so samples hold values of different rows."
    )
    return Evidence("merged", words, 1.0, (len(origin),))
