"""The notebooks in JupyterLab in a real Chromium: what is shown, moved, read aloud and seen."""

import importlib.resources

import pytest
from tools import corners, lab
from tools.reference import ROOT

from helpers.panels import flow, motion, padding, sliders, targets, turns

# One walk in each run: a model, a panel and planned errors are in 02.
WALKED = "02_broken_shape.ipynb"
NOTEBOOKS = [
    pytest.param(path.name, marks=[] if path.name == WALKED else pytest.mark.matrix)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
]
PICTURES = ROOT / ".output" / "screenshots"
REPORTS = {
    "block_panel": sliders.block_report,
    "break_panel": sliders.break_report,
    "motion_panel": motion.motion_report,
    "flow_panel": flow.flow_report,
    "padding_panel": padding.padding_report,
    "targets_panel": targets.targets_report,
    "turn_panel": turns.turn_report,
    "window_panel": lambda *sizes, before=None: corners.window_report(*sizes, before=before),
    "cut_panel": lambda *sizes, before=None: corners.cut_report(*sizes, before=before),
}
# A picture's labels in its own units: outside its frame, or over one another. An image is laid open for it.
LABELS = """(root) => {
    const opened = [...root.querySelectorAll('img[src^="data:image/svg+xml;base64,"]')].map((image) => {
        const box = document.createElement("div");
        const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (letter) => letter.charCodeAt(0));
        box.innerHTML = new TextDecoder().decode(bytes);
        image.after(box);
        return box;
    });
    const faults = [...root.querySelectorAll("svg[role=img]")].flatMap((picture) => {
        const frame = picture.viewBox.baseVal;
        // The letters of boxes share one element and have a place each.
        const labels = [...picture.querySelectorAll("text")].flatMap((text) => text.x.baseVal.numberOfItems === 1
            ? [{ words: text.textContent, box: text.getBBox() }]
            : [...text.textContent].map((words, place) => ({ words, box: text.getExtentOfChar(place) })));
        // A drawing made small rounds its letters to whole pixels, which are up to 2 units wide.
        const outside = labels.filter(({ box }) => box.x < frame.x - 2 || box.x + box.width > frame.x + frame.width + 2
            || box.y < frame.y - 2 || box.y + box.height > frame.y + frame.height + 2).map(({ words }) => `cut off: ${words}`);
        const over = labels.flatMap(({ words, box }, place) => labels.slice(place + 1).filter((other) =>
            // A line of text is higher than its letters, so only what is wider than a hair and higher than 3 counts.
            Math.min(box.x + box.width, other.box.x + other.box.width) - Math.max(box.x, other.box.x) > 1
            && Math.min(box.y + box.height, other.box.y + other.box.height) - Math.max(box.y, other.box.y) > 3
            ).map((other) => `overlap: ${words} | ${other.words}`));
        return [...outside, ...over];
    });
    opened.forEach((box) => box.remove());
    return faults;
}"""
# Pictures and controls that reach beyond the output they stand in, or that can be seen only by scrolling sideways.
CUT_OFF = """() => [...document.querySelectorAll(".jp-OutputArea-output")].flatMap((output) => {
    const right = Math.min(output.getBoundingClientRect().right, innerWidth) + 1;
    return [...output.querySelectorAll("svg[role=img], img, input, legend, .named-slider label, .named-choice label, .shape-card, .shape-card div")]
        .filter((element) => element.getBoundingClientRect().right > right)
        .map((element) => `${element.tagName} ${element.textContent.slice(0, 30)} ${element.getBoundingClientRect().right} > ${right}`);
})"""
SAME = """([shown, returned]) => {
    const parse = (markup) => { const box = document.createElement("div"); box.innerHTML = markup; return box.innerHTML; };
    return parse(shown) === parse(returned);
}"""


@pytest.fixture(scope="module", params=NOTEBOOKS)
def page(request, browser, server):
    """A notebook of which all cells were run; its kernel ends before the next one starts."""
    opened = browser.new_page()
    opened.problems = []
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    lab.open_notebook(opened, server, request.param)
    lab.run_all(opened)
    opened.stem = request.param.removesuffix(".ipynb")
    yield opened
    lab.shut_down(opened)
    opened.close()


