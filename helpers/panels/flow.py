"""The flow panel: recurrent layers with what stands before and after them, by arithmetic alone."""

from lstm_shapes.axes import AXES, whole_number
from lstm_shapes.checks import run
from lstm_shapes.drawing.verdicts import Verdict
from lstm_shapes.flows.picture import flow_svg
from lstm_shapes.flows.rows import flow_rows
from lstm_shapes.program import layer, program

from .card import Card, NamedChoice, NamedSlider, shown

BEFORE = ("nothing", "Conv1D", "Dense", "Embedding")
AFTER = ("Dense", "TimeDistributed", "Flatten", "pooling", "RepeatVector")
DATA = (100, 20, 3)
_UNITS = (16, 12, 10)
_MOST = 3
_ROWS = 2 + _MOST + 1  # data, before, recurrent layers, after
_FRONT = {
    "Conv1D": layer("Conv1D", filters=8, kernel_size=3, name="before"),
    "Dense": layer("Dense", units=8, name="before"),
    "Embedding": layer("Embedding", input_dim=50, output_dim=8, name="before"),
}
_END = {
    "Dense": layer("Dense", units=4, name="after"),
    "TimeDistributed": layer("TimeDistributed", layer("Dense", units=4, name="each"), name="after"),
    "Flatten": layer("Flatten", name="after"),
    "pooling": layer("GlobalAveragePooling1D", name="after"),
    "RepeatVector": layer("RepeatVector", n=6, name="after"),
}


def stack(layers, first, second, third, before, after):
    """Return the program that the panel's controls stand for.

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
    lstm_shapes.program.State
        All its samples are one batch.

    Raises
    ------
    ValueError
        If a value is not one of those above.

    Examples
    --------
    >>> stack(1, False, False, False, "Embedding", "Dense").x.shapes
    ((100, 20),)
    """
    count = whole_number(layers, "layers", _MOST)
    for value, known, name in ((before, BEFORE, "before"), (after, AFTER, "after")):
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}; got {value!r}.")
    recurrent = [
        layer("LSTM", units=units, return_sequences=bool(every), name=f"number_{number}")
        for number, (units, every) in enumerate(zip(_UNITS[:count], (first, second, third), strict=False), 1)
    ]
    front = [] if before == "nothing" else [_FRONT[before]]
    shape = DATA[:2] if before == "Embedding" else DATA
    return program([*front, *recurrent, _END[after]], None, shape, batch_size=shape[0])


def flow_verdict(steps):
    """Say whether layers build, and who is to blame if not.

    Parameters
    ----------
    steps : sequence of lstm_shapes.checks.Step

    Returns
    -------
    Verdict

    Source
    ------
    `checks.run`, which a test compares with what Keras builds, for every setting of the panel.

    Examples
    --------
    >>> flow_verdict(run(stack(1, False, False, False, "nothing", "Dense")).steps).words
    'One answer for each sample.'
    """
    last = steps[-1]
    if last.why is None:
        gives = last.gives[0]
        return Verdict(
            "fits", f"An answer for each of {gives[1]} steps." if len(gives) == 3 else "One answer for each sample."
        )
    wants = _wants(last)
    # It took the axis away; where nobody did, the layer before it gives one too many.
    guilty = next(
        (step for step in reversed(steps[:-1]) if len(step.given[0]) >= wants > len(step.gives[0])), steps[-2]
    )
    gives = "its last step only" if len(guilty.gives[0]) == 2 else "every step"
    return Verdict("raises", f"{guilty.layer.called} is to blame: it gives {gives}.")


def _wants(step):
    """The number of axes that a layer reads, which refuses what it gets."""
    least, most = step.why.wanted
    return least if step.why.came < least else most


def _facts(steps):
    """Return two lines that stand neither in the picture nor in the verdict."""
    last = steps[-1]
    if last.why is not None:
        needs = AXES if _wants(last) == 3 else AXES[::2]
        return [f"gets   {last.given[0]}", f"needs  ({', '.join(needs)})"]
    kept = len(last.given[0]) == 3 and last.layer.kind in ("Dense", "Flatten")
    asked = "alone knows whether every step was meant" if kept else "must look like that"
    return [f"gives  {last.gives[0]}", f"y      {asked}"]


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
    `checks.run` on records of layers; nothing is built or trained, and no Keras is asked.

    Examples
    --------
    >>> "RAISES" in flow_report(2, False, False, False, "nothing", "Dense")
    True
    """
    state = stack(layers, first, second, third, before_it, after)
    steps = run(state).steps
    rows = flow_rows(state.model, state.x.shapes[0])
    return shown(flow_svg(rows, _ROWS), _facts(steps), *flow_verdict(steps))


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
