"""Slider panels: whole strings at every corner, wiring, and one sentence for sizes that make no sense."""

import corners
import ipywidgets
import numpy as np
import pytest

import helpers
from helpers import (
    axes,
    cuts,
    datasets,
    drawing,
    feeder,
    flow_sliders,
    maps,
    padding,
    padding_sliders,
    pictures,
    sliders,
    turns,
    verdicts,
    windows,
)

VALUES = datasets.price_table()["close"].to_numpy()
PANELS = {
    "block": (lambda: sliders.block_panel(), sliders.block_report),
    "break": (lambda: sliders.break_panel(), sliders.break_report),
    "map": (lambda: sliders.map_panel(), sliders.map_report),
    "fold": (lambda: sliders.fold_panel(), sliders.fold_report),
    "flow": (lambda: flow_sliders.flow_panel(), flow_sliders.flow_report),
    "padding": (lambda: padding_sliders.padding_panel(), padding_sliders.padding_report),
    "turn": (lambda: turns.turn_panel(), turns.turn_report),
    "window": (lambda: sliders.window_panel(VALUES), lambda *values, before=None: corners.window_report(*values)),
    "cut": (lambda: sliders.cut_panel(VALUES), lambda *values, before=None: corners.cut_report(*values)),
}
BLOCK = np.zeros((4, 5, 3))


@pytest.fixture(scope="module")
def stored():
    return corners.stored()


def test_every_corner_is_stored_and_nothing_else(stored):
    assert list(stored) == list(corners.corners())


def corners_of(report):
    return [name for name in corners.corners() if name.startswith(report)]


REPORTS = sorted({name.split("(")[0] for name in corners.corners()})


@pytest.mark.parametrize("report", REPORTS)
def test_a_panel_shows_at_every_corner_what_is_stored(stored, report):
    other = [name for name in corners_of(report) if corners.shown(name) != stored.get(name)]
    assert other == [], "look at both, then run `python tests/corners.py`"


@pytest.mark.parametrize("report", REPORTS)
def test_every_corner_has_one_labelled_picture_and_words(stored, report):
    for name in corners_of(report):
        assert stored[name].count("<svg ") == stored[name].count('role="img"') == 1, name
        assert 'aria-label="' in stored[name], name
        assert '<div aria-live="polite"' in stored[name], name


def controls_and_picture(panel):
    *controls, drawn = panel.children
    return controls, drawn


def other_values(control):
    """Values to move a control to, the last one other than where it stands now."""
    if isinstance(control, sliders.NamedSlider):
        return [control.min, control.max] if control.value == control.min else [control.max, control.min]
    if isinstance(control, ipywidgets.Dropdown):
        return list(reversed(control.options))
    return [not control.value]


@pytest.mark.parametrize("name", PANELS)
def test_moving_a_control_shows_exactly_what_the_callback_returns(name):
    make, report = PANELS[name]
    controls, drawn = controls_and_picture(make())
    assert drawn.value == report(*(control.value for control in controls), before=None)
    for control in controls:
        for value in other_values(control):
            before, picture = [each.value for each in controls], drawn.value
            control.value = value
            assert drawn.value == report(*(each.value for each in controls), before=before)
            if before != [each.value for each in controls] and name not in ("break", "flow"):
                assert drawn.value != picture


@pytest.mark.parametrize("name", PANELS)
def test_a_slider_clips_what_is_out_of_range(name):
    controls, drawn = controls_and_picture(PANELS[name][0]())
    for slider in [control for control in controls if isinstance(control, sliders.NamedSlider)]:
        slider.value = slider.max + 50
        assert slider.value == slider.max
        slider.value = slider.min - 50
        assert slider.value == slider.min
    assert "<svg" in drawn.value


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_moved_500_times_makes_no_widget(name):
    controls, _ = controls_and_picture(PANELS[name][0]())
    count = len(ipywidgets.widgets.widget._instances)
    assert count > 2
    for step in range(500):
        controls[0].value = controls[0].min + step % (controls[0].max - controls[0].min + 1)
    assert len(ipywidgets.widgets.widget._instances) == count


def test_the_block_panel_says_what_stays_when_only_samples_move():
    panel = sliders.block_panel((100, 20, 3))
    panel.children[0].value = 101
    assert panel.children[-1].value.count("(unchanged)") == 2
    panel.children[1].value = 21
    assert panel.children[-1].value.count("(unchanged)") == 1
    panel.children[2].value = 4
    assert "(was 10,800)" in panel.children[-1].value


