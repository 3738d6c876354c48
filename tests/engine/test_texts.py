"""The corpus of texts of errors is whole and true: what today's versions raise is raised here."""

import functools

import pytest
from cases import corpus
from tools.raising import RAISING

import lstm_shapes
from lstm_shapes.messages.texts import plain

RAISED = [text for text in corpus.texts() if text.raised]


@functools.cache
def words_of(program):
    with pytest.raises(Exception) as caught:
        RAISING[program]()
    return plain(caught.value)


@pytest.mark.parametrize("text", RAISED, ids=lambda text: f"{text.raised}: {text.words[:30]!r}")
def test_what_is_said_to_be_raised_today_is_raised_today(text):
    assert text.words in words_of(text.raised)


def test_every_program_raises_words_of_the_corpus():
    assert {text.raised for text in RAISED} == {*RAISING}


def test_every_wording_has_four_texts_of_other_words():
    texts = corpus.texts()
    for wording in {text.wording for text in texts}:
        assert len({text.words for text in texts if text.wording == wording}) >= 4, wording
    assert len({text.wording for text in texts}) > 80
    assert len({*corpus.others()}) == len(corpus.others()) >= 25


@pytest.mark.parametrize("text", corpus.texts(), ids=lambda text: text.words[:40])
def test_what_is_right_and_what_is_wrong_are_causes_and_differ(text):
    assert text.causes and {*text.causes, *text.must, *text.wrong} <= {*lstm_shapes.catalogue()}
    assert not set(text.causes) & set(text.wrong)
    assert set(text.must) <= set(text.causes)
    assert set(text.roles) <= set(corpus.ROLES)
