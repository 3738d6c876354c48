"""What the rules of a diagnosis look at, and what they have in common."""

from typing import NamedTuple

from ..checker.walk import walk
from ..checks import as_read
from ..repair.drafts import Draft, compiled_again, with_input
from ..state.layers import kind_of_layer


class Scene(NamedTuple):
    """What the rules look at.

    Fields
    ------
    model, x, y
        The learner's own, or None where only an error's text is there.
    facts : state.facts.Model
    data, target : state.facts.Data
    batch_size : int
        As for ``fit``.
    """

    model: object
    x: object
    y: object
    facts: object
    data: object
    target: object
    batch_size: int = 32

    @property
    def shape(self):
        return self.data.shape

    @property
    def declared(self):
        return self.facts.declared[0] if len(self.facts.declared) == 1 else None

    @property
    def targets(self):
        """The number of samples of y, or None."""
        return self.target.shape[0] if self.target.shape else None


class Found(NamedTuple):
    """A finding before its fixes can be tried; `Finding` says what the fields are."""

    cause: str
    level: str
    sentence: str
    reason: str
    drafts: tuple = ()
    instead: bool = False


def readings(*found):
    """Return several readings of one fault: where the sizes fit them equally, only the learner can tell.

    Parameters
    ----------
    found : Found
        The usual one first.

    Returns
    -------
    list of Found
        All but the first are marked: they hold *instead* of it, not besides.
    """
    return [one._replace(instead=bool(place)) for place, one in enumerate(found)]


def fits(size, wanted):
    """True where one of the two is any number, or both are equal."""
    return size is None or wanted is None or size == wanted


def refuses(facts, got, want):
    """True where a model with a declared input raises for data of this shape."""
    if facts.kind == "functional":
        compared, wanted = (shape[1:-1] if shape[-1] == 1 else shape[1:] for shape in (got, want))
        if any(not fits(size, other) for size, other in zip(compared, wanted, strict=False)):
            return True
    read = as_read(got, want)
    if read is None:
        return True
    if facts.kind == "functional" or not facts.layers:
        return not fits(read[-1], want[-1])  # text of an error, or a functional model whose sizes agree so far
    steps = walk(facts.layers, (None, *read[1:]))
    return bool(steps and steps[-1].problem)


def axes_words(shape):
    """Return a shape with its number of axes, as in '2 axes, (100, 60)'."""
    return f"{len(shape)} {'axis' if len(shape) == 1 else 'axes'}, {shape}"


def expects(scene, want):
    """Say what a model declares and how many axes that makes."""
    first = scene.facts.layers[0] if scene.facts.layers else None
    one = " (timesteps)" if first is None or kind_of_layer(first) == "Embedding" else ""
    names = {1: one, 2: " (timesteps, features)"}.get(len(want) - 1, "")
    return f"The model declares {want[1:]} for one sample{names}; with the samples axis it reads {len(want)} axes."


def after(scene):
    """Return the line that a spoilt model needs behind a repair of the data, with its line break."""
    if scene.model is None:
        return '\nmodel.compile(optimizer="adam", loss="mse")  # a failed fit spoilt it: compile as before'
    if scene.facts.spoilt in ("fit", "predict"):
        return "\n" + compiled_again(scene.model)
    return ""


def new_input(scene, shape, question):
    """Return a draft that makes the model anew for samples of `shape`."""
    if scene.model is None:
        return Draft(f"model = build_model(keras.Input({shape}))", question, runs=False)
    return Draft(with_input(scene.model, shape), question)


def data_draft(scene, code, question=""):
    return Draft(code + after(scene), question, runs=scene.model is not None and scene.x is not None)