def wait_for_change(page, box, before):
    page.wait_for_function(
        "([box, before]) => box.querySelector('.widget-html-content:has(> svg)').innerHTML !== before",
        arg=[box.element_handle(), before],
        timeout=10_000,
    )


def assert_equal_to_callback(page, name, box, before=None):
    """The panel's markup is what the callback returns for the values that its controls show."""
    expected = REPORTS[name](*lab.values_of(box), before=before)
    assert page.evaluate(SAME, [lab.picture_of(box), expected]), f"{name}{lab.values_of(box)} shows something else"


def words_of(box):
    return box.locator("[aria-live]").inner_text()


def test_the_errors_are_exactly_the_planned_ones(page):
    cells = [cell for cell in lab.stored_outputs(page) if cell["cell_type"] == "code"]
    failed = [n for n, cell in enumerate(cells) if any(out["output_type"] == "error" for out in cell["outputs"])]
    planned = [n for n, cell in enumerate(cells) if "raises-exception" in cell["metadata"].get("tags", [])]
    assert len(cells) > 3
    assert failed == planned


def test_every_panel_shows_what_its_callback_returns(page):
    found = lab.panels(page)
    assert len(found) == sum("_panel(" in cell["source"] for cell in lab.stored_outputs(page))
    for name, box in found:
        assert_equal_to_callback(page, name, box)


def slider_values(box):
    return box.locator("input[type=range]").evaluate_all("(all) => all.map((one) => Number(one.value))")


def assert_words_changed(name, box, words):
    # How far the boxes have travelled changes no fact and no verdict.
    assert words_of(box) != words or name in ("motion_panel", "window_panel")


def test_arrow_keys_move_every_slider_with_its_picture_and_words(page):
    for name, box in lab.panels(page):
        for place in range(box.locator("input[type=range]").count()):
            slider = box.locator("input[type=range]").nth(place)
            before, values, picture, words = slider_values(box), lab.values_of(box), lab.picture_of(box), words_of(box)
            key = "ArrowLeft" if str(before[place]) == slider.get_attribute("max") else "ArrowRight"
            slider.focus()
            page.keyboard.press(key)
            wait_for_change(page, box, picture)
            moved = [abs(new - old) for new, old in zip(slider_values(box), before, strict=True)]
            assert moved[place] == sum(moved) == 1, f"{name}: one key moved {moved}"
            assert box.locator("input[type=number]").nth(place).input_value() == str(slider_values(box)[place])
            assert_words_changed(name, box, words)
            assert_equal_to_callback(page, name, box, before=values)


def test_the_mouse_moves_every_slider_with_its_picture_and_words(page):
    for name, box in lab.panels(page):
        for place in range(box.locator("input[type=range]").count()):
            slider = box.locator("input[type=range]").nth(place)
            before, values, picture, words = slider_values(box), lab.values_of(box), lab.picture_of(box), words_of(box)
            size = slider.bounding_box()
            middle = (float(slider.get_attribute("min")) + float(slider.get_attribute("max"))) / 2
            share = 0.1 if before[place] > middle else 0.9
            slider.click(position={"x": size["width"] * share, "y": size["height"] / 2})
            wait_for_change(page, box, picture)
            assert slider_values(box)[place] != before[place]
            assert_words_changed(name, box, words)
            assert_equal_to_callback(page, name, box, before=values)


def test_after_a_fast_drag_the_last_value_is_shown_and_the_page_stays_where_it_is(page):
    for name, box in lab.panels(page):
        if not box.locator("input[type=range]").count():
            continue
        slider = box.locator("input[type=range]").first
        slider.scroll_into_view_if_needed()
        top, height = (box.bounding_box()[side] for side in ("y", "height"))
        last = slider.evaluate(
            """async (slider) => {
                for (let move = 0; move <= 30; move += 1) {
                    slider.value = move % 2 ? slider.max : Number(slider.min) + move % 3;
                    slider.dispatchEvent(new Event("input"));
                    await new Promise((done) => setTimeout(done, 8));
                }
                return Number(slider.value);
            }"""
        )
        page.wait_for_timeout(1000)
        assert slider_values(box)[0] == last
        # Which value stood before the last one depends on the moves that the kernel saw; after one more it is known.
        values, picture = lab.values_of(box), lab.picture_of(box)
        slider.focus()
        page.keyboard.press("ArrowRight")
        wait_for_change(page, box, picture)
        assert_equal_to_callback(page, name, box, before=values)
        assert (box.bounding_box()["y"], box.bounding_box()["height"]) == (top, height), f"{name} moved the page"


