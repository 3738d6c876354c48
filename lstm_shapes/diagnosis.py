"""Say what is wrong with a model and its data, also when nothing raises."""

from .repair.trying import tried
from .report.records import Diagnosis, Finding
from .rules.data import count_rules, data_rules, exchanged, remade_rule, usable
from .rules.layers import layer_rules
from .rules.scene import Found, Scene
from .rules.shapes import axes_rules
from .rules.state import spoilt_rules
from .rules.target import target_rules
from .rules.values import value_rules
from .state.facts import data_facts, model_facts

# After one of these the samples of x are not yet the samples of y.
_NOT_YET_SAMPLES = {"missing-samples-axis", "needs-windows", "swapped-samples-timesteps", "merged-samples"}


def _safely(rules, scene):
    """Return what a rule finds; a rule that stumbles over something odd costs its own answer only."""
    try:
        return list(rules(scene))
    except Exception as error:
        reason = f"The check {rules.__name__} met something that it does not know ({type(error).__name__})."
        return [Found("", "cannot tell", "One of the checks could not be made.", reason)]


def find(scene):
    """Return everything that is found, in the order of the pipeline: data, axes, layers, target, values, model.

    Parameters
    ----------
    scene : Scene

    Returns
    -------
    list of Found
    """
    found = _safely(data_rules, scene)
    if any(one.level != "harmless" for one in found) or not usable(scene):
        return found + _safely(spoilt_rules, scene)
    if mixed_up := _safely(exchanged, scene) or _safely(remade_rule, scene):
        return found + mixed_up + _safely(spoilt_rules, scene)
    found += (layers := _safely(layer_rules, scene))
    if not any(one.cause in ("embedding-input", "missing-return-sequences") for one in layers):
        found = _safely(axes_rules, scene) + found
    if scene.targets is not None and scene.shape and scene.shape[0] not in (None, scene.targets):
        # Whatever the axes say, fit compares the numbers of samples first.
        found = [one._replace(level="raises") if one.level == "silent" else one for one in found]
    serious = {one.cause for one in found if one.level in ("raises", "silent")}
    if not serious & _NOT_YET_SAMPLES:
        found += _safely(count_rules, scene)
    if not serious & _NOT_YET_SAMPLES and "sample-count-mismatch" not in {one.cause for one in found}:
        found += [one for one in _safely(target_rules, scene) if one.cause not in serious]
    if not any(one.level in ("raises", "silent") for one in found if one.cause != "label-encoding"):
        found += _safely(value_rules, scene)
    return found + _safely(spoilt_rules, scene)


def _in_order(model, x):
    """Bring a dict of arrays into the order of the model's inputs; Keras goes by their names."""
    names = [one.name for one in getattr(model, "inputs", None) or []] if isinstance(x, dict) else []
    return {name: x[name] for name in names} if names and set(names) <= set(x) else x


def scene_of(model, x, y=None, batch_size=None):
    """Return what the rules look at; nothing is consumed or changed."""
    facts, data = model_facts(model), data_facts(_in_order(model, x))
    target = data_facts(y)
    if data.kind == "dataset" and len(data.parts) > 1 and target.kind == "none":
        target = data.parts[1]
    return Scene(model, x, y, facts, data, target, batch_size or 32)


def trials(model, x, y, batch_size):
    """Return how the fixes of one cause are tried on a model and its data."""

    def trial_of(cause):
        def trial(drafts):
            def findings_of(new_model, new_x, new_y):
                return find(scene_of(new_model, new_x, new_y, batch_size))

            return tried(drafts, model, x, y, cause, findings_of)

        return trial

    return trial_of


def findings(found, trial_of):
    """Turn what the rules found into findings whose fixes can be tried."""
    return tuple(Finding(*one, trial_of(one.cause)) for one in found)


def diagnose(model, x, y=None, batch_size=None):
    """Say what is wrong with this model and these data, before or after anything went wrong.

    Nothing is trained, called, changed or consumed; finding causes takes about a millisecond, reading the fixes of
    a finding, or showing the diagnosis, up to 300 ms.

    Parameters
    ----------
    model : keras.Model
        Sequential, functional or subclassed; built or not, compiled or not.
    x : array_like, DataFrame, list, tensor, tf.data.Dataset or anything else
        What ``fit`` or ``predict`` would get; samples first.
    y : optional
        The targets; leave it out for ``predict``.
    batch_size : int, optional
        As for ``fit``; 32 if it is left out. It matters for stateful models.

    Returns
    -------
    Diagnosis
        ``ok`` is True when nothing will raise and nothing is silently wrong, as far as can be seen.

    Raises
    ------
    Nothing.
        What cannot be read gives a finding of level "cannot tell".

    Source
    ------
    Keras 3.15; a benchmark of real questions in ``tests/cases`` and generated cases compare it with real fits.

    Examples
    --------
    >>> import numpy as np
    >>> diagnose(None, np.zeros((100, 60))).findings[0].sentence
    'The model is a NoneType, not a Keras model.'
    """
    try:
        scene = scene_of(model, x, y, batch_size)
        if scene.facts.kind == "not a model":
            sentence = f"The model is a {type(model).__name__}, not a Keras model."
            found = [Found("", "cannot tell", sentence, "Give the model itself first: diagnose(model, x, y).")]
        elif scene.facts.kind == "subclassed":
            sentence = "The model is a class of its own, and does not say what it reads."
            reason = "What can be told from the data alone is told; call model(x[:2]) to see what the model says."
            found = _safely(data_rules, scene) + (_safely(count_rules, scene) if usable(scene) else [])
            found += _safely(value_rules, scene) if usable(scene) else []
            found = [*found, Found("", "cannot tell", sentence, reason), *_safely(spoilt_rules, scene)]
        else:
            found = find(scene)
    except Exception as error:
        sentence = "The model or the data are of a kind that cannot be read."
        return Diagnosis((Finding("", "cannot tell", sentence, f"Reading them gave {type(error).__name__}."),))
    return Diagnosis(findings(found, trials(model, x, y, batch_size)), "", scene.declared, scene.shape)
