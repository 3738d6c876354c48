"""A diagnosis as text and as HTML: what is shown, in which order, and what a page must not read as markup."""

import itertools
import re
import time
from xml.etree import ElementTree

import pytest
from IPython.lib.pretty import pretty
from tools.images import unfolded

from lstm_shapes.drawing import compare
from lstm_shapes.drawing.compare import MISSING, compare_svg, compared
from lstm_shapes.explaining import explain
from lstm_shapes.messages.glossary import meanings
from lstm_shapes.repair.drafts import Fix
from lstm_shapes.report import html as as_page
from lstm_shapes.report import text as as_words
from lstm_shapes.report.records import LEVELS, Diagnosis, Finding

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


def test_nothing_found_is_one_sentence():
    assert str(Diagnosis(())) == "Nothing found: the shapes fit, and nothing that can be seen is silently wrong."
    assert "Nothing found: the shapes fit" in Diagnosis(())._repr_html_()


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_a_word_and_in_html_a_sign_too(level):
    diagnosis = Diagnosis([finding(level=level)])
    assert str(diagnosis).startswith(f"{level.upper()}: ")
    sign, _, word = as_page.SIGNS[level].partition(" ")
    assert word == level.upper()
    assert f"{sign} RAISES".replace("RAISES", word) in " ".join(both(diagnosis)[1].split())
    assert "?" not in str(diagnosis)


def test_two_fixes_that_depend_on_the_data_are_shown_together_with_their_questions():
    for text in both(flat(BY_HOUR, BY_SENSOR)):
        assert "ix: one of these 2; the answer to its question decides." in text.replace("  ", " ")
        assert "depends on your data: Hour by hour?" in text
        assert "depends on your data: Sensor by sensor?" in text
        assert BY_HOUR.code in text
        assert BY_SENSOR.code in text


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
        assert text.count("Hour by hour? (not tried here)") == 1
    assert "not tried" not in str(flat(SURE))


def test_a_fault_without_a_fix_says_so_and_what_is_harmless_does_not():
    assert "fix: no lines can be given here." in str(flat())
    assert "Fix: no lines can be given here." in " ".join(both(flat())[1].split())
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
    page = both(diagnosis)[1]
    assert page.index("R.") < page.index("H.") < page.index("S.")


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
        assert words.index("1. The data are a table") < words.index("x = x[:, np.newaxis, :]")
        assert words.index("2. Each row is a whole sample") < words.index("x = x.reshape(len(x), 20, 3)")
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
        ("Dimensions must be equal, but are 4 and 3", "“4 and 3” are two features axes"),
        ("Matrix size-incompatible: In[0]: [32,4], In[1]: [3,200]", "In[1] the weights"),
        ("Data cardinality is ambiguous", "number of samples of x, and of y"),
        ("cannot reshape array of size 6000 into shape (100,20,4)", "“size 6000” counts all values"),
        ("\x1b[1mfound shape (None, 60)\x1b[0m", "any number of samples"),
    ],
)
def test_the_words_of_a_message_are_translated(message, words):
    assert any(words in sentence for sentence in meanings(message))


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


def test_the_picture_stands_behind_the_sentence_and_before_the_fix():
    page = flat(SURE)._repr_html_()
    assert page.index("laid flat in its") < page.index("<img") < page.index("Why:") < page.index("Fix:")
    assert '<img alt="The model declares (any, 20, 3); the data bring (100, 60). ' in page


def test_sizes_that_agree_are_not_drawn_for_a_fault_that_no_size_shows():
    assert "<img" not in Diagnosis([finding("target-shape")], "", (None, 20, 3), (100, 20, 3))._repr_html_()
    assert "<img" not in Diagnosis([finding("not-an-array")], "", (None, 20, 3), (3, 1))._repr_html_()
    assert "<img" not in Diagnosis([finding("ragged-sequences")], "", (None, 20, 3), (9,))._repr_html_()
    assert "<img" in Diagnosis([finding("extra-axis")], "", (None, 20, 3), (9, 1, 20, 3))._repr_html_()
    assert "the sizes agree" in unfolded(Diagnosis([], "", (None, 20, 3), (100, 20, 3))._repr_html_())


def test_the_link_leads_to_the_section_where_the_notebook_lies_beside_the_package(monkeypatch, tmp_path):
    link = 'href="02_broken_shape.ipynb#2.1-One-flat-file"'
    assert link in flat(SURE)._repr_html_()
    assert (
        "href" not in Diagnosis([finding("needs-windows")])._repr_html_()
        or (as_words._NOTEBOOKS / "04_windows.ipynb").exists()
    )
    monkeypatch.setattr(as_words, "_NOTEBOOKS", tmp_path / "elsewhere")
    page = flat(SURE)._repr_html_()
    assert "href" not in page
    assert "02_broken_shape, section 2.1 One flat file" in page


def test_a_finding_without_a_cause_has_no_lesson_and_no_idea():
    for text in both(Diagnosis([finding("", "cannot tell")])):
        assert "aught" not in text
        assert "idea" not in text


def test_no_colour_of_its_own_and_no_background():
    page = flat(SURE, BY_HOUR, message=MESSAGE, others=[finding()])._repr_html_()
    assert "background" not in page
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', page)) <= {"currentColor", "none"}
    assert set(re.findall(r"[;\"]color:([^;\"]+)", page)) <= {"var(--jp-content-link-color,currentColor)"}


def test_only_the_fixes_of_the_first_finding_are_tried():
    tried = []
    later = Finding("wrong-features", "raises", "R.", "", (SURE,), False, tried.append)
    diagnosis = flat(SURE, others=[later])
    str(diagnosis), diagnosis._repr_html_()
    assert tried == []


def test_a_report_is_written_in_five_milliseconds():
    diagnosis = flat(BY_HOUR, BY_SENSOR, message=MESSAGE, others=[finding()] * 5)
    diagnosis._repr_html_()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        str(diagnosis), diagnosis._repr_html_()
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005


# The picture -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "shape", "axis", "words"),
    [
        ((None, 20, 3), (100, 60), "timesteps", ["100", "60 ≠ 20", "missing"]),
        ((None, 20, 3), (100, 3), "timesteps", ["100", "missing", "3"]),
        ((None, 20, 1), (100, 20), "features", ["100", "20", "missing"]),
        ((None, 20, 1), (100, 30), "features", ["100", "30 ≠ 20", "missing"]),
        ((None, 20, 3), (20, 3), "samples", ["missing", "20", "3"]),
        ((None, 20, 3), (20, 3), "timesteps", ["20", "missing", "3"]),
        ((None, 20, 3), (1000,), "samples", ["1000", "missing", "missing"]),
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
    assert compared((None, 20, 3), (None, None, None))[0][1].words == "any"


def test_a_shape_without_axes_or_with_very_many_is_refused_in_one_sentence():
    for shape in ((), (1,) * 9):
        with pytest.raises(ValueError, match=r"shape needs 1 to 8 axes; got \("):
            compare_svg((None, 20, 3), shape)
    assert compare.MISSING is MISSING
