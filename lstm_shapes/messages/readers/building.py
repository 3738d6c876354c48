"""What fails while a model is built: branches, windows, open sizes, products, arguments that are gone."""

import re
from math import prod

from ..names import is_foreign, kind_by_name, layer_of
from ..said import Operand, Said, Usual, pair, shape_of, usual
from .arrays import aligned


def merged_in_graph(match):
    """The same of a graph, whose words leave out which axes are joined; outside of any model they are one's own."""
    said = merged(match)
    shapes = [shape_of(shape) for shape in re.findall(r"\[([\d,]{3,})\]", match["shapes"])]
    return aligned(*shapes) if is_foreign(match.string) else said


def merged(match):
    """A merge layer names the shapes of its branches."""
    shapes = [shape_of(shape) for shape in re.findall(r"[(\[]([^()\[\]]+)[)\]]", match["shapes"])]
    words = f"Two branches of the model give {shapes[0]} and {shapes[1]}." if len(shapes) > 1 else ""
    layer = layer_of(match)[0] or ("Concatenate" if "oncat" in match[0] else "Dot" if "axis values" in match[0] else "")
    alone = {len(shape) for shape in shapes} == {2, 3}  # the questions say more than the catalogue
    causes, lines = _merged_causes(shapes), match.string
    recurrent = len(re.findall(r"\b(?:LSTM|GRU|SimpleRNN)\(", lines))
    if alone and 0 < recurrent <= lines.count("return_sequences=True"):  # so the vector comes from another layer
        causes = (*causes[1:], causes[0])
    return Said("merge", layer, usual=causes, words=words, alone=alone)


def _merged_causes(shapes):
    ranks = {len(shape) for shape in shapes}
    if ranks == {2, 3}:
        return _vector_and_sequence(*sorted(shapes, key=len))
    if len(ranks) > 1:
        return usual("missing-return-sequences", "extra-return-sequences", "inner-width")
    widths = {shape[-1] for shape in shapes}
    if len({shape[:-1] for shape in shapes}) == 1:
        return usual("inner-width")
    return usual(*(("wrong-timesteps", "inner-width") if len(widths) == 1 else ("inner-width", "wrong-timesteps")))


def _vector_and_sequence(vector, *others):
    """The causes where one branch gives a vector for each sample, and another one gives every step."""
    steps, width = others[-1][1], vector[-1]
    each = Usual(
        "missing-return-sequences",
        "Does the vector come from a recurrent layer that can give every step too?",
        "keras.layers.LSTM(50, return_sequences=True)  # the one that gives the vector",
    )
    last = Usual(
        "extra-return-sequences",
        "Is the last step of the recurrent layer enough?",
        "keras.layers.LSTM(50)  # the one that gives every step, without return_sequences",
    )
    repeated = Usual(
        "inner-width",
        f"Does the vector of {width} hold for each {f'of the {steps} steps' if steps else 'step'}?",
        f"keras.layers.RepeatVector({steps or 20})  # on the branch of the vector",
    )
    return each, last, repeated


def too_short(match):
    """A convolution or a pooling needs as many timesteps as its window."""
    layer, name = layer_of(match)
    text = match.string[match.start() : match.end() + 900]
    shapes = [
        shape_of(shape)
        for shape in re.findall(
            r"(?:inputs?[ ._]shape=?|kernel shape=|pool_size=|input shape )[(\[]([^)\]]*)[)\]]", text
        )
    ]
    if not shapes and (listed := re.search(r"with input shapes: \[([^\]]*)\](?:, \[([^\]]*)\])?", text)):
        shapes = [shape_of(listed[1]), shape_of(listed[2] or "")]
    layer = layer or ("Pool" if "pool" in text.lower() else "Conv")
    got = shapes[0] if shapes else None
    words = "A convolution or pooling layer reads more timesteps at once than there are."
    look = Usual("wrong-timesteps", lines="print(x.shape)  # and a smaller kernel_size or pool_size, or longer windows")
    causes = [look]
    window = shapes[1] if len(shapes) > 1 and shapes[1] else None
    # The other way round the window would fit: the timesteps were declared where the features belong.
    if window and got and len(got) == 3 and layer == "Conv" and (got[1] or 0) < (window[0] or 0) <= (got[2] or 0):
        turned = f"keras.Input(({got[2]}, {got[1]}))"
        # One timestep is no sequence; several may be one that is too short.
        causes.insert(
            0 if got[1] == 1 else 1,
            Usual("swapped-axes", f"Are {got[2]} the timesteps, and {got[1]} the features?", turned),
        )
    reason = "Without padding each of these layers shortens the time axis, and nothing is left."
    operands = (Operand("weights", window),) if window and layer == "Conv" else ()
    return Said("steps", layer, name, None, got, operands, usual=tuple(causes), words=words, reason=reason, alone=True)


