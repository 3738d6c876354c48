"""One's own table: what is read, what is refused and how, and that the code makes the arrays of the panel."""

import io
import itertools
import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from tools.own_files import example_files
from tools.own_tables import by_loops
from tools.reference import ROOT

import helpers.own_data.panel as panel_module
import helpers.own_data.picture as picture_module
from helpers import own_table
from helpers.own_data.code import lines, whole
from helpers.own_data.panel import EXAMPLES
from helpers.own_data.plan import Plan, forms, needed, problem, suggested
from helpers.own_data.reading import Source, looked_at
from helpers.own_data.run import arrays_of, megabytes_of, table_of

DATA = ROOT / "notebooks" / "data"
# The three tables from real life: what is chosen in each.
REAL = {
    "sensor_log.csv": {"target": "power", "timesteps": 24},
    "shop_sales.csv": {"target": "sales", "timesteps": 14},
    "prices_european.csv": {"target": "Schluss", "timesteps": 20},
}


@pytest.fixture
def notebooks(monkeypatch):
    """The folder that a lesson's kernel stands in."""
    monkeypatch.chdir(ROOT / "notebooks")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


# The examples -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [path.removeprefix("data/") for path in EXAMPLES.values()])
def test_an_example_is_what_its_function_makes(name):
    made, stored = example_files()[name], (DATA / name).read_bytes()
    if name.endswith(".npy"):
        np.testing.assert_array_equal(np.load(io.BytesIO(made)), np.load(io.BytesIO(stored)))
        return
    encoding = "cp1252" if b"\xf6" in stored else "utf-8"
    made, stored = (re.split("[,;\n]", text.decode(encoding)) for text in (made, stored))
    assert len(made) == len(stored)
    for one, other in zip(made, stored, strict=True):  # the last digit may be another one on another processor
        assert one == other or float(one) == pytest.approx(float(other), abs=0.11)


# The code makes the same arrays ---------------------------------------------------------------------------------

ALONE = """
import sys
import numpy as np
names = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")
for number in range(int(sys.argv[1])):
    made = {"__name__": "alone"}
    exec(open(f"code_{number}.py", encoding="utf-8").read().replace("import keras\\n", ""), made)
    np.savez(f"made_{number}.npz", **{name: made[name] for name in names})
assert not [name for name in sys.modules if name.split(".")[0] in ("helpers", "lstm_shapes")]
"""


def plans(table):
    """Many combinations of choices that a table allows."""
    usual = suggested(table)
    times, groups = {usual.time, ""}, {usual.group, ""}
    features = {usual.features, usual.features[:1]}
    sizes = [(10, 1, 1), (5, 3, 2), (1, 1, 7)]
    kinds = itertools.product(
        ("standard", "min-max", "none"), ("leave out", "fill forward"), ("leave out", "as they stand")
    )
    chosen = itertools.product(sorted(times), sorted(groups), sorted(features), zip(itertools.cycle(sizes), kinds))
    for time, group, columns, (size, kind) in chosen:
        plan = Plan(time, usual.form if time else "", group, columns, usual.target, *size, 60, 20, *kind)
        if not problem(table, plan):
            yield plan


@pytest.mark.parametrize("path", EXAMPLES.values())
def test_the_code_alone_makes_the_same_arrays_bit_for_bit_in_many_combinations(path, notebooks, tmp_path):
    source, _ = looked_at(path)
    table = table_of(source)
    made = []
    for plan in plans(table):
        try:
            arrays, _, code, *_ = arrays_of(table, source, plan)
        except ValueError as error:  # ten trading days in a row have no weekend between them
            assert "a gap in it" in str(error) and "prices" in path
            continue
        (tmp_path / f"code_{len(made)}.py").write_text(code.partition("keras.utils.set")[0], encoding="utf-8")
        made.append((plan, arrays))
    assert len(made) >= 24
    (tmp_path / "data").mkdir()
    (tmp_path / path).write_bytes((ROOT / "notebooks" / path).read_bytes())
    command = [sys.executable, "-I", "-c", ALONE, str(len(made))]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for number, (plan, arrays) in enumerate(made):
        alone = np.load(tmp_path / f"made_{number}.npz")
        for name, array in arrays.items():
            assert array.dtype == alone[name].dtype == "float32", plan
            assert array.shape == alone[name].shape and array.tobytes() == alone[name].tobytes(), (plan, name)


