"""What says that two matrices cannot be multiplied, or two sizes are not equal: whose they are decides."""

import re

from ..names import arguments, is_foreign, kind_by_name, layer_of, order_in_loss, role_in_loss
from ..said import Operand, Said, Usual, pair, shape_of, usual
from .arrays import not_aligned
from .data import weights
from .targets import compared


def unequal_sizes(match):
    """ "Dimensions must be equal": the node behind the two numbers says of what."""
    one, other = int(match["one"]), int(match["other"])
    text = match.string[match.start() : match.end() + 1500]
    if is_foreign(match.string):
        return not_aligned(one, other)
    applied = re.search(r"= (?P<op>\w+)\[[^\]]*\]\((?P<inputs>[^)]*)\)|\(op: '(?P<old>\w+)'\)", text)
    listed = re.search(r"with input shapes: ((?:\[[^\]]*\](?:, )?)+)", text)
    shapes = [shape_of(shape) for shape in re.findall(r"\[([^\]]*)\]", listed[1])] if listed else []
    names = re.split(r",\s*", applied["inputs"]) if applied and applied["inputs"] else []
    operation = (applied["op"] or applied["old"]) if applied else ""
    if "MatMul" in operation or (not operation and re.search("matmul", text, re.I)):
        return _product(match, one, other, shapes, names)
    if "Concat" in operation:
        words = f"Two arrays that are joined in the model have {one} and {other} on one axis."
        layer, name = layer_of(match)
        causes = usual("state-width", "inner-width") if layer in ("recurrent", "ConvLSTM") else usual("inner-width")
        return Said("merge", layer, name, usual=causes, words=words)
    if len(shapes) == 2 and re.search("sub|mul|loss|Squared|Equal|crossentropy", text):
        return _loss(shapes, names, text)
    if re.search("sub|SquaredDifference|mul[^_t]|loss", text):
        return compared((None, one), (None, other), order_in_loss(text))
    if merged := re.search(r"Dimension (\d) in both.*?Shapes are \[([^\]]*)\] and \[([^\]]*)\]", text, re.DOTALL):
        axis, *each = int(merged[1]), *map(shape_of, merged.groups()[1:])
        words = f"Two arrays need one size on axis {axis}, and are {each[0]} and {each[1]}."
        return Said("merge", usual=usual(*(_ON_SAMPLES if axis == 0 else _ON_OTHERS)), words=words, sure=False)
    words = f"Two sizes have to be equal, and are {one} and {other}."
    return Said("columns", wanted=(None, other), got=(None, one), usual=_columns(one, other), words=words)


# What two arrays may be that are laid together, by the axis on which they differ; the words do not say what they hold.
_ON_SAMPLES = ("sample-count-mismatch", "fixed-batch-size", "ragged-sequences", "inner-width")
_ON_OTHERS = ("inner-width", "wrong-features", "target-shape")


def _columns(one, other):
    """A column more or fewer; or timesteps, which are mostly far more than the features."""
    question = f"Is {one} your number of timesteps? Then x is (samples, features, timesteps)."
    both = Usual("wrong-features"), Usual("swapped-axes", question)
    return both[::-1] if one > 2 * other else both


# What a loss has made of y and output, before it is weighted.
_ERRORS = r"loss/\w+/(?:Mean|Neg|\w*cross_?entropy\w*/Reshape)\w*$"


def _loss(shapes, names, text):
    """The operands of a loss, by their names, else by the node."""
    if len(names) == 2 and re.search(_ERRORS, names[0], re.I) and role_in_loss(names[1]) == "y":
        words = f"The loss gives {shapes[0]}, one number for each answer, and sample_weight is {shapes[1]}."
        return Said("target", operands=(Operand("output", shapes[0]),), **weights(words, "target-shape"))
    roles = tuple(map(role_in_loss, names)) if len(names) == 2 else ("", "")
    if "" in roles and any(roles):
        other = {"y": "output", "output": "y"}
        roles = tuple(role or other[next(filter(None, roles))] for role in roles)
    if set(roles) != {"y", "output"}:
        roles = order_in_loss(text)
    said = compared(*shapes, roles)
    # A loss drops a last axis of one; what is left of the output are its timesteps.
    squeezed = any("Squeeze" in name for name, role in zip(names, roles or (), strict=False) if role == "output")
    if squeezed and len(said.of("output")) == 2:
        return said._replace(usual=usual("target-shape", "extra-return-sequences"))
    return said


