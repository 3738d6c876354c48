"""Say what an error means: an exception, or the text of one, of any Keras version."""

from .diagnosis import find, findings, scene_of, trials
from .findings import Diagnosis
from .flow import is_recurrent
from .frames import hands
from .messages import plain
from .rules_layers import blame
from .scene import Found
from .wordings import Told, read_build, read_text, told

UNKNOWN = (
    "Print these and compare: x.shape, y.shape, model.input_shape, model.output_shape; then diagnose(model, x, y)."
)


def _from_build(at_hand):
    """What a break between layers says, or an Input of the wrong form."""
    steps = list(at_hand.steps)
    found = blame(steps)
    if found is not None:
        given = [told("no-timesteps-before-rnn")] if found.cause == "embedding-input" else []
        return Told([found, *given])
    whole = any(tuple(array.shape) == steps[0].given[1:] for array in at_hand.arrays)
    return read_build(steps[-1], steps[0].given, whole, is_recurrent(steps[-1].layer))


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
    if both or raising:
        return [*both, *raising, *rest]
    return [*said, *rest]


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
    text = plain(error)
    try:
        at_hand = hands(error) if isinstance(error, BaseException) else hands(None)
        model = at_hand.model if model is None else model
        x = at_hand.x if x is None else x
        y = at_hand.y if y is None else y
        scene = scene_of(model, x, y)
        known = scene.facts.kind != "not a model" and scene.data.kind != "none"
        seen = [one for one in find(scene) if one.level != "harmless"] if known else []
        said = _from_build(at_hand) if at_hand.steps else read_text(text)
    except Exception as problem:
        reason = f"Reading the error gave {type(problem).__name__}. {UNKNOWN}"
        found = [Found("", "cannot tell", "This error could not be read.", reason)]
        return Diagnosis(findings(found, lambda cause: None), text)
    found = _joined(seen, said, built=bool(at_hand.steps))
    if not found:
        sentence = "This message is not one that is known here."
        found = [Found("", "cannot tell", sentence, UNKNOWN)]
    shape, declared = scene.shape, scene.declared
    if declared is None and said.shapes:
        declared, shape = said.shapes
    return Diagnosis(findings(found, trials(model, x, y, None)), text, declared, shape)
