"""The famous words without their sizes are answered: what they mean, the usual causes, and what to paste for more."""

import re
import tomllib
from html import unescape
from xml.etree import ElementTree

import keras
import pytest
from tools.quoted import FAMOUS, OTHERS
from tools.reference import ROOT
from tools.small_models import FLAT, X, Y, declared

import lstm_shapes
from lstm_shapes.notebook.finder import finder_report
from lstm_shapes.report.text import CAUSES

ROWS = tomllib.loads((ROOT / "lstm_shapes" / "messages" / "wordings.toml").read_text(encoding="utf-8"))["wording"]
UNKNOWN = "not one that is known here"


@pytest.mark.parametrize(("cause", "words"), [*FAMOUS, *OTHERS])
def test_words_without_sizes_get_usual_causes_with_questions_and_say_what_to_paste(cause, words):
    findings = lstm_shapes.explain(words).findings
    assert findings[0].cause == cause
    assert {one.level for one in findings} == {"cannot tell"}
    assert all(one.fixes[0].question.rstrip(".").count("?") == 1 for one in findings)
    assert all(
        "is missing here: paste" in one.sentence or "are missing here: paste" in one.sentence for one in findings
    )


@pytest.mark.parametrize("words", [words for _, words in FAMOUS])
def test_the_finder_and_the_terminal_show_three_causes_of_the_famous_sentence_with_their_questions(words):
    diagnosis, page = lstm_shapes.explain(words), finder_report(words)
    ElementTree.fromstring(page)
    for answer in (page, str(diagnosis)):
        assert UNKNOWN not in answer
        answer = " ".join(unescape(re.sub("<[^>]+>", "", answer)).split())  # a question is bold, what it entails is not
        assert "paste the rest of the sentence" in answer
        for finding in diagnosis.findings[:CAUSES]:
            assert finding.fixes[0].question in answer


@pytest.mark.parametrize("words", [words.rstrip(": \n") for _, words in FAMOUS[:3]])
@pytest.mark.parametrize(
    ("sizes", "cause"),
    [
        (": expected ndim=3, found ndim=2. Full shape received: (None, 60)", "flattened-steps"),
        (": expected ndim=3, found ndim=2. Full shape received: (None, 3)", "missing-timesteps-axis"),
        (": expected shape=(None, 20, 3), found shape=(None, 60)", "flattened-steps"),
        (": expected shape=(None, 20, 3), found shape=(None, 20, 4)", "wrong-features"),
        (": expected shape=(None, 20, 3), found shape=(20, 3)", "missing-samples-axis"),
        (": expected shape=(None, 20, 3), found shape=(None, 30, 3)", "wrong-timesteps"),
        (": expected ndim=3, found ndim=4. Full shape received: (None, 100, 20, 3)", "samples-in-input-shape"),
    ],
)
def test_the_same_words_with_sizes_are_explained_by_the_sizes(words, sizes, cause):
    first = lstm_shapes.explain(words + sizes).findings[0]
    assert (first.cause, first.level) == (cause, "raises")


def test_sizes_a_few_lines_above_say_more_than_a_last_line_without_them():
    whole = "ValueError: Input 0 of layer 'lstm' is incompatible with the layer: expected ndim=3, found ndim=4."
    assert "CANNOT TELL" not in finder_report(f"{whole}\n\nHow do I repair this\nValueError: Input 0 is incompatible?")
    assert "CANNOT TELL" in finder_report("How do I repair this\nValueError: Input 0 is incompatible?")


def test_the_name_of_any_layer_of_keras_may_stand_in_the_sentence():
    names = [name for name, kind in vars(keras.layers).items() if isinstance(kind, type)]
    assert len(names) > 100
    for name in names:
        snake = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "_", name).lower()
        for words in (
            f"Input 0 is incompatible with layer {snake}_1",
            f'layer "{snake}" is incompatible with the layer',
        ):
            assert lstm_shapes.explain(words).findings[0].cause, words


def test_model_and_data_at_hand_say_more_than_the_words():
    words = "ValueError: Input 0 is incompatible with layer model"
    (finding,) = lstm_shapes.explain(words, declared(), FLAT, Y).findings
    assert (finding.cause, finding.level) == ("flattened-steps", "raises")
    assert finding.fixes[0].apply
    assert (
        len(lstm_shapes.explain(words, declared(), X, X[::-1, 0, 0] ** 2).findings) > 3
    )  # these are right: words alone


@pytest.mark.parametrize("row", [row for row in ROWS if "says" in row], ids=lambda row: row["causes"][0])
def test_each_row_without_sizes_asks_about_every_cause_and_has_no_question_to_spare(row):
    questions = [row.get("asks", {}).get(name) or lstm_shapes.cause(name).question for name in row["causes"]]
    assert "" not in questions
    assert len({*questions}) == len(questions)
    assert {*row["asks"]} <= {*row["causes"]}


@pytest.mark.parametrize(
    "words",
    [
        "Unrecognized keyword arguments passed to LSTM: {'unitss': 3}",
        "the weights are not compatible",
        "This optimizer is incompatible with mixed precision",
        "numpy 2 is incompatible with this module",
        "Input 0 was read",
    ],
)
def test_words_that_only_resemble_them_stay_unknown(words):
    assert UNKNOWN in lstm_shapes.explain(words).findings[0].sentence
