"""What else programs may open a file as: whatever it begins as, some look for a zip, a PDF or a page in it."""

import re
from collections.abc import Iterator

from papers.opened import Kind
from papers.opening.draft import Inner
from papers.opening.package import has_directory, zip_within
from work.pages_within import PAGE_BEGINS

_PACKAGES = frozenset((Kind.ZIP, Kind.DOCX, Kind.XLSX, Kind.XLSB, Kind.PPTX, Kind.ODF))
_COMPOUND = frozenset((Kind.OLE, Kind.DOC, Kind.XLS, Kind.PPT, Kind.MSG))  # hold zips in pieces
_SHOWN = frozenset((Kind.PICTURE, Kind.MEDIA))
_PDF_WITHIN = 1024  # octets; readers look so far for "%PDF-"
_PDF_END = b"%%EOF"
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_MARKUP = re.compile(PAGE_BEGINS, re.IGNORECASE)
_PAGES = (".htm", ".html", ".xhtml", ".svg")


def others(kind: Kind, file: Inner) -> Iterator[tuple[Kind, bytes]]:
    """As what else *file*, which is of *kind* by its beginning, may be opened, and the octets for that."""
    octets = file.octets
    if kind not in _PACKAGES and (packed := _packed(kind, octets)) is not None:
        yield Kind.ZIP, packed
    if kind in _SHOWN:
        if (at := octets.find(b"%PDF-", 0, _PDF_WITHIN)) >= 0:
            yield Kind.PDF, octets[at:]
        if any(mark in octets for mark in _ARCHIVES):
            yield Kind.ARCHIVE, octets
    if (kind in _SHOWN or (kind is Kind.UNKNOWN and _is_page(file))) and (
        page := _MARKUP.search(octets)
    ):
        yield Kind.HTML, octets[page.start() :]


def _packed(kind: Kind, octets: bytes) -> bytes | None:
    if kind in _COMPOUND:
        return octets if has_directory(octets) else None
    begin = max(octets.rfind(_PDF_END), 0) if kind is Kind.PDF else 0
    return zip_within(octets, begin)  # files within a PDF are opened as such


def _is_page(file: Inner) -> bool:
    return file.kind.lower().startswith("text/html") or file.name.lower().endswith(_PAGES)
