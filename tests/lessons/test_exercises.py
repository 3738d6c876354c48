"""Every guess and check: blank, slips, right, equivalent, unknown and odd answers."""

import re

import keras
import numpy as np
import pandas as pd
import pytest
from tools.small_models import NUMBERS, notebook

import helpers
from helpers.exercises import ____, _guesses, exercises, judge, normal

NAMES = list(exercises())
UNKNOWN = "an answer that nobody foresaw"
ODD = {
    "None": None,
    "a set": {8, 5},
    "a dict": {"shape": (8, 5)},
    "nested lists": [[8, [5]], [[3]]],
    "an empty tuple": (),
    "empty words": "",
    "half a blank": (8, ____, 3),
    "a blank deep inside": ((____, 3), (1, 20, 3)),
    "an array of objects": np.array([None, "a", (1, 2)], dtype=object),
    "a list of arrays": [np.zeros((2, 3)), np.zeros(2)],
    "an array of no axes": np.array(77),
    "a table": pd.DataFrame({"a": [1, 2]}),
    "a tensor": keras.ops.zeros((2, 3)),
    "an Input": keras.Input((20, 3)),
    "a layer": keras.layers.LSTM(2),
    "a class": dict,
    "the class of arrays": np.ndarray,
    "the class of a number": np.float64,
    "the class of tables": pd.DataFrame,
    "a function": len,
    "a module": np,
    "not a number": float("nan"),
    "a complex number": 1j,
    "bytes": b"(8, 5, 3)",
    "a range": range(3),
    "an unfinished bracket": "(8, 5",
    "a very long list": list(range(2_000)),
}


@pytest.fixture(autouse=True)
def no_guess_is_left():
    _guesses.clear()


@pytest.fixture
def said(capsys):
    """What was printed since the last call, as one line: where a line is broken is no matter of these tests."""
    return lambda: " ".join(capsys.readouterr().out.split())


def slips():
    return [(name, text, reason) for name in NAMES for text, reason in exercises()[name]["slips"].items()]


def rights():
    return [(name, text) for name in NAMES for text in exercises()[name]["right"]]


def equivalents(answer):
    """Other ways of writing the same answer."""
    if isinstance(answer, str):
        return [answer.lower(), f"  {answer.title()} ", answer.replace(" ", "  "), answer.replace(" ", ", ")]
    if isinstance(answer, tuple):
        whole = [part for part in answer if type(part) is int]
        numpy_ones = tuple(np.asarray(part)[()] if isinstance(part, int) else part for part in answer)
        arrays = [np.zeros(answer)] if len(whole) == len(answer) and min(whole, default=0) >= 0 else []
        nested = [[list(part) if isinstance(part, tuple) else part for part in answer]]
        return [list(answer), numpy_ones, *arrays, *nested]
    return [np.int64(answer), np.array(answer), float(answer)]


