"""A mark counts in whatever a file may be opened as besides what it begins as; pictures as offices send them pass."""

import io
import struct
import zipfile
import zlib
from base64 import encodebytes
from collections.abc import AsyncIterator

import pytest

from mail.secrecy import Ruling
from papers.opener import Opener
from tests.papers.compounds import winmail
from tests.secrecy import documents
from tests.secrecy.looking import TOP, outcome, part, with_file

MARKED = "TỐI MẬT\r\nKính gửi: Sở Nội vụ\r\n"
PAGE = b"<html><body><p>T\xe1\xbb\x90I M\xe1\xba\xacT</p></body></html>"
JPEG = b"\xff\xd8\xff\xe0" + bytes(200) + b"\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00"
ZIP = documents.zipped({"a.txt": MARKED})
TNEF = winmail("Báo cáo", {"a.txt": MARKED.encode()})


@pytest.fixture
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as found:
        yield found


def file(name: str, content: bytes, kind: str = "application/octet-stream") -> bytes:
    named = (
        f'Content-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"'
    )
    return with_file(named if name else f"Content-Type: {kind}", content)


async def test_a_page_that_begins_as_a_picture_is_read(opener: Opener) -> None:
    for begin in (b"GIF89a", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"BM", b"ID3"):
        for kind, name in (
            ("image/gif", "a.gif"),
            ("image/gif", "a.html"),
            ("text/html", "a.gif"),
            ("image/gif", ""),
        ):
            found = await outcome(file(name, begin + PAGE, kind), opener)
            assert found.ruling == Ruling.REFUSE, (begin, kind, name)


async def test_a_zip_behind_another_file_is_opened(opener: Opener) -> None:
    for before in (JPEG, GIF, documents.pdf(["Báo cáo " * 50]), b"MZ" + bytes(300)):
        for behind in (b"", bytes(10), b"\n" * 70_000):
            for kind, name in (("image/jpeg", "a.jpg"), ("application/zip", "a.zip")):
                found = await outcome(file(name, before + ZIP + behind, kind), opener)
                assert found.ruling == Ruling.REFUSE, (before[:4], len(behind), name)


async def test_an_archive_that_is_not_opened_is_for_a_person_behind_a_picture(
    opener: Opener,
) -> None:
    for archive in (b"Rar!\x1a\x07\x01\0" + bytes(100), b"7z\xbc\xaf\x27\x1c" + bytes(100)):
        found = await outcome(file("a.jpg", JPEG + archive, "image/jpeg"), opener)
        assert found.ruling == Ruling.PERSON


async def test_files_that_no_directory_of_a_zip_names_are_for_a_person(opener: Opener) -> None:
    hidden = ZIP[: ZIP.index(b"PK\x01\x02")] + documents.zipped({"b.txt": "x"})

    assert (await outcome(file("a.zip", hidden), opener)).ruling == Ruling.PERSON


async def test_folders_and_comments_of_a_zip_count(opener: Opener) -> None:
    assert (
        await outcome(file("a.zip", documents.zipped({"TỐI MẬT/": ""})), opener)
    ).ruling == "refuse"
    for place in ("zip", "member"):
        assert (await outcome(file("a.zip", commented(place)), opener)).ruling == "refuse", place


def commented(place: str) -> bytes:
    out, member = io.BytesIO(), zipfile.ZipInfo("a.txt")
    with zipfile.ZipFile(out, "w") as package:
        if place == "zip":
            package.comment = "TỐI MẬT".encode()
        else:
            member.comment = "TỐI MẬT".encode()
        package.writestr(member, "x")
    return out.getvalue()


async def test_words_in_a_picture_count_wherever_they_stand(opener: Opener) -> None:
    word = "TỐI MẬT".encode()
    for picture, kind in (
        (GIF + b"!\xfe" + bytes([len(word)]) + word + b"\0;", "gif"),
        (b"\xff\xd8\xff\xfe" + struct.pack(">H", len(word) + 2) + word + JPEG, "jpeg"),
        (JPEG + bytes(1 << 17) + word + bytes(5), "jpeg"),
    ):
        found = await outcome(file(f"a.{kind}", picture, f"image/{kind}"), opener)
        assert found.ruling == Ruling.REFUSE, kind


async def test_words_in_a_file_of_no_known_kind_are_for_a_person(opener: Opener) -> None:
    for text, ruling in (
        ("TỐI MẬT", "person"),
        ("MẬT", "person"),
        ("bảo mật, đổi mật khẩu", "pass"),
    ):
        for encoding in ("utf-8", "utf-16-le"):
            for begin in (bytes(range(20)), b"ID3\x03\0TIT2\0"):
                content = begin + bytes(500) + text.encode(encoding) + bytes(501)
                found = await outcome(file("a.one", content), opener)
                assert found.ruling == ruling, (text, encoding, begin)


