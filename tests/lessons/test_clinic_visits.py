"""A visit to the clinic of 12: guesses, repairs, what comes back, what is kept in a file, and how the notebook asks."""

import json
import os
import re
from html import unescape

import pytest
from tools.clinic import NAMES, RIGHT, WRONG, data_of, repaired
from tools.reading import minutes, notebook_cells, tags
from tools.reference import ROOT

import helpers
from helpers.clinic import progress, visits
from helpers.clinic.patients import patient, patients
from lstm_shapes.causes import catalogue

CELLS = notebook_cells(ROOT / "notebooks" / "12_shape_clinic.ipynb")
each_patient = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("LSTM_SHAPES_CLINIC", str(tmp_path))
    progress._unsaved.clear()
    return tmp_path / ".clinic.json"


@pytest.fixture
def said(capsys):
    """What was printed since the last call, as one line."""
    return lambda: " ".join(capsys.readouterr().out.split())


def visit(name, cause, axis, *lines, again=0):
    helpers.guess_cause(name, cause, axis, again=again)
    for line in lines:
        model, x, *y = (eval(part, data_of(name, again)) for part in line.split(";"))
        helpers.check_repair(name, model, x, *y, again=again)


def solve(name, cause=None, axis=None, again=0):
    entry = patients()[name]
    helpers.guess_cause(name, cause or entry["cause"], axis or entry["axes"][0], again=again)
    helpers.check_repair(name, *repaired(name, again), again=again)


def test_a_guess_is_kept_until_a_repair_was_checked_and_told_after_it(said):
    helpers.guess_cause("tram", "swapped-axes", " Features ")
    assert said() == "Your guess is kept: swapped-axes, features. Now repair it."
    helpers.guess_cause("tram", "scrambled-reshape", "timesteps")
    visit("tram", "scrambled-reshape", "timesteps", WRONG["tram"][0][0])
    told = said()
    assert "Not yet. It runs, and the layer reads something else: the shape is right" in told
    assert 'A wrong idea that leads there: "Reshape moves an axis."' in told and told.endswith("[scrambled-reshape]")
    helpers.guess_cause("tram", "needs-windows", "samples")
    assert said() == "Your guess stays, because you have checked a repair since: scrambled-reshape and timesteps."
    helpers.check_repair("tram", *repaired("tram"))
    assert "Your guess was right: scrambled-reshape, timesteps." in said()


@pytest.mark.parametrize(
    ("cause", "axis", "told"),
    [
        (helpers.____, "samples", "No guess yet: put a name"),
        ("swapped-axes", helpers.____, "No guess yet: put a name"),
        ("swapped", "samples", "No guess yet: 'swapped' is none of the names"),
        ("swapped-axes", "time", "No guess yet: the axis must be one of samples, timesteps"),
        (None, 3, "No guess yet: 'none' is none of the names"),
    ],
)
def test_what_is_no_guess_is_not_kept(cause, axis, told, said, own_progress):
    helpers.guess_cause("tram", cause, axis)
    assert said().startswith(told)
    assert not own_progress.exists()


def test_a_blank_and_a_solution_keep_nothing(said, own_progress):
    helpers.check_repair("tram", helpers.____, helpers.____, helpers.____)
    assert said() == "Not attempted yet: put the repaired model, x and y in place of each ____."
    helpers.check_repair("turbine", helpers.____, helpers.____)
    assert said() == "Not attempted yet: put the repaired model and x in place of each ____."
    helpers.check_repair("tram", *repaired("tram"), solution=True)
    assert said().startswith("The solution is right.")
    helpers.check_repair("tram", *repaired("store"), solution=True)
    assert said().startswith("The solution is not right.")
    assert not own_progress.exists()
    with pytest.raises(ValueError, match="no patient is called 'trm'"):
        helpers.check_repair("trm", None, None)


