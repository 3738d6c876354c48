"""What is silently wrong although the shapes fit: evidence from the values, never a verdict."""

import numpy as np

from ..evidence import CANNOT_TELL, dates, layout, traces
from ..repair.drafts import Draft, with_input, with_layers, with_setting
from ..state.layers import kind_of_layer
from .data import finite_rules
from .scene import Found, data_draft

_LOOK = "It is evidence from the values, not a proof: look at one inner value and its header."


def _block(scene):
    """Return x as (samples, timesteps, features) where it is one, or one feature without its axis; else None."""
    values, want = scene.data.values, scene.declared
    if values is None or scene.data.kind != "array":
        return None
    if values.ndim == 3:
        return values
    if values.ndim == 4 and values.shape[3] == 1 and want is not None and len(want) == 3:
        return values[..., 0]
    one_feature = values.ndim == 2 and want is not None and len(want) == 3 and want[2] == 1
    return values[:, :, np.newaxis] if one_feature else None


def _undone(before, after):
    """Return the line that brings values back from a reshape that was meant to exchange axes, and its question."""
    if before[1:] == after[:0:-1]:
        question = f"Were the rows written feature by feature, {after[1]} values of one feature in a row?"
        return f"x = x.reshape(len(x), {after[2]}, {after[1]}).transpose(0, 2, 1)", question
    order = tuple(before.index(size) for size in after)
    return f"x = x.reshape{before}.transpose{order}", f"Was the array {before} before it was reshaped?"


def _order(scene, block):
    """Scrambled or swapped, or made of mixed samples."""
    evidence = layout.merged(block) if isinstance(scene.x, np.ndarray) and scene.x.ndim == 3 else None
    if evidence is not None and evidence.answer == "merged" and scene.targets in (None, len(block)):
        yield Found(
            "merged-samples",
            "silent",
            f"x holds {len(block)} samples that mix rows of another array.",
            f"{evidence.words} -1 makes the count fit, not the meaning.",
            (
                Draft(
                    f"x = x.reshape({evidence.where[0] if evidence.where else 'rows'}, -1)  # then fold with len(x)",
                    "How many samples were there before the reshape?",
                    runs=False,
                ),
            ),
        )
        return
    _samples, steps, features = block.shape
    if steps < 2 or features < 2:
        return
    evidence = layout.block_order(block)
    if evidence.answer == "scrambled":
        undo = data_draft(scene, *_undone(evidence.where or (len(block), features, steps), block.shape))
        yield Found(
            "scrambled-reshape",
            "silent",
            f"The shape {block.shape} fits, and the values look scrambled.",
            f"{evidence.words} {_LOOK}",
            (undo,),
        )
    elif evidence.answer == "swapped":
        turned = "x = x.transpose(0, 2, 1)"
        question = f"Is x[0, 0] a whole course in time of one feature, rather than {features} features of one moment?"
        draft = data_draft(scene, turned, question)
        if steps != features and scene.declared is not None and scene.model is not None:
            draft = Draft(f"{turned}\n" + with_input(scene.model, (features, steps)), question)
        yield Found(
            "swapped-axes",
            "silent",
            f"x is {block.shape}, and its two last axes look exchanged.",
            f"{evidence.words} {_LOOK}",
            (draft,),
        )


