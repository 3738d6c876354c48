"""What says that x, or what a layer is given, has other axes or columns than are read."""

import re

from ..names import kind_by_name, layer_of
from ..said import Operand, Said, Usual, of_batch, pair, shape_of, usual
from .arrays import SERIES
from .data import empty
from .pictures import of_pictures, reads_pictures
from .targets import compared

# What a recurrent layer that counts too few axes may have been given; from the words alone nobody can tell which.
FEWER = (
    "flattened-steps",
    "missing-timesteps-axis",
    "missing-return-sequences",
    "missing-features-axis",
    "needs-windows",
    "missing-samples-axis",
    "input-shape-missing-axis",
    "no-timesteps-before-rnn",
)
MORE = ("samples-in-input-shape", "extra-axis", "embedding-input", "no-timesteps-before-rnn")
_ALONG_TIME = (
    "missing-features-axis",
    "flattened-steps",
    "missing-timesteps-axis",
    "missing-return-sequences",
    "needs-windows",
    "missing-samples-axis",
    "input-shape-missing-axis",
)
# So many columns are still what is measured at one moment; a sample laid flat, timesteps × features, has more.
_FEW = 10
_ANOTHER = "Does another LSTM or GRU stand before this layer, without return_sequences=True?"
_IDS = "x = x[..., 0]  # where that axis is 1 long; of one-hot rows x.argmax(axis=-1), and Input without it"
# What only a layer inside a model can mean; the array that a whole model is given came from no layer.
_INSIDE = ("missing-return-sequences", "no-timesteps-before-rnn", "input-shape-missing-axis")


def declared(match):
    """A model's own words: the shape that it declares, and the one that came."""
    wanted, got = pair(match)
    if not any(got):  # only the number of axes is known
        return counted(len(wanted), len(got), layer="model")
    said = Said("declared", "model", wanted=wanted, got=got, functional="found shape" in match[0])
    return empty(said)


def cannot_feed(match):
    """TensorFlow 1: a placeholder has the name of what it stands for."""
    got, wanted = shape_of(match[1]), shape_of(match[match.lastindex])
    if re.search("target|label|/Y\\b|^y", match["name"]):
        return compared(got, wanted, ("y", "output"))
    if len(got) == len(wanted) and got[1:] == wanted[1:] and None not in (got[0], wanted[0]):
        return Said("batch", wanted=wanted, got=got, **of_batch(wanted[0], got[0]))
    return empty(Said("declared", "model", wanted=wanted, got=got))


def _is_target(match):
    """Older Keras names an array after its layer: an input is called after Input, or after the first layer."""
    first = re.search("input|lstm|gru|rnn|embedding|conv|reshape", match["name"], re.IGNORECASE)
    return "target" in match.string[: match.start("name")] or not first


def named_shapes(match):
    """Keras 1 and 2: "expected lstm_1_input to have shape"; the samples are left out on one side or on both."""
    wanted, got = pair(match)
    target = _is_target(match)
    if got[:1] == (0,):
        return empty(Said("target" if target else "declared", "" if target else "model", wanted=wanted, got=got))
    if target:
        return compared(got, wanted, ("y", "output"))
    if len(wanted) == len(got) and wanted[0] is not None and (len(got) < 3 or "conv2d" in match["name"]):
        wanted, got = (None, *wanted), (None, *got)
    return Said("declared", "model", match["name"], wanted, got)


def named_axes(match):
    """Keras 1 and 2: "expected lstm_1_input to have 3 dimensions"."""
    wanted, name = int(match["wanted"]), match["name"]
    got = shape_of(match["got"]) if match["got"] else None
    if _is_target(match):
        if got is None:
            names = ("target-shape", "label-encoding", "extra-return-sequences", "missing-return-sequences")
            words = f"The model gives {wanted} axes."
            operands = (Operand("output", (None,) * wanted),)
            return Said("target", operands=operands, usual=usual(*names), words=words)
        said = empty(compared(got, (None,) * wanted, ("y", "output")))
        each_step = "time_distributed" in name and got and len(got) == 2 and (got[-1] or 0) > _FEW
        return _first(said, "target-shape") if each_step else said  # so many columns are timesteps
    said = counted(wanted, len(got) if got else wanted - 1, got, "model", name)
    return _first(said, "embedding-input") if kind_by_name(name) == "Embedding" else said


