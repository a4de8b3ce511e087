"""Screens and buttons: within Telegram's limits, whatever stands in them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.place import LONGEST, Name, Place, place
from bot.screen import LONGEST_TEXT, Button, fitted, keyboard, units
from demo.telegram_text import parse_html
from demo.telegram_text import units as counted


def test_a_text_that_fits_is_left_alone() -> None:
    text = "<b>🔴</b>" + "x" * (LONGEST_TEXT - 2)

    assert fitted(text) == text


def test_a_text_that_does_not_fit_loses_whole_lines_and_no_tag() -> None:
    lines = [f"{n}. <b>#{n}</b> 🔴 &amp; việc" for n in range(400)]

    short = fitted("\n".join(lines))

    kept = short.split("\n")
    assert kept[-1] == "…"
    assert kept[:-1] == lines[: len(kept) - 1]
    assert LONGEST_TEXT - 40 < counted(parse_html(short).text) <= LONGEST_TEXT


@given(st.text(alphabet="ab🔴&<>đ \n", max_size=60))
def test_a_text_is_counted_as_telegram_counts_it(text: str) -> None:
    source = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert units(f"<b>{source}</b>") == counted(text)


@given(
    st.sampled_from(Name),
    st.from_regex(r"[a-z0-9]{0,15}", fullmatch=True),
    st.from_regex(r"[a-z.]{0,8}", fullmatch=True),
    st.integers(0, 9999),
)
def test_a_place_comes_back_out_of_its_button(name: Name, arg: str, chosen: str, page: int) -> None:
    there = Place(name, arg, chosen, page)

    assert place(there.data()) == there
    assert len(there.data().encode()) <= LONGEST


@given(st.text(max_size=80))
def test_what_no_button_of_ours_carries_leads_nowhere(data: str) -> None:
    assert place("v2" + data) is None
    assert place("v1:list:me:all:1" + data + ":") is None


def test_the_longest_button_is_short_enough() -> None:
    longest = Place(Name.CARD, "9" * 15, "agency.late", 9999)

    assert len(longest.data().encode()) <= LONGEST


def test_empty_rows_make_no_keyboard() -> None:
    assert keyboard(((), ())) is None
    assert keyboard(((), (Button("x", copies="y"),))) is not None
