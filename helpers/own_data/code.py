"""A plan as lines that a person could have written; the panel makes its arrays by running the same lines."""

import json
import re
from textwrap import fill, indent

from .plan import GAPS, HOLES

_SCALERS = {"standard": "StandardScaler", "min-max": "MinMaxScaler"}
ARRAYS = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")


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
    if source.kind == "frame":
        # Rows are counted from 0 below, whatever the index was.
        kept = "" if source.index else "drop=True"
        return f"table = {source.name}{part}.reset_index({kept})  # your DataFrame, as it is in the notebook"
    if source.kind == "csv":
        words = [path]
        words += [f"sep={_word(source.sep)}"] if source.sep != "," else []
        words += [f"decimal={_word(source.decimal)}"] if source.decimal != "." else []
        words += [f"thousands={_word(source.thousands)}"] if source.thousands else []
        words += [f"encoding={_word(source.encoding)}"] if source.encoding != "utf-8" else []
        words += [f"skiprows={source.skip}"] if source.skip else []
        words += [f"header=None, names={_listed(source.names)}"] if source.names else []
        # A date such as 19.08.2004 would become a number, as its points look like those of thousands.
        words += ["dtype={" + ", ".join(f"{_word(name)}: str" for name in source.words) + "}"] if source.words else []
        words += [f"nrows={source.rows:_}"] if source.rows else []
        line = f"table = pd.read_csv({', '.join(words)})"
        return line if len(line) < 100 else f"table = pd.read_csv(\n    {', '.join(words)}\n)"
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
        "imports", "read", "sizes", "order", "split", "scale", "cut" and "model": joined, they run alone.

    Source
    ------
    Lessons 05 and 06: split in time first, then scale, then cut each part by itself.

    Examples
    --------
    >>> from helpers.own_data.plan import Needs, Plan
    >>> from helpers.own_data.reading import Source
    >>> print(lines(Source("a.csv"), Plan(features=("open",), target="open"), Needs())["split"])
    # In time: the first 70% of the rows are for training, the next 15% for validation, the rest for the test.
    val_starts, test_starts = len(table) * 70 // 100, len(table) * 85 // 100
    train, val, test = table[:val_starts], table[val_starts:test_starts], table[test_starts:]
    """
    read = f"{_comment_of_reading(source)}{reading_lines(source)}"
    return {
        "imports": _imports(plan),
        "read": read,
        "sizes": _sizes(plan),
        "order": _order(plan, needs),
        "split": _split(plan, needs),
        "scale": _scale(plan),
        "cut": _cut(plan, needs),
        "model": _model(plan),
    }


def whole(parts):
    """Join parts of code; an empty one leaves no gap.

    Examples
    --------
    >>> whole({"a": "x = 1", "b": "", "c": "y = 2"})
    'x = 1\\n\\ny = 2\\n'
    """
    text = "\n\n".join(part for part in parts.values() if part) + "\n"
    return text.replace("\n\ndef ", "\n\n\ndef ")


def _word(name):
    """Write a name as a person would: in double quotes, letters of any language as they are."""
    if isinstance(name, str):
        return json.dumps(name, ensure_ascii=False) if name.isprintable() else repr(name)
    return repr(getattr(name, "item", lambda: name)())


def _listed(names):
    text = ", ".join(map(_word, names))
    if len(text) < 80:
        return f"[{text}]"
    broken, line = [], ""
    for name in map(_word, names):
        if line and len(line) + len(name) > 90:
            broken.append(line)
            line = ""
        line += f"{name}, "
    return "[\n" + indent("\n".join(one.rstrip() for one in [*broken, line]), "    ") + "\n]"


def _comment(words):
    return fill(words, 98, initial_indent="# ", subsequent_indent="# ", break_long_words=False) + "\n"


def _comment_of_reading(source):
    said = []
    if source.rows:
        said.append(f"The first {source.rows:,} rows; without this limit all of them are read.")
    if source.words:
        said.append("Points stand for thousands, so a date such as 19.08.2004 is kept as text.")
    return _comment(" ".join(said)) if said else ""


def _imports(plan):
    scaler = f"\nfrom sklearn.preprocessing import {_SCALERS[plan.scaling]}" if plan.scaling != "none" else ""
    return f"import keras\nimport numpy as np\nimport pandas as pd{scaler}"


def _sizes(plan):
    features = _listed(plan.features)
    return (
        f"features, target = {features}, {_word(plan.target)}\n"
        f"timesteps, horizon, stride = {plan.timesteps}, {plan.horizon}, {plan.stride}"
        "  # rows in a window, on to its target, on to the next window"
    )


def _order(plan, needs):
    """The rows: what is a number, which rows there are, and in which order."""
    text = ""
    if needs.as_numbers:
        text += "# What is no number becomes a hole.\n"
        text += f"for name in {_listed(needs.as_numbers)}:\n"
        text += '    table[name] = pd.to_numeric(table[name], errors="coerce")\n'
    if needs.as_floats:
        text += f'table = table.astype(dict.fromkeys({_listed(needs.as_floats)}, "float64"))\n'
    if needs.infinite:
        text += f"for name in {_listed(needs.infinite)}:\n"
        text += "    table[name] = table[name].where(table[name].abs() < 3e38)  # an infinite value becomes a hole\n"
    time = f"table[{_word(plan.time)}]"
    if plan.form:
        utc, to_utc = (", utc=True", ".dt.tz_localize(None)  # all in UTC") if needs.zoned else ("", "")
        text += f"{time} = pd.to_datetime({time}, format={_word(plan.form)}{utc}){to_utc}\n"
    elif needs.zoned:
        text += f"{time} = {time}.dt.tz_convert(None)  # all in UTC\n"
    if needs.homeless:
        text += f"table = table.dropna(subset={_listed(needs.homeless)})  # such a row has no place\n"
    keys = [plan.group, plan.time] if plan.group != "" else [plan.time]
    if needs.repeated:
        text += f'table = table.drop_duplicates({_listed(keys)}, keep="last")  # one row for each time\n'
    if needs.unsorted:
        text += f'table = table.sort_values({_word(plan.time)}, kind="stable")  # oldest row first\n'
    return text.rstrip()


def _split(plan, needs):
    first, second = plan.training, plan.training + plan.validation
    if needs.borders:
        time, whose = f"table[{_word(plan.time)}]", " for all groups" if plan.group != "" else ""
        said = f"In time, with the same borders{whose}: validation is later than training, and the test is the latest."
        starts = ", ".join(map(_moment, needs.borders))
        return (
            f"{_comment(said)}val_starts, test_starts = {starts}\n"
            f"train, test = table[{time} < val_starts], table[{time} >= test_starts]\n"
            f"val = table[({time} >= val_starts) & ({time} < test_starts)]"
        )
    share = f"the first {first}% of the rows are for training, the next {plan.validation}% for validation"
    if plan.group == "":
        return (
            f"# In time: {share}, the rest for the test.\n"
            f"val_starts, test_starts = len(table) * {first} // 100, len(table) * {second} // 100\n"
            "train, val, test = table[:val_starts], table[val_starts:test_starts], table[test_starts:]"
        )
    return (
        f"# In each group: {share}, the rest for the test.\n"
        f"rows = table.groupby({_word(plan.group)}).cumcount()\n"
        f'percent = 100 * rows / table.groupby({_word(plan.group)})[target].transform("size")\n'
        f"train, test = table[percent < {first}], table[percent >= {second}]\n"
        f"val = table[(percent >= {first}) & (percent < {second})]"
    )


def _moment(value):
    """Write a time, or a number, as a literal."""
    import pandas as pd

    if hasattr(value, "dtype") and value.dtype.kind == "M":
        return f'pd.Timestamp("{str(pd.Timestamp(value)).removesuffix(" 00:00:00")}")'
    return _word(value)


def _step(value):
    """Write the time from one row to the next."""
    import pandas as pd

    if not isinstance(value, pd.Timedelta):
        return _word(value)
    for unit in ("days", "hours", "minutes", "seconds", "milliseconds", "microseconds"):
        many, rest = divmod(value, pd.Timedelta(**{unit: 1}))
        if not rest:
            return f"pd.Timedelta({unit}={many})"
    return f"pd.Timedelta({value.value})"


def _scale(plan):
    if plan.scaling == "none":
        return ""
    kind = _SCALERS[plan.scaling]
    return (
        "# From the training rows alone: the later ones are not known on the day of a forecast.\n"
        f"x_scaler, y_scaler = {kind}().fit(train[features]), {kind}().fit(train[[target]])"
    )


def _cut(plan, needs):
    said = "Cut the windows of one part and their targets; no window reaches into another part"
    # A name with a quotation mark would end the text that it stands in.
    whose = plan.group if re.fullmatch(r"[\w -]+", str(plan.group)) else "group"
    said += f" or another {whose}." if plan.group != "" else "."
    grouped = plan.group != ""
    at, whole = ("rows[{}]", f"part.groupby({_word(plan.group)})") if grouped else ("{}", "part")
    body = []
    if plan.holes == HOLES[1]:
        body.append("# A hole in x takes the last value before it; a target is not filled.")
    x = f"{whole}[features].ffill()" if plan.holes == HOLES[1] else "part[features]"
    if plan.scaling == "none":
        body.append(f'values, answers = {x}.to_numpy("float32"), part[target].to_numpy("float32")')
    else:
        body.append(f'values = x_scaler.transform({x}).astype("float32")')
        body.append('answers = y_scaler.transform(part[[target]])[:, 0].astype("float32")')
    gaps = plan.gaps == GAPS[0] and needs.step is not None
    body += [f"times = part[{_word(plan.time)}].to_numpy()"] if gaps else []
    many = "len(rows)" if grouped else "len(part)"
    cuts = [f"first = np.arange(0, {many} - timesteps - horizon + 1, stride)  # the first row of each window"]
    cuts.append("later = first + timesteps - 1 + horizon  # the row of its target")
    held = at.format("first[:, np.newaxis] + np.arange(timesteps)")
    cuts.append(f"windows, targets = values[{held}], answers[{at.format('later')}]")
    cuts.append("kept = np.isfinite(windows).all(axis=(1, 2)) & np.isfinite(targets)  # no hole")
    if gaps:
        between = f"times[{at.format('later')}] - times[{at.format('first')}]"
        wanted = f"(timesteps - 1 + horizon) * {_step(needs.step)}"
        equal = f"np.isclose({between}, {wanted})" if isinstance(needs.step, float) else f"{between} == {wanted}"
        cuts.append(f"kept &= {equal}  # no gap")
    if grouped:
        body += ["x, y = [], []", f"for rows in {whole}.indices.values():  # where the rows of one {whose} stand"]
        body += indent("\n".join([*cuts, "x.append(windows[kept])", "y.append(targets[kept])"]), "    ").splitlines()
        body.append("return np.concatenate(x), np.concatenate(y)")
    else:
        body += [*cuts, "return windows[kept], targets[kept]"]
    text = f'def cut(part):\n    """{said}"""\n' + indent("\n".join(body), "    ")
    calls = "\n".join(f"x_{part}, y_{part} = cut({part})" for part in ("train", "val", "test"))
    return f"{text}\n\n\n{calls}"


def _model(plan):
    back = "y_scaler.inverse_transform({})[:, 0]" if plan.scaling != "none" else "{}[:, 0]"
    if plan.target in plan.features:
        naive, words = "x_test[:, -1:, features.index(target)]", "the last value of the window"
    else:
        naive, words = "np.full((len(x_test), 1), y_train.mean())", "the mean of training"
    return (
        "keras.utils.set_random_seed(0)\n"
        "model = keras.Sequential([\n"
        '    keras.Input((timesteps, len(features)), name="windows"),\n'
        '    keras.layers.LSTM(32, name="lstm"),\n'
        '    keras.layers.Dense(1, name="forecast"),\n'
        "])\n"
        'model.compile("adam", "mse")\n'
        "stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)\n"
        "model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=30, callbacks=[stop], verbose=0)\n"
        "\n"
        f"# In the unit of the target, beside a naive baseline: {words}.\n"
        f"forecast = {back.format('model.predict(x_test, verbose=0)')}\n"
        f"naive = {back.format(naive)}\n"
        f"happened = {back.format('y_test[:, np.newaxis]')}\n"
        'for name, said in {"model": forecast, "naive": naive}.items():\n'
        '    print(f"{name}: RMSE {np.sqrt(np.mean((said - happened) ** 2)):.4g}")'
    )
