"""The properties that old documents keep of themselves: title, subject, and the office's own ([MS-OLEPS])."""

import struct
from collections.abc import Iterator

from papers.opened import Said
from papers.opening.compound import Compound
from papers.opening.draft import Draft
from papers.opening.plain import western

_STREAMS = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_CODE_PAGE, _DICTIONARY, _MANAGER = 1, 0, 14
_NAMES = (
    {2: "title", 3: "subject", 5: "keywords", 6: "description"},
    {2: "category", _MANAGER: "Manager", 15: "Company", 27: "contentStatus"},
)
_UTF_16 = 1200
_TEXT_8, _TEXT_16 = 0x1E, 0x1F
_MOST = 200
_LONGEST = 4_000  # octets


def tell_properties(compound: Compound, draft: Draft) -> None:
    """Tells *draft* of them. Raises struct.error where they are broken."""
    for stream, names in zip(_STREAMS, _NAMES, strict=True):
        octets = compound.named(stream)
        for number, (name, text, said) in enumerate(_sets(octets, names)):
            if number < _MOST:
                draft.field(name, text, said)


def decoded(octets: bytes, page: int) -> str:
    """*octets* of a code page of Windows; an unknown one is read as 1252."""
    if page == _UTF_16:
        return octets.decode("utf-16-le", "replace")
    encoding = {65001: "utf-8", 10000: "mac_roman"}.get(page, f"cp{page}")
    if encoding == "cp1252":
        return western(octets)
    try:
        return octets.decode(encoding, "replace")
    except (LookupError, OSError):  # one that was not loaded, and can no longer be
        return western(octets)


def _sets(octets: bytes, names: dict[int, str]) -> Iterator[tuple[str, str, Said]]:
    if len(octets) < 48:
        return
    (count,) = struct.unpack_from("<I", octets, 24)
    for at in range(min(count, 2)):
        (place,) = struct.unpack_from("<I", octets, 28 + 20 * at + 16)
        yield from _properties(octets[place:], names if at == 0 else {})


def _properties(octets: bytes, names: dict[int, str]) -> Iterator[tuple[str, str, Said]]:
    (count,) = struct.unpack_from("<I", octets, 4)
    places = dict(struct.iter_unpack("<II", octets[8 : 8 + 8 * min(count, _MOST)]))
    page = _page(octets, places)
    own = _dictionary(octets, places[_DICTIONARY], page) if _DICTIONARY in places else {}
    for number, place in places.items():
        name = own.get(number) or names.get(number)
        is_person = number == _MANAGER and number in names and number not in own
        if name is not None:
            said = Said.PERSON if is_person else Said.PROPERTY
            yield name, _text(octets, place, page), said


def _page(octets: bytes, places: dict[int, int]) -> int:
    if _CODE_PAGE not in places:
        return 1252
    (page,) = struct.unpack_from("<H", octets, places[_CODE_PAGE] + 4)
    return int(page)


def _text(octets: bytes, place: int, page: int) -> str:
    kind, size = struct.unpack_from("<II", octets, place)
    if kind == _TEXT_8:
        return decoded(octets[place + 8 : place + 8 + min(size, _LONGEST)], page).rstrip("\0")
    if kind == _TEXT_16:
        return decoded(octets[place + 8 : place + 8 + min(2 * size, _LONGEST)], _UTF_16).rstrip(
            "\0"
        )
    return ""


def _dictionary(octets: bytes, place: int, page: int) -> dict[int, str]:
    """The names of properties that are the office's own."""
    (count,) = struct.unpack_from("<I", octets, place)
    names, place = {}, place + 4
    for _ in range(min(count, _MOST)):
        number, length = struct.unpack_from("<II", octets, place)
        size = min(length * 2 if page == _UTF_16 else length, _LONGEST)
        names[number] = decoded(octets[place + 8 : place + 8 + size], page).rstrip("\0")
        place += 8 + (-(-size // 4) * 4 if page == _UTF_16 else size)
    return names
