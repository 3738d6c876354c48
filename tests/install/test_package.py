"""What somebody gets who installs the package into a project of their own: `lstm_shapes`, and two packages with it."""

import ast
import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from tools.kernels import displayed, errors, kernel, printed
from tools.reference import ROOT

PACKAGE = ROOT / "lstm_shapes"
MODULES = [path for folder in (PACKAGE, ROOT / "helpers") for path in sorted(folder.rglob("*.py"))]
OLDEST = ["keras==3.10.0", "tensorflow-cpu==2.19.1", "numpy==1.26.4", "ipykernel"]


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory, network):
    """The wheel of this tree; the build backend comes from the package index."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "uv", "build", "-q", "--wheel", "--out-dir", folder, ROOT)
    return next(folder.glob("*.whl"))


def environment(folder, *wanted):
    """Make an environment in a folder, install what is wanted, and return its Python."""
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    run(sys.executable, "-m", "uv", "pip", "install", "-q", "--python", python, *wanted)
    return python


def brought(python):
    listed = run(sys.executable, "-m", "uv", "pip", "list", "-q", "--format=json", "--python", python)
    return {one["name"]: one["version"] for one in json.loads(listed)}


@pytest.fixture(scope="module")
def alone(wheel, tmp_path_factory):
    """The Python of an environment into which only the wheel was installed."""
    return environment(tmp_path_factory.mktemp("alone"), wheel)


@pytest.fixture(scope="module")
def beside_keras(wheel, tmp_path_factory):
    """The same beside the Keras of the lock."""
    python = environment(tmp_path_factory.mktemp("beside"), "--no-deps", wheel)
    # A folder named in a .pth file is added as it is: its own .pth files, and with them this repository, are not read.
    purelib = next(python.parent.parent.rglob("site-packages"))
    (purelib / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


@pytest.fixture(scope="module")
def beside_oldest_keras(wheel, tmp_path_factory):
    """The same beside the oldest Keras for which it is meant, with a NumPy before 2."""
    try:
        return environment(tmp_path_factory.mktemp("oldest"), wheel, *OLDEST)
    except AssertionError as error:
        if "no version of" in str(error) or "no wheels" in str(error):
            pytest.skip(f"the package index has not all of {', '.join(OLDEST)}")
        raise


def test_the_wheel_holds_lstm_shapes_alone_and_all_of_it(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {Path(name).parts[0] for name in names} == {"lstm_shapes", "lstm_shapes-0.1.0.dist-info"}
    built = {name.removeprefix("lstm_shapes/") for name in names if name.startswith("lstm_shapes/")}
    source = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert built == {path.relative_to(PACKAGE).as_posix() for path in source}
    assert {"causes.toml", "messages/wordings.toml"} <= built


def test_the_wheel_carries_both_licences(wheel):
    names = [Path(name).name for name in zipfile.ZipFile(wheel).namelist()]
    assert {"LICENSE", "LICENSE-TEXT.md"} <= set(names)


def test_two_packages_come_with_it(alone):
    assert set(brought(alone)) == {"lstm-shapes", "numpy", "svg-py"}


def test_without_keras_every_name_is_there_and_a_message_is_explained(alone, tmp_path):
    code = """
import lstm_shapes
assert all(getattr(lstm_shapes, name) is not None for name in lstm_shapes.__all__)
print(lstm_shapes.explain("expected ndim=3, found ndim=2. Full shape received: (None, 60)"))
"""
    said = run(alone, "-I", "-c", code, cwd=tmp_path)
    assert "The layer reads 3 axes and gets 2, (None, 60)." in said


def test_where_there_is_no_notebook_flow_prints_and_the_error_finder_says_what_it_needs(alone, tmp_path):
    code = """
import lstm_shapes
lstm_shapes.flow([], (100, 60))
try:
    lstm_shapes.error_finder()
except ImportError as error:
    print(error)
"""
    flow, finder = run(alone, "-I", "-c", code, cwd=tmp_path).splitlines()
    assert flow == "data: (100, 60), samples, features"
    assert finder == "The field needs ipywidgets: pip install ipywidgets. explain(text) does without."


def test_nothing_named_helpers_is_installed(alone, tmp_path):
    code = "import importlib.util; print(importlib.util.find_spec('helpers'))"
    assert run(alone, "-I", "-c", code, cwd=tmp_path).strip() == "None"


def test_the_extra_brings_the_field_of_the_error_finder(wheel, tmp_path):
    python = environment(tmp_path / "finder", f"{wheel}[finder]")
    code = "import lstm_shapes; print(type(lstm_shapes.error_finder()).__name__)"
    assert run(python, "-I", "-c", code, cwd=tmp_path).strip() == "VBox"


LEARNER = """
import numpy as np, keras, lstm_shapes
model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4, name="lstm"), keras.layers.Dense(1, name="answer")])
model.compile("adam", "mse")
x, y = np.zeros((100, 60), "float32"), np.zeros(100, "float32")
"""


@pytest.mark.parametrize("where", ["beside_keras", "beside_oldest_keras"])
def test_in_a_kernel_of_ones_own_project_all_four_answer(where, request, network, tmp_path):
    python = request.getfixturevalue(where)
    with kernel(python, tmp_path) as cell:
        assert errors(cell(LEARNER)) == []
        (diagnosis,) = displayed(cell("display(lstm_shapes.diagnose(model, x, y))"))
        assert "its 60 columns" in diagnosis["text/plain"]
        assert "<img alt=" in diagnosis["text/html"]
        repaired = "_, repaired, _ = lstm_shapes.diagnose(model, x, y).findings[0].fixes[0].apply(model, x, y)"
        assert printed(cell(f"{repaired}\nprint(repaired.shape)")) == "(100, 20, 3)\n"
        messages = cell("lstm_shapes.flow(model, x)")
        assert "BREAKS HERE" in printed(messages)
        assert "<img alt=" in displayed(messages)[0]["text/html"]
        cell("%load_ext lstm_shapes")
        messages = cell("model.fit(x, y, verbose=0)")
        assert errors(messages) == ["ValueError"]
        assert "laid flat" in displayed(messages)[0]["text/html"]
        explained = "import sys\nprint(lstm_shapes.explain(sys.last_value).findings[0].cause, 'helpers' in sys.modules)"
        assert printed(cell(explained)) == "flattened-steps False\n"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: ".".join(path.relative_to(ROOT).with_suffix("").parts))
def test_a_module_imports_its_own_package_by_a_dot_and_never_the_helpers_from_the_diagnosis(path):
    package = path.relative_to(ROOT).parts[0]
    absolute = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            absolute += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            absolute.append(node.module)
    ours = {name.split(".")[0] for name in absolute} & {"helpers", "lstm_shapes"}
    allowed = {"lstm_shapes"} if package == "helpers" else set()
    assert ours <= allowed
