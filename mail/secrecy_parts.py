"""Goes through the parts of one letter: judges texts and names where they stand, collects what has to be opened."""

import re
import tempfile
from binascii import a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from mail import header
from mail.hypertext import texts_of
from mail.mime import LETTERS, ending
from mail.secrecy_fields import file_names, found_in_fields
from mail.transfer import AsItIs, Undoing, undoing
from mail.walk import Part
from work.legacy_text import TOLD_CHARSET, is_otherwise, readings
from work.pages_within import PAGE_BEGINS
from work.secrecy.finding import Finding, Place, Verdict
from work.secrecy.judge import Judge

SLICE = 32 * 1024  # octets of a text that are judged at once
SLICE_LONGEST = 2 * SLICE  # of one without line ends
IN_MEMORY = 1 << 20  # octets of all attachments together; what is more goes to files
FINDINGS = 50
ATTACHMENTS = 100
CHARSETS = 4  # that one part may claim
_SIGNATURES = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-encrypted",
)
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")  # RFC 8551 §3.2
_SEALED = (*_SIGNATURES, *_SMIME)
_PARTIAL = "message/partial"  # RFC 2046 §5.2.2: programs put the pieces together
_STATES = ("message/delivery-status", "message/disposition-notification", _PARTIAL)
_NO_TEXT = ("text/rtf", "text/richtext", "text/enriched")
_ARMOR = b"-----BEGIN PGP MESSAGE-----"  # RFC 9580 §6.2
_UUENCODED = re.compile(
    rb"^(?:begin [0-7]{3,4} [^\r\n]{1,200}\r?$|=ybegin )", re.MULTILINE
)  # uuencode or yEnc
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_SEALS = (
    b"0\x80",
    b"0\x81",
    b"0\x82",
    b"0\x83",
    b"0\x84",
    b"-----BEG",
    b"Version:",
)  # DER or BER; RFC 3156 §4
# What is looked for in pictures, in small letters of ASCII: a zip's end, a PDF, archives; a page; "mật" in
# UTF-8 or UTF-16. Each begins with one letter, and so is found at the speed of memchr.
_WITHIN = (b"pk\x05\x06", b"%pdf-", b"rar!\x1a\x07", b"7z\xbc\xaf\x27")
_PAGE = re.compile(PAGE_BEGINS)
_MARK = re.compile(
    rb"m(?:\xe1\xba[\xac\xad]|\xc3[\x82\xa2]\xcc\xa3|a\xcc[\x82\xa3]\xcc.|\x00[\xac\xad]\x1e)t"
)
_LONGEST_WITHIN = 16  # octets of what is looked for
_HEAD = 4096  # octets in which a page says what set it is in; HTML §13.2.3.2 has 1024
# As what a text would be opened by whoever saves it.
FILES = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"Rar!\x1a\x07", b"7z\xbc\xaf", b"{\\rtf")
_FOLDED = re.compile(rb"\r?\n[ \t]")
_CARDS = ("text/calendar", "text/vcard", "text/x-vcard", "text/directory")
_PICTURE_NAMES = ("", "png", "jpg", "jpeg", "jpe", "jfif", "gif")
_SEAL_NAMES = ("", "p7s", "p7m", "p7z", "p7c", "asc", "sig", "pgp")
_TEXT_NAMES = ("", "txt", "text", "csv", "tsv", "log", "md", "ics", "vcf")
_HTML_NAMES = ("htm", "html", "xhtml")
_DELSP = re.compile(rb" \r?\n")


