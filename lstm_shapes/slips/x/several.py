"""Slips in which array is for which input: another number of them, other names, another order, lists of samples."""

import itertools

from ...checks import complaints
from ...program import Data
from ..costs import price
from ..inputs import inputs
from ..undo import Undo, slip
from ..words import fit_all
from .data import ARRAYS, cut_short


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
        yield from _list_for_one(state, known)
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
        each = " and ".join(f"{declared.name!r} {declared.shape}" for declared in model.declared)
        lines = f"x = [{', '.join(['...'] * wanted)}]  # in place of each ... the array of one input: {each}"
        question, cost = "Which array is for which input?", price("inputs", "second choice")
        yield Undo("input-count", cost, found, sentence, reason, "", (), question, lines)


@slip("inputs", "target")
def side_by_side(state, wrong, known):
    """The elements of a dataset hold all arrays side by side: Keras takes the second for y, the third for weights."""
    x, y, model = state.x, state.y, state.model
    inputs, outputs = len(model.inputs), len(model.outputs)
    if x.source != "dataset" or x.form != "one" or y.form != "one" or len(model.declared) != inputs:
        return
    parts = (*x.parts, *y.parts, *y.behind)
    if not y.behind or len(parts) != inputs + outputs:
        return
    meant = zip(parts, model.declared, strict=False)
    if not all(part.shape and fit_all(part.shape[1:], one.shape[1:]) for part, one in meant if one.shape):
        return
    forms = ["list" if many > 1 else "one" for many in (inputs, outputs)]
    found = state._replace(
        x=x._replace(form=forms[0], parts=parts[:inputs]), y=y._replace(form=forms[1], parts=parts[inputs:], behind=())
    )
    names = [chr(ord("a") + at) for at in range(len(parts))]
    groups = [some[0] if len(some) == 1 else f"({', '.join(some)})" for some in (names[:inputs], names[inputs:])]
    code = f"def repaired({', '.join(names)}):\n    return {', '.join(groups)}\n\nx = x.map(repaired)"
    sentence = f"Each element of the dataset holds {len(parts)} arrays side by side, in place of the pair x and y."
    reason = "Keras reads x, y and sample weights of an element, in this order, and no more."
    yield Undo("input-count", price("exchanged"), found, sentence, reason, code)


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
    if not missing:
        # A functional model asks a dict for two names of each Input, and they differ where somebody gave none.
        there = {part.name: part for part in x.parts}
        found = state._replace(x=x._replace(form="list", parts=tuple(there[name] for name in names)))
        code = "x = [" + ", ".join(f'x["{name}"]' for name in names) + "]"
        sentence = "The inputs were given no names of their own, so Keras does not find them in a dict."
        reason = "A list brings them in the order of keras.Model(inputs). Or name each: keras.Input(..., name=...)."
        yield Undo("input-count", price("inputs"), found, sentence, reason, code)
        return
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
        question = "Which array is for which input?"
        yield Undo("input-count", price("inputs"), found, sentence, reason, "", (), question, lines)


def _meant(rows, want):
    """Return an array as an input declares it."""
    return Data("array", want and (rows, *want[1:]))


def _list_for_one(state, known):
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
            lengths = sorted(shape[0] for shape in shapes if shape and shape[0] is not None)
            note = f" (from {lengths[0]} to {lengths[-1]})" if lengths else ""
            sentence = f"The sequences in x have different lengths{note}."
            question = (
                "May short sequences be filled up with zeros? Then Masking, or mask_zero in Embedding, skips them."
            )
            code = 'x = keras.utils.pad_sequences(x, dtype="float32", padding="post")'
            reason = f"{ARRAYS} A block needs one length."
            yield from cut_short(state, known.asked(())[0])
            yield Undo("ragged-sequences", price("ragged"), found, sentence, reason, code, (), question)
    # Measurements that are meant as features: each has all axes but the last.
    columns = want[-1] if want else many
    if same and many == columns and len(shapes[0]) == (len(want) - 1 if want else 2) and shapes[0] != (many,):
        part = x.parts[0]._replace(shape=(*shapes[0], many), name="")
        found = state._replace(x=x._replace(form="one", parts=(part,)))
        sentence = f"x is a list of {many} arrays of shape {shapes[0]}, not one array."
        question = f"Is each of the {many} arrays one feature?"
        yield Undo("input-count", price("kind"), found, sentence, ARRAYS, "x = np.stack(x, axis=-1)", (), question)
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


@slip("axes", "sizes", "inputs", "ids")
def inputs_exchanged(state, wrong, known):
    """Every array is there, for another input than it was given to: shapes tell, or ids that their tables hold."""
    each, parts = list(inputs(state)), state.x.parts
    fits = all(fit_all(one.x[1:], one.want) for one in each)
    if not 1 < len(each) <= 4 or len(each) != len(parts) or (fits and all(one.stage != "ids" for one in wrong)):
        return
    for order in itertools.permutations(range(len(each))):
        if not all(len(parts[each[at].part].shape) == len(one.want) + 1 for one, at in zip(each, order, strict=True)):
            continue
        if all(fit_all(each[at].x[1:], one.want) for one, at in zip(each, order, strict=True)):
            found = list(parts)
            for one, at in zip(each, order, strict=True):
                found[one.part] = parts[each[at].part]._replace(name=parts[one.part].name)
            found = state._replace(x=state.x._replace(parts=tuple(found)))
            if fits and any(one.stage == "ids" for one in complaints(found)):
                continue
            names = [declared.name for declared in state.model.declared]
            wants = " and ".join(f"{names[one.place]!r} {one.want}" for one in each)
            sentence = f"The arrays of x stand in another order than the inputs: {wants}."
            question = ""
            if fits:
                ranges = " and ".join(f"{part.low:g} to {part.high:g}" for part in parts if part.low is not None)
                inputs_named = ", ".join(map(repr, names))
                sentence = f"The arrays of x hold {ranges}, and stand in another order than the inputs {inputs_named}."
                question = f"Is x[{each[order[0]].part}] the array for {names[each[0].place]!r}?"
            code = f"x = [{', '.join(f'x[{each[at].part}]' for at in order)}]"
            if state.x.form == "dict":
                pairs = [(parts[one.part].name, parts[each[at].part].name) for one, at in zip(each, order, strict=True)]
                code = "x = {" + ", ".join(f'"{name}": x["{other}"]' for name, other in pairs) + "}"
            reason = "Keras hands on the arrays by their place, or by their name, and not by their shape."
            yield Undo("input-count", price("exchanged"), found, sentence, reason, code, (), question)
            return
