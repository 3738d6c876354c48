"""Who is who in a message: kinds of layers by their names, roles of operands by theirs, and which Keras speaks."""

import re

# By the part of a name that tells; the first that is found decides, so "conv_lstm2d" stands before "lstm" and "conv".
_KINDS = (
    ("TimeDistributed", r"time_?distributed"),
    ("ConvLSTM", r"conv_?lstm|conv_lst_m"),
    ("recurrent", r"lstm|gru|rnn|bidirectional"),
    ("Pool", r"pool"),
    ("Conv", r"conv"),
    ("RepeatVector", r"repeat_?vector"),
    ("Embedding", r"embedding"),
    ("Attention", r"attention"),
    ("Concatenate", r"concat"),
    ("Flatten", r"flatten"),
    ("Reshape", r"reshape"),
    ("Dense", r"^dense"),
    ("Dot", r"^dot(?:_\d+)?$"),
    ("model", r"^(?:sequential|functional|model)(?:_\d+)?$"),
)
# Where a message names the layer that complains, the one that says most first.
_NAMED = (
    r"(?:of|with) (?:the )?layer ['\"“`]?(?!is\b|expected\b)(\w+)",
    r"[Ll]ayer ['\"“`]?(\w+)['\"”`]? (?:weight|expects)",
    r"`(\w+)` ?[Ll]ayer|input to [\"'](\w+)[\"']|inputs to (?:a )?`?(Dense)\b",
    r"passed to (\w+):|(\w+)\.__init__",
    r"<Variable path=([\w/]+)/\w+|variable (?:path=)?'([\w/]+)/\w+'|variable ([\w/]+)/\w+:0|downsampling in (\w+)",
    r"\{\{node ([^}]+)\}\}|\[\[node (\S+)|[Dd]etected at node '?([^'\s]+)|for '([\w/]+)' \(op",
    r"when calling (?:layer \")?(\w+)(?:\.call|\" \(type)",
    r"\b(?:in|a) (RNN|LSTM|GRU|SimpleRNN|Conv[123]D|Dense|Embedding|Bidirectional)\b",
)


def kind_by_name(name):
    """Return the kind of layer that has such a name, or an empty text.

    Parameters
    ----------
    name : str
        The name of a layer or of its class, or the path of a node.

    Returns
    -------
    str

    Source
    ------
    Keras 1 to 3 name a layer after its class, in small letters.

    Examples
    --------
    >>> kind_by_name("conv_lstm2d_1"), kind_by_name("sequential/lstm_1/lstm_cell/MatMul"), kind_by_name("reader")
    ('ConvLSTM', 'recurrent', '')
    """
    return _kind_and_part(name)[0]


def _kind_and_part(path):
    """The kind of layer that a path names, and the part of it that does: the last one; a loss is no layer."""
    parts = sorted(
        reversed(path.split("/")), key=lambda part: "cell" not in part.lower()
    )  # a cell says more than its parts
    for part in parts:
        word = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "_", part).lower()
        for kind, pattern in _KINDS:
            if re.search(pattern, word) and "loss" not in word:
                return kind, part
    return "", path


def layer_of(match):
    """Return (kind, name) of the layer that a match speaks of; both may be empty.

    Names stand in the match, in the lines before it or behind it; what stands nearest in front says most.
    """
    text, first, last = match.string, max(0, match.start() - 400), match.end() + 400
    for pattern in _NAMED:
        behind = [one for one in re.finditer(pattern, text[first:last])]
        before = [one for one in behind if one.start() + first <= match.end()]
        for found in [*reversed(before), *(one for one in behind if one not in before)]:
            path = next(part for part in found.groups() if part)
            # The last part of a node is its operation, such as Reshape.
            kind, name = _kind_and_part(path.rpartition("/")[0] or path if re.search("node|op$", found[0]) else path)
            # A whole model only hands an error on: "Exception encountered when calling Sequential.call()".
            if (kind or "layer" in found[0][:9].lower()) and not (kind == "model" and "calling" in found[0]):
                return kind, name
    return "", ""


def role_in_loss(name):
    """Return who an operand of a loss is: what comes from the data is y, and what a layer gives is the output.

    Examples
    --------
    >>> role_in_loss("data_1"), role_in_loss("sequential/dense/BiasAdd"), role_in_loss("IteratorGetNext:1")
    ('y', 'output', 'y')
    """
    if re.search(r"y_true|target|label|^_?data|IteratorGetNext|^Placeholder", name):
        return "y"
    if re.search(r"y_pred|BiasAdd|Softmax|Sigmoid|Squeeze|Log\b|/[Aa]dd|transpose|Reshape", name) or "/" in name:
        return "output" if not re.search(r"loss/\w+/Cast|^Cast", name) else ""
    return ""


# Which of the two shapes of a loss is the output's: Keras 2 computes output minus y, Keras 3 y minus output.
_Y_FIRST = r"compile_loss|\bEqual\b|crossentropy/mul\b|\beq[,{]"
_OUTPUT_FIRST = (
    r"SquaredDifference|(?:mean|huber)\w*/(?:[Ss]ub|Broadcast)|error/(?:[Ss]ub|Broadcast)|_loss/sub|logistic_loss"
)


def order_in_loss(text):
    """Return the roles of the two operands of a loss, by the node that a text names; None where it does not tell.

    Examples
    --------
    >>> order_in_loss("{{node mean_squared_error/SquaredDifference}}"), order_in_loss("{{node compile_loss/mse/sub}}")
    (('output', 'y'), ('y', 'output'))
    """
    if re.search(_Y_FIRST, text):
        return "y", "output"
    return ("output", "y") if re.search(_OUTPUT_FIRST, text) else None


def is_foreign(text):
    """True for an operation that somebody called directly, outside of any model."""
    ours = "keras|sequential|functional|lstm|gru|rnn|dense|loss|layer"
    return re.search(r"\[Op:(?!__inference)", text) is not None and not re.search(ours, text, re.IGNORECASE)


def arguments(text):
    """Return the shapes that "Arguments received" tell: (those of inputs, those of states), as lists of tuples' texts.

    Examples
    --------
    >>> arguments("• inputs=tf.Tensor(shape=(5, 2))\\n  • states=('tf.Tensor(shape=(5, 4))',)")
    (['5, 2'], ['5, 4'])
    """
    found = []
    for name in ("inputs|sequences?", "states|initial_state"):
        line = re.search(rf"(?:•|^)\s*(?:{name})=(.*)", text, re.MULTILINE)
        found.append(re.findall(r"shape=\(([^)]*)\)", line[1]) if line else [])
    return found[0], found[1]