@dataclass(slots=True, eq=False)
class Attachment:
    """One file to be opened. *octets* are its content, or *file* holds it."""

    name: str
    kind: str
    octets: bytearray = field(default_factory=bytearray)
    file: IO[bytes] | None = None
    _is_more: bool = False  # something else stands behind its beginning
    _end: bytes = b""

    def note(self, octets: bytes) -> None:
        """Looks in the next octets for what is no picture and no signature, but may be opened or read."""
        if not self._is_more:
            small = (self._end + octets).lower()
            self._is_more = bool(
                any(one in small for one in _WITHIN) or _PAGE.search(small) or _MARK.search(small)
            )
            self._end = (self._end + octets)[-_LONGEST_WITHIN:]

    @property
    def content(self) -> bytes | int:
        """The octets, or the descriptor of their file."""
        if self.file is None:
            return bytes(self.octets)
        self.file.flush()
        return self.file.fileno()

    @property
    def is_as_told(self) -> bool:
        """Whether it says in type and name that it is a picture or a signature, begins as one, and is nothing more."""
        if self._is_more:
            return False
        begin = bytes(self.octets[:8])
        if self.kind.startswith("image/"):
            return self.ending in _PICTURE_NAMES and begin.startswith(_PICTURES)
        return self.kind in _SEALED and self.ending in _SEAL_NAMES and begin.startswith(_SEALS)

    @property
    def ending(self) -> str:
        """By which a program is chosen to open it."""
        return ending(self.name)

    def close(self) -> None:
        """Gives its file back."""
        if self.file is not None:
            self.file.close()


