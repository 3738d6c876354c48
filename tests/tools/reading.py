"""How long a notebook takes, and what of it is in view: one place for tests, README and opening cells.

`python tests/tools/reading.py` prints the minutes of every notebook.
"""

import re
from html import unescape

import nbformat

from tools import doors
from tools.reference import ROOT

DETAILS = re.compile(r"<details>.*?</details>", flags=re.S)


def notebook_cells(path):
    return nbformat.read(path, as_version=4).cells


def tags(cell):
    return cell.metadata.get("tags", [])


def open_prose(cell):
    """The Markdown of a cell that is in view: nothing that is folded."""
    return DETAILS.sub("", cell.source)


def visible_output(cell):
    """The words of a cell's outputs that are in view; a folded output shows nothing that counts."""
    if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
        return ""
    words = []
    for output in cell.outputs:
        if output.output_type == "stream":
            words.append(output.text)
        elif output.output_type == "error":
            words.append(f"{output.ename}: {output.evalue}")
        else:
            page = re.sub(r"<details.*?</details>", "", output.data.get("text/html", ""), flags=re.S)
            words.append(unescape(re.sub(r"<[^>]+>", " ", page)) if page else output.data.get("text/plain", ""))
    return "\n".join(words)


def minutes(cells):
    """Return the minutes that the cells of a notebook take, by the formula that CONTRIBUTING gives.

    Prose in view / 180 words + code that is read / 8 lines + output in view / 300 words + 2 for each exercise and panel
    + 1 for each guess. Tables to look things up in and cells to copy do not count, nor what is said of Colab and Kaggle.
    """
    words = code = output = 0
    tasks = 0
    for cell in cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"^\|.*$", "", doors.PARAGRAPH.sub("", open_prose(cell)), flags=re.M)
            words += len(re.findall(r"\b\w[\w'’]*", re.sub(r"\]\([^)]*\)", "]", prose)))
        elif "copy-me" not in tags(cell) and "solution" not in tags(cell):
            code += len([line for line in doors.LINES.sub("", cell.source).splitlines() if line.strip()])
            output += len(visible_output(cell).split())
            tasks += 2 * len(re.findall(r"\bcheck(?:_repair)?\(|_panel\(", cell.source))
            tasks += len(re.findall(r"\bguess(?:_cause)?\(", cell.source))
    return words / 180 + code / 8 + output / 300 + tasks


if __name__ == "__main__":
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        print(f"{path.stem:24} {minutes(notebook_cells(path)):5.1f} min")
