"""What is wrong with x when it has fewer axes than the model reads."""

import numpy as np

from ..axes import count
from ..evidence.layout import fold_order
from ..evidence.traces import lagged
from ..repair.drafts import Draft, compiled_again, with_input
from .axes import wrong_timesteps
from .scene import Found, after, axes_words, data_draft, expects, fits, new_input, readings, refuses


def _flat(scene, got, steps, features, level):
    fold = f"{steps} × {features}"
    reason = f"{expects(scene, scene.declared)} {got[1]} = {fold}: each row is a whole sample laid flat."
    hours = data_draft(
        scene,
        f"x = x.reshape(len(x), {steps}, {features})",
        f"Do the first {features} columns belong to one timestep (hour by hour)?",
    )
    sensors = data_draft(
        scene,
        f"x = x.reshape(len(x), {features}, {steps}).transpose(0, 2, 1)",
        f"Do the first {steps} columns belong to one feature (sensor by sensor)?",
    )
    drafts = (hours, sensors)
    if scene.data.values is not None:
        evidence = fold_order(scene.data.values, steps, features)
        if evidence.answer == "sensor by sensor":
            drafts = (sensors, hours)
        if evidence.answer != "cannot tell":
            reason += f" The values look written {evidence.answer}. {evidence.words}"
    sentence = f"x has {axes_words(got)}; the timesteps are laid flat in its {got[1]} columns."
    return Found("flattened-steps", level, sentence, reason, drafts)


def _already_shifted(scene):
    """True where y holds, on each row, what stands in a column of x on the next one."""
    values, answers = scene.data.values, scene.target.values
    if values is None or answers is None or answers.ndim != 1:
        return False
    rows = min(len(values), len(answers), 512)
    columns = values[:rows].reshape(rows, -1)
    known = np.isfinite(answers[: rows - 1])
    return (
        rows > 8
        and len(set(answers[: rows - 1][known].tolist())) > 1
        and any(np.allclose(answers[: rows - 1][known], columns[1:, place][known]) for place in range(columns.shape[1]))
    )


def _needs_windows(scene, got, steps, level):
    wide = len(got) == 2
    axis_note = f"{count(got[1], 'columns')} on each" if wide else "one value on each"
    sentence = (
        f"x has {axes_words(got)}: one long series of {got[0] or 'many'} rows, {axis_note}, not yet cut into samples."
    )
    length = steps or 10
    lines = [] if wide else ["x = x[:, np.newaxis]"]
    lines.append(f"windows = np.lib.stride_tricks.sliding_window_view(x, {length}, axis=0)")
    lines.append("x = np.moveaxis(windows, -1, 1)")
    if scene.y is not None and scene.targets == got[0] and _already_shifted(scene):
        lines.append(f"y = y[{length - 1}:]  # y holds the value that follows each row already")
    elif scene.y is not None and scene.targets == got[0]:
        lines[-1] = "x = np.moveaxis(windows, -1, 1)[:-1]  # the last window has no next row"
        lines.append(f"y = y[{length}:]  # the value that follows each window")
    question = (
        f"Do the rows follow each other in time, oldest first, all of one thing? Then {length} of them are one sample."
    )
    reason = f"{expects(scene, scene.declared)} A row of a series is one timestep, not a sample."
    return Found("needs-windows", level, sentence, reason, (data_draft(scene, "\n".join(lines), question),))


def _missing_samples(scene, got, level, lost=1):
    one = scene.declared[1:]
    sentence = f"x has {axes_words(got)}: one sample without its samples axis."
    reason = (
        f"{expects(scene, scene.declared)} {got} is the shape of a single sample, and a batch of one is {(1, *got)}."
    )
    code = "x = x[np.newaxis]" if lost == 1 else f"x = x.reshape(1, {', '.join(str(size or -1) for size in one)})"
    outputs = scene.facts.outputs[0] if scene.facts.outputs else ()
    if scene.target.shape is not None and len(scene.target.shape) == len(outputs) - 1:
        code += "\ny = y[np.newaxis]"
    spoilt = scene.model is not None and scene.facts.compiled and level == "silent"
    code += (
        "\n" + compiled_again(scene.model) + "  # its predict has seen the wrong shape"
        if spoilt and not after(scene)
        else ""
    )
    return Found("missing-samples-axis", level, sentence, reason, (data_draft(scene, code),))


