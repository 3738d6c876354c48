"""Slips between y and what the model gives: shape, horizon, labels and loss, which y is for which output."""

from . import answers, labels, outputs, reach, target  # noqa: F401
