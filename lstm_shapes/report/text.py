"""What is shown of a diagnosis, and its text for a terminal; `report_html` is for a notebook."""

import re
from pathlib import Path
from textwrap import fill, indent

from ..causes import catalogue
from ..messages.glossary import meanings
from ..repair.fixes import OTHERS

# Each level of a finding, and the verdict of `drawing.verdicts` that says it; where nothing is found, it fits.
LEVELS = {"raises": "raises", "silent": "wrong", "harmless": "harmless", "cannot tell": "cannot tell"}
FAULTS = ("raises", "silent")  # the levels that want a repair
NOTHING = "Nothing found: the shapes fit, and none of the faults that are known here was seen."
_NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_TOGETHER = 3  # fixes that are shown at once
_LETTERS = 900  # of an error's own words
_OTHERS = 4  # further findings in a terminal
READINGS = 2  # other readings of a fault that are shown with their fixes
CAUSES = 3  # causes that fit the words alone, and are shown at once
BESIDES = "Also found; repair the first one first"
THEN = "Repair this first; then:"
INSTEAD = "The same sizes fit another cause"
ASK = "With your model and data, lstm_shapes.diagnose(model, x, y) can tell more."
_EVERYWHERE = "x and y stand for your arrays; validation data, test data and what you predict need the same lines."
_EVERY_DATASET = "x stands for your dataset; one for validation, for a test or to predict from needs the same lines."
_OF_DATASET = re.compile(r"(?m)^x = x\.(?:map|batch|unbatch)\(")
_CHANGES_X = re.compile(r"(?m)^x(?:, y)? = ")
_SENTENCES = re.compile(r"(?<=[.?!]) ")
_SHAPE = re.compile(r"\((?:\w+, ?)+\w*\)")


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
    first = next((one for one in findings if one.level in FAULTS), findings[0])
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
    # "Is the answer to the other questions no?" is answered last.
    return tuple(sorted(fixes[:rank], key=lambda one: one.question.startswith(OTHERS))), fixes[rank:]


def untried(fix):
    """Say what was not done with a fix; nothing where it was run.

    Examples
    --------
    >>> from lstm_shapes.repair.fixes import Fix
    >>> untried(Fix("x = x[:1]", "sure", "", print, "checked on shapes, not run"))
    'checked on shapes, not run'
    """
    return fix.tried or ("" if fix.apply else "not tried here")


def assurance(fix, said=False):
    """Say how sure a fix is, and what decides; `said` leaves out that it was not tried.

    Examples
    --------
    >>> from lstm_shapes.repair.fixes import Fix
    >>> assurance(Fix("x = x[:1]", "depends on your data", "Is it one sample?", None))
    'depends on your data: Is it one sample? (not tried here)'
    """
    words = "" if not fix.apply and not fix.question and fix.confidence != "sure" else fix.confidence
    if fix.question:
        words = f"{words}: {fix.question}" if "?" in fix.question else fix.question
    return words if said or not untried(fix) else f"{words} ({untried(fix)})".strip()


def label_of(fixes, said=False):
    """Return what stands in front of fixes, what decides between them, and whether it is `said` that none was tried."""
    notes = {untried(fix) for fix in fixes}
    note = notes.pop() if len(notes) == 1 else ""  # one for all of them
    label = f"fix, {note}:" if note and not said else "fix:"
    decides = f"one of these {len(fixes)}" if len(fixes) > 1 else ""
    if decides and fixes[0].question:
        decides += "; the answer to its question decides"
    return label, decides, said or bool(note)


def no_fix(finding):
    """Say that there is no fix, for a fault that wants one."""
    return "no lines can be given here" if finding.level in FAULTS else ""


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


def original(message):
    """Return an error's own words; of a long one the beginning and the end, where most of them say what is wrong."""
    text = message.strip()
    if len(text) <= _LETTERS:
        return text
    return f"{text[: _LETTERS // 2].rstrip()} … {text[-_LETTERS // 2 :].lstrip()}"


# Several readings ------------------------------------------------------------------------------------------


def by_words_alone(diagnosis):
    """Return the causes that fit a message where nothing but its words is known, and there are several; else none."""
    causes = [one for one in diagnosis.findings if one.cause]
    if not diagnosis.message or len(causes) < 2 or any(not one.instead for one in causes[1:]):
        return []
    return [] if any(fix.apply for one in causes for fix in one.fixes) else causes


def words_of_all(causes):
    """Return what all causes say first, as the numbers of a message, and the rest of each."""
    split = [_SENTENCES.split(one.sentence) for one in causes]
    shared = 0
    while all(len(one) > shared + 1 and one[shared] == split[0][shared] for one in split):
        shared += 1
    return " ".join(split[0][:shared]), [" ".join(one[shared:]) for one in split]


def counted(causes):
    """Say how many causes fit some words."""
    number = "One cause fits" if len(causes) == 1 else f"{len(causes)} causes fit"
    return f"{number} these words{', the usual one first' * (len(causes) > 1)}. No repair below was tried."


