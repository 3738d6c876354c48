"""The text of an error as it is read."""

import re

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def plain(error):
    """Return the text of an error without terminal colours."""
    return _COLOURS.sub("", str(error))
