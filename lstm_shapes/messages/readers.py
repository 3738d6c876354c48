"""Readers of the texts of errors: each gets the match of a pattern of `wordings.toml` and returns what it says."""

import re
from math import prod

from ..causes import cause
from ..repair.drafts import Draft
from ..rules.scene import Found, Scene, axes_words, fits
from ..rules.shapes import axes_rules
from ..state.facts import Data, Model
from .told import each_told, pair, shape_of, told

# What a layer that counts too few axes may have been given; from the words alone nobody can tell which.
_FEWER = (
    "missing-timesteps-axis",
    "flattened-steps",
    "missing-return-sequences",
    "missing-features-axis",
    "needs-windows",
    "missing-samples-axis",
    "input-shape-missing-axis",
    "no-timesteps-before-rnn",
)
MORE = ("samples-in-input-shape", "extra-axis", "embedding-input", "no-timesteps-before-rnn")
_PICTURES = ("missing-samples-axis", "missing-features-axis", "missing-timesteps-axis", "input-shape-missing-axis")
_TABLES = ("flattened-steps", "missing-features-axis", "missing-timesteps-axis", "needs-windows")
_SERIES = ("needs-windows", "missing-timesteps-axis", "missing-samples-axis")


def shapes(match):
    declared, got = pair(match)
    if not any(got):  # only the number of axes is known
        return _counted(len(declared), len(got))
    functional = "found shape" in match[0]
    found = _compared(declared, got, functional)
    # The words of a functional model; in those of a Sequential the timesteps are missing more often.
    shifted = (functional and got[0] is None and got[1:] == declared[2:]) or (len(got) > 3 and got == declared[1:])
    if shifted and len(got) == len(declared) - 1 > 1:
        words = f"Input declares {declared[1:]}: {declared[1]} may be the number of samples."
        found.insert(0, told("samples-in-input-shape", words))
    return found


def _compared(declared, got, functional=False):
    """Compare two shapes that a message names, as for a model and its data."""
    same = len(got) == len(declared)
    batch = [_fixed(declared[0], got[0])] if same and not fits(got[0], declared[0]) else []
    if len(got) == len(declared) and all(map(fits, got[1:], declared[1:])):
        return batch
    model = Model("functional" if functional else "sequential", (declared,))
    found = axes_rules(Scene(None, None, None, model, Data("array", got), Data("none")))
    found = batch + [one._replace(level="raises") for one in found if one.level != "harmless"]
    if len(got) == len(declared) - 1 > 1 and got[-1] == declared[-1]:
        sample = told("missing-samples-axis", f"x has {axes_words(got)}.")
        found = [sample, *found] if got == declared[1:] else [*found, sample]
        found = [one for place, one in enumerate(found) if one.cause not in {each.cause for each in found[:place]}]
    if len(declared) == 2 and len(got) == 3:
        found.append(told("embedding-input", f"x has {axes_words(got)}."))
    return found


def _fixed(wanted, got):
    return told("fixed-batch-size", f"The model reads batches of exactly {wanted} samples, and {got} came.")


def batch(match):
    return [_fixed(int(match["wanted"]), int(match["got"]))]


def _is_target(match):
    """Older Keras names an array after its layer: an input is called after Input, or after the first layer."""
    first = re.search("input|lstm|gru|rnn|embedding|conv|reshape", match["name"], re.IGNORECASE)
    return "target" in match.string[: match.start("name")] or not first


def named_shapes(match):
    declared, got = pair(match)
    if _is_target(match):
        return _targets(got, declared)
    if len(declared) == len(got) == 2 and declared[0] is not None:
        declared, got = (None, *declared), (None, *got)  # Keras 2 leaves the samples out
    return _compared(declared, got)


def named_axes(match):
    wanted = int(match["wanted"])
    got = shape_of(match["got"]) if match["got"] else None
    if _is_target(match):
        words = f"The model gives {wanted} axes."
        names = ("target-shape", "label-encoding", "extra-return-sequences", "missing-return-sequences")
        return _targets(got, (None,) * wanted) if got else each_told(names, words)
    return _counted(wanted, len(got) if got else wanted - 1, got)


