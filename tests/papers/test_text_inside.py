"""What is inside attachments: archives, letters, files of Outlook and of the old Office, however deep."""

import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import zipfile
from base64 import encodebytes
from pathlib import Path

import pytest

from papers.opened import Field, Kind, Obstacle, Said, Why
from papers.opener import Opener
from tests.papers.compounds import compound, outlook, powerpoint_97, summary, winmail, word_97
from tests.papers.documents import docx, packed, paragraph, word
from tests.peers import need

SECONDS = 60.0  # the machine may be busy

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def texts(opener: Opener, name: str, octets: bytes) -> dict[tuple[str, ...], str]:
    opened = await opener.text(name, octets, SECONDS)
    return {piece.place: piece.first_page.strip() for piece in opened.pieces}


async def test_a_zip_in_a_zip_is_opened(opener: Opener) -> None:
    inner = packed({"tờ trình.docx": docx(paragraph("TỐI MẬT"))})

    found = await texts(opener, "a.zip", packed({"thư mục/b.zip": inner, "c.txt": "x"}))

    assert found == {
        ("a.zip",): "",
        ("a.zip", "thư mục/b.zip"): "",
        ("a.zip", "thư mục/b.zip", "tờ trình.docx"): "TỐI MẬT",
        ("a.zip", "c.txt"): "x",
    }


async def test_the_name_of_a_file_with_a_password_is_told(opener: Opener) -> None:
    octets = bytearray(packed({"tuyet mat.docx": b"x", "b.txt": b"y"}))
    octets[octets.index(b"PK\x01\x02") + 8] |= 1

    opened = await opener.text("a.zip", bytes(octets), SECONDS)

    assert [piece.name for piece in opened.pieces] == ["a.zip", "tuyet mat.docx", "b.txt"]
    assert opened.obstacles == (Obstacle(("a.zip", "tuyet mat.docx"), Why.PASSWORD),)


async def test_names_of_no_told_encoding_are_told_as_they_may_be_read(opener: Opener) -> None:
    legacy = b"M\xc2\xf2T.txt"  # Windows-1258
    octets = packed({"N" * 8: b"x"}, zipfile.ZIP_STORED).replace(b"N" * 8, legacy)

    opened = await opener.text("a.zip", octets, SECONDS)

    names = {field.text for field in opened.pieces[1].fields if field.name == "name"}
    assert {"MẬT.txt", "MÂòT.txt"} <= names


async def test_names_in_utf_8_need_not_say_so(opener: Opener) -> None:
    name = "MẬT.txt".encode()
    octets = packed({"N" * len(name): b"x"}, zipfile.ZIP_STORED).replace(b"N" * len(name), name)

    assert ("a.zip", "MẬT.txt") in await texts(opener, "a.zip", octets)


async def test_tar_and_packed_files_are_opened(opener: Opener) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("b.txt")
        member.size = len("TỐI MẬT".encode())
        archive.addfile(member, io.BytesIO("TỐI MẬT".encode()))

    for pack in (gzip.compress, bz2.compress, lzma.compress):
        found = await texts(opener, "a.tar.gz", pack(out.getvalue()))

        assert list(found.values())[-1] == "TỐI MẬT"
        assert len(found) == 3


async def test_a_letter_that_is_a_file_is_opened_with_its_attachments(opener: Opener) -> None:
    letter = (
        "From: a@moj.gov.vn\r\nSubject: =?utf-8?q?T=E1=BB=9D_tr=C3=ACnh?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/plain; charset=windows-1258\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "M=C2=F2T\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="=?utf-8?q?m=E1=BA=ADt?=.zip"\r\n\r\n'
        f"{encodebytes(packed({'c.txt': 'trong'})).decode()}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        "From: b@moj.gov.vn\r\nSubject: MAT\r\n\r\nthan\r\n--b--\r\n"
    )

    opened = await opener.text("a.zip", packed({"thư.eml": letter}), SECONDS)

    shown = {piece.place[1:]: piece.first_page.strip() for piece in opened.pieces}
    assert shown[("thư.eml", "part 1")] == "MẬT"
    assert shown[("thư.eml", "mật.zip", "c.txt")] == "trong"
    assert shown[("thư.eml", "part 3", "part 1")] == "than"
    fields = {field for piece in opened.pieces for field in piece.fields}
    assert {Field("subject", one, Said.HEADER) for one in ("Tờ trình", "MAT")} <= fields
    assert opened.obstacles == ()


