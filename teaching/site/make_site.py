"""The reading view: README, notebooks and teaching/ as pages of HTML on which nothing runs: `make site`.

A page stands where its source stands, so a link from one to another stays as it is but for its ending. What JupyterLab
folds is folded here; outputs and pictures are those that are stored. The pages need neither a network nor a server.
"""

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import nbformat
from bs4 import BeautifulSoup, Tag  # comes with nbconvert
from jinja2 import Environment, FileSystemLoader
from jupyterlab_pygments import JupyterStyle  # colours as variables of CSS: site.css sets them for light and dark
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from pygments.formatters import HtmlFormatter

from teaching.stored import at_rest, title_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SITE = ROOT / ".output" / "site"
BLOCKS = ["p", "li", "td", "th", "div", "pre", "br", "summary"]  # a word ends where one of these begins
NOTE = (
    '<p class="note">Nothing runs on this page. What answers a guess, and each solution, is folded: decide first, then '
    'open it. To move a slider, or to have an answer checked, <a href="{up}index.html#two-commands">open the notebook'
    "</a>.</p>"
)


class Heading(NamedTuple):
    """A heading below the title of a page."""

    anchor: str
    words: str


class Page(NamedTuple):
    """A page: where it stands in the site, its title and the anchor of that, its main headings, and what it says."""

    path: str
    title: str
    top: str
    headings: list
    soup: BeautifulSoup


def sources(root):
    """Return {part of the contents: the files whose pages stand there, in the order of reading}."""
    plans, *pages = sorted((root / "teaching").glob("*.md"), key=lambda path: (path.name != "README.md", path.name))
    return {
        "The course": [root / "README.md", *sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))],
        "For a class": [plans, root / "teaching" / "hub" / "README.md", *pages],
    }


def path_of(source, root):
    """Return where the page of a file stands in the site: in the same folder, and a README is its first page."""
    place = source.relative_to(root)
    return place.with_name("index.html" if place.name == "README.md" else f"{place.stem}.html").as_posix()


def beside(path, link):
    """Return where a link of a page leads, as a path of the site."""
    return os.path.normpath(Path(path).parent / link).replace(os.sep, "/")


def up_from(path):
    """Return what leads from a page to the folder of the first one."""
    return "../" * path.count("/")


def cells_of(source):
    """Return a file as a notebook: a document is one with a single cell of Markdown."""
    if source.suffix == ".md":
        text = source.read_text(encoding="utf-8")
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    else:
        try:
            notebook = nbformat.read(source, as_version=4)
        except ValueError as error:
            first = str(error).splitlines()[0]
            raise ValueError(f"{source.name} is not a notebook that can be read: {first}") from None
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        raise ValueError(f"{source.name} does not begin with a title, such as `# 01 Correct shape`.")
    notebook.cells = [at_rest(cell) if cell.cell_type == "code" else cell for cell in notebook.cells]
    return notebook


def led(link, source, paths):
    """Return a link of a file as it is on the file's page, and None where it leads to a file that has no page."""
    name, hash_, anchor = link.partition("#")
    if not name or re.match(r"[a-z]+:", name):
        return link
    target = (source.parent / unquote(name)).resolve()
    if target not in paths:
        return None
    return os.path.relpath(paths[target], Path(paths[source]).parent).replace(os.sep, "/") + hash_ + anchor


def page_of(source, paths, exporter):
    """Return the page of a file, its links led to the other pages.

    Raises
    ------
    ValueError
        If it is no notebook, or one without a title.
    """
    notebook = cells_of(source)
    soup = BeautifulSoup(exporter.from_notebook_node(notebook)[0], "html.parser")
    for sign in soup.select(".anchor-link"):
        sign.decompose()
    if source.suffix == ".md":
        for heading in soup.find_all(re.compile("^h[1-6]$")):  # GitHub's anchors, which links to a document use
            heading["id"] = re.sub(r"[^\w\- ]", "", heading.text.lower()).replace(" ", "-")
        for block in soup.select(".highlight"):
            block["class"].append("copy-me")
    for link in soup.find_all("a", href=True):
        leads = led(link["href"], source, paths)
        if leads is None:
            link.unwrap()
        else:
            link["href"] = leads
    for corner in soup.find_all("th"):
        if not corner.text.strip():
            corner.name = "td"  # a head without words is none
    for table in soup.find_all("table"):
        table.wrap(soup.new_tag("div", attrs={"class": "wide"}))
    for image in soup.select(".outputs img"):
        # On a narrow screen its letters stay readable, and it is moved sideways; a plot has no width of its own.
        image["style"] = f"{image.get('style', '')};min-width:{0.75 * int(image.get('width', 640)):.0f}px"
        image.wrap(soup.new_tag("div", attrs={"class": "wide"}))
    title = soup.find("h1")
    if source.suffix == ".ipynb":
        title.insert_after(BeautifulSoup(NOTE.format(up=up_from(paths[source])), "html.parser"))
    headings = [Heading(heading["id"], heading.text) for heading in soup.find_all("h2", id=True)]
    return Page(paths[source], title_of(notebook), title["id"], headings, soup)


