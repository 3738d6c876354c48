"""Fixes as lines of code, tried on copies before they are shown."""
