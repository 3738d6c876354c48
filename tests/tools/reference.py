"""What this machine can prove: the reference platform, and where a Chromium is."""

import importlib.metadata
import os
import platform
import re
import shutil
import sys
from pathlib import Path

from packaging.requirements import Requirement

CHROME_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
ROOT = Path(__file__).resolve().parents[2]


def pins(lock):
    """Each `name==version` line of a lock that is meant for this platform, as a Requirement."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return [pin for pin in found if pin.marker is None or pin.marker.evaluate()]


def differing_packages():
    """Names of the packages whose installed version is not the one of the lock."""
    names = []
    for pin in pins("binder/requirements.txt"):
        try:
            same = pin.specifier.contains(importlib.metadata.version(pin.name), prereleases=True)
        except importlib.metadata.PackageNotFoundError:
            same = False
        if not same:
            names.append(pin.name)
    return names


def is_reference():
    """(True, "") where the stored outputs must come out equal, else (False, why not)."""
    here = f"{platform.system()} {platform.machine()}, Python {sys.version_info[0]}.{sys.version_info[1]}"
    if here != "Linux x86_64, Python 3.11":
        return False, f"this is {here}"
    other = differing_packages()
    if other:
        more = " and others" if len(other) > 3 else ""
        return False, f"another version than the lock of {', '.join(other[:3])}{more}"
    return True, ""


def chromium():
    """The path of an installed Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", *CHROME_ELSEWHERE)
    return next(filter(None, map(shutil.which, names)), None)


def npm():
    """The path of npm, which fetches reveal.js for the slides, or None."""
    return shutil.which("npm")


def class_python():
    """The path of the Python of the environment for a class, which `make prove` makes."""
    return ROOT / ".class" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def in_ci():
    return re.fullmatch("|0|false", os.environ.get("CI", ""), re.IGNORECASE) is None
