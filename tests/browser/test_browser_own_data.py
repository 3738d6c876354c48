"""13 in JupyterLab in a real Chromium: a table goes in by clicking, and arrays, a model and code come out."""

import json

import pytest
from tools import lab
from tools.reference import ROOT

NOTEBOOK = "13_your_own_data.ipynb"
PICTURES = ROOT / ".output" / "screenshots"


@pytest.fixture(scope="module")
def page(browser, server):
    """The notebook, of which all cells were run."""
    opened = browser.new_page()
    opened.problems = []
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    lab.open_notebook(opened, server, NOTEBOOK)
    lab.run_all(opened)
    yield opened
    lab.shut_down(opened)
    opened.close()


@pytest.fixture
def mine(page):
    """The last panel of the notebook, which is the reader's own."""
    box = page.locator(".own-table").last
    box.scroll_into_view_if_needed()
    return box


def facts(box):
    return box.locator(".card-facts").inner_text()


def wait_for_words(page, box, words):
    page.wait_for_function(
        "([box, words]) => box.innerText.includes(words)", arg=[box.element_handle(), words], timeout=20_000
    )


def run_code(page, code):
    """Run a line in the notebook's kernel; what it printed."""
    return page.evaluate(
        """async (code) => {
            const kernel = window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
            let printed = "";
            const future = kernel.requestExecute({ code });
            future.onIOPub = (message) => {
                if (message.header.msg_type === "stream") printed += message.content.text;
                if (message.header.msg_type === "error") printed += message.content.evalue;
            };
            await future.done;
            return printed;
        }""",
        code,
    )


def test_a_table_comes_out_as_a_trained_model_by_clicking(page, mine):
    for label, target, features in (
        ("sensor log (hourly, with gaps)", "power", "3"), ("prices (a European CSV)", "Schluss", "3"), ("shop sales (five shops)", "sales", "3"),
    ):  # fmt: skip
        mine.get_by_label("example").select_option(label)
        wait_for_words(page, mine, label.split(" (")[0].replace(" ", "_").replace("prices", "prices_european") + ".csv")
        mine.get_by_label("target").select_option(target)
        field = mine.get_by_role("spinbutton", name="timesteps, in rows")
        field.fill("12")
        field.press("Enter")
        wait_for_words(page, mine, f", 12, {features})")
        mine.get_by_role("button", name="Put the arrays into the notebook").click()
        wait_for_words(page, mine, "In the notebook now: x_train")
        said = run_code(
            page,
            "model = keras.Sequential([keras.Input(x_train.shape[1:]), keras.layers.LSTM(8), keras.layers.Dense(1)])\n"
            "model.compile('adam', 'mse')\n"
            "model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=1, verbose=0)\n"
            "print(lstm_shapes.diagnose(model, x_train, y_train).ok, bool(np.isfinite(model.evaluate(x_test, y_test, verbose=0))))",
        )
        assert said == "True True\n"
        assert run_code(page, "print(x_train.shape)").strip() in facts(mine)


def test_each_choice_moves_the_picture_the_shapes_and_the_code(page, mine):
    mine.get_by_label("example").select_option("sensor log (hourly, with gaps)")
    wait_for_words(page, mine, "sensor_log.csv")
    for name, choose in {
        "features": lambda: mine.get_by_label("features").select_option(["outdoor", "power"]),
        "horizon": lambda: mine.get_by_role("slider", name="horizon, in rows, slider").press("ArrowRight"),
        "holes": lambda: mine.get_by_role("radio", name="fill forward").check(),
        "gaps": lambda: mine.get_by_role("radio", name="as they stand").check(),
        "training": lambda: mine.get_by_role("slider", name="training, % of the rows, slider").press("ArrowLeft"),
        "time": lambda: mine.get_by_label("time", exact=True).select_option("(the order of the rows)"),
    }.items():
        before, code = facts(mine), mine.locator("pre").first.inner_text()
        choose()
        page.wait_for_function(
            "([box, before]) => box.innerText !== before", arg=[mine.locator(".card-facts").element_handle(), before]
        )
        page.wait_for_function(
            "([box, before]) => box.textContent !== before", arg=[mine.locator("pre").first.element_handle(), code]
        )
        assert name


def test_a_file_is_uploaded_and_a_bad_one_leaves_everything_as_it_is(page, mine, tmp_path):
    rows = "\n".join(f"2024-01-{day:02};{day * 1.5:.1f}".replace(".", ",") for day in range(1, 32))
    good, bad = tmp_path / "my upload.csv", tmp_path / "photo.csv"
    good.write_text(f"Tag;Wert\n{rows}\n".replace("2024-01-", "2024-01-") * 1, encoding="utf-8")
    bad.write_bytes(bytes(range(256)) * 20)
    mine.get_by_role("spinbutton", name="timesteps, in rows").fill("3")
    mine.get_by_role("spinbutton", name="timesteps, in rows").press("Enter")
    with page.expect_file_chooser() as chooser:
        mine.get_by_role("button", name="Upload a file, up to 8 MB").click()
    chooser.value.set_files(good)
    wait_for_words(page, mine, "my upload.csv")
    before = facts(mine)
    assert "31 rows × 2 columns" in before
    with page.expect_file_chooser() as chooser:
        mine.get_by_role("button", name="Upload a file, up to 8 MB").click()
    chooser.value.set_files(bad)
    wait_for_words(page, mine, "holds bytes that are no text")
    assert facts(mine) == before


def test_a_path_is_read_and_a_wrong_one_is_told(page, mine):
    field = mine.get_by_label("or its path")
    field.fill("data/nowhere.csv")
    field.press("Enter")
    wait_for_words(page, mine, "data/nowhere.csv is not there")
    field.fill("data/eeg.npy")
    field.press("Enter")
    wait_for_words(page, mine, "800 rows × 4 columns of data/eeg.npy")


def test_the_code_can_be_unfolded_and_reached_with_the_keyboard(page, mine):
    for summary in mine.locator("summary").all():
        summary.click()
    code, again = mine.locator("pre").all()
    assert 'np.load("data/eeg.npy")' in code.inner_text() and "helpers.own_table(" in again.inner_text()
    assert code.get_attribute("tabindex") == again.get_attribute("tabindex") == "0"
    page.set_viewport_size({"width": 1000, "height": 2600})
    mine.get_by_label("example").select_option("shop sales (five shops)")
    wait_for_words(page, mine, "shop_sales.csv")
    for dark in (False, True):
        lab.set_theme(page, dark)
        mine.screenshot(path=PICTURES / f"own_table_{'dark' if dark else 'light'}.png")
    lab.set_theme(page, False)
    page.set_viewport_size({"width": 1200, "height": 900})


def test_the_page_reports_no_error_of_its_own(page):
    assert page.problems == [], json.dumps(page.problems)
