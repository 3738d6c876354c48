"""Slips in what x and y are, before their axes matter: kind, emptiness, number of arrays and samples, batches."""

from ..program import Data
from .batch import with_shapes
from .costs import price
from .inputs import gives_samples, inputs
from .undo import Undo, slip
from .words import fit_all

ARRAYS = "Keras reads arrays of numbers: NumPy arrays, tensors, tables of numbers, or a tf.data dataset."
_WORDS = {"list": "a list", "object": "an array of objects", "text": "text", "text tensor": "text",
          "table of text": "a table with text", "ragged tensor": "a ragged tensor"}  # fmt: skip


def with_part(state, which, place, **changes):
    """Return the state with another record of one part of x or y."""
    given = getattr(state, which)
    parts = list(given.parts)
    parts[place] = parts[place]._replace(**changes)
    return state._replace(**{which: given._replace(parts=tuple(parts))})


def as_array(state, which, place):
    """Return the state with an array where something else was; its shape is kept, or that of one sample as declared."""
    part = getattr(state, which).parts[place]
    shape, model = part.shape, state.model
    if part.kind.startswith("ragged") or shape is None:
        rows = shape[0] if shape else None
        shape = None
        if which == "x" and place < len(model.declared) and model.declared[place].shape is not None:
            shape = (rows, *model.declared[place].shape[1:])
    return with_part(state, which, place, kind="array", dtype="float", shape=shape, low=None, high=None, whole=None)


@slip("kind")
def not_an_array(state, wrong, known):
    """Lists, text, objects, sequences of several lengths, nothing."""
    each = list(_kinds(state, wrong))
    yield from each
    mine = {name: [one for one in each if one.data.startswith(f"{name} = ") and not one.changes] for name in "xy"}
    if len(mine["x"]) == len(mine["y"]) == 1 and mine["x"][0].cause == mine["y"][0].cause:
        # One habit made both of them: the lines for x and for y are one repair.
        of_x, of_y = mine["x"][0], mine["y"][0]
        state = of_x.state._replace(y=of_y.state.y)
        yield of_x._replace(state=state, data=f"{of_x.data}\n{of_y.data}", question=of_x.question or of_y.question)


def _kinds(state, wrong):
    for one in (one for one in wrong if one.stage == "kind" and one.where[0] in ("x", "y")):
        which, place = one.where
        given = getattr(state, which)
        part = given.parts[place]
        name = (
            which if given.form == "one" else f"{which}[{part.name!r}]" if given.form == "dict" else f"{which}[{place}]"
        )
        found = as_array(state, which, place)
        if one.what == "y beside a dataset":
            sentence, reason = "x is a dataset, and y is given besides.", "A dataset brings its own answers, as (x, y)."
            found = state._replace(y=given._replace(form="none", parts=()))
            yield Undo("input-count", price("kind"), found, sentence, reason, "y = None")
        elif one.what == "dataset":
            sentence = f"The elements of {which} are datasets themselves, not windows."
            reason = "Dataset.window() gives a dataset for each window; flat_map and batch make one tensor of each."
            lines = "data = data.flat_map(lambda window: window.batch(length))  # before x and y are taken from it"
            yield Undo("nested-dataset", price("kind"), found, sentence, reason, "", (), "", lines)
        elif one.what.startswith("ragged"):
            note = f" ({part.note})" if part.note else ""
            sentence = f"The sequences in {name} have different lengths{note}."
            question = (
                "May short sequences be filled up with zeros? Then Masking, or mask_zero in Embedding, skips them."
            )
            code = f'{name} = keras.utils.pad_sequences({name}, dtype="float32", padding="post")'
            reason = f"{ARRAYS} A block needs one length."
            if one.what == "ragged tensor":
                code = f"{name} = {name}.to_tensor()"
            yield Undo("ragged-sequences", price("ragged"), found, sentence, reason, code, (), question)
        elif one.what == "none":
            sentence = f"{name} is None: there are no data."
            yield Undo("not-an-array", price("kind"), found, sentence, ARRAYS, "", (), "", f"print(type({name}))")
        elif one.what == "complex":
            sentence, reason = f"{name} holds complex numbers.", "Keras reads their real part, and drops the other."
            question = "Does the size of each number count, and not its phase?"
            yield Undo("not-an-array", price("kind"), found, sentence, reason, f"{name} = np.abs({name})", (), question)
        elif one.what == "unknown":
            sentence = f"{name} is {part.note}, and its shape cannot be read."
            yield Undo(
                "not-an-array", price("kind"), found, sentence, ARRAYS, "", (), "", f"{name} = np.asarray({name})"
            )
        elif one.what == "empty list":
            yield from ()
        else:
            yield from _no_numbers(state, one, which, name, part, found)


