"""Slips of one's own making: healthy programs, each spoilt by one spoiler or by two that do not touch the same thing.

`single(plan, spoiler, seed)` and `pair(plan, first, second, seed)` make a Spoilt, or None where a spoiler does not apply;
`all_singles` and `all_pairs` yield every one. tests/engine/test_pairs.py holds them against Keras.
"""

import itertools
import zlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tools import ground
from tools.pairs import spoilers_x as on_x
from tools.pairs import spoilers_y as on_y
from tools.pairs.plans import PLANS, Plan, built, healthy, layer_of, plan


class Spoiler(NamedTuple):
    """One slip: its cause, what it touches, how it is made, and where a repair can lead."""

    cause: str
    touches: frozenset  # words; two spoilers meet only where they share none
    spoil: Callable  # of (plan, chances): the spoilt plan, or None
    ends: (
        Callable  # of the healthy plan: the plans that a right repair may end at; the healthy one where nothing is lost
    )
    also: tuple = ()  # causes that the same facts fit


class Spoilt(NamedTuple):
    """A program with one slip, or two."""

    plan: str
    spoilers: tuple
    causes: tuple  # of each spoiler, in the order of SPOILERS; a right answer names all of them, in any order
    also: tuple  # causes that the same facts fit
    model: object  # None where building raises
    x: object
    y: object
    options: dict | None
    error: Exception | None
    layers: tuple  # fresh ones, without Input, where building raises; () otherwise
    given: tuple | None  # what Input declares
    ends: tuple  # functions, each makes a healthy program that a right repair may end at; none where data are lost
    twin_of: Callable

    @property
    def twin(self):
        """The program before it was spoilt, fresh."""
        return self.twin_of()


X = frozenset({"axes", "steps", "features"})  # how x is laid out: one slip at a time


def back(plan):
    """Nothing is lost: a repair leads back to the healthy plan."""
    return [plan]


def nowhere(plan):
    """What was lost, only the learner can bring back."""
    return []


def slip(cause, spoil, *touches, ends=None, also=()):
    whole = frozenset(word for one in touches for word in (one if isinstance(one, frozenset) else [one]))
    return Spoiler(cause, whole, spoil, ends or back, also)


