"""A plan as lines that a person could have written; the panel makes its arrays by running the same lines.

The program stands in arrays.jinja, with its choices left open.
"""

import functools
import json
from importlib.resources import files

from .plan import GAPS, HOLES

PARTS = ("imports", "read", "sizes", "order", "split", "scale", "cut", "model")
ARRAYS = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")
_SCALERS = {"standard": "StandardScaler", "min-max": "MinMaxScaler", "none": ""}
_USUAL = {"sep": ",", "decimal": ".", "thousands": "", "encoding": "utf-8"}  # what pandas needs not be told


def reading_lines(source):
    """Return the line that reads a table.

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
    path = _word(source.path.replace("\\", "/"))
    part = f"[:{source.rows:_}]" if source.rows else ""
    if source.kind == "frame":  # its rows are counted from 0 here, whatever its index was
        kept = "" if source.index else "drop=True"
        return f"table = {source.name}{part}.reset_index({kept})  # your DataFrame, as it is in the notebook"
    if source.kind == "csv":
        words = [path]
        words += [f"{name}={_word(getattr(source, name))}" for name in _USUAL if getattr(source, name) != _USUAL[name]]
        words += [f"skiprows={source.skip}"] if source.skip else []
        words += [f"header=None, names={_listed(source.names)}"] if source.names else []
        words += ["dtype={" + ", ".join(f"{_word(name)}: str" for name in source.words) + "}"] if source.words else []
        words += [f"nrows={source.rows:_}"] if source.rows else []
        line = f"table = pd.read_csv({', '.join(words)})"
        return line if len(line) < 95 else "table = pd.read_csv(\n" + "".join(f"    {word},\n" for word in words) + ")"
    member = f"[{_word(source.member)}]" if source.member else ""
    mapped = ', mmap_mode="r"' if source.rows and source.kind == "npy" else ""
    array = source.name if source.kind == "array" else f"np.load({path}{mapped}){member}"
    names = f", columns={_listed(source.names)}" if source.names else ""
    return f"table = pd.DataFrame({array}{part}{names})"


def lines(source, plan, needs):
    """Return the code of a plan, part by part.

    Parameters
    ----------
    source : Source
    plan : Plan
    needs : Needs

    Returns
    -------
    dict of str to str
        One for each of `PARTS`; a part that a plan does not need is empty.

    Source
    ------
    Lessons 05 and 06: split in time first, then scale, then cut each part by itself. Jinja, ``Template.blocks``.

    Examples
    --------
    >>> from helpers.own_data.plan import Needs, Plan
    >>> from helpers.own_data.reading import Source
    >>> print(lines(Source("a.csv"), Plan(features=("open",), target="open"), Needs())["sizes"])
    features, target = ["open"], "open"
    timesteps = 10  # rows in a window
    horizon = 1  # rows from its last one to its target
    stride = 1  # rows from its first one to that of the next window
    """
    grouped, fill = plan.group != "", plan.holes == HOLES[1]
    context = _template().new_context(
        {
            "source": source, "plan": plan, "needs": needs, "grouped": grouped, "fill": fill,
            "read": reading_lines(source), "scaler": _SCALERS[plan.scaling], "time": f"table[{_word(plan.time)}]",
            "keys": [plan.group, plan.time] if grouped else [plan.time],
            "first": plan.training, "second": plan.training + plan.validation,
            "gaps": plan.gaps == GAPS[0] and needs.step is not None,
            "x": (f"part.groupby({_word(plan.group)})" * grouped * fill or "part") + "[features]" + ".ffill()" * fill,
        }
    )  # fmt: skip
    return {part: "".join(_template().blocks[part](context)).strip() for part in PARTS}


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
    from jinja2 import Environment  # here, because most lessons need none

    made = Environment(trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"word": _word, "listed": _listed, "moment": _moment, "step": _step, "steps": _steps}
    return made.from_string(files(__package__).joinpath("arrays.jinja").read_text(encoding="utf-8"))


def _word(name):
    """Write a name as a person would: in double quotes, letters of any language as they are."""
    if isinstance(name, str):
        return json.dumps(name, ensure_ascii=False) if name.isprintable() else repr(name)
    return repr(name.item() if hasattr(name, "item") else name)


def _listed(names):
    text = ", ".join(map(_word, names))
    return f"[{text}]" if len(text) < 80 else "[\n" + "".join(f"    {_word(name)},\n" for name in names) + "]"


def _moment(value):
    """Write a time, or a number, as a literal."""
    import pandas as pd

    if getattr(value, "dtype", None) is not None and value.dtype.kind == "M":
        return f'pd.Timestamp("{str(pd.Timestamp(value)).removesuffix(" 00:00:00")}")'
    return _word(value)


def _step(step):
    """Write the time from one row to the next."""
    import pandas as pd

    if not isinstance(step, pd.Timedelta):
        return _word(step)
    units = ("days", "hours", "minutes", "seconds", "milliseconds", "microseconds")
    unit = next((unit for unit in units if not step % pd.Timedelta(**{unit: 1})), None)
    return f"pd.Timedelta({f'{unit}={step // pd.Timedelta(**{unit: 1})}' if unit else step.value})"


def _steps(between, step):
    """Write that the time from a window's first row to its target is that of as many steps."""
    wanted = "(timesteps - 1 + horizon) * step"
    return f"np.isclose({between}, {wanted})" if isinstance(step, float) else f"{between} == {wanted}"
