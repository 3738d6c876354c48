"""What each slip costs, in bits: how rare it is. One table, so that a test can move all of them at once."""

from typing import NamedTuple

SIZE = 3.0  # for a size that nothing explains: about one of eight sizes that people use


class Cost(NamedTuple):
    """The bits of a slip, and why it has as many."""

    bits: float
    why: str


COSTS = {
    # the axes of x
    "one sample": Cost(2.0, "predict on one row of a batch is the usual first call"),
    "one sample with y": Cost(3.0, "who has targets mostly has many samples"),
    "no time": Cost(3.0, "a table of samples and features"),
    "no features": Cost(3.0, "one value on each step, and nothing in the array says so"),
    "flat": Cost(2.0, "columns = timesteps × features explains a size by two others"),
    "flat, open": Cost(3.0, "a multiple of the features explains half as much"),
    "flat, one more": Cost(4.5, "as flat, and a column of another kind beside the values, which fewer files have"),
    "laid on one axis": Cost(3.0, "as flat, but somebody put an axis of 1 there by hand"),
    "series": Cost(3.0, "one long table, not yet cut"),
    "axis of one": Cost(3.0, "an axis that holds nothing"),
    "two axes in one": Cost(3.0, "the fold the other way round"),
    "samples folded": Cost(4.5, "two axes of samples, such as sessions and trials"),
    "turned": Cost(2.5, "each size stands somewhere else, and so explains itself"),
    "samples moved": Cost(0.5, "with the samples among the axes that moved"),
    "remade": Cost(7.0, "a reshape with -1 over the samples"),
    "remade, a multiple": Cost(4.5, "as many samples as a whole number of them in one: that explains the other count"),
    "remade, seen": Cost(1.0, "the array behind x is still in memory, and has as many samples as y"),
    "exchanged": Cost(3.0, "x and y handed over in the wrong order explain every size"),
    # what is declared
    "samples declared": Cost(1.0, "the whole shape of x is declared, samples and all"),
    "count declared": Cost(2.0, "the number of samples stands in Input"),
    "count declared, other sizes": Cost(3.0, "the number of samples stands in Input, and other sizes differ"),
    "axis too many declared": Cost(3.5, "Input has an axis more than x"),
    "axis missing in Input": Cost(3.0, "Input has an axis fewer than the first layer reads"),
    "Input turned": Cost(4.0, "Input has the sizes of x in another order"),
    "other size": Cost(2.0, "a size that differs explains any number, so it pays SIZE besides"),
    # layers
    "one step given": Cost(3.0, "return_sequences has a default that most stacks have to change"),
    "taken away": Cost(3.5, "a layer in the wrong place"),
    "for each step": Cost(3.0, "a layer for one picture, or one series, where there is one at each step"),
    "open size": Cost(3.0, "None for the timesteps, and a layer that has to know them"),
    "too short": Cost(4.0, "a window of a convolution that was chosen for longer data"),
    "states": Cost(3.0, "two recurrent layers of different units joined by hand"),
    "other axis": Cost(3.5, "the axis along which branches meet: where another one fits, no size is left unexplained"),
    "inner width": Cost(4.0, "layers that were built apart"),
    # y and the output
    "steps answered": Cost(3.0, "return_sequences on the last recurrent layer"),
    "units": Cost(4.0, "the number of units is written by hand, beside y"),
    "axis of y": Cost(3.0, "an axis of 1 comes and goes"),
    "horizon": Cost(4.5, "y with several moments, and a model of one"),
    "flatten left out": Cost(3.0, "a convolution straight into Dense"),
    "repeated": Cost(3.5, "the number of steps of a decoder is written by hand, beside y"),
    "no decoder": Cost(1.0, "y is x, number by number: an autoencoder, of which one half is there"),
    "shrunken": Cost(3.0, "padding has a default that shrinks what comes out"),
    "names": Cost(2.0, "a name is mistyped, or was given by Keras"),
    "number of targets": Cost(4.0, "several outputs want a list"),
    # labels and the last activation
    "encoding": Cost(2.5, "one-hot and whole numbers go by two losses with nearly one name"),
    "classes": Cost(3.5, "a unit for each class"),
    "counted from 1": Cost(2.0, "people count from 1, arrays from 0"),
    "activation": Cost(2.5, "the last activation is a habit"),
    "metric": Cost(3.0, "a metric of one's own"),
    # inside the model, in silence
    "mask lost": Cost(3.0, "a layer between the mask and who reads it"),
    "cut anew": Cost(3.0, "Reshape and Permute give the same sizes, and the first is known better"),
    "one key": Cost(3.0, "query and value are two arguments in one list"),
    # the batch, ids, what is left behind
    "batch": Cost(2.0, "the default batch of 32"),
    "ids without a table": Cost(1.5, "many whole numbers in no order say themselves what they are"),
    "ids": Cost(2.5, "a vocabulary that was counted without one id"),
    "vectors for ids": Cost(1.5, "one-hot before an Embedding"),
    "spoilt": Cost(1.0, "an earlier failure"),
    # what x and y are
    "kind": Cost(2.0, "what Keras cannot read has to be made an array"),
    "ragged": Cost(2.0, "sequences of several lengths"),
    "empty": Cost(2.0, "a filter, a split, a window that is too long"),
    "inputs": Cost(4.0, "another number of arrays than of inputs"),
    "counts": Cost(5.0, "rows were lost on one side: any number could have been"),
    "counts, laid flat": Cost(2.5, "y has the numbers of the output for each sample, under each other"),
    "counts, windows": Cost(2.5, "the rows that windows cost are explained by their length"),
    "samples laid flat": Cost(2.5, "x has the declared steps for each sample of y, under each other"),
    "counts, turned": Cost(2.0, "y lies as a row"),
    "batches": Cost(1.0, "a dataset without .batch(), or with two"),
    # what values prove
    "proven": Cost(2.0, "the values show it, so it is as cheap as the likeliest slip of sizes"),
    "earlier line": Cost(0.25, "what comes out of another line of the program cannot be looked at here"),
    # small reasons that tell two readings apart
    "against y": Cost(2.0, "y has a row for each row of x: as one sample that would be chance"),
    "no targets": Cost(1.5, "Input is written for a fit, which has targets; a call without them is mostly a predict"),
    "steps lost": Cost(0.75, "as many steps as are declared are not there"),
    "chance": Cost(1.0, "a size agrees by chance"),
    "second choice": Cost(0.5, "the same, in the less usual way"),
    "third choice": Cost(1.0, "the same, in a way that few want"),
    "explained by y": Cost(-2.0, "y has the number of samples that this would make"),
    "moves slowly": Cost(-0.5, "each row is near the one before, as in a series"),
    "no nearer": Cost(2.5, "an undo that shows its worth together with the next one alone"),
    "trained": Cost(1.5, "weights that were trained would be thrown away"),
}


def price(*names, sizes=0):
    """Return the sum of costs, and of sizes that stay unexplained.

    Parameters
    ----------
    *names : str
        Of the table.
    sizes : int
        How many sizes nothing explains.

    Returns
    -------
    float
        In bits.

    Examples
    --------
    >>> price("flat") < price("other size", sizes=1)
    True
    """
    return sum(COSTS[name].bits for name in names) + SIZE * sizes
