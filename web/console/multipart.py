"""The parts of a form with files (multipart/form-data, RFC 7578), out of octets that stand in memory."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from work.report import fit_name

_BOUNDARY = re.compile(
    r'multipart/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([!-~]{1,70}))', re.IGNORECASE
)  # RFC 2046 §5.1.1: at most seventy characters
_NAMED = re.compile(
    rb'content-disposition:\s*form-data\s*;\s*name="([^"\r\n]*)"(?:\s*;\s*filename="([^"\r\n]*)")?',
    re.IGNORECASE,
)
# As browsers write what would end a name (HTML, multipart/form-data encoding algorithm).
_ESCAPED = {"%22": '"', "%0D": "\r", "%0A": "\n"}


class Malformed(Exception):
    """Octets that are no such form."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field: *file* is the name of a file as it can be kept, None for plain text."""

    name: str
    body: bytes
    file: str | None


def boundary_of(content_type: str) -> bytes | None:
    """What stands between the parts, by the header of the request; None where it is no such form."""
    found = _BOUNDARY.match(content_type.strip())
    return None if found is None else (found[1] or found[2]).encode("ascii", "replace")


def parts(octets: bytes, boundary: bytes, *, whole: bool = True) -> Iterator[Part]:
    """Every part in order; a file that nobody chose is none.

    Of octets that were cut off, not *whole*, those that are complete. Raises Malformed.
    """
    chunks = (b"\r\n" + octets).split(b"\r\n--" + boundary)
    if whole and (len(chunks) < 2 or not chunks[-1].startswith(b"--")):
        raise Malformed
    for chunk in chunks[1:-1]:
        head, end, body = chunk.partition(b"\r\n\r\n")
        named = _NAMED.search(head)
        if not end or named is None:
            raise Malformed
        if named[2] is None:
            yield Part(_text(named[1]), body, None)
        elif named[2] or body:
            yield Part(_text(named[1]), body, _file_name(named[2]))


def _file_name(written: bytes) -> str:
    """The name alone, where a browser sends a path."""
    name = unicodedata.normalize("NFC", _text(written))
    plain = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return fit_name(re.split(r"[/\\]", plain)[-1] or "_")


def _text(written: bytes) -> str:
    said = written.decode("utf-8", "replace")
    for escaped, sign in _ESCAPED.items():
        said = said.replace(escaped, sign)
    return said
