"""The programs of teaching/hub/, and what this machine lacks to run a hub."""

import sys

from .reference import ROOT, class_python

HUB = ROOT / "teaching" / "hub"
sys.path.insert(0, str(HUB))

import link  # noqa: E402
import load  # noqa: E402
import students  # noqa: E402

__all__ = ["HUB", "lacks", "link", "load", "students"]


def lacks():
    """What the tests of the hub need and this machine lacks, in one sentence; empty where nothing is missing."""
    if sys.platform != "linux":
        return "The hub is tried out on Linux."
    if not class_python().exists():
        return "The environment of a class is missing: `python3 binder/make_environment.py class` makes .class."
    return students.missing()