@dataclass(slots=True, eq=False)
class Collector:
    """The visitor of a walk. *doubts* are codes of what could not be looked at."""

    judge: Judge
    folder: Path | None = None
    findings: list[Finding] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    doubts: dict[str, None] = field(default_factory=dict)
    encrypted: bool = False
    _undo: Undoing = field(default_factory=AsItIs)
    _charsets: tuple[str, ...] = ("",)
    _is_joined: bool = False  # blanks at line ends go with them, RFC 3676 §4.2
    _is_html: bool = False
    _kind: str = ""
    _is_first: bool = True
    _pending: bytearray = field(default_factory=bytearray)
    _attachment: Attachment | None = None
    _ignored: bool = False
    _held: int = 0  # octets of attachments in memory

    def part(self, part: Part) -> None:
        """Ends the part before, and judges the fields of this one."""
        self.finish()
        if part.is_letter or part.fields.fields:
            self._add(found_in_fields(part.fields, self.judge))
        names = file_names(part.fields)
        for name in names:
            self._add(self.judge.name(name))
        self._begin(part, names)

    def content(self, octets: bytes) -> None:
        """Takes what is in the part."""
        if not self._ignored and not self.is_decided:
            self._take(self._undo.feed(octets))

    def doubt(self, *, only_name: bool = False) -> None:
        """Notes that a program may read the letter otherwise; names are read in every way anyhow."""
        if not only_name:
            self.doubts["structure"] = None

    def finish(self) -> None:
        """Ends the last part."""
        if not self._ignored:
            self._take(self._undo.end())
        if self._pending:
            self._judge(bytes(self._pending))
            self._pending.clear()
        self._attachment = None

    @property
    def is_decided(self) -> bool:
        """Whether nothing that follows can change the verdict: it is refused, or there is too much to look at."""
        return any(one.verdict is Verdict.REFUSE or one.rule == "crowd" for one in self.findings)

    def _begin(self, part: Part, names: tuple[str, ...]) -> None:
        encoding = part.fields.named("content-transfer-encoding")
        if len({one.value.lower() for one in encoding}) > 1:
            self.doubts["encoding"] = None
        told = encoding[0].value.decode("ascii", "replace").lower() if encoding else ""
        undo = undoing(told)
        if undo is None:
            self.doubts["encoding"] = None
        self._undo, self._is_first, self._ignored = undo or AsItIs(), True, False
        self._charsets = tuple(one.lower() for one in part.said.get("charset", [""])[:CHARSETS])
        self._is_joined = "yes" in map(str.lower, part.said.get("delsp", ()))
        self._is_html = part.kind in ("text/html", "application/xhtml+xml")
        self._kind = part.kind
        if part.kind == "multipart/encrypted" or part.kind == "application/pgp-encrypted":
            self.encrypted = True
        if part.kind == _PARTIAL:
            self.doubts["structure"] = None
        if part.kind in _SMIME:
            self._sealed(part)
        if not _is_text(part, names):
            self._attach(part, names)

    def _sealed(self, part: Part) -> None:
        """A letter within CMS: encrypted, or signed so that it has to be unpacked."""
        if "signed-data" in part.said.get("smime-type", [])[:1]:
            self.doubts["sealed"] = None
        else:
            self.encrypted = True

    def _attach(self, part: Part, names: tuple[str, ...]) -> None:
        if len(self.attachments) == ATTACHMENTS:
            self.doubts["too-many"] = None
            self._ignored = True
            return
        self._attachment = Attachment(_name(names), part.kind)
        self.attachments.append(self._attachment)

    def _take(self, octets: bytes) -> None:
        if self._attachment is not None:
            self._keep(self._attachment, octets)
            return
        self._pending += octets
        while len(self._pending) >= SLICE:
            end = self._pending.rfind(b"\n", 0, SLICE_LONGEST) + 1
            if not end and len(self._pending) < SLICE_LONGEST:
                return
            end = _even(end or SLICE_LONGEST)
            self._judge(bytes(self._pending[:end]))
            del self._pending[:end]

    def _keep(self, attachment: Attachment, octets: bytes) -> None:
        if attachment.kind.startswith("image/") or attachment.kind in _SIGNATURES:
            attachment.note(octets)
        if attachment.file is None and self._held + len(octets) > IN_MEMORY:
            attachment.file = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115
            attachment.file.write(attachment.octets)
            self._held -= len(attachment.octets)
            del attachment.octets[8:]
        if attachment.file is not None:
            attachment.file.write(octets)
            return
        attachment.octets += octets
        self._held += len(octets)

    def _judge(self, octets: bytes) -> None:
        """Judges a piece of a text; its first lines are a stamp's place if it begins one."""
        place = Place.STAMP if self._is_first else Place.TEXT
        if self._is_first and octets.startswith(FILES):
            self.doubts["structure"] = None
        if self._is_first and self._kind == "text/rfc822-headers":
            self._add(found_in_fields(header.parse(octets.rstrip(b"\r\n") + b"\r\n"), self.judge))
        self._is_first = False
        if _ARMOR in octets:
            self.encrypted = True
        if b"begin" in octets and _UUENCODED.search(octets):
            self.doubts["uuencoded"] = None
        if self._kind in _CARDS:  # RFC 5545 §3.1, RFC 6350 §3.2; vCard 2.1 encodes so
            unfolded = _FOLDED.sub(b"", octets)
            self._read(unfolded, place)
            if b"QUOTED-PRINTABLE" in octets.upper():
                self._read(a2b_qp(unfolded), place)
        if self._is_joined and _DELSP.search(octets):
            self._read(_DELSP.sub(b"", octets), place)
        self._read(octets, place)

    def _read(self, octets: bytes, place: Place) -> None:
        """Judges what *octets* may say to whoever opens the part."""
        charsets = self._charsets
        if self._is_html and (told := TOLD_CHARSET.search(octets[:_HEAD])):
            charsets = (*charsets, told[1].decode("ascii").lower())
        other = any(map(is_otherwise, charsets))
        if not self._is_html and not other and not self.judge.may_bear(octets):
            return
        said = (reading for one in charsets for reading in readings(octets, one))
        for reading in dict.fromkeys(said):
            for text in texts_of(reading) if self._is_html else (reading,):
                if self.judge.may_bear(text.encode("utf-8", "replace")):
                    self._add(self.judge.text(text, place))

    def _add(self, findings: Iterator[Finding] | tuple[Finding, ...]) -> None:
        for finding in findings:
            if finding not in self.findings and len(self.findings) < FINDINGS:
                self.findings.append(finding)


def _name(names: tuple[str, ...]) -> str:
    """The one of several that says most: programs differ over which counts."""
    return next((one for one in names if ending(one) not in _HARMLESS), names[0] if names else "")


_HARMLESS = frozenset((*_PICTURE_NAMES, *_SEAL_NAMES, *_TEXT_NAMES))


def _is_text(part: Part, names: tuple[str, ...]) -> bool:
    """Whether it is shown as text, and no name of its has it opened by another program."""
    if part.kind in _NO_TEXT:
        return False
    own_names: tuple[str, ...] = _TEXT_NAMES
    if part.kind in LETTERS or part.kind.startswith("multipart/"):
        return True
    if part.kind in ("text/html", "application/xhtml+xml"):
        own_names = (*_TEXT_NAMES, *_HTML_NAMES)
    if any(ending(one) not in own_names for one in names):
        return False
    own = ("", *_STATES, *LETTERS, "application/xhtml+xml")
    return part.kind in own or part.kind.startswith(("text/", "multipart/"))


def _even(end: int) -> int:
    """A place that cuts no character of two octets."""
    return end + end % 2
