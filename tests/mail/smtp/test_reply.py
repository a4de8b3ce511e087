"""Replies on the wire: one line or several, never more than one reply."""

from hypothesis import given
from hypothesis import strategies as st

from mail.smtp.reply import Reply


def test_a_status_stands_behind_the_code_in_every_line() -> None:
    assert Reply(550, "5.7.1", "one\ntwo").wire() == b"550-5.7.1 one\r\n550 5.7.1 two\r\n"


def test_a_reply_without_status_or_text_is_still_a_reply() -> None:
    assert Reply(334, "", "").wire() == b"334 \r\n"


@given(st.text(max_size=2000))
def test_no_text_makes_a_second_reply_or_a_long_line(text: str) -> None:
    wire = Reply(550, "5.7.1", text).wire()

    assert wire.endswith(b"\r\n")
    *lines, last = wire[:-2].split(b"\r\n")
    assert all(line.startswith(b"550-5.7.1 ") for line in lines)
    assert last.startswith(b"550 5.7.1 ")
    assert max(map(len, [*lines, last])) <= 510
    assert all(32 <= octet < 127 for line in [*lines, last] for octet in line)
