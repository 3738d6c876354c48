"""What is chosen about a table, what it needs before it can be cut, and what stands in the way."""

from typing import NamedTuple

import numpy as np

from lstm_shapes.axes import count, whole_number

SCALINGS = ("standard", "min-max", "none")
HOLES = ("leave out", "fill forward")
GAPS = ("leave out", "as they stand")
# From the plainest on; ISO 8601 is 2024-05-31, with or without an hour.
_FORMATS = (
    "ISO8601", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d-%b-%y", "%d %b %Y", "%b %d, %Y", "%d.%m.%y",
    "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S",
)  # fmt: skip
_MOST_FEATURES = 8  # that are taken without being asked for
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


class Needs(NamedTuple):
    """What a table needs before it is cut; found in its values.

    Fields
    ------
    as_numbers : tuple
        Columns of text that become numbers, where a word becomes a hole.
    as_floats : tuple
        Columns of other kinds of numbers, such as truth values.
    infinite : tuple
        Columns with infinite values.
    homeless : tuple
        The columns of time and group in which a row has nothing, so that it has no place.
    repeated, unsorted, zoned : bool
        There are times that come twice; rows to sort; times of time zones.
    step : timedelta or number or None
        From one row to the next, where a gap is left out.
    borders : tuple
        The first time of validation and of the test; empty where rows are counted.

    Examples
    --------
    >>> Needs().borders
    ()
    """

    as_numbers: tuple = ()
    as_floats: tuple = ()
    infinite: tuple = ()
    homeless: tuple = ()
    repeated: bool = False
    unsorted: bool = False
    zoned: bool = False
    step: object = None
    borders: tuple = ()


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
    import pandas as pd  # here, because it takes most of a second
    from pandas.api import types

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
        As ``pandas.to_datetime`` takes them; the first one fits best: with it, most steps go forward.

    Source
    ------
    Python library reference, format codes of ``strftime``.

    Examples
    --------
    >>> import pandas as pd
    >>> forms(pd.Series(["01/02/2024", "02/02/2024", "03/02/2024"]))
    ['%d/%m/%Y', '%m/%d/%Y']
    """
    import pandas as pd

    texts = values.dropna()
    texts = texts[texts.map(lambda one: isinstance(one, str) and any(map(str.isdigit, one)))]
    if not len(texts) or len(texts) < 0.9 * values.notna().sum():
        return []
    few, found = texts[:1000], []
    for form in _FORMATS:
        times = pd.to_datetime(few, format=form, errors="coerce", utc=True)
        if times.notna().mean() > 0.9:
            steps = times.dropna().diff().dropna()
            even = (steps == steps.mode()[0]).mean() if len(steps) else 0
            found.append((-even, len(found), form))
    return [form for *_, form in sorted(found)]


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

    Raises
    ------
    ValueError
        If a name is no field of `Plan`.

    Source
    ------
    The first column of times; a column of few words is that of the groups; the last column of numbers is the target.

    Examples
    --------
    >>> import pandas as pd
    >>> suggested(pd.DataFrame({"day": ["2024-01-01", "2024-01-02"], "sales": [1, 2]}), timesteps=7)[:5]
    ('day', 'ISO8601', '', ('sales',), 'sales')
    """
    unknown = sorted(set(chosen) - set(Plan._fields))
    if unknown:
        raise ValueError(f"a plan has no field {unknown[0]!r}; it has {', '.join(Plan._fields)}.")
    from pandas.api import types

    numbers = columns_of_numbers(table)
    others = [name for name in table.columns if name not in numbers][:50]
    time = next((name for name in others if types.is_datetime64_any_dtype(table[name].dtype) or forms(table[name])), "")
    time = chosen.get("time", time)
    form = next(iter(forms(table[time])), "") if time in others else ""
    words = [name for name in others if name != time and table[name].nunique() <= len(table) / 20]
    plan = Plan(time, form, next(iter(words), ""))._replace(**chosen)
    free = [name for name in numbers if name not in (plan.time, plan.group)]
    target = chosen.get("target", free[-1] if free else "")
    kept = [name for name in free if name != target][: _MOST_FEATURES - 1]
    features = tuple(name for name in free if name in kept or name == target)
    plan = plan._replace(target=target, features=tuple(chosen.get("features", features)))
    if "gaps" not in chosen and plan.time and not problem(table, plan):
        steps = _steps(*_times(table, plan))
        even = len(steps) and (steps == steps.mode()[0]).mean()
        plan = plan._replace(gaps=GAPS[0] if even >= 0.9 else GAPS[1])
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
    import pandas as pd

    if not len(table):
        return "The table has no rows: export it with its data."
    numbers = columns_of_numbers(table)
    if not numbers:
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
    for name, known in (("scaling", SCALINGS), ("holes", HOLES), ("gaps", GAPS)):
        if getattr(plan, name) not in known:
            return f"{name} must be one of {', '.join(map(repr, known))}; got {getattr(plan, name)!r}."
    if plan.group != "" and table[plan.group].isna().all():
        return f"Column {plan.group!r} is empty and names no group: choose another, or none."
    if plan.time == "":
        return None
    times = _times(table, plan)[0]
    if times.isna().all():
        return f"Column {plan.time!r} holds no times: choose another, or the order of the rows."
    lost = np.flatnonzero(times.isna().to_numpy() & table[plan.time].notna().to_numpy())
    if len(lost):
        held = _short(table[plan.time], lost[0])
        return f"Column {plan.time!r} has {held} in row {lost[0]}, and no time as elsewhere: mend that row of the file."
    if not (pd.api.types.is_numeric_dtype(times.dtype) or pd.api.types.is_datetime64_any_dtype(times.dtype)):
        return f"Column {plan.time!r} holds words such as {_short(table[plan.time])} and no times: choose another."
    keys = times.to_frame() if plan.group == "" else times.to_frame().assign(group=table[plan.group])
    if keys.duplicated().mean() > 0.1:
        return (
            f"Column {plan.time!r} holds many times twice or more often: choose the column that says whose row it is."
        )
    return None


