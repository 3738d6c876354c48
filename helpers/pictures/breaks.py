"""The break picture: the array that was brought, laid onto the slot that the model declares."""

from lstm_shapes.axes import count, whole_number
from lstm_shapes.checks import complaints, other_size
from lstm_shapes.drawing.compare import MISSING
from lstm_shapes.drawing.kit import picture
from lstm_shapes.drawing.laid import laid
from lstm_shapes.drawing.verdicts import Verdict, verdict_words
from lstm_shapes.program import layer, program

WIDTH, HEIGHT = 440, 300
DECLARED = (20, 3)  # timesteps and features of keras.Input in the lessons
_LAYERS = [layer("LSTM", units=50), layer("Dense", units=1)]
_MOST = 200


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
    `checks.complaints` of an LSTM and a Dense layer, in the words of Keras 3.15; a test compares every kind of corner
    with a real fit.

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
    slot = DECLARED if declared or functional else None
    wrong = next(iter(complaints(program(_LAYERS, slot, shape, shape[:1], functional=functional))), None)
    if wrong is not None and wrong.level == "raises":
        return Verdict("raises", _message(wrong, shape, functional))
    if slot is None and shape[1:] != DECLARED:
        built = f"{count(shape[1], 'timesteps')} of {count(shape[2], 'features')}"
        return Verdict("wrong", f"built for {built}; nothing was declared to check it")
    if wrong is None:
        return Verdict("fits", "the sizes agree; whether the values stand in the right places, no shape can say")
    longer = "longer" if shape[1] > DECLARED[0] else "shorter"
    words = f"{shape[1]} timesteps are {longer} than the {DECLARED[0]} that were declared, and nothing checks it"
    return Verdict("wrong", words)


def _message(wrong, shape, functional):
    """Return the stable core of what Keras says."""
    want, found = (None, *DECLARED), (None, *shape[1:])
    if functional and other_size(shape, want) is not None:  # of which a last axis of length 1 is dropped before
        return f"expected shape={want}, found shape={found[:-1] if shape[-1] == 1 else found}"
    if wrong.stage == "building":
        return f"expected ndim=3, found ndim={len(shape)}. Full shape received: {found}"
    if wrong.stage == "axes":
        return f"Expected shape {want}, but input has incompatible shape {found}"
    return f"Dimensions must be equal, but are {shape[2]} and {DECLARED[1]}"


def break_svg(axes, samples, timesteps, features, declared=True, functional=False):
    """Draw the data laid onto the slot that the model declares.

    What sticks out of the slot has a thick outline, and what lacks is empty; corners and scale are the same for both.

    Parameters
    ----------
    axes : int
        2 lays each sample flat, 3 is a block, 4 adds a last axis of length 1.
    samples, timesteps, features : int
    declared : bool
        Whether the model has an ``Input((20, 3))``.
    functional : bool
        A functional model instead of a Sequential one; it always has an Input.

    Returns
    -------
    str
        An SVG of 440 × 300 px, whatever the sizes.

    Raises
    ------
    ValueError
        As `data_shape` does.

    Source
    ------
    The shapes are those of `data_shape`; the label says the verdict of `first_fit`.

    Examples
    --------
    >>> "57 columns too many" in break_svg(2, 100, 20, 3)
    True
    """
    shape = data_shape(axes, samples, timesteps, features)
    verdict = first_fit(shape, declared, functional)
    slot = DECLARED if declared or functional else None
    down, across = (MISSING, shape[1]) if axes == 2 else shape[1:3]
    elements, notes = laid(
        slot,
        down,
        across,
        (WIDTH, HEIGHT),
        samples=f"{count(samples, 'samples')}, any number",
        colours=features,
        further=axes - 3 if axes > 3 else 0,
        columns=axes == 2,
    )
    label = f"The model declares {wanted(slot)}; the data bring {shape}. {'. '.join(notes)}."
    return picture(WIDTH, HEIGHT, elements, f"{label} {verdict_words(verdict)}.")


def wanted(slot):
    """Return what a model declares, as Keras writes it.

    Examples
    --------
    >>> wanted((20, 3)), wanted(None)
    ('(None, 20, 3)', 'nothing')
    """
    return str((None, *slot)) if slot else "nothing"
