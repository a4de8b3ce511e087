"""A letter taken apart for who reads it, however it is built (RFC 2045, RFC 2046): where programs would guess, so does this.

In time linear in its length for each level. Nothing here authorises anybody: mail.part and mail.walk are strict, this is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mail import mime
from mail.header import Header, parse
from mail.reader.wording import field_text, likeliest
from mail.transfer import undoing
from papers.opened import Place, Why

DEEPEST = 12  # multiparts and letters within one another
PARTS = 200  # of one letter
_HEADER = 256 * 1024  # octets of fields that are looked at; of a part, an eighth
_PIECE = 1 << 20  # octets that are decoded at once, while other threads wait
_NAME_LONGEST = 200  # characters
_BLANK = re.compile(rb"\r?\n\r?\n")
_LINE_END = re.compile(rb"\r\n?|\n")
_FIRST = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_POSTMARK = re.compile(rb"(?:From |>From )[^\n]*\n")  # of a mailbox, RFC 4155
_CONTROLS = bytes({*range(32), 127} - set(b"\t\r\n"))
_DELIMITER = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]{0,9}\r?\n[Cc]ontent-")
_END = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
_MAIN = re.compile(r"[\s\"]*([\w.+-]{1,80}/[\w.+-]{1,80})")
_SAID = re.compile(
    r"([\w-]{1,40})\*?[ \t]*=[ \t]*(?:\"([^\"]{0,1000})\"?|([^\s;\"]{1,1000}))", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Part:
    """What holds no others. *alternative* is the same number for those of which one is shown.

    *inline* says that the letter shows it as its own, *related* that its text does; *why* that it
    could not be taken.
    """

    place: Place
    kind: str
    name: str = ""
    said: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    raw: bytes = b""
    alternative: int | None = None
    inline: bool = False
    related: bool = False
    why: Why | None = None

    def octets(self) -> bytes:
        """What was encoded, as far as that can be read; as it stands where nobody knows how."""
        undo = undoing(self.encoding)
        if undo is None:
            return self.raw
        pieces = range(0, len(self.raw), _PIECE)
        return b"".join((*(undo.feed(self.raw[at : at + _PIECE]) for at in pieces), undo.end()))


@dataclass(frozen=True, slots=True)
class Top:
    """The fields of a letter in the letter, and where that stands."""

    place: Place
    fields: Header


def taken_apart(letter: bytes) -> tuple[Header, list[Top | Part]]:
    """The fields of *letter*, and everything in it: its parts, and fields and parts of letters in it. Never raises."""
    if mark := _POSTMARK.match(letter):
        letter = letter[mark.end() :]
    fields, body = _split(letter, _HEADER)
    return fields, list(_Taking().part(fields, body, _Within((), 0)))


@dataclass(frozen=True, slots=True)
class _Within:
    """What the parts around say of one."""

    place: Place
    depth: int
    alternative: int | None = None
    related: bool = False
    digest: bool = False


class _Taking:
    def __init__(self) -> None:
        self._parts = 0
        self._alternatives = 0

    def part(self, fields: Header, body: bytes, within: _Within) -> Iterator[Top | Part]:
        kind, said = _kind(fields)
        if not kind:
            kind = "message/rfc822" if within.digest else "text/plain"
        if kind.startswith("multipart/") and (pieces := _pieces(body, said.get("boundary", ""))):
            yield from self._multipart(kind, pieces, within)
            return
        kind = "text/plain" if kind.startswith("multipart/") else kind
        part = _leaf(fields, kind, said, body, within, self._parts)
        self._parts += 1
        if self._parts > PARTS:
            if self._parts == PARTS + 1:
                yield _refused(part, Why.TOO_MANY)
        elif not _is_letter(part):
            yield part
        elif within.depth >= DEEPEST:
            yield _refused(part, Why.TOO_DEEP)
        else:
            fields, body = _split(part.octets(), _HEADER)
            yield Top(part.place, fields)
            yield from self.part(fields, body, _Within(part.place, within.depth + 1))

    def _multipart(self, kind: str, pieces: list[bytes], within: _Within) -> Iterator[Top | Part]:
        if within.depth >= DEEPEST:
            self._parts += 1
            yield Part((*within.place, kind), kind, why=Why.TOO_DEEP)
            return
        alternative = within.alternative
        if kind == "multipart/alternative" and alternative is None:
            self._alternatives += 1
            alternative = self._alternatives
        inner = _Within(
            within.place,
            within.depth + 1,
            alternative,
            within.related or kind == "multipart/related",
            kind == "multipart/digest",
        )
        for piece in pieces:
            yield from self.part(*_split(piece, _HEADER // 8), inner)


def _is_letter(part: Part) -> bool:
    """Whether it is one by its type, or by its name; some programs attach them as any file."""
    return part.kind in mime.LETTERS or mime.ending(part.name) == "eml"


def _leaf(
    fields: Header, kind: str, said: dict[str, str], body: bytes, within: _Within, number: int
) -> Part:
    shown, more = _said(fields, "content-disposition")
    encoding = next((one.value for one in fields.named("content-transfer-encoding")), b"")
    name = _named(more.get("filename") or said.get("name", ""))
    inline = not name and shown != "attachment"
    own = () if inline and kind.startswith("text/") else (name or f"part {number + 1}",)
    return Part(
        (*within.place, *own),
        kind,
        name,
        said,
        encoding.decode("ascii", "replace").strip(' \t"').lower(),
        body,
        within.alternative,
        inline,
        within.related or (shown == "inline" and "content-id" in fields.names()),
    )


def _refused(part: Part, why: Why) -> Part:
    return Part(part.place, part.kind, part.name, why=why)


def _split(octets: bytes, most: int) -> tuple[Header, bytes]:
    """Fields and body, whatever the ends of lines; what begins with no field is all body."""
    if octets.startswith((b"\r\n", b"\n")):
        return Header((), ()), octets[2 if octets.startswith(b"\r") else 1 :]
    if not _FIRST.match(octets):
        return Header((), ()), octets
    end = _BLANK.search(octets)
    block, body = (octets[: end.start()], octets[end.end() :]) if end else (octets, b"")
    lines = _LINE_END.sub(b"\r\n", block[:most].translate(None, _CONTROLS))
    return parse(lines + b"\r\n"), body


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """What stands between the delimiters, also where the last one is missing; where it is not told, by what looks like one."""
    told = boundary.rstrip(" \t").encode("utf-8", "replace")
    found = _cut(body, told) if told else []
    if not found and (seen := _DELIMITER.search(body)):
        found = _cut(body, seen[1])
    return found


def _cut(body: bytes, boundary: bytes) -> list[bytes]:
    pieces: list[bytes] = []
    delimiter, begin, place = b"--" + boundary, -1, 0
    while len(pieces) <= PARTS and (place := body.find(delimiter, place)) >= 0:
        line = _END.match(body, place + len(delimiter))
        if line is None or not (place == 0 or body[place - 1] == 0x0A):
            place += len(delimiter)
            continue
        if begin >= 0:
            pieces.append(_without_end(body[begin:place]))
        begin, place = line.end(), max(line.end(), place + len(delimiter))
        if line[1]:
            return pieces
    if begin >= 0:
        pieces.append(body[begin:])
    return pieces


def _without_end(piece: bytes) -> bytes:
    """The line end before a delimiter belongs to that (RFC 2046 §5.1.1)."""
    piece = piece.removesuffix(b"\n")
    return piece.removesuffix(b"\r")


def _kind(fields: Header) -> tuple[str, dict[str, str]]:
    main, said = _said(fields, "content-type")
    found = _MAIN.match(main)
    return (found[1].lower() if found else ""), said


def _said(fields: Header, name: str) -> tuple[str, dict[str, str]]:
    """What the first field *name* says, and its parameters; as far as it can be told where it is broken."""
    found = fields.named(name)
    if not found:
        return "", {}
    text, _ = likeliest(found[0].value[: mime.LONGEST_FIELD], "utf-8")
    read = mime.read(text)
    if read is not None:
        return read[0], {key: values[0] for key, values in read[1].items() if values}
    pairs = {key.lower(): quoted or plain for key, quoted, plain in _SAID.findall(text)}
    return text.partition(";")[0].strip().lower(), pairs


def _named(name: str) -> str:
    """The name of a file as people read it, on one line and without its folder."""
    text = field_text(name.encode("utf-8", "replace"))
    return text.replace("\\", "/").rpartition("/")[2].strip()[:_NAME_LONGEST]
