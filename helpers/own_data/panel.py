"""The panel of one's own table: bring it, choose, and leave with arrays and code."""

import functools
import re
import tomllib
from html import escape, unescape
from importlib.resources import files
from pathlib import Path

import ipywidgets
import pandas as pd
from IPython import get_ipython
from IPython.display import Markdown, display

from lstm_shapes.axes import count

from ..environment import free_megabytes
from ..panels.card import Card, NamedChoice, NamedSlider, shown
from .code import ARRAYS
from .picture import nothing_svg, parts_svg
from .plan import SWITCHES, Plan, columns_of_numbers, forms, problem, suggested
from .reading import looked_at
from .run import arrays_of, megabytes_of, sizes_of, table_of, without_words

QUESTION = "Which arrays does this table become?"
_OFFERED = tomllib.loads(files(__package__).joinpath("panel.toml").read_text(encoding="utf-8"))
EXAMPLES = _OFFERED["examples"]
UPLOAD = 8  # MB: the server takes 10 in one message, and a file grows on its way
_COLUMNS = 200  # in a list
_LIVE = 150  # MB: what is made at each move of a slider
_NOTES = 10
_COLUMN_CHOICES = {"time", "form", "group", "target", "features", "gaps"}  # what a table with other columns changes
_RECOGNISED = {"as recognised": ""}
_AUTO = {"layout": {"width": "auto"}}
_WIDE = {"style": {"description_width": "initial"}, **_AUTO}


