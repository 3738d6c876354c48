"""Fixes as code: written for the learner's own model and data, and run before they are shown."""

import functools
import linecache
import re
from typing import NamedTuple

import numpy as np

from .findings import Fix

_ROWS, _VALUES = 256, 1_000_000  # a trial takes that many rows, and no more values than that
_LARGE = 500_000  # a model of more weights is judged by its shapes, for a call would take too long
_WEIGHTS = "model.set_weights(old.get_weights())"
_NEXT = "It repairs this fault, and something else is wrong then: run it, and diagnose again."


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


# Lines of code ---------------------------------------------------------------------------------------------


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
        lines.append(_WEIGHTS)
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
    inner = '["layer"]["config"]' if hasattr(layer, "forward_layer") else ""
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
        f"        settings{inner}[{quoted(name)}] = {quoted(value)}\n"
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


# Trying ----------------------------------------------------------------------------------------------------


def copy_of(model):
    """Return a compiled copy of a model with its weights; an error where it has no config."""
    import keras

    if isinstance(model, keras.Sequential) and not model.built:
        copy = keras.Sequential([type(layer).from_config(layer.get_config()) for layer in model.layers])
    else:
        copy = keras.models.clone_model(model)
        copy.set_weights(model.get_weights())
    if model.compiled:
        try:
            copy.compile_from_config(model.get_compile_config())
        except Exception:  # a loss or metric of somebody's own that has no config
            copy.compile(optimizer=type(model.optimizer).from_config(model.optimizer.get_config()), loss=model.loss)
    return copy


def _copy_or_none(model):
    try:
        return copy_of(model)
    except Exception:  # subclassed, without a config: its fixes are text
        return None


def run(code, model, x, y):
    """Run the lines of a fix; return what they leave as (model, x, y)."""
    import keras

    names = {"np": np, "keras": keras, "model": model, "x": x, "y": y}
    linecache.cache["<fix>"] = len(code), None, code.splitlines(keepends=True), "<fix>"  # tf.data wants to read them
    exec(compile(code, "<fix>", "exec"), names)  # our own lines, the ones that are shown
    return names["model"], names["x"], names["y"]


def _copy_of_data(data):
    copy = getattr(data, "copy", None)
    return copy() if callable(copy) else data


def _run_with_weights(draft, model, x, y):
    """Run a fix; where the old weights do not fit into the new model, run it without them, and say so."""
    try:
        return draft, run(draft.code, model, x, y)
    except ValueError:
        if _WEIGHTS not in draft.code:
            raise
        draft = draft._replace(code=draft.code.replace(_WEIGHTS, "# the weights start anew: they have other shapes"))
        return draft, run(draft.code, model, x, y)


def _applied(code):
    def apply(model, x, y):
        """Run the lines that are shown on copies; return a new (model, x, y)."""
        return run(code, copy_of(model), _copy_of_data(x), _copy_of_data(y))

    return apply


# A line that makes a new x of x, and how its parts are said of tensors, whose rows in a batch are not known.
_NEW_X = re.compile(r"(?m)^x = (?P<made>[^\n]*?)(?P<note>  #[^\n]*)?$")
_OF_TENSORS = (
    (r"x\.reshape\(len\(x\), ([^()]*)\)", r"keras.ops.reshape(x, (-1, \1))"),
    (r"(.+)\.transpose\(([\d, ]+)\)", r"keras.ops.transpose(\1, (\2))"),
    (r"np\.squeeze", "keras.ops.squeeze"),
    (r"\bnp\.newaxis\b", "None"),
)


def _for_dataset(code):
    """Return the lines of a fix for a dataset: each batch of x goes through them."""
    lines = _NEW_X.search(code)
    if not lines or "x.map" in code or re.search(r"x\.(?:batch|unbatch)|^y = ", code, re.MULTILINE):
        return code
    made = lines["made"]
    for array, tensor in _OF_TENSORS:
        made = re.sub(array, tensor, made)
    mapped = f"def repaired(x, *y):\n    return {made}, *y\n\nx = x.map(repaired){lines['note'] or ''}"
    return code.replace(lines[0], mapped)


def for_arrays(code, x, y):
    """Return the lines of a fix for what x and y are: tensors and tables are made arrays first, datasets are mapped."""
    if hasattr(x, "element_spec"):
        return _for_dataset(code)
    first = [
        f"{name} = np.asarray({name})"
        for name, data in (("x", x), ("y", y))
        if (hasattr(data, "iloc") or (hasattr(data, "dtype") and not isinstance(data, np.ndarray)))
        and re.search(rf"\b{name}(?:\[|\.(?!iloc|select_dtypes))", code)
    ]
    return "\n".join([*first, code])