def type_number(page, box, place, value):
    """Type a number into a field of a panel; without effect where it stands there already."""
    if slider_values(box)[place] == value:
        return
    picture, field = lab.picture_of(box), box.locator("input[type=number]").nth(place)
    field.fill(str(value))
    field.press("Enter")
    wait_for_change(page, box, picture)


def test_switches_change_the_picture_or_the_words(page):
    switched = []
    for name, box in lab.panels(page):
        if name == "break_panel":
            # 30 hours: here Sequential, functional and a model without Input say three different things.
            box.get_by_role("radio", name="3", exact=True).check()
            for place, value in enumerate((100, 30, 3)):
                type_number(page, box, place, value)
        if name == "flow_panel":
            type_number(page, box, 0, 3)  # the switch of a layer that is not there moves nothing
        for group in box.locator("fieldset").all():
            chosen = group.locator("input:checked").get_attribute("value")
            others = [one for one in group.locator("input").all() if one.get_attribute("value") != chosen]
            for button in [*others, group.locator(f"input[value='{chosen}']")]:
                values, picture = lab.values_of(box), lab.picture_of(box)
                button.check()
                wait_for_change(page, box, picture)
                assert_equal_to_callback(page, name, box, before=values)
            switched.append(name)
    panels = {"02_broken_shape": ["break_panel"] * 3, "03_reshape": ["motion_panel"]}
    panels["07_pad_and_mask"] = ["padding_panel"] * 3
    panels["08_layers"] = ["flow_panel"] * 5
    panels["09_targets"] = ["targets_panel"] * 5
    panels["11_forecast"] = ["turn_panel"] * 2
    assert switched == panels.get(page.stem, [])


def test_a_typed_number_moves_the_slider_and_nonsense_is_clipped(page):
    for name, box in lab.panels(page):
        if not box.locator("input[type=range]").count():
            continue
        field, slider = box.locator("input[type=number]").first, box.locator("input[type=range]").first
        most = slider.get_attribute("max")
        for typed, reached in [(slider.get_attribute("min"), None), ("99999", most)]:
            picture = lab.picture_of(box)
            values = lab.values_of(box)
            if str(slider_values(box)[0]) == (reached or typed):
                continue
            field.fill(typed)
            field.press("Enter")
            wait_for_change(page, box, picture)
            assert slider.input_value() == field.input_value() == (reached or typed)
            assert_equal_to_callback(page, name, box, before=values)


