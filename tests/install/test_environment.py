"""One lock for everybody: what make, pip, conda and Binder install is the same, everywhere."""

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from unittest import mock

import pytest
import yaml
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from packaging.requirements import Requirement
from tools.reference import ROOT
from traitlets.config import PyFileConfigLoader

LOCKS = ["binder/requirements.txt", "tests/requirements.txt", "teaching/hub/requirements.txt"]
PLATFORMS = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
]
# The running Python is named, or uv spends 10 s on looking for the one to resolve for.
QUIETLY = ["-q", "--no-header", "--python", sys.executable]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OF_THE_PACKAGE = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["finder"]]
DIRECT = [*OF_THE_PACKAGE, *PROJECT["dependency-groups"]["course"]]
FOR_TESTS = PROJECT["dependency-groups"]["test"]
FOR_A_CLASS = PROJECT["dependency-groups"]["class"]
WANTED = [(DIRECT, LOCKS[0]), (FOR_TESTS, LOCKS[1]), (DIRECT + FOR_A_CLASS, LOCKS[2])]


def locked(lock):
    return [Requirement(line) for line in (ROOT / lock).read_text(encoding="utf-8").splitlines()]


def plain(name):
    return re.sub("[-_.]+", "-", name).lower()


def run(*command, **options):
    """Run to the end; when it fails, the test shows what it said."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def uv(*words, **options):
    return run(sys.executable, "-m", "uv", *words, **options)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_pinned(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert len(lines) > 15
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9.-]+==[0-9][^ ]*( ; .+)?", line)] == []


@pytest.mark.parametrize("line", DIRECT + FOR_TESTS + FOR_A_CLASS)
def test_every_direct_dependency_has_a_lower_and_an_upper_bound(line):
    operators = sorted(bound.operator for bound in Requirement(line).specifier)
    assert operators == ["<", ">="]


@pytest.mark.parametrize(("line", "lock"), [(line, lock) for lines, lock in WANTED for line in lines])
def test_the_lock_keeps_every_bound(line, lock):
    wanted = Requirement(line)
    versions = [next(iter(pin.specifier)).version for pin in locked(lock) if plain(pin.name) == plain(wanted.name)]
    assert versions, f"{wanted.name} is not in {lock}: run `make lock`"
    assert [version for version in versions if version not in wanted.specifier] == []


def test_both_locks_name_the_same_version_of_what_they_share():
    lab, test = ({plain(pin.name): str(pin.specifier) for pin in locked(lock)} for lock in LOCKS[:2])
    shared = lab.keys() & test.keys()
    assert shared
    assert {name: lab[name] for name in shared} == {name: test[name] for name in shared}


def test_a_class_has_every_line_of_the_lab_and_a_few_more():
    lab, of_a_class = (set((ROOT / lock).read_text(encoding="utf-8").splitlines()) for lock in (LOCKS[0], LOCKS[2]))
    older = {line for line in lab if line.startswith(("ipywidgets==", "jupyterlab-widgets=="))}
    assert len(older) == 2 and lab - older < of_a_class, "widgets that RISE can show, and else what the lessons have"
    assert len(of_a_class - lab) < 25


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("platform", [one for one in PLATFORMS if "linux" in one])
def test_the_lock_of_a_class_installs_from_wheels_on_linux(platform, python, network):
    words = ["--no-deps", "--only-binary", ":all:", "--python-platform", platform, "--python-version", python]
    assert "\njupyterhub==" in uv("pip", "compile", *QUIETLY, *words, LOCKS[2], cwd=ROOT)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_lock_installs_from_wheels_on_every_platform(platform, python, network):
    words = ["--no-deps", "--only-binary", ":all:", "--python-platform", platform, "--python-version", python]
    resolved = uv("pip", "compile", *QUIETLY, *words, LOCKS[0], cwd=ROOT)
    assert "\nkeras==" in resolved
    # A negative control: what has no wheel here is refused, so the line above says something.
    if "apple" in platform:
        with pytest.raises(AssertionError, match="tensorflow-cpu"):
            uv("pip", "compile", *QUIETLY, *words, "-", input="tensorflow-cpu==2.20.0\n", cwd=ROOT)
    assert re.search(r"\ntensorflow(-cpu)?==", resolved)


def test_the_locked_packages_agree_with_each_other_and_with_what_binder_brings(network, tmp_path):
    import repo2docker.buildpacks.conda as conda

    folder = Path(conda.__file__).parent
    brought = (folder / "environment.py-3.11-linux-64.lock").read_text(encoding="utf-8")
    names = [n for n in ("jupyterhub-base", "jupyter-offlinenotebook", "jupyter-resource-usage") if f"/{n}-" in brought]
    assert len(names) == 3
    wanted = [f"{n.removesuffix('-base')}=={re.search(f'/{n}-([0-9.]+)-', brought)[1]}" for n in names]
    (tmp_path / "binder.in").write_text("\n".join([*wanted, "notebook"]), encoding="utf-8")
    words = ["--python-version", "3.11", "--python-platform", "linux", "-c", ROOT / LOCKS[0]]
    resolved = uv("pip", "compile", *QUIETLY, *words, tmp_path / "binder.in", cwd=ROOT)
    pins = {plain(pin.name): str(pin.specifier) for pin in locked(LOCKS[0])}
    assert f"\nnotebook{pins['notebook']}" in resolved, "Binder's own notebook would refuse the locked jupyterlab"


def test_pip_installs_the_list_of_environment_yml_and_finds_no_conflict(copy_of_the_root, network):
    described = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert described["dependencies"][:2] == ["python=3.11", "pip"]
    lines = described["dependencies"][2]["pip"]
    # conda, too, writes the list to a file beside environment.yml and gives it to pip.
    (copy_of_the_root / "condaenv.txt").write_text("\n".join(lines), encoding="utf-8")
    venv.create(copy_of_the_root / "empty", with_pip=True)
    python = copy_of_the_root / "empty" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(python, "-m", "pip", "install", "-q", "-r", "condaenv.txt", cwd=copy_of_the_root)
    assert "No broken requirements found" in run(python, "-m", "pip", "check")
    code = "import helpers, keras, lstm_shapes as own; print(helpers.__file__, own.__file__, keras.__version__)"
    *paths, version = run(python, "-c", code, cwd=copy_of_the_root.parent).split()
    assert [Path(path).parent for path in paths] == [copy_of_the_root / "helpers", copy_of_the_root / "lstm_shapes"]
    assert f"keras=={version}" in [str(pin) for pin in locked(LOCKS[0])]


def chosen_pack():
    """What repo2docker takes for the folder in which it runs."""
    from repo2docker.app import Repo2Docker

    packs = [make(base_image="unused") for make in Repo2Docker().buildpacks]
    return next(pack for pack in packs if pack.detect())


def test_binder_reads_the_lock_with_python_3_11(copy_of_the_root, monkeypatch):
    monkeypatch.chdir(copy_of_the_root)
    pack = chosen_pack()
    assert type(pack).__name__ == "PythonBuildPack"
    assert pack.python_version == "3.11"
    # Before the repository is copied into the image, so that a changed lesson keeps the cached layer.
    assert any("binder/requirements.txt" in script for _, script in pack.get_preassemble_scripts())
    assert [Path(script).as_posix() for script in pack.get_post_build_scripts()] == ["binder/postBuild"]
    assert pack.get_start_script().endswith("/binder/start")


def test_the_image_of_a_class_keeps_the_course_out_of_the_home_that_a_hub_puts_its_own_in_place_of(
    copy_of_the_root, monkeypatch
):
    steps = (ROOT / "teaching/hub/README.md").read_text(encoding="utf-8")
    assert "cp teaching/hub/requirements.txt binder/requirements.txt" in steps
    target = re.search(r"--target-repo-dir (\S+)", steps)[1]
    assert not target.startswith("/home")
    (copy_of_the_root / LOCKS[0]).write_bytes((ROOT / LOCKS[2]).read_bytes())
    monkeypatch.chdir(copy_of_the_root)
    pack = chosen_pack()
    pack.platform = "linux/amd64"
    described = pack.render({"REPO_DIR": target, "NB_UID": "1000", "NB_USER": "jovyan"})
    # postBuild installs the course from the folder in which it runs, and the start script is named by that folder.
    assert "ARG REPO_DIR=${HOME}" in described and "WORKDIR ${REPO_DIR}" in described
    assert 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in described


@pytest.mark.skipif(os.name == "nt", reason="Windows stores no executable bit")
@pytest.mark.parametrize("name", ["binder/postBuild", "binder/start", ".ci/run", ".ci/proxy"])
def test_scripts_can_be_executed_and_parse(name):
    assert os.access(ROOT / name, os.X_OK)
    run("bash", "-n", ROOT / name)


@pytest.mark.skipif(os.name == "nt", reason="Binder runs Linux")
def test_binder_start_sets_the_quiet_switches_and_goes_on():
    code = "import os; print(os.environ['TF_CPP_MIN_LOG_LEVEL'], os.environ['TF_ENABLE_ONEDNN_OPTS'])"
    assert run(ROOT / "binder/start", sys.executable, "-c", code).strip() == "2 0"


def test_no_file_names_the_host_of_a_package_index():
    hosts = re.compile(
        "|".join([r"pypi\.", r"pythonhosted\.", r"anaconda\.", r"npmjs\.", "index-url +http", "file:///"])
    )
    files = [ROOT / name for name in ("Makefile", "pyproject.toml", "environment.yml", ".ci/run", ".ci/proxy", *LOCKS)]
    files += [
        path for folder in ("binder", ".github/workflows", "teaching/hub") for path in (ROOT / folder).glob("*.*")
    ]
    assert len(files) > 8
    assert [path.name for path in files if hosts.search(path.read_text(encoding="utf-8"))] == []


def test_the_servers_connection_sends_each_message_at_once(monkeypatch):
    config = PyFileConfigLoader("jupyter_server_config.py", str(ROOT / "binder")).load_config()
    chosen = config.ServerApp.kernel_websocket_connection_class
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: "connected")
    connection = chosen.__new__(chosen)
    connection.websocket_handler = mock.create_autospec(KernelWebsocketHandler, instance=True)
    assert connection.connect() == "connected"
    connection.websocket_handler.set_nodelay.assert_called_once_with(True)


@pytest.mark.skipif(sys.platform == "win32", reason="make and Binder's start are not for Windows")
def test_make_and_binder_start_the_server_with_these_settings():
    own = {**os.environ, "JUPYTER_CONFIG_PATH": "/of/the/user"}
    said = run("bash", "binder/start", "sh", "-c", "echo $JUPYTER_CONFIG_PATH", cwd=ROOT, env=own)
    assert said.split(":") == [str(ROOT / "binder"), "/of/the/user\n"]
    assert f'JUPYTER_CONFIG_PATH="{ROOT}/binder' in run("make", "-n", "lab", cwd=ROOT, env=own)
