"""A visit to the clinic of 12 in JupyterLab: a guess, a wrong and a right repair, a restart, another notebook."""

import json

import pytest
from tools import lab

from helpers.clinic.patients import patient

WRONG = 'model.compile("adam", "mse")\ncheck_repair("greenhouse", model=model, x=rows.reshape(40, 3, 12).transpose(0, 2, 1), y=y)'
RIGHT = 'model.compile("adam", "mse")\ncheck_repair("greenhouse", model=model, x=rows.reshape(40, 12, 3), y=y)'


@pytest.fixture(scope="module")
def served(chromium, tmp_path_factory):
    """A JupyterLab of its own, because these tests leave progress behind; its address and its folder."""
    folder = tmp_path_factory.mktemp("clinic")
    with lab.running_lab(folder) as address:
        yield address, folder / "notebooks"


@pytest.fixture
def page(browser, served):
    opened = browser.new_page()
    opened.problems = []
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    yield opened
    lab.shut_down(opened)
    opened.close()


def run(page, beginning, source=None):
    """Run the first cell whose text begins so, with another text if one is given; returns what it shows."""
    place = page.evaluate(
        """([beginning, source]) => {
            const { content } = window.jupyterapp.shell.currentWidget;
            const place = content.widgets.findIndex((cell) => cell.model.type === "code"
                && cell.model.sharedModel.getSource().startsWith(beginning));
            content.activeCellIndex = place;
            content.deselectAll();
            if (source !== null) content.widgets[place].model.sharedModel.setSource(source);
            return place;
        }""",
        [beginning, source],
    )
    assert place >= 0, beginning
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
    page.wait_for_function(
        """(place) => {
            const { content, context } = window.jupyterapp.shell.currentWidget;
            const { model } = content.widgets[place];
            return context.sessionContext.session?.kernel?.status === "idle" && model.executionState === "idle"
                && model.executionCount;
        }""",
        arg=place,
        timeout=120_000,
    )
    outputs = lab.stored_outputs(page)[place]["outputs"]
    return " ".join(" ".join("".join(one.get("text", one.get("evalue", ""))) for one in outputs).split())


def test_a_visit_survives_a_restart_shows_in_00_and_comes_back(page, served):
    address, folder = served
    lab.open_notebook(page, address, "12_shape_clinic.ipynb")
    run(page, "# !git")  # the setup cell begins with the lines for Colab and Kaggle
    assert "Expected shape (None, 12, 3)" in run(page, "rows, y = helpers.patient_data")
    asked = 'guess_cause("greenhouse"'
    assert "No guess yet" in run(page, asked)
    assert run(page, asked, asked + ', "swapped-axes", "features")').startswith("Your guess is kept")
    assert "Not attempted yet" in run(page, "# Your repair")
    told = run(page, "# Your repair", WRONG)
    assert told.startswith("Not yet. It runs,") and told.endswith("[scrambled-reshape]")
    told = run(page, "model.compile", RIGHT)
    assert told.startswith("Right. One value followed: light of greenhouse 20")
    assert "You guessed swapped-axes, features. It was flattened-steps." in told
    kept = json.loads((folder / ".clinic.json").read_text(encoding="utf-8"))
    assert kept["patients"] == {
        "greenhouse": [{"guess": ["swapped-axes", "features"], "wrong": ["scrambled-reshape"], "solved": True}]
    }

    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.status === 'idle'"
    )
    run(page, "# !git")  # the setup cell begins with the lines for Colab and Kaggle
    assert run(page, "helpers.clinic_result").startswith("Secure: none yet. To come back: flattened-steps.")
    told = run(page, "helpers.once_more")
    assert patient("greenhouse", 1).text("story") in told
    code = patient("greenhouse", 1).text("code")
    assert "Expected shape" in run(page, "# Paste the program here.", code)
    again = patient("greenhouse", 1)
    repair = (
        'guess_cause("greenhouse", "flattened-steps", "timesteps", again=1)\nmodel.compile("adam", "mse")\n'
        f'check_repair("greenhouse", model=model, x={again.text("x")}, y=y, again=1)'
    )
    told = run(page, 'rows, y = helpers.patient_data("greenhouse", again=1)', repair)
    assert "Your guess was right: flattened-steps, timesteps." in told
    assert run(page, "helpers.once_more").startswith("Nobody comes back: of the patients")
    assert page.problems == []


def test_the_first_notebook_says_how_far_the_clinic_is(page, served):
    address, _ = served
    lab.open_notebook(page, address, "00_start_here.ipynb")
    run(page, "# !git")  # the setup cell begins with the lines for Colab and Kaggle
    line = run(page, "helpers.clinic_line")
    assert line == "Shape clinic: 1 of 14 patients repaired, 1 of them secure. The next is A river."