def _no_numbers(state, one, which, name, part, found):
    """Lists, text and objects."""
    words = part.dtype == "text" or part.note.startswith("such as")
    reason = f"{ARRAYS} Leave text and dates out, or turn them into numbers." if words else ARRAYS
    note = "" if part.note in ("a list", "a text", "objects", "") else f" ({part.note})"
    sentence = f"{name} is {_WORDS.get(one.what, 'no array of numbers')}{note}."
    if part.note.startswith("column"):
        sentence = f"In {name}, {part.note}."
        question = "Can the columns without numbers be left out?"
        code = f'{name} = {name}.select_dtypes("number")'
        lost = with_columns(state, which, found)
        yield Undo("not-an-array", price("kind"), lost, sentence, reason, code, (), question)
    elif which == "y" and words:
        code = f"classes, {name} = np.unique({name}, return_inverse=True)  # integers; classes[y] are the names"
        yield Undo("not-an-array", price("kind"), found, sentence, reason, code, (), "Are they class labels?")
    elif part.note.startswith("arrays"):
        yield Undo("not-an-array", price("kind"), found, sentence, reason, f"{name} = np.stack({name})")
    elif not words or "<U" in part.note or one.what == "text":
        code = f'{name} = np.asarray({name}, dtype="float32")'
        yield Undo("not-an-array", price("kind"), found, sentence, reason, code)
    else:
        yield Undo("not-an-array", price("kind"), found, sentence, reason, "", (), "", f"print({name}[:3])")


def with_columns(state, which, found):
    """Return the state whose table has the columns that an input declares; how many are left, nobody says before."""
    part = getattr(found, which).parts[0]
    if which == "x" and part.shape and found.model.declared and found.model.declared[0].shape:
        want = found.model.declared[0].shape
        return with_part(found, which, 0, shape=(*part.shape[:-1], want[-1]) if len(want) > 1 else part.shape)
    return found


@slip("empty", "kind")
def empty(state, wrong, known):
    """Nothing is left after a filter, a split, or a window longer than the data."""
    one = next((one for one in wrong if one.what in ("empty", "empty list")), None)
    if one is None:
        return
    which, place = one.where
    given = getattr(state, which)
    name = which if given.form == "one" or one.what == "empty list" else f"{which}[{place}]"
    sentence = f"{name} is empty: its shape is {one.came}."
    if one.what == "empty list":
        sentence = f"{name} is an empty list: no samples are left."
    reason = "A filter, a split or a window longer than the data left nothing. Print the shape after each step."
    model, found = state.model, state
    rows = next((shape[0] for shape in (*state.x.shapes, *state.y.shapes) if shape and shape[0]), 32)
    for way in ("x", "y"):
        for at, part in enumerate(getattr(state, way).parts):
            shape = part.shape and (part.shape[0] or rows, *(size or 1 for size in part.shape[1:]))
            if way == "x" and at < len(model.declared) and model.declared[at].shape and (not shape or 0 in part.shape):
                shape = (rows, *model.declared[at].shape[1:])
            if part.kind == "empty list":
                found = with_part(found, way, at, kind="array", dtype="float", shape=shape)
            elif part.shape and 0 in part.shape:
                found = with_part(found, way, at, shape=shape)
    lines = f"print({which}.shape)  # after each step, until the one that leaves nothing"
    yield Undo("empty-array", price("empty"), found, sentence, reason, "", (), "", lines)


@slip("inputs")
def number_of_inputs(state, wrong, known):
    """Another number of arrays than of inputs, or other names."""
    one = next(one for one in wrong if one.stage == "inputs")
    x, model = state.x, state.model
    wanted, given = len(model.inputs), len(x.parts)
    if one.what in ("names", "no dict"):
        yield from _names(state, one)
        return
    if wanted == 1 and given > 1 and x.form == "list":
        yield from _list_for_one(state)
    reason = (
        "A model with several inputs reads a list or a dict with one array for each; each has its own samples axis."
    )
    sentence = f"The model has {wanted} input{'s' * (wanted > 1)}, and x brings {given} array{'s' * (given > 1)}."
    part = x.parts[0]
    shape = part.shape
    if given == 1 and shape and wanted > 1 and wanted in shape[:2]:
        axis = shape.index(wanted)
        code = "x = list(x)" if axis == 0 else f"x = [x[:, each] for each in range({wanted})]"
        rest = shape[1:] if axis == 0 else (shape[0], *shape[2:])
        found = state._replace(x=x._replace(form="list", parts=(part._replace(shape=rest),) * wanted))
        question = f"Is each of the {wanted} parts along axis {axis} the array of one input?"
        yield Undo("input-count", price("inputs"), found, sentence, reason, code, (), question)
    if wanted == 1:
        found = state._replace(x=x._replace(form="one", parts=x.parts[:1]))
        reason, question = "It reads one array.", "Is the first array the one that the model reads?"
        yield Undo("input-count", price("inputs"), found, sentence, reason, "x = x[0]", (), question)
    elif len(model.declared) == wanted:
        parts = tuple(_meant(shape[0] if shape else None, declared.shape) for declared in model.declared)
        found = state._replace(x=x._replace(form="list", parts=parts))
        lines = f"x = [{', '.join(declared.name for declared in model.declared)}]  # one array for each input"
        yield Undo("input-count", price("inputs", "second choice"), found, sentence, reason, "", (), "", lines)


