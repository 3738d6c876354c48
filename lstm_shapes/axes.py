"""The words of the axes: their names, counts and sizes; knows nothing of the other modules."""

import operator

AXES = ("samples", "timesteps", "features")


def whole_number(value, name, most=None, least=1):
    """Return `value` as an ``int`` if it is a whole number from `least` to `most`.

    Parameters
    ----------
    value : int
        A count. Unit: the thing that `name` counts.
    name : str
        What is counted; it stands in the message.
    most : int, optional
        The largest sensible value.
    least : int
        1 for a count, 0 for an index.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If `value` is not a whole number, below `least`, or above `most`. One sentence, naming what came.

    Source
    ------
    Python data model, ``__index__``: what counts as a whole number.

    Examples
    --------
    >>> whole_number(20, "timesteps")
    20
    >>> whole_number(2.5, "timesteps")
    Traceback (most recent call last):
    ValueError: timesteps must be a whole number of at least 1; got 2.5.
    """
    needed = f"of at least {least}" if most is None else f"from {least} to {most:,}"
    message = f"{name} must be a whole number {needed}; got {value!r}."
    if isinstance(value, bool):
        raise ValueError(message)
    try:
        count = operator.index(value)
    except TypeError:
        raise ValueError(message) from None
    if count < least or (most is not None and count > most):
        raise ValueError(message)
    return count


def count(number, name):
    """Return a number with its noun, singular for one.

    Parameters
    ----------
    number : int
    name : str
        The plural, such as ``"samples"``.

    Returns
    -------
    str

    Source
    ------
    English grammar; no library needed for these regular nouns.

    Examples
    --------
    >>> count(1, "samples"), count(1047, "timesteps")
    ('1 sample', '1,047 timesteps')
    """
    return f"{number:,} {name.removesuffix('s') if number == 1 else name}"


def any_for_none(shape):
    """Write a shape with the word any for None.

    Examples
    --------
    >>> any_for_none((None, 60)), any_for_none((None,))
    ('(any, 60)', '(any,)')
    """
    sizes = ", ".join("any" if size is None else str(size) for size in shape)
    return f"({sizes}{',' if len(shape) == 1 else ''})"
