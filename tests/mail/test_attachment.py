"""What is attached, by the fields of the parts: as programs write letters, and where they are broken."""

import random
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from mail import header
from mail.attachment import UNTOLD, extensions
from mail.walk import LETTER_HEADER, PART_HEADER, PARTS

FILES = Path("demo/office/letters")


def found(octets: bytes, piece: int = 1 << 20) -> set[str]:
    """What stands in the letter, given in pieces of so many octets."""

    def pieces() -> Iterator[bytes]:
        for place in range(0, len(octets), piece):
            yield octets[place : place + piece]

    return set(extensions(header.parse(header.split(octets)[0]), pieces()))


def letter(*names: str, text: str = "Kính gửi", html: bool = False) -> EmailMessage:
    """A letter as Python's own library writes it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "an@bn.gov.vn"
    message["Subject"] = "Báo cáo"
    message.set_content(text)
    if html:
        message.add_alternative("<p>Kính gửi</p>", subtype="html")
    for name in names:
        message.add_attachment(b"x" * 3000, "application", "octet-stream", filename=name)
    return message


def mixed(*parts: str) -> bytes:
    """A multipart letter of *parts*, each its fields and its text."""
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    top = 'From: an@bn.gov.vn\r\nContent-Type: multipart/mixed;\r\n boundary="b"\r\n\r\n'
    return f"{top}{body}--b--\r\n".encode()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (letter(), set()),
        (letter(html=True), set()),
        (letter("So lieu.xlsx"), {"xlsx"}),
        (letter("Số liệu tiêm chủng quý III năm 2026.XLSX", "b.pdf", html=True), {"xlsx", "pdf"}),
        (letter("x" * 200 + ".docx"), {"docx"}),  # cut in pieces by RFC 2231
        (letter("báo cáo" * 20 + ".docx"), {"docx"}),
        (letter("README"), {""}),
        (letter("a.exe. "), {"exe"}),
        (letter(text="-- \r\n--\r\n--b\r\nNguyễn Văn An"), set()),
    ],
)
def test_letters_as_programs_write_them(message: EmailMessage, expected: set[str]) -> None:
    octets = message.as_bytes()

    assert found(octets) == expected
    assert found(octets, 1) == expected
    assert found(octets, 7) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("\r\nKinh gui",), set()),
        (("Content-Type: text/plain\r\n\r\nKinh gui",), set()),
        (('Content-Type: application/pdf; name="=?utf-8?B?w6AucGRm?="\r\n\r\n%PDF',), {"pdf"}),
        (('Content-Disposition: inline; filename="logo.png"\r\n\r\nPNG',), {"png"}),
        (("Content-Type: image/png\r\n\r\nPNG",), {UNTOLD}),
        (("Content-Disposition: attachment\r\n\r\ntext",), {UNTOLD}),
        (("Content-Type: message/rfc822\r\n\r\nFrom: b@x.vn\r\n\r\nhi",), {"eml"}),
        (("Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nMII",), set()),
        (("Content-Type: application/pkcs7-signature; name=a.docx\r\n\r\nPK",), {"docx"}),
        (("Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nMII",), {"p7m"}),
        (("Content-Type: text/plain\r\nContent-Type: x/y\r\n\r\n",), {UNTOLD}),
        (("no field at all\r\n\r\ntext",), {UNTOLD}),
        (("Content-Type: multipart/mixed\r\n\r\n--?",), {UNTOLD}),
        (("X: " + "x" * PART_HEADER + "\r\n\r\ntext",), {UNTOLD}),
        (("X: y\r\n\r\ntext",) * (PARTS + 1), {UNTOLD}),
        (
            (
                "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n"
                "Content-Type: x/y; name=in.zip\r\n\r\nPK\r\n--c--",
            ),
            {"zip"},
        ),
    ],
)
def test_parts_one_by_one(parts: tuple[str, ...], expected: set[str]) -> None:
    assert found(mixed(*parts)) == expected
    assert found(mixed(*parts), 11) == expected


def disposed(field: str) -> tuple[str]:
    """A part of plain text with this Content-Disposition."""
    return (f"Content-Disposition: {field}\r\n\r\nPK",)


FORWARDED = (
    "Content-Type: {kind}\r\n\r\nFrom: b@x.vn\r\nSubject: {long}\r\n"
    "Content-Type: multipart/mixed; boundary=c\r\n\r\n"
    "--c\r\n\r\nKinh gui\r\n--c\r\n"
    "Content-Type: x/y; name=so-lieu.xlsx\r\n\r\nPK\r\n--c--"
)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        # A name that stands twice: RFC 6266 §4.3 prefers the extended one, others the last.
        (disposed("attachment; filename=a.txt; filename*=utf-8''so-lieu.xlsx"), {"txt", "xlsx"}),
        (disposed("attachment; filename=a.txt; filename=so-lieu.xlsx"), {"txt", "xlsx"}),
        (disposed("attachment; filename*0=a.tx; filename*0=b.xl; filename*1=t"), {UNTOLD}),
        # What is not written as RFC 2045 has it, and programs read all the same.
        (disposed("inline; filename=So lieu.xlsx"), {UNTOLD}),
        (disposed('inline; (x) filename="so-lieu.xlsx"'), {UNTOLD}),
        (disposed('inline filename="so-lieu.xlsx"'), {UNTOLD}),
        (disposed("du-lieu"), {UNTOLD}),  # RFC 2183 §2.8: as "attachment"
        (disposed("attachment; filename=\"=?utf-8?B?YS54bHN4?= =?nie?Q?b?=\""), {UNTOLD}),
        (disposed("attachment; filename*=utf-16le''a%00.%00x%00l%00s%00x%00"), {UNTOLD}),
        (disposed("attachment; filename*=utf-8''a.xlsx%00"), {"xlsx"}),
        (disposed("attachment; filename=\"a.xlsx\u200b\""), {"xlsx"}),
        (disposed("inline;"), set()),
        # Letters that are sent on whole, as most programs do with several.
        ((FORWARDED.format(kind="message/rfc822", long="x"),), {"eml", "xlsx"}),
        ((FORWARDED.format(kind="message/rfc822; name=a.txt", long="x" * 9000),), {"txt", "xlsx"}),
        ((FORWARDED.format(kind="message/global", long="x"),), {"eml", "xlsx"}),
        ((FORWARDED.format(kind="message/rfc822", long="x" * LETTER_HEADER),), {"eml", UNTOLD}),
        (("Content-Type: message/rfc822\r\n\r\n\r\nhi", "\r\nhi"), {"eml"}),
        (("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nRnJv",), {"eml", UNTOLD}),
        # Boundaries that some readers see, and others do not.
        (("Content-Type: multipart/mixed; boundary=c; boundary=d\r\n\r\n--d\r\nContent-Type: x/y; name=a.xlsx\r\n\r\nPK",), {"xlsx"}),
        (("Content-Type: multipart/mixed; boundary*=us-ascii''c\r\n\r\n--c\r\nContent-Type: x/y; name=a.xlsx\r\n\r\nPK",), {"xlsx"}),
        (('Content-Type: multipart/mixed; boundary="c "\r\n\r\n--c\r\nContent-Type: x/y; name=a.xlsx\r\n\r\nPK',), {"xlsx"}),
        ((f"Content-Type: multipart/mixed; boundary={'c' * 250}\r\n\r\n",), {UNTOLD}),
        (("Content-Type: multipart/mixed; boundary=c\r\n\r\n--c;\r\nContent-Type: x/y; name=a.xlsx\r\n\r\nPK",), {UNTOLD}),
        (("Content-Type: multipart/mixed; boundary=c\r\nContent-Transfer-Encoding: base64\r\n\r\nLS1j",), {UNTOLD}),
        (("Content-Type: multipart/mixed; boundary=c\r\n\r\n--c" + "x" * 300 + "\r\n\r\nhi",), {UNTOLD}),
        (("Content-Type: multipart/digest; boundary=c\r\n\r\n--c\r\n\r\nFrom: b@x.vn\r\n\r\nhi",), {UNTOLD}),
    ],
)  # fmt: skip
def test_what_programs_read_differently_hides_nothing(
    parts: tuple[str, ...], expected: set[str]
) -> None:
    """Each of these went past a rule for xlsx, at the latest when a program read it as its writer meant."""
    assert found(mixed(*parts)) == expected
    assert found(mixed(*parts), 11) == expected


def test_a_letter_that_is_another_letter_counts_as_anything() -> None:
    top = b"From: an@bn.gov.vn\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@x.vn\r\n\r\nhi"

    assert found(top) == {"eml", UNTOLD}


def test_a_letter_that_is_one_attachment_itself() -> None:
    top = b"From: an@bn.gov.vn\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF"

    assert found(top) == {"pdf"}


def test_a_field_without_end_counts_as_anything() -> None:
    top = b"From: an@bn.gov.vn\r\nContent-Type: text/plain" + b'; a="' * PART_HEADER + b"\r\n\r\n"

    assert found(top) == {UNTOLD}


def test_the_sample_letters_have_the_attachments_that_the_library_sees() -> None:
    for path in sorted(FILES.glob("*.eml")):
        octets = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        parts = [*message_from_bytes(octets).walk()]
        names = [part.get_filename() for part in parts]
        expected = {n.rpartition(".")[2].lower() for n in names if n and not n.endswith(".p7s")}
        expected |= {"eml" for part in parts if part.get_content_type() == "message/rfc822"}

        assert found(octets) == expected, path.name


def test_whatever_the_octets_it_answers_the_same_in_any_pieces() -> None:
    chance = random.Random(1)
    words = [
        b"--b",
        b"--b--",
        b"\r\n",
        b"\n",
        b"-",
        b"Content-Type: x/y; name=a.pdf",
        b"text",
        b"--c",
    ]
    for _ in range(300):
        rest = b"".join(chance.choices(words, k=chance.randrange(40)))
        octets = mixed()[: -len(b"--b--\r\n")] + rest

        assert found(octets) == found(octets, 1) == found(octets, chance.randrange(2, 9))
