"""Slides of the notebooks, each one file that needs no network: `make slides`, or `python make_slides.py 01 03`.

What a slide shows is decided in the notebooks: the slide type of each cell stands in its metadata. The votes, and what
the speaker view (the key S) shows, come from the pages of teaching/.
"""

import copy
import json
import re
import subprocess
import sys
from html import escape
from pathlib import Path

import nbformat
from lecture import hints, rows, votes
from nbconvert.exporters import SlidesExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from teaching.stored import at_rest, title_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DECKS = ROOT / ".output" / "slides"
REVEAL = ROOT / ".output" / "npm" / "node_modules" / "reveal.js"
PANEL = re.compile(r"^(?:mine = )?(helpers\.(?:\w+_panel|own_table)\(.*\))$", flags=re.M)
PANEL_ALONE = re.compile(r"helpers\.\w+_panel\(.*\)")
CELLS_OF_A_GUESS = re.compile(  # a whole sentence: a full stop within it, as of "...", ends none
    r" ?[^.?!*\n]*(?:into the next cell|run the one after it|cell after your guess)"
    r"(?:[^.?!\n]|[.?!](?!\s|$))*\.(?=\s|$)",
    flags=re.M,
)
FOLDED = re.compile(r"<details>.*?</details>", flags=re.S)
ANOTHER_IDEA = re.compile(r"\n\n(?=\*\*(?:Exercise|A wrong idea)\*\*)")
NPM = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]


def fetched_reveal():
    """Return the folder of reveal.js in the version of package.json, fetched with npm where it is not there yet."""
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]["reveal.js"]
    here = REVEAL / "package.json"
    if not here.exists() or json.loads(here.read_text(encoding="utf-8"))["version"] != wanted:
        REVEAL.parents[1].mkdir(parents=True, exist_ok=True)
        subprocess.run([*NPM, "--prefix", str(REVEAL.parents[1]), f"reveal.js@{wanted}"], check=True, timeout=300)
    return REVEAL


def section_of(cells):
    """Return the heading, with hyphens, under which each cell stands; "" before the first one."""
    current, found = "", []
    for cell in cells:
        heading = re.search(r"^## (.+)", cell.source, flags=re.M) if cell.cell_type == "markdown" else None
        current = heading[1].strip().replace(" ", "-") if heading else current
        found.append(current)
    return found


def kind_of(cell):
    """Return the slide type of a cell, None where it has none."""
    return cell.metadata.get("slideshow", {}).get("slide_type")


def place_of(vote, row, inside, cells):
    """Return in front of which cell a vote stands, of those `inside` its section: behind its panel, else before the
    first guess, or before the planned error where the row of the minutes says so.
    """
    if vote.state:
        return next((n + 1 for n in inside if PANEL.search(cells[n].source)), inside[-1] + 1)
    words = "is meant to fail" if f"{vote.name.lower()} before the planned error" in row.do else "**Predict**"
    found = next((n for n in inside if words in cells[n].source), inside[0])
    place = max(found, inside[0] + 1)  # the section's heading stands in front in any case
    leads = cells[place - 1].cell_type == "markdown" and told(cells[place - 1].source).endswith(":")
    return place + leads  # what ends with a colon stands beside what it leads to


def inline(text):
    """Return one line of Markdown as HTML without a paragraph around it."""
    return re.sub(r"^<p>|</p>$", "", markdown2html_mistune(text).strip())


def slide_of(vote):
    """Return the slide of a vote: the question large, and for each option two counts that the lecturer types in."""
    counts = "".join(
        f'<li><span class="words">{inline(words)}</span>'
        f'<input type="number" min="0" max="999" aria-label="{letter}, first count">'
        f'<input type="number" min="0" max="999" aria-label="{letter}, second count">'
        '<span class="bars"><i></i><i></i></span></li>'
        for letter, words, _ in vote.options
    )
    html = (
        f'<div class="vote"><h3>{vote.name}</h3><div class="question">{inline(vote.question)}</div>'
        f'<p class="counts"><span>first count</span><span>second count</span></p><ol type="A">{counts}</ol></div>'
    )
    return _slide(html, "subslide")


def _slide(source, kind):
    return nbformat.v4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}})


def notes_of(vote, stuck=""):
    """Return what the speaker view says beside a vote."""
    options = [
        f"- {letter} {words} → {f'`{wrong}`' if wrong else '**right**'}" for letter, words, wrong in vote.options
    ]
    state = [f"On the panel, set `{vote.state}`."] if vote.state else []
    code = [f"```python\n{vote.code}```"] if vote.code else []
    helped = [f"**If the room is stuck** {told(stuck)}"] if stuck else []
    return "\n\n".join([*state, "\n".join(options), *code, *helped])


def told(source):
    """Return Markdown without what is folded, without links that lead to files, as a slide has nowhere to go, without
    the way to Colab and Kaggle, and without what to do with the cells of a guess.
    """
    source = FOLDED.sub("", source)
    source = re.sub(r"^\*\*Elsewhere\*\* .*$", "", source, flags=re.M)
    source = CELLS_OF_A_GUESS.sub("", source).strip()
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]+\)", r"\1", source)


