"""Bring a table, leave with arrays and the lines that make them."""
