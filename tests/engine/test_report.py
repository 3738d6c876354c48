"""A diagnosis as text and as HTML: what is shown, in which order, and what a page must not read as markup."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from IPython.lib.pretty import pretty
from tools.images import unfolded

from lstm_shapes.drawing import compare
from lstm_shapes.drawing.compare import MISSING, compare_svg, compared
from lstm_shapes.drawing.kit import wide
from lstm_shapes.drawing.laid import laid_svg
from lstm_shapes.drawing.verdicts import VERDICTS
from lstm_shapes.explaining import explain
from lstm_shapes.messages.glossary import meanings, parted
from lstm_shapes.repair.fixes import Fix
from lstm_shapes.report import text as as_words
from lstm_shapes.report.records import Diagnosis, Finding
from lstm_shapes.report.text import LEVELS

SENTENCE = "x has 2 axes, (100, 60); the timesteps are laid flat in its 60 columns."
REASON = "The model declares (20, 3) for one sample."
BY_HOUR = Fix("x = x.reshape(len(x), 20, 3)", "depends on your data", "Hour by hour?", print)
BY_SENSOR = Fix("x = x.reshape(len(x), 3, 20).transpose(0, 2, 1)", "depends on your data", "Sensor by sensor?", print)
SURE = Fix("x = x[:1]", "sure", "", print)
MESSAGE = (
    "Exception encountered when calling Sequential.call().\n\n"
    "Input 0 of layer 'lstm' is incompatible with the layer: "
    "expected ndim=3, found ndim=2. Full shape received: (None, 60)"
)


def finding(cause="flattened-steps", level="raises", sentence=SENTENCE, reason=REASON, fixes=(), instead=False):
    return Finding(cause, level, sentence, reason, tuple(fixes), instead, lambda drafts: drafts)


def flat(*fixes, message="", others=()):
    return Diagnosis([finding(fixes=fixes), *others], message, (None, 20, 3), (100, 60))


def plainly(page):
    """Return the words of a page, with one space between them."""
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def unfolded_only(page):
    """Return a page without what is folded in it."""
    whole = ElementTree.fromstring(page)
    for parent in list(whole.iter()):
        for child in list(parent):
            if child.tag == "details":
                parent.remove(child)
    return ElementTree.tostring(whole, encoding="unicode")


def both(diagnosis):
    return str(diagnosis), re.sub("<[^>]+>", " ", diagnosis._repr_html_())


# Text ------------------------------------------------------------------------------------------------------


def test_the_text_gives_sentence_reason_fix_and_lesson_in_this_order():
    assert str(flat(SURE)) == (
        "RAISES: x has 2 axes, (100, 60); the timesteps are laid flat in its 60 columns.\n\n"
        "why: The model declares (20, 3) for one sample.\n\n"
        "fix: sure\n\n    x = x[:1]\n\n"
        "x and y stand for your arrays; validation data, test data and what you predict need the\n"
        "same lines.\n\n"
        "taught in: 02_broken_shape, section 2.1 One flat file"
    )


def test_a_second_fault_is_one_line_above_the_repairs_and_a_harmless_thing_is_none():
    page = flat(SURE, others=[finding(sentence="A second fault."), finding(sentence="A third one.")])._repr_html_()
    then = page.index("Repair this first; then:")
    assert page.index("Why:") < then < page.index("A second fault. And 1 more, below.") < page.index(SURE.code)
    assert page.count(" role=") == 1  # several faults are not several cards
    harmless = flat(SURE, others=[finding(level="harmless", sentence="Keras drops it.")])._repr_html_()
    assert "Repair this first; then" not in harmless
    assert "Keras drops it." in harmless


def test_nothing_found_is_one_sentence():
    assert str(Diagnosis(())) == "Nothing found: the shapes fit, and none of the faults that are known here was seen."
    assert plainly(Diagnosis(())._repr_html_()).startswith("✓ FITS Nothing found: the shapes fit")


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_a_word_and_in_html_a_sign_too(level):
    diagnosis = Diagnosis([finding(level=level)])
    assert str(diagnosis).startswith(f"{level.upper()}: ")
    sign, word, _ = VERDICTS[LEVELS[level]]
    assert word == {"silent": "RUNS, WRONG"}.get(level, level.upper())
    assert plainly(diagnosis._repr_html_()).startswith(f"{sign} {word} {SENTENCE}")
    assert f'aria-label="Diagnosis: {word.lower()}"' in diagnosis._repr_html_()
    assert "?" not in str(diagnosis)


def test_two_fixes_that_depend_on_the_data_are_shown_together_with_their_questions():
    text, page = str(flat(BY_HOUR, BY_SENSOR)), plainly(flat(BY_HOUR, BY_SENSOR)._repr_html_())
    for words in (text, page):
        assert "ix: one of these 2; the answer to its question decides." in words
        assert BY_HOUR.code in words
        assert BY_SENSOR.code in words
    for question in ("Hour by hour?", "Sensor by sensor?"):
        assert f"depends on your data: {question}" in text
        assert f"{question} DEPENDS ON YOUR DATA x = " in page


def test_a_sure_fix_comes_alone_and_the_others_are_told_of():
    text, page = both(flat(SURE, BY_HOUR))
    assert SURE.code in text
    assert BY_HOUR.code not in text
    assert "further fixes: 1" in text
    assert page.index(SURE.code) < page.index("Further fixes: 1") < page.index(BY_HOUR.code)


def test_no_more_than_three_fixes_are_open_at_once():
    many = [BY_HOUR._replace(code=f"x = {place}") for place in range(5)]
    first, others = as_words.ranked(many)
    assert (len(first), len(others)) == (3, 2)


def test_a_statement_in_the_place_of_a_question_is_not_made_one():
    words = "It repairs this fault; the next finding has to be repaired first."
    assert as_words.assurance(Fix("x", "depends on your data", words, print)) == words


def test_a_fix_that_was_not_tried_says_so_once():
    for text in both(flat(BY_HOUR._replace(apply=None), BY_SENSOR._replace(apply=None))):
        assert text.lower().count("not tried here") == 1
    for text in both(flat(BY_HOUR._replace(apply=None), BY_SENSOR)):
        assert " ".join(text.split()).count("Hour by hour? (not tried here)") == 1
    for text in both(flat(SURE)):
        assert "not tried" not in text
    checked = BY_HOUR._replace(tried="checked on shapes, not run")
    for text in both(flat(checked, BY_SENSOR)):
        assert " ".join(text.split()).count("Hour by hour? (checked on shapes, not run)") == 1
    for text in both(flat(checked, BY_SENSOR._replace(apply=None, tried="not run"))):
        assert [text.count(words) for words in ("(checked on shapes, not run)", "(not run)")] == [1, 1]
    for text in both(flat(checked._replace(confidence="sure", question=""))):
        assert text.lower().count("fix, checked on shapes, not run:") == 1


def test_a_fault_without_a_fix_says_so_and_what_is_harmless_does_not():
    assert "fix: no lines can be given here." in str(flat())
    assert "Fix: no lines can be given here." in plainly(flat()._repr_html_())
    for level in ("harmless", "cannot tell"):
        assert "fix" not in str(Diagnosis([finding(level=level)])).lower()


def test_what_raises_leads_before_what_is_harmless_and_the_order_of_the_others_stays():
    found = [
        finding("extra-axis", "harmless", "H."),
        finding("wrong-features", "raises", "R."),
        finding("", "silent", "S."),
    ]
    diagnosis = Diagnosis(found)
    assert str(diagnosis).startswith("RAISES: R.")
    assert re.search(r"Also found; repair the first one first:\n  HARMLESS: H\.\n  SILENT: S\.", str(diagnosis))
    page = unfolded_only(diagnosis._repr_html_())
    assert "Repair this first; then: RUNS, WRONG: S." in plainly(page)
    assert "H." not in page
    assert plainly(diagnosis._repr_html_()).index("HARMLESS: H.") > 0


def test_further_findings_are_one_line_each_and_at_most_four():
    text = str(flat(others=[finding(sentence=f"Fault {place}.") for place in range(6)]))
    assert "RAISES: Fault 3.\n  and 2 more, in .findings" in text
    assert "Fault 4" not in text


def test_another_reading_of_the_same_sizes_is_no_second_fault_and_brings_its_fix():
    other = finding("needs-windows", sentence="Or one long series.", fixes=[BY_SENSOR], instead=True)
    text, page = both(flat(BY_HOUR, others=[other]))
    for words in (text, page):
        assert "The same sizes fit another cause" in words
        assert "Or one long series." in words
        assert BY_SENSOR.code in words
        assert "Also found" not in words


def test_causes_that_fit_the_words_alone_are_numbered_each_with_question_and_lines():
    text, page = both(explain(MESSAGE))
    assert text.startswith("RAISES: The layer reads 3 axes and gets 2, (None, 60).\n\n8 causes fit these words")
    for words in (text, page):
        words = " ".join(words.split())
        assert words.count("The layer reads 3 axes and gets 2, (None, 60).") == 1
        assert "lstm_shapes.diagnose(model, x, y)" in words
        assert words.index("1. Each row is a whole sample") < words.index("x = x.reshape(len(x), 20, 3)")
        assert words.index("2. The data are a table") < words.index("x = x[:, np.newaxis, :]")
    assert plainly(page).startswith("✗ RAISES The layer reads 3 axes and gets 2, (None, 60). 8 causes fit these words")
    assert "SURE" not in page  # nothing was tried, and each of 8 causes may be the one
    assert "and 5 more, in .findings" in text
    assert "Further causes: 5" in page
    assert " 4. " in " ".join(page.split())


def test_what_repairs_x_is_needed_for_validation_data_too_and_what_changes_the_model_is_not():
    model_only = Fix("model.compile(optimizer='adam', loss='mse')", "sure", "", print)
    for fix, said in ((SURE, True), (model_only, False)):
        for text in both(flat(fix)):
            assert ("validation data, test data" in text) is said


def test_of_a_long_message_the_beginning_and_the_end_stay():
    for text in both(flat(message=f"First words. {'inputs and more ' * 100}\nLast words.")):
        assert "First words." in text
        assert "Last words." in text
        assert " … " in text
        assert text.count("inputs and more") < 60


def test_sentences_are_wrapped_at_88_letters_and_code_is_not():
    long = Fix("x = np.concatenate([" + ", ".join(["x[:, :10]"] * 12) + "])", "sure", "", print)
    words = "The model reads batches and each of them has the same number of axes. " * 4
    text = str(Diagnosis([finding(sentence=words, reason=words, fixes=[long])], MESSAGE))
    assert f"\n    {long.code}\n" in text
    assert all(len(line) <= 88 for line in text.splitlines() if long.code not in line)


@pytest.mark.parametrize("length", range(60, 90))
def test_a_shape_is_never_broken_over_two_lines(length):
    sentence = "x" * length + " (100, 20, 3) and so on."
    assert "(100, 20, 3)" in str(Diagnosis([finding(sentence=sentence)]))


def test_the_original_words_stay_in_view_and_are_explained():
    for text in both(flat(SURE, message=MESSAGE)):
        assert "expected ndim=3, found" in text
        assert "“ndim” is the number of axes: the layer reads 3, and 2 came." in text
        assert "any number of samples" in text
        assert "is the shape that reached the layer" in " ".join(text.split())


def test_a_very_long_message_is_cut_with_a_sign():
    text = str(flat(message=MESSAGE + "\nmask=None" * 500))
    assert "…" in text
    assert len(text) < 3000


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            "Expected shape (None, 20, 3), but input has incompatible shape (None, 60)",
            "(None, 60) is what the data bring",
        ),
        ("expected shape=(None, 20, 3), found shape=(None, 60)", "(None, 60) is what the data bring"),
        ("Cannot take the length of shape with unknown rank", "lost the number of axes"),
        ("Shape must be rank 3 but is rank 2", "“rank” is the number of axes"),
        ("Dimensions must be equal, but are 4 and 3", "“4 and 3” are sizes of one axis: of what comes"),
        ("Matrix size-incompatible: In[0]: [32,4], In[1]: [3,200]", "In[1] the weights"),
        ("Data cardinality is ambiguous", "number of samples: of x, of y, of sample_weight"),
        ("cannot reshape array of size 6000 into shape (100,20,4)", "“size 6000” counts all values"),
        ("\x1b[1mfound shape (None, 60)\x1b[0m", "any number of samples"),
    ],
)
def test_the_words_of_a_message_are_translated(message, words):
    assert any(words in sentence for sentence in meanings(message))


@pytest.mark.parametrize("message", [MESSAGE, "", "name 'x' is not defined", "ndim=3, rank, dimension (None, 20)"])
def test_the_words_that_are_explained_are_bold_and_no_letter_is_lost(message):
    assert "".join(parted(message)) == message
    if message:
        page = flat(message=message)._repr_html_()
        assert page.count("<strong>", page.index("The original words")) == len(parted(message)) // 2
    assert "expected ndim=3, found ndim=2" in parted(MESSAGE)


def test_words_that_are_not_known_are_not_translated():
    assert meanings("name 'x' is not defined") == []
    assert "What they mean" not in str(Diagnosis([finding()], "name 'x' is not defined"))


def test_at_the_prompt_a_diagnosis_shows_its_text_and_in_a_list_one_line():
    assert pretty(flat(SURE)) == str(flat(SURE))
    assert pretty([flat(SURE)]) == "[Diagnosis(raises: flattened-steps)]"


# HTML ------------------------------------------------------------------------------------------------------

NASTY = '<script>alert(1)</script> & "quotes" </pre>'


def test_what_comes_from_the_data_is_text_and_not_markup():
    fix = Fix(f"x = x[{NASTY!r}]", "depends on your data", f"{NASTY}?", print)
    one = finding(sentence=NASTY, reason=NASTY, fixes=[fix])
    page = Diagnosis([one, finding(sentence=NASTY, reason=NASTY)], NASTY, (None, 20, 3), (100, 60))._repr_html_()
    assert "<script" not in page
    assert page.count("</pre>") == page.count("<pre ")
    assert page.count("&lt;script&gt;") >= 6
    ElementTree.fromstring(page)  # every element is closed


@pytest.mark.parametrize("declared", [(None, 20, 3), (None, None, 3), (32, 20, 3), (None, 20), (None, 8, 8, 1), None])
@pytest.mark.parametrize("shape", [(100, 60), (100, 20, 3), (None, 60), (20,), (5, 4, 3, 2, 1), (0, 20, 3), None])
def test_every_pair_of_shapes_has_a_report_that_is_whole(declared, shape):
    page = Diagnosis([finding()], "", declared, shape)._repr_html_()
    ElementTree.fromstring(page)
    if declared is None or shape is None:
        assert "<img" not in page


def test_the_verdict_stands_first_then_the_picture_the_reason_the_fix_and_the_lesson():
    page = flat(SURE, message=MESSAGE)._repr_html_()
    places = ["RAISES", "laid flat in its", "<img", "Why:", "Fix:", "SURE", SURE.code, "validation data", "Taught in"]
    found = [page.index(words) for words in [*places, "The original words"]]
    assert found == sorted(found)
    assert page.count("<img") == 1
    assert '<img alt="The model declares (any, 20, 3); your data bring (100, 60). 57 columns too many. ' in page


def test_sizes_that_agree_are_not_drawn_for_a_fault_that_no_size_shows():
    assert "<img" not in Diagnosis([finding("target-shape")], "", (None, 20, 3), (100, 20, 3))._repr_html_()
    assert "<img" not in Diagnosis([finding("not-an-array")], "", (None, 20, 3), (3, 1))._repr_html_()
    assert "<img" not in Diagnosis([finding("ragged-sequences")], "", (None, 20, 3), (9,))._repr_html_()
    assert "<img" in Diagnosis([finding("extra-axis")], "", (None, 20, 3), (9, 1, 20, 3))._repr_html_()
    assert "the sizes agree" in unfolded(Diagnosis([], "", (None, 20, 3), (100, 20, 3))._repr_html_())
    assert "<img" not in Diagnosis([], "", (32, 20, 3), (100, 20, 3))._repr_html_()  # it would deny the verdict


def test_bars_are_drawn_where_there_is_no_block_to_lay_on_a_slot():
    for declared, shape in (
        ((None, 8, 8, 1), (9, 8, 8)),
        ((None, 20, 3), (9, 2, 2, 20, 3)),
        ((None, 20, 3), (0, 20, 3)),
    ):
        page = unfolded(Diagnosis([finding("extra-axis")], "", declared, shape)._repr_html_())
        assert "your data bring</text>" in page
    assert "your data bring (" in unfolded(flat()._repr_html_())


def test_two_repairs_are_open_and_the_third_is_folded_below_its_question():
    third = BY_HOUR._replace(code="x = x[::2]", question="Every second hour? Then half of them are left.")
    page = flat(BY_HOUR, BY_SENSOR, third)._repr_html_()
    shown = unfolded_only(page)
    assert BY_HOUR.code in shown
    assert BY_SENSOR.code in shown
    assert third.code not in shown
    assert "one of these 3" in shown
    assert f"<summary>{third.question}</summary>" in page
    assert third.code in page


def test_each_of_several_repairs_has_a_head_also_where_there_is_no_question():
    page = flat(SURE, SURE._replace(code="x = x[-1:]"))._repr_html_()
    assert "<strong></strong>" not in page
    assert "Fix: SURE x = x[-1:]" in plainly(page)


def test_a_statement_in_the_place_of_a_question_gets_no_sign_of_how_sure_it_is():
    page = flat(BY_HOUR._replace(question="It repairs this fault alone: run it, and diagnose again."))._repr_html_()
    assert "DEPENDS" not in page
    assert "<strong>Fix: It repairs this fault" in page
    assert "SURE" not in flat(SURE._replace(apply=None))._repr_html_()


def test_the_link_leads_to_the_section_where_the_notebook_lies_beside_the_package(monkeypatch, tmp_path):
    link = 'href="02_broken_shape.ipynb#2.1-One-flat-file"'
    assert link in flat(SURE)._repr_html_()
    assert (
        "href" not in Diagnosis([finding("needs-windows")])._repr_html_()
        or (as_words._NOTEBOOKS / "05_windows.ipynb").exists()
    )
    monkeypatch.setattr(as_words, "_NOTEBOOKS", tmp_path / "elsewhere")
    page = flat(SURE)._repr_html_()
    assert "href" not in page
    assert "02_broken_shape, section 2.1 One flat file" in page


def test_a_finding_without_a_cause_has_no_lesson_and_no_idea():
    for text in both(Diagnosis([finding("", "cannot tell")])):
        assert "aught" not in text
        assert "idea" not in text


def test_no_colour_and_no_background_but_those_of_the_banner_and_no_class():
    page = flat(SURE, BY_HOUR, message=MESSAGE, others=[finding()])._repr_html_()
    assert re.findall(r"background[^;]*", page) == ["background-color:#A61B1B"]
    colours = set(re.findall(r"[;\"]color:([^;\"]+)", page))
    assert colours <= {"var(--jp-content-link-color,currentColor)", "#fff"}
    assert " class=" not in page
    assert "<svg" not in page
    assert "max-width:700px" in page


def test_only_the_fixes_of_the_first_finding_are_tried():
    tried = []
    later = Finding("wrong-features", "raises", "R.", "", (SURE,), False, tried.append)
    diagnosis = flat(SURE, others=[later])
    str(diagnosis), diagnosis._repr_html_()
    assert tried == []


# The picture -----------------------------------------------------------------------------------------------

LAID = [  # declared, shape, the axis that is said to be wrong, what is written, whether the boxes are grey
    ((None, 20, 3), (20, 3), "samples", ["no samples axis"], False),
    ((None, 20, 3), (100, 3), "samples", ["no samples axis", "80 timesteps too many"], True),
    ((None, 20, 3), (1000,), "samples", ["no samples axis", "no features axis", "980 timesteps too many"], True),
    ((None, 20, 3), (100, 3), "timesteps", ["100 samples", "no timesteps axis", "19 rows empty"], False),
    ((None, 20, 1), (100, 20), "features", ["100 samples", "no features axis"], True),
    ((None, 20, 3), (100, 60), "timesteps", ["57 columns too many", "no timesteps axis", "19 rows empty"], True),
    ((None, 20, 4), (100, 60), "timesteps", ["56 columns too many", "no timesteps axis"], True),
    ((None, 20, 3), (100, 20, 3, 1), "layer", ["one axis more"], False),
    ((None, 20, 3), (100, 3, 20), "timesteps", ["17 features too many", "17 timesteps missing"], True),
    ((None, 20, 3), (100, 20, 4), "features", ["1 feature too many"], False),
    ((None, 20, 3), (100, 20, 300), "features", ["297 features too many", "the first 120 of 300 are drawn"], False),
    ((None, 20, 41), (100, 20, 3), "features", ["38 features missing"], False),
    ((None, None, 3), (None, None, 4), "features", ["any number of samples", "1 feature too many"], False),
    ((32, 20, 3), (100, 20, 3), "samples", ["samples: 100 ≠ n × 32"], False),
]


def texts(drawn):
    """Yield words, left, foot, and width of each line of a drawing."""
    for one in ElementTree.fromstring(drawn).iter():
        if one.tag.endswith("text"):
            size, weight = float(one.get("font-size")), one.get("font-weight")
            yield one.text, float(one.get("x")), float(one.get("y")), wide(one.text, size, weight)


@pytest.mark.parametrize(("declared", "shape", "axis", "words", "grey"), LAID)
def test_the_data_lie_on_the_slot_and_what_lacks_or_sticks_out_is_written(declared, shape, axis, words, grey):
    drawn = laid_svg(declared, shape, axis)
    written = [line for line, *_ in texts(drawn)]
    # Where there is no room for a note on one line, its parts stand below one another.
    assert set(words) <= {*written, *(part for one in written for part in one.split(": "))}
    assert ("#0072B2" in drawn) is not grey
    assert all(word in ElementTree.fromstring(drawn).get("aria-label") for word in words if "missing" in word)
    assert ("no samples axis" in written) is (not any("samples" in line for line in written if "no " not in line))


@pytest.mark.parametrize(("declared", "shape", "axis"), [one[:3] for one in LAID])
def test_no_letters_are_cut_off_and_none_stand_over_others(declared, shape, axis):
    drawn = laid_svg(declared, shape, axis)
    width, height = (int(ElementTree.fromstring(drawn).get(side)) for side in ("width", "height"))
    assert width <= 260
    lines = list(texts(drawn))
    for line, left, foot, length in lines:
        assert "…" not in line
        assert left >= 0
        assert left + length <= width + 1, line
        assert 9 <= foot <= height, line
    for (one, left, foot, length), (other, at, down, _) in itertools.combinations(
        sorted(lines, key=lambda line: line[1]), 2
    ):
        assert abs(foot - down) > 11 or at >= left + length - 1, (one, other)


def test_a_slot_has_no_sheets_behind_it_where_the_data_have_no_samples_axis():
    assert laid_svg((None, 20, 3), (100, 20, 3)).count('stroke-dasharray="3 3"') == 3
    assert 'stroke-dasharray="3 3"' not in laid_svg((None, 20, 3), (20, 3), "samples")


@pytest.mark.parametrize(
    ("declared", "shape", "axis", "words"),
    [
        ((None, 20, 3), (100, 60), "timesteps", ["100", "60 ≠ 20", "missing"]),
        ((None, 20, 3), (100, 3), "timesteps", ["100", "missing", "3"]),
        ((None, 20, 1), (100, 20), "features", ["100", "20", "missing"]),
        ((None, 20, 1), (100, 30), "features", ["100", "30 ≠ 20", "missing"]),
        ((None, 20, 3), (20, 3), "samples", ["missing", "20", "3"]),
        ((None, 20, 3), (20, 3), "timesteps", ["20", "missing", "3"]),
        ((None, 20, 3), (1000,), "samples", ["missing", "1000 ≠ 20", "missing"]),
        ((None, 20, 3), (100, 3), "samples", ["missing", "100 ≠ 20", "3"]),
        ((None, 20, 3), (100, 3, 20), "timesteps", ["100", "3 ≠ 20", "20 ≠ 3"]),
        ((None, 20, 3), (100, 20, 3, 1), "layer", ["100", "20", "3", "1, not declared"]),
        ((None, 20, 3), (100, 1, 20, 3), "layer", ["100", "20", "3", "1, not declared"]),
        ((None, 20, 3), (None, 60), "timesteps", ["any", "60 ≠ 20", "missing"]),
        ((None, None, 3), (100, 30, 4), "features", ["100", "30", "4 ≠ 3"]),
        ((32, 20, 3), (100, 20, 3), "samples", ["100 ≠ n × 32", "20", "3"]),
        ((32, 20, 3), (64, 20, 3), "samples", ["64", "20", "3"]),
        ((None, 20, 3), (0, 20, 3), "samples", ["0: empty", "20", "3"]),
        ((None, 20, 3), (0,), "samples", ["0: empty", "missing", "missing"]),
        ((None, None), (1, 5, 5), "features", ["1", "5", "5, not declared"]),
    ],
)
def test_each_axis_of_the_data_stands_beside_the_declared_one_it_belongs_to(declared, shape, axis, words):
    rows, _ = compared(declared, shape, axis)
    assert [row.words for row in rows] == words


def test_the_axes_are_named_as_everywhere_and_numbered_where_there_are_no_names():
    assert [row.name for row in compared((None, 20, 3), (100, 20, 3))[0]] == ["samples", "timesteps", "features"]
    assert [row.name for row in compared((None, 8, 8, 1), (9, 8, 8, 1))[0]] == ["samples", "axis 1", "axis 2", "axis 3"]


def test_a_flat_row_is_drawn_over_the_axes_that_lie_in_it():
    assert compared((None, 20, 3), (100, 60))[1] == 1
    assert compared((None, 20, 3, 2), (100, 120))[1] == 2
    assert compared((None, 20, 3), (100, 61))[1] == 0
    assert "60 = 20 × 3 laid flat" in compare_svg((None, 20, 3), (100, 60), "timesteps")


def test_what_is_wrong_is_marked_by_outline_and_words_and_said_aloud():
    drawn = compare_svg((None, 20, 3), (100, 20, 4), "features")
    assert drawn.count('stroke-width="4"') == 1
    assert "4 ≠ 3" in drawn
    assert "features: 4 ≠ 3." in re.search('aria-label="([^"]*)"', drawn).group(1)
    missing = compare_svg((None, 20, 1), (100, 20), "features")
    assert 'stroke-dasharray="4 3"' in missing
    assert "features: missing." in missing


def widths(drawn):
    return [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', drawn)]


def test_the_bars_are_drawn_on_one_scale():
    twenty, sixty, three, also_three = widths(compare_svg((None, 20, 6), (100, 60, 6)))[:4]
    assert sixty == pytest.approx(3 * twenty, rel=0.02) or three == also_three
    assert max(widths(compare_svg((None, 5000, 3), (100, 20, 3)))) <= 60
    assert "not to scale" in compare_svg((None, 5000, 3), (100, 20, 3))


SOME = (None, 0, 1, 3, 20, 5000, 1_000_000)


def test_no_pair_of_shapes_breaks_the_picture():
    for axes in range(1, 4):
        for sizes in itertools.product(SOME, repeat=axes):
            for declared in ((None, 20, 3), (32, 20, 3), (None, None, None), (None, 20), (None,)):
                ElementTree.fromstring(compare_svg(declared, sizes))
                if len(declared) == 3 and 0 not in sizes:
                    ElementTree.fromstring(laid_svg(declared, sizes))
    assert compared((None, 20, 3), (None, None, None))[0][1].words == "any"


def test_a_shape_without_axes_or_with_very_many_is_refused_in_one_sentence():
    for shape in ((), (1,) * 9):
        with pytest.raises(ValueError, match=r"shape needs 1 to 8 axes; got \("):
            compare_svg((None, 20, 3), shape)
    assert compare.MISSING is MISSING
