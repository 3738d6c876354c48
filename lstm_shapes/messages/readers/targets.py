"""What says that y and what the model gives do not fit: who is who, and which of the two has an axis more."""

import re

from ..names import arguments, is_foreign, layer_of, order_in_loss
from ..said import Operand, Said, Usual, of_batch, pair, shape_of, usual
from .arrays import aligned

# Under a loss that wants whole numbers; the catalogue's lines are for the other way round.
_ONE_HOT = Usual("label-encoding", "Is y one-hot?", "y = y.argmax(axis=-1)  # or compile with categorical_crossentropy")

# A column more than there are units is what to_categorical makes of classes that are counted from 1.
_ONE_MORE = Usual("target-shape", "Are they classes, counted from 1?", "y = y[..., 1:]  # or to_categorical(y - 1)")


def target(match):
    """Two shapes whose order is known: y first, or the groups `answers` and `given`."""
    names = match.groupdict()
    answers, given = (shape_of(names["answers"]), shape_of(names["given"])) if "given" in names else pair(match)
    if () in (answers, given):  # a single number is neither
        return Said()
    return compared(answers, given, ("y", "output"))


def named_target(match):
    """A text that names y alone."""
    shape = shape_of(match["answers"])
    return Said("target", operands=(Operand("y", shape),), usual=usual("label-encoding"), words=f"y is {shape}.")


def class_beyond(match):
    """A class that is none of those which the model, or a one-hot row, has a place for."""
    names = match.groupdict()
    value = int(next(names[name] for name in ("value", "target", "index", "index_behind") if names[name]))
    told = [names[name] for name in ("classes", "size", "size_behind") if names[name]]
    many, beyond = int(told[0]) if told else None, f"y holds the class {value}"
    if value < 0 and (many or 2) > 2:
        ask, line = (
            f"Does {value} mark samples, or timesteps, without a class?",
            f"keras.losses.SparseCategoricalCrossentropy(ignore_class={value})  # the loss: it leaves them out",
        )
    elif value < 0:
        ask, line = "Are there two classes, of which one is negative?", "y = (y > 0).astype(int)  # 0 and 1"
    elif value == many:
        ask = f"Are the {many} classes counted from 1?"
        line = f"y = y - 1  # 1 to {many} become 0 to {many - 1}; else the last layer needs {many + 1} units"
    else:
        ask = f"Are there gaps between the classes? If {value} is right, the last layer needs more units."
        line = "classes, y = np.unique(y, return_inverse=True)  # numbers them from 0, without gaps"
    words = f"{beyond}, and there are places for {many}: 0 to {many - 1}." if many else f"{beyond}, which has no place."
    reason = "Classes are counted from 0, and each has a place of its own: a unit of the last layer, or a column."
    usual_one = Usual("label-encoding", ask, line)
    return Said("labels", wanted=many, got=value, usual=(usual_one,), words=words, reason=reason, alone=True)


def compared(one, other, roles=None):
    """Two shapes of a loss, the first one of `roles` first; where nobody knows, both orders are read."""
    if roles is None:  # the older order first: most of these words are found in older questions
        both = [compared(one, other, order).usual for order in (("output", "y"), ("y", "output"))]
        causes = {cause.cause: cause for cause in (both[0][0], both[1][0], *both[0], *both[1])}
        words = f"y and what the model gives are {one} and {other}; which is which, the words do not tell."
        operands = (Operand("", one), Operand("", other))
        return Said("target", operands=operands, both=True, usual=tuple(causes.values()), words=words)
    y, output = (one, other) if roles[0] == "y" else (other, one)
    known = any(y) and any(output)
    words = f"y is {y} and the model gives {output}."
    if not known:
        words = (
            f"y is {y}, and the model gives {len(output)} axes." if any(y) else f"The model gives {len(output)} axes."
        )
    operands = (Operand(roles[0], one), Operand(roles[1], other))
    if not known and len(y) == 2 < len(output) and (y[1] or 1) > 1:
        return Said("target", operands=operands, usual=_columns(y[1]), words=words, alone=True)
    return Said("target", operands=operands, usual=_causes(y, output) if y != output else (), words=words)


