"""How a model was compiled, as a line of code."""

import functools
import sys

from ..program.layers import of_keras

KEEP_WEIGHTS = "model.set_weights(old.get_weights())"
_FROM_CONFIG = "type(old.optimizer).from_config(old.optimizer.get_config())"


def quoted(value):
    """Return a value as code, with double quotes around words.

    Examples
    --------
    >>> print(quoted("mse"), quoted({"days": "mse"}), quoted((20, 3)))
    "mse" {"days": "mse"} (20, 3)
    """
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(key)}: {quoted(one)}' for key, one in value.items())}}}"
    return f'"{value}"' if isinstance(value, str) else getattr(value, "code", None) or repr(value)


@functools.cache
def _usual(kind):
    """Return the settings of an optimizer of this class without arguments; making one takes 2 ms."""
    return kind().get_config()


def _optimizer(optimizer):
    """Return an optimizer as code: its name, its class with what differs from the usual, or the way from its config."""
    kind, mine = type(optimizer), optimizer.get_config()
    if not of_keras(optimizer) or any(isinstance(value, dict) for value in mine.values()):  # such as a schedule
        return _FROM_CONFIG
    changed = [
        f"{name}={quoted(round(value, 8) if isinstance(value, float) else value)}"
        for name, value in mine.items()
        if name not in ("name", "is_legacy_optimizer") and value != _usual(kind)[name]
    ]
    return f"keras.optimizers.{kind.__name__}({', '.join(changed)})" if changed else quoted(kind.__name__.lower())


def _metrics(model):
    """Return the names of a model's metrics, or None where they are more than names."""
    try:
        metrics = (model.get_compile_config() or {}).get("metrics") or []
    except Exception:  # a loss or metric of somebody's own that has no config
        return None
    return metrics if isinstance(metrics, list) and all(isinstance(one, str) for one in metrics) else None


def _weighted(model):
    """Return what `compile` was told of the weights of several losses, as an argument; empty if nothing."""
    try:
        weights = (model.get_compile_config() or {}).get("loss_weights")
    except Exception:  # a loss or metric of somebody's own that has no config
        return ""
    return f", loss_weights={quoted(weights)}" if weights else ""


def comes_back(model):
    """True where Keras can compile a clone as the model is: ``clone_model`` tries to.

    Source
    ------
    Keras 3.10 to 3.15, ``clone_model``: it raises for a loss, metric or optimizer of one's own.

    Examples
    --------
    >>> comes_back(None)
    False
    """
    try:
        sys.modules["keras"].saving.deserialize_keras_object(model.get_compile_config())
    except Exception:  # a loss or metric of somebody's own that has no config
        return False
    return True


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
    loss = loss or (model.loss if isinstance(model.loss, str) else None)
    metrics = _metrics(model)
    if loss is None or metrics is None:
        kept = f"loss={quoted(loss) if loss else 'old.loss'}{_weighted(model)}"
        return f"model.compile(optimizer={_FROM_CONFIG}, {kept})  # and your metrics"
    measured = f", metrics=[{', '.join(map(quoted, metrics))}]" if metrics else ""
    return f"model.compile(optimizer={_optimizer(model.optimizer)}, loss={quoted(loss)}{measured}{_weighted(model)})"


def compiled_again(model):
    """Return the line that throws a spoilt training function away."""
    line = compile_line(model)
    return line.replace("old.", "model.") if line else ""
