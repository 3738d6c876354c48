"""The card that every panel is: a question, controls, a picture, facts and a verdict.

Live it is a widget; where a notebook is stored it is one image with the same words.
"""

import re
from html import escape, unescape
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from lstm_shapes.drawing.kit import as_image
from lstm_shapes.drawing.verdicts import banner

_HERE = Path(__file__).parent
_STYLES = _HERE / "card.css"


class NamedSlider(anywidget.AnyWidget):
    """A slider and a number field with one name and one value.

    A class, because a widget of our own has to be one: the sliders of ipywidgets have no name that a
    screen reader could say.

    Parameters
    ----------
    description : str
    min, max, value : int
        The value is clipped to the range.

    Source
    ------
    anywidget documentation; HTML standard, input types range and number.

    Examples
    --------
    >>> NamedSlider(description="timesteps", min=1, max=60, value=99)
    NamedSlider(timesteps=60, from 1 to 60)
    """

    _esm = _HERE / "slider.js"
    _css = _STYLES
    description = traitlets.Unicode().tag(sync=True)
    min = traitlets.Int(1).tag(sync=True)
    max = traitlets.Int(100).tag(sync=True)
    value = traitlets.Int(1).tag(sync=True)

    @traitlets.validate("value")
    def _within(self, proposal):
        return max(self.min, min(self.max, proposal["value"]))

    def __repr__(self):
        return f"NamedSlider({self.description}={self.value}, from {self.min} to {self.max})"


class NamedChoice(anywidget.AnyWidget):
    """A few buttons in a row with one name, of which one is pressed.

    A class, because a widget of our own has to be one: the buttons of ipywidgets do not say which is pressed.

    Parameters
    ----------
    description : str
    options : list of [words, value]
        Values are words, numbers or truth values.
    value
        The first one, if it is not given.

    Raises
    ------
    traitlets.TraitError
        If a value is none of the options.

    Source
    ------
    anywidget documentation; HTML standard, input type radio and fieldset.

    Examples
    --------
    >>> NamedChoice(description="model", options=[["Sequential", False], ["functional", True]])
    NamedChoice(model=False, of Sequential, functional)
    """

    _esm = _HERE / "choice.js"
    _css = _STYLES
    description = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    value = traitlets.Any().tag(sync=True)

    def __init__(self, *, description, options, value=None):
        options = [list(option) for option in options]
        super().__init__(description=description, options=options, value=options[0][1] if value is None else value)

    @traitlets.validate("value")
    def _known(self, proposal):
        values = [value for _, value in self.options]
        if proposal["value"] not in values:
            raise traitlets.TraitError(f"{self.description} must be one of {values}; got {proposal['value']!r}.")
        return proposal["value"]

    def __repr__(self):
        return f"NamedChoice({self.description}={self.value}, of {', '.join(words for words, _ in self.options)})"


def shown(drawn, facts, outcome, sentence, word=""):
    """Return what a panel shows below its controls: the picture, the facts and the verdict.

    Parameters
    ----------
    drawn : str
        An SVG.
    facts : list of str or (str, bool)
        One line each; True marks what the last move has changed.
    outcome, sentence, word
        As for `banner`.

    Returns
    -------
    str
        HTML; screen readers say the words when they change.

    Examples
    --------
    >>> "<b>" in shown("<svg></svg>", ["x (8, 5, 3)"], "fits", "10 steps")
    False
    """
    lines = []
    for fact in facts:
        words, changed = (fact, False) if isinstance(fact, str) else fact
        mark = "#0072B2;font-weight:bold" if changed else "transparent"
        lines.append(f'<div style="border-left:4px solid {mark};padding-left:6px">{escape(words)}</div>')
    style = "font-family:monospace;font-size:13px;line-height:1.5;white-space:pre-wrap"
    facts = f'<div class="card-facts" style="{style}">{"".join(lines)}</div>'
    # card.css keeps room for each line to break once where the card is narrow.
    opening = f'<div class="card-words" aria-live="polite" style="--lines:{len(lines)}">'
    return f"{drawn}{opening}{facts}{banner(outcome, sentence, word)}</div>"


def marked(facts_of, values, before):
    """Return the facts for a panel's values, those marked that were others one move earlier.

    Examples
    --------
    >>> marked(lambda values: [f"x {values}", "y"], (2,), (1,))
    [('x (2,)', True), ('y', False)]
    """
    now = facts_of(values)
    return [(fact, fact != old) for fact, old in zip(now, facts_of(before) if before else now, strict=True)]


def words_of(page):
    """Return the words of what `shown` returns, one line for each fact and one for the verdict, without its picture.

    Examples
    --------
    >>> words_of(shown("<svg>T</svg>", ["a < b"], "fits", "It fits."))
    'a < b\\n✓ FITS: It fits.'
    """
    _, _, words = page.partition("</svg>")
    *facts, sign, word, sentence = filter(None, unescape(re.sub("<[^>]+>", "\n", words)).split("\n"))
    return "\n".join([*facts, f"{sign} {word}: {sentence}"])


class Card(ipywidgets.VBox):
    """A panel: its question, its controls and what `report` returns for their values.

    A class, because it is shown in two ways: live as a widget, and where the notebook is stored as an image with words.

    Parameters
    ----------
    question : str
    controls : list of NamedSlider or NamedChoice
    report : callable
        Gets the controls' values, and as `before` the values one move earlier or None; returns what `shown` returns.
    wide : bool
        The controls stand above the picture, in two columns, instead of at its left.

    Source
    ------
    JupyterLab 4.6: a notebook that is not trusted keeps an ``img`` with a base64 address, and shows no widget.

    Examples
    --------
    >>> def report(size, before=None):
    ...     return shown("<svg></svg>", [f"size {size}"], "fits", "It fits.")
    >>> Card("Does it fit?", [NamedSlider(description="size", value=3)], report).controls
    (NamedSlider(size=3, from 1 to 100),)
    """

    def __init__(self, question, controls, report, wide=False):
        self.question, self.report = question, report
        self.controls = tuple(controls)
        self.drawn = ipywidgets.HTML(report(*self.values, before=None))
        title = ipywidgets.HTML(f'<div class="card-question">{escape(question)}</div>')
        box = ipywidgets.VBox(self.controls)
        box.add_class("card-controls")
        super().__init__([title, box, self.drawn])
        self.add_class("shape-card")
        if wide:
            self.add_class("wide-card")
        for control in self.controls:
            control.observe(self._redraw, names="value")

    @property
    def values(self):
        return tuple(control.value for control in self.controls)

    def _redraw(self, change):
        before = tuple(change["old"] if control is change["owner"] else control.value for control in self.controls)
        self.drawn.value = self.report(*self.values, before=before)

    def __repr__(self):
        return f"{self.question}\n{words_of(self.drawn.value)}"

    def stored(self):
        """Return the card as HTML that stays readable where nothing runs."""
        drawn, closing, words = self.drawn.value.partition("</svg>")
        frame = "max-width:700px;border:1px solid #80868b;border-radius:8px;padding:12px 16px"
        title = f'<div style="font-size:17px;font-weight:bold;margin-bottom:8px">{escape(self.question)}</div>'
        return f'<div style="{frame}">{title}{as_image(drawn + closing)}{words}</div>'

    def _repr_mimebundle_(self, **options):
        bundle = super()._repr_mimebundle_(**options) or {}
        return bundle | {"text/plain": repr(self), "text/html": self.stored()}
