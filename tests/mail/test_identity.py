"""By what a letter is known again: what its author wrote, and nothing that servers put there."""

import pytest

from mail import header
from mail.content import Content
from mail.identity import identity

LETTER = (
    b"From: An <an@bn.gov.vn>\r\nTo: vanthu@vpcp.gov.vn\r\nSubject: =?utf-8?q?C=C3=B4ng?=\r\n"
    b" =?utf-8?q?_v=C4=83n?=\r\nMessage-ID: <1@bn.gov.vn>\r\nDate: Thu, 26 Nov 2026 09:00:00 +0700\r\n"
    b"\r\nKinh gui\r\n"
)


def of(octets: bytes) -> bytes:
    content = Content.of(octets)
    return identity(content, header.parse(content.header))


@pytest.mark.parametrize(
    "copy",
    [
        b"Return-Path: <an@bn.gov.vn>\r\nReceived: from a by b;\r\n Thu\r\nX-Spam: no\r\n" + LETTER,
        LETTER.replace(b"\r\n =?", b" =?"),
        LETTER + b"\r\n\r\n",
        LETTER.removesuffix(b"\r\n"),
        b"DKIM-Signature: v=1\r\n" + LETTER,
    ],
)
def test_a_copy_that_servers_have_written_on_is_the_same_letter(copy: bytes) -> None:
    assert of(copy) == of(LETTER)


@pytest.mark.parametrize(
    "other",
    [
        LETTER.replace(b"Kinh", b"kinh"),
        LETTER.replace(b"An <", b"Anh <"),
        LETTER.replace(b"<1@", b"<2@"),
        LETTER.replace(b"\r\nKinh gui", b"\r\n\r\nKinh gui"),
        LETTER.replace(b"Subject:", b"To:"),
        b"To: x@y.vn\r\n" + LETTER,
    ],
)
def test_what_the_author_wrote_otherwise_is_another_letter(other: bytes) -> None:
    assert of(other) != of(LETTER)


def test_of_letters_with_broken_lines_each_is_another() -> None:
    assert of(b"From: a\r\nbroken 1\r\n") != of(b"From: a\r\nbroken 2\r\n")


def test_octets_that_are_no_letter_have_an_identity_of_their_own() -> None:
    made = [
        b"",
        b"\r\n",
        b"\0\xff",
        b"no field\r\n",
        b"no field\r\n\r\n",
        b"\r\n\r\nbody",
        b"\r\nbody",
    ]
    assert len({of(octets) for octets in made}) == 5
    assert of(b"") == of(b"\r\n")
    assert of(b"no field\r\n") == of(b"no field\r\n\r\n")
