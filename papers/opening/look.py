"""What a file is, by its octets; its name and the content type that a letter gives it decide only between texts."""

import re

from papers.opened import Kind, Why
from papers.opening import package, plain
from papers.opening.compound import SIGNATURE as OLE
from papers.opening.compound import Compound
from papers.opening.draft import Inner, Stopped
from papers.opening.xml import is_edxml

_PDF_WITHIN = 1024  # octets; readers look so far for "%PDF-"
_BEGINNINGS = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (OLE, Kind.OLE),
    (b"{\\rt", Kind.RTF),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
    (b"\x1f\x8b\x08", Kind.PACKED),
    (b"BZh", Kind.PACKED),
    (b"\xfd7zXZ\x00", Kind.PACKED),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"MSCF", Kind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Kind.ARCHIVE),  # zstd
    (b"\x60\xea", Kind.ARCHIVE),  # arj
    (b"\x89PNG\r\n", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF8", Kind.PICTURE),
    (b"BM", Kind.PICTURE),
    (b"II*\x00", Kind.PICTURE),
    (b"MM\x00*", Kind.PICTURE),
    (b"\x00\x00\x01\x00", Kind.PICTURE),  # .ico
    (b"\xd7\xcd\xc6\x9a", Kind.PICTURE),  # .wmf
    (b"\x01\x00\x00\x00\x58\x00\x00\x00", Kind.PICTURE),  # .emf, as a rule
    (b"ID3", Kind.MEDIA),
    (b"\xff\xfb", Kind.MEDIA),  # .mp3 without a head
    (b"\xff\xf3", Kind.MEDIA),
    (b"\xff\xf2", Kind.MEDIA),
    (b"OggS", Kind.MEDIA),
    (b"fLaC", Kind.MEDIA),
    (b"\x1aE\xdf\xa3", Kind.MEDIA),
    (b"\x00\x01\x00\x00\x00", Kind.MEDIA),  # a font
    (b"OTTO", Kind.MEDIA),
    (b"wOF", Kind.MEDIA),
)
_LATER = ((257, b"ustar", Kind.TAR), (2, b"-lh", Kind.ARCHIVE), (0x8001, b"CD001", Kind.ARCHIVE))
_STREAMS = (
    ("EncryptedPackage", Kind.OLE),
    ("__properties_version1.0", Kind.MSG),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("PowerPoint Document", Kind.PPT),
)
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_LETTER = re.compile(
    r"(?:received|from|to|subject|date|mime-version|return-path|message-id|content-type|x-[\w-]+)"
    r"[ \t]*:",
    re.IGNORECASE,
)
_FIRST_LINE = re.compile(
    rf"From |{_LETTER.pattern}", re.IGNORECASE
)  # "From ": of a mailbox, RFC 4155
_HTML = re.compile(r"<(?:!doctype|html|head|body|table|div|p|meta|svg)\b", re.IGNORECASE)
_BLANK = b"\xef\xbb\xbf \t\r\n"
_BLANKS = 200  # octets that may stand before rich text
_LOOKED_AT = 2_000  # characters


def kind_of(file: Inner) -> Kind:
    """What *file* is. Raises what its parsers raise over one that is broken."""
    octets = file.octets
    kind = _by_octets(octets)
    if kind is not Kind.TNEF and (file.kind.lower() in _TNEF or file.name.lower() == "winmail.dat"):
        raise Stopped(Why.BROKEN)
    if kind is Kind.ZIP:
        return package.kind_of(octets)
    if kind is Kind.OLE:
        names = Compound(octets).names()
        return next((found for name, found in _STREAMS if name in names), Kind.OLE)
    return kind or _of_text(file)


def _by_octets(octets: bytes) -> Kind | None:
    for beginning, kind in _BEGINNINGS:
        if octets.startswith(beginning):
            return kind
    for place, mark, kind in _LATER:
        if octets.startswith(mark, place):
            return kind
    if octets.startswith(b"RIFF"):
        return Kind.PICTURE if octets[8:12] == b"WEBP" else Kind.MEDIA
    if octets[4:8] == b"ftyp":
        return Kind.PICTURE if octets[8:12] in {b"heic", b"heix", b"mif1", b"avif"} else Kind.MEDIA
    if b"%PDF-" in octets[:_PDF_WITHIN]:
        return Kind.PDF
    return Kind.RTF if octets[:_BLANKS].lstrip(_BLANK).startswith(b"{\\rt") else None


def _of_text(file: Inner) -> Kind:
    if not plain.is_text(file.octets):
        return Kind.UNKNOWN
    beginning = plain.decoded(file.octets[: 4 * _LOOKED_AT]).lstrip("\ufeff \t\r\n")[:_LOOKED_AT]
    name, content_type = file.name.lower(), file.kind.lower()
    if content_type.startswith("message/") or name.endswith((".eml", ".mht", ".mhtml")):
        return Kind.LETTER
    lines = beginning.splitlines()[:2]
    if len(lines) == 2 and _LETTER.match(lines[1]) and _FIRST_LINE.match(lines[0]):
        return Kind.LETTER
    if beginning.startswith("<?xml") and not _HTML.search(beginning):
        return Kind.XML
    if is_edxml(file.octets):
        return Kind.XML
    if _HTML.match(beginning) or content_type.startswith("text/html") or "<html" in beginning:
        return Kind.HTML
    if name.endswith((".htm", ".html", ".svg")):
        return Kind.HTML
    return Kind.TEXT
