"""What the learner calls: guess a cause, check a repair, see the result, come once more, and keep it all."""

from html import escape
from textwrap import fill
from weakref import WeakKeyDictionary

from IPython.display import HTML, display

from lstm_shapes.causes import catalogue

from ..exercises import ____
from . import progress
from .patients import entry_of, patient, patients

AXES = ("samples", "timesteps", "features", "target", "layer", "none")
_HANDED = WeakKeyDictionary()  # the patient that a model was handed over for
_WAITING = ("new", "open")  # how a patient stands that is not repaired
SLIPS = 2  # so many wrong repairs of different kinds are part of learning; with one more, the patient comes back


def _say(*sentences):
    print(*(fill(sentence, 88, break_on_hyphens=False) for sentence in sentences if sentence), sep="\n")


def _visit_of(visits, name, again):
    """Return one visit, making room for it."""
    own = visits.setdefault(name, [])
    own += [{"guess": None, "wrong": [], "solved": False} for _ in range(again + 1 - len(own))]
    return own[again]


def _right(guess, name):
    """Say whether the cause and the axis of a guess are right."""
    entry = entry_of(name)
    cause, axis = guess or (None, None)
    return cause in [entry["cause"], *entry["also"]], axis in entry["axes"]


def standing(visits, name):
    """Say how it stands with a patient.

    Parameters
    ----------
    visits : dict
        As `progress.load` returns it.
    name : str

    Returns
    -------
    str
        ``"new"``, ``"open"`` (not repaired yet), ``"again"`` (repaired, and it comes back) or ``"secure"``.

    Examples
    --------
    >>> standing({}, "tram")
    'new'
    >>> standing({"tram": [{"guess": ["swapped-axes", "features"], "wrong": [], "solved": True}]}, "tram")
    'again'
    """
    own = visits.get(name, [])
    repaired = [one for one in own if one["solved"]]
    if any(all(_right(one["guess"], name)) and len(one["wrong"]) <= SLIPS for one in repaired):
        return "secure"
    return "again" if repaired else "open" if own else "new"


def _stands(visits):
    return {name: standing(visits, name) for name in patients()}


def guess_cause(name, cause, axis, again=0):
    """Record what the learner thinks is wrong with a patient.

    Parameters
    ----------
    name : str
        The patient.
    cause : str
        An id of the catalogue, or ``"healthy"``.
    axis : str
        ``"samples"``, ``"timesteps"``, ``"features"``, ``"target"``, ``"layer"`` or ``"none"``.
    again : int
        0 for the patient of the notebook, then each time that it comes back.

    Raises
    ------
    ValueError
        If there is no such patient, or no such `again`.

    Source
    ------
    ``lstm_shapes/causes.toml`` for the ids.

    Examples
    --------
    >>> guess_cause("tram", ____, ____)
    No guess yet: put a name of the table in 12.1 in place of the first ____, and an axis in
    place of the second.
    """
    patient(name, again)
    if cause is ____ or axis is ____:
        blanks = "in place of the first ____, and an axis in place of the second."
        return _say(f"No guess yet: put a name of the table in 12.1 {blanks}")
    cause, axis = (str(word).strip().lower() for word in (cause, axis))
    if cause not in {*catalogue(), "healthy"}:
        return _say(f"No guess yet: {cause!r} is none of the names in the table of 12.1.")
    if axis not in AXES:
        return _say(f"No guess yet: the axis must be one of {', '.join(AXES)}; got {axis!r}.")
    visits, told = progress.load()
    visit = _visit_of(visits, name, again)
    if visit["solved"] or visit["wrong"]:
        if visit["guess"] is None:
            return _say(told, "No guess is kept any more, because you have checked a repair without one.")
        kept = " and ".join(visit["guess"])
        return _say(told, f"Your guess stays, because you have checked a repair since: {kept}.")
    visit["guess"] = [cause, axis]
    return _say(told, progress.save(visits), f"Your guess is kept: {cause}, {axis}. Now repair it.")


