"""What the learner calls: guess a cause, check a repair, see the result, come once more, and keep it all."""

from html import escape
from textwrap import fill

from lstm_shapes.causes import catalogue

from ..exercises import ____
from . import progress
from .patients import entry_of, patient, patients

AXES = ("samples", "timesteps", "features", "target", "layer", "none")
HEALTHY = "healthy"
SLIPS = 2  # so many wrong repairs of different kinds are part of learning; with one more, the patient comes back
_NOTEBOOK = "12_shape_clinic.ipynb"


def _say(*sentences):
    print(*(fill(sentence, 88, break_on_hyphens=False) for sentence in sentences if sentence), sep="\n")


def _show(page, words):
    """Show HTML where there is IPython, and else the words."""
    try:
        from IPython.display import HTML, display
    except ImportError:
        return _say(words)
    return display(HTML(page))


def _visit_of(visits, name, again):
    """Return one visit, making room for it."""
    entry_of(name)
    own = visits.setdefault(name, [])
    while len(own) <= again:
        own.append({"guess": None, "wrong": [], "solved": False})
    return own[again]


def _secure(visit, name):
    entry = entry_of(name)
    right = visit["guess"] is not None and visit["guess"][0] in [entry["cause"], *entry["also"]]
    return visit["solved"] and right and visit["guess"][1] in entry["axes"] and len(set(visit["wrong"])) <= SLIPS


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
    if not own:
        return "new"
    if any(_secure(visit, name) for visit in own):
        return "secure"
    return "again" if own[-1]["solved"] else ("open" if len(own) == 1 else "again")


