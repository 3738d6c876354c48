"""Sentences of the course that say "never", "only", "nothing", "always" or "proves", each with the test that holds it.

`python tests/tools/strong_words.py` prints every such sentence that strong_words.toml does not list yet.
"""

import re
import tomllib
from pathlib import Path

from tools.reading import notebook_cells
from tools.reference import ROOT

LISTED = Path(__file__).parent.parent / "lessons" / "strong_words.toml"
WORDS = re.compile(r"\b(?:never|only|nothing|always|proves?|proved)\b", flags=re.I)


def sentences(text):
    """The sentences of some Markdown, without code, markup and the addresses of links."""
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"</?[a-z][^>]*>|[*\[\]]", "", text)
    blocks = re.split(r"\n\s*\n|\n(?=[-|#\d])", text)
    return [
        one.strip() for block in blocks for one in re.split(r"(?<=[.?!:])\s+", " ".join(block.split())) if one.strip()
    ]


def documents():
    """(name, Markdown) of the README and of every notebook; folded answers count, as people open them."""
    yield "README", (ROOT / "README.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        yield path.stem, "\n\n".join(cell.source for cell in notebook_cells(path) if cell.cell_type == "markdown")


def found():
    """{document: its sentences with a strong word}."""
    return {name: [one for one in sentences(text) if WORDS.search(one)] for name, text in documents()}


def listed():
    """{document: {sentence: what holds it}}: a test as file::name, or "said of the text" with a reason."""
    return tomllib.loads(LISTED.read_text(encoding="utf-8")) if LISTED.exists() else {}


if __name__ == "__main__":
    for name, strong in found().items():
        for sentence in strong:
            if sentence not in listed().get(name, {}):
                print(f"{name}: {sentence}")
