"""Diagnoses, the extension and the error finder in JupyterLab in a real Chromium."""

import importlib.resources

import nbformat
import pytest
from test_browser import CUT_OFF, LABELS, SAME
from tools import lab
from tools.reference import ROOT

from lstm_shapes.notebook.finder import finder_report

pytestmark = pytest.mark.matrix
PICTURES = ROOT / ".output" / "screenshots"
SETUP = """
import lstm_shapes
import keras
import numpy as np
import pandas as pd
%load_ext lstm_shapes

def model(shape=(20, 3), every=False, loss="mse", last=1):
    layers = [keras.Input(shape), keras.layers.LSTM(4, name="lstm", return_sequences=every), keras.layers.Dense(last, name="out")]
    made = keras.Sequential(layers, name="made")
    made.compile(optimizer="adam", loss=loss)
    return made

def data(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")
"""
DIAGNOSES = [
    "lstm_shapes.diagnose(model(), data(100, 60), data(100, 1))",
    "lstm_shapes.diagnose(model(), data(100, 3, 20), data(100, 1))",
    "lstm_shapes.diagnose(model(), data(100, 30, 3), data(100, 1))",
    "lstm_shapes.diagnose(model(), data(10, 4, 16, 16, 3), data(10, 1))",
    "lstm_shapes.diagnose(model((20, 1)), data(100, 20), data(100, 1))",
    "lstm_shapes.diagnose(model((5000, 3)), data(3, 20, 3), data(3, 1))",
    "lstm_shapes.diagnose(model(every=True), data(100, 20, 3), data(100, 1))",
    "lstm_shapes.diagnose(model(), pd.DataFrame({'<script>window.ran = 1</script>' * 3: list('abc')}))",
    "lstm_shapes.diagnose(model(), data(0, 20, 3), data(0, 1))",
    "lstm_shapes.diagnose(model(), data(100, 20, 3), data(100, 1))",
    "lstm_shapes.diagnose(None, data(100, 20, 3))",
    "lstm_shapes.explain('expected ndim=3, found ndim=2. Full shape received: (None, 60)')",
]
FAILING = "made, x, y = model(), data(100, 60), data(100, 1)\nmade.fit(x, y, verbose=0)"
FINDER = ["lstm_shapes.show_finder()", "lstm_shapes.error_finder()"]
MESSAGE = "Expected shape (None, 20, 3), but input has incompatible shape (None, 60)"


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A notebook with all of them, run."""
    folder = tmp_path_factory.mktemp("reports")
    cells = [nbformat.v4.new_code_cell(source) for source in [SETUP.strip(), *DIAGNOSES, FAILING, *FINDER]]
    cells[-3].metadata["tags"] = ["raises-exception"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (folder / "written").mkdir()
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "written" / "reports.ipynb")
    with lab.running_lab(folder, folder / "written") as address:
        opened = browser.new_page()
        opened.problems = []
        opened.on("pageerror", lambda error: opened.problems.append(str(error)))
        lab.open_notebook(opened, address, "reports.ipynb")
        lab.run_all(opened)
        opened.get_by_role("textbox", name="Paste the message").wait_for()
        yield opened
        lab.shut_down(opened)
        opened.close()


def reports(page):
    return page.get_by_role("group", name="Diagnosis", exact=False)


def field(page):
    return page.get_by_role("textbox", name="Paste the message", exact=True)


def answer(page):
    return page.locator(".error-finder .widget-html-content")


def wait_for_answer(page, text):
    page.wait_for_function(
        f"([shown, returned]) => ({SAME})([shown.innerHTML, returned])",
        arg=[answer(page).element_handle(), finder_report(text)],
        timeout=10_000,
    )


def test_every_diagnosis_is_shown_and_the_failing_fit_below_its_traceback(page):
    assert reports(page).count() == len(DIAGNOSES) + 1
    outputs = lab.stored_outputs(page)[len(DIAGNOSES) + 1]["outputs"]
    assert [output["output_type"] for output in outputs] == ["error", "display_data"]
    assert "(100, 60)" in outputs[1]["data"]["text/html"]


def test_no_report_is_higher_than_a_screen(page):
    page.set_viewport_size({"width": 1200, "height": 900})
    heights = [reports(page).nth(place).bounding_box()["height"] for place in range(reports(page).count())]
    screen = page.locator(".jp-WindowedPanel-outer").bounding_box()["height"]  # what JupyterLab leaves to a notebook
    assert max(heights) < screen < 900, (screen, [*enumerate(heights)])
    assert min(heights) > 20


def test_the_verdict_stands_first_and_no_report_is_wider_than_a_card(page):
    page.set_viewport_size({"width": 1200, "height": 900})
    for place in range(reports(page).count()):
        report = reports(page).nth(place)
        box = report.bounding_box()
        banner = report.locator("div").first.bounding_box()
        assert box["width"] <= 700
        assert banner["height"] >= 44
        assert banner["y"] - box["y"] < 20


def test_the_reason_stands_beside_the_picture_and_below_it_on_a_narrow_page(page):
    report = reports(page).first
    for width, beside in ((1200, True), (400, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        picture, reason = report.locator("img").bounding_box(), report.get_by_text("Why:").bounding_box()
        assert (reason["x"] > picture["x"] + picture["width"]) is beside
        assert (reason["y"] >= picture["y"] + picture["height"]) is not beside
    page.set_viewport_size({"width": 1200, "height": 900})


def test_nothing_that_came_from_data_or_was_pasted_was_run(page):
    field(page).fill("<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>")
    wait_for_answer(page, field(page).input_value())
    assert page.evaluate("() => window.ran === undefined")
    assert answer(page).locator("script, img").count() == 0


def test_folded_parts_open_with_the_keyboard(page):
    report = reports(page).first
    part = report.locator("details").first
    part.locator("summary").focus()
    page.keyboard.press("Enter")
    assert part.evaluate("(part) => part.open")
    page.keyboard.press("Enter")
    assert not part.evaluate("(part) => part.open")


def test_code_can_be_selected_and_copied_as_it_is(page):
    code = reports(page).first.locator("pre").first
    copied = code.evaluate(
        "(code) => { getSelection().selectAllChildren(code); const text = getSelection().toString(); getSelection().empty(); return text; }"
    )
    assert copied == "x = x.reshape(len(x), 20, 3)"


def test_a_pasted_message_is_answered(page):
    field(page).fill("")
    wait_for_answer(page, "")
    field(page).focus()
    page.keyboard.insert_text(MESSAGE)  # one input event with the whole text, as Ctrl+V makes
    wait_for_answer(page, MESSAGE)
    assert "laid flat" in answer(page).inner_text()


def test_a_message_can_be_typed_and_keys_do_not_reach_the_notebook(page):
    cells = len(lab.stored_outputs(page))
    field(page).fill("")
    field(page).focus()
    page.keyboard.type("expected ndim=3, found ndim=2 abx dd")
    page.keyboard.press("Enter")
    page.keyboard.type("c v z")
    wait_for_answer(page, field(page).input_value())
    assert field(page).input_value() == "expected ndim=3, found ndim=2 abx dd\nc v z"
    assert len(lab.stored_outputs(page)) == cells


def test_the_field_is_as_wide_as_the_answer_and_its_label_stands_above(page):
    field(page).fill(MESSAGE)
    wait_for_answer(page, MESSAGE)
    for width in (1200, 400):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        box, label = field(page).bounding_box(), page.get_by_text("Paste the message", exact=True).bounding_box()
        assert box["width"] > (500 if width == 1200 else 220)
        assert label["y"] + label["height"] <= box["y"] + 1
        assert abs(label["x"] - box["x"]) < 8
        output = page.locator(".jp-OutputArea-output:has(.error-finder)").bounding_box()
        assert box["x"] + box["width"] <= output["x"] + output["width"]
    page.set_viewport_size({"width": 1200, "height": 900})


def open_all(page, is_open):
    page.evaluate(
        "(open) => document.querySelectorAll('.jp-OutputArea-output details').forEach((one) => { one.open = open; })",
        is_open,
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious_in_a_report(page, dark):
    lab.set_theme(page, dark)
    open_all(page, True)
    lab.take_pictures(page, PICTURES, f"reports_{'dark' if dark else 'light'}", 1000)
    page.evaluate((importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    result = page.evaluate(
        """() => axe.run({
            include: [[".jp-OutputArea-output"]],
            exclude: [["[data-mime-type='application/vnd.jupyter.error']"]],
        }, { resultTypes: ["violations"] })"""
    )
    lab.set_theme(page, False)
    open_all(page, False)
    assert len(result["passes"]) > 5, "axe looked at nothing"
    found = [
        (one["id"], node["target"], node["html"][:120], node.get("failureSummary", "")[:160])
        for one in result["violations"]
        if one["impact"] in ("serious", "critical", "moderate")
        for node in one["nodes"][:3]
    ]
    assert found == []


@pytest.mark.parametrize("width", [1200, 400])
def test_no_report_is_cut_off(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_all(page, True)
    page.wait_for_timeout(300)
    cut, labels = page.evaluate(CUT_OFF), page.evaluate(LABELS, page.locator("body").element_handle())
    wide = page.evaluate(
        """() => [...document.querySelectorAll(".jp-OutputArea-output pre, .jp-OutputArea-output p, .jp-OutputArea-output li")]
            .filter((one) => !one.closest("[data-mime-type='application/vnd.jupyter.error']"))
            .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.slice(0, 60))"""
    )
    if width == 400:
        lab.take_pictures(page, PICTURES, "reports_400", 400)
    open_all(page, False)
    page.set_viewport_size({"width": 1200, "height": 900})
    assert cut == []
    assert labels == []
    assert wide == []


def test_the_page_reports_no_error_of_its_own(page):
    assert page.problems == []
