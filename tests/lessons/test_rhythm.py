"""How the notebooks teach: plain code, predictions that nothing spoils, honest exercises, and their time."""

import ast
import re

import pytest
from tools import doors, strong_words
from tools.reading import (
    minutes,
    notebook_cells,
    open_prose,
    tags,
    visible_output,
)
from tools.reference import ROOT

import helpers
from helpers.exercises import exercises, options

# The cheat sheet repeats the lessons and has no rhythm of its own; tests/lessons/test_cheat_sheet.py holds it to them.
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if not path.stem.startswith("99"))
# A clinic asks for a cause and a repair of each patient; tests/lessons/test_clinic.py holds its own rhythm.
CLINICS = [path for path in NOTEBOOKS if path.stem.endswith("_clinic")]
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_lesson = pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if path not in CLINICS], ids=lambda path: path.stem
)
DATA = {
    "address_codes", "churn_histories", "cropped_digits", "eeg_recording", "flat_file", "newest_first_table",
    "price_table", "rain_log", "weather_log",
}  # fmt: skip
ALLOWED = DATA | {"____", "guess", "reveal", "check"}
ALLOWED |= {name for name in helpers.__all__ if name.endswith("_panel") or name.startswith("show_")}
# What a notebook of a kind of its own needs: a look at the machine, the clinic, the panel of the reader's own table.
OF_A_KIND = {
    "00_start_here": {"check_environment", "clinic_line"},
    "12_shape_clinic": {name for name, room in helpers._HOME_OF.items() if room.startswith("clinic.")},
    "13_your_own_data": {"own_table"},
}
SETUP = [
    "%xmode Minimal",
    "import helpers  # first: it quiets TensorFlow's start-up log",
    "import keras",
    "import numpy as np",
    "from helpers import ____, check, guess, reveal",
]
SETUP_OF_A_CLINIC = [*SETUP[:-1], "from helpers import ____, check_repair, guess_cause"]


def code(path):
    return [cell for cell in notebook_cells(path) if cell.cell_type == "code"]


def python(cell):
    """A cell's syntax tree, without the magics of IPython."""
    return ast.parse(re.sub(r"(?m)^\s*[%!].*$", "", cell.source))


