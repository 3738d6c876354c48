"""Fixes are run on copies before they are shown."""

import linecache

import numpy as np

from .drafts import KEEP_WEIGHTS, Fix
from .lines import for_arrays

_ROWS, _VALUES = 256, 1_000_000  # a trial takes that many rows, and no more values than that
_LARGE = 500_000  # a model of more weights is judged by its shapes, for a call would take too long
_NEXT = "It repairs this fault, and something else is wrong then: run it, and diagnose again."


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
        if KEEP_WEIGHTS not in draft.code:
            raise
        draft = draft._replace(
            code=draft.code.replace(KEEP_WEIGHTS, "# the weights start anew: they have other shapes")
        )
        return draft, run(draft.code, model, x, y)


def _applied(code):
    def apply(model, x, y):
        """Run the lines that are shown on copies; return a new (model, x, y)."""
        return run(code, copy_of(model), _copy_of_data(x), _copy_of_data(y))

    return apply


def _rows_within(data):
    """Return how many rows of an array, a table or a list a trial takes; a large number where that is no question."""
    shape = getattr(data, "shape", None)
    if shape is None and hasattr(data, "__len__") and not isinstance(data, dict):
        shape = (len(data),)
    if not shape or hasattr(data, "element_spec"):
        return _ROWS
    each = max(1, int(np.prod([size for size in shape[1:] if size], dtype="int64")))
    return max(4, min(_ROWS, _VALUES // each))


def _cut(data, rows):
    """Return the first rows of an array, a table or a list; a dataset, a dict or a single number as it is."""
    if data is None or hasattr(data, "element_spec") or not hasattr(data, "__len__") or isinstance(data, dict):
        return data
    if len(getattr(data, "shape", (1,))) == 0:
        return data
    return data.iloc[:rows] if hasattr(data, "iloc") else data[:rows]


def first_rows(x, y, several=False):
    """Return the first rows of x, of `several` arrays or of one, and as many of y."""
    parts = list(x.values() if isinstance(x, dict) else x) if several and isinstance(x, (dict, list, tuple)) else [x]
    rows = min(map(_rows_within, [*parts, y]))
    cut = [_cut(part, rows) for part in parts]
    if parts[0] is x:
        return cut[0], _cut(y, rows)
    return dict(zip(x, cut, strict=True)) if isinstance(x, dict) else cut, _cut(y, rows)


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
    >>> from lstm_shapes.repair.drafts import Draft
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
            draft, (new_model, new_x, new_y) = _run_with_weights(draft, copy, *first_rows(x, y, several))
            left = findings_of(new_model or model, new_x, new_y)
            left = [one for one in left if one.level in ("raises", "silent")]
            if any(one.cause == cause for one in left):
                continue
            blocked = any(one.level == "raises" for one in left)
            if not blocked and copy is not None and new_model.count_params() < _LARGE:
                _takes(new_model, new_x)
        except Exception:  # a fix that does not run is not shown
            continue
        if blocked:
            confidence, draft = "depends on your data", draft._replace(question=f"{draft.question} {_NEXT}".strip())
        fixes.append(Fix(draft.code, confidence, draft.question, _applied(draft.code) if copy is not None else None))
    return fixes