def test_every_control_has_a_name_that_can_be_read_aloud(page):
    for _, box in lab.panels(page):
        for label in box.locator(".named-slider label").all_inner_texts():
            assert box.get_by_role("spinbutton", name=label, exact=True).count() == 1
            assert box.get_by_role("slider", name=f"{label}, slider", exact=True).count() == 1
        for group in box.locator("fieldset").all():
            named = box.get_by_role("group", name=group.locator("legend").inner_text(), exact=True)
            assert named.get_by_role("radio").count() == group.locator("label").count() > 1
            assert "" not in group.locator("label").all_inner_texts()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious_in_what_the_notebook_puts_on_the_page(page, dark):
    lab.set_theme(page, dark)
    lab.take_pictures(page, PICTURES, f"{page.stem}_{'dark' if dark else 'light'}", 1000)
    page.evaluate((importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    result = page.evaluate(
        """() => axe.run({
            include: [[".jp-OutputArea-output"], [".jp-MarkdownOutput"]],
            // The colours of a traceback are JupyterLab's own.
            exclude: [["[data-mime-type='application/vnd.jupyter.error']"]],
        }, { resultTypes: ["violations"] })"""
    )
    lab.set_theme(page, False)
    assert len(result["passes"]) > 5, "axe looked at nothing"
    serious = [
        (one["id"], node["target"], node["html"][:120], node.get("failureSummary", "")[:160])
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    assert serious == []


@pytest.mark.parametrize("width", [1200, 400])
def test_no_picture_is_cut_off(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(300)
    cut, labels = page.evaluate(CUT_OFF), page.evaluate(LABELS, page.locator("body").element_handle())
    if width == 400:
        lab.take_pictures(page, PICTURES, f"{page.stem}_400", 400)
    page.set_viewport_size({"width": 1200, "height": 900})
    assert cut == []
    assert labels == []


def test_the_page_reports_no_error_of_its_own(page):
    assert page.problems == []


@pytest.fixture(scope="module")
def plain_page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("report", sorted({name.split("(")[0] for name in corners.corners()}))
def test_no_label_is_cut_off_or_covered_at_any_corner(plain_page, report):
    names = [name for name in corners.corners() if name.startswith(report)]
    shown = "".join(f"<div>{corners.shown(name)}</div>" for name in names)
    plain_page.set_content(f"<body style='font-family: system-ui, sans-serif'>{shown}</body>")
    labels = plain_page.evaluate(
        "() => [...document.body.children].map((one) => one.querySelectorAll('svg[role=img] text').length)"
    )
    assert len(labels) == len(names) and min(labels) > 1
    faults = plain_page.evaluate(f"() => [...document.body.children].map({LABELS})")
    assert [(name, found) for name, found in zip(names, faults, strict=True) if found] == []


WIDE = ("motion_report", "targets_report")  # cards with their controls above the picture


def cards(report, width, mode=""):
    """Return a page of the cards that a report makes at its corners, in a body of this width."""
    styles = (ROOT / "helpers" / "panels" / "card.css").read_text(encoding="utf-8")
    kind = "shape-card wide-card" if report in WIDE else "shape-card"
    made = "".join(
        f'<div class="{kind}" style="display:flex"><div class="card-controls"></div><div class="widget-html">'
        f'<div class="widget-html-content">{corners.shown(name)}</div></div></div>'
        for name in corners.corners()
        if name.startswith(report)
    )
    body = f"<body class='{mode}' style='width:{width}px;font-family:sans-serif'>{made}</body>"
    return f"<style>{styles}</style>{body}"


@pytest.mark.parametrize("width", [736, 352])
@pytest.mark.parametrize("report", sorted({name.split("(")[0] for name in corners.corners()}))
def test_a_card_has_one_height_whatever_its_values(plain_page, report, width):
    plain_page.set_content(cards(report, width))
    heights = plain_page.evaluate("() => [...document.body.children].map((card) => card.offsetHeight)")
    assert len(set(heights)) == 1, sorted(set(heights))


@pytest.mark.parametrize("report", sorted({name.split("(")[0] for name in corners.corners()}))
def test_in_front_of_a_room_the_words_stand_beside_the_picture_in_larger_letters(plain_page, report):
    places = """() => [...document.body.children].map((card) => {
        const [picture, words] = [".shape-card svg[role=img]", ".card-words"].map((one) => card.querySelector(one));
        const line = words.querySelector(".card-facts div").getBoundingClientRect();
        const [left, right] = [picture.getBoundingClientRect(), words.getBoundingClientRect()];
        return [left.top, right.top, left.right <= right.left, card.getBoundingClientRect().right >= right.right, line.height];
    })"""
    plain_page.set_content(cards(report, 1060, "jp-mod-presentationMode"))
    beside = plain_page.evaluate(places)
    assert beside and all(top == other and apart and inside for top, other, apart, inside, _ in beside), beside
    plain_page.set_content(cards(report, 1060))
    below = plain_page.evaluate(places)
    assert all(other > top for top, other, *_ in below)
    assert min(one[-1] for one in beside) > 1.1 * min(one[-1] for one in below)
    plain_page.set_content(cards(report, 1060, "jp-mod-presentationMode"))
    heights = plain_page.evaluate(
        "() => [...document.body.children].map((card) => card.getBoundingClientRect().height)"
    )
    assert max(heights) - min(heights) < 2, sorted(set(heights))
