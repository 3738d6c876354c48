"""Guess, reveal, check. What is right, and why a usual slip is not, stands in exercises.toml."""

import functools
import re
import tomllib
from ast import literal_eval
from importlib.resources import files
from numbers import Integral
from textwrap import fill


def _say(line):
    # JupyterLab would break a longer line within a word.
    print(fill(line, 88, break_on_hyphens=False))


class _Blank:
    """The value of a blank that nobody has filled in yet."""

    def __repr__(self):
        return "____"


____ = _Blank()
_guesses = {}


@functools.cache
def exercises():
    """Return all exercises.

    Returns
    -------
    dict of str to dict
        ``ask`` (what kind of answer), ``right`` (list of accepted answers), ``why``, and
        ``slips`` (answer to reason); where more arrays are right, ``holds`` (what each of them has).

    Source
    ------
    ``exercises.toml`` beside this file.

    Examples
    --------
    >>> exercises()["index"]["ask"]
    'three indices'
    """
    return tomllib.loads(files(__package__).joinpath("exercises.toml").read_text(encoding="utf-8"))


def normal(answer):
    """Bring equivalent answers to one form.

    Parameters
    ----------
    answer : object
        A number, a tuple or list of numbers, an array (it stands for its shape), or words.

    Returns
    -------
    int, float, tuple or str

    Source
    ------
    The learner's view: ``[8, 5, 3]``, ``(8, 5, 3)`` and ``"8, 5, 3"`` are one answer, and so are ``"B A"``,
    ``"b,a"`` and ``["B", "A"]``.

    Examples
    --------
    >>> normal([8, 5, 3]), normal("8, 5, 3"), normal("b, a")
    ((8, 5, 3), (8, 5, 3), 'BA')
    """
    sizes = _sizes(answer)
    if sizes:
        return sizes
    if sizes == () and callable(getattr(answer, "item", None)):
        answer = answer.item()
    if isinstance(answer, (tuple, list)):
        parts = tuple(normal(part) for part in answer)
        return "".join(parts) if parts and all(isinstance(part, str) for part in parts) else parts
    if isinstance(answer, str):
        return _words_or_numbers(answer)
    if isinstance(answer, Integral) and not isinstance(answer, bool):
        return int(answer)
    kind = answer if isinstance(answer, type) else type(answer)
    if kind.__module__.startswith("keras.src.losses"):  # a loss, as an object or a class, stands for its name
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).upper()
    return answer


def _words_or_numbers(text):
    """Return numbers that somebody wrote in quotes as numbers, and words without case, commas and spaces."""
    try:
        value = literal_eval(text.strip()) if len(text) < 200 else text
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        value = text
    if isinstance(value, (int, float, tuple, list)):
        return normal(value)
    text = re.sub(r"(?<=\b\w)\s*(?:->|→|-|>|;)\s*(?=\w\b)", " ", text)  # letters in order, however they are joined
    return "".join(text.upper().replace(",", " ").split())


def _sizes(answer):
    """Return the shape of an array as a tuple, and None for anything that has no shape."""
    try:
        return tuple(int(size) for size in answer.shape)
    except (AttributeError, TypeError, ValueError):
        return None


def _shown(answer):
    """Return an answer as it is repeated to whoever wrote it."""
    return answer if isinstance(answer, str) else repr(normal(answer))


def options(exercise):
    """Return the answers among which one is to be chosen, in their normal form; none where it is free.

    Examples
    --------
    >>> options({"ask": 'one of 8, 80, 800'}), options({"ask": "a shape"})
    ([8, 80, 800], [])
    """
    ask = exercise["ask"]
    if "such as" in ask or "in brackets" in ask:
        return []
    numbers = re.findall(r"\d+", ask.removeprefix("one of ")) if ask.startswith("one of ") else []
    return [normal(text) for text in re.findall('"([^"]+)"', ask) or numbers]


def _has_the_form(given, right, choices):
    """Say whether an answer is of the kind that is asked for, so that only its value can be wrong."""
    if choices:
        return given in choices
    if isinstance(right, str):
        return isinstance(given, str) and sorted(given) == sorted(right)
    return isinstance(given, type(right))


def _exercise(name):
    if name not in exercises():
        raise ValueError(f"no exercise is called {name!r}; there are {', '.join(exercises())}.")
    return exercises()[name]


def _slip(exercise, answer):
    for text, reason in exercise.get("slips", {}).items():
        if normal(text) == answer:
            return reason
    return None


def _worth(text, given):
    """Return what a line of NumPy in exercises.toml gives for the learner's own arrays; None where it fails."""
    import numpy as np

    names = {"np": np}
    if "keras." in text:
        import keras  # here, because it takes seconds

        names["keras"] = keras
    try:
        return eval(text, {**names, **given})  # our own lines, not the learner's
    except (ValueError, IndexError):
        return None


def _holds(exercise, answer, given):
    """Say whether an answer has what is asked for, where more arrays are right than lines could list."""
    import numpy as np

    try:
        return bool(eval(exercise.get("holds", "False").replace("\n", " "), {"np": np, "answer": answer, **given}))
    except Exception:  # an answer of any kind, which a condition cannot read
        return False


def _equal(one, other):
    """Compare arrays, or lists of them, by shape and values; a sum in another order may differ in its last digit."""
    import numpy as np

    if isinstance(one, list):
        return isinstance(other, (list, tuple)) and len(one) == len(other) and all(map(_equal, one, other))
    try:
        if one is None or np.shape(one) != np.shape(other):
            return False
        one, other = np.asarray(one), np.asarray(other)
        if one.ndim == 0 and one.dtype.kind == "i" and other.dtype.kind == "f":
            return False  # units and other counts: Keras refuses 12.0
        kinds = {one.dtype.kind, other.dtype.kind}
        near = "f" in kinds and kinds <= set("fiub")
        return np.allclose(one, other, rtol=1e-5, atol=1e-6) if near else np.array_equal(one, other)
    except (ValueError, TypeError):
        return False


