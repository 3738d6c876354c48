"""Old, goes with the rules: a look-back, features in turn, a target inside, padding, and the like.

Every function looks at a bounded sample of rows and answers with one `Evidence`, "cannot tell" wherever right data
could look the same.
"""

import numpy as np

from ..axes import AXES, count
from .columns import by_levels
from .ends import edge
from .groups import jumps_with, names_groups
from .old import FEW, ROWS, TOO_FEW, VALUES, Evidence, nothing, numbers_of, scores_of, some_rows

_EXACT = 4_000_000  # an array of up to so many numbers is searched as a whole for NaN


def interleaved(block):
    """Say whether the steps of one feature look like several features written in turn.

    Parameters
    ----------
    block : array_like, shape (samples, steps, 1)

    Returns
    -------
    Evidence
        ``"interleaved k"`` with the smallest k, also in `where`. ``"cannot tell"``: also for a season, where the next
        step is as near as the step one season later; for features without a level or spread of their own; below 8
        samples or 3 rounds.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Measured by ``tests/engine/test_layout.py``.

    Examples
    --------
    >>> walks = np.random.default_rng(0).normal(size=(50, 12, 3)).cumsum(axis=1) + [0, 100, 900]
    >>> interleaved(walks.reshape(50, 36, 1)).answer
    'interleaved 3'
    """
    numbers = numbers_of(block, "block", AXES)
    _, steps, features = numbers.shape
    some = some_rows(numbers) if features == 1 and steps >= 6 else None
    if some is None:
        return TOO_FEW if features == 1 else nothing("The block has more than one feature.")
    some = some[:, :, 0]
    with np.errstate(all="ignore"):
        _, _, scores = scores_of(some)
        found = by_levels(some, scores)
    if found is not None:
        words = f"Every {found.features} steps values return to their own level or spread."
        return Evidence(f"interleaved {found.features}", words, 0.9, (found.features,))
    return nothing("No number of features explains the steps better than one series does.")


