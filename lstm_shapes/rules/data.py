"""What is wrong with x or y before their axes matter: what kind of thing they are."""

import numpy as np

from ..axes import count
from ..evidence.layout import made_from
from ..evidence.traces import finite
from ..repair.drafts import Draft, with_input
from .inputs import ARRAYS, dataset_rule, inputs_rule, padded, stacked
from .scene import Found, as_read, data_draft, fits


def _converted(name):
    return Draft(f'{name} = np.asarray({name}, dtype="float32")')


def _of_text(name, data):
    """Fixes for text: the labels of y become integers, columns of a table are left out."""
    if name == "y":
        line = "classes, y = np.unique(y, return_inverse=True)  # integers; classes[y] are the names"
        return (Draft(line, "Are they class labels?"),)
    question = "Can the columns without numbers be left out?"
    return (Draft('x = x.select_dtypes("number")', question),) if data.note.startswith("column") else ()


def _kind(scene, name, data):
    """What is wrong with one of x and y by its kind."""
    if data.kind == "ragged":
        sentence = f"The sequences in {name} have different lengths ({data.note})."
        reason = f"{ARRAYS} A block needs one length."
        return Found("ragged-sequences", "raises", sentence, reason, (padded(scene, name),))
    if data.kind == "list" and data.shape and data.shape[0] == 0:
        return Found("empty-array", "raises", f"{name} is an empty list: no samples are left.", ARRAYS)
    if data.kind in ("list", "object", "text"):
        words = data.kind == "text" or data.note.startswith("such as")
        reason = f"{ARRAYS} Leave text and dates out, or turn them into numbers." if words else ARRAYS
        if data.note.startswith("column"):
            return Found("not-an-array", "raises", f"In {name}, {data.note}.", reason, _of_text(name, data))
        what = {"list": "a list", "object": "an array of objects", "text": "text"}[data.kind]
        note = "" if data.note in ("a list", "a text", "objects") else f" ({data.note})"
        drafts = (_converted(name),) if data.kind != "text" or "<U" in data.note else ()
        if data.note.startswith("arrays"):
            drafts = (stacked(name),)
        elif name == "y" and words:
            drafts += _of_text(name, data)
        return Found("not-an-array", "raises", f"{name} is {what}{note}.", reason, drafts)
    if data.kind == "complex":
        sentence, reason = f"{name} holds complex numbers.", "Keras reads their real part, and drops the other."
        draft = Draft(f"{name} = np.abs({name})", "Does the size of each number count, and not its phase?")
        return Found("not-an-array", "silent", sentence, reason, (draft,))
    if data.kind == "none" and name == "x":
        return Found("not-an-array", "raises", "x is None: there are no data.", ARRAYS)
    if data.kind == "unknown":
        return Found("not-an-array", "cannot tell", f"{name} is {data.note}, and its shape cannot be read.", ARRAYS)
    if data.shape == ():
        return Found("missing-samples-axis", "raises", f"{name} is a single number, without any axis.", ARRAYS)
    if data.shape and 0 in data.shape:
        if name == "y" and scene.shape and 0 in scene.shape:
            return None  # x says it already
        read = scene.declared is not None and len(data.shape) == len(scene.declared)
        quiet = (
            read and scene.target.shape is not None and 0 in scene.target.shape
        )  # fit takes no step, and says nothing
        reason = "A filter, a split or a window longer than the data left nothing. Print the shape after each step."
        level = "silent" if quiet else "raises"
        return Found("empty-array", level, f"{name} is empty: its shape is {data.shape}.", reason)
    return None


def _with_y(wrong, of_y):
    """What is wrong with x, then with y; where it is the same, the lines for x repair both."""
    if wrong and of_y and wrong.cause == of_y.cause and of_y.drafts:
        both = tuple(one._replace(code=f"{one.code}\n{of_y.drafts[0].code}") for one in wrong.drafts)
        wrong = wrong._replace(drafts=both)
    return [one for one in (wrong, of_y) if one]


def data_rules(scene):
    """Yield what is wrong with x and y by their kind.

    Parameters
    ----------
    scene : Scene

    Yields
    ------
    Found
    """
    if scene.data.kind == "stream":
        reason = "Looking would use it up. Take one batch and diagnose that: x, y = next(iter(data))."
        yield Found("", "cannot tell", f"x is {scene.data.note}; it is not consumed to look inside.", reason)
        return
    if scene.facts.declared and scene.data.kind not in ("none", "list", "ragged", "text", "unknown"):
        wrong = inputs_rule(scene)
        if wrong:
            yield from _with_y(wrong, _kind(scene, "y", scene.target))
            return
    if scene.data.kind == "dataset":
        wrong = dataset_rule(scene)
        if wrong:
            yield wrong
        return
    yield from _with_y(_kind(scene, "x", scene.data), _kind(scene, "y", scene.target))


def exchanged(scene):
    """Yield where x and y look exchanged: y is what the model reads, and x is what it gives."""
    want, got, answers = scene.declared, scene.shape, scene.target.shape
    outputs = scene.facts.outputs[0] if len(scene.facts.outputs) == 1 else None
    if not want or not got or not answers or outputs is None or len(answers) != len(want) or len(got) >= len(want):
        return
    read = as_read(got, want)
    if read and all(map(fits, read[1:], want[1:])):
        return  # x is read as it is: an autoencoder has a y of the same sizes
    gives = got in (outputs[1:], ()) or all(map(fits, (*got, 1)[: len(outputs)], outputs))
    if gives and answers[0] == got[0] and all(map(fits, answers[1:], want[1:])):
        sentence = f"x and y look exchanged: y is {answers}, which the model reads, and x is {got}."
        yield Found("target-shape", "raises", sentence, "fit and diagnose want x first.", (Draft("x, y = y, x"),))