def opened(match):
    """A size that has to be known when the model is built, and is None."""
    layer, name = layer_of(match)
    shape = shape_of(match["got"]) if match.groupdict().get("got") else None
    words = "A size that is open, None, has to be known here."
    steps = Usual(
        "wrong-timesteps",
        "Is the number of timesteps None, and does Flatten stand before Dense?",
        "keras.Input((20, 3))  # declare the timesteps; or keras.layers.GlobalAveragePooling1D() in place of Flatten",
    )
    features = Usual(
        "input-shape-missing-axis", "Is the number of features None?", "keras.Input((None, 3))  # declare the features"
    )
    operands, layer = (), layer or ("Conv" if "channel" in match[0] else "")
    if "variable" in match[0]:  # the shape is that of the weights
        operands, shape = (Operand("weights", shape),), None
    inside = layer in ("Dense", "Flatten") or "unroll" in match[0]
    causes = (steps, features) if inside else (features,)
    reason = "A layer has weights for each of its columns, and flattened timesteps are columns."
    return Said("open", layer, name, None, shape, operands, usual=causes, words=words, reason=reason, alone=True)


def other_weights(match):
    """Weights that are given, or loaded, of another shape."""
    wanted, got = pair(match)
    layer, name = layer_of(match)
    words = f"The layer holds weights {wanted}, and {got} came."
    if (
        layer in ("", "Embedding")
        and len(wanted) == len(got) == 2
        and wanted[1] == got[1]
        and None not in (*wanted, *got)
        and wanted[0] > wanted[1]
    ):
        # More rows than columns: a table with a vector for each word; a recurrent layer has 3 or 4 columns for a unit.
        question = "Are these weights a table of word vectors, for an Embedding?"
        lines = "keras.layers.Embedding(*matrix.shape)  # a row for each id, 0 among them: len(word_index) + 1 rows"
        table = Usual("embedding-input", question, lines, sentence="The table of vectors has another number of rows.")
        return Said("weights", layer, name, wanted, got, usual=(table, *usual("inner-width")), words=words)
    return Said("weights", layer, name, wanted, got, usual=usual("wrong-features", "inner-width"), words=words)


def whole_product(match):
    """The Reshape layer keeps the number of values of a sample; in a graph only the products are told."""
    names = match.groupdict()
    layer = layer_of(match)[0]
    if names.get("size"):
        size, places = int(names["size"]), int(names["places"])
        words = f"A reshape gets {size:,} values, and the new shape takes {places:,}."
        names = ["impossible-reshape", "wrong-timesteps"] if layer == "Flatten" else ["impossible-reshape"]
        return Said("reshape", layer, wanted=(places,), got=(size,), usual=usual(*names), words=words)
    lines = "keras.layers.Reshape((timesteps, features))  # with this product"
    causes = (Usual("impossible-reshape", lines=lines), Usual("wrong-timesteps"))
    if names.get("got") is None:
        return Said("reshape", layer, usual=causes[:1], words="Reshape keeps the number of values.")
    got, wanted = shape_of(names["got"]), shape_of(names["wanted"])
    came, places = prod(filter(None, got)), prod(filter(None, wanted))
    words = f"Reshape gets {came} values in each sample, {got}, and {wanted} takes {places:,}."
    return Said("reshape", "Reshape", wanted=wanted, got=got, usual=causes, words=words)


# Lines and a reason for arguments that said nothing of the shape of x.
_WITHOUT = {
    "weights": (
        "keras.layers.Embedding(*matrix.shape, embeddings_initializer=keras.initializers.Constant(matrix))",
        "A table of vectors goes in as the initializer of an Embedding, or by set_weights once the layer is built.",
    ),
    "time_major": (
        "x = x.transpose(1, 0, 2)  # samples first, then timesteps",
        "Keras reads the samples axis first, and no other order.",
    ),
    "implementation": (
        "keras.layers.LSTM(50)  # without implementation",
        "There is one way to calculate a layer now, and on a GPU use_cudnn.",
    ),
}


def removed(match):
    """An argument that Keras 3 removed; another name is a slip of the keyboard, and nothing is said of it."""
    gone = match["gone"]
    lines = "keras.Input((20, 3))  # as the first layer, with your own shape"
    if match["shape"] and gone.startswith("batch"):
        lines = f"keras.Input(batch_shape=({match['shape']}))  # as the first layer"
    layer = kind_by_name(layer_of(match)[1])
    if layer == "Embedding" or "Embedding" in match[0]:  # it reads one id at each step
        length = re.search(rf"{gone}\W+(\d+)", match.string)
        lines = f"keras.Input(({length[1] if length else 20},))  # as the first layer: how many ids each sample has"
    lines = _WITHOUT.get(gone, (lines,))[0]
    return Said(
        "argument",
        layer,
        usual=(Usual("outdated-keras-api", lines=lines),),
        words=f"This Keras does not know the argument {gone}: leave it out.",
        reason=_WITHOUT.get(gone, ("", "What it said stands in keras.Input today, as the first layer."))[1],
        alone=True,
    )


def static_batch(match):
    """A stateful layer without a batch size: the model cannot be built."""
    lines = "keras.Input(batch_shape=(32, 20, 3))  # your batch size, timesteps and features"
    words = "A stateful layer has to know the size of each batch when it is built."
    found = re.search(r"sequence\.shape=\(([^)]*)\)", match.string)
    return Said(
        "batch",
        "recurrent",
        got=shape_of(found[1]) if found else None,
        usual=(Usual("fixed-batch-size", lines=lines),),
        words=words,
        alone=True,
    )
