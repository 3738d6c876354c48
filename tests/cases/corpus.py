"""The corpus of texts of errors: what each says for certain, and which causes a reader may name for it.

The files in texts/ hold wordings, each with at least four texts of other numbers. Keys of a wording hold for all its
texts, unless a text has its own:

text        the words that count; ` ... ` stands for what was left out
around      how it is surrounded: a name of SURROUNDINGS; without it they take turns
raised      the program of tests/tools/raising.py that raises these words today
kind        what is complained about; the words of lstm_shapes.messages.said
layer       the kind of layer, "" where the text does not say
wanted, got what was asked for and what came: a shape, or a number of axes or samples; in brackets as Python writes it
x, y, output, weights, state   the shape of each, where the text tells who is who
causes      what may be named, ids of causes.toml; the first has to be named first, with any_order any of them
must        what has to be among the named ones
wrong       what must not be named
both        True where an older Keras means the other way round, and the text does not tell which Keras it is
"""

import ast
import functools
import tomllib
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "texts"
FILES = ("declared", "layers", "targets", "data", "arrays", "elsewhere")
ROLES = ("x", "y", "output", "weights", "state")

_SCRIPT = """Traceback (most recent call last):
  File "/home/me/forecast.py", line 48, in <module>
    history = model.fit(train, labels, epochs=20)
  File "/opt/venv/lib/python3.11/site-packages/keras/src/utils/traceback_utils.py", line 122, in error_handler
    raise e.with_traceback(filtered_tb) from None
ValueError: {text}"""
_NOTEBOOK = """---------------------------------------------------------------------------
ValueError                                Traceback (most recent call last)
Cell In[14], line 3
      1 # train
      2 model.summary()
----> 3 model.fit(train, labels, epochs=20)

File ~/venv/lib/python3.11/site-packages/keras/src/utils/traceback_utils.py:122, in filter_traceback.<locals>.error_handler(*args, **kwargs)
    119     filtered_tb = _process_traceback_frames(e.__traceback__)
--> 122     raise e.with_traceback(filtered_tb) from None

ValueError: {text}"""
_COLOURS = "\x1b[0;31mValueError\x1b[0m: \x1b[1m{text}\x1b[0m\n"
SURROUNDINGS = {
    "last line": "ValueError: {text}",
    "script": _SCRIPT,
    "notebook": _NOTEBOOK,
    "colours": _COLOURS,
    "question": "Hello, since yesterday I get this and do not know why:\n\n> {text}\n\nThe code ran before. Thanks!",
    "alone": "{text}",
}


class Text(NamedTuple):
    """One text of the corpus; the module says what the fields are. `wording` and `file` say where it stands."""

    text: str
    words: str
    wording: str
    file: str
    kind: str = ""
    layer: str = ""
    wanted: object = None
    got: object = None
    roles: dict = {}  # noqa: RUF012  (it is never changed)
    causes: tuple = ()
    any_order: bool = False
    must: tuple = ()
    wrong: tuple = ()
    both: bool = False
    raised: str = ""


def value(written):
    """What is written in brackets or as a number: a shape, a count, or None where nothing is."""
    return ast.literal_eval(written) if written else None


def _text(entry, wording, file, around):
    every = {name: what for name, what in wording.items() if name not in ("name", "texts")} | entry
    roles = {role: value(every.pop(role)) for role in ROLES if role in every}
    for name in ("wanted", "got"):
        every[name] = value(every.get(name))
    words = every.pop("text")
    around = every.pop("around", around)
    every |= {name: tuple(every[name]) for name in ("causes", "must", "wrong") if name in every}
    return Text(SURROUNDINGS[around].format(text=words), words, wording["name"], file, roles=roles, **every)


@functools.cache
def texts():
    """All texts about shapes, in the order of the files."""
    found, turns = [], cycle(SURROUNDINGS)
    for file in FILES:
        wordings = tomllib.loads((FOLDER / f"{file}.toml").read_text(encoding="utf-8"))["wording"]
        found += [_text(entry, wording, file, next(turns)) for wording in wordings for entry in wording["texts"]]
    return found


@functools.cache
def others():
    """Texts that are not about shapes."""
    return tomllib.loads((FOLDER / "not_shapes.toml").read_text(encoding="utf-8"))["texts"]


def verdict(text, named):
    """How the causes that were named, the likeliest first, answer a text.

    "first" where the right one leads and none is wrong, "found" where a right one is among them, "wrong" where one is
    named that must not be, or none that is right, "unknown" where none is named.
    """
    if not named:
        return "unknown"
    if set(named) & set(text.wrong) or not set(named) & set(text.causes) or not set(text.must) <= set(named):
        return "wrong"
    return "first" if named[0] in (text.causes if text.any_order else text.causes[:1]) else "found"
