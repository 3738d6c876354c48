"""The panel of padded histories, by arithmetic alone."""

import ipywidgets

from ..pictures.padding import MOST, SIDES, padding_svg, padding_words
from .sliders import NamedSlider, _lines, _panel


def padding_report(maxlen, padding, truncating, mask, before=None):
    """Return the padding panel's picture and words.

    Parameters
    ----------
    maxlen, padding, truncating, mask
        As for `padding_svg`.
    before : ignored
        There so that all callbacks are called alike.

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
    `padding_svg` and `padding_words`.

    Examples
    --------
    >>> "Nothing is cut off." in padding_report(12, "pre", "pre", False)
    True
    """
    settings = (maxlen, padding, truncating, mask)
    return padding_svg(*settings) + _lines(*padding_words(*settings).splitlines())


def padding_panel(maxlen=8):
    """A slider for maxlen, switches for the sides and the mask, and the block that results.

    Parameters
    ----------
    maxlen : int
        Where the slider starts, 1 to 14.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ValueError
        As `padding_svg` does.

    Source
    ------
    `padding_report`.

    Examples
    --------
    >>> padding_panel().children[0]
    NamedSlider(maxlen=8, from 1 to 14)
    """
    padding_svg(maxlen)  # a length outside the range is said at once
    length = NamedSlider(description="maxlen", min=1, max=MOST, value=maxlen)
    sides = [ipywidgets.Dropdown(options=list(SIDES), description=name) for name in ("padding", "truncating")]
    masked = ipywidgets.Checkbox(value=False, description="mask the padding", indent=False)
    return _panel([length, *sides, masked], padding_report)
