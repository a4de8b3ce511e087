"""What was found in an attachment: of each file in it the text of its first page, and what could not be read, and why."""

from dataclasses import dataclass
from enum import StrEnum

Place = tuple[str, ...]  # names from the attachment inwards: ("hồ sơ.zip", "tờ trình.docx")


class Kind(StrEnum):
    """What a file is, by its octets and not by its name."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    XLSB = "xlsb"
    PPTX = "pptx"
    ODF = "odf"  # text, spreadsheet or presentation of OpenDocument
    RTF = "rtf"
    DOC = "doc"  # of Word 97 to 2003
    XLS = "xls"
    PPT = "ppt"
    OLE = "ole"  # another compound file
    MSG = "msg"  # a letter as Outlook keeps it
    LETTER = "letter"  # as mail carries it: .eml, .mht
    TNEF = "tnef"  # winmail.dat
    HTML = "html"
    XML = "xml"
    TEXT = "text"
    ZIP = "zip"
    TAR = "tar"
    PACKED = "packed"  # one file, by gzip, bzip2 or xz
    PICTURE = "picture"
    SCAN = "scan"  # a page that is a picture, of which the text was read by sight
    MEDIA = "media"  # sound, film, a font
    ARCHIVE = "archive"  # of a kind that is not opened: 7z, rar, cab
    UNKNOWN = "unknown"


class Why(StrEnum):
    """What stands in the way of reading a file, or the rest of it."""

    PASSWORD = "password"  # noqa: S105 - protected by one
    BROKEN = "broken"
    BOMB = "bomb"  # unpacks to more than is unpacked
    TOO_MANY = "too-many"  # more files in it than are opened
    TOO_DEEP = "too-deep"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"  # took longer than it may
    TOO_HUNGRY = "too-hungry"  # took more memory than it may
    BUSY = "busy"  # no reader was free in time
    CRASHED = "crashed"  # the reader itself ended
    PICTURE = "picture"  # only pictures stand where text would; they were not read
    PARTLY = "partly"  # an old format, of which not all that is shown is understood
    SIGNS = "signs"  # text is shown in signs of which nobody says what they mean
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one font, in NFC. *font* is its name as the file has it, "" where it names none.

    Letters of TCVN3 and VNI fonts (.VnTime, VNI-Times) are as the file has them:
    what they look like only the font tells.
    """

    font: str
    text: str


class Said(StrEnum):
    """The kind of place that something said of a file stands in. The format has that place; no file chooses it by a name."""

    PROPERTY = "property"  # of the file: title, keywords, the office's own
    PERSON = "person"  # who wrote it, or a note in it
    NAME = "name"  # of a sheet, a folder, a layer
    HEADER = "header"  # a field of a letter
    ASIDE = "aside"  # shown beside the page, if at all


@dataclass(frozen=True, slots=True)
class Field:
    """One thing said of a file, and not on its page: *name* is "title", "sheet", or what the file calls it."""

    name: str
    text: str
    said: Said = Said.PROPERTY


BODIES = ("body.html", "body.rtf")
"""Under these names stands what a letter of Outlook says, once more in another format."""

PAGE_END = "\f"  # between pages, where the first has hardly any words and may be a cover


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: the attachment itself, or one found inside."""

    place: Place
    kind: Kind
    runs: tuple[Run, ...] = ()
    fields: tuple[Field, ...] = ()
    fonts: tuple[str, ...] = ()  # named in the file, where it is not known which text is in which
    octets: bytes = b""  # the beginning of plain text that is not in Unicode

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.place[-1]

    @property
    def first_page(self) -> str:
        """The text of the first page, or as much as stands for one; headers, footers and boxes with it."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A file that could not be read, or not to the end of its first page."""

    place: Place
    why: Why


@dataclass(frozen=True, slots=True)
class Opened:
    """What one attachment holds. A file may have a piece and an obstacle: what was read of it counts."""

    pieces: tuple[Piece, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
