"""The slides in Chromium, with the network off: nothing is cut off, letters are large, votes count."""

import make_slides
import pytest
from tools import reference

pytestmark = pytest.mark.matrix
NOTEBOOKS = sorted((reference.ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
# Of the slide that is shown: its lowest and rightmost point, and its smallest letters outside pictures and panels.
MEASURED = """() => {
    const inside = Reveal.getCurrentSlide().querySelector(".fitted");
    const scale = Reveal.getScale();
    const box = inside.getBoundingClientRect();
    const right = Math.max(...[...inside.querySelectorAll("*")].map((one) => one.getBoundingClientRect().right));
    const zoom = Number(inside.style.zoom || 1);
    const prose = [...inside.querySelectorAll(".text p:not(.counts), .text li, .highlight pre")].filter((one) => one.innerText.trim());
    const sizes = prose.map((one) => parseFloat(getComputedStyle(one).fontSize) * scale * zoom);
    const drawn = inside.innerText.trim().length + inside.querySelectorAll("img, svg").length;
    return {bottom: box.bottom, right, letters: Math.min(...sizes, 999), drawn, text: inside.innerText.slice(0, 80)};
}"""


@pytest.fixture(scope="module")
def reveal(npm):
    """The folder of reveal.js."""
    return make_slides.fetched_reveal()


@pytest.fixture
def opened(browser, reveal, tmp_path):
    """Open the slides of a notebook without a network; give the page and what it complained about."""
    pages = []
    browser.set_offline(True)

    def open_slides(path, width, height):
        written = tmp_path / f"{path.stem}.html"
        written.write_text(make_slides.deck(path, reveal), encoding="utf-8")
        page, complaints = browser.new_page(), []
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.goto(written.as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        return page, complaints

    yield open_slides
    browser.set_offline(False)
    for page in pages:
        page.close()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=["1280x720", "1920x1080"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_is_cut_off_and_letters_are_large(opened, path, size):
    width, height = size
    page, complaints = opened(path, width, height)
    for _ in range(page.evaluate("Reveal.getTotalSlides()")):
        seen = page.evaluate(MEASURED)
        assert seen["bottom"] <= height and seen["right"] <= width + 1, seen
        assert seen["drawn"], "a slide is empty"
        # From the last row: at the least a fortieth of the height, which is 18 px on the smaller screen.
        assert seen["letters"] >= height / 40, seen
        page.evaluate("Reveal.next()")
    assert page.evaluate("Reveal.isLastSlide()")
    assert complaints == []


def test_two_counts_of_a_vote_become_bars_and_keys_typed_into_them_turn_no_slide(opened):
    page, _ = opened(NOTEBOOKS[1], 1280, 720)
    while not page.locator(".present .present .vote").count():
        page.evaluate("Reveal.next()")
    at = page.evaluate("Reveal.getIndices()")
    fields = page.locator(".present .present .vote input")
    for n, count in enumerate([6, 1, 14, 19]):  # A before and after, B before and after
        fields.nth(n).click()
        page.keyboard.type(str(count))
    bars = page.locator(".present .present .vote .bars i")
    assert [bars.nth(n).get_attribute("data-share") for n in range(4)] == ["30%", "5%", "70%", "95%"]
    assert page.evaluate("Reveal.getIndices()") == at
    widths = [bars.nth(n).bounding_box()["width"] for n in range(4)]
    assert widths[1] < widths[0] < widths[2] < widths[3]


def test_notes_are_in_the_speaker_view_and_not_on_the_slide(opened):
    page, _ = opened(NOTEBOOKS[1], 1280, 720)
    page.evaluate("Reveal.next()")
    notes = page.evaluate("[...Reveal.getCurrentSlide().querySelectorAll('aside.notes')].map((one) => one.textContent)")
    assert any("The room:" in note for note in notes)
    assert not page.locator("aside.notes").first.is_visible()
    with page.expect_popup() as opening:
        page.keyboard.press("s")
    speaker = opening.value
    speaker.wait_for_function("document.body.innerText.includes('The room:')", timeout=10_000)
    speaker.close()
