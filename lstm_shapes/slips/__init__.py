"""Slips: the ways in which a program goes wrong, each told by what would undo it.

A new one is a function in the file of its stage; importing the file registers it.
"""

from . import axes, batch, building, data, inside, labels, layers, rows, series, sizes, target, values  # noqa: F401
from .inputs import Input, inputs
from .seen import seen
from .undo import SLIPS, Known, Slip, Undo, slip
from .view import known_of

__all__ = ["SLIPS", "Input", "Known", "Slip", "Undo", "inputs", "known_of", "seen", "slip"]
