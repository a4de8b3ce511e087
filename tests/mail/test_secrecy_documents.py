"""A mark counts wherever a document shows it, on its first page or beside it; what cannot be read is for a person."""

import io
import zipfile
from collections.abc import AsyncIterator

import pytest

from mail.secrecy import Outcome, Ruling
from papers.opener import Opener
from tests.papers import documents
from tests.papers.documents import paragraph, pdf, stream
from tests.secrecy.documents import zipped
from tests.secrecy.looking import outcome, with_file

OFFICE = "application/vnd.openxmlformats-officedocument"
MARK = "TỐI MẬT"
PAGE = "".join(paragraph(f"nội dung báo cáo số {n} của đơn vị") for n in range(20))
LINES = "".join(
    f"BT /F1 12 Tf 40 {800 - 20 * n} Td (Bao cao cong khai so {n}) Tj ET\n" for n in range(12)
)
WIDE = (b"\xfe\xff" + MARK.encode("utf-16-be")).decode("latin-1")
TITLE = "<feff" + MARK.encode("utf-16-be").hex() + ">"


@pytest.fixture
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as found:
        yield found


async def found_in(name: str, octets: bytes, opener: Opener) -> Outcome:
    fields = f"Content-Type: application/octet-stream; name={name}"
    return await outcome(with_file(fields, octets), opener)


def package(main: str, kind: str, parts: dict[str, tuple[str, str]]) -> bytes:
    """A package of Office: by its name, of each part the end of its type and its content."""
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{OFFICE}.{end}+xml"/>'
        for name, (end, _) in parts.items()
        if end
    )
    whole = f'<Types><Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    related = f'<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="{main}"/></Relationships>'
    contents = {name: content for name, (_, content) in parts.items()}
    return zipped({"[Content_Types].xml": whole, "_rels/.rels": related, **contents})


def docx(body: str = PAGE, **parts: tuple[str, str]) -> bytes:
    document = (
        "wordprocessingml.document.main",
        documents.word("document", f"<w:body>{body}</w:body>"),
    )
    others = {f"word/{name}.xml": part for name, part in parts.items() if name != "item"}
    own = {"customXml/item1.xml": parts["item"]} if "item" in parts else {}
    return package("word/document.xml", "word", {"word/document.xml": document, **others, **own})


def part(kind: str, inner: str) -> tuple[str, str]:
    return f"wordprocessingml.{kind}", documents.word(kind, inner)


async def test_word_notes_comments_charts_lists_and_data_of_its_own_are_read(
    opener: Opener,
) -> None:
    chart = f'<c:chart xmlns:c="c" xmlns:a="a"><a:p><a:r><a:t>{MARK}</a:t></a:r></a:p></c:chart>'
    struck = f"<w:p><w:del><w:r><w:delText>{MARK}</w:delText></w:r></w:del></w:p>"
    for name, document in {
        "footnotes": docx(footnotes=part("footnotes", paragraph(MARK))),
        "endnotes": docx(endnotes=part("endnotes", paragraph(MARK))),
        "comments": docx(comments=part("comments", paragraph(MARK))),
        "chart": docx(chart=("drawingml.chart", chart)),
        "list": docx(numbering=part("numbering", f'<w:lvl><w:lvlText w:val="{MARK}"/></w:lvl>')),
        "data": docx(item=("", f"<root><a>{MARK}</a></root>")),
        "struck through": docx(struck + PAGE),
    }.items():
        assert (await found_in("a.docx", document, opener)).ruling == Ruling.PERSON, name
    usual = docx(comments=part("comments", paragraph("xem lại mục bảo mật")))
    assert (await found_in("a.docx", usual, opener)).ruling == Ruling.PASS


def xlsx(book: str = "", **parts: tuple[str, str]) -> bytes:
    sheet = '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
    main = ("spreadsheetml.sheet.main", f'<workbook xmlns:r="r">{sheet}{book}</workbook>')
    others = {f"xl/{name}.xml": part for name, part in parts.items()}
    return package("xl/workbook.xml", "sheet", {"xl/workbook.xml": main, **others})


