"""What the words of an error mean, so that the next one can be read unaided."""

import re

from .texts import plain

_SHAPE = r"\([^()]*\)"
# Each entry: where it stands in a message, and what it means; {1} and {2} are what the pattern found there.
_WORDS = (
    (rf"Full shape received: ({_SHAPE})", "“Full shape received: {1}” is the shape that reached the layer."),
    (
        rf"Expected shape ({_SHAPE}), but input has incompatible shape ({_SHAPE})",
        "“Expected shape {1}” is what the model declares; {2} is what the data bring.",
    ),
    (
        rf"expected shape=({_SHAPE}),? found shape=({_SHAPE})",
        "“expected shape={1}” is what the model declares; {2} is what the data bring.",
    ),
    (
        r"expected (?:min_)?ndim=(\d+),? found ndim=(\d+)",
        "“ndim” is the number of axes: the layer reads {1}, and {2} came.",
    ),
    (
        r"unknown rank|unknown TensorShape",
        "“unknown rank”: TensorFlow lost the number of axes; see x.shape itself.",
    ),
    (r"\b(?<!unknown )rank\b", "“rank” is the number of axes."),
    (r"\bdimensions?\b", "“dimensions” are axes, or the sizes of axes."),
    (
        r"[Dd]imensions must be equal, but are (\d+) and (\d+)(?=[^=]*loss)",
        "“{1} and {2}” are sizes of one axis, in two arrays that meet in the loss.",
    ),
    (
        r"[Dd]imensions must be equal, but are (\d+) and (\d+)(?![^=]*loss)",
        "“{1} and {2}” are sizes of one axis: of what comes to a layer, and of its weights.",
    ),
    (r"Matrix size-incompatible", "“Matrix”: In[0] is one timestep of the data, In[1] the weights."),
    (r"[(\[](?:None|\?)[,)\]]", "“None” is any number; where it stands first, any number of samples."),
    (r"cardinality", "“cardinality” is the number of samples: of x, of y, of sample_weight."),
    (r"\blogits\b", "“logits” are what the model gives out, “labels” are y."),
    (r"target\.shape", "“target” is y, “output” is what the model gives out."),
    (r"min_ndim", "“min_ndim” is the least number of axes."),
    (r"cannot reshape array of size (\d+)", "“size {1}” counts all values of the array."),
    (r"dtype: object|Invalid dtype", "“dtype” is the kind of each value; “object” is anything but a number."),
    (r"non-first call", "“non-first call”: a failed fit has left a function half made."),
    (r"Exception encountered when calling", "“Exception encountered when calling …” says where; the reason follows."),
    (r"Arguments received by", "“Arguments received by …” repeats what the layer was given."),
)


def meanings(message):
    """Say what the words of an error mean.

    Parameters
    ----------
    message : str
        Of Keras, TensorFlow or NumPy.

    Returns
    -------
    list of str
        One sentence for each word that is known; empty where none is.

    Source
    ------
    Messages of Keras 1 to 3.15, TensorFlow 2.21 and NumPy 2.4.

    Examples
    --------
    >>> meanings("expected ndim=3, found ndim=2. Full shape received: (None, 60)")[0]
    '“Full shape received: (None, 60)” is the shape that reached the layer.'
    >>> meanings("no such file")
    []
    """
    text = plain(message)
    found = []
    for pattern, words in _WORDS:
        match = re.search(pattern, text)
        if match:
            for place, part in enumerate(match.groups(), start=1):
                words = words.replace(f"{{{place}}}", part)
            found.append(words)
    return found


def parted(text):
    """Cut a message around the words that have a meaning.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Together they are the text; every second one is what `meanings` speaks of.

    Source
    ------
    As for `meanings`.

    Examples
    --------
    >>> parted("expected ndim=3, found ndim=2. And so on")
    ['', 'expected ndim=3, found ndim=2', '. And so on']
    """
    parts, last = [], 0
    for start, end in sorted(match.span() for pattern, _ in _WORDS if (match := re.search(pattern, text))):
        if start >= last:
            parts += [text[last:start], text[start:end]]
            last = end
    return [*parts, text[last:]]