# What the lines of an exercise that is judged by values are evaluated with: other numbers than those of the notebook.
FLAT = np.random.default_rng(7).random((90, 120))
WITH_HOLES = np.where(FLAT[:, :60] > 0.95, np.nan, FLAT[:, :60]).reshape(90, 20, 3)
WITH_HOLES[:30] = 1.0
WITH_HOLES[60:] = np.nan_to_num(WITH_HOLES[60:])
WITH_HOLES[[70, 80]] = np.nan
WITH_HOLES[5, 3:5] = np.nan  # six readings of two hours
GIVEN = {
    "stretches": {"readings": np.random.default_rng(7).random((617, 5))},
    "two-features": {"x": np.random.default_rng(7).random((80, 20, 3))},
    "x-val": {"newest": FLAT[:25, :61]},
    "pump-rows": {"scrambled": FLAT[:8, :24].reshape(8, 12, 2)},
    "fold": {"ninety": FLAT[:, :60], "longer": FLAT[:7], "damaged": FLAT[:7, :59]},
    "side-by-side": {"table": FLAT[:6, :18]},
    "three-days": {"sevens": np.lib.stride_tricks.sliding_window_view(FLAT[0, :50], 7)[::2], "sixty": FLAT[0, :50]},
    "no-gap": {"hours": np.delete(np.arange(90), [0, 20, 21, 50, 80])},
    "two-stations": {"x": helpers.weather_log()[:, :, 1:2]},
    "block-mean": {"recorder": helpers.weather_log(hours=21).transpose(1, 0, 2)},
    "keep": {"x": WITH_HOLES, "y": WITH_HOLES[::-1, 0, 0]},
    "pad-newest": {"months": [np.arange(3.0 * length).reshape(length, 3) / 4 + 1 for length in (3, 7, 1, 9)]},
    "read-steps": {"readings": np.where(FLAT[:4, :18] < 0.6, -1, 2).reshape(4, 6, 3)},
    "product-ids": {"orders": [[2, 0, 1], [0], [9, 0, 0, 4]]},
    "forecast-7": {
        "model": lambda x: x[:, -1],
        "x": FLAT[:80, :20].reshape(80, 20, 1),
        "mean": np.array([15.0, 60.0, 1013.0]),
        "spread": np.array([4.0, 12.0, 5.0]),
    },
    "pieces": {"recording": np.random.default_rng(7).random((32, 300, 2))},
    "newest-batch": {"table": pd.DataFrame(FLAT[:21, :3], columns=["P", "T", "H"]), "names": ["T", "H", "P"]},
    "naive-humidity": {
        "block": FLAT[:60, :90].reshape(60, 30, 3),
        "means": np.array([15.0, 60.0, 1013.0]),
        "spreads": np.array([4.0, 12.0, 5.0]),
    },
    "compounded": {"steps": 8 * FLAT[:5, :4] - 4, "now": 100 * FLAT[:4, 5]},
    "next-window": {
        "window": np.stack([FLAT[:4, :10], np.add.outer([3, 14, 9, 22], np.arange(10)) % 24], axis=2),
        "said": FLAT[:4, 20:21],
    },
    "plant-films": {"stills": FLAT[:60, :48].reshape(60, 8, 6)},
    "six-hours": {"later": FLAT[:, :12].reshape(90, 6, 2)},
    "sky-ids": {"sky": np.array(["damp", "wet", "dry", "damp", "wet"]), "names": ["dry", "fair", "damp", "wet"]},
    "own-share": {"y": FLAT[:, 0], "answers": FLAT[:, 2:3].astype("float32")},
}


def renamed(rows, number, more=""):
    """Other numbers for the products, padded at the end."""
    return (
        f"[{rows}, keras.utils.pad_sequences([[{number} for one in order] for order in orders], padding='post'{more})]"
    )


# A function of x and y is asked about all stations and about a third of them.
KEPT = "[{} for x, y in ((x, y), (x[1::3], y[1::3]))]".format


def value_lines(kind):
    return [(name, line) for name in GIVEN for line in exercises()[name][kind]]


@pytest.mark.parametrize(("name", "line"), value_lines("right"))
def test_an_array_with_the_right_values_is_right(name, line):
    answer = eval(line, {"np": np, "keras": keras, **GIVEN[name]})
    assert judge(name, answer, **GIVEN[name]) == (True, f"Right. {exercises()[name]['why']}")


@pytest.mark.parametrize(("name", "line"), value_lines("slips"))
def test_an_array_with_the_values_of_a_slip_is_told_its_reason(name, line):
    answer = eval(line, {"np": np, "keras": keras, **GIVEN[name]})
    assert judge(name, answer, **GIVEN[name]) == (False, f"Not yet. {exercises()[name]['slips'][line]}")


