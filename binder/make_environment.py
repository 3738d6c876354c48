"""Install the locked environment: python3 binder/make_environment.py lab|test|class

`lab` and `test` install into .venv, `class` into .class what a JupyterHub serves (teaching/hub/).

Standard library only, and old spellings on purpose: a Python of any age must be able to read this
file and say which Python is needed.
"""

from __future__ import print_function

import hashlib
import os
import platform
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join("binder", "requirements.txt")
TEST_LOCK = os.path.join("tests", "requirements.txt")
CLASS_LOCK = os.path.join("teaching", "hub", "requirements.txt")
# What a stamp vouches for: if one of these files changes, the next call installs again.
INPUTS = {
    "lab": [LOCK, "pyproject.toml"],
    "test": [LOCK, "pyproject.toml", TEST_LOCK],
    "class": [CLASS_LOCK, "pyproject.toml"],
}
WORKING_PYTHONS = ("3.11", "3.12", "3.13")
# TensorFlow is built for these and no others.
MACHINES = ("Linux x86_64", "Linux aarch64", "Windows AMD64", "Darwin arm64")
GIGABYTES_NEEDED = 3.0
NO_NETWORK = re.compile(
    "resolution|resolve|Failed to establish|Max retries|unreachable|refused|timed out|ProxyError|NewConnection|RemoteDisconnected"
)


def settle_in(folder):
    """Say in which folder of the repository all below is installed."""
    global VENV, BIN, PYTHON
    VENV = os.path.join(ROOT, folder)
    BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
    PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")


settle_in(".venv")


class Stopped(Exception):
    """A failure that its one sentence explains."""


def say(line):
    print(line)
    sys.stdout.flush()


def working_python():
    """The command of a Python that can run the course, or None."""
    for version in WORKING_PYTHONS:
        command = "python" + version
        try:
            with open(os.devnull, "w") as nowhere:
                code = "import sys; print('%d.%d' % sys.version_info[:2])"
                answer = subprocess.check_output([command, "-c", code], stderr=nowhere)
        except (OSError, subprocess.CalledProcessError):
            continue
        if answer.decode().strip() == version:
            return command
    return None


def check_python():
    """Go on with a suitable Python: this one, or another one that is installed."""
    came = "%d.%d" % sys.version_info[:2]
    if came in WORKING_PYTHONS:
        return
    other = working_python()
    if other is None:
        raise Stopped(
            "Python 3.11, 3.12 or 3.13 is needed, and this is Python %s: install one of the three beside it "
            "and run the same command again." % came
        )
    say("This is Python %s; the course needs 3.11, 3.12 or 3.13, so it uses %s." % (came, other))
    sys.exit(subprocess.call([other] + sys.argv))


def check_machine():
    """Stop where no TensorFlow exists, before anything is downloaded."""
    machine = platform.system() + " " + platform.machine()
    binder = "open the course on Binder instead, the link is in README.md."
    if machine == "Darwin x86_64":
        raise Stopped("This Python is built for an Intel Mac, for which TensorFlow is no longer made: " + binder)
    if machine not in MACHINES or sys.maxsize < 2**32:
        bits = platform.architecture()[0]
        raise Stopped("TensorFlow is not made for this machine (%s, %s): %s" % (machine, bits, binder))
    if platform.system() == "Linux" and platform.libc_ver()[0] != "glibc":
        raise Stopped("TensorFlow needs a Linux with glibc, and this one (Alpine?) has another C library: " + binder)


def check_venv_module():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Stopped(
            "This Python cannot make an environment because its venv module is missing: on Debian and Ubuntu "
            "`sudo apt install python%d.%d-venv` adds it." % sys.version_info[:2]
        )


def check_disk():
    import shutil

    free = shutil.disk_usage(ROOT).free / 1e9
    if free < GIGABYTES_NEEDED:
        raise Stopped(
            "%.1f GB are free here and %.0f GB are needed: make room and run the same command again."
            % (free, GIGABYTES_NEEDED)
        )


def stamp_path(room):
    return os.path.join(VENV, room + ".stamp")


