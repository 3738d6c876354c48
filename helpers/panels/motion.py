"""The panel of a row on its way into a block, by arithmetic alone."""

from ..datasets import ORDERS
from ..pictures.motion import COLUMNS, FEATURES, TIMESTEPS, TRAVEL, in_place, motion_svg, motion_words
from .card import Card, NamedChoice, NamedSlider, shown

_ROWS = 100  # rows of the file, for the sentence that NumPy says


def motion_report(timesteps, features, column, travel, order, before=None):
    """Return the motion panel's picture, facts and verdict.

    Parameters
    ----------
    timesteps, features, column, travel, order
        As for `motion_svg`.
    before : ignored
        There so that all callbacks are called alike.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        As `motion_svg` does.

    Source
    ------
    `in_place`; a test compares the sentence of a refusal with NumPy's.

    Examples
    --------
    >>> "cannot reshape array of size 6000 into shape (100,20,4)" in motion_report(20, 4, 0, 20, "hour by hour")
    True
    """
    drawn = motion_svg(timesteps, features, column, travel, order)
    facts = motion_words(timesteps, features, column, order)
    if timesteps * features != COLUMNS:
        shape = f"({_ROWS},{timesteps},{features})"
        return shown(drawn, facts, "raises", f"cannot reshape array of size {_ROWS * COLUMNS} into shape {shape}")
    if (timesteps, features) != (TIMESTEPS, FEATURES):
        return shown(drawn, facts, "wrong", f"NumPy accepts it, and no row is one hour of {FEATURES} sensors.")
    side = ("left", "right")[in_place(timesteps, features, order).index(COLUMNS)]
    said = f"Both blocks have the same shape; on the {side} every value finds its place."
    return shown(drawn, facts, "harmless", said, "BOTH RUN")


def motion_panel(timesteps=TIMESTEPS, features=FEATURES, column=8, travel=TRAVEL):
    """Sliders for the block, the column that is followed and the way it has come, and a switch for who wrote the file.

    Parameters
    ----------
    timesteps, features : int
        From 1 to 60.
    column : int
        From 0 to 59.
    travel : int
        From 0, where the row is whole, to 20, where every box has landed.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        As `motion_svg` does.

    Source
    ------
    `motion_report`.

    Examples
    --------
    >>> motion_panel().controls[0]
    NamedSlider(timesteps=20, from 1 to 60)
    """
    motion_svg(timesteps, features, column, travel, ORDERS[0])  # a number outside its range is said at once
    controls = [
        NamedSlider(description="timesteps", min=1, max=COLUMNS, value=timesteps),
        NamedSlider(description="features", min=1, max=COLUMNS, value=features),
        NamedSlider(description="column to follow", min=0, max=COLUMNS - 1, value=column),
        NamedSlider(description="travel", min=0, max=TRAVEL, value=travel),
        NamedChoice(description="the file is written", options=[[order, order] for order in ORDERS]),
    ]
    return Card("Where does each value of the row go?", controls, motion_report, wide=True)
