"""Slider panels: whole strings at every corner, wiring, and one sentence for sizes that make no sense."""

import re
from html import unescape
from xml.etree import ElementTree

import ipywidgets
import numpy as np
import pytest
from tools import corners
from tools.images import unfolded, words_of_svg
from traitlets import TraitError

import helpers
from helpers import datasets
from helpers.panels import card, flow, sliders
from helpers.panels import motion as motion_panels
from helpers.panels import padding as padding_panels
from helpers.panels import targets as target_panels
from helpers.panels import turns as turn_panels
from helpers.pictures import blocks, breaks, cuts, motion, padding, sizes, targets, turns
from helpers.pictures import windows as strips
from lstm_shapes import axes
from lstm_shapes.drawing import kit
from lstm_shapes.drawing.verdicts import VERDICTS, WRONG, verdict_words

VALUES = datasets.price_table()["close"].to_numpy()
PANELS = {
    "block": (lambda: sliders.block_panel(), sliders.block_report),
    "break": (lambda: sliders.break_panel(), sliders.break_report),
    "motion": (lambda: motion_panels.motion_panel(), motion_panels.motion_report),
    "flow": (lambda: flow.flow_panel(), flow.flow_report),
    "padding": (lambda: padding_panels.padding_panel(), padding_panels.padding_report),
    "targets": (lambda: target_panels.targets_panel(), target_panels.targets_report),
    "turn": (lambda: turn_panels.turn_panel(), turn_panels.turn_report),
    "window": (lambda: sliders.window_panel(VALUES), corners.window_report),
    "cut": (lambda: sliders.cut_panel(VALUES), corners.cut_report),
}
BLOCK = np.zeros((4, 5, 3))
TARGETS = ("one number", False, "Dense(1)", "mse", "(100,)")


@pytest.fixture(scope="module")
def stored():
    return corners.stored()


def test_every_corner_is_stored_and_nothing_else(stored):
    assert list(stored) == list(corners.corners())


def test_the_sliders_answer_the_questions_as_the_readme_tells_the_lecturer():
    start = (100, 20, 3)
    for moved, says in [
        ((200, 20, 3), "Nothing in the model changed."),
        ((100, 40, 3), "Input of the model changed too."),
        ((100, 20, 6), "Input and weights of the model changed too."),
    ]:
        assert says in sliders.block_report(*moved, before=start)
    for axes_of_the_data, timesteps, features, says in [
        (2, 30, 3, "RAISES"),
        (3, 30, 3, "RUNS, WRONG"),
        (2, 30, 2, "RAISES"),
        (2, 20, 3, "RAISES"),
        (3, 20, 3, "FITS"),
    ]:
        assert says in sliders.break_report(axes_of_the_data, 100, timesteps, features, True, False)
    assert "RAISES" in sliders.break_report(2, 60, 30, 3, True, False)
    folded = motion_panels.motion_report(20, 3, 8, 20, "hour by hour")
    assert "step 2, feature 2" in folded and "on the left every value finds its place" in folded
    assert "NumPy accepts it" in motion_panels.motion_report(12, 5, 8, 20, "hour by hour")
    assert "on the right every value finds its place" in motion_panels.motion_report(20, 3, 8, 20, "sensor by sensor")


def test_the_longest_window_before_day_13_is_the_one_of_the_lesson():
    reached = [
        (length, first)
        for length in range(1, strips.LONGEST + 1)
        for first in range(strips.LAST + 1)
        if f"y[{first}]     day 13," in corners.window_report(length, first, 0)
    ]
    assert max(reached) == (13, 0)
    assert "1,047 - 13 = 1,034" in corners.window_report(13, 0, 0)


def corners_of(report):
    return [name for name in corners.corners() if name.startswith(report)]


REPORTS = sorted({name.split("(")[0] for name in corners.corners()})