def _missing_timesteps(scene, got, level):
    steps, features = scene.declared[1], got[1]
    sentence = f"x has {axes_words(got)}: samples and features; the axis for timesteps is missing."
    reason = (
        f"{expects(scene, scene.declared)} The {features} columns are as many as the features, so no time is in them."
    )
    question = (
        "Does each row hold one moment, and are the rows independent? Then there is 1 timestep, and a Dense model is "
        "the better one."
    )
    code = f"x = x.reshape(len(x), 1, {features})"
    if steps in (1, None) or scene.model is None:
        once = data_draft(scene, code, question)
    else:
        once = Draft(f"{code}\n{with_input(scene.model, (1, features))}", question)
    return Found("missing-timesteps-axis", level, sentence, reason, (once,))


def _missing_features(scene, got, level):
    steps, features = got[1], scene.declared[2]
    sentence = f"x has {axes_words(got)}: samples and timesteps; the axis for features is missing."
    reason = f"{expects(scene, scene.declared)} {steps} is its number of timesteps, with one value on each."
    draft = data_draft(scene, code := "x = x[:, :, np.newaxis]")
    if features not in (1, None) and scene.model is not None:
        question = f"Is there one feature, not {features}? Then the model has to declare one."
        draft = Draft(f"{code}\n{with_input(scene.model, (scene.declared[1] and steps, 1))}", question)
    return Found("missing-features-axis", level, sentence, reason, (draft,))


def likelier(scene, once, each):
    """Return two readings of a table, columns as features of one moment or as moments of one feature, in their order.

    Where rows go on in the next row, as windows do, they are moments.
    """
    values = scene.data.values
    if values is None or values.ndim != 2 or lagged(values[:, np.newaxis]).answer != "look-back":
        return [once, each]
    words = f"x has {axes_words(scene.shape)}; its {scene.shape[1]} columns look like moments of one series."
    return [each._replace(sentence=words), once]


def _columns(scene, got, level):
    """A table whose columns are neither the features, nor the timesteps, nor both laid flat."""
    (steps, features), columns = scene.declared[1:], got[1]
    sentence = f"x has {axes_words(got)}; its {columns} columns are not the {features} features that are declared."
    reason = f"{expects(scene, scene.declared)} An axis is missing, and the sizes do not say which."
    runs = scene.model is not None
    each, once = (
        Draft(f"{code}\n" + (with_input(scene.model, shape) if runs else f"# and keras.Input({shape})"), question, runs)
        for code, shape, question in (
            (
                "x = x[:, :, np.newaxis]",
                (columns, 1),
                f"Are the {columns} columns one measurement at {columns} moments? Then each column is a timestep.",
            ),
            (
                "x = x[:, np.newaxis, :]",
                (1, columns),
                "Are the columns measurements of one moment, and the rows independent? Then there is 1 timestep.",
            ),
        )
    )
    found = [
        Found("missing-timesteps-axis", level, sentence, reason, (once,)),
        Found("missing-features-axis", level, f"{sentence} Each column may be a timestep.", reason, (each,)),
    ]
    return readings(*(likelier(scene, *found) if steps else found[::-1]))


def _is_one_sample(scene):
    """True where x, with one axis fewer, is a single sample: by its sizes, or by the shape of y."""
    (rows, columns), (steps, features) = scene.shape, scene.declared[1:]
    if rows is None or not fits(columns, features):
        return False
    outputs = scene.facts.outputs[0] if scene.facts.outputs else None
    answers = scene.target.shape
    one_answer = answers is not None and outputs is not None and len(answers) == len(outputs) - 1
    if one_answer and all(map(fits, answers, outputs[1:])) and fits(rows, steps):
        return True
    return (rows == steps and scene.targets != rows) or (steps is None and scene.targets != rows)


