"""The cells to copy of 03 to 10, tried on what people have: the right array, or one clear sentence."""

import ast
import contextlib
import io
import re
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from test_notebooks import NOTEBOOKS, cells, tags
from tools.reference import ROOT

import lstm_shapes

PUBLIC = {"keras", "numpy", "sklearn", "tempfile"}
NOT_FINITE = "Some values are NaN or infinite"


def copy_me_cells():
    """Return the code of each cell to copy by its letter, as its heading has it."""
    found = {}
    for path in NOTEBOOKS:
        for before, cell in zip(cells(path), cells(path)[1:], strict=False):
            if "copy-me" in tags(cell):
                found[re.findall(r"^### Copy ([A-Z]): ", before.source, flags=re.M)[-1]] = cell.source
    return found


CELLS = copy_me_cells()
each_cell = pytest.mark.parametrize("letter", CELLS)


def run(source, replaced=()):
    """Execute a cell in names of its own; return these and what it printed. A warning is an error.

    `replaced` gives another right-hand side for what stands on the left of a line marked `# replace`.
    """
    replaced = dict(replaced)
    for left in replaced:
        source, found = re.subn(rf"(?m)^{re.escape(left)} = .*# replace.*$", f"{left} = GIVEN[{left!r}]", source)
        assert found == 1, f"no line to replace for {left}"
    names, printed = {"__name__": "copied", "GIVEN": replaced}, io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)  # inside Keras' predict
        exec(compile(source, "<copied>", "exec"), names)
    return names, printed.getvalue()


def test_there_are_19_cells_to_copy():
    assert sorted(CELLS) == list("ABCDEFGHIJKLMNOQRST")


@each_cell
def test_a_cell_says_in_its_first_two_lines_when_to_take_it_and_when_not(letter):
    when, not_then = CELLS[letter].splitlines()[:2]
    assert re.match(r"# When: .+\.$", when)
    assert re.match(r"# When not: .+\.$", not_then)


@each_cell
def test_a_cell_is_short_and_says_what_to_replace(letter):
    lines = [line for line in CELLS[letter].splitlines() if line]
    assert len(lines) <= 33
    assert max(map(len, lines)) <= 120
    assert "# replace" in CELLS[letter]


@each_cell
def test_a_cell_needs_public_packages_only(letter):
    tree = ast.parse(CELLS[letter])
    names = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in names} <= PUBLIC
    assert "helpers" not in CELLS[letter]


@each_cell
def test_a_cell_keeps_the_samples_by_their_number_and_never_by_minus_one(letter):
    for node in ast.walk(ast.parse(CELLS[letter])):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "reshape" and len(node.args) > 2:
            assert ast.unparse(node.args[0]) != "-1"


@each_cell
def test_a_cell_runs_as_it_stands_and_says_something(letter):
    assert run(CELLS[letter])[1].strip()


ALONE = """
import os, sys
for source in sys.stdin.read().split("\\0"):
    exec(compile(source, "<copied>", "exec"), {"__name__": "__main__"})
assert os.listdir() == []
"""


