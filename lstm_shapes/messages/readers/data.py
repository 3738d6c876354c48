"""What says that x or y are no arrays, too few, too many, of another length, or that nothing is left of them."""

import re

from ...axes import count
from ..names import layer_of
from ..said import Operand, Said, Usual, of_batch, shape_of, usual


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
    return Said("batch", *layer_of(match), wanted, got, **of_batch(wanted, got))


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
    got, answers = (shape_of(text) if text else None for text in map(match.groupdict().get, ("got", "answers")))
    words = f"sample_weight is {got or 'of another shape'}, and Keras reads one weight for each sample"
    words += f", or one for each answer of y, which is {answers}." if answers else ", or one for each timestep of y."
    operands = (Operand("y", answers),) if answers else ()
    fields = weights(words, "target-shape")
    if answers and len(answers) < 3 and (not got or len(got) > 1):  # a weight for each step, where no step is answered
        lines = (
            "sample_weight = sample_weight.mean(axis=1)  # one weight for each sample; sample_weight_mode is left out"
        )
        question = "Is one weight for each sample enough? A weight for each step needs a y with steps."
        fields["usual"] = (Usual("target-shape", question, lines),)
    return Said("target", operands=operands, **fields)


def _samples(number):
    return f"{number} sample{'s' * (int(number) != 1)}"


def _held(one, other):
    return f"x holds {_samples(one)} and y holds {other}."


def rows(match):
    """Two counts of samples, x first."""
    operands = tuple(Operand(role, (int(match[name]),)) for role, name in (("x", "one"), ("y", "other")))
    words = _held(match["one"], match["other"])
    return Said("samples", operands=operands, usual=usual("sample-count-mismatch"), words=words)


_MANY = 9  # more inputs than anybody makes one by one: then it is a list of samples


_NAMES = ("first", "second", "third", "fourth")


def counted_inputs(match):
    """A model counts its inputs; a second one that looks like y was y, in a list."""
    wanted, got = int(match["wanted"]), int(match["got"])
    words = f"The model reads {count(wanted, 'arrays')}, and {got} came."
    shapes = [shape_of(shape) for shape in re.findall(r"shape=\(([^)]*)\)", match.string[match.end() :])]
    causes = usual("input-count")
    if wanted > 1:
        names = ", ".join(_NAMES[:wanted]) if wanted <= len(_NAMES) else "first, second, ..."
        causes = (Usual("input-count", lines=f"x = [{names}]  # one array for each input, for fit and for predict"),)
    if (wanted, got) == (1, 2) == (wanted, len(shapes)) and len(shapes[0]) > 2 > len([*filter(None, shapes[1][1:])]):
        question = "Is the second one y, as in validation_data=[x_val, y_val]?"
        lines = "model.fit(x, y, validation_data=(x_val, y_val))  # in parentheses; a list is taken for two inputs"
        causes = (Usual("input-count", question, lines),)
    return Said("inputs", "model", wanted=wanted, got=got, usual=causes, words=words, alone=True)


def counted_arrays(match):
    """Keras 1 and 2 got x, or y, as a list of arrays."""
    wanted, got = int(match["wanted"]), int(match["got"])
    if "target" in match.string[: match.start()]:
        words = f"The model has {count(wanted, 'outputs')}, and y is a list of {count(got, 'arrays')}."
        if wanted == 1 and got > _MANY:
            lines = 'y = np.asarray(y, dtype="float32")'
            return Said("outputs", wanted=wanted, got=got, usual=(Usual("not-an-array", lines=lines),), words=words)
        return Said("outputs", wanted=wanted, got=got, usual=usual("target-shape"), words=words, alone=True)
    words = f"The model reads {count(wanted, 'arrays')}, and x is a list of {got}."
    causes = usual("not-an-array", "ragged-sequences") if wanted == 1 and got > _MANY else usual("input-count")
    return Said("inputs", "model", wanted=wanted, got=got, usual=causes, words=words)


def ids(match):
    """An id beyond the table of an Embedding, or below it."""
    came, known = int(match["came"]), int(match["known"])
    if came < 0:
        lines = f"x = x + {-came}  # and Embedding(input_dim={known - came}, ...): ids count from 0"
        question = f"Is {came} the smallest number in x, such as padding?"
        words = f"The id {came} came; Embedding knows 0 to {known - 1}."
        causes = (Usual("embedding-input", question, lines),)
        return Said("ids", "Embedding", wanted=known, got=came, usual=causes, words=words, alone=True)
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
    """Text, or dates, where numbers are read; a model that begins with TextVectorization reads text of another kind."""
    lines = 'x = table.select_dtypes("number").to_numpy()'
    words = f"The data hold {'dates' if 'date' in match[0] else 'text'}, and Keras reads numbers."
    causes = (Usual("not-an-array", "Is x a table, and can its text be left out?", lines),)
    if re.match("Invalid dtype: (?:str|<U)|Unrecognized", match[0]):
        words = "The data are an array or a list of texts, which Keras does not take as it is."
        lines = (
            "x = np.array(x, dtype=object)  # of one axis; or x = tf.constant(x)"
            + f"\n# a table of numbers and text: {lines}"
        )
        causes = (Usual("not-an-array", "Does the model begin with TextVectorization, which reads texts?", lines),)
    return Said("data", usual=causes, words=words, alone=True)
