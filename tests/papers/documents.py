"""Attachments for the tests, each made by hand or by another program."""

import io
import zipfile
from collections.abc import Mapping

from pypdf import PdfWriter

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document.main+xml",
    "word/styles.xml": f"{_OFFICE}.wordprocessingml.styles+xml",
    "word/header1.xml": f"{_OFFICE}.wordprocessingml.header+xml",
    "word/footer1.xml": f"{_OFFICE}.wordprocessingml.footer+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/custom.xml": f"{_OFFICE}.custom-properties+xml",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation.main+xml",
}


def packed(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of *members*."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def office(members: Mapping[str, bytes | str]) -> bytes:
    """A package of Office with these parts."""
    parts = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPES[name]}"/>'
        for name in members
        if name in _TYPES
    )
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/>{parts}</Types>'
    )
    return packed({"[Content_Types].xml": types, **members})


def word(element: str, inner: str) -> str:
    """A part of a document of Word."""
    return f"<w:{element} {_WORD}>{inner}</w:{element}>"


def paragraph(text: str, properties: str = "", style: str = "") -> str:
    """A paragraph of one run."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **parts: bytes | str) -> bytes:
    """A document with this body; *parts* by the names that word gives them: header1, styles."""
    others = {f"word/{name}.xml": content for name, content in parts.items()}
    return office({"word/document.xml": word("document", word("body", body)), **others})


def pdf(
    *pages: str, objects: Mapping[int, str] | None = None, page: str = "", root: str = ""
) -> bytes:
    """A PDF whose pages have these contents, in Helvetica (F1).

    *objects* from 100 on are added; *page* and *root* go into the dictionaries of pages and catalog.
    """
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    made = {
        1: f"<</Type/Catalog/Pages 2 0 R {root}>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        3: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    }
    for n, content in enumerate(pages):
        made[10 + 2 * n] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {11 + 2 * n} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>>>{page}>>"
        )
        made[11 + 2 * n] = stream(content)
    return pdf_of({**made, **(objects or {})})


def stream(content: str, dictionary: str = "") -> str:
    """An object that is a stream; *content* in Latin-1."""
    return f"<<{dictionary}/Length {len(content)}>>stream\n{content}\nendstream"


def pdf_of(objects: Mapping[int, str], trailer: str = "") -> bytes:
    """A PDF of these objects, the first of which is its catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += f"{number} 1\n{place:010} 00000 n \n".encode()
    root = min(objects)
    last = (
        f"trailer<</Size {max(objects) + 1}/Root {root} 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n"
    )
    return bytes(out + last.encode())


def locked(document: bytes, user: str) -> bytes:
    """A PDF, encrypted; whoever opens it is asked for the password *user*."""
    out = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(document))
    writer.encrypt(user, "owner", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()
