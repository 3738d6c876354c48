"""The panel of padded histories, by arithmetic alone."""

from ..pictures.padding import MOST, SIDES, padded_and_lost, padding_facts, padding_svg
from .card import Card, NamedChoice, NamedSlider, marked, shown


def padding_report(maxlen, padding, truncating, mask, before=None):
    """Return the padding panel's picture, facts and verdict.

    Parameters
    ----------
    maxlen, padding, truncating, mask
        As for `padding_svg`.
    before : sequence of 4, optional
        The values one move earlier; facts that were others then are marked.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        As `padding_svg` does.

    Source
    ------
    `padding_svg`, `padding_facts` and `padding_verdict`.

    Examples
    --------
    >>> "0 of 34 months" in padding_report(12, "pre", "pre", False)
    True
    """
    settings = (maxlen, padding, truncating, mask)
    facts = marked(lambda given: padding_facts(*given), settings, before)
    return shown(padding_svg(*settings), facts, *padding_verdict(*settings))


def padding_verdict(maxlen, padding, truncating, mask):
    """Return what a reader has to notice first: an outcome of `VERDICTS` and a sentence.

    Parameters
    ----------
    maxlen, padding, truncating, mask
        As for `padding_svg`.

    Returns
    -------
    tuple of 2 str

    Raises
    ------
    ValueError
        As `padding_svg` does.

    Source
    ------
    Lesson 07 shows such a block: padded at the back and not masked, a customer's answer changes with maxlen. What
    lost months are worth, and whether padding in front of the data harms, no shape can tell.

    Examples
    --------
    >>> padding_verdict(12, "post", "pre", True)[0], padding_verdict(12, "post", "pre", False)[0]
    ('fits', 'wrong')
    """
    padded, lost = padded_and_lost(maxlen, padding, truncating)
    if padded and padding == "post" and not mask:
        return "wrong", "No mask: the LSTM ends on padding."
    if lost:
        which = "oldest" if truncating == "pre" else "newest"
        return "cannot tell", f"The {which} months are lost to the LSTM."
    if not mask:
        return "cannot tell", "The LSTM reads padding before the data."
    return "fits", "Every month is read, and no padding."


def padding_panel(maxlen=8):
    """A slider for maxlen, buttons for the sides and the mask, and the block that results.

    Parameters
    ----------
    maxlen : int
        Where the slider starts, 1 to 14.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        As `padding_svg` does.

    Source
    ------
    `padding_report`.

    Examples
    --------
    >>> padding_panel().controls[0]
    NamedSlider(maxlen=8, from 1 to 14)
    """
    padding_svg(maxlen)  # a length outside the range is said at once
    sides = [[side, side] for side in SIDES]
    controls = [
        NamedSlider(description="maxlen", min=1, max=MOST, value=maxlen),
        NamedChoice(description="padding", options=sides),
        NamedChoice(description="truncating", options=sides),
        NamedChoice(description="mask", options=[["none", False], ["Masking(-1)", True]]),
    ]
    return Card("Where do the missing months go?", controls, padding_report)
