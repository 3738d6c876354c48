"""The many texts of the same few mistakes: from the words of an error to what is wrong."""

import functools
import re
import tomllib
from importlib.resources import files

from . import readers
from .told import Told, each_asked, each_told, pair, told


@functools.cache
def wordings():
    """Return each pattern, compiled, with the function that reads its match; the first that is found decides."""
    entries = tomllib.loads(files(__package__).joinpath("wordings.toml").read_text(encoding="utf-8"))["wording"]
    return [(_compiled(entry["pattern"]), _reader(entry)) for entry in entries]


# A layer that refused what it was given, up to its name: "layer lstm_1", "layer 'lstm'", "of layer \"lstm\" is".
_REFUSED = (
    r"(?:compat[ai]ble\s+with\s+(?:the\s+)?layer\W{1,3}|\blayer\W{1,3}(?=\w+\W{1,3}(?:is\s+)?(?:in|not\s+)compat))"
)


def _compiled(pattern):
    for name in ("got", "given", "answers"):
        pattern = pattern.replace(f"{{{name}}}", rf"[(\[]+(?P<{name}>[^)\]]*)[)\]]")
    return re.compile(pattern.replace("{refused}", _REFUSED).replace("{shape}", r"[(\[]([^)\]]*)[)\]]"))


def _reader(entry):
    if "reads" in entry:
        return getattr(readers, entry["reads"])
    if "says" in entry:
        return lambda match: each_asked(entry["causes"], entry["says"], entry["asks"])
    return lambda match: each_told(entry["causes"])


# A break while a model was being built ---------------------------------------------------------------------


def read_build(step, first, whole, recurrent):
    """Return what a layer that broke says of the shape that Input declares.

    Parameters
    ----------
    step : Step
        The one that broke, with a problem of axes.
    first : tuple
        What Input declares, with None for the samples.
    whole : bool
        Whether an array at hand has exactly the declared shape, samples and all.
    recurrent : bool
        Whether the layer is a recurrent one.

    Returns
    -------
    Told
    """
    words = f"Input declares {first[1:]}, and the layer {step.layer.name!r} reads {step.wants} axes, samples first."
    if len(step.given) < step.wants:
        return Told([told("input-shape-missing-axis", words)])
    names = readers.MORE[:1] if whole else readers.MORE
    return Told(each_told(names if recurrent else sorted(names, key=lambda name: name != "extra-axis"), words))


def read_text(text):
    """Return what the words of an error say.

    Parameters
    ----------
    text : str
        Without terminal colours.

    Returns
    -------
    Told
        A list of Found, empty for an unknown text.

    Source
    ------
    ``wordings.toml``.

    Examples
    --------
    >>> [one.cause for one in read_text("Dimensions must be equal, but are 4 and 3")]
    ['wrong-features', 'swapped-axes']
    """
    for pattern, read in wordings():
        match = pattern.search(text)
        if match:
            found = Told(read(match))
            if read in (readers.shapes, readers.named_shapes):
                found.shapes = pair(match)
            return found
    return Told()