def test_a_right_guess_is_secure_and_a_wrong_one_or_many_wrong_repairs_bring_the_patient_back(said):
    solve("river")
    solve("heart", "target-shape", "target")
    solve("tram", "swapped-axes")
    solve("bees", axis="samples")
    helpers.check_repair("lift", *repaired("lift"))
    visit("greenhouse", "flattened-steps", "timesteps", *[line for line, _ in WRONG["greenhouse"][1:5]])
    visit("greenhouse", "flattened-steps", "timesteps", RIGHT["greenhouse"][0])
    visit("store", "single-timestep", "timesteps", *[line for line, _ in WRONG["store"][:2]], RIGHT["store"][0])
    visit("dough", "missing-features-axis", "features", WRONG["dough"][1][0])
    kept, _ = progress.load()
    assert {name: visits.standing(kept, name) for name in NAMES if name in kept} == {
        "river": "secure", "heart": "secure", "tram": "again", "bees": "again", "lift": "again", "greenhouse": "again",
        "store": "secure", "dough": "open",
    }  # fmt: skip
    said()
    helpers.clinic_result()
    told = said()
    assert "Secure: extra-return-sequences, samples-in-input-shape, single-timestep." in told
    assert "To come back: flattened-steps, label-encoding, missing-return-sequences, scrambled-reshape." in told
    assert "Not repaired yet: 7 of 14 patients." in told
    helpers.clinic_line()
    assert said() == "Shape clinic: 7 of 14 patients repaired, 3 of them secure. The next is Dough."


def test_a_patient_comes_back_in_another_dress_until_it_is_secure(said):
    helpers.once_more()
    assert said() == "Nobody comes back yet: you have repaired no patient."
    solve("tram", "swapped-axes")
    said()
    helpers.once_more()
    told = said()
    assert told.startswith(f"1 to come back. This is the next: {patient('tram', 1).text('story')} rows, y = ")
    assert 'patient_data("tram", again=1)' in told
    assert told.endswith(
        'guess_cause("tram", ____, ____, again=1) check_repair("tram", model=____, x=____, y=____, again=1)'
    )
    solve("tram", "needs-windows", again=1)
    said()
    helpers.once_more()
    assert 'patient_data("tram", again=2)' in said()
    helpers.guess_cause("tram", "scrambled-reshape", "features", again=2)
    said()
    helpers.once_more()
    assert 'patient_data("tram", again=2)' in said(), "it is not repaired yet"
    solve("tram", again=2)
    said()
    helpers.once_more()
    assert said() == "Nobody comes back: of the patients that you have repaired, each is secure."
    assert visits.standing(progress.load()[0], "tram") == "secure"


def test_all_fourteen_can_be_made_secure(said):
    for name in NAMES:
        solve(name)
    said()
    helpers.clinic_line()
    assert said() == "Shape clinic: 14 of 14 patients repaired, 14 of them secure."


def test_the_model_of_another_patient_is_named_and_counts_as_no_idea(said, own_progress):
    model, x, y = repaired("greenhouse")
    helpers.check_repair("greenhouse", model, x, y)
    assert said().startswith("Right.")
    _, x, y = repaired("river")
    helpers.check_repair("river", model, x, y)
    assert "This model was handed over for Greenhouses." in said()
    assert json.loads(own_progress.read_text())["patients"]["river"][0]["wrong"] == []


def test_the_same_slip_twice_counts_once(said):
    visit("tram", "scrambled-reshape", "features", *[WRONG["tram"][0][0]] * 5, RIGHT["tram"][0])
    assert progress.load()[0]["tram"] == [
        {"guess": ["scrambled-reshape", "features"], "wrong": ["scrambled-reshape"], "solved": True}
    ]


# What is kept -------------------------------------------------------------------------------------------------------