NEVER = [0, -1, 2.5, True, "3", None]
TOO_MANY = [10**9]
SIZES = {
    # name: (a call with one size, the values that make no sense for it)
    "axes.whole_number": (lambda size: axes.whole_number(size, "timesteps", most=60), NEVER + TOO_MANY),
    "axes.block_shape": (lambda size: axes.block_shape((8, size, 3)), NEVER),
    "axes.describe_shape": (lambda size: axes.describe_shape((size, 5, 3)), NEVER),
    "axes.lstm_weights, units": (lambda size: axes.lstm_weights(size, 3), NEVER),
    "axes.lstm_weights, features": (lambda size: axes.lstm_weights(50, size), NEVER),
    "axes.fold_choices": (axes.fold_choices, NEVER + TOO_MANY),
    "pictures.block_svg, samples": (lambda size: pictures.block_svg((size, 5, 3)), NEVER + TOO_MANY),
    "pictures.block_svg, timesteps": (lambda size: pictures.block_svg((8, size, 3)), NEVER + TOO_MANY),
    "pictures.block_svg, features": (lambda size: pictures.block_svg((8, 5, size)), NEVER + TOO_MANY),
    "pictures.show_block": (lambda size: pictures.show_block((8, 5, size)), NEVER + TOO_MANY),
    "pictures.break_svg, axes": (lambda size: pictures.break_svg(size, 100, 20, 3), [*NEVER, 1, 5]),
    "pictures.break_svg, samples": (lambda size: pictures.break_svg(3, size, 20, 3), NEVER + TOO_MANY),
    "pictures.break_svg, timesteps": (lambda size: pictures.break_svg(3, 100, size, 3), NEVER + TOO_MANY),
    "pictures.break_svg, features": (lambda size: pictures.break_svg(2, 100, 20, size), NEVER + TOO_MANY),
    "pictures.show_break": (lambda size: pictures.show_break(2, 100, size, 3), NEVER + TOO_MANY),
    "pictures.windows_svg, length": (lambda size: pictures.windows_svg(VALUES, size, 0), NEVER + TOO_MANY),
    "pictures.windows_svg, first": (lambda size: pictures.windows_svg(VALUES, 10, size), [-1, 2.5, "3", None, 10**9]),
    "pictures.windows_svg, days": (lambda size: pictures.windows_svg(VALUES, 1, 0, days=size), NEVER + TOO_MANY),
    "pictures.show_windows": (lambda size: pictures.show_windows(VALUES, size), NEVER + TOO_MANY),
    "pictures.fold_words": (pictures.fold_words, NEVER + TOO_MANY),
    "maps.fold_svg": (maps.fold_svg, NEVER + TOO_MANY),
    "maps.show_fold": (maps.show_fold, NEVER + TOO_MANY),
    "maps.landings": (maps.landings, [-1, 2.5, True, "3", None, 60]),
    "maps.map_svg": (lambda size: maps.map_svg(size, "hour by hour"), [-1, 2.5, True, "3", None, 60]),
    "maps.map_svg, order": (lambda order: maps.map_svg(0, order), ["by hour", 0, None]),
    "maps.map_words": (lambda size: maps.map_words(size, "hour by hour"), [-1, 2.5, True, "3", None, 60]),
    "maps.show_map": (maps.show_map, [-1, 2.5, True, "3", None, 60]),
    "maps.true_places": (maps.true_places, ["by hour", 0, None]),
    "verdicts.data_shape, axes": (lambda size: verdicts.data_shape(size, 100, 20, 3), [*NEVER, 1, 5]),
    "verdicts.data_shape, samples": (lambda size: verdicts.data_shape(3, size, 20, 3), NEVER + TOO_MANY),
    "verdicts.first_fit": (lambda size: verdicts.first_fit((100, size, 3)), NEVER),
    "verdicts.first_fit, axes": (lambda count: verdicts.first_fit((5,) * count), [0, 1, 5]),
    "windows.make_windows": (lambda size: windows.make_windows(range(40), size), [*NEVER, 41]),
    "windows.make_windows, series": (lambda series: windows.make_windows(series, 2), [[], "words", BLOCK, ["a", "b"]]),
    "windows.windows_and_targets": (lambda size: windows.windows_and_targets(VALUES, VALUES, size), NEVER + TOO_MANY),
    "windows.windows_and_targets, horizon": (
        lambda size: windows.windows_and_targets(VALUES, VALUES, 10, size),
        NEVER + TOO_MANY,
    ),
    "windows.windows_and_targets, targets": (
        lambda targets: windows.windows_and_targets(VALUES, targets, 10),
        [[], VALUES[:-1], VALUES[:, np.newaxis]],
    ),
    "windows.make_windows, stride": (lambda size: windows.make_windows(VALUES, 10, size), NEVER),
    "windows.make_windows, rate": (lambda size: windows.make_windows(VALUES, 10, 1, size), NEVER + TOO_MANY),
    "windows.windows_and_targets, stride": (
        lambda size: windows.windows_and_targets(VALUES, VALUES, 10, 1, size),
        NEVER,
    ),
    "windows.windows_and_targets, rate": (
        lambda size: windows.windows_and_targets(VALUES, VALUES, 10, 1, 1, size),
        NEVER + TOO_MANY,
    ),
    "windows.rows_and_targets": (lambda size: windows.rows_and_targets(VALUES, VALUES, size), NEVER + TOO_MANY),
    "windows.window_count": (lambda size: windows.window_count(size, 10), NEVER),
    "windows.window_count, length": (lambda size: windows.window_count(40, size), NEVER),
    "windows.window_count, horizon": (
        lambda size: windows.window_count(40, 10, 1, 1, size),
        [-1, 2.5, True, "3", None],
    ),
    "feeder.feed_windows": (lambda size: feeder.feed_windows(VALUES, VALUES, size), NEVER + TOO_MANY),
    "feeder.feed_windows, stride": (lambda size: feeder.feed_windows(VALUES, VALUES, 10, 1, size), NEVER),
    "feeder.feed_windows, batch": (lambda size: feeder.feed_windows(VALUES, VALUES, 10, batch_size=size), NEVER),
    "cuts.cuts_svg, length": (lambda size: cuts.cuts_svg(VALUES, size), NEVER + TOO_MANY),
    "cuts.cuts_svg, stride": (lambda size: cuts.cuts_svg(VALUES, 10, size), NEVER + TOO_MANY),
    "cuts.cuts_svg, rate": (lambda size: cuts.cuts_svg(VALUES, 10, 1, size), [*NEVER, 4]),
    "cuts.cuts_svg, values": (lambda values: cuts.cuts_svg(values, 10), [[], range(39)]),
    "cuts.cuts_words": (lambda size: cuts.cuts_words(VALUES, 10, 1, 1, size), NEVER + TOO_MANY),
    "cuts.show_cuts": (lambda size: cuts.show_cuts(VALUES, size), NEVER + TOO_MANY),
    "sliders.cut_panel": (lambda size: sliders.cut_panel(VALUES, size), NEVER + TOO_MANY),
    "datasets.weather_log, stations": (datasets.weather_log, NEVER + TOO_MANY),
    "datasets.weather_log, hours": (lambda size: datasets.weather_log(8, size), NEVER + TOO_MANY),
    "datasets.address_codes, stations": (datasets.address_codes, NEVER + TOO_MANY),
    "datasets.address_codes, features": (lambda size: datasets.address_codes(8, 5, size), NEVER + TOO_MANY),
    "datasets.rain_log": (datasets.rain_log, NEVER + TOO_MANY),
    "datasets.churn_histories": (datasets.churn_histories, NEVER + TOO_MANY),
    "datasets.flat_file, block": (datasets.flat_file, [5, [1, 2], np.zeros((4, 5))]),
    "datasets.flat_file, order": (lambda order: datasets.flat_file(BLOCK, order), ["by hour", 0, None]),
    "pictures.show_figure": (lambda words: pictures.show_figure(None, words), ["", " "]),
    "sliders.block_panel": (lambda size: sliders.block_panel((8, 5, size)), NEVER),
    "sliders.break_panel": (lambda size: sliders.break_panel(3, size), NEVER + TOO_MANY),
    "sliders.map_panel": (sliders.map_panel, [-1, 2.5, True, "3", None, 60]),
    "sliders.fold_panel": (sliders.fold_panel, NEVER + TOO_MANY),
    "flow_sliders.stack": (lambda size: flow_sliders.stack(size, *[False] * 3, "nothing", "Dense"), [*NEVER, 4]),
    "flow_sliders.stack, before": (lambda name: flow_sliders.stack(1, *[False] * 3, name, "Dense"), ["LSTM", 0, None]),
    "flow_sliders.stack, after": (lambda name: flow_sliders.stack(1, *[False] * 3, "Dense", name), ["LSTM", 0, None]),
    "flow_sliders.flow_panel": (flow_sliders.flow_panel, [*NEVER, 4]),
    "flow_sliders.show_stack": (flow_sliders.show_stack, [*NEVER, 4]),
    "padding.placed": (lambda size: padding.placed(4, size), NEVER + TOO_MANY),
    "padding.placed, length": (lambda size: padding.placed(size, 8), NEVER + TOO_MANY),
    "padding.padding_svg": (padding.padding_svg, [*NEVER, 15]),
    "padding.padding_svg, padding": (lambda side: padding.padding_svg(8, side), ["front", 0, None]),
    "padding.padding_words": (lambda side: padding.padding_words(8, "pre", side), ["front", 0, None]),
    "padding.show_padding": (padding.show_padding, [*NEVER, 15]),
    "padding_sliders.padding_panel": (padding_sliders.padding_panel, [*NEVER, 15]),
    "turns.turn_svg": (lambda size: turns.turn_svg(size, 10, 3), [-1, 2.5, True, "3", None, 13]),
    "turns.turn_svg, timesteps": (lambda size: turns.turn_svg(3, size, 3), [*NEVER, 11]),
    "turns.turn_words": (lambda size: turns.turn_words(3, 10, size), [*NEVER, 4]),
    "turns.show_turn": (turns.show_turn, [-1, 2.5, True, "3", None, 13]),
    "turns.turn_panel": (lambda size: turns.turn_panel(3, 10, size), [*NEVER, 4]),
    "sliders.window_panel": (lambda size: sliders.window_panel(VALUES, size), NEVER + TOO_MANY),
    "sliders.window_panel, values": (sliders.window_panel, [[], [1, 2, 3]]),
}


