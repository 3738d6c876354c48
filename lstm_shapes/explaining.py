"""Say what an error means: an exception, or the text of one, of any Keras version."""

import traceback

from .checker.walk import Step, wanted_axes
from .diagnosis import find, findings, scene_of, trials
from .messages.frames import Hands, calls, hands, is_symbolic
from .messages.texts import plain
from .messages.told import Told, read_build, read_text, told
from .report.records import Diagnosis
from .rules.layers import blame
from .rules.scene import Found, readings
from .state.layers import is_recurrent

UNKNOWN = (
    "Print these and compare: x.shape, y.shape, model.input_shape, model.output_shape; then diagnose(model, x, y)."
)


def _steps_to(tensor):
    """Return the steps that made a symbolic tensor, first one first, along its first inputs."""
    steps = []
    for _ in range(200):
        history = getattr(tensor, "_keras_history", None)
        if history is None or type(history.operation).__name__ == "InputLayer":
            return steps[::-1]
        given = history.operation._inbound_nodes[history.node_index].input_tensors[0]
        steps.append(Step(history.operation, tuple(given.shape), tuple(tensor.shape), "", None))
        tensor = given
    return steps[::-1]


def _steps(error):
    """Return the steps up to a layer that could not take a symbolic tensor; none where its number of axes is right."""
    for name, args, _ in reversed(list(calls(error))):
        if name != "__call__" or len(args) < 2 or not hasattr(args[1], "shape") or not is_symbolic(args[1]):
            continue
        given, (least, most) = tuple(args[1].shape), wanted_axes(args[0])
        if not least <= len(given) <= most:
            wants = least if len(given) < least else most
            return [*_steps_to(args[1]), Step(args[0], given, None, "axes", wants)]
    return []


def _from_build(steps, at_hand):
    """What a break between layers says, or an Input of the wrong form."""
    found = blame(steps)
    if found is not None:
        given = [told("no-timesteps-before-rnn")] if found.cause == "embedding-input" else []
        return Told([found, *given])
    whole = any(tuple(array.shape) == steps[0].given[1:] for array in at_hand.arrays)
    return read_build(steps[-1], steps[0].given, whole, is_recurrent(steps[-1].layer))


def _chain(error):
    """Yield an error and those that it was raised from; a text stands alone."""
    for _ in range(9):
        yield error
        if not isinstance(error, BaseException):
            return
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is None:
            return


def _with_its_line(error):
    """Return the words of an error and, in parentheses, the line that failed, where its traceback knows it."""
    frames = traceback.extract_tb(error.__traceback__) if isinstance(error, BaseException) else ()
    return f"{plain(error)} ({frames[-1].line})" if frames else plain(error)


def _read(error):
    """Return (error, what it had in its hands, what it says) for the first of its chain whose words are known."""
    for each in _chain(error):
        at_hand = hands(each) if isinstance(each, BaseException) else Hands()
        steps = _steps(each) if at_hand.broken is not None else []
        said = _from_build(steps, at_hand) if steps else read_text(plain(each)) or read_text(_with_its_line(each))
        if said:
            said[:] = readings(*said)
            return each, at_hand, said, bool(steps)
    return error, Hands(), Told(), False


def _of_validation(model, at_hand):
    """What is wrong with the validation data, where the data of the fit are right; their fixes are text."""
    parts = at_hand.validation
    if not isinstance(parts, (tuple, list)) or len(parts) < 2:
        return None
    scene = scene_of(model, *parts[:2])
    found = [one for one in find(scene) if one.level == "raises" and one.cause != "spoilt-model"]
    mine = "x, y = validation_data[:2]\n"
    return scene, [
        one._replace(
            sentence=f"In validation_data: {one.sentence}",
            drafts=tuple(draft._replace(code=mine + draft.code, runs=False) for draft in one.drafts),
        )
        for one in found
    ]


def _joined(seen, said, built):
    """Put together what model and data show and what the words say; what both say comes first."""
    causes = {one.cause for one in said}
    if built or not seen:
        return [*said, *(one for one in seen if one.cause not in causes and not built)]
    both = [one for one in seen if one.cause in causes]
    raising = [one for one in seen if one.level == "raises" and one.cause not in (*causes, "spoilt-model")]
    # A repair of the data compiles a spoilt model again, so that is no news beside another cause.
    news = [one for one in seen if one.cause != "spoilt-model" or not raising + both]
    rest = [one for one in news if one not in both and one not in raising]
    vague = all(one.level == "cannot tell" for one in said)
    return [*both, *raising, *rest] if both or raising or (vague and rest) else [*said, *rest]


def explain(error, model=None, x=None, y=None):
    """Say what an error means, in the learner's own numbers where they are known.

    Parameters
    ----------
    error : Exception or str
        Of today's Keras, of an older one, of NumPy or scikit-learn. With an exception, model, x and y are taken from
        the failing call where they are not given.
    model, x, y : optional
        As for `diagnose`. A message without a shape can only be explained with them.

    Returns
    -------
    Diagnosis
        ``message`` keeps the original words. A text that nobody knows gives one finding of level "cannot tell".

    Raises
    ------
    Nothing.

    Source
    ------
    Messages of Keras 1 to 3.15, TensorFlow 2, NumPy 2.4 and scikit-learn 1.9; those of today are raised in tests.

    Examples
    --------
    >>> explain("cannot reshape array of size 6000 into shape (100,20,4)").findings[0].sentence[:59]
    '6000 values cannot fill (100, 20, 4): 100 × 20 × 4 = 8,000.'
    """
    named = model is not None
    text = plain(error)
    try:
        error, at_hand, said, built = _read(error)
        model = at_hand.model if model is None else model
        x = at_hand.x if x is None else x
        y = at_hand.y if y is None else y
        scene = scene_of(model, x, y)
        known = scene.facts.kind != "not a model" and scene.data.kind != "none"
        seen = [one for one in find(scene) if one.level != "harmless"] if known and (said or named) else []
        right = not any(one.level == "raises" and one.cause != "spoilt-model" for one in seen)
        validation = _of_validation(model, at_hand) if known and right else None
        if validation and validation[1]:
            scene, seen = validation
    except Exception as problem:
        reason = f"Reading the error gave {type(problem).__name__}. {UNKNOWN}"
        found = [Found("", "cannot tell", "This error could not be read.", reason)]
        return Diagnosis(findings(found, lambda cause: None), text)
    # Words that nobody knows are not explained by whatever else may be wrong.
    unknown = [Found("", "cannot tell", "This message is not one that is known here.", UNKNOWN)]
    found = _joined(seen, said, built) if said else [*unknown, *seen]
    shape, declared = scene.shape, scene.declared
    if declared is None and said.shapes:
        declared, shape = said.shapes
    return Diagnosis(findings(found or unknown, trials(model, x, y, None)), text, declared, shape)
