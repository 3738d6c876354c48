"""A diagnosis as HTML, verdict first, for a notebook; its styles stand in it, as an untrusted one has no others."""

from html import escape

from ..axes import AXES
from ..causes import catalogue
from ..drawing.compare import compare_svg, compared
from ..drawing.kit import as_image
from ..drawing.laid import laid_svg
from ..drawing.verdicts import VERDICTS, banner
from ..messages.glossary import meanings, parted
from ..messages.texts import plain
from .text import (
    ASK,
    BESIDES,
    CAUSES,
    FAULTS,
    INSTEAD,
    LEVELS,
    NOTHING,
    THEN,
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
    untried,
    words_of_all,
)

_NO_BLOCK = ("ragged-sequences", "not-finite")  # the data are no block, or one with holes
_OPEN = 2  # repairs that are read at once; more of the same rank are folded
_MARGIN = "margin:0 0 .5em"
_SOFT = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"
_QUIET = "1px solid #8a8f94"  # a line that is seen on light and on dark paper, and is no text


def paragraph(label, words):
    """Return one paragraph that begins with a bold label; both are escaped."""
    label = f"<strong>{escape(label)}</strong> " if label else ""
    return f'<p style="{_MARGIN}">{label}{escape(words)}</p>'


def _code(lines):
    """Return lines as they are, of HTML."""
    return f'<pre style="margin:.3em 0 0;{_SOFT}">{lines}</pre>'


def _pill(fix):
    """Return how sure a fix is, as a small sign; none where a statement says it, or all it would be is untried."""
    stated, guessed = fix.question and "?" not in fix.question, not fix.question and not fix.apply
    if stated or guessed:
        return ""
    pill = "border:1px solid currentColor;border-radius:9px;padding:0 8px;font-size:11px;white-space:nowrap"
    return f'<span style="{pill};flex:0 0 auto">{escape(fix.confidence.upper())}</span>'


def _repair(fix, label, said):
    """Return a fix as a box: what decides, how sure it is, then the lines to copy."""
    question, mark, rest = fix.question.partition("?")
    asked = " ".join(filter(None, (label, question + mark)))
    rest += "" if said or not untried(fix) else f" ({untried(fix)})"
    head = "display:flex;flex-wrap:wrap;gap:2px 12px;justify-content:space-between;align-items:flex-start"
    title = f'<div style="flex:1 1 200px"><strong>{escape(asked)}</strong>{escape(rest)}</div>'
    box = f"border:{_QUIET};border-radius:6px;padding:5px 10px;margin:0 0 6px"
    return f'<div style="{box}"><div style="{head}">{title}{_pill(fix)}</div>{_code(escape(fix.code))}</div>'


def fixes_html(fixes, said=False):
    """Return fixes as boxes, the third and further ones folded below what decides.

    Parameters
    ----------
    fixes : sequence of Fix
        Of one rank, not empty.
    said : bool
        It was said before that none of them was tried.

    Returns
    -------
    str

    Examples
    --------
    >>> from lstm_shapes.repair.fixes import Fix
    >>> "<strong" in fixes_html([Fix("x = x[:1]", "sure", "", None)])
    True
    """
    label, decides, said = label_of(fixes, said)
    label = label.capitalize()
    parts = [paragraph(label, f"{decides}.")] if decides else []
    heads = ["" if decides and fix.question else label for fix in fixes]  # a box has a question or a label at its head
    boxes = [_repair(fix, head, said) for fix, head in zip(fixes, heads, strict=True)]
    parts += boxes[:_OPEN]
    parts += [folded(fix.question or label, box) for fix, box in zip(fixes[_OPEN:], boxes[_OPEN:], strict=True)]
    return "".join(parts)


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
    return f'<ul style="margin:.4em 0 0;padding-left:1.1em">{items}</ul>'


def headline(finding, words=""):
    """Return the banner of a finding's level, with its sentence or other words."""
    return banner(LEVELS[finding.level], words or finding.sentence)


def word_of(level):
    """Return the word that stands for a level everywhere.

    Examples
    --------
    >>> word_of("silent")
    'RUNS, WRONG'
    """
    return VERDICTS[LEVELS[level]][1]


def framed(label, inside, verdict=""):
    """Return a report as one named group in one frame, in the colours of the theme; all of them are HTML but the label.

    Where there is a verdict, it stands first.
    """
    style = (
        f"max-width:700px;box-sizing:border-box;border:{_QUIET};border-radius:8px;padding:2px 10px 4px;margin-top:6px;"
        "line-height:1.45;white-space:normal;overflow-wrap:anywhere"
    )
    inside = f'{verdict}<div style="margin-top:8px">{inside}</div>'
    return f'<div role="group" aria-label="{escape(label, quote=True)}" style="{style}">{inside}</div>'


