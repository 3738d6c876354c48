"""What spoils y, the loss, or the layers. Each takes a healthy or spoilt plan and its chances; None where it does not apply."""

import keras
import numpy as np

from tools.pairs.plans import BINARY, CATEGORICAL, SPARSE
from tools.pairs.spoilers_x import has_recurrent

FLAT = ("mse", "mae", "huber")


def with_every(told, every):
    """Return a told recurrent layer that gives every step, or the last one."""
    name, settings = told
    if "inner" in settings:
        return (
            name,
            {**settings, "inner": (settings["inner"][0], {**settings["inner"][1], "return_sequences": every})},
        )
    return (name, {**settings, "return_sequences": every})


def changed_last(plan, every):
    """Return the layers with the last recurrent one changed, or None."""
    at = [number for number, told in enumerate(plan.layers) if has_recurrent(told)]
    if not at or plan.shape != "chain":
        return None
    return (*plan.layers[: at[-1]], with_every(plan.layers[at[-1]], every), *plan.layers[at[-1] + 1 :])


def every_step_given(plan, rng):
    """The last recurrent layer gives every step; y has one answer."""
    names = [told[0] for told in plan.layers if isinstance(told, tuple)]
    if plan.every or "Flatten" in names or "RepeatVector" in names or not changed_last(plan, True):
        return None
    return plan._replace(layers=changed_last(plan, True))


def one_step_given(plan, rng):
    """The last recurrent layer gives the last step; y has an answer for each."""
    if plan.shape == "states":
        decoder = with_every(plan.branches[1][0], False)
        return plan._replace(branches=(plan.branches[0], (decoder,)))
    if not plan.every or not changed_last(plan, False):
        return None
    return plan._replace(layers=changed_last(plan, False))


def steps_lost_between(plan, rng):
    """A recurrent layer before another one gives its last step: they do not build."""
    at = [number for number, told in enumerate(plan.layers) if has_recurrent(told)]
    if plan.shape != "chain" or len(at) < 2 or "RepeatVector" in [told[0] for told in plan.layers]:
        return None
    return plan._replace(
        layers=(*plan.layers[: at[0]], with_every(plan.layers[at[0]], False), *plan.layers[at[0] + 1 :])
    )


def flattened_before(plan, rng):
    """Flatten stands before the recurrent layer."""
    at = [number for number, told in enumerate(plan.layers) if has_recurrent(told)]
    if plan.shape != "chain" or not at or plan.what == "films":
        return None
    return plan._replace(layers=(*plan.layers[: at[0]], ("Flatten", {}), *plan.layers[at[0] :]))


def flatten_left_out(plan, rng):
    """No Flatten, or pooling, before Dense."""
    names = [told[0] for told in plan.layers if isinstance(told, tuple)]
    last = names[-2] if len(names) > 1 else ""
    if plan.shape != "chain" or last not in (
        "Flatten",
        "GlobalMaxPooling1D",
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
    ):
        return None
    return plan._replace(layers=(*plan.layers[:-2], plan.layers[-1]))


def other_units(plan, rng):
    """The last layer has more units than y has columns."""
    if plan.answers < 2 or plan.loss == SPARSE or (plan.loss == "mse" and plan.every):
        return None
    name, settings = plan.layers[-1]
    return plan._replace(layers=(*plan.layers[:-1], (name, {**settings, "units": settings["units"] + 5})))


def y_wide(plan, rng):
    """Four targets for one answer."""
    if plan.loss not in FLAT or plan.answers != 1 or plan.every or plan.y is None:
        return None
    first = plan.y.reshape(len(plan.y), -1)[:, :1]
    return plan._replace(y=first + 0.2 * rng.normal(size=(len(plan.y), 4)))


def wide_end(plan):
    return []  # what the four columns are is the learner's to say


def y_with_an_axis(plan, rng):
    """An axis of one in the middle of y."""
    return (
        plan._replace(y=plan.y[:, None])
        if plan.y is not None and plan.y.ndim == 2 and plan.answers > 1 and not plan.every
        else None
    )


def y_one_hot(plan, rng):
    if plan.loss != SPARSE or plan.y is None:
        return None
    return plan._replace(y=np.eye(plan.answers, dtype="float32")[plan.y])


def one_hot_end(plan):
    return [plan, plan._replace(y=np.eye(plan.answers, dtype="float32")[plan.y], loss=CATEGORICAL)]


def y_as_labels(plan, rng):
    return plan._replace(y=plan.y.argmax(axis=-1)) if plan.loss == CATEGORICAL and plan.y is not None else None