def axes(match):
    names = match.groupdict()
    got = shape_of(names["got"]) if names.get("got") else None
    wanted = int(names["wanted"])
    return _counted(wanted, int(names.get("found") or (len(got) if got else wanted - 1)), got)


def kernel(match):
    kernel, got = pair(match)
    found = _counted(len(kernel), len(got), got)
    return sorted(found, key=lambda one: one.cause != "extra-axis")  # for pictures that is the usual one


def _counted(wanted, found, got=None):
    """A layer counted its axes; `got` is the shape where it is known."""
    words = f"The layer reads {wanted} axes and gets {f'{found}, {got}' if got else found}."
    if found > wanted and got and 1 in got[1:]:
        names = _each_more(got)
        question = "Does that axis of length 1 mean nothing?"
        squeeze = Draft(f"x = np.squeeze(x, axis={got.index(1, 1)})", question, runs=False)
        found = each_told(names, words)
        return [one._replace(drafts=(squeeze,)) if one.cause == "extra-axis" else one for one in found]
    if found > wanted:
        return each_told(_each_more(got), words)
    if found == 1:
        return each_told(_SERIES, words)
    if wanted > 3:  # pictures, or sequences of them
        return [told(name, words) for name in _PICTURES]
    first = ()
    if got and got[0] == 1:
        first = ("missing-samples-axis",)
    elif got and got[-1] == 1:
        first = ("missing-timesteps-axis", "needs-windows", "ragged-sequences")
    return each_told([*first, *(name for name in _FEWER if name not in first)], words)


def _each_more(got):
    """The causes of too many axes, the likeliest first: None in front is Keras' own samples axis."""
    return MORE if got and got[0] is None else ("extra-axis", *(name for name in MORE if name != "extra-axis"))


def _is_foreign(match):
    """True for an operation that somebody called directly, outside of any model."""
    return "[Op:" in match.string and not re.search(
        "keras|sequential|functional|lstm|gru|rnn|dense|loss", match.string, re.I
    )


def _aligned(one, other):
    """Two arrays of somebody's own that do not fit together: what that means, and no story about a model."""
    sentence = f"Two arrays do not fit together: {one} and {other}."
    reason = "Shapes are compared from the right; each pair of sizes must be equal, or one of them 1."
    return [Found("target-shape", "cannot tell", sentence, reason)]


def broadcast(match):
    return _aligned(*pair(match))


def product(match):
    one, other = int(match["one"]), int(match["other"])
    if _is_foreign(match):
        sentence = f"Two matrices do not fit together: {one} columns of the first meet {other} rows of the second."
        return [Found("wrong-features", "cannot tell", sentence, "In a matrix product these two numbers are equal.")]
    if re.search("sub|SquaredDifference|mul[^_t]|loss", match.string) and not re.search("matmul", match.string, re.I):
        return _targets((None, one), (None, other))
    words = f"x has {one} features at each timestep; the model was built for {other}."
    return [told("wrong-features", words), told("swapped-axes", f"Or {one} are your timesteps.")]


def target(match):
    names = match.groupdict()
    answers, given = (shape_of(names["answers"]), shape_of(names["given"])) if "given" in names else pair(match)
    return _targets(answers, given) if answers != given else []


def _targets(answers, given):
    """y and the output, of which at least the number of axes is known."""
    known = any(answers) and any(given)
    words = f"y is {answers} and the model gives {given}." if known else f"The model gives {len(given)} axes."
    names = ["label-encoding", "target-shape"]
    if known and given[-1] == 1 and (answers[-1] or 1) > 1 and len(given) == len(answers):
        line = 'model.compile(optimizer="adam", loss="categorical_crossentropy")  # y has one column for each class'
        one_hot = told("label-encoding", words)._replace(drafts=(Draft(line, "Is each y one-hot?", runs=False),))
        return [one_hot, told("target-shape", words)]
    if len(given) == len(answers):
        same = answers[:-1] == given[:-1] or answers[-1] != given[-1]
        return each_told(names if same else names[::-1], words)
    steps = "extra-return-sequences" if len(given) > len(answers) else "missing-return-sequences"
    labels = len(given) < 3 and len(given) > len(answers)
    return each_told([*names, steps] if labels else [steps, *names[::-1]], words)