def split_others(others):
    """Return the findings that hold instead of the first one, and those that hold besides."""
    return [one for one in others if one.instead], [one for one in others if not one.instead]


def note_of(finding):
    """Say what else a repair of x has to reach; not where one sample or one pair of x and y is at fault."""
    fixes, _ = ranked(finding.fixes)
    alone = finding.cause in ("missing-samples-axis", "sample-count-mismatch")
    if alone or not any(_CHANGES_X.search(fix.code) for fix in fixes):
        return ""
    return _EVERY_DATASET if any(_OF_DATASET.search(fix.code) for fix in fixes) else _EVERYWHERE


# Text ------------------------------------------------------------------------------------------------------


def _wrapped(words, left=""):
    words = _SHAPE.sub(lambda shape: shape.group().replace(" ", "\u00a0"), words)  # a shape stays on one line
    lines = fill(words, 88, initial_indent=left, subsequent_indent=left, break_on_hyphens=False, break_long_words=False)
    return lines.replace("\u00a0", " ")


def _text_fixes(finding, note=True):
    first, others = ranked(finding.fixes)
    if not first:
        words = no_fix(finding)
        return f"fix: {words}." if words else ""
    label, decides, said = label_of(first)
    parts = [_wrapped(f"{label} {decides}.")] if decides else []
    for fix in first:
        words = assurance(fix, said)
        parts += [_wrapped(words, "  ") if decides else _wrapped(f"{label} {words}".strip()), indent(fix.code, "    ")]
    if note and note_of(finding):
        parts.append(_wrapped(note_of(finding)))
    if others:
        parts.append(f"further fixes: {len(others)}, in .fixes of this finding")
    return "\n\n".join(parts)


def _text_causes(causes):
    """Causes that fit the words alone, numbered, each with its question and its lines."""
    words, sentences = words_of_all(causes)
    parts = [_wrapped(f"{causes[0].level.upper()}: {words}")] if words else []
    parts.append(_wrapped(f"{counted(causes)} {ASK}"))
    for place, (one, sentence) in enumerate(zip(causes[:CAUSES], sentences, strict=False), start=1):
        lines = [_wrapped(f"{place}. {sentence}")]
        for fix in ranked(one.fixes)[0]:
            lines += [_wrapped(fix.question, "   ")] if fix.question else []
            lines.append(indent(fix.code, "       "))
        parts.append("\n".join([*lines, f"   taught in: {place_of(one.cause)[0]}"]))
    if len(causes) > CAUSES:
        parts.append(f"and {len(causes) - CAUSES} more, in .findings")
    return parts


def _text_found(diagnosis):
    """The first finding with its fixes, other readings of it, and what was found besides."""
    first, others = leading(diagnosis.findings)
    instead, besides = split_others(others)
    parts = [_wrapped(f"{first.level.upper()}: {first.sentence}")]
    parts += [_wrapped(f"why: {first.reason}")] if first.reason else []
    parts.append(_text_fixes(first))
    parts += [f"taught in: {place_of(first.cause)[0]}"] if first.cause else []
    for one in instead[:READINGS]:
        lines = [f"{INSTEAD}:", _wrapped(one.sentence, "  "), indent(_text_fixes(one, note=False), "  ")]
        parts.append("\n\n".join(filter(None, lines)))
    besides = [*instead[READINGS:], *besides]
    if besides:
        lines = [_wrapped(f"{one.level.upper()}: {one.sentence}", "  ") for one in besides[:_OTHERS]]
        lines += [f"  and {len(besides) - _OTHERS} more, in .findings"] if len(besides) > _OTHERS else []
        parts.append("\n".join([f"{BESIDES}:", *lines]))
    return parts


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
    `diagnosis` and `explaining` make it; ``causes.toml`` says where a cause is taught.

    Examples
    --------
    >>> from lstm_shapes.report.records import Diagnosis, Finding
    >>> print(as_text(Diagnosis([Finding("extra-axis", "harmless", "x has a last axis of 1.", "Keras drops it.")])))
    HARMLESS: x has a last axis of 1.
    <BLANKLINE>
    why: Keras drops it.
    <BLANKLINE>
    taught in: 02_broken_shape, section 2.2 The break panel
    """
    if not diagnosis.findings:
        parts = [NOTHING]
    elif causes := by_words_alone(diagnosis):
        parts = _text_causes(causes)
    else:
        parts = _text_found(diagnosis)
    if diagnosis.message:
        words = [_wrapped(line, "  ") for line in original(diagnosis.message).splitlines() if line.strip()]
        parts.append("\n".join(["The original words:", *words]))
        told = [_wrapped(sentence, "  ") for sentence in meanings(diagnosis.message)]
        parts += ["\n".join(["What they mean:", *told])] if told else []
    return "\n\n".join(filter(None, parts))
