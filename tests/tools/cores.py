"""The part of an error's text that is the same in every run."""

import re

from lstm_shapes.messages.texts import plain

# Each pattern is the stable core of one wording; tensor names, colours and node names lie outside of it.
CORES = (
    r"expected ndim=\d+, found ndim=\d+\. Full shape received: \([^)]*\)",
    r"expected ndim=\d+, found ndim=\d+",
    r"Expected shape \([^)]*\), but input has incompatible shape \([^)]*\)",
    r"expected shape=\([^)]*\), found shape=\([^)]*\)",
    r"Dimensions must be equal, but are \d+ and \d+",
    r"Matrix size-incompatible",
    r"Incompatible shapes: \[[^\]]*\] vs\. \[[^\]]*\]",
    r"Cannot take the length of shape with unknown rank",
    r"as_list\(\) is not defined on an unknown TensorShape",
    r"[Cc]reating variables on a non-first call",
    r"has already been configured to use input shape \([^)]*\)",
    r"cannot reshape array of size \d+ into shape \([^)]*\)",
    r"Data cardinality is ambiguous",
    r"must have the same rank",
    r"must have the same shape up until the last dimension",
    r"Invalid dtype: \w+",
    r"Unrecognized data type",
    r"Unrecognized keyword arguments passed to LSTM: \{[^}]*\}",
)


def core_of(error):
    """Return the stable core of an error's text.

    Parameters
    ----------
    error : Exception or str

    Returns
    -------
    str
        For an unknown text its first line, without terminal colours.

    Source
    ------
    Messages of Keras 3.15, TensorFlow 2.21 and NumPy 2.4; each is raised in a test.

    Examples
    --------
    >>> core_of("Input 0 of layer 'lstm_4' is incompatible with the layer: expected ndim=3, found ndim=2.")
    'expected ndim=3, found ndim=2'
    """
    text = plain(error)
    for core in CORES:
        found = re.search(core, text)
        if found:
            return found.group()
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("Exception encountered")]
    return lines[0].strip() if lines else ""