@pytest.mark.parametrize("octets", ["Mật: kết quả".encode(), b"M\xe2\xf2t: k\xea\xect qua\xd2"])
async def test_a_letters_subject_is_read_as_it_was_meant_when_it_is_not_encoded(
    opener: Opener, octets: bytes
) -> None:
    letter = b"From: a@moj.gov.vn\r\nSubject: " + octets + b"\r\n\r\nthan\r\n"

    opened = await opener.text("a.zip", packed({"thu.eml": letter}), SECONDS)

    fields = {field.name: field.text for piece in opened.pieces for field in piece.fields}
    assert fields["subject"] == "Mật: kết quả"


@pytest.mark.parametrize(
    "before", [b"\x89PNG\r\n\x1a\n" + bytes(900), b"%PDF-1.4\n", b"xin ch\xc3\xa0o\n"]
)
async def test_a_zip_behind_something_else_is_opened_too(opener: Opener, before: bytes) -> None:
    found = await texts(opener, "a.png", before + packed({"b.txt": "TỐI MẬT"}))

    assert found[("a.png", "b.txt")] == "TỐI MẬT"


async def test_winmail_gives_its_subject_and_attachments(opener: Opener) -> None:
    octets = winmail("To trinh", {"a.docx": docx(paragraph("TỐI MẬT"))})

    opened = await opener.text("winmail.dat", octets, SECONDS)

    assert opened.pieces[0].fields == (Field("subject", "To trinh"),)
    assert opened.pieces[1].first_page == "TỐI MẬT\n"


async def test_outlooks_letters_give_subject_text_and_attachments(opener: Opener) -> None:
    octets = outlook("Tờ trình", "Kính gửi", {"mật.txt": "TỐI MẬT".encode()})

    opened = await opener.text("a.msg", octets, SECONDS)

    assert opened.pieces[0].fields == (Field("subject", "Tờ trình"),)
    assert opened.pieces[0].first_page == "Kính gửi\n"
    assert opened.pieces[1].first_page == "TỐI MẬT"
    assert opened.pieces[1].name == "mật.txt"


async def test_word_97_gives_text_headers_and_fonts(opener: Opener) -> None:
    octets = word_97("Số: 12\rMËT\x07\x13 DATE \x14hôm nay\x15\r", headers="TỐI MẬT\r")

    opened = await opener.text("a.doc", octets, SECONDS)

    lines = [line for line in opened.pieces[0].first_page.splitlines() if line]
    assert lines == ["TỐI MẬT", "Số: 12", "MËT\thôm nay"]
    assert opened.pieces[0].fonts == (".VnTime",)
    assert [obstacle.why for obstacle in opened.obstacles] == [Why.PARTLY]


@pytest.mark.parametrize(
    "octets",
    [
        word_97("x", flags=0x0300),
        powerpoint_97("x", token=0xF3D1C4DF),
        compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}),
    ],
    ids=["word", "powerpoint", "today's"],
)
async def test_documents_with_a_password_say_so(opener: Opener, octets: bytes) -> None:
    opened = await opener.text("a.doc", octets, SECONDS)

    assert [obstacle.why for obstacle in opened.obstacles] == [Why.PASSWORD]


async def test_powerpoint_97_gives_its_text(opener: Opener) -> None:
    assert await texts(opener, "a.ppt", powerpoint_97("TỐI MẬT", "hai")) == {
        ("a.ppt",): "TỐI MẬT\nhai"
    }


