"""What Outlook keeps of a letter: texts by number of property ([MS-OXPROPS]), and its packed RTF ([MS-OXRTFCP])."""

import struct
from collections.abc import Iterator

from papers.opened import BODIES
from papers.opening.draft import Draft, Inner

SUBJECT, BODY, PACKED_RTF, HTML = 0x0037, 0x1000, 0x1009, 0x1013
FILE_NAME, LONG_FILE_NAME, DISPLAY_NAME, CONTENT, KIND = 0x3704, 0x3707, 0x3001, 0x3701, 0x370E
FIELDS = {SUBJECT: "subject", 0x0E1D: "subject", 0x0070: "subject"}
_RTF_BEGINNING = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor"
    rb" MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # [MS-OXRTFCP] §2.1.2.1
_WINDOW = 4_096
_RTF_MOST = 8 << 20  # octets

Values = dict[int, bytes | str]


def write(values: Values, draft: Draft) -> Iterator[Inner]:
    """Tells *draft* of a letter's subject and writes its text; gives the bodies that are files of a kind."""
    for number, name in FIELDS.items():
        draft.field(name, text(values.get(number)))
    draft.write(text(values.get(BODY)) + "\n")
    html, rtf = values.get(HTML), values.get(PACKED_RTF)
    if html:
        yield Inner(BODIES[0], html if isinstance(html, bytes) else html.encode())
    if isinstance(rtf, bytes) and len(rtf) > 16:
        yield Inner(BODIES[1], unpacked_rtf(rtf))


def name(values: Values) -> str:
    """The name of an attachment."""
    for number in (LONG_FILE_NAME, FILE_NAME, DISPLAY_NAME):
        if values.get(number):
            return text(values[number])
    return ""


def text(value: bytes | str | None) -> str:
    """A property as text."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return (value or "").rstrip("\0")


def unpacked_rtf(octets: bytes) -> bytes:
    """RTF, unpacked. Raises struct.error where it is cut off."""
    _, size, how = struct.unpack_from("<II4s", octets, 0)
    if how == b"MELA":
        return octets[16 : 16 + size]
    window = bytearray(_RTF_BEGINNING.ljust(_WINDOW, b"\0"))
    at, found = len(_RTF_BEGINNING), bytearray()
    for token in _tokens(octets):
        if len(found) > min(size, _RTF_MOST):
            break
        if isinstance(token, int):
            copied = bytes((token,))
        else:
            begin, length = token
            if begin == at:  # says that this is the end
                break
            copied = bytes(_copied(window, begin, length, at))
        for octet in copied:
            window[at] = octet
            at = (at + 1) % _WINDOW
        found += copied
    return bytes(found)


def _tokens(octets: bytes) -> Iterator[int | tuple[int, int]]:
    """Octets, and places and lengths of what is said again."""
    place = 16
    while place < len(octets):
        control = octets[place]
        place += 1
        for bit in range(8):
            if place >= len(octets):
                return
            if control >> bit & 1:
                if place + 1 >= len(octets):
                    return
                pair = octets[place] << 8 | octets[place + 1]
                yield pair >> 4, (pair & 0xF) + 2
                place += 2
            else:
                yield octets[place]
                place += 1


def _copied(window: bytearray, begin: int, length: int, at: int) -> Iterator[int]:
    """What stands from *begin* on, where it may run into what it writes itself."""
    written: dict[int, int] = {}
    for step in range(length):
        place = (begin + step) % _WINDOW
        octet = written.get(place, window[place])
        written[(at + step) % _WINDOW] = octet
        yield octet
