"""Slips: the ways in which a program goes wrong, each told by what would undo it.

A new one is a function in the room of what it undoes: `x`, `model`, `y`, or `values` where values alone show it.
"""

from . import model, values, x, y  # noqa: F401
from .inputs import Input, inputs
from .seen import seen
from .undo import SLIPS, Known, Slip, Undo, slip
from .view import known_of

__all__ = ["SLIPS", "Input", "Known", "Slip", "Undo", "inputs", "known_of", "seen", "slip"]
