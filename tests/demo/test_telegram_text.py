"""Formatted text and keyboards as Telegram reads them, entity by entity."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.telegram_keyboard import keyboard, keyboard_json
from demo.telegram_refusal import Refused
from demo.telegram_text import parse_html, styled, units

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))


def entities(source: str, parse_mode: str = "HTML") -> list[tuple[str, str]]:
    """Kind and words of each entity."""
    read = styled(source, parse_mode)
    text = read.text.encode("utf-16-le")
    return [
        (e.kind, text[e.offset * 2 : (e.offset + e.length) * 2].decode("utf-16-le"))
        for e in read.entities
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<b>một <i>hai</i></b>", [("bold", "một hai"), ("italic", "hai")]),
        ("🔴🔴 <u>gạch</u>", [("underline", "gạch")]),
        ("<pre>x  y\n1  2</pre>", [("pre", "x  y\n1  2")]),
        ('<pre><code class="language-sql">x</code></pre>', [("pre", "x")]),
        ("<blockquote expandable>x</blockquote>", [("expandable_blockquote", "x")]),
        ('<span class="tg-spoiler">x</span>', [("spoiler", "x")]),
        ("<code>/viec a@b.vn</code>", [("code", "/viec a@b.vn")]),
        ("/nv_318 và /trogiup@congvu_bot", [("bot_command", "/nv_318"), ("bot_command", "/trogiup@congvu_bot")]),
        ("xem http://x.vn/a?b=1.", [("url", "http://x.vn/a?b=1")]),
        ("thư an@x.gov.vn nhé", [("email", "an@x.gov.vn")]),
        ("  <b> x </b>  ", [("bold", "x")]),
        ("<b></b>x", []),
    ],
)  # fmt: skip
def test_entities_are_found(source: str, found: list[tuple[str, str]]) -> None:
    assert entities(source) == found


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("ư <div>x</div>", 'Unsupported start tag "div" at byte offset 3'),
        ("<span>x</span>", 'Unsupported start tag "span"'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
    ],
)
def test_markup_that_telegram_cannot_read_is_refused_with_its_place(
    source: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(source)

    assert refused.value.code == 400
    assert reason in refused.value.description


@given(words)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text)).text == text


@given(words, words, words)
def test_offsets_count_utf16_units(before: str, inside: str, after: str) -> None:
    read = parse_html(f"{html.escape(before)}<b>{html.escape(inside)}</b>{html.escape(after)}")

    assert read.text == before + inside + after
    spans = [(entity.offset, entity.length) for entity in read.entities]
    assert spans == ([(units(before), units(inside))] if inside else [])


@given(st.text(st.sampled_from("<>/&;\"' abipre=#x3")))
def test_no_markup_breaks_the_reader(source: str) -> None:
    try:
        read = styled(source, "HTML")
    except Refused:
        return
    assert all(e.offset + e.length <= units(read.text) for e in read.entities)


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(Refused, match="unsupported parse_mode"):
        styled("*x*", "MarkdownV2")


def test_a_keyboard_reads_back_as_it_was() -> None:
    rows = [
        [{"text": "a", "callback_data": "1"}, {"text": "b", "url": "https://x.vn"}],
        [{"text": "c", "copy_text": {"text": "125/UBND"}}],
    ]

    assert keyboard_json(keyboard({"inline_keyboard": rows})) == {"inline_keyboard": rows}
    assert keyboard(None) == keyboard({"remove_keyboard": True}) == ()


@pytest.mark.parametrize(
    "markup",
    [
        {"keyboard": [["x"]]},
        {"inline_keyboard": [[{"text": "x"}]]},
        {"inline_keyboard": [[{"text": "", "callback_data": "1"}]]},
        {"inline_keyboard": [[{"text": "x", "callback_data": ""}]]},
        {"inline_keyboard": [[{"text": "x", "url": "javascript:1"}]]},
        {"inline_keyboard": [["x"]]},
        {"inline_keyboard": [[{"text": "x", "callback_data": "1"}] * 101]},
    ],
)
def test_a_keyboard_that_telegram_would_not_show_is_refused(markup: Any) -> None:
    with pytest.raises(Refused) as refused:
        keyboard(markup)
    assert refused.value.code == 400
