"""Words as they are written: their places, their accents, and slips of the keyboard."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from work.reading.asked import read
from work.reading.phrases import Phrases
from work.reading.text import words_of
from work.spelling import legible

WORD = Phrases({"{trước,hạn,quý,tuần,nhất,ngày,hoàn,hỏa}": True})


@pytest.mark.parametrize(
    "written",
    [
        "trước",
        "TRƯỚC",
        "truớc",
        "trứơc",
        "truoc",
        "ngaỳ",
        "nhât",
        "hòan",
        "Hoả",
        "tru\u031bo\u031b\u0301c",
    ],
)
def test_slips_of_the_tone_and_words_without_accents_are_the_word(written: str) -> None:
    assert WORD.at(words_of(written), 0) is not None


@pytest.mark.parametrize("written", ["trúc", "hàn", "tuân", "nhạt", "ngáy", "hoán", "trượt"])
def test_other_accents_are_another_word(written: str) -> None:
    assert WORD.at(words_of(written), 0) is None


def test_a_word_without_accents_is_another_where_its_neighbours_have_some() -> None:
    assert WORD.at(words_of("quy định"), 0) is None
    assert WORD.at(words_of("quy dinh"), 0) is not None


@settings(max_examples=40)
@given(st.text(max_size=80))
def test_every_word_stands_where_it_is_said_to(text: str) -> None:
    words = words_of(text)

    for token in words.tokens:
        shown = words.text[token.start : token.end]
        assert shown == token.written or shown.lower() == "o"
    assert words.text == legible(text)


@settings(max_examples=40)
@given(st.text(alphabet="ngàythán0123456789/-.:() hạntrướcqý\n", max_size=120))
def test_whatever_is_written_is_read_without_an_error(text: str) -> None:
    read(text)


def test_words_are_given_back_as_they_were_written() -> None:
    found = read("Báo cáo  TRUỚC\u00a0ngày 15/ 10/2026.")

    assert [asked.words for asked in found.deadlines] == ["TRUỚC ngày 15/ 10/2026"]
