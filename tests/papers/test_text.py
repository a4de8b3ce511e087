"""The text of attachments: of each format what stands on its first page, with its fonts, and what is inside."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import xlsxwriter

from papers.opened import Field, Kind, Run
from papers.opener import Opener
from tests.papers.documents import docx, office, paragraph, word

SECONDS = 60.0  # the machine may be busy


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as opener:
        yield opener


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def first(opener: Opener, name: str, octets: bytes) -> Any:
    opened = await opener.text(name, octets, SECONDS)
    return opened.pieces[0]


async def test_text_is_read_in_every_encoding_of_unicode(opener: Opener) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        piece = await first(opener, "a.txt", "Độ mật: TỐI MẬT".encode(encoding))

        assert (piece.kind, piece.first_page, piece.octets) == (Kind.TEXT, "Độ mật: TỐI MẬT", b"")


async def test_text_of_windows_1258_is_read_and_handed_on_as_it_is(opener: Opener) -> None:
    octets = b"\xd0\xf4\xf2 m\xe2\xf2t: M\xc2\xf2T"

    piece = await first(opener, "a.txt", octets)

    assert (piece.first_page, piece.octets) == ("Độ mật: MẬT", octets)


async def test_text_of_a_font_is_handed_on_as_it_is(opener: Opener) -> None:
    octets = "§é mËt: tuyÖt mËt".encode("cp1252")  # TCVN3

    piece = await first(opener, "a.csv", octets)

    assert (piece.first_page, piece.octets) == ("§é mËt: tuyÖt mËt", octets)


async def test_word_gives_headers_boxes_tables_and_watermarks(opener: Opener) -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('TỐI MẬT')}</w:txbxContent></w:pict></w:r>"
    body = (
        paragraph("Số: 12/TTr-BTP")
        + f"<w:p><w:r><w:t>Kính gửi</w:t></w:r>{box}</w:p>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('Ô')}</w:tc></w:tr></w:tbl>"
    )
    mark = word("hdr", '<w:p><w:r><v:shape><v:textpath string="MẬT"/></v:shape></w:r></w:p>')

    piece = await first(
        opener, "a.docx", docx(body, header1=mark, footer1=word("ftr", paragraph("Chân trang")))
    )

    lines = {line.strip() for line in piece.first_page.splitlines()}
    assert lines >= {"Số: 12/TTr-BTP", "Kính gửi", "TỐI MẬT", "Ô", "MẬT", "Chân trang"}


async def test_word_tells_the_font_of_each_run_by_itself_or_by_its_style(opener: Opener) -> None:
    styles = word(
        "styles",
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="A"><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>',
    )
    own = '<w:rFonts w:ascii="VNI-Times"/>'
    body = paragraph("MËT", style="B") + paragraph("MAÄT", own) + paragraph("MẬT")

    piece = await first(opener, "a.docx", docx(body, styles=styles))

    assert [run for run in piece.runs if run.text.strip()] == [
        Run(".VnTime", "MËT"),
        Run("VNI-Times", "MAÄT"),
        Run("Arial", "MẬT"),
    ]


async def test_word_ends_its_first_page_at_a_break_behind_enough_text(opener: Opener) -> None:
    broken = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    cover = docx(paragraph("Bìa") + broken + paragraph("Trang đầu"))
    full = docx(paragraph("x" * 1_600) + broken + paragraph("Trang sau"))

    assert "Trang đầu" in (await first(opener, "a.docx", cover)).first_page
    assert "Trang sau" not in (await first(opener, "a.docx", full)).first_page


async def test_properties_are_told_by_their_names(opener: Opener) -> None:
    core = '<c:coreProperties xmlns:c="c" xmlns:d="d"><d:title>Tờ trình</d:title><c:keywords>MẬT</c:keywords></c:coreProperties>'
    custom = '<Properties><property name="Độ mật"><lpwstr>Mật</lpwstr></property></Properties>'
    document = word("document", word("body", paragraph("x")))
    parts = {
        "word/document.xml": document,
        "docProps/core.xml": core,
        "docProps/custom.xml": custom,
    }

    piece = await first(opener, "a.docx", office(parts))

    assert piece.fields == (
        Field("title", "Tờ trình"),
        Field("keywords", "MẬT"),
        Field("Độ mật", "Mật"),
    )


async def test_excel_gives_sheets_headers_cells_and_boxes(opener: Opener) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Sổ mật")
        sheet.write_row(0, 0, ["Số đến", 15, "TỐI MẬT"])
        sheet.set_header('&L&"Arial,Bold"&14MẬT&RTrang &P')
        sheet.insert_textbox(5, 5, "TUYỆT MẬT")
        sheet.write_column(1, 0, range(5_000))
        book.set_properties({"subject": "Sổ đăng ký"})

    piece = await first(opener, "a.xlsx", out.getvalue())

    assert {"Số đến\t15\tTỐI MẬT", "  MẬT", "TUYỆT MẬT"} <= set(piece.first_page.splitlines())
    assert {Field("sheet", "Sổ mật"), Field("subject", "Sổ đăng ký")} <= set(piece.fields)
    assert "4999" not in piece.first_page