@pytest.mark.parametrize("report", REPORTS)
def test_a_panel_shows_at_every_corner_what_is_stored(stored, report):
    other = [name for name in corners_of(report) if corners.shown(name) != stored.get(name)]
    assert other == [], "look at both, then run `python tests/tools/corners.py`"


@pytest.mark.parametrize("report", REPORTS)
def test_every_corner_has_one_labelled_picture_and_words(stored, report):
    for name in corners_of(report):
        assert stored[name].count("<svg ") == stored[name].count('role="img"') == 1, name
        assert 'aria-label="' in stored[name], name
        assert stored[name].count('aria-live="polite"') == 1, name
        assert any(f">{sign}</div>" in stored[name] for sign, _, _ in VERDICTS.values()), name


def other_values(control):
    """Values to move a control to, the last one other than where it stands now."""
    if isinstance(control, card.NamedSlider):
        return [control.min, control.max] if control.value == control.min else [control.max, control.min]
    values = [value for _, value in control.options]
    return [
        *(value for value in values if value == control.value),
        *(value for value in values if value != control.value),
    ]


@pytest.mark.parametrize("name", PANELS)
def test_moving_a_control_shows_exactly_what_the_callback_returns(name):
    make, report = PANELS[name]
    panel = make()
    assert panel.drawn.value == report(*panel.values, before=None)
    for control in panel.controls:
        for value in other_values(control):
            before, picture = panel.values, panel.drawn.value
            control.value = value
            if before == panel.values:
                assert panel.drawn.value == picture
                continue
            assert panel.drawn.value == report(*panel.values, before=before)
            if name not in ("break", "flow", "motion", "targets"):
                assert panel.drawn.value != picture


@pytest.mark.parametrize("name", PANELS)
def test_a_slider_clips_what_is_out_of_range(name):
    panel = PANELS[name][0]()
    for slider in [control for control in panel.controls if isinstance(control, card.NamedSlider)]:
        slider.value = slider.max + 50
        assert slider.value == slider.max
        slider.value = slider.min - 50
        assert slider.value == slider.min
    assert "<svg" in panel.drawn.value


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_moved_500_times_makes_no_widget(name):
    panel = PANELS[name][0]()
    control = panel.controls[0]
    values = [value for _, value in control.options] if isinstance(control, card.NamedChoice) else None
    values = values or range(control.min, control.max + 1)
    count = len(ipywidgets.widgets.widget._instances)
    assert count > 2
    for step in range(500):
        control.value = values[step % len(values)]
    assert len(ipywidgets.widgets.widget._instances) == count


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_is_one_output_in_two_dresses_with_one_picture_and_the_same_words(name):
    panel = PANELS[name][0]()
    bundle = panel._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    live, closing, words = panel.drawn.value.partition("</svg>")
    stored = bundle["text/html"]
    assert stored.count("<img ") == 1 and "<svg" not in stored and "class=" not in stored.replace('class="card-', "")
    assert re.findall("<(?:path|rect|text)", unfolded(stored)) == re.findall("<(?:path|rect|text)", live)
    assert words_of_svg(live + closing) == words_of_svg(unfolded(stored))
    assert words in stored and panel.question in stored
    assert bundle["text/plain"].startswith(panel.question)
    spoken = " ".join(re.sub("<[^>]+>", " ", stored).split())
    assert " ".join(re.sub("[:] ", " ", bundle["text/plain"]).split()) in unescape(spoken).replace(": ", " ")


def test_a_choice_that_is_not_there_is_refused_with_its_values():
    choice = card.NamedChoice(description="model", options=[["Sequential", False], ["functional", True]])
    with pytest.raises(TraitError, match=r"model must be one of \[False, True\]; got 'GRU'\."):
        choice.value = "GRU"


