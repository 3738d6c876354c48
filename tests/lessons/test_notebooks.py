"""How every notebook is built: counts, errors, links, words, copied cells, and what is stored."""

import base64
import io
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
import run_notebooks
from tools.cores import core_of
from tools.reading import minutes, notebook_cells, tags
from tools.reference import ROOT, is_reference

from lstm_shapes.causes import catalogue

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DOCUMENTS = [path for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md") if path.exists()]
# How many cells of a notebook strict nbval may leave uncompared; each gives its reason in the cell before it.
NOT_COMPARED = {"00_start_here": 1}
PLOT = re.compile(r'<img alt="([^"]*)" src="data:image/png;base64,([^"]+)"')
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

LESSONS = [path for path in NOTEBOOKS if not path.stem.startswith("99")]  # the cheat sheet repeats them
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def cells(path, kind=None):
    found = nbformat.read(path, as_version=4).cells
    return [cell for cell in found if kind in (None, cell.cell_type)]


def errors(cell):
    return [output for output in cell.outputs if output.output_type == "error"]


def markdown(path):
    """All Markdown of a notebook, or the text of a document."""
    if path.suffix == ".ipynb":
        return "\n\n".join(cell.source for cell in cells(path, "markdown"))
    return path.read_text(encoding="utf-8")


def prose(path):
    """The Markdown without code and without the targets of links."""
    text = re.sub(r"```.*?```", "", markdown(path), flags=re.S)
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`]*`", "", text))


def anchors(path):
    """What a link can put after #: JupyterLab's form for a notebook, GitHub's for a document."""
    headings = re.findall(r"^#{1,6} +(.+?) *$", re.sub(r"```.*?```", "", markdown(path), flags=re.S), flags=re.M)
    if path.suffix == ".ipynb":
        return [heading.replace("`", "").replace(" ", "-") for heading in headings]
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_there_are_notebooks():
    assert [path.stem[:2] for path in NOTEBOOKS][:5] == ["00", "01", "02", "03", "04"]


@each_notebook
def test_every_code_cell_was_run_in_order(path):
    assert [cell.execution_count for cell in cells(path, "code")] == list(range(1, len(cells(path, "code")) + 1))


@each_notebook
def test_every_planned_error_is_stored_and_every_stored_error_is_planned(path):
    for cell in cells(path, "code"):
        assert len(errors(cell)) == ("raises-exception" in tags(cell)), cell.source


@each_lesson
def test_the_opening_has_its_five_parts(path):
    opening = cells(path)[0]
    assert opening.cell_type == "markdown"
    parts = [
        rf"\A# {path.stem[:2]} \S.*$",
        r"^\*\*Question\*\* .+\?",
        r"^\*\*You will be able to\*\*\n(- .+\n){2,5}",
        r"^\| You need \| How much \|\n\| --- \| --- \|\n(\| .+ \| (necessary|helpful) \|\n)+",
        r"^\*\*Time\*\* (?:about )?\d+ min.*\*\*Memory\*\* .+",
    ]
    places = [re.search(part, opening.source, flags=re.M) for part in parts]
    assert [part for part, found in zip(parts, places, strict=True) if not found] == []
    assert [found.start() for found in places] == sorted(found.start() for found in places)


@pytest.mark.parametrize("path", NOTEBOOKS + DOCUMENTS, ids=lambda path: path.stem)
def test_every_relative_link_leads_somewhere(path):
    broken = []
    for link in LINK.findall(markdown(path)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("cause", catalogue().values(), ids=lambda cause: cause.id)
def test_the_catalogue_says_where_a_cause_is_taught(cause):
    name, _, heading = cause.taught.partition("#")
    assert heading in anchors(ROOT / "notebooks" / f"{name}.ipynb")


@each_notebook
def test_a_notebook_that_exists_is_mentioned_with_a_link(path):
    mentions = re.findall(r"\b\d\d_[a-z_]+\b", re.sub(r"\]\([^)]*\)", "]", markdown(path)))
    assert mentions == []


@each_notebook
def test_a_cell_that_is_not_compared_gives_its_reason(path):
    all_cells = cells(path)
    ignored = [n for n, cell in enumerate(all_cells) if "nbval-ignore-output" in tags(cell)]
    assert len(ignored) == NOT_COMPARED.get(path.stem, 0)
    for place in ignored:
        assert "compared" in all_cells[place - 1].source


@each_notebook
def test_nothing_names_a_machine(path):
    text = re.sub(r'"image/png": ".*?"|data:image/png;base64,[^"\\]*', "", path.read_text(encoding="utf-8"))
    assert re.findall(r"(?<![\w./])/(?:root|home|work|tmp|Users|usr|opt)/\S*|\b[A-Z]:\\\\\S*", text) == []
    if len(socket.gethostname()) > 4:
        assert socket.gethostname() not in text


@each_notebook
def test_every_plot_is_there_and_not_blank_and_a_line_beneath_holds_its_numbers(path):
    drawn = [cell for cell in cells(path, "code") if "show_figure(" in cell.source]
    stored = [(cell, *PLOT.findall(str(cell.outputs))) for cell in cells(path, "code")]
    assert [cell for cell, *plots in stored if len(plots) == 1] == drawn
    for _, (words, data) in [each for each in stored if len(each) > 1]:
        ink = plt.imread(io.BytesIO(base64.b64decode(data)))[..., :3]
        assert len(np.unique(ink.reshape(-1, 3), axis=0)) > 50, words
        assert 0.02 < (ink.min(axis=2) < 0.9).mean() < 0.9, words
    for cell in drawn:
        printed = " ".join("".join(output.text for output in cell.outputs if output.output_type == "stream").split())
        assert PLOT.findall(str(cell.outputs))[0][0] in printed
        assert re.search(r"\d", printed)


@each_notebook
def test_a_notebook_is_stored_in_the_normal_form(path):
    notebook = nbformat.read(path, as_version=4)
    assert run_notebooks.as_text(run_notebooks.normal(notebook)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*NOTEBOOKS, ROOT / "README.md"], ids=lambda path: path.stem)
def test_no_word_belittles_the_reader(path):
    assert re.findall(r"\b(?:just|simply|easy|easily|obviously)\b", prose(path), flags=re.I) == []


@each_notebook
def test_prose_says_axis_and_never_dimension(path):
    # Keras' own words are quoted as they are.
    quoted = re.sub(r"\*Dimensions must be equal[^*]*\*|\"[^\"\n]*\"", "", prose(path))
    assert re.findall(r"\w*dimension\w*", quoted, flags=re.I) == []


@each_notebook
def test_no_cell_hides_its_value_with_a_semicolon(path):
    assert [cell.source for cell in cells(path, "code") if cell.source.rstrip().endswith(";")] == []


@each_notebook
def test_no_traceback_is_pasted_as_text(path):
    assert (
        re.findall(r"Traceback \(most recent|^-{3,}> \d|Cell In\[\d|File .*, line \d", markdown(path), flags=re.M) == []
    )


@each_notebook
def test_a_solution_is_its_starter_filled_in(path):
    all_cells = cells(path)
    for place, cell in enumerate(all_cells):
        if "solution" not in tags(cell):
            continue
        assert cell.metadata.get("jupyter", {}).get("source_hidden") is True, cell.source
        blanks = [one for one in all_cells[:place] if one.cell_type == "code" and "____" in one.source]
        starter = [one for one in blanks if "solution" not in tags(one)][-1].source
        pattern = re.escape(starter).replace("____", "(.+?)")
        # In a clinic the lines of a repair stand above its check, and a solution says that it is one.
        pattern = re.sub(r"\\\n(check_repair.+)\\\)$", r"\n(?:.+\n)*?\1, solution=True\\)", pattern)
        filled = re.fullmatch(pattern, cell.source, flags=re.S)
        assert filled, f"not its starter filled in:\n{cell.source}"
        assert set(filled.groups()) - {"____"}, f"nothing was filled in:\n{cell.source}"


@each_notebook
def test_a_copy_me_cell_stands_under_its_own_heading(path):
    all_cells = cells(path)
    headings = []
    for place, cell in enumerate(all_cells):
        if cell.cell_type == "code" and "copy-me" in tags(cell):
            before = all_cells[place - 1]
            assert before.cell_type == "markdown"
            headings += re.findall(r"^### .+$", before.source, flags=re.M)[-1:] or [cell.source]
    assert [heading for heading in headings if not heading.startswith("### ")] == []
    assert len(set(headings)) == len(headings)


def stuck_rows(path):
    """The rows of each table of messages, with links as they look from the notebooks."""
    tables = re.findall(r"^\| Your message contains .*\n\| ---.*\n((?:\|.*\n?)+)", markdown(path), flags=re.M)
    assert tables, f"{path.name} has no table of messages"
    return [table.replace("](notebooks/", "](").strip().splitlines() for table in tables]


def test_the_readme_repeats_the_first_row_of_building_and_the_first_three_of_fitting():
    building, fitting = stuck_rows(ROOT / "notebooks" / "00_start_here.ipynb")
    assert len(building) > 5 and len(fitting) > 5
    assert stuck_rows(ROOT / "README.md") == [[*building[:1], *fitting[:3]]]


def test_the_readme_says_the_minutes_of_each_notebook():
    rows = re.findall(r"^\|.*\]\(notebooks/(\w+)\.ipynb\) \| (\d+) \|$", markdown(ROOT / "README.md"), flags=re.M)
    assert [name for name, _ in rows] == [path.stem for path in LESSONS]
    told = {name: int(said) for name, said in rows}
    assert told == {path.stem: 5 * round(minutes(notebook_cells(path)) / 5) for path in LESSONS}


@each_notebook
def test_elsewhere_a_notebook_runs_with_the_same_planned_errors(path):
    if is_reference()[0]:
        pytest.skip("here the strict run compares every output")
    executed, reason = run_notebooks.execute(path)
    assert reason is None
    found, stored = (
        [
            (error.ename, core_of(error.evalue))
            for cell in notebook
            if cell.cell_type == "code"
            for error in errors(cell)
        ]
        for notebook in (executed.cells, cells(path))
    )
    assert found == stored


@pytest.mark.processors
def test_make_notebooks_changes_nothing_also_in_another_folder(copy_of_the_root):
    known, why_not = is_reference()
    if not known:
        pytest.skip(f"stored outputs are those of the reference platform; {why_not}")
    # Drawings, a warning and a traceback with paths; no plot, whose bytes another processor may change.
    name = str(copy_of_the_root / "notebooks" / "01_correct_shape.ipynb")
    # The copy's own helpers, not those of the folder that the environment was made in.
    environment = {**os.environ, "PYTHONPATH": str(copy_of_the_root)}
    command = [sys.executable, str(copy_of_the_root / "tests" / "run_notebooks.py"), "--check", name]
    done = subprocess.run(command, cwd=copy_of_the_root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "01_correct_shape.ipynb: unchanged\n"


def test_folders_of_a_machine_are_taken_out_of_an_output():
    home = Path.home()
    text = f"File {ROOT}/lstm_shapes/axes.py:3, \x1b[32m{home}/x/lib/python3.11/site-packages/keras/a.py:5\x1b[39m /tmp/ipykernel_12/34.py:1"
    taken = "File lstm_shapes/axes.py:3, \x1b[32m.../site-packages/keras/a.py:5\x1b[39m <cell>:1"
    assert run_notebooks.without_folders(text) == taken


def test_an_error_that_was_not_planned_leaves_the_file_untouched(tmp_path, capsys):
    path = tmp_path / "broken.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1"), nbformat.v4.new_code_cell("1 / 0")])
    path.write_text(run_notebooks.as_text(notebook), encoding="utf-8")
    before = path.read_bytes()
    assert run_notebooks.main([str(path)]) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr().out
    assert "broken.ipynb: left as it was: code cell 2 (1 / 0)" in said
    assert "ZeroDivisionError" in said