def labels_end(plan):
    return [plan, plan._replace(y=plan.y.argmax(axis=-1), loss=SPARSE)]


def labels_from_one(plan, rng):
    return plan._replace(y=plan.y + 1) if plan.loss == SPARSE and plan.y is not None else None


def minus_one_and_one(plan, rng):
    return plan._replace(y=2 * plan.y - 1) if plan.loss == BINARY and plan.y is not None else None


def softmax_of_one(plan, rng):
    if plan.loss != BINARY or plan.answers != 1:
        return None
    return plan._replace(layers=(*plan.layers[:-1], ("Dense", {"units": 1, "activation": "softmax"})))


def sigmoid_of_one(plan, rng):
    """One sigmoid for several classes."""
    if plan.loss != SPARSE or plan.answers < 3 or plan.every:
        return None
    return plan._replace(layers=(*plan.layers[:-1], ("Dense", {"units": 1, "activation": "sigmoid"})), loss=BINARY)


def answer_in_the_window(plan, rng):
    """y is the last value of the window, and not the one behind it."""
    if plan.table is None or plan.loss != "mse" or plan.every or plan.answers != 1:
        return None
    return plan._replace(y=plan.table[plan.x.shape[1] - 1 :][: len(plan.y), :1]) if plan.x.ndim == 3 else None


def answer_end(plan):
    return [plan._replace(x=plan.x[:-1], y=plan.y[:-1], table=None)]


def y_short(plan, rng):
    """The last rows of y were left out, and not those of x."""
    return plan._replace(y=plan.y[:-7]) if plan.y is not None and not plan.batch else None


def y_short_end(plan):
    def cut(x, rows):
        return [one[rows] for one in x] if isinstance(x, list) else x[rows]

    return [plan._replace(x=cut(plan.x, rows), y=plan.y[:-7]) for rows in (slice(None, -7), slice(7, None))]


def y_as_objects(plan, rng):
    return plan._replace(y=plan.y.astype(object)) if plan.y is not None and plan.loss in FLAT else None


def y_infinite(plan, rng):
    if plan.y is None or plan.loss not in FLAT:
        return None
    y = np.array(plan.y, dtype=float)
    y[rng.random(y.shape) < 0.03] = np.inf
    y[len(y) // 2] = np.inf  # one at least
    return plan._replace(y=y)


def other_columns_inside(plan, rng):
    """A Lambda drops columns and says that it does not."""
    at = [number for number, told in enumerate(plan.layers) if has_recurrent(told)]
    if (
        plan.what != "block"
        or plan.shape != "chain"
        or plan.given is None
        or not at
        or at[0]
        or plan.given[-1] < 3
        or plan.batch
    ):
        return None
    less = ("Lambda", {"function": lambda values: values[..., :-1], "output_shape": plan.given})
    return plan._replace(layers=(less, *plan.layers))


def columns_inside_end(plan):
    return [plan, plan._replace(layers=(("Lambda", {"function": lambda values: values[..., :-1]}), *plan.layers))]


def states_too_wide(plan, rng):
    if plan.shape != "states":
        return None
    encoder = ("LSTM", {**plan.branches[0][0][1], "units": 11})
    return plan._replace(branches=((encoder,), plan.branches[1]))


def one_key(plan, rng):
    """The sequence asks its own last step: one key."""
    if plan.shape != "attention":
        return None
    pooled = ("GlobalAveragePooling1D", {})
    return plan._replace(layers=(*plan.layers[:2], "one key", pooled, *plan.layers[4:]))


def far(y, answers):
    return keras.ops.mean(keras.ops.abs(y - answers))


def metric_that_stretches(plan, rng):
    """A metric of one's own, and y without its last axis."""
    if plan.loss not in FLAT or plan.answers != 1 or plan.every or plan.y is None or plan.y.size != len(plan.y):
        return None
    return plan._replace(y=plan.y.reshape(-1), metrics=(far,))


def metric_end(plan):
    return [plan._replace(y=plan.y.reshape(-1, 1), metrics=(far,))]


def old_argument(plan, rng):
    """The first layer is told the shape as Keras 2 wanted it, batch_input_shape, in the place of an Input."""
    if plan.shape != "chain" or plan.given is None or plan.batch or plan.what == "several":
        return None
    name, settings = plan.layers[0]
    first = (name, {**settings, "batch_input_shape": (None, *plan.given)})
    return plan._replace(layers=(first, *plan.layers[1:]), given=None)