async def test_photographs_and_logos_are_not_opened() -> None:
    noise = zlib.compress(bytes(i * i % 251 for i in range(20_000))) * 50
    described = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:RDF>Camera</rdf:RDF></x:xmpmeta>"
    for picture in (JPEG + noise, JPEG[:6] + described + noise, b"\x89PNG\r\n\x1a\n" + noise):
        found = await outcome(file("a.jpg", picture, "image/jpeg"))
        assert (found.ruling, found.unread) == (Ruling.PASS, ()), (
            "without an opener it was looked at"
        )


async def test_a_winmail_that_is_cut_off_is_for_a_person(opener: Opener) -> None:
    for length in (3, 6, 20, len(TNEF) // 2, len(TNEF) - 40, len(TNEF) - 2):
        for kind in ("application/ms-tnef", "application/octet-stream"):
            found = await outcome(file("winmail.dat", TNEF[:length], kind), opener)
            assert found.ruling != Ruling.PASS, length
    assert (await outcome(file("winmail.dat", TNEF), opener)).ruling == Ruling.REFUSE
    plain = winmail("Báo cáo", {"a.txt": b"Kinh gui"})
    assert (await outcome(file("winmail.dat", plain + b"\r\n"), opener)).ruling == Ruling.PASS


async def test_rich_text_is_read_behind_blanks_and_in_its_notes(opener: Opener) -> None:
    mark = r"T\u7888?I M\u7852?T"
    for text in (
        "\ufeff{\\rtf1\\ansi " + mark + "\\par x}",
        "\r\n {\\rtf1\\ansi " + mark + "\\par x}",
        "{\\rtf1\\ansi x{\\*\\annotation " + mark + "}}",
        "{\\rtf1\\ansi {\\*\\userprops{\\propname a}\\proptype30{\\staticval " + mark + "}}x}",
    ):
        assert (await outcome(file("a.rtf", text.encode()), opener)).ruling != Ruling.PASS, text


async def test_letters_are_known_by_their_first_lines(opener: Opener) -> None:
    page = b"Content-Type: text/html\r\n\r\n" + PAGE
    letter = b"MIME-Version: 1.0\r\n" + page
    for name, content in (
        ("a.doc", letter),
        ("a.bin", letter),
        ("a.mbox", b"From a@a Thu Nov 26 00:00:00 2026\n" + letter.replace(b"\r\n", b"\n")),
        ("a.mbox", b"From a@a Thu\nTo: b\n\nx\n\nFrom a@a Thu\n" + letter.replace(b"\r\n", b"\n")),
    ):
        assert (await outcome(file(name, content), opener)).ruling == Ruling.REFUSE, name


SUBJECT = b"Subject: =?utf-8?B?W1Thu5BJIE3huqxUXSB4?=\r\n"  # [TỐI MẬT] x
CARD = b"BEGIN:VCARD\r\nNOTE;ENCODING=QUOTED-PRINTABLE:[T=E1=BB=90I M=E1=BA=ACT]\r\nEND:VCARD\r\n"


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ("Content-Type: text/rfc822-headers", b"From: a@a\r\n" + SUBJECT),
        ("Content-Type: text/calendar; charset=utf-8", "SUMMARY:[TỐI M\r\n ẬT] Họp\r\n".encode()),
        ("Content-Type: text/vcard; charset=utf-8", CARD),
        ("Content-Type: text/plain; name=a.txt", ZIP),
        ("Content-Type: text/plain; name=T%E1%BB%90I%20M%E1%BA%ACT.txt", b"x"),
        ("Content-Type: text/plain", b"x\r\n=ybegin line=128 size=1 name=a.docx\r\nx\r\n"),
    ],
)
async def test_texts_of_other_kinds_are_read_as_programs_show_them(
    fields: str, content: bytes
) -> None:
    assert (await outcome(with_file(fields, content))).ruling != Ruling.PASS
    assert (await outcome(TOP + part(fields, content))).ruling != Ruling.PASS


async def test_two_encodings_of_one_part_are_for_a_person() -> None:
    top = (
        TOP
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: 7bit\r\n"
    )
    coded = encodebytes(MARKED.encode()).replace(b"\n", b"\r\n")
    letter = top + b"Content-Transfer-Encoding: base64\r\n\r\n" + coded + b"--b--\r\n"

    assert (await outcome(letter)).ruling == Ruling.PERSON