@pytest.mark.parametrize(
    ("name", "line", "right"),
    [
        ("block-mean", "recorder[:, :80].reshape(-1, 3).mean(axis=0)", True),
        ("block-mean", "recorder.transpose(1, 0, 2)[:80].astype('float64').mean(axis=(0, 1)).tolist()", True),
        ("block-mean", "np.mean(recorder[:, :80], (0, 1), keepdims=True)", True),
        ("block-mean", "recorder[:, :80].mean(axis=1).mean(axis=0)", True),
        ("block-mean", "recorder[:, :81].mean(axis=(0, 1))", False),
        ("keep", KEPT("~((np.isnan(x).any(axis=2).sum(axis=1) > 2) | np.isnan(y))"), True),
        ("keep", KEPT("((np.isfinite(x).all(axis=2).sum(axis=1) >= 18) * np.isfinite(y)).tolist()"), True),
        ("keep", KEPT("(np.isnan(x.sum(axis=2)).sum(axis=1) < 3) & ~np.isnan(y)"), True),
        ("keep", KEPT("np.flatnonzero((np.isnan(x).any(axis=2).sum(axis=1) <= 2) & np.isfinite(y))"), True),
        ("keep", KEPT("np.flatnonzero(np.isfinite(y))"), False),
        ("keep", "[(np.isnan(x).any(axis=2).sum(axis=1) <= 2) & np.isfinite(y)] * 2", False),
        ("three-days", "[sevens[:-1], sixty[9::2].tolist()]", True),
        ("three-days", "[sevens[: len(sixty[9::2])].astype('float64'), sixty[7 - 1 + 3 :: 2]]", True),
        ("three-days", "[sevens[:-1], sixty[8::2]]", False),
        ("no-gap", "np.array([last - first == 11 for first, last in zip(hours, hours[11:])])", True),
        ("no-gap", "hours[11:] - hours[:-11] <= 11", True),
        ("no-gap", "np.lib.stride_tricks.sliding_window_view(np.diff(hours) == 1, 11).all(axis=1).tolist()", True),
        ("no-gap", "np.lib.stride_tricks.sliding_window_view(np.diff(hours) == 1, 12).all(axis=1)", False),
        (
            "pad-newest",
            "keras.utils.pad_sequences([m[:-1] for m in months], 5, 'float64', 'post', value=-1).tolist()",
            True,
        ),
        ("pad-newest", "keras.utils.pad_sequences([m[-6:-1] for m in months], 5, 'float32', 'post', 'post', -1)", True),
        ("read-steps", "6 - (readings == -1).all(axis=2).sum(axis=1)", True),
        ("read-steps", "np.array(keras.layers.Masking(-1.0).compute_mask(readings)).sum(axis=1)", True),
        ("read-steps", "np.count_nonzero(np.any(readings != -1, axis=-1), axis=1).tolist()", True),
        (
            "product-ids",
            "[13, keras.utils.pad_sequences([[one + 1 for one in each] for each in orders], padding='post')]",
            True,
        ),
        ("product-ids", "[13, keras.utils.pad_sequences(orders, padding='post', value=-1) + 1]", True),
        ("product-ids", renamed(13, "one or 12"), True),
        ("product-ids", renamed(13, "12 - one"), True),
        ("product-ids", f"[np.int64(13), {renamed(13, '12 - one')}[1].astype('float32').tolist()]", True),
        ("product-ids", renamed(13, "one or 13"), False),
        ("product-ids", renamed(13, "one or 2"), False),
        ("product-ids", renamed(13, "one + 1.5", ", dtype='float32'"), False),
        ("product-ids", renamed(12, "12 - one"), False),
        ("product-ids", renamed(13, "12 - one", ", value=1"), False),
        ("product-ids", renamed(13, "12 - one", ", maxlen=5"), False),
        ("product-ids", f"[13, {renamed(13, 'one or 12')}[1][:2]]", False),
        ("forecast-7", "float(model(x[7:8])[0, 0] * spread[0] + mean[0])", True),
        ("forecast-7", "(model(x[[7]]) * spread[0] + mean[0]).item()", True),
        ("forecast-7", "(model(x[7:8]) * spread[0] + mean[0]).tolist()", False),
        ("pieces", "np.split(recording, 3, axis=1)", True),
        ("pieces", "[recording[:, first : first + 100] for first in (0, 100, 200)]", True),
        ("pieces", "np.split(recording, 4)", False),
        ("newest-batch", "table.head(20)[names].to_numpy()[None, ::-1]", True),
        ("newest-batch", "np.array([table[names][:20][::-1]])", True),
        ("newest-batch", "table[sorted(names)].to_numpy()[np.newaxis, 19::-1]", False),
        ("naive-humidity", "(block * spreads + means)[:, 7, 1]", True),
        ("naive-humidity", "(block * spreads + means)[:, -23:, 1]", False),
        ("compounded", "now[:, np.newaxis] * np.cumprod(1 + steps.T / 100, axis=1)", True),
        ("compounded", "[(one * np.cumprod(1 + row / 100)).tolist() for one, row in zip(now, steps.T)]", True),
        (
            "next-window",
            "np.append(window, np.dstack([said, (window[:, -1:, 1] + 1) % 24]), axis=1)[:, 1:]",
            True,
        ),
        ("next-window", "np.roll(window, -1, axis=1)", False),
        ("plant-films", "np.stack([stills[plant::12] for plant in range(12)])[..., np.newaxis]", True),
        ("plant-films", "stills.reshape(5, 12, 8, 6).transpose(1, 0, 2, 3).reshape(12, 5, 8, 6, 1)", True),
        ("plant-films", "np.moveaxis(stills.reshape(5, -1, 8, 6, 1), 0, 1).tolist()", True),
        ("plant-films", "stills.reshape(5, 12, 8, 6, 1).transpose(1, 0, 3, 2, 4)", False),
        ("six-hours", "[np.int64(12), later.reshape(-1, 12).tolist()]", True),
        ("six-hours", "[12, np.concatenate([later[:, :, 0], later[:, :, 1]], axis=1)]", True),
        ("six-hours", "[12, np.concatenate([later[:, :, 1], later[:, :, 0]], axis=1)]", True),
        ("six-hours", "[12, later.reshape(-1, 12)[:, ::-1].tolist()]", True),
        ("six-hours", "[12, np.concatenate([later[:, :, 1], later[:, :, 1]], axis=1)]", False),
        ("six-hours", "[12, later[:, :, :, np.newaxis]]", False),
        ("sky-ids", "np.array([names.index(one) for one in sky])", True),
        ("sky-ids", "[{name: place for place, name in enumerate(names)}[one] for one in sky]", True),
        ("sky-ids", "[sorted(set(sky)).index(one) for one in sky]", False),
        ("own-share", "np.mean(np.abs(y[:, np.newaxis] - answers) < 0.2)", True),
        ("own-share", "float(sum(abs(y - answers.ravel()) < 0.2) / len(y))", True),
        ("own-share", "np.mean((y - answers[:, 0]) ** 2 < 0.2)", False),
    ],
)
def test_another_line_with_the_right_values_is_right_too(name, line, right):
    names = {"np": np, "keras": keras, **GIVEN[name]}
    assert judge(name, eval(line, names), **GIVEN[name])[0] is right


