"""A header block comes apart into what stands in it, and nothing makes that raise."""

import email.policy
from email.parser import BytesHeaderParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.header import SINGULAR, Field, Malformed, fields, parse, split
from mail.mailbox import Unreadable
from mail.sign.signer import LISTED

BLOCK = (
    b"Received: from a\r\n by b\r\nFROM: Thu <thu@vpcp.gov.vn>\r\nSubject:  V/v \r\n\tx  \r\nX:\r\n"
)

names = st.text("abcXYZ-!9", min_size=1, max_size=8)
words = st.text("ab :;,\t\u1ec7=", max_size=20)
written = st.lists(st.tuples(names, st.lists(words, min_size=1, max_size=3)), max_size=8)


def block(entries: list[tuple[str, list[str]]]) -> bytes:
    lines = (name + ": " + "\r\n ".join(pieces) + "\r\n" for name, pieces in entries)
    return "".join(lines).encode()


def test_fields_stand_in_their_order_with_name_octets_and_unfolded_value() -> None:
    received, author, subject, empty = fields(BLOCK)

    assert received == Field("received", b"Received: from a\r\n by b\r\n")
    assert (received.value, author.name) == (b"from a by b", "from")
    assert (subject.value, empty.value) == (b"V/v \tx", b"")


@pytest.mark.parametrize(
    ("octets", "header", "body"),
    [
        (b"A: b\r\n\r\nbody\r\n\r\n", b"A: b\r\n", b"body\r\n\r\n"),
        (b"\r\nbody\r\n", b"", b"body\r\n"),
        (b"A: b\r\n", b"A: b\r\n", b""),
        (b"", b"", b""),
        (b"A: b\r\n\r\n", b"A: b\r\n", b""),
    ],
)
def test_the_first_empty_line_ends_the_header(octets: bytes, header: bytes, body: bytes) -> None:
    found, at = split(octets)

    assert (found, octets[at:]) == (header, body)


@pytest.mark.parametrize(
    ("octets", "line", "reason"),
    [
        (b" folded\r\nA: b\r\n", 1, "a folded line has no field before it"),
        (b" From: x@y\r\nA: b\r\n", 1, "a folded line has no field before it"),
        (b"From thu@vpcp.gov.vn Wed\r\nA: b\r\n", 1, "a line has no colon"),
        (b"\xef\xbb\xbfFrom: c\r\nA: b\r\n", 1, "a field has no proper name"),
        (b"From\xc2\xa0: c\r\nA: b\r\n", 1, "a field has no proper name"),
        (b"A: b\r\n\tc\r\nFrom\t: c\r\n", 3, "a field has no proper name"),
        (b"A: b\r\nFrom thu@vpcp.gov.vn\r\n", 2, "a line has no colon"),
        (b"A: b\r\nFrom : c\r\nB: c\r\n", 2, "a field has no proper name"),
        (b"A: b\r\n: c\r\n", 2, "a field has no proper name"),
        ("A: b\r\nTừ: c\r\n".encode(), 2, "a field has no proper name"),
        *(
            (
                b"A: b\r\nB: c" + octet + b"d\r\n",
                2,
                "a field holds a control character other than TAB",
            )
            for octet in (b"\n", b"\r", b"\0", b"\x01", b"\x0b", b"\x0c", b"\x1c", b"\x7f")
        ),
        (b"A: b\r\nB: c", 2, "the last line has no end"),
    ],
)
def test_what_is_no_field_is_told_with_its_place(octets: bytes, line: int, reason: str) -> None:
    header = parse(octets)

    assert header.malformed == (Malformed(line, reason),)
    assert all(field.name != "from" for field in header.fields)


def test_the_fields_around_a_malformed_line_are_still_there() -> None:
    header = parse(b"A: 1\r\nrubbish\r\n more\r\nB: 2\r\n")

    assert [field.name for field in header.fields] == ["a", "b"]
    assert header.malformed == (Malformed(2, "a line has no colon"),)


def test_fields_that_may_stand_once_are_counted() -> None:
    header = parse(
        b"From: a@b\r\nfrom: c@d\r\nTo: x\r\nReceived: y\r\nReceived: z\r\nCC: q\r\nCc: q\r\n"
    )

    assert (header.count("from"), header.count("to"), header.count("sender")) == (2, 1, 0)
    assert header.repeated() == ("from", "cc")


def test_every_field_that_is_signed_may_stand_only_once() -> None:
    assert set(SINGULAR) >= {name.decode() for name in LISTED}


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"Message-ID: <1@b.vn>\r\n", "<1@b.vn>"),
        (b"Message-ID:\r\n <no.at.sign>\r\n", "<no.at.sign>"),
        ("Message-ID: <thư@b.vn>\r\n".encode(), "<thư@b.vn>"),
        (b"Message-ID: <1@b> <2@b>\r\n", None),
        (b"Message-ID: <1 2@b>\r\n", None),
        (b"Message-ID: 1@b\r\n", None),
        (b"Message-ID: <[x\r\n", None),
        (b"Message-ID: <\xff@b>\r\n", None),
        (b"Message-ID: <" + b"x" * 997 + b">\r\n", None),
        (b"Message-ID: <1@b>\r\nMessage-ID: <2@b>\r\n", None),
        (b"Subject: x\r\n", None),
    ],
)
def test_the_message_id_is_read_whole_or_not_at_all(octets: bytes, expected: str | None) -> None:
    assert parse(octets).message_id() == expected


@pytest.mark.parametrize(
    ("octets", "name", "expected"),
    [
        (b"From: a@b.vn\r\n", "from", ("a@b.vn",)),
        (b"From: a@b.vn, c@d.vn\r\n", "from", ("a@b.vn", "c@d.vn")),
        (b"To: a@b.vn\r\n", "from", ()),
        (b"From: a@b.vn\r\nFrom: a@b.vn\r\n", "from", Unreadable("it stands 2 times")),
        (b"Sender: a@b.vn\r\n", "sender", ("a@b.vn",)),
        (
            b"Sender: a@b.vn, c@d.vn\r\n",
            "sender",
            Unreadable("it names more than one mailbox"),
        ),
    ],
)
def test_who_wrote_it(octets: bytes, name: str, expected: tuple[str, ...] | Unreadable) -> None:
    assert parse(octets).mailboxes(name) == expected


@given(written)
def test_names_and_values_are_those_of_the_email_package(
    entries: list[tuple[str, list[str]]],
) -> None:
    octets = block(entries)
    theirs = BytesHeaderParser(policy=email.policy.compat32).parsebytes(octets)

    ours = [(field.name, field.value.decode()) for field in fields(octets)]

    assert ours == [
        (
            name.lower(),
            str(value).replace("\r\n", "").encode("ascii", "surrogateescape").decode().strip(" \t"),
        )
        for name, value in theirs.raw_items()
    ]


@given(st.binary(max_size=300))
def test_hostile_octets_never_raise_and_none_is_lost(octets: bytes) -> None:
    header = parse(octets)

    header.message_id()
    for name in ("from", "sender", "reply-to"):
        header.mailboxes(name)
    if not header.malformed:
        assert b"".join(field.raw for field in header.fields) == octets
