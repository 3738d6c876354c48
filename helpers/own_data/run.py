"""Run the lines of a plan: the table that they read, the parts and the arrays that they make."""

import re
import warnings

import numpy as np
import pandas as pd
from sklearn.preprocessing import FunctionTransformer

from lstm_shapes.axes import count

from .code import ARRAYS, lines, reading_lines, whole, word
from .plan import HOLES, PARTS, needed, problem

_TOLD = 2  # groups without a window
_WORDS = 10  # a column of numbers may hold one word among so many cells
_DIFFERENT = 10  # such words


def _run(text, names):
    """Run our own lines in names of their own; a warning about mixed columns is told as a note instead."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(text, "<lines of the panel>", "exec"), names)
    return names


def _made(texts, names):
    """Run lines that nothing stands in the way of: an error of theirs is a fault of ours, and no refusal."""
    try:
        _run("\n".join(texts), names)
    except ValueError as error:
        raise RuntimeError(f"the lines of the panel failed: {error}") from error


def table_of(source, given=None):
    """Read a table by the line that is shown.

    Parameters
    ----------
    source : Source
    given : pandas.DataFrame or array, optional
        Where the table is in the notebook already.

    Returns
    -------
    pandas.DataFrame
        Its rows are counted from 0.

    Raises
    ------
    ValueError
        If it cannot be read that way: one sentence that names the line.

    Source
    ------
    `reading_lines`.

    Examples
    --------
    >>> from helpers.own_data.reading import looked_at
    >>> table_of(looked_at([[1, 2], [3, 4]])[0], [[1, 2], [3, 4]]).shape
    (2, 2)
    """
    try:
        return _run(reading_lines(source), {source.path: given, "np": np, "pd": pd})["table"]
    except (ValueError, LookupError, OverflowError, OSError) as error:  # a ParserError of pandas is a ValueError
        if many := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error)):
            within = f"look for a {source.sep!r} within a cell"
            said = f"has {many[3]} cells in line {many[2]}, and {many[1]} above: {within}"
        elif isinstance(error, UnicodeDecodeError):
            said = f"holds bytes that are not {source.encoding} ({error.reason}): choose another encoding"
        else:
            said = f"cannot be read ({str(error).strip().splitlines()[0][:120]}): choose how, or save it again"
        raise ValueError(f"{source.path} {said}.") from None


def without_words(source, table):
    """Return a source that takes words among numbers for nothing, and a note for each column of them.

    Parameters
    ----------
    source : Source
    table : pandas.DataFrame
        As `table_of` reads it so far.

    Returns
    -------
    source : Source
    notes : list of str

    Source
    ------
    pandas, ``read_csv``: a column with a word is text, and a decimal comma stays in it.

    Examples
    --------
    >>> from helpers.own_data.reading import Source
    >>> table = pd.DataFrame({"wind": ["1,5"] * 19 + ["-"]})
    >>> without_words(Source("a.csv", sep=";", decimal=","), table)[0].empty
    (('wind', ('-',)),)
    """
    empty, notes = [], []
    for name in table.columns if source.kind == "csv" and (source.decimal != "." or source.thousands) else ():
        texts = table[name].dropna()
        if name in (*source.words, *source.joined) or not len(texts) or not isinstance(texts.iloc[0], str):
            continue
        plain = texts.str.replace(source.thousands or " ", "", regex=False)
        plain = plain.str.replace(source.decimal, ".", regex=False)
        words = texts[pd.to_numeric(plain, errors="coerce").isna()]
        if len(words) <= len(texts) // _WORDS and words.nunique() <= _DIFFERENT:
            first = f"{word(words.iloc[0])} in row {words.index[0]}"
            empty.append((name, tuple(words.unique())))
            notes.append(f"Column {name!r} has {count(len(words), 'words')}, first {first}, taken for holes.")
    return source._replace(empty=tuple(empty)), notes


def megabytes_of(table, plan):
    """Return what the arrays of a plan take at most while they are made, in MB (a million bytes).

    Examples
    --------
    >>> import pandas as pd
    >>> from helpers.own_data.plan import Plan
    >>> megabytes_of(pd.DataFrame({"a": range(100_000)}), Plan(features=("a",), target="a", timesteps=50))
    100.0
    """
    # Indices of 8 bytes, and values of 4 that are copied twice: one with its holes, one without, and all joined.
    return len(table) / plan.stride * plan.timesteps * (8 + 12 * len(plan.features)) / 1e6


def arrays_of(table, source, plan, cut=True, asked=False):
    """Make the arrays of a plan by running its lines.

    Parameters
    ----------
    table : pandas.DataFrame
        As `table_of` returns it; it stays as it is.
    source : Source
    plan : Plan
    cut : bool
        False where the arrays would be large: then there are none of them.
    asked : bool
        The lines are asked besides which rows their windows have as targets, which takes as long again.

    Returns
    -------
    arrays : dict of str to numpy.ndarray
        ``x_train``, ``y_train`` and so on: (windows, timesteps, features) and (windows,), ``float32``.
    parts : dict of str to pandas.DataFrame
        ``train``, ``val``, ``test``.
    code : str
        All lines, those of the model too.
    notes : list of str
    first : int or None
        The row of ``train``, counted from 0, that is the target of its first window, if it is `asked` for.

    Raises
    ------
    ValueError
        What stands in the way, in one sentence.

    Source
    ------
    `lines`.

    Examples
    --------
    >>> import pandas as pd
    >>> from helpers.own_data.plan import Plan
    >>> from helpers.own_data.reading import Source
    >>> plan = Plan(features=("a",), target="a", timesteps=3)
    >>> arrays_of(pd.DataFrame({"a": range(40)}), Source("a.csv"), plan)[0]["x_train"].shape
    (25, 3, 1)
    """
    if stopped := problem(table, plan):
        raise ValueError(stopped)
    needs, notes = needed(table, plan)
    texts = lines(source, plan, needs)
    kept = [name for name in dict.fromkeys([plan.time, plan.group, *plan.features, plan.target]) if name != ""]
    names = {"np": np, "pd": pd, "table": table[kept].copy()}
    imports = texts["imports"].replace("import keras\n", "")  # the arrays need no Keras, which takes seconds
    _made([imports, texts["sizes"], texts["order"], texts["split"]], names)
    parts, rows = {part: names[part] for part in PARTS}, plan.timesteps + plan.horizon
    for part, words in PARTS.items():
        most = max(sizes_of(parts[part], plan), default=0)
        if most < rows:
            longest = " in its largest group" if plan.group != "" else ""
            raise ValueError(
                f"A window of {plan.timesteps} rows and its target need {rows} rows, and {words} has {most}{longest}: "
                "take shorter windows, or bring more rows."
            )
        for name in (*plan.features, plan.target):
            if parts[part][name].isna().all():
                raise ValueError(f"Column {name!r} holds nothing but holes in {words}: leave it out, or move a border.")
    flat = [name for name in plan.features if parts["train"][name].nunique() == 1]
    notes += [f"Column {name!r} does not change in training, so a model learns nothing from it." for name in flat]
    arrays, first = {}, None
    if cut:
        _made([texts["scale"], texts["cut"]], names)
        arrays = {name: names[name] for name in ARRAYS}
        for part, words in PARTS.items():
            if not len(arrays[f"x_{part}"]):
                holes = parts[part][[*plan.features, plan.target]].isna().any(axis=None)
                ways = ["take shorter windows"]
                ways += ["fill holes forward"] if holes and plan.holes == HOLES[0] else []
                ways += ["let gaps stand"] if "step" in needs else []
                said = ", or ".join(filter(None, [", ".join(ways[:-1]), ways[-1]]))
                what = " or ".join(["a hole"] * bool(holes) + ["a gap"] * ("step" in needs))
                raise ValueError(f"Each window of {words} has {what} in it: {said}.")
    if asked:
        answered = {part: _answered(names, part, plan.target) for part in PARTS}
        notes += _silent(parts, answered, plan) if plan.group != "" else []
        first = int(answered["train"][0])
    return arrays, parts, whole(texts), notes, first


def _answered(names, part, target):
    """Return the row that each window of a part has as its target: the lines themselves are asked for row numbers."""
    numbered = names[part].copy()
    numbered[target] = np.where(numbered[target].notna(), np.arange(len(numbered)), np.nan)
    names["y_scaler"] = FunctionTransformer(validate=False, func=np.asarray)
    return names["cut"](numbered)[1].round().astype(int)


def _silent(parts, answered, plan):
    """Tell which groups have no window in a part."""
    without, seen = {}, set()
    everyone = pd.concat([part[plan.group] for part in parts.values()]).dropna().unique()
    for part, words in PARTS.items():
        mine = {*parts[part][plan.group].iloc[answered[part]]}
        seen |= mine
        for name in [one for one in everyone if one not in mine]:
            without.setdefault(name, []).append(words)
    why = "too few rows that follow each other, or a hole in each"
    where = {name: f"for {' and '.join(words)}" if name in seen else "at all" for name, words in without.items()}
    told = [f"{word(name)} gives no window {words}: {why}." for name, words in where.items()]
    more = len(told) - _TOLD
    return [*told[:_TOLD], *([f"{count(more, 'groups')} more without a window for a part."] if more > 0 else [])]


def sizes_of(part, plan):
    """Return how many rows of a part follow each other: those of each group.

    Examples
    --------
    >>> from helpers.own_data.plan import Plan
    >>> sizes_of(pd.DataFrame({"shop": ["x", "y", "x"]}), Plan(group="shop"))
    [2, 1]
    """
    return [len(part)] if plan.group == "" else part.groupby(plan.group).size().tolist()
