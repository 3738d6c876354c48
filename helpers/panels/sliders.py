"""Panels with sliders over the axes. Each callback is an ordinary function that returns a string; nothing is built."""

from lstm_shapes.axes import AXES, count

from ..pictures.blocks import block_svg
from ..pictures.breaks import DECLARED, break_svg, data_shape, first_fit, wanted
from ..pictures.cuts import MOST, cut_facts, cuts_svg
from ..pictures.sizes import block_shape, lstm_weights
from ..pictures.windows import LAST, LINED_UP, LONGEST, WAY, window_facts, windows_svg
from .card import Card, NamedChoice, NamedSlider, marked, shown

UNITS = 50


def block_report(samples, timesteps, features, before=None):
    """Return the block panel's picture, facts and verdict.

    Parameters
    ----------
    samples, timesteps, features : int
    before : sequence of 3 int, optional
        The sizes one move earlier; what did not change then says so.

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
    `lstm_weights`.

    Examples
    --------
    >>> "10,800, unchanged" in block_report(9, 20, 3, before=(8, 20, 3))
    True
    """
    shape = block_shape((samples, timesteps, features))
    earlier = block_shape(before) if before else shape
    moved = [name for name, now, old in zip(AXES, shape, earlier, strict=True) if now != old]
    facts = [_fact(now, old, bool(moved)) for now, old in zip(_said_of(shape), _said_of(earlier), strict=True)]
    if not moved:
        return shown(block_svg(shape), facts, "harmless", "What it changes is marked above.", "MOVE ONE SLIDER")
    changed = [
        what for what, place in (("Input", slice(1, 3)), ("weights", slice(2, 3))) if shape[place] != earlier[place]
    ]
    sentence = f"{' and '.join(changed)} of the model changed too." if changed else "Nothing in the model changed."
    return shown(block_svg(shape), facts, "harmless", sentence, f"{moved[0]} changed".upper())


def _said_of(shape):
    """Return what the four lines of facts say of a block: (label, words)."""
    samples, timesteps, features = shape
    return [
        ("x.shape ", f"{shape}"),
        ("values  ", f"{samples:,} × {timesteps:,} × {features:,} = {samples * timesteps * features:,}"),
        ("declared", f"keras.Input(({timesteps}, {features}))"),
        ("weights ", f"LSTM({UNITS}): {lstm_weights(UNITS, features):,}"),
    ]


def _fact(now, earlier, moved):
    """Return one line of facts, and whether the last move has changed it."""
    label, words = now
    if now != earlier:
        return f"{label} {earlier[1]} → {words}", True
    return f"{label} {words}{', unchanged' if moved else ''}"


def block_panel(start=(100, 20, 3)):
    """Three sliders over the three axes, and the block they describe.

    Parameters
    ----------
    start : sequence of 3 int
        Samples up to 200, timesteps up to 60, features up to 6; more is clipped.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        If `start` is not three whole numbers of at least 1.

    Source
    ------
    `block_report`.

    Examples
    --------
    >>> block_panel((8, 5, 3)).values
    (8, 5, 3)
    """
    start = block_shape(start)
    sliders = [
        NamedSlider(description=name, min=1, max=most, value=value)
        for name, most, value in zip(AXES, (200, 60, 6), start, strict=True)
    ]
    return Card("Which of the three numbers change the weights of the layer?", sliders, block_report)


def break_report(axes, samples, timesteps, features, declared, functional, before=None):
    """Return the break panel's picture, facts and verdict.

    Parameters
    ----------
    axes, samples, timesteps, features, declared, functional
        As for `break_svg`.
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
    >>> "FITS" in break_report(3, 100, 20, 3, True, False)
    True
    """
    shape = data_shape(axes, samples, timesteps, features)
    verdict = first_fit(shape, declared, functional)
    slot = DECLARED if declared or functional else None
    aside = "a functional model always has an Input" if functional and not declared else "first fit of a fresh model"
    facts = [f"declared {wanted(slot)}", f"brought  {shape}", f"({aside})"]
    drawn = break_svg(axes, samples, timesteps, features, declared, functional)
    return shown(drawn, facts, verdict.outcome, verdict.words)


