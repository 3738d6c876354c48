"""The drawing kit: pictures as strings of SVG; no IPython, no widgets."""
