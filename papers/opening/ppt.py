"""PowerPoint 97 to 2003: the text of its records, in their order ([MS-PPT])."""

import struct
from collections.abc import Iterable, Iterator

from papers.opened import Why
from papers.opening.compound import Compound
from papers.opening.draft import PAGE, Budget, Draft, Inner, Stopped
from papers.opening.ole import embedded
from papers.opening.plain import western
from papers.opening.properties import tell_properties

_WIDE, _NARROW, _STRING = 0x0FA0, 0x0FA8, 0x0FBA
_ENCRYPTED_TOKEN = b"\xdf\xc4\xd1\xf3"  # [MS-PPT] §2.3.2
_TAG = "___PPT"  # strings that are for PowerPoint itself
_FOLDER = 0xF
_MOST_RECORDS = 200_000


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the text that comes first; gives the objects that are embedded."""
    compound = Compound(octets)
    if compound.named("Current User")[12:16] == _ENCRYPTED_TOKEN:
        raise Stopped(Why.PASSWORD)
    tell_properties(compound, draft)
    draft.obstacle(Why.PARTLY)  # which text is on which slide is not read
    with draft.portion(PAGE):
        for text in _texts(compound.named("PowerPoint Document")):
            draft.write(text.replace("\r", "\n") + "\n")
    yield from embedded(compound)


def _texts(stream: bytes) -> Iterator[str]:
    place = 0
    for _ in range(_MOST_RECORDS):
        if place + 8 > len(stream):
            return
        version, kind, size = struct.unpack_from("<HHI", stream, place)
        if kind in {_WIDE, _STRING}:
            text = stream[place + 8 : place + 8 + size].decode("utf-16-le", "replace")
            yield "" if text.startswith(_TAG) else text
        elif kind == _NARROW:
            yield western(stream[place + 8 : place + 8 + size])
        place += 8 if version & 0xF == _FOLDER else 8 + size
