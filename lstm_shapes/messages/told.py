"""What a text says, before anything else is known, as findings: causes as the catalogue words them."""

from ..causes import cause
from ..checks import fits
from ..found import Found, found
from ..program import program
from ..slips import Undo
from ..slips.words import axes_words, fit_all
from .said import Said, of_batch
from .wordings import read


class Told(list):
    """What a text says: a list of Found.

    It has the two `shapes` that the text names, (declared, got), or None; of a product the `widths`, (came, wanted);
    and the `kind` of its complaint, as `Said`.
    """

    shapes = None
    widths = None
    kind = ""


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
    undo = Undo(name, 0.0, None, sentence, question=ask, lines=lines)
    return Found(name, level, sentence, reason or known.why, (undo,) if lines else ())


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
    ``causes.toml`` has the sentences; two shapes are compared as those of a program.

    Examples
    --------
    >>> findings_of(read("need at least one array to stack"))[0].cause
    'empty-array'
    """
    compares = said.kind == "declared" and isinstance(said.wanted, tuple) and isinstance(said.got, tuple)
    found = Told(_compared(said) if compares else [_told(said, one) for one in said.usual])
    found.kind = said.kind
    if compares:
        found.shapes = said.wanted, said.got
    elif said.kind == "columns" and isinstance(said.wanted, tuple) and isinstance(said.got, tuple):
        found.widths = said.got[-1], said.wanted[-1]
    return found


def _told(said, one):
    words, level = one.words or said.words, "raises" if said.sure else "cannot tell"
    if one.sentence:
        words = f"{words} {one.sentence}".strip()
    return told(
        one.cause, words, level, one.question, one.lines, one.reason or said.reason, said.alone or bool(one.sentence)
    )


def _compared(said):
    """Compare two shapes that a message names, as for a model and its data."""
    wanted, got = said.wanted, said.got
    if len(wanted) == len(got) == 2 and wanted[0] is not None and not said.functional:
        wanted, got = (None, *wanted), (None, *got)  # Keras 2 leaves the samples out
    same = len(got) == len(wanted)
    other = Said(**of_batch(wanted[0], got[0])) if same and not fits(got[0], wanted[0]) else None
    batch = [_told(other, other.usual[0])] if other else []
    if same and fit_all(got[1:], wanted[1:]):
        return batch
    state = program((), wanted[1:], got, functional=said.functional)
    each = [one._replace(level="raises") for one in found(state) if one.cause]
    each = batch + [one._replace(before=None, undos=tuple(map(_by_words, one.undos))) for one in each]
    if len(got) == len(wanted) - 1 > 1 and got[-1] == wanted[-1]:
        sample = told("missing-samples-axis", f"x has {axes_words(got)}.")
        unbatched = told("dataset-not-batched", "", question="Is x a tf.data dataset?")
        each = [sample, *each, unbatched] if got == wanted[1:] else [*each, sample]
    if len(wanted) == 2 and len(got) == 3:
        each.append(told("embedding-input", f"x has {axes_words(got)}."))
    # The words of a functional model; in those of a Sequential the timesteps are missing more often.
    shifted = (said.functional and got[0] is None and got[1:] == wanted[2:]) or (len(got) > 3 and got == wanted[1:])
    if shifted and len(got) == len(wanted) - 1 > 1:
        words = f"Input declares {wanted[1:]}: {wanted[1]} may be the number of samples."
        each.insert(0, told("samples-in-input-shape", words))
    if not each:
        words = f"x has {axes_words(got)}; the model reads {len(wanted)}."
        each = [
            told("missing-samples-axis", words),
            told("dataset-not-batched", "", question="Is x a tf.data dataset?"),
        ]
    named = [one.cause for one in each]
    return [one for place, one in enumerate(each) if one.cause not in named[:place]]


def _by_words(undo):
    """Return an undo whose lines stand for a program that nobody has at hand."""
    lines = [undo.data] if undo.data else []
    lines += [f"model = build_model(keras.Input({one.value}))" for one in undo.changes if one.what == "input"]
    if undo.data:
        lines.append('model.compile(optimizer="adam", loss="mse")  # a failed fit spoilt it: compile as before')
    return undo._replace(lines=undo.lines or "\n".join(lines))


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
