"""The lines of a fix, said anew for what x and y are: tensors, tables, datasets, one of several inputs."""

import re

import numpy as np

from .drafts import quoted

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
