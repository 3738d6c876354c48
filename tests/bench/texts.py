"""How the corpus of texts is read: `python tests/bench/texts.py`, or with `all` each text that is not right first."""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from cases import corpus

import lstm_shapes

VERDICTS = ("first", "found", "wrong", "unknown")


def named(text):
    """The causes that an explanation of a text names, the likeliest first."""
    return [one.cause for one in lstm_shapes.explain(text).findings if one.cause]


def counted():
    """Rows of a table: a wording, its file, and its texts by verdict; and each text that is not right first."""
    rows, rest = {}, []
    for text in corpus.texts():
        causes = named(text.text)
        found = corpus.verdict(text, causes)
        rows.setdefault((text.file, text.wording), Counter())[found] += 1
        if found != "first":
            rest.append((found, text, causes))
    return rows, rest


def line(name, count):
    print(f"| {name:<84} | {sum(count.values()):>4} |" + "".join(f" {count[one]:>7} |" for one in VERDICTS))


def show(each=False):
    """Print the table."""
    rows, rest = counted()
    print(f"| {'wording':<84} | text |" + "".join(f" {one:>7} |" for one in VERDICTS))
    print(f"| {'-' * 84} | ---- |" + " ------- |" * len(VERDICTS))
    for (file, wording), count in rows.items():
        line(f"{file}: {wording}", count)
    line("all", sum(rows.values(), Counter()))
    known = [text for text in corpus.others() if named(text)]
    print(f"\n{len(corpus.others()) - len(known)} of {len(corpus.others())} texts about something else stay unknown.")
    for found, text, causes in rest if each else ():
        print(f"\n{found}: {text.words[:300]!r}\n  named {causes}\n  right {text.causes} wrong {text.wrong}")
    for text in known if each else ():
        print(f"\nknown: {text!r}\n  named {named(text)}")


if __name__ == "__main__":
    show("all" in sys.argv)
