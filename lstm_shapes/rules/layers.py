"""What is wrong between the layers: which one cannot take what it is given, and which one is to blame."""

import numpy as np

from ..checker.walk import walk
from ..repair.drafts import Draft, with_input, with_setting
from ..state.layers import called, gives_every_step, is_recurrent, kind_of_layer
from .fewer import likelier
from .scene import Found, data_draft, readings
from .state import batch_rules

_LARGEST = "int(x.max()) + 1"
# These only pass on what they get; a break behind them is not theirs.
_PASS_ON = ("Masking", "Activation", "Rescaling", "Identity", "SpatialDropout1D")


def culprit(steps):
    """Return the step that took the time axis away before the one that breaks, or None.

    Parameters
    ----------
    steps : list of Step
        As `walk` returns them; the last one has a problem.

    Returns
    -------
    Step or None
        None where the data themselves have too few axes.
    """
    wanted = steps[-1].wants
    for step in reversed(steps[:-1]):
        if len(step.given) >= wanted > len(step.gives):
            return step
    return None


def blame(steps, model=None):
    """Say which layer is to blame for a break between layers; None where it is the data.

    Parameters
    ----------
    steps : list of Step
        The last one has a problem with its number of axes.
    model : keras.Model, optional
        For a fix that can be run.

    Returns
    -------
    Found or None
    """
    broken, guilty = steps[-1], culprit(steps)
    victim = called(broken.layer)
    if guilty is None and len(broken.given) < broken.wants:
        makers = [step for step in steps[:-1] if not _passes_on(step.layer)]
        if not makers:
            return None
        guilty = makers[-1]
    if guilty is None:
        return _given_too_much(steps, victim, model)
    name, kind = called(guilty.layer), kind_of_layer(guilty.layer)
    reason = f"{victim} reads {broken.wants} axes and gets {broken.given}; {name} before it gave {guilty.gives}."
    if is_recurrent(guilty.layer) and not gives_every_step(guilty.layer):
        sentence = f"{name} gives its last step only, and {victim} wants every step."
        inner = getattr(guilty.layer, "forward_layer", guilty.layer)
        code = f"{kind}({getattr(inner, 'units', '...')}, return_sequences=True)"
        if inner is not guilty.layer:
            code = f"Bidirectional(keras.layers.{code})"
        draft = Draft(f"keras.layers.{code}  # {guilty.layer.name}: give every step", runs=False)
        if model is not None:
            draft = Draft(with_setting(model, guilty.layer, "return_sequences", True, weights=False))
        return Found("missing-return-sequences", "raises", sentence, reason, (draft,))
    sentence = f"{name} takes the time axis away, and {victim} needs it."
    draft = Draft(
        f"# leave {name} out, or put it behind {victim}",
        "Is that layer needed before the recurrent one?",
        False,
    )
    return Found("no-timesteps-before-rnn", "raises", sentence, reason, (draft,))


def _passes_on(layer):
    kind = kind_of_layer(layer)
    return kind in _PASS_ON or kind.endswith(("Dropout", "Normalization", "Noise"))