def _judge_values(exercise, answer, given):
    """Judge an array by its values: right is what the right line gives, a slip what its line gives."""
    if any(_equal(_worth(text, given), answer) for text in exercise["right"]) or _holds(exercise, answer, given):
        return True, f"Right. {exercise['why']}"
    for text, reason in exercise["slips"].items():
        if _equal(_worth(text, given), answer):
            return False, f"Not yet. {reason}"
    return False, f"Not yet: {_brought(answer)}. Needed: {exercise['ask']}. Open hint 1."


def _brought(answer):
    """Say what an answer is, where its values are many: its shape, or those of its parts."""
    shape = _sizes(answer)
    if shape:
        return f"an array of shape {shape}"
    if isinstance(answer, (list, tuple)) and any(map(_sizes, answer)):
        return " and ".join(map(_brought, answer))
    return type(answer).__name__ if shape is None and not isinstance(answer, (int, float)) else repr(normal(answer))


def judge(name, answer, **given):
    """Judge one answer.

    Parameters
    ----------
    name : str
        The exercise.
    answer : object
        As for `normal`; a blank counts as not attempted.
    **given : arrays
        For an exercise that is judged by the values of an array: the arrays that its lines in exercises.toml name.

    Returns
    -------
    verdict : bool or None
        None for a blank.
    line : str
        What the learner is told.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Source
    ------
    ``exercises.toml``.

    Examples
    --------
    >>> judge("index", [3, 5, 2])[0], judge("index", (5, 3, 2))[0], judge("index", ____)[0]
    (True, False, None)
    """
    exercise = _exercise(name)
    if answer is ____ or (isinstance(answer, (tuple, list)) and any(part is ____ for part in answer)):
        return None, f"Not attempted yet: put {exercise['ask']} in place of ____ and run the cell again."
    if given:
        return _judge_values(exercise, answer, given)
    given, right = normal(answer), [normal(text) for text in exercise["right"]]
    if given not in right and (_sizes(answer) or (9,))[0] < 9:
        given = normal(answer.tolist()) if len(_sizes(answer)) == 1 else given  # a short array: its numbers
    if given in right:
        return True, f"Right. {exercise['why']}"
    reason = _slip(exercise, given)
    if not reason:
        reason = "Open hint 1."
        if not _has_the_form(given, right[0], options(exercise)):
            reason = f"Needed: {exercise['ask']}. {reason}"
    return False, f"Not yet: {_shown(answer)}. {reason}"


def check(name, answer, **given):
    """Print what `judge` says; it never raises for an answer.

    Parameters
    ----------
    name, answer, **given
        As for `judge`.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Source
    ------
    ``exercises.toml``.

    Examples
    --------
    >>> check("index", (5, 3, 2))
    Not yet: (5, 3, 2). Samples and timesteps are swapped: station first, then hour.
    """
    _say(judge(name, answer, **given)[1])


def guess(name, answer):
    """Record a guess, so that `reveal` can compare it with what happened.

    Parameters
    ----------
    name : str
        The question.
    answer : object
        As for `normal`.

    Raises
    ------
    ValueError
        If there is no such question.

    Source
    ------
    ``exercises.toml``.

    Examples
    --------
    >>> guess("first-answers", (200, 20, 3))
    Your guess is kept: (200, 20, 3). Now run on.
    """
    exercise = _exercise(name)
    if answer is ____:
        _guesses.pop(name, None)
        _say(f"No guess yet: put {exercise['ask']} in place of ____ and run the cell again.")
        return
    choices, right = options(exercise), [normal(text) for text in exercise["right"]]
    if choices and isinstance(answer, str) and normal(answer) not in choices:
        answer = re.sub(r"(?<=\d),(?=\d{3}\b)", "", answer)  # 20,480
    words = not choices and isinstance(right[0], (int, float)) and isinstance(normal(answer), str)
    if words or (choices and normal(answer) not in [*choices, *right]):
        _guesses.pop(name, None)
        _say(f"No guess yet: put {exercise['ask']} in place of {_shown(answer)} and run the cell again.")
        return
    _guesses[name] = answer
    _say(f"Your guess is kept: {_shown(answer)}. Now run on.")


def reveal(name):
    """Repeat the guess, at the beginning of the cell that shows what happens, with what speaks for or against it.

    Parameters
    ----------
    name : str
        The question.

    Raises
    ------
    ValueError
        If there is no such question.

    Source
    ------
    ``exercises.toml`` for the reasons.

    Examples
    --------
    >>> guess("first-answers", (200, 20, 3))
    Your guess is kept: (200, 20, 3). Now run on.
    >>> reveal("first-answers")
    Your guess: (200, 20, 3). That is what goes in. The model reads 20 hours of 3
    measurements and gives one number.
    >>> guess("first-answers", (200, 1))
    Your guess is kept: (200, 1). Now run on.
    >>> reveal("first-answers")
    Your guess: (200, 1). One number for each of the 200 stations: the LSTM hands on what it
    holds after the last hour, and Dense(1) makes one number of it.
    """
    exercise = _exercise(name)
    if name not in _guesses:
        _say("Your guess: none yet")
        return
    given, right = normal(_guesses[name]), [normal(text) for text in exercise["right"]]
    reason = exercise["why"] if given in right else _slip(exercise, given)
    _say(f"Your guess: {_shown(_guesses[name])}{f'. {reason}' if reason else ''}")
