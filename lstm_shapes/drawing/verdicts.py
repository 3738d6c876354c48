"""The verdicts: one list of signs, words and colours for pictures and panels."""

import svg

from .kit import INK, text

# Sign, word, fill. No fill is the colour of a feature, and each has a mark of its own, so that none needs its colour.
VERDICTS = {
    "raises": ("✗", "RAISES", "#A61B1B"),
    "wrong": ("!", "RUNS, WRONG", "#5B2A86"),
    "fits": ("✓", "FITS", "#1B6B3A"),
}
WRONG = "#D93025"  # of lines on light and on dark paper alike


def verdict_words(verdict):
    """Return a verdict as one line that begins with a symbol and a word.

    Parameters
    ----------
    verdict : Verdict

    Returns
    -------
    str

    Source
    ------
    `checker.verdicts.first_fit` makes them.

    Examples
    --------
    >>> from lstm_shapes.checker.verdicts import Verdict
    >>> verdict_words(Verdict("raises", "found ndim=2"))
    '✗ RAISES: found ndim=2'
    """
    sign, word, _ = VERDICTS[verdict.outcome]
    return f"{sign} {word}: {verdict.words}"


def banner(outcome, lines, top, width):
    """Draw a verdict that can be read from the last row of a room.

    Parameters
    ----------
    outcome : str
        A key of `VERDICTS`.
    lines : list of str
        At most two, of at most 62 letters.
    top, width : int
        In px; the banner is 64 px high.

    Returns
    -------
    list of svg elements
    """
    sign, word, fill = VERDICTS[outcome]
    elements = [svg.Rect(x=1, y=top, width=width - 2, height=64, fill=fill, stroke=INK, stroke_width=1)]
    if outcome == "wrong":  # a band of stripes along the top
        stripes = "".join(f"M{x} {top + 7}l6 -6" for x in range(4, width - 10, 12))
        elements.append(svg.Path(d=stripes, stroke="#ffffff", stroke_width=2.5, fill="none"))
    if outcome == "fits":  # a thin line within the edge
        inner = {"x": 5, "y": top + 4, "width": width - 10, "height": 56}
        elements.append(svg.Rect(**inner, fill="none", stroke="#ffffff", stroke_width=1))
    elements.append(svg.Circle(cx=34, cy=top + 34, r=19, fill="none", stroke="#ffffff", stroke_width=2))
    elements.append(text(34, top + 43, sign, size=26, anchor="middle", weight="bold", fill="#ffffff"))
    foot = top + (25 if len(lines) > 1 else 31)
    elements.append(text(66, foot, word, size=19, weight="bold", fill="#ffffff"))
    elements += [text(66, foot + 15 + 13 * place, one, size=12, fill="#ffffff") for place, one in enumerate(lines)]
    return elements
