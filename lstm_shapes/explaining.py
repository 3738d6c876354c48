"""Say what an error means: an exception, or the text of one, of any Keras version."""

import re

from .axes import count
from .checks import outputs_of, run
from .diagnosis import elsewhere, examined, findings, item, of_an_item, shapes_shown, state_of
from .found import Found, found
from .messages.frames import Hands, hands, line_that_failed
from .messages.texts import plain
from .messages.told import Told, read_text
from .messages.told import told as in_words
from .program import State, read_both
from .program.data import is_py_dataset
from .report.records import Diagnosis
from .slips import Undo, known_of
from .slips.seen import way
from .slips.words import axes_words, fit_all

UNKNOWN = (
    "Print these and compare: x.shape, y.shape, model.input_shape, model.output_shape; then diagnose(model, x, y)."
)


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
    line = line_that_failed(error) if isinstance(error, BaseException) else ""
    return f"{plain(error)} ({line})" if line else plain(error)


def _read(error):
    """Return (what the failing call had in its hands, what the words say) for the first of the chain that is known."""
    first = Hands()
    for each in _chain(error):
        at_hand = hands(each) if isinstance(each, BaseException) else Hands()
        said = read_text(plain(each)) or read_text(_with_its_line(each))
        if said or at_hand.broken is not None:
            said[:] = [one._replace(instead=bool(place)) for place, one in enumerate(said)]
            return at_hand, said
        first = at_hand if first.model is None else first
    return first, Told()


def _of_build(at_hand, x):
    """What is wrong with a model that does not build: by its layers, and by x where it is known.

    What would have come behind the layer that broke, nobody knows, nor which inputs would stand in which order: so y is
    not compared with what it gives, and x is looked at where it is one array for one input.
    """
    if at_hand.broken is None:
        return []
    x = x if x is not None else at_hand.x
    given, _ = read_both(x, None)
    state = State(at_hand.broken, compiled=True)
    if len(given.parts) == 1 == len(at_hand.broken.declared):
        state = state._replace(x=given)
    return [one for one in found(state, known_of(x)) if one.cause and one.level == "raises"]


def _of_a_stream(state, said):
    """Return what too few axes mean where a generator makes the batches: it gives one sample at a time."""
    declared, got = said.shapes or ((), ())
    if (
        state is None
        or state.x.source != "stream"
        or len(got) != len(declared) - 1
        or not fit_all(got[1:], declared[2:])
    ):
        return said
    words = f"The generator gave an array of {axes_words(got)}, and the model reads batches, {declared}."
    lines = "yield x[np.newaxis], np.array([y])  # a batch of one; or collect 32 samples, and yield np.stack of them"
    first = in_words(
        "dataset-not-batched", words, lines=lines, reason="fit takes what a generator yields for a batch.", alone=True
    )
    said[:] = [first]  # the others speak of an x, which is not there
    return said


def _of_validation(model, at_hand):
    """What is wrong with the validation data, where the data of the fit are right; their fixes are text."""
    parts = at_hand.validation
    if not isinstance(parts, (tuple, list)) or len(parts) < 2:
        return None
    state, refused = state_of(model, *parts[:2])
    if refused is not None:
        return None
    told = [one for one in examined(state, *parts[:2]) if one.level == "raises" and one.cause != "spoilt-model"]
    return state, (told and _of_another_length(state, at_hand.x)) or [_for_validation(one) for one in told]


def _of_another_length(state, fitted):
    """What to do with validation samples that are longer or shorter than those of the fit, which the model is for."""
    shape = getattr(fitted, "shape", None)
    mine = state.x.shapes[0] if len(state.x.shapes) == 1 else None
    if shape is None or not mine or len(shape) != len(mine) or len(shape) < 2 or None in (*shape, *mine):
        return None
    steps, came = shape[1], mine[1]
    ids = way(state.model, 0) == "ids"
    if steps == came or tuple(shape[2:]) != tuple(mine[2:]) or (len(shape) < 3 and not ids):
        return None
    lines = f"x_val = x_val[:, -{steps}:]"
    if ids:
        lines = f"x_val = keras.utils.pad_sequences(x_val, maxlen={steps})"
    elif came < steps:
        lines = f"x_val = np.pad(x_val, {((0, 0), (steps - came, 0), *((0, 0) for _ in shape[2:]))})"
    sentence = f"In validation_data: x has {count(came, 'timesteps')} for each sample; x of the fit has {steps}."
    reason = "The model was built for samples of one length, and validation data have to be cut or padded as x was."
    question = "Was x padded, or cut, in front of each sample, as these lines do it?"
    undo = Undo("wrong-timesteps", 0.0, state, sentence, reason, question=question, lines=lines)
    return [Found("wrong-timesteps", "raises", sentence, reason, (undo,), state)]


