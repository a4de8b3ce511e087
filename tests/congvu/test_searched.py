"""What an operator may have searched for in the words of strangers: nothing that takes long on any of them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.config.relay import UNKNOWN_MAILBOX
from congvu.config.searched import pattern

LONGEST = 4096  # characters of a subject that is searched


@pytest.mark.parametrize(
    "text",
    [
        *UNKNOWN_MAILBOX,
        "mailbox full|over quota",
        r"^4\.7\.\d+ ",
        "a.*b|c.*d|e.*f",
        "bổ nhiệm|kỷ luật",
        r"[+*{]\*\+",
        "(?:user|mailbox) .{1,100} full",
        "colou?r(ed)?",
        "full(?! moon)",
        "[]*]x+[^]*]",
    ],
)
def test_what_offices_write_is_taken(text: str) -> None:
    assert pattern(text).pattern == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(x+x+)+y", "it repeats a group"),
        (r"(\w+\s?)+full$", "it repeats a group"),
        ("(?:ab)*", "it repeats a group"),
        ("(a|b){2,}", "it repeats a group"),
        ("a.*b.*c", "it has two repeats in a row"),
        ("(a*|b)c*|d", "it has two repeats in a row"),
        ("(?=a*)b*", "it has two repeats in a row"),
        ("a++", "it has two repeats in a row"),
        ("a?a?a?a?a?", "it has more than 4 question marks in a row"),
        ("(?x) x #[\n (y+)+ #]", "it has a kind of group that is not taken here"),
        ("(?P<a>b)", "it has a kind of group that is not taken here"),
    ],
)
def test_what_may_take_hours_is_not(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match="may take hours") as refused:
        pattern(text)
    assert f": {reason};" in str(refused.value)


@pytest.mark.parametrize("text", ["", "full|", "a*", ".*", "(quota)?"])
def test_what_is_in_every_text_is_not_taken(text: str) -> None:
    """A rule of `""` with `refuse` would have given up at every answer of every next hop."""
    with pytest.raises(ValueError, match="is found in every text"):
        pattern(text)


PIECES = ["a", "b", ".", "[ab]", r"\w", "*", "+", "?", "{1,9}", "(", "(?:", "(?=", ")", "|", "$"]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
def test_whatever_is_taken_is_quick_on_what_it_likes_best(text: str) -> None:
    try:
        found = pattern(text)
    except ValueError:
        return
    begun = time.process_time()
    for words in ("a" * LONGEST, "ab" * (LONGEST // 2), "a" * LONGEST + "!"):
        found.search(words)
    assert time.process_time() - begun < 20