def for_one_input(draft, place, name=None):
    """Return a draft for one of several inputs: of its place in a list, or of its name in a dict; None where none fits.

    Parameters
    ----------
    draft : Draft
        Lines for x alone.
    place : int
    name : str, optional

    Returns
    -------
    Draft or None
    """
    lines = _NEW_X.match(draft.code)
    rest = draft.code[lines.end() :] if lines else ""
    if not lines or not draft.runs or re.search(r"\b[xy]\b|old = model", rest):
        return None
    mine = f"x[{quoted(name) if name is not None else place}]"
    made = re.sub(r"\bx\b", mine, lines["made"])
    whole = f"{{**x, {quoted(name)}: {made}}}" if name is not None else f"[*x[:{place}], {made}, *x[{place + 1}:]]"
    return draft._replace(code=f"x = {whole}{lines['note'] or ''}{rest}")


def first_rows(data, several=False):
    """Return the first rows of an array, a table or a list, of `several` arrays of each; a dataset as it is."""
    if several and isinstance(data, dict):
        return {name: first_rows(part) for name, part in data.items()}
    if several and isinstance(data, (list, tuple)):
        return [first_rows(part) for part in data]
    if data is None or hasattr(data, "element_spec") or not hasattr(data, "__len__") or isinstance(data, dict):
        return data
    shape = getattr(data, "shape", None) or (len(data),)
    if len(shape) == 0:
        return data
    each = max(1, int(np.prod([size for size in shape[1:] if size], dtype="int64")))
    rows = max(4, min(_ROWS, _VALUES // each))
    return data.iloc[:rows] if hasattr(data, "iloc") else data[:rows]


def _takes(model, x):
    """Call a model on two rows, for real."""
    if hasattr(x, "element_spec"):
        for element in x.take(1):
            model(element[0] if isinstance(element, tuple) else element)
        return
    two = x.iloc[:2].to_numpy() if hasattr(x, "iloc") else x
    if isinstance(x, dict):
        model({name: part[:2] for name, part in x.items()})
    elif isinstance(x, (list, tuple)):
        model([part[:2] for part in x])
    elif getattr(model, "stateful", False) or any(getattr(layer, "stateful", False) for layer in model.layers):
        model(two[: model.input_shape[0]])
    else:
        model(two[:2])


def tried(drafts, model, x, y, cause, findings_of):
    """Return as Fix those drafts that repair `cause` on the first rows; `findings_of` diagnoses a triple.

    Parameters
    ----------
    drafts : sequence of Draft
    model, x, y
        As given to `diagnose`; none of them is changed.
    cause : str
    findings_of : callable
        ``findings_of(model, x, y)`` gives the findings of the repaired triple.

    Returns
    -------
    list of Fix

    Source
    ------
    Every fix is run on a copy of the model and on at most 256 rows, diagnosed, and called on two rows.

    Examples
    --------
    >>> tried([Draft("print(x.shape)", runs=False)], None, None, None, "empty-array", None)[0].apply is None
    True
    """
    fixes = []
    copy = _copy_or_none(model) if any(draft.runs for draft in drafts) else None
    several = len(getattr(copy, "inputs", None) or ()) > 1
    for draft in drafts:
        draft = draft._replace(code=for_arrays(draft.code, x, y) if draft.runs else draft.code)
        confidence = "depends on your data" if draft.question else "sure"
        if not draft.runs or (copy is None and "model" in draft.code):
            fixes.append(Fix(draft.code, confidence, draft.question, None))
            continue
        try:
            # A fix that makes no new model is tried on one copy, shared by all; calling it changes no weight.
            draft, (new_model, new_x, new_y) = _run_with_weights(draft, copy, first_rows(x, several), first_rows(y))
            left = findings_of(new_model or model, new_x, new_y)
            left = [one for one in left if one.level in ("raises", "silent")]
            if any(one.cause == cause for one in left):
                continue
            blocked = any(one.level == "raises" for one in left)
            if not blocked and copy is not None and new_model.count_params() < _LARGE:
                _takes(new_model, new_x)
        except Exception:  # a fix that does not run is not shown
            continue
        if blocked and not draft.question:
            confidence, draft = "depends on your data", draft._replace(question=_NEXT)
        fixes.append(Fix(draft.code, confidence, draft.question, _applied(draft.code) if copy is not None else None))
    return fixes
