"""The cheat sheet: what it repeats comes from the other notebooks, and two pages of it are printed: `make cheatsheet`.

A cell of notebooks/99_cheat_sheet.ipynb with a tag such as `from:03_reshape#03-39` repeats that cell of 03: its code, its
text from the heading of a cell to copy on, or else its tables in the place of the tables that stand here. The tag
`from:cells-to-copy` has a table of the cells to copy that stand below.
"""

import itertools
import re
import sys
from html import escape
from pathlib import Path

import nbformat
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from tools import doors

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT / "notebooks" / "99_cheat_sheet.ipynb"
PAGE = ROOT / ".output" / "cheat_sheet.html"
TABLE = re.compile(r"(?:^\|.*\n?)+", flags=re.M)
# Two pages of A4, so small letters; colours that are told apart in grey as well.
STYLE = """
@page { size: A4; margin: 8mm 9mm; }
* { box-sizing: border-box; }
body { font: 7.2pt/1.22 "DejaVu Sans", Verdana, sans-serif; color: #1b1b1b; background: #fff; margin: 0 auto; max-width: 192mm; }
h1 { font-size: 13pt; margin: 0 0 1mm; }
h2 { font-size: 9pt; margin: 2.2mm 0 .8mm; border-bottom: .5pt solid #5f6368; break-after: avoid; }
p { margin: .6mm 0; }
strong { break-after: avoid; }
table { border-collapse: collapse; width: 100%; margin: .6mm 0 1mm; }
th, td { border: .4pt solid #c9cdd2; padding: .25mm 1mm; text-align: left; vertical-align: top; }
th { background: #eef0f2; }
tr { break-inside: avoid; }
code, pre { white-space: pre-wrap; font: 6.4pt/1.2 "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; }
pre { background: #f5f6f7; border-left: 2pt solid #0072b2; padding: .6mm 1.5mm; margin: .6mm 0; }
a { color: inherit; text-decoration: none; }
.messages { font-size: 6.3pt; line-height: 1.16; }
.messages code { font-size: 5.7pt; }
.messages table { table-layout: fixed; }
.messages th:nth-child(1) { width: 24%; }
.messages th:nth-child(2) { width: 31%; }
.messages th:nth-child(4) { width: 6.5%; }
section { display: flow-root; }
.needs { columns: 2; }
.needs h2 { column-span: all; }
figure { float: right; width: 47mm; margin: 0 0 0 3mm; }
figure img { width: 100% !important; }
"""


def _cells(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells


def source_of(cell):
    """Return (name of a notebook, id of a cell) of a tag `from:...#...`, and None for a cell without one."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag.startswith("from:") and "#" in tag]
    return tuple(tags[0].removeprefix("from:").split("#")) if tags else None


def _with_links(text, name, headings):
    """Let links within the other notebook lead there from here, those to headings that stand here too excepted."""

    def led(match):
        return match[0] if match[1] in headings else f"]({name}.ipynb#{match[1]})"

    return re.sub(r"\]\(#([^)]+)\)", led, text)


def _repeated(cell, other, name, headings):
    """Return the source of a cell that repeats another one."""
    if cell.cell_type == "code":
        return other.source
    if cell.source.startswith("### Copy "):
        return _with_links(other.source[other.source.index("### Copy ") :].strip(), name, headings)
    tables = TABLE.findall(other.source)
    if len(tables) != len(TABLE.findall(cell.source)):
        raise ValueError(f"{name} has {len(tables)} tables in cell {other.id}, and the cheat sheet has another number")
    return TABLE.sub(lambda _: _with_links(tables.pop(0).rstrip(), name, headings) + "\n", cell.source).rstrip()


def _needs(cells):
    """Return the table of the cells to copy: when to take which."""
    rows = ["| When | Cell |", "| --- | --- |"]
    for before, cell in itertools.pairwise(cells):
        if "copy-me" in cell.metadata.get("tags", []):
            heading = before.source.splitlines()[0].removeprefix("### ")
            letter = heading.removeprefix("Copy ")[0]
            when = cell.source.splitlines()[0].removeprefix("# When: ")
            when = when if when.startswith("x ") else when[0].upper() + when[1:]
            rows.append(f"| {when} | [{letter}](#{heading.replace(' ', '-')}) |")
    return "\n".join(rows)


def refreshed(notebook):
    """Bring the cheat sheet to what the other notebooks say now.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    nbformat.NotebookNode
        The same one.

    Raises
    ------
    ValueError
        If a cell that is repeated is not there any more, or has another number of tables.
    """
    headings = set()
    for cell in reversed(notebook.cells):  # the cells to copy first: tables lead to their headings
        if source_of(cell):
            name, wanted = source_of(cell)
            other = next((one for one in _cells(name) if one.id == wanted), None)
            if other is None:
                raise ValueError(f"{name} has no cell {wanted!r}, which the cheat sheet repeats")
            cell.source = _repeated(cell, other, name, headings)
        headings |= {line.lstrip("#").strip().replace(" ", "-") for line in re.findall("^#+ .+", cell.source, re.M)}
    for cell in notebook.cells:
        if "from:cells-to-copy" in cell.metadata.get("tags", []):
            cell.source = TABLE.sub(lambda _: _needs(notebook.cells) + "\n", cell.source).rstrip()
    return notebook


def page(notebook):
    """Return the sheet as one page of HTML: all that stands before the cells to copy, and when to take which."""
    parts = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.source.startswith("### Copy ") or {"copy-me", "not-printed"} & set(tags):
            continue
        if "picture" in tags:
            shown = [one.data["text/html"] for one in cell.outputs if "text/html" in one.get("data", {})]
            images = re.findall("<img[^>]+>", "".join(shown))
            parts = [f"<figure>{image}</figure>" for image in images] + parts  # text stands beside it
        elif cell.cell_type == "code":
            parts.append(f"<pre>{escape(cell.source)}</pre>")
        else:
            kind = ' class="messages"' if "Your message contains" in cell.source else ""
            kind = ' class="needs"' if "from:cells-to-copy" in tags else kind
            words = doors.PARAGRAPH.sub("", cell.source)
            parts.append(f"<section{kind}>{markdown2html_mistune(words)}</section>")
    body = "\n".join(parts).replace("&#182;", "").replace("¶", "")
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Cheat sheet</title><style>{STYLE}</style>{body}</html>\n'


def main():
    notebook = nbformat.read(SHEET, as_version=4)
    before = nbformat.writes(notebook)
    if nbformat.writes(refreshed(notebook)) != before:
        SHEET.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        print("99_cheat_sheet.ipynb repeats the other notebooks anew: run `make notebooks` for its outputs.")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(notebook), encoding="utf-8", newline="\n")
    print(f"Written: {PAGE.relative_to(ROOT)}. Print it from a browser: two pages of A4.")


if __name__ == "__main__":
    sys.exit(main())
