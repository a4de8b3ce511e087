"""The files that somebody enclosed in a letter: not what belongs to its text or proves who wrote it."""

import re
from typing import NamedTuple, TypeGuard

from mail.reader.apart import Part, taken_apart

_NO_FILES = ("multipart/", "message/", "text/calendar", "application/pkcs7-", "application/x-pkcs7-", "application/pgp-", "application/ics")  # fmt: skip
_OF_PROGRAMS = re.compile(
    r"(?:image|outlook-|oledata|att)\w*\d+\.(?:png|jpe?g|gif|bmp|mso|txt|htm)", re.IGNORECASE
)


class Enclosed(NamedTuple):
    """One file, with its *name* as people read it."""

    name: str
    octets: bytes


def enclosures(letter: bytes) -> tuple[Enclosed, ...]:
    """Every file enclosed in the letter itself, in their order."""
    _, parts = taken_apart(letter)
    return tuple(Enclosed(one.place[-1], one.octets()) for one in parts if _is_file(one))


def _is_file(part: object) -> TypeGuard[Part]:
    if not isinstance(part, Part) or part.why is not None or len(part.place) != 1:
        return False
    if part.kind.startswith(_NO_FILES) or _OF_PROGRAMS.fullmatch(part.name):
        return False
    pictured = part.kind.startswith("image/") and (part.related or part.inline)
    return not pictured and not (part.inline and part.kind.startswith("text/"))
