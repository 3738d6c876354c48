"""What somebody gets who installs the package: `lstm_shapes`, and nothing named helpers."""

import ast
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from reference import ROOT

MODULES = sorted((ROOT / "helpers").rglob("*.py"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory, network):
    """The wheel of this tree; the build backend comes from the package index."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "uv", "build", "-q", "--wheel", "--out-dir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def own_project(wheel, tmp_path_factory):
    """Run code in an empty folder, with an environment into which only the wheel was installed."""
    folder = tmp_path_factory.mktemp("project")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--python",
        str(python),
        str(wheel),
    ]
    subprocess.run(command, check=True)
    # NumPy and Keras come from this environment. A folder named in a .pth file is added as it is:
    # its own .pth files, and with them the editable helpers, are not read.
    purelib = next((folder / "env").rglob("site-packages"))
    (purelib / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    (folder / "empty").mkdir()

    def run(code):
        command = [python, "-I", "-c", code]
        return subprocess.run(command, cwd=folder / "empty", capture_output=True, text=True)

    return run


def test_the_wheel_holds_the_helpers_as_lstm_shapes_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {Path(name).parts[0] for name in names} == {"lstm_shapes", "lstm_shapes-0.1.0.dist-info"}
    built = {name.removeprefix("lstm_shapes/") for name in names if name.startswith("lstm_shapes/")}
    source = [path for path in (ROOT / "helpers").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert built == {path.relative_to(ROOT / "helpers").as_posix() for path in source}
    assert "causes.toml" in built


def test_the_wheel_carries_both_licences(wheel):
    names = [Path(name).name for name in zipfile.ZipFile(wheel).namelist()]
    assert {"LICENSE", "LICENSE-TEXT.md"} <= set(names)


def test_lstm_shapes_works_in_a_project_of_ones_own(own_project):
    done = own_project("import lstm_shapes; print(lstm_shapes.describe_shape((8, 5, 3)))")
    assert done.returncode == 0, done.stderr
    assert "8" in done.stdout
    assert "timesteps" in done.stdout


def test_every_public_name_can_be_used_in_a_project_of_ones_own(own_project):
    done = own_project("import lstm_shapes as s; print([name for name in s.__all__ if getattr(s, name) is None])")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_nothing_named_helpers_is_installed(own_project):
    done = own_project("import helpers")
    assert done.returncode == 1
    assert "ModuleNotFoundError: No module named 'helpers'" in done.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_helper_imports_its_neighbours_by_a_dot(path):
    absolute = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            absolute += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            absolute.append(node.module)
    assert [name for name in absolute if name.split(".")[0] in ("helpers", "lstm_shapes")] == []
