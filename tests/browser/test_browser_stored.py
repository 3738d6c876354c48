"""What somebody sees who opens a notebook from a fresh clone or on Binder: it is untrusted, and nothing was run."""

import re
from html.parser import HTMLParser

import nbformat
import pytest
from tools import lab
from tools.reference import ROOT

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
SHOWN = """() => [...document.querySelectorAll(".jp-OutputArea-output[data-mime-type='text/html']")].map((output) => ({
    words: output.textContent,
    pictures: [...output.querySelectorAll("img")].map((image) =>
        ({ words: image.alt, loaded: image.naturalWidth > 0, width: image.getBoundingClientRect().width })),
}))"""


class Words(HTMLParser):
    """The words of an HTML output and the alternative texts of its pictures, without what only a drawing says."""

    def __init__(self, page):
        super().__init__()
        self.inside, self.words, self.pictures = [], "", []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.pictures.append(dict(attributes)["alt"])
        elif tag in ("svg", "style", "script"):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside[-1:] == [tag]:
            self.inside.pop()

    def handle_data(self, data):
        self.words += "" if self.inside else data


def spaced(words):
    return re.sub(r"\s+", " ", words).strip()


def stored(name):
    """The HTML outputs of a notebook, from the top; beside a widget's words no HTML is shown, and a folded one is not."""
    cells = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells
    seen = [cell for cell in cells if not cell.metadata.get("jupyter", {}).get("outputs_hidden")]
    outputs = [output for cell in seen if cell.cell_type == "code" for output in cell.outputs]
    return [Words(output.data["text/html"]) for output in outputs if "text/html" in output.get("data", {})]


@pytest.fixture(scope="module")
def page(browser, server):
    """A JupyterLab that has never seen the notebooks."""
    opened = browser.new_page()
    lab.open_lab(opened, server)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_stored_picture_is_seen_and_no_letter_of_it_stands_alone(page, name):
    lab.show_stored(page, name)
    assert not page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.some((cell) => cell.model.trusted)"
    )
    wanted = stored(name)
    assert len([words for one in wanted for words in one.pictures]) > 0
    for dark in (False, True):
        lab.set_theme(page, dark)
        page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-OutputArea-output img')].every((one) => one.complete)"
        )
        shown = page.evaluate(SHOWN)
        assert [spaced(one["words"]) for one in shown] == [spaced(one.words) for one in wanted]
        pictures = [picture for one in shown for picture in one["pictures"]]
        assert [picture["words"] for picture in pictures] == [words for one in wanted for words in one.pictures]
        assert [one for one in pictures if not one["loaded"] or one["width"] <= 200] == []
