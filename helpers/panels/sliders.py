"""Slider panels. Each callback is an ordinary function that returns a string; nothing is built or trained."""

from html import escape
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from lstm_shapes.axes import AXES
from lstm_shapes.checker.verdicts import data_shape, first_fit
from lstm_shapes.drawing.verdicts import verdict_words

from ..datasets import ORDERS
from ..pictures.blocks import block_svg, fold_words, window_words, windows_svg
from ..pictures.breaks import break_svg
from ..pictures.cuts import MOST, cuts_svg, cuts_words
from ..pictures.maps import COLUMNS, fold_svg, map_svg, map_words
from ..pictures.sizes import block_shape, describe_shape, lstm_weights

_HERE = Path(__file__).parent
UNITS = 50


class NamedSlider(anywidget.AnyWidget):
    """A slider and a number field with one name and one value.

    A class, because a widget of our own has to be one: the sliders of ipywidgets have no name that a
    screen reader could say.

    Parameters
    ----------
    description : str
    min, max, value : int
        The value is clipped to the range.

    Source
    ------
    anywidget documentation; HTML standard, input types range and number.

    Examples
    --------
    >>> NamedSlider(description="timesteps", min=1, max=60, value=99)
    NamedSlider(timesteps=60, from 1 to 60)
    """

    _esm = _HERE / "slider.js"
    _css = _HERE / "slider.css"
    description = traitlets.Unicode().tag(sync=True)
    min = traitlets.Int(1).tag(sync=True)
    max = traitlets.Int(100).tag(sync=True)
    value = traitlets.Int(1).tag(sync=True)

    @traitlets.validate("value")
    def _within(self, proposal):
        return max(self.min, min(self.max, proposal["value"]))

    def __repr__(self):
        return f"NamedSlider({self.description}={self.value}, from {self.min} to {self.max})"


def _panel(controls, report):
    """Stack controls and a picture; `report` gets their values, and the ones before, and returns HTML."""
    before = [control.value for control in controls]
    drawn = ipywidgets.HTML(report(*before, before=None))

    def redraw(change):
        old = [change["old"] if control is change["owner"] else control.value for control in controls]
        drawn.value = report(*(control.value for control in controls), before=old)

    for control in controls:
        control.observe(redraw, names="value")
    panel = ipywidgets.VBox([*controls, drawn])
    panel.add_class("shape-panel")
    return panel


# For screen readers alone: what a picture says in large letters.
_HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"


def _lines(*lines, spoken=""):
    """Return lines of text that screen readers say when they change; what is `spoken` is not seen."""
    rows = f'<div style="{_HIDDEN}">{escape(spoken)}</div>' if spoken else ""
    rows += "".join(f"<div>{escape(line)}</div>" for line in lines)
    return f'<div aria-live="polite" style="line-height:1.6;max-width:44em;white-space:normal">{rows}</div>'


def _note(before, now):
    if before is None:
        return ""
    return " (unchanged)" if before == now else f" (was {before})"


def block_report(samples, timesteps, features, before=None):
    """Return the block panel's picture and words.

    Parameters
    ----------
    samples, timesteps, features : int
    before : sequence of 3 int, optional
        The sizes one step earlier; what did not change then says so.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        If a size is not a whole number of at least 1.

    Source
    ------
    `describe_shape` and `lstm_weights`.

    Examples
    --------
    >>> "10,800 (unchanged)" in block_report(9, 20, 3, before=(8, 20, 3))
    True
    """
    shape = block_shape((samples, timesteps, features))
    declared, weights = f"({timesteps}, {features})", f"{lstm_weights(UNITS, features):,}"
    notes = ["", ""]
    if before is not None:
        notes = [
            _note(f"({before[1]}, {before[2]})", declared),
            _note(f"{lstm_weights(UNITS, before[2]):,}", weights),
        ]
    return block_svg(shape) + _lines(
        describe_shape(shape),
        f"Declared as keras.Input({declared}){notes[0]}",
        f"Weights of LSTM({UNITS}): {weights}{notes[1]}",
    )


def block_panel(start=(100, 20, 3)):
    """Three sliders over the three axes, and the block they describe.

    Parameters
    ----------
    start : sequence of 3 int
        Samples up to 200, timesteps up to 60, features up to 6; more is clipped.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ValueError
        If `start` is not three whole numbers of at least 1.

    Source
    ------
    `block_report`.

    Examples
    --------
    >>> [slider.value for slider in block_panel((8, 5, 3)).children[:3]]
    [8, 5, 3]
    """
    start = block_shape(start)
    sliders = [
        NamedSlider(description=name, min=1, max=most, value=value)
        for name, most, value in zip(AXES, (200, 60, 6), start, strict=True)
    ]
    return _panel(sliders, block_report)


def break_report(axes, samples, timesteps, features, declared, style, before=None):
    """Return the break panel's picture and verdict.

    Parameters
    ----------
    axes, samples, timesteps, features, declared
        As for `break_svg`.
    style : str
        ``"Sequential"`` or ``"functional"``.
    before : ignored
        There so that all callbacks are called alike.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        As `data_shape` does.

    Source
    ------
    `first_fit`, which a test compares with real fits.

    Examples
    --------
    >>> "FITS" in break_report(3, 100, 20, 3, True, "Sequential")
    True
    """
    functional = style == "functional"
    verdict = first_fit(data_shape(axes, samples, timesteps, features), declared, functional)
    aside = " A functional model always has an Input." if functional and not declared else ""
    drawn = break_svg(axes, samples, timesteps, features, declared, functional)
    return drawn + _lines(f"This is the first fit of a fresh model.{aside}", spoken=verdict_words(verdict))


