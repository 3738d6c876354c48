"""The verdicts: one list of signs, words and colours for pictures, panels and reports."""

from html import escape
from typing import NamedTuple

# Sign, word, fill. No fill is the colour of a feature, and each has a sign and a frame of its own, so that none needs
# its colour.
VERDICTS = {
    "raises": ("✗", "RAISES", "#A61B1B"),
    "wrong": ("!", "RUNS, WRONG", "#5B2A86"),
    "fits": ("✓", "FITS", "#1B6B3A"),
    "harmless": ("i", "HARMLESS", ""),
    "cannot tell": ("?", "CANNOT TELL", ""),
}
WRONG = "#D93025"  # of lines on light and on dark paper alike
_FRAMES = {"wrong": "border-top:6px double #fff", "fits": "border:3px double #fff"}


class Verdict(NamedTuple):
    """What happens, and the words that stay the same from run to run.

    Fields
    ------
    outcome : str
        A key of `VERDICTS`: "raises", "fits", or "wrong" (it runs, and is not what was meant).
    words : str
        For "raises" the stable core of the message, else one sentence.

    Examples
    --------
    >>> Verdict("fits", "shapes agree").outcome
    'fits'
    """

    outcome: str
    words: str


def verdict_words(verdict):
    """Return a verdict as one line that begins with a symbol and a word.

    Parameters
    ----------
    verdict : Verdict

    Returns
    -------
    str

    Examples
    --------
    >>> verdict_words(Verdict("raises", "found ndim=2"))
    '✗ RAISES: found ndim=2'
    """
    sign, word, _ = VERDICTS[verdict.outcome]
    return f"{sign} {word}: {verdict.words}"


def banner(outcome, sentence, word=""):
    """Return a verdict as HTML that can be read from the last row of a room.

    Its styles stand in it, as a notebook that is not trusted has no others.

    Parameters
    ----------
    outcome : str
        A key of `VERDICTS`.
    sentence : str
        Escaped here.
    word : str
        In place of the verdict's own word.

    Returns
    -------
    str

    Examples
    --------
    >>> "RUNS, WRONG" in banner("wrong", "20 columns are read as features.")
    True
    """
    sign, own, fill = VERDICTS[outcome]
    colours = f";background-color:{fill};color:#fff" if fill else ""
    frame = _FRAMES.get(outcome, "border:3px solid transparent")  # so that every verdict is as high as the others
    row = f"display:flex;align-items:center;gap:14px;padding:6px 12px;box-sizing:border-box;min-height:64px;{frame}"
    ring = "border:2px solid;border-radius:50%;width:34px;height:34px;line-height:33px;flex:0 0 auto;font-size:24px"
    return (
        f'<div style="border:2px solid #80868b;border-radius:6px;margin-top:8px;padding:2px{colours}">'
        f'<div style="{row}">'
        f'<div aria-hidden="true" style="{ring};text-align:center;font-weight:bold">{sign}</div>'
        '<div style="line-height:1.35;overflow-wrap:anywhere">'
        f'<div style="font-size:20px;font-weight:bold">{escape(word or own)}</div>'
        f'<div style="font-size:14px">{escape(sentence)}</div></div></div></div>'
    )
