"""`%load_ext lstm_shapes`: the explanation below the untouched traceback, and nothing else, ever."""

import json
import subprocess
import sys
import textwrap

import pytest
from tools.kernels import displayed, errors, kernel, printed
from tools.reference import ROOT
from tools.small_models import notebook

# A shell without Keras: one error counts as a shape error, and what is displayed is kept.
SHELL = """
import sys
from types import SimpleNamespace
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

settings = Config()
settings.HistoryManager.enabled = False
settings.InteractiveShell.colors = "nocolor"
shell = InteractiveShell.instance(config=settings)
shown = []
shell.display_pub.publish = lambda data, *rest, **more: shown.append(data)

import lstm_shapes.explaining
from lstm_shapes.report.records import Diagnosis, Finding

calls = []


def explain(error):
    calls.append(error)
    if "shape" in str(error):
        return Diagnosis([Finding("swapped-axes", "raises", "x is turned.", "")], str(error))
    return Diagnosis([Finding("", "cannot tell", "This message is not known.", "")], str(error))


lstm_shapes.explaining.explain = explain
run = shell.run_cell
"""


@pytest.fixture(scope="module")
def shell_says():
    """Run lines after the shell above; return the values that they print as JSON, and all that was printed."""

    def run(code):
        script = SHELL + textwrap.dedent(code)
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        *printed, last = done.stdout.splitlines()
        return json.loads(last), "\n".join(printed)

    return run


def test_a_shape_error_is_explained_as_text_and_as_html_below_its_traceback(shell_says):
    (cards, calls), printed = shell_says("""
        import json
        run("%load_ext lstm_shapes")
        run("raise ValueError('wrong shape')")
        print(json.dumps([shown, len(calls)]))
    """)
    assert calls == 1
    (card,) = cards
    assert card["text/plain"].startswith("RAISES: x is turned.")
    assert card["text/html"].index(">RAISES<") < card["text/html"].index("x is turned.")
    assert "ValueError: wrong shape" in printed


def test_in_a_terminal_the_text_is_printed_below_the_traceback(shell_says):
    _, printed = shell_says("""
        import json
        del shell.display_pub.publish
        run("%load_ext lstm_shapes")
        run("raise ValueError('wrong shape')")
        print(json.dumps(None))
    """)
    assert printed.index("ValueError: wrong shape") < printed.index("RAISES: x is turned.")
    assert "<div" not in printed


@pytest.mark.parametrize(
    "cell",
    [
        "1 + 1",
        "raise KeyError('name')",
        "1 +",  # never ran
        "raise KeyboardInterrupt",
        "raise SystemExit",
        "try:\n    raise ValueError('wrong shape')\nexcept ValueError:\n    pass",
    ],
)
def test_nothing_is_shown_for_anything_else(shell_says, cell):
    cards, _ = shell_says(f"""
        import json
        run("%load_ext lstm_shapes")
        run({cell!r})
        print(json.dumps(shown))
    """)
    assert [card for card in cards if "text/html" in card] == []


def test_loaded_twice_it_explains_once_and_unloaded_not_at_all(shell_says):
    counts, printed = shell_says("""
        import json
        counts = []
        for line in ("%load_ext lstm_shapes", "%load_ext lstm_shapes", "%reload_ext lstm_shapes", "%unload_ext lstm_shapes",
                     "%unload_ext lstm_shapes", "%load_ext lstm_shapes", "import lstm_shapes; lstm_shapes.load_ipython_extension(get_ipython())"):
            run(line)
            shown.clear()
            run("raise ValueError('wrong shape')")
            counts.append(len(shown))
        print(json.dumps(counts))
    """)
    assert counts == [1, 1, 1, 0, 0, 1, 1]
    assert "Error in callback" not in printed


def test_a_module_that_was_reloaded_is_still_there_once(shell_says):
    count, _ = shell_says("""
        import importlib, json, lstm_shapes.notebook.extension
        run("%load_ext lstm_shapes")
        importlib.reload(lstm_shapes.notebook.extension).load_ipython_extension(shell)
        run("raise ValueError('wrong shape')")
        print(json.dumps(len(shown)))
    """)
    assert count == 1


