"""Slips in what x and y are, before their axes matter: kind, and emptiness."""

import numpy as np

from ...axes import count
from ...checks.given import reads_text
from ...program.data import is_number
from ..costs import price
from ..inputs import with_part
from ..undo import Undo, slip

_FEW = 512  # rows that are looked at
ARRAYS = "Keras reads arrays of numbers: NumPy arrays, tensors, tables of numbers, or a tf.data dataset."
_WORDS = {"list": "a list", "object": "an array of objects", "text": "text", "text tensor": "text",
          "table of text": "a table with columns of no numbers", "table": "a table of numbers and of True and False",
          "ragged tensor": "a ragged tensor"}  # fmt: skip


def cut_short(state, rows):
    """Yield the undo that leaves out the last windows of a list, where a loop ran past the end of a table.

    Parameters
    ----------
    state : State
        Of which x is this list, or an array of objects.
    rows : sequence or None
        The samples, one array each; None where they are not at hand.
    """
    rows = rows if hasattr(rows, "__len__") else []
    lengths = [len(one) if hasattr(one, "__len__") else 0 for one in rows]
    whole = lengths.count(max(lengths, default=0))
    short = lengths[whole:]
    if whole < 2 or not short or lengths[:whole] != [lengths[0]] * whole or short != sorted(set(short), reverse=True):
        return
    sentence = (
        f"The first {whole} samples of x hold {count(lengths[0], 'steps')}, and the last {len(short)} ever fewer."
    )
    reason = "A loop over the rows of a table that does not stop one window before the end cuts such pieces."
    question = "Are they windows of one table? Then the last ones lack rows."
    code = f'x = np.array([*x[:{whole}]], dtype="float32")'
    part = state.x.parts[0]._replace(kind="array", dtype="float", name="", low=None, high=None, whole=None)
    part = part._replace(shape=(whole, *np.asarray(next(iter(rows)), dtype=object).shape), note="")
    found = state._replace(x=state.x._replace(form="one", parts=(part,)))
    if state.y.form == "one" and state.y.parts[0].shape and state.y.parts[0].shape[0] == len(lengths):
        code += f"\ny = y[:{whole}]"
        found = with_part(found, "y", 0, shape=(whole, *state.y.parts[0].shape[1:]))
    cost = price("ragged") - price("second choice")
    yield Undo("ragged-sequences", cost, found, sentence, reason, code, (), question)


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
    each = list(_kinds(state, wrong, known))
    yield from each
    mine = {name: [one for one in each if one.data.startswith(f"{name} = ") and not one.changes] for name in "xy"}
    if len(mine["x"]) == len(mine["y"]) == 1 and mine["x"][0].cause == mine["y"][0].cause:
        # One habit made both of them: the lines for x and for y are one repair.
        of_x, of_y = mine["x"][0], mine["y"][0]
        state = of_x.state._replace(y=of_y.state.y)
        yield of_x._replace(state=state, data=f"{of_x.data}\n{of_y.data}", question=of_x.question or of_y.question)


def _kinds(state, wrong, known):
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
            question = "How many rows should a window have? That is its length."
            yield Undo("nested-dataset", price("kind"), found, sentence, reason, "", (), question, lines)
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
            elif name == "x":
                yield from cut_short(state, known.asked(())[0])
            yield Undo("ragged-sequences", price("ragged"), found, sentence, reason, code, (), question)
        elif one.what == "none":
            sentence = f"{name} is None: there are no data."
            question, lines = f"Which line should have made {name}?", f"print(type({name}))"
            yield Undo("not-an-array", price("kind"), found, sentence, ARRAYS, "", (), question, lines)
        elif one.what == "complex":
            sentence, reason = f"{name} holds complex numbers.", "Keras reads their real part, and drops the other."
            question = "Does the size of each number count, and not its phase?"
            yield Undo("not-an-array", price("kind"), found, sentence, reason, f"{name} = np.abs({name})", (), question)
        elif one.what == "unknown":
            sentence = f"{name} is {part.note}, and its shape cannot be read."
            question, lines = "Does it hold numbers that NumPy can read?", f"{name} = np.asarray({name})"
            yield Undo("not-an-array", price("kind"), found, sentence, ARRAYS, "", (), question, lines)
        elif one.what == "empty list":
            yield from ()
        else:
            yield from _no_numbers(state, one, which, name, part, known)


