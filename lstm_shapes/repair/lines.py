"""The lines of a repair of x and y, said anew for what these are: tensors, tables, datasets."""

import re

import numpy as np

from .compiling import quoted

# One line that makes a new x of x, with its comment.
_NEW_X = re.compile(r"x = (?P<made>[^\n]*?)(?P<note>  #[^\n]*)?$")
# How it is said of tensors, of which the number of samples in a batch is not known.
_ARRAY = r"\b([xy](?:\[[^\]]+\])?)"
_OF_TENSORS = (
    (_ARRAY + r"\.reshape\(len\(\1\), -1\)", r"keras.ops.reshape(\1, (keras.ops.shape(\1)[0], -1))"),
    (_ARRAY + r"\.reshape\(len\(\1\), ([^()]*)\)", r"keras.ops.reshape(\1, (-1, \2))"),
    (_ARRAY + r"\.reshape\(([^()]*)\)", r"keras.ops.reshape(\1, (\2))"),
    (r"(keras\.ops\.reshape\(.+\)\)|" + _ARRAY + r")\.transpose\(([\d, ]+)\)", r"keras.ops.transpose(\1, (\3))"),
    (_ARRAY + r"\.argmax\(", r"keras.ops.argmax(\1, "),
    (_ARRAY + r"\.shape\b", r"keras.ops.shape(\1)"),
    (r"\bnp\.newaxis\b", "None"),
    (r"\bnp\.(?=[a-z]+\()", "keras.ops."),
    (r"^(x|y) = \[\*(.*)\]( *#.*)?$", r"\1 = (*\2)\3"),  # a list would become one tensor
)


def for_arrays(code, x, y):
    """Return the lines for what x and y are: tensors and tables are made arrays first, a dataset is mapped.

    Parameters
    ----------
    code : str
        Lines for arrays.
    x, y : object

    Returns
    -------
    str

    Examples
    --------
    >>> for_arrays("x = x.reshape(len(x), 20, 3)", np.zeros((4, 60)), None)
    'x = x.reshape(len(x), 20, 3)'
    """
    if hasattr(x, "element_spec"):
        return _for_dataset(code)
    first = [
        f"{name} = np.asarray({name})"
        for name, data in (("x", x), ("y", y))
        if _is_made_array(data) and re.search(rf"\b{name}(?:\[|\.(?!iloc|select_dtypes|apply))", code)
    ]
    for name, data in (("x", x), ("y", y)):
        parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, (list, tuple)) else ()
        for key, part in parts:
            mine = f"{name}[{quoted(key)}]"
            if _is_made_array(part):
                code = re.sub(re.escape(mine) + r"(?=[.\[])", f"np.asarray({mine})", code)
    return "\n".join([*first, code])


def _is_made_array(data):
    return hasattr(data, "iloc") or (hasattr(data, "dtype") and not isinstance(data, np.ndarray))


def _for_dataset(code):
    """Return the lines for a dataset: each batch goes through them."""
    if not re.search(r"(?m)^[xy] = ", code) or re.search(r"\bx\.(?:map|batch|unbatch)\(|^y = None", code, re.MULTILINE):
        return code
    lines = code.splitlines()
    for array, tensor in _OF_TENSORS:
        lines = [re.sub(array, tensor, line) for line in lines]
    one = _NEW_X.fullmatch(lines[0]) if len(lines) == 1 else None
    if one:
        return f"def repaired(x, *y):\n    return {one['made']}, *y\n\nx = x.map(repaired){one['note'] or ''}"
    body = "".join(f"    {line}\n" for line in lines)
    return f"def repaired(x, y, *more):\n{body}    return x, y, *more\n\nx = x.map(repaired)"
