"""Healthy programs of many kinds, small, as the field's tutorials write them: no diagnosis may find a fault in them.

`program(name, seed)` makes one (tools.ground.Healthy); tests/engine/test_healthy_programs.py lets Keras run each.
"""

import inspect

from tools.ground import Draw, Healthy
from tools.healthy_programs import classifying, formats, inputs, own, parts, pictures, series, texts

ROOMS = (series, classifying, texts, pictures, parts, inputs, own, formats)


def kinds_of(room):
    """Return the programs of a module by name: its functions of one argument, `draw`, that return a Healthy."""
    made = {}
    for name, function in vars(room).items():
        own = inspect.isfunction(function) and function.__module__ == room.__name__
        if own and list(inspect.signature(function).parameters) == ["draw"]:
            made[name] = function
    return made


KINDS = {name: kind for room in ROOMS for name, kind in kinds_of(room).items()}
# Keras adds, or drops, an axis of one here: a remark that is called harmless is true of these.
HARMLESS = {
    "heartbeats_without_their_axis",
    "ages_from_pictures_without_channel",
    "one_feature_without_its_axis",
    "one_axis_too_many_behind",
    "one_number_in_one_number_out",
    "categories_embedded_beside_numbers",
}


def program(name, seed=0):
    """Return the healthy program of a kind; the same seed gives the same sizes and values."""
    return Healthy(*KINDS[name](Draw(name, seed)))