class OwnTable(ipywidgets.VBox):
    """A table, the choices about it, and the arrays that they make.

    A class, because it is a widget that keeps a table.

    Parameters
    ----------
    given, name, chosen
        As for `own_table`.

    Source
    ------
    `looked_at`, `table_of` and `arrays_of`.

    Examples
    --------
    >>> panel = OwnTable([[number, 2 * number] for number in range(60)], timesteps=5)
    >>> panel.arrays()["x_val"].shape
    (4, 5, 2)
    """

    def __init__(self, given=None, name="my_table", **chosen):
        self.name, self.chosen = name, chosen
        self.given = self.table = self.source = self.plan = self.card = None
        self.code, self.facts, self._quiet = "", [], False
        self.example = ipywidgets.Dropdown(description="example", options={"choose": "", **EXAMPLES}, **_WIDE)
        kinds = ",".join(_OFFERED["kinds"])
        self.upload = ipywidgets.FileUpload(description=f"Upload a file, up to {UPLOAD} MB", accept=kinds, **_AUTO)
        path = str(given) if isinstance(given, (str, Path)) else ""
        self.path = ipywidgets.Text(path, description="or its path", continuous_update=False, **_WIDE)
        self.read = {
            word: ipywidgets.Dropdown(description=one["name"], options=_RECOGNISED | one["answers"], **_WIDE)
            for word, one in _OFFERED["read"].items()
        }
        self.make = ipywidgets.Button(description="Put the arrays into the notebook", **_AUTO)
        self.said, self.answered, self.lines = ipywidgets.HTML(), ipywidgets.HTML(), ipywidgets.HTML()
        larger = (
            f"<b>Bring a table.</b> An upload above {UPLOAD} MB does not arrive, and nothing says so: "
            "drag a larger file into JupyterLab's file browser, and write its path."
        )
        hint = ipywidgets.HTML(f'<div style="font-size:13px;line-height:1.4">{larger}</div>')
        row = {"flex_flow": "row wrap"}
        bring = ipywidgets.HBox([self.example, self.upload, self.path], layout=row)
        self.top = [hint, bring, ipywidgets.HBox([*self.read.values()], layout=row), self.said]
        super().__init__(self.top, layout={"max_width": "700px"})
        self.add_class("own-table")
        for one in (self.example, self.path):
            one.observe(self._named, names="value")
        self.upload.observe(self._uploaded, names="value")
        for one in self.read.values():
            one.observe(self._read_again, names="value")
        self.make.on_click(self._put)
        if given is not None:
            self.bring(given, **{word: self.chosen.pop(word) for word in _OFFERED["read"] if word in chosen})

    def bring(self, given, **told):
        """Read a table and offer its choices; what was there before stays if it cannot be read."""
        try:
            source, notes = looked_at(given, name=self.name, **told)
            table = table_of(source, given)
            source, more = without_words(source, table)
            if more:
                notes, table = notes + more, table_of(source, given)
            usual = suggested(table)
            plan, stopped = self._planned(table, usual)
            if not columns_of_numbers(table):
                raise ValueError(problem(table, plan))
        except (ValueError, OSError) as error:
            self._say(str(error))
            return
        self.given, self.source, self.table, self.notes, self._quiet = given, source, table, notes, True
        self.told, self.usual, self.offered = told, usual, plan.gaps
        self.path.value = str(given) if isinstance(given, (str, Path)) else ""
        self.example.value = self.path.value if self.path.value in EXAMPLES.values() else ""
        self.read["member"].options = _RECOGNISED | {one: one for one in source.members}
        for word, one in self.read.items():
            one.value = told.get(word, "")
            one.layout.display = None if source.kind in _OFFERED["read"][word]["of"] else "none"
        self._quiet = False
        self.facts, self.forms = [], functools.cache(lambda name: forms(table[name]) if name != "" else [])
        controls = {one.description: one for one in self._controls(plan)}
        for name in ("time", "group"):  # before the card sees a change
            controls[name].observe(functools.partial(self._adapted, controls), names="value")
        self.card = Card(QUESTION, controls.values(), self._report, wide=True)
        self._say(stopped)
        self.children = [*self.top, self.card, self.make, self.answered, self.lines]

    def _read_again(self, _):
        if not self._quiet and self.given is not None:
            self.bring(self.given, **{word: one.value for word, one in self.read.items() if one.value != ""})

    def _planned(self, table, usual):
        """Return a plan with the choices so far, as many as fit a table, and what stands in the way of the others."""
        kept, stopped = self.chosen, None
        if self.plan:
            now, before = self.plan._asdict(), self.usual._asdict()
            kept = {field: value for field, value in now.items() if field in kept or value != before[field]}
        if self.plan and not {*table.columns} & {*self.table.columns}:
            kept = {}  # quite another table
        if self.plan and [*table.columns] != [*self.table.columns]:
            kept = {field: value for field, value in kept.items() if field not in _COLUMN_CHOICES}
        bare = problem(table, usual)  # what no choice of before is to blame for
        if not kept:
            return usual, None
        for left in (set(), {"form", "gaps"}, _COLUMN_CHOICES, set(kept)):
            plan = suggested(table, **{field: value for field, value in kept.items() if field not in left})
            if (wrong := problem(table, plan)) in (None, bare):
                break
            stopped = stopped or wrong
        return plan, f"Not all that was chosen fits this table: {stopped}" if stopped and stopped != bare else None

    def _adapted(self, controls, _):
        """Offer what another time or group calls for: how dates are read, and what becomes of gaps."""
        time, group, dates = (controls[name] for name in ("time", "group", "dates"))
        self._quiet = True  # the card is drawn once, after this
        dates.options = self._dates(time.value)
        dates.layout.display = None if len(dates.options) > 1 else "none"
        if "gaps" not in self.chosen and controls["gaps"].value == self.offered:  # nobody chose it
            chosen = self.plan._asdict() | {"time": time.value, "group": group.value, "form": dates.value}
            del chosen["gaps"]
            controls["gaps"].value = self.offered = suggested(self.table, **chosen).gaps
        self._quiet = False

    def _dates(self, time, known=None):
        """Return the ways to read the dates of a column, each shown by an example."""
        found = self.forms(time) or [""]
        found = found if known in (None, *found) else [known, *found]
        return [(pd.Timestamp("2024-12-31").strftime("%Y-%m-%d" if one == "ISO8601" else one), one) for one in found]

    def _controls(self, plan):
        named = (plan.time, plan.group, plan.target, *plan.features)
        columns = [(str(name), name) for name in dict.fromkeys([*self.table.columns[:_COLUMNS], *named]) if name != ""]
        numbers = columns_of_numbers(self.table)
        numeric = [(words, name) for words, name in columns if name in numbers]
        box, many = ipywidgets.Dropdown, ipywidgets.SelectMultiple
        yield box(description="time", options=[("(the order of the rows)", ""), *columns], value=plan.time, **_WIDE)
        dates = self._dates(plan.time, plan.form)
        shown = {} if len(dates) > 1 else {"display": "none"}
        layout = _AUTO["layout"] | shown
        yield box(description="dates", options=dates, value=plan.form, **_WIDE | {"layout": layout})
        yield box(description="group", options=[("(all rows are of one)", ""), *columns], value=plan.group, **_WIDE)
        yield box(description="target", options=numeric, value=plan.target, **_WIDE)
        yield many(description="features", options=numeric, value=plan.features, rows=min(6, len(numeric) + 1), **_WIDE)
        for name, (words, most) in _OFFERED["sliders"].items():
            value = getattr(plan, name)
            yield NamedSlider(description=words, min=1, max=max(most, value), value=value)
        for name, options in SWITCHES.items():
            yield NamedChoice(description=name, options=[[one, one] for one in options], value=getattr(plan, name))

    def _report(self, *values, before=None):
        """Return what the card shows for its choices; the arrays are made where they are small."""
        if self._quiet:
            return self.card.drawn.value
        self._say("")  # what was said of another table, or of choices before these
        time, form, group, target, features, *others = values
        self.plan, notes = Plan(time, form, group, tuple(features), target, *others), self.notes
        if (ways := len(self.forms(time))) > 1 and "form" not in self.chosen:
            notes = [*notes, f"The dates of {time!r} can be read in {ways} ways: choose the right one at 'dates'."]
        if time == "" and self.usual.time != "":
            notes = [*notes, f"The rows count as they stand in the table, and not in the order of {self.usual.time!r}."]
        columns, needed = count(len(self.table.columns), "columns"), megabytes_of(self.table, self.plan)
        line = f", row 0 is line {self.source.line}" if self.source.line else ""
        facts = [f"table    {len(self.table):,} rows × {columns} of {self.source.path}{line}"]
        try:
            live = needed <= _LIVE
            arrays, parts, self.code, more, first = arrays_of(self.table, self.source, self.plan, live, live)
        except ValueError as error:
            self.code = self.lines.value = ""
            self.make.disabled, self.facts = True, []
            return shown(nothing_svg(), [*facts, *_told(self.notes)], "raises", str(error), "NOT YET")
        self.make.disabled = False
        again = _folded("This panel again", f"yours = {self.again}\nyours")
        self.lines.value = _folded("The lines that make them", self.code) + again
        facts += _shapes(arrays, parts, self.plan)
        facts.append(f"model    keras.Input({(self.plan.timesteps, len(self.plan.features))}), LSTM(32), Dense(1)")
        marked = [(fact, bool(self.facts) and fact not in self.facts) for fact in facts]
        self.facts = facts
        outcome, word = "cannot tell", "LARGE"
        words = f"About {needed:,.0f} MB, so the arrays are made when you ask for them."
        if arrays:
            outcome, word = "fits", "READY"
            windows = sum(len(arrays[name]) for name in ARRAYS[::2])
            words = f"x, y for training, validation and test: {count(windows, 'windows')}."
        told = _told([*notes, *more])
        return shown(parts_svg(parts, self.plan, first), [*marked, *told], outcome, words, word)

    def arrays(self, anyway=False):
        """Make the six arrays by running the lines of `code`.

        Parameters
        ----------
        anyway : bool
            Also where they would take more than half of the free memory.

        Returns
        -------
        dict of str to numpy.ndarray

        Raises
        ------
        ValueError
            What stands in the way, in one sentence.
        """
        if self.table is None:
            raise ValueError("No table is here yet: choose an example, upload a file, or write its path.")
        needed, free = megabytes_of(self.table, self.plan), free_megabytes()
        if needed > free / 2 and not anyway:
            raise ValueError(
                f"These arrays need about {needed:,.0f} MB while they are made, and {free:,} MB are free: "
                "take a larger stride, fewer features or shorter windows, or cell J of lesson 05."
            )
        return arrays_of(self.table, self.source, self.plan)[0]

    @property
    def again(self):
        """The line that opens this panel with its choices."""
        plan, usual, given = self.plan._asdict(), Plan(), self.source.path
        told = {name: plan[name] for name in plan if name in _COLUMN_CHOICES or plan[name] != getattr(usual, name)}
        words = [repr(given) if self.source.kind in ("csv", "npy", "npz") else given]
        words += [f"{name}={value!r}" for name, value in (told | self.told).items()]
        return f"helpers.own_table({', '.join(words)})"

    def show_code(self):
        """Show the lines that make the arrays and train a model, to be copied."""
        display(Markdown(f"```python\n{self.code}```"))

    def _put(self, _):
        try:
            arrays = self.arrays()
        except ValueError as error:
            self.answered.value = _live(str(error))
            return
        if shell := get_ipython():
            shell.push(arrays)
        made = ", ".join(f"{name} {value.shape}" for name, value in arrays.items())
        self.answered.value = _live(f"In the notebook now: {made}.")

    def _named(self, change):
        if change["new"].strip() and not self._quiet:
            self.bring(change["new"].strip())

    def _uploaded(self, change):
        """Save an uploaded file beside the notebook, so that the code finds it."""
        if not change["new"]:
            return
        file = change["new"][-1]
        self.upload.value = ()  # the same file can come again, mended
        name = re.sub(r"[^\w. -]", "_", file["name"]).lstrip(". ")
        if (
            Path(name).suffix.lower() not in _OFFERED["kinds"]
        ):  # a file such as numpy.py would be taken for a module here
            self._say(f"{name} was not kept: upload a file that ends with {', '.join(_OFFERED['kinds'])}.")
            return
        content, path, number = bytes(file["content"]), Path(name), 1
        while path.exists() and not (path.is_file() and path.read_bytes() == content):  # nobody's file is lost
            path, number = path.with_stem(f"{Path(name).stem}_{number}"), number + 1
        try:
            path.write_bytes(content)
        except OSError as error:
            self._say(f"{name} cannot be saved beside this notebook ({error.strerror}): choose another folder.")
            return
        self.bring(str(path))

    def _say(self, sentence):
        """Say a sentence above the card, and nothing below it."""
        self.said.value, self.answered.value = _live(sentence or ""), ""

    def __repr__(self):
        said = unescape(re.sub("<[^>]+>", "", self.said.value))
        return "\n".join(filter(None, [said, repr(self.card)] if self.card else [QUESTION, said]))

    def _repr_mimebundle_(self, **options):
        bundle = super()._repr_mimebundle_(**options) or {}
        stored = self.card.stored() if self.card else f"<p>{escape(repr(self))}</p>"
        return bundle | {"text/plain": repr(self), "text/html": stored}


