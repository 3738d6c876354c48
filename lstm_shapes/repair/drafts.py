"""Fixes as code, written for the learner's own model; `lines` says them for other data, `trying` runs them."""

import functools
from typing import NamedTuple

KEEP_WEIGHTS = "model.set_weights(old.get_weights())"


class Draft(NamedTuple):
    """A fix that was not tried yet.

    Fields
    ------
    code : str
    question : str
        The fact about the data that decides; empty where only one repair fits.
    runs : bool
        False for lines that cannot be run here, such as the definition of a model that was never built.
    """

    code: str
    question: str = ""
    runs: bool = True


def quoted(value):
    """Return a value as code, with double quotes around words."""
    return f'"{value}"' if isinstance(value, str) else repr(value)


@functools.cache
def _usual(kind):
    """Return the settings of an optimizer of this class without arguments; making one takes 2 ms."""
    return kind().get_config()


def _settings(optimizer):
    """Return the arguments that differ from the defaults of an optimizer's class, as code."""
    mine, usual = optimizer.get_config(), _usual(type(optimizer))
    changed = {
        name: round(value, 8) if isinstance(value, float) else value
        for name, value in mine.items()
        if name not in ("name", "is_legacy_optimizer") and value != usual[name]
    }
    return ", ".join(f"{name}={quoted(value)}" for name, value in changed.items())


def _metrics(model):
    """Return the names of a model's metrics, or None where they are more than names."""
    try:
        metrics = (model.get_compile_config() or {}).get("metrics") or []
    except Exception:  # a loss or metric of somebody's own that has no config
        return None
    return metrics if isinstance(metrics, list) and all(isinstance(one, str) for one in metrics) else None


def compile_line(model, loss=None):
    """Return the line that compiles `model` as it was, or with another loss; empty if it never was.

    Parameters
    ----------
    model : keras.Model
    loss : str, optional

    Returns
    -------
    str

    Source
    ------
    Keras 3.15, ``Trainer.get_compile_config``.

    Examples
    --------
    >>> compile_line(None)
    ''
    """
    if not getattr(model, "compiled", False):
        return ""
    settings = _settings(model.optimizer)
    kind = type(model.optimizer).__name__
    optimizer = f"keras.optimizers.{kind}({settings})" if settings else quoted(kind.lower())
    loss = loss or (model.loss if isinstance(model.loss, str) else None)
    metrics = _metrics(model)
    if loss is None or metrics is None:
        made = "type(old.optimizer).from_config(old.optimizer.get_config())"
        return f"model.compile(optimizer={made}, loss={quoted(loss) if loss else 'old.loss'})  # and your metrics"
    measured = f", metrics=[{', '.join(map(quoted, metrics))}]" if metrics else ""
    return f"model.compile(optimizer={optimizer}, loss={quoted(loss)}{measured})"


def _renewed(model, line, weights, loss=None):
    """Join the line that makes a new model from `old`, its weights and its compile settings."""
    lines = ["old = model", line]
    if weights:
        lines.append(KEEP_WEIGHTS)
    lines.append(compile_line(model, loss))
    return "\n".join(filter(None, lines))


def compiled_again(model):
    """Return the line that throws a spoilt training function away."""
    line = compile_line(model)
    return line.replace("old.", "model.") if line else ""


def _declared(shape):
    return f"keras.Input(({', '.join(map(str, shape))}{',' * (len(shape) == 1)}))"


def with_input(model, shape, weights=True, loss=None):
    """Return lines that make the same model for samples of `shape`."""
    declared = _declared(shape)
    if getattr(model, "_functional", True) is None or not model.built:  # a Sequential that was never built
        line = (
            "layers = [type(layer).from_config(layer.get_config()) for layer in old.layers]\n"
            f"model = keras.Sequential([{declared}, *layers])"
        )
    else:
        line = f"model = keras.models.clone_model(old, input_tensors={declared})"
    return f"# In your own code: {declared}.\n" + _renewed(model, line, weights, loss)


def with_setting(model, layer, name, value, weights=True, loss=None):
    """Return lines that make the same model with one setting of one layer changed."""
    note = f"# In your own code: {name}={quoted(value)} in the layer {quoted(layer.name)}.\n"
    changed = f"        settings[{quoted(name)}] = {quoted(value)}\n"
    if hasattr(layer, "forward_layer"):  # a Bidirectional layer holds two
        changed = '        for part in ("layer", "backward_layer"):\n            settings[part]["config"]'
        changed += f"[{quoted(name)}] = {quoted(value)}\n"
    one_answer = name == "return_sequences" and not value
    wrapped = any(type(one).__name__ == "TimeDistributed" for one in model.layers)
    unwrap = (
        "    if isinstance(layer, keras.layers.TimeDistributed):\n        layer = layer.layer  # no steps are left\n"
    )
    line = (
        "\ndef changed(layer):\n"
        f"{unwrap if one_answer and wrapped else ''}"
        "    settings = layer.get_config()\n"
        f"    if layer.name == {quoted(layer.name)}:\n"
        f"{changed}"
        "    return type(layer).from_config(settings)\n\n"
        "model = keras.models.clone_model(old, clone_function=changed)"
    )
    return note + _renewed(model, line, weights, loss)


def with_layers(model, before=None, without=()):
    """Return lines that make a Sequential with one layer put first or some left out, its Input kept."""
    kept = f" if layer.name not in ({', '.join(map(quoted, without))},)" if without else ""
    line = (
        f"layers = [type(layer).from_config(layer.get_config()) for layer in old.layers{kept}]\n"
        f"model = keras.Sequential([{_declared(model.input_shape[1:])}, {before + ', ' if before else ''}*layers])"
    )
    return _renewed(model, line, weights=not without)


class Fix(NamedTuple):
    """One repair, tried before it is shown.

    Fields
    ------
    code : str
        Lines to copy; they name ``model``, ``x``, ``y``.
    confidence : str
        ``"sure"`` or ``"depends on your data"``.
    question : str
        The fact about the data that decides; empty when it is sure.
    apply : callable or None
        ``apply(model, x, y)`` runs the same code on copies and returns a new (model, x, y). None where the
        code cannot be run here, because the model cannot be copied or was never built.

    Source
    ------
    `repair.trying`, which makes them of drafts.

    Examples
    --------
    >>> Fix("x = x.transpose(0, 2, 1)", "sure", "", None).confidence
    'sure'
    """

    code: str
    confidence: str
    question: str
    apply: object
