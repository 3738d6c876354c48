"""What values tell: false alarms on right data, and how often a slip is told.

`.venv/bin/python tests/bench/evidence.py [seeds] [first seed]`
"""

import collections
import pathlib
import sys
import timeit

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from tools.signals import SAMPLES, TABLES, windows_of
from tools.slips_of_values import EXPECTED, complaints, on_others, on_samples, on_windows, right

from lstm_shapes import evidence


def false_alarms(seeds):
    """Print what is said against right data, and return how many arrays were asked and how many were accused."""
    asked, wrong = collections.Counter(), collections.Counter()
    for name, x, y in right(seeds):
        asked[name] += 1
        for said in complaints(x, y) - EXPECTED.get(name, set()):
            wrong[name, said] += 1
    for (name, said), many in sorted(wrong.items()):
        print(f"FALSE ALARM {name}: {said}, {many} of {asked[name]}")
    print(f"{sum(asked.values()):,} right arrays of {len(asked)} kinds, {sum(wrong.values())} false alarms")
    return wrong


def recall(seeds):
    """Print, for each slip, how often it is told: over all kinds, and for each."""
    told, asked, beside = collections.Counter(), collections.Counter(), collections.Counter()
    for seed in seeds:
        cases = [(name, *case) for name in TABLES for case in on_windows(name, seed)]
        cases += [(name, f"{slip}, samples", *case) for name in SAMPLES for slip, *case in on_samples(name, seed)]
        cases += list(on_others(seed))
        for name, slip, said, x, y in cases:
            heard = complaints(x, y)
            asked[slip, name] += 1
            told[slip, name] += said in heard
            beside[slip] += bool(heard - {said})
    slips = dict.fromkeys(slip for slip, _ in asked)
    for slip in slips:
        kinds = {name: f"{told[slip, name]}/{asked[slip, name]}" for one, name in asked if one == slip}
        hits = sum(told[slip, name] for name in kinds)
        all_ = sum(asked[slip, name] for name in kinds)
        missed = [f"{name} {share}" for name, share in kinds.items() if told[slip, name] < asked[slip, name]]
        print(
            f"{slip:<36}{hits:>5}/{all_:<5}{hits / all_:>6.0%}  also said {beside[slip]}  missed: {', '.join(missed)}"
        )


def times():
    """Print milliseconds of each function on 512 samples of 20 x 3, windows and noise."""
    x, y, *_ = windows_of("waves", np.random.default_rng(0), (3, 4), 20)
    random = np.random.default_rng(0)
    windows = np.lib.stride_tricks.sliding_window_view(random.normal(size=(531, 3)).cumsum(axis=0), 20, axis=0)
    arrays = {"windows": windows.transpose(0, 2, 1).copy(), "noise": random.normal(size=(512, 20, 3))}
    for name, x in arrays.items():
        y, known, total = random.normal(size=512), evidence.overlap(x), 0
        calls = {
            "overlap": lambda x=x: evidence.overlap(x),
            "order": lambda x=x, known=known: evidence.order(x, known),
            "levels": lambda x=x: evidence.levels(x),
            "target_place": lambda x=x, y=y, known=known: evidence.target_place(x, y, known),
            "borders": lambda x=x, known=known: evidence.borders(x, known),
            "padding": lambda x=x: evidence.padding(x),
            "turns": lambda x=x: evidence.turns(x[:, :, :1]),
            "reading_on": lambda x=x: evidence.reading_on(x),
            "needs_earlier": lambda x=x, y=y: evidence.needs_earlier(x[:, :1, :1], y),
            "direction": lambda x=x: evidence.direction(x),
            "holes": lambda x=x: evidence.holes(x),
            "whole_numbers": lambda x=x: evidence.whole_numbers(x),
            "one_hot": lambda x=x: evidence.one_hot(x),
            "probabilities": lambda x=x: evidence.probabilities(x),
            "labels": lambda y=y: evidence.labels(y),
            "still": lambda x=x: evidence.still(x),
            "repeated": lambda x=x: evidence.repeated(x),
            "origin": lambda x=x: evidence.origin(x),
        }
        for function, call in calls.items():
            best = min(timeit.repeat(call, number=3, repeat=7)) / 3 * 1e3
            total += best
            print(f"{name} {function:<14}{best:6.2f} ms")
        print(f"{name} {'together':<14}{total:6.2f} ms")


def show(many=20, first=0):
    """Print all of it, for `many` seeds from `first` on."""
    false_alarms(range(first, first + many))
    recall(range(first, first + many))
    times()


if __name__ == "__main__":
    show(*map(int, sys.argv[1:]))