@pytest.mark.parametrize("name", REAL)
def test_a_table_comes_out_as_a_trained_model_by_the_code_alone_in_an_empty_folder(name, notebooks, tmp_path):
    panel = own_table(f"data/{name}", **REAL[name])
    code = panel.code.replace(f"data/{name}", name)
    assert "helpers" not in code and "lstm_shapes" not in code
    (tmp_path / name).write_bytes((DATA / name).read_bytes())
    arrays = ", ".join(f"{one}={one}" for one in panel.arrays())
    (tmp_path / "mine.py").write_text(f"{code}\nnp.savez('made.npz', {arrays})\n", encoding="utf-8")
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", "TF_ENABLE_ONEDNN_OPTS": "0"}
    done = subprocess.run([sys.executable, "-I", "mine.py"], cwd=tmp_path, env=quiet, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    model, naive = (float(number) for number in re.findall(r"(?:model|naive): RMSE ([\d.e+-]+)", done.stdout))
    assert np.isfinite(model) and naive > 0
    if name != "prices_european.csv":  # a price of tomorrow is hardly better known than by that of today
        assert model < naive
    made = np.load(tmp_path / "made.npz")
    assert all(array.tobytes() == made[one].tobytes() for one, array in panel.arrays().items())


@pytest.mark.parametrize("path", EXAMPLES.values())
def test_the_arrays_are_those_of_loops_over_single_rows(path, notebooks):
    source, _ = looked_at(path)
    table = table_of(source)
    for plan in [*plans(table)][::3]:
        if plan.time == "Tag" and plan.gaps == "leave out":
            continue  # ten trading days in a row have no weekend between them
        arrays = arrays_of(table, source, plan)[0]
        for name, array in by_loops(table, plan).items():
            np.testing.assert_allclose(arrays[name], array, rtol=1e-5, atol=1e-5, err_msg=f"{name} {plan}")


@pytest.mark.parametrize("path", EXAMPLES.values())
def test_the_code_is_clean(path, notebooks, tmp_path):
    source, _ = looked_at(path)
    table = table_of(source)
    for number, plan in enumerate(plans(table)):
        (tmp_path / f"code_{number}.py").write_text(
            whole(lines(source, plan, needed(table, plan)[0])), encoding="utf-8"
        )
    words = [
        "check",
        "--isolated",
        "--line-length=120",
        "--select=E,F,W,B,UP,SIM,RUF",
        "--ignore=RUF001",
        str(tmp_path),
    ]
    done = subprocess.run([sys.executable, "-m", "ruff", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_dataframe_a_series_an_array_and_a_list_are_accepted():
    numbers = np.arange(120.0).reshape(60, 2)
    frame = pd.DataFrame(numbers, columns=["a", "b"])
    dated = frame.set_index(pd.date_range("2024-01-01", periods=60, freq="D", name="day"))
    for given in (
        frame,
        dated,
        frame["a"],
        dated["b"],
        numbers,
        numbers.tolist(),
        numbers[:, 0],
        frame[frame["a"] > 3],
    ):
        panel = own_table(given, timesteps=4)
        assert panel.arrays()["x_train"].shape[1] == 4, type(given)
        assert "my_table" in panel.code
    assert own_table(dated).plan.time == "day"
    for given in (dated, frame["a"], numbers.tolist()):
        panel, names = own_table(given, timesteps=4), {"my_table": given}
        exec(panel.code.partition("keras.utils")[0], names)
        np.testing.assert_array_equal(names["x_test"], panel.arrays()["x_test"])


def test_npy_and_npz_and_arrays_with_named_fields_are_read(here):
    np.save("plain.npy", np.arange(200).reshape(100, 2))
    np.savez("two.npz", first=np.arange(100.0), second=np.ones((50, 3)))
    fields = np.zeros(60, dtype=[("day", "M8[D]"), ("load", "f4")])
    fields["day"] = np.arange("2024-01-01", "2024-03-01", dtype="M8[D]")
    np.save("fields.npy", fields)
    assert own_table("plain.npy").arrays()["x_train"].shape == (60, 10, 2)
    assert own_table("two.npz").plan.features == ("column 0",)
    assert "'first' of first, second is read" in str(own_table("two.npz"))
    assert own_table("fields.npy").plan[:5] == ("day", "", "", ("load",), "load")
    panel = own_table("two.npz", timesteps=3)
    panel.read["member"].value = "second"
    assert panel.plan.features == ("column 0", "column 1", "column 2") and panel.read["member"].value == "second"
    assert 'np.load("two.npz")["second"]' in panel.code
    assert {word: one.layout.display for word, one in panel.read.items() if one.layout.display != "none"} == {
        "rows": None,
        "member": None,
    }


# How files are written --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    ("sep", "decimal", "thousands"), [(",", ".", ""), (";", ",", "."), (";", ",", ""), ("\t", ".", ""), ("|", ".", "")]
)
def test_separator_decimals_and_encoding_are_recognised(here, encoding, sep, decimal, thousands):
    def written(number):
        text = f"{number:,.2f}" if thousands else f"{number:.2f}"
        return text.replace(",", "t").replace(".", decimal).replace("t", thousands)

    numbers = [1234.5 + 7 * row for row in range(60)]
    rows = [
        f"{day + 1:02}.{month:02}.2024{sep}Größe{sep}{written(number)}"
        for (month, day), number in zip(itertools.product((1, 2), range(30)), numbers, strict=True)
    ]
    (here / "file.csv").write_bytes("\n".join([f"Tag{sep}Maß{sep}Übertrag", *rows]).encode(encoding))
    source, _ = looked_at("file.csv")
    assert (source.sep, source.decimal, source.thousands) == (sep, decimal, thousands)
    table = table_of(source)
    assert table["Übertrag"].tolist() == numbers and table["Maß"][7] == "Größe"
    assert forms(table["Tag"])[0] == "%d.%m.%Y"


@pytest.mark.parametrize(
    ("text", "read", "note"),
    [
        ("1,2\n3,4\n5,6\n", (3, 2), "holds no names"),
        ("Export of 2024\n\na,b\n1,2\n3,4\n5,6\n", (3, 2), "above its header"),
        ("a,b\n1,2,\n3,4,\n", (2, 3), "has a cell more"),
        ("a b\n1 2\n3 4\n", (2, 2), ""),
        ("a,a\n1,2\n3,4\n", (2, 2), "stands over columns [0, 1]"),
        ("a;b\n1,234;2\n4,567;3\n", (2, 2), "decimal comma"),
        ('a,b\n"1,234.5",2\n"2,345.5",3\n', (2, 2), ""),
        ("a\n1\n2\n3\n", (3, 1), ""),
    ],
)
def test_files_that_are_written_in_other_ways_are_read_and_what_may_surprise_is_said(here, text, read, note):
    (here / "file.csv").write_text(text, encoding="utf-8")
    source, notes = looked_at("file.csv")
    table = table_of(source)
    assert table.shape == read
    assert any(note in one for one in notes) if note else notes == []
    assert not table.select_dtypes("number").empty


@pytest.mark.parametrize(
    ("first", "second", "form"),
    [
        ("2024-05-31", "2024-06-01", "ISO8601"), ("31.05.2024", "01.06.2024", "%d.%m.%Y"), ("05/31/2024", "06/01/2024", "%m/%d/%Y"),
        ("31/05/2024 14:00", "31/05/2024 15:00", "%d/%m/%Y %H:%M"), ("31-May-24", "01-Jun-24", "%d-%b-%y"),
        ("2024-05-31T10:00:00+02:00", "2024-05-31T11:00:00+02:00", "ISO8601"),
    ],
)  # fmt: skip
def test_dates_are_recognised(first, second, form):
    assert forms(pd.Series([first, second]))[0] == form


def test_words_are_no_dates():
    assert (
        forms(pd.Series(["shop 1", "shop 2"]))
        == forms(pd.Series(["red", None]))
        == forms(pd.Series([], dtype=str))
        == []
    )


def test_a_time_with_a_zone_is_counted_in_utc_also_where_the_clock_is_put_back(here):
    times = pd.date_range("2024-10-26", periods=80, freq="h", tz="Europe/Berlin")
    frame = pd.DataFrame({"time": times, "a": np.arange(80.0)})
    frame.to_csv("zone.csv", index=False)
    for given in ("zone.csv", frame):
        panel = own_table(given, timesteps=4)
        assert panel.plan.gaps == "leave out" and "left out" not in str(panel) and "UTC" in panel.code
        assert sum(len(panel.arrays()[name]) for name in ("x_train", "x_val", "x_test")) == 80 - 3 * 4


# What is refused ---------------------------------------------------------------------------------------------------


def pickled_inside():
    file = io.BytesIO()
    np.savez(file, a=np.array([{"code": 1}], dtype=object))
    return file.getvalue()


def header_of(shape, dtype="<f8"):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": dtype, "fortran_order": False, "shape": shape})
    return file.getvalue()


BAD_FILES = {
    "empty.csv": (b"", "empty (0 bytes)"),
    "blank.csv": (b" \n\n  \n", "blanks alone"),
    "header.csv": (b"day,sales\n", "header (day, sales) and no rows"),
    "words.csv": (b"name,sky\n" + b"anna,red\n" * 40, "'name' holds 'anna'"),
    "binary.csv": (bytes(range(256)) * 40, "no text"),
    "excel.csv": (b"PK\x03\x04" + bytes(range(256)) * 4, "Excel or ZIP"),
    "ragged.csv": (b"a,b\n1,2\n" * 3 + b"1,2,3\n1,2\n", "more than 2 cells in line 7"),
    "late.csv": (b"a,b\n" + b"1,2\n" * 300_000 + b"1,2,3\n", "3 cells in line 300002"),
    "quote.csv": (b'a,b\n"' + b"1,2\n" * 50_000, "quotation mark"),
    "pickle.npz": (pickled_inside(), "pickled objects"),
    "pickle.npy": (header_of((3,), "|O") + b"x" * 99, "pickled objects"),
    "cut.npy": (header_of((1000, 3)) + b"0" * 99, "was cut off"),
    "cube.npy": (header_of((2, 3, 4)) + b"0" * 192, "shape (2, 3, 4)"),
    "scalar.npy": (header_of(()) + b"0" * 8, "single number"),
    "complex.npy": (header_of((4, 2), "<c16") + b"0" * 128, "complex128"),
    "huge.npz": (b"PK\x05\x06" + bytes(18), "has no array"),
    "no.npy": (b"1,2\n3,4\n", "no NPY"),
    "no.npz": (b"1,2\n3,4\n", "no NPZ"),
}


def one_sentence(text):
    """A message is short, ends as a sentence does, and shows nothing of the inside."""
    assert len(text) < 400 and text.rstrip().endswith("."), text
    assert not re.search(r"Traceback|object at 0x|<class|\n\n", text), text
    return True


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_one_sentence_and_what_was_there_stays(name, here):
    content, words = BAD_FILES[name]
    (here / name).write_bytes(content)
    with pytest.raises(ValueError) as caught:
        problem_of(name)
    assert words in str(caught.value) and one_sentence(str(caught.value))
    panel = own_table([[row, row * row] for row in range(60)], timesteps=5)
    before = repr(panel.card)
    panel.path.value = name
    assert words.split("'")[0].split("(")[0] in panel.said.value
    assert repr(panel.card) == before and words.split("'")[0] in repr(panel)
    assert panel.arrays()["x_train"].shape == (37, 5, 2)
    (here / "good.csv").write_text("a\n" + "1\n2\n" * 40)
    panel.path.value = "good.csv"
    assert "good.csv" in repr(panel)


def problem_of(given, **chosen):
    """Read a table and make its arrays; a refusal is raised."""
    source, _ = looked_at(given)
    table = table_of(source, given)
    return arrays_of(table, source, suggested(table, **chosen))


@pytest.mark.parametrize(
    ("frame", "chosen", "words"),
    [
        ({"a": [1.0]}, {}, "training has 0"),
        ({"a": range(8)}, {}, "need 11 rows, and training has 5"),
        ({"a": range(80), "b": "x"}, {"target": "b"}, "Column 'b' holds words such as 'x'"),
        ({"a": range(80)}, {"features": ("c",)}, "no column 'c'"),
        ({"a": range(80)}, {"features": ()}, "No feature is chosen"),
        ({"a": range(80)}, {"timesteps": 2.5}, "timesteps must be a whole number"),
        ({"a": range(80)}, {"training": 90, "validation": 10}, "validation must be a whole number from 1 to 9"),
        ({"a": [np.nan] * 80}, {}, "holds nothing but holes in training"),
        ({"a": [1.0] * 60 + [np.nan] * 20}, {}, "holds nothing but holes in the test"),
        ({"a": [1.0, np.nan] * 40}, {}, "Each window of training has a hole"),
        ({"a": [np.inf] * 80}, {}, "holds nothing but holes"),
        ({"t": ["2024-01-01"] * 79 + ["soon"], "a": range(80)}, {}, "'soon' in row 79"),
        ({"t": ["2024-01-01"] * 80, "a": range(80)}, {}, "holds many times twice"),
        ({"t": ["red"] * 80, "a": range(80)}, {"time": "t"}, "holds words such as 'red' and no times"),
        ({"t": [None] * 80, "a": range(80)}, {"time": "t"}, "holds no times"),
        ({"g": [None] * 80, "a": range(80)}, {"group": "g"}, "names no group"),
        ({"a": range(80)}, {"scaling": "half"}, "scaling must be one of"),
        ({"g": list("abcdefgh") * 10, "a": range(80)}, {"group": "g"}, "in its largest group"),
        ({"a": []}, {}, "no rows"),
    ],
)
def test_a_table_that_cannot_be_cut_is_refused_in_one_sentence(frame, chosen, words):
    with pytest.raises(ValueError) as caught:
        problem_of(pd.DataFrame(frame), **chosen)
    assert words in str(caught.value) and one_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["a", "a"], "'a' twice"),
        (["a", ""], "without a name"),
        ([("a", 1), ("b", 2)], "2 rows of column names"),
        (["a", 1.5], "1.5"),
    ],
)
def test_names_of_columns_that_no_code_can_use_are_refused(columns, words):
    frame = pd.DataFrame(np.zeros((40, 2)))
    frame.columns = pd.MultiIndex.from_tuples(columns) if isinstance(columns[0], tuple) else columns
    with pytest.raises(ValueError, match=words):
        looked_at(frame)


