"""What is attached to a letter, by the fields of its parts alone: no part is opened.

It reads letters as programs write them (RFC 2045, RFC 2183), within bounds, a piece at a time;
whatever it cannot read with certainty counts as anything. It is no defence against who
builds a letter to deceive, nor against what lies in an archive: a rule may name archives.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mail import header
from mail.header import Header
from mail.mime import AS_IT_IS, LETTERS, LONGEST_FIELD, Parameters, said
from mail.words import decoded

UNTOLD = "*"  # among the extensions: something is attached of which nobody can tell the name
PARTS = 200
BOUNDARIES = 50
PART_HEADER = LONGEST_FIELD
LETTER_HEADER = 64 * 1024  # octets, of a letter that is sent on as a part
_DELIMITER = 200  # octets: 70, two dashes before and after, and blanks (RFC 2046 §5.1.1)
_LONGEST_BOUNDARY = 150
_SIGNATURES = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
)
_REPORTED = ("message/delivery-status", "message/disposition-notification")  # RFC 3464, RFC 8098
_SIGNED = ("p7s", "asc", "sig", "")

_NONE = re.compile(rb"(?!)")


@dataclass(slots=True, eq=False)
class _Scan:
    """What was found so far; *rest* begins with what could not be judged yet, or with a *letter*."""

    boundaries: set[bytes] = field(default_factory=set)
    delimiter: re.Pattern[bytes] = _NONE  # what begins a line that may part the parts
    extensions: set[str] = field(default_factory=set)
    rest: bytes = b""
    parts: int = 0
    letter: bool = False


def extensions(top: Header, pieces: Iterable[bytes]) -> frozenset[str]:
    """The extensions of what is attached, in small letters, "" for a name without; UNTOLD stands for any.

    *pieces* are the whole letter, its header included, of which *top* are the fields.
    """
    scan = _Scan()
    _take(scan, top)
    if scan.letter:  # a letter that is nothing but another letter: no program writes one
        scan.extensions.add(UNTOLD)
    elif scan.boundaries:
        for piece in pieces:
            _feed(scan, piece)
            if UNTOLD in scan.extensions:
                break
        else:
            _feed(scan, b"\r\n\r\n")
    return frozenset(scan.extensions)


def _feed(scan: _Scan, piece: bytes) -> None:
    octets, place = scan.rest + piece, 0
    while (begin := _next(scan, octets, place)) >= 0:
        if scan.letter:
            behind = _fields(scan, octets, begin, LETTER_HEADER)
        else:
            behind = _delimited(scan, octets, begin)
        if behind is None:
            scan.rest = octets[begin:]
            return
        place = behind
    scan.rest = octets[max(place, len(octets) - _DELIMITER) :]


def _next(scan: _Scan, octets: bytes, place: int) -> int:
    """Where from *place* on something is to be judged; below zero where nothing is."""
    if scan.letter:
        return place
    line = scan.delimiter.search(octets, place)
    return line.start() if line else -1


def _delimited(scan: _Scan, octets: bytes, found: int) -> int | None:
    """Where to go on behind the line at *found*; None when more octets are needed to judge it."""
    end = octets.find(b"\n", found + 3, found + _DELIMITER)
    if end < 0 and len(octets) < found + _DELIMITER:
        return None
    end = found + 3 if end < 0 else end  # of a longer line nothing is read
    line = octets[found + 3 : end].rstrip(b" \t\r")
    if line not in scan.boundaries:
        if not line.endswith(b"--") or line[:-2] not in scan.boundaries:
            scan.extensions.add(UNTOLD)  # to some readers it parts, RFC 2046 §5.1.1
        return end
    return _fields(scan, octets, end + 1, PART_HEADER)


def _fields(scan: _Scan, octets: bytes, begin: int, limit: int) -> int | None:
    """Where to go on behind the fields at *begin*; None when more octets are needed."""
    if octets.startswith(b"\r\n", begin):  # what has no fields is plain text
        scan.letter = False
        return begin
    last = octets.find(b"\r\n\r\n", begin, begin + limit)
    if last < 0:
        if len(octets) < begin + limit:
            return None
        scan.letter = False
        scan.extensions.add(UNTOLD)
        return begin
    _take(scan, header.parse(octets[begin : last + 2]))
    return last + 4 if scan.letter else last + 2


def _take(scan: _Scan, fields: Header) -> None:
    """Adds what the part with these *fields* is."""
    scan.parts += 1
    scan.letter = False
    kind, disposition = said(fields, "content-type"), said(fields, "content-disposition")
    if kind is None or disposition is None or scan.parts > PARTS:
        scan.extensions.add(UNTOLD)
        return
    main, parameters = kind
    if main.startswith("multipart/"):
        _bound(scan, main, parameters)
    else:
        scan.extensions.update(_attached(main, parameters, *disposition))
    scan.letter = main in LETTERS
    if scan.letter or main.startswith("multipart/"):
        encoding = said(fields, "content-transfer-encoding")
        if encoding is None or encoding[0] not in AS_IT_IS:  # RFC 2045 §6.4; some decode it
            scan.extensions.add(UNTOLD)


def _bound(scan: _Scan, main: str, parameters: Parameters) -> None:
    """Adds what parts the parts of a multipart."""
    found = [one.rstrip(" \t") for one in parameters.get("boundary", [""])]
    scan.boundaries.update(one.encode("utf-8", "replace") for one in found)
    choice = b"|".join(map(re.escape, sorted(scan.boundaries)))
    scan.delimiter = re.compile(b"\n--(?:" + choice + b")")
    sound = all(one and one.isascii() and len(one) <= _LONGEST_BOUNDARY for one in found)
    # Parts of a digest are letters without saying so, RFC 2046 §5.1.5.
    if not sound or len(scan.boundaries) > BOUNDARIES or main == "multipart/digest":
        scan.extensions.add(UNTOLD)


def _attached(
    main: str, parameters: Parameters, disposition: str, more: Parameters
) -> Iterable[str]:
    names = [*more.get("filename", ()), *parameters.get("name", ())]
    named = [_extension(decoded(name)) for name in names if name]
    if not named and main in LETTERS:
        named = ["eml"]
    if main in _SIGNATURES and set(named) <= set(_SIGNED):
        return ()
    attached = disposition not in ("", "inline")  # RFC 2183 §2.8
    plain = main in ("", "text", *_REPORTED) or main.startswith("text/")
    if named or attached or not plain:
        return named or (UNTOLD,)
    return ()


def _extension(name: str | None) -> str:
    """What stands behind the last dot; systems drop dots and blanks at the end of a name."""
    if name is None:
        return UNTOLD
    return name.rstrip(". \t").lower().rpartition(".")[2] if "." in name.rstrip(". \t") else ""