def break_panel(axes=2, samples=100, timesteps=20, features=3):
    """Sliders for the data, buttons for the model, and the verdict of a first fit.

    Parameters
    ----------
    axes, samples, timesteps, features : int
        Where the controls start.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        As `data_shape` does.

    Source
    ------
    `break_report`.

    Examples
    --------
    >>> break_panel().values
    (2, 100, 20, 3, True, False)
    """
    data_shape(axes, samples, timesteps, features)
    ranges = {"samples": (200, samples), "timesteps": (60, timesteps), "features": (6, features)}
    controls = [
        NamedChoice(description="axes of the data", options=[[str(many), many] for many in (2, 3, 4)], value=axes),
        *(NamedSlider(description=name, min=1, max=most, value=value) for name, (most, value) in ranges.items()),
        NamedChoice(description="Input((20, 3))", options=[["written", True], ["not", False]]),
        NamedChoice(description="model", options=[["Sequential", False], ["functional", True]]),
    ]
    return Card("Does this array fit into this model?", controls, break_report)


def window_panel(values, sequence_length=10, first=0, travel=LINED_UP):
    """Three sliders: the length of a window, where it starts, and how far its values have come on their way to x.

    Parameters
    ----------
    values : array_like, shape (length,)
        At least 25 values, oldest first.
    sequence_length : int
        From 1 to 15.
    first : int
        From 0 to 9.
    travel : int
        From 0, in the curve, to 20, in the row.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        As `windows_svg` does.

    Source
    ------
    `windows_svg` and `window_facts`.

    Examples
    --------
    >>> window_panel(range(40)).controls[1]
    NamedSlider(window=0, from 0 to 9)
    """
    values = list(values)
    windows_svg(values, sequence_length, first, travel)  # what makes no sense is said at once

    def report(length, start, way, before=None):
        facts = marked(lambda sizes: window_facts(values, *sizes[:2]), (length, start, way), before)
        said = ("ON ITS WAY", "The window goes to x, the next day to y.")
        if way == WAY:
            said = ("LANDED", f"The next window shares {length - 1} of {count(length, 'days')}.")
        return shown(windows_svg(values, length, start, way), facts, "harmless", said[1], said[0])

    controls = [
        NamedSlider(description="sequence length", min=1, max=LONGEST, value=sequence_length),
        NamedSlider(description="window", min=0, max=LAST, value=first),
        NamedSlider(description="travel", min=0, max=WAY, value=travel),
    ]
    return Card("Which days go into one sample?", controls, report)


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
    Card

    Raises
    ------
    ValueError
        As `cuts_svg` does.

    Source
    ------
    `cuts_svg` and `cut_facts`.

    Examples
    --------
    >>> cut_panel(range(50)).controls[2]
    NamedSlider(sampling_rate=1, from 1 to 3)
    """
    values = list(values)
    start = (sequence_length, sequence_stride, sampling_rate, horizon)
    cuts_svg(values, *start)

    def report(*sizes, before=None):
        facts = marked(lambda given: cut_facts(values, *given), sizes, before)
        return shown(cuts_svg(values, *sizes), facts, "harmless", *_between_windows(*sizes[:3]))

    lowest = {"sequence_length": 2}  # with one timestep the sampling rate would move nothing
    sliders = [
        NamedSlider(description=name, min=lowest.get(name, 1), max=most, value=value)
        for (name, most), value in zip(MOST.items(), start, strict=True)
    ]
    return Card("Which windows are cut?", sliders, report)


def _between_windows(length, stride, rate):
    """Return how a window lies to the next one, as a sentence and a word."""
    reach = (length - 1) * rate + 1
    if stride < reach:
        return "The next one begins inside this one.", "THEY OVERLAP"
    if stride > reach:
        return f"Days between two windows: {stride - reach}, unused.", "GAPS"
    return f"No overlap and no gap{', as reshape cuts' if rate == 1 else ' between them'}.", "SIDE BY SIDE"