@pytest.mark.parametrize("given", ["nowhere.csv", ".", object(), [[1, 2], [3]], ["a", "b"], 7])
def test_what_is_no_table_is_refused(given, here):
    with pytest.raises(ValueError) as caught:
        problem_of(given)
    assert one_sentence(str(caught.value))


def test_what_a_table_needs_is_said_with_its_column_and_row():
    frame = pd.DataFrame({"t": pd.date_range("2024-01-01", periods=200, freq="h"), "a": np.arange(200.0), "b": "1"})
    frame.loc[7, "a"], frame.loc[9, "a"], frame.loc[11, "b"], frame["c"] = np.nan, np.inf, "err", 3.0
    frame = pd.concat([frame.drop(index=[50, 51]), frame.loc[[100]]])
    said = str(own_table(frame, timesteps=3, features=("a", "b", "c"), target="a"))
    for words in (
        "'a' has 1 hole, in row 7", "'a' has 1 infinite value, in row 9", "'b' has 1 word, first 'err' in row 11, taken for a hole", "1 time more than once",
        "1 gap", "3 hours instead of 1 hour", "'c' does not change",
    ):  # fmt: skip
        assert words in said or "and 1 more" in said or "and 2 more" in said, (words, said)


def test_ten_thousand_columns_are_read_and_two_hundred_are_offered(here):
    frame = pd.DataFrame(np.ones((60, 10_000)) * np.arange(60)[:, np.newaxis]).add_prefix("c")
    frame.to_csv("wide.csv", index=False)
    panel = own_table("wide.csv", timesteps=5)
    assert len(panel.plan.features) == 8 and panel.arrays()["x_train"].shape == (37, 5, 8)
    assert len(panel.card.controls[3].options) <= 208


