"""What is stored of a cell, for pages on which nothing runs: the slides and the reading view."""

import re

BLANK = "____"
WIDGET = re.compile(r"\w+\(children=")  # what is stored of a widget without a picture


def at_rest(cell):
    """Take from a code cell what says something to somebody who runs it alone.

    Parameters
    ----------
    cell : nbformat.NotebookNode

    Returns
    -------
    nbformat.NotebookNode
        The same one, without the verdict on a blank, the name of a widget that has no picture, and *Your guess*.
    """
    if BLANK in cell.source and "solution" not in cell.metadata.get("tags", []):
        cell.outputs = []
    cell.outputs = [one for one in cell.outputs if not WIDGET.match(one.get("data", {}).get("text/plain", ""))]
    if cell.source.startswith("reveal("):
        for output in cell.outputs:
            if output.get("name") == "stdout":
                output.text = re.sub(r"\AYour guess: .*\n", "", output.text)
        cell.outputs = [one for one in cell.outputs if one.get("name") != "stdout" or one.text]
    return cell


def title_of(notebook):
    """Return the title of a notebook: the heading with which it begins."""
    return notebook.cells[0].source.splitlines()[0].lstrip("# ")
