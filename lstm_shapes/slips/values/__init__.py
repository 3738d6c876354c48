"""Slips that only values show: how numbers lie, and what the rows are."""

from . import copies, order, rows  # noqa: F401
