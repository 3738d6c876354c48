"""What every panel shows at every corner of its ranges.

`python tests/tools/corners.py` stores the strings in tests/snapshots/panels.json. Look at the difference before you commit it.
"""

import json
from itertools import product
from pathlib import Path

from helpers.datasets import ORDERS, price_table
from helpers.panels.flow import AFTER, BEFORE, flow_report
from helpers.panels.motion import motion_report
from helpers.panels.padding import padding_report
from helpers.panels.sliders import block_report, break_report, cut_panel, window_panel
from helpers.panels.targets import targets_report
from helpers.panels.turns import turn_report
from helpers.pictures.padding import SIDES
from helpers.pictures.targets import LAST, LOSSES, SHAPES, TASKS

SNAPSHOTS = Path(__file__).parent.parent / "snapshots" / "panels.json"


def window_report(length, first, travel, before=None):
    """The callback of the window panel belongs to its values, so a panel is asked."""
    return window_panel(price_table()["close"].to_numpy()).report(length, first, travel, before=before)


def cut_report(*sizes, before=None):
    """As `window_report`, for the cut panel."""
    return cut_panel(price_table()["close"].to_numpy()).report(*sizes, before=before)


def corners():
    """Return {name: (callback, values, values before or None)}; the first of each panel is its start in the lessons."""
    lists = {
        block_report: [(100, 20, 3), *product((1, 200), (1, 60), (1, 6))],
        break_report: [
            (2, 100, 20, 3, True, False),
            *product((2, 3, 4), (1, 200), (1, 60), (1, 6), (True, False), (False, True)),
            *product((2, 3, 4), (100,), (20,), (3,), (True, False), (True,)),
        ],
        motion_report: [
            (20, 3, 8, 20, ORDERS[0]),
            *product((20,), (3,), (0, 33, 59), (0, 9, 20), ORDERS),
            *((timesteps, features, 40, 20, ORDERS[0]) for timesteps, features in product((1, 8, 60), (1, 7, 60))),
            *((10, 6, 59, travel, order) for travel, order in product((0, 10, 20), ORDERS)),
        ],
        flow_report: [
            (3, True, True, False, BEFORE[0], AFTER[0]),
            *(
                (layers, *switches, before, after)
                for layers, switches in product((1, 3), ((False,) * 3, (True, False, True), (True,) * 3))
                for before, after in product((BEFORE[0], BEFORE[-1]), AFTER)
            ),
            *((2, True, False, False, before, "Dense") for before in BEFORE),
        ],
        padding_report: [
            (8, "pre", "pre", False),
            *product((1, 14), SIDES, SIDES, (False, True)),
            *((maxlen, "post", "post", True) for maxlen in (2, 6, 8, 11, 12)),
        ],
        targets_report: [
            ("one number", False, "Dense(1)", "mse", "(100,)"),
            *product(("one number", "one of 4 classes"), (False, True), (*LAST,)[::3], LOSSES[::3], (*SHAPES,)[::5]),
            *product(("six hours ahead",), (False, True), ("Dense(6)",), ("mse",), SHAPES),
            *((task, True, 'Dense(1, "sigmoid")', LOSSES[3], "(100, 1)") for task in TASKS),
            *(("yes or no", False, last, LOSSES[1], "(100,)") for last in LAST),
        ],
        turn_report: [(3, 10, 3, True, True), *product((0, 1, 12), (2, 10), (1, 3), (True, False), (True, False))],
        window_report: [(10, 3, 8), *product((1, 15), (0, 9), (0, 4, 8, 14, 20))],
        cut_report: [(10, 1, 1, 1), (4, 3, 2, 5), *product((2, 10), (1, 10), (1, 2, 3), (1, 10))],
    }
    found = {f"{call.__name__}{values}": (call, values, None) for call, many in lists.items() for values in many}
    for before in [(99, 20, 3), (100, 19, 3), (100, 20, 4), (200, 60, 6)]:
        found[f"block_report(100, 20, 3) before={before}"] = (block_report, (100, 20, 3), before)
    return found


def shown(name):
    """Return what a panel shows at one corner."""
    call, values, before = corners()[name]
    return call(*values) if before is None else call(*values, before=before)


def stored():
    return json.loads(SNAPSHOTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    SNAPSHOTS.parent.mkdir(exist_ok=True)
    strings = {name: shown(name) for name in corners()}
    SNAPSHOTS.write_text(json.dumps(strings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(strings)} corners stored in {SNAPSHOTS.relative_to(Path.cwd())}")