def test_the_block_panel_says_what_stays_and_what_the_last_move_has_changed():
    panel = sliders.block_panel((100, 20, 3))
    said = {}
    for place, name in enumerate(("samples", "timesteps", "features")):
        panel.controls[place].value += 1
        said[name] = panel.drawn.value
        assert f"{name.upper()} CHANGED" in said[name]
    assert [said[name].count("unchanged") for name in said] == [2, 1, 0]
    assert "Nothing in the model changed." in said["samples"]
    assert "Input of the model changed too." in said["timesteps"]
    assert "Input and weights of the model changed too." in said["features"]
    assert "LSTM(50): 10,800 → LSTM(50): 11,000" in said["features"]
    assert "CHANGED" not in sliders.block_report(100, 20, 3)


@pytest.mark.parametrize("order", motion.ORDERS)
@pytest.mark.parametrize(("timesteps", "features"), [(20, 3), (10, 6), (3, 20), (60, 1), (1, 60)])
def test_every_column_lands_where_numpy_puts_it(timesteps, features, order):
    row = np.arange(60).reshape(1, 60)
    folded = row.reshape(1, timesteps, features)[0]
    turned = row.reshape(1, features, timesteps).transpose(0, 2, 1)[0]
    for column in range(60):
        both = motion.landings(column, timesteps, features)
        assert [block[place] for block, place in zip((folded, turned), both, strict=True)] == [column] * 2
    truth = datasets.flat_file(datasets.address_codes(1), order)
    right = datasets.address_codes(1)[0]
    ways = (truth.reshape(1, 20, 3)[0], truth.reshape(1, 3, 20).transpose(0, 2, 1)[0])
    assert motion.in_place(20, 3, order) == tuple(int((way == right).sum()) for way in ways)


@pytest.mark.parametrize(("timesteps", "features"), [(20, 4), (8, 7), (60, 60), (1, 1), (20, 3), (3, 20)])
def test_the_motion_panel_raises_with_the_words_of_numpy_or_not_at_all(timesteps, features):
    shown = motion_panels.motion_report(timesteps, features, 0, 20, motion.ORDERS[0])
    try:
        np.zeros((100, 60)).reshape(100, timesteps, features)
        assert "RAISES" not in shown
    except ValueError as error:
        assert "RAISES" in shown and str(error) in shown


def test_at_the_beginning_no_box_has_landed_and_at_the_end_every_one_has():
    def landed(travel):
        return motion.motion_svg(20, 3, 0, travel, motion.ORDERS[0]).count(f"h{13}v5.3h-{13}z")

    assert landed(0) == 0
    assert 0 < landed(9) < landed(20) == 120


def digits_in(drawn):
    """Return the digits that stand in boxes, each as (x, y, digit): one element holds those of many boxes."""
    found = []
    for element in ElementTree.fromstring(drawn).iter():
        if element.tag.endswith("text") and element.text.isdigit() and element.get("fill") != kit.INK:
            places = (map(float, element.get(side).split()) for side in "xy")
            found += zip(*places, element.text, strict=True)
    return found


@pytest.mark.parametrize(("length", "first"), [(10, 3), (1, 0), (15, 9), (2, 5), (12, 0)])
def test_a_window_begins_in_the_curve_and_at_the_end_its_row_holds_its_days(length, first):
    ways = [strips.windows_svg(VALUES, length, first, travel) for travel in range(21)]
    assert len(set(ways)) == 21
    assert strips.windows_svg(VALUES, length, first) == ways[20]
    lines = {}
    for x, y, digit in sorted(digits_in(ways[20])):
        lines.setdefault(y, []).append((x, digit))
    rows = [lines[y] for y in sorted(lines)]
    days = "".join(map(str, range(first, first + length + 1)))  # the window's, then that of its target
    assert "".join(digit for _, digit in rows[first]) == days
    assert len(rows) == first + 1
    earlier = {y for _, y, _ in digits_in(ways[0])}
    assert len(earlier) == first, "at the start its own row is empty"


