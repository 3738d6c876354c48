"""The patients: their data, their program, and what is true of both."""

import functools
import tomllib
from importlib.resources import files
from typing import NamedTuple
from zlib import crc32

import numpy as np

from lstm_shapes.axes import whole_number

LAYERS = ("LSTM", "GRU", "SimpleRNN")
CLASSES = 3
WHICH = 7  # the one sample that is wanted where a patient is about a prediction for one


class Patient(NamedTuple):
    """One patient in one dress.

    A class, because its parts belong together and are asked for by name.

    Fields
    ------
    name, dress : str, int
        Which patient; 0 as in the notebook, then each time that it returns.
    block : numpy.ndarray, shape (samples, timesteps, features)
        The truth: what the first recurrent layer should read.
    y : numpy.ndarray, shape (samples,), or None
        One number or class for each sample; None where only a prediction is wanted.
    raw : tuple of numpy.ndarray
        The data as they came.
    entry, words : dict
        Its entry in ``patients.toml``, and what its templates are filled with.

    Examples
    --------
    >>> patient("greenhouse").block.shape
    (40, 12, 3)
    """

    name: str
    dress: int
    block: np.ndarray
    y: np.ndarray
    raw: tuple
    entry: dict
    words: dict

    def text(self, part):
        """Return its `code`, `story`, `lines`, `x` or `y`, filled in."""
        template = self.words["story"] if part == "story" else self.entry[part]
        return template.strip().format_map(self.words)


@functools.cache
def patients():
    """Return the entries of all patients, in their order.

    Returns
    -------
    dict of str to dict

    Source
    ------
    ``patients.toml``; the questions are those of ``tests/cases``.

    Examples
    --------
    >>> len(patients()), list(patients())[0]
    (14, 'greenhouse')
    """
    return tomllib.loads(files(__package__).joinpath("patients.toml").read_text(encoding="utf-8"))


def entry_of(name):
    """Return the entry of one patient.

    Raises
    ------
    ValueError
        If there is no such patient.

    Examples
    --------
    >>> entry_of("tram")["cause"]
    'scrambled-reshape'
    """
    if name not in patients():
        raise ValueError(f"no patient is called {name!r}; there are {', '.join(patients())}.")
    return patients()[name]


def _values(samples, steps, features, random):
    """Return values with a course: each moment is near the one before it, and each feature has a size of its own."""
    course = random.normal(0, 1, (samples, steps, features))
    for step in range(1, steps):
        course[:, step] += 0.6 * course[:, step - 1]
    middle = np.array([30, 120, 2, 700])[:features]
    return (middle * (1 + 0.1 * course)).round(3).astype("float32")


@functools.lru_cache(maxsize=32, typed=True)  # typed, because True and 1.0 are equal to 1
def patient(name, again=0):
    """Return one patient, the same each time.

    Parameters
    ----------
    name : str
    again : int
        0 as in the notebook; 1, 2, ... another field, other sizes, another layer.

    Returns
    -------
    Patient

    Raises
    ------
    ValueError
        If there is no such patient, or `again` is not a whole number from 0 to 99.

    Source
    ------
    Drawn from a fixed seed.

    Examples
    --------
    >>> patient("tram", again=1).raw[0].shape != patient("tram").raw[0].shape
    True
    """
    entry, again = entry_of(name), whole_number(again, "again", 99, least=0)
    random = np.random.default_rng(crc32(f"{name} {again}".encode()))
    dress, form = entry["dresses"][again % len(entry["dresses"])], entry["raw"]
    n, t, f = dress.get("n"), dress.get("t"), len(dress["names"])
    if again:
        t = int(random.integers(8, 22))
        # No multiple: a reshape that a wrong idea suggests would fit by chance.
        n = int(random.choice([samples for samples in range(24, 64) if samples % t and samples != t * f]))
    lengths = {"table": n + t - 1, "long": 3 * t}
    course = _values(1 if form == "table" else n, lengths.get(form, t), f, random)
    block = course[:, -t:]
    if form == "table":
        block = np.moveaxis(np.lib.stride_tricks.sliding_window_view(course[0], t, axis=0), -1, 1).copy()
    by_feature = block.transpose(0, 2, 1)
    came = {"flat": block.reshape(n, -1), "by feature": by_feature.reshape(n, -1), "series": block[:, :, 0]}
    x = {**came, "table": course[0], "long": course}.get(form, block)
    if entry["task"] == "class":
        y = random.permutation(np.arange(n) % CLASSES)
        answers = np.eye(CLASSES, dtype="float32")[y]
    else:
        y = answers = (50 + 10 * random.normal(0, 1, n)).round(2).astype("float32")
    if form == "table":  # the first rows have no whole window that ends with them, but they have a y
        answers = np.concatenate([random.normal(50, 9, t - 1), y])
    if entry.get("column"):
        answers = y[:, np.newaxis]
    raw = (x, answers)
    if entry["task"] == "predict":
        raw, y = (x,), None
    if form == "one":
        block = block[WHICH : WHICH + 1]
    words = {
        **dress, "n": n, "t": t, "f": f, "tf": t * f, "short": t // 2 - 1, "rows": n + t - 1, "before": t - 1,
        "layer": "LSTM" if not again else str(random.choice(LAYERS)), "units": 8 if not again else 6 + again,
        "who": f'"{name}"' + (f", again={again}" if again else ""),
    }  # fmt: skip
    return Patient(name, again, block, y, raw, entry, words)


def patient_data(name, again=0):
    """Return a patient's data as they came.

    Parameters
    ----------
    name, again
        As for `patient`.

    Returns
    -------
    x, y : numpy.ndarray
        Copies, so that every call begins afresh; x alone where only a prediction is wanted.

    Raises
    ------
    ValueError
        As `patient`.

    Source
    ------
    `patient`. No greenhouse and no river exists.

    Examples
    --------
    >>> rows, y = patient_data("greenhouse")
    >>> rows.shape, y.shape
    ((40, 36), (40,))
    """
    copies = tuple(array.copy() for array in patient(name, again).raw)
    return copies if len(copies) > 1 else copies[0]