async def test_old_documents_tell_their_properties(opener: Opener) -> None:
    opened = await opener.text(
        "a.doc", compound({"\x05SummaryInformation": summary("Độ mật: MẬT")}), SECONDS
    )

    assert opened.pieces[0].kind is Kind.OLE
    assert opened.pieces[0].fields == (Field("title", "Độ mật: MẬT"),)


async def test_files_that_documents_embed_are_opened(opener: Opener) -> None:
    named = b"\2\0a.txt\0C:\\a.txt\0\0\0\3\0\4\0\0\0C:\\\0" + (11).to_bytes(4, "little")
    content = "TỐI MẬT".encode()
    ole = compound({"\1Ole10Native": bytes(4) + named + content})
    document = docx(paragraph("x"))
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        members = {name: package.read(name) for name in package.namelist()}

    found = await texts(
        opener, "a.docx", packed({**members, "word/embeddings/oleObject1.bin": ole})
    )

    assert found[("a.docx", "word/embeddings/oleObject1.bin", "a.txt")] == "TỐI MẬT"


async def test_a_document_that_another_takes_in_is_opened_beside_it(opener: Opener) -> None:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = "".join(
        f'<Override PartName="/word/{name}" ContentType="{main}"/>' for name in ("a.docx", "b.xml")
    )
    how = '<Relationship Id="r1" Type="x/officeDocument" Target="word/b.xml"/>'
    document = packed(
        {
            "[Content_Types].xml": f"<Types>{types}</Types>",
            "_rels/.rels": f"<Relationships>{how}</Relationships>",
            "word/a.docx": docx(paragraph("TỐI MẬT")),
            "word/b.xml": word("document", word("body", paragraph("Kính gửi"))),
        }
    )

    assert await texts(opener, "a.docx", document) == {
        ("a.docx",): "Kính gửi",
        ("a.docx", "word/a.docx"): "TỐI MẬT",
    }


async def test_an_object_in_rich_text_is_told_as_not_read(opener: Opener) -> None:
    opened = await opener.text("a.rtf", rb"{\rtf1 Kinh gui{\object{\*\objdata 0105}}}", SECONDS)

    assert opened.pieces[0].first_page == "Kinh gui"
    assert [obstacle.why for obstacle in opened.obstacles] == [Why.PARTLY]


def written_by_perl(path: Path) -> bytes:
    perl = need("perl", perl="Spreadsheet::WriteExcel")
    code = """
        use Spreadsheet::WriteExcel;
        my $book = Spreadsheet::WriteExcel->new($ARGV[0]);
        my $sheet = $book->add_worksheet("So mat");
        $sheet->write(0, 0, "So den");
        $sheet->write_utf16be_string(1, 0, pack("n*", 0x54,0x1ED0,0x49,0x20,0x4D,0x1EAC,0x54));
        $sheet->write_utf16be_string($_, 0, pack("n*", $_, (0x1EAC) x 400)) for 100 .. 140;
        $sheet->write(141, 0, "Xa");
        $sheet->write(2, 0, "Cuoi");
        $sheet->write(3, 0, 5, $book->add_format(num_format => '"DAU MAT" 0;[Red]0'));
        $sheet->set_header('&L&"Arial,Bold"&14MAT');
        $book->set_properties(title => "To trinh");
    """
    subprocess.run([perl, "-e", code, str(path)], check=True)
    return path.read_bytes()


async def test_excel_97_gives_words_in_either_width_whatever_its_code_page(
    opener: Opener, tmp_path: Path
) -> None:
    opened = await opener.text("a.xls", written_by_perl(tmp_path / "a.xls"), SECONDS)

    piece = opened.pieces[0]
    words = {word.strip() for word in piece.first_page.replace("\t", "\n").splitlines()}
    assert {"So den", "TỐI MẬT", "MAT", "Cuoi"} <= words
    assert {
        Field("title", "To trinh"),
        Field("sheet", "So mat", Said.NAME),
        Field("format", "DAU MAT", Said.ASIDE),
    } <= set(piece.fields)
