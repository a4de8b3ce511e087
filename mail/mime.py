"""What a field of MIME says (RFC 2045 §5, RFC 2183), and its parameters, whole where they were cut (RFC 2231)."""

import re
from urllib.parse import unquote_to_bytes

from mail.header import Header

LONGEST_FIELD = 8 * 1024  # octets
AS_IT_IS = ("", "7bit", "8bit", "binary")  # encodings that are none, RFC 2045 §6.2
LETTERS = ("message/rfc822", "message/global")  # RFC 2046 §5.2.1, RFC 6532 §3.7
_MAIN = re.compile(r'[^;"()]*+(?=;|\Z)')
_PARAMETER = re.compile(
    r';[ \t]*(?:([^\s;=*"()]+)(?:\*(\d{1,3}))?(\*)?[ \t]*=[ \t]*("(?>(?:[^"\\]|\\.)*)"|[^;"() \t]+)[ \t]*)?'
)
_INITIAL = re.compile(r"([^']*)'[^']*'")  # character set and language
_LIKE_ASCII = re.compile(r"(?i:|us-ascii|utf-8|iso-8859-\d{1,2}|windows-125\d)")
_QUOTED_PAIR = re.compile(r"\\(.)")

Parameters = dict[str, list[str]]
"""What is said of each name; more than once where it stands more than once, and readers may take either."""


def said(fields: Header, name: str) -> tuple[str, Parameters] | None:
    """What the field *name* says, "" where it is missing; None where readers would disagree, or it is too long."""
    found = fields.named(name)
    if len(found) > 1 or fields.malformed or any(len(f.raw) > LONGEST_FIELD for f in found):
        return None
    return read(found[0].value.decode("utf-8", "replace")) if found else ("", {})


def names(kind: Parameters, shown: Parameters) -> tuple[str, ...]:
    """Every name of a part's file, those of Content-Disposition first (RFC 2183 §2.3); as written, still encoded."""
    return *shown.get("filename", ()), *kind.get("name", ())


def read(value: str) -> tuple[str, Parameters] | None:
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
        found.setdefault(name, []).append(_letters("".join(cut[i] for i in sorted(cut))))
    return (main[0].strip().lower(), found) if main and place == len(value) else None


def ending(name: str) -> str:
    """What stands behind the last dot of a file's name, in small letters; systems drop dots and blanks behind it."""
    return name.rstrip(". \t").lower().rpartition(".")[2] if "." in name.rstrip(". \t") else ""


def _put(match: re.Match[str], found: Parameters, pieces: dict[str, dict[int, str]]) -> bool:
    """Adds one parameter, or a piece of one; whether that can be told."""
    name, text = match[1].lower(), _meant(match)
    if text is not None and match[2] is None:
        found.setdefault(name, []).append(_letters(text))
        return True
    cut = pieces.setdefault(name, {})
    number = int(match[2] or 0)
    if text is None or number in cut:
        return False
    cut[number] = text
    return True


def _letters(text: str) -> str:
    """*text*, whose octets that are no letters by themselves may be some together."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _meant(parameter: re.Match[str]) -> str | None:
    """The value of one, or of a piece of it, which may end within a letter; None in a character set in which it might read otherwise."""
    raw = parameter[4]
    text = _QUOTED_PAIR.sub(r"\1", raw[1:-1]) if raw.startswith('"') else raw
    if parameter[3] is None:
        return text
    if not int(parameter[2] or 0) and (initial := _INITIAL.match(text)):
        if not _LIKE_ASCII.fullmatch(initial[1]):
            return None
        text = text[initial.end() :]
    return unquote_to_bytes(text).decode("utf-8", "surrogateescape")