@pytest.mark.parametrize("failing", ["explain", "report", "display"])
@pytest.mark.parametrize("error", ["ZeroDivisionError", "KeyboardInterrupt", "RecursionError"])
def test_where_the_explanation_fails_nothing_is_shown_and_the_error_stays(shell_says, failing, error):
    (cards, name), printed = shell_says(f"""
        import json, lstm_shapes.report.html

        def fails(*_, **__):
            raise {error}

        if {failing!r} == "explain":
            lstm_shapes.explaining.explain = fails
        elif {failing!r} == "report":
            lstm_shapes.report.html.as_html = fails
        else:
            shell.display_pub.publish = fails
        run("%load_ext lstm_shapes")
        result = run("raise ValueError('wrong shape')")
        print(json.dumps([shown, type(result.error_in_exec).__name__]))
    """)
    assert cards == []
    assert name == "ValueError"
    assert printed.count("ValueError: wrong shape") == 1
    assert error not in printed.replace("raise " + error, "")
    assert "Error in callback" not in printed


def test_the_traceback_is_the_same_with_and_without_it(shell_says):
    code = """
        import json
        run({line!r})
        run("def f():\\n    raise ValueError('wrong shape')\\nf()")
        print(json.dumps(None))
    """
    assert shell_says(code.format(line="%load_ext lstm_shapes"))[1] == shell_says(code.format(line="pass"))[1]


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_it_lives_beside_an_extension_that_watches_cells_too(shell_says, first):
    (cards, seen), _ = shell_says(f"""
        import json
        seen = []
        other = SimpleNamespace(load=lambda: shell.events.register("post_run_cell", lambda result: seen.append(str(result.error_in_exec))))
        if {first}:
            other.load()
        run("%load_ext lstm_shapes")
        if not {first}:
            other.load()
        seen.clear()
        run("raise ValueError('wrong shape')")
        run("%unload_ext lstm_shapes")
        run("raise ValueError('another shape')")
        print(json.dumps([shown, seen]))
    """)
    assert len(cards) == 1
    assert "wrong shape" in seen
    assert "another shape" in seen


def test_it_lives_beside_an_extension_that_shows_errors_its_own_way(shell_says):
    (cards, mine), printed = shell_says("""
        import json
        mine = []
        shell.set_custom_exc((ValueError,), lambda shell, kind, value, trace, tb_offset=None: mine.append(str(value)))
        run("%load_ext lstm_shapes")
        run("raise ValueError('wrong shape')")
        print(json.dumps([shown, mine]))
    """)
    assert mine == ["wrong shape"]
    assert len(cards) == 1
    assert "Traceback" not in printed


def test_another_callback_that_fails_does_not_keep_it_from_explaining(shell_says):
    cards, _ = shell_says("""
        import json
        shell.events.register("post_run_cell", lambda result: 1 / 0)
        run("%load_ext lstm_shapes")
        run("raise ValueError('wrong shape')")
        print(json.dumps(shown))
    """)
    assert len([card for card in cards if "text/html" in card]) == 1


def test_it_costs_nothing_until_an_error(shell_says):
    loaded, _ = shell_says("""
        import json
        del lstm_shapes.explaining, sys.modules["lstm_shapes.explaining"]
        for name in list(sys.modules):
            if name.startswith("lstm_shapes."):
                del sys.modules[name]
        import lstm_shapes
        run("%load_ext lstm_shapes")
        run("1 + 1")
        loaded = sorted(name for name in sys.modules if name.startswith("lstm_shapes."))
        print(json.dumps(loaded))
    """)
    assert loaded == ["lstm_shapes.notebook", "lstm_shapes.notebook.extension"]


def test_a_name_that_is_fetched_when_first_used_is_enough_for_ipython(shell_says):
    heavy, _ = shell_says("""
        import json
        run("%load_ext lstm_shapes")
        print(json.dumps([name for name in ("keras", "tensorflow", "matplotlib") if name in sys.modules]))
    """)
    assert heavy == []