# In the order in which they are made: values, layout, declaration, layers, y, counts, and what x is at last.
SPOILERS = {
    "reshape for transpose": slip("scrambled-reshape", on_x.scrambled, X, "values"),
    "newest first": slip("reversed-time", on_x.newest_first, X, "values", "y values", "count", ends=nowhere),
    "answer in the window": slip("target-misaligned", on_y.answer_in_the_window, "y values", "answers", ends=on_y.answer_end),
    "holes in x": slip("not-finite", on_x.holes, "values", ends=nowhere),
    "ids beyond": slip("embedding-input", on_x.ids_beyond, "values", ends=nowhere),
    "fractions as ids": slip("embedding-input", on_x.fractions_as_ids, "values"),
    "other steps": slip("wrong-timesteps", on_x.other_steps, "steps", ends=on_x.other_steps_end),
    "other features": slip("wrong-features", on_x.other_features, "features", ends=on_x.other_features_end),
    "flattened": slip("flattened-steps", on_x.flattened, X),
    "swapped": slip("swapped-axes", on_x.swapped, X),
    "time first": slip("swapped-samples-timesteps", on_x.time_first, X, "count", also=("sample-count-mismatch",)),
    "samples last": slip("swapped-axes", on_x.samples_last, X, "count", also=("swapped-samples-timesteps", "sample-count-mismatch")),
    "without features": slip("missing-features-axis", on_x.without_features, X, "values", ends=on_x.one_feature_end, also=("missing-timesteps-axis",)),
    "without steps": slip("missing-timesteps-axis", on_x.without_steps, X, "values", "y values", ends=on_x.one_step_end, also=("missing-features-axis", "needs-windows")),
    "table itself": slip("needs-windows", on_x.table_itself, X, "count", "y values", "answers", also=("missing-timesteps-axis",)),
    "extra axis": slip("extra-axis", on_x.extra_axis, X),
    "as one step": slip("single-timestep", on_x.as_one_step, X, also=("flattened-steps",)),
    "as single numbers": slip("features-as-timesteps", on_x.as_single_numbers, X, also=("flattened-steps",)),
    "as one step, declared": slip("single-timestep", on_x.as_one_step_declared, X, "declared", "y values"),
    "as single numbers, declared": slip("features-as-timesteps", on_x.as_single_numbers_declared, X, "declared", "y values"),
    "swapped, declared": slip("swapped-axes", on_x.swapped_declared, X, "declared", "y values"),
    "merged": slip("merged-samples", on_x.merged, X, "declared", "count", ends=on_x.even_end, also=("sample-count-mismatch",)),
    "one-hot ids": slip("embedding-input", on_x.one_hot_ids, X, "values"),
    "rows for steps": slip("samples-in-input-shape", on_x.rows_for_steps, X, "declared", "count", also=("wrong-timesteps",)),
    "rows in front": slip("samples-in-input-shape", on_x.rows_in_front, X, "declared", "count"),
    "declared short": slip("input-shape-missing-axis", on_x.declared_short, X, "declared"),
    "declared turned": slip("swapped-axes", on_x.declared_turned, X, "declared", also=("wrong-features",)),
    "other mask": slip("unmasked-padding", on_x.other_mask, "mask"),
    "mask left out": slip("unmasked-padding", on_x.mask_left_out, "mask", "kind"),
    "columns lost inside": slip("inner-width", on_y.other_columns_inside, "inner", "features", "declared", "steps", "axes", ends=on_y.columns_inside_end),
    "steps lost between": slip("missing-return-sequences", on_y.steps_lost_between, "inner", "answers"),
    "Flatten before": slip("no-timesteps-before-rnn", on_y.flattened_before, "inner"),
    "old argument": slip("outdated-keras-api", on_y.old_argument, "inner", "mask", "declared"),
    "states too wide": slip("state-width", on_y.states_too_wide, "inner"),
    "one key": slip("one-key-attention", on_y.one_key, "inner"),
    "every step given": slip("extra-return-sequences", on_y.every_step_given, "answers", also=("target-shape",)),
    "one step given": slip("missing-return-sequences", on_y.one_step_given, "answers", also=("target-shape",)),
    "Flatten left out": slip("target-shape", on_y.flatten_left_out, "answers", also=("extra-return-sequences",)),
    "other units": slip("target-shape", on_y.other_units, "answers", "labels", also=("label-encoding",)),
    "softmax of one": slip("label-encoding", on_y.softmax_of_one, "labels"),
    "one sigmoid": slip("label-encoding", on_y.sigmoid_of_one, "labels", "answers", also=("target-shape",)),
    "y wide": slip("target-shape", on_y.y_wide, "answers", "y values", ends=on_y.wide_end),
    "y one-hot": slip("label-encoding", on_y.y_one_hot, "labels", ends=on_y.one_hot_end),
    "y as labels": slip("label-encoding", on_y.y_as_labels, "labels", ends=on_y.labels_end),
    "labels from one": slip("label-encoding", on_y.labels_from_one, "labels"),
    "-1 and 1": slip("label-encoding", on_y.minus_one_and_one, "labels"),
    "y with an axis": slip("target-shape", on_y.y_with_an_axis, "answers", "labels"),
    "metric that stretches": slip("stretched-metric", on_y.metric_that_stretches, "answers", "y values", ends=on_y.metric_end),
    "infinity in y": slip("not-finite", on_y.y_infinite, "y values", ends=nowhere),
    "one sample": slip("missing-samples-axis", on_x.one_sample, X, "count", "answers", "labels", "y values", "kind", "kind of y", ends=on_x.one_sample_end, also=("missing-timesteps-axis",)),
    "y short": slip("sample-count-mismatch", on_y.y_short, "count", ends=on_y.y_short_end),
    "x short": slip("sample-count-mismatch", on_x.x_short, "count", ends=on_x.x_short_end),
    "batch left over": slip("fixed-batch-size", on_x.batch_left_over, "count", ends=on_x.whole_batches_end),
    "no samples": slip("empty-array", on_x.no_samples, "count", "values", "y values", "labels", X, ends=nowhere),
    "one of two": slip("input-count", on_x.one_of_two, "number", "kind", X, ends=nowhere),
    "two of one": slip("input-count", on_x.two_of_one, "number", "kind", X),
    "y as objects": slip("not-an-array", on_y.y_as_objects, "kind of y"),
    "lists": slip("not-an-array", on_x.as_lists, "kind"),
    "objects": slip("not-an-array", on_x.as_objects, "kind"),
    "text": slip("not-an-array", on_x.as_text, "kind"),
    "ragged": slip("ragged-sequences", on_x.ragged, "kind", "steps", "axes", "mask"),
    "dataset of samples": slip("dataset-not-batched", on_x.dataset, "kind", "kind of y", "count", ends=on_x.dataset_end),
    "dataset batched twice": slip("dataset-not-batched", on_x.batched_twice, "kind", "kind of y", "count", ends=on_x.dataset_end),
}  # fmt: skip
NAMES = list(SPOILERS)