def _overlap(rows):
    """Return the largest share of rows whose end is the beginning of another row, and the shift; 0 if by chance."""
    best = (0.0, 0)
    for shift in range(1, min(8, rows.shape[1] // 2) + 1):
        width = min(rows.shape[1] - shift, 32)
        heads, tails = rows[:, :width].copy(), rows[:, shift : shift + width].copy()
        begins = {head.tobytes() for head in heads}
        share = np.mean([tail.tobytes() in begins for tail in tails[(heads != tails).any(axis=1)]] or [0])
        chance = np.mean([tail[::-1].tobytes() in begins for tail in tails])
        best = max(best, (share, shift)) if chance <= share / 4 else best
    return best


@np.errstate(all="ignore")
def lagged(block):
    """Say whether the columns of a block with one timestep are the look-back of one series.

    Parameters
    ----------
    block : array_like, shape (samples, 1, columns)

    Returns
    -------
    Evidence
        ``"look-back"``: rows overlap, by the columns in `where`; or they read on, one row after the other.
        ``"cannot tell"``: also below 8 samples or 3 columns, for rows of fewer than 4 different values, and for
        shuffled rows without overlap.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Measured by ``tests/engine/test_layout.py``.

    Examples
    --------
    >>> series = np.random.default_rng(0).normal(size=40)
    >>> lagged(np.lib.stride_tricks.sliding_window_view(series, 6)[:, np.newaxis]).where
    (1,)
    """
    numbers = numbers_of(block, "block", AXES)
    columns = numbers.shape[2]
    if numbers.shape[1] != 1 or columns < 3:
        return nothing("Only a block with one timestep and 3 columns or more can hold a look-back.")
    some = some_rows(numbers, together=True)
    if some is None:
        return TOO_FEW
    some = some[:, 0]
    rich = 1 + (np.diff(np.sort(some, axis=1), axis=1) > 0).sum(axis=1) >= min(4, columns)
    if rich.sum() < FEW or rich.mean() < 0.5:
        return nothing("Most rows hold fewer than 4 different values.")
    share, shift = _overlap(some[rich])
    if share >= 0.25:
        words = f"The end of {share:.0%} of the rows is the start of another, {count(shift, 'columns')} further on."
        return Evidence("look-back", words, float(share), (shift,))
    level, spread = some.mean(axis=0), some.std(axis=0)
    inside, join = np.median(abs(np.diff(some, axis=1))), np.median(abs(some[1:, 0] - some[:-1, -1]))
    down = np.median(abs(some[1:, 0] - some[:-1, 0]))
    alike = np.ptp(level) <= 0.5 * spread.mean() and spread.max() <= 1.3 * spread.min()
    enough = len(some) >= 30 and columns >= 4 and np.isfinite(spread).all()
    if enough and alike and inside > 0 and join <= 1.5 * inside and down >= 2 * max(inside, join):
        words = (
            "Values move less from column to column, and from the end of a row to the next row, than down a column: "
            "the rows read on like one series."
        )
        return Evidence("look-back", words, 0.6)
    return nothing("The columns do not continue one another.")


@np.errstate(all="ignore")
def target_inside(block, y):
    """Say whether the value to be predicted already stands in the sample.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)
    y : array_like
        One value for each sample: (samples,), or with further axes of length 1.

    Returns
    -------
    Evidence
        ``"inside"``, with (step, feature) in `where`: there, every sample that was looked at holds its target. If there
        are several such places, the last. ``"cannot tell"``: also below 8 samples, for a target of fewer than 3
        values or one that seldom changes, and if it could be chance.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers, or `y` holds something else.

    Source
    ------
    Keras API reference, ``keras.utils.timeseries_dataset_from_array``: which target belongs to a window.

    Examples
    --------
    >>> block = np.random.default_rng(0).normal(size=(30, 5, 3))
    >>> target_inside(block, block[:, 4, 1]).where
    (4, 1)
    """
    numbers, target = numbers_of(block, "block", AXES), numbers_of(y, "y", None)
    samples = len(numbers)
    if samples < FEW or target.shape[:1] != (samples,) or target.size != samples or not numbers.size:
        return nothing(f"Only {FEW} samples or more with one target each can be compared.")
    kind = "float32" if "f2" in (numbers.dtype, target.dtype) or "f4" in (numbers.dtype, target.dtype) else "float64"
    rows = np.linspace(0, samples - 1, min(samples, ROWS)).astype(int)
    wanted = target.reshape(-1)[rows].astype(kind)
    values, many = np.unique(wanted, return_counts=True)
    if len(values) < 3 or (wanted[1:] != wanted[:-1]).mean() < 0.25:
        return nothing("The target takes too few values to be recognised.")
    step, feature = np.nonzero(numbers[0].astype(kind) == wanted[0])
    for row, value in zip(rows, wanted, strict=True):
        same = numbers[row, step, feature].astype(kind) == value
        step, feature = step[same], feature[same]
    # What would happen if every place drew from the target's own values.
    chance = numbers[0].size * ((many / len(rows)) ** 2).sum() ** len(rows)
    if not step.size or chance > 1e-4:
        return nothing("No place in the samples always holds the target.")
    place, others = (int(step[-1]), int(feature[-1])), step.size - 1
    # Of sequences that do not overlap an earlier step may be what is asked for: a task of memory.
    overlap = _overlap(numbers[:ROWS, :, place[1]].astype(kind))[0] * min(samples, ROWS)
    if place[0] < numbers.shape[1] - 1 and overlap < 3:
        return nothing("The samples do not overlap, so a step of theirs may be the answer.")
    words = f"In all {len(rows):,} samples looked at, y is the value at step {place[0]}, feature {place[1]}"
    return Evidence("inside", words + (f", and at {count(others, 'other places')}." if others else "."), 1.0, place)


@np.errstate(all="ignore")
def padded(block):
    """Say whether samples of different lengths were filled up with a constant.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)

    Returns
    -------
    Evidence
        ``"padded at the back"`` or ``"padded at the front"``; in `where` the padded samples, those looked at, and the
        constant.
        ``"cannot tell"``: also where no sample is padded, or every one to nearly the same length, where one is all
        padding, where the constant occurs among the readings or they fade to it, and below 8 samples or 4 timesteps.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Keras API reference, ``keras.utils.pad_sequences``.

    Examples
    --------
    >>> block = np.random.default_rng(0).normal(5, 1, size=(40, 9, 2))
    >>> for sample, steps in enumerate(np.arange(40) % 6):
    ...     block[sample, 9 - steps :] = 0
    >>> padded(block).answer
    'padded at the back'
    """
    numbers = numbers_of(block, "block", AXES)
    some = some_rows(numbers) if numbers.shape[1] >= 4 else None
    if some is None:
        return TOO_FEW
    found = [(side, edge) for side, edge in (("back", edge(some[:, ::-1])), ("front", edge(some))) if edge]
    if len(found) != 1:
        return nothing("No constant fills the end or the start of many samples in different lengths.")
    [(side, (many, value, lengths))] = found
    words = (
        f"At the {side} of {many:,} of the {len(some):,} samples looked at, {lengths.min()} to {lengths.max()} of "
        f"{numbers.shape[1]} steps hold only {value:g}."
    )
    return Evidence(f"padded at the {side}", words, 0.9, (many, len(some), float(value)))


@np.errstate(all="ignore")
def group_borders(block):
    """Say whether windows were cut across the border of two groups, such as customers or machines.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)
        Windows in the order of their table.

    Returns
    -------
    Evidence
        ``"across groups"``, with the feature that names the group in `where`: whole numbers, each in one piece,
        constant in most windows; where they change, most measured features jump. ``"cannot tell"``: also for
        shuffled windows, for calendar columns and flags, below 4 groups or 4 borders, and without an id among the
        features.

    Raises
    ------
    ValueError
        If `block` has not three axes of numbers.

    Source
    ------
    Measured by ``tests/engine/test_layout.py``.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> shop = np.repeat(np.arange(8), 50)
    >>> table = np.stack([shop, 100 * random.normal(size=8)[shop] + random.normal(size=400)], axis=1)
    >>> windows = np.lib.stride_tricks.sliding_window_view(table, 10, axis=0)
    >>> group_borders(np.moveaxis(windows, -1, 1)).where
    (0,)
    """
    numbers = numbers_of(block, "block", AXES)
    some = some_rows(numbers) if numbers.shape[1] >= 3 and numbers.shape[2] >= 2 else None
    if some is None:
        return TOO_FEW
    for feature in range(min(numbers.shape[2], 64)):
        ids = some[:, :, feature]
        if not names_groups(ids):
            continue
        change = ids[:, 1:] != ids[:, :-1]
        borders = {*zip(ids[:, :-1][change], ids[:, 1:][change], strict=True)}
        others = [jumps_with(some[:, :, other], change) for other in range(numbers.shape[2]) if other != feature]
        judged = [jumps for jumps in others if jumps is not None]
        if len(borders) >= 4 and judged and np.mean(judged) >= 0.5:
            words = (
                f"In {change.any(axis=1).sum():,} of the {len(some):,} windows looked at feature {feature} changes "
                f"from one whole number to another, and {count(sum(judged), 'other features')} with it."
            )
            return Evidence("across groups", words, 0.8, (feature,))
    return nothing("No feature names groups at whose borders the others jump.")


def finite(array):
    """Count NaN and infinities, also those that a number becomes in float32, in which Keras computes.

    Parameters
    ----------
    array : array_like
        Of any rank. Up to 4,000,000 numbers are all looked at, of a larger array a sample of its rows.

    Returns
    -------
    Evidence
        ``"finite"`` or ``"not finite"``; in `where` the numbers of NaN, of infinities, and of those among them that
        are finite in their own type.

    Raises
    ------
    ValueError
        If `array` holds something else than numbers.

    Source
    ------
    NumPy reference, ``isnan`` and ``isinf``.

    Examples
    --------
    >>> finite([1.0, np.nan, 3.0]).words
    'Of 3 numbers, 1 is NaN and 0 are infinite.'
    """
    looked = numbers = numbers_of(array, "array", None)
    if numbers.size > _EXACT:
        rows = max(1, min(len(numbers), ROWS, VALUES * len(numbers) // numbers.size))
        looked = numbers[:: len(numbers) // rows][:rows]
    with np.errstate(over="ignore"):
        read = looked.astype("float32", copy=False) if looked.dtype.kind == "f" and looked.itemsize > 4 else looked
    found = int(np.isnan(read).sum()), int(np.isinf(read).sum())
    too_large = found[1] - int(np.isinf(looked).sum()) if found[1] else 0
    nans, infinite = (f"{each:,} {'is' if each == 1 else 'are'}" for each in found)
    share = "" if looked is numbers else f" {looked.size:,} looked at of"
    words = f"Of{share} {count(numbers.size, 'numbers')}, {nans} NaN and {infinite} infinite."
    words += f" {too_large:,} of them only in float32, which ends at 3.4e38." if too_large else ""
    return Evidence("not finite" if any(found) else "finite", words, 1.0, (*found, too_large))