def _columns(many):
    """The causes of a y with several columns where the model gives every step; of that nothing else is known."""
    line = "keras.layers.LSTM(50)  # the last one, without return_sequences"
    each = Usual(
        "extra-return-sequences", f"Are the {many} columns answers for each sample, and for no step of it?", line
    )
    steps = f"Are the {many} columns the timesteps, with one value on each?"
    return each, Usual("target-shape", steps, "y = y[..., np.newaxis]")


def _causes(y, output):
    """The usual causes for a shape of y and one of the output, of which at least the number of axes is known."""
    if len(y) == len(output):
        return _same_axes(y, output)
    more = len(output) > len(y)
    if len(output) < 3 and more:  # one column for each class, and y holds one number
        names = ("label-encoding", "target-shape")
        return usual(*(names[::-1] if output[-1] == 1 else names))
    return usual(f"{'extra' if more else 'missing'}-return-sequences", "target-shape")


def _same_axes(y, output):
    one, classes = sorted((y[-1] or 1, output[-1] or 1))
    if len(y) > 1 and None not in (y[0], output[0]) and y[0] != output[0]:  # not even the samples agree
        return usual("target-shape")
    if any(y) and output[-1] == 1 < (y[-1] or 1):
        line = 'model.compile(optimizer="adam", loss="categorical_crossentropy")  # y has one column for each class'
        return Usual("label-encoding", "Is each y one-hot?", line), Usual("target-shape")
    if one == 1 and classes > 1:
        return usual("label-encoding", "target-shape")
    if output[-1] is not None and y[-1] == output[-1] + 1:
        return _ONE_MORE, *usual("label-encoding")
    if one != classes:
        return usual("target-shape", "label-encoding")
    return usual("target-shape", "wrong-timesteps") if len(y) > 2 else usual("target-shape")


def ranks(match):
    """A crossentropy that compares all axes but the last."""
    y, output = pair(match)
    said = compared(y, output, ("y", "output"))
    if len(y) == 2 < len(output) and None not in (y[1], output[1]) and 1 < y[1] != output[1]:
        return said._replace(usual=usual("target-shape", "wrong-timesteps", "extra-return-sequences"))
    return said


def sparse(match):
    """A sparse crossentropy: y has one axis less than the output, though its message states the rank the other way."""
    y, output = pair(match)
    said = compared(y, output, ("y", "output"))._replace(words=f"y is {y} and the model gives {output}.")
    if len(output) > len(y):
        return said._replace(usual=usual("extra-return-sequences", "label-encoding"))
    if len(output) == len(y) and y[-1] != output[-1]:
        return said._replace(usual=(_ONE_HOT, *usual("missing-return-sequences", "target-shape")))
    return said._replace(usual=(_ONE_HOT,) if len(y) == len(output) else usual("missing-return-sequences"))


def flat_labels(match):
    """A sparse crossentropy that lays all axes but the classes flat: which of the two has more rows?"""
    output, y = shape_of(match["given"]), shape_of(match["answers"])
    said = compared(output, y, ("output", "y"))
    if len(output) == 2 and len(y) == 1 and None not in (output[0], y[0]) and output[0] > y[0]:
        each = f"the model gives {output[0] // y[0]} rows for each of the {y[0]} samples of y"
        ask = "Does time stand first in x, (timesteps, samples, features)?"
        turned = Usual("swapped-samples-timesteps", ask, "x = x.transpose(1, 0, 2)")
        causes = (*usual("extra-return-sequences"), turned, *usual("target-shape"))
        reason = "The loss lays all steps of the answer flat, and wants one whole number for each row."
        return said._replace(usual=causes, words=f"y is {y}, and {each}.", reason=reason)
    # One-hot rows that were laid flat have as many numbers as there are classes; anything else are the timesteps of y.
    if len(output) == 2 and len(y) == 1 and None not in (*output, *y):
        if y[0] != output[0] * output[1]:
            return said._replace(usual=usual("missing-return-sequences", "target-shape"))
        words = f"{said.words} Laid flat, y has {output[1]} numbers for each sample, one for each class."
        return said._replace(usual=(_ONE_HOT, *usual("target-shape")), words=words)
    return said


