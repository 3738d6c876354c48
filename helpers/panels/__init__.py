"""The panels of the lessons: each callback is a function that returns a string."""
