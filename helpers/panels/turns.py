"""The panel of predictions that are fed back, by arithmetic alone."""

from ..pictures.turns import FEATURES, TIMESTEPS, TURNS, turn_facts, turn_svg, turn_verdict, whole_sizes
from .card import Card, NamedChoice, NamedSlider, marked, shown


def turn_report(turn, timesteps, features, drop, every, before=None):
    """Return the picture, the facts and the verdict of one turn.

    Parameters
    ----------
    turn, timesteps, features, drop, every
        As for `turn_svg`.
    before : sequence of 5, optional
        The values one move earlier; facts that were others then are marked.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        As `turn_svg`.

    Source
    ------
    `turn_svg`, `turn_facts` and `turn_verdict`; nothing is built or trained.

    Examples
    --------
    >>> "turn 0 reads steps 0 to 9" in turn_report(1, 10, 3, True, False)
    True
    """
    sizes = (turn, timesteps, features, drop, every)
    return shown(turn_svg(*sizes), marked(lambda given: turn_facts(*given), sizes, before), *turn_verdict(*sizes))


def turn_panel(turn=3, timesteps=10, features=3):
    """Three sliders and two pairs of buttons for predictions that are fed back, and the window at that turn.

    Parameters
    ----------
    turn, timesteps, features : int
        Where the sliders start.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        As `turn_svg`.

    Source
    ------
    `turn_report`.

    Examples
    --------
    >>> turn_panel().controls[0]
    NamedSlider(turn=3, from 0 to 12)
    """
    turn, timesteps, features = whole_sizes(turn, timesteps, features)
    controls = [
        NamedSlider(description="turn", min=0, max=TURNS, value=turn),
        NamedSlider(description="timesteps", min=2, max=TIMESTEPS, value=timesteps),
        NamedSlider(description="features", min=1, max=FEATURES, value=features),
        NamedChoice(description="the oldest step", options=[["is dropped", True], ["stays", False]]),
        NamedChoice(description="features predicted", options=[["every one", True], ["only 0", False]]),
    ]
    return Card("What does the model read at each turn?", controls, turn_report)
