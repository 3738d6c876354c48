"""Slips: the ways in which a program goes wrong, each told by what would undo it.

A new one is a function in the file of its stage; importing the file registers it.
"""

from . import (  # noqa: F401
    answers,
    axes,
    batch,
    building,
    counts,
    data,
    inner,
    inside,
    labels,
    layers,
    outputs,
    rows,
    series,
    several,
    sizes,
    target,
    turns,
    values,
)
from .inputs import Input, inputs
from .seen import seen
from .undo import SLIPS, Known, Slip, Undo, slip
from .view import known_of

__all__ = ["SLIPS", "Input", "Known", "Slip", "Undo", "inputs", "known_of", "seen", "slip"]
