"""What spoils x, or what is declared of it. Each takes a healthy or spoilt plan and its chances; None where it does not apply."""

import numpy as np

from tools import structured
from tools.pairs.plans import RECURRENT, Plan


def block_only(plan, least=2):
    """Whether x is one block with at least so many features."""
    return plan.what == "block" and isinstance(plan.x, np.ndarray) and plan.x.ndim == 3 and plan.x.shape[2] >= least


def flattened(plan, rng):
    if block_only(plan) or plan.what in ("pictures", "films"):
        return plan._replace(x=plan.x.reshape(len(plan.x), -1))
    if plan.what == "several" and plan.x[0].ndim == 3:
        return plan._replace(x=[plan.x[0].reshape(len(plan.x[0]), -1), *plan.x[1:]])
    return None


def swapped(plan, rng):
    if block_only(plan):
        return plan._replace(x=plan.x.transpose(0, 2, 1))
    if plan.what == "pictures":
        return plan._replace(x=np.moveaxis(plan.x, -1, 1))  # channels first
    if plan.what == "films":
        return plan._replace(x=np.moveaxis(plan.x, -1, 2))
    return None


def time_first(plan, rng):
    return plan._replace(x=plan.x.transpose(1, 0, 2)) if block_only(plan, 1) and plan.batch is None else None


def samples_last(plan, rng):
    return plan._replace(x=np.moveaxis(plan.x, 0, -1)) if block_only(plan) or plan.what == "pictures" else None


def without_features(plan, rng):
    """One column of several, its axis gone with the others."""
    return plan._replace(x=plan.x[..., 0]) if block_only(plan) else None


def one_feature_end(plan):
    shape = plan.given and (plan.given[0], 1)
    return [plan._replace(x=plan.x[..., :1], given=shape, table=None)]


def without_steps(plan, rng):
    """The last step of each sample alone, its axis gone with the others."""
    wide = any(told[0] == "Conv1D" for told in plan.layers)  # a convolution has no use for one step
    return plan._replace(x=plan.x[:, -1]) if block_only(plan) and not plan.every and not wide else None


def one_step_end(plan):
    return [
        plan._replace(
            x=plan.x[:, -1:], given=plan.given and (None if plan.given[0] is None else 1, plan.given[1]), table=None
        )
    ]


def table_itself(plan, rng):
    """The rows, not yet cut into windows, with the next value of each."""
    if plan.table is None or plan.loss != "mse" or plan.x.ndim != 3:
        return None
    return plan._replace(x=plan.table, y=np.concatenate([plan.table[1:, :1], plan.y[-1:]]))


def extra_axis(plan, rng):
    if block_only(plan):
        return plan._replace(x=plan.x[:, None])
    if plan.what == "ids":
        return plan._replace(x=plan.x[:, None])
    return plan._replace(x=plan.x[:, None]) if plan.what in ("pictures", "rows") else None


def as_one_step(plan, rng):
    """All numbers as columns of one step; the declaration stays."""
    return plan._replace(x=plan.x.reshape(len(plan.x), 1, -1)) if block_only(plan) else None


def as_single_numbers(plan, rng):
    """All numbers as steps of one column; the declaration stays."""
    return plan._replace(x=plan.x.reshape(len(plan.x), -1, 1)) if block_only(plan) else None


def as_one_step_declared(plan, rng):
    if not block_only(plan) or plan.table is None:
        return None
    x = plan.x.reshape(len(plan.x), 1, -1)
    return plan._replace(x=x, given=plan.given and x.shape[1:])


def as_single_numbers_declared(plan, rng):
    if not block_only(plan) or plan.table is None:
        return None
    x = plan.x.reshape(len(plan.x), -1, 1)
    return plan._replace(x=x, given=plan.given and x.shape[1:])


def swapped_declared(plan, rng):
    if not block_only(plan) or plan.table is None:
        return None
    x = plan.x.transpose(0, 2, 1)
    return plan._replace(x=x, given=plan.given and x.shape[1:])


def scrambled(plan, rng):
    """A reshape where a transpose was needed: stored features first."""
    if not block_only(plan):
        return None
    return plan._replace(x=plan.x.transpose(0, 2, 1).copy().reshape(plan.x.shape).copy())


