"""Files with Vietnamese text, each made by hand: PDF, docx, xlsx and zip as small as they can be."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(members: Mapping[str, bytes | str] | Iterable[tuple[str, bytes | str]]) -> bytes:
    """A zip of *members*, names in UTF-8."""
    out = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in pairs:
            package.writestr(name, content)
    return out.getvalue()


def _package(main: str, kind: str, parts: Mapping[str, str]) -> bytes:
    types = (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" ContentType="{_MAIN}.{kind}.main+xml"/></Types>'
    )
    related = f'<Relationships xmlns="{_RELATED}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="{main}"/></Relationships>'
    return zipped({"[Content_Types].xml": types, "_rels/.rels": related, **parts})


def docx(pages: Iterable[str]) -> bytes:
    """A document of Word with a paragraph for each line, and breaks between its pages."""
    bodies = ["".join(map(_paragraph, page.split("\n"))) for page in pages]
    body = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'.join(bodies)
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return _package(
        "word/document.xml", "wordprocessingml.document", {"word/document.xml": document}
    )


def _paragraph(line: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'


def xlsx(rows: Iterable[Iterable[object]]) -> bytes:
    """A workbook of one sheet."""
    lines = "".join(
        "<row>"
        + "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    )
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    related = f'<Relationships xmlns="{_RELATED}"><Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": related,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{lines}</sheetData></worksheet>',
    }
    return _package("xl/workbook.xml", "spreadsheetml.sheet", parts)


def pdf(pages: Iterable[str]) -> bytes:
    """A PDF in a composite font whose signs are numbered; ToUnicode says what they mean (ISO 32000-1 §9.10.3)."""
    texts = list(pages)
    signs = {sign: number for number, sign in enumerate(sorted(set("".join(texts)) - {"\n"}), 1)}
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(texts)))
    meant = "\n".join(
        f"<{number:04x}> <{sign.encode('utf-16-be').hex()}>" for sign, number in signs.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(signs)} beginbfchar\n{meant}\nendbfchar\n"
        "endcmap end end"
    )
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(texts)}>>",
        3: "<</Type/Font/Subtype/Type0/BaseFont/Serif/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        4: "<</Type/Font/Subtype/CIDFontType2/BaseFont/Serif/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>",
        5: _stream(cmap),
    }
    for n, text in enumerate(texts):
        objects[10 + 2 * n] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {11 + 2 * n} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects[11 + 2 * n] = _stream(_drawn(text, signs))
    return _written(objects)


def _drawn(text: str, signs: Mapping[str, int]) -> str:
    lines = ("".join(f"{signs[sign]:04x}" for sign in line) for line in text.split("\n"))
    return "BT /F1 12 Tf 14 TL 40 800 Td\n" + "\n".join(f"<{line}> Tj T*" for line in lines) + " ET"


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def _written(objects: Mapping[int, str]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += f"{number} 1\n{place:010} 00000 n \n".encode()
    out += f"trailer<</Size {max(objects) + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
