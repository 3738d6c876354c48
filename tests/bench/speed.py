"""How long a key takes in Chromium until the panel's picture has changed, measured inside the page."""

import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tools import lab

MOVES = 60
# From the keydown that a slider gets to the first change of the SVG in the page; one number of milliseconds a move.
WATCH = """(box) => {
    window.keyTimes = [];
    let pressed = null;
    box.addEventListener("keydown", () => { pressed = performance.now(); }, true);
    new MutationObserver(() => {
        if (pressed === null) return;
        window.keyTimes.push(performance.now() - pressed);
        pressed = null;
    }).observe(box.querySelector(".widget-html:has(svg)"), { childList: true, subtree: true, attributes: true, characterData: true });
}"""


def key_times(page, box):
    """Move the panel's longest slider MOVES times, to and fro; return milliseconds."""
    sliders = box.locator("input[type=range]").all()
    slider = max(sliders, key=lambda one: int(one.get_attribute("max")))
    slider.focus()
    page.keyboard.press("End")  # from where there is room to go left
    page.wait_for_timeout(500)
    box.evaluate(WATCH)
    # A short slider turns round earlier: a key at its end would move nothing.
    turn = min(5, int(slider.get_attribute("max")) - int(slider.get_attribute("min")))
    for move in range(MOVES):
        page.keyboard.press("ArrowLeft" if move % (2 * turn) < turn else "ArrowRight")
        # No asking while the answer is on its way: that would be measured as well.
        page.wait_for_timeout(120)
        page.wait_for_function("(count) => window.keyTimes.length >= count", arg=move + 1, timeout=5_000)
    return page.evaluate("() => window.keyTimes")


# From the last of many moves without a pause to the last change of the picture, in milliseconds.
DRAG = """async (box) => {
    const slider = [...box.querySelectorAll("input[type=range]")].sort((a, b) => b.max - a.max)[0];
    let changed = 0;
    const observer = new MutationObserver(() => { changed = performance.now(); });
    observer.observe(box.querySelector(".widget-html:has(svg)"), { childList: true, subtree: true });
    const pause = (time) => new Promise((done) => setTimeout(done, time));
    let moved = 0;
    for (let move = 0; move <= 40; move += 1) {
        slider.value = Number(slider.min) + Math.round((slider.max - slider.min) * (move % 20) / 20);
        slider.dispatchEvent(new Event("input"));
        moved = performance.now();
        await pause(10);
    }
    await pause(1000);
    observer.disconnect();
    return changed - moved;
}"""


def measure(notebooks):
    """Yield (what, milliseconds, limit) for each panel."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        with lab.running_lab(folder) as address, lab.running_browser(folder) as browser:
            for path in notebooks:
                page = browser.new_page()
                lab.open_notebook(page, address, path.name)
                lab.run_all(page)
                for name, box in lab.panels(page):
                    if not box.locator("input[type=range]").count():
                        continue  # a panel of buttons and fields alone has no slider to hold down
                    times = key_times(page, box)
                    yield (
                        f"{path.stem[:2]} {name}: key to picture, median of {len(times)}",
                        statistics.median(times),
                        50,
                        "ms",
                    )
                    yield (
                        f"{path.stem[:2]} {name}: key to picture, p95",
                        statistics.quantiles(times, n=20)[-1],
                        100,
                        "ms",
                    )
                    yield f"{path.stem[:2]} {name}: last move of a drag to last picture", box.evaluate(DRAG), 300, "ms"
                lab.shut_down(page)
                page.close()