def _no_numbers(state, one, which, name, part, known):
    """Lists, text and objects."""
    words = part.dtype == "text" or part.note.startswith("such as")
    reason = f"{ARRAYS} Leave text and dates out, or turn them into numbers." if words else ARRAYS
    note = "" if part.note in ("a list", "a text", "objects", "") else f" ({part.note})"
    sentence = f"{name} is {_WORDS.get(part.kind, _WORDS.get(one.what, 'no array of numbers'))}{note}."
    found, lines = as_array(state, which, one.where[1]), ""

    def undo(code, question="", *dear):
        return Undo("not-an-array", price("kind", *dear), found, sentence, reason, code, (), question, lines)

    def made(code, question, *dear):
        """Yield the same for lines that change the shape: how, only the values say. Nothing where they do not run."""
        at = "xy".index(which)
        shape = getattr(known.asked((code,))[at], "shape", None) if getattr(state, which).form == "one" else None
        if shape is not None or known.asked(())[at] is None:
            shape = shape and (part.shape[0], *shape[1:])
            yield undo(code, question, *dear)._replace(state=with_part(found, which, one.where[1], shape=shape))

    if which == "x" and words and reads_text(state.model, one.where[1]):
        tensor = with_part(found, which, one.where[1], kind="text tensor", dtype="text")
        why = "A model that begins with texts reads a tensor of them, or an array of objects with one axis."
        made_of = f"{name} = keras.ops.convert_to_tensor({name})"
        yield undo(made_of)._replace(state=tensor, reason=why)
    elif part.note.startswith("column") and part.shape[-1:] != (1,):
        sentence = f"In {name}, {part.note}."
        question = "Can the columns without numbers be left out?"
        yield from made(f'{name} = {name}.select_dtypes("number")', question)
        if part.note.endswith("text"):
            codes = 'one if one.dtype.kind in "fiub" else one.astype("category").cat.codes'
            question = "Does each word name a group? It gets a whole number then; without an order, one-hot is better."
            yield from made(f"{name} = {name}.apply(lambda one: {codes})", question, "second choice")
    elif part.note.startswith(("arrays", "lists")):
        yield undo(f"{name} = np.stack({name})")
    elif not words or part.note in ("numbers as text", ""):
        yield undo(f'{name} = np.asarray({name}, dtype="float32")')
    elif filled := _filled(known, which, name):
        yield undo(*filled)
    elif which == "y":
        code = f"classes, {name} = np.unique({name}, return_inverse=True)  # integers; classes[y] are the names"
        yield undo(code, "Are they class labels?")
    elif without := _without_columns(known, which, name):
        yield from made(*without)
    elif _reads_ids(state):
        lines = (
            "encode = keras.layers.TextVectorization(output_sequence_length=...)\nencode.adapt(x)\nx = encode(x)  # ids"
        )
        reason = f"{ARRAYS} An Embedding reads ids, a whole number for each word."
        found = as_array(with_part(state, "x", 0, shape=None), "x", 0)
        rows = (part.shape or (None,))[0]
        shape = found.x.parts[0].shape
        found = with_part(found, "x", 0, dtype="int", shape=shape and (rows, *shape[1:]))
        yield undo("", "Are they sentences, of which each word counts?")
    else:
        found, lines = with_part(found, which, one.where[1], shape=None), f"print({name}[:3])"
        yield undo("", "What do they stand for, and which numbers say it?")


def _strange(known, which):
    """Return (rows, {column: what is no number in it}) of an array or a table; (None, {}) without values.

    A column is a place on the last axis, of an array of one axis the axis itself.
    """
    values = known.asked(())["xy".index(which)]
    if not getattr(values, "ndim", 0) or not hasattr(values, "shape") or 0 in values.shape:
        return None, {}
    some = np.asarray(values[:_FEW])
    table = some.reshape(-1, some.shape[-1] if some.ndim > 1 else 1)[:_FEW]
    strange = {at: [one for one in table[:, at].tolist() if not is_number(one)] for at in range(table.shape[1])}
    return table, {at: some for at, some in strange.items() if some}


def _filled(known, which, name):
    """Return (code, question) where one and the same mark stands among numbers."""
    table, strange = _strange(known, which)
    marks = {repr(one) for some in strange.values() for one in some}
    if len(marks) != 1 or any(len(some) == len(table) for some in strange.values()):
        return None
    (mark,) = marks
    return f'{name} = np.where({name} == {mark}, np.nan, {name}).astype("float32")', f"Does {mark} stand for a gap?"


def _without_columns(known, which, name):
    """Return (code, question) where only some columns hold no numbers."""
    table, strange = _strange(known, which)
    if not 0 < len(strange) < (0 if table is None else table.shape[1]):
        return None
    columns = " and ".join(map(str, strange))
    what = "column" if known.asked(())["xy".index(which)].ndim < 3 else "feature"
    several = len(strange) > 1
    question = f"{what}{'s' * several} {columns}, counted from 0, {'hold' if several else 'holds'} no numbers: may "
    question = f"{question[0].upper()}{question[1:]}{'they' if several else 'it'} be left out?"
    return f'{name} = np.delete({name}, {list(strange)}, axis=-1).astype("float32")', question


def _reads_ids(state):
    model = state.model
    return len(state.x.parts) == 1 and bool(model.calls) and model.layers[model.calls[0].layer].kind == "Embedding"


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
    lines = f"print({which}.shape)  # after each step"
    question = "Which step leaves nothing?"
    yield Undo("empty-array", price("empty"), found, sentence, reason, "", (), question, lines)
