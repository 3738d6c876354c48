"""Random programs of Keras, sound ones and spoilt ones: what the checker is compared on. The same seed, the same program."""

import contextlib
from typing import NamedTuple

import numpy as np

from tools.random_data import as_given, random_loss, random_target, random_values, spoilt_data
from tools.random_layers import chance, one_of, shape_after
from tools.random_models import Stopped, functional_model, sequential_model


class Program(NamedTuple):
    """A program, or what is left of one that does not build.

    Fields
    ------
    model : keras.Model, list or None
        A list of layers where a Sequential does not build.
    x, y : object
    batch_size : int or None
    spoils : tuple of str
        What was done to it.
    raised : Exception or None
        Of building.
    failing : tuple or None
        (layer, args, kwargs) of the call that raised while a functional model was made.
    """

    model: object
    x: object
    y: object
    batch_size: int | None = None
    spoils: tuple = ()
    raised: Exception | None = None
    failing: tuple | None = None


def program(seed):
    """Return one random program.

    Parameters
    ----------
    seed : int

    Returns
    -------
    Program
        One in eight or so does not build; what raised, and on what, is kept.
    """
    import keras

    random = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    while True:
        made = _made(random)
        if made.raised is None or chance(random, 0.1):
            return made


def _made(random):
    """One program; it may not build."""
    import keras

    batch_size = one_of(random, None, None, None, 2, 4)
    samples = (
        int(random.integers(2, 12))
        if batch_size is None or chance(random, 0.5)
        else batch_size * int(random.integers(1, 4))
    )
    if chance(random, 0.06):
        samples += 31  # more than Keras' own batch
    spoils = []
    for_x = None
    try:
        if chance(random, 0.5):
            model, for_x = sequential_model(random, samples, batch_size, spoils)
        else:
            model = keras.Model(*functional_model(random))
    except Stopped as stopped:
        if isinstance(stopped.call, list):
            return Program(stopped.call, None, None, batch_size, tuple(spoils), stopped.error)
        return Program(None, None, None, batch_size, (), stopped.error, stopped.call)
    shapes = [tuple(one.shape) for one in model.inputs] if for_x is None else [for_x]
    embeds = any(type(layer).__name__ == "Embedding" for layer in model.layers)
    x = [random_values(random, (samples, *shape[1:]), 5 if embeds else None) for shape in shapes]
    outs = _outputs(model, x)
    losses = [random_loss(random, out[-1]) for out in outs]
    y = [random_target(random, loss, (samples, *out[1:])) for loss, out in zip(losses, outs, strict=True)]
    if chance(random, 0.12):
        losses = [
            one_of(random, "mse", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")
        ] * len(outs)
        spoils.append("other loss")
    named = one_of(random, None, "accuracy", "mae", "sparse_categorical_accuracy", "categorical_accuracy")
    metrics = [named] if named and len(outs) == 1 and chance(random, 0.6) else None
    if for_x is not None and not model.built and chance(random, 0.3):
        spoils.append("built before")
        with contextlib.suppress(Exception):  # a build that failed leaves its traces in the model
            model.build((None, *x[0].shape[1:]))
    model.compile("sgd", as_given(random, losses, model), metrics=metrics)
    x, y = spoilt_data(random, x, y, embeds, spoils)
    if isinstance(y, list) and len(y) == len(outs) > 1 and chance(random, 0.3):
        y = dict(zip(model.output_names, y, strict=True))
    if chance(random, 0.05) and not hasattr(x, "element_spec"):
        y = None
    return Program(model, x, y, batch_size, tuple(spoils))


def _outputs(model, x):
    """The shapes that a model gives, of those that it declares, else of x; (None, 1) where it refuses."""
    if getattr(model, "outputs", None) if model.built else None:
        return [tuple(one.shape) for one in model.outputs]
    shape = x[0].shape
    for layer in model.layers:
        shape = shape_after(layer, shape) or shape
    return [shape]
