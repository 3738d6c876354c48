"""A plan as lines that a person could have written; the panel makes its arrays by running the same lines.

The program stands in arrays.jinja, with its choices left open.
"""

import functools
import json
from importlib.resources import files

import pandas as pd
from jinja2 import Environment

from .plan import HOLES, in_units

ARRAYS = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")
_SCALERS = {"standard": "StandardScaler", "min-max": "MinMaxScaler", "none": ""}
_USUAL = {"sep": ",", "decimal": ".", "thousands": "", "encoding": "utf-8"}  # what pandas needs not be told


def reading_lines(source):
    """Return the line that reads a table, with what is to be known about it.

    Parameters
    ----------
    source : Source

    Returns
    -------
    str
        Python; it leaves ``table``.

    Source
    ------
    pandas, ``read_csv``; NumPy, ``load``.

    Examples
    --------
    >>> from helpers.own_data.reading import Source
    >>> reading_lines(Source("sales.csv", sep=";", decimal=","))
    'table = pd.read_csv("sales.csv", sep=";", decimal=",")'
    """
    return _block("read", {"source": source})


def lines(source, plan, needs):
    """Return the code of a plan, part by part.

    Parameters
    ----------
    source : Source
    plan : Plan
    needs : dict
        As `needed` returns it.

    Returns
    -------
    dict of str to str
        One for each block of the template; a part that a plan does not need is empty.

    Source
    ------
    Lessons 05 and 06: split in time first, then scale, then cut each part by itself. Jinja, ``Template.blocks``.

    Examples
    --------
    >>> from helpers.own_data.plan import Plan
    >>> from helpers.own_data.reading import Source
    >>> print(lines(Source("a.csv"), Plan(features=("open",), target="open"), {})["sizes"])
    features, target = ["open"], "open"
    timesteps = 10  # rows in a window
    horizon = 1  # rows from its last one to its target
    stride = 1  # rows from its first one to that of the next window
    """
    grouped, fill = plan.group != "", plan.holes == HOLES[1]
    chosen = {
        "source": source, "plan": plan, "needs": needs, "grouped": grouped, "fill": fill,
        "scaler": _SCALERS[plan.scaling], "time": f"table[{word(plan.time)}]",
        "keys": [plan.group, plan.time] if grouped else [plan.time],
        "first": plan.training, "second": plan.training + plan.validation,
        **_filled(plan, needs.get("step"), needs.get("in_months"), grouped, fill),
    }  # fmt: skip
    return {block: _block(block, chosen) for block in _template().blocks}


def _block(name, chosen):
    return "".join(_template().blocks[name](_template().new_context(chosen))).strip()


def whole(parts):
    """Join parts of code; an empty one leaves no gap.

    Examples
    --------
    >>> whole({"a": "x = 1", "b": "", "c": "y = 2"})
    'x = 1\\n\\ny = 2\\n'
    """
    text = "\n\n".join(part for part in parts.values() if part) + "\n"
    return text.replace("\n\ndef ", "\n\n\ndef ")


@functools.cache
def _template():
    made = Environment(trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"word": word, "listed": _listed, "moment": _moment, "steps": _steps, "read_csv": _read_csv}
    return made.from_string(files(__package__).joinpath("arrays.jinja").read_text(encoding="utf-8"))


def word(name):
    """Write a name as a person would: in double quotes, letters of any language as they are.

    Examples
    --------
    >>> word("Stückzahl"), word(101)
    ('"Stückzahl"', '101')
    """
    if isinstance(name, str):
        return json.dumps(name, ensure_ascii=False) if name.isprintable() else repr(name)
    return repr(name.item() if hasattr(name, "item") else name)


def _wrapped(opening, words, closing, room=80):
    text = ", ".join(words)
    return opening + (text if len(text) < room else "\n" + "".join(f"    {word},\n" for word in words)) + closing


def _listed(names):
    return _wrapped("[", [word(name) for name in names], "]")


def _read_csv(source):
    """Write the call that reads a CSV, with what pandas has to be told."""
    told = {name: getattr(source, name) for name, usual in _USUAL.items() if getattr(source, name) != usual}
    words = [word(source.path), *(f"{name}={word(value)}" for name, value in told.items())]
    words += [f"skiprows={source.skip}"] if source.skip else []
    words += [f"header=None, names={_listed(source.names)}"] if source.names else []
    words += ["dtype={" + ", ".join(f"{word(name)}: str" for name in source.words) + "}"] if source.words else []
    words += [f"nrows={source.rows:_}"] if source.rows else []
    empty = ", ".join(f"{word(name)}: {_listed(nothing)}" for name, nothing in source.empty)
    words += [f"na_values={{{empty}}}"] if empty else []
    return _wrapped("pd.read_csv(", words, ")", 74)


def _moment(value):
    """Write a time, a step of time or a number as a literal."""
    if isinstance(value, pd.Timestamp):
        return f'pd.Timestamp("{str(value).removesuffix(" 00:00:00")}")'
    if isinstance(value, pd.Timedelta):
        return "pd.Timedelta({1}={0})".format(*in_units(value))
    return word(value)


def _filled(plan, step, months, grouped, fill):
    """Write x, its moments, and the number of the stretch without a gap that a row is in; no value is filled across."""
    owner, within = word(plan.group), f"part.groupby({word(plan.group)})" if grouped else "part"
    moments = f"part[{word(plan.time)}]"
    steps = f"{within}[{word(plan.time)}].diff()"
    if months:
        moments = f"(12 * {moments}.dt.year + {moments}.dt.month)"
        steps = f"{moments}{f'.groupby(part[{owner}])' * grouped}.diff()"
    far = f"pd.Series(~np.isclose({steps}, step), part.index)" if isinstance(step, float) else f"({steps} != step)"
    keys = ", ".join([owner] * grouped + ["stretch"] * (step is not None))
    within = f"part.groupby([{keys}])" if fill and keys else "part"
    stretch = f"{far}{f'.groupby(part[{owner}])' * grouped}.cumsum()"
    return {"x": f"{within}[features]{'.ffill()' * fill}", "stretch": stretch, "moments": moments}


def _steps(between, step):
    """Write that the time from a window's first row to its target is that of as many steps."""
    wanted = "(timesteps - 1 + horizon) * step"
    return f"np.isclose({between}, {wanted})" if isinstance(step, float) else f"{between} == {wanted}"
