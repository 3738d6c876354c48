"""What a text says, before anything else is known, as findings: causes as the catalogue words them."""

from ..causes import cause
from ..repair.drafts import Draft
from ..rules.scene import Found, Scene, axes_words, fits
from ..rules.shapes import axes_rules
from ..state.facts import Data, Model
from .readers.axes import MORE, fixed
from .wordings import read


class Told(list):
    """What a text says: a list of Found, with the two `shapes` that it names, (declared, got), or None."""

    shapes = None


def told(name, words="", level="raises", question="", lines=None, reason="", alone=False):
    """Return one cause as the catalogue words it, behind the numbers that a text names.

    Parameters
    ----------
    name : str
        Its id.
    words : str
        A sentence with the numbers.
    level : str
    question : str
        What tells this cause from others, where the catalogue's own question does not.
    lines : str, optional
        The lines that repair it, where they are not the catalogue's; empty for none.
    reason : str
        Why, where it is not the catalogue's reason.
    alone : bool
        True where `words` are the whole sentence.

    Returns
    -------
    Found
    """
    known = cause(name)
    # Lines of a text's own have their own question, or need none.
    ask = question or (known.question if lines is None else "")
    lines = known.repair if lines is None else lines
    sentence = words if alone and words else f"{words} {known.sentence}".strip()
    return Found(name, level, sentence, reason or known.why, (Draft(lines, ask, runs=False),) if lines else ())


def findings_of(said):
    """Return what a text says as findings.

    Parameters
    ----------
    said : Said

    Returns
    -------
    Told
        Empty for an unknown text.

    Source
    ------
    ``causes.toml`` has the sentences, ``rules`` compare two shapes.

    Examples
    --------
    >>> findings_of(read("need at least one array to stack"))[0].cause
    'empty-array'
    """
    compares = said.kind == "declared" and isinstance(said.wanted, tuple) and isinstance(said.got, tuple)
    found = Told(_compared(said) if compares else [_told(said, one) for one in said.usual])
    if compares:
        found.shapes = said.wanted, said.got
    return found


def _told(said, one):
    words, level = one.words or said.words, "raises" if said.sure else "cannot tell"
    return told(one.cause, words, level, one.question, one.lines, said.reason, said.alone)


def _compared(said):
    """Compare two shapes that a message names, as for a model and its data."""
    wanted, got = said.wanted, said.got
    if len(wanted) == len(got) == 2 and wanted[0] is not None and not said.functional:
        wanted, got = (None, *wanted), (None, *got)  # Keras 2 leaves the samples out
    same = len(got) == len(wanted)
    batch = [told("fixed-batch-size", fixed(wanted[0], got[0]))] if same and not fits(got[0], wanted[0]) else []
    if same and all(map(fits, got[1:], wanted[1:])):
        return batch
    model = Model("functional" if said.functional else "sequential", (wanted,))
    rules = axes_rules(Scene(None, None, None, model, Data("array", got), Data("none")))
    found = batch + [one._replace(level="raises") for one in rules]
    if len(got) == len(wanted) - 1 > 1 and got[-1] == wanted[-1]:
        sample = told("missing-samples-axis", f"x has {axes_words(got)}.")
        unbatched = told("dataset-not-batched", "", question="Is x a tf.data dataset?")
        found = [sample, *found, unbatched] if got == wanted[1:] else [*found, sample]
    if len(wanted) == 2 and len(got) == 3:
        found.append(told("embedding-input", f"x has {axes_words(got)}."))
    # The words of a functional model; in those of a Sequential the timesteps are missing more often.
    shifted = (said.functional and got[0] is None and got[1:] == wanted[2:]) or (len(got) > 3 and got == wanted[1:])
    if shifted and len(got) == len(wanted) - 1 > 1:
        words = f"Input declares {wanted[1:]}: {wanted[1]} may be the number of samples."
        found.insert(0, told("samples-in-input-shape", words))
    named = [one.cause for one in found]
    return [one for place, one in enumerate(found) if one.cause not in named[:place]]


def read_text(text):
    """Return what the words of an error say, as findings.

    Parameters
    ----------
    text : str
        Without terminal colours.

    Returns
    -------
    Told
        A list of Found, empty for an unknown text.

    Source
    ------
    ``wordings.toml``.

    Examples
    --------
    >>> [one.cause for one in read_text("Dimensions must be equal, but are 4 and 3")]
    ['wrong-features', 'swapped-axes']
    """
    return findings_of(read(text))


def read_build(step, first, whole, recurrent):
    """Return what a layer that broke says of the shape that Input declares.

    Parameters
    ----------
    step : Step
        The one that broke, with a problem of axes.
    first : tuple
        What Input declares, with None for the samples.
    whole : bool
        Whether an array at hand has exactly the declared shape, samples and all.
    recurrent : bool
        Whether the layer is a recurrent one.

    Returns
    -------
    Told
    """
    words = f"Input declares {first[1:]}, and the layer {step.layer.name!r} reads {step.wants} axes, samples first."
    if len(step.given) < step.wants:
        return Told([told("input-shape-missing-axis", words)])
    names = MORE[:1] if whole else MORE
    names = names if recurrent else sorted(names, key=lambda name: name != "extra-axis")
    return Told([told(name, words) for name in names])
