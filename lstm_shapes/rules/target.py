"""What is wrong with y: its shape against what the model gives out, and what the loss makes of it."""

import numpy as np

from ..checker.walk import walk
from ..repair.drafts import Draft, compile_line, with_setting
from ..state.layers import called, gives_every_step, is_recurrent
from .scene import Found, as_read

_STRETCH = "{} does not refuse: it stretches the smaller array over the larger one, and the model learns a mean."


def output_shape(scene):
    """Return the shape that the model gives out for this x, samples first, or None."""
    facts = scene.facts
    if len(facts.outputs) > 1:
        return None
    if not facts.outputs:
        if facts.kind != "sequential" or scene.shape is None or not facts.layers:
            return None
        steps = walk(facts.layers, (None, *scene.shape[1:]))
        whole = len(steps) == len(facts.layers) and not steps[-1].problem
        return (scene.shape[0], *steps[-1].gives[1:]) if whole else None
    shape = facts.outputs[0]
    if None in shape[1:] and scene.declared is not None and scene.shape is not None:
        read = as_read(scene.shape, scene.declared)
        try:
            shape = scene.model.compute_output_shape((None, *read[1:])) if read else shape
        except Exception:  # the axes of x are wrong, and other rules say so
            return None
    return (scene.target.shape[0], *shape[1:])


def _squeezed(answers, given):
    """Return both shapes as the losses see them: a last axis of 1 comes or goes where they differ by one axis."""
    if len(answers) == len(given) + 1 and answers[-1] == 1:
        return (answers, (*given, 1)) if len(given) == 1 else (answers[:-1], given)
    if len(given) == len(answers) + 1 and given[-1] == 1:
        return ((*answers, 1), given) if len(answers) == 1 else (answers, given[:-1])
    return answers, given


def loss_reaction(loss, answers, given, batch_size=32):
    """Say what a loss does with a target and an output of these shapes.

    Parameters
    ----------
    loss : str
        The kind of `state.facts.Model`.
    answers, given : tuple
        Shapes of y and of the output, samples first.
    batch_size : int

    Returns
    -------
    str
        "fine", "stretches", "raises" or "cannot tell".

    Source
    ------
    Keras 3.15, ``squeeze_or_expand_to_same_rank`` and the crossentropies of the TensorFlow backend.

    Examples
    --------
    >>> loss_reaction("stretches", (80, 20, 1), (80, 1))
    'stretches'
    >>> loss_reaction("binary", (80,), (80, 20, 1))
    'raises'
    """
    answers, given = _squeezed(answers, given)
    if loss == "sparse":
        labels = answers[:-1] if len(answers) == len(given) and answers[-1] == 1 else answers
        return "fine" if labels == given[:-1] else "raises"
    if answers == given:
        return "fine"
    if loss in ("categorical", "binary"):
        return "raises"
    if loss != "stretches":
        return "cannot tell"
    samples = answers[0] or batch_size
    for batch in {min(batch_size, samples), samples % batch_size or batch_size}:
        pair = [(batch, *answers[1:]), (batch, *given[1:])]
        try:
            np.broadcast_shapes(*pair)
        except ValueError:
            return "raises"
    return "stretches"


def _level(scene, answers, given):
    reaction = loss_reaction(scene.facts.loss, answers, given, scene.batch_size)
    return {"fine": "fine", "stretches": "silent", "raises": "raises"}.get(reaction, "cannot tell")


def _reason(scene, given, level):
    last = scene.facts.layers[-1] if scene.facts.layers else None
    made = f"{called(last)} gives {given}. " if last is not None else ""
    loss = scene.facts.loss_name or "The loss"
    if level == "silent":
        return made + _STRETCH.format(loss)
    wants = {
        "sparse": f"one integer for each answer, {given[:-1]}",
        "categorical": f"one column for each class, {given}",
    }
    return made + f"{loss} wants {wants.get(scene.facts.loss, f'a y of the same shape, {given}')}."


def target_rules(scene):
    """Yield what is wrong with the shape of y.

    Parameters
    ----------
    scene : Scene

    Yields
    ------
    Found
    """
    answers = scene.target.shape
    if scene.target.kind not in ("array", "frame") or not answers or 0 in answers:
        return
    wanted = len(scene.facts.outputs)
    if wanted > 1:
        sentence = f"The model gives {wanted} outputs, and y brings 1 array."
        yield Found(
            "target-shape", "raises", sentence, "A model with several outputs wants a list with one y for each."
        )
        return
    given = output_shape(scene)
    if given is None or len(given) < 2 or None in given[1:]:
        return
    labels = _label_rules(scene, answers, given)
    if labels is not None:
        yield labels
        return
    level = _level(scene, answers, given)
    if level == "fine":
        yield from _no_probabilities(scene)
    if level == "fine" or (level == "cannot tell" and _squeezed(answers, given)[0] == _squeezed(answers, given)[1]):
        return
    yield _judge(scene, answers, given, level)


