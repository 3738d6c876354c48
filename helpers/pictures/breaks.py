"""The break picture: the array that was brought, laid onto the slot that the model declares."""

from lstm_shapes.axes import count
from lstm_shapes.checker.verdicts import DECLARED, data_shape, first_fit
from lstm_shapes.drawing.compare import MISSING
from lstm_shapes.drawing.kit import picture
from lstm_shapes.drawing.laid import laid
from lstm_shapes.drawing.verdicts import verdict_words

WIDTH, HEIGHT = 440, 300


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