def called(cell, name):
    """The first argument of each call of `name` in a cell."""
    return [
        node.args[0].value
        for node in ast.walk(python(cell))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def names_of_helpers(path):
    """Every name that a notebook takes from helpers, also by `from helpers import`."""
    found = set()
    for cell in code(path):
        for node in ast.walk(python(cell)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "helpers":
                found.add(node.attr)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "helpers":
                found |= {one.name for one in node.names}
            elif isinstance(node, ast.Import):
                assert not [one.name for one in node.names if one.name.startswith("helpers.")], cell.source
    return found


@each_notebook
def test_the_setup_cell_is_the_same_and_imports_once(path):
    first, *later = [doors.LINES.sub("", cell.source).splitlines() for cell in code(path)]
    setup = SETUP_OF_A_CLINIC if path in CLINICS else SETUP
    extra = [line for line in first if line not in setup]
    assert [line for line in first if line in setup] == [line for line in setup if line in first]
    assert {*setup} - {*first} <= {"import keras"}, "only Keras may wait until a layer runs"
    assert [
        line for line in extra if not re.fullmatch(r"import (lstm_shapes|pandas as pd|matplotlib.pyplot as plt)", line)
    ] == []
    assert [line for lines in later for line in lines if line.startswith("from helpers import")] == []


@each_notebook
def test_helpers_gives_data_pictures_panels_guesses_and_checks_and_nothing_else(path):
    allowed = ALLOWED | OF_A_KIND.get(path.stem, set())
    assert names_of_helpers(path) - allowed == set()


@each_notebook
def test_most_lines_of_code_run_without_this_repository(path):
    lines = ours = 0
    for cell in code(path):
        if "copy-me" in tags(cell) or "solution" in tags(cell):
            continue
        for line in filter(str.strip, cell.source.splitlines()):
            # A question, its blank and a panel are no code that a reader would take home.
            if re.match(r"\s*(guess|guess_cause|reveal|check|check_repair)\(|helpers\.\w+_panel\(|%", line):
                continue
            lines += 1
            ours += bool(re.search(r"\bhelpers\b|\blstm_shapes\b", line))
    assert ours <= 0.2 * lines, f"{ours} of {lines}"


@each_lesson
def test_a_guess_its_run_and_the_comparison_are_three_cells(path):
    cells = notebook_cells(path)
    guesses = [place for place, cell in enumerate(cells) if cell.cell_type == "code" and called(cell, "guess")]
    assert guesses, "a notebook without a prediction"
    for place in guesses:
        guess, run, comparison = cells[place : place + 3]
        (name,) = called(guess, "guess")
        assert guess.source == f'guess("{name}", ____)'
        assert run.cell_type == "code" and run.source.startswith(f'reveal("{name}")\n'), name
        assert run.metadata.get("jupyter", {}).get("outputs_hidden") is True, name
        assert run.outputs[0].output_type == "stream" and run.outputs[0].text.startswith("Your guess: none yet\n"), name
        assert comparison.cell_type == "markdown"
        assert "<details><summary>Compare with your guess</summary>" in comparison.source, name
    revealed = [name for cell in code(path) for name in called(cell, "reveal")]
    assert revealed == [name for place in guesses for name in called(cells[place], "guess")]


def in_view(cells, place):
    """What a reader sees of the section before a cell, and of the Markdown behind the folded comparison."""
    start = max(
        (n for n in range(place) if cells[n].cell_type == "markdown" and "\n## " in f"\n{cells[n].source}"), default=0
    )
    seen = []
    for cell in cells[start:place]:
        seen += [open_prose(cell)] if cell.cell_type == "markdown" else [cell.source, visible_output(cell)]
    after = "\n".join(open_prose(cell) for cell in cells[place + 2 : place + 4] if cell.cell_type == "markdown")
    return "\n".join([*seen, f"\n{after}".split("\n## ")[0]])


@each_notebook
def test_no_accepted_answer_of_a_guess_is_in_view_before_it_is_run(path):
    cells = notebook_cells(path)
    for place, cell in enumerate(cells):
        for name in called(cell, "guess") if cell.cell_type == "code" else []:
            exercise = exercises()[name]
            if options(exercise):
                continue  # the answers to choose from stand in the question
            text = " ".join(in_view(cells, place).split())
            for answer in exercise["right"]:
                assert not re.search(rf"(?<![\w.,(]){re.escape(answer)}(?![\w.,)])", text), f"{name}: {answer}"


@each_lesson
def test_solutions_are_folded_with_their_outputs_and_no_line_behind_them_gives_the_reason_away(path):
    cells = notebook_cells(path)
    for place, cell in enumerate(cells):
        if "solution" not in tags(cell):
            continue
        assert cell.metadata.get("jupyter", {}) == {"outputs_hidden": True, "source_hidden": True}, cell.source
        assert called(cell, "check"), cell.source
        exercise = exercises()[called(cell, "check")[0]]
        after = open_prose(cells[place + 1]) if cells[place + 1].cell_type == "markdown" else ""
        assert exercise["why"] not in after


@each_notebook
def test_the_first_line_of_a_folded_solution_which_stays_in_view_tells_nothing(path):
    starters = {}
    for cell in code(path):
        for name in called(cell, "check"):
            first = cell.source.splitlines()[0]
            if "solution" not in tags(cell):
                starters[name] = first
            else:
                assert first.startswith("#") or (first == starters[name] and "____" not in first), first


@each_lesson
def test_at_least_half_of_the_exercises_are_code_judged_by_what_it_does(path):
    calls = [
        node
        for cell in code(path)
        if "solution" not in tags(cell)
        for node in ast.walk(python(cell))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check"
    ]
    assert calls, "a notebook without an exercise"
    # Code is handed over as what it gave: an array with its data, or the result of an expression, not a typed answer.
    judged = [call for call in calls if call.keywords or not isinstance(call.args[1], ast.Name)]
    assert 2 * len(judged) >= len(calls)


@each_notebook
def test_a_notebook_has_at_most_five_sections_and_one_of_cells_to_copy(path):
    headings = [
        line
        for cell in notebook_cells(path)
        if cell.cell_type == "markdown"
        for line in re.findall(r"^## (.+)$", cell.source, flags=re.M)
    ]
    taught = [heading for heading in headings if "to copy" not in heading.lower()]
    assert len(taught) <= 5 and len(headings) - len(taught) <= 1, headings
    number = str(int(path.stem[:2]))
    assert [heading.split(" ")[0] for heading in headings] == [f"{number}.{n}" for n in range(1, len(headings) + 1)]


@each_notebook
def test_the_opening_says_the_minutes_of_the_formula(path):
    taken = minutes(notebook_cells(path))
    assert taken <= 40 or path in CLINICS  # each patient says its own minutes, and one is a visit
    said = int(re.search(r"^\*\*Time\*\* about (\d+) min", notebook_cells(path)[0].source, flags=re.M)[1])
    assert said == 5 * round(taken / 5), f"the formula gives {taken:.1f}"


@each_notebook
def test_a_cell_is_short_and_so_is_what_it_prints(path):
    for cell in code(path):
        if "copy-me" in tags(cell):
            continue
        assert len(cell.source.splitlines()) <= 12, cell.source
        printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
        # A report of `diagnose` is read as a picture; a model's summary has its own height.
        if "summary()" not in cell.source and "lstm_shapes" not in cell.source:
            assert len(printed.splitlines()) <= 10, cell.source


@each_notebook
def test_what_is_folded_ends_its_cell_so_that_the_next_words_stand_apart(path):
    for cell in notebook_cells(path):
        assert not re.search(r"</details>\s+(?!<details>)\S", cell.source), cell.source


@each_notebook
def test_a_planned_error_is_short_and_names_no_place_of_a_library(path):
    for cell in code(path):
        for output in cell.outputs:
            if output.output_type == "error" and "whole-traceback" not in tags(cell):
                assert len(output.evalue.splitlines()) <= 10, cell.source
                assert not re.search(r'File "|line \d+|0x[0-9a-f]+', output.evalue), cell.source


@each_notebook
def test_a_notebook_ends_with_links_out(path):
    last = "\n".join(cell.source for cell in notebook_cells(path)[-3:] if cell.cell_type == "markdown")
    assert "https://" in last


def test_every_strong_word_is_held_by_a_test_or_needs_none():
    found, listed = strong_words.found(), strong_words.listed()
    assert {name: [*dict.fromkeys(strong)] for name, strong in found.items()} == {
        name: [*held] for name, held in listed.items()
    }, "say it softer, or name the test that holds it in strong_words.toml"
    for place in {place for held in listed.values() for place in held.values()}:
        if place.startswith("text: "):
            continue
        file, _, name = place.partition("::")
        assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8") or not name, place