def unequal(match):
    one, other = pair(match)
    if _is_foreign(match):
        return _aligned(one, other)
    if len(one) == len(other) and one[1:] == other[1:]:
        return [_fixed(other[0], one[0])]
    return _targets(*((other, one) if len(other) > len(one) else (one, other)))


def counts(match):
    """x and y of different length; or a list of arrays that was meant as one array."""
    named = dict(re.findall(r"['\"]?\b(x|y)['\"]? sizes: ([\d, ]+)", match.string))
    sizes = {name: shape_of(text) for name, text in named.items()}
    lengths = sizes.get("x", ())
    if len(lengths) > 2:
        words = f"x is a list of {len(lengths)} arrays, and each counts as an input of its own."
        return each_told(["not-an-array", "ragged-sequences"] if len({*lengths}) == 1 else ["ragged-sequences"], words)
    if len({*lengths}) > 1:
        words = f"x is a list of arrays with {' and '.join(map(str, lengths))} rows."
        return each_told(["input-count", "not-an-array", "missing-samples-axis"], words)
    words = f"x holds {sizes['x'][0]} samples and y holds {sizes['y'][0]}." if len(sizes) == 2 else ""
    return each_told(["sample-count-mismatch", "missing-samples-axis", "merged-samples"], words)


def reshape(match):
    size, shape = int(match["size"]), shape_of(match.groups()[-1])
    places = prod(each for each in shape if each)
    words = f"{size} values cannot fill {shape}: {' × '.join(map(str, shape))} = {places:,}."
    if None in shape:
        words = f"{size} values do not divide by the {places:,} of {shape}."
    elif size > places and size % places:
        words += " If one size was -1, which the message leaves out: it does not divide by that either."
    return [told("impossible-reshape", words)]


def ids(match):
    """An id beyond the table of an Embedding, or a class beyond the last unit."""
    came, known = int(match["came"]), int(match["known"])
    draft = Draft(f"keras.layers.Embedding({came + 1}, 8)  # input_dim: the largest id + 1", runs=False)
    words = f"The id {came} came; Embedding knows 0 to {known - 1}."
    return [Found("embedding-input", "raises", words, "input_dim counts the ids, 0 included.", (draft,))]


def removed(match):
    """An argument that Keras 3 removed; another name is a slip of the keyboard, and nothing is said of it."""
    gone = match["gone"]
    draft = Draft("keras.Input((20, 3))  # as the first layer, with your own shape", runs=False)
    if match["shape"] and gone.startswith("batch"):
        draft = Draft(f"keras.Input(batch_shape=({match['shape']}))  # as the first layer", runs=False)
    return [told("outdated-keras-api", f"{gone} is gone.")._replace(drafts=(draft,))]


def text_values(match):
    line = 'x = table.select_dtypes("number").to_numpy()'
    draft = Draft(line, "Is x a table, and can its text be left out?", runs=False)
    words = f"The data hold {'dates' if 'date' in match[0] else 'text'}, and Keras reads numbers."
    return [Found("not-an-array", "raises", words, cause("not-an-array").why, (draft,))]


def scaler_axes(match):
    lines = "flat = x.reshape(-1, x.shape[-1])  # every timestep a row\nx = scaler.fit_transform(flat).reshape(x.shape)"
    words, reason = "A scaler reads two axes, rows and features.", "All timesteps of a feature share one scale."
    return [Found("scaler-width", "raises", words, reason, (Draft(lines, runs=False),))]


def no_shape(match):
    words = "x has another number of axes than in an earlier call, and the message no longer says which."
    return [told("missing-samples-axis", words, level="cannot tell")]


