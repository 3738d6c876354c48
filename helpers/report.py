"""A diagnosis as text for a terminal, and as HTML with a picture for a notebook."""

import re
from html import escape
from pathlib import Path
from textwrap import fill, indent

from .axes import AXES
from .causes import catalogue
from .compare import compare_svg, compared
from .glossary import meanings

NOTHING = "Nothing found: the shapes fit, and nothing that can be seen is silently wrong."
SIGNS = {"raises": "✗ RAISES", "silent": "! SILENT", "harmless": "✓ HARMLESS", "cannot tell": "? CANNOT TELL"}
_NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
_TOGETHER = 3  # fixes that are shown at once
_LETTERS = 900  # of an error's own words
_NO_BLOCK = ("ragged-sequences", "not-finite")  # the data are no block, or one with holes
_OTHERS = 4  # further findings in a terminal
_SHAPE = re.compile(r"\((?:\w+, ?)+\w*\)")
_MARGIN = "margin:0 0 .5em;max-width:44em"
_SOFT = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"


def leading(findings):
    """Return the finding to repair first, and the others: the first that raises or is silently wrong.

    Parameters
    ----------
    findings : sequence of Finding
        Not empty.

    Returns
    -------
    first : Finding
    others : list of Finding
    """
    first = next((one for one in findings if one.level in ("raises", "silent")), findings[0])
    return first, [one for one in findings if one is not first]


def ranked(fixes):
    """Return the fixes that are shown, those of the first rank, and the others.

    Parameters
    ----------
    fixes : sequence of Fix

    Returns
    -------
    first, others : tuple of Fix
        Fixes that depend on the data are of one rank: the answer to a question decides, not their order.
    """
    rank = 0
    while rank < min(len(fixes), _TOGETHER) and fixes[rank].confidence == fixes[0].confidence:
        rank += 1
    return fixes[:rank], fixes[rank:]


def assurance(fix, said=False):
    """Say how sure a fix is, and what decides; `said` leaves out that it was not tried.

    Examples
    --------
    >>> from helpers.findings import Fix
    >>> assurance(Fix("x = x[:1]", "depends on your data", "Is it one sample?", None))
    'depends on your data: Is it one sample? (not tried here)'
    """
    words = fix.confidence
    if fix.question:
        words = f"{words}: {fix.question}" if "?" in fix.question else fix.question
    return words if fix.apply or said else f"{words} (not tried here)"


def label_of(fixes, said=False):
    """Return what stands in front of fixes, what decides between them, and whether it is `said` that none was tried."""
    untried = not any(fix.apply for fix in fixes)
    label = "fix, not tried here:" if untried and not said else "fix:"
    decides = f"one of these {len(fixes)}" if len(fixes) > 1 else ""
    if decides and fixes[0].question:
        decides += "; the answer to its question decides"
    return label, decides, said or untried


def _no_fix(finding):
    """Say that there is no fix, for a fault that wants one."""
    return "no lines can be given here" if finding.level in ("raises", "silent") else ""


def place_of(cause):
    """Return where a cause is taught.

    Parameters
    ----------
    cause : str
        An id of the catalogue.

    Returns
    -------
    words : str
        The notebook and its section.
    link : str
        Relative to the folder of the notebooks; empty where that notebook does not lie beside the package.

    Source
    ------
    ``causes.toml``.

    Examples
    --------
    >>> place_of("flattened-steps")[0]
    '02_broken_shape, section 2.1 One flat file'
    """
    stem, _, heading = catalogue()[cause].taught.partition("#")
    words = f"{stem}, section {heading.replace('-', ' ')}" if heading else stem
    if (_NOTEBOOKS / f"{stem}.ipynb").is_file():
        return words, f"{stem}.ipynb{'#' if heading else ''}{heading}"
    return f"{words} (not written yet)" if _NOTEBOOKS.is_dir() else words, ""


def _original(message):
    """Return an error's own words; a long one ends where it only repeats what the layer was given."""
    text = message.strip()
    return text if len(text) <= _LETTERS else text[:_LETTERS].rstrip() + " …"


