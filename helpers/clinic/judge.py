"""Is a patient repaired? Shapes by a diagnosis and an eager fit, meaning by what the model reads and what y holds."""

from typing import NamedTuple

import numpy as np

import lstm_shapes

from .patients import CLASSES
from .read import changed_from, copy_of, order_of, ranked, read_by, reading_of, standard

ROWS = 8  # samples of the fit that is tried
# What is silent and can be seen in shapes; what values say, the truth says better.
OF_SHAPES = {
    "extra-return-sequences", "fixed-batch-size", "label-encoding", "missing-return-sequences", "stretched-metric",
    "no-timesteps-before-rnn", "target-shape", "wrong-features", "wrong-timesteps",
}  # fmt: skip


class Verdict(NamedTuple):
    """What is said of a repair: one sentence, the cause whose idea it shows or nothing, and whether it is right.

    `counts` is False where no idea of shapes is behind it.
    """

    told: str
    cause: str = ""
    right: bool = False
    counts: bool = True


def _array(given, name):
    """Return an array, or the verdict on what is none."""
    try:
        array = np.asarray(given)
        array = array if array.dtype.kind in "fiub" else array.astype("float32")
    except Exception as error:  # somebody's object may raise anything
        return Verdict(f"{name} has to be an array of numbers; NumPy says: {error}.", "not-an-array")
    if not array.ndim or not array.size:
        return Verdict(f"{name} has to be an array with values; got one of shape {array.shape}.")
    if not np.isfinite(array).all():
        return Verdict(f"{name} holds NaN or infinity, which the data did not.", "not-finite")
    return array


def _numbers(y, patient, order):
    """Yield what is wrong with the y of a patient with one number for each sample."""
    n = len(patient.block)
    if y.size != n:
        told = f"y holds {y.size} numbers for {n} samples, and one number is wanted for each."
        yield Verdict(told, "target-shape" if len(y) == n else "target-misaligned")
    if np.ptp(y) == 0:
        yield Verdict("Every value of y is the same, so nothing is left to learn from it.")
    pairs = [(scale(y.ravel()), scale(patient.y[order])) for scale in (standard, ranked)]
    if not any(np.allclose(given, true, atol=0.02) for given, true in pairs):
        told = "y no longer holds the number of each sample."
        if np.allclose(*map(np.sort, pairs[0]), atol=0.02):
            told = "y holds the right numbers, and they belong to other samples: compare x[0] and y[0]."
        yield Verdict(told, "target-misaligned")


def _classes(y, patient, order):
    """Yield the same for one class for each sample, written as numbers or one-hot."""
    n = len(patient.block)
    ids = y.reshape(-1, y.shape[-1]).argmax(axis=1) if y.ndim > 1 and y.shape[-1] > 1 else y.ravel()
    if len(ids) != n:
        yield Verdict(f"y holds {len(ids)} classes for {n} samples.", "label-encoding")
    told = len(np.unique(ids))
    if told != CLASSES:
        yield Verdict(f"y tells {told} classes apart, and there are {CLASSES}.", "label-encoding")
    if len({*zip(ids.tolist(), patient.y[order].tolist(), strict=True)}) > CLASSES:
        yield Verdict("y holds the right classes, and gives them to other samples.", "target-misaligned")


def _task(patient, model, y, answers):
    """Yield what is wrong with the answers or the loss, for what the patient wants."""
    n, t, _ = patient.block.shape
    width = answers.size // n
    loss = getattr(model.loss, "name", None) or getattr(model.loss, "__name__", None) or str(model.loss)
    if answers.ndim == 3 and answers.shape[:2] == (n, t) and t > 1:
        told = f"The model answers once for each of the {t} timesteps, and one answer is wanted for each sample."
        yield Verdict(told, "extra-return-sequences")
    if patient.entry["task"] == "class":
        if width < CLASSES:
            yield Verdict(f"{CLASSES} classes want {CLASSES} answers for each sample; got {width}.", "label-encoding")
        if "crossentropy" not in loss and y.size == n:
            yield Verdict(f"The loss {loss} takes the numbers of classes for measurements.", "label-encoding")
    elif width != 1 or len(answers) != n:
        told = f"One number is wanted for each sample; the answers have the shape {answers.shape}."
        yield Verdict(told, "target-shape")
    elif "crossentropy" in loss and y is not None:
        yield Verdict(f"The loss {loss} is for classes, and y holds measurements.", "label-encoding")