# A kernel, with Keras ---------------------------------------------------------------------------------------

MODEL = """
import gc, sys, weakref
import helpers
import lstm_shapes
import numpy as np
import keras
%load_ext lstm_shapes

def fresh(name="m"):
    model = keras.Sequential([keras.Input((20, 3), name="days"), keras.layers.LSTM(2, name="lstm"), keras.layers.Dense(1, name="out")], name=name)
    model.compile(optimizer="adam", loss="mse")
    return model

model = fresh()
x, y = np.zeros((100, 60), dtype="float32"), np.zeros((100, 1), dtype="float32")
"""


@pytest.fixture(scope="module")
def cell():
    """A kernel in which a model and its data are waiting."""
    with kernel() as run:
        assert errors(run(MODEL)) == []
        yield run


def test_the_error_finder_of_the_first_notebook_answers_in_a_fresh_kernel_without_keras():
    source = next(one.source for one in notebook("00").cells if "error_finder()" in one.source)
    asked = 'found = lstm_shapes.error_finder("cannot reshape array of size 6000 into shape (100,20,4)")'
    loaded = (
        "print([name for name in ('keras', 'tensorflow') if name in sys.modules], '8,000' in found.children[1].value)"
    )
    with kernel() as run:
        assert errors(run(f"import sys, lstm_shapes\n{source}\n{asked}")) == []
        assert printed(run(loaded)).strip() == "[] True"


def test_in_a_notebook_a_failed_fit_is_explained_with_the_learners_own_data(cell):
    messages = cell("model.fit(x, y, verbose=0)")
    assert errors(messages) == ["ValueError"]
    (card,) = displayed(messages)
    assert "(100, 60)" in card["text/plain"].splitlines()[0]
    assert "x = x.reshape(len(x), 20, 3)" in card["text/plain"]
    assert "60 = 20 × 3" in card["text/html"]
    kinds = [kind for kind, _ in messages]
    assert kinds.index("error") < kinds.index("display_data")


@pytest.mark.parametrize(
    "code",
    [
        "model.predict(x, verbose=0)",
        "model.evaluate(x, y, verbose=0)",
        "fresh()(x)",
        "def train(network, readings, answers):\n    network.fit(readings, answers, verbose=0)\ntrain(fresh(), x, y)",
    ],
)
def test_every_way_into_a_model_is_explained(cell, code):
    (card,) = displayed(cell(code))
    assert "(100, 60)" in card["text/plain"].splitlines()[0]


def test_a_reshape_that_numpy_refuses_is_explained(cell):
    (card,) = displayed(cell("x.reshape(100, 20, 4)"))
    assert "(100, 20, 4)" in card["text/plain"].splitlines()[0]


@pytest.mark.parametrize(
    "code", ["undefined_name", "1 / 0", "open('no-such-file')", "x.no_such_thing", "int('a')", "[][1]"]
)
def test_errors_about_something_else_are_left_alone(cell, code):
    messages = cell(code)
    assert len(errors(messages)) == 1
    assert displayed(messages) == []


def test_a_fit_that_runs_shows_nothing(cell):
    messages = cell("fresh('good').fit(x.reshape(100, 20, 3), y, verbose=0)")
    assert errors(messages) == []
    assert displayed(messages) == []


def test_the_array_of_a_failed_fit_is_freed_when_its_name_is_deleted(cell):
    cell("""
big, answers = np.zeros((100, 60), dtype="float32"), np.zeros((100, 1), dtype="float32")
other = fresh("other")
watched = weakref.ref(big)
""")
    assert len(displayed(cell("other.fit(big, answers, verbose=0)"))) == 1
    # IPython itself keeps the last error, and with it the frames that hold the data.
    cell("""
del big, answers, other
sys.last_value = sys.last_traceback = sys.last_exc = None
get_ipython().last_execution_result = None
get_ipython().InteractiveTB.tb = get_ipython().InteractiveTB.evalue = None
""")
    cell("gc.collect()")
    assert printed(cell("print(watched() is None)")).strip() == "True"