def shown(cell):
    """Return a code cell as the room sees it: without `reveal`, the line of a panel, and the verdict on a blank."""
    cell = at_rest(cell)
    if cell.source.startswith("reveal("):
        cell.source = cell.source.partition("\n")[2]
    if PANEL_ALONE.fullmatch(cell.source):
        cell.source = ""
    return cell


def parted(cells):
    """Return cells of which each holds one idea: an exercise, and a wrong idea, begin a slide of their own."""
    found = []
    for cell in cells:
        texts = [cell.source]
        if cell.cell_type == "markdown" and kind_of(cell) != "skip":
            texts = ANOTHER_IDEA.split(FOLDED.sub("", cell.source))
        for n, text in enumerate(texts):
            part = cell if len(texts) == 1 else nbformat.from_dict({**copy.deepcopy(cell), "source": text})
            if n:
                part.id, part.metadata["slideshow"] = f"{cell.id}-part{n}", {"slide_type": "subslide"}
            found.append(part)
    return found


def prepared(notebook, page):
    """Bring a notebook to what its slides show, with votes and notes where its page of teaching/ has them.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    page : pathlib.Path
        Its page; a path that does not exist for a notebook without one.

    Returns
    -------
    nbformat.NotebookNode
        Another one.

    Raises
    ------
    ValueError
        If the page names a section that the notebook does not have.
    """
    notebook = copy.deepcopy(notebook)
    cells, before = parted(notebook.cells), {}
    sections = section_of(cells)
    if page.exists():
        named, said = votes(page), hints(page)
        for row in rows(page):
            heading = row.headings[0]
            inside = [n for n, section in enumerate(sections) if section == heading]
            if not inside:
                raise ValueError(f"{page.name} names a section {heading!r}, which the notebook does not have.")
            for number in row.votes:
                vote = named[number - 1]
                slides = [slide_of(vote), _slide(notes_of(vote, said.get("If the room is stuck", "")), "notes")]
                place = place_of(vote, row, inside, cells)
                before.setdefault(place, []).extend(slides)
                behind = next((cell for cell in cells[place:] if kind_of(cell) != "skip"), None)
                if behind is not None and kind_of(behind) != "slide":  # a vote has its slide for itself
                    behind.metadata["slideshow"] = {"slide_type": "subslide"}
            say = f"\n\n**Say** {told(said['Say'])}" if "Say" in said else ""
            note = f"{row.minutes} min: {told(row.do)}\n\nThe room: {told(row.room)}{say}"
            for n in inside:  # on each slide of the section
                if kind_of(cells[n]) in ("slide", "subslide"):
                    before.setdefault(n + 1, []).insert(0, _slide(note, "notes"))
        words = "\n\n".join(f"**{name}** {told(text)}" for name, text in said.items())
        before.setdefault(1, []).insert(0, _slide(words, "notes"))
    result = []
    for n, cell in enumerate([*cells, None]):
        result += before.get(n, [])
        if cell is not None and kind_of(cell) != "skip":
            result.append(shown(cell) if cell.cell_type == "code" else {**cell, "source": told(cell.source)})
    notebook.cells = [nbformat.from_dict(cell) for cell in result]
    return notebook


def deck(path, reveal):
    """Return the slides of a notebook as one page of HTML.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.
    reveal : pathlib.Path
        The folder of reveal.js, see `fetched_reveal`.

    Returns
    -------
    str
    """
    notebook = nbformat.read(path, as_version=4)
    parts = {
        "title": escape(title_of(notebook)),
        "reveal_css": (reveal / "dist" / "reset.css").read_text() + (reveal / "dist" / "reveal.css").read_text(),
        "reveal_js": (reveal / "dist" / "reveal.js").read_text(),
        "notes_js": (reveal / "dist" / "plugin" / "notes.js").read_text(),
        "css": (HERE / "deck.css").read_text(),
        "js": (HERE / "deck.js").read_text(),
    }
    exporter = SlidesExporter(template_name="deck", extra_template_basedirs=[str(HERE)])
    page = ROOT / "teaching" / f"{path.stem}.md"
    html, _ = exporter.from_notebook_node(prepared(notebook, page), resources={"deck": parts})
    return html


def main(chosen):
    """Write the slides of all notebooks, or of those whose names begin as chosen."""
    paths = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    unknown = [one for one in chosen if not any(path.stem.startswith(one) for path in paths)]
    if unknown:
        print(
            f"A notebook is needed that begins with one of {', '.join(p.stem[:2] for p in paths)}; {unknown[0]!r} came."
        )
        return 2
    reveal = fetched_reveal()
    DECKS.mkdir(parents=True, exist_ok=True)
    for path in paths:
        if not chosen or path.stem.startswith(tuple(chosen)):
            written = DECKS / f"{path.stem}.html"
            written.write_text(deck(path, reveal), encoding="utf-8", newline="\n")
            print(f"Written: {written.relative_to(ROOT)}")
    print("Open one in a browser. Keys: arrows and space, S for the speaker view, F for the whole screen.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
