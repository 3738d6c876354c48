"""The catalogue of causes is whole, and every notebook, exercise and cause points at something that exists."""

import re

import pytest
from tools.reference import ROOT
from tools.small_models import NUMBERS, notebook

import lstm_shapes
from helpers.exercises import exercises
from lstm_shapes.axes import AXES


def test_every_cause_has_an_axis_and_six_texts_and_every_fault_a_repair():
    assert len(lstm_shapes.catalogue()) > 40
    for cause in lstm_shapes.catalogue().values():
        *texts, repair, question = cause
        assert all(isinstance(text, str) and text.strip() for text in texts), cause.id
        assert bool(repair) is (cause.raises != "no"), cause.id
        assert question == "" or "?" in question, cause.id
        assert cause.axis in (*AXES, "target", "layer"), cause.id


def test_the_ids_of_the_causes_are_unique_words():
    written = re.findall(r"(?m)^\[(.+)\]$", (ROOT / "lstm_shapes" / "causes.toml").read_text(encoding="utf-8"))
    assert written == list(lstm_shapes.catalogue())
    assert len(set(written)) == len(written)
    assert [name for name in written if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []
    sentences = [cause.sentence for cause in lstm_shapes.catalogue().values()]
    assert len(set(sentences)) == len(sentences)


def bracketed(text):
    return re.findall(r"\[([a-z]+(?:-[a-z]+)+)\](?!\()", text)


def test_every_cause_in_brackets_exists():
    texts = [text for entry in exercises().values() for text in (entry["why"], *entry["slips"].values())]
    texts += [cell.source for number in NUMBERS for cell in notebook(number).cells]
    named = {name for text in texts for name in bracketed(text)}
    assert len(named) > 15
    assert named - set(lstm_shapes.catalogue()) == set()


def headings(number):
    found = [
        line for cell in notebook(number).cells for line in cell.source.splitlines() if cell.cell_type == "markdown"
    ]
    return {re.sub(r"^#+ ", "", line).replace(" ", "-") for line in found if line.startswith("#")}


@pytest.mark.parametrize("cause", lstm_shapes.catalogue().values(), ids=lambda cause: cause.id)
def test_a_cause_is_taught_under_a_heading_that_exists_or_in_a_notebook_to_come(cause):
    stem, _, heading = cause.taught.partition("#")
    if stem[:2] in NUMBERS:
        assert (ROOT / "notebooks" / f"{stem}.ipynb").exists()
        assert heading in headings(stem[:2])
    else:
        assert heading == ""
        assert re.fullmatch(r"0[4-7]_[a-z_]+", stem)
