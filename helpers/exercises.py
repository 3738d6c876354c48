"""Guess, reveal, check. What is right, and why a usual slip is not, stands in exercises.toml."""

import functools
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
        ``slips`` (answer to reason).

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
    The learner's view: ``[8, 5, 3]`` and ``(8, 5, 3)`` are one answer, and so are ``"B A"`` and ``"b,a"``.

    Examples
    --------
    >>> normal([8, 5, 3]), normal("b, a")
    ((8, 5, 3), 'B A')
    """
    sizes = _sizes(answer)
    if sizes:
        return sizes
    if sizes == () and callable(getattr(answer, "item", None)):
        answer = answer.item()
    if isinstance(answer, (tuple, list)):
        return tuple(normal(part) for part in answer)
    if isinstance(answer, str):
        return " ".join(answer.upper().replace(",", " ").split())
    if isinstance(answer, Integral) and not isinstance(answer, bool):
        return int(answer)
    return answer


def _sizes(answer):
    """Return the shape of an array as a tuple, and None for anything that has no shape."""
    try:
        return tuple(int(size) for size in answer.shape)
    except (AttributeError, TypeError, ValueError):
        return None


def _read(text):
    """Return an answer of the toml file as Python data: words stay words."""
    try:
        return normal(literal_eval(text))
    except (ValueError, SyntaxError):
        return normal(text)


def _exercise(name):
    if name not in exercises():
        raise ValueError(f"no exercise is called {name!r}; there are {', '.join(exercises())}.")
    return exercises()[name]


def _slip(exercise, answer):
    for text, reason in exercise.get("slips", {}).items():
        if _read(text) == answer:
            return reason
    return None


def judge(name, answer):
    """Judge one answer.

    Parameters
    ----------
    name : str
        The exercise.
    answer : object
        As for `normal`; a blank counts as not attempted.

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
    given = normal(answer)
    if any(_read(text) == given for text in exercise["right"]):
        return True, f"Right. {exercise['why']}"
    reason = _slip(exercise, given)
    shown = given if isinstance(given, str) else repr(given)
    if reason:
        return False, f"Not yet: {shown}. {reason}"
    return False, f"Not yet: {shown}. Needed: {exercise['ask']}. Open hint 1."


def check(name, answer):
    """Print what `judge` says; it never raises for an answer.

    Parameters
    ----------
    name, answer
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
    _say(judge(name, answer)[1])


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
    >>> guess("windows", 1038)
    Your guess is kept: 1038. Now run on.
    """
    exercise = _exercise(name)
    if answer is ____:
        _guesses.pop(name, None)
        _say(f"No guess yet: put {exercise['ask']} in place of ____ and run the cell again.")
        return
    _guesses[name] = normal(answer)
    _say(f"Your guess is kept: {_guesses[name]}. Now run on.")


def reveal(name, outcome):
    """Print what happened, beside the guess.

    Parameters
    ----------
    name : str
        The question.
    outcome : object
        What was measured in this very notebook; as for `normal`.

    Raises
    ------
    ValueError
        If there is no such question.

    Source
    ------
    ``exercises.toml`` for the reasons; the outcome is the notebook's own.

    Examples
    --------
    >>> guess("windows", 1038)
    Your guess is kept: 1038. Now run on.
    >>> reveal("windows", 1037)
    Outcome: 1037. You said 1038: The last window has no next day, so it has no target.
    """
    exercise = _exercise(name)
    happened = normal(outcome)
    shown = f"Outcome: {happened if not isinstance(happened, str) else happened.lower()}."
    if name not in _guesses:
        _say(f"{shown} {exercise['why']}")
    elif _guesses[name] == happened:
        _say(f"{shown} So you said. {exercise['why']}")
    else:
        said = _guesses[name]
        reason = _slip(exercise, said) or exercise["why"]
        _say(f"{shown} You said {said if not isinstance(said, str) else said.lower()}: {reason}")


def judge_fold(fold):
    """Judge a function that should fold flat rows of 60 numbers, for any number of stations.

    Parameters
    ----------
    fold : callable
        Takes an array (stations, 60), hour by hour.

    Returns
    -------
    verdict : bool or None
    line : str

    Source
    ------
    It is tried on 100 and on 7 stations, and on rows of 120, where ``-1`` makes other samples.

    Examples
    --------
    >>> judge_fold(lambda x: x.reshape(len(x), 20, 3))[0]
    True
    >>> judge_fold(lambda x: x.reshape(20, -1, 3))[0]
    False
    """
    from .datasets import address_codes, flat_file

    exercise = _exercise("fold")
    if fold is ____:
        return judge("fold", ____)
    try:
        folded = fold(flat_file(address_codes(100)))
        if folded is ____ or folded is None:
            return judge("fold", ____)
        shape = _sizes(folded)
        if shape != (100, 20, 3) or not (folded == address_codes(100)).all():
            reason = _slip(exercise, shape) or "Follow one value: [7, 13, 1] must hold 7131."
            return False, f"Not yet: 100 stations came out as {shape or type(folded).__name__}. {reason}"
        if _sizes(fold(flat_file(address_codes(7)))) != (7, 20, 3):
            return False, "Not yet: 7 stations must come out as (7, 20, 3)."
    except Exception as error:  # a learner's function may raise anything; the check must not
        if "_Blank" in str(error):
            return judge("fold", ____)
        stopped = f"{type(error).__name__}: {str(error)[:120]}"
        return False, f"Not yet: it stops with {stopped}. Try it on 100 and on 7 stations."
    try:
        samples = len(fold(flat_file(address_codes(7, 40))))
    except Exception:  # to refuse rows of another length is the best that it can do
        samples = 7
    if samples != 7:
        return True, f"Right for this file. {exercise['slips']['-1']}"
    return True, f"Right. {exercise['why']}"


def check_function(name, function):
    """Print what `judge_fold` says of a function.

    Parameters
    ----------
    name : str
        Only ``"fold"`` is a function.
    function : callable

    Raises
    ------
    ValueError
        If `name` is another one.

    Source
    ------
    `judge_fold`.

    Examples
    --------
    >>> check_function("fold", lambda x: x.reshape(100, -1))
    Not yet: 100 stations came out as (100, 60). Still flat: the row must fold into 20
    timesteps of 3.
    """
    if name != "fold":
        raise ValueError(f"only 'fold' is checked as a function; got {name!r}.")
    _say(judge_fold(function)[1])
