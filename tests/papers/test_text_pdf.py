"""The text of PDF files, written by hand and by Chromium."""

import subprocess
from pathlib import Path

import pytest

from papers.opened import Field, Why
from papers.opener import Opener
from tests.papers.documents import docx, locked, paragraph, pdf, pdf_of, stream
from tests.peers import need

SECONDS = 60.0  # the machine may be busy
FORM = "/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</Font<</F1 3 0 R>>>>"

pytestmark = pytest.mark.asyncio(loop_scope="module")


def shown(text: str, x: int = 100, y: int = 700) -> str:
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n"


async def lines(opener: Opener, octets: bytes) -> list[str]:
    opened = await opener.text("a.pdf", octets, SECONDS)
    return [line.strip() for line in opened.pieces[0].first_page.splitlines() if line.strip()]


LETTERS = " ".join(f"1 0 0 1 {100 + 25 * n} 700 Tm ({c}) Tj" for n, c in enumerate("MAT"))


@pytest.mark.parametrize(
    "content",
    [
        f"BT /F1 12 Tf {LETTERS} ET",
        "BT /F1 12 Tf 100 700 Td (M) Tj 20 0 Td (A) Tj 20 0 Td (T) Tj ET",
        "BT /F1 12 Tf 100 700 Td [(M) -1500 (A) -1500 (T)] TJ ET",
        "BT /F1 12 Tf 20 Tc 100 700 Td (MAT) Tj ET",
        f"q 0.7 0.7 -0.7 0.7 300 300 cm {shown('MAT', 0, 0)} Q",
    ],
    ids=["placed", "moved", "kerned", "spaced", "turned"],
)
async def test_letters_that_are_drawn_apart_stand_on_one_line(opener: Opener, content: str) -> None:
    found = await lines(opener, pdf(shown("So: 12", y=750) + content + shown("Kinh gui", y=600)))

    assert [line.replace(" ", "") for line in found] == ["So:12", "MAT", "Kinhgui"]


async def test_words_in_a_form_are_found(opener: Opener) -> None:
    resources = "/Resources<</Font<</F1 3 0 R>>/XObject<</X1 100 0 R>>>>"
    octets = pdf_of(
        {
            1: "<</Type/Catalog/Pages 2 0 R>>",
            2: "<</Type/Pages/Kids[10 0 R]/Count 1>>",
            3: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            10: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 11 0 R{resources}>>",
            11: stream("q /X1 Do Q"),
            100: stream(shown("TUYET MAT"), FORM),
        }
    )

    assert await lines(opener, octets) == ["TUYET MAT"]


async def test_stamps_notes_and_what_is_filled_in_are_found(opener: Opener) -> None:
    octets = pdf(
        shown("x"),
        page="/Annots[100 0 R 102 0 R]",
        objects={
            100: "<</Subtype/Stamp/Name/TopSecret/Contents(TUYET MAT)/Rect[0 0 9 9]/AP<</N 101 0 R>>>>",
            101: stream(shown("drawn", 5, 5), FORM),
            102: "<</Subtype/Widget/V(filled)/Rect[0 0 9 9]>>",
        },
    )

    opened = await opener.text("a.pdf", octets, SECONDS)

    assert opened.pieces[0].first_page.split("\n")[:4] == ["x", "TUYET MAT", "drawn", "filled"]
    assert opened.pieces[0].fields == (Field("stamp", "TopSecret"),)


async def test_files_in_a_pdf_are_opened_once_each(opener: Opener) -> None:
    document = docx(paragraph("TỐI MẬT")).decode("latin-1")
    octets = pdf(
        shown("x"),
        page="/Annots[102 0 R]",
        root="/Names<</EmbeddedFiles<</Kids[101 0 R]>>>>",
        objects={
            100: "<</Type/Filespec/UF(b.docx)/EF<</F 104 0 R>>>>",
            101: "<</Names[(a) 100 0 R (b) 100 0 R]>>",
            102: "<</Subtype/FileAttachment/FS 103 0 R/Rect[0 0 9 9]>>",
            103: "<</Type/Filespec/F(a.txt)/EF<</F 105 0 R>>>>",
            104: stream(document),
            105: stream("trong"),
        },
    )

    opened = await opener.text("a.pdf", octets, SECONDS)

    assert [(piece.name, piece.first_page.strip()) for piece in opened.pieces] == [
        ("a.pdf", "x"),
        ("b.docx", "TỐI MẬT"),
        ("a.txt", "trong"),
    ]


