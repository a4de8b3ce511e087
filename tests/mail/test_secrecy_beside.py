"""A mark counts by the place where a file shows it, whatever the file calls it; what programs show instead of the page counts, too."""

import io
import zipfile
from collections.abc import AsyncIterator

import pytest

from mail.secrecy import Outcome, Ruling
from papers.opener import Opener
from tests.mail.test_secrecy_documents import (
    MARK,
    PAGE,
    TITLE,
    docx,
    found_in,
    package,
    part,
    pptx,
    with_,
    xlsx,
)
from tests.papers import documents
from tests.papers.compounds import word_97
from tests.papers.documents import paragraph
from tests.secrecy.documents import zipped

OWN_NAMES = (
    "script", "outline", "annotation", "deleted", "strings", "folder", "author", "x-ms-label", "date",
)  # fmt: skip
USUAL = "bảo mật, đổi mật khẩu"


@pytest.fixture
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as found:
        yield found


async def rulings(files: dict[str, bytes], opener: Opener) -> dict[str, Ruling]:
    """What becomes of each of *files*, by its name."""
    found: dict[str, Outcome] = {name: await found_in(name, f, opener) for name, f in files.items()}
    return {name: one.ruling for name, one in found.items()}


def with_property(name: str, value: str) -> bytes:
    inner = f'<property name="{name}"><vt:lpwstr xmlns:vt="v">{value}</vt:lpwstr></property>'
    return docx_with({"docProps/custom.xml": ("custom-properties", f"<P>{inner}</P>")})


def docx_with(parts: dict[str, tuple[str, str]]) -> bytes:
    body = documents.word("document", f"<w:body>{PAGE}</w:body>")
    main = ("wordprocessingml.document.main", body)
    return package("word/document.xml", "word", {"word/document.xml": main, **parts})


async def test_no_name_that_a_file_gives_its_properties_speaks_a_mark_free(opener: Opener) -> None:
    for name in OWN_NAMES:
        found = await rulings(
            {
                "a.docx": with_property(name, "MẬT"),
                "b.docx": with_property(name, "TOI MAT"),
                "a.xml": f'<?xml version="1.0"?><a {name}="MẬT">x</a>'.encode(),
                "a.html": f'<html><meta name="x{name}" content="TỐI MẬT"><p>x</p></html>'.encode(),
                "a.odt": zipped(
                    {
                        "META-INF/manifest.xml": "<manifest/>",
                        "content.xml": "<d><body><p>x</p></body></d>",
                        "meta.xml": f'<m xmlns:n="n"><user-defined n:name="{name}">MẬT</user-defined></m>',
                    }
                ),
            },
            opener,
        )
        assert set(found.values()) == {Ruling.REFUSE}, (name, found)
        assert (await found_in("a.docx", with_property(name, USUAL), opener)).ruling == "pass"


async def test_who_wrote_a_file_may_be_called_so(opener: Opener) -> None:
    manager = docx_with(
        {"docProps/app.xml": ("extended-properties", "<P><Manager>Mật</Manager></P>")}
    )
    page = b'<html><meta name="author" content="M\xe1\xba\xadt"><p>x</p></html>'
    assert set((await rulings({"a.docx": manager, "a.html": page}, opener)).values()) == {"pass"}


async def test_labels_of_office_are_read_in_a_file_and_in_a_letter(opener: Opener) -> None:
    label = "MSIP_Label_3a2b_Name"
    for text, ruling in (("Tối mật", "refuse"), ("Toi mat", "refuse"), ("Bảo mật chung", "pass")):
        assert (await found_in("a.docx", with_property(label, text), opener)).ruling == ruling


