"""The cheat sheet repeats the notebooks word for word."""

import re

import cheat_sheet
import nbformat
import pytest
from test_notebooks import NOTEBOOKS, cells, tags

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
    assert "# replace" not in page and "Colab" not in page and "<img" in page and "Your message contains" in page