DAMAGED = {
    "empty": b"",
    "half": b'{"clinic": 1, "patients": {"tram": [{"gu',
    "not text": b"\xff\xfe\x00",
    "a list": b"[1, 2]",
    "another version": b'{"clinic": 2, "patients": {}}',
    "another file": b'{"cells": [], "nbformat": 4}',
    "a visit that is none": b'{"clinic": 1, "patients": {"tram": [3]}}',
    "a guess that is none": b'{"clinic": 1, "patients": {"tram": [{"guess": "x"}]}}',
    "a word that is not known": b'{"clinic": 1, "patients": {"tram": [{"solvd": true}]}}',
    "wrong as a number": b'{"clinic": 1, "patients": {"tram": [{"wrong": 3}]}}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_put_aside_and_the_visit_goes_on(damaged, said, own_progress):
    own_progress.write_bytes(damaged)
    helpers.guess_cause("tram", "scrambled-reshape", "features")
    told = said()
    assert "could not be read; it is now called .clinic-damaged-1.json, and a new one begins." in told
    assert "Your guess is kept: scrambled-reshape, features." in told
    assert own_progress.with_name(".clinic-damaged-1.json").read_bytes() == damaged
    own_progress.write_bytes(damaged)
    helpers.clinic_line()
    assert ".clinic-damaged-2.json" in said()
    helpers.clinic_result()
    assert "could not be read" not in said()


def test_a_folder_in_its_place_is_put_aside_too(said, own_progress):
    own_progress.mkdir()
    helpers.clinic_line()
    assert "could not be read; it is now called .clinic-damaged-1.json" in said()


def test_patients_of_another_edition_are_left_as_they_are(said, own_progress):
    own_progress.write_text('{"clinic": 1, "patients": {"whale": [{"solved": true}]}}', encoding="utf-8")
    helpers.guess_cause("tram", "scrambled-reshape", "features")
    helpers.clinic_result()
    assert [*progress.load()[0]] == ["whale", "tram"]


def test_where_nothing_can_be_written_the_visit_lasts_as_long_as_the_kernel(said, tmp_path, monkeypatch):
    monkeypatch.setenv("LSTM_SHAPES_CLINIC", str(tmp_path / "missing"))
    helpers.guess_cause("tram", "scrambled-reshape", "features")
    assert "could not be written (No such file or directory); it lasts as long as this kernel" in said()
    helpers.check_repair("tram", *repaired("tram"))
    assert "Your guess was right" in said()
    (tmp_path / "missing").mkdir()
    solve("river")
    assert "could not" not in said()
    assert sorted(json.loads((tmp_path / "missing" / ".clinic.json").read_text())["patients"]) == ["river", "tram"]


def test_a_write_that_stops_half_way_leaves_the_old_file_and_no_other(own_progress, monkeypatch, said):
    helpers.guess_cause("tram", "scrambled-reshape", "features")
    before = own_progress.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    helpers.guess_cause("river", "samples-in-input-shape", "samples")
    assert "could not be written (No space left on device)" in said()
    assert own_progress.read_bytes() == before
    assert [path.name for path in own_progress.parent.iterdir()] == [".clinic.json"]


def test_progress_survives_an_export_and_an_import_and_a_reset_keeps_the_old_file(said, own_progress):
    for name in ("river", "tram", "bees"):
        solve(name, axis="none")
    kept = progress.load()[0]
    said()
    helpers.export_progress()
    words = said().partition("of your own: ")[2]
    helpers.reset_progress(helpers.____)
    helpers.reset_progress("no")
    assert progress.load()[0] == kept
    helpers.reset_progress("yes")
    assert "The old file is now called .clinic-before-reset-1.json." in said()
    assert progress.load() == ({}, "")
    solve("river")
    solve("river", again=1)
    said()
    helpers.import_progress(words)
    assert said() == "Imported: 2 of 3 patients were further than here."
    assert progress.load()[0] | {"river": kept["river"]} == kept
    assert len(progress.load()[0]["river"]) == 2, "what was further here stays"
    helpers.import_progress(words)
    assert said() == "Imported: 0 of 3 patients were further than here."


@pytest.mark.parametrize(
    "broken", ["hello", "clinic-1:", "clinic-1:AAAA", "clinic-2:eJx", 3, None, b"clinic-1:", "clinic-1:é"]
)
def test_a_text_that_is_none_is_not_imported(broken, said):
    solve("river")
    kept = progress.load()
    said()
    helpers.import_progress(broken)
    assert said().startswith("Nothing was imported: ")
    helpers.import_progress(helpers.____)
    assert said().startswith("Nothing to import: ")
    assert progress.load() == kept


def test_every_part_of_an_export_is_needed(said):
    solve("river")
    words = progress.as_words(progress.load()[0])
    for cut in (words[:-8], words[:20] + words[24:]):
        with pytest.raises(ValueError, match="a part of the text is missing or was changed"):
            progress.from_words(cut)


def test_a_run_for_storing_or_comparing_neither_shows_nor_changes_what_a_learner_has_kept(tmp_path):
    import nbformat
    import run_notebooks

    kept = tmp_path / ".clinic.json"
    kept.write_text('{"clinic": 1, "patients": {"tram": [{"solved": true}]}}', encoding="utf-8")
    before = kept.read_bytes()
    code = 'import helpers\nhelpers.clinic_line()\nhelpers.guess_cause("river", "needs-windows", "samples")'
    path = tmp_path / "line.ipynb"
    path.write_text(
        run_notebooks.as_text(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])), encoding="utf-8"
    )
    ran, reason = run_notebooks.execute(path)
    assert reason is None
    assert ran.cells[0].outputs[0].text.startswith("Shape clinic: 0 of 14 patients repaired.")
    assert kept.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == [".clinic.json", "line.ipynb"]


