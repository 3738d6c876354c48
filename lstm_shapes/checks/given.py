"""Whether x and y are data that Keras takes: their kind, their counts, their number, their axes."""

from .complaint import Complaint, sizes_apart
from .several import ATTENTION, MERGES
from .sizes import fits
from .walk import as_read, other_size

_NUMBERS = ("array", "table")


def reads_text(model, place):
    """True where an input, or the first layer, wants text."""
    if model.declared and place < len(model.declared) and model.declared[place].dtype == "text":
        return True
    kinds = [layer.kind for layer in model.layers[:1]]
    return not model.declared and kinds and kinds[0] in ("TextVectorization", "StringLookup", "Hashing")


def _is_text(part):
    """True for text that Keras takes: a tensor of strings, or an array of objects with one axis."""
    return part.kind == "text tensor" or (part.kind == "text" and part.dtype == "object" and len(part.shape or ()) == 1)


def kinds(state):
    """Yield what is no array of numbers.

    Source
    ------
    Keras 3.15, ``get_data_adapter`` and ``convert_to_sliceable``.
    """
    for which, given in (("x", state.x), ("y", state.y)):
        if given.form == "none" and which == "x":
            continue
        for place, part in enumerate(given.parts):
            if which == "x" and reads_text(state.model, place) and _is_text(part):
                continue
            if part.kind in _NUMBERS:
                if part.dtype == "complex":
                    yield Complaint("kind", "silent", "complex", "float", part.dtype, (which, place))
                elif part.dtype == "object":
                    yield Complaint("kind", "raises", "object", "numbers", part.note, (which, place))
            elif part.kind == "none" and given.form != "none":
                yield Complaint("kind", "raises", "none", "an array", None, (which, place))
            elif part.kind == "ragged tensor":
                yield Complaint("kind", "raises", "ragged tensor", "numbers", part.note, (which, place))
            else:
                yield Complaint("kind", "raises", part.kind, "an array of numbers", part.note, (which, place))
    if state.x.source != "arrays" and state.y.form != "none" and state.y.source == "arrays":
        yield Complaint("kind", "raises", "y beside a dataset", None, state.y.shapes, ("y", 0))


def empty(state):
    """Yield arrays that hold nothing. Without samples Keras builds the model, reads no batch, and raises nothing."""
    for which, given in (("x", state.x), ("y", state.y)):
        for place, part in enumerate(given.parts):
            if part.shape is not None and 0 in part.shape and part.kind in _NUMBERS:
                # A fit has nothing to do then; a prediction has nothing to give back, and raises.
                predicts = part.shape[0] == 0 and state.y.form == "none" and state.x.source == "arrays"
                level = "raises" if predicts else "silent"
                yield Complaint("empty", level, "empty", None, part.shape, (which, place), part.shape.index(0))


def counts(state):
    """Yield what holds another number of samples.

    Source
    ------
    Keras 3.15, ``check_data_cardinality``: arrays only.
    """
    if state.x.source != "arrays":
        return
    parts = [
        (which, place, part)
        for which, given in (("x", state.x), ("y", state.y))
        for place, part in enumerate(given.parts)
        if part.shape is not None and part.kind not in ("none", "list", "ragged list")
    ]
    for which, place, part in parts:
        if part.shape == ():
            yield Complaint("counts", "raises", "no samples axis", 1, (), (which, place))
    sizes = [(which, place, part.shape[0]) for which, place, part in parts if part.shape]
    first = next((size for _, _, size in sizes if size is not None), None)
    for which, place, size in sizes:
        if not fits(size, first):
            others = len({one for _, _, one in sizes if one is not None})
            yield Complaint("counts", "raises", "samples", first, size, (which, place), 0, others - 1)
            return


def for_inputs(state):
    """Return (the part for each input of the model, complaints about their number and names).

    Source
    ------
    Keras 3.15, ``assert_input_compatibility`` for a functional model; ``Functional._standardize_inputs`` for a
    Sequential, which reads the first array of a list and drops the others.
    """
    model, x = state.model, state.x
    wanted = len(model.inputs)
    if x.form == "none":
        return [], []
    if model.input_keys and x.form != "dict" and list(model.input_keys) != sorted(model.input_keys):
        return [], [Complaint("inputs", "raises", "no dict", model.input_keys, len(x.parts))]
    if x.form == "dict" and model.declared:
        keys = sorted(model.input_keys) or [one.key or one.name for one in model.declared]
        asked = not model.input_keys and model.kind == "functional"  # for the names of its layers, then for the keys
        names = [one.name for one in model.declared] if asked else keys
        brought = {part.name: part for part in x.parts}
        missing = [name for name in {*keys, *names} if name not in brought]
        if not missing:
            return [brought[key] for key in keys], []
        return [], [Complaint("inputs", "raises", "names", tuple(names), tuple(brought), gap=len(missing))]
    if model.kind in ("sequential", "layers") and not model.declared and x.form != "one":
        first = model.layers[0] if model.layers else None
        if x.form == "list" and first is not None and (first.kind in (*MERGES, *ATTENTION) or first.own or first.model):
            return list(x.parts), []
        return [], [Complaint("inputs", "raises", "not one array", 1, len(x.parts))]
    if len(x.parts) == wanted:
        return list(x.parts), []
    apart = abs(len(x.parts) - wanted)
    if model.kind == "sequential" and model.declared and len(x.parts) > 1:
        silent = Complaint("inputs", "silent", "number", wanted, len(x.parts), ("x", 1), gap=apart)
        return list(x.parts[:1]), [silent]
    return [], [Complaint("inputs", "raises", "number", wanted, len(x.parts), gap=apart)]


def axes(state, parts):
    """Return (the shape that each input reads or None, complaints about axes and declared sizes).

    Source
    ------
    Keras 3.15, ``Functional.input_spec``, ``Functional._adjust_input_rank``.
    """
    model, reads, found = state.model, [], []
    for place, part in enumerate(parts):
        want = model.declared[place].shape if place < len(model.declared) else None
        if part.shape is None or want is None:
            reads.append(part.shape if want is None else None)
            continue
        axis = other_size(part.shape, want) if model.kind == "functional" else None
        read = as_read(part.shape, want)
        if read is None:
            gap = abs(len(part.shape) - len(want)) + 0.1 * sizes_apart(part.shape[1:], want[1:])
            found.append(Complaint("axes", "raises", "axes", want, part.shape, ("x", place), gap=gap))
        elif axis is not None:
            gap = sizes_apart(read[1:], want[1:])
            found.append(Complaint("sizes", "raises", "declared", want, part.shape, ("x", place), axis, gap))
        reads.append(None if read is None or axis is not None else read)
    return reads, found
