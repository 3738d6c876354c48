"""Slips that x has: its kind, its axes and their order, its sizes, its samples, which array is for which input."""

from . import axes, batch, counts, data, ids, series, several, sizes, turns  # noqa: F401