def newest_first(plan, rng):
    """The table turned upside down before it was cut: windows run backwards, the answer lies in their past."""
    if plan.table is None or plan.loss != "mse" or plan.every or plan.x.ndim != 3 or len(plan.y) != len(plan.x):
        return None
    table = np.concatenate([plan.table, np.full((1, plan.table.shape[1]), plan.y[-1, 0])])[::-1]
    x, y = structured.windows(table, plan.x.shape[1])
    return plan._replace(x=np.ascontiguousarray(x), y=y[:, None], table=None)


def merged(plan, rng):
    """reshape(-1, ...) with twice the steps: half the samples."""
    if not block_only(plan, 1) or plan.given is None or plan.given[0] is None or plan.every or plan.batch:
        return None
    whole = plan.x[: len(plan.x) // 2 * 2]
    steps, features = whole.shape[1:]
    x = whole.reshape(-1, 2 * steps, features)
    return plan._replace(x=x, given=(2 * steps, features), y=plan.y[: len(whole)])


def even_end(plan):
    rows = len(plan.x) // 2 * 2
    return [plan._replace(x=plan.x[:rows], y=plan.y[:rows])]


def other_steps(plan, rng):
    """More steps than declared, or fewer."""
    fixed = plan.every or any(told[0] == "RepeatVector" for told in plan.layers if isinstance(told, tuple))
    if plan.given is None or plan.what not in ("block", "ids") or plan.given[0] is None or fixed:
        return None
    return plan._replace(x=plan.x[:, :-4] if fewer(plan) else np.concatenate([plan.x, plan.x[:, :5]], axis=1))


def fewer(plan):
    return len(plan.x) % 2 == 0


def other_steps_end(plan):
    x = other_steps(plan, None).x
    other = plan._replace(x=x, given=(x.shape[1], *plan.given[1:]), table=None)
    return [other] if fewer(plan) else [plan._replace(table=None), other]


def other_features(plan, rng):
    """A column too many, or one too few."""
    if not block_only(plan) or plan.given is None:
        return None
    return plan._replace(x=plan.x[..., :-1] if fewer(plan) else np.concatenate([plan.x, plan.x[..., :2]], axis=2))


def other_features_end(plan):
    x = other_features(plan, None).x
    other = plan._replace(x=x, given=(plan.given[0], x.shape[2]), table=None)
    return [other] if fewer(plan) else [plan._replace(table=None), other]


def one_sample(plan, rng):
    """The first sample, to be told, without its axis."""
    if plan.what not in ("block", "ids", "pictures", "films") or plan.batch:
        return None
    return plan._replace(x=plan.x[0], y=None)


def one_sample_end(plan):
    return [plan._replace(x=plan.x[:1], y=None)]


def rows_for_steps(plan, rng):
    """The number of samples stands where the timesteps belong."""
    if not block_only(plan) or plan.given is None or plan.batch:
        return None
    return plan._replace(given=(len(plan.x), plan.given[1]))


def rows_in_front(plan, rng):
    """Input holds the whole shape of x."""
    if plan.given is None or plan.what == "several" or plan.batch:
        return None
    return plan._replace(given=plan.x.shape)


def declared_short(plan, rng):
    """Input has the steps alone, or a grid without its last axis."""
    if plan.given is None or plan.what not in ("block", "pictures", "films") or plan.given[0] is None or plan.batch:
        return None
    return plan._replace(given=plan.given[:-1])


def declared_turned(plan, rng):
    """Input names features before timesteps."""
    if not block_only(plan) or plan.given is None or plan.given[0] is None or plan.batch:
        return None
    return plan._replace(given=plan.given[::-1])


def x_short(plan, rng):
    """The first rows of x were left out, and not those of y."""
    if plan.what == "several" or plan.batch:
        return None
    return plan._replace(x=plan.x[5:])


def x_short_end(plan):
    return [plan._replace(x=plan.x[5:], y=plan.y[5:]), plan._replace(x=plan.x[5:], y=plan.y[:-5])]


def no_samples(plan, rng):
    return plan._replace(x=plan.x[:0], y=plan.y[:0]) if plan.what != "several" else None


def holes(plan, rng):
    """Some numbers are missing."""
    if plan.what not in ("block", "rows", "pictures"):
        return None
    x = np.array(plan.x, dtype=float)
    x[rng.random(x.shape) < 0.02] = np.nan
    return plan._replace(x=x)


def other_mask(plan, rng):
    """Padded with zeros, masked for another value."""
    if not any(told[0] == "Masking" for told in plan.layers):
        return None
    layers = tuple((told[0], {"mask_value": -1.0}) if told[0] == "Masking" else told for told in plan.layers)
    return plan._replace(layers=layers)


def mask_left_out(plan, rng):
    """Embedding does not mask the padding."""
    if plan.what != "ids" or not plan.layers[0][1]["mask_zero"]:
        return None
    first = ("Embedding", {**plan.layers[0][1], "mask_zero": False})
    return plan._replace(layers=(first, *plan.layers[1:]))


def one_hot_ids(plan, rng):
    return plan._replace(x=np.eye(40, dtype="float32")[plan.x]) if plan.what == "ids" else None


def ids_beyond(plan, rng):
    return plan._replace(x=np.where(plan.x > 2, plan.x + 40, plan.x)) if plan.what == "ids" else None


def fractions_as_ids(plan, rng):
    return plan._replace(x=plan.x / 40) if plan.what == "ids" and not plan.layers[0][1]["mask_zero"] else None


def batch_left_over(plan, rng):
    """Some samples more than the fixed batches hold."""
    return plan._replace(x=plan.x[:-3], y=plan.y[:-3]) if plan.batch else None


def whole_batches_end(plan):
    rows = (len(plan.x) - 3) // plan.batch * plan.batch
    return [plan._replace(x=plan.x[:rows], y=plan.y[:rows])]


def one_of_two(plan, rng):
    return plan._replace(x=plan.x[0]) if plan.what == "several" else None


def two_of_one(plan, rng):
    """A list of two arrays for a single input."""
    if plan.what != "block" or plan.batch:
        return None
    return plan._replace(x=[plan.x, plan.x.mean(axis=1)])


# ---- what x is, last of all ------------------------------------------------------------------------------------


def as_lists(plan, rng):
    return plan._replace(x=plan.x.tolist()) if plan.what in ("block", "rows") and plan.x.size < 40_000 else None


def as_objects(plan, rng):
    return plan._replace(x=np.asarray(plan.x).astype(object)) if plan.what in ("block", "rows") else None


def as_text(plan, rng):
    return plan._replace(x=np.asarray(plan.x).round(3).astype(str)) if plan.what in ("block", "rows") else None


def ragged(plan, rng):
    """The padding taken off: lists of other lengths."""
    masks = any(told[0] == "Masking" or told[1].get("mask_zero") for told in plan.layers if isinstance(told, tuple))
    if not masks or not isinstance(plan.x, np.ndarray) or plan.x.ndim != (3 if plan.what == "block" else 2):
        return None
    there = (plan.x != 0) if plan.what == "ids" else (plan.x != 0).any(axis=2)
    lengths = np.where(there.any(axis=1), plan.x.shape[1] - there[:, ::-1].argmax(axis=1), 1)
    return plan._replace(x=[one[:length].tolist() for one, length in zip(plan.x, lengths, strict=True)])


def dataset(plan, rng, batches=0):
    import tensorflow as tf

    if plan.what == "several" or not isinstance(plan.x, np.ndarray) or plan.batch or len(plan.x) != len(plan.y):
        return None
    if plan.x.dtype == object or len(plan.x) == 0:
        return None
    x = tf.data.Dataset.from_tensor_slices((plan.x, plan.y))
    for _ in range(batches):
        x = x.batch(6)
    return plan._replace(x=x, y=None)


def batched_twice(plan, rng):
    return dataset(plan, rng, 2)


def dataset_end(plan: Plan):
    return [dataset(plan, None, 1)]


def has_recurrent(told):
    inner = told[1].get("inner", (None,))[0] if isinstance(told, tuple) else None
    return isinstance(told, tuple) and (told[0] in RECURRENT or inner in RECURRENT)