def _between(patient, sequences):
    """Yield what is wrong with what recurrent layers read: time has to stay time on the way."""
    steps = patient.block.shape[1]
    for one in sequences:
        if one.ndim == 3 and one.shape[1] == 1 and steps > 1:
            told = "A recurrent layer reads one timestep, so it has no earlier one to remember."
            yield Verdict(told, "single-timestep")
        if one.ndim == 3 and one.shape[2] == 1 and one.shape[1] != steps and one is not sequences[0]:
            told = f"A recurrent layer reads the {one.shape[1]} numbers that another layer gives as timesteps."
            yield Verdict(told, "features-as-timesteps")


def _differ(one, other):
    """Say for each number whether two arrays differ there, by more than rounding."""
    return abs(one - other) > 1e-6 * (1 + abs(other).max())


def _followed_through(model, x):
    """Yield what is wrong with the way from the first recurrent layer to the answers.

    The layer is handed one and the same sample each time, changed from another timestep on. What a later recurrent
    layer reads has to change from as late on, and the answer of a sample when, and only when, the sample did.
    """
    _, sequences, before = read_by(model, x, lambda values: changed_from(values)[0])
    _, changed, after = read_by(model, x, lambda values: changed_from(values)[1])
    start, steps = changed_from(sequences[0])[2], sequences[0].shape[1]
    order = start[start < steps].argsort(kind="stable")
    both_ways = any(type(layer).__name__ == "Bidirectional" for layer in model._flatten_layers())
    for one, other in zip(sequences[1:], changed[1:], strict=True):
        if one.ndim != 3 or len(one) != len(start) or one.shape[1] == 1 or both_ways:
            continue
        differ = _differ(other, one).any(axis=2)[start < steps][order]
        repeats = not _differ(other, other[:, :1]).any()  # the encoder's answer at each step of a decoder
        if not differ.any() or repeats:  # it stands beside the first one, not behind it, or decodes
            continue
        first = np.where(differ.any(axis=1), differ.argmax(axis=1), one.shape[1])
        if first[-1] == 0 or (np.diff(first) < 0).any():
            yield Verdict("The timesteps that a later recurrent layer reads are not those of the data, in their order.")
    if len(after) == len(start):
        differ = _differ(after, before).reshape(len(after), -1).any(axis=1)
        if differ[start == steps].any():
            yield Verdict("The answer of a sample changes when another sample does.", "merged-samples")
        if not differ[start < steps].any():
            yield Verdict("What the recurrent layer reads does not reach the answers.")
        if not differ[start < steps].all():
            yield Verdict("The answer does not change with what was measured at the last timesteps.")


def _learning(model, clone, values, targets):
    """Yield what keeps a fit from learning: nothing that may change, or a loss that takes any y for as good."""
    if not clone.trainable_variables:
        yield Verdict("Every layer is frozen, so a fit changes no weight.", counts=False)
    if not np.any(model.optimizer.learning_rate):
        yield Verdict("The optimizer's learning rate is 0, so a fit changes no weight.", counts=False)
    few = values[:ROWS]
    answers, first = clone(few), targets.reshape(len(targets), -1)[:, 0]
    alike = [np.repeat(targets[[at]], len(few), axis=0) for at in (first.argmin(), first.argmax())]
    if len({float(clone.compute_loss(x=few, y=one, y_pred=answers)) for one in alike}) == 1:
        yield Verdict("The loss is the same whatever y holds, so nothing is learned from y.", counts=False)