@pytest.mark.parametrize("report", ["cut_report", "padding_report", "targets_report", "turn_report", "window_report"])
def test_no_line_of_text_leaves_its_picture_and_the_card_keeps_its_height(report):
    heights = set()
    for name in corners_of(report):
        drawn, _, words = corners.shown(name).partition("</svg>")
        root = ElementTree.fromstring(drawn + "</svg>")
        for element in root.iter():
            if not element.tag.endswith("text"):
                continue
            size, places = float(element.get("font-size")), list(map(float, element.get("x").split()))
            assert size >= 12, (name, element.text)
            broad = kit.wide(element.text, size, element.get("font-weight")) if len(places) == 1 else size
            share = {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor")]
            assert min(places) - share * broad >= -1, (name, element.text)
            assert max(places) + (1 - share) * broad <= float(root.get("width")) + 1, (name, element.text)
        *facts, verdict = card.words_of(f"</svg>{words}").splitlines()
        # A narrow page of 400 px breaks a line after some 31 letters of the facts, and after 21 of the verdict.
        assert len(verdict.partition(": ")[2]) <= 42, verdict
        heights.add((root.get("height"), *(1 + (len(fact) > 31) for fact in facts)))
    assert len(heights) == 1, heights


@pytest.mark.parametrize("padded", padding.SIDES)
@pytest.mark.parametrize("truncated", padding.SIDES)
def test_the_padding_picture_has_every_month_once_and_a_box_for_every_step(padded, truncated):
    for maxlen in range(1, padding.MOST + 1):
        empty, lost = padding.padded_and_lost(maxlen, padded, truncated)
        read, skipped = (padding.padding_svg(maxlen, padded, truncated, mask) for mask in (False, True))
        months = "".join(str(month) for length in padding.LENGTHS for month in range(length))
        for drawn in (read, skipped):
            assert sorted(digit for _, _, digit in digits_in(drawn)) == sorted(months)
        assert (read.count(">-1<"), skipped.count(">-1<")) == (empty, 0)
        cut = sum(length > maxlen for length in padding.LENGTHS)
        assert read.count(f'stroke="{WRONG}"') == cut + 1  # and one that says what it means
        assert sum(padding.LENGTHS) + empty == 5 * maxlen + lost


NEVER = [0, -1, 2.5, True, "3", None]
TOO_MANY = [10**9]
SIZES = {
    # name: (a call with one size, the values that make no sense for it)
    "axes.whole_number": (lambda size: axes.whole_number(size, "timesteps", most=60), NEVER + TOO_MANY),
    "pictures.sizes.block_shape": (lambda size: sizes.block_shape((8, size, 3)), NEVER),
    "pictures.sizes.describe_shape": (lambda size: sizes.describe_shape((size, 5, 3)), NEVER),
    "pictures.sizes.lstm_weights, units": (lambda size: sizes.lstm_weights(size, 3), NEVER),
    "pictures.sizes.lstm_weights, features": (lambda size: sizes.lstm_weights(50, size), NEVER),
    "pictures.sizes.fold_choices": (sizes.fold_choices, NEVER + TOO_MANY),
    "pictures.blocks.block_svg, samples": (lambda size: blocks.block_svg((size, 5, 3)), NEVER + TOO_MANY),
    "pictures.blocks.block_svg, timesteps": (lambda size: blocks.block_svg((8, size, 3)), NEVER + TOO_MANY),
    "pictures.blocks.block_svg, features": (lambda size: blocks.block_svg((8, 5, size)), NEVER + TOO_MANY),
    "pictures.blocks.show_block": (lambda size: blocks.show_block((8, 5, size)), NEVER + TOO_MANY),
    "pictures.breaks.break_svg, axes": (lambda size: breaks.break_svg(size, 100, 20, 3), [*NEVER, 1, 5]),
    "pictures.breaks.break_svg, samples": (lambda size: breaks.break_svg(3, size, 20, 3), NEVER + TOO_MANY),
    "pictures.breaks.break_svg, timesteps": (lambda size: breaks.break_svg(3, 100, size, 3), NEVER + TOO_MANY),
    "pictures.breaks.break_svg, features": (lambda size: breaks.break_svg(2, 100, 20, size), NEVER + TOO_MANY),
    "pictures.windows.windows_svg, length": (lambda size: strips.windows_svg(VALUES, size, 0), [*NEVER, 16]),
    "pictures.windows.windows_svg, first": (
        lambda size: strips.windows_svg(VALUES, 10, size),
        [-1, 2.5, True, "3", None, 10],
    ),
    "pictures.windows.windows_svg, travel": (
        lambda size: strips.windows_svg(VALUES, 10, 0, size),
        [-1, 2.5, True, "3", None, 21],
    ),
    "pictures.windows.windows_svg, values": (lambda values: strips.windows_svg(values, 10, 0), [[], range(24), BLOCK]),
    "pictures.windows.one_axis": (strips.one_axis, [[], [1, 2], BLOCK]),
    "pictures.motion.landings": (motion.landings, [-1, 2.5, True, "3", None, 60]),
    "pictures.motion.landings, timesteps": (lambda size: motion.landings(0, size), [*NEVER, 61]),
    "pictures.motion.in_place": (lambda size: motion.in_place(20, size, "hour by hour"), [*NEVER, 61]),
    "pictures.motion.motion_svg": (lambda size: motion.motion_svg(20, size, 0, 0, "hour by hour"), [*NEVER, 61]),
    "pictures.motion.motion_svg, column": (
        lambda size: motion.motion_svg(20, 3, size, 0, "hour by hour"),
        [-1, 2.5, True, "3", None, 60],
    ),
    "pictures.motion.motion_svg, travel": (
        lambda size: motion.motion_svg(20, 3, 0, size, "hour by hour"),
        [-1, 2.5, True, "3", None, 21],
    ),
    "pictures.motion.motion_svg, order": (lambda order: motion.motion_svg(20, 3, 0, 0, order), ["by hour", 0, None]),
    "pictures.motion.motion_words": (
        lambda size: motion.motion_words(20, 3, size, "hour by hour"),
        [-1, 2.5, True, "3", None, 60],
    ),
    "pictures.motion.true_places": (motion.true_places, ["by hour", 0, None]),
    "pictures.breaks.data_shape, axes": (lambda size: breaks.data_shape(size, 100, 20, 3), [*NEVER, 1, 5]),
    "pictures.breaks.data_shape, samples": (lambda size: breaks.data_shape(3, size, 20, 3), NEVER + TOO_MANY),
    "pictures.breaks.first_fit": (lambda size: breaks.first_fit((100, size, 3)), NEVER),
    "pictures.breaks.first_fit, axes": (lambda count: breaks.first_fit((5,) * count), [0, 1, 5]),
    "pictures.sizes.window_count": (lambda size: sizes.window_count(size, 10), NEVER),
    "pictures.sizes.window_count, length": (lambda size: sizes.window_count(40, size), NEVER),
    "pictures.sizes.window_count, horizon": (
        lambda size: sizes.window_count(40, 10, 1, 1, size),
        [-1, 2.5, True, "3", None],
    ),
    "pictures.cuts.cuts_svg, length": (lambda size: cuts.cuts_svg(VALUES, size), NEVER + TOO_MANY),
    "pictures.cuts.cuts_svg, stride": (lambda size: cuts.cuts_svg(VALUES, 10, size), NEVER + TOO_MANY),
    "pictures.cuts.cuts_svg, rate": (lambda size: cuts.cuts_svg(VALUES, 10, 1, size), [*NEVER, 4]),
    "pictures.cuts.cuts_svg, values": (lambda values: cuts.cuts_svg(values, 10), [[], range(39)]),
    "pictures.cuts.cuts_words": (lambda size: cuts.cuts_words(VALUES, 10, 1, 1, size), NEVER + TOO_MANY),
    "pictures.cuts.cut_facts": (lambda size: cuts.cut_facts(VALUES, 10, size, 1, 1), NEVER + TOO_MANY),
    "panels.sliders.cut_panel": (lambda size: sliders.cut_panel(VALUES, size), NEVER + TOO_MANY),
    "datasets.weather_log, stations": (datasets.weather_log, NEVER + TOO_MANY),
    "datasets.weather_log, hours": (lambda size: datasets.weather_log(8, size), NEVER + TOO_MANY),
    "datasets.address_codes, stations": (datasets.address_codes, NEVER + TOO_MANY),
    "datasets.address_codes, features": (lambda size: datasets.address_codes(8, 5, size), NEVER + TOO_MANY),
    "datasets.rain_log": (datasets.rain_log, NEVER + TOO_MANY),
    "datasets.churn_histories": (datasets.churn_histories, NEVER + TOO_MANY),
    "datasets.flat_file, block": (datasets.flat_file, [5, [1, 2], np.zeros((4, 5))]),
    "datasets.flat_file, order": (lambda order: datasets.flat_file(BLOCK, order), ["by hour", 0, None]),
    "pictures.blocks.show_figure": (lambda words: blocks.show_figure(None, words), ["", " "]),
    "panels.sliders.block_panel": (lambda size: sliders.block_panel((8, 5, size)), NEVER),
    "panels.sliders.break_panel": (lambda size: sliders.break_panel(3, size), NEVER + TOO_MANY),
    "panels.motion.motion_panel": (motion_panels.motion_panel, [*NEVER, 61]),
    "panels.flow.stack": (lambda size: flow.stack(size, *[False] * 3, "nothing", "Dense"), [*NEVER, 4]),
    "panels.flow.stack, before": (lambda name: flow.stack(1, *[False] * 3, name, "Dense"), ["LSTM", 0, None]),
    "panels.flow.stack, after": (lambda name: flow.stack(1, *[False] * 3, "Dense", name), ["LSTM", 0, None]),
    "panels.flow.flow_panel": (flow.flow_panel, [*NEVER, 4]),
    "pictures.padding.placed": (lambda size: padding.placed(4, size), NEVER + TOO_MANY),
    "pictures.padding.placed, length": (lambda size: padding.placed(size, 8), NEVER + TOO_MANY),
    "pictures.padding.padding_svg": (padding.padding_svg, [*NEVER, 15]),
    "pictures.padding.padding_svg, padding": (lambda side: padding.padding_svg(8, side), ["front", 0, None]),
    "pictures.padding.padding_words": (lambda side: padding.padding_words(8, "pre", side), ["front", 0, None]),
    "pictures.padding.padding_facts": (padding.padding_facts, [*NEVER, 15]),
    "pictures.padding.padded_and_lost": (padding.padded_and_lost, [*NEVER, 15]),
    "panels.padding.padding_verdict": (
        lambda size: padding_panels.padding_verdict(size, "pre", "pre", True),
        [*NEVER, 15],
    ),
    "panels.padding.padding_panel": (padding_panels.padding_panel, [*NEVER, 15]),
    **{
        f"{home}.{call.__name__}, {what}": (
            lambda value, call=call, place=place: call(*TARGETS[:place], value, *TARGETS[place + 1 :]),
            ["nothing", 0, None],
        )
        for home, calls in (
            ("panels.targets", [target_panels.targets_panel]),
            (
                "pictures.targets",
                [
                    targets.pairs,
                    targets.state_of,
                    targets.targets_facts,
                    targets.targets_svg,
                    targets.targets_verdict,
                    targets.targets_words,
                ],
            ),
        )
        for call in calls
        for place, what in ((0, "task"), (2, "last"), (3, "loss"), (4, "y"))
    },
    "pictures.turns.turn_svg": (lambda size: turns.turn_svg(size, 10, 3), [-1, 2.5, True, "3", None, 13]),
    "pictures.turns.turn_svg, timesteps": (lambda size: turns.turn_svg(3, size, 3), [*NEVER, 11]),
    "pictures.turns.turn_words": (lambda size: turns.turn_words(3, 10, size), [*NEVER, 4]),
    "pictures.turns.whole_sizes": (lambda size: turns.whole_sizes(3, size, 3), [*NEVER, 11]),
    "pictures.turns.turn_facts": (lambda size: turns.turn_facts(size, 10, 3), [-1, 2.5, True, "3", None, 13]),
    "pictures.turns.turn_verdict": (lambda size: turns.turn_verdict(3, 10, size), [*NEVER, 4]),
    "panels.turns.turn_panel": (lambda size: turn_panels.turn_panel(3, 10, size), [*NEVER, 4]),
    "panels.sliders.window_panel": (lambda size: sliders.window_panel(VALUES, size), NEVER + TOO_MANY),
    "panels.sliders.window_panel, values": (sliders.window_panel, [[], [1, 2, 3]]),
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
        blocks,
        breaks,
        cuts,
        datasets,
        flow,
        motion,
        motion_panels,
        padding,
        padding_panels,
        sizes,
        sliders,
        strips,
        target_panels,
        targets,
        turn_panels,
        turns,
    ],
)
def test_every_public_function_that_takes_a_size_is_in_the_list(module):
    without_sizes = {
        "axes.any_for_none", "axes.count", "datasets.cropped_digits", "datasets.eeg_recording", "datasets.newest_first_table", "datasets.price_table",
        "panels.flow.flow_verdict", "panels.flow.made", "panels.sliders.marked", "pictures.breaks.wanted",
        "pictures.windows.curve", "pictures.windows.dots", "pictures.windows.ring", "pictures.windows.window_facts",
        "pictures.windows.window_words",
    }  # fmt: skip
    home = module.__name__.partition(".")[2]
    public = {
        f"{home}.{name}"
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", "") == module.__name__ and name[0].islower()
    }
    reports = {
        "panels.flow.flow_report",
        "panels.motion.motion_report",
        "panels.padding.padding_report",
        "panels.targets.targets_report",
        "panels.turns.turn_report",
    } | {f"panels.sliders.{name}" for name in ("block_report", "break_report")}
    assert public - without_sizes - reports - {name.split(",")[0] for name in SIZES} == set()


