"""What a plan makes of a table, by loops over single rows; shares no line with helpers/own_data."""

import functools
import itertools
import math
from collections import Counter

import numpy as np
import pandas as pd


def number(value):
    try:
        value = float(value)
    except (TypeError, ValueError):
        return math.nan
    return value if abs(value) < 3e38 else math.nan


@functools.cache
def moment(text, form):
    return pd.to_datetime(text, format=form)


def rows_of(table, plan):
    """The rows as (group, time, x, y), those without group or time left out, the last of each time kept."""
    kept = {}
    for place, row in enumerate(table.to_dict("records")):
        group = row[plan.group] if plan.group != "" else 0
        time = place if plan.time == "" else row[plan.time]
        if plan.form:
            time = moment(time, plan.form) if isinstance(time, str) else None
        if group is None or group != group or time is None or time != time:
            continue
        values = [number(row[name]) for name in plan.features], number(row[plan.target])
        kept.pop((group, time), None)
        kept[group, time] = (group, time, *values)
    return sorted(kept.values(), key=lambda one: one[:2])


def parts_of(rows, plan):
    """Three lists of rows."""
    first, second = plan.training, plan.training + plan.validation
    if plan.time != "":
        times = sorted(time for _, time, *_ in rows)
        low, high = times[len(times) * first // 100], times[len(times) * second // 100]
        return [[one for one in rows if (one[1] >= low) + (one[1] >= high) == part] for part in range(3)]
    parts = [[], [], []]
    for group in sorted({one[0] for one in rows}):
        mine = [one for one in rows if one[0] == group]
        for place, one in enumerate(mine):
            part = (100 * place >= first * len(mine)) + (100 * place >= second * len(mine))
            if plan.group == "":  # whole rows before each border
                part = (place >= len(mine) * first // 100) + (place >= len(mine) * second // 100)
            parts[part].append(one)
    return parts


def by_loops(table, plan):
    """The six arrays of a plan."""
    rows = rows_of(table, plan)
    groups = sorted({one[0] for one in rows})
    step = None
    if plan.gaps == "leave out" and plan.time != "":
        steps = Counter(later[1] - one[1] for one, later in itertools.pairwise(rows) if one[0] == later[0])
        step = min((one for one in steps if steps[one] == max(steps.values())), default=None)
    parts = parts_of(rows, plan)
    move, stretch = scales(parts[0], plan)
    arrays = {}
    for name, part in zip(("train", "val", "test"), parts, strict=True):
        x, y = [], []
        for group in groups:
            mine = [one for one in part if one[0] == group]
            values = [list(one[2]) for one in mine]
            if plan.holes == "fill forward":
                for (before, now), (row, later) in zip(
                    itertools.pairwise(values), itertools.pairwise(mine), strict=True
                ):
                    if step is not None and later[1] - row[1] != step:
                        continue  # a gap lies between
                    now[:] = [old if math.isnan(new) else new for old, new in zip(before, now, strict=True)]
            for start in range(0, len(mine) - plan.timesteps - plan.horizon + 1, plan.stride):
                last = start + plan.timesteps - 1 + plan.horizon
                window, target = values[start : start + plan.timesteps], mine[last][3]
                gap = step is not None and mine[last][1] - mine[start][1] != step * (last - start)
                if gap or math.isnan(target) or any(math.isnan(one) for row in window for one in row):
                    continue
                x.append(
                    [[(one - a) / b for one, a, b in zip(row, move[0], stretch[0], strict=True)] for row in window]
                )
                y.append((target - move[1]) / stretch[1])
        arrays[f"x_{name}"] = np.array(x, dtype="float32").reshape(-1, plan.timesteps, len(plan.features))
        arrays[f"y_{name}"] = np.array(y, dtype="float32")
    return arrays


def scales(train, plan):
    """What is taken away and what is divided by, for the features and for the target."""
    columns = [[one[2][place] for one in train] for place in range(len(plan.features))] + [[one[3] for one in train]]
    moves, stretches = [], []
    for column in columns:
        known = np.array([value for value in column if not math.isnan(value)])
        if plan.scaling == "none" or not len(known):
            move, stretch = 0.0, 1.0
        elif plan.scaling == "standard":
            move, stretch = known.mean(), known.std()
        else:
            move, stretch = known.min(), known.max() - known.min()
        moves.append(move)
        stretches.append(stretch if stretch > 1e-12 * max(1, abs(move)) else 1.0)
    return (moves[:-1], moves[-1]), (stretches[:-1], stretches[-1])