def array_axes(match):
    """NumPy, or a line of one's own, asks an array for an axis that it does not have."""
    names = match.groupdict()
    wanted = int(names.get("wanted") or int(names["axis"]) + 1)
    found = int(names.get("found") or wanted - 1)
    if wanted < 3:  # windows cut from too few rows leave an empty array with one axis
        return each_told(["empty-array", "needs-windows"], f"The array has {found} axis, and {wanted} were asked for.")
    words = f"The array has {'1 axis' if found == 1 else f'{found} axes'}, and {wanted} were asked for."
    return each_told(_SERIES if found == 1 else _TABLES, words)


def layer_reshape(match):
    """The Reshape layer keeps the number of values of a sample."""
    got, wanted = pair(match)
    words = f"Reshape gets {prod(got)} values in each sample, {got}, and {wanted} takes {prod(wanted):,}."
    draft = Draft("keras.layers.Reshape((timesteps, features))  # with this product", runs=False)
    return [told("impossible-reshape", words)._replace(drafts=(draft,))]


def joined(match):
    """np.concatenate of arrays that differ on another axis than the one they are joined on."""
    axis, one, other = match.groups()
    sentence = f"Two arrays cannot be joined: on axis {axis} one has {one}, and another {other}."
    reason = "All axes but the joined one have to be equal. Print the shape of each array."
    return [Found("wrong-features", "cannot tell", sentence, reason)]


def no_answers(match):
    """`fit` without y: the loss gets None."""
    draft = Draft("model.fit(x, y)", runs=False)
    words = "y is None or was left out, and fit needs an answer for each sample."
    return [Found("not-an-array", "raises", words, cause("not-an-array").why, (draft,))]


def not_compiled(match):
    """`fit` or `evaluate` of a model that has neither loss nor optimizer."""
    draft = Draft('model.compile(optimizer="adam", loss="mse")  # with your own settings', runs=False)
    reason = "compile gives a model its loss and its optimizer; one that was loaded may have lost them."
    return [Found("spoilt-model", "raises", "The model was not compiled; the shapes may be right.", reason, (draft,))]


def several_answers(match):
    """y as a list or a dict, where the model gives another number of outputs."""
    words = "y is a list, a tuple or a dict of another number of arrays than the model gives outputs."
    draft = Draft("y = np.asarray(y)", "Is there one output?", runs=False)
    reason = "Each output has one y. A list of numbers has to be made an array first."
    return [Found("target-shape", "raises", words, reason, (draft,))]


def static_batch(match):
    """A stateful layer without a batch size: the model cannot be built."""
    draft = Draft("keras.Input(batch_shape=(32, 20, 3))  # your batch size, timesteps and features", runs=False)
    words = "A stateful layer has to know the size of each batch when it is built."
    return [Found("fixed-batch-size", "raises", words, cause("fixed-batch-size").why, (draft,))]


def one_column(match):
    """scikit-learn reads tables."""
    draft = Draft("x = x.reshape(-1, 1)  # one column", "Is it one feature of many samples?", runs=False)
    return [told("missing-features-axis", "scikit-learn reads two axes.")._replace(drafts=(draft,))]


def last_axis(match):
    got = shape_of(match["got"])
    words = f"The layer was built for {match['other']} features, and {got[-1] if got else 'others'} came."
    return [told("wrong-features", words)]


def too_short(match):
    """A convolution or a pooling needs as many timesteps as its window."""
    words = "A convolution or pooling layer reads more timesteps at once than there are."
    draft = Draft("print(x.shape)  # and a smaller kernel_size or pool_size, or longer windows", runs=False)
    reason = "Without padding each of these layers shortens the time axis, and nothing is left."
    return [Found("wrong-timesteps", "raises", words, reason, (draft,))]


def table_not_array(match):
    draft = Draft("x = x.to_numpy()  # then x.reshape(...)", runs=False)
    return [told("not-an-array", "A table has no reshape.")._replace(drafts=(draft,))]


def rows(match):
    return [told("sample-count-mismatch", f"x holds {match['one']} samples and y holds {match['other']}.")]
