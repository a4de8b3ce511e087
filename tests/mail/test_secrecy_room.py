"""What is read of a file is bounded; no number or length of what stands beside the first page takes the room of that page."""

from collections.abc import AsyncIterator

import pytest

from mail.secrecy import Ruling
from papers.opener import Opener
from tests.mail.test_secrecy_documents import PAGE, docx, found_in, package, part
from tests.papers import documents
from tests.papers.documents import paragraph
from tests.secrecy.documents import zipped

STAMP = paragraph("TỐI MẬT")
HELD = Ruling.PERSON  # behind the first lines
LONG = paragraph("Văn phòng Ủy ban nhân dân " * 100)


@pytest.fixture
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as found:
        yield found


def sections(headers: list[str]) -> bytes:
    """A document of a page and a section for each of *headers*, whose parts are numbered from the last one."""
    count = len(headers)
    parts = {f"word/header{count - n}.xml": part("header", one) for n, one in enumerate(headers)}
    related = "".join(
        f'<Relationship Id="h{n}" Type="x/header" Target="header{count - n}.xml"/>'
        for n in range(count)
    )
    ends = [
        f'<w:sectPr><w:headerReference w:type="first" r:id="h{n}" xmlns:r="r"/></w:sectPr>'
        for n in range(count)
    ]
    body = "".join(f"{PAGE}<w:p><w:pPr>{end}</w:pPr></w:p>" for end in ends)
    main = documents.word("document", f"<w:body>{body}</w:body>")
    return package(
        "word/document.xml",
        "word",
        {
            "word/document.xml": ("wordprocessingml.document.main", main),
            "word/_rels/document.xml.rels": ("", f"<Relationships>{related}</Relationships>"),
            **parts,
        },
    )


async def test_the_header_of_the_first_section_is_read_whatever_number_its_part_has(
    opener: Opener,
) -> None:
    plain = [paragraph(f"Báo cáo của phòng số {n}") for n in range(29)]

    found = await found_in("a.docx", sections([STAMP, *plain]), opener)

    assert (found.ruling, found.findings[0].rule) == (Ruling.REFUSE, "stamp")
    assert (await found_in("a.docx", sections(plain), opener)).ruling == Ruling.PASS


async def test_headers_of_later_sections_are_read_and_what_is_beyond_the_bound_is_for_a_person(
    opener: Opener,
) -> None:
    plain = [paragraph(f"Báo cáo của phòng số {n}") for n in range(150)]

    assert (await found_in("a.docx", sections([*plain, STAMP]), opener)).ruling == HELD
    assert (await found_in("a.docx", sections(plain), opener)).ruling == Ruling.PASS
    assert (await found_in("a.docx", sections(plain + plain), opener)).unread == ("too-many",)
    assert (await found_in("a.docx", sections([LONG] * 12), opener)).unread == ("too-large",)


async def test_headers_footers_and_diagrams_take_no_room_from_the_first_page(
    opener: Opener,
) -> None:
    beside = {
        f"{kind}{n}": (f"{of}.{kind}", documents.word(kind, LONG))
        for kind, of in (("header", "wordprocessingml"), ("footer", "wordprocessingml"))
        for n in range(12)
    }
    drawn = {f"data{n}": ("drawingml.diagramData", documents.word("x", LONG)) for n in range(12)}

    found = await found_in("a.docx", docx(STAMP + PAGE, **beside, **drawn), opener)

    assert found.ruling == Ruling.REFUSE
    few = {name: one for name, one in beside.items() if name in ("header0", "footer0")}
    assert (await found_in("a.docx", docx(PAGE, **few), opener)).ruling == Ruling.PASS


async def test_what_is_drawn_on_the_first_sheet_is_read_however_many_sheets_there_are(
    opener: Opener,
) -> None:
    assert (await found_in("a.xlsx", workbook("TỐI MẬT"), opener)).ruling == HELD
    assert (await found_in("a.xlsx", workbook("Biểu số 1"), opener)).ruling == Ruling.PASS


def workbook(drawn: str) -> bytes:
    """Twenty-five full sheets, each with a box; that of the first sheet has the last number, and shows *drawn*."""
    row = "".join(f'<c t="str"><v>số liệu {n}</v></c>' for n in range(12))
    sheet = f"<worksheet><sheetData>{f'<row>{row}</row>' * 40}</sheetData></worksheet>"
    parts: dict[str, tuple[str, str]] = {}
    listed = related = ""
    for n in range(25):
        text = drawn if n == 0 else f"Biểu {n}"
        box = f'<x xmlns:a="a"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></x>'
        parts[f"xl/drawings/drawing{50 - n}.xml"] = ("drawing", box)
        parts[f"xl/worksheets/sheet{n}.xml"] = ("spreadsheetml.worksheet", sheet)
        target = f'<Relationship Id="d" Type="x/drawing" Target="../drawings/drawing{50 - n}.xml"/>'
        rels = f"<Relationships>{target}</Relationships>"
        parts[f"xl/worksheets/_rels/sheet{n}.xml.rels"] = ("", rels)
        listed += f'<sheet name="Bieu {n}" r:id="s{n}" xmlns:r="r"/>'
        related += f'<Relationship Id="s{n}" Type="x/worksheet" Target="worksheets/sheet{n}.xml"/>'
    book = f"<workbook><sheets>{listed}</sheets></workbook>"
    parts["xl/workbook.xml"] = ("spreadsheetml.sheet.main", book)
    parts["xl/_rels/workbook.xml.rels"] = ("", f"<Relationships>{related}</Relationships>")
    return package("xl/workbook.xml", "sheet", parts)


async def test_more_headers_than_are_read_of_an_open_document_are_for_a_person(
    opener: Opener,
) -> None:
    def text(masters: int) -> bytes:
        header = f"<p>{'Văn phòng Ủy ban nhân dân ' * 8}</p>"
        master = f"<master-page><header>{header}</header></master-page>"
        return zipped(
            {
                "META-INF/manifest.xml": "<manifest/>",
                "content.xml": "<d><body><p>nội dung</p></body></d>",
                "styles.xml": f"<s>{master * masters}</s>",
            }
        )

    assert (await found_in("a.odt", text(20), opener)).ruling == Ruling.PASS
    assert (await found_in("a.odt", text(40), opener)).unread == ("too-large",)
