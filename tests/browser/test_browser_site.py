"""The reading view in Chromium, as files and with the network off: on a telephone and on a wide screen, light and dark."""

import json
from importlib.resources import files

import make_site
import pytest
from tools.reference import ROOT

RULES = {"runOnly": ["wcag2a", "wcag2aa", "best-practice"], "preload": False}
AXE = files("axe_playwright_python") / "axe.min.js"
ALL = sorted(make_site.path_of(path, ROOT) for part in make_site.sources(ROOT).values() for path in part)
# One page in `make test`, with a panel, errors and long tracebacks; all of them in `make prove`.
ONE = "notebooks/02_broken_shape.html"
PAGES = [one if one == ONE else pytest.param(one, marks=pytest.mark.matrix) for one in ALL]
MEASURED = """() => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    const shown = (one) => one.getClientRects().length > 0;
    const letters = [...document.querySelectorAll("body *")].filter((one) => shown(one)
        && [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()));
    return {
        wider: document.documentElement.scrollWidth - innerWidth,
        pictures: [...document.images].filter(shown).map((image) => [image.alt, image.naturalWidth, image.getBoundingClientRect().width]),
        empty: [...document.querySelectorAll("main .outputs, main .outputs > *")].filter((one) => !one.innerText.trim() && !one.querySelector("img")).length,
        small: letters.filter((one) => parseFloat(getComputedStyle(one).fontSize) < 15.99).map((one) => one.outerHTML.slice(0, 120)),
        contents: [...document.querySelectorAll("nav.beside, details.above")].filter(shown).length,
    };
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The reading view of the course."""
    folder = tmp_path_factory.mktemp("site")
    make_site.make_site(folder)
    return folder


@pytest.fixture
def opened(browser, site):
    """Open a page of the site without a network; what it complains about, or asks of anybody, is a failure."""
    browser.set_offline(True)
    page, complaints = browser.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)

    def open_page(name, width, colours="light"):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        page.goto((site / name).as_uri())
        return page

    yield open_page
    page.evaluate("localStorage.clear()")
    browser.set_offline(False)
    page.close()
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_is_seen_no_output_is_empty_and_nothing_sticks_out(opened, name):
    for width in (400, 1280):
        seen = opened(name, width).evaluate(MEASURED)
        assert seen["wider"] <= 0, width
        assert not name.startswith("notebooks/") or seen["pictures"]
        assert [one for one in seen["pictures"] if not one[0] or one[1] == 0 or one[2] < 200] == []
        assert seen["empty"] == 0 and seen["small"] == [] and seen["contents"] == 1


@pytest.mark.parametrize("name", PAGES)
def test_the_rules_for_accessible_pages_are_kept_in_light_and_dark(opened, name):
    page = opened(name, 1280)
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # The colours of code are the same on every page, and to look at each letter of it takes most of the time.
    where = {"include": [["html"]], "exclude": [] if name == ONE else [[".highlight"]]}
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        found = page.evaluate("([where, options]) => axe.run(where, options)", [where, RULES])
        told = [(one["id"], [node["html"][:150] for node in one["nodes"]][:3]) for one in found["violations"]]
        assert told == [], colours + json.dumps(told, indent=1)


def test_a_search_answers_while_one_types_and_enter_leads_to_the_section(opened):
    page = opened("notebooks/00_start_here.html", 400)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "query"
    page.keyboard.type("scrambled")
    page.locator("#found a").first.wait_for()
    assert page.locator("#found mark").first.inner_text().lower() == "scrambled"
    assert int(page.locator("#found [role=status]").inner_text().split()[0]) >= page.locator("#found a").count() > 1
    wanted = page.locator("#found a").nth(0).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + wanted.removeprefix(".."))
    assert page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1))).tagName[0]") == "H"
    assert "scrambled" in page.locator("main").inner_text().lower()


def test_the_arrow_keys_go_through_what_was_found_and_escape_closes_it(opened):
    page = opened("index.html", 1280)
    page.locator("#query").fill("return sequences")
    page.locator("#found a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('#found a')[1]")
    page.keyboard.press("Escape")
    assert not page.locator("#found").is_visible() and page.evaluate("document.activeElement.id") == "query"
    page.locator("#query").fill("zzzz")
    assert page.locator("#found [role=status]").inner_text() == "0 sections"


def test_light_and_dark_differ_and_the_switch_is_kept(opened):
    paper = "getComputedStyle(document.body).backgroundColor"
    picture = "document.querySelector('picture img').currentSrc"
    page = opened("index.html", 1280, "dark")
    dark = page.evaluate(paper), page.evaluate(picture)
    page = opened("index.html", 1280, "light")
    light = page.evaluate(paper), page.evaluate(picture)
    assert light[0] == "rgb(255, 255, 255)" != dark[0] and light[1] != dark[1]
    page.locator("#theme").click()
    page.wait_for_function(f"(was) => {picture} !== was", arg=light[1])
    assert (page.evaluate(paper), page.evaluate(picture)) == dark
    page.reload()
    assert page.evaluate(paper) == dark[0]


def test_a_cell_to_copy_is_copied_by_a_button(opened):
    page = opened("notebooks/03_reshape.html", 400)
    assert page.locator(".copy-me button").count() == page.locator(".copy-me").count() > 5
    button = page.locator(".copy-me button").first
    code = page.locator(".copy-me pre").first.inner_text()
    button.click()
    page.wait_for_function("document.querySelector('.copy-me button').textContent !== 'Copy'")
    if button.inner_text() == "Copied":
        page.locator("#query").click()
        page.keyboard.press("Control+V")
        assert page.locator("#query").input_value().startswith(code.splitlines()[0])
    else:
        assert page.evaluate("getSelection().toString()").strip() == code.strip()
