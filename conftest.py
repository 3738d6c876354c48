"""For every pytest call below this folder: a notebook's cell tagged `near:0.05` is compared near, not digit by digit.

Trained numbers differ between processors. In such a cell the words must be equal, and each number may be off by
the tolerance of the tag: absolute up to 1, relative above.

And what a learner has kept of the clinic (12) is neither shown in a compared output nor changed.
"""

import os
import re
import tempfile

from nbval.plugin import IPyNbCell

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
_KEPT = tempfile.TemporaryDirectory()  # ends with this process
os.environ["LSTM_SHAPES_CLINIC"] = _KEPT.name  # the kernels of this process have it too
TAG = re.compile(r"near:(\d*\.\d+)")


class Near(str):
    """Text that counts as equal to other text with the same words and nearly the same numbers."""

    def __ne__(self, other):
        if NUMBER.sub("#", self) != NUMBER.sub("#", other):
            return True
        stored, new = ([float(one.replace(",", "")) for one in NUMBER.findall(text)] for text in (self, other))
        return any(abs(a - b) > self.tolerance * max(1, abs(a)) for a, b in zip(stored, new, strict=True))


def pytest_itemcollected(item):
    tags = item.cell.metadata.get("tags", []) if isinstance(item, IPyNbCell) else []
    for tag in filter(None, map(TAG.fullmatch, tags)):
        strict = item.sanitize

        def near(value, tolerance=float(tag[1]), strict=strict):
            text = Near(strict(value))
            text.tolerance = tolerance
            return text

        item.sanitize = near
