"""Say what is wrong with a model and its data, also when nothing raises."""

import sys

from .checks import complaints, outputs_of
from .found import Found, found, not_looked_at
from .messages.texts import plain
from .messages.told import read_text
from .program import Model, State, is_walkable, learned, read_data, read_line, read_own, read_state
from .program.data import is_py_dataset
from .program.records import Data
from .repair.compiling import compiled_again
from .repair.fixes import fixes
from .repair.trials import has_numbers, is_copyable
from .report.records import Diagnosis, Finding
from .slips import Undo, known_of

_NOTHING = Data("none", None, "")
UNREADABLE = "The model or the data are of a kind that cannot be read."


def findings(told, model=None, x=None, y=None, state=None):
    """Turn what was found into findings whose fixes are tried when somebody reads them.

    Parameters
    ----------
    told : list of Found
    model, x, y : object
    state : State, optional
        Of them; without it the fixes are text.

    Returns
    -------
    tuple of Finding
    """
    return tuple(
        Finding(*one[:4], one.undos, one.instead, _trial(model, x, y, state or one.before, one.first)) for one in told
    )


def _trial(model, x, y, state, before):
    return lambda undos: fixes(undos, model, x, y, state or State(Model("none")), before)


def state_of(model, x, y=None, batch_size=None):
    """Return (state, None), or (None, why nothing can be read)."""
    state = read_state(model, x, y, batch_size)
    if state.model.kind == "none":
        sentence = f"The model is a {type(model).__name__}, not a Keras model."
        return None, Found("", "cannot tell", sentence, "Give the model itself first: diagnose(model, x, y).")
    state = _with_own(state, model)
    if x is None:
        # A prediction of nothing: what an array would have to be, the model says.
        state = state._replace(x=state.x._replace(form="one", parts=(_NOTHING,)))
    return state, None


def _with_own(state, model):
    """Return the state with what somebody's own layers do; nothing is asked of them where nobody has a question."""
    uncalled = any(state.model.layers[one.layer].own and one.recorded is None for one in state.model.calls)
    if state.model.kind == "subclassed":
        record, raised = read_own(model, state.x)
        state = _followed(state, record, "" if _has_steps_of_its_own(model) else raised)
    elif uncalled and state.model.kind in ("sequential", "layers"):
        line = model if isinstance(model, (list, tuple)) else getattr(model, "layers", [model])
        record, raised = read_line(line, state.model, state.x)
        state = state._replace(model=record._replace(raised=raised))
    if not any(one.somebodys for one in state.model.layers) or not complaints(state):
        return state
    return state._replace(model=learned(state.model, getattr(model, "_flatten_layers", lambda: model)()))


def _has_steps_of_its_own(model):
    """True where fit need not call a model on a symbol, or not at all: what that call raises says nothing then."""
    steps = ("train_step", "test_step", "predict_step")
    own = any(not getattr(type(model), one).__module__.startswith("keras.") for one in steps)
    return own or model.run_eagerly


def _followed(state, model, raised):
    """Return the state with what is known of a class of somebody's own: its calls, or in words what a call raised."""
    own = state._replace(model=state.model._replace(raised=raised))
    if model is None or (model.kind == "layers" and state.x.form != "one"):
        return own
    if model.kind != "layers":
        return state._replace(model=model)
    # Behind a layer that refuses nobody knows what the model would give; and one of one's own says not why.
    up_to_it = state._replace(model=model, losses=(), metrics=())
    return up_to_it if any(one.layer for one in complaints(up_to_it)) else own


def examined(state, x, y, seen=None):
    """Return what is found of a program, and what nobody could look at.

    Parameters
    ----------
    state : State
    x, y : object
    seen : tuple, optional
        (x, y) of one batch, of a dataset.

    Returns
    -------
    list of Found
    """
    # Whether it is compiled already is no fault of the data.
    known = known_of(*(seen or (x, y)))
    told = [] if state.x.source == "stream" else found(state._replace(compiled=True), known)
    return [*told, *not_looked_at(state, None if told or seen else known)]


