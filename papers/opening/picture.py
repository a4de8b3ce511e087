"""Pictures: what is written into them as text. What is drawn is not read."""

import re
import zlib
from collections.abc import Iterable, Iterator

from papers.opened import Why
from papers.opening.draft import Budget, Draft, Inner
from papers.opening.plain import decoded, western
from papers.opening.strings import strings

_PNG = b"\x89PNG\r\n\x1a\n"
_TEXT_MOST = 4_096  # octets of one text
_CHUNKS_MOST = 1_000
_XMP = re.compile(
    rb"<(?:dc:(title|description|subject)|photoshop:(Headline)|xmp:(Label))\b[^>]*>(.{0,2000}?)</",
    re.DOTALL,
)
_XMP_WITHIN = 1 << 20  # octets
_TAG = re.compile(r"<[^>]*>")
_EXIF = {
    0x010E: "description",
    0x9C9B: "title",
    0x9C9C: "comment",
    0x9C9E: "keywords",
    0x9C9F: "subject",
}


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Tells what texts say, and that the picture itself was not read."""
    draft.obstacle(Why.PICTURE)
    _tell_own(octets, draft)
    for text in strings(octets):
        draft.field("text", text)
    for found in _XMP.finditer(octets[:_XMP_WITHIN]):
        name = (found[1] or found[2] or found[3]).decode("ascii")
        draft.field(name, _TAG.sub(" ", found[4].decode("utf-8", "replace")))
    return ()


def _tell_own(octets: bytes, draft: Draft) -> None:
    """What its format has a place for."""
    if octets.startswith(_PNG):
        for name, text in _png(octets):
            draft.field(name, text)
    elif octets.startswith(b"\xff\xd8"):
        for comment in _comments(octets):
            draft.field("comment", decoded(comment))
        at = octets.find(b"Exif\0\0", 0, 1 << 16)
        if at >= 0:
            _tell_exif(octets[at + 6 : at + 6 + (1 << 16)], draft)
    elif octets[:4] in {b"II*\0", b"MM\0*"}:
        _tell_exif(octets[: 1 << 20], draft)


def _png(octets: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a PNG, packed ones too (ISO/IEC 15948 §11.3.4)."""
    place = len(_PNG)
    for _ in range(_CHUNKS_MOST):
        size, kind = int.from_bytes(octets[place : place + 4], "big"), octets[place + 4 : place + 8]
        if len(kind) < 4:
            return
        content = octets[place + 8 : place + 8 + size]
        name, _, rest = content.partition(b"\0")
        if kind == b"tEXt":
            yield western(name), decoded(rest[:_TEXT_MOST])
        elif kind == b"zTXt":
            yield western(name), decoded(_unpacked(rest[1:]))
        elif kind == b"iTXt":
            packed, text = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
            octets_of_text = _unpacked(text) if packed else text[:_TEXT_MOST]
            yield western(name), octets_of_text.decode("utf-8", "replace")
        place += 12 + size


def _unpacked(octets: bytes) -> bytes:
    return zlib.decompressobj().decompress(octets, _TEXT_MOST)


def _comments(octets: bytes) -> Iterator[bytes]:
    """The comments of a JPEG, before its picture begins (ITU-T T.81 §B.2.4.5)."""
    place = 2
    for _ in range(_CHUNKS_MOST):
        marker, size = (
            octets[place : place + 2],
            int.from_bytes(octets[place + 2 : place + 4], "big"),
        )
        if len(marker) < 2 or marker[:1] != b"\xff" or marker == b"\xff\xda" or size < 2:
            return
        if marker == b"\xff\xfe":
            yield octets[place + 4 : place + 2 + min(size, _TEXT_MOST)]
        place += 2 + size


def _tell_exif(octets: bytes, draft: Draft) -> None:
    """The texts of the first directory of a TIFF, which Exif is."""
    little = octets[:2] == b"II"

    def number(place: int, size: int) -> int:
        return int.from_bytes(octets[place : place + size], "little" if little else "big")

    first = number(4, 4)
    for at in range(min(number(first, 2), 200)):
        entry = first + 2 + 12 * at
        name, size = _EXIF.get(number(entry, 2)), number(entry + 4, 4)
        if name is None:
            continue
        place = entry + 8 if size <= 4 else number(entry + 8, 4)
        text = octets[place : place + min(size, _TEXT_MOST)]
        is_wide = number(entry, 2) >= 0x9C00  # what Windows writes
        draft.field(
            name, (text.decode("utf-16-le", "replace") if is_wide else decoded(text)).strip("\0")
        )
