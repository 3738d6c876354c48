"""What the text of an error says for certain, as a record; it knows nothing of models, rules and repairs.

The kinds of a complaint:

declared    x against the shape that a model declares; the shapes are `wanted` and `got`
axes        a layer counts the axes of what it is given; `wanted` is their number, `got` a shape or a number
columns     a layer was built for other columns than came; `wanted` and `got` are shapes
weights     weights are given or loaded whose shape is another one
state       `initial_state` of another width, number, rank or batch than a layer keeps
target      y against what the model gives; the shapes are those of the operands
labels      a class beyond the last unit
ids         an id beyond the table of an Embedding
no y        the loss got nothing to compare with
outputs     another number of y than of outputs
samples     x and y hold different numbers of samples
batch       a batch of another size than the model was made for, or a size that has to be known
steps       fewer timesteps than a window reads at once
open        a size that has to be known is open
merge       branches, or the parts of an attention, that do not fit
reshape     another number of values than the new shape holds
input       what Input cannot read as a shape
argument    an argument that this Keras does not know
symbolic    a function of arrays on a tensor of a model in the making, which has no values
inputs      another number of arrays than of inputs
batches     what a dataset or a generator gives
data        a kind of data that Keras does not read
ragged      sequences or arrays of different lengths
empty       nothing is left
values      NaN or infinity
mask        a mask that a layer cannot use
scaler      a scaler and its columns
arrays      arrays of somebody's own, outside of any model
spoilt      an earlier failure left the model half made
not compiled
forgotten   words that lost the shape
"""

import re
from typing import NamedTuple

from ..axes import count


class Operand(NamedTuple):
    """One thing that a text names with its shape.

    Fields
    ------
    role : str
        ``"x"``, ``"y"``, ``"output"``, ``"weights"``, ``"state"``, or ``""`` where the text does not tell.
    shape : tuple or None
        None for the samples, or any number; None in place of the tuple where it is not known.
    name : str
        As TensorFlow or Theano calls it.
    """

    role: str
    shape: tuple | None = None
    name: str = ""


class Usual(NamedTuple):
    """A usual cause of some words, for a reader that knows nothing else.

    Fields
    ------
    cause : str
        Its id in the catalogue.
    question : str
        What tells it from the other causes; empty where the catalogue's own question does.
    lines : str or None
        The lines that repair it, with the sizes of the text; None where the catalogue's do.
    words : str
        A sentence of its own, in place of ``Said.words``.
    sentence, reason : str
        In place of the catalogue's, where these speak of other data.
    """

    cause: str
    question: str = ""
    lines: str | None = None
    words: str = ""
    sentence: str = ""
    reason: str = ""


class Said(NamedTuple):
    """What a text says; one that nobody knows has no `kind`.

    Fields
    ------
    kind : str
        What is complained about; the module lists the words.
    layer : str
        The kind of layer, such as ``"recurrent"``, ``"Dense"`` or ``"model"``; empty where the text does not tell.
    name : str
        The layer's own name, where it stands in the text.
    wanted, got : tuple, int or None
        What was asked for and what came: a shape, or a number of axes, samples or values.
    operands : tuple of Operand
        Who is who.
    both : bool
        True where an older Keras means the operands the other way round, and the text does not tell which it is.
    usual : tuple of Usual
        The usual causes, the likeliest first; empty for ``"declared"`` where both shapes are known, as they tell more.
    words : str
        One sentence with the numbers of the text.
    reason : str
        Why, where the catalogue's reason is not the right one.
    sure : bool
        False where the words fix no size, so that nobody can tell which of the causes it is.
    alone : bool
        True where `words` are the whole sentence, and the catalogue's has nothing to add.
    functional : bool
        True for the words of a functional model, which compares every size.
    """

    kind: str = ""
    layer: str = ""
    name: str = ""
    wanted: tuple | int | None = None
    got: tuple | int | None = None
    operands: tuple = ()
    both: bool = False
    usual: tuple = ()
    words: str = ""
    reason: str = ""
    sure: bool = True
    alone: bool = False
    functional: bool = False

    def of(self, role):
        """Return the shape of the operand with this role, or None."""
        return next((one.shape for one in self.operands if one.role == role), None)


def usual(*names):
    """Return usual causes by their ids; the catalogue has their questions and lines."""
    return tuple(Usual(name) for name in names)


def of_batch(wanted, got):
    """Return the fields of a text in which a model reads batches of one size, and another came: numbers.

    Examples
    --------
    >>> of_batch(1, 32)["words"]
    'The model reads batches of exactly 1 sample, and 32 came.'
    """
    lines = f"usable = len(x) // {wanted} * {wanted}\nmodel.fit(x[:usable], y[:usable], batch_size={wanted})"
    if got < wanted:
        lines += "\n# to predict fewer: the same layers in a model with batch_shape=(1, ...), "
        lines += "and one.set_weights(model.get_weights())"
    words = f"The model reads batches of exactly {count(wanted, 'samples')}, and {got} came."
    return {"usual": (Usual("fixed-batch-size", lines=lines),), "words": words}


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
    Messages of Keras 1 to 3, Theano, TensorFlow and PyTorch.

    Examples
    --------
    >>> shape_of("None, 20, 3"), shape_of("32L, 60L"), shape_of("None 3 2")
    ((None, 20, 3), (32, 60), (None, 3, 2))
    """
    sizes = [size.rstrip("L") for size in re.split(r"[,\s]+", text.strip())]
    return tuple(int(size) if size.isdigit() else None for size in sizes if size)


def size(match, group):
    """Return what a group of a match holds: a shape where it stands in brackets, else a number."""
    before = match.string[: match.start(group)][-1:]
    return shape_of(match[group]) if before in ("(", "[") else int(match[group])


def pair(match):
    """Return the two shapes of a match: its last two groups."""
    one, other = [shape_of(text) for text in match.groups()[-2:]]
    return one, other