def _of_weights(state, at_hand):
    """What is wrong with sample_weight, where x and y are right: a loss has one error for each answer."""
    outputs, samples = outputs_of(state), [shape[0] for shape in state.x.shapes if shape]
    weights = getattr(at_hand.weights, "shape", None)
    if weights is None or len(outputs) != 1 or not outputs[0] or not samples or samples[0] is None:
        return None
    *answers, units = (samples[0], *outputs[0][1:])
    kept = weights[:-1] if weights[-1:] == (1,) and len(weights) > 1 else weights
    if kept == tuple(answers[: len(kept)]):
        return None
    axes = "1" if len(weights) == 2 else tuple(range(1, len(weights)))
    question = "Is one weight for each sample enough? A weight for each step needs a y with steps."
    lines = f"sample_weight = sample_weight.mean(axis={axes})  # one weight for each sample"
    sentence = f"sample_weight is {weights}, and the model answers {tuple(answers)}: one error for each to be weighed."
    if kept == (units,):
        question = f"Are they the weights of the {units} classes?"
        lines = "model.fit(x, y, class_weight=dict(enumerate(sample_weight)))"
        held = count(units, "weights")
        sentence = f"x holds {count(samples[0], 'samples')} and sample_weight holds {held}."
    elif len(weights) == 1:
        return None  # then the words say as much
    reason = "The loss multiplies the error of each answer by its weight."
    undo = Undo("target-shape", 0.0, state, sentence, reason, question=question, lines=lines)
    return [Found("target-shape", "raises", sentence, reason, (undo,), state)]


def _of_val(lines):
    """Return lines for x and y as lines for x_val and y_val; a key such as "x" stays."""
    return re.sub(r"""(?<![\w.'"])[xy](?![\w'"])""", r"\g<0>_val", lines)


def _for_validation(one):
    heading = "# x_val and y_val are the arrays of validation_data\n"
    undos = tuple(undo for undo in one.undos if undo.lines or undo.data)
    of_data = one._replace(
        undos=tuple(undo._replace(lines=undo.lines and heading + _of_val(undo.lines)) for undo in undos)
    )
    return elsewhere(of_data, "In validation_data", lambda data: heading + _of_val(data))


def _behind_a_lambda(state, said, seen):
    """Return what sizes in words are about where x fits its model: what a Lambda gives, which nobody ran before."""
    sizes = {"wrong-features", "wrong-timesteps", "swapped-axes", "inner-width"}
    own = [one for one in state.model.layers if one.get("said_output_shape") is not None]
    if not own or not sizes & {one.cause for one in said} or any(one.level != "cannot tell" for one in seen):
        return None
    shape = own[0].get("said_output_shape")
    sentence = f"x fits the model; {own[0].called} gives another shape than its output_shape {shape} says."
    reason = "The layers behind it are built for what output_shape says, and meet what the function gives."
    lines = f"# print what the function of {own[0].called} gives, and make output_shape the same, or leave it out"
    undo = Undo("inner-width", 0.0, state, sentence, reason, lines=lines)
    return [Found("inner-width", "raises", sentence, reason, (undo,), state)]


def _in_own_layer(state, said, text):
    """Return what a product in words is of where x fits its model: in somebody's own layer, whose call nobody runs."""
    if None in (said.widths or (None,)):
        return None
    steps = run(state).steps
    named = [
        step
        for step in steps
        if step.layer.own and re.search(rf"\b(?:{step.layer.name}(?:_\d+)?/|{step.layer.kind}\.call)", text)
    ]
    if not named or not named[0].given or not named[0].given[0]:
        return None
    (came, wanted), what, shape = said.widths, named[0].layer.called, (None, *named[0].given[0][1:])
    sentence = f"x fits the model; in the call of {what}, {came} columns meet a weight of {wanted} rows."
    reason = f"What it reads is {shape}."
    if wanted in shape[1:-1]:
        axis = shape.index(wanted)
        reason += f" {wanted} is the size of its axis {axis}, and a product goes along the last axis."
    lines = f"# in build of {what}: the rows of a weight are input_shape[-1], {shape[-1]}"
    undo = Undo("inner-width", 0.0, state, sentence, reason, lines=lines)
    return [Found("inner-width", "raises", sentence, reason, (undo,), state)]


def _of_own_call(text):
    """Return what the call of somebody's own class raised while Keras called it on a symbol; None for other words."""
    names = re.findall(r"Exception encountered when calling (\w+)\.call\(\)", text)
    words = re.search(r"Error encountered:\s*(.+?)\s*(?:Arguments received|\Z)", text, re.DOTALL)
    if not names or words is None:
        return None
    shape = re.search(r"shape=(\([^)]*\))", text[words.end() :])
    on = f", called on {shape[1]}," if shape else ""
    reason = "Its call is somebody's own code, where it says what it wants: print the shape of what it reads there."
    return Found("", "raises", f"{names[-1]}{on} raises: {' '.join(words[1].split()).removesuffix('.')}.", reason)


