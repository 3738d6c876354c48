"""The panel of predictions that are fed back, by arithmetic alone."""

import ipywidgets

from ..pictures.turns import FEATURES, TIMESTEPS, TURNS, turn_svg, turn_words, whole_sizes
from .sliders import NamedSlider, _lines, _panel


def turn_report(turn, timesteps, features, drop, every, before=None):
    """Return the picture and the words of one turn.

    Parameters
    ----------
    turn, timesteps, features, drop, every
        As for `turn_svg`.
    before : ignored
        There so that all callbacks are called alike.

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
    `turn_svg` and `turn_words`; nothing is built or trained.

    Examples
    --------
    >>> "never comes" in turn_report(1, 10, 3, True, False)
    True
    """
    sizes = (turn, timesteps, features, drop, every)
    return turn_svg(*sizes) + _lines(*turn_words(*sizes).replace(". ", ".\n").split("\n"))


def turn_panel(turn=3, timesteps=10, features=3):
    """Three sliders and two switches for predictions that are fed back, and the window at that turn.

    Parameters
    ----------
    turn, timesteps, features : int
        Where the sliders start.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ValueError
        As `turn_svg`.

    Source
    ------
    `turn_report`.

    Examples
    --------
    >>> turn_panel().children[0]
    NamedSlider(turn=3, from 0 to 12)
    """
    turn, timesteps, features = whole_sizes(turn, timesteps, features)
    sliders = [
        NamedSlider(description="turn", min=0, max=TURNS, value=turn),
        NamedSlider(description="timesteps", min=2, max=TIMESTEPS, value=timesteps),
        NamedSlider(description="features", min=1, max=FEATURES, value=features),
    ]
    drop = ipywidgets.Checkbox(value=True, description="the oldest step is dropped", indent=False)
    every = ipywidgets.Checkbox(value=True, description="the model predicts every feature", indent=False)
    return _panel([*sliders, drop, every], turn_report)