def _compared(guess, name):
    """Return what the guess was worth, once the repair is right."""
    if guess is None:
        return "You wrote no guess, so the clinic does not know whether you had seen the cause."
    said, (cause, axis) = ", ".join(guess), _right(guess, name)
    if cause and axis:
        return f"Your guess was right: {said}."
    if cause:
        return f"You guessed {said}. The cause is right, and the axis is {entry_of(name)['axes'][0]}."
    return f"You guessed {said}. It was {entry_of(name)['cause']}."


def _model_of_another(model, visit):
    """Return the visit that a model was handed over for before, if it was another one than this."""
    try:
        before = _HANDED.setdefault(model, visit)
    except TypeError:  # a list, say
        return None
    return before if before != visit else None


def check_repair(name, model, x, y=None, again=0, solution=False):
    """Say whether a patient is repaired, and from which idea a wrong repair comes.

    Parameters
    ----------
    name : str
        The patient.
    model : keras.Model
        Compiled. It is copied; a copy is trained for one step, without a graph.
    x : array_like
        What ``fit`` or ``predict`` would get.
    y : array_like, optional
        Left out where the patient is about a prediction.
    again : int
        As for `guess_cause`.
    solution : bool
        True in the folded solutions: nothing is kept.

    Raises
    ------
    ValueError
        If there is no such patient.

    Source
    ------
    `judge_repair`.

    Examples
    --------
    >>> check_repair("tram", ____, ____, ____)
    Not attempted yet: put the repaired model, x and y in place of each ____.
    """
    one = patient(name, again)
    if any(given is ____ for given in (model, x, y)):
        wanted = "model and x" if one.y is None else "model, x and y"
        return _say(f"Not attempted yet: put the repaired {wanted} in place of each ____.")
    from .judge import Verdict, judge_repair  # here, because a layer runs in it

    verdict = judge_repair(one, model, x, y)
    other = _model_of_another(model, (name, again))  # also after a right repair: the next one may be handed its model
    if other and not verdict.right:
        told = f"This model was handed over for {patients()[other[0]]['title']}. Make the one of this patient: its "
        verdict = Verdict(f"{told}program may have stopped before it had one.", counts=False)
    if solution:
        _say("The solution is right." if verdict.right else "The solution is not right.")
        # Folded, because its cell is run on the way to the next patient.
        why = escape(f"{verdict.told} {one.text('why')}")
        return display(HTML(f"<details><summary>What was wrong</summary>{why}</details>"))
    visits, told = progress.load()
    visit = _visit_of(visits, name, again)
    if not visit["solved"]:
        visit["solved"] = verdict.right
        if not verdict.right and verdict.counts:
            visit["wrong"] = [*dict.fromkeys([*visit["wrong"], verdict.cause or verdict.told[:80]])]
    failed = progress.save(visits)
    if not verdict.right:
        known = catalogue().get(verdict.cause)
        idea = f'A wrong idea that leads there: "{known.idea}" {known.why} [{verdict.cause}]' if known else ""
        return _say(told, failed, f"Not yet. {verdict.told}", idea)
    return _say(told, failed, f"Right. {verdict.told}", _compared(visit["guess"], name), one.text("why"))


def once_more():
    """Show the next patient that comes back in another dress, or say that none does.

    Source
    ------
    `patient`: another field, other sizes, another layer, and the same cause.

    Examples
    --------
    >>> once_more()
    Nobody comes back yet: you have repaired no patient.
    """
    visits, told = progress.load()
    stands = _stands(visits)
    due = [name for name in stands if stands[name] == "again"]
    if not due and "secure" in stands.values():
        return _say(told, "Nobody comes back: of the patients that you have repaired, each is secure.")
    if not due:
        return _say(told, "Nobody comes back yet: you have repaired no patient.")
    own = visits[due[0]]
    one = patient(due[0], len(own) - (not own[-1]["solved"]))
    given = "model=____, x=____" + (", y=____" if one.y is not None else "")
    _say(told, f"{len(due)} to come back. This is the next:", one.text("story"))
    print(f"\n{one.text('code')}\n")
    print(f'guess_cause("{one.name}", ____, ____, again={one.dress})')
    return print(f'check_repair("{one.name}", {given}, again={one.dress})')


