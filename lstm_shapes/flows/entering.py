"""What x brings to each input of a model, and what is to be said of it; nothing is copied, called or consumed."""

from ..axes import AXES, any_for_none, count
from ..checks import Complaint, as_read, other_size
from ..checks.given import axes, counts, for_inputs
from ..program import Given, State
from ..program.data import is_stream, kind_named

_EXAMPLE = "such as (None, 20, 3)"
_WITH_SHAPES = ("array", "table", "table of text", "text", "text tensor", "object")


def unread(x):
    """Return one sentence where x can only be read by running or consuming it; empty where its shape can be seen.

    Examples
    --------
    >>> unread((100, 20, 3))
    ''
    >>> unread(iter([]))
    'x is a list_iterator, which is not read: give one batch of it, or its shape such as (None, 20, 3).'
    """
    if not is_stream(x):
        return ""
    return f"x is {kind_named(x)}, which is not read: give one batch of it, or its shape {_EXAMPLE}."


def _said(names):
    return " and ".join(filter(None, [", ".join(repr(name) for name in names[:-1]), repr(names[-1])]))


def _refused(problem, x, names):
    """Say what was needed, and what came, where x brings other arrays than the inputs read."""
    if problem.what == "no dict":
        came = "a list" if x.form == "list" else "an array"
        return f"x needs to be a dict with {_said(sorted(problem.wanted))}, as the inputs are one; got {came}."
    if problem.what == "names":
        came = _said(problem.came) if problem.came else "nothing"
        if len(names) > 1:
            return f"x needs {_said(problem.wanted)}, by name; it brings {came}."
        return f"x needs to be one array, for there is one input, {names[0]!r}; got {came} by name."
    came = count(len(x.parts), "arrays")
    if len(names) > 1:
        return f"x needs an array for each of the {len(names)} inputs, {_said(names)}; it brings {came}."
    came = came if len(x.parts) > 1 else f"a {x.form} of {came}"
    return f"x needs to be an array, a table or a shape {_EXAMPLE}; got {came}."


def _need_shape(part, name):
    """Raise where one part of x is none of which Keras makes an array."""
    if part.kind == "none" or (part.kind in _WITH_SHAPES and (part.shape is not None or part.kind != "text")):
        return
    came = part.note.replace("lengths", "rows of lengths")
    came = {"list": "a list, of which np.asarray makes an array", "empty list": "a list"}.get(part.kind, came)
    raise ValueError(f"{name} needs to be an array, a table or a shape {_EXAMPLE}; got {came}.")


def brought(state, names):
    """Return what x brings to each input.

    Parameters
    ----------
    state : State
    names : list of str
        Of the inputs.

    Returns
    -------
    list of Data
        Empty where x is not given.

    Raises
    ------
    ValueError
        If x is no data, or brings another number of arrays, or other names, than the model reads.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> brought(program([], (20, 3), (100, 60)), ["x"])[0].shape
    (100, 60)
    """
    if len(names) == len(state.x.parts) == 1:
        _need_shape(state.x.parts[0], "x")
    parts, wrong = for_inputs(state)
    if wrong and wrong[0].level == "raises":
        raise ValueError(_refused(wrong[0], state.x, names))
    if len(parts) > len(names):  # layers in a line that begin with a merge: a picture of one input has no place for it
        raise ValueError(_refused(Complaint("inputs", "raises", "number"), state.x, names))
    for part, name in zip(parts, names, strict=False):
        _need_shape(part, name if len(names) > 1 else "x")
    return parts


def stopped(state, parts, names):
    """Return (place, why) of the first input that refuses what it gets; (None, "") where none does.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> state = program([], (20, 3), (100, 60))
    >>> stopped(state, brought(state, ["x"]), ["x"])
    (0, 'declares (any, 20, 3), gets (100, 60)')
    """
    arrays = State(state.model, Given("list", tuple(parts)))
    wrong = [*axes(arrays, parts)[1], *(one for one in counts(arrays) if one.what == "samples")]
    if not wrong:
        return None, ""
    one = min(wrong, key=lambda one: one.where[1])
    place = one.where[1]
    if one.stage == "counts":
        first = next(name for name, part in zip(names, parts, strict=True) if part.shape and part.shape[0] is not None)
        return place, f"gets {count(one.came, 'samples')}, {first!r} gets {one.wanted}"
    batched = (None, *one.came)
    fits = as_read(batched, one.wanted) is not None and other_size(batched, one.wanted) is None
    missing = ": .batch() is missing" if fits and state.x.source == "dataset" else ""
    return place, f"declares {any_for_none(one.wanted)}, gets {any_for_none(one.came)}{missing}"


def followed(state, parts):
    """Return the shape that is followed from each input on: of x, else as declared, in batches where they are.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> state = program([], (20, 1), (100, 20))
    >>> followed(state, brought(state, ["x"]))
    [(100, 20, 1)]
    """
    declared = [one.shape for one in state.model.declared] or [None] * len(parts)
    reads = axes(state, parts)[0] or declared
    shapes = [want if read is None else read for read, want in zip(reads, declared, strict=True)]
    batch = next((shape[0] for shape in declared if shape and shape[0] is not None), None)
    # A fit cuts x into batches, and layers may be made for them.
    return shapes if batch is None or state.x.source == "dataset" else [(batch, *shape[1:]) for shape in shapes]


def sized(size, name):
    """Return a size with the name of its axis.

    Examples
    --------
    >>> sized(1, "timesteps"), sized(7, "axis 2"), sized(8, "rows")
    ('1 timestep', '7 on axis 2', '8 rows')
    """
    return count(size, name) if name in AXES else f"{size} on {name}" if name.startswith("axis") else f"{size} {name}"


def remark(state, place, part, read, names):
    """Return what is to be said of an input that lets x pass.

    Parameters
    ----------
    state : State
    place : int
        Of the input.
    part : Data
        What x brings to it.
    read : tuple
        The shape that is followed.
    names : tuple of str
        Of its axes.

    Examples
    --------
    >>> from lstm_shapes.program import program
    >>> state = program([], (20, 3), (100, 30, 3))
    >>> remark(state, 0, state.x.parts[0], (100, 30, 3), ("samples", "timesteps", "features"))
    '! declares 20 timesteps, lets 30 pass'
    """
    want = state.model.declared[place].shape
    differ = [
        at for at, sizes in enumerate(zip(want, read, strict=True)) if at and None not in sizes and len({*sizes}) > 1
    ]
    if len(differ) > 1:
        return f"! declares {any_for_none(want)}, lets {any_for_none(read)} pass"
    if differ:
        return f"! declares {sized(want[differ[0]], names[differ[0]])}, lets {read[differ[0]]} pass"
    if state.x.form == "list" and len(state.x.parts) > len(state.model.inputs):
        return f"! reads the first of {count(len(state.x.parts), 'arrays')}"
    if want[0] is None:
        return ""
    same = state.x.source != "dataset" or part.shape is None or part.shape[0] in (None, want[0])
    return f"in batches of {want[0]}" if same else f"! declares batches of {want[0]}, gets {part.shape[0]}"
