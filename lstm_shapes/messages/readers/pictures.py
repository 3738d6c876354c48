"""What a layer of pictures, or of films, may have been given that counts other axes than it reads."""

import re

from ..said import Usual, usual

_AXES = {
    ("picture", 4): "(samples, rows, columns, channels)",
    ("picture", 5): "(samples, depth, rows, columns, channels)",
    ("film", 4): "(samples, timesteps, places, channels)",
    ("film", 5): "(samples, timesteps, rows, columns, channels)",
    ("film", 6): "(samples, timesteps, depth, rows, columns, channels)",
}
_KINDS = {"Conv": "picture", "Pool": "picture", "ConvLSTM": "film", "TimeDistributed": "film"}
_COLOURS = (1, 3, 4)  # what the last axis of a picture holds: grey, or the parts of a colour
_LAID_OUT = {
    ("picture", 4): "28, 28, 1)  # your rows, columns and channels",
    ("picture", 5): "16, 28, 28, 1)  # your depth, rows, columns and channels",
    ("film", 4): "10, 28, 1)  # your timesteps, places and channels",
    ("film", 5): "10, 28, 28, 1)  # your timesteps, rows, columns and channels",
    ("film", 6): "10, 16, 28, 28, 1)  # your timesteps, depth, rows, columns and channels",
}
_SAMPLE, _DECLARED = usual("missing-samples-axis")[0], usual("samples-in-input-shape")[0]
_FEWER_DECLARED = Usual(
    "input-shape-missing-axis",
    "Does x have the axis that Input lacks?",
    "keras.Input(x.shape[1:])",
    sentence="Input declares fewer axes than the layer reads.",
)


def reads_pictures(layer, wanted):
    """Return what such a layer reads and its axes, or None where it is no layer of pictures or films.

    A layer that is not known reads a picture where it counts four axes, and mostly a film where it counts five.

    Examples
    --------
    >>> reads_pictures("Pool", 4), reads_pictures("recurrent", 3)
    (('picture', '(samples, rows, columns, channels)'), None)
    """
    known = _KINDS.get(layer)
    kind = known or ("picture" if wanted == 4 else "film") * (layer in ("", "model"))
    return (kind, _AXES[kind, wanted] if known else "") if (kind, wanted) in _AXES else None


def of_pictures(layer, name, wanted, found, got):
    """Return the causes, the likeliest first, of another number of axes than a layer of pictures or films reads.

    Parameters
    ----------
    layer, name : str
        Its kind, and its own name; both may be empty.
    wanted, found : int
        Numbers of axes.
    got : tuple or None
        The shape, where it is known.

    Returns
    -------
    tuple of Usual
    """
    kind, axes = reads_pictures(layer, wanted)
    if found > wanted:
        ways = _more(kind, name, wanted, found, got)
    elif found < wanted - 1:
        ways = _flat(kind, wanted)
    else:
        ways = _lone_film(layer, name, wanted, got) if kind == "film" else _lone_picture(got)
    reason = f"The layer reads {axes}; Keras counts the axes and does not know what they mean." if axes else ""
    return tuple(one if one.cause == _SAMPLE.cause else one._replace(reason=reason) for one in ways)


def _channels(of):
    question = "Is there one number at each point, as in a grey picture?"
    return Usual("missing-features-axis", question, "x = x[..., np.newaxis]", sentence=f"{of} without channels came.")


def _is_array_with_colours(got):
    """An array came whose last axis may hold colours: the axis that is missing is another one."""
    return bool(got) and got[0] is not None and got[-1] in _COLOURS


def _lone_picture(got):
    ways = [_channels("Pictures"), _SAMPLE, _FEWER_DECLARED]
    return sorted(ways, key=lambda one: one is not _SAMPLE) if _is_array_with_colours(got) else ways


def _lone_film(layer, name, wanted, got):
    """A film lacks one axis: its time, its channels, or its sample; or a layer before it gave one picture."""
    before = Usual(
        "missing-return-sequences",
        "Does another ConvLSTM stand before this layer, without return_sequences=True?",
        f"keras.layers.ConvLSTM{wanted - 3}D(8, 3, return_sequences=True)  # the one before; your filters and kernel",
        sentence="A ConvLSTM before this layer gives its last step only.",
    )
    time = Usual(
        "missing-timesteps-axis",
        "Is each sample one picture, with none before it? Then there is 1 timestep.",
        "x = x[:, np.newaxis]",
        sentence="The axis for time is missing: each sample is one picture.",
    )
    ways = [time, _SAMPLE, _channels("Films"), _FEWER_DECLARED, before]
    first = time
    if got and got[-1] not in _COLOURS:
        # A film whose pictures have no axis for colours is as high as it is wide; Keras numbers layers from the second.
        gray = len(got) > 3 and got[-1] == got[-2] is not None
        first = ways[2] if gray else before if layer and re.search(r"_\d+$", name) else time
    return sorted(ways, key=lambda one: one is not first)


def _flat(kind, wanted):
    """Two axes or more are missing: rows that were laid flat, or a layer before that took the axes away."""
    before = Usual(
        "no-timesteps-before-rnn",
        "Does a layer such as Flatten, Dense or a pooling stand before this one?",
        f"# leave out what makes one row of a {kind}, or put it behind this layer",
        sentence=f"A layer before this one took axes away: what it gives is no {kind} any more.",
    )
    question = f"Is each row a whole {kind}, written one number after the other?"
    lines = f"x = x.reshape(len(x), {_LAID_OUT[kind, wanted]}"
    rows = Usual("flattened-steps", question, lines, sentence=f"Each row is a whole {kind} laid flat.")
    return [before, rows, _FEWER_DECLARED]


def _more(kind, name, wanted, found, got):
    """An axis of 1 that means nothing, a picture at each step, samples that are declared, or parts of one point."""
    ways = []
    sizes = got or ()
    ones = [place for place in range(1, len(sizes)) if sizes[place] == 1]
    if ones[-1:] == [found - 1] and sizes[-2] not in _COLOURS:
        ones.pop()  # these are the channels of grey pictures
    if ones and found == wanted + 1:
        lines = f"x = np.squeeze(x, axis={ones[0]})"
        words = f"Axis {ones[0]}, of length 1, is one too many."
        ways.append(Usual("extra-axis", "Does that axis of length 1 mean nothing?", lines, sentence=words))
    if kind == "picture" and found == wanted + 1:
        lines = f"keras.layers.TimeDistributed(layer)  # in place of the layer{f' {name!r}' * bool(name)}"
        words = "A picture came at each step, and the layer reads one picture for each sample."
        ways.append(Usual("extra-axis", "Are these pictures in the order of time?", lines, sentence=words))
    ways += [_DECLARED] if not sizes or sizes[0] is None else []
    last = found - wanted + 1
    words = f"The numbers of one point stand on {last} axes, and the layer reads them on one."
    question = f"Do the last {last} axes hold what was measured at one point?"
    lines = f"x = x.reshape(*x.shape[:{wanted - 1}], -1)"
    return [*ways, Usual("extra-axis", question, lines, sentence=words)]
