"""The pictures of the lessons: each function returns a string of SVG, or shows one with its facts."""
