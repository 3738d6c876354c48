"""The target over time: three parts, gaps and holes, the first window and its target."""

import numpy as np

from lstm_shapes.axes import count
from lstm_shapes.drawing.kit import FEATURES, fitted, line, number, outline, picture, text

WIDTH, HEIGHT = 668, 236
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 660, 40, 210  # px: the frame of the lanes
_MOST_LANES, _POINTS = 5, 300
_PARTS = {"train": "training", "val": "validation", "test": "test"}
_BLUE = FEATURES[0][2]


def parts_svg(parts, plan):
    """Draw the target of each group over time, in its three parts.

    Parameters
    ----------
    parts : dict of str to pandas.DataFrame
        ``train``, ``val``, ``test``, as the lines of the plan split them.
    plan : Plan

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
    ends = [lane["at"][[0, -1]] for lane in lanes]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    scale = (_RIGHT - _LEFT) / ((high - low) or 1)
    height = (_BOTTOM - _TOP) / len(lanes)
    elements = [text(_LEFT - 8, 16, "target", 12, "end")]
    elements.append(fitted(_LEFT, 16, f"{plan.target}", _RIGHT - _LEFT, 13, weight="bold"))
    for place, lane in enumerate(lanes):
        top = _TOP + place * height
        elements.append(fitted(6, top + height / 2 + 4, lane["name"], _LEFT - 14, 12))
        elements += _curve(lane, _LEFT - low * scale, scale, top, height)
        borders = [_LEFT + (lane["at"][row] - low) * scale for row in lane["borders"]]
        for x in borders:
            elements.append(line(f"M{number(x)} {number(top)}v{number(height)}", 1.5, "4 3"))
        if place == 0:
            for words, start, end in zip(_PARTS.values(), [_LEFT, *borders], [*borders, _RIGHT], strict=True):
                elements.append(fitted((start + end) / 2, _TOP - 8, words, end - start - 4, 12, anchor="middle"))
            elements += _window(lane, plan, _LEFT - low * scale, scale, top, height)
    elements.append(outline(_LEFT, _TOP, _RIGHT - _LEFT, _BOTTOM - _TOP, 1))
    first, last = _ends(parts, plan)
    elements.append(fitted(_LEFT, HEIGHT - 8, first, 250, 12))
    elements.append(fitted(_RIGHT, HEIGHT - 8, last, 250, 12, anchor="end"))
    return picture(WIDTH, HEIGHT, elements, parts_words(parts, plan))


def _lanes(parts, plan):
    """Return for each group what is drawn: its name, where its rows are, their target, and where its parts begin."""
    values = np.concatenate([part[plan.target].to_numpy("float64") for part in parts.values()])
    places = np.repeat([0, 1, 2], [len(part) for part in parts.values()])
    owners = np.zeros(len(values))
    if plan.group != "":
        owners = np.concatenate([part[plan.group].to_numpy(object) for part in parts.values()])
    times = None
    if plan.time != "":
        times = np.concatenate([part[plan.time].to_numpy() for part in parts.values()])
        times = times.astype("datetime64[us]").astype("int64") if times.dtype.kind == "M" else times
    lanes = []
    for name in list(dict.fromkeys(one for one in owners if one == one))[:_MOST_LANES]:  # a missing one is not itself
        mine = np.flatnonzero(owners == name)
        at = np.arange(len(mine)) if times is None else times[mine]
        borders = np.minimum(np.searchsorted(places[mine], [1, 2]), len(mine) - 1)
        shown = "" if plan.group == "" else name
        lanes.append({"name": shown, "at": at.astype("float64"), "values": values[mine], "borders": borders})
    return lanes


def _curve(lane, left, scale, top, height):
    """Draw a curve, thinned where it has more points than can be seen; a hole is marked below."""
    at, values = lane["at"], lane["values"]
    holes = ~np.isfinite(values)
    low, high = (np.nanmin(values[~holes]), np.nanmax(values[~holes])) if not holes.all() else (0, 1)
    ys = top + height - 6 - (height - 12) * (values - low) / ((high - low) or 1)
    every = max(1, len(at) // _POINTS)
    path, pen = "", "M"
    for row in range(0, len(at), every):
        if holes[row]:
            pen = "M"
            continue
        path += f"{pen}{number(left + at[row] * scale)} {number(ys[row])}"
        pen = "L"
    marked = [at[row] for row in np.flatnonzero(holes)[:200]]
    marks = "".join(f"M{number(left + place * scale)} {number(top + height - 5)}v5" for place in marked)
    elements = [line(path, 1)] if path else []
    return elements + ([line(marks, 2)] if marks else [])


def _window(lane, plan, left, scale, top, height):
    """Draw the first window of the first group over its rows, and the row of its target."""
    last, target = plan.timesteps - 1, plan.timesteps - 1 + plan.horizon
    if target >= len(lane["at"]):
        return []
    start, end, answer = (left + lane["at"][row] * scale for row in (0, last, target))
    width = max(3, end - start)
    box = outline(start, top + 1, width, height - 2, 2, ink=_BLUE)
    return [box, line(f"M{number(max(answer, start + width + 2))} {number(top + 1)}v{number(height - 2)}", 2, "2 2")]


def _ends(parts, plan):
    """Return the words at the two ends of the axis."""
    if plan.time == "":
        return "row 0", f"row {sum(map(len, parts.values())) - 1:,}" if plan.group == "" else "last row of each group"
    ends = [part[plan.time] for part in parts.values() if len(part)]
    return tuple(_moment(one) for one in (ends[0].min(), ends[-1].max()))


def _moment(value):
    return str(value).removesuffix(" 00:00:00").removesuffix(":00")


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
    sizes = {part: len(rows) for part, rows in parts.items()}
    first, last = _ends(parts, plan)
    groups = ""
    if plan.group != "":
        many = len({name for part in parts.values() for name in part[plan.group].dropna().unique()})
        drawn = "" if many <= _MOST_LANES else f", of which {_MOST_LANES} are drawn"
        groups = f" of {count(many, 'groups')}{drawn}"
    return (
        f"{plan.target}{groups} over {first} to {last}: {sizes['train']:,} rows for training, {sizes['val']:,} for "
        f"validation, {sizes['test']:,} for the test. The first window holds {count(plan.timesteps, 'rows')}."
    )
