"""What is chosen about a table, what it needs before it can be cut, and what stands in the way."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api import types

from lstm_shapes.axes import count, whole_number

SCALINGS = ("standard", "min-max", "none")
HOLES = ("leave out", "fill forward")
GAPS = ("leave out", "as they stand")
SWITCHES = {"scaling": SCALINGS, "holes": HOLES, "gaps": GAPS}
PARTS = {"train": "training", "val": "validation", "test": "the test"}
_DAYS = (
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%b-%y", "%d %b %Y", "%b %d, %Y", "%d.%m.%y", "%Y/%m/%d", "%Y-%m-%d",
)  # fmt: skip
_MONTHS = ("%b %Y", "%B %Y", "%b-%y", "%b-%Y", "%m/%Y", "%Y/%m")
_HOURS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
# ISO 8601 is 2024-05-31, or with an hour.
_FORMATS = ("ISO8601", *(day + hour for day in _DAYS for hour in _HOURS), *_MONTHS)
_UNITS = {
    "D": "days", "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds", "us": "microseconds",
    "ns": "nanoseconds",
}  # fmt: skip
_MOST_FEATURES = 8  # that are taken without being asked for
_SEEN, _TRIED = 5000, 1000  # texts of a column that are looked at, and that are read as times
_ROWS_OF_ONE = 20  # a group has more rows than that on average
_TWICE = 0.1  # the share of rows with a time that has come before, from which on rows of several are mixed
_EVEN = 0.9  # the share of the usual step from which on another one is a gap
_FAR = 2  # times the range of all other values
_COLUMNS = 50  # among which the one is looked for that says whose row it is
_WITH_SIGN = r"^\s*([^\d\s.,+-]{0,3})\s*([-+]?\d[\d.,]*)\s*([^\d\s.,]{0,3})\s*$"  # such as $ 5 or 3.1 %
_WORDS = 10  # a column of numbers may hold one word among so many values, such as 'err'


class Plan(NamedTuple):
    """The choices; each is a line, or a word, of the code.

    Fields
    ------
    time : str
        The column that says when, or "" where the rows stand in order.
    form : str
        How its text is read, as for ``pandas.to_datetime``; "" where it holds times or numbers.
    group : str
        The column that says whose row it is, or "".
    features : tuple
        Columns of x.
    target : str
        The column of y.
    timesteps, horizon, stride : int
        Rows of a window, from its last row to its target, and from its first row to that of the next window.
    training, validation : int
        Percent of the rows; the rest is for the test.
    scaling, holes, gaps : str
        One of `SCALINGS`, `HOLES`, `GAPS`.

    Examples
    --------
    >>> Plan(features=("open", "close"), target="close").timesteps
    10
    """

    time: str = ""
    form: str = ""
    group: str = ""
    features: tuple = ()
    target: str = ""
    timesteps: int = 10
    horizon: int = 1
    stride: int = 1
    training: int = 70
    validation: int = 15
    scaling: str = "standard"
    holes: str = "leave out"
    gaps: str = "as they stand"


def columns_of_numbers(table):
    """Return the columns that count as numbers, each with the values that are none.

    Parameters
    ----------
    table : pandas.DataFrame

    Returns
    -------
    dict of column to list of (row, value)
        Rows are counted from 0.

    Source
    ------
    pandas, ``to_numeric``.

    Examples
    --------
    >>> import pandas as pd
    >>> columns_of_numbers(pd.DataFrame({"a": ["1"] * 9 + ["x"], "b": ["red"] * 10}))
    {'a': [(9, 'x')]}
    """
    found = {}
    for name in table.columns:
        column = table[name]
        if types.is_numeric_dtype(column.dtype) and not types.is_complex_dtype(column.dtype):
            found[name] = []
        elif types.is_object_dtype(column.dtype) or types.is_string_dtype(column.dtype):
            given = column.notna().to_numpy()
            if not given.any() or pd.to_numeric(column[given][:50], errors="coerce").isna().mean() > 0.5:
                continue  # the beginning says it; no need to look at all of a long column
            words = given & pd.to_numeric(column, errors="coerce").isna().to_numpy()
            if words.sum() <= given.sum() // _WORDS:
                found[name] = [(int(row), column.iloc[row]) for row in np.flatnonzero(words)]
    return found


def forms(values):
    """Return the ways in which the text of a column can be read as times; none where it holds no times.

    Parameters
    ----------
    values : pandas.Series

    Returns
    -------
    list of str
        As ``pandas.to_datetime`` takes them; the first one fits best: with it, most steps are alike.

    Source
    ------
    Python library reference, format codes of ``strftime``.

    Examples
    --------
    >>> import pandas as pd
    >>> forms(pd.Series(["01/02/2024", "02/02/2024", "03/02/2024"]))
    ['%d/%m/%Y', '%m/%d/%Y']
    """
    if not (types.is_object_dtype(values.dtype) or types.is_string_dtype(values.dtype)):
        return []
    known = values.dropna()
    some = known.iloc[:: max(1, len(known) // _SEEN)]  # no need to look at all of a long column
    if not len(some) or sum(map(_has_digit, some)) < 0.9 * len(some):
        return []
    texts = known.iloc[: 2 * _TRIED]
    texts = texts[texts.map(_has_digit).astype(bool)]
    if not len(texts):
        return []
    found, read = {}, []
    for form in _FORMATS:
        if pd.to_datetime(texts[:20], format=form, errors="coerce", utc=True).isna().all():
            continue  # told by a few
        times = pd.to_datetime(texts[:_TRIED], format=form, errors="coerce", utc=True)
        if times.notna().mean() > 0.9 and not any(times.equals(other) for other in read):
            read.append(times)
            months = _month(times) + times.dt.day / 32  # whole steps from one 1st to the next
            found[form] = max(_evenness(one.dropna().diff().dropna()) for one in (times, months))
    return sorted(found, key=found.get, reverse=True)


def _has_digit(one):
    return isinstance(one, str) and any(map(str.isdigit, one))


def _month(times):
    """Return months as numbers that count on from year to year."""
    return 12 * times.dt.year + times.dt.month


def _evenness(steps):
    """Return the share of the step that comes most often."""
    return steps.value_counts(normalize=True).head(1).sum()


def _repeats(keyed):
    """Return the share of rows whose time and group have come before."""
    return keyed.dropna().duplicated().mean()


def _is_whole(column):
    return (pd.to_numeric(column).dropna() % 1 == 0).all()


def _owner(table, plan, words, numbers):
    """Return the column that says whose row it is: with it, a time stands once; "" where none is needed or found."""
    few = [name for name in words if table[name].nunique() <= len(table) / _ROWS_OF_ONE]
    if plan.time == "":  # then the rows of one stand together
        blocks = {name: (table[name] != table[name].shift()).sum() for name in few}
        counted = _counter(table, numbers)[1]
        return next((name for name in few if 1 < table[name].nunique() == blocks[name]), counted)
    if not _repeats(_keyed(table, plan)) > _TWICE:
        return ""
    whole = [name for name in numbers if not numbers[name] and _is_whole(table[name][:_TRIED])]
    ids = [name for name in whole if table[name].nunique() <= len(table) / _ROWS_OF_ONE]
    few += [name for name in ids if _is_whole(table[name])]
    left = {name: _repeats(_keyed(table, plan._replace(group=name))) for name in few}
    best = min(left, key=left.get, default="")
    return best if left.get(best, 1) <= _TWICE else ""


def _counter(table, numbers):
    """Return (a column that counts up and begins anew, the one that changes where it does); "" for what is not found.

    Numbers such as 0, 1, 2, 0, 1, 2 beside 17, 17, 17, 18, 18, 18: the steps of each recording, and its id.
    """
    whole = [name for name in numbers if not numbers[name] and _is_whole(table[name][:_TRIED])]
    for name in whole:
        steps = pd.to_numeric(table[name]).diff()
        anew = (steps < 0).to_numpy()
        if anew.sum() and (steps[~anew].dropna() > 0).all() and table[name].iloc[np.flatnonzero(anew)].nunique() == 1:
            others = [other for other in table.columns[:_COLUMNS] if other != name]
            changes = {other: (table[other] != table[other].shift()).to_numpy()[1:] for other in others}
            owners = [other for other in others if (changes[other] == anew[1:]).all()]
            return name, next((other for other in owners if table[other].nunique() == anew.sum() + 1), "")
    return "", ""


def suggested(table, **chosen):
    """Return a plan to begin with; nothing in it is more than a guess.

    Parameters
    ----------
    table : pandas.DataFrame
    **chosen
        Fields of `Plan` that are known.

    Returns
    -------
    Plan

    Source
    ------
    The first column of times; the column with which each time stands once is that of the groups; the last column of
    numbers is the target.

    Examples
    --------
    >>> import pandas as pd
    >>> suggested(pd.DataFrame({"day": ["2024-01-01", "2024-01-02"], "sales": [1, 2]}), timesteps=7)[:5]
    ('day', 'ISO8601', '', ('sales',), 'sales')
    """
    numbers = columns_of_numbers(table)
    others = [name for name in table.columns if name not in numbers][:_COLUMNS]
    time = next((name for name in others if types.is_datetime64_any_dtype(table[name].dtype) or forms(table[name])), "")
    time = chosen.get("time", time)
    form = next(iter(forms(table[time])), "") if time in others else ""
    plan = Plan(time, form)._replace(**chosen)
    if "group" not in chosen and time in ("", *table.columns):
        plan = plan._replace(group=_owner(table, plan, [name for name in others if name != time], numbers))
    free = [name for name in numbers if name not in (plan.time, plan.group)]
    last = next((name for name in reversed(free) if table[name].nunique() > 2), free[-1] if free else "")
    target = chosen.get("target", last)  # a yes or no is seldom what is forecast
    kept = [name for name in free if name != target][: _MOST_FEATURES - 1]
    features = tuple(name for name in free if name in kept or name == target)
    plan = plan._replace(target=target, features=tuple(chosen.get("features", features)))
    if "gaps" not in chosen and plan.time and not problem(table, plan):
        plan = plan._replace(gaps=GAPS[0] if _evenness(_steps(_keyed(table, plan))) >= _EVEN else GAPS[1])
    return plan


def problem(table, plan):
    """Return what stands in the way of a plan, in one sentence; None where nothing does.

    Parameters
    ----------
    table : pandas.DataFrame
    plan : Plan

    Returns
    -------
    str or None

    Source
    ------
    Lessons 05 and 06.

    Examples
    --------
    >>> import pandas as pd
    >>> problem(pd.DataFrame({"sky": ["red", "blue"]}), Plan())
    "No column holds numbers ('sky' holds 'red'): an LSTM reads numbers, and lesson 06.5 makes columns of names."
    """
    if not len(table):
        return "The table has no rows: export it with its data."
    numbers = columns_of_numbers(table)
    if not numbers:
        if signed := _signed(table, numbers):
            return f"No column holds numbers: {signed[0][:1].lower()}{signed[0][1:]}"
        first = table.columns[0] if len(table.columns) else ""
        held = f" ({first!r} holds {_short(table[first])})" if len(table.columns) else ""
        return f"No column holds numbers{held}: an LSTM reads numbers, and lesson 06.5 makes columns of names."
    for name in (plan.time, plan.group, plan.target, *plan.features):
        if name != "" and name not in table.columns:
            return f"The table has no column {name!r}; it has {', '.join(map(repr, table.columns[:12]))}."
    if not plan.features:
        return "No feature is chosen: choose the columns that the model reads."
    if len({*plan.features}) < len(plan.features):
        return "A feature is named twice: name each column once."
    for name in (plan.target, *plan.features):
        if name not in numbers:
            what = "the target" if name == plan.target else "a feature"
            return f"Column {name!r} holds words such as {_short(table[name])} and cannot be {what}: choose another."
    if plan.time != "" and plan.time == plan.group:
        return f"Column {plan.time!r} cannot be the time and the group: choose two columns, or none."
    try:
        for name in ("timesteps", "horizon", "stride"):
            whole_number(getattr(plan, name), name)
        whole_number(plan.training, "training", 98)
        whole_number(plan.validation, "validation", 99 - plan.training)
    except ValueError as error:
        return f"{error}"[:-1] + ": parts are percent of the rows, sizes are rows."
    for name, known in SWITCHES.items():
        if getattr(plan, name) not in known:
            return f"{name} must be one of {', '.join(map(repr, known))}; got {getattr(plan, name)!r}."
    if plan.group != "" and table[plan.group].isna().all():
        return f"Column {plan.group!r} is empty and names no group: choose another, or none."
    if plan.time == "":
        return None
    keyed = _keyed(table, plan)
    times = keyed["time"]
    if times.isna().all():
        return f"Column {plan.time!r} holds no times: choose another, or the order of the rows."
    lost = np.flatnonzero(times.isna().to_numpy() & table[plan.time].notna().to_numpy())
    if len(lost) and times[lost[0] :].isna().all():
        last = "The last row of the table is" if lost[0] == len(table) - 1 else "The last rows of the table are"
        held = f"column {plan.time!r} has {_short(table[plan.time], lost[0])} in row {lost[0]}"
        return f"{last} without a time, as notes below the data are: {held}. Delete these lines of the file."
    if len(lost):
        held = _short(table[plan.time], lost[0])
        return f"Column {plan.time!r} has {held} in row {lost[0]}, and no time as elsewhere: mend that row of the file."
    if not (types.is_numeric_dtype(times.dtype) or types.is_datetime64_any_dtype(times.dtype)):
        return f"Column {plan.time!r} holds words such as {_short(table[plan.time])} and no times: choose another."
    if keyed.duplicated().mean() > _TWICE:
        told = f"Column {plan.time!r} holds many times twice or more often"
        more = "where several columns tell that, or date and hour are two columns, join them in one first"
        return f"{told}: choose the group that a row belongs to; {more}."
    return None


def _signed(table, numbers):
    """Tell of each column whose cells are numbers with a sign behind or in front, such as 3.1 % or $ 5."""
    told = []
    for name in [one for one in table.columns[:_COLUMNS] if one not in numbers]:
        texts = table[name].dropna()
        if not len(texts) or not isinstance(texts.iloc[0], str):
            continue
        parts = texts[:_TRIED].astype(str).str.extract(_WITH_SIGN)
        signs = {sign for sign in [*parts[0].dropna(), *parts[2].dropna()] if sign}
        if parts[1].notna().mean() > 1 - 1 / _WORDS and len(signs) == 1 and not forms(table[name]):
            (sign,), first = signs, _short(texts, np.flatnonzero(parts[1].notna())[0])
            line = f'table["{name}"].str.replace("{sign}", "", regex=False)'
            told.append(f"Column {name!r} holds {first}, which is text: take {sign!r} away in pandas first, by {line}.")
    return told


def _short(column, row=0):
    text = repr(column.iloc[row])
    return text if len(text) <= 30 else f"{text[:28]}…"


def _keyed(table, plan):
    """Return the time and the group of each row, NaT where there is no time; 0 where none is chosen."""
    times = 0 if plan.time == "" else table[plan.time]
    if plan.form:
        times = pd.to_datetime(times, format=plan.form, errors="coerce", utc=True).dt.tz_localize(None)
    elif isinstance(getattr(times, "dtype", None), pd.DatetimeTZDtype):
        times = times.dt.tz_convert(None)
    return pd.DataFrame({"time": times, "group": 0 if plan.group == "" else table[plan.group]}, index=table.index)


def _steps(keyed):
    """Return the steps from each time to the next one of its group, the same time counted once.

    They are whole months where these are more even than the days, and no two rows are of one month.
    """
    once = keyed.dropna().drop_duplicates(keep="last").sort_values("time", kind="stable")
    steps = once.groupby("group")["time"].diff().dropna()
    if types.is_timedelta64_dtype(steps.dtype) and len(steps) and _evenness(steps) < _EVEN:
        months = _month(once["time"]).groupby(once["group"]).diff().dropna().astype(int)
        if months.min() > 0 and _evenness(months) >= _EVEN:
            return months.rename("months")
    return steps


def said_step(step, months=False):
    """Say how long a step is, in the largest unit that goes into it, or in months.

    Examples
    --------
    >>> said_step(pd.Timedelta("4h")), said_step(pd.Timedelta("36h")), said_step(2), said_step(2, months=True)
    ('4 hours', '36 hours', '2', '2 months')
    """
    if months:
        return count(step, "months")
    return count(*in_units(step)) if isinstance(step, pd.Timedelta) else f"{step}"


def in_units(step):
    """Return a step as a number of the largest unit that goes into it.

    Examples
    --------
    >>> in_units(pd.Timedelta("36h"))
    (36, 'hours')
    """
    unit = step.resolution_string
    return step // pd.Timedelta(1, unit), _UNITS[unit]


def _far(name, values):
    """Tell of a least or a largest value that lies further from all others than these are apart, as codes do."""
    some, told = values[np.isfinite(values)], []
    for code in (some.min(), some.max()) if len(some) else ():
        others = some[some != code]
        low, high = (others.min(), others.max()) if len(others) else (code, code)
        between = ((low < others) & (others < high)).any()  # two other values have no range worth the name
        if between and max(low - code, code - high) > _FAR * (high - low):
            rows = np.flatnonzero(values == code)
            where = f"in {count(len(rows), 'rows')}, the first" if len(rows) > 1 else "in"
            held = f"Column {name!r} holds {code:g} {where} row {rows[0]}"
            apart = f"and all other values lie between {low:g} and {high:g}"
            told.append(f"{held}, {apart}: if it stands for a missing value, empty these cells.")
    return told


def _of_target(table, plan):
    """Tell where a forecast of the next row is not what the target wants."""
    values = pd.to_numeric(table[plan.target], errors="coerce")
    each = values.groupby(table[plan.group]).nunique() if plan.group != "" else ()
    if len(each) > 1 and (each <= 1).all():
        one = f"Column {plan.target!r} has one value for each {plan.group!r}: that is an answer for a whole group"
        return [f"{one}, and windows forecast the next row. Lesson 07 makes a sample of each group."]
    if values.nunique() == 2 and {*values.dropna()} == {0, 1}:
        model = 'Dense(1, activation="sigmoid") and "binary_crossentropy"'
        return [f"Column {plan.target!r} holds 0 and 1: choose scaling none, and take {model} in the model (09.3)."]
    return []


def needed(table, plan):
    """Return what a table needs before it can be cut, and what is to be known about it.

    Parameters
    ----------
    table : pandas.DataFrame
    plan : Plan
        One without a `problem`.

    Returns
    -------
    needs : dict
        ``as_numbers`` (columns of text that become numbers, where a word becomes a hole), ``as_floats`` (of other
        kinds of numbers, such as truth values), ``infinite`` (with infinite values), ``homeless`` (the columns of time
        and group in which a row has nothing, so that it has no place). Where there is a time also ``repeated`` (one
        comes twice), ``unsorted``, ``zoned`` (of time zones), ``step`` (from one row to the next, where a gap is left
        out; ``in_months``, where it is a number of months), ``borders`` (the first time of validation and of the test)
        and ``numbered`` (the time is a number, and each group counts its own).
    notes : list of str
        One sentence each, with the column and the first row; rows are counted from 0.

    Source
    ------
    Lessons 05.4 and 06.4.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"hour": [3, 1, 2, 2], "power": [1.0, 2.0, None, 4.0]})
    >>> needs, notes = needed(table, Plan("hour", features=("power",), target="power"))
    >>> needs["unsorted"], needs["repeated"], notes[-1]
    (True, True, "Column 'power' has 1 hole, in row 2.")
    """
    numbers, notes = columns_of_numbers(table), []
    needs = {"as_numbers": [], "as_floats": [], "infinite": [], "homeless": []}
    for name in dict.fromkeys([*plan.features, plan.target]):
        words, dtype = numbers[name], table[name].dtype
        if not types.is_numeric_dtype(dtype):
            needs["as_numbers"].append(name)
        elif str(dtype) not in ("int64", "float64", "float32", "int32"):
            needs["as_floats"].append(name)
        if words:
            row = words[0][0]
            taken = "a hole" if len(words) == 1 else "holes"
            found = f"{count(len(words), 'words')}, first {_short(table[name], row)} in row {row}"
            notes.append(f"Column {name!r} has {found}, taken for {taken}.")
        values = pd.to_numeric(table[name], errors="coerce").to_numpy("float64", na_value=np.nan)
        holes, infinite = np.flatnonzero(np.isnan(values)), np.flatnonzero(abs(values) >= 3e38)
        needs["infinite"] += [name] if len(infinite) else []
        for what, rows in (("holes", holes if len(holes) > len(words) else []), ("infinite values", infinite)):
            if len(rows):
                first = ", the first" if len(rows) > 1 else ","
                notes.append(f"Column {name!r} has {count(len(rows), what)}{first} in row {rows[0]}.")
        notes += _far(name, values)
    notes += _signed(table, numbers) + _of_target(table, plan)
    of_columns, notes = notes, []  # those about time stand first
    keyed = _keyed(table, plan)
    counter, owner = _counter(table, numbers) if plan.group == "" else ("", "")
    if counter != "":
        anew = int((pd.to_numeric(table[counter]).diff() < 0).sum())
        whose = repr(owner) if owner != "" else "a column that says whose row it is"
        told = f"{counter!r} begins anew {count(anew, 'times')}, and windows reach over it"
        notes.append(f"{told}: choose {whose} as the group.")
    for key, what in (("group", repr(plan.group)), ("time", "time")):
        rows = np.flatnonzero(keyed[key].isna())
        if len(rows):
            notes.append(f"{count(len(rows), 'rows')} without a {what}, the first row {rows[0]}: left out.")
            needs["homeless"].append(getattr(plan, key))
    if plan.time == "":
        return needs, notes + of_columns
    needs["zoned"] = isinstance(table[plan.time].dtype, pd.DatetimeTZDtype) or (
        plan.form == "ISO8601" and table[plan.time].astype(str).str.contains(r"[T ].*(?:Z|[+-]\d\d:?\d\d)$").any()
    )
    keyed = keyed.dropna()
    twice = keyed.index[keyed.duplicated(keep="last")]
    needs["repeated"] = len(twice) > 0
    if len(twice):
        told = f"{count(len(twice), 'times')} more than once, first in row {twice[0]}"
        notes.append(f"{told}: of each, the row that stands last is kept.")
    keyed = keyed.drop(index=twice)
    needs["unsorted"] = not keyed.groupby("group")["time"].is_monotonic_increasing.all()
    if needs["unsorted"]:
        notes.append(f"The rows are not in the order of {plan.time!r}: they are sorted, oldest first.")
    steps = _steps(keyed)
    left_out = plan.gaps == GAPS[0]
    if len(steps) and (left_out or _evenness(steps) >= _EVEN):
        step, months = steps.mode()[0], steps.name == "months"
        needs |= {"step": step, "in_months": months} if left_out else {}
        wide = steps[steps != step]
        if len(wide):
            found = f"{said_step(wide.iloc[0], months)} instead of {said_step(step, months)}"
            reach = "" if left_out else ", and windows reach over them"
            ends = str(keyed["time"][wide.index[0]]).removesuffix(" 00:00:00").removesuffix(":00")
            notes.append(f"{count(len(wide), 'gaps')}: one ends at {ends} (row {wide.index[0]}), {found}{reach}.")
    rows = [len(keyed) * share // 100 for share in (plan.training, plan.training + plan.validation)]
    needs["borders"] = keyed["time"].sort_values().iloc[rows].tolist()
    needs["numbered"] = plan.group != "" and types.is_numeric_dtype(keyed["time"].dtype)
    return needs, notes + of_columns
