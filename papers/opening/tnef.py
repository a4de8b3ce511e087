"""winmail.dat: what Outlook sends where it should send MIME ([MS-OXTNEF])."""

import struct
from collections.abc import Iterable, Iterator

from papers.opening import mapi
from papers.opening.draft import Budget, Draft, Inner
from papers.opening.properties import decoded

_SUBJECT, _BODY, _CONTENT, _TITLE = 0x8004, 0x800C, 0x800F, 0x8010
_BEGINS, _PROPERTIES, _OF_ATTACHMENT, _CODE_PAGE = 0x9002, 0x9003, 0x9005, 0x9007
_HEAD = 6  # octets before the attributes
_MOST = 2_000  # attributes; properties
_LONG = {0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}  # octets of a value; of others: 4
_TEXT_8, _TEXT_16, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_MANY = 0x1000
_NAMED = 0x8000
_INTERFACE = 16  # octets before an object's own


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Tells of the subject, writes the text; gives the attachments."""
    letter = _Letter(draft)
    for kind, content in _attributes(octets):
        yield from letter.take(kind, content)
    for values in letter.attachments:
        found = values.get(mapi.CONTENT, b"")
        if isinstance(found, bytes):
            budget.spend(len(found))
            yield Inner(mapi.name(values) or "attachment", found)


class _Letter:
    """What the attributes of one letter say, one after the other."""

    def __init__(self, draft: Draft) -> None:
        self.attachments: list[mapi.Values] = []
        self._draft = draft
        self._page = 1252

    def take(self, kind: int, content: bytes) -> Iterator[Inner]:
        """Takes one; gives the bodies that are files of a kind."""
        if kind == _CODE_PAGE and len(content) >= 4:
            (self._page,) = struct.unpack_from("<I", content)
        elif kind == _SUBJECT:
            self._draft.field("subject", decoded(content, self._page).rstrip("\0"))
        elif kind == _BODY:
            self._draft.write(decoded(content, self._page).rstrip("\0") + "\n")
        elif kind == _PROPERTIES:
            yield from mapi.write(dict(_properties(content, self._page)), self._draft)
        elif kind == _BEGINS:
            self.attachments.append({})
        elif self.attachments:
            self.attachments[-1].update(_of_attachment(kind, content, self._page))


def _of_attachment(kind: int, content: bytes, page: int) -> mapi.Values:
    match kind:
        case _ if kind == _CONTENT:
            return {mapi.CONTENT: content}
        case _ if kind == _TITLE:
            return {mapi.FILE_NAME: decoded(content, page)}
        case _ if kind == _OF_ATTACHMENT:
            return dict(_properties(content, page))
        case _:
            return {}


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    place = _HEAD
    for _ in range(_MOST):
        if place + 9 > len(octets):
            if place == _HEAD or octets[place:].strip(b"\0\r\n"):
                raise EOFError("cut off")
            return
        _, kind, size = struct.unpack_from("<BII", octets, place)
        yield kind & 0xFFFF, octets[place + 9 : place + 9 + size]
        place += 9 + size + 2  # and a sum of its octets
        if place > len(octets):
            raise EOFError("cut off")


def _properties(octets: bytes, page: int) -> Iterator[tuple[int, bytes | str]]:
    (count,) = struct.unpack_from("<I", octets, 0)
    place = 4
    for _ in range(min(count, _MOST)):
        kind, number = struct.unpack_from("<HH", octets, place)
        place += 4
        if number >= _NAMED:
            place = _behind_name(octets, place)
        base = kind & ~_MANY
        varies = base in {_TEXT_8, _TEXT_16, _BINARY, _OBJECT}
        values = 1
        if varies or kind & _MANY:
            (values,) = struct.unpack_from("<I", octets, place)
            place += 4
        for _ in range(min(values, _MOST)):
            size = _LONG.get(base, 4)
            if varies:
                (size,) = struct.unpack_from("<I", octets, place)
                place += 4
                if place + size > len(octets):
                    raise EOFError("cut off")
                yield number, _value(base, octets[place : place + size], page)
            place += -(-size // 4) * 4


def _behind_name(octets: bytes, place: int) -> int:
    kind, length = struct.unpack_from("<16xII", octets, place)
    return place + 24 + (-(-length // 4) * 4 if kind else 0)


def _value(kind: int, octets: bytes, page: int) -> bytes | str:
    if kind == _TEXT_8:
        return decoded(octets, page)
    if kind == _TEXT_16:
        return octets.decode("utf-16-le", "replace")
    return octets[_INTERFACE:] if kind == _OBJECT else octets