async def test_excel_names_and_comments_are_read(opener: Opener) -> None:
    comment = f"<comments><comment><text><r><t>{MARK}</t></r></text></comment></comments>"
    named = '<definedNames><definedName name="TỐI_MẬT">A!$A$1</definedName></definedNames>'
    for name, book in {
        "comment": xlsx(comments1=("spreadsheetml.comments", comment)),
        "name": xlsx(named),
    }.items():
        assert (await found_in("a.xlsx", book, opener)).ruling != Ruling.PASS, name
    usual = xlsx(named.replace("TỐI_MẬT", "MAT_BANG"))
    assert (await found_in("a.xlsx", usual, opener)).ruling == Ruling.PASS


def pptx(
    first: str, second: str = "", notes: str = "", comment: tuple[str, str] | None = None
) -> bytes:
    def slide(text: str) -> str:
        return f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'

    def related(*parts: tuple[str, str, str]) -> tuple[str, str]:
        inner = "".join(f'<Relationship Id="{i}" Type="x/{t}" Target="{o}"/>' for i, t, o in parts)
        return "", f"<Relationships>{inner}</Relationships>"

    both = '<p:sldId r:id="s1"/><p:sldId r:id="s2"/>'
    main = f'<p:presentation xmlns:p="p" xmlns:r="r">{both}</p:presentation>'
    return package(
        "ppt/presentation.xml",
        "presentation",
        {
            "ppt/presentation.xml": ("presentationml.presentation.main", main),
            "ppt/_rels/presentation.xml.rels": related(
                ("s1", "slide", "slides/1.xml"), ("s2", "slide", "slides/2.xml")
            ),
            "ppt/slides/1.xml": ("", slide(first)),
            "ppt/slides/2.xml": ("", slide(second)),
            "ppt/slides/_rels/1.xml.rels": related(("n", "notesSlide", "../notes.xml")),
            "ppt/notes.xml": ("", slide(notes)),
            **({"ppt/comments/comment1.xml": comment} if comment else {}),
        },
    )


async def test_powerpoint_slides_behind_a_title_and_notes_are_read(opener: Opener) -> None:
    for name, slides in {
        "second": pptx("Báo cáo", second=MARK),
        "notes": pptx("Báo cáo " * 40, notes=MARK),
    }.items():
        assert (await found_in("a.pptx", slides, opener)).ruling == Ruling.PERSON, name
    usual = pptx("Báo cáo", "An toàn, bảo mật thông tin", "nói về mật khẩu")
    assert (await found_in("a.pptx", usual, opener)).ruling == Ruling.PASS


async def test_names_of_tables_and_drawings_of_opendocument_are_read(opener: Opener) -> None:
    for inner in (
        f'<t:table t:name="{MARK}"><t:p>x</t:p></t:table>',
        f"<d:frame><s:title>{MARK}</s:title></d:frame><t:p>x</t:p>",
    ):
        content = f'<o:document xmlns:o="o" xmlns:t="t" xmlns:d="d" xmlns:s="s"><o:body>{inner}</o:body></o:document>'
        document = zipped({"META-INF/manifest.xml": "<manifest/>", "content.xml": content})
        assert (await found_in("a.odt", document, opener)).ruling == Ruling.REFUSE, inner


def with_(root: str = "", page: str = "", **objects: str) -> bytes:
    """A PDF of a usual page; *objects* o100, o101 … are added."""
    added = {int(name[1:]): content for name, content in objects.items()}
    return pdf(LINES, objects=added, root=root, page=page)


NOTE = "/Annots[100 0 R]"
WIDGET = "<</Subtype/Widget/Parent 101 0 R/Rect[0 0 1 1]>>"
SCRIPT = f"<feff{f'app.alert({chr(34)}{MARK}{chr(34)})'.encode('utf-16-be').hex()}>"