# Large --------------------------------------------------------------------------------------------------------------

PEAK = """
import resource, sys, helpers, pandas, ipywidgets, sklearn.preprocessing, helpers.own_data.panel as panel
low = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
made = panel.own_table(sys.argv[1])
print(made)
print("grown:", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - low) / (1e6 if sys.platform == "darwin" else 1e3))
"""


@pytest.mark.parametrize("megabytes", [150, pytest.param(1000, marks=pytest.mark.generated)])
@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured with the module resource")
def test_of_a_large_file_a_part_is_read_and_the_memory_stays_bounded(here, megabytes):
    block = "".join(f"{row},{row % 977}.25,{row % 31}\n" for row in range(70_000)).encode()
    with open("large.csv", "wb") as file:
        file.write(b"row,a,b\n")
        while file.tell() < megabytes * 1e6:
            file.write(block)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", PEAK, "large.csv"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.search(r"has [\d,]+ MB, about [\d,]+ rows; all of them would take about [\d,]+ MB", done.stdout), (
        done.stdout
    )
    assert "The first 100,000 rows are read." in done.stdout
    assert float(done.stdout.rpartition("grown: ")[2]) < 150
    os.remove("large.csv")


def test_a_sparse_npy_of_sixteen_gigabytes_is_read_in_part(here):
    with open("large.npy", "wb") as file:
        file.write(header_of((1_000_000_000, 2)))
        file.truncate(file.tell() + 16_000_000_000)
    source, notes = looked_at("large.npy")
    assert source.rows == 100_000 and "16,000 MB" in notes[0]
    assert table_of(source).shape == (100_000, 2)
    os.remove("large.npy")


def test_arrays_that_would_fill_the_memory_are_refused_until_they_are_wanted_anyway(monkeypatch):
    panel = own_table(np.random.default_rng(0).normal(size=(20_000, 3)), timesteps=400)
    assert "LARGE" in str(panel) and "at most (13600, 400, 3)" in str(panel)
    monkeypatch.setattr(panel_module, "free_megabytes", lambda: 100)
    with pytest.raises(ValueError, match="need about 352 MB while they are made, and 100 MB are free"):
        panel.arrays()
    assert panel.arrays(anyway=True)["x_train"].shape == (13_600, 400, 3)
    assert megabytes_of(panel.table, panel.plan) * 1e6 > 1.5 * sum(
        one.nbytes for one in panel.arrays(anyway=True).values()
    )


# The panel ----------------------------------------------------------------------------------------------------------


def of(panel, name):
    """The control of a choice."""
    return next(one for one in panel.card.controls if one.description.split(",")[0] == name)


def test_every_choice_changes_the_code_and_the_shapes_are_those_of_the_arrays(notebooks):
    panel = own_table("data/shop_sales.csv")
    for name, value in [
        ("target", "visitors"), ("features", ("visitors",)), ("timesteps", 7), ("horizon", 3), ("stride", 2),
        ("training", 60), ("validation", 20), ("scaling", "none"), ("holes", "fill forward"), ("gaps", "as they stand"),
        ("time", ""), ("group", ""),
    ]:  # fmt: skip
        before = panel.code
        of(panel, name).value = value
        assert panel.code != before, name
        for name, array in panel.arrays().items():
            assert f"{array.shape}" in str(panel), name


def test_the_code_of_the_panel_is_what_its_arrays_are_made_by(notebooks):
    panel = own_table("data/prices_european.csv", target="Schluss")
    of(panel, "timesteps").value = 17
    names = {}
    exec(panel.code.partition("keras.utils")[0], names)
    assert all(np.array_equal(array, names[name]) for name, array in panel.arrays().items())


def test_the_button_puts_the_arrays_into_the_notebook(notebooks):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        panel = own_table("data/eeg.npy")
        panel.make.click()
        assert shell.user_ns["x_train"].shape == (550, 10, 4)
        assert "x_train (550, 10, 4)" in panel.answered.value
        of(panel, "timesteps").value = 12
        assert "x_train" not in panel.answered.value  # the card shows others now
    finally:
        InteractiveShell.clear_instance()