def _given_too_much(steps, victim, model=None):
    """A layer that gets more axes than it takes, or one that makes them."""
    broken = steps[-1]
    makers = [step for step in steps[:-1] if not _passes_on(step.layer)]
    if broken.wants == 2 and makers and is_recurrent(makers[-1].layer) and gives_every_step(makers[-1].layer):
        guilty = makers[-1].layer
        name = called(guilty)
        sentence = f"{name} gives every step, and {victim} wants one vector for each sample."
        reason = f"{victim} reads 2 axes and gets {broken.given}; {name} before it gave {makers[-1].gives}."
        code = f"keras.layers.{kind_of_layer(guilty)}({guilty.units})" if hasattr(guilty, "units") else "# one layer"
        draft = Draft(f"{code}  # {guilty.name}: without return_sequences, its last step only", runs=False)
        if model is not None:
            draft = Draft(with_setting(model, guilty, "return_sequences", False, weights=False))
        return Found("extra-return-sequences", "raises", sentence, reason, (draft,))
    for step in steps[:-1]:
        if kind_of_layer(step.layer) == "Embedding" and len(step.given) == 3 and step.given[1] is None:
            sentence = f"Input declares {step.given[1:]}: the None in it is the samples axis, which Keras adds itself."
            reason = f"Embedding reads (samples, timesteps) and adds an axis, so {victim} gets {broken.given}."
            draft = Draft(f"keras.Input(({step.given[2]},))", runs=False)
            return Found("samples-in-input-shape", "raises", sentence, reason, (draft,))
        if kind_of_layer(step.layer) == "Embedding" and len(step.given) != 2:
            sentence = (
                f"Embedding {step.layer.name!r} is given {step.given}; it reads integer ids, (samples, timesteps)."
            )
            reason = f"It adds an axis of its own, so {victim} gets {broken.given}."
            return Found("embedding-input", "raises", sentence, reason)
    if len(steps) > 1 and len(broken.given) > len(steps[0].given) - (broken.wants < len(broken.given)):
        before = steps[-2]
        if len(before.given) == len(broken.given) and kind_of_layer(before.layer).startswith(
            ("Conv2D", "MaxPooling2D", "AveragePooling2D")
        ):
            name = called(before.layer)
            sentence = f"{name} gives {before.gives}, and {victim} reads {broken.wants} axes."
            reason = (
                "A recurrent layer reads (samples, timesteps, features): merge the picture's axes with Reshape first."
            )
            return Found("no-timesteps-before-rnn", "raises", sentence, reason)
    return None


def layer_rules(scene):
    """Yield what is wrong between the layers of a Sequential that was never built, or with its first layer.

    Parameters
    ----------
    scene : Scene

    Yields
    ------
    Found
    """
    facts = scene.facts
    if facts.kind in ("sequential", "layer") and not facts.declared and facts.layers and scene.shape is not None:
        yield from _unbuilt(scene)
    if facts.layers and kind_of_layer(facts.layers[0]) == "Embedding":
        yield from _embedding(scene)
    yield from batch_rules(scene)
    last = facts.layers[-1] if facts.layers else None
    activation = getattr(getattr(last, "activation", None), "__name__", "")
    if activation == "softmax" and getattr(last, "units", 0) == 1:
        sentence = f"The last layer, {called(last)}, has one unit with a softmax: it always answers 1."
        reason = "Softmax divides by the sum of all units; of one unit that is the unit itself."
        draft = Draft(with_setting(scene.model, last, "activation", "sigmoid", loss="binary_crossentropy"))
        yield Found("label-encoding", "silent", sentence, reason, (draft,))


def _unbuilt(scene):
    steps = walk(scene.facts.layers, (None, *scene.shape[1:]))
    if not steps or not steps[-1].problem:
        return
    broken = steps[-1]
    if broken.problem == "refused":
        cause = "impossible-reshape" if kind_of_layer(broken.layer) == "Reshape" else "wrong-timesteps"
        yield Found(cause, "raises", f"{called(broken.layer)} cannot take {broken.given}.", f"{broken.wants}.")
        return
    found = blame(steps, scene.model if scene.facts.kind == "sequential" else None)
    if found is not None:
        yield found
        return
    got, layer = scene.shape, called(broken.layer)
    sentence = f"x has {len(got)} {'axis' if len(got) == 1 else 'axes'}, {got}; {layer} reads {broken.wants}."
    reason = "The model has no Input, so nothing says which sizes belong to timesteps and features."
    if broken.problem == "size":
        sentence = f"x has {got[-1]} features; {layer} was built for {broken.wants[1]}."
        yield Found("wrong-features", "raises", sentence, reason)
    elif len(got) == 1:
        yield Found("needs-windows", "raises", sentence, reason, _undeclared_windows(scene))
    elif len(got) < broken.wants:
        yield from _undeclared(scene, sentence, reason)
    else:
        yield Found("extra-axis", "raises", sentence, reason, _undeclared_squeeze(scene))