def field(instruction: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{what}"/></w:r>' for what in ("begin", "end"))
    halves = (instruction[:7], instruction[7:])
    runs = "".join(f"<w:r><w:instrText>{half}</w:instrText></w:r>" for half in halves)
    return f"<w:p>{begin}{runs}{end}</w:p>"


async def test_fields_that_were_not_calculated_and_variables_are_read(opener: Opener) -> None:
    simple = f'<w:p><w:fldSimple w:instr=" QUOTE &quot;{MARK}&quot; "/></w:p>'
    variable = f'<w:docVars><w:docVar w:name="x" w:val="{MARK}"/></w:docVars>'
    files = {
        "quote.docx": docx(field(f' QUOTE "{MARK}" ') + PAGE),
        "bare.docx": docx(field(" QUOTE MẬT ") + PAGE),
        "simple.docx": docx(simple + PAGE),
        "variable.docx": docx(settings=part("settings", variable)),
        "field.rtf": rb"{\rtf1\ansi x{\field{\*\fldinst QUOTE {T\u7888?I M\u7852?T}}{\fldrslt }}}",
        "variable.rtf": rb"{\rtf1\ansi x{\*\docvar {a}{T\u7888?I M\u7852?T}}}",
    }
    for name, text in (
        ("a.doc", f"\x13 QUOTE {MARK} \x15"),
        ("b.doc", f"\x13QUOTE {MARK}\x14x\x15"),
    ):
        files[name] = word_97(f"{text}\r{'nội dung ' * 40}\r")
    assert set((await rulings(files, opener)).values()) == {Ruling.PERSON}

    usual = field(f' HYPERLINK "https://a.gov.vn/van-ban-mat.pdf" \\o "{USUAL}" ')
    merged = field(" MERGEFIELD MAT_HANG \\* MERGEFORMAT ") + field(' TOC \\o "1-3" ')
    files = {"a.docx": docx(usual + PAGE), "b.docx": docx(merged + PAGE)}
    assert set((await rulings(files, opener)).values()) == {Ruling.PASS}


def vml(inner: str) -> bytes:
    """A workbook with a drawing as Excel writes it, which is no XML."""
    kind = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    drawing = f'<xml xmlns:v="v"><v:shape><v:textbox><div>Nút<br>{inner}</div></v:textbox></v:shape></xml>'
    book = (
        '<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = (
        f'<Types><Default Extension="vml" ContentType="{kind}"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{sheet}"/></Types>'
    )
    related = '<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": related,
            "xl/workbook.xml": book,
            "xl/drawings/vmlDrawing1.vml": drawing,
        }
    )


async def test_formats_drawings_and_threads_of_excel_are_read(opener: Opener) -> None:
    def formatted(code: str) -> bytes:
        styles = f'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts></styleSheet>'
        return xlsx(styles=("spreadsheetml.styles", styles))

    files = {
        "quoted.xlsx": formatted(f"&quot;{MARK}&quot;"),
        "signs.xlsx": formatted("\\T\\Ố\\I\\ \\M\\Ậ\\T"),
        "currency.xlsx": formatted(f"[$ {MARK} -42A]#,##0"),
        "behind.xlsx": formatted(f"#,##0 &quot;đ&quot;;;;&quot;{MARK}&quot;"),
        "box.xlsx": vml(MARK),
        "curve.xlsx": vml(f'<v:textpath string="{MARK}"/>'),
    }
    assert Ruling.PASS not in (await rulings(files, opener)).values()

    files = {
        "a.xlsx": formatted("#,##0 &quot;mật độ&quot;"),
        "b.xlsx": formatted("dd/mm/yyyy"),
        "c.xlsx": vml(USUAL),
    }
    assert set((await rulings(files, opener)).values()) == {Ruling.PASS}


async def test_comments_of_powerpoint_are_read(opener: Opener) -> None:
    for words, ruling in ((MARK, Ruling.PERSON), (USUAL, Ruling.PASS)):
        old = f'<p:cmLst xmlns:p="p"><p:cm><p:text>{words}</p:text></p:cm></p:cmLst>'
        new = f'<p:cmLst xmlns:p="p" xmlns:a="a"><p:cm><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:cm></p:cmLst>'
        for comment in (old, new):
            slides = pptx("Báo cáo " * 40, comment=("presentationml.comments", comment))
            assert (await found_in("a.pptx", slides, opener)).ruling == ruling, words


