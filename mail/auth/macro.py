"""Macros of SPF (RFC 7208 §7): their grammar, and what they become.

What a macro may grow to is bounded by what is made of it: a name of 253 octets,
or an explanation of one line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

LONGEST_NAME = 253  # characters, RFC 7208 §7.3
LONGEST_LABEL = 63  # RFC 1035 §2.3.4
LONGEST_EXPLANATION = 400  # characters, so that it fits into a line of reply (RFC 5321 §4.5.3.1.5)

_LITERAL = r"[!-$&-~]++"
_SIGN = r"%[%_-]"
_OF_NAMES = r"%\{[slodiphvSLODIPHV](?:0*[1-9][0-9]*)?[rR]?[-.+,/_=]*\}"
_OF_TEXTS = _OF_NAMES.replace("slodiphvSLODIPHV", "slodiphvcrtSLODIPHVCRT")
_NAME = re.compile(rf"(?>(?:{_LITERAL}|{_SIGN}|{_OF_NAMES})*)")
_TEXT = re.compile(rf"(?>(?:{_LITERAL}|{_SIGN}|{_OF_TEXTS}| +)*)")
_PIECE = re.compile(r"%[%_-]|%\{[^}]*\}|[^%]+")
_EXPAND = re.compile(r"%\{(.)([0-9]*)([rR]?)(.*)\}")
_TOP_LABEL = re.compile(r"(?![0-9]+\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_SIGNS = {"%%": "%", "%_": " ", "%-": "%20"}
_VALIDATED = re.compile(r"%\{[pP]")
_UNPRINTABLE = re.compile(r"[^ -~]")


def is_macro_string(text: str) -> bool:
    """Whether *text* is a macro-string (RFC 7208 §7.1)."""
    return _NAME.fullmatch(text) is not None


def is_domain_spec(text: str) -> bool:
    """Whether *text* is a domain-spec: a macro-string that ends in a macro, or in a top label after a dot."""
    if not text or not is_macro_string(text):
        return False
    last = _PIECE.findall(text)[-1]
    if last.startswith("%"):
        return True
    _, dot, label = last.removesuffix(".").rpartition(".")
    return dot == "." and _TOP_LABEL.fullmatch(label) is not None


def is_explain_string(text: str) -> bool:
    """Whether *text* is an explain-string: blanks, and macros for people, are allowed too."""
    return _TEXT.fullmatch(text) is not None


def needs_validated_name(text: str) -> bool:
    """Whether %{p} stands in it, which costs lookups."""
    return _VALIDATED.search(text) is not None


def expanded_name(spec: str, letters: Mapping[str, str]) -> str | None:
    """The name that a domain-spec stands for, without its last dot; None where no DNS name could be that.

    A name too long loses labels at its left (RFC 7208 §7.3). *letters* are the values of macro letters.
    """
    found = ""
    for piece in _expanded(reversed(_PIECE.findall(spec)), letters):
        found = piece + found
        if len(found) > LONGEST_NAME + 1:
            break
    name = found.removesuffix(".")
    while len(name) > LONGEST_NAME:
        name = name.partition(".")[2]
    return name if is_name(name) else None


def expanded_text(explanation: str, letters: Mapping[str, str]) -> str:
    """What an explain-string says: one line of printable ASCII, cut off where it is too long."""
    found = ""
    for piece in _expanded(_PIECE.findall(explanation), letters):
        found += piece
        if len(found) > LONGEST_EXPLANATION:
            break
    return _UNPRINTABLE.sub("?", found[:LONGEST_EXPLANATION])


def is_name(name: str) -> bool:
    """Whether SPF looks a name up: several labels, none empty or too long (RFC 7208 §4.3), of printable ASCII."""
    labels = name.split(".")
    sound = all(0 < len(label) <= LONGEST_LABEL for label in labels)
    fits = len(labels) > 1 and len(name) <= LONGEST_NAME
    return sound and fits and name.isascii() and name.isprintable()


def _expanded(pieces: Iterable[str], letters: Mapping[str, str]) -> Iterator[str]:
    for piece in pieces:
        macro = _EXPAND.fullmatch(piece)
        yield _transformed(macro, letters) if macro else _SIGNS.get(piece, piece)


def _transformed(macro: re.Match[str], letters: Mapping[str, str]) -> str:
    """RFC 7208 §7.1, §7.3."""
    letter, digits, turned, delimiters = macro.groups()
    parts = re.split(f"[{re.escape(delimiters or '.')}]", letters[letter.lower()])
    if turned:
        parts.reverse()
    if digits and len(digits) <= 3:  # no value has a thousand parts
        parts = parts[-int(digits) :]
    joined = ".".join(parts)
    return quote(joined, safe="") if letter.isupper() else joined
