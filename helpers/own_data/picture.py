"""The target over time: three parts, gaps and holes, the first window and its target."""

import numpy as np
import pandas as pd

from lstm_shapes.axes import count
from lstm_shapes.drawing.kit import FEATURES, fitted, line, number, outline, picture, text

WIDTH, HEIGHT = 668, 236
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 660, 40, 210  # px: the frame of the lanes
_MOST_LANES, _POINTS = 5, 300
_GAP = 3  # times the usual step; a weekend of trading days is no gap
_SEEN = 2  # px: narrower gaps, such as the nights of a year, are not seen
_BLUE = FEATURES[0][2]
_WORDS = ("training", "validation", "test")


def parts_svg(parts, plan, first=None):
    """Draw the target of each group over time, in its three parts.

    Parameters
    ----------
    parts : dict of str to pandas.DataFrame
        ``train``, ``val``, ``test``, as the lines of the plan split them.
    plan : Plan
    first : int, optional
        The row of ``train``, counted from 0, that is the target of the first window.

    Returns
    -------
    str
        An SVG of 668 × 236 px; at most five groups, each in a lane of its own.

    Source
    ------
    Lesson 06.1: three parts that follow each other.

    Examples
    --------
    >>> import pandas as pd
    >>> from helpers.own_data.plan import Plan
    >>> table = pd.DataFrame({"a": range(40)})
    >>> parts_svg({"train": table[:28], "val": table[28:34], "test": table[34:]}, Plan(target="a"))[:4]
    '<svg'
    """
    lanes = _lanes(parts, plan)
    low, high = min(lane[1].min() for lane in lanes), max(lane[1].max() for lane in lanes)
    scale, height = (_RIGHT - _LEFT) / ((high - low) or 1), (_BOTTOM - _TOP) / len(lanes)
    elements = [text(_LEFT - 8, 16, "target", 12, "end")]
    elements.append(fitted(_LEFT, 16, f"{plan.target}", (_RIGHT - _LEFT) * 2 / 3, 13, weight="bold"))
    if len(lanes) > 1:
        elements.append(fitted(_RIGHT, 16, "each group on a scale of its own", (_RIGHT - _LEFT) / 3, 12, anchor="end"))
    for place, (name, at, values, borders, mine) in enumerate(lanes):
        top, xs = _TOP + place * height, _LEFT - low * scale + at * scale
        edges = _LEFT + (borders - low) * scale
        elements.append(fitted(6, top + height / 2 + 4, name, _LEFT - 14, 12))
        elements += _curve(xs, values, top, height, plan.time != "")
        elements += [line(f"M{number(x)} {number(top)}v{number(height)}", 1.5, "4 3") for x in edges]
        if place == 0:
            for words, start, end in zip(_WORDS, [_LEFT, *edges], [*edges, _RIGHT], strict=True):
                elements.append(fitted((start + end) / 2, _TOP - 8, words, end - start - 4, 12, anchor="middle"))
        if first in mine:
            elements += _window(xs, int(np.flatnonzero(mine == first)[0]), plan, top, height)
    elements.append(outline(_LEFT, _TOP, _RIGHT - _LEFT, _BOTTOM - _TOP, 1))
    if any((~np.isfinite(values)).any() for _, _, values, *_ in lanes):
        elements.append(
            fitted((_LEFT + _RIGHT) / 2, HEIGHT - 8, "short marks: the target is missing", 220, 12, anchor="middle")
        )
    first, last = _ends(parts, plan)
    elements.append(fitted(_LEFT, HEIGHT - 8, first, 160, 12))
    elements.append(fitted(_RIGHT, HEIGHT - 8, last, 160, 12, anchor="end"))
    return picture(WIDTH, HEIGHT, elements, parts_words(parts, plan))


def _lanes(parts, plan):
    """Return of each group its name, where its rows are, their target, where its later parts begin, and its rows."""
    table = pd.concat(parts.values())
    places = np.repeat([0, 1, 2], [len(part) for part in parts.values()])
    owners = pd.Series("", table.index) if plan.group == "" else table[plan.group]
    lanes = []
    for name in owners.dropna().unique()[:_MOST_LANES]:
        mine = np.flatnonzero(owners == name)
        values = table[plan.target].iloc[mine].to_numpy("float64")
        if plan.time == "":
            at = np.arange(len(mine), dtype="float64")
            borders = np.searchsorted(places[mine], [1, 2])
        else:  # all groups at once
            at = _at(table[plan.time].iloc[mine])
            borders = np.array([_at(parts[part][plan.time]).min() for part in ("val", "test")])
        lanes.append((name, at, values, borders, mine))
    return lanes