def _one_feature(scene, got, level):
    """A model that declares one feature: Keras adds the last axis itself."""
    steps, columns = scene.declared[1], got[1]
    if columns == 1 and steps != 1:
        yield _needs_windows(scene, got, steps, level)
    elif fits(columns, steps):
        sentence = (
            f"x has {axes_words(got)}; Keras adds the features axis itself, because the model declares one feature."
        )
        level = "raises" if level == "raises" else "harmless"
        yield Found("missing-features-axis", level, sentence, expects(scene, scene.declared))
    else:
        yield wrong_timesteps(scene, (*got, 1), level)


def _several_features(scene, got, level):
    """A table for a model of several features; where two causes fit the sizes equally, both are told."""
    (steps, features), columns = scene.declared[1:], got[1]
    if steps and features and steps > 1 and columns == steps * features:
        yield _flat(scene, got, steps, features, level)
    elif columns == features and steps == 1:
        once = _missing_timesteps(scene, got, level)
        each = _columns(scene, got, level)[0]
        yield from readings(each, once) if each.cause == "missing-features-axis" else [once]
    elif columns == features:
        both = [_needs_windows(scene, got, steps, level), _missing_timesteps(scene, got, level)]
        yield from readings(*(both if steps else both[::-1]))
    elif columns == steps:
        yield _missing_features(scene, got, level)
    elif steps is None and features and columns % features == 0:
        flat = _flat(scene, got, columns // features, features, level)
        yield from readings(flat, _missing_features(scene, got, level))
    else:
        yield from _columns(scene, got, level)


def one_axis_fewer(scene):
    """Rules for x with one axis fewer than the model reads."""
    got, want = scene.shape, scene.declared
    level = "raises" if refuses(scene.facts, got, want) else "silent"
    if len(got) > 2 and got == want[1:] and scene.targets == got[0]:
        sentence = f"Input declares {want[1:]}, the whole shape of x: its {got[0]} samples are written into it."
        reason = "Input takes the shape of one sample; Keras adds the samples axis itself. y has a row for each sample."
        yield Found("samples-in-input-shape", level, sentence, reason, (new_input(scene, got[1:], ""),))
    elif len(want) != 3:
        if all(map(fits, got, want[1:])) and not (scene.targets == got[0] and len(got) == 1):
            yield _missing_samples(scene, got, level)
        else:
            sentence = f"x has {axes_words(got)}; one axis is missing."
            yield Found("missing-samples-axis", level, sentence, expects(scene, want))
    elif got[1] is None:
        sentence = f"x has {axes_words(got)}; the axis for timesteps or the one for features is missing."
        yield Found("missing-timesteps-axis", level, sentence, expects(scene, want))
    elif _is_one_sample(scene):
        others = ()
        if want[1] is None and scene.targets is None:
            others = (_one_feature if want[2] == 1 else _several_features)(scene, got, level)
        yield from readings(_missing_samples(scene, got, level), *others)
    elif want[2] == 1:
        yield from _one_feature(scene, got, level)
    else:
        yield from _several_features(scene, got, level)


def far_fewer_axes(scene):
    """Rules for x with two axes fewer than the model reads, or none."""
    got, want = scene.shape, scene.declared
    if len(got) == 1 and len(want) == 3:
        steps, features = want[1:]
        whole = steps is not None and features is not None and got[0] == steps * features
        if whole and scene.targets != got[0]:
            yield _missing_samples(scene, got, "raises", lost=2)
        else:
            yield _needs_windows(scene, got, steps, "raises")
        return
    yield Found(
        "missing-samples-axis", "raises", f"x has {axes_words(got)}; the model reads {len(want)}.", expects(scene, want)
    )