def _due(visits):
    """Yield (patient, number of its visit) for each one that comes back."""
    for name in patients():
        if standing(visits, name) == "again":
            own = visits[name]
            yield name, len(own) if own[-1]["solved"] else len(own) - 1


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
        If there is no such patient.

    Source
    ------
    ``lstm_shapes/causes.toml`` for the ids.

    Examples
    --------
    >>> guess_cause("tram", ____, ____)
    No guess yet: put a name of the table in 12.1 in place of the first ____, and an axis in
    place of the second.
    """
    entry_of(name)
    if cause is ____ or axis is ____:
        blanks = "in place of the first ____, and an axis in place of the second."
        return _say(f"No guess yet: put a name of the table in 12.1 {blanks}")
    cause, axis = (str(word).strip().lower() for word in (cause, axis))
    if cause != HEALTHY and cause not in catalogue():
        return _say(f"No guess yet: {cause!r} is none of the names in the table of 12.1.")
    if axis not in AXES:
        return _say(f"No guess yet: the axis must be one of {', '.join(AXES)}; got {axis!r}.")
    visits, told = progress.load()
    visit = _visit_of(visits, name, again)
    if visit["solved"] or visit["wrong"]:
        kept = " and ".join(visit["guess"] or ["none"])
        return _say(told, f"Your first guess stays, because you have checked a repair since: {kept}.")
    visit["guess"] = [cause, axis]
    return _say(told, progress.save(visits), f"Your guess is kept: {cause}, {axis}. Now repair it.")


def _idea(cause):
    """Return the idea behind a wrong repair, and why it fails."""
    if cause not in catalogue():
        return ""
    known = catalogue()[cause]
    return f"The idea behind it: {known.idea} {known.why} [{cause}]"


def _compared(visit, name):
    """Return what the guess was worth, once the repair is right."""
    entry = entry_of(name)
    if visit["guess"] is None:
        return "You wrote no guess, so the clinic does not know whether you had seen the cause."
    cause, axis = visit["guess"]
    right = cause in [entry["cause"], *entry["also"]]
    if right and axis in entry["axes"]:
        return f"Your guess was right: {cause}, {axis}."
    said = f"You guessed {cause}, {axis}. "
    return said + (f"The cause is right, and the axis is {entry['axes'][0]}." if right else f"It was {entry['cause']}.")


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
    entry_of(name)
    if any(given is ____ for given in (model, x, y)):
        wanted = "model and x" if entry_of(name)["task"] == "predict" else "model, x and y"
        return _say(f"Not attempted yet: put the repaired {wanted} in place of each ____.")
    from .judge import judge_repair  # here, because a layer runs in it

    verdict = judge_repair(patient(name, again), model, x, y)
    if solution:
        why = f"{verdict.told} {patient(name, again).text('why')}"
        _say("The solution is right." if verdict.right else "The solution is not right.")
        # Folded, because its cell is run on the way to the next patient.
        return _show(f"<details><summary>What was wrong</summary>{escape(why)}</details>", why)
    visits, told = progress.load()
    visit = _visit_of(visits, name, again)
    solved = visit["solved"]
    if verdict.right:
        visit["solved"] = True
    elif not solved:
        visit["wrong"] = [*dict.fromkeys([*visit["wrong"], verdict.cause or verdict.told[:80]])]
    failed = progress.save(visits)
    if not verdict.right:
        return _say(told, failed, f"Not yet. {verdict.told}", _idea(verdict.cause))
    return _say(told, failed, f"Right. {verdict.told}", _compared(visit, name), patient(name, again).text("why"))


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
    due = list(_due(visits))
    if not due:
        repaired = any(visit["solved"] for own in visits.values() for visit in own)
        nobody = "Nobody comes back" + (
            ": of the patients that you have repaired, each is secure."
            if repaired
            else " yet: you have repaired no patient."
        )
        return _say(told, nobody)
    name, again = due[0]
    one = patient(name, again)
    given = "model=____, x=____" + (", y=____" if one.y is not None else "")
    _say(told, f"{len(due)} to come back. This is the next:", one.text("story"))
    print(f"\n{one.text('code')}\n")
    print(f'guess_cause("{name}", ____, ____, again={again})')
    print(f'check_repair("{name}", {given}, again={again})')
    return None


def clinic_line():
    """Print one line on how far the clinic is; no layer runs for it.

    Examples
    --------
    >>> clinic_line()
    Shape clinic: 0 of 14 patients repaired. The first is Greenhouses.
    """
    visits, told = progress.load()
    stands = {name: standing(visits, name) for name in patients()}
    repaired = [name for name in stands if any(visit["solved"] for visit in visits.get(name, []))]
    waiting = [name for name in stands if name not in repaired]
    line = f"Shape clinic: {len(repaired)} of {len(stands)} patients repaired"
    secure = sum(stand == "secure" for stand in stands.values())
    if repaired:
        line += f", {secure} of them secure"
    if waiting:
        line += f". The {'next' if repaired else 'first'} is {patients()[waiting[0]]['title']}"
    return _say(told, f"{line}.")


def _taught(name):
    book, _, heading = patients()[name]["taught"].partition("#")
    return f'<a href="{book}.ipynb#{heading}">{escape(heading.replace("-", " "))}</a>'


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
    words = {"new": "? not seen yet", "open": "! not repaired yet", "again": "! comes back", "secure": "✓ secure"}
    rows, stands = [], {}
    for name, entry in patients().items():
        stands[name] = standing(visits, name)
        if stands[name] == "new":
            rows.append((entry["title"], words["new"], "", ""))
            continue
        last = visits[name][-1]
        stand = words[stands[name]]
        if any(visit["solved"] for visit in visits[name]):
            stand += f": {entry['cause']}"
        guess = ", ".join(last["guess"]) if last["guess"] else "none"
        rows.append((entry["title"], stand, escape(guess), "" if stands[name] == "secure" else _taught(name)))
    left = 'style="text-align:left"'
    head = "".join(f"<th {left}>{one}</th>" for one in ("patient", "how it stands", "your guess", "revisit"))
    body = "".join("<tr>" + "".join(f"<td {left}>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    _show(f"<table><tr>{head}</tr>{body}</table>", "\n".join(f"{title}: {stand}" for title, stand, *_ in rows))
    count = {stand: [name for name, found in stands.items() if found == stand] for stand in words}
    secure = sorted({patients()[name]["cause"] for name in count["secure"]})
    again = sorted({patients()[name]["cause"] for name in count["again"]})
    _say(
        told,
        f"Secure: {', '.join(secure) or 'none yet'}.",
        f"To come back: {', '.join(again) or 'none'}.",
        f"Not repaired yet: {len(count['new']) + len(count['open'])} of {len(stands)} patients.",
    )


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
    _say(told, "Copy the next lines, all of them, and keep them in a file of your own:")
    words = progress.as_words(visits)
    print("\n".join(words[first : first + 88] for first in range(0, len(words), 88)))
    return None


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
    added = 0
    for name, own in brought.items():
        worth = [(len(some), sum(visit["solved"] for visit in some)) for some in (own, visits.get(name, []))]
        if worth[0] > worth[1] or name not in visits:
            visits[name] = own
            added += 1
    return _say(told, progress.save(visits), f"Imported: {added} of {len(brought)} patients were further than here.")


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
    if answer is ____ or str(answer).strip().lower() != "yes":
        return _say('Nothing was changed: write "yes" in place of ____ to begin anew.')
    try:
        kept = progress.forget()
    except OSError as error:
        return _say(f"Nothing was changed: {error.strerror or error}.")
    return _say("The clinic begins anew." + (f" The old file is now called {kept}." if kept else ""))
