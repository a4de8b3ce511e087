"""The text of documents: of each format what stands on its first page, with its fonts."""

import io
import zipfile

import pytest
import xlsxwriter

from papers.opened import PAGE_END, Field, Kind, Piece, Run, Said, Why
from papers.opener import Opener
from tests.papers.documents import docx, office, packed, paragraph, word

SECONDS = 60.0  # the machine may be busy

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def first(opener: Opener, name: str, octets: bytes) -> Piece:
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
    assert {Field("sheet", "Sổ mật", Said.NAME), Field("subject", "Sổ đăng ký")} <= set(
        piece.fields
    )
    assert "4999" not in piece.first_page


async def test_a_document_of_nothing_but_pictures_says_so(opener: Opener) -> None:
    scanned = packed({**_parts(docx("<w:p/>")), "word/media/image1.png": b"x"})

    opened = await opener.text("a.docx", scanned, SECONDS)

    assert [obstacle.why for obstacle in opened.obstacles] == [Why.PICTURE]


async def test_powerpoint_gives_the_first_slide_and_what_is_behind_it(opener: Opener) -> None:
    def slide(text: str) -> str:
        return f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'

    def related(*parts: tuple[str, str, str]) -> str:
        one = '<Relationship Id="{}" Type="x/{}" Target="{}"/>'
        return f"<Relationships>{''.join(one.format(*part) for part in parts)}</Relationships>"

    show = '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>'
    parts = {
        "ppt/presentation.xml": show,
        "ppt/_rels/presentation.xml.rels": related(
            ("r1", "slide", "slides/slide1.xml"), ("r2", "slide", "slides/slide2.xml")
        ),
        "ppt/slides/slide1.xml": slide("sau"),
        "ppt/slides/slide2.xml": slide("trước"),
        "ppt/slides/_rels/slide2.xml.rels": related(("r1", "slideLayout", "../layouts/one.xml")),
        "ppt/layouts/one.xml": slide("MẬT"),
    }

    piece = await first(opener, "a.pptx", office(parts))

    assert piece.first_page.split() == ["trước", "MẬT", "sau"], "while there is hardly a word"


def opendocument(content: str, **parts: str) -> bytes:
    space = (
        'xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:table="b" xmlns:d="d" xmlns:m="m"'
    )
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {space}>{content}</office:document-content>",
        "META-INF/manifest.xml": "<manifest/>",
    }
    for name, part in parts.items():
        members[f"{name}.xml"] = f"<office:document {space}>{part}</office:document>"
    return packed(members)


async def test_opendocument_gives_margins_and_the_first_page(opener: Opener) -> None:
    content = (
        '<style:style style:name="P1"><style:text-properties style:font-name=".VnTime"/></style:style>'
        '<office:body><office:text><text:p text:style-name="P1">MËT</text:p><text:p>a<text:s text:c="2"/>b<text:tab/>c'
        "</text:p></office:text></office:body>"
    )
    margins = "<style:header><text:p>TỐI MẬT</text:p></style:header><text:p>not shown</text:p>"
    meta = '<d:title>Tờ trình</d:title><m:user-defined m:name="Độ mật">Mật</m:user-defined>'

    piece = await first(opener, "a.odt", opendocument(content, styles=margins, meta=meta))

    assert piece.first_page == "TỐI MẬT\nMËT\na  b\tc\n"
    assert Run(".VnTime", "MËT") in piece.runs
    assert piece.fields == (Field("title", "Tờ trình"), Field("Độ mật", "Mật"))


async def test_rich_text_gives_letters_by_font_code_page_and_number(opener: Opener) -> None:
    octets = (
        rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset163 Times;}{\f2 .VnTime;}}"
        rb"{\info{\title T\u7901? tr\'ecnh}}{\header\pard TOI MAT\par}{\*\hidden no}{\pict 00ff}"
        rb"\f0 S\u7889?: \f1 M\'c2\'f2T\par \f2 M\'cbT\bin3 }}}\page}"
    )

    piece = await first(opener, "a.doc", octets)

    assert (piece.kind, piece.first_page) == (Kind.RTF, f"TOI MAT\nSố: MẬT\nMËT{PAGE_END}")
    assert Run(".VnTime", "MËT") in piece.runs
    assert piece.fields == (Field("title", "Tờ trình"),)


async def test_html_gives_what_is_shown(opener: Opener) -> None:
    page = (
        "<html><head><title>Tờ trình</title><style>p{}</style><script>no()</script></head><body>"
        "<!-- no --><p>T&#7888;I M&#7852;T</p><font face='.VnTime'>MËT</font><img alt='Dấu mật'></body></html>"
    )

    piece = await first(opener, "a.html", page.encode())

    lines = [line.strip() for line in piece.first_page.splitlines() if line.strip()]
    assert lines == ["Tờ trình", "TỐI MẬT", "MËT"]
    assert Run(".VnTime", "MËT") in piece.runs
    assert piece.fields == (Field("alt", "Dấu mật"),)


async def test_html_of_a_code_page_is_read_as_it_says(opener: Opener) -> None:
    page = b"<html><meta charset=windows-1258><p>M\xc2\xf2T</p></html>"

    assert "MẬT" in (await first(opener, "a.htm", page)).first_page


async def test_a_picture_tells_its_texts_and_that_it_was_not_read(opener: Opener) -> None:
    text = "comment\0\0\0\0\0TỐI MẬT".encode()
    png = b"\x89PNG\r\n\x1a\n" + len(text).to_bytes(4, "big") + b"iTXt" + text + bytes(4)

    opened = await opener.text("a.png", png, SECONDS)

    assert opened.pieces[0].fields == (Field("comment", "TỐI MẬT"), Field("text", "TỐI MẬT"))
    assert [obstacle.why for obstacle in opened.obstacles] == [Why.PICTURE]


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"7z\xbc\xaf\x27\x1c....", Why.ARCHIVE),
        (b"Rar!\x1a\x07\x01\x00...", Why.ARCHIVE),
        (bytes(range(256)), Why.UNKNOWN),
        (b"%PDF-1.7 and nothing more", Why.BROKEN),
        (b"PK\x03\x04 and nothing more", Why.BROKEN),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), Why.BROKEN),
    ],
)
async def test_what_cannot_be_read_says_why(opener: Opener, octets: bytes, why: Why) -> None:
    opened = await opener.text("a", octets, SECONDS)

    assert [(obstacle.place, obstacle.why) for obstacle in opened.obstacles] == [(("a",), why)]


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
