"""What values tell of an array of any rank: their order, time, groups, levels, and the traces of a slip.

Each function looks at a bounded sample, also of a view, answers one question with a record, and is silent (None) where
it cannot tell. A record's `strength` is "proof", or "weak" where right data could look the same. NumPy alone: nothing
here knows of models, causes or sentences.
"""

from .columns import following, reading_on, turns
from .content import holes, labels, one_hot, one_number, probabilities, repeated, several_ones, still, whole_numbers
from .copies import copies
from .days import direction
from .ends import padded_apart, padding, skipped
from .features import courses, levels
from .groups import borders
from .ids import ids, zeros_between
from .lone import needs_earlier
from .memory import origin
from .orders import order
from .sample import PROOF, WEAK, looked_at, sample
from .targets import target_place
from .windows import ASK, overlap

__all__ = [
    "ASK",
    "PROOF",
    "WEAK",
    "borders",
    "copies",
    "courses",
    "direction",
    "following",
    "holes",
    "ids",
    "labels",
    "levels",
    "looked_at",
    "needs_earlier",
    "one_hot",
    "one_number",
    "order",
    "origin",
    "overlap",
    "padded_apart",
    "padding",
    "probabilities",
    "reading_on",
    "repeated",
    "sample",
    "several_ones",
    "skipped",
    "still",
    "target_place",
    "turns",
    "whole_numbers",
    "zeros_between",
]
