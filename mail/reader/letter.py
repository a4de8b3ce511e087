"""Any letter, octet for octet, as somebody reads it: its own text here, all files in it by processes that may be killed.

What cannot be read is an obstacle of the letter's, never an error, and never takes longer than it may.
"""

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeGuard

from mail.header import Header
from mail.reader import head
from mail.reader.apart import Part, Top, taken_apart
from mail.reader.flowed import unflowed
from mail.reader.piece import once, read
from mail.reader.wording import likeliest
from papers.opened import Kind, Obstacle, Opened, Place, Why
from work.columns import unwoven
from work.legacy_text import TOLD_CHARSET, named
from work.official.letter import Letter, Sheet

TEXT_MOST = 1 << 20  # octets of one text of the letter's own
HTML_MOST = 4 << 20
SAID_MOST = 2 << 20  # characters of all its texts: as many as one file may say
_HEAD = 4096  # octets in which a page says what charset it is in
LEAST_SECONDS = 0.05  # with which a file is still asked for
_SHARE = 0.5  # of the time that is left, for one file: others come behind it
_PLAIN_LEAST = 40  # characters; less is what stands beside HTML for who cannot see that
_SIGNATURES = frozenset(
    ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
)
_SHOWN_AS_TEXT = frozenset(
    ("message/delivery-status", "message/disposition-notification", "message/partial")
)
_OTHERWISE = frozenset(("text/html", "text/rtf", "text/richtext", "text/xml"))
_FOLDED = re.compile("\n[ \t]")  # RFC 5545 §3.1
_CALENDAR_SIGNS = re.compile(r"\\([nN,;\\])")  # §3.3.11
_SENT_ON = re.compile(r"\s*(?:fwd?|tr|wg|chuyển tiếp|ch[ts])\s*:", re.IGNORECASE)
_SENT_ON_LINE = re.compile(
    r"^[> \t]*-{2,}[ \t]*(?:forwarded message|(?:thư|tin nhắn|thông điệp) (?:đã |được )?chuyển tiếp|chuyển tiếp\b)"
    r"|^[> \t]*begin forwarded message:",
    re.IGNORECASE | re.MULTILINE,
)


class Opens(Protocol):
    """Reads files to their end in a process of their own: papers.opener.Opener."""

    async def whole(self, name: str, octets: bytes, seconds: float, kind: str = "") -> Opened:
        """All text that is found in the file within *seconds*."""


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    sheets: list[Sheet] = field(default_factory=list)
    obstacles: list[tuple[Place, str]] = field(default_factory=list)
    guessed: bool = False
    forwarded: bool = False
    legacy: bool = False
    left: int = SAID_MOST

    def add(self, place: Place, kind: str, text: str, whole: bool = True) -> None:
        """Adds a sheet that says something, as far as there is room for it."""
        if not text.strip():
            return
        fits = text[: self.left]
        self.left -= len(fits)
        if cut := len(fits) < len(text):
            self.obstacles.append((place, str(Why.TOO_LARGE)))
        if fits.strip():
            self.sheets.append(Sheet(place, kind, fits, whole and not cut))