# The notebook -------------------------------------------------------------------------------------------------------


def cells_of(name):
    """The Markdown with the story, and the six cells after it."""
    place = next(n for n, cell in enumerate(CELLS) if cell.source == patient(name).text("code"))
    return CELLS[place - 1 : place + 6]


@each_patient
def test_a_visit_is_a_story_its_program_a_guess_a_repair_three_hints_and_a_folded_solution(name):
    story, code, ask, guess, starter, hints, solution = cells_of(name)
    one = patient(name)
    asked = {
        json.loads(line)["id"]: json.loads(line)["source"]
        for line in (ROOT / "tests/cases/cases.jsonl").open(encoding="utf-8")
    }
    assert re.match(rf"### Patient {NAMES.index(name) + 1}: {one.entry['title']}\n", story.source)
    assert one.text("story") in story.source and asked[one.entry["case"]] in story.source
    assert code.outputs and ask.source.startswith("**Predict** ")
    assert guess.source == f'guess_cause("{name}", ____, ____)'
    given = "model=____, x=____" + (", y=____" if one.y is not None else "")
    assert starter.source == f'# Your repair\ncheck_repair("{name}", {given})'
    assert re.findall(r"<summary>(.+?)</summary>", hints.source) == ["Hint 1", "Hint 2", "Hint 3"]
    assert one.text("lines") in solution.source and one.text("x") in solution.source and tags(solution) == ["solution"]
    assert solution.metadata["jupyter"] == {"outputs_hidden": True, "source_hidden": True}
    first, folded = solution.outputs
    assert first.text == "The solution is right.\n"
    page = unescape(folded.data["text/html"])
    assert page.startswith("<details><summary>What was wrong</summary>One value followed: ")
    assert page.endswith(f"{one.text('why')}</details>")


@each_patient
def test_nothing_in_view_of_a_visit_names_its_cause(name):
    seen = " ".join(cell.source for cell in cells_of(name)[:5])
    assert not {*re.findall(r"[a-z]+(?:-[a-z]+)+", seen)} & {*catalogue()}


@each_patient
def test_a_patient_says_its_own_minutes(name):
    story = cells_of(name)[0].source
    assert int(re.search(r"\*\*About (\d+) min\*\*", story)[1]) == round(minutes(cells_of(name)))
    assert ("uses" in patients()[name]) == (", and it uses [" in story)


def test_the_table_names_every_cause_of_a_patient_and_is_in_alphabetical_order():
    (table,) = [cell.source for cell in CELLS if "| Name | What is wrong |" in cell.source]
    names = re.findall(r"^\| `([a-z-]+)` \|", table, flags=re.M)
    assert names == sorted(names) and {*names} <= {*catalogue(), "healthy"}
    assert {cause for entry in patients().values() for cause in (entry["cause"], *entry["also"])} - {*names} <= {
        "row-is-not-sample"
    }
