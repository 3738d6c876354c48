"""Slides: each notebook says which cells it shows, solutions stay out, and votes and notes come from teaching/."""

import re

import lecture
import make_slides
import nbformat
import pytest
from tools.reading import notebook_cells, tags
from tools.reference import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PAGES = [path for path in NOTEBOOKS if (ROOT / "teaching" / f"{path.stem}.md").exists()]
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def page_of(path):
    return ROOT / "teaching" / f"{path.stem}.md"


def kind(cell):
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def prepared(path):
    return make_slides.prepared(nbformat.read(path, as_version=4), page_of(path)).cells


def is_panel(cell):
    """A panel is shown without its line, or with the line that keeps what it makes."""
    return cell.cell_type == "code" and (not cell.source or "= helpers.own_table(" in cell.source)


@each_notebook
def test_each_section_begins_a_column_of_slides(path):
    cells = notebook_cells(path)
    assert kind(cells[0]) == "slide"
    for cell in cells:
        assert kind(cell) in ("slide", "subslide", "fragment", "skip", "notes", "-")
        heading = cell.cell_type == "markdown" and re.search("^## ", cell.source, flags=re.M)
        assert not heading or kind(cell) in ("slide", "skip"), cell.source[:60]


@each_notebook
def test_an_exercise_and_a_wrong_idea_begin_a_slide(path):
    for cell in prepared(path):
        if cell.cell_type == "markdown" and kind(cell) not in ("notes", "skip"):
            assert not re.search(r"\n\n\*\*(?:Exercise|A wrong idea)\*\*", cell.source), cell.source[:80]
            if cell.source.startswith(("**Exercise**", "**A wrong idea**")):
                assert kind(cell) == "subslide"


@each_notebook
def test_a_vote_has_its_slide_for_itself_and_no_sentence_is_cut_in_two(path):
    voted = False
    for cell in prepared(path):
        vote = 'class="vote"' in cell.source
        assert not voted or vote or kind(cell) in ("slide", "subslide", "notes"), cell.source[:60]
        voted = vote or (voted and kind(cell) == "notes")
        if cell.cell_type == "markdown" and kind(cell) != "notes":
            assert cell.source.count("`") % 2 == 0, cell.source[:200]
            without_code = re.sub(r"`[^`]*`|<code>.*?</code>", "", cell.source)
            assert without_code.count("**") % 2 == 0, cell.source[:200]


@each_notebook
def test_answers_are_on_no_slide_before_the_room_has_guessed(path):
    cells = notebook_cells(path)
    for cell in cells:
        if cell.cell_type == "code" and (cell.source.startswith("guess(") or "solution" in tags(cell)):
            assert kind(cell) == "skip", cell.source
        if cell.source.startswith("reveal("):
            assert kind(cell) == "subslide", f"the run stands on the slide of its question: {cell.source[:60]}"
    for cell in prepared(path):
        assert "Colab" not in cell.source, "the way to another host is for a reader alone"
        assert "<details>" not in cell.source and not re.match(r"(reveal|guess)\(", cell.source)
        if "____" in cell.source:
            assert not cell.get("outputs")
        for output in cell.get("outputs", []):
            assert "Your guess:" not in output.get("text", "")
            assert not re.match(r"\w+\(children=", output.get("data", {}).get("text/plain", ""))


@each_page
def test_each_vote_has_one_slide_and_each_row_its_note_in_the_section_that_it_names(path):
    cells = prepared(path)
    found = [re.search("<h3>(Vote .)</h3>", cell.source)[1] for cell in cells if '<div class="vote">' in cell.source]
    assert sorted(found) == [vote.name for vote in lecture.votes(page_of(path))]
    sections, stored = make_slides.section_of(cells), notebook_cells(path)
    origin = dict(zip((cell.id for cell in stored), make_slides.section_of(stored), strict=True))
    for row in lecture.rows(page_of(path)):
        slides = [
            n
            for n, cell in enumerate(cells)
            if make_slides.kind_of(cell) in ("slide", "subslide") and not is_vote(cell)
        ]
        noted = [n for n in slides if any(one.source.startswith(f"{row.minutes} min:") for one in cells[n + 1 : n + 2])]
        assert noted == [n for n in slides if origin.get(cells[n].id.split("-part")[0]) == row.headings[0]]
        for number in row.votes:
            places = [s for cell, s in zip(cells, sections, strict=True) if f"<h3>Vote {number}</h3>" in cell.source]
            assert places == [row.headings[0]]


def is_vote(cell):
    return '<div class="vote">' in cell.source


@each_page
def test_a_vote_stands_before_the_run_that_answers_and_a_vote_on_a_panel_behind_it(path):
    cells, votes = prepared(path), {vote.name: vote for vote in lecture.votes(page_of(path))}
    sections = make_slides.section_of(cells)
    runs = {cell.id for cell in notebook_cells(path) if cell.source.startswith("reveal(")}
    for n, cell in enumerate(cells):
        name = re.search("<h3>(Vote .)</h3>", cell.source)
        if name:
            before = [one for one, section in zip(cells[:n], sections, strict=False) if section == sections[n]]
            if votes[name[1]].state:
                assert any(is_panel(one) for one in before), votes[name[1]].question
            else:
                assert not runs & {one.id for one in before}, votes[name[1]].question


@each_page
def test_which_option_is_right_stands_in_the_notes_alone(path):
    for vote in lecture.votes(page_of(path)):
        other = vote._replace(
            options=tuple((letter, words, "") for letter, words, _ in vote.options), code="", state=""
        )
        assert make_slides.slide_of(vote).source == make_slides.slide_of(other).source
        notes = make_slides.notes_of(vote)
        assert notes.count("**right**") == 1 and all(f"`{wrong}`" in notes for _, wrong in vote.wrong)


def test_a_page_that_names_a_missing_section_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "| Minute | Do | Room does |\n| 0 to 3 | [9.9](../notebooks/01_correct_shape.ipynb#9.9-None) | sits |\n"
    )
    with pytest.raises(ValueError, match=re.escape("page.md names a section '9.9-None'")):
        make_slides.prepared(nbformat.read(NOTEBOOKS[1], as_version=4), page)


def test_an_unknown_notebook_is_refused_before_anything_is_fetched(capsys):
    assert make_slides.main(["77"]) == 2
    assert "'77' came" in capsys.readouterr().out


def test_the_plan_of_the_lecture_names_the_slides_that_it_needs():
    plan = (ROOT / "teaching" / "README.md").read_text(encoding="utf-8")
    found = re.search(r"01: (\d+)\. 02: (\d+), (\d+), (\d+)\. 03: (\d+), (\d+)\.", plan)
    wanted = [
        ("01", "<h3>Vote 1</h3>"),
        ("02", "except ValueError as e"),
        ("02", "model.fit(flat, y"),
        ("02", "<h3>Vote 2</h3>"),
        ("03", "<h3>Vote 1</h3>"),
        ("03", "<h3>Vote 2</h3>"),
    ]
    for number, (name, words) in zip(found.groups(), wanted, strict=True):
        (path,) = [path for path in NOTEBOOKS if path.stem.startswith(name)]
        shown = [cell for cell in prepared(path) if kind(cell) != "notes"]
        starts = [n for n, cell in enumerate(shown) if kind(cell) in ("slide", "subslide")] + [len(shown)]
        slide = shown[starts[int(number) - 1] : starts[int(number)]]
        assert any(words in cell.source for cell in slide), (name, number, words)
    assert f"on slide {found[3]}, show slide {int(found[3]) + 1}" in plan
