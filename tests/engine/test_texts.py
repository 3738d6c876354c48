"""The corpus of texts of errors is whole and true: what today's versions raise is raised here."""

import functools
import re
import subprocess
import sys

import pytest
from cases import corpus
from tools.raising import RAISING

import lstm_shapes
from lstm_shapes.messages.names import is_foreign
from lstm_shapes.messages.texts import plain
from lstm_shapes.messages.wordings import read, wordings

RAISED = [text for text in corpus.texts() if text.raised]


each_text = pytest.mark.parametrize("text", corpus.texts(), ids=lambda text: text.words[:40])


def steady(words):
    """Words without what depends on the processor, or on how many tensors were made before."""
    return re.sub(r"(?<=keras_tensor)_\d+|(?<=__wrapped__)__Mkl|(?<=\]) 0 0(?= \[Op)", "", words)


@functools.cache
def words_of(program):
    with pytest.raises(Exception) as caught:
        RAISING[program]()
    return steady(plain(caught.value))


@pytest.mark.filterwarnings("ignore::UserWarning:keras")
@pytest.mark.parametrize("text", RAISED, ids=lambda text: f"{text.raised}: {text.words[:30]!r}")
def test_what_is_said_to_be_raised_today_is_raised_today(text):
    real = words_of(text.raised)
    for words in steady(text.words).split(" ... "):
        _, found, real = real.partition(words)
        assert found, words


def test_every_program_raises_words_of_the_corpus():
    assert {text.raised for text in RAISED} == {*RAISING}


def test_every_wording_has_four_texts_of_other_words():
    texts = corpus.texts()
    for wording in {text.wording for text in texts}:
        assert len({text.words for text in texts if text.wording == wording}) >= 4, wording
    assert len({text.wording for text in texts}) > 80
    assert len({*corpus.others()}) == len(corpus.others()) >= 25


@each_text
def test_what_is_right_and_what_is_wrong_are_causes_and_differ(text):
    assert text.causes and {*text.causes, *text.must, *text.wrong} <= {*lstm_shapes.catalogue()}
    assert not set(text.causes) & set(text.wrong)
    assert set(text.must) <= set(text.causes)
    assert set(text.roles) <= set(corpus.ROLES)


@each_text
def test_a_text_is_read_for_what_it_says_for_certain(text):
    said = read(plain(text.text))
    assert text.kind in ("", said.kind)
    assert text.layer in ("", said.layer)
    assert said.both is text.both
    assert {role: said.of(role) for role in text.roles} == text.roles
    counted = said.kind == "axes" and isinstance(text.got, int) and isinstance(said.got, tuple)
    got = len(said.got) if counted else said.got
    assert text.wanted in (None, said.wanted)
    assert text.got in (None, got)


@each_text
def test_the_right_cause_of_a_text_comes_first_and_no_wrong_one_is_named(text):
    named = [one.cause for one in lstm_shapes.explain(text.text).findings if one.cause]
    assert corpus.verdict(text, named) == "first", named


@pytest.mark.parametrize("text", corpus.others())
@pytest.mark.parametrize("around", corpus.SURROUNDINGS)
def test_a_text_about_something_else_stays_unknown(text, around):
    whole = corpus.SURROUNDINGS[around].format(text=text)
    assert read(plain(whole)).kind == ""
    assert [one.cause for one in lstm_shapes.explain(whole).findings] == [""]


@pytest.mark.parametrize("around", corpus.SURROUNDINGS)
def test_what_stands_around_a_text_changes_nothing(around):
    for text in corpus.texts():
        # Those that hold their own surroundings stand alone, and a traceback through Keras tells that the arrays are the
        # model's and not one's own.
        if text.text != text.words and not is_foreign(text.words):
            whole = corpus.SURROUNDINGS[around].format(text=text.words)
            assert read(plain(whole)).usual == read(plain(text.text)).usual, text.words


def test_every_wording_is_read_by_a_row_and_every_row_reads_one():
    rows = [pattern for pattern, _ in wordings()]
    used = {next((row for row in rows if row.search(plain(text.text))), None) for text in corpus.texts()}
    assert [row.pattern for row in rows if row not in used] == []


def test_reading_a_text_stands_on_nothing_of_the_rules():
    code = (
        "import sys, types\n"
        "package = types.ModuleType('lstm_shapes'); package.__path__ = [sys.argv[1]]\n"
        "sys.modules['lstm_shapes'] = package\n"
        "from lstm_shapes.messages.wordings import read\n"
        "print(read('need at least one array to stack').kind)\n"
        "print(sorted({name.split('.')[1] for name in sys.modules if name.startswith('lstm_shapes.')}))"
    )
    folder = lstm_shapes.__path__[0]
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["empty", "['axes', 'messages']"]