DAY = pd.Timestamp("2024-05-31", tz="UTC").to_pydatetime()


def uploaded(name, content):
    return ({"name": name, "type": "", "size": len(content), "content": memoryview(content), "last_modified": DAY},)


def test_an_upload_is_saved_beside_the_notebook_and_overwrites_nothing(here):
    content = b"a,b\n" + b"1,2\n2,3\n" * 40
    panel = own_table()
    panel._uploaded({"new": uploaded("../my file.csv", content)})
    assert panel.source.path == "_my file.csv" and (here / "_my file.csv").read_bytes() == content
    panel._uploaded({"new": uploaded("../my file.csv", content)})
    assert panel.source.path == "_my file.csv"
    panel._uploaded({"new": uploaded("../my file.csv", content + b"3,4\n")})
    assert panel.source.path == "_my file_1.csv" and (here / "_my file.csv").read_bytes() == content
    assert 'pd.read_csv("_my file_1.csv")' in panel.code
    before = sorted(here.iterdir())
    panel._uploaded({"new": uploaded("numpy.py", b"import os")})
    assert "ends with .csv" in panel.said.value and sorted(here.iterdir()) == before


def test_how_a_file_is_read_can_be_chosen_and_choices_stay(here):
    (here / "file.csv").write_text("a;b\n" + "1,234;2\n4,567;3\n" * 40, encoding="utf-8")
    panel = own_table("file.csv")
    assert panel.table["a"][0] == 1.234
    of(panel, "timesteps").value = 7
    panel.read["decimal"].value = "."
    assert panel.table["a"][0] == 1234 and panel.plan.timesteps == 7
    panel.read["encoding"].value = "utf-16"
    assert "and no rows" in panel.said.value and panel.table["a"][0] == 1234
    panel.read["encoding"].value = "cp1252"
    assert 'encoding="cp1252"' in panel.code


def test_a_value_that_may_stand_for_a_missing_one_is_told_and_an_honest_peak_is_not():
    rng = np.random.default_rng(0)
    heat = rng.normal(55, 6, 400)
    heat[[30, 31, 200]] = -999
    frame = pd.DataFrame({"heat": heat, "sales": rng.gamma(2.0, 50.0, 400), "open": rng.integers(0, 2, 400)})
    _, notes = needed(frame, Plan(features=("heat", "sales", "open"), target="sales"))
    assert len(notes) == 1 and "'heat' holds -999 in 3 rows, the first row 30, and all other values lie" in notes[0]


def test_gaps_are_told_also_where_windows_reach_over_them():
    hours = pd.date_range("2024-01-01", periods=120, freq="h").delete([50, 51, 90])
    frame = pd.DataFrame({"time": hours, "power": np.arange(117.0)})
    for gaps, words in (("leave out", "instead of 1 hour."), ("as they stand", "instead of 1 hour, and windows reach")):
        _, notes = needed(frame, Plan("time", "", "", ("power",), "power", gaps=gaps))
        assert len(notes) == 1 and notes[0].startswith("2 gaps: ") and words in notes[0]
    uneven = frame.iloc[np.cumsum(np.random.default_rng(0).integers(1, 4, 50))]
    assert needed(uneven, Plan("time", "", "", ("power",), "power"))[1] == []


def test_a_file_that_was_mended_is_uploaded_again(here):
    panel = own_table()
    for rows in (40, 50):
        panel.upload.value = uploaded("mine.csv", b"a,b\n" + b"1,2\n2,3\n" * rows)
        assert panel.upload.value == () and len(panel.table) == 2 * rows


def test_choices_that_do_not_fit_are_said_and_the_panel_begins_with_others(notebooks):
    panel = own_table("data/shop_sales.csv", target="profit")
    assert "no column" in panel.said.value and "profit" in panel.said.value
    assert panel.plan.target == "sales"
    of(panel, "timesteps").value = 12
    assert "profit" not in panel.said.value  # said of a choice that is no more
    with pytest.raises(ValueError, match="no choice 'windows'"):
        own_table("data/shop_sales.csv", windows=3)
    with pytest.raises(ValueError, match="No table is here yet"):
        own_table().arrays()


def test_a_refused_plan_is_said_on_the_card_and_can_be_mended_there(notebooks):
    panel = own_table("data/sensor_log.csv")
    of(panel, "timesteps").value = 500
    assert "NOT YET" in str(panel) and "need 501 rows" in str(panel) and panel.code == "" and panel.make.disabled
    with pytest.raises(ValueError, match="need 501 rows"):
        panel.arrays()
    of(panel, "timesteps").value = 24
    assert "READY" in str(panel) and not panel.make.disabled


def test_what_is_stored_is_the_picture_with_the_words_of_the_card(notebooks):
    bundle = own_table("data/shop_sales.csv")._repr_mimebundle_()
    assert "<svg" not in bundle["text/html"] and "data:image/svg+xml;base64," in bundle["text/html"]
    for words in bundle["text/plain"].splitlines()[:4]:
        assert words in bundle["text/html"]
    assert "<p>" in own_table()._repr_mimebundle_()["text/html"]


# What tables from life have ----------------------------------------------------------------------------------------

DAYS = pd.date_range("2024-01-01", periods=60, freq="D")


@pytest.mark.parametrize(
    ("frame", "group"),
    [
        ({"day": DAYS, "operator": ["Ann", "Bo"] * 30, "a": range(60)}, ""),  # each day stands once
        (
            {"day": np.repeat(DAYS, 2), "flyer": ["no", "yes", "yes"] * 40, "shop": ["x", "y"] * 60, "a": range(120)},
            "shop",
        ),
        ({"day": np.repeat(DAYS, 2), "store": [101, 105] * 60, "a": np.arange(120.0)}, "store"),
        ({"day": np.repeat(DAYS, 2), "store": [101, np.nan] + [101, 105] * 59, "a": np.arange(120.0)}, "store"),
        ({"day": np.repeat(DAYS, 2), "flyer": ["no"] * 120, "a": range(120)}, ""),  # none helps
        ({"patient": ["p1"] * 50 + ["p2"] * 50, "mood": ["good", "bad"] * 50, "a": range(100)}, "patient"),
        ({"mood": ["good", "bad"] * 50, "a": range(100)}, ""),
    ],
)
def test_the_group_is_the_column_with_which_each_time_stands_once(frame, group):
    assert suggested(pd.DataFrame(frame)).group == group