def diagnose(model, x, y=None, batch_size=None, look=False):
    """Say what is wrong with this model and these data, before or after anything went wrong.

    Nothing is trained, called, changed or consumed; finding causes takes some milliseconds, reading the fixes of
    a finding, or showing the diagnosis, up to 300 ms. Of a model, or a layer, whose class somebody wrote, copies are
    called on symbols, and so is a loss of one's own, which computes nothing: a tenth of a second, and for a class that
    holds many recurrent layers, where something is wrong, a second or two.

    Parameters
    ----------
    model : keras.Model, or a list of layers that do not build
        Sequential, functional or subclassed; built or not, compiled or not.
    x : array_like, DataFrame, list, tensor, tf.data.Dataset or anything else
        What ``fit`` or ``predict`` would get; samples first.
    y : optional
        The targets; leave it out for ``predict``.
    batch_size : int, optional
        As for ``fit``; 32 if it is left out. It matters for stateful models.
    look : bool
        Whether to take one batch of a dataset and look at its values; otherwise its shapes alone are looked at. Of a
        ``keras.utils.PyDataset``, of which nobody sees a shape, the first batch is then diagnosed as x and y.

    Returns
    -------
    Diagnosis
        ``ok`` is True when nothing will raise and nothing is silently wrong, as far as can be seen.

    Raises
    ------
    Nothing.
        What cannot be read gives a finding of level "cannot tell".

    Source
    ------
    Keras 3.15; a benchmark of real questions in ``tests/cases`` and generated cases compare it with real fits.

    Examples
    --------
    >>> import numpy as np
    >>> diagnose(None, np.zeros((100, 60))).findings[0].sentence
    'The model is a NoneType, not a Keras model.'
    """
    try:
        asked = x if look and is_py_dataset(x) else None
        if asked is not None:
            x, y = item(asked)
        state, refused = state_of(model, x, y, batch_size)
        if refused is not None:
            return Diagnosis(findings([refused]))
        seen = _one_batch(x) if look and state.x.source == "dataset" else None
        if seen is not None:
            state = state._replace(x=_as_seen(state.x, seen[0]), y=_as_seen(state.y, seen[1]))
        told = [*examined(state, x, y, seen), *_lost_weights(model, state)]
        if not any(one.level == "raises" and one.cause != "spoilt-model" for one in told):
            told = [*_of_own_loss(model, state), *told]
        if asked is not None:
            told = _in_three(model, asked, batch_size) or of_an_item(asked, told)
    except Exception as error:
        return Diagnosis((Finding("", "cannot tell", UNREADABLE, f"Reading them gave {type(error).__name__}."),))
    return Diagnosis(findings(told, model, x, y, state), "", *shapes_shown(state))


def item(batches):
    """Return (x, y) of the first batch of a ``keras.utils.PyDataset``; any other would do, as often as one likes."""
    return _as_pair(batches[0])


def _in_three(model, batches, batch_size):
    """Return what is wrong with a batch of several inputs and y in one tuple; empty where they are no such parts."""
    parts = batches[0]
    many = len(getattr(model, "inputs", None) or ())
    if not isinstance(parts, (tuple, list)) or many < 2 or len(parts) != many + 1:
        return []
    state = read_state(model, list(parts[:-1]), parts[-1], batch_size)
    if any(one.level == "raises" and one.stage not in ("spoilt", "compile") for one in complaints(state)):
        return []
    place, names = f"{type(batches).__name__}.__getitem__", [f"x_{at}" for at in range(1, many + 1)]
    sentence = f"{place} gives {many + 1} arrays side by side, in place of the pair x and y."
    reason = "Keras reads x, y and sample weights, in this order. Taken as the inputs and y, all shapes fit."
    lines = f"# in {place}: the inputs in a tuple of their own\nreturn ({', '.join(names)}), y"
    undo = Undo("input-count", 1.0, state, sentence, reason, lines=lines)
    return [Found("input-count", "raises", sentence, reason, (undo,), state)]


def of_an_item(batches, told):
    """Return what is found of a batch of a ``keras.utils.PyDataset``; what its data need stands in ``__getitem__``."""
    place = f"{type(batches).__name__}.__getitem__"
    before = f"# in {place}, before it gives x and y:\n"
    return [elsewhere(one, f"In what {place} gives", lambda data: before + data) for one in told]


