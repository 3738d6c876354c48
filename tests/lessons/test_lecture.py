"""The first two sections of 01, 02 and 03 are a lecture of 50 minutes: the three examples of the web, each with a panel."""

import re

import pytest
from tools import reading
from tools.reference import ROOT

LECTURE = ("01_correct_shape", "02_broken_shape", "03_reshape")
# What tutorials show, as they write it; what differs between the three is their data.
MODEL = (
    'keras.layers.LSTM(50, activation="relu", input_shape=(20, 3))',
    "keras.layers.Dense(1)",
    'model.compile(optimizer="adam", loss="mse")',
    "epochs=10",
)
DATA = {
    "01_correct_shape": ("np.random.rand(100, 20, 3)", "data[:80], data[80:]", "targets[:80], targets[80:]"),
    "02_broken_shape": ("np.random.rand(100, 60)", "except ValueError as e", 'print("Error:", e)'),
    "03_reshape": ("np.random.rand(100, 60)", "data.reshape(100, 20, 3)"),
}
TAUGHT_LATER = ("units", "variance", "overfitting", "batch", "graph", "validation")
each_notebook = pytest.mark.parametrize("name", LECTURE)


def starts_section(cell):
    return cell.cell_type == "markdown" and re.search(r"^## ", cell.source, flags=re.M)


def parts(name):
    """The cells of the lecture, which are those of the first two sections, and the cells that come after them."""
    cells = reading.notebook_cells(ROOT / "notebooks" / f"{name}.ipynb")
    first, _, third, *_ = [place for place, cell in enumerate(cells) if starts_section(cell)]
    assert cells[third].source.startswith("## "), "a heading within a cell would be half in the lecture"
    return cells[first:third], cells[third:]


def prose(cells):
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def code(cells):
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


@each_notebook
def test_the_example_of_the_web_stands_in_the_lecture_as_found_and_as_written_today(name):
    lecture = code(parts(name)[0])
    for line in (*MODEL, *DATA[name]):
        assert line in lecture, line
    assert 'keras.Input((20, 3), name="readings")' in lecture


@each_notebook
def test_a_panel_with_sliders_for_timesteps_and_features_stands_in_the_lecture(name):
    panel = {"01_correct_shape": "block_panel(", "02_broken_shape": "break_panel(", "03_reshape": "motion_panel("}[name]
    assert f"helpers.{panel}" in code(parts(name)[0])


@each_notebook
def test_the_lecture_sends_nobody_to_what_comes_after_it(name):
    lecture = prose(parts(name)[0])
    later = [found for found in re.findall(r"\b([1-3])\.([1-6])\b", lecture) if int(found[1]) > 2]
    assert not later, f"{name} speaks of sections after the lecture: {later}"
    assert not re.search(r"\b(next|last|later) section\b", lecture)


@pytest.mark.parametrize("term", TAUGHT_LATER)
def test_no_term_that_is_taught_after_the_lecture_stands_in_it(term):
    said = re.compile(rf"\b{term}\b", flags=re.IGNORECASE)
    assert any(said.search(prose(parts(name)[1])) for name in LECTURE), "no longer taught: take it out of the list"
    for name in LECTURE:
        assert not said.search(re.sub(r"`[^`]*`|<code>.*?</code>", "", prose(parts(name)[0]))), name


def test_the_lecture_takes_at_most_fifty_minutes_and_the_readme_says_how_they_are_spent():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| (\d+) \| \[[^]]*\]\(notebooks/(\w+)\.ipynb#[^)]*\)", readme, flags=re.M))
    told = {name: int(minutes) for minutes, name in told.items()}
    assert sum(told.values()) <= 50
    assert told == {name: round(reading.minutes(parts(name)[0])) for name in LECTURE}