def incompatible(match):
    """ "Incompatible shapes": a loss, a fixed batch, the states of a cell, a merge, or arrays of one's own."""
    one, other = pair(match)
    text = match.string
    layer, name = layer_of(match)
    states = arguments(text)[1]
    if states and layer in ("recurrent", "ConvLSTM"):
        got = shape_of(states[0])
        words = f"The layer got {got} as initial_state, and a state is (samples, units)."
        names = ("state-width", "fixed-batch-size") if len(got) == 2 else ("state-width",)
        return Said("state", layer, name, got=got, operands=(Operand("state", got),), usual=usual(*names), words=words)
    if is_foreign(text):
        return aligned(one, other)
    roles = order_in_loss(text)
    if len(one) == len(other) and one[1:] == other[1:] and one[0] != other[0] and None not in (one[0], other[0]):
        wanted, got = (one, other) if roles == ("output", "y") else (other, one)
        return Said("batch", layer, name, wanted[0], got[0], **of_batch(wanted[0], got[0]))
    if roles is None and layer == "Attention" and len(one) == len(other) == 4 and re.search("LogicalAnd|mask", text):
        return _mask_of_attention(*sorted((one, other), key=lambda shape: -shape.count(1)), layer, name)
    if roles is None and layer in ("Attention", "Concatenate", "Dot"):
        words = f"Two branches of the model give {one} and {other}."
        return Said("merge", layer, name, usual=usual("inner-width", "wrong-timesteps"), words=words)
    return compared(one, other, roles)


def _mask_of_attention(mask, scores, layer, name):
    """A mask of (samples, steps), which attention reads as (queries, keys) for all samples alike."""
    given = mask[mask.count(1) :] if mask[: mask.count(1)] == (1,) * mask.count(1) else mask
    words = f"A mask of {given} meets the scores of an attention, {scores}: samples, heads, queries and keys."
    ask = "Does the mask say which timesteps are data, (samples, timesteps)?"
    code = "attention_mask = mask[:, None, :]  # (samples, queries, keys); one row of keys for all queries"
    reason = "attention_mask has a place for each pair of a query and a key."
    return Said("mask", layer, name, usual=(Usual("inner-width", ask, code, sentence=words, reason=reason),))


def mismatch(match):
    """Theano: an operation on arrays of other sizes; its line "Apply node" tells which."""
    text = match.string
    applied = re.search(r"Apply node[^\n]*?\((.*)\)", text)
    shapes = [
        shape_of(shape)
        for shape in re.findall(r"\(([^()]*)\)", (re.search(r"Inputs shapes: \[(.*)\]", text) or " ")[0])
    ]
    inputs = applied[1] if applied else ""
    if match["axis"] == "0" and applied:
        first, second = int(match["first"]), int(match["second"])
        wanted, got = max(first, second), min(first, second)
        said = Said("batch", wanted=wanted, got=got, **of_batch(wanted, got))
        return said._replace(usual=(*said.usual, Usual("target-shape")))
    if len(shapes) == 2 and re.search("target|label", inputs):
        roles = ("y", "output") if re.match(r"[^,]*(?:target|label)", inputs) else ("output", "y")
        said = compared(*shapes, roles)
        return said._replace(usual=said.usual or usual("target-shape"))
    words = "Two arrays that meet in one operation have other sizes; the message does not tell whose they are."
    return Said(usual=usual("target-shape", "inner-width"), words=words, sure=False, kind="target", both=True)