@pytest.mark.parametrize("name", SIZES)
def test_a_size_that_makes_no_sense_gives_one_clear_sentence(name):
    call, values = SIZES[name]
    for value in values:
        with pytest.raises(ValueError) as caught:
            call(value)
        sentence = str(caught.value)
        assert "\n" not in sentence, sentence
        assert sentence.endswith("."), sentence
        assert 20 < len(sentence) < 160, sentence
        assert not sentence.startswith(("cannot", "could not", "operands", "invalid")), f"NumPy's words: {sentence}"


@pytest.mark.parametrize(
    "module",
    [
        axes,
        cuts,
        datasets,
        feeder,
        flow_sliders,
        maps,
        padding,
        padding_sliders,
        pictures,
        sliders,
        turns,
        verdicts,
        windows,
    ],
)
def test_every_public_function_that_takes_a_size_is_in_the_list(module):
    without_sizes = {
        "axes.count", "axes.probe", "datasets.cropped_digits", "datasets.eeg_recording", "datasets.newest_first_table", "datasets.price_table",
        "flow_sliders.flow_verdict", "flow_sliders.made", "pictures.show", "pictures.window_words", "verdicts.verdict_words",
    }  # fmt: skip
    home = module.__name__.removeprefix("helpers.")
    public = {
        f"{home}.{name}"
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", "") == module.__name__ and name[0].islower()
    }
    reports = {"flow_sliders.flow_report", "padding_sliders.padding_report", "turns.turn_report"} | {
        f"sliders.{name}" for name in ("block_report", "break_report", "map_report", "fold_report")
    }
    assert public - without_sizes - reports - {name.split(",")[0] for name in SIZES} == set()


def test_the_picture_of_a_label_escapes_what_a_page_would_read_as_markup():
    assert "&lt;b&gt; &amp;" in str(drawing.text(0, 0, "<b> &"))
    assert 'aria-label="&quot;&lt;"' in drawing.picture(1, 1, [], '"<')


def test_the_panels_are_public():
    names = ("block", "break", "cut", "flow", "fold", "map", "padding", "turn", "window")
    assert {f"{name}_panel" for name in names} <= set(helpers.__all__)
