"""What is kept of the visits: one small file beside the notebooks, which a damaged one never stops."""

import base64
import itertools
import json
import os
import tempfile
import zlib
from pathlib import Path

FILE = ".clinic.json"
MARK = "clinic-1:"
_unsaved = {}  # what could not be written, for as long as this kernel lives


def path():
    """Return where the progress is kept.

    Returns
    -------
    pathlib.Path
        In the folder of the notebook; where the environment names a folder in ``LSTM_SHAPES_CLINIC``, there.

    Examples
    --------
    >>> path().name
    '.clinic.json'
    """
    return Path(os.environ.get("LSTM_SHAPES_CLINIC") or ".") / FILE


def _text(visits):
    return json.dumps({"clinic": 1, "patients": visits}, separators=(",", ":"))


def _read(text):
    """Return visits by patient, of the text of a file; raises ValueError if it is not such a text."""
    try:
        told = json.loads(text)
        if told["clinic"] != 1:
            raise ValueError("another version")
        return {name: [_visit(**one) for one in own] for name, own in told["patients"].items()}
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _visit(guess=None, wrong=(), solved=False):
    if (guess is not None and len(guess) != 2) or not all(isinstance(word, str) for word in [*(guess or ()), *wrong]):
        raise ValueError("a guess is two words, and wrong repairs are words")
    return {"guess": guess, "wrong": list(wrong), "solved": bool(solved)}


def _aside(word):
    """Put the file aside under another name that is free, and return that name."""
    others = (path().with_name(f".clinic-{word}-{number}.json") for number in itertools.count(1))
    return path().replace(next(other for other in others if not other.exists())).name


def load():
    """Return what is kept.

    Returns
    -------
    visits : dict of str to list of dict
        For each patient its visits: the first one, and one for each time that it came back.
    told : str
        One sentence where something was wrong with the file; else empty.

    Source
    ------
    Python's ``json``. What cannot be read is put aside, not thrown away.
    """
    place = path()
    if str(place) in _unsaved:
        return _unsaved[str(place)], ""
    try:
        return _read(place.read_text(encoding="utf-8")), ""
    except FileNotFoundError:
        return {}, ""
    except (ValueError, OSError):  # damaged, of somebody else, a folder, or not ours to read
        try:
            kept = _aside("damaged")
        except OSError:
            return {}, f"{place.name}, the file of your progress, could not be read."
        return {}, f"The file of your progress could not be read; it is now called {kept}, and a new one begins."


def save(visits):
    """Write what is kept, whole or not at all.

    Parameters
    ----------
    visits : dict
        As `load` returns it.

    Returns
    -------
    str
        One sentence where it could not be written; else empty.

    Source
    ------
    Python's ``os.replace``: a reader sees the old file or the new one.
    """
    place = path()
    try:
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".clinic-") as folder:
            written = Path(folder) / FILE
            written.write_text(_text(visits), encoding="utf-8")
            os.replace(written, place)
    except OSError as error:
        _unsaved[str(place)] = visits
        reason = error.strerror or str(error)
        return f"Your progress could not be written ({reason}); it lasts as long as this kernel. Export it below."
    _unsaved.pop(str(place), None)
    return ""


def as_words(visits):
    """Return what is kept as one line to copy.

    Examples
    --------
    >>> from_words(as_words({"tram": []}))
    {'tram': []}
    """
    return MARK + base64.urlsafe_b64encode(zlib.compress(_text(visits).encode(), 9)).decode()


def from_words(words):
    """Return what a line of `as_words` holds; it may be broken in several.

    Raises
    ------
    ValueError
        If it is another text, or not the whole line.

    Examples
    --------
    >>> from_words("hello")
    Traceback (most recent call last):
    ...
    ValueError: the text begins with 'hello', not with clinic-1:
    """
    words = "".join(str(words).replace(">", " ").split())  # as mails quote it
    words = words[max(words.find(MARK), 0) :]
    if not words.startswith(MARK):
        raise ValueError(f"the text begins with {words[:9]!r}, not with {MARK}")
    try:
        unpacked = zlib.decompressobj().decompress(base64.urlsafe_b64decode(words.removeprefix(MARK)), 100_000)
        return _read(unpacked.decode())
    except (ValueError, zlib.error):
        raise ValueError("a part of the text is missing or was changed") from None


def forget():
    """Put the file aside, so that everything begins anew.

    Returns
    -------
    str
        The name under which the old one is kept; empty where there was none.

    Raises
    ------
    OSError
        If the folder does not allow it.
    """
    _unsaved.pop(str(path()), None)
    return _aside("before-reset") if path().exists() else ""
