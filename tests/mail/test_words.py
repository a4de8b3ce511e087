"""Encoded words, as people read them; what programs read differently is not guessed at."""

import pytest

from mail import header
from mail.approval import _subject
from mail.words import decoded


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Báo cáo", "Báo cáo"),
        ("=?utf-8?Q?m=E1=BA=AD?= =?utf-8?Q?t?=", "mật"),
        ("m\u00adậ\u200bt", "mật"),  # what nobody sees, as pasted from a page
        ("a.xlsx\0", "a.xlsx"),
        ("=?utf-8?Q?m=E1=BA=ADt?= =?nie?Q?b?=", None),  # people may read the first word
        ("=?utf-8?Q?m=E1=BA=ADt=FF?=", None),
        ("=?utf-8*vi?Q?m=E1=BA=ADt?=", None),  # RFC 2231 §5, which few read
    ],
)
def test_what_people_read_or_that_it_cannot_be_told(text: str, meant: str | None) -> None:
    assert decoded(text) == meant


def test_a_subject_in_another_character_set_cannot_be_told() -> None:
    """A release rule for a word was passed by a subject in windows-1258, which mail programs guess right."""
    block = "Subject: mât\r\n".encode("windows-1258")

    assert _subject(header.fields(block)[0].value) is None