def break_panel(axes=2, samples=100, timesteps=20, features=3):
    """Sliders for the data, switches for the model, and the verdict of a first fit.

    Parameters
    ----------
    axes, samples, timesteps, features : int
        Where the sliders start.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ValueError
        As `data_shape` does.

    Source
    ------
    `break_report`.

    Examples
    --------
    >>> len(break_panel().children)
    7
    """
    data_shape(axes, samples, timesteps, features)
    ranges = {
        "axes": (2, 4, axes),
        "samples": (1, 200, samples),
        "timesteps": (1, 60, timesteps),
        "features": (1, 6, features),
    }
    sliders = [
        NamedSlider(description=name, min=low, max=high, value=value) for name, (low, high, value) in ranges.items()
    ]
    declared = ipywidgets.Checkbox(value=True, description="Input((20, 3)) is written", indent=False)
    style = ipywidgets.Dropdown(options=["Sequential", "functional"], description="model")
    return _panel([*sliders, declared, style], break_report)


def map_report(column, order, before=None):
    """Return the reshape map and its arithmetic.

    Parameters
    ----------
    column, order
        As for `map_svg`.
    before : ignored

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        As `map_svg` does.

    Source
    ------
    `map_words`.

    Examples
    --------
    >>> "2 of 60 by reshape," in map_report(33, "sensor by sensor")
    True
    """
    sentences = map_words(column, order).replace(". ", ".\n").split("\n")
    return map_svg(column, order) + _lines(*sentences)


def map_panel(column=40):
    """A slider that follows one column, a switch for who wrote the file, and the map.

    Parameters
    ----------
    column : int
        From 0 to 59.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ValueError
        As `map_svg` does.

    Source
    ------
    `map_report`.

    Examples
    --------
    >>> map_panel().children[0]
    NamedSlider(column=40, from 0 to 59)
    """
    map_svg(column, ORDERS[0])  # a column outside the row is said at once
    follow = NamedSlider(description="column", min=0, max=COLUMNS - 1, value=column)
    written = ipywidgets.Dropdown(options=list(ORDERS), description="written")
    return _panel([follow, written], map_report)


def fold_report(timesteps, before=None):
    """Return the picture and the arithmetic of folding 60 numbers.

    Parameters
    ----------
    timesteps : int
        From 1 to 60.
    before : ignored

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        As `fold_svg` does.

    Source
    ------
    `fold_words`.

    Examples
    --------
    >>> "60 = 8 × 7 + 4" in fold_report(8)
    True
    """
    return fold_svg(timesteps) + _lines(fold_words(timesteps))


def fold_panel(timesteps=20):
    """One slider for the timesteps, and how 60 numbers fold.

    Parameters
    ----------
    timesteps : int
        From 1 to 60.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ValueError
        As `fold_svg` does.

    Source
    ------
    `fold_report`.

    Examples
    --------
    >>> fold_panel(8).children[0]
    NamedSlider(timesteps=8, from 1 to 60)
    """
    fold_svg(timesteps)
    return _panel([NamedSlider(description="timesteps", min=1, max=COLUMNS, value=timesteps)], fold_report)


def window_panel(values, sequence_length=10, first=0):
    """Two sliders, the length of a window and where it starts, over the first 30 values.

    Parameters
    ----------
    values : array_like, shape (length,)
        At least 30 values, oldest first.
    sequence_length : int
        From 1 to 15.
    first : int
        From 0 to 14.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ValueError
        As `windows_svg` does.

    Source
    ------
    `windows_svg`.

    Examples
    --------
    >>> window_panel(range(40)).children[1]
    NamedSlider(window=0, from 0 to 14)
    """
    values = list(values)
    windows_svg(values, sequence_length, first)

    def report(length, start, before=None):
        return windows_svg(values, length, start) + _lines(window_words(values, length, start))

    length = NamedSlider(description="sequence length", min=1, max=15, value=sequence_length)
    start = NamedSlider(description="window", min=0, max=14, value=first)
    return _panel([length, start], report)


def cut_panel(values, sequence_length=10, sequence_stride=1, sampling_rate=1, horizon=1):
    """Four sliders, named as Keras names them, over the first 40 values: what is cut, and which shapes result.

    Parameters
    ----------
    values : array_like, shape (length,)
        At least 40 values, oldest first.
    sequence_length, sequence_stride, sampling_rate, horizon : int
        Where the sliders start; at most 10, 10, 3 and 10.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    ValueError
        As `cuts_svg` does.

    Source
    ------
    `cuts_svg` and `cuts_words`.

    Examples
    --------
    >>> cut_panel(range(50)).children[2]
    NamedSlider(sampling_rate=1, from 1 to 3)
    """
    values = list(values)
    start = (sequence_length, sequence_stride, sampling_rate, horizon)
    cuts_svg(values, *start)

    def report(*sizes, before=None):
        return cuts_svg(values, *sizes) + _lines(*cuts_words(values, *sizes).replace(". ", ".\n").split("\n"))

    lowest = {"sequence_length": 2}  # with one timestep the sampling rate would move nothing
    sliders = [
        NamedSlider(description=name, min=lowest.get(name, 1), max=most, value=value)
        for (name, most), value in zip(MOST.items(), start, strict=True)
    ]
    return _panel(sliders, report)
