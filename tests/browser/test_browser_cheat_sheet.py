"""The cheat sheet prints on two sheets of A4."""

import re

import cheat_sheet
import nbformat


def test_it_prints_on_two_sheets_of_a4_and_nothing_is_cut_off(browser, tmp_path):
    path = tmp_path / "sheet.html"
    path.write_text(cheat_sheet.page(nbformat.read(cheat_sheet.SHEET, as_version=4)), encoding="utf-8")
    page = browser.new_page()
    page.set_viewport_size({"width": 794, "height": 1123})
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    seen = page.evaluate("[...document.images].map(image => image.naturalWidth)")
    page.close()
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 2
    assert wider <= 0 and seen and min(seen) > 200
