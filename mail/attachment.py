"""What is attached to a letter, by the fields of its parts alone: no part is opened.

It reads letters as programs write them (RFC 2045, RFC 2183), within bounds, a piece at a time;
whatever it cannot read with certainty counts as anything. It is no defence against who
builds a letter to deceive, nor against what lies in an archive: a rule may name archives.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from mail import header
from mail.header import Header
from mail.words import decoded

UNTOLD = "*"  # among the extensions: something is attached of which nobody can tell the name
PARTS = 200
BOUNDARIES = 50
PART_HEADER = 8 * 1024  # octets
_DELIMITER = 200  # octets: 70, two dashes before and after, and blanks (RFC 2046 §5.1.1)
_SIGNATURES = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
)
_REPORTED = ("message/delivery-status", "message/disposition-notification")  # RFC 3464, RFC 8098
_SIGNED = ("p7s", "asc", "sig", "", UNTOLD)
_PARAMETER = re.compile(
    r';[ \t]*([A-Za-z-]+)(?:\*(\d{1,3}))?(\*)?[ \t]*=[ \t]*("(?>(?:[^"\\]|\\.)*)"|[^; \t]*)'
)
_QUOTED_PAIR = re.compile(r"\\(.)")


@dataclass(slots=True, eq=False)
class _Scan:
    """What was found so far; *rest* begins with what could not be judged yet."""

    boundaries: set[bytes] = field(default_factory=set)
    extensions: set[str] = field(default_factory=set)
    rest: bytes = b""
    parts: int = 0


def extensions(top: Header, pieces: Iterable[bytes]) -> frozenset[str]:
    """The extensions of what is attached, in small letters, "" for a name without; UNTOLD stands for any.

    *pieces* are the whole letter, its header included, of which *top* are the fields.
    """
    scan = _Scan()
    _take(scan, top)
    if scan.boundaries:
        for piece in pieces:
            _feed(scan, piece)
            if UNTOLD in scan.extensions:
                break
        else:
            _feed(scan, b"\r\n\r\n")
    return frozenset(scan.extensions)


def _feed(scan: _Scan, piece: bytes) -> None:
    octets, place = scan.rest + piece, 0
    while (found := octets.find(b"\n--", place)) >= 0:
        behind = _delimited(scan, octets, found)
        if behind is None:
            scan.rest = octets[found:]
            return
        place = behind
    scan.rest = octets[max(place, len(octets) - 2) :]


def _delimited(scan: _Scan, octets: bytes, found: int) -> int | None:
    """Where to go on behind the line at *found*; None when more octets are needed to judge it."""
    end = octets.find(b"\n", found + 3, found + _DELIMITER)
    if end < 0:
        return None if len(octets) < found + _DELIMITER else found + 3
    if octets[found + 3 : end].rstrip(b" \t\r") not in scan.boundaries:
        return end
    if octets.startswith(b"\r\n", end + 1):  # a part without fields is plain text
        return end + 1
    last = octets.find(b"\r\n\r\n", end + 1, end + 1 + PART_HEADER)
    if last < 0:
        if len(octets) < end + 1 + PART_HEADER:
            return None
        scan.extensions.add(UNTOLD)
        return end
    _take(scan, header.parse(octets[end + 1 : last + 2]))
    return last + 2


def _take(scan: _Scan, fields: Header) -> None:
    """Adds what the part with these *fields* is."""
    scan.parts += 1
    kind, disposition = _one(fields, "content-type"), _one(fields, "content-disposition")
    if kind is None or disposition is None or scan.parts > PARTS:
        scan.extensions.add(UNTOLD)
    elif kind.lower().startswith("multipart/"):
        boundary = _parameters(kind).get("boundary", "").encode("utf-8", "replace")
        scan.boundaries.add(boundary)
        if not boundary or len(scan.boundaries) > BOUNDARIES:
            scan.extensions.add(UNTOLD)
    else:
        scan.extensions.update(_attached(kind, disposition))


def _one(fields: Header, name: str) -> str | None:
    """The value of the field *name*, "" where it is missing; None where readers would disagree, or it is too long."""
    found = fields.named(name)
    if len(found) > 1 or fields.malformed or any(len(f.raw) > PART_HEADER for f in found):
        return None
    return found[0].value.decode("utf-8", "replace") if found else ""


def _attached(kind: str, disposition: str) -> Iterable[str]:
    main = kind.partition(";")[0].strip().lower()
    names = (_parameters(disposition).get("filename"), _parameters(kind).get("name"))
    named = [_extension(decoded(name)) for name in names if name]
    if not named and main == "message/rfc822":
        named = ["eml"]
    if main in _SIGNATURES and set(named) <= set(_SIGNED):
        return ()
    attached = disposition.strip().lower().startswith("attachment")
    plain = main in ("", "text", *_REPORTED) or main.startswith("text/")
    if named or attached or not plain:
        return named or (UNTOLD,)
    return ()


def _extension(name: str) -> str:
    """What stands behind the last dot; systems drop dots and blanks at the end of a name."""
    return name.rstrip(". \t").lower().rpartition(".")[2] if "." in name.rstrip(". \t") else ""


def _parameters(value: str) -> dict[str, str]:
    """The parameters of a field by their names, whole where they were cut (RFC 2231 §3, §4)."""
    pieces: dict[str, dict[int, str]] = {}
    for name, number, extended, raw in _PARAMETER.findall(value):
        text = _QUOTED_PAIR.sub(r"\1", raw[1:-1]) if raw.startswith('"') else raw
        if extended:
            text = unquote_to_bytes(text).decode("utf-8", "replace")
        pieces.setdefault(name.lower(), {}).setdefault(int(number or 0), text)
    return {name: "".join(cut[i] for i in sorted(cut)) for name, cut in pieces.items()}