async def test_what_a_pdf_has_beside_its_pages_is_read(opener: Opener) -> None:
    files = "/Names<</EmbeddedFiles<</Names[(a) 100 0 R]>>>>"
    for name, document in {
        "outline": with_(
            "/Outlines 100 0 R", o100="<</First 101 0 R>>", o101=f"<</Title {TITLE}>>"
        ),
        "script": with_(f"/OpenAction<</S/JavaScript/JS {SCRIPT}>>"),
        "field above": with_(page=NOTE, o100=WIDGET, o101=f"<</FT/Tx/T(a)/V {TITLE}>>"),
        "field of octets": with_(page=NOTE, o100="<</V 101 0 R>>", o101=stream("TOI MAT")),
        "field in two octets": with_(page=NOTE, o100="<</V 101 0 R>>", o101=stream(WIDE)),
        "button": with_(page=NOTE, o100=f"<</MK<</CA {TITLE}>>>>"),
        "property": with_("/Metadata 100 0 R", o100=stream("<x><DoMat>TOI MAT</DoMat></x>")),
        "form": with_("/AcroForm<</XFA[(a) 100 0 R]>>", o100=stream("<x><a>TOI MAT</a></x>")),
        "description": with_(
            files, o100=f"<</F(a)/Desc {TITLE}/EF<</F 101 0 R>>>>", o101=stream("x")
        ),
    }.items():
        assert (await found_in("a.pdf", document, opener)).ruling != Ruling.PASS, name
    usual = with_("/Outlines 100 0 R", o100="<</First 101 0 R>>", o101="<</Title (1. Mat bang)>>")
    assert (await found_in("a.pdf", usual, opener)).ruling == Ruling.PASS


async def test_signs_without_a_meaning_are_for_a_person_and_bullets_are_not(opener: Opener) -> None:
    usual = b"/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding"
    blank = "begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <61> <0020> endbfchar endcmap"
    drawn = "BT /F1 12 Tf 40 800 Td (aaaaaaa) Tj ET\n" * 12
    three = "/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<<>>/FirstChar 97/LastChar 97/Widths[1]"
    named = "/Encoding<</Differences[97/g7]>>"
    for name, content, font in (
        (
            "numbered",
            drawn.replace("(aaaaaaa)", "<000100020003>"),
            "/Subtype/Type0/BaseFont/X/Encoding/Identity-H",
        ),
        ("drawn", drawn, three + named),
        ("blank", drawn, f"{three}{named}/ToUnicode 100 0 R"),
        ("names", drawn, "/Subtype/Type1/BaseFont/X" + named),
    ):
        document = pdf(content, objects={100: stream(blank)}).replace(usual, font.encode())
        found = await found_in("a.pdf", document, opener)
        assert (found.ruling, "signs" in found.unread) == (Ruling.PERSON, True), name
    known = three + "/Encoding<</Differences[97/a]>>"  # as TeX draws letters, and names them
    assert (
        await found_in("a.pdf", pdf(drawn).replace(usual, known.encode()), opener)
    ).ruling == "pass"
    bullets = "".join(
        f"BT /F1 9 Tf 40 {700 - n} Td (\\001) Tj ( muc) Tj ET\n" for n in range(0, 300, 20)
    )
    assert (await found_in("a.pdf", pdf(bullets), opener)).ruling == Ruling.PASS


async def test_that_all_is_full_keeps_no_file_inside_from_being_opened(opener: Opener) -> None:
    inner = docx(paragraph(MARK) + PAGE)
    data = "<a>" + "dữ liệu " * 2_000 + "</a>"
    items = {f"customXml/item{n}.xml": ("", data) for n in range(30)}
    body = documents.word("document", f"<w:body>{PAGE}</w:body>")
    document = ("wordprocessingml.document.main", body)
    outer = package("word/document.xml", "word", {"word/document.xml": document, **items})
    both = io.BytesIO(outer)
    with zipfile.ZipFile(both, "a") as more:
        more.writestr("word/embeddings/a.docx", inner)

    assert (await found_in("a.docx", both.getvalue(), opener)).ruling == Ruling.REFUSE