def _names(state, one):
    x, model, names, brought = state.x, state.model, one.wanted, one.came
    if one.what == "no dict":
        sentence = f"The inputs were declared as a dict, {', '.join(names)}, and x brings none."
        if len(x.parts) == len(names):
            parts = tuple(part._replace(name=name) for part, name in zip(x.parts, names, strict=True))
            found = state._replace(x=x._replace(form="dict", parts=parts))
            code = f"x = dict(zip({tuple(names)!r}, x))".replace("'", '"')
            yield Undo("input-count", price("inputs"), found, sentence, "A dict names each input.", code)
        return
    missing = [name for name in names if name not in brought]
    sentence = f"x has no array for the input {missing[0]!r}; it brings {', '.join(map(repr, brought)) or 'none'}."
    reason = "A dict names each input of the model."
    unused = [part for part in x.parts if part.name not in names]
    if len(names) == len(brought) == 1:
        found = state._replace(x=x._replace(form="one", parts=(x.parts[0]._replace(name=""),)))
        yield Undo("input-count", price("inputs"), found, sentence, reason, f'x = x["{brought[0]}"]')
    elif len(missing) == len(unused) == 1:
        parts = tuple(part._replace(name=missing[0]) if part in unused else part for part in x.parts)
        found = state._replace(x=x._replace(parts=parts))
        rest = f'{{**x, "{missing[0]}": x["{unused[0].name}"]}}'
        code = f'x = {rest}\nx.pop("{unused[0].name}")'
        question = f"Is {unused[0].name!r} the array for {missing[0]!r}?"
        yield Undo("input-count", price("inputs"), found, sentence, reason, code, (), question)
    elif len(names) == len(model.declared):
        wants = {declared.name: declared.shape for declared in model.declared}
        rows = next((part.shape[0] for part in x.parts if part.shape), None)
        there = {part.name: part for part in x.parts}
        parts = tuple(there.get(name) or _meant(rows, wants.get(name))._replace(name=name) for name in names)
        found = state._replace(x=x._replace(parts=parts))
        lines = "\n".join(f'x["{name}"] = ...  # the array of this input' for name in missing)
        yield Undo("input-count", price("inputs"), found, sentence, reason, "", (), "", lines)


def _meant(rows, want):
    """Return an array as an input declares it."""
    return Data("array", want and (rows, *want[1:]))


def _list_for_one(state):
    """A list with one array for each sample, or with pieces of one long array."""
    x, model, y = state.x, state.model, state.y
    shapes, want = x.shapes, model.declared[0].shape if model.declared else None
    axes = len(want) - 1 if want else None
    many, rows = len(shapes), [shape[0] for shape in y.shapes if shape]
    if any(shape is None for shape in shapes):
        return
    same = len(set(shapes)) == 1
    if axes is not None and all(len(shape) == axes for shape in shapes) and (len(rows) != 1 or rows[0] == many):
        part = x.parts[0]._replace(shape=(many, *(shapes[0] if same else want[1:])), name="")
        found = state._replace(x=x._replace(form="one", parts=(part,)))
        if same:
            sentence = f"x is a list of {many} samples of shape {shapes[0]}, not one array."
            yield Undo("not-an-array", price("kind"), found, sentence, ARRAYS, "x = np.stack(x)")
        else:
            lengths = sorted(shape[0] for shape in shapes if shape)
            sentence = f"The sequences in x have different lengths (from {lengths[0]} to {lengths[-1]})."
            question = (
                "May short sequences be filled up with zeros? Then Masking, or mask_zero in Embedding, skips them."
            )
            code = 'x = keras.utils.pad_sequences(x, dtype="float32", padding="post")'
            reason = f"{ARRAYS} A block needs one length."
            yield Undo("ragged-sequences", price("ragged"), found, sentence, reason, code, (), question)
    # Pieces that are meant as one array: each has all axes, and the same sizes behind the samples.
    if len({shape[1:] for shape in shapes}) == 1 and (axes is None or len(shapes[0]) == axes + 1):
        samples = [shape[0] for shape in shapes]
        part = x.parts[0]._replace(shape=(None if None in samples else sum(samples), *shapes[0][1:]), name="")
        found, code = state._replace(x=x._replace(form="one", parts=(part,))), "x = np.concatenate(x)"
        if y.form == "list" and len(y.parts) == many and rows and None not in rows:
            part = y.parts[0]._replace(shape=(sum(rows), *y.shapes[0][1:]), name="")
            found, code = found._replace(y=y._replace(form="one", parts=(part,))), code + "\ny = np.concatenate(y)"
        sentence = f"x is a list of {many} arrays of shape {shapes[0]}, not one array."
        question = f"Are the {many} arrays recordings of the same kind, to be joined?"
        yield Undo("not-an-array", price("kind"), found, sentence, ARRAYS, code, (), question)


