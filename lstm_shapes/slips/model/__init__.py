"""Slips that the model has: what Input declares, one layer after another, and what runs on in silence inside."""

from . import branches, building, inner, inside, layers  # noqa: F401
