"""What a page of teaching/ says about its notebook: how the minutes go, and the votes."""

import re
from typing import NamedTuple
from urllib.parse import unquote

HINTS = ("Expect", "If the room is stuck", "Say", "Avoid", "Leave out")


class Vote(NamedTuple):
    """One vote: an option is (letter, words, the id or state behind a wrong one or None for the right one)."""

    page: str
    name: str
    question: str
    code: str
    state: str
    options: tuple

    @property
    def right(self):
        (words,) = [words for _, words, wrong in self.options if wrong is None]
        return words

    @property
    def wrong(self):
        return [(words, wrong) for _, words, wrong in self.options if wrong is not None]


class Row(NamedTuple):
    """One row of the minutes: the headings of the sections that it holds, and the numbers of its votes."""

    minutes: str
    do: str
    room: str
    headings: tuple
    votes: tuple


def votes(path):
    """Return the votes of a page, in order."""
    found = []
    for block in re.split(r"^(?=\*\*Vote \d)", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        name, rest = re.match(r"\*\*(Vote \d)[^*]*\*\* (.*)", block, flags=re.S).groups()
        options = re.findall(r"^- ([A-Z]) (.+?) (?:right|`([^`]+)`)$", rest, flags=re.M)
        code = re.search(r"^```python\n(.*?)^```$", rest, flags=re.M | re.S)
        state = re.search(r"^Set `(.+)`", rest, flags=re.M)
        question = re.split(r"^(?:- |```|Set `)", rest, flags=re.M)[0].strip()
        options = tuple((letter, words, wrong or None) for letter, words, wrong in options)
        found.append(Vote(path.stem, name, question, code[1] if code else "", state[1] if state else "", options))
    return found


def rows(path):
    """Return the rows of the minutes of a page, in order."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.match(r"\| \d+ to \d+ \|", line):
            minutes, do, room = cells
            headings = tuple(unquote(anchor) for anchor in re.findall(r"\.ipynb#([^)]+)\)", do))
            numbers = tuple(int(number) for number in re.findall(r"[Vv]otes? (\d)", do))
            found.append(Row(minutes, do, room, headings, numbers))
    return found


def hints(path):
    """Return {"Expect": text, ...}: what a page says besides its minutes and votes."""
    parts = re.findall(r"^\*\*(.+?)\*\* (.+)$", path.read_text(encoding="utf-8"), flags=re.M)
    return {name: text for name, text in parts if name in HINTS}
