"""Compound files that are no document of a kind we know, and objects that others embed in theirs."""

import struct
from collections.abc import Iterable, Iterator

from papers.opened import Why
from papers.opening.compound import Compound
from papers.opening.draft import Budget, Draft, Inner, Stopped
from papers.opening.plain import western
from papers.opening.properties import tell_properties

_PACKED = "\x01Ole10Native"
_WHOLE = ("Package", "CONTENTS", "EmbeddedOdf")
_ENCRYPTED = "EncryptedPackage"  # [MS-OFFCRYPTO] §2.3.4.4
_MOST_FOLDERS = 100


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Tells what the file says of itself, and gives what is embedded in it."""
    compound = Compound(octets)
    if _ENCRYPTED in compound.names():
        raise Stopped(Why.PASSWORD)
    tell_properties(compound, draft)
    found = list(embedded(compound))
    if not found:
        draft.obstacle(Why.UNKNOWN)
    yield from found


def embedded(compound: Compound) -> Iterator[Inner]:
    """Files that are embedded as they are, however deep."""
    waiting, seen = [0], 0
    while waiting and seen < _MOST_FOLDERS:
        folder = waiting.pop()
        seen += 1
        names = compound.names(folder)
        waiting += [number for number in names.values() if compound.is_folder(number)]
        if _PACKED in names:
            yield _packed(compound.stream(names[_PACKED]))
        for name in _WHOLE:
            if name in names and not compound.is_folder(names[name]):
                yield Inner(name, compound.stream(names[name]))


def _packed(octets: bytes) -> Inner:
    """A file as Windows' packager keeps it: its name and where it stood, then itself."""
    (kind,) = struct.unpack_from("<H", octets, 4)
    if kind != 2:
        return Inner("object", octets[4:])
    name, _, rest = octets[6:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")  # its path
    (size,) = struct.unpack_from("<I", rest, 4)
    rest = rest[8 + size :]  # its path for a while
    (size,) = struct.unpack_from("<I", rest, 0)
    return Inner(western(name) or "object", rest[4 : 4 + size])
