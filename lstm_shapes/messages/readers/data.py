"""What says that x or y are no arrays, too few, too many, of another length, or that nothing is left of them."""

import re

from ..names import layer_of
from ..said import Operand, Said, Usual, fixed, shape_of, usual


def empty(said):
    """The same, or that nothing is left where an array without samples came."""
    if not isinstance(said.got, tuple) and not (said.of("y") or ()):
        return said
    got = said.of("y") if said.kind == "target" and said.of("y") else said.got
    if not isinstance(got, tuple) or got[:1] != (0,):
        return said
    operands = (Operand("y", got),) if said.kind == "target" else ()
    words = f"An array with no samples came, {got}."
    return Said("empty", said.layer, got=got, operands=operands, usual=usual("empty-array"), words=words)


def batch(match):
    """A batch of another size than the states, or the model, were made for."""
    wanted, got = int(match["wanted"]), int(match["got"])
    words = fixed(wanted, got)
    layer, name = layer_of(match)
    return Said("batch", layer, name, wanted, got, usual=usual("fixed-batch-size"), words=words)


def counts(match):
    """x and y of different length; or a list of arrays that was meant as one array."""
    named = dict(re.findall(r"['\"]?\b(x|y|sample_weight)['\"]? sizes: ([\d, ]+)", match.string))
    sizes = {name: shape_of(text) for name, text in named.items()}
    lengths = sizes.get("x", ())
    operands = tuple(Operand(name, size) for name, size in sizes.items())
    said = Said("samples", operands=operands)
    if len(lengths) > 2:
        words = f"x is a list of {len(lengths)} arrays, and each counts as an input of its own."
        names = ["not-an-array", "ragged-sequences"] if len({*lengths}) == 1 else ["ragged-sequences"]
        return said._replace(usual=usual(*names), words=words)
    if len({*lengths}) > 1:
        words = f"x is a list of arrays with {' and '.join(map(str, lengths))} rows."
        return said._replace(usual=usual("input-count", "not-an-array", "missing-samples-axis"), words=words)
    if lengths and sizes.get("y") == lengths and "sample_weight" in sizes:
        words = f"x holds {_samples(lengths[0])} and sample_weight holds {sizes['sample_weight'][0]} weights."
        return said._replace(**weights(words))
    words = _held(sizes["x"][0], sizes["y"][0]) if {"x", "y"} <= set(sizes) else ""
    names = ("sample-count-mismatch", "missing-samples-axis", "merged-samples")
    return said._replace(usual=usual(*names), words=words)


def weights(words, cause="sample-count-mismatch"):
    """The fields of a text about sample_weight, by its sentence."""
    lines = "print(sample_weight.shape, y.shape)  # one weight for each sample, or one for each answer"
    question = "Was sample_weight cut, shifted or filtered as x and y were?"
    reason = "The loss multiplies each answer's error by its weight."
    return {"usual": (Usual(cause, question, lines),), "words": words, "reason": reason, "alone": True}


def shape_of_weights(match):
    """Weights of another shape than Keras 2 expected; it calls y an input."""
    got, answers = (shape_of(match[name]) if match[name] else None for name in ("got", "answers"))
    words = f"sample_weight is {got}, and Keras reads one weight for each sample"
    words += f", or one for each answer of y, which is {answers}." if answers else ", or one for each timestep of y."
    operands = (Operand("y", answers),) if answers else ()
    return Said("target", operands=operands, **weights(words, "target-shape"))


def _samples(number):
    return f"{number} sample{'s' * (int(number) != 1)}"


def _held(one, other):
    return f"x holds {_samples(one)} and y holds {other}."


def rows(match):
    """Two counts of samples, x first."""
    operands = tuple(Operand(role, (int(match[name]),)) for role, name in (("x", "one"), ("y", "other")))
    words = _held(match["one"], match["other"])
    return Said("samples", operands=operands, usual=usual("sample-count-mismatch"), words=words)


def ids(match):
    """An id beyond the table of an Embedding."""
    came, known = int(match["came"]), int(match["known"])
    lines = f"keras.layers.Embedding({came + 1}, 8)  # input_dim: the largest id + 1"
    words = f"The id {came} came; Embedding knows 0 to {known - 1}."
    return Said(
        "ids",
        "Embedding",
        wanted=known,
        got=came,
        usual=(Usual("embedding-input", lines=lines),),
        words=words,
        reason="input_dim counts the ids, 0 included.",
        alone=True,
    )


def text_values(match):
    lines = 'x = table.select_dtypes("number").to_numpy()'
    words = f"The data hold {'dates' if 'date' in match[0] else 'text'}, and Keras reads numbers."
    question = "Is x a table, and can its text be left out?"
    return Said("data", usual=(Usual("not-an-array", question, lines),), words=words, alone=True)