def test_the_mean_of_the_block_in_another_order_is_not_that_of_the_recorder():
    names = {"np": np, "helpers": helpers, "x": helpers.weather_log(hours=21)[:, :20]}
    (cell,) = [
        cell.source
        for cell in notebook("06").cells
        if cell.source.startswith("# the mean of each feature") and "____" in cell.source
    ]
    exec(cell.split("mean = ")[0], names)
    recorder = names["recorder"]
    assert recorder.shape == (20, 100, 3)
    assert judge("block-mean", recorder[:, :80].mean(axis=(0, 1)), recorder=recorder)[0] is True
    assert judge("block-mean", names["x"][:80].mean(axis=(0, 1)), recorder=recorder)[0] is False


@pytest.mark.parametrize("name", GIVEN)
def test_a_blank_and_odd_values_are_no_right_array(name):
    assert judge(name, ____, **GIVEN[name])[0] is None
    for odd in ODD.values():
        verdict, line = judge(name, odd, **GIVEN[name])
        assert verdict is not True and line


@pytest.mark.parametrize(
    ("line", "begins"),
    {
        "x.reshape(len(x), 3, -1).transpose(0, 2, 1)": "Right. ",
        "x.reshape(x.shape[0], 3, x.shape[1] // 3).swapaxes(1, 2)": "Right. ",
        "np.moveaxis(x.reshape(len(x), 3, -1), 1, 2).astype('float64')": "Right. ",
        "np.stack(np.split(x, 3, axis=1), axis=-1)": "Right. ",
        "np.stack([row.reshape(3, -1).T for row in x])": "Right. ",
        "x.reshape(len(x), 3, -1).transpose(0, 2, 1).tolist()": "Right. ",
        "x.reshape(-1, 3, 20).transpose(0, 2, 1)": "Not yet. The 7 stations of 40 hours became 14 samples. Each",
        "x.reshape(-1, 20, 3)": "Not yet. The 7 stations of 40 hours became 14 samples, and",
        "x.reshape(len(x), -1, 3)": "Not yet. The shapes are right, and this is the fold of rows",
        "x.reshape(len(x), 20, 3)": "Not yet. The rows were read as if",
        "x.reshape(len(x), 3, -1)": "Not yet. The cut is right in each file",
        "x.reshape(len(x), 3, 20)": "Not yet. Features stand before timesteps",
        "x.reshape(len(x), 3, 20).transpose(0, 2, 1)": "Not yet. The first file is right",
        "x.reshape(90, 3, -1).transpose(0, 2, 1)": "Not yet. The first file is right",
        "x.reshape(7, 3, -1).transpose(0, 2, 1)": "Not yet. The second file is right",
        "x.reshape(len(x), 3, 40).transpose(0, 2, 1)": "Not yet. The second file is right",
        "x.reshape(100, 3, 20).transpose(0, 2, 1)": "Not yet. NumPy refused every file",
        "x.reshape(len(x), -1)": "Not yet: an array of shape (",
    }.items(),
)
def test_a_line_that_folds_is_judged_on_files_of_other_sizes(line, begins):
    answers = []
    for x in GIVEN["fold"].values():
        try:
            answers.append(eval(line, {"np": np, "x": x}))
        except ValueError:
            answers.append("refused")
    assert judge("fold", answers, **GIVEN["fold"])[1].startswith(begins)


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_is_not_an_attempt(name):
    assert judge(name, ____) == (None, judge(name, (8, ____))[1])
    assert judge(name, ____)[1].startswith("Not attempted yet: ")
    assert exercises()[name]["ask"] in judge(name, ____)[1]


