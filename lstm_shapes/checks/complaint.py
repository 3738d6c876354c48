"""What is wrong with a program, as records in the order in which a fit meets it."""

from typing import NamedTuple

# In the order in which a program meets them.
STAGES = (
    "building",  # the layers do not go together, on what is declared or, without Input, on x
    "kind",  # x or y is no array of numbers
    "empty",
    "counts",  # x and y hold different numbers of samples
    "compile",
    "inputs",  # another number of arrays, or other names
    "axes",  # x has another number of axes than an input
    "sizes",  # an axis of x has another size than an input declares, or than a layer was built for
    "inside",  # a layer inside refuses, whatever x is
    "states",  # initial_state of another number, rank or width
    "batch",  # a fixed batch
    "ids",  # an embedding does not know them
    "target",  # the loss compares shapes that differ
    "labels",  # values of y, or the last activation, do not suit the loss
    "metrics",
    "masks",  # a mask is lost before somebody reads it
    "meaning",  # it runs, and cannot say what it should
    "values",  # what the numbers of x and y say
    "spoilt",  # an earlier call failed and left the model unusable
)


class Complaint(NamedTuple):
    """One thing that is wrong.

    Fields
    ------
    stage : str
        One of `STAGES`.
    level : str
        "raises" or "silent".
    what : str
        Finer than the stage: "axes", "size", "stretches", "softmax of one" and so on.
    wanted, came : object
        A shape, a size, a number: what would be right, and what there is.
    where : tuple
        ("x", place), ("y", place), ("layer", path of calls), ("output", place), or ("model",).
    axis : int or None
        From the front, the samples are 0.
    gap : float
        How far from healthy; 0 is healthy. Comparable within a stage.
    layer : tuple of int
        The path of calls to the layer that refuses, where one does; `layer_at` gives its record.

    Examples
    --------
    >>> Complaint("axes", "raises", "axes", 3, 2, ("x", 0)).gap
    1.0
    """

    stage: str
    level: str
    what: str
    wanted: object = None
    came: object = None
    where: tuple = ("model",)
    axis: int | None = None
    gap: float = 1.0
    layer: tuple = ()


def in_order(complaints):
    """Return complaints in the order of their stages, as a tuple."""
    return tuple(sorted(complaints, key=lambda one: STAGES.index(one.stage)))


def sizes_apart(got, want):
    """How many sizes of two shapes differ, and how many axes.

    Examples
    --------
    >>> sizes_apart((8, 20, 4), (8, 20, 3)), sizes_apart((8, 60), (8, 20, 3))
    (1, 2)
    """
    if got is None or want is None:
        return 0
    both = sum(None not in pair and pair[0] != pair[1] for pair in zip(got, want, strict=False))
    return both + abs(len(got) - len(want))


def layer_at(model, path):
    """Return the record of the layer that is called at a path of calls, through the models inside.

    Examples
    --------
    >>> from lstm_shapes.program import layer, in_line
    >>> layer_at(in_line([layer("LSTM", units=4)]), (0,)).kind
    'LSTM'
    """
    for place in path:
        found = model.layers[model.calls[place].layer]
        model = found.model or model
    return found
