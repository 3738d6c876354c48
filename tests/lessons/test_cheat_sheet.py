"""The cheat sheet repeats the notebooks word for word, and its page prints on two sheets of A4."""

import re

import cheat_sheet
import nbformat
import pytest
from test_notebooks import NOTEBOOKS, cells, tags
from tools.lab import running_browser
from tools.reference import chromium

SHEET = nbformat.read(cheat_sheet.SHEET, as_version=4)


def test_it_says_what_the_notebooks_say():
    assert nbformat.writes(cheat_sheet.refreshed(SHEET.copy())) == nbformat.writes(SHEET), "run `make cheatsheet`"


def test_each_cell_to_copy_of_the_notebooks_stands_in_it():
    of_notebooks = [
        cell.source
        for path in NOTEBOOKS
        if path != cheat_sheet.SHEET
        for cell in cells(path)
        if "copy-me" in tags(cell)
    ]
    of_sheet = [cell.source for cell in SHEET.cells if "copy-me" in tags(cell)]
    assert sorted(of_sheet) == sorted(of_notebooks)
    needs = next(cell.source for cell in SHEET.cells if "from:cells-to-copy" in tags(cell))
    assert needs.count("#Copy-") == len(of_sheet)


def test_a_cell_that_is_changed_elsewhere_is_brought_to_what_it_says():
    changed = nbformat.from_dict(SHEET)
    repeats = next(cell for cell in changed.cells if cheat_sheet.source_of(cell) and cell.cell_type == "markdown")
    as_it_was, repeats.source = repeats.source, repeats.source.replace("reshape", "fold")
    assert repeats.source != as_it_was
    cheat_sheet.refreshed(changed)
    assert repeats.source == as_it_was


def test_a_cell_that_is_gone_elsewhere_is_missed():
    changed = nbformat.from_dict(SHEET)
    next(cell for cell in changed.cells if cheat_sheet.source_of(cell)).metadata.tags = ["from:03_reshape#gone"]
    with pytest.raises(ValueError, match="03_reshape has no cell 'gone'"):
        cheat_sheet.refreshed(changed)


def test_what_is_printed_is_the_page_without_the_cells_to_copy():
    page = cheat_sheet.page(SHEET)
    assert all(heading in page for heading in re.findall(r"99\.\d [^\n]+", "\n".join(c.source for c in SHEET.cells)))
    assert "# replace" not in page and "<img" in page and "Your message contains" in page


@pytest.mark.skipif(chromium() is None, reason="no Chromium here")
def test_it_prints_on_two_sheets_of_a4_and_nothing_is_cut_off(tmp_path):
    path = tmp_path / "sheet.html"
    path.write_text(cheat_sheet.page(SHEET), encoding="utf-8")
    with running_browser(tmp_path) as browser:
        page = browser.new_page()
        page.set_viewport_size({"width": 794, "height": 1123})
        page.goto(path.as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        seen = page.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 2
    assert wider <= 0 and seen and min(seen) > 200
