"""The catalogue of what goes wrong; its prose stands in causes.toml."""

import functools
import tomllib
from importlib.resources import files
from typing import NamedTuple


class Cause(NamedTuple):
    """One entry of the catalogue. All fields are text.

    Fields
    ------
    id, axis, raises, sentence, idea, why, taught, repair, question
        `axis` is one of samples, timesteps, features, target, layer; `taught` is the stem of a
        notebook and, after ``#``, its heading; `repair` are lines to copy, and `question` is what
        they depend on. The last two may be empty.

    Source
    ------
    ``causes.toml`` beside this file.

    Examples
    --------
    >>> cause("swapped-axes").idea
    'A column is a timestep.'
    """

    id: str
    axis: str
    raises: str
    sentence: str
    idea: str
    why: str
    taught: str
    repair: str = ""
    question: str = ""


@functools.cache
def catalogue():
    """Return the whole catalogue.

    Returns
    -------
    dict of str to Cause
        In the order of the file: faults first, then wrong ideas without a fault of their own.

    Source
    ------
    ``causes.toml`` beside this file.

    Examples
    --------
    >>> "flattened-steps" in catalogue()
    True
    """
    entries = tomllib.loads(files(__package__).joinpath("causes.toml").read_text(encoding="utf-8"))
    return {name: Cause(name, **entry) for name, entry in entries.items()}


def cause(name):
    """Return one entry of the catalogue.

    Parameters
    ----------
    name : str
        Its id.

    Returns
    -------
    Cause

    Raises
    ------
    ValueError
        If there is no such id; the message names the nearest ones.

    Source
    ------
    ``causes.toml`` beside this file.

    Examples
    --------
    >>> cause("flattened-steps").axis
    'timesteps'
    """
    if name not in catalogue():
        import difflib

        near = difflib.get_close_matches(str(name), catalogue(), n=3) or list(catalogue())[:3]
        raise ValueError(f"no cause has the id {name!r}; near ones are {', '.join(near)}.")
    return catalogue()[name]