def in_view(element):
    """Go through an element and give its headings, as elements, and its words; nothing that is folded."""
    for child in element.children:
        if not isinstance(child, Tag):
            yield str(child)
        elif child.name in ("h1", "h2", "h3") and child.get("id"):
            yield child
        elif child.name not in ("details", "svg", "style", "script") and "note" not in child.get("class", []):
            yield " " if child.name in BLOCKS else ""
            yield from in_view(child)


def sections(page):
    """Return (anchor, heading, words) of each section of a page, for the search: what is folded would answer."""
    found = []
    for part in in_view(page.soup):
        if isinstance(part, Tag):
            found.append([part["id"], part.text, ""])
        elif found:
            found[-1][2] += part
    return [(anchor, heading, " ".join(words.split())) for anchor, heading, words in found]


def broken_links(pages):
    """Return one sentence for each link between pages whose place is not there."""
    anchors = {page.path: {one["id"] for one in page.soup.find_all(id=True)} for page in pages}
    found = []
    for page in pages:
        for link in page.soup.find_all("a", href=True):
            name, _, anchor = unquote(link["href"]).partition("#")
            if re.match(r"[a-z]+:", name):
                continue
            target = beside(page.path, name) if name else page.path
            if anchor and anchor not in anchors[target]:
                found.append(f"{page.path} has a link to {link['href']}, and no heading of {target} has this anchor.")
    return found


def pictures(page, source):
    """Return {where it lies in the site: where it lies here} of the pictures of a page that are files."""
    parts = [*page.soup.select("img[src]"), *page.soup.select("source[srcset]")]
    names = {part.get("src") or part["srcset"] for part in parts}
    return {beside(page.path, name): source.parent / unquote(name) for name in names if not re.match(r"[a-z]+:", name)}


def make_site(site, root=ROOT):
    """Write the reading view into a folder, in the place of what was there.

    Parameters
    ----------
    site : pathlib.Path
    root : pathlib.Path
        Where README.md, notebooks/ and teaching/ lie.

    Returns
    -------
    list of Page

    Raises
    ------
    ValueError
        If a notebook has no title, or a link to a heading that is not there.
    """
    parts = sources(root)
    paths = {source: path_of(source, root) for part in parts.values() for source in part}
    exporter = HTMLExporter(template_name="cells", extra_template_basedirs=[str(HERE)])
    pages = {source: page_of(source, paths, exporter) for source in paths}
    if broken := broken_links(pages.values()):
        raise ValueError(broken[0])
    shutil.rmtree(site, ignore_errors=True)
    template = Environment(loader=FileSystemLoader(HERE), autoescape=True).get_template("page.html.j2")
    in_order = [*pages.values()]
    for place, (source, page) in enumerate(pages.items()):
        # Of the other part its first page is enough: that one leads on.
        shown = {part: files if source in files else files[:1] for part, files in parts.items()}
        html = template.render(
            page=page,
            content=Markup(page.soup),
            book={part: [pages[one] for one in files] for part, files in shown.items()},
            book_title=in_order[0].title,
            up=up_from(page.path),
            before=in_order[place - 1] if place else None,
            after=in_order[place + 1] if place + 1 < len(in_order) else None,
        )
        _write(site / page.path, html)
        for to, picture in pictures(page, source).items():
            (site / to).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, site / to)
    style = HtmlFormatter(style=JupyterStyle).get_style_defs(".highlight")
    _write(site / "site.css", f"{(HERE / 'site.css').read_text(encoding='utf-8')}\n{style}\n")
    _write(site / "site.js", (HERE / "site.js").read_text(encoding="utf-8"))
    told = [[page.path, page.title, *section] for page in in_order for section in sections(page)]
    _write(site / "search.js", f"const SECTIONS = {json.dumps(told, ensure_ascii=False)};\n")
    return in_order


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main():
    try:
        pages = make_site(SITE)
    except ValueError as error:
        print(error)
        return 2
    print(f"Written: {len(pages)} pages. Open {(SITE / 'index.html').relative_to(ROOT)} in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