def _first(said, cause):
    """Return what was said with one of its usual causes in front."""
    first = [one for one in said.usual if one.cause == cause] or usual(cause)
    return said._replace(usual=(*first, *(one for one in said.usual if one.cause != cause)))


def axes(match):
    """A layer that counts axes."""
    names = match.groupdict()
    got = shape_of(names["got"]) if names.get("got") else None
    wanted = int(names["wanted"])
    found = int(names.get("found") or (len(got) if got else wanted - 1))
    place = re.search(r"theano function[^']{0,200}at index (\d)", match.string[: match.start()])
    if place and place[1] != "0" and got:  # Theano counts the arrays of a call, x first
        return empty(compared(got, (None,) * wanted, ("y", "output")))
    layer, name = layer_of(match)
    # No layer but RepeatVector reads exactly two axes today; others read two at least.
    if wanted == 2 and "expected ndim" in match[0] and not layer:
        layer = "RepeatVector"
    said = counted(wanted, found, got, layer, name)
    if layer != "recurrent" or found <= wanted or not re.search(r"\bEmbedding\(", match.string):
        return said
    ids = Usual("embedding-input", "Has x an axis behind the timesteps?", _IDS)  # lines stand beside the words
    return said._replace(usual=(ids, *(one for one in said.usual if one.cause != "embedding-input")))


def taken_apart(match):
    """Python, in a call of somebody's own: so many names stand before "= x.shape"."""
    got, wanted = shape_of(match["got"]), int(match["wanted"])
    names = re.findall(r"when calling (\w+)\.call\(\)", match.string[: match.start()])
    fewer = match[0].startswith("not")
    if fewer != (len(got) < wanted):  # it is not this shape that was taken apart
        got = None
    found = len(got) if got else int(match["found"] or wanted + 1)
    said = counted(wanted, found, got)
    who = f"The call of {names[-1]}" if names else "A call"
    return said._replace(words=f"{who} reads {wanted} axes and gets {f'{found}, {got}' if got else found}.")


def kernel(match):
    shape, got = pair(match)
    return counted(len(shape), len(got), got, "Conv")


def counted(wanted, found, got=None, layer="", name=""):
    """What a layer says that reads `wanted` axes and gets `found`; `got` is the shape where it is known."""
    words = f"The layer reads {wanted} axes and gets {f'{found}, {got}' if got else found}."
    kind = kind_by_name(name) if layer == "model" else layer
    if reads_pictures(kind, wanted) and found > 1:
        causes = of_pictures(kind, name, wanted, found, got)
    else:
        causes = _of_steps(layer, kind, name, wanted, found, got)
    if layer == "model":
        causes = tuple(one for one in causes if one.cause not in _INSIDE)
    if found > wanted and got and got[0] is not None and layer == "model":  # the shape of an array, not a declared one
        causes = tuple(one for one in causes if one.cause != "samples-in-input-shape")
    return empty(Said("axes", layer, name, wanted, got or found, usual=causes, words=words))


def _of_steps(layer, kind, name, wanted, found, got):
    """The causes for a layer that reads steps, or rows; `kind` is that of the first layer where a model speaks."""
    names = _more(wanted, got, kind) if found > wanted else _fewer(wanted, found, got, kind, name)
    causes = tuple(Usual(one, _ANOTHER if one == "missing-return-sequences" else "") for one in names)
    if layer == "recurrent" and wanted == 3 and found > wanted:
        causes = _maps(causes, found)
    if found > wanted + 1:
        more = Usual("extra-axis", sentence=f"The data have {found - wanted} axes too many.")
        causes = tuple(more if one.cause == "extra-axis" else one for one in causes)
    elif found > wanted and got and 1 in got[1:]:
        question = "Does that axis of length 1 mean nothing?"
        squeeze = Usual("extra-axis", question, f"x = np.squeeze(x, axis={got.index(1, 1)})")
        causes = tuple(squeeze if one.cause == "extra-axis" else one for one in causes)
    return causes


