"""Find the cause of an error from its pasted words alone; nothing is imported but this package."""

import re

from ..explaining import explain
from ..messages.glossary import meanings
from ..messages.texts import plain
from ..report.html import beside, causes_html, folded, framed, headline, listed, paragraph, picture_html
from ..report.text import CAUSES, counted, words_of_all

EMPTY = "Paste the message into the field, all its lines or the whole traceback. Neither model nor data are needed."
_LONGEST = 20_000  # letters from the end of what was pasted; the message stands last
_LABEL = "Paste the message"


def _understood(text):
    """Explain what was pasted: from the last line that names an error, or from the whole where that says more."""
    text = plain(text)[-_LONGEST:]
    starts = [match.start() for match in re.finditer(r"(?m)^\s*[\w.]*(?:Error|Exception)\b", text)]
    known = []
    for part in [text[starts[-1] :], text] if starts else [text]:
        diagnosis = explain(part)
        causes = [one for one in diagnosis.findings if one.cause]
        # Words without their sizes tell less than the same words with them, a few lines above.
        if any(one.level != "cannot tell" for one in causes):
            return diagnosis
        known += [diagnosis] if causes else []
    return known[0] if known else diagnosis


def _causes(diagnosis):
    return [one for one in diagnosis.findings if one.cause][:CAUSES]


def finder_report(text):
    """Return what the error finder says about a pasted message, as HTML.

    Parameters
    ----------
    text : str
        A message, or a whole traceback.

    Returns
    -------
    str
        Up to three causes, each with its reason, its repair, the question that decides, and where it is taught.
        What was pasted is escaped.

    Raises
    ------
    Nothing.

    Source
    ------
    `explain`, with the words alone.

    Examples
    --------
    >>> "Paste the message" in finder_report("")
    True
    >>> "laid flat" in finder_report("expected ndim=3, found ndim=2. Full shape received: (None, 60)")
    True
    """
    if not text.strip():
        return _live(paragraph("", EMPTY))
    diagnosis = _understood(text)
    causes = _causes(diagnosis)
    if not causes:
        helps = "".join(paragraph("What helps:", one.reason) for one in diagnosis.findings)
        return _live(helps, headline(diagnosis.findings[0]))
    words, sentences = words_of_all(causes)
    said = paragraph("", counted(causes)) if words else ""
    parts = [beside(picture_html(diagnosis, causes[0]), said), causes_html(causes, sentences)]
    told = meanings(diagnosis.message)
    if told:
        parts.append(folded("What the words of the message mean", listed(told)))
    return _live("".join(parts), headline(causes[0], words or counted(causes)))


def _live(inside, verdict=""):
    return f'<div aria-live="polite">{framed("What the message says", inside, verdict)}</div>'


def show_finder(text=""):
    """Show what the error finder says about a message; it is text already, so nothing is printed beside it.

    Parameters
    ----------
    text : str

    Raises
    ------
    Nothing.

    Source
    ------
    `finder_report`.

    Examples
    --------
    >>> show_finder()
    <IPython.core.display.HTML object>
    """
    from IPython.display import HTML, display

    display(HTML(finder_report(text)))


def error_finder(text=""):
    """A field to paste an error message into, and what it means.

    Parameters
    ----------
    text : str
        What stands in the field at first.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ImportError
        Where ipywidgets is missing, in one sentence.

    Source
    ------
    `finder_report`.

    Examples
    --------
    >>> error_finder().children[0].description
    'Paste the message'
    """
    try:
        import ipywidgets
    except ImportError:
        raise ImportError("The field needs ipywidgets: pip install ipywidgets. explain(text) does without.") from None

    field = ipywidgets.Textarea(
        value=text,
        description=_LABEL,
        rows=5,
        layout=ipywidgets.Layout(
            width="calc(100% - 4px)", max_width="44em", height="auto", flex_flow="column", align_items="flex-start"
        ),
        style={"description_width": "auto"},
    )
    answer = ipywidgets.HTML(finder_report(text))

    def answered(change):
        answer.value = finder_report(change["new"])

    field.observe(answered, names="value")
    panel = ipywidgets.VBox([field, answer])
    panel.add_class("error-finder")
    return panel