def _one_axis_does_all(scene, block):
    _samples, steps, features = block.shape
    if steps == 1 and features > 2:
        evidence = traces.lagged(block)
        if evidence.answer == "look-back":
            turned = "x = x.reshape(len(x), -1, 1)"
            draft = (
                Draft(
                    f"{turned}\n" + with_input(scene.model, (features, 1)),
                    f"Are the {features} columns one measurement at {features} moments?",
                )
                if scene.declared
                else None
            )
            yield Found(
                "single-timestep",
                "silent",
                f"x is {block.shape}: 1 timestep, and its features look like {features} moments of one series.",
                f"{evidence.words} With one timestep the recurrent weights are never used.",
                (draft,) if draft else (),
            )
    if features == 1 and steps > 3:
        evidence = traces.interleaved(block)
        if evidence.answer.startswith("interleaved"):
            many = int(evidence.answer.split()[1])
            fold = (steps // many, many)
            draft = (
                Draft(
                    f"x = x.reshape(len(x), {fold[0]}, {fold[1]})\n" + with_input(scene.model, fold),
                    f"Are {many} measurements written in turn, moment by moment?",
                )
                if scene.declared
                else None
            )
            yield Found(
                "features-as-timesteps",
                "silent",
                f"x is {block.shape}: {many} measurements look written in turn as timesteps of their own.",
                f"{evidence.words} {_LOOK}",
                (draft,) if draft else (),
            )


def _time(scene, block):
    source = scene.x if scene.data.kind == "frame" else block
    if source is not None:
        evidence = dates.newest_first(source)
        if evidence.answer == "newest first":
            table = scene.data.kind == "frame"
            code, question = (
                "x = x[:, ::-1]",
                "Does y follow the newest row of each sample? Then only the rows are turned.",
            )
            if table:
                code, question = "x = x.iloc[::-1]", "Should the model read from the oldest to the newest?"
            if table and scene.y is not None and scene.target.kind in ("array", "frame"):
                code += "\ny = y[::-1]"
            again = Draft(
                "table = table[::-1]  # oldest first; then cut x and y from it anew",
                "Was x cut from a table with its newest row first? Then y lies in the past as well.",
                runs=False,
            )
            drafts = (data_draft(scene, code, question),) if table else (again, data_draft(scene, code, question))
            yield Found("reversed-time", "silent", "The newest row of x comes first.", evidence.words, drafts)
    answers = scene.target.values
    if block is None or answers is None or scene.target.shape[0] != len(block):
        return
    if answers.ndim == 1 or (answers.ndim == 2 and answers.shape[1] == 1):
        evidence = traces.target_inside(block, answers.reshape(-1))
        if evidence.answer != CANNOT_TELL:
            by = block.shape[1] - (evidence.where[0] if evidence.where else block.shape[1] - 1)
            question = f"Do the windows follow each other, one step apart? Then y moves by {by}, behind the last row."
            shift = data_draft(scene, f"x, y = x[:-{by}], y[{by}:]", question)
            yield Found(
                "target-misaligned",
                "silent",
                "The answer stands in the window already: y repeats a value of x.",
                f"{evidence.words} The target of a window lies after its last row.",
                (shift,),
            )


def _masks(layers):
    return any(kind_of_layer(layer) == "Masking" or getattr(layer, "mask_zero", False) for layer in layers)


def _padding(scene, block):
    if scene.facts.kind not in ("sequential", "functional") or _masks(scene.facts.layers):
        return
    first = kind_of_layer(scene.facts.layers[0]) if scene.facts.layers else ""
    values = scene.data.values
    if block is None and first == "Embedding" and values is not None and values.ndim == 2:
        block = values[:, :, np.newaxis]
    if block is None:
        return
    evidence = traces.padded(block)
    if not evidence.answer.startswith("padded"):
        return
    value = evidence.where[2]
    drafts, question = (), f"Are steps that hold only {value:g} padding, and not measurements?"
    if first == "Embedding" and value == 0:
        drafts = (Draft(with_setting(scene.model, scene.facts.layers[0], "mask_zero", True), question),)
    elif first != "Embedding" and scene.facts.kind == "sequential" and scene.declared:
        drafts = (Draft(with_layers(scene.model, before=f"keras.layers.Masking({value})"), question),)
    yield Found(
        "unmasked-padding",
        "silent",
        f"Many samples are {evidence.answer}, and no layer masks it.",
        f"{evidence.words} The model reads every padded step as data.",
        drafts,
    )


def value_rules(scene):
    """Yield what the values say, where the shapes fit.

    Parameters
    ----------
    scene : Scene

    Yields
    ------
    Found
    """
    yield from finite_rules(scene)
    block = _block(scene)
    if block is not None and len(block):
        yield from _order(scene, block)
        yield from _one_axis_does_all(scene, block)
        evidence = traces.group_borders(block)
        if evidence.answer != CANNOT_TELL:
            yield Found(
                "windows-cross-groups",
                "silent",
                "Some windows of x cross the border between two groups.",
                f"{evidence.words} The rows of one group do not follow those of another.",
                (
                    Draft(
                        "# cut the windows of each group alone, then put them together with np.concatenate",
                        "Does that column number customers, machines or shops?",
                        runs=False,
                    ),
                ),
            )
    yield from _time(scene, block)
    yield from _padding(scene, block)
