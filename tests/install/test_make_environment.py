"""binder/make_environment.py: plain sentences, and no half-made .venv that is trusted."""

import importlib.util
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from tools.reference import ROOT

SCRIPT = ROOT / "binder" / "make_environment.py"


@pytest.fixture
def maker(copy_of_the_root):
    """The script as a module of a copy of the repository, whose .venv does not exist yet."""
    path = copy_of_the_root / "binder" / "make_environment.py"
    spec = importlib.util.spec_from_file_location("make_environment", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def finished(maker):
    """The same with a .venv that looks finished: a Python in it, and both stamps."""
    Path(maker.BIN).mkdir(parents=True)
    Path(maker.PYTHON).touch()
    maker.write_stamp("lab")
    maker.write_stamp("test")
    return maker


def test_the_environment_of_a_class_has_a_folder_and_a_stamp_of_its_own(finished, monkeypatch):
    installed = []
    monkeypatch.setattr(finished, "make_empty_venv", lambda: Path(finished.BIN).mkdir(parents=True))
    monkeypatch.setattr(finished, "install_uv", lambda: None)
    monkeypatch.setattr(finished, "uv_install", lambda environment, *words: installed.append(words))
    monkeypatch.setattr(finished, "settings_for_uv", dict)
    monkeypatch.setattr(finished, "check_machine", lambda: None)
    assert finished.main("class") == 0
    assert ("-r", finished.CLASS_LOCK) in installed and ("-r", finished.LOCK) not in installed
    assert Path(finished.VENV).name == ".class"
    assert [path.name for path in Path(finished.VENV).glob("*.stamp")] == ["class.stamp"]
    Path(finished.PYTHON).touch()
    installed.clear()
    assert finished.main("class") == finished.main("test") == finished.main("lab") == 0
    assert installed == []
    with open(Path(finished.ROOT) / finished.CLASS_LOCK, "a", encoding="utf-8") as lock:
        lock.write("six==1.17.0\n")
    assert finished.main("class") == 0
    assert ("-r", finished.CLASS_LOCK) in installed


def last_line(capsys):
    return capsys.readouterr().err.strip().splitlines()[-1]


def test_a_wrong_python_is_told_which_ones_work(maker, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    monkeypatch.setattr(maker, "working_python", lambda: None)
    assert maker.main("lab") == 1
    sentence = last_line(capsys)
    assert "3.11, 3.12 or 3.13 is needed" in sentence
    assert "this is Python 3.8" in sentence


def test_a_wrong_python_goes_on_with_a_working_one(maker, monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(maker, "working_python", lambda: "python3.12")
    monkeypatch.setattr(maker.subprocess, "call", lambda command: calls.append(command) or 0)
    with pytest.raises(SystemExit) as stop:
        maker.main("lab")
    assert stop.value.code == 0
    assert [call[0] for call in calls] == ["python3.12"]
    assert "it uses python3.12" in capsys.readouterr().out


def test_the_script_is_readable_for_a_very_old_python():
    source = SCRIPT.read_text(encoding="utf-8")
    compile(source, str(SCRIPT), "exec")
    newer = ['f"', "f'", "nonlocal", ":=", "raise from", " from None", "async ", "match "]
    assert [word for word in newer if word in source] == []


@pytest.mark.parametrize(
    ("system", "machine", "words"),
    [
        ("Darwin", "x86_64", "Intel Mac"),
        ("Linux", "armv7l", "not made for this machine (Linux armv7l"),
        ("Windows", "ARM64", "not made for this machine (Windows ARM64"),
    ],
)
def test_a_machine_without_tensorflow_is_sent_to_binder(maker, monkeypatch, capsys, system, machine, words):
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert maker.main("lab") == 1
    sentence = last_line(capsys)
    assert words in sentence
    assert "Binder" in sentence
    assert not Path(maker.VENV).exists()


def test_alpine_is_sent_to_binder(maker, monkeypatch, capsys):
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert maker.main("lab") == 1
    assert "Binder" in last_line(capsys)


def test_a_missing_venv_module_names_the_package_that_adds_it(maker, monkeypatch, capsys):
    monkeypatch.setattr(maker, "check_machine", lambda: None)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert maker.main("lab") == 1
    assert f"python3.{sys.version_info[1]}-venv" in last_line(capsys)


def test_a_full_disk_is_told_how_much_is_needed(maker, monkeypatch, capsys):
    monkeypatch.setattr(maker, "check_machine", lambda: None)
    monkeypatch.setattr(maker, "GIGABYTES_NEEDED", 1e6)
    assert maker.main("lab") == 1
    assert "are needed: make room" in last_line(capsys)
    assert not Path(maker.VENV).exists()


def test_no_network_is_one_sentence_and_leaves_nothing_that_is_trusted(copy_of_the_root):
    # Port 9 of this machine answers to nobody.
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "0",
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))} | nowhere
    command = [sys.executable, "binder/make_environment.py", "lab"]
    done = subprocess.run(command, cwd=copy_of_the_root, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert list((copy_of_the_root / ".venv").glob("*.stamp*")) == []


def test_a_finished_environment_is_used_as_it_is(finished, monkeypatch):
    monkeypatch.setattr(finished, "install", lambda room: pytest.fail("installed again"))
    assert finished.main("lab") == 0
    assert finished.main("test") == 0


def test_a_changed_lock_is_installed_again_in_place(finished):
    with open(Path(finished.ROOT) / finished.LOCK, "a", encoding="utf-8") as lock:
        lock.write("six==1.17.0\n")
    assert not finished.is_ready("lab")
    assert not finished.is_ready("test")
    assert finished.can_be_updated()


def test_a_changed_test_lock_leaves_the_lab_ready(finished):
    with open(Path(finished.ROOT) / finished.TEST_LOCK, "a", encoding="utf-8") as lock:
        lock.write("six==1.17.0\n")
    assert finished.is_ready("lab")
    assert not finished.is_ready("test")


@pytest.mark.parametrize("broken", ["no stamp", "no python", "other place"])
def test_a_half_made_or_moved_environment_is_made_anew(finished, monkeypatch, broken):
    stamp = Path(finished.stamp_path("lab"))
    if broken == "no stamp":
        stamp.unlink()
    elif broken == "no python":
        Path(finished.PYTHON).unlink()
    else:
        stamp.write_text(stamp.read_text().replace(finished.VENV, "/somewhere/else"))
    made = []
    monkeypatch.setattr(finished, "make_empty_venv", lambda: made.append("anew"))
    monkeypatch.setattr(finished, "install_uv", lambda: None)
    monkeypatch.setattr(finished, "uv_install", lambda *words: None)
    monkeypatch.setattr(finished, "settings_for_uv", dict)
    monkeypatch.setattr(finished, "check_machine", lambda: None)
    assert finished.main("lab") == 0
    assert made == ["anew"]


@pytest.mark.parametrize("failing", [1, 2])
def test_an_update_that_breaks_off_leaves_no_stamp(finished, monkeypatch, failing):
    with open(Path(finished.ROOT) / finished.LOCK, "a", encoding="utf-8") as lock:
        lock.write("six==1.17.0\n")
    calls = []

    def break_off(*words):
        calls.append(words)
        if len(calls) == failing:
            raise KeyboardInterrupt

    monkeypatch.setattr(finished, "install_uv", lambda: None)
    monkeypatch.setattr(finished, "uv_install", break_off)
    monkeypatch.setattr(finished, "settings_for_uv", dict)
    monkeypatch.setattr(finished, "check_machine", lambda: None)
    assert finished.main("lab") == 130
    assert list(Path(finished.VENV).glob("*.stamp*")) == []
    assert not finished.can_be_updated()