def _undeclared_windows(scene):
    code = (
        "windows = np.lib.stride_tricks.sliding_window_view(x, 10)\n"
        "x = windows[:-1, :, np.newaxis]  # 10 timesteps; the last window has no next value\ny = y[10:]"
    )
    return (data_draft(scene, code, "Is x one series, oldest value first? Then a window of it is a sample."),)


def _undeclared_squeeze(scene):
    ones = [axis for axis, size in enumerate(scene.shape) if size == 1 and axis]
    return tuple(data_draft(scene, f"x = np.squeeze(x, axis={axis})", "Does this axis mean nothing?") for axis in ones)


def _undeclared(scene, sentence, reason):
    """A table for a model that declares nothing: which axis is missing, only its owner knows."""
    columns, single = scene.shape[1], []
    if scene.targets is None:
        batch = (data_draft(scene, "x = x[np.newaxis]", "Is x a single sample?"),)
        single = [Found("missing-samples-axis", "raises", f"{sentence} It may be one sample.", reason, batch)]
    once = (
        "x = x[:, np.newaxis, :]",
        (1, columns),
        f"Are the {columns} columns measurements of one moment? Then there is 1 timestep.",
    )
    each = (
        "x = x[:, :, np.newaxis]",
        (columns, 1),
        f"Are the {columns} columns one measurement at {columns} moments? Then each is a timestep.",
    )
    if scene.facts.kind == "sequential":
        drafts = [
            Draft(f"{code}\n{with_input(scene.model, shape)}", question) for code, shape, question in (once, each)
        ]
    else:
        drafts = [data_draft(scene, code, question) for code, _, question in (once, each)]
    fold = "Is each row a whole sample laid flat? Then name its timesteps and features."
    line = f"# with your numbers: timesteps × features = {columns}\nx = x.reshape(len(x), timesteps, features)"
    both = [
        Found("missing-timesteps-axis", "raises", sentence, reason, (drafts[0], Draft(line, fold, runs=False))),
        Found("missing-features-axis", "raises", f"{sentence} Each column may be a timestep.", reason, (drafts[1],)),
    ]
    yield from readings(*single, *likelier(scene, *both))


def _embedding(scene):
    layer, values, got = scene.facts.layers[0], scene.data.values, scene.shape
    if got is None:
        return
    reason = f"Embedding {layer.name!r} looks up a vector for each integer id; it makes the features axis itself."
    if len(got) == 3 and got[2] != 1:
        drafts = ()
        if values is not None and values.size and _is_one_hot(values):
            drafts = (data_draft(scene, "x = x.argmax(axis=-1)"),)
        yield Found(
            "embedding-input", "raises", f"x has 3 axes, {got}: vectors where Embedding reads ids.", reason, drafts
        )
        return
    if values is None or not values.size:
        return
    few = values[:512]
    if few.dtype.kind == "f" and np.isfinite(few).all() and (few != np.floor(few)).any():
        fraction = few[few != np.floor(few)][0]
        sentence = f"x holds numbers such as {fraction:.3g}; Embedding reads integer ids."
        yield Found("embedding-input", "silent", sentence, reason + " It cuts the fractions off.")
    elif (
        few.dtype.kind in "iuf"
        and few.size
        and np.isfinite(few).all()
        and (few.max() >= layer.input_dim or few.min() < 0)
    ):
        sentence = f"x holds ids from {few.min():g} to {few.max():g}; Embedding knows 0 to {layer.input_dim - 1}."
        level = "raises" if few.max() >= layer.input_dim else "silent"
        drafts = ()
        if few.min() >= 0:
            larger = with_setting(scene.model, layer, "input_dim", _LARGEST, weights=False)
            code = larger.replace(repr(_LARGEST).replace("'", '"'), _LARGEST)
            drafts = (data_draft(scene, code, "Are all these ids meant? Then the table needs a row for each."),)
        yield Found("embedding-input", level, sentence, reason, drafts)


def _is_one_hot(values):
    few = values[:64]
    return bool(((few == 0) | (few == 1)).all() and (few.sum(axis=-1) == 1).all())
