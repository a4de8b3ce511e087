"""Vietnamese words compared: what may differ, and what may not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from work.spelling import composed, search_key, spelling_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("THUỶ LỢI", "thủy lợi"),
        ("Bộ  Y\u00a0tế", "bộ y tế"),
        ("QÐ", "QĐ"),
        ("Đắk\u200bLắk", "đắklắk"),
        (unicodedata.normalize("NFD", "Sở Nội vụ"), "Sở Nội vụ"),
    ],
)
def test_these_are_one_name(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("bố", "bò"), ("Đa", "Da"), ("hoan", "hoán"), ("quý", "quỹ")]
)
def test_these_are_two_names_though_one_search_finds_both(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)
    assert search_key(one) == search_key(other)


def test_tones_move_only_at_the_end_of_a_syllable() -> None:
    assert spelling_key("hoàn") == "hoàn"
    assert spelling_key("quý") == "quý"


@given(st.text(max_size=60))
def test_composing_twice_changes_nothing_more(text: str) -> None:
    assert composed(composed(text)) == composed(text)
