"""Kinds of faults as programs with a seed: what is broken, what is wrong with it, and which repairs are right.

`program(name, seed)` makes one; seeds 0 to 4 go through the variations of layers, losses, types and sizes of a kind. The
labels come from how a program was made; tests/engine/test_kinds.py holds them against Keras.
"""

from tools.ground import Draw
from tools.kinds import axes, declared, layers, target, values

KINDS = {kind.__name__: kind for room in (declared, axes, layers, target, values) for kind in room.KINDS}
VARIATIONS = 5


def program(name, seed):
    """Return the program of a kind (tools.ground.Program); the same seed gives the same sizes, layers and values."""
    draw = Draw(name, seed)
    made = KINDS[name](draw)
    style = "functional" if draw.functional else "Sequential"
    return made._replace(kind=name, note=", ".join(filter(None, [made.note, draw.kind, draw.loss, style])))


def programs(variations=VARIATIONS, names=None):
    """Yield a program of each kind and each seed below `variations`."""
    for name in names or KINDS:
        for seed in range(variations):
            yield program(name, seed)
