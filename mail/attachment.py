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
LETTER_HEADER = 64 * 1024  # octets, of a letter that is sent on as a part
_DELIMITER = 200  # octets: 70, two dashes before and after, and blanks (RFC 2046 §5.1.1)
_LONGEST_BOUNDARY = 150
_SIGNATURES = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
)
_REPORTED = ("message/delivery-status", "message/disposition-notification")  # RFC 3464, RFC 8098
_LETTERS = ("message/rfc822", "message/global")  # RFC 2046 §5.2.1, RFC 6532 §3.7
_SIGNED = ("p7s", "asc", "sig", "")
_AS_IT_IS = ("", "7bit", "8bit", "binary")
_MAIN = re.compile(r'[^;"()]*+(?=;|\Z)')
_PARAMETER = re.compile(
    r';[ \t]*(?:([^\s;=*"()]+)(?:\*(\d{1,3}))?(\*)?[ \t]*=[ \t]*("(?>(?:[^"\\]|\\.)*)"|[^;"() \t]+)[ \t]*)?'
)
_INITIAL = re.compile(r"([^']*)'[^']*'")  # character set and language
_LIKE_ASCII = re.compile(r"(?i:|us-ascii|utf-8|iso-8859-\d{1,2}|windows-125\d)")
_QUOTED_PAIR = re.compile(r"\\(.)")

_NONE = re.compile(rb"(?!)")

Parameters = dict[str, list[str]]
"""What is said of each name; more than once where it stands more than once, and readers may take either."""


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
    scan.letter = main in _LETTERS
    if scan.letter or main.startswith("multipart/"):
        encoding = said(fields, "content-transfer-encoding")
        if encoding is None or encoding[0] not in _AS_IT_IS:  # RFC 2045 §6.4; some decode it
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


def said(fields: Header, name: str) -> tuple[str, Parameters] | None:
    """What the field *name* says, "" where it is missing; None where readers would disagree, or it is too long."""
    found = fields.named(name)
    if len(found) > 1 or fields.malformed or any(len(f.raw) > PART_HEADER for f in found):
        return None
    return _read(found[0].value.decode("utf-8", "replace")) if found else ("", {})


def _attached(
    main: str, parameters: Parameters, disposition: str, more: Parameters
) -> Iterable[str]:
    names = [*more.get("filename", ()), *parameters.get("name", ())]
    named = [_extension(decoded(name)) for name in names if name]
    if not named and main in _LETTERS:
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


def _read(value: str) -> tuple[str, Parameters] | None:
    """What a field says in small letters, and its parameters, whole where they were cut (RFC 2231 §3, §4).

    None for what is not written so; readers differ over that.
    """
    main = _MAIN.match(value)
    found: Parameters = {}
    pieces: dict[str, dict[int, str]] = {}
    place = len(value) + 1 if main is None else main.end()
    while place < len(value) and (match := _PARAMETER.match(value, place)):
        place = match.end()
        if match[1] and not _put(match, found, pieces):
            return None
    for name, cut in pieces.items():
        found.setdefault(name, []).append("".join(cut[i] for i in sorted(cut)))
    return (main[0].strip().lower(), found) if main and place == len(value) else None


def _put(match: re.Match[str], found: Parameters, pieces: dict[str, dict[int, str]]) -> bool:
    """Adds one parameter, or a piece of one; whether that can be told."""
    name, text = match[1].lower(), _meant(match)
    if text is not None and match[2] is None:
        found.setdefault(name, []).append(text)
        return True
    cut = pieces.setdefault(name, {})
    number = int(match[2] or 0)
    if text is None or number in cut:
        return False
    cut[number] = text
    return True


def _meant(parameter: re.Match[str]) -> str | None:
    """The value of one, or of a piece of it; None in a character set in which it might read otherwise."""
    raw = parameter[4]
    text = _QUOTED_PAIR.sub(r"\1", raw[1:-1]) if raw.startswith('"') else raw
    if parameter[3] is None:
        return text
    if not int(parameter[2] or 0) and (initial := _INITIAL.match(text)):
        if not _LIKE_ASCII.fullmatch(initial[1]):
            return None
        text = text[initial.end() :]
    return unquote_to_bytes(text).decode("utf-8", "replace")
