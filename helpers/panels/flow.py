"""The flow panel: recurrent layers with what stands before and after them, by arithmetic alone."""

import functools

from lstm_shapes.axes import AXES, whole_number
from lstm_shapes.checker.verdicts import Verdict
from lstm_shapes.checker.walk import walk
from lstm_shapes.flows.picture import flow_svg
from lstm_shapes.flows.rows import flow_rows, title
from lstm_shapes.rules.layers import culprit

from .card import Card, NamedChoice, NamedSlider, shown

BEFORE = ("nothing", "Conv1D", "Dense", "Embedding")
AFTER = ("Dense", "TimeDistributed", "Flatten", "pooling", "RepeatVector")
DATA = (100, 20, 3)
_UNITS = (16, 12, 10)
_MOST = 3
_ROWS = 2 + _MOST + 1  # data, before, recurrent layers, after


@functools.cache
def made(kind, number=0, every_step=False):
    """Return one layer of the panel; it is made once and never built.

    Parameters
    ----------
    kind : str
        Of `BEFORE` or `AFTER`, or "LSTM".
    number : int
        Which recurrent layer, counted from 1; for a Dense layer 0 stands before and 1 after.
    every_step : bool
        Its return_sequences.

    Returns
    -------
    keras.layers.Layer

    Source
    ------
    Keras 3.15.

    Examples
    --------
    >>> made("LSTM", 1).units, made("RepeatVector").n
    (16, 6)
    """
    from keras import layers

    if kind == "LSTM":
        return layers.LSTM(_UNITS[number - 1], return_sequences=every_step, name=f"number_{number}")
    return {
        "Conv1D": lambda: layers.Conv1D(8, 3, name="before"),
        "Dense": lambda: layers.Dense(4, name="after") if number else layers.Dense(8, name="before"),
        "Embedding": lambda: layers.Embedding(50, 8, name="before"),
        "TimeDistributed": lambda: layers.TimeDistributed(layers.Dense(4, name="each"), name="after"),
        "Flatten": lambda: layers.Flatten(name="after"),
        "pooling": lambda: layers.GlobalAveragePooling1D(name="after"),
        "RepeatVector": lambda: layers.RepeatVector(6, name="after"),
    }[kind]()


def stack(layers, first, second, third, before, after):
    """Return the data's shape and the layers that the panel's controls stand for.

    Parameters
    ----------
    layers : int
        Recurrent layers, 1 to 3.
    first, second, third : bool
        return_sequences of each; those beyond `layers` are ignored.
    before, after : str
        Of `BEFORE` and `AFTER`.

    Returns
    -------
    shape : tuple
    layers : list of keras.layers.Layer

    Raises
    ------
    ValueError
        If a value is not one of those above.

    Examples
    --------
    >>> stack(1, False, False, False, "Embedding", "Dense")[0]
    (100, 20)
    """
    count = whole_number(layers, "layers", _MOST)
    for value, known, name in ((before, BEFORE, "before"), (after, AFTER, "after")):
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}; got {value!r}.")
    recurrent = [made("LSTM", n, bool(each)) for n, each in enumerate((first, second, third)[:count], 1)]
    front = [] if before == "nothing" else [made(before)]
    return DATA[:2] if before == "Embedding" else DATA, [*front, *recurrent, made(after, int(after == "Dense"))]


def flow_verdict(steps):
    """Say whether layers build, and who is to blame if not.

    Parameters
    ----------
    steps : list of Step
        As `walk` returns them.

    Returns
    -------
    Verdict

    Source
    ------
    `walk`, which a test compares with what Keras builds, for every setting of the panel.

    Examples
    --------
    >>> flow_verdict(walk(stack(1, False, False, False, "nothing", "Dense")[1], DATA)).words
    'One answer for each sample.'
    """
    last = steps[-1]
    if not last.problem:
        many = f"An answer for each of {last.gives[1]} steps" if len(last.gives) == 3 else "One answer for each sample"
        return Verdict("fits", f"{many}.")
    guilty = culprit(steps) or steps[-2]
    gives = "its last step only" if len(guilty.gives) == 2 else "every step"
    return Verdict("raises", f"{_name(guilty)} is to blame: it gives {gives}.")


def _name(step):
    return title(step.layer).partition(",")[0]


def _facts(steps):
    """Return two lines that stand neither in the picture nor in the verdict."""
    last = steps[-1]
    if last.problem:
        needs = AXES if last.wants == 3 else AXES[::2]
        return [f"gets   {last.given}", f"needs  ({', '.join(needs)})"]
    kept = len(last.given) == 3 and type(last.layer).__name__ in ("Dense", "Flatten")
    asked = "alone knows whether every step was meant" if kept else "must look like that"
    return [f"gives  {last.gives}", f"y      {asked}"]


def flow_report(layers, first, second, third, before_it, after, before=None):
    """Return the flow panel's picture, facts and verdict.

    Parameters
    ----------
    layers, first, second, third, before_it, after
        As for `stack`.
    before : ignored
        There so that all callbacks are called alike.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        As `stack` does.

    Source
    ------
    `walk` on layers that are made once; nothing is built or trained.

    Examples
    --------
    >>> "RAISES" in flow_report(2, False, False, False, "nothing", "Dense")
    True
    """
    shape, chosen = stack(layers, first, second, third, before_it, after)
    steps = walk(chosen, shape)
    verdict = flow_verdict(steps)
    return shown(flow_svg(flow_rows(chosen, shape), _ROWS), _facts(steps), verdict.outcome, verdict.words)


def flow_panel(layers=3):
    """A slider and buttons for a stack of recurrent layers, and the flow through it.

    Parameters
    ----------
    layers : int
        Where the slider starts, 1 to 3; all but the last give every step.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        If `layers` is not from 1 to 3.

    Source
    ------
    `flow_report`.

    Examples
    --------
    >>> flow_panel().values
    (3, True, True, False, 'nothing', 'Dense')
    """
    count = NamedSlider(description="recurrent layers", min=1, max=_MOST, value=whole_number(layers, "layers", _MOST))
    steps = [["last step", False], ["every step", True]]
    switches = [
        NamedChoice(description=f"number_{n} return_sequences", options=steps, value=n < count.value)
        for n in range(1, _MOST + 1)
    ]
    ends = [
        NamedChoice(description=name, options=[[kind, kind] for kind in kinds])
        for name, kinds in (("before", BEFORE), ("after", AFTER))
    ]
    return Card("Which layer breaks, and which one is to blame?", [count, *switches, *ends], flow_report)