def _maps(causes, found):
    """The same causes, with the lines for a layer before the recurrent one that gives a picture at each step."""
    maps = Usual(
        "no-timesteps-before-rnn",
        "Does a layer before it give a picture, or a map, at each step, as a convolution does?",
        "keras.layers.TimeDistributed(keras.layers.Flatten())  # before the recurrent layer",
        sentence=f"The numbers of one step stand on {found - 2} axes, and the layer reads them on one.",
    )
    others = tuple(one for one in causes if one.cause != maps.cause)
    # One axis too many is what a number of samples in Input adds; two come from pictures.
    return (maps, *others) if found > 4 else (*others[:1], maps, *others[1:])


def _more(wanted, got, layer):
    """The causes of too many axes, the likeliest first: None in front is Keras' own samples axis."""
    if layer == "RepeatVector":  # it repeats one vector, and gets a whole sequence
        return ["extra-return-sequences", "extra-axis"]
    if layer in ("Conv", "Pool"):
        return ["extra-axis", "samples-in-input-shape"]
    if wanted == 2:  # no layer that reads steps
        return ["extra-axis", "extra-return-sequences", "embedding-input", "samples-in-input-shape"]
    first = "samples-in-input-shape" if got is None or got[0] is None else "extra-axis"
    return [first, *(one for one in MORE if one != first)]


def _fewer(wanted, found, got, layer, name):
    """The causes of too few axes, the likeliest first."""
    if wanted == 2:  # Dense and others read two at least
        known = got is not None and got[0] is not None
        first = ["missing-samples-axis", "missing-features-axis"]
        return [*(first if known else first[::-1]), "dataset-not-batched"]
    if found == 1:
        return [*SERIES]
    if wanted > 5:  # more than films have: what is declared has an axis too many
        return ["samples-in-input-shape", "missing-samples-axis", "missing-timesteps-axis"]
    along = layer in ("Conv", "Pool")
    first = () if along else _telling(got, layer, name)
    names = [one for one in (_ALONG_TIME if along else FEWER) if one not in first]
    if got and got[-1] and got[-1] <= _FEW:
        names.remove("flattened-steps")
        names += ["flattened-steps"] if got[-1] > 1 else []  # one column is no sample laid flat
    return [*first, *names]


def _telling(got, layer, name):
    """The causes of which a shape tells more, or a name: Keras numbers the layers of a kind from the second one on."""
    if got and got[0] == 1:
        return ("missing-samples-axis",)
    if got and got[-1] == 1:
        return ("missing-timesteps-axis", "needs-windows", "ragged-sequences")
    numbered = layer == "recurrent" and re.search(r"_\d+$", name)
    return ("missing-return-sequences",) if numbered or not got else ()


def dense_columns(match):
    """A layer that was built for other columns."""
    layer, name = layer_of(match)
    got, other = shape_of(match["got"]), int(match["other"])
    words = f"The layer was built for {other} features, and {got[-1] if got else 'others'} came."
    swapped = len(got) > 2 and other == got[-2]
    names = ["wrong-features", "inner-width"]
    names = ["swapped-axes", *names] if swapped else names
    if layer == "Dense" and len(got) == 2:  # Flatten before it makes columns of timesteps
        names.append("wrong-timesteps")
    wanted = (None,) * (len(got) - 1) + (other,)
    return Said("columns", layer, name, wanted, got, usual=usual(*names), words=words)


def counted_columns(match):
    """PyTorch: only the columns are named."""
    wanted, got = int(match["wanted"]), int(match["got"])
    words = f"The layer was built for {wanted} features, and {got} came."
    shapes = (None, None, wanted), (None, None, got)
    return Said("columns", "recurrent", "", *shapes, usual=usual("wrong-features", "swapped-axes"), words=words)


def channels(match):
    """PyTorch, a convolution: the channels stand behind the samples, (samples, channels, timesteps)."""
    got, wanted = shape_of(match["shape"]), int(match["wanted"])
    words = f"The layer reads {wanted} channels, which stand second, and gets {got}."
    names = ["swapped-axes", "wrong-features"] if wanted in got[2:] else ["wrong-features", "swapped-axes"]
    return Said("columns", "Conv", "", (None, wanted, None), got, usual=usual(*names), words=words)


def recurrent_axes(match):
    """PyTorch: a recurrent layer counts the axes of x; nothing is declared there."""
    wanted, found = int(match["wanted"]), int(match["found"])
    said = counted(wanted, found, None, "recurrent")
    outside = tuple(one for one in said.usual if one.cause not in (*_INSIDE, "samples-in-input-shape"))
    return said._replace(usual=outside)