def elsewhere(one, where, lines):
    """Return a finding on data that the program holds elsewhere: `lines` makes text of what would repair x and y."""
    undos = [undo._replace(lines=undo.lines or lines(undo.data)) if undo.data else undo for undo in one.undos]
    return one._replace(sentence=f"{where}: {one.sentence}", undos=tuple(undos))


def _of_own_loss(model, state):
    """Return what a loss of somebody's own raises when it is called on symbols of y and of the answer, as fit calls it.

    Keras 3.15, ``LossFunctionWrapper``: y and the answer come to a function with as many axes.
    """
    keras, tensorflow = sys.modules.get("keras"), sys.modules.get("tensorflow")
    outputs, y, loss = outputs_of(state), state.y.parts[:1], getattr(model, "loss", None)
    own = len(state.losses) == 1 and state.losses[0] is not None and state.losses[0].given in ("own", "own class")
    if not own or tensorflow is None or state.y.form != "one" or len(outputs) != 1 or not callable(loss):
        return []
    if not outputs[0] or not y[0].shape or keras.backend.backend() != "tensorflow" or _has_steps_of_its_own(model):
        return []
    called = loss if isinstance(loss, keras.losses.Loss) else keras.losses.MeanSquaredError.__base__(loss)
    shapes = [(None, *y[0].shape[1:]), (None, *outputs[0][1:])]
    kinds = ["int64" if y[0].dtype == "int" else "float32", "float32"]
    try:
        tensorflow.function(called).get_concrete_function(*map(tensorflow.TensorSpec, shapes, kinds))
    except Exception as error:
        read = [one for one in read_text(plain(error)) if one.cause in _OF_Y]
        said = [one._replace(sentence=f"In your own loss: {one.sentence}") for one in read]
        words = (
            f"Your own loss, called on y {shapes[0]} and an answer {shapes[1]}, raises: {' '.join(str(error).split())}"
        )
        reason = "It is somebody's own code, where it says what it wants: print the shapes of what it reads there."
        return said or [Found("", "raises", words[:_WORDS], reason)]
    return []


_OF_Y = ("target-shape", "label-encoding", "missing-return-sequences", "extra-return-sequences")
_WORDS = 300  # characters of what somebody's own code raises


def _lost_weights(model, state):
    """Return what is wrong with a model whose weights are no numbers: whatever x is, its answers are none either."""
    if not state.trained or has_numbers(model):
        return []
    sentence = "The weights of the model are not numbers, so none of its answers is one."
    reason = (
        "A fit left them so: it met NaN or infinity in x or y, or its loss grew without end. No later fit mends them."
    )
    lines = f"model = keras.models.clone_model(model)  # the same layers with new weights\n{compiled_again(model)}"
    if not (is_walkable(model) and is_copyable(model)):
        lines = "# make the model anew from its class, and compile it: its layers then have new weights"
    undo = Undo("not-finite", 1.0, state, sentence, reason, lines=lines)
    return [Found("not-finite", "silent", sentence, reason, (undo,), state)]


def _one_batch(dataset):
    """Return (x, y) of the first batch, y None where there is none."""
    return _as_pair(next(iter(dataset.take(1))))


def _as_pair(batch):
    # (x,), (x, y), (x, y, weights); Keras reads a list as it reads a tuple.
    return (*batch, None)[:2] if isinstance(batch, (tuple, list)) else (batch, None)


def _as_seen(given, batch):
    """Return what a dataset gives, with the range of one batch, and with its sizes where they were left open."""
    parts = [
        part._replace(shape=(part.shape[0], *came.shape[1:]), low=came.low, high=came.high, whole=came.whole)
        if part.shape and came.shape
        else part
        for part, came in zip(given.parts, read_data(batch).parts, strict=True)
    ]
    return given._replace(parts=tuple(parts))


def shapes_shown(state):
    """Return the declared shape and that of x, each None where there are none or several."""
    declared, parts = state.model.declared, state.x.parts
    return declared[0].shape if len(declared) == 1 else None, parts[0].shape if len(parts) == 1 else None
