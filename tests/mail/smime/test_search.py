"""What is signed in a letter is found and taken octet for octet, wherever it stands."""

import base64
import quopri

import pytest

from mail import header
from mail.smime.search import MOST, Found, find, may_be_signed

ENTITY = b"Content-Type: text/plain\r\n\r\nKinh gui\r\n"
CMS = b"\x30\x03abc"
PDF = b"%PDF-1.7 signed"


def signed(entity: bytes = ENTITY, boundary: bytes = b"s", fields: bytes = b"") -> bytes:
    kind = b'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary='
    name = b"Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    mark = b"\r\n--" + boundary
    top = fields + b"Content-Type: " + kind + boundary + b"\r\n" + mark + b"\r\n"
    return top + entity + mark + b"\r\n" + name + base64.encodebytes(CMS) + mark + b"--\r\n"


def mixed(*parts: bytes, fields: bytes = b"") -> bytes:
    top = fields + b"Content-Type: multipart/mixed; boundary=m\r\n\r\n"
    return top + b"".join([b"--m\r\n" + part + b"\r\n" for part in parts]) + b"--m--\r\n"


def attached(octets: bytes = PDF, name: bytes = b"to trinh.pdf") -> bytes:
    kind = b'Content-Type: application/octet-stream; name="' + name + b'"\r\n'
    return kind + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(octets)


def forwarded(letter: bytes) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" + letter


def found(letter: bytes) -> Found:
    whole = find([letter])
    assert whole == find([letter[i : i + 1] for i in range(len(letter))])
    return whole


FROM = b"From: an@bn.gov.vn\r\n"
DKIM = b"DKIM-Signature: v=1; d=bn.gov.vn\r\n"


@pytest.mark.parametrize("fields", [FROM, FROM + DKIM], ids=["plain", "with DKIM"])
def test_what_a_detached_signature_is_over_is_taken_octet_for_octet(fields: bytes) -> None:
    (one,) = found(signed(fields=fields)).signed

    assert (one.part, one.kind, one.octets, one.content) == ("0", "smime", CMS, ENTITY)
    assert one.authors == ("an@bn.gov.vn",)


def test_what_stands_around_the_parts_is_no_part() -> None:
    letter = signed(fields=FROM).replace(b"\r\n\r\n--s", b"\r\n\r\npreamble\r\n--s", 1)

    (one,) = found(letter + b"epilogue\r\n--s\r\n").signed

    assert one.content == ENTITY


def test_opaque_signatures_are_decoded() -> None:
    kind = b"Content-Type: application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
    letter = FROM + kind + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(CMS)

    (one,) = found(letter).signed

    assert (one.octets, one.content, one.authors) == (CMS, None, ("an@bn.gov.vn",))


@pytest.mark.parametrize("fields", [FROM, FROM + DKIM], ids=["plain", "with DKIM"])
def test_signed_letters_that_are_forwarded_are_found_with_who_wrote_them(fields: bytes) -> None:
    inner = signed(fields=fields.replace(b"an@", b"binh@"))

    (one,) = found(mixed(ENTITY, forwarded(inner), fields=fields)).signed

    assert (one.content, one.authors) == (ENTITY, ("binh@bn.gov.vn",))


@pytest.mark.parametrize("fields", [FROM, FROM + DKIM], ids=["plain", "with DKIM"])
def test_a_part_beside_a_forwarded_letter_is_not_of_its_author(fields: bytes) -> None:
    letter = mixed(forwarded(FROM + b"\r\nx\r\n"), signed(), fields=fields)

    (one,) = found(letter).signed

    assert one.authors is None


def test_signed_pdf_is_found_by_its_name_and_within_what_is_signed() -> None:
    entity = mixed(ENTITY, attached(), attached(b"x", b"anh.png"))

    whole = found(signed(entity, fields=FROM))

    assert [(one.part, one.kind) for one in whole.signed] == [("0", "smime"), ("0.2", "pdf")]
    assert whole.signed[1].octets == PDF
    assert whole.signed[0].content == entity


def test_edxml_is_found_by_what_it_says_of_itself_and_other_xml_is_not() -> None:
    package = b"<?xml version='1.0'?><edXML:edXML/>"
    kind = b"Content-Type: text/xml\r\n\r\n"

    whole = found(mixed(attached(package, b"vb.EDXML"), attached(b"<rss/>", b"tin.xml"), kind + package))  # fmt: skip

    assert [(one.part, one.kind) for one in whole.signed] == [("1", "edxml"), ("3", "edxml")]
    assert {one.octets for one in whole.signed} == {package}


@pytest.mark.parametrize("octets", [b"%PDF a=b\r\nx", b"%PDF \xff" * 40], ids=["text", "octets"])
def test_pdf_in_quoted_printable_is_decoded(octets: bytes) -> None:
    kind = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    text = quopri.encodestring(octets, quotetabs=False).replace(b"\n", b"\r\n")

    (one,) = found(FROM + kind + text.replace(b"\r\r", b"\r")).signed

    assert one.octets == octets


def test_a_signed_letter_in_a_signed_letter_is_found() -> None:
    inner = signed(boundary=b"inner", fields=b"")

    parts = [one.part for one in found(signed(inner, fields=FROM)).signed]

    assert parts == ["0", "0.0"]


@pytest.mark.parametrize(
    "letter",
    [
        signed().replace(b"\r\n--s--", b""),
        signed().replace(b"Content-Type: application/pkcs7-signature", b"Content-Type: text/plain"),
        signed().replace(b"\r\n--s--", b"\r\n--s\r\n\r\nmore\r\n--s--"),
        signed().replace(b"boundary=s", b"boundary=t"),
    ],
    ids=["cut", "no signature", "three parts", "other boundary"],
)
def test_what_says_it_is_signed_and_cannot_be_taken_apart_is_broken(letter: bytes) -> None:
    assert found(letter) == Found((), ("0",), True)


def test_openpgp_is_passed_over() -> None:
    assert found(signed().replace(b"pkcs7-signature", b"pgp-signature")).signed == ()


def test_more_than_anybody_signs_is_not_all_looked_at() -> None:
    whole = find([mixed(*[attached()] * (MOST + 5))])

    assert (len(whole.signed), whole.all) == (MOST, False)


def test_letters_signed_within_one_another_are_followed_so_far() -> None:
    letter = ENTITY
    for level in range(8):
        letter = signed(letter, boundary=b"b%d" % level)

    whole = find([letter])

    assert (len(whole.signed), whole.all) == (6, False)


@pytest.mark.parametrize(
    ("kind", "may"),
    [(b"text/plain", False), (b"multipart/mixed; boundary=x", True), (b"message/rfc822", True)],
)
def test_plain_text_holds_no_signature(kind: bytes, may: bool) -> None:
    assert may_be_signed(header.parse(b"Content-Type: " + kind + b"\r\n")) is may
