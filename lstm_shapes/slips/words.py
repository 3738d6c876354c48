"""Words and lines that slips have in common."""

import re

from ..axes import count
from ..checks import ATTENTION, RECURRENT, fits
from ..checks.complaint import sizes_apart

ONE_MOMENT = (
    "Does each row hold one moment, and are the rows independent? Then there is 1 timestep, and a Dense model is the "
    "better one."
)


def axes_words(shape):
    """Return a shape with its number of axes.

    Examples
    --------
    >>> axes_words((100, 60))
    '2 axes, (100, 60)'
    """
    return f"{len(shape)} {'axis' if len(shape) == 1 else 'axes'}, {shape}"


def called(layer):
    """Return how a layer is called in a sentence.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> called(layer("LSTM", name="reader", units=4))
    "LSTM 'reader'"
    """
    return f"{layer.kind} {layer.name!r}"


def are(number, name, which=""):
    """Begin a question about a number of things.

    Examples
    --------
    >>> are(1, "timesteps"), are(1, "columns", "the first"), are(5, "columns", "the first")
    ('Is 1 timestep', 'Is the first column', 'Are the first 5 columns')
    """
    things = name.removesuffix("s") if number == 1 and which else count(number, name)
    return f"{'Is' if number == 1 else 'Are'} {which}{' ' * bool(which)}{things}"


def belong(number, name):
    """Say of a number of things that they belong somewhere."""
    return f"{count(number, name)} belong{'s' * (number == 1)}"


_TIMED = (*RECURRENT, "Bidirectional", "RNN", "TimeDistributed", "RepeatVector", *ATTENTION)


def is_timed(model):
    """True where some layer reads steps: a recurrent one, a convolution over steps, an attention."""
    layers = [*model.layers, *(inner for layer in model.layers for inner in layer.inner)]
    return any(
        one.kind in _TIMED or one.kind.endswith("1D") or (one.model is not None and is_timed(one.model))
        for one in layers
    )


def expects(state, want):
    """Say what a model declares, and how many axes that makes.

    Parameters
    ----------
    state : State
    want : tuple
        The shape of one sample.
    """
    model = state.model
    first = model.layers[0].kind if model.layers else ""
    recurrent = not model.layers or is_timed(model)
    one = " (timesteps)" if first == "Embedding" else ""
    names = {1: one, 2: " (timesteps, features)" if recurrent else ""}.get(len(want), "")
    verb = "declares" if model.declared else "reads"
    axes = f"with the samples axis it reads {len(want) + 1} axes."
    if None in want and all(size is None for size in want):
        return f"Together with the samples, the first layer reads {len(want) + 1} axes."
    return f"The model {verb} {tuple(want)} for one sample{names}; {axes}"


def made_x(state, place, made, note=""):
    """Return the line that makes a new x, of one of several arrays where x is a list or a dict.

    Parameters
    ----------
    state : State
    place : int
        Of the input.
    made : str
        An expression of x, the array of that input.
    note : str
        A comment behind the line.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> made_x(program(x=(100, 60)), 0, "x.reshape(len(x), 20, 3)")
    'x = x.reshape(len(x), 20, 3)'
    """
    x = state.x
    note = f"  # {note}" if note else ""
    if x.form == "one" or (x.source != "arrays" and len(x.parts) == 1):
        return f"x = {made}{note}"
    name = x.parts[place].name
    if x.form == "dict":
        mine = f'x["{name}"]'
        return f'x = {{**x, "{name}": {with_x(made, mine)}}}{note}'
    return f"x = [*x[:{place}], {with_x(made, f'x[{place}]')}, *x[{place + 1}:]]{note}"


def with_x(made, mine):
    """Return an expression with another name in place of x."""
    return re.sub(r"\bx\b", mine, made)


def unexplained(got, want):
    """Return how many sizes of two shapes differ; both without samples."""
    return sizes_apart(got, want)


def fit_all(got, want):
    """True where two shapes could be the same.

    Examples
    --------
    >>> fit_all((20, 3), (None, 3)), fit_all((20,), (20, 1))
    (True, False)
    """
    return len(got) == len(want) and all(map(fits, got, want))


def numbers(shape):
    """Return sizes as an argument: '20, 3', -1 for one that is not known."""
    return ", ".join(str(-1 if size is None else size) for size in shape)
