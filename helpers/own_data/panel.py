"""The panel of one's own table: bring it, choose, and leave with arrays and code."""

import re
from html import escape
from pathlib import Path

import ipywidgets

from lstm_shapes.axes import count

from ..environment import free_megabytes
from ..panels.card import Card, NamedChoice, NamedSlider, shown
from .code import ARRAYS
from .picture import nothing_svg, parts_svg
from .plan import GAPS, HOLES, SCALINGS, Plan, columns_of_numbers, forms, problem, suggested
from .reading import looked_at
from .run import arrays_of, megabytes_of, table_of

QUESTION = "Which arrays does this table become?"
EXAMPLES = {
    "sensor log (hourly, with gaps)": "data/sensor_log.csv",
    "shop sales (five shops)": "data/shop_sales.csv",
    "prices (a European CSV)": "data/prices_european.csv",
    "EEG (an NPY file)": "data/eeg.npy",
}
UPLOAD = 8  # MB: the server takes 10 in one message, and a file grows on its way
_KINDS = (".csv", ".tsv", ".txt", ".dat", ".npy", ".npz")
_OFFERED = 200  # columns in a list
_LIVE = 150  # MB: what is made at each move of a slider
_NOTES = 6
_READ = {
    "sep": [("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|"), ("blanks", r"\s+")],
    "decimal": [("point", "."), ("comma", ",")],
    "encoding": [("UTF-8", "utf-8"), ("Windows 1252", "cp1252"), ("Latin 1", "latin-1"), ("UTF-16", "utf-16")],
    "rows": [("all", 0)],
    "member": [],  # the arrays of an NPZ
}
_NAMES = {"sep": "separator", "decimal": "decimals", "member": "array"}
_SIZES = {"timesteps": 500, "horizon": 100, "stride": 100}
_SHARES = ("training", "validation")
_SWITCHES = {"scaling": SCALINGS, "holes": HOLES, "gaps": GAPS}
_COLUMNS = ("time", "group", "target", "features")


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
        wide = {"style": {"description_width": "initial"}, "layout": {"width": "auto"}}
        self.example = ipywidgets.Dropdown(description="example", options=[("choose", ""), *EXAMPLES.items()], **wide)
        words = f"Upload a file, up to {UPLOAD} MB"
        self.upload = ipywidgets.FileUpload(description=words, accept=",".join(_KINDS), layout={"width": "auto"})
        self.path = ipywidgets.Text(description="or its path", continuous_update=False, **wide)
        self.read = {
            word: ipywidgets.Dropdown(
                description=_NAMES.get(word, word), options=[("as recognised", ""), *options], **wide
            )
            for word, options in _READ.items()
        }
        self.make = ipywidgets.Button(description="Put the arrays into the notebook", layout={"width": "auto"})
        self.said, self.lines = ipywidgets.HTML(), ipywidgets.HTML()
        larger = f"<b>Bring a table.</b> More than {UPLOAD} MB: drag it into JupyterLab's file browser, write its path."
        hint = ipywidgets.HTML(f'<div style="font-size:13px;line-height:1.4">{larger}</div>')
        row = {"flex_flow": "row wrap"}
        bring = ipywidgets.HBox([self.example, self.upload, self.path], layout=row)
        self.top = [hint, bring, ipywidgets.HBox([*self.read.values()], layout=row), self.said]
        super().__init__(self.top, layout={"max_width": "700px"})
        self.add_class("own-table")
        self.example.observe(self._named, names="value")
        self.path.observe(self._named, names="value")
        self.upload.observe(self._uploaded, names="value")
        for one in self.read.values():
            one.observe(lambda _: self._quiet or self.given is None or self._bring(self.given), names="value")
        self.make.on_click(self._put)
        if given is not None:
            self.bring(given)

    def bring(self, given):
        """Read a table and offer its choices; what was there before stays if it cannot be read."""
        self._quiet = True
        self.example.value = given if isinstance(given, str) and given in EXAMPLES.values() else ""
        self.path.value = str(given) if isinstance(given, (str, Path)) else ""
        for one in self.read.values():
            one.value = ""
        self._quiet = False
        self._bring(given)

    def _bring(self, given):
        told = {word: one.value for word, one in self.read.items() if one.value != ""}
        try:
            source, notes = looked_at(given, name=self.name, **told)
            table = table_of(source, given)
            plan, stopped = suggested(table), None
            kept = self._kept(table)
            if kept:
                chosen = suggested(table, **kept)
                stopped = problem(table, chosen)
                plan = plan if stopped else chosen
            if not columns_of_numbers(table):
                raise ValueError(problem(table, plan))
        except (ValueError, OSError) as error:
            self._say(str(error))
            return
        self.given, self.source, self.table, self.notes = given, source, table, notes
        self._quiet, chosen = True, self.read["member"].value
        self.read["member"].options = [("as recognised", ""), *((one, one) for one in source.members)]
        self.read["member"].value, self._quiet = chosen, False
        asked = {"csv": ("sep", "decimal", "encoding", "rows"), "npy": ("rows",), "npz": ("rows", "member")}
        for word, one in self.read.items():
            one.layout.display = None if word in asked.get(source.kind, ()) else "none"
        self._say(stopped)
        self.facts, self.forms = [], {}
        self.card = Card(QUESTION, self._controls(plan), self._report, wide=True)
        self.children = [*self.top, self.card, self.make, self.lines]

    def _kept(self, table):
        """Return the choices so far that make sense for a table: those of columns, if it has the same."""
        if self.plan is None:
            return self.chosen
        same = [*table.columns] == [*self.table.columns]
        left = {"form"} - set(self.chosen) if same else {*_COLUMNS, "form", "gaps"}
        return {field: value for field, value in self.plan._asdict().items() if field not in left}

    def _controls(self, plan):
        named = (plan.time, plan.group, plan.target, *plan.features)
        columns = [(str(name), name) for name in dict.fromkeys([*self.table.columns[:_OFFERED], *named]) if name != ""]
        numbers = columns_of_numbers(self.table)
        numeric = [(words, name) for words, name in columns if name in numbers]
        wide = {"style": {"description_width": "initial"}, "layout": {"width": "auto"}}
        box, many = ipywidgets.Dropdown, ipywidgets.SelectMultiple
        yield box(description="time", options=[("(the order of the rows)", ""), *columns], value=plan.time, **wide)
        yield box(description="group", options=[("(all rows are of one)", ""), *columns], value=plan.group, **wide)
        yield box(description="target", options=numeric, value=plan.target, **wide)
        yield many(description="features", options=numeric, value=plan.features, rows=min(6, len(numeric) + 1), **wide)
        for name, most in _SIZES.items():
            value = getattr(plan, name)
            yield NamedSlider(description=f"{name}, in rows", min=1, max=max(most, value), value=value)
        for name in _SHARES:
            yield NamedSlider(description=f"{name}, % of the rows", min=1, max=98, value=getattr(plan, name))
        for name, options in _SWITCHES.items():
            yield NamedChoice(description=name, options=[[one, one] for one in options], value=getattr(plan, name))

    def _plan(self, values):
        time, group, target, features, *others = values
        if time not in self.forms:
            self.forms[time] = forms(self.table[time]) if time != "" else []
        found = self.forms[time]
        form = self.chosen.get("form", "")
        form = form if form in found else next(iter(found), "")
        twice = f"The dates of {time!r} can be read in {len(found)} ways: they are read as {form}, which form= changes."
        plan = Plan(time, form, group, tuple(features), target, *others)
        return plan, [twice] if len(found) > 1 and "form" not in self.chosen else []

    def _report(self, *values, before=None):
        """Return what the card shows for its choices; the arrays are made where they are small."""
        self.plan, notes = self._plan(values)
        where = self.source.path or self.source.name
        facts = [f"table    {len(self.table):,} rows × {count(len(self.table.columns), 'columns')} of {where}"]
        live = megabytes_of(self.table, self.plan) <= _LIVE
        try:
            arrays, parts, self.code, found = arrays_of(self.table, self.source, self.plan, cut=live)
        except ValueError as error:
            self.code = self.lines.value = ""
            self.make.disabled, self.facts = True, []
            return shown(nothing_svg(), [*facts, *_told(self.notes)], "raises", str(error), "NOT YET")
        self.make.disabled = False
        facts += _shapes(arrays, parts, self.plan)
        facts.append(f"model    keras.Input({(self.plan.timesteps, len(self.plan.features))}), LSTM(32), Dense(1)")
        changed = [fact for fact in facts if self.facts and fact not in self.facts]
        self.facts = facts
        self.lines.value = _folded(self.code)
        told = _told([*self.notes, *notes, *found])
        marked = [(fact, fact in changed) for fact in facts]
        if not live:
            words = (
                f"About {megabytes_of(self.table, self.plan):,.0f} MB, so the arrays are made when you ask for them."
            )
            return shown(parts_svg(parts, self.plan), [*marked, *told], "cannot tell", words, "LARGE")
        windows = sum(len(arrays[name]) for name in ARRAYS[::2])
        words = f"x, y for training, validation and test: {count(windows, 'windows')}."
        return shown(parts_svg(parts, self.plan), [*marked, *told], "fits", words, "READY")

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

    def show_code(self):
        """Show the lines that make the arrays and train a model, to be copied."""
        from IPython.display import Markdown, display

        display(Markdown(f"```python\n{self.code}```"))

    def _put(self, _):
        from IPython import get_ipython

        try:
            arrays = self.arrays()
        except ValueError as error:
            self._say(str(error))
            return
        shell = get_ipython()
        if shell is not None:
            shell.push(arrays)
        self._say(f"In the notebook now: {', '.join(f'{name} {value.shape}' for name, value in arrays.items())}.")

    def _named(self, change):
        if change["new"].strip() and not self._quiet:
            self.bring(change["new"].strip())

    def _uploaded(self, change):
        """Save an uploaded file beside the notebook, so that the code finds it."""
        if not change["new"]:
            return
        file = change["new"][-1]
        name = re.sub(r"[^\w. -]", "_", file["name"]).lstrip(". ")
        if Path(name).suffix.lower() not in _KINDS:  # a file such as numpy.py would be taken for a module here
            self._say(f"{name} was not kept: upload a file that ends with {', '.join(_KINDS)}.")
            return
        content, path, number = bytes(file["content"]), Path(name), 1
        while path.exists() and not (path.is_file() and path.read_bytes() == content):  # nobody's file is lost
            path, number = path.with_name(f"{Path(name).stem}_{number}{Path(name).suffix}"), number + 1
        try:
            path.write_bytes(content)
        except OSError as error:
            self._say(f"{name} cannot be saved beside this notebook ({error.strerror}): choose another folder.")
            return
        self.bring(str(path))

    def _say(self, sentence):
        live = f'<div aria-live="polite" style="font-size:14px;line-height:1.4">{escape(sentence or "")}</div>'
        self.said.value = live

    def __repr__(self):
        return repr(self.card) if self.card else f"{QUESTION}\n{re.sub('<[^>]+>', '', self.said.value)}"

    def _repr_mimebundle_(self, **options):
        bundle = super()._repr_mimebundle_(**options) or {}
        stored = self.card.stored() if self.card else f"<p>{escape(repr(self))}</p>"
        return bundle | {"text/plain": repr(self), "text/html": stored}