@pytest.mark.parametrize(
    ("dates", "hours", "form"),
    [
        ("%d.%m.%y", "%H:%M", "%d.%m.%y %H:%M"),
        ("%m/%d/%Y", "%H:%M:%S", "%m/%d/%Y %H:%M:%S"),
        ("%Y-%m-%d", "%-H", "ISO8601"),
        ("%Y-%m-%d", "%H", "ISO8601"),
    ],
)
def test_a_date_and_its_hour_in_two_columns_are_one_time(here, dates, hours, form):
    times = pd.date_range("2023-12-25", periods=400, freq="h")
    frame = pd.DataFrame(
        {"nr": range(400), "date": times.strftime(dates), "hour": times.strftime(hours), "kW": range(400)}
    )
    frame.to_csv("log.csv", index=False)
    panel = own_table("log.csv", features=("kW",))
    assert (panel.plan.time, panel.plan.form, panel.plan.group) == ("date hour", form, "")
    names = {}
    exec(panel.code.partition("keras.utils")[0], names)
    assert (names["table"]["date hour"] == times).all() and "'date' and 'hour' are joined" in str(panel)


@pytest.mark.parametrize("column", [["06:00", "18:00"] * 100, [3, 7] * 100])
def test_other_columns_are_not_joined_to_a_date(here, column):
    frame = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=200).strftime("%d.%m.%Y"), "b": column})
    frame.assign(a=range(200)).to_csv("log.csv", index=False)  # each date stands once
    assert looked_at("log.csv")[0].joined == ()


def test_months_are_as_even_as_days():
    months = pd.Series(pd.date_range("2010-01-01", periods=40, freq="MS"))
    assert forms(months.dt.strftime("%d/%m/%Y"))[0] == "%d/%m/%Y"
    assert forms(months.dt.strftime("%m/%d/%Y"))[0] == "%m/%d/%Y"


@pytest.mark.parametrize("group", ["", "pump"])
@pytest.mark.parametrize("step", ["1h", 0.25])
def test_no_hole_is_filled_across_a_gap(group, step):
    place = np.delete(np.arange(120), range(40, 50))
    times = pd.Timestamp("2024-01-01") + place * pd.Timedelta(step) if step == "1h" else place * step
    one = pd.DataFrame({"time": times, "a": np.arange(110.0), "b": np.arange(110.0), "pump": "A"})
    one.loc[[20, 40, 41], "a"] = np.nan  # one within a stretch, two at the beginning of another
    whole_one = one.assign(pump="B", a=np.arange(110.0))
    table = pd.concat([one, whole_one]).sort_values("time", kind="stable", ignore_index=True) if group else one
    plan = Plan("time", "", group, ("a",), "b", 3, 1, 1, 80, 10, "none", "fill forward", "leave out")
    x = arrays_of(table, Source("any.csv"), plan)[0]["x_train"][:, :, 0]
    x = x[: len(x) // 2] if group else x
    assert 19 in x and (x[:, 0] == 19).sum() == 2  # row 20 holds the value of row 19
    starts = x[:, 0].tolist()
    assert 39 not in starts and 42 in starts and 40 not in starts  # the stretch begins where its first value is known


def test_a_group_without_windows_is_told_and_the_first_window_is_drawn_on_another(here):
    days = pd.date_range("2024-01-01", periods=100)
    open_days = {"Kiosk": days[::2], "Market": days}
    frame = pd.concat([pd.DataFrame({"day": one, "shop": name}) for name, one in open_days.items()])
    frame = frame.assign(sales=np.arange(len(frame), dtype="float64")).sort_values(["day", "shop"], ignore_index=True)
    panel = own_table(frame, time="day", group="shop", gaps="leave out", scaling="none")
    assert '"Kiosk" gives no window at all: ' in str(panel)
    train = arrays_of(panel.table, panel.source, panel.plan, asked=True)
    first, y = train[4], train[0]["y_train"]
    assert train[1]["train"]["shop"].iloc[first] == "Market" and train[1]["train"]["sales"].iloc[first] == y[0]


def test_gaps_are_chosen_anew_with_another_time_or_group_unless_they_were_told():
    frame = pd.DataFrame({"day": np.repeat(DAYS, 2), "shop": ["x", "y"] * 60, "a": np.arange(120.0)})
    for told, after in (({}, "leave out"), ({"gaps": "as they stand"}, "as they stand")):
        panel = own_table(frame, group="", time="", **told)
        assert of(panel, "gaps").value == "as they stand"
        of(panel, "group").value = "shop"
        of(panel, "time").value = "day"
        assert of(panel, "gaps").value == after == panel.plan.gaps


def test_how_dates_are_read_can_be_chosen_where_there_are_two_ways(here):
    days = pd.date_range("2024-01-01", periods=12, freq="MS").append(pd.date_range("2025-01-01", periods=12, freq="MS"))
    frame = pd.DataFrame({"date": days.strftime("%d/%m/%Y"), "a": range(24)})
    frame.to_csv("months.csv", index=False)
    panel = own_table("months.csv", timesteps=1)
    dates = of(panel, "dates")
    assert dict(dates.options) == {"31/12/2024": "%d/%m/%Y", "12/31/2024": "%m/%d/%Y"} and dates.layout.display is None
    assert "can be read in 2 ways" in str(panel)
    dates.value = "%m/%d/%Y"
    assert 'format="%m/%d/%Y"' in panel.code
    of(panel, "time").value = ""
    assert dates.layout.display == "none" and panel.plan.form == ""


def test_the_line_of_a_panel_opens_it_again(notebooks):
    panel = own_table("data/shop_sales.csv", target="visitors", timesteps=7)
    of(panel, "scaling").value = "min-max"
    again = eval(panel.again, {"helpers": panel_module})
    assert again.plan == panel.plan and again.code == panel.code
    panel = own_table("data/prices_european.csv", decimal=",", sep=";")
    assert eval(panel.again, {"helpers": panel_module}).code == panel.code and "sep=';'" in panel.again


def test_a_mended_table_keeps_the_choices_that_fit_it(here):
    good = "day,a,b\n" + "".join(f"2024-01-{1 + row % 28:02},{row},{row % 7}\n" for row in range(28)) * 3
    (here / "one.csv").write_text(good, encoding="utf-8")
    panel = own_table("one.csv", time="", timesteps=5, horizon=2, features=("a",), scaling="none")
    (here / "two.csv").write_text("", encoding="utf-8")
    panel.bring("two.csv")
    assert panel.source.path == "one.csv" and panel.plan.timesteps == 5
    (here / "two.csv").write_text(good.replace("0,0\n", "0,x\n").replace(",a,", ",c,"), encoding="utf-8")
    panel.bring("two.csv")
    assert panel.plan.timesteps == 5 and panel.plan.horizon == 2 and panel.plan.scaling == "none"
    assert panel.plan.features == ("c", "b")


def test_a_curve_of_many_rows_keeps_its_peaks_and_parts_begin_together(notebooks):
    values = np.zeros(10_000)
    values[[1234, 7777]] = 5, -5
    drawn = picture_module._drawn(values, np.zeros(10_000, bool))
    assert {1234, 7777} <= {*drawn} and len(drawn) <= picture_module._POINTS
    table = pd.DataFrame({"day": [*DAYS, *DAYS[30:]], "shop": ["x"] * 60 + ["y"] * 30, "a": np.arange(90.0)})
    plan = Plan("day", "", "shop", ("a",), "a", 3)
    parts = arrays_of(table, Source("any.csv"), plan)[1]
    (*_, first, _), (*_, second, _) = picture_module._lanes(parts, plan)
    assert (first == second).all()


def test_words_among_numbers_with_a_decimal_comma_are_holes_and_not_a_column_of_text(here):
    rows = [f"{day:%d.%m.%Y};{1000 + day.dayofyear}.234,5;{day.dayofyear},25" for day in DAYS]
    rows[30] = rows[30].rpartition(";")[0] + ";-"
    rows[31] = rows[31].rpartition(";")[0] + ";k. A."
    (here / "wind.csv").write_text("Tag;Last;Wind\n" + "\n".join(rows).replace("1001.", "1.001."), encoding="utf-8")
    panel = own_table("wind.csv", features=("Wind",), target="Wind", timesteps=3)
    assert (
        "'Wind' has 2 words, first \"-\" in row 30, taken for holes" in str(panel)
        and 'na_values={"Wind":' in panel.code
    )
    assert panel.table["Wind"].isna().sum() == 2 and panel.table["Wind"][29] == 30.25
    names = {}
    exec(panel.code.partition("keras.utils")[0], names)
    assert names["table"]["Wind"].isna().sum() == 2


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Preis [€/MWh]", "cp1252"),
        ("Kälte in °C", "cp1252"),
        ("Eröffnung;Stückzahl;größte Änderung;Übertrag;Ähre", "cp1252"),
        ("Цена;Объём;Дата торгов;Название бумаги", "cp1251"),
    ],
)
def test_few_letters_of_the_west_are_not_taken_for_those_of_the_east(here, text, encoding):
    (here / "file.csv").write_bytes((text.replace(";", " ") + ";b\n" + "1,5;2\n" * 40).encode(encoding))
    source, notes = looked_at("file.csv")
    assert source.encoding == encoding and encoding in notes[-1]