def test_a_check_compares_the_words_of_a_plot_and_not_its_bytes_and_storing_takes_both(tmp_path, monkeypatch):
    path = tmp_path / "plot.ipynb"
    stored = '<img alt="three" src="data:image/png;base64,AAAA">'
    for drawn, status in [(stored.replace("AAAA", "BB+/="), 0), (stored.replace("three", "four"), 1)]:
        monkeypatch.setattr(run_notebooks, "rerun", lambda path, drawn=drawn: (drawn, None))
        path.write_text(stored, encoding="utf-8")
        assert run_notebooks.main(["--check", str(path)]) == status
        assert path.read_text(encoding="utf-8") == stored
        run_notebooks.main([str(path)])
        assert path.read_text(encoding="utf-8") == drawn


def test_only_what_was_measured_may_differ_where_nothing_is_compared(tmp_path):
    path = tmp_path / "measured.ipynb"
    code = "import time\nprint(f'free memory {time.perf_counter():,.3f} MB: enough')"
    cell = nbformat.v4.new_code_cell(code, metadata={"tags": ["nbval-ignore-output"]})
    path.write_text(run_notebooks.as_text(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
    run_notebooks.main([str(path)])
    once = path.read_text(encoding="utf-8")
    assert run_notebooks.main(["--check", str(path)]) == 0
    path.write_text(once.replace("enough\\n", "too little\\n"), encoding="utf-8")
    assert run_notebooks.main(["--check", str(path)]) == 1
