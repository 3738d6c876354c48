"""What a first fit does with a shape, for a model of LSTM(50) and Dense(1); nothing is built."""

from typing import NamedTuple

from ..axes import count, whole_number

DECLARED = (20, 3)  # timesteps and features of keras.Input in the lessons
_MOST = 200


class Verdict(NamedTuple):
    """What happens, and the words that stay the same from run to run.

    Fields
    ------
    outcome : str
        "raises", "fits" or "wrong" (it runs, and is not what was meant).
    words : str
        For "raises" the stable core of the message, else one sentence.

    Source
    ------
    Real fits; see `first_fit`.

    Examples
    --------
    >>> Verdict("fits", "shapes agree").outcome
    'fits'
    """

    outcome: str
    words: str


def data_shape(axes, samples, timesteps, features):
    """Return the shape of the data that the break panel describes.

    Parameters
    ----------
    axes : int
        2 lays each sample flat, 3 is a block, 4 adds a last axis of length 1.
    samples, timesteps, features : int
        From 1 to 200.

    Returns
    -------
    tuple of int

    Raises
    ------
    ValueError
        If `axes` is not 2, 3 or 4, or a size is not a whole number in its range.

    Source
    ------
    NumPy reference, ``reshape``.

    Examples
    --------
    >>> data_shape(2, 100, 20, 3)
    (100, 60)
    """
    samples = whole_number(samples, "samples", _MOST)
    timesteps = whole_number(timesteps, "timesteps", _MOST)
    features = whole_number(features, "features", _MOST)
    shapes = {
        2: (samples, timesteps * features),
        3: (samples, timesteps, features),
        4: (samples, timesteps, features, 1),
    }
    if axes not in shapes:
        raise ValueError(f"axes must be 2, 3 or 4; got {axes!r}.")
    return shapes[axes]


def first_fit(shape, declared=True, functional=False):
    """Say what the first fit of a fresh model does with data of this shape.

    Parameters
    ----------
    shape : tuple of int
        Of the data, samples first; 2 to 4 axes.
    declared : bool
        Whether the model begins with ``keras.Input((20, 3))``.
    functional : bool
        A functional model; it always has an Input, so `declared` is then without effect.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        If `shape` has fewer than 2 or more than 4 axes, or a size is not a whole number of at least 1.

    Source
    ------
    Keras 3.15: ``InputSpec`` checks of the LSTM and of ``Functional``, ``Functional._adjust_input_rank``,
    and the matrix product in ``LSTMCell.call``. A test compares every kind of corner with a real fit.

    Examples
    --------
    >>> first_fit((100, 60)).words
    'Expected shape (None, 20, 3), but input has incompatible shape (None, 60)'
    >>> first_fit((100, 30, 3)).outcome
    'wrong'
    """
    if not 2 <= len(shape) <= 4:
        raise ValueError(f"shape needs 2 to 4 axes; got {tuple(shape)}.")
    shape = tuple(whole_number(size, "each size of shape") for size in shape)
    found = str((None, *shape[1:]))
    if not declared and not functional:
        return _without_input(shape, found)
    want = f"(None, {DECLARED[0]}, {DECLARED[1]})"
    if functional:
        # The functional check drops a last axis of length 1, then compares as many sizes as there are.
        compared = shape[1:-1] if shape[-1] == 1 else shape[1:]
        if any(size != declared_size for size, declared_size in zip(compared, DECLARED, strict=False)):
            return Verdict("raises", f"expected shape={want}, found shape={(None, *compared)}")
    # Before the layers run, a fourth axis of length 1 is dropped as well.
    read = shape[:-1] if len(shape) == 4 and shape[-1] == 1 else shape
    if len(read) != 3:
        return Verdict("raises", f"Expected shape {want}, but input has incompatible shape {found}")
    if read[2] != DECLARED[1]:
        return Verdict("raises", f"Dimensions must be equal, but are {read[2]} and {DECLARED[1]}")
    return _judge_block(read)


def _without_input(shape, found):
    if len(shape) != 3:
        return Verdict("raises", f"expected ndim=3, found ndim={len(shape)}. Full shape received: {found}")
    if shape[1:] == DECLARED:
        return _judge_block(shape)
    return Verdict(
        "wrong",
        f"built for {count(shape[1], 'timesteps')} of {count(shape[2], 'features')}; nothing was declared to check it",
    )


def _judge_block(shape):
    if shape[1] == DECLARED[0]:
        return Verdict("fits", "the sizes agree; whether the values stand in the right places, no shape can say")
    longer = "longer" if shape[1] > DECLARED[0] else "shorter"
    return Verdict(
        "wrong",
        f"{shape[1]} timesteps are {longer} than the {DECLARED[0]} that were declared, and nothing checks it",
    )