def stamp_text(room):
    """First line: where and with which Python. Second line: from which files."""
    digest = hashlib.sha256()
    for name in INPUTS[room]:
        with open(os.path.join(ROOT, name), "rb") as stream:
            digest.update(stream.read())
    return "Python %d.%d in %s\n%s\n" % (sys.version_info[0], sys.version_info[1], VENV, digest.hexdigest())


def stored_stamp(room):
    try:
        with open(stamp_path(room), encoding="utf-8") as stream:
            return stream.read()
    except OSError:
        return ""


def is_ready(room):
    return os.path.exists(PYTHON) and stored_stamp(room) == stamp_text(room)


def can_be_updated(room="lab"):
    """A folder that was finished once, here and with this Python; a half-made one has no stamp."""
    place = stamp_text(room).splitlines()[0]
    return os.path.exists(PYTHON) and stored_stamp(room).startswith(place)


def write_stamp(room):
    # Under another name first: a stamp is there completely or not at all.
    with open(stamp_path(room) + ".part", "w", encoding="utf-8") as stream:
        stream.write(stamp_text(room))
    os.replace(stamp_path(room) + ".part", stamp_path(room))


def make_empty_venv():
    import venv

    name = os.path.basename(VENV)

    if os.path.exists(VENV):
        say("There is a %s that was not finished, or not for this place and Python: it is made anew." % name)
    check_disk()
    say("Making %s with Python %s (5 s)" % (name, platform.python_version()))
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Stopped("Python could not make the folder %s (%s)." % (name, error))


def pinned_uv():
    with open(os.path.join(ROOT, TEST_LOCK), encoding="utf-8") as stream:
        return re.search("^uv==.*", stream.read(), re.MULTILINE).group()


def install_uv():
    say("Getting the installer uv with pip (5 s, 25 MB)")
    command = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1"]
    done = subprocess.run(command + [pinned_uv()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode == 0:
        return
    words = done.stdout.decode(errors="replace")
    if NO_NETWORK.search(words):
        raise Stopped(
            "The package index cannot be reached: connect to the network, or set the proxy, and run the same "
            "command again."
        )
    print(words, file=sys.stderr)
    raise Stopped("pip could not install uv; its own words stand above.")


def settings_for_uv():
    """uv does not read pip's settings: hand it the index of a company or a mirror that pip was told about."""
    command = [PYTHON, "-m", "pip", "config", "get", "global.index-url"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    index = os.environ.get("PIP_INDEX_URL") or done.stdout.decode().strip()
    return dict({"UV_DEFAULT_INDEX": index} if index else {}, **os.environ)


def uv_install(environment, *arguments):
    command = [os.path.join(BIN, "uv"), "pip", "install", "--python", PYTHON] + list(arguments)
    if subprocess.call(command, cwd=ROOT, env=environment) != 0:
        raise Stopped(
            "The installation is not finished, and uv says why above. If the network broke off, run the same "
            "command again: what was downloaded is kept."
        )


def install(room):
    """Bring the folder up to the lock; the stamps are the last thing written."""
    rooms = ["lab", "test"] if room == "test" else [room]
    if can_be_updated(rooms[0]):
        # From here to the end nothing vouches for the folder, so an interrupted call is noticed.
        for name in INPUTS:
            if os.path.exists(stamp_path(name)):
                os.remove(stamp_path(name))
    else:
        make_empty_venv()
    install_uv()
    environment = settings_for_uv()
    say("Installing the locked packages (20 s on a fast line, 400 MB to download the first time)")
    uv_install(environment, "-r", INPUTS[room][0])
    if "test" in rooms:
        say("Installing what the tests need (5 s)")
        uv_install(environment, "-r", TEST_LOCK)
    say("Adding the packages of this folder (2 s)")
    uv_install(environment, "--no-deps", "-e", ".")
    for name in rooms:
        write_stamp(name)
    say("Ready: %s has every package of the lock." % os.path.basename(VENV))


def main(room):
    settle_in(".class" if room == "class" else ".venv")
    try:
        check_python()
        if is_ready(room):
            return 0
        check_machine()
        check_venv_module()
        install(room)
    except Stopped as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped before the end: the next call makes %s anew." % os.path.basename(VENV), file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] in (["lab"], ["test"], ["class"]) else "lab"))
