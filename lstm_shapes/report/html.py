"""A diagnosis as HTML with a picture, for a notebook."""

from html import escape

from ..axes import AXES
from ..causes import catalogue
from ..drawing.compare import compare_svg, compared
from ..drawing.kit import as_image
from ..messages.glossary import meanings
from .text import (
    ASK,
    BESIDES,
    CAUSES,
    INSTEAD,
    NOTHING,
    assurance,
    by_words_alone,
    counted,
    label_of,
    leading,
    no_fix,
    note_of,
    original,
    place_of,
    ranked,
    split_others,
    without_numbers,
    words_of_all,
)

SIGNS = {"raises": "✗ RAISES", "silent": "! SILENT", "harmless": "✓ HARMLESS", "cannot tell": "? CANNOT TELL"}
_NO_BLOCK = ("ragged-sequences", "not-finite")  # the data are no block, or one with holes
_MARGIN = "margin:0 0 .5em;max-width:44em"
_SOFT = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"


def paragraph(label, words):
    """Return one paragraph that begins with a bold label; both are escaped."""
    label = f"<strong>{escape(label)}</strong> " if label else ""
    return f'<p style="{_MARGIN}">{label}{escape(words)}</p>'


def fixes_html(fixes, said=False, note=""):
    """Return fixes as blocks to copy, each below what decides; set apart from the problem by a line at the left."""
    label, decides, said = label_of(fixes, said)
    label = label.capitalize()
    blocks = [paragraph(label, f"{decides}.")] if decides else []
    for fix in fixes:
        blocks.append(paragraph("" if decides else label, assurance(fix, said)))
        blocks.append(f'<pre style="margin:0 0 .7em;{_SOFT}">{escape(fix.code)}</pre>')
    blocks += [paragraph("", note)] if note else []
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


def headline(finding, words=""):
    """Return the sentence of a finding, or other words, behind the sign and the word of its level."""
    sign, _, word = SIGNS[finding.level].partition(" ")
    return (
        f'<p style="{_MARGIN};font-size:1.1em"><span aria-hidden="true">{sign}</span> '
        f"<strong>{word}:</strong> {escape(words or finding.sentence)}</p>"
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
        return f'<div style="{_MARGIN}">{as_image(compare_svg(declared, shape, axis))}</div>'
    return ""


def words_html(message):
    """Return an error's own words, and what they mean."""
    return f'<pre style="margin:0 0 .5em;{_SOFT}">{escape(original(message))}</pre>{listed(meanings(message))}'


def causes_html(causes, words, start=0):
    """Return causes that fit some words, numbered: each with its reason, its repair and where it is taught."""
    parts = []
    for place, one in enumerate(causes[start:], start=start + 1):
        sentence = without_numbers(one)[0] if words else one.sentence
        parts.append(f'<p style="margin:1em 0 .5em;max-width:44em"><strong>{place}. {escape(sentence)}</strong></p>')
        parts.append(paragraph("Why:", one.reason) if one.reason else "")
        shown, _ = ranked(one.fixes)
        parts.append(fixes_html(shown, said=True) if shown else "")
        parts.append(taught_html(one.cause))
    return "".join(parts)


def _html_found(diagnosis):
    """The first finding with picture and fixes, other readings of it, and what was found besides."""
    first, others = leading(diagnosis.findings)
    instead, besides = split_others(others)
    parts = [headline(first), picture_html(diagnosis, first)]
    parts += [paragraph("Why:", first.reason)] if first.reason else []
    shown, further = ranked(first.fixes)
    if shown:
        parts.append(fixes_html(shown, note=note_of(first)))
    elif no_fix(first):
        parts.append(paragraph("Fix:", f"{no_fix(first)}."))
    if first.cause:
        parts.append(taught_html(first.cause))
    if further:
        parts.append(folded(f"Further fixes: {len(further)}", fixes_html(further)))
    for one in instead:
        fixes = fixes_html(ranked(one.fixes)[0]) if one.fixes else ""
        inside = (paragraph("Why:", one.reason) if one.reason else "") + fixes
        parts.append(folded(f"{INSTEAD}: {one.sentence}", inside))
    if besides:
        inside = "".join(paragraph(f"{SIGNS[one.level]}:", f"{one.sentence} {one.reason}") for one in besides)
        parts.append(folded(f"{BESIDES}: {len(besides)}", inside))
    if first.cause:
        entry = catalogue()[first.cause]
        parts.append(folded("The idea behind it", listed([f"The idea: {entry.idea}", f"Why it fails: {entry.why}"])))
    return parts


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
    >>> from lstm_shapes.report.records import Diagnosis, Finding
    >>> "<strong>SILENT:</strong> a &lt; b" in as_html(Diagnosis([Finding("", "silent", "a < b", "")]))
    True
    """
    first = leading(diagnosis.findings)[0] if diagnosis.findings else None
    if first is None:
        parts = [f'<p style="{_MARGIN};font-size:1.1em"><span aria-hidden="true">✓</span> {NOTHING}</p>']
        parts.append(picture_html(diagnosis, None))
    elif causes := by_words_alone(diagnosis):
        words, _ = words_of_all(causes)
        parts = [headline(causes[0], words)] if words else []
        parts.append(paragraph("", f"{counted(causes)} {ASK}"))
        parts += [causes_html(causes[:CAUSES], words)]
        if causes[CAUSES:]:
            parts.append(folded(f"Further causes: {len(causes) - CAUSES}", causes_html(causes, words, CAUSES)))
    else:
        parts = _html_found(diagnosis)
    if diagnosis.message:
        parts.append(folded("The original words, and what they mean", words_html(diagnosis.message)))
    return framed(f"Diagnosis: {first.level if first else 'nothing found'}", "".join(parts))