def test_the_picture_of_a_label_escapes_what_a_page_would_read_as_markup():
    assert "&lt;b&gt; &amp;" in str(kit.text(0, 0, "<b> &"))
    assert 'aria-label="&quot;&lt;"' in kit.picture(1, 1, [], '"<')


def test_the_panels_are_public():
    names = ("block", "break", "cut", "flow", "motion", "padding", "targets", "turn", "window")
    assert {f"{name}_panel" for name in names} <= set(helpers.__all__)


@pytest.mark.parametrize("functional", [False, True])
@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("axes", [2, 3, 4])
def test_the_break_picture_shows_the_verdict_and_what_does_not_fit(axes, declared, functional):
    for timesteps, features in [(20, 3), (30, 3), (12, 3), (20, 6), (20, 1), (60, 6), (1, 1), (200, 200)]:
        drawn = breaks.break_svg(axes, 100, timesteps, features, declared, functional)
        words = words_of_svg(drawn)
        shape = breaks.data_shape(axes, 100, timesteps, features)
        verdict = breaks.first_fit(shape, declared, functional)
        shown = sliders.break_report(axes, 100, timesteps, features, declared, functional)
        assert card.words_of(shown).splitlines()[-1] == verdict_words(verdict)
        down, across = (1, shape[1]) if axes == 2 else shape[1:3]
        slot = declared or functional
        assert drawn.count(f'stroke="{WRONG}"') == slot * ((across != 3) + (down != 20))
        assert drawn.count('stroke-dasharray="7 5"') == slot * ((across < 3) + (down < 20))
        assert any("nothing declared" in one for one in words) == (not slot)
        if slot and axes == 3 and max(timesteps, features) < 100:
            said = [one for one in words if "too many" in one or "missing" in one]
            assert len(said) == (down != 20) + (across != 3)