@pytest.mark.parametrize(("name", "text", "reason"), slips())
def test_a_slip_is_told_its_own_reason(name, text, reason):
    verdict, line = judge(name, normal(text))
    assert verdict is False
    assert line.startswith("Not yet: ")
    assert line.endswith(reason)


@pytest.mark.parametrize("name", NAMES)
def test_the_reasons_of_an_exercise_differ_and_so_do_its_answers(name):
    entry = exercises()[name]
    reasons = [entry["why"], *entry["slips"].values()]
    answers = [repr(normal(text)) for text in [*entry["right"], *entry["slips"]]]
    assert all(reasons)
    assert len(set(answers)) == len(answers)
    # Two slips that are one mistake may share their reason, but none may sound like the praise.
    assert entry["why"] not in reasons[1:]


@pytest.mark.parametrize("name", NAMES)
def test_at_least_two_answers_are_wrong_and_an_unknown_one_is_told_what_is_needed(name):
    wrong = [*exercises()[name]["slips"], UNKNOWN]
    assert len(wrong) >= 2
    verdict, line = judge(name, UNKNOWN)
    assert verdict is False
    assert f"Needed: {exercises()[name]['ask']}." in line


@pytest.mark.parametrize(("name", "text"), rights())
def test_a_right_answer_and_its_equivalents_are_right(name, text):
    answer = normal(text)
    for given in [answer, *equivalents(answer)]:
        assert judge(name, given) == (True, f"Right. {exercises()[name]['why']}"), repr(given)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("decoder-order", "a, b"),
        ("by-name", "b and c"),
        ("hours-ahead", "Persistence"),
    ],
)
def test_other_ways_to_write_what_is_right_are_right(name, answer):
    assert judge(name, answer)[0] is True


def test_a_guess_that_is_none_of_the_answers_is_not_kept(capsys):
    helpers.guess("after-nan", "the clone")
    helpers.reveal("after-nan")
    told = capsys.readouterr().out
    assert told.startswith('No guess yet: put "compiled", "cloned", "both" or "neither" in place of the clone')
    assert told.endswith("Your guess: none yet\n")


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_nothing_raises_for_an_odd_answer(odd):
    for name in NAMES:
        helpers.check(name, odd)
        helpers.guess(name, odd)
        helpers.reveal(name)
        assert judge(name, odd)[0] is not True


