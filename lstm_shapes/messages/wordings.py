"""The many texts of the same few mistakes: from the words of an error to what they say."""

import functools
import re
import tomllib
from importlib.resources import files

from . import readers
from .names import layer_of
from .said import Said, Usual, size

# A layer that refused what it was given, up to its name: "layer lstm_1", "layer 'lstm'", "of layer \"lstm\" is".
_REFUSED = (
    r"(?:compat[ai]ble\s+with\s+(?:the\s+)?layer\W{1,3}|\blayer\W{1,3}(?=\w+\W{1,3}(?:is\s+)?(?:in|not\s+)compat))"
)


@functools.cache
def wordings():
    """Return each pattern, compiled, with the function that reads its match; the first that is found decides."""
    entries = tomllib.loads(files(__package__).joinpath("wordings.toml").read_text(encoding="utf-8"))["wording"]
    return [(_compiled(entry["pattern"]), _reader(entry)) for entry in entries]


def _compiled(pattern):
    for name in ("wanted", "got", "given", "answers"):
        pattern = pattern.replace(f"{{{name}}}", rf"[(\[]+(?P<{name}>[^)\]]*)[)\]]")
    return re.compile(pattern.replace("{refused}", _REFUSED).replace("{shape}", r"[(\[]([^)\]]*)[)\]]"))


def _reader(entry):
    return getattr(readers, entry["reads"]) if "reads" in entry else functools.partial(_row, entry)


def _row(entry, match):
    """What a row of the table says whose words hold no sizes."""
    asks, lines = entry.get("asks", {}), entry.get("lines", {})
    layer, name = layer_of(match) if "layer" in entry else ("", "")
    told = [name for name in ("wanted", "got") if match.groupdict().get(name) is not None]
    return Said(
        entry["kind"],
        layer or entry.get("layer", ""),
        name,
        **{name: size(match, name) for name in told},
        usual=tuple(Usual(cause, asks.get(cause, ""), lines.get(cause)) for cause in entry["causes"]),
        words=entry.get("says") or entry.get("words", ""),
        reason=entry.get("reason", ""),
        sure="says" not in entry,
        alone=entry.get("alone", False),
    )


def read(text):
    """Return what the words of an error say.

    Parameters
    ----------
    text : str
        Without terminal colours.

    Returns
    -------
    Said
        Without a `kind` for an unknown text.

    Source
    ------
    ``wordings.toml``.

    Examples
    --------
    >>> said = read("Layer lstm_1 weight shape (3, 200) is not compatible with provided weight shape (4, 200).")
    >>> said.kind, said.layer, said.wanted, said.got, said.usual[0].cause
    ('weights', 'recurrent', (3, 200), (4, 200), 'wrong-features')
    >>> read("no such file").kind
    ''
    """
    for pattern, reader in wordings():
        match = pattern.search(text)
        if match:
            return reader(match)
    return Said()