def test_hours_from_1_to_24_are_joined_to_their_date(here):
    times = pd.date_range("2023-01-01", periods=240, freq="h")
    frame = pd.DataFrame({"Date": times.strftime("%d/%m/%Y"), "Hour": times.hour + 1, "Price": range(240)})
    frame.to_csv("hours.csv", index=False)
    panel = own_table("hours.csv", features=("Price",))
    names = {}
    exec(panel.code.partition("keras.utils")[0], names)
    assert (names["table"]["Date Hour"] == times).all() and "hour 1 is read as the one from 00:00 on" in str(panel)


def test_a_title_above_the_header_is_passed_over_though_it_has_as_many_cells(here):
    rows = "".join(f"{day:%d.%m.%Y};1,{day.day:04};0,9\n" for day in DAYS)
    (here / "rates.csv").write_text("Rates of the bank;;\nas of 1.3.;;\nDay;USD;GBP\n" + rows)
    source, _ = looked_at("rates.csv")
    assert source.skip == 2 and source.line == 4


def test_what_the_user_chose_about_gaps_stays_when_time_or_group_change():
    frame = pd.DataFrame({"day": np.repeat(DAYS, 2), "shop": ["x", "y"] * 60, "a": np.arange(120.0)})
    panel = own_table(frame, timesteps=3)
    assert of(panel, "gaps").value == "leave out"
    of(panel, "gaps").value = "as they stand"
    of(panel, "time").value = ""
    assert "not in the order of 'day'" in str(panel)
    of(panel, "time").value = "day"
    assert of(panel, "gaps").value == panel.plan.gaps == "as they stand"


def test_a_choice_of_the_call_that_does_not_fit_is_told_in_text_too(here):
    (here / "one.csv").write_text("a,b\n" + "1,red\n2,blue\n" * 40)
    text = str(own_table("one.csv", features=("a", "b")))
    assert text.startswith("Not all that was chosen fits this table: Column 'b' holds words")


MONTHS = pd.date_range("1990-01-01", periods=240, freq="MS")