async def letter(octets: bytes, opener: Opens, seconds: float) -> Letter:
    """What a reader of the letter *octets* sees; files in it are opened within *seconds*, together."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    fields, parts, reading, found = await asyncio.to_thread(_begun, octets)
    while isinstance(found, Part):
        left = (deadline - loop.time()) * _SHARE
        if left < LEAST_SECONDS:
            reading.obstacles.append((found.place, str(Why.TOO_SLOW)))
        else:
            await _open(found, opener, left, reading)
        found = await asyncio.to_thread(_read_on, fields, parts, reading)
    return found


def _begun(octets: bytes) -> tuple[Header, Iterator[Top | Part], _Reading, Part | Letter]:
    """Its fields, its parts, what was read of them, and the first file; the letter where it has none."""
    fields, found = taken_apart(octets)
    parts, reading = iter(_shown(found)), _Reading()
    return fields, parts, reading, _read_on(fields, parts, reading)


def _read_on(fields: Header, parts: Iterator[Top | Part], reading: _Reading) -> Part | Letter:
    """The next file among *parts*, which has to be opened; what stands before it is read. Behind the last, the letter."""
    for part in parts:
        match part:
            case Top():
                reading.forwarded = True
                reading.add(part.place, "letter", _heading(part.fields))
            case Part(why=Why() as why):
                reading.obstacles.append((part.place, str(why)))
            case Part() if _is_text(part):
                _read_text(part, reading)
            case Part():
                return part
    return _letter(fields, reading)


def _letter(fields: Header, reading: _Reading) -> Letter:
    address, called = head.author(fields)
    subject, guessed = head.subject(fields)
    return Letter(
        author=address,
        called=called,
        recipients=head.recipients(fields),
        subject=subject,
        sent=head.sent(fields),
        message_id=fields.message_id(),
        answers=head.answers(fields),
        sheets=tuple(reading.sheets),
        obstacles=tuple(dict.fromkeys(reading.obstacles)),
        guessed=guessed or reading.guessed,
        forwarded=reading.forwarded or _is_sent_on(fields, subject, reading),
        legacy=reading.legacy,
    )


def _is_sent_on(fields: Header, subject: str, reading: _Reading) -> bool:
    if fields.named("resent-from") or _SENT_ON.match(subject):
        return True
    return any(_SENT_ON_LINE.search(one.text) for one in reading.sheets if not one.place)


def _shown(parts: Iterable[Top | Part]) -> list[Top | Part]:
    """Those that are read: no signatures, no pictures that belong to the text, one text of several alternatives."""
    chosen: dict[int | None, Part] = {}
    for part in parts:
        if _is_choice(part):
            other = chosen.get(part.alternative)
            chosen[part.alternative] = part if other is None else _better(other, part)
    ours = set(map(id, chosen.values()))
    return [part for part in parts if (id(part) in ours if _is_choice(part) else _is_read(part))]


def _is_choice(part: Top | Part) -> TypeGuard[Part]:
    return (
        isinstance(part, Part)
        and part.alternative is not None
        and part.inline
        and part.kind in {"text/plain", "text/html"}
    )


def _is_read(part: Top | Part) -> bool:
    if isinstance(part, Top):
        return True
    is_picture_of_text = part.related and part.kind.startswith("image/")
    return part.kind not in _SIGNATURES and not is_picture_of_text


def _better(first: Part, second: Part) -> Part:
    """The plain one, unless it says nothing."""
    plain, html = (first, second) if first.kind == "text/plain" else (second, first)
    if plain.kind == html.kind:
        return first
    text, _ = likeliest(plain.octets()[:TEXT_MOST], plain.said.get("charset", ""))
    return html if len(text.strip()) < _PLAIN_LEAST else plain


def _is_text(part: Part) -> bool:
    if part.kind in _SHOWN_AS_TEXT:
        return True
    return part.kind.startswith("text/") and part.kind not in _OTHERWISE


def _read_text(part: Part, reading: _Reading) -> None:
    octets = part.octets()
    charset = part.said.get("charset", "")
    text, guessed = likeliest(octets[:TEXT_MOST], charset)
    reading.legacy |= named(charset) is not None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if part.said.get("format", "").lower() == "flowed":
        text = unflowed(text, part.said.get("delsp", "").lower() == "yes")
    if part.kind == "text/calendar":
        text = _CALENDAR_SIGNS.sub(_sign, _FOLDED.sub("", text))
    reading.guessed |= guessed
    whole = len(octets) <= TEXT_MOST
    reading.add(part.place, "text", unwoven(text), whole)
    if not whole:
        reading.obstacles.append((part.place, str(Why.TOO_LARGE)))


def _sign(escaped: re.Match[str]) -> str:
    return "\n" if escaped[1] in "nN" else escaped[1]


def _heading(fields: Header) -> str:
    """What programs show above a letter that was sent on."""
    address, called = head.author(fields)
    subject, _ = head.subject(fields)
    date = head.sent(fields)
    lines = (
        ("From", f"{called} <{address}>" if called else address),
        ("Date", date.isoformat() if date else ""),
        ("Subject", subject),
    )
    return "".join(f"{name}: {value}\n" for name, value in lines if value)


async def _open(part: Part, opener: Opens, seconds: float, reading: _Reading) -> None:
    octets = await asyncio.to_thread(part.octets)
    name = part.name or (part.place[-1] if part.place else "text")
    kind = part.kind
    if kind == "text/html":
        charset = part.said.get("charset", "")
        reading.legacy |= named(charset) is not None
        octets, guessed = await asyncio.to_thread(_in_utf_8, octets, charset)
        reading.guessed |= guessed
    opened = await opener.whole(name, octets, seconds, kind)
    await asyncio.to_thread(_take, opened, part, reading)


def _in_utf_8(octets: bytes, charset: str) -> tuple[bytes, bool]:
    told = TOLD_CHARSET.search(octets[:_HEAD])
    page = told[1].decode("ascii") if told else ""
    text, guessed = likeliest(octets[: HTML_MOST + 1], charset or page)
    return b"\xef\xbb\xbf" + text.encode("utf-8", "replace"), guessed


def _take(opened: Opened, part: Part, reading: _Reading) -> None:
    """Adds the pieces and obstacles of one part; the outermost stands where the part does."""
    cut = {obstacle.place for obstacle in opened.obstacles}
    for piece in once(opened.pieces):
        reading.forwarded |= piece.kind in {Kind.LETTER, Kind.MSG}
        text, guessed = read(piece)
        reading.guessed |= guessed
        reading.add((*part.place, *piece.place[1:]), str(piece.kind), text, piece.place not in cut)
    reading.obstacles += _obstacles(opened.obstacles, part.place)


def _obstacles(found: Iterable[Obstacle], place: Place) -> Iterator[tuple[Place, str]]:
    for obstacle in found:
        yield (*place, *obstacle.place[1:]), str(obstacle.why)
