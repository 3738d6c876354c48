"""What a text says, before anything else is known: causes as the catalogue words them, and the shapes it names."""

from ..causes import cause
from ..repair.drafts import Draft
from ..rules.scene import Found


class Told(list):
    """What a text says: a list of Found, with the two `shapes` that it names, (declared, got), or None."""

    shapes = None


def told(name, words="", level="raises", question=""):
    """Return one cause as the catalogue words it, behind the numbers that a text names.

    Parameters
    ----------
    name : str
        Its id.
    words : str
        A sentence with the numbers.
    level : str
    question : str
        What tells this cause from others, where the catalogue's own question does not.

    Returns
    -------
    Found
    """
    known = cause(name)
    drafts = (Draft(known.repair, question or known.question, runs=False),)
    return Found(name, level, f"{words} {known.sentence}".strip(), known.why, drafts)


def each_told(names, words=""):
    return [told(name, words) for name in names]


def each_asked(names, words, questions):
    """Return the usual causes of words that fix no size: which of them it is nobody can tell, but a question can."""
    return [told(name, words, "cannot tell", questions.get(name, "")) for name in names]


def shape_of(text):
    """Return a shape that stands in a message as a tuple; None stands for any number.

    Parameters
    ----------
    text : str
        Such as ``"None, 20, 3"``, ``"32L, 60L"`` or ``"?,3"``.

    Returns
    -------
    tuple

    Source
    ------
    Messages of Keras 1 to 3, Theano and TensorFlow.

    Examples
    --------
    >>> shape_of("None, 20, 3"), shape_of("32L, 60L")
    ((None, 20, 3), (32, 60))
    """
    sizes = [size.strip().rstrip("L") for size in text.split(",")]
    return tuple(int(size) if size.isdigit() else None for size in sizes if size)


def pair(match):
    """Return the two shapes of a match."""
    one, other = [shape_of(text) for text in match.groups()[-2:]]
    return one, other