def _at(times):
    """Return times, or the numbers in their place, as numbers."""
    return (times.astype("datetime64[us]").astype("int64") if times.dtype.kind == "M" else times).to_numpy("float64")


def _curve(xs, values, top, height, timed):
    """Draw a curve, of many rows the lowest and the highest of each stretch; a hole is marked below."""
    holes, steps = ~np.isfinite(values), np.diff(xs, prepend=xs[:1])
    far = (steps > max(_SEEN, _GAP * np.median(steps))) & timed  # there the curve is broken
    low, high = (values[~holes].min(), values[~holes].max()) if not holes.all() else (0, 1)
    ys = top + height - 6 - (height - 12) * (values - low) / ((high - low) or 1)
    path, before = "", 0
    for row in _drawn(values, holes):
        broken = not path or holes[before] or far[before + 1 : row + 1].any()
        before = row
        # Behind each row a stroke of 1 px: a row that stands alone is seen, too.
        path += "" if holes[row] else f"{'M' if broken else 'L'}{number(xs[row])} {number(ys[row])}{'h1' * int(broken)}"
    marks = "".join(f"M{number(x)} {number(top + height - 5)}v5" for x in xs[holes][:200])
    return [line(drawn, width) for drawn, width in ((path, 1), (marks, 2)) if drawn]


def _drawn(values, holes):
    """Return the rows that a curve is drawn through."""
    if len(values) <= _POINTS:
        return range(len(values))
    rows = [0, len(values) - 1]
    for stretch in np.array_split(np.arange(len(values)), _POINTS // 2):
        known = stretch[~holes[stretch]]  # where there is none, a hole breaks the curve
        low, high = (known[values[known].argmin()], known[values[known].argmax()]) if len(known) else stretch[[0, 0]]
        rows += [low, high]
    return sorted({*rows})


def _window(xs, target, plan, top, height):
    """Draw the first window of training over its rows, and the row of its target."""
    first = target - plan.horizon - plan.timesteps + 1
    width = max(3, xs[first + plan.timesteps - 1] - xs[first])
    box = outline(xs[first], top + 1, width, height - 2, 2, ink=_BLUE)
    answer = max(xs[target], xs[first] + width + 2)
    return [box, line(f"M{number(answer)} {number(top + 1)}v{number(height - 2)}", 2, "2 2")]


def _ends(parts, plan):
    """Return the words at the two ends of the axis."""
    if plan.time == "":
        return "row 0", f"row {sum(map(len, parts.values())) - 1:,}" if plan.group == "" else "last row of each group"
    ends = [part[plan.time] for part in parts.values() if len(part)]
    return tuple(str(one).removesuffix(" 00:00:00").removesuffix(":00") for one in (ends[0].min(), ends[-1].max()))


def nothing_svg():
    """Draw the frame of a picture that is not there yet.

    Examples
    --------
    >>> "no arrays yet" in nothing_svg()
    True
    """
    words = text(WIDTH / 2, HEIGHT / 2, "no arrays yet", anchor="middle")
    return picture(WIDTH, HEIGHT, [outline(1, 1, WIDTH - 2, HEIGHT - 2, 1, "4 3"), words], "no arrays yet")


def parts_words(parts, plan):
    """Say what `parts_svg` draws.

    Examples
    --------
    >>> import pandas as pd
    >>> from helpers.own_data.plan import Plan
    >>> table = pd.DataFrame({"a": range(40)})
    >>> parts_words({"train": table[:28], "val": table[28:34], "test": table[34:]}, Plan(target="a"))
    'a over row 0 to row 39: 28 rows for training, 6 for validation, 6 for the test. The first window holds 10 rows.'
    """
    train, val, test = (f"{len(rows):,}" for rows in parts.values())
    first, last = _ends(parts, plan)
    groups = ""
    if plan.group != "":
        many = pd.concat(parts.values())[plan.group].nunique()
        drawn = "" if many <= _MOST_LANES else f", of which {_MOST_LANES} are drawn"
        groups = f" of {count(many, 'groups')}{drawn}"
    return (
        f"{plan.target}{groups} over {first} to {last}: {train} rows for training, {val} for validation, {test} for "
        f"the test. The first window holds {count(plan.timesteps, 'rows')}."
    )
