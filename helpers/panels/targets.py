"""The panel of y and the model that it is for, by arithmetic alone."""

from ..pictures.targets import LAST, LOSSES, SHAPES, TASKS, state_of, targets_facts, targets_svg, targets_verdict
from .card import Card, NamedChoice, marked, shown


def targets_report(task, every, last, loss, y, before=None):
    """Return the targets panel's picture, facts and verdict.

    Parameters
    ----------
    task, every, last, loss, y
        As for `state_of`.
    before : sequence of 5, optional
        The values one move earlier; facts that were others then are marked.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        As `state_of` does.

    Source
    ------
    `targets_svg`, `targets_facts` and `targets_verdict`; nothing is built or trained.

    Examples
    --------
    >>> "FITS" in targets_report("one number", False, "Dense(1)", "mse", "(100,)")
    True
    """
    settings = (task, every, last, loss, y)
    verdict = targets_verdict(*settings)
    facts = marked(lambda given: targets_facts(*given), settings, before)
    word = "RUNS, UNUSUAL" if verdict.outcome == "harmless" else ""
    return shown(targets_svg(*settings), facts, *verdict, word)


def targets_panel(task="one number", every=False, last="Dense(1)", loss="mse", y="(100,)"):
    """Buttons for the task, the layers, the loss and the shape of y, and what the loss compares.

    Parameters
    ----------
    task, every, last, loss, y
        Where the buttons start; as for `state_of`.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        As `state_of` does.

    Source
    ------
    `targets_report`.

    Examples
    --------
    >>> targets_panel().values
    ('one number', False, 'Dense(1)', 'mse', '(100,)')
    """
    state_of(task, every, last, loss, y)  # what is not there is said at once
    controls = [
        NamedChoice(description="task", options=[[one, one] for one in TASKS], value=task),
        NamedChoice(
            description="the LSTM gives", options=[["its last step", False], ["every step", True]], value=every
        ),
        NamedChoice(description="last layer", options=[[one, one] for one in LAST], value=last),
        NamedChoice(description="loss", options=[[one, one] for one in LOSSES], value=loss),
        NamedChoice(description="y.shape", options=[[one, one] for one in SHAPES], value=y),
    ]
    return Card("Does this y suit this model?", controls, targets_report, wide=True)