def judge_repair(patient, model, x, y=None):
    """Judge a repair by what it does.

    Parameters
    ----------
    patient : Patient
    model : keras.Model
        Compiled; it is copied, never changed.
    x : array_like
        What ``fit`` or ``predict`` would get.
    y : array_like, optional
        None where only a prediction is wanted.

    Returns
    -------
    Verdict
        Right when the shapes fit, the first recurrent layer reads every value in its place, each sample has its own
        y, and the task is the patient's. The order of samples and features, scaling, and the kind of model are free.

    Source
    ------
    `lstm_shapes.diagnose` for what raises; an eager fit on eight rows; `patient` for what is true.
    """
    return next(_verdicts(patient, model, x, y))


def _verdicts(patient, model, x, y):
    """Yield verdicts, of which the first one counts."""
    import keras  # here, because it takes seconds

    if not isinstance(model, keras.Model):
        yield Verdict(f"model has to be a Keras model; got {type(model).__name__}.")
    values, targets = _array(x, "x"), None if patient.y is None else _array(y, "y")
    yield from (one for one in (values, targets) if isinstance(one, Verdict))
    # As they were handed over: Keras takes a list for several inputs.
    findings = lstm_shapes.diagnose(model, x, None if targets is None else y).findings
    if any(one.level == "raises" for one in findings):
        declared = model.inputs[0].shape if getattr(model, "inputs", None) else values.shape
        takes = len(declared) == values.ndim and all(
            size in (None, came) for size, came in zip(declared[1:], values.shape[1:], strict=True)
        )
        if not takes and order_of(values, patient.block) is not None:
            told = f"x stands as it should, {values.shape}. The model has to change: it declares {declared}."
            yield Verdict(told, findings[0].cause)
        yield Verdict(findings[0].sentence, findings[0].cause)
    if targets is not None and not model.compiled:
        told = "The model is not compiled, so it has no loss to learn by: call model.compile(...)."
        yield Verdict(told, counts=False)
    try:
        clone = copy_of(model)
    except Exception:  # whatever a class of one's own raises
        yield Verdict("Keras cannot copy this model: build it with Sequential or keras.Model(inputs, outputs).")
    try:
        read, sequences, answers = read_by(clone, values)
        if targets is not None:
            # Without a graph, which would stay in memory; with the plainest optimizer, as any would do for the shapes.
            clone.compile("sgd", model.loss, run_eagerly=True)
            clone.train_on_batch(values[:ROWS], targets[:ROWS])
    except Exception as error:  # Keras raises many kinds
        found = lstm_shapes.explain(error, model, x, y).findings
        said = " ".join(str(error).split())[:200]
        yield Verdict(f"It still raises. {type(error).__name__}: {said}.", found[0].cause if found else "")
    if not sequences:
        yield Verdict("No recurrent layer is left in the model, and the patient came with one.")
    orders = (order_of(one, patient.block) for one in (sequences[0], read))  # a layer may mix the features of a moment
    order = next((one for one in orders if one is not None), None)
    if order is None:
        cause, told = reading_of(read, patient.block)
        yield Verdict(f"It runs, and the layer reads something else: {told}.", cause)
    yield from _between(patient, sequences)
    if targets is not None:
        yield from (_classes if patient.entry["task"] == "class" else _numbers)(targets, patient, order)
    yield from _task(patient, model, targets, answers)
    silent = (one for one in findings if one.level == "silent" and one.cause in OF_SHAPES)
    yield from (Verdict(one.sentence, one.cause) for one in silent)
    if targets is not None:
        yield from _learning(model, clone, values, targets)
    yield from _followed_through(clone, values)
    yield Verdict(_followed(patient, order), right=True)


def _followed(patient, order):
    """Follow one value, in the patient's words: in the middle, as the first and the last often stay in place."""
    n, t, f = patient.block.shape
    place, step = n // 2, t // 2 - 1
    thing, moment, name = patient.words["thing"], patient.words["moment"], patient.words["names"][f - 1]
    label = f"the {thing} that is wanted" if n == 1 else f"{thing} {int(order[place])}"
    value = f"{patient.block[order[place], step, f - 1]:g}"
    where = f"sample {place}, timestep {step}"
    return f"One value followed: {name} of {label}, {moment} {step}, is {value}. The layer reads it at {where}."