def meet(first, second):
    """Whether two spoilers may be put into one program."""
    return not SPOILERS[first].touches & SPOILERS[second].touches


def spoilt_plan(name, spoilers, seed):
    """Return (healthy plan, spoilt plan), the second None where a spoiler does not apply."""
    whole = plan(name, seed)
    changed = whole
    for one in spoilers:
        rng = np.random.default_rng((zlib.crc32(one.encode()), seed))
        changed = SPOILERS[one].spoil(changed, rng)
        if changed is None:
            break
    return whole, changed


def ends_of(whole: Plan, spoilers):
    """Return the plans that right repairs of all spoilers may end at."""
    ends = [whole]
    for one in spoilers:
        ends = [end for start in ends for end in SPOILERS[one].ends(start)]
    # How long a window is can be chosen only where x was the table itself.
    return ends if "table itself" in spoilers else [end._replace(table=None) for end in ends]


def spoilt(name, spoilers, seed):
    """Return the Spoilt of a plan and the names of spoilers, or None where one does not apply."""
    spoilers = tuple(sorted(spoilers, key=NAMES.index))
    whole, changed = spoilt_plan(name, spoilers, seed)
    if changed is None:
        return None
    model, error, layers = None, None, ()
    try:
        model = built(changed)
    except Exception as raised:
        error = raised
        layers = told_layers(changed)
    causes = tuple(SPOILERS[one].cause for one in spoilers)
    also = tuple(cause for one in spoilers for cause in SPOILERS[one].also)
    options = {"batch_size": changed.batch} if changed.batch else None
    ends = tuple((lambda end=end: healthy(end)) for end in ends_of(whole, spoilers))
    given = changed.given
    return Spoilt(
        name,
        spoilers,
        causes,
        also,
        model,
        changed.x,
        changed.y,
        options,
        error,
        layers,
        given,
        ends,
        lambda: healthy(whole),
    )


def told_layers(changed):
    """Return fresh layers of a plan, as far as they can be made."""
    made = []
    for told in changed.layers:
        try:
            made.append(layer_of(told))
        except Exception:
            break
    return tuple(made)


def single(name, spoiler, seed=0):
    return spoilt(name, (spoiler,), seed)


def pair(name, first, second, seed=0):
    return spoilt(name, (first, second), seed) if meet(first, second) else None


def all_singles(seed=0):
    """Yield a program of every plan and every spoiler that applies to it."""
    for names in single_names(seed):
        yield single(*names, seed)


def applies(name, spoilers, seed):
    """Whether spoilers apply to a plan. What x is at last hangs on the plan alone, and is dear to make."""
    cheap = [one for one in spoilers if len(spoilers) == 1 or "kind" not in SPOILERS[one].touches]
    return spoilt_plan(name, cheap, seed)[1] is not None


def single_names(seed=0):
    """Yield (plan, spoiler) of every slip that can be made; no model is built."""
    for name, one in itertools.product(PLANS, SPOILERS):
        if applies(name, (one,), seed):
            yield name, one


def pair_names(seed=0):
    """Yield (plan, first, second) of every pair that can be made; no model is built."""
    for name, fitting in itertools.groupby(single_names(seed), key=lambda names: names[0]):
        for first, second in itertools.combinations([one for _, one in fitting], 2):
            if meet(first, second) and applies(name, (first, second), seed):
                yield name, first, second


def all_pairs(seed=0, every=1):
    """Yield every pair, or one of so many."""
    for names in itertools.islice(pair_names(seed), 0, None, every):
        yield pair(*names, seed)


def ended(program, model, x, y=None, options=None):
    """Return the number of the right end that (model, x, y) is, or None; it must run too."""
    for at, end in enumerate(program.ends):
        right = end()
        if ground.same(ground.Healthy(model, x, y), right):
            return None if ground.does(model, x, y, options or right.options) == "raises" else at
    return None
