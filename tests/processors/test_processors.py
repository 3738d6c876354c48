"""The imitation of other processors: weights that begin elsewhere, and a run that names the cells that notice."""

import importlib.util
import subprocess
import sys

import pytest
from tools.reference import ROOT

pytestmark = pytest.mark.processors
START = ROOT / "tests" / "processors" / "00-other-weights.py"
FIRST_WEIGHTS = """
import sys
exec(open(sys.argv[1]).read())
assert not any(name.split(".")[0] in ("keras", "tensorflow") for name in sys.modules), "loaded too early"
import helpers, keras, numpy as np
from keras.initializers import GlorotUniform, HeNormal, Orthogonal, RandomUniform
print(*(float(np.sum(kind(seed=1)((3, 4)))) for kind in (GlorotUniform, Orthogonal, RandomUniform, HeNormal)))
"""


def first_weights(off, monkeypatch):
    """Sums of the weights that a fresh Python draws: three kinds that are moved, and one that is not."""
    monkeypatch.setenv("LSTM_SHAPES_WEIGHTS_OFF", off)
    command = [sys.executable, "-c", FIRST_WEIGHTS, str(START)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [float(number) for number in said.split()]


def test_the_start_up_moves_first_weights_by_the_given_part_and_loads_no_keras_before_it_is_asked_for(monkeypatch):
    *as_usual, untouched = first_weights("0", monkeypatch)
    *moved, also_untouched = first_weights("-1e-2", monkeypatch)
    assert moved == pytest.approx([weight * 0.99 for weight in as_usual], rel=1e-5)
    assert also_untouched == untouched


@pytest.fixture(scope="module")
def run():
    """The module tests/processors/run.py."""
    spec = importlib.util.spec_from_file_location("run_processors", START.with_name("run.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_cell_that_shows_the_last_digits_of_a_weight_is_named_and_the_others_are_not(run, tmp_path):
    import nbformat
    import run_notebooks

    cells = [
        "import helpers, keras",
        "print('equal')",
        "print(float(keras.initializers.Orthogonal(seed=1)((1, 1))[0, 0]))",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path = tmp_path / "digits.ipynb"
    path.write_text(run_notebooks.as_text(notebook), encoding="utf-8")
    assert run_notebooks.main([str(path)]) == 0
    assert run.differing_cells({"LSTM_SHAPES_WEIGHTS_OFF": "1e-6"}, [str(tmp_path)]) == ["digits.ipynb: Cell 2"]


def test_a_run_that_compared_nothing_is_no_proof(run, tmp_path):
    with pytest.raises(RuntimeError, match="pytest ended with 5"):
        run.differing_cells({}, [str(tmp_path)])


def test_an_unknown_variant_is_refused(run, capsys):
    assert run.main(["another"]) == 2
    assert "There are off+1e-6" in capsys.readouterr().out
