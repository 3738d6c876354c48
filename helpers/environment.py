"""Is this machine ready?"""

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from textwrap import fill

PACKAGES = (
    "keras",
    "tensorflow",
    "numpy",
    "matplotlib",
    "pandas",
    "scikit-learn",
    "ipywidgets",
    "jupyterlab",
)
NEEDED_MEGABYTES = 850  # the largest notebook's kernel, by `make bench`
LOCK = Path(__file__).parent.parent / "binder" / "requirements.txt"


def found_version(package):
    """Return the installed version of a package.

    Parameters
    ----------
    package : str
        ``tensorflow`` also counts as found when it is ``tensorflow-cpu``.

    Returns
    -------
    str or None

    Source
    ------
    Python library reference, ``importlib.metadata``.

    Examples
    --------
    >>> found_version("no-such-package") is None
    True
    """
    names = (package, "tensorflow-cpu") if package == "tensorflow" else (package,)
    for name in names:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return None


def locked_versions(lock=LOCK):
    """Return which versions the lock holds for a package; a marker may allow several.

    Parameters
    ----------
    lock : path
        ``binder/requirements.txt``.

    Returns
    -------
    dict of str to set of str
        Empty where there is no lock, as in somebody else's project.

    Source
    ------
    pip documentation, requirements file format.

    Examples
    --------
    >>> locked_versions("no-such-file")
    {}
    """
    if not Path(lock).is_file():
        return {}
    found = {}
    for name, number in re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", Path(lock).read_text(encoding="utf-8"), re.M):
        found.setdefault(name.replace("tensorflow-cpu", "tensorflow"), set()).add(number)
    return found


def free_megabytes():
    """Return how much memory a new kernel may take.

    Returns
    -------
    int
        MB (a million bytes); on Binder what its limit leaves, elsewhere what the machine has.

    Source
    ------
    psutil documentation, ``virtual_memory``; BinderHub sets ``MEM_LIMIT`` in bytes.

    Examples
    --------
    >>> free_megabytes() > 0
    True
    """
    import psutil

    free = psutil.virtual_memory().available
    limit = os.environ.get("MEM_LIMIT", "")
    if limit.isdigit():
        mine = psutil.Process(os.getppid())
        used = sum(process.memory_info().rss for process in [mine, *mine.children(recursive=True)])
        free = min(free, int(limit) - used)
    return max(1, free // 1_000_000)


def report(found, locked, free, python=None):
    """Say what is here, what differs from the tested versions, and what to do about it.

    Parameters
    ----------
    found : dict of str to str or None
        Installed versions.
    locked : dict of str to set of str
        As `locked_versions` returns it.
    free : int
        MB.
    python : str, optional
        Its version; the running one by default.

    Returns
    -------
    list of str

    Source
    ------
    ``pyproject.toml`` for the versions of Python.

    Examples
    --------
    >>> print(*report({"numpy": "2.4.6"}, {"numpy": {"2.4.6"}}, free=4000, python="3.11.7"), sep=chr(10))
    As tested: Python 3.11.7, numpy 2.4.6
    Free memory 4,000 MB: enough
    This machine is ready.
    """
    python = python or platform.python_version()
    supported = python.rsplit(".", 1)[0] in ("3.11", "3.12", "3.13")
    missing = [name for name, number in found.items() if number is None]
    other = [name for name, number in found.items() if number and locked.get(name) and number not in locked[name]]
    usual = [f"Python {python}"] * supported
    usual += [f"{name} {number}" for name, number in found.items() if name not in missing and name not in other]
    lines = [f"{'As tested' if locked else 'Found, with no lock here to compare'}: {', '.join(usual)}"] if usual else []
    if not supported:
        lines.append(f"Python {python}: needs 3.11, 3.12 or 3.13")
    for name in other:
        lines.append(f"{name} {found[name]}: tested with {' or '.join(sorted(locked[name]))}")
    if missing:
        lines.append(f"Not installed: {', '.join(missing)}")
    enough = free >= NEEDED_MEGABYTES
    lines.append(f"Free memory {free:,} MB: {'enough' if enough else f'a notebook needs about {NEEDED_MEGABYTES}'}")
    advice = []
    if not supported:
        advice.append("Run `make lab` with a Python from 3.11 to 3.13.")
    if missing:
        advice.append("Something is missing: run `make lab` in the project's folder, and open the notebook there.")
    if other:
        advice.append("With other versions a message may be worded differently; `make lab` installs the tested ones.")
    if not enough:
        advice.append("Shut down other notebooks first: menu Kernel, Shut Down All Kernels.")
    return lines + (advice or ["This machine is ready."])


def check_environment():
    """Print what is installed, how much memory is free, and what to do about a difference.

    Source
    ------
    `report`.

    Examples
    --------
    >>> check_environment()  # doctest: +ELLIPSIS
    As tested: Python ...
    """
    lines = report({name: found_version(name) for name in PACKAGES}, locked_versions(), free_megabytes())
    print(*(fill(line, 88, break_on_hyphens=False) for line in lines), sep="\n")
