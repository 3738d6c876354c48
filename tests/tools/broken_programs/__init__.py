"""Broken programs of further kinds, with what is wrong and where a repair may end: written before the search was asked.

`program(name, seed)` makes one; tests/engine/test_search.py asks the search about each.
"""

from typing import NamedTuple

import keras

from tools.ground import LAYERS, Draw


class Broken(NamedTuple):
    """A program, and what is right to say of it."""

    model: object  # a compiled model, or a list of layers that does not build
    x: object
    y: object
    causes: tuple  # any of them is right in the first place
    right: object  # of the state that a repair leads to: whether it is one that somebody meant
    batch_size: int | None = None


def seq(*layers, loss="mse", **options):
    """Return a compiled Sequential."""
    model = keras.Sequential(list(layers))
    model.compile("adam", loss, **options)
    return model


def fun(inputs, outputs, loss="mse", **options):
    """Return a compiled functional model."""
    model = keras.Model(inputs, outputs)
    model.compile("adam", loss, **options)
    return model


def through(out, *layers):
    for one in layers:
        out = one(out)
    return out


def reads(*shapes):
    """Return what asks for these shapes of x."""
    return lambda state: state.x.shapes == shapes


def answers(*shapes):
    """Return what asks for these shapes of y."""
    return lambda state: state.y.shapes == shapes


def declares(*shapes):
    return lambda state: tuple(one.shape[1:] for one in state.model.declared) == shapes


def has(kind, name, value):
    """Return what asks for a layer with a setting."""

    def asked(state):
        whole = [*state.model.layers, *(inner for one in state.model.layers for inner in one.inner)]
        return any(one.kind == kind and one.get(name) == value for one in whole)

    return asked


def calls(*kinds):
    """Return what asks for the kinds of layers in the order of their calls."""
    return lambda state: tuple(state.model.layers[one.layer].kind for one in state.model.calls) == kinds


def learns(loss):
    return lambda state: [one.name for one in state.losses] == [loss]


def either(*asked):
    return lambda state: any(one(state) for one in asked)


def both(*asked):
    return lambda state: all(one(state) for one in asked)


def anything(state):
    """What is right is an earlier line of the program, or the learner's to say."""
    return True


def classes(draw, count, many):
    """Return whole numbers from 0 to many - 1, each of them at least once."""
    return draw.rng.permutation(
        draw.rng.integers(0, many, count).clip(0, many - 1) * 0 + [at % many for at in range(count)]
    )


def noise(draw, *shape):
    return draw.rng.normal(size=shape)


def kinds():
    """Return every kind of program by name."""
    from tools.broken_programs import axes, branches, contents, layers, mixed, targets

    return {one.__name__: one for room in (axes, layers, branches, targets, mixed, contents) for one in room.KINDS}


def program(name, seed):
    """Return the program of a kind; the same seed gives the same sizes and values."""
    return kinds()[name](Draw(name, seed))


__all__ = ["LAYERS", "Broken", "Draw", "answers", "anything", "both", "calls", "classes", "declares", "either", "fun",
           "has", "kinds", "learns", "noise", "program", "reads", "seq", "through"]  # fmt: skip