def _live(sentence):
    return f'<div aria-live="polite" style="font-size:14px;line-height:1.4">{escape(sentence)}</div>'


def _told(notes):
    more = [f"         and {len(notes) - _NOTES} more"] if len(notes) > _NOTES else []
    return [f"note     {note}" for note in notes[:_NOTES]] + more


def _shapes(arrays, parts, plan):
    """Return one line for each part: the shapes of its x and y, and how many windows were left out."""
    facts = []
    for part, rows in parts.items():
        needed = plan.timesteps + plan.horizon
        most = sum((size - needed) // plan.stride + 1 for size in sizes_of(rows, plan) if size >= needed)
        block = (len(arrays[f"x_{part}"]) if arrays else most, plan.timesteps, len(plan.features))
        lost = f"   {most - block[0]} of {most:,} left out" if most > block[0] else ""
        sign = "" if arrays else "at most "
        facts.append(f"x_{part:<6} {sign}{block}".ljust(28) + f"y_{part:<5} {(block[0],)}{lost}")
    return facts


def _folded(words, code):
    """Fold code below its words; one click selects all of it."""
    style = "white-space:pre-wrap;word-break:normal;font-size:13px;line-height:1.4;margin:4px 0;user-select:all"
    shown = f'<pre tabindex="0" style="{style}">{escape(code)}</pre>'
    return f"<details><summary>{words} (a click into them selects them all)</summary>{shown}</details>"


def own_table(given=None, name="my_table", **chosen):
    """Bring a table, choose, and leave with arrays for an LSTM and the code that makes them.

    Parameters
    ----------
    given : path, pandas.DataFrame or array_like, optional
        A CSV, NPY or NPZ file, or a table of the notebook; without it the panel begins empty.
    name : str
        What the table of the notebook is called there; it stands in the code.
    **chosen
        Where the controls begin: fields of `Plan`, such as ``timesteps=24`` or ``target="power"``, and how a file is
        read, such as ``sep=";"``.

    Returns
    -------
    OwnTable
        Its ``arrays()`` makes the six arrays, ``code`` holds the lines.

    Raises
    ------
    ValueError
        If a choice has another name, or `name` is no name of Python.

    Source
    ------
    Lessons 05 and 06.

    Examples
    --------
    >>> print(own_table([[number, 2 * number] for number in range(60)], timesteps=5))
    Which arrays does this table become?
    table    60 rows × 2 columns of my_table
    x_train  (37, 5, 2)         y_train (37,)
    x_val    (4, 5, 2)          y_val   (4,)
    x_test   (4, 5, 2)          y_test  (4,)
    model    keras.Input((5, 2)), LSTM(32), Dense(1)
    ✓ READY: x, y for training, validation and test: 45 windows.
    """
    known = [*Plan._fields, *_OFFERED["read"]]
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        raise ValueError(f"own_table has no choice {unknown[0]!r}; there are {', '.join(known)}.")
    if not str(name).isidentifier():
        raise ValueError(f"name must be the name of a table, as it stands in the notebook; got {name!r}.")
    return OwnTable(given, name, **chosen)