def _no_probabilities(scene):
    """A last layer without activation under a crossentropy that, called by its name, reads probabilities."""
    loss, kind = scene.model.loss if scene.facts.compiled else None, scene.facts.loss
    last = scene.facts.layers[-1] if scene.facts.layers else None
    plain = type(last).__name__ == "Dense" and _last_activation(scene) == "linear"
    if not plain or not isinstance(loss, str) or kind not in ("binary", "sparse", "categorical"):
        return
    fitting = "sigmoid" if kind == "binary" else "softmax"
    sentence = f"The last layer, {called(last)}, has no activation, and {loss} reads its numbers as probabilities."
    reason = f"Numbers outside of 0 to 1 are cut off there, and nothing is raised; {fitting} makes probabilities."
    draft = Draft(with_setting(scene.model, last, "activation", fitting))
    yield Found("label-encoding", "silent", sentence, reason, (draft,))


def _judge(scene, answers, given, level):
    sentence = f"y is {answers} and the model gives {given}."
    reason = _reason(scene, given, level)
    recurrent = scene.facts.last_recurrent
    steps = _steps_read(scene)
    one_answer = len(answers) == 1 or (len(answers) == 2 and len(given) == 3)
    if len(given) == 3 and one_answer and recurrent is not None and gives_every_step(recurrent):
        name = called(recurrent)
        words = f"{sentence} {name} gives every step, and y has one answer for each sample."
        draft = Draft(with_setting(scene.model, recurrent, "return_sequences", False))
        return Found("extra-return-sequences", level, words, reason, (draft, *_width(scene, answers, given)))
    every_answer = len(answers) == 3 or (len(answers) == 2 and answers[1] == steps and steps != 1 and given[-1] == 1)
    if len(given) == 2 and every_answer and recurrent is not None and not gives_every_step(recurrent):
        if answers[1] == steps:
            name = called(recurrent)
            words = f"{sentence} {name} gives its last step only, and y has an answer for each of the {steps} steps."
            draft = Draft(with_setting(scene.model, recurrent, "return_sequences", True))
            return Found("missing-return-sequences", level, words, reason, (draft, *_width(scene, answers, given)))
        if len(answers) == 3:
            words = f"{sentence} y has {answers[1]} moments for each sample, and the model answers for one."
            flat = (
                Draft(
                    "y = y.reshape(len(y), -1)\n" + _units(scene, answers[1] * answers[2]),
                    f"Are all {answers[1] * answers[2]} numbers to be predicted at once?",
                )
                if _can_widen(scene)
                else None
            )
            return Found("target-shape", level, words, reason, (flat,) if flat else ())
    return Found("target-shape", level, sentence, reason, _width(scene, answers, given))


def _steps_read(scene):
    """Return the number of steps that the last recurrent layer reads: those of x, or what RepeatVector made."""
    if scene.shape is None or len(scene.shape) < 2:
        return None
    way = walk(scene.facts.layers, (None, *scene.shape[1:])) if scene.facts.kind == "sequential" else []
    read = [step.given for step in way if step.layer is scene.facts.last_recurrent and len(step.given) == 3]
    return read[0][1] if read else scene.shape[1]


def _can_widen(scene):
    return (
        bool(scene.facts.layers)
        and hasattr(scene.facts.layers[-1], "units")
        and not is_recurrent(scene.facts.layers[-1])
    )


def _units(scene, units):
    return with_setting(scene.model, scene.facts.layers[-1], "units", units, weights=False)


def _width(scene, answers, given):
    """Fixes for another number of values at the end: a wider last layer, or fewer columns of y."""
    width = answers[-1] if len(answers) > 1 else 1
    if width == given[-1] or not _can_widen(scene):
        return ()
    if _last_activation(scene) == "softmax" and width == 1:  # one unit of a softmax always answers 1
        question = f"Are the values of y classes, 0 to {given[-1] - 1}?"
        draft = Draft(compile_line(scene.model, "sparse_categorical_crossentropy"), question)
        return (draft,) if _classes_of(scene, given) else ()
    many = "Is 1 number" if width == 1 else f"Are {width} numbers"
    drafts = [Draft(_units(scene, width), f"{many} to be predicted where the model gives {given[-1]}?")]
    if len(answers) == len(given) and width > given[-1]:
        first = "the first" if given[-1] == 1 else f"the first {given[-1]}"
        question = f"Of the {width} columns of y, is only {first} to be predicted?"
        drafts.append(Draft(f"y = y[..., :{given[-1]}]", question))
    return tuple(drafts)