def _short(column, row=0):
    text = repr(column.iloc[row])
    return text if len(text) <= 30 else f"{text[:28]}…"


def _times(table, plan):
    """Return the times of the rows, NaT where there is none, and the groups or None."""
    import pandas as pd

    times = table[plan.time]
    if plan.form:
        times = pd.to_datetime(times, format=plan.form, errors="coerce", utc=True).dt.tz_localize(None)
    elif isinstance(times.dtype, pd.DatetimeTZDtype):
        times = times.dt.tz_convert(None)
    return times, table[plan.group] if plan.group != "" else None


def _steps(times, groups):
    """Return the steps from each time to the next one of its group, the same time counted once."""
    import pandas as pd

    frame = pd.DataFrame({"time": times, "group": 0 if groups is None else groups}).dropna().drop_duplicates()
    return frame.sort_values("time", kind="stable").groupby("group")["time"].diff().dropna()


def said_step(step):
    """Say how long a step is, in the largest unit that goes into it.

    Examples
    --------
    >>> import pandas as pd
    >>> said_step(pd.Timedelta("4h")), said_step(pd.Timedelta("36h")), said_step(2)
    ('4 hours', '36 hours', '2')
    """
    import pandas as pd

    if not isinstance(step, pd.Timedelta):
        return f"{step}"
    for unit in ("days", "hours", "minutes", "seconds"):
        many, rest = divmod(step, pd.Timedelta(**{unit: 1}))
        if not rest and many:
            return count(many, unit)
    return f"{step.total_seconds()} seconds"