def picture_html(diagnosis, first):
    """Return the data on the slot of the model where a size shows what `first` says, or nothing is wrong; else nothing.

    Where the model reads no 3 axes, or there is no block to lay, the sizes stand side by side.
    """
    declared, shape = diagnosis.declared, diagnosis.shape
    if not declared or not shape or max(len(declared), len(shape)) > 8:
        return ""
    if first and first.cause != "extra-axis" and (first.axis not in AXES or first.cause in _NO_BLOCK):
        return ""
    axis = first.axis if first else ""
    differ = any(row.wrong for row in compared(declared, shape, axis)[0])
    shown = not differ if first is None else differ or first.level == "harmless"
    if not shown:
        return ""
    lies = len(declared) == 3 and len(shape) <= 4 and 0 not in shape
    return as_image((laid_svg if lies else compare_svg)(declared, shape, axis))


def beside(image, words):
    """Return a picture with what is said of it at its right, or below where a page is narrow; both are HTML."""
    if not image:
        return words
    row = "display:flex;flex-wrap:wrap;gap:6px 16px;align-items:flex-start;margin:0 0 8px"
    words = f'<div style="flex:1 1 240px">{words}</div>' if words else ""
    return f'<div style="{row}"><div style="max-width:100%">{image}</div>{words}</div>'


def words_html(message):
    """Return an error's own words, those that have a meaning in bold, and what they mean."""
    parts = parted(original(plain(message)))
    words = [f"<strong>{escape(part)}</strong>" if place % 2 else escape(part) for place, part in enumerate(parts)]
    return f"{_code(''.join(words))}{listed(meanings(message))}"


def causes_html(causes, sentences, start=1):
    """Return causes that fit some words, numbered: each with its reason, its repair and where it is taught."""
    parts = []
    for place, (one, sentence) in enumerate(zip(causes, sentences, strict=True), start):
        parts.append(f'<p style="margin:.8em 0 .4em"><strong>{place}. {escape(sentence)}</strong></p>')
        parts.append(paragraph("Why:", one.reason) if one.reason else "")
        shown, _ = ranked(one.fixes)
        parts.append(fixes_html(shown, said=True) if shown else "")
        parts.append(taught_html(one.cause))
    return "".join(parts)


def _then(besides):
    """Say what has to be repaired after the first fault."""
    faults = [one for one in besides if one.level in FAULTS]
    if not faults:
        return ""
    more = f" And {len(faults) - 1} more, below." if faults[1:] else ""
    return paragraph(THEN, f"{word_of(faults[0].level)}: {faults[0].sentence}{more}")


def _html_found(diagnosis):
    """The first finding with picture and fixes, other readings of it, and what was found besides."""
    first, others = leading(diagnosis.findings)
    instead, besides = split_others(others)
    why = paragraph("Why:", first.reason) if first.reason else ""
    parts = [beside(picture_html(diagnosis, first), why + _then(besides))]
    shown, further = ranked(first.fixes)
    if shown:
        parts.append(fixes_html(shown))
    elif no_fix(first):
        parts.append(paragraph("Fix:", f"{no_fix(first)}."))
    if note_of(first):
        parts.append(paragraph("", note_of(first)))
    if first.cause:
        parts.append(taught_html(first.cause))
    if further:
        parts.append(folded(f"Further fixes: {len(further)}", fixes_html(further)))
    for one in instead:
        fixes = fixes_html(ranked(one.fixes)[0]) if one.fixes else ""
        inside = (paragraph("Why:", one.reason) if one.reason else "") + fixes
        parts.append(folded(f"{INSTEAD}: {one.sentence}", inside))
    if besides:
        inside = "".join(paragraph(f"{word_of(one.level)}:", f"{one.sentence} {one.reason}") for one in besides)
        parts.append(folded(f"{BESIDES}: {len(besides)}", inside))
    if first.cause:
        entry = catalogue()[first.cause]
        parts.append(folded("The idea behind it", listed([f"The idea: {entry.idea}", f"Why it fails: {entry.why}"])))
    return parts


def as_html(diagnosis):
    """Write a diagnosis for a notebook: verdict, picture, reason and fixes; the rest is folded.

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
    As for `as_text`; the picture is `laid_svg` or `compare_svg`.

    Examples
    --------
    >>> from lstm_shapes.report.records import Diagnosis, Finding
    >>> page = as_html(Diagnosis([Finding("", "silent", "a < b", "")]))
    >>> page.index("RUNS, WRONG") < page.index("a &lt; b")
    True
    """
    first = leading(diagnosis.findings)[0] if diagnosis.findings else None
    if first is None:
        verdict, parts = banner("fits", NOTHING), [beside(picture_html(diagnosis, None), "")]
    elif causes := by_words_alone(diagnosis):
        words, said = words_of_all(causes)
        verdict = headline(causes[0], words or counted(causes))
        parts = [
            paragraph("", f"{counted(causes)} {ASK}" if words else ASK),
            causes_html(causes[:CAUSES], said[:CAUSES]),
        ]
        if causes[CAUSES:]:
            parts.append(
                folded(
                    f"Further causes: {len(causes) - CAUSES}", causes_html(causes[CAUSES:], said[CAUSES:], CAUSES + 1)
                )
            )
    else:
        verdict, parts = headline(first), _html_found(diagnosis)
    if diagnosis.message:
        parts.append(folded("The original words, and what they mean", words_html(diagnosis.message)))
    found = word_of(first.level).lower() if first else "nothing found"
    return framed(f"Diagnosis: {found}", "".join(parts), verdict)