@pytest.mark.parametrize("freq", ["MS", "ME", "QS", "YS"])
@pytest.mark.parametrize("group", ["", "pump"])
@pytest.mark.parametrize("holes", ["leave out", "fill forward"])
def test_months_are_no_gaps_and_a_missing_one_is(freq, group, holes):
    times = pd.date_range("1950-01-31", periods=75, freq=freq)
    kept = np.delete(np.arange(75), [20, 33])
    frame = pd.DataFrame({"month": times[kept], "a": kept * 1.0, "pump": "A"})
    frame = pd.concat([frame, frame.assign(pump="B", month=times[:73])]) if group else frame
    plan = suggested(frame, time="month", group=group, features=("a",), target="a", timesteps=3, holes=holes)
    assert plan.gaps == "leave out"
    arrays, _, code, notes, _ = arrays_of(frame, Source("any.csv"), plan._replace(scaling="none"))
    (told,) = [one for one in notes if "gaps" in one]
    each = {"MS": 1, "ME": 1, "QS": 3, "YS": 12}[freq]
    assert told.startswith("2 gaps: ") and f"{2 * each} months instead of {each} month" in told
    windows = np.column_stack([arrays["x_train"][:, :, 0], arrays["y_train"]])
    mine = windows[: len(windows) // 2] if group else windows
    assert len(mine) and ((mine[:, 0] < 20) == (mine[:, -1] < 20)).all() and not np.isin(mine, [20, 33]).any()
    assert f"step = {each}  # months from one row to the next" in code


@pytest.mark.parametrize("form", ["%b %Y", "%B %Y", "%b-%y", "%m/%Y", "%Y-%m", "%Y/%m"])
def test_months_alone_are_times(form):
    frame = pd.DataFrame({"month": MONTHS.strftime(form), "a": range(240)})
    plan = suggested(frame)
    assert plan.time == "month" and plan.gaps == "leave out"
    assert (pd.to_datetime(frame["month"], format=plan.form) == MONTHS).all()


def test_notes_below_the_data_are_told_as_such(here):
    frame = pd.DataFrame({"month": MONTHS.strftime("%b %Y"), "a": range(240)})
    frame.to_csv("a.csv", index=False)
    with open("a.csv", "a", encoding="utf-8") as file:
        file.write("Source: the office\nNot for sale\n")
    assert "The last rows of the table are without a time, as notes below the data are" in str(own_table("a.csv"))


@pytest.mark.parametrize("owner", [[f"P{number}" for number in range(12)], range(500, 512)])
def test_a_counter_that_begins_anew_tells_whose_rows_they_are(owner):
    lengths = [30 + number for number in range(12)]
    frame = pd.DataFrame(
        {
            "step": np.concatenate([np.arange(many) for many in lengths]),
            "who": np.repeat([*owner], lengths),
            "a": np.arange(sum(lengths), dtype="float64"),
        }
    )
    assert suggested(frame).group == "who"
    assert "'step' begins anew 11 times, and windows reach over it: choose 'who'" in str(own_table(frame, group=""))
    alone = frame.drop(columns="who")
    assert "choose a column that says whose row it is as the group" in str(own_table(alone))
    assert "begins anew" not in str(own_table(frame.assign(step=range(len(frame)))))


def test_an_answer_for_a_whole_group_and_a_yes_or_no_are_no_forecast_of_a_number():
    frame = pd.DataFrame({"who": np.repeat([*"ABCDE"], 40), "a": np.arange(200.0), "b": np.repeat(np.arange(5.0), 40)})
    assert "Column 'b' has one value for each 'who'" in str(own_table(frame, group="who", target="b", timesteps=4))
    assert "has one value for each" not in str(own_table(frame, group="who", target="a", timesteps=4))
    frame["c"] = np.arange(200) % 7 == 3
    assert "Column 'c' holds 0 and 1: choose scaling none" in str(
        own_table(frame.astype({"c": int}), group="", target="c")
    )


@pytest.mark.parametrize("written", ["{} %", "{}%", "$ {}", "€{}", "{} km"])
def test_numbers_with_a_sign_are_told_with_the_line_that_takes_it_away(written):
    values = [f"{number / 10}" for number in range(100)]
    frame = pd.DataFrame({"rate": ["..", *map(written.format, values[1:])], "a": range(100)})
    told = " ".join(str(own_table(frame)).split())
    line = re.search(r"in pandas first, by table(.+?, regex=False\))\.", told)[1]
    left = eval(f"frame{line}", {"frame": frame})
    assert pd.to_numeric(left, errors="coerce").tolist()[1:] == [float(one) for one in values[1:]]
    assert "No column holds numbers: column 'rate' holds" in str(own_table(frame[["rate"]]))


def test_a_group_without_a_row_in_a_part_counts_among_those_without_a_window():
    rows = {"A": 100, "B": 100, "C": 20, "D": 15}
    frame = pd.concat([pd.DataFrame({"step": range(many), "who": name}) for name, many in rows.items()])
    frame = frame.assign(a=np.arange(len(frame), dtype="float64"))
    panel = own_table(frame, time="step", group="who", timesteps=5)
    told = str(panel)
    assert '"C" gives no window for validation and the test' in told and '"D" gives no window for validation' in told
    assert '# By "step", all groups at once: training holds its lowest numbers, and the test its highest.' in panel.code


@pytest.mark.parametrize("rows", [40, 4000])
def test_a_curve_shows_the_rows_between_nights_and_one_that_stands_alone(rows):
    days = pd.date_range("2024-01-01", periods=rows // 10)
    times = np.concatenate([day + pd.to_timedelta(np.arange(8, 18), "h") for day in days])
    frame = pd.DataFrame({"time": times, "a": np.random.default_rng(0).random(len(times))})
    alone = pd.DataFrame({"time": [frame["time"].max() + pd.Timedelta("300D")], "a": [0.5]})
    table = pd.concat([frame, alone], ignore_index=True)
    parts = {"train": table[: rows // 2], "val": table[rows // 2 : -5], "test": table[-5:]}
    (path,) = re.findall(r'd="(M[^"]*L[^"]*)"', picture_module.parts_svg(parts, Plan("time", target="a")))
    pieces = [piece for piece in path.split("M") if piece]
    assert all("h1" in piece for piece in pieces) and len(pieces) < 6


def test_nothing_is_kept_for_quite_another_table(here):
    pd.DataFrame({"a": np.arange(200.0), "b": np.arange(200.0)}).to_csv("one.csv", index=False)
    pd.DataFrame({"a": np.arange(300.0), "c": np.arange(300.0)}).to_csv("like.csv", index=False)
    pd.DataFrame({"x": np.arange(200.0), "y": np.arange(200.0)}).to_csv("other.csv", index=False)
    panel = own_table("one.csv", timesteps=24)
    of(panel, "stride").value = 3
    panel.bring("like.csv")
    assert (panel.plan.timesteps, panel.plan.stride) == (24, 3)
    panel.bring("other.csv")
    assert (panel.plan.timesteps, panel.plan.stride) == (Plan().timesteps, Plan().stride)