async def test_a_cover_is_not_taken_for_the_first_page(opener: Opener) -> None:
    assert await lines(opener, pdf(shown("Bia"), shown("MAT"))) == ["Bia", "MAT"]
    assert "sau" not in await lines(opener, pdf(shown("x" * 300), shown("sau")))


async def test_a_scanned_page_says_that_it_was_not_read(opener: Opener) -> None:
    image = stream(
        "x", "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    )
    octets = pdf("q /I1 Do Q", objects={100: image}).replace(
        b"<</Font<</F1 3 0 R>>>>", b"<</XObject<</I1 100 0 R>>>>"
    )

    opened = await opener.text("a.pdf", octets, SECONDS)

    assert [obstacle.why for obstacle in opened.obstacles] == [Why.PICTURE]


async def test_letters_of_which_nobody_says_what_they_mean_are_told(opener: Opener) -> None:
    octets = pdf("BT /F1 12 Tf 100 700 Td <00010002> Tj ET").replace(
        b"/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding",
        b"/Subtype/Type0/BaseFont/ABCDEF+VNI-Times/Encoding/Identity-H",
    )

    opened = await opener.text("a.pdf", octets, SECONDS)

    assert {obstacle.why for obstacle in opened.obstacles} == {Why.PARTLY}, "two bullets"
    word = await opener.text("a.pdf", octets.replace(b"<00010002>", b"<0001000200030004>"), SECONDS)
    assert Why.SIGNS in {obstacle.why for obstacle in word.obstacles}


async def test_what_a_document_says_of_itself_is_told_old_way_and_new(opener: Opener) -> None:
    packet = '<x:xmpmeta xmlns:x="x" xmlns:d="d"><d:title><Alt><li>M&#7852;T</li></Alt></d:title></x:xmpmeta>'
    octets = pdf(
        shown("x"),
        root="/Metadata 100 0 R",
        objects={100: stream(packet), 101: "<</Subject(To trinh)/Mark(TOI MAT)>>"},
    ).replace(b"/Root 1 0 R", b"/Root 1 0 R/Info 101 0 R")

    opened = await opener.text("a.pdf", octets, SECONDS)

    assert set(opened.pieces[0].fields) == {
        Field("subject", "To trinh"),
        Field("mark", "TOI MAT"),
        Field("title", "MẬT"),
    }


async def test_a_pdf_with_a_password_says_so(opener: Opener) -> None:
    plain = pdf(shown("TUYET MAT"))

    opened = await opener.text("a.pdf", locked(plain, "user"), SECONDS)

    assert [obstacle.why for obstacle in opened.obstacles] == [Why.PASSWORD]
    assert await lines(opener, locked(plain, "")) == ["TUYET MAT"]  # as one that may not be printed


def printed(page: str, folder: Path) -> bytes:
    chromium = need("chromium")
    (folder / "a.html").write_text(page, "utf-8")
    subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'chromium'}", f"--print-to-pdf={folder / 'a.pdf'}", folder / "a.html",
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )  # fmt: skip
    return (folder / "a.pdf").read_bytes()


async def test_vietnamese_as_a_browser_prints_it_is_read(opener: Opener, tmp_path: Path) -> None:
    page = """<html><head><meta charset=utf-8><title>Tờ trình</title></head><body>
    <table width=100%><tr><td>BỘ TƯ PHÁP<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</table>
    <div style="letter-spacing:6px; color:red; border:1px solid">TỐI MẬT</div>
    <p style="position:absolute; top:300px; transform:rotate(-45deg)">TUYỆT MẬT</p></body></html>"""

    opened = await opener.text("a.pdf", printed(page, tmp_path), SECONDS)

    found = [line.replace(" ", "") for line in opened.pieces[0].first_page.splitlines()]
    assert {"BỘTƯPHÁPCỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM", "TỐIMẬT", "TUYỆTMẬT"} <= set(found)
    assert Field("title", "Tờ trình") in opened.pieces[0].fields