@pytest.mark.installs
def test_all_cells_run_one_after_another_as_somebody_elses_script_in_an_empty_folder(tmp_path):
    command = [sys.executable, "-I", "-c", ALONE]
    done = subprocess.run(command, input="\0".join(CELLS.values()), cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# Which cell, by one of its lines, and the slip that has the same shape.
SLIPS = [
    ("A", "x.reshape(len(x), timesteps, features)", "x.reshape(len(x), features, timesteps).transpose(0, 2, 1)"),
    ("B", "x.reshape(len(x), features, timesteps).transpose(0, 2, 1)", "x.reshape(len(x), timesteps, features)"),
    ("C", "block = x.transpose(0, 2, 1)", "block = x.reshape(len(x), x.shape[2], x.shape[1])"),
    ("D", "x[:, :, np.newaxis]", "x[:, ::-1, np.newaxis]"),
    ("E", "one_sample[np.newaxis]", "one_sample[np.newaxis, ::-1]"),
    ("F", "[:-1]  # the last", "[1:]  # the last"),
    ("F", "y = targets[timesteps:]", "y = targets[timesteps - 1 : -1]"),
    ("H", "part[timesteps + horizon - 1 :, column]", "part[timesteps - 1 : -horizon, column]"),
    ("H", "[:-horizon]", "[horizon:]"),
    ("H", "table[:split].mean(axis=0), table", "table.mean(axis=0), table"),
    ("I", "rows[start : start + reach]", "rows[start : start + reach][::-1]"),
    ("I", "np.array(spans)[:, -1]", "np.array(spans)[:, timesteps - 1]"),
    ("I", "np.flatnonzero(group == one)", "np.arange(len(group))"),
    ("J", "later = table[timesteps + horizon - 1 :, column]", "later = table[timesteps - 1 : -horizon, column]"),
    ("J", "return windows[chosen], later[chosen]", "return windows[chosen[::-1]], later[chosen]"),
    ("M", "fit(x[:split].reshape(-1, x.shape[2]))", "fit(x.reshape(-1, x.shape[2]))"),
    ("M", "transform(x.reshape(-1, x.shape[2]))", "transform(x.transpose(1, 0, 2).reshape(-1, x.shape[2]))"),
    ("M", "scaler.scale_[column] + scaler.mean_[column]", "scaler.scale_[0] + scaler.mean_[0]"),
    ("N", 'histories, dtype="float32"', 'histories, dtype="int32"'),
    ("N", "keras.layers.Masking(never)", "keras.layers.Identity()"),
    ("O", "table = recording.T", "table = recording.reshape(recording.shape[1], len(recording))"),
    ("Q", "loaded.predict(x[sample : sample + 1]", "loaded.predict(x[sample : sample + 1, ::-1]"),
    ("R", "window = rows[np.newaxis, -timesteps:]", "window = rows[np.newaxis, :timesteps]"),
    ("T", "return_sequences=every)", "return_sequences=not every)"),
    ("T", "keras.layers.Dense(units,", "keras.layers.Dense(units + 1,"),
    ("S", "answers[places] = ", "answers[places[::-1]] = "),
]


@pytest.mark.parametrize(("letter", "line", "slip"), SLIPS)
def test_a_cell_notices_a_slip_that_keeps_the_shape(letter, line, slip):
    assert CELLS[letter].count(line) == 1
    with pytest.raises(AssertionError):
        run(CELLS[letter].replace(line, slip))


@pytest.mark.parametrize("shape", [(4, 3, 5), (4, 5, 3), (5, 7, 7), (6, 2, 29), (3, 9, 3), (1, 2, 2)])
def test_a_wrong_order_is_noticed_in_any_sizes(shape):
    data = np.random.default_rng(0).random(shape)
    wrong = CELLS["C"].replace("x.transpose(0, 2, 1)", "x.reshape(len(x), x.shape[2], x.shape[1])")
    run(CELLS["C"], {"x": data})
    with pytest.raises(AssertionError):
        run(wrong, {"x": data})
    rows = {"x": data.reshape(len(data), -1), "timesteps, features": shape[1:]}
    for letter, line, slip in SLIPS[:2]:
        run(CELLS[letter], rows)
        with pytest.raises(AssertionError):
            run(CELLS[letter].replace(line, slip), rows)


@pytest.mark.parametrize(
    ("letter", "second"),
    [
        ("A", "step 1: feature 0 = 3 (T1); feature 1 = 4 (H1);"),
        ("B", r"step 1: feature 0 = 1 (H0); feature 1 = 3 (T1);"),
    ],
)
def test_where_the_shape_cannot_tell_the_header_of_the_table_stands_beside_the_first_sample(letter, second):
    """By A a header written step by step reads T1, H1, P1 in step 1; by B it does not, and only the reader can see it."""
    table = pd.DataFrame(np.arange(12.0).reshape(2, 6), columns=["T0", "H0", "P0", "T1", "H1", "P1"])
    said = run(CELLS[letter], {"x": table, "timesteps, features": (2, 3)})[1]
    assert second in said
    assert "the shape cannot tell" in said


def test_the_readme_quotes_the_two_shortest_cells():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Cells to copy")[1].split("\n## ")[0]
    quoted = re.findall(r"^```python\n(.*?)\n```$", section, flags=re.S | re.M)
    assert len(quoted) == 2
    assert sorted(quoted, key=len) == sorted(CELLS.values(), key=len)[:2]


def test_the_readme_has_a_row_for_each_cell():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| .+ \| \[([A-Z]): ", readme, flags=re.M)) == sorted(CELLS)


# What people have, made from an array of floats, or from a list of them (histories), one after another.
KINDS = {
    "array": lambda data: data,
    "DataFrame": lambda data: pd.DataFrame(data if data.ndim < 3 else data[0]),
    "Series": lambda data: pd.Series(data[:, 0] if data.ndim == 2 else data[0, :, 0]),
    "short series": lambda data: data.ravel()[:2],
    "list": lambda data: data.tolist(),
    "integers": lambda data: (1000 * data).astype("int64"),
    "float32": lambda data: data.astype("float32"),
    "Fortran order": np.asfortranarray,
    "read-only": lambda data: np.frombuffer(data.tobytes()).reshape(data.shape),
    "numbers as text": lambda data: data.astype(str),
    "text": lambda data: with_one(data, "Mon"),
    "NaN": lambda data: with_one(data, np.nan),
    "one row": lambda data: data[:1],
    "one column": lambda data: data[..., :1],
    "too few rows": lambda data: data[:0],
    "constant column": lambda data: np.concatenate([np.full_like(data[..., :1], 0.1), data[..., 1:]], axis=-1),
}


def with_one(data, value):
    """Return a copy in which one inner value is another."""
    data = data.astype(object if isinstance(value, str) else data.dtype)
    data[tuple(size // 2 for size in data.shape)] = value
    return data


def as_kind(kind, base):
    if not isinstance(base, list):
        return KINDS[kind](base)
    return base[:1] if kind == "one row" else [KINDS[kind](one) for one in base]


def grid(shape, value):
    """Return the array whose value at each place is `value(*place)`: the slow way, to compare with."""
    return np.array([value(*place) for place in np.ndindex(*shape)], dtype="float64").reshape(shape)


def rows_of(data):
    """Return a table as floats; a series is a table of one column."""
    data = np.asarray(data, dtype="float64")
    return data[:, np.newaxis] if data.ndim == 1 else data


def windows_of(rows, first, steps):
    return grid((len(first), steps, rows.shape[1]), lambda sample, step, feature: rows[first[sample] + step, feature])


def made_by_a(data, names):
    return {"block": grid((len(data), 3, 2), lambda n, step, feature: rows_of(data)[n, 2 * step + feature])}


def made_by_b(data, names):
    return {"block": grid((len(data), 3, 2), lambda n, step, feature: rows_of(data)[n, 3 * feature + step])}


def made_by_c(data, names):
    data = np.asarray(data, dtype="float64")
    return {"block": grid(np.array(data.shape)[[0, 2, 1]], lambda n, step, feature: data[n, feature, step])}


def made_by_d(data, names):
    return {"block": grid((*rows_of(data).shape, 1), lambda n, step, feature: rows_of(data)[n, step])}


def made_by_e(data, names):
    return {"batch": grid((1, *rows_of(data).shape), lambda n, step, feature: rows_of(data)[step, feature])}


def made_by_f(data, names):
    rows = rows_of(data)
    return {"block": windows_of(rows, range(len(rows) - 3), 3), "y": range(3, len(rows))}


def made_by_h(data, names):
    rows = rows_of(data)
    scaled = (rows - rows[:12].mean(axis=0)) / rows[:12].std(axis=0)
    return {
        "x_train": windows_of(scaled, range(8), 3),
        "y_train": [scaled[first + 4, 0] for first in range(8)],
        "x_test": windows_of(scaled, range(12, 14), 3),
        "y_test": [scaled[first + 4, 0] for first in range(12, 14)],
        "mean": rows[:12].mean(axis=0),
        "spread": rows[:12].std(axis=0),
    }


def made_by_i(data, names):
    first = [0, 1, 2, 3, 4, 8]  # rows 0 to 7 are of one group, 8 to 11 of the other
    rows = rows_of(data)
    return {
        "block": windows_of(rows, first, 3),
        "y": [rows[at + 3, 0] for at in first],
        "owner": np.array(["left", "right"])[[0, 0, 0, 0, 0, 1]],
    }


def made_by_j(data, names):
    rows, order = rows_of(data), names["order"]
    assert sorted(order) == list(range(8))
    assert [[len(part) for part in batch] for batch in names["batches"]] == [[3, 3], [3, 3], [2, 2]]
    return {"x": windows_of(rows, order[:3], 3), "y": [rows[at + 4, 0] for at in order[:3]]}


def made_by_a_model(data, names):
    """The cells that build a model keep the data as they are, and the model fits these."""
    kept = "table" if "table" in names else "x"
    assert names["model"].input_shape == (None, *names[kept].shape[1:])
    return {kept: np.asarray(data, dtype="float64")}


def made_by_m(data, names):
    data = np.asarray(data, dtype="float64")
    rows = np.array([step for sample in data[: len(data) * 4 // 5] for step in sample])
    return {"block": (data - rows.mean(axis=0)) / rows.std(axis=0), "back": data[:, -1, 0]}


def made_by_n(data, names):
    histories = [rows_of(one) for one in data]
    longest, features = max(map(len, histories)), histories[0].shape[1]

    def value(n, step, feature):
        return histories[n][step, feature] if step < len(histories[n]) else -1

    return {"block": grid((len(histories), longest, features), value)}


def made_by_o(data, names):
    rows = rows_of(np.asarray(data, dtype="float64").T)
    return {"block": windows_of(rows, range(0, len(rows) - 3, 3), 4)}


def made_by_q(data, names):
    expected = np.array(names["model"](np.asarray(data, dtype="float32")))[len(data) // 2]
    return {"one": expected[np.newaxis], **made_by_a_model(data, names)}


def made_by_r(data, names):
    rows = list(rows_of(data)[-4:].astype("float32"))
    for _ in range(2):
        rows.append(np.array(names["model"](np.array([rows[-4:]])))[0])
    return {"rows": rows}


def made_by_s(data, names):
    each = [np.array(names["model"](rows_of(one)[np.newaxis].astype("float32")))[0] for one in data]
    return {"answers": each}


RANDOM = np.random.default_rng(0).random
HISTORIES = [RANDOM((steps, 3)) for steps in (2, 5, 2, 4)]
TEXT = r"needs? numbers only, as many in each row; NumPy says: could not convert string to float: 'Mon'"
AXES = "needs? 3 axes.*"
SCALED = "scaling needs finite (columns|features)"


def per_row(data):
    return np.arange(float(len(data)))


# The cell: what its lines to replace get, what it has to make of it, and the sentence for each kind that it refuses.
MATRIX = {
    "A": (
        {"x": RANDOM((5, 6)), "timesteps, features": (3, 2)},
        made_by_a,
        dict.fromkeys(["Series", "short series", "one column", "too few rows"], r"3 \* 2 = 6 columns; its shape is "),
    ),
    "B": (
        {"x": RANDOM((5, 6)), "timesteps, features": (3, 2)},
        made_by_b,
        dict.fromkeys(["Series", "short series", "one column", "too few rows"], r"3 \* 2 = 6 columns; its shape is "),
    ),
    "C": (
        {"x": RANDOM((4, 2, 3))},
        made_by_c,
        dict.fromkeys(["DataFrame", "Series", "short series", "too few rows"], AXES + "features, timesteps"),
    ),
    "D": (
        {"x": RANDOM((5, 4))},
        made_by_d,
        dict.fromkeys(["Series", "short series", "too few rows"], "needs 2 axes, .samples, timesteps.; its shape is"),
    ),
    "E": (
        {"one_sample": RANDOM((5, 4))},
        made_by_e,
        dict.fromkeys(["Series", "short series", "too few rows"], "needs 2 axes, .timesteps, features.; its shape is"),
    ),
    "F": (
        {"table": RANDOM((8, 3)), "targets": per_row, "timesteps": 3},
        made_by_f,
        dict.fromkeys(["short series", "one row", "too few rows"], "needs more than 3 rows"),
    ),
    "G": (
        {"table": RANDOM((6, 3)), "y": per_row},
        made_by_a_model,
        dict.fromkeys(["Series", "short series", "too few rows"], "table needs 2 axes") | {"NaN": "NaN or infinite"},
    ),
    "H": (
        {"table": RANDOM((18, 3)), "column, timesteps, horizon": (0, 3, 2)},
        made_by_h,
        dict.fromkeys(["short series", "one row", "too few rows"], "a column 0 and 5 rows in each part; its shape is")
        | {"NaN": SCALED + r".*columns \[1\] are not so", "constant column": SCALED + r".*columns \[0\] are not so"},
    ),
    "I": (
        {
            "table": RANDOM((12, 3)),
            "group": lambda data: [["left", "right"][n > 7] for n in range(len(data))],
            "column, timesteps, horizon": (0, 3, 1),
        },
        made_by_i,
        dict.fromkeys(["short series", "one row"], "a group needs 4 rows for a window and its target; none has as many")
        | {"too few rows": "a group needs 4 rows"},
    ),
    "J": (
        {"table": RANDOM((12, 3)), "column, timesteps, horizon, batch_size": (0, 3, 2, 3)},
        made_by_j,
        dict.fromkeys(["short series", "one row", "too few rows"], "table needs a column 0 and 5 rows; its shape is")
        | {"NaN": "table holds NaN"},
    ),
    "K": (
        {"x": RANDOM((4, 3, 2)), "y": per_row},
        made_by_a_model,
        dict.fromkeys(["DataFrame", "Series", "short series", "too few rows"], AXES + "one target for each sample")
        | {"NaN": "NaN or infinite"},
    ),
    "L": (
        {"x": RANDOM((4, 3, 2)), "y": lambda data: RANDOM((len(data), 2, 2))},
        made_by_a_model,
        dict.fromkeys(["DataFrame", "Series", "short series", "too few rows"], AXES) | {"NaN": "NaN or infinite"},
    ),
    "M": (
        {"x": RANDOM((5, 3, 2)), "column": 0},
        made_by_m,
        dict.fromkeys(["DataFrame", "Series", "short series", "too few rows", "one row"], AXES + "split at")
        | {"NaN": SCALED + r".*features \[1\]", "constant column": SCALED + r".*features \[0\] are not so"},
    ),
    "N": (
        {"histories": HISTORIES},
        made_by_n,
        {"too few rows": "at least one step", "NaN": "need finite numbers, and -1.0 must not be one of them"},
    ),
    "O": (
        {"recording": RANDOM((3, 13)), "timesteps, stride": (4, 3)},
        made_by_o,
        dict.fromkeys(["Series", "short series", "one column", "too few rows"], "at least 4 moments.; its shape is"),
    ),
    "Q": (
        {"x": RANDOM((4, 3, 2))},
        made_by_q,
        dict.fromkeys(["DataFrame", "Series", "short series", "too few rows"], AXES)
        | {"NaN": SCALED + r".*features \[1\]", "constant column": SCALED + r".*features \[0\] of x are not so"},
    ),
    "R": (
        {"table": RANDOM((7, 3)), "timesteps, turns": (4, 2)},
        made_by_r,
        dict.fromkeys(["short series", "one row", "too few rows", "NaN"], "at least 4 rows, the last ones without NaN"),
    ),
    "T": (
        {"x": RANDOM((4, 3, 2)), "y": per_row, "kind, classes, every": ("numbers", 1, False)},
        made_by_a_model,
        dict.fromkeys(["DataFrame", "Series", "short series", "too few rows"], AXES + "samples, numbers")
        | {"NaN": "NaN or infinite"},
    ),
    "S": (
        {"sequences": HISTORIES},
        made_by_s,
        dict.fromkeys(["too few rows", "NaN"], "need a step, finite numbers and the same features"),
    ),
}


def refused(source, replaced):
    """Return the one sentence with which a cell refuses, and make sure that nothing else stands below or above it."""
    with pytest.raises(ValueError) as caught:
        run(source, replaced)
    assert str(caught.traceback[-1].path).endswith("<copied>")  # the cell itself speaks, and no library
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    sentence = str(caught.value)
    assert len(sentence.splitlines()) == 1
    return sentence


def test_the_matrix_has_every_cell():
    assert sorted(MATRIX) == sorted(CELLS)


@pytest.mark.parametrize("kind", KINDS)
@each_cell
def test_a_cell_gives_the_right_array_or_one_clear_sentence(letter, kind):
    replaced, made, sentences = MATRIX[letter]
    first, *others = replaced
    data = as_kind(kind, replaced[first])
    given = {first: data} | {
        left: replaced[left](data) if callable(replaced[left]) else replaced[left] for left in others
    }
    pattern = TEXT if kind == "text" else sentences.get(kind)
    if pattern:
        assert re.search(pattern, refused(CELLS[letter], given))
        return
    names, printed = run(CELLS[letter], given)
    for name, expected in made(data, names).items():
        if name == "owner":
            assert list(names[name]) == list(expected)
        else:
            assert names[name].shape == np.shape(expected)
            np.testing.assert_allclose(names[name], expected, rtol=1e-5, atol=1e-5, err_msg=name)
    assert (NOT_FINITE in printed) == (kind == "NaN")


RAGGED = [[1.0, 2.0], [3.0]]
WITH_NAN = [0.5, np.nan, 0.5, 0.5]
SIZES = "column, timesteps, horizon"


@pytest.mark.parametrize(
    ("letter", "replaced", "sentence"),
    [
        *[(letter, {next(iter(MATRIX[letter][0])): RAGGED}, "as many in each row") for letter in "ABCDEFHIJKLMOQRT"],
        *[(letter, {next(iter(MATRIX[letter][0])): RAGGED * 2 + [RAGGED]}, "as many in each row") for letter in "NS"],
        ("A", {"timesteps, features": (20, 4)}, r"x needs 20 \* 4 = 80 columns; its shape is \(100, 60\)"),
        ("B", {"timesteps, features": (15, 3)}, r"x needs 15 \* 3 = 45 columns; its shape is \(100, 60\)"),
        ("F", {"targets": range(29)}, r"a target for each; the shapes are \(30, 3\) and \(29,\)"),
        ("F", {"targets": ["Mon"] * 30}, "table and targets need numbers only"),
        ("F", {"timesteps": 0}, "table needs more than 0 rows"),
        ("G", {"y": range(99)}, r"one target for each row; they are \(100, 3\) and \(99,\)"),
        ("G", {"table": np.ones((4, 2)), "y": WITH_NAN}, "table or y holds NaN"),
        ("H", {"column, timesteps, horizon": (3, 4, 2)}, r"a column 3 and 6 rows in each part; its shape is \(30, 3\)"),
        ("H", {"column, timesteps, horizon": ("close", 4, 2)}, "table needs a column close"),
        ("H", {"split": 26}, "split at row 26"),
        ("H", {"table": np.arange(90.0).reshape(30, 3) ** 2, "split": 4}, "split at row 4"),
        ("I", {"group": ["a"] * 39}, r"the name of a group for each row; it is \(40, 3\), with 39 groups, 0 of them"),
        ("I", {"group": ["a"] * 20 + [None] * 20}, "with 40 groups, 20 of them missing"),
        ("I", {"group": [1.0] * 39 + [np.nan]}, "with 40 groups, 1 of them missing"),
        ("I", {"group": pd.Series(["a", pd.NA] * 20)}, "with 40 groups, 20 of them missing"),
        ("I", {"group": range(40)}, "a group needs 5 rows for a window and its target; none has as many"),
        ("J", {"column, timesteps, horizon, batch_size": (3, 4, 2, 8)}, "table needs a column 3"),
        *[(letter, {SIZES: (0, 4, 0)}, "horizon need to be 1 or more; they are 4 and 0") for letter in "HI"],
        *[(letter, {SIZES: (0, 0, 1)}, "horizon need to be 1 or more; they are 0 and 1") for letter in "HI"],
        ("J", {f"{SIZES}, batch_size": (0, 4, 0, 8)}, "timesteps and horizon need to be 1 or more"),
        ("J", {f"{SIZES}, batch_size": (0, 0, 2, 8)}, "timesteps and horizon need to be 1 or more"),
        ("K", {"y": np.zeros((100, 2))}, r"one target for each sample; they are \(100, 20, 3\) and \(100, 2\)"),
        ("K", {"x": np.ones((4, 2, 3)), "y": WITH_NAN}, "x or y holds NaN"),
        ("L", {"y": np.zeros((100, 6))}, r"need 3 axes and as many samples; they are \(100, 20, 3\) and \(100, 6\)"),
        ("L", {"y": np.zeros((99, 6, 2))}, "as many samples"),
        ("M", {"column": 3}, r"a feature 3 and training samples; it is \(100, 20, 3\), split at 80"),
        ("M", {"split": 0}, "split at 0"),
        ("N", {"never": 0.5, "histories": [[[0.5]], [[1.0]]]}, "0.5 must not be one of them: it marks the padding"),
        ("N", {"histories": [np.ones((2, 3)), np.ones((2, 4))]}, "the same features; they have"),
        ("N", {"histories": [np.ones((2, 3)), np.ones((0, 3))]}, "at least one step"),
        ("N", {"histories": []}, "at least one step"),
        ("N", {"histories": pd.DataFrame({"visits": [1.0]})}, "each history needs numbers only"),
        ("N", {"histories": [[[[1.0]]]]}, "steps, features"),
        ("O", {"recording": np.ones((600, 4))}, r"at least 80 moments\); its shape is \(600, 4\)"),
        ("O", {"timesteps, stride": (0, 40)}, "timesteps and stride need to be 1 or more; they are 0 and 40"),
        ("O", {"timesteps, stride": (80, -40)}, "timesteps and stride need to be 1 or more; they are 80 and -40"),
        ("O", {"timesteps, stride": (80, 0)}, "they are 80 and 0"),
        (
            "T",
            {"y": np.arange(100).astype("datetime64[D]"), "kind, classes, every": ("numbers", 1, False)},
            "x and y need numbers only",
        ),
        ("T", {"y": np.arange(100) * 1j, "kind, classes, every": ("numbers", 1, False)}, "x and y need numbers only"),
        ("T", {"y": np.arange(100) / 4}, r"0 to 4 - 1; y \(100, 1\) holds 0 to 24.75"),
        ("T", {"y": np.arange(100) % 4 - 1}, r"0 to 4 - 1; y \(100, 1\) holds -1 to 2"),
        ("T", {"y": np.arange(100) % 4 + 1}, r"0 to 4 - 1; y \(100, 1\) holds 1 to 4"),
        ("T", {"y": np.arange(400).reshape(100, 4) % 4}, r"0 to 4 - 1; y \(100, 4\) holds 0 to 3"),
        ("T", {"y": range(99)}, r"they are \(100, 20, 3\), \(99, 1\)"),
        (
            "T",
            {"y": np.zeros((100, 6)), "kind, classes, every": ("numbers", 1, True)},
            r"steps, numbers; they are .*, \(100, 6, 1\)",
        ),
        ("T", {"kind, classes, every": ("classes", 4, False)}, "kind 'classes' needs to be one of .*'one-hot'"),
        (
            "T",
            {"y": np.ones((100, 4)), "kind, classes, every": ("one-hot", 4, False)},
            r"one 1 in 4 columns",
        ),
        (
            "T",
            {"y": np.eye(3)[np.arange(100) % 3], "kind, classes, every": ("one-hot", 4, False)},
            r"one 1 in 4 columns; y \(100, 3\)",
        ),
        (
            "T",
            {"y": np.arange(100) % 3, "kind, classes, every": ("yes or no", 2, False)},
            "kind 'yes or no' needs 0 and 1; y .100, 1. holds 0 to 2",
        ),
        ("T", {"y": ["rain"] * 100}, "x and y need numbers only"),
        ("S", {"sequences": [np.ones((2, 3)), np.ones((2, 4))]}, "the same features; they have"),
        ("S", {"sequences": []}, "the same features"),
    ],
)
def test_what_does_not_go_together_is_refused_in_one_sentence(letter, replaced, sentence):
    assert re.search(sentence, refused(CELLS[letter], replaced))


def test_a_group_that_is_too_short_leaves_no_window_and_is_counted():
    names, said = run(CELLS["I"], {"group": ["a"] * 38 + ["b"] * 2})
    assert set(names["owner"]) == {"a"}
    assert "1 groups have too few rows" in said


def test_a_history_of_one_feature_may_be_a_list_of_numbers():
    names, _ = run(CELLS["N"], {"histories": [[1.0, 2.0], [3.0]]})
    assert names["block"].tolist() == [[[1], [2]], [[3], [-1]]]


TARGETS = [
    (np.arange(4.0), "numbers", 1, False, (None, 1), "mse"),
    (RANDOM((4, 6)), "numbers", 1, False, (None, 6), "mse"),
    (RANDOM((4, 3)), "numbers", 1, True, (None, 3, 1), "mse"),
    (RANDOM((4, 3, 1)), "numbers", 1, True, (None, 3, 1), "mse"),
    (RANDOM((4, 3, 2)), "numbers", 1, True, (None, 3, 2), "mse"),
    ([0, 1, 1, 0], "yes or no", 2, False, (None, 1), "binary_crossentropy"),
    ([True, False, True, True], "yes or no", 2, False, (None, 1), "binary_crossentropy"),
    (np.array([[1, 1], [0, 0], [0, 1], [1, 0]]), "yes or no", 2, False, (None, 2), "binary_crossentropy"),
    (np.eye(4), "yes or no", 2, False, (None, 4), "binary_crossentropy"),  # several, of which one is yes by chance
    (np.eye(4), "one-hot", 4, False, (None, 4), "categorical_crossentropy"),
    (np.eye(4)[[1, 2, 1, 1]], "one-hot", 4, False, (None, 4), "categorical_crossentropy"),
    ([0, 3, 1, 2], "ids", 4, False, (None, 4), "sparse_categorical_crossentropy"),
    ([[0], [3], [1], [2]], "ids", 4, False, (None, 4), "sparse_categorical_crossentropy"),
    ([0, 1, 1, 0], "ids", 4, False, (None, 4), "sparse_categorical_crossentropy"),  # two of the four occur
    (np.arange(12).reshape(4, 3) % 5, "ids", 5, True, (None, 3, 5), "sparse_categorical_crossentropy"),
    (np.eye(5)[np.arange(12).reshape(4, 3) % 5], "one-hot", 5, True, (None, 3, 5), "categorical_crossentropy"),
    (np.arange(12).reshape(4, 3) % 2, "yes or no", 2, True, (None, 3, 1), "binary_crossentropy"),
]


@pytest.mark.parametrize(("y", "kind", "classes", "every", "gives", "loss"), TARGETS)
def test_cell_t_makes_the_last_layer_and_the_loss_for_a_y_and_a_fit_compares_each_answer_with_its_target(
    y, kind, classes, every, gives, loss
):
    replaced = {"x": RANDOM((4, 3, 2)), "y": y, "kind, classes, every": (kind, classes, every)}
    names, printed = run(CELLS["T"], replaced)
    model, y = names["model"], names["y"]
    assert (model.output_shape, names["loss"]) == (gives, loss)
    assert y.shape[1:] == (gives[1:] if loss != "sparse_categorical_crossentropy" else (*gives[1:-1], 1))
    assert loss in printed
    model.compile("adam", loss, run_eagerly=True)
    model.fit(names["x"], y, verbose=0)
    assert lstm_shapes.diagnose(model, names["x"], y).ok


@pytest.mark.parametrize("shuffle", [True, False])
def test_a_fit_of_several_epochs_reads_every_window_with_its_target_from_cell_j(shuffle):
    import keras

    names, _ = run(CELLS["J"])
    seen = []

    class Recorder(keras.Sequential):
        def train_step(self, data):
            seen.append([np.array(part) for part in data])
            return super().train_step(data)

    model = Recorder([keras.Input((4, 3)), keras.layers.LSTM(2), keras.layers.Dense(1)])
    model.compile("adam", "mse", run_eagerly=True)
    model.fit(names["batches"], epochs=3, shuffle=shuffle, verbose=0)
    x, y = (np.concatenate(parts) for parts in zip(*seen, strict=True))
    first = (x[:, 0, 0] / 3).astype(int)
    assert sorted(first) == sorted(3 * [*range(25)])
    assert np.array_equal(y, names["table"][first + 5, 0])
