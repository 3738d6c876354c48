"""What the names of a table's columns say of their order."""

import re


def names_of(given):
    """Return the names of the columns of a table as text; an empty list for anything else.

    Examples
    --------
    >>> names_of([[1, 2]])
    []
    """
    return [str(name) for name in getattr(given, "columns", ())]


def stands_in_turn(names, steps, features):
    """Say whether columns that are called after a feature and a number stand timestep by timestep.

    Parameters
    ----------
    names : list of str
        Of all columns, such as temp_0, hum_0, temp_1; "t0 temp" and "temp(t-3)" will do.
    steps, features : int

    Returns
    -------
    bool or None
        True for all features of one timestep, then those of the next; False for all timesteps of one feature, then
        those of the next; None where the names do not say.

    Examples
    --------
    >>> stands_in_turn(["temp_0", "hum_0", "temp_1", "hum_1", "temp_2", "hum_2"], 3, 2)
    True
    >>> stands_in_turn(["temp_0", "temp_1", "temp_2", "hum_0", "hum_1", "hum_2"], 3, 2)
    False
    >>> stands_in_turn(["a_1", "a_10", "a_2", "b_1", "b_10", "b_2"], 3, 2) is None  # no order in time
    True
    """
    if len(names) != steps * features or min(steps, features) < 2:
        return None
    stems, numbers = zip(*(_parted(name) for name in names), strict=True)
    if len(set(stems)) != features or len(set(numbers)) != steps or len(set(names)) != len(names):
        return None
    for in_turn, size in ((True, features), (False, steps)):
        blocks = range(0, len(names), size)
        kept, moving = (numbers, stems) if in_turn else (stems, numbers)
        one_each = all(len(set(kept[at : at + size])) == 1 for at in blocks)
        if one_each and all(moving[at : at + size] == moving[:size] for at in blocks):
            counted = [int(one or 0) for one in (kept[::size] if in_turn else moving[:size])]
            # temp_1, temp_10, temp_2 were sorted as words, and stand in no order in time.
            return in_turn if counted in (sorted(counted), sorted(counted, reverse=True)) else None
    return None


def _parted(name):
    """Return (a name without its last number, that number); a feature may have a number of its own, as in pm25_3."""
    found = list(re.finditer(r"\d+", name))
    if not found:
        return name, ""
    last = found[0] if name[:1].isdigit() or re.match(r"[tT]-?\d", name) else found[-1]
    return name[: last.start()] + "#" + name[last.end() :], last[0]
