"""A diagnosis, and how it is told as text and as HTML."""