def _last_activation(scene):
    last = scene.facts.layers[-1] if scene.facts.layers else None
    return getattr(getattr(last, "activation", None), "__name__", "")


def _classes_of(scene, given):
    """True where the values of y can be classes, one for each unit."""
    few = scene.target.values[:4096] if scene.target.values is not None else np.zeros(0)
    whole = few.dtype.kind in "iufb" and few.size and np.isfinite(few).all() and (few == np.floor(few)).all()
    return bool(whole and few.min() >= 0 and few.max() < given[-1])


# Labels ----------------------------------------------------------------------------------------------------


def _label_rules(scene, answers, given):
    """One-hot labels under a sparse loss, integers under another, a class that has no unit."""
    loss, classes = scene.facts.loss, given[-1]
    model = scene.model
    values = scene.target.values
    if loss == "sparse" and len(answers) == len(given) and answers[-1] > 1 and answers[:-1] == given[:-1]:
        sentence = (
            f"y is {answers}, one column for each class; {scene.facts.loss_name} wants one integer for each sample."
        )
        other = Draft(compile_line(model, "categorical_crossentropy")) if answers[-1] == classes else None
        numbers = Draft("y = y.argmax(axis=-1)", "Is each row of y one-hot?")
        return Found(
            "label-encoding",
            "raises",
            sentence,
            _reason(scene, given, "raises"),
            (*([other] if other else ()), numbers),
        )
    integers = (len(answers) == len(given) - 1) or (len(answers) == len(given) and answers[-1] == 1)
    if loss in ("categorical",) and integers and classes > 1 and (answers == given[:-1] or answers == (*given[:-1], 1)):
        sentence = f"y is {answers}, one integer for each answer; {scene.facts.loss_name} wants {classes} columns."
        drafts = (Draft(compile_line(model, "sparse_categorical_crossentropy")),)
        return Found("label-encoding", "raises", sentence, _reason(scene, given, "raises"), drafts)
    if loss == "binary" and values is not None and values.size:
        return _yes_or_no(scene, values[:4096], answers, given)
    if loss == "sparse" and values is not None and values.size and loss_reaction(loss, answers, given) == "fine":
        few = values[:4096]
        if few.dtype.kind in "iuf" and np.isfinite(few).all() and (few.max() >= classes or few.min() < 0):
            top = int(few.max())
            sentence = f"y holds classes from {few.min():g} to {few.max():g}; {classes} units know 0 to {classes - 1}."
            drafts = []
            if few.min() == 1 and top == classes:
                drafts.append(Draft("y = y - 1", "Are the classes counted from 1?"))
            if _can_widen(scene) and few.min() >= 0:
                drafts.append(Draft(_units(scene, top + 1), f"Are there {top + 1} classes, counted from 0?"))
            return Found("label-encoding", "raises", sentence, _reason(scene, given, "raises"), tuple(drafts))
    return None


def _yes_or_no(scene, few, answers, given):
    """Labels under a binary crossentropy: every value of y is a probability, and there is one for each unit."""
    classes = answers[-1] if len(answers) > 1 else 1
    one_hot = classes > 1 and given[-1] == 1 and len(answers) == len(given) and bool((few.sum(axis=-1) == 1).all())
    if one_hot and bool(((few == 0) | (few == 1)).all()):
        sentence = f"y is {answers}, one column for each class; the model has one unit, a yes or no."
        drafts = (Draft("y = y.argmax(axis=-1)"),) if classes == 2 else ()
        return Found("label-encoding", "raises", sentence, _reason(scene, given, "raises"), drafts)
    if loss_reaction("binary", answers, given) != "fine" or not np.isfinite(few).all():
        return None
    low, high = few.min(), few.max()
    if low >= 0 and high <= 1:
        return None
    sentence = f"y holds labels from {low:g} to {high:g}; {scene.facts.loss_name} wants 0 and 1."
    reason = "A label outside of 0 to 1 makes the loss negative or without a bottom, and nothing is raised."
    if low == -1 and high == 1:
        drafts = (Draft("y = (y + 1) / 2", "Does -1 stand for no?"),)
    else:
        drafts = (_classes(scene, int(high) + 1),) if low >= 0 and _can_widen(scene) and given[-1] == 1 else ()
    return Found("label-encoding", "silent", sentence, reason, drafts)


def _classes(scene, classes):
    """A fix for several classes behind one sigmoid."""
    last = scene.facts.layers[-1]
    code = with_setting(scene.model, last, "units", classes, weights=False, loss="sparse_categorical_crossentropy")
    code = code.replace("\n    return type", '\n        settings["activation"] = "softmax"\n    return type')
    return Draft(code, f"Are there {classes} classes, counted from 0?")
