"""Fixes as code, written for the learner's own model; `lines` says them for other data, `trying` runs them."""

from typing import NamedTuple

from .compiling import KEEP_WEIGHTS, compile_line, compiled_again, quoted
from .fixes import Fix

__all__ = ["KEEP_WEIGHTS", "Draft", "Fix", "compile_line", "compiled_again", "quoted"]  # rules ask for them here


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


def _renewed(model, line, weights, loss=None):
    """Join the line that makes a new model from `old`, its weights and its compile settings."""
    lines = ["old = model", line]
    if weights:
        lines.append(KEEP_WEIGHTS)
    lines.append(compile_line(model, loss))
    return "\n".join(filter(None, lines))


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