def matrices(match):
    """ "Matrix size-incompatible", and PyTorch's words for it."""
    shapes = [shape_of(match["first"].replace("x", ",")), shape_of(match["second"].replace("x", ","))]
    one, other = shapes[0][-1], shapes[1][-2]
    if is_foreign(match.string) and not arguments(match.string)[0]:
        return not_aligned(one, other)
    return _product(match, one, other, shapes, [])


def theano_product(match):
    """Theano names rows and columns of two matrices."""
    names = {name: int(size) if size else None for name, size in match.groupdict().items()}
    one, other = names["one"], names["other"]
    return _product(match, one, other, [(names["rows"], one), (other, names["columns"])], [])


def states_of_batch(match):
    """cuDNN: what the states should be, and what they are, (layers, samples, units)."""
    wanted, got = pair(match)
    width = len(wanted) == len(got) == 3 and wanted[2] != got[2]
    words = f"The states are {got}, and the batch needs {wanted}: (layers, samples, units)."
    causes = usual("state-width") if width else usual("fixed-batch-size", "state-width")
    return Said("state", "recurrent", "", wanted, got, (Operand("state", got),), usual=causes, words=words)


def _product(match, one, other, shapes, names):
    """What came, times weights: of x, of a layer's input, or of the state that a cell keeps."""
    layer, name = layer_of(match)
    given, weights = shapes if len(shapes) == 2 else ((None, one), (other, None))
    if layer == "Attention":
        words = f"The two parts of the attention have {one} and {other} columns."
        return Said("merge", layer, name, usual=usual("inner-width"), words=words)
    inputs, states = ([shape_of(shape) for shape in shapes] for shapes in arguments(match.string))
    wanted = (*(None,) * (len(given) - 1), other)
    operands = Operand("", given), Operand("weights", weights)
    if _is_state(match.string, given, weights, inputs, states):
        words = f"initial_state holds {one} numbers for each sample, and the layer keeps {other}."
        operands = (Operand("state", given), operands[1])
        return Said("state", layer, name, wanted, given, operands, usual=usual("state-width"), words=words)
    if layer == "recurrent" or not layer:
        words = f"x has {one} features at each timestep; the model was built for {other}."
        causes = _columns(one, other)
        operands = (Operand("x" if layer else "", given), operands[1])
    else:
        words = f"The layer was built for {other} columns, and {one} came."
        causes = usual("wrong-features", "inner-width")
        # Nothing but the data stands in front of the first layer.
        raw = not names or re.match(r"_?data|Cast|IteratorGetNext|Placeholder", names[0])
        operands = (Operand("x" if raw and names else "", given), operands[1])
    return Said("columns", layer, name, wanted, given, operands, usual=causes, words=words)


# How many units' columns the weights of a cell hold side by side.
_GATES = {"LSTMCell": 4, "GRUCell": 3, "SimpleRNNCell": 1}


def _is_state(text, given, weights, inputs, states):
    """Whether a product in a cell is the recurrent one: by the shapes at hand, else by its name."""
    cell = re.search("LSTMCell|GRUCell|SimpleRNNCell", text)
    if cell and given in states and given in inputs and weights[-1]:  # the columns of the weights count the units
        return given[-1] != weights[-1] // _GATES[cell[0]]
    if given in states and given not in inputs:
        return True
    if given in inputs or (inputs and states):
        return False
    # A cell of TensorFlow 1 joins x and state before one product.
    return re.search(r"(?<!basic_lstm_)cell\w*/MatMul_1\b", text) is not None


