"""What is wrong with the shape of x: its number of axes first, then their sizes."""

from ..repair.lines import for_one_input
from .axes import more_axes, same_axes
from .fewer import far_fewer_axes, one_axis_fewer


def _each_input(scene):
    """Rules for a model with several inputs, one after the other; what changes the model is left to the learner."""
    for place, (want, part) in enumerate(zip(scene.facts.declared, scene.data.parts, strict=True)):
        alone = scene._replace(facts=scene.facts._replace(declared=(want,), layers=()), data=part, y=None)
        for found in axes_rules(alone._replace(target=type(part)("none"))):
            name = scene.model.inputs[place].name if isinstance(scene.x, dict) else None
            drafts = [for_one_input(draft, place, name) for draft in found.drafts]
            sentence = f"Input {place if name is None else repr(name)}: {found.sentence}"
            yield found._replace(sentence=sentence, drafts=tuple(filter(None, drafts)))


def axes_rules(scene):
    """Yield what is wrong with the axes of x.

    Parameters
    ----------
    scene : Scene
        With one declared input and a shape of x.

    Yields
    ------
    Found
    """
    got, want = scene.shape, scene.declared
    if len(scene.facts.declared) > 1 and len(scene.data.parts) == len(scene.facts.declared):
        yield from _each_input(scene)
        return
    if got is None or want is None:
        return
    if len(got) == len(want):
        yield from same_axes(scene)
    elif len(got) == len(want) - 1:
        yield from one_axis_fewer(scene)
    elif len(got) > len(want):
        yield from more_axes(scene)
    else:
        yield from far_fewer_axes(scene)
