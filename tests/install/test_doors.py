"""Colab and Kaggle: the lines above a setup cell bring what such a host lacks, and every link leads to the release."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from tools import doors
from tools.kernels import errors, kernel, printed
from tools.reference import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HERE = doors.repository(), doors.tag()
LACKING = ("anywidget", "svg")  # the first letters of what neither host is known to have, as it is named on a disk
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def opening_and_setup(path):
    first, second = nbformat.read(path, as_version=4).cells[:2]
    return first.source, second.source


@each_notebook
def test_the_opening_leads_to_colab_and_kaggle_and_the_setup_cell_below_begins_with_their_two_lines(path):
    opening, setup = opening_and_setup(path)
    assert doors.PARAGRAPH.findall(opening) == [doors.paragraph(path.stem, *HERE)]
    assert opening.endswith(doors.paragraph(path.stem, *HERE))
    assert doors.LINES.match(setup)[0] == doors.lines(*HERE)
    assert doors.lines(*HERE).count("\n") == 2, "the paragraph says how many lines they are"


def test_the_tag_is_the_version_of_the_project_and_of_its_citation():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"]
    assert doors.tag() == f"v{cited}" == f"v{PROJECT['project']['version']}"


def test_the_readme_leads_to_the_first_notebook_and_names_no_other_repository():
    assert doors.colab("00_start_here", *HERE) in README and doors.kaggle("00_start_here", *HERE) in README
    assert set(re.findall(r"/blob/(v[\d.]+\d)/", README)) == {doors.tag()}
    assert set(re.findall(r"github(?:\.com)?/([\w-]+/lstm-shapes)\b", README)) == {doors.repository()}


def test_what_is_installed_keeps_the_upper_bounds_of_the_project():
    wanted = [Requirement(words) for words in re.findall(r'"(.+?)"', doors.lines(*HERE).partition("\n")[0])]
    known = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["course"]]
    bounds = {
        one.name: [str(bound) for bound in one.specifier if bound.operator == "<"] for one in map(Requirement, known)
    }
    assert {one.name: [str(bound) for bound in one.specifier] for one in wanted} == {
        name: bounds[name] for name in ("svg.py", "anywidget")
    }


def test_one_command_puts_another_repository_and_the_tag_of_a_new_version_in_every_place(copy_of_the_root):
    project = copy_of_the_root / "pyproject.toml"
    old, new = f'version = "{PROJECT["project"]["version"]}"', 'version = "1.20.3"'
    project.write_text(project.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    command = [sys.executable, copy_of_the_root / "tests" / "tools" / "doors.py"]
    refused = subprocess.run([*command, "https://ada"], capture_output=True, text=True)
    assert refused.returncode == 2 and refused.stdout.startswith("The repository needs an owner and a name")
    subprocess.run([*command, "ada/course"], check=True, capture_output=True)
    there = "ada/course", "v1.20.3"
    for path in NOTEBOOKS:
        opening, setup = opening_and_setup(copy_of_the_root / "notebooks" / path.name)
        assert opening.endswith(doors.paragraph(path.stem, *there)) and setup.startswith(doors.lines(*there))
    readme = (copy_of_the_root / "README.md").read_text(encoding="utf-8")
    assert doors.colab("00_start_here", *there) in readme and doors.repository() not in readme
    assert 'Repository = "https://github.com/ada/course"' in project.read_text(encoding="utf-8")
    again = subprocess.run(command, check=True, capture_output=True, text=True)
    assert again.stdout == "", "nothing is left to write"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """The Python of a host: it has Keras and the rest of the lock, and neither svg.py, anywidget nor this repository."""
    folder = tmp_path_factory.mktemp("host")
    venv.create(folder / "python", with_pip=True)
    borrowed = folder / "borrowed"
    borrowed.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith((*LACKING, "pip")):
            (borrowed / path.name).symlink_to(path)
    # A folder named in a .pth file is added as it is: its own .pth files, and with them this repository, are not read.
    (next((folder / "python").rglob("site-packages")) / "borrowed.pth").write_text(str(borrowed), encoding="utf-8")
    return folder / "python" / "bin" / "python"


@pytest.fixture
def release(copy_of_the_root):
    """The address of a git repository that has this tree under the tag of its version."""
    named = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*named, "commit", "-q", "-m", "release"], ["tag", doors.tag()]):
        subprocess.run(["git", *words], cwd=copy_of_the_root, check=True, capture_output=True)
    return copy_of_the_root.as_uri()


@pytest.mark.skipif(sys.platform == "win32", reason="Colab and Kaggle run Linux")
def test_with_the_two_lines_a_setup_cell_runs_in_an_empty_folder_of_a_host(
    host, release, network, tmp_path, monkeypatch
):
    home, work = tmp_path / "home", tmp_path / "content"
    home.mkdir(), work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", f"{host.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    _, setup = opening_and_setup(ROOT / "notebooks" / "03_reshape.ipynb")
    uncommented = re.sub(r"(?m)^# ", "", setup).replace(f"https://github.com/{doors.repository()}", release)
    with kernel(host, work) as cell:
        assert errors(cell(setup)) == ["ModuleNotFoundError"], "without the lines nothing is found"
        first = cell(uncommented)
        assert errors(first) == [] and "HEAD" not in printed(first)
        found = cell(
            "import helpers, lstm_shapes, os; print(helpers.__file__, lstm_shapes.__file__, os.getcwd(), sep='\\n')"
        )
        folders = [Path(line) for line in printed(found).splitlines()]
        clone = home / "lstm-shapes"
        assert folders == [clone / "helpers/__init__.py", clone / "lstm_shapes/__init__.py", clone / "notebooks"]
        assert list(work.iterdir()) == []
        assert errors(cell("np.loadtxt('data/sensor_log.csv', delimiter=',', skiprows=1, max_rows=1, dtype=str)")) == []
        panel = cell("mine = helpers.block_panel()\nprint(type(mine).__module__, len(mine.children))")
        assert errors(panel) == [] and printed(panel).split()[0].startswith("helpers.")
        # A learner runs the cell again; git says that the folder is there, and nothing is cloned into the clone.
        assert errors(cell(uncommented)) == []
        assert not (clone / "notebooks" / "lstm-shapes").exists()