def states(match):
    """An `initial_state` that a layer does not keep, with what the text tells of it."""
    text = match.string[match.start() :]
    names = match.groupdict()
    layer, name = layer_of(match)
    came = names.get("came") or (arguments(match.string)[1] or [None])[0]
    wanted = names.get("wanted")
    got = shape_of(came) if came else None
    kept = re.match(r"\D*(\d+)", wanted) if wanted else None
    shape = (None, int(kept[1])) if kept and "," not in wanted.strip("[]() ,") else None
    if kept and shape is None:
        sizes = shape_of(re.sub(r"[\[\]()]|Dimension|TensorShape", "", wanted))
        shape = sizes if "hidden" in match[0] else (None, sizes[0])
    words = f"initial_state is {got}." if got else "initial_state is not what the layer keeps."
    if got and shape:
        words = f"initial_state is {got}, and the layer keeps {shape}."
    causes = ["state-width"]
    if got and len(got) == 3 and shape and "hidden" not in match[0]:
        question = "Does the layer that gives the state have return_sequences=True?"
        lines = (
            "output, *states = keras.layers.LSTM(units, return_state=True)(inputs)  # the states are its last ones\n"
        )
        lines += "... = keras.layers.LSTM(units, return_sequences=True)(others, initial_state=states)"
        words = f"initial_state is {got}, with an axis of steps; a state is (samples, units), {shape}."
        each = (Usual("state-width", question, lines),)
        return Said(
            "state",
            layer or "recurrent",
            name,
            shape,
            got,
            (Operand("state", got),),
            usual=each,
            words=words,
            alone=True,
        )
    if "hidden" in match[0] and got and shape and len(got) == len(shape) > 1 and got[-2] != shape[-2]:
        causes.append("fixed-batch-size")
    operands = (Operand("state", got),) if got else ()
    return (
        Said("state", layer or "recurrent", name, shape, got, operands, usual=usual(*causes), words=words)
        if text
        else Said()
    )


_UNPACKED = (
    "output, h, c = keras.layers.LSTM(units, return_state=True)(inputs)  # output, *states = ... takes any number",
    "output, h, c, h_back, c_back = keras.layers.Bidirectional(keras.layers.LSTM(units, return_state=True))(inputs)",
)
_JOINED = """
h, c = (keras.layers.Concatenate()(pair) for pair in ([h, h_back], [c, c_back]))  # for a decoder of twice the units"""


def unpacked(match):
    """Names, or a loop, that take apart what a recurrent layer gives, and it gives another number of tensors."""
    both = "Bidirectional(" in match.string
    lines = _UNPACKED[1] + _JOINED if both else "\n".join(_UNPACKED)
    question = "Does the layer have return_state=True, and as many names on the left as it gives tensors?"
    words = "Several names, or a loop, take apart what a layer gives, and it gives another number of tensors."
    reason = "Without return_state=True a layer gives one tensor. With it an LSTM gives 3 and a GRU 2; "
    reason += "Bidirectional(LSTM) 5 and Bidirectional(GRU) 3."
    causes = (Usual("state-width", question, lines),)
    return Said("state", "recurrent", usual=causes, words=words, reason=reason, sure=False, alone=True)


def of_a_cell(match):
    """A RNN of Keras 2 counts its states as inputs."""
    kind = kind_by_name(match["name"])
    words = f"The layer {match['name']!r} reads {match['wanted']} tensor{'s' * (match['wanted'] != '1')}, its states "
    words += f"among them, and {match['got']} came."
    passed_on = Usual(
        "state-width",
        "Does the layer before it have return_state=True? Then it gives its states besides what it gives.",
        "output, *states = recurrent_layer(inputs)  # and hand on the output alone",
    )
    causes = usual("input-count")
    if kind in ("recurrent", "ConvLSTM"):
        causes = (passed_on if match["wanted"] == "1" else Usual("state-width"), *causes)
    complaint = "state" if kind in ("recurrent", "ConvLSTM") else "inputs"
    return Said(complaint, kind, match["name"], int(match["wanted"]), int(match["got"]), usual=causes, words=words)
