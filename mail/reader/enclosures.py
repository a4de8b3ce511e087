"""The files that somebody enclosed in a letter: not what belongs to its text or proves who wrote it."""

import re
from typing import NamedTuple, TypeGuard

from mail import mime
from mail.reader.apart import Part, taken_apart

_NO_FILES = ("multipart/", "message/", "text/calendar", "application/pkcs7-", "application/x-pkcs7-", "application/pgp-", "application/ics")  # fmt: skip
_SHEETS = ("application/vnd.openxmlformats-officedocument.spreadsheetml.", "application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet", "text/csv")  # fmt: skip
_SHEET_ENDINGS = frozenset({"xlsx", "xlsm", "xls", "ods", "csv"})
_OF_PROGRAMS = re.compile(
    r"(?:image|outlook-|oledata|att)\w*\d+\.(?:png|jpe?g|gif|bmp|mso|txt|htm)", re.IGNORECASE
)


class Enclosed(NamedTuple):
    """One file, with its *name* as people read it; *kind* is its media type as the letter says it, in lower case."""

    name: str
    octets: bytes
    kind: str

    @property
    def is_sheet(self) -> bool:
        """Whether it is meant as a sheet: by its name, or where programs send that without an ending, by its kind."""
        return self.kind.startswith(_SHEETS) or mime.ending(self.name) in _SHEET_ENDINGS


def enclosures(letter: bytes) -> tuple[Enclosed, ...]:
    """Every file enclosed in the letter itself, in their order."""
    _, parts = taken_apart(letter)
    return tuple(Enclosed(one.place[-1], one.octets(), one.kind) for one in parts if _is_file(one))


def _is_file(part: object) -> TypeGuard[Part]:
    if not isinstance(part, Part) or part.why is not None or len(part.place) != 1:
        return False
    if part.kind.startswith(_NO_FILES) or _OF_PROGRAMS.fullmatch(part.name):
        return False
    pictured = part.kind.startswith("image/") and (part.related or part.inline)
    return not pictured and not (part.inline and part.kind.startswith("text/"))
