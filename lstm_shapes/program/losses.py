"""Losses and metrics as records: which function of Keras compares, or whose own it is."""

import re
import sys

from .layers import of_keras
from .records import Loss

# Short names that Keras takes for the same functions.
_ALIASES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "logcosh": "log_cosh",
    "acc": "accuracy",
    "ce": "crossentropy",
    "bce_logits": "binary_crossentropy",
    "root_mean_squared_error": "root_mean_squared_error",
}


def canonical(name):
    """Return the name of a loss as Keras calls the function.

    Examples
    --------
    >>> canonical("mse"), canonical("MeanSquaredError"), canonical("SparseCategoricalCrossentropy")
    ('mean_squared_error', 'mean_squared_error', 'sparse_categorical_crossentropy')
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name)).lower()
    return {"kldivergence": "kl_divergence", "klddivergence": "kl_divergence"}.get(words) or _ALIASES.get(words, words)


def loss_record(loss, output=""):
    """Return the record of one loss or metric; None where there is none.

    Parameters
    ----------
    loss : str, function, keras.Loss, keras.Metric or None
    output : str
        The output that it is for.

    Examples
    --------
    >>> loss_record("mse").name, loss_record(lambda y, p: y - p).given
    ('mean_squared_error', 'own')
    """
    if loss is None:
        return None
    if isinstance(loss, str):
        return Loss(canonical(loss), "name", False, output)
    kept = getattr(loss, "_fn_kwargs", None) or {}
    logits = bool(getattr(loss, "from_logits", kept.get("from_logits", False)))
    if isinstance(loss, type) or not hasattr(loss, "__name__"):
        kind = loss if isinstance(loss, type) else type(loss)
        wrapped = getattr(loss, "fn", None) or getattr(loss, "_fn", None)
        if kind.__module__.partition(".")[0] == "keras" and wrapped is not None and not _of_keras_function(wrapped):
            return Loss(getattr(wrapped, "__name__", "own"), "own", logits, output)
        if kind.__module__.partition(".")[0] == "keras":
            name = getattr(wrapped, "__name__", "") if kind.__name__.endswith("Wrapper") else kind.__name__
            ignores = getattr(loss, "ignore_class", kept.get("ignore_class")) is not None
            return Loss(canonical(name), "object", logits, output, ignores)
        return Loss(kind.__name__, "own class", logits, output)
    return Loss(canonical(loss.__name__), "function" if _of_keras_function(loss) else "own", logits, output)


def _of_keras_function(function):
    return str(getattr(function, "__module__", "")).partition(".")[0] == "keras"


def _several(given, outputs):
    """Take what compile was given apart: one for each output, or for all."""
    if isinstance(given, dict):
        return tuple(
            record for name, one in given.items() for record in _listed(one, str(name)) or [Loss("", output=str(name))]
        )
    if isinstance(given, (list, tuple)) and len(given) == len(outputs) > 1:
        pairs = zip(outputs, given, strict=True)
        return tuple(record for name, one in pairs for record in _listed(one, name) or [Loss("", output=name)])
    return _listed(given, "")


def _listed(given, output):
    given = given if isinstance(given, (list, tuple)) else (given,)
    return tuple(record for record in (loss_record(one, output) for one in given) if record is not None)


def compiled_with(model, outputs):
    """Return (losses, metrics) that a model was compiled with, as two tuples of records.

    Parameters
    ----------
    model : keras.Model
    outputs : tuple of str
        The names of its outputs.
    """
    keras = sys.modules["keras"]
    loss = getattr(model, "loss", None)
    if isinstance(loss, keras.Loss) and type(loss).__name__ == "CompileLoss":
        loss = getattr(loss, "_user_loss", None)
    metrics = getattr(getattr(model, "_compile_metrics", None), "_user_metrics", None)
    flat = len(outputs) < 2 and isinstance(metrics, (list, tuple))
    return _several(loss, outputs), _listed(metrics, "") if flat else _several(metrics, outputs)


__all__ = ["canonical", "compiled_with", "loss_record", "of_keras"]