def _others_heading(diagnosis):
    if diagnosis.message:
        return "Other causes that fit the words or the data"
    return "Also found; repair the first one first"


# Text ------------------------------------------------------------------------------------------------------


def _wrapped(words, left=""):
    words = _SHAPE.sub(lambda shape: shape.group().replace(" ", "\u00a0"), words)  # a shape stays on one line
    lines = fill(words, 88, initial_indent=left, subsequent_indent=left, break_on_hyphens=False, break_long_words=False)
    return lines.replace("\u00a0", " ")


def _text_fixes(finding):
    first, others = ranked(finding.fixes)
    if not first:
        words = _no_fix(finding)
        return f"fix: {words}." if words else ""
    label, decides, said = label_of(first)
    parts = [_wrapped(f"{label} {decides}.")] if decides else []
    for fix in first:
        words = assurance(fix, said)
        parts += [_wrapped(words, "  ") if decides else _wrapped(f"{label} {words}"), indent(fix.code, "    ")]
    if others:
        parts.append(f"further fixes: {len(others)}, in .fixes of this finding")
    return "\n\n".join(parts)


def as_text(diagnosis):
    """Write a diagnosis for a terminal.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    str
        Sentences wrapped at 88 letters; lines of code as they are.

    Raises
    ------
    Nothing.

    Source
    ------
    `helpers.diagnosis` and `helpers.explaining` make it; ``causes.toml`` says where a cause is taught.

    Examples
    --------
    >>> from helpers.findings import Diagnosis, Finding
    >>> print(as_text(Diagnosis([Finding("extra-axis", "harmless", "x has a last axis of 1.", "Keras drops it.")])))
    HARMLESS: x has a last axis of 1.
    <BLANKLINE>
    why: Keras drops it.
    <BLANKLINE>
    taught in: 02_broken_shape, section 2.4 The break panel
    """
    if not diagnosis.findings:
        parts = [NOTHING]
    else:
        first, others = leading(diagnosis.findings)
        parts = [_wrapped(f"{first.level.upper()}: {first.sentence}")]
        parts += [_wrapped(f"why: {first.reason}")] if first.reason else []
        parts.append(_text_fixes(first))
        parts += [f"taught in: {place_of(first.cause)[0]}"] if first.cause else []
        if others:
            lines = [_wrapped(f"{one.level.upper()}: {one.sentence}", "  ") for one in others[:_OTHERS]]
            lines += [f"  and {len(others) - _OTHERS} more, in .findings"] if len(others) > _OTHERS else []
            parts.append("\n".join([f"{_others_heading(diagnosis)}:", *lines]))
    if diagnosis.message:
        words = [_wrapped(line, "  ") for line in _original(diagnosis.message).splitlines() if line.strip()]
        parts.append("\n".join(["The original words:", *words]))
        told = [_wrapped(sentence, "  ") for sentence in meanings(diagnosis.message)]
        parts += ["\n".join(["What they mean:", *told])] if told else []
    return "\n\n".join(filter(None, parts))


# HTML ------------------------------------------------------------------------------------------------------


def paragraph(label, words):
    """Return one paragraph that begins with a bold label; both are escaped."""
    label = f"<strong>{escape(label)}</strong> " if label else ""
    return f'<p style="{_MARGIN}">{label}{escape(words)}</p>'


def fixes_html(fixes, said=False):
    """Return fixes as blocks to copy, each below what decides; set apart from the problem by a line at the left."""
    label, decides, said = label_of(fixes, said)
    label = label.capitalize()
    blocks = [paragraph(label, f"{decides}.")] if decides else []
    for fix in fixes:
        blocks.append(paragraph("" if decides else label, assurance(fix, said)))
        blocks.append(f'<pre style="margin:0 0 .7em;{_SOFT}">{escape(fix.code)}</pre>')
    return f'<div style="border-left:3px solid currentColor;padding-left:.8em;margin:.5em 0">{"".join(blocks)}</div>'


def taught_html(cause):
    """Return the line that leads to the lesson."""
    words, link = place_of(cause)
    words = escape(words)
    if link:
        colour = "color:var(--jp-content-link-color,currentColor);text-decoration:underline"
        words = f'<a href="{escape(link)}" style="{colour}">{words}</a>'
    return f'<p style="{_MARGIN}"><strong>Taught in</strong> {words}</p>'


