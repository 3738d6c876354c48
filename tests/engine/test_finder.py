"""The error finder: a message goes in, causes come out; without Keras, and without trust in what was pasted."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest
from tools.images import unfolded
from tools.quoted import LONG
from tools.reference import ROOT

import lstm_shapes
from lstm_shapes.notebook import finder
from lstm_shapes.notebook.finder import EMPTY, error_finder, finder_report

# Words of a message, and what has to stand among its causes; each wording of the table in section 0.1 is here.
KNOWN = [
    ("expected ndim=3, found ndim=2. Full shape received: (None, 60)", "2.1 One flat file"),
    ("Input 0 of layer 'lstm' is incompatible with the layer: expected ndim=3, found ndim=2.", "2.1 One flat file"),
    ("Expected shape (None, 20, 3), but input has incompatible shape (None, 60)", "x.reshape(len(x), 20, 3)"),
    ("expected shape=(None, 20, 3), found shape=(None, 60)", "x.reshape(len(x), 20, 3)"),
    ("expected ndim=3, found ndim=4. Full shape received: (None, 8, 5, 3)", "1.2 The example"),
    ("Dimensions must be equal, but are 4 and 3 for '{{node sequential/lstm/MatMul}}'", "4 features"),
    ("Matrix size-incompatible: In[0]: [32,4], In[1]: [3,200]", "4 features"),
    ("cannot reshape array of size 6000 into shape (100,20,4)", "8,000"),
    ("Data cardinality is ambiguous:\n  x sizes: 99\n  y sizes: 100", "99 samples"),
    ("Cannot take the length of shape with unknown rank.", "04_silent_shapes"),
    ("tf.function only supports singleton tf.Variables; Creating variables on a non-first call", "2.4 A second fit"),
    ("Layer lstm has already been configured to use input shape (32, 60)", "2.4 A second fit"),
    ("Unrecognized keyword arguments passed to LSTM: {'input_length': 20}", "1.2 The example"),
    ("Invalid dtype: object", "array of objects"),
    ("expected lstm_1_input to have 3 dimensions, but got array with shape (100, 60)", "2.1 One flat file"),
]


@pytest.mark.parametrize(("text", "words"), KNOWN)
def test_every_known_wording_finds_its_cause(text, words):
    page = finder_report(text)
    assert words in page
    assert "fit" in page
    assert "Taught in" in page
    ElementTree.fromstring(page)


def test_there_are_at_most_three_causes_each_with_its_lesson():
    page = finder_report(KNOWN[0][0])
    assert page.count("Taught in") == 3
    assert "3 causes fit these words, the usual one first." in page
    assert "One cause fits these words." in finder_report(KNOWN[7][0])


def test_the_question_that_decides_and_the_repair_stand_in_the_answer():
    page = finder_report(KNOWN[2][0])
    assert ">DEPENDS ON YOUR DATA<" in page
    assert "<pre" in page
    assert "No repair below was tried." in page


def test_two_shapes_in_a_message_are_drawn_one_on_the_other():
    page = finder_report(KNOWN[2][0])
    assert "57 columns too many" in unfolded(page)
    assert page.count("<img") == 1
    assert "<img" not in finder_report(KNOWN[7][0])


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_an_empty_field_says_what_to_do(text):
    assert EMPTY in finder_report(text)


@pytest.mark.parametrize("text", ["name 'x' is not defined", "hello", "42", "🙂" * 50, "(" * 500, "\x00\x1b[1m"])
def test_a_text_that_nobody_knows_gets_an_honest_sentence_and_what_to_print(text):
    page = finder_report(text)
    assert "not one that is known" in page
    assert "x.shape" in page
    assert "model.input_shape" in page
    assert "Taught in" not in page
    assert "CANNOT TELL" in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<script>alert(1)</script> expected ndim=3, found ndim=2. Full shape received: (None, <img src=x onerror=alert(1)>)",
        "cannot reshape array of size 6000 into shape (<b>,20,4)",
        "Unrecognized keyword arguments passed to LSTM: {'<script>alert(1)</script>': 20}",
        'X has 5 features, but <i onclick="x"> is expecting 3 features',
    ],
)
def test_markup_that_was_pasted_stays_text(text):
    page = finder_report(text)
    for tag in ("<script", "<img", "<b>", "<i "):
        assert tag not in page
    ElementTree.fromstring(page)


def test_a_whole_traceback_is_read_from_the_line_that_names_the_error():
    trace = (
        "Traceback (most recent call last):\n"
        '  File "lesson.py", line 3, in <module>\n'
        "    x.reshape(100, 20, 4)  # expected ndim=3, found ndim=2\n"
        "ValueError: cannot reshape array of size 6000 into shape (100,20,4)\n"
    )
    assert "8,000" in finder_report(trace)
    assert "2.1 One flat file" not in finder_report(trace)


def test_a_message_below_a_line_that_only_names_the_error_is_found():
    text = (
        "ValueError: Exception encountered when calling Sequential.call().\n\n"
        "\x1b[1mInput 0 of layer 'lstm' is incompatible with the layer: expected ndim=3, found ndim=2.\x1b[0m"
    )
    assert "2.1 One flat file" in finder_report(text)


def test_show_finder_displays_the_answer_once(capsys, monkeypatch):
    import IPython.display

    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda page: shown.append(page.data))
    lstm_shapes.show_finder(KNOWN[7][0])
    assert shown == [finder_report(KNOWN[7][0])]
    assert "8,000" in shown[0]
    assert capsys.readouterr().out == ""


def test_what_is_typed_or_pasted_is_answered_at_once():
    field, answer = error_finder().children
    assert answer.value == finder_report("")
    assert field.continuous_update
    for text, _ in KNOWN:
        field.value = text
        assert answer.value == finder_report(text)
    field.value = ""
    assert answer.value == finder_report("")
    assert error_finder(KNOWN[0][0]).children[1].value == finder_report(KNOWN[0][0])


def test_a_very_long_text_is_answered():
    """How long that takes stands in `make bench`; a pattern that goes back over its text would not come to an end."""
    for text in LONG:
        assert "<" in finder_report(text), text[:20]


def test_answering_imports_neither_keras_nor_tensorflow():
    code = (
        "import sys, lstm_shapes\n"
        "panel = lstm_shapes.error_finder()\n"
        f"for text in {[text for text, _ in KNOWN]!r}:\n"
        "    panel.children[0].value = text\n"
        "print([name for name in ('keras', 'tensorflow', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_finder_is_public():
    assert {"error_finder", "show_finder"} <= set(lstm_shapes.__all__)
    assert "Source" in finder.error_finder.__doc__