@slip("counts")
def other_counts(state, wrong, known):
    """x and y, or several inputs, hold other numbers of samples."""
    counts = [shape[0] for shape in (*state.x.shapes, *state.y.shapes) if shape]
    reason = "Row i of y is the answer for row i of x, so both have the same number of rows."
    if len(counts) < 2 or None in counts:
        return
    one = len(state.x.parts) == len(state.y.parts) == 1
    if one:
        x, y = state.x.shapes[0], state.y.shapes[0]
        from ..axes import count

        sentence = f"x holds {count(x[0], 'samples')} and y holds {y[0]:,}."
        if y == (1, x[0]):
            found, words = with_part(state, "y", 0, shape=y[::-1]), f"{sentence} Its shape is {y}."
            yield Undo("sample-count-mismatch", price("counts, turned"), found, words, reason, "y = y.T")
    else:
        also = " and y" if state.y.form != "none" else ""
        sentence = f"The inputs{also} hold {', '.join(f'{each:,}' for each in counts)} samples."
        reason = "Row i of each input, and of y, belongs to sample i."
    least = min(counts)
    question = "Were rows lost only at the end? Otherwise the rows of x and y no longer belong to each other."
    found = with_shapes(state, least)
    near = 2 * least > max(counts)
    cost = price("counts", *([] if near else ["third choice"]))
    forms = {state.x.form, state.y.form}
    if forms == {"one"} and near:
        code = "usable = min(len(x), len(y))\nx, y = x[:usable], y[:usable]"
        yield Undo("sample-count-mismatch", cost, found, sentence, reason, code, (), question)
    else:
        lines = "print([len(one) for one in x], len(y))  # which of them lost rows, and where?"
        lines = "print(len(x), len(y))  # which of them lost rows, and where?" if one else lines
        yield Undo("sample-count-mismatch", cost, found, sentence, reason, "", (), "", lines)


@slip("axes", "building", "inside", "target", "sizes")
def dataset_batches(state, wrong, known):
    """A dataset that is not batched, or batched twice."""
    x = state.x
    if x.source != "dataset":
        return
    each = list(inputs(state))
    if not each:
        return
    single = gives_samples(state) or (x.batch is None and all(fit_all(one.x, one.want) for one in each))
    raised = all(_two_batches(one, x.batch) for one in each)
    if single:
        sentence = f"The dataset gives single samples of shape {each[0].x}, not batches."
        reason = f"The model reads {len(each[0].want) + 1} axes, samples first; .batch(32) puts them there."
        found = _moved(state, lambda shape: (None, *shape))
        yield Undo("dataset-not-batched", price("batches"), found, sentence, reason, "x = x.batch(32)")
    if raised:
        sentence = (
            f"The dataset is batched twice: it gives {each[0].x}, and the model reads {len(each[0].want) + 1} axes."
        )
        found = _moved(state, lambda shape: (None, *shape[2:]) if len(shape) > 1 else shape)
        reason = "One call of .batch is enough."
        yield Undo("dataset-not-batched", price("batches"), found, sentence, reason, "x = x.unbatch()")


def _moved(state, move):
    for which in ("x", "y"):
        for place, part in enumerate(getattr(state, which).parts):
            if part.shape is not None:
                state = with_part(state, which, place, shape=move(part.shape))
    batch = state.x.batch or 32
    return state._replace(x=state.x._replace(batch=batch, samples=None), y=state.y._replace(batch=None))


def _two_batches(one, batch):
    """True where the first two axes of an element are of any size, or as large as batches that leave no rest."""
    first, second = (*one.x, 0, 0)[:2]
    more = len(one.x) == len(one.want) + 2
    both = more or one.want[:1] != (None,) if second is None else more and second > 1
    return first in (None, batch) and both