def usable(scene):
    """True where x is something with axes that further rules can look at."""
    if scene.data.kind == "several":
        return len(scene.data.parts) == len(scene.facts.declared)
    return scene.data.kind in ("array", "frame", "dataset") and bool(scene.shape) and 0 not in scene.shape


def _counts_of_inputs(scene):
    """Where several inputs hold other numbers of samples than each other, or than y."""
    counts = [part.shape[0] for part in scene.data.parts if part.shape]
    if scene.target.shape:
        counts.append(scene.target.shape[0])
    if None in counts or len(set(counts)) < 2:
        return
    y = " and y" if scene.target.shape else ""
    sentence = f"The inputs{y} hold {', '.join(f'{each:,}' for each in counts)} samples."
    yield Found("sample-count-mismatch", "raises", sentence, "Row i of each input, and of y, belongs to sample i.")


def remade_rule(scene):
    """Yield where x is a reshape of an array that had as many samples as y."""
    got, answers = scene.shape, scene.target.shape
    if not got or not answers or got[0] == answers[0]:
        return
    reason = "Row i of y is the answer for row i of x, so both have the same number of rows."
    before = made_from(scene.x) if isinstance(scene.x, np.ndarray) and scene.x.ndim == 3 else ()
    if before[:1] == answers[:1]:
        words = f"x holds {got[0]} samples, made by a reshape from {before[0]}; y holds {answers[0]}."
        line = (
            f"x = x.reshape({before})" if len(before) == 3 else f"x = x.reshape({answers[0]}, -1)  # then fold each row"
        )
        back = Draft(line, f"Did x have {answers[0]} rows before its reshape?", runs=len(before) == 3)
        why = f"x is a reshape of an array of shape {before}: -1 makes the count fit, not the meaning. {reason}"
        yield Found("merged-samples", "raises", words, why, (back,))


def count_rules(scene):
    """Yield where x and y hold different numbers of samples."""
    got, answers = scene.shape, scene.target.shape
    if scene.data.kind == "several":
        yield from _counts_of_inputs(scene)
        return
    if (
        not got
        or not answers
        or got[0] is None
        or answers[0] is None
        or got[0] == answers[0]
        or 0 in (got[0], answers[0])
    ):
        return
    sentence = f"x holds {count(got[0], 'samples')} and y holds {answers[0]:,}."
    reason = "Row i of y is the answer for row i of x, so both have the same number of rows."
    if remade := list(remade_rule(scene)):
        yield from remade
        return
    if len(got) == 3 and got[1] == answers[0] and got[0] > 1 and scene.declared is None:
        words = f"x is {got} and y holds {answers[0]}: time stands first, and the samples of x on its second axis."
        yield Found("swapped-samples-timesteps", "raises", words, reason, (Draft("x = x.transpose(1, 0, 2)"),))
        return
    if answers == (1, got[0]):
        turned = Draft("y = y.T")
        yield Found("sample-count-mismatch", "raises", f"{sentence} Its shape is {answers}.", reason, (turned,))
        return
    drafts = ()
    if len(got) == 3 and got[:2] == (1, answers[0]):
        question = f"Is each of the {answers[0]} rows of x[0] a sample, of 1 timestep?"
        code = "x = x.reshape(len(y), 1, -1)"
        shape = (1, *got[2:])
        runs = scene.declared is not None and scene.declared[1:] != shape
        drafts = (
            (Draft(f"{code}\n{with_input(scene.model, shape)}" if runs else code, question),) if len(got) == 3 else ()
        )
    elif 2 * min(got[0], answers[0]) > max(got[0], answers[0]):
        question = "Were rows lost only at the end? Otherwise the rows of x and y no longer belong to each other."
        drafts = (Draft("usable = min(len(x), len(y))\nx, y = x[:usable], y[:usable]", question),)
    yield Found("sample-count-mismatch", "raises", sentence, reason, drafts)


def finite_rules(scene):
    """Yield NaN and infinity in x or y."""
    several = scene.data.kind == "several"
    parts = [(f"x[{place}]", part) for place, part in enumerate(scene.data.parts)] if several else [("x", scene.data)]
    for name, data in (*parts, ("y", scene.target)):
        if data.values is None:
            continue
        evidence = finite(data.values)
        if evidence.answer == "not finite":
            axes = tuple(range(1, data.values.ndim))
            both = ", y" if scene.y is not None else ""
            good = f"(np.abs({name}) < 3e38)" if evidence.where[2] else f"np.isfinite({name})"
            kept = f"{good}.all(axis={axes})" if axes else good
            drop = f"usable = {kept}\nx{both} = x[usable]{', y[usable]' if both else ''}"
            drafts = (
                data_draft(scene, drop, "May every sample with a hole be left out?"),
                data_draft(
                    scene,
                    f"{name} = np.where({good}, {name}, 0)",
                    "Does a hole stand for 0? Then it may be filled.",
                ),
            )
            reason = f"{evidence.words} Every sum that such a value enters is lost, and so are loss and weights."
            words = f"{name} holds values that are not numbers."
            yield Found("not-finite", "silent", words, reason, () if several else drafts)