@pytest.mark.parametrize("call", [judge, helpers.check, helpers.guess, lambda name, _: helpers.reveal(name)])
def test_an_unknown_exercise_is_refused_with_the_names_of_all(call):
    with pytest.raises(ValueError, match="no exercise is called 'wnidows'; there are first-answers, "):
        call("wnidows", 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_right_guess_is_repeated_with_its_reason(name, said):
    helpers.guess(name, normal(exercises()[name]["right"][0]))
    assert said().startswith("Your guess is kept: ")
    helpers.reveal(name)
    assert re.fullmatch(rf"Your guess: .+\. {re.escape(exercises()[name]['why'])}", said())
    helpers.guess(name, ____)
    said()
    helpers.reveal(name)
    assert said() == "Your guess: none yet"


@pytest.mark.parametrize(("name", "text", "reason"), slips())
def test_a_wrong_guess_is_repeated_with_what_speaks_against_it(name, text, reason, said):
    helpers.guess(name, normal(text))
    said()
    helpers.reveal(name)
    assert re.fullmatch(rf"Your guess: .+\. {re.escape(reason)}", said())


def test_a_wrong_guess_that_nobody_thought_of_is_repeated_alone(said):
    helpers.guess("one-for-six", 5)
    said()
    helpers.reveal("one-for-six")
    assert said() == "Your guess: 5"


def code_cells(number):
    return [cell for cell in notebook(number).cells if cell.cell_type == "code"]


def printed(cell):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def asked(*functions):
    """(exercise, cell) for every call of these functions in the notebooks."""
    call = re.compile(rf'\b(?:{"|".join(functions)})\("([^"]+)"')
    return [(name, cell) for number in NUMBERS for cell in code_cells(number) for name in call.findall(cell.source)]


def test_every_exercise_is_asked_and_every_guess_revealed():
    guessed, revealed = [name for name, _ in asked("guess")], [name for name, _ in asked("reveal")]
    assert guessed == revealed != []
    assert {name for name, _ in asked("guess", "check")} == set(NAMES)


def test_stored_checks_say_right_under_a_solution_and_not_attempted_elsewhere():
    openings = {"Right.": 0, "Not attempted yet:": 0}
    for name, cell in asked("check"):
        opening = "Right." if "solution" in cell.metadata.get("tags", []) else "Not attempted yet:"
        assert printed(cell).startswith(opening), name
        openings[opening] += 1
    assert min(openings.values()) >= 8


def test_an_exercise_has_no_field_that_nobody_reads():
    assert [
        name for name, entry in exercises().items() if {*entry} - {"holds"} != {"ask", "right", "why", "slips"}
    ] == []


@pytest.mark.parametrize(
    ("name", "answers"),
    {
        "index": ["3,5,2", "(3, 5, 2)", ["3", "5", "2"], (3.0, 5, 2)],
        "column": ["17", " 17 ", 17.0],
        "array-or-model": ["MAAM", "m,a,a,m", "M-A-A-M", ["M", "A", "A", "M"], ("m", "a", "a", "m")],
        "wrong-name": ["p2", " P2 "],
        "rain": [" DENSE ", "Dense"],
    }.items(),
)
def test_an_answer_may_be_typed_in_another_way(name, answers):
    assert [judge(name, answer)[0] for answer in answers] == [True] * len(answers)


@pytest.mark.parametrize(
    ("name", "answer"), [("column", 16), ("index", (1, 2, 2)), ("layer-output", (8, 3)), ("array-or-model", "A M A M")]
)
def test_a_wrong_value_of_the_right_kind_is_not_told_which_kind_is_needed(name, answer):
    shown = answer if isinstance(answer, str) else repr(answer)
    assert judge(name, answer) == (False, f"Not yet: {shown}. Open hint 1.")


def test_what_was_written_is_repeated_as_it_was_written(said):
    helpers.check("rain", "both networks")
    assert said().startswith("Not yet: both networks. Needed: ")
    helpers.guess("rain", "Dense")
    assert said() == "Your guess is kept: Dense. Now run on."
    helpers.reveal("rain")
    assert said().startswith("Your guess: Dense. ")
