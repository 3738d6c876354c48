"""teaching/hub/: its settings agree with what was measured, its links and words hold, and bad input gets one sentence."""

import doctest
import math
import re
import subprocess
import sys
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from tools.hub import HUB, link, load, students
from tools.reference import ROOT
from traitlets.config import PyFileConfigLoader

PAGE = (HUB / "README.md").read_text(encoding="utf-8")
VALUES = yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))
UNITS = {"M": 1024**2, "G": 1024**3}


def table(heading):
    """The rows of the table below a heading, without its head."""
    part = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def number(words):
    return float(re.match(r"[\d,.]+", words)[0].replace(",", ""))


def megabytes(words):
    """The MB of a setting such as 1.2G, which JupyterHub takes as 1.2 times 1024 to the third."""
    return float(words[:-1]) * UNITS[words[-1]] / 1e6


MEASURED = {row[0]: row[1:] for row in table("What a student takes")}
CLASSES = table("What a class takes")


def taken(what):
    return number(MEASURED[what][0])


def test_the_guarantee_holds_the_largest_notebook_and_the_limit_a_second_one():
    memory = VALUES["singleuser"]["memory"]
    (one,) = [number(row[0]) for what, row in MEASURED.items() if "the largest notebook" in what]
    both = one + taken("the kernel of 06")
    assert one <= megabytes(memory["guarantee"]) <= 1.15 * one
    assert both <= megabytes(memory["limit"]) <= 1.25 * both


def test_both_kinds_of_hub_have_the_same_limit_and_end_the_same_kernels():
    config = PyFileConfigLoader("tljh_config.py", str(HUB)).load_config().Spawner
    assert config.mem_limit == VALUES["singleuser"]["memory"]["limit"]
    assert config.args == VALUES["hub"]["config"]["KubeSpawner"]["args"]
    assert config.environment["JUPYTER_CONFIG_PATH"] == str(ROOT / "binder")
    start = (ROOT / "binder" / "start").read_text(encoding="utf-8")
    switches = {name: value for name, value in config.environment.items() if name.startswith("TF_")}
    assert switches and switches == dict(re.findall(r"^export (TF_\w+)=(\w+)$", start, flags=re.M))


def test_the_classes_follow_from_the_measured_numbers():
    once = taken("hub and proxy") + taken("what the students on one machine share, once")
    each = taken("each student in 01 besides that")
    assert f"memory is {once / 1000:.2f} GB and {each:.0f} MB for each student" in PAGE
    assert [row[0] for row in CLASSES] == ["2", "8", "30", "100", "300"]
    for count, memory, processors, _, _, known in CLASSES:
        assert number(memory) == pytest.approx((once + int(count) * each) / 1000, abs=0.06)
        measured = int(count) <= load.MOST
        assert known.startswith("measured" if measured else "reckoned")
        # With 8 students, 4 shared a processor.
        assert measured or int(processors) == math.ceil(int(count) / 4)


def test_a_student_takes_what_was_measured_with_one_to_eight():
    told = re.search(
        r"took (\d+) MB of PSS alone, (\d+) beside one other, (\d+) among four and (\d+) among eight", PAGE
    )
    each, shared = taken("each student in 01 besides that"), taken("what the students on one machine share, once")
    for count, memory in zip((1, 2, 4, 8), told.groups(), strict=True):
        assert each + shared / count == pytest.approx(int(memory), abs=2)


def test_load_plans_with_a_little_more_than_the_numbers_of_the_page():
    once = taken("hub and proxy") + taken("what the students on one machine share, once")
    assert once <= load.HUB <= 1.2 * once
    assert taken("each student in 01 besides that") <= load.EACH <= 1.2 * taken("each student in 01 besides that")


def test_what_stands_in_the_values_for_somebody_to_replace_is_marked_and_leaves_no_door_open():
    lines = (HUB / "values.yaml").read_text(encoding="utf-8").splitlines()
    marked = [line.split(":")[0].strip() for line in lines if "# replace" in line]
    assert marked == ["name", "tag", "user_password", "replicas"]
    # JupyterHub refuses a password of less than 8 characters, so nobody gets in before it is replaced.
    assert VALUES["hub"]["config"]["SharedPasswordAuthenticator"]["user_password"] == ""


def test_the_page_names_every_file_and_the_line_of_the_link_prints_what_it_says():
    for path in HUB.glob("*.*"):
        assert path.name == "README.md" or f"({path.name})" in PAGE, path.name
    command, printed = re.search(
        r"^python3 (teaching/hub/link\.py .+)\n```\n\n```text\n(.+)\n```", PAGE, flags=re.M
    ).groups()
    done = subprocess.run([sys.executable, *command.split()], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == printed


def test_a_link_says_repository_branch_folder_and_notebook():
    hub, repository = "https://hub.example.org/term/", "https://git.example.org/me/course.git"
    parts = urlsplit(link.git_pull_link(hub, repository, "notebooks/one & two.ipynb", branch="autumn", folder="c"))
    assert parts.path == "/term/hub/user-redirect/git-pull"
    told = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert unquote(told.pop("urlpath")) == "lab/tree/c/notebooks/one & two.ipynb"
    assert told == {"repo": repository, "branch": "autumn", "targetPath": "c"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["hub.example.org", "https://g.example.org/c"],
            "The hub needs an address that begins with https://; got 'hub.",
        ),
        (
            ["https://h.example.org", "git@g.example.org:c"],
            "The repository needs an address that begins with https://;",
        ),
        (
            ["https://h.example.org", "https://g.example.org/c", "one.md"],
            "The notebook needs a path such as notebooks/",
        ),
    ],
)
def test_a_link_that_cannot_work_is_refused_in_one_sentence(words, said, capsys):
    assert link.main(words) == 2
    out, error = capsys.readouterr()
    assert out == "" and error.startswith(said) and len(error.splitlines()) == 1


@pytest.mark.parametrize("name", ["link", "load"])
def test_the_examples_in_the_docstrings_hold(name):
    found = doctest.testmod({"link": link, "load": load}[name])
    assert found.attempted and not found.failed


@pytest.mark.skipif(sys.platform != "linux", reason="it plays a class on Linux")
@pytest.mark.parametrize("words", [["30"], ["0"], ["8"]])
def test_a_class_that_does_not_fit_is_refused_with_what_is_needed_and_what_is_free(words, capsys, monkeypatch):
    monkeypatch.setattr(students, "missing", lambda: "")
    monkeypatch.setattr(load, "measure", lambda *_: pytest.fail("it began"))
    monkeypatch.setattr(load.psutil, "virtual_memory", lambda: Memory)
    assert load.main(words) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert f"{words[0]} take about" in error and "4.0 GB are free here." in error


class Memory:
    """A machine with little memory."""

    available, total = 4e9, 8e9


def test_what_a_hub_needs_is_named_with_the_line_that_brings_it(monkeypatch, tmp_path):
    monkeypatch.setattr(students.shutil, "which", lambda name: None)
    assert students.missing() == "Node is missing (Debian: apt-get install nodejs npm)."
    monkeypatch.setattr(students.shutil, "which", lambda name: "/usr/bin/node")
    monkeypatch.setattr(students, "PROXY", tmp_path / "none")
    assert "`bash .ci/proxy`" in students.missing()
