"""A JupyterHub with its proxy on this machine: students side by side, a link, a kernel that dies, and no trace left."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote

import nbformat
import psutil
import pytest
from tools.hub import HUB, link, students
from tools.reference import ROOT, class_python

pytestmark = [pytest.mark.hub, pytest.mark.usefixtures("what_a_hub_needs")]
COMMAND = [str(class_python()), str(HUB / "load.py")]
CLINIC = "notebooks/12_shape_clinic.ipynb"


@pytest.fixture(scope="module")
def hub(what_a_hub_needs, tmp_path_factory):
    """A running hub."""
    with students.running_hub(tmp_path_factory.mktemp("hub"), class_python()) as running:
        yield running


def of_the_load():
    """The processes that any load.py has started, by the folder in their environment."""
    return students.processes(
        lambda process: Path(process.environ().get("LSTM_SHAPES_HUB", "")).name.startswith("class-")
    )


def folders_of_the_load():
    return list(Path(tempfile.gettempdir()).glob("class-*"))


def rows(printed):
    """The rows of a table as load.py prints it, without its head."""
    lines = [line for line in printed.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_two_students_run_01_side_by_side_with_its_sliders_and_nothing_is_left():
    folders = folders_of_the_load()
    done = subprocess.run([*COMMAND, "2", "--seconds", "300"], capture_output=True, text=True, timeout=360)
    assert done.returncode == 0, done.stdout + done.stderr
    first, second, both = rows(done.stdout)
    for name, ready, ended, slider, processor, shared, alone, errors in (first, second):
        assert errors == "none", name
        assert 0 < float(ready) < float(ended) < 300
        assert float(slider) > 0 and float(processor) > 1
        # A kernel that holds Keras, and its server: less would mean that a process was overlooked.
        assert 500 < float(shared) < float(alone) < 2000
    assert both[0] == "hub and proxy" and 50 < float(both[5]) < 1000
    assert of_the_load() == [] and folders_of_the_load() == folders


def test_stopped_in_the_middle_it_ends_what_it_has_started():
    folders = folders_of_the_load()
    with subprocess.Popen([*COMMAND, "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        started = time.monotonic()
        # The hub, its proxy and the student's server.
        while len(of_the_load()) < 3 and time.monotonic() < started + 40:
            time.sleep(0.2)
        assert len(of_the_load()) >= 3
        process.terminate()  # which it takes as Ctrl-C
        _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert said == "Stopped; what was started has ended.\n"
    assert of_the_load() == [] and folders_of_the_load() == folders


def test_a_class_that_is_not_done_in_time_says_so_and_ends():
    done = subprocess.run([*COMMAND, "1", "--seconds", "1"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert rows(done.stdout)[0][-1] == "not done after 1 s"
    assert of_the_load() == []


def git(folder, *words):
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", folder, *words], env=os.environ | own, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    """A small course in a git repository, on a branch of its own."""
    folder = tmp_path / "course"
    (folder / "notebooks").mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# One")])
    nbformat.write(notebook, folder / "notebooks/one.ipynb")
    git(folder, "init", "--initial-branch=term")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-m", "one")
    return folder


def data_of(page):
    """What nbgitpuller's page has understood of a link."""
    return {name: unquote(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', page)}


def test_a_link_is_read_by_nbgitpuller_as_it_was_meant_and_brings_the_notebook(hub, repository):
    address = "https://git.example.org/me/course.git"
    given = link.git_pull_link(hub.address, address, "notebooks/one.ipynb", branch="term", folder="my course")

    async def visit():
        async with students.logged_in(hub, "linked") as student:
            await students.start_server(student)
            arrived = await student.client.get(given)
            assert arrived.url.path == "/user/linked/git-pull"
            understood = data_of(arrived.text)
            # The page asks for the pull in this way; the repository lies on this machine here.
            asked = {name: understood[name] for name in ("branch", "targetpath")} | {"repo": f"file://{repository}"}
            pulled = await students.ask(student, "GET", "git-pull/api", params=asked)
            place = unquote(understood["path"].removeprefix("lab/tree/"))
            return understood, pulled.text, await students.open_notebook(student, place)

    understood, pulled, notebook = asyncio.run(visit())
    assert understood["repo"] == address
    assert understood["branch"] == "term"
    assert understood["targetpath"] == "my course"
    assert understood["path"] == "lab/tree/my%20course/notebooks/one.ipynb"
    assert json.loads(pulled.rstrip().rpartition("data: ")[2]) == {"phase": "finished"}
    assert notebook["cells"][0]["source"] == "# One"


def test_a_student_whose_kernel_dies_gets_back_to_the_saved_notebook_and_the_progress(hub):
    home = students.give_copy(hub, "unlucky")

    async def visit():
        async with students.logged_in(hub, "unlucky") as student:
            await students.start_server(student)
            notebook = await students.open_notebook(student, CLINIC)
            kernel = await students.start_kernel(student, CLINIC)
            async with students.connected(student, kernel) as connection:
                setup = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
                setup["execution_count"] = None
                _, errors = await students.run_all(connection, {"cells": [setup]})
                assert errors == []
                await shown(connection, 'mine = guess_cause("tram", "swapped-axes", "timesteps")')
                before = await shown(connection, "helpers.clinic_result()")
                number = int(await shown(connection, "import os\nprint(os.getpid())"))
                await students.save_notebook(student, CLINIC, notebook)
                assert psutil.Process(number).environ()["LSTM_SHAPES_HUB"] == str(hub.folder)
                os.kill(number, signal.SIGKILL)
                await until_another_runs(student, kernel, number)
            async with students.connected(student, kernel) as connection:
                again = await students.open_notebook(student, CLINIC)
                lost = await shown(connection, "print('mine' in globals())")
                _, errors = await students.run_all(connection, {"cells": [dict(setup)]})
                after = await shown(connection, "helpers.clinic_result()")
            return notebook, again, lost, errors, before, after

    notebook, again, lost, errors, before, after = asyncio.run(visit())
    assert again == notebook and again["cells"][1]["execution_count"] == 1
    assert "tram" in json.loads((home / ".clinic.json").read_text(encoding="utf-8"))["patients"]
    assert lost == "False\n", "this is the kernel from before"
    assert errors == []
    assert before == after and "swapped-axes, timesteps" in after


def test_an_error_that_no_lesson_planned_and_a_slider_that_no_panel_follows_are_told(hub):
    students.give_copy(hub, "careful")
    cell = {"cell_type": "code", "source": "1 / 0", "metadata": {}}
    planned = {**cell, "metadata": {"tags": ["raises-exception"]}}
    ghost = {"min": 1, "max": 3, "value": 3, "description": "timesteps"}

    async def visit():
        async with students.logged_in(hub, "careful") as student:
            await students.start_server(student)
            kernel = await students.start_kernel(student, CLINIC)
            async with students.connected(student, kernel) as connection:
                _, errors = await students.run_all(connection, {"cells": [planned, cell]})
                _, unmoved = await students.move_sliders(connection, {"nowhere": ghost})
        return errors, unmoved

    errors, unmoved = asyncio.run(visit())
    assert errors == ["cell 1: ZeroDivisionError: division by zero"]
    assert unmoved == ["the panel does not follow the slider timesteps"]


async def shown(connection, code):
    """What a cell prints and displays; fails where it raises."""
    told = await students.run_cell(connection, code)
    assert [content for kind, content in told if kind == "error"] == []
    displayed = [content["data"]["text/html"] for kind, content in told if kind == "display_data"]
    return "".join([content["text"] for kind, content in told if kind == "stream"] + displayed)


async def until_another_runs(student, kernel, number):
    """Wait until the server has started a kernel in the place of the one with this process number."""
    for _ in range(150):
        await asyncio.sleep(0.2)
        told = (await students.ask(student, "GET", f"api/kernels/{kernel}")).json()
        children = [process.pid for process in kernels_of(student.name)]
        if children and number not in children and told["execution_state"] in ("idle", "starting"):
            return
    raise AssertionError("no other kernel came")


def kernels_of(name):
    def is_one(process):
        mine = process.environ().get("JUPYTERHUB_USER") == name
        return mine and "ipykernel_launcher" in " ".join(process.cmdline())

    return students.processes(is_one)


def test_the_hub_of_a_class_has_the_locked_packages_and_no_conflict():
    words = [sys.executable, "-m", "uv", "pip", "check", "--python", class_python()]
    checked = subprocess.run(words, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_jupyterhub_understands_every_line_of_the_settings_for_tljh_through_a_link_to_them(tmp_path):
    code = """
import sys
from jupyterhub.spawner import SimpleLocalProcessSpawner as Spawner
from traitlets.config import PyFileConfigLoader
config = PyFileConfigLoader(sys.argv[1]).load_config()
assert set(config) == {"Spawner"}, config
assert set(config.Spawner) <= set(Spawner.class_traits(config=True)), config
spawner = Spawner(config=config)
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
for word in spawner.args:
    name, _, value = word.removeprefix("--MappingKernelManager.").partition("=")
    assert getattr(MappingKernelManager(**{name: int(value)}), name) == int(value)
print(spawner.mem_limit, *spawner.cmd)
"""
    (tmp_path / "lstm_shapes.py").symlink_to(HUB / "tljh_config.py")
    words = [str(class_python()), "-c", code, str(tmp_path / "lstm_shapes.py")]
    said = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    limit, program = said.stdout.split()
    assert int(limit) == 2 * 1024**3
    assert Path(program) == ROOT / ".class" / "bin" / "jupyterhub-singleuser"
    assert os.access(program, os.X_OK)