def clinic_line():
    """Print one line on how far the clinic is; no layer runs for it.

    Examples
    --------
    >>> clinic_line()
    Shape clinic: 0 of 14 patients repaired. The first is Greenhouses.
    """
    visits, told = progress.load()
    stands = _stands(visits)
    waiting = [patients()[name]["title"] for name, stand in stands.items() if stand in _WAITING]
    repaired, secure = len(stands) - len(waiting), [*stands.values()].count("secure")
    line = f"Shape clinic: {repaired} of {len(stands)} patients repaired"
    line += f", {secure} of them secure" if repaired else ""
    line += f". The {'next' if repaired else 'first'} is {waiting[0]}." if waiting else "."
    return _say(told, line)


def clinic_result():
    """Show which causes are secure, and which section to revisit for each of the others.

    Source
    ------
    What is kept of the visits; ``patients.toml`` for the sections.

    Examples
    --------
    >>> clinic_result()  # doctest: +SKIP
    """
    visits, told = progress.load()
    stands, rows = _stands(visits), [("patient", "how it stands", "your guess", "revisit")]
    words = {"new": "? not seen yet", "open": "! not repaired yet", "again": "! comes back", "secure": "✓ secure"}
    for name, stand in stands.items():
        entry = patients()[name]
        told_cause = "" if stand in _WAITING else f": {entry['cause']}"
        guess = visits[name][-1]["guess"] or ["none"] if stand != "new" else []
        book, _, heading = entry["taught"].partition("#")
        link = f'<a href="{book}.ipynb#{heading}">{escape(heading.replace("-", " "))}</a>'
        row = (entry["title"], words[stand] + told_cause, escape(", ".join(guess)))
        rows.append((*row, link if stand in ("open", "again") else ""))
    cells = ["".join(f'<td style="text-align:left">{cell}</td>' for cell in row) for row in rows]
    page = f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    display(HTML(page.replace("td", "th", 2 * len(rows[0]))))
    causes = {stand: {patients()[name]["cause"] for name in stands if stands[name] == stand} for stand in words}
    secure, again = (", ".join(sorted(one)) for one in (causes["secure"] - causes["again"], causes["again"]))
    counted = f"Not repaired yet: {sum(stand in _WAITING for stand in stands.values())} of {len(stands)} patients."
    return _say(told, f"Secure: {secure or 'none yet'}.", f"To come back: {again or 'none'}.", counted)


def export_progress():
    """Print what is kept as a text to copy, for `import_progress` on another machine.

    Examples
    --------
    >>> export_progress()
    Nothing to export yet: no guess and no repair is kept.
    """
    visits, told = progress.load()
    if not visits:
        return _say(told, "Nothing to export yet: no guess and no repair is kept.")
    copied = "Copy the next lines, all of them, and keep them in a file of your own:"
    return _say(told, copied, progress.as_words(visits))


def import_progress(words):
    """Add what `export_progress` printed to what is kept; the further visit of a patient counts.

    Parameters
    ----------
    words : str

    Examples
    --------
    >>> import_progress("hello")
    Nothing was imported: the text begins with 'hello', not with clinic-1:. What was kept is
    unchanged.
    """
    if words is ____:
        return _say('Nothing to import: put the copied text in place of ____, between """ and """.')
    try:
        brought = progress.from_words(words)
    except ValueError as error:
        return _say(f"Nothing was imported: {error}. What was kept is unchanged.")
    visits, told = progress.load()
    further = {name: own for name, own in brought.items() if name not in visits or _worth(own) > _worth(visits[name])}
    failed = progress.save(visits | further)
    return _say(told, failed, f"Imported: {len(further)} of {len(brought)} patients were further than here.")


def _worth(own):
    return len(own), sum(visit["solved"] for visit in own)


def reset_progress(answer):
    """Begin anew; the old file is kept under another name.

    Parameters
    ----------
    answer : str
        ``"yes"``.

    Examples
    --------
    >>> reset_progress(____)
    Nothing was changed: write "yes" in place of ____ to begin anew.
    """
    if str(answer).strip().lower() != "yes":
        return _say('Nothing was changed: write "yes" in place of ____ to begin anew.')
    try:
        kept = progress.forget()
    except OSError as error:
        return _say(f"Nothing was changed: {error.strerror or error}.")
    return _say("The clinic begins anew." + (f" The old file is now called {kept}." if kept else ""))