def _told(notes):
    more = [f"         and {len(notes) - _NOTES} more"] if len(notes) > _NOTES else []
    return [f"note     {note}" for note in notes[:_NOTES]] + more


def _shapes(arrays, parts, plan):
    """Return one line for each part: the shapes of its x and y, and how many windows were left out."""
    facts = []
    for part, rows in parts.items():
        sizes = [len(rows)] if plan.group == "" else rows.groupby(plan.group).size()
        needed = plan.timesteps + plan.horizon
        most = sum((size - needed) // plan.stride + 1 for size in sizes if size >= needed)
        block = (len(arrays[f"x_{part}"]) if arrays else most, plan.timesteps, len(plan.features))
        lost = f"   {most - block[0]} of {most:,} left out" if most > block[0] else ""
        sign = "" if arrays else "at most "
        facts.append(f"x_{part:<6} {sign}{block}".ljust(28) + f"y_{part:<5} {(block[0],)}{lost}")
    return facts


def _folded(code):
    style = "white-space:pre;font-size:13px;line-height:1.4;max-height:420px;overflow:auto;margin:4px 0"
    shown = f'<pre tabindex="0" style="{style}">{escape(code)}</pre>'
    return f"<details><summary>The lines that make them</summary>{shown}</details>"


def own_table(given=None, name="my_table", **chosen):
    """Bring a table, choose, and leave with arrays for an LSTM and the code that makes them.

    Parameters
    ----------
    given : path, pandas.DataFrame or array_like, optional
        A CSV, NPY or NPZ file, or a table of the notebook; without it the panel begins empty.
    name : str
        What the table of the notebook is called there; it stands in the code.
    **chosen
        Where the controls begin: fields of `Plan`, such as ``timesteps=24`` or ``target="power"``.

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
    unknown = sorted(set(chosen) - set(Plan._fields))
    if unknown:
        raise ValueError(f"own_table has no choice {unknown[0]!r}; there are {', '.join(Plan._fields)}.")
    if not str(name).isidentifier():
        raise ValueError(f"name must be the name of a table, as it stands in the notebook; got {name!r}.")
    return OwnTable(given, name, **chosen)