def needed(table, plan):
    """Return what a table needs before it can be cut, and what is to be known about it.

    Parameters
    ----------
    table : pandas.DataFrame
    plan : Plan
        One without a `problem`.

    Returns
    -------
    needs : Needs
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
    >>> needs.unsorted, needs.repeated, notes[0]
    (True, True, "Column 'power' has 1 hole, in row 2.")
    """
    import pandas as pd

    numbers, chosen = columns_of_numbers(table), list(dict.fromkeys([*plan.features, plan.target]))
    as_numbers = tuple(name for name in chosen if not pd.api.types.is_numeric_dtype(table[name].dtype))
    plain = ("int64", "float64", "float32", "int32")
    as_floats = tuple(name for name in chosen if name not in as_numbers and str(table[name].dtype) not in plain)
    notes, infinite = [], []
    for name in chosen:
        words = numbers[name]
        if words:
            row = words[0][0]
            taken = "a hole" if len(words) == 1 else "holes"
            found = f"{count(len(words), 'words')}, first {_short(table[name], row)} in row {row}"
            notes.append(f"Column {name!r} has {found}, taken for {taken}.")
        values = pd.to_numeric(table[name], errors="coerce").to_numpy("float64", na_value=np.nan)
        for what, places in (("holes", np.isnan(values)), ("infinite values", abs(values) >= 3e38)):
            rows = np.flatnonzero(places)
            if len(rows) > (len(words) if what == "holes" else 0):
                where = f", the first in row {rows[0]}" if len(rows) > 1 else f", in row {rows[0]}"
                notes.append(f"Column {name!r} has {count(len(rows), what)}{where}.")
                infinite += [name] if what != "holes" else []
    needs = Needs(as_numbers, as_floats, tuple(infinite))
    if plan.group != "" and table[plan.group].isna().any():
        rows = np.flatnonzero(table[plan.group].isna())
        notes.append(f"{count(len(rows), 'rows')} without a {plan.group!r}, the first row {rows[0]}: left out.")
        needs = needs._replace(homeless=(plan.group,))
    if plan.time == "":
        return needs, notes
    times, groups = _times(table, plan)
    frame = pd.DataFrame({"time": times, "group": 0 if groups is None else groups})
    zoned = isinstance(table[plan.time].dtype, pd.DatetimeTZDtype) or bool(
        plan.form == "ISO8601" and table[plan.time].astype(str).str.contains(r"[T ].*(?:Z|[+-]\d\d:?\d\d)$").any()
    )
    if times.isna().any():
        rows = np.flatnonzero(times.isna())
        notes.append(f"{count(len(rows), 'rows')} without a time, the first row {rows[0]}: left out.")
        needs = needs._replace(homeless=(*needs.homeless, plan.time))
    frame = frame.dropna()
    twice = frame.duplicated(keep="last")
    if twice.any():
        row = frame.index.get_indexer_for(twice[twice].index)[0]
        notes.append(
            f"{count(int(twice.sum()), 'times')} more than once, first in row {row}: the last row of each is kept."
        )
    frame = frame[~twice]
    unsorted = not frame.groupby("group")["time"].apply(lambda one: one.is_monotonic_increasing).all()
    if unsorted:
        notes.append(f"The rows are not in the order of {plan.time!r}: they are sorted, oldest first.")
    steps, step = _steps(times, groups), None
    if plan.gaps == GAPS[0] and len(steps):
        step = steps.mode()[0]
        wide = steps[steps != step]
        if len(wide):
            found = f"{said_step(wide.iloc[0])} instead of {said_step(step)}"
            notes.append(f"{count(len(wide), 'gaps')}: the first one before row {wide.index[0]}, {found}.")
    ordered = np.sort(frame["time"].to_numpy())
    rows = [len(ordered) * share // 100 for share in (plan.training, plan.training + plan.validation)]
    borders = tuple(ordered[row] for row in rows)
    done = needs._replace(repeated=bool(twice.any()), unsorted=bool(unsorted), zoned=zoned)
    return done._replace(step=step, borders=borders), notes
