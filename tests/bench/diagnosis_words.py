"""What a text says of a shape error, by rules that hold for the words of Keras and for ours alike.

names an axis       one of the words sample(s), timestep(s), time step(s), feature(s), batch size
names both shapes   two different shapes or sizes: tuples of numbers, or single numbers
proposes a repair   Keras: an advice, such as "Make sure", "Pass", "Use", "instead", "you can"; what only says how it has
                    to be ("must have the same rank") is none. Ours: the lines of a fix; a line that only prints is none

Left out before: the frames of a traceback, what follows "Arguments received by", names in quotes, and numbers within
names. A silent fault has no words, so it names nothing. The rules ask what is named, not whether it is right: a text of
Keras that names an axis in passing counts.
"""

import re

_FRAMES = re.compile(r"(?m)^\s*File \".*$")
_ARGUMENTS = re.compile(r"Arguments received by .*", re.DOTALL)
_AXIS = re.compile(r"\b(samples?|time ?-?steps?|features?|batch size)\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"(?:^|[.:;]\s+|\n\s*)(?:please|make sure|pass|use|try|consider|set|add|remove|reshape|call|provide|specify|check"
    r"|convert|cast)\b|\binstead\b|\byou (?:can|could|should|may|need)\b|\bshould be\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(['\"`])[\w/:.]*\1|\bInput \d+\b|\w*:\d+\b|\bfloat\d+\b")
_SHAPE = re.compile(r"[(\[]\s*(?:(?:None|\?|\d+)\s*,\s*)+(?:None|\?|\d+)?\s*[)\]]|[(\[]\d+[)\]]")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*\b")


def kept(text):
    return _ARGUMENTS.sub("", _FRAMES.sub("", text))


def names_axis(text):
    return _AXIS.search(kept(text)) is not None


def names_both(text):
    text = _QUOTED.sub("", kept(text))
    shapes = {re.sub(r"[\s()\[\]]|,$", "", shape.replace("?", "None")) for shape in _SHAPE.findall(text)}
    return len(shapes | set(_NUMBER.findall(_SHAPE.sub("", text)))) > 1


def advises(text):
    return _ADVICE.search(kept(text)) is not None


def holds_repair(code):
    """Whether the lines of a fix do more than print."""
    return any(line.strip() and not line.startswith("print(") for line in code.splitlines())
