"""The reading view: links lead somewhere, answers are folded, every picture is there, and the search knows the words."""

import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import make_site
import pytest
from test_notebooks import anchors
from tools.reading import notebook_cells, tags
from tools.reference import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


class Seen(HTMLParser):
    """Of a page: its anchors, links, pictures and headings, and its words in view and folded."""

    def __init__(self, page):
        super().__init__()
        self.ids, self.links, self.files, self.pictures, self.tags = [], [], [], [], []
        self.open, self.in_view, self.folded = [], "", ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        self.tags.append(tag)
        self.ids += [has["id"]] if "id" in has else []
        self.links += [has["href"]] if tag == "a" else []
        self.files += [has[name] for name in ("src", "srcset") if name in has and not has[name].startswith("data:")]
        self.files += [has["href"]] if tag == "link" and not has["href"].startswith("data:") else []
        self.pictures += [(has["src"], has["alt"])] if tag == "img" else []
        if tag in ("details", "summary", "script", "nav", "main"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open[-1:] == [tag]:
            self.open.pop()

    def handle_data(self, data):
        if "main" in self.open and not {"script", "nav"} & set(self.open):
            if "details" in self.open and self.open[-1] != "summary":
                self.folded += data
            else:
                self.in_view += data


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The reading view of the course."""
    folder = tmp_path_factory.mktemp("site")
    make_site.make_site(folder)
    return folder


@pytest.fixture(scope="module")
def seen(site):
    """{path: what a page holds}."""
    return {path.relative_to(site).as_posix(): Seen(path) for path in sorted(site.rglob("*.html"))}


def of(path):
    return f"notebooks/{path.stem}.html"


def spaced(words):
    return re.sub(r"\s+", " ", words).strip()


def test_every_notebook_and_every_text_for_a_class_has_its_page(seen):
    texts = [path.relative_to(ROOT) for path in (ROOT / "teaching").rglob("*.md")]
    wanted = [path.with_name("index.html") if path.stem == "README" else path.with_suffix(".html") for path in texts]
    assert {*seen} == {"index.html", *map(of, NOTEBOOKS), *(path.as_posix() for path in wanted)}


def test_every_link_and_every_file_of_a_page_is_there(site, seen):
    for name, page in seen.items():
        for link in page.links:
            if re.match("https?:", link):
                continue
            path, _, anchor = unquote(link).partition("#")
            target = os.path.normpath(Path(name).parent / path) if path else name
            assert Path(target).as_posix() in seen, f"{name}: {link}"
            assert not anchor or anchor in seen[Path(target).as_posix()].ids, f"{name}: {link}"
        for link in page.files:
            assert not re.match("[a-z]+:", link), f"{name} fetches {link}"
            assert (site / name).parent.joinpath(link).exists(), f"{name}: {link}"


@each_notebook
def test_a_heading_has_the_anchor_that_notebooks_link_to(seen, path):
    assert [anchor for anchor in anchors(path) if anchor not in seen[of(path)].ids] == []


def test_a_page_has_one_title_no_anchor_twice_and_every_page_is_in_reach(seen):
    for name, page in seen.items():
        assert page.tags.count("h1") == 1, name
        assert len(page.ids) == len(set(page.ids)), name
    reached, to_do = set(), ["index.html"]
    while to_do:
        name = to_do.pop()
        reached.add(name)
        links = [link.partition("#")[0] for link in seen[name].links if not re.match("https?:|#", link)]
        to_do += {Path(os.path.normpath(Path(name).parent / link)).as_posix() for link in links} - reached - {*to_do}
    assert reached == {*seen}


@each_notebook
def test_every_stored_picture_is_on_the_page_with_its_words(seen, path):
    stored = [output for cell in notebook_cells(path) for output in cell.get("outputs", [])]
    pages = "".join(output.data["text/html"] for output in stored if "text/html" in output.get("data", {}))
    wanted = re.findall(r'<img\b[^>]*\bsrc="([^"]+)"', pages)
    assert wanted and [source for source, _ in seen[of(path)].pictures] == wanted
    assert all(len(words) > 10 for _, words in seen[of(path)].pictures)


@each_notebook
def test_solutions_and_what_answers_a_guess_are_folded(seen, path):
    page = seen[of(path)]
    in_view, folded = spaced(page.in_view), spaced(page.folded)
    for cell in notebook_cells(path):
        if "solution" in tags(cell):
            assert spaced(cell.source) in folded and spaced(cell.source) not in in_view
        elif cell.cell_type == "code":
            assert spaced(cell.source) in in_view
        if cell.get("source", "").startswith("reveal("):
            for output in cell.outputs:
                answer = spaced(re.sub("^Your guess: .*\n", "", output.get("text", output.get("evalue", ""))))
                assert re.sub("\x1b\\[[0-9;]*m", "", answer) in folded


@each_notebook
def test_nothing_is_said_that_concerns_a_notebook_that_runs(seen, path):
    words = seen[of(path)].in_view + seen[of(path)].folded
    assert re.findall(r"No guess yet: |Not attempted yet: |Your guess: none|\w+\(children=|\x1b|<IPython", words) == []


def test_the_page_says_once_that_nothing_runs(seen):
    for path in NOTEBOOKS:
        assert seen[of(path)].in_view.count("Nothing runs on this page.") == 1


def test_the_search_knows_words_in_view_and_no_answer(site):
    text = (site / "search.js").read_text(encoding="utf-8")
    sections = json.loads(text.removeprefix("const SECTIONS = ").removesuffix(";\n"))
    found = {(path, anchor): words for path, _, anchor, _, words in sections}
    assert len(found) == len(sections) > 100
    assert "scrambled-reshape" in found["notebooks/12_shape_clinic.html", "12.1-How-a-visit-goes"]
    assert "expected ndim=3, found ndim=2" in found["index.html", "my-model-is-broken"]
    exercise = found["notebooks/00_start_here.html", "0.2-How-to-work-here"]
    assert "x_two = ____" in exercise and "x[:, :, :2]" not in exercise and "Hint" not in exercise


# What is wrong is said in one sentence -------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path):
    """A course of one notebook, to be spoilt."""
    root = tmp_path / "course"
    (root / "notebooks").mkdir(parents=True)
    (root / "teaching" / "hub").mkdir(parents=True)
    for name in ("README.md", "teaching/README.md", "teaching/hub/README.md"):
        (root / name).write_text("# A title\n\n## Two commands\n\n[a file](Makefile)\n", encoding="utf-8")
    shutil.copyfile(NOTEBOOKS[1], root / "notebooks" / "01_correct_shape.ipynb")
    return root


def spoilt(course, old, new):
    path = course / "notebooks" / "01_correct_shape.ipynb"
    text = path.read_text(encoding="utf-8")
    links = re.sub(r"\d\d_\w+\.ipynb(#[^)\"]*)?", "01_correct_shape.ipynb", text)  # the others are not there
    path.write_text(links.replace(old, new, 1), encoding="utf-8")


def test_a_link_to_a_file_without_a_page_is_plain_text(course, tmp_path):
    spoilt(course, "", "")
    make_site.make_site(tmp_path / "site", course)
    page = Seen(tmp_path / "site" / "index.html")
    assert "a file" in page.in_view and not [link for link in page.links if "Makefile" in link]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("# 01 Correct shape", "01 Correct shape", r"01_correct_shape\.ipynb does not begin with a title"),
        ("{", "", r"01_correct_shape\.ipynb is not a notebook that can be read: "),
        (
            "(01_correct_shape.ipynb)",
            "(#1.9-None)",
            r"notebooks/01_correct_shape\.html has a link to #1\.9-None, and no ",
        ),
    ],
    ids=["no title", "no notebook", "no heading"],
)
def test_an_odd_notebook_is_named_and_nothing_is_written(course, tmp_path, old, new, sentence):
    spoilt(course, old, new)
    with pytest.raises(ValueError, match=f"^{sentence}[^\n]*$"):
        make_site.make_site(tmp_path / "site", course)
    assert not (tmp_path / "site").exists()