# They say of x that it has too few axes.
_TOO_FEW = (
    "flattened-steps",
    "missing-timesteps-axis",
    "missing-features-axis",
    "needs-windows",
    "missing-samples-axis",
)


def _possible(said, state):
    """Leave out of the usual causes of some words those that the model or x, which are at hand, contradict."""
    if state is None:
        return said
    layers = [one for layer in state.model.layers for one in (layer, *layer.inner)]
    every = [bool(one.get("return_sequences")) for one in layers if one.get("return_sequences") is not None]
    gone = set()
    if every and not any(every):
        gone.add("extra-return-sequences")
    # The last of them may well give its last step alone, to a layer that counts axes.
    if every and all(every[:-1] if said.kind == "axes" else every):
        gone.add("missing-return-sequences")
    if layers and not any(one.kind == "Embedding" for one in layers):
        gone.add("embedding-input")
    if state.model.kind != "none" and not state.model.declared:
        gone |= {"input-shape-missing-axis", "samples-in-input-shape"}
    if said.kind == "axes" and any(shape and len(shape) > 2 for shape in state.x.shapes):
        gone |= set(_TOO_FEW)
    return [one for one in said if one.cause not in gone] or said


def _asked_for(x):
    """Return (x, y) of the first batch of a ``keras.utils.PyDataset``, which a fit asked for too; None of all else."""
    try:
        return item(x) if is_py_dataset(x) else None
    except Exception:  # somebody's own code, which may be what failed
        return None


def _groups(seen):
    """Return findings in groups: what may hold instead of one, or is left once it is repaired, stays behind it."""
    groups = []
    for one in seen:
        if (one.instead or one.first) and groups:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _joined(seen, said, built):
    """Put together what model and data show and what the words say; what both say comes first."""
    causes = {one.cause for one in said}
    if built:
        return built
    if said and said.kind == "declared" and any(one.level == "raises" and not one.cause for one in seen):
        return seen  # the words are of a model inside, and not of x
    # What nobody knows is no news beside words that are known; and what spoilt a model is mostly this very error.
    seen = [one for one in seen if one.cause and (one.cause != "spoilt-model" or one.cause in causes)]
    if not seen:
        return list(said)
    both, raising, rest = [], [], []
    for group in _groups(seen):
        if any(one.cause in causes for one in group):
            both += group
        else:
            (raising if group[0].level == "raises" else rest).extend(group)
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
        at_hand, said = _read(error)
        model = at_hand.model if model is None else model
        built = _of_build(at_hand, x)
        x = at_hand.x if x is None else x
        y = at_hand.y if y is None else y
        asked, pair = x, _asked_for(x)
        x, y = pair or (x, y)
        state, refused = state_of(model, x, y)
        said[:] = _possible(_of_a_stream(state, said), state)
        known, own = refused is None and x is not None, _of_own_call(text)
        wanted = known and (said or named or own or at_hand.at_work)
        seen = [one for one in examined(state, x, y) if one.level != "harmless"] if wanted else []
        if pair:
            seen = of_an_item(asked, seen)
        right = not any(one.level == "raises" and one.cause != "spoilt-model" for one in seen)
        validation = _of_validation(model, at_hand) if known and right else None
        if validation and validation[1]:
            state, seen = validation
        elif known and right and (of_weights := _of_weights(state, at_hand)):
            said[:], seen = of_weights, []
        elif known and right and (inside := _behind_a_lambda(state, said, seen) or _in_own_layer(state, said, text)):
            said[:], seen = inside, []
    except Exception as problem:
        reason = f"Reading the error gave {type(problem).__name__}. {UNKNOWN}"
        return Diagnosis(findings([Found("", "cannot tell", "This error could not be read.", reason)]), text)
    unknown = [own or Found("", "cannot tell", "This message is not one that is known here.", UNKNOWN)]
    if not said and not built:
        # Words that nobody knows are explained by what raises where the data are worked on, and by nothing else.
        raising = [one for one in seen if one.level == "raises" and one.cause not in ("", "spoilt-model")]
        told = raising if raising and (own or at_hand.at_work) else [*unknown, *(seen if named else ())]
    else:
        told = _joined(seen, said, built)
    declared, shape = shapes_shown(state) if state is not None else (None, None)
    if declared is None and said.shapes:
        declared, shape = said.shapes
    at = (None, None, None, None) if built else (model, x, y, state)
    return Diagnosis(findings(told or unknown, *at), text, declared, shape)
