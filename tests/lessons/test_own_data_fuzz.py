"""Invented tables and damaged files: each becomes the arrays of plain loops, or is refused in one sentence."""

import io
import re

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from tools.own_tables import by_loops
from tools.reference import ROOT

from helpers.own_data.plan import GAPS, HOLES, SCALINGS, Plan, problem, suggested
from helpers.own_data.reading import Source, looked_at
from helpers.own_data.run import arrays_of, table_of

DATA = ROOT / "notebooks" / "data"
ODD = [np.nan, np.inf, -np.inf, 0.0, 1e30, -4e38]
LETTERS = 'ab;,.\t|"0123456789-\n\r /é:'


def one_sentence(error):
    text = str(error)
    assert text.endswith(".") and len(text) < 600 and not re.search(r"Traceback|object at 0x|<class|\n\n", text), text


@st.composite
def tables(draw):
    """A table of numbers with holes, in any order, with times that come twice and rows without a group."""
    rows, random = draw(st.integers(0, 80)), np.random.default_rng(draw(st.integers(0, 2**32)))
    rare = random.choice([0, 0.02, 0.1])

    def column():
        return np.where(random.random(rows) < rare, random.choice(ODD, rows), random.normal(0, 100, rows).round(2))

    frame = pd.DataFrame({"a": column(), "b": column()})
    hours = random.choice(rows + 5 if random.random() < 0.5 else 3 * rows + 5, rows, replace=random.random() < 0.2)
    frame["hour"] = hours if draw(st.booleans()) else np.sort(hours)
    frame["shop"] = random.choice(["x", "y", None], rows, p=[0.6, 0.4 - rare, rare])
    if draw(st.booleans()) and rows:
        words = frame["b"].astype(object).tolist()
        words[random.integers(rows)] = "err"
        frame["b"] = words
    if draw(st.booleans()):
        frame["hour"] = pd.Timestamp("2024-03-30") + pd.to_timedelta(frame["hour"].to_numpy("int64"), unit="h")
    return frame


PLANS = st.builds(
    Plan,
    time=st.sampled_from(["", "hour"]), form=st.just(""), group=st.sampled_from(["", "shop"]),
    features=st.sampled_from([("a",), ("a", "b"), ("b",), ("b", "a")]), target=st.sampled_from(["a", "b"]),
    timesteps=st.integers(1, 5), horizon=st.integers(1, 3), stride=st.integers(1, 4),
    training=st.integers(30, 70), validation=st.integers(10, 29),
    scaling=st.sampled_from(SCALINGS), holes=st.sampled_from(HOLES), gaps=st.sampled_from(GAPS),
)  # fmt: skip


@hypothesis.given(tables(), PLANS)
def test_invented_tables_give_the_arrays_of_loops_or_one_sentence(table, plan):
    before = table.copy()
    try:
        arrays, _, code, notes, _ = arrays_of(table, Source("any.csv"), plan)
    except ValueError as error:
        one_sentence(error)
        hypothesis.event("refused")
        return
    finally:
        pd.testing.assert_frame_equal(table, before)
    hypothesis.event("arrays")
    for note in notes:
        one_sentence(note)
    for name, array in by_loops(table, plan).items():
        assert arrays[name].dtype == "float32"
        np.testing.assert_allclose(arrays[name], array, rtol=1e-4, atol=1e-4, err_msg=f"{name}\n{code}")


NAMES = st.lists(st.text(min_size=1, max_size=12), min_size=3, max_size=3, unique=True)


@hypothesis.given(NAMES, st.sampled_from(HOLES))
@hypothesis.example(['"', "'" * 3 + '"' * 3 + "\\", "{{ 1 / 0 }}{% raw %}\n# x"], HOLES[1])
@hypothesis.example(["\ud800", "\u2028\r", "\U0001f600"], HOLES[0])
def test_columns_of_any_name_stand_in_the_code_as_they_are(names, holes):
    group, one, other = names
    table = pd.DataFrame({group: ["x", "y"] * 40, one: np.arange(80.0), other: np.arange(80.0) ** 2})
    plan = Plan(group=group, features=(one, other), target=other, timesteps=2, holes=holes)
    source = looked_at(table)[0]
    arrays, _, code, *_ = arrays_of(table, source, plan)
    made = {"my_table": table}
    exec(compile(code.partition("keras.utils")[0].replace("import keras\n", ""), "code", "exec"), made)
    assert all(np.array_equal(made[name], array) for name, array in arrays.items())


def outcome(path):
    """Read a file as the panel would; what happened, in a word."""
    try:
        source, notes = looked_at(path)
        table = table_of(source)
        plan = suggested(table, timesteps=3)
        stopped = problem(table, plan)
        if stopped:
            one_sentence(stopped)
            return "refused"
        _, _, code, more, _ = arrays_of(table, source, plan)
    except ValueError as error:
        one_sentence(error)
        return "refused"
    compile(code, "code", "exec")
    for note in [*notes, *more]:
        one_sentence(note)
    return "arrays"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


def tried(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    hypothesis.event(outcome(path))


@hypothesis.given(st.binary(max_size=600), st.sampled_from(["any.csv", "any.npy", "any.npz", "any.txt"]))
def test_any_bytes_are_read_or_refused(folder, content, name):
    tried(folder, name, content)


@hypothesis.given(st.text(LETTERS, max_size=600), st.sampled_from(["utf-8", "cp1252", "utf-16"]))
def test_any_text_with_separators_is_read_or_refused(folder, text, encoding):
    tried(folder, "any.csv", text.encode(encoding))


@hypothesis.given(
    st.sampled_from(["sensor_log.csv", "shop_sales.csv", "prices_european.csv", "eeg.npy"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=3), st.integers(0, 30)), min_size=1, max_size=6),
    st.integers(1500, 4000),
)
def test_damaged_files_are_read_or_refused(folder, name, changes, size):
    content = (DATA / name).read_bytes()[:size]
    for place, put, lost in changes:
        at = int(place * len(content))
        content = content[:at] + put + content[at + lost :]
    tried(folder, name, content)


@hypothesis.given(st.floats(0, 0.999), st.binary(min_size=1, max_size=4), st.booleans())
def test_damaged_npz_files_are_read_or_refused(folder, place, put, packed):
    file = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(file, a=np.arange(80.0).reshape(40, 2), b=np.ones(40))
    content = file.getvalue()
    at = int(place * len(content))
    tried(folder, "any.npz", content[:at] + put + content[at + len(put) :])