def folded(summary, inside):
    """Return what is read on demand; `inside` is HTML."""
    inside = f'<div style="padding:.4em 1.1em">{inside}</div>'
    return f'<details style="{_MARGIN}"><summary>{escape(summary)}</summary>{inside}</details>'


def listed(sentences):
    """Return sentences as a list, escaped."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<ul style="margin:0;padding-left:1.1em">{items}</ul>'


def headline(finding):
    """Return the sentence of a finding behind the sign and the word of its level."""
    sign, _, word = SIGNS[finding.level].partition(" ")
    return (
        f'<p style="{_MARGIN};font-size:1.1em"><span aria-hidden="true">{sign}</span> '
        f"<strong>{word}:</strong> {escape(finding.sentence)}</p>"
    )


def framed(label, inside):
    """Return a report as one named group in the colours of the theme."""
    style = "margin-top:.4em;line-height:1.5;white-space:normal;overflow-wrap:anywhere"
    return f'<div role="group" aria-label="{escape(label, quote=True)}" style="{style}">{inside}</div>'


def picture_html(diagnosis, first):
    """Return model beside data where a size shows what `first` says, or where nothing is wrong; else nothing."""
    declared, shape = diagnosis.declared, diagnosis.shape
    if not declared or not shape or max(len(declared), len(shape)) > 8:
        return ""
    if first and first.cause != "extra-axis" and (first.axis not in AXES or first.cause in _NO_BLOCK):
        return ""
    axis = first.axis if first else ""
    differ = any(row.wrong for row in compared(declared, shape, axis)[0])
    if differ or first is None or first.level == "harmless":
        return f'<div style="{_MARGIN}">{compare_svg(declared, shape, axis)}</div>'
    return ""


def words_html(message):
    """Return an error's own words, and what they mean."""
    return f'<pre style="margin:0 0 .5em;{_SOFT}">{escape(_original(message))}</pre>{listed(meanings(message))}'


def as_html(diagnosis):
    """Write a diagnosis for a notebook: sentence, picture, reason and fix; the rest is folded.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    str
        HTML in the colours of the theme; whatever comes from the data is escaped.

    Raises
    ------
    Nothing.

    Source
    ------
    As for `as_text`; the picture is `compare_svg`.

    Examples
    --------
    >>> from helpers.findings import Diagnosis, Finding
    >>> "<strong>SILENT:</strong> a &lt; b" in as_html(Diagnosis([Finding("", "silent", "a < b", "")]))
    True
    """
    if diagnosis.findings:
        first, others = leading(diagnosis.findings)
        parts = [headline(first), picture_html(diagnosis, first)]
        parts += [paragraph("Why:", first.reason)] if first.reason else []
        shown, further = ranked(first.fixes)
        if shown:
            parts.append(fixes_html(shown))
        elif _no_fix(first):
            parts.append(paragraph("Fix:", f"{_no_fix(first)}."))
        if first.cause:
            parts.append(taught_html(first.cause))
        if further:
            parts.append(folded(f"Further fixes: {len(further)}", fixes_html(further)))
        if others:
            inside = "".join(paragraph(f"{SIGNS[one.level]}:", f"{one.sentence} {one.reason}") for one in others)
            parts.append(folded(f"{_others_heading(diagnosis)}: {len(others)}", inside))
        if first.cause:
            entry = catalogue()[first.cause]
            parts.append(
                folded("The idea behind it", listed([f"The idea: {entry.idea}", f"Why it fails: {entry.why}"]))
            )
    else:
        first = None
        parts = [f'<p style="{_MARGIN};font-size:1.1em"><span aria-hidden="true">✓</span> {NOTHING}</p>']
        parts.append(picture_html(diagnosis, None))
    if diagnosis.message:
        parts.append(folded("The original words, and what they mean", words_html(diagnosis.message)))
    return framed(f"Diagnosis: {first.level if first else 'nothing found'}", "".join(parts))
