"""The parts of a report, as programs write it; what they do not write has none, and costs no time."""

import time
from collections.abc import Iterator

import pytest

from mail.part import DEEPEST, PARTS, Part, parts

MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n"
TEXT = Part("text/plain", "", "", b"hello")


def found(*pieces: bytes, top: bytes = MIXED) -> list[Part]:
    return list(parts(top + b"".join(b"--b\r\n" + one + b"\r\n" for one in pieces) + b"--b--\r\nx"))


def test_parts_are_told_by_type_name_and_what_they_hold() -> None:
    named = b'Content-Type: Application/GZIP; name="A.xml.GZ"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n'
    quoted = b"Content-Type: text/xml\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3Db"
    cut = b"Content-Disposition: attachment; filename*0=a.; filename*1=xml\r\n\r\n<a/>"
    gz, qp, plain, none = found(named, quoted, cut, b"\r\nhello")

    assert (gz.kind, gz.name, gz.octets()) == ("application/gzip", "a.xml.gz", b"hello")
    assert (qp.kind, qp.octets()) == ("text/xml", b"a=b")
    assert (plain.name, plain.octets()) == ("a.xml", b"<a/>")
    assert none == TEXT


def test_a_letter_that_is_a_part_is_told_with_its_own() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nhello\r\n--c--\r\n"
    letter, text = found(b"Content-Type: message/rfc822\r\n\r\n" + inner)

    assert (letter.kind, letter.octets()) == ("message/rfc822", inner)
    assert text == TEXT
    assert list(parts(b"From: a@b.vn\r\n\r\nhello")) == [TEXT]


@pytest.mark.parametrize(
    "letter",
    [
        b"",
        b"Content-Type: multipart/mixed\r\n\r\n--\r\n\r\nhello\r\n",
        b"Content-Type: multipart/mixed; boundary=b; boundary=c\r\n\r\n--b\r\n\r\nhello\r\n--b--",
        b"Content-Type: multipart/mixed; boundary=" + b"b" * 71 + b"\r\n\r\n--b\r\n\r\nhello",
        MIXED.replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain\r\n\r\n") + b"--b\r\n\r\nhello",
        MIXED + b"--bc\r\n\r\nhello\r\n--b--",
    ],
    ids=["nothing", "no boundary", "two", "long", "two types", "another"],
)
def test_what_is_built_in_another_way_has_no_parts(letter: bytes) -> None:
    assert [one for one in parts(letter) if one.raw] == []


def test_octets_that_are_no_base64_are_none() -> None:
    (part,) = found(b"Content-Transfer-Encoding: base64\r\n\r\na")

    assert part.octets() == b""


def nested(depth: int) -> Iterator[bytes]:
    for number in range(depth):
        yield b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)


@pytest.mark.parametrize(
    "letter",
    [
        b"".join(nested(20_000)),
        b"Content-Type: message/rfc822\r\n\r\n" * 20_000,
        MIXED + b"--b\r\n\r\nx\r\n" * 100_000,
        MIXED + b"\r\n" * 500_000,
        b"Content-Type: multipart/mixed; boundary=b" + b" (" * 30_000 + b"\r\n\r\n--b",
        b"a:b\r\n" * 100_000 + b"\r\n",
    ],
    ids=["multiparts", "letters", "parts", "lines", "comments", "fields"],
)
def test_hostile_letters_cost_what_their_length_does(letter: bytes) -> None:
    begun = time.thread_time()

    assert len(list(parts(letter))) <= PARTS + DEEPEST
    assert time.thread_time() - begun < 0.5