async def test_layers_pages_and_texts_for_who_cannot_see_are_read(opener: Opener) -> None:
    wide = TITLE[1:-1]
    spoken = f"/Span <</ActualText <{wide}>>> BDC EMC"
    told = "/Annots[100 0 R]"
    files = {
        "layer.pdf": with_("/OCProperties<</OCGs[100 0 R]>>", o100=f"<</Name {TITLE}>>"),
        "alt.pdf": with_(
            "/StructTreeRoot 100 0 R", o100="<</K[101 0 R]>>", o101=f"<</K<</Alt {TITLE}>>>>"
        ),
        "text.pdf": with_("/StructTreeRoot<</K 100 0 R>>", o100=f"<</ActualText {TITLE}>>"),
        "pages.pdf": with_(f"/PageLabels<</Nums[0<</P {TITLE}>>]>>"),
        "content.pdf": documents.pdf(f"{spoken}\nBT /F1 12 Tf 40 700 Td (Bao cao) Tj ET"),
        "author.pdf": with_(page=told, o100=f"<</Subtype/Text/Contents(x)/T {TITLE}>>"),
    }
    found = await rulings(files, opener)
    assert Ruling.PASS not in found.values(), found

    round_about = with_("/StructTreeRoot 100 0 R", o100="<</K[100 0 R 100 0 R]/Alt(Mat bang)>>")
    assert (await found_in("a.pdf", round_about, opener)).ruling == Ruling.PASS


async def test_data_of_the_office_s_own_beyond_what_is_read_is_for_a_person(opener: Opener) -> None:
    def items(count: int, text: str) -> bytes:
        return docx_with({f"customXml/item{n}.xml": ("", f"<a>{text}</a>") for n in range(count)})

    usual = await found_in("a.docx", items(30, "dữ liệu"), opener)
    assert (usual.ruling, usual.unread) == (Ruling.PASS, ())
    for document, why in ((items(41, "x"), "too-many"), (items(2, "dữ liệu " * 700), "too-large")):
        found = await found_in("a.docx", document, opener)
        assert (found.ruling, found.unread) == (Ruling.PERSON, (why,))
    named = {
        "word/_rels/document.xml.rels": (
            "",
            '<Relationships><Relationship Id="a" Type="x/customXml" Target="../any/name.xml"/></Relationships>',
        ),
        "any/name.xml": ("", f"<a>{MARK}</a>"),
    }
    assert (await found_in("a.docx", docx_with(named), opener)).ruling == Ruling.PERSON


async def test_more_properties_than_are_kept_are_for_a_person(opener: Opener) -> None:
    several = "".join(f'<property name="p{n}"><a>x{n}</a></property>' for n in range(301))
    for inner, why in ((several, ("too-many",)), (several[: several.index('p299"') - 16], ())):
        document = docx_with({"docProps/custom.xml": ("custom-properties", f"<P>{inner}</P>")})
        assert (await found_in("a.docx", document, opener)).unread == why
    letter = "".join(f"X-{n}: a\r\n" for n in range(201)) + "Subject: x\r\n\r\nx"
    assert (await found_in("a.eml", letter.encode(), opener)).ruling == Ruling.PERSON


async def test_sheets_that_fill_all_keep_no_file_inside_from_being_opened(opener: Opener) -> None:
    cells = "".join(f'<c t="inlineStr"><is><t>{"dữ liệu " * 60}</t></is></c>' for _ in range(10))
    sheet = ("", f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>")
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(20))
    links = "".join(
        f'<Relationship Id="r{n}" Type="x/worksheet" Target="s{n}.xml"/>' for n in range(20)
    )
    main = f'<workbook xmlns:r="r"><sheets>{listed}</sheets></workbook>'
    book = package(
        "xl/workbook.xml",
        "sheet",
        {
            "xl/workbook.xml": ("spreadsheetml.sheet.main", main),
            "xl/_rels/workbook.xml.rels": ("", f"<Relationships>{links}</Relationships>"),
            **{f"xl/s{n}.xml": sheet for n in range(20)},
        },
    )
    for inner, ruling in ((paragraph(MARK) + PAGE, Ruling.REFUSE), (PAGE, Ruling.PASS)):
        whole = io.BytesIO(book)
        with zipfile.ZipFile(whole, "a") as more:
            more.writestr("xl/embeddings/a.docx", docx(inner))
        assert (await found_in("a.xlsx", whole.getvalue(), opener)).ruling == ruling
